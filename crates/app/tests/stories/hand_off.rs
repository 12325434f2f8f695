//! A case goes from the assistant to a human: its brief, its gate, and the steps until somebody has it.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::api::case::{AddedCases, CaseFile, CaseTable};
use bridgebook_app::api::hand_off::{AskedHandOff, CaseNamed, HandOffAct, HandOffDone, HandOffReading};
use bridgebook_app::api::intent::{Edit, Intent, Outcome};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::clock::Clock as _;
use bridgebook_domain::case::brief::{BriefLine, Cite};
use bridgebook_domain::hand_off::{HandOffState, LineState};
use bridgebook_domain::log::Waived;
use bridgebook_domain::{BlockKind, DocumentId, Path};

use crate::desk::{Desk, at};

const SUPPORT: &str = "customer-service-escalation";
const POLICY: &str = "ai-hand-off-policy";
/// Words of the customer that may lie nowhere in the open.
pub const SECRET: [&str; 3] = ["wants the blue parcel", "kim@example.org", "ring the neighbour"];

fn case(consents: bool) -> serde_json::Value {
    let answer = if consents { "Yes, connect me with an agent" } else { "No idea" };
    serde_json::json!([{
        "id": "C-1", "opened": "2026-03-13T11:50:00Z", "subject": "Parcel", "priority": "High", "confidence": 62,
        "handled_by": "AI", "Escalation reason": "Explicit request", "tier": "VIP", "language": "en",
        "conversation": [
            {"at": "2026-03-13T11:50:00Z", "by": "customer", "text": "Hello! My son wants the blue parcel 77-1 today."},
            {"at": "2026-03-13T11:51:00Z", "by": "assistant", "text": "I have searched for it. You get news within 2 hours."},
            {"at": "2026-03-13T11:52:00Z", "by": "customer", "text": "You must ring the neighbour. Can you do that?"},
            {"at": "2026-03-13T11:53:00Z", "by": "customer", "text": answer},
        ],
        "customer_data": {"e-mail": "kim@example.org", "orders": "3"},
        "attempts": ["searched for the parcel"],
    }])
}

/// A desk with a case, a policy and two people.
async fn desk(consents: bool) -> (Desk, DocumentId, DocumentId) {
    with_case(Desk::new().await, consents).await
}

/// The same at a desk of the caller's.
pub async fn with_case(desk: Desk, consents: bool) -> (Desk, DocumentId, DocumentId) {
    let document = desk.create(SUPPORT, "Support").await;
    desk.by_hand(document).await;
    let policy = desk.create(POLICY, "Policy").await;
    for name in ["Ada Lovelace", "Bo Berg"] {
        desk.done(Intent::AddToDirectory { kind: "person".into(), name: name.into() }).await;
    }
    let base64 = STANDARD.encode(case(consents).to_string());
    let files = vec![CaseFile::Bytes { file_name: "chat.json".into(), base64 }];
    let into = CaseTable { document: Some(document), ..CaseTable::default() };
    desk.done(Intent::AddCases(AddedCases { into, files })).await;
    (desk, document, policy)
}

pub fn named() -> CaseNamed {
    CaseNamed { id: "C-1".into(), document: None }
}

pub async fn reading(desk: &Desk, to: &str, form: &str) -> HandOffReading {
    let asked = AskedHandOff { case: named(), to: to.into(), form: form.into() };
    let Answer::HandOff(reading) = desk.ask(Query::HandOff(asked)).await else { panic!("a hand-off") };
    *reading
}

pub fn act(act: HandOffAct) -> Intent {
    Intent::HandOff(HandOffDone { case: named(), act })
}

fn over(to: &str, waived: &[(&str, &str)]) -> Intent {
    let waived =
        waived.iter().map(|(item, reason)| Waived { item: (*item).into(), reason: (*reason).into() }).collect();
    act(HandOffAct::HandOver { to: to.into(), waived, ticket: String::new() })
}

async fn says(desk: &Desk, document: DocumentId, key: &str) -> String {
    let content = desk.open(document).await.content;
    let (_, section) = content.preset("tickets").expect("the table of tickets");
    section.block.cell_text(section.block.live_rows()[0].1, key).to_owned()
}

/// Writes a field of the policy.
async fn field(desk: &Desk, policy: DocumentId, key: &str, words: &str) {
    let content = desk.open(policy).await.content;
    let (section, entry) = content.sections_of(&BlockKind::Fields)[0];
    let (column, row) = (entry.block.column_by_key(key).expect("a field").0, entry.block.live_rows()[0].0);
    let edit = Edit::SetWords { path: Path::Cell(section, row, column), words: words.into() };
    desk.edit(policy, Vec::new(), vec![edit]).await;
}

/// What is missing without a connected platform, where the customer did not agree in words that count.
const LACKS: [(&str, &str); 2] = [("platform", "written into the inbox by hand"), ("consent", "agreed by telephone")];

pub async fn hand_over(desk: &Desk, policy: DocumentId) -> Outcome {
    field(desk, policy, "connected", "yes").await;
    desk.done(over("Ada Lovelace", &[])).await
}

#[tokio::test]
async fn the_gate_refuses_what_is_missing_until_a_person_waives_it_with_a_reason() {
    let (desk, document, policy) = desk(false).await;
    let found = reading(&desk, "", "").await;
    assert_eq!(found.policy.as_ref().map(|p| p.document), Some(policy), "the only policy there is");
    let missing = |found: &HandOffReading| -> Vec<String> {
        found.gate.lines.iter().filter(|l| l.state == LineState::Missing).map(|l| l.key.clone()).collect()
    };
    assert_eq!(missing(&found), ["platform", "consent", "owner"], "{:?}", found.gate);
    assert!(found.receiver.problem.contains("names nobody behind Support Agent"), "{:?}", found.receiver);
    let refused = desk.refused(over("", &[])).await;
    assert!(
        refused.message.starts_with("3 required lines are missing: The chosen platform is connected"),
        "{refused:?}"
    );
    assert_eq!(refused.details.len(), 3);
    let refused = desk.refused(over("Tier 1 queue", &LACKS)).await;
    assert!(refused.details[0].contains("a queue answers for nothing"), "{refused:?}");
    assert!(desk.refused(over("Bo Berg", &[("platform", " ")])).await.message.contains("A reason is needed"));
    let absent = [LACKS[0], LACKS[1], ("Pictures and files", "there are none")];
    assert!(desk.refused(over("Bo Berg", &absent)).await.message.contains("nothing that is missing here"));
    let known: Vec<_> = desk.log(None).await.into_iter().map(|row| row.id).collect();
    assert_eq!(reading(&desk, "", "").await.now, None, "nothing was handed over");
    desk.done(over("Bo Berg", &LACKS)).await;
    let log = desk.log(None).await;
    let mut new: Vec<&str> = log.iter().filter(|row| !known.contains(&row.id)).map(|row| row.kind.as_str()).collect();
    new.sort_unstable();
    assert_eq!(
        new,
        ["case_changed", "case_hand_off"],
        "the hand-over and whose it is now; the edit of the row belongs to the burst that is in the log already"
    );
    let entry = log.iter().find(|row| row.kind == "case_hand_off").expect("the hand-over");
    assert!(entry.text.starts_with("C-1: handed over to Bo Berg by Own inbox, "), "{}", entry.text);
    let without = "It goes without “The chosen platform is connected” (written into the inbox by hand), “Consent";
    assert!(entry.text.contains(without) && entry.text.ends_with("(agreed by telephone)"), "{}", entry.text);
    let now = reading(&desk, "", "").await;
    assert!(missing(&now).is_empty(), "what was waived stays so: {:?}", now.gate);
    assert_eq!(
        now.now.as_ref().map(|n| (n.state, n.complete)),
        Some((HandOffState::TicketCreated, Some(now.gate.percent)))
    );
    assert!(!says(&desk, document, "owner").await.is_empty(), "somebody answers for it from now on");
    for words in SECRET {
        assert!(!desk.lies_on_disk(words), "{words}");
    }
}

#[tokio::test]
async fn a_case_is_taken_returned_and_sent_to_somebody_else() {
    let (desk, document, policy) = desk(true).await;
    desk.done(act(HandOffAct::Offer { because: "Asked for a human".into() })).await;
    let offered = reading(&desk, "Ada Lovelace", "").await;
    let may: Vec<&str> = offered.next.iter().map(|next| next.act.as_str()).collect();
    assert_eq!(may, ["decline", "ask_email", "hand_over", "say_custom_message", "end_chat"]);
    assert!(offered.told.is_some_and(|text| text.name == "Offer" && text.body.contains("connect you")));
    let early = desk.refused(act(HandOffAct::Accept { by: "Ada Lovelace".into() })).await;
    assert!(early.message.contains("stands at “offered”, from where it cannot be “picked up”"), "{early:?}");

    hand_over(&desk, policy).await;
    let given = reading(&desk, "", "").await;
    let now = given.now.expect("it stands somewhere");
    assert_eq!((now.state, now.to.as_str()), (HandOffState::TicketCreated, "Ada Lovelace"));
    assert_eq!(now.due_at.as_deref(), Some("2026-03-13T12:01:00Z"), "at most a minute, as the policy says");
    // Within office hours an answer is due four working hours later.
    assert_eq!(given.answer_by.as_deref(), Some("2026-03-13T16:00:00Z"));
    let told = given.told.expect("the policy has a text");
    assert!(told.name == "Sent to your team" && told.body.contains("by 16:00"), "{told:?}");

    desk.later(1);
    desk.done(act(HandOffAct::Accept { by: "Ada Lovelace".into() })).await;
    let taken = reading(&desk, "", "").await;
    assert_eq!(taken.now.map(|now| (now.name, now.accepted_by)), Some(("Picked up".into(), "Ada Lovelace".into())));
    let ada = says(&desk, document, "owner").await;
    assert_eq!(says(&desk, document, "handled_by").await, "human");
    assert_eq!(says(&desk, document, "responded").await, "", "the first response is a person's to give");

    desk.later(1);
    let refused = desk.refused(act(HandOffAct::Reroute { to: "Ada Lovelace".into(), reason: "skill".into() })).await;
    assert!(refused.message.contains("Ada Lovelace has it already"), "{refused:?}");
    desk.done(act(HandOffAct::Reroute { to: "Bo Berg".into(), reason: "Wrong skill".into() })).await;
    assert_eq!(says(&desk, document, "rerouted").await, "1");
    assert_ne!(says(&desk, document, "owner").await, ada);
    desk.later(1);
    let done = desk.done(act(HandOffAct::Return { reason: "Context incomplete".into() })).await;
    assert!(done.remarks[0].contains("Nobody answers for it now"), "{done:?}");
    assert_eq!(
        (says(&desk, document, "rerouted").await, says(&desk, document, "owner").await),
        ("2".into(), String::new())
    );
    let back = reading(&desk, "", "").await;
    assert_eq!(back.now.map(|now| (now.state, now.moves)), Some((HandOffState::Returned, 2)));
    let words: Vec<&str> = back.turns.iter().map(|turn| turn.words.as_str()).collect();
    assert_eq!(words[0], "a human was offered to the customer: Asked for a human");
    assert_eq!(
        words[2..],
        ["picked up by Ada Lovelace", "re-routed to Bo Berg: Wrong skill", "returned: Context incomplete"]
    );
    // One step takes the change of the row back; what happened stays in the log.
    desk.done(Intent::Undo { document }).await;
    assert_eq!(says(&desk, document, "rerouted").await, "1");
    assert_eq!(reading(&desk, "", "").await.turns.len(), 5);
    for words in SECRET {
        assert!(!desk.lies_on_disk(words), "{words}");
    }
}

#[tokio::test]
async fn outside_of_office_hours_nobody_is_available_and_the_customer_is_told_so() {
    let (desk, _, policy) = desk(true).await;
    desk.clock.set(at("2026-03-13T22:00:00Z"));
    hand_over(&desk, policy).await;
    let given = reading(&desk, "", "").await;
    assert_eq!(given.now.map(|now| now.state), Some(HandOffState::NobodyAvailable));
    assert!(given.told.is_some_and(|text| text.name == "Auto-reply"));
    let hours = given.policy.expect("the policy");
    assert_eq!((hours.calendar.as_str(), hours.is_open), ("Office hours", false));
    let words = &given.turns[1].words;
    assert!(words.starts_with("nobody is available; office hours begin at 2026-03-16"), "{words}");
    desk.clock.set(at("2026-03-16T10:00:00Z"));
    desk.done(act(HandOffAct::Accept { by: "Bo Berg".into() })).await;
    assert!(reading(&desk, "", "").await.told.is_some_and(|text| text.name == "Picked up"));
}

#[tokio::test]
async fn a_policy_that_hands_nothing_over_has_its_message_said() {
    let (desk, _, policy) = desk(true).await;
    field(&desk, policy, "method", "Custom message, no hand-off").await;
    let refused = desk.refused(over("Bo Berg", &[])).await;
    assert!(refused.message.contains("“Policy” hands nothing over"), "{refused:?}");
    let before = reading(&desk, "", "").await;
    let told = before.told.expect("the message");
    assert!(told.body.starts_with("I cannot pass this on"), "{told:?}");
    assert_eq!(told.remarks, ["No address in the policy for: Help centre, Frequently asked questions, Contact form"]);
    assert_eq!(before.next.len(), 1, "only the message can be said: {:?}", before.next);
    desk.done(act(HandOffAct::SayCustomMessage {})).await;
    let said = reading(&desk, "", "").await;
    assert_eq!(said.now.map(|now| now.state), Some(HandOffState::CustomMessage));
    assert!(said.turns[0].words.contains("nothing was handed over"));
}

#[tokio::test]
async fn a_brief_is_edited_kept_encrypted_and_let_go() {
    let (desk, document, _) = desk(true).await;
    let mut brief = reading(&desk, "", "").await.brief;
    assert_eq!(brief.lines("question")[0].text, "Can you do that?");
    assert_eq!(brief.lines("promises")[0].cites, [Cite::Line { line: 2 }]);
    brief.parts[0].lines = vec![BriefLine { text: "Ring the neighbour at once".into(), cites: Vec::new() }];
    desk.done(act(HandOffAct::KeepBrief { brief: brief.clone() })).await;
    let kept = reading(&desk, "", "").await;
    assert!(kept.is_edited && !kept.is_behind);
    assert_eq!(kept.brief.lines("request")[0].text, "Ring the neighbour at once");
    assert!(!desk.lies_on_disk("Ring the neighbour at once"), "it is personal data too");
    let again = desk.done(act(HandOffAct::KeepBrief { brief })).await;
    assert!(again.heads.is_empty(), "nothing was changed");
    // The conversation is still found beside it, and a newer report tells that the brief is behind.
    let newer = case(true).to_string().replace("No idea", "Yes").replace("Can you do that?", "Can you do it today?");
    let files = vec![CaseFile::Bytes { file_name: "chat.json".into(), base64: STANDARD.encode(newer) }];
    let into = CaseTable { document: Some(document), ..CaseTable::default() };
    desk.done(Intent::AddCases(AddedCases { into, files })).await;
    let behind = reading(&desk, "", "").await;
    assert!(behind.is_edited && behind.is_behind && behind.case.is_some());
    assert!(behind.brief.lines("question")[0].cites.is_empty(), "nobody said it so any more");
    desk.done(act(HandOffAct::ForgetBrief {})).await;
    let fresh = reading(&desk, "", "").await;
    assert!(!fresh.is_edited);
    assert_eq!(fresh.brief.lines("question")[0].text, "Can you do it today?");
}

#[tokio::test]
async fn brief_and_case_are_exported_and_the_log_says_only_that() {
    let (desk, _, policy) = desk(true).await;
    hand_over(&desk, policy).await;
    let zendesk = reading(&desk, "", "zendesk").await.text;
    let ticket: serde_json::Value = serde_json::from_str(&zendesk).expect("JSON");
    assert_eq!(ticket["ticket"]["external_id"], "C-1");
    assert_eq!(ticket["ticket"]["requester"]["email"], "kim@example.org");
    assert_eq!((&ticket["ticket"]["priority"], &ticket["ticket"]["subject"]), (&"high".into(), &"Parcel".into()));
    let markdown = reading(&desk, "", "markdown").await.text;
    for words in
        ["Hand-off of C-1", "template: case-hand-off-record", "ring the neighbour", "## Conversation", "Ada Lovelace"]
    {
        assert!(markdown.contains(words), "{words}: {markdown}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (form, begins) in [("pdf", "%PDF"), ("gorgias", "{"), ("markdown", "---"), ("zendesk", "{")] {
        let path = folder.path().join(form);
        let export = HandOffAct::Export { form: form.into(), path: path.display().to_string() };
        let done = desk.done(act(export)).await;
        assert!(done.remarks[0].starts_with("Written: "), "{done:?}");
        assert!(fs::read(&path).expect("a file").starts_with(begins.as_bytes()), "{form}");
    }
    let export = HandOffAct::Export { form: "word".into(), path: folder.path().join("x").display().to_string() };
    assert!(desk.refused(act(export)).await.message.contains("is not a form of a brief"));
    let log = desk.log(None).await;
    assert_eq!(log.iter().filter(|row| row.kind == "exported").count(), 4);
    for words in SECRET {
        assert!(!desk.lies_on_disk(words), "{words}");
        assert!(log.iter().all(|row| !row.text.contains(words)), "{words}");
    }
    assert_eq!(desk.documents().await.iter().filter(|d| d.template == "case-hand-off-record").count(), 0);
}

#[tokio::test]
async fn a_table_of_hand_offs_shows_state_and_ticket_in_its_row() {
    let (desk, _, policy) = desk(true).await;
    field(&desk, policy, "connected", "yes").await;
    let one = r#"[{"id": "H-1", "email": "kim@example.org", "reason": "Explicit request", "confidence": 40, "conversation": [
        {"at": "2026-03-13T11:50:00Z", "by": "customer", "text": "I need an agent."}], "attempts": ["looked it up"],
        "signals": ["human asked"]}]"#;
    let files = vec![CaseFile::Bytes { file_name: "chat.json".into(), base64: STANDARD.encode(one) }];
    let into = CaseTable { document: Some(policy), ..CaseTable::default() };
    desk.done(Intent::AddCases(AddedCases { into, files })).await;
    let case = CaseNamed { id: "H-1".into(), document: Some(policy) };
    let waived = vec![Waived { item: "Promises made, with their times".into(), reason: "none were made".into() }];
    let act = HandOffAct::HandOver { to: "Bo Berg".into(), waived, ticket: "4711".into() };
    desk.done(Intent::HandOff(HandOffDone { case, act })).await;
    let content = desk.open(policy).await.content;
    let (_, section) = bridgebook_domain::trigger::case_tables(&content)[0];
    let row = section.block.live_rows()[0].1;
    let (_, column) = section.block.column_by_key("status").expect("the state");
    assert_eq!(column.choices[section.block.cell_text(row, "status")].name, "Ticket created");
    assert_eq!(section.block.cell_text(row, "ticket"), "4711");
}
