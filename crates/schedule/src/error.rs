//! What can make a network impossible to plan, in words that name the nodes.

use crate::moment::Moment;
use crate::network::TaskId;

/// Why there is no schedule. All messages name the nodes concerned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    #[error("节点互相等待,成了死循环:{}。请去掉其中一条搭接关系", .round.join(" → "))]
    Cycle {
        /// The nodes on the way round; the first is repeated at the end.
        round: Vec<String>,
    },
    #[error("搭接关系“{from} → {to}”的一端“{missing}”不存在")]
    MissingEnd { from: TaskId, to: TaskId, missing: TaskId },
    #[error("搭接关系的一端(第{index}个节点)不存在")]
    NoSuchTask { index: usize },
    #[error("节点“{task}”设了“{constraint}”({date}),但按搭接关系最早要到{earliest}:{}", .chain.join(" → "))]
    Impossible {
        task: String,
        constraint: &'static str,
        date: Moment,
        earliest: Moment,
        /// The nodes that push it, from the first to the node itself.
        chain: Vec<String>,
    },
    #[error("日历“{calendar}”没有任何工作时间")]
    NoWorkingTime { calendar: String },
    #[error("节点“{task}”用的日历不存在")]
    NoSuchCalendar { task: String },
    #[error("节点“{task}”的{what}为{date},不在1950—2199年之内,请核对")]
    ImplausibleDate { task: String, what: &'static str, date: Moment },
    #[error("节点“{task}”排到了1950—2199年之外,请核对工期、间隔和日历")]
    OutOfRange { task: String },
    #[error("节点“{task}”的工期为负")]
    NegativeDuration { task: String },
    #[error("节点有{tasks}个、搭接关系有{links}条,超过上限(各400万)")]
    TooLarge { tasks: usize, links: usize },
    #[error("没有可以编排的节点")]
    Empty,
    #[error("找不到节点“{0}”")]
    UnknownTask(String),
    #[error("节点“{task}”在{date}完成,晚于统计日期{as_of}")]
    ActualInFuture { task: String, date: Moment, as_of: Moment },
}
