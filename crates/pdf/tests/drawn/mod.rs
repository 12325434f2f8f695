//! Documents with pictures: small, typical, and fuller than anybody would make them.

use std::collections::BTreeMap;

use bridgebook_domain::directory::Directory;
use bridgebook_domain::picture::{Chart, Flow, HeatMap, Listing, Picture, Position, Timeline, picture};
use bridgebook_domain::{BlockKind, RowId};
use bridgebook_pdf::DocumentInput;

use super::common::{Ids, Maker, NAMES};

/// Text for a row of a preset.
type Cells = Vec<(&'static str, String)>;

fn rows(maker: &mut Maker, heading: &str, kind: BlockKind, rows: &[Cells]) {
    let cells: Vec<Vec<(&str, &str)>> =
        rows.iter().map(|row| row.iter().map(|(key, text)| (*key, text.as_str())).collect()).collect();
    let cells: Vec<&[(&str, &str)]> = cells.iter().map(Vec::as_slice).collect();
    let name = kind.to_string();
    maker.preset(1, "", heading, kind, &name, &cells);
}

/// The document with the pictures that its sections have by themselves.
pub fn drawn(maker: Maker) -> DocumentInput {
    let mut input = maker.input();
    input.pictures = input
        .document
        .live_sections()
        .into_iter()
        .filter_map(|(id, section)| Some((id, picture(section, &input.document, &Directory::default(), None)?)))
        .collect();
    name_people(&mut input.pictures);
    input
}

/// The directory of the tests is a list of names; the pictures hold ids.
fn name_people(pictures: &mut BTreeMap<bridgebook_domain::SectionId, Picture>) {
    let named = |text: &mut String| {
        let name = NAMES.iter().find(|(id, _)| id == text).map(|(_, name)| *name);
        if let Some(name) = name {
            *text = name.to_owned();
        }
    };
    fn walk(position: &mut Position, named: &dyn Fn(&mut String)) {
        named(&mut position.person);
        named(&mut position.deputy);
        position.is_assumed = position.position.len().is_multiple_of(2);
        position.members.iter_mut().for_each(|member| walk(member, named));
    }
    for picture in pictures.values_mut() {
        if let Picture::Chart(chart) = picture {
            let all = chart.head.iter_mut().chain(&mut chart.staff);
            all.for_each(|position| walk(position, &named));
            for branch in &mut chart.branches {
                walk(&mut branch.head, &named);
                branch.members.iter_mut().for_each(|member| walk(member, &named));
            }
        }
        if let Picture::Flow(flow) = picture {
            flow.steps.iter_mut().for_each(|step| named(&mut step.owner));
        }
    }
}

fn cells(pairs: &[(&'static str, &str)]) -> Cells {
    pairs.iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| (*key, (*text).to_owned())).collect()
}

fn positions(list: &[(&str, &str, &str, &str, &str)]) -> Vec<Cells> {
    list.iter()
        .map(|(section, position, person, deputy, reports)| {
            cells(&[
                ("section", section),
                ("position", position),
                ("person", person),
                ("deputy", deputy),
                ("reports_to", reports),
            ])
        })
        .collect()
}

pub fn organisation() -> DocumentInput {
    let mut maker = Maker::new("Organisation", "Assignment list and chart", "");
    let list = positions(&[
        ("command", "Incident Commander", "kw", "th", ""),
        ("command", "Scribe", "ey", "ab", ""),
        ("command", "Legal and Privacy", "pr", "", ""),
        ("command", "Executive Liaison", "jl", "", ""),
        ("operations", "Operations Lead", "kj", "cw", ""),
        ("operations", "Expert, database", "cw", "", ""),
        ("operations", "On-call engineer", "rota Payments", "", ""),
        ("communications", "Communications Lead", "nm", "ab", ""),
        ("communications", "Customer Liaison", "ab", "", ""),
        ("planning", "Planning Lead", "", "kw", ""),
        ("logistics", "Logistics Lead", "", "", ""),
    ]);
    rows(&mut maker, "Who is in charge", BlockKind::Roster, &list);
    drawn(maker)
}

pub fn large_organisation(sections: usize, people: usize, deep: bool) -> DocumentInput {
    let mut maker = Maker::new("Large organisation", "", "");
    rows(&mut maker, "Who is in charge", BlockKind::Roster, &positions(&[("command", "Commander", "kw", "", "")]));
    let mut input = maker.input();
    let mut ids = Ids::new();
    let mut at = |name: String, person: &str, members: Vec<Position>| Position {
        row: RowId::new(ids.next()),
        position: name,
        person: person.to_owned(),
        deputy: String::new(),
        is_assumed: true,
        reports: u32::try_from(members.len()).expect("few"),
        members,
    };
    let mut chart =
        Chart { head: Some(at("Incident Commander".into(), "Katarzyna Wójcik", Vec::new())), ..Chart::default() };
    chart.staff = (0..3).map(|n| at(format!("Liaison Officer {n}"), "Nguyễn Thị Mai", Vec::new())).collect();
    for section in 0..sections {
        let mut members: Vec<Position> = Vec::new();
        for person in 0..people {
            let below = if deep { std::mem::take(&mut members) } else { Vec::new() };
            members.push(at(
                format!("Group {section}.{person}, certificates and keys"),
                if person % 5 == 3 { "" } else { "Maximiliane von Hohenlohe-Langenburg" },
                below,
            ));
        }
        let name = format!("Section number {section}");
        let head = at("Section chief".into(), "Emre Yılmaz", Vec::new());
        let mut head = head;
        head.reports = u32::try_from(people).expect("few");
        chart.branches.push(bridgebook_domain::picture::Branch { name, head, members });
    }
    let id = *input.document.sections.keys().next().expect("a section");
    input.pictures.insert(id, Picture::Chart(chart));
    input
}

pub fn risks(count: usize) -> DocumentInput {
    let mut maker = Maker::new("Risks", "Risk analysis", "");
    let steps = ["low", "med", "high"];
    let words = [
        "Second node fails while the first is drained",
        "Pipeline deploys 4.2 again",
        "Card tokens written to logs",
        "Orders paid but not recorded",
        "Another client lacks the intermediate certificate",
        "Tired people make changes at night",
    ];
    let list: Vec<Cells> = (0..count)
        .map(|n| {
            cells(&[
                ("area", "Payments"),
                ("risk", words[n % words.len()]),
                ("likelihood", if n == 4 { "" } else { steps[(n * 7 + n / 3) % 3] }),
                ("impact", steps[(n * 5 + 1) % 3]),
                ("mitigation", "List from the acquirer, settle each case with the customer"),
                ("owner", "Aisha Bello"),
                ("residual", "low"),
            ])
        })
        .collect();
    rows(&mut maker, "Risks and mitigations", BlockKind::Risks, &list);
    drawn(maker)
}

/// The five by five map of the printed specification.
pub fn risks_of_five() -> DocumentInput {
    let mut input = risks(7);
    let id = *input.document.sections.keys().next().expect("a section");
    let rows: Vec<RowId> = input.document.sections[&id].block.live_rows().into_iter().map(|(row, _)| row).collect();
    let Some(Picture::HeatMap(old)) = input.pictures.remove(&id) else { panic!("risks have a map") };
    let places = [(1, 4), (2, 3), (0, 4), (4, 2), (2, 3), (3, 2), (2, 1)];
    let risks = places.iter().zip(&rows).enumerate().map(|(at, ((likelihood, impact), row))| {
        let mut risk = old.risks[0].clone();
        (risk.row, risk.likelihood, risk.impact) = (*row, *likelihood, *impact);
        risk.number = u32::try_from(at + 1).expect("few");
        risk
    });
    let step = |score: usize| match score {
        0..=4 => 0,
        5..=8 => 1,
        9..=12 => 2,
        13..=16 => 3,
        _ => 4,
    };
    let map = HeatMap {
        likelihoods: ["rare", "unlikely", "possible", "likely", "expected"].map(String::from).to_vec(),
        impacts: ["trivial", "minor", "major", "severe", "critical"].map(String::from).to_vec(),
        steps: (1..=5).map(|l| (1..=5).map(|i| step(l * i)).collect()).collect(),
        risks: risks.collect(),
        unplaced: Vec::new(),
    };
    input.pictures.insert(id, Picture::HeatMap(map));
    input
}

pub fn schedule() -> DocumentInput {
    let mut maker = Maker::new("Roll-out", "Eight phases and three key nodes", "");
    let phases = [
        ("Validation pilot", "1", ""),
        ("Core build", "2", "1"),
        ("First scale-out in one region", "1", "2"),
        ("Knowledge base", "2", "3"),
        ("Integration with the order systems", "1", "4"),
        ("Full scale-out", "3", "5"),
        ("Hand-over to operations", "1", "6"),
        ("Continuous optimisation", "1", "7"),
    ];
    let mut list: Vec<Cells> = phases
        .iter()
        .enumerate()
        .map(|(at, (name, length, after))| {
            let (no, done) = (
                (at + 1).to_string(),
                if at == 0 {
                    "100"
                } else if at == 1 {
                    "40"
                } else {
                    ""
                },
            );
            cells(&[
                ("no", &no),
                ("name", name),
                ("kind", "phase"),
                ("length", length),
                ("unit", "months"),
                ("after", after),
                ("done", done),
            ])
        })
        .collect();
    for (name, month, after) in [("Pilot accepted", "3", "1"), ("Full operation", "6", "6"), ("Evaluation", "12", "8")]
    {
        list.push(cells(&[("name", name), ("kind", "milestone"), ("month", month), ("after", after)]));
    }
    rows(&mut maker, "Stages and key nodes", BlockKind::Schedule, &list);
    drawn(maker)
}

pub fn dated_schedule(count: usize) -> DocumentInput {
    let mut maker = Maker::new("Calendar", "", "");
    let list: Vec<Cells> = (0..count)
        .map(|n| {
            let start = format!("2026-{:02}-{:02}", 1 + (n / 3) % 12, 1 + (n * 9) % 28);
            let no = (n + 1).to_string();
            let length = (3 + (n * 13) % 50).to_string();
            cells(&[
                ("no", &no),
                (
                    "name",
                    if n % 4 == 1 {
                        "Training of the second shift in all three languages"
                    } else {
                        "Migration of a region"
                    },
                ),
                ("kind", if n % 7 == 5 { "milestone" } else { "phase" }),
                ("length", &length),
                ("unit", "days"),
                ("start", &start),
            ])
        })
        .collect();
    rows(&mut maker, "Calendar", BlockKind::Schedule, &list);
    drawn(maker)
}

pub fn handoffs(systems: usize) -> DocumentInput {
    let mut maker = Maker::new("Hand-off map", "Case from chat to resolution", "");
    let names =
        ["Chat", "AI agent", "Helpdesk", "CRM", "Order system", "Bank", "Courier", "Archive", "Billing", "Mail"];
    let steps = [
        ("Question received", 0, 1, "Message, visitor id", "ab", "PT1M", "ok", "PT20S", "live", ""),
        ("Case opened", 1, 2, "Transcript with timestamps, e-mail, profile id", "nm", "PT5M", "", "PT4M", "live", ""),
        ("Customer looked up", 2, 3, "Customer id", "", "PT2M", "", "PT1M", "input-required", "missing-data"),
        ("Order checked", 3, 4, "Order number, amount, currency", "kj", "PT15M", "", "PT3H20M", "testing", ""),
        ("Answer sent", 4, 0, "Answer, next promised time", "ab", "PT10M", "", "PT9M", "blocked", ""),
        ("Quality check", 2, 2, "Sample of ten", "ey", "", "", "", "planned", ""),
    ];
    let list: Vec<Cells> = (0..systems.max(steps.len()))
        .map(|n| {
            let (name, from, to, payload, owner, sla, _, wait, state, reason) = steps[n % steps.len()];
            let (from, to) = if systems > 5 { (n % systems, (n + 1) % systems) } else { (from, to) };
            let place = |at: usize| names.get(at).map_or_else(|| format!("System {at}"), |name| (*name).to_owned());
            let no = (n + 1).to_string();
            cells(&[
                ("no", &no),
                ("name", name),
                ("from", &place(from)),
                ("to", &place(to)),
                ("payload", payload),
                ("owner", owner),
                ("sla", sla),
                ("failure_types", "api-error|timeout"),
                ("on_failure", "Helpdesk queue"),
                ("state", state),
                ("input_reason", reason),
                ("volume", if wait.is_empty() { "" } else { "1200" }),
                ("wait", wait),
            ])
        })
        .collect();
    rows(&mut maker, "From system to system", BlockKind::Handoffs, &list);
    drawn(maker)
}

pub fn triggers() -> DocumentInput {
    let mut maker = Maker::new("Triggers", "When a human takes over", "");
    let list: Vec<Cells> = [
        &[
            ("name", "Default"),
            ("default", "yes"),
            ("outcome", "human"),
            ("target", "ab"),
            ("within", "PT15M"),
            ("reason", "Nothing is lost between two rules"),
        ][..],
        &[
            ("name", "Low confidence in money"),
            ("kind", "confidence"),
            ("risk", "high|critical"),
            ("condition", "ai_confidence < 80 and (topic is refund or text contains any of \"chargeback\", \"legal\") and not (tier is internal)"),
            ("outcome", "human"),
            ("target", "kj"),
            ("level", "L2"),
            ("effects", "assign|notify|brief"),
            ("notify", "nm"),
            ("methods", "phone|chat"),
            ("severity", "s2"),
            ("within", "PT15M"),
            ("initiated", "proactive"),
            ("cases", "Refund of 900 EUR|Chargeback"),
        ],
        &[("name", "Asked for a human"), ("kind", "human_request"), ("outcome", "human"), ("within", "PT5M")],
        &[
            ("name", "Format failure"),
            ("enabled", "no"),
            ("kind", "format_failure"),
            ("outcome", "recover"),
            ("procedure", "Ask again once with the form"),
        ],
        &[("name", "All else is fine"), ("condition", "ai_confidence >= 95"), ("outcome", "continue")],
    ]
    .iter()
    .map(|row| cells(row))
    .collect();
    rows(&mut maker, "Rules", BlockKind::Triggers, &list);
    drawn(maker)
}

pub fn view(count: usize) -> DocumentInput {
    let mut maker = Maker::new("View", "", "");
    let block = bridgebook_domain::preset::block(&BlockKind::View, "view", &mut || maker.ids.next());
    maker.section(1, "", "Open actions", BlockKind::View, block);
    let mut input = maker.input();
    let id = *input.document.sections.keys().next().expect("a section");
    let listing = Listing {
        title: "Open actions of INC-2041, as of 14:47 CET".into(),
        columns: ["Action", "Owner", "Due", "Minutes"].map(String::from).to_vec(),
        rows: (0..count)
            .map(|n| vec![format!("Lock the change calendar {n}"), "Kim Ji-woo".into(), "14:20".into(), n.to_string()])
            .collect(),
        empty: "No action is open. Actions come from the log: note one there, and it stands here.".into(),
    };
    input.pictures.insert(id, Picture::View(listing));
    input
}

/// Nothing at all in each kind of picture.
pub fn empty() -> Vec<DocumentInput> {
    let pictures = [
        (BlockKind::Roster, Picture::Chart(Chart::default())),
        (BlockKind::Risks, Picture::HeatMap(HeatMap::default())),
        (BlockKind::Schedule, Picture::Timeline(Timeline::default())),
        (BlockKind::Handoffs, Picture::Flow(Flow::default())),
    ];
    pictures
        .into_iter()
        .map(|(kind, picture)| {
            let mut maker = Maker::new("Empty", "", "");
            rows(&mut maker, "Nothing yet", kind, &[]);
            let mut input = maker.input();
            let id = *input.document.sections.keys().next().expect("a section");
            input.pictures.insert(id, picture);
            input
        })
        .collect()
}

/// Everything there is to look at.
pub fn all() -> Vec<DocumentInput> {
    let mut list = vec![
        organisation(),
        large_organisation(1, 4, true),
        large_organisation(10, 9, false),
        risks_of_five(),
        risks(5),
        risks(60),
        schedule(),
        dated_schedule(3),
        dated_schedule(60),
        handoffs(5),
        handoffs(10),
        triggers(),
        view(5),
        view(0),
    ];
    list.extend(empty());
    list
}

/// Whom to call: a chart, call lists, levels and ways to meet.
pub fn calls() -> Vec<DocumentInput> {
    let mut maker = Maker::new("Call tree and wallet card", "", "");
    maker.prose(
        1,
        "",
        "First five minutes",
        "1. **Call** the on-call engineer. Note the time.\n2. In doubt between two severities: take the higher.\n3. Declare, name a Commander, open the command bridge.\n4. Holding statement within 5 minutes: aware, what may be seen, next update by. No cause, no time of repair.",
    );
    let contact = |name: &str, position: &str, primary: &str, alternate: &str| {
        cells(&[("name", name), ("position", position), ("primary", primary), ("alternate", alternate)])
    };
    let list = [
        contact("kw", "Incident Commander", "+48 22 555 0141", "Signal"),
        contact("kj", "Operations Lead", "+82 2 555 0143", "chat"),
        contact("cw", "Expert, database", "+86 21 5555 0145", "chat"),
        contact("nm", "Communications Lead", "+84 24 5550 0142", "e-mail"),
        contact("", "Harbourline vendor line, 24 h", "+49 30 5550 0150", "e-mail"),
    ];
    rows(&mut maker, "Call list", BlockKind::Contacts, &list);
    let meet = [
        cells(&[
            ("function", "command"),
            ("channel", "Telephone conference"),
            ("address", "+49 30 5550 0160, PIN 20417"),
            ("pace", "P"),
        ]),
        cells(&[("function", "command"), ("channel", "Signal group Command"), ("pace", "A")]),
    ];
    let list: Vec<Vec<(&str, &str)>> =
        meet.iter().map(|row| row.iter().map(|(key, text)| (*key, text.as_str())).collect()).collect();
    let list: Vec<&[(&str, &str)]> = list.iter().map(Vec::as_slice).collect();
    maker.preset(1, "", "Where we meet", BlockKind::Table, "communications-list", &list);
    vec![organisation(), maker.input(), super::common::escalation()]
}
