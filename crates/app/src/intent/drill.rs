//! What is done in a drill that is played from a plan: facts of its exercise, and in the end one edit of the plan.

use bridgebook_domain::drill::{self, Inject, ResultSources, ScoreRow};
use bridgebook_domain::incident::{Drill, Incident, LevelEvent};
use bridgebook_domain::log::{Author, DrillFact, Fact, Met, NewEntry, State};
use bridgebook_domain::{DocumentId, IncidentId, RowId, duration, text};
use bridgebook_store::{DocumentChange, Write};
use jiff::SignedDuration;

use super::incident::{Said, said};
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::drill::DrillChange;
use crate::api::intent::{Declaring, Outcome};
use crate::commit::{Touched, outcome};
use crate::wording::first_line;

/// Why the clock of the escalation rests while a drill does.
const RESTS: &str = "The drill is paused";
/// How far beyond its last inject the clock of a drill may be put: it is never put back, so a slip of the pen stays.
const BEYOND: SignedDuration = SignedDuration::from_mins(30);

impl Bridgebook {
    pub(super) async fn change_drill(&self, change: DrillChange) -> Result<Outcome, ApiError> {
        match change {
            DrillChange::Begin { document, title, severity, commander, services } => {
                let said = Said {
                    title: &title,
                    severity: &severity,
                    commander: &commander,
                    services: &services,
                    detected: "",
                };
                self.begin_drill(document, said).await
            }
            DrillChange::Pause { incident } => self.pause_drill(incident).await,
            DrillChange::Continue { incident } => self.continue_drill(incident).await,
            DrillChange::Forward { incident, to } => self.forward_drill(incident, &to).await,
            DrillChange::Deliver { incident, inject } => self.deliver_inject(incident, inject).await,
            DrillChange::Withdraw { incident, inject } => self.withdraw_inject(incident, inject).await,
            DrillChange::Evaluate { incident, inject, met, actual, note } => {
                self.evaluate(incident, inject, met, [&actual, &note]).await
            }
            DrillChange::PlayersDeclared { incident } => {
                let (_, drill) = self.running_drill(incident).await?;
                if drill.players_declared_at.is_some() {
                    return Err(ApiError::invalid(
                        "It is noted already that the players declared. Nothing was changed",
                    ));
                }
                let words = format!("The players declare an incident, at {}", self.scenario_words(&drill));
                self.write_fact(incident, Fact::Drill(DrillFact::PlayersDeclared {}), &words).await
            }
            DrillChange::Say { incident, about, text } => {
                self.drill_of(incident).await?;
                self.write_fact(incident, Fact::Drill(DrillFact::Said { about }), said(&text)?).await
            }
            DrillChange::End { incident } => self.end_drill(incident).await,
            DrillChange::WriteResult { incident, tested } => self.write_result(incident, tested).await,
        }
    }

    async fn begin_drill(&self, document: DocumentId, asked: Said<'_>) -> Result<Outcome, ApiError> {
        let loaded = self.document(document).await?;
        let title = loaded.document.title();
        if !drill::is_plan(&loaded.document) {
            return Err(ApiError::invalid(format!(
                "“{title}” has no events list. Nothing was begun. Choose a document made from the template “Drill plan”"
            )));
        }
        if drill::injects(&loaded.document).is_empty() {
            return Err(ApiError::invalid(format!(
                "The events list of “{title}” has no inject yet. Nothing was begun. Write at least one"
            )));
        }
        if let Some(runs) = self.drills_of(document).await?.into_iter().find(|(_, drill)| drill.ended_at.is_none()) {
            return Err(ApiError::invalid(format!(
                "{} is played from “{title}” already. Nothing was begun. End it first",
                runs.0.number
            )));
        }
        let name = match asked.title.trim() {
            "" => loaded.document.field_text("name").unwrap_or(title).to_owned(),
            title => title.to_owned(),
        };
        let severity = match asked.severity.trim() {
            "" => self.severity_names().await?.into_iter().next().unwrap_or_default(),
            severity => severity.to_owned(),
        };
        if severity.is_empty() {
            return Err(ApiError::invalid("The directory has no severity. Nothing was begun. Name one"));
        }
        let words = format!("The drill “{name}” begins, played from “{title}”. Its clock runs.");
        let more = vec![(Fact::Drill(DrillFact::Begun { document }), words)];
        let also = Declaring { exercise: true, ..Declaring::default() };
        let said = Said { title: &name, severity: &severity, ..asked };
        self.declare_as(said, &also, &self.author().await?, more).await
    }

    async fn pause_drill(&self, incident: IncidentId) -> Result<Outcome, ApiError> {
        let (known, drill) = self.running_drill(incident).await?;
        if !drill.goes_on(self.now()) {
            return Err(ApiError::invalid("The clock of the drill rests already. Nothing was changed"));
        }
        let words = format!("The drill is paused at {}", self.scenario_words(&drill));
        let mut facts = vec![(Fact::Drill(DrillFact::Paused {}), words)];
        if !is_paused(&known) && known.is_open() {
            facts.push((Fact::EscalationPaused { reason: RESTS.to_owned() }, format!("Escalation paused: {RESTS}")));
        }
        self.write_facts(incident, facts).await
    }

    async fn continue_drill(&self, incident: IncidentId) -> Result<Outcome, ApiError> {
        let (known, drill) = self.running_drill(incident).await?;
        if drill.goes_on(self.now()) {
            return Err(ApiError::invalid("The clock of the drill runs. Nothing was changed"));
        }
        let words = format!("The drill goes on at {}", self.scenario_words(&drill));
        let mut facts = vec![(Fact::Drill(DrillFact::Continued {}), words)];
        if last_pause(&known) == Some(RESTS) {
            facts.push((Fact::EscalationResumed {}, "Escalation resumed".to_owned()));
        }
        self.write_facts(incident, facts).await
    }

    async fn forward_drill(&self, incident: IncidentId, to: &str) -> Result<Outcome, ApiError> {
        let (_, drill) = self.running_drill(incident).await?;
        let now = self.now();
        let shown = drill.scenario(now);
        let injects = drill::injects(&self.document(drill.document).await?.document);
        let to = match to.trim() {
            "" => drill::next_time(&injects, &drill, now).ok_or_else(|| {
                ApiError::invalid("No inject is still to come. The clock was not moved. Name a scenario time")
            })?,
            words => drill::scenario_time(words).ok_or_else(|| {
                ApiError::invalid(format!(
                    "“{words}” is no scenario time. The clock was not moved. Write it as the plan does, for instance 0:35"
                ))
            })?,
        };
        if to <= shown {
            return Err(ApiError::invalid(format!(
                "The clock shows {} already; it is never put back. Nothing was changed. Name a later time",
                drill::scenario_words(shown)
            )));
        }
        let last = injects.iter().filter_map(|inject| inject.at).max().unwrap_or(shown);
        if to > last.saturating_add(BEYOND) {
            return Err(ApiError::invalid(format!(
                "{} is more than 30 min beyond the last inject, at {}. The clock was not moved. Name an earlier time",
                drill::scenario_words(to),
                drill::scenario_words(last)
            )));
        }
        let words = format!("The clock of the drill is put forward to {}", drill::scenario_words(to));
        let to_seconds = u32::try_from(duration::seconds(to)).unwrap_or(u32::MAX);
        self.write_fact(incident, Fact::Drill(DrillFact::Forwarded { to_seconds }), &words).await
    }

    async fn deliver_inject(&self, incident: IncidentId, row: RowId) -> Result<Outcome, ApiError> {
        let (_, drill) = self.running_drill(incident).await?;
        let inject = self.inject(&drill, row).await?;
        if let Some(given) = drill.delivery(row) {
            let by = &given.by.name;
            return Err(ApiError::invalid(format!(
                "{} was given already, by {by}. Nothing was changed",
                inject.title()
            )));
        }
        let directory = self.directory().await?;
        let to = directory.words(&inject.to);
        let to = if to.is_empty() { String::new() } else { format!(" to {to}") };
        let words = format!("{} given{to} at {}", inject.title(), self.scenario_words(&drill));
        self.write_fact(incident, Fact::Drill(DrillFact::Delivered { inject: row }), &words).await
    }

    async fn withdraw_inject(&self, incident: IncidentId, row: RowId) -> Result<Outcome, ApiError> {
        let (_, drill) = self.running_drill(incident).await?;
        let inject = self.inject(&drill, row).await?;
        if drill.delivery(row).is_none() {
            return Err(ApiError::invalid(format!("{} was not given. Nothing was changed", inject.title())));
        }
        if drill.evaluation(row).is_some() {
            return Err(ApiError::invalid(format!(
                "{} was judged, so it was given. Nothing was changed. Judge it again if the judgement is wrong",
                inject.title()
            )));
        }
        let words = format!("{} was not given after all", inject.title());
        self.write_fact(incident, Fact::Drill(DrillFact::Withdrawn { inject: row }), &words).await
    }

    async fn evaluate(
        &self,
        incident: IncidentId,
        row: RowId,
        met: Met,
        [actual, note]: [&String; 2],
    ) -> Result<Outcome, ApiError> {
        let (_, drill) = self.drill_of(incident).await?;
        let inject = self.inject(&drill, row).await?;
        let how = match &met {
            Met::Yes => "met",
            Met::Part => "met in part",
            Met::No => "not met",
            Met::Unknown(word) => {
                return Err(ApiError::invalid(format!(
                    "“{word}” is no judgement. Nothing was noted. Use yes, part or no"
                )));
            }
        };
        for text in [actual, note] {
            text::lines(text, text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?;
        }
        let (actual, note) = (actual.trim().to_owned(), note.trim().to_owned());
        let said = first_line(if actual.is_empty() { &note } else { &actual }, 200);
        let said = if said.is_empty() { String::new() } else { format!(": {said}") };
        let words = format!("{} {how}{said}", inject.title());
        let mut facts = Vec::new();
        // What came of it says that it was given.
        if drill.delivery(row).is_none() && drill.ended_at.is_none() {
            let words = format!("{} given at {}", inject.title(), self.scenario_words(&drill));
            facts.push((Fact::Drill(DrillFact::Delivered { inject: row }), words));
        }
        facts.push((Fact::Drill(DrillFact::Evaluated { inject: row, met, actual, note }), words));
        self.write_facts(incident, facts).await
    }

    /// Ends a drill, and closes its exercise: nothing of it is to be called or due any more.
    async fn end_drill(&self, incident: IncidentId) -> Result<Outcome, ApiError> {
        let (known, drill) = self.running_drill(incident).await?;
        let words = format!("The drill ends at {}", self.scenario_words(&drill));
        let mut facts = vec![(Fact::Drill(DrillFact::Ended {}), words)];
        if known.state.value != State::Closed {
            let words = format!("State {} to closed: the drill is over", known.state.value);
            facts.push((Fact::StateChanged { state: State::Closed }, words));
        }
        self.write_facts(incident, facts).await
    }

    /// Writes the result into the plan, and the day into the documents that were tried, in one commit.
    async fn write_result(&self, incident: IncidentId, tested: Option<Vec<DocumentId>>) -> Result<Outcome, ApiError> {
        let (known, drill) = self.drill_of(incident).await?;
        if drill.ended_at.is_none() {
            return Err(ApiError::invalid(format!(
                "{} goes on, so its result is not known yet. Nothing was written. End it first",
                known.number
            )));
        }
        let operations = self.result_of(&known, &drill).await?;
        let (author, zone, now) = (self.author().await?, self.zone().await?, self.now());
        let tested = match tested {
            Some(list) => list,
            None => self.under_test(&known, &drill).await?.into_iter().map(|one| one.document).collect(),
        };
        let mut write = Write::at(now);
        let mut remarks = Vec::new();
        for document in tested.into_iter().filter(|id| *id != drill.document) {
            let loaded = self.document(document).await?;
            let changes =
                drill::tested(&loaded.document, &drill, drill::day(&drill, &zone), || RowId::new(self.fresh()));
            if changes.is_empty() {
                continue;
            }
            let title = loaded.document.title();
            remarks.push(format!("“{title}”: last tested on {}", drill::day(&drill, &zone)));
            let of = loaded.document.header_text("incident").parse().ok();
            let fact = Fact::DocumentEdited { document, heads: Vec::new() };
            let words = format!("“{title}” was tried in the drill {}", known.number);
            write = write
                .document(document, &author, DocumentChange::edit(changes, None))
                .entry(self.entry_at(now, of, &author, fact, &words));
        }
        if operations.is_empty() {
            if remarks.is_empty() {
                return Err(ApiError::invalid("The plan holds this result already. Nothing was changed"));
            }
            return Ok(Outcome { remarks, ..outcome(&self.commit(write).await?) });
        }
        let change = DocumentChange::edit(operations.clone(), None);
        let made = self.change_with(write, drill.document, change, Touched::Operations(&operations)).await?;
        Ok(Outcome { remarks, ids: vec![drill.document.to_string()], ..made })
    }

    /// The operations that write the result of a drill into its plan; none where it stands there.
    pub(crate) async fn result_of(
        &self,
        known: &Incident,
        drill: &Drill,
    ) -> Result<Vec<bridgebook_domain::Operation>, ApiError> {
        let loaded = self.document(drill.document).await?;
        let score = self.score_of(known, drill, &loaded.document).await?;
        let mut earlier = self.drills_of(drill.document).await?;
        earlier.retain(|(_, other)| other.ended_at.is_some() && other.begun_at < drill.begun_at);
        earlier.sort_by_key(|(_, other)| std::cmp::Reverse(other.begun_at));
        let mut before: Vec<(Drill, Vec<ScoreRow>)> = Vec::with_capacity(earlier.len());
        for (incident, other) in earlier {
            let score = self.score_of(&incident, &other, &loaded.document).await?;
            before.push((other, score));
        }
        let sources =
            ResultSources { plan: &loaded.document, number: &known.number, drill, score: &score, before: &before };
        Ok(drill::operations(&sources, || RowId::new(self.fresh())))
    }

    /// What the clock of a drill shows now, as plans write it.
    fn scenario_words(&self, drill: &Drill) -> String {
        drill::scenario_words(drill.scenario(self.now()))
    }

    async fn inject(&self, drill: &Drill, row: RowId) -> Result<Inject, ApiError> {
        let injects = drill::injects(&self.document(drill.document).await?.document);
        injects
            .into_iter()
            .find(|inject| inject.row == row)
            .ok_or_else(|| ApiError::not_found("That inject is not in the events list any more. Nothing was changed"))
    }

    /// A drill that has not ended.
    async fn running_drill(&self, incident: IncidentId) -> Result<(Incident, Drill), ApiError> {
        let (known, drill) = self.drill_of(incident).await?;
        if drill.ended_at.is_some() {
            return Err(ApiError::invalid(format!("{} has ended. Nothing was changed", known.number)));
        }
        Ok((known, drill))
    }

    /// Writes facts of one moment, in order.
    pub(super) async fn write_facts(
        &self,
        incident: IncidentId,
        facts: Vec<(Fact, String)>,
    ) -> Result<Outcome, ApiError> {
        let (now, author): (_, Author) = (self.now(), self.author().await?);
        let mut write = Write::at(now);
        let mut ids = Vec::new();
        for (fact, words) in facts {
            let entry: NewEntry = self.entry_at(now, Some(incident), &author, fact, &words);
            ids.push(entry.id.to_string());
            write = write.entry(entry);
        }
        let committed = self.commit(write).await?;
        Ok(Outcome { ids, ..outcome(&committed) })
    }
}

/// The reason for which the functional clock rests, if it does.
fn last_pause(known: &Incident) -> Option<&str> {
    known.levels.iter().rev().find_map(|event| match event {
        LevelEvent::Paused { reason, .. } => Some(Some(reason.as_str())),
        LevelEvent::Resumed { .. } => Some(None),
        _ => None,
    })?
}

fn is_paused(known: &Incident) -> bool {
    last_pause(known).is_some()
}
