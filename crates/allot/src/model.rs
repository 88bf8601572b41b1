//! The case as a linear program: ways as shares, quotas as rows, streams of quota as flows.

use crate::case::{Case, Grant, Plan};
use crate::quantity::{Quantity, Share};
use crate::search::{Column, Judge, Program, Row};

/// What a row of the program stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Use at a place against its quota.
    Place {
        kind: usize,
        region: usize,
        period: usize,
    },
    Reserve {
        kind: usize,
        period: usize,
    },
    /// At most one way of a project.
    OneWay,
    Required,
    Claim,
    Fairness,
}

/// A case's program and the way back.
pub(crate) struct Model {
    pub program: Program,
    pub meanings: Vec<Meaning>,
    /// Units of each kind that count as one in its rows.
    pub scales: Vec<f64>,
}

/// Thousandths of a point in one point, the program's unit of gain.
const POINT: f64 = 1000.0;

impl Model {
    pub fn new(case: &Case) -> Model {
        let scales = (0..case.supplies.len()).map(|kind| scale_of(case, kind)).collect();
        let mut model = Model { program: Program::default(), meanings: Vec::new(), scales };
        model.ways(case);
        for kind in 0..case.supplies.len() {
            model.supply(case, kind);
        }
        model.claims(case);
        model.fairness(case);
        model.program.step = step(case);
        model
    }

    fn row(&mut self, meaning: Meaning, row: Row) {
        // The city's reserve and the worst share tie the regions together, and little else does.
        if matches!(meaning, Meaning::Reserve { .. } | Meaning::Fairness) {
            self.program.ties.push(self.program.rows.len());
        }
        self.meanings.push(meaning);
        self.program.rows.push(row);
    }

    fn ways(&mut self, case: &Case) {
        for way in &case.ways {
            self.program.columns.push(Column {
                gain: way.worth as f64 / POINT,
                upper: way.most.as_f64(),
                least: Some(way.least.as_f64()),
            });
        }
        for (project, ways) in case.of_project.iter().enumerate() {
            if ways.len() > 1 {
                self.row(Meaning::OneWay, Row::at_most(ways.clone().map(|way| (way, 1.0)).collect(), 1.0));
                self.program.groups.push(ways.clone().collect());
            }
            if case.required[project] {
                let terms = ways.clone().map(|way| (way, 1.0 / case.ways[way].least.as_f64()));
                self.row(Meaning::Required, Row::at_least(terms.collect(), 1.0));
            }
        }
    }

    /// Use at each place, less what flows in, plus what flows out, is at most the quota; the same for the reserve.
    fn supply(&mut self, case: &Case, kind: usize) {
        let supply = &case.supplies[kind];
        let scale = self.scales[kind];
        let places = supply.own.len();
        let mut terms: Vec<Vec<(usize, f64)>> = vec![Vec::new(); places + supply.reserve.len()];
        for (index, way) in case.ways.iter().enumerate() {
            for (_, amount) in way.amounts.iter().filter(|(k, _)| *k == kind) {
                terms[case.place(way.region, way.period)].push((index, amount.as_f64() / scale));
            }
        }
        let most = supply.total().as_f64() / scale;
        for &(stream, limit) in &supply.streams {
            let column = self.program.columns.len();
            let upper = limit.map_or(most, |limit| (limit.as_f64() / scale).min(most));
            self.program.columns.push(Column { gain: 0.0, upper, least: None });
            let (from, to) = supply.ends(stream);
            terms[from].push((column, 1.0));
            terms[to].push((column, -1.0));
        }
        for (node, terms) in terms.into_iter().enumerate() {
            if terms.is_empty() {
                continue;
            }
            let meaning = if node < places {
                Meaning::Place { kind, region: node / supply.periods, period: node % supply.periods }
            } else {
                Meaning::Reserve { kind, period: node - places }
            };
            self.row(meaning, Row::at_most(terms, supply.quota(node).as_f64() / scale));
        }
    }

    fn claims(&mut self, case: &Case) {
        for claim in &case.claims {
            let scale = self.scales[claim.kind];
            let mut terms = Vec::new();
            for (index, way) in case.ways.iter().enumerate().filter(|(_, way)| way.region == claim.region) {
                let amounts = way.amounts.iter().filter(|(kind, _)| *kind == claim.kind);
                terms.extend(amounts.map(|(_, amount)| (index, amount.as_f64() / scale)));
            }
            // As the judge has it: a ten-thousandth of the demand may be lost to the rounding of shares.
            let owed = claim.demand.as_f64() * (claim.share.as_f64() - 1e-4) / scale;
            self.row(Meaning::Claim, Row::at_least(terms, owed));
        }
    }

    fn fairness(&mut self, case: &Case) {
        if case.fairness == 0 {
            return;
        }
        let worst = self.program.columns.len();
        self.program.columns.push(Column { gain: case.fairness as f64 / POINT, upper: 1.0, least: None });
        for (region, stake) in case.stakes.iter().enumerate().filter(|(_, stake)| **stake > 0) {
            let ways = case.ways.iter().enumerate().filter(|(_, way)| way.region == region);
            let mut terms: Vec<(usize, f64)> =
                ways.map(|(index, way)| (index, -(way.worth as f64) / *stake as f64)).collect();
            terms.push((worst, 1.0));
            self.row(Meaning::Fairness, Row::at_most(terms, 0.0));
        }
    }

    /// The plan that the search's values stand for: shares are cut to whole ten-thousandths, never below the least.
    pub fn plan(case: &Case, values: &[f64]) -> Plan {
        // A share a hair below a whole ten-thousandth means that one, unless a quota is then exceeded by a hair.
        let kind = Model::cut(case, values, 1e-4);
        if case.suffices(&kind) { kind } else { Model::cut(case, values, -1e-3) }
    }

    fn cut(case: &Case, values: &[f64], room: f64) -> Plan {
        let mut plan: Plan = vec![None; case.of_project.len()];
        for (index, way) in case.ways.iter().enumerate() {
            let value = values[index];
            if value > 1e-6 {
                let parts = (value * f64::from(Share::WHOLE.0) + room).floor().max(0.0) as u32;
                let share = Share(parts).clamp(way.least, way.most);
                plan[way.project] = Some(Grant { way: index, share });
            }
        }
        plan
    }

    /// The values that stand for a plan, streams and the worst share included; `None` where the quotas do not suffice.
    pub fn values(&self, case: &Case, plan: &Plan) -> Option<Vec<f64>> {
        let mut values = vec![0.0; self.program.columns.len()];
        for grant in plan.iter().flatten() {
            values[grant.way] = grant.share.as_f64();
        }
        let mut column = case.ways.len();
        for (kind, supply) in case.supplies.iter().enumerate() {
            let along = supply.route(&case.use_of(plan, kind))?;
            for amount in along {
                values[column] = amount as f64 / 1e10 / self.scales[kind];
                column += 1;
            }
        }
        if case.fairness > 0 {
            values[column] = case.worst_share(plan).as_f64();
        }
        Some(values)
    }
}

/// A typical amount of the kind.
fn scale_of(case: &Case, kind: usize) -> f64 {
    let amounts = case.ways.iter().flat_map(|way| &way.amounts).filter(|(k, _)| *k == kind);
    amounts.map(|(_, amount)| *amount).max().unwrap_or(Quantity::units(1)).as_f64().max(1e-6)
}

/// Totals are multiples of this where everything is all or nothing.
fn step(case: &Case) -> f64 {
    let whole = case.ways.iter().all(|way| way.least == way.most && way.most == Share::WHOLE);
    if !whole || case.fairness > 0 {
        return 0.0;
    }
    let divisor = case.ways.iter().fold(0, |divisor, way| gcd(divisor, way.worth));
    divisor as f64 / POINT
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Judges plans in whole numbers.
pub(crate) struct ExactJudge<'a> {
    pub case: &'a Case<'a>,
}

/// Points of a gain in thousandths of a point × ten-thousandths.
pub(crate) fn points(gain: i128) -> f64 {
    gain as f64 / 1e7
}

impl Judge for ExactJudge<'_> {
    fn accept(&mut self, values: &[f64], within: &[usize]) -> Option<f64> {
        let case = self.case;
        let plan = Model::plan(case, values);
        let ways = within.iter().filter(|column| **column < case.ways.len());
        let mut projects: Vec<usize> = ways.clone().map(|way| case.ways[*way].project).collect();
        projects.dedup();
        if projects.iter().any(|project| case.required[*project] && plan[*project].is_none()) || !case.suffices(&plan) {
            return None;
        }
        let concerns = |region: usize, kind: usize| {
            ways.clone()
                .any(|way| case.ways[*way].region == region && case.ways[*way].amounts.iter().any(|a| a.0 == kind))
        };
        let unmet =
            case.claims.iter().any(|claim| !case.claim_is_met(claim, &plan) && concerns(claim.region, claim.kind));
        if unmet {
            return None;
        }
        let served: i128 = plan.iter().flatten().map(|grant| case.grant_gain(*grant)).sum();
        let fair = case.fairness > 0 && within.iter().any(|column| *column + 1 == values.len());
        let bonus = if fair { i128::from(case.fairness) * i128::from(case.worst_share(&plan).0) } else { 0 };
        Some(points(served + bonus))
    }
}
