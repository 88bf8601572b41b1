//! PostgreSQL is stopped and started under load: requests fail with a page that says so, and recover by themselves.

use crate::book::Book;
use crate::load::{Load, Weather};
use crate::{binary, kills::check, office, seed};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rig::cluster::FOR_TESTS;
use rig::{Browser, Cluster, Product};
use std::error::Error;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// A request during an outage has its answer within this time.
const ANSWER: Duration = Duration::from_secs(20);
/// So long after the server is back everything works again.
const RECOVERY: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_of_postgresql_is_told_and_passes() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let cluster = Cluster::start(FOR_TESTS).unwrap_or_else(|e| panic!("{e}"));
    let url = cluster.create("zhuashou").unwrap_or_else(|e| panic!("{e}"));
    let product = Product::new(binary(), &url, folder.path());
    outages(&product, cluster, seed("outages of PostgreSQL")).await.unwrap_or_else(|e| panic!("{e}"));
}

async fn outages(product: &Product, mut cluster: Cluster, seed: u64) -> Result<(), Box<dyn Error>> {
    let mut dice = StdRng::seed_from_u64(seed);
    office::open_office(product)?;
    let mut serving = product.serve().await?;
    let mut office = office::sign_in(&serving.browser()).await?;
    office.patience = ANSWER;
    let book = Book::default();
    for outage in [Cluster::stop, Cluster::crash] {
        let load = Load::begin(&office, &book, Weather::Foul, dice.random());
        tokio::time::sleep(Duration::from_millis(dice.random_range(300..1_000))).await;
        outage(&mut cluster)?;
        let page = office.get("/board").await?;
        if page.status != 503 || !page.text().contains("数据库暂时无法连接") {
            return Err(
                format!("the board answered {} while the database was away:\n{}", page.status, page.text()).into()
            );
        }
        tokio::time::sleep(Duration::from_millis(dice.random_range(500..2_000))).await;
        cluster.start_again()?;
        recovered(&office, &book).await?;
        let refused = load.refused.load(Ordering::SeqCst);
        load.end().await;
        if refused == 0 {
            return Err("no request of the load met the outage: the run shows nothing".into());
        }
        check(&office, &book).await?;
        if !serving.is_alive()? {
            return Err(format!("the server ended:\n{}", serving.told()).into());
        }
    }
    serving.stop()?;
    product.run(&["verify"])?;
    Ok(())
}

/// Reading and writing work again, without anybody's help.
async fn recovered(office: &Browser, book: &Book) -> Result<(), Box<dyn Error>> {
    let back = Instant::now();
    loop {
        let reads = office.get("/board").await?.status == 200;
        if reads && office::edit(office, book).await.is_ok() {
            return Ok(());
        }
        if back.elapsed() > RECOVERY {
            return Err(format!("nothing works {RECOVERY:?} after the database came back").into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
