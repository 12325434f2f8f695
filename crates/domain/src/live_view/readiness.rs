//! The readiness sheet of a procedure or plan: what the checks found, who is named and can be reached, what was
//! approved for this text, when it was tried, and from which day it is in force (domain reference B.10).

use jiff::civil::Date;

use super::{Settings, Sources, table};
use crate::block::BlockKind;
use crate::checkpoint::{Checkpoint, Standing, checkpoints};
use crate::declare::{LIBRARY_PARTS, Serves};
use crate::document::Document;
use crate::finding::{Finding, FindingLevel, Tried, findings, last_tried};
use crate::log::Decision;
use crate::picture::Listing;
use crate::view::{folded, rows};

/// Names or titles quoted in one line.
const QUOTED: usize = 3;

/// One line of the sheet.
struct Line {
    what: String,
    stands: &'static str,
    detail: String,
}

const READY: &str = "ready";
const LOOK: &str = "look at it";
const NOT_READY: &str = "not ready";
const LATER: &str = "later";

fn line(what: impl Into<String>, stands: &'static str, detail: impl Into<String>) -> Line {
    Line { what: what.into(), stands, detail: detail.into() }
}

/// The sheet. The setting `list` names the checklist of the document that is counted with it.
pub(super) fn readiness(settings: &Settings, sources: &Sources<'_>) -> Listing {
    let (id, document) = sources.document;
    let found = findings([(id, document)], sources.directory, sources.incident, sources.now);
    let today = sources.now.to_zoned(sources.zone.clone()).date();
    let mut lines = if document.is_past() {
        vec![line("Findings", NOT_READY, format!("Not checked: the document is {}.", document.status()))]
    } else {
        vec![checked(&found), people(&found)]
    };
    lines.extend(contacts(sources));
    lines.extend(ticked(settings, sources));
    let approvals = checkpoints(id, document, sources.log);
    if approvals.is_empty() {
        lines.push(line("Approval", NOT_READY, "No checkpoint is planned. Add one, or ask for an approval."));
    }
    lines.extend(approvals.iter().map(|c| approval(c, sources)));
    lines.push(drill(sources));
    lines.push(go_live(sources, today));
    let ready = lines.iter().filter(|l| l.stands == READY).count();
    let asked = lines.iter().filter(|l| l.stands != LATER).count();
    let title = format!("Readiness: {ready} of {asked} ready{}", sources.as_of());
    let cells = lines.into_iter().map(|l| vec![l.what, l.stands.to_owned(), l.detail]).collect();
    table(title, &["What", "Stands", "Detail"], cells, "The sheet has a line for each thing that has to be ready.")
}

/// What the sheets of a document say is not ready, apart from its approvals and its day: each line with its detail, once.
/// Nothing for a document without a sheet.
#[must_use]
pub fn not_ready(sources: &Sources<'_>) -> Vec<String> {
    let (id, document) = sources.document;
    let sheets: Vec<Settings> = document
        .sections_of(&BlockKind::View)
        .into_iter()
        .map(|(_, section)| Settings::of(&section.block))
        .filter(|settings| settings.source == "readiness")
        .collect();
    if sheets.is_empty() {
        return Vec::new();
    }
    let found = findings([(id, document)], sources.directory, sources.incident, sources.now);
    let mut lines = vec![checked(&found), people(&found)];
    for settings in &sheets {
        lines.extend(prepared(settings, sources));
    }
    let mut told = Vec::new();
    for line in lines.into_iter().filter(|line| line.stands == NOT_READY) {
        let words = format!("{}: {}", line.what, line.detail.trim_end_matches('.'));
        if !told.contains(&words) {
            told.push(words);
        }
    }
    told
}

/// What has to be there before it counts: contacts, the team's own list, a drill.
fn prepared(settings: &Settings, sources: &Sources<'_>) -> Vec<Line> {
    let lines = contacts(sources).into_iter().chain(ticked(settings, sources));
    lines.chain([drill(sources)]).collect()
}

/// Errors and warnings; what a draft may still lack is not counted here.
fn checked(found: &[Finding]) -> Line {
    let of = |level: FindingLevel| found.iter().filter(move |f| f.level == level);
    let (errors, warnings) = (of(FindingLevel::Error).count(), of(FindingLevel::Warning).count());
    let titles = quoted(of(FindingLevel::Error).chain(of(FindingLevel::Warning)).map(|f| f.title.clone()));
    let counted = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match (errors, warnings) {
        (0, 0) => line("Findings", READY, "No error, no warning."),
        (0, n) => line("Findings", LOOK, format!("{}: {titles}", counted(n, "warning"))),
        (n, 0) => line("Findings", NOT_READY, format!("{}: {titles}", counted(n, "error"))),
        (e, w) => line("Findings", NOT_READY, format!("{}, {}: {titles}", counted(e, "error"), counted(w, "warning"))),
    }
}

/// Roles that the document needs and nobody holds (rules X3 and R-V5).
fn people(found: &[Finding]) -> Line {
    let unheld: Vec<String> =
        found.iter().filter(|f| matches!(f.rule.as_str(), "X3" | "R-V5")).map(|f| f.title.clone()).collect();
    if unheld.is_empty() {
        return line("People", READY, "Every role that is called has somebody.");
    }
    line("People", NOT_READY, quoted(unheld.into_iter()))
}

/// Whether somebody stands among the contacts, where the document has any.
fn contacts(sources: &Sources<'_>) -> Option<Line> {
    let blocks = sources.document.1.sections_of(&BlockKind::Contacts);
    if blocks.is_empty() {
        return None;
    }
    let ways = ["primary", "alternate", "contingency", "emergency"];
    let (mut named, mut silent) = (0, Vec::new());
    for (_, section) in blocks {
        for (_, view) in rows(&section.block).filter(|(_, view)| !view.text("name").is_empty()) {
            named += 1;
            if ways.iter().all(|way| view.text(way).is_empty()) {
                silent.push(sources.words(view.text("name")).to_owned());
            }
        }
    }
    Some(match (named, silent.is_empty()) {
        (0, _) => line("Contacts", NOT_READY, "Nobody is listed. Write who is called, and how."),
        (n, true) => line("Contacts", READY, format!("{n} listed, each with a way to reach them.")),
        (_, false) => line("Contacts", NOT_READY, format!("Without any way: {}", quoted(silent.into_iter()))),
    })
}

/// The team's own list of what has to be done before.
fn ticked(settings: &Settings, sources: &Sources<'_>) -> Option<Line> {
    let wanted = folded(&settings.list);
    let lists = sources.document.1.sections_of(&BlockKind::Checklist);
    let (_, section) = lists.into_iter().find(|(_, s)| !wanted.is_empty() && folded(&s.heading) == wanted)?;
    let items: Vec<_> = rows(&section.block).filter(|(_, view)| !view.text("item").is_empty()).collect();
    let open: Vec<_> =
        items.iter().filter(|(_, v)| !v.is_yes("done")).map(|(_, v)| v.text("item").to_owned()).collect();
    let (all, left) = (items.len(), open.len());
    let counted = format!("{} of {all} ticked", all - left);
    Some(match left {
        0 => line(&section.heading, READY, format!("{counted}.")),
        _ => line(&section.heading, NOT_READY, format!("{counted}; open: {}", quoted(open.into_iter()))),
    })
}

fn approval(checkpoint: &Checkpoint, sources: &Sources<'_>) -> Line {
    let who = match sources.words(&checkpoint.approver) {
        "" => "nobody is named",
        named => named,
    };
    let (stands, detail) = match &checkpoint.standing {
        Standing::Open if checkpoint.is_later(sources.now) => {
            (LATER, format!("due {}; decides: {who}", sources.some_moment(checkpoint.due)))
        }
        Standing::Open if checkpoint.conditions.is_empty() => (NOT_READY, format!("not asked for; decides: {who}")),
        Standing::Open => (NOT_READY, format!("not asked for; decides: {who}, when: {}", checkpoint.conditions)),
        Standing::Asked { at, .. } => (NOT_READY, format!("{who} was asked {}", sources.moment(*at))),
        Standing::Decided { decision, at, by } => {
            let stands = match decision {
                Decision::Approved => READY,
                Decision::Conditional => LOOK,
                _ => NOT_READY,
            };
            (stands, format!("{decision} by {} {}, for this text", sources.words(&by.name), sources.moment(*at)))
        }
        Standing::Changed { at, by } => {
            let by = sources.words(&by.name);
            (NOT_READY, format!("{by} decided {}; the text was changed since. Ask again", sources.moment(*at)))
        }
    };
    line(format!("Approval: {}", checkpoint.name), stands, detail)
}

fn drill(sources: &Sources<'_>) -> Line {
    match last_tried(sources.document.1, sources.now) {
        Tried::Lately(day) => line("Drill", READY, format!("Last tried on {day}.")),
        Tried::LongAgo(day) => {
            line("Drill", NOT_READY, format!("Last tried on {day}, more than a year ago. Run a drill."))
        }
        Tried::Never => line("Drill", NOT_READY, "Never tried. Run a drill, and set Last tested in the details."),
        Tried::NoDay(words) => line("Drill", NOT_READY, format!("Last tested says “{words}”, which is no day.")),
    }
}

fn go_live(sources: &Sources<'_>, today: Date) -> Line {
    let document = sources.document.1;
    let written = document.header_text("effective").trim();
    let effective: Option<Date> = written.parse().ok();
    let status = document.status().replace('_', " ");
    match effective {
        _ if document.is_in_force(today) => {
            let since = effective.map_or_else(String::new, |day| format!(" since {day}"));
            line("Go-live", READY, format!("In force{since}.{}", serves(document)))
        }
        Some(day) if document.is_approved() => {
            line("Go-live", READY, format!("Approved, in force from {day}.{}", serves(document)))
        }
        Some(day) if day < today => {
            line("Go-live", NOT_READY, format!("The day was {day}, and the status is {status}."))
        }
        Some(day) => line("Go-live", NOT_READY, format!("Set for {day}; the status is {status}.")),
        None if !written.is_empty() => {
            line("Go-live", NOT_READY, format!("Effective from says “{written}”, which is no day."))
        }
        None => line(
            "Go-live",
            NOT_READY,
            format!("No day is set (Effective from, in the details); the status is {status}."),
        ),
    }
}

/// What the next incident takes from the document, by the rule by which an incident is declared.
fn serves(document: &Document) -> String {
    if !document.header_text("incident").is_empty() {
        return String::new();
    }
    let mut parts = Vec::new();
    for part in &LIBRARY_PARTS {
        match part.served_by(document) {
            Some(Serves::Itself) => {
                return format!(" It is the {} of the next incident, if no newer one is in force then.", part.words);
            }
            Some(Serves::InItsPlace(_)) => parts.push(part.words),
            None => {}
        }
    }
    if parts.is_empty() {
        return " It is not among the plans that an incident takes up by itself.".to_owned();
    }
    let words = parts.join(" and ");
    format!(" The next incident takes its {words} from it, unless a newer one or one made for that alone is in force.")
}

/// The first few, and how many more.
fn quoted(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    let more = all.len().saturating_sub(QUOTED);
    let first = all.into_iter().take(QUOTED).collect::<Vec<_>>().join("; ");
    if more > 0 { format!("{first}; and {more} more") } else { first }
}

#[cfg(test)]
#[path = "readiness_tests.rs"]
mod tests;
