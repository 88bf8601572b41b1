//! A small paper with a bit of everything, for snapshots.

use paper::{Block, Cell, Chart, Column, ColumnKind, Date, Figure, Inline, List, Paper, Table, TableRow};

pub fn paper() -> Paper {
    let mut paper = Paper::new("重点项目通报");
    paper.letterhead = Some("示例市重点办文件".into());
    paper.number = Some("第7期".into());
    paper.as_of = Some("数据截至2025年7月31日".into());
    paper.issuer = Some("示例市重点办".into());
    paper.date = Date::from_ymd_opt(2025, 8, 5);
    paper.copies_to = vec!["市委办公室".into(), "市政府办公室".into()];
    paper.blocks = vec![
        Block::heading(1, "一、总体情况"),
        Block::Paragraph(vec![
            Inline::text("完成年度计划的"),
            Inline::Figure(
                Figure::new("overall.rate", "64.3%").door("/board?as_of=2025-07&by=region", "546.55÷850.00"),
            ),
            Inline::text("，<未报>的有"),
            Inline::strong("2*个"),
            Inline::text("。"),
        ]),
        Block::List(List {
            numbered: true,
            items: vec![vec![Inline::text("倒排工期")], vec![Inline::text("挂图作战")]],
        }),
        Block::Chart(
            Chart::bars("完成率", "%", vec![("城东区".into(), Some(71.2)), ("城西区".into(), None)])
                .against("序时进度", 58.3),
        ),
        Block::PageBreak,
    ];
    paper.annexes = vec![Block::Table(table())];
    paper
}

fn table() -> Table {
    let mut table = Table::new(
        "附件 完成情况",
        vec![
            Column::new("项目", ColumnKind::Text).wide(10.0),
            Column::new("", ColumnKind::Number { decimals: 2 }).under(&["投资", "计划"]),
            Column::new("", ColumnKind::Percent { decimals: 1 }).under(&["投资", "完成率"]),
            Column::new("开工", ColumnKind::Date),
        ],
    );
    table.unit_note = Some("单位：万元".into());
    table.landscape = true;
    let date = Date::from_ymd_opt(2025, 3, 1).map_or(Cell::text("—"), |date| Cell::date("2025-03-01", date));
    table.rows = vec![
        TableRow::total(vec![
            Cell::text("合计"),
            Cell::number("205.50", 205.5),
            Cell::number("17.4%", 17.4),
            Cell::text(""),
        ]),
        TableRow::group("一、省级"),
        TableRow::new(vec![Cell::text("=1+1|A&B"), Cell::number("205.50", 205.5), Cell::number("17.4%", 17.4), date]),
    ];
    table
}
