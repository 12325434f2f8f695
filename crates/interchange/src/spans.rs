//! Spans of time in words (`1 h 30 min`) and as stored (`PT1H30M`); the words are those of the editors.

use bridgebook_domain::duration;

/// A stored span in words; `None` where words would not be read back as it is stored.
pub(crate) fn words(text: &str) -> Option<String> {
    if !is_iso(text) {
        return None;
    }
    // What is printed of a span is read as the same span, so a text that is stored in the one way comes back.
    duration::of_stored(text).map(duration::print)
}

/// The stored form of a span in plain words; `None` where it is not understood or stored already.
pub(crate) fn from_words(text: &str) -> Option<String> {
    if matches!(text.trim().to_lowercase().as_str(), "immediately" | "immediate" | "at once" | "now") {
        return Some("PT0S".to_owned());
    }
    if is_iso(text) {
        return None;
    }
    duration::parse(text).ok().map(duration::stored)
}

fn is_iso(text: &str) -> bool {
    text.trim_start().starts_with(['P', 'p'])
}
