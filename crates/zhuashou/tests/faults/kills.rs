//! `kill -9` at random moments.

use crate::book::{Book, Cargo, Import, Told};
use crate::load::{Load, Weather};
use crate::office::{self, ROWS};
use crate::{binary, kills, seed};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rig::cluster::FOR_TESTS;
use rig::{Browser, Cluster, Product};
use std::error::Error;
use std::time::{Duration, Instant};

/// Longest time under load before a kill: long enough for an import to be anywhere between upload and result.
const LONGEST_MS: u64 = 1_200;

/// So long a promised import may wait after its process died: on PostgreSQL other nodes may live, so its sign of life must
/// have faded first (90 s).
const PROMISE: Duration = Duration::from_secs(150);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_at_any_moment_loses_nothing_on_sqlite() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let product = Product::on_sqlite(binary(), folder.path());
    kill_again_and_again(&product, seed("killed on SQLite"), true).await.unwrap_or_else(|e| panic!("{e}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_killed_at_any_moment_loses_nothing_on_postgresql() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cluster = Cluster::start(FOR_TESTS).unwrap_or_else(|e| panic!("{e}"));
    let url = cluster.create("zhuashou").unwrap_or_else(|e| panic!("{e}"));
    let product = Product::new(binary(), &url, folder.path());
    // In the short run nobody waits until the dead process's jobs are free.
    let waits = kills() >= 50;
    kill_again_and_again(&product, seed("killed on PostgreSQL"), waits).await.unwrap_or_else(|e| panic!("{e}"));
}

async fn kill_again_and_again(product: &Product, seed: u64, waits: bool) -> Result<(), Box<dyn Error>> {
    let mut dice = StdRng::seed_from_u64(seed);
    office::open_office(product)?;
    let mut serving = product.serve().await?;
    let address = serving.address;
    // The sessions outlive every kill: nobody signs in again.
    let office = office::sign_in(&serving.browser()).await?;
    let book = Book::default();
    let begun = Instant::now();
    for kill in 1..=kills() {
        let load = Load::begin(&office, &book, Weather::Fair, dice.random());
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..LONGEST_MS))).await;
        if kill == kills() {
            acknowledged(&book).await;
        }
        load.going_down();
        serving.kill()?;
        load.end().await;
        product.run(&["verify"])?;
        serving = product.serve_on(address).await?;
        check(&office, &book).await.map_err(|e| format!("after kill {kill}: {e}"))?;
    }
    if waits {
        keep_promises(&office, &book).await?;
    }
    check(&office, &book).await?;
    serving.stop()?;
    product.run(&["verify"])?;
    let edits = book.open().edit.0;
    println!("{} kills, {} imports and {edits} edits acknowledged, {:.0?}", kills(), book.done(), begun.elapsed());
    if book.done() == 0 || edits == 0 {
        return Err("no import or no edit was acknowledged: the run shows nothing".into());
    }
    Ok(())
}

/// A run in which nothing was acknowledged shows nothing: the last kill waits for an import and an edit, at most a minute.
async fn acknowledged(book: &Book) {
    let begun = Instant::now();
    while (book.done() == 0 || book.open().edit.0 == 0) && begun.elapsed() < Duration::from_secs(60) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// Compares the product with the book. What is found in the ledger counts as told from then on: it must stay.
pub async fn check(office: &Browser, book: &Book) -> Result<(), Box<dyn Error>> {
    let edited = office::edited(office).await?;
    {
        let mut pages = book.open();
        let (acknowledged, tried) = pages.edit;
        if !(acknowledged..=tried).contains(&edited) {
            return Err(format!("edit {acknowledged} was acknowledged, {tried} tried, {edited} is there").into());
        }
        pages.edit.0 = edited;
    }
    let imports: Vec<(u32, Import)> = book.open().imports.iter().map(|(n, import)| (*n, import.clone())).collect();
    for (number, import) in &imports {
        if import.cargo == Cargo::New {
            check_new(office, book, *number, import).await?;
        }
    }
    check_figures(office, book, &imports).await?;
    let faults = std::mem::take(&mut book.open().faults);
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

async fn check_new(office: &Browser, book: &Book, number: u32, import: &Import) -> Result<(), Box<dyn Error>> {
    let seen = office::seen(office, &office::batch(number)).await?;
    let fits = match import.told {
        Told::Done => seen == u64::from(ROWS),
        Told::Refused => seen == 0,
        Told::Nothing | Told::Promised => seen == 0 || seen == u64::from(ROWS),
    };
    if !fits {
        return Err(format!("import {number} ({:?}): {seen} of {ROWS} projects are there", import.told).into());
    }
    if seen > 0 {
        book.tell(number, Told::Done);
    }
    Ok(())
}

/// All projects of the first list carry one figure: the last acknowledged, or one of an import whose end we were not told.
async fn check_figures(office: &Browser, book: &Book, imports: &[(u32, Import)]) -> Result<(), Box<dyn Error>> {
    let figures = office::figures(office).await?;
    let mut pages = book.open();
    let all = imports.iter().filter(|(_, import)| import.cargo == Cargo::Figures);
    let (done, open): (Vec<_>, Vec<_>) =
        all.filter(|(_, i)| i.told != Told::Refused).partition(|(_, i)| i.told == Told::Done);
    let last = done.iter().map(|(number, _)| *number).max().unwrap_or(0).max(pages.figure);
    let fits =
        |figure: u32| figure == last || open.iter().any(|(number, _)| *number == figure) || figure == pages.figure;
    match figures[..] {
        [figure] if fits(figure) => pages.figure = figure,
        _ => return Err(format!("the first list carries {figures:?}; {last} was acknowledged last").into()),
    }
    Ok(())
}

/// What was promised is done in the end.
async fn keep_promises(office: &Browser, book: &Book) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    loop {
        let promised: Vec<(u32, String)> = {
            let pages = book.open();
            let open = pages.imports.iter().filter(|(_, import)| import.told == Told::Promised);
            open.filter_map(|(number, import)| Some((*number, import.draft.clone()?))).collect()
        };
        if promised.is_empty() {
            return Ok(());
        }
        if begun.elapsed() > PROMISE {
            return Err(format!("imports were promised and not done within {PROMISE:?}: {promised:?}").into());
        }
        for (number, draft) in promised {
            let told = office::result(office, &draft).await?;
            book.tell(number, told);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
