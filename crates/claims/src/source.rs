//! The text as typed, and the same text brought to one form for reading.
//!
//! Papers come out of Word, web pages and PDF files: with full-width digits, blanks between figure and unit, lines broken in
//! the middle of a sentence, Markdown stars. [`Source`] keeps the text for offsets and quotations and holds a *tight* form
//! without any of that, with the way back from each of its bytes to the character typed.

/// What separates the cells of a table row in the tight form.
pub const CELL: char = '\t';

/// Bytes after which a sentence may end at a comma, and after which it ends in any case: no person wrote that.
const LONG: usize = 1_500;
const TOO_LONG: usize = 3_000;

/// A text and its tight form.
pub struct Source {
    typed: Vec<char>,
    tight: String,
    /// Character offset in the typed text of each byte of the tight one, and of its end.
    origin: Vec<u32>,
}

/// A run of text between two full stops, as bytes of the tight form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    pub start: usize,
    pub end: usize,
    /// Running number of the paragraph it stands in.
    pub paragraph: usize,
}

impl Source {
    pub fn new(text: &str) -> Source {
        let typed: Vec<char> = text.chars().collect();
        let mut source = Source { tight: String::with_capacity(text.len()), origin: Vec::new(), typed };
        for at in 0..source.typed.len() {
            if let Some(c) = source.tight_char(at) {
                source.tight.push(c);
                source.origin.resize(source.tight.len(), u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        source.origin.push(u32::try_from(source.typed.len()).unwrap_or(u32::MAX));
        source
    }

    /// The text without blanks, with half-width digits and full-width punctuation.
    pub fn tight(&self) -> &str {
        &self.tight
    }

    /// Characters of the typed text covered by a byte range of the tight one: start and end offsets.
    pub fn typed_range(&self, start: usize, end: usize) -> (usize, usize) {
        let first = self.origin[start.min(self.tight.len())] as usize;
        let last = if end > start { self.origin[end.min(self.tight.len()) - 1] as usize + 1 } else { first };
        (first, last)
    }

    /// The characters as typed.
    pub fn quote(&self, start: usize, end: usize) -> String {
        self.typed[start..end].iter().collect()
    }

    /// Sentences in order. A semicolon or a comma ends none.
    pub fn sentences(&self) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        let (mut start, mut paragraph) = (0, 0);
        for (at, c) in self.tight.char_indices() {
            let length = at - start;
            let endless = length > LONG && matches!(c, '；' | '，' | CELL) || length > TOO_LONG && !c.is_ascii_digit();
            if !matches!(c, '。' | '！' | '？' | '\n') && !endless {
                continue;
            }
            if at > start {
                sentences.push(Sentence { start, end: at, paragraph });
            }
            start = if "。！？\n，；\t".contains(c) { at + c.len_utf8() } else { at };
            if c == '\n' {
                paragraph += 1;
            }
        }
        if self.tight.len() > start {
            sentences.push(Sentence { start, end: self.tight.len(), paragraph });
        }
        sentences
    }

    fn tight_char(&self, at: usize) -> Option<char> {
        let typed = self.typed[at];
        let c = match typed {
            '，' => return Some('，'),
            '．' if !(self.digit(at.wrapping_sub(1)) && self.digit(at + 1)) => return Some('。'),
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(typed as u32 - 0xfee0).unwrap_or(typed),
            c => c,
        };
        Some(match c {
            '\n' | '\u{2029}' | '\u{b}' => return self.line_break(at),
            '\t' | '|' | '│' => CELL,
            '*' if self.blank_left_open(at) => 'X',
            '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{ad}' | '*' | '`' | '_' => return None,
            c if c.is_whitespace() || c.is_control() => return None,
            ',' if self.digit(at.wrapping_sub(1)) && self.thousands_follow(at) => ',',
            ',' => '，',
            ':' if self.digit(at.wrapping_sub(1)) && self.digit(at + 1) => ':',
            ':' | '∶' => '：',
            ';' => '；',
            '(' => '（',
            ')' => '）',
            '!' => '！',
            '?' => '？',
            '—' | '–' | '―' | '─' | '‐' | '‑' | '−' | '－' | '﹣' => '-',
            '～' | '〜' | '∼' | '˜' => '~',
            '﹪' | '٪' => '%',
            '〇' | '○' => '〇',
            '「' | '『' => '“',
            '」' | '』' => '”',
            c => c,
        })
    }

    fn digit(&self, at: usize) -> bool {
        self.typed.get(at).is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
    }

    /// Model papers leave their figures open: “达到**个、总投资**亿元”. The last star of such a blank stays, as a letter.
    fn blank_left_open(&self, at: usize) -> bool {
        let before = self.typed[..at].iter().rev().find(|c| **c != '*' && !c.is_whitespace());
        let after = self.typed[at + 1..].iter().take(4).find(|c| !c.is_whitespace());
        !before.is_some_and(char::is_ascii_digit) && after.is_some_and(|c| "亿万千元个项家亩人户%％".contains(*c))
    }

    /// Whether exactly three digits stand behind the comma at `at`.
    fn thousands_follow(&self, at: usize) -> bool {
        (1..=3).all(|n| self.digit(at + n)) && !self.digit(at + 4)
    }

    /// A line end is a paragraph's end unless the line was only wrapped: long, without a closing mark, and the next one goes on.
    fn line_break(&self, at: usize) -> Option<char> {
        let line = self.typed[..at].iter().rev().take_while(|c| **c != '\n').count();
        let before = self.typed[..at].iter().rev().find(|c| !c.is_whitespace());
        let after = self.typed[at + 1..].iter().take(200).find(|c| **c == '\n' || !c.is_whitespace());
        let closed = before.is_none_or(|c| "。！？；：!?;:.”…|".contains(*c));
        let goes_on = after.is_some_and(|c| !"\n|#-（(•·".contains(*c) && !c.is_whitespace());
        // A row of a table is a line of its own.
        let row = self.typed[..at].iter().rev().take(line).any(|c| *c == '\t');
        (closed || row || line < 20 || !goes_on).then_some('\n')
    }
}

/// Decodes a text file: UTF-8 (with or without a mark), UTF-16 with its mark, otherwise GB18030.
pub fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_widths_do_not_matter_and_offsets_lead_back() {
        let source = Source::new("完成 投资５４６．５ 亿元,占\u{3000}65 %");
        assert_eq!(source.tight(), "完成投资546.5亿元，占65%");
        let at = source.tight().find("546.5").unwrap();
        let (start, end) = source.typed_range(at, at + 5);
        assert_eq!(source.quote(start, end), "５４６．５");
        assert_eq!(Source::new("占**64.3%**,达到**个").tight(), "占64.3%，达到X个");
    }

    #[test]
    fn thousands_commas_are_told_from_commas_between_clauses() {
        assert_eq!(Source::new("1,234.5亿元,230个").tight(), "1,234.5亿元，230个");
        assert_eq!(Source::new("完成73,230个").tight(), "完成73,230个");
        assert_eq!(Source::new("12，345").tight(), "12，345");
    }

    #[test]
    fn a_wrapped_line_goes_on_and_a_heading_does_not() {
        let source =
            Source::new("一、总体情况\n今年以来全市固定资产投资实现了平稳较快的增长同比增\n长 9.8%。\n二、问题");
        assert_eq!(
            source.tight(),
            "一、总体情况\n今年以来全市固定资产投资实现了平稳较快的增长同比增长9.8%。\n二、问题"
        );
        assert_eq!(source.sentences().len(), 3);
    }

    #[test]
    fn old_files_are_gb18030() {
        let (bytes, _, _) = encoding_rs::GB18030.encode("完成投资546.5亿元");
        assert_eq!(decode(&bytes), "完成投资546.5亿元");
        assert_eq!(decode("完成投资".as_bytes()), "完成投资");
    }
}
