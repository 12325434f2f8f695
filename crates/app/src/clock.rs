//! The clock, read once at the rim. Everything below gets `now` passed in.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Names a file that says what time it is, in place of the machine: for a rehearsal, and for tests of the whole program.
pub const CLOCK_FILE: &str = "BRIDGEBOOK_CLOCK";

/// Longest difference between what a clock shows and what was waited that is not taken for a leap.
const JITTER: SignedDuration = SignedDuration::from_secs(2);

/// Where `now` comes from.
pub trait Clock: Send + Sync {
    /// The present moment of this data folder.
    fn now(&self) -> Timestamp;

    /// How much time has passed since some moment, by a clock that nobody sets and that goes on in sleep. Where there is
    /// none, what this one shows.
    fn passed(&self) -> SignedDuration {
        self.now().duration_since(Timestamp::UNIX_EPOCH)
    }

    /// Why it cannot say what time it is, in a sentence; nothing is opened under such a clock.
    fn trouble(&self) -> Option<String> {
        None
    }

    /// Whether it shows a time that somebody made up.
    fn is_supposed(&self) -> bool {
        false
    }

    /// Whether it runs; the sample's stands until it is started.
    fn runs(&self) -> bool {
        true
    }

    /// Starts or stops it, where that can be done.
    fn run(&self, running: Running) {
        let _ = running;
    }

    /// Sets it to a moment, where that can be done; it goes on running or standing.
    fn set(&self, at: Timestamp) {
        let _ = at;
    }
}

/// Whether a clock is to run or to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Running {
    /// It runs.
    Runs,
    /// It stands.
    Stands,
}

/// The machine's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the machine for the time")]
    fn now(&self) -> Timestamp {
        let now = Timestamp::now();
        // The database keeps microseconds; a finer moment would differ from itself once read back.
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    fn passed(&self) -> SignedDuration {
        #[cfg(target_os = "linux")]
        let steady = rustix::time::ClockId::Boottime;
        // On macOS this one goes on in sleep.
        #[cfg(all(unix, not(target_os = "linux")))]
        let steady = rustix::time::ClockId::Monotonic;
        #[cfg(unix)]
        {
            let passed = rustix::time::clock_gettime(steady);
            SignedDuration::new(passed.tv_sec, i32::try_from(passed.tv_nsec).unwrap_or(0))
        }
        // On Windows it goes on in sleep.
        #[cfg(not(unix))]
        {
            static BEGAN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
            SignedDuration::try_from(BEGAN.elapsed()).unwrap_or(SignedDuration::MAX)
        }
    }
}

/// The clock of this start: that of the file which [`CLOCK_FILE`] names, else the machine's.
#[must_use]
pub fn of_this_start() -> Arc<dyn Clock> {
    match std::env::var_os(CLOCK_FILE).filter(|name| !name.is_empty()) {
        Some(file) => Arc::new(FileClock::new(Path::new(&file))),
        None => Arc::new(SystemClock),
    }
}

/// A clock that stands at the moment written in a file (RFC 3339), until another one is written there. Several
/// processes that read the same file show the same time.
#[derive(Debug)]
pub struct FileClock {
    file: PathBuf,
    /// What it showed last: while the file is being replaced there may be nothing to read.
    last: Mutex<Option<Timestamp>>,
}

impl FileClock {
    /// A clock that shows what a file says.
    #[must_use]
    pub fn new(file: &Path) -> Self {
        let clock = Self { file: file.to_path_buf(), last: Mutex::new(None) };
        clock.read();
        clock
    }

    fn read(&self) -> Option<Timestamp> {
        let written = std::fs::read_to_string(&self.file).ok().and_then(|text| text.trim().parse().ok());
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = written.or(*last);
        *last
    }
}

impl Clock for FileClock {
    fn now(&self) -> Timestamp {
        self.read().unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn trouble(&self) -> Option<String> {
        if self.read().is_some() {
            return None;
        }
        let (file, name) = (self.file.display(), CLOCK_FILE);
        Some(format!(
            "{name} names {file}, which holds no moment such as 2026-03-11T13:05:00Z. Nothing was opened. Write one there, or unset {name}"
        ))
    }

    fn is_supposed(&self) -> bool {
        true
    }

    fn runs(&self) -> bool {
        false
    }
}

/// Whether a clock went on otherwise than time did: the machine slept, or somebody set it. `shown` is how far it went
/// while `waited` passed by a clock that nobody sets and that may stop in sleep.
#[must_use]
pub(crate) fn has_leapt(shown: SignedDuration, waited: Duration, running: Running) -> bool {
    let expected = match running {
        Running::Runs => SignedDuration::try_from(waited).unwrap_or(SignedDuration::MAX),
        Running::Stands => SignedDuration::ZERO,
    };
    shown.saturating_sub(expected).abs() > JITTER
}

/// A clock that can stand and be set: the sample's, and that of tests.
pub struct SettableClock {
    inner: Box<dyn Clock>,
    state: Mutex<Settable>,
    /// How far it was set otherwise than time went.
    leapt: Mutex<SignedDuration>,
}

#[derive(Debug, Clone, Copy)]
enum Settable {
    Stands { at: Timestamp },
    Runs { ahead: SignedDuration },
}

impl SettableClock {
    /// A clock that stands at a moment and, once started, runs as the machine's does.
    #[must_use]
    pub fn standing(at: Timestamp) -> Self {
        Self { inner: Box::new(SystemClock), state: Mutex::new(Settable::Stands { at }), leapt: Mutex::default() }
    }

    /// Sets it to another moment while no time passes, as somebody does who puts a clock right.
    pub fn leap(&self, by: SignedDuration) {
        let at = self.now().saturating_add(by).unwrap_or(Timestamp::MAX);
        if by.is_positive() {
            self.note_leap(by);
        }
        self.set(at);
    }

    fn note_leap(&self, by: SignedDuration) {
        let mut leapt = self.leapt.lock().unwrap_or_else(PoisonError::into_inner);
        *leapt = leapt.saturating_add(by);
    }

    /// A clock that runs and shows this moment now.
    #[must_use]
    pub fn running(at: Timestamp) -> Self {
        let clock = Self::standing(at);
        clock.run(Running::Runs);
        clock
    }
}

impl Clock for SettableClock {
    fn now(&self) -> Timestamp {
        match *self.state.lock().unwrap_or_else(PoisonError::into_inner) {
            Settable::Stands { at } => at,
            Settable::Runs { ahead } => self.inner.now().saturating_add(ahead).unwrap_or(Timestamp::MAX),
        }
    }

    fn runs(&self) -> bool {
        matches!(*self.state.lock().unwrap_or_else(PoisonError::into_inner), Settable::Runs { .. })
    }

    fn run(&self, running: Running) {
        let now = self.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = match running {
            Running::Runs => Settable::Runs { ahead: now.duration_since(self.inner.now()) },
            Running::Stands => Settable::Stands { at: now },
        };
    }

    /// How far it was set forward counts as time that passed: it is how a rehearsal goes on.
    fn passed(&self) -> SignedDuration {
        let leapt = *self.leapt.lock().unwrap_or_else(PoisonError::into_inner);
        self.now().duration_since(Timestamp::UNIX_EPOCH).saturating_sub(leapt)
    }

    fn set(&self, at: Timestamp) {
        let back = at.duration_since(self.now());
        if back.is_negative() {
            self.note_leap(back);
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = match *state {
            Settable::Stands { .. } => Settable::Stands { at },
            Settable::Runs { .. } => Settable::Runs { ahead: at.duration_since(self.inner.now()) },
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_and_a_clock_that_was_set_are_leaps_and_a_late_look_is_none() {
        let waited = Duration::from_secs(1);
        for (shown, running, leaps) in [
            (1, Running::Runs, false),
            (2, Running::Runs, false),
            (40 * 60, Running::Runs, true),
            (-3600, Running::Runs, true),
            (0, Running::Stands, false),
            (300, Running::Stands, true),
        ] {
            let shown = SignedDuration::from_secs(shown);
            assert_eq!(has_leapt(shown, waited, running), leaps, "{shown} while {running:?}");
        }
        assert!(!has_leapt(SignedDuration::from_secs(30), Duration::from_secs(30), Running::Runs), "a busy machine");
    }

    #[test]
    fn a_clock_of_a_file_shows_what_stands_there_and_keeps_it_while_nothing_can_be_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("clock");
        let at = |text: &str| text.parse::<Timestamp>().expect("a moment");
        assert!(FileClock::new(&file).trouble().is_some_and(|words| words.contains("Nothing was opened")));
        std::fs::write(&file, "2026-03-11T13:05:00Z\n").expect("it is written");
        let clock = FileClock::new(&file);
        assert_eq!((clock.trouble(), clock.now()), (None, at("2026-03-11T13:05:00Z")));
        std::fs::write(&file, "2026-03-11T14:05:00+00:00").expect("it is written");
        assert_eq!(clock.now(), at("2026-03-11T14:05:00Z"));
        std::fs::write(&file, "").expect("it is written");
        assert_eq!(clock.now(), at("2026-03-11T14:05:00Z"), "as long as nothing else stands there");
    }
}
