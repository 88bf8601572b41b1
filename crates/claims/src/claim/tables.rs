//! Cells of tables: the unit stands in the head of the column or in the caption, the name of the row in its first cell.

use super::Claim;
use crate::figure::{Figure, figures};
use crate::measure::{Context, Measure, measure};
use crate::period::{Period, periods};
use crate::relation::{Bound, Relation};
use crate::scope::scope;
use crate::source::{CELL, Sentence, Source};
use crate::unit::Kind;

/// A line of the tight text, at its byte.
#[derive(Clone, Copy)]
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    /// Cells with the byte each begins at.
    fn cells(self) -> Vec<Line<'a>> {
        let mut at = self.start;
        let mut cells = Vec::new();
        for text in self.text.split(CELL) {
            cells.push(Line { start: at, text });
            at += text.len() + CELL.len_utf8();
        }
        while cells.last().is_some_and(|c| c.text.is_empty()) {
            cells.pop();
        }
        if cells.first().is_some_and(|c| c.text.is_empty()) {
            cells.remove(0);
        }
        cells
    }
}

/// Adds the figures of table cells to `claims`, and gives those with a sign of their own the measure and scope of their place.
pub(super) fn read_tables(source: &Source, sentences: &[Sentence], claims: &mut Vec<Claim>) {
    let tight = source.tight();
    if !tight.contains(CELL) {
        return;
    }
    let mut at = 0;
    let mut lines = Vec::new();
    for text in tight.split('\n') {
        lines.push(Line { start: at, text });
        at += text.len() + 1;
    }
    let is_row = |line: &Line<'_>| line.cells().len() >= 2;
    let mut added = Vec::new();
    let mut from = 0;
    while from < lines.len() {
        let to = from + lines[from..].iter().take_while(|l| is_row(l)).count();
        if to >= from + 2 {
            let above = lines[..from].iter().rev().filter(|l| !l.text.is_empty()).take(2);
            let caption: String = above.map(|l| l.text).collect::<Vec<_>>().join("，");
            Table::new(&lines[from..to], &caption).read(source, sentences, claims, &mut added);
        }
        from = to.max(from + 1);
    }
    claims.append(&mut added);
    claims.sort_by_key(|c| c.start);
}

struct Table<'a> {
    heads: Vec<String>,
    rows: Vec<Vec<Line<'a>>>,
    /// What the caption says of the unit: 单位：万元.
    unit: Option<String>,
}

impl<'a> Table<'a> {
    fn new(lines: &[Line<'a>], caption: &str) -> Table<'a> {
        let rows: Vec<Vec<Line<'a>>> = lines.iter().map(|l| l.cells()).collect();
        let is_head = |row: &[Line<'a>]| !row.iter().skip(1).any(|c| is_numeral(c.text.trim_end_matches('%')));
        let head = rows.iter().take_while(|r| is_head(r)).count();
        let columns = rows[head..].iter().map(Vec::len).max().unwrap_or(0);
        let mut heads = vec![String::new(); columns];
        for row in rows[..head].iter().filter(|r| r.len() == columns) {
            for (head, cell) in heads.iter_mut().zip(row) {
                if *head != cell.text {
                    head.push_str(cell.text);
                }
            }
        }
        let said = caption.rfind("单位：").map(|at| &caption[at + "单位：".len()..]);
        Table { heads, rows: rows[head..].to_vec(), unit: said.and_then(a_unit) }
    }

    fn read(&self, source: &Source, sentences: &[Sentence], claims: &mut [Claim], added: &mut Vec<Claim>) {
        for row in self.rows.iter().filter(|r| r.len() == self.heads.len()) {
            let Some(name) = row.iter().map(|c| c.text).find(|t| !is_numeral(t) && !t.is_empty()) else { continue };
            for (cell, head) in row.iter().zip(&self.heads) {
                let words = head.split('（').next().unwrap_or(head);
                let place = ["序号", "排名", "名次", "位次", "编号", "备注", "年份"].iter().any(|w| head.contains(w));
                if head.is_empty() || place || cell.text == name {
                    continue;
                }
                let (first, last) = source.typed_range(cell.start, cell.start + cell.text.len());
                let known = claims.binary_search_by_key(&first, |c| c.start).ok().filter(|i| claims[*i].end == last);
                if let Some(claim) = known.map(|i| &mut claims[i]) {
                    claim.measure = measure_of(&claim.figure, words);
                    claim.scope = scope(name);
                    claim.period = period_of(words).or_else(|| claim.period.clone());
                } else if let Some(figure) = self.figure(*cell, head, words) {
                    added.extend(new_claim(*cell, figure, words, name, source, sentences));
                }
            }
        }
    }

    /// The number of the cell with the unit of its column; without a unit there is no figure.
    fn figure(&self, cell: Line<'_>, head: &str, words: &str) -> Option<Figure> {
        if !is_numeral(cell.text) {
            return None;
        }
        let own = head.rfind('（').map(|at| &head[at + '（'.len_utf8()..]).and_then(a_unit);
        let unit = own.or_else(|| self.unit.clone().filter(|unit| fits(unit, words)))?;
        only_figure(&format!("{}{unit}", cell.text))
    }
}

/// A figure that only its column made one.
fn new_claim(
    cell: Line<'_>,
    figure: Figure,
    words: &str,
    name: &str,
    source: &Source,
    sentences: &[Sentence],
) -> Option<Claim> {
    let end = cell.start + cell.text.len();
    let (first, last) = source.typed_range(cell.start, end);
    let number = sentences.partition_point(|s| s.end <= cell.start);
    let inside = *sentences.get(number).filter(|s| s.start <= cell.start)?;
    Some(Claim {
        text: source.quote(first, last),
        start: first,
        end: last,
        measure: measure_of(&figure, words),
        figure: Figure { start: cell.start - inside.start, end: end - inside.start, ..figure },
        relation: Relation { bound: Bound::Exact, comparison: None, words: String::new(), end: end - inside.start },
        scope: scope(name),
        period: period_of(words),
        sentence: number,
        paragraph: inside.paragraph,
        part: false,
        is_limit: false,
        gap: words.to_owned(),
        left: words.to_owned(),
        right: String::new(),
    })
}

fn period_of(words: &str) -> Option<Period> {
    periods(words).into_iter().next().map(|p| p.period)
}

/// The unit of the caption is that of amounts where it is money, and of rates where it is %.
fn fits(unit: &str, words: &str) -> bool {
    let rate = ["率", "比", "增幅", "增速", "增长", "进度"].iter().any(|w| words.contains(w));
    match only_figure(&format!("1{unit}")).map(|f| f.kind) {
        Some(Kind::Money) => {
            !rate
                && ["投资", "资金", "计划", "完成", "金额", "支付", "到位", "收入", "债"]
                    .iter()
                    .any(|w| words.contains(w))
        }
        Some(Kind::Percent) => rate,
        _ => false,
    }
}

/// The first unit of the words: 万元）, 亿元、%.
fn a_unit(words: &str) -> Option<String> {
    let word = words.split(['）', '，', '、', '/', '；', '。', '：']).next()?;
    only_figure(&format!("1{word}")).map(|f| f.unit).filter(|unit| unit == word)
}

/// The figure that the whole text is.
fn only_figure(text: &str) -> Option<Figure> {
    figures(text, 0, text.len()).into_iter().next().filter(|f| f.start == 0 && f.end == text.len())
}

fn is_numeral(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

fn measure_of(figure: &Figure, words: &str) -> Measure {
    let (previous, before) = (None, None);
    let context = Context {
        gap: words,
        left: words,
        clause: words,
        right: "",
        previous,
        before,
        counts_projects: words.contains("项目"),
        runs_on: false,
    };
    measure(figure, &context)
}
