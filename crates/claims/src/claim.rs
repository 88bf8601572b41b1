//! A claim: a figure with everything the text says about it.

mod asides;
mod lists;
mod scoping;
mod states;
mod subjects;
mod tables;

use crate::figure::{Figure, figures};
use crate::measure::{Context, Measure, measure};
use crate::period::{Found, Period, periods};
use crate::relation::{Relation, relation};
use crate::scope::{Mention, MentionKind, Scope, mentions, scope};
use crate::source::{Sentence, Source};
use crate::unit::Kind;
use lists::{distribute, limits_of_classes};
use scoping::is_generic;
use subjects::{classes, subjects};

/// A figure of the text, read.
#[derive(Clone, Debug)]
pub struct Claim {
    /// As typed.
    pub text: String,
    /// Character offsets in the typed text; the end is behind the last character.
    pub start: usize,
    pub end: usize,
    pub figure: Figure,
    pub relation: Relation,
    pub measure: Measure,
    pub scope: Scope,
    pub period: Option<Period>,
    /// Number of the sentence and of the paragraph.
    pub sentence: usize,
    pub paragraph: usize,
    /// Inside a list that 其中 opened.
    pub part: bool,
    /// The figure only bounds a class: 完成率低于30%的项目.
    pub is_limit: bool,
    /// Words between the figure before it in the sentence and this one; the sentence up to it; what follows up to the next.
    pub gap: String,
    pub left: String,
    pub right: String,
}

impl Claim {
    /// Whether projects are counted, in whatever state.
    pub fn is_of_projects(&self) -> bool {
        self.measure.label.ends_with("项目数")
    }
}

/// What earlier sentences leave to later ones.
#[derive(Default)]
struct Thread {
    paragraph: usize,
    scope: String,
    /// The whole list, as last named.
    whole: String,
    region: String,
    /// The place that a sentence of its own names in this paragraph: 滨河区。
    heading: String,
    period: Option<Period>,
    year: Option<i32>,
}

/// Reads every figure of `text`, in order.
pub fn read(text: &str) -> Vec<Claim> {
    let source = Source::new(text);
    let mut thread = Thread::default();
    let mut claims = Vec::new();
    let sentences = source.sentences();
    for (number, sentence) in sentences.iter().enumerate() {
        if thread.paragraph != sentence.paragraph {
            thread.paragraph = sentence.paragraph;
            thread.period = None;
            thread.scope.clear();
            thread.heading.clear();
        }
        read_sentence(&source, number, *sentence, &mut thread, &mut claims);
    }
    tables::read_tables(&source, &sentences, &mut claims);
    claims
}

struct Reader<'a> {
    source: &'a Source,
    text: &'a str,
    number: usize,
    sentence: Sentence,
    figures: Vec<Figure>,
    mentions: Vec<Mention>,
    periods: Vec<Found>,
}

fn read_sentence(source: &Source, number: usize, sentence: Sentence, thread: &mut Thread, claims: &mut Vec<Claim>) {
    let text = &source.tight()[sentence.start..sentence.end];
    let mut figures = figures(source.tight(), sentence.start, sentence.end);
    for figure in &mut figures {
        figure.start -= sentence.start;
        figure.end -= sentence.start;
    }
    let mut mentions = mentions(text);
    mentions.extend(subjects(text, &mentions));
    mentions.extend(classes(text, &mentions));
    mentions.sort_by_key(|m| m.start);
    states::without_tallies(text, &mut mentions);
    let mut periods = periods(text);
    periods.retain(|p| !figures.iter().any(|f| p.start < f.end && f.start < p.end));
    for period in &mut periods {
        period.period.year = period.period.year.or(thread.year.map(|y| y + period.period.shift));
        let (start, end) = source.typed_range(sentence.start + period.start, sentence.start + period.end);
        period.period.words = source.quote(start, end).chars().filter(|c| !c.is_whitespace()).collect();
    }
    if let Some(year) = periods.iter().filter(|p| p.period.shift == 0).find_map(|p| p.period.year) {
        thread.year = Some(year);
    }
    let reader = Reader { source, text, number, sentence, figures, mentions, periods };
    reader.claims(thread, claims);
    reader.leave(thread);
}

impl Reader<'_> {
    fn claims(&self, thread: &Thread, claims: &mut Vec<Claim>) {
        let first = claims.len();
        for index in 0..self.figures.len() {
            let claim = self.claim(index, thread, &claims[first..]);
            claims.push(claim);
        }
        distribute(self.text, &mut claims[first..]);
        limits_of_classes(&mut claims[first..]);
        lists::totals_beside_the_years(&mut claims[first..]);
    }

    fn claim(&self, index: usize, thread: &Thread, earlier: &[Claim]) -> Claim {
        let figure = &self.figures[index];
        let left = &self.text[..figure.start];
        let mut previous = index.checked_sub(1);
        // 签约5000万元以上项目87个: the limit of the class lies inside the words that name what is counted.
        while let Some(i) = previous.filter(|i| figure.kind == Kind::Count && earlier[*i].measure.is_threshold()) {
            previous = i.checked_sub(1);
        }
        let previous_end = previous.map_or(0, |i| earlier[i].relation.end.max(self.figures[i].end));
        let gap = &self.text[previous_end.min(figure.start)..figure.start];
        let clause_start = left
            .rfind(['，', '；', '：', '。', '\t'])
            .map_or(0, |at| at + left[at..].chars().next().map_or(1, char::len_utf8));
        let clause = &left[clause_start..];
        let next = self.figures.get(index + 1).map_or(self.text.len(), |f| f.start);
        let right = &self.text[figure.end..next];
        let near = right.split(['，', '；', '。', '：']).next().unwrap_or(right);
        let relation = relation(clause, &self.text[figure.end..], figure);
        let same_kind = earlier.iter().rev().find(|c| c.figure.kind == figure.kind && !c.measure.is_threshold());
        let previous = same_kind.map(|c| (&c.figure, &c.measure));
        let measure = measure(
            figure,
            &Context {
                gap,
                left,
                clause,
                right: near,
                previous,
                before: earlier.last().map(|c| &c.measure),
                runs_on: near.len() == right.len() && next < self.text.len(),
                counts_projects: self.counted(figure).is_some_and(|w| w.ends_with("项目")),
            },
        );
        let period = self.period(figure, thread);
        let measure = by_period(measure, period.as_ref());
        let (measure, scope) = if let Some((measure, scope)) = self.in_brackets(figure, earlier) {
            (measure, scope)
        } else {
            let compared = self.compared(figure, &measure, earlier);
            let scope = compared.unwrap_or_else(|| self.scope(figure, &measure, thread));
            let scope = if thread.heading.is_empty() { scope } else { under_a_heading(scope, &thread.heading) };
            (measure, scope)
        };
        let (start, end) =
            self.source.typed_range(self.sentence.start + figure.start, self.sentence.start + figure.end);
        Claim {
            text: self.source.quote(start, end),
            start,
            end,
            figure: figure.clone(),
            relation,
            measure,
            scope,
            period,
            sentence: self.number,
            paragraph: self.sentence.paragraph,
            part: since_a_year(left).contains("其中") || left.contains("类项目中，") || opens_parts(left),
            is_limit: false,
            gap: gap.to_owned(),
            left: left.to_owned(),
            right: right.to_owned(),
        }
    }

    /// The last period before the figure; else the first of the sentence; else what the paragraph spoke of.
    fn period(&self, figure: &Figure, thread: &Thread) -> Option<Period> {
        let comparing = |p: &&Found| !p.period.words.contains("同期");
        let before =
            self.periods.iter().rev().filter(comparing).find(|p| p.end <= figure.start && self.reaches(p, figure));
        let same = self.periods.iter().rev().find(|p| p.end <= figure.start && p.period.words.contains("同期"));
        let same = same.filter(|p| {
            self.text[p.end..figure.start].chars().count() <= 8
                && !self.text[p.end..figure.start].contains(['相', '长', '加'])
        });
        let found = same.or(before).map(|p| p.period.clone());
        found.or_else(|| thread.period.clone())
    }

    /// 由2019年的1286亿元增加到1862亿元: what a change begins with is the time of its first figure only.
    fn reaches(&self, period: &Found, figure: &Figure) -> bool {
        let begins = self.text[..period.start].ends_with(['由', '从']);
        // 比1-7月回落2.9个百分点: only what is compared with; but 比1-7月（23.1%）.
        let compared = self.text[..period.start].ends_with(['比', '较']);
        if compared && !self.text[period.end..figure.start].trim_start_matches('份').eq("（") {
            return false;
        }
        let beside = |f: &Figure| f.start - period.end <= "年末的".len();
        let mut before = self.figures.iter().filter(|f| f.start >= period.end && f.end <= figure.start);
        !begins || !before.next().is_some_and(beside)
    }

    fn leave(&self, thread: &mut Thread) {
        if let [only] = &self.mentions[..]
            && only.kind == MentionKind::Region
            && only.words == self.text
        {
            thread.heading.clone_from(&only.words);
        }
        let own = || self.mentions.iter().filter(|m| !m.object && !is_generic(&m.words));
        let works =
            |m: &&Mention| matches!(m.kind, MentionKind::Projects | MentionKind::Named) || m.words.ends_with("工程");
        let main = own().find(|m| works(m) && !self.text[..m.start].contains("其中"));
        if let Some(main) = main.filter(|_| !self.figures.is_empty() || thread.scope.is_empty()) {
            thread.scope.clone_from(&main.words);
            let own = scope(&main.words);
            // 市级重点 after 全市重点项目 may be the lower level only.
            if own.is_whole() && (thread.whole.is_empty() || !own.dimensions.iter().any(|d| d.name == "level")) {
                thread.whole.clone_from(&main.words);
            }
        }
        if let Some(region) = own().find(|m| m.kind == MentionKind::Region) {
            thread.region.clone_from(&region.words);
        }
        let last = self.periods.iter().rev().find(|p| !p.period.words.contains("同期"));
        if let Some(period) = last.filter(|_| !self.figures.is_empty()) {
            thread.period = Some(period.period.clone());
        }
    }
}

/// 滨河区。重点项目35个: of that place.
fn under_a_heading(own: Scope, place: &str) -> Scope {
    // 省市县重点项目: of all three levels, no place.
    let named = |d: &crate::scope::Dimension| d.name == "region" && !d.value.starts_with("省市");
    let elsewhere = own.words.starts_with(place) || own.dimensions.iter().any(named);
    if elsewhere { own } else { scope(&format!("{place}{}", own.words)) }
}

/// …其中省重点8个，…；2013年安排43个: another year is told of anew.
fn since_a_year(left: &str) -> &str {
    let own = left.rsplit('；').next().unwrap_or(left);
    let year = own.len() < left.len() && own.get(..4).is_some_and(|y| y.starts_with("20") && y.parse::<u32>().is_ok());
    if year && own[4..].starts_with('年') { own } else { left }
}

/// 31个未开工项目中，省重点6个: parts of the projects counted before.
fn opens_parts(left: &str) -> bool {
    left.match_indices("项目中，").any(|(at, _)| {
        let clause = left[..at].rsplit(['，', '；', '：']).next().unwrap_or_default();
        clause.contains(|c: char| c.is_ascii_digit())
    })
}

/// 7月份完成投资 is the month's, 1—7月完成投资 the year's so far.
fn by_period(measure: Measure, period: Option<&Period>) -> Measure {
    let later = period.and_then(|p| p.months).is_some_and(|(from, to)| from > 1 && to > from);
    if measure.is("done_ytd") && later {
        return Measure::named("期内完成投资");
    }
    let month = period.and_then(|p| p.months).is_some_and(|(from, to)| from == to && from > 1)
        || period.is_some_and(|p| matches!(p.words.as_str(), "当月" | "本月"));
    if measure.is("done_ytd") && month {
        return Measure { id: Some("done_month"), label: "当月完成投资".to_owned() };
    }
    measure
}
