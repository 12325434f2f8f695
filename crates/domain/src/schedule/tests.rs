use super::*;
use crate::block::BlockKind;
use crate::test::Builder;
use crate::value::Value;

type Rows<'a> = &'a [&'a [(&'a str, &'a str)]];

pub fn plan(start: &str, rows: Rows<'_>) -> Section {
    let mut b = Builder::default();
    let mut block = b.block(&BlockKind::Schedule, "", &[]);
    // A column of a team's own, which the rules know by its key.
    let own = crate::block::Column {
        pos: crate::position::Position::stored("zz"),
        key: "iteration".to_owned(),
        name: "Iteration".to_owned(),
        column_type: crate::value::ColumnType::Number,
        options: Default::default(),
        choices: Default::default(),
        deleted_at: None,
    };
    block.columns.insert(crate::id::ColumnId::new(b.uuid()), own);
    for cells in rows {
        b.row(&mut block, cells);
    }
    if !start.is_empty() {
        block.settings.insert("start".to_owned(), Value::one(start));
    }
    b.section("Schedule", BlockKind::Schedule, block)
}

/// The roll-out plan of the source: eight stages of 1, 2, 1, 2, 1, 3, 1 and 1 months, and its key nodes, which do
/// not fit them (domain reference B.7.6 and B.10).
pub fn roll_out() -> Section {
    let stages = ["1", "2", "1", "2", "1", "3", "1", "1"];
    let numbers: Vec<String> = (1..=8).map(|n| n.to_string()).collect();
    let names: Vec<String> = (1..=8).map(|n| format!("Stage {n}")).collect();
    let mut rows: Vec<Vec<(&str, &str)>> = stages
        .iter()
        .enumerate()
        .map(|(n, months)| {
            vec![("no", &*numbers[n]), ("name", &*names[n]), ("kind", "phase"), ("length", *months), ("unit", "months")]
        })
        .collect();
    rows.push(vec![("name", "Pilot accepted"), ("kind", "milestone"), ("after", "3"), ("month", "6")]);
    rows.push(vec![("name", "First evaluation"), ("kind", "milestone"), ("after", "Stage 7"), ("month", "12")]);
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    plan("", &rows)
}

fn days(section: &Section) -> Vec<String> {
    Schedule::read(section).lines.iter().map(|l| format!("{} {}", l.from, l.until)).collect()
}

fn problems(section: &Section) -> Vec<String> {
    Schedule::read(section).problems().into_iter().map(|p| format!("{} {}: {}", p.rule, p.column, p.title)).collect()
}

#[test]
fn lines_follow_each_other_in_calendar_months_weeks_and_days() {
    let section = plan(
        "2026-01-31",
        &[
            &[("name", "A"), ("length", "1"), ("unit", "months")],
            &[("name", "B"), ("length", "2"), ("unit", "weeks")],
            &[("name", "C"), ("length", "3"), ("unit", "days")],
            &[("name", "D"), ("kind", "milestone")],
            &[("name", "E"), ("length", "1")],
        ],
    );
    let expected = [
        "2026-01-31 2026-02-28",
        "2026-02-28 2026-03-14",
        "2026-03-14 2026-03-17",
        "2026-03-17 2026-03-17",
        "2026-03-17 2026-04-17",
    ];
    assert_eq!(days(&section), expected, "a milestone takes no time, and a length without a unit means months");
    assert_eq!(problems(&section), Vec::<String>::new());
}

#[test]
fn a_line_begins_after_the_last_of_those_it_names_by_number_or_name() {
    let section = plan(
        "2026-03-01",
        &[
            &[("no", "1"), ("name", "Build"), ("length", "10"), ("unit", "days")],
            &[("no", "2"), ("name", "Train"), ("length", "4"), ("unit", "days"), ("start", "2026-03-02")],
            &[("no", "3"), ("name", "Go live"), ("after", "1|train"), ("length", "1"), ("unit", "days")],
            &[("no", "4"), ("name", "Party"), ("after", "3, 2"), ("length", "1"), ("unit", "days")],
        ],
    );
    assert_eq!(days(&section)[2..], ["2026-03-11 2026-03-12", "2026-03-12 2026-03-13"]);
    let schedule = Schedule::read(&section);
    assert!(schedule.unknown.is_empty() && schedule.circles.is_empty(), "{schedule:#?}");
}

#[test]
fn a_line_without_a_word_about_it_never_waits_for_one_that_waits_for_it() {
    let section = plan(
        "2026-03-01",
        &[
            &[("name", "Deploy"), ("after", "Build"), ("length", "2"), ("unit", "days")],
            &[("name", "Build"), ("length", "5"), ("unit", "days")],
        ],
    );
    assert_eq!(days(&section), ["2026-03-06 2026-03-08", "2026-03-01 2026-03-06"]);
    assert_eq!(problems(&section), Vec::<String>::new(), "that is no circle");
}

#[test]
fn the_plan_of_the_source_contradicts_its_key_nodes_by_both_figures() {
    assert_eq!(
        problems(&roll_out()),
        [
            "T4 month: “Pilot accepted” states month 6, “Stage 3” ends in month 4",
            "T4 month: “First evaluation” states month 12, “Stage 7” ends in month 11",
        ]
    );
    let list = Schedule::read(&roll_out()).problems();
    assert_eq!(
        list[0].message,
        "Line 9 states month 6; by “Stage 3” (line 3) it is month 4. Correct the month, the lengths, or what it comes after."
    );
}

#[test]
fn a_key_node_is_measured_by_the_stage_that_delivers_the_same() {
    let stage = [("name", "Pilot"), ("length", "4"), ("deliverable", "Pilot report")];
    let node = [("name", "Key node"), ("kind", "milestone"), ("month", "3"), ("deliverable", "pilot report")];
    assert_eq!(problems(&plan("", &[&stage, &node])), ["T4 month: “Key node” states month 3, “Pilot” ends in month 4"]);
    let late = [("name", "Review"), ("kind", "milestone"), ("month", "9")];
    assert_eq!(problems(&plan("", &[&stage, &late])), ["T4 month: “Review” states month 9, the plan ends in month 4"]);
    let fits = [("name", "Key node"), ("kind", "milestone"), ("month", "4"), ("after", "Pilot")];
    assert_eq!(problems(&plan("", &[&stage, &fits])), Vec::<String>::new());
}

#[test]
fn stated_days_that_do_not_fit_are_found() {
    let section = plan(
        "2026-03-01",
        &[
            &[("name", "Build"), ("length", "1"), ("end", "2026-04-15"), ("iteration", "2")],
            &[("name", "Test"), ("after", "Build"), ("start", "2026-03-20"), ("length", "1")],
            &[("name", "Back"), ("start", "2026-05-01"), ("end", "2026-04-01")],
            &[("name", "Fits"), ("start", "2026-03-01"), ("length", "1"), ("end", "2026-03-31"), ("month", "1")],
        ],
    );
    assert_eq!(
        problems(&section),
        [
            "T4 iteration: “Build”: an iteration of 2 months in a stage of 1 month",
            "T4 end: “Build” states 2026-04-15, its length makes it end on 2026-03-31",
            "T4 start: “Test” starts on 2026-03-20, “Build” ends on 2026-03-31",
            "T3 end: “Back” ends before it starts",
        ]
    );
}

#[test]
fn circles_are_cut_and_named_and_unknown_names_are_kept() {
    let section = plan(
        "",
        &[
            &[("name", "A"), ("after", "B"), ("length", "1")],
            &[("name", "B"), ("after", "C|Nobody"), ("length", "1")],
            &[("name", "C"), ("after", "A"), ("length", "1")],
            &[("name", "D"), ("after", "D"), ("length", "1")],
        ],
    );
    let schedule = Schedule::read(&section);
    assert_eq!(schedule.unknown, [(1, "Nobody".to_owned())]);
    assert_eq!(schedule.circles, [vec![0, 1, 2], vec![3]]);
    let list = problems(&section);
    assert_eq!(list, ["T4 after: “A” comes after itself", "T4 after: “D” comes after itself"]);
    assert_eq!(schedule.lines[1].until.to_string(), "2000-04-01", "A, C, B one after the other");
}

#[test]
fn a_thousand_circles_and_absurd_figures_end_in_time() {
    let names: Vec<String> = (0..2000).map(|n| format!("L{n}")).collect();
    let rows: Vec<Vec<(&str, &str)>> = (0..2000)
        .map(|n| vec![("name", &*names[n]), ("after", &*names[n ^ 1]), ("length", "1e9"), ("month", "99999")])
        .collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    let schedule = Schedule::read(&plan("9999-12-01", &rows));
    assert_eq!(schedule.circles.len(), 20, "the first ones are named");
    assert_eq!(schedule.lines.len(), 2000);
    let far = plan("9999-12-01", &[&[("name", "A"), ("length", "1200")]]);
    assert_eq!(days(&far), ["9999-12-01 9999-12-31"], "the calendar ends there");
}

#[test]
fn empty_rows_and_empty_plans_say_nothing() {
    let section = plan("", &[&[], &[("kind", "phase"), ("unit", "months")]]);
    let schedule = Schedule::read(&section);
    assert!(schedule.lines.is_empty() && schedule.is_relative && schedule.problems().is_empty());
    assert_eq!((schedule.begin(), schedule.end()), (ASSUMED_START, ASSUMED_START));
}
