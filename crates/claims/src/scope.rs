//! The part of the world a figure speaks of: 省级重点项目, 73个工业项目, 东城区, 亿元以上项目.

mod mentions;
mod phrase;

use crate::numeral::numeral_at;
pub use mentions::{Mention, MentionKind, mentions};
pub(crate) use phrase::last_noun;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// A scope: the words as typed, and what they say about each dimension of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// As typed; empty when the text names none.
    pub words: String,
    /// What was understood: dimension and value, e.g. `level=省级`, `category=工业`.
    pub dimensions: Vec<Dimension>,
}

/// One condition of a scope.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Dimension {
    /// `region`, `level`, `category`, `nature`, `size`, `funding`, `leader`, `department`, `stage` or `subject`.
    pub name: String,
    pub value: String,
}

/// Words that end like a county or a district and are none.
const NO_PLACES: [&str; 15] = [
    "地区",
    "社区",
    "小区",
    "景区",
    "校区",
    "厂区",
    "院区",
    "辖区",
    "库区",
    "山区",
    "街区",
    "城乡",
    "灾区",
    "林区",
    "棚户区",
];

/// 青山区 and 上林区 are districts, 贫困山区 is none.
fn ends_like_a_place(words: &str) -> bool {
    let named = ["山区", "林区", "库区"].iter().any(|w| words.ends_with(w)) && words.chars().count() == 3;
    named || !NO_PLACES.iter().any(|w| words.ends_with(w))
}

/// Whether the words end with the name of a county, a district and the like.
pub fn is_place(words: &str) -> bool {
    let ends = |list: &[&str]| list.iter().any(|w| words.ends_with(w));
    ends(&["县", "区", "市", "镇", "乡", "街道"]) && ends_like_a_place(words)
}

/// Whether the words are a kind, a level or a funding of projects and nothing else: 工业, 省级, 基础设施类.
pub(crate) fn is_a_class(words: &str) -> bool {
    let bare = words.trim_end_matches('类');
    let whole = |d: &Dimension| matches!(d.name.as_str(), "category" | "level" | "funding") && d.value == bare;
    (2..=8).contains(&bare.chars().count()) && scope(bare).dimensions.iter().any(whole)
}

/// The count at the beginning of a phrase: `73个工业项目` → `73个`.
pub fn leading_count(words: &str) -> Option<usize> {
    let numeral = numeral_at(words)?;
    let mut rest = &words[numeral.len..];
    for word in ["多", "余"] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let rest = ["个", "项", "家", "条", "宗", "批"].into_iter().find_map(|u| rest.strip_prefix(u))?;
    Some(words.len() - rest.len())
}

/// Puts words into dimensions. `parts` are the phrases that make the scope, e.g. a region and a kind of projects.
pub fn scope(words: &str) -> Scope {
    let mut dimensions: Vec<Dimension> = Vec::new();
    let mut put = |name: &str, value: &str| {
        let dimension = Dimension { name: name.to_owned(), value: value.to_owned() };
        if !dimensions.contains(&dimension) {
            dimensions.push(dimension);
        }
    };
    let mut rest = words.to_owned();
    for (name, pattern) in DIMENSIONS.iter() {
        let Some(pattern) = pattern else { continue };
        if let Some(hit) = pattern.captures(&rest) {
            let value = hit.get(1).map_or("", |m| m.as_str()).to_owned();
            if !value.is_empty() {
                put(name, &value);
                let ours = *name == "region" && value.starts_with(['全', '我', '本']);
                if ours || matches!(*name, "size" | "leader" | "funding") {
                    rest = rest.replacen(&value, "", 1);
                }
            }
        }
    }
    if words.contains("企业") && !words.contains("项目") {
        put("subject", "企业");
    }
    Scope { words: words.to_owned(), dimensions }
}

static DIMENSIONS: LazyLock<Vec<(&str, Option<Regex>)>> = LazyLock::new(|| {
    [
        // First, so that the 市重点 in 全市重点项目 is no level.
        ("region", r"((?:全|我们|咱们|我|本)(?:省|市|县|区|州|镇))"),
        ("size", r"((?:总?投资)?(?:超|过)?(?:[0-9.]+-)?[0-9.一二三五十百千]*[万亿]元?(?:及以上|以上|以下|级))"),
        ("leader", r"([\p{Han}X]{1,4}(?:同志|书记|市长|副市长|县长|副县长|区长|主任)?(?:包联|包抓|包保|领衔))"),
        ("funding", r"(政府投资|企业投资|社会投资|民间投资|专项债券?|(?:超长期)?(?:特别)?国债|中央预算内(?:投资)?|招商引资|外资|PPP|财政投资)"),
        ("level", r"(国家级?|省级|市级|县级|区级|州级|镇级|[ABC]类|省重点|市重点|县重点|国家重大|中央|省市)"),
        ("nature", r"(续建|计划新开工|拟新开工|新开工|新建|在建|收尾|前期|预备|储备|未开工|已开工|竣工|投产|技改|技术改造|改扩建|签约|在谈|在手)"),
        ("category", r"(基础设施|社会民生|社会事业|民生保障|民生|生态环保|生态|城市更新|城建|市政|先进制造业|制造业|工业|现代服务业|服务业|现代农业|农业|农林水利|农林水|水利|交通|能源|新能源|文化旅游|文旅|旅游|产业|科技创新|科技|商贸物流|物流|教育|医疗卫生|卫生|医疗|保障性安居|安居|乡村振兴|数字经济|新基建|战略性新兴产业)"),
        ("region", r"([\p{Han}X]{1,6}?(?:自治州|自治县|[^全我本]州|开发区|高新区|经开区|新区|县|区|镇|街道))"),
    ]
    .into_iter()
    .map(|(name, pattern)| (name, Regex::new(pattern).ok()))
    .collect()
});

impl Scope {
    /// Whether it is the whole list of the place: 全市, 全市重点项目, 230个市级重点项目.
    pub fn is_whole(&self) -> bool {
        self.key().is_empty()
    }

    /// What tells this scope from others: the conditions that are not simply “all of ours”.
    pub fn key(&self) -> Vec<Dimension> {
        let ours = [
            "全省", "全市", "全县", "全区", "全州", "全镇", "我省", "我市", "我县", "我区", "本市", "本县", "本区",
            "我州",
        ];
        let mut key: Vec<Dimension> = self
            .dimensions
            .iter()
            .filter(|d| !(d.name == "region" && ours.contains(&d.value.as_str())))
            .filter(|d| !(d.name == "level" && matches!(d.value.as_str(), "市级" | "市重点")))
            .cloned()
            .collect();
        if key.is_empty() {
            let rest = self.plain();
            if !rest.is_empty() {
                key.push(Dimension { name: "words".to_owned(), value: rest });
            }
        }
        key.sort();
        key
    }

    /// The words without counts and the words every list shares.
    fn plain(&self) -> String {
        let mut rest = self.words.clone();
        while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
            let len = leading_count(&rest[at..]).unwrap_or(1);
            rest.replace_range(at..at + len, "");
        }
        for word in [
            "全市", "全县", "全区", "全省", "全州", "我市", "我县", "我区", "市级", "重点", "重大", "建设", "项目",
            "工程", "本次", "此次", "上述", "其余", "列入", "纳入", "个", "年度", "中", "市", "县", "区", "的",
        ] {
            rest = rest.replace(word, "");
        }
        rest
    }
}
