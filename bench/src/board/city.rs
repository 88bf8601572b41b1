//! A province to measure the board with, the same on every run: two list years of monthly filings per project, with plan
//! adjustments, funds, factors and gaps in the filing.

use board::{Board, Dimension, FactorNeed, MonthFacts, PlanVersion, ProjectFacts, Quantity, TermId, Terms, YearFacts};
use kernel::{Chance, Money, Month, Nature};

/// How many words each dimension has in a province.
pub const WORDS: [(Dimension, u64); 11] = [
    (Dimension::Region, 16),
    (Dimension::Department, 40),
    (Dimension::Unit, 600),
    (Dimension::Category, 4),
    (Dimension::Industry, 90),
    (Dimension::Chain, 20),
    (Dimension::Level, 3),
    (Dimension::Stage, 6),
    (Dimension::FundingKind, 5),
    (Dimension::Leader, 120),
    (Dimension::List, 2),
];

/// The board, and the words that its projects are filed under.
pub struct City {
    pub board: Board,
    pub terms: Vec<Vec<TermId>>,
    dice: Chance,
}

impl City {
    pub fn new() -> City {
        let mut board = Board::default();
        let mut words = |(dimension, count): (Dimension, u64)| -> Vec<TermId> {
            (0..count).filter_map(|n| board.term(dimension, &format!("{}{n:03}", dimension.label()))).collect()
        };
        let terms = WORDS.into_iter().map(&mut words).collect();
        City { board, terms, dice: Chance::new(0x9e37_79b9_7f4a_7c15) }
    }

    pub fn project(&mut self, number: u64) -> ProjectFacts {
        make(number, &mut self.dice, &self.terms, &format!("示范县产业园{number}号基础设施及配套工程"))
    }
}

fn make(number: u64, dice: &mut Chance, terms: &[Vec<TermId>], name: &str) -> ProjectFacts {
    let mut filed = Terms::default();
    for (words, (dimension, count)) in terms.iter().zip(WORDS) {
        // Few provincial projects, many of the county.
        let n = if dimension == Dimension::Level {
            [0, 1, 1, 1, 2, 2, 2, 2, 2, 2][dice.below(10) as usize]
        } else {
            dice.below(count)
        };
        filed.set(dimension, words.get(n as usize).copied());
    }
    let total = 2_000 + dice.below(400_000) as i64;
    let begun = dice.below(2) == 0;
    let mut facts = ProjectFacts {
        id: number as i64 + 1,
        name: name.to_owned(),
        terms: filed,
        total_investment: Some(Money::from_wan(total)),
        in_statistics: Some(dice.below(10) > 0),
        fund_gap: (dice.below(4) == 0).then(|| Money::from_wan(total / 20)),
        land: FactorNeed { need: (dice.below(5) == 0).then(|| Quantity(dice.below(400_000) as i64)), allocated: None },
        ..ProjectFacts::default()
    };
    let start_year = if begun { 2_024 } else { 2_025 };
    let start = Month::new(start_year, 1 + dice.below(12) as u32).map(Month::first_day);
    (facts.planned_start, facts.start) = (start, start.filter(|_| dice.below(15) > 0));
    for year in 2_024..=2_025 {
        add_year(&mut facts, dice, year, total / 3, begun);
    }
    facts
}

fn add_year(facts: &mut ProjectFacts, dice: &mut Chance, year: i32, plan: i64, begun: bool) {
    let Some(january) = Month::new(year, 1) else { return };
    let mut plans = vec![PlanVersion { from: january, amount: Some(Money::from_wan(plan)) }];
    if dice.below(10) == 0 {
        plans.push(PlanVersion { from: january.plus(6), amount: Some(Money::from_wan(plan * 11 / 10)) });
    }
    facts.years.push(YearFacts {
        year,
        nature: Some(if begun && year > 2_024 { Nature::Continuing } else { Nature::New }),
        plans,
        funds_planned: Some(Money::from_wan(plan)),
        ..YearFacts::default()
    });
    let mut done = 0;
    for m in 0..12 {
        done += (plan / 12) * dice.below(200) as i64 / 100;
        if dice.below(40) == 0 {
            continue;
        }
        facts.months.push(MonthFacts {
            done_ytd: Some(Money::from_wan(done)),
            done_total: Some(Money::from_wan(done + if year > 2_024 { plan } else { 0 })),
            prev_ytd: Some(Money::from_wan(done * 9 / 10)),
            funds_arrived: Some(Money::from_wan(done * 8 / 10)),
            funds_paid: Some(Money::from_wan(done * 7 / 10)),
            ..MonthFacts::blank(january.plus(m))
        });
    }
}
