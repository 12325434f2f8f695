//! A yes or no of a form with what belongs to it: its scope, its place.

use bridgebook_domain::Column;

use crate::desk::Desk;
use crate::flow::{CONTENT, Opening, RULE_ROW, Strip, strips_of};
use crate::page::Item;
use crate::rich::{Face, Mark, Rich, Style};
use crate::text::Align;

/// Height of the line of a blank form.
const LINE: f32 = 21.0;

/// Whether a field tells more about a yes or no: its key is the longer one.
pub(crate) fn belongs(decision: &Column, other: &Column) -> bool {
    use bridgebook_domain::ColumnType::{Markdown, YesNo};
    !decision.key.is_empty()
        && other.key.len() > decision.key.len() + 1
        && other.key.starts_with(&decision.key)
        && other.key.as_bytes()[decision.key.len()] == b'_'
        && !matches!(other.column_type, Markdown | YesNo)
}

/// Both boxes, and beside them what belongs to the answer.
pub(crate) fn content(desk: &mut Desk<'_>, answer: Option<&str>, more: &[(String, String)], width: f32) -> Vec<Strip> {
    let say = desk.say();
    let answer = answer.filter(|_| !desk.is_blank());
    let mut rich = Rich::empty(Style::PROSE);
    for (word, is) in [(say.yes, answer == Some("yes")), (say.no, answer == Some("no"))] {
        let face = if is { Face::Semibold } else { Face::Regular };
        rich = rich.mark(Mark::Box(is)).faced(word, face).mark(Mark::Gap(14.0));
    }
    if desk.is_blank() {
        return to_write_in(desk, &rich, more, width);
    }
    let mut told = more.iter().filter(|(_, words)| !words.is_empty());
    if let Some((name, words)) = told.next() {
        rich = rich.mark(Mark::Gap(8.0)).plain(format!("{name}: {words}"));
    }
    let mut strips = strips_of(desk.setter.lines(&rich, width, Align::Start), CONTENT, 0.0);
    for (name, words) in told {
        let rich = Rich::new(format!("{name}: {words}"), Style::PROSE);
        strips.extend(strips_of(desk.setter.lines(&rich, width, Align::Start), CONTENT, 4.0));
    }
    strips
}

/// The same with a line to write on behind each name.
fn to_write_in(desk: &mut Desk<'_>, boxes: &Rich, more: &[(String, String)], width: f32) -> Vec<Strip> {
    let mut items = Vec::new();
    let mut x = CONTENT + desk.setter.place(boxes, CONTENT, 10.2, &mut items) + 8.0;
    let mut strips: Vec<Strip> = Vec::new();
    for (name, _) in more {
        let name = Rich::new(format!("{name}:"), Style::PROSE);
        if !strips.is_empty() {
            x = CONTENT;
        }
        let end = x + desk.setter.width(&name) + 4.0;
        if end + 60.0 > CONTENT + width {
            // A long name stands on a line of its own, and the line to write on below it.
            strips.push(Strip::new(Opening::Space(0.0), LINE, std::mem::take(&mut items)));
            let mut own = strips_of(desk.setter.lines(&name, width, Align::Start), CONTENT, 0.0);
            strips.append(&mut own);
            items.push(Item::rule(CONTENT, LINE - 1.0, width, RULE_ROW));
        } else {
            desk.setter.place(&name, x, 10.2, &mut items);
            items.push(Item::rule(end, 14.0, CONTENT + width - end, RULE_ROW));
        }
        strips.push(Strip::new(Opening::Space(0.0), LINE, std::mem::take(&mut items)));
    }
    if !items.is_empty() {
        strips.push(Strip::new(Opening::Space(0.0), LINE, items));
    }
    strips
}
