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
