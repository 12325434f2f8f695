//! A live view as it stood at the moment of the print: its table, or the sentence that says why it is empty.

use std::collections::BTreeMap;

use bridgebook_domain::live_view::overdue;
use bridgebook_domain::picture::Listing;

use crate::block::Place;
use crate::desk::Desk;
use crate::figure;
use crate::flow::{Opening, Strip};
use crate::matrix_note::titles;
use crate::rich::{Mark, Plate, Rich, Style};
use crate::table::{Column, Row, Table};
use crate::text::Align;

/// The table of a view under its title, which says of when it is.
pub(crate) fn strips(desk: &mut Desk<'_>, listing: &Listing, place: &Place<'_>) -> Vec<Strip> {
    if listing.rows.is_empty() || listing.columns.is_empty() {
        return empty(desk, listing, place);
    }
    let dense = listing.columns.len() > 7;
    let (style, lead) = desk.table_styles(dense);
    let numeric = |at: usize| {
        let cells = listing.rows.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
        let mut any = false;
        let all = cells.inspect(|_| any = true).all(|cell| cell.parse::<f64>().is_ok());
        all && any && at > 0
    };
    let columns = listing.columns.iter().enumerate();
    let columns = columns.map(|(at, name)| Column::new(name, if numeric(at) { Align::Right } else { Align::Start }));
    let mut table = Table::new(columns.collect());
    table.title = Some(place.named(listing.title.clone()));
    if dense {
        table.gutter = 8.0;
    }
    if desk.is_close() {
        table.padding = crate::grid::CLOSE_PADDING;
    }
    let short = listing.rows.iter().filter_map(|row| row.first()).all(|cell| cell.chars().count() <= 40);
    for row in &listing.rows {
        let cell = |at: usize| {
            let words = desk.moment_of_day(row.get(at).map_or("", String::as_str));
            let words = words.as_ref();
            let style = if at == 0 && short { lead } else { style };
            let words = if words.trim().is_empty() { "–" } else { words };
            words.split('\n').map(|line| line_of(line, style)).collect()
        };
        table.rows.push(Row::Body((0..listing.columns.len()).map(cell).collect()));
    }
    crate::wide::strips(desk, table, place)
}

/// Columns of the findings: how grave, which rule, where, what was found, and what to do.
const FINDING: [usize; 3] = [0, 1, 3];
const WHERE: usize = 2;
const FOUND: usize = 3;
/// Findings of which one rule says the same up to which each has a line of its own.
const FEW: usize = 2;

/// Findings that say the same of several sections as one line, which names these: on paper nobody follows each to its
/// place, and pages of one sentence are not read.
pub(crate) fn alike(listing: &Listing) -> Listing {
    let mut places: BTreeMap<Vec<&str>, usize> = BTreeMap::new();
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in &listing.rows {
        let key: Vec<&str> = FINDING.iter().filter_map(|at| row.get(*at)).map(String::as_str).collect();
        if key.len() < FINDING.len() {
            return listing.clone();
        }
        let at = *places.entry(key).or_insert(rows.len());
        match rows.get_mut(at) {
            None => rows.push(row.clone()),
            Some(first) => {
                let (known, own) = (&mut first[WHERE], &row[WHERE]);
                if !known.split(", ").any(|section| section == own) {
                    known.push_str(", ");
                    known.push_str(own);
                }
            }
        }
    }
    Listing { rows: told_once(rows), ..listing.clone() }
}

/// What one rule says of many in a section, each to be mended alike, as one line: the words that all begin with, then
/// how each goes on.
fn told_once(rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let rest = |row: &[String]| -> Vec<String> {
        row.iter().enumerate().filter(|(at, _)| *at != FOUND).map(|(_, cell)| cell.clone()).collect()
    };
    let mut groups: Vec<(Vec<String>, Vec<Vec<String>>)> = Vec::new();
    for row in rows {
        let key = rest(&row);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(row),
            None => groups.push((key, vec![row])),
        }
    }
    let mut told = Vec::new();
    for (_, group) in groups {
        let found: Vec<&str> = group.iter().filter_map(|row| row.get(FOUND)).map(String::as_str).collect();
        let begin = |text: &str| text.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let is_one = found.len() > FEW && found.iter().all(|text| begin(text) == begin(found[0]));
        match (is_one, group.first()) {
            (true, Some(first)) => {
                let mut row = first.clone();
                row[FOUND] = titles(&found);
                told.push(row);
            }
            _ => told.extend(group),
        }
    }
    told
}

/// A line of a cell; what is past its time stands out as late.
fn line_of(line: &str, style: Style) -> Rich {
    match overdue(line) {
        Some((word, rest)) => {
            Rich::empty(style).mark(Mark::Plate(Plate::Late, word.to_owned(), style.size)).plain(rest)
        }
        None => Rich::new(line, style),
    }
}

fn empty(desk: &mut Desk<'_>, listing: &Listing, place: &Place<'_>) -> Vec<Strip> {
    let words = if listing.empty.trim().is_empty() { desk.say().nothing_to_show } else { &listing.empty };
    if let (true, Some(title)) = (desk.close, place.title(words.to_owned())) {
        return crate::grid::said_in_title(desk, Some(title), place.frame.text_width());
    }
    let lines = desk.setter.lines(&Rich::new(words, Style::PROSE), place.frame.text_width(), Align::Start);
    let mut strips = crate::flow::strips_of(lines, 0.0, 2.0);
    if let Some(mut top) = figure::title(desk, place, &listing.title, false) {
        top.opening = Opening::Table;
        let mut top = vec![top];
        crate::flow::keep_with_next(&mut top, &strips);
        top.append(&mut strips);
        return top;
    }
    strips
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_about_several_sections_is_one_line_that_names_them() {
        let row = |level: &str, section: &str, finding: &str| -> Vec<String> {
            [level, "V3", section, finding, "Add it"].map(str::to_owned).to_vec()
        };
        let rows = vec![
            row("Warning", "Triggers", "Finance is not in the directory"),
            row("Warning", "Procedure", "Finance is not in the directory"),
            row("Warning", "Triggers", "Finance is not in the directory"),
            row("Info", "Procedure", "Finance is not in the directory"),
            row("Warning", "Procedure", "Security is not in the directory"),
        ];
        let merged = alike(&Listing { rows, ..Listing::default() }).rows;
        assert_eq!(merged.len(), 3, "one for each level and finding: {merged:?}");
        assert_eq!(merged[0][WHERE], "Triggers, Procedure", "each section once, in their order");
    }

    #[test]
    fn what_one_rule_says_of_many_is_one_line_that_names_them() {
        let row = |section: &str, finding: &str, to_do: &str| -> Vec<String> {
            ["Info", "R-V5", section, finding, to_do].map(str::to_owned).to_vec()
        };
        let rows = vec![
            row("Roles", "Nobody holds Scribe", "Name one."),
            row("Roles", "Nobody holds Security", "Name one."),
            row("Levels", "Nobody holds Security", "L1 calls the role."),
            row("Roles", "Nobody holds Duty Manager", "Name one."),
            row("Roles", "Two hold Scribe", "Choose one."),
        ];
        let merged = told_once(rows);
        let found: Vec<&str> = merged.iter().map(|row| row[FOUND].as_str()).collect();
        let all = "Nobody holds Scribe, Security, Duty Manager";
        assert_eq!(found, [all, "Nobody holds Security", "Two hold Scribe"], "in their order, none is lost");
        let two = vec![row("Roles", "Nobody holds Scribe", "Name one."), row("Roles", "Nobody holds X", "Name one.")];
        assert_eq!(told_once(two.clone()), two, "two stay as they are");
    }
}
