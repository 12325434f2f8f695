//! The RACI matrix: letter schemes, the typed view of a block, and its findings (domain reference 3).

use crate::block::{Column, Row, Section};
use crate::id::{ColumnId, RowId, SectionId};
use crate::value::ColumnType;
use crate::view::choice_word;

mod card;
mod column;
mod delegation;
mod held;
mod note;
mod rank;
mod row;
mod rule;
mod scheme;
mod timing;

pub use card::{Card, CardLetter, card};
pub(crate) use delegation::delegations;
pub use held::Held;
use held::Lookup;
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
    /// Which of the role columns it is, counted from 0.
    pub place: usize,
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
pub struct Activity<'a> {
    /// Row.
    pub row: RowId,
    /// Stage.
    pub stage: &'a str,
    /// What is done.
    pub activity: &'a str,
    /// `low`, `med`, `high` or empty.
    pub risk: String,
    /// `none`, `draft`, `classify`, `summarise`, `first-pass` or empty.
    pub ai_assist: String,
    /// `none`, `sample`, `mandatory` or empty.
    pub human_review: String,
    /// What is held, by the place of the role column, in order; a column without letters is absent.
    pub held: Vec<(usize, Held<'a>)>,
}

impl<'a> Activity<'a> {
    /// What a role holds; none where it holds nothing.
    #[must_use]
    pub fn of(&self, role: &RoleColumn) -> Option<Held<'a>> {
        let at = self.held.binary_search_by_key(&role.place, |(place, _)| *place).ok()?;
        Some(self.held[at].1)
    }

    /// The places of the columns in which somebody plays a part.
    pub fn who(&self, part: Part) -> impl Iterator<Item = usize> + '_ {
        self.held.iter().filter(move |(_, held)| held.plays(part)).map(|(place, _)| *place)
    }
}

/// A RACI matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaciView<'a> {
    /// Section.
    pub section: SectionId,
    /// Letters and their rules.
    pub scheme: Scheme,
    /// Role columns in order.
    pub roles: Vec<RoleColumn>,
    /// Activities in order.
    pub activities: Vec<Activity<'a>>,
}

impl<'a> RaciView<'a> {
    /// Reads a RACI section.
    #[must_use]
    pub fn read(id: SectionId, section: &'a Section) -> Self {
        let block = &section.block;
        let roles: Vec<RoleColumn> = block
            .live_columns()
            .into_iter()
            .filter(|(_, c)| c.column_type == ColumnType::Letters)
            .enumerate()
            .map(|(place, (column, c))| {
                let option = |key: &str| c.options.get(key).cloned().unwrap_or_default();
                let kind = match option("kind").as_str() {
                    "ai" => ActorKind::Ai,
                    "team" => ActorKind::Team,
                    "vendor" => ActorKind::Vendor,
                    _ => ActorKind::Human,
                };
                RoleColumn {
                    column,
                    place,
                    name: c.name.clone(),
                    role: option("role"),
                    person: option("person"),
                    deputy: option("deputy"),
                    kind,
                }
            })
            .collect();
        let scheme = Scheme::of(block);
        let reader = Reader::new(section, &roles, &scheme);
        let activities = block.live_rows().into_iter().map(|(row, cells)| reader.activity(row, cells)).collect();
        Self { section: id, scheme, roles, activities }
    }

    /// The role column with this id.
    #[must_use]
    pub fn role(&self, column: ColumnId) -> Option<&RoleColumn> {
        self.roles.iter().find(|r| r.column == column)
    }
}

/// What is looked up once for all rows.
struct Reader<'a, 'b> {
    letters: Lookup<'b>,
    /// Role columns by id, with their places.
    places: Vec<(u128, usize)>,
    /// The columns that say what is done, when, and how much of it by a machine.
    known: [Option<(ColumnId, &'a Column)>; 5],
}

impl<'a, 'b> Reader<'a, 'b> {
    fn new(section: &'a Section, roles: &[RoleColumn], scheme: &'b Scheme) -> Self {
        let mut places: Vec<_> = roles.iter().map(|r| (r.column.uuid().as_u128(), r.place)).collect();
        places.sort_unstable();
        let known =
            ["stage", "activity", "risk", "ai_assist", "human_review"].map(|key| section.block.column_by_key(key));
        Self { letters: Lookup::new(scheme), places, known }
    }

    fn activity(&self, row: RowId, cells: &'a Row) -> Activity<'a> {
        // Cells and columns are both in the order of their ids, so one pass over the cells finds them all.
        let mut held = Vec::with_capacity(cells.cells.len());
        for (column, value) in &cells.cells {
            let Ok(at) = self.places.binary_search_by_key(&column.uuid().as_u128(), |(id, _)| *id) else { continue };
            if let Some(found) = Held::of(value, &self.letters) {
                held.push((self.places[at].1, found));
            }
        }
        held.sort_unstable_by_key(|(place, _)| *place);
        let cell = |at: usize| self.known[at].and_then(|(id, column)| Some((cells.cells.get(&id)?, column)));
        let text = |at: usize| cell(at).and_then(|(value, _)| value.as_one()).unwrap_or("").trim();
        let word = |at: usize| {
            let found = cell(at).and_then(|(value, column)| Some(choice_word(column, value.members().first()?)));
            found.unwrap_or_default()
        };
        Activity {
            row,
            stage: text(0),
            activity: text(1),
            risk: word(2),
            ai_assist: word(3),
            human_review: word(4),
            held,
        }
    }
}

#[cfg(test)]
mod tests;
