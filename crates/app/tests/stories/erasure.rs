//! Personal data goes: when a person says so, by itself when its time is over, and with a person of the directory.

use std::fs;

use bridgebook_app::api::case::{AddedCases, CaseFile, CaseOrigin, CaseTable};
use bridgebook_app::api::caseload::{CaseIntent, CaseRef};
use bridgebook_app::api::hand_off::{AskedHandOff, CaseNamed, HandOffAct, HandOffDone, HandOffReading};
use bridgebook_app::api::intent::{Edit, Intent, Outcome};
use bridgebook_app::api::personal::{
    CasePersonal, PersonPersonal, PersonalAnswer, PersonalIntent, PersonalQuery, QuarantinedFile, RetentionReading,
};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::search::SearchAsked;
use bridgebook_app::clock::Clock as _;
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::Author;
use bridgebook_domain::{ColumnId, DocumentId, Operation, Path, RowId, SectionId};
use bridgebook_store::{DocumentChange, Write};

use crate::desk::{Desk, at};

const CASE: &str = r#"{
  "id": "C-1041", "subject": "Cancel my order", "status": "New",
  "conversation": [
    { "by": "customer", "text": "I want to cancel, my daughter is ill." },
    { "by": "assistant", "text": "I have reset your session." }
  ],
  "customer_data": { "e-mail": "kim@example.org" }
}"#;

struct Support {
    desk: Desk,
    document: DocumentId,
    section: SectionId,
    row: RowId,
}

async fn support() -> Support {
    let desk = Desk::new().await;
    let document = desk.create("", "Support").await;
    let (heading, kind, preset) = ("Tickets".to_owned(), "table".to_owned(), "tickets".to_owned());
    let add = Edit::AddSection { after: None, heading, kind, preset };
    let section = desk.edit(document, Vec::new(), vec![add]).await.ids[0].parse().expect("a section's id");
    let row = taken(&desk, document, CASE).await.ids[0].parse().expect("a row");
    Support { desk, document, section, row }
}

async fn taken(desk: &Desk, document: DocumentId, text: &str) -> Outcome {
    let path = desk.file("case.json");
    fs::write(&path, text).expect("a file");
    let files = vec![CaseFile::Path { path: path.display().to_string() }];
    let into = CaseTable { document: Some(document), ..CaseTable::default() };
    let done = desk.done(Intent::AddCases(AddedCases { into, files })).await;
    fs::remove_file(path).expect("it goes");
    done
}

fn named() -> CaseNamed {
    CaseNamed { id: "C-1041".into(), document: None }
}

fn erase(reason: &str) -> Intent {
    Intent::Personal(PersonalIntent::EraseCase { case: named(), reason: reason.into(), although_open: false })
}

async fn hand_off(desk: &Desk) -> HandOffReading {
    let asked = AskedHandOff { case: named(), ..AskedHandOff::default() };
    let Answer::HandOff(reading) = desk.ask(Query::HandOff(asked)).await else { panic!("a hand-off") };
    *reading
}

async fn asked(desk: &Desk, query: PersonalQuery) -> PersonalAnswer {
    let Answer::Personal(answer) = desk.ask(Query::Personal(query)).await else { panic!("an answer") };
    answer
}

async fn case_personal(desk: &Desk) -> CasePersonal {
    let PersonalAnswer::Case(found) = asked(desk, PersonalQuery::Case { case: named() }).await else {
        panic!("a case")
    };
    *found
}

async fn retention(desk: &Desk) -> RetentionReading {
    let PersonalAnswer::Retention(found) = asked(desk, PersonalQuery::Retention).await else { panic!("a list") };
    found
}

async fn quarantine(desk: &Desk) -> Vec<QuarantinedFile> {
    let PersonalAnswer::Quarantine(found) = asked(desk, PersonalQuery::Quarantine).await else { panic!("a list") };
    found
}

/// Writes a line into the brief of the case.
async fn keep_brief(desk: &Desk, words: &str) {
    let mut brief = hand_off(desk).await.brief;
    let part = brief.parts.first_mut().expect("a part");
    words.clone_into(&mut part.lines.first_mut().expect("a line").text);
    let act = HandOffAct::KeepBrief { brief };
    desk.done(Intent::HandOff(HandOffDone { case: named(), act })).await;
}

/// Every attachment that the store knows, with whether it can still be read.
async fn readable(desk: Desk) -> (Desk, Vec<bool>) {
    let mut list = Vec::new();
    let desk = desk
        .beside(async |store, _| {
            for one in store.attachments().await.expect("a list") {
                list.push(store.attachment_bytes(one.id).await.is_ok());
            }
        })
        .await;
    (desk, list)
}

async fn erasures(desk: &Desk) -> Vec<String> {
    desk.log(None).await.into_iter().filter(|row| row.kind.ends_with("_erased")).map(|row| row.text).collect()
}

#[tokio::test]
async fn erasing_a_case_takes_conversation_customer_data_and_every_brief_with_it() {
    let Support { desk, document, row, .. } = support().await;
    keep_brief(&desk, "The first brief").await;
    keep_brief(&desk, "The second brief").await;
    let before = case_personal(&desk).await;
    let goes = before.goes.join("\n");
    for words in ["The conversation", "known about the customer", "The brief", "1 earlier version that was replaced"] {
        assert!(goes.contains(words), "{words}: {goes}");
    }
    assert!(before.stays.join("\n").contains("exported"), "{:?}", before.stays);
    assert_eq!((before.erase_at.as_deref(), before.erased), (Some("2026-06-11T12:00:00Z"), None));
    let error = desk.refused(erase("  ")).await;
    assert!(error.message.contains("A reason is needed"), "{}", error.message);

    let done = desk.done(erase("The customer asked for it")).await;
    assert!(done.remarks.join("\n").contains("(4 files): The customer asked for it"), "{:?}", done.remarks);
    let log = erasures(&desk).await;
    assert_eq!(log, ["The personal data of the case “C-1041” was erased (4 files): The customer asked for it"]);
    let reading = hand_off(&desk).await;
    assert_eq!((reading.origin, &reading.case, reading.is_edited), (CaseOrigin::Erased, &None, false));
    let erased = reading.erased.expect("it says when");
    assert_eq!((erased.at.as_str(), erased.reason.as_str()), ("2026-03-13T12:00:00Z", "The customer asked for it"));
    assert!(!format!("{:?}", reading.brief).contains("brief"), "no brief comes back: {:?}", reading.brief);
    // Neither undo nor the file again brings it back.
    desk.done(Intent::Undo { document }).await;
    assert_eq!(hand_off(&desk).await.case, None);
    let again = taken(&desk, document, &CASE.replace("Cancel my", "Cancel that")).await;
    assert!(again.remarks.join("\n").contains("was not brought back"), "{:?}", again.remarks);
    let error = desk.refused(erase("Again")).await;
    assert!(error.message.contains("Nothing personal is kept"), "{}", error.message);
    assert!(retention(&desk).await.rows.is_empty());
    let (desk, left) = readable(desk).await;
    assert_eq!(left, [false; 4], "no file of it can be read");
    for words in ["my daughter is ill", "kim@example.org", "The second brief"] {
        assert!(!desk.lies_on_disk(words), "{words}");
    }
    let Answer::Verify(report) = desk.ask(Query::Verify).await else { panic!("a report") };
    assert!(report.is_intact && report.lines.iter().any(|line| line.contains("4 attachments")), "{:?}", report.lines);
    let case = CaseRef { document, row };
    desk.done(Intent::Case(CaseIntent::AskInput { case, reason: "Missing data".into() })).await;
}

#[tokio::test]
async fn at_its_time_it_goes_by_itself_once_and_says_when_it_is_late() {
    let Support { desk, document, .. } = support().await;
    let kept = retention(&desk).await;
    assert_eq!((kept.keep_days, kept.rows.len()), (90, 1));
    let row = &kept.rows[0];
    assert_eq!((row.case.as_str(), row.stands.as_str(), row.at.as_str()), ("C-1041", "kept", "2026-06-11T12:00:00Z"));
    assert_eq!(row.what, ["conversation", "customer data"]);
    desk.clock.set(at("2026-06-11T11:59:59Z"));
    desk.app.look_at_retention().await.expect("a look");
    assert!(erasures(&desk).await.is_empty(), "not a moment before");
    // The laptop slept over it.
    desk.clock.set(at("2026-06-14T13:00:00Z"));
    assert_eq!(retention(&desk).await.rows[0].stands, "due");
    desk.app.look_at_retention().await.expect("a look");
    desk.app.look_at_retention().await.expect("another look");
    let told = ["The personal data of the case “C-1041” was erased: its time was over on 2026-06-11, 3 days late"];
    assert_eq!(erasures(&desk).await, told);
    assert_eq!(hand_off(&desk).await.erased.expect("it says by whom").by, "Bridgebook");
    let desk = desk.again().await;
    desk.app.look_at_retention().await.expect("a look after a start");
    assert_eq!(erasures(&desk).await, told, "once");
    assert_eq!(retention(&desk).await.erased.len(), 1);
    // What comes in later is kept as long as the data folder says.
    desk.done(Intent::SetSetting { key: "keep_days".into(), value: "7".into() }).await;
    assert!(
        desk.refused(Intent::SetSetting { key: "keep_days".into(), value: "soon".into() })
            .await
            .message
            .contains("number of days")
    );
    taken(&desk, document, &CASE.replace("C-1041", "C-2")).await;
    assert_eq!(retention(&desk).await.rows[0].at, "2026-06-21T13:00:00Z");
}

#[tokio::test]
async fn what_is_held_stays_with_what_was_replaced_until_it_is_released() {
    let Support { desk, .. } = support().await;
    keep_brief(&desk, "The first brief").await;
    keep_brief(&desk, "The second brief").await;
    let hold = |until: &str, reason: &str| {
        let (until, reason) = (until.to_owned(), reason.to_owned());
        Intent::Personal(PersonalIntent::HoldCase { case: named(), until, reason })
    };
    assert!(desk.refused(hold("2020-01-01 10:00", "court")).await.message.contains("passed"));
    desk.done(hold("", "A complaint is open")).await;
    let error = desk.refused(erase("asked for")).await;
    assert!(error.message.contains("A complaint is open. Nothing was erased"), "{}", error.message);
    desk.clock.set(at("2026-09-01T12:00:00Z"));
    desk.app.look_at_retention().await.expect("a look");
    assert!(erasures(&desk).await.is_empty(), "also the brief that was replaced stays");
    assert_eq!(retention(&desk).await.rows[0].stands, "held");
    let (desk, left) = readable(desk).await;
    assert_eq!(left, [true; 4]);
    let release = Intent::Personal(PersonalIntent::ReleaseCase { case: named(), reason: "It is settled".into() });
    let done = desk.done(release.clone()).await;
    assert!(done.remarks.join("\n").contains("erased within a minute"), "{:?}", done.remarks);
    assert!(desk.refused(release).await.message.contains("Nobody has"));
    desk.app.look_at_retention().await.expect("a look");
    let (_, left) = readable(desk).await;
    assert_eq!(left, [false; 4]);
}

#[tokio::test]
async fn a_case_that_is_open_in_an_open_incident_goes_only_when_a_person_says_so() {
    let Support { desk, document, row, .. } = support().await;
    let incident = desk.declare("Orders fail").await;
    let cases = vec![CaseRef { document, row }];
    desk.done(Intent::Case(CaseIntent::Link { incident, cases })).await;
    desk.clock.set(at("2026-07-01T12:00:00Z"));
    desk.app.look_at_retention().await.expect("a look");
    assert!(erasures(&desk).await.is_empty());
    assert_eq!(retention(&desk).await.rows[0].stands, "open");
    let error = desk.refused(erase("asked for")).await;
    assert!(error.message.contains("which is open. Nothing was erased"), "{}", error.message);
    let all_the_same = PersonalIntent::EraseCase { case: named(), reason: "asked for".into(), although_open: true };
    desk.done(Intent::Personal(all_the_same)).await;
    assert_eq!(erasures(&desk).await.len(), 1);
}

#[tokio::test]
async fn text_that_is_pasted_into_a_column_for_personal_data_is_encrypted() {
    let Support { desk, document, section, row } = support().await;
    let column = customer_column(&desk, document, section).await;
    let (path, words) = (Path::Cell(section, row, column), "Lives at 5 Elm Street".to_owned());
    desk.edit(document, Vec::new(), vec![Edit::Fill { path, words }]).await;
    let rows = vec![[(column, "Is called Ji-woo".to_owned())].into()];
    desk.edit(document, Vec::new(), vec![Edit::AddRows { section, after: None, rows }]).await;
    let text = desk.markdown(document).await;
    let imported = "---\ntitle: Mine\n---\n\n# Tickets\n";
    let made = desk.done(Intent::Import { file_name: "mine.md".into(), text: imported.into(), incident: None }).await;
    assert_eq!(made.ids.len(), 1);
    for words in ["5 Elm Street", "Is called Ji-woo"] {
        assert!(!desk.lies_on_disk(words) && !text.contains(words), "{words}");
    }
    assert!(case_personal(&desk).await.goes.join("\n").contains("1 attached file"));
    // The file that comes back with text in that column, as from another program, is no different.
    let pasted = text
        .lines()
        .find(|line| line.starts_with('|') && line.contains("pasted.txt"))
        .expect("a cell with the file")
        .to_owned();
    let cell = pasted.split('|').find(|cell| cell.contains("pasted.txt")).expect("the cell").to_owned();
    desk.replace(document, &text.replace(&cell, " Lives at 9 Oak Road ")).await;
    assert!(!desk.lies_on_disk("9 Oak Road"));
    let (_, left) = readable(desk).await;
    assert!(left.iter().all(|one| *one) && left.len() >= 5, "{left:?}");
}

async fn customer_column(desk: &Desk, document: DocumentId, section: SectionId) -> ColumnId {
    let block = &desk.open(document).await.content.sections[&section].block;
    block.column_by_key("customer_data").expect("a column for customer data").0
}

#[tokio::test]
async fn text_in_a_column_for_personal_data_is_taken_out_of_the_row() {
    let Support { desk, document, section, row } = support().await;
    let column = customer_column(&desk, document, section).await;
    // An earlier version kept it as it was written.
    let desk = desk
        .beside(async |store, now| {
            let path = Path::CellMember(section, row, column, "typed by hand".into());
            let set = Operation::Set { path, value: Some(bridgebook_domain::Value::one("80")) };
            let author = Author { person: None, name: "tester".into(), recorded_by: None };
            let write = Write::at(now).document(document, &author, DocumentChange::edit(vec![set], None));
            store.write(write).await.expect("it is written");
        })
        .await;
    assert!(case_personal(&desk).await.goes.join("\n").contains("typed into the columns"));
    desk.done(erase("asked for")).await;
    let cell = desk.open(document).await.content.sections[&section].block.rows[&row].cells.get(&column).cloned();
    let members: Vec<String> = cell.iter().flat_map(|c| c.members()).map(str::to_owned).collect();
    assert!(members.iter().all(|member| member.parse::<AttachmentId>().is_ok()), "{members:?}");
}

#[tokio::test]
async fn a_file_of_the_quarantine_goes_with_its_case_is_tried_again_and_goes_in_time() {
    let Support { desk, document, .. } = support().await;
    let broken = "{\"id\": \"C-1041\", \"subject\": \"one\"}\n{\"id\": \"B\", \"opened\": \"soon\"}\n";
    let other = "id,subject,opened\nD,two,\nE,three,later\n";
    for (name, text) in [("broken.jsonl", broken), ("other.csv", other)] {
        let path = desk.file(name);
        fs::write(&path, text).expect("a file");
        let files = vec![CaseFile::Path { path: path.display().to_string() }];
        let into = CaseTable { document: Some(document), ..CaseTable::default() };
        desk.done(Intent::AddCases(AddedCases { into, files })).await;
        fs::remove_file(path).expect("it goes");
    }
    let list = quarantine(&desk).await;
    assert_eq!(list.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["broken.jsonl", "other.csv"]);
    assert!(list[1].reasons[0].contains("line 3") && list[1].until == "2026-06-11", "{:?}", list[1]);
    assert!(case_personal(&desk).await.goes.iter().any(|line| line.contains("broken.jsonl")));
    desk.done(erase("asked for")).await;
    assert_eq!(quarantine(&desk).await.len(), 1, "the other one does not name it");
    for file in ["../settings", "2026-03-13/none.csv", "/etc/passwd"] {
        let drop = Intent::Personal(PersonalIntent::DropQuarantine { file: file.into() });
        assert!(desk.refused(drop).await.message.contains("in the quarantine"), "{file}");
    }
    // Put right by hand, it is taken in and goes.
    let file = &quarantine(&desk).await[0];
    fs::write(&file.path, "id,subject,opened\nD,two,\nE,three,\n").expect("a file");
    let retry = PersonalIntent::RetryQuarantine { file: file.file.clone(), document: Some(document) };
    let done = desk.done(Intent::Personal(retry)).await;
    assert!(done.remarks.join("\n").contains("E"), "{:?}", done.remarks);
    assert!(quarantine(&desk).await.is_empty());
    // What is left alone goes after the days for which personal data is kept.
    let path = desk.file("other.csv");
    fs::write(&path, "id,subject,opened\nF,two,later\n").expect("a file");
    let files = vec![CaseFile::Path { path: path.display().to_string() }];
    let into = CaseTable { document: Some(document), ..CaseTable::default() };
    desk.refused(Intent::AddCases(AddedCases { into, files })).await;
    fs::remove_file(path).expect("it goes");
    assert_eq!(quarantine(&desk).await.len(), 1);
    desk.clock.set(at("2026-06-12T12:00:00Z"));
    desk.app.look_at_retention().await.expect("a look");
    assert!(quarantine(&desk).await.is_empty());
    assert!(erasures(&desk).await.iter().any(|line| line.contains("the quarantine of 2026-03-13")));
}

#[tokio::test]
async fn an_erased_person_leaves_only_that_a_reference_meant_somebody() {
    let desk = Desk::new().await;
    let add = Intent::AddToDirectory { kind: "person".into(), name: "Kim Ji-woo".into() };
    let made = desk.done(add).await;
    let person: DocumentId = made.ids[0].parse().expect("a person's id");
    let (section, row, phones, emails) = {
        let open = desk.open(person).await.content;
        let (section, entry) = open.live_sections()[0];
        let (row, _) = entry.block.live_rows()[0];
        let column = |key: &str| entry.block.column_by_key(key).expect("a column").0;
        (section, row, column("phones"), column("emails"))
    };
    let path = Path::Cell(section, row, phones);
    let words = "+82 2 5550 1234".to_owned();
    desk.edit(person, Vec::new(), vec![Edit::SetWords { path, words }]).await;
    desk.done(Intent::SetMe { person: person.to_string() }).await;
    let (plan, _) = desk.prose("Plan", "A plan").await;
    let owner = Edit::Set {
        path: Path::Header("owner".into()),
        value: Some(bridgebook_domain::Value::one(person.to_string())),
    };
    desk.edit(plan, Vec::new(), vec![owner]).await;
    let Answer::Search(found) = desk.ask(Query::Search(SearchAsked::words("5550"))).await else { panic!("hits") };
    assert_eq!(found.hits.len(), 1);
    let path = Path::Cell(section, row, emails);
    desk.edit(person, Vec::new(), vec![Edit::SetWords { path, words: "jiwoo@example.org".into() }]).await;
    desk.prose("Call list", "Whoever sits in Seoul: jiwoo@example.org").await;
    let query = PersonalQuery::Person { person: "Kim Ji-woo".into() };
    let PersonalAnswer::Person(PersonPersonal { stays, .. }) = asked(&desk, query.clone()).await else { panic!("it") };
    let stays = stays.join("\n");
    for words in ["1 document refers", "stands in “Call list”", "log and the histories", "make a new one"] {
        assert!(stays.contains(words), "{words}: {stays}");
    }
    let erase = |person: &str| {
        let (person, reason) = (person.to_owned(), "They asked for it".to_owned());
        Intent::Personal(PersonalIntent::ErasePerson { person, reason })
    };
    assert!(desk.refused(erase("Nobody")).await.message.contains("knows no person"));
    let remarks = desk.done(erase("Kim Ji-woo")).await.remarks.join("\n");
    assert!(remarks.contains("a number or an address stands in “Call list”"), "{remarks}");
    assert_eq!(erasures(&desk).await, ["A person of the directory was erased: They asked for it"]);
    assert!(desk.refused(erase(&person.to_string())).await.message.contains("erased already"));
    let owner = |list: Vec<bridgebook_app::api::document::DocumentSummary>| {
        list.into_iter().find(|one| one.id == plan).map(|one| one.owner).expect("the plan")
    };
    assert_eq!(owner(desk.documents().await), "Erased person");
    assert_eq!(desk.open(plan).await.names.get(&person.to_string()).map(String::as_str), Some("Erased person"));
    let Answer::Search(found) = desk.ask(Query::Search(SearchAsked::words("5550"))).await else { panic!("hits") };
    assert!(found.hits.is_empty());
    let Answer::Overview(overview) = desk.ask(Query::Overview).await else { panic!("it") };
    assert_eq!(overview.me_id, None, "nobody is that person any more");
    assert!(!desk.lies_on_disk("5550 1234"), "neither in chunks, undo, snapshots nor the search");
    // The file form keeps the reference, and reads it back as the same.
    let text = desk.markdown(plan).await;
    assert!(text.contains(&format!("Erased person [{person}]")), "{text}");
    let desk = desk.again().await;
    assert_eq!(owner(desk.documents().await), "Erased person", "also after a start");
    let Answer::Verify(report) = desk.ask(Query::Verify).await else { panic!("a report") };
    assert!(report.is_intact, "{:?}", report.lines);
    assert!(report.lines.iter().any(|line| line.contains("1 person of the directory")), "{:?}", report.lines);
}

#[tokio::test]
async fn what_is_masked_is_shown_by_an_example() {
    let desk = Desk::new().await;
    let text = "Write to kim@example.org or call +49 30 1234567".to_owned();
    let query = PersonalQuery::Masked { text: text.clone(), addresses: true, telephones: false };
    let PersonalAnswer::Masked(masked) = asked(&desk, query).await else { panic!("a text") };
    assert!(!masked.contains("kim@example.org") && masked.contains("+49 30 1234567"), "{masked}");
    let query = PersonalQuery::Masked { text, addresses: false, telephones: true };
    let PersonalAnswer::Masked(masked) = asked(&desk, query).await else { panic!("a text") };
    assert!(masked.contains("kim@example.org") && !masked.contains("1234567"), "{masked}");
}
