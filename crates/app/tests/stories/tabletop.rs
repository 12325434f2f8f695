//! A tabletop of the sample played to its end: its clock, its injects, its score, and what of it goes into the plan.

use std::sync::Arc;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::drill::{DrillAnswer, DrillAsked, DrillChange, DrillReading, DrillRun};
use bridgebook_app::api::intent::{ExportOptions, Intent, Outcome};
use bridgebook_app::api::metric::MetricFilter;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::replay::{ReplayAsked, ReplayReading};
use bridgebook_app::api::simulation::{RehearsalScene, RehearsedVersion};
use bridgebook_app::clock::{Clock, SettableClock};
use bridgebook_app::{Bridgebook, Options};
use bridgebook_domain::drill::{InjectState, Verdict};
use bridgebook_domain::log::{HotWash, Met};
use bridgebook_domain::simulation::Reply;
use bridgebook_domain::{DocumentId, IncidentId, RowId};
use jiff::SignedDuration;

use crate::desk::pdf_text;
/// The sample's folder, under a clock that the test sets.
struct Desk {
    _folder: tempfile::TempDir,
    clock: Arc<SettableClock>,
    app: Arc<Bridgebook>,
    incident: IncidentId,
}

impl Desk {
    async fn sample() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = Bridgebook::open(folder.path(), Options::sample()).await.expect("the sample opens");
        let Answer::Incidents(list) = app.query(Query::Incidents).await.expect("a list") else { panic!("a list") };
        app.close().await;
        // Without its mark the folder is one like any other, whose clock the test has in hand.
        std::fs::remove_file(folder.path().join("sample.json")).expect("the mark of the sample");
        let begins = "2026-03-11T13:47:12Z".parse().expect("a moment");
        let clock = Arc::new(SettableClock::standing(begins));
        let options = Options { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..Options::system() };
        let app = Bridgebook::open(folder.path(), options).await.expect("it opens again");
        Self { _folder: folder, clock, incident: list[0].id, app }
    }

    async fn done(&self, intent: Intent) -> Outcome {
        let shown = format!("{intent:?}");
        self.app.intent(intent).await.unwrap_or_else(|e| panic!("{} {:?}, for {shown}", e.message, e.details))
    }

    async fn refused(&self, intent: Intent) -> ApiError {
        let shown = format!("{intent:?}");
        self.app.intent(intent).await.err().unwrap_or_else(|| panic!("was to be refused: {shown}"))
    }

    async fn ask(&self, query: Query) -> Answer {
        self.app.query(query).await.unwrap_or_else(|e| panic!("{}", e.message))
    }

    async fn markdown(&self, document: DocumentId) -> String {
        let Answer::Markdown(text) = self.ask(Query::Markdown { document, at: None }).await else { panic!("text") };
        text
    }

    async fn drill(&self, plan: DocumentId) -> DrillReading {
        let asked = Query::Drill(DrillAsked::Plan { document: plan });
        let Answer::Drill(answer) = self.ask(asked).await else { panic!("a drill") };
        let DrillAnswer::Plan(reading) = *answer else { panic!("a plan") };
        reading
    }

    async fn drill_plan(&self) -> DocumentId {
        let (template, title) = ("drill-plan".into(), "Card payments, tabletop".into());
        let intent = Intent::CreateDocument { template, title, incident: None };
        self.done(intent).await.ids[0].parse().expect("a document")
    }

    async fn begin(&self, plan: DocumentId) -> IncidentId {
        self.done(begin(plan)).await.ids[0].parse().expect("an incident")
    }

    fn wait(&self, minutes: i64) {
        self.clock.set(self.clock.now() + SignedDuration::from_mins(minutes));
    }
}

fn begin(document: DocumentId) -> Intent {
    let (title, severity, commander) = (String::new(), "SEV1".into(), String::new());
    Intent::Drill(DrillChange::Begin { document, title, severity, commander, services: vec!["Checkout API".into()] })
}

fn run(reading: &DrillReading) -> &DrillRun {
    reading.run.as_ref().expect("a drill was begun")
}

fn inject(reading: &DrillReading, no: &str) -> RowId {
    reading.injects.iter().find(|inject| inject.no == no).expect("an inject").row
}

fn state(reading: &DrillReading, no: &str) -> InjectState {
    reading.injects.iter().find(|inject| inject.no == no).and_then(|inject| inject.state).expect("a state")
}

async fn metrics(desk: &Desk) -> (u32, String) {
    let Answer::Metrics(found) = desk.ask(Query::Metrics { filter: MetricFilter::default() }).await else {
        panic!("it")
    };
    let counts: Vec<String> = found.metrics.iter().map(|row| format!("{} {}", row.id, row.all.n)).collect();
    (u32::try_from(found.incidents.len()).expect("a few"), counts.join(", "))
}

#[tokio::test]
async fn a_tabletop_is_played_to_its_end_and_its_result_stands_in_the_plan() {
    let desk = Desk::sample().await;
    let before = metrics(&desk).await;
    let plan = desk.drill_plan().await;
    let first = desk.drill(plan).await;
    assert!(first.run.is_none() && first.injects.len() == 10 && first.no_duff == "No duff", "{first:#?}");
    let exercise = desk.begin(plan).await;
    let twice = desk.refused(begin(plan)).await;
    assert!(
        twice.message.contains("EX-1 is played") && twice.message.contains("Nothing was begun"),
        "{}",
        twice.message
    );
    // Whatever belongs to it says what it is, in lists and in files.
    let (template, title) = ("situation-report".into(), "Report 1".into());
    desk.done(Intent::CreateDocument { template, title, incident: Some(exercise) }).await;
    let Answer::Documents(papers) = desk.ask(Query::Documents { incident: Some(exercise) }).await else {
        panic!("a list")
    };
    assert!(papers.len() >= 2 && papers.iter().all(|paper| paper.title.starts_with("EXERCISE: ")), "{papers:?}");
    let at = |change: fn(IncidentId, RowId) -> DrillChange, no: &str, reading: &DrillReading| {
        Intent::Drill(change(exercise, inject(reading, no)))
    };
    let deliver = |incident, inject| DrillChange::Deliver { incident, inject };
    let reading = desk.drill(plan).await;
    assert_eq!((run(&reading).number.as_str(), run(&reading).scenario_seconds), ("EX-1", 0));
    assert!(run(&reading).title.starts_with("EXERCISE: "), "{}", run(&reading).title);
    assert_eq!(state(&reading, "1"), InjectState::Due);
    desk.done(at(deliver, "1", &reading)).await;
    assert!(desk.refused(at(deliver, "1", &reading)).await.message.contains("given already"));
    // The clock rests for an hour, which counts for nothing.
    desk.wait(2);
    desk.done(Intent::Drill(DrillChange::Pause { incident: exercise })).await;
    desk.wait(60);
    assert_eq!(run(&desk.drill(plan).await).scenario_seconds, 120);
    desk.done(Intent::Drill(DrillChange::Continue { incident: exercise })).await;
    desk.done(Intent::Drill(DrillChange::Forward { incident: exercise, to: String::new() })).await;
    let reading = desk.drill(plan).await;
    assert_eq!((run(&reading).scenario_seconds, run(&reading).next.as_str()), (300, "0:15"), "at the second inject");
    let back = desk.refused(Intent::Drill(DrillChange::Forward { incident: exercise, to: "0:03".into() })).await;
    assert!(back.message.contains("never put back"), "{}", back.message);
    let far = desk.refused(Intent::Drill(DrillChange::Forward { incident: exercise, to: "19:00".into() })).await;
    assert!(far.message.contains("beyond the last inject") && far.message.contains("not moved"), "{}", far.message);
    desk.wait(1);
    desk.done(Intent::Drill(DrillChange::PlayersDeclared { incident: exercise })).await;
    let send = Intent::RecordUpdate {
        incident: exercise,
        audience: "Customers".into(),
        body: "EXERCISE: We are looking into it. Next update by 18:00.".into(),
        via: "Status page".into(),
        next: "in 20 min".into(),
        stage: String::new(),
        despite: "an exercise".into(),
    };
    desk.done(send).await;
    // What is said at the moment at which the clock is put forward counts as said then.
    desk.wait(1);
    desk.done(Intent::Drill(DrillChange::Forward { incident: exercise, to: "0:25".into() })).await;
    let judge = |no: &str, met, actual: &str| {
        let (inject, actual, note) = (inject(&reading, no), actual.to_owned(), "Seen from the desk".to_owned());
        Intent::Drill(DrillChange::Evaluate { incident: exercise, inject, met, actual, note })
    };
    desk.done(judge("1", Met::Yes, "Acknowledged in a minute")).await;
    desk.done(judge("2", Met::Part, "Declared, nobody took command")).await;
    desk.done(judge("4", Met::No, "Guessed")).await;
    let say = |about, text: &str| Intent::Drill(DrillChange::Say { incident: exercise, about, text: text.into() });
    let judged =
        desk.refused(Intent::Drill(DrillChange::Withdraw { incident: exercise, inject: inject(&reading, "4") }));
    let judged = judged.await;
    assert!(judged.message.contains("was judged"), "{}", judged.message);
    desk.done(say(HotWash::Strength, "The first call was made at once")).await;
    assert_eq!(state(&desk.drill(plan).await, "3"), InjectState::Overdue);
    let early = desk.refused(Intent::Drill(DrillChange::WriteResult { incident: exercise, tested: None })).await;
    assert!(early.message.contains("goes on") && early.message.contains("Nothing was written"), "{}", early.message);
    desk.done(Intent::Drill(DrillChange::End { incident: exercise })).await;
    desk.done(say(HotWash::Improvement, "Nobody knew the line for the press")).await;
    let reading = desk.drill(plan).await;
    assert_eq!(
        (state(&reading, "3"), run(&reading).goes_on, run(&reading).is_written),
        (InjectState::NotGiven, false, false)
    );
    assert_eq!(metrics(&desk).await, before, "nothing of a drill counts");

    let tested: Vec<&str> = run(&reading).tested.iter().map(|one| one.last_tested.as_str()).collect();
    assert_eq!(tested, ["2026-02-18"; 3], "the plans that it ran on");
    let outcome = desk.done(Intent::Drill(DrillChange::WriteResult { incident: exercise, tested: None })).await;
    assert_eq!(outcome.remarks.len(), 3, "{:?}", outcome.remarks);
    let reading = desk.drill(plan).await;
    assert!(run(&reading).is_written);
    assert!(run(&reading).tested.iter().all(|one| one.last_tested == "2026-03-11"), "{:?}", run(&reading).tested);
    let text = desk.markdown(plan).await;
    for words in [
        "| Acknowledged in a minute | Seen from the desk | Yes |",
        "| Declared, nobody took command | Seen from the desk | In part |",
        "| Guessed | Seen from the desk | No |",
        "| Time to declare | 10 min | 6 min | | Yes |",
        "| Time to the first update | 15 min | 6 min | | Yes |",
        "| Wrong person called | none | none | | Yes |",
        "| Injects met | all | 1 of 10 | | In part |",
        "The first call was made at once",
        "Nobody knew the line for the press",
        "EX-1, inject 4 “A journalist asks” not met",
    ] {
        assert!(text.contains(words), "{words} is missing in:\n{text}");
    }
    let again = desk.refused(Intent::Drill(DrillChange::WriteResult { incident: exercise, tested: None })).await;
    assert!(again.message.contains("holds this result already"), "{}", again.message);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plan.pdf");
    let options = ExportOptions { to: "pdf".into(), paper: "a4".into(), ..ExportOptions::default() };
    let shown = path.display().to_string();
    desk.done(Intent::Export { documents: vec![plan], incident: None, options, path: shown }).await;
    let pages = pdf_text(&path);
    let pages: Vec<&str> = pages.trim_end_matches('\u{c}').split('\u{c}').collect();
    assert!(pages.len() > 2 && pages.iter().all(|page| page.contains("EXERCISE")), "each page says so");
    // One step takes it back, and leaves the drill as it was played.
    desk.done(Intent::Undo { document: plan }).await;
    assert!(!desk.markdown(plan).await.contains("Acknowledged in a minute"));
    assert!(!run(&desk.drill(plan).await).is_written);

    // The next drill of the plan has the figures of this one beside its own.
    let second = desk.begin(plan).await;
    desk.wait(3);
    desk.done(Intent::Drill(DrillChange::PlayersDeclared { incident: second })).await;
    desk.done(Intent::Drill(DrillChange::End { incident: second })).await;
    desk.done(Intent::Drill(DrillChange::WriteResult { incident: second, tested: Some(Vec::new()) })).await;
    let text = desk.markdown(plan).await;
    assert!(text.contains("| Time to declare | 10 min | 3 min | 6 min | Yes |"), "{text}");
    assert!(!text.contains("Acknowledged in a minute"), "what the last drill wrote in the list goes");
}

#[tokio::test]
async fn a_drill_needs_a_plan_with_injects_and_an_exercise_that_is_one() {
    let desk = Desk::sample().await;
    let intent = Intent::CreateDocument { template: "sop".into(), title: "Restart".into(), incident: None };
    let other: DocumentId = desk.done(intent).await.ids[0].parse().expect("a document");
    let none = desk.refused(begin(other)).await;
    assert!(none.message.contains("no events list") && none.message.contains("Nothing was begun"), "{}", none.message);
    let real = desk.refused(Intent::Drill(DrillChange::End { incident: desk.incident })).await;
    assert!(real.message.contains("not played from a drill plan"), "{}", real.message);
    let plan = desk.drill_plan().await;
    let exercise = desk.begin(plan).await;
    let foreign = desk.incident.to_string().parse().expect("an id");
    let gone = desk.refused(Intent::Drill(DrillChange::Deliver { incident: exercise, inject: foreign })).await;
    assert!(gone.message.contains("not in the events list"), "{}", gone.message);
    let word = DrillChange::Forward { incident: exercise, to: "soon".into() };
    assert!(desk.refused(Intent::Drill(word)).await.message.contains("no scenario time"));
    // Closed in the ordinary way, its drill is over as well, and another can begin.
    desk.done(Intent::Close { incident: exercise, reason: "Broken off".into() }).await;
    let reading = desk.drill(plan).await;
    assert!(run(&reading).ended_at.is_some() && !run(&reading).goes_on, "{reading:#?}");
    desk.begin(plan).await;
}

fn scene(otherwise: Reply) -> RehearsalScene {
    let (severity, at) = ("SEV1".into(), "2026-03-11 14:00".into());
    RehearsalScene { severity, services: Vec::new(), at, answers: Vec::new(), otherwise }
}

#[tokio::test]
async fn a_script_is_played_through_the_plans_in_force_and_writes_nothing() {
    let desk = Desk::sample().await;
    let plan = desk.drill_plan().await;
    let scene = scene(Reply::Acknowledges);
    let asked = DrillAsked::Script { document: Some(plan), file: None, scene, matrix: None };
    let Answer::Drill(answer) = desk.ask(Query::Drill(asked)).await else { panic!("a script") };
    let DrillAnswer::Script(played) = *answer else { panic!("a script") };
    assert_eq!(played.steps.len(), 10);
    assert!(!played.communication.is_empty() && played.matrix.contains("Escalation"), "{played:#?}");
    let check = &played.steps[0].checks[0];
    assert_eq!(check.verdict, Verdict::Holds, "L1 acknowledges: {check:?}");
    let first = played.score.iter().find(|row| row.measure == "Time to the first update").expect("a row");
    assert_eq!(first.met, Some(Met::Yes), "{first:?}");
    assert!(desk.drill(plan).await.run.is_none(), "nothing was begun");
}

const PAST: &str = "number,start,end,severity,acknowledged,first update,updates: Customers\n\
    INC-1,2026-03-03 10:00,12:00,SEV1,10:04,10:20,10:20;10:40\n\
    INC-2,2026-03-04 02:00,05:00,SEV1,02:50,,\n\
    INC-3,never,05:00,SEV1,,,\n";

#[tokio::test]
async fn past_incidents_are_played_through_todays_rules_beside_what_happened() {
    use base64::Engine as _;
    let desk = Desk::sample().await;
    let base64 = base64::engine::general_purpose::STANDARD.encode(PAST);
    let file = bridgebook_app::api::case::CaseFile::Bytes { file_name: "past.csv".into(), base64 };
    let asked = |against| ReplayAsked { job: String::new(), document: None, files: vec![file.clone()], against };
    let play = async |against| -> ReplayReading {
        let answer = desk.ask(Query::ReplayIncidents(asked(against))).await;
        let Answer::ReplayIncidents(reading) = answer else { panic!("a replay") };
        *reading
    };
    let found = play(None).await;
    assert_eq!((found.incidents.len(), found.refused.len()), (2, 1), "{:?}", found.refused);
    assert!(found.refused[0].why.contains("“never” is no moment"), "{:?}", found.refused);
    let (first, second) = (&found.incidents[0], &found.incidents[1]);
    assert!(first.climbed == 1 && second.climbed > 1, "nobody took the second for fifty minutes: {second:#?}");
    assert!(first.taken.later_seconds.is_some_and(|later| later < 0), "{:?}", first.taken);
    assert!(second.taken.later_seconds.is_some_and(|later| later > 0), "{:?}", second.taken);
    assert!(first.first_update.later_seconds.is_some_and(|later| later > 0), "{:?}", first.first_update);
    let sums = &found.totals;
    assert_eq!((sums.incidents, sums.taken_known, sums.taken_late, sums.first_known), (2, 2, 1, 1));
    assert!(sums.missed > 0 && sums.unknown > 0, "{sums:?}");
    let same = RehearsedVersion { document: found_matrix(&desk).await, at: "now".into() };
    let beside = play(Some(same)).await.other.expect("another version");
    assert!(beside.differing.is_empty() && beside.verdict.contains("the same"), "{beside:?}");
}

async fn found_matrix(desk: &Desk) -> DocumentId {
    let Answer::Documents(list) = desk.ask(Query::Documents { incident: None }).await else { panic!("a list") };
    list.iter().find(|d| d.title.starts_with("Escalation")).expect("the matrix").id
}

/// Customers are promised an update in 20 minutes; two minutes later the clocks are looked at.
async fn promise(desk: &Desk, exercise: IncidentId) {
    let send = Intent::RecordUpdate {
        incident: exercise,
        audience: "Customers".into(),
        body: "EXERCISE: We are looking into it. Next update by 18:00.".into(),
        via: "Status page".into(),
        next: "in 20 min".into(),
        stage: String::new(),
        despite: "an exercise".into(),
    };
    desk.done(send).await;
    desk.wait(2);
    desk.app.tick().await.expect("a tick");
}

/// When each update of an exercise is due, and each level that waits.
async fn due(desk: &Desk, incident: IncidentId) -> Vec<(String, String)> {
    let Answer::Board(board) = desk.ask(Query::Board { incident, at: None }).await else { panic!("a board") };
    let updates = board.updates.iter().filter_map(|row| Some((row.name.clone(), row.due_at.clone()?)));
    let waits = board.levels.iter().filter(|level| matches!(&*level.state, "due" | "at_risk" | "upcoming"));
    updates.chain(waits.filter_map(|level| Some((level.level.clone(), level.at.clone()?)))).collect()
}

#[tokio::test]
async fn while_a_drill_rests_no_clock_in_it_runs_and_each_goes_on_where_it_was() {
    let desk = Desk::sample().await;
    let plan = desk.drill_plan().await;
    let exercise = desk.begin(plan).await;
    promise(&desk, exercise).await;
    let before = due(&desk, exercise).await;
    assert!(before.iter().any(|(name, _)| name == "Customers") && before.len() > 2, "{before:?}");
    desk.done(Intent::Drill(DrillChange::Pause { incident: exercise })).await;
    let late = async || {
        let query = Query::Log { incident: Some(exercise), text: String::new(), kinds: Vec::new() };
        let Answer::Log(rows) = desk.ask(query).await else { panic!("a log") };
        let ran_out = ["promise_passed", "update_overdue", "level_called", "chain_exhausted", "rule_told"];
        rows.iter().filter(|row| ran_out.contains(&row.kind.as_str())).count()
    };
    let ran_out = late().await;
    for _ in 0..3 {
        desk.wait(60);
        desk.app.tick().await.expect("a tick");
    }
    assert_eq!(late().await, ran_out, "nothing came to its time while it rested");
    desk.done(Intent::Drill(DrillChange::Continue { incident: exercise })).await;
    desk.app.tick().await.expect("a tick");
    assert_eq!(late().await, ran_out, "nor when it goes on");
    let later = |(name, at): &(String, String)| {
        let at: jiff::Timestamp = at.parse().expect("a moment");
        (name.clone(), (at + SignedDuration::from_hours(3)).to_string())
    };
    let after = due(&desk, exercise).await;
    assert_eq!(after, before.iter().map(later).collect::<Vec<_>>(), "each has as long to go as it had");
    // A quarter of an hour on, the promise of twenty minutes is open still; then it has passed, once.
    let passed = async || {
        let query = Query::Log { incident: Some(exercise), text: String::new(), kinds: vec!["promise_passed".into()] };
        let Answer::Log(rows) = desk.ask(query).await else { panic!("a log") };
        rows.len()
    };
    desk.wait(15);
    desk.app.tick().await.expect("a tick");
    assert_eq!(passed().await, 0);
    desk.wait(5);
    desk.app.tick().await.expect("a tick");
    desk.app.tick().await.expect("a tick");
    assert_eq!(passed().await, 1);
    desk.done(Intent::Drill(DrillChange::Pause { incident: exercise })).await;
    desk.wait(30);
    desk.app.tick().await.expect("a tick");
    desk.done(Intent::Drill(DrillChange::Continue { incident: exercise })).await;
    desk.app.tick().await.expect("a tick");
    assert_eq!(passed().await, 1, "and is not missed a second time after another rest");
}

#[tokio::test]
async fn a_drill_that_is_put_forward_takes_every_clock_along() {
    let desk = Desk::sample().await;
    let plan = desk.drill_plan().await;
    let exercise = desk.begin(plan).await;
    promise(&desk, exercise).await;
    let before = due(&desk, exercise).await;
    let shown = run(&desk.drill(plan).await).scenario_seconds;
    let count = async |kind: &str| {
        let query = Query::Log { incident: Some(exercise), text: String::new(), kinds: vec![kind.into()] };
        let Answer::Log(rows) = desk.ask(query).await else { panic!("a log") };
        rows.len()
    };
    let called = count("level_called").await;
    // Ten minutes of the scenario: each clock has ten minutes less to go.
    let minutes = shown / 60 + 10;
    let to = format!("0:{minutes:02}");
    desk.done(Intent::Drill(DrillChange::Forward { incident: exercise, to })).await;
    let by = run(&desk.drill(plan).await).scenario_seconds - shown;
    desk.app.tick().await.expect("a tick");
    assert_eq!(count("promise_passed").await, 0, "ten of twenty minutes are left");
    let now = desk.clock.now();
    let sooner = before.iter().filter_map(|(name, at)| {
        let at: jiff::Timestamp = at.parse().expect("a moment");
        let at = at - SignedDuration::from_secs(i64::from(by));
        (at > now && name == "Customers").then(|| (name.clone(), at.to_string()))
    });
    let after: Vec<_> = due(&desk, exercise).await.into_iter().filter(|(name, _)| name == "Customers").collect();
    assert_eq!(after, sooner.collect::<Vec<_>>());
    // Past the promise: it has passed, once, and what else was due in that time is called now.
    let to = format!("1:{minutes:02}");
    desk.done(Intent::Drill(DrillChange::Forward { incident: exercise, to })).await;
    for _ in 0..2 {
        desk.app.tick().await.expect("a tick");
    }
    assert_eq!(count("promise_passed").await, 1);
    assert!(count("level_called").await > called, "levels whose time was passed over");
}
