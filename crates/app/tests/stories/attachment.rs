//! Attached files: pasted, chosen, shown, exported and refused.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::api::attachment::AttachmentInfo;
use bridgebook_app::api::intent::{Edit, ExportOptions, Intent, Outcome};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::{DocumentId, Item, Path, Position, Row, Value, canonical};

use crate::desk::{Desk, pdf_text, splice};

/// A picture of one red dot.
pub const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

fn paste(document: DocumentId, name: &str, base64: &str) -> Intent {
    Intent::Attach { document, file_name: name.into(), base64: base64.into(), keep_days: None }
}

async fn info(desk: &Desk, id: AttachmentId) -> AttachmentInfo {
    let Answer::Attachments(list) = desk.ask(Query::Attachments { attachments: vec![id] }).await else { panic!("it") };
    list.into_iter().next().expect("one was asked for")
}

fn id_of(outcome: &Outcome) -> AttachmentId {
    outcome.ids[0].parse().expect("the attachment's id")
}

async fn picture(desk: &Desk, id: AttachmentId) -> Option<String> {
    match desk.app.query(Query::AttachmentPicture { attachment: id }).await {
        Ok(Answer::AttachmentPicture(url)) => Some(url),
        _ => None,
    }
}

#[tokio::test]
async fn a_pasted_screenshot_stands_in_prose_is_undone_and_outlives_a_restart() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Plan", "Seen:").await;
    let id = id_of(&desk.done(paste(document, "C:\\shots\\Login error.png", PNG)).await);
    desk.edit(document, Vec::new(), vec![splice(section, 5, 0, &format!("\n\n![Login error](attachment:{id})"))]).await;
    let known = info(&desk, id).await;
    assert_eq!((known.name.as_str(), known.media_type.as_str()), ("Login error.png", "image/png"), "without folders");
    assert!(known.is_picture && known.hash.len() == 64);
    assert_eq!(picture(&desk, id).await, Some(format!("data:image/png;base64,{PNG}")));

    desk.done(Intent::Undo { document }).await;
    assert!(!desk.markdown(document).await.contains("attachment:"), "the picture left with its edit");
    desk.done(Intent::Redo { document }).await;
    let desk = desk.again().await;
    let text = desk.markdown(document).await;
    assert!(text.contains(&format!("![Login error](attachment:{id})")), "{text}");
    assert!(text.contains(&format!("# attached {id} image/png 69 sha256:")), "name and hash: {text}");
    assert!(picture(&desk, id).await.is_some(), "the bytes are there after a restart");
}

#[tokio::test]
async fn evidence_in_a_cell_is_an_ordinary_edit_that_exports_by_name_and_imports_equal() {
    let desk = Desk::new().await;
    let document = desk.create("", "List").await;
    let section = desk.section(document, "checklist", "Checks").await;
    let content = desk.open(document).await.content;
    let columns = content.sections[&section].block.live_columns();
    let column = |key: &str| columns.iter().find(|(_, c)| c.key == key).map(|(id, _)| *id).expect("standard columns");
    let (item, evidence) = (column("item"), column("evidence"));
    let (one, two) = (
        id_of(&desk.done(paste(document, "a,b](c).png", PNG)).await),
        id_of(&desk.done(paste(document, "log.txt", &STANDARD.encode("hello"))).await),
    );
    let cells = [(item, Value::one("Look")), (evidence, Value::many([one.to_string(), two.to_string()]))].into();
    let row = Item::Row(Row { pos: Position::default(), cells, deleted_at: None });
    let added =
        desk.edit(document, Vec::new(), vec![Edit::Add { path: Path::Rows(section), after: None, item: row }]).await;
    let text = desk.markdown(document).await;
    assert!(text.contains(&format!("[log.txt](attachment:{two})")), "a reader sees the name: {text}");

    let imported = desk.done(Intent::Import { file_name: "list.md".into(), text, incident: None }).await;
    assert_eq!(imported.remarks, Vec::<String>::new(), "everything was understood and is here");
    let copy = desk.open(imported.ids[0].parse().expect("a document")).await.content;
    assert_eq!(canonical::equality(&copy), canonical::equality(&desk.open(document).await.content));

    let path = Path::Cell(section, added.ids[0].parse().expect("a row"), evidence);
    let fewer = Edit::Set { path, value: Some(Value::many([two.to_string()])) };
    desk.edit(document, Vec::new(), vec![fewer]).await;
    assert!(!desk.markdown(document).await.contains(&one.to_string()));
    desk.done(Intent::Undo { document }).await;
    assert!(desk.markdown(document).await.contains(&one.to_string()), "removing was a mark");
    assert_eq!(info(&desk, one).await.state, "kept");
}

#[tokio::test]
async fn an_export_with_its_files_reads_on_any_site_and_imports_equal() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Plan", "Seen:").await;
    let id = id_of(&desk.done(paste(document, "Login (1).png", PNG)).await);
    let again = id_of(&desk.done(paste(document, "Login (1).png", PNG)).await);
    let words = format!("\n\n![Login](attachment:{id}) [same](attachment:{again})\n\n`# attached to nothing`");
    desk.edit(document, Vec::new(), vec![splice(section, 5, 0, &words)]).await;
    let path = desk.file("Plan of today.md");
    let options = ExportOptions { attachments: true, ..options("markdown") };
    let (documents, shown) = (vec![document], path.display().to_string());
    desk.done(Intent::Export { documents, incident: None, options, path: shown }).await;

    let text = fs::read_to_string(&path).expect("the document");
    let hash = &info(&desk, id).await.hash[..8];
    let name = format!("Plan-of-today-attachments/{hash}-Login-1.png");
    assert!(text.contains(&format!("![Login]({name})")), "{text}");
    assert!(text.contains(&format!("[same](Plan-of-today-attachments/{hash}-Login-1-2.png)")), "two ids, two names");
    assert_eq!(fs::read(desk.file(&name)).expect("the picture"), STANDARD.decode(PNG).expect("base64"));
    let imported = desk.done(Intent::Import { file_name: "p.md".into(), text: text.clone(), incident: None }).await;
    let copy = desk.open(imported.ids[0].parse().expect("a document")).await.content;
    assert_eq!(canonical::equality(&copy), canonical::equality(&desk.open(document).await.content));

    // In another data folder the place in the text is kept, and the person is told.
    let other = Desk::new().await;
    let there = other.done(Intent::Import { file_name: "p.md".into(), text, incident: None }).await;
    assert!(
        there.remarks.iter().any(|r| r.contains("“Login (1).png” is not in this data folder")),
        "{:?}",
        there.remarks
    );
    let kept = other.markdown(there.ids[0].parse().expect("a document")).await;
    assert!(kept.contains(&format!("![Login](attachment:{id})")), "{kept}");
    assert_eq!(info(&other, id).await.state, "missing");
}

fn options(to: &str) -> ExportOptions {
    serde_json::from_value(serde_json::json!({ "to": to })).expect("options")
}

#[tokio::test]
async fn a_file_that_is_not_what_its_name_says_is_kept_and_told_of_and_never_shown() {
    let desk = Desk::new().await;
    let (document, _) = desk.prose("Plan", "").await;
    for (name, content) in
        [("a.png", b"<html><script>alert(1)</script>".to_vec()), ("a.txt", STANDARD.decode(PNG).expect("png"))]
    {
        let done = desk.done(paste(document, name, &STANDARD.encode(&content))).await;
        assert!(done.remarks[0].contains("not what its name says"), "{:?}", done.remarks);
        let id = id_of(&done);
        let known = info(&desk, id).await;
        assert!(!known.is_picture && known.media_type == "application/octet-stream", "{known:?}");
        assert_eq!(picture(&desk, id).await, None);
        let path = desk.file("saved");
        desk.done(Intent::SaveAttachment { attachment: id, path: path.display().to_string() }).await;
        assert_eq!(fs::read(path).expect("the file"), content, "kept letter for letter");
    }
    let svg = id_of(&desk.done(paste(document, "a.svg", &STANDARD.encode("<svg onload='alert(1)'/>"))).await);
    assert_eq!(picture(&desk, svg).await, None, "a drawing that can hold scripts is saved only");
}

#[tokio::test]
async fn what_cannot_be_attached_is_refused_in_words_before_it_is_read() {
    let desk = Desk::new().await;
    let (document, _) = desk.prose("Plan", "").await;
    let file =
        |path: &std::path::Path| Intent::AttachFile { document, path: path.display().to_string(), keep_days: None };
    // Two gigabytes that take no place on the disk.
    let large = desk.file("disk.img");
    fs::File::create(&large).and_then(|f| f.set_len(2_000_000_000)).expect("a sparse file");
    let refused = desk.refused(file(&large)).await;
    assert_eq!(
        refused.message,
        "“disk.img” has 2 GB; at most 100 MB can be attached. Nothing was attached. Put it where your team keeps large files, and link to it"
    );
    assert!(desk.refused(file(desk.folder())).await.message.contains("is not a file"));
    assert!(desk.refused(file(&desk.file("gone.png"))).await.message.contains("cannot be read"));
    assert!(desk.refused(paste(document, "a.png", "@@@")).await.message.contains("did not arrive whole"));
    assert!(desk.refused(paste(document, "a.png", "")).await.message.contains("is empty"));
    let much = "A".repeat(40 * 1024 * 1024);
    assert!(desk.refused(paste(document, "a.png", &much)).await.message.contains("at most 25 MB"));
    let nowhere = DocumentId::new(uuid::Uuid::from_u128(7));
    desk.refused(paste(nowhere, "a.png", PNG)).await;
    assert!(
        desk.app
            .query(Query::AttachmentPicture { attachment: AttachmentId::new(uuid::Uuid::from_u128(9)) })
            .await
            .is_err()
    );
}

#[tokio::test]
async fn personal_data_lies_encrypted_and_is_read_back() {
    let desk = Desk::new().await;
    let (document, _) = desk.prose("Plan", "").await;
    let secret = "the customer said: my card ends in 4242";
    let base64 = STANDARD.encode(secret);
    let intent = Intent::Attach { document, file_name: "chat.txt".into(), base64, keep_days: Some(30) };
    let id = id_of(&desk.done(intent).await);
    let hash = info(&desk, id).await.hash;
    let stored = fs::read(desk.folder().join("attachments").join(&hash[..2]).join(&hash)).expect("the stored bytes");
    assert!(!stored.windows(8).any(|w| w == b"customer"), "it is encrypted");
    let path = desk.file("chat-again.txt");
    desk.done(Intent::SaveAttachment { attachment: id, path: path.display().to_string() }).await;
    assert_eq!(fs::read_to_string(path).expect("text"), secret);
}

#[tokio::test]
async fn an_exported_document_is_imported_in_another_folder_with_its_files() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Plan", "Seen:").await;
    let id = id_of(&desk.done(paste(document, "Login.png", PNG)).await);
    let secret = Intent::Attach {
        document,
        file_name: "chat.txt".into(),
        base64: STANDARD.encode("card 4242"),
        keep_days: Some(30),
    };
    let secret = id_of(&desk.done(secret).await);
    let words = format!("\n\n![Login](attachment:{id}) [chat](attachment:{secret})");
    desk.edit(document, Vec::new(), vec![splice(section, 5, 0, &words)]).await;
    let path = desk.file("plan.md");
    let options = ExportOptions { attachments: true, ..options("markdown") };
    let shown = path.display().to_string();
    let done =
        desk.done(Intent::Export { documents: vec![document], incident: None, options, path: shown.clone() }).await;
    assert!(done.remarks.iter().any(|r| r.contains("“chat.txt” is personal data and was not written")), "{done:?}");
    let folder = desk.file("plan-attachments");
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 1, "personal data stays inside");

    let other = Desk::new().await;
    let there = other.done(Intent::ImportFile { path: shown.clone(), incident: None }).await;
    let copy = other.open(there.ids[0].parse().expect("a document")).await.content;
    assert_eq!(canonical::equality(&copy), canonical::equality(&desk.open(document).await.content));
    assert_eq!(picture(&other, id).await, Some(format!("data:image/png;base64,{PNG}")), "under the same id");
    assert!(there.remarks.iter().all(|r| r.contains("chat.txt")), "only what is not there is told of: {there:?}");

    // What is refused leaves nothing behind.
    let fresh = Desk::new().await;
    let nowhere = Some(bridgebook_domain::IncidentId::new(uuid::Uuid::from_u128(7)));
    fresh.refused(Intent::ImportFile { path: shown.clone(), incident: nowhere }).await;
    assert_eq!(info(&fresh, id).await.state, "missing", "no file is kept for a document that is not");

    // What was changed meanwhile is kept as it is now, and said; what leads elsewhere is not read.
    let file = fs::read_dir(&folder).expect("the folder").next().expect("a file").expect("an entry").path();
    fs::write(&file, STANDARD.decode(PNG).expect("png").repeat(2)).expect("another content");
    let third = Desk::new().await;
    let told = third.done(Intent::ImportFile { path: shown, incident: None }).await.remarks;
    assert!(told.iter().any(|r| r.contains("“Login.png” is not what it was")), "{told:?}");
    let text = fs::read_to_string(&path).expect("the document");
    let leaf = file.file_name().expect("a name").to_string_lossy().into_owned();
    for place in ["../secret.txt", "/etc/hostname", "plan-attachments/../../secret.txt"] {
        let evil = desk.file("sent/evil.md");
        fs::create_dir_all(desk.file("sent/plan-attachments")).expect("a folder");
        fs::write(desk.file("secret.txt"), "secret").expect("a file");
        fs::write(&evil, text.replace(&format!("plan-attachments/{leaf}"), place)).expect("a document");
        let fourth = Desk::new().await;
        let told = fourth.done(Intent::ImportFile { path: evil.display().to_string(), incident: None }).await.remarks;
        assert!(told.iter().any(|r| r.contains("outside its own folder")), "{place}: {told:?}");
        assert_eq!(info(&fourth, id).await.state, "missing", "{place}");
    }
}

#[tokio::test]
async fn a_picture_is_printed_where_it_stands_and_evidence_below_its_table() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Plan", "Seen:").await;
    let id = id_of(&desk.done(paste(document, "Login.png", PNG)).await);
    let log = id_of(&desk.done(paste(document, "gateway.log", &STANDARD.encode("refused"))).await);
    let words = format!("\n\n![The error page](attachment:{id})\n\nSee [the log](attachment:{log}).");
    desk.edit(document, Vec::new(), vec![splice(section, 5, 0, &words)]).await;
    let path = desk.file("plan.pdf");
    let (documents, shown) = (vec![document], path.display().to_string());
    desk.done(Intent::Export { documents, incident: None, options: options("pdf"), path: shown }).await;
    let pictures = |path: &std::path::Path| {
        let bytes = fs::read(path).expect("the file");
        assert!(bytes.starts_with(b"%PDF"));
        let is_there = |words: &[u8]| bytes.windows(words.len()).filter(|w| *w == words).count();
        is_there(b"/Subtype/Image") + is_there(b"/Subtype /Image")
    };
    assert_eq!(pictures(&path), 1, "the picture is in the file");
    let printed = pdf_text(&path);
    assert!(printed.contains("The error page"), "its words stand below it: {printed}");
    assert!(printed.contains("the log") && printed.contains("gateway.log, 7 B, SHA-256"), "{printed}");

    let list = desk.create("", "List").await;
    let section = desk.section(list, "checklist", "Checks").await;
    let content = desk.open(list).await.content;
    let column = |key: &str| content.sections[&section].block.column_by_key(key).expect("a standard column").0;
    let evidence = Value::many([id.to_string(), log.to_string()]);
    let cells = [(column("item"), Value::one("Look")), (column("evidence"), evidence)].into();
    let row = Item::Row(Row { pos: Position::default(), cells, deleted_at: None });
    desk.edit(list, Vec::new(), vec![Edit::Add { path: Path::Rows(section), after: None, item: row }]).await;
    let path = desk.file("list.pdf");
    desk.export(&[list, document], "pdf", &path).await;
    assert_eq!(pictures(&path), 1, "below the table too; the file holds it once for both documents");
    let printed = pdf_text(&path);
    let (cell, below) = (printed.find("Look"), printed.find("Login.png, 69 B"));
    assert!(cell.is_some() && below > cell, "the table names it, and it follows: {printed}");
}

#[tokio::test]
async fn a_folder_for_files_is_made_only_where_a_file_goes_into_it() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Plan", "Seen:").await;
    let secret = Intent::Attach {
        document,
        file_name: "chat.txt".into(),
        base64: STANDARD.encode("card 4242"),
        keep_days: Some(30),
    };
    let secret = id_of(&desk.done(secret).await);
    desk.edit(document, Vec::new(), vec![splice(section, 5, 0, &format!(" [chat](attachment:{secret})"))]).await;
    let path = desk.file("plan.md");
    let options = ExportOptions { attachments: true, ..options("markdown") };
    let shown = path.display().to_string();
    let done = desk.done(Intent::Export { documents: vec![document], incident: None, options, path: shown }).await;
    assert!(done.remarks.iter().any(|r| r.contains("is personal data")), "{done:?}");
    assert!(!done.remarks.iter().any(|r| r.contains("Attached files")), "nothing was written beside: {done:?}");
    assert!(!desk.file("plan-attachments").exists(), "and no folder was made");
}
