//! What was found, a line each.

use bridgebook_app::api::search::{SearchHit, SearchReading};
use bridgebook_domain::search::{END, START};

/// A line for each place, and how many there are where not all are printed.
pub fn found(reading: &SearchReading) -> Vec<String> {
    let mut lines: Vec<String> = reading.hits.iter().map(hit).collect();
    let (shown, total) = (u32::try_from(lines.len()).unwrap_or(u32::MAX), reading.total);
    if total > shown {
        let counts = reading.counts.iter().map(|count| format!("{} {}", count.count, count.kind));
        let counts = counts.collect::<Vec<_>>().join(", ");
        let more = if reading.is_more { "more than " } else { "" };
        lines.push(format!("{shown} of {more}{total}: {counts}"));
    }
    lines
}

fn hit(hit: &SearchHit) -> String {
    let kind = if hit.part.is_empty() { &hit.kind } else { &hit.part };
    let place = match hit.kind.as_str() {
        "log" => hit.entry.map(|entry| entry.to_string()),
        "incident" => Some(hit.incident_number.clone()),
        "template" => Some(hit.template.clone()),
        _ => hit.document.map(|document| document.to_string()),
    };
    let own = hit.kind == "document" || hit.kind == "directory";
    let above = [hit.document_title.as_str(), &hit.context].into_iter().filter(|text| !text.is_empty() && !own);
    let above = above.chain((hit.kind == "log").then_some(hit.incident_number.as_str()).filter(|n| !n.is_empty()));
    let path = above.chain([hit.title.as_str()]).collect::<Vec<_>>().join(" > ");
    let snippet = hit.snippet.replace([START, END], "").replace('\n', " ");
    format!("{kind:<9} {}  {path}: {snippet}", place.unwrap_or_default()).trim_end_matches([' ', ':']).to_owned()
}
