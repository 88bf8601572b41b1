//! What is kept in memory of the database, and is never stale.
//!
//! One idea for all of it: a remembered value knows *when* it was read, the journal knows *what* has changed since. A request
//! asks once where the journal stands ([`Memory::stand`], one tiny query); a value read at an earlier stand is still true
//! if nothing that it is [`About`] was written between the two. Nobody has to be told to forget, so nobody can forget to tell, and a
//! value read while somebody else writes can never be taken for a newer one than it is.
//!
//! This holds for whatever is changed with a journal entry, which is every fact (see [`crate::db::WriteTx`]), whichever node or
//! command writes it.

mod packed;

pub use packed::Packed;

use crate::db::{DbError, Lost, Together};
use crate::journal::{self, Changes, Cursor, Subject};
use sea_orm::DatabaseConnection;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

/// Changed things remembered one by one; when there are more, everything read so far is taken for changed.
const MOST_CHANGES: usize = 100_000;

/// So long a request waits for what others ask. A connection to a server that has vanished answers nothing for minutes.
const MOST_PATIENCE: Duration = Duration::from_secs(2);

/// Requests that ask together where the journal stands: no bound is needed.
const MOST_ASKING: usize = 1_000;

/// How far this process has followed the journal.
pub struct Memory {
    log: RwLock<Log>,
    /// Those who come while the journal is asked ask it once more together: what they get was asked for after they came.
    asking: Together<(), Result<Cursor, DbError>>,
    /// Held by the one request that follows the journal; the others wait for it and find nothing left to do.
    following: tokio::sync::Mutex<()>,
}

/// A point that the journal had reached: all that was committed before it was asked for lies before it.
#[derive(Clone, Debug)]
pub struct Stand {
    number: u64,
    cursor: Arc<Cursor>,
}

impl Stand {
    pub fn cursor(&self) -> &Cursor {
        &self.cursor
    }
}

/// What a value depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// One project: its facts, reports, plans, its history.
    Project(i64),
    /// All projects.
    Projects,
    /// One other thing: an account, a token.
    Other(Subject),
    /// All things of a kind: settings.
    Kind(Cow<'static, str>),
}

impl About {
    pub fn other(kind: &'static str, id: impl std::fmt::Display) -> About {
        About::Other(Subject { kind: Cow::Borrowed(kind), id: id.to_string() })
    }
}

/// When what was last changed, in numbers of stands.
#[derive(Default)]
struct Log {
    stand: Option<Stand>,
    changed: HashMap<About, u64>,
    /// Everything counts as changed at this stand.
    floor: u64,
}

impl Default for Memory {
    fn default() -> Memory {
        let (log, following) = (RwLock::default(), tokio::sync::Mutex::default());
        Memory { log, asking: Together::new(MOST_ASKING), following }
    }
}

impl Memory {
    /// Where the journal stands now.
    pub async fn stand(&self, conn: &DatabaseConnection) -> Result<Stand, DbError> {
        let now = self.cursor(conn).await?;
        if let Some(stand) = self.reached(&now) {
            return Ok(stand);
        }
        let _following = self.following.lock().await;
        let seen = self.read().stand.clone();
        let Some(seen) = seen else {
            // Asked again under the lock: what was committed meanwhile may not lie behind the first stand.
            let cursor = journal::cursor(conn).await?;
            return Ok(self.write().begin(cursor));
        };
        let changes = journal::changes_since(conn, seen.cursor()).await?;
        Ok(self.write().note(&seen, changes))
    }

    async fn cursor(&self, conn: &DatabaseConnection) -> Result<Cursor, DbError> {
        let shared = conn.clone();
        let asked = self.asking.submit((), move |asking| {
            let conn = shared.clone();
            async move { vec![journal::cursor(&conn).await; asking.len()] }
        });
        match tokio::time::timeout(MOST_PATIENCE, asked).await {
            Ok(Ok(cursor)) => cursor,
            Ok(Err(Lost)) | Err(_) => journal::cursor(conn).await,
        }
    }

    fn reached(&self, now: &Cursor) -> Option<Stand> {
        self.read().stand.as_ref().filter(|stand| *stand.cursor == *now).cloned()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Log> {
        // A log is whole after each of its steps, also if a thread dies between two.
        self.log.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, Log> {
        self.log.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log {
    fn begin(&mut self, cursor: Cursor) -> Stand {
        self.stand.insert(Stand { number: 1, cursor: Arc::new(cursor) }).clone()
    }

    fn note(&mut self, seen: &Stand, changes: Changes) -> Stand {
        let number = seen.number + 1;
        let went_back = seen.cursor.is_after(&changes.cursor);
        if went_back || self.changed.len() > MOST_CHANGES {
            // Another database was restored into this one, or the log has grown too long.
            self.changed.clear();
            self.floor = number;
        }
        if !changes.projects.is_empty() {
            self.changed.insert(About::Projects, number);
        }
        self.changed.extend(changes.projects.into_iter().map(|id| (About::Project(id), number)));
        for subject in changes.others {
            self.changed.insert(About::Kind(subject.kind.clone()), number);
            self.changed.insert(About::Other(subject), number);
        }
        self.stand.insert(Stand { number, cursor: Arc::new(changes.cursor) }).clone()
    }

    /// Whether a value read at the stand `read_at` is still true.
    fn holds(&self, read_at: u64, about: &[About]) -> bool {
        read_at >= self.floor && about.iter().all(|about| self.changed.get(about).is_none_or(|at| *at <= read_at))
    }
}

/// Values by key, each with the stand it was read at. At most `most` twice over: the least recently used half goes first.
pub struct Remembered<K, V> {
    most: usize,
    halves: Mutex<Halves<K, V>>,
}

struct Halves<K, V> {
    young: HashMap<K, Value<V>>,
    old: HashMap<K, Value<V>>,
}

struct Value<V> {
    read_at: u64,
    about: Box<[About]>,
    value: V,
}

impl<K: Clone + Eq + Hash, V: Clone> Remembered<K, V> {
    pub fn new(most: usize) -> Remembered<K, V> {
        Remembered { most: most.max(1), halves: Mutex::new(Halves { young: HashMap::new(), old: HashMap::new() }) }
    }

    /// The value of a key, if it is still true at the newest stand.
    pub fn get(&self, memory: &Memory, key: &K) -> Option<V> {
        let log = memory.read();
        let mut halves = self.halves();
        let found = halves.find(key, self.most)?;
        log.holds(found.read_at, &found.about).then(|| found.value.clone())
    }

    /// Keeps a value that was read after `stand` was asked for and depends on these things.
    pub fn keep(&self, stand: &Stand, key: K, about: impl Into<Box<[About]>>, value: V) {
        let value = Value { read_at: stand.number, about: about.into(), value };
        self.halves().insert(key, value, self.most);
    }

    /// Changes a value in place where the change is no fact of the journal: when a session was last seen.
    pub fn amend(&self, key: &K, change: impl FnOnce(&mut V)) {
        let most = self.most;
        if let Some(found) = self.halves().find(key, most) {
            change(&mut found.value);
        }
    }

    fn halves(&self) -> std::sync::MutexGuard<'_, Halves<K, V>> {
        self.halves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Clone + Eq + Hash, V> Halves<K, V> {
    fn find(&mut self, key: &K, most: usize) -> Option<&mut Value<V>> {
        if let Some((key, found)) = self.old.remove_entry(key) {
            self.insert(key, found, most);
        }
        self.young.get_mut(key)
    }

    fn insert(&mut self, key: K, value: Value<V>, most: usize) {
        if self.young.len() >= most && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.old.remove(&key);
        self.young.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(number: u64) -> Cursor {
        Cursor::from_text(number.to_string())
    }

    fn changes(number: u64, projects: &[i64], others: &[(&'static str, &str)]) -> Changes {
        let subject = |(kind, id): &(&'static str, &str)| Subject { kind: Cow::Borrowed(kind), id: (*id).to_owned() };
        Changes { projects: projects.to_vec(), others: others.iter().map(subject).collect(), cursor: cursor(number) }
    }

    #[test]
    fn a_value_is_true_until_what_it_is_about_changes() {
        let memory = Memory::default();
        let kept = Remembered::<&str, i32>::new(10);
        let first = memory.write().begin(cursor(5));
        let about = |key: &str| match key {
            "seven" => About::Project(7),
            "all" => About::Projects,
            "account" => About::other("account", 3),
            _ => About::Kind("setting".into()),
        };
        let keys = ["account", "all", "setting", "seven"];
        for key in keys {
            kept.keep(&first, key, [about(key)], 1);
        }
        let holding = || keys.into_iter().filter(|key| kept.get(&memory, key).is_some()).collect::<Vec<_>>();
        assert_eq!(holding(), ["account", "all", "setting", "seven"]);
        let second = memory.write().note(&first, changes(6, &[8], &[("account", "4")]));
        assert_eq!(holding(), ["account", "setting", "seven"]);
        let third = memory.write().note(&second, changes(7, &[7], &[("account", "3"), ("setting", "city")]));
        assert!(holding().is_empty());
        // A slow reader keeps what it read at an old stand: nobody takes it for new.
        kept.keep(&first, "seven", [about("seven")], 7);
        assert!(holding().is_empty());
        kept.keep(&third, "seven", [about("seven")], 8);
        assert_eq!(holding(), ["seven"]);
        // A restored backup: the journal is shorter than it was.
        memory.write().note(&third, changes(2, &[], &[]));
        assert!(holding().is_empty());
    }

    #[test]
    fn what_was_not_used_for_long_goes_first() {
        let memory = Memory::default();
        let kept = Remembered::<u32, u32>::new(4);
        let stand = memory.write().begin(cursor(1));
        for key in 0..100 {
            kept.keep(&stand, key, [], key);
            // The first is used again and again.
            assert_eq!(kept.get(&memory, &0), Some(0), "{key}");
        }
        assert_eq!(kept.get(&memory, &50), None);
        let held = (0..100).filter(|key| kept.get(&memory, key).is_some()).count();
        assert!((4..=8).contains(&held), "{held}");
        kept.amend(&0, |value| *value = 9);
        assert_eq!(kept.get(&memory, &0), Some(9));
    }
}
