use crate::block::BlockKind;
use crate::directory::Directory;
use crate::finding::{Finding, FindingLevel, findings};
use crate::id::DocumentId;
use crate::test::{Builder, at, document_of};

type Rows<'a> = &'a [&'a [(&'a str, &'a str)]];

fn found(rows: Rows<'_>, directory: &Directory) -> Vec<Finding> {
    let mut b = Builder::default();
    let block = b.block(&BlockKind::Triggers, "", rows);
    let cases = b.block(&BlockKind::Table, "tickets", &[]);
    let sections = vec![("Triggers", BlockKind::Triggers, block), ("Cases", BlockKind::Table, cases)];
    let document = b.document("Rules", "", sections);
    let list = findings([(DocumentId::new(b.uuid()), &document)], directory, None, at("14:47"));
    // G4 has tests of its own: the tickets here tell no risk of a task.
    list.into_iter().filter(|f| !matches!(f.rule.as_str(), "V1" | "V2" | "V3" | "G4")).collect()
}

fn titles(rows: Rows<'_>) -> Vec<String> {
    let list = found(rows, &Directory::default());
    list.into_iter().map(|f| format!("{} {}", f.rule, f.title)).collect()
}

const DEFAULT: &[(&str, &str)] =
    &[("name", "Everything else"), ("outcome", "human"), ("target", "Service Desk"), ("default", "yes")];

#[test]
fn rules_need_a_default_route_and_blank_rows_none() {
    assert_eq!(titles(&[&[]]), Vec::<String>::new(), "an empty template row");
    assert_eq!(titles(&[DEFAULT]), Vec::<String>::new());
    let rule: &[(&str, &str)] =
        &[("name", "Late"), ("condition", "age > 30 min"), ("outcome", "human"), ("target", "Ops")];
    assert_eq!(titles(&[rule]), ["X26 No default route"]);
    assert_eq!(titles(&[rule, DEFAULT, DEFAULT]), ["X26 Two default routes"]);
    let off: &[(&str, &str)] = &[("name", "Old"), ("enabled", "no"), ("outcome", "human")];
    assert_eq!(titles(&[off]), Vec::<String>::new(), "what is off routes nothing");
}

#[test]
fn rules_that_take_no_cases_need_no_default_route_and_no_skill() {
    let mut b = Builder::default();
    let skills = b.list("skills", &[&[("name", "Billing")]]);
    let rule: &[(&str, &str)] =
        &[("name", "Late"), ("condition", "age > 30 min"), ("outcome", "human"), ("target", "Billing")];
    let block = b.block(&BlockKind::Triggers, "", &[rule]);
    let document = b.document("Rules", "", vec![("Triggers", BlockKind::Triggers, block)]);
    let directory = document_of(&[skills]);
    let list = findings([(DocumentId::new(b.uuid()), &document)], &directory, None, at("14:47"));
    assert!(list.iter().all(|f| f.rule != "X26" && f.rule != "X28"), "{list:#?}");
}

#[test]
fn the_last_rule_that_fits_everything_can_be_made_the_default_route() {
    let mut b = Builder::default();
    let rows: Rows<'_> = &[&[("name", "Rest"), ("outcome", "human"), ("target", "Ops")]];
    let block = b.block(&BlockKind::Triggers, "", rows);
    let cases = b.block(&BlockKind::Table, "tickets", &[]);
    let sections = vec![("Triggers", BlockKind::Triggers, block), ("Cases", BlockKind::Table, cases)];
    let mut document = b.document("Rules", "", sections);
    let id = DocumentId::new(b.uuid());
    let check = |d: &crate::document::Document| findings([(id, d)], &Directory::default(), None, at("14:47"));
    let finding = check(&document).into_iter().find(|f| f.rule == "X26").expect("no default");
    let fix = finding.fix.expect("a fix");
    assert_eq!(fix.label, "Make Rest the default route");
    document.apply_all(&fix.operations, at("14:48")).expect("it applies");
    assert!(check(&document).iter().all(|f| f.rule != "X26"));
}

#[test]
fn a_threshold_without_a_human_and_a_high_risk_below_the_least_are_errors() {
    let go_on = |condition, risk| -> Vec<String> {
        titles(&[
            &[
                ("name", "Sure"),
                ("kind", "confidence"),
                ("condition", condition),
                ("risk", risk),
                ("outcome", "continue"),
            ],
            DEFAULT,
        ])
    };
    assert_eq!(go_on("confidence >= 95", "high"), Vec::<String>::new());
    assert_eq!(go_on("confidence >= 60", "low"), Vec::<String>::new());
    assert_eq!(go_on("confidence >= 60", "critical"), ["X26 Rule Sure lets the AI go on at 60 % at high risk"]);
    assert_eq!(go_on("tier is Gold", "high"), ["X26 Rule Sure lets the AI go on at high risk, however unsure it is"]);
    assert_eq!(go_on("not (confidence < 92) and tier is Gold", "high"), Vec::<String>::new());
    assert_eq!(go_on("confidence > 95 or tier is Gold", "high").len(), 1, "one way round the threshold");
    let nobody = titles(&[
        &[("name", "Sure"), ("condition", "confidence >= 95"), ("outcome", "continue")],
        &[("name", "Rest"), ("outcome", "recover"), ("default", "yes")],
    ]);
    assert_eq!(nobody, ["X26 Rule Sure has a threshold and no rule leads to a human"]);
}

#[test]
fn a_condition_that_cannot_be_read_says_where() {
    let list = found(
        &[&[("name", "Late"), ("condition", "age > soon"), ("outcome", "human"), ("target", "Ops")], DEFAULT],
        &Directory::default(),
    );
    assert_eq!((list[0].rule.as_str(), list[0].level), ("V4", FindingLevel::Error));
    assert_eq!(list[0].title, "Rule Late cannot be read");
    assert!(list[0].message.starts_with("Character 7: “soon” stands where a span of time"), "{}", list[0].message);
    assert!(list[0].column.is_some());
}

#[test]
fn rules_behind_one_that_fits_everything_are_never_reached() {
    let all: &[(&str, &str)] = &[("name", "All"), ("outcome", "human"), ("target", "Ops")];
    let late: &[(&str, &str)] =
        &[("name", "Late"), ("condition", "age > 5 min"), ("outcome", "human"), ("target", "Ops")];
    assert_eq!(titles(&[all, late, DEFAULT]), ["G1 Rule Late is never reached"]);
    assert_eq!(titles(&[late, all, DEFAULT]), Vec::<String>::new());
}

#[test]
fn a_case_goes_to_somebody_and_not_to_a_queue() {
    let human = |target: &'static str| {
        titles(&[&[("name", "Late"), ("condition", "age > 5 min"), ("outcome", "human"), ("target", target)], DEFAULT])
    };
    assert_eq!(human("Billing queue"), ["G3 Billing queue is a queue"]);
    assert_eq!(human(""), ["G2 Rule Late says nobody to go to"]);
    let mut b = Builder::default();
    let skills = b.list("skills", &[&[("name", "Billing")], &[("name", "Databases")]]);
    let person = b.person(&[("name", "Ada"), ("skills", "Databases")]);
    let directory = document_of(&[skills, person]);
    let asks = |skill| {
        let rule: &[(&str, &str)] =
            &[("name", "Late"), ("condition", "age > 5 min"), ("outcome", "human"), ("target", skill)];
        found(&[rule, DEFAULT], &directory).into_iter().map(|f| format!("{} {}", f.rule, f.title)).collect::<Vec<_>>()
    };
    assert_eq!(asks("Billing"), ["X28 Nobody has the skill Billing"]);
    assert_eq!(asks("Databases"), Vec::<String>::new());
}

#[test]
fn a_policy_gives_each_task_a_threshold_or_a_human() {
    let check = |row: &[(&str, &str)]| {
        let mut b = Builder::default();
        let block = b.block(&BlockKind::Table, "ai-thresholds", &[row]);
        let document = b.document("Policy", "", vec![("Thresholds", BlockKind::Table, block)]);
        let list = findings([(DocumentId::new(b.uuid()), &document)], &Directory::default(), None, at("14:47"));
        list.into_iter().filter(|f| f.rule == "X26").map(|f| (f.title, f.fix.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(check(&[]), []);
    assert_eq!(check(&[("task", "Tagging"), ("risk", "low"), ("min_confidence", "60")]), []);
    assert_eq!(check(&[("task", "Refund"), ("risk", "high"), ("human_approval", "yes")]), []);
    assert_eq!(check(&[("task", "Refund"), ("risk", "high"), ("min_confidence", "95")]), []);
    assert_eq!(
        check(&[("task", "Refund"), ("risk", "critical"), ("min_confidence", "70")]),
        [("Refund: 70 % is low for a high risk".to_owned(), true)]
    );
    assert_eq!(
        check(&[("task", "Tagging"), ("risk", "low"), ("human_approval", "no")]),
        [("Tagging has no threshold and no human".to_owned(), false)]
    );
}
