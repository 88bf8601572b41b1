//! Standard tracks: what a kind of project goes through, how long each step takes and how short it can be made.
//!
//! A track is a data file. Three are shipped; an office edits a copy. Steps count in working days of the State, in calendar
//! days, or in days of the site (seven a week, with a winter stop where there is one).

use crate::calendar::{Calendar, Hours};
use crate::error::ScheduleError;
use crate::moment::{HOUR, Moment};
use crate::network::{Lag, Length, Link, LinkKind, Network, Task, TaskId};
use crate::slip::{Change, Way};
use kernel::WorkCalendar;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Worked seconds in one day of a track, whichever way it counts.
pub const TRACK_DAY: i64 = 8 * HOUR;

/// A standard track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    pub id: String,
    pub name: String,
    pub about: String,
    pub nodes: Vec<TrackNode>,
    pub links: Vec<TrackLink>,
}

/// One step of a track.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackNode {
    /// The short word by which links and people name it.
    pub id: String,
    pub name: String,
    pub stage: String,
    /// Usual length; 0 is a point in time.
    pub days: u32,
    /// The least that has been achieved or that the law allows.
    pub shortest: u32,
    pub count: Count,
    /// Who does it.
    pub who: String,
    /// Where the length comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// How it is made short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub win: Option<String>,
}

/// In what days a step counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Working days of the State (工作日).
    Working,
    /// Calendar days (自然日).
    Calendar,
    /// Days of the building site.
    Site,
}

impl Count {
    pub const fn label(self) -> &'static str {
        match self {
            Count::Working => "工作日",
            Count::Calendar => "自然日",
            Count::Site => "施工日",
        }
    }
}

/// “`to` waits for `from`.”
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackLink {
    pub from: String,
    pub to: String,
    #[serde(default, skip_serializing_if = "TrackLinkKind::is_default")]
    pub kind: TrackLinkKind,
    /// Days between the ends, counted as `to` counts.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lag_days: i32,
    /// By how many days `to` may begin before `from` is done, if need be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlap_days: Option<u32>,
    /// Why that is possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrackLinkKind {
    #[default]
    #[serde(rename = "FS")]
    FinishStart,
    #[serde(rename = "SS")]
    StartStart,
    #[serde(rename = "FF")]
    FinishFinish,
    #[serde(rename = "SF")]
    StartFinish,
}

impl TrackLinkKind {
    fn is_default(&self) -> bool {
        *self == TrackLinkKind::FinishStart
    }

    const fn link_kind(self) -> LinkKind {
        match self {
            TrackLinkKind::FinishStart => LinkKind::FinishStart,
            TrackLinkKind::StartStart => LinkKind::StartStart,
            TrackLinkKind::FinishFinish => LinkKind::FinishFinish,
            TrackLinkKind::StartFinish => LinkKind::StartFinish,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(days: &i32) -> bool {
    *days == 0
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrackError {
    #[error("没有叫“{name}”的流程,现有:{}", .known.join("、"))]
    Unknown { name: String, known: Vec<String> },
    #[error("流程文件看不懂:{0}")]
    Unreadable(String),
    #[error("流程“{track}”里的“{node}”出现了两次")]
    Twice { track: String, node: String },
    #[error("流程“{track}”里没有节点“{node}”,现有:{}", .known.join("、"))]
    NoSuchNode { track: String, node: String, known: Vec<String> },
    #[error("节点“{node}”标为{date}完成,晚于今天{today}")]
    DoneInFuture { node: String, date: kernel::Date, today: kernel::Date },
    #[error("{what}{date}不在1950—2199年之内")]
    ImplausibleDate { what: &'static str, date: kernel::Date },
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
}

const SHIPPED: [&str; 3] = [
    include_str!("tracks/government.json"),
    include_str!("tracks/enterprise.json"),
    include_str!("tracks/land-start.json"),
];

/// The calendars by which a track counts.
#[derive(Clone, Debug)]
pub struct TrackCalendars {
    pub state: WorkCalendar,
    /// First and last (month, day) of the site's winter stop.
    pub winter_stop: Option<((u32, u32), (u32, u32))>,
}

impl Default for TrackCalendars {
    fn default() -> TrackCalendars {
        TrackCalendars { state: WorkCalendar::published(), winter_stop: None }
    }
}

impl Track {
    /// The tracks that are shipped.
    pub fn shipped() -> Vec<Track> {
        SHIPPED.iter().filter_map(|text| Track::read(text).ok()).collect()
    }

    /// A shipped track by its id (`government`) or name (`政府投资项目`, also without `项目`).
    ///
    /// # Errors
    /// [`TrackError::Unknown`] lists the tracks there are.
    pub fn named(name: &str) -> Result<Track, TrackError> {
        let wanted = kernel::text::fold(name.trim().trim_end_matches("项目"));
        let is_it = |track: &Track| {
            [&track.id, &track.name].iter().any(|own| kernel::text::fold(own.trim_end_matches("项目")) == wanted)
        };
        let all = Track::shipped();
        let known = all.iter().map(|track| format!("{}({})", track.name, track.id)).collect();
        all.into_iter().find(is_it).ok_or_else(|| TrackError::Unknown { name: name.to_owned(), known })
    }

    /// Reads a track from JSON and checks it.
    ///
    /// # Errors
    /// [`TrackError`] for what cannot be read, names nodes twice or links nodes that are not there.
    pub fn read(json: &str) -> Result<Track, TrackError> {
        let track: Track = serde_json::from_str(json).map_err(|error| TrackError::Unreadable(error.to_string()))?;
        let mut seen = HashMap::new();
        for node in &track.nodes {
            if seen.insert(node.id.as_str(), ()).is_some() {
                return Err(TrackError::Twice { track: track.name.clone(), node: node.id.clone() });
            }
        }
        for end in track.links.iter().flat_map(|link| [&link.from, &link.to]) {
            track.position(end)?;
        }
        Ok(track)
    }

    /// Where a node is, by its id or its name.
    ///
    /// # Errors
    /// [`TrackError::NoSuchNode`] lists the nodes there are.
    pub fn position(&self, node: &str) -> Result<usize, TrackError> {
        let wanted = kernel::text::fold(node);
        let is_it = |own: &TrackNode| kernel::text::fold(&own.id) == wanted || kernel::text::fold(&own.name) == wanted;
        self.nodes.iter().position(is_it).ok_or_else(|| TrackError::NoSuchNode {
            track: self.name.clone(),
            node: node.to_owned(),
            known: self.nodes.iter().map(|own| own.id.clone()).collect(),
        })
    }

    /// The track as a network that starts at `start`; nodes and links keep their order.
    ///
    /// # Errors
    /// [`TrackError::NoSuchNode`] for a link to nothing.
    pub fn network(&self, start: Moment, calendars: &TrackCalendars) -> Result<Network, TrackError> {
        let office = Hours::office();
        let state = Calendar::of_state(Count::Working.label(), &calendars.state, &office);
        let mut site = Calendar::every_day(Count::Site.label(), &office);
        if let Some((from, to)) = calendars.winter_stop {
            site = site.with_winter_stop(from, to);
        }
        let mut network = Network::new(&self.name, start, state);
        network.calendars.push(Calendar::every_day(Count::Calendar.label(), &office));
        network.calendars.push(site);
        for node in &self.nodes {
            let length = Length::work(i64::from(node.days) * TRACK_DAY);
            let mut task = Task::new(TaskId::Word(node.id.clone()), &node.name, length);
            task.code.clone_from(&node.stage);
            task.calendar = match node.count {
                Count::Working => None,
                Count::Calendar => Some(1),
                Count::Site => Some(2),
            };
            network.add(task);
        }
        for link in &self.links {
            let lag = Lag::Work(i64::from(link.lag_days) * TRACK_DAY);
            let (from, to) = (self.position(&link.from)?, self.position(&link.to)?);
            network.links.push(Link { from, to, kind: link.kind.link_kind(), lag });
        }
        Ok(network)
    }

    /// How days can be won on this track: steps made short, steps begun before the one before is done.
    pub fn ways(&self) -> Vec<Way> {
        let shorter =
            self.nodes.iter().enumerate().filter(|(_, node)| node.shortest < node.days).map(|(task, node)| {
                let how = node.win.clone().unwrap_or_else(|| "压缩时限".to_owned());
                let text = format!(
                    "{}由{}{}压缩到{}{}:{how}",
                    node.name,
                    node.days,
                    node.count.label(),
                    node.shortest,
                    node.count.label()
                );
                Way { change: Change::Shorten { task, to: i64::from(node.shortest) * TRACK_DAY }, text }
            });
        let overlaps = self.links.iter().enumerate().filter_map(|(link, own)| {
            let days = own.overlap_days.filter(|days| *days > 0)?;
            let why = own.why.clone().unwrap_or_else(|| "可以搭接".to_owned());
            let text = format!("{}提前{days}天开始,不等{}办完:{why}", own.to, own.from);
            Some(Way { change: Change::Overlap { link, by: i64::from(days) * TRACK_DAY }, text })
        });
        shorter.chain(overlaps).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Options, schedule};

    #[test]
    fn the_shipped_tracks_are_whole() {
        let tracks: Vec<Track> = SHIPPED.iter().map(|text| Track::read(text).unwrap()).collect();
        assert_eq!(tracks.len(), 3);
        for track in tracks {
            let start = Moment::parse("2025-03-03T08:00").unwrap();
            let network = track.network(start, &TrackCalendars::default()).unwrap();
            let computed = schedule(&network, Options::default()).unwrap();
            let ends = (0..network.tasks.len()).filter(|i| !network.links.iter().any(|link| link.from == *i));
            assert_eq!(ends.count(), 1, "{} has one end", track.name);
            assert!(computed.finish > start.plus(200 * crate::DAY));
            assert!(!track.ways().is_empty());
        }
    }

    #[test]
    fn tracks_are_found_as_people_say_them() {
        for name in ["government", "政府投资项目", "政府投资", " 拿地即开工 ", "enterprise"] {
            assert!(Track::named(name).is_ok(), "{name}");
        }
        let error = Track::named("私人投资").unwrap_err().to_string();
        assert!(error.contains("拿地即开工(land-start)"), "{error}");
    }

    #[test]
    fn a_track_with_a_hole_is_named() {
        let holed = SHIPPED[0].replace(r#""to": "竣工"}"#, r#""to": "完工"}"#);
        assert!(matches!(Track::read(&holed), Err(TrackError::NoSuchNode { node, .. }) if node == "完工"));
        assert!(matches!(Track::read("{"), Err(TrackError::Unreadable(_))));
    }
}
