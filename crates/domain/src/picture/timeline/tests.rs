use super::*;
use crate::block::BlockKind;
use crate::test::Builder;
use crate::value::Value;

type Rows<'a> = &'a [&'a [(&'a str, &'a str)]];

fn draw(start: &str, rows: Rows<'_>) -> Timeline {
    let mut b = Builder::default();
    let mut block = b.block(&BlockKind::Schedule, "", rows);
    block.settings.insert("start".to_owned(), Value::one(start));
    timeline(&b.section("Schedule", BlockKind::Schedule, block))
}

fn words(timeline: &Timeline) -> Vec<&str> {
    timeline.lines.iter().map(|l| l.words.as_str()).collect()
}

fn labels(timeline: &Timeline) -> Vec<&str> {
    timeline.ticks.iter().map(|t| t.label.as_str()).collect()
}

#[test]
fn a_plan_without_dates_is_counted_in_months_of_the_plan() {
    let drawn = draw(
        "",
        &[
            &[("name", "Survey"), ("length", "1"), ("state", "done")],
            &[("name", "Build"), ("length", "2"), ("done", "40")],
            &[("name", "Ready"), ("kind", "milestone"), ("month", "4"), ("after", "Build")],
        ],
    );
    assert!(drawn.is_relative);
    assert_eq!(words(&drawn), ["M1", "M2 to M3", "M3"]);
    assert_eq!(labels(&drawn), ["M1", "M2", "M3"]);
    let done: Vec<_> = drawn.lines.iter().map(|l| l.done).collect();
    assert_eq!(done, [100, 40, 0]);
    let ready = &drawn.lines[2];
    assert_eq!((ready.is_milestone, ready.from, ready.to), (true, 91, 91), "January to March 2000, a leap year");
    assert!(ready.is_inconsistent && ready.problem.contains("month 4"), "{ready:?}");
    assert_eq!(ready.after, [drawn.lines[1].row]);
}

#[test]
fn a_plan_with_dates_names_them_and_its_axis_fits_its_length() {
    let drawn = draw("2026-03-01", &[&[("name", "Pilot"), ("length", "2")], &[("name", "Go"), ("kind", "milestone")]]);
    assert_eq!(words(&drawn), ["1 Mar 2026 to 30 Apr 2026", "30 Apr 2026"]);
    assert_eq!((drawn.from.as_str(), drawn.to.as_str(), drawn.days), ("2026-03-01", "2026-05-01", 61));
    assert_eq!(labels(&drawn), ["Mar 2026", "Apr"]);
    let weeks = draw("2026-03-04", &[&[("name", "A"), ("length", "4"), ("unit", "weeks")]]);
    assert_eq!(labels(&weeks), ["9 Mar", "16 Mar", "23 Mar", "30 Mar"], "Mondays");
    let short = draw("2026-03-04", &[&[("name", "A"), ("length", "3"), ("unit", "days")]]);
    assert_eq!(labels(&short), ["4 Mar", "5 Mar", "6 Mar"]);
    for months in ["12", "36", "100", "400", "1200"] {
        let long = draw("2026-03-01", &[&[("name", "A"), ("length", months)]]);
        assert!((2..=45).contains(&long.ticks.len()), "{months} months: {} ticks", long.ticks.len());
    }
}

#[test]
fn a_stage_before_the_start_of_the_plan_widens_the_axis() {
    let drawn = draw("2026-03-10", &[&[("name", "Early"), ("start", "2026-03-02"), ("length", "3"), ("unit", "days")]]);
    assert_eq!((drawn.from.as_str(), drawn.lines[0].from, drawn.lines[0].to), ("2026-03-02", 0, 3));
}

#[test]
fn an_empty_schedule_is_an_empty_picture() {
    let drawn = draw("", &[&[], &[]]);
    assert!(drawn.lines.is_empty() && drawn.ticks.is_empty() && drawn.days == 0);
}
