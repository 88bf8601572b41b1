//! A believable city for demonstrations and measurements: eleven regions, six kinds of quota, a reserve at the city,
//! and as many projects as wanted. The same seed gives the same city.

use crate::problem::{Choice, Kind, Pool, Problem, Project, Weights};
use crate::quantity::{Quantity, Share};
use kernel::Chance;

const REGIONS: [&str; 11] =
    ["东城区", "西城区", "高新区", "经开区", "临港区", "青山县", "白河县", "云溪县", "石桥县", "南湖市", "北岭市"];

/// Name, unit, typical amount of a project, share of projects that need it in percent.
const KINDS: [(&str, &str, i64, u64); 6] = [
    ("工业用地", "亩", 120, 85),
    ("农用地转用", "亩", 60, 45),
    ("能耗", "吨标准煤", 4_000, 70),
    ("化学需氧量", "千克", 900, 50),
    ("氮氧化物", "千克", 700, 50),
    ("专项资金", "万元", 1_500, 60),
];

/// What the sample city is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct City {
    pub projects: usize,
    pub seed: u64,
    /// Quotas in percent of what all projects ask for.
    pub quota: u64,
    /// Part of the quotas that the city keeps as its reserve, in percent.
    pub reserve: u64,
    /// Projects that can also use a part, in percent.
    pub divisible: u64,
    /// Projects with a second way of being served, in percent.
    pub alternatives: u64,
}

impl Default for City {
    /// The full size that is measured: 500 projects, six kinds, eleven regions.
    fn default() -> City {
        City { projects: 500, seed: 1, quota: 60, reserve: 10, divisible: 30, alternatives: 20 }
    }
}

impl City {
    /// The city's problem.
    pub fn problem(self) -> Problem {
        let mut dice = Chance::new(self.seed);
        let projects: Vec<Project> = (0..self.projects).map(|index| self.project(index, &mut dice)).collect();
        Problem {
            title: format!("示例市要素分配({}个项目)", self.projects),
            kinds: KINDS
                .iter()
                .map(|(name, unit, ..)| Kind {
                    name: (*name).to_owned(),
                    unit: (*unit).to_owned(),
                    carries_over: false,
                })
                .collect(),
            regions: REGIONS.map(str::to_owned).to_vec(),
            pools: self.pools(&projects),
            projects,
            weights: Weights::default(),
            ..Problem::default()
        }
    }

    fn project(self, index: usize, dice: &mut Chance) -> Project {
        // A few large projects and many small ones: the product of three dice.
        let size = dice.between(20, 100) * dice.between(20, 100) * dice.between(20, 100) / 1_000;
        let mut amounts = std::collections::BTreeMap::new();
        for (name, _, typical, chance) in KINDS {
            if dice.percent(chance) {
                let amount = (typical * size * dice.between(40, 180) / 20_000).max(1);
                amounts.insert(name.to_owned(), Quantity::units(amount));
            }
        }
        let divisible = dice.percent(self.divisible);
        let min_share = if divisible { Share(5_000) } else { Share::WHOLE };
        let mut options =
            vec![Choice { name: "首选".to_owned(), amounts: amounts.clone(), min_share, worth: Share::WHOLE }];
        if dice.percent(self.alternatives) {
            let less = |amount: &Quantity| Quantity::units((amount.0 / 1_000_000 * 7 / 10).max(1));
            let smaller = amounts.iter().map(|(kind, amount)| (kind.clone(), less(amount))).collect();
            options.push(Choice { name: "压缩".to_owned(), amounts: smaller, min_share, worth: Share(8_000) });
        }
        Project {
            id: format!("P{:04}", index + 1),
            name: format!("示例项目{}", index + 1),
            region: REGIONS[usize::try_from(dice.between(0, 10)).unwrap_or(0)].to_owned(),
            level: ["国家级", "省级", "市级", "县级"][usize::try_from(dice.between(0, 99) / 30).unwrap_or(0)]
                .to_owned(),
            added_value: Quantity::units(size * dice.between(30, 200)),
            investment: Quantity::units(size * dice.between(200, 600)),
            readiness: Quantity::units(dice.between(10, 100)),
            jobs: u32::try_from(size * dice.between(1, 20) / 10).unwrap_or(0),
            options,
            ..Project::default()
        }
    }

    fn pools(self, projects: &[Project]) -> Vec<Pool> {
        let mut pools = Vec::new();
        for (kind, ..) in KINDS {
            let asked = |region: Option<&str>| {
                let concerned = projects.iter().filter(|project| region.is_none_or(|region| project.region == region));
                concerned
                    .filter_map(|project| project.options[0].amounts.get(kind))
                    .map(|a| a.0 / 1_000_000)
                    .sum::<i64>()
            };
            let part = |asked: i64, percent: u64| {
                let parts = i64::try_from(self.quota * percent).unwrap_or(0);
                Quantity::units(asked * parts / 10_000)
            };
            for region in REGIONS {
                let amount = part(asked(Some(region)), 100 - self.reserve);
                pools.push(Pool { kind: kind.to_owned(), region: Some(region.to_owned()), period: None, amount });
            }
            let amount = part(asked(None), self.reserve);
            pools.push(Pool { kind: kind.to_owned(), region: None, period: None, amount });
        }
        pools
    }
}
