//! The bulletin as a paper: title, sections, charts, table annexes.

use super::facts::{Facts, Line};
use super::sentence::{Figures, Side, side};
use super::words::{self, span};
use crate::scope::Scope;
use board::{Answer, Dimension, Group, Indicator, Indicators, UNFILLED};
use kernel::ratio::grouped;
use paper::{Block, Cell, Chart, Column, ColumnKind, Figure, Inline, Paper, Series, Table, TableRow};

/// Chinese numerals of headings.
const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// The bulletin of one scope and month.
pub fn paper(facts: &Facts) -> Paper {
    let as_of = facts.as_of();
    let mut paper =
        Paper::new(format!("关于{}年{}{}重点项目建设\n推进情况的通报", as_of.year(), span(as_of), facts.place));
    paper.file_stem = format!("{}{}年{}月重点项目通报", facts.place, as_of.year(), as_of.month());
    paper.letterhead = Some(format!("{}重点项目建设通报", facts.place));
    paper.number = Some(format!("{}年第{}期", as_of.year(), as_of.month()));
    paper.as_of = Some(format!("数据截至{}", chinese_date(as_of.last_day())));
    paper.issuer = Some(facts.issuer.clone());
    paper.date = Some(facts.date);
    paper.blocks = body(facts);
    paper.annexes = annexes(facts);
    paper
}

fn body(facts: &Facts) -> Vec<Block> {
    let mut sections: Vec<(&str, Vec<Block>)> = vec![("总体情况", paragraphs(words::overall(facts)))];
    let is_empty = facts.projects.is_empty();
    if !is_empty {
        sections[0].1.extend(progress_chart(facts));
        sections.push(("开工情况", paragraphs(words::starts(facts))));
        for (title, dimension) in [("分级别情况", Dimension::Level), ("分类别情况", Dimension::Category)] {
            sections.extend(words::by_group(facts, dimension).map(|p| (title, paragraphs(p))));
        }
        if let Some(told) = words::regions(facts) {
            let mut blocks = paragraphs(told);
            blocks.extend(ranking_chart(facts));
            sections.push(("分县市区情况", blocks));
        }
        let (lead, named) = words::laggards(facts);
        let mut blocks = vec![Block::Paragraph(lead)];
        blocks.extend(named.into_iter().enumerate().map(|(index, mut words)| {
            words.insert(0, Inline::Text(format!("{}．", index + 1)));
            Block::Paragraph(words)
        }));
        sections.push(("滞后项目", blocks));
        sections.extend(words::still_needed(facts).map(|p| ("剩余任务", vec![Block::Paragraph(p)])));
    }
    let headed = sections.into_iter().zip(NUMERALS).flat_map(|((title, blocks), numeral)| {
        std::iter::once(Block::heading(1, format!("{numeral}、{title}"))).chain(blocks)
    });
    headed.collect()
}

fn paragraphs(paragraphs: Vec<words::Paragraph>) -> Vec<Block> {
    paragraphs.into_iter().filter(|p| !p.is_empty()).map(Block::Paragraph).collect()
}

/// Completion month by month beside the pace.
fn progress_chart(facts: &Facts) -> Option<Block> {
    facts.total.completion()?;
    let year = facts.as_of().january();
    let done =
        (0..12).map(|m| facts.months.get(m).and_then(Indicators::completion).map(|r| r.as_f64() * 100.0)).collect();
    let pace = (0..12).map(|m| pace_at(facts, m)).collect();
    let labels = (1..=12).map(|m| format!("{m}月")).collect();
    let series = vec![Series::new("完成率", done), Series::new("序时进度", pace)];
    Some(Block::Chart(Chart::lines(format!("{}年投资进度", year.year()), "%", labels, series)))
}

/// The pace asked for by the end of a month of the year, in percent.
fn pace_at(facts: &Facts, month: usize) -> Option<f64> {
    match facts.months.get(month).and_then(|i| i.get(Indicator::EvenPace)) {
        Some(pace) => Some(pace.as_f64()),
        None => Some((month as f64 + 1.0) / 12.0 * 100.0),
    }
}

fn ranking_chart(facts: &Facts) -> Option<Block> {
    let mut groups = ranked(facts.by.get(&Dimension::Region)?);
    groups.retain(|g| g.indicators.completion().is_some());
    if groups.len() < 2 {
        return None;
    }
    let bars =
        groups.iter().map(|g| (g.label.clone(), g.indicators.completion().map(|r| r.as_f64() * 100.0))).collect();
    let chart = Chart::bars("各县市区年度计划完成率", "%", bars);
    let chart = match facts.total.get(Indicator::EvenPace) {
        Some(pace) => chart.against("序时进度", pace.as_f64()),
        None => chart,
    };
    Some(Block::Chart(chart))
}

fn ranked(answer: &Answer) -> Vec<&Group> {
    let mut groups: Vec<&Group> = answer.groups.iter().collect();
    groups.sort_by_key(|g| (g.label == UNFILLED, g.rank()));
    groups
}

fn annexes(facts: &Facts) -> Vec<Block> {
    if facts.projects.is_empty() {
        return Vec::new();
    }
    let mut tables = Vec::new();
    for (title, dimension) in [
        ("各县市区完成情况表", Dimension::Region),
        ("分类别完成情况表", Dimension::Category),
        ("分级别完成情况表", Dimension::Level),
    ] {
        tables.extend(group_table(facts, title, dimension));
    }
    if !facts.laggards.is_empty() {
        tables.push(laggard_table(facts));
    }
    tables.push(project_table(facts));
    let named = tables.into_iter().enumerate().map(|(index, mut table)| {
        table.caption = format!("附件{} {}", index + 1, table.caption);
        Block::Table(table)
    });
    named.collect()
}

const SUMS: [(Indicator, &str, f32); 9] = [
    (Indicator::Projects, "项目数", 3.0),
    (Indicator::AnnualPlan, "年度计划", 5.0),
    (Indicator::DoneMonth, "当月完成", 5.0),
    (Indicator::DoneYtd, "累计完成", 5.0),
    (Indicator::Completion, "完成率(%)", 4.0),
    (Indicator::PaceGap, "与序时差(百分点)", 4.5),
    (Indicator::Yoy, "同比增长(%)", 4.5),
    (Indicator::Started, "已开工", 3.0),
    (Indicator::StartRate, "开工率(%)", 4.0),
];

fn group_table(facts: &Facts, title: &str, dimension: Dimension) -> Option<Table> {
    let answer = facts.by.get(&dimension)?;
    if answer.groups.iter().all(|g| g.label == UNFILLED) {
        return None;
    }
    let mut columns = vec![Column::new("名次", ColumnKind::Number { decimals: 0 }).wide(2.5)];
    columns.push(Column::new(dimension.label(), ColumnKind::Text).wide(6.0));
    columns
        .extend(SUMS.iter().map(|(indicator, label, width)| Column::new(*label, column_kind(*indicator)).wide(*width)));
    columns.push(Column::new("环比进位", ColumnKind::Text).wide(3.0).aligned(paper::Align::Center));
    let mut table = Table::new(title, columns);
    table.unit_note = Some("单位：亿元、个".to_owned());
    for group in ranked(answer) {
        let scope = facts.scope.within(dimension, &group.label);
        let prefix = format!("{}.{}", dimension.id(), group.label);
        let mut cells = vec![rank_cell(group), Cell::text(group.label.clone())];
        cells.extend(sums(&group.indicators, &scope, &prefix));
        cells.push(Cell::text(moved(group.rank_mom())));
        table.rows.push(TableRow::new(cells));
    }
    let mut total = vec![Cell::text(""), Cell::text("合计")];
    total.extend(sums(&facts.total, &facts.scope, "total"));
    total.push(Cell::text(""));
    table.rows.push(TableRow::total(total));
    Some(table)
}

fn rank_cell(group: &Group) -> Cell {
    match group.rank().filter(|_| group.indicators.completion().is_some() && group.label != UNFILLED) {
        Some(rank) => Cell::number(rank.to_string(), f64::from(rank)),
        None => Cell::text("—"),
    }
}

fn moved(places: Option<i32>) -> String {
    match places {
        None => "—".to_owned(),
        Some(0) => "持平".to_owned(),
        Some(up) if up > 0 => format!("↑{up}"),
        Some(down) => format!("↓{}", -down),
    }
}

fn sums(indicators: &Indicators, scope: &Scope, prefix: &str) -> Vec<Cell> {
    let f = Figures { indicators, scope, prefix };
    SUMS.iter().map(|(indicator, ..)| cell(&f, *indicator)).collect()
}

/// 亿元 in group tables: the unit stands above the table.
fn cell(f: &Figures<'_>, indicator: Indicator) -> Cell {
    let Some(figure) = f.indicators.get(indicator) else { return Cell::text("—") };
    let (text, value) = match figure {
        board::Figure::Money(money) => (grouped(&money.yi(2)), figure.as_f64() / 10_000.0),
        board::Figure::Points(points) if side(points) == Side::Above => {
            (format!("+{}", points.percent(1)), figure.as_f64())
        }
        _ => (grouped(&f.indicators.text(indicator).unwrap_or_default()), figure.as_f64()),
    };
    let id = format!("table.{}.{}", f.prefix, indicator.id());
    let door = Figure::new(id, text.clone()).door(f.scope.href("/ledger"), indicator.definition());
    Cell::number(text, value).door(door)
}

fn column_kind(indicator: Indicator) -> ColumnKind {
    match indicator.unit() {
        board::Unit::Money => ColumnKind::Number { decimals: 2 },
        board::Unit::Percent | board::Unit::Points => ColumnKind::Number { decimals: 1 },
        _ => ColumnKind::Number { decimals: 0 },
    }
}

fn laggard_table(facts: &Facts) -> Table {
    let columns = vec![
        Column::new("序号", ColumnKind::Number { decimals: 0 }).wide(2.0),
        Column::new("项目名称", ColumnKind::Text).wide(10.0),
        Column::new("县市区", ColumnKind::Text).wide(3.5),
        Column::new("主管部门", ColumnKind::Text).wide(4.5),
        Column::new("年度计划", ColumnKind::Number { decimals: 2 }).wide(4.5),
        Column::new("累计完成", ColumnKind::Number { decimals: 2 }).wide(4.5),
        Column::new("完成率(%)", ColumnKind::Number { decimals: 1 }).wide(3.5),
        Column::new("原因", ColumnKind::Text).wide(8.0),
        Column::new("措施、责任人、时限", ColumnKind::Text).wide(11.0),
    ];
    let mut table = Table::new("完成率低于30%项目情况表", columns);
    table.unit_note = Some("单位：万元".to_owned());
    table.landscape = true;
    for (index, line) in facts.laggards.iter().enumerate() {
        let w = &line.words;
        let answer =
            [&w.measure, &w.measure_owner, &w.measure_due].into_iter().flatten().cloned().collect::<Vec<_>>().join(",");
        let mut cells = vec![
            Cell::number((index + 1).to_string(), index as f64 + 1.0),
            name_cell(line),
            text(&w.region),
            text(&w.department),
        ];
        cells.extend([Indicator::AnnualPlan, Indicator::DoneYtd, Indicator::Completion].map(|i| project_cell(line, i)));
        cells.push(text(if w.cause.is_some() { &w.cause } else { &w.problem }));
        cells.push(Cell::text(if answer.is_empty() { "尚无措施".to_owned() } else { answer }));
        table.rows.push(TableRow::new(cells));
    }
    table
}

fn project_table(facts: &Facts) -> Table {
    let amount = ColumnKind::Number { decimals: 0 };
    let columns = vec![
        Column::new("序号", amount).wide(2.0),
        Column::new("项目名称", ColumnKind::Text).wide(11.0),
        Column::new("县市区", ColumnKind::Text).wide(3.5),
        Column::new("建设性质", ColumnKind::Text).wide(2.5),
        Column::new("总投资", amount).wide(4.0),
        Column::new("年度计划", amount).wide(4.0),
        Column::new("当月完成", amount).wide(4.0),
        Column::new("累计完成", amount).wide(4.0),
        Column::new("完成率(%)", ColumnKind::Number { decimals: 1 }).wide(3.0),
        Column::new("形象进度", ColumnKind::Text).wide(8.0),
        Column::new("包联领导", ColumnKind::Text).wide(3.5),
    ];
    let mut table = Table::new("重点项目完成情况明细表", columns);
    table.unit_note = Some("单位：万元".to_owned());
    table.landscape = true;
    for (index, line) in facts.projects.iter().enumerate() {
        let w = &line.words;
        let mut cells = vec![
            Cell::number((index + 1).to_string(), index as f64 + 1.0),
            name_cell(line),
            text(&w.region),
            text(&w.nature),
        ];
        let shown = [
            Indicator::TotalInvestment,
            Indicator::AnnualPlan,
            Indicator::DoneMonth,
            Indicator::DoneYtd,
            Indicator::Completion,
        ];
        cells.extend(shown.map(|i| project_cell(line, i)));
        cells.extend([text(&w.progress), text(&w.leader)]);
        table.rows.push(TableRow::new(cells));
    }
    table
}

fn name_cell(line: &Line) -> Cell {
    let door = Figure {
        href: Some(format!("/projects/{}", line.id)),
        ..Figure::new(format!("project.{}", line.id), line.words.name.clone())
    };
    Cell::text(line.words.name.clone()).door(door)
}

fn text(words: &Option<String>) -> Cell {
    Cell::text(words.clone().unwrap_or_default())
}

/// 万元 in project tables.
fn project_cell(line: &Line, indicator: Indicator) -> Cell {
    match line.indicators.get(indicator) {
        None => Cell::text("—"),
        Some(board::Figure::Money(money)) => {
            let exact = money.wan(2);
            let shown = exact.strip_suffix(".00").unwrap_or(&exact);
            Cell::number(grouped(shown), board::Figure::Money(money).as_f64())
        }
        Some(figure) => Cell::number(grouped(&line.indicators.text(indicator).unwrap_or_default()), figure.as_f64()),
    }
}

fn chinese_date(date: kernel::Date) -> String {
    use chrono::Datelike;
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
