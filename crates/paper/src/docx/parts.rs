//! The other parts of a Word package: styles, settings, type faces, footers, properties, relations.

use crate::Paper;
use crate::markup::Markup;
use crate::words::one_line;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

pub(super) const PACKAGE_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>\
<Relationship Id=\"rId3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties\" Target=\"docProps/app.xml\"/>\
</Relationships>";

pub(super) const APP_PROPERTIES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"><Application>Microsoft Office Word</Application></Properties>";

pub(super) const SETTINGS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:zoom w:percent=\"100\"/>\
<w:bordersDoNotSurroundHeader/><w:bordersDoNotSurroundFooter/><w:defaultTabStop w:val=\"420\"/><w:evenAndOddHeaders/>\
<w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat><w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/>\
<w:doNotLeaveBackslashAlone/><w:ulTrailSpace/><w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>\
<w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
<w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>";

/// Which parts there are and of what kind.
pub(super) fn content_types(charts: usize) -> String {
    const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut out = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"xlsx\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>"
    );
    let parts =
        [("document", "document.main"), ("styles", "styles"), ("settings", "settings"), ("fontTable", "fontTable")];
    for (part, kind) in parts.into_iter().chain([("footer1", "footer"), ("footer2", "footer")]) {
        out += &format!("<Override PartName=\"/word/{part}.xml\" ContentType=\"{WORD}.{kind}+xml\"/>");
    }
    for chart in 1..=charts {
        out += &format!(
            "<Override PartName=\"/word/charts/chart{chart}.xml\" \
             ContentType=\"application/vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>"
        );
    }
    out + "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
           <Override PartName=\"/docProps/app.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/></Types>"
}

/// What the document part refers to.
pub(super) fn document_relations(charts: usize) -> String {
    let mut out = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    let mut relation = |id: &str, kind: &str, target: &str| {
        out += &format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>");
    };
    relation("rIdStyles", "styles", "styles.xml");
    relation("rIdSettings", "settings", "settings.xml");
    relation("rIdFonts", "fontTable", "fontTable.xml");
    relation("rIdFooter1", "footer", "footer1.xml");
    relation("rIdFooter2", "footer", "footer2.xml");
    for chart in 1..=charts {
        relation(&format!("rIdChart{chart}"), "chart", &format!("charts/chart{chart}.xml"));
    }
    out + "</Relationships>"
}

/// Where a chart has its data.
pub(super) fn chart_relations(chart: usize) -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/package\" \
         Target=\"../embeddings/chart{chart}.xlsx\"/></Relationships>"
    )
}

/// Title, author and date; dated by the paper, not by the clock.
pub(super) fn core_properties(paper: &Paper) -> String {
    let date = paper.date.map_or("2000-01-01T00:00:00Z".to_owned(), |date| format!("{date}T00:00:00Z"));
    let mut out = Markup::default();
    out.push(HEAD);
    out.open(
        "cp:coreProperties",
        &[
            ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:dcterms", "http://purl.org/dc/terms/"),
            ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
        ],
    );
    out.element("dc:title", &[], &paper.title.replace('\n', ""));
    if let Some(issuer) = &paper.issuer {
        out.element("dc:creator", &[], &one_line(issuer));
    }
    for name in ["dcterms:created", "dcterms:modified"] {
        out.element(name, &[("xsi:type", "dcterms:W3CDTF")], &date);
    }
    out.close("cp:coreProperties");
    out.finish()
}

/// The type faces by the names that Chinese Windows knows, each with the one to take where it is not installed.
pub(super) fn font_table() -> String {
    let mut out = format!("{HEAD}<w:fonts {W}>");
    let faces = [
        ("方正小标宋简体", "宋体"),
        ("仿宋_GB2312", "仿宋"),
        ("楷体_GB2312", "楷体"),
        ("黑体", "SimHei"),
        ("宋体", "SimSun"),
    ];
    for (name, otherwise) in faces {
        out += &format!(
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{otherwise}\"/><w:charset w:val=\"86\"/>\
             <w:family w:val=\"auto\"/><w:pitch w:val=\"variable\"/></w:font>"
        );
    }
    out + "<w:font w:name=\"Times New Roman\"><w:charset w:val=\"00\"/><w:family w:val=\"roman\"/>\
           <w:pitch w:val=\"variable\"/></w:font></w:fonts>"
}

/// Which pages a footer is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Odd pages: the number at the right.
    Odd,
    /// Even pages: the number at the left.
    Even,
}

/// The page number, 4号宋体 between dashes, one character from the outer edge.
pub(super) fn footer(side: Side) -> String {
    let place = match side {
        Side::Odd => "<w:jc w:val=\"right\"/>",
        Side::Even => "<w:jc w:val=\"left\"/>",
    };
    let run = |content: &str| format!("<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/></w:rPr>{content}</w:r>");
    let parts = [
        run("<w:t xml:space=\"preserve\">— </w:t>"),
        run("<w:fldChar w:fldCharType=\"begin\"/>"),
        run("<w:instrText xml:space=\"preserve\"> PAGE </w:instrText>"),
        run("<w:fldChar w:fldCharType=\"separate\"/>"),
        run("<w:t>1</w:t>"),
        run("<w:fldChar w:fldCharType=\"end\"/>"),
        run("<w:t xml:space=\"preserve\"> —</w:t>"),
    ];
    format!("{HEAD}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/>{place}</w:pPr>{}</w:p></w:ftr>", parts.concat())
}

/// A paragraph style.
struct Style<'a> {
    id: &'a str,
    name: &'a str,
    /// `w:pPr` children in the schema's order.
    paragraph: &'a str,
    /// The Han type; empty inherits.
    face: &'a str,
    /// `w:rPr` children after the fonts, in the schema's order.
    run: &'a str,
}

const EXACT: &str = "<w:spacing w:line=\"560\" w:lineRule=\"exact\"/>";
const FIRST_LINE: &str = "<w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/>";

/// The styles: body 3号仿宋 with 28 points a line, headings 黑体, 楷体, 仿宋 bold, title 2号小标宋.
pub(super) fn styles() -> String {
    let heading = |level: u8| format!("<w:keepNext/>{EXACT}{FIRST_LINE}<w:outlineLvl w:val=\"{}\"/>", level - 1);
    let (h1, h2, h3, h4) = (heading(1), heading(2), heading(3), heading(4));
    let body = format!("{EXACT}{FIRST_LINE}<w:jc w:val=\"both\"/>");
    let tight = "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"240\" w:lineRule=\"auto\"/>";
    let cell = format!("<w:wordWrap w:val=\"0\"/>{tight}");
    let caption = format!("<w:keepNext/>{tight}<w:jc w:val=\"center\"/>");
    let unit = format!("<w:keepNext/>{tight}<w:jc w:val=\"right\"/>");
    let centred = format!("{EXACT}<w:jc w:val=\"center\"/>");
    let picture = format!("{tight}<w:jc w:val=\"center\"/>");
    let signature = format!("{EXACT}<w:jc w:val=\"right\"/>");
    let list = [
        Style { id: "BodyText", name: "Body Text", paragraph: &body, face: "", run: SET_28 },
        Style { id: "Heading1", name: "heading 1", paragraph: &h1, face: "黑体", run: SET_28 },
        Style { id: "Heading2", name: "heading 2", paragraph: &h2, face: "楷体_GB2312", run: SET_28 },
        Style { id: "Heading3", name: "heading 3", paragraph: &h3, face: "", run: BOLD_SET_28 },
        Style { id: "Heading4", name: "heading 4", paragraph: &h4, face: "", run: SET_28 },
        Style {
            id: "Letterhead", name: "发文机关标志", paragraph: LETTERHEAD, face: "方正小标宋简体", run: RED
        },
        Style { id: "DocumentNumber", name: "发文字号", paragraph: &centred, face: "", run: "" },
        Style { id: "RedLine", name: "发文字号（红线）", paragraph: RED_LINE, face: "", run: "" },
        Style { id: "Title", name: "Title", paragraph: TITLE, face: "方正小标宋简体", run: &size(44) },
        Style { id: "Subtitle", name: "Subtitle", paragraph: &centred, face: "楷体_GB2312", run: "" },
        Style { id: "Signature", name: "Signature", paragraph: &signature, face: "", run: "" },
        Style { id: "Copies", name: "抄送机关", paragraph: COPIES, face: "", run: &size(28) },
        Style { id: "TableCaption", name: "表题", paragraph: &caption, face: "黑体", run: &size(24) },
        Style { id: "TableUnit", name: "表单位", paragraph: &unit, face: "", run: &size(21) },
        Style { id: "TableHeader", name: "表头", paragraph: &cell, face: "黑体", run: &size(21) },
        Style { id: "TableText", name: "表文", paragraph: &cell, face: "", run: &size(21) },
        Style { id: "Picture", name: "图", paragraph: &picture, face: "", run: "" },
        Style { id: "Small", name: "间隔", paragraph: SMALL, face: "", run: &size(2) },
        Style { id: "Footer", name: "footer", paragraph: FOOTER, face: "宋体", run: &size(28) },
    ];
    format!("{HEAD}<w:styles {W}>{DEFAULTS}{}{TABLE}</w:styles>", list.iter().map(style).collect::<String>())
}

fn size(half_points: u32) -> String {
    format!("<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>")
}

fn style(style: &Style) -> String {
    let fonts = match style.face {
        "" => String::new(),
        face => format!("<w:rFonts w:eastAsia=\"{face}\"/>"),
    };
    format!(
        "<w:style w:type=\"paragraph\" w:styleId=\"{}\"><w:name w:val=\"{}\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr>{}</w:pPr><w:rPr>{fonts}{}</w:rPr></w:style>",
        style.id, style.name, style.paragraph, style.run
    )
}

/// A quarter point closer, so that 28 characters of 16 points fit into 156 mm. A character grid would say the same,
/// but programs other than Word give each character two of its cells.
const SET_28: &str = "<w:spacing w:val=\"-5\"/>";
const BOLD_SET_28: &str = "<w:b/><w:spacing w:val=\"-5\"/>";
const LETTERHEAD: &str = "<w:snapToGrid w:val=\"0\"/><w:spacing w:before=\"600\" w:after=\"560\" w:line=\"240\" w:lineRule=\"auto\"/><w:jc w:val=\"center\"/>";
const RED: &str = "<w:color w:val=\"FF0000\"/><w:sz w:val=\"100\"/><w:szCs w:val=\"100\"/>";
const RED_LINE: &str = "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"18\" w:space=\"8\" w:color=\"FF0000\"/></w:pBdr><w:spacing w:after=\"1120\" w:line=\"560\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>";
const TITLE: &str =
    "<w:keepNext/><w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"640\" w:lineRule=\"exact\"/><w:jc w:val=\"center\"/>";
const COPIES: &str = "<w:framePr w:w=\"8844\" w:hSpace=\"0\" w:wrap=\"around\" w:vAnchor=\"margin\" w:hAnchor=\"margin\" w:xAlign=\"center\" w:yAlign=\"bottom\"/><w:pBdr><w:top w:val=\"single\" w:sz=\"8\" w:space=\"2\" w:color=\"000000\"/><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"2\" w:color=\"000000\"/></w:pBdr><w:spacing w:line=\"500\" w:lineRule=\"exact\"/><w:ind w:leftChars=\"100\" w:left=\"320\" w:rightChars=\"100\" w:right=\"320\"/>";
const SMALL: &str = "<w:snapToGrid w:val=\"0\"/><w:spacing w:line=\"20\" w:lineRule=\"exact\"/>";
const FOOTER: &str =
    "<w:snapToGrid w:val=\"0\"/><w:ind w:leftChars=\"100\" w:left=\"320\" w:rightChars=\"100\" w:right=\"320\"/>";
const DEFAULTS: &str = "<w:docDefaults><w:rPrDefault><w:rPr>\
<w:rFonts w:ascii=\"Times New Roman\" w:eastAsia=\"仿宋_GB2312\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/>\
<w:kern w:val=\"2\"/><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/><w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/>\
</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/>\
<w:rPr><w:sz w:val=\"32\"/><w:szCs w:val=\"32\"/></w:rPr></w:style>\
<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>\
<w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>";
const TABLE: &str = "<w:style w:type=\"table\" w:styleId=\"PaperTable\"><w:name w:val=\"公文表格\"/><w:basedOn w:val=\"TableNormal\"/>\
<w:tblPr><w:tblBorders><w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/><w:left w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>\
<w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/><w:right w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"000000\"/>\
<w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/><w:insideV w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/></w:tblBorders>\
<w:tblCellMar><w:top w:w=\"20\" w:type=\"dxa\"/><w:left w:w=\"50\" w:type=\"dxa\"/><w:bottom w:w=\"20\" w:type=\"dxa\"/><w:right w:w=\"50\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>";
