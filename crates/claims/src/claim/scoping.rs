//! Which of the things named in a sentence a figure is of.

use super::states::{STATE_RATES, is_a_state};
use super::{Claim, Reader, Thread};
use crate::figure::Figure;
use crate::measure::Measure;
use crate::period::periods;
use crate::scope::{Mention, MentionKind, Scope, is_place, leading_count, scope};
use crate::unit::Kind;

impl Reader<'_> {
    /// A difference in points is of what the figure before it is of, unless something else is named in between.
    pub(super) fn compared(&self, figure: &Figure, measure: &Measure, earlier: &[Claim]) -> Option<Scope> {
        // 民间投资完成…，占全市投资的比重64.7%: a share of the series told before it is of the same place.
        let of_a_series =
            |c: &Claim| figure.kind == Kind::Percent && measure.is("share") && is_economy(&c.measure.label);
        if let Some(series) = earlier.last().filter(|c| of_a_series(c)) {
            let named = |m: &Mention| m.start >= series.figure.end && m.end <= figure.start && !m.object;
            return (!self.mentions.iter().any(named)).then(|| series.scope.clone());
        }
        let last = earlier.last().filter(|_| figure.kind == Kind::Points && !measure.is("rank"))?;
        let own =
            |m: &Mention| m.start >= last.figure.end && m.end <= figure.start && !m.object && !is_generic(&m.words);
        (matches!(last.figure.kind, Kind::Percent | Kind::Points) && !self.mentions.iter().any(own))
            .then(|| last.scope.clone())
    }

    /// 已开工17个（工业12个、服务业3个）: the parts are counted as the whole before the bracket.
    pub(super) fn in_brackets(&self, figure: &Figure, earlier: &[Claim]) -> Option<(Measure, Scope)> {
        let opened = self.text[..figure.start].rfind('（').filter(|at| !self.text[*at..figure.start].contains('）'))?;
        let whole = earlier.iter().rev().find(|c| c.figure.end <= opened)?;
        let beside = whole.figure.end == opened && whole.figure.unit == figure.unit && whole.figure.kind == Kind::Count;
        let inside = &self.text[opened..figure.start];
        let words = inside.rsplit(['（', '、', '，', '；']).next()?.trim_start_matches("其中");
        let part = (2..=6).contains(&words.chars().count())
            && words.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
            && !words.contains("项目")
            && !scope(words).dimensions.iter().any(|d| d.name == "nature")
            && scope(words)
                .dimensions
                .iter()
                .any(|d| matches!(d.name.as_str(), "category" | "funding" | "level" | "region"));
        (beside && part && whole.is_of_projects()).then(|| (whole.measure.clone(), scope(words)))
    }

    pub(super) fn scope(&self, figure: &Figure, measure: &Measure, thread: &Thread) -> Scope {
        if let Some(own) = self.counted(figure) {
            if own == "项目" && self.text[figure.end..].starts_with("项目中") && !thread.scope.is_empty() {
                return scope(&thread.scope);
            }
            if let Some(whole) = self.whole_of(&own, figure) {
                return self.with_region(&whole.words, whole.start);
            }
            let inside = self.mentions.iter().find(|m| m.start <= figure.start && figure.end < m.end);
            return self.with_region(&own, inside.map_or(figure.start, |m| m.start));
        }
        if let Some(things) = self.things_in_a_state(figure, measure) {
            return scope(things);
        }
        if let Some(work) = self.work_paid_for(figure, measure) {
            return scope(&work);
        }
        let economy =
            measure.id.is_none_or(|id| id == "yoy") && is_economy(&measure.label) && !self.of_works(figure, measure);
        let rate_of_works = measure.id.is_some_and(|id| id != "completion") && measure.label.ends_with('率')
            || STATE_RATES.contains(&measure.label.as_str());
        let before = || {
            self.mentions.iter().rev().filter(move |m| {
                let counted = rate_of_works
                    && (is_generic(bare_words(&m.words)) && self.told_before(m) || is_a_state(bare_words(&m.words)));
                let generic = is_generic(&m.words) || m.kind == MentionKind::Others && is_generic(bare_words(&m.words));
                let examples = self.text[m.end..].strip_prefix('等').is_some_and(|r| leading_count(r).is_some());
                m.end <= figure.start && !m.object && !examples && !generic && !counted && !self.aside(m, figure)
            })
        };
        let found = if economy {
            before().find(|m| m.kind == MentionKind::Region).or_else(|| before().find(|m| !self.left_behind(m, figure)))
        } else {
            before().next()
        };
        if self.deed_of_its_own(figure, measure) {
            return scope(&self.place_before(figure, thread));
        }
        match found {
            // 岷江州重建项目25个…。岷江州开工…: the place stands for its projects that were spoken of.
            Some(mention) if !economy && is_of_the_place(&thread.scope, mention) => scope(&thread.scope),
            Some(mention) if mention.kind == MentionKind::Region => self.region_scope(mention, economy),
            // 目前10个项目中1个已完工: of those the paragraph speaks of.
            Some(mention)
                if bare_words(&mention.words) == "项目"
                    && self.text[mention.end..].starts_with('中')
                    && !thread.scope.is_empty() =>
            {
                scope(&thread.scope)
            }
            Some(mention) => match place_in(&mention.words).filter(|_| economy) {
                Some(place) => scope(&place),
                None => self.with_region(&mention.words, mention.start),
            },
            None if economy => scope(&thread.region),
            None => scope(if thread.scope.is_empty() { &thread.whole } else { &thread.scope }),
        }
    }

    /// 已开工的小区129个: what is in the state, where it is no project.
    fn things_in_a_state(&self, figure: &Figure, measure: &Measure) -> Option<&str> {
        let clause = self.text[..figure.start].rsplit(['，', '；', '：', '、', '。']).next().unwrap_or_default();
        let noun =
            ["老旧小区", "小区", "标段", "安置房", "安置点", "标准厂房"].into_iter().find(|w| clause.ends_with(w))?;
        (figure.kind == Kind::Count && measure.label.ends_with("项目数")).then_some(noun)
    }

    /// 投资1500万元的油脂厂, 投资13.6亿元兴建航电枢纽工程: what the money is laid out for.
    fn work_paid_for(&self, figure: &Figure, measure: &Measure) -> Option<String> {
        let paid = figure.kind == Kind::Money && (measure.is("total_investment") || measure.label == "投资");
        let behind = self.text[figure.end..].trim_start_matches(['多', '余']);
        let lead =
            ["的", "兴建", "新建", "建设", "开发", "改造", "实施"].iter().find_map(|w| behind.strip_prefix(w))?;
        let end = lead.find(['，', '；', '、', '：', '（', '等']).unwrap_or(lead.len());
        let from = self.text.len() - lead.len();
        let known = self.mentions.iter().find(|m| m.start <= from && m.end > from && m.end <= from + end);
        let name = known.map_or(&lead[..end], |m| &self.text[from..m.end]);
        let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '“' | '”'));
        let before = self.text[..figure.start].trim_end_matches(['约', '近', '超', '达', '逾', '额']);
        let told = before.ends_with("投资");
        (paid && told && plain && (3..=18).contains(&name.chars().count()) && !is_generic(name))
            .then(|| name.to_owned())
    }

    /// 计划投产项目36个，预计可新增产值87亿元、税收4.2亿元: taxes of what was named, not of the place.
    fn of_works(&self, figure: &Figure, measure: &Measure) -> bool {
        let near = self.text[..figure.start].rsplit(['，', '；', '：']).next().unwrap_or("");
        let brought = ["新增", "实现", "可", "达产", "年产值", "产值"].iter().any(|w| near.contains(w));
        let works = |m: &Mention| m.end <= figure.start && !m.object && m.kind == MentionKind::Projects;
        measure.label == "税收" && brought && self.mentions.iter().any(works)
    }

    /// 新开工亿元以上项目156个，工业投资增长14.6%: a series of the whole place, not of the projects in a clause before.
    fn left_behind(&self, mention: &Mention, figure: &Figure) -> bool {
        (mention.kind == MentionKind::Projects || mention.words.ends_with("工程"))
            && place_in(&mention.words).is_none()
            && self.text[mention.end..figure.start].contains(['，', '；'])
            && !(figure.kind == Kind::Money && self.text[mention.end..figure.start].contains("其中"))
    }

    /// 停缓建项目减少到6个，盘活闲置厂房8.6万平方米: a clause with a deed of its own speaks of the place, not of the projects before;
    /// so does what is told of that deed: 解决问题317个，办结率96.6%.
    fn deed_of_its_own(&self, figure: &Figure, measure: &Measure) -> bool {
        let told = measure.id.is_none_or(|id| id == "closure_rate") && !measure.label.ends_with("项目数");
        let named = |m: &&Mention| m.end <= figure.start && !m.object && !is_generic(&m.words);
        let from = self.mentions.iter().rev().find(named).map_or(figure.start, |m| m.end);
        let counts = |m: &Mention| {
            let behind = m.start >= figure.end && m.start <= figure.end + "的".len();
            behind || m.start < figure.start && figure.end < m.end
        };
        if !told || self.mentions.iter().any(|m| !is_generic(&m.words) && counts(m)) {
            return false;
        }
        // 抽水蓄能电站完成投资…，接收站完成投资…，新增充电桩4200个: no part of the last of several works.
        let works = matches!(figure.kind, Kind::Count | Kind::Length | Kind::Floor | Kind::Area)
            && self.mentions.iter().filter(|m| m.kind == MentionKind::Named && m.end <= figure.start).count() >= 2;
        let deed = |at: usize| {
            let clause = self.text[from + at..figure.start].trim_start_matches(['，', '；', '：']);
            DEEDS.iter().any(|w| clause.starts_with(w)) || works && NEW_THINGS.iter().any(|w| clause.starts_with(w))
        };
        let clauses = self.text[from..figure.start].match_indices(['，', '；', '：']);
        let Some((at, _)) = clauses.rev().find(|(at, _)| deed(*at)) else { return false };
        let first = !self.figures.iter().any(|f| f.start >= from + at && f.end <= figure.start);
        !first || matches!(figure.kind, Kind::Count | Kind::Floor | Kind::Area | Kind::Length)
    }

    /// The place or the office the sentence speaks of up to the figure, without its projects.
    fn place_before(&self, figure: &Figure, thread: &Thread) -> String {
        let before = || self.mentions.iter().rev().filter(|m| m.end <= figure.start && !m.object);
        let named = before().find_map(|m| match m.kind {
            MentionKind::Region | MentionKind::Department => Some(m.words.clone()),
            MentionKind::Projects => place_in(&m.words),
            _ => None,
        });
        named.unwrap_or_else(|| thread.region.clone())
    }

    /// 58个新开工项目共有45个项目开工: the words of the whole stand before those of the part.
    fn told_before(&self, mention: &Mention) -> bool {
        let whole = |m: &&Mention| m.kind == MentionKind::Projects && !m.object && !is_generic(bare_words(&m.words));
        self.mentions.iter().take_while(|m| m.end <= mention.start).any(|m| whole(&m))
    }

    /// 12个续建项目中，3个项目推进不理想: the projects that bare 项目 are some of.
    fn whole_of(&self, counted: &str, figure: &Figure) -> Option<&Mention> {
        if counted != "项目" {
            return None;
        }
        let before = |m: &&Mention| m.end <= figure.start && !m.object && m.kind == MentionKind::Projects;
        let whole = self.mentions.iter().rev().filter(before).find(|m| !is_generic(bare_words(&m.words)))?;
        let between = &self.text[whole.end..figure.start];
        let size = self.figures.iter().find(|f| f.start >= whole.start && f.end < whole.end)?;
        let some_of = between.starts_with(['中', '共', '有', '，', '开', '已', '建', '完', '均'])
            && !between.contains(['；', '：']);
        (some_of && size.kind == Kind::Count && size.base() >= figure.base()).then_some(whole)
    }

    /// A region alone, or the region's part of what the sentence began with.
    fn region_scope(&self, region: &Mention, economy: bool) -> Scope {
        let kind = self.mentions.iter().find(|m| m.kind == MentionKind::Projects && m.end <= region.start && !m.object);
        match kind {
            Some(kind) if !economy => {
                let bare = bare_words(&kind.words);
                let bare = ["全市", "全县", "全区", "全省"].iter().find_map(|w| bare.strip_prefix(w)).unwrap_or(bare);
                let own = place_in(bare);
                let bare = own.as_deref().and_then(|place| bare.strip_prefix(place)).unwrap_or(bare);
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
        let has_region = scope(words).dimensions.iter().any(|d| d.name == "region") || begins_with_a_city(words);
        let clause = |m: &Mention| {
            let between = &self.text[m.end..at.max(m.end)];
            !between.contains(['，', '；', '、', '：']) && !between.starts_with('等') && between.chars().count() <= 6
        };
        let near = self.mentions.iter().rev().find(|m| {
            let class = m.words.ends_with('类') && self.arranges(m);
            (m.kind == MentionKind::Region || class)
                && m.end <= at
                && !m.object
                && leading_count(&m.words).is_none()
                && clause(m)
        });
        let near = near.map(|m| m.words.clone());
        match near.or_else(|| self.topic(at).filter(|_| words.ends_with("项目"))) {
            Some(region) if !has_region => scope(&format!("{region}{words}")),
            _ => scope(words),
        }
    }

    /// 科技产业类|安排正式项目62项，预备项目7项: a class that projects are told of.
    fn arranges(&self, class: &Mention) -> bool {
        ["安排", "实施", "共有", "谋划", "共安排"].iter().any(|w| self.text[class.end..].starts_with(w))
    }

    /// 我们街道底子薄，重点项目只有9个: whom the sentence begins with, in a clause that tells no figure.
    fn topic(&self, at: usize) -> Option<String> {
        let first = self.mentions.first().filter(|m| !m.object && m.end < at)?;
        let place = match first.kind {
            MentionKind::Region => first.words.clone(),
            MentionKind::Projects if first.words.ends_with('类') && self.arranges(first) => first.words.clone(),
            MentionKind::Projects | MentionKind::Others => {
                place_in(&first.words).filter(|p| !p.starts_with(['全', '我', '咱', '本']))?
            }
            _ => return None,
        };
        let clause = first.end + self.text[first.end..at].find(['，', '；', '：'])?;
        let begins =
            periods(&self.text[..first.start]).last().map_or(first.start, |p| first.start - p.end) <= "，".len();
        // 开发区新开工项目38个；已竣工项目21个: a named place stays the one spoken of.
        let ours = first.words.starts_with(['全', '我', '咱', '本', '各']);
        let told = ours && self.figures.iter().any(|f| f.start < clause);
        let others = self.mentions.iter().any(|m| {
            let somebody = matches!(m.kind, MentionKind::Region | MentionKind::Department)
                || (m.kind != MentionKind::Others && place_in(&m.words).is_some());
            m.start > first.start && m.start < at && somebody
        });
        let between = &self.text[clause..at];
        let apart = between.contains('：')
            || ours && between.contains('；')
            || ["其中", "其余"].iter().any(|w| between.contains(w));
        let of_it = self.text[first.end..].starts_with(['的', '内']);
        (begins && !told && !others && !apart && !of_it).then_some(place)
    }

    /// The things this figure counts: 57个待批项目 counts 待批项目.
    pub(super) fn counted(&self, figure: &Figure) -> Option<String> {
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
}

/// Whether the projects are those of the place, by their own words.
fn is_of_the_place(projects: &str, place: &Mention) -> bool {
    let named = place.kind == MentionKind::Region && !place.words.starts_with(['全', '我', '本', '咱']);
    named && projects.strip_prefix(place.words.as_str()).is_some_and(|rest| rest.ends_with("项目"))
}

/// 德阳市5489个重建项目.
fn begins_with_a_city(words: &str) -> bool {
    let name = words.split('市').next().unwrap_or_default();
    name.len() < words.len()
        && (2..=4).contains(&name.chars().count())
        && is_place(&words[..name.len() + '市'.len_utf8()])
}

/// Verbs of deeds that are none of a project.
const DEEDS: &[&str] = &[
    "盘活", "解决", "引入", "组织", "召开", "化解", "整治", "拆除", "打通", "走访", "开展", "培育", "举办", "清理",
    "收回", "出让", "帮助", "协调",
];

/// Deeds of a place behind a list of works.
const NEW_THINGS: &[&str] = &["新增", "新建", "新改建", "改造", "除险加固", "建成", "完成新建"];

/// 全市新批外商投资项目 → 全市.
pub(super) fn place_in(words: &str) -> Option<String> {
    scope(words).dimensions.into_iter().find(|d| d.name == "region" && words.starts_with(&d.value)).map(|d| d.value)
}

/// 45个项目 → 项目.
fn bare_words(words: &str) -> &str {
    leading_count(words).map_or(words, |n| &words[n..])
}

/// Words that name projects without telling which.
pub(super) fn is_generic(words: &str) -> bool {
    "项目 类项目 部分项目 一号工程 头号工程 单个项目 建设项目 投资项目 当前项目 工程 企业 平台 乡镇 镇街 街道 园区 每个项目 目前项目"
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
        "财政收入",
        "财政总收入",
        "公共预算",
        "税收",
        "可支配",
        "进出口",
        "工业投资",
        "民间投资",
        "技改投资",
        "技术改造投资",
        "房地产",
        "外资",
        "总产值",
        "招商引资",
        "纯收入",
        "销售收入",
        "水利投资",
        "交通投资",
        "产投资",
        "产业投资",
    ]
    .iter()
    .any(|w| label.contains(w))
        || label.trim_end_matches("变动").ends_with("投资增速")
            && !["总投资", "计划投资"].iter().any(|w| label.contains(w))
}
