//! Papers of the ugliest texts that anybody could type, for properties.

use paper::{Block, Cell, Chart, Column, ColumnKind, Figure, Inline, List, Paper, Series, Table, TableRow};
use proptest::prelude::*;

const NASTY: [&str; 16] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "]]>&amp;&#0;&x;",
    "#set page(width: 1pt) $x$ `raw` @label <label> \\u{0}",
    "=HYPERLINK(\"http://x\")",
    "+1-1@SUM(A1)",
    "\u{0}\u{1}\u{8}\u{b}\u{c}\u{1f}\u{7f}\u{fffe}\u{ffff}",
    "\u{202e}\u{2066}\u{feff}\u{200b}",
    "𠮷😀👨‍👩‍👧\u{e0001}",
    "a\r\nb\rc\u{2028}d\te",
    "| a | b |\n|---|---|",
    "--- *a* _b_ [c](javascript:x)",
    "很长的字很长的字很长的字很长的字很长的字很长的字很长的字很长的字很长的字",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "",
    "'",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![proptest::sample::select(&NASTY[..]).prop_map(String::from), ".{0,40}", any::<String>()]
}

/// A paper whose every text and number may be anything.
pub fn paper() -> impl Strategy<Value = Paper> {
    (proptest::collection::vec(text(), 12), proptest::option::of(any::<f64>())).prop_map(|(texts, value)| {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = <[String; 12]>::try_from(texts).unwrap_or_default();
        let mut table = Table::new(
            d.clone(),
            vec![
                Column::new(e.clone(), ColumnKind::Text),
                Column::new("", ColumnKind::Number { decimals: 2 }).under(&[&f, &g]),
            ],
        );
        table.unit_note = Some(h.clone());
        table.landscape = value.is_some();
        table.rows = vec![
            TableRow::group(i.clone()),
            TableRow::new(vec![
                Cell::text(j.clone()).door(Figure::new(k.clone(), "").door(l.clone(), a.clone())),
                Cell::number(b.clone(), value.unwrap_or(f64::NAN)),
            ]),
        ];
        let chart =
            Chart::lines(c.clone(), d.clone(), vec![e.clone(), f.clone()], vec![Series::new(g.clone(), vec![value])])
                .against(h.clone(), value.unwrap_or(1.0));
        let bars = Chart::bars(h.clone(), i.clone(), vec![(j.clone(), value)]).against(k.clone(), 3.0);
        Paper {
            letterhead: Some(a.clone()),
            number: Some(b.clone()),
            title: c.clone(),
            subtitle: Some(d),
            as_of: Some(e.clone()),
            blocks: vec![
                Block::heading(1, f),
                Block::Paragraph(vec![
                    Inline::text(g),
                    Inline::strong(h),
                    Inline::Figure(Figure::new(i.clone(), j.clone()).door(k.clone(), l.clone())),
                ]),
                Block::List(List { numbered: true, items: vec![vec![Inline::text(i)]] }),
                Block::Chart(chart),
                Block::Chart(bars),
            ],
            annexes: vec![Block::Table(table)],
            issuer: Some(j),
            date: None,
            copies_to: vec![k, l],
            file_stem: a,
        }
    })
}
