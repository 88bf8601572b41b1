//! Reads a ledger and prints how it was understood: `cargo run --example read_ledger -- FILE YEAR`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(year)) = (arguments.next(), arguments.next().and_then(|y| y.parse().ok())) else {
        eprintln!("usage: read_ledger FILE YEAR [AS-OF|- [ANNOTATED.xlsx]]");
        return ExitCode::from(2);
    };
    let mut options = workbook::Options::for_year(year);
    options.as_of = arguments.next().and_then(|m| m.parse().ok());
    let bytes = match std::fs::read(&file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{file}: {error}");
            return ExitCode::from(2);
        }
    };
    match workbook::read(&file, &bytes, &options) {
        Ok(reading) => {
            print(&reading);
            arguments.next().map_or(ExitCode::SUCCESS, |out| save_annotated(&file, &bytes, &reading, &out))
        }
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn save_annotated(file: &str, bytes: &[u8], reading: &workbook::Reading, out: &str) -> ExitCode {
    let findings: Vec<workbook::Finding> = reading.findings().cloned().collect();
    let annotated = workbook::annotate(bytes, file, &findings).map_err(|e| e.to_string());
    match annotated.and_then(|bytes| std::fs::write(out, bytes).map_err(|e| e.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{out}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(reading: &workbook::Reading) {
    println!(
        "{} {:?} {:?} projects {}",
        reading.title,
        reading.as_of.map(|m| m.to_string()),
        reading.unit,
        reading.rows.len()
    );
    for sheet in &reading.sheets {
        println!("sheet {} header {:?} projects {}", sheet.name, sheet.header_rows, sheet.projects);
        for column in &sheet.columns {
            let field = column.field.as_ref().map(kernel::Field::id).unwrap_or_default();
            println!(
                "  {:>3} {:<40} {:<24} {:?} {:?}",
                column.column, column.header, field, column.how, column.samples
            );
        }
    }
    for skipped in &reading.skipped {
        println!("skipped {}: {}", skipped.name, skipped.reason);
    }
    for (field, slot) in reading.fields.iter().zip(0..) {
        let sum: i64 = reading.rows.iter().filter_map(|r| r.values.at(slot)?.as_money()).map(|m| m.0).sum();
        if sum != 0 {
            println!("sum {} {}", field.id(), kernel::Money(sum).wan(2));
        }
    }
    for finding in reading.findings() {
        println!("{:?} {} {} “{}” {}", finding.severity, finding.sheet, finding.cell, finding.value, finding.message);
    }
}
