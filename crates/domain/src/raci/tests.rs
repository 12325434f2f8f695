use super::*;
use crate::block::BlockKind;
use crate::directory::Directory;
use crate::document::Document;
use crate::finding::{Finding, FindingLevel};
use crate::id::DocumentId;
use crate::position::Position;
use crate::preset::role_column;
use crate::test::{Builder, at};
use crate::value::Value;

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
fn a_machine_works_only_where_the_row_allows_it() {
    let row =
        |letters: &[&str], more: &[(&str, &str)]| matrix("RACI", &["Ada", "Bot:ai"], &[("Draft it", letters, more)]);
    assert!(has(&row(&["A", "R"], &[]), "R-AI4"));
    assert!(has(&row(&["A", "R"], &[("ai_assist", "none")]), "R-AI4"));
    assert!(!has(&row(&["A", "R"], &[("ai_assist", "draft")]), "R-AI4"));
    assert!(!has(&row(&["AR", ""], &[("ai_assist", "none")]), "R-AI4"));
    assert!(has(&matrix("RASCI", &["Ada", "Bot:ai"], &[("Draft it", &["AR", "S"], &[])]), "R-AI4"));
}

#[test]
fn who_is_kept_out_on_purpose_has_no_part() {
    let document = matrix("CAIRO", &["Ada", "Ben", "Cem"], &[("Draft it", &["AR", "C", "O"], &[])]);
    let found = rules(&document);
    assert!(!found.iter().any(|rule| rule == "R-H6"), "{found:?}");
    assert_eq!(titles(&document, "R-V1"), ["Ben has no A and no R"], "Cem is kept out, and that is all");
    let all = matrix("CAIRO", &["Ada", "Ben", "Cem"], &[("Draft it", &["AR", "C", "I"], &[])]);
    assert!(has(&all, "R-H6"));
}

fn titles(document: &Document, rule: &str) -> Vec<String> {
    found(document).into_iter().filter(|f| f.rule == rule).map(|f| f.title).collect()
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

#[test]
fn letters_that_cannot_be_read_are_told_of() {
    let of = |settings: &[(&str, &str)]| {
        let mut document = matrix("", &ROLES, &[GOOD]);
        let id = document.live_sections()[0].0;
        let block = &mut document.sections.get_mut(&id).expect("there").block;
        block.settings = settings.iter().map(|(key, value)| ((*key).to_owned(), Value::one(*value))).collect();
        let told = Scheme::doubt(block);
        assert_eq!(has(&document, "V1"), told.is_some(), "the finding says the same");
        told.unwrap_or_default()
    };
    assert!(of(&[("scheme", "RACII")]).contains("“RACII” is no scheme of letters"));
    assert!(of(&[("letters", "A=Answers:decides; R")]).contains("“R” cannot be read as a letter"));
    for fine in [&[("scheme", "rasic")][..], &[], &[("scheme", "ours"), ("letters", "A=Answers:decides;")]] {
        assert_eq!(of(fine), "", "{fine:?}");
    }
}

#[test]
fn a_letter_the_scheme_allows_once_is_found_twice() {
    let document = matrix("DACI", &ROLES, &[("Choose supplier", &["A", "D", "D", "I"], &[])]);
    let list = found(&document);
    let two = list.iter().find(|f| f.rule == "R-H2").expect("two drivers");
    assert_eq!(two.title, "Choose supplier has 2 D");
    assert_eq!(two.message, "Ops's person and Comms's person hold D, Driver; DACI allows 1.");
    assert!(has(&matrix("DACI", &ROLES, &[("Choose supplier", &["A", "", "C", "I"], &[])]), "R-H2"), "no driver");
    assert!(has(&matrix("DACI", &ROLES, &[("Choose supplier", &["A", "A", "D", "I"], &[])]), "R-H1"), "two approvers");
    assert!(
        !has(&matrix("RACI", &ROLES, &[("Choose supplier", &["A", "R", "R", "I"], &[])]), "R-H2"),
        "two R are fine"
    );
}

#[test]
fn own_letters_say_how_many_of_them_a_row_has() {
    let check = |written: &str, letters: &'static [&'static str]| {
        let mut document = matrix("own", &ROLES, &[("Ship", letters, &[])]);
        let id = document.live_sections()[0].0;
        let block = &mut document.sections.get_mut(&id).expect("there").block;
        block.settings.insert("letters".to_owned(), Value::one(written));
        found(&document)
            .into_iter()
            .filter(|f| f.rule == "R-H1" || f.rule == "R-H2")
            .map(|f| f.title)
            .collect::<Vec<_>>()
    };
    let letters = "L=Leads:decides; H=Helps:works min 2 max 3; Q=Quality:verifies min 1; K=Knows:informed two-way";
    assert_eq!(check(letters, &["L", "H", "H", "Q"]), Vec::<String>::new());
    assert_eq!(check(letters, &["L", "H", "Q", ""]), ["Ship has only 1 H"]);
    assert_eq!(check(letters, &["L", "H", "H", ""]), ["Ship has no Q"]);
    assert_eq!(check("L=Leads:decides min 0; H=Helps:works", &["", "H", "", ""]), Vec::<String>::new());
    assert_eq!(check("L=Leads:decides max any; H=Helps:works", &["L", "L", "H", ""]), Vec::<String>::new());
    let twice = Scheme::own("", "A=Answers:decides; R=Does:works; a=Asks:consulted").expect("letters");
    let told: Vec<_> = twice.letters.iter().map(|l| (l.letter.as_str(), l.name.as_str())).collect();
    assert_eq!(told, [("A", "Answers"), ("R", "Does")], "a letter that is written twice means what it means first");
    let scheme = Scheme::own("", letters).expect("letters");
    assert_eq!(scheme.letters.iter().map(|l| l.two_way).collect::<Vec<_>>(), [false, false, false, true]);
    assert!(Scheme::named("RACI").expect("RACI").letters.iter().any(|l| l.letter == "C" && l.two_way));
}

/// Adds two date columns to the only section and fills them row by row.
fn dated(mut document: Document, spans: &[(&str, &str)]) -> Document {
    let id = document.live_sections()[0].0;
    let block = &mut document.sections.get_mut(&id).expect("there").block;
    let rows: Vec<_> = block.live_rows().into_iter().map(|(id, _)| id).collect();
    for (n, key) in ["from", "to"].into_iter().enumerate() {
        let column = crate::id::ColumnId::new(uuid::Uuid::from_u128(0xDA7E + n as u128));
        let last = block.live_columns().last().map(|(_, c)| c.pos.clone());
        let mut added = role_column(Position::between(last.as_ref(), None), key, &[]);
        (added.key, added.column_type) = (key.to_owned(), ColumnType::Date);
        block.columns.insert(column, added);
        for (row, span) in rows.iter().zip(spans) {
            let value = Value::one(if n == 0 { span.0 } else { span.1 });
            block.rows.get_mut(row).expect("there").cells.insert(column, value);
        }
    }
    document
}

#[test]
fn one_person_who_answers_for_two_things_at_once_is_found() {
    let make = |second: &'static [(&'static str, &'static str)], spans: &[(&str, &str)]| {
        let rows = [
            ("Declare", &["A", "R", "I", ""] as &[&str], &[("stage", "Start")] as &[(&str, &str)]),
            ("Assess", &["A", "", "R", "I"], second),
        ];
        dated(matrix("RACI", &ROLES, &rows), spans)
    };
    let start = &[("stage", "Start")];
    let both = [("2026-03-01", "2026-03-05"), ("2026-03-05", "2026-03-09")];
    let document = make(start, &both);
    let list = found(&document);
    let twice = list.iter().find(|f| f.rule == "R-V6").expect("the fifth is in both");
    assert_eq!(
        twice.message,
        "Declare and Assess overlap in time, and IC's person decides in both. Let somebody else answer for one, or move it."
    );
    assert!(
        !has(&make(start, &[("2026-03-01", "2026-03-05"), ("2026-03-06", "2026-03-09")]), "R-V6"),
        "one after the other"
    );
    assert!(!has(&make(&[("stage", "End")], &both), "R-V6"), "in two stages");
}

#[test]
fn who_answers_and_reports_to_who_works_is_found() {
    let mut b = Builder::default();
    let rows: &[&[(&str, &str)]] =
        &[&[("position", "Scribe"), ("reports_to", "Comms")], &[("position", "Comms"), ("reports_to", "IC")]];
    let roster = b.block(&BlockKind::Roster, "", rows);
    let with_roster = |letters: &'static [&'static str]| {
        let mut document = matrix("RACI", &["IC", "Comms", "Scribe"], &[("Send update", letters, &[])]);
        let (_, section) = document.live_sections()[0];
        let pos = Position::between(Some(&section.pos), None);
        let section = Section { kind: BlockKind::Roster, block: roster.clone(), pos, ..section.clone() };
        document.sections.insert(SectionId::new(uuid::Uuid::from_u128(0x0512)), section);
        document
    };
    let title = |d: &Document| found(d).into_iter().find(|f| f.rule == "R-V7").map(|f| f.title);
    assert_eq!(
        title(&with_roster(&["R", "I", "A"])).as_deref(),
        Some("IC's person works for Scribe's person on Send update")
    );
    assert_eq!(title(&with_roster(&["A", "I", "R"])), None);
    assert_eq!(title(&matrix("RACI", &["IC", "Comms", "Scribe"], &[("Send update", &["R", "I", "A"], &[])])), None);
}

#[test]
fn a_note_on_a_letter_survives_an_operation_and_makes_a_difference() {
    let mut document = matrix("RACI", &ROLES, &[GOOD]);
    let (section, entry) = document.live_sections()[0];
    let view = RaciView::read(section, entry);
    let (row, column) = (view.activities[0].row, view.roles[1].column);
    let path = crate::path::Path::CellMember(section, row, column, "R".to_owned());
    let operation = crate::operation::Operation::Set { path, value: Some(Value::one("only at night")) };
    let before = document.clone();
    document.check(&operation).expect("an editor may do it");
    let inverse = document.apply_all(&[operation], at("14:47")).expect("it applies");
    let view = RaciView::read(section, document.live_sections()[0].1);
    let held = view.activities[0].of(&view.roles[1]).expect("it holds R");
    assert_eq!((held.note("R"), held.note("A")), ("only at night", ""));
    assert_ne!(crate::canonical::equality(&document), crate::canonical::equality(&before));
    document.apply_all(&inverse, at("14:48")).expect("it can be undone");
    assert_eq!(crate::canonical::equality(&document), crate::canonical::equality(&before));
    assert_eq!(note(Position::between(None, None).as_str()), "", "a place in an order is no note");
}

#[test]
fn a_card_holds_everything_a_person_has_to_do() {
    let mut b = Builder::default();
    let kim = b.person(&[("name", "Kim Ji-woo")]);
    let roles = b.list("roles", &[&[("name", "Ops"), ("deputy", "Kim Ji-woo")], &[("name", "Legal")]]);
    let directory = crate::test::document_of(&[kim, roles]);
    let mut document = matrix(
        "RACI",
        &["IC", "Ops:team", "Legal"],
        &[("Declare", &["AR", "I", ""], &[("stage", "Start")]), ("Close", &["", "R", "A"], &[])],
    );
    let (id, _) = document.live_sections()[0];
    for column in document.sections.get_mut(&id).expect("there").block.columns.values_mut().filter(|c| c.name == "IC") {
        column.options.insert("person".to_owned(), "kim ji-woo".to_owned());
    }
    let of = |who: &str| {
        let list = card([(DocumentId::new(uuid::Uuid::nil()), &document)], &directory, who);
        let line = |c: Card| {
            let letters: Vec<_> = c.letters.iter().map(|l| l.letter.as_str()).collect();
            format!(
                "{}: {} {} ({}){}",
                c.stage,
                c.activity,
                letters.join("/"),
                c.role,
                if c.as_deputy { " as deputy" } else { "" }
            )
        };
        list.into_iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        of("Kim Ji-woo"),
        ["Start: Declare R/A (IC)", "Start: Declare I (Ops) as deputy", ": Close R (Ops) as deputy"]
    );
    assert_eq!(of("Legal"), [": Close A (Legal)"]);
    assert_eq!(of("Nobody"), Vec::<String>::new());
    assert_eq!(of(""), Vec::<String>::new());
}

#[test]
fn a_delegation_that_has_run_out_or_goes_round_a_review_is_found() {
    let mut b = Builder::default();
    let rows: &[&[(&str, &str)]] = &[
        &[("from", "IC"), ("to", "Ops"), ("scope", "Night shift"), ("valid_until", "2026-03-10")],
        &[("from", "IC"), ("to", "Chatbot"), ("scope", "classify  cases"), ("valid_until", "2026-03-11")],
        &[],
    ];
    let delegation = b.block(&BlockKind::Table, "delegation", rows);
    let machine: &[&[(&str, &str)]] =
        &[&[("task", "Classify cases"), ("limits", "Drafts"), ("revoked_by", "IC")], &[("task", "Tag cases")]];
    let machine = b.block(&BlockKind::Table, "ai-delegation", machine);
    let mut document =
        matrix("RACI", &["IC", "Chatbot:ai"], &[("Classify cases", &["AR", "R"], &[("human_review", "mandatory")])]);
    for (n, block) in [delegation, machine].into_iter().enumerate() {
        let (_, section) = document.live_sections()[0];
        let section = Section { kind: BlockKind::Table, block, ..section.clone() };
        document.sections.insert(SectionId::new(uuid::Uuid::from_u128(0xDE00 + n as u128)), section);
    }
    let id = DocumentId::new(uuid::Uuid::nil());
    let list = delegations(id, &document, &Directory::default(), at("14:47"));
    let mut titles: Vec<_> = list.iter().map(|f| format!("{} {}", f.rule, f.title)).collect();
    titles.sort();
    assert_eq!(
        titles,
        [
            "R-D1 Delegation to Ops has run out",
            "R-D2 Classify cases is delegated to the AI and has to be reviewed",
            "R-D2 classify  cases is delegated to the AI and has to be reviewed",
        ]
    );
}
