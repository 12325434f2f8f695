//! The sample incident: a data folder of its own under a clock that stands at 14:47:12 until started. The
//! stored log ends there; what follows is a script that plays as the clock runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use bridgebook_domain::directory::Directory;
use bridgebook_domain::id::EntryId;
use bridgebook_domain::log::{Author, Fact, NewEntry, PlanPart, computed_id, named_id};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{DocumentId, IncidentId, Value};
use bridgebook_store::{DocumentChange, Undo, Write};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::api::{ApiError, ErrorCode};
use crate::clock::{Clock, SettableClock, SystemClock};
use crate::names::{DirectoryNames, stored};
use crate::{Bridgebook, file_form, folder, template};

mod past;

/// Zone of the story.
const ZONE: &str = "Europe/Berlin";

/// The one incident of the sample.
const INCIDENT: IncidentId = IncidentId::new(uuid::Uuid::from_u128(0x0195_84a0_0000_7000_8000_0000_0000_2041));

/// The moment at which the sample's clock stands when it is opened first: 14:47:12 in Berlin.
#[must_use]
pub fn stands_at() -> Timestamp {
    "2026-03-11T13:47:12Z".parse().expect("a moment written in this file")
}

/// Where the sample's clock was when it was last started, stopped or closed.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Mark {
    clock: Timestamp,
    /// The machine's time at which it showed that, while it runs.
    #[serde(default)]
    started: Option<Timestamp>,
}

impl Mark {
    /// The mark of a folder that is filled now.
    #[must_use]
    pub fn new() -> Self {
        Self { clock: stands_at(), started: None }
    }

    /// Where the clock stands in the process that opens the folder.
    #[must_use]
    pub fn stands(self) -> Timestamp {
        self.clock
    }

    /// What the clock of the process that has the folder shows now.
    #[must_use]
    pub fn shows(self) -> SettableClock {
        match self.started {
            Some(started) => {
                let ahead = SystemClock.now().duration_since(started);
                SettableClock::running(self.clock.saturating_add(ahead).unwrap_or(self.clock))
            }
            None => SettableClock::standing(self.clock),
        }
    }
}

/// The mark of a data folder, if it is a sample's.
#[must_use]
pub fn read_mark(data: &Path) -> Option<Mark> {
    let text = fs::read_to_string(folder::sample_mark(data)).ok()?;
    // A folder with a mark that cannot be read is a sample's all the same.
    Some(serde_json::from_str::<Mark>(&text).unwrap_or_else(|_| Mark::new()))
}

/// Marks the folder as the sample's and keeps what its clock shows, for the next start and for those that
/// read beside it.
pub fn write_mark(data: &Path, clock: &dyn Clock) {
    let started = clock.runs().then(|| SystemClock.now().to_string());
    let text = serde_json::json!({ "clock": clock.now().to_string(), "started": started }).to_string();
    // Losing it makes the clock start at 14:47:12 again, nothing else.
    let _ = fs::write(folder::sample_mark(data), text);
}

/// One entry of the story.
#[derive(Debug, Clone, Deserialize)]
struct Told {
    at: Timestamp,
    #[serde(default)]
    entered_at: Option<Timestamp>,
    author: String,
    text: String,
    fact: Json,
    /// Name of an action that is opened here.
    #[serde(default, rename = "ref")]
    name: Option<String>,
    /// Name of the action that this is about.
    #[serde(default)]
    action_ref: Option<String>,
}

fn damaged(what: &str, why: impl std::fmt::Display) -> ApiError {
    ApiError::new(
        ErrorCode::Damaged,
        format!("The sample that ships with Bridgebook has an error in {what}: {why}. Your data was not touched"),
    )
}

impl Bridgebook {
    /// Fills an empty folder with the sample.
    pub(crate) async fn fill_with_sample(&self) -> Result<(), ApiError> {
        write_mark(&self.folder, self.clock.as_ref());
        let begin: Timestamp = "2026-03-11T12:00:00Z".parse().map_err(|e| damaged("its time", e))?;
        self.store
            .write(
                Write::at(begin)
                    .setting("zone", Some(ZONE.to_owned()))
                    .setting("organisation", Some("Northwind Outfitters".to_owned())),
            )
            .await?;
        self.cache.forget_settings();
        // Lists first, then people, then what refers to both.
        let files = template::sample_files();
        for people in [false, true] {
            let mut write = Write::at(begin);
            for (path, text) in files.iter().filter(|(p, _)| p.starts_with("directory/") && p.ends_with(".md")) {
                let document = self.read_sample(path, text).await?;
                if (document.template() == bridgebook_domain::directory::PERSON) == people {
                    write =
                        write.document(DocumentId::new(self.fresh()), &narrator(), DocumentChange::Create(document));
                }
            }
            self.commit(write).await?;
        }
        let me = stored(&*self.directory().await?, &[ReferenceKind::Person], "Katarzyna Wójcik");
        self.commit(Write::at(begin).setting("me", Some(me))).await?;
        let (plans, edits) = self.fill_plans(&files, begin).await?;
        self.fill_log(&plans, edits).await
    }

    async fn read_sample(&self, path: &str, text: &str) -> Result<bridgebook_domain::Document, ApiError> {
        let directory = self.directory().await?;
        let (mut document, _) = file_form::read(path, text, &mut || self.fresh(), &DirectoryNames(&directory))?;
        document.header.remove("category");
        Ok(document)
    }

    async fn fill_plans(
        &self,
        files: &[(String, &'static str)],
        begin: Timestamp,
    ) -> Result<(BTreeMap<PlanPart, DocumentId>, Vec<(DocumentId, past::Step)>), ApiError> {
        let mut plans = BTreeMap::new();
        let mut edits = Vec::new();
        let mut write = Write::at(begin);
        for (path, text) in files.iter().filter(|(p, _)| p.ends_with(".md") && !p.starts_with("directory/")) {
            let mut document = self.read_sample(path, text).await?;
            let id = DocumentId::new(self.fresh());
            let part = match document.template() {
                "incident-action-plan" => PlanPart::Action,
                "incident-communication-plan" => PlanPart::Communication,
                "raci-major-incident" => PlanPart::Raci,
                "escalation-matrix" => PlanPart::Escalation,
                other => return Err(damaged(path, format!("the template “{other}” is not one of the four"))),
            };
            if path.starts_with("incident/") {
                document.header.insert("incident".to_owned(), Value::one(INCIDENT.to_string()));
            }
            plans.insert(part.clone(), id);
            if let Some((past, found)) =
                files.iter().find(|(p, _)| p.strip_suffix(".past.json") == path.strip_suffix(".md"))
            {
                let steps = past::steps(past, found, document, &*self.directory().await?, &mut || self.fresh())?;
                edits.extend(steps.into_iter().map(|step| (id, step)));
                continue;
            }
            write = write.document(id, &narrator(), DocumentChange::Create(document)).plan_version(id, begin);
        }
        self.commit(write).await?;
        Ok((plans, edits))
    }

    /// What was entered and edited until the clock stands, in the order in which it was.
    async fn fill_log(
        &self,
        plans: &BTreeMap<PlanPart, DocumentId>,
        edits: Vec<(DocumentId, past::Step)>,
    ) -> Result<(), ApiError> {
        let mut edits = edits.into_iter().peekable();
        let told = story()?.into_iter().filter(|t| t.at <= stands_at()).map(Some).chain([None]);
        for told in told {
            let at = told.as_ref().map_or_else(stands_at, |told| told.entered_at.unwrap_or(told.at));
            while let Some((document, step)) = edits.next_if(|(_, step)| step.at <= at) {
                let write = Write::at(step.at);
                let write = match step.made {
                    past::Made::Document(first) => write
                        .document(document, &step.author, DocumentChange::Create(first))
                        .plan_version(document, step.at),
                    // Whoever opens the sample has no step to undo yet.
                    past::Made::Edit(operations) => {
                        let change = DocumentChange::Edit { operations, at_heads: None, undo: Undo::Skip };
                        write.document(document, &step.author, change)
                    }
                };
                self.commit(write).await?;
            }
            let Some(told) = told else { break };
            let entry = self.told_entry(&told, plans).await?;
            self.commit(Write::at(at).entry(entry)).await?;
        }
        Ok(())
    }

    /// Plays what has become due of the script since the clock runs. Entries carry computed ids, so each is
    /// written once.
    pub(crate) async fn play_script(&self) -> Result<(), ApiError> {
        let now = self.now();
        if now <= stands_at() {
            return Ok(());
        }
        let log = self.log(Some(INCIDENT)).await?;
        let Some(incident) = bridgebook_domain::incident::Incident::fold(INCIDENT, log.iter()) else { return Ok(()) };
        let plans: BTreeMap<_, _> = PlanPart::ALL.iter().filter_map(|p| Some((p.clone(), incident.plan(p)?))).collect();
        let written: BTreeSet<EntryId> = log.iter().map(|r| r.entry.id).collect();
        for told in story()?.into_iter().filter(|t| t.at > stands_at() && t.at <= now) {
            let entry = self.told_entry(&told, &plans).await?;
            if !written.contains(&entry.id) {
                self.commit(Write::at(now).entry(entry)).await?;
            }
        }
        Ok(())
    }

    async fn told_entry(&self, told: &Told, plans: &BTreeMap<PlanPart, DocumentId>) -> Result<NewEntry, ApiError> {
        let directory = self.directory().await?;
        let mut fact = told.fact.clone();
        if let Json::Object(map) = &mut fact {
            for (key, value) in map.iter_mut() {
                resolve(key, value, &directory, plans);
            }
            if let Some(name) = &told.action_ref {
                map.insert("action".to_owned(), Json::String(action_id(name).to_string()));
            }
        }
        let fact: Fact =
            serde_json::from_value(fact).map_err(|e| damaged("log.json", format!("{} ({})", e, told.text)))?;
        let person = named_id(&stored(&directory, &[ReferenceKind::Person], &told.author)).map(DocumentId::new);
        let id = match &told.name {
            Some(name) => action_id(name),
            None => computed_id(INCIDENT, &format!("told {} {}", told.at, told.text)),
        };
        Ok(NewEntry {
            id,
            incident: Some(INCIDENT),
            event_at: told.at,
            entered_at: told.entered_at.unwrap_or(told.at),
            author: Author { person, name: told.author.clone(), recorded_by: None },
            text: told.text.clone(),
            fact,
            mentions: Vec::new(),
        })
    }
}

fn narrator() -> Author {
    Author { person: None, name: "Northwind Outfitters".to_owned(), recorded_by: None }
}

fn action_id(name: &str) -> EntryId {
    computed_id(INCIDENT, &format!("action {name}"))
}

fn story() -> Result<Vec<Told>, ApiError> {
    let files = template::sample_files();
    let text = files.iter().find(|(p, _)| p == "log.json").map(|(_, t)| *t);
    let text = text.ok_or_else(|| damaged("its files", "log.json is missing"))?;
    serde_json::from_str(text).map_err(|e| damaged("log.json", e))
}

/// Names of people, roles, audiences and so on become ids; documents are named by their part.
fn resolve(key: &str, value: &mut Json, directory: &Directory, plans: &BTreeMap<PlanPart, DocumentId>) {
    let kinds: &[ReferenceKind] = match key {
        "commander" | "person" | "by" => &[ReferenceKind::Person],
        "role" => &[ReferenceKind::Role],
        "audience" => &[ReferenceKind::Audience],
        "services" => &[ReferenceKind::Service],
        "severity" => &[ReferenceKind::Severity],
        "accountable" | "consulted" | "owner" | "approver" | "target" => {
            &[ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team, ReferenceKind::Vendor]
        }
        "checkpoint" => {
            // That of an update names its audience: `update 4 Customers`.
            if let Json::String(words) = value
                && let Some((number, audience)) = words.strip_prefix("update ").and_then(|rest| rest.split_once(' '))
            {
                *words = format!("update {number} {}", stored(directory, &[ReferenceKind::Audience], audience));
            }
            return;
        }
        "document" => {
            if let Json::String(part) = value
                && let Some(id) = plans.get(&PlanPart::from_word(part))
            {
                *part = id.to_string();
            }
            return;
        }
        _ => return,
    };
    match value {
        Json::String(name) => *name = stored(directory, kinds, name),
        Json::Array(list) => list.iter_mut().for_each(|item| {
            if let Json::String(name) = item {
                *name = stored(directory, kinds, name);
            }
        }),
        _ => {}
    }
}
