//! Compares computed dates with those stored in schedule files: `cargo run -p schedule --example compare -- FILE…`

use schedule::{Moment, Options, read, schedule};

fn main() {
    for path in std::env::args().skip(1) {
        println!("{path}");
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                println!("  {error}");
                continue;
            }
        };
        let imported = match read(&bytes) {
            Ok(imported) => imported,
            Err(error) => {
                println!("  {error}");
                continue;
            }
        };
        let computed = match schedule(&imported.network, Options::default()) {
            Ok(computed) => computed,
            Err(error) => {
                println!("  {error}");
                continue;
            }
        };
        for warning in imported.warnings.iter().chain(&computed.warnings) {
            println!("  ! {warning}");
        }
        let mut differing = [0; 4];
        for ((task, dates), stored) in imported.network.tasks.iter().zip(&computed.tasks).zip(&imported.stored) {
            let mut say = |which: usize, what: &str, ours: String, theirs: Option<String>| {
                if let Some(theirs) = theirs.filter(|t| *t != ours) {
                    differing[which] += 1;
                    println!("  {} {what}: {ours}, stored {theirs}", task.title());
                }
            };
            let date = |at: Option<Moment>| at.map(|a| a.to_string());
            say(0, "early start", dates.early_start.to_string(), date(stored.early_start));
            say(0, "early finish", dates.early_finish.to_string(), date(stored.early_finish));
            say(1, "late start", dates.late_start.to_string(), date(stored.late_start));
            say(1, "late finish", dates.late_finish.to_string(), date(stored.late_finish));
            let minutes = dates.total_float as f64 / 60.0;
            say(2, "float", minutes.to_string(), stored.total_float_minutes.map(|m| m.to_string()));
            say(3, "critical", dates.critical.to_string(), stored.critical.map(|c| c.to_string()));
        }
        let count = computed.tasks.len();
        println!(
            "  {count} tasks; differing early {}, late {}, float {}, critical {}",
            differing[0], differing[1], differing[2], differing[3]
        );
    }
}
