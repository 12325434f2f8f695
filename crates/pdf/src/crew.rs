//! Work shared among threads: each takes the next piece, with a desk of its own. The results stand in the
//! order of the pieces, so nothing on the pages tells who set them.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::desk::Desk;

/// Threads beyond which the pieces are too few to share.
const MOST: usize = 8;
/// Weight, in characters, below which starting a thread costs more than it saves.
const WORTH_A_THREAD: usize = 12_000;

/// Does all pieces; `weight` says roughly how many characters a piece has, and the heaviest begin first.
pub(crate) fn all<T: Sync, R: Send>(
    desk: &mut Desk<'_>,
    pieces: &[T],
    weight: impl Fn(&T) -> usize,
    make: impl Fn(&mut Desk<'_>, &T) -> R + Sync,
) -> Vec<R> {
    let weights: Vec<usize> = pieces.iter().map(weight).collect();
    let total: usize = weights.iter().sum();
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST).min(pieces.len());
    let threads = threads.min(1 + total / WORTH_A_THREAD);
    if threads <= 1 {
        return pieces.iter().map(|piece| make(desk, piece)).collect();
    }
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(weights[*at]));
    let next = AtomicUsize::new(0);
    let work = |desk: &mut Desk<'_>| {
        let mut done: Vec<(usize, R)> = Vec::new();
        while let Some(at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*at, make(desk, &pieces[*at])));
        }
        done
    };
    let (binder, options, shelf) = (desk.binder, desk.options, desk.shelf.clone());
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads).map(|_| scope.spawn(|| work(&mut Desk::new(binder, options, shelf.clone())))).collect();
        let mut done = work(desk);
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}
