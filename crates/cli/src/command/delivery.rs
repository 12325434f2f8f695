//! `channel` and `outbox`.

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum Channel {
    /// List the channels, and where their passwords are kept
    List,
    /// Add a channel; prints its id. The password, or the address of a webhook, comes from BRIDGEBOOK_SECRET or standard input
    Add(ChannelAdd),
    /// Remove a channel and its password
    Remove { channel: String },
    /// Connect and sign in, and send nothing
    Try { channel: String },
}

#[derive(Debug, Args)]
pub struct ChannelAdd {
    /// What people call it
    pub name: String,
    /// Mail: name of the server
    #[arg(long, value_name = "HOST", conflicts_with = "webhook", required_unless_present = "webhook")]
    pub mail: Option<String>,
    /// Mail: port; 465 for tls, 587 for start-tls, 25 for none where it is left out
    #[arg(long)]
    pub port: Option<u16>,
    /// Mail: how the connection is kept private
    #[arg(long, value_enum, default_value = "tls")]
    pub security: Security,
    /// Mail: name to sign in with; without one nobody signs in
    #[arg(long, default_value = "")]
    pub user: String,
    /// Mail: the sender, an address or `Name <address>`
    #[arg(long, default_value = "")]
    pub from: String,
    /// Webhook: what the other side takes
    #[arg(long, value_enum, value_name = "FORM")]
    pub webhook: Option<Webhook>,
    /// The host lies in your own network
    #[arg(long)]
    pub internal: bool,
    /// Write over the channel of this name
    #[arg(long)]
    pub replace: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Security {
    Tls,
    StartTls,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Webhook {
    Slack,
    Teams,
    Generic,
}

#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// Send what is due now; a running window does this by itself
    Send,
    /// Send a message again that was refused, may not have arrived, or waits
    SendAgain {
        id: String,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// A message arrived, or was told another way
    MarkSent {
        id: String,
        /// How that is known
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Do not send a message any more, with a reason
    GiveUp {
        id: String,
        #[arg(long)]
        reason: String,
    },
}
