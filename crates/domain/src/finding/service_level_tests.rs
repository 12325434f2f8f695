use super::*;
use crate::directory::Directory;
use crate::finding::findings;
use crate::id::DocumentId;
use crate::test::{Builder, at, document_of};

fn found(kind: &BlockKind, preset: &str, rows: &[&[(&str, &str)]], directory: &Directory) -> Vec<String> {
    let mut b = Builder::default();
    let block = b.block(kind, preset, rows);
    let document = b.document("Plan", "plan", vec![("Section", kind.clone(), block)]);
    let list = findings([(DocumentId::new(b.uuid()), &document)], directory, None, at("14:47"));
    let mine = ["T3", "T5", "X16", "X17"];
    list.into_iter().filter(|f| mine.contains(&f.rule.as_str())).map(|f| format!("{} {}", f.rule, f.title)).collect()
}

#[test]
fn a_service_level_resolved_before_it_is_answered_is_impossible() {
    let check = |preset, response, resolution| {
        let row: &[(&str, &str)] = &[("response_target", response), ("resolution_target", resolution)];
        found(&BlockKind::Table, preset, &[row, &[]], &Directory::default())
    };
    assert_eq!(check("service-levels", "PT2H", "PT1H"), ["T5 Resolved in 1 h, answered in 2 h"]);
    assert_eq!(check("service-levels", "PT1H", "PT1H"), Vec::<String>::new());
    assert_eq!(check("severities", "PT2H", "PT1H").len(), 1, "said once");
}

#[test]
fn days_that_end_before_they_start_are_found() {
    let check = |from, to| {
        let row: &[(&str, &str)] = &[("position", "IC"), ("from", from), ("to", to)];
        found(&BlockKind::Roster, "", &[row], &Directory::default())
    };
    assert_eq!(check("2026-03-11", "2026-03-10"), ["T3 Ends before it starts"]);
    assert_eq!(check("2026-03-11", "2026-03-11"), Vec::<String>::new());
    assert_eq!(check("2026-03-11T14:00:00Z", "2026-03-11T13:00:00Z"), ["T3 Ends before it starts"], "said once");
}

fn level<'a>(name: &'a str, target: &'a str, backup: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut cells = vec![("severity", "SEV1"), ("level", name), ("clock", "functional"), ("target", target)];
    if !backup.is_empty() {
        cells.push(("backup", backup));
    }
    cells
}

fn directory() -> Directory {
    let mut b = Builder::default();
    let person = |b: &mut Builder, name, zone, hours| {
        b.person(&[("name", name), ("phones", "1"), ("zone", zone), ("working_hours", hours)])
    };
    let people = [
        person(&mut b, "Ada", "Europe/Berlin", "Mon-Fri 09:00-17:00"),
        person(&mut b, "Bo", "Europe/Berlin", "Mon-Sun 06:00-22:00"),
        person(&mut b, "Cy", "Asia/Tokyo", "Mon-Fri 09:00-17:00"),
        person(&mut b, "Di", "Europe/Berlin", "Mon-Sun 21:00-07:00"),
        person(&mut b, "Ed", "Europe/Berlin", ""),
        b.list("roles", &[&[("name", "Lead"), ("person", "Ada")]]),
        b.list("teams", &[&[("name", "Payments"), ("contact", "1")]]),
    ];
    document_of(&people)
}

fn matrix_of(levels: &[Vec<(&str, &str)>]) -> Vec<String> {
    let rows: Vec<&[(&str, &str)]> = levels.iter().map(Vec::as_slice).collect();
    found(&BlockKind::Escalation, "", &rows, &directory())
}

#[test]
fn one_person_alone_on_two_levels_is_found_through_their_role_too() {
    let only = |list: Vec<String>| list.into_iter().filter(|t| t.starts_with("X16")).collect::<Vec<_>>();
    let both = only(matrix_of(&[level("L1", "Ada", ""), level("L2", "Lead", "")]));
    assert_eq!(both, ["X16 Ada is the only one called on L1 and L2"]);
    assert_eq!(only(matrix_of(&[level("L1", "Ada", "Bo"), level("L2", "Ada", "")])), Vec::<String>::new());
    assert_eq!(only(matrix_of(&[level("L1", "Ada", ""), level("L2", "Bo", "")])), Vec::<String>::new());
    assert_eq!(
        only(matrix_of(&[level("L1", "Nobody known", ""), level("L2", "Nobody known", "")])),
        Vec::<String>::new()
    );
}

#[test]
fn hours_at_which_nobody_works_are_found_where_everybody_is_in_one_zone() {
    let only = |list: Vec<String>| list.into_iter().filter(|t| t.starts_with("X17")).collect::<Vec<_>>();
    assert_eq!(
        only(matrix_of(&[level("L1", "Ada", ""), level("L2", "Bo", "")])),
        ["X17 Nobody works for SEV1 in 56 of 168 hours a week"]
    );
    assert_eq!(only(matrix_of(&[level("L1", "Ada", ""), level("L2", "Bo", "Di")])), Vec::<String>::new(), "nights too");
    assert_eq!(only(matrix_of(&[level("L1", "Ada", ""), level("L2", "Cy", "")])), Vec::<String>::new(), "two zones");
    assert_eq!(only(matrix_of(&[level("L1", "Ada", ""), level("L2", "Ed", "")])), Vec::<String>::new(), "not known");
    assert_eq!(only(matrix_of(&[level("L1", "Ada", ""), level("L2", "Payments", "")])), Vec::<String>::new(), "a team");
}
