//! Conditional formatting on paper: an edge, bold words, a sign and words beside what is in the cell. The
//! sign and the words say without colour what the edge says with it.

use bridgebook_domain::format_rule::{Look, Meaning, RowLooks, looks_named};
use bridgebook_domain::{Block, ColumnId, Row};

use crate::desk::Desk;
use crate::rich::{Face, Inline, Mark, Plate, Rich, Style};
use crate::words::Vocabulary;

/// What the rules of a block say about a row at the moment of the print.
pub(crate) fn of_row(desk: &Desk<'_>, block: &Block, row: &Row) -> RowLooks {
    looks_named(block, row, desk.binder.moment, &|written| desk.name(written).to_owned())
}

/// Whether any column of a block has rules; of those without, no row is asked.
pub(crate) fn are_in(block: &Block) -> bool {
    block.live_columns().iter().any(|(_, column)| bridgebook_domain::format_rule::written(column).next().is_some())
}

/// Gives the cells of a row their looks: each its own, and the first that of the whole row.
pub(crate) fn dress(say: &Vocabulary, looks: &RowLooks, columns: &[ColumnId], cells: &mut [Vec<Rich>]) {
    for (at, (column, cell)) in columns.iter().zip(cells.iter_mut()).enumerate() {
        if let Some(look) = looks.cells.get(column) {
            wear(say, look, true, cell);
        } else if let Some(look) = &looks.row {
            // The sign and the words of a row stand once, in its first cell.
            wear(say, look, at == 0, cell);
        }
    }
}

fn wear(say: &Vocabulary, look: &Look, with_sign: bool, cell: &mut Vec<Rich>) {
    if look.bold {
        for rich in cell.iter_mut() {
            *rich = std::mem::replace(rich, Rich::empty(Style::TABLE)).in_face(Face::Bold);
        }
    }
    if !with_sign {
        return;
    }
    let style = cell.first().map_or(Style::TABLE, |rich| rich.style);
    let plain = cell.len() == 1 && cell[0].inlines.len() == 1;
    let own = match cell.first().and_then(|rich| rich.inlines.first()) {
        Some(Inline::Words(words)) if plain && words.text.chars().count() <= SHORT => Some(words.text.clone()),
        _ => None,
    };
    let plate = match look.colour {
        Meaning::Overdue => Some(Plate::Late),
        Meaning::Risk => Some(Plate::Risk),
        Meaning::Accent => Some(Plate::Light),
        _ => None,
    };
    // A short value takes the edge itself; a long one has it on the words that explain it.
    match (plate.filter(|_| look.edge), own) {
        (Some(plate), Some(text)) => {
            cell[0] = Rich::empty(style).mark(Mark::Plate(plate, text, style.size));
            explained(look, style, cell);
        }
        (Some(plate), None) => {
            let words = if look.words.is_empty() { spoken(say, &look.colour) } else { &look.words };
            cell.push(Rich::empty(Style { leading: style.leading + 1.5, ..style }).mark(Mark::Plate(
                plate,
                words.to_owned(),
                style.size * 0.92,
            )));
        }
        (None, _) => {
            if let (true, Some(mark), Some(first)) = (look.icon, sign(&look.colour), cell.first_mut()) {
                first.inlines.insert(0, Inline::Mark(mark));
            }
            explained(look, style, cell);
        }
    }
}

/// Characters that fit on a plate.
const SHORT: usize = 22;

fn explained(look: &Look, style: Style, cell: &mut Vec<Rich>) {
    if !look.words.is_empty() {
        let small = Style { size: style.size * 0.85, leading: style.leading * 0.88, ..style };
        cell.push(Rich::new(&look.words, small));
    }
}

fn sign(meaning: &Meaning) -> Option<Mark> {
    match meaning {
        Meaning::Ok => Some(Mark::Disc),
        Meaning::Risk | Meaning::Accent => Some(Mark::Ring),
        Meaning::Overdue => Some(Mark::Square),
        _ => None,
    }
}

/// What an edge means where its rule has no words.
fn spoken(say: &Vocabulary, meaning: &Meaning) -> &'static str {
    match meaning {
        Meaning::Overdue => say.overdue,
        Meaning::Risk => say.at_risk,
        _ => say.noted,
    }
}
