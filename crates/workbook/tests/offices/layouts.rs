//! The workbooks of many offices: each lays out its ledger in its own way, and each is read without a false word.

use crate::row;
use crate::support::*;
use kernel::{Field, money::MoneyUnit};
use workbook::{How, Options, Synonyms};

/// Three header lines, amounts in 亿元, categories and natures from group rows, totals as typed.
#[test]
fn a_city_reports_in_yi_under_a_header_of_three_lines() {
    let rows = vec![
        row!["2025年全市重点建设项目进展情况表"],
        row!["截至7月底", "", "", "", "", "", "", "金额单位:亿元"],
        row!["序号", "项目名称", "建设单位", "投资情况", "", "", "", "计划竣工时间"],
        row!["", "", "", "总投资", "2025年", "", "", ""],
        row!["", "", "", "", "计划投资", "1—7月累计完成", "完成率(%)", ""],
        row!["", "合计(3个)", "", 60.5, 12.5, 7.25, 58.0, ""],
        row!["一", "产业项目(2个)", "", 50.5, 10, 6, 60, ""],
        row!["(一)", "续建项目(1个)", "", 30.5, 4, 3, 75, ""],
        row![1, "示例钢铁搬迁改造", "钢铁集团", 30.5, 4, 3, 75, "2026年12月"],
        row!["(二)", "新建项目(1个)", "", 20, 6, 3, 50, ""],
        row![2, "示例新材料产业园", "新材料公司", 20, 6, 3, 50, "2027.6"],
        row!["二", "民生项目(1个)", "", 10, 2.5, 1.25, 50, ""],
        row!["(一)", "新建项目(1个)", "", 10, 2.5, 1.25, 50, ""],
        row![3, "示例市第二人民医院", "市卫健委", 10, 2.5, 1.25, 50, "2026.10"],
        row!["注:1.数据为形象进度口径。"],
    ];
    let merges = ["A1:H1", "A3:A5", "B3:B5", "C3:C5", "D3:G3", "D4:D5", "E4:G4", "H3:H5"];
    let reading = read(&xlsx(&[page("重点项目", rows, &merges)]));
    assert_clean(&reading);
    assert_eq!(reading.header_rows, (3, 5));
    assert_eq!(reading.unit, Some(MoneyUnit::Yi));
    assert_eq!(reading.as_of.map(|m| m.to_string()).as_deref(), Some("2025-07"));
    assert_eq!(sum(&reading, &Field::TotalInvestment), "605000");
    assert_eq!(sum(&reading, &Field::AnnualPlan), "125000");
    assert_eq!(sum(&reading, &Field::DoneYtd), "72500");
    assert_eq!(column(&reading, &Field::Category), ["产业项目", "产业项目", "民生项目"]);
    assert_eq!(column(&reading, &Field::Nature), ["续建", "新建", "新建"]);
    assert_eq!(reading.rows[2].group.as_deref(), Some("民生项目"));
    assert_eq!(reading.columns[4].header, "投资情况/2025年/计划投资");
    assert_eq!(dates(&reading, &Field::PlannedFinish), ["2026-12-01", "2027-06-01", "2026-10-01"]);
}

const CSV: &str = "示例县2025年重点项目调度表,,,,,,,\n\
                   填报日期:2025年8月3日,,,,,,单位:万元,\n\
                   序号,项目名称,县区,今年计划,今年以来,,存在的主要问题,带动就业(人)\n\
                   ,,,,完成投资,同比增长,,\n\
                   1,城南污水处理厂,城关镇,\"3,000\",\"1,500\",12.5%,无,30\n\
                   2,乡村道路提升,河东乡,８００,４００,—,征地\"难\",\n\
                   ,合计,,3800,1900,,,\n";

/// A text file from a program that puts a byte order mark before UTF-8, parents typed once and not merged.
#[test]
fn a_county_sends_text_in_utf8() {
    let reading = read_named("示例县.csv", format!("\u{feff}{CSV}").as_bytes());
    assert_clean(&reading);
    assert_eq!(reading.sheet, "示例县");
    assert_eq!(reading.as_of.map(|m| m.to_string()).as_deref(), Some("2025-07"));
    assert_eq!(column(&reading, &Field::DoneYtd), ["1500", "400"]);
    assert_eq!(column(&reading, &Field::Region), ["城关镇", "河东乡"]);
    assert_eq!(column(&reading, &Field::Growth), ["12.5%", "·"]);
    assert_eq!(column(&reading, &Field::Problem), ["·", "征地\"难\""]);
    assert_eq!(column(&reading, &Field::Custom("带动就业(人)".into())), ["30", "·"]);
}

#[test]
fn another_county_sends_the_same_in_gb18030() {
    let bytes = encoding_rs::GB18030.encode(CSV).0.into_owned();
    let reading = read_named("示例县.csv", &bytes);
    assert_clean(&reading);
    assert_eq!(column(&reading, &Field::AnnualPlan), ["3000", "800"]);
}

/// Saved by an old office program; two merged header lines, a date cell, a percentage cell.
#[test]
fn a_bureau_still_uses_xls() {
    let reading = read_named("台账.xls", include_bytes!("../fixtures/bureau.xls"));
    assert_clean(&reading);
    assert_eq!(reading.header_rows, (3, 4));
    assert_eq!(sum(&reading, &Field::AnnualPlan), "9000");
    assert_eq!(dates(&reading, &Field::StartDate), ["2025-03-01", "2024-11-01"]);
    assert_eq!(column(&reading, &Field::Completion), ["50%", "60%"]);
    assert_eq!(column(&reading, &Field::Approval("环评".into())), ["√", "办理中"]);
}

/// One sheet for each county, the county only in the sheet's name; a summary and notes beside them.
#[test]
fn a_city_keeps_a_sheet_for_each_county() {
    let county = |name: &str| {
        vec![
            row!["2025年重点项目台账(1-7月)", "", "", "", "单位:万元"],
            row!["序号", "项目名称", "项目类别", "年度计划投资", "累计完成投资"],
            row![1, format!("{name}产业园").as_str(), "工业", 5000, 2500],
            row![2, format!("{name}水库除险").as_str(), "水利", 1000, 400],
        ]
    };
    let summary = vec![
        row!["各县区汇总表"],
        row!["县区", "项目个数", "年度计划投资", "1-7月完成投资", "完成率"],
        row!["北原县", 2, 6000, 2900, "48.3%"],
    ];
    let notes = vec![row!["填报说明"], row!["一、本表由各县区按月填报。"]];
    let bytes = xlsx(&[
        page("汇总", summary, &[]),
        page("北原县", county("北原"), &[]),
        page("南岭县", county("南岭"), &[]),
        page("填报说明", notes, &[]),
    ]);
    let reading = read(&bytes);
    assert_clean(&reading);
    let sheets: Vec<&str> = reading.sheets.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(sheets, ["北原县", "南岭县"]);
    let skipped: Vec<&str> = reading.skipped.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(skipped, ["汇总", "填报说明"]);
    assert_eq!(column(&reading, &Field::Region), ["北原县", "北原县", "南岭县", "南岭县"]);
    assert_eq!(sum(&reading, &Field::DoneYtd), "5800");
    assert_eq!((reading.rows[2].sheet, reading.rows[2].row), (1, 3));
}

/// Twelve monthly columns under one head, and the year to date beside them.
#[test]
fn a_district_fills_in_month_by_month() {
    let rows = vec![
        row!["高新区2025年项目投资完成情况(截至2025年3月)", "", "", "", "", "", "", "", "单位:万元"],
        row!["序号", "项目名称", "责任单位", "2025年投资计划", "各月完成投资", "", "", "", "年内累计完成"],
        row!["", "", "", "", "1月", "2月", "3月", "4月", ""],
        row![1, "智慧园区一期", "高新区管委会", 1200, 100, 50, 150, "", 300],
        row![2, "标准厂房", "高新区管委会", 600, 0, "—", 60, "", 60],
    ];
    let merges = ["A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:H2", "I2:I3"];
    let reading = read(&xlsx(&[page("Sheet1", rows, &merges)]));
    assert_clean(&reading);
    assert_eq!(reading.as_of.map(|m| m.to_string()).as_deref(), Some("2025-03"));
    assert_eq!(column(&reading, &Field::DoneInMonth(1)), ["100", "0"]);
    assert_eq!(column(&reading, &Field::DoneInMonth(3)), ["150", "60"]);
    assert_eq!(column(&reading, &Field::DoneInMonth(4)), ["·", "·"]);
    assert_eq!(column(&reading, &Field::DoneYtd), ["300", "60"]);
}

/// Monthly columns that add up: what is kept is the single month.
#[test]
fn a_district_fills_in_running_sums() {
    let rows = vec![
        row!["序号", "项目名称", "年度计划", "2025年各月累计完成投资(万元)", "", "", "备注"],
        row!["", "", "", "1月", "2月", "3月", ""],
        row![1, "智慧园区一期", 1200, 100, 150, 300, ""],
    ];
    let merges = ["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:G2"];
    let mut options = Options::for_year(2025);
    options.as_of = "2025-03".parse().ok();
    let bytes = xlsx(&[page("Sheet1", rows, &merges)]);
    let reading = workbook::read("台账.xlsx", &bytes, &options).unwrap();
    assert!(reading.errors.is_empty(), "{:#?}", findings(&reading));
    let months: Vec<String> = (1..=3).map(|m| sum(&reading, &Field::DoneInMonth(m))).collect();
    assert_eq!(months, ["100", "50", "150"]);
}

/// A form of government investment: funds planned, arrived, paid, with national codes; a row that numbers the columns.
#[test]
fn a_provincial_form_follows_money_and_codes() {
    let rows = vec![
        row!["附件2"],
        row!["2025年政府投资项目资金到位和支付情况表"],
        row!["报送单位:示例市发展改革委", "", "", "", "", "", "", "", "", "", "单位:万元"],
        row![
            "序号",
            "项目名称",
            "国家重大建设项目库项目代码",
            "建设单位",
            "建设起止年限",
            "总投资",
            "2025年投资计划",
            "1-6月完成投资",
            "资金情况",
            "",
            ""
        ],
        row!["", "", "", "", "", "", "", "", "计划资金", "资金到位", "资金支付"],
        row!["甲", "乙", "丙", "丁", 1, 2, 3, 4, 5, 6, 7],
        row![
            1,
            "示例河防洪治理",
            "2406-330100-04-01-123456",
            "示例市水利局",
            "2024—2026年",
            12000,
            4000,
            2000,
            4000,
            3000,
            1800
        ],
        row![
            2,
            "示例中学迁建",
            "2406－330100－04－01－123457",
            "示例市教育局",
            "2025",
            8000,
            3000,
            1200,
            3000,
            "—",
            "/"
        ],
        row!["", "合计", "", "", "", 20000, 7000, 3200, 7000, 3000, 1800],
        row!["填表人:张三", "", "", "审核人:李四", "", "", "联系电话:0571-12345678"],
    ];
    let merges = ["A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:F5", "G4:G5", "H4:H5", "I4:K4"];
    let reading = read(&xlsx(&[page("附件2", rows, &merges)]));
    assert_clean(&reading);
    assert_eq!(reading.as_of.map(|m| m.to_string()).as_deref(), Some("2025-06"));
    assert_eq!(column(&reading, &Field::ProjectCode)[1], "2406-330100-04-01-123457");
    assert_eq!(column(&reading, &Field::BuildYears), ["2024-2026", "2025-2025"]);
    assert_eq!(sum(&reading, &Field::FundsPlanned), "7000");
    assert_eq!(column(&reading, &Field::FundsArrived), ["3000", "·"]);
    assert_eq!(column(&reading, &Field::FundsPaid), ["1800", "·"]);
}

/// Printed by pages: header and title again and again, subtotals for each county, signatures at the end, no running numbers.
#[test]
fn a_long_list_repeats_its_header_on_every_page() {
    let header = || row!["项目名称", "建设性质", "主管部门", "年度计划(万元)", "1-7月完成(万元)", "开工时间"];
    let rows = vec![
        row!["示例市重点项目一览表"],
        header(),
        row!["北原县"],
        row!["北原产业园", "新建", "工信局", 1000, 500, "2025.3"],
        row!["北原中学", "续建", "教育局", 2000, 1500, "2024年5月"],
        row!["小计", "", "", 3000, 2000, ""],
        row![],
        row!["示例市重点项目一览表(续)"],
        header(),
        row!["南岭县"],
        row!["南岭水库", "扩建", "水利局", 700, 350, C::Date(2025, 2, 1)],
        row!["小计", "", "", 700, 350, ""],
        row!["总计", "", "", 3700, 2350, ""],
        row!["单位负责人:", "", "审核:", "", "填报人:", ""],
    ];
    let reading = read(&xlsx(&[page("一览表", rows, &["A1:F1", "A3:F3", "A10:F10"])]));
    assert_clean(&reading);
    assert_eq!(column(&reading, &Field::Name), ["北原产业园", "北原中学", "南岭水库"]);
    assert_eq!(column(&reading, &Field::Region), ["北原县", "北原县", "南岭县"]);
    assert_eq!(column(&reading, &Field::Nature), ["新建", "续建", "扩建"]);
    assert_eq!(sum(&reading, &Field::AnnualPlan), "3700");
    assert_eq!(dates(&reading, &Field::StartDate), ["2025-03-01", "2024-05-01", "2025-02-01"]);
}

/// A sheet for every month and an extract of the laggards: only the latest month is the ledger.
#[test]
fn a_workbook_keeps_every_month() {
    let month = |month: i32, done: i32| {
        vec![
            row![format!("2025年{month}月重点项目台账").as_str()],
            row!["序号", "项目名称", "年度计划投资(万元)", format!("1-{month}月完成投资(万元)").as_str()],
            row![1, "滨河路改造", 800, done],
            row![2, "滨河公园", 400, done / 2],
        ]
    };
    let laggards = vec![
        row!["进度滞后项目"],
        row!["序号", "项目名称", "年度计划投资(万元)", "1-7月完成投资(万元)", "滞后原因"],
        row![1, "滨河公园", 400, 150, "征地"],
    ];
    let bytes = xlsx(&[page("6月", month(6, 200), &[]), page("7月", month(7, 300), &[]), page("滞后", laggards, &[])]);
    let reading = read(&bytes);
    assert_clean(&reading);
    assert_eq!(reading.sheet, "7月");
    assert_eq!(sum(&reading, &Field::DoneYtd), "450");
    assert_eq!(reading.skipped.len(), 2);
    let mut june = Options::for_year(2025);
    june.as_of = "2025-06".parse().ok();
    assert_eq!(sum(&workbook::read("台账.xlsx", &bytes, &june).unwrap(), &Field::DoneYtd), "300");
}

/// Percentages as fractions without a sign, numbers as text, a header without any title, units in headers only.
#[test]
fn a_bureau_types_numbers_as_text() {
    let rows = vec![
        row![
            "项目名称",
            "项目业主",
            "总投资(亿元)",
            "2025年目标任务(万元)",
            "截至5月底完成投资(万元)",
            "完成率",
            "包抓县级领导",
            "是否入统",
            "是否开工"
        ],
        row!["甲产业园", "甲公司", "1.2", "12,000", "6 000", 0.5, "张副县长", "是", "已开工"],
        row!["乙产业园", "乙公司", "０.35", "3500", "1，400", 0.4, "李副县长", "否", "未开工"],
        row!["丙产业园", "丙公司", " 2 ", "5000", "5500", 1.1, "王副县长", "√", "是"],
    ];
    let reading = read(&xlsx(&[page("Sheet1", rows, &[])]));
    assert_clean(&reading);
    assert_eq!(reading.as_of.map(|m| m.to_string()).as_deref(), Some("2025-05"));
    assert_eq!(column(&reading, &Field::TotalInvestment), ["12000", "3500", "20000"]);
    assert_eq!(column(&reading, &Field::DoneYtd), ["6000", "1400", "5500"]);
    assert_eq!(column(&reading, &Field::Completion), ["50%", "40%", "110%"]);
    assert_eq!(column(&reading, &Field::IsStarted), ["是", "否", "是"]);
    assert_eq!(column(&reading, &Field::Leader)[0], "张副县长");
}

/// Planned and actual dates side by side, land and energy, approvals without a common head.
#[test]
fn a_service_office_follows_factors_and_approvals() {
    let rows = vec![
        row!["2025年重大项目要素保障台账(数据截至7月31日)", "", "", "", "", "", "", "", "", "", "单位:万元"],
        row![
            "序号",
            "项目名称",
            "属地",
            "年度计划投资",
            "年度完成投资",
            "计划开工时间",
            "实际开工时间",
            "占地面积(公顷)",
            "用地需求(亩)",
            "能耗指标(吨标煤)",
            "施工许可证",
            "环评批复",
            "需要协调解决的问题",
            "下一步措施"
        ],
        row![
            1,
            "甲新材料",
            "东城区",
            9000,
            3000,
            "2025年2月",
            "2025年4月",
            2,
            "35亩",
            1200,
            "√",
            "正在办理",
            "用地指标",
            "向省申请"
        ],
        row![2, "乙数据中心", "高新区", 6000, 0, "2025年9月", "未开工", 4, "60", "—", "×", "2025年3月已批复", "", ""],
    ];
    let reading = read(&xlsx(&[page("要素", rows, &[])]));
    assert_clean(&reading);
    assert_eq!(dates(&reading, &Field::PlannedStart), ["2025-02-01", "2025-09-01"]);
    assert_eq!(dates(&reading, &Field::StartDate), ["2025-04-01", "·"]);
    assert_eq!(column(&reading, &Field::LandArea), ["30", "60"]);
    assert_eq!(column(&reading, &Field::LandNeed), ["35", "60"]);
    assert_eq!(column(&reading, &Field::EnergyNeed), ["1200", "·"]);
    assert_eq!(column(&reading, &Field::Approval("施工许可".into())), ["√", "×"]);
    assert_eq!(column(&reading, &Field::Measure), ["向省申请", "·"]);
}

/// What the reader cannot guess the user says once, by letters, header, or a word taught to the list.
#[test]
fn a_list_with_its_own_words_is_taught() {
    let rows = vec![
        row!["编号", "工程", "项目名称", "盘子", "干了多少", "内部用"],
        row!["A-1", "水利", "甲水库", 500, 200, "x"],
    ];
    let bytes = xlsx(&[page("台账", rows, &[])]);
    let mut options = Options::for_year(2025);
    options.as_of = "2025-07".parse().ok();
    options.synonyms = Synonyms::builtin().with("盘子", Field::AnnualPlan);
    options.columns.insert("E".into(), Some(Field::DoneYtd));
    options.columns.insert("内部用".into(), None);
    options.columns.insert("工程".into(), Some(Field::Category));
    // Two known words are too few for a header of strange ones, unless they have been taught.
    let reading = workbook::read("台账.xlsx", &bytes, &options).unwrap();
    assert_eq!((sum(&reading, &Field::AnnualPlan), sum(&reading, &Field::DoneYtd)), ("500".into(), "200".into()));
    assert_eq!(column(&reading, &Field::Category), ["水利"]);
    assert_eq!(reading.columns[3].how, How::Learned);
    assert_eq!((reading.columns[5].how, reading.columns[5].field.clone()), (How::Ignored, None));
}

/// Categories merged downwards over their projects, a subtotal behind each block; planned dates under one head.
#[test]
fn a_county_merges_categories_downwards() {
    let rows = vec![
        row!["附件1:"],
        row!["2025年重点项目投资完成情况表"],
        row!["(单位：万元)"],
        row![
            "项目类别",
            "序号",
            "项目名称",
            "责任单位",
            "2025年计划投资",
            "截至7月底累计完成投资",
            "完成比例",
            "计划开竣工时间",
            "",
            "备注"
        ],
        row!["", "", "", "", "", "", "", "开工", "竣工", ""],
        row!["产业类", 1, "甲一号产业园", "甲县", 1000, 600, 0.6, "2025.3", "2026.9", ""],
        row!["", 2, "乙二号产业园", "乙县", 2000, 900, 0.45, "2025.4", "2026.10", ""],
        row!["", "小计", "", "", 3000, 1500, 0.5],
        row!["民生类", 3, "丙县人民医院新院区", "丙县", 500, 300, 0.6, "2025.2", "2027.1", ""],
        row!["", "小计", "", "", 500, 300, 0.6],
        row!["总计", "", "", "", 3500, 1800, 0.514],
    ];
    let merges = [
        "A2:J2", "A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:F5", "G4:G5", "H4:I4", "J4:J5", "A6:A8", "A9:A10",
        "B8:D8", "B10:D10", "A11:D11",
    ];
    let reading = read(&xlsx(&[page("项目表", rows, &merges)]));
    assert_clean(&reading);
    assert_eq!(column(&reading, &Field::Category), ["产业类", "产业类", "民生类"]);
    assert_eq!(column(&reading, &Field::Region), ["甲县", "乙县", "丙县"]);
    assert_eq!(dates(&reading, &Field::PlannedStart), ["2025-03-01", "2025-04-01", "2025-02-01"]);
    assert_eq!(dates(&reading, &Field::PlannedFinish), ["2026-09-01", "2026-10-01", "2027-01-01"]);
}

/// Headings with their sums and no numbers anywhere: they are no projects.
#[test]
fn a_town_puts_sums_into_its_headings() {
    let rows = vec![
        row!["项目名称", "建设单位", "建设内容", "年度计划投资(万元)", "1-7月完成投资(万元)"],
        row!["工业项目", "", "", 300, 150],
        row!["一号厂房改造", "甲公司", "厂房两栋", 100, 50],
        row!["二号厂房改造", "乙公司", "厂房三栋", 200, 100],
        row!["农业项目", "", "", 50, 20],
        row!["三号大棚", "丙合作社", "大棚十亩", 50, 20],
    ];
    let reading = read(&xlsx(&[page("台账", rows, &[])]));
    assert_clean(&reading);
    assert_eq!(sum(&reading, &Field::AnnualPlan), "350");
    assert_eq!(column(&reading, &Field::Category), ["工业项目", "工业项目", "农业项目"]);
}

/// The unit that a sheet states wrongly, or not at all, is what the user says; a unit in a header stands.
#[test]
fn a_unit_is_corrected_for_columns_that_name_none() {
    let sheet = |title: &str| {
        let rows = vec![
            row![title],
            row!["序号", "项目名称", "总投资(万元)", "年度计划投资", "1-7月完成投资"],
            row![1, "甲产业园", 50_000, 1.5, 0.8],
        ];
        xlsx(&[page("台账", rows, &[])])
    };
    let read = |title: &str, correct: &dyn Fn(&mut Options)| {
        let mut options = Options::for_year(2025);
        correct(&mut options);
        workbook::read("台账.xlsx", &sheet(title), &options).unwrap()
    };
    let silent = "2025年重点项目台账";
    let in_wan = "2025年重点项目台账(单位:万元)";
    let as_stated = read(in_wan, &|_| {});
    assert_eq!(
        (sum(&as_stated, &Field::AnnualPlan), as_stated.sheets[0].unit_stated),
        ("1.5".into(), Some(MoneyUnit::Wan))
    );
    assert!(as_stated.sheets[0].unit_matters);

    let told = read(in_wan, &|options| options.unit = Some(MoneyUnit::Yi));
    assert_eq!((sum(&told, &Field::AnnualPlan), sum(&told, &Field::TotalInvestment)), ("15000".into(), "50000".into()));
    assert_eq!((told.unit, told.sheets[0].unit_stated), (Some(MoneyUnit::Yi), Some(MoneyUnit::Wan)));
    assert!(told.warnings[0].message.contains("表中写明单位万元,已按指定的亿元读取"), "{:#?}", findings(&told));

    // What a list remembers holds for sheets that state the same.
    let remembered = |options: &mut Options| options.units = [("万元".to_owned(), MoneyUnit::Yi)].into();
    assert_eq!(sum(&read(in_wan, &remembered), &Field::AnnualPlan), "15000");
    let by_header = read(silent, &remembered);
    assert_eq!(
        (sum(&by_header, &Field::AnnualPlan), by_header.sheets[0].unit_stated),
        ("15000".into(), Some(MoneyUnit::Wan))
    );
    let in_yi = read("2025年重点项目台账(单位:亿元)", &remembered);
    assert_eq!(sum(&in_yi, &Field::AnnualPlan), "15000");
    assert_clean(&in_yi);
}
