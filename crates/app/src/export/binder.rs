//! What is printed: documents with the directory's words, and the facts of the incident at the moment.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::cadence::{CadenceView, PromiseOutcome, promises};
use bridgebook_domain::canonical;
use bridgebook_domain::checkpoint::checkpoints;
use bridgebook_domain::directory::{Directory, ERASED_PERSON};
use bridgebook_domain::escalation::escalation_clocks;
use bridgebook_domain::finding::Finding;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::live_view::label;
use bridgebook_domain::log::{Fact, PlanPart, Recorded};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{BlockKind, Document, IncidentId, RowId, raci};
use bridgebook_pdf::{
    Binder, Cards, DocumentInput, Filling, Front, IncidentFacts, Inks, LevelCall, LogLine, Options, Paper, SentUpdate,
};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::ExportOptions;
use crate::export::attachment::Unread;
use crate::export::live;
use crate::jobs::Job;
use crate::names::DirectoryNames;
use crate::world::Loaded;
use crate::{folder, template};

/// What was found in the matrices of a document; what is past is not checked.
fn matrix_findings(loaded: &Loaded, directory: &Directory, now: Timestamp) -> Vec<Finding> {
    let document = &loaded.document;
    if document.is_past() {
        return Vec::new();
    }
    let matrices = document.sections_of(&BlockKind::Raci).into_iter();
    let found = matrices.flat_map(|(id, section)| raci::findings(loaded.id, document, id, section, directory, now));
    let mut list: Vec<Finding> = found.collect();
    list.sort_by_key(|f| f.level);
    list
}

/// The hash of each content, in order. A binder has many documents, so several threads share them.
fn content_hashes(loaded: &[Loaded]) -> Vec<String> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let hashes =
        |part: &[Loaded]| -> Vec<String> { part.iter().map(|l| canonical::content_hash(&l.document)).collect() };
    let (own, others) = loaded.split_at(loaded.len().div_ceil(threads));
    std::thread::scope(|scope| {
        let parts = others.chunks(own.len().max(1));
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || hashes(part))).collect();
        let mut all = hashes(own);
        for thread in threads {
            all.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    })
}

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
    /// The template that a document was made from, which says what of it is given; none where it is gone or damaged.
    fn template_behind(&self, document: &Document, directory: &Directory) -> Option<Document> {
        let name = document.header_text("template");
        if name.is_empty() {
            return None;
        }
        let template = template::find(&folder::templates(&self.folder), name).ok()?;
        template.document(&mut || self.fresh(), &DirectoryNames(directory)).ok()
    }

    /// Everything that is printed, at a moment, and the pictures in it that are still to be read. A blank form also
    /// needs what its template gives.
    pub(super) async fn binder(
        &self,
        loaded: &[Loaded],
        incident: Option<IncidentId>,
        (at, blank): (Option<Timestamp>, bool),
        job: &Job<'_>,
    ) -> Result<(Binder, Vec<Unread>), ApiError> {
        let (moment, zone, directory) =
            (at.unwrap_or_else(|| self.now()), self.zone().await?, self.directory_then(at).await?);
        let of = match incident {
            Some(id) => Some(id),
            None => loaded.first().and_then(|l| l.document.header_text("incident").parse().ok()),
        };
        let log = match of {
            Some(id) => self.log_then(Some(id), at).await?,
            None => Vec::new(),
        };
        let known = of.and_then(|id| Incident::fold(id, log.iter()));
        let levels = match &known {
            Some(incident) => {
                let matrix = self.plan(incident, &PlanPart::Escalation).await?;
                LevelCall::all(escalation_clocks(&matrix, incident, &directory, moment), incident)
            }
            None => Vec::new(),
        };
        let head = log.last().map_or_else(String::new, |r| r.entry.hash.clone());
        let hash = super::write::digest(content_hashes(loaded).into_iter().chain([head]));
        let mut documents = Vec::with_capacity(loaded.len());
        let mut unread = Vec::new();
        for l in loaded {
            job.go_on()?;
            let pictures = self.studio(&l.document, at).await?.draw_all(l.id, &l.document);
            // A document of the library is approved in the log of the organisation, whatever binder it stands in.
            let own = l.document.header_text("incident").parse().ok();
            let checkpoints = checkpoints(l.id, &l.document, &self.log_then(own, at).await?);
            let files = self.printed_files((&l.document, documents.len()), &mut unread).await;
            let findings = matrix_findings(l, &directory, moment);
            let template = if blank { self.template_behind(&l.document, &directory) } else { None };
            let document = match blank {
                true => l.document.clone(),
                false => live::as_printed(&l.document, known.as_ref(), &directory, moment, &zone),
            };
            documents.push(DocumentInput { document, checkpoints, pictures, files, findings, template });
        }
        let binder = Binder {
            incident: known.as_ref().map(|i| facts(i, loaded, &directory, moment, levels)),
            moment,
            zone,
            organisation: self.setting("organisation").await?,
            documents,
            names: named(&directory),
            // The log belongs to the whole binder, not to a single document taken out of it.
            log: incident.map(|_| lines(&log)),
            hash,
        };
        Ok((binder, unread))
    }

    /// A log as it was known here at a moment.
    pub(crate) async fn log_then(
        &self,
        of: Option<IncidentId>,
        at: Option<Timestamp>,
    ) -> Result<Vec<Recorded>, ApiError> {
        let log = self.log(of).await?;
        Ok(log.iter().filter(|r| at.is_none_or(|at| r.arrived_at <= at)).cloned().collect())
    }
}

fn facts(
    incident: &Incident,
    loaded: &[Loaded],
    directory: &Directory,
    moment: Timestamp,
    levels: Vec<LevelCall>,
) -> IncidentFacts {
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
    let (next_commander, deputy_commander) = live::successors(incident, loaded, directory);
    IncidentFacts {
        next_commander,
        deputy_commander,
        open_actions: incident.open_actions().count(),
        overdue_actions: incident.open_actions().filter(|a| a.due_at.is_some_and(|due| due < moment)).count(),
        sent: SentUpdate::all(incident, directory, moment),
        number: incident.number.clone(),
        title: incident.title.clone(),
        severity: directory.words(&incident.severity).to_owned(),
        state: capital(incident.state.value.to_string()),
        commander: incident.commander.as_ref().map_or_else(String::new, |c| directory.words(c).to_owned()),
        declared_at: Some(incident.declared_at),
        states: incident.states.iter().map(|s| (capital(s.value.to_string()), s.at)).collect(),
        period: incident.period().map(|p| (p.number, p.from, Some(p.to))),
        classification: loaded.first().map_or("", |l| l.document.header_text("classification")).to_owned(),
        impact: live::impact(incident, loaded),
        updates: updates.into_iter().collect(),
        detected_at: Some(incident.detected_at),
        resolved_at: incident.resolved_at,
        cadence: loaded.iter().flat_map(|l| in_force(&l.document, incident, directory, moment)).collect(),
        levels,
    }
}

/// The names of the directory, and what is said instead of those that were erased.
fn named(directory: &Directory) -> BTreeMap<String, String> {
    let known = directory.names().map(|(id, name)| (id.to_owned(), name.to_owned()));
    known.chain(directory.erased().map(|id| (id.to_owned(), ERASED_PERSON.to_owned()))).collect()
}

/// The rows of a communication plan that hold for its audiences at a moment.
fn in_force(plan: &Document, incident: &Incident, directory: &Directory, moment: Timestamp) -> Vec<RowId> {
    let view = CadenceView::read(plan, directory);
    let severity = directory.key(&[ReferenceKind::Severity], incident.severity_at(moment));
    let (state, age) = (incident.state_at(moment), moment.duration_since(incident.declared_at));
    let audiences: BTreeSet<&str> = view.rows.iter().map(|row| row.audience_key.as_str()).collect();
    audiences.into_iter().filter_map(|audience| view.rule(audience, &severity, state, age)).map(|r| r.row).collect()
}

fn lines(log: &[Recorded]) -> Vec<LogLine> {
    let mut list: Vec<LogLine> = log
        .iter()
        .map(|r| {
            let fact = r.entry.fact();
            let begins = match &fact {
                Some(Fact::Declared { .. }) => "Investigating".to_owned(),
                Some(Fact::StateChanged { .. }) => label(&r.entry.kind, fact.as_ref()).to_owned(),
                _ => String::new(),
            };
            LogLine {
                event_at: r.entry.event_at,
                entered_at: r.entry.entered_at,
                kind: label(&r.entry.kind, fact.as_ref()).to_lowercase(),
                text: r.entry.text.clone(),
                author: r.entry.author.name.clone(),
                begins,
            }
        })
        .collect();
    list.sort_by_key(|l| (l.event_at, l.entered_at));
    list
}
