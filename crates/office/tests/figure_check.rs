//! The figure check as a browser uses it, on SQLite and on a real PostgreSQL: hand in, read, follow the doors, take the Word file.

mod common;

use axum::http::StatusCode;
use office::ledger::BoardFeed;
use platform::testing::{Answer, Client, TestApp, TestDb, both};
use platform::{Role, Scope};
use std::io::{Cursor, Read, Write};
use std::sync::Arc;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const CHECK: &str = "/bulletins/check";

fn app(test: &TestDb) -> TestApp {
    TestApp::new(test, office::mechanisms(&Arc::new(BoardFeed::default())))
}

/// The application over the ledger of an invented city in July.
async fn in_july(test: &TestDb) -> TestApp {
    common::take_in(&test.db, "ledger-2025-07.xlsx", false).await;
    app(test)
}

/// Hands a text in; where its result is.
async fn handed_in(client: &Client, text: &str, as_of: &str) -> String {
    let answer = client.upload(CHECK, &[("text", text), ("as_of", as_of)], ("paper", "", b"")).await;
    answer.is(StatusCode::SEE_OTHER).location().to_owned()
}

async fn judged(client: &Client, text: &str) -> Answer {
    let result = handed_in(client, text, "").await;
    client.get(&result).await.ok()
}

/// Words and verdict of every figure in the text, in order.
fn marks(page: &Answer) -> Vec<(String, String)> {
    let figures = page.texts(".checked .figure");
    let verdicts = page.texts(".checked .figure .verdict");
    let words =
        |(figure, verdict): (&String, &String)| figure.strip_suffix(verdict.as_str()).unwrap_or(figure).to_owned();
    figures.iter().zip(&verdicts).map(|pair| (words(pair), pair.1.clone())).collect()
}

fn verdict(page: &Answer, words: &str) -> String {
    let found = marks(page).into_iter().find(|(w, _)| w == words);
    found.unwrap_or_else(|| panic!("no {words} in {:?}", marks(page))).1
}

/// The list's line of a figure: its cells.
fn line(page: &Answer, words: &str) -> Vec<String> {
    let cells = page.texts("table.figures td");
    let line = cells.chunks(6).find(|line| line[1] == words);
    line.unwrap_or_else(|| panic!("no line of {words} in {cells:?}")).to_vec()
}

const SPEECH: &str = "一、进展\n截至7月底,全市60个重点项目年度计划投资224.45亿元,完成投资140.8亿元,占年度计划的62.7%。\
                      东湖区完成投资24.7亿元,完成率65.8%。全市重点项目完成投资近200亿元。";

#[tokio::test]
async fn a_pasted_speech_comes_back_with_every_figure_judged_by_the_ledger() {
    for test in both(common::migrations()).await {
        let app = in_july(&test).await;
        let office = app.user(Role::Office).await;
        let page = judged(&office, SPEECH).await;
        let found = marks(&page);
        let found: Vec<(&str, &str)> = found.iter().map(|(w, v)| (w.as_str(), v.as_str())).collect();
        let expected = [
            ("60个", "相符"),
            ("224.45亿元", "相符"),
            ("140.8亿元", "相符"),
            ("62.7%", "相符"),
            ("24.7亿元", "相符"),
            ("65.8%", "有误"),
            ("200亿元", "有误"),
        ];
        assert_eq!(found, expected, "{}", test.name);
        let wrong = line(&page, "65.8%");
        assert!(wrong[2].contains("应为 55.8%"), "{wrong:?}");
        assert!(wrong[4].contains("台账为55.8%"), "{wrong:?}");
        let doors = page.attributes("table.figures a[data-door]", "href");
        let door = doors.iter().find(|d| d.starts_with("/explain/completion") && d.contains("region=")).unwrap();
        assert!(door.contains("as_of=2025-07"), "{door}");
        assert!(office.get(door).await.ok().text().contains("55.8%"));
        // The text itself is whole.
        let text = page.texts(".checked p").join("");
        assert!(text.starts_with("一、进展") && text.contains("东湖区完成投资"), "{text}");
    }
}

#[tokio::test]
async fn a_rate_that_fits_another_definition_says_which() {
    for test in both(common::migrations()).await {
        let app = in_july(&test).await;
        let office = app.user(Role::Office).await;
        let rates = office.get("/api/v1/board?as_of=2025-07").await.ok().json();
        let rate = |id: &str| rates["total"][id].as_str().unwrap_or_else(|| panic!("{id} in {rates}")).to_owned();
        let (usual, due) = (rate("start_rate"), rate("new_start_rate"));
        assert_ne!(usual, due, "the fixture tells the definitions apart");
        let page = judged(&office, &format!("截至7月底,全市重点项目开工率{due}%,其中开工率{usual}%。")).await;
        assert_eq!(verdict(&page, &format!("{due}%")), "相符", "{:?}", page.texts("table.figures td"));
        let because = &line(&page, &format!("{due}%"))[4];
        assert!(because.contains("新开工率") && because.contains(&format!("{usual}%")), "{because}");
        let page = judged(&office, "截至7月底,全市重点项目开工率12.3%。").await;
        assert_eq!(verdict(&page, "12.3%"), "有误");
    }
}

#[tokio::test]
async fn what_the_ledger_cannot_say_is_left_open_with_the_reason() {
    for test in both(common::migrations()).await {
        let app = in_july(&test).await;
        let office = app.user(Role::Office).await;
        for (text, words, reason) in [
            ("截至9月底,全市重点项目完成投资300亿元。", "300亿元", "台账只到2025-07"),
            ("截至7月底,南山县完成投资9.9亿元。", "9.9亿元", "没有“南山县”"),
            ("截至7月底,全县重点项目完成投资9.9亿元。", "9.9亿元", "没有“全县”的数"),
            ("“十四五”以来,全市重点项目完成投资999亿元。", "999亿元", "台账按年度记"),
            ("截至7月底,全市固定资产投资增长9.9%。", "9.9%", "没有“固定资产投资增速”"),
            ("截至7月底,完成投资99亿元。", "99亿元", "没有写明范围"),
            ("全市重点项目完成投资99亿元。", "99亿元", "没有写明月份"),
            ("截至7月底,全市19个重点项目完成投资9.9亿元。", "9.9亿元", "文中范围是19个项目,台账中有60个"),
            ("确保年底前全市重点项目完成投资250亿元。", "250亿元", "目标或要求"),
        ] {
            let page = judged(&office, text).await;
            assert_eq!(verdict(&page, words), "未核", "{text}");
            let because = &line(&page, words)[4];
            assert!(because.contains(reason), "{text}: {because}");
        }
        // Once the month is named, nothing is left open.
        let result = handed_in(&office, "全市重点项目完成投资99亿元。", "2025-07").await;
        assert_eq!(verdict(&office.get(&result).await.ok(), "99亿元"), "有误");
    }
}

#[tokio::test]
async fn a_county_is_answered_for_its_own_projects_only() {
    for test in both(common::migrations()).await {
        let app = in_july(&test).await;
        let county = app.user_within(Role::Viewer, Scope::regions(["东湖区"])).await;
        let text = "截至7月底,东湖区完成投资24.7亿元,西湖区完成投资20.2亿元,全市60个重点项目年度计划投资224.45亿元。";
        let page = judged(&county, text).await;
        assert_eq!(verdict(&page, "24.7亿元"), "相符");
        assert_eq!(verdict(&page, "20.2亿元"), "未核");
        assert_eq!(verdict(&page, "224.45亿元"), "未核");
        assert!(line(&page, "224.45亿元")[4].contains("超出您可查看的范围"));
        // Nobody sees the paper of somebody else.
        let own = handed_in(&county, text, "").await;
        let office = app.user(Role::Office).await;
        office.get(&own).await.is(StatusCode::NOT_FOUND);
        office.get(&format!("{own}/word")).await.is(StatusCode::NOT_FOUND);
        assert!(!office.get(CHECK).await.ok().text().contains("东湖区完成投资24.7"));
    }
}

/// The product's own bulletin, taken as Word and handed in: not one figure of it may be called wrong.
#[tokio::test]
async fn the_products_own_bulletin_holds_against_the_ledger() {
    for test in both(common::migrations()).await {
        let app = in_july(&test).await;
        let office = app.user(Role::Office).await;
        let bulletin = office.get("/bulletins/file/docx?as_of=2025-07").await.ok();
        let sent = office
            .upload(CHECK, &[("text", ""), ("as_of", "2025-07")], ("paper", "7月通报.docx", &bulletin.body))
            .await;
        let result = sent.is(StatusCode::SEE_OTHER).location().to_owned();
        let page = office.get(&result).await.ok();
        let bad = page.texts("tr:has(.verdict.wrong), tr:has(.verdict.clash)");
        assert_eq!(bad, Vec::<String>::new(), "{}", test.name);
        let right = marks(&page).into_iter().filter(|(_, v)| v == "相符").count();
        assert!(right >= 20, "{right} of {:?}", marks(&page));
    }
}

fn word_file(text: &str) -> Vec<u8> {
    let body = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"#
    );
    let types = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [("[Content_Types].xml", types), ("word/document.xml", body.as_str())] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_word_file_comes_back_with_comments_at_its_figures() {
    for test in both(common::migrations()).await {
        let app = in_july(&test).await;
        let office = app.user(Role::Office).await;
        let file = word_file("截至7月底,全市重点项目完成投资140.8亿元,占年度计划的65%。");
        let sent = office.upload(CHECK, &[("text", ""), ("as_of", "")], ("paper", "讲话 稿.docx", &file)).await;
        let result = sent.is(StatusCode::SEE_OTHER).location().to_owned();
        let page = office.get(&result).await.ok();
        assert!(page.attributes(".bar a", "href").contains(&format!("{result}/word")));
        let word = office.get(&format!("{result}/word")).await.ok();
        let named = word.headers["content-disposition"].to_str().unwrap();
        assert!(named.starts_with("attachment; filename*=UTF-8''") && named.contains("%20"), "{named}");
        let mut comments = String::new();
        let mut zip = ZipArchive::new(Cursor::new(&word.body)).unwrap();
        zip.by_name("word/comments.xml").unwrap().read_to_string(&mut comments).unwrap();
        assert!(comments.contains("【有误】应为62.7%"), "{comments}");
        // Mere text has no Word file.
        let pasted = handed_in(&office, SPEECH, "").await;
        office.get(&format!("{pasted}/word")).await.is(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_is_no_paper_is_refused_with_what_to_do() {
    for test in both(common::migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        for (text, as_of, file, bytes, told) in [
            ("", "", "", &b""[..], "请粘贴文稿"),
            (" \n", "", "", b"", "请粘贴文稿"),
            ("完成投资3亿元。", "7月", "", b"", "2025-07"),
            ("完成投资3亿元。", "", "稿.txt", b"x", "只用一种"),
            ("", "", "稿.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为.docx"),
            ("", "", "稿.docx", b"PK\x03\x04nonsense", "不是Word文件"),
            ("", "", "图.png", b"\x89PNG\0\0", "不是文本文件"),
            ("", "", "空.txt", b"", "文件是空的"),
        ] {
            let answer = office.upload(CHECK, &[("text", text), ("as_of", as_of)], ("paper", file, bytes)).await;
            let page = answer.is(StatusCode::UNPROCESSABLE_ENTITY);
            let said = page.texts("[role=alert]").join("");
            assert!(said.contains(told), "{told}: {said}");
            // What was typed is not lost.
            assert_eq!(page.texts("textarea").join("").trim(), text.trim());
        }
        let long = "完成投资3亿元。".repeat(30_000);
        let page = office.upload(CHECK, &[("text", &long), ("as_of", "")], ("paper", "", b"")).await;
        let page = page.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.texts("[role=alert]").join("").contains("zhuashou check"));
        office.get("/bulletins/check/999999").await.is(StatusCode::NOT_FOUND);
        office.get("/bulletins/check/none").await.is(StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn without_a_ledger_a_paper_is_held_against_itself() {
    for test in both(common::migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let page = judged(&office, "年度计划投资850亿元,完成投资546.5亿元,占年度计划的65%。<b>注</b>").await;
        assert!(page.texts(".notice").join("").contains("只按文稿自身"));
        assert_eq!(verdict(&page, "65%"), "前后不一致");
        assert_eq!(page.attributes("table.figures a[href='#t1']", "href").len(), 2, "the rate rests on the plan");
        assert_eq!(page.texts(".checked b"), Vec::<String>::new(), "what is typed is text");
        let none = judged(&office, "同志们,加油干!").await;
        assert!(none.text().contains("没有可核对的数字"));
        let history = office.get(CHECK).await.ok();
        assert_eq!(history.texts("table td").into_iter().filter(|t| t == "同志们,加油干!").count(), 1);
    }
}
