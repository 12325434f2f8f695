//! `metrics`: the metrics of incidents.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct Metrics {
    /// Incidents declared at this moment or later, for instance 2026-03-01 or "30 days ago"
    #[arg(long, value_name = "TIME", default_value = "", hide_default_value = true)]
    pub from: String,
    /// Incidents declared before this moment; a day counts whole
    #[arg(long, value_name = "TIME", default_value = "", hide_default_value = true)]
    pub to: String,
    /// Incidents of this severity alone
    #[arg(long, default_value = "", hide_default_value = true)]
    pub severity: String,
    /// Exercises too
    #[arg(long)]
    pub exercises: bool,
    /// With the value of each incident below each metric
    #[arg(long)]
    pub each: bool,
    /// Write the values of each incident to this file instead
    #[arg(long, value_name = "PATH", conflicts_with = "each")]
    pub csv: Option<PathBuf>,
}
