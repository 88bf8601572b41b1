//! What is fed, and what must hold.

mod requests;

use kernel::{Field, Month};
use workbook::{Options, annotate};

/// Takes an input: whether it was read (`false`: refused), or what is wrong.
pub type Feed = Box<dyn FnMut(&[u8]) -> Result<bool, String>>;

pub struct Target {
    pub name: &'static str,
    /// Folder of `corpus/`.
    pub corpus: &'static str,
    /// Files that other tests have already, from the crate's folder.
    pub also: &'static [&'static str],
    /// What inputs are made of.
    pub words: &'static [&'static str],
    pub open: fn() -> Feed,
}

pub const TARGETS: [Target; 6] = [
    Target {
        name: "workbook",
        corpus: "workbook",
        also: &["../crates/workbook/tests/fixtures/bureau.xls"],
        words: LEDGER,
        open: || Box::new(read_workbook),
    },
    Target { name: "csv", corpus: "csv", also: &[], words: LEDGER, open: || Box::new(read_csv) },
    Target { name: "scope", corpus: "scope", also: &[], words: CONDITIONS, open: || Box::new(read_scope) },
    Target { name: "docx", corpus: "docx", also: &[], words: PAPER, open: || Box::new(read_paper) },
    Target { name: "schedule", corpus: "schedule", also: SCHEDULES, words: PLAN, open: || Box::new(read_plan) },
    Target { name: "requests", corpus: "requests", also: &[], words: requests::WORDS, open: requests::open },
];

const SCHEDULES: &[&str] = &[
    "../crates/schedule/tests/fixtures/features.xml",
    "../crates/schedule/tests/fixtures/night-shift.xml",
    "../crates/schedule/tests/fixtures/progress.xer",
];

const LEDGER: &[&str] = &[
    "项目名称",
    "总投资(亿元)",
    "年度计划投资",
    "1-7月完成投资",
    "开工时间",
    "合计",
    "一、",
    "约5000",
    "壹亿元",
    "2025.13",
    "#REF!",
    "64.3%",
    "=1+1",
    "一二三四五六七八九十百千万亿",
    "\u{feff}",
    "\"",
    "\r\n",
    "\t",
    "<c r=\"XFD1048576\" t=\"s\"><v>99999999</v></c>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<row r=\"4294967296\">",
    "<dimension ref=\"A1:XFD1048576\"/>",
    "&#x110000;",
    "<!DOCTYPE a [<!ENTITY b \"c\">]>&b;",
    "]]>",
];
const CONDITIONS: &[&str] = &[
    "as_of=2025-07",
    "&region=东城区",
    "&level=",
    "&is=started",
    "&not=filed",
    "&f.annual_plan=>=10000",
    "&f.completion=<50",
    "&f.pace_gap=",
    "&q=",
    "..",
    "%",
    "%E5",
    "+",
    "-",
    "<",
    ">=",
    ",",
    "999999999999999999999",
    "0.0000001",
];
const PAPER: &[&str] = &[
    "<w:p><w:r><w:t>完成投资546.5亿元,增长8.3%</w:t></w:r></w:p>",
    "<w:del w:id=\"1\">",
    "</w:p>",
    "<w:txbxContent>",
    "<mc:AlternateContent>",
    "<w:tbl><w:tr><w:tc>",
    "&amp;",
    "&#0;",
    "亿元",
    "万元",
    "%",
    "个百分点",
    "增长",
    "一万零三百二十",
    "其中",
    "、",
    "。",
];
const PLAN: &[&str] = &[
    "<UID>0</UID>",
    "<Duration>PT99999999999H0M0S</Duration>",
    "<Start>9999-12-31T23:59:59</Start>",
    "<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink>",
    "<OutlineLevel>65535</OutlineLevel>",
    "<LinkLag>-2147483648</LinkLag>",
    "<WeekDay><DayType>0</DayType>",
    "\n%T\tTASK\n",
    "\n%F\ttask_id\t",
    "\n%R\t1\t2\t3\n",
    "(0||CalendarData()(",
    "\t",
];

fn options() -> Options {
    Options::for_year(2025)
}

fn read_workbook(bytes: &[u8]) -> Result<bool, String> {
    read_ledger("台账.xlsx", bytes)
}

fn read_csv(bytes: &[u8]) -> Result<bool, String> {
    read_ledger("台账.csv", bytes)
}

/// Findings name a cell and say something; the workbook comes back annotated; projects have their name.
fn read_ledger(name: &str, bytes: &[u8]) -> Result<bool, String> {
    let Ok(reading) = workbook::read(name, bytes, &options()) else { return Ok(false) };
    let findings: Vec<_> = reading.findings().cloned().collect();
    if let Some(mute) = findings.iter().find(|f| f.row == 0 || f.column == 0 || f.message.is_empty()) {
        return Err(format!("a finding without a cell or a message: {mute:?}"));
    }
    if let Some(row) = reading.rows.iter().find(|row| row.ok && row.values.get(&Field::Name).is_none()) {
        return Err(format!("row {} counts as good and has no name", row.row));
    }
    // It may refuse, for instance when a package cannot be written again.
    let _ = annotate(bytes, name, &findings);
    Ok(true)
}

/// What was read reads the same again from its own text.
fn read_scope(bytes: &[u8]) -> Result<bool, String> {
    let text = String::from_utf8_lossy(bytes);
    let pairs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    let month = Month::new(2025, 7).ok_or("a month")?;
    let read = |month: Month, pairs: &[(String, String)]| {
        office::scope::Scope::read(month, pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())))
    };
    let Ok(scope) = read(month, &pairs) else { return Ok(false) };
    let _ = (scope.chips(), scope.href("/board"));
    // The month goes beside the pairs.
    match read(scope.as_of, &scope.pairs()) {
        Ok(again) if again == scope => Ok(true),
        Ok(again) => Err(format!("{scope:?} is {again:?} when read again from {:?}", scope.pairs())),
        Err(error) => Err(format!("{scope:?} is refused when read again from {:?}: {error}", scope.pairs())),
    }
}

/// Claims lie within the text they were read from.
fn read_paper(bytes: &[u8]) -> Result<bool, String> {
    let (text, is_word) = match claims::docx::text(bytes) {
        Ok(document) => (document.text, true),
        Err(_) if bytes.starts_with(b"PK") => return Ok(false),
        Err(_) => (String::from_utf8_lossy(bytes).into_owned(), false),
    };
    let _ = claims::read(&text);
    let report = claims::check(&text, &claims::NoLedger, claims::Options::default());
    if is_word {
        // It may refuse a package that cannot be written again.
        let _ = claims::docx::comment(bytes, &report);
    }
    Ok(true)
}

/// A network that was read can be scheduled or is refused with a reason.
fn read_plan(bytes: &[u8]) -> Result<bool, String> {
    let Ok(imported) = schedule::read(bytes) else { return Ok(false) };
    let _ = schedule::schedule(&imported.network, schedule::Options::default());
    Ok(true)
}
