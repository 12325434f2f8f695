//! Examples of the findings of organisation, growth and schedule.

use super::*;
use crate::block::Block;
use crate::test::{Builder, at};
use crate::value::{ColumnType, Value};

type Rows<'a> = &'a [&'a [(&'a str, &'a str)]];

fn found(sections: &[(&str, BlockKind, &str, Rows<'_>)], rules: &[&str]) -> Vec<String> {
    let mut b = Builder::default();
    let blocks: Vec<_> = sections
        .iter()
        .map(|(heading, kind, preset, rows)| (*heading, kind.clone(), b.block(kind, preset, rows)))
        .collect();
    let document = b.document("Plan", "plan", blocks);
    titles(&b, &document, rules)
}

fn titles(_: &Builder, document: &Document, rules: &[&str]) -> Vec<String> {
    let list = findings([(DocumentId::new(uuid::Uuid::nil()), document)], &Directory::default(), None, at("14:47"));
    list.into_iter().filter(|f| rules.contains(&&*f.rule)).map(|f| format!("{} {}", f.rule, f.title)).collect()
}

#[test]
fn more_than_seven_direct_reports_are_too_many() {
    let names: Vec<String> = (0..9).map(|n| format!("Engineer {n}")).collect();
    let mut rows: Vec<Vec<(&str, &str)>> = vec![vec![("section", "operations"), ("position", "Lead")]];
    rows.extend(names.iter().map(|n| vec![("section", "operations"), ("position", &**n)]));
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    assert_eq!(found(&[("Roster", BlockKind::Roster, "", &rows)], &["X12"]), ["X12 9 report to Lead"]);
    assert_eq!(
        found(&[("Roster", BlockKind::Roster, "", &rows[..8])], &["X12"]),
        Vec::<String>::new(),
        "seven are led"
    );
}

#[test]
fn nobody_is_planned_for_more_than_twelve_hours_at_a_stretch() {
    let row = |person: &'static str, from: &'static str, to: &'static str| {
        [("position", "Scribe"), ("person", person), ("from", from), ("to", to)]
    };
    let check = |rows: Rows<'_>| found(&[("Roster", BlockKind::Roster, "", rows)], &["X13"]);
    let (six, noon, evening, late) =
        ("2026-03-11T06:00:00Z", "2026-03-11T12:00:00Z", "2026-03-11T18:00:00Z", "2026-03-11T20:00:00Z");
    assert_eq!(check(&[&row("Ada", six, late)]), ["X13 Ada is on duty for 14 h"]);
    assert_eq!(check(&[&row("Ada", six, evening)]), Vec::<String>::new(), "twelve hours are the limit");
    let joined = check(&[&row("ada", noon, late), &row("Bo", six, noon), &row("Ada", six, noon)]);
    assert_eq!(joined, ["X13 Ada is on duty for 14 h"], "two shifts that join are one");
    let rested = check(&[&row("Ada", six, noon), &row("Ada", evening, late)]);
    assert_eq!(rested, Vec::<String>::new(), "a rest ends a stretch");
}

#[test]
fn objectives_and_assignments_have_to_meet() {
    let objectives: Rows<'_> = &[
        &[("no", "1"), ("text", "Restore")],
        &[("no", "2"), ("text", "Find the cause")],
        &[("no", "3"), ("text", "Old"), ("state", "met")],
        &[],
    ];
    let check = |work: Rows<'_>| {
        found(
            &[("O", BlockKind::Table, "objectives", objectives), ("A", BlockKind::Table, "assignments", work)],
            &["X18"],
        )
    };
    assert_eq!(check(&[&[]]), Vec::<String>::new(), "a template that gives out no work yet has no finding");
    assert_eq!(
        check(&[&[("text", "Roll back"), ("objective", "1")]]),
        ["X18 No assignment for “Find the cause”"],
        "one that is met needs none"
    );
    assert_eq!(check(&[&[("text", "Both"), ("objective", "1, 2")]]), Vec::<String>::new());
    assert_eq!(
        check(&[&[("text", "By words"), ("objective", "restore")], &[("text", "B"), ("objective", "2")]]),
        Vec::<String>::new()
    );
    assert_eq!(
        check(&[
            &[("text", "Both"), ("objective", "1, 2")],
            &[("text", "Tea")],
            &[("text", "Odd"), ("objective", "9")]
        ]),
        ["X18 “Tea” serves no objective", "X18 Objective 9 is not there"]
    );
}

#[test]
fn what_is_needed_has_to_be_asked_for() {
    let have: Rows<'_> = &[
        &[("resource", "Engineer"), ("required", "3"), ("have", "1")],
        &[("resource", "Analyst"), ("required", "1"), ("request", "called at 14:02")],
        &[("resource", "Laptop"), ("required", "2"), ("have", "2")],
        &[("resource", "Lawyer"), ("required", "1")],
        &[],
    ];
    let asked: Rows<'_> = &[&[("description", "A lawyer for privacy, tonight")], &[]];
    let list = found(
        &[("Work", BlockKind::Table, "resources", have), ("Requests", BlockKind::Table, "resource-requests", asked)],
        &["X19"],
    );
    assert_eq!(list, ["X19 2 × Engineer needed, not requested"]);
}

#[test]
fn events_stand_in_order_and_not_in_the_future() {
    let rows: Rows<'_> = &[
        &[("at", "2026-03-11T13:30:00Z"), ("decision", "Roll back")],
        &[("at", "2026-03-11T13:10:00Z"), ("decision", "Freeze")],
        &[],
        &[("at", "2026-03-11T13:49:00Z"), ("decision", "Two minutes ahead: a clock")],
        &[("at", "2027-03-11T13:00:00Z"), ("decision", "A slip in the year")],
        &[("at", "2026-03-11T13:50:00Z"), ("decision", "In order, whatever the line above says")],
    ];
    let list = found(&[("Decisions", BlockKind::Table, "decisions", rows)], &["T2"]);
    assert_eq!(list, ["T2 Out of order", "T2 In the future"]);
}

#[test]
fn a_growth_rate_has_to_be_the_one_its_values_give() {
    let check = |rate: &str| {
        let mut b = Builder::default();
        let mut block = Block::default();
        for key in ["value_from", "value_to", "years", "rate"] {
            let column = Column {
                pos: crate::position::Position::stored(key),
                key: key.to_owned(),
                name: key.to_owned(),
                column_type: ColumnType::Number,
                options: Default::default(),
                choices: Default::default(),
                deleted_at: None,
            };
            block.columns.insert(ColumnId::new(b.uuid()), column);
        }
        b.row(&mut block, &[("value_from", "15.6"), ("value_to", "22"), ("years", "3"), ("rate", rate)]);
        b.row(&mut block, &[("value_from", "0"), ("value_to", "22"), ("years", "3"), ("rate", "4.8")]);
        b.row(&mut block, &[]);
        let document = b.document("Market", "plan", vec![("Market", BlockKind::Table, block)]);
        titles(&b, &document, &["T6"])
    };
    assert_eq!(check("4.8"), ["T6 4.8 % a year is stated, 15.6 to 22 is 12.1 %"]);
    assert_eq!(check("12.1"), Vec::<String>::new());
    assert_eq!(check("12"), Vec::<String>::new(), "rounded");
}

#[test]
fn a_growth_stated_year_by_year_is_the_one_since_the_line_before_of_the_same_metric() {
    let check = |growth: &str| {
        let mut b = Builder::default();
        let mut block = Block::default();
        for key in ["metric", "region", "year", "value", "unit", "growth"] {
            let column = Column {
                pos: crate::position::Position::stored(key),
                key: key.to_owned(),
                name: key.to_owned(),
                column_type: ColumnType::Text,
                options: Default::default(),
                choices: Default::default(),
                deleted_at: None,
            };
            block.columns.insert(ColumnId::new(b.uuid()), column);
        }
        b.row(&mut block, &[("metric", "Volume"), ("year", "2027"), ("value", "22"), ("growth", growth)]);
        b.row(
            &mut block,
            &[("metric", "Volume"), ("region", "EU"), ("year", "2025"), ("value", "1"), ("growth", "50")],
        );
        b.row(&mut block, &[("metric", "volume"), ("year", "2024"), ("value", "15.6"), ("growth", "3")]);
        b.row(&mut block, &[("metric", "Volume"), ("year", "soon"), ("value", "30"), ("growth", "9")]);
        let document = b.document("Market", "plan", vec![("Market", BlockKind::Table, block)]);
        titles(&b, &document, &["T6"])
    };
    assert_eq!(check("4.8"), ["T6 4.8 % a year is stated, 15.6 to 22 is 12.1 %"]);
    assert_eq!(check("12.1"), Vec::<String>::new());
    assert_eq!(check(""), Vec::<String>::new(), "nothing is stated");
}

#[test]
fn a_key_node_is_measured_by_a_stage_of_another_schedule_and_an_unknown_name_is_said() {
    let stages: Rows<'_> =
        &[&[("no", "1"), ("name", "Survey"), ("length", "1")], &[("no", "2"), ("name", "Build"), ("length", "3")]];
    let nodes: Rows<'_> = &[
        &[("name", "Pilot"), ("kind", "milestone"), ("month", "6"), ("after", "Build")],
        &[("name", "Party"), ("kind", "milestone"), ("after", "Nobody")],
        &[],
    ];
    let list = found(
        &[("Stages", BlockKind::Schedule, "", stages), ("Key nodes", BlockKind::Schedule, "", nodes)],
        &["T3", "T4", "V3"],
    );
    assert_eq!(
        list,
        ["T4 “Pilot” states month 6, “Build” ends in month 4", "V3 “Party” comes after “Nobody”, which is not there"]
    );
    let mut b = Builder::default();
    let mut block =
        b.block(&BlockKind::Schedule, "", &[&[("name", "A"), ("start", "2026-04-02"), ("end", "2026-04-01")]]);
    block.settings.insert("start".to_owned(), Value::one("2026-04-01"));
    let document = b.document("Plan", "plan", vec![("Schedule", BlockKind::Schedule, block)]);
    assert_eq!(titles(&b, &document, &["T3"]), ["T3 “A” ends before it starts"]);
}

#[test]
fn who_has_held_roles_for_more_than_twelve_hours_is_found_by_the_log() {
    use crate::log::{Fact, State};
    use crate::test::Log;
    let mut b = Builder::default();
    let block = b.block(&BlockKind::Roster, "", &[&[("position", "Scribe"), ("person", "Ada")]]);
    let plan = b.document("Plan", "plan", vec![("Roster", BlockKind::Roster, block)]);
    let mut log = Log::default();
    let declared = Fact::Declared {
        number: "INC-1".to_owned(),
        title: "Down".to_owned(),
        severity: "SEV1".to_owned(),
        commander: None,
        services: Vec::new(),
        detected_at: None,
    };
    log.add("01:00", declared);
    let assumed = |role: &str, person: &str| Fact::RoleAssumed { role: role.to_owned(), person: person.to_owned() };
    let left = |role: &str, person: &str| Fact::RoleRenounced {
        role: role.to_owned(),
        person: person.to_owned(),
        reason: String::new(),
    };
    log.add("01:00", assumed("Scribe", "Ada"));
    log.add("01:00", assumed("Lead", "Bo"));
    log.add("06:00", left("Lead", "Bo"));
    log.add("08:00", left("Scribe", "Ada"));
    log.add("08:30", assumed("Liaison", "Ada"));
    log.add("08:30", assumed("Lead", "Bo"));
    let check = |log: &Log, time: &str| -> Vec<String> {
        let incident = log.incident();
        let list =
            findings([(DocumentId::new(uuid::Uuid::nil()), &plan)], &Directory::default(), Some(&incident), at(time));
        list.into_iter().filter(|f| f.rule == "X13").map(|f| format!("{} {}", f.title, f.row.is_some())).collect()
    };
    assert_eq!(check(&log, "13:00"), Vec::<String>::new(), "twelve hours are the limit");
    assert_eq!(check(&log, "13:10"), ["Ada has been on duty for 12 h 10 min true"], "Bo rested between");
    log.add("13:05", Fact::StateChanged { state: State::Resolved });
    assert_eq!(check(&log, "13:10"), Vec::<String>::new(), "it is over");
}
