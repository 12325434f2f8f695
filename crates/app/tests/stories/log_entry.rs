//! Entries as they are typed: names, actions, times, evidence, filters and files of the log.

use bridgebook_app::api::incident::LogRow;
use bridgebook_app::api::intent::{Edit, ExportOptions, Intent};
use bridgebook_app::api::log_entry::{ExportedLog, GivenFile, LineMeaning, LogLine, LogWanted, WrittenEntry};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::{EntryId, IncidentId, Path};

use crate::attachment::PNG;
use crate::desk::{Desk, pdf_text};

fn typed(incident: IncidentId, text: &str) -> WrittenEntry {
    WrittenEntry { incident: Some(incident), text: text.into(), kind: "event".into(), ..WrittenEntry::default() }
}

fn bytes(name: &str, base64: &str) -> GivenFile {
    GivenFile::Bytes { name: name.into(), base64: base64.into() }
}

async fn write(desk: &Desk, incident: IncidentId, text: &str) -> EntryId {
    desk.done(Intent::WriteEntry(typed(incident, text))).await.ids[0].parse().expect("an entry")
}

async fn row(desk: &Desk, incident: IncidentId, id: EntryId) -> LogRow {
    desk.log(Some(incident)).await.into_iter().find(|r| r.id == id).expect("the entry")
}

async fn meaning(desk: &Desk, incident: Option<IncidentId>, text: &str) -> LineMeaning {
    let asked = LogLine { incident, text: text.into(), kind: "event".into() };
    let Answer::LogLine(meaning) = desk.ask(Query::LogLine(asked)).await else { panic!("a meaning") };
    meaning
}

async fn filtered(desk: &Desk, wanted: LogWanted) -> Vec<String> {
    let Answer::FilteredLog(rows) = desk.ask(Query::FilteredLog(wanted)).await else { panic!("a log") };
    rows.into_iter().map(|r| r.text).collect()
}

async fn person(desk: &Desk, name: &str) {
    desk.done(Intent::AddToDirectory { kind: "person".into(), name: name.into() }).await;
}

/// Calls a person of the directory otherwise.
async fn rename(desk: &Desk, from: &str, to: &str) {
    let Answer::Directory(directory) = desk.ask(Query::Directory).await else { panic!("a directory") };
    let id = &directory.entries.iter().find(|e| e.name == from).expect("the person").id;
    let document = id.parse().expect("a person is a document");
    let content = desk.open(document).await.content;
    let path = content.live_sections().into_iter().find_map(|(section, s)| {
        let column = s.block.live_columns().into_iter().find(|(_, c)| c.key == "name")?.0;
        Some(Path::Cell(section, s.block.live_rows().first()?.0, column))
    });
    let path = path.expect("a person has a name");
    desk.edit(document, vec![], vec![Edit::SetWords { path, words: to.into() }]).await;
}

#[tokio::test]
async fn a_line_names_people_opens_an_action_and_says_when_it_happened() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    person(&desk, "Kim Ji-woo").await;
    desk.later(30);
    let line = "20 minutes ago: #action @kim ji-woo asks @bob to restart node 3 by 15:30";
    let shown = meaning(&desk, Some(incident), line).await;
    assert_eq!(shown.at.as_deref(), Some("2026-03-13T12:10:00Z"));
    assert_eq!(shown.text, "@kim ji-woo asks @bob to restart node 3 by 15:30");
    let action = shown.action.expect("an action");
    assert_eq!((action.owner.as_str(), action.due_at.as_deref()), ("Kim Ji-woo", Some("2026-03-13T15:30:00Z")));
    assert!(shown.remarks.iter().any(|r| r.contains("“bob”")), "{:?}", shown.remarks);

    let done = desk.done(Intent::WriteEntry(typed(incident, line))).await;
    assert!(done.remarks.iter().any(|r| r.contains("“bob” is no one person")), "{done:?}");
    let id: EntryId = done.ids[0].parse().expect("an entry");
    let entry = row(&desk, incident, id).await;
    assert_eq!((entry.kind.as_str(), entry.event_at.as_str()), ("action_opened", "2026-03-13T12:10:00Z"));
    assert_eq!(entry.entered_at, "2026-03-13T12:30:00Z", "when it was entered stands apart");
    let people: Vec<_> = entry.people.iter().map(|p| (p.shown.as_str(), p.id.is_some())).collect();
    assert_eq!(people, [("@Kim Ji-woo", true), ("@bob", false)]);
    let actions = desk.board(incident).await.actions;
    assert_eq!((actions[0].id, actions[0].due_at.as_deref()), (id, Some("2026-03-13T15:30:00Z")));

    rename(&desk, "Kim Ji-woo", "Kim Ji-woo Park").await;
    let text = row(&desk, incident, id).await.text;
    assert_eq!(text, "@Kim Ji-woo Park asks @bob to restart node 3 by 15:30", "a rename shows");
    desk.done(Intent::CorrectLog { entry: id, text: "@Park restarts node 4".into() }).await;
    assert_eq!(row(&desk, incident, id).await.corrected.as_deref(), Some("@Kim Ji-woo Park restarts node 4"));
    desk.done(Intent::CloseAction { action: id, incident, done: false }).await;
    assert!(desk.board(incident).await.actions.is_empty(), "it is taken back as any action");
}

#[tokio::test]
async fn a_decision_with_an_action_is_both_and_what_cannot_be_is_said() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.later(30);
    let done = desk.done(Intent::WriteEntry(typed(incident, "12:10 decision: #action freeze deployments"))).await;
    assert_eq!(done.ids.len(), 2);
    let log = desk.log(Some(incident)).await;
    let of = |kind: &str| {
        log.iter().filter(|r| r.kind == kind).map(|r| (r.text.as_str(), r.event_at.as_str())).collect::<Vec<_>>()
    };
    let expected = [("freeze deployments", "2026-03-13T12:10:00Z")];
    assert_eq!((of("decided"), of("action_opened")), (expected.to_vec(), expected.to_vec()));

    let shown = meaning(&desk, None, "#action call them").await;
    assert!(shown.action.is_none() && shown.remarks[0].contains("belongs to an incident"), "{shown:?}");
    let ahead = meaning(&desk, Some(incident), "13:30 restarted").await;
    assert!(ahead.problem.as_deref().is_some_and(|p| p.contains("has not come yet")), "{ahead:?}");
    let refused = desk.refused(Intent::WriteEntry(typed(incident, "13:30 restarted"))).await;
    assert!(refused.message.contains("Nothing was written"), "{refused:?}");
    let empty = desk.refused(Intent::WriteEntry(typed(incident, "#action"))).await;
    assert!(empty.message.contains("nothing written yet"), "{empty:?}");
    let plain = WrittenEntry { is_plain: true, ..typed(incident, "note: 12:05 is when it began") };
    let id = desk.done(Intent::WriteEntry(plain)).await.ids[0].parse().expect("an entry");
    assert_eq!(row(&desk, incident, id).await.text, "note: 12:05 is when it began", "said beside the words");
}

#[tokio::test]
async fn evidence_is_kept_with_its_entry_in_one_commit_and_leaves_by_name_and_hash() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let before = desk.log(Some(incident)).await.len();
    let lost = GivenFile::Path { path: desk.file("nothing.log").display().to_string() };
    let written = WrittenEntry { files: vec![bytes("Errors.png", PNG), lost], ..typed(incident, "Errors rise") };
    let error = desk.refused(Intent::WriteEntry(written)).await;
    assert!(error.message.contains("cannot be read"), "{error:?}");
    assert_eq!(desk.log(Some(incident)).await.len(), before, "all of it or nothing");

    std::fs::write(desk.file("node.log"), "pool exhausted").expect("a file");
    let kept = GivenFile::Path { path: desk.file("node.log").display().to_string() };
    let written = WrittenEntry { files: vec![bytes("Errors.png", PNG), kept], ..typed(incident, "Errors rise") };
    let id: EntryId = desk.done(Intent::WriteEntry(written)).await.ids[0].parse().expect("an entry");
    write(&desk, incident, "Nothing else").await;
    let desk = desk.again().await;
    assert_eq!(desk.log(Some(incident)).await.len(), before + 2, "its files are shown with it");
    let files = row(&desk, incident, id).await.files;
    let names: Vec<_> = files.iter().map(|f| (f.name.as_str(), f.size.as_str(), f.is_picture)).collect();
    assert_eq!(names, [("Errors.png", "69 B", true), ("node.log", "14 B", false)]);
    let shown = desk.ask(Query::AttachmentPicture { attachment: files[0].attachment }).await;
    assert!(matches!(shown, Answer::AttachmentPicture(url) if url.ends_with(PNG)), "its bytes are there");
    let copy = desk.file("copy.log").display().to_string();
    desk.done(Intent::SaveAttachment { attachment: files[1].attachment, path: copy.clone() }).await;
    assert_eq!(std::fs::read_to_string(copy).expect("a copy"), "pool exhausted");

    let wanted = LogWanted { incident: Some(incident), with_files: true, ..LogWanted::default() };
    assert_eq!(filtered(&desk, wanted).await, ["Errors rise"]);
    let path = desk.file("binder.pdf").display().to_string();
    let options = ExportOptions { to: "pdf".into(), ..ExportOptions::default() };
    desk.done(Intent::Export { documents: Vec::new(), incident: Some(incident), options, path: path.clone() }).await;
    let text = pdf_text(std::path::Path::new(&path));
    let digits: String = files[1].hash.chars().take(16).collect();
    assert!(text.contains("node.log") && text.contains(&digits), "the binder names it: {text}");
}

#[tokio::test]
async fn a_log_is_filtered_and_written_to_a_file() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    person(&desk, "Kim Ji-woo").await;
    person(&desk, "Aisha Bello").await;
    desk.later(60);
    write(&desk, incident, "12:10 note: =SUM(1) | pool").await;
    write(&desk, incident, "12:20 @Kim Ji-woo looks at it").await;
    write(&desk, incident, "12:30 hypothesis: @Bello says the chain is wrong").await;
    let wanted = || LogWanted { incident: Some(incident), ..LogWanted::default() };
    for (wanted, texts) in [
        (LogWanted { by: "Kim Ji-woo".into(), ..wanted() }, vec!["@Kim Ji-woo looks at it"]),
        (LogWanted { by: "bello".into(), ..wanted() }, vec!["@Bello says the chain is wrong"]),
        (LogWanted { kinds: vec!["Hypothesis".into()], ..wanted() }, vec!["@Aisha Bello says the chain is wrong"]),
        (LogWanted { text: "POOL".into(), ..wanted() }, vec!["=SUM(1) | pool"]),
        (
            LogWanted { from: "12:10".into(), to: "12:20".into(), ..wanted() },
            vec!["@Kim Ji-woo looks at it", "=SUM(1) | pool"],
        ),
        (
            LogWanted { from: "12:21".into(), to: "2026-03-13".into(), kinds: vec!["hypothesis".into()], ..wanted() },
            vec!["@Aisha Bello says the chain is wrong"],
        ),
        (LogWanted { to: "yesterday".into(), ..wanted() }, vec![]),
        (LogWanted { with_files: true, ..wanted() }, vec![]),
    ] {
        let told = format!("{wanted:?}");
        let texts: Vec<String> = texts.into_iter().map(|t| t.replace("@Bello", "@Aisha Bello")).collect();
        assert_eq!(filtered(&desk, wanted).await, texts, "{told}");
    }
    let wrong = desk.app.query(Query::FilteredLog(LogWanted { from: "soonish".into(), ..wanted() })).await;
    assert!(wrong.is_err_and(|e| e.message.contains("soonish")));

    let export = |to: &str, wanted: LogWanted| {
        let path = desk.file(&format!("log.{to}")).display().to_string();
        ExportedLog { wanted, to: to.into(), path }
    };
    let noted = LogWanted { kinds: vec!["note".into()], ..wanted() };
    for (to, part) in
        [("markdown", "| =SUM(1) \\| pool |"), ("csv", "'=SUM(1) | pool"), ("json", "\"text\": \"=SUM(1) | pool\"")]
    {
        let asked = export(to, noted.clone());
        let done = desk.done(Intent::ExportLog(asked.clone())).await;
        assert!(done.remarks.iter().any(|r| r == "1 entry of the log"), "{done:?}");
        let text = std::fs::read_to_string(&asked.path).expect("the file");
        assert!(text.contains(part), "{to}: {text}");
        assert!(!text.contains("looks at it"), "the filter holds: {text}");
    }
    let none = desk.refused(Intent::ExportLog(export("csv", LogWanted { text: "nowhere".into(), ..wanted() }))).await;
    assert!(none.message.contains("No entry"), "{none:?}");
    let form = desk.refused(Intent::ExportLog(export("pdf", wanted()))).await;
    assert!(form.message.contains("is not a form"), "{form:?}");
}
