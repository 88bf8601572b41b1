//! Why each project got what it got, in the office's words.

use crate::case::{Case, Grant, Plan};
use crate::model::{Meaning, Model};
use crate::quantity::{Quantity, Share};
use crate::search;
use crate::solution::{Missing, Points, Served};
use kernel::ratio::grouped;

/// What more of each pool is worth: points per unit, by kind and place or reserve.
pub(crate) struct Prices {
    periods: usize,
    places: Vec<Vec<f64>>,
    reserves: Vec<Vec<f64>>,
}

impl Prices {
    pub fn new(case: &Case) -> Prices {
        let model = Model::new(case);
        let relaxed = search::relax(&model.program);
        let kinds = case.supplies.len();
        let mut prices = Prices {
            periods: case.periods,
            places: vec![vec![0.0; case.problem.regions.len() * case.periods]; kinds],
            reserves: vec![vec![0.0; case.periods]; kinds],
        };
        for (meaning, price) in model.meanings.iter().zip(&relaxed.prices) {
            match *meaning {
                Meaning::Place { kind, region, period } => {
                    prices.places[kind][case.place(region, period)] = (price / model.scales[kind]).max(0.0);
                }
                Meaning::Reserve { kind, period } => {
                    prices.reserves[kind][period] = (price / model.scales[kind]).max(0.0);
                }
                _ => {}
            }
        }
        prices
    }

    pub fn place(&self, kind: usize, region: usize, period: usize) -> f64 {
        self.places[kind][region * self.periods + period]
    }

    pub fn reserve(&self, kind: usize, period: usize) -> f64 {
        self.reserves[kind][period]
    }

    /// What the whole of a way uses up, in points.
    fn cost(&self, case: &Case, way: usize) -> f64 {
        let way = &case.ways[way];
        way.amounts.iter().map(|(kind, amount)| self.place(*kind, way.region, way.period) * amount.as_f64()).sum()
    }
}

/// The reasons behind one project's outcome.
#[derive(Default)]
pub(crate) struct Reason {
    pub binding: Vec<String>,
    pub missing: Vec<Missing>,
    pub score_needed: Option<Points>,
    pub text: String,
}

pub(crate) struct Explainer<'a> {
    pub case: &'a Case<'a>,
    pub plan: &'a Plan,
    pub by_priority: &'a Plan,
    pub ranks: &'a [usize],
    pub prices: &'a Prices,
    /// Use of each kind by place.
    pub used: Vec<Vec<i128>>,
}

impl Explainer<'_> {
    pub fn reason(&self, project: usize) -> Reason {
        let case = self.case;
        let grant = self.plan[project];
        let share = grant.map_or(Share::NONE, |grant| grant.share);
        let lock = case.problem.locked.iter().find(|lock| lock.project == case.problem.projects[project].id);
        let mut reason = Reason::default();
        if let Some(lock) = lock {
            reason.text = match lock.share {
                Share::NONE => "此前已定不予安排,维持不变。".to_owned(),
                share => format!("此前已定安排{},维持不变。", share.percent()),
            };
            return reason;
        }
        match Served::of(share) {
            Served::Whole => reason.text = self.why_served(project, grant),
            Served::Part | Served::None => self.why_not(project, grant, &mut reason),
        }
        reason
    }

    fn standing(&self, project: usize) -> String {
        format!("综合得分{:.1},列第{}位", Points::near(self.case.marks[project].score), self.ranks[project])
    }

    fn why_served(&self, project: usize, grant: Option<Grant>) -> String {
        let case = self.case;
        let mut text = String::new();
        if case.required[project] {
            text.push_str("列为必保项目。");
        }
        text.push_str(&self.standing(project));
        if let Some(grant) = grant {
            let cost = self.prices.cost(case, grant.way);
            let worth = case.ways[grant.way].worth as f64 / 1000.0;
            if cost < 1e-6 {
                text.push_str(",所需要素不紧缺,足额保障。");
            } else if worth >= cost {
                let (worth, cost) = (Points::near(worth), Points::near(cost));
                text.push_str(&format!(",计{worth:.1}分,高于所占指标的紧缺价值{cost:.1}分,足额保障。"));
            } else if case.required[project] {
                text.push_str(",足额保障。");
            } else {
                text.push_str(",与其他项目搭配正好用足指标,足额保障。");
            }
            let options = &case.problem.projects[project].options;
            if case.ways[grant.way].option > 0 {
                text.push_str(&format!("采用备选方案“{}”。", options[case.ways[grant.way].option].name));
            }
        }
        if self.by_priority[project].is_none() {
            text.push_str("按得分排队本轮到它时指标已用完,统筹后得以安排。");
        }
        text
    }

    fn why_not(&self, project: usize, grant: Option<Grant>, reason: &mut Reason) {
        let case = self.case;
        let way = grant.map(|grant| grant.way).or_else(|| self.nearest_way(project));
        let Some(way) = way else {
            reason.text = "没有可用的时段能赶上要求的日期,未安排。".to_owned();
            return;
        };
        let given = grant.map_or(Share::NONE, |grant| grant.share);
        self.shortages(way, given, reason);
        let cost = self.prices.cost(case, way);
        let worth = case.ways[way].worth as f64 / 1000.0;
        let score = case.marks[project].score;
        let standing = self.standing(project);
        let head = match given {
            Share::NONE => format!("{standing},未安排:"),
            share => format!("{standing},只安排{}:", share.percent()),
        };
        let mut text = head;
        if reason.binding.is_empty() {
            text.push_str("让位于区域均衡要求");
        } else {
            text.push_str(&format!("{}已用完", reason.binding.join("、")));
        }
        if !reason.missing.is_empty() {
            let missing: Vec<String> = reason.missing.iter().map(|m| quantity_of(&m.kind, m.amount, &m.unit)).collect();
            text.push_str(&format!("。其他安排不变,再有{}即可足额保障", missing.join("、")));
        }
        if given == Share::NONE && worth > 0.0 && cost > worth {
            let needed = score * cost / worth;
            reason.score_needed = Some(Points::near(needed));
            let (worth, cost, needed) = (Points::near(worth), Points::near(cost), Points::near(needed));
            text.push_str(&format!("。它要占用的指标按紧缺程度值{cost:.1}分,本身只计{worth:.1}分"));
            match needed.0 <= 100_000 {
                true => text.push_str(&format!(",得分约到{needed:.1}才会优先")),
                false => text.push_str(",即使得满分也难以优先,宜减少用量或另辟指标"),
            }
        } else if given == Share::NONE {
            text.push_str("。得分与所占指标相当,属两可,指标稍有增加或他项稍有减少即可安排");
        }
        text.push('。');
        reason.text = text;
    }

    /// The way that lacks least, by the worth of what is lacking.
    fn nearest_way(&self, project: usize) -> Option<usize> {
        let cost = |way: usize| self.case.ways[way].worth as f64 / 1000.0 - self.prices.cost(self.case, way);
        self.case.of_project[project].clone().max_by(|a, b| cost(*a).total_cmp(&cost(*b)))
    }

    /// What is lacking to serve the way whole, with everything else as it is.
    fn shortages(&self, way: usize, given: Share, reason: &mut Reason) {
        let case = self.case;
        let way = &case.ways[way];
        let place = case.place(way.region, way.period);
        for &(kind, amount) in &way.amounts {
            let wanted = i128::from(amount.0) * i128::from(Share::WHOLE.0 - given.0);
            let room = case.supplies[kind].room(&self.used[kind], place, wanted);
            if room >= wanted {
                continue;
            }
            let lacking = (wanted - room + 9_999) / 10_000;
            let what = &case.problem.kinds[kind];
            reason.binding.push(self.pool_name(kind, way.region, way.period));
            reason.missing.push(Missing {
                kind: what.name.clone(),
                unit: what.unit.clone(),
                amount: Quantity(i64::try_from(lacking).unwrap_or(i64::MAX)),
            });
        }
    }

    fn pool_name(&self, kind: usize, region: usize, period: usize) -> String {
        let problem = self.case.problem;
        let period = problem.periods.get(period).map_or("", |period| period.name.as_str());
        let shared = self.case.supplies[kind].reserve.iter().any(|amount| *amount > Quantity::ZERO);
        let reserve = if shared { "(含市级统筹)" } else { "" };
        format!("{}{period}{}指标{reserve}", problem.regions[region], problem.kinds[kind].name)
    }
}

/// `工业用地20亩`
pub(crate) fn quantity_of(kind: &str, amount: Quantity, unit: &str) -> String {
    format!("{kind}{}{unit}", grouped(&amount.to_string()))
}
