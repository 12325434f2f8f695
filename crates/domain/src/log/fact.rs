//! The kinds of fact an entry can hold. A kind of a newer version stays readable as text.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Addressee, ApprovalByOther, CallOutcome, CallTo, CaseChanged, CaseDutyEnded, CaseHandOff, CaseInput, CaseTicket,
    CasesLinked, CasesUnlinked, Category, ChainExhausted, Clock, CommentStep, Commented, Decision, DeliveryEnd,
    DirectoryFact, DrillFact, Evidence, HeldVersion, Named, ObligationChange, ObligationOverdue, OccurrenceEnd,
    PersonErased, PersonalErased, PersonalHeld, PlanPart, RoutedIncident, RoutingUndone, State, UpdateAsked,
    UpdateOverdue, Withdrawal,
};
use crate::id::{DocumentId, EntryId, RowId, SectionId};
use crate::quiet::QuietRule;

/// What happened, typed. Moments are UTC; people, roles, audiences, services and severities are
/// directory ids or names as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields carry the words of the glossary; the variants say what they mean")]
pub enum Fact {
    /// An incident was declared.
    Declared {
        number: String,
        title: String,
        severity: Named,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        commander: Option<Named>,
        #[serde(default)]
        services: Vec<Named>,
        /// When it was detected, if not when it was declared.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(type = "string | null")]
        detected_at: Option<Timestamp>,
    },
    /// The incident is an exercise: nothing of it leaves by itself. Logged with the declaration.
    ExerciseDeclared {},
    /// The title was changed.
    Retitled { title: String },
    /// The state changed.
    StateChanged { state: State },
    /// The severity changed.
    SeverityChanged { severity: Named, reason: String },
    /// The services affected changed.
    ServicesChanged { services: Vec<Named> },
    /// A person took a role.
    RoleAssumed { role: Named, person: Named },
    /// A person left a role; why, where they renounced it with nobody to follow them.
    RoleRenounced {
        role: Named,
        person: Named,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// An operational period began.
    PeriodStarted {
        number: u32,
        #[ts(type = "string")]
        from: Timestamp,
        #[ts(type = "string")]
        to: Timestamp,
    },
    /// An operational period ended.
    PeriodEnded { number: u32 },
    /// The incident runs on this document from now on.
    PlanAdopted { part: PlanPart, document: DocumentId },
    /// A document that an open incident runs on has a new version in force from the event time on.
    PlanChanged { document: DocumentId, heads: Vec<String>, hash: String },
    /// A plain entry.
    Remark { category: Category },
    /// Files were kept as evidence for an entry.
    Evidence(Evidence),
    /// A decision.
    Decided {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accountable: Option<Named>,
        #[serde(default)]
        consulted: Vec<Named>,
    },
    /// The situation in three parts: conditions, actions, needs.
    Situation { conditions: String, actions: String, needs: String },
    /// An action was opened; its id is that of the entry.
    ActionOpened {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<Named>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(type = "string | null")]
        due_at: Option<Timestamp>,
    },
    /// An action was done or dropped.
    ActionClosed { action: EntryId, done: bool },
    /// An action that was closed is open again, as it was.
    ActionReopened { action: EntryId },
    /// An update is written and waits for approval.
    UpdateDrafted {
        audience: Named,
        number: u32,
        stage: String,
        /// Subject of what is sent; empty in entries that know of none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        subject: String,
        body: String,
    },
    /// An update was handed to the outbox. It has not gone out before a server has it for somebody.
    UpdateQueued {
        audience: Named,
        number: u32,
        stage: String,
        /// Subject; empty in entries that know of none.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        subject: String,
        body: String,
        via: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(type = "string | null")]
        next_at: Option<Timestamp>,
        recipients: Vec<Addressee>,
        /// The entry that set it to go out by itself, where one did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scheduled: Option<EntryId>,
    },
    /// An update is set to go out by itself at a moment, which was named in this zone.
    UpdateScheduled {
        audience: Named,
        number: u32,
        stage: String,
        subject: String,
        body: String,
        via: String,
        #[ts(type = "string")]
        go_at: Timestamp,
        zone: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(type = "string | null")]
        next_at: Option<Timestamp>,
        recipients: Vec<Addressee>,
        /// What was chosen where it would go out in quiet hours of the audience, or waits for their end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quiet: Option<QuietRule>,
    },
    /// An update that was set does not go out by itself: a person took it back, or it was held back (made by Bridgebook)
    /// because something had changed or its moment had passed. `update` is the entry that set it.
    ScheduleEnded { update: EntryId, is_held: bool, reason: String },
    /// Somebody says that the condition is met on which an update was approved that is set to go out. `update` is the
    /// entry that set it, `condition` what was read of the approval: another condition is asked about anew.
    ConditionMet { update: EntryId, condition: String },
    /// What became of an update for one addressee: `update` is the entry that queued it, `answer` what the server or
    /// the person said.
    DeliveryEnded {
        update: EntryId,
        to: Addressee,
        end: DeliveryEnd,
        #[serde(default)]
        answer: String,
    },
    /// An update went out; `next_at` is the promise it made.
    UpdateSent {
        audience: Named,
        number: u32,
        stage: String,
        body: String,
        via: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(type = "string | null")]
        next_at: Option<Timestamp>,
    },
    /// What an update said is taken back, because it was wrong: its audience is owed a correction at once. `update` is the
    /// entry of the update that went out (domain reference 5.2).
    UpdateRetracted { update: EntryId, reason: String },
    /// An update that was due will not be sent. `planned` says that it was planned for a time of day: skipping it
    /// moves nothing of the cadence. Entries that do not say it are of the cadence.
    UpdateSkipped {
        audience: Named,
        #[ts(type = "string")]
        due_at: Timestamp,
        reason: String,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        planned: bool,
    },
    /// The reminder for an update rests; the promise does not move.
    UpdateSnoozed {
        audience: Named,
        #[ts(type = "string")]
        until: Timestamp,
        reason: String,
    },
    /// Somebody answered an update that went out: `update` is the entry that says so, `text` what they said; it is
    /// empty where they acknowledged it and said no more. The event time is when they answered.
    Replied {
        update: EntryId,
        who: Named,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
    },
    /// No reply to an update is awaited any more, because a person says so. `update` is the entry of the update.
    ReplyWaived { update: EntryId, reason: String },
    /// A promise passed without an update (made by Bridgebook).
    PromisePassed {
        audience: Named,
        #[ts(type = "string")]
        promised_at: Timestamp,
    },
    /// An update that nobody had promised was not sent by its time (made by Bridgebook).
    UpdateOverdue(UpdateOverdue),
    /// A material change, or the end of the incident, asks for an update (made by Bridgebook).
    UpdateAsked(UpdateAsked),
    /// A regulatory or contractual deadline passed and nothing was filed by then (made by Bridgebook).
    ObligationOverdue(ObligationOverdue),
    /// No level of the functional chain is left to call, and nobody has it in time (made by Bridgebook).
    ChainExhausted(ChainExhausted),
    /// A level was called, or an authority told. `due_at` is when it should have been. `held` says that nobody was called
    /// by it: it was due before the data was restored, so that they may have been called then.
    LevelCalled {
        level: String,
        clock: Clock,
        target: Named,
        #[ts(type = "string")]
        due_at: Timestamp,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        held: bool,
    },
    /// A level was told (made by Bridgebook): what the entry `call` set going, in one commit with the messages in the
    /// outbox. `recipients` are told by them, `calls` by a person.
    LevelNotified {
        call: EntryId,
        level: String,
        clock: Clock,
        subject: String,
        body: String,
        #[serde(default)]
        recipients: Vec<Addressee>,
        #[serde(default)]
        calls: Vec<CallTo>,
        #[serde(default)]
        remarks: Vec<String>,
    },
    /// A notification rule told an audience (made by Bridgebook), in one commit with the messages in the outbox. `event` is
    /// what happened, by a key that stays the same; `round` counts how often it was told before. `due_at` is when it
    /// should have been.
    RuleTold {
        rule: RowId,
        event: String,
        #[serde(default)]
        round: u32,
        audience: Named,
        #[ts(type = "string")]
        due_at: Timestamp,
        subject: String,
        body: String,
        #[serde(default)]
        recipients: Vec<Addressee>,
        #[serde(default)]
        remarks: Vec<String>,
    },
    /// What came of a call that a person made for the entry `notified`: `call` is whom and under which number, which two
    /// laptops name alike. Entries of earlier versions say its place in the list instead.
    CallEnded {
        notified: EntryId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        call: Option<CallTo>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<u32>,
        outcome: CallOutcome,
        #[serde(default)]
        note: String,
    },
    /// A level acknowledged.
    LevelAcknowledged { level: String, by: Named },
    /// A level declined.
    LevelDeclined { level: String, by: Named, reason: String },
    /// A level was skipped by hand. `clock` says of which clock where one name serves both.
    LevelSkipped {
        level: String,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clock: Option<Clock>,
    },
    /// A level was called by hand before its time. `clock` says of which clock where one name serves both.
    LevelRaised {
        level: String,
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clock: Option<Clock>,
    },
    /// A level was released and a lower one has it again from now on: `by` takes over, and that level has its time to
    /// resolve. `released` are the levels that were called and are not any more; each may be called again in its time.
    Deescalated { level: String, to: String, released: Vec<String>, by: Named, reason: String },
    /// The functional clock rests.
    EscalationPaused { reason: String },
    /// The functional clock goes on.
    EscalationResumed {},
    /// An event happened with which regulatory clocks start, as the plan names it.
    AnchorLogged { anchor: String },
    /// It did not happen after all: the clocks that it started do not run.
    AnchorWithdrawn { anchor: String },
    /// An obligation was filed, extended, found not to apply, or to apply after all; `words` are the reference of the
    /// filing or the reason.
    ObligationChanged {
        obligation: String,
        change: ObligationChange,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(type = "string | null")]
        until: Option<Timestamp>,
        #[serde(default)]
        words: String,
    },
    /// Somebody was asked to approve a document.
    ApprovalAsked { document: DocumentId, checkpoint: String, approver: Named },
    /// Somebody decided about a document in the state named by heads and content hash.
    ApprovalGiven { document: DocumentId, checkpoint: String, heads: Vec<String>, hash: String, decision: Decision },
    /// Somebody else than who was asked said yes.
    ApprovalByOther(ApprovalByOther),
    /// Nobody has to decide any more: the checkpoint is another one now.
    ApprovalWithdrawn { document: DocumentId, checkpoint: String },
    /// A role is offered to the next person; it passes when they accept.
    HandOverOffered { document: DocumentId, role: Named, outgoing: Named, incoming: Named },
    /// The incoming person has read back and accepts; `read_back` is what they said, `hash` that of the document.
    HandOverAccepted { hand_over: EntryId, document: DocumentId, incoming: Named, hash: String, read_back: Vec<String> },
    /// The incoming person declines, or the outgoing one withdraws.
    HandOverDeclined { hand_over: EntryId, by: Named, reason: String },
    /// Documents were exported.
    Exported { documents: Vec<DocumentId>, form: String, hash: String },
    /// A document was imported or created.
    DocumentCreated { document: DocumentId, title: String, source: String },
    /// A document was edited: one entry per burst of edits by one author.
    DocumentEdited { document: DocumentId, heads: Vec<String> },
    /// A note was written to a row of a document's table; the text is the note.
    RowNoted { document: DocumentId, section: SectionId, row: RowId },
    /// A comment was written on a place of a document; the text is the comment.
    Commented(Commented),
    /// A comment was answered, settled or opened again; the text is what was said with it.
    CommentStep(CommentStep),
    /// Trigger rules decided about a case, which is a row of a document's table. What the case says is not repeated here,
    /// as it may be personal data.
    CaseRouted {
        document: DocumentId,
        section: SectionId,
        row: RowId,
        /// Name of the rule.
        rule: String,
        /// Its row, by which it is known under another name; entries of before do not say it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule_row: Option<RowId>,
        /// `human`, `recover` or `continue`.
        outcome: String,
        /// Who gets it.
        to: Named,
        /// Level.
        level: String,
        /// `reactive` or `proactive`.
        initiated: String,
        /// The tests that held.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        because: Vec<String>,
        /// What it leaves to a person.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left: Vec<String>,
        /// What it did in an incident.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        incident: Option<RoutedIncident>,
        /// Heads of the document after the edit that it made; empty where it made none, and in entries of before.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        heads: Vec<String>,
    },
    /// Decisions about cases were undone with their edit, or done again. It stands where they do.
    RoutingUndone(RoutingUndone),
    /// The incident was withdrawn because what declared it was undone, or is declared again.
    Withdrawal(Withdrawal),
    /// What a decision left to a person was done, or is not to be done.
    CaseDutyEnded(CaseDutyEnded),
    /// A case was handed to a human, or this went a step on. It stands in the log of the organisation, or in that of the
    /// incident which the document belongs to.
    CaseHandOff(CaseHandOff),
    /// The ticket of a case was handed to the outbox, or something became of it. It stands where its hand-over does.
    CaseTicket(CaseTicket),
    /// A case came in and is this row of a document's table from now on; `id` is its name in the system it comes from.
    CaseAdded { document: DocumentId, row: RowId, id: String },
    /// Status, owner or level of a case changed, or it was first answered or resolved. It stands in the log of the
    /// organisation; entries of before do not know of it.
    CaseChanged(CaseChanged),
    /// A case waits for an input, or the input came. It stands in the log of the organisation.
    CaseInput(CaseInput),
    /// Cases are part of the incident.
    CasesLinked(CasesLinked),
    /// Cases are no part of it any more.
    CasesUnlinked(CasesUnlinked),
    /// Personal data was erased, by a person or because its time was over (made by Bridgebook). It stands in the log of
    /// the organisation.
    PersonalErased(PersonalErased),
    /// A person of the directory was erased. It stands in the log of the organisation.
    PersonErased(PersonErased),
    /// The personal data of a case is kept beyond its time, or no more. It stands in the log of the organisation.
    PersonalHeld(PersonalHeld),
    /// An evaluation, review or drill that a plan holds was held on its day or skipped, or is open again; `words` are the
    /// note or the reason. It stands in the log of the organisation.
    OccurrenceEnded {
        document: DocumentId,
        row: RowId,
        #[ts(type = "string")]
        day: Date,
        end: OccurrenceEnd,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        words: String,
        /// The rhythm that the row had then ([`crate::calendar::Series::rhythm`]); entries of before do not say it.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        rhythm: String,
    },
    /// Something happened in a drill that is played from a plan.
    Drill(DrillFact),
    /// Entries of the directory were merged or separated, or people came in with a file.
    Directory(DirectoryFact),
    /// The clock of this computer was set back (made by Bridgebook): it had stood at `stood_at` before. What was known
    /// by then had happened by the time of this entry, and `versions` of plans held from it on. A correction of it says
    /// that the clock was wrong only from then until it was put forward again.
    ClockSetBack {
        #[ts(type = "string")]
        stood_at: Timestamp,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        versions: Vec<HeldVersion>,
    },
    /// The data was restored from a backup, or opened as a copy (made by Bridgebook): what was due before may have been
    /// done before, so that nothing of it is sent again by itself.
    DataRestored {},
    /// Corrects an entry; the text is what it should say.
    Correction { of: EntryId },
}
