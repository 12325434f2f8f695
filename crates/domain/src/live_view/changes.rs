//! The history of a document as its last pages print it (domain reference B.0): when it was made, by whom it was edited,
//! and what was decided about its text.

use super::{Sources, table};
use crate::log::{Decision, Fact, Recorded};
use crate::picture::Listing;

/// The changes, the oldest first. Edits of one person on one day, with nothing between them, are one line.
pub(super) fn changes(sources: &Sources<'_>) -> Listing {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut last_edit: Option<(String, String)> = None;
    for recorded in sources.log {
        let Some((what, is_edit)) = change(recorded, sources) else { continue };
        let entry = &recorded.entry;
        let (when, by) = (sources.moment(entry.event_at), sources.words(&entry.author.name).to_owned());
        let day = entry.event_at.to_zoned(sources.zone.clone()).date().to_string();
        let edit = is_edit.then(|| (day, by.clone()));
        if edit.is_some() && edit == last_edit {
            rows.pop();
        }
        last_edit = edit;
        rows.push(vec![when, what, by]);
    }
    let empty =
        "Nothing is known yet of how this document came about. When it is edited and approved, it appears here.";
    table(format!("Changes{}", sources.as_of()), &["When", "What changed", "By"], rows, empty)
}

/// What a line of the log says of this document, and whether it was edited.
fn change(recorded: &Recorded, sources: &Sources<'_>) -> Option<(String, bool)> {
    let own = sources.document.0;
    let (text, title) = (recorded.entry.text.trim(), sources.document.1.title());
    match recorded.entry.fact()? {
        Fact::DocumentCreated { document, .. } if document == own => Some(("Created".to_owned(), false)),
        Fact::DocumentEdited { document, .. } if document == own => {
            // What is said of one edit says more than that there was one.
            let is_plain = text.is_empty() || text == format!("Edited “{title}”") || text.starts_with("Edited “");
            Some((if is_plain { "Edited".to_owned() } else { text.to_owned() }, is_plain))
        }
        Fact::ApprovalGiven { document, checkpoint, decision, .. } if document == own => {
            let said = match decision {
                Decision::Approved => "approved".to_owned(),
                Decision::Conditional => "approved on a condition".to_owned(),
                Decision::Rejected => "rejected".to_owned(),
                Decision::Unknown(word) => word,
            };
            let about = if checkpoint.is_empty() { "Text" } else { checkpoint.as_str() };
            Some((format!("{about}: {said}"), false))
        }
        _ => None,
    }
}
