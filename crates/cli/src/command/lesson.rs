//! Lessons that become procedures.

use clap::Args;

#[derive(Debug, Args)]
pub struct Lesson {
    /// Document that holds the lesson (id, beginning of an id, or title)
    pub id: String,
    /// Words of the lesson, by which its row is found; without them the rows that hold one are listed
    pub words: Option<String>,
    /// The section it stands in: its number or heading
    #[arg(long)]
    pub section: Option<String>,
    /// The lesson is these words of a text, and no row
    #[arg(long)]
    pub text: bool,
}
