//! `zhuashou board`: the indicators of a scope and its groups.

use super::{Failure, data_error, open, read_conditions, say, say_json};
use crate::cli::BoardQuery;
use crate::composition;
use board::{Answer, Dimension, Indicator, Indicators};
use office::ledger::BoardFeed;
use office::scope::Scope;
use platform::access::Scope as Access;
use std::fmt::Write;

pub async fn run(asked: BoardQuery) -> Result<(), Failure> {
    let by = asked.by.as_deref().map(str::parse::<Dimension>).transpose().map_err(|e| Failure::Usage(e.to_string()))?;
    let db = open(&asked.database).await?;
    let as_of = match asked.as_of {
        Some(month) => month,
        None => office::ledger::known::latest_month(db.read())
            .await?
            .ok_or_else(|| data_error("台账里还没有填报的月份;先导入一份台账"))?,
    };
    let mut scope = Scope::new(as_of);
    read_conditions(&mut scope, &asked.conditions)?;
    let feed = BoardFeed::kept_in(composition::kept_board(&asked.database.url));
    let board = feed.current(&db).await?;
    let mut query = scope.query(&board, &Access::all());
    query.group_by.extend(by);
    let answer = board.query(&query);
    if asked.json {
        say_json(&answer)?;
    } else {
        say(table(&answer).trim_end())?;
    }
    Ok(())
}

/// What fits a terminal; `--json` has every indicator.
const SHOWN: [Indicator; 7] = [
    Indicator::Projects,
    Indicator::AnnualPlan,
    Indicator::DoneYtd,
    Indicator::Completion,
    Indicator::PaceGap,
    Indicator::Yoy,
    Indicator::StartRate,
];

fn table(answer: &Answer) -> String {
    let mut out = format!("数据截至{}(金额:万元;比率:%)\n", answer.as_of);
    let head: Vec<&str> = SHOWN.iter().map(|i| i.label()).collect();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "\t{}", head.join("\t"));
    for group in &answer.groups {
        let _ = writeln!(out, "{}\t{}", group.label, cells(&group.indicators));
    }
    let _ = writeln!(out, "合计\t{}", cells(&answer.total));
    out
}

fn cells(indicators: &Indicators) -> String {
    let texts = SHOWN.map(|i| indicators.text(i).unwrap_or_else(|| "—".to_owned()));
    texts.join("\t")
}
