//! Two orders of the same things as one, to be read from top to bottom.

use std::collections::BTreeMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Something of either order.
pub(super) struct Place<T> {
    /// Its id.
    pub id: T,
    /// Its place in the earlier order.
    pub old: Option<usize>,
    /// Its place in the later order.
    pub new: Option<usize>,
    /// Whether it stands elsewhere among those that are in both.
    pub is_moved: bool,
}

/// All of both, in the later order; what was removed stands where it stood.
pub(super) fn merged<T: Copy + Ord + std::hash::Hash>(old: &[T], new: &[T]) -> Vec<Place<T>> {
    let at = |list: &[T]| list.iter().enumerate().map(|(n, id)| (*id, n)).collect::<BTreeMap<_, _>>();
    let (in_old, in_new) = (at(old), at(new));
    let mut list = Vec::with_capacity(new.len());
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let is_kept = matches!(op, DiffOp::Equal { .. });
        if !is_kept {
            let gone = op.old_range().filter(|n| !in_new.contains_key(&old[*n]));
            list.extend(gone.map(|n| Place { id: old[n], old: Some(n), new: None, is_moved: false }));
        }
        for n in op.new_range() {
            let was = in_old.get(&new[n]).copied();
            list.push(Place { id: new[n], old: was, new: Some(n), is_moved: !is_kept && was.is_some() });
        }
    }
    list
}
