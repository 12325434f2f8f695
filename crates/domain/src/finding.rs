//! Findings: what is wrong or missing in documents, as in an IDE: rule id, place, a sentence, and a fix
//! where one is safe. The ids are those of the domain reference (sections 3 and 8); V, K, O and G are
//! ours: values and references, gaps of the cadence, objectives, rules that go nowhere.

use jiff::Timestamp;
use serde::Serialize;
use ts_rs::TS;

use crate::block::{BlockKind, Column, Section};
use crate::directory::Directory;
use crate::document::Document;
use crate::grid::Grid;
use crate::id::{ColumnId, DocumentId, RowId, SectionId};
use crate::incident::Incident;
use crate::operation::Operation;
use crate::raci;

mod approval;
mod backup;
mod cadence;
mod cadence_circle;
mod escalation;
mod format_rule;
mod freshness;
mod growth;
mod hand_over;
mod hours;
mod live_view;
mod notification_rule;
mod obligation;
mod organisation;
mod owner;
mod people;
mod plan;
mod policy;
mod quiet;
mod rule_reach;
mod schedule;
mod service_level;
mod trigger;
mod value;
mod variable;

pub use approval::own_approvals;
pub(crate) use freshness::{Tried, last_tried};
pub use live_view::lost_views;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FindingLevel {
    /// The document does not do its work like this.
    Error,
    /// Probably not what is wanted.
    Warning,
    /// Worth knowing.
    Info,
}

impl FindingLevel {
    /// Of what a draft may still lack, for instance who holds a role: a warning once it was approved.
    pub(crate) fn once_approved(document: &Document) -> Self {
        if document.is_approved() { Self::Warning } else { Self::Info }
    }
}

/// A change that mends a finding without taking anything away that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Fix {
    /// What the button says.
    pub label: String,
    /// The operations on the document of the finding.
    pub operations: Vec<Operation>,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Finding {
    /// Rule id, for instance `R-H1`.
    pub rule: String,
    /// Weight.
    pub level: FindingLevel,
    /// Document.
    pub document: DocumentId,
    /// Section.
    pub section: Option<SectionId>,
    /// Row.
    pub row: Option<RowId>,
    /// Column.
    pub column: Option<ColumnId>,
    /// What is the case, in a few words.
    pub title: String,
    /// Why it matters and what to do, in a sentence or two.
    pub message: String,
    /// A safe fix.
    pub fix: Option<Fix>,
}

impl Finding {
    pub(crate) fn new(
        rule: &str,
        level: FindingLevel,
        document: DocumentId,
        title: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.to_owned(),
            level,
            document,
            section: None,
            row: None,
            column: None,
            title: title.into(),
            message: message.into(),
            fix: None,
        }
    }

    pub(crate) fn in_section(mut self, section: SectionId) -> Self {
        self.section = Some(section);
        self
    }

    pub(crate) fn in_row(mut self, row: RowId) -> Self {
        self.row = Some(row);
        self
    }

    pub(crate) fn in_column(mut self, column: ColumnId) -> Self {
        self.column = Some(column);
        self
    }

    pub(crate) fn fixed_by(mut self, label: impl Into<String>, operations: Vec<Operation>) -> Self {
        self.fix = Some(Fix { label: label.into(), operations });
        self
    }
}

/// What rules look at.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub document_id: DocumentId,
    pub document: &'a Document,
    pub directory: &'a Directory,
    pub incident: Option<&'a Incident>,
    pub now: Timestamp,
}

/// A cell with everything around it.
pub(crate) struct Place<'a> {
    pub section: SectionId,
    pub row: RowId,
    pub column_id: ColumnId,
    pub column: &'a Column,
}

impl Place<'_> {
    pub fn at(&self, finding: Finding) -> Finding {
        finding.in_section(self.section).in_row(self.row).in_column(self.column_id)
    }
}

/// Everything found in documents, in order of document and place, errors before warnings within a document.
/// Superseded and archived documents are not checked.
#[must_use]
pub fn findings<'a>(
    documents: impl IntoIterator<Item = (DocumentId, &'a Document)>,
    directory: &Directory,
    incident: Option<&Incident>,
    now: Timestamp,
) -> Vec<Finding> {
    let mut all = Vec::new();
    for (document_id, document) in documents {
        if document.is_past() || crate::directory::is_merged(document) {
            continue;
        }
        let context = Context { document_id, document, directory, incident, now };
        let mut list = Vec::new();
        plan::header(&context, &mut list);
        for (section_id, section) in document.live_sections() {
            check_section(&context, section_id, section, &mut list);
        }
        approval::check(&context, &mut list);
        cadence::gaps(&context, &mut list);
        cadence_circle::check(&context, &mut list);
        cadence::planned(&context, &mut list);
        cadence::stages(&context, &mut list);
        cadence::spans(&context, &mut list);
        quiet::check(&context, &mut list);
        obligation::check(&context, &mut list);
        escalation::check(&context, &mut list);
        backup::check(&context, &mut list);
        people::check(&context, &mut list);
        schedule::check(&context, &mut list);
        organisation::across(&context, &mut list);
        trigger::check(&context, &mut list);
        rule_reach::check(&context, &mut list);
        policy::check(&context, &mut list);
        live_view::check(&context, &mut list);
        owner::check(&context, &mut list);
        service_level::matrix(&context, &mut list);
        freshness::check(&context, &mut list);
        list.extend(raci::delegations(document_id, document, directory, now));
        list.sort_by_key(|f| f.level);
        all.extend(list);
    }
    all
}

fn check_section(context: &Context<'_>, id: SectionId, section: &Section, list: &mut Vec<Finding>) {
    let grid = Grid::new(&section.block);
    value::check(context, id, section, &grid, list);
    if section.kind == BlockKind::Raci {
        raci::check(context, id, section, &grid, list);
    }
    if section.kind == BlockKind::Periods {
        plan::periods(context, id, section, list);
        hand_over::check(context, id, section, list);
    }
    plan::tables(context, id, section, list);
    format_rule::check(context, id, section, list);
    variable::check(context, id, section, &grid, list);
    service_level::section(context, id, section, list);
    organisation::check(context, id, section, list);
    hours::check(context, id, section, list);
    notification_rule::check(context, id, section, list);
    growth::check(context, id, section, list);
}

#[cfg(test)]
mod organisation_tests;
#[cfg(test)]
mod tests;
