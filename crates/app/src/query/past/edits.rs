//! The edits of a document: changes that belong together, said in a sentence.

use std::collections::BTreeSet;
use std::sync::Arc;

use bridgebook_domain::SectionId;
use bridgebook_domain::difference::{self, Said, say};
use bridgebook_store::HistoryChange;
use jiff::{SignedDuration, Timestamp};

use super::{Names, Then};
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::past::{AskedEdits, EditPlace, EditRow, Edits};
use crate::query::document::numbers as numbers_of;
use crate::wording::moment;
use crate::world::Loaded;

/// How long a person may pause and still be at the same edit.
const PAUSE: SignedDuration = SignedDuration::from_secs(120);
/// Edits that are told at once: each of them needs the document as it was before and after it.
const AT_ONCE: usize = 30;

/// Changes that belong together, by their places in the list of all.
struct Group {
    first: usize,
    last: usize,
    sections: BTreeSet<SectionId>,
}

impl Bridgebook {
    /// The edits between two moments, the newest first.
    pub(super) async fn edits(&self, asked: &AskedEdits) -> Result<Edits, ApiError> {
        let from = match &asked.from {
            Some(from) => Some(self.past(from).await?),
            None => None,
        };
        let to = match &asked.to {
            Some(to) => self.past(to).await?,
            None => Timestamp::MAX,
        };
        let mut changes = self.store.history(asked.document).await?;
        changes.sort_by_key(|change| change.arrived_at);
        changes.retain(|c| from.is_none_or(|from| c.arrived_at > from) && c.arrived_at <= to);
        let is_wanted = |group: &Group| {
            let by = &changes[group.first].author.name;
            (asked.author.is_empty() || *by == asked.author)
                && asked.section.is_none_or(|section| group.sections.contains(&section))
        };
        let groups: Vec<Group> = grouped(&changes).into_iter().filter(is_wanted).collect();
        let skip = usize::try_from(asked.skip).unwrap_or(usize::MAX);
        let mut list = Vec::new();
        for group in groups.iter().rev().skip(skip).take(AT_ONCE) {
            list.push(self.told(asked, &changes, group).await?);
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let all = groups.iter().map(|g| g.last - g.first + 1).sum();
        Ok(Edits { changes: count(all), edits: count(groups.len()), list })
    }

    async fn told(&self, asked: &AskedEdits, changes: &[HistoryChange], group: &Group) -> Result<EditRow, ApiError> {
        let (first, last) = (&changes[group.first], &changes[group.last]);
        let after = self.then(asked.document, Some(last.arrived_at)).await?;
        // The moment just before: changes of one moment are one step.
        let eve = first.arrived_at - SignedDuration::from_micros(1);
        let before = match self.store.document_at(asked.document, eve).await {
            Ok(then) => Some(Then {
                loaded: Arc::new(Loaded { id: asked.document, document: then.document, heads: then.heads }),
                directory: Arc::clone(&after.directory),
                at: Some(eve),
            }),
            Err(bridgebook_store::StoreError::NoSuchDocument(_)) => None,
            Err(error) => return Err(error.into()),
        };
        let said = match &before {
            None => Said { words: "Created".to_owned(), excerpt: String::new() },
            Some(before) => self.said(before, &after, &group.sections).await?,
        };
        let words = match (first.what.as_str(), said.words.as_str()) {
            (_, "") => "Nothing is left of it".to_owned(),
            ("undo", words) => format!("Undo: {}", lower(words)),
            ("redo", words) => format!("Redo: {}", lower(words)),
            (_, words) => words.to_owned(),
        };
        let numbers = numbers_of(&after.loaded.document);
        let old_numbers = before.as_ref().map(|b| numbers_of(&b.loaded.document));
        let places = group.sections.iter().filter_map(|id| {
            let stands = |then: &Then| then.loaded.document.sections.get(id).map(|s| s.heading.clone());
            let heading = stands(&after).or_else(|| before.as_ref().and_then(stands))?;
            let number = numbers.get(id).or_else(|| old_numbers.as_ref()?.get(id)).cloned().unwrap_or_default();
            Some(EditPlace { section: *id, number, heading })
        });
        Ok(EditRow {
            from: moment(first.arrived_at),
            at: moment(last.arrived_at),
            author: last.author.name.clone(),
            words,
            excerpt: said.excerpt,
            places: places.collect(),
            changes: u32::try_from(group.last - group.first + 1).unwrap_or(u32::MAX),
        })
    }

    /// What became of the sections of an edit, and of the header.
    async fn said(&self, before: &Then, after: &Then, sections: &BTreeSet<SectionId>) -> Result<Said, ApiError> {
        let (zone, now) = (self.zone().await?, after.at.unwrap_or_else(|| self.now()));
        let names = Names { directory: &after.directory, zone: &zone, now };
        let (was, is) = (&before.loaded.document, &after.loaded.document);
        let header = difference::header((was, &names), (is, &names));
        let found: Vec<_> = sections
            .iter()
            .filter_map(|id| {
                let side = |document: &'_ bridgebook_domain::Document| document.sections.get(id).cloned();
                let (old, new) = (side(was), side(is));
                let mut found = difference::of_section(
                    *id,
                    old.as_ref().map(|s| (s, &names as &dyn difference::Wording)),
                    new.as_ref().map(|s| (s, &names as &dyn difference::Wording)),
                )?;
                found.is_moved = old.zip(new).is_some_and(|(old, new)| old.pos != new.pos);
                Some(found)
            })
            .collect();
        Ok(say(&header, &found))
    }
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// Changes one after the other by the same author, of the same kind, in the same sections, without a long pause.
fn grouped(changes: &[HistoryChange]) -> Vec<Group> {
    let mut list: Vec<Group> = Vec::new();
    for (n, change) in changes.iter().enumerate() {
        let sections: BTreeSet<SectionId> = change.sections.iter().copied().collect();
        if let Some(group) = list.last_mut() {
            let before = &changes[group.last];
            let is_same = before.author.name == change.author.name
                && before.what == change.what
                && change.what == "edit"
                && group.sections == sections
                && change.arrived_at.duration_since(before.arrived_at) <= PAUSE;
            // What a document is made with in its first moment belongs to its creation.
            let is_begin = changes[group.first].what == "create"
                && changes[group.first].arrived_at == change.arrived_at
                && before.author.name == change.author.name;
            if is_same || is_begin {
                group.last = n;
                continue;
            }
        }
        list.push(Group { first: n, last: n, sections });
    }
    list
}
