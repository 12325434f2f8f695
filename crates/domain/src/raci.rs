//! The RACI matrix: letter schemes, the typed view of a block, and its findings (domain reference 3).

use std::collections::{BTreeMap, BTreeSet};

use crate::block::{Block, Section};
use crate::id::{ColumnId, RowId, SectionId};
use crate::value::{ColumnType, Value};
use crate::view::RowView;

mod card;
mod column;
mod delegation;
mod note;
mod rank;
mod row;
mod rule;
mod scheme;
mod timing;

pub use card::{Card, CardLetter, card};
pub(crate) use delegation::delegations;
pub use note::note;
pub use rule::findings;
pub use scheme::{Letter, Part, Scheme};

/// Who stands behind a role column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A person in a role.
    Human,
    /// An artificial intelligence.
    Ai,
    /// A team.
    Team,
    /// A vendor.
    Vendor,
}

/// A role column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleColumn {
    /// Column.
    pub column: ColumnId,
    /// Name as shown.
    pub name: String,
    /// Role: id or name; empty for none.
    pub role: String,
    /// Person: id or name; empty for none.
    pub person: String,
    /// Deputy: id or name; empty for none.
    pub deputy: String,
    /// Kind.
    pub kind: ActorKind,
}

/// A row of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Row.
    pub row: RowId,
    /// Stage.
    pub stage: String,
    /// What is done.
    pub activity: String,
    /// `low`, `med`, `high` or empty.
    pub risk: String,
    /// `none`, `draft`, `classify`, `summarise`, `first-pass` or empty.
    pub ai_assist: String,
    /// `none`, `sample`, `mandatory` or empty.
    pub human_review: String,
    /// Letters by role column; a column without letters is absent.
    pub letters: BTreeMap<ColumnId, BTreeSet<String>>,
    /// Notes by role column and letter; a letter without one is absent.
    pub notes: BTreeMap<ColumnId, BTreeMap<String, String>>,
}

impl Activity {
    /// The note on a letter in a column; empty for none.
    #[must_use]
    pub fn note(&self, column: ColumnId, letter: &str) -> &str {
        self.notes.get(&column).and_then(|n| n.get(letter)).map_or("", String::as_str)
    }

    /// The columns that hold a letter.
    pub fn holders<'a>(&'a self, letter: &'a str) -> impl Iterator<Item = ColumnId> + 'a {
        self.letters.iter().filter(move |(_, l)| l.contains(letter)).map(|(c, _)| *c)
    }

    /// How many columns hold any of these letters.
    #[must_use]
    pub fn count(&self, letters: &[&str]) -> usize {
        self.letters.values().filter(|held| letters.iter().any(|l| held.contains(*l))).count()
    }
}

/// A RACI matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaciView {
    /// Section.
    pub section: SectionId,
    /// Letters and their rules.
    pub scheme: Scheme,
    /// Role columns in order.
    pub roles: Vec<RoleColumn>,
    /// Activities in order.
    pub activities: Vec<Activity>,
}

impl RaciView {
    /// Reads a RACI section.
    #[must_use]
    pub fn read(id: SectionId, section: &Section) -> Self {
        let block = &section.block;
        let roles: Vec<RoleColumn> = block
            .live_columns()
            .into_iter()
            .filter(|(_, c)| c.column_type == ColumnType::Letters)
            .map(|(column, c)| {
                let option = |key: &str| c.options.get(key).cloned().unwrap_or_default();
                let kind = match option("kind").as_str() {
                    "ai" => ActorKind::Ai,
                    "team" => ActorKind::Team,
                    "vendor" => ActorKind::Vendor,
                    _ => ActorKind::Human,
                };
                RoleColumn {
                    column,
                    name: c.name.clone(),
                    role: option("role"),
                    person: option("person"),
                    deputy: option("deputy"),
                    kind,
                }
            })
            .collect();
        let activities =
            block.live_rows().into_iter().map(|(row, cells)| activity(block, &roles, row, cells)).collect();
        Self { section: id, scheme: Scheme::of(block), roles, activities }
    }

    /// The role column with this id.
    #[must_use]
    pub fn role(&self, column: ColumnId) -> Option<&RoleColumn> {
        self.roles.iter().find(|r| r.column == column)
    }
}

fn activity(block: &Block, roles: &[RoleColumn], row: RowId, cells: &crate::block::Row) -> Activity {
    let view = RowView::new(block, cells);
    let (mut letters, mut notes) = (BTreeMap::new(), BTreeMap::new());
    for role in roles {
        let held: BTreeSet<String> = cells
            .cells
            .get(&role.column)
            .map(Value::members)
            .unwrap_or_default()
            .into_iter()
            .map(|l| l.trim().to_uppercase())
            .filter(|l| !l.is_empty())
            .collect();
        if !held.is_empty() {
            letters.insert(role.column, held);
        }
        if let Some(Value::Many(marks)) = cells.cells.get(&role.column) {
            let noted = marks.iter().map(|(letter, mark)| (letter.trim().to_uppercase(), note(mark).to_owned()));
            let noted: BTreeMap<_, _> = noted.filter(|(_, note)| !note.is_empty()).collect();
            if !noted.is_empty() {
                notes.insert(role.column, noted);
            }
        }
    }
    Activity {
        row,
        stage: view.text("stage").to_owned(),
        activity: view.text("activity").to_owned(),
        risk: view.word("risk"),
        ai_assist: view.word("ai_assist"),
        human_review: view.word("human_review"),
        letters,
        notes,
    }
}

#[cfg(test)]
mod tests;
