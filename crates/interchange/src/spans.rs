//! Spans of time in words (`1 h 30 min`) and as stored (`PT1H30M`); the words are those of the editors.

use bridgebook_domain::duration;

/// A stored span in words; `None` where words would not be read back as it is stored.
pub(crate) fn words(text: &str) -> Option<String> {
    if !is_iso(text) {
        return None;
    }
    let words = duration::print(duration::parse(text).ok()?);
    (from_words(&words).as_deref() == Some(text)).then_some(words)
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
