//! Live views: tables made from the log, from documents and from the directory at a moment, never stored. What
//! a view shows is said by its settings:
//!
//! - `source`: one of [`SOURCES`];
//! - `kinds`: of a log, the kinds wanted (`decision`, `escalation`, `comms` ...), as words;
//! - `state`: of actions `open` (also without it), `done` or `all`; of a section the rows in that state;
//! - `document`, `heading`: of a section, the title of its document (this one where none is said) and its heading;
//! - `list`: of the readiness, the heading of the checklist of this document that is counted with it;
//! - `limit`: at most so many rows, the newest.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::block::Block;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::DocumentId;
use crate::incident::Incident;
use crate::log::Recorded;
use crate::moment;
use crate::picture::Listing;
use crate::value::Value;
use crate::view::folded;

mod changes;
mod contacts;
mod content;
mod incident;
mod kind;
mod log;
mod lost;
mod metrics;
mod readiness;
mod status;
mod update;
mod words;

pub use kind::label;
pub(crate) use lost::lost;
pub use readiness::not_ready;
pub use words::cell_words;

/// What a view says of something that is past its time, before by how long.
const OVERDUE: &str = "overdue";

/// The word of a cell that says that something is past its time, and what follows it, so that the page can make it the loudest.
#[must_use]
pub fn overdue(cell: &str) -> Option<(&str, &str)> {
    let rest = cell.strip_prefix(OVERDUE).filter(|rest| rest.starts_with(" by "))?;
    Some((OVERDUE, rest))
}

/// What a view can show.
pub const SOURCES: &[&str] = &[
    "status",
    "log",
    "actions",
    "decisions",
    "updates",
    "promises",
    "roles",
    "approvals",
    "findings",
    "readiness",
    "changes",
    "contacts",
    "contents",
    "metrics-basic",
    "section",
];

/// What a view is made from, at a moment.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The document that the view stands in.
    pub document: (DocumentId, &'a Document),
    /// Other documents that it may read: those of the incident, or the one named by `document`.
    pub documents: &'a [(DocumentId, &'a Document)],
    /// The incident that the document belongs to.
    pub incident: Option<&'a Incident>,
    /// The incident's log, as it was known at the moment; for a document of the library, what the organisation's log
    /// says about it.
    pub log: &'a [Recorded],
    /// Directory.
    pub directory: &'a Directory,
    /// The moment.
    pub now: Timestamp,
    /// Zone in which moments are written.
    pub zone: &'a TimeZone,
}

impl<'a> Sources<'a> {
    fn words<'b>(&self, named: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.directory.words(named)
    }

    fn names(&self, named: &[String]) -> String {
        named.iter().map(|n| self.words(n)).collect::<Vec<_>>().join(", ")
    }

    fn moment(&self, at: Timestamp) -> String {
        moment::print(at, self.zone)
    }

    fn some_moment(&self, at: Option<Timestamp>) -> String {
        at.map_or_else(String::new, |at| self.moment(at))
    }

    /// This document and the others, this one first.
    fn all(&self) -> impl Iterator<Item = (DocumentId, &'a Document)> {
        let own = self.document.0;
        std::iter::once(self.document).chain(self.documents.iter().copied().filter(move |(id, _)| *id != own))
    }

    /// `of INC-2041, as of 2026-03-11 14:47 CET`.
    fn as_of(&self) -> String {
        let of = self.incident.map_or_else(String::new, |i| format!(" of {}", i.number));
        let at = self.now.to_zoned(self.zone.clone());
        format!("{of}, as of {}", at.strftime("%Y-%m-%d %H:%M %Z"))
    }
}

/// What a view shows. Where there is nothing, `empty` says why and where it would come from.
#[must_use]
pub fn listing(view: &Block, sources: &Sources<'_>) -> Listing {
    let settings = Settings::of(view);
    let made = match settings.source.as_str() {
        "contents" => content::contents(sources),
        "section" => content::section(&settings, sources),
        "findings" => content::findings(&settings, sources),
        "readiness" => readiness::readiness(&settings, sources),
        "changes" => changes::changes(sources),
        "contacts" => contacts::contacts(sources),
        source => match (sources.incident, source) {
            (Some(i), "status") => status::status(i, sources),
            (Some(i), "log") => log::log(&settings, i, sources),
            (Some(i), "actions") => incident::actions(&settings, i, sources),
            (Some(i), "decisions") => incident::decisions(i, sources),
            (Some(i), "roles") => incident::roles(i, sources),
            (Some(i), "approvals") => incident::approvals(i, sources),
            (Some(i), "updates") => update::updates(i, sources),
            (Some(i), "promises") => update::promised(i, sources),
            (Some(i), "metrics-basic") => metrics::metrics(i, sources),
            (None, source) if SOURCES.contains(&source) => without_incident(source),
            _ => unknown(source),
        },
    };
    limited(made, settings.limit)
}

/// What a view of an incident says in a document that belongs to none.
fn without_incident(source: &str) -> Listing {
    let (title, what) = match source {
        "status" => ("Status", "severity, state, commander and period"),
        "log" => ("Activity log", "what was logged"),
        "actions" => ("Open actions", "the open actions"),
        "decisions" => ("Decisions", "the decisions"),
        "updates" => ("Updates sent", "the updates that went out"),
        "promises" => ("Promises", "the promised updates and how they were kept"),
        "roles" => ("Roles", "who assumed which role, and when"),
        "approvals" => ("Approvals", "what was approved, by whom"),
        _ => ("Figures", "how long it took and what was promised and kept"),
    };
    let empty = format!(
        "In an incident this shows {what}, read from its log. This document belongs to none, so there is nothing to show yet."
    );
    Listing { title: title.to_owned(), empty, ..Listing::default() }
}

fn unknown(source: &str) -> Listing {
    let short: String = source.chars().take(60).collect();
    let empty = format!("A live view cannot show “{short}”. Choose one of: {}.", SOURCES.join(", "));
    Listing { title: "Live view".to_owned(), empty, ..Listing::default() }
}

/// The newest rows; which were left out is said in the title.
fn limited(mut made: Listing, limit: Option<usize>) -> Listing {
    if let Some(limit) = limit.filter(|limit| *limit < made.rows.len()) {
        let all = made.rows.len();
        made.rows.drain(..all - limit);
        made.title = format!("{}, the last {limit} of {all}", made.title);
    }
    made
}

/// The settings of a view, read.
struct Settings {
    source: String,
    kinds: Vec<String>,
    state: String,
    document: String,
    heading: String,
    list: String,
    limit: Option<usize>,
}

impl Settings {
    fn of(view: &Block) -> Self {
        let text = |key: &str| view.setting(key).trim().to_owned();
        let source = text("source");
        Self {
            source: if source.is_empty() { "log".to_owned() } else { source },
            kinds: view.settings.get("kinds").map(Value::members).unwrap_or_default().into_iter().map(folded).collect(),
            state: folded(view.setting("state")),
            document: text("document"),
            heading: text("heading"),
            list: text("list"),
            limit: text("limit").parse().ok().filter(|n| *n > 0),
        }
    }
}

/// A table with these columns.
fn table(title: String, columns: &[&str], rows: Vec<Vec<String>>, empty: &str) -> Listing {
    Listing { title, columns: columns.iter().map(|c| (*c).to_owned()).collect(), rows, empty: empty.to_owned() }
}

#[cfg(test)]
mod tests;
