//! `zhuashou bulletin`: the month's bulletin as a file.

use super::{Failure, data_error, open, read_conditions, say};
use crate::cli::Bulletin;
use office::bulletins;
use office::ledger::BoardFeed;
use office::scope::Scope;
use platform::access::Scope as Access;
use platform::{Clock, SystemClock};

pub async fn run(asked: Bulletin) -> Result<(), Failure> {
    let format =
        asked.out.extension().and_then(|e| e.to_str()).and_then(bulletins::Format::of_extension).ok_or_else(|| {
            Failure::Usage(format!("“{}”的扩展名应为.docx、.xlsx、.pdf、.html或.md", asked.out.display()))
        })?;
    let db = open(&asked.database).await?;
    let mut scope = Scope::new(asked.as_of);
    read_conditions(&mut scope, &asked.conditions)?;
    let feed = BoardFeed::default();
    let paper = bulletins::draw_up(&db, &feed, scope, &Access::all(), SystemClock.today()).await?;
    let bytes = format.write(&paper).map_err(|e| data_error(e.to_string()))?;
    std::fs::write(&asked.out, bytes).map_err(|e| data_error(format!("无法写入{}:{e}", asked.out.display())))?;
    say(asked.out.display())?;
    Ok(())
}
