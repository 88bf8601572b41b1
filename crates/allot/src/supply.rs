//! How the quotas of one kind reach the places where they are used: own quota, the city's reserve, other regions,
//! earlier periods. A maximum flow in whole numbers decides exactly whether they suffice.

use crate::problem::Problem;
use crate::quantity::Quantity;

/// Where a stream of quota goes from and to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    /// The city's reserve of a period to a region.
    Reserve { region: usize, period: usize },
    /// One region to another within a period.
    Transfer { from: usize, to: usize, period: usize },
    /// What a region leaves unused goes to its next period.
    Carry { region: usize, period: usize },
    /// What the reserve leaves unused goes to its next period.
    CarryReserve { period: usize },
}

/// The quotas of one kind and the streams between them.
#[derive(Clone, Debug)]
pub(crate) struct Supply {
    pub periods: usize,
    /// Quota by place (region × period).
    pub own: Vec<Quantity>,
    /// The city's reserve by period.
    pub reserve: Vec<Quantity>,
    /// Streams with their limits; `None` is unlimited.
    pub streams: Vec<(Stream, Option<Quantity>)>,
}

/// Millionths of a unit × ten-thousandths of a share: the unit in which use is counted.
const FINE: i128 = 10_000;

impl Supply {
    pub fn new(problem: &Problem, kind: usize) -> Supply {
        let (regions, periods) = (problem.regions.len(), problem.periods.len().max(1));
        let kind = &problem.kinds[kind];
        let region_of = |name: &str| problem.regions.iter().position(|region| region == name);
        let period_of = |name: &Option<String>| match name {
            None => Some(0),
            Some(name) => problem.periods.iter().position(|period| period.name == *name),
        };
        let mut supply = Supply {
            periods,
            own: vec![Quantity::ZERO; regions * periods],
            reserve: vec![Quantity::ZERO; periods],
            streams: Vec::new(),
        };
        for pool in problem.pools.iter().filter(|pool| pool.kind == kind.name) {
            let Some(period) = period_of(&pool.period) else { continue };
            match pool.region.as_deref().map(region_of) {
                None => supply.reserve[period] += pool.amount,
                Some(Some(region)) => supply.own[region * periods + period] += pool.amount,
                Some(None) => {}
            }
        }
        supply.lay_streams(problem, kind.carries_over, &kind.name, region_of);
        supply
    }

    fn lay_streams(&mut self, problem: &Problem, carries: bool, kind: &str, region_of: impl Fn(&str) -> Option<usize>) {
        let regions = problem.regions.len();
        let any_reserve = self.reserve.iter().any(|amount| *amount > Quantity::ZERO);
        for period in 0..self.periods {
            for region in (0..regions).filter(|_| any_reserve) {
                self.streams.push((Stream::Reserve { region, period }, None));
            }
            for transfer in problem.transfers.iter().filter(|transfer| transfer.kind == kind) {
                if let (Some(from), Some(to)) = (region_of(&transfer.from), region_of(&transfer.to)) {
                    self.streams.push((Stream::Transfer { from, to, period }, transfer.limit));
                }
            }
            if carries && period + 1 < self.periods {
                self.streams.extend((0..regions).map(|region| (Stream::Carry { region, period }, None)));
                self.streams.push((Stream::CarryReserve { period }, None));
            }
        }
    }

    /// Places and reserves are numbered one after the other.
    pub fn ends(&self, stream: Stream) -> (usize, usize) {
        let reserve = |period: usize| self.own.len() + period;
        let place = |region: usize, period: usize| region * self.periods + period;
        match stream {
            Stream::Reserve { region, period } => (reserve(period), place(region, period)),
            Stream::Transfer { from, to, period } => (place(from, period), place(to, period)),
            Stream::Carry { region, period } => (place(region, period), place(region, period + 1)),
            Stream::CarryReserve { period } => (reserve(period), reserve(period + 1)),
        }
    }

    pub fn quota(&self, node: usize) -> Quantity {
        self.own.get(node).or_else(|| self.reserve.get(node - self.own.len())).copied().unwrap_or_default()
    }

    pub fn total(&self) -> Quantity {
        self.own.iter().chain(&self.reserve).copied().sum()
    }

    /// Whether the quotas suffice for this use by place (in millionths × ten-thousandths).
    pub fn meets(&self, used: &[i128]) -> bool {
        self.route(used).is_some()
    }

    /// What flows along each stream so that every place has what it uses; `None` where the quotas do not suffice.
    pub fn route(&self, used: &[i128]) -> Option<Vec<i128>> {
        let mut flow = Flow::new(self, used);
        (0..used.len()).all(|place| flow.fill(place, used[place])).then_some(flow.along)
    }

    /// How much more could be used at `place` beyond `used`, up to `wanted`.
    pub fn room(&self, used: &[i128], place: usize, wanted: i128) -> i128 {
        let mut flow = Flow::new(self, used);
        for (other, amount) in used.iter().enumerate() {
            if !flow.fill(other, *amount) {
                return 0;
            }
        }
        flow.draw(place, wanted)
    }
}

/// A flow from the quotas to the places that use them, grown by augmenting paths.
struct Flow<'a> {
    supply: &'a Supply,
    /// What is left of each quota.
    left: Vec<i128>,
    /// What runs along each stream.
    along: Vec<i128>,
}

impl<'a> Flow<'a> {
    fn new(supply: &'a Supply, used: &[i128]) -> Flow<'a> {
        let nodes = supply.own.len() + supply.reserve.len();
        let mut flow = Flow {
            supply,
            left: (0..nodes).map(|node| i128::from(supply.quota(node).0) * FINE).collect(),
            along: vec![0; supply.streams.len()],
        };
        debug_assert_eq!(used.len(), supply.own.len());
        flow.along.fill(0);
        flow
    }

    fn fill(&mut self, place: usize, wanted: i128) -> bool {
        self.draw(place, wanted) == wanted
    }

    /// Brings up to `wanted` to `place`, its own quota first; gives what came.
    fn draw(&mut self, place: usize, wanted: i128) -> i128 {
        let mut came = 0;
        while came < wanted {
            let Some(path) = self.path_to(place) else { break };
            came += self.push(place, &path, wanted - came);
        }
        came
    }

    /// Breadth first from the place back to any quota with something left: stream and whether it is used backwards.
    fn path_to(&self, place: usize) -> Option<Vec<(usize, bool)>> {
        let mut came_by: Vec<Option<(usize, bool)>> = vec![None; self.left.len()];
        let mut seen = vec![false; self.left.len()];
        let mut queue = std::collections::VecDeque::from([place]);
        seen[place] = true;
        while let Some(node) = queue.pop_front() {
            if self.left[node] > 0 {
                return Some(self.trace(node, place, &came_by));
            }
            for (index, &(stream, limit)) in self.supply.streams.iter().enumerate() {
                let (from, to) = self.supply.ends(stream);
                let open = limit.is_none_or(|limit| self.along[index] < i128::from(limit.0) * FINE);
                if to == node && open && !seen[from] {
                    seen[from] = true;
                    came_by[from] = Some((index, false));
                    queue.push_back(from);
                } else if from == node && self.along[index] > 0 && !seen[to] {
                    seen[to] = true;
                    came_by[to] = Some((index, true));
                    queue.push_back(to);
                }
            }
        }
        None
    }

    /// The streams from `start`, where something is left, down to `place`.
    fn trace(&self, start: usize, place: usize, came_by: &[Option<(usize, bool)>]) -> Vec<(usize, bool)> {
        let mut path = Vec::new();
        let mut node = start;
        while node != place {
            let Some((stream, backwards)) = came_by[node] else { break };
            path.push((stream, backwards));
            let (from, to) = self.supply.ends(self.supply.streams[stream].0);
            node = if backwards { from } else { to };
        }
        path
    }

    fn push(&mut self, place: usize, path: &[(usize, bool)], wanted: i128) -> i128 {
        let ends = path.first().map(|&(stream, backwards)| {
            let (from, to) = self.supply.ends(self.supply.streams[stream].0);
            if backwards { to } else { from }
        });
        let start = ends.unwrap_or(place);
        let room = |&(stream, backwards): &(usize, bool)| match (backwards, self.supply.streams[stream].1) {
            (true, _) => self.along[stream],
            (false, None) => i128::MAX,
            (false, Some(limit)) => i128::from(limit.0) * FINE - self.along[stream],
        };
        let amount = path.iter().map(room).min().unwrap_or(i128::MAX).min(self.left[start]).min(wanted);
        for &(stream, backwards) in path {
            self.along[stream] += if backwards { -amount } else { amount };
        }
        self.left[start] -= amount;
        amount
    }
}
