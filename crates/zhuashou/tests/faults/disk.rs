//! The disk fills: a small file system of memory, mounted for the test. That needs the right to mount; without it the test says so
//! loudly and shows nothing.

use crate::book::{Book, Cargo};
use crate::office::{self, ROWS};
use crate::{binary, kills::check};
use rig::{Browser, BrowserError, Cluster, Product};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// A mounted file system of memory, unmounted when dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    /// `None` when this user may not mount.
    fn mount(megabytes: u32) -> Option<Disk> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = format!("size={megabytes}m,mode=0777");
        let words = ["-t", "tmpfs", "-o", options.as_str(), "tmpfs"];
        let mounted = [vec!["mount"], vec!["sudo", "-n", "mount"]].into_iter().any(|program| {
            let mut command = Command::new(program[0]);
            command.args(&program[1..]).args(words).arg(folder.path()).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        });
        if !mounted {
            eprintln!(
                "NOT TESTED: what happens on a full disk. This user may not mount a small file system; run as root."
            );
            return None;
        }
        Some(Disk(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Fills it to the last byte but `left` kilobytes.
    fn fill(&self, left: usize) -> std::io::Result<()> {
        let mut ballast = std::fs::File::create(self.ballast())?;
        let block = [7_u8; 4096];
        let mut blocks = 0_u64;
        while ballast.write_all(&block).is_ok() {
            blocks += 1;
        }
        ballast.set_len((blocks * 4096).saturating_sub(left as u64 * 1024))
    }

    fn ballast(&self) -> std::path::PathBuf {
        self.path().join("ballast")
    }

    /// Somebody has cleaned up.
    fn clear(&self) -> std::io::Result<()> {
        std::fs::remove_file(self.ballast())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        for program in [&["umount"][..], &["sudo", "-n", "umount"][..]] {
            let mut command = Command::new(program[0]);
            command.args(&program[1..]).arg("-l").arg(self.path()).stderr(Stdio::null());
            if command.status().is_ok_and(|status| status.success()) {
                return;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_and_nothing_is_lost_on_sqlite() {
    let Some(disk) = Disk::mount(24) else { return };
    let product = Product::on_sqlite(binary(), disk.path());
    let done = fill_and_clear(&disk, &product, true).await;
    done.unwrap_or_else(|e| panic!("{e}"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_under_postgresql_is_told_and_nothing_is_lost() {
    let Some(disk) = Disk::mount(160) else { return };
    let logs = tempfile::tempdir().expect("a temporary folder");
    let mut cluster = Cluster::start_in(disk.path(), "-c fsync=off -c shared_buffers=16MB -c max_wal_size=64MB")
        .unwrap_or_else(|e| panic!("{e}"));
    let url = cluster.create("zhuashou").unwrap_or_else(|e| panic!("{e}"));
    let product = Product::new(binary(), &url, logs.path());
    let done = postgres_fills(&disk, &product, &mut cluster).await;
    drop(cluster);
    done.unwrap_or_else(|e| panic!("{e}"));
}

/// Fills the disk in several steps, so that it is met by the upload, by the job, and by the smallest edit.
async fn fill_and_clear(disk: &Disk, product: &Product, restarts: bool) -> Result<(), Box<dyn Error>> {
    office::open_office(product)?;
    let mut serving = product.serve().await?;
    let office = office::sign_in(&serving.browser()).await?;
    let book = Book::default();
    let mut refused = 0;
    for left in [600, 200, 40, 0] {
        disk.fill(left)?;
        for _ in 0..3 {
            refused += usize::from(!import_or_refusal(&office, &book).await?);
            refused += usize::from(!edit_or_refusal(&office, &book).await?);
        }
        office.get("/board").await?.is(200, "200: reading needs no room")?;
        check(&office, &book).await?;
        if restarts && left == 0 {
            let address = serving.address;
            serving.kill()?;
            disk.clear()?;
            product.run(&["verify"])?;
            serving = product.serve_on(address).await?;
        } else {
            disk.clear()?;
        }
        check(&office, &book).await?;
        office::edit(&office, &book).await?;
        let there_again = office::import(&office, &book, Cargo::New, ROWS).await?;
        if !there_again {
            return Err("an import was refused although there is room again".into());
        }
    }
    if refused == 0 {
        return Err("nothing was refused on a full disk: the run shows nothing".into());
    }
    check(&office, &book).await?;
    serving.stop()?;
    product.run(&["verify"])?;
    Ok(())
}

/// PostgreSQL stops when it cannot write its log; it is started again once there is room.
async fn postgres_fills(disk: &Disk, product: &Product, cluster: &mut Cluster) -> Result<(), Box<dyn Error>> {
    office::open_office(product)?;
    let serving = product.serve().await?;
    let office = office::sign_in(&serving.browser()).await?;
    let book = Book::default();
    disk.fill(64)?;
    let mut refused = 0;
    for _ in 0..12 {
        refused += usize::from(!import_or_refusal(&office, &book).await?);
        refused += usize::from(!edit_or_refusal(&office, &book).await?);
    }
    if refused == 0 {
        return Err("nothing was refused on a full disk: the run shows nothing".into());
    }
    disk.clear()?;
    if office.get("/board").await?.status != 200 {
        // It may be up and unable to write, or down.
        let _ = cluster.crash();
        cluster.start_again()?;
    }
    check(&office, &book).await?;
    office::edit(&office, &book).await?;
    office::import(&office, &book, Cargo::New, ROWS).await?;
    check(&office, &book).await?;
    serving.stop()?;
    product.run(&["verify"])?;
    Ok(())
}

/// Whether the import came to its end; a refusal must say why.
async fn import_or_refusal(office: &Browser, book: &Book) -> Result<bool, Box<dyn Error>> {
    told_clearly(office::import(office, book, Cargo::New, ROWS).await)
}

async fn edit_or_refusal(office: &Browser, book: &Book) -> Result<bool, Box<dyn Error>> {
    told_clearly(office::edit(office, book).await.map(|()| true))
}

fn told_clearly(done: Result<bool, BrowserError>) -> Result<bool, Box<dyn Error>> {
    match done {
        Ok(done) => Ok(done),
        Err(BrowserError::Unexpected { status: 507, body, .. }) if body.contains("磁盘空间不足") => Ok(false),
        Err(BrowserError::Unexpected { status: 503, body, .. }) if body.contains("请稍后重试") => Ok(false),
        Err(other) => Err(other.into()),
    }
}
