//! What every screen shows, the incidents, the directory and the settings.

use std::sync::PoisonError;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::incident::{IncidentSummary, Overview};
use crate::api::people::{Directory, DirectoryEntry};
use crate::api::settings::Settings;
use crate::case_watch::is_watch;
use crate::intent::{is_mapping, is_writing};
use crate::outbox::CHANNELS;
use crate::reminder::is_telling;
use crate::wording::moment;
use crate::world::is_directory;
use crate::{folder, query::board::summary};

impl Bridgebook {
    pub(super) async fn overview(&self) -> Result<Overview, ApiError> {
        let author = self.author().await?;
        let rows = self.rows().await?;
        let people = rows.iter().filter(|r| r.text("template") == bridgebook_domain::directory::PERSON).count();
        let documents = rows.iter().filter(|r| !is_directory(r.text("template"))).count();
        let zone = self.zone().await?;
        let saved_at = *self.saved_at.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Overview {
            now: moment(self.now()),
            zone: zone.iana_name().unwrap_or("UTC").to_owned(),
            clock_runs: self.clock.runs(),
            is_time_supposed: self.clock.is_supposed(),
            is_sample: self.is_sample,
            me: author.name,
            me_id: author.person,
            incidents: self.incident_list().await?,
            documents: u32::try_from(documents).unwrap_or(u32::MAX),
            people: u32::try_from(people).unwrap_or(u32::MAX),
            data_folder: self.folder.display().to_string(),
            saved_at: saved_at.map(moment).unwrap_or_default(),
            silence: self.silence().await?,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    pub(super) async fn incident_list(&self) -> Result<Vec<IncidentSummary>, ApiError> {
        let directory = self.directory().await?;
        Ok(self.incidents().await?.iter().map(|i| summary(i, &directory)).collect())
    }

    pub(super) async fn directory_list(&self) -> Result<Directory, ApiError> {
        let directory = self.directory().await?;
        let entries = directory.entries().filter(|entry| !entry.is_away).map(|entry| {
            let person = directory.person(&entry.id);
            let note = match &person {
                Some(p) => [p.titles.join(", "), p.native_name.clone()]
                    .into_iter()
                    .filter(|s| !s.is_empty())
                    .collect::<Vec<_>>()
                    .join(" · "),
                None => ["definition", "responsibilities", "description", "criteria", "note", "kind"]
                    .iter()
                    .map(|key| directory.words(entry.text(key)))
                    .find(|text| !text.is_empty())
                    .unwrap_or("")
                    .to_owned(),
            };
            let channels =
                person.as_ref().map(|p| p.contacts.iter().map(|c| format!("{} {}", c.kind, c.address)).collect());
            DirectoryEntry {
                id: entry.id.clone(),
                kind: entry.kind.to_string(),
                name: entry.name.clone(),
                call: directory.call_name(entry),
                note,
                document: entry.document,
                channels: channels.unwrap_or_default(),
                zone: person.map(|p| p.zone).unwrap_or_default(),
            }
        });
        Ok(Directory { entries: entries.collect() })
    }

    pub(super) async fn settings(&self) -> Result<Settings, ApiError> {
        let size = std::fs::metadata(self.store.folder().database()).map_or(0, |m| m.len() / 1024);
        Ok(Settings {
            values: self
                .store
                .settings()
                .await?
                .into_iter()
                .filter(|(key, _)| {
                    !is_writing(key) && !is_mapping(key) && !is_watch(key) && !is_telling(key) && key != CHANNELS
                })
                .collect(),
            data_folder: self.folder.display().to_string(),
            backup_folder: folder::backups(&self.folder).display().to_string(),
            template_folder: folder::templates(&self.folder).display().to_string(),
            size_kib: u32::try_from(size).unwrap_or(u32::MAX),
        })
    }
}
