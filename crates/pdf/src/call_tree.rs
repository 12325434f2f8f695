//! The call tree: a table to tick, with lines from who calls to who is called.

use crate::block::{note, under};
use crate::calling::{Call, warning};
use crate::desk::Desk;
use crate::figure::{CONNECTOR, level, upright};
use crate::flow::{Frame, Strip};
use crate::rich::{Face, Mark, Rich, Style};
use crate::table::{Column, Row, Table, Title};
use crate::text::Align;

/// Room for a telephone number.
const ROOM: f32 = 84.0;
/// Width beyond which a name with its indent takes a second line.
const MOST_NAME: f32 = 190.0;
/// How far those who are called stand to the right of who calls them.
const INDENT: f32 = 14.0;
const DEEPEST: usize = 6;
/// Least height of a row, and the same where all is to stand on one page.
const ROW: f32 = 17.0;
const CLOSE_ROW: f32 = 14.2;
const CLOSE_PADDING: f32 = 1.3;
/// The second way, which is tried where the first one fails.
const SECOND: Style = Style { face: Face::Regular, size: 7.8, leading: 11.5 };

/// What stands over a tree.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    /// The title; none for that of the cards.
    pub title: Option<Title>,
    /// Heads of the channel, of the time after which it is tried again, and of who is next; empty for the usual ones.
    pub by: String,
    pub again: String,
    pub then: String,
    /// Whether the rows stand as close as a pen allows, so that tree and cards are one page.
    pub is_close: bool,
}

/// The tree as a table to tick, with lines from who calls to who is called.
pub(crate) fn tree(desk: &mut Desk<'_>, calls: &[Call], frame: Frame, own: &Heads) -> Vec<Strip> {
    if calls.is_empty() {
        return Vec::new();
    }
    let is_tree = calls.iter().any(|call| !call.goes_on.is_empty());
    let say = desk.say();
    let positions = own.title.is_none() || calls.iter().any(|call| !call.position.is_empty());
    let width = frame.text_width();
    let mut table = table_of(desk, calls, own, positions);
    let fits = |desk: &mut Desk<'_>, table: &mut Table| {
        if table.min_width(&mut desk.setter) > width {
            table.gutter = 5.5;
        }
        table.min_width(&mut desk.setter) <= width
    };
    // A name that went over to a second line would lie under the lines of the tree.
    names_on_one_line(desk, &mut table, calls);
    let mut below = false;
    if positions && !fits(desk, &mut table) {
        below = true;
        table = table_of(desk, calls, own, false);
        if let Some(head) = table.columns.first_mut() {
            *head = Column::new(&format!("{}, {}", say.person, say.position.to_lowercase()), Align::Start);
        }
        for (row, call) in table.rows.iter_mut().zip(calls) {
            let depth = call.goes_on.len().min(DEEPEST);
            let is_told = call.name.is_empty() || call.position.is_empty();
            if let (Row::Body(cells), false) = (row, is_told)
                && let Some(first) = cells.first_mut()
            {
                let line = Rich::empty(Style::NOTE);
                let line = if depth > 0 { line.mark(Mark::Gap(INDENT * depth as f32)) } else { line };
                first.push(line.plain(&call.position));
            }
        }
        names_on_one_line(desk, &mut table, calls);
    }
    if !fits(desk, &mut table) {
        table.tighten();
    }
    // An address that is broken leads nowhere; a name on two lines is still read.
    if !fits(desk, &mut table) {
        table.columns.iter_mut().filter(|column| column.fixed.is_some_and(|w| w > 30.0)).for_each(|c| c.fixed = None);
    }
    let words = if is_tree { say.tree_remark } else { say.list_remark };
    let usual = || Title { text: say.call_tree.to_owned(), remark: words.to_owned(), ..Title::default() };
    table.title = Some(own.title.clone().unwrap_or_else(usual));
    let mut strips = table.strips(&mut desk.setter, width, frame.text_height());
    let rows: Vec<usize> = strips.iter().enumerate().filter(|(_, s)| s.end_rule.is_some()).map(|(at, _)| at).collect();
    // A row that is split over lines has more strips than one; then the indent alone has to do.
    if rows.len() == calls.len() {
        for (at, strip) in rows.into_iter().enumerate() {
            let goes_below = calls.get(at + 1).is_some_and(|next| next.goes_on.len() > calls[at].goes_on.len());
            let heights: Vec<f32> = match &table.rows[at] {
                Row::Body(cells) => cells.iter().take(1).flatten().map(|rich| rich.style.leading).collect(),
                Row::Band(_) => Vec::new(),
            };
            lines(&calls[at], if below { &heights } else { &[] }, goes_below, &mut strips[strip]);
        }
    }
    match warning(desk, calls) {
        Some(words) => {
            let said = note(desk, &words, width, 4.0);
            under(strips, said)
        }
        None => strips,
    }
}

/// Whether a position of the chart has nobody; a line of a call list without a name is a number of its own.
fn is_vacant(call: &Call) -> bool {
    call.name.is_empty() && call.from_chart
}

/// The table, with positions in a column of their own or without them.
fn table_of(desk: &Desk<'_>, calls: &[Call], own: &Heads, positions: bool) -> Table {
    let deputies = calls.iter().any(|call| !call.deputy.is_empty());
    let say = desk.say();
    let some = |of: fn(&Call) -> &str| calls.iter().any(|call| !of(call).is_empty());
    let (by, again) = (some(|call| &call.by), some(|call| &call.again));
    let telephones = some(|call| &call.telephone);
    let then = if own.then.is_empty() { say.then } else { &own.then };
    let mut columns = vec![Column::new(say.person, Align::Start)];
    for (head, is_there) in [
        (say.position, positions),
        (say.telephone, true),
        (own.by.as_str(), by),
        (own.again.as_str(), again),
        (then, true),
    ] {
        if is_there {
            columns.push(Column::new(head, Align::Start));
        }
    }
    if deputies {
        columns.push(Column::new(say.deputy, Align::Start));
    }
    columns.push(Column { fixed: Some(18.0), ..Column::new(say.tick, Align::Start) });
    columns.push(Column { fixed: Some(28.0), ..Column::new(say.time, Align::Start) });
    let mut table = Table::new(columns);
    table.gutter = 8.0;
    table.row_min = if own.is_close { CLOSE_ROW } else { ROW };
    if own.is_close {
        table.padding = CLOSE_PADDING;
    }
    let dash = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    for call in calls {
        let depth = call.goes_on.len().min(DEEPEST);
        let vacant = is_vacant(call);
        let (name, position) = match (call.name.as_str(), call.position.as_str()) {
            ("", position) if !vacant => (position, ""),
            ("", position) if positions => (say.vacant, position),
            ("", position) => (position, ""),
            pair => pair,
        };
        let face = if vacant { Face::Regular } else { Face::Semibold };
        let mut first = Rich::empty(Style::TABLE);
        if depth > 0 {
            first = first.mark(Mark::Gap(INDENT * depth as f32));
        }
        let vacant_too = if vacant && !positions { format!("{name}, {}", say.vacant) } else { name.to_owned() };
        let mut cells = vec![vec![first.faced(vacant_too, face)]];
        if positions {
            cells.push(vec![Rich::new(dash(position), Style::TABLE)]);
        }
        cells.push(vec![if telephones || own.title.is_none() {
            Rich::empty(Style::TABLE).faced(dash(&call.telephone), Face::Semibold)
        } else {
            // Nobody has a number yet: there is room for them.
            Rich::empty(Style::TABLE).mark(Mark::Gap(ROOM))
        }]);
        for (words, _) in [(&call.by, by), (&call.again, again)].into_iter().filter(|(_, is_there)| *is_there) {
            cells.push(vec![Rich::new(dash(words), Style::TABLE)]);
        }
        cells.push(dash(&call.then).split('\n').map(|line| Rich::new(line, SECOND)).collect());
        if deputies {
            cells.push(vec![Rich::new(dash(&call.deputy), Style::TABLE)]);
        }
        cells.push(vec![Rich::empty(Style::TABLE).mark(Mark::Box(false))]);
        cells.push(Vec::new());
        table.rows.push(Row::Body(cells));
    }
    table
}

/// Gives the names of a tree, and those of deputies, the width that they need.
fn names_on_one_line(desk: &mut Desk<'_>, table: &mut Table, calls: &[Call]) {
    let is_tree = calls.iter().any(|call| !call.goes_on.is_empty());
    let deputies = calls.iter().any(|call| !call.deputy.is_empty());
    let deputies = table.columns.len().checked_sub(3).filter(|_| deputies);
    for at in is_tree.then_some(0).into_iter().chain(deputies) {
        let cells = table.rows.iter().filter_map(|row| match row {
            Row::Body(cells) => cells.get(at),
            Row::Band(_) => None,
        });
        let widest = cells.flatten().map(|rich| desk.setter.shape(rich).max.ceil()).fold(0.0, f32::max);
        table.columns[at].fixed = Some(widest.clamp(if at == 0 { 60.0 } else { 30.0 }, MOST_NAME));
    }
}

/// The lines of a row: down past those who are called later, across to the name, down to those below.
/// Under a name with its position the lines stand beside the name.
fn lines(call: &Call, heights: &[f32], below: bool, strip: &mut Strip) {
    let height = strip.height;
    let (name, whole) = (heights.first().copied().unwrap_or(0.0), heights.iter().sum::<f32>());
    let middle = (height - whole + name) / 2.0;
    let under = (whole - name).max(0.0);
    let depth = call.goes_on.len();
    let x = |at: usize| INDENT * at as f32 + 4.5;
    for (at, goes_on) in call.goes_on.iter().enumerate().take(DEEPEST) {
        let own = at + 1 == depth;
        if own {
            strip.items.push(upright(x(at), 0.0, if *goes_on { height } else { middle }, CONNECTOR));
            strip.items.push(level(x(at), INDENT * (at + 1) as f32 - 2.0, middle, CONNECTOR));
        } else if *goes_on {
            strip.items.push(upright(x(at), 0.0, height, CONNECTOR));
        }
    }
    if below && depth < DEEPEST {
        let from = middle + 6.0 + under;
        strip.items.push(upright(x(depth), from, (height - from).max(0.0), CONNECTOR));
    }
}
