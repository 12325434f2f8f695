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
