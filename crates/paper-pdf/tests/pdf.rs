//! What a PDF must be: whole, the same each time, and unbreakable by any text.

#[path = "../../paper/tests/sample/mod.rs"]
mod sample;
#[path = "../../paper/tests/ugly/mod.rs"]
mod ugly;

use hayro_syntax::Pdf;
use paper::{Block, Paper};
use paper_pdf::{Fonts, pdf};
use proptest::prelude::*;

/// The pages' sizes in millimetres.
fn pages(bytes: Vec<u8>) -> Vec<(i32, i32)> {
    let pdf = Pdf::new(bytes).unwrap();
    let mm = |points: f32| (points / 72.0 * 25.4).round() as i32;
    pdf.pages().iter().map(|page| page.render_dimensions()).map(|(width, height)| (mm(width), mm(height))).collect()
}

#[test]
fn text_stands_on_upright_a4_and_the_annex_on_landscape_pages_of_its_own() {
    let fonts = Fonts::embedded().unwrap();
    let pages = pages(pdf(&sample::bulletin(60), fonts).unwrap());
    let upright = pages.iter().take_while(|page| **page == (210, 297)).count();
    assert!((3..=5).contains(&upright), "{pages:?}");
    assert!(pages.len() > upright + 2 && pages[upright..].iter().all(|page| *page == (297, 210)), "{pages:?}");
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let fonts = Fonts::embedded().unwrap();
    let paper = sample::bulletin(3);
    assert!(pdf(&paper, fonts).unwrap() == pdf(&paper, fonts).unwrap());
}

#[test]
fn a_page_break_begins_a_page_and_a_title_alone_is_a_paper() {
    let fonts = Fonts::embedded().unwrap();
    let mut paper = Paper::new("通知");
    assert_eq!(pages(pdf(&paper, fonts).unwrap()).len(), 1);
    paper.blocks = vec![Block::text("甲"), Block::PageBreak, Block::text("乙")];
    assert_eq!(pages(pdf(&paper, fonts).unwrap()).len(), 2);
}

#[test]
fn a_cell_longer_than_a_page_goes_on_over_pages() {
    let fonts = Fonts::embedded().unwrap();
    let mut paper = Paper::new("通知");
    let mut table = paper::Table::new("表", vec![paper::Column::new("甲", paper::ColumnKind::Text)]);
    table.rows.push(paper::TableRow::new(vec![paper::Cell::text("很长的说明".repeat(1500))]));
    paper.blocks.push(Block::Table(table));
    assert!(pages(pdf(&paper, fonts).unwrap()).len() > 3);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_a_pdf(paper in ugly::paper()) {
        let set = pdf(&paper, Fonts::embedded().unwrap());
        prop_assert!(set.is_ok(), "{}", set.unwrap_err());
        prop_assert!(!pages(set.unwrap()).is_empty());
    }
}
