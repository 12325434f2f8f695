//! `log`: what happened.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum Log {
    /// Write an entry
    Add {
        incident: String,
        /// The words; @Name names a person or role, #action opens an action for the first one named after it, due at a
        /// time such as “by 15:30” or “in 20 min”
        text: String,
        /// event, action, communication, hypothesis, note
        #[arg(long, default_value = "note")]
        kind: String,
        /// When it happened, for instance 14:05
        #[arg(long, default_value = "")]
        at: String,
        /// A file that is kept with the entry as evidence; may be repeated
        #[arg(long, value_name = "FILE")]
        attach: Vec<PathBuf>,
    },
    /// Record a decision
    Decide {
        incident: String,
        text: String,
        /// Who answers for it; “incident who-decides” says who that is by the plan
        #[arg(long, default_value = "")]
        accountable: String,
    },
    /// Record the situation: conditions, actions, needs
    Situation {
        incident: String,
        #[arg(long, default_value = "")]
        conditions: String,
        #[arg(long, default_value = "")]
        actions: String,
        #[arg(long, default_value = "")]
        needs: String,
    },
    /// Correct an entry; the original is kept beside it
    Correct {
        incident: String,
        /// Its id, the beginning of it, or words that no other entry has
        entry: String,
        /// What it should say
        text: String,
    },
    /// List the entries, oldest first
    List {
        incident: String,
        #[command(flatten)]
        filter: Filter,
        /// As --until
        #[arg(long, default_value = "", value_name = "TIME", conflicts_with = "until")]
        to: String,
    },
    /// Write the entries to a file, oldest first
    Export(Export),
    /// Put a chat transcript into the log: its messages with their times and names, those that are there left out
    Paste(Paste),
}

/// Which entries are meant; all of them without a filter.
#[derive(Debug, Default, Args)]
pub struct Filter {
    /// Who says so, recorded it or is named in it: a person, or a part of a name
    #[arg(long, default_value = "", value_name = "PERSON")]
    pub by: String,
    /// Kind, for instance decision, hypothesis or level_called; may be repeated
    #[arg(long)]
    pub kind: Vec<String>,
    /// What happened from then on, for instance 14:00 or yesterday 23:10
    #[arg(long, default_value = "", value_name = "TIME")]
    pub from: String,
    /// What happened until then; a day means its end
    #[arg(long, default_value = "", value_name = "TIME")]
    pub until: String,
    /// Words that occur in it
    #[arg(long, default_value = "", value_name = "WORDS")]
    pub text: String,
    /// Only entries with files
    #[arg(long)]
    pub with_attachment: bool,
}

#[derive(Debug, Args)]
pub struct Export {
    /// Incident (id or number)
    pub incident: String,
    /// Form of the file
    #[arg(long, value_enum)]
    pub to: Form,
    /// The file to write
    #[arg(long)]
    pub output: PathBuf,
    #[command(flatten)]
    pub filter: Filter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Markdown,
    Csv,
    Json,
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
