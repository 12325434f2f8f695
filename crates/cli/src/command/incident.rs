//! `incident`: its life from the declaration to its end.

use clap::Subcommand;

use super::{Action, Export};

#[derive(Debug, Subcommand)]
pub enum Incident {
    /// Declare an incident; prints its id
    Declare {
        #[arg(long)]
        title: String,
        #[arg(long)]
        #[arg(long, required_unless_present_any = ["impact", "urgency"], default_value = "", hide_default_value = true)]
        severity: String,
        #[arg(long, default_value = "")]
        commander: String,
        /// Service affected; may be repeated
        #[arg(long)]
        service: Vec<String>,
        /// When it was detected, for instance 13:58
        #[arg(long, default_value = "")]
        detected: String,
        /// An exercise: nothing of it is sent
        #[arg(long)]
        exercise: bool,
        /// How many are affected, as the escalation matrix names it; with --urgency a severity follows
        #[arg(long, default_value = "", requires = "urgency")]
        impact: String,
        /// How fast it gets worse, as the escalation matrix names it
        #[arg(long, default_value = "", requires = "impact")]
        urgency: String,
        /// Why the severity is another one than follows from impact and urgency
        #[arg(long, default_value = "")]
        reason: String,
        /// Case that becomes this incident, or that it begins with (id of the case, or of its row); it stays linked. Several
        /// may follow
        #[arg(long, value_name = "ID", num_args = 1..)]
        from_case: Vec<String>,
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
    /// What was known of an incident at a moment, by arrival: state, roles, updates, documents, and what was entered only later
    Known(super::Known),
    /// Change the severity
    SetSeverity {
        id: String,
        severity: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Change the state: investigating, identified, monitoring, resolved
    SetState {
        id: String,
        state: String,
        /// Why; asked for when what is closed is opened again
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Give a role to a person
    Assign { id: String, role: String, person: String },
    /// Leave a role to nobody: whoever holds it renounces it
    Renounce(super::Renounce),
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
    /// Actions: list, open, done, drop, reopen
    #[command(subcommand)]
    Action(Action),
    /// Hand a role over to the next person: offered, read back, accepted
    #[command(subcommand)]
    HandOver(HandOver),
    /// What changed since a moment, for whoever joins
    CatchUp {
        id: String,
        /// For instance 14:20 or "2 h ago"
        #[arg(long)]
        since: String,
    },
    /// Who decides now about what the words say: by the RACI matrix, on shift and reachable
    WhoDecides {
        id: String,
        /// The decision, for instance "roll back 4.2"
        text: String,
    },
    /// Close an incident; what is still open goes to standard error and into the log
    Close {
        id: String,
        /// Why it is closed with something open; without it such an incident stays open
        #[arg(long, default_value = "")]
        reason: String,
        /// Print what is still open, and close nothing; exit code 3 when there is something
        #[arg(long, conflicts_with = "reason")]
        check: bool,
    },
    /// Export the whole binder of an incident
    Export {
        id: String,
        #[command(flatten)]
        options: Export,
    },
}

#[derive(Debug, Subcommand)]
pub enum HandOver {
    /// Offer a role; prints the ids of the offer and of the hand-over document
    Offer {
        incident: String,
        /// Who takes over
        #[arg(long)]
        to: String,
        /// Role; the commander's when it is left out
        #[arg(long, default_value = "")]
        role: String,
        /// Who hands over; whoever holds the role when it is left out
        #[arg(long, default_value = "")]
        from: String,
    },
    /// What waits, what is missing in it, and what the incoming person is asked
    Show { incident: String },
    /// Read back and accept: the role passes
    Accept {
        incident: String,
        /// The severity, as the incoming person says it
        #[arg(long, default_value = "")]
        severity: String,
        /// The state, as the incoming person says it
        #[arg(long, default_value = "")]
        state: String,
        /// By when the next update is promised, as the incoming person says it
        #[arg(long, default_value = "")]
        promise: String,
        /// Every point of the read-back was said and repeated
        #[arg(long)]
        read_back: bool,
        /// What is left to be answered
        #[arg(long, default_value = "")]
        questions: String,
    },
    /// The incoming person cannot take over
    Decline {
        incident: String,
        #[arg(long)]
        reason: String,
    },
    /// The outgoing person takes the offer back
    Withdraw {
        incident: String,
        #[arg(long)]
        reason: String,
    },
}
