//! Calendars of an XER file. Their days stand in one text of nested parentheses:
//! `(0||CalendarData()((0||DaysOfWeek()((0||2()((0||0(s|08:00|f|12:00)())))))(0||Exceptions()((0||0(d|43650)())))))`.

use super::table::Table;
use crate::calendar::{Calendar, Hours};
use crate::file::{FileError, Warnings};
use crate::moment::DAY;
use chrono::Days;
use kernel::Date;
use std::collections::HashMap;

const DEEPEST: usize = 16;

/// A node of such a text: its name, its attributes and what is in it.
#[derive(Debug, Default)]
struct Part<'a> {
    name: &'a str,
    attributes: Vec<&'a str>,
    parts: Vec<Part<'a>>,
}

/// Reads one node and gives what follows it. Blanks and the separators of old versions are passed over.
fn part(text: &str, depth: usize) -> Option<(Part<'_>, &str)> {
    let inner = passed(text).strip_prefix('(')?;
    let (_, inner) = inner.split_once("||")?;
    let (name, inner) = inner.split_once('(')?;
    let (attributes, mut rest) = inner.split_once(')')?;
    let attributes = if attributes.is_empty() { Vec::new() } else { attributes.split('|').collect() };
    let mut read = Part { name, attributes, parts: Vec::new() };
    rest = passed(rest).strip_prefix('(')?;
    while let Some(inside) = Some(passed(rest)).filter(|r| r.starts_with('(')) {
        if depth == 0 {
            return None;
        }
        let (child, after) = part(inside, depth - 1)?;
        read.parts.push(child);
        rest = after;
    }
    let rest = passed(passed(rest).strip_prefix(')')?).strip_prefix(')')?;
    Some((read, rest))
}

fn passed(text: &str) -> &str {
    text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{7f}')
}

impl Part<'_> {
    fn find(&self, name: &str) -> Option<&Part<'_>> {
        self.parts.iter().find(|part| part.name == name)
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.chunks(2).find(|pair| pair[0] == name)?.get(1).copied()
    }

    fn hours(&self) -> Hours {
        Hours::new(self.parts.iter().filter_map(|shift| {
            let from = time(shift.attribute("s")?)?;
            let to = time(shift.attribute("f")?)?;
            // An end at midnight, or written as 23:59, is the end of the day.
            Some((from, if to == 0 || to == 86_340 { DAY as u32 } else { to }))
        }))
    }
}

/// `08:00` or `8:00 AM`.
fn time(text: &str) -> Option<u32> {
    let text = text.trim();
    let (clock, half) = match text.split_once(' ') {
        Some((clock, half)) => (clock, Some(half.trim().to_ascii_uppercase())),
        None => (text, None),
    };
    let (hour, minute) = clock.split_once(':')?;
    let (mut hour, minute): (u32, u32) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    match half.as_deref() {
        Some("AM") if hour == 12 => hour = 0,
        Some("PM") if hour < 12 => hour += 12,
        _ => {}
    }
    (hour <= 24 && minute < 60).then(|| (hour * 60 + minute) * 60).filter(|s| *s <= DAY as u32)
}

/// The calendars of the file and where each `clndr_id` went.
pub(super) fn read_calendars(
    table: Option<&Table>,
    warnings: &mut Warnings,
) -> Result<(Vec<Calendar>, HashMap<i64, usize>), FileError> {
    let mut calendars = Vec::new();
    let mut places = HashMap::new();
    let mut bases = Vec::new();
    for row in table.into_iter().flat_map(Table::rows) {
        let name = row.text("clndr_name").unwrap_or("日历");
        let mut calendar = Calendar::weekdays(name, &Hours::office());
        calendar.uid = Some(row.id("clndr_id")?);
        match row.text("clndr_data").and_then(|data| part(data, DEEPEST)) {
            Some((data, _)) => fill(&mut calendar, &data),
            None => warnings.of("日历内容缺失或看不懂,按周一至周五8:00—17:00计", Some(name.to_owned())),
        }
        places.insert(row.id("clndr_id")?, calendars.len());
        bases.push(row.integer("base_clndr_id")?);
        calendars.push(calendar);
    }
    for (index, base) in bases.into_iter().enumerate() {
        let Some(base) = base.and_then(|id| places.get(&id)).filter(|base| **base != index) else { continue };
        for (date, hours) in calendars[*base].days.clone() {
            calendars[index].days.entry(date).or_insert(hours);
        }
    }
    Ok((calendars, places))
}

fn fill(calendar: &mut Calendar, data: &Part) {
    if let Some(week) = data.find("DaysOfWeek") {
        calendar.week = Default::default();
        for day in &week.parts {
            // Primavera counts from Sunday = 1; here Monday is 0.
            if let Some(index) =
                day.name.trim().parse().ok().filter(|d| (1..=7).contains(d)).map(|d: usize| (d + 5) % 7)
            {
                calendar.week[index] = day.hours();
            }
        }
    }
    for exception in data.find("Exceptions").map(|e| e.parts.as_slice()).unwrap_or_default() {
        // Days are counted from 1899-12-30.
        let serial = exception.attribute("d").and_then(|d| d.trim().parse().ok());
        let origin = Date::from_ymd_opt(1899, 12, 30);
        let date = origin.zip(serial).and_then(|(origin, serial)| origin.checked_add_days(Days::new(serial)));
        if let Some(date) = date {
            calendar.days.insert(date, exception.hours());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nested_text_of_days_is_read() {
        let text = "(0||CalendarData()(\u{7f}\u{7f}  (0||DaysOfWeek()((0||1()())(0||2()((0||0(s|08:00|f|12:00)())(0||1(s|1:00 PM|f|05:00 PM)())))))\
                    (0||VIEW(ShowTotal|N)())(0||Exceptions()((0||0(d|43650)())(0||1(d|43651)((0||0(s|00:00|f|00:00)())))))))";
        let (data, rest) = part(text, DEEPEST).unwrap();
        assert_eq!(rest, "");
        let mut calendar = Calendar::weekdays("x", &Hours::office());
        fill(&mut calendar, &data);
        assert_eq!(calendar.week[0], Hours::office());
        assert_eq!(calendar.week[1], Hours::NONE);
        assert_eq!(calendar.hours_on("2019-07-04".parse().unwrap()), &Hours::NONE);
        assert_eq!(calendar.hours_on("2019-07-05".parse().unwrap()), &Hours::whole_day());
    }

    #[test]
    fn damaged_text_is_refused_without_harm() {
        for bad in ["", "(", "(0||A", "(0||A()", "(0||A()(", "(0||A()()"] {
            assert!(part(bad, DEEPEST).is_none(), "{bad}");
        }
        assert!(part(&"(0||A()(".repeat(100_000), DEEPEST).is_none());
    }
}
