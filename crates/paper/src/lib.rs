//! Official papers (公文): a document model in; Word, HTML, Markdown and Excel out.
//!
//! The office's mechanisms say *what* a bulletin holds: a title, headings, paragraphs whose numbers are doors to
//! their arithmetic, tables, charts. This crate knows how the State wants it to look (GB/T 9704-2012
//! 党政机关公文格式) and writes it in each format. PDF needs a typesetter that is slow to build, so it lives in the
//! sibling crate `paper-pdf`.
//!
//! Three promises hold for every format. Any text is allowed: markup characters, control characters, emoji and rare
//! Han can neither break a document nor run in it. The same [`Paper`] gives the same bytes, so that what was
//! published can be compared. Nothing is fetched from anywhere.
//!
//! ```
//! use paper::{Block, Figure, Inline, Paper};
//!
//! let mut paper = Paper::new("示例市2025年7月重点项目通报");
//! paper.blocks.push(Block::heading(1, "一、总体情况"));
//! paper.blocks.push(Block::Paragraph(vec![
//!     Inline::text("完成年度计划的"),
//!     Inline::Figure(Figure::new("rate", "64.3%").door("/board?as_of=2025-07", "完成投资÷年度计划")),
//!     Inline::text("。"),
//! ]));
//! assert!(paper::markdown(&paper).contains("完成年度计划的64.3%。"));
//! ```

mod chart;
mod docx;
mod error;
mod html;
mod layout;
mod markdown;
mod markup;
mod model;
mod svg;
mod table;
mod words;
mod xlsx;

pub use chart::{Chart, ChartKind, Reference, Series};
pub use docx::docx;
pub use error::PaperError;
pub use html::{HtmlOptions, html, html_page};
pub use kernel::Date;
pub use layout::{HeaderCell, ems, header_cells, header_rows, letterhead_size, signature_indents, widths};
pub use markdown::markdown;
pub use model::{Block, Figure, Inline, List, Paper};
pub use svg::{SvgFace, chart_svg};
pub use table::{Align, Cell, Column, ColumnKind, Emphasis, Table, TableRow, Value};
pub use words::{date_in_paper, legible};
pub use xlsx::xlsx;
