//! Where an entry of the directory is used: in documents, and in open incidents.

use bridgebook_domain::DocumentId;
use bridgebook_domain::directory::used::{Sought, uses};
use bridgebook_domain::value::ReferenceKind;

use super::finding::place_words;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::person::{HeldRow, UsedReading, UsedRow};

/// Places that are listed; what is named more often is found by searching.
const PLACES: usize = 1_000;

/// Places that a sentence names.
const NAMED: usize = 5;

impl Bridgebook {
    /// Where names, numbers and addresses of people stand written by hand now, as a sentence; nothing where they do not.
    pub(crate) async fn left_by_hand(&self, people: &[DocumentId]) -> Result<Option<String>, ApiError> {
        let directory = self.directory().await?;
        let (mut entries, mut addresses) = (Vec::new(), Vec::new());
        for id in people {
            let loaded = self.document(*id).await?;
            addresses.extend(bridgebook_domain::directory::addresses(*id, &loaded.document));
            entries.extend(directory.get(&id.to_string()).cloned());
        }
        let left = Sought::left_of(&directory, entries.iter(), &addresses);
        let mut places = Vec::new();
        for id in self.store.documents_naming(left.needles()).await? {
            if people.contains(&id) {
                continue;
            }
            let content = self.store.document(id).await?;
            let found = uses(&content.document, &left);
            let words = place_words(&content.document, found.iter().map(|u| (u.section, u.row, u.column)));
            places.extend(words.into_iter().map(|place| format!("“{}”, {place}", content.document.title())));
        }
        places.sort();
        let more = places.len().saturating_sub(NAMED);
        places.truncate(NAMED);
        let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
        Ok((!places.is_empty()).then(|| {
            format!(
                "What is written by hand stays until somebody takes it out, and then in the history of its document: the name, \
                 a number or an address stands in {}{rest}",
                places.join("; ")
            )
        }))
    }

    pub(crate) async fn used(&self, written: &str) -> Result<UsedReading, ApiError> {
        let entry = self.entry_named(written).await?;
        let directory = self.directory().await?;
        let sought = Sought::of(&directory, &entry);
        let own: Vec<DocumentId> = match entry.kind {
            ReferenceKind::Person => directory.ids_of(&entry).iter().filter_map(|id| id.parse().ok()).collect(),
            _ => Vec::new(),
        };
        let mut places: Vec<UsedRow> = Vec::new();
        for id in self.store.documents_naming(sought.needles()).await? {
            if own.contains(&id) || places.len() >= PLACES {
                continue;
            }
            // Read for this and not kept: a document in which a name stands may be long and of no further use.
            let content = self.store.document(id).await?;
            if bridgebook_domain::directory::is_merged(&content.document) {
                continue;
            }
            let found = uses(&content.document, &sought);
            let words = place_words(&content.document, found.iter().map(|u| (u.section, u.row, u.column)));
            places.extend(found.into_iter().zip(words).take(PLACES).map(|(found, place)| UsedRow {
                how: found.how,
                document: id,
                title: content.document.title().to_owned(),
                section: found.section,
                row: found.row,
                path: found.path,
                place,
            }));
        }
        // References first, then what could become one.
        places.sort_by(|a, b| a.how.cmp(&b.how).then_with(|| a.title.cmp(&b.title)));
        let is_it = |written: &str| directory.known(&[], written).is_some_and(|e| e.id == entry.id);
        let mut held = Vec::new();
        for incident in self.incidents().await?.iter().filter(|i| i.closed_at.is_none()) {
            let title = format!("{} {}", incident.number, incident.title);
            let row = |kind: &str, words: String| HeldRow {
                incident: incident.id,
                title: title.clone(),
                kind: kind.to_owned(),
                words,
            };
            let roles =
                incident.roles.iter().filter(|r| r.renounced_at.is_none() && (is_it(&r.person) || is_it(&r.role)));
            held.extend(roles.map(|r| row("role", directory.words(&r.role).to_owned())));
            let actions =
                incident.actions.iter().filter(|a| a.closed_at.is_none() && a.owner.as_deref().is_some_and(is_it));
            held.extend(actions.map(|a| row("action", a.text.clone())));
        }
        Ok(UsedReading { id: entry.id.clone(), name: entry.name.clone(), places, held })
    }
}
