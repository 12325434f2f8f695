//! From an empty folder to a running incident.

use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::log::{Category, PlanPart};
use bridgebook_domain::{DocumentId, Path};

use crate::desk::{Desk, declaration};

#[tokio::test]
async fn the_first_start_fills_the_lists_of_the_directory_and_the_second_leaves_them() {
    let desk = Desk::new().await;
    let Answer::Directory(directory) = desk.ask(Query::Directory).await else { panic!("a directory") };
    for (kind, name) in [("severity", "SEV1"), ("role", "Incident Commander"), ("audience", "Customers")] {
        assert!(
            directory.entries.iter().any(|e| e.kind == kind && e.name == name),
            "{name} can be chosen from the first minute"
        );
    }
    let before = desk.documents().await.len();
    assert_eq!(before, 9, "one document for each list");
    let desk = desk.again().await;
    assert_eq!(desk.documents().await.len(), before, "a second start adds nothing");
}

#[tokio::test]
async fn declaring_in_an_empty_library_creates_and_adopts_the_four_documents() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout: card payments failing").await;
    let board = desk.board(incident).await;
    let parts: Vec<&str> = board.plans.iter().map(|p| p.part.as_str()).collect();
    assert_eq!(parts, ["action", "communication", "raci", "escalation"], "the whole binder is there");
    assert_eq!(board.incident.number, "INC-1", "numbers begin at one");
    assert_eq!(board.incident.severity, "SEV1");
    assert_eq!(board.incident.commander, "Katarzyna Wójcik", "a name the directory lacks stays as written");
    assert!(board.incident.period.is_some(), "the first period runs");
    assert!(board.updates.iter().any(|u| u.name == "Customers" && u.due_at.is_some()), "an update queue runs");
    assert!(!board.levels.is_empty(), "an escalation runs");
    for plan in &board.plans {
        let open = desk.open(plan.document).await;
        assert_eq!(open.summary.incident, Some(incident), "{} belongs to the incident", plan.title);
        assert!(open.bound.iter().any(|b| b.label == "State"), "its head shows the incident's facts");
    }
    let declared = desk.log(Some(incident)).await.iter().filter(|r| r.kind == "declared").count();
    assert_eq!(declared, 1, "a declaration is written once");
}

#[tokio::test]
async fn declaring_with_an_active_library_adopts_its_plans_instead_of_copying_them() {
    let desk = Desk::new().await;
    let matrix = desk.create("escalation-matrix", "Escalation of the shop").await;
    let status = Path::Header("status".to_owned());
    let edit = Edit::SetWords { path: status, words: "active".into() };
    desk.edit(matrix, Vec::new(), vec![edit]).await;
    let before = desk.documents().await.len();
    let incident = desk.declare("Search is slow").await;
    assert_eq!(desk.plan(incident, "escalation").await, matrix, "the library's matrix is referenced");
    assert_eq!(desk.documents().await.len(), before + 3, "only what the library lacks is created");
    let other = desk.create("escalation-matrix", "Another").await;
    desk.done(Intent::AdoptPlan { incident, part: PlanPart::Escalation, document: other }).await;
    assert_eq!(desk.plan(incident, "escalation").await, other, "another plan can be chosen later");
}

#[tokio::test]
async fn a_declaration_says_what_is_wrong_and_changes_nothing() {
    let desk = Desk::new().await;
    let with = |title: &str, detected: &str| match declaration(title) {
        Intent::Declare { severity, commander, services, also, .. } => {
            Intent::Declare { title: title.into(), severity, commander, services, detected: detected.into(), also }
        }
        other => other,
    };
    let rows = [
        (with("", ""), "A name is needed"),
        (with("a\u{7}b", ""), "control character (U+0007)"),
        (with(&"x".repeat(10_000), ""), "10000 characters long"),
        (with("Down", "half past never"), "is not a moment in time"),
        (with("Down", "in 20 min"), "has not come yet"),
    ];
    for (intent, sentence) in rows {
        let error = desk.refused(intent).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
    let Answer::Incidents(list) = desk.ask(Query::Incidents).await else { panic!("a list") };
    assert!(list.is_empty(), "nothing was declared");
    assert_eq!(desk.documents().await.len(), 9, "and nothing was created");
    let outcome = desk.done(Intent::Declare {
        title: "Odd".into(),
        severity: "SEV9".into(),
        commander: String::new(),
        services: Vec::new(),
        detected: String::new(),
        also: bridgebook_app::api::intent::Declaring::default(),
    });
    assert!(outcome.await.remarks.iter().any(|r| r.contains("SEV9")), "an unknown severity is said");
}

#[tokio::test]
async fn the_log_keeps_what_was_said_and_a_correction_names_the_old_entry() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let add = |text: &str, at: &str| Intent::AddLog {
        incident: Some(incident),
        text: text.into(),
        category: Category::Event,
        at: at.into(),
    };
    desk.later(10);
    let first = desk.done(add("Nodes restarted", "12:05")).await;
    desk.done(add("Errors gone", "")).await;
    let entry = first.ids[0].parse().expect("an entry's id");
    desk.done(Intent::CorrectLog { entry, text: "One node restarted".into() }).await;
    let rows = desk.log(Some(incident)).await;
    let old = rows.iter().find(|r| r.id == entry).expect("the old entry stays");
    assert_eq!((old.text.as_str(), old.event_at.as_str()), ("Nodes restarted", "2026-03-13T12:05:00Z"));
    assert_eq!(old.corrected.as_deref(), Some("One node restarted"), "with its correction beside it");
    let moments: Vec<_> = rows.iter().map(|r| r.event_at.parse::<jiff::Timestamp>().expect("a moment")).collect();
    assert!(moments.is_sorted_by(|a, b| a >= b), "the newest comes first: {moments:?}");

    let query = |text: &str, kinds: &[&str]| Query::Log {
        incident: Some(incident),
        text: text.into(),
        kinds: kinds.iter().map(|k| (*k).to_owned()).collect(),
    };
    let Answer::Log(found) = desk.ask(query("NODE RESTARTED", &[])).await else { panic!("a log") };
    assert!(found.iter().any(|r| r.id == entry), "an entry is found by the words of its correction");
    let Answer::Log(found) = desk.ask(query("", &["event"])).await else { panic!("a log") };
    assert_eq!(found.len(), 2, "entries are found by the kind that is shown: {found:?}");

    for (intent, sentence) in [
        (add("", ""), "nothing written yet"),
        (add("Later", "13:30"), "has not come yet"),
        (add("When", "some time"), "not a moment"),
    ] {
        let error = desk.refused(intent).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
    let nobody = "00000000-0000-7000-8000-000000000000".parse().expect("an id");
    let lost = Intent::AddLog { incident: Some(nobody), text: "x".into(), category: Category::Note, at: String::new() };
    assert!(desk.refused(lost).await.message.contains("no incident"), "an entry has an incident that exists");
}

#[tokio::test]
async fn what_the_directory_does_not_know_is_taken_and_said() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let assign = |role: &str, person: &str| Intent::Assign { incident, role: role.into(), person: person.into() };
    let made = desk.done(assign("Wizard", "Nobody Known")).await;
    assert_eq!(made.remarks.len(), 2, "{:?}", made.remarks);
    assert!(made.remarks[0].contains("no role “Wizard”"), "{:?}", made.remarks);
    assert!(made.remarks[1].contains("no person “Nobody Known”"), "{:?}", made.remarks);

    let severity = |severity: &str, reason: &str| Intent::SetSeverity {
        incident,
        severity: severity.into(),
        reason: reason.into(),
    };
    let made = desk.done(severity("SEV9", "a new scale")).await;
    assert!(made.remarks[0].contains("no severity “SEV9”"), "{:?}", made.remarks);
    assert!(desk.refused(severity("SEV9", "again")).await.message.contains("already"));
    assert!(desk.refused(severity("SEV8", " ")).await.message.contains("reason"), "it is part of the story");
}

#[tokio::test]
async fn roles_states_periods_and_actions_follow_each_other() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let assign = |person: &str| Intent::Assign { incident, role: "Scribe".into(), person: person.into() };
    desk.done(assign("Emre Yılmaz")).await;
    desk.later(5);
    desk.done(assign("Aisha Bello")).await;
    let board = desk.board(incident).await;
    let scribes: Vec<_> = board.roles.iter().filter(|r| r.role == "Scribe").map(|r| r.person.as_str()).collect();
    assert_eq!(scribes, ["Aisha Bello"], "a role has one holder; the one before left it");

    let state = |state: &str| Intent::SetState { incident, state: state.into() };
    desk.done(state("Identified")).await;
    assert!(desk.refused(state("identified")).await.message.contains("already"));
    assert!(desk.refused(state("fixed")).await.message.contains("is not a state"));
    let over = Intent::SetStateBecause { incident, state: "closed".into(), reason: "a false alarm".into() };
    desk.done(over).await;
    assert!(
        desk.log(Some(incident)).await.iter().any(|row| row.text.ends_with(": a false alarm")),
        "the reason is kept"
    );
    assert!(desk.refused(state("resolved")).await.message.contains("Say why"), "what is over is not opened in passing");
    let because =
        |reason: &str| Intent::SetStateBecause { incident, state: "identified".into(), reason: reason.into() };
    desk.refused(because(" ")).await;
    desk.done(because("errors are back")).await;
    assert!(desk.log(Some(incident)).await.iter().any(|row| row.text == "State closed to identified: errors are back"));

    let open = Intent::OpenAction { incident, text: "Roll back".into(), owner: String::new(), due: "in 20 min".into() };
    let action = desk.done(open).await.ids[0].parse().expect("an action's id");
    assert_eq!(desk.board(incident).await.actions[0].due_at.as_deref(), Some("2026-03-13T12:25:00Z"));
    desk.done(Intent::CloseAction { action, incident, done: true }).await;
    assert!(desk.board(incident).await.actions.is_empty(), "it is done");
    let again = desk.refused(Intent::CloseAction { action, incident, done: true }).await;
    assert!(again.message.contains("not open any more"), "{}", again.message);
    let reopen = || Intent::ReopenAction { action, incident };
    desk.done(reopen()).await;
    let actions = desk.board(incident).await.actions;
    assert_eq!(actions[0].due_at.as_deref(), Some("2026-03-13T12:25:00Z"), "it is open as it was");
    assert!(desk.refused(reopen()).await.message.contains("is not closed"));
    desk.done(Intent::CloseAction { action, incident, done: false }).await;

    desk.done(Intent::StartPeriod { incident, to: "20:00".into(), carry: None }).await;
    let period = desk.board(incident).await.incident.period.expect("a period");
    assert_eq!((period.number, period.to.as_str()), (2, "2026-03-13T20:00:00Z"));
    assert!(
        desk.refused(Intent::StartPeriod { incident, to: "11:00".into(), carry: None })
            .await
            .message
            .contains("has passed")
    );
    desk.done(state("resolved")).await;
    let unsaid = desk.refused(state("closed")).await;
    assert!(unsaid.message.contains("Say why"), "{unsaid:?}");
    desk.done(Intent::Close { incident, reason: "The rest is done elsewhere".into() }).await;
    assert!(!desk.board(incident).await.incident.is_open);
}

#[tokio::test]
async fn handing_the_command_over_changes_the_commander_also_under_a_running_clock() {
    let folder = tempfile::tempdir().expect("a folder");
    let app =
        bridgebook_app::Bridgebook::open(folder.path(), bridgebook_app::Options::system()).await.expect("it opens");
    let id = app.intent(declaration("Down")).await.expect("it is declared").ids[0].clone();
    let incident = id.parse().expect("an id");
    let assign = Intent::Assign { incident, role: "Incident Commander".into(), person: "Tomás Herrera".into() };
    app.intent(assign).await.expect("it is handed over");
    let Answer::Board(board) = app.query(Query::Board { incident, at: None }).await.expect("a board") else {
        panic!("it")
    };
    assert_eq!(board.incident.commander, "Tomás Herrera");
    let commanders = board.roles.iter().filter(|r| r.role == "Incident Commander").count();
    assert_eq!(commanders, 1, "one at a time: {:?}", board.roles);
    app.close().await;
}

#[tokio::test]
async fn settings_take_only_what_they_mean() {
    let desk = Desk::new().await;
    let set = |key: &str, value: &str| Intent::SetSetting { key: key.into(), value: value.into() };
    for (key, value, sentence) in [
        ("theme", "purple", "Use system, light, dark, contrast"),
        ("density", "loose", "comfortable"),
        ("text_size", "900", "100, 110"),
        ("log_key", "KeyA", "Control+Alt+KeyL"),
        ("paper", "a5", "a4, letter"),
        ("zone", "Berlin", "is not a time zone"),
        ("incident_prefix", "../x", "letters and digits"),
        ("colour", "red", "no setting"),
        ("organisation", "a\nb", "control character"),
    ] {
        let error = desk.refused(set(key, value)).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
    desk.done(set("incident_prefix", "OPS")).await;
    desk.done(set("theme", "dark")).await;
    let incident = desk.declare("Down").await;
    assert_eq!(desk.board(incident).await.incident.number, "OPS-1");
    let Answer::Settings(settings) = desk.ask(Query::Settings).await else { panic!("settings") };
    assert_eq!(settings.values.get("theme").map(String::as_str), Some("dark"));
    let unknown = desk.refused(Intent::SetMe { person: "Nobody".into() }).await;
    assert!(unknown.message.contains("knows no person"), "{}", unknown.message);
    desk.done(Intent::AddToDirectory { kind: "person".into(), name: "Nguyễn Thị Mai".into() }).await;
    desk.done(Intent::SetMe { person: "Nguyễn Thị Mai".into() }).await;
    let Answer::Overview(overview) = desk.ask(Query::Overview).await else { panic!("an overview") };
    assert_eq!(overview.me, "Nguyễn Thị Mai");
    assert_eq!(overview.people, 1, "a person is a document of the directory");
    assert_eq!(overview.documents, 4, "lists and people are not counted among the documents");
}

#[tokio::test]
async fn an_approved_plan_about_something_else_displaces_no_plan_of_an_incident() {
    let desk = Desk::new().await;
    let roll_out = desk.create("platform-roll-out-plan", "Roll-out of the assistant").await;
    let header = |key: &str, words: &str| Edit::SetWords { path: Path::Header(key.into()), words: words.into() };
    desk.edit(roll_out, Vec::new(), vec![header("status", "approved")]).await;
    let procedure = desk.create("escalation-procedure", "Escalation").await;
    desk.edit(procedure, Vec::new(), vec![header("effective", "2026-03-14")]).await;
    desk.edit(procedure, Vec::new(), vec![header("status", "approved")]).await;
    let incident = desk.declare("Down").await;
    for part in ["raci", "escalation"] {
        let plan = desk.open(desk.plan(incident, part).await).await;
        assert_eq!(plan.summary.incident, Some(incident), "{part}: a plan of its own, not “{}”", plan.summary.title);
    }
    desk.edit(procedure, Vec::new(), vec![header("effective", "2026-03-13")]).await;
    desk.edit(procedure, Vec::new(), vec![header("status", "approved")]).await;
    let next = desk.declare("Down again").await;
    assert_eq!(desk.plan(next, "escalation").await, procedure, "whose day has come");
}

#[tokio::test]
async fn a_document_made_in_an_incident_holds_what_lasts_and_leaves_messages_to_be_written() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout fails").await;
    let number = desk.board(incident).await.incident.number;
    let make = |template: &str| Intent::CreateDocument {
        template: template.into(),
        title: "Made meanwhile".into(),
        incident: Some(incident),
    };
    let report: DocumentId = desk.done(make("situation-report")).await.ids[0].parse().expect("a document");
    let text = desk.markdown(report).await;
    let known = ["| Incident | Checkout fails |".to_owned(), format!("| Number | {number} |")];
    assert!(known.iter().all(|line| text.contains(line)), "{text}");
    assert!(text.contains("| Incident Commander | |"), "who commands is read from the log: {text}");
    let plan: DocumentId = desk.done(make("incident-communication-plan")).await.ids[0].parse().expect("a document");
    let text = desk.markdown(plan).await;
    for variable in ["{{incident.severity}}", "{{commander}}", "{{services}}", "{{incident.number}}"] {
        assert!(text.contains(variable), "{variable} waits for the message: {text}");
    }
    for document in [report, plan] {
        let found = desk.open(document).await.findings;
        let unfilled: Vec<_> = found.iter().filter(|f| f.rule == "X25").collect();
        assert!(unfilled.is_empty(), "nothing that a writer cannot explain: {unfilled:#?}");
    }
}
