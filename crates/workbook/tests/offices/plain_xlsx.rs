//! A workbook as some programs write it: every text in its cell, no shared strings, dates counted from 1904.

use crate::drawn::Sheet;
use crate::support::C;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use workbook::column_letters;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

pub fn xlsx(sheets: &[Sheet]) -> Vec<u8> {
    let mut names = String::new();
    let mut links = String::new();
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        (
            "_rels/.rels".to_owned(),
            format!("<Relationships><Relationship Id=\"r1\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ),
        (
            "xl/styles.xml".to_owned(),
            "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"10\"/></cellXfs></styleSheet>".to_owned(),
        ),
    ];
    for (n, sheet) in (1..).zip(sheets) {
        let state = if sheet.is_hidden { " state=\"hidden\"" } else { "" };
        let _ = write!(names, "<sheet name=\"{}\" sheetId=\"{n}\" r:id=\"s{n}\"{state}/>", sheet.name);
        let _ = write!(
            links,
            "<Relationship Id=\"s{n}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        );
        parts.push((format!("xl/worksheets/sheet{n}.xml"), worksheet(sheet)));
    }
    let _ = write!(links, "<Relationship Id=\"st\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/>");
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><workbookPr date1904=\"1\"/><sheets>{names}</sheets></workbook>"),
    ));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{links}</Relationships>")));
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        package.start_file(name, SimpleFileOptions::default()).unwrap();
        package.write_all(text.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}

fn worksheet(sheet: &Sheet) -> String {
    let mut out = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for (number, cells) in (1_u32..).zip(&sheet.rows) {
        let hidden = if sheet.hidden_rows.contains(&number) { " hidden=\"1\"" } else { "" };
        let _ = write!(out, "<row r=\"{number}\"{hidden}>");
        for (column, cell) in (0..).zip(cells) {
            let place = format!("{}{number}", column_letters(column));
            let _ = match cell {
                C::Blank => Ok(()),
                C::Text(text) => write!(out, "<c r=\"{place}\" t=\"inlineStr\"><is><t>{}</t></is></c>", escaped(text)),
                C::Number(number) => write!(out, "<c r=\"{place}\"><v>{number}</v></c>"),
                C::Percent(number) => write!(out, "<c r=\"{place}\" s=\"2\"><v>{number}</v></c>"),
                C::Date(year, month, day) => {
                    let date =
                        kernel::Date::from_ymd_opt(i32::from(*year), u32::from(*month), u32::from(*day)).unwrap();
                    let first = kernel::Date::from_ymd_opt(1904, 1, 1).unwrap();
                    write!(out, "<c r=\"{place}\" s=\"1\"><v>{}</v></c>", (date - first).num_days())
                }
                C::Formula(formula, result) => {
                    write!(out, "<c r=\"{place}\"><f>{}</f><v>{result}</v></c>", escaped(&formula[1..]))
                }
            };
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData>");
    if !sheet.merges.is_empty() {
        out.push_str("<mergeCells>");
        for area in &sheet.merges {
            let _ = write!(out, "<mergeCell ref=\"{area}\"/>");
        }
        out.push_str("</mergeCells>");
    }
    out + "</worksheet>"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
