//! The other cases: how many there were in a window of time, all of them or those with the same value in a field.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::facts::CaseFacts;
use crate::view::folded;

/// When cases were opened, sorted, so that a window is counted without looking at each.
#[derive(Debug, Clone, Default)]
pub struct Others {
    all: Vec<Timestamp>,
    /// By field (folded) and value as shown (folded).
    same: BTreeMap<String, BTreeMap<String, Vec<Timestamp>>>,
}

impl Others {
    /// Reads cases once, by the fields that rules count by.
    #[must_use]
    pub fn of<'c, 'f: 'c>(cases: impl IntoIterator<Item = &'c CaseFacts<'f>>, counted: &[String]) -> Self {
        let mut found = Self::default();
        for case in cases {
            let Some(opened) = case.opened else { continue };
            found.all.push(opened);
            for field in counted {
                if let Some(value) = key(case, field) {
                    let by = found.same.entry(folded(field)).or_default();
                    by.entry(value).or_default().push(opened);
                }
            }
        }
        found.all.sort_unstable();
        found.same.values_mut().flat_map(BTreeMap::values_mut).for_each(|list| list.sort_unstable());
        found
    }

    /// How many cases were opened in the window that ends at a moment, this one among them; nothing where this one
    /// holds no value in the field.
    #[must_use]
    pub fn count(
        &self,
        case: &CaseFacts<'_>,
        field: Option<&str>,
        window: SignedDuration,
        at: Timestamp,
    ) -> Option<usize> {
        let empty = Vec::new();
        let list = match field {
            None => &self.all,
            Some(field) => {
                let value = key(case, field)?;
                self.same.get(&folded(field)).and_then(|by| by.get(&value)).unwrap_or(&empty)
            }
        };
        let from = at.checked_sub(window).unwrap_or(Timestamp::MIN);
        let within = list.partition_point(|opened| *opened <= at) - list.partition_point(|opened| *opened <= from);
        // A case whose beginning nobody wrote down is here now.
        Some(within + usize::from(case.opened.is_none()))
    }
}

/// The value by which a case is counted with others.
fn key(case: &CaseFacts<'_>, field: &str) -> Option<String> {
    let shown = case.shown(field);
    Some(folded(&shown)).filter(|value| !value.is_empty())
}
