//! What a paper holds, before anybody asks how it looks.

use crate::{Chart, PaperError, Table};
use kernel::Date;

/// An official paper: a bulletin (通报), a briefing (简报), a request (请示).
///
/// All texts are plain text. What is `None` or empty is not printed and leaves no gap.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Paper {
    /// 发文机关标志, printed large and red over a red line: `示例市重点项目建设办公室文件`.
    pub letterhead: Option<String>,
    /// 发文字号 `示重点办〔2025〕7号`, or the issue of a serial `第7期`; centred above the red line.
    pub number: Option<String>,
    /// The title, centred, 2号小标宋. Line breaks (`\n`) are kept: offices break titles by sense.
    pub title: String,
    /// A line under the title, 3号楷体: `（2025年7月）`.
    pub subtitle: Option<String>,
    /// As of when the figures hold: `数据截至2025年7月31日`.
    pub as_of: Option<String>,
    /// The body, in order. A landscape table among it has pages of its own.
    pub blocks: Vec<Block>,
    /// The annexes (附件): each table that is landscape has pages of its own; the rest follows on a new page.
    pub annexes: Vec<Block>,
    /// 发文机关署名, lower right below the body, above the date.
    pub issuer: Option<String>,
    /// 成文日期, printed 2025年8月5日. Also the date that the file's properties carry.
    pub date: Option<Date>,
    /// 抄送机关, printed between two lines at the foot of the last page of the text.
    pub copies_to: Vec<String>,
    /// The file's name without extension: `示例市2025年7月重点项目通报`.
    pub file_stem: String,
}

impl Paper {
    /// An empty paper of this title, which is also its file's name.
    pub fn new(title: impl Into<String>) -> Paper {
        let title = title.into();
        Paper { file_stem: title.replace('\n', ""), title, ..Paper::default() }
    }

    /// All tables, in order, the annexes' too.
    pub fn tables(&self) -> impl Iterator<Item = &Table> {
        self.blocks.iter().chain(&self.annexes).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
    }

    /// All charts, in order, the annexes' too.
    pub fn charts(&self) -> impl Iterator<Item = &Chart> {
        self.blocks.iter().chain(&self.annexes).filter_map(|block| match block {
            Block::Chart(chart) => Some(chart),
            _ => None,
        })
    }

    /// Refuses a paper in which a table row does not fit its columns, the one mistake that the types allow.
    pub fn check(&self) -> Result<(), PaperError> {
        self.tables().try_for_each(Table::check)
    }
}

/// A piece of the body.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading, its number included in the text: `一、总体情况` (level 1, 黑体), `（一）分地区` (level 2, 楷体),
    /// `1.按层级` (level 3, 仿宋 bold), `（1）省级` (level 4 and deeper, 仿宋).
    Heading {
        /// From 1. What is deeper than 4 looks like 4.
        level: u8,
        /// The heading with its number.
        text: String,
    },
    /// A paragraph, first line indented by two characters.
    Paragraph(Vec<Inline>),
    /// A list, one item a line.
    List(List),
    /// A table in the text, or an annex on a page of its own.
    Table(Table),
    /// A chart across the text's width.
    Chart(Chart),
    /// What follows starts on a new page.
    PageBreak,
}

impl Block {
    /// A heading.
    pub fn heading(level: u8, text: impl Into<String>) -> Block {
        Block::Heading { level, text: text.into() }
    }

    /// A paragraph of plain text.
    pub fn text(text: impl Into<String>) -> Block {
        Block::Paragraph(vec![Inline::text(text)])
    }
}

/// A list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct List {
    /// Numbered `1.` `2.` …, otherwise each item stands as it is, as official papers do without bullets.
    pub numbered: bool,
    /// The items.
    pub items: Vec<Vec<Inline>>,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Text that stands out.
    Strong(String),
    /// A printed number that is a door to its rows.
    Figure(Figure),
}

impl Inline {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Inline {
        Inline::Text(text.into())
    }

    /// Text that stands out.
    pub fn strong(text: impl Into<String>) -> Inline {
        Inline::Strong(text.into())
    }

    /// What is printed, without its decoration.
    pub fn as_str(&self) -> &str {
        match self {
            Inline::Text(text) | Inline::Strong(text) => text,
            Inline::Figure(figure) => &figure.text,
        }
    }
}

/// A printed number as a door: on the page it opens the rows that it was computed from.
///
/// Only HTML keeps the door. Word, PDF, Markdown and Excel print the text: a paper that leaves the office must not
/// carry the office's addresses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figure {
    /// What is printed: `64.3%`.
    pub text: String,
    /// Where the door leads: an address on our own site, `/ledger?…`, or `http(s)://…`. Others are not linked.
    pub href: Option<String>,
    /// Which figure this is, stable over versions of the paper: `overall.rate`. Given out as `data-figure`.
    pub id: String,
    /// How it was computed: `205.50÷379.85`.
    pub title: Option<String>,
}

impl Figure {
    /// A figure that leads nowhere yet.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Figure {
        Figure { id: id.into(), text: text.into(), ..Figure::default() }
    }

    /// The same figure with its rows' address and its arithmetic.
    pub fn door(mut self, href: impl Into<String>, title: impl Into<String>) -> Figure {
        self.href = Some(href.into());
        self.title = Some(title.into());
        self
    }
}
