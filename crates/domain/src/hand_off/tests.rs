use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::block::{Block, BlockKind};
use crate::case::brief::{BriefSource, extract};
use crate::case::{IncomingCase, Said, Speaker};
use crate::directory::Directory;
use crate::id::{ChainId, DocumentId, EntryId, RowId, SectionId};
use crate::log::{Author, CaseHandOff, Fact, HandOffStep, NewEntry, Recorded, Waived};
use crate::variable::Variables;

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment of a test")
}

fn policy() -> HandOffPolicy {
    let text = |name: &str, body: &str, language: &str| PolicyText {
        name: name.into(),
        body: body.into(),
        language: language.into(),
    };
    HandOffPolicy {
        title: "Policy".into(),
        language: "en".into(),
        platform: "Zendesk".into(),
        connected: true,
        ask_consent: true,
        consent_answer: "Yes, connect me with an agent".into(),
        require_sign_in: true,
        otherwise: ["Error to the owner", "State Declined", "State E-mail asked"].map(str::to_owned).to_vec(),
        texts: vec![
            text("Offer", "Shall I connect you?", "en"),
            text("Offer", "Soll ich verbinden?", "de"),
            text("Sent to your team", "You get an answer by {{next_update_at}}.", "en"),
        ],
        custom_message: "I cannot pass this on here.".into(),
        links: vec![("Help centre".into(), "https://example.org/help".into()), ("Form".into(), String::new())],
        ..HandOffPolicy::default()
    }
}

fn item(n: u128, name: &str, required: bool) -> RequiredItem {
    RequiredItem { row: RowId::new(Uuid::from_u128(n)), item: name.into(), required, source: String::new() }
}

fn source(lines: &[(Speaker, &str)], email: &str) -> BriefSource {
    let at = Some(moment("2026-03-11T12:57:00Z"));
    let said = |(by, text): &(Speaker, &str)| Said { at, by: *by, name: String::new(), text: (*text).into() };
    let mut case = IncomingCase { conversation: lines.iter().map(said).collect(), ..IncomingCase::default() };
    if !email.is_empty() {
        case.customer_data.insert("email".into(), email.into());
    }
    BriefSource { case, row: Vec::new() }
}

fn somebody() -> Receiver {
    Receiver { to: "p".into(), name: "Ada".into(), problem: String::new() }
}

#[test]
fn the_gate_names_what_is_missing_and_a_person_waives_it_with_a_reason() {
    let (policy, receiver) = (policy(), somebody());
    let source = source(&[(Speaker::Customer, "I want a refund.")], "");
    let items = [item(1, "Request in one sentence", true), item(2, "Promises made, with their times", true)];
    let brief = extract(&source);
    let look = GateSource {
        brief: &brief,
        source: &source,
        items: &items,
        policy: Some(&policy),
        receiver: &receiver,
        because: "",
        zone: &TimeZone::UTC,
    };
    let mut found = gate(&look);
    let missing: Vec<&str> = found.missing().iter().map(|line| line.key.as_str()).collect();
    assert_eq!(missing, ["consent", "identity", &items[1].row.to_string()]);
    assert_eq!(found.lines[1].otherwise, "State Declined");
    assert_eq!(found.percent, 57, "4 of 7");
    let waived = [
        Waived { item: "consent".into(), reason: "said yes by telephone at 14:02".into() },
        Waived { item: "PROMISES made,  with their times".into(), reason: "none were made".into() },
        Waived { item: "platform".into(), reason: "it is there already".into() },
    ];
    assert_eq!(found.waive(&waived), [&waived[2]], "what is not missing is not waived");
    assert_eq!(found.missing().len(), 1);
    assert_eq!(found.percent, 57, "what is waived is not complete");
    assert_eq!(found.waived()[1].item, "Promises made, with their times", "as the line is called");
}

#[test]
fn a_gate_that_everything_is_there_for_says_from_what() {
    let (policy, receiver) = (policy(), somebody());
    let lines = [
        (Speaker::Customer, "I want a refund for order 77-1."),
        (Speaker::Assistant, "Shall I connect you?"),
        (Speaker::Customer, "Yes please"),
    ];
    let source = source(&lines, "kim@example.org");
    let items = [
        item(1, "Full transcript with timestamps", true),
        item(2, "E-mail address of the visitor", true),
        item(3, "Profile id, if there is one", false),
        item(4, "Consent: words and time", true),
        item(5, "Constraints: contract, consent, law, what must not be said", false),
        item(6, "Pictures and files", false),
    ];
    let mut brief = extract(&source);
    brief.ask_for(items.iter().map(|item| item.item.clone()));
    let look = GateSource {
        brief: &brief,
        source: &source,
        items: &items,
        policy: Some(&policy),
        receiver: &receiver,
        because: "",
        zone: &TimeZone::UTC,
    };
    let found = gate(&look);
    assert!(found.missing().is_empty(), "{:?}", found.missing());
    assert_eq!(found.percent, 100);
    let states: Vec<LineState> = found.lines.iter().skip(5).map(|line| line.state).collect();
    let (there, absent) = (LineState::Complete, LineState::Absent);
    assert_eq!(states, [there, there, absent, there, absent, absent]);
    assert_eq!(found.lines[10].part, "pictures and files", "a person may write it there");
    // Without a policy, consent and identity are not asked for.
    let bare = gate(&GateSource { policy: None, items: &items[..1], ..look });
    assert_eq!(bare.lines.iter().map(|line| line.key.as_str()).next(), Some("owner"));
    assert_eq!(bare.lines.len(), 2);
}

#[test]
fn a_queue_answers_for_nothing() {
    let directory = Directory::default();
    assert!(receiver(&directory, " ").problem.contains("Nobody is named"));
    let queue = receiver(&directory, "Tier 1 queue");
    assert!(queue.problem.contains("a queue answers for nothing"), "{queue:?}");
}

#[test]
fn the_customer_is_told_in_their_language_and_what_is_not_known_is_said() {
    let policy = policy();
    let none = Variables::new();
    let offer = say(&policy, Say::Offer, "de-AT", &none).expect("it has one");
    assert_eq!((offer.body.as_str(), offer.remarks.len()), ("Soll ich verbinden?", 0));
    let offer = say(&policy, Say::Offer, "ko", &none).expect("it has one");
    assert_eq!(offer.body, "Shall I connect you?");
    assert_eq!(offer.remarks, ["The policy has no “Offer” in ko; this is in en"]);
    let sent = say(&policy, Say::SentToTeam, "", &none).expect("it has one");
    assert_eq!(sent.remarks, ["Not known, write it: {{next_update_at}}"]);
    let known = Variables::from([("next_update_at".to_owned(), "16:00".to_owned())]);
    assert_eq!(say(&policy, Say::SentToTeam, "en", &known).expect("it has one").body, "You get an answer by 16:00.");
    let custom = say(&policy, Say::CustomMessage, "", &none).expect("it has one");
    assert_eq!(custom.body, "I cannot pass this on here.\n\n- Help centre: https://example.org/help");
    assert_eq!(custom.remarks, ["No address in the policy for: Form"]);
    assert_eq!(say(&policy, Say::AutoReply, "", &none), None);
    assert_eq!(Say::of(HandOffState::TicketCreated, &policy, false), Some(Say::AutoReply));
    assert_eq!(Say::of(HandOffState::NobodyAvailable, &policy, true), Some(Say::NotInTime));
}

#[test]
fn tickets_have_the_fields_that_the_platforms_take() {
    let ticket = Ticket {
        id: "C-1".into(),
        subject: format!("  {} ", "long ".repeat(60)),
        body: "Brief".into(),
        email: "kim@example.org".into(),
        priority: "High".into(),
        tags: vec!["Level L2".into(), String::new()],
        ..Ticket::default()
    };
    let sent = zendesk(&ticket);
    assert_eq!(sent["ticket"]["comment"], serde_json::json!({ "body": "Brief", "public": false }));
    assert_eq!(sent["ticket"]["requester"]["name"], "kim@example.org");
    assert_eq!((&sent["ticket"]["priority"], &sent["ticket"]["tags"][0]), (&"high".into(), &"level_l2".into()));
    assert!(sent["ticket"]["subject"].as_str().is_some_and(|s| s.chars().count() <= SUBJECT_LIMIT && s.ends_with('…')));
    let sent = gorgias(&ticket);
    assert_eq!((&sent["via"], &sent["messages"][0]["from_agent"]), (&"api".into(), &false.into()));
    assert_eq!(sent["messages"][0]["sender"]["email"], "kim@example.org");
    assert_eq!(sent["tags"][0]["name"], "level_l2");
    let bare = zendesk(&Ticket { id: "C-2".into(), ..Ticket::default() });
    assert_eq!(bare["ticket"]["subject"], "Case C-2");
    assert!(bare["ticket"].get("requester").is_none() && bare["ticket"].get("priority").is_none());
    assert!(gorgias(&Ticket::default()).get("customer").is_none());
}

#[test]
fn text_forms_say_where_each_line_is_from() {
    let source = source(&[(Speaker::Customer, "I want a refund.\nNow."), (Speaker::Assistant, "Of course.")], "");
    let text = brief_text(&extract(&source));
    assert!(text.contains("Request in one sentence:\n- I want a refund. (line 1)"), "{text}");
    assert!(text.contains("Promises made, with their times:\n- nothing was found"), "{text}");
    let talk = transcript_text(&source.case, &TimeZone::UTC);
    assert_eq!(
        talk,
        "1. 2026-03-11 12:57 Customer: I want a refund.\n   Now.\n2. 2026-03-11 12:57 Assistant: Of course."
    );
}

#[test]
fn a_record_is_filled_and_what_a_customer_wrote_is_only_words() {
    let source = source(&[(Speaker::Customer, "I want *all* of <b>it</b>.\n# Now")], "");
    let brief = extract(&source);
    let items = [item(1, "Request in one sentence", true), item(2, "Promised times, to whom", true)];
    let look = GateSource {
        brief: &brief,
        source: &source,
        items: &items,
        policy: None,
        receiver: &somebody(),
        because: "",
        zone: &TimeZone::UTC,
    };
    let mut gate = gate(&look);
    gate.waive(&[Waived { item: "Promised times, to whom".into(), reason: "none".into() }]);
    let mut n = 100;
    let mut document = crate::document::Document::new("Record", "case-hand-off-record");
    let table = crate::preset::block(&BlockKind::Table, "hand-off-context", &mut || {
        n += 1;
        Uuid::from_u128(n)
    });
    let at = |n| SectionId::new(Uuid::from_u128(n));
    let section = |pos: &crate::Position, kind: BlockKind, block: Block| crate::block::Section {
        pos: pos.clone(),
        heading: "x".into(),
        depth: 1,
        label: String::new(),
        guidance: String::new(),
        kind,
        block,
        deleted_at: None,
    };
    let places = crate::Position::series(2);
    document.sections.insert(at(1), section(&places[0], BlockKind::Table, table));
    let told = Block { text: "By {{next_update_at}}.".into(), ..Block::default() };
    document.sections.insert(at(2), section(&places[1], BlockKind::Prose, told));
    let record = Record {
        id: "C-1",
        from: "",
        to: &"Ada".to_owned(),
        brief: &brief,
        source: &source,
        gate: &gate,
        hand_off: None,
        told: "By 16:00.",
        promised_at: None,
        zone: &TimeZone::UTC,
    };
    fill_record(&mut document, &record, at(3), || {
        n += 1;
        RowId::new(Uuid::from_u128(n))
    });
    let block = &document.sections[&at(1)].block;
    let says = |row: usize, key: &str| block.cell_text(block.live_rows()[row].1, key).to_owned();
    assert_eq!((says(0, "complete"), says(1, "complete")), ("yes".into(), "no".into()));
    assert_eq!(says(0, "content"), "- I want \\*all\\* of \\<b\\>it\\</b\\>. (line 1)");
    assert_eq!(says(1, "content"), "Goes without: none");
    assert_eq!(document.sections[&at(2)].block.text, "By 16:00.");
    let talk = &document.sections[&at(3)].block.text;
    assert!(
        talk.starts_with("1. 2026-03-11 12:57 Customer: I want \\*all\\*") && talk.ends_with("   \\# Now"),
        "{talk}"
    );
}

fn recorded(n: usize, step: HandOffStep) -> Recorded {
    let at = moment("2026-03-13T12:00:00Z") + jiff::SignedDuration::from_mins(i64::try_from(n).unwrap_or(0));
    let id = |n: u128| Uuid::from_u128(n);
    let fact = Fact::CaseHandOff(CaseHandOff {
        document: DocumentId::new(id(1)),
        section: SectionId::new(id(2)),
        row: RowId::new(id(3)),
        step,
    });
    let entry = NewEntry {
        id: EntryId::new(id(1000 + n as u128)),
        incident: None,
        event_at: at,
        entered_at: at,
        author: Author { person: None, name: "Ada".into(), recorded_by: None },
        text: String::new(),
        fact,
        mentions: Vec::new(),
    };
    Recorded { entry: entry.link(ChainId::new(id(9)), u32::try_from(n).unwrap_or(0), Vec::new()), arrived_at: at }
}

fn created(to: &str) -> HandOffStep {
    HandOffStep::TicketCreated {
        to: to.into(),
        from: String::new(),
        complete: 80,
        waived: Vec::new(),
        policy: None,
        platform: "Zendesk".into(),
        ticket: "77".into(),
    }
}

fn folded_of(log: &[Recorded]) -> Option<HandOff> {
    HandOff::fold(log, DocumentId::new(Uuid::from_u128(1)), RowId::new(Uuid::from_u128(3)))
}

#[test]
fn steps_fold_to_a_state_with_its_clock() {
    assert_eq!(folded_of(&[]), None);
    let steps = vec![
        HandOffStep::Offered { because: "Asked".into() },
        created("Team"),
        HandOffStep::Rerouted { from: "Team".into(), to: "Bo".into(), reason: "other skill".into() },
        HandOffStep::PickedUp { by: "Bo".into() },
    ];
    let mut log: Vec<Recorded> = steps.into_iter().enumerate().map(|(n, step)| recorded(n, step)).collect();
    // An entry that came twice, from two laptops, counts once.
    log.push(log[2].clone());
    let found = folded_of(&log).expect("it was begun");
    assert_eq!((found.state, found.moves, found.accepted_by.as_str()), (HandOffState::PickedUp, 1, "Bo"));
    assert_eq!((found.to.as_str(), found.ticket.as_str(), found.turns.len()), ("Bo", "77", 4));
    let mut policy = policy();
    assert_eq!(found.due(&policy), None);
    let rule = StateRule { within: Some(jiff::SignedDuration::from_mins(15)) };
    policy.states.insert(HandOffState::PickedUp, rule);
    assert_eq!(found.due(&policy), Some(moment("2026-03-13T12:18:00Z")));
    // The facts are read back as they were written.
    for known in &log {
        let fact = known.entry.fact().expect("this version knows it");
        assert_eq!(fact.clone().into_parts(), (known.entry.kind.clone(), known.entry.payload.clone()));
        assert!(known.entry.is_intact());
    }
    assert_eq!(log[0].entry.kind, "case_hand_off");
}

#[test]
fn a_state_is_known_by_its_name_and_in_another_language_by_its_number() {
    assert_eq!(HandOffState::from_name("e-mail  ASKED"), Some(HandOffState::EmailAsked));
    assert_eq!(HandOffState::from_name("Angeboten"), None);
    assert_eq!((HandOffState::nth(0), HandOffState::nth(5)), (None, Some(HandOffState::PickedUp)));
}

fn any_step() -> impl Strategy<Value = HandOffStep> {
    prop::sample::select(vec![
        HandOffStep::Offered { because: String::new() },
        HandOffStep::Declined {},
        HandOffStep::EmailAsked {},
        created("A"),
        HandOffStep::CustomMessage { policy: None },
        HandOffStep::PickedUp { by: "B".into() },
        HandOffStep::NobodyAvailable { until: None },
        HandOffStep::Returned { to: String::new(), reason: "r".into() },
        HandOffStep::Rerouted { from: "A".into(), to: "C".into(), reason: "r".into() },
        HandOffStep::ChatEnded {},
    ])
}

proptest! {
    #[test]
    fn nobody_has_a_case_that_was_not_handed_over(steps in prop::collection::vec(any_step(), 0..16)) {
        let mut log = Vec::new();
        let mut state = None;
        for step in steps.into_iter() {
            if may_follow(state, &step) {
                state = Some(step.state());
                log.push(recorded(log.len(), step));
            }
        }
        let found = folded_of(&log);
        prop_assert_eq!(found.as_ref().map(|f| f.state), state);
        if let Some(found) = found {
            let is_made = |turn: &HandOffTurn| matches!(turn.step, HandOffStep::TicketCreated { .. });
            let was_made = found.turns.iter().any(is_made);
            prop_assert!(was_made || found.accepted_by.is_empty());
            prop_assert!(was_made || found.moves == 0);
            prop_assert!(found.state != HandOffState::PickedUp || !found.accepted_by.is_empty());
            prop_assert!(!found.state.is_waiting() || (!found.to.is_empty() && found.accepted_by.is_empty()));
        }
    }
}
