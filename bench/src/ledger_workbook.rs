//! The workbook of the import measurement: an invented city's ledger of 28 columns, the same for the same number of rows.

use rust_xlsxwriter::{Workbook, XlsxError};
use std::path::Path;

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

enum Cell {
    Number(f64),
    Text(String),
}

pub fn write(path: &Path, rows: u32) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.write(0, 0, "示例市2025年重点项目台账")?;
    page.write(1, 0, "数据截至2025年7月31日")?;
    page.write(1, 10, "单位:万元、亩")?;
    for (column, header) in (0..).zip(HEADERS) {
        page.write(2, column, header)?;
    }
    for n in 0..rows {
        for (column, cell) in (0..).zip(project(n)) {
            match cell {
                Cell::Number(number) => page.write_number(n + 3, column, number)?,
                Cell::Text(text) => page.write_string(n + 3, column, text)?,
            };
        }
    }
    book.save(path)
}

fn project(n: u32) -> [Cell; 28] {
    let number = |n: u32| Cell::Number(f64::from(n));
    let text = |text: String| Cell::Text(text);
    let word = |word: &str| Cell::Text(word.to_owned());
    let plan = 1_000 + n * 37 % 90_000;
    let done = plan * (30 + n % 60) / 100;
    let county = ["北原县", "南岭县", "东城区", "云台县", "石门县"][n as usize % 5];
    [
        number(n + 1),
        text(format!("2506-330100-04-01-{n:06}")),
        text(format!("{county}第{n}号产业园基础设施项目")),
        word("市级重点"),
        word(["工业项目", "民生项目", "基础设施项目"][n as usize % 3]),
        word(["新建", "续建"][n as usize % 2]),
        word(county),
        text(format!("{county}建设投资公司{}", n % 300)),
        word("2024-2026"),
        number(plan * 3),
        number(done + plan / 2),
        number(plan),
        number(done),
        Cell::Number((f64::from(done) / f64::from(plan) * 1000.0).round() / 10.0),
        number(done / 7),
        number(done * 9 / 10),
        text(format!("{}.{}", 2023 + n % 2, 1 + n % 12)),
        text(format!("2026年{}月", 1 + n % 12)),
        text(format!("主体施工完成{}%", n % 100)),
        number(n % 200),
        number(n % 1000),
        word("√"),
        word(["√", "办理中"][n as usize % 2]),
        word(if n.is_multiple_of(9) { "征地拆迁未完成" } else { "" }),
        text(format!("市直部门{}", n % 20)),
        text(format!("{county}人民政府")),
        text(format!("市领导{:02}", n % 30)),
        text(format!("138{n:08}")),
    ]
}
