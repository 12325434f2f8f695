//! What the layout has to know about characters: CJK and Korean, spaces that bind, and what cannot be printed.

use parley::fontique::Language;

/// Hangul.
fn is_hangul(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7FF)
}

/// Hiragana and Katakana.
fn is_kana(c: char) -> bool {
    matches!(u32::from(c), 0x3041..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F)
}

fn is_cjk(c: char) -> bool {
    is_hangul(c)
        || is_kana(c)
        || matches!(
            u32::from(c),
            0x2E80..=0x303F | 0x3100..=0x312F | 0x31A0..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
                | 0xFE30..=0xFE4F | 0xFF00..=0xFF65 | 0xFFE0..=0xFFEF | 0x20000..=0x3FFFF
        )
}

/// The scripts whose fonts may have a character that the bundled faces lack, as ISO 15924 has them.
pub(crate) fn scripts_of(c: char) -> &'static [&'static str] {
    match u32::from(c) {
        _ if is_hangul(c) => &["Hang"],
        _ if is_kana(c) => &["Hira", "Kana", "Hrkt"],
        0x3105..=0x312F | 0x31A0..=0x31BF => &["Bopo"],
        0x2E80..=0x2FDF | 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF => &["Hani"],
        0x0590..=0x05FF | 0xFB1D..=0xFB4F => &["Hebr"],
        0x0600..=0x06FF | 0x0750..=0x077F | 0x0870..=0x08FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFE => &["Arab"],
        0x0900..=0x097F | 0xA8E0..=0xA8FF => &["Deva"],
        0x0980..=0x09FF => &["Beng"],
        0x0B80..=0x0BFF => &["Taml"],
        0x0E00..=0x0E7F => &["Thai"],
        0x0530..=0x058F | 0xFB13..=0xFB17 => &["Armn"],
        0x10A0..=0x10FF | 0x1C90..=0x1CBF | 0x2D00..=0x2D2F => &["Geor"],
        0x1200..=0x139F => &["Ethi"],
        0x1780..=0x17FF => &["Khmr"],
        // Signs, punctuation and emoji stand in text of every script.
        0x2000..=0x2BFF | 0x3000..=0x303F | 0x3200..=0x33FF | 0xFE10..=0xFE4F | 0xFF00..=0xFFEF | 0x1F000..=0x1FAFF => {
            &["Zyyy", "Zinh", "Zsym", "Zsye", "Zmth", "Hani"]
        }
        _ => &[],
    }
}

/// Byte ranges of CJK text.
pub(crate) fn cjk_stretches(text: &str) -> Vec<(usize, usize)> {
    let mut list: Vec<(usize, usize)> = Vec::new();
    if text.is_ascii() {
        return list;
    }
    for (at, c) in text.char_indices() {
        if is_cjk(c) {
            match list.last_mut() {
                Some((_, end)) if *end == at => *end += c.len_utf8(),
                _ => list.push((at, at + c.len_utf8())),
            }
        }
    }
    list
}

/// Whether words of Korean stand in the text; they are kept whole at line ends.
pub(crate) fn is_korean(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_hangul)
}

/// The language that decides the forms of Han characters: the document's own where it is a CJK language,
/// else what the syllables beside them tell.
pub(crate) fn guess_language(text: &str, document: Option<&Language>) -> Option<Language> {
    if text.is_ascii() || document.is_some_and(|l| matches!(l.language(), "zh" | "ja" | "ko")) {
        return document.copied();
    }
    let tag = if text.chars().any(is_kana) {
        "ja"
    } else if is_korean(text) {
        "ko"
    } else {
        return document.copied();
    };
    Language::parse(tag).ok()
}

/// Whether a character shows nothing by itself and may stay without a glyph.
fn ignorable(c: char) -> bool {
    matches!(
        u32::from(c),
        0xAD | 0x61C | 0x180B..=0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF
            | 0xE0000..=0xE0FFF
    )
}

/// Whether a whole cluster shows nothing.
pub(crate) fn is_ignorable(cluster: &str) -> bool {
    !cluster.is_ascii() && cluster.chars().all(ignorable)
}

/// The text with tabs as spaces and other control characters as U+FFFD, so that they are seen.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('\n'),
            '\t' => out.push_str("    "),
            '\r' => {}
            '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => out.push('\n'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

const UNITS: &[&str] = &["%", "min", "h", "s", "ms", "d", "hours", "hour", "minutes", "days", "GB", "MB", "kB", "pt"];
const BEFORE_TIME: &[&str] = &["by", "at", "from", "until", "to", "um", "page", "Page"];

/// Makes the space in “15 min” and “by 14:26” one that does not break.
pub(crate) fn bind_spaces(text: &str) -> String {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find(' ') {
        let (word, after) = (&rest[..at], &rest[at + 1..]);
        let next = after.split([' ', '\n']).next().unwrap_or("");
        let bare = next.trim_end_matches([',', '.', ';', ':', ')']);
        let after_number = word.ends_with(|c: char| c.is_ascii_digit()) && UNITS.contains(&bare);
        let before_time = BEFORE_TIME.contains(&word.trim_start_matches(['(', '\n']))
            && next.starts_with(|c: char| c.is_ascii_digit());
        out.push_str(word);
        out.push(if after_number || before_time { '\u{a0}' } else { ' ' });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The hyphen that does not break a line. The text that is read out of the page has a plain one.
pub(crate) const WHOLE_HYPHEN: char = '\u{2011}';
/// Letters of a word up to which it is not broken at its hyphen.
const SHORT_WORD: usize = 11;

/// Makes the hyphens of names and short terms (“Ji-woo”, “e-mail”, “hand-over”) ones that do not break: half a name at
/// the end of a line is read as another name. Long compounds still break, so that no column is widened for them.
pub(crate) fn bind_hyphens(text: &str) -> String {
    if !text.contains('-') {
        return text.to_owned();
    }
    let is_inside = |c: char| c.is_alphanumeric() || c == '-' || c == '\u{2019}';
    let is_bound = |word: &str| {
        word.chars().count() <= SHORT_WORD
            && word.chars().all(is_inside)
            && !word.starts_with('-')
            && !word.ends_with('-')
            && word.chars().any(char::is_alphabetic)
    };
    let mut out = String::with_capacity(text.len() + 8);
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_matches(|c: char| !is_inside(c));
        if word.contains('-') && is_bound(word) {
            out.push_str(&piece.replace('-', "\u{2011}"));
        } else {
            out.push_str(piece);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_short_terms_keep_their_hyphen_on_one_line() {
        assert_eq!(
            bind_hyphens("Kim Ji-woo, by e-mail."),
            "Kim Ji\u{2011}woo, by e\u{2011}mail.",
            "names, short terms"
        );
        for whole in ["Subject-matter Expert", "2026-03-11", "a-b@c.example", "- item", "no-", "https://a-b.example"] {
            assert_eq!(bind_hyphens(whole), whole, "long compounds, dates, addresses and dashes stay as they are");
        }
    }

    #[test]
    fn a_space_between_number_and_unit_does_not_break() {
        assert_eq!(bind_spaces("within 15 min, by 14:26"), "within 15\u{a0}min, by\u{a0}14:26", "both belong together");
        assert_eq!(bind_spaces("15 people"), "15 people", "a plain word may go to the next line");
    }

    #[test]
    fn control_characters_are_seen() {
        assert_eq!(printable("a\u{7}b\tc"), "a\u{fffd}b    c", "a bell is not dropped in silence");
    }

    #[test]
    fn han_beside_hangul_is_set_in_korean_forms() {
        let found = guess_language("김지우 金", None).map(|l| l.as_str().to_owned());
        assert_eq!(found.as_deref(), Some("ko"), "the syllables tell the language");
    }
}
