//! The core templates and the prepared plans hold every section and field that the domain reference asks for,
//! and their figures agree with each other.

mod shipped;

use bridgebook_domain::Document;
use bridgebook_domain::block::{BlockKind, Section};
use bridgebook_domain::condition;
use bridgebook_domain::schedule::Schedule;
use bridgebook_domain::view::rows;
use shipped::template;

fn sections(document: &Document) -> Vec<&Section> {
    document.live_sections().into_iter().map(|(_, s)| s).collect()
}

fn of<'a>(document: &'a Document, word: &str) -> &'a Section {
    sections(document).into_iter().find(|s| s.is_form(word)).unwrap_or_else(|| panic!("no {word}"))
}

fn views(document: &Document) -> Vec<String> {
    let all = sections(document).into_iter().filter(|s| s.kind == BlockKind::View);
    all.map(|s| s.block.setting("source").to_owned()).collect()
}

#[test]
fn the_action_plan_holds_the_forms_of_an_incident_action_plan_and_reads_live_what_the_log_knows() {
    let plan = template("incident-action-plan");
    let labels: Vec<_> = sections(&plan).into_iter().map(|s| s.label.clone()).collect();
    for form in ["201", "202", "203", "204", "205", "205A", "206", "208", "213", "213RR", "214", "215", "215A", "221"] {
        let is = |l: &String| l.split([' ', ',']).any(|w| w == form);
        assert!(labels.iter().any(is), "no ICS {form} in {labels:?}");
    }
    assert!(labels.iter().filter(|l| !l.is_empty()).all(|l| l.ends_with("adapted")), "an altered form says so");
    let views = views(&plan);
    for source in ["contents", "log", "roles", "contacts", "actions", "decisions", "approvals", "promises"] {
        assert!(views.iter().any(|v| v == source), "no view of {source}");
    }
}

#[test]
fn the_triggers_of_the_escalation_matrix_can_be_read_and_end_in_one_default_route() {
    let matrix = template("escalation-matrix");
    let triggers = &of(&matrix, "triggers").block;
    let all: Vec<_> = rows(triggers).collect();
    for (_, row) in &all {
        let written = row.text("condition");
        assert!(condition::parse(written).is_ok(), "{written}: {:?}", condition::parse(written));
    }
    let defaults: Vec<_> = all.iter().enumerate().filter(|(_, (_, r))| r.is_yes("default")).map(|(n, _)| n).collect();
    assert_eq!(defaults, [all.len() - 1], "the last rule is the default route");
}

#[test]
fn nobody_inside_hears_less_often_than_customers_do() {
    for name in ["escalation-matrix", "escalation-procedure"] {
        let document = template(name);
        let table = sections(&document).into_iter().find(|s| s.block.setting("preset") == "severities").unwrap();
        let mut compared = 0;
        for (_, row) in rows(&table.block) {
            let spans = (row.duration("internal_cadence"), row.duration("external_cadence"));
            let (Some(internal), Some(external)) = spans else { continue };
            assert!(internal <= external, "{name}, {}: {internal} and {external}", row.text("severity"));
            compared += 1;
        }
        assert_eq!(compared, 3, "{name} says both for each severity that customers notice");
    }
    let plan = template("incident-communication-plan");
    let every = |severity: &str, audience: &str| {
        let of_both = rows(&of(&plan, "cadence").block)
            .filter(|(_, row)| row.text("severity") == severity && row.text("audience") == audience);
        of_both.filter_map(|(_, row)| row.duration("interval")).min().unwrap()
    };
    for severity in ["SEV1", "SEV2", "SEV3"] {
        let (inside, outside) = (every(severity, "Responders"), every(severity, "Customers"));
        assert!(inside <= outside, "{severity}: responders every {inside}, customers every {outside}");
    }
}

#[test]
fn the_phases_and_key_nodes_of_the_roll_out_plan_agree() {
    let plan = template("platform-roll-out-plan");
    let schedule = Schedule::read(of(&plan, "schedule"));
    let lengths: Vec<_> = schedule.lines.iter().filter_map(|l| l.length).collect();
    assert_eq!(lengths, [1.0, 2.0, 1.0, 2.0, 1.0, 3.0, 1.0, 1.0], "the eight phases of the source, in months");
    let nodes: Vec<_> = schedule.lines.iter().filter(|l| l.is_point).filter_map(|l| l.month).collect();
    assert_eq!(nodes, [3.0, 6.0, 12.0], "pilot, full operation, evaluation");
    assert_eq!(schedule.problems(), [], "what is stated is what the lengths make");
    assert_eq!(rows(&of(&plan, "contingencies").block).count(), 9);
    let chapters = sections(&plan).into_iter().take_while(|s| s.heading != "Go or no-go");
    assert_eq!(chapters.filter(|s| s.depth == 1).count(), 10, "ten chapters before the appendix");
}
