//! What is wrong in a workbook is said at its cell, once, and nothing else is said.

use crate::row;
use crate::support::*;
use kernel::Field;
use workbook::{FindingKind, Limits, Options, ReadError};

const HEADER: [&str; 14] = [
    "序号",
    "项目名称",
    "建设性质",
    "县市区",
    "建设单位",
    "总投资",
    "累计完成投资",
    "年度计划投资",
    "1-7月完成投资",
    "占年度计划%",
    "7月完成投资",
    "开工时间",
    "竣工时间",
    "用地(亩)",
];

/// A ledger of good rows, with some cells replaced: (row number, column letter, cell).
fn ledger(changes: &[(usize, &str, C)]) -> Vec<u8> {
    let mut rows = vec![
        row!["2025年重点项目台账(截至7月底)", "", "", "", "单位:万元"],
        HEADER.iter().map(|h| C::from(*h)).collect(),
    ];
    for n in 1..=12 {
        let plan = 1000 + 100 * n;
        rows.push(row![
            n,
            format!("第{n}号示例产业园{}", ["甲", "乙", "丙", "丁"][n as usize % 4]).as_str(),
            ["新建", "续建"][n as usize % 2],
            ["东城区", "北原县"][n as usize % 2],
            format!("建设公司{n}").as_str(),
            plan * 3,
            plan,
            plan,
            plan / 2,
            50,
            plan / 10,
            "2025年2月",
            "2026年8月",
            20
        ]);
    }
    for (row, column, cell) in changes {
        let column = usize::try_from(workbook::column_index(column).unwrap()).unwrap();
        rows.resize(rows.len().max(*row), Vec::new());
        let cells = &mut rows[row - 1];
        cells.resize(cells.len().max(column + 1), C::Blank);
        cells[column] = cell.clone();
    }
    xlsx(&[page("台账", rows, &[])])
}

#[test]
fn a_good_ledger_has_no_findings() {
    assert_clean(&read(&ledger(&[])));
}

#[test]
fn each_mistake_is_named_at_its_cell() {
    for (column, typed, is_error, words) in [
        ("H", C::from("约5000"), true, "请填5000"),
        ("H", C::from("壹亿元"), true, "请填10000"),
        ("H", C::Blank, true, "年度计划投资为空"),
        ("H", C::from("—"), true, "年度计划投资为空"),
        ("B", C::Blank, true, "项目名称为空"),
        ("I", C::from(-320), true, "负数"),
        ("I", C::from("#REF!x"), true, "不是数字"),
        ("F", C::from("见附件"), true, "不是数字"),
        ("C", C::from("扩"), true, "不在取值范围"),
        ("L", C::from("2025.13"), true, "不是有效日期"),
        ("L", C::from("2025年2月30日"), true, "不是有效日期"),
        ("K", C::from(99_999_999), true, "大于年内累计"),
        ("G", C::from(1), false, "小于年内完成"),
        ("G", C::from(9_000_000), false, "大于总投资"),
        ("J", C::from(3.2), false, "与计算值50.0%不符"),
        ("J", C::from("49.2%"), false, "不符"),
        ("L", C::from("2027年3月"), false, "晚于竣工时间"),
        ("L", C::from("已开工"), false, "不是日期"),
        ("L", C::from("2025年上半年"), false, "不够准确"),
        ("M", C::from("2026年底"), false, "不够准确"),
        ("H", C::from("1400万元"), false, "写了单位"),
        ("N", C::from("1公顷"), false, "15亩"),
        ("F", C::from(42_000_000), false, "中位数"),
        ("B", C::from("第2号 示例产业园丙"), false, "与第4行重复"),
    ] {
        let reading = read(&ledger(&[(6, column, typed.clone())]));
        let found = findings(&reading);
        assert_eq!(found.len(), 1, "{column} {typed:?}: {found:#?}");
        let finding = reading.findings().next().unwrap();
        assert_eq!((finding.cell.as_str(), finding.row), (format!("{column}6").as_str(), 6), "{typed:?}");
        assert!(finding.message.contains(words), "{typed:?}: {}", finding.message);
        assert_eq!(reading.errors.len(), usize::from(is_error), "{typed:?}");
        assert_eq!(reading.rows[3].ok, !is_error, "{typed:?}");
        assert_eq!(reading.rows.len(), 12);
    }
}

#[test]
fn what_is_right_in_an_unusual_way_is_not_complained_of() {
    for (column, typed) in [
        ("H", C::from("1,400")),
        ("H", C::from("１４００")),
        ("H", C::from(" 1400.00 ")),
        ("J", C::from("50%")),
        ("J", C::Percent(0.5)),
        ("J", C::from(49.9)),
        ("L", C::from("2025.2")),
        ("L", C::from("20250215")),
        ("L", C::Date(2025, 2, 1)),
        ("L", C::from("未开工")),
        ("L", C::from("二〇二五年二月")),
        ("K", C::from("/")),
        ("N", C::from("无")),
        ("N", C::from("20亩")),
        ("C", C::from("技改项目")),
        ("C", C::from("新建(改扩建)")),
        ("I", C::Formula("=H6/2".into(), "700".into())),
    ] {
        let reading = read(&ledger(&[(6, column, typed.clone())]));
        assert!(reading.findings().next().is_none(), "{column} {typed:?}: {:#?}", findings(&reading));
    }
}

#[test]
fn a_finding_serialises_as_the_interface_promises() {
    let reading = read(&ledger(&[(6, "H", C::from("约5000"))]));
    let json = serde_json::to_value(&reading.errors[0]).unwrap();
    assert_eq!(json["sheet"], "台账");
    assert_eq!((json["cell"].as_str(), json["row"].as_u64(), json["column"].as_u64()), (Some("H6"), Some(6), Some(8)));
    assert_eq!((json["field"].as_str(), json["value"].as_str()), (Some("annual_plan"), Some("约5000")));
}

#[test]
fn totals_and_counts_are_compared_with_their_rows() {
    let total = |plan: i32, label: &str| [(15, "B", C::from(label)), (15, "H", C::from(plan))];
    assert_clean(&read(&ledger(&total(19_800, "合计(12个)"))));
    let reading = read(&ledger(&total(19_900, "合计(12个)")));
    assert_eq!(cells(&reading.warnings), ["H15"]);
    assert!(reading.warnings[0].message.contains("相差100"), "{}", reading.warnings[0].message);
    assert_eq!(cells(&read(&ledger(&total(19_800, "合计(13个)"))).warnings), ["B15"]);
    // With an unreadable plan among them nothing can be said of the sum.
    let mut changes = total(19_800, "合计(12个)").to_vec();
    changes.push((6, "H", C::from("约5000")));
    let reading = read(&ledger(&changes));
    assert_eq!((cells(&reading.errors), cells(&reading.warnings)), (vec!["H6"], vec![]));
}

#[test]
fn a_percentage_of_another_kind_is_mentioned_once() {
    let changes: Vec<(usize, &str, C)> = (3..=14).map(|row| (row, "J", C::from(91.5))).collect();
    let reading = read(&ledger(&changes));
    assert_eq!(findings(&reading).len(), 1, "{:#?}", findings(&reading));
    assert!(reading.warnings[0].message.contains("12行"));
}

#[test]
fn the_wrong_month_and_the_wrong_year_are_errors() {
    let read = |year: i32, month: &str| {
        let mut options = Options::for_year(year);
        options.as_of = Some(month.parse().unwrap());
        workbook::read("台账.xlsx", &ledger(&[]), &options).unwrap()
    };
    assert_clean(&read(2025, "2025-07"));
    assert_eq!(read(2025, "2025-07").title, "2025年重点项目台账(截至7月底)");
    let wrong = read(2025, "2025-06");
    assert_eq!((cells(&wrong.errors), wrong.errors[0].kind), (vec!["A1"], FindingKind::Layout));
    assert!(!read(2024, "2024-07").errors.is_empty());
}

#[test]
fn formulas_that_cannot_be_trusted_are_named() {
    let reading = read(&ledger(&[(6, "I", C::Formula("=SUM(I3:I20)".into(), "700".into()))]));
    assert!(findings(&reading)[0].starts_with("I6 公式循环引用自身"), "{:#?}", findings(&reading));
    let reading = read(&ledger(&[(6, "I", C::Formula("='[上月.xlsx]台账'!I6".into(), "700".into()))]));
    assert!(findings(&reading)[0].starts_with("I6 公式引用了其他文件"), "{:#?}", findings(&reading));
    let reading = read(&ledger(&[(6, "I", C::Formula("=1/0".into(), "#DIV/0!".into()))]));
    assert_eq!(reading.errors[0].kind, FindingKind::FormulaError);
}

fn refusal(name: &str, bytes: &[u8], limits: Limits) -> ReadError {
    let options = Options { limits, ..Options::for_year(2025) };
    workbook::read(name, bytes, &options).map(|reading| reading.rows.len()).unwrap_err()
}

#[test]
fn files_that_are_no_ledger_are_refused_with_a_reason() {
    let good = ledger(&[]);
    let limits = Limits::default();
    assert!(matches!(refusal("a.xlsx", b"", limits), ReadError::Empty));
    assert!(matches!(refusal("a.xlsx", b"%PDF-1.7", limits), ReadError::NotAWorkbook(_)));
    assert!(matches!(refusal("a.xls", b"<html><table><tr>", limits), ReadError::WebPage));
    assert!(matches!(refusal("a.xlsx", &good[..good.len() / 2], limits), ReadError::Broken(_)));
    assert!(matches!(refusal("a.csv", "甲,乙\n1,2\n".as_bytes(), limits), ReadError::NoLedger(_)));
    assert!(matches!(refusal("a.csv", b"\x81\xff\xfe\xb0\xa1\xff", limits), ReadError::Encoding));
    let small = Limits { file_bytes: 1000, ..limits };
    assert!(matches!(refusal("a.xlsx", &good, small), ReadError::TooLarge { .. }));
    let little = Limits { unpacked_bytes: 4000, ..limits };
    assert!(matches!(refusal("a.xlsx", &good, little), ReadError::Bomb { .. }));
    let few = Limits { cells: 50, ..limits };
    assert!(matches!(refusal("a.xlsx", &good, few), ReadError::TooManyCells { .. }));
    let sheet = Options { sheet: Some("七月".into()), ..Options::for_year(2025) };
    assert!(matches!(workbook::read("a.xlsx", &good, &sheet), Err(ReadError::NoSuchSheet { .. })));
    let mut compound = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    compound.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(matches!(refusal("a.xlsx", &compound, limits), ReadError::Password));
    for error in [refusal("a.xlsx", b"", limits), refusal("a.csv", "甲,乙\n".as_bytes(), limits)] {
        assert!(error.to_string().chars().count() > 8);
    }
}

/// Rows that were only coloured or bordered, thousands of them, are no rows.
#[test]
fn formatted_blank_rows_cost_nothing() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let bold = rust_xlsxwriter::Format::new().set_bold();
    let sheet = book.add_worksheet_with_low_memory().unwrap();
    for (column, text) in (0..).zip(["序号", "项目名称", "年度计划投资(万元)", "1-7月完成投资(万元)"])
    {
        sheet.write(0, column, text).unwrap();
    }
    sheet.write(1, 0, 1).unwrap();
    sheet.write(1, 1, "示例产业园").unwrap();
    sheet.write(1, 2, 100).unwrap();
    for row in 2..30_000 {
        sheet.write_blank(row, 0, &bold).unwrap();
    }
    let reading = read(&book.save_to_buffer().unwrap());
    assert_clean(&reading);
    assert_eq!(reading.rows.len(), 1);
}

#[test]
fn hidden_rows_and_names_out_of_order_do_not_confuse() {
    let rows = vec![
        row!["序号", "项目名称", "年度计划投资(万元)", "1-7月完成投资(万元)", "", "备注"],
        row![1, "示例产业园", 100, 50, "没有列名", "x"],
    ];
    let reading = read(&xlsx(&[page("台账", rows, &[])]));
    assert_clean(&reading);
    assert_eq!(column(&reading, &Field::Custom("E列".into())), ["没有列名"]);
}
