//! Cases come in: from files into rows, what was said encrypted, nothing doubled, nothing lost.

use std::collections::BTreeMap;
use std::fs;

use bridgebook_app::api::case::{AddedCases, CaseFile, CaseOrigin, CaseReading, CaseRow, CaseTable, WatchedCases};
use bridgebook_app::api::intent::{Edit, Intent, Outcome};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::case::{CaseMapping, Speaker};
use bridgebook_domain::condition::Signal;
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::{DocumentId, Path, SectionId};

use crate::desk::{Desk, at};

const FIRST: &str = r#"{
  "id": "C-1041", "opened": "2026-03-11T13:57:00+01:00", "tier": "Gold", "AI confidence": 62, "sentiment": -1,
  "subject": "Cancel my order", "status": "New", "order number": "77-1",
  "conversation": [
    { "at": "2026-03-11T13:55:00+01:00", "by": "customer", "text": "I want to cancel. My card is 4111 1111 1111 1111." },
    { "at": "2026-03-11T13:56:00+01:00", "by": "assistant", "text": "I have reset your session." }
  ],
  "customer_data": { "e-mail": "kim@example.org" },
  "attempts": ["reset session", "suggest other card"],
  "flags": ["no refund"],
  "signals": ["human asked"]
}"#;

/// A document with a table of tickets.
async fn support(desk: &Desk, title: &str) -> (DocumentId, SectionId) {
    let document = desk.create("", title).await;
    (document, table(desk, document, "tickets").await)
}

async fn table(desk: &Desk, document: DocumentId, preset: &str) -> SectionId {
    let (heading, kind, preset) = ("Tickets".to_owned(), "table".to_owned(), preset.to_owned());
    let add = Edit::AddSection { after: None, heading, kind, preset };
    desk.edit(document, Vec::new(), vec![add]).await.ids[0].parse().expect("a section's id")
}

fn file(desk: &Desk, name: &str, text: &str) -> CaseFile {
    let path = desk.file(name);
    fs::write(&path, text).expect("a file");
    CaseFile::Path { path: path.display().to_string() }
}

fn add(document: Option<DocumentId>, files: Vec<CaseFile>) -> Intent {
    Intent::AddCases(AddedCases { into: CaseTable { document, ..CaseTable::default() }, files })
}

async fn taken(desk: &Desk, document: DocumentId, name: &str, text: &str) -> Outcome {
    let file = file(desk, name, text);
    desk.done(add(Some(document), vec![file])).await
}

async fn cases(desk: &Desk, document: Option<DocumentId>) -> Vec<CaseRow> {
    let Answer::Cases(list) = desk.ask(Query::Cases { document }).await else { panic!("cases") };
    list
}

async fn case(desk: &Desk, id: &str) -> CaseReading {
    let Answer::Case(reading) = desk.ask(Query::Case { id: id.into(), document: None }).await else { panic!("a case") };
    *reading
}

fn cell<'a>(reading: &'a CaseReading, name: &str) -> &'a str {
    reading.cells.iter().find(|cell| cell.name == name).map_or("", |cell| cell.text.as_str())
}

#[tokio::test]
async fn a_case_becomes_a_row_and_what_was_said_lies_encrypted() {
    let desk = Desk::new().await;
    let (document, section) = support(&desk, "Support").await;
    let before = desk.log(None).await.len();
    let done = taken(&desk, document, "case.json", FIRST).await;
    fs::remove_file(desk.file("case.json")).expect("it goes");
    assert_eq!(done.ids.len(), 1);
    assert!(done.can_undo);
    let told = done.remarks.join("\n");
    for words in [
        "1 case was taken into “Tickets” of “Support”: C-1041",
        "“Gold” is not one of the choices of “Tier”",
        "“order number” has no column",
        "1 card number was masked",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let reading = case(&desk, "C-1041").await;
    for (name, text) in [
        ("ID", "C-1041"),
        ("Opened", "2026-03-11T12:57:00Z"),
        ("Tier", "Gold"),
        ("AI confidence", "62 %"),
        ("Sentiment", "Negative (-1)"),
        ("What the AI tried", "- reset session\n- suggest other card"),
        ("Status", "New"),
    ] {
        assert_eq!(cell(&reading, name), text, "{name}");
    }
    assert_eq!(reading.origin, CaseOrigin::Kept);
    assert_eq!((reading.beside.len(), reading.beside[0].name.as_str()), (1, "order number"));
    let kept = reading.case.expect("the case as it came");
    assert_eq!(
        (kept.flags.as_slice(), kept.signals.as_slice()),
        (&["no refund".to_owned()][..], &[Signal::HumanAsked][..])
    );
    assert_eq!(kept.conversation[1].by, Speaker::Assistant);
    assert_eq!(kept.conversation[0].text, "I want to cancel. My card is [card number ending 1111].");
    assert_eq!(kept.customer_data["e-mail"], "kim@example.org");
    // Neither database nor log nor chunks hold what was said.
    for words in ["I want to cancel", "kim@example.org", "4111 1111", "no refund"] {
        assert!(!desk.lies_on_disk(words), "{words}");
    }
    let log = desk.log(None).await;
    let entries: Vec<_> = log.iter().filter(|row| row.kind == "case_added").collect();
    assert_eq!((entries.len(), entries[0].text.as_str()), (1, "The case “C-1041” was taken in"));
    assert!(log.len() <= before + 2, "one entry for the case, one for the burst of edits");
    // The files are kept ninety days.
    let block = &desk.open(document).await.content.sections[&section].block;
    let (column, _) = block.column_by_key("conversation").expect("a column");
    let id: AttachmentId = block.live_rows()[0].1.cells[&column].members()[0].parse().expect("an attachment");
    let desk = desk
        .beside(async |store, _| {
            let known = store.attachment(id).await.expect("it is known");
            assert_eq!(known.retain_until, Some(at("2026-06-11T12:00:00Z")));
            assert!(known.key_id.is_some());
        })
        .await;
    // One step takes the whole intake back, and it can come again.
    desk.done(Intent::Undo { document }).await;
    assert!(cases(&desk, None).await.is_empty());
    assert_eq!(taken(&desk, document, "case.json", FIRST).await.ids.len(), 1);
}

#[tokio::test]
async fn the_same_case_again_is_not_doubled_and_a_newer_report_sets_what_it_says() {
    let desk = Desk::new().await;
    let (document, section) = support(&desk, "Support").await;
    let first = taken(&desk, document, "a.json", FIRST).await;
    let again = taken(&desk, document, "b.json", FIRST).await;
    assert_eq!((again.ids.len(), again.heads.len()), (0, 0), "nothing was changed");
    assert!(again.remarks.contains(&"1 case is there already and says nothing new".to_owned()), "{again:?}");
    // A person works on it meanwhile.
    let block = desk.open(document).await.content.sections[&section].block.clone();
    let status = block.column_by_key("status").expect("a column").0;
    let row = first.ids[0].parse().expect("a row");
    let edit = Edit::SetWords { path: Path::Cell(section, row, status), words: "Escalated".into() };
    desk.edit(document, Vec::new(), vec![edit]).await;
    let newer = FIRST.replace("Cancel my order", "Cancel my order, please").replace(
        "I have reset your session.\" }",
        "I have reset your session.\" }, { \"by\": \"customer\", \"text\": \"Still nothing.\" }",
    );
    let done = taken(&desk, document, "c.json", &newer).await;
    let told = done.remarks.join("\n");
    assert!(told.contains("“C-1041”: Subject, what was said"), "{told}");
    let reading = case(&desk, "C-1041").await;
    assert_eq!((cell(&reading, "Status"), cell(&reading, "Subject")), ("Escalated", "Cancel my order, please"));
    assert_eq!(reading.case.expect("the case").conversation.len(), 3);
    assert_eq!(cases(&desk, Some(document)).await.len(), 1);
    let entries = desk.log(None).await.iter().filter(|row| row.kind == "case_added").count();
    assert_eq!(entries, 1, "it came in once");
    desk.done(Intent::Undo { document }).await;
    assert_eq!(case(&desk, "C-1041").await.case.expect("the case").conversation.len(), 2);
}

#[tokio::test]
async fn what_was_erased_is_not_brought_back() {
    let desk = Desk::new().await;
    let (document, section) = support(&desk, "Support").await;
    taken(&desk, document, "a.json", FIRST).await;
    let block = desk.open(document).await.content.sections[&section].block.clone();
    let column = block.column_by_key("conversation").expect("a column").0;
    let id: AttachmentId = block.live_rows()[0].1.cells[&column].members()[0].parse().expect("an attachment");
    let desk = desk.beside(async |store, now| store.erase_attachment(id, now).await.expect("it is erased")).await;
    let reading = case(&desk, "C-1041").await;
    assert_eq!((reading.origin, reading.case), (CaseOrigin::Erased, None));
    let done = taken(&desk, document, "b.json", &FIRST.replace("Cancel my order", "Another subject")).await;
    let told = done.remarks.join("\n");
    assert!(told.contains("was erased here and was not brought back") && told.contains("“C-1041”: "), "{told}");
    let reading = case(&desk, "C-1041").await;
    assert_eq!((reading.origin, cell(&reading, "Subject")), (CaseOrigin::Erased, "Another subject"));
}

#[tokio::test]
async fn what_is_refused_lies_in_the_quarantine_with_its_reason() {
    let desk = Desk::new().await;
    let (document, _) = support(&desk, "Support").await;
    let broken = "{\"id\": \"A\", \"subject\": \"one\"}\n{\"id\": \"B\", \"opened\": \"soon\"}\n";
    let folder = desk.file("cases");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("b.jsonl"), broken).expect("a file");
    fs::write(folder.join("a.json"), "{\"id\": \"A\", \"subject\": \"two\"}").expect("a file");
    fs::write(folder.join(".hidden"), "x").expect("a file");
    let path = CaseFile::Path { path: folder.display().to_string() };
    let done = desk.done(add(Some(document), vec![path.clone()])).await;
    assert_eq!(done.ids.len(), 1, "the first that says A: {done:?}");
    let told = done.remarks.join("\n");
    assert!(told.contains("“b.jsonl”, line 2: “opened” says “soon”"), "{told}");
    assert!(told.contains("“b.jsonl”, line 1: The case “A” is said twice, differently"), "{told}");
    let day = desk.file("quarantine").join("2026-03-13");
    assert_eq!(fs::read_to_string(day.join("b.jsonl")).expect("the original"), broken);
    let why = fs::read_to_string(day.join("b.jsonl.txt")).expect("the reason");
    assert!(why.contains("line 2: “opened” says “soon”") && why.contains("    {\"id\": \"B\""), "{why}");
    desk.done(add(Some(document), vec![path])).await;
    assert_eq!(fs::read_dir(&day).expect("the folder").count(), 2, "the same file is kept once");

    // Where nothing can be read, that is an error, and the file is kept all the same.
    let none = desk.refused(add(Some(document), vec![file(&desk, "c.json", "[{\"id\": \"C\"")])).await;
    assert!(none.message.contains("breaks off"), "{none:?}");
    assert!(none.details.iter().any(|line| line.contains("quarantine")), "{none:?}");
    assert!(day.join("c.json").exists());
    assert_eq!(cases(&desk, None).await.len(), 1);
}

#[tokio::test]
async fn a_csv_file_is_read_with_a_mapping_that_is_saved_by_name() {
    let desk = Desk::new().await;
    let (document, section) = support(&desk, "Support").await;
    let columns = [("Ticket no", "id"), ("Score", "confidence"), ("Mail", "customer_data.e-mail")];
    let columns: BTreeMap<String, String> = columns.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
    let mapping = CaseMapping { name: "Helpdesk".into(), columns };
    desk.done(Intent::SaveCaseMapping { mapping: mapping.clone() }).await;
    let read = |name: &str| {
        Intent::AddCases(AddedCases {
            into: CaseTable { document: Some(document), section: Some(section), mapping: Some(name.into()) },
            files: vec![file(
                &desk,
                "export.csv",
                "Ticket no,Score,Mail,Subject\n7,62,kim@example.org,Cancel\n8,high,,x\n",
            )],
        })
    };
    let unknown = desk.refused(read("other")).await;
    assert!(unknown.message.contains("Saved are: Helpdesk"), "{unknown:?}");
    let done = desk.done(read("helpdesk")).await;
    assert!(
        done.remarks.iter().any(|line| line.contains("“export.csv”, line 3: “confidence” says “high”")),
        "{done:?}"
    );
    let reading = case(&desk, "7").await;
    assert_eq!(cell(&reading, "AI confidence"), "62 %");
    assert_eq!(reading.case.expect("the case").customer_data["e-mail"], "kim@example.org");
    // A column that went is said before anything is taken.
    let block = desk.open(document).await.content.sections[&section].block.clone();
    let column = block.column_by_key("confidence").expect("a column").0.to_string();
    desk.edit(document, Vec::new(), vec![Edit::Remove { path: Path::Columns(section), id: column }]).await;
    let gone = desk.refused(read("helpdesk")).await;
    assert!(gone.message.contains("“Score” to “confidence”"), "{gone:?}");
    let Answer::CaseMappings(list) = desk.ask(Query::CaseMappings).await else { panic!("mappings") };
    assert_eq!(list, [mapping]);
    let Answer::Settings(settings) = desk.ask(Query::Settings).await else { panic!("settings") };
    assert!(settings.values.keys().all(|key| !key.contains("mapping")));
    desk.done(Intent::SaveCaseMapping { mapping: CaseMapping { name: "helpdesk".into(), columns: [].into() } }).await;
    desk.refused(Intent::SaveCaseMapping { mapping: CaseMapping { name: "helpdesk".into(), columns: [].into() } })
        .await;
}

#[tokio::test]
async fn a_table_without_a_place_for_what_was_said_gets_one_and_a_case_without_a_name_one_by_its_content() {
    let desk = Desk::new().await;
    let document = desk.create("", "Checks").await;
    let section = table(&desk, document, "quality-checks").await;
    let text =
        "{\"check\": \"Weld\", \"AI result\": \"Fail\", \"transcript\": \"Bot: The weld is cold.\", \"tier\": \"x\"}";
    let done = taken(&desk, document, "alert.json", text).await;
    assert!(done.remarks.iter().any(|line| line.contains("“Conversation” was added")), "{done:?}");
    let list = cases(&desk, None).await;
    assert!(list[0].id.starts_with("case-") && list[0].subject == "Weld", "{list:?}");
    let reading = case(&desk, &list[0].id.clone()).await;
    assert_eq!(cell(&reading, "AI result"), "Fail");
    assert_eq!(reading.case.expect("the case").conversation[0].text, "The weld is cold.");
    let again = taken(&desk, document, "again.json", text).await;
    assert!(
        again.remarks.contains(&"1 case is there already and says nothing new".to_owned()),
        "by the log: {again:?}"
    );
    // Column and row came in one step.
    desk.done(Intent::Undo { document }).await;
    let block = desk.open(document).await.content.sections[&section].block.clone();
    assert!(block.column_by_key("conversation").is_none() && block.live_rows().is_empty());
}

#[tokio::test]
async fn addresses_are_masked_where_the_data_folder_says_so_and_kept_where_the_customer_is_known_by_them() {
    let desk = Desk::new().await;
    let (document, section) = support(&desk, "Support").await;
    for key in ["mask_addresses", "mask_telephones"] {
        desk.done(Intent::SetSetting { key: key.into(), value: "on".into() }).await;
        desk.refused(Intent::SetSetting { key: key.into(), value: "perhaps".into() }).await;
    }
    let text = "Kim: write to kim@example.org or call +49 30 1234567\n";
    let done = taken(&desk, document, "chat.txt", text).await;
    assert!(done.remarks.iter().any(|line| line.contains("1 e-mail address, 1 telephone number")), "{done:?}");
    let row = &desk.open(document).await.content.sections[&section].block.live_rows()[0].0.to_string();
    let kept = case(&desk, row).await.case.expect("the case");
    assert_eq!(kept.conversation[0].text, "write to [e-mail address] or call [telephone number]");
}

#[tokio::test]
async fn what_cannot_be_meant_is_answered_with_a_sentence_and_nothing_is_taken() {
    let desk = Desk::new().await;
    let bytes = |name: &str| CaseFile::Bytes { file_name: name.into(), base64: "eyJpZCI6ICJBIn0=".into() };
    let none = desk.refused(add(None, vec![bytes("a.json")])).await;
    assert!(none.message.contains("No document has a table of cases"), "{none:?}");
    let prose = desk.prose("Plan", "").await.0;
    let other = desk.refused(add(Some(prose), vec![bytes("a.json")])).await;
    assert!(other.message.contains("“Plan” has no table of cases"), "{other:?}");
    let (one, _) = support(&desk, "One").await;
    assert_eq!(desk.done(add(None, vec![bytes("a.json")])).await.ids.len(), 1, "the only one is meant");
    let (two, _) = support(&desk, "Two").await;
    let several = desk.refused(add(None, vec![bytes("a.json")])).await;
    assert!(several.message.contains("“One”, “Two”"), "{several:?}");
    desk.done(add(Some(two), vec![bytes("a.json")])).await;
    let both = desk.app.query(Query::Case { id: "A".into(), document: None }).await.expect_err("two are called so");
    assert!(both.message.contains("“One”, “Two”"), "{both:?}");
    assert_eq!(cases(&desk, Some(one)).await.len(), 1);

    let missing = CaseFile::Path { path: desk.file("nothing.json").display().to_string() };
    assert!(desk.refused(add(Some(one), vec![missing])).await.message.contains("cannot be read"));
    assert!(desk.refused(add(Some(one), Vec::new())).await.message.contains("No file is named"));
    let many = desk.file("many");
    fs::create_dir(&many).expect("a folder");
    let folder = CaseFile::Path { path: many.display().to_string() };
    assert!(desk.refused(add(Some(one), vec![folder.clone()])).await.message.contains("There is no file"));
    for n in 0..1_001 {
        fs::write(many.join(format!("{n}.json")), "{}").expect("a file");
    }
    assert!(desk.refused(add(Some(one), vec![folder])).await.message.contains("1001 files; at most 1000"));
    let half = CaseFile::Bytes { file_name: "a.json".into(), base64: "e".into() };
    assert!(desk.refused(add(Some(one), vec![half])).await.message.contains("did not arrive whole"));
    // Part of a folder that cannot be read whole is not taken either.
    let missing = CaseFile::Path { path: desk.file("nothing.json").display().to_string() };
    desk.refused(add(Some(one), vec![bytes("a.json"), missing])).await;
    assert_eq!(cases(&desk, None).await.len(), 2);
}

#[tokio::test]
async fn a_watched_folder_is_emptied_and_nothing_comes_twice() {
    let desk = Desk::new().await;
    let (document, _) = support(&desk, "Support").await;
    let outside = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| fs::write(outside.path().join(name), text).expect("a file");
    let watch = |folder: &str| Intent::WatchCases(WatchedCases { into: CaseTable::default(), folder: folder.into() });
    let folder = outside.path().display().to_string();
    assert!(desk.refused(watch("/nowhere/at/all")).await.message.contains("is not a folder"));
    let inside = desk.folder().display().to_string();
    assert!(desk.refused(watch(&inside)).await.message.contains("data folder itself"));
    desk.done(watch(&folder)).await;
    put("a.json", FIRST);
    put("b.json.part", FIRST);
    put("c.json", "{\"id\": ");
    desk.app.look_at_folder().await.expect("a look");
    assert!(cases(&desk, None).await.is_empty(), "it may still be written");
    desk.app.look_at_folder().await.expect("a look");
    assert_eq!(cases(&desk, None).await.len(), 1);
    let there = |name: &str| outside.path().join(name).exists();
    assert!(there("taken/a.json") && there("refused/c.json") && there("b.json.part") && !there("a.json"));
    put("a.json", FIRST);
    desk.app.look_at_folder().await.expect("a look");
    desk.app.look_at_folder().await.expect("a look");
    assert!(there("taken/a-2.json"));
    assert_eq!(cases(&desk, Some(document)).await.len(), 1);
    let Answer::CaseWatch(Some(known)) = desk.ask(Query::CaseWatch).await else { panic!("a folder") };
    assert_eq!((known.folder.as_str(), known.document_title.as_str()), (folder.as_str(), "Support"));
    assert!(known.said.iter().any(|line| line.contains("breaks off")), "{known:?}");
    desk.done(watch("")).await;
    let Answer::CaseWatch(none) = desk.ask(Query::CaseWatch).await else { panic!("none") };
    assert_eq!(none, None);
}
