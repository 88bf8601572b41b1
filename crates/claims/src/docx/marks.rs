//! Comment marks put into the body of a document: runs are cut where a figure begins or ends.

use super::comment::Note;
use super::walk::{is_skipped, resolved};
use super::{Document, DocxError};
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};
use std::collections::BTreeMap;
use std::io::BufRead;

/// Copies the body, with comment marks at the notes' characters.
pub(super) fn mark<R: BufRead>(
    reader: &mut Reader<R>,
    part: &str,
    document: &Document,
    notes: &[Note],
) -> Result<Vec<u8>, DocxError> {
    let bad = |reason: String| DocxError::BadXml { part: part.to_owned(), reason };
    let spans: BTreeMap<usize, (usize, usize)> = document
        .paragraphs
        .iter()
        .filter(|p| p.part == part)
        .flat_map(|p| p.runs.iter().map(|r| (r.number, (r.start, r.end))))
        .collect();
    let mut marker = Marker { writer: Writer::new(Vec::new()), spans, notes, runs: 0 };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|e| bad(e.to_string()))? {
            Event::Eof => return Ok(marker.writer.into_inner()),
            Event::Start(e) if e.local_name().as_ref() == "r" => {
                let start = e.into_owned();
                let run = whole_run(reader, start).map_err(|e| bad(e.to_string()))?;
                marker.run(run)?;
            }
            event => {
                if matches!(&event, Event::Empty(e) if e.local_name().as_ref() == "r") {
                    marker.runs += 1;
                }
                marker.writer.write_event(event)?;
            }
        }
    }
}

/// The events of one run, from its start tag to its end tag, with whatever is nested in it.
fn whole_run<R: BufRead>(reader: &mut Reader<R>, start: BytesStart<'static>) -> quick_xml::Result<Vec<Event<'static>>> {
    let mut events = vec![Event::Start(start)];
    let mut depth = 1;
    let mut buffer = Vec::new();
    while depth > 0 {
        buffer.clear();
        let event = reader.read_event_into(&mut buffer)?.into_owned();
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
        events.push(event);
    }
    Ok(events)
}

struct Marker<'a> {
    writer: Writer<Vec<u8>>,
    spans: BTreeMap<usize, (usize, usize)>,
    notes: &'a [Note],
    runs: usize,
}

impl Marker<'_> {
    fn run(&mut self, events: Vec<Event<'static>>) -> Result<(), DocxError> {
        let inner = events
            .iter()
            .filter(|e| matches!(e, Event::Start(s) | Event::Empty(s) if s.local_name().as_ref() == "r"))
            .count();
        let first = self.runs + 1;
        self.runs += inner;
        let spans: Vec<(usize, usize)> = (first..first + inner).filter_map(|n| self.spans.get(&n).copied()).collect();
        let touched: Vec<&Note> =
            self.notes.iter().filter(|n| spans.iter().any(|(s, e)| n.start < *e && *s < n.end)).collect();
        if touched.is_empty() {
            return self.copy(events);
        }
        if inner == 1 && is_plain(&events) {
            return self.split(events, spans[0].0, &touched);
        }
        let (starts, ends): (usize, usize) =
            (spans.iter().map(|s| s.0).min().unwrap_or(0), spans.iter().map(|s| s.1).max().unwrap_or(0));
        for note in touched.iter().filter(|n| n.start >= starts) {
            self.open(note)?;
        }
        self.copy(events)?;
        for note in touched.iter().filter(|n| n.end <= ends) {
            self.close(note)?;
        }
        Ok(())
    }

    fn copy(&mut self, events: Vec<Event<'static>>) -> Result<(), DocxError> {
        for event in events {
            self.writer.write_event(event)?;
        }
        Ok(())
    }

    /// Writes a run of plain text, cut where a note begins or ends.
    fn split(&mut self, events: Vec<Event<'static>>, start: usize, notes: &[&Note]) -> Result<(), DocxError> {
        let (head, content) = head_and_content(&events);
        let mut at = start;
        let mut is_open = false;
        for piece in content {
            let length = piece.chars();
            let mut offset = 0;
            while offset < length {
                if let Some(note) = notes.iter().find(|n| n.start == at + offset) {
                    self.end_run(&mut is_open)?;
                    self.open(note)?;
                }
                self.begin_run(head, &mut is_open)?;
                let cut =
                    notes.iter().flat_map(|n| [n.start, n.end]).filter(|c| *c > at + offset).map(|c| c - at).min();
                let to = cut.map_or(length, |c| c.min(length));
                self.piece(&piece, offset, to)?;
                offset = to;
                for note in notes.iter().filter(|n| n.end == at + offset) {
                    self.end_run(&mut is_open)?;
                    self.close(note)?;
                }
            }
            if length == 0 {
                self.begin_run(head, &mut is_open)?;
                self.piece(&piece, 0, 0)?;
            }
            at += length;
        }
        self.end_run(&mut is_open)
    }

    fn begin_run(&mut self, head: &[Event<'static>], is_open: &mut bool) -> Result<(), DocxError> {
        if !*is_open {
            for event in head {
                self.writer.write_event(event.borrow())?;
            }
            *is_open = true;
        }
        Ok(())
    }

    fn end_run(&mut self, is_open: &mut bool) -> Result<(), DocxError> {
        if *is_open {
            self.writer.write_event(Event::End(BytesEnd::new("w:r")))?;
            *is_open = false;
        }
        Ok(())
    }

    fn piece(&mut self, piece: &Piece<'_>, from: usize, to: usize) -> Result<(), DocxError> {
        match piece {
            Piece::Text(text) => {
                let part: String = text.chars().skip(from).take(to - from).collect();
                let mut tag = BytesStart::new("w:t");
                tag.push_attribute(("xml:space", "preserve"));
                self.writer.write_event(Event::Start(tag))?;
                self.writer.write_event(Event::Text(BytesText::new(&part)))?;
                self.writer.write_event(Event::End(BytesEnd::new("w:t")))?;
            }
            Piece::Other(events, _) => {
                for event in *events {
                    self.writer.write_event(event.borrow())?;
                }
            }
        }
        Ok(())
    }

    fn open(&mut self, note: &Note) -> Result<(), DocxError> {
        self.tag("w:commentRangeStart", note.id)
    }

    fn close(&mut self, note: &Note) -> Result<(), DocxError> {
        self.tag("w:commentRangeEnd", note.id)?;
        self.writer.write_event(Event::Start(BytesStart::new("w:r")))?;
        self.tag("w:commentReference", note.id)?;
        self.writer.write_event(Event::End(BytesEnd::new("w:r")))?;
        Ok(())
    }

    fn tag(&mut self, name: &str, id: usize) -> Result<(), DocxError> {
        let mut tag = BytesStart::new(name);
        tag.push_attribute(("w:id", id.to_string().as_str()));
        self.writer.write_event(Event::Empty(tag))?;
        Ok(())
    }
}

/// What a plain run consists of, after its properties.
enum Piece<'a> {
    Text(String),
    /// An element and how many characters it stands for.
    Other(&'a [Event<'static>], usize),
}

impl Piece<'_> {
    fn chars(&self) -> usize {
        match self {
            Piece::Text(text) => text.chars().count(),
            Piece::Other(_, chars) => *chars,
        }
    }
}

/// Whether a run holds only text and one-character elements, all with the usual prefix.
fn is_plain(events: &[Event<'static>]) -> bool {
    let starts = events.iter().filter_map(|e| match e {
        Event::Start(s) | Event::Empty(s) => Some(s),
        _ => None,
    });
    let mut starts = starts.peekable();
    starts.peek().is_some_and(|s| s.name().as_ref() == "w:r")
        && !starts.any(|s| {
            is_skipped(s.local_name().as_ref())
                || matches!(s.local_name().as_ref(), "drawing" | "pict" | "object" | "AlternateContent")
        })
}

/// The start tag with the run's properties, and the pieces behind them.
fn head_and_content<'a>(events: &'a [Event<'static>]) -> (&'a [Event<'static>], Vec<Piece<'a>>) {
    let inner_end = events.len() - 1;
    let mut at = 1;
    let mut head = 1;
    let mut pieces = Vec::new();
    while at < inner_end {
        let end = element_end(events, at).min(inner_end);
        match &events[at] {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "rPr" => head = end,
            Event::Start(e) if e.local_name().as_ref() == "t" => pieces.push(Piece::Text(text_of(&events[at..end]))),
            Event::Start(e) | Event::Empty(e) => {
                let one = matches!(e.local_name().as_ref(), "tab" | "br" | "cr" | "noBreakHyphen");
                pieces.push(Piece::Other(&events[at..end], usize::from(one)));
            }
            _ => {}
        }
        at = end;
    }
    (&events[..head], pieces)
}

/// Behind the element (or other event) that begins at `at`.
fn element_end(events: &[Event<'static>], at: usize) -> usize {
    let mut depth = 0_usize;
    for (n, event) in events[at..].iter().enumerate() {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + n + 1;
        }
    }
    events.len()
}

fn text_of(events: &[Event<'static>]) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::Text(e) => text.push_str(&e.xml10_content()),
            Event::CData(e) => text.push_str(&e.xml10_content()),
            Event::GeneralRef(e) => text.push_str(&resolved(e)),
            _ => {}
        }
    }
    text
}
