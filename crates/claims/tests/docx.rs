//! Word files: what is read of them, what they look like with comments, and what is refused.

use claims::docx::{DocxError, comment, text};
use claims::{NoLedger, Options, check};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006""#;

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;

const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn document(body: &str) -> String {
    format!(r#"<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>"#)
}

fn docx(body: &str) -> Vec<u8> {
    package(&[("[Content_Types].xml", TYPES), ("_rels/.rels", RELATIONS), ("word/document.xml", &document(body))])
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut out = String::new();
    ZipArchive::new(Cursor::new(bytes)).unwrap().by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

#[test]
fn text_is_read_as_if_all_changes_were_accepted() {
    let body = r#"<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="1"/></w:tabs></w:pPr><w:r><w:t>完成投资</w:t></w:r><w:del w:id="1"><w:r><w:delText>500</w:delText></w:r></w:del><w:ins w:id="2"><w:r><w:t>546.5</w:t></w:r></w:ins><w:moveFrom w:id="3"><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>亿元 &amp; &#x589E;长</w:t><w:noBreakHyphen/><w:tab/><w:t>。</w:t></w:r></w:p>"#;
    assert_eq!(text(&docx(body)).unwrap().text, "完成投资546.5亿元 & 增长-\t。\n");
}

#[test]
fn tables_text_boxes_fields_and_notes_are_read() {
    let body = r#"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>东城区</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>98.6亿元</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>正文</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>框中65%</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框中65%</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:instrText>PAGE 12个</w:instrText></w:r><w:r><w:t>之后</w:t></w:r></w:p>"#;
    let notes = format!(
        r#"<w:footnotes {W}><w:footnote w:id="1"><w:p><w:r><w:t>注:含3个结转项目</w:t></w:r></w:p></w:footnote></w:footnotes>"#
    );
    let bytes = package(&[
        ("word/document.xml", &document(body)),
        ("word/footnotes.xml", &notes),
        ("word/vbaProject.bin", "macro"),
    ]);
    let read = text(&bytes).unwrap();
    assert_eq!(read.text, "东城区\t98.6亿元\t\n正文之后\n框中65%\n注:含3个结转项目\n");
    let chars: Vec<char> = read.text.chars().collect();
    for paragraph in &read.paragraphs {
        for run in &paragraph.runs {
            assert!(paragraph.start <= run.start && run.end <= paragraph.end && paragraph.end <= chars.len());
        }
    }
    let in_notes = read.paragraphs.last().unwrap();
    assert_eq!(in_notes.part, "word/footnotes.xml");
    assert_eq!(chars[in_notes.start..in_notes.end].iter().collect::<String>(), "注:含3个结转项目");
}

const SPEECH: &str = r#"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>全市重点项目年度计划投资850亿元,完成投资546.5亿元,</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">占年度计划的6</w:t></w:r><w:r><w:t>5%。其他&lt;略&gt;</w:t></w:r></w:p>"#;

#[test]
fn the_file_comes_back_with_comments_at_the_figures() {
    let bytes = docx(SPEECH);
    let before = text(&bytes).unwrap();
    let report = check(&before.text, &NoLedger, Options::default());
    let commented = comment(&bytes, &report).unwrap();
    assert_eq!(text(&commented).unwrap().text, before.text);
    let body = part(&commented, "word/document.xml");
    assert!(body.contains(r#"<w:t xml:space="preserve">占年度计划的</w:t></w:r><w:commentRangeStart w:id="0"/><w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve">6</w:t></w:r>"#), "{body}");
    assert!(body.contains(r#"<w:t xml:space="preserve">5%</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>"#), "{body}");
    let comments = part(&commented, "word/comments.xml");
    assert!(comments.contains("【前后不一致】应为64.3%"), "{comments}");
    assert!(part(&commented, "[Content_Types].xml").contains("/word/comments.xml"));
    assert!(part(&commented, "word/_rels/document.xml.rels").contains("comments.xml"));
    // A second check adds to the comments there are.
    let again = comment(&commented, &report).unwrap();
    assert!(part(&again, "word/comments.xml").contains(r#"w:id="1""#));
    assert_eq!(part(&again, "[Content_Types].xml").matches("/word/comments.xml").count(), 1);
}

#[test]
fn a_report_of_another_text_is_refused() {
    let report = check("完成率65%,开工率93.5%。", &NoLedger, Options::default());
    assert!(matches!(comment(&docx(SPEECH), &report), Err(DocxError::OtherText(..))));
}

#[test]
fn broken_and_hostile_files_are_refused() {
    assert!(matches!(text(b"not a zip"), Err(DocxError::NotAPackage(_))));
    assert!(matches!(text(&package(&[("readme.txt", "x")])), Err(DocxError::NoBody)));
    assert!(matches!(text(&docx("<w:p><w:r></w:p>")), Err(DocxError::BadXml { .. })));
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>"#;
    assert!(matches!(text(&package(&[("word/document.xml", bomb)])), Err(DocxError::Dtd(_))));
    let deep = "<w:sdt>".repeat(100_000);
    assert!(matches!(text(&docx(&deep)), Err(DocxError::BadXml { .. })));
    // An entity nobody declared stands for nothing.
    assert_eq!(text(&docx("<w:p><w:r><w:t>前&who;后</w:t></w:r></w:p>")).unwrap().text, "前后\n");
}

/// Endless blanks pack into next to nothing.
#[test]
fn a_zip_bomb_is_refused() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..20 {
        zip.write_all(&blanks).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(matches!(text(&bytes), Err(DocxError::TooLarge(_))));
}

#[test]
fn ten_thousand_pages_are_read() {
    let paragraph =
        format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "截至7月底,全市重点项目完成投资546.5亿元。".repeat(4));
    let pages = if cfg!(debug_assertions) { 100 } else { 10_000 };
    let body = paragraph.repeat(pages * 7);
    let start = std::time::Instant::now();
    let document = text(&docx(&body)).unwrap();
    println!("{pages} pages, {} characters, read in {:?}", document.text.chars().count(), start.elapsed());
    assert_eq!(document.paragraphs.len(), pages * 7);
    let report = check(&document.text, &NoLedger, Options::default());
    println!("checked after {:?}", start.elapsed());
    assert_eq!(report.claims.len(), pages * 28);
}
