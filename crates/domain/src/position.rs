//! The order of sections, columns, rows and choices: fractional positions, so that two people who
//! insert or move at once both keep their change. Equal positions are ordered by id.

use std::sync::LazyLock;

use fractional_index::FractionalIndex;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A place in an order, compared as text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS, Default)]
#[serde(transparent)]
#[ts(type = "string")]
pub struct Position(String);

/// The begin of the series, which every table that is read asks for.
static FIRST: LazyLock<Vec<Position>> = LazyLock::new(|| series().take(256).collect());

/// Positions in order, without end, from the start of an empty order.
fn series() -> impl Iterator<Item = Position> {
    let first = FractionalIndex::default();
    std::iter::successors(Some(first), |last| Some(FractionalIndex::new_after(last))).map(|i| Position(i.to_string()))
}

impl Position {
    /// A position as it was stored. An unreadable one still sorts, as text.
    #[must_use]
    pub fn stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The position as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A position between two neighbours; `None` means the start or the end of the order. Where the
    /// neighbours leave no room (equal or unreadable), the place just after the first is taken.
    #[must_use]
    pub fn between(before: Option<&Self>, after: Option<&Self>) -> Self {
        // The reader takes two bytes at a time and would split a letter in two.
        let read =
            |p: Option<&Self>| p.filter(|p| p.0.is_ascii()).and_then(|p| FractionalIndex::from_string(&p.0).ok());
        let (before, after) = (read(before), read(after));
        let index = FractionalIndex::new(before.as_ref(), after.as_ref())
            .unwrap_or_else(|| before.as_ref().map_or_else(FractionalIndex::default, FractionalIndex::new_after));
        Self(index.to_string())
    }

    /// `count` positions in order, from the start of an empty order.
    #[must_use]
    pub fn series(count: usize) -> Vec<Self> {
        if count <= FIRST.len() {
            return FIRST[..count].to_vec();
        }
        series().take(count).collect()
    }
}
