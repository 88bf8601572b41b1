//! The late dates of a forecast, computed when they are asked for.

use super::Forecast;
use crate::schedule::given_ends;

impl Forecast {
    /// Late dates of everything that changes since the last time reach.
    pub(super) fn go_back(&mut self) {
        let ends = given_ends(&self.computed.plan, &self.early_ends);
        if ends == self.computed.ends {
            self.go_back_from_marks();
        } else {
            self.computed.ends = ends;
            self.go_back_over_all();
        }
    }

    fn go_back_from_marks(&mut self) {
        let Forecast { computed, late, stale_late, .. } = self;
        let (plan, dates) = (&computed.plan, &mut computed.dates);
        let mut at = plan.nodes.len() - 1;
        while let Some(index) = late.take_down(at) {
            at = index;
            let new = plan.late(index, dates, &computed.ends);
            if new != dates[index] {
                dates[index] = new;
                stale_late.set(index);
                for arc in plan.before.of(index) {
                    late.set(arc.other as usize);
                }
            }
        }
    }

    /// The end itself has moved.
    fn go_back_over_all(&mut self) {
        let Forecast { computed, late, stale_late, .. } = self;
        let (plan, dates, ends) = (&computed.plan, &mut computed.dates, &computed.ends);
        for (index, node) in plan.nodes.iter().enumerate().rev() {
            let new = match plan.is_plain(node) {
                true => plan.late_plain(index, node, dates, ends[usize::from(node.frame)]),
                false => plan.late(index, dates, ends),
            };
            let own = &mut dates[index];
            if (own.late_start, own.late_finish, own.late_rest) != (new.late_start, new.late_finish, new.late_rest) {
                *own = new;
                stale_late.set(index);
            }
        }
        late.clear();
    }
}
