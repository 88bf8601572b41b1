//! What every subject is given: rounds, data, peers.

use crate::{Run, peers};
use rig::Product;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Bench {
    pub rounds: usize,
    pub small: bool,
    /// Without the peers that take long to set up.
    pub alone: bool,
    /// The product's release binary.
    pub binary: PathBuf,
    /// Where peers and generated data are kept between runs.
    pub folder: PathBuf,
    /// Published instances (PSPLIB, OR-Library), where `ZHUASHOU_BENCHMARKS` says.
    pub benchmarks: Option<PathBuf>,
}

impl Bench {
    pub fn new(asked: &Run) -> Result<Bench, Box<dyn Error>> {
        std::fs::create_dir_all(&asked.folder)?;
        let binary = asked
            .binary
            .canonicalize()
            .map_err(|e| format!("{}: {e}; `make bench` builds it", asked.binary.display()))?;
        Ok(Bench {
            rounds: if asked.small { 1 } else { asked.rounds.max(1) },
            small: asked.small,
            alone: asked.alone,
            binary,
            folder: asked.folder.canonicalize()?,
            benchmarks: std::env::var_os("ZHUASHOU_BENCHMARKS").map(PathBuf::from),
        })
    }

    /// One number for the whole size and one for `--small`.
    pub fn size(&self, whole: usize, small: usize) -> usize {
        if self.small { small } else { whole }
    }

    /// A Python program of `bench/peers`.
    pub fn python(&self, script: &str) -> Result<Command, Box<dyn Error>> {
        let mut command = Command::new(self.interpreter()?);
        command.arg(peers::program(script)?);
        Ok(command)
    }

    /// A Python with the peers' packages, which are installed at the first call.
    pub fn interpreter(&self) -> Result<PathBuf, Box<dyn Error>> {
        peers::interpreter(&self.folder)
    }

    /// The product with a demonstration city of so many projects, on an SQLite file that is made once and copied.
    pub fn city(&self, projects: usize, into: &Path) -> Result<Product, Box<dyn Error>> {
        let kept = self.folder.join(format!("city-{projects}"));
        let product = Product::on_sqlite(&self.binary, &kept);
        let stamp = kept.join("made-by");
        let binary = format!("{:?}", std::fs::metadata(&self.binary)?.modified()?);
        if std::fs::read_to_string(&stamp).ok().as_deref() != Some(binary.as_str()) {
            if kept.exists() {
                std::fs::remove_dir_all(&kept)?;
            }
            std::fs::create_dir_all(&kept)?;
            product.run(&["demo", "--projects", &projects.to_string()])?;
            std::fs::write(&stamp, binary)?;
        }
        // The write-ahead log belongs to the data.
        for file in ["zhuashou.db", "zhuashou.db-wal"].iter().filter(|file| kept.join(file).exists()) {
            std::fs::copy(kept.join(file), into.join(file))?;
        }
        let copied = Product::on_sqlite(&self.binary, into);
        let board: serde_json::Value = serde_json::from_str(&copied.run(&["board", "--json"])?)?;
        match board["total"]["projects"].as_u64() {
            Some(listed) if listed > 0 => Ok(copied),
            _ => Err("the demonstration city is empty: nothing would be measured".into()),
        }
    }
}
