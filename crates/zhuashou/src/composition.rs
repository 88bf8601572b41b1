//! What the product is put together from.

use platform::db::migrate::Migrations;

/// The tables of the platform and of every mechanism.
pub fn migrations() -> Migrations {
    Migrations::platform().with(office::ledger::migrations)
}
