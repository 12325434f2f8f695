use super::*;
use crate::block::BlockKind;
use crate::test::{Builder, at, document_of};

type Cells<'a> = &'a [(&'a str, &'a str)];

fn directory(b: &mut Builder) -> Directory {
    let severities = b.list("severities", &[&[("name", "SEV1"), ("rank", "1")], &[("name", "SEV2"), ("rank", "2")]]);
    let audiences = b.list("audiences", &[&[("name", "Customers")], &[("name", "Executives")]]);
    let ada = b.person(&[("name", "Ada"), ("phones", "+49 1"), ("zone", "Europe/Berlin"), ("working_hours", "24x7")]);
    let bo = b.person(&[("name", "Bo"), ("phones", "+49 2"), ("zone", "Europe/Berlin"), ("working_hours", "24x7")]);
    document_of(&[severities, audiences, ada, bo])
}

fn matrix(b: &mut Builder, second: &str) -> Document {
    let rows: [Cells<'_>; 2] = [
        &[
            ("severity", "SEV1"),
            ("level", "L1"),
            ("target", "Ada"),
            ("notify", "phone"),
            ("acknowledge_within", second),
        ],
        &[
            ("severity", "SEV1"),
            ("level", "L2"),
            ("target", "Bo"),
            ("notify", "phone"),
            ("acknowledge_within", "PT15M"),
        ],
    ];
    let block = b.block(&BlockKind::Escalation, "", &rows);
    b.document("Matrix", "escalation-matrix", vec![("Levels", BlockKind::Escalation, block)])
}

fn cadence(b: &mut Builder) -> PlanTimeline {
    let rows: [Cells<'_>; 2] = [
        &[("audience", "Customers"), ("first_within", "PT15M"), ("interval", "PT20M")],
        &[("audience", "Executives"), ("first_within", "PT30M"), ("interval", "PT60M")],
    ];
    let block = b.block(&BlockKind::Cadence, "", &rows);
    PlanTimeline::always(b.document("Plan", "plan", vec![("Cadence", BlockKind::Cadence, block)]))
}

fn past(acknowledged: Option<&str>, customers: &[&str]) -> PastIncident {
    PastIncident {
        name: "INC-1".to_owned(),
        severity: "SEV1".to_owned(),
        services: Vec::new(),
        began: at("14:00"),
        ended: at("15:30"),
        acknowledged: acknowledged.map(at),
        first_update: None,
        updates: vec![Given { audience: "Customers".to_owned(), at: customers.iter().map(|time| at(time)).collect() }],
    }
}

fn outcomes(one: &ReplayedIncident, audience: &str) -> Vec<String> {
    let own = one.updates.iter().filter(|update| update.audience == audience);
    own.map(|update| {
        let minutes = update.after_seconds / 60;
        match update.outcome {
            SlotOutcome::Given { .. } => format!("{minutes} given"),
            SlotOutcome::Late { by_seconds, .. } => format!("{minutes} late {}", by_seconds / 60),
            SlotOutcome::Missed => format!("{minutes} missed"),
            SlotOutcome::Unknown => format!("{minutes} unknown"),
        }
    })
    .collect()
}

#[test]
fn what_would_have_been_stands_beside_what_was() {
    let mut b = Builder::default();
    let (matrix, plan, directory) = (matrix(&mut b, "PT10M"), cadence(&mut b), directory(&mut b));
    let rules = Rules { matrix: &matrix, communication: Some(&plan), directory: &directory };
    let one = replay(&past(Some("14:22"), &["14:10", "14:34", "15:20"]), &rules);
    let steps: Vec<String> = one.steps.iter().map(|s| format!("{} {:?} {}", s.after, s.kind, s.level)).collect();
    assert_eq!(
        steps,
        ["at once Called L1", "10 min Called L2", "22 min Acknowledged L2"],
        "whoever was called last has it"
    );
    assert_eq!((one.climbed, one.taken.would, one.taken.later_seconds), (2, Some(at("14:10")), Some(12 * 60)));
    // The first in time; the second due at 14:30 and four minutes late; then every twenty minutes until 15:20.
    assert_eq!(outcomes(&one, "Customers"), ["15 given", "30 late 4", "54 missed", "74 late 6"]);
    assert_eq!(outcomes(&one, "Executives"), ["30 unknown", "90 unknown"]);
    assert_eq!((one.first_update.would, one.first_update.later_seconds), (Some(at("14:15")), Some(-5 * 60)));
    let sums = totals(&[one]);
    assert_eq!((sums.calls, sums.climbed, sums.taken_late, sums.taken_late_seconds), (2, 1, 1, 12 * 60));
    assert_eq!((sums.due, sums.given, sums.late, sums.missed, sums.unknown), (6, 1, 2, 1, 2));
    assert_eq!((sums.late_seconds, sums.first_known, sums.first_late), (10 * 60, 1, 0));
}

#[test]
fn what_was_taken_in_the_minute_of_its_beginning_calls_nobody_else() {
    let mut b = Builder::default();
    let (matrix, plan, directory) = (matrix(&mut b, "PT10M"), cadence(&mut b), directory(&mut b));
    let rules = Rules { matrix: &matrix, communication: Some(&plan), directory: &directory };
    let one = replay(&past(Some("14:00"), &[]), &rules);
    let steps: Vec<String> = one.steps.iter().map(|s| format!("{} {:?} {}", s.after, s.kind, s.level)).collect();
    assert_eq!(steps, ["at once Called L1", "at once Acknowledged L1"]);
    let short = PastIncident { ended: at("14:10"), ..past(None, &[]) };
    let steps: Vec<String> = replay(&short, &rules).steps.iter().map(|s| format!("{} {:?}", s.after, s.kind)).collect();
    assert_eq!(steps, ["at once Called"], "from its end on nobody is called");
}

#[test]
fn several_updates_within_one_interval_are_one_slot() {
    let mut b = Builder::default();
    let (matrix, plan, directory) = (matrix(&mut b, "PT10M"), cadence(&mut b), directory(&mut b));
    let rules = Rules { matrix: &matrix, communication: Some(&plan), directory: &directory };
    let early = replay(&past(None, &["14:05", "14:07", "14:10"]), &rules);
    assert_eq!(outcomes(&early, "Customers"), ["15 given", "30 missed", "50 missed", "70 missed", "90 missed"]);
    let late = replay(&past(None, &["14:20", "14:22", "14:24"]), &rules);
    assert_eq!(outcomes(&late, "Customers"), ["15 late 5", "44 missed", "64 missed", "84 missed"]);
}

#[test]
fn nobody_is_called_after_the_end_and_nothing_is_due_then() {
    let mut b = Builder::default();
    let (matrix, plan, directory) = (matrix(&mut b, "PT10M"), cadence(&mut b), directory(&mut b));
    let rules = Rules { matrix: &matrix, communication: Some(&plan), directory: &directory };
    let short = PastIncident { ended: at("14:08"), ..past(None, &[]) };
    let one = replay(&short, &rules);
    assert_eq!(one.steps.len(), 1, "{:?}", one.steps);
    assert!(one.updates.is_empty() && one.warnings.is_empty());
    let long = replay(&past(None, &[]), &rules);
    assert!(long.steps.iter().any(|s| s.kind == StepKind::Exhausted), "{:?}", long.steps);
    assert_eq!(outcomes(&long, "Customers"), ["15 missed", "35 missed", "55 missed", "75 missed"]);
    let other = PastIncident { severity: "SEV2".to_owned(), ..past(None, &[]) };
    let none = replay(&other, &rules);
    assert!(none.warnings[0].contains("no level for this severity"), "{:?}", none.warnings);
}

#[test]
fn two_versions_differ_where_they_call_at_other_times() {
    let mut b = Builder::default();
    let (old, new) = (matrix(&mut b, "PT10M"), matrix(&mut b, "PT5M"));
    let (plan, directory) = (cadence(&mut b), directory(&mut b));
    let with = |matrix: &Document, incidents: &[PastIncident]| -> Vec<ReplayedIncident> {
        let rules = Rules { matrix, communication: Some(&plan), directory: &directory };
        incidents.iter().map(|past| replay(past, &rules)).collect()
    };
    let incidents = [past(Some("14:03"), &[]), past(Some("14:22"), &[])];
    let found = differences(&with(&old, &incidents), &with(&new, &incidents));
    assert_eq!(found.len(), 1, "the first was taken before either calls the second level: {found:?}");
    assert_eq!((found[0].incident, found[0].earlier, found[0].later), (1, 1, 0));
    assert_eq!(found[0].words, ["L2: earlier: 10 min before, 5 min now"]);
    assert!(differences(&with(&old, &incidents), &with(&old, &incidents)).is_empty());
}
