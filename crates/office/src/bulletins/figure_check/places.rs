//! A scope in words read as projects of the ledger: 东湖区, 省级重点项目, 亿元以上工业项目, a project's name.

use crate::scope::{Condition, Measured, Range, Scope, words_of};
use board::{Board, Dimension, Filter, RowsQuery, SortKey, Tally};
use claims::scope as prose;
use kernel::{Month, Nature};
use platform::access;

/// What a scope in words may mean.
pub(super) struct Place {
    pub scope: Scope,
    /// The whole list, where 市级重点项目 may mean either the list of the city or its lower level.
    pub or_whole: Option<Scope>,
    /// How many projects the words say there are: 73个工业项目.
    pub counted: Option<u64>,
    /// What the words leave open.
    pub doubt: Option<String>,
}

/// Where scopes are looked up.
pub(super) struct Atlas<'a> {
    pub board: &'a Board,
    pub access: &'a access::Scope,
    /// The city or county whose ledger it is: 示例市.
    pub city: &'a str,
}

/// What every list is called, and what stands between the words that tell lists apart.
const COMMON: &[&str] = &[
    "重点建设项目",
    "重点项目",
    "重大项目",
    "建设项目",
    "投资项目",
    "项目",
    "工程",
    "重点",
    "重大",
    "年度",
    "领域",
    "方面",
    "类",
    "级",
    "的",
    "中",
    "等",
    "个",
    "项",
    "市",
    "全部",
    "所有",
    "列入",
    "安排",
    "实施",
    "本年",
    "今年",
    "、",
];

/// The end of a leader's scope: 王市长包联.
const IN_CHARGE: [&str; 4] = ["包联", "包抓", "包保", "领衔"];

impl Atlas<'_> {
    /// Reads the words, or says why the ledger cannot tell these projects.
    pub fn read(&self, words: &prose::Scope, as_of: Month) -> Result<Place, String> {
        let mut place = Place { scope: Scope::new(as_of), or_whole: None, counted: None, doubt: None };
        if words.words.is_empty() {
            place.doubt = Some("文中没有写明范围,按全部项目".to_owned());
            return Ok(place);
        }
        let (rest, count) = without_count(&words.words);
        let mut rest = rest.replacen(self.city, "", 1);
        place.counted = count.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok();
        let regions = words.dimensions.iter().filter(|d| d.name == "region").count();
        for dimension in &words.dimensions {
            // 全市东湖区: the narrower of the two.
            if regions > 1 && is_ours(&dimension.value) {
                rest = rest.replacen(&dimension.value, "", 1);
                continue;
            }
            if let Some(condition) = self.condition(dimension, as_of, &mut place)? {
                place.scope.conditions.push(condition);
            }
            rest = rest.replacen(&dimension.value, "", 1);
        }
        let rest = COMMON.iter().fold(rest, |rest, word| rest.replace(word, ""));
        if !rest.is_empty() {
            self.by_name(words, &rest, as_of, &mut place)?;
        }
        if place.or_whole.is_some() {
            let whole = place.scope.conditions.iter().filter(|c| !is_level(c)).cloned().collect();
            place.or_whole = Some(Scope { as_of, conditions: whole });
        }
        Ok(place)
    }

    fn condition(
        &self,
        dimension: &prose::Dimension,
        as_of: Month,
        place: &mut Place,
    ) -> Result<Option<Condition>, String> {
        let value = dimension.value.as_str();
        let tally = |tally| Ok(Some(Condition::Counts { tally, is: true }));
        let nature = |nature: Nature| Ok(Some(any(Dimension::Nature, vec![nature.label().to_owned()])));
        match (dimension.name.as_str(), value) {
            ("region", region) => self.region(region, as_of),
            ("level", level) => self.level(level, as_of, place),
            ("category", category) => self.labels(Dimension::Category, category, as_of).map(Some),
            ("nature", "续建") => nature(Nature::Continuing),
            ("nature", "新建" | "新开工" | "计划新开工" | "拟新开工") => nature(Nature::New),
            ("nature", "收尾") => nature(Nature::Finishing),
            ("nature", "前期" | "预备" | "储备") => nature(Nature::Preliminary),
            ("nature", "已开工") => tally(Tally::Started),
            ("nature", "竣工") => tally(Tally::Completed),
            ("nature", "投产") => tally(Tally::InProduction),
            ("nature", "未开工") => Ok(Some(Condition::Counts { tally: Tally::Started, is: false })),
            ("size", size) => threshold(size)
                .map(|range| Some(Condition::Range { of: Measured::TotalInvestment, range }))
                .ok_or_else(|| cannot_tell(size)),
            ("funding", funding) => self.labels(Dimension::FundingKind, funding, as_of).map(Some),
            ("leader", leader) => {
                let name = IN_CHARGE.iter().find_map(|w| leader.strip_suffix(w)).unwrap_or(leader);
                self.labels(Dimension::Leader, name, as_of).map(Some)
            }
            ("subject", _) => Err("台账记的是项目,不记企业".to_owned()),
            _ => Err(cannot_tell(value)),
        }
    }

    /// 全市 is everything; 全县 only where the ledger is a county's; else a region of the ledger.
    fn region(&self, region: &str, as_of: Month) -> Result<Option<Condition>, String> {
        let own = self.city.chars().next_back();
        let ours = is_ours(region);
        let whole = region == self.city || ours && region.chars().next_back() == own;
        if whole && !self.access.is_all() {
            return Err(format!("{region}的数超出您可查看的范围"));
        }
        if whole {
            return Ok(None);
        }
        if ours {
            return Err(format!("台账是{}的,没有“{region}”的数", self.city));
        }
        let names = words_of(self.board, Dimension::Region, as_of, self.access);
        let inside = region.strip_prefix(self.city).unwrap_or(region);
        match names.into_iter().find(|name| name == inside) {
            Some(name) => Ok(Some(any(Dimension::Region, vec![name]))),
            None => Err(format!("台账(您可查看的范围)的县市区中没有“{region}”")),
        }
    }

    fn level(&self, level: &str, as_of: Month, place: &mut Place) -> Result<Option<Condition>, String> {
        if level == "省市" {
            return Ok(None);
        }
        let first = level.chars().next().unwrap_or_default();
        let names = words_of(self.board, Dimension::Level, as_of, self.access);
        let fitting: Vec<String> = names.into_iter().filter(|name| name.starts_with(first)).collect();
        if fitting.is_empty() && self.city.ends_with(first) {
            return Ok(None);
        }
        if fitting.is_empty() {
            return Err(format!("台账的项目级别中没有“{level}”"));
        }
        if self.city.ends_with(first) {
            place.or_whole = Some(place.scope.clone());
        }
        Ok(Some(any(Dimension::Level, fitting)))
    }

    /// The words of a dictionary that contain `part`.
    fn labels(&self, dimension: Dimension, part: &str, as_of: Month) -> Result<Condition, String> {
        let names = words_of(self.board, dimension, as_of, self.access);
        let exact: Vec<String> = names.iter().filter(|n| stem(n) == stem(part)).cloned().collect();
        let fitting = if exact.is_empty() { names.into_iter().filter(|n| n.contains(part)).collect() } else { exact };
        if fitting.is_empty() {
            return Err(format!("台账的{}中没有“{part}”", dimension.label()));
        }
        Ok(any(dimension, fitting))
    }

    /// What no dimension explains: a department, a unit, a chain, or a project's own name.
    fn by_name(&self, words: &prose::Scope, rest: &str, as_of: Month, place: &mut Place) -> Result<(), String> {
        let dictionaries = [
            Dimension::Department,
            Dimension::Unit,
            Dimension::Chain,
            Dimension::Industry,
            Dimension::Leader,
            Dimension::List,
        ];
        for dimension in dictionaries {
            let names = words_of(self.board, dimension, as_of, self.access);
            if let Some(name) = names.into_iter().find(|name| name == rest || name == &words.words) {
                place.scope.conditions.push(any(dimension, vec![name]));
                return Ok(());
            }
        }
        let named = Scope { as_of, conditions: vec![Condition::Name(words.words.clone())] };
        let mut query = named.query(self.board, self.access);
        query.filters.push(Filter::counts(Tally::Projects));
        let rows = RowsQuery { query, sort: SortKey::Id, descending: false, offset: 0, limit: 2 };
        if self.board.rows(&rows).total != 1 {
            return Err(cannot_tell(&words.words));
        }
        place.scope = named;
        place.or_whole = None;
        Ok(())
    }
}

/// 全市, 我县: all of what the paper's writer answers for.
fn is_ours(region: &str) -> bool {
    region.starts_with(['全', '我', '本']) && region.chars().count() == 2
}

fn is_level(condition: &Condition) -> bool {
    matches!(condition, Condition::Any { dimension: Dimension::Level, .. })
}

fn any(dimension: Dimension, labels: Vec<String>) -> Condition {
    Condition::Any { dimension, labels }
}

fn cannot_tell(words: &str) -> String {
    format!("台账里分不出“{words}”")
}

fn stem(label: &str) -> &str {
    label.trim_end_matches("项目").trim_end_matches('类')
}

/// 全市230个市级重点项目 → 全市市级重点项目 and 230个.
fn without_count(words: &str) -> (String, String) {
    let tight: String = words.chars().filter(|c| !c.is_whitespace()).collect();
    let counted = tight.char_indices().find_map(|(at, _)| Some((at, prose::leading_count(&tight[at..])?)));
    match counted {
        Some((at, len)) => (format!("{}{}", &tight[..at], &tight[at + len..]), tight[at..at + len].to_owned()),
        None => (tight, String::new()),
    }
}

/// 亿元以上, 总投资超5000万元, 10亿元及以上, 亿元以下: in fen of the total investment.
fn threshold(words: &str) -> Option<Range> {
    let digits: String = words.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let amount = words.find(['万', '亿']).map(|at| words[at..].chars().next().unwrap_or_default())?;
    let unit = if amount == '亿' { kernel::money::MoneyUnit::Yi } else { kernel::money::MoneyUnit::Wan };
    let number = if digits.is_empty() { spoken(words)? } else { digits };
    let fen = kernel::Money::parse(&number, unit).ok()?.0;
    if words.contains('-') {
        None
    } else if words.ends_with("以下") {
        Some(Range { at_least: None, below: Some(fen) })
    } else {
        Some(Range { at_least: Some(fen), below: None })
    }
}

/// 亿元以上 is one 亿, 百亿级 a hundred.
fn spoken(words: &str) -> Option<String> {
    let at = words.find(['万', '亿'])?;
    let number = match words[..at].chars().next_back() {
        Some('十') => "10",
        Some('百') => "100",
        Some('千') => "1000",
        Some('一') | None => "1",
        Some('五') => "5",
        Some(c) if "资超过".contains(c) => "1",
        Some(_) => return None,
    };
    Some(number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_read_as_papers_write_them() {
        let yi = |n: i64| n * kernel::money::FEN_PER_YI;
        let from = |words: &str| threshold(words).map(|r| (r.at_least, r.below));
        assert_eq!(from("亿元以上"), Some((Some(yi(1)), None)));
        assert_eq!(from("总投资超10亿元以上"), Some((Some(yi(10)), None)));
        assert_eq!(from("5000万元及以上"), Some((Some(yi(1) / 2), None)));
        assert_eq!(from("亿元以下"), Some((None, Some(yi(1)))));
        assert_eq!(from("百亿级"), Some((Some(yi(100)), None)));
        assert_eq!(from("1-5亿元以上"), None);
    }

    #[test]
    fn a_count_does_not_tell_lists_apart() {
        let both = |rest: &str, count: &str| (rest.to_owned(), count.to_owned());
        assert_eq!(without_count("全市230个市级重点项目"), both("全市市级重点项目", "230个"));
        assert_eq!(without_count("73个工业项目"), both("工业项目", "73个"));
        assert_eq!(without_count("省级重点项目"), both("省级重点项目", ""));
    }
}
