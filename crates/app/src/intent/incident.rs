//! The life of an incident: declaring, state, severity, roles, periods, entries, actions.

use std::sync::Arc;

use bridgebook_domain::declare::{self, Declaration, LIBRARY_PARTS, LibraryPart};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::{Incident, paper_title};
use bridgebook_domain::log::{Author, Category, Fact, NewEntry, PlanPart, State, line};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{DocumentId, EntryId, IncidentId, Value, text};
use bridgebook_store::{DocumentChange, Write};
use jiff::Timestamp;

use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::caseload::LinkedCases;
use crate::api::intent::{Declaring, Outcome};
use crate::commit::outcome;
use crate::names::{stored, unknown};
use crate::words::Reading;
use crate::world::{Loaded, is_directory};

/// What does not follow from a severity that the directory does not know.
const NO_CLOCK: &str = "no clock follows from it";

/// What does not follow from a person whom the directory does not know.
const NOBODY: &str = "nobody can be called for it. Add them, with how they are reached";
/// What does not follow from a service that the directory does not know.
const NO_PART: &str = "no rule about a service of the directory means it";

/// Template of the action plan.
const ACTION_PLAN: &str = "incident-action-plan";
/// What the numbers of exercises begin with, so that those of incidents have no gap.
const EXERCISES: &str = "EX";

/// What is said of a new incident.
pub(super) struct Said<'a> {
    pub title: &'a str,
    pub commander: &'a str,
    pub severity: &'a str,
    pub services: &'a [String],
    pub detected: &'a str,
}

/// An incident that is declared by a write.
pub(super) struct Declared {
    pub write: Write,
    /// Its id first, then those of its documents.
    pub ids: Vec<String>,
    pub number: String,
    pub remarks: Vec<String>,
}

impl Bridgebook {
    pub(super) async fn declare(&self, said: Said<'_>, also: &Declaring) -> Result<Outcome, ApiError> {
        // Cases that become an incident are part of no other: one declaration looks after the other.
        let _one = if also.cases.is_empty() { None } else { Some(self.intake.lock().await) };
        self.declare_as(said, also, &self.author().await?, Vec::new()).await
    }

    /// Declares as somebody, with more facts in the same commit.
    pub(super) async fn declare_as(
        &self,
        said: Said<'_>,
        also: &Declaring,
        author: &Author,
        more: Vec<(Fact, String)>,
    ) -> Result<Outcome, ApiError> {
        let declaring = self.declaring(Write::at(self.now()), said, also, author, more).await?;
        let committed = self.commit(declaring.write).await?;
        // The incident is declared; what fires at once and cannot be written is tried again by the next tick.
        let _ = self.tick().await;
        Ok(Outcome { ids: declaring.ids, remarks: declaring.remarks, ..outcome(&committed) })
    }

    /// The same within a write that the caller commits.
    pub(super) async fn declaring(
        &self,
        write: Write,
        said: Said<'_>,
        also: &Declaring,
        author: &Author,
        more: Vec<(Fact, String)>,
    ) -> Result<Declared, ApiError> {
        let Said { title, severity, commander, services, detected } = said;
        text::name(title).map_err(|e| ApiError::invalid(e.to_string()))?;
        if also.exercise && !also.cases.is_empty() {
            return Err(ApiError::invalid(
                "An exercise takes no cases: they are people who wait. Nothing was declared. Declare it without them",
            ));
        }
        let (now, directory, zone) = (write.at, self.directory().await?, self.zone().await?);
        let taken = self.taken(None, &also.cases).await?;
        let (severity, severity_words) = self.how_bad(severity, also, &directory).await?;
        let reading = Reading { directory: &directory, now, zone: &zone };
        let detected_at = if detected.trim().is_empty() { None } else { Some(reading.been(detected)?) };
        let mut remarks = Vec::new();
        remarks.extend(unknown(&directory, &ReferenceKind::Severity, &severity, NO_CLOCK));
        let commander = match commander.trim() {
            // What a rule declares nobody commands yet.
            "" if *author == Author::bridgebook() => None,
            "" => Some(author.person.map_or_else(|| author.name.clone(), |person| person.to_string())),
            written => {
                let commander = stored(&directory, &[ReferenceKind::Person], written);
                remarks.extend(unknown(&directory, &ReferenceKind::Person, &commander, NOBODY));
                Some(commander)
            }
        };
        let mut services: Vec<String> =
            services.iter().map(|s| stored(&directory, &[ReferenceKind::Service], s)).collect();
        // A directory without services has nothing to compare them with.
        if !directory.of_kind(&ReferenceKind::Service).is_empty() {
            let unknown = services.iter().filter_map(|s| unknown(&directory, &ReferenceKind::Service, s, NO_PART));
            remarks.extend(unknown);
        }
        if services.is_empty() {
            // What nobody named is what the cases are about.
            services = taken.services;
        }
        let prefix = self.setting("incident_prefix").await?;
        let prefix = match prefix.as_str() {
            _ if also.exercise => EXERCISES,
            "" => "INC",
            own => own,
        };
        let known = self.incidents().await?;
        let number = Incident::next_number(prefix, known.iter().map(|i| i.number.as_str()));
        let declaration = Declaration {
            incident: IncidentId::new(self.fresh()),
            number: &number,
            title,
            severity: &severity,
            severity_words: &severity_words,
            is_exercise: also.exercise,
            commander: commander.as_deref(),
            services: &services,
            detected_at,
            at: now,
            zone: &zone,
            action_plan: DocumentId::new(self.fresh()),
        };
        let beside = taken.facts.into_iter().chain(more).collect();
        let (write, ids) = self.write_declaration(write, &declaration, (author, &directory), beside).await?;
        Ok(Declared { write, ids, number, remarks })
    }

    /// Adds a declaration to a write: its facts, its action plan, and the plans of the library that are adopted. What
    /// the library lacks is created from the templates, so that every incident has an update queue and an
    /// escalation to fill.
    /// The documents of the library that may be in force.
    pub(crate) async fn library_in_force(&self) -> Result<Vec<Arc<Loaded>>, ApiError> {
        let mut library = Vec::new();
        for row in self.rows().await? {
            let may_be_in_force = matches!(row.text("status"), "active" | "approved");
            if may_be_in_force && row.text("incident").is_empty() && !is_directory(row.text("template")) {
                library.push(self.document(row.id).await?);
            }
        }
        Ok(library)
    }

    async fn write_declaration(
        &self,
        mut write: Write,
        declaration: &Declaration<'_>,
        (author, directory): (&Author, &Directory),
        beside: Vec<(Fact, String)>,
    ) -> Result<(Write, Vec<String>), ApiError> {
        let (incident, now) = (declaration.incident, declaration.at);
        let template = self.document_of_template(ACTION_PLAN, "Incident action plan", None).await?;
        let library = self.library_in_force().await?;
        let documents = library.iter().map(|l| (l.id, &l.document));
        let declared = declare::declare(declaration, &template, documents, directory);
        let mut ids = vec![incident.to_string(), declaration.action_plan.to_string()];
        let mut adopted = Vec::new();
        write = write.document(declaration.action_plan, author, DocumentChange::Create(declared.action_plan));
        for (fact, words) in declared.facts {
            if let Fact::PlanAdopted { part, document } = &fact {
                adopted.push(part.clone());
                if *part != PlanPart::Action {
                    write = write.plan_version(*document, now);
                }
            }
            write = write.entry(self.entry_at(now, Some(incident), author, fact, &words));
        }
        for (fact, words) in beside {
            write = write.entry(self.entry_at(now, Some(incident), author, fact, &words));
        }
        for LibraryPart { part, template, words, .. } in LIBRARY_PARTS.iter().filter(|p| !adopted.contains(&p.part)) {
            let title = paper_title(&format!("{} {words}", declaration.number), declaration.is_exercise);
            let mut content = self.document_of_template(template, &title, Some(incident)).await?;
            content.header.insert("status".to_owned(), Value::one("active"));
            let document = DocumentId::new(self.fresh());
            ids.push(document.to_string());
            write = write.document(document, author, DocumentChange::Create(content)).plan_version(document, now);
            let fact = Fact::PlanAdopted { part: part.clone(), document };
            write = write.entry(self.entry_at(now, Some(incident), author, fact, &format!("Runs on a new {words}.")));
        }
        Ok((write, ids))
    }

    pub(super) async fn adopt_plan(
        &self,
        incident: IncidentId,
        part: PlanPart,
        document: DocumentId,
    ) -> Result<Outcome, ApiError> {
        self.incident(incident).await?;
        let (author, title) = (self.author().await?, self.document(document).await?.document.title().to_owned());
        let entry =
            self.entry(Some(incident), &author, Fact::PlanAdopted { part, document }, &format!("Runs on “{title}”"));
        let committed = self.commit(Write::at(self.now()).entry(entry).plan_version(document, self.now())).await?;
        Ok(outcome(&committed))
    }

    pub(super) async fn add_log(
        &self,
        incident: Option<IncidentId>,
        words: &str,
        category: Category,
        at: &str,
    ) -> Result<Outcome, ApiError> {
        let words = said(words)?;
        if let Some(incident) = incident {
            self.incident(incident).await?;
        }
        let mut entry = self.entry(incident, &self.author().await?, Fact::Remark { category }, words);
        entry.event_at = self.been(at).await?;
        self.record(entry).await
    }

    pub(super) async fn correct_log(&self, of: EntryId, words: &str) -> Result<Outcome, ApiError> {
        let words = said(words)?;
        let log = self.store.log(bridgebook_store::LogScope::All, &bridgebook_store::LogFilter::default()).await?;
        let original = log.iter().find(|r| r.entry.id == of);
        let original =
            original.ok_or_else(|| ApiError::not_found("That entry is not in the log. Nothing was written"))?;
        let mut entry = self.entry(original.entry.incident, &self.author().await?, Fact::Correction { of }, words);
        entry.event_at = original.entry.event_at;
        let directory = self.directory().await?;
        entry.mentions = line::named_in(words, &directory);
        self.record(entry).await
    }

    pub(super) async fn decide(
        &self,
        incident: IncidentId,
        words: &str,
        accountable: &str,
    ) -> Result<Outcome, ApiError> {
        let directory = self.directory().await?;
        let kinds = [ReferenceKind::Person, ReferenceKind::Role];
        let accountable = Some(accountable).filter(|a| !a.trim().is_empty()).map(|a| stored(&directory, &kinds, a));
        self.write_fact(incident, Fact::Decided { accountable, consulted: Vec::new() }, said(words)?).await
    }

    pub(super) async fn situation(
        &self,
        incident: IncidentId,
        conditions: String,
        actions: String,
        needs: String,
    ) -> Result<Outcome, ApiError> {
        for part in [&conditions, &actions, &needs] {
            text::lines(part, text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?;
        }
        let words = said(if conditions.trim().is_empty() { &actions } else { &conditions })?.to_owned();
        self.write_fact(incident, Fact::Situation { conditions, actions, needs }, &words).await
    }

    pub(super) async fn open_action(
        &self,
        incident: IncidentId,
        words: &str,
        owner: &str,
        due: &str,
    ) -> Result<Outcome, ApiError> {
        let directory = self.directory().await?;
        let kinds = [ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team];
        let owner = Some(owner).filter(|o| !o.trim().is_empty()).map(|o| stored(&directory, &kinds, o));
        let due_at = if due.trim().is_empty() { None } else { Some(self.ahead(due).await?) };
        self.write_fact(incident, Fact::ActionOpened { owner, due_at }, said(words)?).await
    }

    pub(super) async fn close_action(
        &self,
        incident: IncidentId,
        action: EntryId,
        done: bool,
    ) -> Result<Outcome, ApiError> {
        let known = self.incident(incident).await?;
        let found = known.open_actions().find(|a| a.id == action);
        let found = found.ok_or_else(|| ApiError::invalid("That action is not open any more. Nothing was written"))?;
        let words = format!("{}: {}", if done { "Done" } else { "Dropped" }, found.text);
        self.write_fact(incident, Fact::ActionClosed { action, done }, &words).await
    }

    pub(super) async fn reopen_action(&self, incident: IncidentId, action: EntryId) -> Result<Outcome, ApiError> {
        let known = self.incident(incident).await?;
        let found = known.actions.iter().find(|a| a.id == action && a.closed_at.is_some());
        let found = found.ok_or_else(|| ApiError::invalid("That action is not closed. Nothing was written"))?;
        let words = format!("Open again: {}", found.text);
        self.write_fact(incident, Fact::ActionReopened { action }, &words).await
    }

    pub(super) async fn set_state(&self, incident: IncidentId, state: &str, reason: &str) -> Result<Outcome, ApiError> {
        let state = State::from_word(&state.trim().to_lowercase());
        if let State::Unknown(word) = &state {
            let message = format!(
                "“{word}” is not a state. Nothing was changed. Use investigating, identified, monitoring, resolved or closed"
            );
            return Err(ApiError::invalid(message));
        }
        let now_in = self.incident(incident).await?.state.value;
        if now_in == state {
            return Err(ApiError::invalid(format!("The incident is {state} already. Nothing was changed")));
        }
        if state == State::Closed {
            return self.stand_down(incident, reason).await;
        }
        let reason = text::line(reason.trim()).map_err(|e| ApiError::invalid(e.to_string()))?;
        if now_in == State::Closed && reason.is_empty() {
            return Err(ApiError::invalid("The incident is closed. Nothing was changed. Say why it is opened again"));
        }
        let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        let words = format!("State {now_in} to {state}{why}");
        let is_resolved = state == State::Resolved;
        let outcome = self.write_fact(incident, Fact::StateChanged { state }, &words).await?;
        let mut remarks = Vec::new();
        if is_resolved {
            remarks.extend(still_open(self.linked_to(&self.incident(incident).await?).await?));
        }
        Ok(Outcome { remarks, ..outcome })
    }

    pub(super) async fn set_severity(
        &self,
        incident: IncidentId,
        severity: &str,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let severity = text::name(severity).map_err(|e| ApiError::invalid(e.to_string()))?;
        let directory = self.directory().await?;
        let severity = stored(&directory, &[ReferenceKind::Severity], severity);
        let name = directory.words(&severity).to_owned();
        let key = |severity: &str| directory.key(&[ReferenceKind::Severity], severity);
        if key(&self.incident(incident).await?.severity) == key(&severity) {
            return Err(ApiError::invalid(format!("The severity is {name} already. Nothing was changed")));
        }
        let reason = because(reason)?.to_owned();
        let words = format!("Severity {name}: {reason}");
        let remark = unknown(&directory, &ReferenceKind::Severity, &severity, NO_CLOCK);
        let outcome = self.write_fact(incident, Fact::SeverityChanged { severity, reason }, &words).await?;
        Ok(Outcome { remarks: remark.into_iter().collect(), ..outcome })
    }

    pub(super) async fn assign(&self, incident: IncidentId, role: &str, person: &str) -> Result<Outcome, ApiError> {
        text::name(role).and(text::name(person)).map_err(|e| ApiError::invalid(e.to_string()))?;
        let (directory, author) = (self.directory().await?, self.author().await?);
        let known = self.incident(incident).await?;
        let role = stored(&directory, &[ReferenceKind::Role], role);
        let person = stored(&directory, &[ReferenceKind::Person], person);
        let remarks = [
            unknown(&directory, &ReferenceKind::Role, &role, "no plan calls it, unless it names it in the same words"),
            unknown(&directory, &ReferenceKind::Person, &person, NOBODY),
        ];
        let write = self.passed(Write::at(self.now()), &known, &directory, &role, &person, &author);
        let done = outcome(&self.commit(write).await?);
        Ok(Outcome { remarks: remarks.into_iter().flatten().collect(), ..done })
    }

    /// Writes one fact of an incident that exists.
    pub(super) async fn write_fact(&self, incident: IncidentId, fact: Fact, words: &str) -> Result<Outcome, ApiError> {
        self.incident(incident).await?;
        let author = self.author().await?;
        let entry: NewEntry = self.entry(Some(incident), &author, fact, words);
        self.record(entry).await
    }

    /// A moment still to come, in plain words.
    pub(crate) async fn ahead(&self, words: &str) -> Result<Timestamp, ApiError> {
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        Reading { directory: &directory, now: self.now(), zone: &zone }.ahead(words)
    }

    /// A moment that has been, in plain words, or now.
    pub(super) async fn been(&self, words: &str) -> Result<Timestamp, ApiError> {
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        Reading { directory: &directory, now: self.now(), zone: &zone }.been(words)
    }
}

/// What is said of the cases of an incident that is over.
pub(crate) fn still_open(cases: LinkedCases) -> Option<String> {
    match (cases.open, cases.linked) {
        (0, _) => None,
        (1, 1) => Some("Its linked case is still open".to_owned()),
        (1, of) => Some(format!("1 of its {of} linked cases is still open")),
        (open, of) if open == of => Some(format!("All of its {of} linked cases are still open")),
        (open, of) => Some(format!("{open} of its {of} linked cases are still open")),
    }
}

/// Words that are to be kept in the log.
pub(super) fn said(words: &str) -> Result<&str, ApiError> {
    let words = words.trim();
    if words.is_empty() {
        return Err(ApiError::invalid("There is nothing written yet. Nothing was logged"));
    }
    text::lines(words, text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))
}
