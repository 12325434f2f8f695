//! When the personal data of cases goes by itself: each file has a date, a case may be held beyond it with a reason, and
//! nothing goes of a case that is open in an open incident. Pure functions of files, log and `now`, so that a laptop that
//! slept erases when it wakes, once. Source: domain reference B.10, architecture (personal data).

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::id::{AttachmentId, DocumentId, RowId, SectionId};
use crate::log::{Fact, PersonalErased, PersonalHeld, Recorded};

/// Days that a retention may be set to, at most: a hundred years.
pub const MOST_DAYS: u32 = 36_500;

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CasePlace {
    /// Document.
    pub document: DocumentId,
    /// Table.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
}

/// Somebody has the personal data of a case kept beyond its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Until when; none until it is released.
    pub until: Option<Timestamp>,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub by: String,
    /// Since when.
    pub since: Timestamp,
}

impl Hold {
    /// Whether it still holds.
    #[must_use]
    pub fn is_on(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// The personal data of a case was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// When.
    pub at: Timestamp,
    /// By whom; Bridgebook where its time was over.
    pub by: String,
    /// Why; empty where its time was over.
    pub reason: String,
    /// How many files.
    pub files: usize,
}

/// A file with personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalFile {
    /// Id.
    pub id: AttachmentId,
    /// SHA-256 of the bytes that are stored.
    pub hash: String,
    /// Until when it is to be kept.
    pub until: Timestamp,
}

/// Files that belong together: those of one case, or those that no case holds any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalUnit {
    /// The case; none for files that were replaced or taken out of their row.
    pub case: Option<CasePlace>,
    /// The files.
    pub files: Vec<PersonalFile>,
    /// Who has it kept.
    pub hold: Option<Hold>,
    /// Number of the open incident in which the case is open.
    pub open_in: Option<String>,
}

/// How the personal data of a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// It goes at this moment.
    Until(Timestamp),
    /// Somebody has it kept.
    Held,
    /// Its case is open in this open incident; else it went at its time.
    Open(String),
    /// Its time is over since this moment.
    Due(Timestamp),
}

/// Files whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// The case.
    pub case: Option<CasePlace>,
    /// The files.
    pub files: Vec<PersonalFile>,
    /// Since when the first of them is due.
    pub since: Timestamp,
}

impl PersonalUnit {
    /// How it stands; none where it has no file.
    #[must_use]
    pub fn stand(&self, now: Timestamp) -> Option<Stand> {
        let first = self.files.iter().map(|file| file.until).min()?;
        if let Some(hold) = self.hold.as_ref().filter(|hold| hold.is_on(now)) {
            // One that ends before the time of the data holds nothing up.
            return Some(match hold.until {
                Some(until) if until <= first => Stand::Until(first),
                _ => Stand::Held,
            });
        }
        if first > now {
            return Some(Stand::Until(first));
        }
        Some(match &self.open_in {
            Some(number) => Stand::Open(number.clone()),
            None => Stand::Due(self.hold.as_ref().and_then(|hold| hold.until).map_or(first, |until| until.max(first))),
        })
    }
}

/// What is to be erased now.
#[must_use]
pub fn due(units: &[PersonalUnit], now: Timestamp) -> Vec<Due> {
    let of = |unit: &PersonalUnit| match unit.stand(now) {
        Some(Stand::Due(since)) => {
            let files = unit.files.iter().filter(|file| file.until <= now).cloned().collect();
            Some(Due { case: unit.case, files, since })
        }
        _ => None,
    };
    units.iter().filter_map(of).collect()
}

/// The cases that somebody has kept, by document and row; released ones are not among them.
#[must_use]
pub fn holds<'a>(log: impl IntoIterator<Item = &'a Recorded>) -> BTreeMap<(DocumentId, RowId), Hold> {
    let mut found: BTreeMap<(DocumentId, RowId), Hold> = BTreeMap::new();
    for recorded in log.into_iter().filter(|r| r.entry.kind == "personal_held") {
        let Some(Fact::PersonalHeld(held)) = recorded.entry.fact() else { continue };
        let PersonalHeld { document, row, until, released, reason, .. } = held;
        let (by, since) = (recorded.entry.author.name.clone(), recorded.entry.event_at);
        if found.get(&(document, row)).is_some_and(|known| known.since > since) {
            continue;
        }
        if released {
            found.remove(&(document, row));
        } else {
            found.insert((document, row), Hold { until, reason, by, since });
        }
    }
    found
}

/// The last erasure of a case, where there was one.
#[must_use]
pub fn erased<'a>(log: impl IntoIterator<Item = &'a Recorded>, document: DocumentId, row: RowId) -> Option<Erased> {
    let of =
        |recorded: &&Recorded| match (recorded.entry.kind == "personal_erased").then(|| recorded.entry.fact())?? {
            Fact::PersonalErased(PersonalErased { document: Some(of), row: Some(at), files, reason, .. })
                if of == document && at == row =>
            {
                let (by, at) = (recorded.entry.author.name.clone(), recorded.entry.event_at);
                Some(Erased { at, by, reason, files: files.len() })
            }
            _ => None,
        };
    log.into_iter().filter_map(|recorded| of(&recorded)).max_by_key(|erased| erased.at)
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::log::ErasedFile;
    use crate::test::{Log, at};

    fn file(n: u128, until: Timestamp) -> PersonalFile {
        PersonalFile { id: AttachmentId::new(Uuid::from_u128(n)), hash: format!("h{n}"), until }
    }

    fn place() -> CasePlace {
        CasePlace {
            document: DocumentId::new(Uuid::from_u128(1)),
            section: SectionId::new(Uuid::from_u128(2)),
            row: RowId::new(Uuid::from_u128(3)),
        }
    }

    fn unit(files: Vec<PersonalFile>) -> PersonalUnit {
        PersonalUnit { case: Some(place()), files, hold: None, open_in: None }
    }

    fn hold(until: Option<Timestamp>) -> Option<Hold> {
        Some(Hold { until, reason: "court".into(), by: "Ada".into(), since: at("08:00") })
    }

    #[test]
    fn a_file_goes_at_its_time_and_not_a_moment_before() {
        let one = unit(vec![file(1, at("12:00")), file(2, at("13:00"))]);
        assert_eq!(one.stand(at("11:59:59")), Some(Stand::Until(at("12:00"))));
        assert!(due(std::slice::from_ref(&one), at("11:59:59")).is_empty());
        let now = due(std::slice::from_ref(&one), at("12:00"));
        assert_eq!((now[0].files.len(), now[0].since), (1, at("12:00")), "only the one whose time is over");
        assert_eq!(due(&[one], at("14:00"))[0].files.len(), 2);
        assert_eq!(unit(Vec::new()).stand(at("12:00")), None);
    }

    #[test]
    fn what_is_held_stays_and_goes_when_the_hold_ends() {
        let mut one = unit(vec![file(1, at("12:00"))]);
        one.hold = hold(None);
        assert_eq!(one.stand(at("23:00")), Some(Stand::Held));
        one.hold = hold(Some(at("15:00")));
        assert_eq!(one.stand(at("14:00")), Some(Stand::Held));
        assert_eq!(one.stand(at("15:00")), Some(Stand::Due(at("15:00"))), "due since the hold ended");
        one.hold = hold(Some(at("10:00")));
        assert_eq!(
            one.stand(at("09:00")),
            Some(Stand::Until(at("12:00"))),
            "a hold that is over before changes nothing"
        );
    }

    #[test]
    fn nothing_goes_by_itself_of_a_case_that_is_open_in_an_open_incident() {
        let mut one = unit(vec![file(1, at("12:00"))]);
        one.open_in = Some("INC-7".into());
        assert_eq!(one.stand(at("11:00")), Some(Stand::Until(at("12:00"))));
        assert_eq!(one.stand(at("13:00")), Some(Stand::Open("INC-7".into())));
        assert!(due(&[one], at("13:00")).is_empty());
    }

    #[test]
    fn holds_and_erasures_are_read_from_the_log() {
        let CasePlace { document, section, row } = place();
        let held = |until, released| {
            let reason = "court".to_owned();
            Fact::PersonalHeld(PersonalHeld { document, section, row, until, released, reason })
        };
        let mut log = Log::default();
        log.add("09:00", held(None, false));
        assert_eq!(holds(&log.entries)[&(document, row)].until, None);
        log.add("10:00", held(Some(at("18:00")), false));
        assert_eq!(holds(&log.entries)[&(document, row)].until, Some(at("18:00")), "the last one counts");
        log.add("11:00", held(None, true));
        assert!(holds(&log.entries).is_empty());
        assert_eq!(erased(&log.entries, document, row), None);
        let id = AttachmentId::new(Uuid::from_u128(9));
        let files = vec![ErasedFile { id, hash: "h".into() }];
        let (document_of, section_of, row_of) = (Some(document), Some(section), Some(row));
        let fact = PersonalErased {
            document: document_of,
            section: section_of,
            row: row_of,
            files,
            reason: "asked for".into(),
            due_at: None,
        };
        log.add("12:00", Fact::PersonalErased(fact));
        let known = erased(&log.entries, document, row).expect("it was erased");
        assert_eq!((known.at, known.reason.as_str(), known.files), (at("12:00"), "asked for", 1));
        assert_eq!(erased(&log.entries, document, RowId::new(Uuid::from_u128(4))), None, "another case");
    }

    proptest! {
        /// Whatever was erased at one look is not due at the next, and what is due stays due until then.
        #[test]
        fn looking_twice_erases_once(hours in prop::collection::vec(0_i64..200, 0..8), now in 0_i64..200, later in 0_i64..200, held in prop::option::of(0_i64..200)) {
            let moment = |hours: i64| at("00:00") + SignedDuration::from_hours(hours);
            let files: Vec<PersonalFile> = (1..).zip(&hours).map(|(n, h)| file(n, moment(*h))).collect();
            let mut one = unit(files);
            one.hold = held.and_then(|h| hold(Some(moment(h))));
            let first = due(std::slice::from_ref(&one), moment(now));
            let gone: Vec<AttachmentId> = first.iter().flat_map(|d| &d.files).map(|f| f.id).collect();
            for file in first.iter().flat_map(|d| &d.files) {
                prop_assert!(file.until <= moment(now));
            }
            one.files.retain(|file| !gone.contains(&file.id));
            prop_assert!(due(std::slice::from_ref(&one), moment(now)).is_empty());
            let second = due(&[one], moment(now + later));
            prop_assert!(second.iter().flat_map(|d| &d.files).all(|file| !gone.contains(&file.id)));
        }
    }
}
