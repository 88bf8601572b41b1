//! Putting nodes into an order in which everything comes after what it waits for, or naming the way round.

use crate::plan::Rows;

#[derive(Clone, Copy, PartialEq)]
enum Seen {
    No,
    /// Waiting for what it waits for.
    Open,
    Done,
}

/// The nodes in such an order, as close to the given one as possible, or the nodes of one cycle in the order of their links.
/// `before` are the rows of predecessors.
pub(crate) fn sort(before: &Rows) -> Result<Vec<u32>, Vec<u32>> {
    let count = before.starts.len() - 1;
    let mut seen = vec![Seen::No; count];
    let mut order = Vec::with_capacity(count);
    // A node and how many of its predecessors have been looked at.
    let mut stack: Vec<(u32, u32)> = Vec::new();
    for first in 0..count {
        if seen[first] != Seen::No {
            continue;
        }
        stack.push((first as u32, 0));
        seen[first] = Seen::Open;
        while let Some((node, looked_at)) = stack.last_mut() {
            let Some(arc) = before.of(*node as usize).get(*looked_at as usize) else {
                seen[*node as usize] = Seen::Done;
                order.push(*node);
                stack.pop();
                continue;
            };
            *looked_at += 1;
            match seen[arc.other as usize] {
                Seen::Done => {}
                Seen::No => {
                    seen[arc.other as usize] = Seen::Open;
                    stack.push((arc.other, 0));
                }
                Seen::Open => {
                    let start = stack.iter().position(|(open, _)| *open == arc.other).unwrap_or(0);
                    return Err(stack[start..].iter().rev().map(|(open, _)| *open).collect());
                }
            }
        }
    }
    Ok(order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::LinkKind;
    use crate::plan::{Arc, WALL};

    fn sorted(count: usize, links: &[(u32, u32)]) -> Result<Vec<u32>, Vec<u32>> {
        let mut rows = Rows { starts: vec![0], arcs: Vec::new() };
        for node in 0..count as u32 {
            let own = links.iter().filter(|(_, to)| *to == node);
            rows.arcs.extend(own.map(|(from, _)| Arc {
                other: *from,
                kind: LinkKind::FinishStart,
                clock: WALL,
                lag: 0,
            }));
            rows.starts.push(rows.arcs.len() as u32);
        }
        sort(&rows)
    }

    #[test]
    fn everything_comes_after_what_it_waits_for() {
        assert_eq!(sorted(4, &[(3, 1), (1, 0), (3, 2), (2, 0)]), Ok(vec![3, 1, 2, 0]));
        assert_eq!(sorted(3, &[(0, 1), (1, 2)]), Ok(vec![0, 1, 2]));
    }

    #[test]
    fn the_way_round_is_named_in_order_without_what_only_hangs_on_it() {
        let round = sorted(6, &[(0, 1), (1, 2), (2, 3), (3, 1), (3, 4), (4, 5)]).unwrap_err();
        assert_eq!(round, [2, 3, 1]);
        assert_eq!(sorted(1, &[(0, 0)]), Err(vec![0]));
    }

    #[test]
    fn a_chain_against_the_order_is_no_trouble() {
        let links: Vec<(u32, u32)> = (1..1_000).map(|node| (node, node - 1)).collect();
        assert_eq!(sorted(1_000, &links).unwrap()[0], 999);
    }
}
