//! The style sheet, scripts and fonts: embedded in the binary, read from the folder in a debug build.

use super::WebError;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Assets;

/// `GET /assets/{*path}`. Names with a hash in them never change; `app.js` and `app.css` are asked for again each time and
/// answered with 304 while they are the same.
pub(super) async fn serve(Path(path): Path<String>, headers: HeaderMap) -> Result<Response, WebError> {
    let file = Assets::get(&path).ok_or_else(|| WebError::NotFound("没有这个文件".to_owned()))?;
    let hash = file.metadata.sha256_hash();
    let tag = format!("\"{}\"", crate::journal::hex(&hash[..12]));
    let tag = HeaderValue::from_str(&tag).map_err(|e| WebError::Internal(e.to_string()))?;
    let age = if is_hashed(&path) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known = headers.get(header::IF_NONE_MATCH) == Some(&tag);
    let common = [(header::ETAG, tag), (header::CACHE_CONTROL, HeaderValue::from_static(age))];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    Ok((common, [(header::CONTENT_TYPE, kind(&path))], file.data).into_response())
}

/// Vite's `name-XXXXXXXX.ext`.
fn is_hashed(path: &str) -> bool {
    let stem = path.rsplit('/').next().unwrap_or(path).split('.').next().unwrap_or("");
    let hash = stem.len().checked_sub(9).and_then(|at| stem.get(at..)).and_then(|end| end.strip_prefix('-'));
    hash.is_some_and(|h| h.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-'))
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        for (path, hashed) in [
            ("ledger-grid-DBxrbqAa.css", true),
            ("chart-view-Bv_k9-iK.js", true),
            ("app.js", false),
            ("app.css", false),
            ("manifest.json", false),
            ("图.png", false),
        ] {
            assert_eq!(is_hashed(path), hashed, "{path}");
        }
    }
}
