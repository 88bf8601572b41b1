//! From WordprocessingML to text with the way back.

use super::{Document, DocxError, Paragraph, Run};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use std::io::BufRead;

/// Nothing sensible nests deeper; a hostile file does.
const DEEPEST: usize = 400;

/// Reads parts one after the other into one document.
#[derive(Default)]
pub(super) struct Walk {
    pub document: Document,
    chars: usize,
}

/// The state within one part.
#[derive(Default)]
struct Part {
    /// Paragraphs open now: text boxes put paragraphs inside paragraphs.
    open: Vec<Draft>,
    /// Finished paragraphs of text boxes, until their host ends.
    boxed: Vec<Draft>,
    runs: usize,
    /// Depth of elements whose text does not count.
    skipped: usize,
    depth: usize,
    in_text: bool,
    cells: usize,
}

/// A paragraph being read: its text and its runs, counted from its own beginning.
#[derive(Default)]
struct Draft {
    text: String,
    chars: usize,
    runs: Vec<Run>,
    open_runs: Vec<usize>,
    cell: bool,
}

impl Walk {
    pub fn part<R: BufRead>(&mut self, reader: &mut Reader<R>, name: &str) -> Result<(), DocxError> {
        let bad = |reason: String| DocxError::BadXml { part: name.to_owned(), reason };
        let mut part = Part::default();
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|e| bad(e.to_string()))? {
                Event::Eof => return Ok(()),
                Event::DocType(_) => return Err(DocxError::Dtd(name.to_owned())),
                Event::Start(e) => {
                    part.depth += 1;
                    if part.depth > DEEPEST {
                        return Err(bad("嵌套过深".to_owned()));
                    }
                    part.start(e.local_name().as_ref());
                }
                Event::End(e) => {
                    part.depth = part.depth.saturating_sub(1);
                    self.end(&mut part, e.local_name().as_ref(), name);
                }
                Event::Empty(e) => {
                    part.start(e.local_name().as_ref());
                    self.end(&mut part, e.local_name().as_ref(), name);
                }
                Event::Text(e) if part.in_text => part.push(&e.xml10_content()),
                Event::CData(e) if part.in_text => part.push(&e.xml10_content()),
                Event::GeneralRef(e) if part.in_text => part.push(&resolved(&e)),
                _ => {}
            }
        }
    }

    fn end(&mut self, part: &mut Part, element: &str, name: &str) {
        if is_skipped(element) {
            part.skipped = part.skipped.saturating_sub(1);
            return;
        }
        if part.skipped > 0 {
            return;
        }
        match element {
            "t" => part.in_text = false,
            "r" => {
                if let Some(draft) = part.open.last_mut()
                    && let Some(run) = draft.open_runs.pop()
                {
                    draft.runs[run].end = draft.chars;
                }
            }
            "tc" => part.cells = part.cells.saturating_sub(1),
            "tr" => self.append("\n"),
            "p" => {
                let Some(draft) = part.open.pop() else { return };
                if part.open.is_empty() {
                    self.finish(draft, name);
                    for boxed in std::mem::take(&mut part.boxed) {
                        self.finish(boxed, name);
                    }
                } else {
                    part.boxed.push(draft);
                }
            }
            _ => {}
        }
    }

    fn append(&mut self, text: &str) {
        self.document.text.push_str(text);
        self.chars += text.chars().count();
    }

    fn finish(&mut self, draft: Draft, part: &str) {
        let start = self.chars;
        self.append(&draft.text);
        let runs =
            draft.runs.iter().map(|r| Run { number: r.number, start: start + r.start, end: start + r.end }).collect();
        self.document.paragraphs.push(Paragraph { start, end: self.chars, part: part.to_owned(), runs });
        self.append(if draft.cell { "\t" } else { "\n" });
    }
}

impl Part {
    fn start(&mut self, element: &str) {
        if is_skipped(element) {
            self.skipped += 1;
        }
        if element == "r" {
            self.runs += 1;
        }
        if self.skipped > 0 {
            return;
        }
        match element {
            "p" => self.open.push(Draft { cell: self.cells > 0, ..Draft::default() }),
            "r" => {
                let number = self.runs;
                if let Some(draft) = self.open.last_mut() {
                    draft.open_runs.push(draft.runs.len());
                    draft.runs.push(Run { number, start: draft.chars, end: draft.chars });
                }
            }
            "t" => self.in_text = self.open.last().is_some_and(|d| !d.open_runs.is_empty()),
            "tc" => self.cells += 1,
            "tab" if self.in_a_run() => self.push("\t"),
            "br" | "cr" if self.in_a_run() => self.push("\n"),
            "noBreakHyphen" if self.in_a_run() => self.push("-"),
            _ => {}
        }
    }

    fn in_a_run(&self) -> bool {
        self.open.last().is_some_and(|d| !d.open_runs.is_empty())
    }

    fn push(&mut self, text: &str) {
        if let Some(draft) = self.open.last_mut() {
            draft.text.push_str(text);
            draft.chars += text.chars().count();
        }
    }
}

/// Deleted and moved-away text, the older copy of a drawing, field codes: not what the reader sees.
pub(super) fn is_skipped(element: &str) -> bool {
    matches!(element, "del" | "moveFrom" | "Fallback" | "instrText" | "delText" | "tabs" | "pPr")
}

/// A character reference or one of the five names of XML; anything else is left out.
pub(super) fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    quick_xml::escape::resolve_predefined_entity(reference).unwrap_or("").to_owned()
}
