//! Any text is allowed everywhere: it can neither break a document nor run in it.

mod ugly;

use paper::HtmlOptions;
use proptest::prelude::*;
use std::io::{Cursor, Read};

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_word_file_stays_well_formed(paper in ugly::paper()) {
        let file = paper::docx(&paper).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).unwrap();
            if entry.name().unwrap().ends_with(".xlsx") { continue; }
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let parsed = roxmltree::Document::parse(&text);
            prop_assert!(parsed.is_ok(), "{:?}: {:?}", entry.name(), parsed.err());
        }
    }

    #[test]
    fn html_is_well_formed_and_holds_nothing_but_our_elements(paper in ugly::paper()) {
        let html = paper::html(&paper, HtmlOptions::default());
        let parsed = roxmltree::Document::parse(&html);
        prop_assert!(parsed.is_ok(), "{:?}\n{html}", parsed.err());
        let parsed = parsed.unwrap();
        for node in parsed.descendants().filter(|node| node.is_element()) {
            let name = node.tag_name().name();
            prop_assert!(!["script", "img", "style", "iframe", "object"].contains(&name), "{name}");
            for attribute in node.attributes() {
                prop_assert!(attribute.name() != "style" && !attribute.name().starts_with("on"), "{}", attribute.name());
                if attribute.name() == "href" {
                    let safe = attribute.value().starts_with(['/', '?', '#']) || attribute.value().starts_with("http");
                    prop_assert!(safe, "{}", attribute.value());
                }
            }
        }
    }

    #[test]
    fn a_workbook_opens_again_without_a_formula(paper in ugly::paper()) {
        use calamine::Reader;
        let file = paper::xlsx(&paper).unwrap();
        let mut workbook = calamine::Xlsx::new(Cursor::new(file)).unwrap();
        for sheet in workbook.sheet_names() {
            prop_assert!(workbook.worksheet_range(&sheet).is_ok(), "{sheet}");
            prop_assert!(workbook.worksheet_formula(&sheet).unwrap().is_empty(), "{sheet}");
        }
    }

    #[test]
    fn markdown_keeps_its_lines(paper in ugly::paper()) {
        let text = paper::markdown(&paper);
        prop_assert!(!text.chars().any(|c| c.is_control() && c != '\n'));
        prop_assert!(!text.replace("\\<", "").contains('<'), "{text}");
        let table_lines = text.lines().filter(|line| line.starts_with('|')).count();
        prop_assert!(table_lines == 4 + 4 + 3, "{table_lines}\n{text}");
    }
}
