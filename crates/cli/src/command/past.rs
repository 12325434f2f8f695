//! The past of documents and incidents.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct History {
    pub id: String,
    /// Changes that belong together as one edit, said in a sentence; the newest come first
    #[arg(long)]
    pub edits: bool,
    /// Who changed each section last
    #[arg(long, conflicts_with = "edits")]
    pub sections: bool,
    /// Edits after this moment
    #[arg(long, requires = "edits")]
    pub from: Option<String>,
    /// Edits up to this moment
    #[arg(long, requires = "edits")]
    pub to: Option<String>,
    /// Edits by this person alone
    #[arg(long, requires = "edits", default_value = "")]
    pub author: String,
}

#[derive(Debug, Args)]
pub struct Diff {
    pub id: String,
    #[arg(long)]
    pub from: String,
    /// Without it: now
    #[arg(long)]
    pub to: Option<String>,
    /// Print it as Markdown
    #[arg(long)]
    pub markdown: bool,
    /// Write it to a file: a name that ends in .pdf becomes pages, any other Markdown
    #[arg(long, value_name = "FILE", conflicts_with = "markdown")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Restore {
    pub id: String,
    #[arg(long)]
    pub at: String,
    /// This section alone: its number or heading
    #[arg(long)]
    pub section: Option<String>,
    /// Print what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Known {
    /// Incident (id or number)
    pub id: String,
    /// The moment
    #[arg(long)]
    pub at: String,
}

#[derive(Debug, Args)]
pub struct PastStep {
    /// Document (id, beginning of an id, or title)
    pub id: String,
}
