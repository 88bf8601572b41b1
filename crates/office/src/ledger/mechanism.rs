//! What the ledger offers to the house.

use super::{Desk, import_pages, migrations, pages, reporting};
use platform::access::Permission;
use platform::db::migrate::TableMigration;
use platform::jobs::Work;
use platform::mechanism::{Mechanism, NavEntry, Place};
use platform::web::Routes;
use std::sync::Arc;

/// The mechanism.
pub struct Ledger {
    pub desk: Arc<Desk>,
}

impl Mechanism for Ledger {
    fn name(&self) -> &'static str {
        "ledger"
    }

    fn migrations(&self) -> Vec<TableMigration> {
        migrations()
    }

    fn navigation(&self) -> Vec<NavEntry> {
        vec![NavEntry {
            place: Place::Ledger,
            label: "台账",
            href: "/ledger",
            permission: Some(Permission::ViewLedger),
        }]
    }

    fn work(&self) -> Vec<Arc<dyn Work>> {
        import_pages::work()
    }

    fn routes(&self) -> Routes {
        pages::routes(&self.desk).merge(import_pages::routes()).merge(reporting::routes())
    }
}
