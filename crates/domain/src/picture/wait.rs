//! How long work stands at the checkpoints of a hand-off map (domain reference B.10), where the map itself does not say
//! it: the baseline audit of the same document, else its issue log.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::block::{BlockKind, Section};
use crate::document::Document;
use crate::duration;
use crate::metric::nearest_rank;
use crate::view::{folded, rows};

/// What the rest of a document measured at its checkpoints, by folded name.
#[derive(Debug, Default)]
pub(super) struct Measured {
    audit: BTreeMap<String, Audited>,
    issues: BTreeMap<String, Vec<i64>>,
}

/// What the baseline audit says of a place.
#[derive(Debug, Default)]
struct Audited {
    volume: Option<f64>,
    waits: Vec<SignedDuration>,
}

/// A median wait, and where it comes from in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wait {
    /// The median.
    pub span: SignedDuration,
    /// Where it comes from.
    pub source: String,
}

impl Wait {
    /// In words: `26 h (median of 5 issues)`.
    pub fn words(&self) -> String {
        format!("{} ({})", duration::print(self.span), self.source)
    }
}

impl Measured {
    /// Reads a document.
    pub fn of(document: &Document) -> Self {
        let mut found = Self::default();
        for (_, section) in document.sections_of(&BlockKind::Table) {
            let has = |key: &str| section.block.column_by_key(key).is_some();
            if section.block.setting("preset") == "baseline-audit" {
                found.read_audit(section);
            } else if ["checkpoint", "opened", "resolved"].into_iter().all(has) {
                found.read_issues(section);
            }
        }
        found
    }

    fn read_audit(&mut self, section: &Section) {
        for (_, view) in rows(&section.block) {
            let place = folded(view.text("where"));
            if place.is_empty() {
                continue;
            }
            let audited = self.audit.entry(place).or_default();
            if let Some(volume) = view.number("volume") {
                *audited.volume.get_or_insert(0.0) += volume;
            }
            audited.waits.extend(view.duration("wait"));
        }
    }

    fn read_issues(&mut self, section: &Section) {
        for (_, view) in rows(&section.block) {
            let (place, opened, resolved) =
                (folded(view.text("checkpoint")), view.instant("opened"), view.instant("resolved"));
            let span = |(from, to): (Timestamp, Timestamp)| Some(to.duration_since(from)).filter(|s| !s.is_negative());
            // An issue that nobody solved yet has stood for a time that nobody knows.
            if let Some(span) = opened.zip(resolved).and_then(span)
                && !place.is_empty()
            {
                self.issues.entry(place).or_default().push(span.as_secs());
            }
        }
    }

    /// The median wait at a checkpoint by the baseline audit; none where several of its rows say one, as medians have no
    /// median.
    pub fn audited(&self, name: &str) -> Option<Wait> {
        match self.audit.get(&folded(name))?.waits.as_slice() {
            [span] => Some(Wait { span: *span, source: "baseline audit".to_owned() }),
            _ => None,
        }
    }

    /// The volume a week at a checkpoint by the baseline audit.
    pub fn volume(&self, name: &str) -> Option<f64> {
        self.audit.get(&folded(name))?.volume
    }

    /// The median time from seen to solved of the issues at a checkpoint.
    pub fn of_issues(&self, name: &str) -> Option<Wait> {
        let mut spans = self.issues.get(&folded(name))?.clone();
        spans.sort_unstable();
        let span = SignedDuration::from_secs(nearest_rank(&spans, 50)?);
        let source = if spans.len() == 1 { "1 issue".to_owned() } else { format!("median of {} issues", spans.len()) };
        Some(Wait { span, source })
    }
}
