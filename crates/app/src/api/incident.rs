//! The incident as strip, due bar, board and log show it.

use bridgebook_domain::cadence::PlannedOf;
use bridgebook_domain::escalation::PauseReason;
use bridgebook_domain::{DocumentId, EntryId, IncidentId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::caseload::LinkedCases;
use super::delivery::ScheduledRow;
use super::document::{FindingCount, FindingRow};
use super::log_entry::{LogFile, LogName};
use super::obligation::ObligationRow;
use super::period::PlanningRow;
use super::reply::ReplyRow;
use super::settings::Silence;
use super::shift::HandOverRow;

/// What every screen needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Overview {
    /// Now (RFC 3339), by the clock of this data folder.
    pub now: String,
    /// IANA zone that moments are shown in.
    pub zone: String,
    /// Whether that clock runs; the sample's stands until it is started.
    pub clock_runs: bool,
    /// Whether it shows a time that somebody made up for a rehearsal; the sample's is told by `is_sample`.
    pub is_time_supposed: bool,
    /// Whether this is the sample's data folder.
    pub is_sample: bool,
    /// Who I am: the name.
    pub me: String,
    /// Who I am: the person of the directory, if chosen.
    pub me_id: Option<DocumentId>,
    /// Incidents, open ones first.
    pub incidents: Vec<IncidentSummary>,
    /// Number of documents, without the directory.
    pub documents: u32,
    /// Number of persons in the directory.
    pub people: u32,
    /// Folder that holds everything.
    pub data_folder: String,
    /// Last commit of this process (RFC 3339), or empty.
    pub saved_at: String,
    /// The silence of the sound, while it lasts.
    pub silence: Option<Silence>,
    /// Version of the application.
    pub version: String,
}

/// An incident in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct IncidentSummary {
    /// Id.
    pub id: IncidentId,
    /// Number, for instance `INC-2041`.
    pub number: String,
    /// Title; that of an exercise says so.
    pub title: String,
    /// Whether it is an exercise: nothing of it is sent.
    pub exercise: bool,
    /// Severity in words, for instance `SEV1`.
    pub severity: String,
    /// State word.
    pub state: String,
    /// Since when (RFC 3339).
    pub state_since: String,
    /// Declared (RFC 3339).
    pub declared_at: String,
    /// Resolved (RFC 3339), if so.
    pub resolved_at: Option<String>,
    /// Commander's name, empty for none.
    pub commander: String,
    /// Current operational period.
    pub period: Option<PeriodSummary>,
    /// Whether it is not closed.
    pub is_open: bool,
}

/// An operational period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PeriodSummary {
    /// Number.
    pub number: u32,
    /// From (RFC 3339).
    pub from: String,
    /// To (RFC 3339).
    pub to: String,
}

/// The board.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Board {
    /// The incident.
    pub incident: IncidentSummary,
    /// Services affected, by name.
    pub services: Vec<String>,
    /// Everything that runs towards a moment, most urgent first.
    pub clocks: Vec<ClockItem>,
    /// Marks of the tape: clocks above, log below.
    pub tape: Vec<TapeMark>,
    /// The last situation.
    pub situation: Option<Situation>,
    /// Updates by audience.
    pub updates: Vec<UpdateRow>,
    /// Regulatory clocks of the communication plan.
    pub obligations: Vec<ObligationRow>,
    /// Updates that went out, newest first, with their score.
    pub sent: Vec<SentRow>,
    /// Updates that were due and were not given, newest first.
    pub skipped: Vec<SkippedRow>,
    /// Replies that updates ask for, and those that came: what is open first.
    pub replies: Vec<ReplyRow>,
    /// Updates that are set to go out at a moment, the earliest first; those that were held back before them.
    pub scheduled: Vec<ScheduledRow>,
    /// Escalation levels.
    pub levels: Vec<LevelRow>,
    /// Calls that a person is to make for a level.
    pub calls: Vec<CallSheet>,
    /// Whether the functional clock is paused, and why.
    pub paused: Option<String>,
    /// Reasons for which the matrix in force lets the clock rest; `approver` is a name.
    pub pause_reasons: Vec<PauseReason>,
    /// Cases that are part of it.
    pub cases: LinkedCases,
    /// Open actions.
    pub actions: Vec<ActionRow>,
    /// Objectives of the action plan.
    pub objectives: Vec<ObjectiveRow>,
    /// Approvals that wait.
    pub approvals: Vec<ApprovalRow>,
    /// Findings of the documents the incident runs on.
    pub findings: Vec<FindingRow>,
    /// How many there are of each rule; of some, not all are listed.
    pub finding_counts: Vec<FindingCount>,
    /// Roles held.
    pub roles: Vec<RoleRow>,
    /// Roles that somebody held and nobody holds now, the commander's first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<super::role::OpenRoleRow>>")]
    pub open_roles: Vec<super::role::OpenRoleRow>,
    /// Documents the incident runs on.
    pub plans: Vec<PlanRow>,
    /// The step of the planning cycle that is due; nothing where no period runs.
    pub planning: Option<PlanningRow>,
    /// Hand-overs that wait for the incoming person.
    pub hand_overs: Vec<HandOverRow>,
}

/// Something that runs towards a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ClockItem {
    /// Stable id, for keyed lists.
    pub id: String,
    /// `update`, `escalation`, `obligation`, `action`, `approval` or `period`.
    pub kind: String,
    /// `overdue`, `at_risk`, `due` or `upcoming`.
    pub state: String,
    /// The moment (RFC 3339).
    pub due_at: String,
    /// When it turns at risk (RFC 3339), so that the window can change it between two readings.
    pub at_risk_at: String,
    /// What it is about, for instance "Executives’ update".
    pub subject: String,
    /// A line of detail, for instance "Promised for 14:44:41 by Nguyễn Thị Mai".
    pub detail: String,
    /// Audience (id or name as written) of an update.
    pub audience: Option<String>,
    /// Level of an escalation.
    pub level: Option<String>,
}

/// A mark on the tape.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TapeMark {
    /// `clock` or `log`.
    pub lane: String,
    /// Moment (RFC 3339).
    pub at: String,
    /// Short label.
    pub label: String,
    /// `done`, `late`, `overdue`, `at_risk`, `due` or `plain`.
    pub state: String,
    /// Log entry, for marks of the log.
    pub entry: Option<EntryId>,
}

/// Conditions, actions, needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Situation {
    /// Conditions.
    pub conditions: String,
    /// Actions.
    pub actions: String,
    /// Needs.
    pub needs: String,
    /// As of (RFC 3339).
    pub at: String,
    /// By whom.
    pub by: String,
}

/// The next update to an audience.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct UpdateRow {
    /// Audience: id or name as written.
    pub audience: String,
    /// Its name.
    pub name: String,
    /// `overdue`, `at_risk`, `due`, `upcoming`, `snoozed`, `follows` or `none`.
    pub state: String,
    /// When it is due (RFC 3339).
    pub due_at: Option<String>,
    /// Whether that moment was promised in the last update.
    pub is_promised: bool,
    /// Words beside the time, for instance "as Customers" or "approval".
    pub words: String,
    /// Owner's name.
    pub owner: String,
    /// Approver's name.
    pub approver: String,
    /// Channel's name.
    pub channel: String,
    /// Stage whose template fits.
    pub stage: String,
    /// Number of the next update.
    pub number: u32,
    /// Number of the one before it, where that waits in the outbox: what it is to keep is due until somebody has it.
    pub in_outbox: Option<u32>,
    /// Last sent (RFC 3339).
    pub last_sent_at: Option<String>,
    /// The planned update that it is, where it is one.
    pub planned: Option<PlannedOf>,
    /// Which rule says so, with its values.
    pub explanation: String,
    /// Who is told because it is overdue, the first step first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<super::late::LateRow>>")]
    pub late: Vec<super::late::LateRow>,
}

/// An update that went out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SentRow {
    /// Entry.
    pub id: EntryId,
    /// Audience's name.
    pub audience: String,
    /// Number.
    pub number: u32,
    /// When (RFC 3339).
    pub sent_at: String,
    /// By which channel.
    pub via: String,
    /// Who.
    pub by: String,
    /// `kept`, `late` or empty when nothing was promised.
    pub score: String,
    /// Seconds late.
    pub late_seconds: u32,
    /// What it promised (RFC 3339).
    pub next_at: Option<String>,
    /// Exact text.
    pub body: String,
    /// When it was taken back, where it was (RFC 3339).
    pub retracted_at: Option<String>,
    /// Why it was taken back, and by whom; empty where it stands.
    pub retracted: String,
}

/// An update that was due and was not given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct SkippedRow {
    /// Audience's name.
    pub audience: String,
    /// When it was due (RFC 3339).
    pub due_at: String,
    /// When it was skipped (RFC 3339).
    pub at: String,
    /// Why.
    pub reason: String,
}

/// An escalation level.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LevelRow {
    /// Level, for instance `L2`.
    pub level: String,
    /// `functional` or `hierarchical`.
    pub clock: String,
    /// Who is called.
    pub target: String,
    /// Backup.
    pub backup: String,
    /// How.
    pub notify: String,
    /// `acknowledged`, `called`, `relieved` (called, and an earlier level has it since), `told`, `overdue`, `at_risk`, `due`,
    /// `upcoming`, `skipped`, `declined`, `paused`, `held` or `not_needed`.
    pub state: String,
    /// The moment of that state, or when it is due (RFC 3339).
    pub at: Option<String>,
    /// Whether its call was made and nobody was reached by it so far.
    pub is_unreached: bool,
    /// Whether the matrix lets somebody of it decline.
    #[serde(default)]
    pub may_decline: bool,
    /// Words, for instance "told 1 min late".
    pub words: String,
    /// Which rule says so.
    pub explanation: String,
}

/// What the call of a level asks people to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CallSheet {
    /// Id: the entry that set it going.
    pub id: EntryId,
    /// Level.
    pub level: String,
    /// `functional` or `hierarchical`.
    pub clock: String,
    /// When (RFC 3339).
    pub called_at: String,
    /// Until when somebody has to take it (RFC 3339), if so.
    pub until: Option<String>,
    /// What is to be said.
    pub script: String,
    /// What could not be done, in sentences.
    pub remarks: Vec<String>,
    /// What became of the messages beside it, in words.
    pub messages: Vec<String>,
    /// The calls, in order.
    pub calls: Vec<CallRow>,
    /// Whether everything was tried and nobody was reached.
    pub is_lost: bool,
    /// What is to be done where nobody has any of the messages, in sentences; empty otherwise.
    pub by_hand: String,
    /// Whether somebody who is reached may take it.
    pub can_acknowledge: bool,
    /// Whether it was due before the data was restored, so that nothing was sent by it.
    pub is_held: bool,
}

/// A call that a person makes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CallRow {
    /// Its place on the sheet.
    pub place: u32,
    /// Its id on the sheet, whatever its place.
    pub id: String,
    /// Whom, by name.
    pub who: String,
    /// `phone`, or the way that has to be gone by hand.
    pub method: String,
    /// Number or address; empty where none is known.
    pub number: String,
    /// Why this one; empty where it is simply the one who is called.
    pub why: String,
    /// `open`, `next` (after one that is open), `tried` or `reached`.
    pub state: String,
    /// What came of it, in words.
    pub outcome: String,
    /// When (RFC 3339).
    pub at: Option<String>,
}

/// An open action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ActionRow {
    /// Id.
    pub id: EntryId,
    /// Text.
    pub text: String,
    /// Owner's name.
    pub owner: String,
    /// Due (RFC 3339).
    pub due_at: Option<String>,
}

/// An objective of the action plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ObjectiveRow {
    /// Document.
    pub document: DocumentId,
    /// Section.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Number.
    pub no: String,
    /// Text.
    pub text: String,
    /// Owner's name.
    pub owner: String,
    /// `new`, `open`, `met`, `dropped` or `carried`.
    pub state: String,
    /// Target (RFC 3339 or as written).
    pub target: String,
}

/// An approval that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ApprovalRow {
    /// Document.
    pub document: DocumentId,
    /// What waits.
    pub title: String,
    /// Checkpoint.
    pub checkpoint: String,
    /// Approver's name.
    pub approver: String,
    /// Asked by.
    pub asked_by: String,
    /// Asked (RFC 3339).
    pub asked_at: String,
    /// Subject of an update that waits; empty where a document does.
    #[serde(default)]
    pub subject: String,
    /// Exact text of an update that waits; nothing where a document does.
    pub text: Option<String>,
    /// Hash of subject and text, which the decision binds to; empty where a document waits.
    pub hash: String,
    /// The incident that asks; nothing for a document of the library.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub incident: Option<IncidentId>,
}

/// A role that is held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RoleRow {
    /// Role's name.
    pub role: String,
    /// Person's name.
    pub person: String,
    /// Since (RFC 3339).
    pub since: String,
}

/// A document the incident runs on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PlanRow {
    /// `action`, `communication`, `raci` or `escalation`.
    pub part: String,
    /// Document.
    pub document: DocumentId,
    /// Title.
    pub title: String,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct LogRow {
    /// Id.
    pub id: EntryId,
    /// Incident.
    pub incident: Option<IncidentId>,
    /// When it happened (RFC 3339).
    pub event_at: String,
    /// When it was entered (RFC 3339).
    pub entered_at: String,
    /// Kind of fact, or category of a plain entry.
    pub kind: String,
    /// Label of the kind, for instance "Decision".
    pub label: String,
    /// Text.
    pub text: String,
    /// Author's name.
    pub author: String,
    /// Who typed it for somebody else.
    pub recorded_by: Option<String>,
    /// The entry it corrects.
    pub corrects: Option<EntryId>,
    /// Text of its correction, if it was corrected.
    pub corrected: Option<String>,
    /// First digits of its hash.
    pub hash: String,
    /// Whom text and correction name.
    pub people: Vec<LogName>,
    /// What is kept with it as evidence.
    pub files: Vec<LogFile>,
}
