//! The brief of a case for other systems and for paper: Markdown and PDF of a record of its template, and the tickets that
//! two helpdesks take. The record is made for the export and kept nowhere, as it holds what was said.

use std::path::Path;

use bridgebook_domain::hand_off::{
    Gate, Receiver, Record, Say, Ticket, brief_text, fill_record, gorgias, transcript_text, zendesk,
};
use bridgebook_domain::log::Fact;
use bridgebook_domain::{Document, DocumentId, RowId, SectionId, Value};

use super::{Wanted, pages, write};
use crate::api::ApiError;
use crate::api::intent::{ExportOptions, Outcome};
use crate::query::hand_off::Handing;
use crate::wording::moment;
use crate::world::Loaded;
use crate::{Access, Bridgebook};

/// The template of a record.
const TEMPLATE: &str = "case-hand-off-record";
/// What a brief can be exported as.
const FORMS: [&str; 4] = ["markdown", "pdf", "zendesk", "gorgias"];

impl Bridgebook {
    /// Brief and case as text in a form.
    pub(crate) async fn hand_off_text(
        &self,
        handing: &Handing,
        (gate, receiver): (&Gate, &Receiver),
        form: &str,
    ) -> Result<String, ApiError> {
        match form {
            "markdown" => self.file_text(&self.record_of(handing, gate, receiver).await?, None).await,
            "zendesk" => Ok(pretty(&zendesk(&ticket(handing)))),
            "gorgias" => Ok(pretty(&gorgias(&ticket(handing)))),
            "pdf" => Err(ApiError::invalid("A PDF is a file. Nothing was written. Name the file to write it to")),
            other => Err(unknown(other)),
        }
    }

    /// The bytes of the ticket of a case in a form.
    pub(crate) fn ticket_bytes(&self, handing: &Handing, form: &str) -> Result<Vec<u8>, ApiError> {
        match form {
            "zendesk" => Ok(pretty(&zendesk(&ticket(handing))).into_bytes()),
            "gorgias" => Ok(pretty(&gorgias(&ticket(handing))).into_bytes()),
            other => Err(unknown(other)),
        }
    }

    /// Writes brief and case to a path that the person chose; the log says that it was done, and not what it says.
    pub(crate) async fn export_hand_off(&self, handing: &Handing, form: &str, path: &str) -> Result<Outcome, ApiError> {
        let form = form.trim();
        if path.trim().is_empty() {
            return Err(ApiError::invalid("Name a file to write. Nothing was exported"));
        }
        if !FORMS.contains(&form) {
            return Err(unknown(form));
        }
        let (receiver, gate) = handing.gate("");
        let mut remarks = Vec::new();
        let bytes = if form == "pdf" {
            let record = self.record_of(handing, &gate, &receiver).await?;
            let job = self.jobs.begin(path);
            let wanted = Wanted { loaded: vec![record], incident: None, at: None };
            let options = ExportOptions { to: "pdf".to_owned(), ..ExportOptions::default() };
            let (_, made) = self.pages(&wanted, &options, None, &job).await?;
            remarks.extend(pages::not_covered(&made.report.missing));
            made.bytes
        } else {
            self.hand_off_text(handing, (&gate, &receiver), form).await?.into_bytes()
        };
        write::file(Path::new(path), &bytes)?;
        remarks.insert(0, format!("Written: {path}"));
        if form == "gorgias" && ticket(handing).email.is_empty() {
            remarks.push("Gorgias asks for the address of the sender, and none is known. Ask for it first".to_owned());
        }
        // The file is there; that it could not be logged is said, not turned into a failed export.
        let saved_at = match self.log_hand_off_export(handing, form).await {
            Ok(saved_at) => saved_at,
            Err(error) => {
                remarks.push(format!("The export is not in the log: {}", error.message));
                moment(self.now())
            }
        };
        Ok(Outcome { saved_at, heads: vec![], ids: vec![], can_undo: false, can_redo: false, remarks })
    }

    async fn log_hand_off_export(&self, handing: &Handing, form: &str) -> Result<String, ApiError> {
        if self.access == Access::Reader {
            return Ok(moment(self.now()));
        }
        // The hash of what holds personal data would tell whether a guess of it is right, so none is kept.
        let fact = Fact::Exported { documents: vec![handing.loaded.id], form: form.to_owned(), hash: String::new() };
        let words = format!("Exported the brief of {} as {form}", handing.name());
        let entry = self.entry_about(&handing.loaded.document, fact, &words).await?;
        Ok(self.record(entry).await?.saved_at)
    }

    /// The record of a hand-off, filled.
    async fn record_of(&self, handing: &Handing, gate: &Gate, receiver: &Receiver) -> Result<Loaded, ApiError> {
        let name = if handing.row.id.is_empty() { "a case" } else { &handing.row.id };
        let title = format!("Hand-off of {name}");
        let mut document: Document = self.document_of_template(TEMPLATE, &title, None).await?;
        // Whoever may read the case may read this.
        let classification = handing.loaded.document.header_text("classification");
        if !classification.is_empty() {
            document.header.insert("classification".to_owned(), Value::one(classification));
        }
        // What belongs to an exercise says so on paper, too.
        let incident = handing.loaded.document.header_text("incident");
        if !incident.is_empty() {
            document.header.insert("incident".to_owned(), Value::one(incident));
        }
        let owner = handing.owner();
        let from = handing.hand_off.as_ref().map_or(owner.as_str(), |hand_off| hand_off.from.as_str());
        let from = if from == receiver.to { "" } else { from };
        let (is_open, _) = handing.is_open();
        let state = handing.hand_off.as_ref().map(|hand_off| hand_off.state);
        let policy = handing.policy.as_ref();
        let what = policy.and_then(|policy| state.map_or(Some(Say::first(policy)), |s| Say::of(s, policy, is_open)));
        let told = what.and_then(|what| handing.told(what)).map(|text| text.body).unwrap_or_default();
        let record = Record {
            id: handing.name(),
            from,
            to: &receiver.to,
            brief: &handing.brief,
            source: &handing.source,
            gate,
            hand_off: handing.hand_off.as_ref(),
            told: &told,
            promised_at: handing.answer_by(),
            zone: &handing.zone,
        };
        fill_record(&mut document, &record, SectionId::new(self.fresh()), || RowId::new(self.fresh()));
        Ok(Loaded { id: DocumentId::new(self.fresh()), document, heads: Vec::new() })
    }
}

/// What a ticket is made of: brief, then conversation.
fn ticket(handing: &Handing) -> Ticket {
    let known = bridgebook_domain::case::brief::identity(&handing.source);
    let request = handing.brief.lines("request").first().map_or("", |line| line.text.as_str());
    let subject = match handing.source.cell("subject") {
        "" => request,
        subject => subject,
    };
    let talk = transcript_text(&handing.source.case, &handing.zone);
    let talk = if talk.is_empty() { "No conversation is kept with this case.".to_owned() } else { talk };
    let tag = |name: &str, key: &str| match handing.source.cell(key) {
        "" => String::new(),
        text => format!("{name} {text}"),
    };
    Ticket {
        id: if handing.row.id.is_empty() { handing.row.row.to_string() } else { handing.row.id.clone() },
        subject: subject.to_owned(),
        body: format!("{}\n\nConversation:\n{talk}", brief_text(&handing.brief)),
        name: known.name,
        email: known.email.map(|(address, _)| address).unwrap_or_default(),
        priority: handing.source.cell("priority").to_owned(),
        tags: vec!["ai hand-off".to_owned(), tag("level", "level"), tag("reason", "reason"), tag("tier", "tier")],
    }
}

fn pretty(json: &serde_json::Value) -> String {
    let mut text = serde_json::to_string_pretty(json).unwrap_or_default();
    text.push('\n');
    text
}

fn unknown(form: &str) -> ApiError {
    ApiError::invalid(format!(
        "“{form}” is not a form of a brief. Nothing was written. Use markdown, pdf, zendesk or gorgias"
    ))
}
