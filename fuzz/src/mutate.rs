//! Changes to an input: some blind, some that know what the input is made of.

use rand::RngExt;
use rand::rngs::StdRng;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Inputs do not grow beyond this many bytes.
const LARGEST: usize = 1 << 20;

/// Numbers at which arithmetic breaks.
const NUMBERS: [&str; 12] = [
    "0",
    "-1",
    "255",
    "65536",
    "2147483648",
    "-9223372036854775808",
    "9223372036854775807",
    "18446744073709551616",
    "1e308",
    "-1e-308",
    "0.1",
    "99999999999999999999999999999999999999999",
];

/// One to eight changes to `input`; `other` is an input of the same kind, `words` are what such inputs are made of.
pub fn mutate(dice: &mut StdRng, input: &[u8], other: &[u8], words: &[&str]) -> Vec<u8> {
    let changes = dice.random_range(1..=8);
    if input.starts_with(b"PK")
        && dice.random_bool(0.8)
        && let Some(package) = mutate_package(dice, input, other, words, changes)
    {
        return package;
    }
    let mut bytes = input.to_vec();
    for _ in 0..changes {
        change(dice, &mut bytes, other, words);
    }
    bytes.truncate(LARGEST);
    bytes
}

fn change(dice: &mut StdRng, bytes: &mut Vec<u8>, other: &[u8], words: &[&str]) {
    let at = dice.random_range(0..=bytes.len());
    let to = (at + dice.random_range(0..64)).min(bytes.len());
    match dice.random_range(0..9) {
        0 if at < bytes.len() => bytes[at] ^= 1 << dice.random_range(0..8),
        1 if at < bytes.len() => bytes[at] = [0, 0xff, 0x7f, 0x80, b'<', b'"', b'\n', b','][dice.random_range(0..8)],
        2 => drop(bytes.drain(at..to)),
        3 => {
            let part = bytes[at..to].repeat(dice.random_range(1..50));
            insert(bytes, at, &part);
        }
        4 => {
            let part: Vec<u8> = (0..dice.random_range(1..16)).map(|_| dice.random()).collect();
            insert(bytes, at, &part);
        }
        5 if !words.is_empty() => insert(bytes, at, words[dice.random_range(0..words.len())].as_bytes()),
        6 => put_number(dice, bytes, at),
        7 if !other.is_empty() => {
            let from = dice.random_range(0..other.len());
            let until = (from + dice.random_range(0..2_000)).min(other.len());
            insert(bytes, at, &other[from..until]);
        }
        _ => bytes.truncate(at),
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, part: &[u8]) {
    if bytes.len() + part.len() <= LARGEST {
        bytes.splice(at..at, part.iter().copied());
    }
}

/// Replaces the first number after `at`.
fn put_number(dice: &mut StdRng, bytes: &mut Vec<u8>, at: usize) {
    let Some(from) = bytes[at..].iter().position(u8::is_ascii_digit).map(|n| n + at) else { return };
    let length = bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let number = NUMBERS[dice.random_range(0..NUMBERS.len())];
    bytes.splice(from..from + length, number.bytes());
}

/// Changes the parts within a zip package and packs it again.
fn mutate_package(dice: &mut StdRng, input: &[u8], other: &[u8], words: &[&str], changes: usize) -> Option<Vec<u8>> {
    let mut parts = unpacked(input)?;
    if parts.is_empty() {
        return None;
    }
    for _ in 0..changes {
        let chosen = dice.random_range(0..parts.len());
        match dice.random_range(0..20) {
            0 if parts.len() > 1 => drop(parts.remove(chosen)),
            1 => parts[chosen].0.push('x'),
            2 => {
                let theirs = unpacked(other).unwrap_or_default();
                if let Some((_, content)) = theirs.get(chosen) {
                    parts[chosen].1.clone_from(content);
                }
            }
            _ => {
                let (_, content) = &mut parts[chosen];
                change(dice, content, &[], words);
            }
        }
    }
    packed(dice, parts).ok()
}

fn unpacked(input: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(input)).ok()?;
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).ok()?;
        let (name, mut content) = (file.name().ok()?.into_owned(), Vec::new());
        file.take(LARGEST as u64).read_to_end(&mut content).ok()?;
        parts.push((name, content));
    }
    Some(parts)
}

fn packed(dice: &mut StdRng, parts: Vec<(String, Vec<u8>)>) -> zip::result::ZipResult<Vec<u8>> {
    let method = if dice.random_bool(0.5) { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        package.start_file(name, SimpleFileOptions::default().compression_method(method))?;
        package.write_all(&content)?;
    }
    Ok(package.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn the_same_seed_makes_the_same_input_and_another_seed_another() {
        let made = |seed| mutate(&mut StdRng::seed_from_u64(seed), b"as_of=2025-07&level=a", b"region=b", &["q="]);
        assert_eq!(made(7), made(7));
        assert!((0..20).any(|seed| made(seed) != made(7)));
    }

    #[test]
    fn a_changed_package_is_a_package_most_of_the_time() {
        let mut dice = StdRng::seed_from_u64(1);
        let package = packed(&mut dice, vec![("a.xml".to_owned(), b"<a>12</a>".to_vec())]).unwrap();
        let kept = (0..100).filter(|_| unpacked(&mutate(&mut dice, &package, &package, &["<b/>"])).is_some()).count();
        assert!(kept > 60, "{kept} of 100");
    }
}
