//! Things named before a figure that it is not of: in brackets, as parts of a list, as a reason.

use super::Reader;
use crate::figure::Figure;
use crate::scope::{Mention, MentionKind};
use crate::unit::Kind;

impl Reader<'_> {
    /// 386项（打包项目拆分后共492项），项目总投资: what stands in brackets is spoken of there only.
    pub(super) fn aside(&self, mention: &Mention, figure: &Figure) -> bool {
        if self.text[..mention.start].ends_with('除') || self.text[..mention.start].ends_with("除了") {
            return true;
        }
        // …，其中亏损企业213家；实现利润86.4亿元: behind the semicolon the whole is spoken of again.
        let before = &self.text[..mention.start];
        let part = before.rsplit('；').next().unwrap_or(before).contains("其中");
        if part && mention.kind == MentionKind::Others && self.text[mention.end..figure.start].contains('；') {
            return true;
        }
        if self.listed_part(mention, figure) || self.totalled(mention, figure) || self.is_a_cause(mention, figure) {
            return true;
        }
        let opened =
            self.text[..mention.start].rfind('（').is_some_and(|at| !self.text[at..mention.start].contains('）'));
        opened && self.text[mention.end..figure.start].contains('）')
    }

    /// 其中规上企业29家、高新技术企业17家，上半年实现产值: behind a list of parts the whole is spoken of again.
    fn listed_part(&self, mention: &Mention, figure: &Figure) -> bool {
        let from = self.text[..mention.start].rfind(['，', '；', '：']).unwrap_or(0);
        let to = self.text[mention.end..].find(['，', '；']).map_or(self.text.len(), |at| mention.end + at);
        let clause = &self.text[from..to];
        // 其中省重点8个，市重点16个，总投资为: two parts counted one after the other, without amounts of their own.
        if let Some(parts) = self.text[..mention.end].rfind("其中")
            && figure.kind != Kind::Count
            && !self.text[parts..figure.start].contains('；')
        {
            let told: Vec<&Figure> =
                self.figures.iter().filter(|f| f.start >= parts && f.start <= figure.start).take(3).collect();
            if let [first, second, amount] = told[..]
                && first.kind == Kind::Count
                && second.kind == Kind::Count
                && amount.kind == Kind::Money
                && self.text[first.end..second.start].contains(['，', '、'])
            {
                return true;
            }
        }
        let counts = self.figures.iter().filter(|f| f.kind == Kind::Count && f.start >= from && f.end <= to);
        clause.contains("其中") && clause.contains('、') && counts.count() >= 2 && figure.start >= to
    }

    /// 其中新建项目开工135个，续建项目复工223个，累计完成投资: behind two parts the whole is summed up.
    fn totalled(&self, mention: &Mention, figure: &Figure) -> bool {
        let Some(parts) = self.text[..mention.end].rfind("其中") else { return false };
        let clause = self.text[..figure.start].rfind(['，', '；']).map_or(0, |at| at + '，'.len_utf8());
        let sums_up = self.text[clause..figure.start].starts_with("累计") && figure.kind == Kind::Money;
        let listed = self.mentions.iter().filter(|m| m.start >= parts && m.end <= clause);
        sums_up && listed.filter(|m| m.kind == MentionKind::Projects).count() >= 2 && clause > mention.end
    }

    /// 受部分项目停工影响，工业投资增长3.2%: what the clause before gives the reason with.
    fn is_a_cause(&self, mention: &Mention, figure: &Figure) -> bool {
        let start = self.text[..mention.start].rfind(['，', '；', '：']).map_or(0, |at| at + '，'.len_utf8());
        let end = self.text[mention.end..].find(['，', '；']).map_or(self.text.len(), |at| mention.end + at);
        let clause = &self.text[start..end];
        clause.starts_with('受')
            && ["影响", "回落", "下降", "拖累", "制约", "减少"].iter().any(|w| clause.contains(w))
            && figure.start >= end
    }
}
