//! What becomes of cases: their clocks with pauses, inputs that they wait for, the overview of all that is open, and cases
//! that become an incident.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::CaseDeclaration;
use bridgebook_app::api::case::{AddedCases, CaseFile, CaseRow, CaseTable};
use bridgebook_app::api::caseload::{CaseIntent, CaseRef, CaseTime, IncidentProposal, OpenWork};
use bridgebook_app::api::incident::LogRow;
use bridgebook_app::api::intent::{Declaring, Edit, Intent, Outcome};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::case::ClockStand;
use bridgebook_domain::log::Author;
use bridgebook_domain::{DocumentId, Path, Value};

use crate::desk::{Desk, declaration};

const TEMPLATE: &str = "customer-service-escalation";

fn case(id: &str, opened: &str, status: &str) -> serde_json::Value {
    serde_json::json!({
        "id": id, "opened": opened, "subject": "Card refused", "customer": format!("Customer of {id}"),
        "priority": "High", "tier": "VIP", "handled_by": "AI", "status": status, "confidence": 90,
        "conversation": [{"at": opened, "by": "customer", "text": "My card is refused."}],
    })
}

async fn taken_in(desk: &Desk, document: DocumentId, cases: &[serde_json::Value]) -> Vec<CaseRef> {
    let text = serde_json::to_string(cases).expect("plain data");
    let files = vec![CaseFile::Bytes { file_name: "chat.json".to_owned(), base64: STANDARD.encode(text) }];
    let into = CaseTable { document: Some(document), ..CaseTable::default() };
    let made = desk.done(Intent::AddCases(AddedCases { into, files })).await;
    made.ids.iter().map(|id| CaseRef { document, row: id.parse().expect("a row") }).collect()
}

async fn list(desk: &Desk) -> Vec<CaseRow> {
    let Answer::Cases(list) = desk.ask(Query::Cases { document: None }).await else { panic!("cases") };
    list
}

async fn the(desk: &Desk, case: CaseRef) -> CaseRow {
    list(desk).await.into_iter().find(|row| row.row == case.row).expect("the case")
}

async fn clock(desk: &Desk, case: CaseRef, name: &str) -> CaseTime {
    the(desk, case).await.clocks.into_iter().find(|clock| clock.clock == name).expect("the clock")
}

async fn work(desk: &Desk) -> OpenWork {
    let Answer::OpenWork(work) = desk.ask(Query::OpenWork).await else { panic!("the overview") };
    *work
}

/// Sets a choice of a case by its name, as a person does.
async fn set(desk: &Desk, case: CaseRef, key: &str, name: &str) -> Outcome {
    let content = desk.open(case.document).await.content;
    let (section, entry) = bridgebook_domain::trigger::case_tables(&content)
        .into_iter()
        .find(|(_, section)| section.block.rows.contains_key(&case.row))
        .expect("its table");
    let (column, shape) = entry.block.column_by_key(key).expect("the column");
    let choice = shape.live_choices().into_iter().find(|(_, c)| c.name == name).map(|(id, _)| id.to_owned());
    let value = Some(Value::one(choice.unwrap_or_else(|| name.to_owned())));
    let path = Path::Cell(section, case.row, column);
    desk.edit(case.document, Vec::new(), vec![Edit::Set { path, value }]).await
}

async fn changes(desk: &Desk) -> Vec<String> {
    let rows: Vec<LogRow> = desk.log(None).await;
    let mut list: Vec<String> = rows.into_iter().filter(|r| r.kind == "case_changed").map(|r| r.text).collect();
    list.sort();
    list
}

#[tokio::test]
async fn a_clock_rests_over_a_restart_and_an_undo_takes_the_rest_back() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    // Its rules would give a case that is late to somebody at once.
    desk.by_hand(document).await;
    let case = taken_in(&desk, document, &[case("C-1", "2026-03-13T11:30:00Z", "In progress")]).await[0];
    assert!(changes(&desk).await.is_empty(), "taking in is no change");
    set(&desk, case, "status", "Awaiting customer").await;
    assert_eq!(changes(&desk).await, ["C-1: Status In progress to Awaiting customer"]);
    desk.later(60);
    let desk = desk.again().await;
    let resting = clock(&desk, case, "resolution").await;
    assert_eq!((resting.stand, resting.used_seconds, resting.rested_seconds), (ClockStand::Paused, 1_800, 3_600));
    assert_eq!(
        (resting.paused_by.as_str(), resting.paused_since.as_str()),
        ("Awaiting customer", "2026-03-13T12:00:00Z")
    );
    assert!(resting.is_pause_known);
    assert_eq!(resting.due_at, "2026-03-13T20:30:00Z", "eight hours, half an hour of them used");
    assert_eq!(clock(&desk, case, "response").await.stand, ClockStand::Breached, "the response clock never rests");
    desk.done(Intent::Undo { document }).await;
    let changed = changes(&desk).await;
    assert_eq!(
        changed,
        ["C-1: Status Awaiting customer to In progress", "C-1: Status In progress to Awaiting customer"]
    );
    desk.later(30);
    let running = clock(&desk, case, "resolution").await;
    assert_eq!((running.used_seconds, running.rested_seconds), (3_600, 3_600), "what it rested it rested");
    desk.done(Intent::Redo { document }).await;
    assert_eq!(clock(&desk, case, "resolution").await.stand, ClockStand::Paused);
    set(&desk, case, "subject", "Frau Weber, 0176 5550").await;
    assert_eq!(changes(&desk).await.len(), 3, "what is typed leaves no fact");
    desk.later(5);
    set(&desk, case, "responded", "2026-03-13T13:31:00Z").await;
    set(&desk, case, "status", "Resolved").await;
    let met = the(&desk, case).await;
    assert!(!met.is_open);
    assert_eq!(met.clocks[0].stand, ClockStand::Late);
    assert_eq!(met.clocks[1].stand, ClockStand::Met);
}

#[tokio::test]
async fn cases_without_facts_go_on_and_a_plain_document_writes_none() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    // Its rules would give a case that is late to somebody at once.
    desk.by_hand(document).await;
    desk.later(30);
    let old = taken_in(&desk, document, &[case("C-1", "2026-03-13T12:00:00Z", "Awaiting customer")]).await[0];
    desk.later(30);
    let resting = clock(&desk, old, "resolution").await;
    assert_eq!((resting.used_seconds, resting.rested_seconds, resting.is_pause_known), (1_800, 1_800, false));
    let (prose, section) = desk.prose("Notes", "One").await;
    desk.edit(prose, Vec::new(), vec![crate::desk::splice(section, 3, 0, " two")]).await;
    assert!(changes(&desk).await.is_empty());
    assert_eq!(the(&desk, old).await.incident, None);
}

#[tokio::test]
async fn an_integration_waits_for_its_input_and_goes_on_where_it_was() {
    let desk = Desk::new().await;
    let document = desk.create("software-integration-tracker", "Roll-out").await;
    let orders = list(&desk).await.into_iter().find(|row| row.subject == "Orders read by the assistant");
    let orders = orders.map(|row| CaseRef { document, row: row.row }).expect("a row of the template");
    let ask = |reason: &str| Intent::Case(CaseIntent::AskInput { case: orders, reason: reason.to_owned() });
    let refused = desk.refused(ask("lunch")).await;
    assert!(refused.message.contains("Choose one of Human review, Missing data"), "{}", refused.message);
    desk.done(ask("missing data")).await;
    desk.later(9 * 60);
    let row = the(&desk, orders).await;
    let wait = row.input.clone().expect("it waits");
    assert_eq!((row.status.as_str(), wait.reason.as_str()), ("Input required", "Missing data"));
    assert_eq!((wait.since.as_str(), wait.due_at.as_str()), ("2026-03-13T12:00:00Z", "2026-03-13T20:00:00Z"));
    let found = work(&desk).await;
    let first = &found.items[0];
    assert_eq!((first.title.as_str(), first.clock.as_str()), ("Orders read by the assistant", "Input"));
    assert_eq!(first.stand, Some(ClockStand::Breached), "eight hours are over");
    assert_eq!(found.queues.iter().map(|queue| queue.waiting).sum::<u32>(), 1);
    desk.done(Intent::Case(CaseIntent::InputCame { case: orders })).await;
    let row = the(&desk, orders).await;
    assert_eq!((row.status.as_str(), row.input), ("Planned", None));
    let kinds: Vec<String> = desk.log(None).await.into_iter().map(|row| row.text).collect();
    assert!(kinds.iter().any(|text| text == "Orders read by the assistant: input required, missing data"), "{kinds:?}");
    assert!(kinds.iter().any(|text| text == "Orders read by the assistant: the input came, missing data"), "{kinds:?}");
    desk.done(Intent::Undo { document }).await;
    assert!(the(&desk, orders).await.input.is_some(), "the row says again that it waits");
    let again = desk.refused(ask("Missing data")).await;
    assert!(again.message.contains("waits for that already"), "{}", again.message);
}

#[tokio::test]
async fn four_cases_become_an_incident_and_stay_linked_to_it() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    let opened = ["11:50", "11:51", "11:52", "11:53"];
    let cases: Vec<_> = opened
        .iter()
        .enumerate()
        .map(|(n, time)| case(&format!("C-{}", n + 1), &format!("2026-03-13T{time}:00Z"), "New"))
        .collect();
    let cases = taken_in(&desk, document, &cases).await;
    let propose = |cases: &[CaseRef]| Query::ProposeIncident { cases: cases.to_vec() };
    let Answer::ProposeIncident(proposed) = desk.ask(propose(&cases)).await else { panic!("a proposal") };
    let IncidentProposal { title, customers, refused, .. } = proposed;
    assert_eq!((title.as_str(), customers, refused.len()), ("Card refused", Some(4), 0));
    let intent = with_cases(&title, &cases[..3]);
    let incident = desk.done(intent).await.ids[0].parse().expect("the incident");
    let log = desk.log(Some(incident)).await;
    let words = "Cases C-1, C-2, C-3 of “Support” are part of the incident; 3 customers";
    assert!(log.iter().any(|row| row.text == words), "{:?}", log.iter().map(|r| &r.text).collect::<Vec<_>>());
    let board = desk.board(incident).await;
    assert_eq!((board.cases.linked, board.cases.open), (3, 3));
    assert_eq!(the(&desk, cases[0]).await.incident.map(|of| of.number).as_deref(), Some("INC-1"));

    let other = desk.refused(with_cases("Another", &cases[2..])).await;
    assert!(other.message.contains("C-3 is part of INC-1 already"), "{}", other.message);
    assert_eq!(desk.log(Some(incident)).await.len(), log.len(), "nothing was written");
    let link = |cases: &[CaseRef]| Intent::Case(CaseIntent::Link { incident, cases: cases.to_vec() });
    assert!(desk.refused(link(&cases[..1])).await.message.contains("part of INC-1 already"));
    desk.done(link(&cases[2..])).await;
    assert_eq!(desk.board(incident).await.cases.linked, 4);
    set(&desk, cases[3], "status", "Resolved").await;
    let resolved = desk.done(Intent::SetState { incident, state: "resolved".to_owned() }).await;
    assert_eq!(resolved.remarks, ["3 of its 4 linked cases are still open"]);
    let item = work(&desk).await.items.into_iter().find(|item| item.row.is_none()).expect("the incident");
    assert_eq!(item.cases.map(|cases| (cases.linked, cases.open)), Some((4, 3)));

    let unlink = |reason: &str| Intent::Case(CaseIntent::Unlink { cases: vec![cases[0]], reason: reason.to_owned() });
    assert!(desk.refused(unlink(" ")).await.message.contains("Say why"));
    desk.done(unlink("Another fault")).await;
    let desk = desk.again().await;
    assert_eq!(the(&desk, cases[0]).await.incident, None);
    let board = desk.board(incident).await;
    assert_eq!((board.cases.linked, board.cases.open), (3, 2));
    let log = desk.log(Some(incident)).await;
    assert!(log.iter().any(|row| row.text == "Case C-1 is no part of the incident any more: Another fault"));
    let unsaid = desk.refused(Intent::Close { incident, reason: String::new() }).await;
    assert!(unsaid.message.contains("still open") && !unsaid.details.is_empty(), "{unsaid:?}");
    desk.done(Intent::Close { incident, reason: "The rest is looked after in the queue".into() }).await;
    assert!(
        desk.refused(Intent::Case(CaseIntent::Link { incident, cases: vec![cases[0]] }))
            .await
            .message
            .contains("closed")
    );
    assert!(!desk.lies_on_disk("My card is refused."), "what was said lies encrypted");
}

fn with_cases(title: &str, cases: &[CaseRef]) -> Intent {
    let Intent::Declare { severity, commander, detected, .. } = declaration(title) else { panic!("a declaration") };
    let also = Declaring { cases: cases.to_vec(), ..Declaring::default() };
    Intent::Declare { title: title.to_owned(), severity, commander, services: Vec::new(), detected, also }
}

#[tokio::test]
async fn the_overview_holds_all_that_is_open_and_the_most_urgent_stands_first() {
    let desk = Desk::new().await;
    assert_eq!(work(&desk).await, OpenWork { items: Vec::new(), queues: Vec::new() });
    let document = desk.create(TEMPLATE, "Support").await;
    // Its rules would give a case that is late to somebody at once.
    desk.by_hand(document).await;
    let cases = [
        case("fresh", "2026-03-13T11:59:00Z", "New"),
        case("broken", "2026-03-13T09:00:00Z", "New"),
        case("resting", "2026-03-13T11:00:00Z", "Awaiting customer"),
        case("over", "2026-03-13T08:00:00Z", "Closed"),
        case("at risk", "2026-03-13T11:47:30Z", "New"),
        serde_json::json!({"id": "unmeasured", "subject": "Question", "opened": "2026-03-13T10:00:00Z"}),
    ];
    let rows = taken_in(&desk, document, &cases).await;
    set(&desk, rows[2], "responded", "2026-03-13T11:05:00Z").await;
    let incident = desk.declare("Checkout down").await;
    let found = work(&desk).await;
    let names: Vec<&str> = found.items.iter().filter(|i| i.row.is_some()).map(|i| i.name.as_str()).collect();
    assert_eq!(names, ["broken", "at risk", "fresh", "unmeasured", "resting"]);
    let one = found.items.iter().find(|item| item.row.is_none()).expect("the incident");
    assert_eq!((one.kind.as_str(), one.level.as_str(), one.owner.as_str()), ("Incident", "SEV1", "Katarzyna Wójcik"));
    assert_eq!(one.incident.as_ref().map(|i| i.id), Some(incident));
    assert!(one.stand.is_some(), "its promises are clocks: {one:?}");
    let queue = found.queues.iter().find(|queue| queue.title == "Support").expect("its table");
    assert_eq!((queue.open, queue.unassigned, queue.at_risk, queue.breached), (5, 5, 1, 1));
    assert_eq!(queue.oldest_at, "2026-03-13T09:00:00Z");
    assert!(queue.status_column.is_some() && queue.statuses.iter().any(|s| s.name == "Awaiting customer"));
    let resting = found.items.iter().find(|i| i.name == "resting").expect("it");
    assert_eq!((resting.stand, resting.paused_by.as_str()), (Some(ClockStand::Paused), "Awaiting customer"));
}

#[tokio::test]
async fn ten_thousand_cases_are_read() {
    let desk = Desk::new().await;
    let head = "---\nbridgebook: 1\ntitle: Queue\n---\n\n## Requests\n\n<!-- bb:table preset=support-requests -->\n\n| ID | Subject | Status | Opened |\n| --- | --- | --- | --- |\n";
    let rows: String = (0..10_000).map(|n| format!("| C-{n} | Card | New | 2026-03-13T11:59:00Z |\n")).collect();
    let import = Intent::Import { file_name: "queue.md".into(), text: format!("{head}{rows}"), incident: None };
    desk.done(import).await;
    let found = work(&desk).await;
    assert_eq!((found.items.len(), found.queues[0].open), (10_000, 10_000));
}

#[tokio::test]
async fn what_a_rule_declares_has_the_cases_and_no_commander_yet() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    let cases = [case("C-1", "2026-03-13T11:50:00Z", "New"), case("C-2", "2026-03-13T11:51:00Z", "New")];
    let rows: Vec<_> = taken_in(&desk, document, &cases).await.into_iter().map(|case| case.row).collect();
    let author = Author::bridgebook();
    let of = CaseDeclaration { document, rows: &rows, title: "Cards refused", severity: "SEV3", author: &author };
    let incident = desk.app.declare_from_cases(of).await.expect("it is declared").ids[0].parse().expect("its id");
    let board = desk.board(incident).await;
    assert_eq!((board.cases.linked, board.incident.commander.as_str()), (2, ""));
    // The first of them says since when it could be known.
    let Answer::Metrics(metrics) = desk.ask(Query::Metrics { filter: Default::default() }).await else {
        panic!("metrics")
    };
    let declared = metrics.metrics.iter().find(|metric| metric.id == "time-to-declare").expect("the metric");
    assert_eq!(declared.values[0].note, "detected by its first case, C-1");
    assert!(declared.values[0].figure.is_some(), "{declared:#?}");
    let again = desk.app.declare_from_cases(of).await.expect_err("a case is part of one incident");
    assert!(again.message.contains("part of INC-1"), "{}", again.message);
}

#[tokio::test]
async fn what_a_rule_declares_without_a_severity_says_which_one_follows_from_the_case() {
    let desk = Desk::new().await;
    let document = desk.create("customer-service-escalation", "Support").await;
    let matrix = desk.create("escalation-matrix", "Who is called").await;
    let path = bridgebook_domain::Path::Header("status".into());
    let status = bridgebook_app::api::intent::Edit::Set { path, value: Some(bridgebook_domain::Value::one("active")) };
    desk.edit(matrix, Vec::new(), vec![status]).await;
    let Answer::SeverityLookup(lookup) = desk.ask(Query::SeverityLookup).await else { panic!("a lookup") };
    let cell = &lookup.cells[0];
    let case = |n: usize, impact: &str, urgency: &str| {
        serde_json::json!({
            "id": format!("C-{n}"), "opened": "2026-03-13T11:58:00Z", "subject": "Card refused", "confidence": 95,
            "handled_by": "AI", "impact": impact, "urgency": urgency,
        })
    };
    let cases: Vec<_> = (1..6).map(|n| case(n, "", "")).collect();
    crate::notified::add_to(&desk, Some(document), &cases).await;
    let duties = crate::notified::duties(&desk).await;
    let plain = "Declare the incident and choose its severity, as the rule names none";
    assert!(duties.iter().any(|words| words == plain), "{duties:?}");
    // What the case says of impact and urgency stands in columns of its table.
    let open = desk.open(document).await;
    let (section, table) = bridgebook_domain::trigger::case_tables(&open.content)[0];
    let column = |key: &str, name: &str| bridgebook_domain::Column {
        pos: bridgebook_domain::Position::between(table.block.live_columns().last().map(|(_, c)| &c.pos), None),
        key: key.into(),
        name: name.into(),
        column_type: bridgebook_domain::ColumnType::Text,
        options: std::collections::BTreeMap::new(),
        choices: std::collections::BTreeMap::new(),
        deleted_at: None,
    };
    let add = |key, name| bridgebook_app::api::intent::Edit::Add {
        path: bridgebook_domain::Path::Columns(section),
        after: None,
        item: bridgebook_domain::Item::Column(column(key, name)),
    };
    desk.edit(document, open.heads, vec![add("impact", "Impact"), add("urgency", "Urgency")]).await;
    crate::notified::add_to(&desk, Some(document), &[case(6, &cell.impact, &cell.urgency)]).await;
    let words =
        format!("Declare the incident as {}: impact {} and urgency {} give it", cell.name, cell.impact, cell.urgency);
    let duties = crate::notified::duties(&desk).await;
    assert!(duties.contains(&words), "{duties:?}");
}
