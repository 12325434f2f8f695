//! A team's own templates: saved from a document, dropped in the folder, broken and mended; and a procedure that is
//! made of a lesson.

use std::fs;

use bridgebook_app::api::document::TemplateSummary;
use bridgebook_app::api::event::Event;
use bridgebook_app::api::intent::{Edit, Intent, KeptTemplate, ProcedureFrom, SavedTemplate};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::{BlockKind, DocumentId, Path, RowId, SectionId, Value};

use crate::desk::{Desk, splice};

async fn own(desk: &Desk) -> Vec<TemplateSummary> {
    let Answer::Templates(list) = desk.ask(Query::Templates).await else { panic!("templates") };
    list.into_iter().filter(|t| t.language == "own").collect()
}

fn save(document: DocumentId, title: &str, with_content: bool, replace: bool) -> Intent {
    let (title, category, description) = (title.to_owned(), "plan".to_owned(), "Ours".to_owned());
    Intent::SaveAsTemplate(SavedTemplate { document, title, category, description, with_content, replace })
}

#[tokio::test]
async fn a_document_of_an_incident_becomes_a_template_from_which_the_next_incident_begins() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout fails").await;
    let number = desk.board(incident).await.incident.number;
    let document = desk.create("", "Ours").await;
    let section = desk.section(document, "prose", "Seen").await;
    desk.edit(
        document,
        Vec::new(),
        vec![splice(section, 0, 0, &format!("{number} is “Checkout fails”. Meanwhile: {{{{workaround}}}}"))],
    )
    .await;
    desk.edit(
        document,
        Vec::new(),
        vec![Edit::Set { path: Path::Header("incident".into()), value: Some(Value::one(incident.to_string())) }],
    )
    .await;

    let saved = desk.done(save(document, "Our plan", true, false)).await;
    assert_eq!(saved.ids, ["own/Our-plan"]);
    let text = fs::read_to_string(desk.folder().join("templates/Our-plan.md")).expect("a file in the folder");
    assert!(text.contains("{{incident.number}} is “{{incident.name}}”"), "{text}");
    assert!(!text.contains(&incident.to_string()) && !text.contains(&number), "nothing of the incident: {text}");
    let list = own(&desk).await;
    assert_eq!(
        (list[0].title.as_str(), list[0].subtitle.as_str(), list[0].category.as_str()),
        ("Our plan", "Ours", "plan")
    );

    let refused = desk.refused(save(document, "Our plan", true, false)).await;
    assert!(refused.message.contains("already") && refused.details == ["exists"], "{refused:?}");
    desk.done(save(document, "Our plan", false, true)).await;
    let text = fs::read_to_string(desk.folder().join("templates/Our-plan.md")).expect("a file");
    assert!(!text.contains("incident.number"), "the form alone: {text}");
    desk.done(save(document, "Our plan", true, true)).await;

    let next = desk.declare("Login fails").await;
    let intent =
        Intent::CreateDocument { template: "own/Our-plan".into(), title: "Again".into(), incident: Some(next) };
    let made: DocumentId = desk.done(intent).await.ids[0].parse().expect("a document");
    let text = desk.markdown(made).await;
    let number = desk.board(next).await.incident.number;
    assert!(text.contains(&format!("{number} is “Login fails”")), "filled with what is known: {text}");
    let found = desk.open(made).await.findings;
    let open: Vec<_> = found.iter().filter(|f| f.rule == "X25").map(|f| f.title.as_str()).collect();
    assert_eq!(open, ["{{workaround}} is not filled in"], "what nobody knows yet is found");
}

#[tokio::test]
async fn a_file_in_the_folder_is_a_template_at_once_and_a_broken_one_hides_no_other() {
    let desk = Desk::new().await;
    let folder = desk.folder().join("templates");
    let mut events = desk.app.events();
    desk.app.look_at_templates();
    fs::create_dir_all(&folder).expect("a folder");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).expect("a file");
    write("good.md", b"---\nbridgebook: 1\ntitle: Good one\n---\n\n## Steps\n\n<!-- bb:checklist -->\n\n- [ ] Look\n");
    desk.app.look_at_templates();
    assert!(matches!(events.try_recv(), Ok(Event::TemplatesChanged)), "the window is told");
    desk.app.look_at_templates();
    assert!(events.try_recv().is_err(), "once");

    write("binary.md", b"PK\x03\x04\0\0\0");
    write("latin.md", b"---\nbridgebook: 1\ntitle: Caf\xe9\n---\n");
    write("wrong.md", b"# Wrong\n\n## Rows\n\n<!-- bb:table -->\n\n| A |\n| --- |\n");
    write("logo.png", b"\x89PNG\r\n\x1a\n");
    write(".hidden.md", b"\0");
    write("good.markdown", b"---\nbridgebook: 1\ntitle: Another\n---\n\n## A\n\nText\n");
    fs::File::create(folder.join("long.md")).and_then(|f| f.set_len(2_000_000_000)).expect("a sparse file");
    fs::create_dir(folder.join("old.md")).expect("a folder with such a name");
    let list = own(&desk).await;
    let told: Vec<(&str, &str)> =
        list.iter().map(|t| (t.file.as_str(), t.errors.first().map_or("", String::as_str))).collect();
    let expected = [
        ("binary.md", "binary data"),
        ("good.md", ""),
        ("good.markdown", "good.md beside it has the same name, and is the one that is used. Rename one of them"),
        ("latin.md", "line 3: The file is not text in UTF-8 (byte 28)"),
        ("long.md", "larger than 4 MB"),
        ("wrong.md", "line 1: A template begins with"),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((file, error), (name, why)) in told.iter().zip(expected) {
        assert!(*file == name && error.contains(why) && error.is_empty() == why.is_empty(), "{file}: {error}");
    }
    assert!(list.iter().map(|t| &t.name).collect::<std::collections::BTreeSet<_>>().len() == list.len(), "{told:?}");
    let made = desk.create("own/good", "From it").await;
    assert!(desk.markdown(made).await.contains("- [ ] Look"), "the good one works beside them");
    let broken = Intent::CreateDocument { template: "own/wrong".into(), title: "No".into(), incident: None };
    assert!(desk.refused(broken).await.message.contains("has errors"));

    while events.try_recv().is_ok() {}
    desk.app.look_at_templates();
    write("wrong.md", b"---\nbridgebook: 1\ntitle: Mended\n---\n\n## A\n\nText\n");
    desk.app.look_at_templates();
    let is_told = std::iter::from_fn(|| events.try_recv().ok()).any(|e| matches!(e, Event::TemplatesChanged));
    assert!(is_told, "a file that was mended is told of");
    assert!(own(&desk).await.iter().any(|t| t.title == "Mended" && t.errors.is_empty()));
}

#[tokio::test]
async fn plain_markdown_in_the_folder_is_a_template_at_once_and_what_refuses_one_is_told_with_its_line() {
    let desk = Desk::new().await;
    let folder = desk.folder().join("templates");
    fs::create_dir_all(&folder).expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
    write(
        "fire.md",
        "# Fire drill\n\nWho leaves last shuts the door.\n\n## Steps\n\n- [ ] Sound the bell\n\n## Who\n\n| Activity | Warden | Owner |\n| --- | --- | --- |\n| Count heads | R | A |\n",
    );
    write("night.shift.md", "Ring the bell.\n\n## When\n\nAt ten.\n");
    write("windows.md", "# Windows\r\n\r\nLines end otherwise.\r\n");
    write("yaml.md", "---\ntitle: From elsewhere\ncategory: learn\ntags:\n  - one\n---\n\n# Notes\n\nText\n");
    write("deep.md", &format!("# Deep\n\n{}x\n", "> ".repeat(200)));
    write("empty.md", "");
    write("title.md", "# Nothing below\n");
    let list = own(&desk).await;
    let told: Vec<(&str, &str, &str)> =
        list.iter().map(|t| (t.file.as_str(), t.title.as_str(), t.errors.first().map_or("", String::as_str))).collect();
    let expected = [
        ("deep.md", "own/deep", "line 3: Line 3: lists or quotations are nested deeper than 100 levels"),
        ("empty.md", "own/empty", "line 1: There is nothing in the file"),
        ("fire.md", "Fire drill", ""),
        ("night.shift.md", "night.shift", ""),
        ("title.md", "own/title", "line 1: There is nothing in the file"),
        ("windows.md", "Windows", ""),
        ("yaml.md", "From elsewhere", ""),
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for ((file, title, error), (name, called, why)) in told.iter().zip(expected) {
        assert!(
            (*file, *title) == (name, called) && error.starts_with(why) && error.is_empty() == why.is_empty(),
            "{file} {title}: {error}"
        );
    }
    let fire = list.iter().find(|t| t.file == "fire.md").expect("the drill");
    assert_eq!(fire.kinds, ["prose", "checklist", "raci"], "its blocks are the real ones");
    let made = desk.create("own/fire", "Fire drill of May").await;
    let open = desk.open(made).await;
    assert_eq!((open.content.title(), open.content.template()), ("Fire drill of May", "own/fire"));
    assert!(desk.markdown(made).await.contains("- [ ] Sound the bell"));
    let yaml = list.iter().find(|t| t.file == "yaml.md").expect("with front matter");
    assert_eq!(yaml.category, "learn");
}

#[tokio::test]
async fn a_lesson_of_a_report_becomes_a_procedure_that_leads_back() {
    let desk = Desk::new().await;
    let report = desk.create("post-incident-report", "Report on INC-7").await;
    let (section, row) = action(&desk, report, &[("text", "Renew it; restart the nodes; tell the scribe")]).await;
    let made = desk
        .done(Intent::MakeProcedure(ProcedureFrom { document: report, section, row: Some(row), text: String::new() }))
        .await;
    let id: DocumentId = made.ids[0].parse().expect("a document");
    let content = desk.open(id).await.content;
    assert_eq!(content.title(), "Renew it; restart the nodes; tell the scribe");
    assert_eq!(content.template(), "sop");
    assert_eq!(content.header["related"], Value::many([report.to_string()]), "it leads back");
    let text = desk.markdown(id).await;
    assert!(text.contains("| Starts when | Renew it; restart the nodes; tell the scribe |"), "{text}");
    assert!(text.contains("Learned in “Report on INC-7”."), "{text}");
    let steps = content.live_sections().into_iter().find(|(_, s)| s.is_form("steps")).expect("steps").1.clone();
    let said: Vec<&str> =
        steps.block.live_rows().into_iter().map(|(_, row)| steps.block.cell_text(row, "step")).collect();
    assert_eq!(&said[3..6], ["Renew it", "restart the nodes", "tell the scribe"], "{said:?}");
    assert!(said[6].starts_with("Verify"), "what follows the task stays: {said:?}");

    let lessons = Intent::MakeProcedure(ProcedureFrom {
        document: report,
        section,
        row: None,
        text: "- Rotate both together.".into(),
    });
    let other: DocumentId = desk.done(lessons).await.ids[0].parse().expect("a document");
    assert_eq!(desk.open(other).await.content.title(), "Rotate both together");
    let empty = Intent::MakeProcedure(ProcedureFrom { document: report, section, row: None, text: "  ".into() });
    assert!(desk.refused(empty).await.message.contains("no words yet"));
    let gone = RowId::new(uuid::Uuid::from_u128(1));
    let gone = Intent::MakeProcedure(ProcedureFrom { document: report, section, row: Some(gone), text: String::new() });
    assert!(desk.refused(gone).await.message.contains("not in the document any more"));
}

/// A row in the report's table of actions.
async fn action(desk: &Desk, report: DocumentId, cells: &[(&str, &str)]) -> (SectionId, RowId) {
    let content = desk.open(report).await.content;
    let (section, table) = content
        .sections_of(&BlockKind::Table)
        .into_iter()
        .find(|(_, s)| s.block.setting("preset") == "improvements")
        .expect("the actions");
    let cells =
        cells.iter().map(|(key, text)| (table.block.column_by_key(key).expect("a column").0, (*text).to_owned()));
    let add = Edit::AddRows { section, after: None, rows: vec![cells.collect()] };
    let done = desk.edit(report, Vec::new(), vec![add]).await;
    (section, done.ids[0].parse().expect("a row"))
}

#[tokio::test]
async fn a_file_is_kept_as_a_template_as_it_is_and_one_that_is_none_changes_nothing() {
    let desk = Desk::new().await;
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = elsewhere.path().join("Night shift.md");
    let text = "---\ntitle: Night shift\n---\n\n## Before you leave\n\n- [ ] Read the log\n";
    fs::write(&file, text).expect("a file");
    let keep = |path: &std::path::Path, replace| {
        Intent::KeepTemplate(KeptTemplate { path: path.display().to_string(), replace })
    };

    let kept = desk.done(keep(&file, false)).await;
    assert_eq!(kept.ids, ["own/Night-shift"]);
    assert_eq!(fs::read_to_string(desk.folder().join("templates/Night-shift.md")).expect("a copy"), text);
    assert_eq!(own(&desk).await[0].title, "Night shift");
    let refused = desk.refused(keep(&file, false)).await;
    assert_eq!(refused.details, ["exists"], "{refused:?}");
    fs::write(&file, format!("{text}- [ ] Lock the door\n")).expect("a file");
    desk.done(keep(&file, true)).await;
    let now = fs::read_to_string(desk.folder().join("templates/Night-shift.md")).expect("a copy");
    assert!(now.contains("Lock the door"), "{now}");

    let broken = elsewhere.path().join("Broken.md");
    fs::write(&broken, "## Levels\n\n<!-- bb:nonsense -->\n").expect("a file");
    let refused = desk.refused(keep(&broken, false)).await;
    assert!(refused.message.contains("Broken.md is not kept") && !refused.details.is_empty(), "{refused:?}");
    let binary = elsewhere.path().join("Binary.md");
    fs::write(&binary, [0, 1, 2]).expect("a file");
    let refused = desk.refused(keep(&binary, false)).await;
    assert!(refused.message.contains("binary data"), "{refused:?}");
    let gone = desk.refused(keep(&elsewhere.path().join("Gone.md"), false)).await;
    assert!(gone.message.contains("cannot be read"), "{gone:?}");
    assert_eq!(own(&desk).await.len(), 1, "nothing of them came in");
}
