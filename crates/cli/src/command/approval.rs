//! `document approve`, `update approve` and `incident renounce`.

use clap::Args;

use super::Decided;

/// A decision, and whose it is.
#[derive(Debug, Args)]
pub struct Decision {
    #[arg(long, value_enum, default_value = "approved")]
    pub decision: Decided,
    /// Why, or the condition
    #[arg(long, default_value = "")]
    pub note: String,
    /// Who decided, where it is recorded for somebody else
    #[arg(long, default_value = "")]
    pub by: String,
    /// Why somebody says yes who was not asked, or who wrote it; goes into the log
    #[arg(long, default_value = "")]
    pub reason: String,
}

#[derive(Debug, Args)]
pub struct DocumentApprove {
    pub id: String,
    #[arg(long)]
    pub checkpoint: String,
    /// Why it goes into force although its readiness sheet says that it is not ready; goes into the log
    #[arg(long, default_value = "")]
    pub despite: String,
    #[command(flatten)]
    pub said: Decision,
}

#[derive(Debug, Args)]
pub struct UpdateApprove {
    pub incident: String,
    pub audience: String,
    #[command(flatten)]
    pub said: Decision,
}

#[derive(Debug, Args)]
pub struct Renounce {
    pub id: String,
    pub role: String,
    /// Why; goes into the log
    #[arg(long)]
    pub reason: String,
}
