//! The clock, read once at the rim. Everything below gets `now` passed in.

use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

/// Where `now` comes from.
pub trait Clock: Send + Sync {
    /// The present moment of this data folder.
    fn now(&self) -> Timestamp;

    /// How much time has passed since some moment, by a clock that nobody sets and that goes on in sleep. Where there is
    /// none, what this one shows.
    fn passed(&self) -> SignedDuration {
        self.now().duration_since(Timestamp::UNIX_EPOCH)
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
        let mut leapt = self.leapt.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
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
        match *self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner) {
            Settable::Stands { at } => at,
            Settable::Runs { ahead } => self.inner.now().saturating_add(ahead).unwrap_or(Timestamp::MAX),
        }
    }

    fn runs(&self) -> bool {
        matches!(*self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner), Settable::Runs { .. })
    }

    fn run(&self, running: Running) {
        let now = self.now();
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *state = match running {
            Running::Runs => Settable::Runs { ahead: now.duration_since(self.inner.now()) },
            Running::Stands => Settable::Stands { at: now },
        };
    }

    /// How far it was set forward counts as time that passed: it is how a rehearsal goes on.
    fn passed(&self) -> SignedDuration {
        let leapt = *self.leapt.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.now().duration_since(Timestamp::UNIX_EPOCH).saturating_sub(leapt)
    }

    fn set(&self, at: Timestamp) {
        let back = at.duration_since(self.now());
        if back.is_negative() {
            self.note_leap(back);
        }
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *state = match *state {
            Settable::Stands { .. } => Settable::Stands { at },
            Settable::Runs { .. } => Settable::Runs { ahead: at.duration_since(self.inner.now()) },
        };
    }
}
