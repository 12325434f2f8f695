use super::*;
use crate::test::{Builder, Log, at, document_of};

type Rows<'a> = &'a [&'a [(&'a str, &'a str)]];

fn found_in(kind: &BlockKind, preset: &str, rows: Rows<'_>, directory: &Directory) -> Vec<Finding> {
    let mut b = Builder::default();
    let block = b.block(kind, preset, rows);
    let document = b.document("Plan", "plan", vec![("Section", kind.clone(), block)]);
    findings([(DocumentId::new(b.uuid()), &document)], directory, None, at("14:47"))
}

fn rules(list: &[Finding]) -> Vec<&str> {
    list.iter().map(|f| f.rule.as_str()).collect()
}

fn people() -> Directory {
    let mut b = Builder::default();
    let reachable = b.person(&[("name", "Kim Ji-woo"), ("phones", "+82 2 555 0100")]);
    let silent = b.person(&[("name", "Henrik Dahl")]);
    let by_mail = b.person(&[("name", "Priya Raman"), ("emails", "priya@northwind.example"), ("depends_on", "SSO")]);
    let services = b.list("services", &[&[("name", "SSO")]]);
    document_of(&[reachable, silent, by_mail, services])
}

#[test]
fn values_that_do_not_fit_and_names_that_nobody_knows_are_found_and_stay() {
    let rows: Rows<'_> =
        &[&[("text", "Restore"), ("owner", "Nobody Known"), ("target", "soon"), ("state", "half-done")]];
    let list = found_in(&BlockKind::Table, "objectives", rows, &people());
    assert_eq!(rules(&list), ["V3", "V1", "V1"], "{list:#?}");
    assert!(list[1].message.contains("“soon” is not a moment in time"), "{}", list[1].message);
    assert!(list[2].message.starts_with("“half-done” is not one of the choices: New, Open"), "{}", list[2].message);
}

#[test]
fn a_required_cell_is_missed_only_in_a_row_that_somebody_began() {
    let list = found_in(&BlockKind::Table, "risks", &[&[("area", "Checkout")], &[]], &Directory::default());
    assert_eq!(rules(&list), ["V2", "V2"], "risk and mitigation of the first row; the second is blank: {list:#?}");
}

#[test]
fn what_is_missing_in_many_rows_is_said_once_for_each_column() {
    let rows: Rows<'_> = &[&[("area", "Checkout")], &[("area", "Search")], &[("area", "Login"), ("risk", "Overload")]];
    let list = found_in(&BlockKind::Table, "risks", rows, &Directory::default());
    let titles: Vec<_> = list.iter().map(|f| f.title.as_str()).collect();
    assert_eq!(titles, ["Hazard or risk is empty in 2 rows", "Mitigation is empty in 3 rows"], "{list:#?}");
    assert!(list.iter().all(|f| f.row.is_some() && f.column.is_some()), "the first of them is where one goes");
}

#[test]
fn a_review_date_that_is_past_is_found_the_day_after() {
    let mut document = Document::new("Plan", "plan");
    let check = |document: &Document| {
        findings([(DocumentId::new(uuid::Uuid::nil()), document)], &Directory::default(), None, at("14:47")).len()
    };
    document.header.insert("next_review".to_owned(), crate::value::Value::one("2026-03-11"));
    assert_eq!(check(&document), 0, "today is in time");
    document.header.insert("next_review".to_owned(), crate::value::Value::one("2026-03-10"));
    assert_eq!(check(&document), 1);
    document.header.insert("status".to_owned(), crate::value::Value::one("archived"));
    assert_eq!(check(&document), 0, "an archived document is left alone");
}

#[test]
fn an_objective_needs_an_owner_and_a_target() {
    let rows: Rows<'_> = &[&[("text", "Restore card payments")], &[("text", "Find the cause"), ("state", "met")]];
    let list = found_in(&BlockKind::Table, "objectives", rows, &Directory::default());
    assert_eq!(rules(&list), ["O1", "O2"], "one that is met is left alone: {list:#?}");
}

#[test]
fn periods_that_overlap_leave_a_gap_or_end_before_they_start_are_found() {
    let period =
        |from: &'static str, to: &'static str| [("kind", "period"), ("number", "1"), ("from", from), ("to", to)];
    let (five, six, seven) = ("2026-03-11T17:00:00Z", "2026-03-11T18:00:00Z", "2026-03-11T19:00:00Z");
    let check = |a: [(&str, &str); 4], b: [(&str, &str); 4]| {
        let told = [("kind", "meeting"), ("name", "Hand-over"), ("from", six)];
        let list = found_in(&BlockKind::Periods, "", &[&a, &b, &told], &Directory::default());
        list.into_iter().map(|f| format!("{} {}", f.rule, f.title)).collect::<Vec<_>>()
    };
    let first = period("2026-03-11T13:00:00Z", six);
    assert_eq!(check(first, period(six, seven)), Vec::<String>::new(), "one after the other");
    assert_eq!(check(first, period(five, seven)), ["T1 period 1 and period 1 overlap by 1 h"]);
    assert_eq!(
        check(period(five, six), period(seven, "2026-03-11T23:00:00Z")),
        ["T1 1 h between period 1 and period 1"]
    );
    assert_eq!(check(first, period(seven, six)), ["T3 Ends before it starts"]);
}

#[test]
fn targets_that_contradict_each_other_are_impossible() {
    let rows: Rows<'_> = &[&[("severity", "SEV1"), ("response_target", "PT1H"), ("resolution_target", "PT30M")]];
    let list = found_in(&BlockKind::Table, "severities", rows, &Directory::default());
    assert!(rules(&list).contains(&"T5"), "{list:#?}");
    let rows: Rows<'_> = &[
        &[("level", "Manager"), ("clock", "hierarchical"), ("target", "Kim Ji-woo"), ("after", "PT30M")],
        &[("level", "CTO"), ("clock", "hierarchical"), ("target", "Kim Ji-woo"), ("after", "PT15M")],
    ];
    let list = found_in(&BlockKind::Escalation, "", rows, &people());
    assert_eq!(rules(&list), ["T5"], "{list:#?}");
}

#[test]
fn a_level_that_cannot_be_reached_is_an_error_and_one_that_needs_sign_in_a_warning() {
    let level = |target: &'static str| -> Vec<Finding> {
        let row: &[(&str, &str)] =
            &[("level", "L1"), ("clock", "functional"), ("target", target), ("backup", "Kim Ji-woo")];
        found_in(&BlockKind::Escalation, "", &[row], &people())
    };
    let silent = level("Henrik Dahl");
    assert_eq!((rules(&silent), silent[0].level), (vec!["X1"], FindingLevel::Error));
    let by_mail = level("Priya Raman");
    assert_eq!((rules(&by_mail), by_mail[0].level), (vec!["X1"], FindingLevel::Warning));
    assert_eq!(by_mail[0].title, "Priya Raman: every channel needs SSO");
    assert_eq!(rules(&level("Kim Ji-woo")), ["X15"], "reachable, but their own backup");
}

#[test]
fn a_channel_that_needs_the_failed_service_is_an_error_while_it_is_down() {
    let mut log = Log::default();
    log.add(
        "14:05",
        crate::log::Fact::Declared {
            number: "INC-1".to_owned(),
            title: "Sign-in is down".to_owned(),
            severity: "SEV1".to_owned(),
            commander: None,
            services: vec!["SSO".to_owned()],
            detected_at: None,
        },
    );
    let mut b = Builder::default();
    let block =
        b.block(&BlockKind::Escalation, "", &[&[("level", "L1"), ("clock", "functional"), ("target", "Priya Raman")]]);
    let document = b.document("Matrix", "escalation-matrix", vec![("Matrix", BlockKind::Escalation, block)]);
    let incident = log.incident();
    let list = findings([(DocumentId::new(b.uuid()), &document)], &people(), Some(&incident), at("14:47"));
    assert_eq!((rules(&list), list[0].level), (vec!["X1"], FindingLevel::Error));
}

#[test]
fn backups_that_go_in_a_circle_are_found() {
    let mut b = Builder::default();
    let first = b.person(&[("name", "Ada"), ("backup", "Bo")]);
    let second = b.person(&[("name", "Bo"), ("backup", "Cy")]);
    let third = b.person(&[("name", "Cy"), ("backup", "Ada")]);
    let outside = b.person(&[("name", "Di"), ("backup", "Ada")]);
    let all = [first, second, third, outside];
    let directory = document_of(&all);
    let list = findings(all.iter().map(|(id, d)| (*id, d)), &directory, None, at("14:47"));
    assert_eq!(rules(&list), ["X15", "X15", "X15"], "the three of the circle: {list:#?}");
    assert!(list[0].message.starts_with("Ada → Bo → Cy → Ada."), "{}", list[0].message);
}

#[test]
fn a_severity_and_audience_without_a_rule_is_a_gap_in_the_cadence() {
    let rows: Rows<'_> = &[
        &[("severity", "SEV1"), ("audience", "Customers"), ("interval", "PT20M")],
        &[("severity", "SEV1"), ("audience", "Executives"), ("state", "investigating"), ("interval", "PT30M")],
        &[("severity", "SEV2"), ("audience", "Customers"), ("interval", "PT60M")],
    ];
    let list = found_in(&BlockKind::Cadence, "", rows, &Directory::default());
    let gaps: Vec<_> = list.iter().filter(|f| f.rule == "K1").map(|f| f.title.as_str()).collect();
    assert_eq!(gaps, ["Executives at SEV1 while identified, monitoring: no rule", "Executives at SEV2: no rule"]);
}

#[test]
fn a_row_that_names_no_time_is_a_gap_and_a_span_that_cannot_be_meant_is_found() {
    let rows: Rows<'_> = &[
        &[("severity", "SEV1"), ("audience", "Customers")],
        // When they are told is decided by hand, and the row says how.
        &[("severity", "SEV1"), ("audience", "Authority"), ("channel", "Portal")],
        &[("severity", "SEV1"), ("audience", "Staff"), ("first_within", "PT5M"), ("interval", "PT0S")],
        &[("severity", "SEV1"), ("audience", "Partners"), ("first_within", "PT100000H")],
        &[("severity", "SEV1"), ("audience", "Media"), ("first_within", "-5 min")],
    ];
    let list = found_in(&BlockKind::Cadence, "", rows, &Directory::default());
    let titles = |rule: &str| list.iter().filter(|f| f.rule == rule).map(|f| f.title.clone()).collect::<Vec<_>>();
    assert_eq!(titles("K1"), ["Customers at SEV1: no rule", "Media at SEV1: no rule"]);
    assert_eq!(titles("K6").len(), 2, "no length, and longer than any incident: {list:#?}");
    assert!(titles("V1").iter().any(|title| title.ends_with("does not fit")), "before the declaration: {list:#?}");
}

#[test]
fn an_authority_without_an_age_and_a_level_without_time_are_found() {
    let rows: Rows<'_> = &[
        &[("level", "L1"), ("clock", "functional"), ("target", "Kim Ji-woo"), ("acknowledge_within", "PT0S")],
        &[("level", "CEO"), ("clock", "hierarchical"), ("target", "Kim Ji-woo"), ("after", "-5 min")],
    ];
    let list = found_in(&BlockKind::Escalation, "", rows, &people());
    let found: Vec<_> = list.iter().filter(|f| f.rule == "T5").map(|f| f.title.as_str()).collect();
    assert_eq!(found, ["L1 has no time", "CEO is told at no age"], "{list:#?}");
}

#[test]
fn a_stage_that_nobody_knows_is_found_where_a_rule_asks_for_it() {
    let mut b = Builder::default();
    let cells: Rows<'_> = &[
        &[("audience", "Customers"), ("interval", "PT20M"), ("stage", "holding")],
        &[("audience", "Partners"), ("interval", "PT20M"), ("stage", "nonsense")],
        &[("audience", "Staff"), ("interval", "PT20M"), ("stage", "own")],
    ];
    let mut cadence = b.block(&BlockKind::Cadence, "", cells);
    // A file brings words along that become choices of the column.
    let column = cadence.column_by_key("stage").expect("its column").0;
    let own = |name: &str| crate::block::Choice {
        pos: crate::Position::between(None, None),
        name: name.to_owned(),
        colour: String::new(),
        deleted_at: None,
    };
    let choices = &mut cadence.columns.get_mut(&column).expect("its column").choices;
    choices.insert("nonsense".to_owned(), own("Nonsense"));
    choices.insert("own".to_owned(), own("Own"));
    let template: &[(&str, &str)] = &[("stage", "own"), ("body", "We look.")];
    let mut templates = b.block(&BlockKind::Stages, "", &[template]);
    let column = templates.column_by_key("stage").expect("its column").0;
    templates.columns.get_mut(&column).expect("its column").choices.insert("own".to_owned(), own("Own"));
    let sections = vec![("Cadence", BlockKind::Cadence, cadence), ("Messages", BlockKind::Stages, templates)];
    let document = b.document("Updates", "incident-communication-plan", sections);
    let list = findings([(DocumentId::new(uuid::Uuid::nil()), &document)], &Directory::default(), None, at("14:47"));
    let found: Vec<_> = list.iter().filter(|f| f.rule == "K5").collect();
    assert_eq!(found.len(), 1, "what a template is for is known: {list:#?}");
    assert_eq!(found[0].title, "“Nonsense” is no stage that is known");
    assert!(found[0].message.contains("Holding, Investigating, Scope"), "{}", found[0].message);
    assert!(found[0].column.is_some() && found[0].row.is_some(), "at its cell");
}

#[test]
fn what_is_planned_and_never_comes_is_found_at_its_cell() {
    let rows: Rows<'_> = &[
        &[("name", "Short"), ("first", "2026-03-02"), ("rhythm", "week"), ("zone", "Mars/Olympus")],
        &[("name", "Long"), ("first", "2026-03-02"), ("until", "2026-03-01"), ("rhythm", "quarter")],
        &[("name", "Good"), ("first", "2026-03-02"), ("rhythm", "month")],
        &[("name", "Later")],
    ];
    let list = found_in(&BlockKind::Table, "recurrences", rows, &Directory::default());
    let never: Vec<_> = list.iter().filter(|f| f.rule == "K2").collect();
    let titles: Vec<_> = never.iter().map(|f| f.title.as_str()).collect();
    assert_eq!(titles, ["“Short” never comes", "“Long” never comes"]);
    assert!(never[0].message.starts_with("“Mars/Olympus” is not a time zone"), "{}", never[0].message);
    assert!(never.iter().all(|f| f.column.is_some()), "at the cell that is wrong");
}

#[test]
fn a_role_that_a_level_calls_and_nobody_holds_is_found_once() {
    let mut b = Builder::default();
    let roles = b.list("roles", &[&[("name", "On-call Engineer")]]);
    let directory = document_of(&[roles]);
    let row: &[(&str, &str)] = &[("level", "L1"), ("clock", "functional"), ("target", "On-call Engineer")];
    let list = found_in(&BlockKind::Escalation, "", &[row, row], &directory);
    assert_eq!(rules(&list), ["X3"], "{list:#?}");
    assert_eq!(list[0].title, "Nobody holds On-call Engineer");
    assert_eq!(list[0].level, FindingLevel::Info, "a draft names roles; who holds them comes later");
}

#[test]
fn a_role_that_nobody_holds_is_a_warning_once_the_document_is_approved() {
    let mut b = Builder::default();
    let roles = b.list("roles", &[&[("name", "On-call Engineer")]]);
    let directory = document_of(&[roles]);
    let level: &[(&str, &str)] = &[("level", "L1"), ("clock", "functional"), ("target", "On-call Engineer")];
    let block = b.block(&BlockKind::Escalation, "", &[level]);
    let mut raci = b.block(&BlockKind::Raci, "", &[]);
    let column = crate::preset::role_column(crate::Position::between(None, None), "Scribe", &[("kind", "human")]);
    raci.columns.insert(crate::ColumnId::new(b.uuid()), column);
    let sections = vec![("Matrix", BlockKind::Escalation, block), ("Roles", BlockKind::Raci, raci)];
    let mut document = b.document("Matrix", "escalation-matrix", sections);
    let weights = |document: &Document| -> Vec<(String, FindingLevel)> {
        let list = findings([(DocumentId::new(uuid::Uuid::nil()), document)], &directory, None, at("14:47"));
        list.into_iter().filter(|f| f.rule == "X3" || f.rule == "R-V5").map(|f| (f.rule, f.level)).collect()
    };
    for (status, weight) in [
        ("draft", FindingLevel::Info),
        ("in_review", FindingLevel::Info),
        ("approved", FindingLevel::Warning),
        ("active", FindingLevel::Warning),
    ] {
        document.header.insert("status".to_owned(), crate::value::Value::one(status));
        let found = weights(&document);
        assert!(
            found.iter().any(|(rule, _)| rule == "X3") && found.iter().any(|(rule, _)| rule == "R-V5"),
            "{found:?}"
        );
        assert!(found.iter().all(|(_, level)| *level == weight), "{status}: {found:?}");
    }
}
