//! A section with a picture: the picture, and below it the table it was drawn from.

use bridgebook_domain::picture::{Chart, HeatMap, Picture, Position};
use bridgebook_domain::{Section, Value};

use crate::block::{Place, under};
use crate::desk::Desk;
use crate::flow::Strip;
use crate::rich::{Face, Rich, Style};
use crate::table::{Column, Row, Table, Title};
use crate::text::Align;
use crate::{chart, flowchart, grid, heat, listing, reached, sent, squeezed, timeline, unfilled, wide};

/// Whether the picture needs the paper on its side: an organisation of more than four sections.
pub(crate) fn wants_landscape(desk: &Desk<'_>, section: &Section) -> bool {
    if desk.is_blank() || !section.is_form("roster") {
        return false;
    }
    let mut seen: Vec<&str> = Vec::new();
    for (_, row) in section.block.live_rows() {
        let name = section.block.cell_text(row, "section");
        if !name.is_empty() && name != "command" && !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen.len() > chart::UPRIGHT
}

/// The picture and its table.
pub(crate) fn strips(desk: &mut Desk<'_>, section: &Section, picture: &Picture, place: &Place<'_>) -> Vec<Strip> {
    // A short plan has no room for what its table tells as well: the map of a few risks, a chart of nobody.
    let nobody = !section.block.live_rows().iter().any(|(_, row)| section.block.cell(row, "person").is_some());
    if desk.close && (matches!(picture, Picture::HeatMap(_)) || (matches!(picture, Picture::Chart(_)) && nobody)) {
        let held = if let Picture::Chart(chart) = picture { with_holders(section, chart) } else { None };
        return grid::table(desk, held.as_ref().unwrap_or(section), place);
    }
    let (above, name) = match picture {
        Picture::View(listing) => {
            let is_short_list = desk.close && section.block.setting("source").trim() == "contacts";
            let short = if is_short_list { reached::strips(desk, listing, place) } else { None };
            let merged = (section.block.setting("source").trim() == "findings").then(|| listing::alike(listing));
            let listing = merged.as_ref().unwrap_or(listing);
            let told = short.or_else(|| sent::strips(desk, section, place));
            return told.unwrap_or_else(|| listing::strips(desk, listing, place));
        }
        Picture::Chart(chart) => (chart::strips(desk, chart, place), desk.say().assignment_list),
        Picture::HeatMap(map) => (heat::strips(desk, map, place), desk.say().risks_by_score),
        Picture::Timeline(timeline) => (timeline::strips(desk, timeline, place), desk.say().dates),
        Picture::Flow(flow) => (flowchart::strips(desk, flow, place), desk.say().checkpoints),
    };
    if above.is_empty() {
        return grid::table(desk, section, place);
    }
    if section.block.live_rows().is_empty() {
        return above;
    }
    let title = Some(Title { text: name.to_owned(), ..Title::default() });
    let below = match picture {
        Picture::HeatMap(map) => risks(desk, section, map, place, title),
        _ => grid::titled(desk, section, place, title),
    };
    under(above, below)
}

/// A roster in which nobody is planned with those who hold its positions, where the incident has any.
fn with_holders(section: &Section, chart: &Chart) -> Option<Section> {
    let (person, _) = section.block.column_by_key("person")?;
    let mut open: Vec<&Position> = chart.head.iter().chain(&chart.staff).collect();
    for branch in &chart.branches {
        open.push(&branch.head);
        open.extend(&branch.members);
    }
    let mut held: Option<Section> = None;
    while let Some(position) = open.pop() {
        open.extend(&position.members);
        if position.is_assumed && !position.person.is_empty() {
            let known = held.get_or_insert_with(|| section.clone());
            if let Some(row) = known.block.rows.get_mut(&position.row) {
                row.cells.insert(person, Value::one(position.person.as_str()));
            }
        }
    }
    held
}

/// The risks with the numbers of the map, the highest score first.
fn risks(desk: &mut Desk<'_>, section: &Section, map: &HeatMap, place: &Place<'_>, title: Option<Title>) -> Vec<Strip> {
    let rows = section.block.live_rows();
    let width = place.frame.text_width();
    // The score takes the place of what it is made of.
    let shown = unfilled::arranged(desk, section, width);
    let others: Vec<_> = shown
        .beside
        .into_iter()
        .filter(|(_, field)| !matches!(field.key.as_str(), "likelihood" | "impact" | "no"))
        .collect();
    // The words of the risk come first; the score stands beside them.
    let lead = others.iter().position(|(_, field)| field.key == "risk").unwrap_or(0);
    let mut columns = vec![Column::new(desk.say().number, Align::Start)];
    for (at, (_, field)) in others.iter().enumerate() {
        columns.push(Column::new(&field.name, grid::align_of(field)));
        if at == lead {
            columns.push(Column::new(desk.say().score, Align::Right));
        }
    }
    let dense = columns.len() > 7;
    let style = if dense { Style::DENSE } else { Style::TABLE };
    let mut table = Table::new(columns);
    if dense {
        table.gutter = 8.0;
    }
    table.title = title;
    let empty: Vec<bool> = others.iter().map(|(id, _)| unfilled::is_empty(section, *id)).collect();
    let mut lines: Vec<(u32, u32, Vec<Vec<Rich>>)> = Vec::new();
    for (at, (id, row)) in rows.iter().enumerate() {
        let on_map = map.risks.iter().find(|risk| risk.row == *id);
        let number = on_map.map_or(u32::try_from(at + 1).unwrap_or(u32::MAX), |risk| risk.number);
        let score = on_map.map(|risk| (risk.likelihood + 1) * (risk.impact + 1));
        let mut cells = vec![vec![Rich::empty(style).faced(number.to_string(), Face::Semibold)]];
        for (at, (id, field)) in others.iter().enumerate() {
            cells.push(match empty[at] {
                true => unfilled::cell(field, style),
                false => desk.cell(field, row.cells.get(id), style),
            });
            if at == lead {
                let words = score.map_or_else(|| "–".to_owned(), |score| score.to_string());
                let high = on_map.is_some_and(|risk| step(map, risk.likelihood, risk.impact) >= 2);
                let face = if high { Face::Semibold } else { Face::Regular };
                cells.push(vec![Rich::empty(style).faced(words, face)]);
            }
        }
        lines.push((score.unwrap_or(0), number, cells));
    }
    lines.sort_by_key(|(score, number, _)| (std::cmp::Reverse(*score), *number));
    table.rows = lines.into_iter().map(|(_, _, cells)| Row::Body(cells)).collect();
    table.below = shown.below;
    if place.frame.width < place.frame.height {
        squeezed::relieve(&mut desk.setter, &mut table, width);
    }
    let strips = wide::strips(desk, table, place);
    unfilled::with_told(desk, strips, &shown.told, width)
}

fn step(map: &HeatMap, likelihood: u32, impact: u32) -> u8 {
    map.steps.get(likelihood as usize).and_then(|line| line.get(impact as usize)).copied().unwrap_or(0)
}
