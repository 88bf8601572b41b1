//! What one entry says.

use kernel::Month;
use std::borrow::Cow;

/// Through which door a change came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Page,
    Api,
    Import,
    CommandLine,
    Job,
}

impl Source {
    pub const ALL: [Source; 5] = [Source::Page, Source::Api, Source::Import, Source::CommandLine, Source::Job];

    pub const fn id(self) -> &'static str {
        match self {
            Source::Page => "page",
            Source::Api => "api",
            Source::Import => "import",
            Source::CommandLine => "command",
            Source::Job => "job",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Source::Page => "页面",
            Source::Api => "接口",
            Source::Import => "导入",
            Source::CommandLine => "命令行",
            Source::Job => "后台任务",
        }
    }

    pub fn read(id: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|s| s.id() == id)
    }
}

/// Who makes a change, and through which door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account, if there is one.
    pub id: Option<i64>,
    /// The name as it was at that moment.
    pub name: String,
    pub source: Source,
    /// What belongs together: the number of an import.
    pub batch: Option<String>,
}

impl Actor {
    pub fn account(id: i64, name: impl Into<String>, source: Source) -> Actor {
        Actor { id: Some(id), name: name.into(), source, batch: None }
    }

    /// Whoever sits at the server's terminal.
    pub fn command_line() -> Actor {
        Actor { id: None, name: "系统管理员(命令行)".to_owned(), source: Source::CommandLine, batch: None }
    }

    /// The product itself.
    pub fn system() -> Actor {
        Actor { id: None, name: "系统".to_owned(), source: Source::Job, batch: None }
    }

    pub fn in_batch(mut self, batch: impl Into<String>) -> Actor {
        self.batch = Some(batch.into());
        self
    }

    pub fn through(mut self, source: Source) -> Actor {
        self.source = source;
        self
    }
}

/// What an entry is about: `project 17`, `user 3`, `setting password_length`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    pub kind: Cow<'static, str>,
    pub id: String,
}

/// One entry to be appended. `action` is the office's own word for what was done (新增项目, 修改, 停用账号), for
/// people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub(super) action: Cow<'static, str>,
    pub(super) subject: Subject,
    pub(super) project: Option<i64>,
    pub(super) month: Option<Month>,
    pub(super) from: Option<String>,
    pub(super) to: Option<String>,
    pub(super) why: Option<String>,
}

impl Entry {
    pub fn new(
        action: impl Into<Cow<'static, str>>,
        kind: impl Into<Cow<'static, str>>,
        id: impl std::fmt::Display,
    ) -> Entry {
        Entry {
            action: action.into(),
            subject: Subject { kind: kind.into(), id: id.to_string() },
            project: None,
            month: None,
            from: None,
            to: None,
            why: None,
        }
    }

    /// The project whose figures this touches: the board reloads it.
    pub fn project(mut self, id: i64) -> Entry {
        self.project = Some(id);
        self
    }

    pub fn month(mut self, month: Month) -> Entry {
        self.month = Some(month);
        self
    }

    /// What it was.
    pub fn from(mut self, text: impl Into<String>) -> Entry {
        self.from = Some(text.into());
        self
    }

    /// What it is now.
    pub fn to(mut self, text: impl Into<String>) -> Entry {
        self.to = Some(text.into());
        self
    }

    pub fn why(mut self, text: impl Into<String>) -> Entry {
        self.why = Some(text.into());
        self
    }
}
