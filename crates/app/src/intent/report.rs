//! The post-incident report: a new document from its template, in which what the log knows is filled in.

use bridgebook_domain::cadence::promises;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::escalation::{EscalationView, Targets, call_reviews};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::report::{self, Sources};
use bridgebook_domain::timeline::PlanTimeline;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{Document, IncidentId, RowId, Value, duration, text};
use jiff::SignedDuration;

use crate::Bridgebook;
use crate::api::intent::{Outcome, ReportWanted};
use crate::api::{ApiError, ErrorCode};
use crate::query::stand_down::REPORT;

impl Bridgebook {
    pub(super) async fn write_report(&self, incident: IncidentId, wanted: &ReportWanted) -> Result<Outcome, ApiError> {
        let known = self.incident(incident).await?;
        let title = match wanted.title.trim() {
            "" => format!("{} post-incident report", known.number),
            title => text::name(title).map_err(|e| ApiError::invalid(e.to_string()))?.to_owned(),
        };
        if known.is_open() && !wanted.draft {
            return Err(ApiError::invalid(format!(
                "{} is {}, not resolved, so its report would be out of date at once. Nothing was created. Resolve it first, or ask for a draft as of now",
                known.number, known.state.value
            )));
        }
        if !wanted.again {
            self.refuse_second(&known).await?;
        }
        let mut document = self.document_of_template(REPORT, &title, Some(incident)).await?;
        self.fill_report(&mut document, &known).await?;
        if let Some(person) = self.author().await?.person {
            document.header.insert("prepared_by".to_owned(), Value::one(person.to_string()));
        }
        self.add_document(document, REPORT, Vec::new()).await
    }

    /// Refuses a report beside one that is there; its id goes with the sentence, so that it can be opened.
    async fn refuse_second(&self, known: &Incident) -> Result<(), ApiError> {
        let own = known.id.to_string();
        let mut rows = self.rows().await?;
        rows.retain(|row| row.text("incident") == own && row.text("template") == REPORT);
        let Some(last) = rows.last() else { return Ok(()) };
        let message = format!(
            "“{}” is the report of {} already. Nothing was created. Open it, or ask for another beside it",
            last.text("title"),
            known.number
        );
        Err(ApiError { code: ErrorCode::Invalid, message, details: vec![last.id.to_string()] })
    }

    /// Fills a report with what log, plans, directory and clocks know.
    async fn fill_report(&self, document: &mut Document, known: &Incident) -> Result<(), ApiError> {
        let (now, zone, directory) = (self.now(), self.zone().await?, self.directory().await?);
        let log = self.log(Some(known.id)).await?;
        let plan = match known.plan(&PlanPart::Action) {
            Some(id) => Some(self.document(id).await?),
            None => None,
        };
        let matrix = self.plan(known, &PlanPart::Escalation).await?;
        let sources = Sources {
            incident: known,
            log: &log,
            plan: plan.as_ref().map(|p| &p.document),
            began: self.beginnings().await?.get(&known.id).copied(),
            promises: &promises(known, &directory, now),
            calls: &call_reviews(&matrix, known, &directory, now),
            metrics: &self.metrics_of(known).await?,
            targets: &self.targets(known, &matrix, &directory),
            obligations: &self.obligations(known).await?,
            directory: &directory,
            now,
            zone: &zone,
        };
        report::fill(document, &sources, || RowId::new(self.fresh()));
        Ok(())
    }

    /// What the severity of an incident aims at: by the matrix that it runs on, else by the directory.
    fn targets(&self, known: &Incident, matrix: &PlanTimeline, directory: &Directory) -> Targets {
        let kinds = [ReferenceKind::Severity];
        let view = matrix.at(self.now()).map(|document| EscalationView::read(document, directory));
        let own = view.and_then(|view| view.targets.get(&directory.key(&kinds, &known.severity)).cloned());
        let of_directory = |key: &str| -> Option<SignedDuration> {
            let text = directory.known(&kinds, &known.severity)?.text(key);
            text.parse().ok().or_else(|| duration::parse(text).ok())
        };
        let Targets { response, resolution, calendar } = own.unwrap_or_default();
        Targets {
            response: response.or_else(|| of_directory("response_target")),
            resolution: resolution.or_else(|| of_directory("resolution_target")),
            calendar,
        }
    }
}
