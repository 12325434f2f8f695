//! What an edit did, in a sentence.

use crate::block::BlockKind;

use super::{FieldDifference, RowDifference, SectionDifference, Sign, Span, after, before};

/// An edit in words: what it did, and a piece of what it did it with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// For instance “2 sentences added” or “Row 1, State”.
    pub words: String,
    /// For instance “open → met”; empty for none.
    pub excerpt: String,
}

/// A number with its noun.
fn words_of_length(n: u32, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}

/// Characters of an excerpt.
const EXCERPT: usize = 72;

/// Says what the sections and fields of an edit became. Where nothing is left of it, the words are empty.
#[must_use]
pub fn say(header: &[FieldDifference], sections: &[SectionDifference]) -> Said {
    let changed: Vec<&SectionDifference> = sections.iter().filter(|s| s.sign != Sign::Same || s.is_moved).collect();
    match changed.as_slice() {
        [] => fields(header),
        [one] => section(one),
        several => Said { words: format!("{} sections changed", several.len()), excerpt: headings(several) },
    }
}

fn headings(sections: &[&SectionDifference]) -> String {
    let list: Vec<String> = sections.iter().map(|s| after_or_before(&s.heading)).collect();
    cut(&list.join(", "))
}

fn fields(fields: &[FieldDifference]) -> Said {
    match fields {
        [] => Said::default(),
        [one] => Said { words: one.label.clone(), excerpt: arrow(&one.spans) },
        several => {
            let labels: Vec<&str> = several.iter().map(|f| f.label.as_str()).collect();
            Said { words: format!("{} fields changed", several.len()), excerpt: cut(&labels.join(", ")) }
        }
    }
}

fn section(section: &SectionDifference) -> Said {
    match section.sign {
        Sign::Added => return Said { words: "Section added".to_owned(), excerpt: String::new() },
        Sign::Removed => return Said { words: "Section removed".to_owned(), excerpt: String::new() },
        Sign::Same => return Said { words: "Section moved".to_owned(), excerpt: String::new() },
        Sign::Changed => {}
    }
    let text = text(section);
    if !text.words.is_empty() {
        return text;
    }
    let rows = rows(section);
    if !rows.words.is_empty() {
        return rows;
    }
    let columns: Vec<_> = section.columns.iter().filter(|c| c.sign != Sign::Same).collect();
    match columns.as_slice() {
        [] => {}
        [one] => {
            let deed = match one.sign {
                Sign::Added => "Column added",
                Sign::Removed => "Column removed",
                _ => "Column changed",
            };
            return Said { words: deed.to_owned(), excerpt: cut(&arrow(&one.name)) };
        }
        several => {
            return Said { words: format!("{} columns changed", several.len()), excerpt: String::new() };
        }
    }
    if section.heading.iter().any(|s| s.sign != Sign::Same) {
        return Said { words: "Heading changed".to_owned(), excerpt: arrow(&section.heading) };
    }
    match fields(&section.fields) {
        said if said.words.is_empty() => Said { words: "Order changed".to_owned(), excerpt: String::new() },
        said => said,
    }
}

fn text(section: &SectionDifference) -> Said {
    let piece = |sign: Sign| {
        let found = section.text.iter().find(|s| s.sign == sign && s.text.chars().any(char::is_alphanumeric));
        found.map(|s| format!("“{}”", cut(s.text.trim())))
    };
    let (added, removed) = (piece(Sign::Added), piece(Sign::Removed));
    if added.is_none() && removed.is_none() {
        return Said::default();
    }
    let tally = section.tally;
    // A block of text has no rows, so that its tally is that of its sentences, and of what differs beside them.
    let words = match (tally.added, tally.removed, tally.changed) {
        (n, 0, 0) => format!("{} added", words_of_length(n, "sentence", "sentences")),
        (0, n, 0) => format!("{} removed", words_of_length(n, "sentence", "sentences")),
        (0, 0, _) => "Words changed".to_owned(),
        _ => "Text changed".to_owned(),
    };
    Said { words, excerpt: added.or(removed).unwrap_or_default() }
}

fn rows(section: &SectionDifference) -> Said {
    let of = |sign: Sign| section.rows.iter().filter(|r| r.sign == sign).collect::<Vec<_>>();
    let (added, removed, changed) = (of(Sign::Added), of(Sign::Removed), of(Sign::Changed));
    let count = |n: usize| words_of_length(u32::try_from(n).unwrap_or(u32::MAX), "row", "rows");
    match (added.len(), removed.len(), changed.as_slice()) {
        (0, 0, []) => {
            let moved = section.rows.iter().filter(|r| r.is_moved).count();
            let words = if moved == 0 { String::new() } else { "Rows put in another order".to_owned() };
            Said { words, excerpt: String::new() }
        }
        (n, 0, []) => Said { words: format!("{} added", count(n)), excerpt: names(&added, section) },
        (0, n, []) => Said { words: format!("{} removed", count(n)), excerpt: names(&removed, section) },
        (0, 0, [one]) => row(one, section),
        (0, 0, several) => {
            Said { words: format!("{} changed", count(several.len())), excerpt: names(several, section) }
        }
        (a, r, c) => {
            let parts = [(a, "added"), (r, "removed"), (c.len(), "changed")];
            let parts = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, deed)| format!("{n} {deed}"));
            let words = format!("Rows: {}", parts.collect::<Vec<_>>().join(", "));
            Said { words, excerpt: names(&added.into_iter().chain(removed).collect::<Vec<_>>(), section) }
        }
    }
}

fn row(row: &RowDifference, section: &SectionDifference) -> Said {
    let changed: Vec<_> = row.cells.iter().filter(|c| c.sign != Sign::Same).collect();
    let name = |cell: &super::CellDifference| {
        section.columns.iter().find(|c| c.column == cell.column).map_or_else(String::new, |c| after_or_before(&c.name))
    };
    match changed.as_slice() {
        // Fields have one row, of which nobody knows.
        [one] if section.kind == BlockKind::Fields => Said { words: name(one), excerpt: piece(&one.spans) },
        [one] => Said { words: format!("Row {}, {}", row.number, name(one)), excerpt: piece(&one.spans) },
        several => {
            let mut labels: Vec<(usize, String)> = several
                .iter()
                .map(|cell| {
                    let place = section.columns.iter().position(|c| c.column == cell.column);
                    (place.unwrap_or(usize::MAX), name(cell))
                })
                .collect();
            labels.sort();
            let labels: Vec<String> = labels.into_iter().map(|(_, label)| label).collect();
            let words = match section.kind {
                BlockKind::Fields => format!("{} fields changed", labels.len()),
                _ => format!("Row {} changed", row.number),
            };
            Said { words, excerpt: cut(&labels.join(", ")) }
        }
    }
}

/// What rows are called: the first cell that says something, in the order of columns.
fn names(rows: &[&RowDifference], section: &SectionDifference) -> String {
    let name = |row: &&RowDifference| {
        let cells = section.columns.iter().filter_map(|c| row.cells.iter().find(|cell| cell.column == c.column));
        let words = cells.map(|cell| after_or_before(&cell.spans));
        // Numbers of rows say nothing.
        words.into_iter().find(|words| words.chars().any(char::is_alphabetic))
    };
    let list: Vec<String> = rows.iter().filter_map(name).collect();
    cut(&list.join(", "))
}

fn after_or_before(spans: &[Span]) -> String {
    let now = after(spans);
    if now.is_empty() { before(spans) } else { now }
}

/// What came into a text that stayed otherwise, or went out of it; of words that were replaced, both.
fn piece(spans: &[Span]) -> String {
    let says = |s: &&Span| s.text.chars().any(char::is_alphanumeric);
    if !spans.iter().any(|s| s.sign == Sign::Same && says(&s)) {
        return arrow(spans);
    }
    let of = |sign: Sign| spans.iter().filter(says).find(|s| s.sign == sign).map(|s| s.text.trim());
    match (of(Sign::Removed), of(Sign::Added)) {
        // A sentence that others follow now is not another one.
        (Some(old), Some(new)) if new.starts_with(old) => {
            format!("“{}”", shortened(new.strip_prefix(old).unwrap_or(new), EXCERPT))
        }
        (Some(old), Some(new)) => format!("{} → {}", shortened(old, EXCERPT / 2), shortened(new, EXCERPT / 2)),
        (Some(old), None) => format!("“{}” removed", shortened(old, EXCERPT)),
        (None, Some(new)) => format!("“{}”", shortened(new, EXCERPT)),
        (None, None) => arrow(spans),
    }
}

fn arrow(spans: &[Span]) -> String {
    let half = EXCERPT / 2;
    match (before(spans), after(spans)) {
        (old, new) if new.is_empty() => format!("{} → empty", shortened(&old, half)),
        (old, new) if old.is_empty() => shortened(&new, EXCERPT),
        (old, new) => format!("{} → {}", shortened(&old, half), shortened(&new, half)),
    }
}

fn cut(text: &str) -> String {
    shortened(text, EXCERPT)
}

/// The first line of a text, at most so many characters.
fn shortened(text: &str, limit: usize) -> String {
    let line = text.trim().lines().next().unwrap_or("").trim();
    if line.chars().count() <= limit {
        return line.to_owned();
    }
    let kept: String = line.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}
