//! What must hold for every network: tried on thousands of random small ones.

use kernel::{Date, WorkCalendar};
use proptest::prelude::*;
use schedule::{
    Actual, Calendar, Constraint, DAY, Forecast, Hours, Lag, Length, Link, LinkKind, Moment, Network, Options,
    Schedule, Task, schedule,
};

/// A network as plain numbers, so that shrinking works on it.
#[derive(Clone, Debug)]
struct Sketch {
    /// Days and calendar of each task.
    tasks: Vec<(i64, usize)>,
    /// From, to, kind, lag in days.
    links: Vec<(usize, usize, LinkKind, i64)>,
}

fn kinds() -> impl Strategy<Value = LinkKind> + Clone {
    prop_oneof![
        Just(LinkKind::FinishStart),
        Just(LinkKind::StartStart),
        Just(LinkKind::FinishFinish),
        Just(LinkKind::StartFinish)
    ]
}

fn sketches(
    kinds: impl Strategy<Value = LinkKind> + Clone + 'static,
    lags: std::ops::Range<i64>,
    days: std::ops::Range<i64>,
) -> impl Strategy<Value = Sketch> {
    (2..9_usize).prop_flat_map(move |count| {
        let tasks = prop::collection::vec((days.clone(), 0..3_usize), count);
        let link = (0..count, 0..count, kinds.clone(), lags.clone());
        (tasks, prop::collection::vec(link, 0..14)).prop_map(|(tasks, links)| {
            let forward = links.into_iter().filter(|(from, to, ..)| from != to);
            let links = forward.map(|(a, b, kind, lag)| (a.min(b), a.max(b), kind, lag)).collect();
            Sketch { tasks, links }
        })
    })
}

fn first_day() -> Date {
    "2025-01-20".parse().unwrap()
}

/// The published working days, seven days a week, and a week of four days with a winter stop.
fn calendars() -> Vec<Calendar> {
    let whole = Hours::whole_day();
    let mut four = Calendar::weekdays("四天", &whole).with_winter_stop((2, 10), (2, 20));
    four.week[2] = Hours::NONE;
    vec![Calendar::of_state("工作日", &WorkCalendar::published(), &whole), Calendar::every_day("七天", &whole), four]
}

fn network(sketch: &Sketch) -> Network {
    let mut network = Network::new("x", Moment::midnight(first_day()), Calendar::default());
    network.calendars = calendars();
    for (index, (days, calendar)) in sketch.tasks.iter().enumerate() {
        let mut task = Task::new(index as i64, &format!("节点{index}"), Length::work(days * DAY));
        task.calendar = Some(*calendar);
        network.add(task);
    }
    for (from, to, kind, lag) in &sketch.links {
        network.links.push(Link { from: *from, to: *to, kind: *kind, lag: Lag::Work(lag * DAY) });
    }
    network
}

fn compute(network: &Network) -> Schedule {
    schedule(network, Options::default()).unwrap()
}

/// First and last day of each task, found by living through the days one by one: each morning everything that may begin
/// begins, each day everything under way is worked on if its calendar works, and links count the days.
fn simulate(sketch: &Sketch) -> Vec<(Date, Date)> {
    let calendars = calendars();
    let count = sketch.tasks.len();
    let mut begun: Vec<Option<Date>> = vec![None; count];
    let mut left: Vec<i64> = sketch.tasks.iter().map(|(days, _)| *days).collect();
    let mut ended: Vec<Option<Date>> = vec![None; count];
    // Days on which the successor's calendar worked since the event of the link.
    let mut counted = vec![0_i64; sketch.links.len()];
    for day in first_day().iter_days().take(2_000) {
        for task in 0..count {
            let calendar = &calendars[sketch.tasks[task].1];
            let allowed = sketch.links.iter().zip(&counted).filter(|((_, to, ..), _)| *to == task).all(
                |((from, _, kind, lag), counted)| match kind {
                    LinkKind::FinishStart => ended[*from].is_some() && counted >= lag,
                    _ => begun[*from].is_some() && counted >= lag,
                },
            );
            if begun[task].is_none() && allowed && calendar.is_working(day) {
                begun[task] = Some(day);
            }
        }
        for (index, (from, to, kind, _)) in sketch.links.iter().enumerate() {
            let happened = if *kind == LinkKind::FinishStart { ended[*from] } else { begun[*from] };
            if happened.is_some() && calendars[sketch.tasks[*to].1].is_working(day) {
                counted[index] += 1;
            }
        }
        for task in 0..count {
            let works = calendars[sketch.tasks[task].1].is_working(day);
            if begun[task].is_some() && ended[task].is_none() && works {
                left[task] -= 1;
                if left[task] == 0 {
                    ended[task] = Some(day);
                }
            }
        }
    }
    begun.into_iter().zip(ended).map(|(begun, ended)| (begun.unwrap(), ended.unwrap())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Tasks in a sketch are in order, so a simulation may look at them in order too.
    #[test]
    fn a_day_by_day_simulation_gives_the_same_dates(
        sketch in sketches(prop_oneof![Just(LinkKind::FinishStart), Just(LinkKind::StartStart)], 0..5, 1..6)
    ) {
        let computed = compute(&network(&sketch));
        let ours: Vec<(Date, Date)> =
            computed.tasks.iter().map(|t| (t.early_start.date(), t.early_finish.plus(-1).date())).collect();
        prop_assert_eq!(ours, simulate(&sketch));
    }

    #[test]
    fn adding_a_link_never_makes_anything_earlier(
        sketch in sketches(kinds(), -4..5, 0..6), from in 0..8_usize, apart in 0..8_usize, kind in kinds(), lag in -4..5_i64
    ) {
        let before = compute(&network(&sketch));
        let count = sketch.tasks.len();
        let (from, to) = (from % count, (from % count + 1 + apart % (count - 1)) % count);
        let mut more = sketch.clone();
        more.links.push((from.min(to), from.max(to), kind, lag));
        let after = compute(&network(&more));
        for (before, after) in before.tasks.iter().zip(&after.tasks) {
            prop_assert!(before.early_start <= after.early_start && before.early_finish <= after.early_finish);
        }
        prop_assert!(before.finish <= after.finish);
    }

    /// Early is not after late, something is critical, and the last finish is where late dates count from.
    #[test]
    fn the_passes_agree(sketch in sketches(kinds(), -4..5, 0..6)) {
        let computed = compute(&network(&sketch));
        for task in &computed.tasks {
            prop_assert!(task.total_float >= 0 && task.free_float >= 0);
            prop_assert!(task.early_start <= task.late_start && task.early_finish <= computed.finish);
            prop_assert!(task.late_finish <= computed.finish);
        }
        prop_assert!(computed.tasks.iter().any(|t| t.critical && t.early_finish == computed.finish));
    }

    /// Any one task may wait until its late start without moving the end, and not a day longer.
    #[test]
    fn float_is_what_a_task_may_slip(sketch in sketches(kinds(), -4..5, 1..6), which in 0..8_usize) {
        let mut network = network(&sketch);
        let computed = compute(&network);
        let which = which % network.tasks.len();
        let dates = computed.tasks[which];
        network.tasks[which].constraint = Constraint::StartNoEarlier(dates.late_start);
        prop_assert_eq!(compute(&network).finish, computed.finish);
        network.tasks[which].constraint = Constraint::StartNoEarlier(dates.late_start.plus(DAY));
        prop_assert!(compute(&network).finish > computed.finish);
    }

    /// Slipping by its free float moves nothing else.
    #[test]
    fn free_float_moves_nobody(sketch in sketches(kinds(), -4..5, 1..6), which in 0..8_usize) {
        let mut network = network(&sketch);
        let computed = compute(&network);
        let which = which % network.tasks.len();
        let dates = computed.tasks[which];
        let calendar = &network.calendars[network.tasks[which].calendar.unwrap()];
        let mut start = dates.early_start.date();
        let mut left = dates.free_float / DAY;
        while left > 0 {
            start = start.succ_opt().unwrap();
            left -= i64::from(calendar.is_working(start));
        }
        network.tasks[which].constraint = Constraint::StartNoEarlier(Moment::midnight(start));
        let slipped = compute(&network);
        for (index, (before, after)) in computed.tasks.iter().zip(&slipped.tasks).enumerate() {
            prop_assert!(index == which || before.early_start == after.early_start, "{}", index);
        }
    }

    /// The incremental forecast is the schedule computed afresh, after any row of actual dates.
    #[test]
    fn a_forecast_kept_true_is_the_schedule_computed_afresh(
        sketch in sketches(kinds(), -4..5, 0..6),
        changes in prop::collection::vec((0..8_usize, 0..30_i64, 0..12_i64, any::<bool>()), 1..6),
        summary in 0..3_u8,
    ) {
        let mut network = network(&sketch);
        if summary > 0 {
            let top = network.add(Task { kind: schedule::Kind::Summary, ..Task::new("汇总", "汇总", Length::default()) });
            for task in 0..top.min(3) {
                network.tasks[task].parent = Some(top);
            }
            if summary == 2 && top > 3 {
                let (to, kind) = (top - 1, LinkKind::StartStart);
                network.links.push(Link { from: top, to, kind, lag: Lag::default() });
            }
        }
        let count = sketch.tasks.len();
        let options = Options { as_of: Some(Moment::midnight(first_day()).plus(40 * DAY)), tolerate_impossible: true };
        let mut forecast = Forecast::new(network.clone(), options).unwrap();
        for (task, start, length, ends) in changes {
            let start = Moment::midnight(first_day()).plus(start * DAY);
            let finish = ends.then(|| start.plus(length * DAY).min(options.as_of.unwrap()));
            let actual = Actual { start: Some(start), finish, ..Actual::default() };
            let moved = forecast.set_actual(task % count, actual).unwrap();
            network.tasks[task % count].actual = actual;
            let afresh = schedule(&network, options).unwrap();
            prop_assert_eq!((moved.finish_after, forecast.finish()), (afresh.finish, afresh.finish));
            prop_assert_eq!(&forecast.schedule().unwrap().tasks, &afresh.tasks);
        }
    }

    /// The same through long rows of changes on larger networks, by the rules of each program: everything that is known is
    /// compared, and what is said to have moved is what has moved.
    #[test]
    fn a_long_row_of_actual_dates_leaves_nothing_behind(
        tasks in prop::collection::vec((0..6_i64, 0..3_usize), 40..80),
        links in prop::collection::vec((0..80_usize, 1..12_usize, kinds(), -2..4_i64), 40..160),
        changes in prop::collection::vec((0..80_usize, -3..25_i64, 0..9_i64, 0..4_u8, any::<bool>()), 30..60),
        rules in 0..3_usize,
        kind in 0..6_u8,
    ) {
        let count = tasks.len();
        let forward = links.into_iter().map(|(from, apart, kind, lag)| (from % count, from % count + apart, kind, lag));
        let sketch = Sketch { tasks, links: forward.filter(|link| link.1 < count).collect() };
        let mut network = network(&sketch);
        network.rules = [schedule::Rules::Office, schedule::Rules::Microsoft, schedule::Rules::Primavera][rules];
        match kind {
            0 => network.frames[0].open_ends_are_critical = true,
            1 => network.frames[0].finish = Some(Moment::midnight(first_day()).plus(60 * DAY)),
            2 => network.tasks[count / 2].deadline = Some(Moment::midnight(first_day()).plus(30 * DAY)),
            3 => network.tasks[count / 3].constraint =
                Constraint::FinishNoLater(Moment::midnight(first_day()).plus(20 * DAY)),
            4 => network.tasks[count / 3].constraint = Constraint::AsLateAsPossible,
            _ => {}
        }
        let options = Options { as_of: None, tolerate_impossible: true };
        let mut forecast = Forecast::new(network.clone(), options).unwrap();
        let mut before = forecast.schedule().unwrap().clone();
        for (task, start, length, what, asks) in changes {
            let task = task % count;
            let start = before.tasks[task].start.plus(start * DAY);
            let finish = (what == 1).then(|| start.plus(length * DAY));
            let actual = if what == 0 { Actual::default() } else { Actual { start: Some(start), finish, ..Actual::default() } };
            let moved = forecast.set_actual(task, actual).unwrap();
            network.tasks[task].actual = actual;
            let afresh = schedule(&network, options).unwrap();
            prop_assert_eq!((moved.finish_before, moved.finish_after), (before.finish, afresh.finish));
            let dates = |t: &schedule::TaskDates| (t.early_start, t.early_finish, t.start, t.finish);
            let unsaid = (0..count)
                .find(|index| dates(&before.tasks[*index]) != dates(&afresh.tasks[*index]) && !moved.tasks.contains(index));
            prop_assert_eq!(unsaid, None);
            // Late dates and float are computed when they are asked for, after one change or after many.
            if asks {
                let kept = forecast.schedule().unwrap();
                prop_assert_eq!(&kept.tasks, &afresh.tasks);
                prop_assert_eq!((kept.start, kept.finish), (afresh.start, afresh.finish));
                prop_assert_eq!(&kept.frame_finishes, &afresh.frame_finishes);
            }
            before = afresh;
        }
        prop_assert_eq!(&forecast.schedule().unwrap().tasks, &before.tasks);
    }

    /// What is written as Microsoft Project XML and read again is the same plan.
    #[test]
    fn mspdi_written_and_read_again_is_the_same_plan(sketch in sketches(kinds(), 0..5, 0..6)) {
        let mut network = network(&sketch);
        network.rules = schedule::Rules::Microsoft;
        let before = compute(&network);
        let text = schedule::mspdi::write_mspdi(&network, &before);
        let imported = schedule::mspdi::read_mspdi(text.as_bytes()).unwrap();
        prop_assert_eq!(compute(&imported.network).tasks, before.tasks);
        for (dates, stored) in compute(&imported.network).tasks.iter().zip(&imported.stored) {
            prop_assert_eq!(Some(dates.early_start), stored.early_start);
            prop_assert_eq!(Some(dates.total_float as f64 / 60.0), stored.total_float_minutes);
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), head in 0..4_usize) {
        let heads: [&[u8]; 4] = [b"", b"ERMHDR\t8\n%T\tTASK\n%F\ttask_id\n%R\t", b"<Project><Tasks><Task>", b"<?xml?>"];
        let whole: Vec<u8> = heads[head].iter().chain(&bytes).copied().collect();
        let _ = schedule::read(&whole);
    }
}
