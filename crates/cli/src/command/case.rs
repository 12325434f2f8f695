//! `case`: what came in from chats, ticket systems, checks and alerts.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::hand_off::{CaseAccept, CaseBrief, CaseHandOver, CaseReroute, CaseReturn, CaseSend, CaseStep};
use super::personal::{CaseErase, CaseHold, CaseRelease, Quarantine};

#[derive(Debug, Subcommand)]
pub enum Case {
    /// Take cases in from files (JSON, Markdown, CSV) or from folders with such files; prints the ids of their rows
    Add(CaseAdd),
    /// List the cases
    List {
        /// Document (id, beginning of an id, or title); all with a case table when left out
        #[arg(long)]
        document: Option<String>,
    },
    /// Show a case with all that was said
    Show {
        /// Id of the case, or of its row
        id: String,
        /// Document, where several have a case of this id
        #[arg(long)]
        document: Option<String>,
    },
    /// Watch a folder: while the window runs, files that are put there are taken in and moved beside; without a folder
    /// prints which one is watched
    Watch {
        folder: Option<PathBuf>,
        /// Document with the case table (id, beginning of an id, or title); the only one when left out
        #[arg(long)]
        document: Option<String>,
        /// Mapping that CSV files are read with
        #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
        mapping: String,
        /// Watch no folder any more
        #[arg(long, conflicts_with = "folder")]
        stop: bool,
    },
    /// What the trigger rules would do with cases, and why; nothing is changed or stored. Exit code 3 where something
    /// could not be read
    Route(CaseRoute),
    /// Let the rules decide about cases of a document now; one edit, and the log keeps each decision
    Apply {
        /// Ids of the cases
        #[arg(required = true)]
        ids: Vec<String>,
        /// Document, where several have a case of this id
        #[arg(long)]
        document: Option<String>,
    },
    /// What rules left to people about open cases and nobody has done yet
    Duties,
    /// Say that something which rules left to a person was done, or why it is not to be
    Done {
        /// Its number in `case duties`
        number: usize,
        /// What was done, or why it was not
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Whether the rules of a document decide by themselves about cases that come in; says how it is without an option
    Rules {
        /// Document with the rules (id, beginning of an id, or title)
        document: String,
        /// They decide at the intake, when a case changes, and when time lets another rule decide
        #[arg(long, conflicts_with = "by_hand")]
        by_themselves: bool,
        /// A person lets them decide with `case apply`
        #[arg(long)]
        by_hand: bool,
    },
    /// Work on a case waits for an input, for a reason of its table, or the input came
    Input {
        /// Id of the case, or of its row
        id: String,
        /// Why it waits: human review, missing data, system confirmation, or a reason of its table
        #[arg(long, required_unless_present = "came")]
        reason: Option<String>,
        /// The input came: work goes on
        #[arg(long, conflicts_with = "reason")]
        came: bool,
        /// Document, where several have a case of this id
        #[arg(long)]
        document: Option<String>,
    },
    /// Make cases part of an incident (id or number)
    Link {
        incident: String,
        /// Ids of the cases
        #[arg(required = true)]
        ids: Vec<String>,
        /// Document, where several have a case of this id
        #[arg(long)]
        document: Option<String>,
    },
    /// Take cases out of the incident that they are part of
    Unlink {
        /// Ids of the cases
        #[arg(required = true)]
        ids: Vec<String>,
        /// Why
        #[arg(long)]
        reason: String,
        /// Document, where several have a case of this id
        #[arg(long)]
        document: Option<String>,
    },
    /// Show the brief of a case, with the source of each line, what the gate lacks and how the hand-off stands
    Brief(CaseBrief),
    /// Hand a case to a human, past the gate; prints what the customer is told
    HandOver(CaseHandOver),
    /// Send the ticket of a case that was handed over to the helpdesk, by the outbox, and print what became of it. Exit code
    /// 3 where it was not taken
    Send(CaseSend),
    /// Take a case that was handed over, and answer for it from now on
    Accept(CaseAccept),
    /// Give a case back that was handed over
    Return(CaseReturn),
    /// Send a case that was handed over to somebody else
    Reroute(CaseReroute),
    /// Record what happened with the customer before or after the hand-over
    Step(CaseStep),
    /// Erase the personal data of a case for good: conversation, customer data and briefs, with what was replaced of them
    Erase(CaseErase),
    /// What personal data is kept until when, and what was erased
    Retention,
    /// Keep the personal data of a case beyond its time, for a court or a complaint
    Hold(CaseHold),
    /// Let the time of its personal data count again
    Release(CaseRelease),
    /// Files of which something could not be taken in
    #[command(subcommand)]
    Quarantine(Quarantine),
    /// What the headings of a system's CSV files mean
    #[command(subcommand)]
    Mapping(Mapping),
}

#[derive(Debug, Args)]
pub struct CaseAdd {
    /// Files, or folders of which each file is taken
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Document with the case table (id, beginning of an id, or title); the only one when left out
    #[arg(long)]
    pub document: Option<String>,
    /// Mapping that CSV files are read with
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub mapping: String,
}

#[derive(Debug, Args)]
pub struct CaseRoute {
    /// Files with cases (JSON, Markdown, CSV), or folders with such files; the cases of the document when left out
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Document with the rules (id, beginning of an id, or title); the only one with rules and cases when left out
    #[arg(long)]
    pub document: Option<String>,
    /// Look at all cases at this moment, instead of each when it came in
    #[arg(long, default_value = "", hide_default_value = true)]
    pub at: String,
    /// Say of each rule before the one that decides what the case lacked
    #[arg(long)]
    pub all: bool,
    /// Another document with rules to compare with
    #[arg(long, value_name = "DOCUMENT")]
    pub compare: Option<String>,
    /// Compare with the rules as they were at this moment
    #[arg(long, value_name = "TIME")]
    pub compare_at: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Mapping {
    /// List the mappings
    List,
    /// Save a mapping under a name; one of this name is replaced
    Save {
        name: String,
        /// Heading and what it means: key or name of a column, id, conversation, attempts, flags, signals,
        /// customer_data.NAME, or - to leave it out
        #[arg(required = true, value_name = "HEADING=COLUMN")]
        columns: Vec<String>,
    },
    /// Forget a mapping
    Forget { name: String },
}
