//! A browser without a screen: cookies, forms with their CSRF token, files; over a real socket.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use hyper::{HeaderMap, Method, Request};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

#[derive(Debug, thiserror::Error)]
pub enum BrowserError {
    /// The server is not there, or went away in the middle.
    #[error("{path}: no answer: {why}")]
    NoAnswer { path: String, why: String },
    #[error("{0}: no answer within {1:?}")]
    Late(String, Duration),
    #[error("{0}")]
    Request(#[from] hyper::http::Error),
    #[error("{path} answered {status}, not {expected}:\n{body}")]
    Unexpected { path: String, status: u16, expected: &'static str, body: String },
}

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; `Null` if it is none.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).and_then(|v| v.to_str().ok()).unwrap_or("")
    }

    /// Itself if its status is 200, 303 and so on as expected.
    pub fn is(self, status: u16, expected: &'static str) -> Result<Answer, BrowserError> {
        if self.status == status {
            return Ok(self);
        }
        let body = self.text();
        Err(BrowserError::Unexpected { path: self.path, status: self.status, expected, body })
    }

    /// The value of the first `name="…"` field with a `value="…"` after it.
    pub fn field(&self, name: &str) -> Option<String> {
        let text = self.text();
        let rest = text.split_once(&format!("name=\"{name}\""))?.1;
        let value = rest.split_once("value=\"")?.1;
        Some(value.split('"').next()?.to_owned())
    }
}

/// The named fields of a page's forms as a browser would send them unchanged: `input` and `textarea`, in order. Buttons, boxes and
/// radio buttons are left out.
pub fn fields(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for tag in page.split('<').skip(1) {
        let (head, content) = tag.split_once('>').unwrap_or((tag, ""));
        let kind = attribute(head, "type").unwrap_or_default();
        let Some(name) = attribute(head, "name") else { continue };
        if head.starts_with("textarea") {
            found.push((name, unescaped(content.strip_prefix('\n').unwrap_or(content))));
        } else if head.starts_with("input") && !matches!(kind.as_str(), "checkbox" | "radio" | "submit" | "file") {
            found.push((name, attribute(head, "value").unwrap_or_default()));
        }
    }
    found
}

fn attribute(head: &str, name: &str) -> Option<String> {
    let (_, rest) = head.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split('"').next()?))
}

/// `&#38;` and the five names as what they stand for.
fn unescaped(text: &str) -> String {
    let mut parts = text.split('&');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (word, rest) = part.split_once(';').unwrap_or(("", part));
        let number = word.strip_prefix('#').and_then(|n| n.parse().ok()).and_then(char::from_u32);
        let named = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
        match number.or_else(|| named.iter().find(|(name, _)| *name == word).map(|(_, c)| *c)) {
            Some(character) => plain.push(character),
            None => plain.push('&'),
        }
        plain.push_str(rest);
    }
    plain
}

/// One browser; a clone shares its connections and starts with its cookies.
#[derive(Clone, Debug)]
pub struct Browser {
    client: Client<HttpConnector, Full<Bytes>>,
    host: String,
    cookies: BTreeMap<String, String>,
    /// Name and value of the field that proves that a form comes from the site's own page.
    proof: Option<(String, String)>,
    /// A request without an answer for so long has failed.
    pub patience: Duration,
}

impl Browser {
    pub fn new(address: SocketAddr) -> Browser {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).pool_max_idle_per_host(256).build(connector);
        let patience = Duration::from_secs(120);
        Browser { client, host: address.to_string(), cookies: BTreeMap::new(), proof: None, patience }
    }

    /// Signs in to the product.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> Result<(), BrowserError> {
        let answer = self.post("/sign-in", &[("login", login), ("password", password)]).await?;
        let answer = answer.is(303, "303 to the first page")?;
        self.keep_cookies(&answer);
        let page = self.get("/account").await?.is(200, "200 once signed in")?;
        self.keep_proof(&page, "csrf");
        Ok(())
    }

    /// Takes the answer's cookies, as a browser would.
    pub fn keep_cookies(&mut self, answer: &Answer) {
        for set in answer.headers.get_all(SET_COOKIE).iter().filter_map(|v| v.to_str().ok()) {
            if let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('=')) {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Takes the page's hidden field `name`, to send it with every form from now on.
    pub fn keep_proof(&mut self, page: &Answer, name: &str) {
        self.proof = page.field(name).map(|value| (name.to_owned(), value));
    }

    pub async fn get(&self, path: &str) -> Result<Answer, BrowserError> {
        self.send(path, self.request(Method::GET, path).body(Full::default())?).await
    }

    /// A form sent from one of the site's own pages.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, BrowserError> {
        self.send(path, self.form(path, fields)?).await
    }

    /// The request of [`Browser::post`].
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Result<Request<Full<Bytes>>, BrowserError> {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(self.proof.iter().map(|(name, value)| (name, value))).extend_pairs(fields);
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        Ok(request.body(Full::from(form.finish()))?)
    }

    /// A form with one file: field, file name, content. The proof comes first.
    pub async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &str, &[u8]),
    ) -> Result<Answer, BrowserError> {
        const BOUNDARY: &str = "----zhuashou-rig";
        let mut body = Vec::new();
        let proof = self.proof.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        for (name, value) in proof.chain(fields.iter().copied()) {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(head.as_bytes());
        }
        let (name, file_name, content) = file;
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = self.request(Method::POST, path).header(CONTENT_TYPE, kind).body(Full::from(body))?;
        self.send(path, request).await
    }

    /// A request with this browser's cookies.
    pub fn request(&self, method: Method, path: &str) -> hyper::http::request::Builder {
        let request = Request::builder().method(method).uri(format!("http://{}{path}", self.host));
        let request = request.header("sec-fetch-site", "same-origin").header("accept", "text/html,*/*");
        if self.cookies.is_empty() {
            return request;
        }
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.header(COOKIE, pairs.join("; "))
    }

    /// Sends a request and reads the whole answer.
    pub async fn send(&self, path: &str, request: Request<Full<Bytes>>) -> Result<Answer, BrowserError> {
        let no_answer = |why: String| BrowserError::NoAnswer { path: path.to_owned(), why };
        let exchange = async {
            let response = self.client.request(request).await.map_err(|e| no_answer(told(&e)))?;
            let (head, body) = response.into_parts();
            let body = body.collect().await.map_err(|e| no_answer(told(&e)))?.to_bytes();
            Ok(Answer { path: path.to_owned(), status: head.status.as_u16(), headers: head.headers, body })
        };
        let late = |_| BrowserError::Late(path.to_owned(), self.patience);
        tokio::time::timeout(self.patience, exchange).await.map_err(late)?
    }
}

/// An error with its causes.
fn told(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn a_form_is_sent_as_the_page_shows_it() {
        let page = r#"<form><input type="hidden" name="revision" value="3"><input name="a" value="1&#38;2">
            <textarea name="b" rows="3">x &lt; y</textarea><input type="checkbox" name="c" value="1"><button name="d">go</button></form>"#;
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(fields(page), [pair("revision", "3"), pair("a", "1&2"), pair("b", "x < y")]);
    }
}
