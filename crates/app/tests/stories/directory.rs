//! The directory: a person renamed once, right from then on and unchanged in the past; doubles merged and separated;
//! files of people that come in.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::api::intent::{Edit, Intent};
use bridgebook_app::api::person::{
    AskedPeople, EntryCard, PeopleAnswer, PeopleIntent, PeoplePreview, PeopleSource, PersonRow, UsedReading,
};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::clock::Clock;
use bridgebook_domain::directory::used::How;
use bridgebook_domain::{DocumentId, Path, Value};

use crate::desk::Desk;

async fn people(desk: &Desk, asked: AskedPeople) -> PeopleAnswer {
    match desk.ask(Query::People(asked)).await {
        Answer::People(answer) => *answer,
        other => panic!("people answer with people, not {other:?}"),
    }
}

async fn list(desk: &Desk) -> Vec<PersonRow> {
    match people(desk, AskedPeople::List { confirmed_within: 0 }).await {
        PeopleAnswer::List(list) => list,
        other => panic!("{other:?}"),
    }
}

async fn card(desk: &Desk, id: &str) -> EntryCard {
    match people(desk, AskedPeople::Entry { id: id.to_owned() }).await {
        PeopleAnswer::Entry(card) => *card,
        other => panic!("{other:?}"),
    }
}

async fn used(desk: &Desk, id: &str) -> UsedReading {
    match people(desk, AskedPeople::Used { id: id.to_owned() }).await {
        PeopleAnswer::Used(used) => used,
        other => panic!("{other:?}"),
    }
}

fn file(name: &str, text: &str) -> PeopleSource {
    PeopleSource { file_name: name.to_owned(), base64: STANDARD.encode(text), path: String::new() }
}

async fn preview(desk: &Desk, file: PeopleSource) -> PeoplePreview {
    match people(desk, AskedPeople::Preview { file }).await {
        PeopleAnswer::Preview(preview) => preview,
        other => panic!("{other:?}"),
    }
}

async fn add(desk: &Desk, name: &str) -> DocumentId {
    let done = desk.done(Intent::AddToDirectory { kind: "person".into(), name: name.into() }).await;
    done.ids[0].parse().expect("an id")
}

async fn set(desk: &Desk, id: DocumentId, key: &str, values: &[&str]) {
    let values = values.iter().map(|v| (*v).to_owned()).collect();
    desk.done(Intent::People(PeopleIntent::Set { id: id.to_string(), key: key.into(), values })).await;
}

/// A document whose owner is who was written.
async fn owned(desk: &Desk, title: &str, owner: &str) -> DocumentId {
    let id = desk.create("incident-communication-plan", title).await;
    let edit = Edit::SetWords { path: Path::Header("owner".into()), words: owner.into() };
    desk.edit(id, Vec::new(), vec![edit]).await;
    id
}

fn value(card: &EntryCard, key: &str) -> Vec<String> {
    let field = card.fields.iter().find(|f| f.key == key).unwrap_or_else(|| panic!("a field {key}"));
    field.values.iter().map(|v| v.name.clone()).collect()
}

async fn then(desk: &Desk, document: DocumentId, at: &str) -> String {
    match desk.ask(Query::Markdown { document, at: Some(at.to_owned()) }).await {
        Answer::Markdown(text) => text,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn whoever_asks_while_another_is_answered_sees_who_came() {
    let desk = Desk::new().await;
    for n in 0..20 {
        list(&desk).await;
        let name = format!("Person {n}");
        add(&desk, &name).await;
        // The window asks for several things at once when it hears of a change.
        let (_, one, two) = tokio::join!(desk.documents(), list(&desk), list(&desk));
        for found in [one, two, list(&desk).await] {
            assert!(found.iter().any(|row| row.name == name), "{name} is missing");
        }
    }
}

#[tokio::test]
async fn a_person_is_renamed_once_and_the_past_keeps_the_name_of_then() {
    let desk = Desk::new().await;
    let kim = add(&desk, "Kim Ji-woo").await;
    let linked = owned(&desk, "Linked", "Kim Ji-woo").await;
    let by_hand = owned(&desk, "By hand", "Kim Minji").await;
    let before = desk.clock.now().to_string();
    let noted = desk.open(linked).await;
    assert_eq!(noted.names[&kim.to_string()], "Kim Ji-woo");
    desk.later(60);
    set(&desk, kim, "name", &["Kim Minji"]).await;
    assert_eq!(desk.open(linked).await.names[&kim.to_string()], "Kim Minji", "right everywhere from now on");
    assert!(desk.markdown(linked).await.contains("owner: Kim Minji"));
    assert!(then(&desk, linked, &before).await.contains("owner: Kim Ji-woo"), "and as it was then");
    let Answer::Document(past) = desk.ask(Query::Document { document: linked, at: Some(before.clone()) }).await else {
        panic!("a document")
    };
    assert_eq!(past.names[&kim.to_string()], "Kim Ji-woo");
    let same = Query::Difference { document: linked, from: before.clone(), to: desk.clock.now().to_string() };
    assert_eq!(desk.ask(same).await, Answer::Difference(Vec::new()), "the document itself did not change");
    // The other document holds the new name as it was written by hand before anybody bore it.
    let places = used(&desk, "Kim Minji").await.places;
    let hows: Vec<_> = places.iter().map(|p| (p.title.as_str(), p.how, p.place.as_str())).collect();
    assert_eq!(hows, [("Linked", How::Linked, "Header"), ("By hand", How::Written, "Header")]);
    let paths = vec![places[1].path.clone()];
    desk.done(Intent::People(PeopleIntent::Link { id: kim.to_string(), document: by_hand, paths: paths.clone() }))
        .await;
    assert!(used(&desk, "Kim Minji").await.places.iter().all(|p| p.how == How::Linked));
    let again =
        desk.refused(Intent::People(PeopleIntent::Link { id: kim.to_string(), document: by_hand, paths })).await;
    assert!(again.message.contains("not written by hand"), "{again:?}");
    // An ordinary edit: it is undone as one.
    desk.done(Intent::Undo { document: kim }).await;
    assert_eq!(desk.open(by_hand).await.names[&kim.to_string()], "Kim Ji-woo");
    assert_eq!(card(&desk, &kim.to_string()).await.name, "Kim Ji-woo");
}

#[tokio::test]
async fn a_rename_takes_names_written_by_hand_along_and_doubts_are_said_at_once() {
    let desk = Desk::new().await;
    let kim = add(&desk, "Chen Wei").await;
    // Nobody had that name yet, so it stands there as it was written.
    set(&desk, kim, "backup", &["Ada Quist"]).await;
    let backup = add(&desk, "Ada Quist").await;
    let plan = owned(&desk, "Plan", "Nobody yet").await;
    // A plan is bound by its approvals: what was written by hand stays, and means whom it meant.
    let by_hand = Intent::Edit {
        document: plan,
        heads: Vec::new(),
        edits: vec![Edit::Set { path: Path::Header("owner".into()), value: Some(Value::one("Ada Quist")) }],
    };
    desk.done(by_hand).await;
    let to = |key: &str, values: &[&str]| PeopleIntent::Set {
        id: backup.to_string(),
        key: key.into(),
        values: values.iter().map(|v| (*v).to_owned()).collect(),
    };
    let made = desk.done(Intent::People(to("name", &["Ada Quist-Berg"]))).await;
    assert!(made.remarks.iter().any(|r| r.contains("an earlier name")), "{:?}", made.remarks);
    assert_eq!(value(&card(&desk, &kim.to_string()).await, "backup"), ["Ada Quist-Berg"], "right at once");
    let places = used(&desk, "Ada Quist-Berg").await.places;
    assert!(places.iter().any(|p| p.title == "Plan" && p.how == How::Written), "{places:?}");

    for (key, value, words) in [
        ("zone", "Mars/Phobos", "no time zone"),
        ("working_hours", "whenever", "tells no hours"),
        ("phones", "not a number", "no telephone number"),
        ("backup", "Ada Quist-Berg", "for themselves"),
        ("name", "Chen Wei", "Somebody else"),
    ] {
        let made = desk.done(Intent::People(to(key, &[value]))).await;
        assert!(made.remarks.iter().any(|r| r.contains(words)), "{key}: {:?}", made.remarks);
    }
}

#[tokio::test]
async fn doubles_become_one_person_everywhere_and_can_be_two_again() {
    let desk = Desk::new().await;
    let (kim, double) = (add(&desk, "Kim Ji-woo").await, add(&desk, "Jiwoo Kim").await);
    set(&desk, kim, "phones", &["+82 2 555 0143"]).await;
    set(&desk, double, "phones", &["0082 2 5550143", "+82 10 1"]).await;
    set(&desk, double, "zone", &["Asia/Seoul"]).await;
    let plan = owned(&desk, "Plan", "Jiwoo Kim").await;
    let approved = desk.open(plan).await.hash;
    let incident = desk.declare("Checkout down").await;
    let assign = Intent::Assign { incident, role: "Scribe".into(), person: double.to_string() };
    desk.done(assign).await;
    desk.done(Intent::SetMe { person: double.to_string() }).await;
    let PeopleAnswer::Doubles(pairs) = people(&desk, AskedPeople::Doubles).await else { panic!("pairs") };
    assert_eq!(pairs.len(), 1);
    assert_eq!(pairs[0].shares, ["name", "phone"]);
    let before = desk.clock.now().to_string();
    desk.later(5);
    let merge = |keep, other| Intent::People(PeopleIntent::Merge { keep, other, values: BTreeMap::new() });
    assert!(desk.refused(merge(kim, kim)).await.message.contains("the same entry"));
    assert!(desk.refused(merge(kim, plan)).await.message.contains("no person"));
    desk.done(merge(kim, double)).await;
    assert!(desk.refused(merge(kim, double)).await.message.contains("one person already"));
    // One person: in lists, in plans, in the log of the incident, and as who I am.
    assert_eq!(list(&desk).await.len(), 1);
    let kept = card(&desk, &double.to_string()).await;
    assert_eq!((kept.id.as_str(), kept.name.as_str()), (kim.to_string().as_str(), "Kim Ji-woo"));
    assert_eq!(value(&kept, "phones").len(), 3, "each number as it was written: {kept:?}");
    assert_eq!(value(&kept, "zone"), ["Asia/Seoul"], "what was missing is filled in");
    assert_eq!(kept.merged.len(), 1);
    assert_eq!(desk.open(plan).await.names[&double.to_string()], "Kim Ji-woo");
    assert_eq!(desk.open(plan).await.hash, approved, "the plan itself was not touched: approvals hold");
    let uses = used(&desk, &kim.to_string()).await;
    assert!(uses.places.iter().any(|p| p.document == plan && p.how == How::Linked), "{uses:?}");
    assert!(uses.held.iter().any(|h| h.kind == "role"), "{uses:?}");
    let Answer::Overview(overview) = desk.ask(Query::Overview).await else { panic!("an overview") };
    assert_eq!((overview.me_id, overview.me.as_str()), (Some(kim), "Kim Ji-woo"));
    assert!(then(&desk, plan, &before).await.contains("owner: Jiwoo Kim"), "the past knew two");
    let organisation = desk.log(None).await;
    assert!(
        organisation.iter().any(|row| row.text.contains("merged") && !row.text.contains("Kim")),
        "{organisation:?}"
    );
    let desk = desk.again().await;
    desk.later(5);
    desk.done(Intent::People(PeopleIntent::Separate { id: double })).await;
    assert_eq!(list(&desk).await.len(), 2);
    assert_eq!(desk.open(plan).await.names[&double.to_string()], "Jiwoo Kim");
    // Somebody says that they are two people: nobody proposes it again.
    desk.done(Intent::People(PeopleIntent::Distinct { one: kim, other: double })).await;
    assert_eq!(people(&desk, AskedPeople::Doubles).await, PeopleAnswer::Doubles(Vec::new()));
}

#[tokio::test]
async fn a_file_comes_in_once_as_one_step_and_is_taken_back() {
    let desk = Desk::new().await;
    let kim = add(&desk, "Kim Ji-woo").await;
    set(&desk, kim, "emails", &["kim@example.org"]).await;
    let text = "Name,E-mails,Phones,Time zone,Last confirmed,Backup\n\
                Kim Ji-woo,kim@example.org,'+82 2 1234567,Asia/Seoul,last spring,Ada Brandt\n\
                Ada Brandt,ada@example.org,'+49 30 1234567,,2026-02-01,\n\
                Kim Ji-woo,other@example.org,,,,\n";
    let cards = || file("team.csv", text);
    let shown = preview(&desk, cards()).await;
    let standings: Vec<&str> = shown.rows.iter().map(|r| r.standing.as_str()).collect();
    assert_eq!(standings, ["changed", "new", "unclear"]);
    assert!(shown.remarks.iter().any(|r| r.contains("Last confirmed")), "{:?}", shown.remarks);
    assert_eq!(list(&desk).await.len(), 1, "nothing is written before it is asked for");
    let import = |seal: &str, choices: BTreeMap<String, String>| {
        Intent::People(PeopleIntent::Import { file: cards(), seal: seal.to_owned(), choices })
    };
    // The directory changed between the preview and the import.
    set(&desk, kim, "phones", &["+82 2 7654321"]).await;
    let stale = desk.refused(import(&shown.seal, BTreeMap::new())).await;
    assert!(stale.message.contains("Look at it again"), "{stale:?}");
    let entries = desk.log(None).await.len();
    let seal = preview(&desk, cards()).await.seal;
    desk.later(20);
    let done = desk.done(import(&seal, BTreeMap::new())).await;
    assert!(done.remarks[0].contains("1 new, 1 changed"), "{:?}", done.remarks);
    assert!(done.remarks.iter().any(|r| r.contains("1 person was left out")), "{:?}", done.remarks);
    assert_eq!(desk.log(None).await.len(), entries + 1, "one step, one line of the log");
    assert_eq!(list(&desk).await.len(), 2);
    let kim_now = card(&desk, "Kim Ji-woo").await;
    assert_eq!(value(&kim_now, "zone"), ["Asia/Seoul"]);
    assert_eq!(kim_now.person.expect("a person").backup.expect("a backup").name, "Ada Brandt");
    let twice = desk.done(import("", BTreeMap::new())).await;
    assert!(twice.ids.is_empty() && list(&desk).await.len() == 2, "twice adds nothing: {twice:?}");
    let id = done.ids[0].parse().expect("an id");
    desk.later(20);
    desk.done(Intent::People(PeopleIntent::TakeBack { import: id })).await;
    let rows = list(&desk).await;
    assert_eq!(rows.iter().filter(|r| !r.away).map(|r| r.name.as_str()).collect::<Vec<_>>(), ["Kim Ji-woo"]);
    assert_eq!(value(&card(&desk, "Kim Ji-woo").await, "zone"), Vec::<String>::new());
    assert!(desk.refused(Intent::People(PeopleIntent::TakeBack { import: id })).await.message.contains("already"));
    // It comes in again: who was put away is back rather than there twice.
    desk.later(20);
    let chosen = import("", BTreeMap::from([("2".to_owned(), kim.to_string())]));
    // As the window sends it.
    let sent = serde_json::to_string(&chosen).expect("an intent is JSON");
    desk.done(serde_json::from_str(&sent).expect("and is read again")).await;
    let rows = list(&desk).await;
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(rows.iter().all(|r| !r.away));
}

#[tokio::test]
async fn a_file_that_was_dropped_is_read_where_it_lies() {
    let desk = Desk::new().await;
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("team.csv");
    std::fs::write(&place, "Name,E-mails\nAda Brandt,ada@example.org\n").expect("a file");
    let dropped =
        || PeopleSource { file_name: "team.csv".to_owned(), base64: String::new(), path: place.display().to_string() };
    let shown = preview(&desk, dropped()).await;
    assert_eq!(shown.rows.len(), 1);
    let import = Intent::People(PeopleIntent::Import { file: dropped(), seal: shown.seal, choices: BTreeMap::new() });
    desk.done(import).await;
    assert_eq!(list(&desk).await[0].name, "Ada Brandt");
    std::fs::write(&place, vec![b'x'; 20_000_001]).expect("a file");
    let gone = PeopleSource { path: folder.path().join("gone.csv").display().to_string(), ..dropped() };
    for (file, sentence) in [(dropped(), "is larger than 20 MB"), (gone, "cannot be read")] {
        let import = Intent::People(PeopleIntent::Import { file, seal: String::new(), choices: BTreeMap::new() });
        let refused = desk.refused(import).await;
        assert!(refused.message.contains(sentence), "{refused:?}");
    }
    assert_eq!(list(&desk).await.len(), 1);
}

#[tokio::test]
async fn bad_values_and_files_are_refused_with_a_sentence_and_nothing_is_lost() {
    let desk = Desk::new().await;
    let kim = add(&desk, "Kim Ji-woo").await;
    let refused = async |key: &str, values: &[&str]| {
        let values = values.iter().map(|v| (*v).to_owned()).collect();
        desk.refused(Intent::People(PeopleIntent::Set { id: kim.to_string(), key: key.into(), values })).await.message
    };
    assert!(refused("last_confirmed", &["soon"]).await.contains("soon"));
    assert!(refused("shoe", &["38"]).await.contains("no field"));
    assert!(refused("zone", &["A", "B"]).await.contains("one value"));
    assert!(!refused("name", &[""]).await.is_empty());
    let bad = file("people.csv", "Colour\nred\n");
    let said =
        desk.refused(Intent::People(PeopleIntent::Import { file: bad, seal: String::new(), choices: BTreeMap::new() }));
    assert!(said.await.message.contains("No column is called Name"));
    assert_eq!(card(&desk, &kim.to_string()).await.name, "Kim Ji-woo");
    let many: String = (0..5_000).map(|n| format!("Person {n:04},p{n}@example.org,Europe/Berlin\n")).collect();
    let large = file("people.csv", &format!("Name,E-mail,Time zone\n{many}"));
    let import = Intent::People(PeopleIntent::Import { file: large, seal: String::new(), choices: BTreeMap::new() });
    desk.done(import).await;
    let rows = list(&desk).await;
    assert_eq!(rows.len(), 5_001, "a directory of five thousand is listed whole");
    assert_eq!(rows[1].zone, "Europe/Berlin");
}
