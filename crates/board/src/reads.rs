//! What of a block a question as of a month reads: how wide it is, how much, and getting it from memory in one go.

use crate::block::{Adjusted, Block, Slab};
use crate::chunk::{Chunk, fits};
use kernel::Month;
use std::hint::black_box;

/// Bytes that the processor fetches from memory at a time.
const LINE: usize = 64;

impl Block {
    fn slabs_at(&self, as_of: Month) -> [Option<&Slab>; 2] {
        [self.slab(as_of.year()), self.slab(as_of.year() - 1)]
    }

    fn amounts_at(&self, as_of: Month) -> impl Iterator<Item = &Chunk> {
        let m = as_of.month() as usize - 1;
        let [now, earlier] = self.slabs_at(as_of);
        let now = now.map(|slab| {
            let of_year = [&slab.plan, &slab.before, &slab.funds_planned, &slab.ytd[m], &slab.ytd[m.max(1) - 1]];
            let of_month = [&slab.typed[m], &slab.total[m], &slab.prev[m], &slab.arrived[m], &slab.paid[m]];
            of_year.into_iter().chain(of_month)
        });
        let earlier = earlier.map(|slab| [&slab.plan, &slab.ytd[m]]);
        self.amounts().into_iter().chain(now.into_iter().flatten()).chain(earlier.into_iter().flatten())
    }

    /// Whether all amounts fit into four-byte cells.
    pub fn is_narrow(&self, as_of: Month) -> bool {
        let adjusted = self.slabs_at(as_of).into_iter().flatten().flat_map(|slab| &slab.adjusted);
        !self.amounts_at(as_of).any(|chunk| matches!(chunk, Chunk::Wide(_)))
            && adjusted.into_iter().all(|version| fits(version.amount))
    }

    pub fn bytes_read(&self, as_of: Month) -> usize {
        let [now, earlier] = self.slabs_at(as_of);
        let per_row = 11 + now.map_or(0, |_| 7) + earlier.map_or(0, |_| 2);
        let versions: usize = [now, earlier].into_iter().flatten().map(|slab| slab.adjusted.len()).sum();
        self.amounts_at(as_of).map(Chunk::bytes).sum::<usize>()
            + per_row * self.len()
            + versions * size_of::<Adjusted>()
    }

    /// Looks at every line of the narrow columns. Nothing depends on what is seen, so the processor waits for many lines at
    /// once; the work itself, which looks at some columns at a time, would wait for a few.
    #[inline(always)]
    pub fn fetch(&self, as_of: Month) {
        for chunk in self.amounts_at(as_of) {
            if let Chunk::Narrow(values) = chunk {
                fetch(values);
            }
        }
        for moments in [&self.start, &self.due, &self.resumed, &self.finish, &self.production] {
            fetch(moments);
        }
        fetch(&self.statistics);
        if let [Some(now), _] = self.slabs_at(as_of) {
            fetch(&now.kind);
            fetch(&now.filed);
            fetch(&now.reported);
        }
    }
}

#[inline(always)]
fn fetch<T: Copy + Into<i64>>(values: &[T]) {
    let seen = values.iter().step_by(LINE / size_of::<T>()).fold(0, |seen, &value| seen ^ value.into());
    black_box(seen);
}
