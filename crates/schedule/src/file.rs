//! What reading a schedule file gives, and what can be wrong with one.

use crate::error::ScheduleError;
use crate::moment::Moment;
use crate::network::Network;
use encoding_rs::Encoding;
use std::borrow::Cow;

/// Largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 512 << 20;
/// Most tasks that a file may have.
pub const MOST_TASKS: usize = 1_000_000;

/// A network read from a file.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    pub network: Network,
    /// What of the file is not followed, each with the nodes concerned.
    pub warnings: Vec<String>,
    /// What the other program stored for each task, in the order of the tasks; for comparison.
    pub stored: Vec<Stored>,
}

/// Dates and slack as the other program stored them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stored {
    pub early_start: Option<Moment>,
    pub early_finish: Option<Moment>,
    pub late_start: Option<Moment>,
    pub late_finish: Option<Moment>,
    pub total_float_minutes: Option<f64>,
    pub critical: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("文件有{0}MB,超过512MB的上限")]
    TooLarge(usize),
    #[error("文件是空的")]
    Empty,
    #[error("不是进度计划文件:既不是Microsoft Project的XML,也不是Primavera的XER")]
    UnknownKind,
    #[error("XML写得不对(第{offset}个字节附近):{reason}")]
    BadXml { offset: u64, reason: String },
    #[error("XML带有文档类型声明(DOCTYPE)或自定义实体“{0}”,可能是攻击文件,不予读取")]
    Entity(String),
    #[error("XML嵌套超过{0}层,不予读取")]
    TooDeep(usize),
    #[error("根元素是“{0}”,不是Microsoft Project的Project")]
    NotMspdi(String),
    #[error("{place}的“{field}”写的是“{value}”,看不懂")]
    BadValue { place: String, field: &'static str, value: String },
    #[error("编号{0}出现了两次")]
    DuplicateId(i64),
    #[error("任务超过{0}个,不予读取")]
    TooManyTasks(usize),
    #[error("文件里没有任务")]
    NoTasks,
    #[error("XER第{line}行写得不对:{reason}")]
    BadXer { line: usize, reason: String },
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
}

/// Reads Microsoft Project XML or Primavera XER, whichever it is.
///
/// # Errors
/// [`FileError`] for what is neither, is damaged or hostile, or names what does not exist.
pub fn read(bytes: &[u8]) -> Result<Imported, FileError> {
    check_size(bytes)?;
    let head = &bytes[..bytes.len().min(64)];
    if head.starts_with(b"ERMHDR") {
        return crate::xer::read_xer(bytes);
    }
    let text = decode(head);
    if text.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).starts_with('<') {
        return crate::mspdi::read_mspdi(bytes);
    }
    Err(FileError::UnknownKind)
}

pub(crate) fn check_size(bytes: &[u8]) -> Result<(), FileError> {
    match bytes.len() {
        0 => Err(FileError::Empty),
        size if size > LARGEST_FILE => Err(FileError::TooLarge(size >> 20)),
        _ => Ok(()),
    }
}

/// Text of a file: by its byte-order mark, by what an XML declaration says, as UTF-8, or else as GB18030.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let encoding = declared_encoding(bytes).unwrap_or(encoding_rs::GB18030);
    encoding.decode_without_bom_handling(bytes).0
}

fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let rest = &head[head.find("encoding=")? + 9..];
    let name = rest.get(1..)?.split(['"', '\'']).next()?;
    Encoding::for_label(name.as_bytes()).filter(|e| *e != encoding_rs::UTF_8)
}

/// Collects warnings of one kind with the nodes they concern: one line each, however many nodes.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    lines: Vec<(String, Vec<String>)>,
}

impl Warnings {
    pub fn say(&mut self, what: &str) {
        self.of(what, None);
    }

    pub fn of(&mut self, what: &str, node: Option<String>) {
        let line = match self.lines.iter_mut().find(|(said, _)| said == what) {
            Some(line) => line,
            None => {
                self.lines.push((what.to_owned(), Vec::new()));
                let last = self.lines.len() - 1;
                &mut self.lines[last]
            }
        };
        line.1.extend(node);
    }

    pub fn into_lines(self) -> Vec<String> {
        let line = |(what, nodes): (String, Vec<String>)| match nodes.len() {
            0 => what,
            1..=5 => format!("{what}:{}", nodes.join("、")),
            count => format!("{what}:{}等{count}项", nodes[..5].join("、")),
        };
        self.lines.into_iter().map(line).collect()
    }
}
