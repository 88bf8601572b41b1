//! An office at work: its workbooks, its edits, and what it sees when it looks.

use crate::book::{Book, Cargo, Told};
use rig::{Browser, BrowserError, Product};
use std::fmt::Write;

pub const PASSWORD: &str = "Yanshi-2025-cheng";
/// Projects of the first list, and of every later import.
pub const ROWS: u32 = 120;
/// The month of all workbooks.
const MONTH: &str = "2025-07";

/// A workbook of projects named after `name`, whose figure is `figure` 万元; `code` keeps them apart from others.
pub fn workbook(name: &str, code: u32, figure: u32, rows: u32) -> Vec<u8> {
    let mut text = String::from(
        "序号,项目代码,项目名称,项目级别,建设性质,县市区,总投资(万元),2025年计划投资(万元),1-7月完成投资(万元)\n",
    );
    for n in 1..=rows {
        let code = format!("2507-{:06}-04-01-{n:06}", 330_000 + code);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{n},{code},{name}第{n}号项目,市级重点,新建,东城区,900000,300000,{figure}");
    }
    text.into_bytes()
}

/// Makes the accounts and the first list.
pub fn open_office(product: &Product) -> Result<(), Box<dyn std::error::Error>> {
    product.run(&["migrate"])?;
    product.add_user("zhongdianban", "office", PASSWORD, &[])?;
    let file = product.folder.join("first.csv");
    std::fs::write(&file, workbook("基础", 0, 0, ROWS))?;
    product.run(&["import", "--year", "2025", "--as-of", MONTH, &file.display().to_string()])?;
    Ok(())
}

/// The office, signed in.
pub async fn sign_in(browser: &Browser) -> Result<Browser, BrowserError> {
    let mut office = browser.clone();
    office.sign_in("zhongdianban", PASSWORD).await?;
    Ok(office)
}

/// Brings a workbook in as a person does, telling the book of every answer. Whether it came to its end.
pub async fn import(browser: &Browser, book: &Book, cargo: Cargo, rows: u32) -> Result<bool, BrowserError> {
    let number = book.begin(cargo);
    let content = match cargo {
        Cargo::New => workbook(&batch(number), number, number, rows),
        Cargo::Figures => workbook("基础", 0, number, ROWS),
    };
    let fields = [("year", "2025"), ("as_of", MONTH)];
    let file = ("workbook", format!("{number}.csv"), content);
    let answer = browser.upload("/import", &fields, (file.0, &file.1, &file.2)).await?.is(303, "303 to the draft")?;
    let draft = answer.location().to_owned();
    book.uploaded(number, &draft);
    browser.post(&format!("{draft}/commit"), &[]).await?.is(303, "303 to the result")?;
    book.tell(number, Told::Promised);
    loop {
        match result(browser, &draft).await? {
            Told::Promised => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            told => {
                book.tell(number, told);
                return Ok(told == Told::Done);
            }
        }
    }
}

/// What the result page says.
pub async fn result(browser: &Browser, draft: &str) -> Result<Told, BrowserError> {
    let page = browser.get(&format!("{draft}/result")).await?;
    if page.status == 303 {
        // Not yet asked for.
        return Ok(Told::Nothing);
    }
    let page = page.is(200, "200")?.text();
    Ok(match () {
        () if page.contains("已写入台账") || page.contains("没有变化") => Told::Done,
        () if page.contains("台账没有导入") => Told::Refused,
        () => Told::Promised,
    })
}

/// The name that the projects of an import begin with.
pub fn batch(number: u32) -> String {
    format!("批次{number:05}")
}

/// Where edits are made: the report of a project of the first list for a month that no workbook brings.
const EDITED: &str = "/projects/1/reports/2025-06";

/// Files the next number as the month's funds, as a person does: the form is opened, filled in and sent. The book knows what was
/// tried and what was acknowledged.
pub async fn edit(office: &Browser, book: &Book) -> Result<(), BrowserError> {
    let mut fields = fields(&office.get(EDITED).await?.is(200, "200")?.text());
    let number = {
        let mut pages = book.open();
        pages.edit.1 += 1;
        pages.edit.1
    };
    for (name, value) in &mut fields {
        match name.as_str() {
            "done_ytd" => "0".clone_into(value),
            "funds_arrived" => *value = number.to_string(),
            "reason" => "按到账凭证".clone_into(value),
            _ => {}
        }
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    office.post(EDITED, &fields).await?.is(303, "303 once saved")?;
    book.open().edit.0 = number;
    Ok(())
}

/// The number that the report carries; 0 before the first edit.
pub async fn edited(office: &Browser) -> Result<u32, BrowserError> {
    let page = office.get(EDITED).await?.is(200, "200")?.text();
    let funds = fields(&page).into_iter().find(|(name, _)| name == "funds_arrived");
    Ok(funds.and_then(|(_, funds)| funds.parse().ok()).unwrap_or(0))
}

/// The fields of the form, but for the token that the browser adds by itself.
fn fields(page: &str) -> Vec<(String, String)> {
    rig::browser::fields(page).into_iter().filter(|(name, _)| name != "csrf").collect()
}

/// How many projects whose names contain `part` the ledger shows.
pub async fn seen(browser: &Browser, part: &str) -> Result<u64, BrowserError> {
    let answer = browser.get(&projects(part, 1)).await?.is(200, "200")?;
    Ok(answer.json()["total_rows"].as_u64().unwrap_or(u64::MAX))
}

/// The different figures that the projects of the first list carry.
pub async fn figures(browser: &Browser) -> Result<Vec<u32>, BrowserError> {
    let answer = browser.get(&projects("基础", ROWS)).await?.is(200, "200")?.json();
    let rows = answer["rows"].as_array().cloned().unwrap_or_default();
    let figure = |row: &serde_json::Value| {
        let told = &row["done_ytd"];
        let text = told.as_str().map_or_else(|| told.to_string(), str::to_owned);
        text.parse::<f64>().map_or(u32::MAX, |figure| figure as u32)
    };
    let mut all: Vec<u32> = rows.iter().map(figure).collect();
    if all.len() != ROWS as usize {
        // A lost project must not look like agreement among the rest.
        all.push(u32::MAX);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

fn projects(part: &str, limit: u32) -> String {
    let part: String = part.bytes().map(|b| format!("%{b:02X}")).collect();
    format!("/api/v1/projects?as_of={MONTH}&q={part}&limit={limit}")
}
