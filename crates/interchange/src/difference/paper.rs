//! A difference for the printed page: a document in the file form whose tables say of each row what became of it and,
//! cell by cell, what changed. A table beside its former self would be wider than any paper.

use std::fmt::Write as _;

use bridgebook_domain::difference::{Difference, RowDifference, SectionDifference, Sign, Span, after, before};

use super::{DifferenceHead, about, differs, in_cell, inline, line, tally_words, the_same};
use crate::cell::encode;

/// Letters of the changes of a row that stand in one cell; what goes beyond is a line of its own.
const MOST: usize = 4_000;

/// The report of a difference as a document in the file form, without its title. Sections keep the numbers that they
/// have in the document; those that are the same are named together at the end.
#[must_use]
pub fn paper_difference(head: DifferenceHead<'_>, difference: &Difference) -> String {
    let mut out = String::from("---\nbridgebook: 1\n---\n\n## In short\n\n");
    let _ = writeln!(out, "From {} to {}: {}.\n", head.from, head.to, tally_words(difference.tally));
    out.push_str("**Bold** was added, ~~struck through~~ was removed.\n\n");
    if !difference.header.is_empty() {
        out.push_str("## Details of the document\n\n");
        out.push_str("<!-- bb:table\ncol Detail key=detail type=text\ncol Change key=change type=markdown\n-->\n\n");
        out.push_str("| Detail | Change |\n| --- | --- |\n");
        for field in &difference.header {
            let _ = writeln!(out, "| {} | {} |", encode(&field.label), in_cell(&field.spans));
        }
        out.push('\n');
    }
    for section in difference.sections.iter().filter(|s| differs(s)) {
        section_text(&mut out, section);
    }
    the_same(&mut out, difference);
    out
}

/// A section: its heading with what became of it, its words, and its rows.
fn section_text(out: &mut String, section: &SectionDifference) {
    let deed = match section.sign {
        Sign::Added => "added".to_owned(),
        Sign::Removed => "removed".to_owned(),
        _ if section.is_moved && section.tally.is_none() => "moved".to_owned(),
        _ => tally_words(section.tally),
    };
    let heading = if section.sign == Sign::Removed { before(&section.heading) } else { after(&section.heading) };
    let heading = format!("{} (section {}: {deed})", line(&heading), section.number);
    let mut words = about(section);
    let named: Vec<String> =
        section.columns.iter().filter(|c| c.sign != Sign::Same).map(|c| inline(&c.name).trim().to_owned()).collect();
    let rows: Vec<&RowDifference> = section.rows.iter().filter(|r| r.sign != Sign::Same || r.is_moved).collect();
    // Of a table that came or went as a whole the rows say what stood in it.
    if !named.is_empty() && section.sign == Sign::Changed {
        let _ = writeln!(words, "Columns: {}\n", named.join(", "));
    }
    let has_words = !words.trim().is_empty();
    if has_words || rows.is_empty() {
        let _ = writeln!(out, "## {heading}\n\n{words}");
    }
    if rows.is_empty() {
        return;
    }
    let level = if has_words { "### Rows" } else { "## " };
    let title = if has_words { String::new() } else { heading };
    let _ = writeln!(out, "{level}{title}\n\n<!-- bb:table");
    out.push_str("col Row key=row type=text\ncol \"What became of it\" key=deed type=text\n");
    out.push_str("col Change key=change type=markdown\n-->\n\n");
    out.push_str("| Row | What became of it | Change |\n| --- | --- | --- |\n");
    for row in &rows {
        row_text(out, section, row);
    }
    let same = section.rows.len() - rows.len();
    if same > 0 {
        let _ = writeln!(out, "| {same} more | the same | |");
    }
    out.push('\n');
}

/// A row: of one that changed only the cells that did, with what each was and is.
fn row_text(out: &mut String, section: &SectionDifference, row: &RowDifference) {
    let deed = match row.sign {
        Sign::Added => "added",
        Sign::Removed => "removed",
        _ if row.is_moved && row.cells.iter().all(|cell| cell.sign == Sign::Same) => "moved",
        _ if row.is_moved => "changed, moved",
        _ => "changed",
    };
    let words = |spans: &[Span]| if row.sign == Sign::Removed { before(spans) } else { after(spans) };
    let mut parts: Vec<String> = vec![String::new()];
    for column in &section.columns {
        let Some(cell) = row.cells.iter().find(|cell| cell.column == column.column) else { continue };
        if row.sign == Sign::Changed && cell.sign == Sign::Same {
            continue;
        }
        let told = format!("{}: {}", encode(&line(&words(&column.name))), in_cell(&cell.spans).trim());
        match parts.last_mut() {
            Some(last) if last.is_empty() => *last = told,
            Some(last) if last.len() + told.len() <= MOST => {
                // A paragraph of the cell for each.
                last.push_str("<br><br>");
                last.push_str(&told);
            }
            _ => parts.push(told),
        }
    }
    let first = section.columns.iter().find_map(|column| row.cells.iter().find(|cell| cell.column == column.column));
    let name = first.map(|cell| line(&words(&cell.spans))).filter(|name| name.chars().count() <= NAME);
    let name = name.filter(|name| *name != row.number.to_string()).map_or(String::new(), |name| format!(", {name}"));
    for part in parts {
        let _ = writeln!(out, "| {}{} | {deed} | {part} |", row.number, encode(&name));
    }
}

/// Letters up to which the first cell of a row names it.
const NAME: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difference::tests::span;
    use bridgebook_domain::BlockKind;
    use bridgebook_domain::difference::{CellDifference, ColumnDifference, Tally};
    use bridgebook_domain::id::{ColumnId, RowId, SectionId};
    use uuid::Uuid;

    fn table() -> Difference {
        let ids = [1, 2, 3].map(|n| ColumnId::new(Uuid::from_u128(n)));
        let names = ["Level", "Call", "By"];
        let same = |text: &str| vec![span(Sign::Same, text)];
        let columns = ids.iter().zip(names).map(|(id, name)| ColumnDifference {
            column: *id,
            sign: Sign::Same,
            name: same(name),
            is_number: false,
            about: Vec::new(),
        });
        let cell = |at: usize, sign: Sign, spans: Vec<Span>| CellDifference { column: ids[at], sign, spans };
        let changed = vec![
            cell(0, Sign::Same, same("L1")),
            cell(1, Sign::Changed, vec![span(Sign::Removed, "On-call"), span(Sign::Added, "Duty | desk")]),
            cell(2, Sign::Same, same("phone")),
        ];
        let row = |number: u32, sign: Sign, cells: Vec<CellDifference>| RowDifference {
            row: RowId::new(Uuid::from_u128(u128::from(number))),
            sign,
            is_moved: false,
            number,
            cells,
        };
        let removed = vec![cell(0, Sign::Removed, vec![span(Sign::Removed, "L4")])];
        let section = SectionDifference {
            section: SectionId::new(Uuid::from_u128(9)),
            sign: Sign::Changed,
            is_moved: false,
            number: "5".to_owned(),
            depth: 1,
            kind: BlockKind::Escalation,
            heading: same("Matrix"),
            fields: Vec::new(),
            text: Vec::new(),
            columns: columns.collect(),
            rows: vec![
                row(1, Sign::Changed, changed),
                row(2, Sign::Same, vec![cell(0, Sign::Same, same("L2"))]),
                row(4, Sign::Removed, removed),
            ],
            rows_before: 3,
            rows_after: 2,
            tally: Tally { added: 0, removed: 1, changed: 1 },
        };
        Difference { header: Vec::new(), sections: vec![section], tally: Tally { added: 0, removed: 1, changed: 1 } }
    }

    #[test]
    fn a_changed_row_tells_its_changed_cells_and_no_others() {
        let head = DifferenceHead { title: "Matrix", from: "14:24", to: "now" };
        let text = paper_difference(head, &table());
        assert!(text.contains("## Matrix (section 5: 1 removed, 1 changed)"), "{text}");
        assert!(text.contains("| 1, L1 | changed | Call: ~~On-call~~ **Duty \\| desk** |"), "{text}");
        assert!(text.contains("| 4, L4 | removed | Level: ~~L4~~ |"), "{text}");
        assert!(text.contains("| 1 more | the same | |"), "{text}");
        assert!(!text.contains("phone"), "what is the same is not told: {text}");
    }
}
