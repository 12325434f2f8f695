use proptest::prelude::*;

use super::*;
use crate::block::BlockKind;
use crate::case::{CaseFields, needed_human};
use crate::directory::Directory;
use crate::document::Document;
use crate::test::Builder;
use crate::trigger::case_tables;

const OPENED: &str = "2026-03-11T12:00:00Z";

/// Rules for what is not sure and what is sure enough, and past cases: confidence, and who ended them.
fn document(threshold: &str, cases: &[(&str, &str)]) -> Document {
    let mut b = Builder::default();
    let rules = b.block(
        &BlockKind::Triggers,
        "",
        &[
            &[("name", "Asked"), ("kind", "human_request"), ("outcome", "human"), ("target", "Desk")],
            &[
                ("name", "Unsure"),
                ("condition", &format!("confidence < {threshold} and not (status is Resolved)")),
                ("outcome", "human"),
                ("target", "Desk"),
            ],
            &[("name", "Everything else"), ("outcome", "continue"), ("default", "yes")],
        ],
    );
    let mut tickets = b.block(&BlockKind::Table, "tickets", &[]);
    for (confidence, handled) in cases {
        let cells = [
            ("opened", OPENED),
            ("resolved", "2026-03-11T13:00:00Z"),
            ("status", "resolved"),
            ("confidence", *confidence),
            ("handled_by", *handled),
        ];
        let filled: Vec<_> = cells.into_iter().filter(|(_, text)| !text.is_empty()).collect();
        b.row(&mut tickets, &filled);
    }
    b.document("Support", "", vec![("Triggers", BlockKind::Triggers, rules), ("Tickets", BlockKind::Table, tickets)])
}

fn tuned(document: &Document) -> Tuning {
    let directory = Directory::default();
    let table = &case_tables(document)[0].1.block;
    let fields = CaseFields::of(table, &directory);
    let book = RuleBook::of(document, &directory);
    let at = OPENED.parse().expect("a moment");
    let rows = table.live_rows();
    let facts: Vec<_> = rows.iter().map(|(_, row)| CaseFacts::as_it_came(&fields, table, row, None)).collect();
    let needed = rows.iter().map(|(_, row)| needed_human(&CaseFacts::of_row(&fields, table, row, None)));
    let cases: Vec<_> = facts.iter().zip(needed).map(|(facts, needed)| TunedCase { facts, at, needed }).collect();
    tune(&book, &cases, &book.others(&facts), &|| false)
}

fn proposal(tuning: &Tuning) -> &ThresholdProposal {
    tuning.rules[1].proposal.as_ref().expect("the second rule has one test of the confidence")
}

#[test]
fn a_past_case_is_seen_as_it_came_and_missed_and_false_escalations_are_counted_by_rule_and_band() {
    // Under 80: 40 and 72 go to a human (72 in vain), 85 and 95 do not (85 is missed); nobody knows of the last.
    let document = document("80", &[("40", "human"), ("72", "ai"), ("85", "human"), ("95", "ai"), ("", "")]);
    let found = tuned(&document);
    let all = Tally { cases: 5, human: 2, known: 4, missed: 1, in_vain: 1 };
    assert_eq!(found.all, all);
    let by_rule: Vec<_> =
        found.rules.iter().map(|r| (r.rule, r.tally.cases, r.tally.missed, r.tally.in_vain)).collect();
    assert_eq!(by_rule, [(Some(0), 0, 0, 0), (Some(1), 2, 0, 1), (Some(2), 3, 1, 0)]);
    assert!(found.rules[0].proposal.is_none() && found.rules[2].proposal.is_none());
    let bands: Vec<_> =
        found.bands.iter().map(|b| (b.words(), b.tally.cases, b.tally.missed, b.tally.in_vain)).collect();
    assert_eq!(
        bands,
        [
            ("0 to 49 %".to_owned(), 1, 0, 0),
            ("70 to 79 %".to_owned(), 1, 0, 1),
            ("80 to 89 %".to_owned(), 1, 1, 0),
            ("90 to 100 %".to_owned(), 1, 0, 0),
            ("no confidence".to_owned(), 1, 0, 0),
        ]
    );
}

#[test]
fn the_proposed_value_misses_the_fewest_then_brings_the_fewest_in_vain_and_says_what_it_would_have_changed() {
    let document = document("80", &[("40", "human"), ("72", "ai"), ("85", "human"), ("95", "ai"), ("", "")]);
    let found = tuned(&document);
    let proposal = proposal(&found);
    // From 86 on nothing is missed; 72 stays in vain, and 95 joins it only above 95.
    assert_eq!((proposal.now, proposal.then), (80.0, Some(86.0)));
    assert_eq!((proposal.n, proposal.held), (4, Some((40.0, 95.0))));
    assert_eq!((proposal.tally_now.missed, proposal.tally_then.missed), (1, 0));
    assert_eq!((proposal.tally_now.in_vain, proposal.tally_then.in_vain), (1, 1));
    assert_eq!(proposal.condition, "confidence < 86 and not (status is Resolved)");
    let changed: Vec<_> = proposal.changed.iter().map(|c| (c.case, c.confidence, c.now, c.then)).collect();
    assert_eq!(changed, [(2, 85.0, Decided::Default(2), Decided::Rule(1))]);
    assert!(proposal.n < ENOUGH, "and it is said to be few");
}

#[test]
fn a_threshold_that_does_best_stays_and_none_is_proposed_beyond_the_cases() {
    let best = tuned(&document("60", &[("40", "human"), ("72", "ai")]));
    assert_eq!((proposal(&best).then, proposal(&best).changed.len()), (None, 0));
    assert_eq!(proposal(&best).condition, "confidence < 60 and not (status is Resolved)");
    // All needed a human: every value above would do, and the greatest that the cases hold still misses one.
    let above = tuned(&document("60", &[("70", "human"), ("90", "human")]));
    assert_eq!((proposal(&above).then, proposal(&above).tally_then.missed), (Some(71.0), 1));
    let none = tuned(&document("60", &[]));
    assert_eq!((proposal(&none).n, proposal(&none).held, proposal(&none).then), (0, None, None));
}

proptest! {
    #[test]
    fn a_proposal_is_never_worse_lies_within_the_cases_and_counts_what_trying_it_counts(
        cases in prop::collection::vec((0_u8..=100, prop::bool::ANY), 0..24),
        threshold in 0_u8..=100,
    ) {
        let written: Vec<(String, &str)> =
            cases.iter().map(|(c, human)| (c.to_string(), if *human { "human" } else { "ai" })).collect();
        let list: Vec<(&str, &str)> = written.iter().map(|(c, who)| (c.as_str(), *who)).collect();
        let found = tuned(&document(&threshold.to_string(), &list));
        let own = proposal(&found);
        prop_assert!(own.tally_then.cost() <= own.tally_now.cost());
        prop_assert_eq!(own.n, cases.len());
        prop_assert_eq!(found.all.cost(), own.tally_now.cost());
        if let (Some(then), Some((least, most))) = (own.then, own.held) {
            prop_assert!((least..=most).contains(&then));
            let tried = tuned(&document(&then.to_string(), &list));
            prop_assert_eq!(tried.all.cost(), own.tally_then.cost());
            prop_assert!(proposal(&tried).then.is_none());
            let differ = tried.all.human.abs_diff(found.all.human);
            prop_assert_eq!(own.changed.len(), differ, "every case that changes goes the same way");
        } else {
            prop_assert!(own.changed.is_empty());
        }
    }
}
