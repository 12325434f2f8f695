//! What may be written into the columns of a blank table whose choices have no room as boxes: told once below it.

use bridgebook_domain::{BlockKind, Column, ColumnId, ColumnType, Section};

use crate::block::{Place, under};
use crate::desk::Desk;
use crate::flow::{Strip, strips_of};
use crate::rich::{Face, Mark, Rich, Style};
use crate::text::Align;
use crate::{blank, blank_width};

/// Choices beyond which a list is looked up rather than printed.
const MOST: usize = 40;
/// Space between the choices of two columns, and above them all.
const APART: f32 = 11.0;
const ABOVE: f32 = 5.0;

/// The strips of a table with the choices of its columns below it.
pub(crate) fn told(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>, strips: Vec<Strip>) -> Vec<Strip> {
    if matches!(section.kind, BlockKind::Prose | BlockKind::Fields | BlockKind::Approvals | BlockKind::View) {
        return strips;
    }
    let width = place.frame.text_width();
    let columns = section.block.live_columns();
    let (is_choice, is_matrix) =
        (|field: &Column| field.column_type == ColumnType::Choice, section.kind == BlockKind::Raci);
    if strips.is_empty() || !columns.iter().any(|(_, field)| is_choice(field)) {
        return strips;
    }
    let beside: Vec<ColumnId> = match is_matrix {
        true => Vec::new(),
        false => {
            blank_width::arranged(desk, section, columns.clone(), width).beside.iter().map(|(id, _)| *id).collect()
        }
    };
    let mut rich = Rich::empty(Style::NOTE);
    for (id, field) in columns.into_iter().filter(|(_, field)| is_choice(field)) {
        let has_boxes = beside.contains(&id) && !blank::cell(desk, field, None).is_empty();
        let choices = field.live_choices();
        if has_boxes || choices.is_empty() || choices.len() > MOST || is_matrix && field.key == "stage" {
            continue;
        }
        if !rich.is_empty() {
            rich = rich.mark(Mark::Gap(APART));
        }
        let names: Vec<&str> = choices.iter().map(|(_, choice)| choice.name.as_str()).collect();
        rich = rich.faced(&field.name, Face::Semibold).plain(format!(": {} ", names.join(" · ")));
    }
    if rich.is_empty() {
        return strips;
    }
    let lines = desk.setter.lines(&rich, width, Align::Start);
    under(strips, strips_of(lines, 0.0, ABOVE))
}
