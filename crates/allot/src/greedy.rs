//! The order by priority, as offices allocate by hand: highest score first, each as much as still fits.

use crate::case::{Case, Grant, Plan};
use crate::quantity::Share;

/// A plan made by priority, and whether it keeps every promise (must-serve, earlier decisions, floors).
pub(crate) struct Greedy {
    pub plan: Plan,
    pub complete: bool,
}

/// Projects in order of priority: score, then the file's order.
pub(crate) fn order(case: &Case) -> Vec<usize> {
    let mut order: Vec<usize> = (0..case.of_project.len()).collect();
    order.sort_by(|a, b| case.marks[*b].score.total_cmp(&case.marks[*a].score).then(a.cmp(b)));
    order
}

/// First what must be, then what the floors ask for, then everyone else.
pub(crate) fn by_priority(case: &Case) -> Greedy {
    let order = order(case);
    let mut filling = Filling::new(case, vec![None; case.of_project.len()]);
    for &project in order.iter().filter(|project| case.required[**project]) {
        filling.serve(project);
    }
    for claim in &case.claims {
        for &project in &order {
            if case.claim_is_met(claim, &filling.plan) {
                break;
            }
            let helps = case.of_project[project]
                .clone()
                .any(|way| case.given_to(claim, Grant { way, share: Share::WHOLE }) > 0);
            if helps {
                filling.serve(project);
            }
        }
    }
    for &project in &order {
        filling.serve(project);
    }
    let plan = filling.plan;
    let kept = (0..plan.len()).all(|project| !case.required[project] || plan[project].is_some());
    let complete = kept && case.claims.iter().all(|claim| case.claim_is_met(claim, &plan));
    Greedy { plan, complete }
}

/// Gives what still fits to projects that have nothing or only a part, by priority.
pub(crate) fn fill(case: &Case, plan: Plan) -> Plan {
    let mut filling = Filling::new(case, plan);
    for project in order(case) {
        filling.serve(project);
    }
    filling.plan
}

/// A plan in the making, with the use of each kind kept up to date.
struct Filling<'a> {
    case: &'a Case<'a>,
    plan: Plan,
    used: Vec<Vec<i128>>,
}

impl<'a> Filling<'a> {
    fn new(case: &'a Case<'a>, plan: Plan) -> Filling<'a> {
        let used = (0..case.supplies.len()).map(|kind| case.use_of(&plan, kind)).collect();
        Filling { case, plan, used }
    }

    /// Serves the project by the way that counts most, or raises its share.
    fn serve(&mut self, project: usize) {
        if let Some(grant) = self.plan[project] {
            let most = self.case.ways[grant.way].most;
            let added = self.largest(grant.way, Share(1), Share(most.0 - grant.share.0));
            if let Some(added) = added {
                self.take(grant.way, added);
                self.plan[project] = Some(Grant { way: grant.way, share: Share(grant.share.0 + added.0) });
            }
            return;
        }
        let mut best: Option<(i128, Grant)> = None;
        for way in self.case.of_project[project].clone() {
            let (least, most) = (self.case.ways[way].least, self.case.ways[way].most);
            if best.is_some_and(|(gain, _)| gain >= self.case.grant_gain(Grant { way, share: most })) {
                continue;
            }
            if let Some(share) = self.largest(way, least, most) {
                let grant = Grant { way, share };
                let gain = self.case.grant_gain(grant);
                if best.is_none_or(|(other, _)| gain > other) {
                    best = Some((gain, grant));
                }
            }
        }
        if let Some((_, grant)) = best {
            self.take(grant.way, grant.share);
            self.plan[project] = Some(grant);
        }
    }

    fn take(&mut self, way: usize, share: Share) {
        let way = &self.case.ways[way];
        let place = self.case.place(way.region, way.period);
        for &(kind, amount) in &way.amounts {
            self.used[kind][place] += i128::from(amount.0) * i128::from(share.0);
        }
    }

    /// The largest share between `least` and `most` that every quota still allows.
    fn largest(&self, way: usize, least: Share, most: Share) -> Option<Share> {
        if most < least {
            return None;
        }
        let way = &self.case.ways[way];
        let place = self.case.place(way.region, way.period);
        let mut share = most;
        for &(kind, amount) in &way.amounts {
            let wanted = i128::from(amount.0) * i128::from(share.0);
            let room = self.case.supplies[kind].room(&self.used[kind], place, wanted);
            if room < wanted {
                share = Share(u32::try_from(room / i128::from(amount.0)).unwrap_or(0));
            }
            if share < least {
                return None;
            }
        }
        Some(share)
    }
}
