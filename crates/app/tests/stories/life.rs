//! The life of the sample incident: its plan goes into the next period, it is handed over, others catch up, it ends.

use std::sync::Arc;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::incident::{Board, LogRow};
use bridgebook_app::api::intent::{Carry, Edit, Intent, Outcome};
use bridgebook_app::api::period::RollForwardReading;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::{Bridgebook, Options};
use bridgebook_domain::{DocumentId, IncidentId, Path, RowId, Value, canonical};
use tempfile::TempDir;

/// The sample's folder, at 14:47:12.
pub struct Desk {
    _folder: TempDir,
    pub app: Arc<Bridgebook>,
    pub incident: IncidentId,
}

impl Desk {
    pub async fn sample() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = Bridgebook::open(folder.path(), Options::sample()).await.expect("the sample opens");
        let Answer::Incidents(list) = app.query(Query::Incidents).await.expect("a list") else { panic!("a list") };
        Self { _folder: folder, incident: list[0].id, app }
    }

    pub async fn done(&self, intent: Intent) -> Outcome {
        let shown = format!("{intent:?}");
        self.app.intent(intent).await.unwrap_or_else(|e| panic!("{} {:?}, for {shown}", e.message, e.details))
    }

    pub async fn refused(&self, intent: Intent) -> ApiError {
        let shown = format!("{intent:?}");
        self.app.intent(intent).await.err().unwrap_or_else(|| panic!("was to be refused: {shown}"))
    }

    pub async fn ask(&self, query: Query) -> Answer {
        self.app.query(query).await.unwrap_or_else(|e| panic!("{}", e.message))
    }

    pub async fn board(&self) -> Board {
        let Answer::Board(board) = self.ask(Query::Board { incident: self.incident, at: None }).await else { panic!() };
        *board
    }

    pub async fn log(&self) -> Vec<LogRow> {
        let query = Query::Log { incident: Some(self.incident), text: String::new(), kinds: Vec::new() };
        let Answer::Log(rows) = self.ask(query).await else { panic!("a log") };
        rows
    }

    pub async fn markdown(&self, document: DocumentId) -> String {
        let Answer::Markdown(text) = self.ask(Query::Markdown { document, at: None }).await else { panic!("text") };
        text
    }

    /// What a document holds, without what it reads from the log.
    pub async fn content(&self, document: DocumentId) -> (String, String) {
        let Answer::Document(open) = self.ask(Query::Document { document, at: None }).await else { panic!("it") };
        (canonical::content_hash(&open.content), open.content.status().to_owned())
    }

    pub async fn plan(&self) -> DocumentId {
        self.board().await.plans.iter().find(|p| p.part == "action").expect("an action plan").document
    }

    async fn roll(&self) -> RollForwardReading {
        let query = Query::RollForward { incident: self.incident, to: "22:00".into() };
        let Answer::RollForward(reading) = self.ask(query).await else { panic!("a reading") };
        reading
    }

    fn start(&self, carry: Option<Carry>) -> Intent {
        Intent::StartPeriod { incident: self.incident, to: "22:00".into(), carry }
    }
}

fn lines(reading: &RollForwardReading, fate: &str) -> Vec<String> {
    let found = reading.lines.iter().filter(|l| l.fate == fate);
    found.map(|l| format!("{}: {}", l.words, l.why).trim_end_matches(": ").to_owned()).collect()
}

#[tokio::test]
async fn the_plan_goes_into_the_next_period_as_it_was_shown_and_can_be_brought_back() {
    let desk = Desk::sample().await;
    let reading = desk.roll().await;
    assert_eq!((reading.number, reading.to.as_str()), (2, "2026-03-11T21:00:00Z"));
    assert_eq!(
        lines(&reading, "dropped"),
        ["Find the cause: met", "Compare handshakes of 4.1 and 4.2 on one node: done"]
    );
    assert_eq!(lines(&reading, "carried").len(), 9, "{:?}", reading.lines);
    assert!(lines(&reading, "set").contains(&"Plan for period 1: Plan for period 2".to_owned()), "{:?}", reading.lines);
    assert_eq!((reading.checkpoint.as_str(), reading.approver.as_str()), ("Plan for period 2", "Incident Commander"));
    let plan = desk.plan().await;
    let before = desk.content(plan).await;
    assert_eq!(desk.board().await.incident.period.map(|p| p.number), Some(1), "looking changes nothing");

    desk.done(desk.start(Some(Carry { heads: reading.heads, drop: Vec::new() }))).await;
    let board = desk.board().await;
    assert_eq!(board.incident.period.as_ref().map(|p| (p.number, p.to.as_str())), Some((2, "2026-03-11T21:00:00Z")));
    let objectives: Vec<_> = board.objectives.iter().map(|o| (o.text.as_str(), o.state.as_str())).collect();
    assert_eq!(objectives.len(), 4, "{objectives:?}");
    assert!(objectives.iter().all(|(_, state)| *state == "carried"), "{objectives:?}");
    assert!(board.approvals.iter().any(|a| a.checkpoint == "Plan for period 2"), "{:?}", board.approvals);
    let after = desk.markdown(plan).await;
    for words in ["| Period | 2 | Period 2 | 2026-03-11 13:47:12 UTC | 2026-03-11 21:00 UTC |", "Hand-over to period 3"]
    {
        assert!(after.contains(words), "{words} is missing in:\n{after}");
    }
    assert!(!after.contains("Compare handshakes"));
    let after = desk.content(plan).await;
    let told: Vec<_> = desk.log().await.into_iter().take(8).map(|r| r.text).collect();
    let began = "Operational period 2 began; “INC-2041 action plan” goes on with 9 carried and 2 dropped";
    assert!(told.iter().any(|text| text == began), "{told:?}");

    let outcome = desk.done(Intent::Undo { document: plan }).await;
    assert!(outcome.can_redo);
    assert_eq!(desk.content(plan).await, before, "one step back, the whole plan");
    assert_eq!(desk.board().await.incident.period.map(|p| p.number), Some(2), "what happened stays in the log");
    desk.done(Intent::Redo { document: plan }).await;
    assert_eq!(desk.content(plan).await, after);
}

#[tokio::test]
async fn what_nobody_can_tell_is_asked_and_a_plan_that_changed_meanwhile_is_looked_at_again() {
    let desk = Desk::sample().await;
    let plan = desk.plan().await;
    let Answer::Document(open) = desk.ask(Query::Document { document: plan, at: None }).await else { panic!("it") };
    let (section, found) = open.content.preset("assignments").expect("assignments");
    let (state, _) = found.block.column_by_key("state").expect("a state");
    let row: RowId = found.block.live_rows()[2].0;
    let path = Path::Cell(section, row, state);
    let edit = Edit::Set { path, value: Some(Value::one("blocked")) };
    let old = desk.roll().await;
    desk.done(Intent::Edit { document: plan, heads: Vec::new(), edits: vec![edit] }).await;
    let error = desk.refused(desk.start(Some(Carry { heads: old.heads, drop: Vec::new() }))).await;
    assert!(error.message.contains("was changed since you looked"), "{}", error.message);
    assert_eq!(desk.board().await.incident.period.map(|p| p.number), Some(1), "and no period began");

    let reading = desk.roll().await;
    assert_eq!(lines(&reading, "decide"), ["Watch the error rate until it is below 0.3 %: blocked"]);
    desk.done(desk.start(Some(Carry { heads: reading.heads, drop: vec![row] }))).await;
    assert!(!desk.markdown(plan).await.contains("Watch the error rate"), "what was let go is gone");
}

#[tokio::test]
async fn who_still_had_to_approve_the_last_plan_is_asked_about_the_next_one_only() {
    let desk = Desk::sample().await;
    let plan = desk.plan().await;
    let ask = Intent::AskApproval {
        document: plan,
        checkpoint: "Plan for period 1".into(),
        approver: "Incident Commander".into(),
    };
    desk.done(ask).await;
    desk.done(desk.start(Some(Carry::default()))).await;
    let waiting: Vec<_> =
        desk.board().await.approvals.into_iter().filter(|a| a.document == plan).map(|a| a.checkpoint).collect();
    assert_eq!(waiting, ["Plan for period 2"]);
    let Answer::Approvals(all) = desk.ask(Query::Approvals { document: plan }).await else { panic!("approvals") };
    assert!(all.checkpoints.iter().any(|c| c.checkpoint == "Plan for period 2" && c.state == "asked"), "{all:?}");
    assert!(all.checkpoints.iter().all(|c| c.checkpoint != "Plan for period 1"), "{all:?}");
}

#[tokio::test]
async fn a_period_without_the_plan_begins_as_before() {
    let desk = Desk::sample().await;
    let before = desk.content(desk.plan().await).await;
    desk.done(desk.start(None)).await;
    assert_eq!(desk.board().await.incident.period.map(|p| p.number), Some(2));
    assert_eq!(desk.content(desk.plan().await).await, before);
    let planning = desk.board().await.planning.expect("a step");
    assert_eq!((planning.step.as_str(), planning.forms.as_str()), ("Approval of the plan", "ICS 202 to 206"));
}

#[tokio::test]
async fn who_joins_reads_what_changed_since_then_each_line_with_its_entry() {
    let desk = Desk::sample().await;
    let query = |since: &str| Query::CatchUp { incident: desk.incident, since: since.into() };
    let Answer::CatchUp(reading) = desk.ask(query("14:40")).await else { panic!("a reading") };
    assert_eq!(reading.since, "2026-03-11T13:40:00Z");
    let told: Vec<String> =
        reading.groups.iter().flat_map(|g| g.lines.iter().map(|l| format!("{}: {}", g.heading, l.words))).collect();
    let log = desk.log().await;
    for expected in [
        "State and severity: Identified: the certificate of the Harbourline client was rotated in 4.2 without the intermediate.",
        "Roles and periods: Legal and Privacy: Priya Raman",
        "Updates and promises: Executives: the update promised for 14:44:41 has not gone out yet",
        "Actions: Roll back Payments gateway to 4.1: opened (Kim Ji-woo, due 15:03)",
    ] {
        assert!(told.iter().any(|line| line == expected), "{expected} is missing in {told:#?}");
    }
    let lines = reading.groups.iter().flat_map(|g| &g.lines);
    assert!(lines.clone().all(|l| log.iter().any(|r| r.id == l.entry)), "each line leads to an entry");
    assert!(lines.clone().any(|l| l.is_missed));
    let Answer::CatchUp(hour) = desk.ask(query("2 h ago")).await else { panic!("a reading") };
    assert!(hour.groups.iter().any(|g| g.lines.iter().any(|l| l.words.starts_with("Declared"))), "{hour:?}");
    for (since, sentence) in [("", "Since when?"), ("soon", "is not a moment"), ("16:00", "has not come yet")] {
        let error = desk.app.query(query(since)).await.expect_err("no moment");
        assert!(error.message.contains(sentence), "{}", error.message);
    }
}

#[tokio::test]
async fn an_incident_is_closed_with_what_is_open_said_in_the_log() {
    let desk = Desk::sample().await;
    let Answer::OpenEnds(open) = desk.ask(Query::OpenEnds { incident: desk.incident }).await else { panic!("a list") };
    let of = |kind: &str| open.iter().filter(|e| e.kind == kind).map(|e| e.words.as_str()).collect::<Vec<_>>();
    assert_eq!(of("state"), ["The incident is identified, not resolved"]);
    assert_eq!(of("action").len(), 7, "{open:#?}");
    assert!(of("update").contains(&"Next update to Executives"), "{open:#?}");
    assert!(of("level").contains(&"Escalation L3"), "{open:#?}");
    assert_eq!(of("objective").len(), 4, "{open:#?}");
    assert_eq!(of("report"), ["Post-incident report"]);
    assert!(open.iter().filter(|e| e.kind == "objective").all(|e| e.document.is_some() && e.row.is_some()));

    let report = Intent::CreateDocument {
        template: "post-incident-report".into(),
        title: "Report".into(),
        incident: Some(desk.incident),
    };
    desk.done(report).await;
    for action in desk.board().await.actions {
        desk.done(Intent::CloseAction { action: action.id, incident: desk.incident, done: true }).await;
    }
    desk.done(Intent::SetState { incident: desk.incident, state: "resolved".into() }).await;
    let closed = Intent::Close { incident: desk.incident, reason: "handed to the review".into() };
    let outcome = desk.done(closed.clone()).await;
    assert!(outcome.remarks.iter().all(|r| r.starts_with("Still open: ")), "{:?}", outcome.remarks);
    let text = desk.log().await.into_iter().find(|r| r.kind == "state_changed").expect("it is in the log").text;
    assert!(text.starts_with("State resolved to closed with ") && text.ends_with(": handed to the review"), "{text}");
    assert!(!text.contains("action") && !text.contains("report"), "{text}");
    assert_eq!(desk.board().await.incident.state, "closed");
    assert!(desk.refused(closed).await.message.contains("closed already"));
}

#[tokio::test]
async fn who_decides_now_is_who_answers_for_the_activity_and_is_there() {
    let desk = Desk::sample().await;
    let asked = |text: &str| Query::WhoDecides { incident: desk.incident, text: text.into() };
    let Answer::WhoDecides(list) = desk.ask(asked("Roll back 4.2 on the other ten nodes")).await else { panic!() };
    let first = &list[0];
    assert_eq!((first.activity.as_str(), first.role.as_str()), ("Decide rollback", "Operations Lead"));
    let now = first.now.as_ref().expect("the lead is there");
    assert!(now.name.starts_with("Kim Ji-woo"), "{now:?}");
    assert_eq!(now.words, "on shift since 14:09, +82 2 555 0143");
    assert!(first.others.iter().any(|o| o.name.starts_with("Chen Wei")), "the deputy: {first:?}");
    let Answer::WhoDecides(none) = desk.ask(asked("have lunch")).await else { panic!() };
    assert!(none.is_empty());
}
