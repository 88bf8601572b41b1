//! The same for programs: the month's report with its tag (`ETag`), and writing it on that tag (`If-Match`).
//!
//! Amounts are in 万元 as decimal strings. In a `PUT`, a field that is not named stays as the `GET` showed it; `null` or `""` clears
//! it. A refused report is an RFC 9457 object whose `errors` name each field.

use super::basis::{Basis, tag};
use super::entry::{Texts, draft, texts_of, tidy};
use super::fields;
use super::page::{address, find, refused};
use super::rules::{Fault, Place, Refusal, Weight, may_report};
use super::saving::Savings;
use super::store::{Saved, Saving};
use axum::Json;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::Month;
use platform::web::{Ctx, WebError};
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(super) async fn show(ctx: Ctx, Path(path): Path<(String, String)>) -> Result<Response, WebError> {
    let (id, month) = address(&path)?;
    let known = find(&ctx, id, month).await?;
    may_report(&known, month, ctx.today()).map_err(refused)?;
    let state = draft(&known, month);
    report(StatusCode::OK, id, month, state.report.revision, &texts_of(&state))
}

pub(super) async fn save(
    savings: Arc<Savings>,
    ctx: Ctx,
    Path(path): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, WebError> {
    let (id, month) = address(&path)?;
    let (sent, reason) = match read(&body) {
        Ok(read) => read,
        Err(errors) => {
            return Ok(problem(
                StatusCode::UNPROCESSABLE_ENTITY,
                "提交的内容有误,什么也没有保存",
                json!({"errors": errors}),
            ));
        }
    };
    let saving = Saving {
        project: id,
        month,
        sent,
        basis: basis(&headers),
        reason,
        scope: ctx.viewer.scope.clone(),
        actor: ctx.actor(),
        at: ctx.now(),
        today: ctx.today(),
    };
    match savings.save(ctx.db(), saving).await? {
        Ok(Saved { revision, texts, written }) => {
            let status = if written && revision == 1 { StatusCode::CREATED } else { StatusCode::OK };
            report(status, id, month, revision, &texts)
        }
        Err(refusal) => told(&refusal, id, month).map_or_else(|| Err(refused(refusal.clone())), Ok),
    }
}

fn basis(headers: &HeaderMap) -> Basis {
    let text = headers.get(header::IF_MATCH).and_then(|v| v.to_str().ok());
    text.map_or(Basis::Nothing, |tag| Basis::Tag(tag.trim().to_owned()))
}

/// The body: `{"done_ytd": "3120", "progress": "封顶", "cause": null, "reason": "…"}`. All that is wrong with it at once.
fn read(body: &[u8]) -> Result<(Texts, String), Vec<Value>> {
    let wrong = |field: &str, message: String| json!({"field": field, "kind": "wrong", "message": message});
    let object: Map<String, Value> = serde_json::from_slice(body)
        .map_err(|e| vec![wrong("", format!("应为一个JSON对象,如{{\"done_ytd\":\"3120\"}}:{e}"))])?;
    let (mut texts, mut reason, mut errors) = (Texts::new(), String::new(), Vec::new());
    for (key, value) in &object {
        let text = match value {
            Value::String(text) => tidy(text),
            Value::Number(number) => number.to_string(),
            Value::Null => String::new(),
            _ => {
                errors.push(wrong(key, "应为文字、数字或null".to_owned()));
                continue;
            }
        };
        match fields::find(key) {
            _ if key == "reason" => reason = text,
            Some(asked) => drop(texts.insert(asked.field.clone(), text)),
            None => errors.push(wrong(key, format!("没有名为“{}”的字段", key.chars().take(40).collect::<String>()))),
        }
    }
    if errors.is_empty() { Ok((texts, reason)) } else { Err(errors) }
}

fn report(status: StatusCode, id: i64, month: Month, revision: i32, texts: &Texts) -> Result<Response, WebError> {
    let mut response = (status, Json(shown(id, month, revision, texts))).into_response();
    let tag = HeaderValue::from_str(&tag(revision, texts)).map_err(|e| WebError::Internal(e.to_string()))?;
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

fn shown(id: i64, month: Month, revision: i32, texts: &Texts) -> Value {
    let mut object = Map::new();
    object.insert("project".to_owned(), json!(id));
    object.insert("month".to_owned(), json!(month));
    object.insert("filed".to_owned(), json!(revision > 0));
    object.insert("revision".to_owned(), json!(revision));
    object.extend(
        texts.iter().map(|(field, text)| (field.id(), if text.is_empty() { Value::Null } else { json!(text) })),
    );
    Value::Object(object)
}

/// A refusal with more to say than its sentence.
fn told(refusal: &Refusal, id: i64, month: Month) -> Option<Response> {
    let (status, more) = match refusal {
        Refusal::Faults(faults) => {
            let errors: Vec<Value> = faults.iter().map(fault).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, json!({"errors": errors}))
        }
        Refusal::Overtaken { revision, now, .. } => (
            StatusCode::PRECONDITION_FAILED,
            json!({"current": shown(id, month, *revision, now), "etag": tag(*revision, now)}),
        ),
        Refusal::NoBasis => (StatusCode::PRECONDITION_REQUIRED, json!({})),
        _ => return None,
    };
    Some(problem(status, &refusal.to_string(), more))
}

fn fault(fault: &Fault) -> Value {
    let field = match &fault.place {
        Place::Field(field) => field.id(),
        Place::Reason => "reason".to_owned(),
    };
    let kind = match fault.weight {
        Weight::Wrong => "wrong",
        Weight::Doubtful => "doubtful",
    };
    json!({"field": field, "kind": kind, "message": fault.text})
}

/// RFC 9457, with what the refusal has to add.
fn problem(status: StatusCode, detail: &str, more: Value) -> Response {
    let mut object =
        json!({"type": "about:blank", "title": "需要核对或改正", "status": status.as_u16(), "detail": detail});
    if let (Some(object), Value::Object(more)) = (object.as_object_mut(), more) {
        object.extend(more);
    }
    let mut response = (status, Json(object)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}
