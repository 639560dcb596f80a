//! C3: one order out of the orders of the bases, or why there is none.
//!
//! Follows `pmerge` in CPython's Objects/typeobject.c, step for step. Knows nothing of Python's
//! syntax: a class is anything that can be compared.

/// No class may come next: what stands in each list that is not used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck<T> {
    /// A circle of demands, each "the first comes before the second", and the number of the list
    /// that makes it. The shortest there is.
    pub circle: Vec<(T, T, usize)>,
}

/// The order of a class whose bases have these orders (each from the base itself to `object`).
/// The class itself is not in it. The last list of the merge is the bases as written.
pub fn merge<T: Clone + PartialEq>(lists: &[Vec<T>]) -> Result<Vec<T>, Stuck<T>> {
    let mut remain = vec![0; lists.len()];
    let mut order = Vec::new();
    loop {
        let mut empty = 0;
        let mut next = None;
        for (list, &from) in lists.iter().zip(&remain) {
            let Some(candidate) = list.get(from) else {
                empty += 1;
                continue;
            };
            let in_a_tail = lists
                .iter()
                .zip(&remain)
                .any(|(other, &at)| other.get(at + 1..).is_some_and(|tail| tail.contains(candidate)));
            if !in_a_tail {
                next = Some(candidate.clone());
                break;
            }
        }
        match next {
            Some(next) => {
                for (list, from) in lists.iter().zip(&mut remain) {
                    *from += usize::from(list.get(*from) == Some(&next));
                }
                order.push(next);
            }
            None if empty == lists.len() => return Ok(order),
            None => return Err(Stuck { circle: circle(lists, &remain) }),
        }
    }
}

/// Each head stands in the tail of a list whose own head must come before it: a graph in which
/// every node has a successor, and so a circle.
fn circle<T: Clone + PartialEq>(lists: &[Vec<T>], remain: &[usize]) -> Vec<(T, T, usize)> {
    let mut heads: Vec<&T> = Vec::new();
    for head in lists.iter().zip(remain).filter_map(|(list, &at)| list.get(at)) {
        if !heads.contains(&head) {
            heads.push(head);
        }
    }
    // The last list, the bases as written, is what the reader sees: its demands come first.
    let before = |head: &T| -> Vec<(usize, usize)> {
        let mut found: Vec<(usize, usize)> = Vec::new();
        for (number, (list, &at)) in lists.iter().zip(remain).enumerate().rev() {
            let blocks = list.get(at + 1..).is_some_and(|tail| tail.contains(head));
            let first = list.get(at).and_then(|first| heads.iter().position(|head| *head == first));
            if let Some(first) = first.filter(|first| blocks && !found.iter().any(|(known, _)| known == first)) {
                found.push((first, number));
            }
        }
        found
    };
    let demands: Vec<Vec<(usize, usize)>> = heads.iter().map(|head| before(head)).collect();
    let mut best: Vec<(T, T, usize)> = Vec::new();
    for start in 0..heads.len() {
        let Some(path) = way_back(&demands, start) else { continue };
        if best.is_empty() || path.len() < best.len() {
            best = path
                .into_iter()
                .map(|(later, earlier, list)| (heads[earlier].clone(), heads[later].clone(), list))
                .collect();
        }
    }
    // It begins with what the bases as written demand, else with the leftmost base's demand.
    let rank = |list: usize| if list + 1 == lists.len() { 0 } else { list + 1 };
    let first = (0..best.len()).min_by_key(|&at| rank(best[at].2)).unwrap_or(0);
    best.rotate_left(first);
    best
}

/// The shortest way from a node back to itself: steps (later, earlier, list).
fn way_back(demands: &[Vec<(usize, usize)>], start: usize) -> Option<Vec<(usize, usize, usize)>> {
    let mut came: Vec<Option<(usize, usize)>> = vec![None; demands.len()];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for &(next, list) in &demands[at] {
            if next == start {
                let mut steps = vec![(at, next, list)];
                let mut back = at;
                while let Some((from, list)) = came[back] {
                    steps.push((from, back, list));
                    back = from;
                }
                steps.reverse();
                return Some(steps);
            }
            if came[next].is_none() {
                came[next] = Some((at, list));
                queue.push_back(next);
            }
        }
    }
    None
}

/// All orders of `0..count`, the given one first, then by how the lexical order has them.
pub fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    let mut order: Vec<usize> = (0..count).collect();
    loop {
        all.push(order.clone());
        let Some(pivot) = (1..count).rev().find(|&at| order[at - 1] < order[at]) else { return all };
        let Some(swap) = (pivot..count).rev().find(|&at| order[at] > order[pivot - 1]) else { return all };
        order.swap(pivot - 1, swap);
        order[pivot..].reverse();
    }
}
