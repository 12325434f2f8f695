//! Variables in templates: `{{incident.number}}`, `{{services}}`, `{{next_update_at}}` (domain reference
//! B.2.5). What is not known stays as written, so that the person who writes sees what is missing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::directory::Directory;
use crate::document::Document;
use crate::incident::Incident;
use crate::moment;
use crate::value::Value;

/// Values by the name of their variable.
pub type Variables = BTreeMap<String, String>;

/// The variables there are, with what each stands for (domain reference B.2.5). `docs/file-format.md` lists the same.
pub const KNOWN: &[(&str, &str)] = &[
    ("incident.name", "title of the incident"),
    ("incident.number", "number of the incident"),
    ("incident.severity", "severity of the incident"),
    ("incident.start", "when it was detected"),
    ("incident.duration", "how long it has lasted, or lasted"),
    ("services", "services affected"),
    ("commander", "who commands"),
    ("impact", "what it means for those affected"),
    ("workaround", "what helps meanwhile"),
    ("action", "what is being done"),
    ("next_update_at", "when the next update comes"),
    ("as_of", "the moment that the text is of"),
    ("contact", "where questions go"),
    ("status_page", "address of the status page"),
    ("bridge", "address of the call"),
];
/// Beginning of the variables of a hand-off brief.
const BRIEF: &str = "brief.";

/// What a variable stands for; nothing for one that there is not.
#[must_use]
pub fn meaning(name: &str) -> Option<&'static str> {
    if name.starts_with(BRIEF) {
        return Some("a part of the hand-off brief");
    }
    KNOWN.iter().find(|(known, _)| *known == name).map(|(_, meaning)| *meaning)
}

/// What an incident says of the variables now.
#[must_use]
pub fn of_incident(incident: &Incident, directory: &Directory, now: Timestamp, zone: &TimeZone) -> Variables {
    let services: Vec<_> = incident.services.iter().map(|s| directory.words(s)).collect();
    let end = incident.resolved_at.unwrap_or(now);
    let minutes = end.duration_since(incident.detected_at).as_secs().max(0) / 60;
    let lasted =
        if minutes < 60 { format!("{minutes} min") } else { format!("{} h {} min", minutes / 60, minutes % 60) };
    let values = [
        ("incident.name", incident.title.clone()),
        ("incident.number", incident.number.clone()),
        ("incident.severity", directory.words(&incident.severity).to_owned()),
        ("incident.start", moment::print(incident.detected_at, zone)),
        // While it goes on, the figure would be wrong a minute later.
        ("incident.duration", if incident.resolved_at.is_some() { lasted } else { String::new() }),
        ("services", services.join(", ")),
        ("commander", incident.commander.as_ref().map_or_else(String::new, |c| directory.words(c).to_owned())),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Puts variables where their values stand as whole words: the number, and names that are long enough to mean
/// nothing else.
#[must_use]
pub fn unfill(text: &str, variables: &Variables) -> String {
    const SHORTEST: usize = 6;
    let is_told =
        |name: &str, value: &str| !value.is_empty() && (name == "incident.number" || value.chars().count() >= SHORTEST);
    let mut known: Vec<_> = variables.iter().filter(|(name, value)| is_told(name, value)).collect();
    // A title may hold the number.
    known.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
    known.into_iter().fold(text.to_owned(), |text, (name, value)| put_back(&text, value, &format!("{{{{{name}}}}}")))
}

/// The text with whole words replaced: `INC-1` is no part of `INC-12`.
fn put_back(text: &str, value: &str, variable: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, _) in text.match_indices(value) {
        let end = at + value.len();
        let is_whole = !text[..at].ends_with(char::is_alphanumeric) && !text[end..].starts_with(char::is_alphanumeric);
        if is_whole {
            out.push_str(&text[rest..at]);
            out.push_str(variable);
            rest = end;
        }
    }
    out.push_str(&text[rest..]);
    out
}

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
    fn a_value_becomes_its_variable_again_where_it_means_nothing_else() {
        let variables = Variables::from([
            ("incident.number".to_owned(), "INC-2041".to_owned()),
            ("incident.name".to_owned(), "INC-2041 Checkout fails".to_owned()),
            ("incident.severity".to_owned(), "SEV1".to_owned()),
        ]);
        assert_eq!(unfill("INC-2041 Checkout fails", &variables), "{{incident.name}}");
        assert_eq!(unfill("As in INC-2041, a SEV1", &variables), "As in {{incident.number}}, a SEV1");
        assert_eq!(unfill("INC-20411 and XINC-2041", &variables), "INC-20411 and XINC-2041");
    }

    #[test]
    fn every_variable_that_the_documentation_lists_is_known_and_the_other_way_round() {
        let text = include_str!("../../../docs/file-format.md");
        for (name, _) in KNOWN {
            assert!(text.contains(&format!("| `{{{{{name}}}}}` |")), "docs/file-format.md does not list {name}");
        }
        for name in names(text) {
            assert!(meaning(name).is_some(), "docs/file-format.md names {name}, which is not there");
        }
    }

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
