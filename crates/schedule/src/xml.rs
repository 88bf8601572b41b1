//! Pulling values out of XML, element by element, without ever following an entity.

use crate::file::FileError;
use crate::moment::Moment;
use quick_xml::Reader;
use quick_xml::events::Event;

/// Schedules are some eight elements deep.
const DEEPEST: usize = 64;

pub(crate) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    depth: usize,
    /// What is being read, for messages.
    pub place: String,
}

impl<'a> Xml<'a> {
    pub fn new(text: &'a str) -> Xml<'a> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, depth: 0, place: String::new() }
    }

    /// Says that the n-th task is being read.
    pub fn place_of_task(&mut self, number: usize) {
        use std::fmt::Write;
        self.place.clear();
        // Writing into a string cannot fail.
        let _ = write!(self.place, "第{number}个任务");
    }

    fn event(&mut self) -> Result<Event<'a>, FileError> {
        let offset = self.reader.buffer_position();
        match self.reader.read_event() {
            Ok(Event::DocType(text)) => Err(FileError::Entity(text.chars().take(40).collect())),
            Ok(Event::Eof) if self.depth > 0 => {
                Err(FileError::BadXml { offset, reason: "文件到这里就断了".to_owned() })
            }
            Ok(event) => {
                match &event {
                    Event::Start(_) => self.depth += 1,
                    Event::End(_) => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                if self.depth > DEEPEST { Err(FileError::TooDeep(DEEPEST)) } else { Ok(event) }
            }
            Err(_) => Err(FileError::BadXml { offset, reason: "标签没有写完或前后不配对".to_owned() }),
        }
    }

    /// Reads up to the root element and gives its name.
    pub fn root(&mut self) -> Result<String, FileError> {
        loop {
            match self.event()? {
                Event::Start(start) => return Ok(start.local_name().as_ref().to_owned()),
                Event::Eof => return Err(FileError::NotMspdi(String::new())),
                _ => {}
            }
        }
    }

    /// Calls `each` with the name of every child of the open element; `each` must read the child to its end.
    pub fn children(
        &mut self,
        mut each: impl FnMut(&mut Xml<'a>, &str) -> Result<(), FileError>,
    ) -> Result<(), FileError> {
        loop {
            match self.event()? {
                Event::Start(start) => {
                    let name = start.local_name();
                    each(self, name.as_ref())?;
                }
                Event::End(_) | Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Passes over the open element.
    pub fn skip(&mut self) -> Result<(), FileError> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.event()?;
        }
        Ok(())
    }

    /// The text of the open element.
    pub fn text(&mut self) -> Result<String, FileError> {
        let mut text = String::new();
        loop {
            match self.event()? {
                Event::Text(part) => text.push_str(&part),
                Event::CData(part) => text.push_str(&part.into_inner()),
                Event::GeneralRef(reference) => {
                    let named = quick_xml::escape::resolve_predefined_entity(&reference);
                    match (named, reference.resolve_char_ref()) {
                        (Some(known), _) => text.push_str(known),
                        (None, Ok(Some(letter))) => text.push(letter),
                        _ => return Err(FileError::Entity(reference.chars().take(40).collect())),
                    }
                }
                Event::Start(_) => self.skip()?,
                Event::End(_) | Event::Eof => return Ok(text.trim().to_owned()),
                _ => {}
            }
        }
    }

    fn value<T>(&mut self, field: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, FileError> {
        let text = self.text()?;
        if text.is_empty() {
            return Ok(None);
        }
        let bad = || FileError::BadValue { place: self.place.clone(), field, value: text.chars().take(40).collect() };
        read(&text).map(Some).ok_or_else(bad)
    }

    pub fn integer(&mut self, field: &'static str) -> Result<Option<i64>, FileError> {
        self.value(field, |t| t.parse().ok())
    }

    pub fn number(&mut self, field: &'static str) -> Result<Option<f64>, FileError> {
        self.value(field, |t| t.parse().ok().filter(|n: &f64| n.is_finite()))
    }

    pub fn flag(&mut self, field: &'static str) -> Result<bool, FileError> {
        let read = |t: &str| match t {
            "1" | "true" | "True" | "-1" => Some(true),
            "0" | "false" | "False" => Some(false),
            _ => None,
        };
        Ok(self.value(field, read)?.unwrap_or(false))
    }

    /// A date; `NA` counts as none.
    pub fn moment(&mut self, field: &'static str) -> Result<Option<Moment>, FileError> {
        let read = |t: &str| if t == "NA" { Some(None) } else { Moment::parse(t).map(Some) };
        Ok(self.value(field, read)?.flatten())
    }

    /// Seconds of an ISO 8601 duration, `PT8H0M0S`.
    pub fn duration(&mut self, field: &'static str) -> Result<Option<i64>, FileError> {
        self.value(field, parse_duration)
    }
}

/// Seconds of `PT8H0M0S`, `P1DT2H`, `-PT30M`, `PT1.5H`.
pub(crate) fn parse_duration(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let rest = rest.strip_prefix('P')?;
    let mut seconds = 0.0;
    let mut number = String::new();
    let mut in_time = false;
    for letter in rest.chars() {
        match letter {
            'T' if number.is_empty() => in_time = true,
            '0'..='9' | '.' => number.push(letter),
            unit => {
                let amount: f64 = number.parse().ok()?;
                number.clear();
                seconds += amount
                    * match (unit, in_time) {
                        ('H', true) => 3_600.0,
                        ('M', true) => 60.0,
                        ('S', true) => 1.0,
                        ('D', false) => 86_400.0,
                        ('W', false) => 604_800.0,
                        _ => return None,
                    };
            }
        }
    }
    (number.is_empty() && seconds < 1e12).then_some((sign * seconds).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        for (text, seconds) in
            [("PT8H0M0S", 28_800), ("PT0H30M0S", 1_800), ("P1DT1H", 90_000), ("-PT30M", -1_800), ("PT1.5H", 5_400)]
        {
            assert_eq!(parse_duration(text), Some(seconds), "{text}");
        }
        for bad in ["8h", "PT8", "PT8X", "P8H", "", "PT9999999999999H"] {
            assert_eq!(parse_duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn own_entities_and_document_types_are_refused() {
        let read = |text: &str| {
            let mut xml = Xml::new(text);
            xml.root().and_then(|_| xml.text())
        };
        assert_eq!(read("<a>1 &lt; 2 &#x4e2d;</a>"), Ok("1 < 2 中".to_owned()));
        assert!(matches!(read("<a>&lol;</a>"), Err(FileError::Entity(_))));
        assert!(matches!(
            read("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>"),
            Err(FileError::Entity(_))
        ));
        assert!(matches!(read(&"<a>".repeat(100_000)), Err(FileError::TooDeep(_))));
        assert!(matches!(read("<a><b></a>"), Err(FileError::BadXml { .. })));
        assert!(matches!(read("<a>"), Err(FileError::BadXml { .. })));
    }
}
