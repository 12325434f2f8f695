//! An escalation in an incident: how much of each limit was used, who was called when, who comes next.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use bridgebook_domain::BlockKind;
use bridgebook_domain::escalation::LevelState;
use bridgebook_pdf::{Binder, Colour, Export, Front, Item, LevelCall, Options, export};
use common::found::{place, text};
use common::{Maker, answered, called, due, level, told};

fn binder(levels: Vec<LevelCall>) -> Binder {
    let mut binder = common::binder(vec![common::escalation()]);
    if let Some(incident) = &mut binder.incident {
        incident.levels = levels;
    }
    binder
}

fn made(binder: &Binder) -> Export {
    export(binder, &common::fonts(), &Options { front: Front::None, ..Options::default() }).unwrap()
}

#[test]
fn each_level_says_how_much_of_its_limit_was_used_in_words_and_not_by_colour_alone() {
    let export = made(&binder(vec![
        answered("L1", "14:05:00", "14:09:00"),
        answered("L2", "14:10:00", "14:19:30"),
        answered("L3", "14:20:00", "14:37:00"),
        told("M", "14:20:00", 0),
        told("CTO", "14:36:10", 70),
        due(level("CEO", true, LevelState::Due), "16:05:00"),
    ]));
    let text = text(&export);
    for words in
        ["INC-2041", "Used of limit", "4 of 5 min", "at risk, 9 of 10", "late 2 min", "told at 15", "late 1 min"]
    {
        assert!(text.contains(words), "“{words}” is said in: {text}");
    }
    assert!(text.contains("14:05–14:09"), "from the call to the acknowledge");
    assert!(text.contains("due 16:05"), "the next authority has its time");
    let red: Vec<f32> = export.pages.pages[0]
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Rect { w, fill, .. } if *fill == Colour::RED => Some(*w),
            _ => None,
        })
        .collect();
    assert!(red.len() >= 3, "an overrun is red where it is late, in the table and in the picture: {red:?}");
}

#[test]
fn the_picture_of_calls_names_each_level_and_its_times() {
    let export = made(&binder(vec![answered("L1", "14:05:00", "14:09:00"), told("M", "14:20:00", 0)]));
    let text = text(&export);
    for words in [
        "Who was called when",
        "L1 On-call engineer",
        "14:05, acknowledged 14:09 by Kim Ji-woo",
        "minutes since",
        "CEO Henrik Dahl",
    ] {
        assert!(text.contains(words), "“{words}” is said in: {text}");
    }
    let circles = export.pages.pages[0].items.iter().filter(|item| {
        matches!(item, Item::Path { fill: Some(Colour::Gray(255)), stroke: Some((Colour::Gray(0), _)), .. })
    });
    assert!(circles.count() >= 2, "levels that were not called have an open circle where they would have been");
}

#[test]
fn who_comes_next_stands_by_minute_and_time_of_day() {
    let export = made(&binder(vec![called("L1", "14:05:00", 5)]));
    let text = text(&export);
    assert!(text.contains("If nobody answers, SEV1"), "its title names the severity: {text}");
    let all: Vec<(f32, String)> = export.pages.pages.iter().flat_map(common::found::lines).collect();
    let next = all.iter().find(|(_, line)| line.starts_with("120 16:05 CEO Henrik Dahl"));
    assert!(next.is_some_and(|(_, line)| line.ends_with("hierarchical")), "two hours after the declaration: {all:?}");
}

#[test]
fn without_an_incident_the_matrix_has_no_live_columns() {
    let mut binder = binder(Vec::new());
    binder.incident = None;
    let text = text(&made(&binder));
    assert!(!text.contains("Used of limit") && !text.contains("Who was called when"), "{text}");
    assert!(text.contains("If nobody answers, SEV1"), "what would happen is part of the plan");
}

#[test]
fn a_level_stands_on_paper_as_it_stands_on_the_board() {
    let ended = |level: LevelCall, called: &str, at: &str| LevelCall {
        called_at: Some(common::at(called)),
        ended_at: Some(common::at(at)),
        ..level
    };
    let at = common::at("14:12:00");
    let declined = LevelState::Declined { at, by: "jl".into(), reason: "on leave".into() };
    let skipped = LevelState::Skipped { reason: "nobody is there for L2".into() };
    let late = LevelState::Called {
        at: common::at("14:45:00"),
        late_by_seconds: 180,
        acknowledge_due: Some(common::at("15:00:00")),
    };
    for (levels, shown, never) in [
        (
            vec![ended(level("L1", false, declined.clone()), "14:05:00", "14:12:00")],
            &["declined by Jonas Lindqvist on leave", "14:05–14:12", "14:05, declined 14:12 by Jonas Lindqvist"][..],
            &["late "][..],
        ),
        (vec![level("L2", false, skipped)], &["skipped nobody is there for L2"], &["late "]),
        (
            vec![called("L1", "14:05:00", 5), level("L2", false, LevelState::Paused { left_seconds: 240 })],
            &["late 37 min", "paused, 4 min left"],
            &[],
        ),
        (vec![called("L1", "14:45:00", 5), level("L2", false, LevelState::NotNeeded)], &["not needed"], &["late "]),
        (vec![due(level("L1", false, LevelState::Overdue), "14:37:00")], &["late 10 min"], &["not called 14"]),
        (
            vec![called("L1", "14:45:00", 5), due(level("CEO", true, LevelState::AtRisk), "16:05:00")],
            &["due 16:05", "runs, 2 of 5 min"],
            &[],
        ),
        (
            vec![LevelCall { called_at: Some(common::at("14:45:00")), ..level("L3", false, late) }],
            &["called 3 min late", "runs, 2 of 15 min"],
            &[],
        ),
    ] {
        let export = made(&binder(levels.clone()));
        let text = text(&export);
        for words in shown {
            assert!(text.contains(words), "“{words}” is said of {levels:?} in: {text}");
        }
        // What is planned below says nothing of being late.
        for words in never {
            assert!(!text.contains(words), "“{words}” is not said of {levels:?} in: {text}");
        }
    }
}

#[test]
fn a_level_without_a_time_to_acknowledge_calls_nobody_after_it() {
    let mut maker = Maker::new("Matrix", "", "");
    maker.preset(
        1,
        "",
        "Levels",
        BlockKind::Escalation,
        "",
        &[
            &[("level", "L1"), ("clock", "functional"), ("target", "kw"), ("acknowledge_within", "PT5M")],
            &[("level", "L2"), ("clock", "functional"), ("target", "kj")],
            &[("level", "L3"), ("clock", "functional"), ("target", "cw"), ("acknowledge_within", "PT5M")],
        ],
    );
    let export = made(&common::binder(vec![maker.input()]));
    let lines: Vec<String> = export.pages.pages.iter().flat_map(common::found::lines).map(|(_, line)| line).collect();
    assert!(lines.iter().any(|line| line.starts_with("5 L2 Kim Ji-woo")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("– L3 Chen Wei")), "the clocks never reach it: {lines:#?}");
}

#[test]
fn severity_is_looked_up_in_a_matrix_with_the_gravest_at_the_top_left() {
    let export = made(&binder(Vec::new()));
    let (page, high, head) = place(&export, "High").expect("urgency runs across");
    let (other, low, _) = place(&export, "Low").expect("to the lowest");
    assert!(page == other && high < low, "from high to low");
    let (_, _, organisation) = place(&export, "Organisation").expect("impact runs down");
    let (_, _, individual) = place(&export, "Individual").expect("to one person");
    assert!(head < organisation && organisation < individual, "the widest impact first");
    let cell = common::found::runs(&export.pages.pages[page])
        .find(|run| run.text == "SEV1" && (run.y - organisation).abs() < 8.0)
        .expect("in the first line");
    assert!((cell.x - high).abs() < 40.0, "below “High”: {} beside {high}", cell.x);
}

#[test]
fn a_lookup_with_more_to_say_stays_a_list() {
    let mut maker = Maker::new("Lookup", "", "");
    maker.preset(
        1,
        "",
        "Lookup",
        BlockKind::Table,
        "impact-urgency",
        &[
            &[("impact", "organisation"), ("urgency", "high"), ("severity", "s1")],
            &[("impact", "organisation"), ("urgency", "high"), ("severity", "s2")],
        ],
    );
    let export = made(&common::binder(vec![maker.input()]));
    let text = text(&export);
    assert_eq!(text.matches("Organisation").count(), 2, "both rows of the pair are told: {text}");
}
