//! Work shared among threads: each takes the next piece, with a desk of its own. The results stand in the
//! order of the pieces, so nothing on the pages tells who set them.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::desk::Desk;

/// Threads beyond which the pieces are too few to share.
const MOST: usize = 8;
/// Weight, in characters, below which starting a thread costs more than it saves.
const WORTH_A_THREAD: usize = 12_000;

/// Does pieces of about one size that need no desk.
pub(crate) fn each<T: Sync, R: Send>(pieces: &[T], make: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads().min(1 + pieces.len() / 8);
    if threads <= 1 {
        return pieces.iter().map(make).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done: Vec<(usize, R)> = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = pieces.get(at) else { return done };
            done.push((at, make(piece)));
        }
    };
    in_order(std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        done.extend(others.into_iter().flat_map(joined));
        done
    }))
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MOST)
}

/// What a thread made; its panic goes on here.
fn joined<R>(thread: std::thread::ScopedJoinHandle<'_, R>) -> R {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn in_order<R>(mut done: Vec<(usize, R)>) -> Vec<R> {
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

/// The desks of the threads that help, kept from one work to the next with the faces that they have looked into.
#[derive(Default)]
pub(crate) struct Crew<'b> {
    helpers: Vec<Desk<'b>>,
}

impl<'b> Crew<'b> {
    /// Does all pieces; `weight` says roughly how many characters a piece has, and the heaviest begin first.
    pub fn all<T: Sync, R: Send>(
        &mut self,
        desk: &mut Desk<'b>,
        pieces: &[T],
        weight: impl Fn(&T) -> usize,
        make: impl Fn(&mut Desk<'b>, &T) -> R + Sync,
    ) -> Vec<R> {
        let weights: Vec<usize> = pieces.iter().map(weight).collect();
        let total: usize = weights.iter().sum();
        let threads = threads().min(pieces.len()).min(1 + total / WORTH_A_THREAD);
        if threads <= 1 {
            return pieces.iter().map(|piece| make(desk, piece)).collect();
        }
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(weights[*at]));
        let next = AtomicUsize::new(0);
        let work = |desk: &mut Desk<'b>| {
            let mut done: Vec<(usize, R)> = Vec::new();
            while let Some(at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.push((*at, make(desk, &pieces[*at])));
            }
            done
        };
        let (binder, options, work) = (desk.binder, desk.options, &work);
        let (shelf, kept) = (desk.shelf.clone(), desk.setter.kept.clone());
        let (mut done, helped) = std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads)
                .map(|_| {
                    let (helper, shelf, kept) = (self.helpers.pop(), shelf.clone(), kept.clone());
                    scope.spawn(move || {
                        let mut helper = helper.unwrap_or_else(|| Desk::beside(binder, options, shelf, kept));
                        (work(&mut helper), helper)
                    })
                })
                .collect();
            let own = work(desk);
            (own, others.into_iter().map(joined).collect::<Vec<_>>())
        });
        for (more, helper) in helped {
            done.extend(more);
            self.helpers.push(helper);
        }
        in_order(done)
    }
}
