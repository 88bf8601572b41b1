//! Finds everything that is wrong with a problem, at once, each fault with its place.

use crate::problem::{Choice, Lock, Problem, Project};
use crate::quantity::{Quantity, Share};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

/// One fault of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// As a path in the file: `projects[3].options[0].amounts.能耗`.
    pub place: String,
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.place, self.message)
    }
}

/// Most projects × ways × periods one allocation may have.
pub const MOST_CHOICES: usize = 200_000;

struct Check<'a> {
    problem: &'a Problem,
    kinds: HashSet<&'a str>,
    regions: HashSet<&'a str>,
    periods: HashSet<&'a str>,
    faults: Vec<Fault>,
}

/// All faults, in the order of the file; empty when the problem can be solved as it stands.
pub fn faults(problem: &Problem) -> Vec<Fault> {
    let mut check = Check {
        problem,
        kinds: problem.kinds.iter().map(|kind| kind.name.as_str()).collect(),
        regions: problem.regions.iter().map(String::as_str).collect(),
        periods: problem.periods.iter().map(|period| period.name.as_str()).collect(),
        faults: Vec::new(),
    };
    check.names();
    check.periods();
    check.pools();
    check.transfers();
    check.projects();
    check.weights();
    check.floors();
    check.locks();
    check.faults
}

impl Check<'_> {
    fn fault(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.faults.push(Fault { place: place.into(), message: message.into() });
    }

    fn names(&mut self) {
        let problem = self.problem;
        if problem.kinds.is_empty() {
            self.fault("kinds", "没有要素种类,至少要有一种(如用地、能耗)");
        }
        if problem.regions.is_empty() {
            self.fault("regions", "没有区域,至少要有一个");
        }
        self.once("kinds", "要素", problem.kinds.iter().map(|k| k.name.as_str()));
        self.once("regions", "区域", problem.regions.iter().map(String::as_str));
        self.once("periods", "时段", problem.periods.iter().map(|p| p.name.as_str()));
        self.once("projects", "项目编号", problem.projects.iter().map(|p| p.id.as_str()));
    }

    fn once<'b>(&mut self, list: &str, what: &str, names: impl Iterator<Item = &'b str>) {
        let mut seen = HashMap::new();
        for (index, name) in names.enumerate() {
            if name.trim().is_empty() {
                self.fault(format!("{list}[{index}]"), format!("{what}名称为空"));
            } else if let Some(first) = seen.insert(name, index) {
                self.fault(format!("{list}[{index}]"), format!("{what}“{name}”重复,已见于{list}[{first}]"));
            }
        }
    }

    fn periods(&mut self) {
        for (index, pair) in self.problem.periods.windows(2).enumerate() {
            if pair[1].starts <= pair[0].starts {
                let message = format!("时段“{}”的起始日不晚于前一时段“{}”", pair[1].name, pair[0].name);
                self.fault(format!("periods[{}].starts", index + 1), message);
            }
        }
    }

    fn kind(&mut self, place: &str, kind: &str) {
        if !self.kinds.contains(kind) {
            self.fault(place, format!("要素“{kind}”未在kinds中列出"));
        }
    }

    fn region(&mut self, place: &str, region: &str) {
        if !self.regions.contains(region) {
            self.fault(place, format!("区域“{region}”未在regions中列出"));
        }
    }

    fn not_negative(&mut self, place: &str, amount: Quantity) {
        if amount < Quantity::ZERO {
            self.fault(place, format!("不能为负数:{amount}"));
        }
    }

    fn pools(&mut self) {
        let mut seen: HashMap<(&str, Option<&str>, Option<&str>), usize> = HashMap::new();
        for (index, pool) in self.problem.pools.iter().enumerate() {
            let place = format!("pools[{index}]");
            self.kind(&format!("{place}.kind"), &pool.kind);
            if let Some(region) = &pool.region {
                self.region(&format!("{place}.region"), region);
            }
            match &pool.period {
                None if !self.periods.is_empty() => {
                    self.fault(format!("{place}.period"), "已分时段,指标须注明属于哪个时段")
                }
                Some(period) if !self.periods.contains(period.as_str()) => {
                    self.fault(format!("{place}.period"), format!("时段“{period}”未在periods中列出"));
                }
                _ => {}
            }
            self.not_negative(&format!("{place}.amount"), pool.amount);
            let key = (pool.kind.as_str(), pool.region.as_deref(), pool.period.as_deref());
            if let Some(first) = seen.insert(key, index) {
                self.fault(place, format!("与pools[{first}]是同一指标,请合并"));
            }
        }
    }

    fn transfers(&mut self) {
        for (index, transfer) in self.problem.transfers.iter().enumerate() {
            let place = format!("transfers[{index}]");
            self.kind(&format!("{place}.kind"), &transfer.kind);
            self.region(&format!("{place}.from"), &transfer.from);
            self.region(&format!("{place}.to"), &transfer.to);
            if transfer.from == transfer.to {
                self.fault(&place, "调出与调入是同一区域");
            }
            if let Some(limit) = transfer.limit {
                self.not_negative(&format!("{place}.limit"), limit);
            }
        }
    }

    fn projects(&mut self) {
        let problem = self.problem;
        let choices: usize = problem.projects.iter().map(|p| p.options.len() * problem.periods.len().max(1)).sum();
        if choices > MOST_CHOICES {
            self.fault("projects", format!("项目×方案×时段共{choices}种,超过上限{MOST_CHOICES}"));
        }
        for (index, project) in problem.projects.iter().enumerate() {
            self.project(&format!("projects[{index}]"), project);
        }
    }

    fn project(&mut self, place: &str, project: &Project) {
        self.region(&format!("{place}.region"), &project.region);
        for (key, amount) in [("added_value", project.added_value), ("investment", project.investment)] {
            self.not_negative(&format!("{place}.{key}"), amount);
        }
        if !(Quantity::ZERO..=Quantity::units(100)).contains(&project.readiness) {
            self.fault(format!("{place}.readiness"), format!("成熟度应在0到100之间,现为{}", project.readiness));
        }
        let known = self.problem.weights.level_marks.contains_key(&project.level);
        if !known && (!project.level.is_empty() && self.problem.weights.level > Quantity::ZERO) {
            self.fault(format!("{place}.level"), format!("级别“{}”未在weights.level_marks中列出", project.level));
        }
        if let (Some(due), Some(first)) = (project.due, self.problem.periods.first())
            && due < first.starts
        {
            self.fault(format!("{place}.due"), format!("要求{due}前保障,早于第一个时段的起始日{}", first.starts));
        }
        if project.options.is_empty() {
            self.fault(format!("{place}.options"), "没有写明需要什么,至少要有一个方案");
        }
        if project.options.len() > 1 {
            self.once(&format!("{place}.options"), "方案", project.options.iter().map(|o| o.name.as_str()));
        }
        for (index, option) in project.options.iter().enumerate() {
            self.option(&format!("{place}.options[{index}]"), option);
        }
    }

    fn option(&mut self, place: &str, option: &Choice) {
        if option.min_share == Share::NONE {
            self.fault(format!("{place}.min_share"), "最低有效份额应大于0");
        }
        for (kind, amount) in &option.amounts {
            let place = format!("{place}.amounts.{kind}");
            self.kind(&place, kind);
            self.not_negative(&place, *amount);
        }
    }

    fn weights(&mut self) {
        let weights = &self.problem.weights;
        let parts = [
            ("level", weights.level),
            ("added_value", weights.added_value),
            ("added_value_per_unit", weights.added_value_per_unit),
            ("readiness", weights.readiness),
            ("jobs", weights.jobs),
            ("fairness", weights.fairness),
            ("waiting", weights.waiting),
        ];
        for (key, weight) in parts {
            let place = format!("weights.{key}");
            self.not_negative(&place, weight);
            let most = if key == "waiting" { 100 } else { 1000 };
            if weight > Quantity::units(most) {
                self.fault(place, format!("不能大于{most}:{weight}"));
            }
        }
        for (level, mark) in &weights.level_marks {
            if !(Quantity::ZERO..=Quantity::units(100)).contains(mark) {
                self.fault(format!("weights.level_marks.{level}"), format!("应在0到100之间,现为{mark}"));
            }
        }
        if let Some(kind) = &weights.per_unit_of {
            self.kind("weights.per_unit_of", kind);
        }
        if parts[..5].iter().all(|(_, weight)| *weight == Quantity::ZERO) {
            self.fault("weights", "各项权重都是0,无法评分");
        }
    }

    fn floors(&mut self) {
        for (index, floor) in self.problem.floors.iter().enumerate() {
            self.kind(&format!("floors[{index}].kind"), &floor.kind);
            if let Some(region) = &floor.region {
                self.region(&format!("floors[{index}].region"), region);
            }
        }
    }

    fn locks(&mut self) {
        let problem = self.problem;
        let mut seen = BTreeSet::new();
        for (index, lock) in problem.locked.iter().enumerate() {
            let place = format!("locked[{index}]");
            if !seen.insert(lock.project.as_str()) {
                self.fault(format!("{place}.project"), format!("项目“{}”已有一条既定决定", lock.project));
            }
            match problem.projects.iter().find(|project| project.id == lock.project) {
                None => self.fault(format!("{place}.project"), format!("没有编号为“{}”的项目", lock.project)),
                Some(project) => self.lock(&place, lock, project),
            }
        }
    }

    fn lock(&mut self, place: &str, lock: &Lock, project: &Project) {
        if lock.share == Share::NONE {
            if project.must_serve {
                self.fault(place, format!("项目“{}”既列为必保又定为不予安排", project.name));
            }
            return;
        }
        let option = match &lock.option {
            None if project.options.len() > 1 => {
                return self.fault(format!("{place}.option"), "该项目有多个方案,须写明是哪一个");
            }
            None => project.options.first(),
            Some(name) => project.options.iter().find(|option| option.name == *name),
        };
        match option {
            None => self.fault(format!("{place}.option"), "该项目没有这个方案"),
            Some(option) if lock.share < option.min_share => {
                let message = format!("既定份额{}低于最低有效份额{}", lock.share.percent(), option.min_share.percent());
                self.fault(format!("{place}.share"), message);
            }
            Some(_) => {}
        }
        match &lock.period {
            None if self.problem.periods.len() > 1 => self.fault(format!("{place}.period"), "须写明在哪个时段安排"),
            Some(period) if !self.periods.contains(period.as_str()) => {
                self.fault(format!("{place}.period"), format!("时段“{period}”未在periods中列出"));
            }
            _ => {}
        }
    }
}
