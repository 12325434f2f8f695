//! Examples of reports that are filled in from a log.

use super::*;
use crate::block::{Block, BlockKind, Choice, Column};
use crate::cadence::promises;
use crate::escalation::call_reviews;
use crate::id::ColumnId;
use crate::log::{CasesLinked, CasesUnlinked, Clock, Fact, State};
use crate::metric::{self, readings};
use crate::position::Position;
use crate::test::{Builder, Log, at};
use crate::timeline::PlanTimeline;
use crate::value::{ColumnType, Value};

fn column(b: &mut Builder, pos: Position, key: &str) -> (ColumnId, Column) {
    let choices = match key {
        "applied" => ["Yes", "No", "Being judged"].map(str::to_owned).to_vec(),
        _ => Vec::new(),
    };
    let marks = Position::series(choices.len());
    let choice =
        |(name, pos): (String, Position)| (name.clone(), Choice { pos, name, colour: String::new(), deleted_at: None });
    let column = Column {
        pos,
        key: key.to_owned(),
        name: key.to_owned(),
        column_type: if choices.is_empty() { ColumnType::Text } else { ColumnType::Choice },
        options: Default::default(),
        choices: choices.into_iter().zip(marks).map(choice).collect(),
        deleted_at: None,
    };
    (ColumnId::new(b.uuid()), column)
}

fn block(b: &mut Builder, keys: &[&str]) -> Block {
    let places = Position::series(keys.len());
    let columns: Vec<_> = keys.iter().zip(places).map(|(key, pos)| column(b, pos, key)).collect();
    Block { columns: columns.into_iter().collect(), ..Block::default() }
}

/// A template as the shipped one, with the columns that these tests look at.
fn template(b: &mut Builder) -> Document {
    let mut overview = block(
        b,
        &[
            "as_of",
            "severity",
            "began_at",
            "detected_at",
            "declared_at",
            "mitigated_at",
            "resolved_at",
            "detection_source",
            "led_by",
        ],
    );
    b.row(&mut overview, &[("led_by", "Scribe")]);
    let sent = block(b, &["audience", "number", "promised_at", "sent_at", "outcome", "late_by", "overridden"]);
    let calls = block(b, &["level", "due", "called_at", "acknowledged_at", "outcome"]);
    let mut measures = block(b, &["measure", "definition", "value", "target", "note"]);
    b.row(&mut measures, &[("measure", "Time to resolve"), ("definition", "old words"), ("target", "PT4H")]);
    b.row(&mut measures, &[("measure", "Cost of the incident"), ("value", "unknown")]);
    let improvements = b.block(&BlockKind::Table, "improvements", &[]);
    let mut impact = block(b, &["measure", "value", "unit", "source", "estimate"]);
    b.row(&mut impact, &[("measure", "Customers affected"), ("unit", "customers")]);
    b.row(&mut impact, &[("measure", "Support contacts"), ("unit", "contacts")]);
    b.row(&mut impact, &[("measure", "Data lost or wrong"), ("unit", "records")]);
    let duties = block(b, &["regime", "applied", "anchor_at", "filed_at", "result"]);
    b.document(
        "Report",
        "post-incident-report",
        vec![
            ("Overview", BlockKind::Fields, overview),
            ("Communication", BlockKind::Table, sent),
            ("Escalation", BlockKind::Table, calls),
            ("Measures", BlockKind::Table, measures),
            ("Actions", BlockKind::Table, improvements),
            ("Duties", BlockKind::Table, duties),
            ("Impact", BlockKind::Table, impact),
        ],
    )
}

fn cells(document: &Document, heading: &str, key: &str) -> Vec<String> {
    let (_, section) = document.live_sections().into_iter().find(|(_, s)| s.heading == heading).expect("a section");
    let rows = section.block.live_rows();
    rows.into_iter().map(|(_, row)| section.block.cell_text(row, key).to_owned()).collect()
}

fn sent(number: u32, next: Option<&str>) -> Fact {
    Fact::UpdateSent {
        audience: "Customers".to_owned(),
        number,
        stage: String::new(),
        body: format!("Text {number}"),
        via: "e-mail".to_owned(),
        next_at: next.map(at),
    }
}

fn log() -> Log {
    let mut log = Log::default();
    log.add(
        "14:00",
        Fact::Declared {
            number: "INC-1".to_owned(),
            title: "Down".to_owned(),
            severity: "SEV1".to_owned(),
            commander: Some("Ada".to_owned()),
            services: Vec::new(),
            detected_at: Some(at("13:55")),
        },
    );
    let target = "Ada".to_owned();
    let (level, due_at) = ("Manager".to_owned(), at("14:15"));
    log.add("14:17", Fact::LevelCalled { level, clock: Clock::Hierarchical, target, due_at, held: false });
    log.add("14:05", sent(1, Some("14:20")));
    let id = crate::id::EntryId::new(uuid::Uuid::from_u128(0x51));
    log.add_as(id, "14:26", sent(2, Some("14:40")), "Customers update 2 sent with C13 open: nobody answered");
    for (id, text) in [(0x61, "Prevent: rotate both certificates together"), (0x62, "Call Ada: she knows")] {
        let opened = Fact::ActionOpened { owner: Some("Ada".to_owned()), due_at: Some(at("15:00")) };
        log.add_as(crate::id::EntryId::new(uuid::Uuid::from_u128(id)), "14:30", opened, text);
    }
    let action = crate::id::EntryId::new(uuid::Uuid::from_u128(0x62));
    log.add("14:31", Fact::ActionClosed { action, done: false });
    log
}

fn filled(log: &Log, began: Option<&str>, now: &str) -> Document {
    let mut b = Builder::default();
    let (mut document, incident, directory) = (template(&mut b), log.incident(), Directory::default());
    let (matrix, now, zone) = (PlanTimeline::default(), at(now), TimeZone::get("Europe/Berlin").expect("bundled"));
    let began = began.map(at);
    let metrics =
        readings(&metric::Sources { incident: &incident, began, matrix: &matrix, directory: &directory, now });
    let sources = Sources {
        incident: &incident,
        log: &log.entries,
        plan: None,
        began,
        promises: &promises(&incident, &directory, now),
        calls: &call_reviews(&matrix, &incident, &directory, now),
        metrics: &metrics,
        targets: &Targets::default(),
        obligations: &[],
        directory: &directory,
        now,
        zone: &zone,
    };
    fill(&mut document, &sources, || RowId::new(b.uuid()));
    document
}

#[test]
fn what_the_log_knows_is_filled_in_and_what_it_does_not_stays_open() {
    let document = filled(&log(), None, "14:50");
    let field = |key: &str| document.field_text(key).unwrap_or_default().to_owned();
    assert_eq!((field("severity").as_str(), field("led_by").as_str()), ("SEV1", "Scribe"));
    assert_eq!(field("detected_at"), at("13:55").to_string());
    assert_eq!(field("as_of"), at("14:50").to_string());
    assert_eq!((field("began_at"), field("mitigated_at"), field("resolved_at")), Default::default());
    let subtitle =
        "INC-1 Down, read from the log as of 2026-03-11 14:50 CET. Draft: the incident was investigating then";
    assert_eq!(document.header_text("subtitle"), subtitle);

    let outcomes = cells(&document, "Communication", "outcome");
    assert_eq!(outcomes, ["Nothing was promised", "Late by 6 min", "Overdue by 10 min"]);
    assert_eq!(cells(&document, "Communication", "overridden"), ["", "C13: nobody answered", ""]);
    assert_eq!(cells(&document, "Communication", "late_by"), ["", "PT6M", "PT10M"]);
    assert_eq!(cells(&document, "Escalation", "outcome"), ["Told 2 min late"]);
    assert_eq!(cells(&document, "Actions", "text"), ["rotate both certificates together", "Call Ada: she knows"]);
    let of = |key| cells(&document, "Actions", key);
    assert_eq!(of("due"), ["2026-03-11", "2026-03-11"]);
    let (_, actions) = document.preset("improvements").expect("the actions");
    let word = |key: &str| -> Vec<String> { crate::view::rows(&actions.block).map(|(_, row)| row.word(key)).collect() };
    assert_eq!(
        (word("type"), word("state")),
        (vec!["prevent".into(), String::new()], vec!["open".into(), "dropped".into()])
    );
    assert!(cells(&document, "Duties", "regime").is_empty());
}

#[test]
fn each_measure_has_its_definition_and_a_target_or_a_row_of_the_team_stays() {
    let mut log = log();
    log.add("15:55", Fact::StateChanged { state: State::Resolved });
    let document = filled(&log, Some("13:50"), "16:00");
    let (names, values) = (cells(&document, "Measures", "measure"), cells(&document, "Measures", "value"));
    assert_eq!(names.len(), metric::METRICS.len() + 1, "{names:?}");
    let place = |name: &str| names.iter().position(|n| n == name).unwrap_or_else(|| panic!("no {name}"));
    let resolve = place("Time to resolve (MTTR)");
    assert_eq!(values[resolve], "2 h");
    assert_eq!(cells(&document, "Measures", "target")[resolve], "PT4H", "what the template aims at");
    assert!(cells(&document, "Measures", "definition")[resolve].starts_with("Resolved less detected"));
    assert_eq!(values[place("Time to detect (MTTD)")], "5 min");
    let mitigate = place("Time to mitigate (MTTM)");
    assert_eq!(
        (values[mitigate].as_str(), cells(&document, "Measures", "note")[mitigate].as_str()),
        ("", "It was never in the state monitoring.")
    );
    assert_eq!(values[place("Cost of the incident")], "unknown");
    assert!(!document.header_text("subtitle").contains("Draft"));
    assert_eq!(document.header["subtitle"], Value::one(document.header_text("subtitle")));
}

#[test]
fn what_is_not_known_of_the_detection_stays_empty_and_a_promise_that_the_close_ended_says_so() {
    let mut log = Log::default();
    let (number, title, severity) = ("INC-1".to_owned(), "Down".to_owned(), "SEV1".to_owned());
    log.add("14:00", Fact::Declared { number, title, severity, commander: None, services: vec![], detected_at: None });
    log.add("14:05", sent(1, Some("14:20")));
    log.add("14:10", Fact::StateChanged { state: State::Closed });
    let document = filled(&log, Some("13:50"), "14:50");
    let field = |key: &str| document.field_text(key).unwrap_or_default().to_owned();
    assert_eq!((field("detected_at"), field("declared_at")), (String::new(), at("14:00").to_string()));
    let outcome = |now: &str| cells(&filled(&log, Some("13:50"), now), "Communication", "outcome");
    assert_eq!(outcome("14:15"), ["Nothing was promised", "Closed before it was due"]);
    assert_eq!(outcome("14:50"), ["Nothing was promised", "Missed: closed before it was due"]);
}

#[test]
fn a_finding_that_was_open_for_another_audience_is_not_said_of_this_one() {
    let mut log = log();
    let queued = Fact::UpdateQueued {
        audience: "Executives".to_owned(),
        number: 1,
        stage: String::new(),
        scheduled: None,
        subject: String::new(),
        body: "Text 1".to_owned(),
        via: "e-mail".to_owned(),
        next_at: None,
        recipients: Vec::new(),
    };
    let id = crate::id::EntryId::new(uuid::Uuid::from_u128(0x71));
    log.add_as(id, "14:04", queued, "Executives update 1 queued with C1 open: the line is down");
    let document = filled(&log, None, "14:50");
    assert_eq!(cells(&document, "Communication", "overridden"), ["", "C13: nobody answered", ""]);
}

#[test]
fn cases_that_are_part_of_the_incident_say_what_it_meant() {
    let mut log = log();
    assert_eq!(cells(&filled(&log, None, "15:00"), "Impact", "value"), ["", "", ""], "nobody wrote in");
    let document = crate::id::DocumentId::new(uuid::Uuid::from_u128(7));
    let row = |n: u128| RowId::new(uuid::Uuid::from_u128(n));
    let rows = vec![row(1), row(2), row(3)];
    let linked = CasesLinked {
        document,
        rows,
        ids: vec!["C-1041".to_owned()],
        services: Vec::new(),
        opened: vec![Some(at("13:57"))],
        customers: Some(2),
    };
    let again = CasesLinked { rows: vec![row(1)], customers: Some(1), ..linked.clone() };
    log.add("14:02", Fact::CasesLinked(linked));
    let report = filled(&log, None, "15:00");
    assert_eq!(cells(&report, "Impact", "value"), ["2", "3", ""]);
    assert_eq!(cells(&report, "Impact", "estimate"), ["yes", "no", ""]);
    assert_eq!(cells(&report, "Impact", "unit"), ["customers", "contacts", "records"], "the rest stays");

    let gone = |rows: Vec<RowId>| {
        Fact::CasesUnlinked(CasesUnlinked { document, rows, ids: Vec::new(), reason: "another fault".to_owned() })
    };
    log.add("14:10", gone(vec![row(1), row(2)]));
    let report = filled(&log, None, "15:00");
    assert_eq!(cells(&report, "Impact", "value"), ["", "1", ""], "whose customers are left nobody can tell");
    log.add("14:11", gone(vec![row(3)]));
    log.add("14:12", Fact::CasesLinked(again));
    let report = filled(&log, None, "15:00");
    assert_eq!(cells(&report, "Impact", "value"), ["1", "1", ""], "those that went count no more");
}

#[test]
fn an_incident_that_came_from_cases_was_detected_by_the_first_of_them() {
    let mut log = Log::default();
    log.declared("14:05");
    let blank = filled(&log, None, "15:00");
    assert!(blank.field_text("detected_at").unwrap_or_default().is_empty(), "nobody knows");
    let document = crate::id::DocumentId::new(uuid::Uuid::from_u128(7));
    let (rows, ids) = (vec![RowId::new(uuid::Uuid::from_u128(1))], vec!["C-1041".to_owned()]);
    let linked =
        CasesLinked { document, rows, ids, services: Vec::new(), opened: vec![Some(at("13:57"))], customers: None };
    log.add("14:05", Fact::CasesLinked(linked));
    let report = filled(&log, Some("13:52"), "15:00");
    assert_eq!(report.field_text("detected_at"), Some(at("13:57").to_string().as_str()));
    assert_eq!(report.field_text("detection_source"), Some("First case, C-1041"));
    let notes = cells(&report, "Measures", "note");
    assert!(notes.iter().any(|note| note == "detected by its first case, C-1041"), "{notes:?}");
}
