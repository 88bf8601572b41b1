//! Schedule files of other programs: what they stored is reproduced, what is damaged or hostile is refused in clear words.

use schedule::{FileError, Options, ScheduleError, psplib, read, schedule};
use std::path::{Path, PathBuf};

fn benchmarks(folder: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("ZHUASHOU_BENCHMARKS") else {
        eprintln!("SKIPPED: ZHUASHOU_BENCHMARKS is not set; {folder} is not compared");
        return None;
    };
    let path = Path::new(&root).join(folder);
    assert!(path.is_dir(), "{} is no folder", path.display());
    Some(path)
}

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|e| endings.iter().any(|ending| e == *ending))).collect()
}

/// Differences between what we compute and what the file stored.
fn differences(bytes: &[u8]) -> Vec<String> {
    let imported = read(bytes).unwrap();
    let computed = schedule(&imported.network, Options::default()).unwrap();
    let mut different = Vec::new();
    for ((task, dates), stored) in imported.network.tasks.iter().zip(&computed.tasks).zip(&imported.stored) {
        let minutes = dates.total_float as f64 / 60.0;
        let same = stored.early_start.is_none_or(|at| at == dates.early_start)
            && stored.early_finish.is_none_or(|at| at == dates.early_finish)
            && stored.late_start.is_none_or(|at| at == dates.late_start)
            && stored.late_finish.is_none_or(|at| at == dates.late_finish)
            && stored.total_float_minutes.is_none_or(|m| (m - minutes).abs() < 0.05)
            && stored.critical.is_none_or(|critical| critical == dates.critical);
        if !same {
            different.push(format!("{}: {dates:?} but stored {stored:?}", task.title()));
        }
    }
    different
}

#[test]
fn stored_dates_slack_and_critical_flags_are_reproduced() {
    let Some(folder) = benchmarks("mspdi") else { return };
    let paths = files(&folder, &["xml", "xer"]);
    assert!(!paths.is_empty());
    for path in paths {
        let different = differences(&std::fs::read(&path).unwrap());
        assert!(different.is_empty(), "{}: {different:#?}", path.display());
    }
}

#[test]
fn longest_paths_of_the_library_agree() {
    let Some(folder) = benchmarks("psplib") else { return };
    for path in files(&folder, &["sm"]) {
        let instance = psplib::read(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let computed = schedule(&instance.network, Options::default()).unwrap();
        let days = (computed.finish.seconds() - computed.start.seconds()) / schedule::DAY;
        assert_eq!(days, instance.mpm_time, "{}", path.display());
    }
}

/// Our own fixtures. The stored values of `features`, `night-shift` and `progress` were worked out by hand; those of the others,
/// small random networks, are what MPXJ's schedulers (16.10) give.
#[test]
fn fixtures_are_reproduced() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let paths = files(&folder, &["xml", "xer"]);
    assert!(paths.len() >= 8);
    for path in paths {
        let different = differences(&std::fs::read(&path).unwrap());
        assert!(different.is_empty(), "{}: {different:#?}", path.display());
    }
}

fn project(tasks: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Project xmlns=\"http://schemas.microsoft.com/project\"><StartDate>2025-03-03T08:00:00</StartDate><ScheduleFromStart>1</ScheduleFromStart><Tasks>{tasks}</Tasks></Project>"
    )
}

fn task(uid: i64, rest: &str) -> String {
    format!(
        "<Task><UID>{uid}</UID><Name>节点{uid}</Name><OutlineLevel>1</OutlineLevel><Duration>PT8H0M0S</Duration>{rest}</Task>"
    )
}

fn after(uid: i64) -> String {
    format!("<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>1</Type></PredecessorLink>")
}

#[test]
fn a_cycle_is_named_all_the_way_round() {
    let text = project(&[task(1, &after(3)), task(2, &after(1)), task(3, &after(2)), task(4, &after(3))].concat());
    let error = schedule(&read(text.as_bytes()).unwrap().network, Options::default()).unwrap_err();
    let ScheduleError::Cycle { round } = &error else { panic!("{error}") };
    assert_eq!((round.len(), round.first()), (4, round.last()));
    assert!(!error.to_string().contains("节点4"), "{error}");
}

#[test]
fn a_missing_end_names_the_link() {
    let error = read(project(&task(2, &after(77))).as_bytes()).unwrap_err().to_string();
    assert!(error.contains("77") && error.contains('2'), "{error}");
}

#[test]
fn xml_bombs_and_external_entities_are_refused() {
    let mut bomb = String::from("<!DOCTYPE lolz [<!ENTITY lol \"lol\">");
    for level in 1..10 {
        bomb += &format!("<!ENTITY lol{level} \"{}\">", format!("&lol{};", level - 1).repeat(10));
    }
    bomb += "]><Project>&lol9;</Project>";
    let outside = "<?xml version=\"1.0\"?><!DOCTYPE Project [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Project><Title>&x;</Title></Project>";
    let undeclared = project("<Task><UID>1</UID><Name>&xxe;</Name></Task>");
    for text in [bomb.as_str(), outside, undeclared.as_str()] {
        assert!(matches!(read(text.as_bytes()), Err(FileError::Entity(_))), "{text:.60}");
    }
    let deep = format!("{}{}", "<Project><Tasks>", "<Task>".repeat(1_000_000));
    assert!(matches!(read(deep.as_bytes()), Err(FileError::TooDeep(_))));
}

#[test]
fn a_hundred_megabytes_are_refused_or_read_but_never_choked_on() {
    let notes = format!("<Notes>{}</Notes>", "备注".repeat((100 << 20) / 6));
    assert_eq!(read(project(&task(1, &notes)).as_bytes()).unwrap().network.tasks.len(), 1);
    let junk = vec![b'x'; 100 << 20];
    assert_eq!(read(&junk).unwrap_err(), FileError::UnknownKind);
    let huge = vec![b'<'; schedule::LARGEST_FILE + 1];
    assert_eq!(read(&huge).unwrap_err(), FileError::TooLarge(512));
    let many = project(&"<Task/>".repeat(1_000_001));
    assert_eq!(read(many.as_bytes()).unwrap_err(), FileError::TooManyTasks(1_000_000));
}

#[test]
fn years_1900_and_9999_are_refused_with_the_task_named() {
    for year in ["1900", "9999"] {
        let held = format!("<ConstraintType>4</ConstraintType><ConstraintDate>{year}-05-06T08:00:00</ConstraintDate>");
        let text = project(&[task(1, ""), task(2, &held)].concat());
        let error = schedule(&read(text.as_bytes()).unwrap().network, Options::default()).unwrap_err();
        assert!(error.to_string().contains("2 节点2") && error.to_string().contains(year), "{error}");
        let start = project(&task(1, "")).replace("2025-03-03", &format!("{year}-01-01"));
        let error = schedule(&read(start.as_bytes()).unwrap().network, Options::default()).unwrap_err();
        assert!(matches!(error, ScheduleError::ImplausibleDate { .. }), "{error}");
    }
}

#[test]
fn durations_beyond_all_years_are_refused() {
    for hours in ["99999999", "9999999"] {
        let text = project(&task(1, "").replace("PT8H", &format!("PT{hours}H")));
        let error = schedule(&read(text.as_bytes()).unwrap().network, Options::default()).unwrap_err();
        assert_eq!(error, ScheduleError::OutOfRange { task: "1 节点1".to_owned() });
    }
}

#[test]
fn damaged_files_say_where() {
    let wrong: [(String, &str); 6] = [
        (project("<Task><UID>eins</UID></Task>"), "UID"),
        (project(&task(1, "").repeat(2)), "出现了两次"),
        (project(""), "没有任务"),
        ("<html></html>".to_owned(), "html"),
        (project(&task(1, ""))[..200].to_owned(), "没有写完"),
        (project(&task(1, "<Start>gestern</Start>")), "gestern"),
    ];
    for (text, part) in wrong {
        let error = read(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    assert_eq!(read(b"").unwrap_err(), FileError::Empty);
    assert_eq!(read(b"PK\x03\x04").unwrap_err(), FileError::UnknownKind);
}

#[test]
fn files_in_other_encodings_are_read() {
    let text = project(&task(1, ""));
    let utf16: Vec<u8> = std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf16).unwrap().network.tasks[0].name, "节点1");
    let marked = format!("\u{feff}{text}");
    assert_eq!(read(marked.as_bytes()).unwrap().network.tasks.len(), 1);
}

#[test]
fn the_answer_has_the_promised_shape() {
    let imported = read(project(&[task(1, ""), task(2, &after(1))].concat()).as_bytes()).unwrap();
    let computed = schedule(&imported.network, Options::default()).unwrap();
    let answer = schedule::schedule_answer(&imported.network, &computed, &imported.warnings);
    let json = serde_json::to_value(&answer).unwrap();
    let expected = serde_json::json!({
        "id": 2, "name": "节点2", "early_start": "2025-03-04T08:00", "early_finish": "2025-03-04T17:00",
        "late_start": "2025-03-04T08:00", "late_finish": "2025-03-04T17:00", "total_float_minutes": 0, "critical": true
    });
    assert_eq!(json["tasks"][1], expected);
    assert_eq!(json["finish"], "2025-03-04T17:00");
    assert!(json["warnings"].as_array().unwrap().len() == 1, "no project calendar: {}", json["warnings"]);
}
