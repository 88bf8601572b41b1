//! The judged text laid out: paragraphs of plain text and marked figures, and a line for each figure.

use claims::{Judged, Report, Verdict};

/// A paragraph of the text.
pub(super) struct Paragraph {
    pub pieces: Vec<Piece>,
    /// It holds a figure that needs attention.
    pub is_bad: bool,
}

/// Plain text, or a figure.
pub(super) enum Piece {
    Plain(String),
    Figure(Figure),
}

/// A figure in the text: its number on the page, its words, its mark.
pub(super) struct Figure {
    pub number: usize,
    pub words: String,
    pub mark: Mark,
    pub title: String,
}

/// Shape (by class) and word of a verdict.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    pub class: &'static str,
    pub word: &'static str,
}

/// A figure's line in the list.
pub(super) struct Line {
    pub number: usize,
    pub words: String,
    pub mark: Mark,
    pub measure: String,
    /// Scope and period as the text has them.
    pub of: Vec<String>,
    pub expected: Option<String>,
    pub because: String,
    /// Numbers and words of the figures it rests on.
    pub relies_on: Vec<(usize, String)>,
    pub door: Option<String>,
}

/// How many figures have a verdict.
pub(super) struct Tally {
    pub mark: Mark,
    pub count: usize,
}

impl Mark {
    pub const fn of(verdict: Verdict) -> Mark {
        let class = match verdict {
            Verdict::Right => "right",
            Verdict::Approximate => "about",
            Verdict::Consistent => "holds",
            Verdict::Unknown => "open",
            Verdict::Inconsistent => "clash",
            Verdict::Wrong => "wrong",
        };
        Mark { class, word: verdict.label() }
    }
}

/// Whether somebody has to do something about it.
pub(super) const fn is_bad(claim: &Judged) -> bool {
    matches!(claim.verdict, Verdict::Wrong | Verdict::Inconsistent)
}

/// The text in paragraphs, blank ones left out.
pub(super) fn paragraphs(text: &str, report: &Report) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    let mut figures = report.claims.iter().enumerate().peekable();
    let mut start = 0;
    for line in text.split('\n') {
        let chars: Vec<char> = line.chars().collect();
        let mut paragraph = Paragraph { pieces: Vec::new(), is_bad: false };
        let mut at = 0;
        // A figure that a line break cuts in two is shown in the line it begins in, as far as that goes.
        while let Some((index, claim)) = figures.next_if(|(_, c)| c.start < start + chars.len()) {
            let (from, to) = (claim.start.saturating_sub(start).max(at), (claim.end - start).min(chars.len()));
            paragraph.plain(&chars[at..from]);
            paragraph.figure(index, claim, &chars[from..to.max(from)]);
            at = to.max(from);
        }
        paragraph.plain(&chars[at..]);
        start += chars.len() + 1;
        if !line.trim().is_empty() {
            paragraphs.push(paragraph);
        }
    }
    paragraphs
}

impl Paragraph {
    fn plain(&mut self, chars: &[char]) {
        if !chars.is_empty() {
            self.pieces.push(Piece::Plain(chars.iter().collect()));
        }
    }

    fn figure(&mut self, index: usize, claim: &Judged, chars: &[char]) {
        self.is_bad |= is_bad(claim);
        let mark = Mark::of(claim.verdict);
        let title = format!("{}:{}", mark.word, claim.because);
        self.pieces.push(Piece::Figure(Figure { number: index + 1, words: chars.iter().collect(), mark, title }));
    }
}

/// The lines of all figures, in the order of the text.
pub(super) fn lines(report: &Report) -> Vec<Line> {
    let one = |(index, claim): (usize, &Judged)| Line {
        number: index + 1,
        words: claim.text.clone(),
        mark: Mark::of(claim.verdict),
        measure: claim.measure.clone(),
        of: [&claim.scope, &claim.period].into_iter().filter(|w| !w.is_empty()).cloned().collect(),
        expected: claim.expected.as_ref().map(|e| format!("{e}{}", claim.unit)),
        because: claim.because.clone(),
        relies_on: claim.relies_on.iter().filter_map(|i| Some((i + 1, report.claims.get(*i)?.text.clone()))).collect(),
        door: claim.door.clone(),
    };
    report.claims.iter().enumerate().map(one).collect()
}

/// The worst verdict first; those that no figure has are left out.
pub(super) fn tallies(report: &Report) -> Vec<Tally> {
    let count = |verdict: Verdict| report.claims.iter().filter(|c| c.verdict == verdict).count();
    let all = Verdict::ALL.into_iter().map(|v| Tally { mark: Mark::of(v), count: count(v) });
    all.filter(|t| t.count > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use claims::{NoLedger, Options, check};

    #[test]
    fn the_text_comes_back_whole_with_its_figures_marked() {
        // A line as long as a wrapped one is.
        let text = "一、进展\n\n截至7月底,全市重点项目年度计划投资850亿元,完成546.5\n亿元,占年度计划的65%。";
        let report = check(text, &NoLedger, Options::default());
        let paragraphs = paragraphs(text, &report);
        let again: Vec<String> = paragraphs
            .iter()
            .map(|p| {
                let words = |piece: &Piece| match piece {
                    Piece::Plain(text) => text.clone(),
                    Piece::Figure(figure) => figure.words.clone(),
                };
                p.pieces.iter().map(words).collect()
            })
            .collect();
        assert_eq!(again, text.split('\n').filter(|l| !l.is_empty()).collect::<Vec<_>>());
        let marked: Vec<usize> = paragraphs
            .iter()
            .flat_map(|p| &p.pieces)
            .filter_map(|p| match p {
                Piece::Figure(figure) => Some(figure.number),
                Piece::Plain(_) => None,
            })
            .collect();
        assert_eq!(marked, [1, 2, 3]);
        let lines = lines(&report);
        assert_eq!((lines[2].mark.class, lines[2].expected.as_deref()), ("clash", Some("64.3%")));
        assert_eq!(lines[2].relies_on[0], (1, "850亿元".to_owned()));
        assert!(paragraphs.last().unwrap().is_bad);
    }
}
