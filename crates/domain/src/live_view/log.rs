//! The activity log (FEMA 502-2, ICS 214): what was done about the incident. The keeping of the binder itself
//! (documents made, edited, exported) stands in the log's own screen and here only where its kind is asked for:
//! a plan that listed its own exports would be another plan after each of them.

use super::{Settings, Sources, label, table};
use crate::incident::{Incident, order};
use crate::log::{Entry, Fact};
use crate::moment;
use crate::picture::Listing;
use crate::view::folded;

pub(super) fn log(settings: &Settings, incident: &Incident, sources: &Sources<'_>) -> Listing {
    let own = sources.log.iter().filter(|r| r.entry.incident == Some(incident.id));
    let rows = order(own)
        .into_iter()
        .filter_map(|entry| {
            let fact = entry.fact();
            let kind = label(&entry.kind, fact.as_ref());
            is_wanted(&settings.kinds, entry, kind, fact.as_ref()).then(|| {
                let mark =
                    if incident.corrections.contains_key(&entry.id) { " (corrected by a later entry)" } else { "" };
                vec![
                    sources.moment(entry.event_at),
                    moment::brief(entry.entered_at, entry.event_at, sources.zone),
                    kind.to_owned(),
                    who(entry, sources),
                    format!("{}{mark}", entry.text),
                ]
            })
        })
        .collect();
    let title = format!("Activity log{}", sources.as_of());
    let empty = if settings.kinds.is_empty() {
        "Nothing was logged yet. What is logged in the incident appears here.".to_owned()
    } else {
        format!(
            "Nothing of the kinds {} was logged yet. What is logged in the incident appears here.",
            settings.kinds.join(", ")
        )
    };
    table(title, &["When", "Entered", "Kind", "Who", "What"], rows, &empty)
}

fn who(entry: &Entry, sources: &Sources<'_>) -> String {
    let name = sources.words(&entry.author.name);
    match &entry.author.recorded_by {
        Some(by) => format!("{name}, recorded by {}", sources.words(by)),
        None => name.to_owned(),
    }
}

/// A kind is wanted by its label, by the word of its fact, or as a change of state.
fn is_wanted(kinds: &[String], entry: &Entry, label: &str, fact: Option<&Fact>) -> bool {
    let is_state = matches!(fact, Some(Fact::StateChanged { .. }));
    let category = match fact {
        Some(Fact::Remark { category }) => category.to_string(),
        _ => String::new(),
    };
    let label = folded(label);
    let is_bookkeeping = matches!(&*entry.kind, "document_created" | "document_edited" | "exported");
    (kinds.is_empty() && !is_bookkeeping)
        || kinds.iter().any(|wanted| {
            let plain = wanted.replace([' ', '-'], "_");
            *wanted == label
                || plain == entry.kind
                || *wanted == category
                || (is_state && matches!(&*plain, "state" | "state_change"))
                || (plain == "role_change" && label == "role")
                || (plain == "communication" && label == "comms")
        })
}
