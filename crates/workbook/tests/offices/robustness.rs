//! Whatever is in a file: an answer or a reason, never a panic.

use crate::row;
use crate::support::*;
use proptest::prelude::*;
use std::sync::LazyLock;
use workbook::{Options, annotate};

/// Words that ledgers are made of, good and bad ones.
const WORDS: &[&str] = &[
    "序号",
    "项目名称",
    "总投资(亿元)",
    "年度计划投资",
    "1-7月完成投资",
    "占年度计划%",
    "开工时间",
    "建设性质",
    "2025年",
    "合计",
    "小计",
    "合计(3个)",
    "一、工业项目(2个)",
    "(一)",
    "一",
    "1",
    "2",
    "甲产业园",
    "甲产业园(二期)",
    "新建",
    "扩",
    "—",
    "/",
    "约5000",
    "壹亿元",
    "2025.13",
    "2025年3月",
    "#REF!",
    "64.3%",
    "1,234",
    "注:",
    "单位:万元",
    "截至7月底",
    "",
    "",
    "",
    "-5",
    "99999999999999999999",
    "１２",
    "\u{feff}",
    "=1+1",
    "北原县",
    "√",
    "1.2亿元",
    "二〇二五年三月",
    "(",
    ")",
    "年",
    "月",
    "-",
    "2025-",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn any_table_of_words_is_read_or_refused(rows in prop::collection::vec(prop::collection::vec(0..WORDS.len(), 0..9), 0..14)) {
        let mut lines: Vec<String> = vec!["序号,项目名称,年度计划投资,1-7月完成投资,占年度计划%,开工时间".into()];
        lines.extend(rows.iter().map(|r| r.iter().map(|w| format!("\"{}\"", WORDS[*w])).collect::<Vec<_>>().join(",")));
        for text in [lines.join("\n"), lines[1..].join("\n")] {
            if let Ok(reading) = workbook::read("台账.csv", text.as_bytes(), &Options::for_year(2025)) {
                let mut findings = reading.findings();
                prop_assert!(findings.all(|f| f.row > 0 && f.column > 0 && !f.message.is_empty()));
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = workbook::read("台账.xls", &bytes, &Options::for_year(2025));
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_damaged_workbook_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        for original in [SMALL.clone(), include_bytes!("../fixtures/bureau.xls").to_vec()] {
            let mut bytes = original;
            for (place, byte) in &changes {
                let at = place.index(bytes.len());
                bytes[at] = *byte;
            }
            if let Ok(reading) = workbook::read("台账.xlsx", &bytes, &Options::for_year(2025)) {
                let findings: Vec<_> = reading.findings().cloned().collect();
                let _ = annotate(&bytes, "台账.xlsx", &findings);
            }
        }
    }
}

#[test]
fn a_table_of_a_hundred_thousand_columns_is_no_ledger() {
    let text =
        format!("序号,项目名称,年度计划投资(万元),1-7月完成投资(万元){}\n1,示例产业园,5,3\n", ",x".repeat(100_000));
    let refused = workbook::read("台账.csv", text.as_bytes(), &Options::for_year(2025)).err();
    assert!(matches!(refused, Some(workbook::ReadError::NoLedger(_))));
}

static SMALL: LazyLock<Vec<u8>> = LazyLock::new(small);

fn small() -> Vec<u8> {
    let rows =
        vec![row!["序号", "项目名称", "年度计划投资(万元)", "1-7月完成投资(万元)"], row![1, "示例产业园", "约5", 3]];
    xlsx(&[page("台账", rows, &[])])
}

/// A workbook with one sheet, given as XML, and its shared texts.
fn package(sheet: &str, strings: &str) -> Vec<u8> {
    use std::io::Write;
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let link = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{kinds}/{kind}\" Target=\"{target}\"/>")
    };
    let links = [link("a", "worksheet", "sheet.xml"), link("b", "sharedStrings", "strings.xml")].concat();
    let mut package = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", &format!("<Relationships>{}</Relationships>", link("w", "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", "<workbook><sheets><sheet name=\"台账\" r:id=\"a\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", &format!("<Relationships>{links}</Relationships>")),
        ("xl/sheet.xml", sheet),
        ("xl/strings.xml", strings),
    ] {
        package.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        package.write_all(text.as_bytes()).unwrap();
    }
    package.finish().unwrap().into_inner()
}

const LEDGER_ROWS: &str = "<row r=\"1\"><c t=\"inlineStr\"><is><t>序号</t></is></c><c t=\"inlineStr\"><is><t>项目名称</t></is></c>\
    <c t=\"inlineStr\"><is><t>年度计划投资(万元)</t></is></c><c t=\"inlineStr\"><is><t>1-7月完成投资(万元)</t></is></c></row>\
    <row r=\"2\"><c><v>1</v></c><c t=\"inlineStr\"><is><t>示例产业园</t></is></c><c><v>100</v></c><c><v>50</v></c></row>";

fn refused(bytes: &[u8], options: &Options) -> String {
    assert!(bytes.len() < 1 << 20, "a bomb is small: {} bytes", bytes.len());
    workbook::read("台账.xlsx", bytes, options).map(|reading| reading.rows.len()).unwrap_err().to_string()
}

/// Small files that unpack to much: as one endless row, as texts, as many cells.
#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let mut options = Options::for_year(2025);
    let endless = format!("<worksheet><sheetData>{LEDGER_ROWS}<row r=\"3\">{}", " ".repeat(40 << 20));
    assert!(refused(&package(&endless, ""), &options).contains("有一行长得不像表格"));
    options.limits.unpacked_bytes = 16 << 20;
    let texts = format!("<sst><si><t>{}</t></si></sst>", "甲".repeat(8 << 20));
    let told = refused(&package("<worksheet><sheetData/></worksheet>", &texts), &options);
    assert!(told.contains("解压后超过16MB") && told.contains("复制到新工作簿"), "{told}");
    options.limits = workbook::Limits { cells: 100_000, ..workbook::Limits::default() };
    let row = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(16_000));
    let cells = format!("<worksheet><sheetData>{LEDGER_ROWS}{}</sheetData></worksheet>", row.repeat(10));
    let told = refused(&package(&cells, ""), &options);
    assert!(told.contains("超过100000个单元格"), "{told}");
}

/// Somebody formatted a whole column: a million rows with nothing in them.
#[test]
fn a_million_blank_formatted_rows_are_no_rows() {
    let blank: String = (3..=1_000_000).map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\" s=\"1\"/></row>")).collect();
    let sheet = format!("<worksheet><sheetData>{LEDGER_ROWS}{blank}</sheetData></worksheet>");
    let reading = read(&package(&sheet, ""));
    assert_clean(&reading);
    assert_eq!(reading.rows.len(), 1);
}

/// Merged areas that cover billions of cells.
#[test]
fn endless_merges_do_no_harm() {
    let merges: String = (0..50_000).map(|n| format!("<mergeCell ref=\"A{}:A1048576\"/>", 2 + n % 50)).collect();
    let sheet = format!("<worksheet><sheetData>{LEDGER_ROWS}</sheetData><mergeCells>{merges}</mergeCells></worksheet>");
    assert_eq!(read(&package(&sheet, "")).rows.len(), 1);
}

/// The encodings of other places give signs that mean nothing here: no ledger, and what to do about it.
#[test]
fn text_in_a_foreign_encoding_is_refused_with_advice() {
    let text = "序號,項目名稱,年度計劃投資(萬元),1-7月完成投資(萬元)\n1,示例產業園,100,50\n";
    let (big5, ..) = encoding_rs::BIG5.encode(text);
    let (shift_jis, ..) = encoding_rs::SHIFT_JIS.encode("番号,名称,投資,完成\n1,工業団地,100,50\n");
    let utf8 = text.as_bytes();
    let (twice, ..) = encoding_rs::WINDOWS_1252.decode(utf8);
    for bytes in [&*big5, &*shift_jis, twice.as_bytes(), &utf8[..utf8.len() - 20], b"\xff\xfe\x00\xd8\x00"] {
        let told = workbook::read("台账.csv", bytes, &Options::for_year(2025)).map(|r| r.rows.len());
        let told = told.unwrap_err().to_string();
        assert!(told.contains("另存为.xlsx"), "{told}");
    }
}

#[test]
fn a_workbook_without_any_cell_is_empty() {
    let told = refused(&package("<worksheet><sheetData/></worksheet>", ""), &Options::for_year(2025));
    assert!(told.contains("文件是空的"), "{told}");
}
