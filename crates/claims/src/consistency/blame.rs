//! From links to verdicts: which of the linked figures is wrong.

use super::{Formula, Link, Scene, Standing, in_own_unit};
use crate::claim::Claim;
use crate::reading::{Interval, Shortening, reading};
use std::collections::{HashMap, HashSet};

/// What the text itself says about one claim.
#[derive(Clone, Debug, Default)]
pub(crate) struct Finding {
    pub inconsistent: bool,
    pub consistent: bool,
    pub expected: Option<String>,
    pub because: String,
    pub relies_on: Vec<usize>,
}

/// One finding per claim.
pub(crate) fn judge(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = vec![Finding::default(); scene.claims.len()];
    let standings: Vec<Standing> = scene.links().iter().map(|l| l.standing(scene.claims)).collect();
    let mut broken: Vec<&Link> = Vec::new();
    let held = scene.links().iter().zip(&standings).filter(|(_, s)| **s == Standing::Holds);
    let held: HashSet<usize> = held.map(|(l, _)| l.group).collect();
    for (link, standing) in scene.links().iter().zip(&standings) {
        let saved = held.contains(&link.group);
        match standing {
            Standing::Holds => confirm(&mut findings, scene.claims, link),
            Standing::Broken if !saved && link.sure => broken.push(link),
            _ => {}
        }
    }
    let supported = supported(scene, &standings);
    let mut by_claim: HashMap<usize, Vec<&Link>> = HashMap::new();
    for link in nearest_of_each_group(&broken, scene.claims) {
        for at in link.operands.iter().copied().chain([link.target]) {
            by_claim.entry(at).or_default().push(link);
        }
    }
    for link in nearest_of_each_group(&broken, scene.claims) {
        let blamed = blame(link, &by_claim, &supported, scene.claims);
        accuse(&mut findings, scene.claims, link, blamed);
    }
    findings
}

/// Of alternatives only the one nearest to what is printed is worth telling.
fn nearest_of_each_group<'a>(broken: &[&'a Link], claims: &[Claim]) -> Vec<&'a Link> {
    let mut kept: Vec<&Link> = Vec::new();
    for link in broken {
        match kept.last_mut() {
            Some(last) if last.group == link.group => {
                if link.distance(claims) < last.distance(claims) {
                    *last = link;
                }
            }
            _ => kept.push(link),
        }
    }
    kept
}

/// Which claims another link confirms. A difference of two printed rates confirms neither: it was computed from them.
fn supported(scene: &Scene<'_>, standings: &[Standing]) -> Vec<bool> {
    let mut supported = vec![false; scene.claims.len()];
    for (link, standing) in scene.links().iter().zip(standings) {
        if *standing != Standing::Holds || matches!(link.formula, Formula::AtMost | Formula::Limit(_)) {
            continue;
        }
        supported[link.target] = true;
        if link.formula != Formula::Difference {
            link.operands.iter().for_each(|o| supported[*o] = true);
        }
    }
    supported
}

fn confirm(findings: &mut [Finding], claims: &[Claim], link: &Link) {
    if matches!(link.formula, Formula::AtMost | Formula::Limit(_)) {
        return;
    }
    let because = agreement(link, claims);
    for (at, is_target) in std::iter::once((link.target, true)).chain(link.operands.iter().map(|o| (*o, false))) {
        let finding = &mut findings[at];
        finding.consistent = true;
        if is_target || finding.because.is_empty() {
            finding.because.clone_from(&because);
            finding.relies_on = others(link, at);
        }
    }
}

fn others(link: &Link, at: usize) -> Vec<usize> {
    let mut all: Vec<usize> = link.operands.iter().copied().chain([link.target]).filter(|i| *i != at).collect();
    all.sort_unstable();
    all
}

/// The claim that a broken link speaks against: an operand whose correction would mend every broken link it stands in, when
/// there are several; the operand, when another link confirms the target; else the target, which was computed from the others.
fn blame(link: &Link, by_claim: &HashMap<usize, Vec<&Link>>, supported: &[bool], claims: &[Claim]) -> usize {
    let holds = |at: usize| by_claim.get(&at).map_or(0, Vec::len);
    let mends = |at: usize| {
        let Some(instead) = solve(link, at, claims) else { return false };
        let links = by_claim.get(&at).map_or(&[][..], Vec::as_slice);
        links.iter().all(|l| l.standing_if(claims, Some((at, instead))) == Standing::Holds)
    };
    let suspect = link.operands.iter().copied().find(|o| !supported[*o] && holds(*o) > 1 && mends(*o));
    if let Some(suspect) = suspect {
        return suspect;
    }
    if supported[link.target] && link.formula == Formula::Share {
        let free = link.operands.iter().copied().find(|o| !supported[*o]);
        return free.unwrap_or(link.target);
    }
    link.target
}

/// What an operand would have to be for the link to hold.
fn solve(link: &Link, operand: usize, claims: &[Claim]) -> Option<Interval> {
    let read = |i: usize| reading(&claims[i], Shortening::Rounded);
    let target = read(link.target);
    match (link.formula, &link.operands[..]) {
        (Formula::Share, [a, b]) if operand == *a => Some(target.scaled(0.01).times(read(*b))),
        (Formula::Share, [a, _]) => read(*a).scaled(100.0).over(target),
        (Formula::Sum, parts) => {
            let others = parts.iter().filter(|p| **p != operand).map(|p| read(*p)).reduce(Interval::plus)?;
            Some(target.minus(others))
        }
        (Formula::DifferenceFrom(c), [_]) => Some(link.directed(target, claims).plus(Interval::point(c))),
        (Formula::Difference, [a, b]) if operand == *a => Some(link.directed(target, claims).plus(read(*b))),
        (Formula::Difference, [a, _]) => Some(read(*a).minus(link.directed(target, claims))),
        _ => None,
    }
}

fn accuse(findings: &mut [Finding], claims: &[Claim], link: &Link, at: usize) {
    let expected = if at == link.target {
        link.expected(claims)
    } else {
        solve(link, at, claims).map(|value| in_own_unit(f64::midpoint(value.low, value.high), &claims[at]))
    };
    let because = match &expected {
        Some(expected) if at == link.target => {
            format!("{},与所写{}不符", explain_with(link, claims, expected), claims[at].text)
        }
        Some(expected) => format!("按{}推算应为{expected}{}", link.rule, claims[at].figure.unit),
        None => format!("{}:{}", claims[at].text, explain(link, claims)),
    };
    if findings[at].inconsistent {
        return;
    }
    findings[at] = Finding { inconsistent: true, consistent: false, expected, because, relies_on: others(link, at) };
}

/// 完成投资÷年度计划:9.4亿元、54.1亿元,算得17.4%,相符
fn agreement(link: &Link, claims: &[Claim]) -> String {
    format!("{},相符", explain(link, claims).replacen("应为", "算得", 1))
}

fn explain(link: &Link, claims: &[Claim]) -> String {
    match link.expected(claims) {
        Some(expected) => explain_with(link, claims, &expected),
        None => link.rule.to_owned(),
    }
}

/// 完成投资÷年度计划:546.5亿元、850亿元 → 64.3%
fn explain_with(link: &Link, claims: &[Claim], expected: &str) -> String {
    let operands: Vec<&str> = link.operands.iter().map(|o| claims[*o].text.as_str()).collect();
    let target = &claims[link.target].figure;
    let months = match link.formula {
        Formula::Required(months) => format!("、剩余{months}个月"),
        Formula::DifferenceFrom(pace) => format!("、序时进度{}%", crate::decimal::printed(pace, 1)),
        _ => String::new(),
    };
    format!("{}:{}{months},应为{expected}{}", link.rule, operands.join("、"), target.unit)
}
