//! Where fresh ids come from: UUIDv7 made at the rim, or a seeded series in tests.

use std::sync::atomic::{AtomicU64, Ordering};

use uuid::Uuid;

/// A source of fresh ids.
pub trait IdSource: Send + Sync {
    /// An id that nobody has.
    fn fresh(&self) -> Uuid;
}

/// UUIDv7 of the machine.
#[derive(Debug, Default)]
pub struct TimeIds;

impl IdSource for TimeIds {
    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// Ids in series, for tests that compare.
#[derive(Debug, Default)]
pub struct SeriesIds(AtomicU64);

impl IdSource for SeriesIds {
    fn fresh(&self) -> Uuid {
        Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }
}
