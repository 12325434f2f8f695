//! Which old thing is which new one, and places in an order with few moves.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use bridgebook_domain::position::Position;

/// Pairs of old and new things, each used once.
pub(super) struct Matching {
    old_of: Vec<Option<usize>>,
    is_taken: Vec<bool>,
}

impl Matching {
    pub fn new(old: usize, new: usize) -> Self {
        Self { old_of: vec![None; new], is_taken: vec![false; old] }
    }

    pub fn old_of(&self, new: usize) -> Option<usize> {
        self.old_of[new]
    }

    fn pair(&mut self, old: usize, new: usize) {
        self.old_of[new] = Some(old);
        self.is_taken[old] = true;
    }

    /// Pairs what has the same key, in order; things without a key stay.
    pub fn equal<K: Ord>(&mut self, old_key: impl Fn(usize) -> Option<K>, new_key: impl Fn(usize) -> Option<K>) {
        let mut waiting: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for old in (0..self.is_taken.len()).filter(|o| !self.is_taken[*o]) {
            if let Some(key) = old_key(old) {
                waiting.entry(key).or_default().push_back(old);
            }
        }
        for new in 0..self.old_of.len() {
            if self.old_of[new].is_none()
                && let Some(key) = new_key(new)
                && let Some(old) = waiting.get_mut(&key).and_then(VecDeque::pop_front)
            {
                self.pair(old, new);
            }
        }
    }

    /// Pairs what is at least half alike, the most alike first; nothing where there are too many pairs.
    pub fn similar(&mut self, pairs: usize, likeness: impl Fn(usize, usize) -> f64) {
        let old: Vec<usize> = (0..self.is_taken.len()).filter(|o| !self.is_taken[*o]).collect();
        let new: Vec<usize> = (0..self.old_of.len()).filter(|n| self.old_of[*n].is_none()).collect();
        if old.len().saturating_mul(new.len()) > pairs {
            return;
        }
        let mut found: Vec<(f64, usize, usize)> = Vec::new();
        for n in &new {
            for o in &old {
                let likeness = likeness(*o, *n);
                if likeness >= 0.5 {
                    found.push((likeness, *n, *o));
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        for (_, n, o) in found {
            if self.old_of[n].is_none() && !self.is_taken[o] {
                self.pair(o, n);
            }
        }
    }
}

/// Words in common against words in all, 0 to 1.
pub(super) fn alike(old: &BTreeSet<String>, new: &BTreeSet<String>) -> f64 {
    let all = old.union(new).count();
    if all == 0 { 1.0 } else { old.intersection(new).count() as f64 / all as f64 }
}

/// A place for each thing of an order, given the places that they have (new things have none). The
/// longest run that is in order already stays.
pub(super) fn ordered(old: &[Option<&Position>]) -> Vec<Position> {
    let stays = longest_run(old);
    let mut places: Vec<Position> = Vec::with_capacity(old.len());
    let mut next_kept: Vec<Option<&Position>> = vec![None; old.len() + 1];
    for n in (0..old.len()).rev() {
        next_kept[n] = if stays[n] { old[n] } else { next_kept[n + 1] };
    }
    for n in 0..old.len() {
        let place = match old[n].filter(|_| stays[n]) {
            Some(place) => place.clone(),
            None => Position::between(places.last(), next_kept[n]),
        };
        places.push(place);
    }
    // Where the stored places leave no room, everything gets a new one.
    if places.windows(2).all(|pair| pair[0] < pair[1]) { places } else { Position::series(old.len()) }
}

/// Marks the longest strictly increasing run.
fn longest_run(old: &[Option<&Position>]) -> Vec<bool> {
    // tails[k]: index of the smallest last element of a run of length k + 1.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; old.len()];
    for (n, place) in old.iter().enumerate() {
        let Some(place) = place else { continue };
        let k = tails.partition_point(|t| old[*t].is_some_and(|p| p < place));
        before[n] = k.checked_sub(1).map(|k| tails[k]);
        if k == tails.len() {
            tails.push(n);
        } else {
            tails[k] = n;
        }
    }
    let mut stays = vec![false; old.len()];
    let mut at = tails.last().copied();
    while let Some(n) = at {
        stays[n] = true;
        at = before[n];
    }
    stays
}
