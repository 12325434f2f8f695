//! The metrics of incidents: those of the sample, worked out by hand from its story, and those of many.

use std::collections::BTreeMap;

use bridgebook_app::api::intent::{Declaring, Intent};
use bridgebook_app::api::metric::{MetricFigure, MetricFilter, MetricRow, MetricsReading};
use bridgebook_app::api::query::{Answer, Query};
use jiff::SignedDuration;

use crate::desk::{Desk, at, declaration};
use crate::life;

impl life::Desk {
    /// The sample with its script played to the end: resolved at 16:04, handed over at 18:00.
    pub async fn played() -> Self {
        let desk = Self::sample().await;
        let (mut now, end) = (desk.app.now(), at("2026-03-11T17:01:00Z"));
        while now < end {
            now += SignedDuration::from_secs(20);
            desk.app.set_clock(now).await.expect("it ticks");
        }
        desk
    }

    pub async fn metrics(&self, filter: MetricFilter) -> MetricsReading {
        let Answer::Metrics(reading) = self.ask(Query::Metrics { filter }).await else { panic!("metrics") };
        *reading
    }
}

async fn metrics(desk: &Desk, filter: MetricFilter) -> MetricsReading {
    let Answer::Metrics(reading) = desk.ask(Query::Metrics { filter }).await else { panic!("metrics") };
    *reading
}

fn row<'a>(reading: &'a MetricsReading, id: &str) -> &'a MetricRow {
    reading.metrics.iter().find(|m| m.id == id).unwrap_or_else(|| panic!("no {id}"))
}

/// The value of the first incident, or why it has none.
fn first(reading: &MetricsReading) -> BTreeMap<&str, String> {
    let words = |m: &MetricRow| {
        let value = &m.values[0];
        match (&value.figure, value.note.as_str()) {
            (Some(figure), "") => figure.words.clone(),
            (Some(figure), note) => format!("{}: {note}", figure.words),
            (None, why) => why.to_owned(),
        }
    };
    reading.metrics.iter().map(|m| (m.id.as_str(), words(m))).collect()
}

/// The spread over all: number, median, 90th percentile.
fn spread(row: &MetricRow) -> (u32, String, String) {
    let words = |figure: &Option<MetricFigure>| figure.as_ref().map_or("none".to_owned(), |f| f.words.clone());
    (row.all.n, words(&row.all.median), words(&row.all.p90))
}

#[tokio::test]
async fn the_played_sample_has_the_figures_of_its_story() {
    let desk = life::Desk::played().await;
    let reading = desk.metrics(MetricFilter::default()).await;
    assert_eq!(reading.incidents.len(), 1);
    let found = first(&reading);
    for (id, expected) in [
        // The deployment at 13:52, the alert at 13:58.
        ("time-to-detect", "6 min"),
        // Alert 13:58, acknowledged 14:02.
        ("time-to-acknowledge", "4 min"),
        // Monitoring 15:04, resolved 16:04.
        ("time-to-mitigate", "1 h 6 min"),
        ("time-to-resolve", "2 h 6 min"),
        // Declared 14:05, the commander assumes with it; the holding statement goes out at 14:06:10.
        ("time-to-declare", "7 min"),
        ("time-to-commander", "0 min"),
        ("time-to-first-update", "1 min 10 s"),
        ("time-to-first-public-update", "1 min 10 s: to Customers"),
        // Customers 6 of 6, executives 3 of 4 (44:41 sent at 49:00), partners 1 of 1.
        ("promises-kept", "90.9 %: 10 of 11"),
        ("promises-overdue", "4 min 19 s: 1 of 11 not kept"),
        // Until 16:04: customers 6, executives 4, support 6, strategic customers 5, partners 1, in 1 h 59 min.
        ("updates-per-hour", "11.1 an hour: 22 in 1 h 59 min"),
        // Customers 1 drafted 14:05:40, approved 14:06:00; customers 4 asked 14:45:20, approved 14:49:50.
        ("approval-latency", "20 s: 2 approvals, the longest 4 min 30 s"),
        ("levels-called", "5: L1, Manager, L2, CTO, L3"),
        ("levels-in-time", "100 %: 3 of 3"),
        ("levels-late", "1: CTO"),
        ("levels-breached", "0"),
        ("levels-unreached", "0"),
    ] {
        assert_eq!(found[id], expected, "{id}");
    }
    let resolve = row(&reading, "time-to-resolve");
    assert_eq!(spread(resolve), (1, "2 h 6 min".into(), "2 h 6 min".into()));
    assert_eq!(resolve.all.median.as_ref().map(|m| m.value), Some(7560.0), "in seconds");
    // What a report says of the beginning goes before the action plan, which says 13:52.
    let (template, title) = ("post-incident-report".to_owned(), "Report".to_owned());
    let made = desk.done(Intent::CreateDocument { template, title, incident: Some(desk.incident) }).await;
    let report = made.ids[0].parse().expect("a document");
    let text = desk.markdown(report).await.replace("| Began | |", "| Began | 2026-03-11 12:50 UTC |");
    assert!(text.contains("| Began | 2026"), "the report has a place for it");
    desk.done(Intent::Replace { document: report, text }).await;
    let reading = desk.metrics(MetricFilter::default()).await;
    assert_eq!(spread(row(&reading, "time-to-detect")), (1, "8 min".into(), "8 min".into()));
}

/// Declares and resolves incidents that took so many minutes each; the last one stays open.
async fn several(desk: &Desk, severity: &str, minutes: &[i64], also: Declaring) {
    for (n, span) in minutes.iter().enumerate() {
        let title = format!("{severity} {n}");
        let declare = match declaration(&title) {
            Intent::Declare { title, commander, services, .. } => {
                let (severity, detected) = (severity.to_owned(), "2 min ago".to_owned());
                Intent::Declare { title, severity, commander, services, detected, also: also.clone() }
            }
            other => other,
        };
        let incident = desk.done(declare).await.ids[0].parse().expect("an id");
        desk.later(*span);
        desk.done(Intent::SetState { incident, state: "resolved".into() }).await;
    }
}

#[tokio::test]
async fn many_incidents_have_a_number_a_median_and_a_percentile_and_no_exercise_among_them() {
    let desk = Desk::new().await;
    let empty = metrics(&desk, MetricFilter::default()).await;
    assert!(empty.incidents.is_empty() && empty.metrics.iter().all(|m| m.all.n == 0), "nothing is made up");
    let began = desk.app.now();
    several(&desk, "SEV1", &[10, 20, 30, 40], Declaring::default()).await;
    several(&desk, "SEV3", &[600], Declaring::default()).await;
    several(&desk, "SEV1", &[1000], Declaring { exercise: true, ..Declaring::default() }).await;
    desk.declare("It runs").await;
    let all = metrics(&desk, MetricFilter::default()).await;
    assert_eq!((all.incidents.len(), all.exercises_left_out), (6, 1));
    assert_eq!(all.severities, ["SEV1", "SEV3"]);
    let resolve = row(&all, "time-to-resolve");
    assert_eq!(
        spread(resolve),
        (5, "32 min".into(), "10 h 2 min".into()),
        "one is not resolved, and each was detected 2 min before"
    );
    let own: Vec<_> = resolve.by_severity.iter().map(|s| (s.severity.as_str(), s.n)).collect();
    assert_eq!(own, [("SEV1", 4), ("SEV3", 1)]);
    assert_eq!(resolve.by_severity[0].median.as_ref().map(|m| m.words.as_str()), Some("22 min"));
    assert_eq!(resolve.values[0].note, "It is not resolved.", "the newest comes first");

    let drills = metrics(&desk, MetricFilter { exercises: true, ..MetricFilter::default() }).await;
    assert_eq!((drills.incidents.len(), drills.exercises_left_out), (7, 0));
    let minor = metrics(&desk, MetricFilter { severity: "sev3".into(), ..MetricFilter::default() }).await;
    assert_eq!(minor.incidents.len(), 1);
    let from = (began + SignedDuration::from_mins(30)).to_string();
    let later = metrics(&desk, MetricFilter { from: from.clone(), ..MetricFilter::default() }).await;
    assert_eq!(later.incidents.len(), 4, "the first two were declared before");
    let day = metrics(&desk, MetricFilter { to: "2026-03-13".into(), ..MetricFilter::default() }).await;
    assert_eq!(day.incidents.len(), 5, "the whole day counts; the one that runs was declared on the next");
    for (filter, says) in [
        (
            MetricFilter { from: "2026-03-14".into(), to: "2026-03-13".into(), ..MetricFilter::default() },
            "ends before it begins",
        ),
        (MetricFilter { severity: "SEV9".into(), ..MetricFilter::default() }, "There is no severity “SEV9”"),
        (MetricFilter { from: "soonish".into(), ..MetricFilter::default() }, "Nothing was counted"),
    ] {
        let error = desk.app.query(Query::Metrics { filter }).await.expect_err("it is refused");
        assert!(error.message.contains(says), "{}", error.message);
    }

    let path = desk.file("metrics.csv");
    let written = path.display().to_string();
    let export = |filter, path: &str| Intent::ExportMetrics { filter, path: path.into() };
    desk.done(export(MetricFilter::default(), &written)).await;
    let text = std::fs::read_to_string(&path).expect("the file");
    assert_eq!(text.lines().count(), 1 + 6 * all.metrics.len());
    assert!(text.contains(",SEV3,") && text.contains("Time to resolve (MTTR),36120,seconds,10 h 2 min,"), "{text}");
    assert!(text.contains("Time to resolve (MTTR),,seconds,It is not resolved.,"), "no value is no zero: {text}");
    let log = desk.log(None).await;
    assert!(log.iter().any(|r| r.text == "Exported as csv: metrics of 6 incidents"), "{log:#?}");
    let none = MetricFilter { to: "2020-01-01".into(), ..MetricFilter::default() };
    let error = desk.refused(export(none, &written)).await;
    assert!(error.message.contains("Nothing was written"), "{}", error.message);
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), text, "what was there stays");
}
