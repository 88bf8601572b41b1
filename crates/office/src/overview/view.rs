//! What the board page shows, computed from the board's answers; the template only lays it out.

use super::lights::Light;
use crate::figures::{NOTHING, Shown, in_wan, in_yi, shown, signed, tone};
use crate::ledger::words::Words;
use crate::scope::Scope;
use board::{
    Board, Dimension, Figure, Filter, Group, Indicator, Indicators, ProjectId, RowsQuery, SortKey, Tally, UNFILLED,
};
use kernel::Money;
use platform::access;
use std::collections::HashMap;
use std::sync::Arc;

/// A headline figure: a door, with a note below it.
pub struct Headline {
    pub label: String,
    pub value: Shown,
    pub door: String,
    /// Text before, the figure told apart, its tone, text after, and the door of the figure, if any.
    pub note: Note,
}

#[derive(Default)]
pub struct Note {
    pub before: String,
    pub figure: String,
    pub tone: &'static str,
    pub after: String,
    pub door: Option<String>,
}

/// One bar of the ranking.
pub struct RankRow {
    pub rank: String,
    pub label: String,
    pub scope: String,
    pub rows: String,
    pub explain: String,
    pub explain_gap: String,
    pub projects: String,
    pub plan: String,
    pub done: String,
    pub completion: String,
    /// Width of the bar, 0–100.
    pub width: String,
    pub fill: &'static str,
    pub gap: String,
    pub gap_tone: &'static str,
    pub moved: &'static str,
    pub moves: String,
}

pub struct HeatRow {
    pub label: String,
    pub cells: Vec<HeatCell>,
}

pub struct HeatCell {
    pub text: String,
    pub class: &'static str,
    pub door: String,
}

/// A count with its door: a step of the funnel, a part of the distribution.
pub struct Step {
    pub label: &'static str,
    pub count: u64,
    pub door: String,
    /// Share of the first step, for the bar.
    pub width: String,
}

pub struct Laggard {
    pub id: ProjectId,
    pub light: Light,
    pub name: String,
    pub where_: String,
    pub plan: String,
    pub done: String,
    pub completion: String,
    pub gap: String,
    pub cause: String,
    /// Measure, person and date in one line; empty when nothing was filed.
    pub measure: String,
}

/// A choice of a filter chip.
pub struct Chip {
    pub dimension: Dimension,
    pub options: Vec<String>,
    pub chosen: Option<String>,
}

/// Everything on the page.
pub struct View {
    pub headlines: Vec<Headline>,
    pub pace: String,
    pub pace_line: String,
    pub ranking: Vec<RankRow>,
    pub total: RankRow,
    pub curve: String,
    pub months: Vec<(String, String, String)>,
    pub heat_months: Vec<String>,
    pub heat: Vec<HeatRow>,
    pub distribution: Vec<Step>,
    pub funnel: Vec<Step>,
    pub laggards: Vec<ProjectId>,
    pub laggard_count: u64,
    pub laggards_door: String,
    pub not_started: u64,
    pub unreported: u64,
    pub unreported_door: String,
    pub projects: u64,
}

/// Laggards shown on the board; the rest is one click away.
const LAGGARDS: usize = 10;

pub fn view(board: &Board, scope: &Scope, by: Dimension, access: &access::Scope) -> View {
    let query = scope.query(board, access);
    let answer = board.query(&query.clone().by(by));
    let total = &answer.total;
    let mut groups: Vec<&Group> = answer.groups.iter().collect();
    groups.sort_by_key(|g| (g.label == UNFILLED, g.rank()));
    let pace = total.get(Indicator::EvenPace);
    let pace_width = pace.map_or(0.0, |p| p.as_f64());
    let late = query.clone().with(Filter::counts(Tally::Below));
    let sort = SortKey::Indicator(Indicator::Completion);
    let laggards = board.rows(&RowsQuery { query: late, sort, descending: false, offset: 0, limit: LAGGARDS }).ids;
    let series = board.series(&query);
    let below = scope.counting(Tally::Below, true);
    let not_started = below.counting(Tally::Started, false).query(board, access);
    View {
        headlines: headlines(total, scope),
        pace: pace.map_or_else(|| NOTHING.to_owned(), |_| in_yi(total, Indicator::EvenPace)),
        pace_line: percent(pace_width),
        ranking: groups.iter().map(|g| rank_row(g, scope, by, pace_width)).collect(),
        total: total_row(total, scope),
        curve: curve(&series),
        months: months(&series),
        heat_months: (1..=scope.as_of.month()).map(|m| format!("{m}月")).collect(),
        heat: heat(board, &query, scope, by, &groups),
        distribution: steps(total, scope, &[Indicator::Below30, Indicator::From30To50, Indicator::Above50]),
        funnel: steps(
            total,
            scope,
            &[
                Indicator::Projects,
                Indicator::ToStart,
                Indicator::Started,
                Indicator::Completed,
                Indicator::InProduction,
            ],
        ),
        laggards,
        laggard_count: total.count(Tally::Below),
        laggards_door: below.href("/ledger"),
        not_started: board.query(&not_started).total.count(Tally::Projects),
        unreported: total.count(Tally::Unreported),
        unreported_door: scope.counting(Tally::Unreported, true).href("/ledger"),
        projects: total.count(Tally::Projects),
    }
}

fn explain(scope: &Scope, indicator: Indicator) -> String {
    scope.href(&format!("/explain/{}", indicator.id()))
}

fn headlines(total: &Indicators, scope: &Scope) -> Vec<Headline> {
    let span = scope.as_of.span_label();
    let headline = |label: String, indicator, note| Headline {
        label,
        value: shown(total, indicator),
        door: explain(scope, indicator),
        note,
    };
    vec![
        headline("项目".to_owned(), Indicator::Projects, new_and_continuing(total)),
        headline(
            "年度计划投资".to_owned(),
            Indicator::AnnualPlan,
            plain_note("总投资 ", total, scope, Indicator::TotalInvestment),
        ),
        headline(format!("{span}完成"), Indicator::DoneYtd, growth_note(total, scope)),
        headline("年度计划完成率".to_owned(), Indicator::Completion, pace_note(total)),
        headline("开工率".to_owned(), Indicator::StartRate, start_note(total, scope)),
        headline("剩余月均需完成".to_owned(), Indicator::RequiredMonthly, average_note(total, scope)),
    ]
}

fn new_and_continuing(total: &Indicators) -> Note {
    let before = format!("新建 {} · 续建 {}", total.count(Tally::NewToStart), total.count(Tally::Continuing));
    Note { before, ..Note::default() }
}

fn plain_note(before: &str, total: &Indicators, scope: &Scope, indicator: Indicator) -> Note {
    let Shown { text, unit } = shown(total, indicator);
    let door = Some(explain(scope, indicator));
    Note { before: before.to_owned(), figure: format!("{text}{unit}"), tone: "", after: String::new(), door }
}

fn growth_note(total: &Indicators, scope: &Scope) -> Note {
    if total.get(Indicator::Yoy).is_none() {
        return Note { before: "无去年同期数".to_owned(), ..Note::default() };
    }
    Note {
        before: "同比 ".to_owned(),
        figure: format!("{}%", signed(total, Indicator::Yoy)),
        tone: tone(total, Indicator::Yoy),
        after: String::new(),
        door: Some(explain(scope, Indicator::Yoy)),
    }
}

fn pace_note(total: &Indicators) -> Note {
    let gap = signed(total, Indicator::PaceGap);
    let size = gap.trim_start_matches(['+', '−']).to_owned();
    match tone(total, Indicator::PaceGap) {
        "up" => {
            Note {
                before: "快于序时进度 ".into(), figure: size, tone: "up", after: " 个百分点".into(), door: None
            }
        }
        "down" => {
            Note {
                before: "慢于序时进度 ".into(), figure: size, tone: "down", after: " 个百分点".into(), door: None
            }
        }
        _ if gap == NOTHING => Note { before: "无年度计划".into(), ..Note::default() },
        _ => Note { before: "与序时进度持平".into(), ..Note::default() },
    }
}

fn start_note(total: &Indicators, scope: &Scope) -> Note {
    let before = format!("{}/{} · 应开工未开工 ", total.count(Tally::Started), total.count(Tally::ToStart));
    let overdue = total.count(Tally::StartOverdue);
    Note {
        before,
        figure: overdue.to_string(),
        tone: if overdue > 0 { "down" } else { "" },
        after: String::new(),
        door: Some(scope.counting(Tally::StartOverdue, true).href("/ledger")),
    }
}

fn average_note(total: &Indicators, scope: &Scope) -> Note {
    let months = scope.as_of.month();
    match total.get(Indicator::DoneYtd) {
        Some(Figure::Money(done)) => {
            let average = Money((done.0 + i64::from(months) / 2) / i64::from(months));
            let text = kernel::ratio::grouped(&average.yi(2));
            let past = if months == 1 { "1月".to_owned() } else { format!("前{months}月月均") };
            Note { before: format!("{past} {text}亿元"), ..Note::default() }
        }
        _ => Note { before: "尚无完成投资".into(), ..Note::default() },
    }
}

fn rank_row(group: &Group, scope: &Scope, by: Dimension, pace: f64) -> RankRow {
    let within = scope.within(by, &group.label);
    let mut row = row(&group.indicators, &within, pace);
    row.label = group.label.clone();
    if group.indicators.completion().is_some() {
        row.rank = group.rank().map_or_else(|| NOTHING.to_owned(), |r| r.to_string());
    }
    (row.moved, row.moves) = match group.rank_mom() {
        Some(up) if up > 0 => ("up", format!("▲{up}")),
        Some(down) if down < 0 => ("down", format!("▼{}", -down)),
        _ => ("muted", NOTHING.to_owned()),
    };
    row
}

fn total_row(total: &Indicators, scope: &Scope) -> RankRow {
    row(total, scope, 0.0)
}

fn row(indicators: &Indicators, scope: &Scope, pace: f64) -> RankRow {
    let completion = indicators.completion().map(|c| c.as_f64() * 100.0);
    RankRow {
        rank: NOTHING.to_owned(),
        label: String::new(),
        scope: scope.href("/board"),
        rows: scope.href("/ledger"),
        explain: explain(scope, Indicator::Completion),
        explain_gap: explain(scope, Indicator::PaceGap),
        projects: in_yi(indicators, Indicator::Projects),
        plan: in_yi(indicators, Indicator::AnnualPlan),
        done: in_yi(indicators, Indicator::DoneYtd),
        completion: in_yi(indicators, Indicator::Completion),
        width: percent(completion.unwrap_or(0.0)),
        fill: match completion {
            Some(c) if c > 100.0 => "over",
            Some(c) if c + 0.05 < pace => "behind",
            _ => "",
        },
        gap: signed(indicators, Indicator::PaceGap),
        gap_tone: tone(indicators, Indicator::PaceGap),
        moved: "",
        moves: String::new(),
    }
}

/// An SVG length within the picture.
fn percent(value: f64) -> String {
    format!("{:.1}%", value.clamp(0.0, 100.0))
}

/// The S-curve's data for the chart island.
fn curve(points: &[board::MonthPoint]) -> String {
    let value = |figure: Option<f64>| figure.map(|f| (f * 10.0).round() / 10.0);
    let done: Vec<Option<f64>> = points
        .iter()
        .map(|p| value(p.indicators.as_ref().and_then(Indicators::completion).map(|c| c.as_f64() * 100.0)))
        .collect();
    let pace: Vec<Option<f64>> = points.iter().map(|p| value(p.even_pace.map(|r| r.as_f64() * 100.0))).collect();
    let months: Vec<String> = points.iter().map(|p| format!("{}月", p.month.month())).collect();
    let data = serde_json::json!({
        "kind": "s-curve", "title": "投资进度曲线", "unit": "%", "months": months, "plan": [], "pace": pace, "done": done,
    });
    // The text stands inside a <script>: nothing in it may end one.
    data.to_string().replace('<', "\\u003c")
}

/// The same as a table: month, done, pace.
fn months(points: &[board::MonthPoint]) -> Vec<(String, String, String)> {
    let text = |ratio: Option<kernel::Ratio>| ratio.map_or_else(|| NOTHING.to_owned(), |r| r.percent(1));
    let point = |p: &board::MonthPoint| {
        let done = p.indicators.as_ref().and_then(Indicators::completion);
        (format!("{}月", p.month.month()), text(done), text(p.even_pace))
    };
    points.iter().map(point).collect()
}

fn heat(board: &Board, query: &board::Query, scope: &Scope, by: Dimension, order: &[&Group]) -> Vec<HeatRow> {
    let heat = board.heat(query, by);
    let place = |label: &str| order.iter().position(|g| g.label == label).unwrap_or(usize::MAX);
    let mut rows: Vec<HeatRow> = heat
        .rows
        .iter()
        .map(|row| {
            let cells = heat.months.iter().zip(&row.cells).map(|(month, cell)| {
                let within = scope.within(by, &row.label).at(*month);
                HeatCell {
                    text: cell.as_ref().map_or_else(|| NOTHING.to_owned(), |i| signed(i, Indicator::PaceGap)),
                    class: cell.as_ref().and_then(Indicators::pace_gap).map_or("", |gap| level(gap.as_f64() * 100.0)),
                    door: explain(&within, Indicator::PaceGap),
                }
            });
            HeatRow { label: row.label.clone(), cells: cells.collect() }
        })
        .collect();
    rows.sort_by_key(|row| place(&row.label));
    rows
}

/// The class of a heat cell by points ahead of the pace.
fn level(points: f64) -> &'static str {
    match points {
        p if p <= -30.0 => "h-3",
        p if p <= -10.0 => "h-2",
        p if p <= -0.05 => "h-1",
        p if p < 0.05 => "h0",
        p if p < 5.0 => "h1",
        p if p < 15.0 => "h2",
        _ => "h3",
    }
}

fn steps(total: &Indicators, scope: &Scope, indicators: &[Indicator]) -> Vec<Step> {
    let whole = total.count(Tally::Projects).max(1);
    let step = |indicator: &Indicator| {
        let tally = indicator.tally().unwrap_or(Tally::Projects);
        let count = total.count(tally);
        #[expect(clippy::cast_precision_loss, reason = "a bar's width")]
        let share = count as f64 / whole as f64 * 100.0;
        let door = match tally {
            Tally::Projects => scope.href("/ledger"),
            tally => scope.counting(tally, true).href("/ledger"),
        };
        Step { label: indicator.label(), count, door, width: percent(share) }
    };
    indicators.iter().map(step).collect()
}

/// The laggards' lines, once their words are known.
pub fn laggards(figures: &[(ProjectId, Indicators)], words: &HashMap<ProjectId, Arc<Words>>) -> Vec<Laggard> {
    let line = |(id, indicators): &(ProjectId, Indicators)| {
        let words = words.get(id)?;
        let leader = words.leader.as_ref().map(|l| format!("包联 {l}"));
        let place: Vec<&str> =
            [&words.region, &words.department, &leader].into_iter().flatten().map(String::as_str).collect();
        let answer: Vec<&str> = [&words.measure, &words.measure_owner, &words.measure_due]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        Some(Laggard {
            id: *id,
            light: Light::of(indicators),
            name: words.name.clone(),
            where_: place.join(" · "),
            plan: in_wan(indicators, Indicator::AnnualPlan),
            done: in_wan(indicators, Indicator::DoneYtd),
            completion: in_wan(indicators, Indicator::Completion),
            gap: signed(indicators, Indicator::PaceGap),
            cause: words.why().unwrap_or_default().to_owned(),
            measure: if words.measure.is_some() { answer.join(",") } else { String::new() },
        })
    };
    figures.iter().filter_map(line).collect()
}

/// The chips above the board: each dimension with more than one word.
pub fn chips(board: &Board, scope: &Scope, access: &access::Scope) -> Vec<Chip> {
    let shown = [
        Dimension::List,
        Dimension::Level,
        Dimension::Category,
        Dimension::Region,
        Dimension::Department,
        Dimension::Nature,
        Dimension::Size,
        Dimension::Leader,
    ];
    let chip = |dimension: Dimension| {
        let chosen = scope.conditions.iter().find_map(|c| match c {
            crate::scope::Condition::Any { dimension: d, labels } if *d == dimension => labels.first().cloned(),
            _ => None,
        });
        Chip { dimension, options: crate::scope::words_of(board, dimension, scope.as_of, access), chosen }
    };
    shown.into_iter().map(chip).filter(|chip| chip.options.len() > 1 || chip.chosen.is_some()).collect()
}
