//! The metrics of cases, before and after a go-live date, with what checklists and policies say beside them; and what past
//! cases say about thresholds.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_app::api::case::{AddedCases, CaseFile, CaseTable};
use bridgebook_app::api::case_metric::{
    AskedTuning, CaseMetricFilter, CaseMetricRow, CaseMetricsReading, CaseSpread, ExportedCaseMetrics, TuningReading,
};
use bridgebook_app::api::intent::{Declaring, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::routing::TriedCases;
use bridgebook_domain::picture::Picture;
use bridgebook_domain::{BlockKind, DocumentId};
use serde_json::{Value as Json, json};

use crate::desk::{Desk, declaration};

const TEMPLATE: &str = "customer-service-escalation";

async fn add(desk: &Desk, document: DocumentId, cases: &[Json]) {
    let text = serde_json::to_string(cases).expect("plain data");
    let files = vec![CaseFile::Bytes { file_name: "chat.json".to_owned(), base64: STANDARD.encode(text) }];
    let into = CaseTable { document: Some(document), ..CaseTable::default() };
    desk.done(Intent::AddCases(AddedCases { into, files })).await;
}

async fn metrics(desk: &Desk, filter: CaseMetricFilter) -> CaseMetricsReading {
    let Answer::CaseMetrics(reading) = desk.ask(Query::CaseMetrics(filter)).await else { panic!("metrics of cases") };
    *reading
}

async fn tuning(desk: &Desk) -> TuningReading {
    let Answer::CaseTuning(reading) = desk.ask(Query::CaseTuning(AskedTuning::default())).await else {
        panic!("what past cases say")
    };
    *reading
}

fn row<'a>(reading: &'a CaseMetricsReading, id: &str) -> &'a CaseMetricRow {
    reading.metrics.iter().find(|m| m.id == id).unwrap_or_else(|| panic!("no {id}"))
}

/// Number of values, and median and percentile or the share.
fn said(spread: &CaseSpread) -> (u32, String) {
    let words = |figure: &Option<bridgebook_app::api::metric::MetricFigure>| {
        figure.as_ref().map_or("none".to_owned(), |f| f.words.clone())
    };
    let whole = spread.whole.as_ref().map(|f| f.words.clone());
    (spread.n, whole.unwrap_or_else(|| format!("{}, {}", words(&spread.median), words(&spread.p90))))
}

/// Two that a human solved before the go-live date, two that the AI ended on either side of it.
fn past() -> Vec<Json> {
    vec![
        json!({"id": "A", "opened": "2026-03-02T09:00:00Z", "handled_by": "Human", "level": "L2", "reason": "VIP",
               "responded": "2026-03-02T09:40:00Z", "resolved": "2026-03-02T12:00:00Z", "rerouted": 1,
               "first_contact": "yes", "subject": "Secret of Anna"}),
        json!({"id": "B", "opened": "2026-03-03T10:00:00Z", "handled_by": "Human", "level": "L1", "reason": "Keyword",
               "responded": "2026-03-03T10:20:00Z", "resolved": "2026-03-03T11:00:00Z", "rerouted": 0,
               "first_contact": "yes"}),
        json!({"id": "C", "opened": "2026-03-04T08:00:00Z", "handled_by": "AI", "resolved": "2026-03-04T08:10:00Z"}),
        json!({"id": "D", "opened": "2026-03-12T08:00:00Z", "handled_by": "AI", "resolved": "2026-03-12T08:05:00Z"}),
    ]
}

/// A desk with these cases, and a fifth that a rule brought to a human ten minutes before one answered.
async fn desk_with_cases() -> (Desk, DocumentId) {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    desk.by_hand(document).await;
    add(&desk, document, &past()).await;
    let live = |responded: Option<&str>| {
        let mut case = json!({"id": "E", "opened": "2026-03-13T11:50:00Z", "handled_by": "AI", "confidence": 50,
                              "customer": "K-5", "customer_data": {"orders": "3"}});
        if let Some(responded) = responded {
            case["responded"] = json!(responded);
        }
        case
    };
    add(&desk, document, &[live(None)]).await;
    let query = Query::TryRules {
        job: String::new(),
        document: Some(document),
        cases: TriedCases::Document,
        at: String::new(),
        against: None,
    };
    let Answer::TryRules(tried) = desk.ask(query).await else { panic!("rules") };
    let last = tried.cases.iter().find(|case| case.routing.id == "E").expect("the fifth case");
    assert_eq!(last.routing.rule, "Not sure enough");
    desk.done(Intent::RouteCases { document, rows: vec![last.row.expect("a row")] }).await;
    desk.later(20);
    add(&desk, document, &[live(Some("2026-03-13T12:10:00Z"))]).await;
    (desk, document)
}

#[tokio::test]
async fn figures_of_cases_stand_before_and_after_the_date_of_the_checklist_beside_baselines_and_targets() {
    let (desk, document) = desk_with_cases().await;
    let none = metrics(&desk, CaseMetricFilter::default()).await;
    assert_eq!((none.cases, none.go_live.is_none(), none.go_live_choices.len()), (5, true, 0));
    let time = row(&none, "case-time-to-human");
    assert_eq!(said(&time.all), (3, "20 min, 40 min".to_owned()), "the last from the rule on, not from its opening");
    assert!(time.before.is_none() && time.compared);
    assert!(none.remarks.iter().any(|r| r.starts_with("1 of 3 times")), "{:?}", none.remarks);
    assert!(none.targets.is_empty() && none.baselines.is_empty(), "nothing is made up");

    let checklist = desk.create("implementation-checklist", "Roll-out").await;
    let text = desk.markdown(checklist).await;
    let filled = text.replace("| Go-live date | |", "| Go-live date | 2026-03-11 |").replace(
        "| First human response less the moment of the trigger | | | | | | | |",
        "| First human response less the moment of the trigger | 40 | 45 min | 3 h | 15 min | | | |",
    );
    assert!(filled.len() > text.len() + 20, "both places are there");
    desk.replace(checklist, &filled).await;
    let policy = desk.create("ai-hand-off-policy", "Hand-off").await;
    let text = desk.markdown(policy).await;
    let filled = text
        .replace("of all conversations | | | | Read 20", "of all conversations | at least 60 % | | | Read 20")
        .replace("of all conversations | | | | Ask", "of all conversations | 20 to 40 % | | | Ask");
    assert!(filled.len() > text.len() + 20, "both targets are there");
    desk.replace(policy, &filled).await;

    let found = metrics(&desk, CaseMetricFilter { document: Some(document), ..CaseMetricFilter::default() }).await;
    let live = found.go_live.as_ref().expect("the checklist says it");
    assert_eq!((live.day.as_str(), live.title.as_str()), ("2026-03-11", "Roll-out"));
    assert_eq!((live.before, live.after), (3, 2));
    for (id, all, before, after) in [
        ("case-time-to-human", (3, "20 min, 40 min"), (2, "20 min, 40 min"), (1, "10 min, 10 min")),
        ("case-time-to-resolve-escalated", (2, "1 h, 3 h"), (2, "1 h, 3 h"), (0, "none, none")),
        ("case-time-to-resolve-not-escalated", (2, "5 min, 10 min"), (1, "10 min, 10 min"), (1, "5 min, 5 min")),
        ("case-first-contact", (2, "50 %"), (2, "50 %"), (0, "none, none")),
        ("case-escalated", (5, "3"), (3, "2"), (2, "1")),
        ("case-rerouted", (3, "33.3 %"), (2, "50 %"), (1, "0 %")),
        ("case-contained", (5, "40 %"), (3, "33.3 %"), (2, "50 %")),
        ("case-routed", (5, "60 %"), (3, "66.7 %"), (2, "50 %")),
    ] {
        let own = row(&found, id);
        let sides = [Some(&own.all), own.before.as_ref(), own.after.as_ref()].map(|side| said(side.expect("a side")));
        assert_eq!(sides, [all, before, after].map(|(n, words)| (n, words.to_owned())), "{id}");
    }
    assert_eq!(row(&found, "case-time-to-resolve-escalated").all.lacking, ["1 case is not resolved"]);
    let weeks: Vec<_> = row(&found, "case-escalated").weeks.iter().map(|w| (w.week.as_str(), w.spread.n)).collect();
    assert_eq!(weeks, [("2026-03-02", 3), ("2026-03-09", 2)]);
    let rules: Vec<_> = found.groups.iter().filter(|g| g.kind == "rule").map(|g| (g.name.as_str(), g.cases)).collect();
    assert_eq!(rules, [("Not sure enough", 1), ("", 2)]);
    let baseline = &found.baselines[0];
    assert_eq!((baseline.metric.as_str(), baseline.median.as_str()), ("case-time-to-human", "45 min"));
    assert_eq!((baseline.n.as_str(), baseline.target.as_str()), ("40", "15 min"));
    let standing: Vec<_> = found.targets.iter().map(|t| (t.metric.as_str(), t.standing.as_str())).collect();
    assert_eq!(standing, [("case-contained", "too_low"), ("case-routed", "too_high")]);
    assert!(found.targets[0].action.starts_with("Read 20 that were handed over"), "{:?}", found.targets[0]);
    assert!(found.targets[1].action.starts_with("Close the knowledge gaps"), "{:?}", found.targets[1]);
    assert!(found.targets[0].words.contains("is 50 % since it went live; wanted is at least 60 %: too low"));

    let other = metrics(&desk, CaseMetricFilter { go_live: "2026-03-03".into(), ..CaseMetricFilter::default() }).await;
    let live = other.go_live.as_ref().expect("it was asked for");
    assert_eq!((live.before, live.after, live.document), (1, 4, None), "what is asked for goes before the checklist");
}

#[tokio::test]
async fn a_time_narrows_the_cases_exercises_are_left_out_and_a_file_says_nothing_personal() {
    let (desk, document) = desk_with_cases().await;
    let exercise = match declaration("Drill") {
        Intent::Declare { title, severity, commander, services, detected, .. } => Intent::Declare {
            title,
            severity,
            commander,
            services,
            detected,
            also: Declaring { exercise: true, ..Declaring::default() },
        },
        other => other,
    };
    let incident = desk.done(exercise).await.ids[0].parse().expect("an id");
    let made = Intent::CreateDocument { template: TEMPLATE.into(), title: "Drill".into(), incident: Some(incident) };
    let drill: DocumentId = desk.done(made).await.ids[0].parse().expect("a document");
    add(&desk, drill, &past()[..2]).await;
    add(&desk, document, &[json!({"id": "F", "handled_by": "Human", "subject": "Nobody wrote down when"})]).await;

    let all = metrics(&desk, CaseMetricFilter::default()).await;
    assert_eq!((all.cases, all.exercises_left_out, all.undated), (6, 2, 1));
    assert!(
        ["Support", "EXERCISE: Drill"].iter().all(|title| all.documents.iter().any(|d| d.title == *title)),
        "both can be chosen"
    );
    let drills = metrics(&desk, CaseMetricFilter { exercises: true, ..CaseMetricFilter::default() }).await;
    assert_eq!((drills.cases, drills.exercises_left_out), (8, 0));
    let narrow = CaseMetricFilter { from: "2026-03-03".into(), to: "2026-03-04".into(), ..CaseMetricFilter::default() };
    let narrow = metrics(&desk, narrow).await;
    assert_eq!((narrow.cases, narrow.undated), (2, 1), "the whole day counts: B and C");
    assert!(narrow.remarks.iter().any(|r| r.contains("left out")), "{:?}", narrow.remarks);

    let plain = desk.create("selection-scorecard", "A scorecard").await;
    for (filter, says) in [
        (
            CaseMetricFilter { from: "2026-03-14".into(), to: "2026-03-13".into(), ..CaseMetricFilter::default() },
            "ends before it begins",
        ),
        (CaseMetricFilter { go_live: "some day".into(), ..CaseMetricFilter::default() }, "Nothing was counted"),
        (CaseMetricFilter { document: Some(plain), ..CaseMetricFilter::default() }, "has no table of cases"),
    ] {
        let error = desk.app.query(Query::CaseMetrics(filter)).await.expect_err("it is refused");
        assert!(error.message.contains(says), "{}", error.message);
    }

    let path = desk.file("cases.csv");
    let written = path.display().to_string();
    let export = |filter, path: &str| Intent::ExportCaseMetrics(ExportedCaseMetrics { filter, path: path.into() });
    let filter = CaseMetricFilter { go_live: "2026-03-11".into(), ..CaseMetricFilter::default() };
    desk.done(export(filter, &written)).await;
    let text = std::fs::read_to_string(&path).expect("the file");
    assert_eq!(text.lines().count(), 1 + 6);
    assert!(text.starts_with(
        "Document,Case,Opened,Go-live,Escalated,Level,Reason,Rule,Trigger to first human response (seconds),"
    ));
    assert!(text.contains("Support,A,2026-03-02T09:00:00Z,before,yes,L2,VIP,,2400,10800,,0,1,1,0,1,"), "{text}");
    assert!(text.contains("Support,E,2026-03-13T11:50:00Z,after,yes,L1,Low confidence,Not sure enough,600,"), "{text}");
    assert!(!text.contains("Secret of Anna"), "what a case is about stays where it is");
    let log = desk.log(None).await;
    assert!(log.iter().any(|r| r.text == "Exported as csv: metrics of 6 cases"), "{log:#?}");
    let none = CaseMetricFilter { to: "2020-01-01".into(), ..CaseMetricFilter::default() };
    let error = desk.refused(export(none, &written)).await;
    assert!(error.message.contains("Nothing was written"), "{}", error.message);
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), text, "what was there stays");
}

#[tokio::test]
async fn several_checklists_that_disagree_leave_the_date_to_a_person() {
    let (desk, document) = desk_with_cases().await;
    for (title, process, day) in [("One", "Chat", "2026-03-03"), ("Two", "support", "2026-03-12")] {
        let checklist = desk.create("implementation-checklist", title).await;
        let text = desk.markdown(checklist).await;
        let filled = text
            .replace("| Go-live date | |", &format!("| Go-live date | {day} |"))
            .replace("| Process | |", &format!("| Process | {process} |"));
        desk.replace(checklist, &filled).await;
    }
    let all = metrics(&desk, CaseMetricFilter::default()).await;
    assert_eq!((all.go_live.is_none(), all.go_live_choices.len()), (true, 2));
    assert!(all.remarks.iter().any(|r| r.contains("Several checklists") && r.contains("“Two”: 2026-03-12")));
    let own = metrics(&desk, CaseMetricFilter { document: Some(document), ..CaseMetricFilter::default() }).await;
    assert_eq!(own.go_live.map(|live| live.title), Some("Two".to_owned()), "its process is called like the document");
}

#[tokio::test]
async fn past_cases_speak_for_a_threshold_and_say_which_of_them_it_would_have_changed() {
    let desk = Desk::new().await;
    let document = desk.create(TEMPLATE, "Support").await;
    desk.by_hand(document).await;
    // A rule that names a recovery procedure for every case without data of the customer, whoever has it.
    let text = desk.markdown(document).await;
    let rule = "handled_by is AI and customer is empty";
    assert!(text.contains(rule), "{text}");
    desk.replace(document, &text.replace(rule, "\"customer_data\" is empty")).await;
    let case = |id: &str, confidence: u8, handled: &str| {
        json!({"id": id, "opened": "2026-03-10T09:00:00Z", "confidence": confidence, "handled_by": handled,
               "customer": id, "status": "Resolved", "resolved": "2026-03-10T10:00:00Z"})
    };
    let mut cases = vec![case("A", 40, "Human"), case("B", 72, "AI"), case("C", 85, "Human"), case("D", 95, "AI")];
    cases.push(json!({"id": "E", "opened": "2026-03-13T11:00:00Z", "confidence": 30, "handled_by": "AI"}));
    add(&desk, document, &cases).await;
    let heads = desk.open(document).await.heads;
    let found = tuning(&desk).await;
    // Of those that are sure enough the data of the customer is missing: a recovery procedure, no human.
    assert_eq!((found.all.cases, found.all.known, found.all.missed, found.all.in_vain), (4, 4, 1, 1));
    assert_eq!(found.remarks, ["1 case is still open and is not looked at"]);
    let rule = found.rules.iter().find(|r| r.rule == "Not sure enough").expect("the rule");
    assert_eq!((rule.tally.cases, rule.tally.in_vain), (2, 1), "a past case is seen as it came, not as resolved");
    let proposal = rule.proposal.as_ref().expect("it has one test of the confidence");
    assert_eq!((proposal.now, proposal.then, proposal.n, proposal.is_thin), (80.0, Some(86.0), 4, true));
    assert!(proposal.words.contains("0 instead of 1 would have been missed"), "{}", proposal.words);
    assert!(proposal.words.contains("fewer than 30 cases"), "{}", proposal.words);
    assert!(proposal.condition.starts_with("confidence < 86 and not ("), "{}", proposal.condition);
    assert_eq!((proposal.changes, proposal.changed[0].id.as_str()), (1, "C"));
    assert_eq!(proposal.changed[0].then, "Not sure enough, to a human");
    assert_eq!(proposal.changed[0].needed_human, Some(true));
    let bands: Vec<_> = found.bands.iter().map(|b| (b.band.as_str(), b.tally.missed, b.tally.in_vain)).collect();
    assert_eq!(bands, [("0 to 49 %", 0, 0), ("70 to 79 %", 0, 1), ("80 to 89 %", 1, 0), ("90 to 100 %", 0, 0)]);
    assert_eq!(desk.open(document).await.heads, heads, "nothing was changed");
    let plain = desk.create("selection-scorecard", "A scorecard").await;
    let asked = AskedTuning { document: Some(plain), ..AskedTuning::default() };
    let error = desk.app.query(Query::CaseTuning(asked)).await.expect_err("it has no rules");
    assert!(error.message.contains("has no trigger rules"), "{}", error.message);
}

#[tokio::test]
async fn issues_of_a_tracker_tell_which_checkpoint_waits_longest_in_the_picture_and_on_paper() {
    let desk = Desk::new().await;
    let tracker = desk.create("software-integration-tracker", "Tracker").await;
    let text = desk.markdown(tracker).await;
    let head = "| No | Seen | Checkpoint | Failure | What happened | Owner | Status | Cause | Solved |\n";
    let at = text.find(head).expect("the issue log is there") + head.len();
    let at = at + text[at..].find('\n').expect("the line below the heads") + 1;
    let issue = |n: u8, place: &str, to: &str| {
        format!(
            "| {n} | 2026-03-02 09:00 UTC | {place} | Time-out | It stood still | Support Lead | Solved | | {to} |\n"
        )
    };
    let issues = [
        issue(1, "Ticket picked up", "2026-03-02 11:00 UTC"),
        issue(2, "Ticket picked up", "2026-03-02 12:00 UTC"),
        issue(3, "Answer sent", "2026-03-02 09:30 UTC"),
    ];
    desk.replace(tracker, &format!("{}{}{}", &text[..at], issues.concat(), &text[at..])).await;
    let section = desk.open(tracker).await.content.sections_of(&BlockKind::Handoffs)[0].0;
    let Answer::Picture(Some(Picture::Flow(flow))) = desk.ask(Query::Picture { document: tracker, section }).await
    else {
        panic!("a flow")
    };
    let told: Vec<_> =
        flow.steps.iter().filter(|s| !s.wait.is_empty()).map(|s| (s.wait.as_str(), s.is_slowest)).collect();
    assert_eq!(told, [("2 h (median of 2 issues)", true), ("30 min (1 issue)", false)]);
    let path = desk.file("tracker.pdf");
    desk.export(&[tracker], "pdf", &path).await;
    let printed = crate::desk::pdf_text(&path);
    assert!(printed.contains("(median of 2 issues)") && printed.contains("slowest"), "{printed}");
}
