//! The board as the figure check asks it: this measure, this scope, this period.

use super::definitions::{Meaning, last_year, meanings};
use super::places::{Atlas, Place};
use crate::scope::Scope;
use board::{Board, Dimension, Indicators};
use claims::period::Period;
use claims::{Answer, Definition, Ledger, Question, Value};
use kernel::{Month, Ratio};
use platform::access;
use std::cell::RefCell;
use std::collections::HashMap;

/// What is known besides the board.
pub(super) struct Known {
    /// The city or county whose ledger it is.
    pub city: String,
    /// The last month that was reported.
    pub latest: Month,
    /// The month somebody named for the paper.
    pub as_of: Option<Month>,
}

/// The board within the viewer's scope.
pub(super) struct BoardLedger<'a> {
    board: &'a Board,
    access: &'a access::Scope,
    known: Known,
    /// A speech asks of the same few scopes again and again.
    asked: RefCell<HashMap<String, Indicators>>,
}

/// Measures that are added up over the months of a year: a part of the year is not what the ledger keeps.
const CUMULATIVE: &[&str] = &[
    "started",
    "completed",
    "in_production",
    "funds_arrived",
    "funds_paid",
    "done_ytd",
    "done_total",
    "start_overdue",
];

/// Measures that change little or not at all from month to month.
const OF_THE_YEAR: &[&str] = &["projects", "annual_plan", "total_investment", "to_start", "funds_planned"];

impl Ledger for BoardLedger<'_> {
    fn answer(&self, question: &Question) -> Answer {
        self.known(question).map_or_else(Answer::NotInLedger, Answer::Known)
    }
}

impl<'a> BoardLedger<'a> {
    pub fn new(board: &'a Board, access: &'a access::Scope, known: Known) -> BoardLedger<'a> {
        BoardLedger { board, access, known, asked: RefCell::default() }
    }

    /// What the ledger knows, or why it knows nothing.
    fn known(&self, question: &Question) -> Result<claims::Known, String> {
        let measure = &question.measure;
        let same_months = question.period.as_ref().is_some_and(|p| p.words.contains("同期"));
        let meanings = if same_months && measure.is("done_ytd") { last_year() } else { meanings(measure) };
        if meanings.is_empty() {
            return Err(format!("台账没有“{}”这项指标", measure.label));
        }
        let (as_of, unsure_month) = self.month(question, same_months)?;
        let atlas = Atlas { board: self.board, access: self.access, city: &self.known.city };
        let place = atlas.read(&question.scope, as_of)?;
        if measure.is("avg_gap") && place.scope.conditions.is_empty() {
            return Err("全部项目与自身的平均无从比较,请看文中比的是什么".to_owned());
        }
        if let Some("rank" | "rank_mom" | "rank_yoy") = measure.id {
            return self.standing(&meanings[0], &place);
        }
        let mut found = self.found(&meanings, &place.scope, "", measure.is("avg_gap"));
        if let Some(whole) = &place.or_whole {
            found.extend(self.found(&meanings, whole, "(全部清单)", measure.is("avg_gap")));
        }
        let mut found = found.into_iter();
        let usual = found.next().ok_or_else(|| format!("台账中“{}”没有数", measure.label))?;
        let doubt = place.doubt.clone().or_else(|| self.other_count(&place)).or(unsure_month);
        Ok(claims::Known { usual, others: found.collect(), doubt })
    }

    /// “这19个项目” among sixty are not the projects that the ledger was asked for.
    fn other_count(&self, place: &Place) -> Option<String> {
        let counted = place.counted?;
        let scopes = std::iter::once(&place.scope).chain(&place.or_whole);
        let counts: Vec<u64> = scopes.map(|s| self.indicators(s).count(board::Tally::Projects)).collect();
        let known = counts.first()?;
        (!counts.contains(&counted)).then(|| format!("文中范围是{counted}个项目,台账中有{known}个"))
    }

    /// The month to ask for, and whether the text leaves it open.
    fn month(&self, question: &Question, same_months: bool) -> Result<(Month, Option<String>), String> {
        let Known { latest, as_of, .. } = self.known;
        let period = question.period.as_ref();
        if let Some(open) = period.filter(|p| p.open) {
            return Err(format!("台账按年度记,不分“{}”", open.words));
        }
        let asked = question.as_of.unwrap_or(latest).plus(if same_months { 12 } else { 0 });
        if asked > latest {
            return Err(format!("台账只到{latest}"));
        }
        let id = question.measure.id.unwrap_or_default();
        if let Some(part) = period.filter(|p| is_part_of_a_year(p)) {
            if CUMULATIVE.contains(&id) {
                return Err(format!("台账按年内累计记,不分“{}”", part.words));
            }
            if id != "done_month" {
                return Ok((asked, Some(format!("“{}”是否指累计不明,按截至{asked}", part.words))));
            }
        }
        let said = period.and_then(|p| p.months).is_some_and(|(_, last)| last < 12);
        let open = !said && as_of.is_none() && !OF_THE_YEAR.contains(&id);
        Ok((asked, open.then(|| format!("文中没有写明月份,按截至{asked}"))))
    }

    /// Every meaning that has a value, in order.
    fn found(&self, meanings: &[Meaning], scope: &Scope, suffix: &str, from_average: bool) -> Vec<Definition> {
        let indicators = self.indicators(scope);
        let one = |meaning: &Meaning| {
            let value = if from_average { self.gap_to_average(scope) } else { meaning.value(&indicators) };
            Some(Definition {
                name: format!("{}{suffix}", meaning.name),
                value: value?,
                door: Some(scope.href(&format!("/explain/{}", meaning.door.id()))),
            })
        };
        meanings.iter().filter_map(one).collect()
    }

    fn indicators(&self, scope: &Scope) -> Indicators {
        let key = scope.href("");
        if let Some(known) = self.asked.borrow().get(&key) {
            return known.clone();
        }
        let indicators = self.board.query(&scope.query(self.board, self.access)).total;
        self.asked.borrow_mut().insert(key, indicators.clone());
        indicators
    }

    /// The scope's completion less that of everything the viewer sees.
    fn gap_to_average(&self, scope: &Scope) -> Option<Value> {
        let whole: Option<Ratio> = self.indicators(&Scope::new(scope.as_of)).completion();
        Some(Value::Points(self.indicators(scope).completion()?.minus(whole?)))
    }

    /// A region's place among the regions. Papers rank by many things: one that differs is not wrong.
    fn standing(&self, meaning: &Meaning, place: &Place) -> Result<claims::Known, String> {
        let [crate::scope::Condition::Any { dimension: Dimension::Region, labels }] = &place.scope.conditions[..]
        else {
            return Err("台账只排县市区的名次".to_owned());
        };
        if !self.access.is_all() {
            return Err("县市区的名次超出您可查看的范围".to_owned());
        }
        let all = Scope::new(place.scope.as_of);
        let groups = self.board.query(&all.query(self.board, self.access).by(Dimension::Region)).groups;
        let own = groups.into_iter().find(|g| labels.contains(&g.label));
        let value = own.and_then(|g| meaning.value(&g.indicators)).ok_or("台账中没有这个名次")?;
        let usual = Definition { name: meaning.name.to_owned(), value, door: Some(all.href("/board")) };
        let doubt = Some("按年度计划完成率在县市区中排".to_owned());
        Ok(claims::Known { usual, others: Vec::new(), doubt })
    }
}

/// 7月份, 二季度, 下半年: not from January on.
fn is_part_of_a_year(period: &Period) -> bool {
    period.months.is_some_and(|(first, _)| first > 1)
        || matches!(period.words.as_str(), "当月" | "本月" | "上月" | "本周" | "上周" | "当旬")
}
