//! What can be asked for. Kept stable: scripts and checks use it.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod action;
mod approval;
mod calendar;
mod case;
mod comment;
pub use comment::{Comment, Comments};
mod delivery;
mod hand_off;

pub use action::Action;
pub use approval::{Decision, DocumentApprove, Renounce, UpdateApprove};
pub use calendar::{Days, Planning, Reviews};
pub use case::{Case, CaseAdd, CaseRoute, Mapping};
pub use delivery::{Channel, ChannelAdd, Outbox, Security, Webhook};
pub use hand_off::{
    BriefForm, CaseAccept, CaseBrief, CaseHandOver, CaseReroute, CaseReturn, CaseSend, CaseStep, Step, TicketForm,
};

mod incident;
pub use incident::{HandOver, Incident};

mod directory;
pub use directory::Directory;

mod drill;
pub use drill::{Drill, Judged, Replay};

mod duty;
pub use duty::Duty;

mod metric;
pub use metric::Metrics;

mod lesson;
pub use lesson::Lesson;
mod past;
pub use past::{Diff, History, Known, PastStep, Restore};

mod report;
pub use report::Report;

mod search;
pub use search::Search;

mod update;
pub use update::Update;

mod log;
pub use log::{Filter, Form, Log, Order, Paste};

mod personal;
pub use personal::{CaseErase, CaseHold, CaseRelease, PersonErase, Quarantine};

/// The incident commander's binder, without a window.
#[derive(Debug, Parser)]
#[command(name = "bridgebook-cli", version, about, arg_required_else_help = true)]
pub struct Arguments {
    /// The folder that holds the data, instead of the platform's
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// Print one JSON value
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Templates: list, show, check, add, save
    #[command(subcommand)]
    Template(Template),
    /// Documents: create, read, import, export, compare
    #[command(subcommand)]
    Document(Document),
    /// Search documents, cases, the log, incidents, the directory and templates
    Search(Search),
    /// Cases: take them in from files, list them, show one
    #[command(subcommand)]
    Case(Case),
    /// All open incidents and cases, the most urgent first, and how each table of cases stands
    Overview,
    /// People, roles, teams, services and the other lists
    #[command(subcommand)]
    Directory(Directory),
    /// Incidents: declare, status, state, roles, export
    #[command(subcommand)]
    Incident(Incident),
    /// The log of an incident
    #[command(subcommand)]
    Log(Log),
    /// Status updates: what is due, sent, recorded, skipped, snoozed
    #[command(subcommand)]
    Update(Update),
    /// The calendar: updates, meetings, periods, dates of actions, and the reviews of all plans in use
    #[command(args_conflicts_with_subcommands = true)]
    Calendar {
        #[command(flatten)]
        days: Days,
        #[command(subcommand)]
        command: Option<Reviews>,
    },
    /// The metrics of incidents: number of values, median and 90th percentile, each with its definition
    Metrics(Metrics),
    /// Write the post-incident report, with what the log knows filled in; prints its id
    Report(Report),
    /// Drills: play a script without people, or begin, run and end one with people
    #[command(subcommand)]
    Drill(Drill),
    /// Play past incidents through today's matrix and cadence, beside what happened; writes nothing
    Replay(Replay),
    /// Regulatory and contractual clocks: what runs, started with its event, filed, extended
    #[command(subcommand)]
    Duty(Duty),
    /// The sound of notifications: silenced for a time with a reason, on again
    #[command(subcommand)]
    Sound(Sound),
    /// Channels that send: mail servers and webhooks
    #[command(subcommand)]
    Channel(Channel),
    /// What was handed over to be sent, and what became of it; without an incident what is unfinished in all
    #[command(args_conflicts_with_subcommands = true)]
    Outbox {
        /// Incident (id or number)
        incident: Option<String>,
        #[command(subcommand)]
        command: Option<Outbox>,
    },
    /// Escalation: clocks and what people do about them
    #[command(subcommand)]
    Escalation(Escalation),
    /// Check documents; exit code 3 when something at the level was found
    Check {
        /// Documents; all when none is given
        documents: Vec<String>,
        /// Level from which the exit code is 3
        #[arg(long, value_enum, default_value = "error")]
        fail_on: Level,
        /// Output form
        #[arg(long, value_enum, default_value = "text")]
        format: CheckFormat,
    },
    /// Backups: create, verify, restore
    #[command(subcommand)]
    Backup(Backup),
    /// The store: verify
    #[command(subcommand)]
    Store(Store),
    /// The sample incident
    #[command(subcommand)]
    Sample(Sample),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    Error,
    Warning,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    Text,
    Json,
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Decided {
    Approved,
    Conditional,
    Rejected,
}

#[derive(Debug, Subcommand)]
pub enum Template {
    /// List the templates
    List,
    /// Print a template in the file form
    Show { name: String },
    /// Check a template file, line by line
    Check { file: PathBuf },
    /// Keep a template file among your own, as it is; prints its name
    Add {
        file: PathBuf,
        /// Write over a template of this name
        #[arg(long)]
        replace: bool,
    },
    /// Keep a document as a template of your own; prints its name
    Save {
        /// Document (id, beginning of an id, or title)
        document: String,
        #[arg(long)]
        title: String,
        /// plan, communicate, roles, escalate, support, check, hand-over, roll-out or learn
        #[arg(long, default_value = "plan")]
        category: String,
        /// One line for the library
        #[arg(long, default_value = "")]
        description: String,
        /// Headings, columns, roles and rules alone, without the texts and rows that were filled in
        #[arg(long)]
        form_only: bool,
        /// Write over a template of this title
        #[arg(long)]
        replace: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Document {
    /// Create a document from a template; prints its id
    New {
        #[arg(long)]
        template: String,
        #[arg(long)]
        title: String,
        /// Incident it belongs to (id or number)
        #[arg(long)]
        incident: Option<String>,
    },
    /// List the documents
    List,
    /// Print a document in the file form
    Show {
        id: String,
        /// As it was known here at this moment
        #[arg(long)]
        at: Option<String>,
    },
    /// Who changed what, and when
    History(History),
    /// What changed between two moments
    Diff(Diff),
    /// Bring back the content of a past moment, as a new change
    Restore(Restore),
    /// Import Markdown or CSV files; prints an id a document and what was not understood
    Import {
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// The comments on a document that are open
    Comments(Comments),
    /// Comment on a place of a document, answer a comment, resolve it or open it again
    Comment(Comment),
    /// Make a procedure from a lesson of a report; prints its id
    Lesson(Lesson),
    /// Undo my last change of a document, with what a decision about a case did besides
    Undo(PastStep),
    /// Do again what was undone last
    Redo(PastStep),
    /// Merge a Markdown file's content into a document, as edits
    Replace { id: String, file: PathBuf },
    /// How the checkpoints of a document stand, and what waits for a decision
    Approvals { id: String },
    /// Ask somebody to approve a document at a checkpoint
    AskApproval {
        id: String,
        #[arg(long)]
        checkpoint: String,
        /// Role or person; without it the one that the document plans
        #[arg(long, default_value = "")]
        approver: String,
    },
    /// Decide about a document as it stands, at a checkpoint
    Approve(DocumentApprove),
    /// Export documents
    Export {
        #[arg(required = true)]
        ids: Vec<String>,
        #[command(flatten)]
        options: Export,
    },
    /// Whether a printed hash or a Markdown file matches what is stored
    Verify { file: String },
}

#[derive(Debug, Args)]
#[group(skip)]
pub struct Export {
    /// pdf, markdown, csv, json, ics, rules-json or rules-csv
    #[arg(long)]
    pub to: String,
    /// File to write
    #[arg(long)]
    pub output: PathBuf,
    /// As it was known here at this moment
    #[arg(long)]
    pub at: Option<String>,
    /// A blank form with write-in lines
    #[arg(long)]
    pub blank: bool,
    /// Markdown: with the attached files in a folder beside it
    #[arg(long)]
    pub attachments: bool,
    /// The call tree and wallet cards: instead of a document, after the binder of an incident
    #[arg(long)]
    pub cards: bool,
    /// PDF: only the parts of this person, role or team (name or id)
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub person: String,
    /// PDF: a4 or letter; a4 where it is left out
    #[arg(long)]
    pub paper: Option<String>,
    /// Without colour
    #[arg(long)]
    pub grey: bool,
}

#[derive(Debug, Subcommand)]
pub enum Escalation {
    /// The clocks of an incident
    Clocks {
        incident: String,
        /// As it was known here at this moment
        #[arg(long)]
        at: Option<String>,
    },
    /// Acknowledge a level
    Acknowledge {
        incident: String,
        level: String,
        #[arg(long, default_value = "")]
        by: String,
    },
    /// The calls that people are to make for the levels, with what is to be said
    Calls { incident: String },
    /// Note what came of a call: who is reached and takes it acknowledges the level
    Call {
        incident: String,
        /// Level
        level: String,
        /// acknowledged, told, no-answer, busy, voicemail or wrong-number
        outcome: String,
        /// Place of the call on the sheet, if not the first that is open
        #[arg(long)]
        place: Option<u32>,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// The person called cannot
    Decline {
        incident: String,
        level: String,
        #[arg(long)]
        reason: String,
    },
    /// Leave a level out
    Skip {
        incident: String,
        level: String,
        #[arg(long)]
        reason: String,
        /// functional or hierarchical, where one name serves both clocks
        #[arg(long, value_parser = ["functional", "hierarchical"])]
        clock: Option<String>,
    },
    /// Release a level: a lower one has it again
    Deescalate {
        incident: String,
        /// The level that is left
        level: String,
        /// The lower level that has it from now on
        #[arg(long)]
        to: String,
        /// Who takes over, if not whoever had it there
        #[arg(long, default_value = "")]
        by: String,
        #[arg(long)]
        reason: String,
    },
    /// The reasons for which the clock may rest, as the matrix in force names them
    Reasons { incident: String },
    /// Call a level before its time
    Raise {
        incident: String,
        level: String,
        #[arg(long)]
        reason: String,
        /// functional or hierarchical, where one name serves both clocks
        #[arg(long, value_parser = ["functional", "hierarchical"])]
        clock: Option<String>,
    },
    /// Pause the functional clock
    Pause {
        incident: String,
        #[arg(long)]
        reason: String,
    },
    /// Resume the functional clock
    Resume { incident: String },
    /// Who would be called when if an incident began at a moment; writes nothing
    Simulate {
        /// Document with the matrix (id, beginning of an id, or title)
        document: String,
        #[command(flatten)]
        scene: Scene,
        /// Level that acknowledges; may be repeated
        #[arg(long, value_name = "LEVEL")]
        acknowledges: Vec<String>,
        /// Level that declines; may be repeated
        #[arg(long, value_name = "LEVEL")]
        declines: Vec<String>,
        /// What the other levels do
        #[arg(long, value_enum, default_value = "no-answer")]
        otherwise: Reply,
        /// Another document to compare with
        #[arg(long, value_name = "DOCUMENT")]
        compare: Option<String>,
        /// Compare with the version of this moment
        #[arg(long, value_name = "TIME")]
        compare_at: Option<String>,
    },
    /// The hours of the week at which nobody of a level is there; exit code 3 when there are some
    Coverage {
        /// Document with the matrix (id, beginning of an id, or title)
        document: String,
        #[command(flatten)]
        scene: Scene,
    },
}

#[derive(Debug, Args)]
#[group(skip)]
pub struct Scene {
    /// Severity; the first of the matrix when it is left out
    #[arg(long, default_value = "", hide_default_value = true)]
    pub severity: String,
    /// When the incident is declared, for instance "Sunday 03:00"; now when it is left out
    #[arg(long, value_name = "TIME", default_value = "", hide_default_value = true)]
    pub at: String,
    /// Service that failed; may be repeated
    #[arg(long)]
    pub service: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Reply {
    Acknowledges,
    Declines,
    NoAnswer,
}

#[derive(Debug, Subcommand)]
pub enum Backup {
    /// Make a verified backup
    Create { path: PathBuf },
    /// Check a backup
    Verify { path: PathBuf },
    /// Put a backup in place; the present data stays beside it
    Restore { path: PathBuf },
}

#[derive(Debug, Subcommand)]
pub enum Store {
    /// Check the database, every chunk and the chains of the log
    Verify,
    /// Recover a damaged data folder from its newest backup and what is still readable
    Recover,
}

#[derive(Debug, Subcommand)]
pub enum Sound {
    /// Silence it for a time, at most a day; the log keeps the reason
    Silence {
        /// Incident whose log keeps it (id or number); that of the organisation without one
        incident: Option<String>,
        /// Until when, for instance 15:30 or "in 1 h"
        #[arg(long)]
        until: String,
        #[arg(long)]
        reason: String,
    },
    /// Let it sound again before that
    On { incident: Option<String> },
}

#[derive(Debug, Subcommand)]
pub enum Sample {
    /// Fill an empty data folder with the sample incident; prints its id
    Open,
}

#[cfg(test)]
mod tests {
    use super::Arguments;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent_in_itself() {
        Arguments::command().debug_assert();
    }
}
