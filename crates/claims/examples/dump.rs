fn main() {
    let path = std::env::args().nth(1).unwrap();
    let text = claims::source::decode(&std::fs::read(path).unwrap());
    for c in claims::check(&text, &claims::NoLedger, claims::Options::default()).claims {
        println!(
            "{:>5} {:<12} {:<7} {:<5} r[{}] {}|{} s[{}] p[{}] {:?} {} {}",
            c.start,
            c.text,
            c.quantity,
            c.unit,
            c.relation,
            c.indicator.unwrap_or("-"),
            c.measure,
            c.scope,
            c.period,
            c.verdict,
            c.expected.unwrap_or_default(),
            c.because
        );
    }
}
