use super::*;
use crate::test::{Builder, document_of};
use crate::value::ReferenceKind as Kind;

fn directory() -> Directory {
    let mut b = Builder::default();
    let services = b.list("services", &[&[("name", "SSO")], &[("name", "Chat")]]);
    let channels = b.list("channels", &[&[("name", "War room"), ("kind", "chat"), ("depends_on", "SSO")]]);
    let audiences = b.list("audiences", &[&[("name", "Partners")]]);
    let teams = b.list("teams", &[&[("name", "Partners")], &[("name", "Payments")]]);
    let kim = b.person(&[("name", "Kim Ji-woo"), ("native_name", "김지우"), ("phones", "+82 2"), ("chat", "@kim")]);
    let first = b.person(&[("name", "Jan Nowak")]);
    let second = b.person(&[("name", "JAN  NOWAK")]);
    document_of(&[services, channels, audiences, teams, kim, first, second])
}

#[test]
fn a_person_is_found_by_id_by_name_in_any_case_and_by_the_name_in_their_own_script() {
    let directory = directory();
    let by_name = directory.known(&[Kind::Person], "kim ji-WOO").expect("the name is known");
    assert_eq!(directory.known(&[Kind::Person], "김지우"), Some(by_name), "native name");
    // The same name in decomposed form, as some keyboards and file systems write it.
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd("김지우").collect();
    assert_eq!(directory.known(&[Kind::Person], &decomposed), Some(by_name), "NFD");
    assert_eq!(directory.resolve(&[], &by_name.id), Resolved::Known(by_name), "id");
}

#[test]
fn an_erased_person_is_nobody_and_a_reference_to_them_says_so() {
    let known = directory();
    let kim: DocumentId = known.known(&[Kind::Person], "Kim Ji-woo").expect("known").document;
    let gone = DocumentId::new(uuid::Uuid::from_u128(0xdead));
    let directory = known.with_erased([gone, kim]);
    assert_eq!(directory.words(&gone.to_string()), ERASED_PERSON);
    assert_eq!(directory.person(&gone.to_string()), None);
    assert!(matches!(directory.resolve(&[], &gone.to_string()), Resolved::Unknown(_)));
    assert_eq!(directory.words(&kim.to_string()), "Kim Ji-woo", "one who is there is not erased");
    assert_eq!(directory.erased().count(), 1);
}

#[test]
fn a_name_that_two_people_carry_is_ambiguous_and_an_unknown_one_stays_as_written() {
    let directory = directory();
    assert_eq!(directory.resolve(&[Kind::Person], "Jan Nowak"), Resolved::Ambiguous("Jan Nowak"));
    assert_eq!(directory.resolve(&[Kind::Person], "Ewa"), Resolved::Unknown("Ewa"));
    assert!(directory.is_ambiguous(&[], "Partners"), "an audience and a team carry it");
    assert!(!directory.is_ambiguous(&[Kind::Team], "Partners"), "but only one team does");
}

#[test]
fn two_of_one_name_are_told_apart_by_what_stands_in_brackets() {
    let mut b = Builder::default();
    let teams = b.list("teams", &[&[("name", "Partners")]]);
    let audiences = b.list("audiences", &[&[("name", "Partners")]]);
    let lead = b.person(&[("name", "Jan Nowak"), ("titles", "Payments lead"), ("emails", "jan@shop.example")]);
    let agent = b.person(&[("name", "Jan Nowak"), ("titles", "Agent, nights"), ("emails", "j.nowak@shop.example")]);
    let (same, again) = (b.person(&[("name", "Li Na")]), b.person(&[("name", "Li Na")]));
    let alone = b.person(&[("name", "Ewa")]);
    let directory = document_of(&[teams, audiences, lead, agent, same, again, alone]);
    let calls: Vec<String> = directory.entries().map(|entry| directory.call_name(entry)).collect();
    for call in ["Jan Nowak (Payments lead)", "Jan Nowak (j.nowak)", "Ewa", "Partners"] {
        assert!(calls.iter().any(|one| one == call), "{call} is missing in {calls:?}");
    }
    for entry in directory.entries().filter(|entry| entry.kind == Kind::Person) {
        let call = directory.call_name(entry);
        assert_eq!(directory.resolve(&[Kind::Person], &call), Resolved::Known(entry), "{call} means one alone");
        assert_eq!(directory.resolve(&[Kind::Person], &call.to_uppercase()), Resolved::Known(entry), "{call}, loudly");
    }
    assert_eq!(directory.call_names(&[Kind::Person], "jan nowak").len(), 2);
    let team = directory.known(&[], "Partners (team)").expect("its kind tells it apart");
    assert_eq!(team.kind, Kind::Team);
    assert_eq!(directory.resolve(&[], "Jan Nowak (nobody)"), Resolved::Unknown("Jan Nowak (nobody)"));
    assert_eq!(directory.resolve(&[], "Jan Nowak"), Resolved::Ambiguous("Jan Nowak"));
}

#[test]
fn whoever_bears_a_name_now_is_meant_before_whoever_bore_it_once() {
    let mut b = Builder::default();
    let (mut ana, ben) = (b.person(&[("name", "Ana Novak")]), b.person(&[("name", "Ana Kovac")]));
    ana.1.header.insert(FORMER_NAMES.to_owned(), crate::value::Value::many(["Ana Kovac"]));
    let directory = document_of(&[ana.clone(), ben]);
    let found = directory.known(&[Kind::Person], "ana kovac").expect("one bears it");
    assert_eq!(found.name, "Ana Kovac");
    assert!(directory.is_ambiguous(&[Kind::Person], "Ana Kovac"), "a file still has to say which");
    let before = document_of(&[ana]);
    assert_eq!(
        before.known(&[Kind::Person], "Ana Kovac").map(|e| e.name.as_str()),
        Some("Ana Novak"),
        "while nobody does"
    );
}

#[test]
fn a_chat_contact_depends_on_what_the_chat_channels_depend_on_and_a_phone_on_nothing() {
    let kim = directory().person("Kim Ji-woo").expect("known");
    assert_eq!(kim.contacts[0].kind, "phone", "phones come first");
    assert!(kim.contacts[0].depends_on.is_empty());
    assert_eq!(kim.contacts[1].depends_on, ["SSO"], "through the war room's channel");
}
