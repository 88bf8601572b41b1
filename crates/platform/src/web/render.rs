//! Turning an error into what the request asked for: a page, a fragment for htmx, or RFC 9457 JSON. The framework's own
//! refusals (no such route, wrong method, unreadable form) take the same way.

use super::Page;
use super::error::{Fault, WayOut};
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;

#[derive(Template)]
#[template(path = "fault.html")]
struct FaultPage {
    status: u16,
    title: &'static str,
    detail: String,
    way_out: WayOut,
}

#[derive(Template)]
#[template(path = "fault_fragment.html")]
struct FaultFragment {
    detail: String,
}

/// RFC 9457.
#[derive(Serialize)]
struct Problem {
    r#type: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Page,
    Fragment,
    Json,
}

/// What kind of answer the request wants.
fn wanted(path: &str, headers: &HeaderMap) -> Form {
    let accept = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or("");
    let json = accept.contains("application/json") || accept.contains("application/problem+json");
    if path.starts_with("/api/") || path.ends_with(".json") || (json && !accept.contains("text/html")) {
        Form::Json
    } else if headers.contains_key("hx-request") {
        Form::Fragment
    } else {
        Form::Page
    }
}

pub(super) async fn errors(request: Request, next: Next) -> Response {
    let path = request.uri().path_and_query().map_or("/", |p| p.as_str()).to_owned();
    let form = wanted(request.uri().path(), request.headers());
    let get = matches!(*request.method(), Method::GET | Method::HEAD);
    let mut response = next.run(request).await;
    let fault = response.extensions_mut().remove::<Fault>().or_else(|| framework_fault(&response));
    match fault {
        Some(fault) => show(fault, form, &path, get, response),
        None => response,
    }
}

/// A refusal of the framework: an error status with a plain text or nothing in it.
fn framework_fault(response: &Response) -> Option<Fault> {
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("");
    if !(status.is_client_error() || status.is_server_error()) || !(kind.is_empty() || kind.starts_with("text/plain")) {
        return None;
    }
    let detail = match status {
        StatusCode::NOT_FOUND => "没有这个页面,可能已被移动,或地址有误",
        StatusCode::METHOD_NOT_ALLOWED => "这个地址不支持这样的操作",
        StatusCode::PAYLOAD_TOO_LARGE => "提交的内容太大",
        StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => "处理时间过长,已停止,请稍后重试",
        s if s.is_client_error() => "提交的内容无法识别,请返回检查后重试",
        _ => "系统出错,请稍后重试或联系管理员",
    };
    Some(Fault { status, detail: detail.to_owned(), way_out: WayOut::Home })
}

const fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::UNAUTHORIZED => "请先登录",
        StatusCode::FORBIDDEN => "不能这样做",
        StatusCode::NOT_FOUND => "没有找到",
        StatusCode::CONFLICT => "已有变化",
        StatusCode::PAYLOAD_TOO_LARGE => "内容太大",
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST => "需要改正",
        StatusCode::TOO_MANY_REQUESTS => "过于频繁",
        StatusCode::SERVICE_UNAVAILABLE => "暂时不可用",
        StatusCode::INSUFFICIENT_STORAGE => "磁盘已满",
        s if s.as_u16() >= 500 => "系统出错",
        _ => "无法完成",
    }
}

fn show(fault: Fault, form: Form, path: &str, get: bool, old: Response) -> Response {
    let Fault { status, detail, way_out } = fault;
    let elsewhere = match way_out {
        WayOut::SignIn => Some(if get { sign_in_address(path) } else { "/sign-in".to_owned() }),
        WayOut::PasswordChange => Some("/password".to_owned()),
        _ => None,
    };
    let mut response = match (form, elsewhere) {
        (Form::Json, _) => {
            let problem = Problem { r#type: "about:blank", title: title(status), status: status.as_u16(), detail };
            let mut response = (status, axum::Json(problem)).into_response();
            let kind = HeaderValue::from_static("application/problem+json");
            response.headers_mut().insert(header::CONTENT_TYPE, kind);
            response
        }
        (Form::Page, Some(address)) => Redirect::to(&address).into_response(),
        (Form::Fragment, elsewhere) => {
            let mut response = (status, Page(FaultFragment { detail })).into_response();
            if let Some(address) = elsewhere.and_then(|a| HeaderValue::from_str(&a).ok()) {
                response.headers_mut().insert("hx-redirect", address);
            }
            response
        }
        (Form::Page, None) => {
            let page = FaultPage { status: status.as_u16(), title: title(status), detail, way_out };
            (status, Page(page)).into_response()
        }
    };
    // 405 says what is allowed, 429 and 503 when to come again.
    for name in [header::ALLOW, header::RETRY_AFTER] {
        if let Some(value) = old.headers().get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// Back to where one wanted to go, after the sign-in.
fn sign_in_address(path: &str) -> String {
    if path == "/" {
        return "/sign-in".to_owned();
    }
    let next: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
    format!("/sign-in?next={next}")
}
