//! A scope: which projects, as of which month. One text form for addresses, the command line and doors behind figures.
//!
//! `as_of=2025-07&region=东城区&level=省级重点&is=started&f.annual_plan=>=10000&q=医院`: a dimension may be given several times (any
//! of them), `is`/`not` name a tally, `f.` an amount's range in 万元 (percent for rates), `q` a part of the name.

use board::{Board, Dimension, Filter, Indicator, Query, Tally, UNFILLED};
use kernel::money::MoneyUnit;
use kernel::{Money, Month};
use std::fmt::Write;

/// A parsed scope. The order of conditions is kept, so that an address reads as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub as_of: Month,
    pub conditions: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Any of these words of a dimension.
    Any {
        dimension: Dimension,
        labels: Vec<String>,
    },
    /// Counts, or does not, in a tally.
    Counts {
        tally: Tally,
        is: bool,
    },
    Range {
        of: Measured,
        range: Range,
    },
    /// A part of the project's name.
    Name(String),
}

/// What a range is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measured {
    TotalInvestment,
    AnnualPlan,
    DoneYtd,
    DoneMonth,
    DoneTotal,
    PrevYtd,
    FundsPlanned,
    FundsArrived,
    FundsPaid,
    FundGap,
    /// In mu.
    LandGap,
    Completion,
    PaceGap,
}

/// `at_least <= x < below`, in fen, or in hundredths of a percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub at_least: Option<i64>,
    pub below: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    #[error("没有名为“{0}”的筛选条件")]
    UnknownKey(String),
    #[error("筛选条件“{key}”的值“{value}”无法识别,应为{expected}")]
    BadValue { key: String, value: String, expected: &'static str },
}

/// Tallies that can be asked for by name in an address, with what people read.
const TALLIES: &[(&str, Tally, &str, &str)] = &[
    ("started", Tally::Started, "已开工", "未开工"),
    ("to_start", Tally::ToStart, "应在建", "不要求开工"),
    ("new_to_start", Tally::NewToStart, "计划新开工", "非计划新开工"),
    ("new_started", Tally::NewStarted, "新开工", "未新开工"),
    ("start_overdue", Tally::StartOverdue, "应开工未开工", "非应开工未开工"),
    ("started_early", Tally::StartedEarly, "提前开工", "未提前开工"),
    ("continuing", Tally::Continuing, "续建", "非续建"),
    ("resumed", Tally::Resumed, "已复工", "未复工"),
    ("below_30", Tally::Below, "完成率低于30%", "完成率不低于30%"),
    ("from_30_to_50", Tally::Between, "完成率30%—50%", "完成率不在30%—50%"),
    ("above_50", Tally::Above, "完成率高于50%", "完成率不高于50%"),
    ("completed", Tally::Completed, "已竣工", "未竣工"),
    ("in_production", Tally::InProduction, "已投产", "未投产"),
    ("unreported", Tally::Unreported, "当月未报", "当月已报"),
    ("statistics_due", Tally::StatisticsDue, "应入统", "不要求入统"),
    ("in_statistics", Tally::InStatistics, "已入统", "未入统"),
];

impl Scope {
    pub fn new(as_of: Month) -> Scope {
        Scope { as_of, conditions: Vec::new() }
    }

    /// Reads the scope's own keys among the pairs of an address; keys of other things (sorting, paging, columns) are left alone.
    pub fn read<'a>(as_of: Month, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Scope, ScopeError> {
        let mut scope = Scope::new(as_of);
        for (key, value) in pairs {
            if key == "as_of" && !value.is_empty() {
                scope.as_of = value.parse().map_err(|_| bad(key, value, "月份,如2025-07"))?;
            } else if !value.trim().is_empty() {
                scope.add(key, value)?;
            }
        }
        Ok(scope)
    }

    /// One condition as the command line gives it: `level=省级重点`. An unknown key is an error.
    pub fn add_strictly(&mut self, key: &str, value: &str) -> Result<(), ScopeError> {
        if self.add(key, value)? { Ok(()) } else { Err(ScopeError::UnknownKey(key.to_owned())) }
    }

    /// Adds a condition; `false` when the key is none of a scope's.
    fn add(&mut self, key: &str, value: &str) -> Result<bool, ScopeError> {
        let value = value.trim();
        let name = key.strip_prefix("f.").unwrap_or(key);
        if let Ok(dimension) = name.parse::<Dimension>() {
            self.add_label(dimension, value);
        } else if key == "is" || key == "not" {
            let (_, tally, ..) = TALLIES
                .iter()
                .find(|(id, ..)| *id == value)
                .ok_or_else(|| bad(key, value, "started、start_overdue、unreported、below_30等"))?;
            self.conditions.push(Condition::Counts { tally: *tally, is: key == "is" });
        } else if key == "q" || key == "f.name" || key == "name" {
            self.conditions.push(Condition::Name(value.to_owned()));
        } else if let Some(of) = Measured::read(name) {
            let range = of.range(value).ok_or_else(|| bad(key, value, ">=1000、<50、1000-5000这样的范围"))?;
            self.conditions.push(Condition::Range { of, range });
        } else {
            return Ok(false);
        }
        Ok(true)
    }

    fn add_label(&mut self, dimension: Dimension, label: &str) {
        for condition in &mut self.conditions {
            if let Condition::Any { dimension: d, labels } = condition
                && *d == dimension
            {
                labels.push(label.to_owned());
                return;
            }
        }
        self.conditions.push(Condition::Any { dimension, labels: vec![label.to_owned()] });
    }

    /// The same scope, narrowed to one word of a dimension.
    pub fn within(&self, dimension: Dimension, label: &str) -> Scope {
        let mut scope = self.clone();
        scope.conditions.retain(|c| !matches!(c, Condition::Any { dimension: d, .. } if *d == dimension));
        scope.conditions.push(Condition::Any { dimension, labels: vec![label.to_owned()] });
        scope
    }

    /// The same scope, narrowed to the projects that count in a tally.
    pub fn counting(&self, tally: Tally, is: bool) -> Scope {
        let mut scope = self.clone();
        scope.conditions.push(Condition::Counts { tally, is });
        scope
    }

    /// The same scope as of another month.
    pub fn at(&self, as_of: Month) -> Scope {
        Scope { as_of, conditions: self.conditions.clone() }
    }

    /// The board's question, limited to what the asking person may see: there is no other way to ask.
    pub fn query(&self, board: &Board, access: &platform::access::Scope) -> Query {
        let mut query = Query::new(self.as_of);
        query.filters = access_filters(board, access);
        query.filters.extend(self.conditions.iter().map(|c| c.filter(board)));
        query
    }

    /// The address of `path` with this scope.
    pub fn href(&self, path: &str) -> String {
        let mut href = format!("{path}?as_of={}", self.as_of);
        for (key, value) in self.pairs() {
            // Writing to a String cannot fail.
            let _ = write!(href, "&{}={}", encode(&key), encode(&value));
        }
        href
    }

    /// The conditions as pairs of an address, without `as_of`.
    pub fn pairs(&self) -> Vec<(String, String)> {
        self.conditions.iter().flat_map(Condition::pairs).collect()
    }

    /// What people read on a chip, one for each condition.
    pub fn chips(&self) -> Vec<String> {
        self.conditions.iter().map(Condition::label).collect()
    }
}

impl Condition {
    fn filter(&self, board: &Board) -> Filter {
        match self {
            Condition::Any { dimension, labels } => {
                let known = |label: &String| {
                    if label == UNFILLED { Some(None) } else { board.find_term(*dimension, label).map(Some) }
                };
                Filter::Terms { dimension: *dimension, any_of: labels.iter().filter_map(known).collect() }
            }
            Condition::Counts { tally, is } => Filter::Counts { tally: *tally, is: *is },
            Condition::Range { of, range } => of.filter(*range),
            Condition::Name(text) => Filter::Text(text.clone()),
        }
    }

    fn pairs(&self) -> Vec<(String, String)> {
        match self {
            Condition::Any { dimension, labels } => {
                labels.iter().map(|l| (dimension.id().to_owned(), l.clone())).collect()
            }
            Condition::Counts { tally, is } => {
                let id = TALLIES.iter().find(|(_, t, ..)| t == tally).map_or("", |(id, ..)| id);
                vec![(if *is { "is" } else { "not" }.to_owned(), id.to_owned())]
            }
            Condition::Range { of, range } => vec![(format!("f.{}", of.id()), of.text(*range))],
            Condition::Name(text) => vec![("q".to_owned(), text.clone())],
        }
    }

    fn label(&self) -> String {
        match self {
            Condition::Any { labels, .. } => labels.join("、"),
            Condition::Counts { tally, is } => {
                let words = TALLIES.iter().find(|(_, t, ..)| t == tally);
                words.map_or(String::new(), |(_, _, yes, no)| if *is { *yes } else { *no }.to_owned())
            }
            Condition::Range { of, range } => format!("{}{}", of.label(), of.text(*range)),
            Condition::Name(text) => format!("名称含“{text}”"),
        }
    }
}

impl Measured {
    const ALL: [Measured; 13] = [
        Measured::TotalInvestment,
        Measured::AnnualPlan,
        Measured::DoneYtd,
        Measured::DoneMonth,
        Measured::DoneTotal,
        Measured::PrevYtd,
        Measured::FundsPlanned,
        Measured::FundsArrived,
        Measured::FundsPaid,
        Measured::FundGap,
        Measured::LandGap,
        Measured::Completion,
        Measured::PaceGap,
    ];

    pub fn read(id: &str) -> Option<Measured> {
        Measured::ALL.into_iter().find(|m| m.id() == id)
    }

    /// The indicator's identifier.
    pub const fn id(self) -> &'static str {
        self.indicator().id()
    }

    fn label(self) -> String {
        match self {
            Measured::Completion => "完成率".to_owned(),
            measured => measured.indicator().label().to_owned(),
        }
    }

    const fn indicator(self) -> Indicator {
        match self {
            Measured::TotalInvestment => Indicator::TotalInvestment,
            Measured::AnnualPlan => Indicator::AnnualPlan,
            Measured::DoneYtd => Indicator::DoneYtd,
            Measured::DoneMonth => Indicator::DoneMonth,
            Measured::DoneTotal => Indicator::DoneTotal,
            Measured::PrevYtd => Indicator::PrevYtd,
            Measured::FundsPlanned => Indicator::FundsPlanned,
            Measured::FundsArrived => Indicator::FundsArrived,
            Measured::FundsPaid => Indicator::FundsPaid,
            Measured::FundGap => Indicator::FundGap,
            Measured::LandGap => Indicator::LandGap,
            Measured::Completion => Indicator::Completion,
            Measured::PaceGap => Indicator::PaceGap,
        }
    }

    const fn is_rate(self) -> bool {
        matches!(self, Measured::Completion | Measured::PaceGap)
    }

    fn filter(self, Range { at_least, below }: Range) -> Filter {
        match (self, self.indicator().amount()) {
            (Measured::PaceGap, _) => Filter::PaceGap { at_least, below },
            (_, Some(of)) => Filter::Amount { of, at_least, below },
            (_, None) => Filter::Completion { at_least, below },
        }
    }

    /// Reads `>=1000`, `>1000`, `<50`, `<=50`, `=30`, `1000-5000`, `1000`: 万元, or percent.
    fn range(self, text: &str) -> Option<Range> {
        let text = kernel::text::tight(text)
            .replace(['，', ','], "")
            .replace(['≥'], ">=")
            .replace('≤', "<=")
            .replace('~', "-");
        let text = text.trim_end_matches("万元").trim_end_matches('%').to_owned();
        let number = |t: &str| self.number(t);
        let just_above = |n: i64| n.saturating_add(1);
        Some(if let Some(rest) = text.strip_prefix(">=") {
            Range { at_least: Some(number(rest)?), below: None }
        } else if let Some(rest) = text.strip_prefix('>') {
            Range { at_least: Some(just_above(number(rest)?)), below: None }
        } else if let Some(rest) = text.strip_prefix("<=") {
            Range { at_least: None, below: Some(just_above(number(rest)?)) }
        } else if let Some(rest) = text.strip_prefix('<') {
            Range { at_least: None, below: Some(number(rest)?) }
        } else if let Some(rest) = text.strip_prefix('=') {
            let exact = number(rest)?;
            Range { at_least: Some(exact), below: Some(just_above(exact)) }
        } else if let Some((low, high)) = text.split_once("..") {
            Range { at_least: Some(number(low)?), below: Some(just_above(number(high)?)) }
        } else if let Some((low, high)) =
            text.char_indices().skip(1).find(|(_, c)| *c == '-').map(|(i, _)| text.split_at(i))
        {
            Range { at_least: Some(number(low)?), below: Some(just_above(number(&high[1..])?)) }
        } else {
            let exact = number(&text)?;
            Range { at_least: Some(exact), below: Some(just_above(exact)) }
        })
    }

    fn number(self, text: &str) -> Option<i64> {
        let text = text.trim_end_matches(['%', '亩']).trim_end_matches("万元");
        // Hundredths of a percent and fen are both “two more places”: of a percent, and of a 元.
        let unit = if self.is_rate() { MoneyUnit::Yuan } else { MoneyUnit::Wan };
        let fine = Money::parse(text, unit).ok()?.0;
        // A 万元 has a million fen, a mu a thousand thousandths.
        Some(if matches!(self, Measured::LandGap) { fine / 1000 } else { fine })
    }

    fn text(self, range: Range) -> String {
        let finer = if matches!(self, Measured::LandGap) { 1000 } else { 1 };
        let unit = if self.is_rate() { MoneyUnit::Yuan } else { MoneyUnit::Wan };
        let number = |n: i64| Money(n.saturating_mul(finer)).exact(unit);
        match (range.at_least, range.below) {
            (Some(low), None) => format!(">={}", number(low)),
            (None, Some(high)) => format!("<{}", number(high)),
            (Some(low), Some(high)) if high == low.saturating_add(1) => format!("={}", number(low)),
            (Some(low), Some(high)) => format!("{}..{}", number(low), number(high - 1)),
            (None, None) => String::new(),
        }
    }
}

/// The words of a dimension that a person may choose from, in the dictionary's order: all of them, or those of the projects in
/// their sight, for the others' names are none of their business.
pub fn words_of(board: &Board, dimension: Dimension, as_of: Month, access: &platform::access::Scope) -> Vec<String> {
    if access.is_all() {
        let mut terms: Vec<(i64, String)> =
            board.terms(dimension).map(|(_, label, order)| (order, label.to_owned())).collect();
        terms.sort();
        return terms.into_iter().map(|(_, label)| label).collect();
    }
    let groups = board.query(&Scope::new(as_of).query(board, access).by(dimension)).groups;
    groups.into_iter().map(|group| group.label).filter(|label| label != UNFILLED).collect()
}

/// What a person may see, as filters that every query carries: each side that is given must match.
fn access_filters(board: &Board, access: &platform::access::Scope) -> Vec<Filter> {
    let sides = [
        (Dimension::Region, &access.regions),
        (Dimension::Department, &access.departments),
        (Dimension::Unit, &access.units),
    ];
    let given = sides.into_iter().filter_map(|(dimension, names)| Some((dimension, names.as_ref()?)));
    given
        .map(|(dimension, names)| Filter::Terms {
            dimension,
            // A name that no project carries admits none.
            any_of: names.iter().filter_map(|name| board.find_term(dimension, name)).map(Some).collect(),
        })
        .collect()
}

fn bad(key: &str, value: &str, expected: &'static str) -> ScopeError {
    ScopeError::BadValue { key: key.to_owned(), value: value.to_owned(), expected }
}

/// Percent-encodes one key or value of an address.
fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn july() -> Month {
        Month::new(2025, 7).unwrap()
    }

    #[test]
    fn a_scope_reads_back_from_its_address() {
        let pairs = [
            ("as_of", "2025-06"),
            ("region", "东城区"),
            ("region", "高新区"),
            ("is", "start_overdue"),
            ("f.annual_plan", ">=10000"),
            ("f.completion", "30-50"),
            ("q", "医院&学校"),
            ("sort", "name"),
        ];
        let scope = Scope::read(july(), pairs).unwrap();
        assert_eq!(scope.as_of.to_string(), "2025-06");
        assert_eq!(scope.chips()[0], "东城区、高新区");
        let href = scope.href("/ledger");
        let query = href.split_once('?').unwrap().1;
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let again = Scope::read(july(), pairs.iter().map(|(k, v)| (k.as_str(), v.as_str()))).unwrap();
        assert_eq!(again, scope);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let error = Scope::read(july(), [("f.annual_plan", "很多")]).unwrap_err();
        assert!(error.to_string().contains("f.annual_plan") && error.to_string().contains("很多"));
        assert!(Scope::read(july(), [("as_of", "2025-13")]).is_err());
        assert!(Scope::new(july()).add_strictly("colour", "red").is_err());
    }

    #[test]
    fn ranges_are_typed_in_many_ways() {
        let range = |text: &str| Measured::AnnualPlan.range(text).map(|r| (r.at_least, r.below));
        let wan = |n: i64| Some(n * kernel::money::FEN_PER_WAN);
        assert_eq!(range("≥1,000"), Some((wan(1000), None)));
        assert_eq!(range("<50万元"), Some((None, wan(50))));
        assert_eq!(range("1000-5000"), Some((wan(1000), wan(5000).map(|n| n + 1))));
        assert_eq!(range("=1000"), range("1000..1000"));
        assert_eq!(range(">5"), Some((wan(5).map(|n| n + 1), None)));
        assert_eq!(range("<=5"), Some((None, wan(5).map(|n| n + 1))));
        assert_eq!(range("abc"), None);
        assert_eq!(Measured::PaceGap.range("<-10").map(|r| r.below), Some(Some(-1000)));
        let gap = |text: &str| Measured::PaceGap.range(text).map(|r| (r.at_least, r.below));
        assert_eq!(gap("-10--3.5"), Some((Some(-1000), Some(-349))));
        assert_eq!(gap("=-5"), Some((Some(-500), Some(-499))));
        assert_eq!(gap(">=-5%"), Some((Some(-500), None)));
        assert_eq!(gap("--"), None);
        let land = |text: &str| Measured::LandGap.range(text).map(|r| (r.at_least, r.below));
        assert_eq!(land(">=12.5亩"), Some((Some(12_500), None)));
        assert_eq!(Measured::LandGap.text(Measured::LandGap.range(">=12.5").unwrap()), ">=12.5");
    }
}
