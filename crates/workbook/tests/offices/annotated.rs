//! A workbook comes back with its messages in it, and with all it had.

use crate::row;
use crate::support::*;
use rust_xlsxwriter::{Note, Workbook};
use std::io::{Cursor, Read};
use workbook::{Finding, annotate};

fn faulty() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("台账").unwrap();
    for (column, text) in (0..).zip(["序号", "项目名称", "年度计划投资(万元)", "1-7月完成投资(万元)"])
    {
        sheet.write(0, column, text).unwrap();
    }
    for row in 1..4 {
        sheet.write(row, 0, row).unwrap();
        sheet.write(row, 1, format!("示例产业园{row}号")).unwrap();
        sheet.write(row, 3, 10).unwrap();
    }
    sheet.write(1, 2, "约500").unwrap();
    sheet.write(3, 2, 300).unwrap();
    sheet.insert_note(1, 2, &Note::new("领导批注").set_author("张三")).unwrap();
    sheet.insert_note(0, 0, &Note::new("勿改").set_author("张三")).unwrap();
    book.save_to_buffer().unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn all_findings(bytes: &[u8]) -> Vec<Finding> {
    read(bytes).findings().cloned().collect()
}

#[test]
fn messages_join_existing_comments_and_nothing_is_lost() {
    let original = faulty();
    let findings = all_findings(&original);
    assert_eq!(cells(&findings), ["C2", "C3"]);
    let annotated = annotate(&original, "台账.xlsx", &findings).unwrap();
    let comments = part(&annotated, "xl/comments1.xml");
    assert!(comments.contains("领导批注") && comments.contains("勿改") && comments.contains("请填500"), "{comments}");
    assert_eq!(comments.matches("<comment ").count(), 3, "{comments}");
    let sheet = part(&annotated, "xl/worksheets/sheet1.xml");
    assert_eq!(sheet.matches("legacyDrawing").count(), 1, "{sheet}");
    assert!(sheet.contains("<c r=\"C3\" s=\""), "{sheet}");
    // It is still the same ledger with the same faults.
    assert_eq!(all_findings(&annotated), findings);
    // And may be annotated once more.
    let again = annotate(&annotated, "台账.xlsx", &findings).unwrap();
    assert_eq!(part(&again, "xl/comments1.xml").matches("<comment ").count(), 3);
}

#[test]
fn a_workbook_without_comments_gets_all_the_parts_they_need() {
    let original = xlsx(&[page(
        "台账",
        vec![row!["序号", "项目名称", "年度计划投资(万元)", "1-7月完成投资(万元)"], row![1, "示例产业园", "约5", 3]],
        &[],
    )]);
    let findings = all_findings(&original);
    let annotated = annotate(&original, "台账.xlsx", &findings).unwrap();
    let names: Vec<String> = {
        let archive = zip::ZipArchive::new(Cursor::new(annotated.as_slice())).unwrap();
        archive.file_names().filter_map(Result::ok).map(|n| n.into_owned()).collect()
    };
    let comments = names.iter().find(|n| n.contains("comments")).unwrap();
    let drawing = names.iter().find(|n| n.ends_with(".vml")).unwrap();
    let types = part(&annotated, "[Content_Types].xml");
    assert!(types.contains(comments.as_str()) && types.contains("Extension=\"vml\""), "{types}");
    let relations = part(&annotated, "xl/worksheets/_rels/sheet1.xml.rels");
    assert!(relations.contains(comments.as_str()) && relations.contains(drawing.as_str()), "{relations}");
    let sheet = part(&annotated, "xl/worksheets/sheet1.xml");
    let order = ["<sheetData", "<pageMargins", "<legacyDrawing", "</worksheet>"].map(|t| sheet.find(t).unwrap());
    assert!(order.is_sorted(), "{sheet}");
}

#[test]
fn text_files_come_back_as_workbooks_with_comments() {
    let csv = "序号,项目名称,年度计划投资(万元),1-7月完成投资(万元)\n1,示例产业园,约5,3\n2,,7,3\n";
    let reading = read_named("台账.csv", csv.as_bytes());
    let findings: Vec<Finding> = reading.findings().cloned().collect();
    let annotated = annotate(csv.as_bytes(), "台账.csv", &findings).unwrap();
    assert!(part(&annotated, "xl/comments1.xml").contains("请填5"));
    assert_eq!(cells(&all_findings(&annotated)), cells(&findings));
}
