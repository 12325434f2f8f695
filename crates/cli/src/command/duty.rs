//! `duty`: regulatory and contractual clocks.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Duty {
    /// The clocks of an incident, as the communication plan names them
    List {
        incident: String,
        /// As it was known here at this moment
        #[arg(long)]
        at: Option<String>,
    },
    /// Log the event that clocks start with, in the words of the plan
    Start {
        incident: String,
        /// The event, for instance "Awareness of a breach of personal data"
        event: String,
        /// When it happened, for instance 15:12
        #[arg(long, default_value = "")]
        at: String,
        /// What shows it
        #[arg(long, default_value = "")]
        evidence: String,
    },
    /// Take such an event back: it did not happen
    Withdraw {
        incident: String,
        event: String,
        #[arg(long)]
        reason: String,
    },
    /// Record that a duty was filed
    Filed {
        incident: String,
        /// Regime and article, for instance "GDPR Art. 33"
        duty: String,
        /// When, for instance 16:40
        #[arg(long, default_value = "")]
        at: String,
        /// Reference of the filing
        #[arg(long, default_value = "")]
        reference: String,
    },
    /// Record that more time was granted
    Extend {
        incident: String,
        duty: String,
        #[arg(long)]
        until: String,
        #[arg(long)]
        reason: String,
    },
    /// Record that a duty does not apply to this incident
    NotApplicable {
        incident: String,
        duty: String,
        #[arg(long)]
        reason: String,
    },
    /// Record that it applies after all, or was not filed
    Applies {
        incident: String,
        duty: String,
        #[arg(long)]
        reason: String,
    },
}
