//! A difference as Markdown that anyone can read: what was added in bold, what was removed struck through, a table for
//! each grid with its signs. It is a report, no document in the file form; read in again it is prose and tables.

mod paper;

use std::fmt::Write as _;

use bridgebook_domain::BlockKind;
use bridgebook_domain::difference::{Difference, RowDifference, SectionDifference, Sign, Span, Tally, after, before};

use crate::cell::encode;

pub use paper::paper_difference;

/// What stands above a difference.
#[derive(Debug, Clone, Copy)]
pub struct DifferenceHead<'a> {
    /// Title of the document.
    pub title: &'a str,
    /// The earlier moment in words.
    pub from: &'a str,
    /// The later moment in words.
    pub to: &'a str,
}

/// Prints a difference. Sections that are the same are named together at the end.
#[must_use]
pub fn export_difference(head: DifferenceHead<'_>, difference: &Difference) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}: what changed\n", line(head.title));
    let _ = writeln!(out, "From {} to {}: {}.\n", head.from, head.to, tally_words(difference.tally));
    let _ = writeln!(
        out,
        "**Bold** was added, ~~struck through~~ was removed. In tables + is a row that was added, − one that was removed, ~ one that changed.\n"
    );
    if !difference.header.is_empty() {
        out.push_str("## Header\n\n| Field | Change |\n| --- | --- |\n");
        for field in &difference.header {
            let _ = writeln!(out, "| {} | {} |", encode(&field.label), in_cell(&field.spans));
        }
        out.push('\n');
    }
    for section in difference.sections.iter().filter(|s| differs(s)) {
        section_text(&mut out, section);
    }
    the_same(&mut out, difference);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn differs(section: &SectionDifference) -> bool {
    section.sign != Sign::Same || section.is_moved
}

/// Names together the sections that are the same.
fn the_same(out: &mut String, difference: &Difference) {
    let same = difference.sections.iter().filter(|s| !differs(s));
    let names: Vec<String> = same.map(|s| format!("{} {}", s.number, line(&after(&s.heading)))).collect();
    if !names.is_empty() {
        let _ = writeln!(out, "## The same\n\n{}\n", names.join(" · "));
    }
}

/// What differs about a section beside its rows: heading, settings, text, and what its columns are.
fn about(section: &SectionDifference) -> String {
    let mut out = String::new();
    if section.sign == Sign::Changed && section.heading.iter().any(|s| s.sign != Sign::Same) {
        let _ = writeln!(out, "Heading: {}\n", inline(&section.heading));
    }
    for field in &section.fields {
        let _ = writeln!(out, "{}: {}\n", field.label, inline(&field.spans));
    }
    if section.kind == BlockKind::Prose || section.text.iter().any(|s| s.sign != Sign::Same) {
        let text = prose(&section.text);
        if !text.trim().is_empty() {
            let _ = writeln!(out, "{}\n", text.trim_end());
        }
    }
    for column in section.columns.iter().filter(|c| c.sign == Sign::Changed && !c.about.is_empty()) {
        let _ = writeln!(out, "Column {}: {} changed\n", line(&after(&column.name)), column.about.join(", "));
    }
    out
}

/// How many places differ, in words.
#[must_use]
pub fn tally_words(tally: Tally) -> String {
    let parts = [(tally.added, "added"), (tally.removed, "removed"), (tally.changed, "changed")];
    let parts: Vec<String> = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, deed)| format!("{n} {deed}")).collect();
    if parts.is_empty() { "nothing differs".to_owned() } else { parts.join(", ") }
}

/// The tally as signs: “+3 −1 ~2”.
#[must_use]
pub fn tally_signs(tally: Tally) -> String {
    let parts = [(tally.added, "+"), (tally.removed, "−"), (tally.changed, "~")];
    let parts: Vec<String> = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, sign)| format!("{sign}{n}")).collect();
    parts.join(" ")
}

fn section_text(out: &mut String, section: &SectionDifference) {
    let deed = match section.sign {
        Sign::Added => " (section added)".to_owned(),
        Sign::Removed => " (section removed)".to_owned(),
        _ if section.is_moved && section.tally.is_none() => " (moved)".to_owned(),
        _ => format!(" ({})", tally_signs(section.tally)),
    };
    let heading = if section.sign == Sign::Removed { before(&section.heading) } else { after(&section.heading) };
    let level = if section.depth >= 2 { "###" } else { "##" };
    let _ = writeln!(out, "{level} {} {}{deed}\n", section.number, line(&heading));
    out.push_str(&about(section));
    if section.kind == BlockKind::Fields && section.columns.iter().all(|c| c.sign == Sign::Same) {
        field_lines(out, section);
    } else {
        table(out, section);
    }
}

/// Fields, a line for each that differs.
fn field_lines(out: &mut String, section: &SectionDifference) {
    for column in &section.columns {
        let cells = section.rows.iter().flat_map(|row| &row.cells);
        for cell in cells.filter(|cell| cell.column == column.column && cell.sign != Sign::Same) {
            let _ = writeln!(out, "- **{}:** {}", line(&after(&column.name)), inline(&cell.spans));
        }
    }
    out.push('\n');
}

fn table(out: &mut String, section: &SectionDifference) {
    let shown: Vec<&RowDifference> = section.rows.iter().filter(|r| r.sign != Sign::Same || r.is_moved).collect();
    let named = section.columns.iter().any(|c| c.sign != Sign::Same);
    if section.columns.is_empty() || (shown.is_empty() && !named) {
        return;
    }
    out.push_str("|  | Row |");
    for column in &section.columns {
        let _ = write!(out, " {} |", in_cell(&column.name));
    }
    out.push_str("\n| --- | --- |");
    out.push_str(&" --- |".repeat(section.columns.len()));
    out.push('\n');
    for row in &shown {
        let sign = match row.sign {
            Sign::Added => "+",
            Sign::Removed => "−",
            _ => "~",
        };
        let _ = write!(out, "| {sign} | {} |", row.number);
        for column in &section.columns {
            let cell = row.cells.iter().find(|c| c.column == column.column);
            let _ = write!(out, " {} |", cell.map_or_else(String::new, |c| in_cell(&c.spans)));
        }
        out.push('\n');
    }
    let same = section.rows.len() - shown.len();
    if same > 0 {
        let _ = write!(out, "\n{} {} the same.\n", same, if same == 1 { "row is" } else { "rows are" });
    }
    out.push('\n');
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The marks of a text in a cell of a table.
fn in_cell(spans: &[Span]) -> String {
    encode(prose(spans).trim())
}

/// The marks of a text on one line.
fn inline(spans: &[Span]) -> String {
    let lines: Vec<Span> = spans.iter().map(|s| Span { sign: s.sign, text: line_keeping(&s.text) }).collect();
    prose(&lines)
}

/// Line ends as blanks; blanks at both ends stay, for they stand between words.
fn line_keeping(text: &str) -> String {
    text.replace(['\n', '\r'], " ")
}

/// A text with its mark, which stands at words and never at blanks: there it would be no mark. Between a letter and a sign
/// of punctuation it would be none either, so that signs at the ends stay outside. `next` is what follows.
fn mark(out: &mut String, sign: Sign, text: &str, next: Option<char>) {
    let mark = match sign {
        Sign::Added => "**",
        Sign::Removed => "~~",
        _ => return out.push_str(text),
    };
    // Marks of its own would end ours.
    let own: String = text.replace("**", "").replace("~~", "");
    let words = own.trim();
    if words.is_empty() {
        return out.push_str(&own);
    }
    let start = own.len() - own.trim_start().len();
    let end = own.trim_end().len();
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_behind_letter = start == 0 && is_letter(out.chars().next_back());
    let is_before_letter = end == own.len() && is_letter(next);
    let is_sign = |c: char| !c.is_alphanumeric();
    if words.chars().all(is_sign) {
        // Signs alone: a blank on either side lets the mark be one.
        let gap = |needed: bool| if needed { " " } else { "" };
        let (before, after) = (gap(is_behind_letter), gap(is_before_letter));
        return out.push_str(&format!("{}{before}{mark}{words}{mark}{after}{}", &own[..start], &own[end..]));
    }
    let from = if is_behind_letter { words.len() - words.trim_start_matches(is_sign).len() } else { 0 };
    let to = if is_before_letter { words.trim_end_matches(is_sign).len() } else { words.len() };
    // A removed and an added word side by side are kept apart.
    let gap = if sign == Sign::Removed && end == own.len() && next.is_some() { " " } else { "" };
    // A blank that punctuation left behind stands outside as well.
    let (head, tail) = (&words[..from], &words[to..]);
    let kept = words[from..to].trim();
    let (lead, trail) = blanks_of(&words[from..to]);
    out.push_str(&format!("{}{head}{lead}{mark}{kept}{mark}{trail}{tail}{}{gap}", &own[..start], &own[end..]));
}

/// The blanks at both ends of a text.
fn blanks_of(text: &str) -> (&str, &str) {
    let start = text.len() - text.trim_start().len();
    (&text[..start], &text[text.trim_end().len().max(start)..])
}

/// The marks of a long text, line by line, behind what makes a line a heading or an item.
fn prose(spans: &[Span]) -> String {
    let mut out = String::new();
    // Two marks of one kind beside each other would be none.
    let mut joined: Vec<Span> = Vec::new();
    for span in spans.iter().filter(|span| !span.text.is_empty()) {
        match joined.last_mut() {
            Some(last) if last.sign == span.sign => last.text.push_str(&span.text),
            _ => joined.push(span.clone()),
        }
    }
    let mut pieces = joined.iter().flat_map(|s| s.text.split_inclusive('\n').map(|piece| (s.sign, piece))).peekable();
    while let Some((sign, piece)) = pieces.next() {
        let (text, end) = piece.strip_suffix('\n').map_or((piece, ""), |text| (text, "\n"));
        let next = if end.is_empty() { pieces.peek().and_then(|(_, piece)| piece.chars().next()) } else { None };
        let is_start = out.is_empty() || out.ends_with('\n');
        let head = if is_start && sign != Sign::Same { prefix(text) } else { 0 };
        out.push_str(&text[..head]);
        mark(&mut out, sign, &text[head..], next);
        out.push_str(end);
    }
    out
}

/// How long what makes a line a heading, an item or a quotation is.
fn prefix(text: &str) -> usize {
    let rest = text.trim_start_matches(' ');
    let indent = text.len() - rest.len();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mark = match rest.as_bytes().first() {
        Some(b'-' | b'*' | b'+' | b'>') => 1,
        Some(b'#') => rest.len() - rest.trim_start_matches('#').len(),
        Some(_) if digits > 0 && matches!(rest.as_bytes().get(digits), Some(b'.' | b')')) => digits + 1,
        _ => return 0,
    };
    if !rest[mark..].starts_with(' ') {
        return 0;
    }
    let task = &rest[mark + 1..];
    let boxed = if ["[ ] ", "[x] ", "[X] "].iter().any(|b| task.starts_with(b)) { 4 } else { 0 };
    indent + mark + 1 + boxed
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    pub(super) fn span(sign: Sign, text: &str) -> Span {
        Span { sign, text: text.to_owned() }
    }

    #[test]
    fn marks_stand_at_words_behind_what_makes_a_line_an_item() {
        let spans = [
            span(Sign::Same, "Calls:\n\n"),
            span(Sign::Removed, "- the desk\n"),
            span(Sign::Added, "1. the bridge \n2. **all**\n"),
        ];
        assert_eq!(prose(&spans), "Calls:\n\n- ~~the desk~~\n1. **the bridge** \n2. **all**\n");
        assert_eq!(in_cell(&[span(Sign::Removed, "open"), span(Sign::Added, "met")]), "~~open~~ **met**");
        assert_eq!(in_cell(&[span(Sign::Added, "a | b")]), "**a \\| b**");
        assert_eq!(inline(&[span(Sign::Added, " \n ")]), "   ", "blanks carry no mark");
    }

    #[test]
    fn marks_end_at_line_ends_and_stand_where_they_are_marks() {
        let lines = [span(Sign::Removed, "Find it. "), span(Sign::Added, "Work it.\n"), span(Sign::Same, "No change")];
        assert_eq!(in_cell(&lines), "~~Find it.~~ **Work it.**<br>No change");
        let sign = [span(Sign::Same, "since 14:18"), span(Sign::Added, "; but for 4.2")];
        assert_eq!(inline(&sign), "since 14:18; **but for 4.2**");
        let items = [span(Sign::Added, "- one\n- two")];
        assert_eq!(in_cell(&items), "- **one**<br>- **two**");
    }

    proptest! {
        #[test]
        fn whatever_changed_no_mark_is_left_in_the_words(
            pieces in prop::collection::vec((0_u8..3, "[a-c0-3é.,;:!?() \n-]{0,12}"), 0..8)
        ) {
            let signs = [Sign::Same, Sign::Added, Sign::Removed];
            let spans: Vec<Span> = pieces.iter().map(|(sign, text)| span(signs[usize::from(*sign)], text)).collect();
            let text = prose(&spans);
            let options = pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
            // Line by line: what makes a line a heading, an item or code is another matter.
            for line in text.lines() {
                let line = line.trim_start_matches([' ', '-', '(', ')', '.', '0', '1', '2', '3']);
                let words: String = pulldown_cmark::Parser::new_ext(line, options)
                    .filter_map(|event| match event {
                        pulldown_cmark::Event::Text(words) => Some(words.to_string()),
                        _ => None,
                    })
                    .collect();
                prop_assert!(!words.contains("**") && !words.contains("~~"), "{:?} in {:?}", line, text);
            }
        }
    }

    #[test]
    fn a_difference_of_nothing_says_so() {
        let difference = Difference { header: vec![], sections: vec![], tally: Tally::default() };
        let head = DifferenceHead { title: "Plan", from: "14:24", to: "now" };
        assert!(export_difference(head, &difference).contains("From 14:24 to now: nothing differs."));
    }
}
