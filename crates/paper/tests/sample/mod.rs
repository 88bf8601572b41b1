//! A bulletin like the office's, for tests and measurements.

use paper::{
    Align, Block, Cell, Chart, Column, ColumnKind, Date, Figure, Inline, List, Paper, Series, Table, TableRow,
};

const REGIONS: [&str; 13] = [
    "城东区",
    "城西区",
    "城南区",
    "城北区",
    "河口区",
    "青山县",
    "白水县",
    "云岭县",
    "石桥县",
    "临江市",
    "高新技术产业开发区",
    "经济技术开发区",
    "港口物流园区",
];

/// A bulletin with text, a ranking, charts and an annex of so many projects.
pub fn bulletin(projects: usize) -> Paper {
    let mut paper = Paper::new("关于2025年7月全市重点项目\n建设情况的通报");
    paper.file_stem = "示例市2025年7月重点项目通报".into();
    paper.letterhead = Some("示例市重点项目建设办公室文件".into());
    paper.number = Some("示重点办〔2025〕7号".into());
    paper.as_of = Some("（数据截至2025年7月31日）".into());
    paper.issuer = Some("示例市重点项目建设办公室".into());
    paper.date = Date::from_ymd_opt(2025, 8, 5);
    paper.copies_to =
        vec!["市委办公室".into(), "市人大常委会办公室".into(), "市政府办公室".into(), "市政协办公室".into()];
    paper.blocks = text(projects);
    paper.annexes = vec![Block::Table(annex(projects))];
    paper
}

fn text(projects: usize) -> Vec<Block> {
    let rate = Figure::new("overall.rate", "64.3%").door("/board?as_of=2025-07&measure=rate", "546.55÷850.00");
    let pace = Figure::new("overall.pace", "6.0").door("/board?as_of=2025-07&measure=pace", "64.3−58.3");
    let mut blocks = vec![
        Block::heading(1, "一、总体情况"),
        Block::Paragraph(vec![
            Inline::text(format!(
                "今年全市共安排市级以上重点项目{projects}个，总投资2860.40亿元，年度计划投资850.00亿元。1—7月，完成投资546.55亿元，占年度计划的"
            )),
            Inline::Figure(rate),
            Inline::text("，快于序时进度"),
            Inline::Figure(pace),
            Inline::text("个百分点，同比增长12.4%；新开工项目71个，开工率“过八成”，达到"),
            Inline::strong("83.5%"),
            Inline::text("。"),
        ]),
        Block::heading(1, "二、分地区情况"),
        Block::heading(2, "（一）投资完成率排名"),
        Block::text(
            "13个地区中，8个达到序时进度。前三位为城东区、临江市、青山县，末三位为石桥县、白水县、港口物流园区。",
        ),
        Block::Table(ranking()),
        Block::Chart(ranking_chart()),
        Block::heading(2, "（二）逐月进度"),
        Block::Chart(months()),
        Block::Chart(by_level()),
        Block::heading(1, "三、存在问题"),
        Block::heading(3, "1.部分项目进度滞后"),
    ];
    blocks.push(Block::List(List {
        numbered: false,
        items: vec![
            vec![
                Inline::strong("青山县智能装备产业园（二期）"),
                Inline::text("：完成年度计划的12.5%，因用地报批未完成。"),
            ],
            vec![
                Inline::strong("白水县新能源电池材料生产基地"),
                Inline::text("：完成年度计划的18.0%，因环评尚未批复。"),
            ],
        ],
    }));
    blocks.push(Block::heading(1, "四、下一步要求"));
    blocks.push(Block::text("完成全年计划尚需投资303.45亿元，月均60.69亿元。各地各部门要对照年度计划，倒排工期、挂图作战，确保完成目标任务。"));
    blocks
}

fn number(text: String) -> Cell {
    let value = text.parse().unwrap_or(0.0);
    Cell::number(text, value)
}

fn ranking() -> Table {
    let amount = ColumnKind::Number { decimals: 2 };
    let rate = ColumnKind::Percent { decimals: 1 };
    let mut table = Table::new(
        "表1 各地区投资完成情况",
        vec![
            Column::new("名次", ColumnKind::Number { decimals: 0 }).aligned(Align::Center).wide(2.5),
            Column::new("地区", ColumnKind::Text).wide(9.0),
            Column::new("项目数", ColumnKind::Number { decimals: 0 }).wide(3.0),
            Column::new("", amount).under(&["投资（亿元）", "年度计划"]).wide(4.5),
            Column::new("", amount).under(&["投资（亿元）", "本年完成"]).wide(4.5),
            Column::new("", rate).under(&["完成率（%）"]).wide(4.0),
        ],
    );
    table.unit_note = Some("单位：亿元、%".into());
    table.rows.push(TableRow::total(vec![
        Cell::text(""),
        Cell::text("全市"),
        number("230".into()),
        number("850.00".into()),
        number("546.55".into()),
        Cell::number("64.3", 64.3),
    ]));
    for (at, region) in REGIONS.iter().enumerate() {
        let rate = 88.0 - at as f64 * 4.1;
        let figure =
            Figure::new(format!("region.{at}.rate"), "").door(format!("/ledger?region={at}"), "完成投资÷年度计划");
        table.rows.push(TableRow::new(vec![
            number(format!("{}", at + 1)),
            Cell::text(*region),
            number(format!("{}", 30 - at * 2)),
            number(format!("{:.2}", 120.5 - at as f64 * 7.0)),
            number(format!("{:.2}", (120.5 - at as f64 * 7.0) * rate / 100.0)),
            Cell::number(format!("{rate:.1}"), rate).door(figure),
        ]));
    }
    table
}

fn ranking_chart() -> Chart {
    let bars = REGIONS.iter().enumerate().map(|(at, region)| ((*region).to_owned(), Some(88.0 - at as f64 * 4.1)));
    Chart::bars("各地区投资完成率", "%", bars.collect()).against("序时进度", 58.3)
}

fn months() -> Chart {
    let labels = (1..=12).map(|month| format!("{month}月")).collect();
    let plan = (1..=12).map(|month| Some(f64::from(month) * 850.0 / 12.0)).collect();
    let done = (1..=12).map(|month| (month <= 7).then(|| f64::from(month) * 78.1)).collect();
    let last = (1..=12).map(|month| Some(f64::from(month) * 66.0)).collect();
    let series = vec![Series::new("计划", plan), Series::new("完成", done), Series::new("去年同期", last)];
    Chart::lines("全市累计完成投资", "亿元", labels, series).with_decimals(2)
}

fn by_level() -> Chart {
    let labels = ["省级", "市级", "县级"].map(String::from).into();
    let plan = Series::new("年度计划", vec![Some(320.0), Some(410.5), Some(119.5)]);
    let done = Series::new("本年完成", vec![Some(231.2), Some(250.1), Some(65.25)]);
    Chart::columns("分层级完成情况", "亿元", labels, vec![plan, done]).against("平均", 283.3).with_decimals(1)
}

/// The annex: a landscape table of projects in two groups.
pub fn annex(projects: usize) -> Table {
    let amount = ColumnKind::Number { decimals: 2 };
    let rate = ColumnKind::Percent { decimals: 1 };
    let mut table = Table::new(
        "附件 2025年重点项目进展情况表",
        vec![
            Column::new("序号", ColumnKind::Number { decimals: 0 }).aligned(Align::Center).wide(2.0),
            Column::new("项目名称", ColumnKind::Text).wide(12.0),
            Column::new("建设地点", ColumnKind::Text).wide(4.0),
            Column::new("建设起止年限", ColumnKind::Text).aligned(Align::Center).wide(4.5),
            Column::new("总投资", amount).wide(4.0),
            Column::new("", amount).under(&["2025年", "年度计划投资"]).wide(3.6),
            Column::new("", amount).under(&["2025年", "完成投资", "本月"]).wide(3.6),
            Column::new("", amount).under(&["2025年", "完成投资", "累计"]).wide(3.6),
            Column::new("", rate).under(&["2025年", "完成率（%）"]).wide(3.2),
            Column::new("开工日期", ColumnKind::Date).wide(5.0),
            Column::new("形象进度", ColumnKind::Text).wide(12.0),
            Column::new("责任单位", ColumnKind::Text).wide(6.0),
            Column::new("包保领导", ColumnKind::Text).aligned(Align::Center).wide(3.0),
        ],
    );
    table.landscape = true;
    table.unit_note = Some("单位：万元、%".into());
    for at in 0..projects {
        if at == 0 {
            table.rows.push(TableRow::group(format!("一、省级重点项目（{}个）", projects.min(40))));
        }
        if at == 40 {
            table.rows.push(TableRow::group(format!("二、市级重点项目（{}个）", projects - 40)));
        }
        table.rows.push(project(at));
    }
    table
}

fn project(at: usize) -> TableRow {
    let (plan, rate) = (3000.0 + (at * 7919 % 90_000) as f64, (at * 37 % 1200) as f64 / 10.0);
    let date = Date::from_ymd_opt(2024, 1 + (at % 12) as u32, 1 + (at % 28) as u32);
    let leaders = ["王镕", "李堃", "张喆", "欧阳修远"];
    TableRow::new(vec![
        number(format!("{}", at + 1)),
        Cell::text(format!("{}第{}产业园基础设施及配套建设项目（二期）", REGIONS[at % 13], at + 1)),
        Cell::text(REGIONS[at % 13]),
        Cell::text(format!("{}—{}", 2023 + at % 3, 2026 + at % 2)),
        number(format!("{:.2}", plan * 4.37)),
        number(format!("{plan:.2}")),
        number(format!("{:.2}", plan * rate / 700.0)),
        number(format!("{:.2}", plan * rate / 100.0)),
        Cell::number(format!("{rate:.1}"), rate),
        date.map_or(Cell::text("—"), |date| Cell::date(date.to_string(), date)),
        Cell::text("主体结构封顶，正在进行二次结构及机电安装施工"),
        Cell::text("市发展和改革委员会"),
        Cell::text(leaders[at % 4]),
    ])
}
