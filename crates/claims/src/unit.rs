//! Units as papers write them, and what they measure.

use serde::{Deserialize, Serialize};

/// What kind of thing a unit counts. Figures of different kinds are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// In 元 when it is RMB; foreign money keeps its own kind.
    Money,
    ForeignMoney,
    /// In %.
    Percent,
    /// In percentage points.
    Points,
    /// Things: 个, 项, 家, 台 …
    Count,
    People,
    Households,
    /// In 亩.
    Area,
    /// Floor space and the like, in square metres.
    Floor,
    /// In metres.
    Length,
    /// In tons.
    Mass,
    Volume,
    /// In kW.
    Power,
    /// In kWh.
    Energy,
    /// In days; months and years have kinds of their own, for a month has no fixed number of days.
    Days,
    Months,
    Years,
    Hours,
    /// Times (倍), doublings (番).
    Multiple,
    /// Place in a ranking.
    Rank,
    Score,
    /// A price or an intensity: 万元/亩, 微克/立方米.
    PerUnit,
}

/// A unit of the table: its spelling, its kind, and how many of the kind's base unit it is.
#[derive(Clone, Copy, Debug)]
pub struct Unit {
    pub spelling: &'static str,
    pub kind: Kind,
    pub base: f64,
    /// Characters that make the unit another word when they follow: 家|具, 处|于.
    not_before: &'static str,
}

const fn unit(spelling: &'static str, kind: Kind, base: f64, not_before: &'static str) -> Unit {
    Unit { spelling, kind, base, not_before }
}

use Kind::{
    Area, Count, Days, Energy, Floor, ForeignMoney, Hours, Households, Length, Mass, Money, Months, Multiple, People,
    Percent, Points, Power, Score, Volume, Years,
};

/// Longer spellings first where one begins another.
const UNITS: &[Unit] = &[
    unit("个百分点", Points, 1.0, ""),
    unit("百分点", Points, 1.0, ""),
    unit("个点", Points, 1.0, "位子"),
    unit("个基点", Points, 0.01, ""),
    unit("基点", Points, 0.01, ""),
    unit("个次", Count, 1.0, ""),
    unit("个位次", People, 1.0, ""),
    unit("个名次", People, 1.0, ""),
    unit("个亿", Money, 1e8, "以级元"),
    unit("个亿元", Money, 1e8, "以级项"),
    unit("个工作日", Days, 1.0, ""),
    unit("工作日", Days, 1.0, ""),
    unit("日内", Days, 1.0, ""),
    unit("个日历天", Days, 1.0, ""),
    unit("个小时", Hours, 1.0, ""),
    unit("个月", Months, 1.0, ""),
    unit("个季度", Months, 3.0, ""),
    unit("个年度", Years, 1.0, "计重新任投目项实建"),
    unit("个自然村", Count, 1.0, ""),
    unit("%", Percent, 1.0, ""),
    unit("‰", Percent, 0.1, ""),
    unit("美元", ForeignMoney, 1.0, ""),
    unit("欧元", ForeignMoney, 1.0, ""),
    unit("港元", ForeignMoney, 1.0, ""),
    unit("港币", ForeignMoney, 1.0, ""),
    unit("日元", ForeignMoney, 1.0, ""),
    unit("元人民币", Money, 1.0, ""),
    unit("元", Money, 1.0, "旦月宵素"),
    unit("块钱", Money, 1.0, ""),
    unit("吨标准煤", Mass, 1.0, ""),
    unit("吨标煤", Mass, 1.0, ""),
    unit("吨", Mass, 1.0, ""),
    unit("公斤", Mass, 0.001, ""),
    unit("千克", Mass, 0.001, ""),
    unit("斤", Mass, 0.0005, ""),
    unit("克", Mass, 0.000_001, "服"),
    unit("公顷", Area, 15.0, ""),
    unit("亩", Area, 1.0, ""),
    unit("平方公里", Area, 1500.0, ""),
    unit("平方千米", Area, 1500.0, ""),
    unit("平方米", Floor, 1.0, ""),
    unit("平米", Floor, 1.0, ""),
    unit("㎡", Floor, 1.0, ""),
    unit("m²", Floor, 1.0, ""),
    unit("m2", Floor, 1.0, ""),
    unit("平方", Floor, 1.0, "面"),
    unit("立方米", Volume, 1.0, ""),
    unit("m³", Volume, 1.0, ""),
    unit("立方", Volume, 1.0, ""),
    unit("千升", Volume, 1.0, ""),
    unit("方", Volume, 1.0, "面式案向便位法针略才能可能程"),
    unit("升", Volume, 0.001, "级至到规"),
    unit("公里", Length, 1000.0, ""),
    unit("千米", Length, 1000.0, ""),
    unit("km", Length, 1000.0, ""),
    unit("米", Length, 1.0, ""),
    unit("延米", Length, 1.0, ""),
    unit("单线公里", Length, 1000.0, ""),
    unit("双线公里", Length, 1000.0, ""),
    unit("车道公里", Length, 1000.0, ""),
    unit("皮长公里", Length, 1000.0, ""),
    unit("厘米", Length, 0.01, ""),
    unit("毫米", Length, 0.001, ""),
    unit("微克", Mass, 1e-12, ""),
    unit("毫克", Mass, 1e-9, ""),
    unit("千瓦时", Energy, 1.0, ""),
    unit("亿度", Energy, 1e8, ""),
    unit("万度", Energy, 1e4, ""),
    unit("千瓦", Power, 1.0, ""),
    unit("兆瓦时", Energy, 1000.0, ""),
    unit("兆瓦", Power, 1000.0, ""),
    unit("吉瓦", Power, 1_000_000.0, ""),
    unit("kWh", Energy, 1.0, ""),
    unit("kW", Power, 1.0, ""),
    unit("MW", Power, 1000.0, ""),
    unit("GW", Power, 1_000_000.0, ""),
    unit("千伏安", Power, 1.0, ""),
    unit("标准箱", Count, 1.0, ""),
    unit("人次", Count, 1.0, ""),
    unit("人天", Count, 1.0, ""),
    unit("台套", Count, 1.0, ""),
    unit("台（套）", Count, 1.0, ""),
    unit("家次", Count, 1.0, ""),
    unit("件次", Count, 1.0, ""),
    unit("户次", Count, 1.0, ""),
    unit("架次", Count, 1.0, ""),
    unit("车次", Count, 1.0, ""),
    unit("项次", Count, 1.0, ""),
    unit("场次", Count, 1.0, ""),
    unit("个", Count, 1.0, "人化性别"),
    unit("项", Count, 1.0, "目"),
    unit("家", Count, 1.0, "具属园庭电长门"),
    unit("件", Count, 1.0, ""),
    unit("批", Count, 1.0, "准复示评次发"),
    unit("批次", Count, 1.0, ""),
    unit("轮次", Count, 1.0, ""),
    unit("次", Count, 1.0, "年日月生要级序干"),
    unit("处", Count, 1.0, "于在理置级罚长室分"),
    unit("宗", Count, 1.0, "旨教"),
    unit("笔", Count, 1.0, "者试记"),
    unit("座", Count, 1.0, "谈位右"),
    unit("所", Count, 1.0, "有以在需谓属得长"),
    unit("台", Count, 1.0, "账阶风湾"),
    unit("套", Count, 1.0, "路用班"),
    unit("辆", Count, 1.0, ""),
    unit("条", Count, 1.0, "件例款约块"),
    unit("张", Count, 1.0, "力"),
    unit("场", Count, 1.0, "地所景馆站"),
    unit("份", Count, 1.0, "额"),
    unit("只", Count, 1.0, "有需能要占完是见抓争为在有"),
    unit("头", Count, 1.0, "脑"),
    unit("羽", Count, 1.0, "毛"),
    unit("株", Count, 1.0, "洲"),
    unit("棵", Count, 1.0, ""),
    unit("栋", Count, 1.0, "梁"),
    unit("根", Count, 1.0, "本据基源治植除深绝"),
    unit("榀", Count, 1.0, ""),
    unit("孔", Count, 1.0, "子"),
    unit("口", Count, 1.0, "岸号径感味碑子之"),
    unit("环", Count, 1.0, "境保节比卫评城路线"),
    unit("块", Count, 1.0, "状钱头"),
    unit("片", Count, 1.0, "区面段"),
    unit("段", Count, 1.0, "时落"),
    unit("幢", Count, 1.0, ""),
    unit("间", Count, 1.0, "隔接的"),
    unit("支", Count, 1.0, "持付出部委撑行线柱"),
    unit("款", Count, 1.0, "项"),
    unit("种", Count, 1.0, "植子养"),
    unit("例", Count, 1.0, "如外行会"),
    unit("起", Count, 1.0, "步来点到伏草"),
    unit("艘", Count, 1.0, ""),
    unit("架", Count, 1.0, "构"),
    unit("眼", Count, 1.0, "前光下睛"),
    unit("盏", Count, 1.0, ""),
    unit("列", Count, 1.0, "入为全"),
    unit("层", Count, 1.0, "面层级次"),
    unit("枚", Count, 1.0, ""),
    unit("篇", Count, 1.0, ""),
    unit("部", Count, 1.0, "门分署位委长队"),
    unit("类", Count, 1.0, "别似型"),
    unit("轮", Count, 1.0, "胎流"),
    unit("趟", Count, 1.0, ""),
    unit("人", Count, 1.0, "民大员均才力文物居工口社生行为事"),
    unit("名", Count, 1.0, "列牌录称义单额片"),
    unit("位", Count, 1.0, "于居列置次"),
    unit("户", Count, 1.0, "籍均外型口"),
    unit("小时", Hours, 1.0, ""),
    unit("分钟", Hours, 1.0 / 60.0, ""),
    unit("天", Days, 1.0, "然津气下水宫"),
    unit("年", Years, 1.0, "度级代均产计初底终末货份轻"),
    unit("周", Days, 7.0, "边岁期转密"),
    unit("倍", Multiple, 1.0, "增"),
    unit("番", Multiple, 1.0, ""),
    unit("折", Multiple, 0.1, "旧算合"),
    unit("岁", Years, 1.0, ""),
    unit("分", Score, 1.0, "别之类解布为区管配工期批步散局公钟"),
];

/// The longest unit that `rest` begins with, unless what follows makes it another word.
pub fn unit_at(rest: &str) -> Option<Unit> {
    let fits =
        |u: &&Unit| rest.strip_prefix(u.spelling).is_some_and(|r| !r.starts_with(|c: char| u.not_before.contains(c)));
    let found = UNITS.iter().filter(fits).max_by_key(|u| u.spelling.len())?;
    let kind = match found.spelling {
        "人" | "名" | "位" => People,
        "户" => Households,
        _ => found.kind,
    };
    Some(Unit { kind, ..*found })
}

/// Multipliers between a number and its unit: spelling and factor. Longer ones first.
const MULTIPLIERS: &[(&str, f64)] = &[
    ("万亿", 1e12),
    ("千亿", 1e11),
    ("百亿", 1e10),
    ("十亿", 1e9),
    ("千万", 1e7),
    ("百万", 1e6),
    ("十万", 1e5),
    ("亿", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("百", 1e2),
];

/// The multiplier that `rest` begins with. 千瓦, 千米, 千克 and 百分点 are units, not multiplied ones.
pub fn multiplier_at(rest: &str) -> Option<(&'static str, f64)> {
    let found = MULTIPLIERS.iter().find(|(spelling, _)| rest.starts_with(spelling))?;
    let next = rest[found.0.len()..].chars().next();
    let part_of_a_unit = match found.0 {
        "千" => next.is_some_and(|c| "瓦米克伏升方".contains(c)),
        "百" => next.is_some_and(|c| "分强日年".contains(c)),
        _ => false,
    };
    (!part_of_a_unit).then_some(*found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_unit_wins_and_words_are_not_units() {
        assert_eq!(unit_at("个百分点").unwrap().kind, Points);
        assert_eq!(unit_at("平方公里").unwrap().kind, Area);
        assert_eq!(unit_at("个月").unwrap().kind, Months);
        assert_eq!(unit_at("吨标煤").unwrap().spelling, "吨标煤");
        assert!(unit_at("处于").is_none());
        assert!(unit_at("项目").is_none());
        assert!(unit_at("年度").is_none());
        assert!(multiplier_at("千瓦").is_none());
        assert_eq!(multiplier_at("万亿元").unwrap().0, "万亿");
    }
}
