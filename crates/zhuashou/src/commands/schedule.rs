//! `zhuashou schedule`: the dates of a schedule file, or a standard track laid back from the date that was promised.

use super::{Failure, data_error, say, say_json};
use crate::cli::Schedule as Asked;
use kernel::Date;
use platform::{Clock, SystemClock};
use schedule::{
    BackwardAnswer, BackwardRequest, LARGEST_FILE, Moment, Network, Options, Schedule, ScheduleAnswer, Track,
    TrackCalendars, TrackError, backward_answer, plan_backward, schedule, schedule_answer,
};
use std::fmt::Write;
use std::path::Path;

pub fn run(asked: &Asked) -> Result<(), Failure> {
    match (&asked.file, &asked.track) {
        (Some(file), None) => of_file(asked, file),
        (None, Some(track)) => of_track(asked, track),
        (Some(_), Some(_)) => Err(Failure::Usage("进度文件与--track只能二选一".to_owned())),
        (None, None) => Err(Failure::Usage(format!(
            "请写明进度文件(Microsoft Project的.xml或Primavera的.xer),或用--track 流程 --finish 日期倒排工期;流程有:{}",
            shipped()
        ))),
    }
}

fn shipped() -> String {
    let tracks: Vec<String> = Track::shipped().iter().map(|t| format!("{}({})", t.name, t.id)).collect();
    tracks.join("、")
}

fn of_file(asked: &Asked, file: &Path) -> Result<(), Failure> {
    let only_tracks = [("--finish", asked.finish.is_some()), ("--done", !asked.done.is_empty())];
    if let Some((word, _)) = only_tracks.into_iter().find(|(_, given)| *given) {
        return Err(Failure::Usage(format!("{word}只与--track同用;进度文件的日期写在文件里")));
    }
    let name = file.display();
    let cannot_read = |error: std::io::Error| data_error(format!("无法读取{name}:{error}"));
    let size = std::fs::metadata(file).map_err(cannot_read)?.len();
    if size > LARGEST_FILE as u64 {
        return Err(data_error(format!("{name}:文件有{}MB,超过{}MB的上限", size >> 20, LARGEST_FILE >> 20)));
    }
    let bytes = std::fs::read(file).map_err(cannot_read)?;
    let imported = schedule::read(&bytes).map_err(|error| data_error(format!("{name}:{error}")))?;
    let computed =
        schedule(&imported.network, Options::default()).map_err(|error| data_error(format!("{name}:{error}")))?;
    write_mspdi(asked, &imported.network, &computed)?;
    let answer = schedule_answer(&imported.network, &computed, &imported.warnings);
    tell(asked.json, &answer, &answer.warnings, &table(&answer))
}

fn of_track(asked: &Asked, name: &str) -> Result<(), Failure> {
    let track = track(name)?;
    let Some(finish) = &asked.finish else {
        return Err(Failure::Usage("倒排工期要写明--finish,如--finish 2026-12-31".to_owned()));
    };
    let calendars =
        TrackCalendars { winter_stop: asked.winter_stop.as_deref().map(season).transpose()?, ..Default::default() };
    let request = BackwardRequest {
        finish: date("--finish", finish)?,
        today: asked.today.as_deref().map_or_else(|| Ok(SystemClock.today()), |text| date("--today", text))?,
        done: asked.done.iter().map(|done| node_and_date(done)).collect::<Result<_, _>>()?,
        calendars,
    };
    let plan = plan_backward(&track, &request).map_err(|error| match error {
        TrackError::Schedule(_) => data_error(error.to_string()),
        _ => Failure::Usage(error.to_string()),
    })?;
    write_mspdi(asked, &plan.network, &plan.schedule)?;
    let answer = backward_answer(&plan, &request.calendars);
    tell(asked.json, &answer, &answer.warnings, &backward_table(&answer))
}

/// A shipped track by its name, or one that the office keeps in a file of its own.
fn track(name: &str) -> Result<Track, Failure> {
    if !name.ends_with(".json") {
        return Track::named(name).map_err(|error| Failure::Usage(error.to_string()));
    }
    let text = std::fs::read_to_string(name).map_err(|error| data_error(format!("无法读取{name}:{error}")))?;
    Track::read(&text).map_err(|error| data_error(format!("{name}:{error}")))
}

fn date(word: &str, text: &str) -> Result<Date, Failure> {
    text.trim().parse().map_err(|_| Failure::Usage(format!("{word} {text}:日期应写作2026-12-31")))
}

fn node_and_date(text: &str) -> Result<(String, Date), Failure> {
    let (node, day) = text
        .split_once('=')
        .ok_or_else(|| Failure::Usage(format!("--done {text}:应写作 节点=日期,如 可研批复=2026-03-20")))?;
    Ok((node.trim().to_owned(), date("--done", day)?))
}

type Day = (u32, u32);

/// `11-15:03-15`, first and last day of the site's winter stop.
fn season(text: &str) -> Result<(Day, Day), Failure> {
    let day = |text: &str| {
        let (month, day) = text.trim().split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // A leap year, so that 29 February can be named.
        Date::from_ymd_opt(2024, month, day).map(|_| (month, day))
    };
    let ends = text.split_once(':').and_then(|(from, to)| day(from).zip(day(to)));
    ends.ok_or_else(|| Failure::Usage(format!("--winter-stop {text}:应写作 首日:末日,如 11-15:03-15")))
}

fn write_mspdi(asked: &Asked, network: &Network, computed: &Schedule) -> Result<(), Failure> {
    let Some(out) = &asked.out else { return Ok(()) };
    let text = schedule::mspdi::write_mspdi(network, computed);
    std::fs::write(out, text).map_err(|error| data_error(format!("无法写入{}:{error}", out.display())))
}

fn tell(json: bool, answer: &impl serde::Serialize, warnings: &[String], table: &str) -> Result<(), Failure> {
    if json {
        return say_json(answer);
    }
    for warning in warnings {
        eprintln!("提示 {warning}");
    }
    say(table.trim_end())
}

fn table(answer: &ScheduleAnswer) -> String {
    let critical = answer.tasks.iter().filter(|task| task.critical).count();
    let mut out = format!("完工{};任务{}项,其中关键{critical}项\n", answer.finish, answer.tasks.len());
    out.push_str("编号\t名称\t最早开始\t最早完成\t最迟开始\t最迟完成\t总时差(小时)\t关键\n");
    for task in &answer.tasks {
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            task.id,
            task.name,
            task.early_start,
            task.early_finish,
            task.late_start,
            task.late_finish,
            hours(task.total_float_minutes.seconds),
            if task.critical { "是" } else { "" }
        );
    }
    out
}

/// Hours with one place, or none where it is zero.
fn hours(seconds: i64) -> String {
    let text = format!("{:.1}", seconds as f64 / 3_600.0);
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

fn day(at: Moment) -> Date {
    at.date()
}

fn backward_table(answer: &BackwardAnswer) -> String {
    let mut out = format!("{}:要求{}完成,", answer.track, day(answer.target));
    // Writing to a String cannot fail.
    let _ = if answer.possible {
        writeln!(out, "按常规进度最早{}完成,来得及", day(answer.finish))
    } else {
        let (days, working) = (answer.impossible_by_days, answer.impossible_by_working_days);
        writeln!(out, "按常规进度最早{}完成,晚{days}天({working}个工作日)", day(answer.finish))
    };
    out.push_str("节点\t名称\t责任单位\t时限\t最迟开始\t最迟完成\t最早完成\t办结\n");
    for node in &answer.tasks {
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}{}\t{}\t{}\t{}\t{}",
            node.task.id,
            node.task.name,
            node.who,
            node.days,
            node.count,
            day(node.task.late_start),
            day(node.task.late_finish),
            day(node.task.early_finish),
            node.done.map(|date| date.to_string()).unwrap_or_default()
        );
    }
    for win in &answer.wins {
        let _ = writeln!(out, "可抢{}天\t{}", win.days, win.how);
    }
    if !answer.wins.is_empty() {
        let left = (day(answer.finish_with_wins) - day(answer.target)).num_days();
        let rest = if left > 0 { format!(",仍晚{left}天") } else { String::new() };
        let _ = writeln!(out, "以上全部做到,最早{}完成{rest}", day(answer.finish_with_wins));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_wrong_is_told_in_the_words_of_the_command() {
        let usage = |asked: Asked| match run(&asked) {
            Err(Failure::Usage(message)) => message,
            other => panic!("{other:?}"),
        };
        let plan = |finish: &str| Asked {
            track: Some("政府投资".to_owned()),
            finish: Some(finish.to_owned()),
            today: Some("2025-03-03".to_owned()),
            ..Asked::default()
        };
        assert!(usage(Asked::default()).contains("拿地即开工"));
        assert!(usage(Asked { finish: None, ..plan("") }).contains("--finish 2026-12-31"));
        assert!(usage(plan("明年底")).contains("明年底"));
        assert!(usage(plan("9999-12-31")).contains("1950—2199"));
        assert!(usage(Asked { track: Some("不知道".to_owned()), ..plan("2026-12-31") }).contains("不知道"));
        assert!(usage(Asked { done: vec!["立项".to_owned()], ..plan("2026-12-31") }).contains("节点=日期"));
        assert!(usage(Asked { done: vec!["可研=2025-03-01".to_owned()], ..plan("2026-12-31") }).contains("可研批复"));
        assert!(
            usage(Asked { winter_stop: Some("13-1:2-1".to_owned()), ..plan("2026-12-31") }).contains("11-15:03-15")
        );
        assert!(usage(Asked { file: Some("a.xml".into()), track: None, ..plan("2026-12-31") }).contains("--finish"));
    }

    #[test]
    fn a_file_that_is_not_there_is_an_error_of_the_data() {
        let asked = Asked { file: Some("没有这个文件.xml".into()), ..Asked::default() };
        let Err(Failure::Data(message)) = run(&asked) else { panic!("read") };
        assert!(message.contains("没有这个文件.xml"), "{message}");
    }

    #[test]
    fn the_table_says_how_late_it_is_and_where_days_can_be_won() {
        let track = Track::named("政府投资").unwrap();
        let request = BackwardRequest {
            finish: "2026-06-30".parse().unwrap(),
            today: "2025-03-03".parse().unwrap(),
            done: vec![("立项".to_owned(), "2025-02-20".parse().unwrap())],
            calendars: TrackCalendars::default(),
        };
        let answer = backward_answer(&plan_backward(&track, &request).unwrap(), &request.calendars);
        let table = backward_table(&answer);
        assert!(table.contains(&format!("晚{}天", answer.impossible_by_days)), "{table}");
        assert!(table.contains("2025-02-20\n") && table.contains("可抢"), "{table}");
        assert_eq!((hours(0), hours(5_400), hours(-28_800)), ("0".into(), "1.5".into(), "-8".into()));
    }
}
