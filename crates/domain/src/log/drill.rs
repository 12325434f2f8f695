//! What happens in a drill that is played from a plan: it begins, its clock rests, goes on and is put forward, injects are
//! given and judged, and it ends. The words of a remark are those of its entry.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{DocumentId, RowId};
use crate::value::words;

words! {
    /// Whether what an inject asked for was done.
    Met {
        /// It was.
        Yes = "yes",
        /// A part of it was.
        Part = "part",
        /// It was not.
        No = "no",
    }
}

words! {
    /// What a remark of the hot-wash is about.
    HotWash {
        /// What to keep.
        Strength = "strength",
        /// What was hard.
        Improvement = "improvement",
    }
}

/// What happened in a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "drill", rename_all = "snake_case")]
pub enum DrillFact {
    /// It began, and its clock with it, at 0:00. Logged with the declaration of the exercise.
    Begun {
        /// The plan that it is played from.
        document: DocumentId,
    },
    /// Its clock rests.
    Paused {},
    /// Its clock goes on.
    Continued {},
    /// Its clock is put forward.
    Forwarded {
        /// The scenario time that it shows from now on, in seconds.
        to_seconds: u32,
    },
    /// A controller gave an inject.
    Delivered {
        /// Row of the events list.
        inject: RowId,
    },
    /// It was not given after all.
    Withdrawn {
        /// Row of the events list.
        inject: RowId,
    },
    /// An evaluator says what came of an inject; the last one holds.
    Evaluated {
        /// Row of the events list.
        inject: RowId,
        /// Whether the expected outcome was met.
        met: Met,
        /// What happened.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        actual: String,
        /// The evaluator's note.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// The players said that they declare an incident.
    PlayersDeclared {},
    /// Something was said in the hot-wash, during or after.
    Said {
        /// Strength or improvement.
        about: HotWash,
    },
    /// It ended, and its clock with it.
    Ended {},
}
