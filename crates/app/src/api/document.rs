//! Documents, templates, findings, history and backups as the window sees them.

use bridgebook_domain::{ColumnId, Document, DocumentId, IncidentId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A document in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DocumentSummary {
    /// Id.
    pub id: DocumentId,
    /// Title.
    pub title: String,
    /// Template name, which says its kind; empty for none.
    pub template: String,
    /// Kind in words, for instance "Action plan".
    pub kind: String,
    /// Incident it belongs to.
    pub incident: Option<IncidentId>,
    /// Number of that incident.
    pub incident_number: String,
    /// Status word.
    pub status: String,
    /// Version.
    pub version: String,
    /// Owner's name.
    pub owner: String,
    /// Next review (a day), or empty.
    pub next_review: String,
    /// Whether that day has passed.
    pub review_overdue: bool,
    /// Last tested (a day), or empty.
    pub last_tested: String,
    /// Findings at level error.
    pub errors: u32,
    /// Findings at level warning.
    pub warnings: u32,
    /// Last change (RFC 3339).
    pub changed_at: String,
}

/// A document in the editor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OpenDocument {
    /// Id.
    pub id: DocumentId,
    /// Heads that intents name.
    pub heads: Vec<String>,
    /// Content.
    pub content: Document,
    /// Summary.
    pub summary: DocumentSummary,
    /// State of each section, in order.
    pub outline: Vec<OutlineItem>,
    /// The first findings of each rule.
    pub findings: Vec<FindingRow>,
    /// How many there are of each rule.
    pub finding_counts: Vec<FindingCount>,
    /// Facts that live in the log and are shown, never stored: label and words.
    pub bound: Vec<BoundField>,
    /// Names of the references in it: id to name.
    pub names: std::collections::BTreeMap<String, String>,
    /// SHA-256 of the content.
    pub hash: String,
    /// Whether there is something to undo.
    pub can_undo: bool,
    /// Whether there is something to redo.
    pub can_redo: bool,
    /// Last approval in words, empty for none.
    pub approval: String,
    /// The moment shown, when it is not now (RFC 3339).
    pub as_of: Option<String>,
}

/// A fact shown in a document's head.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct BoundField {
    /// Label.
    pub label: String,
    /// Words.
    pub value: String,
}

/// A section in the outline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OutlineItem {
    /// Section.
    pub section: SectionId,
    /// Number as printed ("3", "3.1").
    pub number: String,
    /// Heading.
    pub heading: String,
    /// 1 or 2.
    pub depth: u8,
    /// `empty`, `started` or `complete`.
    pub state: String,
    /// Findings at level error.
    pub errors: u32,
    /// Findings at level warning.
    pub warnings: u32,
}

/// A finding with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct FindingRow {
    /// Rule id, for instance `R-H1`.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub level: String,
    /// Document.
    pub document: DocumentId,
    /// Its title.
    pub document_title: String,
    /// Section.
    pub section: Option<SectionId>,
    /// Row.
    pub row: Option<RowId>,
    /// Column.
    pub column: Option<ColumnId>,
    /// Place in words.
    pub place: String,
    /// Title.
    pub title: String,
    /// Sentence.
    pub message: String,
    /// Label of the fix, if one is safe.
    pub fix: Option<String>,
}

/// How many findings of one rule and weight there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingCount {
    /// Rule id.
    pub rule: String,
    /// `error`, `warning` or `info`.
    pub level: String,
    /// All of them, listed or not.
    pub count: u32,
}

/// Findings of one document or of several, the first of each rule.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct FindingList {
    /// In the order of documents and places, errors before warnings within a document.
    pub rows: Vec<FindingRow>,
    /// How many there are of each rule.
    pub counts: Vec<FindingCount>,
}

/// A template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TemplateSummary {
    /// Name, for instance `incident-action-plan`.
    pub name: String,
    /// Language.
    pub language: String,
    /// Name of the file in the folder of a team's own templates; empty for one that ships.
    #[serde(default)]
    pub file: String,
    /// Title.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// `plan`, `communicate`, `roles`, `escalate`, `hand-over`, `learn` or `directory`.
    pub category: String,
    /// Number of sections.
    pub sections: u32,
    /// Kinds of the blocks, in order: what the thumbnail draws.
    pub kinds: Vec<String>,
    /// Errors with their lines; a template with errors is listed, not offered.
    pub errors: Vec<String>,
}

/// What a template holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Preview {
    /// Template name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Headings with the kind of their block.
    pub sections: Vec<PreviewSection>,
}

/// A section of a template.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PreviewSection {
    /// Heading.
    pub heading: String,
    /// Depth.
    pub depth: u8,
    /// Kind.
    pub kind: String,
}

/// One change in the history of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Change {
    /// Moment it arrived here (RFC 3339).
    pub at: String,
    /// Author.
    pub author: String,
    /// What changed, in words.
    pub words: String,
    /// Sections touched.
    pub sections: Vec<String>,
}

/// A backup.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Backup {
    /// File.
    pub path: String,
    /// When it was made (RFC 3339).
    pub made_at: String,
    /// Size in kibibytes.
    pub size_kib: u32,
}

/// The result of checking a store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Verification {
    /// Whether everything is as it was written.
    pub is_intact: bool,
    /// What was checked and found, a sentence each.
    pub lines: Vec<String>,
}

/// One difference between two moments of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DifferenceRow {
    /// `added`, `removed` or `changed`.
    pub sign: String,
    /// Place in words, for instance "2 Objectives, row 3, Owner".
    pub place: String,
    /// What stood there, empty for something added.
    pub before: String,
    /// What stands there, empty for something removed.
    pub after: String,
}
