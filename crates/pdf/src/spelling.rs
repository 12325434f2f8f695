//! Signs that no font at hand has, spelled out: `[warning]` instead of an empty box. The file keeps the sign as
//! the text of these words, so that it is found and copied as it was written.

use std::collections::BTreeSet;

use parley::Layout;

use crate::rich::{Inline, Rich, Words};
use crate::words::Vocabulary;

/// Different signs of one paragraph that are spelled.
const MOST: usize = 200;

/// The paragraph with the signs spelled that the layout has no glyph for; none where it has all.
pub(crate) fn spelled(say: &Vocabulary, layout: &mut Layout<u16>, text: &str, rich: &Rich) -> Option<Rich> {
    if text.is_ascii() || !text.chars().any(may_be_sign) {
        return None;
    }
    layout.break_all_lines(None);
    let mut missing: BTreeSet<String> = BTreeSet::new();
    for line in layout.lines() {
        for run in line.runs() {
            for cluster in run.visual_clusters() {
                let source = &text[cluster.text_range()];
                if missing.len() < MOST
                    && cluster.glyphs().any(|glyph| glyph.id == 0)
                    && source.chars().any(may_be_sign)
                {
                    missing.insert(source.to_owned());
                }
            }
        }
    }
    if missing.is_empty() {
        return None;
    }
    // A long sign may begin with a short one.
    let mut missing: Vec<String> = missing.into_iter().collect();
    missing.sort_by_key(|sign| std::cmp::Reverse(sign.len()));
    let mut inlines = Vec::with_capacity(rich.inlines.len() + 2);
    for inline in &rich.inlines {
        match inline {
            Inline::Words(words) => split(say, words, &missing, &mut inlines),
            Inline::Mark(_) => inlines.push(inline.clone()),
        }
    }
    Some(Rich { inlines, style: rich.style })
}

fn split(say: &Vocabulary, words: &Words, missing: &[String], out: &mut Vec<Inline>) {
    let plain = |text: &str, out: &mut Vec<Inline>| {
        if !text.is_empty() {
            out.push(Inline::Words(Words { text: text.to_owned(), ..words.clone() }));
        }
    };
    let (mut from, mut at) = (0, 0);
    while let Some(rest) = words.text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(sign) = missing.iter().find(|sign| rest.starts_with(sign.as_str())) {
            plain(&words.text[from..at], out);
            let name = name(say, sign).replace(' ', "\u{a0}");
            out.push(Inline::Words(Words { text: name, stands_for: Some(sign.clone()), ..words.clone() }));
            at += sign.len();
            from = at;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    plain(&words.text[from..], out);
}

/// The name of a sign, else its letters, else its number.
pub(crate) fn name(say: &Vocabulary, sign: &str) -> String {
    if let Some(name) = say.sign(sign) {
        return name.to_owned();
    }
    let letters: String = sign.chars().filter_map(regional).collect();
    if !letters.is_empty() {
        return format!("[{letters}]");
    }
    let mut chars = sign.chars();
    let first = chars.next().unwrap_or('\u{fffd}');
    if first.is_ascii() {
        // A digit in a key.
        return first.to_string();
    }
    say.sign(&first.to_string()).map_or_else(|| format!("[U+{:04X}]", u32::from(first)), str::to_owned)
}

/// The letter of a flag.
fn regional(c: char) -> Option<char> {
    let place = u32::from(c).checked_sub(0x1F1E6).filter(|place| *place < 26)?;
    char::from_u32(u32::from('A') + place)
}

/// Pictures, arrows, dingbats and the frame of a key.
fn may_be_sign(c: char) -> bool {
    matches!(u32::from(c), 0x203C | 0x2049 | 0x20E3 | 0x2122..=0x2139 | 0x2190..=0x27BF | 0x2900..=0x2BFF | 0x3030 | 0x303D | 0x3297 | 0x3299 | 0x1F000..=0x1FAFF)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rich::Style;
    use crate::words::of;

    #[test]
    fn a_sign_has_its_name_a_flag_its_letters_and_any_other_its_number() {
        let say = of("en");
        for (sign, shown) in [
            ("⚠\u{fe0f}", "[warning]"),
            ("👍\u{1F3FD}", "[agreed]"),
            ("🇩🇪", "[DE]"),
            ("1\u{fe0f}\u{20e3}", "1"),
            ("🦤", "[U+1F9A4]"),
        ] {
            assert_eq!(name(say, sign), shown, "{sign}");
        }
    }

    #[test]
    fn only_what_is_missing_is_replaced() {
        let rich = Rich::new("a ✅ b 🚀", Style::TABLE);
        let Some(Inline::Words(words)) = rich.inlines.first() else { panic!("one stretch of words") };
        let mut out = Vec::new();
        split(of("en"), words, &["🚀".to_owned()], &mut out);
        let texts: Vec<(&str, Option<&str>)> = out
            .iter()
            .filter_map(|inline| match inline {
                Inline::Words(words) => Some((words.text.as_str(), words.stands_for.as_deref())),
                Inline::Mark(_) => None,
            })
            .collect();
        assert_eq!(texts, [("a ✅ b ", None), ("[launch]", Some("🚀"))], "the sign that a font has stays");
    }
}
