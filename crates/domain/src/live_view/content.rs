//! Views of documents: the list of sections, the findings, and a live copy of another section's table.

use super::{Settings, Sources, cell_words, table};
use crate::block::{BlockKind, Section};
use crate::document::Document;
use crate::finding::{FindingLevel, findings as found};
use crate::picture::Listing;
use crate::view::{RowView, folded};

/// The sections of the document, numbered as they are nested (FEMA 502-2, ICS 202 block 6).
pub(super) fn contents(sources: &Sources<'_>) -> Listing {
    let (mut section, mut part) = (0, 0);
    let rows = sources
        .document
        .1
        .live_sections()
        .into_iter()
        .map(|(_, s)| {
            let number = if s.depth == 2 && section > 0 {
                part += 1;
                format!("{section}.{part}")
            } else {
                (section, part) = (section + 1, 0);
                section.to_string()
            };
            vec![number, s.heading.clone(), s.label.clone(), filled(s).to_owned()]
        })
        .collect();
    let title = format!("Contents of {}", sources.document.1.title());
    table(title, &["No", "Section", "Form", "Filled in"], rows, "The document has no section yet.")
}

fn filled(section: &Section) -> &'static str {
    match section.kind {
        BlockKind::View => "live",
        _ if section.block.is_empty() => "no",
        _ => "yes",
    }
}

/// The findings of this document, or of the one that the settings name.
pub(super) fn findings(settings: &Settings, sources: &Sources<'_>) -> Listing {
    let Some((id, document)) = named(settings, sources) else { return missing(settings) };
    let rows = found([(id, document)], sources.directory, sources.incident, sources.now)
        .into_iter()
        .map(|finding| {
            let level = match finding.level {
                FindingLevel::Error => "Error",
                FindingLevel::Warning => "Warning",
                FindingLevel::Info => "Info",
            };
            let place = finding.section.and_then(|s| document.sections.get(&s)).map_or("", |s| s.heading.as_str());
            vec![level.to_owned(), finding.rule, place.to_owned(), finding.title, finding.message]
        })
        .collect();
    let title = format!("Findings in {}{}", document.title(), sources.as_of());
    table(
        title,
        &["Level", "Rule", "Section", "Finding", "What to do"],
        rows,
        "Nothing was found. Every rule was checked.",
    )
}

/// A live copy of a section of a document: its table in words, or its text.
pub(super) fn section(settings: &Settings, sources: &Sources<'_>) -> Listing {
    let Some((_, document)) = named(settings, sources) else { return missing(settings) };
    let wanted = folded(&settings.heading);
    let is_named = |s: &Section| folded(&s.heading) == wanted;
    let is_table = |s: &Section| !s.block.columns.is_empty();
    let sections = document.live_sections();
    let found = sections.iter().map(|(_, s)| *s).find(|s| if wanted.is_empty() { is_table(s) } else { is_named(s) });
    let place = format!("“{}” of “{}”", settings.heading, document.title());
    let Some(section) = found else {
        let empty = if wanted.is_empty() {
            format!("“{}” has no table. Name the heading of the section to be shown.", document.title())
        } else {
            format!("There is no section {place}. Name the heading as it stands there.")
        };
        return Listing { title: "Live copy".to_owned(), empty, ..Listing::default() };
    };
    let title = format!("{}, from {}{}", section.heading, document.title(), sources.as_of());
    if section.kind == BlockKind::View {
        let empty = format!("{place} is a live view itself. Show here what it shows, by the same source.");
        return Listing { title, empty, ..Listing::default() };
    }
    if !is_table(section) {
        let text = section.block.text.trim();
        let rows = if text.is_empty() { Vec::new() } else { vec![vec![text.to_owned()]] };
        return table(title, &["Text"], rows, &format!("{place} is empty so far."));
    }
    copy(section, settings, sources, title)
}

fn copy(section: &Section, settings: &Settings, sources: &Sources<'_>, title: String) -> Listing {
    let block = &section.block;
    let columns = block.live_columns();
    let mut rows = Vec::new();
    for (_, row) in block.live_rows() {
        let view = RowView::new(block, row);
        let is_in_state = || {
            let name = block.column_by_key("state").and_then(|(_, c)| c.choices.get(view.text("state")));
            view.word("state") == settings.state || name.is_some_and(|c| folded(&c.name) == settings.state)
        };
        let cells: Vec<String> = columns
            .iter()
            .map(|(id, column)| {
                row.cells.get(id).map_or_else(String::new, |v| cell_words(column, v, sources.directory, sources.zone))
            })
            .collect();
        if cells.iter().any(|c| !c.is_empty()) && (settings.state.is_empty() || is_in_state()) {
            rows.push(cells);
        }
    }
    let names = columns.iter().map(|(_, c)| c.name.clone()).collect();
    Listing {
        title,
        columns: names,
        rows,
        empty: format!("“{}” has no row yet that would be shown here.", section.heading),
    }
}

/// The document that the settings name by title or id; this one where they name none.
fn named<'a>(settings: &Settings, sources: &Sources<'a>) -> Option<(crate::id::DocumentId, &'a Document)> {
    if settings.document.is_empty() {
        return Some(sources.document);
    }
    let title = folded(&settings.document);
    sources.all().find(|(id, d)| folded(d.title()) == title || id.to_string() == settings.document)
}

fn missing(settings: &Settings) -> Listing {
    let empty = format!("There is no document “{}” here. Name its title as it stands there.", settings.document);
    Listing { title: "Live copy".to_owned(), empty, ..Listing::default() }
}
