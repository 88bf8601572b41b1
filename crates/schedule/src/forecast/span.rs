//! The first start and the last finish of a plan while dates change one by one.

use crate::moment::Moment;
use crate::schedule::Span;

pub(super) struct SpanWatch {
    before: Span,
    start: Moment,
    finish: Moment,
    start_is_lost: bool,
    finish_is_lost: bool,
}

impl SpanWatch {
    pub fn new(span: Span) -> SpanWatch {
        SpanWatch { before: span, start: span.0, finish: span.1, start_is_lost: false, finish_is_lost: false }
    }

    /// One node lay at `before` and lies at `after` now.
    pub fn see(&mut self, before: Span, after: Span) {
        self.start_is_lost |= before.0 == self.before.0 && after.0 > before.0;
        self.finish_is_lost |= before.1 == self.before.1 && after.1 < before.1;
        self.start = self.start.min(after.0);
        self.finish = self.finish.max(after.1);
    }

    /// `None` where what had been the first is it no more.
    pub fn start(&self) -> Option<Moment> {
        (!self.start_is_lost).then_some(self.start)
    }

    /// `None` where what had been the last is it no more.
    pub fn finish(&self) -> Option<Moment> {
        (!self.finish_is_lost).then_some(self.finish)
    }
}
