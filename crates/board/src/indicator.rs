//! The indicators: identifier, label, unit and definition of each, in one place.

use crate::measure::{Amount, Tally};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// What an indicator's figure is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 个
    Count,
    /// Money, exact in fen, printed in 万元 or 亿元.
    Money,
    Percent,
    /// Percentage points.
    Points,
    /// 亩, in thousandths.
    Mu,
    /// 吨标准煤, in thousandths.
    TonsOfCoal,
    /// 吨, in thousandths.
    Tons,
    /// Place in a ranking.
    Rank,
    /// Places gained; negative when lost.
    Moves,
}

impl Unit {
    pub const fn label(self) -> &'static str {
        match self {
            Unit::Count => "个",
            Unit::Money => "万元",
            Unit::Percent => "%",
            Unit::Points => "个百分点",
            Unit::Mu => "亩",
            Unit::TonsOfCoal => "吨标准煤",
            Unit::Tons => "吨",
            Unit::Rank => "名",
            Unit::Moves => "位",
        }
    }
}

macro_rules! indicators {
    ($($variant:ident, $id:literal, $label:literal, $unit:ident, $definition:literal;)*) => {
        /// An indicator of the list, as every page, paper and answer takes it from here.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Indicator { $(#[doc = $definition] $variant,)* }

        impl Indicator {
            pub const ALL: &[Indicator] = &[$(Indicator::$variant),*];

            /// The identifier of the API and the command line.
            pub const fn id(self) -> &'static str {
                match self { $(Indicator::$variant => $id,)* }
            }

            /// What people read.
            pub const fn label(self) -> &'static str {
                match self { $(Indicator::$variant => $label,)* }
            }

            pub const fn unit(self) -> Unit {
                match self { $(Indicator::$variant => Unit::$unit,)* }
            }

            /// The definition in one sentence, for people.
            pub const fn definition(self) -> &'static str {
                match self { $(Indicator::$variant => $definition,)* }
            }
        }
    };
}

indicators! {
    Projects, "projects", "项目数", Count, "截至当月在清单内的项目个数";
    TotalInvestment, "total_investment", "总投资", Money, "项目批复或估算总投资之和";
    AnnualPlan, "annual_plan", "年度计划投资", Money, "当月有效版本的年度计划投资之和";
    DoneMonth, "done_month", "当月完成投资", Money, "本月累计减上月累计;上月未报的用所填当月数,没有则不计";
    DoneYtd, "done_ytd", "年内累计完成投资", Money, "1月至当月完成投资之和;当月未报的沿用最近一次累计数";
    DoneTotal, "done_total", "开工以来累计完成投资", Money, "开工以来累计完成投资,未填报的为截至上年底累计加年内累计";
    Completion, "completion", "年度计划完成率", Percent, "年内累计完成投资÷年度计划投资";
    EvenPace, "even_pace", "序时进度", Percent, "当月月份÷12,或本地设定的进度曲线";
    PaceGap, "pace_gap", "与序时进度差", Points, "年度计划完成率减序时进度";
    AvgGap, "avg_gap", "与平均进度差", Points, "年度计划完成率减全部范围的完成率";
    RequiredMonthly, "required_monthly", "剩余月均需完成", Money, "(年度计划投资-年内累计完成投资)÷剩余月数;已完成的为0,12月不计";
    PrevYtd, "prev_ytd", "去年同期完成投资", Money, "本系统上年台账同期累计数,没有的用所填去年同期数";
    PrevYtdOwn, "prev_ytd_own", "去年同期(本系统台账)", Money, "本系统上年台账同期累计数之和";
    PrevYtdReported, "prev_ytd_reported", "去年同期(填报)", Money, "所填去年同期数之和";
    Yoy, "yoy", "同比增长", Percent, "年内累计完成投资÷去年同期完成投资-1";
    Share, "share", "占比", Percent, "本组年内累计完成投资÷全部范围年内累计完成投资";
    ToStart, "to_start", "年内应开工", Count, "清单内年底前应处于开工状态的项目(新建、续建、收尾)";
    Started, "started", "已开工", Count, "截至当月底已实际开工的项目";
    StartRate, "start_rate", "开工率", Percent, "已开工÷年内应开工(按全年计划)";
    NewToStart, "new_to_start", "计划新开工", Count, "本年计划新开工的项目";
    NewStarted, "new_started", "新开工", Count, "本年计划新开工项目中已实际开工的";
    NewStartRate, "new_start_rate", "新开工率", Percent, "新开工÷计划新开工(按全年计划)";
    NewDue, "new_due", "当月应新开工", Count, "计划开工月份不晚于当月的新建项目";
    StartRateDue, "start_rate_due", "新开工率(按当月应开工)", Percent, "新开工÷当月应新开工";
    StartedEarly, "started_early", "提前开工", Count, "实际开工早于计划开工月份的新建项目";
    StartOverdue, "start_overdue", "应开工未开工", Count, "计划开工月份不晚于当月而未实际开工的项目";
    Continuing, "continuing", "续建项目", Count, "上年及以前开工、本年继续建设或收尾的项目";
    Resumed, "resumed", "已复工", Count, "续建项目中本年有复工日期或已完成投资的";
    ResumeRate, "resume_rate", "复工率", Percent, "已复工÷续建项目";
    StartResumeRate, "start_resume_rate", "开复工率", Percent, "(新开工+已复工)÷(计划新开工+续建项目)";
    Below30, "below_30", "完成率低于30%", Count, "有年度计划、完成率低于下限(默认30%)的项目";
    From30To50, "from_30_to_50", "完成率30%—50%", Count, "有年度计划、完成率在下限与上限之间(默认30%—50%,含)的项目";
    Above50, "above_50", "完成率高于50%", Count, "有年度计划、完成率高于上限(默认50%)的项目";
    Completed, "completed", "竣工", Count, "截至当月底已实际竣工的项目";
    InProduction, "in_production", "投产", Count, "截至当月底已实际投产的项目";
    Unreported, "unreported", "未报", Count, "应报而当月没有有效填报的项目";
    FundsPlanned, "funds_planned", "计划到位资金", Money, "本年计划到位资金之和";
    FundsArrived, "funds_arrived", "资金到位", Money, "1月至当月到位资金之和";
    ArrivalRate, "arrival_rate", "资金到位率", Percent, "资金到位÷计划到位资金";
    FundsPaid, "funds_paid", "资金支付", Money, "1月至当月支付资金之和";
    PaymentRate, "payment_rate", "资金支付率", Percent, "资金支付÷资金到位";
    IdleFunds, "idle_funds", "沉淀资金", Money, "资金到位减资金支付";
    FundGap, "fund_gap", "资金缺口", Money, "各项目资金缺口之和,单个项目不低于0";
    LandGap, "land_gap", "用地缺口", Mu, "各项目用地需求减已保障之和,单个项目不低于0";
    EnergyGap, "energy_gap", "能耗缺口", TonsOfCoal, "各项目能耗需求减已保障之和,单个项目不低于0";
    EmissionGap, "emission_gap", "排放缺口", Tons, "各项目排放需求减已保障之和,单个项目不低于0";
    InStatisticsRate, "in_statistics_rate", "入统率", Percent, "总投资500万元及以上已开工项目中已入统的÷全部此类项目";
    Rank, "rank", "名次", Rank, "按年度计划完成率在同组中的名次,并列同名次";
    RankMom, "rank_mom", "环比进位", Moves, "上月名次减本月名次,正数为进位";
    RankYoy, "rank_yoy", "同比进位", Moves, "去年同期名次减本月名次,正数为进位";
}

impl Indicator {
    /// The yes-or-no fact of a project that the indicator counts.
    pub const fn tally(self) -> Option<Tally> {
        Some(match self {
            Indicator::Projects => Tally::Projects,
            Indicator::ToStart => Tally::ToStart,
            Indicator::Started => Tally::Started,
            Indicator::NewToStart => Tally::NewToStart,
            Indicator::NewStarted => Tally::NewStarted,
            Indicator::NewDue => Tally::NewDue,
            Indicator::StartedEarly => Tally::StartedEarly,
            Indicator::StartOverdue => Tally::StartOverdue,
            Indicator::Continuing => Tally::Continuing,
            Indicator::Resumed => Tally::Resumed,
            Indicator::Below30 => Tally::Below,
            Indicator::From30To50 => Tally::Between,
            Indicator::Above50 => Tally::Above,
            Indicator::Completed => Tally::Completed,
            Indicator::InProduction => Tally::InProduction,
            Indicator::Unreported => Tally::Unreported,
            _ => return None,
        })
    }

    /// The amount that the indicator adds up.
    pub const fn amount(self) -> Option<Amount> {
        Some(match self {
            Indicator::TotalInvestment => Amount::TotalInvestment,
            Indicator::AnnualPlan => Amount::Plan,
            Indicator::DoneMonth => Amount::DoneMonth,
            Indicator::DoneYtd => Amount::DoneYtd,
            Indicator::DoneTotal => Amount::DoneTotal,
            Indicator::PrevYtd => Amount::Prev,
            Indicator::PrevYtdOwn => Amount::PrevOwn,
            Indicator::PrevYtdReported => Amount::PrevReported,
            Indicator::FundsPlanned => Amount::FundsPlanned,
            Indicator::FundsArrived => Amount::FundsArrived,
            Indicator::FundsPaid => Amount::FundsPaid,
            Indicator::FundGap => Amount::FundGap,
            Indicator::LandGap => Amount::LandGap,
            Indicator::EnergyGap => Amount::EnergyGap,
            Indicator::EmissionGap => Amount::EmissionGap,
            _ => return None,
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("没有名为“{0}”的指标")]
pub struct UnknownIndicator(pub String);

impl FromStr for Indicator {
    type Err = UnknownIndicator;
    fn from_str(id: &str) -> Result<Indicator, UnknownIndicator> {
        Indicator::ALL.iter().copied().find(|i| i.id() == id).ok_or_else(|| UnknownIndicator(id.to_owned()))
    }
}

impl fmt::Display for Indicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl Serialize for Indicator {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.id())
    }
}
