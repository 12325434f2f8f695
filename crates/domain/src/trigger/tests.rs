use super::*;
use crate::test::Builder;

fn view(rows: &[&[(&str, &str)]]) -> TriggersView {
    let mut b = Builder::default();
    let block = b.block(&BlockKind::Triggers, "", rows);
    TriggersView::read(&b.document("Rules", "", vec![("Triggers", BlockKind::Triggers, block)]))
}

#[test]
fn rules_are_read_in_order_and_the_default_route_stands_apart() {
    let found = view(&[
        &[("name", "Everything else"), ("outcome", "human"), ("target", "Desk"), ("default", "yes")],
        &[
            ("name", "Unsure"),
            ("kind", "confidence"),
            ("condition", "confidence < 80"),
            ("risk", "high|critical"),
            ("outcome", "human"),
            ("effects", "assign|notify"),
            ("within", "PT15M"),
            ("cases", "T-1|T-2"),
        ],
        &[],
        &[("name", "Old"), ("enabled", "no"), ("outcome", "continue")],
    ]);
    assert_eq!(found.rules.len(), 3, "the blank row is no rule");
    assert_eq!(found.default_route().expect("a default").target, "Desk");
    let tried: Vec<_> = found.tried().collect();
    assert_eq!(tried.len(), 1, "one is off, one is the default");
    assert_eq!(tried[0].condition, condition::parse("confidence < 80"));
    assert_eq!(tried[0].risks, ["high", "critical"]);
    assert_eq!(tried[0].effects, ["assign", "notify"]);
    assert_eq!(tried[0].within, Some(SignedDuration::from_mins(15)));
    assert_eq!((tried[0].outcome, tried[0].cases.len()), (Some(Outcome::Human), 2));
}

#[test]
fn a_rule_without_a_condition_means_what_it_looks_at_or_everything() {
    let found = view(&[
        &[("name", "Asked"), ("kind", "human_request")],
        &[("name", "Late"), ("kind", "time")],
        &[("name", "Some"), ("risk", "low")],
        &[("name", "Broken"), ("condition", "age >")],
    ]);
    let conditions: Vec<_> = found.rules.iter().map(|r| r.condition.clone().map(|c| c.to_string())).collect();
    assert_eq!(conditions[0].as_deref(), Ok("human asked"));
    assert_eq!(conditions[1].as_deref(), Ok("always"));
    assert!(conditions[3].is_err());
    let unconditional: Vec<_> = found.rules.iter().map(TriggerRule::is_unconditional).collect();
    assert_eq!(unconditional, [false, true, false, false], "for one risk only is a condition too");
}

#[test]
fn cases_are_the_tables_that_are_meant_as_cases() {
    let mut b = Builder::default();
    let tickets = b.block(&BlockKind::Table, "tickets", &[]);
    let tiers = b.block(&BlockKind::Table, "tiers", &[]);
    let mut own = b.block(&BlockKind::Table, "", &[]);
    let other = own.clone();
    own.settings.insert("cases".to_owned(), Value::one("yes"));
    let document = b.document(
        "Rules",
        "",
        vec![
            ("Tickets", BlockKind::Table, tickets),
            ("Tiers", BlockKind::Table, tiers),
            ("Hand-offs", BlockKind::Table, own),
            ("Business rules", BlockKind::Table, other),
        ],
    );
    let headings: Vec<_> = case_tables(&document).into_iter().map(|(_, s)| s.heading.clone()).collect();
    assert_eq!(headings, ["Tickets", "Hand-offs"]);
}
