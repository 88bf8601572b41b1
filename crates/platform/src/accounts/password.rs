//! Passwords: Argon2id, hashed off the request threads and only a few at a time, and the rules a new one must keep.

use crate::settings::{PASSWORD_KINDS, PASSWORD_LENGTH, Settings};
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use std::sync::OnceLock;
use tokio::sync::Semaphore;

/// What is wrong with a new password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    #[error("密码太短,至少要有{0}位")]
    Short(u32),
    #[error("密码太长,最多128位")]
    Long,
    #[error("密码过于简单,小写字母、大写字母、数字、符号中至少要有{0}种")]
    Kinds(u32),
    #[error("密码不能包含用户名")]
    Name,
    #[error("这是常见密码,容易被猜到,请换一个")]
    Common,
    #[error("新密码不能与原密码相同")]
    Same,
}

/// What remains of the passwords people try first, once digits and signs are taken away.
const COMMON: [&str; 12] = [
    "password", "passw0rd", "p@ssword", "p@ssw0rd", "qwerty", "asdfgh", "zxcvbn", "admin", "woaini", "zhuashou",
    "abcd1234", "1qaz2wsx",
];

/// Checks a new password against the policy.
pub fn check(settings: &Settings, login: &str, password: &str) -> Result<(), PasswordFault> {
    let length = settings.get(&PASSWORD_LENGTH).clamp(8, 64);
    let kinds = settings.get(&PASSWORD_KINDS).clamp(1, 4);
    let count = u32::try_from(password.chars().count()).unwrap_or(u32::MAX);
    if count < length {
        return Err(PasswordFault::Short(length));
    }
    if count > 128 {
        return Err(PasswordFault::Long);
    }
    let has: [fn(char) -> bool; 4] = [
        |c| c.is_ascii_lowercase(),
        |c| c.is_ascii_uppercase(),
        |c| c.is_ascii_digit(),
        |c| !c.is_ascii_alphanumeric(),
    ];
    if (has.iter().filter(|kind| password.chars().any(**kind)).count() as u32) < kinds {
        return Err(PasswordFault::Kinds(kinds));
    }
    let lower = password.to_lowercase();
    if login.chars().count() >= 3 && lower.contains(&login.to_lowercase()) {
        return Err(PasswordFault::Name);
    }
    if is_common(&lower) {
        return Err(PasswordFault::Common);
    }
    Ok(())
}

/// A common word with some digits and signs around it, one character over and over, or a run like 12345678.
fn is_common(lower: &str) -> bool {
    let chars: Vec<char> = lower.chars().collect();
    let distinct = chars.iter().collect::<std::collections::BTreeSet<_>>().len();
    let steps = chars.windows(2).filter(|w| (w[1] as i64 - w[0] as i64).abs() <= 1).count();
    let mostly_common = COMMON.iter().any(|word| lower.contains(word) && chars.len() < word.len() + 6);
    distinct <= 4 || steps * 4 >= chars.len() * 3 || mostly_common
}

/// Hashing takes 19 MB and some 30 ms on purpose: as many at once as there are cores, the others wait.
static TURNS: OnceLock<Semaphore> = OnceLock::new();

async fn on_a_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    // Neither the semaphore is ever closed nor does the work panic; should it, the password does not match.
    let _turn = TURNS.get_or_init(|| Semaphore::new(cores)).acquire().await.ok()?;
    tokio::task::spawn_blocking(work).await.ok()
}

/// A PHC string with a salt of its own; `None` if the machine gives no randomness or no memory.
pub async fn hash(password: &str) -> Option<String> {
    let password = password.to_owned();
    on_a_turn(move || Some(Argon2::default().hash_password(password.as_bytes()).ok()?.to_string())).await?
}

/// Whether the password fits. With `None` for an account that does not exist it takes as long as for one that does, and
/// the answer is no.
pub async fn fits(hash: Option<String>, password: &str) -> bool {
    static NOBODY: OnceLock<String> = OnceLock::new();
    let password = password.to_owned();
    let checked = on_a_turn(move || {
        let nobody = || {
            Argon2::default().hash_password(super::random_token().as_bytes()).map_or(String::new(), |h| h.to_string())
        };
        let exists = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.get_or_init(nobody).clone());
        let parsed = PasswordHash::new(&hash);
        let fits = parsed.is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok());
        fits && exists
    });
    checked.await.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        let settings = Settings::default();
        let fault = |password| check(&settings, "wangmin", password).unwrap_err();
        assert_eq!(fault("Ab1!"), PasswordFault::Short(10));
        assert_eq!(fault("abcdefghijkm"), PasswordFault::Kinds(3));
        assert_eq!(fault("WangMin@2025"), PasswordFault::Name);
        assert_eq!(fault("Password@123"), PasswordFault::Common);
        assert_eq!(fault("Aa1Aa1Aa1Aa1"), PasswordFault::Common);
        assert_eq!(fault(&"Aa1!".repeat(40)), PasswordFault::Long);
        assert_eq!(check(&settings, "wangmin", "城东Harbour-47"), Ok(()));
    }

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let hash = hash("城东Harbour-47").await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(fits(Some(hash.clone()), "城东Harbour-47").await);
        assert!(!fits(Some(hash), "城东Harbour-48").await);
        assert!(!fits(None, "城东Harbour-47").await);
        assert!(!fits(Some("not a hash".to_owned()), "").await);
    }
}
