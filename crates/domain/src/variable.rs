//! Variables in templates: `{{incident.number}}`, `{{services}}`, `{{next_update_at}}` (domain reference
//! B.2.5). What is not known stays as written, so that the person who writes sees what is missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Document;
use crate::value::Value;

/// Values by the name of their variable.
pub type Variables = BTreeMap<String, String>;

/// Fills the variables of a text; an unknown or empty one stays as written.
#[must_use]
pub fn fill(text: &str, variables: &Variables) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, name, end)) = next(rest) {
        out.push_str(&rest[..start]);
        match variables.get(name).filter(|v| !v.is_empty()) {
            Some(value) => out.push_str(value),
            None => out.push_str(&rest[start..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The names of the variables in a text.
#[must_use]
pub fn names(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some((_, name, end)) = next(rest) {
        found.insert(name);
        rest = &rest[end..];
    }
    found
}

/// The next variable: where it starts, its name, where it ends.
fn next(text: &str) -> Option<(usize, &str, usize)> {
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").map(|n| n + from) {
        let inside = start + 2;
        let length = text[inside..].find("}}")?;
        let name = text[inside..inside + length].trim();
        if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-')) {
            return Some((start, name, inside + length + 2));
        }
        from = inside;
    }
    None
}

/// Fills the variables in the headings, texts and cells of a document.
pub fn fill_document(document: &mut Document, variables: &Variables) {
    for value in document.header.values_mut() {
        fill_value(value, variables);
    }
    for section in document.sections.values_mut() {
        section.heading = fill(&section.heading, variables);
        section.block.text = fill(&section.block.text, variables);
        for row in section.block.rows.values_mut() {
            for value in row.cells.values_mut() {
                fill_value(value, variables);
            }
        }
    }
}

fn fill_value(value: &mut Value, variables: &Variables) {
    match value {
        Value::One(text) => *text = fill(text, variables),
        Value::Many(members) => {
            let filled = std::mem::take(members).into_iter().map(|(member, mark)| (fill(&member, variables), mark));
            *members = filled.collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_filled_and_the_rest_stays_as_written() {
        let variables = Variables::from([
            ("incident.number".to_owned(), "INC-2041".to_owned()),
            ("impact".to_owned(), String::new()),
            ("recursive".to_owned(), "{{incident.number}}".to_owned()),
        ]);
        for (text, expected) in [
            ("{{incident.number}}: {{ incident.number }}", "INC-2041: INC-2041"),
            ("{{impact}} and {{unknown}}", "{{impact}} and {{unknown}}"),
            ("{{recursive}}", "{{incident.number}}"),
            ("{{ two words }} {{incident.number}}", "{{ two words }} INC-2041"),
            ("{{{incident.number}}", "{{{incident.number}}"),
            ("an open {{incident.number", "an open {{incident.number"),
        ] {
            assert_eq!(fill(text, &variables), expected, "{text}");
        }
        assert_eq!(names("{{a.b}} {{ c }} {{a.b}}"), BTreeSet::from(["a.b", "c"]));
    }
}
