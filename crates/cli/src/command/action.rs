//! `incident action`: what somebody does, from opening to closing.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Action {
    /// The actions that are open, with their owners and when they are due
    List { incident: String },
    /// Open an action; prints its id
    Open {
        incident: String,
        text: String,
        /// Who does it: a person, role or team
        #[arg(long, default_value = "")]
        owner: String,
        /// For instance 15:30 or "in 20 min"
        #[arg(long, default_value = "")]
        due: String,
    },
    /// It is done
    Done {
        incident: String,
        /// Its id, the beginning of it, or words that no other open action has
        action: String,
    },
    /// It is not done any more, and nobody does it
    Drop { incident: String, action: String },
    /// It was closed by mistake
    Reopen { incident: String, action: String },
}
