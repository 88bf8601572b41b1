//! Work that falls into equal parts, on all cores.

use std::num::NonZero;

/// How many threads can run at a time.
pub(crate) fn count() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// What `work` makes of the items, in parts of at least `least`, one for each core; in their order.
///
/// # Panics
/// When `work` does.
pub(crate) fn in_parts<'t, T: Sync, R: Send>(
    items: &'t [T],
    least: usize,
    work: impl Fn(&'t [T]) -> R + Sync,
) -> Vec<R> {
    let size = items.len().div_ceil(count().min(8)).max(least).max(1);
    if items.len() <= size {
        return vec![work(items)];
    }
    std::thread::scope(|scope| {
        let parts: Vec<_> = items.chunks(size).map(|part| scope.spawn(|| work(part))).collect();
        let done = parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done.collect()
    })
}

/// Each item's value, in their order.
pub(crate) fn each<'t, T: Sync, R: Send>(items: &'t [T], least: usize, value: impl Fn(&'t T) -> R + Sync) -> Vec<R> {
    in_parts(items, least, |part| part.iter().map(&value).collect::<Vec<R>>()).into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_kept_however_many_parts_there_are() {
        let items: Vec<u32> = (0..1_000).collect();
        for least in [1, 7, 999, 1_000, 5_000] {
            assert_eq!(each(&items, least, |n| n * 2), items.iter().map(|n| n * 2).collect::<Vec<_>>(), "{least}");
        }
        assert!(each(&[] as &[u32], 10, |n| *n).is_empty());
    }
}
