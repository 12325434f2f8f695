//! A test of a condition in the words of the page: columns by their names and choices by theirs, where the
//! condition was written with their keys.

use bridgebook_domain::case::is_text;
use bridgebook_domain::condition::{Condition, Operand, print};
use bridgebook_domain::preset::Preset;
use bridgebook_domain::view::folded;
use bridgebook_domain::{Column, Section};

use crate::desk::Desk;

/// The words of a test.
pub(crate) fn told(desk: &Desk<'_>, section: &Section, test: &Condition) -> String {
    match test {
        Condition::Field { field, operator, values } => {
            let column = column_of(desk, section, field);
            let values: Vec<String> = values.iter().map(|value| operand(desk, column, value)).collect();
            let words = [name_of(column, field), in_words(desk, operator.as_str()), values.join(", ")];
            words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
        }
        Condition::Count { same, window, comparison, times } => {
            let name = |field: &String| format!("of same {} ", name_of(column_of(desk, section, field), field));
            let same = same.as_ref().map(name).unwrap_or_default();
            let (window, comparison) = (in_days(desk, *window), in_words(desk, comparison.as_str()));
            format!("count {same}in {window} {comparison} {times}")
        }
        Condition::Age { comparison, span } => {
            format!("age {} {}", in_words(desk, comparison.as_str()), in_days(desk, *span))
        }
        // The name of a flag is a team's own word.
        flag @ Condition::Flag { .. } => print(flag),
        other => in_words(desk, &print(other)),
    }
}

/// Signs of comparison as words: a rule on paper is read by whoever has the telephone in the other hand.
fn in_words(desk: &Desk<'_>, text: &str) -> String {
    let said = |part: &str| {
        let at = ["<", "<=", ">", ">="].iter().position(|sign| *sign == part);
        at.map_or_else(|| part.to_owned(), |at| desk.say().comparisons[at].to_owned())
    };
    text.split(' ').map(said).collect::<Vec<_>>().join(" ")
}

/// A span as it is said: days, where it is some.
fn in_days(desk: &Desk<'_>, span: jiff::SignedDuration) -> String {
    desk.say().duration(&bridgebook_domain::duration::stored(span))
}

fn operand(desk: &Desk<'_>, column: Option<&Column>, value: &Operand) -> String {
    match value {
        Operand::Text(text) => column.and_then(|c| c.choices.get(text)).map_or_else(
            // Words that were written in quotes keep them, so that their ends are seen.
            || if text.chars().any(char::is_whitespace) { format!("“{text}”") } else { text.clone() },
            |choice| choice.name.clone(),
        ),
        Operand::Number(number) => number.to_string(),
        Operand::Percent(number) => format!("{number} %"),
        Operand::Span(span) => in_days(desk, *span),
        Operand::Row { column, same } => format!("{column} of the same {same}"),
    }
}

/// The name of a column; a key that no table here has may be one of those that come with Bridgebook. `text` is all the
/// words of a case, whatever columns a table has, as the rules read it.
fn name_of(column: Option<&Column>, field: &str) -> String {
    if is_text(field) {
        return field.to_lowercase();
    }
    if let Some(name) = column.map(|c| c.name.trim()).filter(|name| !name.is_empty()) {
        return name.to_owned();
    }
    let preset = Preset::all().flat_map(|p| p.columns).find(|c| c.key == field);
    preset.map_or_else(|| field.to_owned(), |c| c.name.to_owned())
}

/// The column that a condition means, by key, else by name: of the own document first.
fn column_of<'b>(desk: &Desk<'b>, section: &Section, field: &str) -> Option<&'b Column> {
    let documents = &desk.binder.documents;
    let is_own = |at: &usize| documents[*at].document.sections.values().any(|s| std::ptr::eq(s, section));
    let own = (0..documents.len()).find(is_own).unwrap_or(0);
    let order = std::iter::once(own).chain((0..documents.len()).filter(|at| *at != own));
    let columns: Vec<&'b Column> = order
        .filter_map(|at| documents.get(at))
        .flat_map(|input| input.document.sections.values())
        .filter(|s| s.deleted_at.is_none())
        .flat_map(|s| s.block.columns.values())
        .filter(|c| c.deleted_at.is_none())
        .collect();
    let wanted = folded(field);
    let by_key = columns.iter().find(|c| !c.key.is_empty() && c.key == field);
    by_key.or_else(|| columns.iter().find(|c| folded(&c.name) == wanted)).copied()
}
