//! Objectives of an action plan and the work that serves them (ICS 202 and 204).

use crate::document::Document;
use crate::id::{RowId, SectionId};
use crate::view::{RowView, folded, rows};

/// A line of a table of objectives that has words.
#[derive(Debug, Clone)]
pub(crate) struct Objective<'a> {
    pub section: SectionId,
    pub row: RowId,
    pub view: RowView<'a>,
    /// What assignments may call it: its number, else its place where it has none, and its words.
    pub names: Vec<String>,
}

impl Objective<'_> {
    pub fn text(&self) -> &str {
        self.view.text("text")
    }

    /// Whether it is still pursued: neither met nor dropped.
    pub fn is_open(&self) -> bool {
        !matches!(&*self.view.word("state"), "met" | "dropped")
    }

    pub fn is_served_by(&self, served: &[String]) -> bool {
        self.names.iter().any(|name| served.contains(name))
    }
}

/// The objectives of a document, in order.
pub(crate) fn objectives(document: &Document) -> Vec<Objective<'_>> {
    of_preset(document, "objectives", |section, n, row, view| {
        let number = folded(view.text("no"));
        // The place counts only where the objectives are not numbered.
        let first = if number.is_empty() { (n + 1).to_string() } else { number };
        Objective { section, row, view, names: vec![first, folded(view.text("text"))] }
    })
}

/// A line of a table of assignments that has words.
#[derive(Debug, Clone)]
pub(crate) struct Assignment<'a> {
    pub section: SectionId,
    pub row: RowId,
    pub view: RowView<'a>,
    /// What it names as its objectives, as [`Objective::names`] writes them.
    pub serves: Vec<String>,
}

/// The assignments of a document, in order.
pub(crate) fn assignments(document: &Document) -> Vec<Assignment<'_>> {
    of_preset(document, "assignments", |section, _, row, view| Assignment { section, row, view, serves: named(&view) })
}

fn of_preset<'a, T>(
    document: &'a Document,
    preset: &str,
    make: impl Fn(SectionId, usize, RowId, RowView<'a>) -> T,
) -> Vec<T> {
    let mut list = Vec::new();
    for (id, section) in document.live_sections().into_iter().filter(|(_, s)| s.block.setting("preset") == preset) {
        let lines = rows(&section.block).enumerate().filter(|(_, (_, view))| !view.text("text").is_empty());
        list.extend(lines.map(|(n, (row, view))| make(id, n, row, view)));
    }
    list
}

/// What an assignment names as its objectives: their words, or numbers with commas between.
fn named(view: &RowView<'_>) -> Vec<String> {
    let written = view.members("objective").join(", ");
    let parts: Vec<String> = written.split([',', ';']).map(folded).filter(|p| !p.is_empty()).collect();
    let are_numbers = !parts.is_empty() && parts.iter().all(|p| p.len() <= 6 && p.chars().any(|c| c.is_ascii_digit()));
    if are_numbers || parts.is_empty() { parts } else { vec![folded(&written)] }
}
