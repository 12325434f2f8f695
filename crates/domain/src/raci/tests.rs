use super::*;
use crate::block::BlockKind;
use crate::directory::Directory;
use crate::document::Document;
use crate::finding::{Finding, FindingLevel};
use crate::id::DocumentId;
use crate::position::Position;
use crate::preset::role_column;
use crate::test::{Builder, at};

/// A row: activity, letters by column (`AR`), and other cells.
type Row<'a> = (&'a str, &'a [&'a str], &'a [(&'a str, &'a str)]);

/// A matrix: role columns as `name` or `name:kind`, and rows.
fn matrix(scheme: &str, roles: &[&str], rows: &[Row<'_>]) -> Document {
    let mut b = Builder::default();
    let mut block = b.block(&BlockKind::Raci, "", &[]);
    block.settings.insert("scheme".to_owned(), Value::one(scheme));
    let mut last = block.live_columns().last().map(|(_, c)| c.pos.clone());
    for role in roles {
        let (name, kind) = role.split_once(':').unwrap_or((role, "human"));
        let pos = Position::between(last.as_ref(), None);
        last = Some(pos.clone());
        let person = format!("{name}'s person");
        let options = [("kind", kind), ("person", if kind == "human" { person.as_str() } else { "" })];
        let id = crate::id::ColumnId::new(b.uuid());
        block.columns.insert(id, role_column(pos, name, &options));
    }
    for (activity, letters, others) in rows {
        let mut cells: Vec<(String, String)> = vec![("activity".to_owned(), (*activity).to_owned())];
        for (role, held) in roles.iter().zip(*letters) {
            if !held.is_empty() {
                let split: Vec<String> = held.chars().map(String::from).collect();
                cells.push((role.split(':').next().unwrap_or(role).to_owned(), split.join("|")));
            }
        }
        cells.extend(others.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        let cells: Vec<(&str, &str)> = cells.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        b.row(&mut block, &cells);
    }
    b.document("Who does what", "raci-matrix", vec![("Matrix", BlockKind::Raci, block)])
}

fn found(document: &Document) -> Vec<Finding> {
    let (id, section) = document.live_sections()[0];
    findings(DocumentId::new(uuid::Uuid::nil()), document, id, section, &Directory::default(), at("14:47"))
}

fn rules(document: &Document) -> Vec<String> {
    let mut list: Vec<String> = found(document).into_iter().map(|f| f.rule).collect();
    list.dedup();
    list
}

fn has(document: &Document, rule: &str) -> bool {
    found(document).iter().any(|f| f.rule == rule)
}

/// A row that breaks no rule, for matrices in which only one thing is to be wrong.
const GOOD: Row<'static> = ("Close incident", &["A", "R", "C", ""], &[]);
const ROLES: [&str; 4] = ["IC", "Ops", "Comms", "Legal"];

#[test]
fn a_matrix_in_order_has_no_row_findings() {
    let document = matrix("RACI", &ROLES, &[GOOD, ("Send update", &["", "", "AR", "C"], &[])]);
    assert!(rules(&document).iter().all(|r| !r.starts_with("R-H")), "{:?}", rules(&document));
}

#[test]
fn an_activity_without_a_is_mended_by_making_the_one_who_does_it_accountable() {
    let mut document = matrix("RACI", &ROLES, &[GOOD, ("Contact vendor", &["I", "R", "", "C"], &[])]);
    let list = found(&document);
    let finding = list.iter().find(|f| f.rule == "R-H1").expect("no A");
    assert_eq!(finding.title, "Contact vendor has no A");
    assert_eq!(finding.message, "Nobody is accountable; Ops's person is R.");
    assert_eq!(finding.level, FindingLevel::Error);
    let fix = finding.fix.clone().expect("the fix is safe");
    assert_eq!(fix.label, "Make Ops's person A and R");
    let before = document.clone();
    document.check(&fix.operations[0]).expect("an editor could do the same");
    let inverse = document.apply_all(&fix.operations, at("14:47")).expect("it applies");
    assert!(!has(&document, "R-H1"), "the fix mends it");
    document.apply_all(&inverse, at("14:48")).expect("it can be undone");
    assert_eq!(document, before);
}

#[test]
fn two_accountable_are_an_error_without_a_safe_fix() {
    let document = matrix("RACI", &ROLES, &[GOOD, ("Decide rollback", &["A", "A", "R", "C"], &[])]);
    let list = found(&document);
    let finding = list.iter().find(|f| f.rule == "R-H1").expect("two A");
    assert!(finding.fix.is_none(), "which of the two is for people to say");
}

#[test]
fn each_row_rule_speaks_where_it_should() {
    let check = |rule: &str, row: Row<'_>| {
        let document = matrix("RACI", &["IC", "Ops", "Comms", "Legal", "DB", "Scribe"], &[GOOD, row]);
        assert!(has(&document, rule), "{rule} for {row:?}: {:?}", rules(&document));
    };
    check("R-H2", ("Set severity", &["A", "I"], &[]));
    check("R-H3", ("Keep the log", &["A", "R", "R", "R", "R"], &[]));
    check("R-H4", ("Run post-incident review", &["A", "R", "C", "C", "C", "C"], &[]));
    check("R-H5", ("Keep the log", &["A", "R"], &[]));
    check("R-H6", ("Send update", &["A", "R", "I", "I", "I", "I"], &[]));
    check("R-H9", ("Notification of authority", &["A", "R", "I"], &[]));
    check("R-H10", ("Notify authority", &[], &[]));
    check("R-H10", ("", &[], &[("stage", "Close")]));
    check("R-H11", ("close  INCIDENT", &["A", "R", "I"], &[]));
}

#[test]
fn verbs_that_look_like_nouns_are_left_alone() {
    for activity in ["Implement fix", "Position the team", "Bring up the bridge", "Document the cause"] {
        let document = matrix("RACI", &ROLES, &[(activity, &["A", "R", "I"], &[])]);
        assert!(!has(&document, "R-H9"), "{activity}");
    }
}

#[test]
fn a_team_cannot_be_accountable_and_doing_everything_oneself_is_worth_a_remark() {
    let document = matrix("RACI", &["IC", "Payments:team"], &[("Restore", &["R", "A"], &[])]);
    assert!(has(&document, "R-H7"));
    let document =
        matrix("RACI", &ROLES, &[("Send update", &["AR", "C"], &[]), ("Keep the log", &["", "AR", "I"], &[])]);
    assert!(has(&document, "R-H8"));
}

#[test]
fn each_column_rule_speaks_where_it_should() {
    let rows: Vec<_> = ["Declare", "Assess", "Restore", "Close"]
        .into_iter()
        .map(|a| (a, &["A", "R", "C", "I"] as &[&str], &[] as &[(&str, &str)]))
        .collect();
    let document = matrix("RACI", &ROLES, &rows);
    let of = |name: &str| -> Vec<String> {
        let block = &document.live_sections()[0].1.block;
        let column = block.live_columns().into_iter().find(|(_, c)| c.name == name).expect("a column").0;
        found(&document).into_iter().filter(|f| f.column == Some(column)).map(|f| f.rule).collect()
    };
    assert_eq!(of("IC"), ["R-V2"], "4 of 4 A");
    assert_eq!(of("Ops"), ["R-V3"], "4 R and no blank");
    assert_eq!(of("Comms"), ["R-V1"]);
    assert_eq!(of("Legal"), ["R-V1", "R-V4"]);
}

#[test]
fn a_role_that_names_nobody_is_found_unless_the_directory_does() {
    let mut b = Builder::default();
    let list = b.list("roles", &[&[("name", "Scribe"), ("person", "Emre Yılmaz")], &[("name", "Legal")]]);
    let directory = crate::test::document_of(&[list]);
    let mut document = matrix("RACI", &["Scribe", "Legal"], &[("Keep the log", &["AR", "I"], &[])]);
    let (id, _) = document.live_sections()[0];
    for column in document.sections.get_mut(&id).expect("there").block.columns.values_mut() {
        column.options.remove("person");
    }
    let (id, section) = document.live_sections()[0];
    let list = findings(DocumentId::new(uuid::Uuid::nil()), &document, id, section, &directory, at("14:47"));
    let nobody: Vec<_> = list.iter().filter(|f| f.rule == "R-V5").map(|f| f.title.as_str()).collect();
    assert_eq!(nobody, ["Nobody holds Legal"]);
}

#[test]
fn a_machine_may_work_but_not_answer_and_high_risk_needs_a_human_review() {
    let roles = ["Support lead", "Chatbot:ai"];
    let row = |letters: &'static [&'static str], others: &'static [(&'static str, &'static str)]| {
        matrix("RACI", &roles, &[("Classify cases", letters, others)])
    };
    assert!(has(&row(&["R", "A"], &[]), "R-AI1"));
    assert!(has(&row(&["AR", "I"], &[]), "R-AI3"));
    let risky = &[("risk", "high"), ("ai_assist", "classify")];
    let mut document = row(&["A", "R"], risky);
    let fix = found(&document).into_iter().find(|f| f.rule == "R-AI2").expect("no review").fix.expect("safe");
    document.apply_all(&fix.operations, at("14:47")).expect("it applies");
    assert!(!has(&document, "R-AI2"), "a mandatory review mends it");
    assert!(!has(&row(&["A", "R"], &[("risk", "low"), ("ai_assist", "classify")]), "R-AI2"), "low risk is fine");
}

#[test]
fn every_scheme_knows_who_decides_and_who_works() {
    for name in Scheme::names() {
        let scheme = Scheme::named(name).expect("named");
        assert_eq!(scheme.letters_of(Part::Decides).len(), 1, "{name}");
        assert!(!scheme.letters_of(Part::Works).is_empty(), "{name}");
    }
    let document = matrix("RAPID", &ROLES, &[("Choose supplier", &["D", "P", "I", "D"], &[])]);
    assert!(has(&document, "R-H1"), "two D in RAPID");
    let document = matrix("DACI", &ROLES, &[("Choose supplier", &["A", "D", "C", ""], &[])]);
    assert!(!has(&document, "R-H1") && !has(&document, "R-H2"), "one driver, one approver");
}

#[test]
fn a_team_may_bring_its_own_letters() {
    let mut document = matrix("own", &ROLES, &[("Ship", &["", "", "", ""], &[])]);
    let id = document.live_sections()[0].0;
    let block = &mut document.sections.get_mut(&id).expect("there").block;
    block.settings.insert("letters".to_owned(), Value::one("L=Leads:decides; H=Helps:works; K=Knows"));
    let scheme = Scheme::of(block);
    assert_eq!(scheme.letters_of(Part::Decides), ["L"]);
    assert_eq!(scheme.letters_of(Part::Informed), ["K"]);
}
