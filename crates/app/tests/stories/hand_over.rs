//! The shift of the sample's commander is handed over: offered with its document, read back, accepted or declined.

use std::collections::BTreeMap;

use bridgebook_app::api::intent::{Intent, Side};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::shift::HandOverReading;
use bridgebook_domain::{DocumentId, EntryId, RowId};

use crate::life::Desk;

impl Desk {
    fn offer(&self, incoming: &str) -> Intent {
        let incident = self.incident;
        Intent::OfferHandOver { incident, role: String::new(), incoming: incoming.into(), outgoing: String::new() }
    }

    /// Offers the commander's role and gives the offer and its document.
    async fn offered(&self, incoming: &str) -> (EntryId, DocumentId) {
        let ids = self.done(self.offer(incoming)).await.ids;
        (ids[0].parse().expect("an entry"), ids[1].parse().expect("a document"))
    }

    async fn waiting(&self) -> HandOverReading {
        let Answer::HandOvers(mut list) = self.ask(Query::HandOvers { incident: self.incident, id: None }).await else {
            panic!("a list")
        };
        assert_eq!(list.len(), 1);
        list.remove(0)
    }

    fn accept(&self, reading: &HandOverReading, said: &[(&str, &str)], ticked: Vec<RowId>) -> Intent {
        let answers: BTreeMap<String, String> = said.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let (incident, hand_over, questions) = (self.incident, reading.hand_over.id, "Who is on call at night?".into());
        Intent::AcceptHandOver { incident, hand_over, answers, ticked, questions }
    }
}

const SAID: [(&str, &str); 3] = [("severity", "SEV1"), ("state", "identified"), ("promise", "14:44")];

fn all(reading: &HandOverReading) -> Vec<RowId> {
    reading.items.iter().map(|i| i.row).collect()
}

#[tokio::test]
async fn the_document_holds_what_log_plan_directory_and_clocks_know() {
    let desk = Desk::sample().await;
    let (offer, document) = desk.offered("Tomás Herrera").await;
    let text = desk.markdown(document).await;
    for words in [
        "title: INC-2041 hand-over 14:47:12",
        "| Incident | INC-2041 Checkout: card payments failing in EU |",
        "| Outgoing | Katarzyna Wójcik |",
        "| Incoming | Tomás Herrera |",
        "| Period to | 2026-03-11 17:05 UTC |",
        "| Severity | SEV1 |",
        "| State | Identified |",
        "Conditions: 38 % of EU card payments fail, about 4,100 orders",
        "| Root cause | Known |",
        "| Cause | Harbourline refuses our certificate: chain incomplete since 4.2",
        "Roll back the Payments gateway to 4.1, node by node (Kim Ji-woo; due 15:03; 2 of 12 nodes at 14:46; way back: Add the chain to 4.2)",
        "| Connection pool of the gateway exhausted after 4.2 | Eliminated |",
        "| Executives | ",
        "2026-03-11 13:44:41 UTC | Communications Lead",
        "| Command bridge | Signal group Command |",
        "| Harbourline (Duty engineer) |",
        "| Sofia Brandt |",
        "| Confirm chain with Harbourline | Open action | Kim Ji-woo",
        "Update 4 to Customers | Approval pending |",
        "| Reachable by | +48 22 555 0141 |",
        "## Silenced alerts",
    ] {
        assert!(text.contains(words), "{words} is missing in:\n{text}");
    }
    let reading = desk.waiting().await;
    assert_eq!(reading.hand_over.id, offer);
    let gaps: Vec<&str> = reading.gaps.iter().map(|g| g.words.as_str()).collect();
    assert_eq!(gaps, ["Silenced alerts", "Risky events ahead", "Regulatory clocks"]);
    assert!(reading.gaps.iter().all(|g| !g.guidance.is_empty()), "each says what belongs there");
    assert_eq!(reading.items.len(), 10);
    let asked: Vec<&str> = reading.questions.iter().map(|q| q.key.as_str()).collect();
    assert_eq!(asked, ["severity", "state", "promise"]);
    let board = desk.board().await;
    assert_eq!(board.hand_overs.len(), 1, "the board shows what waits");
    assert_eq!(board.incident.commander, "Katarzyna Wójcik", "and nothing has passed");
}

#[tokio::test]
async fn the_role_passes_when_everything_is_read_back_and_not_before() {
    let desk = Desk::sample().await;
    let (_, document) = desk.offered("Tomás Herrera").await;
    let reading = desk.waiting().await;
    let mut wrong = SAID;
    wrong[0].1 = "SEV2";
    let error = desk.refused(desk.accept(&reading, &wrong, all(&reading))).await;
    assert_eq!(error.details, ["Which severity is it? “SEV2” was said, the log says SEV1"]);
    let error = desk.refused(desk.accept(&reading, &SAID, all(&reading)[1..].to_vec())).await;
    assert!(error.message.contains("1 of 10 are not read back"), "{}", error.message);
    let error = desk.refused(desk.accept(&reading, &[], all(&reading))).await;
    assert_eq!(error.details.len(), 3, "{:?}", error.details);
    assert_eq!(desk.board().await.incident.commander, "Katarzyna Wójcik", "nothing passed");

    desk.done(desk.accept(&reading, &SAID, all(&reading))).await;
    let board = desk.board().await;
    assert_eq!(board.incident.commander, "Tomás Herrera");
    assert!(board.hand_overs.is_empty());
    let held: Vec<&str> = board.roles.iter().filter(|r| r.role == "Incident Commander").map(|r| &*r.person).collect();
    assert_eq!(held, ["Tomás Herrera"], "one holds it");
    let told: Vec<String> = desk.log().await.into_iter().map(|r| r.text).take(6).collect();
    for words in [
        "Tomás Herrera has read back and accepts Incident Commander from Katarzyna Wójcik",
        "Katarzyna Wójcik leaves Incident Commander",
        "Tomás Herrera assumes Incident Commander",
    ] {
        assert!(told.iter().any(|text| text == words), "{words} is missing in {told:?}");
    }
    let text = desk.markdown(document).await;
    for words in
        ["status: approved", "| Accepted by | Tomás Herrera |", "Who is on call at night?", "| Log of the shift read"]
    {
        assert!(text.contains(words), "{words} is missing in:\n{text}");
    }
    let again = desk.refused(desk.accept(&reading, &SAID, all(&reading))).await;
    assert!(again.message.contains("does not wait any more"), "{}", again.message);
}

#[tokio::test]
async fn a_hand_over_can_be_declined_or_withdrawn_and_one_waits_at_a_time() {
    let desk = Desk::sample().await;
    let (first, _) = desk.offered("Tomás Herrera").await;
    let error = desk.refused(desk.offer("Sofia Brandt")).await;
    assert!(error.message.contains("is offered to Tomás Herrera already"), "{}", error.message);
    let end = |hand_over, side, reason: &str| {
        let (incident, reason) = (desk.incident, reason.to_owned());
        Intent::DeclineHandOver { incident, hand_over, side, reason }
    };
    assert!(desk.refused(end(first, Side::Incoming, " ")).await.message.contains("A reason is needed"));
    desk.done(end(first, Side::Incoming, "on a train")).await;
    let (second, _) = desk.offered("Sofia Brandt").await;
    desk.done(end(second, Side::Outgoing, "Tomás is back")).await;
    assert_eq!(desk.board().await.incident.commander, "Katarzyna Wójcik");
    let told: Vec<String> = desk.log().await.into_iter().map(|r| r.text).take(8).collect();
    for words in [
        "Tomás Herrera declines Incident Commander: on a train",
        "Katarzyna Wójcik withdraws the offer of Incident Commander: Tomás is back",
    ] {
        assert!(told.iter().any(|text| text == words), "{words} is missing in {told:?}");
    }
    let same = desk.refused(desk.offer("Katarzyna Wójcik")).await;
    assert!(same.message.contains("holds Incident Commander already"), "{}", same.message);
    let nobody = Intent::OfferHandOver {
        incident: desk.incident,
        role: "Finance".into(),
        incoming: "Sofia Brandt".into(),
        outgoing: String::new(),
    };
    assert!(desk.refused(nobody).await.message.contains("Nobody holds Finance"));
}
