//! The plans and the directory that a sequence runs on, read from their file form.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::{BlockKind, Document, DocumentId, Value};
use bridgebook_interchange::{Context, NoNames, import};
use uuid::Uuid;

use crate::random::Random;

/// Zones with and without a change of the clock, in both hemispheres, at odd offsets and on both sides of the date line.
pub const ZONES: [&str; 40] = [
    "Europe/Berlin",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Europe/Kyiv",
    "Europe/Dublin",
    "Atlantic/Azores",
    "Atlantic/Reykjavik",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Anchorage",
    "America/St_Johns",
    "America/Halifax",
    "America/Havana",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Asuncion",
    "America/Mexico_City",
    "America/Bogota",
    "Africa/Lagos",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "Asia/Jerusalem",
    "Asia/Beirut",
    "Asia/Tehran",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Shanghai",
    "Asia/Seoul",
    "Asia/Ho_Chi_Minh",
    "Australia/Sydney",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Apia",
];

/// Reads a document; ids follow each other from a number of its own.
fn read(text: &str, first: u128) -> Document {
    let mut next = first;
    let mut ids = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "plan.md" };
    import(text.as_bytes(), &mut context).expect("a plan that the test wrote").document
}

const HEAD: &str = "| Severity | Level | Clock | Call | Backup | By | Acknowledge within | Resolve within | At age | May decline |\n\
    | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";

pub const LEVELS: [&str; 5] = ["L1", "L2", "L3", "Manager", "CTO"];
pub const AUDIENCES: [&str; 3] = ["Customers", "Executives", "Partners"];
pub const SEVERITIES: [&str; 2] = ["SEV1", "SEV2"];

/// An escalation matrix of two severities; what nobody answers goes on, is repeated or holds, as chance will have it.
pub fn matrix(random: &mut Random) -> Document {
    read(&matrix_text(random), 0x1000)
}

/// The same as a file.
pub fn matrix_text(random: &mut Random) -> String {
    let nobody = random.one(&["next", "hold"]);
    let start = random.one(&["declared", "detected"]);
    let repeat = random.below(3);
    let mut text = format!(
        "---\nbridgebook: 1\ntitle: Matrix\ntemplate: escalation-matrix\nstatus: active\n---\n\n## Matrix\n\n\
         <!-- bb:escalation at_risk_percent=80 clock_start={start} nobody_available={nobody} repeat={repeat} -->\n\n{HEAD}"
    );
    for severity in SEVERITIES {
        for (level, who) in [("L1", "Ana"), ("L2", "Bo"), ("L3", "Cy")] {
            let (ack, resolve) = (random.within(1, 40), random.within(1, 120));
            let resolve = if random.below(4) == 0 { String::new() } else { format!("{resolve} min") };
            text.push_str(&format!(
                "| {severity} | {level} | Functional, stops when somebody acknowledges | {who} | | phone | {ack} min | {resolve} | | yes |\n"
            ));
        }
        for level in ["Manager", "CTO"] {
            let age = random.within(1, 300);
            text.push_str(&format!("| {severity} | {level} | By age | Di | | phone | | | {age} min | |\n"));
        }
    }
    text
}

/// A communication plan with first updates and intervals.
pub fn communication(random: &mut Random) -> Document {
    read(&communication_text(random), 0x2000)
}

/// The same as a file.
pub fn communication_text(random: &mut Random) -> String {
    let mut text = "---\nbridgebook: 1\ntitle: Updates\ntemplate: incident-communication-plan\nstatus: active\n---\n\n## Cadence\n\n\
        <!-- bb:cadence -->\n\n| Severity | State | Audience | First update within | Then every |\n| --- | --- | --- | --- | --- |\n"
        .to_owned();
    for severity in SEVERITIES {
        for audience in AUDIENCES {
            let (first, every) = (random.within(1, 60), random.within(5, 120));
            text.push_str(&format!("| {severity} | | {audience} | {first} min | {every} min |\n"));
        }
    }
    text
}

/// Four people: two with hours in a zone, one with hours nobody wrote down, one who is always there.
pub const PEOPLE: [(&str, &str); 4] =
    [("Ana", "Mon-Fri 09:00-17:00"), ("Bo", "Sun-Sat 22:00-06:00"), ("Cy", ""), ("Di", "24x7")];

/// One of them as a file.
pub fn person(name: &str, hours: &str, zone: &str) -> String {
    format!(
        "---\nbridgebook: 1\ntitle: {name}\ntemplate: directory/person\n---\n\n## Person\n\n\
         <!-- bb:fields preset=directory/person -->\n\n| Field | Value |\n| --- | --- |\n| Name | {name} |\n\
         | Phones | +49 30 5550 0101 |\n| Time zone | {zone} |\n| Working hours | {hours} |\n"
    )
}

/// All of them.
pub fn directory(zone: &str) -> Directory {
    let people = PEOPLE.iter().zip([0x3000, 0x4000, 0x5000, 0x6000]).map(|((name, hours), first)| {
        (DocumentId::new(Uuid::from_u128(first)), read(&person(name, hours, zone), first))
    });
    let people: Vec<_> = people.collect();
    Directory::from_documents(people.iter().map(|(id, document)| (*id, document)))
}

/// Keys of the columns of plans that hold spans.
pub const SPANS: [&str; 5] = ["acknowledge_within", "resolve_within", "after", "first_within", "interval"];

/// Another span in one cell of a plan, as somebody edits it.
pub fn edit(document: &mut Document, random: &mut Random) {
    let kinds = [BlockKind::Escalation, BlockKind::Cadence];
    let sections = document.sections.values_mut().filter(|s| kinds.contains(&s.kind));
    for section in sections {
        let block = &mut section.block;
        let rows: Vec<_> = block.live_rows().into_iter().map(|(id, _)| id).collect();
        let columns: Vec<_> = SPANS.iter().filter_map(|key| block.column_by_key(key).map(|(id, _)| id)).collect();
        let (row, column) = (*random.one(&rows), *random.one(&columns));
        let minutes = random.within(1, 240);
        if let Some(cells) = block.rows.get_mut(&row).map(|r| &mut r.cells)
            && cells.contains_key(&column)
        {
            cells.insert(column, Value::one(format!("PT{minutes}M")));
        }
    }
}
