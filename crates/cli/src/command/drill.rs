//! `drill` and `replay`: scripts without people, drills with people, and past incidents under today's rules.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Reply, Scene};

#[derive(Debug, Subcommand)]
pub enum Drill {
    /// Play a script under a simulated clock: what would be due and called, inject by inject; writes nothing. Exit code 3
    /// when an expectation that can be checked is not met
    Run {
        /// Drill plan in Markdown, or a document (id, beginning of an id, or title)
        file: String,
        #[command(flatten)]
        scene: Scene,
        /// Document with the matrix; the one in force when it is left out
        #[arg(long, value_name = "DOCUMENT")]
        matrix: Option<String>,
        /// Level that acknowledges; may be repeated
        #[arg(long, value_name = "LEVEL")]
        acknowledges: Vec<String>,
        /// Level that declines; may be repeated
        #[arg(long, value_name = "LEVEL")]
        declines: Vec<String>,
        /// What the other levels do
        #[arg(long, value_enum, default_value = "acknowledges")]
        otherwise: Reply,
    },
    /// Begin a drill: declares an exercise that is linked to the plan; prints its id
    Begin {
        /// Drill plan (id, beginning of an id, or title)
        document: String,
        /// Title of the exercise; the name in the plan when it is left out
        #[arg(long, default_value = "", hide_default_value = true)]
        title: String,
        /// Severity; the gravest when it is left out
        #[arg(long, default_value = "", hide_default_value = true)]
        severity: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        commander: String,
        /// Service that failed; may be repeated
        #[arg(long)]
        service: Vec<String>,
    },
    /// How a drill stands: its clock, its injects, its score
    Status {
        /// Drill plan (id, beginning of an id, or title)
        document: String,
    },
    /// Let its clock rest
    Pause { exercise: String },
    /// Let its clock go on
    Continue { exercise: String },
    /// Put its clock forward, to the next inject or to a scenario time
    Forward {
        exercise: String,
        /// Scenario time, for instance 0:35
        #[arg(long, default_value = "", hide_default_value = true)]
        to: String,
    },
    /// Note that an inject was given
    Deliver {
        exercise: String,
        /// Number of the inject
        inject: String,
    },
    /// Note that it was not given after all
    Withdraw { exercise: String, inject: String },
    /// Say what came of an inject
    Evaluate {
        exercise: String,
        /// Number of the inject
        inject: String,
        /// Whether the expected outcome was met
        met: Judged,
        /// What happened
        #[arg(long, default_value = "", hide_default_value = true)]
        actual: String,
        #[arg(long, default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Note that the players declare an incident
    Declared { exercise: String },
    /// Note what was said in the hot-wash
    Say {
        exercise: String,
        /// strength or improvement
        #[arg(value_parser = ["strength", "improvement"])]
        about: String,
        text: String,
    },
    /// End a drill, and write its result into the plan
    End {
        exercise: String,
        /// Do not write the result yet
        #[arg(long)]
        keep: bool,
        /// Document that was tried; those that it ran on when it is left out; may be repeated
        #[arg(long, value_name = "DOCUMENT")]
        tested: Vec<String>,
    },
    /// Write the result of a drill that has ended into its plan
    Result {
        exercise: String,
        /// Document that was tried; those that it ran on when it is left out; may be repeated
        #[arg(long, value_name = "DOCUMENT")]
        tested: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Judged {
    Yes,
    Part,
    No,
}

#[derive(Debug, Args)]
pub struct Replay {
    /// CSV or Markdown files with a past incident a row: start, end, severity, service, acknowledged, updates
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Document with the matrix; the one in force when it is left out
    #[arg(long, value_name = "DOCUMENT")]
    pub document: Option<String>,
    /// Another document to compare with
    #[arg(long, value_name = "DOCUMENT")]
    pub against: Option<String>,
    /// Compare with the version of this moment
    #[arg(long, value_name = "TIME")]
    pub compare_at: Option<String>,
}
