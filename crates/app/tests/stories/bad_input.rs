//! Wrong, hostile and unlucky input: a sentence says what happened, what was kept and what to do.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use bridgebook_app::api::ErrorCode;
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::session::Session;
use bridgebook_app::{Bridgebook, Options};

use crate::desk::{Desk, declaration, export, splice};

#[tokio::test]
async fn a_data_file_that_is_not_ours_damaged_or_newer_is_left_as_it_is() {
    for (spoilt, sentence) in [
        (Spoilt::Foreign, "is not a Bridgebook data file"),
        (Spoilt::Zeroed, "is damaged"),
        (Spoilt::Cut, "is damaged"),
    ] {
        let desk = Desk::new().await;
        desk.declare("Down").await;
        desk.app.close().await;
        let file = desk.file("bridgebook.sqlite");
        for beside in ["bridgebook.sqlite-wal", "bridgebook.sqlite-shm"] {
            let _ = fs::remove_file(desk.file(beside));
        }
        let before = spoilt.bytes(fs::read(&file).expect("the file"));
        fs::write(&file, &before).expect("the file");
        let error = Bridgebook::open(desk.folder(), Options::system()).await.err();
        let error = error.unwrap_or_else(|| panic!("{spoilt:?} was to be refused"));
        assert!(error.message.contains(sentence), "{spoilt:?}: {} was to say: {sentence}", error.message);
        assert!(matches!(error.code, ErrorCode::Damaged | ErrorCode::Foreign), "{spoilt:?}: {:?}", error.code);
        assert_eq!(fs::read(&file).expect("the file"), before, "{spoilt:?}: the file is as it was");
    }
}

#[derive(Debug)]
enum Spoilt {
    Foreign,
    Zeroed,
    Cut,
}

impl Spoilt {
    fn bytes(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let length = bytes.len();
        match self {
            Self::Foreign => b"someone else's notes, of some length".to_vec(),
            Self::Zeroed => {
                bytes[4096..length.min(40_960)].fill(0);
                bytes
            }
            Self::Cut => {
                bytes.truncate(length / 2);
                bytes
            }
        }
    }
}

#[tokio::test]
async fn markdown_that_is_not_ours_is_taken_as_far_as_it_goes_and_the_rest_is_said() {
    let desk = Desk::new().await;
    let import = |name: &str, text: &str| Intent::Import { file_name: name.into(), text: text.into(), incident: None };
    let plain = "# Outage guide\n\nCall **Mai**.\n\n- [ ] check\n- [x] done\n\n| A | B |\n| - | - |\n| 1 | 2 |\n";
    let id = desk.done(import("guide.md", plain)).await.ids[0].parse().expect("an id");
    let open = desk.open(id).await;
    assert_eq!(open.summary.title, "Outage guide");
    assert!(desk.markdown(id).await.contains("Call **Mai**."), "its words are there");
    let hostile = "# X\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1)) <img src=x onerror=alert(1)>\n";
    let id = desk.done(import("x.md", hostile)).await.ids[0].parse().expect("an id");
    let text = desk.markdown(id).await;
    assert!(text.contains("alert(1)"), "nothing somebody wrote is dropped: it is text, never run ({text})");
    let again = desk.done(import("again.md", &text)).await.ids[0].parse().expect("an id");
    assert_eq!(desk.markdown(again).await, text, "and stays the same text");
    for name in ["../../../etc/passwd", "..\\..\\x.md", ".", "con.md"] {
        let outcome = desk.done(import(name, "words")).await;
        let id = outcome.ids[0].parse().expect("an id");
        let title = desk.open(id).await.summary.title;
        assert!(!title.contains('/') && !title.contains('\\'), "{name} became {title}");
    }
    let newer = "---\nbridgebook: 99\ntitle: From tomorrow\n---\n";
    for (intent, sentence) in [
        (import("newer.md", newer), "format 99"),
        (import("a\u{1b}[31m.md", "x"), "control character"),
        (import(&"x".repeat(10_000), "x"), "10000 characters"),
        (import("deep.md", &"> ".repeat(5000)), "nested deeper"),
    ] {
        let error = desk.refused(intent).await;
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
        assert!(error.message.contains("othing was"), "and that nothing was changed: {}", error.message);
    }
}

#[tokio::test]
async fn names_that_cannot_be_names_are_refused_at_every_door() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let (document, section) = desk.prose("Runbook", "x").await;
    let long = "x".repeat(10_000);
    let create = |title: &str| Intent::CreateDocument { template: String::new(), title: title.into(), incident: None };
    let heading = |text: &str| Intent::Edit {
        document,
        heads: vec![],
        edits: vec![Edit::AddSection {
            after: None,
            heading: text.into(),
            kind: "prose".into(),
            preset: String::new(),
        }],
    };
    let assign = |person: &str| Intent::Assign { incident, role: "Scribe".into(), person: person.into() };
    let person = |name: &str| Intent::AddToDirectory { kind: "person".into(), name: name.into() };
    for bad in ["a\u{0}b", "a\nb", long.as_str()] {
        for intent in [create(bad), heading(bad), assign(bad), person(bad), declaration(bad)] {
            let error = desk.refused(intent).await;
            assert!(error.message.contains("Nothing was changed"), "{}", error.message);
            assert!(error.message.len() < 400, "a long name is not repeated: {}", error.message);
        }
    }
    desk.done(create("../../x")).await;
    let odd = Intent::Edit {
        document,
        heads: vec![],
        edits: vec![Edit::AddSection {
            after: None,
            heading: "X".into(),
            kind: "oracle".into(),
            preset: String::new(),
        }],
    };
    assert!(desk.refused(odd).await.message.contains("has no block “oracle”"));
    let control = Intent::Edit { document, heads: vec![], edits: vec![splice(section, 0, 0, "\u{0}")] };
    assert!(desk.refused(control).await.message.contains("control character"));
    assert_eq!(desk.text(document, section).await, "x", "nothing of it was kept");
}

#[tokio::test]
async fn ids_that_nobody_has_are_said_to_be_unknown() {
    let desk = Desk::new().await;
    let document = "00000000-0000-7000-8000-000000000001".parse().expect("an id");
    let incident = "00000000-0000-7000-8000-000000000002".parse().expect("an id");
    let queries = [
        Query::Board { incident, at: None },
        Query::Document { document, at: None },
        Query::Document { document, at: Some("2026-03-13T12:00:00Z".into()) },
        Query::Markdown { document, at: None },
        Query::History { document },
        Query::Findings { document: Some(document), rule: String::new(), each: 0 },
        Query::TemplateText { template: "no-such".into() },
    ];
    for query in queries {
        let shown = format!("{query:?}");
        let error = desk.app.query(query).await.err().unwrap_or_else(|| panic!("{shown}"));
        assert_eq!(error.code, ErrorCode::NotFound, "{shown}: {}", error.message);
    }
    let create = Intent::CreateDocument { template: "no-such".into(), title: "X".into(), incident: None };
    let orphan = Intent::CreateDocument { template: String::new(), title: "X".into(), incident: Some(incident) };
    let intents = [
        create,
        orphan,
        Intent::Undo { document },
        Intent::SetState { incident, state: "identified".into() },
        Intent::CorrectLog { entry: "00000000-0000-7000-8000-000000000003".parse().expect("an id"), text: "x".into() },
        export(&[document], None, "pdf", &desk.file("x.pdf")),
        export(&[], Some(incident), "pdf", &desk.file("x.pdf")),
    ];
    for intent in intents {
        let error = desk.refused(intent).await;
        assert_eq!(error.code, ErrorCode::NotFound, "{}", error.message);
    }
    assert!(!desk.file("x.pdf").exists());
}

#[tokio::test]
async fn a_template_with_an_error_is_named_with_its_line_and_the_others_keep_working() {
    let desk = Desk::new().await;
    let own = desk.file("templates");
    fs::create_dir_all(&own).expect("a folder");
    let good = "---\nbridgebook: 1\ntitle: Ours\nlanguage: en\n---\n\n## Notes\n\nWords\n";
    let bad = "---\nbridgebook: 1\ntitle: Broken\nlanguage: en\n---\n\n## Notes\n\nWords\n\n## Table\n<!-- bb:tabel -->\n\n| A |\n| - |\n";
    fs::write(own.join("good.md"), good).expect("a file");
    fs::write(own.join("bad.md"), bad).expect("a file");
    fs::write(own.join("latin.md"), b"caf\xe9").expect("a file");
    fs::write(own.join("notes.txt"), "no template").expect("a file");
    let Answer::Templates(list) = desk.ask(Query::Templates).await else { panic!("a list") };
    let of = |name: &str| list.iter().find(|t| t.name == name).unwrap_or_else(|| panic!("{name} is listed"));
    assert!(of("own/good").errors.is_empty() && of("incident-action-plan").errors.is_empty());
    assert!(of("own/bad").errors.iter().any(|e| e.starts_with("line 12:")), "{:?}", of("own/bad").errors);
    assert!(of("own/latin").errors[0].contains("not text in UTF-8 (byte 3)"), "{:?}", of("own/latin").errors);
    assert_eq!(list.iter().filter(|t| t.language == "own").count(), 3);
    let create =
        |template: &str| Intent::CreateDocument { template: template.into(), title: "X".into(), incident: None };
    let error = desk.refused(create("own/bad")).await;
    assert!(error.message.contains("Nothing was created") && error.details[0].starts_with("line 12"), "{error:?}");
    desk.done(create("own/good")).await;
}

pub struct Mounted(pub PathBuf);

impl Mounted {
    /// A small file system in memory; nothing where that is not permitted.
    pub fn new(path: PathBuf, options: &str) -> Option<Self> {
        fs::create_dir_all(&path).expect("a folder");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&path).output();
        if done.is_ok_and(|o| o.status.success()) {
            return Some(Self(path));
        }
        eprintln!("no file system can be mounted here, so this was not tried");
        None
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).output();
    }
}

#[tokio::test]
async fn a_full_disk_keeps_the_earlier_export() {
    let desk = Desk::new().await;
    let Some(disk) = Mounted::new(desk.file("disk"), "size=1m") else { return };
    let (document, _) = desk.prose("Runbook", &"words that take room ".repeat(90_000)).await;
    let path = disk.0.join("runbook.md");
    fs::write(&path, "earlier").expect("a small file fits");
    let error = desk.refused(export(&[document], None, "markdown", &path)).await;
    assert_eq!(error.code, ErrorCode::NotSaved);
    assert!(error.message.contains("could not be written") && error.message.contains("Choose another place"));
    assert_eq!(fs::read_to_string(&path).expect("text"), "earlier", "the earlier file is whole");
    assert_eq!(fs::read_dir(&disk.0).expect("a folder").count(), 1, "no half of a file is left");
}

#[tokio::test]
async fn a_read_only_folder_is_read_and_not_written() {
    let desk = Desk::new().await;
    let Some(disk) = Mounted::new(desk.file("disk"), "size=64m") else { return };
    let data = disk.0.join("data");
    let app = Bridgebook::open(&data, Options::system()).await.expect("it opens while it can be written");
    app.intent(declaration("Down")).await.expect("it is declared");
    app.close().await;
    drop(app);
    // A file system turns read-only once the last file open for writing is closed.
    let remount = || Command::new("mount").args(["-o", "remount,ro"]).arg(&disk.0).output();
    let mut tries = 0;
    while !remount().is_ok_and(|o| o.status.success()) {
        tries += 1;
        assert!(tries < 100, "a tmpfs can be mounted anew for reading");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let error = Bridgebook::open(&data, Options::system()).await.err().expect("it cannot be written");
    assert_eq!(error.code, ErrorCode::NotSaved);
    assert!(error.message.contains("cannot be written") && error.message.contains("can still be read"));
    let session = Session::open(&data).await.expect("the command line reads it");
    let Answer::Incidents(list) = session.query(Query::Incidents).await.expect("it reads") else { panic!("a list") };
    assert_eq!(list[0].title, "Down");
    let refused = session.intent(declaration("Second")).await.expect_err("it is not written");
    assert!(refused.message.contains("cannot be written"), "{}", refused.message);
    session.close().await;
}
