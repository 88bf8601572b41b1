//! Small closed vocabularies of the field.

use serde::{Deserialize, Serialize};

/// Nature of construction (建设性质). Offices also write 扩建, 改建, 技改 …: they count as new projects when they start in
/// the list's year and keep their own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// 新建: planned to start in the list's year.
    New,
    /// 续建: started in an earlier year.
    Continuing,
    /// 收尾、竣工: expected to be finished within the year.
    Finishing,
    /// 前期、预备、储备: not to be started this year.
    Preliminary,
}

impl Nature {
    pub const ALL: [Nature; 4] = [Nature::New, Nature::Continuing, Nature::Finishing, Nature::Preliminary];

    pub const fn label(self) -> &'static str {
        match self {
            Nature::New => "新建",
            Nature::Continuing => "续建",
            Nature::Finishing => "收尾",
            Nature::Preliminary => "前期",
        }
    }

    /// Reads the words offices use; `None` for anything that is not surely one of them.
    pub fn read(text: &str) -> Option<Nature> {
        let text = text.trim().trim_end_matches("项目");
        Some(match text {
            "新建" | "新开工" | "计划新开工" | "新开" | "拟新开工" | "当年新开工" | "新增" | "扩建" | "改建"
            | "改扩建" | "新建扩建" | "迁建" | "技改" | "技术改造" | "恢复" => Nature::New,
            "续建" | "在建" | "结转" | "续" | "结转续建" | "跨年" => Nature::Continuing,
            "收尾" | "竣工" | "竣工投产" | "计划竣工" | "拟竣工" | "投产" | "建成投产" | "续建竣工" => {
                Nature::Finishing
            }
            "前期" | "预备" | "储备" | "谋划" | "前期预备" | "前期推进" => Nature::Preliminary,
            _ => return None,
        })
    }

    /// Whether the project has been under construction before the list's year.
    pub const fn is_carried_over(self) -> bool {
        matches!(self, Nature::Continuing | Nature::Finishing)
    }
}

/// How far one approval is (审批手续: √ × 办理中).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalMark {
    Done,
    InProgress,
    Missing,
    NotNeeded,
}

impl ApprovalMark {
    pub const ALL: [ApprovalMark; 4] =
        [ApprovalMark::Done, ApprovalMark::InProgress, ApprovalMark::Missing, ApprovalMark::NotNeeded];

    pub const fn id(self) -> &'static str {
        match self {
            ApprovalMark::Done => "done",
            ApprovalMark::InProgress => "in_progress",
            ApprovalMark::Missing => "missing",
            ApprovalMark::NotNeeded => "not_needed",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            ApprovalMark::Done => "已办",
            ApprovalMark::InProgress => "办理中",
            ApprovalMark::Missing => "未办",
            ApprovalMark::NotNeeded => "无需",
        }
    }

    pub fn read(text: &str) -> Option<ApprovalMark> {
        Some(match text.trim() {
            "√" | "✓" | "✔" | "是" | "已办" | "已办理" | "已办结" | "办结" | "完成" | "已完成" | "已批复" | "批复"
            | "有" | "Y" | "y" | "V" | "v" | "1" | "☑" | "已取得" | "取得" | "●" | "已核准" | "已备案" => {
                ApprovalMark::Done
            }
            "办理中" | "正在办理" | "在办" | "推进中" | "△" | "○" | "进行中" | "审批中" | "报批中" | "编制中"
            | "正办" => ApprovalMark::InProgress,
            "×" | "X" | "x" | "✗" | "✘" | "╳" | "否" | "未办" | "未办理" | "无" | "未完成" | "未批复" | "未取得"
            | "N" | "n" | "0" | "未启动" => ApprovalMark::Missing,
            "/" | "—" | "-" | "不需要" | "无需" | "不涉及" | "无需办理" | "不需办理" => {
                ApprovalMark::NotNeeded
            }
            _ => return None,
        })
    }
}
