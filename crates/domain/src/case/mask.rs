//! What is masked in a case before anything of it is stored: the numbers of cards always, addresses and telephone
//! numbers where the data folder says so. Rules of form alone decide (PCI DSS 3.4: at most the last four digits of a
//! card may be shown); nothing is guessed from the words around.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::IncomingCase;

/// What is masked beside the numbers of cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Masking {
    /// Addresses of e-mail.
    pub addresses: bool,
    /// Telephone numbers.
    pub telephones: bool,
}

/// How much was masked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Masked {
    /// Numbers of cards.
    pub cards: u32,
    /// Addresses of e-mail.
    pub addresses: u32,
    /// Telephone numbers.
    pub telephones: u32,
}

impl Masked {
    /// The sum of both.
    pub fn add(&mut self, other: Self) {
        self.cards += other.cards;
        self.addresses += other.addresses;
        self.telephones += other.telephones;
    }

    /// The sentence for a person; none where nothing was masked.
    #[must_use]
    pub fn words(&self) -> Option<String> {
        let told = |count: u32, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {many}")),
        };
        let parts: Vec<String> = [
            told(self.cards, "card number", "card numbers"),
            told(self.addresses, "e-mail address", "e-mail addresses"),
            told(self.telephones, "telephone number", "telephone numbers"),
        ]
        .into_iter()
        .flatten()
        .collect();
        let was = if self.cards + self.addresses + self.telephones == 1 { "was" } else { "were" };
        (!parts.is_empty()).then(|| format!("{} {was} masked before anything was stored", parts.join(", ")))
    }
}

/// Masks a case. Of what is known about the customer only the numbers of cards are masked: their address is what they
/// are answered at. The id is left as it is.
pub fn mask(case: &mut IncomingCase, masking: Masking) -> Masked {
    let mut masked = Masked::default();
    let mut all = |text: &mut String, masking: Masking| {
        if let Some(new) = masked_text(text, masking, &mut masked) {
            *text = new;
        }
    };
    for (key, text) in &mut case.fields {
        // A moment is no telephone number.
        let is_moment = text.parse::<jiff::Timestamp>().is_ok();
        all(text, if is_moment || key == "id" { Masking::default() } else { masking });
    }
    for said in &mut case.conversation {
        all(&mut said.text, masking);
        all(&mut said.name, masking);
    }
    for text in &mut case.attempts {
        all(text, masking);
    }
    for text in case.customer_data.values_mut() {
        all(text, Masking::default());
    }
    masked
}

/// A text as it is kept when this is masked, to show what a choice does.
#[must_use]
pub fn masked_words(text: &str, masking: Masking) -> String {
    masked_text(text, masking, &mut Masked::default()).unwrap_or_else(|| text.to_owned())
}

/// The text with what is to be masked in other words; none where there is nothing.
fn masked_text(text: &str, masking: Masking, masked: &mut Masked) -> Option<String> {
    let bytes = text.as_bytes();
    // Most texts hold neither; nothing is copied then.
    let has_digit = bytes.iter().filter(|b| b.is_ascii_digit()).count() >= 7;
    if !(has_digit || masking.addresses && text.contains('@')) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let (mut at, mut is_changed) = (0, false);
    while at < text.len() {
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        if let Some((length, words)) = found(rest, before, masking, masked) {
            out.push_str(&words);
            at += length;
            is_changed = true;
            continue;
        }
        // On to the next place at which something may begin.
        let mut letters = rest.char_indices();
        let first = letters.next().map_or('\0', |(_, c)| c);
        let is_wordy = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
        let next = if is_wordy(first) {
            rest.char_indices().skip(1).find(|(_, c)| !is_wordy(*c) || c.is_ascii_digit() != first.is_ascii_digit())
        } else {
            letters.next()
        };
        let step = next.map_or(rest.len(), |(n, _)| n);
        out.push_str(&rest[..step]);
        at += step;
    }
    is_changed.then_some(out)
}

/// What begins here, and the words for it.
fn found(rest: &str, before: Option<char>, masking: Masking, masked: &mut Masked) -> Option<(usize, String)> {
    if masking.addresses
        && !before.is_some_and(is_local)
        && let Some(length) = address(rest)
    {
        masked.addresses += 1;
        return Some((length, "[e-mail address]".to_owned()));
    }
    // Letters of scripts without spaces may touch a number.
    if before.is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    if let Some((length, digits)) = card(rest) {
        masked.cards += 1;
        return Some((length, format!("[card number ending {}]", &digits[digits.len() - 4..])));
    }
    if masking.telephones
        && let Some(length) = telephone(rest)
    {
        masked.telephones += 1;
        return Some((length, "[telephone number]".to_owned()));
    }
    None
}

/// Fewest and most digits of the number of a card.
const CARD: std::ops::RangeInclusive<usize> = 13..=19;

/// The number of a card with which a text begins: digits in groups that single spaces or hyphens part. A day of expiry or
/// a check number may follow in the same way, so the longest run of whole groups that is a card counts.
fn card(rest: &str) -> Option<(usize, String)> {
    let bytes = rest.as_bytes();
    let mut digits = String::new();
    let (mut at, mut found) = (0, None);
    while let Some(b) = bytes.get(at) {
        match b {
            b'0'..=b'9' => digits.push(char::from(*b)),
            b' ' | b'-' if !digits.is_empty() && bytes.get(at + 1).is_some_and(u8::is_ascii_digit) => {}
            _ => break,
        }
        if digits.len() > *CARD.end() {
            break;
        }
        at += 1;
        let is_end = !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
        if is_end && b.is_ascii_digit() && CARD.contains(&digits.len()) && is_card(&digits) {
            found = Some((at, digits.clone()));
        }
    }
    found
}

/// Whether digits are the number of a card: the range of an issuer, a length that it uses, and the check digit (ISO/IEC
/// 7812-1, annex B: Luhn).
fn is_card(digits: &str) -> bool {
    let (length, first) = (digits.len(), |n: usize| digits.get(..n).and_then(|d| d.parse::<u32>().ok()).unwrap_or(0));
    let is_issued = match (first(1), first(2), first(4)) {
        (4, ..) => matches!(length, 13 | 16 | 19),
        (_, 34 | 37, _) => length == 15,
        (_, 36 | 38 | 39 | 30, _) => (14..=19).contains(&length),
        (_, 51..=55, _) | (_, _, 2200..=2204 | 2221..=2720 | 3528..=3589) => (16..=19).contains(&length),
        (_, 50 | 56..=69, _) => (13..=19).contains(&length),
        _ => false,
    };
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(n, b)| {
            let digit = u32::from(b - b'0');
            let doubled = if n % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    is_issued && sum.is_multiple_of(10)
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

/// The length of the address that begins here.
fn address(rest: &str) -> Option<usize> {
    let local = rest.find(|c| !is_local(c)).filter(|n| *n > 0 && *n <= 64)?;
    let domain = rest[local..].strip_prefix('@')?;
    let end = domain.find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-')).unwrap_or(domain.len());
    let domain = domain[..end].trim_end_matches(['.', '-']);
    let (_, last) = domain.rsplit_once('.')?;
    (last.chars().count() >= 2 && last.chars().all(char::is_alphabetic) && !domain.starts_with('.'))
        .then_some(local + 1 + domain.len())
}

/// The length of the telephone number that begins here: with a plus or a nought in front, 8 to 15 digits (ITU-T E.164),
/// in groups that spaces, hyphens, points, strokes or brackets part.
fn telephone(rest: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    if !matches!(
        bytes,
        [b'+', b'0'..=b'9', ..] | [b'0', b'0'..=b'9' | b' ' | b'-' | b'/', ..] | [b'(', b'0' | b'+', ..]
    ) {
        return None;
    }
    let (mut count, mut end, mut at) = (0, 0, 0);
    while let Some(b) = bytes.get(at) {
        match b {
            b'0'..=b'9' => {
                count += 1;
                // Longer runs are no number; and a text of nothing else is looked through once, not from each digit on.
                if count > 15 {
                    return None;
                }
                end = at + 1;
            }
            b'+' | b'(' if at == 0 || *b == b'(' => {}
            b' ' | b'-' | b'.' | b'/' | b')' => {
                // Two signs in a row end it, a bracket and a space do not.
                let next = bytes.get(at + 1);
                if !next.is_some_and(|n| n.is_ascii_digit() || matches!(n, b'(' | b' ') && *b == b')' || *n == b'(') {
                    break;
                }
            }
            _ => break,
        }
        at += 1;
    }
    let is_inside = rest[end..].chars().next().is_some_and(char::is_alphanumeric);
    ((8..=15).contains(&count) && !is_inside).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Masking = Masking { addresses: true, telephones: true };

    fn text(text: &str, masking: Masking) -> (String, Masked) {
        let mut masked = Masked::default();
        let new = masked_text(text, masking, &mut masked);
        (new.unwrap_or_else(|| text.to_owned()), masked)
    }

    #[test]
    fn numbers_of_cards_are_masked_and_other_numbers_stay() {
        for (from, to) in [
            ("my card 4111 1111 1111 1111, please", "my card [card number ending 1111], please"),
            ("4111-1111-1111-1111", "[card number ending 1111]"),
            ("Karte:5500005555555559.", "Karte:[card number ending 5559]."),
            (
                "amex 378282246310005 and visa 4012888888881881",
                "amex [card number ending 0005] and visa [card number ending 1881]",
            ),
            ("卡 6212345678901232 。", "卡 [card number ending 1232] 。"),
        ] {
            assert_eq!(text(from, Masking::default()).0, to);
        }
        for kept in [
            "4111 1111 1111 1112",
            "order 1234567890123452",
            "41111111111111111111111",
            "A4111111111111111",
            "4111111111111111x",
            "2026-03-11T13:57:00+01:00",
            "+49 30 1234567, kim@example.org",
            "",
        ] {
            assert_eq!(text(kept, Masking::default()), (kept.to_owned(), Masked::default()));
        }
    }

    #[test]
    fn addresses_and_telephone_numbers_are_masked_where_it_is_asked_for() {
        for (from, to) in [
            ("write to kim.lee+shop@mail.example.org.", "write to [e-mail address]."),
            ("<müller@firma.de>, a@b", "<[e-mail address]>, a@b"),
            ("call +49 30 1234567 or (030) 123-45678", "call [telephone number] or [telephone number]"),
            ("0171/1234567!", "[telephone number]!"),
            ("on 11.03.2026 at 13:57, order 12345678", "on 11.03.2026 at 13:57, order 12345678"),
            ("2026-03-11 13:57", "2026-03-11 13:57"),
        ] {
            assert_eq!(text(from, ALL).0, to);
        }
        let only = Masking { addresses: true, telephones: false };
        assert_eq!(text("a.b@c.de +49 30 1234567", only).1, Masked { cards: 0, addresses: 1, telephones: 0 });
    }

    #[test]
    fn a_long_text_of_nothing_but_digits_and_signs_is_looked_through_in_one_go() {
        for part in ["0-", "0", "a1", "4 ", "a@", "(0", "+4"] {
            let long = part.repeat(500_000);
            assert!(text(&long, ALL).0.len() >= 500_000 || part == "a@", "{part}");
        }
    }

    #[test]
    fn a_case_is_masked_wherever_words_stand_and_the_customer_keeps_an_address() {
        let mut case = IncomingCase { id: "4111111111111111".into(), ..IncomingCase::default() };
        case.fields.insert("subject".into(), "4111111111111111 kim@example.org".into());
        case.fields.insert("opened".into(), "2026-03-11T12:57:00Z".into());
        case.attempts.push("asked +49 30 1234567".into());
        case.customer_data.insert("card".into(), "4111111111111111".into());
        case.customer_data.insert("e-mail".into(), "kim@example.org".into());
        let masked = mask(&mut case, ALL);
        assert_eq!(masked, Masked { cards: 2, addresses: 1, telephones: 1 });
        assert_eq!(case.id, "4111111111111111");
        assert_eq!(case.fields["subject"], "[card number ending 1111] [e-mail address]");
        assert_eq!(case.fields["opened"], "2026-03-11T12:57:00Z");
        assert_eq!(case.customer_data["e-mail"], "kim@example.org");
        let words = "2 card numbers, 1 e-mail address, 1 telephone number were masked before anything was stored";
        assert_eq!(masked.words().as_deref(), Some(words));
        assert_eq!(mask(&mut case, ALL), Masked::default(), "masked once is masked");
        assert_eq!(Masked::default().words(), None);
    }

    #[test]
    fn what_follows_a_card_or_touches_it_hides_nothing() {
        for text in [
            "card 4111 1111 1111 1111 12/27",
            "4111 1111 1111 1111 123",
            "4111-1111-1111-1111 12 27 123",
            "我的卡号4111111111111111请查",
        ] {
            let mut case = IncomingCase::default();
            case.fields.insert("notes".to_owned(), text.to_owned());
            assert_eq!(mask(&mut case, Masking::default()).cards, 1, "{text}");
            let notes = &case.fields["notes"];
            assert!(notes.contains("[card number ending 1111]") && !notes.contains("4111"), "{notes}");
        }
    }
}
