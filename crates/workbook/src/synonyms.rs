//! The office's many words for each field. The table is data (`synonyms.toml`); a list's own words are added at run time.

use crate::words::{self, Said};
use kernel::text::tight;
use kernel::{Field, FieldKind};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

/// How a column came to its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By the built-in table.
    Synonym,
    /// By a word this list has taught, or by the user's correction.
    Learned,
    /// No field fits: kept under the header's own words.
    Custom,
    /// By the values of the column (place names, a lone 建设地点 …).
    Values,
    /// The user said so.
    Ignored,
}

/// What a header may mean: the surest field first.
#[derive(Clone, Debug)]
pub(crate) struct Guess {
    pub fields: Vec<Field>,
    pub how: How,
    /// How sure: learned 100, exact path 90 and less, patterns with `*` by their length, below 50.
    pub weight: u32,
}

/// Header words and the fields they mean.
#[derive(Clone, Debug)]
pub struct Synonyms {
    learned: BTreeMap<String, Field>,
    builtin: &'static Table,
}

#[derive(Debug)]
struct Table {
    exact: HashMap<String, Vec<Field>>,
    globs: Vec<Glob>,
    approval_words: HashMap<String, Arc<str>>,
    approval_parents: Vec<String>,
    asides: Vec<String>,
}

/// A pattern with `*`, as the parts between the stars.
#[derive(Debug)]
struct Glob {
    parts: Vec<String>,
    open_start: bool,
    open_end: bool,
    length: u32,
    field: Field,
}

#[derive(Deserialize)]
struct File {
    fields: BTreeMap<String, Vec<String>>,
    approvals: Approvals,
    rows: Rows,
}

#[derive(Deserialize)]
struct Rows {
    asides: Vec<String>,
}

#[derive(Deserialize)]
struct Approvals {
    parents: Vec<String>,
    items: BTreeMap<String, Vec<String>>,
}

static BUILTIN: LazyLock<Table> =
    LazyLock::new(|| Table::read(include_str!("synonyms.toml")).unwrap_or_else(Table::empty));

impl Table {
    fn empty(_: toml::de::Error) -> Table {
        Table {
            exact: HashMap::new(),
            globs: Vec::new(),
            approval_words: HashMap::new(),
            approval_parents: Vec::new(),
            asides: Vec::new(),
        }
    }

    fn read(text: &str) -> Result<Table, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut exact: HashMap<String, Vec<Field>> = HashMap::new();
        let mut globs = Vec::new();
        // Field::FIXED is in the order of the file, which decides between fields that share a word.
        for field in ORDER.iter().chain(Field::FIXED) {
            for text in file.fields.get(&field.id()).into_iter().flatten() {
                if text.contains('*') {
                    globs.push(Glob::new(text, field));
                } else {
                    let fields = exact.entry(words::pattern(text)).or_default();
                    if !fields.contains(field) {
                        fields.push(field.clone());
                    }
                }
            }
        }
        let mut approval_words = HashMap::new();
        for (item, others) in &file.approvals.items {
            let item: Arc<str> = Arc::from(item.as_str());
            for word in others.iter().map(String::as_str).chain([&*item]) {
                approval_words.insert(words::pattern(word), Arc::clone(&item));
            }
        }
        let approval_parents = file.approvals.parents.iter().map(|p| words::pattern(p)).collect();
        Ok(Table { exact, globs, approval_words, approval_parents, asides: file.rows.asides })
    }

    fn is_approval_parent(&self, words: &str) -> bool {
        self.approval_parents.iter().any(|parent| match parent.strip_prefix('*').and_then(|p| p.strip_suffix('*')) {
            Some(inside) => words.contains(inside),
            None => words == parent,
        })
    }

    fn glob(&self, words: &str) -> Option<Guess> {
        // 占总投资比例 is no amount.
        let is_rate = words.contains(['占', '率', '比']);
        let fits = |g: &&Glob| (!is_rate || g.field.kind() != FieldKind::Money) && g.matches(words);
        let best = self.globs.iter().filter(fits).max_by_key(|g| g.length)?;
        Some(Guess { fields: vec![best.field.clone()], how: How::Synonym, weight: 20 + best.length.min(29) })
    }
}

/// Fields that come first where several share a word, before the order of [`Field::FIXED`].
const ORDER: &[Field] = &[Field::StartDate, Field::PlannedFinish, Field::DoneYtd];

impl Glob {
    fn new(text: &str, field: &Field) -> Glob {
        let parts: Vec<String> = text.split('*').filter(|p| !p.is_empty()).map(words::pattern).collect();
        let length = parts.iter().map(|p| p.chars().count()).sum::<usize>();
        Glob {
            open_start: text.starts_with('*'),
            open_end: text.ends_with('*'),
            length: u32::try_from(length).unwrap_or(u32::MAX),
            parts,
            field: field.clone(),
        }
    }

    fn matches(&self, words: &str) -> bool {
        let mut rest = words;
        for (index, part) in self.parts.iter().enumerate() {
            let anchored = index == 0 && !self.open_start;
            match rest.find(part.as_str()) {
                Some(at) if !anchored || at == 0 => rest = &rest[at + part.len()..],
                _ => return false,
            }
        }
        self.open_end || rest.is_empty() || self.parts.last().is_some_and(|p| words.ends_with(p.as_str()))
    }
}

/// Whether a label stands before a row that is neither project nor total: 平均, 比上月增减, 其中:省级重点.
pub(crate) fn is_aside(label: &str) -> bool {
    let flat = label.split('(').next().unwrap_or(label);
    BUILTIN.asides.iter().any(|aside| match (aside.strip_prefix('*'), aside.strip_suffix('*')) {
        (Some(end), _) => flat.ends_with(end) && flat.chars().count() <= 12,
        (_, Some(start)) => flat.starts_with(start) && flat.chars().count() <= 16,
        _ => flat == aside,
    })
}

impl Synonyms {
    /// The table that ships with the product.
    pub fn builtin() -> Synonyms {
        Synonyms { learned: BTreeMap::new(), builtin: &BUILTIN }
    }

    /// Teaches a header: its whole path joined by “/”, or its last line alone.
    #[must_use]
    pub fn with(mut self, header: &str, field: Field) -> Synonyms {
        self.learned.insert(tight(header), field);
        self
    }

    /// Whether one header cell, by itself, is a word of the table: how header rows are found.
    pub(crate) fn knows(&self, cell: &str, year: i32) -> bool {
        let text = tight(cell);
        if self.learned.contains_key(&text) {
            return true;
        }
        let said = words::said(&text, year);
        let words = said.words.as_str();
        self.builtin.exact.contains_key(words)
            || self.builtin.approval_words.contains_key(words)
            || self.builtin.is_approval_parent(words)
            || (words.chars().count() <= 14 && self.builtin.glob(words).is_some())
            || matches!(
                words,
                "{年}"
                    | "{期}"
                    | "{月}"
                    | "{本月}"
                    | "{同期}"
                    | "{开工}"
                    | "{年底}"
                    | "要素需求"
                    | "要素保障"
                    | "资金到位情况"
            )
    }

    pub(crate) fn is_name(&self, cell: &str, year: i32) -> bool {
        let text = tight(cell);
        match self.learned.get(&text) {
            Some(field) => *field == Field::Name,
            None => {
                let said = words::said(&text, year);
                self.builtin.exact.get(&said.words).is_some_and(|f| f.first() == Some(&Field::Name))
            }
        }
    }

    /// What the column under these header lines (from the top) means, and what its header says of units and months.
    pub(crate) fn guess(&self, path: &[String], year: i32) -> (Option<Guess>, Said) {
        let mut said = words::said(&path.concat(), year);
        for line in path.iter().rev() {
            let of_line = words::said(line, year);
            said.unit = said.unit.or(of_line.unit);
            said.unit_text = said.unit_text.or(of_line.unit_text);
            said.until = said.until.or(of_line.until);
            said.month = said.month.or(of_line.month);
        }
        let guess = self.learned(path).or_else(|| self.builtin_guess(path, year, &said));
        (guess, said)
    }

    fn learned(&self, path: &[String]) -> Option<Guess> {
        let whole = tight(&path.join("/"));
        let leaf = tight(path.last()?);
        let field = self.learned.get(&whole).or_else(|| self.learned.get(&leaf))?;
        Some(Guess { fields: vec![field.clone()], how: How::Learned, weight: 100 })
    }

    fn builtin_guess(&self, path: &[String], year: i32, whole: &Said) -> Option<Guess> {
        // 总投资/其中/中央 is a part of what its head says, never the whole of it.
        let part = path.iter().rposition(|line| line.trim_end_matches(':') == "其中").filter(|at| at + 1 < path.len());
        if let Some(at) = part {
            return self.exact(&path[at + 1..], year);
        }
        let leaf = words::said(path.last()?, year);
        if is_of_another_period(path, &leaf.words, year) {
            return None;
        }
        if let Some(guess) = self.approval(path, year, &leaf.words) {
            return Some(guess);
        }
        if let Some(guess) = monthly(path, year, &leaf, whole) {
            return Some(guess);
        }
        if let Some(guess) = self.months_of_words(path, year, &leaf).or_else(|| self.exact(path, year)) {
            return Some(guess);
        }
        if let Some(item) = self.builtin.approval_words.get(&leaf.words) {
            return Some(Guess { fields: vec![Field::Approval(item.to_string())], how: How::Synonym, weight: 60 });
        }
        if path.len() > 1
            && matches!(leaf.words.as_str(), "投资" | "数量" | "小计" | "合计" | "面积" | "情况" | "内容" | "")
            && let Some(guess) = self.builtin_guess(&path[..path.len() - 1], year, whole)
        {
            return Some(Guess { weight: guess.weight.saturating_sub(20), ..guess });
        }
        // 建设规模/技术等级 is something of its own, not the words its head asks for.
        let of_head = |guess: &Guess| path.len() == 1 || guess.fields.iter().any(|f| f.kind() != FieldKind::Text);
        self.builtin.glob(&whole.words).filter(of_head).or_else(|| self.builtin.glob(&leaf.words))
    }

    /// The whole path, then shorter and shorter ends of it.
    fn exact(&self, path: &[String], year: i32) -> Option<Guess> {
        for start in 0..path.len() {
            let words = words::said(&path[start..].concat(), year).words;
            let Some(fields) = self.builtin.exact.get(&words) else { continue };
            let weight = 90 - 5 * u32::try_from(start.min(8)).unwrap_or(8);
            return Some(Guess { fields: fields.clone(), how: How::Synonym, weight });
        }
        None
    }

    /// 形象进度/本月: words about a month, not an amount.
    fn months_of_words(&self, path: &[String], year: i32, leaf: &Said) -> Option<Guess> {
        let (_, head) = path.split_last()?;
        if head.is_empty() || !matches!(leaf.words.as_str(), "{本月}" | "{月}" | "{期}" | "{截至}" | "目前" | "当前")
        {
            return None;
        }
        let guess = self.exact(head, year)?;
        let is_words = guess.fields.first().is_some_and(|f| f.kind() == FieldKind::Text);
        is_words.then(|| Guess { weight: guess.weight - 10, ..guess })
    }

    fn approval(&self, path: &[String], year: i32, leaf: &str) -> Option<Guess> {
        let (_, parents) = path.split_last()?;
        let below = parents.iter().any(|p| self.builtin.is_approval_parent(&words::said(p, year).words));
        let is_text = ["进展", "问题", "情况", "备注", "时间", "责任", "领导", "名称"].iter().any(|w| leaf.contains(w));
        if !below || leaf.is_empty() || is_text {
            return None;
        }
        let item = self.builtin.approval_words.get(leaf).map_or_else(|| leaf.to_owned(), |item| item.to_string());
        Some(Guess { fields: vec![Field::Approval(item)], how: How::Synonym, weight: 95 })
    }
}

/// 1-7月/计划 is no plan of the year, 7月/完成率 no rate of the year's plan.
fn is_of_another_period(path: &[String], leaf: &str, year: i32) -> bool {
    let head = words::said(&path[..path.len() - 1].concat(), year).words;
    let within = |periods: &[&str]| periods.iter().any(|period| head.contains(period));
    let month = ["{月}", "{本月}", "{他月}"];
    let plan = ["计划", "目标", "任务", "计划投资"].contains(&leaf);
    let rate = leaf.contains(['率', '比']);
    (plan && (within(&month) || within(&["{期}", "{截至}", "{同期}", "{去年}", "累计"]))) || (rate && within(&month))
}

/// Columns of single months: `1月`, `7月完成投资`, `各月完成投资/1月`.
fn monthly(path: &[String], year: i32, leaf: &Said, whole: &Said) -> Option<Guess> {
    let month = leaf.month.or(whole.month)?;
    let month = u8::try_from(month).ok()?;
    let above = words::said(&path[..path.len() - 1].concat(), year).words;
    let all = &whole.words;
    if ["率", "比", "%", "进度", "进展", "计划", "目标", "任务", "用地", "资金", "支付", "拨付", "产值", "税"]
        .iter()
        .any(|w| all.contains(w))
    {
        return None;
    }
    let alone = leaf.words == "{月}";
    let done = leaf.words.contains("{月}") && (leaf.words.contains("完成") || leaf.words.contains("投资"));
    let below = leaf.words.contains("完成") && above.ends_with("{月}");
    (alone || done || below).then(|| Guess { fields: vec![Field::DoneInMonth(month)], how: How::Synonym, weight: 88 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(path: &[&str]) -> Option<Field> {
        let path: Vec<String> = path.iter().map(|p| (*p).to_owned()).collect();
        Synonyms::builtin().guess(&path, 2025).0.map(|g| g.fields[0].clone())
    }

    #[test]
    fn the_table_is_sound() {
        let file: File = toml::from_str(include_str!("synonyms.toml")).unwrap();
        for id in file.fields.keys() {
            let field: Field = id.parse().unwrap();
            assert!(Field::FIXED.contains(&field));
        }
        assert!(Table::read(include_str!("synonyms.toml")).is_ok());
    }

    #[test]
    fn every_field_can_be_reached_by_its_own_label() {
        let synonyms = Synonyms::builtin();
        for field in Field::FIXED {
            let guess = synonyms.guess(&[field.label()], 2025).0.unwrap();
            assert!(guess.fields.contains(field), "{}: {:?}", field.label(), guess.fields);
        }
    }

    #[test]
    fn words_of_offices_are_understood() {
        for (path, expected) in [
            (&["2025年", "年度计划投资"][..], Field::AnnualPlan),
            (&["2025年", "1-7月完成投资"], Field::DoneYtd),
            (&["2025年", "占年度计划%"], Field::Completion),
            (&["2025年", "7月当月完成"], Field::DoneMonth),
            (&["2025年", "去年同期完成"], Field::PrevYtd),
            (&["开工以来累计完成投资"], Field::DoneTotal),
            (&["要素需求", "用地(亩)"], Field::LandNeed),
            (&["要素需求", "资金缺口"], Field::FundGap),
            (&["审批手续", "用地"], Field::Approval("用地".into())),
            (&["审批手续", "环评批复"], Field::Approval("环评".into())),
            (&["施工许可证"], Field::Approval("施工许可".into())),
            (&["今年计划"], Field::AnnualPlan),
            (&["本年计划完成投资"], Field::AnnualPlan),
            (&["1-7月累计完成"], Field::DoneYtd),
            (&["截至7月底累计完成投资"], Field::DoneYtd),
            (&["截至2024年底累计完成"], Field::DoneBefore),
            (&["自开工累计完成投资(亿元)"], Field::DoneTotal),
            (&["2025年投资计划", "总投资"], Field::TotalInvestment),
            (&["各月完成投资", "3月"], Field::DoneInMonth(3)),
            (&["7月份完成投资"], Field::DoneInMonth(7)),
            (&["开(竣)工时间"], Field::StartDate),
            (&["资金到位情况", "到位资金"], Field::FundsArrived),
            (&["需要协调解决的问题"], Field::Problem),
            (&["下一步工作计划及措施"], Field::Measure),
            (&["项目(法人)单位"], Field::Owner),
            (&["责任人及联系电话"], Field::ResponsiblePerson),
            (&["形象进度", "本月"], Field::Progress),
            (&["项目总投资", "合计"], Field::TotalInvestment),
            (&["截止7月底完成额"], Field::DoneYtd),
        ] {
            assert_eq!(field(path), Some(expected), "{path:?}");
        }
        for other in [
            &["带动就业(人)"][..],
            &["项目数"],
            &["1-7月", "计划"],
            &["7月", "完成率%"],
            &["项目总投资", "其中", "中央"],
            &["建设规模", "里程(公里)"],
            &["建设规模", "技术等级"],
        ] {
            assert_eq!(field(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_list_teaches_its_own_words() {
        let synonyms = Synonyms::builtin().with("年内盘子", Field::AnnualPlan).with("2025年 / 形象", Field::Progress);
        let guess = |path: &[&str]| {
            let path: Vec<String> = path.iter().map(|p| (*p).to_owned()).collect();
            synonyms.guess(&path, 2025).0.map(|g| (g.fields[0].clone(), g.how))
        };
        assert_eq!(guess(&["年内盘子"]), Some((Field::AnnualPlan, How::Learned)));
        assert_eq!(guess(&["2025年", "形象"]), Some((Field::Progress, How::Learned)));
    }
}
