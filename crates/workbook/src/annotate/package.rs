//! The parts of an `.xlsx` that change, and all others as they are.

use super::{AnnotateError, Note, Notes, comments, sheet, styles};
use crate::source::package::Package;
use crate::source::xlsx::{self, Relation};
use crate::source::xml::next_tag;
use crate::{Limits, ReadError};
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STRICT_RELATIONSHIPS: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// Parts to write anew, by name.
type Changed = BTreeMap<String, Vec<u8>>;

pub(crate) fn annotate(
    original: &[u8],
    by_sheet: &BTreeMap<&str, Notes>,
    limits: &Limits,
) -> Result<Vec<u8>, AnnotateError> {
    let mut package = Package::open(original, limits.unpacked_bytes)?;
    let contents = xlsx::contents(&mut package)?;
    let mut changed = Changed::new();
    let mut fills = match &contents.styles {
        Some(part) => package.part(part)?.and_then(styles::Fills::new),
        None => None,
    };
    for (index, part) in contents.sheets.iter().enumerate() {
        if let Some(notes) = by_sheet.get(part.name.as_str()).filter(|n| !n.is_empty()) {
            let mut job = SheetJob { package: &mut package, changed: &mut changed, part: &part.part, index };
            job.annotate(notes, fills.as_mut())?;
        }
    }
    if let (Some(part), Some(fills)) = (contents.styles, fills) {
        changed.insert(part, fills.finish());
    }
    content_types(&mut package, &mut changed)?;
    write(original, &changed).map_err(|e| AnnotateError::Write(e.to_string()))
}

struct SheetJob<'j, 'a> {
    package: &'j mut Package<'a>,
    changed: &'j mut Changed,
    part: &'j str,
    index: usize,
}

impl SheetJob<'_, '_> {
    fn annotate(&mut self, notes: &Notes, fills: Option<&mut styles::Fills>) -> Result<(), AnnotateError> {
        let mut text = self.package.part(self.part)?.ok_or_else(|| ReadError::Broken(format!("缺少{}", self.part)))?;
        if let Some(fills) = fills {
            text = sheet::fill(&text, notes, fills);
        }
        let relations = xlsx::relations(self.package, self.part)?;
        let strict = memchr::memmem::find(&text, STRICT_RELATIONSHIPS.as_bytes()).is_some();
        let namespace = if strict { STRICT_RELATIONSHIPS } else { RELATIONSHIPS };
        let comments = self.comments(&relations, notes)?;
        let drawing = self.drawing(&relations, &text, &comments.new_cells)?;
        let mut added = Vec::new();
        if comments.is_new {
            added.push(("comments", comments.part.clone()));
        }
        if drawing.is_new {
            added.push(("vmlDrawing", drawing.part.clone()));
        }
        let ids = self.add_relations(&added, namespace)?;
        if drawing.is_new
            && let Some(id) = ids.last()
        {
            text = sheet::with_legacy_drawing(&text, id, namespace);
        }
        self.changed.insert(self.part.to_owned(), text);
        Ok(())
    }

    /// Writes the comments part; an existing one is extended.
    fn comments(&mut self, relations: &[Relation], notes: &Notes) -> Result<Written, AnnotateError> {
        let existing = relations.iter().find(|r| r.kind == "comments").map(|r| r.target.clone());
        let old = match &existing {
            Some(part) => self.package.part(part)?,
            None => None,
        };
        let (text, new_cells) = comments::comments(old.as_deref(), notes);
        let is_new = existing.is_none();
        let part = existing.unwrap_or_else(|| self.free_name("xl/", "comments", "xml"));
        self.changed.insert(part.clone(), text);
        Ok(Written { part, is_new, new_cells })
    }

    /// Writes the drawing that holds the comments' boxes; an existing one is extended.
    fn drawing(
        &mut self,
        relations: &[Relation],
        sheet: &[u8],
        cells: &[(u32, u32)],
    ) -> Result<Written, AnnotateError> {
        let id = sheet::legacy_drawing(sheet);
        let existing = id.and_then(|id| relations.iter().find(|r| r.id == id)).map(|r| r.target.clone());
        let old = match &existing {
            Some(part) => self.package.part(part)?,
            None => None,
        };
        let text = comments::drawing(old.as_deref(), cells, self.index);
        let is_new = existing.is_none();
        let part = existing.unwrap_or_else(|| self.free_name("xl/drawings/", "vmlDrawing", "vml"));
        self.changed.insert(part.clone(), text);
        Ok(Written { part, is_new, new_cells: Vec::new() })
    }

    fn free_name(&self, folder: &str, stem: &str, ending: &str) -> String {
        let names = self.package.names();
        let taken =
            |name: &String| self.changed.contains_key(name) || names.iter().any(|n| n.eq_ignore_ascii_case(name));
        let mut number = names.len();
        loop {
            number += 1;
            let name = format!("{folder}{stem}{number}.{ending}");
            if !taken(&name) {
                return name;
            }
        }
    }

    /// Adds relationships to the sheet's; returns their ids in order.
    fn add_relations(&mut self, added: &[(&str, String)], namespace: &str) -> Result<Vec<String>, AnnotateError> {
        if added.is_empty() {
            return Ok(Vec::new());
        }
        let name = xlsx::relations_name(self.part);
        let old = self.package.part(&name)?.unwrap_or_else(|| {
            b"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>".to_vec()
        });
        let old = opened(&old, b"Relationships");
        let mut ids = Vec::new();
        let mut lines = String::new();
        let prefix = prefix(&old);
        for (kind, target) in added {
            let mut number = 1;
            let mut id = format!("rIdNote{number}");
            while memchr::memmem::find(&old, format!("\"{id}\"").as_bytes()).is_some() || ids.contains(&id) {
                number += 1;
                id = format!("rIdNote{number}");
            }
            lines.push_str(&format!(
                "<{prefix}Relationship Id=\"{id}\" Type=\"{namespace}/{kind}\" Target=\"/{target}\"/>"
            ));
            ids.push(id);
        }
        self.changed.insert(name, before_last_close(&old, lines.as_bytes()));
        Ok(ids)
    }
}

struct Written {
    part: String,
    is_new: bool,
    new_cells: Vec<(u32, u32)>,
}

/// The namespace prefix of a part's root element, with its colon.
pub(crate) fn prefix(part: &[u8]) -> String {
    let Some(root) = next_tag(part, 0) else { return String::new() };
    let name = part[root.start + 1..].split(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')).next();
    let name = String::from_utf8_lossy(name.unwrap_or_default()).into_owned();
    name.split_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"))
}

/// A root that closes itself (`<Relationships/>`) is opened.
pub(crate) fn opened(part: &[u8], root: &[u8]) -> Vec<u8> {
    match next_tag(part, 0) {
        Some(tag) if tag.name == root && tag.empty => {
            let slash = part[..tag.end].iter().rposition(|b| *b == b'/').unwrap_or(tag.end - 1);
            let prefix = prefix(part);
            [&part[..slash], b">", b"</", prefix.as_bytes(), root, b">"].concat()
        }
        _ => part.to_vec(),
    }
}

/// Inserts before the closing tag of the root.
pub(crate) fn before_last_close(part: &[u8], added: &[u8]) -> Vec<u8> {
    let at = memchr::memmem::rfind(part, b"</").unwrap_or(part.len());
    [&part[..at], added, &part[at..]].concat()
}

/// Every comments part and the drawing's file type must be declared.
fn content_types(package: &mut Package<'_>, changed: &mut Changed) -> Result<(), AnnotateError> {
    const NAME: &str = "[Content_Types].xml";
    let Some(old) = package.part(NAME)? else { return Ok(()) };
    let prefix = prefix(&old);
    let has = |text: &str| memchr::memmem::find(&old, text.as_bytes()).is_some();
    let mut added = String::new();
    let drawings = changed.keys().any(|n| n.ends_with(".vml"));
    let declared = has("Extension=\"vml\"") || has("Extension='vml'") || has("Extension=\"VML\"");
    if drawings && !declared {
        added.push_str(&format!(
            "<{prefix}Default Extension=\"vml\" ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/>"
        ));
    }
    let comments = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
    for name in changed.keys().filter(|n| n.contains("comments") && n.ends_with(".xml")) {
        if !has(&format!("/{name}\"")) {
            added.push_str(&format!("<{prefix}Override PartName=\"/{name}\" ContentType=\"{comments}\"/>"));
        }
    }
    if !added.is_empty() {
        changed.insert(NAME.to_owned(), before_last_close(&old, added.as_bytes()));
    }
    Ok(())
}

/// Copies unchanged parts as they are, compressed; changed ones in their place, new ones at the end.
fn write(original: &[u8], changed: &Changed) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut archive = ZipArchive::new(Cursor::new(original))?;
    let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(original.len())));
    let options = SimpleFileOptions::default();
    let mut written = std::collections::BTreeSet::new();
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index)?;
        let name = part.name()?.into_owned();
        let known = changed.keys().find(|n| n.eq_ignore_ascii_case(&name));
        match known {
            Some(key) => {
                if written.insert(key.clone()) {
                    writer.start_file(name, options)?;
                    writer.write_all(&changed[key])?;
                }
            }
            None => writer.raw_copy_file(part)?,
        }
    }
    for (name, bytes) in changed.iter().filter(|(name, _)| !written.contains(*name)) {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// The text of a comment as it is written into the part.
pub(crate) fn note_text(note: &Note) -> String {
    super::escape(&note.text)
}
