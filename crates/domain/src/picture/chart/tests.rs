use super::*;
use crate::block::BlockKind;
use crate::log::Fact;
use crate::test::{Builder, Log, document_of};

type Rows<'a> = &'a [&'a [(&'a str, &'a str)]];

fn roster(rows: Rows<'_>) -> Section {
    let mut b = Builder::default();
    let block = b.block(&BlockKind::Roster, "", rows);
    b.section("Organization", BlockKind::Roster, block)
}

fn draw(rows: Rows<'_>) -> Chart {
    chart(&roster(rows), &Directory::default(), None)
}

/// A position with everybody below it: `Lead(A B(C))`.
fn shape(position: &Position) -> String {
    let members: Vec<_> = position.members.iter().map(shape).collect();
    if members.is_empty() { position.position.clone() } else { format!("{}({})", position.position, members.join(" ")) }
}

fn shapes(positions: &[Position]) -> String {
    positions.iter().map(shape).collect::<Vec<_>>().join(" ")
}

#[test]
fn command_leads_its_staff_stand_beside_and_the_sections_below() {
    let chart = draw(&[
        &[("section", "operations"), ("position", "Operations Lead"), ("person", "Kim Ji-woo")],
        &[("section", "command"), ("position", "Incident Commander"), ("person", "Katarzyna Wójcik")],
        &[],
        &[("section", "Operations"), ("position", "Database Expert"), ("reports_to", "operations lead")],
        &[("section", "command"), ("position", "Scribe")],
        &[("section", "communications"), ("position", "Communications Lead")],
    ]);
    let head = chart.head.expect("a commander");
    assert_eq!((&*head.position, &*head.person, head.reports), ("Incident Commander", "Katarzyna Wójcik", 3));
    assert_eq!(shapes(&chart.staff), "Scribe");
    let branches: Vec<_> = chart.branches.iter().map(|b| (&*b.name, shape(&b.head), shapes(&b.members))).collect();
    assert_eq!(
        branches,
        [
            ("Operations", "Operations Lead".to_owned(), "Database Expert".to_owned()),
            ("Communications", "Communications Lead".to_owned(), String::new()),
        ]
    );
    assert_eq!(chart.branches[0].head.reports, 1);
}

#[test]
fn who_reports_to_whom_is_read_at_any_depth_and_a_circle_is_cut() {
    let row = |position: &'static str, above: &'static str| {
        [("section", "operations"), ("position", position), ("reports_to", above)]
    };
    let chart = draw(&[&row("A", ""), &row("B", "A"), &row("C", "B"), &row("D", ""), &row("E", "nobody here")]);
    assert_eq!(shapes(&chart.branches[0].members), "B(C) D E");
    let chart = draw(&[&row("A", "B"), &row("B", "C"), &row("C", "A"), &row("D", "A")]);
    let all = format!("{} {}", shape(&chart.branches[0].head), shapes(&chart.branches[0].members));
    for name in ["A", "B", "C", "D"] {
        assert_eq!(all.matches(name).count(), 1, "everybody stands there once: {all}");
    }
    let own = draw(&[&row("A", "A"), &row("B", "B")]);
    assert_eq!(shapes(&own.branches[0].members), "B", "nobody reports to themselves");
}

#[test]
fn a_chain_of_thousands_is_drawn_without_end_of_the_stack() {
    let names: Vec<(String, String)> = (0..5000).map(|n| (format!("P{n}"), format!("P{}", n + 1))).collect();
    let rows: Vec<Vec<(&str, &str)>> = names
        .iter()
        .map(|(own, above)| vec![("section", "operations"), ("position", own), ("reports_to", above)])
        .collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    let chart = draw(&rows);
    fn size(list: &[Position]) -> usize {
        list.iter().map(|p| 1 + size(&p.members)).sum()
    }
    fn depth(list: &[Position]) -> usize {
        list.iter().map(|p| 1 + depth(&p.members)).max().unwrap_or(0)
    }
    assert_eq!(size(&chart.branches[0].members), 4999, "nobody is lost");
    assert!(depth(&chart.branches[0].members) <= DEPTH, "{}", depth(&chart.branches[0].members));
}

#[test]
fn who_assumed_a_role_in_the_log_holds_its_position() {
    let mut b = Builder::default();
    let person = b.person(&[("name", "Tomás Herrera")]);
    let id = person.0.to_string();
    let roles = b.list("roles", &[&[("name", "Scribe")]]);
    let directory = document_of(&[person, roles]);
    let mut log = Log::default();
    let declared = Fact::Declared {
        number: "INC-1".to_owned(),
        title: "Down".to_owned(),
        severity: "SEV1".to_owned(),
        commander: None,
        services: Vec::new(),
        detected_at: None,
    };
    log.add("14:05", declared);
    log.add("14:06", Fact::RoleAssumed { role: "Scribe".to_owned(), person: id.clone() });
    let section = roster(&[
        &[("section", "command"), ("position", "Incident Commander"), ("person", "Ada")],
        &[("section", "command"), ("position", "Scribe"), ("person", "Emre")],
    ]);
    let scribe = |log: &Log| chart(&section, &directory, Some(&log.incident())).staff[0].clone();
    assert_eq!((&*scribe(&log).person, scribe(&log).is_assumed), ("Tomás Herrera", true));
    log.add("15:00", Fact::RoleRenounced { role: "Scribe".to_owned(), person: id, reason: String::new() });
    assert_eq!((&*scribe(&log).person, scribe(&log).is_assumed), ("Emre", false), "as planned again");
}

#[test]
fn a_change_of_shift_shows_both_names_and_two_people_at_once_are_two_positions() {
    let row = |person: &'static str, from: &'static str, to: &'static str| {
        [("section", "command"), ("position", "Scribe"), ("person", person), ("from", from), ("to", to)]
    };
    let (noon, six, night) = ("2026-03-11T12:00:00Z", "2026-03-11T18:00:00Z", "2026-03-11T23:00:00Z");
    let later_first = draw(&[&row("Bo", six, night), &row("Ada", noon, six)]);
    assert_eq!(later_first.head.map(|h| h.person).as_deref(), Some("Ada/Bo"));
    let at_once = draw(&[&row("Ada", noon, night), &row("Bo", six, night)]);
    assert_eq!((at_once.head.map(|h| h.person).as_deref(), at_once.staff.len()), (Some("Ada"), 1));
}
