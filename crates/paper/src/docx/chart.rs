//! Charts in Word: native ones, drawn by Word and WPS themselves, with their data inside.
//!
//! The chart's markup is the one that rust_xlsxwriter writes for Excel, which it compares with Excel's own byte by
//! byte; Word reads the same markup.

use crate::markup::Markup;
use crate::words::one_line;
use crate::{Chart, ChartKind, PaperError, xlsx};
use rust_xlsxwriter::Workbook;
use std::io::{Cursor, Read};

const SHEET: &str = "Sheet1";

/// A chart's part and the workbook with its data.
pub(super) struct ChartPart {
    pub xml: String,
    pub workbook: Vec<u8>,
}

/// Makes the chart's parts.
pub(super) fn part(chart: &Chart) -> Result<ChartPart, PaperError> {
    let drawn = workbook(chart, true)?;
    let mut archive = zip::ZipArchive::new(Cursor::new(drawn))?;
    let mut xml = String::new();
    archive.by_name("xl/charts/chart1.xml")?.read_to_string(&mut xml)?;
    Ok(ChartPart { xml: for_word(&xml), workbook: workbook(chart, false)? })
}

fn workbook(chart: &Chart, drawn: bool) -> Result<Vec<u8>, PaperError> {
    let mut workbook = Workbook::new();
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&date));
    let sheet = workbook.add_worksheet().set_name(SHEET)?;
    xlsx::chart::write_data(sheet, chart)?;
    if drawn {
        sheet.insert_chart(0, 0, &xlsx::chart::native(chart, SHEET, "宋体"))?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Labels with values and nothing else, said in full: what is left out, some programs take for wanted.
const VALUES_ONLY: &str = "<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/>\
<c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/>";

/// Binds the chart to its workbook, drops Excel's print settings and names the Han type beside the Latin one.
fn for_word(xml: &str) -> String {
    let end = xml.find("<c:printSettings>").or_else(|| xml.find("</c:chartSpace>")).unwrap_or(xml.len());
    let bound = format!(
        "{}<c:externalData r:id=\"rId1\"><c:autoUpdate val=\"0\"/></c:externalData></c:chartSpace>",
        &xml[..end]
    );
    let bound = bound.replace("<c:showVal val=\"1\"/>", VALUES_ONLY);
    bound.replace("<a:latin typeface=\"宋体\"/>", "<a:latin typeface=\"Times New Roman\"/><a:ea typeface=\"宋体\"/>")
}

/// The chart's place in the text, across its width.
pub(super) fn drawing(out: &mut Markup, chart: &Chart, number: usize) {
    const EMU_PER_MM: u32 = 36_000;
    let height = match chart.kind {
        ChartKind::Bars => (28 + 5 * u32::try_from(chart.labels.len()).unwrap_or(u32::MAX).min(100)).clamp(50, 215),
        ChartKind::Columns | ChartKind::Lines => 85,
    };
    let (width, height) = ((155 * EMU_PER_MM).to_string(), (height * EMU_PER_MM).to_string());
    let (id, name, relation) = (number.to_string(), format!("图{number}"), format!("rIdChart{number}"));
    out.push("<w:p><w:pPr><w:pStyle w:val=\"Picture\"/></w:pPr><w:r><w:drawing>");
    out.open("wp:inline", &[("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")]);
    out.leaf("wp:extent", &[("cx", &width), ("cy", &height)]);
    out.leaf("wp:docPr", &[("id", &id), ("name", &name), ("descr", &one_line(&chart.title))]);
    out.push("<wp:cNvGraphicFramePr/><a:graphic>");
    out.push("<a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">");
    out.leaf("c:chart", &[("r:id", &relation)]);
    out.push("</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>");
}
