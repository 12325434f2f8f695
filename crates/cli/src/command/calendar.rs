//! What is planned for a time of day.

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Planning {
    /// Plan an update for a time of day; prints the id of its row in the plan
    Plan {
        incident: String,
        audience: String,
        /// The first time, for instance 17:00 or "tomorrow 9:00"
        #[arg(long)]
        at: String,
        /// day, working-day, week, fortnight, month, month-weekday, month-last-weekday, month-end, quarter or year;
        /// once when it is left out
        #[arg(long, default_value = "", hide_default_value = true)]
        every: String,
        /// Last day
        #[arg(long, default_value = "", hide_default_value = true)]
        until: String,
        /// Time zone in which it is meant, for instance Europe/Berlin; that of the settings when it is left out
        #[arg(long, default_value = "", hide_default_value = true)]
        zone: String,
        /// What it is about
        #[arg(long, default_value = "", hide_default_value = true)]
        about: String,
    },
    /// The updates that the plan of an incident plans for a time of day
    Planned { incident: String },
    /// Take a planned update out of the plan, by the id of its row
    Unplan { incident: String, row: String },
}

#[derive(Debug, Args)]
pub struct Days {
    /// Incident (id or number); without one what plans outside an incident say
    pub incident: Option<String>,
    /// First day, for instance 2026-03-11 or tomorrow; today when it is left out
    #[arg(long, default_value = "", hide_default_value = true)]
    pub from: String,
    /// How many days
    #[arg(long, default_value_t = 7)]
    pub days: u16,
    /// Write them to this file (.ics) for another calendar; what comes again goes on after the last day
    #[arg(long, value_name = "FILE")]
    pub output: Option<std::path::PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Reviews {
    /// Evaluations, reviews and drills of all plans: what is overdue, due today, and comes next
    Due,
    /// Record that one was held
    Held {
        /// Document (id or title) whose plan holds it
        document: String,
        /// Its name, or the id of its row
        row: String,
        /// Its days, for instance 2026-03-06 or today
        #[arg(required = true)]
        days: Vec<String>,
        /// Who held it, where somebody else records it
        #[arg(long, default_value = "", hide_default_value = true)]
        by: String,
        /// When, for instance "yesterday 10:00"; when it was planned where it is left out
        #[arg(long, default_value = "", hide_default_value = true)]
        at: String,
        /// What came of it
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Skip one, with a reason; a day ahead, too
    Skip {
        document: String,
        /// Its name, or the id of its row
        row: String,
        /// Its days, for instance 2026-03-06 or today
        #[arg(required = true)]
        days: Vec<String>,
        #[arg(long)]
        reason: String,
    },
    /// Take back what was recorded: it is open again
    Reopen {
        document: String,
        /// Its name, or the id of its row
        row: String,
        #[arg(required = true)]
        days: Vec<String>,
        /// Why
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
    },
}
