//! The Word file given back with a comment at every judged figure.

use super::marks::mark;
use super::package::{Package, target_of};
use super::{Document, DocxError, text};
use crate::report::{Judged, Report, Verdict};
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments";
const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

/// Gives the file back with comments at the figures that `report` (made of [`text`]'s text of the same file) judged.
/// Figures of verdict `unknown` get none; a figure in a text box or a note is commented at what anchors it, or not at all.
pub fn comment(bytes: &[u8], report: &Report) -> Result<Vec<u8>, DocxError> {
    let document = text(bytes)?;
    agree(&document, report)?;
    let mut package = Package::open(bytes)?;
    let body = package.body_part()?;
    let (folder, file) = body.rsplit_once('/').unwrap_or(("", &body));
    let relations_part =
        if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let relations = package.small(&relations_part)?.unwrap_or_else(|| {
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>"
            .to_owned()
    });
    let existing = target_of(&relations, "/comments");
    let target = existing.clone().unwrap_or_else(|| "comments.xml".to_owned());
    let comments_part = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if folder.is_empty() => target,
        None => format!("{folder}/{target}"),
    };
    let old_comments = package.small(&comments_part)?;
    let first = old_comments.as_deref().map_or(0, next_id);
    let notes = notes(report, first);
    let marked = package.read(&body, |reader| mark(reader, &body, &document, &notes))?;
    let comments = comments_xml(old_comments.as_deref(), &notes);
    let types = package.small("[Content_Types].xml")?.ok_or(DocxError::NoBody)?;
    let mut changed: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    changed.insert(body.clone(), marked);
    changed.insert(comments_part.clone(), comments.into_bytes());
    if existing.is_none() {
        let relation = format!("<Relationship Id=\"rIdFigureCheck\" Type=\"{RELATION}\" Target=\"comments.xml\"/>");
        changed.insert(relations_part, before_last(&relations, "</Relationships>", &relation).into_bytes());
        let entry = format!("<Override PartName=\"/{comments_part}\" ContentType=\"{CONTENT_TYPE}\"/>");
        changed.insert("[Content_Types].xml".to_owned(), before_last(&types, "</Types>", &entry).into_bytes());
    }
    rewrite(&mut package, changed)
}

/// The report must be one of this very text.
fn agree(document: &Document, report: &Report) -> Result<(), DocxError> {
    let chars: Vec<char> = document.text.chars().collect();
    for claim in &report.claims {
        let found: Option<String> = chars.get(claim.start..claim.end).map(|c| c.iter().collect());
        if found.as_deref() != Some(claim.text.as_str()) {
            return Err(DocxError::OtherText(claim.start, claim.text.clone()));
        }
    }
    Ok(())
}

/// One comment: its id, the characters it marks, its words.
pub(super) struct Note {
    pub id: usize,
    pub start: usize,
    pub end: usize,
    words: String,
}

fn notes(report: &Report, first: usize) -> Vec<Note> {
    let judged = report.claims.iter().filter(|c| c.verdict != Verdict::Unknown);
    judged.enumerate().map(|(n, c)| Note { id: first + n, start: c.start, end: c.end, words: words(c) }).collect()
}

fn words(claim: &Judged) -> String {
    let verdict = claim.verdict.label();
    match &claim.expected {
        Some(expected) => format!("【{verdict}】应为{expected}{}。{}", claim.unit, claim.because),
        None => format!("【{verdict}】{}", claim.because),
    }
}

fn next_id(comments: &str) -> usize {
    let mut reader = Reader::from_str(comments);
    let mut next = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Start(e)) if e.local_name().as_ref() == "comment" => {
                let id = e.attributes().flatten().find(|a| a.key.local_name().as_ref() == "id");
                let id =
                    id.and_then(|a| a.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()?.parse::<usize>().ok());
                next = next.max(id.map_or(0, |id| id.saturating_add(1)));
            }
            Ok(Event::Eof) | Err(_) => return next,
            Ok(_) => {}
        }
    }
}

fn comments_xml(old: Option<&str>, notes: &[Note]) -> String {
    let mut added = String::new();
    for note in notes {
        let words = quick_xml::escape::escape(note.words.as_str());
        let id = note.id;
        added.push_str(&format!(
            "<w:comment xmlns:w=\"{NAMESPACE}\" w:id=\"{id}\" w:author=\"数据核对\" w:initials=\"核\"><w:p><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p></w:comment>"
        ));
    }
    match old {
        Some(old) if old.contains("</w:comments>") => before_last(old, "</w:comments>", &added),
        _ => format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:comments xmlns:w=\"{NAMESPACE}\">{added}</w:comments>"
        ),
    }
}

fn before_last(text: &str, tag: &str, added: &str) -> String {
    match text.rfind(tag) {
        Some(at) => format!("{}{added}{}", &text[..at], &text[at..]),
        None => text.to_owned(),
    }
}

fn rewrite(package: &mut Package<'_>, mut changed: BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, DocxError> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for index in 0..package.archive.len() {
        let file = package.archive.by_index_raw(index)?;
        let name = file.name()?.into_owned();
        match changed.remove(&name) {
            Some(content) => {
                out.start_file(name, options)?;
                out.write_all(&content)?;
            }
            None => out.raw_copy_file(file)?,
        }
    }
    for (name, content) in changed {
        out.start_file(name, options)?;
        out.write_all(&content)?;
    }
    Ok(out.finish()?.into_inner())
}
