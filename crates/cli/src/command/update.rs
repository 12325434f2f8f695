//! `update`: status updates.

use clap::Subcommand;

use super::Planning;

#[derive(Debug, Subcommand)]
pub enum Update {
    #[command(flatten)]
    Planning(Planning),
    /// Updates that are due, per audience, and the replies that are awaited
    Due {
        incident: Option<String>,
        /// As it was known here at this moment
        #[arg(long)]
        at: Option<String>,
    },
    /// Text to begin with, on standard output: what was written and waits, else the template of the stage with its variables filled
    Draft {
        incident: String,
        audience: String,
        /// Stage, for instance identified; the one that is due when it is left out
        #[arg(long, default_value = "")]
        stage: String,
    },
    /// What is wrong in a message before it goes out, and the promise it makes; exit code 3 when there is an error
    Check {
        incident: String,
        audience: String,
        /// Exact text; - reads it from standard input
        #[arg(long)]
        text: String,
        /// Stage, for instance identified; the one that is due when it is left out
        #[arg(long, default_value = "")]
        stage: String,
        /// The promise for the next one, for instance "in 30 min"; the one that the text names when it is left out
        #[arg(long, default_value = "")]
        next: String,
        /// Subject of a mail; the one that it gets by itself when it is left out
        #[arg(long, default_value = "")]
        subject: String,
    },
    /// Ask for approval of an update, exactly as it is written
    Ask {
        incident: String,
        audience: String,
        /// Exact text; - reads it from standard input
        #[arg(long)]
        text: String,
        /// Role or person; whom the communication plan names when it is left out
        #[arg(long, default_value = "")]
        approver: String,
        /// Stage, for instance identified; the one that is due when it is left out
        #[arg(long, default_value = "")]
        stage: String,
        /// Subject of a mail; that of the template when it is left out
        #[arg(long, default_value = "")]
        subject: String,
    },
    /// Decide about the update that waits for an audience; the decision is bound to its text, word for word
    Approve(super::UpdateApprove),
    /// Record an update as sent by hand
    Record {
        incident: String,
        audience: String,
        /// Exact text; - reads it from standard input
        #[arg(long)]
        text: String,
        /// Channel it went by
        #[arg(long, default_value = "by hand")]
        via: String,
        /// The promise for the next one, for instance "in 30 min"; the one that the text names when it is left out
        #[arg(long, default_value = "")]
        next: String,
        /// Stage, for instance identified; the one that is due when it is left out
        #[arg(long, default_value = "")]
        stage: String,
        /// Why it was sent with errors; kept in the log
        #[arg(long, default_value = "")]
        despite: String,
    },
    /// Send an update by channels; prints what became of each message, exit code 3 unless all of them were taken
    Send {
        incident: String,
        audience: String,
        /// Exact text; - reads it from standard input
        #[arg(long)]
        text: String,
        /// Channel (name or id); may be repeated
        #[arg(long, required = true)]
        channel: Vec<String>,
        /// Address, for the channels of mail; may be repeated; those of plan and directory when it is left out
        #[arg(long)]
        to: Vec<String>,
        /// The promise for the next one, for instance "in 30 min"; the one that the text names when it is left out
        #[arg(long, default_value = "")]
        next: String,
        /// Stage, for instance identified; the one that is due when it is left out
        #[arg(long, default_value = "")]
        stage: String,
        /// Why it is sent with errors; kept in the log
        #[arg(long, default_value = "")]
        despite: String,
        /// Subject of a mail; the approved one, else that of the template, when it is left out
        #[arg(long, default_value = "")]
        subject: String,
        /// When it goes out, for instance "14:30", "in 20 min" or "9:00 Asia/Tokyo"; now when it is left out
        #[arg(long, default_value = "")]
        at: String,
        /// In quiet hours of the audience: hold it until their end, send it all the same, or by another channel
        #[arg(long, value_parser = ["hold", "send", "other-channel"])]
        quiet: Option<String>,
    },
    /// Updates that are set to go out at a moment, and those that were held back
    Scheduled { incident: Option<String> },
    /// Take back an update that is set to go out, or let go of one that was held back
    Cancel {
        incident: String,
        /// Its id, as `update scheduled` prints it
        update: String,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Say that the condition is met on which an update was approved that is set to go out
    Confirm {
        incident: String,
        /// Its id, as `update scheduled` prints it
        update: String,
        /// How it is known; kept in the log
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Record what somebody answered to an update that went out
    Replied {
        incident: String,
        /// Its id, as `update due` prints it, or the audience for the last update that went to it
        update: String,
        /// Who answered
        #[arg(long)]
        by: String,
        /// When, for instance 14:20 or "10 min ago"; now when it is left out
        #[arg(long, default_value = "", hide_default_value = true)]
        at: String,
        /// What they said; - reads it from standard input; only acknowledged when it is left out
        #[arg(default_value = "", hide_default_value = true)]
        text: String,
    },
    /// Take back what an update said, with a reason: its audience is owed a correction at once
    Retract {
        incident: String,
        /// Its id, as `incident status --json` prints it, or the audience for the last update that went to it
        update: String,
        #[arg(long)]
        reason: String,
    },
    /// Say that a reply to an update is not awaited any more, with a reason
    NotAwaited {
        incident: String,
        /// Its id, as `update due` prints it, or the audience for the last update that went to it
        update: String,
        #[arg(long)]
        reason: String,
    },
    /// Skip an update, with a reason
    Skip {
        incident: String,
        audience: String,
        #[arg(long)]
        reason: String,
    },
    /// Rest the reminder of an update, with a reason
    Snooze {
        incident: String,
        audience: String,
        #[arg(long)]
        until: String,
        #[arg(long)]
        reason: String,
    },
}
