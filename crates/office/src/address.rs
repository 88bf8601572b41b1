//! The query of an address: pairs in order, the scope among them.

use crate::scope::Scope;
use axum::http::Uri;
use kernel::Month;
use platform::web::WebError;

/// The pairs of an address, or hidden fields of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(String, String)>);

/// What an address asks for.
pub fn asked(uri: &Uri) -> Pairs {
    Pairs(form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect())
}

impl Pairs {
    pub fn of(pairs: Vec<(String, String)>) -> Pairs {
        Pairs(pairs)
    }

    /// The first value of a key that is not blank.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, v)| k == key && !v.trim().is_empty()).map(|(_, v)| v.as_str())
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// The scope, as of `latest` when no month is asked for.
    pub fn scope(&self, latest: Month) -> Result<Scope, WebError> {
        Scope::read(latest, self.iter()).map_err(|e| WebError::Invalid(e.to_string()))
    }
}

impl FromIterator<(String, String)> for Pairs {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Pairs {
        Pairs(pairs.into_iter().collect())
    }
}
