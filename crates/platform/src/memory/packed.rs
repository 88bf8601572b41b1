//! Values that are kept small.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::marker::PhantomData;
use std::sync::Arc;

/// A value as few bytes: for what is large, has many of its kind and is wanted one at a time. Opening it takes some hundredth of a
/// millisecond, a tenth of what reading it from the database takes.
pub struct Packed<T> {
    bytes: Arc<[u8]>,
    value: PhantomData<fn() -> T>,
}

impl<T> Clone for Packed<T> {
    fn clone(&self) -> Packed<T> {
        Packed { bytes: self.bytes.clone(), value: PhantomData }
    }
}

impl<T: Serialize + DeserializeOwned> Packed<T> {
    /// `None` for a value that its type cannot write (maps with keys that are none, sequences without a length).
    pub fn of(value: &T) -> Option<Packed<T>> {
        let plain = postcard::to_extend(value, Vec::new()).ok()?;
        let bytes = lz4_flex::compress_prepend_size(&plain).into();
        Some(Packed { bytes, value: PhantomData })
    }

    /// The value; `None` where its type cannot read what it wrote.
    pub fn open(&self) -> Option<T> {
        let plain = lz4_flex::decompress_size_prepended(&self.bytes).ok()?;
        postcard::from_bytes(&plain).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn what_is_packed_comes_out_whole_and_takes_less_room() {
        let months: BTreeMap<i32, Option<String>> =
            (0..12).map(|m| (m, (m % 3 > 0).then(|| "主体结构施工".repeat(8)))).collect();
        let packed = Packed::of(&months).expect("packs");
        assert_eq!(packed.clone().open(), Some(months.clone()));
        let plain: usize = months.values().flatten().map(String::len).sum();
        assert!(packed.bytes.len() * 4 < plain, "{} of {plain}", packed.bytes.len());
    }
}
