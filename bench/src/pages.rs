//! The ledger page and the board page of 10,000 projects at 200 requests a second, asked by somebody who sees one district.

use crate::bench::Bench;
use crate::line::Line;
use crate::load::open_loop;
use crate::results::Section;
use std::error::Error;
use std::time::Duration;

const RATE: f64 = 200.0;
const PASSWORD: &str = "Yanshi-2025-cheng";

/// What people look at: the page as it opens, other months, other orders, narrowed.
const LEDGER: [&str; 6] = [
    "/ledger",
    "/ledger?as_of=2025-06",
    "/ledger?sort=annual_plan&dir=desc",
    "/ledger?page=2",
    "/ledger?level=省级重点",
    "/ledger?is=started&f.annual_plan=>=10000",
];
const BOARD: [&str; 4] = ["/board", "/board?as_of=2025-06", "/board?level=省级重点", "/board?as_of=2025-05&is=started"];

#[tokio::main]
pub async fn run(bench: &Bench, section: &mut Section) -> Result<(), Box<dyn Error>> {
    let projects = bench.size(10_000, 500);
    let lasting = Duration::from_secs(bench.size(30, 2) as u64);
    let folder = tempfile::tempdir_in(&bench.folder)?;
    let product = bench.city(projects, folder.path())?;
    product.add_user("dongcheng", "reviewer", PASSWORD, &["--region", "东城区"])?;
    let serving = product.serve().await?;
    let mut browser = serving.browser();
    browser.sign_in("dongcheng", PASSWORD).await?;
    for (name, paths) in [("ledger", &LEDGER[..]), ("board", &BOARD[..])] {
        let paths: Vec<String> = paths.iter().map(|path| encoded(path)).collect();
        // Once before measuring: pages are compiled in, connections and caches are not.
        open_loop(&browser, &paths, RATE, Duration::from_secs(1)).await?;
        let (mut p99, mut medians, mut worst) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..bench.rounds {
            let latency = open_loop(&browser, &paths, RATE, lasting).await?;
            medians.push(latency.median);
            p99.push(latency.p99);
            worst.push(latency.worst);
        }
        let what = |which: &str| format!("{name} page, {projects} projects, {RATE:.0} requests/s, scoped: {which}");
        section.line(Line::new(what("p99"), "ms", p99).at_most(50.0));
        section.line(Line::new(what("median"), "ms", medians));
        section.line(Line::new(what("slowest"), "ms", worst));
    }
    section.note(
        "open loop: latencies count from the moment a request was due; the load generator runs on the same machine",
    );
    serving.stop()?;
    Ok(())
}

/// An address as it travels: what is not ASCII in percents.
pub fn encoded(path: &str) -> String {
    let one = |c: char| {
        let mut bytes = [0; 4];
        let plain = c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"');
        if plain { c.to_string() } else { c.encode_utf8(&mut bytes).bytes().map(|b| format!("%{b:02X}")).collect() }
    };
    path.chars().map(one).collect()
}
