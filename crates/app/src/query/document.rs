//! One document: open, at a past moment, its history, as text.

use std::collections::BTreeMap;

use bridgebook_domain::directory::Directory;
use bridgebook_domain::finding::{Finding, FindingLevel};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::Fact;
use bridgebook_domain::{Block, Document, DocumentId, Section, SectionId, Value, canonical};
use jiff::Timestamp;

use super::board;
use super::finding::{EACH, Listing};
use super::library::counted;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::document::{BoundField, Change, OpenDocument, OutlineItem};
use crate::wording::{moment, wall};
use crate::words::Reading;
use crate::world::Loaded;

impl Bridgebook {
    pub(super) async fn open_document(&self, id: DocumentId, at: Option<&str>) -> Result<OpenDocument, ApiError> {
        let as_of = match at {
            Some(at) => Some(self.past(at).await?),
            None => None,
        };
        let loaded = self.document_then(id, as_of).await?;
        let directory = self.directory_then(as_of).await?;
        let found = if as_of.is_none() { self.raw_findings(&loaded).await? } else { Vec::new() };
        let mut listing = Listing::new(EACH);
        listing.take(&found, &loaded.document);
        let findings = listing.done();
        let author = self.author().await?;
        let (undo, redo) = self.store.undo_depths(id, &author).await?;
        let content = canonical::live(&loaded.document);
        let summary = self.summary_of(&self.row(id).await?, counted(found.iter().map(|f| f.level))).await?;
        Ok(OpenDocument {
            id,
            hash: canonical::content_hash(&loaded.document),
            outline: outline(&loaded.document, &found),
            names: names_in(&loaded.document, &directory, self.directory().await?.as_ref()),
            bound: self.bound(&loaded.document, &directory, as_of).await?,
            approval: self.approval(id, &loaded, as_of).await?,
            heads: loaded.heads.clone(),
            content,
            summary,
            findings: findings.rows,
            finding_counts: findings.counts,
            can_undo: undo > 0,
            can_redo: redo > 0,
            as_of: as_of.map(moment),
        })
    }

    /// A moment of the past as it was typed or sent.
    pub(crate) async fn past(&self, at: &str) -> Result<Timestamp, ApiError> {
        if let Ok(at) = at.parse() {
            return Ok(at);
        }
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        Reading { directory: &directory, now: self.now(), zone: &zone }.moment(at)
    }

    /// A document now, or as it was known here at a moment.
    pub(crate) async fn document_then(
        &self,
        id: DocumentId,
        at: Option<Timestamp>,
    ) -> Result<std::sync::Arc<Loaded>, ApiError> {
        let Some(at) = at else { return self.document(id).await };
        let content = match self.store.document_at(id, at).await {
            Ok(content) => content,
            Err(error) => return Err(self.not_yet(id, at, error).await),
        };
        Ok(std::sync::Arc::new(Loaded { id, document: content.document, heads: content.heads }))
    }

    /// The incident a document belongs to, if any.
    pub(crate) async fn incident_of(&self, document: &Document) -> Result<Option<Incident>, ApiError> {
        match document.header_text("incident").parse() {
            Ok(id) => Ok(self.incident(id).await.ok()),
            Err(_) => Ok(None),
        }
    }

    /// Facts that live in the log and are shown in a document, never stored in it.
    async fn bound(
        &self,
        document: &Document,
        directory: &Directory,
        at: Option<Timestamp>,
    ) -> Result<Vec<BoundField>, ApiError> {
        let Ok(id) = document.header_text("incident").parse() else { return Ok(Vec::new()) };
        let log = self.log_then(Some(id), at).await?;
        let Some(incident) = Incident::fold(id, log.iter()) else { return Ok(Vec::new()) };
        let zone = self.zone().await?;
        let summary = board::summary(&incident, directory);
        let field = |label: &str, value: String| BoundField { label: label.to_owned(), value };
        let mut list = vec![
            field("Incident", format!("{} {}", summary.number, summary.title)),
            field("Severity", summary.severity),
            field("State", format!("{}, {}", summary.state, wall(incident.state.at, &zone))),
        ];
        if let Some(p) = incident.period() {
            list.push(field("Period", format!("{} · {} to {}", p.number, wall(p.from, &zone), wall(p.to, &zone))));
        }
        if !summary.commander.is_empty() {
            list.push(field("Commander", summary.commander));
        }
        Ok(list)
    }

    /// The last approval in words, and whether the document was edited since.
    async fn approval(&self, id: DocumentId, loaded: &Loaded, at: Option<Timestamp>) -> Result<String, ApiError> {
        let zone = self.zone().await?;
        let incident = self.incident_of(&loaded.document).await?.map(|i| i.id);
        let log = self.log_then(incident, at).await?;
        let last = log.iter().rev().find_map(|r| match r.entry.fact() {
            Some(Fact::ApprovalGiven { document, hash, decision, .. }) if document == id => Some((r, hash, decision)),
            _ => None,
        });
        Ok(last.map_or_else(String::new, |(r, hash, decision)| {
            let who = &r.entry.author.name;
            let when = wall(r.entry.event_at, &zone);
            let since = if canonical::is_approved_content(&loaded.document, &hash) {
                ""
            } else {
                "; edited since, so it is back in review"
            };
            format!("{decision} by {who} at {when}{since}")
        }))
    }

    pub(super) async fn history(&self, id: DocumentId) -> Result<Vec<Change>, ApiError> {
        let loaded = self.document(id).await?;
        let heading = |s: &SectionId| loaded.document.sections.get(s).map(|s| s.heading.clone());
        let mut changes = self.store.history(id).await?;
        // By moment, not by its text: “12:00:00Z” is earlier than “12:00:00.5Z”.
        changes.reverse();
        changes.sort_by_key(|change| std::cmp::Reverse(change.arrived_at));
        let list = changes
            .into_iter()
            .map(|change| {
                let sections: Vec<String> = change.sections.iter().filter_map(heading).collect();
                let words = match change.what.as_str() {
                    "create" => "Created".to_owned(),
                    what => {
                        let place = if sections.is_empty() { "Header".to_owned() } else { sections.join(", ") };
                        match what {
                            "undo" => format!("Undone: {place}"),
                            "redo" => format!("Done again: {place}"),
                            _ => place,
                        }
                    }
                };
                Change { at: moment(change.arrived_at), author: change.author.name, words, sections }
            })
            .collect();
        Ok(list)
    }

    pub(super) async fn markdown(&self, id: DocumentId, at: Option<&str>) -> Result<String, ApiError> {
        let as_of = match at {
            Some(at) => Some(self.past(at).await?),
            None => None,
        };
        let loaded = self.document_then(id, as_of).await?;
        self.file_text(&loaded, as_of).await
    }
}

/// The number of each section as printed: "3", "3.1".
#[must_use]
pub fn numbers(document: &Document) -> BTreeMap<SectionId, String> {
    let (mut section, mut part) = (0, 0);
    let mut map = BTreeMap::new();
    for (id, entry) in document.live_sections() {
        if entry.depth >= 2 && section > 0 {
            part += 1;
            map.insert(id, format!("{section}.{part}"));
        } else {
            section += 1;
            part = 0;
            map.insert(id, section.to_string());
        }
    }
    map
}

fn outline(document: &Document, findings: &[Finding]) -> Vec<OutlineItem> {
    let mut numbers = numbers(document);
    let mut counts: BTreeMap<(SectionId, FindingLevel), u32> = BTreeMap::new();
    for (section, level) in findings.iter().filter_map(|f| Some((f.section?, f.level))) {
        *counts.entry((section, level)).or_default() += 1;
    }
    let count = |id: SectionId, level: FindingLevel| counts.get(&(id, level)).copied().unwrap_or_default();
    document
        .live_sections()
        .into_iter()
        .map(|(id, section)| OutlineItem {
            section: id,
            number: numbers.remove(&id).unwrap_or_default(),
            heading: section.heading.clone(),
            depth: section.depth,
            state: state(section).to_owned(),
            errors: count(id, FindingLevel::Error),
            warnings: count(id, FindingLevel::Warning),
        })
        .collect()
}

/// How far a section is filled: nothing, something, or everything that is asked for.
fn state(section: &Section) -> &'static str {
    let block = &section.block;
    if block.is_empty() {
        return "empty";
    }
    if section.kind == bridgebook_domain::BlockKind::Prose {
        return "complete";
    }
    let required: Vec<_> = block.live_columns().into_iter().filter(|(_, c)| c.is_required()).collect();
    let filled =
        |row: &bridgebook_domain::Row| required.iter().all(|(id, _)| row.cells.get(id).is_some_and(|v| !v.is_empty()));
    let has_any = |row: &bridgebook_domain::Row| row.cells.values().any(|v| !v.is_empty());
    let rows = block.live_rows();
    let complete = rows.iter().filter(|(_, r)| has_any(r)).all(|(_, r)| filled(r));
    if complete { "complete" } else { "started" }
}

/// The names of everything a document refers to, as they were; what came to the directory later by the name it has now.
fn names_in(document: &Document, directory: &Directory, today: &Directory) -> BTreeMap<String, String> {
    let of_block = |b: &Block| {
        let cells = b.rows.values().flat_map(|r| r.cells.values());
        let options = b.columns.values().flat_map(|c| c.options.values()).cloned().map(Value::One);
        cells.cloned().chain(options).chain(b.settings.values().cloned()).collect::<Vec<_>>()
    };
    let values = document.header.values().cloned().chain(document.sections.values().flat_map(|s| of_block(&s.block)));
    values
        .flat_map(|v| v.members().into_iter().map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|member| {
            // Whoever was erased since is not named of the past either.
            let names = if today.is_erased(&member) || directory.get(&member).is_none() { today } else { directory };
            let name = names.words(&member).to_owned();
            (name != member).then_some((member, name))
        })
        .collect()
}
