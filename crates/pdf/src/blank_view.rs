//! Live views on blank forms: where the log is kept on paper, they are tables to write in.

use bridgebook_domain::Section;

use crate::blank::Closeness;
use crate::block::Place;
use crate::desk::Desk;
use crate::flow::Strip;
use crate::grid;
use crate::rich::{Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;

/// Rows of a view that is a form of its own, of a log, and of one among other blocks.
const ROWS_OF_FORM: usize = 12;
const ROWS_OF_LOG: usize = 16;
const ROWS: usize = 5;
/// Width of a number and of a time; the other columns share what is left.
const NUMBER: f32 = 22.0;
const TIME: f32 = 52.0;

/// The table to write in; a line that says so for a view that only a machine can fill, such as the findings, or that
/// tells again what another block of the form asks for.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let source = match section.block.setting("source").trim() {
        "" => "log",
        source => source,
    };
    let Some((_, heads)) = desk.say().blank_views.iter().find(|(name, _)| *name == source) else {
        let title = (!place.heading.is_empty()).then(|| place.named(desk.say().read_live.to_owned()));
        return grid::said_in_title(desk, title, place.frame.text_width());
    };
    let own = place.heading.is_empty();
    let rows = match (own, source) {
        (true, "log") => ROWS_OF_LOG,
        (true, _) => ROWS_OF_FORM,
        (false, _) if desk.closeness >= Closeness::Closest => ROWS - 2,
        (false, _) => ROWS,
    };
    let say = desk.say();
    let columns = heads.iter().map(|head| {
        let fixed = match *head {
            number if number == say.log_heads[0] => Some(NUMBER),
            time if time == say.log_heads[1] => Some(TIME),
            _ => None,
        };
        Column { fixed, ..Column::new(head, Align::Start) }
    });
    let mut table = Table::new(columns.collect());
    table.ruled = true;
    table.row_min = desk.closeness.row();
    table.title = Some(place.named(String::new()));
    let width = place.frame.text_width();
    widen_entry(&mut table, heads, say.log_heads[3], width);
    let numbered = heads.first() == Some(&say.log_heads[0]);
    for at in 0..desk.closeness.rows(rows) {
        let number = if numbered { vec![Rich::new((at + 1).to_string(), Style::TABLE)] } else { Vec::new() };
        let rest = (1..table.columns.len()).map(|_| Vec::new());
        table.rows.push(Row::Body(std::iter::once(number).chain(rest).collect()));
    }
    table.strips(&mut desk.setter, width, place.frame.text_height())
}

/// The words of an entry of the log need the most room.
fn widen_entry(table: &mut Table, heads: &[&str], entry: &str, width: f32) {
    if let Some(at) = heads.iter().position(|head| *head == entry) {
        table.columns[at].fixed = Some(width * 0.56);
    }
}
