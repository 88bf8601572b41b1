//! One invented project: its facts and its months.

use super::city::{CAUSES, GIVEN, KINDS, Kind, LEADERS, QUARTERS, REGIONS, SEASON, SURNAMES};
use crate::ledger::entities::{annual_plan, list_entry, monthly_report, project};
use kernel::money::FEN_PER_WAN;
use kernel::{Chance, Month, text};

/// Where a project goes: on course, behind or stuck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Ahead,
    OnCourse,
    Behind,
    /// Was to start this year and has not.
    NotStarted,
}

/// When a project is built, seen from the last year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// Starts in the last year.
    New,
    /// Began before and goes on.
    Continuing,
    /// Is finished before the last year: on the lists of earlier years only.
    Past,
}

impl Course {
    fn of(chance: &mut Chance) -> Course {
        match chance.between(0, 99) {
            0..=26 => Course::New,
            27..=79 => Course::Continuing,
            _ => Course::Past,
        }
    }

    fn build_months(self, chance: &mut Chance, start: Month, last: Month) -> i32 {
        match self {
            Course::New => chance.between(14, 36) as i32,
            Course::Continuing => last.january().since(start) + chance.between(6, 24) as i32,
            Course::Past => (last.january().since(start) - 1 - chance.between(0, 4) as i32).max(3),
        }
    }
}

/// An invented project, its words still as words.
pub struct Invented {
    pub project: project::Model,
    pub region: &'static str,
    pub kind: &'static Kind,
    pub level: &'static str,
    pub leader: &'static str,
    pub funding: &'static str,
    pub years: Vec<InventedYear>,
    pub reports: Vec<monthly_report::Model>,
}

/// Its place on one year's list.
pub struct InventedYear {
    pub entry: list_entry::Model,
    pub plans: Vec<annual_plan::Model>,
}

/// Project number `index` (from 0) of the city, reported from `first` to `last`.
pub fn invent(seed: u64, index: u64, first: Month, last: Month) -> Invented {
    let mut chance = Chance::of(seed, index + 1);
    let (region, pace) = region(&mut chance);
    let kind = chance.pick(KINDS);
    let total = total(&mut chance, kind);
    let course = Course::of(&mut chance);
    let is_new = course == Course::New;
    let start = start(&mut chance, course, first, last);
    let build_months = course.build_months(&mut chance, start, last);
    let fate = fate(&mut chance, is_new);
    let mut project = facts(&mut chance, index, region, kind, total);
    project.build_from = Some(start.year());
    project.build_to = Some(start.plus(build_months).year());
    project.planned_start = Some(start.to_string());
    project.planned_finish = Some(start.plus(build_months).to_string());
    let actual = (fate != Fate::NotStarted).then_some(start);
    project.start_date = actual.map(|m| m.to_string());
    let plan = YearPlan { start, finish: start.plus(build_months), total, pace, fate };
    let mut years = Vec::new();
    let mut reports = Vec::new();
    let mut done_before = plan.before(&mut chance, first.january());
    for year in first.year()..=last.year() {
        if start.year() > year || plan.finish.year() < year {
            continue;
        }
        let (months, invented) = plan.year(&mut chance, year, done_before, first, last, kind);
        done_before += months.last().and_then(|r| r.done_ytd).unwrap_or(0);
        reports.extend(months);
        years.push(invented);
    }
    if plan.finish <= last {
        project.finish_date = Some(plan.finish.to_string());
        project.production_date = (kind.category == "工业项目").then(|| plan.finish.plus(1).to_string());
    }
    Invented {
        region,
        kind,
        level: if total >= 200_000 && chance.percent(40) { "省级重点" } else { "市级重点" },
        leader: chance.pick::<&'static str>(LEADERS),
        funding: if matches!(kind.category, "工业项目" | "服务业项目") {
            "企业投资"
        } else {
            "政府投资"
        },
        project,
        years,
        reports,
    }
}

fn region(chance: &mut Chance) -> (&'static str, i64) {
    let mut rest = chance.between(0, 99) as u32;
    for (name, share, pace) in REGIONS {
        if rest < *share {
            return (name, *pace);
        }
        rest -= share;
    }
    (REGIONS[0].0, REGIONS[0].2)
}

/// 万元, to the hundred; small projects are more frequent than large ones.
fn total(chance: &mut Chance, kind: &Kind) -> i64 {
    let (low, high) = kind.total;
    let roll = chance.between(0, 1000);
    let total = low + (high - low) * roll / 1000 * roll / 1000;
    total / 100 * 100
}

fn start(chance: &mut Chance, course: Course, first: Month, last: Month) -> Month {
    match course {
        // Spring is the season of starts (集中开工).
        Course::New => last.january().plus(*chance.pick(&[1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5])),
        Course::Continuing => last.january().plus(-6 - chance.between(0, 24) as i32),
        Course::Past => first.january().plus(-1 - chance.between(0, 14) as i32),
    }
}

fn fate(chance: &mut Chance, is_new: bool) -> Fate {
    match chance.between(0, 99) {
        0..=5 if is_new => Fate::NotStarted,
        0..=8 => Fate::Behind,
        9..=35 => Fate::Ahead,
        _ => Fate::OnCourse,
    }
}

fn facts(chance: &mut Chance, index: u64, region: &str, kind: &Kind, total: i64) -> project::Model {
    let quarter = chance.pick(QUARTERS);
    let phase = ["", "", "", "(一期)", "(二期)"][(chance.below(5)) as usize];
    // Numbers keep names apart once the places of a large city are used up.
    let number = if index < 400 { String::new() } else { format!("{}号", index - 399) };
    let name = format!("{region}{quarter}{}{number}{phase}项目", kind.name);
    let owner =
        format!("{region}{}", chance.pick(&["城投集团", "建设发展公司", "产业发展公司", "建设指挥部", "水务公司"]));
    let person = |chance: &mut Chance| format!("{}{}", chance.pick(SURNAMES), chance.pick(GIVEN));
    project::Model {
        number: Some(format!("ZD{:07}", index + 1)),
        name_key: text::fold(&name),
        initials: platform::text::initials(&name),
        owner_key: text::fold(&owner),
        location: Some(format!("{region}{quarter}")),
        content: Some(format!("建设{}及配套设施", kind.name)),
        total_investment: Some(total * FEN_PER_WAN),
        is_in_statistics: Some(chance.percent(88)),
        responsible_person: Some(person(chance)),
        contact: Some(person(chance)),
        name,
        owner: Some(owner),
        ..project::Model::default()
    }
}

/// What a project's investment is planned to be, and how it really goes.
struct YearPlan {
    start: Month,
    finish: Month,
    /// 万元.
    total: i64,
    /// Percent of the city's.
    pace: i64,
    fate: Fate,
}

impl YearPlan {
    /// Fen done before `month`.
    fn before(&self, chance: &mut Chance, month: Month) -> i64 {
        let whole = i64::from(self.finish.since(self.start)).max(1);
        let past = i64::from(month.since(self.start)).clamp(0, whole);
        self.total * past / whole * chance.between(80, 104) / 100 * FEN_PER_WAN
    }

    fn year(
        &self,
        chance: &mut Chance,
        year: i32,
        done_before: i64,
        first: Month,
        last: Month,
        kind: &Kind,
    ) -> (Vec<monthly_report::Model>, InventedYear) {
        let january = Month::new(year, 1).unwrap_or(first);
        let active =
            (0..12).filter(|m| january.plus(*m) >= self.start && january.plus(*m) <= self.finish).count() as i64;
        let whole = i64::from(self.finish.since(self.start)).max(1) + 1;
        let amount = (self.total * active / whole * chance.between(90, 110) / 100 / 100 * 100).max(500) * FEN_PER_WAN;
        let is_new = self.start.year() == year;
        let entry = list_entry::Model {
            year,
            nature: Some(if is_new { "new" } else { "continuing" }.to_owned()),
            nature_word: Some(if is_new { "新建" } else { "续建" }.to_owned()),
            from_month: january.index(),
            ..list_entry::Model::default()
        };
        let mut plans =
            vec![annual_plan::Model { from_month: january.index(), amount: Some(amount), ..Default::default() }];
        if chance.percent(4) && last >= january.plus(6) {
            let adjusted = amount / 100 * chance.between(75, 125) / FEN_PER_WAN * FEN_PER_WAN;
            let reason = Some("中期调整".to_owned());
            plans.push(annual_plan::Model {
                from_month: january.plus(6).index(),
                amount: Some(adjusted),
                reason,
                ..Default::default()
            });
        }
        let reports = self.months(chance, january, amount, done_before, first, last, kind);
        (reports, InventedYear { entry, plans })
    }

    #[expect(clippy::too_many_arguments, reason = "one year's circumstances, used once")]
    fn months(
        &self,
        chance: &mut Chance,
        january: Month,
        plan: i64,
        done_before: i64,
        first: Month,
        last: Month,
        kind: &Kind,
    ) -> Vec<monthly_report::Model> {
        let is_open = |m: Month| m >= self.start && m <= self.finish && self.fate != Fate::NotStarted;
        let season: i64 = (0..12).filter(|m| is_open(january.plus(*m))).map(|m| SEASON[m as usize]).sum::<i64>().max(1);
        let drive = match self.fate {
            Fate::Ahead => 124,
            Fate::OnCourse => 110,
            Fate::Behind => 38,
            Fate::NotStarted => 0,
        } * self.pace
            / 100;
        let mut ytd = 0;
        let mut reports = Vec::new();
        for m in 0..12 {
            let month = january.plus(m);
            if month < first || month > last {
                continue;
            }
            if is_open(month) {
                let share =
                    plan / 1000 * (SEASON[m as usize] * 1000 / season) / 100 * drive * chance.between(70, 130) / 100;
                ytd += share / FEN_PER_WAN * FEN_PER_WAN;
            }
            if chance.percent(2) && month != last {
                continue;
            }
            reports.push(self.report(chance, month, plan, ytd, done_before, kind));
        }
        reports
    }

    fn report(
        &self,
        chance: &mut Chance,
        month: Month,
        plan: i64,
        ytd: i64,
        done_before: i64,
        kind: &Kind,
    ) -> monthly_report::Model {
        let total = self.total * FEN_PER_WAN;
        let done_total = (done_before + ytd).min(total);
        let step = if total == 0 { 0 } else { (done_total * kind.progress.len() as i64 / total) as usize };
        let step = step.min(kind.progress.len() - 1);
        let is_late = i128::from(ytd) * 12 * 100 < i128::from(plan) * i128::from(month.month()) * 75;
        let (mut problem, mut cause, mut measure, mut who) = (None, None, None, None);
        if is_late && month >= self.start {
            let (p, c, m, w) = CAUSES[(self.total / 100 % CAUSES.len() as i64) as usize];
            (problem, cause) = (Some(p.to_owned()), Some(c.to_owned()));
            if self.total / 100 % 4 != 0 {
                (measure, who) = (Some(m.to_owned()), Some(w.to_owned()));
            }
        }
        let arrived = ytd / 100 * chance.between(75, 115) / FEN_PER_WAN * FEN_PER_WAN;
        let mark = |done: bool| if done { "done" } else { "in_progress" };
        let is_started = month >= self.start && self.fate != Fate::NotStarted;
        monthly_report::Model {
            month: month.index(),
            done_ytd: Some(ytd),
            done_total: Some(done_total),
            funds_arrived: Some(arrived),
            funds_paid: Some(arrived / 100 * 82 / FEN_PER_WAN * FEN_PER_WAN),
            fund_gap: (self.total % 700 == 0).then_some(self.total / 20 * FEN_PER_WAN),
            land_need: (!is_started || self.total % 900 == 0).then_some(self.total / 1000 * 1000),
            progress: Some(if is_started { kind.progress[step] } else { "前期工作" }.to_owned()),
            measure_due: measure.is_some().then(|| month.plus(1).last_day().to_string()),
            problem,
            cause,
            measure,
            measure_owner: who,
            approvals: format!(
                "{{\"环评\":\"{}\",\"用地\":\"{}\",\"立项\":\"done\",\"规划\":\"{}\"}}",
                mark(is_started || self.total % 300 != 0),
                mark(is_started),
                mark(is_started || self.total % 500 != 0)
            ),
            revision: 1,
            ..monthly_report::Model::default()
        }
    }
}
