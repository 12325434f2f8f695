//! Pages that are left half empty, and what stands on the page where it is looked for.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use bridgebook_domain::BlockKind;
use bridgebook_pdf::{Export, Filling, Front, Options, Page, export};
use common::Maker;
use common::found::{is_landscape, lines, runs};

fn made(maker: Maker, filling: Filling) -> Export {
    let options = Options { filling, front: Front::None, ..Options::default() };
    export(&common::binder(vec![maker.input()]), &common::fonts(), &options).unwrap()
}

fn page_of(export: &Export, words: &str) -> usize {
    let holds = |page: &Page| lines(page).iter().any(|(y, line)| *y > 70.0 && line.contains(words));
    export.pages.pages.iter().position(holds).unwrap_or_else(|| panic!("“{words}” is on a page"))
}

#[test]
fn approvals_that_go_over_leave_no_half_page() {
    for above in 8..46 {
        let mut maker = Maker::new("Policy", "", "");
        maker.prose(1, "", "Before", &vec!["One line that stands above."; above].join("\n\n"));
        let names = ["Text", "Promises", "Data", "Thresholds", "Money", "Vendors", "In force"];
        let approvers = ["Operations", "Support", "Legal", "Automation", "Duty", "Buyer", "Director"];
        let rows: Vec<[(&str, &str); 2]> =
            names.iter().zip(approvers).map(|(name, by)| [("checkpoint", *name), ("approver", by)]).collect();
        let rows: Vec<&[(&str, &str)]> = rows.iter().map(<[(&str, &str); 2]>::as_slice).collect();
        maker.preset(1, "", "Who approves", BlockKind::Approvals, "", &rows);
        let export = made(maker, Filling::Filled);
        let (_, full) = export.pages.pages.split_last().unwrap();
        for page in full {
            let body = page.height - 66.0;
            let lowest = runs(page).map(|run| run.y).filter(|y| *y < body).fold(0.0, f32::max);
            assert!(lowest > 0.62 * body, "below {above} lines a page ends at {lowest} of {body}");
        }
    }
}

#[test]
fn a_matrix_on_its_side_follows_the_page_that_names_it() {
    let mut maker = Maker::new("Plan", "", "a-plan");
    maker.prose(1, "", "Scope", "What it is for.");
    let roles: Vec<String> = (0..12).map(|at| format!("Role {at}")).collect();
    let roles: Vec<(&str, &str)> = roles.iter().map(|role| (role.as_str(), "")).collect();
    let letters = "A R C I - - - - - - - -";
    let block =
        common::raci(&mut maker.ids, &roles, &[("Decide", "none", "none", letters), ("Tell", "none", "none", letters)]);
    maker.section(1, "", "Who does what", BlockKind::Raci, block);
    maker.prose(1, "", "After", &vec!["One line that stands below."; 80].join("\n\n"));
    let export = made(maker, Filling::Filled);
    let named = page_of(&export, "Who does what");
    assert!(!is_landscape(&export.pages.pages[named]), "it is named where it stands in the plan");
    assert!(is_landscape(&export.pages.pages[named + 1]), "and the next page holds it");
    assert!(export.pages.pages.len() > named + 2, "what follows comes after it");
    let numbers: Vec<bool> = export
        .pages
        .pages
        .iter()
        .enumerate()
        .map(|(at, page)| page.text().contains(&format!("Page {} of {}", at + 1, export.pages.pages.len())))
        .collect();
    assert!(numbers.iter().all(|is| *is), "pages are numbered as they lie: {numbers:?}");
}

#[test]
fn a_page_that_begins_within_a_severity_names_it() {
    let mut maker = Maker::new("Plan", "", "a-plan");
    let audiences: Vec<String> = (0..40).map(|at| format!("PT{}M", 5 + at)).collect();
    let rows: Vec<[(&str, &str); 4]> = audiences
        .iter()
        .map(|after| {
            [
                ("severity", "s1"),
                ("state", "investigating"),
                ("audience", "customers"),
                ("after_elapsed", after.as_str()),
            ]
        })
        .collect();
    let rows: Vec<Vec<(&str, &str)>> =
        rows.iter().map(|row| row.iter().copied().chain([("interval", "PT30M")]).collect()).collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    maker.preset(1, "", "Cadence", BlockKind::Cadence, "", &rows);
    let export = made(maker, Filling::Filled);
    let pages: Vec<&Page> = export.pages.pages.iter().filter(|page| page.text().contains("Investigating")).collect();
    assert!(pages.len() > 1, "the grid goes over pages");
    for page in pages {
        let list = lines(page);
        let first = list.iter().find(|(_, line)| line.contains("Investigating")).unwrap();
        assert!(first.1.contains("SEV1"), "its first line says for which severity: {list:?}");
    }
}

#[test]
fn what_is_written_by_hand_before_a_wide_table_stays_upright() {
    let mut maker = Maker::new("Procedure", "", "a-form");
    for heading in ["Purpose", "Scope", "Definitions", "Policy"] {
        maker.prose(1, "", heading, "Words");
    }
    let rows: Vec<[(&str, &str); 4]> = ["s1", "s2", "s3"]
        .iter()
        .flat_map(|severity| {
            ["L1", "L2", "L3", "Manager"].map(|level| {
                [
                    ("severity", *severity),
                    ("level", level),
                    ("clock", "functional"),
                    ("hand_off", "Needs another team or a risky change"),
                ]
            })
        })
        .collect();
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(<[(&str, &str); 4]>::as_slice).collect();
    maker.preset(1, "", "Levels", BlockKind::Escalation, "", &rows);
    let mut input = maker.input();
    input.template = Some(input.document.clone());
    let options = Options { filling: Filling::Blank, ..Options::default() };
    let export = export(&common::binder(vec![input]), &common::fonts(), &options).unwrap();
    assert!(!is_landscape(&export.pages.pages[page_of(&export, "Purpose")]), "lines to write on stand upright");
    assert!(is_landscape(&export.pages.pages[page_of(&export, "Levels")]), "the wide table lies on its side");
}

#[test]
fn what_nothing_has_filled_yet_is_a_line_with_its_name() {
    let mut maker = Maker::new("Report", "", "a-report");
    let ids = &mut maker.ids;
    let mut block = bridgebook_domain::preset::block(&BlockKind::Fields, "situation", &mut || ids.next());
    block.rows.clear();
    common::fill(&mut block, &[&[("what_happened", "{{incident.number}} {{incident.name}}")]], ids);
    maker.prose(1, "", "Scope", "Words");
    maker.section(1, "", "Report", BlockKind::Fields, block);
    let export = made(maker, Filling::Filled);
    let words = export.pages.text().replace('\u{a0}', " ");
    assert!(!words.contains("{{"), "no braces on paper: {words}");
    assert!(words.contains("(incident number)") && words.contains("(incident name)"), "{words}");
}

#[test]
fn a_foot_names_its_document_however_long_its_name_is() {
    let name = "Incident action plan for the whole of the European checkout, adapted from ICS and translated";
    let mut maker = Maker::new(name, "", "a-plan");
    maker.prose(1, "", "Scope", "Words");
    let export = made(maker, Filling::Filled);
    let page = &export.pages.pages[0];
    let foot: Vec<String> =
        lines(page).into_iter().filter(|(y, _)| *y > page.height - 60.0).map(|(_, line)| line).collect();
    let foot = foot.join(" ");
    assert!(foot.contains("Incident action plan for the whole") && foot.contains("v1.4"), "{foot}");
    assert!(runs(page).all(|run| run.y < page.height - 12.0), "all of it stands on the paper");
}
