//! `case brief`, `case hand-over`, `case send`, `case accept`, `case return`, `case reroute`, `case step`: from the assistant to a human.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub struct CaseBrief {
    /// Id of the case, or of its row
    pub id: String,
    /// Document, where several have a case of this id
    #[arg(long)]
    pub document: Option<String>,
    /// Brief and case in this form instead
    #[arg(long)]
    pub to: Option<BriefForm>,
    /// Write it to a file; a PDF is always one
    #[arg(long, value_name = "PATH", requires = "to")]
    pub output: Option<PathBuf>,
}

/// What a brief can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BriefForm {
    Markdown,
    Pdf,
    /// The ticket that Zendesk's API takes
    Zendesk,
    /// The ticket that Gorgias's API takes
    Gorgias,
}

impl BriefForm {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Pdf => "pdf",
            Self::Zendesk => "zendesk",
            Self::Gorgias => "gorgias",
        }
    }
}

#[derive(Debug, Args)]
pub struct CaseHandOver {
    /// Id of the case, or of its row
    pub id: String,
    /// Document, where several have a case of this id
    #[arg(long)]
    pub document: Option<String>,
    /// Who gets it: a person, role or team; whoever has it, else whom the policy names, when left out
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub to: String,
    /// Go without a line of the gate, named by its words or key, and why
    #[arg(long, value_name = "ITEM=REASON")]
    pub waive: Vec<String>,
    /// Number of the ticket on the platform, where it was made there by hand
    #[arg(long, default_value = "", hide_default_value = true)]
    pub ticket: String,
}

#[derive(Debug, Args)]
pub struct CaseSend {
    /// Id of the case, or of its row
    pub id: String,
    /// Channel, by id or name: a webhook of the generic form that leads to the helpdesk
    #[arg(long = "by", value_name = "CHANNEL")]
    pub channel: String,
    /// The form of its text; what the platform of the policy takes when left out
    #[arg(long)]
    pub form: Option<TicketForm>,
    /// Document, where several have a case of this id
    #[arg(long)]
    pub document: Option<String>,
}

/// Whose ticket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TicketForm {
    Zendesk,
    Gorgias,
}

impl TicketForm {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zendesk => "zendesk",
            Self::Gorgias => "gorgias",
        }
    }
}

#[derive(Debug, Args)]
pub struct CaseAccept {
    /// Id of the case, or of its row
    pub id: String,
    /// Document, where several have a case of this id
    #[arg(long)]
    pub document: Option<String>,
    /// Who takes it; who I am when left out
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    pub by: String,
}

#[derive(Debug, Args)]
pub struct CaseReturn {
    /// Id of the case, or of its row
    pub id: String,
    /// Document, where several have a case of this id
    #[arg(long)]
    pub document: Option<String>,
    /// Why
    #[arg(long)]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct CaseReroute {
    /// Id of the case, or of its row
    pub id: String,
    /// Document, where several have a case of this id
    #[arg(long)]
    pub document: Option<String>,
    /// Who gets it: a person, role or team
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// Why
    #[arg(long)]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct CaseStep {
    /// Id of the case, or of its row
    pub id: String,
    /// What happened
    pub step: Step,
    /// Document, where several have a case of this id
    #[arg(long)]
    pub document: Option<String>,
    /// Why a human was offered
    #[arg(long, default_value = "", hide_default_value = true)]
    pub because: String,
}

/// What happened with the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// They were offered a human
    Offered,
    /// They said no
    Declined,
    /// They were asked for an e-mail address
    EmailAsked,
    /// The custom message was said instead of a hand-off
    CustomMessage,
    /// Nobody is there to take it
    NobodyAvailable,
    /// They have left, or all is answered
    ChatEnded,
}
