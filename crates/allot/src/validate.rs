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
    pub found: String,
    pub expected: String,
    /// What to do.
    pub advice: String,
}

impl Fault {
    pub(crate) fn new(
        place: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
        advice: impl Into<String>,
    ) -> Fault {
        Fault { place: place.into(), found: found.into(), expected: expected.into(), advice: advice.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:现为{};应为{}。{}。", self.place, self.found, self.expected, self.advice)
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
    fn fault(
        &mut self,
        place: impl Into<String>,
        found: impl Into<String>,
        expected: impl Into<String>,
        advice: impl Into<String>,
    ) {
        self.faults.push(Fault::new(place, found, expected, advice));
    }

    fn names(&mut self) {
        let problem = self.problem;
        if problem.kinds.is_empty() {
            self.fault("kinds", "空", "至少一种要素", "请列出要素种类,如用地、能耗");
        }
        if problem.regions.is_empty() {
            self.fault("regions", "空", "至少一个区域", "请列出区域");
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
                self.fault(format!("{list}[{index}]"), "空", format!("{what}的名称"), "请填写");
            } else if let Some(first) = seen.insert(name, index) {
                let found = format!("“{name}”,与{list}[{first}]相同");
                self.fault(format!("{list}[{index}]"), found, format!("互不相同的{what}"), "请改名或删去重复的");
            }
        }
    }

    fn periods(&mut self) {
        for (index, pair) in self.problem.periods.windows(2).enumerate() {
            if pair[1].starts <= pair[0].starts {
                let expected = format!("晚于前一时段“{}”的起始日{}", pair[0].name, pair[0].starts);
                let place = format!("periods[{}].starts", index + 1);
                self.fault(place, pair[1].starts.to_string(), expected, "请按先后顺序排列时段");
            }
        }
    }

    fn kind(&mut self, place: &str, kind: &str) {
        if !self.kinds.contains(kind) {
            let known: Vec<&str> = self.problem.kinds.iter().map(|kind| kind.name.as_str()).collect();
            self.fault(place, format!("“{kind}”"), listed("kinds", &known), "请改正名称,或在kinds中列出");
        }
    }

    fn region(&mut self, place: &str, region: &str) {
        if !self.regions.contains(region) {
            let known: Vec<&str> = self.problem.regions.iter().map(String::as_str).collect();
            self.fault(place, format!("“{region}”"), listed("regions", &known), "请改正名称,或在regions中列出");
        }
    }

    fn period(&mut self, place: &str, period: Option<&str>, is_needed: bool) {
        let known: Vec<&str> = self.problem.periods.iter().map(|period| period.name.as_str()).collect();
        match period {
            None if is_needed => self.fault(place, "没有写", listed("periods", &known), "请注明属于哪个时段"),
            Some(period) if !self.periods.contains(period) => {
                let advice = "请改正名称,或在periods中列出";
                self.fault(place, format!("“{period}”"), listed("periods", &known), advice);
            }
            _ => {}
        }
    }

    fn not_negative(&mut self, place: &str, amount: Quantity) {
        if amount < Quantity::ZERO {
            self.fault(place, amount.to_string(), "不小于0的数", "请改正");
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
            self.period(&format!("{place}.period"), pool.period.as_deref(), !self.periods.is_empty());
            self.not_negative(&format!("{place}.amount"), pool.amount);
            let key = (pool.kind.as_str(), pool.region.as_deref(), pool.period.as_deref());
            if let Some(first) = seen.insert(key, index) {
                self.fault(place, format!("与pools[{first}]是同一指标"), "每个指标只写一次", "请合并");
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
                self.fault(&place, format!("由“{0}”调给“{0}”", transfer.from), "两个不同的区域", "请改正");
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
            self.fault(
                "projects",
                format!("项目×方案×时段共{choices}种"),
                format!("不超过{MOST_CHOICES}种"),
                "请分批计算",
            );
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
            self.fault(format!("{place}.readiness"), project.readiness.to_string(), "0到100之间的成熟度", "请改正");
        }
        let known = self.problem.weights.level_marks.contains_key(&project.level);
        if !known && (!project.level.is_empty() && self.problem.weights.level > Quantity::ZERO) {
            let known: Vec<&str> = self.problem.weights.level_marks.keys().map(String::as_str).collect();
            let expected = listed("weights.level_marks", &known);
            let advice = "请改正级别,或在weights.level_marks中给它评分";
            self.fault(format!("{place}.level"), format!("“{}”", project.level), expected, advice);
        }
        if let (Some(due), Some(first)) = (project.due, self.problem.periods.first())
            && due < first.starts
        {
            let expected = format!("不早于第一个时段的起始日{}", first.starts);
            self.fault(format!("{place}.due"), due.to_string(), expected, "请改正日期,或增加更早的时段");
        }
        if project.options.is_empty() {
            self.fault(format!("{place}.options"), "空", "至少一个方案", "请写明需要什么");
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
            self.fault(format!("{place}.min_share"), "0", "大于0的最低有效份额", "请改正;不可拆分时删去此项");
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
                self.fault(place, weight.to_string(), format!("不大于{most}"), "请改正");
            }
        }
        for (level, mark) in &weights.level_marks {
            if !(Quantity::ZERO..=Quantity::units(100)).contains(mark) {
                self.fault(format!("weights.level_marks.{level}"), mark.to_string(), "0到100之间的评分", "请改正");
            }
        }
        if let Some(kind) = &weights.per_unit_of {
            self.kind("weights.per_unit_of", kind);
        }
        if parts[..5].iter().all(|(_, weight)| *weight == Quantity::ZERO) {
            self.fault("weights", "各项权重都是0", "至少一项大于0", "请给出权重");
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
                self.fault(
                    format!("{place}.project"),
                    format!("“{}”,前面已有一条", lock.project),
                    "每个项目一条既定决定",
                    "请合并",
                );
            }
            match problem.projects.iter().find(|project| project.id == lock.project) {
                None => self.fault(
                    format!("{place}.project"),
                    format!("“{}”", lock.project),
                    "projects中的项目编号",
                    "请改正编号",
                ),
                Some(project) => self.lock(&place, lock, project),
            }
        }
    }

    fn lock(&mut self, place: &str, lock: &Lock, project: &Project) {
        if lock.share == Share::NONE {
            if project.must_serve {
                self.fault(
                    place,
                    format!("“{}”既列为必保又定为不予安排", project.name),
                    "二者取其一",
                    "请取消其中一项",
                );
            }
            return;
        }
        let option = match &lock.option {
            None if project.options.len() > 1 => {
                let names: Vec<&str> = project.options.iter().map(|option| option.name.as_str()).collect();
                return self.fault(
                    format!("{place}.option"),
                    "没有写",
                    listed("该项目的方案", &names),
                    "请写明是哪一个方案",
                );
            }
            None => project.options.first(),
            Some(name) => project.options.iter().find(|option| option.name == *name),
        };
        match option {
            None => {
                let names: Vec<&str> = project.options.iter().map(|option| option.name.as_str()).collect();
                let found = format!("“{}”", lock.option.as_deref().unwrap_or_default());
                self.fault(format!("{place}.option"), found, listed("该项目的方案", &names), "请改正方案名称");
            }
            Some(option) if lock.share < option.min_share => {
                let expected = format!("不低于最低有效份额{}", option.min_share.percent());
                self.fault(format!("{place}.share"), lock.share.percent(), expected, "请提高份额,或写0表示不予安排");
            }
            Some(_) => {}
        }
        self.period(&format!("{place}.period"), lock.period.as_deref(), self.problem.periods.len() > 1);
    }
}

/// `kinds中的一个:用地、能耗`
fn listed(list: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return format!("{list}中的一个(现在一个也没有)");
    }
    let some: Vec<&str> = known.iter().take(12).copied().collect();
    let more = if known.len() > some.len() { "等" } else { "" };
    format!("{list}中的一个:{}{more}", some.join("、"))
}
