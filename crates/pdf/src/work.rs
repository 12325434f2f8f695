//! An export that somebody waits for: how far it is, and whether it is still wanted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Thousandths of the whole that setting the blocks takes; the rest goes to writing the pages.
const SETTING: usize = 700;
/// The whole.
const WHOLE: usize = 1_000;

/// Shared between the one who makes an export and the one who waits for it; all clones are the same work.
#[derive(Debug, Clone, Default)]
pub struct Work(Arc<State>);

#[derive(Debug, Default)]
struct State {
    is_stopped: AtomicBool,
    setting: Part,
    writing: Part,
}

#[derive(Debug, Default)]
struct Part {
    all: AtomicUsize,
    done: AtomicUsize,
}

impl Part {
    /// Share of this part that is done, out of `of`.
    fn share(&self, of: usize) -> usize {
        let all = self.all.load(Ordering::Relaxed).max(1);
        self.done.load(Ordering::Relaxed).min(all) * of / all
    }
}

impl Work {
    /// The export is not wanted any more; it ends soon with [`crate::Error::Stopped`].
    pub fn stop(&self) {
        self.0.is_stopped.store(true, Ordering::Relaxed);
    }

    /// Whether it was stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.0.is_stopped.load(Ordering::Relaxed)
    }

    /// How far it is, in thousandths.
    #[must_use]
    pub fn progress(&self) -> u16 {
        let share = self.0.setting.share(SETTING) + self.0.writing.share(WHOLE - SETTING);
        u16::try_from(share).unwrap_or(u16::MAX)
    }

    /// So many characters are to be set.
    pub(crate) fn sets(&self, characters: usize) {
        self.0.setting.all.store(characters, Ordering::Relaxed);
    }

    /// So many of them are.
    pub(crate) fn has_set(&self, characters: usize) {
        self.0.setting.done.fetch_add(characters, Ordering::Relaxed);
    }

    /// So many pages are to be written.
    pub(crate) fn writes(&self, pages: usize) {
        self.0.writing.all.store(pages, Ordering::Relaxed);
    }

    /// One of them is.
    pub(crate) fn has_written(&self) {
        self.0.writing.done.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_grows_from_nothing_to_the_whole() {
        let work = Work::default();
        assert_eq!(work.progress(), 0);
        work.sets(200);
        work.has_set(100);
        assert_eq!(work.progress(), 350);
        work.has_set(100);
        work.writes(2);
        work.has_written();
        assert_eq!(work.progress(), 850);
        work.has_written();
        assert_eq!(work.progress(), 1_000);
        let same = work.clone();
        same.stop();
        assert!(work.is_stopped(), "clones are the same work");
    }
}
