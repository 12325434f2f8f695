//! `report`: the post-incident report.

use clap::Args;

#[derive(Debug, Args)]
pub struct Report {
    /// Incident (id or number)
    pub incident: String,
    /// Title; the number of the incident is in it when it is left out
    #[arg(long, default_value = "", hide_default_value = true)]
    pub title: String,
    /// Also while the incident goes on: the report says as of when
    #[arg(long)]
    pub draft: bool,
    /// Another one beside a report that is there
    #[arg(long)]
    pub again: bool,
}
