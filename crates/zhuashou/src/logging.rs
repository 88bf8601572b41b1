//! Where the log goes: standard error, as text for people or as JSON for a collector. Our own words from the chosen level on,
//! those of libraries only from warnings on.

use crate::cli::LogFormat;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::{SubscriberInitExt, TryInitError};

/// Starts the log of this process.
///
/// # Errors
/// When it has been started before.
pub fn start(format: LogFormat, level: LevelFilter) -> Result<(), TryInitError> {
    let own = ["zhuashou", "office", "platform"].map(|target| (target, level));
    let filter = Targets::new().with_default(level.min(LevelFilter::WARN)).with_targets(own);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    match format {
        LogFormat::Text => tracing_subscriber::registry().with(lines.with_filter(filter)).try_init(),
        LogFormat::Json => {
            tracing_subscriber::registry().with(lines.json().with_span_list(false).with_filter(filter)).try_init()
        }
    }
}
