//! `directory`: people, teams and the other lists.

use std::path::PathBuf;

use clap::Subcommand;

use super::personal::PersonErase;

#[derive(Debug, Subcommand)]
pub enum Directory {
    /// List everything that can be referred to
    List,
    /// An entry with everything that is known of it
    Show {
        /// Id, or a name that only one entry bears
        entry: String,
    },
    /// Where an entry is used: documents, and what it has to do in open incidents
    Used {
        /// Id, or a name that only one entry bears
        entry: String,
    },
    /// What is missing: people nobody reaches, or only through what may be down, without a backup, or not confirmed; exit
    /// code 3 when something is
    Check {
        /// Days within which the data of a person are to be confirmed
        #[arg(long, default_value_t = 90)]
        confirmed_within: u32,
    },
    /// Set a field of an entry; without a value it is cleared
    Set {
        /// Id, or a name that only one entry bears
        entry: String,
        /// Key of the field, as `show` prints it
        field: String,
        /// Values, each as one argument
        values: Vec<String>,
    },
    /// Say that the data of people are right as of today
    Confirm {
        /// People
        #[arg(required = true)]
        people: Vec<String>,
    },
    /// Put a person away: nobody finds them by name any more, and what refers to them still shows it
    PutAway {
        /// Person
        person: String,
        /// Bring back
        #[arg(long)]
        back: bool,
    },
    /// Erase a person for good: their own document with its history
    Erase(PersonErase),
    /// Put references where the name of an entry was written by hand
    Link {
        /// Id, or a name that only one entry bears
        entry: String,
        /// Only in this document
        #[arg(long)]
        document: Option<String>,
    },
    /// Take people in from a CSV or vCard file, in one step; prints the id of the import
    Import {
        file: PathBuf,
        /// Show what would change, and write nothing
        #[arg(long)]
        dry_run: bool,
        /// What a person of the file is: NUMBER=skip, NUMBER=new or NUMBER=PERSON, with the number that --dry-run prints
        #[arg(long = "choose", value_name = "NUMBER=WHO")]
        choices: Vec<String>,
    },
    /// Take an import back: who was new is put away, what was changed and not edited since is as before
    TakeBack {
        /// Id that the import printed
        import: String,
    },
    /// Write every person to a file, as CSV or vCard by its ending
    Export {
        /// File, ending in .csv or .vcf
        #[arg(long)]
        output: PathBuf,
        /// Version of vCard, 3 or 4
        #[arg(long, default_value_t = 3)]
        card: u8,
    },
    /// People who may be in the directory twice
    Doubles,
    /// Two entries are one person: the other becomes part of the one that is kept
    Merge { keep: String, other: String },
    /// Make a person that became part of another one of their own again, by their id
    Separate { id: String },
}
