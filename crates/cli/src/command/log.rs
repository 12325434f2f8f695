//! `log`: what happened.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum Log {
    /// Write an entry
    Add {
        incident: String,
        text: String,
        /// event, action, communication, hypothesis, note
        #[arg(long, default_value = "note")]
        kind: String,
        /// When it happened, for instance 14:05
        #[arg(long, default_value = "")]
        at: String,
    },
    /// List the entries, oldest first
    List { incident: String },
    /// Put a chat transcript into the log: its messages with their times and names, those that are there left out
    Paste(Paste),
}

#[derive(Debug, Args)]
pub struct Paste {
    /// Incident (id or number)
    pub incident: String,
    /// File with the text as it was copied or exported; - reads it from standard input
    pub file: PathBuf,
    /// Zone of the clock that the times were read off, for instance Europe/Berlin; that of the data folder when left out
    #[arg(long, default_value = "")]
    pub zone: String,
    /// Day of the first message, where the text names none, for instance 2026-03-11 or yesterday
    #[arg(long, default_value = "")]
    pub day: String,
    /// Which number of a date is the day, where the dates fit both
    #[arg(long, value_enum)]
    pub order: Option<Order>,
    /// Who is meant by a name in the text; an empty person leaves the name as it stands; may be repeated
    #[arg(long = "as", value_name = "NAME=PERSON")]
    pub people: Vec<String>,
    /// Print what would become of each message, and write nothing
    #[arg(long)]
    pub preview: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Order {
    DayFirst,
    MonthFirst,
}
