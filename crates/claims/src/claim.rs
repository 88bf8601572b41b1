//! A claim: a figure with everything the text says about it.

use crate::figure::{Figure, figures};
use crate::measure::{Context, Measure, measure};
use crate::period::{Found, Period, periods};
use crate::relation::{Bound, Relation, relation};
use crate::scope::{Mention, MentionKind, Scope, leading_count, mentions, scope};
use crate::source::{Sentence, Source};
use crate::unit::Kind;

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
    period: Option<Period>,
    year: Option<i32>,
}

/// Reads every figure of `text`, in order.
pub fn read(text: &str) -> Vec<Claim> {
    let source = Source::new(text);
    let mut thread = Thread::default();
    let mut claims = Vec::new();
    for (number, sentence) in source.sentences().iter().enumerate() {
        if thread.paragraph != sentence.paragraph {
            thread.paragraph = sentence.paragraph;
            thread.period = None;
            thread.scope.clear();
        }
        read_sentence(&source, number, *sentence, &mut thread, &mut claims);
    }
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
    let mentions = mentions(text);
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
    }

    fn claim(&self, index: usize, thread: &Thread, earlier: &[Claim]) -> Claim {
        let figure = &self.figures[index];
        let left = &self.text[..figure.start];
        let previous_end = index.checked_sub(1).map_or(0, |i| earlier[i].relation.end.max(self.figures[i].end));
        let gap = &self.text[previous_end.min(figure.start)..figure.start];
        let clause_start = left
            .rfind(['，', '；', '：', '。', '\t'])
            .map_or(0, |at| at + left[at..].chars().next().map_or(1, char::len_utf8));
        let clause = &left[clause_start..];
        let next = self.figures.get(index + 1).map_or(self.text.len(), |f| f.start);
        let right = &self.text[figure.end..next];
        let near = right.split(['，', '；', '。', '：']).next().unwrap_or(right);
        let relation = relation(clause, &self.text[figure.end..], figure);
        let same_kind = earlier.iter().rev().find(|c| c.figure.kind == figure.kind && c.measure.label != "规模门槛");
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
        let scope = match self.compared(figure, &measure, earlier) {
            Some(scope) => scope,
            None => self.scope(figure, &measure, thread),
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
            part: left.contains("其中") || left.contains("个项目中，") || left.contains("类项目中，"),
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
        let beside = |f: &Figure| f.start - period.end <= "年末的".len();
        let mut before = self.figures.iter().filter(|f| f.start >= period.end && f.end <= figure.start);
        !begins || !before.next().is_some_and(beside)
    }

    /// A difference in points is of what the figure before it is of, unless something else is named in between.
    fn compared(&self, figure: &Figure, measure: &Measure, earlier: &[Claim]) -> Option<Scope> {
        let last = earlier.last().filter(|_| figure.kind == Kind::Points && !measure.is("rank"))?;
        let own =
            |m: &Mention| m.start >= last.figure.end && m.end <= figure.start && !m.object && !is_generic(&m.words);
        (matches!(last.figure.kind, Kind::Percent | Kind::Points) && !self.mentions.iter().any(own))
            .then(|| last.scope.clone())
    }

    fn scope(&self, figure: &Figure, measure: &Measure, thread: &Thread) -> Scope {
        if let Some(own) = self.counted(figure) {
            return self.with_region(&own, figure.start);
        }
        let economy = measure.id.is_none_or(|id| id == "yoy") && is_economy(&measure.label);
        let rate_of_works = measure.id.is_some_and(|id| id != "completion") && measure.label.ends_with('率');
        let before = || {
            self.mentions.iter().rev().filter(move |m| {
                let counted = rate_of_works && is_generic(bare_words(&m.words)) && self.told_before(m);
                let generic = is_generic(&m.words) || m.kind == MentionKind::Others && is_generic(bare_words(&m.words));
                m.end <= figure.start && !m.object && !generic && !counted && !self.aside(m, figure)
            })
        };
        let found = if economy {
            before().find(|m| m.kind == MentionKind::Region).or_else(|| before().next())
        } else {
            before().next()
        };
        match found {
            Some(mention) if mention.kind == MentionKind::Region => self.region_scope(mention, economy),
            Some(mention) => self.with_region(&mention.words, mention.start),
            None if economy => scope(&thread.region),
            None => scope(if thread.scope.is_empty() { &thread.whole } else { &thread.scope }),
        }
    }

    /// 58个新开工项目共有45个项目开工: the words of the whole stand before those of the part.
    fn told_before(&self, mention: &Mention) -> bool {
        let whole = |m: &&Mention| m.kind == MentionKind::Projects && !m.object && !is_generic(bare_words(&m.words));
        self.mentions.iter().take_while(|m| m.end <= mention.start).any(|m| whole(&m))
    }

    /// 386项（打包项目拆分后共492项），项目总投资: what stands in brackets is spoken of there only.
    fn aside(&self, mention: &Mention, figure: &Figure) -> bool {
        if self.text[..mention.start].ends_with('除') || self.text[..mention.start].ends_with("除了") {
            return true;
        }
        // …，其中亏损企业213家；实现利润86.4亿元: behind the semicolon the whole is spoken of again.
        let before = &self.text[..mention.start];
        let part = before.rsplit('；').next().unwrap_or(before).contains("其中");
        if part && mention.kind == MentionKind::Others && self.text[mention.end..figure.start].contains('；') {
            return true;
        }
        let opened =
            self.text[..mention.start].rfind('（').is_some_and(|at| !self.text[at..mention.start].contains('）'));
        opened && self.text[mention.end..figure.start].contains('）')
    }

    /// A region alone, or the region's part of what the sentence began with.
    fn region_scope(&self, region: &Mention, economy: bool) -> Scope {
        let kind = self.mentions.iter().find(|m| m.kind == MentionKind::Projects && m.end <= region.start && !m.object);
        match kind {
            Some(kind) if !economy => {
                let bare = bare_words(&kind.words);
                let bare = ["全市", "全县", "全区", "全省"].iter().find_map(|w| bare.strip_prefix(w)).unwrap_or(bare);
                if bare == "重点项目" || bare == "项目" {
                    scope(&region.words)
                } else {
                    scope(&format!("{}{bare}", region.words))
                }
            }
            _ => scope(&region.words),
        }
    }

    fn with_region(&self, words: &str, at: usize) -> Scope {
        let has_region = scope(words).dimensions.iter().any(|d| d.name == "region");
        let clause = |m: &Mention| {
            let between = &self.text[m.end..at.max(m.end)];
            !between.contains(['，', '；', '、', '：']) && between.chars().count() <= 6
        };
        let near =
            self.mentions.iter().rev().find(|m| m.kind == MentionKind::Region && m.end <= at && !m.object && clause(m));
        match near {
            Some(region) if !has_region => scope(&format!("{}{words}", region.words)),
            _ => scope(words),
        }
    }

    /// The things this figure counts: 57个待批项目 counts 待批项目.
    fn counted(&self, figure: &Figure) -> Option<String> {
        if figure.kind != Kind::Count {
            return None;
        }
        if let Some(own) = self.mentions.iter().find(|m| m.start <= figure.start && figure.end < m.end) {
            let lead = &self.text[own.start..figure.start];
            return Some(format!("{lead}{}", &self.text[figure.end..own.end]));
        }
        let behind = self.mentions.iter().find(|m| m.start >= figure.end)?;
        let between = &self.text[figure.end..behind.start];
        (between.chars().count() <= 2 && !between.contains(['，', '、', '；', '：', '（', '）']))
            .then(|| behind.words.clone())
    }

    fn leave(&self, thread: &mut Thread) {
        let own = || self.mentions.iter().filter(|m| !m.object && !is_generic(&m.words));
        let works = |m: &&Mention| m.kind == MentionKind::Projects || m.words.ends_with("工程");
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

/// 45个项目 → 项目.
fn bare_words(words: &str) -> &str {
    leading_count(words).map_or(words, |n| &words[n..])
}

/// Words that name projects without telling which.
fn is_generic(words: &str) -> bool {
    "项目 单个项目 建设项目 投资项目 当前项目 工程 企业 平台 乡镇 街道 园区 每个项目 目前项目"
        .split(' ')
        .any(|w| w == words)
}

/// Measures of a whole economy, whose scope is a place and never a list of projects.
fn is_economy(label: &str) -> bool {
    [
        "固定资产",
        "生产总值",
        "增加值",
        "零售",
        "财政",
        "公共预算",
        "税收",
        "可支配",
        "进出口",
        "工业投资",
        "民间投资",
        "房地产",
        "外资",
        "总产值",
    ]
    .iter()
    .any(|w| label.contains(w))
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

/// 东城区、西城区完成率分别为98.8%、90%: each figure belongs to its own item of the list before 分别.
fn distribute(text: &str, claims: &mut [Claim]) {
    let Some(at) = text.find("分别") else { return };
    let list_end = at;
    let start = text[..list_end].rfind(['，', '；', '：']).map_or(0, |p| p + '，'.len_utf8());
    let items: Vec<&str> = text[start..list_end].split(['、', '和', '与', '及']).filter(|i| !i.is_empty()).collect();
    let figures: Vec<usize> = (0..claims.len()).filter(|i| claims[*i].figure.start > at).collect();
    let Some(first) = figures.first() else { return };
    let kind = claims[*first].figure.kind;
    let run: Vec<usize> = figures.into_iter().take_while(|i| claims[*i].figure.kind == kind).collect();
    if items.len() < 2 || run.len() != items.len() {
        return;
    }
    let spans: Vec<Period> = items.iter().filter_map(|i| periods(i).into_iter().next()).map(|f| f.period).collect();
    if spans.len() == items.len() {
        for (index, span) in run.into_iter().zip(spans) {
            claims[index].period = Some(span);
        }
        return;
    }
    let shared = claims[run[0]].measure.clone();
    for (n, index) in run.into_iter().enumerate() {
        let words = item_words(items[n]);
        claims[index].measure = shared.clone();
        // 签约项目个数和资金同比分别增长: two things measured, not two scopes.
        let measured = ["个数", "数量", "资金", "金额", "投资", "面积", "总额", "收入", "支出", "产值", "增加值"];
        let of_an_own_scope = claims[index].figure.kind != Kind::Points;
        if of_an_own_scope && !words.is_empty() && !measured.iter().any(|w| words.ends_with(w)) {
            claims[index].scope = scope(&words);
        }
    }
}

/// An item of a list without what the list shares: “德清县三个县区完成率” → “德清县”.
fn item_words(item: &str) -> String {
    if let Some(mention) = mentions(item).into_iter().next() {
        return mention.words;
    }
    let item = ["同比", "环比"].iter().find_map(|w| item.strip_suffix(w)).unwrap_or(item);
    let counted = item
        .find(['一', '两', '三', '四', '五', '六'])
        .filter(|at| item[*at..].contains(['大', '个', '类', '项']))
        .unwrap_or(item.len());
    // 农村居民|人均可支配收入: what the items share is measured.
    let measured =
        ["人均", "完成", "到位"].iter().filter_map(|w| item.find(w)).filter(|at| *at > 0).min().unwrap_or(item.len());
    item[..counted.min(measured)].chars().take(8).collect()
}

/// 23个项目完成年度任务不到30%: the count is that of the class below 30 %; 7个项目在30%至50%之间 likewise.
fn limits_of_classes(claims: &mut [Claim]) {
    for at in 0..claims.len() {
        let limit = &claims[at];
        let same_clause = !limit.gap.contains(['，', '；', '。']) || limit.right.starts_with("的项目");
        if !(limit.measure.is("completion") && same_clause && limit.figure.kind == Kind::Percent) {
            continue;
        }
        let value = limit.figure.value.to_string();
        let next = claims.get(at + 1).filter(|n| {
            matches!(n.gap.as_str(), "至" | "到" | "-" | "--" | "~" | "和") && n.figure.kind == Kind::Percent
        });
        let (id, label) = match (limit.relation.bound, next) {
            (_, Some(upper)) => {
                let upper = upper.figure.value.to_string();
                (
                    (value == "30" && upper == "50").then_some("from_30_to_50"),
                    format!("完成率{value}%至{upper}%的项目数"),
                )
            }
            (Bound::Under, _) => ((value == "30").then_some("below_30"), format!("完成率低于{value}%的项目数")),
            (Bound::Over | Bound::AtLeast, _) => {
                ((value == "50").then_some("above_50"), format!("完成率高于{value}%的项目数"))
            }
            _ => continue,
        };
        // 完成率低于30%的项目有31个.
        let behind =
            claims[at].right.starts_with("的项目") && claims.get(at + 1).is_some_and(|n| n.figure.kind == Kind::Count);
        if !behind && limit.gap.contains(['，', '；']) {
            continue;
        }
        claims[at].is_limit = true;
        let Some(place) = (if behind { Some(at + 1) } else { at.checked_sub(1) }) else { continue };
        let counted = &mut claims[place];
        if counted.figure.kind == Kind::Count && counted.measure.is("projects") {
            counted.measure = Measure { id, label: label.clone() };
        }
        // 完成率低于30%的项目8个，其中未开工5个: the part is one of the class.
        if behind {
            let class = label.trim_end_matches('数');
            let parts = claims[place + 1..].iter_mut().take_while(|c| c.part && !c.gap.contains('；'));
            parts.filter(|c| c.figure.kind == Kind::Count).for_each(|c| c.scope = scope(class));
        }
    }
}
