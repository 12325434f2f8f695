use super::*;
use crate::block::Row;
use crate::id::ColumnId;
use crate::position::Position;
use crate::preset::role_column;
use crate::test::{Builder, document_of, incident_id};

fn made(with_content: bool) -> (Document, String) {
    let mut b = Builder::default();
    let person = b.person(&[("name", "Priya Raman")]);
    let roles = b.list("roles", &[&[("name", "Scribe")]]);
    let (priya, scribe) = (person.0.to_string(), roles.1.live_sections()[0].1.block.live_rows()[0].0.to_string());
    let mut directory = vec![person, roles];
    let actions =
        [("text", "Call the acquirer about INC-2041"), ("owner", priya.as_str()), ("due", "2026-03-11T14:00:00Z")];
    let table = b.block(&BlockKind::Table, "improvements", &[&actions, &[("owner", "Priya Raman")]]);
    let list =
        b.block(&BlockKind::Checklist, "", &[&[("item", "Freeze"), ("done", "yes"), ("owner", scribe.as_str())]]);
    let file = format!("![Login](attachment:{})", incident_id());
    let prose = Block { text: format!("Since INC-2041. {file} [a](https://example.org)"), ..Block::default() };
    let mut document = b.document(
        "INC-2041 plan",
        "incident-action-plan",
        vec![("Seen", BlockKind::Prose, prose), ("Do", BlockKind::Table, table), ("List", BlockKind::Checklist, list)],
    );
    for (key, value) in [
        ("incident", incident_id().to_string()),
        ("owner", priya),
        ("status", "approved".to_owned()),
        ("effective", "2026-03-11".to_owned()),
    ] {
        document.header.insert(key.to_owned(), Value::one(value));
    }
    directory.push((crate::id::DocumentId::new(b.uuid()), document.clone()));
    let variables = Variables::from([("incident.number".to_owned(), "INC-2041".to_owned())]);
    let about = About { title: "Our plan", category: "plan", description: "How we do it" };
    (as_template(&document, &document_of(&directory), &variables, about, with_content), scribe)
}

#[test]
fn people_moments_files_and_ticks_are_left_out_and_the_incident_becomes_variables() {
    let (template, scribe) = made(true);
    let header: Vec<_> = template.header.iter().map(|(k, v)| (k.as_str(), v.as_one().unwrap_or(""))).collect();
    let expected = [
        ("category", "plan"),
        ("language", "en"),
        ("status", "draft"),
        ("subtitle", "How we do it"),
        ("title", "Our plan"),
        ("version", "0.1"),
    ];
    assert_eq!(header, expected);
    let sections = template.live_sections();
    assert_eq!(sections[0].1.block.text, "Since {{incident.number}}. Login [a](https://example.org)");
    let table = &sections[1].1.block;
    let rows = table.live_rows();
    assert_eq!(rows.len(), 1, "a row of which only a person was there is gone");
    assert_eq!(table.cell_text(rows[0].1, "text"), "Call the acquirer about {{incident.number}}");
    assert!(table.cell(rows[0].1, "owner").is_none() && table.cell(rows[0].1, "due").is_none());
    let list = &sections[2].1.block;
    let row = list.live_rows()[0].1;
    assert_eq!(
        (list.cell_text(row, "item"), list.cell_text(row, "owner")),
        ("Freeze", scribe.as_str()),
        "a role stays"
    );
    assert!(list.cell(row, "done").is_none(), "nothing is ticked");
}

#[test]
fn without_content_the_form_and_the_rules_stay() {
    let (template, _) = made(false);
    let sections = template.live_sections();
    assert_eq!(sections[0].1.block.text, "");
    assert!(sections[1].1.block.live_rows().is_empty() && !sections[1].1.block.columns.is_empty());
    assert_eq!(sections[2].1.block.live_rows().len(), 1, "what is to be ticked is the form");
}

/// A plan with an organisation, contacts and a schedule, of which the directory knows one person and one vendor.
fn staffed(with_content: bool) -> Document {
    let mut b = Builder::default();
    let person = b.person(&[("name", "Priya Raman")]);
    let vendors = b.list("vendors", &[&[("name", "Acquirer")]]);
    let directory = document_of(&[person, vendors]);
    let roster = b.block(
        &BlockKind::Roster,
        "",
        &[
            &[("position", "Scribe"), ("person", "priya  RAMAN"), ("contact", "+49 30 555 0101")],
            &[("position", "Lead"), ("person", "Bo Nobody"), ("contact", "+49 30 555 0102")],
            &[("position", "Bridge"), ("contact", "+49 30 555 0103")],
        ],
    );
    let contacts = b.block(
        &BlockKind::Contacts,
        "",
        &[
            &[("name", "Priya Raman"), ("position", "Scribe"), ("primary", "+1"), ("notes", "On leave in May")],
            &[("name", "Cy Unknown"), ("position", "Lead"), ("emergency", "+2"), ("hours", "Not on Fridays")],
            &[("name", "Acquirer"), ("alternate", "+3"), ("notes", "As in INC-2041")],
        ],
    );
    let mut schedule = b.block(&BlockKind::Schedule, "", &[&[("name", "Pilot")]]);
    schedule.settings.insert("start".to_owned(), Value::one("2026-03-11"));
    let mut raci = b.block(&BlockKind::Raci, "", &[&[("activity", "Restore")]]);
    let column = |name: &str, options: &[(&str, &str)]| role_column(Position::default(), name, options);
    let held = [("role", "Scribe"), ("person", "Dee Nobody"), ("deputy", "Priya Raman")];
    raci.columns.insert(ColumnId::new(b.uuid()), column("Priya Raman", &held));
    let tags = b.block(
        &BlockKind::Table,
        "directory/services",
        &[&[("name", "Checkout"), ("regulatory", "INC-2041|PCI"), ("tier", "Priya Raman")]],
    );
    let mut document = b.document(
        "Plan",
        "",
        vec![
            ("Roster", BlockKind::Roster, roster),
            ("Contacts", BlockKind::Contacts, contacts),
            ("Schedule", BlockKind::Schedule, schedule),
            ("RACI", BlockKind::Raci, raci),
            ("Tags", BlockKind::Table, tags),
        ],
    );
    for section in document.sections.values_mut() {
        (section.guidance, section.label) = ("What INC-2041 taught".to_owned(), "Of INC-2041".to_owned());
    }
    let variables = Variables::from([("incident.number".to_owned(), "INC-2041".to_owned())]);
    let about = About { title: "Ours", category: "plan", description: "" };
    as_template(&document, &directory, &variables, about, with_content)
}

/// The cells of the rows of a section by the key of their column, in order.
fn cells(document: &Document, place: usize) -> Vec<String> {
    let block = &document.live_sections()[place].1.block;
    let row = |row: &Row| -> String {
        let filled = block.live_columns().into_iter().filter_map(|(id, column)| {
            let value = row.cells.get(&id)?;
            Some(format!("{}: {}", column.key, value.members().join("|")))
        });
        filled.collect::<Vec<_>>().join(", ")
    };
    block.live_rows().into_iter().map(|(_, r)| row(r)).collect()
}

#[test]
fn nobody_and_no_way_to_reach_anybody_comes_into_a_template() {
    let template = staffed(false);
    assert_eq!(cells(&template, 0), ["position: Scribe", "position: Lead", "position: Bridge"]);
    assert_eq!(
        cells(&template, 1),
        ["position: Scribe", "position: Lead", "name: Acquirer, notes: As in {{incident.number}}"]
    );
    let sections = template.live_sections();
    assert!(!sections[2].1.block.settings.contains_key("start"), "a day is no rule");
    assert_eq!(sections[2].1.block.live_rows().len(), 0);
    let column = sections[3].1.block.columns.values().find(|c| c.column_type == ColumnType::Letters);
    let column = column.expect("a role");
    assert_eq!(column.name, "Scribe", "a role, not who holds it");
    assert!(HOLDERS.iter().all(|key| !column.options.contains_key(*key)), "{:?}", column.options);
    for (_, section) in &sections {
        let told = (section.guidance.as_str(), section.label.as_str());
        assert_eq!(told, ("What {{incident.number}} taught", "Of {{incident.number}}"));
    }
}

#[test]
fn with_content_the_ways_to_reach_a_vendor_or_a_room_stay_and_those_to_people_do_not() {
    let template = staffed(true);
    assert_eq!(
        cells(&template, 0),
        ["position: Scribe", "position: Lead", "position: Bridge, contact: +49 30 555 0103"]
    );
    assert_eq!(
        cells(&template, 1),
        ["position: Scribe", "position: Lead", "name: Acquirer, alternate: +3, notes: As in {{incident.number}}"]
    );
    assert_eq!(cells(&template, 4), ["name: Checkout, regulatory: {{incident.number}}|PCI"], "and each of a set");
}
