//! Requests that change something: small intents, never whole documents.

use std::collections::BTreeMap;

use bridgebook_domain::case::CaseMapping;
use bridgebook_domain::delivery::DeliveryChannel;
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::{Category, Clock, ObligationChange, PlanPart};
use bridgebook_domain::{ColumnId, DocumentId, EntryId, IncidentId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::{AddedCases, WatchedCases};
use super::case_metric::ExportedCaseMetrics;
use super::delivery::{DeliveryChange, SecretText, SendBy};
use super::message::KeptMessage;
use super::metric::MetricFilter;
use super::transcript::{TranscriptKind, TranscriptTimes};

mod edit;
mod export;
mod import;
mod part;
pub use edit::{Edit, NewColumn};
pub use export::ExportOptions;
pub use part::{
    Carry, Declaring, KeptTemplate, LevelChange, Outcome, ProcedureFrom, ReportWanted, SavedTemplate, Side,
};

/// A request that changes something. People, roles, audiences and severities are directory ids or names
/// as written; moments are RFC 3339, or plain words ("14:30", "in 30 min") where the field says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "intent", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields carry the words of the glossary; the variants say what they do")]
pub enum Intent {
    /// Declares an incident and creates its action plan.
    Declare {
        title: String,
        severity: String,
        #[serde(default)]
        commander: String,
        #[serde(default)]
        services: Vec<String>,
        /// When it was detected, in plain words; empty for now.
        #[serde(default)]
        detected: String,
        /// What else is said with it.
        #[serde(default)]
        #[ts(optional, as = "Option<Declaring>")]
        also: Declaring,
    },
    /// Edits a document.
    Edit { document: DocumentId, heads: Vec<String>, edits: Vec<Edit> },
    /// Undoes the last edit of this document.
    Undo { document: DocumentId },
    /// Does again what was undone.
    Redo { document: DocumentId },
    /// Creates a document from a template (empty name: a blank one).
    CreateDocument { template: String, title: String, incident: Option<IncidentId> },
    /// Creates documents from the text of a Markdown or CSV file.
    Import { file_name: String, text: String, incident: Option<IncidentId> },
    /// Creates a document from the bytes of such a file, as base64, whatever a program saved them as.
    ImportBytes { file_name: String, base64: String, incident: Option<IncidentId> },
    /// Merges the content of a Markdown file into a document, as edits.
    Replace { document: DocumentId, text: String },
    /// Brings the content of a past moment (RFC 3339) back, as a new change.
    Restore { document: DocumentId, at: String },
    /// Adds a person or an entry of a directory list, by name.
    AddToDirectory { kind: String, name: String },
    /// Changes the directory: fields of entries, imports, merges.
    People(super::person::PeopleIntent),
    /// Writes a log entry; `at` in plain words, empty for now.
    AddLog { incident: Option<IncidentId>, text: String, category: Category, at: String },
    /// Puts the messages of a chat transcript into the log, those that are there already left out. One write: all of
    /// them or none.
    PasteTranscript {
        incident: IncidentId,
        text: String,
        times: TranscriptTimes,
        /// Who is meant by a name of the transcript: a person of the directory, or empty for the name as it stands.
        /// Names that are not in it mean whom the reading shows.
        #[serde(default)]
        people: BTreeMap<String, String>,
        /// What a message becomes, where it is not what its words say.
        #[serde(default)]
        kinds: Vec<TranscriptKind>,
        /// Messages that stay out, by the line on which they begin.
        #[serde(default)]
        skip: Vec<u32>,
    },
    /// Writes an entry as it is typed.
    WriteEntry(super::log_entry::WrittenEntry),
    /// Writes entries to a file.
    ExportLog(super::log_entry::ExportedLog),
    /// Corrects a log entry.
    CorrectLog { entry: EntryId, text: String },
    /// Records a decision.
    Decide { incident: IncidentId, text: String, accountable: String },
    /// Records conditions, actions and needs.
    Situation { incident: IncidentId, conditions: String, actions: String, needs: String },
    /// Opens an action; `due` in plain words.
    OpenAction { incident: IncidentId, text: String, owner: String, due: String },
    /// Closes an action.
    CloseAction { action: EntryId, incident: IncidentId, done: bool },
    /// Opens an action again that was closed by mistake.
    ReopenAction { action: EntryId, incident: IncidentId },
    /// Changes the state.
    SetState { incident: IncidentId, state: String },
    /// Changes the state with a reason, which a closed incident needs to be opened again.
    SetStateBecause { incident: IncidentId, state: String, reason: String },
    /// Changes the severity.
    SetSeverity { incident: IncidentId, severity: String, reason: String },
    /// Gives a role to a person.
    Assign { incident: IncidentId, role: String, person: String },
    /// Leaves a role to nobody, with a reason.
    Renounce(super::role::Renouncing),
    /// Starts the next operational period; `to` in plain words, empty for four hours.
    StartPeriod {
        incident: IncidentId,
        to: String,
        /// Carries the action plan over, as [`Query::RollForward`](super::query::Query::RollForward) shows it, and asks
        /// for its approval; nothing leaves the plan as it is.
        #[serde(default)]
        #[ts(optional)]
        carry: Option<Carry>,
    },
    /// Offers a role to the next person, with a hand-over document in which all that is known is filled in. The ids of
    /// the outcome are those of the offer and of the document.
    OfferHandOver {
        incident: IncidentId,
        /// Role; empty for the commander's.
        #[serde(default)]
        role: String,
        incoming: String,
        /// Who hands over; empty for who holds the role.
        #[serde(default)]
        outgoing: String,
    },
    /// The incoming person has read back and accepts: the role passes.
    AcceptHandOver {
        incident: IncidentId,
        hand_over: EntryId,
        /// What was said, by the key of the question.
        answers: BTreeMap<String, String>,
        /// The points of the read-back that were said.
        ticked: Vec<RowId>,
        /// What is left to be answered.
        #[serde(default)]
        questions: String,
    },
    /// The incoming person declines, or the outgoing one withdraws, with a reason. Nothing passes.
    DeclineHandOver { incident: IncidentId, hand_over: EntryId, side: Side, reason: String },
    /// Closes an incident; what is still open is said in the log with the reason.
    Close {
        incident: IncidentId,
        #[serde(default)]
        reason: String,
    },
    /// Records an update as sent by hand; `next` (plain words) is the promise it makes, else the one that the text
    /// names.
    RecordUpdate {
        incident: IncidentId,
        audience: String,
        body: String,
        via: String,
        next: String,
        /// Stage of the message; empty for the one that was due.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        stage: String,
        /// Why it was sent with errors; kept in the log beside their rules.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        despite: String,
    },
    /// Keeps a message that is being written, as it stands; one that holds nothing is forgotten. It is no part of the
    /// log: nobody was told anything.
    /// `base` is the template or draft that the text began with, `holds` names languages whose text still says what the
    /// first one says.
    KeepMessage { incident: IncidentId, audience: String, kept: KeptMessage, base: String, holds: Vec<String> },
    /// Hands an update to the outbox, which sends it by these channels. As [`Intent::RecordUpdate`] otherwise; a text
    /// with errors is sent only with a reason in `despite`.
    SendUpdate {
        incident: IncidentId,
        audience: String,
        body: String,
        next: String,
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        stage: String,
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        despite: String,
        /// Subject of a mail; empty for that of the template.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        subject: String,
        /// When it goes out, in plain words, with a zone behind them where another is meant than that of the settings;
        /// empty for now. It has to be approved then, where the plan names who approves.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        at: String,
        /// What becomes of it where it would go out in quiet hours of the audience: `hold` it until their end, `send` it
        /// all the same, or `other-channel` where it goes by another channel than their first one. Without it such an
        /// update is refused, where the plan does not say that it is sent.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        quiet: String,
        to: Vec<SendBy>,
    },
    /// Takes back an update that was set to go out, or lets go of one that was held back. With `edit` its text is being
    /// written again.
    CancelScheduled {
        incident: IncidentId,
        update: EntryId,
        #[serde(default)]
        reason: String,
        #[serde(default)]
        edit: bool,
    },
    /// Says that the condition is met on which an update was approved that is set to go out.
    ConfirmCondition {
        incident: IncidentId,
        update: EntryId,
        /// The condition as it was read: where it is another one now, nothing is said. Empty for whichever it is.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        condition: String,
        /// How it is known.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        note: String,
    },
    /// Has a message of the outbox sent again, marks it as sent, or gives it up.
    ChangeDelivery {
        delivery: String,
        change: DeliveryChange,
        /// Why, or how it is known; kept in the log.
        #[serde(default)]
        reason: String,
    },
    /// Logs what is due of an incident by now, as a running window does by itself, and changes nothing else.
    LookAt { incident: IncidentId },
    /// Sends what is due that nobody else has in hand. A running window does this by itself.
    SendDue {},
    /// The same, and waits for what belongs to an update or a message of this id, whoever sends it.
    SendOut { of: String },
    /// Sets up a channel (empty id: a new one). Without a secret the one that is kept stays.
    SaveChannel {
        channel: DeliveryChannel,
        #[serde(default)]
        secret: Option<SecretText>,
    },
    /// Removes a channel and its secret.
    RemoveChannel { channel: String },
    /// Connects by a channel and signs in, and sends nothing; the remarks say what answered.
    TryChannel { channel: String },
    /// Opens the encrypted file of passwords, or makes it.
    UnlockSecrets { passphrase: SecretText },
    /// Skips an update that is due, with a reason.
    SkipUpdate { incident: IncidentId, audience: String, reason: String },
    /// Rests the reminder of an update, with a reason; the promise does not move.
    SnoozeUpdate { incident: IncidentId, audience: String, until: String, reason: String },
    /// Takes back what an update said that went out, with a reason: its audience is owed a correction at once.
    RetractUpdate { incident: IncidentId, update: EntryId, reason: String },
    /// Records what somebody answered to an update that went out.
    RecordReply(super::reply::RecordedReply),
    /// Says that no reply to an update is awaited any more, with a reason.
    WaiveReply { incident: IncidentId, update: EntryId, reason: String },
    /// Plans an update for a time of day, in the communication plan that the incident runs on. A plan of the library is
    /// copied for the incident first: what is planned for one incident is not planned for all.
    PlanUpdate {
        incident: IncidentId,
        audience: String,
        /// The first time in plain words, for instance `17:00` or `tomorrow 9:00`.
        at: String,
        /// The zone in which it is meant, for instance `Europe/Berlin`; empty for the one that moments are shown in.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        zone: String,
        /// How often, as a word of the rhythm, for instance `day` or `month-last-weekday`; empty for once.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        rhythm: String,
        /// Last day; empty for no end.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        until: String,
        /// What it is about.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        about: String,
    },
    /// Takes a planned update out of the plan. What was due before that stays due.
    UnplanUpdate { incident: IncidentId, row: RowId },
    /// Records what became of days of an evaluation, review or drill that a plan holds: all of them or none.
    RecordOccurrence(super::occurrence::RecordedOccurrence),
    /// Acknowledges a level.
    Acknowledge { incident: IncidentId, level: String, by: String },
    /// Declines, skips or raises a level, with a reason.
    ChangeLevel {
        incident: IncidentId,
        level: String,
        change: LevelChange,
        reason: String,
        /// Of which clock, where one name serves both; without it that of the functional one.
        #[serde(default)]
        clock: Option<Clock>,
    },
    /// Releases a level: a lower one has it again, and somebody takes it over there.
    Deescalate {
        incident: IncidentId,
        /// The level that is left.
        level: String,
        /// The lower level that has it from now on.
        to: String,
        /// Who takes over; empty for whoever had it there.
        #[serde(default)]
        by: String,
        reason: String,
    },
    /// Notes what came of a call that a person made for a level: `acknowledged`, `told`, `no-answer`, `busy`,
    /// `voicemail` or `wrong-number`.
    EndCall {
        incident: IncidentId,
        /// The sheet of the calls.
        sheet: EntryId,
        /// Id of the call on the sheet.
        call: String,
        outcome: String,
        #[serde(default)]
        note: String,
    },
    /// Pauses (with a reason) or resumes the functional clock.
    PauseEscalation { incident: IncidentId, reason: String },
    /// Resumes the functional clock.
    ResumeEscalation { incident: IncidentId },
    /// Makes an incident run on this document.
    AdoptPlan { incident: IncidentId, part: PlanPart, document: DocumentId },
    /// Logs the event that regulatory clocks start with, as the plan names it; `at` in plain words, empty for now.
    LogAnchor { incident: IncidentId, anchor: String, at: String, words: String },
    /// Takes such an event back: it did not happen.
    WithdrawAnchor { incident: IncidentId, anchor: String, reason: String },
    /// Files an obligation, extends it, says that it does not apply, or that it does after all.
    ChangeObligation {
        incident: IncidentId,
        obligation: String,
        /// `filed`, `extended`, `not-applicable` or `applies`.
        change: ObligationChange,
        /// When it was filed, in plain words; empty for now.
        #[serde(default)]
        at: String,
        /// Until when it is extended, in plain words.
        #[serde(default)]
        until: String,
        /// Reference of the filing, or the reason.
        words: String,
    },
    /// Asks for approval of a document.
    AskApproval { document: DocumentId, checkpoint: String, approver: String },
    /// Decides about a document as it stands now, or about an update that waits.
    Approve(super::approval::Approving),
    /// Asks for approval of an update, exactly as it is written. It replaces what was asked for before.
    AskUpdateApproval {
        incident: IncidentId,
        audience: String,
        body: String,
        /// Subject of what is sent; empty for the one that it gets by itself.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        subject: String,
        /// Stage of the message; empty for the one that is due.
        #[serde(default)]
        stage: String,
        /// Who is asked: a person or role; empty for whom the plan names.
        #[serde(default)]
        approver: String,
    },
    /// Applies the fix of a finding.
    ApplyFix {
        document: DocumentId,
        rule: String,
        section: Option<SectionId>,
        row: Option<RowId>,
        column: Option<ColumnId>,
    },
    /// Chooses who I am.
    SetMe { person: String },
    /// Changes a setting of this data folder.
    SetSetting { key: String, value: String },
    /// Silences the sound of notifications for a time, with a reason that the log keeps; `until` in plain words.
    SilenceSound {
        #[serde(default)]
        #[ts(optional)]
        incident: Option<IncidentId>,
        until: String,
        reason: String,
    },
    /// Lets it sound again.
    RestoreSound {
        #[serde(default)]
        #[ts(optional)]
        incident: Option<IncidentId>,
    },
    /// Makes a verified backup; empty path for the backups folder.
    Backup { path: String },
    /// Writes an export to a path that the person chose.
    Export { documents: Vec<DocumentId>, incident: Option<IncidentId>, options: ExportOptions, path: String },
    /// Writes a note to a row of a document's table. The log keeps it: a note is never edited away.
    NoteRow { document: DocumentId, section: SectionId, row: RowId, text: String },
    /// Writes a comment on a place of a document, or does something about one.
    Comment(super::comment::CommentAct),
    /// Lets the trigger rules of a document decide about cases that it holds, as [`Query::TryRules`](super::query::Query::TryRules)
    /// shows it before: their rows are changed in one edit, and the log keeps each decision.
    RouteCases { document: DocumentId, rows: Vec<(SectionId, RowId)> },
    /// Says that something which rules left to a person was done, or why it is not to be.
    EndCaseDuty(super::note::EndedCaseDuty),
    /// Writes one table as `csv` or `json` to a path that the person chose.
    ExportTable { document: DocumentId, section: SectionId, to: String, path: String },
    /// Writes some days of the calendar to a path that the person chose, as [`Query::Calendar`](super::query::Query::Calendar)
    /// shows them, for the calendars of other programs.
    ExportCalendar {
        #[serde(default)]
        #[ts(optional)]
        incident: Option<IncidentId>,
        from: String,
        days: u16,
        path: String,
    },
    /// Writes the metrics of incidents as CSV to a path that the person chose, one line for each metric of each incident.
    ExportMetrics {
        #[serde(default)]
        filter: MetricFilter,
        path: String,
    },
    /// Writes the metrics of cases as CSV to a path that the person chose, one line for each case.
    ExportCaseMetrics(ExportedCaseMetrics),
    /// Keeps what was pasted or dropped, as base64; the outcome names its id, which an edit puts into the document.
    /// With `keep_days` it is personal data: encrypted with a key of its own, to be kept so long.
    Attach {
        document: DocumentId,
        file_name: String,
        base64: String,
        #[serde(default)]
        keep_days: Option<u32>,
    },
    /// Keeps a file that a person chose in the system's dialog, as [`Intent::Attach`] does.
    AttachFile {
        document: DocumentId,
        path: String,
        #[serde(default)]
        keep_days: Option<u32>,
    },
    /// Writes an attached file to a path that the person chose.
    SaveAttachment { attachment: AttachmentId, path: String },
    /// Creates a document from a file that a person chose, with the attached files that lie beside it.
    ImportFile {
        path: String,
        #[serde(default)]
        incident: Option<IncidentId>,
    },
    /// Keeps a document as a template of the team's own, without what belongs to its incident, to people or to a
    /// day. Without `with_content` the texts and rows that were filled in are left out too.
    SaveAsTemplate(SavedTemplate),
    /// Copies a file that a person chose into the folder of the team's own templates, as it is.
    KeepTemplate(KeptTemplate),
    /// Creates a procedure from a lesson: from a row of a table, or else from the words that `text` holds.
    MakeProcedure(ProcedureFrom),
    /// Takes cases in from files: each becomes a row of the case table, with the conversation and the data of the customer
    /// as encrypted attachments. Files of which something cannot be read are copied into the quarantine folder.
    AddCases(AddedCases),
    /// Hands a case to a human, goes a step on with it, or writes its brief.
    HandOff(super::hand_off::HandOffDone),
    /// Watches a folder from now on: files that are put there are taken in and moved beside. An empty folder ends it.
    WatchCases(WatchedCases),
    /// Asks for an input on a case or says that it came, makes cases part of an incident or takes them out of it.
    Case(super::caseload::CaseIntent),
    /// Erases personal data, has it kept longer, or clears up the quarantine.
    Personal(super::personal::PersonalIntent),
    /// Keeps what the headings of a system's CSV files mean, by name; a mapping without headings is forgotten.
    SaveCaseMapping { mapping: CaseMapping },
    /// Creates the post-incident report of an incident that is resolved, with what its log knows filled in. The id of the
    /// outcome is that of the document. Where there is one already, the error names its id in its details.
    WriteReport {
        incident: IncidentId,
        #[serde(default)]
        wanted: ReportWanted,
    },
    /// Does something with the past of a document.
    Past(super::past::PastIntent),
    /// Does something in a drill that is played from a plan.
    Drill(super::drill::DrillChange),
    /// Stops long work by its name, of an export its path. Nothing is written then.
    Stop { job: String },
    /// Starts or stops the clock of the sample.
    RunClock { running: bool },
}
