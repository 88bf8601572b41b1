//! The longest path: what drives what drives the last finish.

use crate::network::Network;
use crate::plan::Role;
use crate::schedule::Computed;

/// Marks as critical what lies on a chain of driving links to the last finish of its project, and nothing else.
pub(crate) fn mark_longest_path(network: &Network, computed: &mut Computed) {
    let count = computed.plan.nodes.len();
    let mut on_path = vec![false; count];
    for (index, marked) in on_path.iter_mut().enumerate() {
        let node = &computed.plan.nodes[index];
        let finish = computed.schedule.frame_finishes.get(usize::from(node.frame));
        *marked = node.role == Role::Task && finish.is_some_and(|f| f.0 == computed.dates[index].early_finish);
    }
    for index in (0..count).rev() {
        if !on_path[index] {
            continue;
        }
        let node = &computed.plan.nodes[index];
        for arc in computed.plan.before.of(index) {
            let asked = computed.plan.asked_by(index, arc, &computed.dates);
            if computed.plan.begin(node, asked) >= computed.dates[index].early_start {
                on_path[arc.other as usize] = true;
            }
        }
    }
    for (index, on_path) in on_path.into_iter().enumerate() {
        let node = computed.plan.nodes[index];
        if node.role == Role::Task && network.frames[usize::from(node.frame)].critical_is_longest_path {
            computed.schedule.tasks[node.task as usize].critical = on_path && !node.done;
        }
    }
}
