//! Examples of hand-overs that are filled in and read back.

use super::*;
use crate::incident::HandOverEnd;
use crate::log::{Fact, State};
use crate::reply::ReplyState;
use crate::test::{Builder, Log, at};
use crate::value::ColumnType;

fn declared(log: &mut Log) {
    log.add(
        "14:05",
        Fact::Declared {
            number: "INC-1".to_owned(),
            title: "Down".to_owned(),
            severity: "SEV1".to_owned(),
            commander: Some("Ada".to_owned()),
            services: Vec::new(),
            detected_at: None,
        },
    );
    log.add("14:05", Fact::PeriodStarted { number: 1, from: at("14:05"), to: at("18:05") });
}

/// A template as the shipped one, with the columns that this test looks at.
fn template(b: &mut Builder) -> Document {
    let mut fields = b.block(&BlockKind::Fields, "", &[]);
    let mut columns = |block: &mut crate::block::Block, keys: &[&str]| {
        for (pos, key) in crate::position::Position::series(keys.len()).into_iter().zip(keys) {
            let id = crate::id::ColumnId::new(b.uuid());
            let column = crate::block::Column {
                pos,
                key: (*key).to_owned(),
                name: (*key).to_owned(),
                column_type: ColumnType::Text,
                options: Default::default(),
                choices: Default::default(),
                deleted_at: None,
            };
            block.columns.insert(id, column);
        }
    };
    columns(&mut fields, &["outgoing", "incoming", "from", "severity", "status", "cause", "mitigation", "next_steps"]);
    let mut accepted = crate::block::Block::default();
    columns(&mut accepted, &["accepted_by", "accepted_at", "questions"]);
    let mut silenced = crate::block::Block::default();
    columns(&mut silenced, &["alert", "until"]);
    b.row(&mut fields, &[]);
    b.row(&mut accepted, &[]);
    let hypotheses = b.block(&BlockKind::Table, "hypotheses", &[]);
    let open = b.block(&BlockKind::Table, "open-items", &[]);
    let read = b.block(&BlockKind::Checklist, "", &[&[("item", "Log read")], &[("item", "I have command")]]);
    b.document(
        "Hand-over",
        "shift-hand-over",
        vec![
            ("Who", BlockKind::Fields, fields),
            ("Hypotheses", BlockKind::Table, hypotheses),
            ("Open items", BlockKind::Table, open),
            ("Silenced alerts", BlockKind::Table, silenced),
            ("Read-back", BlockKind::Checklist, read),
            ("Acceptance", BlockKind::Fields, accepted),
        ],
    )
}

fn cell(document: &Document, heading: &str, key: &str) -> Vec<String> {
    let (_, section) = document.live_sections().into_iter().find(|(_, s)| s.heading == heading).expect("a section");
    let block = &section.block;
    block.live_rows().into_iter().map(|(_, row)| block.cell_text(row, key).to_owned()).collect()
}

#[test]
fn what_log_and_plan_know_is_filled_in_and_what_nobody_knows_stays_open() {
    let mut b = Builder::default();
    let mut log = Log::default();
    declared(&mut log);
    log.add("14:10", Fact::StateChanged { state: State::Identified });
    let (conditions, actions, needs) = ("38 % fail".to_owned(), "Rolling back".to_owned(), String::new());
    log.add("14:46", Fact::Situation { conditions, actions, needs });
    let due_at = Some(at("15:10"));
    let action = crate::id::EntryId::new(b.uuid());
    log.add_as(action, "14:20", Fact::ActionOpened { owner: Some("Bo".to_owned()), due_at }, "Call the vendor");
    let hypotheses = b.block(
        &BlockKind::Table,
        "hypotheses",
        &[
            &[("text", "Pool exhausted"), ("state", "eliminated"), ("evidence", "22 % in use")],
            &[("text", "Chain incomplete"), ("state", "confirmed"), ("evidence", "handshake")],
        ],
    );
    let work = b.block(
        &BlockKind::Table,
        "assignments",
        &[
            &[("text", "Roll back"), ("state", "doing"), ("owner", "Bo"), ("rollback", "Add the chain")],
            &[("text", "Watch"), ("state", "open")],
        ],
    );
    let plan = b.document(
        "Plan",
        "incident-action-plan",
        vec![("H", BlockKind::Table, hypotheses), ("A", BlockKind::Table, work)],
    );
    let (incident, directory) = (log.incident(), Directory::default());
    let mut document = template(&mut b);
    let late = AwaitedReply {
        update: crate::id::EntryId::new(b.uuid()),
        audience: "Executives".to_owned(),
        audience_name: "Executives".to_owned(),
        number: 1,
        sent_at: at("14:10"),
        expectation: None,
        due_at: Some(at("14:40")),
        state: ReplyState::Late,
        ended_at: None,
        late_by: Some(jiff::SignedDuration::from_hours(3)),
        replies: Vec::new(),
    };
    let answered = AwaitedReply { number: 2, state: ReplyState::Answered, ..late.clone() };
    let sources = Sources {
        incident: &incident,
        log: &log.entries,
        plan: Some(&plan),
        checkpoints: &[],
        communication: None,
        due: &[],
        replies: &[late, answered],
        obligations: &[],
        directory: &directory,
        outgoing: "Ada",
        incoming: "Cleo",
        now: at("17:45"),
        zone: &TimeZone::UTC,
    };
    fill(&mut document, &sources, || RowId::new(b.uuid()));
    let field = |key: &str| cell(&document, "Who", key).remove(0);
    assert_eq!((field("outgoing"), field("incoming")), ("Ada".to_owned(), "Cleo".to_owned()));
    assert_eq!(field("from"), "2026-03-11T13:05:00Z");
    assert_eq!(field("status"), "As of 13:46, Emre Yılmaz.\n\nConditions: 38 % fail\n\nActions: Rolling back");
    assert_eq!(field("cause"), "Chain incomplete (handshake)");
    assert_eq!(field("mitigation"), "Roll back (Bo; way back: Add the chain)");
    assert_eq!(field("next_steps"), "Watch");
    assert_eq!(cell(&document, "Hypotheses", "text"), ["Pool exhausted", "Chain incomplete"]);
    assert_eq!(cell(&document, "Hypotheses", "state"), ["eliminated", "confirmed"]);
    assert_eq!(
        cell(&document, "Open items", "item"),
        ["Call the vendor", "Reply of Executives to update 1, late"],
        "what was answered is not open"
    );
    assert_eq!(cell(&document, "Open items", "kind"), ["action", "question"]);
    assert_eq!(cell(&document, "Open items", "due"), ["2026-03-11T14:10:00Z", "2026-03-11T13:40:00Z"]);
    let open: Vec<String> = gaps(&document).into_iter().map(|g| g.words).collect();
    assert_eq!(open, ["Silenced alerts"], "nobody but people knows them");

    let items = items(&document);
    assert_eq!(items.iter().map(|i| i.words.as_str()).collect::<Vec<_>>(), ["Log read", "I have command"]);
    let operations = acceptance(&document, "Cleo", "Who is on call?", at("18:00"));
    document.apply_all(&operations, at("18:00")).expect("they fit");
    assert_eq!(cell(&document, "Read-back", "done_by"), ["Cleo", "Cleo"]);
    assert_eq!(cell(&document, "Acceptance", "accepted_at"), ["2026-03-11T17:00:00Z"]);
    assert_eq!(cell(&document, "Acceptance", "questions"), ["Who is on call?"]);
}

#[test]
fn a_read_back_is_right_when_it_says_what_the_log_says() {
    let mut log = Log::default();
    declared(&mut log);
    let (audience, next_at) = ("Customers".to_owned(), Some(at("14:51:22")));
    let (stage, body, via) = (String::new(), "x".to_owned(), "by hand".to_owned());
    log.add("14:31", Fact::UpdateSent { audience: audience.clone(), number: 1, stage, body, via, next_at });
    let due = DueUpdate { promised_at: next_at, audience_name: audience.clone(), ..due(&audience) };
    let asked = questions(&log.incident(), &[due], &Directory::default());
    let keys: Vec<&str> = asked.iter().map(|q| q.key).collect();
    assert_eq!(keys, ["severity", "state", "promise"]);
    let zone = TimeZone::get("Europe/Berlin").expect("a zone");
    for (question, answer, is_right) in [
        (0, "sev1", true),
        (0, "SEV2", false),
        (0, "", false),
        (1, "Investigating", true),
        (1, "identified", false),
        (2, "14:51", true),
        (2, "14:51:22", true),
        (2, "2:51 pm", true),
        (2, "14:52", false),
        (2, "soon", false),
    ] {
        assert_eq!(asked[question].is_answered_by(answer, at("14:47"), &zone), is_right, "{answer}");
    }
    assert_eq!(asked[2].holds(at("14:47"), &zone), "14:51:22");
    assert_eq!(asked[2].ask, "By when is the next update promised to Customers?");
}

fn due(audience: &str) -> DueUpdate {
    DueUpdate {
        audience: audience.to_owned(),
        audience_name: audience.to_owned(),
        state: crate::cadence::DueState::Due,
        due_at: None,
        in_seconds: None,
        promised_at: None,
        snoozed_until: None,
        with_audience: None,
        owner: None,
        approver: None,
        channel: None,
        stage: String::new(),
        number: 2,
        last_sent_at: None,
        draft: None,
        planned: None,
        is_at_once: false,
        corrects: None,
        rule: None,
        explanation: String::new(),
        in_outbox: None,
    }
}

#[test]
fn a_hand_over_waits_until_it_is_accepted_or_declined() {
    let mut log = Log::default();
    declared(&mut log);
    let document = crate::id::DocumentId::new(uuid::Uuid::from_u128(3));
    let offer = |incoming: &str| Fact::HandOverOffered {
        document,
        role: "Incident Commander".to_owned(),
        outgoing: "Ada".to_owned(),
        incoming: incoming.to_owned(),
    };
    let first = log.add("17:45", offer("Bo"));
    assert_eq!(log.incident().waiting_hand_overs().map(|h| h.incoming.clone()).collect::<Vec<_>>(), ["Bo"]);
    let (by, reason) = ("Bo".to_owned(), "on a train".to_owned());
    log.add("17:46", Fact::HandOverDeclined { hand_over: first, by, reason });
    let second = log.add("17:47", offer("Cleo"));
    assert_eq!(log.incident().commander.as_deref(), Some("Ada"), "nothing passes by an offer");
    let (incoming, hash, read_back) = ("Cleo".to_owned(), String::new(), Vec::new());
    log.add("18:00", Fact::HandOverAccepted { hand_over: second, document, incoming, hash, read_back });
    let incident = log.incident();
    assert_eq!(incident.waiting_hand_overs().count(), 0);
    let ends: Vec<bool> =
        incident.hand_overs.iter().map(|h| matches!(h.end, Some(HandOverEnd::Accepted { .. }))).collect();
    assert_eq!(ends, [false, true]);
}
