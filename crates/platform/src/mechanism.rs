//! What a mechanism of the office offers to the house it lives in.

use crate::access::Permission;
use crate::db::migrate::{Migrations, TableMigration};
use crate::jobs::Work;
use crate::web::Routes;
use std::sync::Arc;

/// The eight places of the navigation, each answering one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    Board,
    Ledger,
    Filing,
    Dispatch,
    Factors,
    Attraction,
    Bulletins,
    Settings,
}

impl Place {
    pub const ALL: [Place; 8] = [
        Place::Board,
        Place::Ledger,
        Place::Filing,
        Place::Dispatch,
        Place::Factors,
        Place::Attraction,
        Place::Bulletins,
        Place::Settings,
    ];

    pub const fn label(self) -> &'static str {
        match self {
            Place::Board => "看板",
            Place::Ledger => "台账",
            Place::Filing => "填报",
            Place::Dispatch => "调度",
            Place::Factors => "要素保障",
            Place::Attraction => "招商",
            Place::Bulletins => "通报考核",
            Place::Settings => "设置",
        }
    }
}

/// A page that the navigation leads to. The first one of a place that the viewer may see stands for the place; those of
/// [`Place::Settings`] are all listed on its page.
#[derive(Clone, Copy, Debug)]
pub struct NavEntry {
    pub place: Place,
    pub label: &'static str,
    pub href: &'static str,
    /// `None`: everyone who is signed in.
    pub permission: Option<Permission>,
}

/// A mechanism: what it brings into the house. Its own state, if it has any, it puts into its routes.
pub trait Mechanism: Send + Sync {
    /// The folder it lives in: `ledger`.
    fn name(&self) -> &'static str;

    fn migrations(&self) -> Vec<TableMigration> {
        Vec::new()
    }

    fn navigation(&self) -> Vec<NavEntry> {
        Vec::new()
    }

    /// How its kinds of background jobs are done.
    fn work(&self) -> Vec<Arc<dyn Work>> {
        Vec::new()
    }

    /// Its pages and API, each with who may come in.
    fn routes(&self) -> Routes {
        Routes::new()
    }
}

impl Migrations {
    /// The platform's own and those of all mechanisms.
    pub fn of(mechanisms: &[Arc<dyn Mechanism>]) -> Migrations {
        mechanisms.iter().fold(Migrations::platform(), |all, mechanism| all.with(mechanism.migrations()))
    }
}
