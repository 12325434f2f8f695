//! Comments on places of documents.

use clap::Args;

#[derive(Debug, Args)]
pub struct Comments {
    /// Document (id, beginning of an id, or title)
    pub id: String,
    /// Those that are resolved too
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
pub struct Comment {
    /// Document (id, beginning of an id, or title)
    pub id: String,
    /// What is said; resolving and reopening need no words
    #[arg(default_value = "")]
    pub text: String,
    /// The section it is about: its number or heading
    #[arg(long, required_unless_present_any = ["answer", "resolve", "reopen"])]
    pub section: Option<String>,
    /// The row of its table, counted from 1
    #[arg(long, requires = "section")]
    pub row: Option<usize>,
    /// Words of its text that it is about
    #[arg(long, requires = "section", default_value = "")]
    pub quote: String,
    /// Answer the comment with this number
    #[arg(long, value_name = "NUMBER", conflicts_with = "section")]
    pub answer: Option<usize>,
    /// Resolve the comment with this number
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["section", "answer"])]
    pub resolve: Option<usize>,
    /// Open the comment with this number again
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["section", "answer", "resolve"])]
    pub reopen: Option<usize>,
}
