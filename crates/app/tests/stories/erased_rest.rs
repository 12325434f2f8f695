//! What else personal data leaves: files of a watched folder, messages of the outbox, entries that became part of a person.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use bridgebook_app::api::case::{CaseTable, WatchedCases};
use bridgebook_app::api::delivery::OutboxRow;
use bridgebook_app::api::hand_off::CaseNamed;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::person::PeopleIntent;
use bridgebook_app::api::personal::{PersonalAnswer, PersonalIntent, PersonalQuery};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::clock::Clock as _;
use bridgebook_domain::DocumentId;
use bridgebook_store::{Erasure, Write};

use crate::desk::{Desk, at};
use crate::outbox::{mail, pump, rows, save, send};
use crate::post::{Act, Script};

const ONE: &str =
    r#"{"id": "C-1", "subject": "Parcel", "conversation": [{"by": "customer", "text": "The blue parcel"}]}"#;
const TWO: &str = r#"[{"id": "C-10", "subject": "Bill"}, {"id": "C-2", "subject": "About C-1", "conversation": [{"by": "customer", "text": "As in C-1"}]}]"#;

fn case(id: &str) -> CaseNamed {
    CaseNamed { id: id.into(), document: None }
}

fn erase(id: &str) -> Intent {
    Intent::Personal(PersonalIntent::EraseCase { case: case(id), reason: "asked for".into(), although_open: false })
}

fn erase_person(person: &str) -> Intent {
    Intent::Personal(PersonalIntent::ErasePerson { person: person.into(), reason: "They asked for it".into() })
}

async fn verified(desk: &Desk) -> (bool, Vec<String>) {
    let Answer::Verify(report) = desk.ask(Query::Verify).await else { panic!("a report") };
    (report.is_intact, report.lines)
}

async fn asked(desk: &Desk, query: PersonalQuery) -> PersonalAnswer {
    let Answer::Personal(answer) = desk.ask(Query::Personal(query)).await else { panic!("an answer") };
    answer
}

/// A desk that has taken cases in from a watched folder, with that folder.
async fn watching() -> (Desk, tempfile::TempDir) {
    let desk = Desk::new().await;
    let document = desk.create("customer-service-escalation", "Support").await;
    desk.by_hand(document).await;
    let outside = tempfile::tempdir().expect("a folder");
    let folder = outside.path().display().to_string();
    desk.done(Intent::WatchCases(WatchedCases { into: CaseTable::default(), folder })).await;
    for (name, text) in [("one.json", ONE), ("two.json", TWO)] {
        fs::write(outside.path().join(name), text).expect("a file");
    }
    for _ in 0..2 {
        desk.app.look_at_folder().await.expect("a look");
    }
    (desk, outside)
}

#[tokio::test]
async fn a_file_that_was_taken_goes_with_the_case_that_it_holds_and_no_other() {
    let (desk, outside) = watching().await;
    let there = |name: &str| outside.path().join("taken").join(name).exists();
    assert!(there("one.json") && there("two.json"));
    let PersonalAnswer::Case(goes) = asked(&desk, PersonalQuery::Case { case: case("C-1") }).await else { panic!() };
    assert!(goes.goes.iter().any(|line| line.contains("one.json, which was taken in")), "{:?}", goes.goes);
    // Also where another folder is watched by now.
    let other = tempfile::tempdir().expect("a folder");
    let folder = other.path().display().to_string();
    desk.done(Intent::WatchCases(WatchedCases { into: CaseTable::default(), folder })).await;
    let done = desk.done(erase("C-1")).await;
    assert!(done.remarks.iter().any(|line| line.ends_with("one.json was deleted with it")), "{:?}", done.remarks);
    assert!(!there("one.json"), "it went with its case");
    assert!(there("two.json"), "C-10 is another case, and C-2 only names it");
    assert!(verified(&desk).await.0);
    // Somebody put it there again: the check says so, and erasing again takes it.
    fs::write(outside.path().join("taken").join("again.json"), ONE).expect("a file");
    let (is_intact, lines) = verified(&desk).await;
    assert!(!is_intact && lines.iter().any(|line| line.contains("again.json holds a case")), "{lines:?}");
    desk.done(erase("C-1")).await;
    assert!(!there("again.json") && verified(&desk).await.0);
}

#[tokio::test]
async fn when_its_time_is_over_a_case_takes_its_file_with_it() {
    let (desk, outside) = watching().await;
    desk.clock.set(at("2026-06-12T12:00:00Z"));
    desk.app.look_at_retention().await.expect("a look");
    assert!(!outside.path().join("taken").join("one.json").exists());
    let log = desk.log(None).await;
    let told = log.iter().find(|row| row.kind == "personal_erased" && row.text.contains("“C-1”")).expect("an entry");
    assert!(told.text.contains("with 1 file that was taken from a watched folder"), "{}", told.text);
    assert!(verified(&desk).await.0);
}

/// A person of the directory with an address.
async fn person(desk: &Desk, name: &str, address: &str) -> DocumentId {
    let made = desk.done(Intent::AddToDirectory { kind: "person".into(), name: name.into() }).await;
    let id: DocumentId = made.ids[0].parse().expect("a person's id");
    let set = PeopleIntent::Set { id: id.to_string(), key: "emails".into(), values: vec![address.into()] };
    desk.done(Intent::People(set)).await;
    id
}

#[tokio::test]
async fn entries_that_became_part_of_a_person_go_with_them() {
    let desk = Desk::new().await;
    let kept = person(&desk, "Kim Ji-woo", "kim@example.org").await;
    let other = person(&desk, "J. Kim", "ji-woo.kim@example.org").await;
    let third = person(&desk, "Kim J.", "third@example.org").await;
    let stays = person(&desk, "Bo Berg", "bo@example.org").await;
    let merge = |keep, other| Intent::People(PeopleIntent::Merge { keep, other, values: BTreeMap::new() });
    desk.done(merge(other, third)).await;
    desk.done(merge(kept, other)).await;
    let query = PersonalQuery::Person { person: "J. Kim".into() };
    let PersonalAnswer::Person(goes) = asked(&desk, query).await else { panic!("what goes") };
    assert!(goes.goes.iter().any(|line| line.starts_with("2 entries of the directory that became part")), "{goes:?}");
    desk.done(erase_person("J. Kim")).await;
    for words in ["kim@example.org", "ji-woo.kim@example.org", "third@example.org"] {
        assert!(!desk.lies_on_disk(words), "{words}");
    }
    let left: Vec<_> = desk.documents().await.into_iter().map(|one| one.id).collect();
    assert!(!left.contains(&other) && !left.contains(&third));
    let (is_intact, lines) = verified(&desk).await;
    assert!(is_intact && lines.iter().any(|line| line.contains("3 people of the directory")), "{lines:?}");
    assert!(desk.refused(erase_person(&third.to_string())).await.message.contains("erased already"));
    desk.open(stays).await;
}

#[tokio::test]
async fn an_entry_that_an_earlier_version_left_of_a_person_is_found() {
    let desk = Desk::new().await;
    let (kept, other) =
        (person(&desk, "Kim Ji-woo", "kim@example.org").await, person(&desk, "J. Kim", "j@example.org").await);
    desk.done(Intent::People(PeopleIntent::Merge { keep: kept, other, values: BTreeMap::new() })).await;
    let desk = desk
        .beside(async |store, now| {
            let write = Write::at(now).erase(Erasure::Document(kept, "asked for".into()));
            store.write(write).await.expect("it is written");
        })
        .await;
    let (is_intact, lines) = verified(&desk).await;
    assert!(!is_intact && lines.iter().any(|line| line.contains("is there still. Erase it, too")), "{lines:?}");
}

#[tokio::test]
async fn messages_to_a_person_go_with_them_and_what_waited_is_not_sent() {
    let script = Script::default();
    let desk = Desk::with_post(Arc::new(script.clone())).await;
    let incident = desk.declare("Checkout down").await;
    desk.done(save(mail("Mail"), "right")).await;
    person(&desk, "Kim Ji-woo", "kim@example.org").await;
    person(&desk, "Desk", "both@example.org").await;
    person(&desk, "Kim’s team mate", "both@example.org").await;
    desk.done(send(incident, "Mail", &["Kim@example.org", "bo@example.org", "both@example.org"])).await;
    pump(&desk).await;
    assert_eq!(script.world().has.len(), 3);
    desk.later(1);
    script.then(&[Act::Offline, Act::Offline]);
    desk.done(send(incident, "Mail", &["kim@example.org", "bo@example.org"])).await;
    pump(&desk).await;
    let query = PersonalQuery::Person { person: "Kim Ji-woo".into() };
    let PersonalAnswer::Person(goes) = asked(&desk, query).await else { panic!("what goes") };
    assert!(goes.goes.iter().any(|line| line.starts_with("2 messages of the outbox")), "{goes:?}");
    desk.done(erase_person("Kim Ji-woo")).await;
    let log = desk.log(None).await;
    let told = log.iter().find(|row| row.kind == "person_erased").expect("an entry");
    assert!(told.text.ends_with("1 message to them that waited was given up"), "{}", told.text);
    let all: Vec<OutboxRow> = rows(&desk, incident).await;
    let of = |to: &str| all.iter().filter(|row| row.recipient == to).map(|row| row.state.as_str()).collect::<Vec<_>>();
    let mut erased = of("Erased person");
    erased.sort_unstable();
    assert_eq!(erased, ["given_up", "sent"]);
    assert_eq!((of("bo@example.org").len(), of("both@example.org").len()), (2, 1), "nobody else’s: {all:?}");
    desk.later(10);
    pump(&desk).await;
    assert!(!script.world().has[3..].iter().any(|to| to.eq_ignore_ascii_case("kim@example.org")));
    let desk = desk.again().await;
    pump(&desk).await;
    let again = rows(&desk, incident).await;
    assert_eq!(again.len(), all.len(), "no address comes back out of the log: {again:?}");
    assert!(verified(&desk).await.0);
}
