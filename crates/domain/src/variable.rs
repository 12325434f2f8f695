//! Variables in templates: `{{incident.number}}`, `{{services}}`, `{{next_update_at}}` (domain reference
//! B.2.5). What is not known stays as written, so that the person who writes sees what is missing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::block::Section;
use crate::directory::Directory;
use crate::document::Document;
use crate::duration;
use crate::incident::{Incident, SituationReport};
use crate::log::Named;
use crate::moment;
use crate::value::{ReferenceKind, Value};
use crate::view::folded;

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
/// The order in which channels of one kind are tried (PACE).
const PACE: [&str; 4] = ["primary", "alternate", "contingency", "emergency"];
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

/// Variables that change while an incident runs: they are read from its log, and stay as written in documents.
pub const CHANGING: &[&str] = &["incident.severity", "commander"];

/// What a declaration says of the variables; a document may hold it.
#[must_use]
pub fn declared(
    number: &str,
    title: &str,
    start: Timestamp,
    services: &[Named],
    directory: &Directory,
    zone: &TimeZone,
) -> Variables {
    let services: Vec<_> = services.iter().map(|s| directory.words(s)).collect();
    named([
        ("incident.name", title.to_owned()),
        ("incident.number", number.to_owned()),
        ("incident.start", moment::print(start, zone)),
        ("services", services.join(", ")),
    ])
}

/// What an incident says of the variables that a document may hold.
#[must_use]
pub fn lasting(incident: &Incident, directory: &Directory, zone: &TimeZone) -> Variables {
    let (number, title, start) = (&incident.number, &incident.title, incident.detected_at);
    let mut variables = declared(number, title, start, &incident.services, directory, zone);
    // While it goes on, the figure would be wrong a minute later.
    if let Some(end) = incident.resolved_at {
        let minutes = end.duration_since(start).as_mins().max(0);
        variables.extend(named([("incident.duration", duration::print(SignedDuration::from_mins(minutes)))]));
    }
    variables
}

/// What an incident says of every variable now, also of those that change.
#[must_use]
pub fn of_incident(incident: &Incident, directory: &Directory, zone: &TimeZone) -> Variables {
    let commander = incident.commander.as_deref().map_or("", |c| directory.words(c));
    let mut variables = lasting(incident, directory, zone);
    variables.extend(named([
        ("incident.severity", directory.words(&incident.severity).to_owned()),
        ("commander", commander.to_owned()),
    ]));
    variables
}

/// What the log and the directory say of the variables that only messages have. What was logged as the situation is
/// written for those inside: outside, its words would tell causes and names, so a person writes them there. The address
/// of the call is for those inside too.
#[must_use]
pub fn of_message(incident: &Incident, directory: &Directory, is_external: bool) -> Variables {
    let mut variables = named([("status_page", address(directory, "status-page"))]);
    if !is_external {
        let told =
            |part: fn(&SituationReport) -> &String| incident.situation.as_ref().map_or("", |s| part(s)).to_owned();
        variables.extend(named([
            ("bridge", address(directory, "bridge")),
            ("impact", told(|situation| &situation.conditions)),
            ("action", told(|situation| &situation.actions)),
        ]));
    }
    variables.retain(|_, value| !value.trim().is_empty());
    variables
}

/// The address of the channel of a kind that comes first: the primary one before its alternates.
fn address(directory: &Directory, kind: &str) -> String {
    let channels = directory.of_kind(&ReferenceKind::Channel).into_iter();
    let known = channels.filter(|c| folded(c.text("kind")) == kind && !c.text("address").trim().is_empty());
    let first = known
        .min_by_key(|channel| PACE.iter().position(|rank| *rank == folded(channel.text("pace"))).unwrap_or(PACE.len()));
    first.map_or_else(String::new, |channel| channel.text("address").trim().to_owned())
}

fn named<const N: usize>(values: [(&str, String); N]) -> Variables {
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

/// What stays open in a text where its variables are filled, as it is written in it; nothing where all is filled. Values
/// that hold braces themselves fill all the same.
#[must_use]
pub fn unfilled<'a>(text: &'a str, variables: &Variables) -> Option<&'a str> {
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").map(|n| n + from) {
        match next(&text[from..]) {
            Some((at, name, end)) if at + from == start && variables.get(name).is_some_and(|v| !v.is_empty()) => {
                from += end;
            }
            _ => {
                let end = text[start..].find("}}").map_or(text.len(), |n| start + n + 2);
                return Some(&text[start..end]);
            }
        }
    }
    None
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
pub(crate) fn next(text: &str) -> Option<(usize, &str, usize)> {
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

/// Fills the variables in the headings, guidance, texts and cells of a document. Message templates and notification rules
/// wait for the message that is written from them, which knows more and knows it later.
pub fn fill_document(document: &mut Document, variables: &Variables) {
    for value in document.header.values_mut() {
        *value = each(value, |text| fill(text, variables));
    }
    let waits = |section: &Section| section.is_form("stages") || section.is_form("notification-rules");
    for section in document.sections.values_mut().filter(|s| !waits(s)) {
        change_texts(section, |text| fill(text, variables));
        let cells = section.block.rows.values_mut().flat_map(|row| row.cells.values_mut());
        cells.for_each(|value| *value = each(value, |text| fill(text, variables)));
    }
}

/// Settings that hold words people write: the document and the section that a view reads, and its list.
const WRITTEN: &[&str] = &["document", "heading", "list"];

/// Changes every text around the cells of a section: not the words by which rules know settings and columns.
pub(crate) fn change_texts(section: &mut Section, change: impl Fn(&str) -> String) {
    for text in [&mut section.heading, &mut section.label, &mut section.guidance, &mut section.block.text] {
        *text = change(text);
    }
    for column in section.block.columns.values_mut() {
        column.name = change(&column.name);
        if let Some(note) = column.options.get_mut("note") {
            *note = change(note);
        }
    }
    for (_, value) in section.block.settings.iter_mut().filter(|(key, _)| WRITTEN.contains(&key.as_str())) {
        *value = each(value, &change);
    }
}

/// A value with each of its texts changed.
pub(crate) fn each(value: &Value, change: impl Fn(&str) -> String) -> Value {
    match value {
        Value::One(text) => Value::One(change(text)),
        Value::Many(members) => Value::Many(members.iter().map(|(m, mark)| (change(m), mark.clone())).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::log::{Fact, State};
    use crate::test::{Builder, Log, document_of};

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

    #[test]
    fn a_message_inside_says_what_was_logged_and_one_outside_leaves_it_to_a_person() {
        let mut b = Builder::default();
        let channels = b.list(
            "channels",
            &[
                &[("name", "Second bridge"), ("kind", "bridge"), ("address", "+1 555 0101"), ("pace", "alternate")],
                &[("name", "Command bridge"), ("kind", "bridge"), ("address", "+1 555 0100"), ("pace", "primary")],
                &[("name", "Status"), ("kind", "status-page"), ("address", "status.example.org")],
                &[("name", "Other page"), ("kind", "status-page")],
            ],
        );
        let directory = document_of(&[channels]);
        let mut log = Log::default();
        log.declared("14:00");
        assert_eq!(of_message(&log.incident(), &Directory::default(), false), Variables::new());
        log.add(
            "14:05",
            Fact::Situation {
                conditions: "Card payments fail".to_owned(),
                actions: "Rolling back 8.4".to_owned(),
                needs: String::new(),
            },
        );
        let incident = log.incident();
        let text = "{{impact}} {{action}} {{bridge}} {{status_page}}";
        let inside = of_message(&incident, &directory, false);
        assert_eq!(fill(text, &inside), "Card payments fail Rolling back 8.4 +1 555 0100 status.example.org");
        let outside = of_message(&incident, &directory, true);
        assert_eq!(fill(text, &outside), "{{impact}} {{action}} {{bridge}} status.example.org");
    }

    #[test]
    fn a_document_holds_what_lasts_and_leaves_to_the_log_what_changes() {
        let mut b = Builder::default();
        let mut log = Log::default();
        let declared = Fact::Declared {
            number: "INC-7".to_owned(),
            title: "Checkout fails".to_owned(),
            severity: "SEV1".to_owned(),
            commander: Some("Priya Raman".to_owned()),
            services: vec!["Checkout API".to_owned()],
            detected_at: None,
        };
        log.add("14:00", declared);
        log.add("16:00:30", Fact::StateChanged { state: State::Resolved });
        let (directory, incident) = (Directory::default(), log.incident());
        let lasting = lasting(&incident, &directory, &TimeZone::UTC);
        assert_eq!(lasting["incident.duration"], "2 h", "as every span is printed");
        let all = of_incident(&incident, &directory, &TimeZone::UTC);
        let changing: Vec<&str> = all.keys().map(String::as_str).filter(|k| !lasting.contains_key(*k)).collect();
        assert_eq!(changing, ["commander", "incident.severity"]);
        assert!(changing.iter().all(|name| CHANGING.contains(name)));

        let text = "{{incident.number}}, {{incident.severity}}, {{commander}}";
        let message = b.block(&BlockKind::Stages, "", &[&[("body", text)]]);
        let tags = b.block(&BlockKind::Table, "directory/services", &[&[("name", text), ("regulatory", text)]]);
        let sections = vec![("Messages", BlockKind::Stages, message), ("Text", BlockKind::Table, tags)];
        let mut document = b.document("Plan", "", sections);
        for section in document.sections.values_mut() {
            (section.guidance, section.label) = (text.to_owned(), text.to_owned());
            section.block.settings.insert("document".to_owned(), Value::one(text));
        }
        fill_document(&mut document, &lasting);
        let filled = "INC-7, {{incident.severity}}, {{commander}}";
        let sections = document.live_sections();
        let told = |at: usize, key: &str| {
            let block = &sections[at].1.block;
            block.cell_text(block.live_rows()[0].1, key).to_owned()
        };
        assert_eq!(told(0, "body"), text, "a message is filled when it is written");
        let section = sections[1].1;
        assert_eq!((told(1, "name"), told(1, "regulatory")), (filled.to_owned(), filled.to_owned()));
        assert_eq!((section.guidance.as_str(), section.label.as_str()), (filled, filled));
        assert_eq!(section.block.setting("document"), filled);
        assert_eq!(section.block.setting("preset"), "directory/services", "what rules read stays");
    }
}
