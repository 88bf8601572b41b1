//! The text against itself.
//!
//! Rules find links between claims (done ÷ plan = completion, parts = whole …). A link holds when some common reading of the printed
//! figures satisfies it. What a broken link makes of its claims is decided by all links together: the figure that
//! breaks several and supports none is blamed before a figure that another link confirms.

mod blame;
mod differences;
mod limits;
mod ratios;
mod shares;
mod sums;

use crate::claim::Claim;
use crate::decimal::printed;
use crate::reading::{Interval, Shortening, reading};
use crate::relation::{Bound, Comparison};
use crate::unit::Kind;
pub(crate) use blame::{Finding, judge};
use kernel::Month;

/// A relation between printed figures that must hold.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The figure that the others determine.
    pub target: usize,
    pub operands: Vec<usize>,
    pub formula: Formula,
    /// For the reader: 完成投资÷年度计划.
    pub rule: &'static str,
    /// Alternatives share a group: one that holds is enough.
    pub group: usize,
    /// Whether a failure may be called an inconsistency at all.
    pub sure: bool,
}

/// How the target follows from the operands, in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Formula {
    /// a ÷ b, in percent.
    Share,
    /// (a ÷ b − 1), in percent; the sign is the verb's.
    Growth,
    /// The last operand is an increase: increase ÷ (a − increase), in percent.
    GrowthOfIncrease,
    Sum,
    /// a − b; the sign is the verb's.
    Difference,
    /// a − constant; the sign is the verb's.
    DifferenceFrom(f64),
    /// (plan − done) ÷ months.
    Required(f64),
    /// a ÷ b in the unit of a.
    Average,
    /// At most the operand.
    AtMost,
    /// At most a constant.
    Limit(f64),
}

impl Formula {
    fn value(self, at: &[Interval]) -> Option<Interval> {
        Some(match (self, at) {
            (Formula::Share, [a, b]) => a.over(*b)?.scaled(100.0),
            (Formula::Growth, [a, b]) => a.over(*b)?.minus(Interval::point(1.0)).scaled(100.0),
            (Formula::GrowthOfIncrease, [a, b]) => b.over(a.minus(*b))?.scaled(100.0),
            (Formula::Sum, parts) => parts.iter().copied().reduce(Interval::plus)?,
            (Formula::Difference, [a, b]) => a.minus(*b),
            (Formula::DifferenceFrom(c), [a]) => a.minus(Interval::point(c)),
            (Formula::Required(months), [plan, done]) if months > 0.0 => plan.minus(*done).scaled(1.0 / months),
            (Formula::Average, [a, b]) => a.over(*b)?,
            (Formula::AtMost, [a]) => Interval { low: f64::NEG_INFINITY, high: a.high },
            (Formula::Limit(high), _) => Interval { low: f64::NEG_INFINITY, high },
            _ => return None,
        })
    }

    /// The verb tells the direction, the figure only the size.
    fn is_signed(self) -> bool {
        matches!(self, Formula::Growth | Formula::Difference | Formula::DifferenceFrom(_))
    }
}

/// How a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Holds,
    Broken,
    /// Not to be computed from these figures.
    Open,
}

impl Link {
    pub fn standing(&self, claims: &[Claim]) -> Standing {
        self.standing_if(claims, None)
    }

    /// How the link would stand if one claim meant something else than printed.
    pub fn standing_if(&self, claims: &[Claim], instead: Option<(usize, Interval)>) -> Standing {
        let read = |at: usize, shortening: Shortening| match instead {
            Some((changed, interval)) if changed == at => interval,
            _ => reading(&claims[at], shortening),
        };
        let target = &claims[self.target];
        let mut computed = false;
        for shortening in Shortening::BOTH {
            let operands: Vec<Interval> = self.operands.iter().map(|i| read(*i, shortening)).collect();
            let Some(value) = self.formula.value(&operands).map(|v| self.directed(v, claims)) else { continue };
            computed = true;
            let cut = Shortening::BOTH.iter().filter(|s| may_be_cut(target) || **s == Shortening::Rounded);
            if cut.into_iter().any(|s| value.meets(read(self.target, *s))) {
                return Standing::Holds;
            }
        }
        if computed { Standing::Broken } else { Standing::Open }
    }

    /// How far the computed value lies from the printed one.
    pub fn distance(&self, claims: &[Claim]) -> f64 {
        let at: Vec<Interval> = self.operands.iter().map(|i| Interval::point(claims[*i].figure.base())).collect();
        let value = self.formula.value(&at).map(|v| self.directed(v, claims).high);
        value.map_or(f64::INFINITY, |v| (v - claims[self.target].figure.base()).abs())
    }

    /// 下降 and 低于 turn a difference round.
    pub fn directed(&self, value: Interval, claims: &[Claim]) -> Interval {
        let down = self.formula.is_signed() && claims[self.target].relation.comparison == Some(Comparison::Less);
        if down { Interval { low: -value.high, high: -value.low } } else { value }
    }

    /// The target's value from the printed operands, in its own unit, as a decimal string.
    pub fn expected(&self, claims: &[Claim]) -> Option<String> {
        if matches!(self.formula, Formula::AtMost | Formula::Limit(_)) {
            return None;
        }
        let at: Vec<Interval> = self.operands.iter().map(|i| Interval::point(claims[*i].figure.base())).collect();
        let value = self.directed(self.formula.value(&at)?, claims).low;
        Some(in_own_unit(value, &claims[self.target]))
    }
}

/// An amount in base units, printed in the claim's unit with its places (rates and amounts with one at least).
pub(crate) fn in_own_unit(value: f64, claim: &Claim) -> String {
    let own = value / claim.figure.factor;
    let whole = crate::reading::is_counted(claim) || (own - own.round()).abs() < 1e-9;
    let places = if whole { claim.figure.value.scale } else { claim.figure.value.scale.max(1) };
    printed(own, places)
}

/// Whole percents and whole points are rounded in print; only figures with decimals are found cut off.
fn may_be_cut(claim: &Claim) -> bool {
    !(claim.figure.kind == Kind::Percent && claim.figure.value.scale == 0 && claim.relation.bound == Bound::Exact)
}

/// The claims with what the rules need to find their way about.
pub(crate) struct Scene<'a> {
    pub claims: &'a [Claim],
    pub keys: Vec<Vec<crate::scope::Dimension>>,
    pub as_of: Option<Month>,
    /// Plan and done of the whole list, where the paper gives each only once (or always the same).
    of_the_whole: (Option<usize>, Option<usize>),
    links: Vec<Link>,
    groups: usize,
}

impl<'a> Scene<'a> {
    pub fn new(claims: &'a [Claim], as_of: Option<Month>) -> Scene<'a> {
        let keys = claims.iter().map(|c| c.scope.key()).collect();
        let of_the_whole = (only(claims, "annual_plan"), only(claims, "done_ytd"));
        let mut scene = Scene { claims, keys, as_of, of_the_whole, links: Vec::new(), groups: 0 };
        for at in 0..claims.len() {
            ratios::find(&mut scene, at);
            differences::find(&mut scene, at);
            limits::find(&mut scene, at);
        }
        sums::find(&mut scene);
        scene
    }

    pub fn links(&self) -> &[Link] {
        &self.links
    }

    pub fn group(&mut self) -> usize {
        self.groups += 1;
        self.groups
    }

    pub fn link(&mut self, target: usize, operands: &[usize], formula: Formula, rule: &'static str, sure: bool) {
        let group = self.group();
        self.links.push(Link { target, operands: operands.to_vec(), formula, rule, group, sure });
    }

    pub fn alternative(
        &mut self,
        group: usize,
        target: usize,
        operands: &[usize],
        formula: Formula,
        rule: &'static str,
        sure: bool,
    ) {
        self.links.push(Link { target, operands: operands.to_vec(), formula, rule, group, sure });
    }

    pub fn same_scope(&self, a: usize, b: usize) -> bool {
        self.keys[a] == self.keys[b]
    }

    /// Claims before `at` in the same sentence, nearest first.
    pub fn before(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let sentence = self.claims[at].sentence;
        (0..at).rev().take_while(move |i| self.claims[*i].sentence == sentence)
    }

    /// Claims after `at` in the same sentence.
    pub fn after(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let sentence = self.claims[at].sentence;
        (at + 1..self.claims.len()).take_while(move |i| self.claims[*i].sentence == sentence)
    }

    /// The nearest claim of a measure and of `at`'s scope: in the sentence before it, behind it, then in the paragraph above.
    pub fn near(&self, at: usize, id: &str) -> Option<usize> {
        let fits = |i: &usize| self.claims[*i].measure.is(id) && self.same_scope(*i, at) && self.same_period(*i, at);
        self.before(at).find(fits).or_else(|| self.after(at).find(fits)).or_else(|| self.above(at).find(fits))
    }

    /// Claims above `at` in the same paragraph, nearest first.
    pub fn above(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let paragraph = self.claims[at].paragraph;
        (0..at).rev().take_while(move |i| self.claims[*i].paragraph == paragraph).take(400)
    }

    /// Years from the paper's own: −1 for 去年.
    pub fn shift(&self, at: usize) -> i32 {
        self.claims[at].period.as_ref().map_or(0, |p| p.shift)
    }

    /// Plans and totals hold for the year; other figures must speak of the same months.
    fn same_period(&self, a: usize, b: usize) -> bool {
        if self.shift(a) != self.shift(b) {
            return false;
        }
        let yearly = |i: usize| {
            matches!(self.claims[i].measure.id, Some("annual_plan" | "total_investment" | "projects" | "to_start"))
        };
        if yearly(a) || yearly(b) {
            let year = |i: usize| self.claims[i].period.as_ref().and_then(|p| p.year);
            return year(a).zip(year(b)).is_none_or(|(x, y)| x == y);
        }
        let months = |i: usize| self.claims[i].period.as_ref().and_then(|p| p.months);
        months(a).zip(months(b)).is_none_or(|(x, y)| x == y)
    }

    /// The last month a claim speaks of: its own period, else the office's as-of.
    pub fn month(&self, at: usize) -> Option<u32> {
        let period = self.claims[at].period.as_ref();
        let own = period.and_then(|p| p.months).filter(|(from, to)| *from == 1 && *to < 12).map(|(_, to)| to);
        own.or_else(|| self.as_of.map(Month::month))
    }
}

/// The last claim of a measure of the whole list, if all of them in the paper say the same.
fn only(claims: &[Claim], id: &str) -> Option<usize> {
    let fits = |c: &Claim| c.measure.is(id) && c.figure.kind == Kind::Money && c.scope.is_whole();
    let mut found =
        claims.iter().enumerate().filter(|(_, c)| fits(c) && c.period.as_ref().is_none_or(|p| p.shift == 0));
    let (first, claim) = found.next()?;
    let mut last = first;
    for (at, other) in found {
        if (other.figure.base() - claim.figure.base()).abs() >= 1.0 {
            return None;
        }
        last = at;
    }
    Some(last)
}
