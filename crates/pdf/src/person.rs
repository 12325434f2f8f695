//! What one person needs of a binder: the rows that name them or a role of theirs, their letters in a matrix, and
//! whom to call. Everything else is left out before anything is set.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::view::folded;
use bridgebook_domain::{Block, BlockKind, ColumnType, Row, Section};
use jiff::Timestamp;

use crate::binder::{Binder, DocumentInput, Person};
use crate::desk::Desk;
use crate::facts::fact_row;
use crate::flow::{CONTENT, Opening, Strip, moved};
use crate::form::{Chunk, Form};
use crate::page::Item;
use crate::rich::{Rich, Style};
use crate::text::Align;

/// By which ids and names the documents mean somebody.
struct Known {
    own: BTreeSet<String>,
    /// The words of the roles, as shown.
    roles: Vec<String>,
}

impl Known {
    /// What was handed over, and the roles that rosters and matrices give the person.
    fn of(binder: &Binder, person: &Person) -> Self {
        let given = person.known_as.iter().chain(std::iter::once(&person.name)).filter(|name| !name.trim().is_empty());
        let mut known = Self { own: given.map(|name| folded(name)).collect(), roles: Vec::new() };
        // A name handed over as an id is known under both.
        let names: Vec<String> =
            person.known_as.iter().filter_map(|id| binder.names.get(id)).map(|name| folded(name)).collect();
        known.own.extend(names);
        let me = known.own.clone();
        let is_me =
            |text: &str| me.contains(&folded(text)) || binder.names.get(text).is_some_and(|n| me.contains(&folded(n)));
        let mut roles: Vec<String> = Vec::new();
        for section in sections(binder) {
            let block = &section.block;
            if section.kind == BlockKind::Raci {
                for (_, column) in block.live_columns() {
                    let holds = |key: &str| column.options.get(key).is_some_and(|who| is_me(who));
                    if column.column_type == ColumnType::Letters && holds("person") {
                        roles.push(column.name.clone());
                        roles.extend(column.options.get("role").cloned());
                    }
                }
            } else if section.is_form("roster") {
                let mine = block.live_rows().into_iter().filter(|(_, row)| is_me(block.cell_text(row, "person")));
                roles.extend(mine.map(|(_, row)| block.cell_text(row, "position").to_owned()));
            }
        }
        let given = person.known_as.iter().filter(|name| folded(name) != folded(&person.name));
        roles.extend(
            given.filter(|id| binder.names.get(*id).is_some_and(|n| folded(n) != folded(&person.name))).cloned(),
        );
        for role in roles.into_iter().filter(|role| !role.trim().is_empty()) {
            let shown = binder.names.get(&role).unwrap_or(&role);
            known.own.extend([folded(&role), folded(shown)]);
            if !known.roles.iter().any(|r| folded(r) == folded(shown)) {
                known.roles.push(shown.clone());
            }
        }
        known
    }

    fn is(&self, binder: &Binder, text: &str) -> bool {
        self.own.contains(&folded(text)) || binder.names.get(text).is_some_and(|name| self.own.contains(&folded(name)))
    }

    /// Whether a row names them.
    fn in_row(&self, binder: &Binder, block: &Block, row: &Row) -> bool {
        let who = block
            .live_columns()
            .into_iter()
            .filter(|(_, column)| matches!(column.column_type, ColumnType::Reference | ColumnType::Text));
        who.filter_map(|(id, _)| row.cells.get(&id)).flat_map(|value| value.members()).any(|m| self.is(binder, m))
    }
}

fn sections(binder: &Binder) -> impl Iterator<Item = &Section> {
    binder.documents.iter().flat_map(|input| input.document.live_sections()).map(|(_, section)| section)
}

/// The binder with only what concerns the person, and the roles found for them; none where nothing does.
pub(crate) fn reduced(binder: &Binder, person: &Person) -> Option<(Binder, Vec<String>)> {
    let known = Known::of(binder, person);
    let documents: Vec<DocumentInput> =
        binder.documents.iter().filter_map(|input| reduced_document(binder, input, &known)).collect();
    if documents.is_empty() {
        return None;
    }
    let reduced = Binder { documents, log: None, ..binder.clone() };
    Some((reduced, known.roles))
}

fn reduced_document(binder: &Binder, input: &DocumentInput, known: &Known) -> Option<DocumentInput> {
    let order: Vec<_> = input.document.live_sections().into_iter().map(|(id, section)| (id, section.depth)).collect();
    let mut document = input.document.clone();
    let mut kept = vec![false; order.len()];
    for (at, (id, _)) in order.iter().enumerate() {
        if let Some(section) = document.sections.get_mut(id) {
            kept[at] = reduce(binder, section, known);
        }
    }
    if !kept.contains(&true) {
        return None;
    }
    // The title of a form stays where something below it does.
    for (at, (id, depth)) in order.iter().enumerate() {
        let Some(section) = document.sections.get_mut(id) else { continue };
        if kept[at] {
            continue;
        }
        let end = order[at + 1..].iter().position(|(_, d)| d <= depth).map_or(order.len(), |n| at + 1 + n);
        let heads = *depth <= 1 && !section.label.is_empty() && kept[at + 1..end].contains(&true);
        if heads {
            (section.kind, section.block) = (BlockKind::Prose, Block::default());
        } else {
            section.deleted_at = Some(Timestamp::UNIX_EPOCH);
        }
    }
    Some(DocumentInput { document, pictures: BTreeMap::new(), findings: Vec::new(), ..input.clone() })
}

/// Leaves of a section what concerns them; whether anything does.
fn reduce(binder: &Binder, section: &mut Section, known: &Known) -> bool {
    let gone = Some(Timestamp::UNIX_EPOCH);
    match section.kind {
        BlockKind::Prose | BlockKind::Fields | BlockKind::View => false,
        // Whom to call is for everybody who may have to call.
        BlockKind::Contacts => !section.block.live_rows().is_empty(),
        BlockKind::Raci => letters(binder, &mut section.block, known),
        _ => {
            let is_rhythm = section.kind == BlockKind::Periods;
            let block = &section.block;
            let mine: BTreeSet<_> = block
                .live_rows()
                .into_iter()
                .filter(|(_, row)| known.in_row(binder, block, row))
                .map(|(id, _)| id)
                .collect();
            let any = !mine.is_empty();
            let is_period = |block: &Block, row: &Row| is_rhythm && block.cell_text(row, "kind") == "period";
            let others: Vec<_> = block
                .live_rows()
                .into_iter()
                .filter(|(id, row)| !mine.contains(id) && !is_period(block, row))
                .map(|(id, _)| id)
                .collect();
            for id in others {
                if let Some(row) = section.block.rows.get_mut(&id) {
                    row.deleted_at = gone;
                }
            }
            any
        }
    }
}

/// Of a matrix the columns that stand for them, and the rows in which those hold a letter.
fn letters(binder: &Binder, block: &mut Block, known: &Known) -> bool {
    let gone = Some(Timestamp::UNIX_EPOCH);
    let mine: BTreeSet<_> = block
        .live_columns()
        .into_iter()
        .filter(|(_, column)| column.column_type == ColumnType::Letters)
        .filter(|(_, column)| {
            let of = |key: &str| column.options.get(key).is_some_and(|who| known.is(binder, who));
            known.is(binder, &column.name) || of("role") || of("person") || of("deputy")
        })
        .map(|(id, _)| id)
        .collect();
    for (id, column) in &mut block.columns {
        if column.column_type == ColumnType::Letters && !mine.contains(id) {
            column.deleted_at = gone;
        }
    }
    let mut any = false;
    for row in block.rows.values_mut().filter(|row| row.deleted_at.is_none()) {
        if mine.iter().any(|id| row.cells.get(id).is_some_and(|value| !value.is_empty())) {
            any = true;
        } else {
            row.deleted_at = gone;
        }
    }
    any
}

/// The head of the sheet: for whom it is, with which roles, and of when.
pub(crate) fn form(desk: &mut Desk<'_>, person: &Person, roles: &[String]) -> Form {
    let language = desk.binder.documents.first().map_or("en", |d| match d.document.header_text("language") {
        "" => "en",
        language => language,
    });
    let language = language.to_owned();
    desk.setter.set_language(&language);
    let say = desk.say();
    let frame = desk.portrait();
    let width = frame.text_width();
    let anchor = desk.anchor();
    let mut items = vec![Item::Anchor { id: anchor, y: -8.0 }];
    desk.setter.place(&Rich::new(say.for_person, Style::FORM_NUMBER), 0.0, 27.3, &mut items);
    let mut y = 12.0;
    for (text, style, above) in [(person.name.as_str(), Style::FORM, 0.0), (say.person_subtitle, Style::SUBTITLE, 6.0)]
    {
        y += above;
        for line in desk.setter.lines(&Rich::new(text, style), width - CONTENT, Align::Start) {
            items.extend(moved(line.items, CONTENT, y));
            y += line.height;
        }
    }
    y += 11.0;
    let mut facts: Vec<(String, String)> = Vec::new();
    if let Some(incident) = &desk.binder.incident {
        facts.push((say.incident.to_owned(), incident.title.clone()));
        let number = [incident.number.as_str(), incident.severity.as_str()];
        let number: Vec<&str> = number.into_iter().filter(|t| !t.is_empty()).collect();
        facts.push((say.number_severity.to_owned(), number.join(", ")));
    }
    if !roles.is_empty() {
        facts.push((say.person_roles.to_owned(), roles.join(", ")));
    }
    facts.push((say.as_of.to_owned(), desk.day_and_time(desk.binder.moment)));
    for row in facts.chunks(4) {
        y += fact_row(desk, row, width, y, &mut items);
    }
    Form {
        group: say.person_group.to_owned(),
        language,
        label: say.for_person.to_owned(),
        title: person.name.clone(),
        remark: String::new(),
        status: String::new(),
        anchor,
        parts: Vec::new(),
        chunks: vec![Chunk {
            landscape: false,
            is_plate: false,
            strips: vec![Strip::new(Opening::Form, y - 4.0, items)],
        }],
        may_share: false,
        is_incident: true,
        close: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_names_nobody_is_left_out() {
        let document = bridgebook_domain::Document::new("Policy", "policy");
        let binder = Binder {
            incident: None,
            moment: Timestamp::UNIX_EPOCH,
            zone: jiff::tz::TimeZone::UTC,
            organisation: String::new(),
            documents: vec![DocumentInput::new(document)],
            names: BTreeMap::new(),
            log: None,
            hash: String::new(),
        };
        let person = Person { name: "Nobody".to_owned(), known_as: Vec::new() };
        assert!(reduced(&binder, &person).is_none(), "there is nothing to print for them");
    }
}
