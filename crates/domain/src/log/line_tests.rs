use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::id::{ChainId, EntryId};
use crate::log::{Author, Fact, NewEntry, today};
use crate::test::Builder;

fn directory(names: &[&str]) -> Directory {
    let mut b = Builder::default();
    let people: Vec<_> = names.iter().map(|name| b.person(&[("name", name)])).collect();
    Directory::from_documents(people.iter().map(|(id, document)| (*id, document)))
}

fn now() -> Timestamp {
    "2026-03-11T14:47:00+01:00".parse().expect("an instant")
}

fn of(line: &str, names: &[&str]) -> (Line, Directory) {
    let (directory, zone) = (directory(names), TimeZone::get("Europe/Berlin").expect("bundled"));
    (read(line, Around { directory: &directory, now: now(), zone: &zone }), directory)
}

fn note(category: Category) -> Option<LineKind> {
    Some(LineKind::Remark(category))
}

#[test]
fn time_and_kind_stand_first_in_either_order() {
    for (line, kind, at, text) in [
        ("Rollback at 2 of 12 nodes", None, "", "Rollback at 2 of 12 nodes"),
        ("decision: roll back 4.2", Some(LineKind::Decision), "", "roll back 4.2"),
        ("14:05 hypothesis: pool exhausted", note(Category::Hypothesis), "14:05", "pool exhausted"),
        ("note: 14:05 pool exhausted", note(Category::Note), "14:05", "pool exhausted"),
        ("Comms : executives told", note(Category::Communication), "", "executives told"),
        ("20 minutes ago pool exhausted", None, "20 minutes ago", "pool exhausted"),
        ("1 h 20 min ago: pool exhausted", None, "1 h 20 min ago", "pool exhausted"),
        ("yesterday 23:10, pool exhausted", None, "yesterday 23:10", "pool exhausted"),
        ("Yesterday at 11 pm pool exhausted", None, "Yesterday at 11 pm", "pool exhausted"),
        ("2026-03-10 23:10 - pool exhausted", None, "2026-03-10 23:10", "pool exhausted"),
        ("14:05:30 note: seen", note(Category::Note), "14:05:30", "seen"),
        ("Payments: error rate falls", None, "", "Payments: error rate falls"),
        ("10:1 of them fail", None, "", "10:1 of them fail"),
        ("now we wait", None, "", "now we wait"),
        ("Today we wait", None, "", "Today we wait"),
        ("in 20 min we decide", None, "", "in 20 min we decide"),
        ("2 nodes failed", None, "", "2 nodes failed"),
        ("14:05", None, "", "14:05"),
        ("김지우: 노드 2개 완료", None, "", "김지우: 노드 2개 완료"),
    ] {
        let (read, _) = of(line, &[]);
        assert_eq!((read.kind, read.at.as_str(), read.text.as_str()), (kind, at, text), "{line}");
    }
}

#[test]
fn names_are_kept_as_references_and_unknown_ones_as_written() {
    let (line, known) = of(
        "Asked @kim ji-woo, @Bello and @bob. Mail a@b.example; @김지우가 왔다",
        &["Kim Ji-woo", "Aisha Bello", "김지우"],
    );
    let who: Vec<(&str, &str)> = line.mentions.iter().map(|m| (m.written.as_str(), known.words(&m.who))).collect();
    assert_eq!(who, [("@kim ji-woo", "Kim Ji-woo"), ("@Bello", "Aisha Bello"), ("@bob", "bob"), ("@김지우", "김지우")]);
    assert_eq!(line.unknown, ["bob"]);
    let (line, _) = of("@Kim and @Kimberly", &["Kim", "Kimberly"]);
    assert_eq!(line.mentions.iter().map(|m| m.written.as_str()).collect::<Vec<_>>(), ["@Kim", "@Kimberly"]);
    let (line, _) = of("@Kim came", &["Kim Ji-woo", "Kim Min"]);
    assert_eq!(line.unknown, ["Kim"], "it may be either");
}

#[test]
fn an_action_has_its_owner_and_its_time() {
    let action = |line: &str| {
        let (line, known) = of(line, &["Kim Ji-woo", "Aisha Bello"]);
        let action = line.action.expect("an action");
        let due = action.due_at.map(|at| at.to_string()).unwrap_or_default();
        (line.text, action.owner.map(|o| known.words(&o).to_owned()).unwrap_or_default(), due)
    };
    for (line, text, owner, due) in [
        (
            "#action @Kim Ji-woo restarts node 3 by 15:30",
            "@Kim Ji-woo restarts node 3 by 15:30",
            "Kim Ji-woo",
            "2026-03-11T14:30:00Z",
        ),
        ("@Aisha says: #Action @Kim in 20 min.", "@Aisha says: @Kim in 20 min.", "Kim Ji-woo", "2026-03-11T14:07:00Z"),
        ("@Aisha restarts it #action", "@Aisha restarts it", "Aisha Bello", ""),
        (
            "Ask by 15:30 #action call them until tomorrow 9:00",
            "Ask by 15:30 call them until tomorrow 9:00",
            "",
            "2026-03-12T08:00:00Z",
        ),
        ("#action restart 3 in Berlin by hand", "restart 3 in Berlin by hand", "", ""),
    ] {
        assert_eq!(action(line), (text.to_owned(), owner.to_owned(), due.to_owned()), "{line}");
    }
    for line in ["#actions", "x#action", "action: restart", "#action_item"] {
        assert_eq!(of(line, &[]).0.action, None, "{line}");
    }
    let passed = of("#action call by 2026-03-10 10:00", &[]).0.action.expect("an action");
    assert_eq!((passed.due_at, passed.passed.as_deref()), (None, Some("2026-03-10 10:00")));
}

fn entry(mentions: Vec<Mention>) -> crate::log::Entry {
    let author = Author { person: None, name: "Kim".to_owned(), recorded_by: None };
    let fact = Fact::Remark { category: Category::Note };
    let id = EntryId::new(uuid::Uuid::from_u128(1));
    let new = NewEntry {
        id,
        incident: None,
        event_at: now(),
        entered_at: now(),
        author,
        text: "Asked @Kim".to_owned(),
        fact,
        mentions,
    };
    new.link(ChainId::new(uuid::Uuid::from_u128(2)), 0, Vec::new())
}

#[test]
fn names_lie_beside_the_fact_and_entries_without_them_are_as_before() {
    let mention = Mention { written: "@Kim".to_owned(), who: "x".to_owned() };
    let (with, without) = (entry(vec![mention.clone()]), entry(Vec::new()));
    assert_eq!((with.mentions(), with.fact()), (vec![mention], without.fact()));
    assert_eq!(without.payload, serde_json::json!({ "category": "note" }), "and its hash with it");
    assert!(without.mentions().is_empty() && with.is_intact());
}

#[test]
fn a_person_who_is_called_otherwise_by_now_is_shown_so() {
    let known = directory(&["Kim Ji-woo Park"]);
    let id = known.people()[0].id.clone();
    let mention = |written: &str, who: &str| Mention { written: written.to_owned(), who: who.to_owned() };
    let list = [mention("@Kim", &id), mention("@bob", "bob"), mention("@gone", "gone")];
    let (text, names) = today("Asked @Kim and @bob", &list, &known);
    assert_eq!(text, "Asked @Kim Ji-woo Park and @bob");
    assert_eq!(names, [mention("@Kim Ji-woo Park", &id), mention("@bob", "bob")]);
}

proptest! {
    #[test]
    fn no_line_is_lost_whatever_is_typed(line in "[ @#:.a-zA-Z0-9é김ß\u{130}-]{0,60}|(#action |@Kim |14:05 |by 15:30 |note: ){0,6}[a-z ]{0,12}") {
        let (read, known) = of(&line, &["Kim Ji-woo", "İpek ß", "김지우"]);
        // Everything but the time, the kind and the tag stands in the text.
        let kept: usize = read.text.chars().filter(|c| !c.is_whitespace()).count();
        prop_assert!(read.text.len() <= line.len() && (kept > 0 || read.mentions.is_empty()));
        for mention in &read.mentions {
            prop_assert!(read.text.contains(&mention.written));
        }
        let (shown, names) = today(&read.text, &read.mentions, &known);
        prop_assert_eq!(names.len(), read.mentions.len());
        prop_assert!(names.iter().all(|n| shown.contains(&n.written)));
        let words = read_words(&read.text, Around { directory: &known, now: now(), zone: &TimeZone::UTC });
        if read.action.is_none() {
            prop_assert_eq!(words.text, read.text);
        }
    }
}

#[test]
fn of_two_with_one_name_the_one_in_brackets_is_meant() {
    let mut b = Builder::default();
    let lead = b.person(&[("name", "Jan Nowak"), ("titles", "Payments lead")]);
    let agent = b.person(&[("name", "Jan Nowak"), ("titles", "Agent")]);
    let id = agent.0.to_string();
    let directory = Directory::from_documents([&lead, &agent].map(|(id, document)| (*id, document)));
    let zone = TimeZone::UTC;
    let around = Around { directory: &directory, now: now(), zone: &zone };
    let line = read_words("@Jan Nowak (Agent) called the bank", around);
    assert_eq!(line.mentions.len(), 1, "{line:?}");
    assert_eq!(line.mentions[0].who, id, "{line:?}");
    assert_eq!(line.mentions[0].written, "@Jan Nowak (Agent)");
    assert!(line.unknown.is_empty(), "{line:?}");
    assert_eq!(read_words("@Jan Nowak called", around).unknown, ["Jan Nowak"]);
}
