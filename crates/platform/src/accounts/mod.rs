//! Accounts: who may come in, how they prove it, and for how long.
//!
//! - [`users`]: the accounts, their roles and scope; - [`password`]: Argon2id, and what a password must be;
//! - [`sign_in`]: with throttling that holds across nodes; - [`sessions`]: rows in the database, only a hash of the
//!   token in them; - [`tokens`]: personal tokens for the API.

mod entities;
pub mod password;
mod schema;
pub mod sessions;
pub mod sign_in;
pub mod tokens;
pub mod users;

pub use password::PasswordFault;
pub use schema::migration;
pub use users::{NewUser, User};

use sm3::{Digest, Sm3};

/// 256 random bits in hexadecimal.
fn random_token() -> String {
    let bytes: [u8; 32] = rand::random();
    crate::journal::hex(&bytes)
}

/// What is stored of a token: whoever reads the table cannot sign in with it. Tokens have 256 random bits, so a plain
/// hash is enough.
fn token_hash(token: &str) -> String {
    crate::journal::hex(&Sm3::digest(token.as_bytes()))
}
