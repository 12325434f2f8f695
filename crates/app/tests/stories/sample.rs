//! The sample incident: its figures at 14:47:12, and its script to the end.

use std::sync::Arc;

use bridgebook_app::api::approval::Approving;
use bridgebook_app::api::incident::Board;
use bridgebook_app::api::intent::{ExportOptions, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::{Access, Bridgebook, Options};
use bridgebook_domain::IncidentId;
use jiff::SignedDuration;

use crate::desk::{at, level, update};

async fn sample() -> (tempfile::TempDir, Arc<Bridgebook>, IncidentId) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = Bridgebook::open(folder.path(), Options::sample()).await.expect("the sample opens");
    let Answer::Incidents(list) = app.query(Query::Incidents).await.expect("a list") else { panic!("a list") };
    (folder, app, list[0].id)
}

async fn board(app: &Bridgebook, incident: IncidentId) -> Board {
    let Answer::Board(board) = app.query(Query::Board { incident, at: None }).await.expect("a board") else {
        panic!("it")
    };
    *board
}

#[tokio::test]
async fn at_14_47_12_the_board_shows_the_figures_of_the_story() {
    let (_folder, app, incident) = sample().await;
    let board = board(&app, incident).await;
    assert_eq!(app.now(), at("2026-03-11T13:47:12Z"), "the clock stands");
    let head = &board.incident;
    assert_eq!((head.number.as_str(), head.severity.as_str(), head.state.as_str()), ("INC-2041", "SEV1", "identified"));
    assert_eq!(head.commander, "Katarzyna Wójcik");
    let executives = update(&board, "Executives");
    assert_eq!((executives.state.as_str(), executives.due_at.as_deref()), ("overdue", Some("2026-03-11T13:44:41Z")));
    let customers = update(&board, "Customers");
    assert_eq!(customers.due_at.as_deref(), Some("2026-03-11T13:51:22Z"), "in 04:10");
    assert_eq!(level(&board, "L3").at.as_deref(), Some("2026-03-11T13:49:42Z"), "in 02:30");
    assert_eq!(level(&board, "CTO").words, "told 1 min late");
    assert_eq!(board.clocks[0].subject, "Executives’ update", "the one thing that is overdue leads");
    assert_eq!(head.period.as_ref().map(|p| p.number), Some(1));
    let roles: Vec<_> = board.roles.iter().map(|r| r.person.as_str()).collect();
    for person in ["Nguyễn Thị Mai", "Emre Yılmaz", "Jonas Lindqvist"] {
        assert!(roles.iter().any(|r| r.contains(person)), "{person} holds a role: {roles:?}");
    }
    app.close().await;
}

#[tokio::test]
async fn the_script_plays_to_the_end_and_every_promise_is_scored() {
    let (folder, app, incident) = sample().await;
    let error = app.query(Query::Markdown { document: incident.to_string().parse().expect("id"), at: None }).await;
    assert!(error.is_err(), "an incident is no document");
    let mut now = app.now();
    let end = at("2026-03-11T17:01:00Z");
    let mut restarted = None;
    let mut app = app;
    while now < end {
        now += SignedDuration::from_secs(20);
        app.set_clock(now).await.expect("it ticks");
        if restarted.is_none() && now > at("2026-03-11T14:10:00Z") {
            app.close().await;
            app = Bridgebook::open(folder.path(), Options::sample()).await.expect("the sample opens again");
            assert_eq!(app.now(), now, "its clock stands where it was closed");
            restarted = Some(now);
        }
    }
    let board = board(&app, incident).await;
    assert_eq!(board.incident.state, "resolved");
    assert_eq!(board.incident.resolved_at.as_deref(), Some("2026-03-11T15:04:00Z"));
    assert_eq!(board.incident.commander, "Tomás Herrera", "the second period has its commander");
    let of = |name: &str| board.sent.iter().filter(|s| s.audience == name).collect::<Vec<_>>();
    let customers = of("Customers");
    assert_eq!(customers.len(), 7, "seven updates went to customers");
    assert!(customers.iter().all(|s| s.score != "late"), "all were kept: {customers:?}");
    let executives = of("Executives");
    let second = executives.iter().find(|s| s.number == 2).expect("the second");
    assert_eq!((second.score.as_str(), second.late_seconds / 60), ("late", 4), "4 min late: {second:?}");
    let Answer::Log(rows) =
        app.query(Query::Log { incident: Some(incident), text: String::new(), kinds: vec![] }).await.expect("a log")
    else {
        panic!("a log")
    };
    let ceo = rows.iter().filter(|r| r.kind == "level_called" && r.text.contains("CEO")).count();
    assert_eq!(ceo, 0, "resolving stops the clock a minute before it would call the CEO");
    let mut words: Vec<_> = rows.iter().map(|r| (&r.event_at, &r.text)).collect();
    let all = words.len();
    words.sort();
    words.dedup();
    assert_eq!(words.len(), all, "nothing is written twice, also over a restart");
    app.close().await;
}

#[tokio::test]
async fn a_reader_beside_the_sample_sees_its_clock() {
    let (folder, app, _) = sample().await;
    app.set_clock(at("2026-03-11T13:50:00Z")).await.expect("it ticks");
    let reader = || Bridgebook::open(folder.path(), Options { access: Access::Reader, ..Options::system() });
    assert_eq!(reader().await.expect("it opens").now(), at("2026-03-11T13:50:00Z"));
    app.intent(Intent::RunClock { running: true }).await.expect("it runs");
    let beside = reader().await.expect("it opens");
    let apart = beside.now().duration_since(app.now()).abs();
    assert!(apart < SignedDuration::from_secs(5), "a running clock shows the same beside: {apart}");
    app.close().await;
    let other = tempfile::tempdir().expect("a folder");
    let plain = Bridgebook::open(other.path(), Options::system()).await.expect("it opens");
    let error = plain.intent(Intent::RunClock { running: false }).await.expect_err("real time does not stop");
    assert!(error.message.contains("Only the sample"), "{}", error.message);
    assert!(plain.set_clock(at("2026-03-11T13:50:00Z")).await.is_err());
    plain.intent(crate::desk::declaration("Real")).await.expect("it is declared");
    plain.close().await;
    let error = Bridgebook::open(other.path(), Options::sample()).await.err().expect("real data is not overwritten");
    assert!(error.message.contains("already holds documents"), "{}", error.message);
    Bridgebook::open(other.path(), Options::system()).await.expect("and its folder is free again").close().await;
}

#[tokio::test]
async fn every_document_of_the_sample_exports_imports_and_exports_to_the_same_bytes() {
    let (_folder, app, _) = sample().await;
    let Answer::Documents(list) = app.query(Query::Documents { incident: None }).await.expect("a list") else {
        panic!("a list")
    };
    assert!(list.len() >= 24, "four documents and the directory");
    for summary in &list {
        let query = |document| Query::Markdown { document, at: None };
        let Answer::Markdown(first) = app.query(query(summary.id)).await.expect("text") else { panic!("text") };
        let import = Intent::Import { file_name: "x.md".into(), text: first.clone(), incident: None };
        // What the directory knows twice while the copy is there is told apart by id: people and lists come last.
        if summary.template.starts_with("directory/") {
            let same = Intent::Replace { document: summary.id, text: first.clone() };
            let outcome = app.intent(same).await.expect("it is read");
            assert!(
                outcome.remarks.iter().any(|r| r.contains("Nothing differs")),
                "{}: {:?}",
                summary.title,
                outcome.remarks
            );
            continue;
        }
        let outcome = app.intent(import).await.expect("it is imported");
        assert!(outcome.remarks.is_empty(), "{}: {:?}", summary.title, outcome.remarks);
        let copy = outcome.ids[0].parse().expect("an id");
        let Answer::Markdown(second) = app.query(query(copy)).await.expect("text") else { panic!("text") };
        assert_eq!(first, second, "{}", summary.title);
    }
    app.close().await;
}

#[tokio::test]
async fn the_whole_sample_prints_with_every_character_in_it() {
    let (folder, app, incident) = sample().await;
    let path = folder.path().join("binder.pdf");
    let options = ExportOptions { to: "pdf".into(), paper: "a4".into(), ..ExportOptions::default() };
    let intent =
        Intent::Export { documents: vec![], incident: Some(incident), options, path: path.display().to_string() };
    let outcome = app.intent(intent).await.expect("it is printed");
    let has_cjk = std::path::Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists();
    if has_cjk {
        assert_eq!(outcome.remarks.len(), 1, "only where it was written is said: {:?}", outcome.remarks);
    }
    let bytes = std::fs::read(&path).expect("the file");
    assert!(bytes.starts_with(b"%PDF-"));
    let Ok(text) = std::process::Command::new("pdftotext").arg(&path).arg("-").output() else {
        eprintln!("pdftotext is not on this machine, so the text was not taken back out");
        return;
    };
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    for name in ["Nguyễn Thị Mai", "Katarzyna Wójcik", "Emre Yılmaz", "INC-2041", "Executives"] {
        assert!(text.contains(name), "{name} is in the PDF");
    }
    if has_cjk {
        for name in ["김지우", "陈伟"] {
            assert!(text.contains(name), "{name} is in the PDF");
        }
    }
    // The foot of each page carries the beginning of the hash; it is known again.
    let printed = text.lines().find_map(|l| l.split("SHA-256 ").nth(1)).and_then(|l| l.split('…').next());
    let printed = printed.expect("a hash at the foot").trim().to_owned();
    let Answer::VerifyText(known) = app.query(Query::VerifyText { text: printed.clone() }).await.expect("an answer")
    else {
        panic!("an answer")
    };
    assert!(known.is_intact, "“{printed}” is what was printed: {:?}", known.lines);
    assert!(known.lines[0].contains("exported as pdf"), "{:?}", known.lines);
    app.close().await;
}

#[tokio::test]
async fn the_board_of_a_past_moment_shows_what_was_known_then() {
    let (_folder, app, incident) = sample().await;
    let query = Query::Board { incident, at: Some("2026-03-11T13:20:30Z".to_owned()) };
    let Answer::Board(board) = app.query(query).await.expect("a board") else { panic!("it") };
    assert_eq!(board.incident.state, "investigating", "the cause was found at 14:41");
    assert_eq!(level(&board, "L2").state, "due", "the database expert was called at 14:32, twelve minutes later");
    assert_eq!(level(&board, "Manager").words, "told on time");
    let objectives: Vec<_> = board.objectives.iter().map(|o| o.text.as_str()).collect();
    assert_eq!(objectives, ["Find the cause", "Restore card payments"], "the others came at 14:43");
    let before = Query::Board { incident, at: Some("2026-03-11T12:00:00Z".to_owned()) };
    let error = app.query(before).await.expect_err("nothing was declared then");
    assert!(error.message.contains("13:00"), "the sentence names the moment as people read it: {}", error.message);
    app.close().await;
}

#[tokio::test]
async fn approving_an_update_binds_to_its_text_and_leaves_the_plan_as_it_is() {
    let (_folder, app, incident) = sample().await;
    let before = board(&app, incident).await;
    let waiting = before.approvals.first().expect("customers' update 4 waits");
    assert_eq!(waiting.title, "Customers’ update 4");
    let text = waiting.text.as_deref().expect("the approver reads what is approved");
    assert_eq!(waiting.hash, bridgebook_domain::incident::body_hash(text), "the decision binds to that text");
    let (document, checkpoint) = (waiting.document, waiting.checkpoint.clone());
    let decision = bridgebook_domain::log::Decision::Approved;
    app.intent(Intent::Approve(Approving {
        incident: None,
        document,
        checkpoint,
        decision,
        note: String::new(),
        hash: String::new(),
        by: waiting.approver.clone(),
        reason: String::new(),
        unready: String::new(),
    }))
    .await
    .expect("it is recorded");
    let after = board(&app, incident).await;
    assert!(after.approvals.is_empty(), "nothing waits any more: {:?}", after.approvals);
    assert_eq!(update(&after, "Customers").words, "approved");
    let Answer::Document(plan) = app.query(Query::Document { document, at: None }).await.expect("the plan") else {
        panic!("a document")
    };
    assert_eq!(plan.summary.status, "active", "the plan itself was not what was decided about");
    app.close().await;
}
