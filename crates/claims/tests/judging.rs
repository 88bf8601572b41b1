//! Verdicts against a ledger, bad input, and the shape of the report.

use claims::source::decode;
use claims::{Answer, Definition, Judged, Known, Ledger, NoLedger, Options, Question, Value, Verdict, check};
use kernel::{Money, Ratio};
use proptest::prelude::*;

/// 230 projects, 850亿元 planned, 546.5亿元 done by July 2025; 206 of 255 started, 223 of them due by now.
struct Board;

impl Ledger for Board {
    fn answer(&self, question: &Question) -> Answer {
        if !question.scope.is_whole() {
            return Answer::NotInLedger(format!("台账中没有“{}”", question.scope.words));
        }
        let yi = |tenths: i64| Value::Money(Money(tenths * 1_000_000_000));
        let rate = |part, whole| Value::Rate(Ratio::of_counts(part, whole).unwrap());
        let known = |value| Definition::new(question.measure.label.clone(), value).into();
        match question.measure.id {
            Some("projects") => known(Value::Count(230)),
            Some("annual_plan") => known(yi(8500)),
            Some("done_ytd") if question.as_of.is_some_and(|m| m.to_string() == "2025-07") => known(yi(5465)),
            Some("completion") => known(rate(5465, 8500)),
            Some("start_rate") => Answer::Known(Known {
                usual: Definition::new("开工率", rate(206, 255)),
                others: vec![Definition::new("到期应开工", rate(206, 223))],
                doubt: None,
            }),
            Some("pace_gap") => known(Value::Points(Ratio::new(596, 10_000).unwrap())),
            Some("yoy") => Answer::Known(Known {
                usual: Definition {
                    door: Some("/explain/yoy".to_owned()),
                    ..Definition::new("同比增长", rate(199, 1000))
                },
                others: Vec::new(),
                doubt: Some("文中没有写明范围".to_owned()),
            }),
            _ => Answer::NotInLedger("台账没有这项指标".to_owned()),
        }
    }
}

fn july() -> Options {
    Options { as_of: Some("2025-07".parse().unwrap()), ..Options::default() }
}

fn judged(text: &str) -> Vec<Judged> {
    check(text, &Board, july()).claims
}

fn verdicts(text: &str) -> Vec<(String, Verdict)> {
    judged(text).into_iter().map(|c| (c.text, c.verdict)).collect()
}

#[test]
fn figures_are_judged_by_the_ledger() {
    let claims = judged("截至7月底,全市230个重点项目完成投资546.5亿元,占年度计划的65%,快于序时进度5.9个百分点。");
    let found: Vec<_> = claims.iter().map(|c| (c.text.as_str(), c.verdict, c.expected.as_deref())).collect();
    assert_eq!(
        found,
        [
            ("230个", Verdict::Right, None),
            ("546.5亿元", Verdict::Right, None),
            ("65%", Verdict::Wrong, Some("64.3")),
            ("5.9个百分点", Verdict::Right, None),
        ]
    );
    assert!(claims[3].because.contains("截尾"), "{}", claims[3].because);
}

#[test]
fn round_words_are_taken_by_their_usual_meaning() {
    for (text, verdict) in [
        ("全市重点项目完成投资近550亿元。", Verdict::Approximate),
        ("全市重点项目完成投资540多亿元。", Verdict::Approximate),
        ("全市重点项目完成投资超过540亿元。", Verdict::Approximate),
        ("全市重点项目完成投资约550亿元。", Verdict::Approximate),
        ("全市重点项目完成投资近540亿元。", Verdict::Wrong),
        ("全市重点项目完成投资超过550亿元。", Verdict::Wrong),
        ("全市重点项目完成投资560多亿元。", Verdict::Wrong),
        ("全市重点项目完成投资不到500亿元。", Verdict::Wrong),
    ] {
        assert_eq!(verdicts(text)[0].1, verdict, "{text}");
    }
}

#[test]
fn a_rate_by_another_definition_is_right_and_says_so() {
    let claims = judged("全市重点项目开工率92.4%。");
    assert_eq!(claims[0].verdict, Verdict::Right);
    assert!(claims[0].because.contains("到期应开工"));
    assert_eq!(judged("全市重点项目开工率80.8%。")[0].verdict, Verdict::Right);
    let wrong = &judged("全市重点项目开工率93.5%。")[0];
    assert_eq!((wrong.verdict, wrong.expected.as_deref()), (Verdict::Wrong, Some("80.8")));
}

#[test]
fn a_figure_is_not_called_wrong_where_the_text_leaves_open_what_is_meant() {
    let fitting = &judged("完成投资同比增长19.9%。")[0];
    assert_eq!((fitting.verdict, fitting.door.as_deref()), (Verdict::Right, Some("/explain/yoy")));
    let other = &judged("完成投资同比增长12%。")[0];
    assert_eq!((other.verdict, other.door.as_deref()), (Verdict::Unknown, Some("/explain/yoy")));
    assert!(other.because.contains("没有写明范围") && other.because.contains("19.9%"), "{}", other.because);
}

#[test]
fn goals_are_not_held_against_the_ledger() {
    for text in [
        "确保全市重点项目完成投资850亿元以上。",
        "力争到9月底全市重点项目年度计划完成率达到75%。",
        "全市重点项目年度计划完成率要达到95%。",
        "省里要求全市重点项目上半年开工率达到100%。",
    ] {
        assert_eq!(judged(text)[0].verdict, Verdict::Unknown, "{text}");
    }
    assert_eq!(judged("全市重点项目年度计划完成率达到75%。")[0].verdict, Verdict::Wrong);
}

#[test]
fn what_the_ledger_does_not_know_is_unknown_and_says_why() {
    let claims = judged("东城区完成投资98.6亿元。");
    assert_eq!(claims[0].verdict, Verdict::Unknown);
    assert!(claims[0].because.contains("东城区"));
}

/// The speech that asks too much of the last months, the printed rate that is none, and what follows from them.
#[test]
fn a_paper_is_judged_against_itself() {
    let text = "今年,我市共安排市级重点项目230个,年度计划投资850亿元,占固定资产投资任务1200亿元的70.8%。截至7月底,\
                230个市级重点项目完成投资546.5亿元,占年计划的65%。73个工业项目完成年度计划的69%,高于全市平均进度4个百分点。\n\
                从目前情况看,剩余4个月平均每月要完成投资80多亿元。";
    let report = check(text, &NoLedger, Options::default());
    let wrong: Vec<_> = report.claims.iter().filter(|c| c.verdict == Verdict::Inconsistent).collect();
    let wrong: Vec<_> = wrong.iter().map(|c| (c.text.as_str(), c.expected.as_deref())).collect();
    assert_eq!(wrong, [("65%", Some("64.3")), ("80多亿元", Some("75.9"))]);
    assert!(!report.is_clean());
    let rate = report.claims.iter().find(|c| c.text == "65%").unwrap();
    let relied: Vec<_> = rate.relies_on.iter().map(|i| report.claims[*i].text.as_str()).collect();
    assert_eq!(relied, ["850亿元", "546.5亿元"]);
}

/// Published bulletins, some rounded, some computed from exact amounts, some cut off; and one slip.
#[test]
fn published_bulletins_hold() {
    let right = "1—2月,全市重点项目年度计划投资54.1亿元,完成投资9.4亿元,完成率17.4%,快于序时进度0.7个百分点。\n\
        1—2月,市级重点项目计划投资205.5亿元,完成投资29.5亿元,占年度计划的14.3%,慢于序时进度2.3个百分点。\n\
        1—3月,年度计划127.1亿元,完成31.8亿元,完成年度计划的25%,与序时进度持平。\n\
        1—8月,年度计划投资193.4亿元,完成投资128.5亿元,完成率66.4%,慢于序时进度0.23个百分点。\n\
        1—3月,年度计划投资1015亿元,完成投资313.64亿元,投资完成率30.90%,超序时进度5.90个百分点。\n\
        1—10月,647.4亿元年度计划投资完成629.0亿元,占年度计划的97.2%,超序时进度13.8个百分点。\n\
        计划新开工项目255个,已开工206个,开工率80.8%。\n计划新开工124个项目,已开工122个,开工率98.4%。";
    for line in right.lines() {
        let report = check(line, &NoLedger, Options::default());
        assert!(report.is_clean(), "{line}");
        let rate = report.claims.iter().find(|c| c.unit == "%").unwrap();
        assert_eq!(rate.verdict, Verdict::Consistent, "{line}");
    }
    let report = check("计划新开工项目270个,已开工129个,开工率47%。", &NoLedger, Options::default());
    assert_eq!(report.claims[2].expected.as_deref(), Some("47.8"));
}

#[test]
fn the_report_has_the_shape_that_was_promised() {
    let report = check("开工率达到93.5%。", &NoLedger, Options::default());
    let json = serde_json::to_value(&report).unwrap();
    let claim = json["claims"][0].as_object().unwrap();
    for key in
        "text start end quantity unit relation measure scope period verdict expected because relies_on".split(' ')
    {
        assert!(claim.contains_key(key), "{key}");
    }
    assert_eq!(claim["start"], 5);
    assert_eq!(claim["end"], 10);
    assert_eq!(claim["verdict"], "unknown");
    assert_eq!(claim["quantity"], "93.5");
}

#[test]
fn numerals_of_all_kinds_are_quantities() {
    for (text, quantity, unit) in [
        ("完成投资１８０．５亿元", "180.5", "亿元"),
        ("完成投资一百八十亿", "180", "亿"),
        ("总投资1.5千亿元", "1.5", "千亿元"),
        ("占总数的3/4", "75", "%"),
        ("占总数的三分之二", "66.67", "%"),
        ("占七成", "70", "%"),
        ("九成五的项目", "95", "%"),
        ("翻两番", "2", "番"),
        ("有百余个项目", "100", "个"),
        ("近百家企业", "100", "家"),
        ("投入上千万元", "1000", "万元"),
        ("经济总量1.2万亿元", "1.2", "万亿元"),
        ("投资3000多万", "3000", "万"),
        ("百分之六十五", "65", "%"),
        ("补助二百五十万元", "250", "万元"),
        ("用地2.07万亩", "2.07", "万亩"),
        ("80 多 亿 元", "80", "亿元"),
    ] {
        let claims = claims::read(text);
        assert_eq!(claims.len(), 1, "{text}");
        assert_eq!(
            (claims[0].figure.value.to_string().as_str(), claims[0].figure.unit.as_str()),
            (quantity, unit),
            "{text}"
        );
    }
}

/// Last year's figure between this year's and its rate misleads nobody.
#[test]
fn the_figure_of_last_year_is_not_taken_for_this_years() {
    let text = "1—7月,全市重点项目年度计划投资850亿元,完成投资546.5亿元,去年同期为455.8亿元,增长19.9%,完成率64.3%。";
    let report = check(text, &NoLedger, july());
    assert!(report.is_clean(), "{report:#?}");
    assert_eq!(report.claims[4].verdict, Verdict::Consistent);
    assert_eq!(report.claims[2].period, "去年同期");
    assert_eq!(report.claims[0].period, "1—7月");
    let asked = std::cell::RefCell::new(Vec::new());
    struct Listen<'a>(&'a std::cell::RefCell<Vec<String>>);
    impl Ledger for Listen<'_> {
        fn answer(&self, question: &Question) -> Answer {
            self.0.borrow_mut().push(question.as_of.map_or_else(String::new, |m| m.to_string()));
            Answer::NotInLedger(String::new())
        }
    }
    check("1—7月完成546.5亿元,去年同期为455.8亿元。", &Listen(&asked), july());
    assert_eq!(*asked.borrow(), ["2025-07", "2024-07"]);
}

#[test]
fn files_in_gb18030_are_read() {
    let (bytes, _, _) = encoding_rs::GB18030.encode("开工率达到93.5%。");
    assert_eq!(check(&decode(&bytes), &NoLedger, Options::default()).claims.len(), 1);
}

/// A speech of forty pages (some 30,000 characters, a figure in every other sentence).
fn speech() -> String {
    let passages = include_str!("../corpus/bulletins.txt").lines().filter_map(|l| l.strip_prefix("> "));
    let mut speech: String = passages.collect::<Vec<_>>().join("\n");
    while speech.chars().count() < 30_000 {
        speech = format!("{speech}\n{speech}");
    }
    speech
}

#[test]
fn a_forty_page_speech_is_read_to_its_end() {
    let speech = speech();
    let report = check(&speech, &NoLedger, july());
    assert!(report.claims.len() > 1000);
    assert!(report.claims.last().is_some_and(|c| c.end + 200 > speech.chars().count()));
}

/// A text without a full stop, and one paragraph of nothing but rates.
#[test]
fn endless_sentences_and_paragraphs_are_read() {
    let endless = "完成投资3亿元占年度计划的5%".repeat(2_000);
    let crowded = "年度计划投资9亿元,完成3亿元,完成率5%,月均需完成2亿元。".repeat(1_000);
    assert!(check(&endless, &NoLedger, july()).claims.len() > 3_900);
    assert_eq!(check(&crowded, &NoLedger, july()).claims.len(), 4_000);
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "[0-9一二三十百千万亿两几数点零.,%％—~至到、,。个亩元成倍番月日年第占由从分之其中共\n\t “”项目完成投资率计划超过近约]{0,120}") {
        let chars: Vec<char> = text.chars().collect();
        for claim in check(&text, &NoLedger, july()).claims {
            let quoted: String = chars[claim.start..claim.end].iter().collect();
            prop_assert_eq!(quoted, claim.text);
            prop_assert!(claim.relies_on.iter().all(|i| *i < 200));
        }
    }

    /// Blanks between the characters change nothing.
    #[test]
    fn blanks_do_not_matter(whole in 100..900_u32, part in 10..99_u32) {
        let text = format!("年度计划投资{whole}亿元,完成投资{part}亿元。");
        let spaced: String = text.chars().flat_map(|c| [c, ' ']).collect();
        let read = |t: &str| claims::read(t).into_iter().map(|c| (c.figure.value, c.figure.unit, c.measure.label)).collect::<Vec<_>>();
        prop_assert_eq!(read(&text), read(&spaced));
    }

    /// A rate printed as rounded, or cut off with decimals, is never called inconsistent; one off by far always is.
    #[test]
    fn rounding_is_told_from_error(plan in 2000..90_000_i64, share in 50..1500_i64, cut: bool) {
        let done = plan * share / 1000;
        prop_assume!(done > 10);
        let exact = done as f64 / plan as f64 * 1000.0;
        let tenths = if cut { exact.floor() } else { exact.round() } as i64;
        let text = |rate: i64| {
            let tenth = |n: i64| format!("{}.{}", n / 10, n % 10);
            format!("全市重点项目年度计划投资{}亿元,完成投资{}亿元,完成率{}%。", tenth(plan), tenth(done), tenth(rate))
        };
        prop_assert!(check(&text(tenths), &NoLedger, Options::default()).is_clean());
        prop_assert!(!check(&text(tenths + 30), &NoLedger, Options::default()).is_clean());
    }
}

#[test]
fn cells_of_a_table_take_unit_and_measure_from_their_column() {
    let text = "各县区完成情况表(单位:万元)\n\
        县区\t年度计划投资\t完成投资\t完成率(%)\t排名\n\
        东城区\t85000\t54650\t64.3\t1\n\
        西城区\t62000\t35340\t75.0\t2\n";
    let claims = check(text, &NoLedger, Options::default()).claims;
    let read: Vec<(&str, &str, &str, Option<&str>, Verdict)> = claims
        .iter()
        .map(|c| (c.quantity.as_str(), c.unit.as_str(), c.scope.as_str(), c.indicator, c.verdict))
        .collect();
    assert_eq!(
        read,
        [
            ("85000", "万元", "东城区", Some("annual_plan"), Verdict::Consistent),
            ("54650", "万元", "东城区", Some("done_ytd"), Verdict::Consistent),
            ("64.3", "%", "东城区", Some("completion"), Verdict::Consistent),
            ("62000", "万元", "西城区", Some("annual_plan"), Verdict::Unknown),
            ("35340", "万元", "西城区", Some("done_ytd"), Verdict::Unknown),
            ("75.0", "%", "西城区", Some("completion"), Verdict::Inconsistent),
        ]
    );
}
