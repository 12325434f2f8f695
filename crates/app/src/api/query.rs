//! Requests that read.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::approval::DocumentApprovals;
use super::attachment::AttachmentInfo;
use super::calendar::{CalendarReading, PlannedUpdate};
use super::case::{CaseReading, CaseRow, CaseWatch};
use super::case_metric::{AskedTuning, CaseMetricFilter, CaseMetricsReading, TuningReading};
use super::caseload::{CaseRef, IncidentProposal, OpenWork};
use super::condition::ConditionReading;
use super::delivery::{Channels, Outbox, Recipients};
use super::document::{
    Backup, Change, DifferenceRow, DocumentSummary, FindingList, OpenDocument, Preview, TemplateSummary, Verification,
};
use super::drill::{DrillAnswer, DrillAsked};
use super::hand_off::{AskedHandOff, HandOffReading};
use super::incident::{Board, IncidentSummary, LogRow, Overview};
use super::intent::ExportOptions;
use super::message::MessageReading;
use super::metric::{MetricFilter, MetricsReading};
use super::note::{CaseDutyRow, RowNote};
use super::occurrence::OccurrenceRow;
use super::past::{PastAsked, PastTold};
use super::people::Directory;
use super::period::RollForwardReading;
use super::person::{AskedPeople, PeopleAnswer};
use super::preview::PagePreview;
use super::replay::{ReplayAsked, ReplayReading};
use super::routing::{RulesTried, TriedCases};
use super::search::{SearchAsked, SearchReading};
use super::settings::Settings;
use super::severity::SeverityLookup;
use super::shift::{CatchUpReading, DeciderRow, HandOverReading, OpenEnd};
use super::simulation::{CoverageReading, Rehearsal, RehearsalScene, RehearsedVersion};
use super::transcript::{TranscriptReading, TranscriptTimes};
use bridgebook_domain::case::CaseMapping;
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::picture::Picture;
use bridgebook_domain::raci::Card;
use bridgebook_domain::variable::Variables;
use bridgebook_domain::{DocumentId, EntryId, IncidentId, RowId, SectionId};

/// A request that reads.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "query", rename_all = "snake_case")]
pub enum Query {
    /// What every screen shows: now, me, open incidents, the data folder.
    Overview,
    /// The board of one incident, which also feeds strip and due bar.
    Board {
        /// Incident.
        incident: IncidentId,
        /// Moment (RFC 3339 or plain words), or now.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        at: Option<String>,
    },
    /// What an incident says of the variables of a message that is written now.
    Variables {
        /// Incident.
        incident: IncidentId,
        /// Whom the message is for, as the communication plan names the audience; empty for nobody in particular.
        audience: String,
    },
    /// A message to an audience while it is written: the template of its stage with the variables filled, what is wrong
    /// in the text, and the promise that it makes. Nothing is written.
    Message {
        /// Incident.
        incident: IncidentId,
        /// Audience: directory id or name.
        audience: String,
        /// Stage; empty for the one that is due.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        stage: String,
        /// The text as it stands.
        text: String,
        /// The promise of the next update in plain words; empty for the one that the text names.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        next: String,
        /// Subject that was typed; empty for the one that it gets by itself.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        subject: String,
        /// When it goes out in plain words; empty for now.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        at: String,
    },
    /// A chat transcript as messages with their moments and names, before it goes into the log. Nothing is written.
    Transcript {
        /// Incident.
        incident: IncidentId,
        /// The text as it was pasted.
        text: String,
        /// What is known of its times.
        times: TranscriptTimes,
    },
    /// What becomes of each line of the action plan when the next operational period begins now. Nothing is written.
    RollForward {
        /// Incident.
        incident: IncidentId,
        /// When the next period ends, in plain words; empty for four hours.
        to: String,
    },
    /// The updates that the communication plan of an incident plans for a time of day, as the plan has them.
    PlannedUpdates {
        /// Incident.
        incident: IncidentId,
    },
    /// Some days of the calendar: updates, meetings, periods, dates of actions, and the reviews of all plans in use.
    Calendar {
        /// Incident; without one what plans outside an incident say.
        #[serde(default)]
        #[ts(optional)]
        incident: Option<IncidentId>,
        /// First day, `2026-03-11` or in plain words; empty for today.
        from: String,
        /// How many days, at most 366.
        days: u16,
    },
    /// The evaluations, reviews and drills of all plans in use: what is overdue, due today, and comes next.
    Occurrences,
    /// Which severity follows from impact and urgency, by the matrix that an incident declared now would run on.
    SeverityLookup,
    /// The channels that send, and where their secrets are kept.
    Channels,
    /// Whom a message to an audience goes to, as plan and directory say.
    Recipients {
        /// Incident.
        incident: IncidentId,
        /// Audience: directory id or name.
        audience: String,
    },
    /// What was handed over to be sent, and what became of it: of one incident, or what is unfinished in all.
    Outbox {
        /// Incident, or all.
        incident: Option<IncidentId>,
    },
    /// The hand-overs that wait for the incoming person, with what is asked of them.
    HandOvers {
        /// Incident.
        incident: IncidentId,
        /// One of them, or all.
        #[serde(default)]
        #[ts(optional)]
        id: Option<EntryId>,
    },
    /// What changed since a moment, for somebody who joins.
    CatchUp {
        /// Incident.
        incident: IncidentId,
        /// The moment in plain words, for instance `14:20` or `2 h ago`.
        since: String,
    },
    /// Who decides now about what a text says: who answers for the activities that match, on shift and reachable.
    WhoDecides {
        /// Incident.
        incident: IncidentId,
        /// The decision in words.
        text: String,
    },
    /// What is still open when the incident is to be closed.
    OpenEnds {
        /// Incident.
        incident: IncidentId,
    },
    /// The metrics of cases, each with its definition, before and after a go-live date.
    CaseMetrics(CaseMetricFilter),
    /// What past cases say about the thresholds of a document's rules.
    CaseTuning(AskedTuning),
    /// The metrics of incidents, with their definitions and what lies behind each number.
    Metrics {
        /// Which incidents are counted.
        #[serde(default)]
        filter: MetricFilter,
    },
    /// Every incident, open ones first.
    Incidents,
    /// The documents of one incident, or of the library when none is given.
    Documents {
        /// Incident; `None` for all documents.
        incident: Option<IncidentId>,
    },
    /// One document, now or as it was known here at a moment.
    Document {
        /// Document.
        document: DocumentId,
        /// Moment (RFC 3339), or now.
        at: Option<String>,
    },
    /// The changes of a document, newest first.
    History {
        /// Document.
        document: DocumentId,
    },
    /// Templates by language.
    Templates,
    /// The sections of a template before it is used.
    TemplatePreview {
        /// Template name.
        template: String,
    },
    /// The text of a template, in the file form.
    TemplateText {
        /// Template name.
        template: String,
    },
    /// What is wrong in a template, line by line.
    CheckTemplate {
        /// The template's text.
        text: String,
    },
    /// A document in the file form.
    Markdown {
        /// Document.
        document: DocumentId,
        /// Moment (RFC 3339), or now.
        at: Option<String>,
    },
    /// What changed in a document between two moments.
    Difference {
        /// Document.
        document: DocumentId,
        /// From (RFC 3339).
        from: String,
        /// To (RFC 3339).
        to: String,
    },
    /// Whether a printed hash or a Markdown file matches a stored document.
    VerifyText {
        /// A hash of 8 or more hexadecimal digits, or a document in the file form.
        text: String,
    },
    /// The directory.
    Directory,
    /// People and other entries of the directory, and what is to be said about them.
    People(AskedPeople),
    /// The log of an incident (or of the organisation), newest first.
    Log {
        /// Incident, or the organisation.
        incident: Option<IncidentId>,
        /// Words that must occur; empty for all.
        text: String,
        /// Kinds wanted; empty for all.
        kinds: Vec<String>,
    },
    /// Entries of a log, newest first.
    FilteredLog(super::log_entry::LogWanted),
    /// What a line means that is typed into the log.
    LogLine(super::log_entry::LogLine),
    /// The comments on a document, in the order in which they were written.
    Comments {
        /// Document.
        document: DocumentId,
    },
    /// The notes written to the rows of one table, newest last.
    RowNotes {
        /// Document.
        document: DocumentId,
        /// The section of the table.
        section: SectionId,
        /// One row, or all that have notes.
        row: Option<RowId>,
    },
    /// What rules left to people about cases and nobody has done yet, the oldest first.
    CaseDuties,
    /// One table as text: `csv` or `json`.
    TableText {
        /// Document.
        document: DocumentId,
        /// The section of the table.
        section: SectionId,
        /// The form.
        to: String,
    },
    /// The pages that an export as PDF would write. Nothing is written and nothing logged.
    Preview {
        /// A name of the asker's own: the newest of a name wins, and [`Intent::Stop`](super::intent::Intent::Stop)
        /// stops it.
        job: String,
        /// Documents; with an incident and none here, the whole binder.
        documents: Vec<DocumentId>,
        /// Incident of the binder.
        incident: Option<IncidentId>,
        /// The choices of the person who prints.
        options: ExportOptions,
    },
    /// What the block of a section looks like when it is drawn: organisation chart, heat map, timeline, flow or
    /// live view. Other kinds have no picture.
    Picture {
        /// Document.
        document: DocumentId,
        /// Section.
        section: SectionId,
    },
    /// Who would be called when if an incident began at a moment, by the escalation matrix of a document; with another
    /// version beside it where one is named. Nothing is written.
    Rehearse {
        /// Document with the matrix.
        document: DocumentId,
        /// What is supposed.
        scene: RehearsalScene,
        /// The version to compare with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        against: Option<RehearsedVersion>,
    },
    /// The drill of a plan, or a script played without people. Nothing is written.
    Drill(DrillAsked),
    /// Past incidents played through the matrix and the communication plan in force, beside what happened. Nothing is
    /// written.
    ReplayIncidents(ReplayAsked),
    /// Who could take a call at each hour of the week, level by level.
    Coverage {
        /// Document with the matrix.
        document: DocumentId,
        /// What is supposed; its moment chooses the week.
        scene: RehearsalScene,
    },
    /// What the matrices of the library, and of one incident, give a person or role.
    Card {
        /// The person or role: directory id, or a name as written.
        who: String,
        /// The incident whose documents count too.
        incident: Option<IncidentId>,
    },
    /// What waits for a decision about a document, and how its checkpoints stand.
    Approvals {
        /// Document.
        document: DocumentId,
    },
    /// What a text says as the condition of a trigger rule, while it is typed.
    ReadCondition {
        /// The text.
        text: String,
    },
    /// What the trigger rules of a document would do with cases, and why. Nothing is changed or stored.
    TryRules {
        /// The name under which it can be stopped.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        job: String,
        /// Document; without one the only one that has rules and cases.
        #[serde(default)]
        #[ts(optional)]
        document: Option<DocumentId>,
        /// The cases.
        cases: TriedCases,
        /// The moment at which all are looked at, in plain words; empty for each at its opening.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        at: String,
        /// Another version of the rules, to compare with.
        #[serde(default)]
        #[ts(optional)]
        against: Option<RehearsedVersion>,
    },
    /// Findings of one document, or of all.
    Findings {
        /// Document, or all.
        document: Option<DocumentId>,
        /// Rule, for instance `R-H1`; empty for all.
        #[serde(default)]
        #[ts(optional, as = "Option<String>")]
        rule: String,
        /// How many of each rule are listed; 0 for the first hundred. All are counted.
        #[serde(default)]
        #[ts(optional, as = "Option<u32>")]
        each: u32,
    },
    /// The cases of a document, or of all documents with a case table.
    Cases {
        /// Document, or all.
        #[serde(default)]
        #[ts(optional)]
        document: Option<DocumentId>,
    },
    /// One case with all that was said; its personal data is decrypted for this answer.
    Case {
        /// Its id, or that of its row.
        id: String,
        /// Document, where several have a case of this id.
        #[serde(default)]
        #[ts(optional)]
        document: Option<DocumentId>,
    },
    /// All open incidents and cases, the most urgent first, and how the tables of cases stand.
    OpenWork,
    /// What is proposed for an incident that cases become. Nothing is written.
    ProposeIncident {
        /// Cases.
        cases: Vec<CaseRef>,
    },
    /// The hand-off of a case: brief, gate, state, and what the customer is told.
    HandOff(AskedHandOff),
    /// The folder that is watched for files with cases, and what became of the last of them since the start.
    CaseWatch,
    /// What the headings of CSV files mean, by name.
    CaseMappings,
    /// What is kept of people, and what goes when it is erased.
    Personal(super::personal::PersonalQuery),
    /// Search over documents, cases, the log, incidents, the directory and templates.
    Search(SearchAsked),
    /// Settings and where the data lies.
    Settings,
    /// What is known of attached files, in the order asked for.
    Attachments {
        /// Attachments.
        attachments: Vec<AttachmentId>,
    },
    /// An attached picture as a `data:` address.
    AttachmentPicture {
        /// Attachment.
        attachment: AttachmentId,
    },
    /// Backups made so far, newest first.
    Backups,
    /// The past of a document or an incident.
    Past(PastAsked),
    /// Checks the database, every chunk and the chains of the log.
    Verify,
}

/// The answer to a [`Query`], with the same name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", content = "value", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant answers the query of its name")]
pub enum Answer {
    Overview(Overview),
    Board(Box<Board>),
    Variables(Variables),
    Message(Box<MessageReading>),
    Transcript(Box<TranscriptReading>),
    RollForward(RollForwardReading),
    PlannedUpdates(Vec<PlannedUpdate>),
    Calendar(CalendarReading),
    Occurrences(Vec<OccurrenceRow>),
    SeverityLookup(SeverityLookup),
    Channels(Channels),
    Recipients(Recipients),
    Outbox(Outbox),
    HandOvers(Vec<HandOverReading>),
    CatchUp(CatchUpReading),
    OpenEnds(Vec<OpenEnd>),
    WhoDecides(Vec<DeciderRow>),
    CaseMetrics(Box<CaseMetricsReading>),
    CaseTuning(Box<TuningReading>),
    Metrics(Box<MetricsReading>),
    Incidents(Vec<IncidentSummary>),
    Documents(Vec<DocumentSummary>),
    Document(Box<OpenDocument>),
    History(Vec<Change>),
    Templates(Vec<TemplateSummary>),
    TemplatePreview(Preview),
    TemplateText(String),
    CheckTemplate(Vec<String>),
    Markdown(String),
    Difference(Vec<DifferenceRow>),
    VerifyText(Verification),
    Directory(Directory),
    People(Box<PeopleAnswer>),
    Log(Vec<LogRow>),
    FilteredLog(Vec<LogRow>),
    LogLine(super::log_entry::LineMeaning),
    RowNotes(Vec<RowNote>),
    Comments(Vec<super::comment::CommentRow>),
    /// See [`Query::CaseDuties`].
    CaseDuties(Vec<CaseDutyRow>),
    TableText(String),
    Preview(PagePreview),
    Picture(Option<Picture>),
    Rehearse(Box<Rehearsal>),
    Drill(Box<DrillAnswer>),
    ReplayIncidents(Box<ReplayReading>),
    Coverage(Box<CoverageReading>),
    Card(Vec<Card>),
    Approvals(DocumentApprovals),
    ReadCondition(ConditionReading),
    TryRules(Box<RulesTried>),
    Findings(FindingList),
    Cases(Vec<CaseRow>),
    Case(Box<CaseReading>),
    OpenWork(Box<OpenWork>),
    ProposeIncident(IncidentProposal),
    HandOff(Box<HandOffReading>),
    CaseWatch(Option<CaseWatch>),
    CaseMappings(Vec<CaseMapping>),
    Personal(super::personal::PersonalAnswer),
    Search(Box<SearchReading>),
    Settings(Settings),
    Attachments(Vec<AttachmentInfo>),
    AttachmentPicture(String),
    Backups(Vec<Backup>),
    Past(PastTold),
    Verify(Verification),
}
