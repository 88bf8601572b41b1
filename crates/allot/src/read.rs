//! Reads the allocation file and says everything that is wrong with it at once, each fault with its place.
//!
//! serde would stop at the first value of the wrong kind. Here the whole text is compared with the shape of the format;
//! what does not fit is named and, so that the rest can be judged too, replaced by something neutral.

use crate::problem::Problem;
use crate::quantity::{Quantity, Share};
use crate::validate::{self, Fault};
use kernel::Date;
use serde_json::{Map, Value};

/// Longest text that is read, in bytes: some two hundred thousand projects.
const MOST_BYTES: usize = 128 * 1024 * 1024;

/// What may stand at a place of the file.
enum Shape {
    Text,
    Amount,
    Share,
    Date,
    Count,
    Flag,
    Word(&'static [&'static str]),
    List(&'static Shape),
    /// Any keys, all with values of one shape.
    Map(&'static Shape),
    Keys(&'static [Key]),
}

struct Key {
    name: &'static str,
    shape: Shape,
    required: bool,
}

const fn must(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, required: true }
}

const fn may(name: &'static str, shape: Shape) -> Key {
    Key { name, shape, required: false }
}

const FILE: Shape = Shape::Keys(&[
    may("title", Shape::Text),
    must("kinds", Shape::List(&KIND)),
    must("regions", Shape::List(&Shape::Text)),
    may("periods", Shape::List(&PERIOD)),
    must("pools", Shape::List(&POOL)),
    may("transfers", Shape::List(&TRANSFER)),
    must("projects", Shape::List(&PROJECT)),
    may("weights", WEIGHTS),
    may("floors", Shape::List(&FLOOR)),
    may("locked", Shape::List(&LOCK)),
]);
const KIND: Shape =
    Shape::Keys(&[must("name", Shape::Text), must("unit", Shape::Text), may("carries_over", Shape::Flag)]);
const PERIOD: Shape = Shape::Keys(&[must("name", Shape::Text), must("starts", Shape::Date)]);
const POOL: Shape = Shape::Keys(&[
    must("kind", Shape::Text),
    may("region", Shape::Text),
    may("period", Shape::Text),
    must("amount", Shape::Amount),
]);
const TRANSFER: Shape = Shape::Keys(&[
    must("kind", Shape::Text),
    must("from", Shape::Text),
    must("to", Shape::Text),
    may("limit", Shape::Amount),
]);
const PROJECT: Shape = Shape::Keys(&[
    must("id", Shape::Text),
    must("name", Shape::Text),
    must("region", Shape::Text),
    may("level", Shape::Text),
    may("added_value", Shape::Amount),
    may("investment", Shape::Amount),
    may("readiness", Shape::Amount),
    may("jobs", Shape::Count),
    may("must_serve", Shape::Flag),
    may("due", Shape::Date),
    must("options", Shape::List(&OPTION)),
]);
const OPTION: Shape = Shape::Keys(&[
    may("name", Shape::Text),
    must("amounts", Shape::Map(&Shape::Amount)),
    may("min_share", Shape::Share),
    may("worth", Shape::Share),
]);
const WEIGHTS: Shape = Shape::Keys(&[
    may("level", Shape::Amount),
    may("level_marks", Shape::Map(&Shape::Amount)),
    may("added_value", Shape::Amount),
    may("added_value_per_unit", Shape::Amount),
    may("per_unit_of", Shape::Text),
    may("readiness", Shape::Amount),
    may("jobs", Shape::Amount),
    may("counts", Shape::Word(&["project", "investment"])),
    may("fairness", Shape::Amount),
    may("waiting", Shape::Amount),
]);
const FLOOR: Shape = Shape::Keys(&[may("region", Shape::Text), must("kind", Shape::Text), must("share", Shape::Share)]);
const LOCK: Shape = Shape::Keys(&[
    must("project", Shape::Text),
    may("option", Shape::Text),
    may("period", Shape::Text),
    may("share", Shape::Share),
]);

/// Reads and judges a whole file.
///
/// # Errors
/// Every fault of the text, in the order of the file: what is not JSON, values of the wrong kind, unknown and missing
/// keys, and what [`validate::faults`] finds in the rest.
pub fn read(text: &str) -> Result<Problem, Vec<Fault>> {
    let text = text.trim_start_matches('\u{feff}');
    if text.len() > MOST_BYTES {
        let found = format!("{}兆字节", text.len() / 1024 / 1024);
        return Err(vec![Fault::new("文件", found, "不超过128兆字节", "请分批计算")]);
    }
    let mut value: Value = serde_json::from_str(text).map_err(|error| vec![not_json(text, &error)])?;
    let mut reading = Reading { faults: Vec::new() };
    reading.check(&mut value, &FILE, "");
    let mut faults = reading.faults;
    match serde_json::from_value::<Problem>(value) {
        Ok(problem) if faults.is_empty() => {
            let faults = validate::faults(&problem);
            if faults.is_empty() { Ok(problem) } else { Err(faults) }
        }
        Ok(problem) => {
            let known: Vec<String> = faults.iter().map(|fault| fault.place.clone()).collect();
            // What was replaced would only be named a second time.
            let is_new = |fault: &Fault| !known.iter().any(|place| within(place, &fault.place));
            faults.extend(validate::faults(&problem).into_iter().filter(is_new));
            Err(faults)
        }
        Err(error) => {
            faults.push(Fault::new("文件", error.to_string(), "符合格式说明的内容", "请对照格式说明检查"));
            Err(faults)
        }
    }
}

/// Whether one place lies in the other.
fn within(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

fn not_json(text: &str, error: &serde_json::Error) -> Fault {
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let near: String = line.chars().take(40).collect();
    let place = format!("第{}行第{}列", error.line(), error.column());
    let found = if near.trim().is_empty() { "内容中断".to_owned() } else { format!("“{}”", near.trim()) };
    Fault::new(place, found, "完整的JSON", "请检查此处前后的括号、引号和逗号")
}

struct Reading {
    faults: Vec<Fault>,
}

impl Reading {
    /// Names what does not fit and puts something neutral in its place.
    fn check(&mut self, value: &mut Value, shape: &Shape, place: &str) {
        match (shape, &mut *value) {
            (Shape::List(shape), Value::Array(items)) => {
                for (index, item) in items.iter_mut().enumerate() {
                    self.check(item, shape, &format!("{place}[{index}]"));
                }
            }
            (Shape::Map(shape), Value::Object(map)) => {
                map.iter_mut().for_each(|(key, value)| self.check(value, shape, &join(place, key)));
            }
            (Shape::Keys(keys), Value::Object(map)) => self.keys(map, keys, place),
            (shape, value) => {
                if let Err((expected, advice)) = fits(shape, value) {
                    self.faults.push(Fault::new(place_or_file(place), shown(value), expected, advice));
                    *value = neutral(shape);
                }
            }
        }
    }

    fn keys(&mut self, map: &mut Map<String, Value>, keys: &[Key], place: &str) {
        let unknown: Vec<String> = map.keys().filter(|key| !keys.iter().any(|k| k.name == *key)).cloned().collect();
        for key in unknown {
            map.remove(&key);
            let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
            let found = format!("不认识的键“{key}”");
            self.faults.push(Fault::new(join(place, &key), found, names.join("、"), "请改正拼写或删去"));
        }
        for key in keys {
            let place = join(place, key.name);
            match map.get_mut(key.name) {
                Some(Value::Null) if !key.required => drop(map.remove(key.name)),
                Some(value) => self.check(value, &key.shape, &place),
                None if key.required => {
                    self.faults.push(Fault::new(place, "没有写", called(&key.shape), "请补上"));
                    map.insert(key.name.to_owned(), neutral(&key.shape));
                }
                None => {}
            }
        }
    }
}

fn join(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

fn place_or_file(place: &str) -> &str {
    if place.is_empty() { "文件" } else { place }
}

/// What was expected and what to do, where a value that is no list and no object does not fit.
fn fits(shape: &Shape, value: &Value) -> Result<(), (String, String)> {
    let text = match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let decimal = |error: Option<String>| error.map_or(Ok(()), |error| Err((called(shape), error)));
    match (shape, value, text) {
        (Shape::Text, Value::String(_), _) | (Shape::Flag, Value::Bool(_), _) => Ok(()),
        (Shape::Amount, _, Some(text)) => decimal(text.parse::<Quantity>().err().map(|error| error.to_string())),
        (Shape::Share, _, Some(text)) => decimal(text.parse::<Share>().err().map(|error| error.share_advice())),
        (Shape::Date, Value::String(text), _) if text.parse::<Date>().is_ok() => Ok(()),
        (Shape::Count, Value::Number(number), _) if number.as_u64().is_some_and(|n| u32::try_from(n).is_ok()) => Ok(()),
        (Shape::Word(words), Value::String(word), _) if words.contains(&word.as_str()) => Ok(()),
        (Shape::Text, ..) => Err((called(shape), "请加上引号".to_owned())),
        _ => Err((called(shape), "请改正".to_owned())),
    }
}

fn called(shape: &Shape) -> String {
    match shape {
        Shape::Text => "带引号的文字".to_owned(),
        Shape::Amount => "数字,如120或\"120.5\",小数至多六位".to_owned(),
        Shape::Share => "0到1之间的份额,如\"0.6\",小数至多四位".to_owned(),
        Shape::Date => "日期,如\"2026-06-30\"".to_owned(),
        Shape::Count => "不小于0的整数".to_owned(),
        Shape::Flag => "true或false".to_owned(),
        Shape::Word(words) => words.join("或"),
        Shape::List(_) => "方括号[]括起的列表".to_owned(),
        Shape::Map(_) | Shape::Keys(_) => "花括号{}括起的一组键值".to_owned(),
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

fn neutral(shape: &Shape) -> Value {
    match shape {
        Shape::Text => "".into(),
        Shape::Amount | Shape::Count => 0.into(),
        Shape::Share => 1.into(),
        Shape::Date => "2000-01-01".into(),
        Shape::Flag => false.into(),
        Shape::Word(words) => words[0].into(),
        Shape::List(_) => Value::Array(Vec::new()),
        Shape::Map(_) => Value::Object(Map::new()),
        Shape::Keys(keys) => {
            let required = keys.iter().filter(|key| key.required);
            Value::Object(required.map(|key| (key.name.to_owned(), neutral(&key.shape))).collect())
        }
    }
}
