//! Protection against requests that another site makes in the user's name. Two fences:
//!
//! 1. `Sec-Fetch-Site` and `Origin` must say that the request comes from our own pages (tower-http's layer);
//! 2. with a session cookie, every request that is not GET, HEAD or OPTIONS must carry the session's CSRF token: the
//!    header `x-csrf-token` (htmx and scripts send it), or the form's field `csrf`, which stands first in a form with files.
//!
//! The token on the page is masked with fresh random bytes each time, so that compressed pages do not leak it (BREACH).

use super::{Identity, Proof, WebError};
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt;
use sm3::{Digest, Sm3};

pub const FIELD: &str = "csrf";
const HEADER: &str = "x-csrf-token";
/// Forms without files are read whole to find the token.
const FORM_LIMIT: usize = 2 << 20;
/// In a form with files the token must come within the first bytes.
const PART_LIMIT: usize = 8 << 10;

/// A token for the session, different each time it is asked for.
pub(crate) fn token(session: &str) -> String {
    let pad: [u8; 32] = rand::random();
    let masked = pad.iter().zip(secret(session)).map(|(p, s)| p ^ s);
    URL_SAFE_NO_PAD.encode(pad.iter().copied().chain(masked).collect::<Vec<u8>>())
}

fn secret(session: &str) -> [u8; 32] {
    Sm3::new().chain_update(b"csrf\n").chain_update(session.as_bytes()).finalize().into()
}

fn is_valid(token: &str, session: &str) -> bool {
    let Ok(bytes) = URL_SAFE_NO_PAD.decode(token.trim()) else { return false };
    if bytes.len() != 64 {
        return false;
    }
    let (pad, masked) = bytes.split_at(32);
    // Every byte is compared, whatever the first ones say.
    let difference = pad.iter().zip(masked).zip(secret(session)).fold(0, |sum, ((p, m), s)| sum | (p ^ m ^ s));
    difference == 0
}

/// The second fence. Needs [`Identity`] to be known.
pub(super) async fn check(request: Request, next: Next) -> Result<Response, WebError> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let session = match request.extensions().get::<Identity>() {
        Some(Identity { proof: Proof::Session { token, .. }, .. }) if !safe => token.clone(),
        _ => return Ok(next.run(request).await),
    };
    let (found, request) = find(request).await?;
    if found.is_some_and(|token| is_valid(&token, &session)) {
        Ok(next.run(request).await)
    } else {
        Err(WebError::Csrf)
    }
}

/// The token the request carries; the request comes back as it was.
async fn find(request: Request) -> Result<(Option<String>, Request), WebError> {
    if let Some(value) = request.headers().get(HEADER) {
        return Ok((value.to_str().ok().map(str::to_owned), request));
    }
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    if kind.starts_with("application/x-www-form-urlencoded") {
        in_form(request).await
    } else if kind.starts_with("multipart/form-data") {
        in_first_part(request).await
    } else {
        Ok((None, request))
    }
}

async fn in_form(request: Request) -> Result<(Option<String>, Request), WebError> {
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, FORM_LIMIT).await.map_err(|_| WebError::TooLarge(FORM_LIMIT as u64))?;
    let token = serde_urlencoded_pairs(&bytes).find(|(key, _)| key == FIELD).map(|(_, value)| value);
    Ok((token, Request::from_parts(parts, Body::from(bytes))))
}

fn serde_urlencoded_pairs(bytes: &Bytes) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(bytes).into_owned().collect::<Vec<_>>().into_iter()
}

async fn in_first_part(request: Request) -> Result<(Option<String>, Request), WebError> {
    let (parts, body) = request.into_parts();
    let mut stream = body.into_data_stream();
    let mut read: Vec<Bytes> = Vec::new();
    let mut start = Vec::new();
    while start.len() < PART_LIMIT && first_part(&start).is_none() {
        let Some(chunk) = stream.next().await else { break };
        let chunk = chunk.map_err(|_| WebError::Invalid("上传中断,请重试".to_owned()))?;
        start.extend_from_slice(&chunk[..chunk.len().min(PART_LIMIT)]);
        read.push(chunk);
    }
    let token = first_part(&start);
    let whole = futures_util::stream::iter(read.into_iter().map(Ok)).chain(stream);
    Ok((token, Request::from_parts(parts, Body::from_stream(whole))))
}

/// The value of the first part, once it is complete, if it is the token's.
fn first_part(start: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(start);
    let (head, rest) = text.split_once("\r\n\r\n")?;
    let (value, _) = rest.split_once("\r\n")?;
    Some(if head.contains("name=\"csrf\"") { value.to_owned() } else { String::new() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_fits_its_session_only_and_looks_new_each_time() {
        let (one, two) = (token("a"), token("a"));
        assert_ne!(one, two);
        assert!(is_valid(&one, "a") && is_valid(&two, "a"));
        assert!(!is_valid(&one, "b"));
        for forged in ["", "AAAA", &"A".repeat(86), "%%%"] {
            assert!(!is_valid(forged, "a"), "{forged}");
        }
    }

    #[test]
    fn the_token_is_read_from_the_first_part_only() {
        let part = |name: &str| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\nTOKEN\r\n--x");
        assert_eq!(first_part(part("csrf").as_bytes()).as_deref(), Some("TOKEN"));
        assert_eq!(first_part(part("workbook").as_bytes()).as_deref(), Some(""));
        assert_eq!(first_part(b"--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nTOK"), None);
    }
}
