//! The words of the command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use kernel::Month;
use kernel::money::MoneyUnit;
use std::path::PathBuf;
use tracing_subscriber::filter::LevelFilter;

/// 抓手: the ledger, the board and the bulletins of a city's key investment projects.
///
/// Results go to standard output, messages to standard error. Exit status: 0 good, 1 the data has errors, 2 wrong usage.
#[derive(Debug, Parser)]
#[command(name = "zhuashou", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// Which database.
#[derive(Clone, Debug, Args)]
pub struct Database {
    /// `sqlite:FILE` or `postgres://…`
    #[arg(
        long = "db",
        global = true,
        env = "DATABASE_URL",
        default_value = "sqlite:data/zhuashou.db",
        hide_env_values = true
    )]
    pub url: String,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve pages and API
    Serve(Serve),
    /// Create or update the tables
    Migrate {
        #[command(flatten)]
        database: Database,
    },
    /// Fill an empty database with an invented city, the same for the same seed
    Demo(Demo),
    /// Import a month's ledger workbook (.xlsx, .xls, .csv)
    Import(Import),
    /// Print the indicators
    Board(BoardQuery),
    /// Allocate scarce quotas to projects: the best allocation with its proof and reasons (docs/allot-format.md)
    Allot(Allot),
    /// Write the month's bulletin
    Bulletin(Bulletin),
    /// Compute a schedule file, or lay a standard track back from its finish (倒排工期)
    Schedule(Schedule),
    /// Check the figures of a speech, bulletin or report (.docx, .txt, .md; - for standard input)
    Check(Check),
    /// Accounts
    User(User),
    /// Check the journal's chain
    Verify {
        #[command(flatten)]
        database: Database,
        /// Report as JSON
        #[arg(long)]
        json: bool,
    },
    /// Write a consistent copy of everything, also while serving
    Backup {
        #[command(flatten)]
        database: Database,
        file: PathBuf,
    },
    /// Restore a backup into an empty database
    Restore {
        #[command(flatten)]
        database: Database,
        file: PathBuf,
        /// Replace what the database holds
        #[arg(long)]
        force: bool,
    },
}

#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    pub database: Database,
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Fill an empty database with the demonstration city and its accounts first
    #[arg(long)]
    pub demo: bool,
    /// Cookies only over HTTPS (behind a proxy that ends TLS)
    #[arg(long)]
    pub secure: bool,
    /// An address under which browsers know the product, if a proxy changes `Host`: `https://zd.example.gov.cn`; may be repeated
    #[arg(long = "origin", value_name = "URL")]
    pub origins: Vec<String>,
    /// How lines of the log (standard error) are written
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
    /// The least that is logged: error, warn, info, debug, trace
    #[arg(long, default_value = "info")]
    pub log_level: LevelFilter,
}

/// Text for people, JSON for collectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    pub database: Database,
    /// 200 to 1000000
    #[arg(long, default_value_t = 290)]
    pub projects: u64,
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Months of reports from January 2024 on, 1 to 36
    #[arg(long, default_value_t = 19)]
    pub months: u32,
}

#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    pub database: Database,
    pub file: PathBuf,
    /// Year of the project list
    #[arg(long)]
    pub year: i32,
    /// Month the figures stand for; read from the workbook when not given
    #[arg(long)]
    pub as_of: Option<Month>,
    /// Name of the list; “<year>年重点项目” when not given
    #[arg(long)]
    pub list: Option<String>,
    /// 亿元, 万元 or 元: the unit of amounts whose column names none, whatever the sheet says; remembered for the list
    #[arg(long)]
    pub unit: Option<MoneyUnit>,
    /// Check and compare, write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write the good rows although others have errors
    #[arg(long)]
    pub accept_valid: bool,
    /// Report as JSON
    #[arg(long)]
    pub json: bool,
    /// Also write the workbook back with a comment in each faulty cell
    #[arg(long, value_name = "FILE")]
    pub annotated: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct BoardQuery {
    #[command(flatten)]
    pub database: Database,
    /// Month-end; the latest reported month when not given
    #[arg(long)]
    pub as_of: Option<Month>,
    /// region, category, level, nature, department, unit, leader, size, stage …
    #[arg(long)]
    pub by: Option<String>,
    /// FIELD=VALUE, several times for several conditions
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub conditions: Vec<String>,
    /// Report as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Allot {
    /// Quotas, projects, weights and decisions as JSON
    pub file: PathBuf,
    /// Longest search; what is not proven by then is said
    #[arg(long, default_value_t = 30)]
    pub seconds: u64,
    /// Report as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Bulletin {
    #[command(flatten)]
    pub database: Database,
    #[arg(long)]
    pub as_of: Month,
    /// .docx, .xlsx, .pdf, .html or .md
    #[arg(long)]
    pub out: PathBuf,
    /// FIELD=VALUE, several times for several conditions
    #[arg(long = "where", value_name = "FIELD=VALUE")]
    pub conditions: Vec<String>,
}

#[derive(Debug, Default, Args)]
pub struct Schedule {
    /// Microsoft Project XML (.xml) or Primavera XER (.xer)
    pub file: Option<PathBuf>,
    /// Standard track instead of a file: 政府投资, 企业投资, 拿地即开工, or a track file (.json)
    #[arg(long, value_name = "NAME")]
    pub track: Option<String>,
    /// Date by which the track must be done
    #[arg(long, value_name = "DATE")]
    pub finish: Option<String>,
    /// NODE=DATE of what is done, several times for several nodes
    #[arg(long, value_name = "NODE=DATE")]
    pub done: Vec<String>,
    /// The day from which the track is planned; today when not given
    #[arg(long, value_name = "DATE")]
    pub today: Option<String>,
    /// First and last day of the site's winter stop, e.g. 11-15:03-15
    #[arg(long, value_name = "FIRST:LAST")]
    pub winter_stop: Option<String>,
    /// Also write the plan as Microsoft Project XML
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Report as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub database: Database,
    /// The paper; `-` reads standard input
    pub file: PathBuf,
    /// The month the paper speaks of where it does not say itself; the ledger's latest when not given
    #[arg(long)]
    pub as_of: Option<Month>,
    /// Report as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct User {
    #[command(flatten)]
    pub database: Database,
    #[command(subcommand)]
    pub action: UserAction,
}

#[derive(Debug, Subcommand)]
pub enum UserAction {
    /// Add an account; the password is asked for, or read from standard input
    Add {
        login: String,
        /// Name that people read
        #[arg(long)]
        name: String,
        /// admin, office, reviewer, filer, leader, viewer; several times for several roles
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
        /// Limits what the account sees to these regions
        #[arg(long = "region")]
        regions: Vec<String>,
        /// … departments
        #[arg(long = "department")]
        departments: Vec<String>,
        /// … responsible units
        #[arg(long = "unit")]
        units: Vec<String>,
        #[arg(long)]
        password_stdin: bool,
    },
    /// Set a new password
    Password {
        login: String,
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts
    List {
        #[arg(long)]
        json: bool,
    },
}
