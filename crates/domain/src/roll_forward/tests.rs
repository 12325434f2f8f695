//! Examples of plans that go into the next period.

use super::*;
use crate::test::{Builder, at};

/// Period 1 ran from 14:05; period 2 begins at 18:00 and is to end at 22:00.
fn turn() -> Turn {
    Turn { ended: Some((1, at("14:05"))), number: 2, from: at("18:00"), to: at("22:00") }
}

fn told(roll: &RollForward) -> Vec<String> {
    let why = |why: &Why| match why {
        Why::Plain => String::new(),
        Why::Passed(when) | Why::Again(when) | Why::At(when) => format!(" {}", when.strftime("%H:%M")),
        Why::State(word) | Why::UnknownState(word) | Why::Called(word) => format!(" {word}"),
        Why::Blocked => " blocked".to_owned(),
        Why::Served => " served".to_owned(),
        Why::Ticks(count) => format!(" {count}"),
    };
    let line = |l: &Line| format!("{} {}: {}{}", l.kind.word(), l.words, l.fate.word(), why(&l.why));
    roll.lines.iter().map(line).collect()
}

fn rolled(plan: &Document, b: &mut Builder) -> RollForward {
    roll_forward(plan, &turn(), || RowId::new(b.uuid()))
}

/// The words under a key, line by line.
fn said(plan: &Document, place: usize, key: &str) -> Vec<String> {
    let block = &plan.live_sections()[place].1.block;
    block.live_rows().into_iter().map(|(_, row)| block.cell_text(row, key).to_owned()).collect()
}

fn plan(b: &mut Builder) -> Document {
    let objectives = b.block(
        &BlockKind::Table,
        "objectives",
        &[
            &[("no", "1"), ("text", "Find the cause"), ("state", "met")],
            &[("no", "2"), ("text", "Restore"), ("state", "open"), ("target", "2026-03-11T14:03:00Z")],
            &[("no", "3"), ("text", "Reconcile"), ("state", "new"), ("target", "2026-03-11T19:00:00Z")],
            &[("no", "4"), ("text", "Tokens"), ("state", "carried"), ("target", "2026-03-11T14:00:00Z")],
            &[],
        ],
    );
    let work = b.block(
        &BlockKind::Table,
        "assignments",
        &[
            &[("text", "Compare"), ("objective", "1"), ("state", "done")],
            &[("text", "Watch the cause"), ("objective", "1"), ("state", "open")],
            &[("text", "Roll back"), ("objective", "1, 2"), ("state", "doing")],
            &[("text", "Call Harbourline"), ("objective", "2"), ("state", "blocked")],
            &[("text", "Updates")],
        ],
    );
    let periods = b.block(
        &BlockKind::Periods,
        "",
        &[
            &[
                ("kind", "period"),
                ("number", "1"),
                ("name", "Period 1"),
                ("from", "2026-03-11T13:05:00Z"),
                ("to", "2026-03-11T17:05:00Z"),
            ],
            &[
                ("kind", "meeting"),
                ("name", "Hand-over briefing"),
                ("from", "2026-03-11T16:45:00Z"),
                ("to", "2026-03-11T17:00:00Z"),
            ],
            &[("kind", "meeting"), ("name", "No time yet")],
        ],
    );
    let mut approvals = b.block(
        &BlockKind::Approvals,
        "",
        &[
            &[("checkpoint", "Return to normal"), ("approver", "Commander")],
            &[("checkpoint", "Plan for period 1"), ("approver", "Commander"), ("due", "2026-03-11T14:00:00Z")],
            &[("checkpoint", "Hand-over to period 2"), ("approver", "Commander")],
        ],
    );
    approvals.settings.clear();
    b.document(
        "Plan",
        "incident-action-plan",
        vec![
            ("Objectives", BlockKind::Table, objectives),
            ("Assignments", BlockKind::Table, work),
            ("Battle rhythm", BlockKind::Periods, periods),
            ("Approvals", BlockKind::Approvals, approvals),
        ],
    )
}

#[test]
fn open_lines_are_carried_closed_ones_dropped_and_what_rules_cannot_tell_is_asked() {
    let mut b = Builder::default();
    let plan = plan(&mut b);
    let roll = rolled(&plan, &mut b);
    assert_eq!(
        told(&roll),
        [
            "objective Find the cause: dropped met",
            "objective Restore: carried 14:03",
            "objective Reconcile: carried",
            "objective Tokens: decide 14:00",
            "assignment Compare: dropped done",
            "assignment Watch the cause: decide served",
            "assignment Roll back: carried",
            "assignment Call Harbourline: decide blocked",
            "assignment Updates: carried",
            "period Period 1: set 17:00",
            "period Period 2: set 21:00",
            "meeting Hand-over briefing: set 20:40",
            "checkpoint Plan for period 1: set Plan for period 2",
            "checkpoint Hand-over to period 2: set Hand-over to period 3",
        ]
    );
    assert_eq!(roll.approval, ("Plan for period 2".to_owned(), "Commander".to_owned()));
    assert_eq!(roll.approval_before.as_deref(), Some("Plan for period 1"));
    assert_eq!(roll.counts(&BTreeSet::new()), (7, 2));
}

#[test]
fn the_operations_make_the_next_plan_and_their_inverses_bring_the_last_one_back() {
    let mut b = Builder::default();
    let before = plan(&mut b);
    let roll = rolled(&before, &mut b);
    let dropped: BTreeSet<RowId> = roll.lines.iter().filter(|l| l.words == "Tokens").map(|l| l.row).collect();
    let mut after = before.clone();
    let inverses = after.apply_all(&roll.operations(&dropped), at("18:00")).expect("they fit the plan");
    assert_eq!(said(&after, 0, "text"), ["Restore", "Reconcile", ""]);
    assert_eq!(said(&after, 0, "state"), ["carried", "carried", ""]);
    assert_eq!(said(&after, 1, "text"), ["Watch the cause", "Roll back", "Call Harbourline", "Updates"]);
    assert_eq!(said(&after, 2, "name"), ["Period 1", "Hand-over briefing", "No time yet", "Period 2"]);
    let next: Vec<String> = said(&after, 2, "from");
    assert_eq!(next, ["2026-03-11T13:05:00Z", "2026-03-11T20:40:00Z", "", "2026-03-11T17:00:00Z"]);
    assert_eq!(said(&after, 2, "to")[0], "2026-03-11T17:00:00Z", "no gap and no overlap");
    assert_eq!(said(&after, 3, "checkpoint")[1..], ["Plan for period 2", "Hand-over to period 3"]);
    assert_eq!(said(&after, 3, "due")[1], "2026-03-11T17:55:00Z", "as far into the period as before");
    assert_eq!(after.status(), "in_review");

    after.apply_all(&inverses, at("18:01")).expect("they undo");
    let live = |d: &Document| crate::canonical::content_hash(d);
    assert_eq!(live(&after), live(&before));
    assert_eq!(after.status(), before.status());
}

#[test]
fn what_a_plan_of_another_making_lacks_is_left_out() {
    let mut b = Builder::default();
    let own = b.block(&BlockKind::Table, "objectives", &[&[("text", "Ours")]]);
    let mut plan = b.document("Plan", "own/plan", vec![("Objectives", BlockKind::Table, own)]);
    let section = *plan.sections.keys().next().expect("a section");
    let (column, _) = plan.sections[&section].block.column_by_key("state").expect("a state");
    let row = *plan.sections[&section].block.rows.keys().next().expect("a row");
    let block = &mut plan.sections.get_mut(&section).expect("it").block;
    block.rows.get_mut(&row).expect("it").cells.insert(column, Value::one("Parked"));
    let roll = rolled(&plan, &mut b);
    assert_eq!(told(&roll), ["objective Ours: decide parked"], "a state of their own is not guessed at");
    assert_eq!(roll.approval, ("Plan for period 2".to_owned(), String::new()));
    assert_eq!(roll.approval_before, None);
    let mut after = plan.clone();
    after.apply_all(&roll.operations(&BTreeSet::new()), at("18:00")).expect("it fits");
    assert_eq!(said(&after, 0, "state"), ["Parked"]);
}

#[test]
fn ticks_of_care_and_hand_over_are_gone_through_anew_and_those_of_standing_down_stay() {
    let mut b = Builder::default();
    let rows: [&[(&str, &str)]; 2] = [&[("item", "Breaks set"), ("done", "yes")], &[("item", "Food")]];
    let lists = ["ICS 206, adapted", "ICS 221, adapted"];
    let blocks: Vec<_> =
        lists.iter().map(|_| ("List", BlockKind::Checklist, b.block(&BlockKind::Checklist, "", &rows))).collect();
    let mut plan = b.document("Plan", "incident-action-plan", blocks);
    let ids: Vec<SectionId> = plan.live_sections().iter().map(|(id, _)| *id).collect();
    for (id, label) in ids.iter().zip(lists) {
        plan.sections.get_mut(id).expect("it").label = label.to_owned();
    }
    let roll = rolled(&plan, &mut b);
    assert_eq!(told(&roll), ["checklist List: set 1"]);
    plan.apply_all(&roll.operations(&BTreeSet::new()), at("18:00")).expect("it fits");
    assert_eq!(
        (said(&plan, 0, "done"), said(&plan, 1, "done")),
        (vec![String::new(); 2], vec!["yes".into(), "".into()])
    );
}
