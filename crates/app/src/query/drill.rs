//! Drills: how one stands that is played from a plan, and scripts that are played without people.

use bridgebook_domain::declare::adopted;
use bridgebook_domain::drill::{self, Played, ScoreRow, ScoreSources, Script, Standing};
use bridgebook_domain::incident::{Drill, Incident};
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::moment::print;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{Document, DocumentId, IncidentId, duration};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::case::CaseFile;
use crate::api::drill::{
    DrillAnswer, DrillAsked, DrillReading, DrillRun, DrillScoreRow, InjectRow, SaidRow, ScriptReading, ScriptStep,
    TestedDocument,
};
use crate::api::simulation::RehearsalScene;
use crate::intent::case_file::sources;
use crate::wording::moment;

impl Bridgebook {
    pub(super) async fn drill_answer(&self, asked: DrillAsked) -> Result<DrillAnswer, ApiError> {
        Ok(match asked {
            DrillAsked::Plan { document } => DrillAnswer::Plan(self.drill_reading(document).await?),
            DrillAsked::Script { document, file, scene, matrix } => {
                DrillAnswer::Script(self.script(document, file.as_ref(), &scene, matrix).await?)
            }
        })
    }

    /// An exercise that is a drill.
    pub(crate) async fn drill_of(&self, incident: IncidentId) -> Result<(Incident, Drill), ApiError> {
        let known = self.incident(incident).await?;
        let Some(drill) = known.drill.clone() else {
            return Err(ApiError::invalid(format!(
                "{} is not played from a drill plan. Nothing was changed. Begin a drill from its plan",
                known.number
            )));
        };
        Ok((known, drill))
    }

    /// Every drill that was played from a plan.
    pub(crate) async fn drills_of(&self, document: DocumentId) -> Result<Vec<(Incident, Drill)>, ApiError> {
        let all = self.incidents().await?.into_iter();
        let own = all.filter_map(|incident| Some((incident.drill.clone()?, incident)));
        Ok(own.filter(|(drill, _)| drill.document == document).map(|(drill, incident)| (incident, drill)).collect())
    }

    /// The score of a drill against its plan.
    pub(crate) async fn score_of(
        &self,
        incident: &Incident,
        drill: &Drill,
        plan: &Document,
    ) -> Result<Vec<ScoreRow>, ApiError> {
        let (matrix, directory) = (self.plan(incident, &PlanPart::Escalation).await?, self.directory().await?);
        let now = drill.ended_at.unwrap_or_else(|| self.now());
        Ok(drill::score(&ScoreSources { plan, incident, drill, matrix: &matrix, directory: &directory, now }))
    }

    /// The documents that a drill tries: those of the library that its exercise ran on, and those that its plan is
    /// related to.
    pub(crate) async fn under_test(&self, known: &Incident, drill: &Drill) -> Result<Vec<TestedDocument>, ApiError> {
        let plan = self.document(drill.document).await?;
        let related = plan
            .document
            .header
            .get("related")
            .map(|value| value.members().iter().filter_map(|id| id.parse::<DocumentId>().ok()).collect::<Vec<_>>());
        let own = known.plans.iter().map(|adopted| adopted.document).chain(related.unwrap_or_default());
        let rows = self.rows().await?;
        let mut list: Vec<TestedDocument> = Vec::new();
        for document in own {
            let Some(row) = rows.iter().find(|row| row.id == document) else { continue };
            // What was made for the exercise alone is no plan that anybody relies on.
            let is_known = list.iter().any(|one| one.document == document) || document == drill.document;
            if is_known || !row.text("incident").is_empty() {
                continue;
            }
            let (title, last_tested) = (row.text("title").to_owned(), row.text("last_tested").to_owned());
            list.push(TestedDocument { document, title, last_tested });
        }
        Ok(list)
    }

    /// The severities of the directory, the gravest first.
    pub(crate) async fn severity_names(&self) -> Result<Vec<String>, ApiError> {
        let directory = self.directory().await?;
        let mut list: Vec<(u32, String)> = directory
            .of_kind(&ReferenceKind::Severity)
            .into_iter()
            .map(|entry| (directory.severity_rank(&entry.id).unwrap_or(u32::MAX), entry.name.clone()))
            .collect();
        list.sort();
        Ok(list.into_iter().map(|(_, name)| name).collect())
    }

    async fn drill_reading(&self, document: DocumentId) -> Result<DrillReading, ApiError> {
        let loaded = self.document(document).await?;
        let plan = &loaded.document;
        let directory = self.directory().await?;
        let injects = drill::injects(plan);
        let all = self.drills_of(document).await?;
        let latest = all.into_iter().max_by_key(|(_, drill)| (drill.ended_at.is_none(), drill.begun_at));
        let now = self.now();
        let (rows, run) = match latest {
            None => (injects.into_iter().map(|inject| row(waiting(inject), None, &directory)).collect(), None),
            Some((incident, played)) => {
                let next = drill::next_time(&injects, &played, now).filter(|_| played.ended_at.is_none());
                let next = next.map(drill::scenario_words).unwrap_or_default();
                let standings = drill::standings(injects, &played, now);
                let rows = standings.into_iter().map(|one| row(one, Some(&played), &directory)).collect();
                let score = self.score_of(&incident, &played, plan).await?;
                let words = |at| drill::scenario_words(played.scenario(at));
                let run = DrillRun {
                    incident: incident.id,
                    number: incident.number.clone(),
                    title: incident.title.clone(),
                    begun_at: moment(played.begun_at),
                    ended_at: played.ended_at.map(moment),
                    scenario_seconds: duration::seconds(played.scenario(now)),
                    as_of: moment(now),
                    goes_on: played.goes_on(now),
                    next,
                    declared: played.players_declared_at.map(words).unwrap_or_default(),
                    said: played
                        .said
                        .iter()
                        .map(|said| SaidRow {
                            about: said.about.clone(),
                            text: said.text.clone(),
                            by: said.by.name.clone(),
                            time: words(said.at),
                        })
                        .collect(),
                    score: score.into_iter().map(score_row).collect(),
                    tested: self.under_test(&incident, &played).await?,
                    is_written: played.ended_at.is_some() && self.result_of(&incident, &played).await?.is_empty(),
                };
                (rows, Some(run))
            }
        };
        Ok(DrillReading {
            document,
            name: plan.field_text("name").unwrap_or(plan.title()).to_owned(),
            no_duff: plan.field_text("no_duff").unwrap_or_default().to_owned(),
            severities: self.severity_names().await?,
            injects: rows,
            run,
        })
    }

    /// Plays a script through the matrix and the cadence in force.
    async fn script(
        &self,
        document: Option<DocumentId>,
        file: Option<&CaseFile>,
        asked: &RehearsalScene,
        matrix: Option<DocumentId>,
    ) -> Result<ScriptReading, ApiError> {
        let (plan, mut remarks) = match (document, file) {
            (Some(id), _) => (self.document(id).await?.document.clone(), Vec::new()),
            (None, Some(file)) => self.script_file(file).await?,
            (None, None) => return Err(ApiError::invalid("Name a drill plan. Nothing was played")),
        };
        let injects = drill::injects(&plan);
        if injects.is_empty() {
            return Err(ApiError::invalid(format!(
                "“{}” has no events list with injects. Nothing was played. Choose a document made from the template “Drill plan”",
                plan.title()
            )));
        }
        let (matrix, communication) = self.rules_in_force(matrix, "Nothing was played").await?;
        let stage = self.stage(matrix, asked).await?;
        stage.answers_of(asked)?;
        let unread = injects.iter().filter(|inject| inject.at.is_none() && !inject.written.trim().is_empty());
        remarks.extend(unread.map(|inject| {
            format!(
                "{}: “{}” is no time of a scenario, so it is played last. Write for instance 0:15",
                inject.title(),
                inject.written
            )
        }));
        let script = Script {
            plan: &plan,
            scene: stage.scene(&stage.loaded, asked),
            communication: communication.as_ref().map(|loaded| &loaded.document),
        };
        let played: Played = drill::play(&script);
        let zone = self.zone().await?;
        let name = zone.iana_name().unwrap_or("local time").to_owned();
        let fails = played.fails();
        Ok(ScriptReading {
            name: plan.field_text("name").unwrap_or(plan.title()).to_owned(),
            at_words: format!("{}, {name}", print(stage.at, &zone)),
            severity: stage.severity_name(),
            matrix: stage.loaded.document.title().to_owned(),
            communication: communication.as_ref().map_or_else(String::new, |l| l.document.title().to_owned()),
            steps: played
                .steps
                .into_iter()
                .map(|step| ScriptStep {
                    no: step.inject.no,
                    time: step.inject.written,
                    event: step.inject.event,
                    expected: step.inject.expected,
                    calls: step.calls,
                    updates: step.updates,
                    checks: step.checks,
                })
                .collect(),
            score: played.score.into_iter().map(score_row).collect(),
            fails,
            remarks,
        })
    }

    /// The matrix that is asked for, else the one in force, and the communication plan in force.
    pub(super) async fn rules_in_force(
        &self,
        matrix: Option<DocumentId>,
        kept: &str,
    ) -> Result<(DocumentId, Option<std::sync::Arc<crate::world::Loaded>>), ApiError> {
        let library = self.library_in_force().await?;
        let today = self.now().to_zoned(self.zone().await?).date();
        let parts = adopted(library.iter().map(|loaded| (loaded.id, &loaded.document)), today);
        let of = |wanted: PlanPart| parts.iter().find(|(part, _, _)| *part == wanted).map(|(_, id, _)| *id);
        let matrix = match matrix.or_else(|| of(PlanPart::Escalation)) {
            Some(matrix) => matrix,
            None => {
                return Err(ApiError::invalid(format!(
                    "No escalation matrix is in force. {kept}. Name a document with levels, or make one active"
                )));
            }
        };
        let communication = match of(PlanPart::Communication) {
            Some(id) => Some(self.document(id).await?),
            None => None,
        };
        Ok((matrix, communication))
    }

    /// A drill plan in the file form, read and not stored.
    async fn script_file(&self, file: &CaseFile) -> Result<(Document, Vec<String>), ApiError> {
        let mut list = sources(std::slice::from_ref(file))?;
        let Some(source) = list.pop().filter(|_| list.is_empty()) else {
            return Err(ApiError::invalid("A drill is played from one file. Nothing was played. Name one"));
        };
        let bytes = source.bytes()?;
        let read = self.read_import(&source.name, &bytes, None).await?;
        Ok((read.document, read.remarks))
    }
}

fn waiting(inject: drill::Inject) -> Standing {
    Standing { inject, state: drill::InjectState::Waits, in_seconds: None, is_next: false }
}

fn row(standing: Standing, played: Option<&Drill>, directory: &bridgebook_domain::directory::Directory) -> InjectRow {
    let Standing { inject, state, in_seconds, is_next } = standing;
    let given = played.and_then(|drill| drill.delivery(inject.row));
    let judged = played.and_then(|drill| drill.evaluation(inject.row));
    InjectRow {
        row: inject.row,
        no: inject.no,
        time: inject.written,
        at_seconds: inject.at.map(duration::seconds),
        event: inject.event,
        inject: inject.inject,
        method: inject.method,
        from: inject.from,
        to: directory.words(&inject.to).to_owned(),
        expected: inject.expected,
        controller: inject.controller,
        state: played.map(|_| state),
        in_seconds,
        is_next,
        given_at: given.map(|one| moment(one.at)),
        given_by: given.map(|one| one.by.name.clone()).unwrap_or_default(),
        met: judged.map(|one| one.met.clone()),
        actual: judged.map(|one| one.actual.clone()).unwrap_or_default(),
        note: judged.map(|one| one.note.clone()).unwrap_or_default(),
    }
}

fn score_row(row: ScoreRow) -> DrillScoreRow {
    DrillScoreRow { measure: row.measure, expected: row.expected, actual: row.actual, note: row.note, met: row.met }
}
