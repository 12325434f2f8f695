//! Live views that point to nothing: a source that there is not, a document or a section that is not there. Whoever reads the
//! page sees the sentence in its place; whoever approves it hears of it from here.

use super::{SOURCES, Settings};
use crate::block::{Block, BlockKind};
use crate::document::Document;
use crate::id::DocumentId;
use crate::view::folded;

/// Why a view can show nothing, as a title and a sentence; none where it points to something. `others` are the documents that
/// it may name; without them only what its own document tells is judged.
pub(crate) fn lost(
    view: &Block,
    own: (DocumentId, &Document),
    others: Option<&[(DocumentId, &Document)]>,
) -> Option<(String, String)> {
    let settings = Settings::of(view);
    let source = settings.source.as_str();
    if !SOURCES.contains(&source) {
        let short: String = source.chars().take(60).collect();
        let message = format!("There is no such thing to show. Choose one of: {}.", SOURCES.join(", "));
        return Some((format!("A live view of “{short}” shows nothing"), message));
    }
    if source == "readiness" && !settings.list.is_empty() && !has(own.1, &settings.list, Some(&BlockKind::Checklist)) {
        let title = format!("The readiness sheet counts a list “{}” that is not there", settings.list);
        return Some((title, "Name the heading of a checklist of this document, or leave the list out.".to_owned()));
    }
    if !matches!(source, "section" | "findings") {
        return None;
    }
    let named = folded(&settings.document);
    let is_it = |(id, document): &&(DocumentId, &Document)| {
        folded(document.title()) == named || id.to_string() == settings.document
    };
    let document = match (named.is_empty(), others) {
        (true, _) => own.1,
        (false, None) => return None,
        (false, Some(others)) => match std::iter::once(&own).chain(others).find(is_it) {
            Some((_, document)) => document,
            None => {
                let title = format!("A live view shows “{}”, which is not there", settings.document);
                return Some((title, "Name the title of a document as it stands there.".to_owned()));
            }
        },
    };
    if source == "section" && !settings.heading.is_empty() && !has(document, &settings.heading, None) {
        let title = format!("A live view shows “{}” of “{}”, which is not there", settings.heading, document.title());
        return Some((title, "Name the heading of the section as it stands there.".to_owned()));
    }
    None
}

fn has(document: &Document, heading: &str, kind: Option<&BlockKind>) -> bool {
    let wanted = folded(heading);
    let mut sections = document.live_sections().into_iter();
    sections.any(|(_, section)| folded(&section.heading) == wanted && kind.is_none_or(|kind| section.kind == *kind))
}
