//! What each format holds, by snapshots of a small paper and by reading the files again.

mod sample;
mod small;

use calamine::{Data, Reader, Xlsx};
use paper::{HtmlOptions, Paper, PaperError, TableRow};
use std::io::{Cursor, Read};

fn part(file: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// One element a line, to read the difference.
fn by_lines(markup: &str) -> String {
    markup.replace("><", ">\n<")
}

#[test]
fn markdown_of_a_small_paper() {
    insta::assert_snapshot!(paper::markdown(&small::paper()));
}

#[test]
fn html_of_a_small_paper() {
    insta::assert_snapshot!(by_lines(&paper::html(&small::paper(), HtmlOptions::default())));
}

#[test]
fn word_document_of_a_small_paper() {
    let file = paper::docx(&small::paper()).unwrap();
    insta::assert_snapshot!(by_lines(&part(&file, "word/document.xml")));
}

#[test]
fn word_styles_are_those_of_the_standard() {
    let file = paper::docx(&small::paper()).unwrap();
    insta::assert_snapshot!(by_lines(&part(&file, "word/styles.xml")));
}

#[test]
fn every_part_of_a_word_file_is_well_formed_and_declared() {
    let file = paper::docx(&sample::bulletin(60)).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(&file)).unwrap();
    let types = part(&file, "[Content_Types].xml");
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name.ends_with(".xml") || name.ends_with(".rels") {
            let text = String::from_utf8(bytes).unwrap();
            roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        }
        let declared = types.contains(&format!("\"/{name}\"")) || name.ends_with(".rels") || name.ends_with(".xlsx");
        assert!(declared || name == "[Content_Types].xml", "{name} has no type");
    }
}

#[test]
fn a_word_chart_carries_its_data_and_finds_it() {
    let file = paper::docx(&small::paper()).unwrap();
    let chart = part(&file, "word/charts/chart1.xml");
    assert!(chart.contains("<c:externalData r:id=\"rId1\">") && chart.contains("达到序时进度（58.3%）"), "{chart}");
    let mut archive = zip::ZipArchive::new(Cursor::new(&file)).unwrap();
    let mut workbook = Vec::new();
    archive.by_name("word/embeddings/chart1.xlsx").unwrap().read_to_end(&mut workbook).unwrap();
    let mut workbook = Xlsx::new(Cursor::new(workbook)).unwrap();
    let range = workbook.worksheet_range("Sheet1").unwrap();
    assert_eq!(range.get_value((1, 0)), Some(&Data::String("城东区".into())));
    assert_eq!(range.get_value((1, 1)), Some(&Data::Float(71.2)));
}

#[test]
fn a_workbook_holds_numbers_as_numbers_and_no_formula() {
    let file = paper::xlsx(&small::paper()).unwrap();
    let mut workbook = Xlsx::new(Cursor::new(file)).unwrap();
    assert_eq!(workbook.sheet_names(), ["正文", "附件 完成情况", "完成率"]);
    let table = workbook.worksheet_range("附件 完成情况").unwrap();
    let row =
        |row: u32| (0..4).map(|column| table.get_value((row, column)).cloned().unwrap_or_default()).collect::<Vec<_>>();
    assert_eq!(row(2)[..2], [Data::String("项目".into()), Data::String("投资".into())]);
    assert_eq!(row(3)[1..3], [Data::String("计划".into()), Data::String("完成率".into())]);
    let total = row(4);
    assert_eq!(total[1], Data::Float(205.5));
    assert!(matches!(total[2], Data::Float(rate) if (rate - 0.174).abs() < 1e-12), "{total:?}");
    assert_eq!(row(5)[0], Data::String("一、省级".into()));
    assert_eq!(row(6)[0], Data::String("=1+1|A&B".into()));
    assert!(matches!(row(6)[3], Data::DateTime(_)), "{:?}", row(6));
    assert!(workbook.worksheet_formula("附件 完成情况").unwrap().is_empty());
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let paper = sample::bulletin(30);
    assert!(paper::docx(&paper).unwrap() == paper::docx(&paper).unwrap());
    assert!(paper::xlsx(&paper).unwrap() == paper::xlsx(&paper).unwrap());
}

#[test]
fn a_row_that_does_not_fit_its_columns_is_refused() {
    let mut paper = small::paper();
    if let Some(paper::Block::Table(table)) = paper.annexes.first_mut() {
        table.rows.push(TableRow::new(vec![]));
    }
    for refused in [paper::docx(&paper), paper::xlsx(&paper)] {
        let error = refused.unwrap_err();
        assert!(matches!(error, PaperError::Row { row: 4, cells: 0, columns: 4, .. }));
        assert_eq!(error.to_string(), "表“附件 完成情况”第4行有0格，应为4格");
    }
}

#[test]
fn a_paper_of_a_title_alone_is_a_paper() {
    let paper = Paper::new("通知");
    assert_eq!(paper::markdown(&paper), "# 通知\n");
    assert!(paper::docx(&paper).is_ok() && paper::xlsx(&paper).is_ok());
    assert!(!paper::html_page(&paper).contains("paper-letterhead\""));
}
