//! Search everywhere: what is found, where it leads, what filters leave, and what is never found.

use bridgebook_app::api::case::{AddedCases, CaseFile, CaseTable};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::person::PeopleIntent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::search::{SearchAsked, SearchHit, SearchReading};
use bridgebook_domain::log::Category;
use bridgebook_domain::{DocumentId, IncidentId};

use crate::desk::Desk;

/// The answer to what is typed.
pub async fn asked(desk: &Desk, asked: SearchAsked) -> SearchReading {
    let Answer::Search(reading) = desk.ask(Query::Search(asked)).await else { panic!("a reading") };
    *reading
}

/// The places that words find.
pub async fn found(desk: &Desk, words: &str) -> Vec<SearchHit> {
    asked(desk, SearchAsked::words(words)).await.hits
}

async fn write(desk: &Desk, incident: IncidentId, text: &str) {
    let (incident, text) = (Some(incident), text.to_owned());
    desk.done(Intent::AddLog { incident, text, category: Category::Note, at: String::new() }).await;
}

fn kinds(hits: &[SearchHit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.kind.as_str()).collect()
}

#[tokio::test]
async fn each_place_leads_to_where_it_is() {
    let desk = Desk::new().await;
    let incident = desk.declare("Zebra gateway down").await;
    write(&desk, incident, "Rolled the quagga pool back").await;
    let hit = &found(&desk, "quagga").await[0];
    let log = desk.log(Some(incident)).await;
    let row = log.iter().find(|row| row.text.contains("quagga")).expect("the entry");
    assert_eq!((hit.kind.as_str(), hit.entry, hit.incident), ("log", Some(row.id), Some(incident)));
    assert_eq!(hit.snippet, "Rolled the \u{2}quagga\u{3} pool back");
    assert_eq!(hit.is_over, Some(false));
    let hits = found(&desk, "zebra gate").await;
    let number = hits.iter().find(|hit| hit.kind == "incident").expect("the incident itself");
    assert!(number.title.contains("Zebra gateway down") && !number.incident_number.is_empty());
    let (document, section) = desk.prose("Pangolin runbook", "Drain the **aardvark** queue first").await;
    let hit = &found(&desk, "aardvark").await[0];
    assert_eq!((hit.kind.as_str(), hit.document, hit.section), ("section", Some(document), Some(section)));
    assert_eq!((hit.document_title.as_str(), hit.snippet.contains("**")), ("Pangolin runbook", false));
    assert_eq!(kinds(&found(&desk, "pangolin").await)[0], "document");
    let templates =
        asked(&desk, SearchAsked { kind: "template".into(), ..SearchAsked::words("escalation matrix") }).await;
    assert!(templates.hits.iter().any(|hit| hit.template == "escalation-matrix"), "{:?}", templates.hits);
    assert!(templates.counts.iter().any(|count| count.kind == "template"));
}

async fn table(desk: &Desk) -> DocumentId {
    let text = "---\nbridgebook: 1\ntitle: Crew\n---\n\n## Who\n\n<!-- bb:table\ncol Task type=text\ncol Owner type=reference of=\"person team\"\n-->\n\n\
                | Task | Owner |\n| --- | --- |\n| Watch the pumps | Ada Byron |\n| Sweep | Nobody known |\n";
    let import = Intent::Import { file_name: "crew.md".into(), text: text.into(), incident: None };
    desk.done(import).await.ids[0].parse().expect("an id")
}

#[tokio::test]
async fn a_cell_is_found_by_the_name_of_whom_it_means_and_after_another_name_by_that() {
    let desk = Desk::new().await;
    let add = Intent::AddToDirectory { kind: "person".into(), name: "Ada Byron".into() };
    let person: DocumentId = desk.done(add).await.ids[0].parse().expect("a person");
    let document = table(&desk).await;
    let of = |hits: Vec<SearchHit>| hits.into_iter().find(|hit| hit.kind == "row" && hit.document == Some(document));
    let row = of(found(&desk, "ada byron").await).expect("the row");
    assert_eq!((row.title.as_str(), row.context.as_str()), ("Watch the pumps", "Who"));
    assert!(row.row.is_some() && row.section.is_some());
    desk.later(1);
    let (key, values) = ("name".to_owned(), vec!["Ada Lovelace".to_owned()]);
    desk.done(Intent::People(PeopleIntent::Set { id: person.to_string(), key, values })).await;
    let row = of(found(&desk, "lovelace").await).expect("by the new name");
    assert!(row.snippet.contains("\u{2}Lovelace\u{3}"), "{}", row.snippet);
    assert!(of(found(&desk, "byron").await).is_none(), "the old name is gone from the row");
    let people = found(&desk, "kind:person lovelace").await;
    assert_eq!((people[0].part.as_str(), people[0].document), ("person", Some(person)));
    assert_eq!(people[0].title, "Ada Lovelace", "nobody is called by two names at once");
    let former = found(&desk, "kind:person byron").await;
    assert_eq!(former.first().map(|hit| hit.document), Some(Some(person)), "who she was is found too: {former:?}");
    assert!(
        of(found(&desk, "nobody known").await).is_some(),
        "a name that the directory does not know is found as written"
    );
}

#[tokio::test]
async fn filters_are_words_or_fields_and_what_is_wrong_is_said() {
    let desk = Desk::new().await;
    let (first, second) = (desk.declare("Okapi lost").await, desk.declare("Okapi found again").await);
    let number = desk.board(second).await.incident.number;
    let inside = found(&desk, &format!("okapi in:{number}")).await;
    assert!(!inside.is_empty() && inside.iter().all(|hit| hit.incident == Some(second)), "{inside:?}");
    let field = asked(&desk, SearchAsked { within: "okapi lost".into(), ..SearchAsked::words("okapi") }).await;
    assert!(field.hits.iter().all(|hit| hit.incident == Some(first)) && !field.hits.is_empty());
    desk.later(60);
    write(&desk, first, "okapi seen").await;
    assert_eq!(found(&desk, "okapi since:\"10 min ago\"").await.len(), 1);
    assert_eq!(found(&desk, "okapi kind:log since:10min by:me").await.len(), 1);
    assert!(found(&desk, "okapi by:\"nobody of that name\"").await.is_empty());
    let closed = asked(&desk, SearchAsked { state: "closed".into(), ..SearchAsked::words("okapi") }).await;
    assert!(closed.hits.is_empty(), "{:?}", closed.hits);
    let newest = found(&desk, "kind:log in:\"okapi lost\"").await;
    assert!(newest[0].snippet.contains("okapi seen"), "without words the newest comes first");
    for (typed, said) in [
        ("okapi in:zzz", "everywhere is looked"),
        ("okapi kind:zebra", "no kind"),
        ("okapi since:soonish", "not a time"),
        ("/okapi.*/", "regular expression"),
    ] {
        let reading = asked(&desk, SearchAsked::words(typed)).await;
        assert!(reading.remarks.len() == 1 && reading.remarks[0].contains(said), "{typed}: {:?}", reading.remarks);
        assert!(!reading.hits.is_empty(), "{typed} still finds something");
    }
    let long = asked(&desk, SearchAsked::words(&"okapi ".repeat(2000))).await;
    assert!(long.remarks[0].contains("first 200 characters"), "{:?}", long.remarks);
    assert!(asked(&desk, SearchAsked::words(" ")).await.hits.is_empty(), "nothing is asked, nothing is answered");
    let few = asked(&desk, SearchAsked { limit: 1, ..SearchAsked::words("okapi") }).await;
    assert_eq!(few.hits.len(), 1);
    assert!(few.counts.iter().map(|count| count.count).sum::<u32>() > 1, "{:?}", few.counts);
}

#[tokio::test]
async fn what_lies_encrypted_and_what_was_erased_is_not_found() {
    let desk = Desk::new().await;
    desk.create("customer-service-escalation", "Support desk").await;
    let case = r#"[{"id": "C-9", "opened": "2026-03-11T12:58:00Z", "subject": "Card refused", "customer": "K-7", "confidence": 62,
      "customer_data": {"orders": "3"},
      "conversation": [{"at": "2026-03-11T12:56:00Z", "by": "customer", "text": "My narwhal is ill"}]}]"#;
    let file = desk.file("chat.json");
    std::fs::write(&file, case).expect("a file");
    let files = vec![CaseFile::Path { path: file.display().to_string() }];
    desk.done(Intent::AddCases(AddedCases { into: CaseTable::default(), files })).await;
    let hit = &found(&desk, "card refused").await[0];
    assert_eq!((hit.kind.as_str(), hit.title.as_str(), hit.is_over), ("case", "C-9", Some(false)));
    assert!(hit.row.is_some());
    assert!(found(&desk, "narwhal").await.is_empty(), "what was said lies encrypted");
}

#[tokio::test]
async fn lists_of_pins_and_searches_are_kept_and_bounded() {
    let desk = Desk::new().await;
    let set = |key: &str, list: &[String]| Intent::SetSetting {
        key: key.into(),
        value: serde_json::to_string(list).expect("a list"),
    };
    let twenty: Vec<String> = (0..20).map(|n| format!("word {n} kind:log {}", "x".repeat(180))).collect();
    desk.done(set("searches", &twenty)).await;
    desk.done(set("pinned_searches", &twenty[..1])).await;
    let error = desk.refused(set("searches", &[&twenty[..], &["one more".to_owned()]].concat())).await;
    assert!(error.message.contains("at most 20"), "{error}");
    let error = desk.refused(Intent::SetSetting { key: "pinned".into(), value: "no list".into() }).await;
    assert!(error.message.contains("Nothing was changed"), "{error}");
    let Answer::Settings(settings) = desk.ask(Query::Settings).await else { panic!("settings") };
    let kept: Vec<String> = serde_json::from_str(&settings.values["searches"]).expect("a list");
    assert_eq!(kept, twenty);
}
