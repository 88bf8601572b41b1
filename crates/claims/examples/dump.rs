//! Drafts corpus entries: reads passages, one a line, and prints each with the claims read from it, for a person to correct.

fn main() -> Result<(), std::io::Error> {
    for path in std::env::args().skip(1) {
        let text = claims::source::decode(&std::fs::read(path)?);
        for line in text.lines().filter(|l| !l.is_empty()) {
            println!("> {line}");
            for c in claims::check(line, &claims::NoLedger, claims::Options::default()).claims {
                let verdict = format!("{:?}", c.verdict).to_lowercase();
                let expected = c.expected.map_or_else(String::new, |e| format!(" {e}"));
                let measure = c.indicator.map_or(c.measure.as_str(), |id| id);
                println!("  {} {} | {measure} | {} | {} | {verdict}{expected}", c.quantity, c.unit, c.scope, c.period);
            }
        }
    }
    Ok(())
}
