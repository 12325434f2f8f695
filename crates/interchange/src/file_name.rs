//! Names of files made from titles: safe on every system, in any script.

/// Characters a name may have.
const CHARACTERS: usize = 80;
/// Bytes a name may have: file systems take 255, and an ending is added.
const BYTES: usize = 200;

/// A file name, without ending, from a title. Letters and digits of any script stay; everything else,
/// path separators and dots included, becomes a dash; names that Windows reserves are changed.
#[must_use]
pub fn file_name(title: &str) -> String {
    let mut name = String::new();
    let mut count = 0;
    for c in title.chars() {
        // Marks that combine with the letter before (Vietnamese, Devanagari) are no letters themselves.
        let is_kept = c.is_alphanumeric() || (is_mark(c) && !name.is_empty() && !name.ends_with('-'));
        let c = if is_kept { c } else { '-' };
        if (c == '-' && (name.is_empty() || name.ends_with('-'))) || count == CHARACTERS {
            continue;
        }
        if name.len() + c.len_utf8() > BYTES {
            break;
        }
        name.push(c);
        count += 1;
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() {
        return "document".to_owned();
    }
    if is_reserved(name) { format!("{name}-document") } else { name.to_owned() }
}

/// Combining marks of the scripts that write vowels or tones with them.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36F | 0x483..=0x487 | 0x591..=0x5BD | 0x64B..=0x65F | 0x900..=0xDFF | 0xE31..=0xE4E | 0x1AB0..=0x1AFF | 0x3099..=0x309A)
}

/// Device names of Windows, with and without a number.
fn is_reserved(name: &str) -> bool {
    let lower = name.to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|d| {
        lower
            .strip_prefix(d)
            .is_some_and(|n| n.chars().count() == 1 && n.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c)))
    });
    numbered || matches!(lower.as_str(), "con" | "prn" | "aux" | "nul" | "conin" | "conout" | "clock")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_name_that_every_system_takes() {
        for (title, expected) in [
            ("Checkout: card payments failing in EU", "Checkout-card-payments-failing-in-EU"),
            ("../../etc/passwd", "etc-passwd"),
            ("..", "document"),
            ("", "document"),
            ("NUL", "NUL-document"),
            ("con", "con-document"),
            ("COM1", "COM1-document"),
            ("con.txt", "con-txt"),
            ("支付故障 — 계획", "支付故障-계획"),
            ("Kế hoạch ứng phó", "Kế-hoạch-ứng-phó"),
            ("a\u{0}b\nc", "a-b-c"),
            ("trailing. ", "trailing"),
            ("💥💥", "document"),
        ] {
            assert_eq!(file_name(title), expected, "{title:?}");
        }
    }

    #[test]
    fn a_long_title_is_cut_between_characters() {
        let name = file_name(&"障".repeat(10_000));
        assert!(name.len() <= BYTES && name.chars().count() <= CHARACTERS, "{} bytes", name.len());
        assert!(name.chars().all(|c| c == '障'), "no character is cut in half");
    }
}
