//! X25: a variable that was not filled in, or that there is not.

use std::collections::BTreeSet;

use super::{Context, Finding, FindingLevel};
use crate::block::Section;
use crate::grid::Grid;
use crate::id::SectionId;
use crate::variable::{CHANGING, meaning, names};

/// Bytes around the name of a variable: `{{` and `}}`.
const SHORTEST: usize = 4;

/// Each variable is told once for a section, at the first place where it stands.
pub(super) fn check(context: &Context<'_>, id: SectionId, section: &Section, grid: &Grid<'_>, list: &mut Vec<Finding>) {
    let mut told = BTreeSet::new();
    let mut tell = |text: &str, at: &dyn Fn(Finding) -> Finding| {
        for name in names(text) {
            if told.insert(name.to_owned())
                && let Some(finding) = finding(context, section, name)
            {
                list.push(at(finding.in_section(id)));
            }
        }
    };
    tell(&section.heading, &|f| f);
    tell(&section.block.text, &|f| f);
    for line in grid.lines() {
        for cell in line.cells {
            // Most cells hold a few letters, and a matrix has thousands of them.
            if cell.one.is_some_and(|text| text.len() <= SHORTEST) {
                continue;
            }
            cell.each(|member| {
                if member.contains("{{") {
                    tell(member, &|f| f.in_row(line.row).in_column(grid.columns[cell.place].0));
                }
            });
        }
    }
}

fn finding(context: &Context<'_>, section: &Section, name: &str) -> Option<Finding> {
    // Filled when a level is called, or when what a rule waits for happens.
    if section.is_form("notification-rules") && (["level", "event"].contains(&name) || meaning(name).is_some()) {
        return None;
    }
    let new = |level, title: String, message: String| Finding::new("X25", level, context.document_id, title, message);
    let Some(meaning) = meaning(name) else {
        let message =
            "It stays as it is written wherever this is used. Look for a slip of the pen, or write what is meant.";
        return Some(new(FindingLevel::Warning, format!("There is no variable {{{{{name}}}}}"), message.to_owned()));
    };
    // Message templates are filled when a message is written from them, and a library document when an incident uses it.
    if section.is_form("stages") || context.document.header_text("incident").is_empty() {
        return None;
    }
    let title = format!("{{{{{name}}}}} is not filled in");
    let message = if CHANGING.contains(&name) {
        format!(
            "It stands for: {meaning}. That may change while the incident runs, so no document holds it; the head of this one shows it as it is. Write here what held at the time that the text is about, or take it out."
        )
    } else {
        format!("It stands for: {meaning}. Write it here, or take it out.")
    };
    Some(new(FindingLevel::Warning, title, message))
}

#[cfg(test)]
mod tests {
    use crate::block::{Block, BlockKind};
    use crate::directory::Directory;
    use crate::finding::findings;
    use crate::id::DocumentId;
    use crate::test::{Builder, at, incident_id};
    use crate::value::Value;

    #[test]
    fn a_variable_that_is_not_filled_or_not_there_is_found_once_and_where_it_stands() {
        let mut b = Builder::default();
        let text = "On {{incident.start}} and {{incident.start}}: {{incdent.name}}";
        let prose = Block { text: text.to_owned(), ..Block::default() };
        let table = b.block(&BlockKind::Table, "objectives", &[&[("text", "Restore {{services}}")]]);
        let mut document =
            b.document("Plan", "", vec![("Seen", BlockKind::Prose, prose), ("Goals", BlockKind::Table, table)]);
        let id = DocumentId::new(b.uuid());
        let found = |document: &crate::Document| -> Vec<(String, bool)> {
            let list = findings([(id, document)], &Directory::default(), None, at("14:47"));
            list.into_iter().filter(|f| f.rule == "X25").map(|f| (f.title, f.row.is_some())).collect()
        };
        let unknown = ("There is no variable {{incdent.name}}".to_owned(), false);
        assert_eq!(found(&document), std::slice::from_ref(&unknown), "in the library they wait for an incident");
        document.header.insert("incident".to_owned(), Value::one(incident_id().to_string()));
        let open = |name: &str, in_row| (format!("{{{{{name}}}}} is not filled in"), in_row);
        let mut all = found(&document);
        all.sort();
        let mut expected = vec![unknown, open("incident.start", false), open("services", true)];
        expected.sort();
        assert_eq!(all, expected);
    }

    #[test]
    fn a_variable_that_no_document_holds_says_why() {
        let mut b = Builder::default();
        let prose = Block { text: "{{commander}} and {{impact}}".to_owned(), ..Block::default() };
        let mut document = b.document("Plan", "", vec![("Seen", BlockKind::Prose, prose)]);
        document.header.insert("incident".to_owned(), Value::one(incident_id().to_string()));
        let list = findings([(DocumentId::new(b.uuid()), &document)], &Directory::default(), None, at("14:47"));
        let told: Vec<_> = list.iter().filter(|f| f.rule == "X25").map(|f| f.message.as_str()).collect();
        assert!(told[0].contains("the head of this one shows it") && !told[1].contains("the head"), "{told:?}");
    }

    #[test]
    fn the_variables_of_message_templates_wait_for_the_message() {
        let mut b = Builder::default();
        let mut block = b.block(&BlockKind::Stages, "", &[]);
        let key =
            block.live_columns().iter().find(|(_, c)| c.key == "body").map(|(_, c)| c.key.clone()).expect("a body");
        b.row(&mut block, &[(key.as_str(), "{{impact}} {{impct}}")]);
        let mut document = b.document("Plan", "", vec![("Stages", BlockKind::Stages, block)]);
        document.header.insert("incident".to_owned(), Value::one(incident_id().to_string()));
        let id = DocumentId::new(b.uuid());
        let list = findings([(id, &document)], &Directory::default(), None, at("14:47"));
        let titles: Vec<_> = list.iter().filter(|f| f.rule == "X25").map(|f| f.title.as_str()).collect();
        assert_eq!(titles, ["There is no variable {{impct}}"]);
    }
}
