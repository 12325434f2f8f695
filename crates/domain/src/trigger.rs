//! Trigger rules: the typed view of triggers blocks. Rules stand in order and the first that fits decides;
//! the default route takes what no rule fits, wherever it stands (domain reference B.4.5 and B.10).

use jiff::SignedDuration;

use crate::block::{Block, BlockKind, Section, SectionEntry};
use crate::condition::{self, Condition, Signal, SyntaxError};
use crate::document::Document;
use crate::id::{RowId, SectionId};
use crate::value::{ReferenceKind, Value};
use crate::view::{RowView, rows};

/// Kinds a rule can send a case to.
pub const TARGETS: [ReferenceKind; 4] =
    [ReferenceKind::Role, ReferenceKind::Person, ReferenceKind::Team, ReferenceKind::Skill];

/// Presets of tables whose rows are cases.
pub const CASE_PRESETS: [&str; 5] = ["tickets", "it-records", "support-requests", "quality-checks", "integrations"];

/// The setting of a block of triggers that says who lets its rules decide, and its only word: without it they do so by
/// themselves.
pub const ROUTING: &str = "routing";
/// A person applies what the rules decide.
pub const BY_HAND: &str = "by-hand";

/// The tables of a document whose rows are cases that rules are tried on, in order: those of [`CASE_PRESETS`] and
/// those whose block says `cases=yes`. Any other table beside the rules is about something else.
#[must_use]
pub fn case_tables(document: &Document) -> Vec<SectionEntry<'_>> {
    let mut tables = document.sections_of(&BlockKind::Table);
    tables.retain(|(_, section)| is_case_table(section));
    tables
}

/// Whether the rows of a section are cases.
#[must_use]
pub fn is_case_table(section: &Section) -> bool {
    let block = &section.block;
    section.kind == BlockKind::Table
        && (CASE_PRESETS.contains(&block.setting("preset")) || block.setting("cases").eq_ignore_ascii_case("yes"))
}

/// The tables of cases that come and go by the rules of their document: none where it has no rules, as its rows are then
/// what was planned.
#[must_use]
pub fn ruled_tables(document: &Document) -> Vec<SectionId> {
    if document.sections_of(&BlockKind::Triggers).is_empty() {
        return Vec::new();
    }
    case_tables(document).into_iter().map(|(id, _)| id).collect()
}

/// Whether the rules of a document decide by themselves about the cases that come in: they do in one that is in use, unless
/// a block of triggers says `routing=by-hand`.
#[must_use]
pub fn decides_by_itself(document: &Document) -> bool {
    let blocks = document.sections_of(&BlockKind::Triggers);
    let is_by_hand = |block: &Block| block.setting(ROUTING).eq_ignore_ascii_case(BY_HAND);
    !document.is_past()
        && !blocks.is_empty()
        && !blocks.iter().any(|(_, section)| is_by_hand(&section.block))
        && !case_tables(document).is_empty()
}

/// What a rule decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The AI goes on.
    Continue,
    /// A named recovery procedure; its result is recorded, it is never run from here.
    Recover,
    /// A human takes over.
    Human,
}

impl Outcome {
    /// The stable word of a choice.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Continue => "continue",
            Self::Recover => "recover",
            Self::Human => "human",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Continue, Self::Recover, Self::Human].into_iter().find(|o| o.as_str() == word)
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq)]
pub struct TriggerRule {
    /// Section it lies in.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Name.
    pub name: String,
    /// Whether it is on; only `no` turns a rule off.
    pub is_enabled: bool,
    /// What it looks at, as a stable word (`time`, `confidence`, ...); empty where it is not said.
    pub looks_at: String,
    /// Risks of the task it is for (`low`, `med`, `high`, `critical`); empty for any.
    pub risks: Vec<String>,
    /// The condition as written.
    pub condition_text: String,
    /// The condition, or why it cannot be read: then the rule never fits.
    pub condition: Result<Condition, SyntaxError>,
    /// What it decides; none where nothing is said.
    pub outcome: Option<Outcome>,
    /// Name of the recovery procedure.
    pub procedure: String,
    /// Who gets the case: id or name; empty means the R of the matching RACI stage.
    pub target: String,
    /// Level the case goes to.
    pub level: String,
    /// What happens besides, as stable words (`set-status`, `assign`, ...), all in one.
    pub effects: Vec<String>,
    /// Who is told: ids or names.
    pub notify: Vec<String>,
    /// How, as stable words.
    pub methods: Vec<String>,
    /// Status the case gets.
    pub status: String,
    /// Severity of the incident that is declared.
    pub severity: String,
    /// Within what an answer is due.
    pub within: Option<SignedDuration>,
    /// `reactive`, `proactive` or empty.
    pub initiated: String,
    /// Why, in the words that the brief repeats.
    pub reason: String,
    /// Whether it is the default route.
    pub is_default: bool,
    /// Test cases.
    pub cases: Vec<String>,
}

impl TriggerRule {
    /// Whether it fits every case of every risk.
    #[must_use]
    pub fn is_unconditional(&self) -> bool {
        self.risks.is_empty() && self.condition == Ok(Condition::Always)
    }
}

/// The rules of a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TriggersView {
    /// Rules in order, those that are off and the default route too.
    pub rules: Vec<TriggerRule>,
}

impl TriggersView {
    /// Reads every triggers block of a document, in order. Blank rows are no rules.
    #[must_use]
    pub fn read(document: &Document) -> Self {
        let mut list = Vec::new();
        for (section, entry) in document.sections_of(&BlockKind::Triggers) {
            for ((row, view), (_, cells)) in rows(&entry.block).zip(entry.block.live_rows()) {
                if !cells.cells.values().all(Value::is_empty) {
                    list.push(rule(section, row, &view));
                }
            }
        }
        Self { rules: list }
    }

    /// The rules that are tried, in order: those that are on, without the default route.
    pub fn tried(&self) -> impl Iterator<Item = &TriggerRule> {
        self.rules.iter().filter(|r| r.is_enabled && !r.is_default)
    }

    /// The rule that takes what no other fits.
    #[must_use]
    pub fn default_route(&self) -> Option<&TriggerRule> {
        self.rules.iter().find(|r| r.is_enabled && r.is_default)
    }
}

fn rule(section: SectionId, row: RowId, view: &RowView<'_>) -> TriggerRule {
    let text = |key: &str| view.text(key).to_owned();
    let looks_at = view.word("kind");
    let written = text("condition");
    let condition = if written.is_empty() { Ok(implied(&looks_at)) } else { condition::parse(&written) };
    TriggerRule {
        section,
        row,
        name: text("name"),
        is_enabled: !view.text("enabled").eq_ignore_ascii_case("no"),
        looks_at,
        risks: view.words("risk"),
        condition_text: written,
        condition,
        outcome: Outcome::from_word(&view.word("outcome")),
        procedure: text("procedure"),
        target: text("target"),
        level: text("level"),
        effects: view.words("effects"),
        notify: view.members("notify"),
        methods: view.words("methods"),
        status: text("status"),
        severity: text("severity"),
        within: view.duration("within"),
        initiated: view.word("initiated"),
        reason: text("reason"),
        is_default: view.is_yes("default"),
        cases: view.members("cases"),
    }
}

/// The condition of a rule that writes none: where what it looks at can only be one thing, that.
fn implied(looks_at: &str) -> Condition {
    let signal = |signal| Condition::Signal { signal };
    match looks_at {
        "unclear_input" => signal(Signal::InputUnclear),
        "format_failure" => signal(Signal::FormatFails),
        "human_request" => signal(Signal::HumanAsked),
        "manual" => signal(Signal::ByHand),
        "security_legal" => Condition::Any { of: vec![signal(Signal::SecurityConcern), signal(Signal::LegalConcern)] },
        _ => Condition::Always,
    }
}

#[cfg(test)]
mod tests;
