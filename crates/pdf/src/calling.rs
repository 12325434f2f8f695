//! The call tree: who calls whom, from the chart of the organisation, with the numbers of the call lists.

use bridgebook_domain::BlockKind;
use bridgebook_domain::picture::{Picture, Position};

use crate::desk::Desk;
use crate::figure::{CONNECTOR, level, upright};
use crate::flow::{Frame, Strip};
use crate::rich::{Face, Mark, Rich, Style};
use crate::table::{Column, Row, Table, Title};
use crate::text::Align;

/// People of one tree; those beyond stand in the call lists.
pub(crate) const MOST: usize = 400;
/// How far those who are called stand to the right of who calls them.
const INDENT: f32 = 14.0;
const DEEPEST: usize = 6;
/// The second way, which is tried where the first one fails.
const SECOND: Style = Style { face: Face::Regular, size: 7.8, leading: 11.5 };
/// Room for a telephone number.
const ROOM: f32 = 84.0;
/// Width beyond which a name with its indent takes a second line.
const MOST_NAME: f32 = 190.0;

/// Somebody to call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Call {
    pub name: String,
    pub position: String,
    pub telephone: String,
    pub then: String,
    pub deputy: String,
    /// By which channel, and after how long it is tried again; empty where the tree does not say.
    pub by: String,
    pub again: String,
    /// Whether it is a position of the organisation rather than a line of a call list.
    pub from_chart: bool,
    /// How deep in the tree, 0 for who is called first, and which of the lines left of it go on.
    pub goes_on: Vec<bool>,
}

impl Call {
    /// `Commander: Tomás Herrera`.
    pub fn words(&self) -> String {
        match (self.position.as_str(), self.name.as_str()) {
            ("", name) => name.to_owned(),
            (position, "") => position.to_owned(),
            (position, name) if position == name => name.to_owned(),
            (position, name) => format!("{position}: {name}"),
        }
    }
}

/// Everybody to call: the tree of the organisation, then those of the call lists who are not in it.
pub(crate) fn calls(desk: &Desk<'_>) -> Vec<Call> {
    let mut listed = listed(desk);
    let mut calls: Vec<Call> = Vec::new();
    for input in &desk.binder.documents {
        for picture in input.pictures.values() {
            let Picture::Chart(chart) = picture else { continue };
            let mut tops: Vec<(&Position, &[Position])> =
                chart.staff.iter().map(|p| (p, p.members.as_slice())).collect();
            tops.extend(chart.branches.iter().map(|b| (&b.head, b.members.as_slice())));
            let depth = usize::from(chart.head.is_some());
            calls.extend(chart.head.iter().map(|head| call(head, Vec::new())));
            for (at, (position, members)) in tops.iter().enumerate() {
                let more = if depth > 0 { vec![at + 1 < tops.len()] } else { Vec::new() };
                walk(position, members, more, &mut calls);
            }
        }
    }
    calls.truncate(MOST);
    for call in &mut calls {
        let known = listed.iter().position(|l| {
            let same = |a: &str, b: &str| !a.is_empty() && a.eq_ignore_ascii_case(b);
            same(&l.name, &call.name) || (l.name.is_empty() && same(&l.position, &call.position))
        });
        if let Some(at) = known {
            let own = listed.remove(at);
            (call.telephone, call.then) = (own.telephone, own.then);
        }
    }
    calls.extend(listed.into_iter().take(MOST));
    calls
}

fn call(position: &Position, goes_on: Vec<bool>) -> Call {
    let position_words = position.position.clone();
    let name = position.person.clone();
    Call {
        name,
        position: position_words,
        deputy: position.deputy.clone(),
        goes_on,
        from_chart: true,
        ..Call::default()
    }
}

fn walk(position: &Position, members: &[Position], goes_on: Vec<bool>, calls: &mut Vec<Call>) {
    let mut open = vec![(position, members, goes_on)];
    while let Some((position, members, goes_on)) = open.pop() {
        if calls.len() >= MOST {
            return;
        }
        for (at, member) in members.iter().enumerate().rev() {
            let mut own = goes_on.clone();
            own.push(at + 1 < members.len());
            open.push((member, &member.members, own));
        }
        calls.push(call(position, goes_on));
    }
}

/// The people of the call lists.
pub(crate) fn listed(desk: &Desk<'_>) -> Vec<Call> {
    let mut list: Vec<Call> = Vec::new();
    let sections = desk.binder.documents.iter().flat_map(|input| input.document.live_sections());
    for (_, section) in sections.filter(|(_, section)| section.kind == BlockKind::Contacts) {
        let block = &section.block;
        for (_, row) in block.live_rows() {
            let words = |key: &str| {
                let (id, column) = block.column_by_key(key)?;
                row.cells.get(&id).filter(|v| !v.is_empty()).map(|v| desk.words(column, v))
            };
            let call = Call {
                name: words("name").unwrap_or_default(),
                position: words("position").unwrap_or_default(),
                telephone: words("primary").unwrap_or_default(),
                then: words("alternate").unwrap_or_default(),
                ..Call::default()
            };
            let known = list.iter().any(|l| l.name == call.name && l.position == call.position);
            let is_somebody = !call.name.is_empty() || !call.position.is_empty();
            if is_somebody && !known {
                list.push(call);
            }
        }
    }
    list
}

/// What stands over a tree.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    /// The title; none for that of the cards.
    pub title: Option<Title>,
    /// Heads of the channel, of the time after which it is tried again, and of who is next; empty for the usual ones.
    pub by: String,
    pub again: String,
    pub then: String,
}

/// The tree as a table to tick, with lines from who calls to who is called.
pub(crate) fn tree(desk: &mut Desk<'_>, calls: &[Call], frame: Frame, own: &Heads) -> Vec<Strip> {
    if calls.is_empty() {
        return Vec::new();
    }
    let is_tree = calls.iter().any(|call| !call.goes_on.is_empty());
    let deputies = calls.iter().any(|call| !call.deputy.is_empty());
    let say = desk.say();
    let some = |of: fn(&Call) -> &str| calls.iter().any(|call| !of(call).is_empty());
    let positions = own.title.is_none() || some(|call| &call.position);
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
    table.row_min = 17.0;
    let dash = |text: &str| if text.is_empty() { "–".to_owned() } else { text.to_owned() };
    for call in calls {
        let depth = call.goes_on.len().min(DEEPEST);
        // A position of the chart is vacant; a line of a call list without a name is a number of its own.
        let vacant = call.name.is_empty() && call.from_chart;
        let (name, position) = match (call.name.as_str(), call.position.as_str()) {
            ("", position) if !vacant => (position, ""),
            ("", position) => (say.vacant, position),
            pair => pair,
        };
        let face = if vacant { Face::Regular } else { Face::Semibold };
        let mut first = Rich::empty(Style::TABLE);
        if depth > 0 {
            first = first.mark(Mark::Gap(INDENT * depth as f32));
        }
        let mut cells = vec![vec![first.faced(name, face)]];
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
        cells.push(vec![Rich::new(dash(&call.then), SECOND)]);
        if deputies {
            cells.push(vec![Rich::new(dash(&call.deputy), Style::TABLE)]);
        }
        cells.push(vec![Rich::empty(Style::TABLE).mark(Mark::Box(false))]);
        cells.push(Vec::new());
        table.rows.push(Row::Body(cells));
    }
    let words = if is_tree { say.tree_remark } else { say.list_remark };
    let usual = || Title { text: say.call_tree.to_owned(), remark: words.to_owned(), ..Title::default() };
    table.title = Some(own.title.clone().unwrap_or_else(usual));
    // A name that went over to a second line would lie under the lines of the tree.
    if is_tree {
        let names: Vec<&Rich> = table.rows.iter().filter_map(first_of).collect();
        let widest = names.iter().map(|name| desk.setter.shape(name).max.ceil()).fold(0.0, f32::max);
        table.columns[0].fixed = Some(widest.clamp(60.0, MOST_NAME));
        let width = frame.text_width();
        if table.min_width(&mut desk.setter) > width {
            table.gutter = 5.5;
        }
        if table.min_width(&mut desk.setter) > width {
            table.tighten();
        }
        // An address that is broken leads nowhere; a name on two lines is still read.
        if table.min_width(&mut desk.setter) > width {
            table.columns[0].fixed = None;
        }
    }
    let mut strips = table.strips(&mut desk.setter, frame.text_width(), frame.text_height());
    let rows: Vec<usize> = strips.iter().enumerate().filter(|(_, s)| s.end_rule.is_some()).map(|(at, _)| at).collect();
    // A row that is split over lines has more strips than one; then the indent alone has to do.
    if rows.len() == calls.len() {
        for (at, strip) in rows.into_iter().enumerate() {
            let below = calls.get(at + 1).is_some_and(|next| next.goes_on.len() > calls[at].goes_on.len());
            lines(&calls[at], below, &mut strips[strip]);
        }
    }
    strips
}

fn first_of(row: &Row) -> Option<&Rich> {
    match row {
        Row::Body(cells) => cells.first()?.first(),
        Row::Band(_) => None,
    }
}

/// The lines of a row: down past those who are called later, across to the name, down to those below.
fn lines(call: &Call, below: bool, strip: &mut Strip) {
    let (height, middle) = (strip.height, strip.height / 2.0);
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
        strip.items.push(upright(x(depth), middle + 6.0, height - middle - 6.0, CONNECTOR));
    }
}
