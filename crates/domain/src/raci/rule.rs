//! What the rules of a matrix share: who is named how, and the operations of fixes.

use std::cell::OnceCell;

use jiff::Timestamp;

use super::{ActorKind, RaciView, RoleColumn, Scheme, column, rank, row, timing};
use crate::block::Section;
use crate::directory::Directory;
use crate::document::Document;
use crate::finding::{Context, Finding, FindingLevel};
use crate::grid::Grid;
use crate::id::{ColumnId, DocumentId, RowId, SectionId};
use crate::operation::Operation;
use crate::path::Path;
use crate::value::Value;

/// The findings of one RACI section: by row (R-H), by column (R-V) and about artificial intelligence (R-AI).
#[must_use]
pub fn findings(
    document_id: DocumentId,
    document: &Document,
    id: SectionId,
    section: &Section,
    directory: &Directory,
    now: Timestamp,
) -> Vec<Finding> {
    let context = Context { document_id, document, directory, incident: None, now };
    let mut list = Vec::new();
    check(&context, id, section, &Grid::new(&section.block), &mut list);
    list
}

/// Adds the findings of one RACI section whose cells were found.
pub(crate) fn check(context: &Context<'_>, id: SectionId, section: &Section, grid: &Grid<'_>, list: &mut Vec<Finding>) {
    let view = RaciView::of(id, section, grid);
    let rules = Rules {
        document: context.document_id,
        unheld: FindingLevel::once_approved(context.document),
        language: language(context.document),
        view: &view,
        section,
        directory: context.directory,
        now: context.now,
        machines: view.roles.iter().filter(|role| role.kind == ActorKind::Ai).map(|role| role.place).collect(),
        groups: vec![OnceCell::new(); view.roles.len()],
    };
    if let Some(doubt) = Scheme::doubt(&section.block) {
        list.push(rules.finding("V1", FindingLevel::Warning, "The letters are not known", doubt));
    }
    row::check(&rules, list);
    column::check(&rules, list);
    timing::check(&rules, list);
    rank::check(&rules, context.document, list);
}

fn language(document: &Document) -> &str {
    match document.header_text("language") {
        "" => "en",
        language => language,
    }
}

pub(super) struct Rules<'a> {
    pub document: DocumentId,
    /// How much it weighs that nobody holds a role.
    pub unheld: FindingLevel,
    pub language: &'a str,
    pub view: &'a RaciView<'a>,
    pub section: &'a Section,
    pub directory: &'a Directory,
    pub now: Timestamp,
    /// The places of the columns of machines.
    pub machines: Vec<usize>,
    /// Whether a column stands for a group, by its place, as far as it was asked.
    pub groups: Vec<OnceCell<bool>>,
}

impl Rules<'_> {
    pub fn finding(
        &self,
        rule: &str,
        level: FindingLevel,
        title: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        Finding::new(rule, level, self.document, title, message).in_section(self.view.section)
    }

    /// How a role is called in a sentence: the person where one is named, else the column.
    pub fn name(&self, role: &RoleColumn<'_>) -> String {
        if role.person.is_empty() { role.name } else { self.directory.words(role.person) }.to_owned()
    }

    /// The role column at a place.
    pub fn role(&self, place: usize) -> &RoleColumn<'_> {
        &self.view.roles[place]
    }

    pub fn name_of(&self, place: usize) -> String {
        self.name(self.role(place))
    }

    /// Puts a letter into a cell.
    pub fn give(&self, row: RowId, column: ColumnId, letter: &str) -> Operation {
        let path = Path::CellMember(self.view.section, row, column, letter.to_owned());
        Operation::Set { path, value: Some(Value::one("")) }
    }

    /// Takes a letter out of a cell.
    pub fn take(&self, row: RowId, column: ColumnId, letter: &str) -> Operation {
        Operation::Set { path: Path::CellMember(self.view.section, row, column, letter.to_owned()), value: None }
    }
}

/// `R` or `R or S`.
pub(super) fn either(letters: &[&str]) -> String {
    letters.join(" or ")
}
