//! `incident`: its life from the declaration to its end.

use clap::Subcommand;

use super::Export;

#[derive(Debug, Subcommand)]
pub enum Incident {
    /// Declare an incident; prints its id
    Declare {
        #[arg(long)]
        title: String,
        #[arg(long)]
        severity: String,
        #[arg(long, default_value = "")]
        commander: String,
        /// Service affected; may be repeated
        #[arg(long)]
        service: Vec<String>,
        /// When it was detected, for instance 13:58
        #[arg(long, default_value = "")]
        detected: String,
    },
    /// List the incidents
    List,
    /// State, clocks and updates of an incident (id or number)
    Status {
        id: String,
        /// As it was known here at this moment
        #[arg(long)]
        at: Option<String>,
    },
    /// Change the severity
    SetSeverity {
        id: String,
        severity: String,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Change the state: investigating, identified, monitoring, resolved
    SetState { id: String, state: String },
    /// Give a role to a person
    Assign { id: String, role: String, person: String },
    /// Start the next operational period
    Period {
        id: String,
        /// When it ends, for instance 20:00; four hours from now when it is left out
        #[arg(long, default_value = "")]
        to: String,
        /// Carry the action plan over: what is open goes on, what is closed leaves it, and its approval is asked for
        #[arg(long)]
        carry: bool,
        /// A line to decide about that does not go on, by its words or its id; may be repeated
        #[arg(long, value_name = "LINE", requires = "carry")]
        drop: Vec<String>,
        /// Print what would become of each line of the action plan, and start nothing
        #[arg(long, conflicts_with_all = ["carry", "drop"])]
        preview: bool,
    },
    /// Close an incident
    Close { id: String },
    /// Export the whole binder of an incident
    Export {
        id: String,
        #[command(flatten)]
        options: Export,
    },
}
