//! The RACI matrix: letter schemes, the typed view of a block, and its findings (domain reference 3).

use crate::block::{Column, Section};
use crate::grid::{Grid, Line};
use crate::id::{ColumnId, RowId, SectionId};
use crate::value::ColumnType;
use crate::view::choice_word;

mod card;
mod column;
mod delegation;
mod held;
mod note;
mod noun;
mod rank;
mod row;
mod rule;
mod scheme;
mod timing;

pub use card::{Card, CardLetter, card};
pub(crate) use delegation::delegations;
pub use held::Held;
pub(crate) use held::Lookup;
pub use note::note;
pub(crate) use rule::check;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleColumn<'a> {
    /// Column.
    pub column: ColumnId,
    /// Which of the role columns it is, counted from 0.
    pub place: usize,
    /// Name as shown.
    pub name: &'a str,
    /// Role: id or name; empty for none.
    pub role: &'a str,
    /// Person: id or name; empty for none.
    pub person: &'a str,
    /// Deputy: id or name; empty for none.
    pub deputy: &'a str,
    /// Kind.
    pub kind: ActorKind,
}

impl<'a> RoleColumn<'a> {
    fn new(column: ColumnId, place: usize, written: &'a Column) -> Self {
        let option = |key: &str| written.options.get(key).map_or("", String::as_str);
        let kind = match option("kind") {
            "ai" => ActorKind::Ai,
            "team" => ActorKind::Team,
            "vendor" => ActorKind::Vendor,
            _ => ActorKind::Human,
        };
        let (role, person, deputy) = (option("role"), option("person"), option("deputy"));
        Self { column, place, name: &written.name, role, person, deputy, kind }
    }

    /// What its role is called in the directory: the role it names, else its own name.
    #[must_use]
    pub const fn role_or_name(&self) -> &'a str {
        if self.role.is_empty() { self.name } else { self.role }
    }
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
    pub fn of(&self, role: &RoleColumn<'_>) -> Option<Held<'a>> {
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
    pub roles: Vec<RoleColumn<'a>>,
    /// Activities in order.
    pub activities: Vec<Activity<'a>>,
}

impl<'a> RaciView<'a> {
    /// Reads a RACI section.
    #[must_use]
    pub fn read(id: SectionId, section: &'a Section) -> Self {
        Self::of(id, section, &Grid::new(&section.block))
    }

    /// Reads a RACI section whose cells were found.
    pub(crate) fn of(id: SectionId, section: &'a Section, grid: &Grid<'a>) -> Self {
        let mut roles: Vec<RoleColumn<'a>> = Vec::with_capacity(grid.columns.len());
        let mut places = Vec::with_capacity(grid.columns.len());
        for (column, written) in &grid.columns {
            let is_role = written.column_type == ColumnType::Letters;
            places.push(is_role.then_some(roles.len()));
            if is_role {
                roles.push(RoleColumn::new(*column, roles.len(), written));
            }
        }
        let scheme = Scheme::of(&section.block);
        let reader = Reader { letters: Lookup::new(&scheme), places, grid, known: KNOWN.map(|key| grid.place_of(key)) };
        let activities = grid.lines().map(|line| reader.activity(&line)).collect();
        Self { section: id, scheme, roles, activities }
    }

    /// The role column with this id.
    #[must_use]
    pub fn role(&self, column: ColumnId) -> Option<&RoleColumn<'a>> {
        self.roles.iter().find(|r| r.column == column)
    }
}

/// The columns that say what is done, when, and how much of it by a machine.
const KNOWN: [&str; 5] = ["stage", "activity", "risk", "ai_assist", "human_review"];

/// What is looked up once for all rows.
struct Reader<'a, 'b> {
    letters: Lookup<'b>,
    grid: &'b Grid<'a>,
    /// Which of the role columns each column of the grid is.
    places: Vec<Option<usize>>,
    /// Places of the known columns in the grid.
    known: [Option<usize>; 5],
}

impl<'a> Reader<'a, '_> {
    fn activity(&self, line: &Line<'_, 'a>) -> Activity<'a> {
        // Role columns stand in the order of the columns, and so do the cells.
        let mut held = Vec::with_capacity(line.cells.len());
        for cell in line.cells {
            if let Some(place) = self.places[cell.place]
                && let Some(letters) = Held::of(cell, &self.letters)
            {
                held.push((place, letters));
            }
        }
        let cell = |at: usize| self.known[at].and_then(|place| line.at(place));
        let text = |at: usize| cell(at).and_then(|cell| cell.one).unwrap_or("").trim();
        let word = |at: usize| {
            let found = cell(at).and_then(|cell| Some((self.grid.columns[cell.place].1, cell.first()?)));
            found.map_or_else(String::new, |(column, member)| choice_word(column, member))
        };
        Activity {
            row: line.row,
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
