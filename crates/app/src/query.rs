//! Requests that read, each answered by one function.

mod approval;
mod attachment;
pub(crate) mod board;
pub(crate) mod calendar;
pub(crate) mod call;
pub(crate) mod case;
mod case_clock;
pub(crate) mod case_metric;
mod case_tuning;
pub(crate) mod caseload;
mod clocks;
mod comment;
mod condition;
mod deciding;
mod delivery;
mod difference;
mod document;
mod drill;
mod finding;
pub(crate) mod hand_off;
mod late;
pub(crate) mod levels;
mod library;
mod log;
pub(crate) mod message;
pub(crate) mod metric;
mod note;
pub(crate) mod obligation;
mod occurrence;
mod overview;
pub(crate) mod past;
mod period;
mod person;
mod personal;
mod picture;
mod preview;
mod raci;
mod replay;
mod reply;
pub(crate) mod routing;
mod scheduled;
pub(crate) mod search;
mod severity;
mod shift;
mod simulation;
pub(crate) mod stand_down;
mod tape;
pub(crate) mod transcript;
mod used;
mod variable;
mod verify;
mod written;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::query::{Answer, Query};

/// What is wrong in a template, line by line; needs no data folder.
#[must_use]
pub fn check_template(text: &str) -> Vec<String> {
    crate::template::problems(text)
}

/// What is wrong in the file of a template, line by line; needs no data folder.
///
/// # Errors
/// When the file holds no text, or is too long for a template; the sentence names it.
pub fn check_template_file(file: &str, bytes: Vec<u8>) -> Result<Vec<String>, ApiError> {
    crate::template::problems_of_file(file, bytes)
}

impl Bridgebook {
    /// Answers a request that reads.
    pub(crate) async fn answer(&self, query: Query) -> Result<Answer, ApiError> {
        Ok(match query {
            Query::Overview => Answer::Overview(self.overview().await?),
            Query::Board { incident, at } => Answer::Board(Box::new(self.board(incident, at.as_deref()).await?)),
            Query::Variables { incident, audience } => {
                Answer::Variables(self.variables(incident, &audience, self.now()).await?)
            }
            Query::Message { incident, audience, stage, text, next, subject, at } => {
                let (audience, text) = (audience.as_str(), text.as_str());
                let typed = message::Typed { audience, stage: &stage, text, next: &next, subject: &subject, at: &at };
                Answer::Message(Box::new(self.message(incident, typed).await?))
            }
            Query::Transcript { incident, text, times } => {
                Answer::Transcript(Box::new(self.transcript(incident, &text, &times).await?))
            }
            Query::RollForward { incident, to } => Answer::RollForward(self.roll_forward(incident, &to).await?),
            Query::PlannedUpdates { incident } => Answer::PlannedUpdates(self.planned_updates(incident).await?),
            Query::Occurrences => Answer::Occurrences(self.occurrence_rows().await?),
            Query::Calendar { incident, from, days } => Answer::Calendar(self.calendar(incident, &from, days).await?),
            Query::SeverityLookup => Answer::SeverityLookup(self.severity_lookup().await?),
            Query::Channels => Answer::Channels(self.channel_list().await?),
            Query::Recipients { incident, audience } => Answer::Recipients(self.recipients(incident, &audience).await?),
            Query::Outbox { incident } => Answer::Outbox(self.outbox(incident).await?),
            Query::HandOvers { incident, id } => Answer::HandOvers(self.hand_overs(incident, id).await?),
            Query::CatchUp { incident, since } => Answer::CatchUp(self.catch_up(incident, &since).await?),
            Query::WhoDecides { incident, text } => Answer::WhoDecides(self.who_decides(incident, &text).await?),
            Query::OpenEnds { incident } => Answer::OpenEnds(self.open_ends(incident).await?),
            Query::CaseMetrics(asked) => Answer::CaseMetrics(Box::new(self.case_metrics(&asked).await?)),
            Query::CaseTuning(asked) => Answer::CaseTuning(Box::new(self.case_tuning(&asked).await?)),
            Query::Metrics { filter } => Answer::Metrics(Box::new(self.metrics(&filter).await?)),
            Query::Incidents => Answer::Incidents(self.incident_list().await?),
            Query::Documents { incident } => Answer::Documents(self.document_list(incident).await?),
            Query::Document { document, at } => {
                Answer::Document(Box::new(self.open_document(document, at.as_deref()).await?))
            }
            Query::History { document } => Answer::History(self.history(document).await?),
            Query::Templates => Answer::Templates(self.template_list()),
            Query::TemplatePreview { template } => Answer::TemplatePreview(self.template_preview(&template)?),
            Query::TemplateText { template } => Answer::TemplateText(self.template_text(&template)?),
            Query::CheckTemplate { text } => Answer::CheckTemplate(check_template(&text)),
            Query::Markdown { document, at } => Answer::Markdown(self.markdown(document, at.as_deref()).await?),
            Query::Difference { document, from, to } => {
                Answer::Difference(self.difference(document, &from, &to).await?)
            }
            Query::VerifyText { text } => Answer::VerifyText(self.verify_text(&text).await?),
            Query::Directory => Answer::Directory(self.directory_list().await?),
            Query::People(asked) => Answer::People(Box::new(self.people(asked).await?)),
            Query::Log { incident, text, kinds } => Answer::Log(self.log_rows(incident, &text, &kinds).await?),
            Query::FilteredLog(wanted) => Answer::FilteredLog(self.filtered_log(&wanted).await?),
            Query::LogLine(asked) => Answer::LogLine(self.line_meaning(&asked).await?),
            Query::RowNotes { document, section, row } => {
                Answer::RowNotes(self.row_notes(document, section, row).await?)
            }
            Query::Comments { document } => Answer::Comments(self.comments(document).await?),
            Query::CaseDuties => Answer::CaseDuties(self.open_case_duties().await?),
            Query::TableText { document, section, to } => {
                Answer::TableText(self.table_text(document, section, &to).await?)
            }
            Query::Preview { job, documents, incident, options } => {
                Answer::Preview(self.preview(&job, &documents, incident, &options).await?)
            }
            Query::Picture { document, section } => Answer::Picture(self.picture(document, section).await?),
            Query::Rehearse { document, scene, against } => {
                Answer::Rehearse(Box::new(self.rehearsal(document, &scene, against.as_ref()).await?))
            }
            Query::Drill(asked) => Answer::Drill(Box::new(self.drill_answer(asked).await?)),
            Query::ReplayIncidents(asked) => Answer::ReplayIncidents(Box::new(self.replay_incidents(asked).await?)),
            Query::Coverage { document, scene } => Answer::Coverage(Box::new(self.coverage(document, &scene).await?)),
            Query::Card { who, incident } => Answer::Card(self.card(&who, incident).await?),
            Query::Approvals { document } => Answer::Approvals(self.approvals(document).await?),
            Query::ReadCondition { text } => Answer::ReadCondition(condition::read_condition(&text)),
            Query::TryRules { job, document, cases, at, against } => {
                Answer::TryRules(Box::new(self.try_rules(&job, document, cases, &at, against.as_ref()).await?))
            }
            Query::Findings { document, rule, each } => Answer::Findings(self.findings(document, &rule, each).await?),
            Query::Cases { document } => Answer::Cases(self.case_list(document).await?),
            Query::Case { id, document } => Answer::Case(Box::new(self.case_reading(&id, document).await?)),
            Query::OpenWork => Answer::OpenWork(Box::new(self.open_work().await?)),
            Query::ProposeIncident { cases } => Answer::ProposeIncident(self.propose_incident(&cases).await?),
            Query::HandOff(asked) => Answer::HandOff(Box::new(self.hand_off(&asked).await?)),
            Query::CaseWatch => Answer::CaseWatch(self.case_watch().await?),
            Query::Personal(asked) => Answer::Personal(self.personal(asked).await?),
            Query::CaseMappings => Answer::CaseMappings(self.case_mappings().await?),
            Query::Search(asked) => Answer::Search(Box::new(self.search(&asked).await?)),
            Query::Settings => Answer::Settings(self.settings().await?),
            Query::Attachments { attachments } => Answer::Attachments(self.attachment_infos(&attachments).await),
            Query::AttachmentPicture { attachment } => {
                Answer::AttachmentPicture(self.attachment_picture(attachment).await?)
            }
            Query::Backups => Answer::Backups(self.backups()),
            Query::Past(asked) => Answer::Past(self.past_told(asked).await?),
            Query::Verify => Answer::Verify(self.verify().await?),
        })
    }
}
