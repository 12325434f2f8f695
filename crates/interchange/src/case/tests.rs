use std::collections::BTreeMap;

use bridgebook_domain::case::{CaseMapping, IncomingCase, Said, Speaker};
use bridgebook_domain::condition::Signal;
use bridgebook_domain::{Block, BlockKind, preset};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn now() -> Timestamp {
    "2026-03-11T14:00:00Z".parse().unwrap()
}

fn taken(name: &str, text: &str) -> Intake {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    read(name, text.as_bytes(), &Reading { now: now(), zone: &zone, table: None, mapping: None })
}

fn tickets() -> Block {
    let mut n = 0;
    preset::block(&BlockKind::Table, "tickets", &mut || {
        n += 1;
        Uuid::from_u128(n)
    })
}

fn into_tickets(name: &str, text: &str, mapping: Option<&CaseMapping>) -> Intake {
    let (zone, table) = (TimeZone::get("Europe/Berlin").unwrap(), tickets());
    read(name, text.as_bytes(), &Reading { now: now(), zone: &zone, table: Some(&table), mapping })
}

fn said(at: &str, by: Speaker, text: &str) -> Said {
    Said { at: Some(at.parse().unwrap()), by, name: String::new(), text: text.to_owned() }
}

fn ids(intake: &Intake) -> Vec<&str> {
    intake.cases.iter().map(|case| case.id.as_str()).collect()
}

const FIRST: &str = r#"{
  "id": "C-1041", "opened": "2026-03-11T13:57:00+01:00", "tier": "Gold", "AI confidence": 62, "sentiment": -1,
  "order": 12345678901234567890, "total": 12.50, "vip": true, "nothing": null,
  "basket": [ { "sku": "A 1", "n": 2 } ],
  "conversation": [
    { "at": "13:55", "by": "customer", "text": "I want to cancel." },
    { "at": "2026-03-11T12:56:00Z", "role": "bot", "content": "I have reset your session.", "score": 0.4 },
    { "at": "2026-03-11T13:57:00+01:00", "by": "human", "name": "Aisha", "text": "I take over." }
  ],
  "customer_data": { "e-mail": "kim@example.org", "orders": 3 },
  "attempts": ["reset session", "suggest other card"],
  "flags": { "no refund": true, "blocked": false },
  "signals": ["human asked", "legal_concern", "angry"]
}"#;

#[test]
fn a_case_is_read_from_json_with_all_its_parts() {
    let read = taken("case.json", FIRST);
    assert_eq!(read.refused, []);
    let case = &read.cases[0];
    assert_eq!(case.id, "C-1041");
    let fields: BTreeMap<&str, &str> = case.fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let expected = [
        ("opened", "2026-03-11T12:57:00Z"),
        ("tier", "Gold"),
        ("confidence", "62"),
        ("sentiment", "-1"),
        ("order", "12345678901234567890"),
        ("total", "12.50"),
        ("vip", "yes"),
        ("basket", r#"[{"sku":"A 1","n":2}]"#),
        ("conversation.2.score", "0.4"),
        ("signals", "angry"),
    ];
    assert_eq!(fields, BTreeMap::from(expected));
    let aisha = Said { name: "Aisha".into(), ..said("2026-03-11T12:57:00Z", Speaker::Human, "I take over.") };
    let talk = [
        said("2026-03-11T12:55:00Z", Speaker::Customer, "I want to cancel."),
        said("2026-03-11T12:56:00Z", Speaker::Assistant, "I have reset your session."),
        aisha,
    ];
    assert_eq!(case.conversation, talk);
    assert_eq!(case.customer_data["orders"], "3");
    assert_eq!(case.attempts, ["reset session", "suggest other card"]);
    assert_eq!(case.flags, ["no refund"]);
    assert_eq!(case.signals, [Signal::HumanAsked, Signal::LegalConcern]);
    let remarks: Vec<&str> = read.remarks.iter().map(|r| r.message.as_str()).collect();
    assert!(remarks.iter().any(|r| r.contains("times without a zone") && r.contains("Europe/Berlin")), "{remarks:?}");
    assert!(remarks.iter().any(|r| r.contains("“angry”")), "{remarks:?}");
}

#[test]
fn one_case_a_list_lines_and_an_object_with_cases_are_read_alike() {
    let (a, b) = (r#"{"id": "A", "subject": "one"}"#, r#"{"id": "B", "subject": "two"}"#);
    for text in [
        format!("[{a}, {b}]"),
        format!("[{a}, {b},]"),
        format!("{a}\n{b}\n"),
        format!("{a}\n\n{b}"),
        format!("{{\"cases\": [{a}, {b}]}}"),
        format!("{{\"source\": {{\"id\": 1}}, \"cases\": [{a}, {b}], \"more\": [1]}}"),
        format!("[{a}]\n[{b}]"),
        format!("\u{feff}[{a},\n{b}]"),
    ] {
        let read = taken("cases.json", &text);
        assert_eq!((ids(&read), &read.refused[..]), (vec!["A", "B"], &[][..]), "{text}");
    }
    let beside = taken("cases.json", &format!("{{\"source\": 1, \"cases\": [{a}]}}"));
    assert!(beside.remarks[0].message.contains("“source”"), "{:?}", beside.remarks);
    let field = taken("case.json", r#"{"id": "A", "cases": [{"id": "Z"}]}"#);
    assert_eq!((ids(&field), field.cases[0].fields["cases"].as_str()), (vec!["A"], r#"[{"id":"Z"}]"#));
    assert_eq!(ids(&taken("without.ending", &format!("  [{a}]"))), ["A"]);
}

#[test]
fn what_stands_before_a_cut_is_taken_and_the_rest_refused_with_its_place() {
    for (text, expected, place) in [
        ("[{\"id\":\"A\"},\n{\"id\":\"B\"},\n{\"id\":\"C\", \"su", vec!["A", "B"], "case 3 (line 3)"),
        ("{\"cases\":[{\"id\":\"A\"},\n{\"id\":\"B", vec!["A"], "case 2 (line 2)"),
        ("{\"cases\":[{\"id\":\"A\"}", vec!["A"], "case 2 (line 1)"),
        ("{\"id\":\"A\"}\n{\"id\":", vec!["A"], "line 2"),
        ("{\"id\":\"A\"}\n{\"id\":\n{\"id\":\"C\"}", vec!["A", "C"], "line 2"),
        ("{\"id\":\"A", vec![], "case 1 (line 1)"),
        ("[{\"id\":\"A\"} {\"id\":\"B\"}]", vec!["A"], "case 2 (line 1)"),
        ("[{\"id\":\"A\"}, {\"id\" \"B\"}, {\"id\":\"C\"}]", vec!["A", "C"], "case 2 (line 1)"),
        ("[{\"id\":\"A\"}, 7]", vec!["A"], "case 2 (line 1)"),
    ] {
        let read = taken("cases.json", text);
        assert_eq!(ids(&read), expected, "{text}");
        assert_eq!(read.refused.len(), 1, "{text}: {:?}", read.refused);
        assert_eq!(read.refused[0].place, place, "{text}");
        assert!(!read.refused[0].why.is_empty());
    }
    let deep = format!("[{{\"id\":\"A\"}}, {}1{}]", "[".repeat(5_000), "]".repeat(5_000));
    let read = taken("cases.json", &deep);
    assert_eq!(ids(&read), ["A"]);
    assert!(read.refused[0].why.contains("deeper than"), "{:?}", read.refused);
    assert!(read.refused[0].text.chars().count() <= SHOWN + 1);
}

#[test]
fn moments_are_understood_in_every_zone_and_nonsense_is_refused_with_its_text() {
    for (written, stored, is_remarked) in [
        ("\"2026-03-11T13:57:00+01:00\"", "2026-03-11T12:57:00Z", false),
        ("\"2026-03-11T07:57:00-05:00\"", "2026-03-11T12:57:00Z", false),
        ("\"2026-03-11T21:57:00+09:00[Asia/Seoul]\"", "2026-03-11T12:57:00Z", false),
        ("\"Wed, 11 Mar 2026 13:57:00 +0100\"", "2026-03-11T12:57:00Z", false),
        ("1773233820", "2026-03-11T12:57:00Z", false),
        ("1773233820000", "2026-03-11T12:57:00Z", false),
        ("\"2026-03-11 13:57\"", "2026-03-11T12:57:00Z", true),
        ("\"2026-07-11T13:57:00\"", "2026-07-11T11:57:00Z", true),
        ("\"2026-03-11\"", "2026-03-10T23:00:00Z", true),
    ] {
        let read = taken("c.json", &format!("{{\"id\": \"A\", \"created_at\": {written}}}"));
        assert_eq!(read.refused, [], "{written}");
        assert_eq!(read.cases[0].fields["opened"], stored, "{written}");
        assert_eq!(read.remarks.iter().any(|r| r.message.contains("without a zone")), is_remarked, "{written}");
    }
    for (member, words) in [
        ("\"opened\": \"soon\"", "“opened” says “soon”"),
        ("\"confidence\": \"high\"", "a percentage"),
        ("\"confidence\": 140", "from 0 to 100"),
        ("\"opened\": 12", "a moment"),
        ("\"id\": \"B\"", "two ids"),
        ("\"tier\": \"Gold\", \"fields\": {\"tier\": \"Free\"}", "“tier” is said twice"),
        ("\"conversation\": [{\"at\": \"half past\", \"text\": \"x\"}]", "half past"),
        ("\"conversation\": [7]", "Line 1 of its conversation"),
        ("\"flags\": {\"a\": 1}", "neither true nor false"),
        ("\"total\": 1.2.3", "“total” is no JSON"),
    ] {
        let text = format!("[{{\"id\": \"A\", {member}}}, {{\"id\": \"C\"}}]");
        let read = taken("c.json", &text);
        assert_eq!(ids(&read), ["C"], "{member}");
        assert!(read.refused[0].why.contains(words), "{member}: {}", read.refused[0].why);
        assert!(text.contains(&read.refused[0].text));
    }
    let share = taken("c.json", "{\"id\": \"A\", \"confidence\": 0.62}");
    assert!(share.remarks[0].message.contains("0.62 %"), "{:?}", share.remarks);
}

#[test]
fn the_same_case_twice_is_taken_once_and_another_wording_refused() {
    let text = r#"[{"id": "A", "tier": "Gold"}, {"tier": "Gold", "id": "A"}, {"id": "A", "tier": "Free"}, {"id": ""  , "x": 1}, {"x": 1}]"#;
    let mut first = taken("a.json", text);
    assert_eq!(ids(&first), ["A", "", ""]);
    assert!(first.remarks[0].message.contains("stands twice"));
    assert!(first.refused[0].why.contains("said twice, differently") && first.refused[0].text.contains("Free"));
    first.refused.clear();
    let mut files =
        [("a.json".to_owned(), first), ("b.json".to_owned(), taken("b.json", r#"[{"id": "A"}, {"id": "B"}]"#))];
    together(&mut files);
    assert_eq!(ids(&files[0].1), ["A", "", ""]);
    assert_eq!(ids(&files[1].1), ["B"]);
    assert!(files[1].1.refused[0].why.contains("“a.json”"), "{:?}", files[1].1.refused);
}

#[test]
fn a_case_is_read_from_markdown() {
    let text = "---\nid: C-7\nopened: 2026-03-11T13:57:00+01:00\nflags: [vip, no refund]\nnote: |\n  two\n  lines\n---\n\
        # Cancel my order\n\n| Field | Value |\n| --- | --- |\n| Tier | Gold |\n| AI confidence | 62 % |\n| Path | a\\|b |\n\nSome words.\n\n\
        ## Conversation\n\n- 13:55 Customer: I want to cancel.\n  It is urgent.\n- 13:56 **AI:** note: I have reset it.\n- 14:02 Aisha (agent): I take over.\n\n\
        ## Attempts\n\n1. reset session\n2. other card\n   than before\n\n## Customer data\n\n- E-mail: kim@example.org\n- likes tea\n\n\
        ## Signals\n\n- human asked\n\n## What we promised\n\nA call.\n\n```\n## no heading\n```\n";
    let read = taken("case.md", text);
    assert_eq!(read.refused, []);
    let case = &read.cases[0];
    let fields: Vec<(&str, &str)> = case.fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(
        fields,
        [
            ("Path", "a|b"),
            ("Tier", "Gold"),
            ("What we promised", "A call.\n\n```\n## no heading\n```"),
            ("confidence", "62"),
            ("note", "|\ntwo\nlines"),
            ("notes", "Some words."),
            ("opened", "2026-03-11T12:57:00Z"),
            ("subject", "Cancel my order"),
        ]
    );
    assert_eq!((case.id.as_str(), &case.flags[..]), ("C-7", &["vip".to_owned(), "no refund".to_owned()][..]));
    let texts: Vec<_> = case.conversation.iter().map(|s| (s.by, s.name.as_str(), s.text.as_str())).collect();
    assert_eq!(
        texts,
        [
            (Speaker::Customer, "", "I want to cancel.\n  It is urgent."),
            (Speaker::Assistant, "", "note: I have reset it."),
            (Speaker::Human, "Aisha", "I take over."),
        ]
    );
    assert_eq!(case.conversation[0].at, Some("2026-03-11T12:55:00Z".parse().unwrap()));
    assert_eq!(case.attempts, ["reset session", "other card\nthan before"]);
    assert_eq!(case.customer_data["E-mail"], "kim@example.org");
    assert_eq!(case.customer_data["notes"], "likes tea");
    assert_eq!(case.signals, [Signal::HumanAsked]);
}

#[test]
fn a_talk_alone_is_a_case_and_names_that_say_nothing_are_told() {
    let read = taken("chat.txt", "Kim: My card fails.\nAgain.\nBot: Sorry.\n");
    let texts: Vec<_> = read.cases[0].conversation.iter().map(|s| (s.by, s.name.as_str(), s.text.as_str())).collect();
    assert_eq!(texts, [(Speaker::Customer, "Kim", "My card fails.\nAgain."), (Speaker::Assistant, "", "Sorry.")]);
    assert!(read.remarks.iter().any(|r| r.message.contains("“Kim” was taken for the customer")), "{:?}", read.remarks);
    assert_eq!(taken("case.md", "---\nid: A\n").refused[0].place, "the file");
    assert!(taken("empty.md", " \n ").refused[0].why.contains("nothing in the file"));
    assert!(taken("case.md", "---\nopened: soon\n---\n").refused[0].why.contains("“soon”"));
}

#[test]
fn csv_finds_columns_by_key_or_name_and_refuses_single_lines() {
    let text = "Id;SUBJECT;AI Confidence;Opened;Conversation;What the AI tried;Flags;Basket\r\n\
        C-1;Cancel;62 %;2026-03-11T13:57:00+01:00;\"13:55 Customer: Hello; you\n13:56 AI: Hi\";\"- reset\n- card\";\"vip, late\";'=2+3\r\n\
        C-2;Two;high;;;;;\r\n\
        C-3;Three;;;;;;;;more\r\n\
        ;;;;;;;\r\n\
        C-4;Four;5;;;;;\r\n";
    let read = into_tickets("cases.csv", text, None);
    assert_eq!(ids(&read), ["C-1", "C-4"]);
    let case = &read.cases[0];
    assert_eq!(case.conversation.len(), 2);
    assert_eq!(case.conversation[0].text, "Hello; you");
    assert_eq!(case.attempts, ["reset", "card"]);
    assert_eq!(case.flags, ["vip", "late"]);
    assert_eq!((case.fields["AI Confidence"].as_str(), case.fields["Basket"].as_str()), ("62", "=2+3"));
    let refused: Vec<_> = read.refused.iter().map(|r| r.place.as_str()).collect();
    assert_eq!(refused, ["line 4", "line 5"], "{:?}", read.refused);
    assert!(read.refused[0].why.contains("“high”") && read.refused[0].text.starts_with("C-2"));

    let open = into_tickets("cases.csv", "id,subject\nA,one\nB,\"two\nC,three\n", None);
    assert_eq!((ids(&open), open.refused[0].place.as_str()), (vec!["A"], "line 3"), "{:?}", open.refused);
    assert!(into_tickets("cases.csv", "id,subject\n", None).refused[0].why.contains("no line below"));
}

#[test]
fn a_mapping_says_what_headings_mean_and_is_refused_when_its_column_is_gone() {
    let columns = [
        ("Ticket no", "id"),
        ("Score", "confidence"),
        ("Mail", "customer_data.e-mail"),
        ("Internal", "-"),
        ("Late", "tier"),
    ];
    let columns = columns.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
    let mapping = CaseMapping { name: "helpdesk".into(), columns };
    let text = "ticket NO,Score,Mail,Internal,Subject\n7,62,kim@example.org,secret,Cancel\n";
    let read = into_tickets("export.csv", text, Some(&mapping));
    let case = &read.cases[0];
    assert_eq!((case.id.as_str(), case.fields["confidence"].as_str()), ("7", "62"));
    assert_eq!(case.customer_data["e-mail"], "kim@example.org");
    assert_eq!(case.fields.len(), 2, "{:?}", case.fields);
    assert!(read.remarks.iter().any(|r| r.message.contains("“Late”")), "{:?}", read.remarks);

    let gone = CaseMapping { columns: [("Score".to_owned(), "ai score".to_owned())].into(), ..mapping };
    let read = into_tickets("export.csv", text, Some(&gone));
    assert!(read.cases.is_empty());
    assert!(read.refused[0].why.contains("“Score” to “ai score”"), "{:?}", read.refused);
}

#[test]
fn a_file_that_is_too_large_or_no_text_is_refused_as_a_whole() {
    let zone = TimeZone::UTC;
    let reading = Reading { now: now(), zone: &zone, table: None, mapping: None };
    let large = read("a.json", &vec![b' '; FILE_LIMIT + 1], &reading);
    assert!(large.cases.is_empty() && large.refused[0].why.contains("at most 20000000"));
    let picture = read("a.png", b"\x89PNG\r\n\x1a\n\xff\xfe\xfd", &reading);
    assert!(picture.refused[0].why.contains("not text"));
}

#[test]
fn a_talk_as_long_as_a_file_may_be_is_read() {
    let zone = TimeZone::UTC;
    let reading = Reading { now: now(), zone: &zone, table: None, mapping: None };
    let line = format!("13:55 Customer: {}\n", "word ".repeat(200));
    let text = format!("# Long\n\n## Conversation\n\n{}", line.repeat(19_000_000 / line.len()));
    let read = read("long.md", text.as_bytes(), &reading);
    assert_eq!(read.refused, []);
    assert_eq!(read.cases[0].conversation.len(), 19_000_000 / line.len());
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9 ,:|\"\\\\{}\\[\\]]{0,20}", "\\PC{0,12}", Just("line\nline\ttab".to_owned())]
}

fn moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..4_000_000_000).prop_map(|s| Timestamp::from_second(s).unwrap())
}

fn speech() -> impl Strategy<Value = Said> {
    let by = prop::sample::select(vec![Speaker::Customer, Speaker::Assistant, Speaker::Human, Speaker::System]);
    (prop::option::of(moment()), by, text(), text()).prop_map(|(at, by, name, text)| Said { at, by, name, text })
}

fn any_case() -> impl Strategy<Value = IncomingCase> {
    let map = || prop::collection::btree_map("x[a-zA-Z0-9 ._\"-]{0,8}", text(), 0..4);
    let known = (prop::option::of(moment()), prop::option::of(0_u32..=100));
    let lists = (prop::collection::vec(text(), 0..3), prop::collection::vec(text(), 0..3));
    let signals = prop::collection::vec(prop::sample::select(Signal::ALL), 0..3);
    ("[A-Z0-9\"-]{1,10}", map(), known, prop::collection::vec(speech(), 0..4), map(), lists, signals).prop_map(
        |(id, mut fields, (opened, confidence), conversation, customer_data, (attempts, flags), signals)| {
            fields.extend(opened.map(|at| ("opened".to_owned(), at.to_string())));
            fields.extend(confidence.map(|c| ("confidence".to_owned(), c.to_string())));
            IncomingCase { id, fields, conversation, customer_data, attempts, flags, signals }
        },
    )
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same_case(case in any_case()) {
        let read = taken("case.json", &print(&case));
        prop_assert_eq!(&read.refused, &[]);
        prop_assert_eq!(&read.cases, std::slice::from_ref(&case));
        let line = serde_json::to_string(&case).unwrap();
        prop_assert_eq!(taken("case.jsonl", &format!("{line}\n{line}\n")).cases, vec![case.clone()]);
        let stored: IncomingCase = serde_json::from_str(&print(&case)).unwrap();
        prop_assert_eq!(stored, case);
    }

    #[test]
    fn a_cut_never_loses_a_whole_case(cases in prop::collection::vec(any_case(), 1..4), at in 0.0_f64..1.0) {
        let whole = taken("c.json", &print_all(&cases)).cases;
        let text = serde_json::to_string(&whole).unwrap();
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a short text")]
        let mut cut = (text.len() as f64 * at) as usize;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        let read = taken("c.json", &text[..cut]);
        prop_assert!(whole.starts_with(&read.cases));
        // Each case whose last letter is there was read.
        let mut end = 0;
        let mut there = 0;
        for case in &whole {
            end += serde_json::to_string(case).unwrap().len() + 1;
            there += usize::from(end <= cut);
        }
        prop_assert_eq!(read.cases.len(), there);
        prop_assert_eq!(read.refused.len(), 1);
    }

    #[test]
    fn no_bytes_stop_the_reader(
        name in prop::sample::select(vec!["a.json", "a.jsonl", "a.md", "a.csv", "a.tsv", "a.txt", "a"]),
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "[\\[\\]{}\":,a-c0-9 \n|#;-]{0,200}".prop_map(String::into_bytes),
            "(\\{\"(id|conversation|cases|at|flags|signals)\": ?[\\[{\"]{0,2}){0,6}[\\]}\"\n]{0,6}".prop_map(String::into_bytes),
            "(---\n)?([a-z]{1,4}: [a-z\\[\\]\"|>]{0,4}\n){0,4}(---\n)?(#{1,3} (Conversation|Attempts|Customer|Signals)\n([|:0-9a-z*-]{0,12}\n){0,4}){0,3}".prop_map(String::into_bytes),
        ],
    ) {
        let (zone, table) = (TimeZone::UTC, tickets());
        let read = read(name, &bytes, &Reading { now: now(), zone: &zone, table: Some(&table), mapping: None });
        prop_assert_eq!(read.cases.len(), read.places.len());
        prop_assert!(read.refused.iter().all(|r| r.text.chars().count() <= SHOWN + 1 && !r.why.is_empty()));
    }
}

#[test]
fn a_pasted_table_is_seen_by_its_headings() {
    let zone = TimeZone::UTC;
    let reading = Reading { now: now(), zone: &zone, table: None, mapping: None };
    let form = |text: &str| by_content(text, &reading);
    assert_eq!(form("id,opened\nA,\n"), Form::Csv);
    assert_eq!(form("Ticket\tid\n7\tA\n"), Form::Csv);
    assert_eq!(form("Hello, my id is 7.\nGoodbye"), Form::Markdown);
    assert_eq!(form("id,opened"), Form::Markdown, "headings alone hold no case");
    assert_eq!(form("{\"id\": 1}"), Form::Json);
}
