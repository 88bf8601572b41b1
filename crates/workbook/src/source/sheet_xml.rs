//! The cells of one worksheet part, read while it is being unpacked: one thread unpacks and cuts the part between rows, others
//! turn the pieces into rows. A ledger of 100,000 rows is some 150 MB of XML, of which only a few pieces exist at a time.

use super::cutter::Cutter;
use super::package::Package;
use super::piece::{Piece, Shared, read_piece};
use super::xml::next_tag;
use crate::ReadError;
use crate::cores;
use crate::grid::{Merge, Sheet, SheetRow};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

/// Reads the part `name` into `sheet`; how many cells it had.
pub(crate) fn read(
    package: &mut Package<'_>,
    name: &str,
    shared: &Shared,
    most_cells: u64,
    sheet: &mut Sheet,
) -> Result<u64, ReadError> {
    let workers = cores::count().min(4);
    let (sender, receiver) = mpsc::sync_channel::<(usize, Vec<u8>)>(workers * 2);
    let receiver = Mutex::new(receiver);
    let done: Mutex<Vec<(usize, Piece)>> = Mutex::new(Vec::new());
    let cells = AtomicU64::new(0);
    let tail = std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let next = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((index, bytes)) = next else { break };
                    if cells.load(Ordering::Relaxed) > most_cells {
                        continue;
                    }
                    let piece = read_piece(&bytes, shared);
                    let count: usize = piece.rows.iter().map(|r| r.cells.len()).sum();
                    cells.fetch_add(count as u64, Ordering::Relaxed);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((index, piece));
                }
            });
        }
        let mut cutter = Cutter::default();
        let found = package.stream(name, |chunk| {
            if let Some(piece) = cutter.push(&chunk) {
                // A send fails only when every worker is gone, and they leave only when this end is dropped.
                let _ = sender.send(piece);
            }
            if cutter.is_endless() {
                return Err(ReadError::Broken("有一行长得不像表格".to_owned()));
            }
            if cells.load(Ordering::Relaxed) > most_cells {
                return Err(ReadError::TooManyCells { sheet: sheet.name.clone(), most: most_cells });
            }
            Ok(())
        });
        if found.is_ok()
            && let Some(piece) = cutter.last()
        {
            let _ = sender.send(piece);
        }
        drop(sender);
        found.map(|_| cutter.tail)
    })?;
    if cells.load(Ordering::Relaxed) > most_cells {
        return Err(ReadError::TooManyCells { sheet: sheet.name.clone(), most: most_cells });
    }
    let mut pieces = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    pieces.sort_unstable_by_key(|(index, _)| *index);
    for (_, mut piece) in pieces {
        sheet.rows.append(&mut piece.rows);
        sheet.odd_formulas.append(&mut piece.odd);
    }
    number_rows(&mut sheet.rows);
    sheet.merges = merges(&tail);
    Ok(cells.into_inner())
}

/// Rows without a number follow the row before them; rows out of order are sorted, blank ones dropped.
fn number_rows(rows: &mut Vec<SheetRow>) {
    let mut last = 0;
    for row in rows.iter_mut() {
        if row.number == 0 {
            row.number = last + 1;
        }
        last = row.number;
    }
    rows.retain(|r| !r.cells.is_empty());
    rows.sort_by_key(|r| r.number);
    rows.dedup_by_key(|r| r.number);
}

fn merges(tail: &[u8]) -> Vec<Merge> {
    let mut merges = Vec::new();
    let mut at = 0;
    while let Some(tag) = next_tag(tail, at) {
        at = tag.end;
        if tag.opens(b"mergeCell")
            && let Some(merge) = tag.attribute(b"ref").and_then(|r| merge_of(&r))
        {
            merges.push(merge);
        }
    }
    merges
}

fn merge_of(reference: &str) -> Option<Merge> {
    let (first, last) = reference.split_once(':')?;
    let corner = |text: &str| {
        let plain: String = text.chars().filter(|c| *c != '$').collect();
        let digits = plain.find(|c: char| c.is_ascii_digit())?;
        Some((plain[digits..].parse::<u32>().ok()?, crate::finding::column_index(&plain[..digits])?))
    };
    let (a, b) = (corner(first)?, corner(last)?);
    Some(Merge { top: a.0.min(b.0), bottom: a.0.max(b.0), left: a.1.min(b.1), right: a.1.max(b.1) })
}
