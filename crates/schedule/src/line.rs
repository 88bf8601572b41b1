//! How working time runs through the days of a clock's range.

use crate::calendar::Hours;
use crate::moment::DAY;
use std::collections::HashMap;
use std::hint::black_box;

/// Seconds of work in one step of the table that leads from working time back to days.
const STEP_BITS: u32 = 14;

/// How working time runs through the range. Most calendars are even, and the even line needs neither search nor branch.
#[derive(Debug)]
pub(crate) enum Line {
    /// Every second counts.
    Continuous,
    /// As the [`Even`] beside it says.
    Even,
    Uneven(Uneven),
}

/// All working days have the same one or two shifts. Without days it is not in use.
#[derive(Debug, Default)]
pub(crate) struct Even {
    /// Worked seconds of a working day.
    seconds: i64,
    /// 2⁶⁴ ÷ `seconds`, rounded up: to multiply is many times faster than to divide, and exact for all work within 250 years.
    reciprocal: u64,
    /// Second of the day and length of the shifts; the second one may have no length.
    shifts: [(i64, i64); 2],
    /// Seconds without work between the shifts.
    gap: i64,
    /// The place of the sign of an `i64`. In which shift a moment lies no processor can guess, so all cases are computed from
    /// signs. Were the number known to the compiler it would see through that and jump.
    sign: u32,
    /// For each day twice the worked seconds before it, and one more if it is worked itself.
    days: Vec<i64>,
    /// When the n-th working day begins, in seconds from the first day.
    begins: Vec<i64>,
}

impl Even {
    pub fn new(shape: &Shape, of_days: impl Iterator<Item = bool>) -> Even {
        let shift = |n: usize| shape.shifts.get(n).map_or((0, 0), |(from, to, _)| (*from, to - from));
        let shifts = [shift(0), shift(1)];
        let seconds = shifts[0].1 + shifts[1].1;
        let reciprocal = u64::MAX / seconds as u64 + 1;
        let gap = shifts[1].0 - shifts[0].0 - shifts[0].1;
        let sign = black_box(i64::BITS - 1);
        let mut even = Even { seconds, reciprocal, shifts, gap, sign, days: Vec::new(), begins: Vec::new() };
        for (day, works) in of_days.enumerate() {
            even.days.push((even.begins.len() as i64 * seconds) << 1 | i64::from(works));
            if works {
                even.begins.push(day as i64 * DAY + shifts[0].0);
            }
        }
        even
    }

    /// Working time done `since` seconds after the first day began; `None` outside of the range.
    #[inline]
    pub fn work_at(&self, since: i64) -> Option<i64> {
        // A negative number becomes a large one.
        let day = since as u64 / DAY as u64;
        let done = *self.days.get(day as usize)?;
        let second = since - day as i64 * DAY;
        let [(from, length), (then, rest)] = self.shifts;
        let today = self.part(second - from, length) + self.part(second - then, rest);
        Some((done >> 1) + (today & -(done & 1)))
    }

    /// When just `work` is done, in seconds since the first day began; `None` outside of the range.
    #[inline]
    pub fn start_of(&self, work: i64) -> Option<i64> {
        let days = ((u128::from(work as u64) * u128::from(self.reciprocal)) >> 64) as i64;
        let begin = *self.begins.get(days as usize)?;
        let rest = work - days * self.seconds;
        Some(begin + rest + (self.gap & self.if_negative(self.shifts[0].1 - 1 - rest)))
    }

    /// How much of a shift of `length` is done when it began `since` ago: `since.clamp(0, length)`.
    #[inline]
    fn part(&self, since: i64, length: i64) -> i64 {
        let begun = since & !self.if_negative(since);
        length + ((begun - length) & self.if_negative(begun - length))
    }

    /// All bits, or none.
    #[inline]
    fn if_negative(&self, value: i64) -> i64 {
        value >> self.sign
    }
}

#[derive(Debug, Default)]
pub(crate) struct Uneven {
    /// Worked seconds before each day; one more entry than days.
    pub before: Vec<i64>,
    /// Which of `shapes` each day has.
    pub shape: Vec<u16>,
    pub shapes: Vec<Shape>,
    /// The day in which the n-th step of working time begins.
    pub step: Vec<u32>,
}

impl Uneven {
    pub fn fill_steps(&mut self, worked: i64) {
        let mut day = 0;
        for step in 0..=(worked >> STEP_BITS) {
            while day + 1 < self.shape.len() && self.before[day + 1] <= step << STEP_BITS {
                day += 1;
            }
            self.step.push(u32::try_from(day).unwrap_or(u32::MAX));
        }
    }

    pub fn work_at(&self, day: usize, second: i64) -> i64 {
        self.before[day] + self.shapes[usize::from(self.shape[day])].worked_by(second)
    }

    /// Day and second of the day; `work` is less than the whole.
    pub fn start_of(&self, work: i64) -> (i64, i64) {
        let mut day = self.step[usize::try_from(work >> STEP_BITS).unwrap_or(0)] as usize;
        while self.before[day + 1] <= work {
            day += 1;
        }
        (day as i64, self.shapes[usize::from(self.shape[day])].second_at(work - self.before[day]))
    }
}

impl Line {
    /// The simplest line that says the same.
    pub fn of(mut uneven: Uneven, worked: i64) -> (Line, Even) {
        if worked == uneven.shape.len() as i64 * DAY {
            return (Line::Continuous, Even::default());
        }
        let is_free = |shape: &u16| uneven.shapes[usize::from(*shape)].shifts.is_empty();
        let mut working = uneven.shape.iter().filter(|shape| !is_free(shape));
        if let Some(first) = working.next().filter(|first| working.all(|shape| shape == *first)) {
            let shape = &uneven.shapes[usize::from(*first)];
            // The reciprocal of one second has no room.
            if shape.shifts.len() <= 2 && worked > uneven.shape.len() as i64 {
                return (Line::Even, Even::new(shape, uneven.shape.iter().map(|own| own == first)));
            }
        }
        uneven.fill_steps(worked);
        (Line::Uneven(uneven), Even::default())
    }
}

#[derive(Debug, Default)]
pub(crate) struct Shape {
    /// From, to, and worked seconds of the day before it.
    shifts: Vec<(i64, i64, i64)>,
}

impl Shape {
    pub fn of(hours: &Hours) -> Shape {
        let mut done = 0;
        let shifts = hours.shifts().iter().map(|(from, to)| {
            let shift = (i64::from(*from), i64::from(*to), done);
            done += shift.1 - shift.0;
            shift
        });
        Shape { shifts: shifts.collect() }
    }

    pub fn worked_by(&self, second: i64) -> i64 {
        let mut worked = 0;
        for &(from, to, before) in &self.shifts {
            if second <= from {
                break;
            }
            worked = before + second.min(to) - from;
        }
        worked
    }

    /// The second of the day at which `worked` seconds are done and the next one begins.
    pub fn second_at(&self, worked: i64) -> i64 {
        let shift = self.shifts.iter().find(|(from, to, before)| worked < before + to - from);
        shift.map_or(DAY, |(from, _, before)| from + worked - before)
    }
}

/// The kinds of days met so far.
#[derive(Default)]
pub(crate) struct Shapes {
    pub list: Vec<Shape>,
    known: HashMap<Hours, (u16, i64)>,
}

impl Shapes {
    pub fn of(&mut self, hours: &Hours) -> (u16, i64) {
        if let Some(found) = self.known.get(hours) {
            return *found;
        }
        // More than 65 535 different kinds of days do not fit into 250 years of real calendars; the last one is reused.
        let index = u16::try_from(self.list.len()).unwrap_or(u16::MAX);
        self.list.push(Shape::of(hours));
        self.known.insert(hours.clone(), (index, hours.seconds()));
        (index, hours.seconds())
    }
}
