//! A block of the board as bytes, and back.

use crate::block::{Adjusted, Block, Slab, UNITS};
use crate::chunk::ROWS;
use crate::packing::{Read, Reader, Writer};
use crate::snapshot::SnapshotError;

pub(crate) fn write_block(out: &mut Writer, block: &Block) {
    out.u32(block.len());
    block.ids.iter().for_each(|&id| out.i64(id));
    block.names.iter().for_each(|name| out.text(name));
    block.codes.iter().for_each(|codes| out.codes(codes));
    out.i64(block.unit);
    for chunk in block.amounts() {
        out.chunk(chunk);
    }
    for moments in [&block.start, &block.due, &block.finish, &block.production, &block.resumed] {
        moments.iter().for_each(|m| out.0.extend_from_slice(&m.to_le_bytes()));
    }
    out.0.extend_from_slice(&block.statistics);
    out.u32(block.slabs.len());
    block.slabs.iter().for_each(|slab| write_slab(out, slab));
}

fn write_slab(out: &mut Writer, slab: &Slab) {
    out.i64(i64::from(slab.year));
    out.codes(&slab.nature);
    for bytes in [&slab.kind, &slab.first, &slab.last] {
        out.0.extend_from_slice(bytes);
    }
    for bits in [&slab.filed, &slab.reported] {
        bits.iter().for_each(|b| out.0.extend_from_slice(&b.to_le_bytes()));
    }
    out.u32(slab.adjusted.len());
    for version in &slab.adjusted {
        out.u32(usize::from(version.row));
        out.u32(usize::from(version.from));
        out.i64(version.amount);
    }
    for chunk in slab.amounts() {
        out.chunk(chunk);
    }
}

pub(crate) fn read_block(input: &mut Reader<'_>) -> Read<Block> {
    let len = input.u32()?;
    if len > ROWS {
        return Err(SnapshotError::Damaged);
    }
    let mut block = Block { ids: input.many(len, i64::from_le_bytes)?, ..Block::default() };
    block.names = (0..len).map(|_| Ok(input.text()?.into_boxed_str())).collect::<Read<_>>()?;
    for codes in &mut block.codes {
        *codes = input.codes(len)?;
    }
    block.unit = Some(input.i64()?).filter(|u| UNITS.contains(u)).ok_or(SnapshotError::Damaged)?;
    for chunk in block.amounts_mut() {
        *chunk = input.chunk(len)?;
    }
    for moments in [&mut block.start, &mut block.due, &mut block.finish, &mut block.production, &mut block.resumed] {
        *moments = input.many(len, i16::from_le_bytes)?;
    }
    block.statistics = input.take(len)?.to_vec();
    let slabs = input.u32()?;
    block.slabs = (0..slabs).map(|_| read_slab(input, len)).collect::<Read<_>>()?;
    let ascending = block.slabs.is_sorted_by(|a, b| a.year < b.year);
    if ascending && input.0.is_empty() { Ok(block) } else { Err(SnapshotError::Damaged) }
}

fn read_slab(input: &mut Reader<'_>, len: usize) -> Read<Slab> {
    let year = i32::try_from(input.i64()?).map_err(|_| SnapshotError::Damaged)?;
    let mut slab = Slab::blank(year, 0);
    slab.nature = input.codes(len)?;
    for bytes in [&mut slab.kind, &mut slab.first, &mut slab.last] {
        *bytes = input.take(len)?.to_vec();
    }
    for bits in [&mut slab.filed, &mut slab.reported] {
        *bits = input.many(len, u16::from_le_bytes)?;
    }
    for _ in 0..input.u32()? {
        let (row, from, amount) = (input.u32()?, input.u32()?, input.i64()?);
        let row = u16::try_from(row).ok().filter(|&r| usize::from(r) < len).ok_or(SnapshotError::Damaged)?;
        let from = u8::try_from(from).map_err(|_| SnapshotError::Damaged)?;
        slab.adjusted.push(Adjusted { row, from, amount });
    }
    for chunk in slab.amounts_mut() {
        *chunk = input.chunk(len)?;
    }
    Ok(slab)
}
