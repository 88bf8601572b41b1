//! The parts of an `.xlsx`: which sheets there are and where they lie.

use super::package::Package;
use super::piece::Shared;
use super::sheet_xml;
use super::strings;
use super::styles::Styles;
use super::xml::next_tag;
use crate::ReadError;
use crate::grid::Sheet;
use crate::options::Limits;

/// A sheet of the workbook and the part that holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SheetPart {
    pub name: String,
    pub part: String,
    pub hidden: bool,
}

/// What `xl/workbook.xml` and its relationships say.
#[derive(Debug)]
pub(crate) struct Contents {
    pub sheets: Vec<SheetPart>,
    pub strings: Option<String>,
    pub styles: Option<String>,
    pub epoch_1904: bool,
}

pub(crate) fn sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, ReadError> {
    let mut package = Package::open(bytes, limits.unpacked_bytes)?;
    let contents = contents(&mut package)?;
    let shared = Shared {
        strings: match &contents.strings {
            Some(part) => strings::parse(&package.part(part)?.unwrap_or_default()),
            None => Vec::new(),
        },
        styles: match &contents.styles {
            Some(part) => Styles::parse(&package.part(part)?.unwrap_or_default()),
            None => Styles::default(),
        },
        epoch_1904: contents.epoch_1904,
    };
    let mut sheets = Vec::new();
    let mut left = limits.cells;
    for part in contents.sheets {
        let mut sheet = Sheet { name: part.name, hidden: part.hidden, ..Sheet::default() };
        let cells = sheet_xml::read(&mut package, &part.part, &shared, left, &mut sheet);
        left -= cells.map_err(|error| match error {
            ReadError::TooManyCells { sheet, .. } => ReadError::TooManyCells { sheet, most: limits.cells },
            other => other,
        })?;
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// A relationship: id, the last word of its type, target part.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub id: String,
    pub kind: String,
    pub target: String,
}

/// The relationships of `part`, with targets as names within the package.
pub(crate) fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<Relation>, ReadError> {
    let text = package.part(&relations_name(part))?.unwrap_or_default();
    let mut relations = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(&text, at) {
        at = tag.end;
        if !tag.opens(b"Relationship") {
            continue;
        }
        let word = |name: &[u8]| tag.attribute(name).unwrap_or_default().into_owned();
        let kind = word(b"Type").rsplit('/').next().unwrap_or_default().to_owned();
        let target = if word(b"TargetMode") == "External" { word(b"Target") } else { resolve(part, &word(b"Target")) };
        relations.push(Relation { id: word(b"Id"), kind, target });
    }
    Ok(relations)
}

/// `xl/worksheets/sheet1.xml` → `xl/worksheets/_rels/sheet1.xml.rels`.
pub(crate) fn relations_name(part: &str) -> String {
    let (folder, name) = part.rsplit_once('/').map_or(("", part), |(f, n)| (f, n));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}_rels/{name}.rels")
}

fn resolve(part: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut path: Vec<&str> = part.split('/').collect();
    path.pop();
    for step in target.split('/') {
        match step {
            ".." => {
                path.pop();
            }
            "." | "" => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

pub(crate) fn contents(package: &mut Package<'_>) -> Result<Contents, ReadError> {
    let workbook = relations(package, "")?
        .into_iter()
        .find(|r| r.kind == "officeDocument")
        .map_or_else(|| "xl/workbook.xml".to_owned(), |r| r.target);
    let relations = relations(package, &workbook)?;
    let text = package.part(&workbook)?.ok_or_else(|| ReadError::Broken(format!("缺少{workbook}")))?;
    let target = |kind: &str| relations.iter().find(|r| r.kind == kind).map(|r| r.target.clone());
    let mut contents =
        Contents { sheets: Vec::new(), strings: target("sharedStrings"), styles: target("styles"), epoch_1904: false };
    let mut at = 0;
    while let Some(tag) = next_tag(&text, at) {
        at = tag.end;
        if tag.opens(b"workbookPr") {
            contents.epoch_1904 = tag.is_true(b"date1904");
        }
        if tag.opens(b"sheet") {
            let id = tag.attribute(b"r:id").or_else(|| tag.attribute(b"relationships:id")).unwrap_or_default();
            let relation = relations.iter().find(|r| r.id == *id && r.kind == "worksheet");
            if let Some(relation) = relation {
                contents.sheets.push(SheetPart {
                    name: tag.attribute(b"name").unwrap_or_default().into_owned(),
                    part: relation.target.clone(),
                    hidden: tag.raw(b"state").is_some_and(|s| s != b"visible"),
                });
            }
        }
    }
    if contents.sheets.is_empty() {
        return Err(ReadError::Broken("没有工作表".to_owned()));
    }
    Ok(contents)
}
