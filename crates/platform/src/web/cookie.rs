//! The session cookie. It holds 256 random bits and nothing else, so there is nothing in it to sign.

use super::WebOptions;
use axum::http::{HeaderMap, HeaderValue, header};

/// `__Host-` makes the browser insist on HTTPS, the whole site and no other domain.
fn name(options: &WebOptions) -> &'static str {
    if options.secure_cookies { "__Host-zhuashou" } else { "zhuashou" }
}

/// The token in the request's cookie, if it looks like one of ours.
pub(super) fn session(headers: &HeaderMap, options: &WebOptions) -> Option<String> {
    let name = name(options);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit()))
        .map(|(_, value)| value.to_owned())
}

/// `Set-Cookie` for a new session.
pub(crate) fn set(token: &str, options: &WebOptions) -> HeaderValue {
    with_attributes(token, "", options)
}

/// `Set-Cookie` that removes it.
pub(crate) fn clear(options: &WebOptions) -> HeaderValue {
    with_attributes("", "; Max-Age=0", options)
}

fn with_attributes(token: &str, more: &str, options: &WebOptions) -> HeaderValue {
    let secure = if options.secure_cookies { "; Secure" } else { "" };
    let text = format!("{}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{more}", name(options));
    // Hexadecimal digits and the words above are always a valid header.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
