//! The answer as a whole, for the command line and for pages: an allocation, or why there is none.

use crate::case::Case;
use crate::conflict::Conflict;
use crate::describe::describe;
use crate::problem::Problem;
use crate::quantity::Share;
use crate::solution::{Outcome, PoolUse, Solution};
use crate::solve::{AllotError, Options, answered, check};
use crate::validate::Fault;
use crate::whatif::{self, IfWeight};
use kernel::ratio::grouped;
use serde::Serialize;
use std::fmt;
use std::time::Duration;

/// What `zhuashou allot` prints: `--json` serialises it, otherwise it is written as tables.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Report {
    Allocated(Box<Solution>),
    /// The input has faults; nothing was solved.
    Faulty {
        faults: Vec<Fault>,
    },
    /// What must be cannot be.
    Conflicting {
        conflict: Conflict,
        explanation: String,
    },
    /// The time did not suffice.
    NothingFound {
        explanation: String,
    },
}

impl Report {
    /// Whether there is an allocation: the command's exit code is 0 then and 1 otherwise.
    pub fn is_allocated(&self) -> bool {
        matches!(self, Report::Allocated(_))
    }
}

/// Longest time for what changes with the weights, all weights together.
const WEIGHTS_TIME: Duration = Duration::from_secs(2);

/// Solves a problem and reports whatever came of it, with what would change if a weight were raised.
pub fn report(problem: &Problem, options: &Options) -> Report {
    match solve_with_weights(problem, options) {
        Ok(solution) => Report::Allocated(Box::new(solution)),
        Err(AllotError::Faults(faults)) => Report::Faulty { faults },
        Err(AllotError::Conflict(conflict)) => Report::Conflicting { explanation: conflict.to_string(), conflict },
        Err(error @ AllotError::NothingFound) => Report::NothingFound { explanation: error.to_string() },
    }
}

fn solve_with_weights(problem: &Problem, options: &Options) -> Result<Solution, AllotError> {
    check(problem)?;
    let case = Case::new(problem);
    let answer = answered(&case, options, None)?;
    let mut solution = describe(&case, &answer);
    solution.if_weights = whatif::by_weight(&case, &answer, options, WEIGHTS_TIME.min(options.time_limit));
    Ok(solution)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Report::Allocated(solution) => write_solution(f, solution),
            Report::Faulty { faults } => {
                writeln!(f, "输入有{}处错误:", faults.len())?;
                faults.iter().try_for_each(|fault| writeln!(f, "· {fault}"))
            }
            Report::Conflicting { explanation, .. } | Report::NothingFound { explanation } => {
                writeln!(f, "{explanation}")
            }
        }
    }
}

fn write_solution(f: &mut fmt::Formatter<'_>, solution: &Solution) -> fmt::Result {
    if !solution.title.is_empty() {
        writeln!(f, "{}\n", solution.title)?;
    }
    let count = solution.projects.len();
    writeln!(
        f,
        "共{count}个项目:足额保障{}个,部分保障{}个,未安排{}个。",
        solution.whole, solution.part, solution.none
    )?;
    let proof = if solution.proven { "已达到要求的精度" } else { "时限已到,未达到要求的精度" };
    writeln!(
        f,
        "总分{:.1},可证明任何方案都不超过{:.1}(差距不大于{}%,{proof})。",
        solution.total, solution.bound, solution.gap_percent
    )?;
    let first = &solution.by_priority;
    let promise = if first.keeps_promises { "" } else { ",且不能满足全部必保、既定和保底要求" };
    writeln!(f, "按得分排队依次安排:总分{:.1},足额{}个,部分{}个{promise}。", first.total, first.whole, first.part)?;
    writeln!(f, "\n一、各项目安排")?;
    write_projects(f, &solution.projects)?;
    writeln!(f, "\n二、未足额保障的原因")?;
    for project in solution.projects.iter().filter(|project| project.share < Share::WHOLE) {
        writeln!(f, "· {}({}):{}", project.name, project.id, project.why)?;
    }
    writeln!(f, "\n三、指标使用与紧缺程度(影子价格:每多一个单位,总分约增加多少)")?;
    write_pools(f, &solution.pools)?;
    if !solution.streams.is_empty() {
        writeln!(f, "\n四、统筹、调剂与结转")?;
        for stream in &solution.streams {
            let amount = grouped(&stream.amount.to_string());
            writeln!(f, "· {}:{} → {} {amount}{}", stream.kind, stream.from, stream.to, stream.unit)?;
        }
    }
    write_weights(f, &solution.if_weights)
}

fn write_weights(f: &mut fmt::Formatter<'_>, weights: &[IfWeight]) -> fmt::Result {
    if weights.is_empty() {
        return Ok(());
    }
    writeln!(f, "\n五、权重变动的影响(各项权重分别提高,其余不变)")?;
    for change in weights {
        let doubt = if change.settled { "" } else { "(时限内未能证明已是最优)" };
        writeln!(f, "· {}权重由{}提高到{}:{}{doubt}", change.label, change.from, change.to, change.changes.summary)?;
    }
    Ok(())
}

fn write_projects(f: &mut fmt::Formatter<'_>, projects: &[Outcome]) -> fmt::Result {
    let mut rows = vec![["位次", "编号", "项目", "区域", "得分", "安排", "按得分排队", "数量"].map(str::to_owned)];
    let mut sorted: Vec<&Outcome> = projects.iter().collect();
    sorted.sort_by_key(|project| project.rank);
    for project in sorted {
        let amounts: Vec<String> =
            project.amounts.iter().map(|(kind, amount)| format!("{kind}{}", grouped(&amount.to_string()))).collect();
        let period = project.period.as_ref().map_or(String::new(), |period| format!("{period} "));
        let option = project.option.as_ref().map_or(String::new(), |option| format!("[{option}] "));
        let share = if project.share == Share::NONE { "—".to_owned() } else { project.share.percent() };
        let first = project.share_by_priority;
        rows.push([
            project.rank.to_string(),
            project.id.clone(),
            project.name.clone(),
            project.region.clone(),
            format!("{:.1}", project.score),
            share,
            if first == Share::NONE { "—".to_owned() } else { first.percent() },
            format!("{period}{option}{}", amounts.join(" ")),
        ]);
    }
    write_table(f, &rows)
}

fn write_pools(f: &mut fmt::Formatter<'_>, pools: &[PoolUse]) -> fmt::Result {
    let mut rows = vec![["要素", "区域", "时段", "指标", "已用", "剩余", "影子价格"].map(str::to_owned)];
    for pool in pools {
        let amount = |amount: &crate::Quantity| grouped(&amount.to_string());
        rows.push([
            format!("{}({})", pool.kind, pool.unit),
            pool.region.clone().unwrap_or_else(|| "市级统筹".to_owned()),
            pool.period.clone().unwrap_or_else(|| "—".to_owned()),
            amount(&pool.amount),
            amount(&pool.used),
            amount(&pool.left),
            if pool.shadow_price < 5e-7 { "—".to_owned() } else { format!("{:.6}", pool.shadow_price) },
        ]);
    }
    write_table(f, &rows)
}

/// Columns two blanks apart, as wide as their widest cell.
fn write_table<const N: usize>(f: &mut fmt::Formatter<'_>, rows: &[[String; N]]) -> fmt::Result {
    let widths: [usize; N] =
        std::array::from_fn(|column| rows.iter().map(|row| width(&row[column])).max().unwrap_or(0));
    for row in rows {
        let mut line = String::new();
        for (cell, wide) in row.iter().zip(widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', wide - width(cell) + 2));
        }
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Columns of a terminal: Chinese characters and full-width signs take two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if ('\u{2e80}'..='\u{ffef}').contains(&c) { 2 } else { 1 }).sum()
}
