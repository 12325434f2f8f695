//! Cases and the rules that are tried on them.

use bridgebook_domain::case::{CasePast, CellChange, Differing, Routing, Score};
use bridgebook_domain::{RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::case::CaseFile;
use super::simulation::VersionChoice;

/// Cases that rules are tried on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum TriedCases {
    /// Those that the document holds.
    Document,
    /// Those of files or of a pasted text; nothing of them is stored.
    Files {
        /// The files.
        files: Vec<CaseFile>,
    },
}

/// A case on which the rules were tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct TriedCase {
    /// What the rules decide, and why.
    pub routing: Routing,
    /// The row, for a case of the document.
    pub row: Option<(SectionId, RowId)>,
    /// Where it stands in its file; empty for a case of the document.
    pub place: String,
    /// Whether it needed a human, where the case tells.
    pub needed_human: Option<bool>,
    /// What became of it in fact, where its fields say so; names as people read them.
    pub happened: Option<CasePast>,
    /// What the decision would change in its row; for a case of the document.
    pub changes: Vec<CellChange>,
    /// Whom a message would tell, a sentence each.
    pub told: Vec<String>,
    /// What it would leave to a person.
    pub left: Vec<String>,
    /// Whether nobody answers for it yet, and it is not resolved.
    pub is_waiting: bool,
    /// Whether it is a case of the document that is neither resolved nor in a status that ends it.
    pub is_open: bool,
}

/// Something of a file in which no case could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RefusedCase {
    /// Name of the file.
    pub file: String,
    /// Where it stands.
    pub place: String,
    /// Why, and what to do.
    pub why: String,
    /// The text, shortened.
    pub text: String,
}

/// How often a rule decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RuleUse {
    /// Row of the rule.
    pub row: RowId,
    /// Name.
    pub rule: String,
    /// How many cases it decides.
    pub cases: u32,
}

/// Another version of the rules, tried on the same cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct OtherRules {
    /// What it is, in words.
    pub words: String,
    /// Its figures.
    pub score: Score,
    /// The cases that it decides differently.
    pub differing: Vec<Differing>,
}

/// What the rules of a document do with cases. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct RulesTried {
    /// The cases, in order.
    pub cases: Vec<TriedCase>,
    /// What could not be read.
    pub refused: Vec<RefusedCase>,
    /// What was read in another way than it seems.
    pub remarks: Vec<String>,
    /// How often each rule decides, in order; those that never do among them.
    pub rules: Vec<RuleUse>,
    /// Figures over all cases.
    pub score: Score,
    /// The same cases under another version, where one was asked for.
    pub other: Option<OtherRules>,
    /// Versions that can be compared with.
    pub versions: Vec<VersionChoice>,
}
