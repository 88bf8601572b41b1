//! Times the reading of a ledger of 100,000 rows and 28 columns, and reports the most memory the process held.
//! `cargo run --release -p workbook --example read_large [ROWS]`

use rust_xlsxwriter::Workbook;
use std::time::Instant;

const HEADERS: [&str; 28] = [
    "序号",
    "项目代码",
    "项目名称",
    "项目级别",
    "项目类别",
    "建设性质",
    "县市区",
    "建设单位",
    "建设年限",
    "总投资",
    "开工以来累计完成投资",
    "2025年计划投资",
    "1-7月完成投资",
    "占年度计划%",
    "7月当月完成",
    "去年同期完成",
    "开工时间",
    "计划竣工时间",
    "形象进度",
    "用地需求(亩)",
    "资金缺口",
    "立项",
    "环评批复",
    "存在问题",
    "主管部门",
    "责任单位",
    "包联领导",
    "联系电话",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows: u32 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let path = std::env::temp_dir().join(format!("workbook-read-large-{rows}.xlsx"));
    if !path.exists() {
        let start = Instant::now();
        let mut book = generate(rows)?;
        book.save(&path)?;
        println!("written in {:.2} s", start.elapsed().as_secs_f64());
    }
    let bytes = std::fs::read(&path)?;
    println!("{} bytes, {} MB held before reading", bytes.len(), peak_mb());
    for _ in 0..3 {
        let start = Instant::now();
        let reading = workbook::read("large.xlsx", &bytes, &workbook::Options::for_year(2025))?;
        println!(
            "{} projects, {} errors, {} warnings in {:.2} s; peak {} MB",
            reading.rows.len(),
            reading.errors.len(),
            reading.warnings.len() + reading.unlisted,
            start.elapsed().as_secs_f64(),
            peak_mb()
        );
        for finding in reading.findings().take(3) {
            println!("  {} {}", finding.cell, finding.message);
        }
    }
    Ok(())
}

/// The most memory held so far, from the kernel's own account; 0 where there is none.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn generate(rows: u32) -> Result<Workbook, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet_with_low_memory()?;
    page.write(0, 0, "示例市2025年重点项目台账")?;
    page.write(1, 0, "数据截至2025年7月31日")?;
    page.write(1, 10, "单位:万元、亩")?;
    for (column, header) in (0..).zip(HEADERS) {
        page.write(2, column, header)?;
    }
    for n in 0..rows {
        let row = n + 3;
        let plan = 1_000 + n * 37 % 90_000;
        let done = plan * (30 + n % 60) / 100;
        let county = ["北原县", "南岭县", "东城区", "云台县", "石门县"][n as usize % 5];
        let texts = [
            (1, format!("2506-330100-04-01-{n:06}")),
            (2, format!("{county}第{n}号产业园基础设施项目")),
            (3, "市级重点".into()),
            (4, ["工业项目", "民生项目", "基础设施项目"][n as usize % 3].into()),
            (5, ["新建", "续建"][n as usize % 2].into()),
            (6, county.into()),
            (7, format!("{county}建设投资公司{}", n % 300)),
            (8, "2024-2026".into()),
            (16, format!("{}.{}", 2023 + n % 2, 1 + n % 12)),
            (17, format!("2026年{}月", 1 + n % 12)),
            (18, format!("主体施工完成{}%", n % 100)),
            (21, "√".into()),
            (22, ["√", "办理中"][n as usize % 2].into()),
            (23, if n % 9 == 0 { "征地拆迁未完成".into() } else { String::new() }),
            (24, format!("市直部门{}", n % 20)),
            (25, format!("{county}人民政府")),
            (26, format!("市领导{:02}", n % 30)),
            (27, format!("138{n:08}")),
        ];
        let numbers = [
            (0, f64::from(n + 1)),
            (9, f64::from(plan * 3)),
            (10, f64::from(done + plan / 2)),
            (11, f64::from(plan)),
            (12, f64::from(done)),
            (13, (f64::from(done) / f64::from(plan) * 1000.0).round() / 10.0),
            (14, f64::from(done / 7)),
            (15, f64::from(done * 9 / 10)),
            (19, f64::from(n % 200)),
            (20, f64::from(n % 1000)),
        ];
        let mut cells: Vec<(u16, Result<f64, String>)> = numbers.into_iter().map(|(c, v)| (c, Ok(v))).collect();
        cells.extend(texts.into_iter().map(|(c, t)| (c, Err(t))));
        cells.sort_by_key(|(column, _)| *column);
        for (column, cell) in cells {
            match cell {
                Ok(number) => page.write_number(row, column, number)?,
                Err(text) => page.write_string(row, column, text)?,
            };
        }
    }
    Ok(book)
}
