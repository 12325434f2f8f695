use jiff::SignedDuration;
use uuid::Uuid;

use super::*;
use crate::block::BlockKind;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::{DocumentId, RowId};
use crate::incident::Incident;
use crate::log::{DrillFact, Fact, HotWash, Met};
use crate::operation::Operation;
use crate::test::{Builder, Log, at, document_of};
use crate::timeline::PlanTimeline;
use crate::view::rows;

type Cells<'a> = &'a [(&'a str, &'a str)];
type Before<'a> = &'a [(crate::incident::Drill, Vec<ScoreRow>)];

const EVENT_ROWS: &[Cells<'_>] = &[
    &[("no", "1"), ("scenario_time", "0:00"), ("event", "Alert"), ("expected", "L1 acknowledges"), ("objective", "4")],
    &[("no", "3"), ("scenario_time", "T+20 min"), ("event", "Press"), ("expected", "Media line"), ("objective", "2")],
    &[("no", "2"), ("scenario_time", "0:10"), ("event", "First statement"), ("expected", "Statement to Customers")],
    &[("no", "4"), ("scenario_time", "later"), ("event", "When it fits"), ("expected", "Anything")],
    &[("no", "5")],
];

fn plan(b: &mut Builder) -> Document {
    let events = b.block(&BlockKind::Table, EVENTS, EVENT_ROWS);
    let mut score = b.block(&BlockKind::Table, "kpis", &[]);
    // The score table of the template has columns of its own.
    for (column, key) in score.columns.values_mut().zip(["measure", "expected", "actual", "before", "met"]) {
        column.key = key.to_owned();
        column.column_type = crate::value::ColumnType::Text;
    }
    for (n, column) in score.columns.values_mut().enumerate().skip(5) {
        column.key = format!("other {n}");
    }
    let measures = [
        ("Time to declare", "10 min"),
        ("Time to the first update", "15 min"),
        ("Promises kept", "100 %"),
        ("Wrong person called", "none"),
        ("Mood", "good"),
    ];
    for (measure, expected) in measures {
        b.row(&mut score, &[("measure", measure), ("expected", expected)]);
    }
    let improvements = b.block(&BlockKind::Table, "improvements", &[]);
    let (strengths, hard) = (b.block(&BlockKind::Prose, "", &[]), b.block(&BlockKind::Prose, "", &[]));
    let sections = vec![
        ("Events", BlockKind::Table, events),
        ("Score", BlockKind::Table, score),
        ("Strengths", BlockKind::Prose, strengths),
        ("Areas for improvement", BlockKind::Prose, hard),
        ("Improvements", BlockKind::Table, improvements),
    ];
    b.document("Drill", "drill-plan", sections)
}

fn row_of(plan: &Document, no: &str) -> RowId {
    injects(plan).into_iter().find(|inject| inject.no == no).expect("an inject").row
}

/// A drill from 10:00 on that rests from 10:08 to 10:28.
fn played(plan: &Document) -> Log {
    let mut log = Log::default();
    let judged = |no: &str, met, actual: &str| {
        let (inject, actual, note) = (row_of(plan, no), actual.to_owned(), String::new());
        Fact::Drill(DrillFact::Evaluated { inject, met, actual, note })
    };
    let given = |no: &str| Fact::Drill(DrillFact::Delivered { inject: row_of(plan, no) });
    let sent = |number, next: &str| Fact::UpdateSent {
        audience: "Customers".into(),
        number,
        stage: "investigating".into(),
        body: String::new(),
        via: String::new(),
        next_at: Some(at(next)),
    };
    log.declared("10:00");
    for (time, fact) in [
        ("10:00", Fact::ExerciseDeclared {}),
        ("10:00", Fact::Drill(DrillFact::Begun { document: DocumentId::new(Uuid::from_u128(1)) })),
        ("10:00", given("1")),
        ("10:03", judged("1", Met::Yes, "In a minute")),
        ("10:05", sent(1, "10:15")),
        ("10:06", Fact::Drill(DrillFact::PlayersDeclared {})),
        ("10:08", Fact::Drill(DrillFact::Paused {})),
        ("10:28", Fact::Drill(DrillFact::Continued {})),
        ("10:30", given("2")),
        ("10:34", sent(2, "10:50")),
        ("10:36", judged("2", Met::Part, "Sent\nwithout a time")),
    ] {
        log.add(time, fact);
    }
    log.add_as(
        crate::id::EntryId::new(Uuid::from_u128(0x77)),
        "10:37",
        Fact::Drill(DrillFact::Said { about: HotWash::Improvement }),
        "Nobody knew the line for the press",
    );
    log.add_as(
        crate::id::EntryId::new(Uuid::from_u128(0x78)),
        "10:38",
        Fact::Drill(DrillFact::Said { about: HotWash::Strength }),
        "Commander in place at once",
    );
    log
}

#[test]
fn injects_come_in_order_of_the_scenario_and_stand_where_its_clock_says() {
    let mut b = Builder::default();
    let plan = plan(&mut b);
    let list = injects(&plan);
    assert_eq!(list.iter().map(|i| i.no.as_str()).collect::<Vec<_>>(), ["1", "2", "3", "4"], "an empty line is none");
    assert_eq!(list[2].at, Some(SignedDuration::from_mins(20)));
    assert_eq!(list[3].at, None, "“later” is no time");
    let incident = played(&plan).incident();
    let drill = incident.drill.as_ref().expect("a drill");
    let states = |time: &str| -> Vec<InjectState> {
        standings(list.clone(), drill, at(time)).into_iter().map(|standing| standing.state).collect()
    };
    use InjectState::{AnyTime, Due, Judged, NotGiven, Overdue, Waits};
    assert_eq!(states("10:37"), [Judged, Judged, Waits, AnyTime], "0:17 of the scenario");
    assert_eq!(states("10:40"), [Judged, Judged, Due, AnyTime]);
    assert_eq!(states("10:42"), [Judged, Judged, Overdue, AnyTime]);
    let next = standings(list.clone(), drill, at("10:37"));
    assert!(next[2].is_next && next[2].in_seconds == Some(180));
    assert_eq!(next_time(&list, drill, at("10:37")), Some(SignedDuration::from_mins(20)));
    let mut over = drill.clone();
    over.ended_at = Some(at("10:42"));
    let states: Vec<InjectState> = standings(list, &over, at("11:00")).into_iter().map(|s| s.state).collect();
    assert_eq!(states, [Judged, Judged, NotGiven, NotGiven]);
}

fn scored(plan: &Document, incident: &Incident, directory: &Directory) -> Vec<ScoreRow> {
    let drill = incident.drill.as_ref().expect("a drill");
    let matrix = PlanTimeline::default();
    score(&ScoreSources { plan, incident, drill, matrix: &matrix, directory, now: at("10:40") })
}

#[test]
fn the_score_is_read_from_the_log_in_the_time_of_the_scenario() {
    let mut b = Builder::default();
    let plan = plan(&mut b);
    let incident = played(&plan).incident();
    let told: Vec<(String, String, Option<Met>)> = scored(&plan, &incident, &Directory::default())
        .into_iter()
        .map(|row| (row.measure, row.actual, row.met))
        .collect();
    let row = |measure: &str, actual: &str, met| (measure.to_owned(), actual.to_owned(), met);
    assert_eq!(
        told,
        [
            row("Time to declare", "6 min", Some(Met::Yes)),
            row("Time to the first update", "5 min", Some(Met::Yes)),
            // Promised for ten minutes later and given nine minutes of the scenario later: the clock rested for twenty.
            row("Promises kept", "100 % (1 of 1)", Some(Met::Yes)),
            row("Wrong person called", "none", Some(Met::Yes)),
            row("Mood", "", None),
            row("Injects met", "1 of 4", Some(Met::Part)),
        ]
    );
}

#[test]
fn what_cannot_be_compared_is_for_people_to_judge() {
    use super::score::{Measured, judge};
    let span = |minutes| Measured::Span(SignedDuration::from_mins(minutes));
    for (expected, found, met) in [
        ("10 min", span(10), Some(Met::Yes)),
        ("10 min", span(11), Some(Met::No)),
        ("soon", span(1), None),
        ("All", Measured::Share(3, 3), Some(Met::Yes)),
        ("all", Measured::Share(0, 3), Some(Met::No)),
        ("90 %", Measured::Share(9, 10), Some(Met::Yes)),
        ("100%", Measured::Share(9, 10), Some(Met::No)),
        ("100 %", Measured::Share(0, 0), None),
        ("none", Measured::Count(1), Some(Met::No)),
        ("2", Measured::Count(2), Some(Met::Yes)),
    ] {
        assert_eq!(judge(expected, &found), met, "{expected}");
    }
}

#[test]
fn the_result_goes_into_the_plan_once_and_is_replaced_by_that_of_the_next_drill() {
    let mut b = Builder::default();
    let mut plan = plan(&mut b);
    let incident = played(&plan).incident();
    let mut drill = incident.drill.clone().expect("a drill");
    drill.ended_at = Some(at("10:40"));
    let rows_of_score = scored(&plan, &incident, &Directory::default());
    let mut write = |plan: &mut Document, drill: &crate::incident::Drill, before: Before<'_>| -> Vec<Operation> {
        let score: Vec<ScoreRow> = match before {
            [] => rows_of_score.clone(),
            // The second drill has no figure of its own.
            _ => rows_of_score.iter().map(|row| ScoreRow { actual: String::new(), met: None, ..row.clone() }).collect(),
        };
        let sources = ResultSources { plan, number: "EX-1", drill, score: &score, before };
        let list = operations(&sources, || RowId::new(b.uuid()));
        for operation in &list {
            plan.check(operation).expect("it fits");
            plan.apply(operation, at("10:41")).expect("it is applied");
        }
        list
    };
    assert!(!write(&mut plan, &drill, &[]).is_empty());
    let told = |plan: &Document, preset: &str, key: &str| -> Vec<String> {
        let (_, section) = plan.preset(preset).expect("a table");
        rows(&section.block).map(|(_, view)| view.text(key).to_owned()).collect()
    };
    assert_eq!(told(&plan, EVENTS, "actual"), ["In a minute", "", "Sent\nwithout a time", "", ""]);
    assert_eq!(told(&plan, EVENTS, "met"), ["yes", "", "part", "", ""]);
    let issues = told(&plan, "improvements", "issue");
    assert_eq!(issues.len(), 2, "{issues:?}");
    assert_eq!(
        issues[0],
        "EX-1, inject 2 “First statement” met in part; expected: Statement to Customers; happened: Sent without a time"
    );
    assert_eq!(issues[1], "EX-1: Nobody knew the line for the press");
    let texts: Vec<&str> = plan.sections_of(&BlockKind::Prose).iter().map(|(_, s)| s.block.text.as_str()).collect();
    assert_eq!(texts[0], "- EX-1, 0:18 Commander in place at once (Emre Yılmaz)");
    assert_eq!(texts[1], "- EX-1, 0:17 Nobody knew the line for the press (Emre Yılmaz)");
    let again = write(&mut plan, &drill, &[]);
    assert!(
        again.iter().all(|o| matches!(o, Operation::Insert { .. })) && again.len() == 1,
        "the added line: {again:?}"
    );
    // Corrected in the log, nothing is written twice; what begins as another proposal does is one of its own.
    let mut corrected = drill.clone();
    for said in &mut corrected.said {
        said.text.push_str(" at all");
    }
    corrected.evaluated[1].actual = "Sent late".to_owned();
    let mut short = corrected.said[0].clone();
    (short.id, short.text) = (crate::id::EntryId::new(Uuid::from_u128(0x79)), "Nobody".to_owned());
    corrected.said.push(short);
    write(&mut plan, &corrected, &[]);
    let issues = told(&plan, "improvements", "issue");
    assert_eq!((issues.len(), issues[2].as_str()), (3, "EX-1: Nobody"), "{issues:?}");
    let texts = plan.sections_of(&BlockKind::Prose);
    let points: Vec<usize> = texts.iter().map(|(_, s)| s.block.text.lines().count()).collect();
    assert_eq!(points, [1, 2]);
    // The next drill gave nothing: what the last one wrote in the events list goes.
    let before = [(drill.clone(), rows_of_score.clone())];
    drill.delivered.clear();
    drill.evaluated.clear();
    write(&mut plan, &drill, &before);
    assert_eq!(told(&plan, EVENTS, "actual"), ["", "", "", "", ""]);
    let (_, score) = plan.live_sections()[1];
    let last: Vec<&str> = rows(&score.block).map(|(_, view)| view.text("before")).collect();
    assert_eq!(last[..2], ["6 min", "5 min"], "the figures of the last drill stand beside");
    let own: Vec<&str> = rows(&score.block).map(|(_, view)| view.text("actual")).collect();
    assert_eq!(own[..2], ["", ""], "and not as figures of this one");
}

#[test]
fn a_document_that_was_tried_says_so_once() {
    let mut b = Builder::default();
    let plan = plan(&mut b);
    let drill = played(&plan).incident().drill.expect("a drill");
    let mut document = b.document("Procedure", "sop", Vec::new());
    let day = day(&drill, &jiff::tz::TimeZone::UTC);
    for operation in tested(&document, &drill, day, || RowId::new(b.uuid())) {
        document.apply(&operation, at("10:41")).expect("it is applied");
    }
    assert_eq!(document.header_text("last_tested"), "2026-03-11");
    assert!(tested(&document, &drill, day, || RowId::new(b.uuid())).is_empty());
    let yesterday = day.yesterday().expect("a day");
    assert!(tested(&document, &drill, yesterday, || RowId::new(b.uuid())).is_empty(), "it never goes back");
    assert!(!tested(&document, &drill, day.tomorrow().expect("a day"), || RowId::new(b.uuid())).is_empty());
}

#[test]
fn a_script_is_played_by_rules_alone_and_says_what_does_not_hold() {
    use crate::simulation::{Happened, Reply, Scene};
    let mut b = Builder::default();
    let plan = plan(&mut b);
    let levels: [Cells<'_>; 2] = [
        &[("level", "L1"), ("target", "Ada"), ("acknowledge_within", "PT5M")],
        &[("level", "L2"), ("target", "Ada"), ("acknowledge_within", "PT5M")],
    ];
    let block = b.block(&BlockKind::Escalation, "", &levels);
    let matrix = b.document("Matrix", "escalation-matrix", vec![("Levels", BlockKind::Escalation, block)]);
    let cadence: [Cells<'_>; 1] = [&[("audience", "Customers"), ("first_within", "PT30M"), ("interval", "PT20M")]];
    let block = b.block(&BlockKind::Cadence, "", &cadence);
    let communication = b.document("Plan", "plan", vec![("Cadence", BlockKind::Cadence, block)]);
    let ada = b.person(&[("name", "Ada"), ("phones", "+49 1"), ("working_hours", "24x7")]);
    let directory = document_of(&[ada]);
    let with = |otherwise| {
        let scene = Scene {
            matrix: &matrix,
            directory: &directory,
            severity: "SEV1".to_owned(),
            services: Vec::new(),
            at: at("10:00"),
            answers: &[],
            otherwise,
            happened: Happened::default(),
        };
        play(&Script { plan: &plan, scene, communication: Some(&communication) })
    };
    let taken = with(Reply::Acknowledges);
    assert_eq!(taken.steps[0].checks[0].verdict, Verdict::Holds, "{:?}", taken.steps[0].checks);
    let late = &taken.steps[1].checks[0];
    assert_eq!(
        late.verdict,
        Verdict::Fails,
        "the first update is due at 0:30, the next inject comes at 0:20: {late:?}"
    );
    assert!(taken.fails());
    let first = taken.score.iter().find(|row| row.measure == "Time to the first update").expect("a row");
    assert_eq!((first.actual.as_str(), first.met.clone()), ("30 min", Some(Met::No)));
    let silent = with(Reply::NoAnswer);
    assert_eq!(silent.steps[0].checks[0].words, "By the matrix and these answers L1 never acknowledges");
    assert_eq!(silent.steps[0].calls.len(), 2, "both levels before the next inject: {:?}", silent.steps[0].calls);
}

#[test]
fn an_expected_outcome_is_read_clause_by_clause() {
    use super::rehearsal::{clauses, is_denied};
    assert_eq!(clauses("L1 acknowledges; L2 is called"), ["l1 acknowledges", "l2 is called"]);
    assert_eq!(clauses("L1 acknowledges, Manager and Press told."), ["l1 acknowledges", "manager and press told"]);
    assert_eq!(clauses("Update to Customers and Press. L2 called"), ["update to customers and press", "l2 called"]);
    assert_eq!(clauses("Media line"), Vec::<String>::new());
    for (clause, denied) in [("l2 is not called", true), ("l2 isn’t called", true), ("nobody calls l2", true)] {
        assert_eq!(is_denied(clause), denied, "{clause}");
    }
    assert!(!is_denied("l2 is called not later than 0:10") && !is_denied("the notary is called"));
}
