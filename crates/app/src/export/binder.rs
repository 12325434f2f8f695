//! What is printed: documents with the directory's words, and the facts of the incident at the moment.

use std::collections::BTreeMap;

use bridgebook_domain::cadence::{PromiseOutcome, promises};
use bridgebook_domain::canonical;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Decision, Fact, Recorded};
use bridgebook_domain::{DocumentId, IncidentId};
use bridgebook_pdf::{
    Binder, Cards, CheckpointDecision, DocumentInput, Filling, Front, IncidentFacts, Inks, LevelCall, LogLine, Options,
    Paper,
};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::ExportOptions;
use crate::wording::log_label;
use crate::world::Loaded;

/// The choices of the person who prints.
pub fn choices(options: &ExportOptions, is_binder: bool) -> Options {
    Options {
        paper: if options.paper == "letter" { Paper::Letter } else { Paper::A4 },
        inks: if options.grey { Inks::Grey } else { Inks::Colour },
        filling: if options.blank { Filling::Blank } else { Filling::Filled },
        cards: match (options.cards, is_binder) {
            (false, _) => Cards::Without,
            (true, true) => Cards::With,
            (true, false) => Cards::Only,
        },
        front: if is_binder { Front::CoverAndContents } else { Front::None },
        ..Options::default()
    }
}

impl Bridgebook {
    /// Everything that is printed, at a moment.
    pub(super) async fn binder(
        &self,
        loaded: &[Loaded],
        incident: Option<IncidentId>,
        at: Option<Timestamp>,
    ) -> Result<Binder, ApiError> {
        let (moment, zone, directory) = (at.unwrap_or_else(|| self.now()), self.zone().await?, self.directory().await?);
        let of = match incident {
            Some(id) => Some(id),
            None => loaded.first().and_then(|l| l.document.header_text("incident").parse().ok()),
        };
        let log: Vec<Recorded> = match of {
            Some(id) => {
                self.log(Some(id)).await?.iter().filter(|r| at.is_none_or(|at| r.arrived_at <= at)).cloned().collect()
            }
            None => Vec::new(),
        };
        let known = of.and_then(|id| Incident::fold(id, log.iter()));
        let head = log.last().map_or_else(String::new, |r| r.entry.hash.clone());
        let contents = loaded.iter().map(|l| canonical::content_hash(&l.document)).chain([head]);
        let hash = super::write::digest(contents);
        let mut documents = Vec::with_capacity(loaded.len());
        for l in loaded {
            let pictures = self.studio(&l.document, at).await?.draw_all(l.id, &l.document);
            let decisions = decisions(l.id, &log, &directory);
            let files = self.printed_files(&l.document).await;
            documents.push(DocumentInput { document: l.document.clone(), decisions, pictures, files });
        }
        Ok(Binder {
            incident: known.as_ref().map(|i| facts(i, loaded, &directory, moment)),
            moment,
            zone,
            organisation: self.setting("organisation").await?,
            documents,
            names: directory.entries().map(|e| (e.id.clone(), e.name.clone())).collect(),
            // The log belongs to the whole binder, not to a single document taken out of it.
            log: incident.map(|_| lines(&log)),
            hash,
        })
    }
}

fn facts(incident: &Incident, loaded: &[Loaded], directory: &Directory, moment: Timestamp) -> IncidentFacts {
    let capital = |word: String| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |c| c.to_uppercase().collect::<String>() + letters.as_str())
    };
    let mut updates: BTreeMap<String, Vec<(Timestamp, u32)>> = BTreeMap::new();
    let scores = promises(incident, directory, moment);
    for sent in &incident.sent {
        let answered = scores.iter().find(|p| p.audience == sent.audience && p.number + 1 == sent.number);
        let late = match answered.map(|p| &p.outcome) {
            Some(PromiseOutcome::Late { by_seconds, .. }) => u32::try_from(by_seconds / 60).unwrap_or(0),
            _ => 0,
        };
        updates.entry(directory.words(&sent.audience).to_owned()).or_default().push((sent.at, late));
    }
    IncidentFacts {
        number: incident.number.clone(),
        title: incident.title.clone(),
        severity: directory.words(&incident.severity).to_owned(),
        state: capital(incident.state.value.to_string()),
        commander: incident.commander.as_ref().map_or_else(String::new, |c| directory.words(c).to_owned()),
        declared_at: Some(incident.declared_at),
        states: incident.states.iter().map(|s| (capital(s.value.to_string()), s.at)).collect(),
        period: incident.period().map(|p| (p.number, p.from, Some(p.to))),
        classification: loaded
            .first()
            .map_or_else(String::new, |l| l.document.header_text("classification").to_owned()),
        impact: String::new(),
        updates: updates.into_iter().collect(),
        detected_at: Some(incident.detected_at),
        resolved_at: incident.resolved_at,
        calls: LevelCall::all(incident, |written| directory.words(written).to_owned()),
    }
}

fn decisions(document: DocumentId, log: &[Recorded], directory: &Directory) -> BTreeMap<String, CheckpointDecision> {
    let mut map = BTreeMap::new();
    for recorded in log {
        if let Some(Fact::ApprovalGiven { document: of, checkpoint, hash, decision, .. }) = recorded.entry.fact()
            && of == document
        {
            let entry = &recorded.entry;
            let decided = CheckpointDecision {
                word: decision.to_string(),
                is_positive: decision != Decision::Rejected,
                at: entry.event_at,
                by: directory.words(&entry.author.name).to_owned(),
                hash,
                note: String::new(),
            };
            map.insert(checkpoint, decided);
        }
    }
    map
}

fn lines(log: &[Recorded]) -> Vec<LogLine> {
    let mut list: Vec<LogLine> = log
        .iter()
        .map(|r| {
            let fact = r.entry.fact();
            let begins = match &fact {
                Some(Fact::Declared { .. }) => "Investigating".to_owned(),
                Some(Fact::StateChanged { .. }) => log_label(&r.entry.kind, fact.as_ref()).to_owned(),
                _ => String::new(),
            };
            LogLine {
                event_at: r.entry.event_at,
                entered_at: r.entry.entered_at,
                kind: log_label(&r.entry.kind, fact.as_ref()).to_lowercase(),
                text: r.entry.text.clone(),
                author: r.entry.author.name.clone(),
                begins,
            }
        })
        .collect();
    list.sort_by_key(|l| (l.event_at, l.entered_at));
    list
}
