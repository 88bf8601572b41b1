//! The import page as a browser uses it, on SQLite and on a real PostgreSQL: upload, columns, check, commit, result.

use axum::http::{StatusCode, header};
use office::ledger::BoardFeed;
use office::ledger::entities::{import_batch, monthly_report, project, project_list};
use platform::db::migrate::Migrations;
use platform::testing::{Answer, Client, TestApp, TestDb, both};
use platform::{Mechanism, Role, Scope};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::Value;
use std::io::Read;
use std::sync::Arc;

const JULY: &str = "ledger-2025-07.xlsx";
const ERRORS: &str = "ledger-2025-07-errors.xlsx";
const FIELDS: [(&str, &str); 3] = [("year", "2025"), ("as_of", ""), ("list", "2025年重点项目")];

fn mechanisms() -> Vec<Arc<dyn Mechanism>> {
    office::mechanisms(&Arc::new(BoardFeed::default()))
}

fn migrations() -> Migrations {
    Migrations::of(&mechanisms())
}

/// A file of `fixtures/` at the root of the repository.
fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn app(test: &TestDb) -> TestApp {
    TestApp::new(test, mechanisms())
}

async fn send(office: &Client, name: &str, bytes: &[u8]) -> Answer {
    office.upload("/import", &FIELDS, ("workbook", name, bytes)).await
}

/// Uploads; where the draft is.
async fn upload(office: &Client, name: &str, bytes: &[u8]) -> String {
    send(office, name, bytes).await.is(StatusCode::SEE_OTHER).location().to_owned()
}

/// The form of the columns page as it stands, with some fields changed.
fn as_shown(page: &Answer, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let html = page.html();
    let select = scraper::Selector::parse("main form.form select").unwrap();
    let selected = scraper::Selector::parse("option[selected]").unwrap();
    let mut fields: Vec<(String, String)> = html
        .select(&select)
        .map(|s| {
            let chosen = s.select(&selected).next().and_then(|o| o.attr("value")).unwrap_or("");
            (s.attr("name").unwrap().to_owned(), chosen.to_owned())
        })
        .collect();
    fields.push(("as_of".to_owned(), page.attributes("#as_of", "value").remove(0)));
    for (name, value) in changes {
        let field = fields.iter_mut().find(|(n, _)| n == name).unwrap_or_else(|| panic!("no field {name}"));
        field.1 = (*value).to_owned();
    }
    fields
}

async fn post(office: &Client, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    office.post(path, &fields).await
}

/// Upload, columns as understood, and the page of findings.
async fn checked(office: &Client, name: &str, bytes: &[u8]) -> (String, Answer) {
    let draft = upload(office, name, bytes).await;
    let columns = office.get(&draft).await.ok();
    let correct = post(office, &format!("{draft}/columns"), &as_shown(&columns, &[])).await;
    assert_eq!(correct.is(StatusCode::SEE_OTHER).location(), format!("{draft}/check"));
    let check = office.get(&format!("{draft}/check")).await.ok();
    (draft, check)
}

/// Says yes and works the job off.
async fn commit(app: &TestApp, office: &Client, draft: &str, fields: &[(&str, &str)]) -> Answer {
    let said = office.post(&format!("{draft}/commit"), fields).await.is(StatusCode::SEE_OTHER);
    assert_eq!(said.location(), format!("{draft}/result"));
    app.app.jobs().work_off().await.unwrap();
    office.get(&format!("{draft}/result")).await.ok()
}

/// The figures of a strip, by their headings.
fn strip(page: &Answer) -> Vec<(String, String)> {
    page.texts("dl.strip dt").into_iter().zip(page.texts("dl.strip dd:not(.note)")).collect()
}

fn figure(page: &Answer, heading: &str) -> String {
    strip(page).into_iter().find(|(h, _)| h == heading).unwrap_or_else(|| panic!("{heading}: {}", page.text())).1
}

async fn projects(test: &TestDb) -> u64 {
    project::Entity::find().count(test.db.read()).await.unwrap()
}

#[tokio::test]
async fn a_workbook_comes_in_step_by_step_and_the_board_follows() {
    for test in both(migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let empty = office.get("/import").await.ok();
        // Year and list are the workbook's own unless somebody types others.
        assert_eq!(empty.attributes("#year", "value"), [""]);
        assert_eq!(empty.attributes("#list", "value"), [""]);

        let draft = upload(&office, JULY, &fixture(JULY)).await;
        let columns = office.get(&draft).await.ok();
        assert_eq!(columns.attributes("#as_of", "value"), ["2025-07"], "{}", test.name);
        let chosen = as_shown(&columns, &[]);
        assert!(chosen.iter().any(|(_, field)| field == "annual_plan"), "{chosen:?}");
        assert!(columns.texts("section h2")[0].contains("60个项目"));
        assert_eq!(projects(&test).await, 0, "nothing is written yet");

        let (draft, check) = checked(&office, JULY, &fixture(JULY)).await;
        assert_eq!((figure(&check, "新增"), figure(&check, "错误")), ("60 个".to_owned(), "0 处".to_owned()));
        assert_eq!(projects(&test).await, 0);
        let said = office.post(&format!("{draft}/commit"), &[]).await.is(StatusCode::SEE_OTHER);
        let waiting = office.get(said.location()).await.ok();
        let progress = waiting.attributes("busy-progress", "data-src").remove(0);
        assert_eq!(office.get(&progress).await.ok().json()["state"], "running");
        app.app.jobs().work_off().await.unwrap();
        let job = office.get(&progress).await.ok().json();
        assert_eq!((&job["state"], &job["href"]), (&"done".into(), &format!("{draft}/result").into()), "{job}");
        let done = office.get(&format!("{draft}/result")).await.ok();
        assert_eq!((figure(&done, "新增"), projects(&test).await), ("60 个".to_owned(), 60));
        assert!(done.attributes("main a", "href").contains(&"/board?as_of=2025-07".to_owned()));

        let expected: Value = serde_json::from_slice(&fixture("ledger-2025-07.expected.json")).unwrap();
        let board = office.get("/board?as_of=2025-07").await.ok();
        let plan = expected["annual_plan"].as_f64().unwrap() / 10_000.0;
        assert!(board.text().contains(&format!("{plan:.2}")), "{plan} in {:?}", strip(&board));
        let history = office.get("/import").await.ok();
        let cells = history.texts("table td");
        let of_file = cells.iter().rposition(|cell| cell == JULY).unwrap();
        assert_eq!(cells[of_file + 2..of_file + 6], ["2025-07", "60", "0", "0"], "{}", test.name);
    }
}

#[tokio::test]
async fn errors_are_shown_in_their_cells_and_write_nothing() {
    for test in both(migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let (draft, check) = checked(&office, ERRORS, &fixture(ERRORS)).await;
        let expected: Vec<Value> = serde_json::from_slice(&fixture("ledger-2025-07-errors.expected.json")).unwrap();
        let marked = check.attributes("td.bad, td.warn", "id");
        for fault in &expected {
            let column = u32::try_from(fault["column"].as_u64().unwrap()).unwrap() - 1;
            let cell = format!("{}{}", workbook::column_letters(column), fault["row"]);
            assert!(marked.contains(&cell), "{cell} among {marked:?}");
        }
        for link in check.attributes("a.cell", "href") {
            assert!(marked.contains(&link[1..].to_owned()), "{link} leads to a cell");
        }
        assert_eq!(check.attributes("input[name=accept_valid]", "checked"), Vec::<String>::new());
        let refused = office.post(&format!("{draft}/commit"), &[]).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.texts("[role=alert]")[0].contains("什么也没有写入"), "{}", test.name);
        assert_eq!(app.app.jobs().work_off().await.unwrap(), 0);
        assert_eq!(projects(&test).await, 0);

        let done = commit(&app, &office, &draft, &[("accept_valid", "1")]).await;
        let left_out = figure(&done, "因错误没有导入");
        let created = projects(&test).await;
        assert!(created > 0 && created < 60);
        assert_eq!(left_out, format!("{} 个", 60 - created), "{}", test.name);
    }
}

#[tokio::test]
async fn the_same_workbook_comes_back_with_comments() {
    for test in both(migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let draft = upload(&office, ERRORS, &fixture(ERRORS)).await;
        let answer = office.get(&format!("{draft}/annotated")).await.ok();
        let name = answer.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
        assert!(name.contains("ledger-2025-07-errors-%E6%89%B9%E6%B3%A8.xlsx"), "{name}");
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(answer.body)).unwrap();
        let names: Vec<String> = package.file_names().map(|name| name.unwrap().into_owned()).collect();
        let comments = names.iter().find(|name| name.contains("comments")).unwrap();
        let mut text = String::new();
        package.by_name(comments).unwrap().read_to_string(&mut text).unwrap();
        assert!(text.contains("【错误】"), "{}: {text}", test.name);
    }
}

#[tokio::test]
async fn corrections_are_remembered_for_the_list() {
    let sheet = |month: &str| {
        format!(
            "2025年重点项目,,,,截至2025年{month}月底 单位:万元\n项目名称,县市区,建设性质,年度计划投资,1-{month}月完成投资,牵头大员\n\
             城东水厂,东湖区,续建,2000,1000,王五\n城西路网,西湖区,新建,3000,900,赵六\n"
        )
    };
    for test in both(migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let draft = upload(&office, "7月.csv", sheet("7").as_bytes()).await;
        let columns = office.get(&draft).await.ok();
        let fields = as_shown(&columns, &[("column.0.F", "leader")]);
        post(&office, &format!("{draft}/columns"), &fields).await.is(StatusCode::SEE_OTHER);
        let again = as_shown(&office.get(&draft).await.ok(), &[]);
        assert!(again.contains(&("column.0.F".to_owned(), "leader".to_owned())), "{again:?}");
        let done = commit(&app, &office, &draft, &[]).await;
        assert!(done.text().contains("已记住1项更正"), "{}", done.text());
        let list = project_list::Entity::find().one(test.db.read()).await.unwrap().unwrap();
        assert_eq!(list.mapping, r#"{"columns":{"牵头大员":"leader"}}"#, "{}", test.name);
        let leaders = project::Entity::find().all(test.db.read()).await.unwrap();
        assert!(leaders.iter().all(|p| p.leader_id.is_some()));

        let next = upload(&office, "8月.csv", sheet("8").as_bytes()).await;
        let understood = as_shown(&office.get(&next).await.ok(), &[]);
        assert!(understood.contains(&("column.0.F".to_owned(), "leader".to_owned())), "{understood:?}");
    }
}

#[tokio::test]
async fn a_unit_is_corrected_and_remembered_for_the_list() {
    let sheet = |month: &str, title: &str| {
        format!(
            "2025年重点项目,,截至2025年{month}月底,{title}\n项目名称,县市区,年度计划投资,1-{month}月完成投资\n城西路网,西湖区,3.5,0.9\n"
        )
    };
    for test in both(migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let draft = upload(&office, "7月.csv", sheet("7", "单位:万元").as_bytes()).await;
        let columns = office.get(&draft).await.ok();
        assert_eq!(columns.texts("[id='unit.0'] option[selected]"), ["万元"]);
        let fields = as_shown(&columns, &[("unit.0", "亿元")]);
        post(&office, &format!("{draft}/columns"), &fields).await.is(StatusCode::SEE_OTHER);
        let again = as_shown(&office.get(&draft).await.ok(), &[]);
        assert!(again.contains(&("unit.0".to_owned(), "亿元".to_owned())), "{again:?}");
        let check = office.get(&format!("{draft}/check")).await.ok();
        assert!(check.text().contains("表中写明单位万元,已按指定的亿元读取"), "{}", check.text());
        let done = commit(&app, &office, &draft, &[]).await;
        assert!(done.text().contains("已记住1项更正"), "{}", done.text());
        let list = project_list::Entity::find().one(test.db.read()).await.unwrap().unwrap();
        assert_eq!(list.mapping, r#"{"units":{"万元":"亿元"}}"#, "{}", test.name);
        let report = monthly_report::Entity::find().one(test.db.read()).await.unwrap().unwrap();
        assert_eq!(report.done_ytd, Some(9_000 * kernel::money::FEN_PER_WAN), "0.9 亿元");

        // Where the next workbook states the same, it is meant the same; another statement counts.
        for (title, unit) in [("单位:万元", "亿元"), ("单位:亿元", "亿元"), ("单位:元", "元"), ("", "万元")]
        {
            let next = upload(&office, "8月.csv", sheet("8", title).as_bytes()).await;
            let shown = office.get(&next).await.ok().texts("[id='unit.0'] option[selected]");
            assert_eq!(shown, [unit], "{title} {}", test.name);
        }
        let next = upload(&office, "8月.csv", sheet("8", "").as_bytes()).await;
        let fields = as_shown(&office.get(&next).await.ok(), &[("unit.0", "两")]);
        post(&office, &format!("{next}/columns"), &fields).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn an_upload_can_be_given_up_until_it_is_written() {
    for test in both(migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let (draft, _) = checked(&office, JULY, &fixture(JULY)).await;
        let action = format!("{draft}/discard");
        assert!(office.get("/import").await.ok().attributes("form", "action").contains(&action));
        assert!(office.get(&draft).await.ok().attributes("form", "action").contains(&action));
        let other = app.user_within(Role::Office, Scope::regions(["东湖区"])).await;
        other.post(&action, &[]).await.is(StatusCode::NOT_FOUND);
        assert_eq!(office.post(&action, &[]).await.is(StatusCode::SEE_OTHER).location(), "/import");
        office.get(&draft).await.is(StatusCode::NOT_FOUND);
        office.post(&action, &[]).await.is(StatusCode::NOT_FOUND);
        assert!(!office.get("/import").await.ok().attributes("form", "action").contains(&action));
        assert_eq!(projects(&test).await, 0, "{}", test.name);

        let (draft, _) = checked(&office, JULY, &fixture(JULY)).await;
        office.post(&format!("{draft}/commit"), &[]).await.is(StatusCode::SEE_OTHER);
        let waiting = office.post(&format!("{draft}/discard"), &[]).await.is(StatusCode::CONFLICT);
        assert!(waiting.text().contains("正在入账"), "{}", waiting.text());
        app.app.jobs().work_off().await.unwrap();
        let written = office.post(&format!("{draft}/discard"), &[]).await.is(StatusCode::CONFLICT);
        assert!(written.text().contains("已经入账"), "{}", written.text());
        assert_eq!(projects(&test).await, 60, "{}", test.name);
    }
}

#[tokio::test]
async fn a_month_that_the_workbook_does_not_say_is_asked_for() {
    let sheet = "项目名称,县市区,年度计划投资,年内累计完成投资\n城东水厂,东湖区,2000,1000\n";
    let test = platform::testing::sqlite().await;
    migrations().run(&test.db).await.unwrap();
    let app = app(&test);
    let office = app.user(Role::Office).await;
    let draft = upload(&office, "台账.csv", sheet.as_bytes()).await;
    let columns = office.get(&draft).await.ok();
    assert_eq!(columns.attributes("#as_of", "value"), [""]);
    assert_eq!(office.get(&format!("{draft}/check")).await.is(StatusCode::SEE_OTHER).location(), draft);
    for (typed, told) in [("", "请填写"), ("七月", "应写作"), ("2024-07", "不在2025年度内")] {
        let fields = as_shown(&columns, &[("as_of", typed)]);
        let refused = post(&office, &format!("{draft}/columns"), &fields).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.texts("[role=alert]")[0].contains(told), "{typed}: {:?}", refused.texts("[role=alert]"));
    }
    let fields = as_shown(&columns, &[("as_of", "2025-07")]);
    post(&office, &format!("{draft}/columns"), &fields).await.is(StatusCode::SEE_OTHER);
    commit(&app, &office, &draft, &[]).await;
    let report = monthly_report::Entity::find().one(test.db.read()).await.unwrap().unwrap();
    assert_eq!(report.month, kernel::Month::new(2025, 7).unwrap().index());
}

#[tokio::test]
async fn a_similar_name_is_the_same_project_when_a_person_says_so() {
    let sheet = |name: &str| {
        format!(
            "2025年重点项目,,,,截至2025年7月底 单位:万元\n项目名称,县市区,项目单位,年度计划投资,1-7月完成投资\n{name},东湖区,水务公司,2000,1000\n"
        )
    };
    for test in both(migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let first = sheet("城西污水处理厂提标改造项目");
        let (draft, _) = checked(&office, "7月.csv", first.as_bytes()).await;
        commit(&app, &office, &draft, &[]).await;
        let asked = async |name: &str| {
            let (draft, check) = checked(&office, "7月.csv", sheet(name).as_bytes()).await;
            (draft, check.attributes("input[type=radio]", "name"), check.attributes("input[type=radio]", "value"))
        };
        let (draft, names, values) = asked("城西污水处理厂提标改造工程").await;
        assert_eq!(values, ["1", "new"], "{}", test.name);
        commit(&app, &office, &draft, &[(names[0].as_str(), "1")]).await;
        assert_eq!(projects(&test).await, 1, "{}", test.name);

        // Known by its new name now: nobody is asked again, and an answer nobody asked for is no way to another project.
        let (draft, names, _) = asked("城西污水处理厂提标改造工程").await;
        assert_eq!(names, Vec::<String>::new());
        let unchanged = commit(&app, &office, &draft, &[("same.0.3", "new")]).await;
        assert_eq!(figure(&unchanged, "与台账一致"), "1 个");

        let (draft, names, _) = asked("城西污水处理厂提标扩容工程").await;
        commit(&app, &office, &draft, &[(names[0].as_str(), "new")]).await;
        assert_eq!(projects(&test).await, 2, "{}", test.name);
    }
}

#[tokio::test]
async fn only_whoever_may_import_sees_their_own_drafts() {
    for test in both(migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let county = app.user_within(Role::Office, Scope::regions(["东湖区"])).await;
        let draft = upload(&office, JULY, &fixture(JULY)).await;
        let viewer = app.user(Role::Viewer).await;
        viewer.get("/import").await.is(StatusCode::FORBIDDEN);
        send(&viewer, JULY, &fixture(JULY)).await.is(StatusCode::FORBIDDEN);
        app.visitor().get(&draft).await.is(StatusCode::SEE_OTHER);
        for page in ["", "/check", "/annotated", "/result"] {
            county.get(&format!("{draft}{page}")).await.is(StatusCode::NOT_FOUND);
        }
        for page in ["/columns", "/commit", "/discard"] {
            county.post(&format!("{draft}{page}"), &[]).await.is(StatusCode::NOT_FOUND);
        }
        office.get("/import/999").await.is(StatusCode::NOT_FOUND);
        office.get("/import/..%2F1").await.is(StatusCode::NOT_FOUND);
        assert!(!county.get("/import").await.ok().text().contains(&format!("{draft}\"")));
    }
}

#[tokio::test]
async fn a_county_writes_its_own_projects_only() {
    for test in both(migrations()).await {
        let app = app(&test);
        let county = app.user_within(Role::Office, Scope::regions(["东湖区"])).await;
        let (draft, check) = checked(&county, JULY, &fixture(JULY)).await;
        assert_eq!((figure(&check, "新增"), figure(&check, "错误")), ("10 个".to_owned(), "50 处".to_owned()));
        let refused = commit(&app, &county, &draft, &[]).await;
        assert!(refused.texts("[role=alert]")[0].contains("什么也没有写入"), "{}", refused.text());
        assert_eq!(projects(&test).await, 0);
        commit(&app, &county, &draft, &[("accept_valid", "1")]).await;
        assert_eq!(projects(&test).await, 10, "{}", test.name);

        // Another place in the row does not make the project theirs.
        let office = app.user(Role::Office).await;
        let sheet = |region: &str| {
            format!(
                "2025年重点项目,,截至2025年7月底,单位:万元\n项目名称,县市区,年度计划投资,1-7月完成投资\n城西路网,{region},3000,900\n"
            )
        };
        let (draft, _) = checked(&office, "7月.csv", sheet("西湖区").as_bytes()).await;
        commit(&app, &office, &draft, &[]).await;
        let (_, check) = checked(&county, "7月.csv", sheet("东湖区").as_bytes()).await;
        assert_eq!(figure(&check, "错误"), "1 处", "{}", check.text());
    }
}

/// What Excel makes of a workbook with a password, as far as anybody without it can see.
fn protected() -> Vec<u8> {
    let mut bytes = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    bytes.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

#[tokio::test]
async fn what_is_no_workbook_is_told_on_the_upload_page() {
    let test = platform::testing::sqlite().await;
    migrations().run(&test.db).await.unwrap();
    let app = app(&test);
    let office = app.user(Role::Office).await;
    let protected = protected();
    let cases: [(&str, &[u8], &str); 8] = [
        ("台账.xlsx", "这不是工作簿".as_bytes(), "没有找到台账表头"),
        ("台账.xlsx", b"", "文件是空的"),
        ("台账.xlsx", b"PK\x03\x04 broken", "损坏"),
        ("台账.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("", b"x", "请选择台账工作簿"),
        ("台账.xlsx", &protected, "取消密码"),
        ("台账.csv", b"\x81\xff\xfe\xb0\xa1\xff", "编码无法识别"),
        ("台账.csv", "县区,项目个数,年度计划投资,完成投资\n东湖区,3,10,5\n".as_bytes(), "项目名称"),
    ];
    for (name, bytes, told) in cases {
        let refused = send(&office, name, bytes).await.is(StatusCode::UNPROCESSABLE_ENTITY);
        let alert = refused.texts("[role=alert]").remove(0);
        assert!(alert.contains(told), "{name}: {alert}");
    }
    for (field, typed, told) in
        [("year", "二五", "四位数字"), ("as_of", "2024-07", "不在2025年度内"), ("list", "长", "")]
    {
        let typed = if told.is_empty() { typed.repeat(61) } else { typed.to_owned() };
        let fields = FIELDS.map(|(name, value)| (name, if name == field { typed.as_str() } else { value }));
        let refused = office.upload("/import", &fields, ("workbook", JULY, &fixture(JULY))).await;
        assert!(refused.is(StatusCode::UNPROCESSABLE_ENTITY).texts("[role=alert]")[0].contains(told));
    }
    let large = vec![b'1'; (50 << 20) + 1];
    let refused = send(&office, "台账.csv", &large).await.is(StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.texts("[role=alert]")[0].contains("50MB"));

    let hostile = "../../台账<script>alert(1)</script>\u{202e}.xlsx";
    let draft = upload(&office, hostile, &fixture(JULY)).await;
    let page = office.get(&draft).await.ok();
    assert!(!page.text().contains("<script>alert") && !page.text().contains("../"), "{}", page.text());
    commit(&app, &office, &draft, &[]).await;
    let batch = import_batch::Entity::find().one(test.db.read()).await.unwrap().unwrap();
    assert_eq!(batch.file_name, "script>.xlsx");
}

#[tokio::test]
async fn two_drafts_of_one_file_and_two_clicks_write_it_once() {
    for test in both(migrations()).await {
        let app = app(&test);
        let office = app.user(Role::Office).await;
        let other = app.user_within(Role::Office, Scope::regions(["东湖区", "西湖区"])).await;
        let (one, _) = checked(&office, JULY, &fixture(JULY)).await;
        let (two, _) = checked(&office, JULY, &fixture(JULY)).await;
        assert_ne!(one, two);
        office.post(&format!("{one}/commit"), &[]).await.is(StatusCode::SEE_OTHER);
        let again = office.post(&format!("{one}/commit"), &[]).await.is(StatusCode::SEE_OTHER);
        assert_eq!(again.location(), format!("{one}/result"));
        assert_eq!(app.app.jobs().work_off().await.unwrap(), 1, "the second click starts nothing");
        let late = commit(&app, &office, &two, &[]).await;
        assert_eq!(figure(&late, "与台账一致"), "60 个", "{}", test.name);
        assert!(late.text().contains("台账已与工作簿一致"));
        assert_eq!(import_batch::Entity::find().count(test.db.read()).await.unwrap(), 1);
        let job = office.get(&format!("{one}/result")).await.ok();
        assert!(job.text().contains("已写入台账"));
        assert_eq!(office.get(&one).await.is(StatusCode::SEE_OTHER).location(), format!("{one}/result"));
        other.get("/jobs/1.json").await.is(StatusCode::NOT_FOUND);
    }
}
