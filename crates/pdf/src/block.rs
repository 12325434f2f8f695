//! The drawing of each kind of block, and the blocks with a label column: prose and fields.

use bridgebook_domain::{BlockKind, Column, ColumnType, Section, Value};

use crate::attachment;
use crate::binder::DocumentInput;
use crate::desk::Desk;
use crate::facts::fact_row;
use crate::flow::{CONTENT, Frame, Opening, RULE_ROW, Strip, chain, height_of, keep_with_next, moved, strips_of};
use crate::inline;
use crate::markdown::{self, Measure};
use crate::page::Item;
use crate::rich::{Rich, Style};
use crate::table::Title;
use crate::text::Align;
use crate::write_in::{self, Fields};
use crate::{
    approval, blank, blank_choices, blank_view, blank_words, cadence, call_table, clocks, contacts, given, grid,
    ladder, matrix, picture, plan_parts, stages, triggers, urgency, yes_no,
};

/// Characters of guidance that stand under a label; more of it would make a tall, thin column.
const LONG_NOTE: usize = 170;
/// Height of a line on which somebody writes what is still missing.
const TO_WRITE: f32 = 17.0;

/// Where a block stands in its form.
pub(crate) struct Place<'p> {
    pub number: &'p str,
    pub heading: &'p str,
    pub anchor: u32,
    pub frame: Frame,
    /// Where the heading begins after its number.
    pub indent: f32,
    /// The title of the form.
    pub form: &'p str,
    /// Whether the block has a page of its own behind its form, where it is referred to.
    pub is_plate: bool,
}

impl Place<'_> {
    /// The title row of a table.
    pub fn title(&self, remark: String) -> Option<Title> {
        (!self.heading.is_empty() || !remark.is_empty()).then(|| self.named(remark))
    }

    /// The same for a table, which is named on later pages even where it has no title.
    pub fn named(&self, remark: String) -> Title {
        Title {
            number: self.number.to_owned(),
            text: self.heading.to_owned(),
            remark,
            anchor: Some(self.anchor),
            indent: self.indent,
            form: self.form.to_owned(),
        }
    }

    /// The title of a second table of the section, which says nothing until it goes on.
    pub fn second(&self) -> Title {
        let form = if self.heading.is_empty() { self.form } else { self.heading };
        Title { form: form.to_owned(), ..Title::default() }
    }
}

/// Whether the block needs the paper on its side.
pub(crate) fn wants_landscape(desk: &mut Desk<'_>, section: &Section) -> bool {
    match section.kind {
        BlockKind::Raci => matrix::wants_landscape(desk, section),
        BlockKind::Cadence => cadence::wants_landscape(desk, section),
        BlockKind::Prose | BlockKind::Fields | BlockKind::Checklist => false,
        BlockKind::Triggers if !desk.is_blank() => false,
        _ if picture::wants_landscape(desk, section) => true,
        _ if urgency::is_lookup(section) || clocks::are_in(desk, section) => false,
        _ if stages::is_stages(section) => false,
        _ if call_table::is_tree(desk, section) => false,
        _ => grid::wants_landscape(desk, section),
    }
}

/// The strips of a block, with the pictures attached to its cells.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, input: &DocumentInput, place: &Place<'_>) -> Vec<Strip> {
    let mut strips = drawn(desk, section, input, place);
    if desk.is_blank() {
        strips = blank_choices::told(desk, section, place, strips);
    }
    attachment::with_figures(desk, section, place, strips)
}

fn drawn(desk: &mut Desk<'_>, section: &Section, input: &DocumentInput, place: &Place<'_>) -> Vec<Strip> {
    if let Some(strips) = plan_parts::strips(desk, section, input, place) {
        return strips;
    }
    if let (Some(drawn), false) = (input.picture_of(section), desk.is_blank()) {
        return picture::strips(desk, section, drawn, place);
    }
    match &section.kind {
        BlockKind::Triggers => triggers::strips(desk, section, place),
        _ if urgency::is_lookup(section) => urgency::strips(desk, section, place),
        _ if clocks::are_in(desk, section) => clocks::strips(desk, section, place),
        _ if stages::is_stages(section) => stages::strips(desk, section, place),
        _ if call_table::is_tree(desk, section) => call_table::strips(desk, section, place),
        BlockKind::Prose => prose(desk, section, place),
        BlockKind::Fields => fields(desk, section, place),
        BlockKind::Checklist => grid::checklist(desk, section, place),
        BlockKind::Raci => matrix::strips(desk, section, input, place),
        BlockKind::Escalation => ladder::escalation(desk, section, place),
        BlockKind::Cadence => cadence::strips(desk, section, place),
        BlockKind::Approvals => approval::strips(desk, section, input, place),
        BlockKind::Contacts => contacts::strips(desk, section, place),
        BlockKind::View if desk.is_blank() => blank_view::strips(desk, section, place),
        // A kind of a newer version is printed by what it holds: its text and its rows.
        _ => {
            let mut strips = Vec::new();
            if !section.block.text.trim().is_empty() {
                strips = prose(desk, section, place);
            }
            if !section.block.columns.is_empty() || strips.is_empty() {
                strips.extend(grid::table(desk, section, place));
            }
            strips
        }
    }
}

fn prose(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let width = place.frame.text_width() - CONTENT;
    let page_height = place.frame.text_height();
    let measure = Measure { x: CONTENT, width, style: desk.prose_style(), page_height };
    let content = if desk.is_blank() && !given::is_printed(section) {
        blank::lines_for(desk, &section.block.text, width, 3)
    } else if section.block.text.trim().is_empty() && !desk.close {
        to_write(width)
    } else {
        markdown::prose(&mut desk.setter, &section.block.text, measure)
    };
    let (note, content) = guided(desk, section, width, content);
    labelled(desk, (place.number, place.indent), place.heading, note, Some(place.anchor), content)
}

/// What a blank form says of how a block is filled in: under its label, or above its lines where it is long.
fn guided<'s>(desk: &mut Desk<'_>, section: &'s Section, width: f32, content: Vec<Strip>) -> (&'s str, Vec<Strip>) {
    let guidance = section.guidance.as_str();
    match guidance.chars().count() {
        _ if !desk.is_blank() => ("", content),
        0..=LONG_NOTE => (guidance, content),
        _ => {
            let mut above = Vec::new();
            for paragraph in inline::paragraphs(guidance, Style::NOTE) {
                let lines = desk.setter.lines(&paragraph, width, Align::Start);
                above.extend(strips_of(lines, CONTENT, if above.is_empty() { 1.2 } else { 2.0 }));
            }
            keep_with_next(&mut above, &content);
            above.extend(content);
            ("", above)
        }
    }
}

/// A block with its label on the left and a light rule on top.
pub(crate) fn labelled(
    desk: &mut Desk<'_>,
    (number, indent): (&str, f32),
    heading: &str,
    note: &str,
    anchor: Option<u32>,
    content: Vec<Strip>,
) -> Vec<Strip> {
    let mut label = Vec::new();
    let indent = if number.is_empty() { 0.0 } else { indent.max(14.0) };
    if !number.is_empty() {
        for line in desk.setter.lines(&Rich::new(number, Style::LABEL), 40.0, Align::Start).into_iter().take(1) {
            label.extend(moved(line.items, 0.0, LABEL_TOP));
        }
    }
    let mut paragraphs = vec![Rich::new(heading, Style::LABEL)];
    paragraphs.extend(inline::paragraphs(note, Style::NOTE));
    if let Some(id) = anchor {
        label.push(Item::Anchor { id, y: -12.0 });
    }
    beside(desk, &paragraphs, indent, label, content)
}

/// A block with these paragraphs as its label.
pub(crate) fn labelled_lines(desk: &mut Desk<'_>, paragraphs: &[Rich], content: Vec<Strip>) -> Vec<Strip> {
    beside(desk, paragraphs, 0.0, Vec::new(), content)
}

/// Where the first line of a label stands below the top of its content.
const LABEL_TOP: f32 = 0.9;

fn beside(
    desk: &mut Desk<'_>,
    paragraphs: &[Rich],
    indent: f32,
    mut label: Vec<Item>,
    mut content: Vec<Strip>,
) -> Vec<Strip> {
    let width = CONTENT - 12.0 - indent;
    let mut y = LABEL_TOP;
    for paragraph in paragraphs {
        for line in desk.setter.lines(paragraph, width, Align::Start) {
            label.extend(moved(line.items, indent, y));
            y += line.height;
        }
    }
    if content.is_empty() {
        let lines = desk.setter.lines(&Rich::new("–", Style::PROSE), 60.0, Align::Start);
        content = strips_of(lines, CONTENT, 0.0);
    }
    let filled = height_of(&content);
    if let Some(first) = content.first_mut() {
        first.opening = Opening::Block;
        first.need = first.need.max(y);
        // The label is read before its words.
        label.append(&mut first.items);
        first.items = label;
    }
    if filled < y {
        let rest = y - filled;
        content.push(Strip::new(Opening::Space(0.0), rest, Vec::new()));
    }
    content
}

/// Whether an answer takes sentences rather than a word.
fn is_of_sentences(column: &Column) -> bool {
    column.column_type == ColumnType::Markdown
}

fn is_long(column: &Column, value: Option<&Value>) -> bool {
    column.column_type == ColumnType::Markdown || value.and_then(Value::as_one).is_some_and(|t| t.chars().count() > 60)
}

/// The fields of a form that has no other content: long ones as numbered blocks, short ones four up.
pub(crate) fn form_fields(desk: &mut Desk<'_>, section: &Section, number: &mut u32, width: f32) -> Vec<Strip> {
    let block = &section.block;
    let rows = block.live_rows();
    let row = rows.first().map(|(_, row)| *row);
    let mut strips: Vec<Strip> = Vec::new();
    let mut short: Vec<(String, String)> = Vec::new();
    let frame = desk.portrait();
    let columns = block.live_columns();
    let mut told: Vec<bridgebook_domain::ColumnId> = Vec::new();
    let (mut empty, mut long): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (id, column) in &columns {
        if told.contains(id) {
            continue;
        }
        let value = row.and_then(|r| r.cells.get(id));
        if value.is_none_or(Value::is_empty) && !desk.is_blank() && !column.is_required() {
            if is_of_sentences(column) { &mut long } else { &mut empty }.push(column.name.clone());
            continue;
        }
        let is_boxes = desk.is_blank() && blank::boxes(desk, column, Style::PROSE).is_some();
        if !is_long(column, value) && column.column_type != ColumnType::YesNo && !is_boxes {
            let shown = match value {
                _ if desk.is_blank() => String::new(),
                Some(value) if !value.is_empty() => desk.words(column, value),
                _ => "–".to_owned(),
            };
            short.push((column.name.clone(), shown));
            continue;
        }
        flush_short(desk, &mut short, width, &mut strips);
        *number += 1;
        let content = if column.column_type == ColumnType::YesNo {
            // What belongs to a yes or no (its scope, its place) stands with it.
            let mut more = Vec::new();
            for (other, scope) in columns.iter().filter(|(_, c)| yes_no::belongs(column, c)) {
                told.push(*other);
                let words = row.and_then(|r| r.cells.get(other)).map(|v| desk.words(scope, v)).unwrap_or_default();
                more.push((scope.name.clone(), words));
            }
            yes_no::content(desk, value.and_then(Value::as_one), &more, width - CONTENT)
        } else {
            field_content(desk, column, value, width - CONTENT, frame.text_height())
        };
        let note =
            if desk.is_blank() { column.options.get("note").cloned().unwrap_or_default() } else { String::new() };
        let block = labelled(desk, (&number.to_string(), 0.0), &column.name, &note, None, content);
        strips.extend(block);
    }
    flush_short(desk, &mut short, width, &mut strips);
    let space = if strips.is_empty() { 3.0 } else { 13.0 };
    strips.extend(Fields::new(&mut desk.setter, &empty, 0.0, width).strips(space));
    strips.extend(write_in::long(&mut desk.setter, &long, (0.0, width), desk.close));
    strips.extend(attachment::figures(desk, section, (CONTENT, width - CONTENT), frame.text_height()));
    strips
}

fn flush_short(desk: &mut Desk<'_>, short: &mut Vec<(String, String)>, width: f32, strips: &mut Vec<Strip>) {
    for row in std::mem::take(short).chunks(4) {
        let mut items = Vec::new();
        let height = fact_row(desk, row, width, 0.0, &mut items);
        let space = if strips.is_empty() { 3.0 } else { 13.0 };
        strips.push(Strip::new(Opening::Space(space), height - 6.0, items));
    }
}

fn field_content(
    desk: &mut Desk<'_>,
    column: &Column,
    value: Option<&Value>,
    width: f32,
    page_height: f32,
) -> Vec<Strip> {
    if desk.is_blank() {
        if let Some(boxes) = blank::boxes(desk, column, Style::PROSE) {
            let lines = desk.setter.lines(&boxes, width, Align::Start);
            return strips_of(lines, CONTENT, 0.0);
        }
        let text = value.and_then(Value::as_one).unwrap_or_default();
        return blank::lines_for(desk, text, width, if is_long(column, value) { 3 } else { 1 });
    }
    if is_of_sentences(column) && value.is_none_or(Value::is_empty) {
        return to_write(width);
    }
    match value {
        Some(value) if column.column_type == ColumnType::Markdown => {
            let measure = Measure { x: CONTENT, width, style: Style::PROSE, page_height };
            markdown::prose(&mut desk.setter, value.as_one().unwrap_or_default(), measure)
        }
        value => {
            let mut strips = Vec::new();
            for paragraph in desk.cell(column, value, Style::PROSE) {
                let lines = desk.setter.lines(&paragraph, width, Align::Start);
                strips.extend(strips_of(lines, CONTENT, 0.0));
            }
            strips
        }
    }
}

/// Room for a few sentences that nobody has written yet.
fn to_write(width: f32) -> Vec<Strip> {
    (0..2).flat_map(|_| write_in::line(CONTENT, width, TO_WRITE, 0.0)).collect()
}

/// Fields in a numbered block: name and value side by side in the content column.
fn fields(desk: &mut Desk<'_>, section: &Section, place: &Place<'_>) -> Vec<Strip> {
    let name_width = 92.0;
    let width = place.frame.text_width() - CONTENT;
    let block = &section.block;
    let rows = block.live_rows();
    let mut content: Vec<Strip> = Vec::new();
    let (mut empty, mut long): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for (_, row) in &rows {
        for (id, column) in block.live_columns() {
            let value = row.cells.get(&id).filter(|v| !v.is_empty());
            // A variable that nothing has filled yet is a line to write on, with its name.
            let unset = value.and_then(Value::as_one).filter(|text| text.contains("{{"));
            let unset = unset.map(|text| Value::one(blank_words::opened(text)));
            let value = unset.as_ref().or(value);
            if value.is_none() && !column.is_required() {
                if is_of_sentences(column) { &mut long } else { &mut empty }.push(column.name.clone());
                continue;
            }
            let mut lines = Vec::new();
            for paragraph in desk.cell(column, value, desk.prose_style()) {
                lines.extend(desk.setter.lines(&paragraph, width - name_width - 10.0, Align::Start));
            }
            let (left, before) = (CONTENT + name_width + 10.0, if content.is_empty() { 0.0 } else { 3.0 });
            let mut value_strips = match value {
                Some(_) => strips_of(lines, left, before),
                // What is asked for and was not answered is written in.
                None if is_of_sentences(column) => {
                    let height = if desk.is_close() { write_in::CLOSE_LINE } else { 17.0 };
                    let line = |before| write_in::line(left, width - name_width - 10.0, height, before);
                    let more = if desk.close { 1 } else { 2 };
                    std::iter::once(line(before)).chain((0..more).map(|_| line(0.0))).flatten().collect()
                }
                None => write_in::line(left, width - name_width - 10.0, Style::PROSE.leading, before),
            };
            let names = desk.setter.lines(
                &Rich::new(&column.name, Style { leading: desk.prose_style().leading, ..Style::COLUMN_HEAD }),
                name_width,
                Align::Start,
            );
            let name_height: f32 = names.iter().map(|l| l.height).sum();
            let own = height_of(&value_strips) - if content.is_empty() { 0.0 } else { 3.0 };
            if let Some(first) = value_strips.first_mut() {
                let mut y = 0.0;
                let mut items = Vec::new();
                for line in names {
                    items.extend(moved(line.items, CONTENT, y));
                    y += line.height;
                }
                items.append(&mut first.items);
                first.items = items;
                first.need = first.need.max(name_height);
            }
            if name_height > own {
                value_strips.push(Strip::new(Opening::Space(0.0), name_height - own, Vec::new()));
            }
            content.extend(value_strips);
        }
    }
    let space = if content.is_empty() { 0.0 } else { 2.0 };
    let fields = match desk.is_close() {
        true => Fields::of_height(&mut desk.setter, &empty, (CONTENT, width), write_in::CLOSE_LINE),
        false => Fields::new(&mut desk.setter, &empty, CONTENT, width),
    };
    content.extend(fields.strips(space));
    content.extend(write_in::long(&mut desk.setter, &long, (CONTENT, width), desk.close));
    if desk.is_blank() {
        content = blank_fields(desk, section, width, name_width);
    }
    // No single answer is left for the next page, away from its heading.
    if let [.., before, last] = content.as_mut_slice() {
        before.need = before.need.max(before.height + last.height + 4.0);
    }
    let (note, content) = guided(desk, section, width, content);
    labelled(desk, (place.number, place.indent), place.heading, note, Some(place.anchor), content)
}

fn blank_fields(desk: &mut Desk<'_>, section: &Section, width: f32, name_width: f32) -> Vec<Strip> {
    let mut strips = Vec::new();
    for (_, column) in section.block.live_columns() {
        let mut items = Vec::new();
        let rich = Rich::new(&column.name, Style::COLUMN_HEAD);
        let mut y = 12.0;
        for line in desk.setter.lines(&rich, name_width, Align::Start) {
            items.extend(moved(line.items, CONTENT, y));
            y += line.height;
        }
        match blank::boxes(desk, column, Style::TABLE) {
            Some(boxes) => {
                let mut below = 11.0;
                for line in desk.setter.lines(&boxes, width - name_width - 10.0, Align::Start) {
                    items.extend(moved(line.items, CONTENT + name_width + 10.0, below));
                    below += line.height + 2.0;
                }
                y = y.max(below);
            }
            None => {
                // Sentences take more than a line.
                let count = if column.column_type == ColumnType::Markdown { 2 } else { 1 };
                for at in 0..count {
                    let below = 22.0 + 22.0 * at as f32;
                    items.push(Item::rule(CONTENT + name_width + 10.0, below, width - name_width - 10.0, RULE_ROW));
                    y = y.max(below);
                }
            }
        }
        strips.push(Strip::new(Opening::Space(0.0), y.max(22.0) + 2.0, items));
    }
    strips
}

/// A note across the page, for instance a legend.
pub(crate) fn note(desk: &mut Desk<'_>, text: &str, width: f32, before: f32) -> Vec<Strip> {
    let lines = desk.setter.lines(&Rich::new(text, Style::NOTE), width, Align::Start);
    strips_of(lines, 0.0, before)
}

/// Joins a table and what belongs under it.
pub(crate) fn under(mut above: Vec<Strip>, below: Vec<Strip>) -> Vec<Strip> {
    // The last rows go along, so that none of them stands alone on the next page.
    let from = above.len().saturating_sub(3);
    keep_with_next(&mut above[from..], &below);
    above.extend(below);
    chain(&mut above);
    above
}
