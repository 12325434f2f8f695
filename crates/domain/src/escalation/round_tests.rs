//! A chain that is repeated: which round it is in, whatever happened to its first level.

use super::*;
use crate::log::{Author, Fact};
use crate::test::{Builder, Log, at, document_of};
use crate::timeline::PlanTimeline;

type Cells<'a> = &'a [(&'a str, &'a str)];

const ROWS: &[Cells<'_>] = &[
    &[("level", "L1"), ("target", "Database expert"), ("acknowledge_within", "PT5M")],
    &[("level", "L2"), ("target", "Database expert"), ("acknowledge_within", "PT5M")],
    &[("level", "L3"), ("target", "Kim Ji-woo"), ("acknowledge_within", "PT5M")],
];

/// What is logged by itself until 15:00, minute by minute, where nobody has the role of the first two levels.
fn until_the_end(mut log: Log, person: &str) -> Vec<String> {
    let mut b = Builder::default();
    let role: Cells<'_> = &[("name", "Database expert"), ("person", person)];
    let directory = document_of(&[b.list("roles", &[role])]);
    let mut levels = b.block(&BlockKind::Escalation, "", ROWS);
    levels.settings.insert("repeat".to_owned(), crate::value::Value::one("1"));
    let sections = vec![("Matrix", BlockKind::Escalation, levels)];
    let plan = PlanTimeline::always(b.document("Escalation", "escalation-matrix", sections));
    let mut said = Vec::new();
    for minute in 5..60 {
        let now = format!("14:{minute:02}");
        for _ in 0..6 {
            for fact in firings(&plan, &log.incident(), &directory, at(&now)) {
                if log.entries.iter().any(|known| known.entry.id == fact.id) {
                    continue;
                }
                said.push(format!("{now} {}", fact.text));
                log.add_as(fact.id, &now, fact.fact, &fact.text);
                log.entries.last_mut().expect("it was added").entry.author = Author::bridgebook();
            }
        }
    }
    let clocks = escalation_clocks(&plan, &log.incident(), &directory, at("14:59"));
    let late: Vec<_> = clocks.iter().filter(|clock| clock.state == LevelState::Overdue).collect();
    assert!(late.is_empty(), "should have been called and never is: {late:?}");
    said
}

fn declared() -> Log {
    let mut log = Log::default();
    let (number, title, severity) = ("INC-7".to_owned(), "Down".to_owned(), "SEV1".to_owned());
    log.add("14:05", Fact::Declared { number, title, severity, commander: None, services: vec![], detected_at: None });
    log
}

#[test]
fn a_chain_whose_first_level_was_skipped_is_repeated_as_well() {
    let skipped = |time: &str, level: &str| format!("{time} {level} skipped: nobody is there for {level}.");
    assert_eq!(
        until_the_end(declared(), ""),
        [
            skipped("14:05", "L1"),
            skipped("14:05", "L2"),
            "14:05 L3 called: Kim Ji-woo.".to_owned(),
            "14:10 L1 called: Database expert.".to_owned(),
            skipped("14:15", "L2"),
            "14:15 L3 called: Kim Ji-woo.".to_owned(),
        ]
    );
}

#[test]
fn a_chain_whose_first_level_was_called_by_hand_is_repeated_as_well() {
    let mut log = declared();
    log.add("14:05", Fact::LevelRaised { level: "L1".into(), reason: "at once".into(), clock: None });
    let said = until_the_end(log, "Chen Wei");
    let called: Vec<_> = said.iter().map(|words| &words[..8]).collect();
    assert_eq!(called, ["14:10 L2", "14:15 L3", "14:20 L1", "14:25 L2", "14:30 L3"], "{said:?}");
}
