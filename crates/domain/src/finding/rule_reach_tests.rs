use crate::block::BlockKind;
use crate::directory::Directory;
use crate::document::Document;
use crate::finding::{Finding, FindingLevel, findings};
use crate::id::DocumentId;
use crate::test::{Builder, at};
use crate::value::Value;

type Cells<'a> = &'a [(&'a str, &'a str)];

fn found(document: &Document) -> Vec<Finding> {
    let id = DocumentId::new(uuid::Uuid::from_u128(9));
    let list = findings([(id, document)], &Directory::default(), None, at("14:47"));
    list.into_iter().filter(|f| matches!(f.rule.as_str(), "G4" | "G5" | "G6")).collect()
}

/// What is said of one rule over cases of a preset.
fn of_rule(preset: &str, rule: Cells<'_>) -> Vec<String> {
    let mut b = Builder::default();
    let block = b.block(&BlockKind::Triggers, "", &[rule]);
    let cases = b.block(&BlockKind::Table, preset, &[]);
    let thresholds = b.block(&BlockKind::Table, "ai-thresholds", &[&[("task", "Refund"), ("min_confidence", "95")]]);
    let document = b.document(
        "Rules",
        "",
        vec![
            ("Triggers", BlockKind::Triggers, block),
            ("Cases", BlockKind::Table, cases),
            ("Thresholds", BlockKind::Table, thresholds),
        ],
    );
    found(&document).into_iter().map(|f| format!("{} {}", f.title, f.message)).collect()
}

/// Why a condition can never hold; empty where it can.
fn why(preset: &str, condition: &str) -> String {
    let rule = [("name", "It"), ("condition", condition), ("outcome", "human"), ("target", "Ops")];
    let list = of_rule(preset, &rule);
    let text = list.join("|");
    let text = text.strip_prefix("Rule It can never fire ").unwrap_or(&text);
    text.strip_suffix(". Add to the cases what the rule looks at, or change the rule; until then it decides only what comes in with that value nevertheless.")
        .unwrap_or(text)
        .to_owned()
}

#[test]
fn a_rule_that_looks_at_what_no_case_has_can_never_fire() {
    for (preset, condition, expected) in [
        ("tickets", "confidence < 80", ""),
        ("tickets", "author is Ada", "Cases has no column “author”"),
        ("tickets", "author is empty", ""),
        ("tickets", "author is Ada or tier is VIP", ""),
        ("tickets", "author is Ada and tier is VIP", "Cases has no column “author”"),
        ("tickets", "not (author is Ada)", "Cases has no column “author”"),
        ("tickets", "tier is Diamond", "Tier of Cases has no choice “Diamond”"),
        ("tickets", "tier is not Diamond", ""),
        ("tickets", "not (tier is not Diamond)", "Tier of Cases has no choice “Diamond”"),
        ("tickets", "tier is any of Diamond, VIP", ""),
        ("tickets", "sentiment <= -1", ""),
        ("tickets", "tier > 3", "Tier of Cases is compared as an amount and holds none"),
        ("tickets", "status is New and status is Closed", "Status cannot be two things at once"),
        ("tickets", "confidence < 50 and confidence > 80", "AI confidence cannot be above 80 and below 50"),
        ("tickets", "not (always)", "every case fits, and it asks for those that do not"),
        ("tickets", "human asked or flag \"x\" is set", ""),
        ("tickets", "sla >= 80 %", ""),
        ("tickets", "count of same customer in 7 days >= 3", ""),
        ("tickets", "text contains refund", ""),
        ("quality-checks", "count of same defect_type in 8 h >= 3", ""),
        ("integrations", "age > 24 h", "Cases has no column for when a case was opened (key opened)"),
        ("integrations", "input_since > 24 h", ""),
        ("integrations", "count in 1 h >= 3", "Cases has no column for when a case was opened (key opened)"),
        ("integrations", "count in 1 h >= 1", ""),
        (
            "quality-checks",
            "sla >= 80 %",
            "no time is set for the cases of Cases: no service level, and no column for when one is due",
        ),
        ("tickets", "confidence < min_confidence of same task", "Cases has no column “task”"),
        (
            "tickets",
            "confidence < least of same subject",
            "no other table of the document has the columns “least” and “subject”",
        ),
    ] {
        assert_eq!(why(preset, condition), expected, "{preset}: {condition}");
    }
    let risky = [("name", "It"), ("risk", "high"), ("condition", "confidence < 80"), ("outcome", "human")];
    let list = of_rule("tickets", &risky);
    assert!(list[0].starts_with("Rule It can never fire Cases has no column “risk”"), "{list:?}");
}

#[test]
fn a_rule_that_is_off_or_meets_no_cases_is_not_judged() {
    let off = [("name", "It"), ("enabled", "no"), ("condition", "author is Ada"), ("outcome", "human")];
    assert_eq!(of_rule("tickets", &off), Vec::<String>::new());
    assert_eq!(of_rule("tiers", &[("name", "It"), ("condition", "author is Ada")]), Vec::<String>::new());
}

#[test]
fn a_rule_that_leaves_the_case_with_the_ai_hands_nothing_over() {
    let rule =
        |effects| [("name", "Sure"), ("condition", "confidence >= 95"), ("outcome", "continue"), ("effects", effects)];
    let list = of_rule("tickets", &rule("assign|brief|clock"));
    assert_eq!(list.len(), 1);
    assert!(list[0].contains("is also to assign the owner, prepare the brief, start the clock,"), "{list:?}");
    assert_eq!(of_rule("tickets", &rule("set-status|notify")), Vec::<String>::new());
}

#[test]
fn a_priority_follows_from_impact_and_urgency_by_the_table_of_the_document() {
    let mut b = Builder::default();
    let records = b.block(
        &BlockKind::Table,
        "it-records",
        &[
            &[("id", "R1"), ("impact", "organisation"), ("urgency", "high")],
            &[("id", "R2"), ("impact", "individual"), ("urgency", "low"), ("priority", "urgent")],
            &[("id", "R3"), ("subject", "Nobody knows")],
            &[("id", "R4"), ("impact", "individual"), ("urgency", "low"), ("priority", "low")],
            &[("id", "R5"), ("status", "done")],
        ],
    );
    let table = b.block(
        &BlockKind::Table,
        "it-records",
        &[
            &[("impact", "organisation"), ("urgency", "high"), ("priority", "urgent")],
            &[("impact", "individual"), ("urgency", "low"), ("priority", "low")],
        ],
    );
    let mut table = table;
    table.settings.insert("preset".to_owned(), Value::one("priorities"));
    let mut document = b.document(
        "Service desk",
        "",
        vec![("Records", BlockKind::Table, records), ("Priority", BlockKind::Table, table)],
    );
    let list = found(&document);
    let said: Vec<_> = list.iter().map(|f| (f.level, f.title.as_str())).collect();
    assert_eq!(
        said,
        [
            (FindingLevel::Warning, "R2: the priority is Urgent, and its impact and urgency give Low"),
            (FindingLevel::Warning, "R3 has no priority"),
            (FindingLevel::Info, "R1: the priority is Urgent by the table"),
        ]
    );
    let fix = list[2].fix.as_ref().expect("one key sets it");
    assert_eq!(fix.label, "Set the priority to Urgent");
    document.apply_all(&fix.operations, at("14:48")).expect("it applies");
    assert_eq!(found(&document).len(), 2);
}
