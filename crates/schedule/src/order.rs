//! Putting nodes into an order in which everything comes after what it waits for, or naming the way round.

/// Positions of the nodes in such an order, or the nodes of one cycle in the order of their links.
pub(crate) fn sort(count: usize, arcs: &[(u32, u32)]) -> Result<Vec<u32>, Vec<u32>> {
    let mut waiting = vec![0_u32; count];
    let mut starts = vec![0_u32; count + 1];
    for (from, to) in arcs {
        starts[*from as usize + 1] += 1;
        waiting[*to as usize] += 1;
    }
    for node in 0..count {
        starts[node + 1] += starts[node];
    }
    let mut next = starts.clone();
    let mut after = vec![0_u32; arcs.len()];
    for (from, to) in arcs {
        after[next[*from as usize] as usize] = *to;
        next[*from as usize] += 1;
    }
    let mut order: Vec<u32> = (0..count as u32).filter(|node| waiting[*node as usize] == 0).collect();
    order.reserve(count - order.len());
    let mut read = 0;
    while let Some(&node) = order.get(read) {
        read += 1;
        for &to in &after[starts[node as usize] as usize..starts[node as usize + 1] as usize] {
            waiting[to as usize] -= 1;
            if waiting[to as usize] == 0 {
                order.push(to);
            }
        }
    }
    if order.len() == count { Ok(order) } else { Err(round(count, &waiting, arcs)) }
}

/// One way round among the nodes that still wait: walk back from any of them until a node comes again.
fn round(count: usize, waiting: &[u32], arcs: &[(u32, u32)]) -> Vec<u32> {
    let mut before = vec![u32::MAX; count];
    for (from, to) in arcs {
        if waiting[*from as usize] > 0 && waiting[*to as usize] > 0 {
            before[*to as usize] = *from;
        }
    }
    let Some(first) = (0..count).find(|node| waiting[*node] > 0 && before[*node] != u32::MAX) else {
        return Vec::new();
    };
    let mut seen = vec![false; count];
    let mut node = first;
    while !seen[node] {
        seen[node] = true;
        node = before[node] as usize;
    }
    let mut round = vec![node as u32];
    let mut back = before[node] as usize;
    while back != node {
        round.push(back as u32);
        back = before[back] as usize;
    }
    round.reverse();
    round
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_comes_after_what_it_waits_for() {
        assert_eq!(sort(4, &[(3, 1), (1, 0), (3, 2), (2, 0)]), Ok(vec![3, 1, 2, 0]));
    }

    #[test]
    fn the_way_round_is_named_without_what_only_hangs_on_it() {
        let mut round = sort(6, &[(0, 1), (1, 2), (2, 3), (3, 1), (3, 4), (4, 5)]).unwrap_err();
        round.sort_unstable();
        assert_eq!(round, [1, 2, 3]);
        assert_eq!(sort(1, &[(0, 0)]), Err(vec![0]));
    }
}
