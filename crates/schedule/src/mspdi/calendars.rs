//! Calendars of a Microsoft Project XML file: weeks, work weeks, exceptions and how they recur.

use crate::calendar::{Calendar, Hours, Span};
use crate::file::{FileError, Warnings};
use crate::moment::{DAY, Moment, days, parse_time};
use crate::xml::Xml;
use chrono::{Datelike, Days, Months, Weekday};
use kernel::Date;
use std::collections::HashMap;

/// Days of one exception that are spelt out at most.
const MOST_DAYS: usize = 40_000;

#[derive(Debug, Default)]
pub(super) struct RawCalendar {
    pub uid: i64,
    pub name: String,
    pub is_base: bool,
    pub base: Option<i64>,
    week: [Option<Hours>; 7],
    days: Vec<RawException>,
    exceptions: Vec<RawException>,
    spans: Vec<Span>,
}

#[derive(Debug, Default)]
struct RawException {
    from: Option<Moment>,
    to: Option<Moment>,
    works: bool,
    hours: Vec<(u32, u32)>,
    by_occurrences: bool,
    occurrences: i64,
    kind: i64,
    period: i64,
    days_of_week: i64,
    month_item: i64,
    month_position: i64,
    month: i64,
    month_day: i64,
}

pub(super) fn read_calendar(xml: &mut Xml) -> Result<RawCalendar, FileError> {
    let mut calendar = RawCalendar::default();
    "日历".clone_into(&mut xml.place);
    xml.children(|xml, name| {
        match name {
            "UID" => calendar.uid = xml.integer("UID")?.unwrap_or(0),
            "Name" => calendar.name = xml.text()?,
            "IsBaseCalendar" => calendar.is_base = xml.flag("IsBaseCalendar")?,
            "BaseCalendarUID" => calendar.base = xml.integer("BaseCalendarUID")?.filter(|uid| *uid >= 0),
            "WeekDays" => xml.children(|xml, _| {
                let (day, exception) = read_week_day(xml)?;
                match day {
                    1..=7 => calendar.week[weekday(day)] = Some(exception.hours()),
                    _ => calendar.days.push(exception),
                }
                Ok(())
            })?,
            "Exceptions" => xml.children(|xml, _| {
                calendar.exceptions.push(read_exception(xml)?);
                Ok(())
            })?,
            "WorkWeeks" => xml.children(|xml, _| {
                calendar.spans.extend(read_work_week(xml)?);
                Ok(())
            })?,
            _ => xml.skip()?,
        }
        Ok(())
    })?;
    Ok(calendar)
}

/// Microsoft counts from Sunday = 1; here Monday is 0.
fn weekday(day: i64) -> usize {
    ((day + 5) % 7) as usize
}

fn read_week_day(xml: &mut Xml) -> Result<(i64, RawException), FileError> {
    let mut day = 0;
    let mut exception = RawException { kind: 1, ..RawException::default() };
    xml.children(|xml, name| {
        match name {
            "DayType" => day = xml.integer("DayType")?.unwrap_or(0),
            "DayWorking" => exception.works = xml.flag("DayWorking")?,
            "TimePeriod" => read_period(xml, &mut exception)?,
            "WorkingTimes" => exception.hours = read_times(xml)?,
            _ => xml.skip()?,
        }
        Ok(())
    })?;
    Ok((day, exception))
}

fn read_exception(xml: &mut Xml) -> Result<RawException, FileError> {
    let mut exception = RawException { kind: 1, period: 1, ..RawException::default() };
    xml.children(|xml, name| {
        match name {
            "EnteredByOccurrences" => exception.by_occurrences = xml.flag("EnteredByOccurrences")?,
            "TimePeriod" => read_period(xml, &mut exception)?,
            "Occurrences" => exception.occurrences = xml.integer("Occurrences")?.unwrap_or(0),
            "Type" => exception.kind = xml.integer("Type")?.unwrap_or(1),
            "Period" => exception.period = xml.integer("Period")?.unwrap_or(1).max(1),
            "DaysOfWeek" => exception.days_of_week = xml.integer("DaysOfWeek")?.unwrap_or(0),
            "MonthItem" => exception.month_item = xml.integer("MonthItem")?.unwrap_or(0),
            "MonthPosition" => exception.month_position = xml.integer("MonthPosition")?.unwrap_or(0),
            "Month" => exception.month = xml.integer("Month")?.unwrap_or(0),
            "MonthDay" => exception.month_day = xml.integer("MonthDay")?.unwrap_or(1),
            "DayWorking" => exception.works = xml.flag("DayWorking")?,
            "WorkingTimes" => exception.hours = read_times(xml)?,
            _ => xml.skip()?,
        }
        Ok(())
    })?;
    Ok(exception)
}

fn read_work_week(xml: &mut Xml) -> Result<Option<Span>, FileError> {
    let mut period = RawException::default();
    let mut week: [Option<Hours>; 7] = Default::default();
    xml.children(|xml, name| {
        match name {
            "TimePeriod" => read_period(xml, &mut period)?,
            "WeekDays" => xml.children(|xml, _| {
                let (day, hours) = read_week_day(xml)?;
                if (1..=7).contains(&day) {
                    week[weekday(day)] = Some(hours.hours());
                }
                Ok(())
            })?,
            _ => xml.skip()?,
        }
        Ok(())
    })?;
    Ok(period.range().map(|(from, to)| Span { from, to, week }))
}

fn read_period(xml: &mut Xml, exception: &mut RawException) -> Result<(), FileError> {
    xml.children(|xml, name| {
        match name {
            "FromDate" => exception.from = xml.moment("FromDate")?,
            "ToDate" => exception.to = xml.moment("ToDate")?,
            _ => xml.skip()?,
        }
        Ok(())
    })
}

fn read_times(xml: &mut Xml) -> Result<Vec<(u32, u32)>, FileError> {
    let mut times = Vec::new();
    xml.children(|xml, _| {
        let (mut from, mut to) = (None, None);
        xml.children(|xml, name| {
            match name {
                "FromTime" => from = parse_time(&xml.text()?),
                "ToTime" => to = parse_time(&xml.text()?),
                _ => xml.skip()?,
            }
            Ok(())
        })?;
        // An end at midnight is the end of the day.
        times.extend(from.zip(to).map(|(from, to)| (from, if to == 0 { DAY as u32 } else { to })));
        Ok(())
    })?;
    Ok(times)
}

impl RawException {
    fn hours(&self) -> Hours {
        match (self.works, self.hours.is_empty()) {
            (false, _) => Hours::NONE,
            (true, true) => Hours::office(),
            (true, false) => Hours::new(self.hours.iter().copied()),
        }
    }

    /// First and last day. A period may end at 23:59 of its last day or at the last day's midnight.
    fn range(&self) -> Option<(Date, Date)> {
        let (from, to) = (self.from?.date(), self.to.or(self.from)?.date());
        (from <= to).then_some((from, to))
    }

    /// The days on which the exception holds, or `None` if its kind of recurrence is unknown.
    fn dates(&self) -> Option<Vec<Date>> {
        let Some((from, mut to)) = self.range() else { return Some(Vec::new()) };
        let most = if self.by_occurrences && self.occurrences > 0 { self.occurrences as usize } else { MOST_DAYS };
        if self.by_occurrences {
            to = Date::from_ymd_opt(2199, 12, 31).unwrap_or(to);
        }
        let period = self.period.clamp(1, 10_000) as usize;
        let dates: Vec<Date> = match self.kind {
            1 | 9 => days(from, to).take(MOST_DAYS).collect(),
            7 => days(from, to).step_by(period).take(most).collect(),
            6 => self.weekly(from, to, period).take(most).collect(),
            2 | 3 => self.yearly(from, to).take(most).collect(),
            4 | 5 => self.monthly(from, to, period).take(most).collect(),
            _ => return None,
        };
        Some(dates)
    }

    fn weekly(&self, from: Date, to: Date, period: usize) -> impl Iterator<Item = Date> + '_ {
        let sunday = from - Days::new(u64::from(from.weekday().num_days_from_sunday()));
        days(from, to).filter(move |day| {
            let week = (*day - sunday).num_days() / 7;
            self.days_of_week >> day.weekday().num_days_from_sunday() & 1 == 1 && week % period as i64 == 0
        })
    }

    fn monthly(&self, from: Date, to: Date, period: usize) -> impl Iterator<Item = Date> + '_ {
        let first = from.with_day(1).unwrap_or(from);
        (0..5_000_u32)
            .step_by(period)
            .map_while(move |month| first.checked_add_months(Months::new(month)))
            .take_while(move |month| *month <= to)
            .filter_map(|month| self.day_in(month))
            .filter(move |day| from <= *day && *day <= to)
    }

    fn yearly(&self, from: Date, to: Date) -> impl Iterator<Item = Date> + '_ {
        (from.year()..=to.year())
            .filter_map(|year| Date::from_ymd_opt(year, (self.month.clamp(0, 11) + 1) as u32, 1))
            .filter_map(|month| self.day_in(month))
            .filter(move |day| from <= *day && *day <= to)
    }

    /// The day of one month that is meant: a day number, or the n-th (or last) day of a kind.
    fn day_in(&self, month: Date) -> Option<Date> {
        if matches!(self.kind, 2 | 4) {
            return month.with_day(u32::try_from(self.month_day).ok()?);
        }
        let is_meant = |day: &Date| match self.month_item {
            0 => true,
            1 => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
            2 => matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
            item => i64::from(day.weekday().num_days_from_sunday()) == item - 3,
        };
        let mut meant = month.iter_days().take_while(|d| d.month() == month.month()).filter(is_meant);
        if self.month_position >= 4 { meant.last() } else { meant.nth(self.month_position.max(0) as usize) }
    }
}

/// Turns the file's calendars into ours, resolving what they take from their bases; gives where each UID went.
pub(super) fn convert(raw: &[RawCalendar], warnings: &mut Warnings) -> (Vec<Calendar>, HashMap<i64, usize>) {
    let places: HashMap<i64, usize> = raw.iter().enumerate().map(|(i, calendar)| (calendar.uid, i)).collect();
    let mut done = Vec::with_capacity(raw.len());
    for calendar in raw {
        let mut line = vec![calendar];
        while let Some(base) = line.last().and_then(|c| c.base).and_then(|uid| places.get(&uid)) {
            if line.len() > 8 || line.iter().any(|c| c.uid == raw[*base].uid) {
                break;
            }
            line.push(&raw[*base]);
        }
        let mut ours = Calendar::weekdays(&calendar.name, &Hours::office());
        ours.uid = Some(calendar.uid);
        for layer in line.iter().rev() {
            layer.lay_over(&mut ours, warnings);
        }
        done.push(ours);
    }
    (done, places)
}

impl RawCalendar {
    fn lay_over(&self, calendar: &mut Calendar, warnings: &mut Warnings) {
        let says_week = self.week.iter().any(Option::is_some);
        for (day, hours) in self.week.iter().enumerate() {
            match hours {
                Some(hours) => calendar.week[day] = hours.clone(),
                None if self.base.is_none() && says_week => calendar.week[day] = Hours::NONE,
                None => {}
            }
        }
        calendar.spans.extend(self.spans.iter().cloned());
        for exception in self.days.iter().chain(&self.exceptions) {
            let Some(dates) = exception.dates() else {
                warnings.of("日历例外的重复方式不支持,未计入", Some(self.name.clone()));
                continue;
            };
            let hours = exception.hours();
            for date in dates {
                calendar.days.insert(date, hours.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exception(kind: i64, from: &str, to: &str) -> RawException {
        let at = |text| Moment::parse(text);
        RawException { kind, period: 1, from: at(from), to: at(to), ..RawException::default() }
    }

    fn dates(exception: &RawException) -> Vec<String> {
        exception.dates().unwrap().iter().map(Date::to_string).collect()
    }

    #[test]
    fn recurring_exceptions_are_spelt_out() {
        let every_other_monday =
            RawException { days_of_week: 2, period: 2, ..exception(6, "2025-01-01", "2025-02-15T23:59:00") };
        assert_eq!(dates(&every_other_monday), ["2025-01-13", "2025-01-27", "2025-02-10"]);
        let last_friday = RawException { month_item: 8, month_position: 4, ..exception(5, "2025-01-01", "2025-03-31") };
        assert_eq!(dates(&last_friday), ["2025-01-31", "2025-02-28", "2025-03-28"]);
        let christmas = RawException { month: 11, month_day: 25, ..exception(2, "2024-01-01", "2025-12-31") };
        assert_eq!(dates(&christmas), ["2024-12-25", "2025-12-25"]);
        let thrice = RawException {
            by_occurrences: true,
            occurrences: 3,
            month_day: 31,
            ..exception(4, "2025-01-01", "2025-01-01")
        };
        assert_eq!(dates(&thrice), ["2025-01-31", "2025-03-31", "2025-05-31"]);
        assert_eq!(exception(42, "2025-01-01", "2025-01-02").dates(), None);
    }

    #[test]
    fn an_exception_until_9999_ends_somewhere() {
        assert_eq!(exception(1, "1984-01-01", "9999-12-31").dates().unwrap().len(), MOST_DAYS);
    }
}
