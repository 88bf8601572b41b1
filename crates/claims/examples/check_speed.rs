//! Times the check of a text file: `cargo run --release -p claims --example check_speed -- FILE [TIMES]`.

fn main() -> Result<(), std::io::Error> {
    let mut args = std::env::args().skip(1);
    let text = claims::source::decode(&std::fs::read(args.next().unwrap_or_default())?);
    let times = args.next().and_then(|t| t.parse::<usize>().ok()).unwrap_or(3);
    for _ in 0..times {
        let start = std::time::Instant::now();
        let report = claims::check(&text, &claims::NoLedger, claims::Options::default());
        println!("{} characters, {} figures: {:?}", text.chars().count(), report.claims.len(), start.elapsed());
    }
    Ok(())
}
