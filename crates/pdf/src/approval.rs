//! The checkpoints of a document: what is to be approved by whom, how each stands, and room to sign on paper.

use bridgebook_domain::Section;
use bridgebook_domain::checkpoint::{Checkpoint, Standing};
use bridgebook_domain::log::Decision;
use bridgebook_domain::view::folded;

use crate::binder::DocumentInput;
use crate::block::Place;
use crate::desk::Desk;
use crate::flow::{Opening, RULE_HEAD, RULE_ROW, Strip, chain, keep_together, keep_with_next};
use crate::grid::align_of;
use crate::page::Item;
use crate::rich::{Face, Mark, Plate, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;
use crate::words::fill;
use crate::{blank_list, unfilled};

/// What room to sign has less of in a document that is set closely.
const CLOSER: f32 = 20.0;

/// Checkpoints with what the log says of them, and room to sign on paper.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, input: &DocumentInput, place: &Place<'_>) -> Vec<Strip> {
    if desk.is_blank() {
        return blank_list::approvals(desk, section, place);
    }
    let block = &section.block;
    let columns: Vec<_> = block.live_columns().into_iter().filter(|(_, field)| field.key != "conditions").collect();
    let mut heads: Vec<Column> = columns.iter().map(|(_, field)| Column::new(&field.name, align_of(field))).collect();
    heads.push(Column::new(desk.say().decided, Align::Start));
    heads.push(Column::new(desk.say().decision, Align::Start));
    // In a document that is set closely the conditions stand beside what was decided, and not below it.
    let beside = block.column_by_key("conditions").filter(|_| desk.close);
    if let Some((_, field)) = &beside {
        heads.push(Column::new(&field.name, Align::Start));
    }
    let mut table = Table::new(heads);
    let (style, _) = desk.table_styles(false);
    if desk.is_close() {
        table.padding = crate::grid::CLOSE_PADDING;
    }
    table.title = Some(place.named(String::new()));
    let mut signers: Vec<String> = Vec::new();
    let mut told = Vec::new();
    let rows = block.live_rows();
    let empty: Vec<bool> = columns.iter().map(|(id, _)| unfilled::is_empty(section, *id)).collect();
    for (_, row) in &rows {
        let mut cells: Vec<Vec<Rich>> = columns
            .iter()
            .enumerate()
            .map(|(at, (id, field))| {
                if empty[at] {
                    return unfilled::cell(field, style);
                }
                desk.cell(field, row.cells.get(id), style)
            })
            .collect();
        let (name, approver) = (block.cell_text(row, "checkpoint"), block.cell_text(row, "approver"));
        let known = checkpoint(input, name, approver, &mut told);
        let (at, mut last) = stands(desk, known.map_or(&Standing::Open, |c| &c.standing));
        cells.push(vec![Rich::new(at, style)]);
        let conditions = block.cell_text(row, "conditions");
        if !conditions.is_empty() && beside.is_none() {
            last.push(Rich::new(conditions, Style::NOTE));
        }
        cells.push(last);
        if beside.is_some() {
            cells.push(vec![Rich::new(if conditions.is_empty() { "–" } else { conditions }, Style::NOTE)]);
        }
        table.rows.push(Row::Body(cells));
        let approver = desk.name(block.cell_text(row, "approver")).to_owned();
        if !approver.is_empty() && !signers.contains(&approver) {
            signers.push(approver);
        }
    }
    if table.rows.is_empty() {
        table.rows.push(Row::Body(table.columns.iter().map(|_| vec![Rich::new("–", Style::TABLE)]).collect()));
    }
    let above = table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height());
    let below = signatures(desk, &signers, place.frame.text_width());
    signed_below(above, below)
}

/// The lines to sign on below the last row: some of them stand with it, and more of them go over to the next page
/// rather than take all rows along.
fn signed_below(mut above: Vec<Strip>, below: Vec<Strip>) -> Vec<Strip> {
    let from = above.len().saturating_sub(1);
    keep_with_next(&mut above[from..], &below);
    above.extend(below);
    chain(&mut above);
    above
}

/// How the checkpoint of a row stands. Of several with one name it is that of the row's approver, else the next that
/// no row above told of.
fn checkpoint<'i>(
    input: &'i DocumentInput,
    name: &str,
    approver: &str,
    told: &mut Vec<usize>,
) -> Option<&'i Checkpoint> {
    let same = |a: &str, b: &str| folded(a) == folded(b);
    let named = || input.checkpoints.iter().enumerate().filter(|(at, c)| same(&c.name, name) && !told.contains(at));
    let (at, found) = named().find(|(_, c)| same(&c.approver, approver)).or_else(|| named().next())?;
    told.push(at);
    Some(found)
}

/// When a checkpoint was decided, and what: a decision on an earlier text does not hold for this one.
fn stands(desk: &Desk<'_>, standing: &Standing) -> (String, Vec<Rich>) {
    let say = desk.say();
    let (style, _) = desk.table_styles(false);
    let (rich, note) = (Rich::empty(style), |words: String| Rich::new(words, Style::NOTE));
    let waiting = || Rich::empty(style).mark(Mark::Ring).plain(say.waiting);
    match standing {
        Standing::Open => ("–".to_owned(), vec![waiting()]),
        Standing::Asked { at, .. } => ("–".to_owned(), vec![waiting(), note(say.with(say.asked_at, desk.time(*at)))]),
        Standing::Decided { decision, at, by } => {
            let [approved, conditional, rejected, other] = say.decisions;
            let word = match decision {
                Decision::Approved => rich.mark(Mark::Disc).plain(approved),
                Decision::Conditional => rich.mark(Mark::Disc).plain(conditional),
                Decision::Rejected => rich.mark(Mark::Plate(Plate::Late, rejected.to_owned(), 9.0)),
                Decision::Unknown(_) => rich.mark(Mark::Ring).plain(other),
            };
            let by = say.with(say.by_whom, desk.name(&by.name));
            (desk.time(*at), vec![word, note(by.trim_start().to_owned())])
        }
        Standing::Changed { at, by } => {
            let before = fill(say.decided_before, &[("at", &desk.time(*at)), ("by", desk.name(&by.name))]);
            let plate = Mark::Plate(Plate::Risk, say.edited_since.to_owned(), 9.0);
            ("–".to_owned(), vec![rich.mark(plate), note(before)])
        }
    }
}

/// Signatures side by side, each with room for a hand.
fn signatures(desk: &mut Desk<'_>, signers: &[String], width: f32) -> Vec<Strip> {
    // Three side by side where there are more than a pair: who signs is seen at once.
    let across = if signers.len() > 2 { 3 } else { 2 };
    let column = (width - 12.0 * (across - 1) as f32) / across as f32;
    let less = if desk.close { CLOSER } else { 0.0 };
    if desk.is_close() {
        return close_signatures(desk, signers, width);
    }
    let mut strips = Vec::new();
    for some in signers.chunks(across) {
        let mut items = Vec::new();
        for (at, name) in some.iter().enumerate() {
            let x = at as f32 * (column + 12.0);
            items.push(Item::rule(x, 0.0, column, RULE_HEAD));
            let words = desk.setter.words();
            desk.setter.place(&Rich::new(words.approver, Style::NOTE), x, 15.0, &mut items);
            desk.setter.place(&Rich::new(name, Style::FACT), x, 28.5, &mut items);
            items.push(Item::rule(x, 76.0 - less, column, RULE_ROW));
            desk.setter.place(&Rich::new(words.signature, Style::NOTE), x, 86.5 - less, &mut items);
        }
        strips.push(Strip::new(Opening::Space(26.0), 92.0 - less, items));
    }
    // Who signs is read as one list: up to six stand on one page.
    if strips.len() <= 2 {
        keep_together(&mut strips);
    }
    strips
}

/// The same on one line each: who signs, and room for a hand.
fn close_signatures(desk: &mut Desk<'_>, signers: &[String], width: f32) -> Vec<Strip> {
    let words = desk.setter.words();
    let mut strips = Vec::new();
    for name in signers {
        let mut items = Vec::new();
        let lead = Rich::new(format!("{}: ", words.approver), Style::NOTE).faced(name, Face::Semibold);
        let left = desk.setter.place(&lead, 0.0, 18.0, &mut items) + 6.0;
        let right = desk.setter.place_right(&Rich::new(words.signature, Style::NOTE), width, 18.0, &mut items);
        items.push(Item::rule(left, 19.6, width - left - right - 6.0, RULE_ROW));
        strips.push(Strip::new(Opening::Space(if strips.is_empty() { 2.0 } else { 0.0 }), 21.0, items));
    }
    keep_together(&mut strips);
    strips
}
