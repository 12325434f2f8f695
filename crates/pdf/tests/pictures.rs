//! Pictures on the page: everything said in them comes back as text, nothing stands outside the paper or
//! over another, and no input makes them endless.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;
mod drawn;

use bridgebook_domain::BlockKind;
use bridgebook_domain::picture::Picture;
use bridgebook_pdf::{
    Binder, Cards, Colour, DocumentInput, Error, Export, Front, Inks, Item, Options, Page, Step, TextRun, export,
};

fn made(documents: Vec<DocumentInput>) -> Export {
    let binder: Binder = common::binder(documents);
    export(&binder, &common::fonts(), &Options { front: Front::None, ..Options::default() }).unwrap()
}

fn runs(page: &Page) -> impl Iterator<Item = &TextRun> {
    page.items.iter().filter_map(|item| match item {
        Item::Text(run) if !run.text.trim().is_empty() => Some(run),
        _ => None,
    })
}

/// Width without the blanks that hang at the end of a line.
fn inked(run: &TextRun) -> f32 {
    run.width - run.text.chars().rev().take_while(|c| *c == ' ').count() as f32 * run.size * 0.4
}

/// No word outside the margins, and none over another.
fn assert_legible(pages: &[Page], what: &str) {
    for (number, page) in pages.iter().enumerate() {
        let list: Vec<&TextRun> = runs(page).collect();
        for (at, a) in list.iter().enumerate() {
            assert!(
                a.x > 55.0 && a.x + inked(a) < page.width - 40.0 && a.y < page.height - 20.0,
                "{what}: “{}” stands outside the text of page {}: {} to {}, {}",
                a.text,
                number + 1,
                a.x,
                a.x + inked(a),
                a.y
            );
            for b in &list[at + 1..] {
                let across = (a.x + inked(a)).min(b.x + inked(b)) - a.x.max(b.x);
                let down =
                    (a.y + 0.05 * a.size).min(b.y + 0.05 * b.size) - (a.y - 0.55 * a.size).max(b.y - 0.55 * b.size);
                assert!(
                    across < 0.8 || down < 0.4,
                    "{what}: “{}” and “{}” stand over one another on page {}",
                    a.text,
                    b.text,
                    number + 1
                );
            }
        }
    }
}

fn text(export: &Export) -> String {
    export.pages.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_picture_is_legible_small_typical_and_overfull() {
    for (at, input) in drawn::all().into_iter().enumerate() {
        let title = input.document.title().to_owned();
        assert_legible(&made(vec![input]).pages.pages, &format!("document {at}, {title}"));
    }
}

#[test]
fn the_chart_names_every_position_with_who_holds_it() {
    let export = made(vec![drawn::organisation()]);
    let words = text(&export);
    for said in ["Incident Commander Katarzyna Wójcik", "Operations Lead Kim Ji-woo", "Logistics Lead vacant"] {
        assert!(words.contains(said), "“{said}” is on the page: {words}");
    }
    let dashes = export.pages.pages[0]
        .items
        .iter()
        .filter(|item| matches!(item, Item::Rect { w, h, .. } if (*w - 3.2).abs() < 0.01 && *h <= 1.21))
        .count();
    assert!(dashes > 20, "a vacant position has a rule of dashes, not one of {dashes}");
}

#[test]
fn more_sections_than_stand_side_by_side_begin_a_second_line_and_lose_nobody() {
    let words = text(&made(vec![drawn::large_organisation(10, 9, false)]));
    for section in 0..10 {
        assert!(words.contains(&format!("Section number {section}: Section chief")), "section {section} is drawn");
        assert_eq!(words.matches(&format!("Group {section}.8,")).count(), 1, "its last group is drawn once");
    }
    assert!(words.contains("9 report directly, limit 7"), "the span of control is told");
}

#[test]
fn a_roster_of_more_than_four_sections_lies_on_its_side() {
    let mut maker = common::Maker::new("Wide", "", "");
    let rows: Vec<Vec<(&str, &str)>> = ["command", "operations", "planning", "logistics", "finance", "communications"]
        .iter()
        .map(|section| vec![("section", *section), ("position", *section), ("person", "kw")])
        .collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    maker.preset(1, "", "Roster", bridgebook_domain::BlockKind::Roster, "roster", &rows);
    let export = made(vec![drawn::drawn(maker)]);
    assert!(export.pages.pages[0].width > export.pages.pages[0].height);
    assert_legible(&export.pages.pages, "six sections");
}

/// Bottom and top of the white circles with a number of the map, by number.
fn circles(page: &Page) -> Vec<(f32, f32)> {
    page.items
        .iter()
        .filter_map(|item| match item {
            Item::Path { steps, fill: Some(Colour::WHITE), .. } => match (steps.first()?, steps.get(1)?) {
                (Step::Point(x, y), Step::Curve(_)) => Some((*x, *y)),
                _ => None,
            },
            _ => None,
        })
        .collect()
}

#[test]
fn each_risk_of_the_map_has_its_number_in_a_circle_and_in_the_table() {
    let export = made(vec![drawn::risks_of_five()]);
    let page = &export.pages.pages[0];
    assert_eq!(circles(page).len(), 7, "seven risks, seven circles");
    let at = |word: &str| {
        runs(page).filter(|run| run.text.trim() == word && run.size > 9.2).map(|r| (r.x, r.y)).collect::<Vec<_>>()
    };
    let (four, three) = (at("4")[0], at("3")[0]);
    assert!(four.1 < three.1 && four.0 < three.0, "4 is likelier and less grave than 3: {four:?} {three:?}");
    let words = text(&export);
    assert!(words.find("Orders paid but not recorded").unwrap() < words.find("Pipeline deploys").unwrap());
    assert!(words.contains("likelihood × impact") && words.contains("5 expected") && words.contains("5 critical"));
}

#[test]
fn a_cell_fuller_than_it_can_show_says_how_many_more_and_the_unplaced_are_named() {
    let words = text(&made(vec![drawn::risks(500)]));
    assert!(words.contains("below") && words.contains("+ "), "the rest is told: {}", &words[..600]);
    assert!(words.contains("Not on the map: 5 (no likelihood)"));
}

#[test]
fn the_axis_of_a_long_timeline_stands_on_each_of_its_pages() {
    let export = made(vec![drawn::dated_schedule(60)]);
    let with_axis = export.pages.pages.iter().filter(|page| page.text().contains("Sep")).count();
    assert!(with_axis >= 2, "60 lines take two pages, each with the names of the months");
    let lines = export.pages.pages[1].items.iter().filter(|i| matches!(i, Item::Rect { h, .. } if *h == 5.2)).count();
    assert!(lines > 0, "bars go on there");
}

#[test]
fn what_is_stated_against_what_is_computed_is_marked_by_shape_and_words() {
    let export = made(vec![drawn::schedule()]);
    let triangles = export.pages.pages[0]
        .items
        .iter()
        .filter(|item| matches!(item, Item::Path { fill: Some(Colour::RED), stroke: Some(_), .. }))
        .count();
    assert!(triangles >= 2, "each mismatch has its triangle with a black outline");
    let words = text(&export);
    assert!(words.contains("states month 3"), "and says what differs: {words}");
    assert!(words.contains("No start date yet"));
}

#[test]
fn the_flow_tells_owner_time_route_and_the_slowest_in_words() {
    let words = text(&made(vec![drawn::handoffs(5)]));
    for said in ["Nguyễn Thị Mai · within 5 min", "no owner named", "on failure to Helpdesk queue", "slowest"] {
        assert!(words.contains(said), "“{said}” is on the page: {words}");
    }
    assert_eq!(words.matches("slowest").count(), 1);
    let chain = text(&made(vec![drawn::handoffs(14)]));
    assert!(chain.contains("System 12 → System 13"), "too many systems for lanes are named in a chain");
}

#[test]
fn the_default_route_stands_last_and_a_condition_is_a_tree() {
    let words = text(&made(vec![drawn::triggers()]));
    let (last, other) = (words.find("Default route").unwrap(), words.find("All else is fine").unwrap());
    assert!(last > other, "the default route is asked last, and printed last");
    for said in
        ["all of", "any of", "not", "Off , not asked", "the R of the matching RACI stage", "level L2 · within 15 min"]
    {
        assert!(words.contains(said), "“{said}” is on the page: {words}");
    }
    assert!(!words.contains("ai_confidence < 80 and"), "a condition is not one line of code");
}

#[test]
fn an_empty_view_says_why() {
    let words = text(&made(vec![drawn::view(0)]));
    assert!(words.contains("No action is open. Actions come from the log"));
    assert!(words.contains("as of 14:47 CET"));
}

#[test]
fn a_thousand_rows_of_each_picture_are_bounded() {
    for (what, input) in [
        ("a chart of one section", drawn::large_organisation(1, 1000, false)),
        ("a chain of reports", drawn::large_organisation(1, 1000, true)),
        ("risks", drawn::risks(1000)),
        ("a schedule", drawn::dated_schedule(1000)),
        ("hand-offs", drawn::handoffs(1000)),
        ("a view", drawn::view(1000)),
    ] {
        let export = made(vec![input]);
        let pages = &export.pages.pages;
        assert!(pages.len() < 260, "{what} takes {} pages", pages.len());
        for page in pages {
            for run in runs(page) {
                assert!(run.y < page.height && run.x + inked(run) < page.width, "{what}: “{}”", run.text);
            }
        }
        let items = pages.iter().map(|page| page.items.len()).max().unwrap();
        assert!(items < 25_000, "{what} draws {items} things on one page");
    }
}

#[test]
fn a_name_of_fifty_thousand_characters_stays_on_the_page() {
    let mut input = drawn::organisation();
    for picture in input.pictures.values_mut() {
        if let Picture::Chart(chart) = picture {
            chart.branches[0].head.person = "Maximiliane ".repeat(4_000);
        }
    }
    let export = made(vec![input]);
    assert_legible(&export.pages.pages, "a name without end");
    assert!(text(&export).contains("whole in the list below"));
}

#[test]
fn in_grey_the_ramp_grows_darker_by_step() {
    let binder = common::binder(vec![drawn::risks_of_five()]);
    let options = Options { inks: Inks::Grey, front: Front::None, ..Options::default() };
    let export = export(&binder, &common::fonts(), &options).unwrap();
    let grey = |colour: Colour| match colour.to_grey() {
        Colour::Gray(level) => level,
        Colour::Rgb(..) => unreachable!("to_grey gives a grey"),
    };
    let mut levels: Vec<u8> = export.pages.pages[0]
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Rect { w, h, fill, .. } if (*w - 14.0).abs() < 0.01 && (*h - 9.6).abs() < 0.01 => Some(grey(*fill)),
            _ => None,
        })
        .collect();
    assert_eq!(levels.len(), 5, "five bands in the legend");
    let sorted = {
        let mut copy = levels.clone();
        copy.sort_unstable_by(|a, b| b.cmp(a));
        copy
    };
    assert_eq!(levels, sorted, "each band is darker than the one before");
    levels.dedup();
    assert_eq!(levels.len(), 5, "and no two are the same");
}

fn cards(documents: Vec<DocumentInput>) -> Result<Export, Error> {
    let options = Options { cards: Cards::Only, front: Front::None, ..Options::default() };
    export(&common::binder(documents), &common::fonts(), &options)
}

#[test]
fn cards_hold_the_tree_the_numbers_the_steps_and_the_minutes_and_nothing_else() {
    let export = cards(drawn::calls()).unwrap();
    assert_legible(&export.pages.pages, "cards");
    let words = text(&export);
    for said in [
        "Call tree Each person calls those indented below.",
        "Katarzyna Wójcik Incident Commander +48 22 555 0141",
        "Operations Lead: Kim Ji-woo",
        "Who to call, INC-2041",
        "First five minutes",
        "take the higher",
        "Escalation, SEV1, minutes",
        "Where we meet",
        "Telephone conference, +49 30 5550 0160",
    ] {
        assert!(words.contains(said), "“{said}” is on the cards: {words}");
    }
    assert!(!words.contains("Assignment list"), "the documents themselves are not printed");
    let second = words.find("Database and network experts 5").or(words.find("Database and network experts 15"));
    assert!(second.is_some(), "the second level is called when the first has had its minutes: {words}");
}

#[test]
fn eight_cards_stand_on_a_page() {
    let mut maker = common::Maker::new("Cards", "", "");
    let rows: Vec<Vec<(&str, String)>> =
        (0..200).map(|n| vec![("name", format!("Person {n}")), ("primary", format!("+49 30 555 {n:04}"))]).collect();
    let rows: Vec<Vec<(&str, &str)>> =
        rows.iter().map(|row| row.iter().map(|(key, text)| (*key, text.as_str())).collect()).collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    maker.preset(1, "", "Call list", bridgebook_domain::BlockKind::Contacts, "", &rows);
    let export = cards(vec![maker.input()]).unwrap();
    assert_legible(&export.pages.pages, "many cards");
    let most = export.pages.pages.iter().map(|page| page.text().matches("Who to call").count()).max().unwrap();
    assert_eq!(most, 8, "four rows of two");
    let words = text(&export);
    for n in 0..200 {
        assert_eq!(words.matches(&format!("+49 30 555 {n:04}")).count(), 2, "person {n} is in the list and on a card");
    }
}

#[test]
fn cards_without_anybody_to_call_are_refused_in_words() {
    let mut maker = common::Maker::new("Nothing", "", "");
    maker.prose(1, "", "Text", "No people here.");
    let error = cards(vec![maker.input()]).unwrap_err();
    assert!(error.to_string().contains("nobody to call") && error.to_string().contains("Fill in contacts"));
}

#[test]
fn a_formatting_rule_gives_a_cell_its_plate_and_its_words() {
    let mut input = drawn::risks(3);
    let id = *input.document.sections.keys().next().unwrap();
    input.pictures.clear();
    let block = &mut input.document.sections.get_mut(&id).unwrap().block;
    let (column, _) = block.column_by_key("owner").unwrap();
    let rule = "is \"Aisha Bello\" => overdue edge bold words \"relief needed\"";
    block.columns.get_mut(&column).unwrap().options.insert("rule.a".into(), rule.into());
    assert!(
        bridgebook_domain::format_rule::parse(rule).is_ok(),
        "the rule can be read: {}",
        bridgebook_domain::format_rule::SYNTAX
    );
    let export = made(vec![input]);
    assert!(text(&export).contains("relief needed"));
    let reversed =
        export.pages.pages.iter().flat_map(runs).any(|run| run.ink == Colour::WHITE && run.text.contains("Aisha"));
    assert!(reversed, "the cell is reversed with a red edge, as what is late is");
    assert_legible(&export.pages.pages, "looks");
}

#[test]
fn the_interval_in_force_at_the_moment_is_said_and_only_where_there_is_one() {
    let mut binder = common::binder(vec![common::communication()]);
    let made = |binder: &Binder| {
        let options = Options { front: Front::None, ..Options::default() };
        export(binder, &common::fonts(), &options).unwrap()
    };
    assert!(!text(&made(&binder)).contains("were in force"), "nothing is said to hold that nobody named");
    assert_eq!(frames(&made(&binder)), 0);
    let cadence = binder.documents[0].document.sections_of(&BlockKind::Cadence);
    let rows: Vec<_> = cadence[0].1.block.live_rows().into_iter().map(|(id, _)| id).collect();
    // What holds for customers stands in another line than what holds for executives.
    binder.incident.as_mut().unwrap().cadence = [rows[0], rows[4]].into();
    assert!(text(&made(&binder)).contains("The ruled cells were in force at 14:47."));
    assert_eq!(frames(&made(&binder)), 2, "a frame around each cell that holds, and none around its neighbours");
}

/// Frames around cells: each has two level sides.
fn frames(export: &Export) -> usize {
    let items = export.pages.pages.iter().flat_map(|page| &page.items);
    items.filter(|item| matches!(item, Item::Rect { w, h, .. } if (*h - 0.8).abs() < 1e-4 && *w > 20.0)).count() / 2
}

#[test]
fn names_of_severities_with_a_space_stay_in_one_piece() {
    let mut maker = common::Maker::new("Plan", "", "");
    let rows: &[&[(&str, &str)]] =
        &[&[("severity", "SEV 1|Major incident"), ("audience", "customers"), ("interval", "PT20M")]];
    maker.preset(1, "", "Cadence", BlockKind::Cadence, "", rows);
    let export = made(vec![maker.input()]);
    let is_whole = |name: &str| export.pages.pages.iter().flat_map(runs).any(|run| run.logical_text().trim() == name);
    assert!(is_whole("SEV 1"), "the plate holds the whole name: {}", text(&export));
    assert!(text(&export).contains("Major incident"), "{}", text(&export));
}
