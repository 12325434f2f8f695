use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::block::BlockKind;
use crate::escalation::Unanswered;
use crate::id::DocumentId;
use crate::test::{Builder, at, document_of};

type Cells<'a> = &'a [(&'a str, &'a str)];

const LEVELS: &[Cells<'_>] = &[
    &[
        ("severity", "SEV1"),
        ("level", "L1"),
        ("clock", "functional"),
        ("target", "On-call engineer"),
        ("notify", "page|phone"),
        ("acknowledge_within", "PT5M"),
        ("resolve_within", "PT30M"),
        ("may_decline", "yes"),
    ],
    &[
        ("severity", "SEV1"),
        ("level", "L2"),
        ("clock", "functional"),
        ("target", "Chen Wei"),
        ("backup", "Kim Ji-woo"),
        ("notify", "phone"),
        ("acknowledge_within", "PT10M"),
    ],
    &[
        ("severity", "SEV1"),
        ("level", "Manager"),
        ("clock", "hierarchical"),
        ("target", "Sofia"),
        ("notify", "chat"),
        ("after", "PT15M"),
    ],
];

fn matrix(b: &mut Builder, levels: &[Cells<'_>], settings: &[(&str, &str)]) -> Document {
    let mut block = b.block(&BlockKind::Escalation, "", levels);
    for (key, value) in settings {
        block.settings.insert((*key).to_owned(), crate::value::Value::one(*value));
    }
    b.document("Escalation", "escalation-matrix", vec![("Matrix", BlockKind::Escalation, block)])
}

fn people(b: &mut Builder) -> Vec<(DocumentId, Document)> {
    let calendar = [("name", "Always"), ("zone", "Europe/Madrid"), ("hours", "24x7")];
    let team = [("name", "On-call engineer"), ("contact", "+34 91 1"), ("calendar", "Always")];
    vec![
        b.list("calendars", &[&calendar]),
        b.list("teams", &[&team]),
        b.list("services", &[&[("name", "Identity provider")], &[("name", "Orders database")]]),
        b.person(&[
            ("name", "Chen Wei"),
            ("phones", "+86 21"),
            ("zone", "Asia/Shanghai"),
            ("working_hours", "Mon-Fri 10:00-19:00"),
        ]),
        b.person(&[("name", "Kim Ji-woo"), ("phones", "+82 2"), ("zone", "Asia/Seoul")]),
        b.person(&[
            ("name", "Sofia"),
            ("chat", "@sofia"),
            ("depends_on", "Identity provider"),
            ("zone", "Europe/Warsaw"),
            ("working_hours", "24x7"),
        ]),
    ]
}

fn scene<'a>(matrix: &'a Document, directory: &'a Directory, when: &str) -> Scene<'a> {
    Scene {
        matrix,
        directory,
        severity: "SEV1".to_owned(),
        services: Vec::new(),
        at: at(when),
        answers: &[],
        otherwise: Reply::NoAnswer,
        happened: Happened::default(),
    }
}

fn told(steps: &[Step]) -> Vec<String> {
    steps.iter().map(|s| format!("{} {:?} {}", s.after, s.kind, s.level).trim().to_owned()).collect()
}

#[test]
fn who_is_called_when_and_in_whose_local_time() {
    let mut b = Builder::default();
    let (matrix, directory) = (matrix(&mut b, LEVELS, &[]), document_of(&people(&mut b)));
    // Wednesday at ten past three at night in Madrid is a quarter past ten in Shanghai.
    let steps = rehearse(&scene(&matrix, &directory, "03:10"));
    assert_eq!(told(&steps), ["at once Called L1", "5 min Called L2", "15 min Told Manager", "15 min Exhausted"]);
    let first = &steps[0].callees[0];
    assert_eq!(
        (first.name.as_str(), first.local.as_str(), first.place.as_str()),
        ("On-call engineer", "Wed 03:10", "Madrid")
    );
    assert_eq!((first.is_night, &first.duty, first.ways[0].address.as_str()), (true, &Duty::Works, "+34 91 1"));
    assert_eq!(steps[0].notify, ["page", "phone"]);
    let second = &steps[1].callees;
    assert_eq!((second[0].local.as_str(), &second[0].duty), ("Wed 10:15", &Duty::Works));
    assert_eq!((second[1].name.as_str(), second[1].is_backup, &second[1].duty), ("Kim Ji-woo", true, &Duty::Unknown));
    assert_eq!(steps[1].why, "Called if L1 does not acknowledge within 5 min.");
    assert!(steps.iter().take(3).all(|s| s.warning.is_empty()), "everybody is there");
    assert!(steps[3].warning.contains("nobody has it"), "{}", steps[3].warning);
}

#[test]
fn who_is_not_on_shift_is_said_and_who_stands_in() {
    let mut b = Builder::default();
    let (matrix, directory) = (matrix(&mut b, LEVELS, &[]), document_of(&people(&mut b)));
    let steps = rehearse(&scene(&matrix, &directory, "20:00"));
    let monday = |s: &Step| s.callees[0].duty.clone();
    assert_eq!(monday(&steps[1]), Duty::Away { until: Some("2026-03-12T02:00:00Z".parse().expect("a moment")) });
    assert!(steps[1].warning.contains("Kim Ji-woo stands in"), "{}", steps[1].warning);
    let down = Scene { services: vec!["Identity provider".to_owned()], ..scene(&matrix, &directory, "20:00") };
    let manager = rehearse(&down).into_iter().find(|s| s.level == "Manager").expect("told");
    assert_eq!(manager.callees[0].cut, "every way needs Identity provider, which is down");
    assert!(manager.warning.contains("no backup is there"), "{}", manager.warning);
}

#[test]
fn answers_run_through_the_clocks_of_the_live_incident() {
    let mut b = Builder::default();
    let (matrix, directory) = (matrix(&mut b, LEVELS, &[]), document_of(&people(&mut b)));
    let suppose = |level: &str, reply: Reply| vec![Supposed { level: level.to_owned(), round: 0, reply }];
    let with = |answers: &[Supposed]| told(&rehearse(&Scene { answers, ..scene(&matrix, &directory, "03:10") }));
    assert_eq!(
        with(&suppose("l1", Reply::Acknowledges)),
        ["at once Called L1", "1 min Acknowledged L1", "15 min Told Manager", "31 min Called L2"],
        "what is not resolved in time goes up, and authority is told all the same"
    );
    assert_eq!(
        with(&suppose("L1", Reply::Declines)),
        ["at once Called L1", "1 min Declined L1", "1 min Called L2", "11 min Exhausted", "15 min Told Manager"]
    );
    assert_eq!(with(&suppose("L2", Reply::Declines))[1], "5 min Called L2", "the matrix lets L2 not decline");
}

fn levels_of_day(b: &mut Builder, directory: &Directory) {
    let mut levels: Vec<Vec<(&str, &str)>> = LEVELS.iter().map(|r| r.to_vec()).collect();
    levels[0][3].1 = "Chen Wei";
    levels[1][3].1 = "On-call engineer";
    let levels: Vec<Cells<'_>> = levels.iter().map(Vec::as_slice).collect();
    let hold = matrix(b, &levels, &[("nobody_available", "hold")]);
    let steps = rehearse(&scene(&hold, directory, "20:00"));
    let expected =
        ["at once Held L1", "15 min Told Manager", "7 h Called L1", "7 h 5 min Called L2", "7 h 15 min Exhausted"];
    assert_eq!(told(&steps), expected);
}

#[test]
fn an_empty_level_is_skipped_or_holds_as_the_matrix_says() {
    let mut b = Builder::default();
    let mut documents = people(&mut b);
    documents.push(b.list("roles", &[&[("name", "Nobody’s role")]]));
    let directory = document_of(&documents);
    let mut levels: Vec<Vec<(&str, &str)>> = LEVELS.iter().map(|r| r.to_vec()).collect();
    levels[0][3].1 = "Nobody’s role";
    let levels: Vec<Cells<'_>> = levels.iter().map(Vec::as_slice).collect();
    let next = matrix(&mut b, &levels, &[("nobody_available", "next")]);
    let steps = rehearse(&scene(&next, &directory, "03:10"));
    assert_eq!(told(&steps)[..2], ["at once Skipped L1", "at once Called L2"]);
    assert!(steps[0].warning.contains("passed over"), "{}", steps[0].warning);
    let hold = matrix(&mut b, &levels, &[("nobody_available", "hold")]);
    let steps = rehearse(&scene(&hold, &directory, "03:10"));
    assert_eq!(told(&steps)[0], "at once Held L1");
    // The clock goes on when somebody comes to work: at ten in the morning in Shanghai.
    levels_of_day(&mut b, &directory);
    let none = matrix(&mut b, &[], &[]);
    assert_eq!(told(&rehearse(&scene(&none, &directory, "03:10"))), ["at once Exhausted"]);
}

#[test]
fn two_versions_are_compared_line_by_line() {
    let mut b = Builder::default();
    let directory = document_of(&people(&mut b));
    let old = matrix(&mut b, LEVELS, &[]);
    let mut levels: Vec<Vec<(&str, &str)>> = LEVELS.iter().take(2).map(|r| r.to_vec()).collect();
    levels[0][5].1 = "PT3M";
    levels[1][4].1 = "Sofia";
    let levels: Vec<Cells<'_>> = levels.iter().map(Vec::as_slice).collect();
    let new = matrix(&mut b, &levels, &[]);
    let run = |m: &Document| rehearse(&scene(m, &directory, "03:10"));
    let found = compare(&run(&old), &run(&new));
    let of = |level: &str| found.iter().find(|d| d.before.as_ref().is_some_and(|s| s.level == level)).expect("it");
    assert_eq!(of("L1").change, StepChange::Same);
    assert_eq!(of("Manager").change, StepChange::Removed);
    let words = &of("L2").words;
    assert_eq!(words[..2], ["earlier: 5 min before, 3 min now", "backup Kim Ji-woo before, Sofia now"]);
    assert!(compare(&run(&new), &run(&new)).iter().all(|d| d.change == StepChange::Same));
}

proptest! {
    /// The rehearsal and the plan on paper agree on who is called at which age when nobody answers.
    #[test]
    fn a_rehearsal_without_answers_is_the_plan(
        spans in prop::collection::vec((1_i64..200, any::<bool>()), 1..6),
        repeat in 0_u32..4,
    ) {
        let texts: Vec<(String, String)> =
            spans.iter().enumerate().map(|(n, (m, _))| (format!("L{n}"), format!("PT{m}M"))).collect();
        let rows: Vec<Vec<(&str, &str)>> = texts.iter().zip(&spans).map(|((name, span), (_, is_age))| {
            let (clock, key) = if *is_age { ("hierarchical", "after") } else { ("functional", "acknowledge_within") };
            vec![("level", name.as_str()), ("clock", clock), ("target", "Somebody"), (key, span.as_str())]
        }).collect();
        let rows: Vec<Cells<'_>> = rows.iter().map(Vec::as_slice).collect();
        let mut b = Builder::default();
        let repeats = repeat.to_string();
        let matrix = matrix(&mut b, &rows, &[("repeat", &repeats)]);
        let directory = Directory::default();
        let scene = Scene { severity: String::new(), ..scene(&matrix, &directory, "14:05") };
        let steps = rehearse(&scene);
        let planned = EscalationView::read(&matrix, &directory);
        for Unanswered { level, age, .. } in planned.unanswered("", &directory) {
            let step = steps.iter().find(|s| s.level == level.name && s.round == 0);
            prop_assert_eq!(step.map(|s| s.after_seconds), age.map(duration::seconds), "{}", level.name);
        }
        let functional: BTreeSet<_> = spans.iter().enumerate().filter(|(_, (_, age))| !age).map(|(n, _)| n).collect();
        let calls = steps.iter().filter(|s| s.kind == StepKind::Called).count();
        prop_assert_eq!(calls, functional.len() * (repeat as usize + 1), "each round calls each level once");
    }
}
