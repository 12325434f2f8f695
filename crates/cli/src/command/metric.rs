//! `metrics`: the metrics of incidents, and with `--cases` those of cases.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct Metrics {
    /// Of cases: escalations, response and resolution, service levels, before and after a go-live date
    #[arg(long, conflicts_with_all = ["severity", "each"])]
    pub cases: bool,
    /// With --cases: of this document alone, id or title
    #[arg(long, requires = "cases")]
    pub document: Option<String>,
    /// With --cases: the day on which it went live, instead of the one that an implementation checklist says
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true, requires = "cases")]
    pub go_live: String,
    /// With --cases: missed and false escalations by rule and confidence, and the thresholds that they speak for
    #[arg(long, requires = "cases", conflicts_with_all = ["from", "to", "exercises", "csv", "go_live"])]
    pub tuning: bool,
    /// Incidents declared, or cases opened, at this moment or later, for instance 2026-03-01 or "30 days ago"
    #[arg(long, value_name = "TIME", default_value = "", hide_default_value = true)]
    pub from: String,
    /// Incidents declared, or cases opened, before this moment; a day counts whole
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
    /// Write the values of each incident, or of each case, to this file instead
    #[arg(long, value_name = "PATH", conflicts_with = "each")]
    pub csv: Option<PathBuf>,
}
