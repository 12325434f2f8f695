//! People who may be in the directory twice: the same address, the same number, or the same name however it is written.
//! They are proposed and never merged by themselves: two people may share a name, a mailbox or a telephone.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Directory, Entry};
use crate::value::ReferenceKind;

/// Most people of one name or address that are compared with each other: the address of a desk is no sign of doubles.
const MANY: usize = 6;

/// Two entries that may be one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Double {
    /// The one with the more complete entry.
    pub keep: String,
    /// The other one.
    pub other: String,
    /// What they share: `e-mail`, `phone`, `chat` or `name`.
    pub shares: Vec<&'static str>,
}

/// Digits of a telephone number as numbers are compared; nothing where there are too few of them to tell.
#[must_use]
pub fn digits(number: &str) -> Option<String> {
    let number = number.replace("(0)", "");
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let international = number.trim_start().starts_with('+');
    let plain = if international { digits } else { digits.strip_prefix("00").map_or(digits.clone(), str::to_owned) };
    (plain.len() >= 6).then_some(plain)
}

/// A name as doubles are found by: without marks on letters, punctuation, case and the order of its words.
#[must_use]
pub fn likeness(name: &str) -> String {
    let plain: String = name.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    let plain =
        plain.replace(['-', '‐', '\''], "").replace('ı', "i").replace('ł', "l").replace('ø', "o").replace('ß', "ss");
    let mut parts: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
    parts.sort_unstable();
    parts.join(" ")
}

/// Pairs that may be one person, those that share most first. Pairs that somebody said are two people are left out.
#[must_use]
pub fn doubles(directory: &Directory) -> Vec<Double> {
    let people = directory.of_kind(&ReferenceKind::Person);
    let mut by: BTreeMap<(&'static str, String), Vec<&Entry>> = BTreeMap::new();
    for person in &people {
        let mut keys: BTreeSet<(&'static str, String)> = BTreeSet::new();
        keys.extend(person.members("emails").iter().map(|e| ("e-mail", e.trim().to_lowercase())));
        keys.extend(person.members("phones").iter().filter_map(|p| digits(p)).map(|p| ("phone", p)));
        keys.extend(person.members("chat").iter().map(|c| ("chat", c.trim().to_lowercase())));
        keys.extend(std::iter::once(&person.name).chain(&person.other_names).map(|n| ("name", likeness(n))));
        for key in keys.into_iter().filter(|(_, text)| !text.is_empty()) {
            by.entry(key).or_default().push(person);
        }
    }
    let mut pairs: BTreeMap<(&str, &str), BTreeSet<&'static str>> = BTreeMap::new();
    for ((what, _), list) in by.iter().filter(|(_, list)| list.len() > 1 && list.len() <= MANY) {
        for (n, one) in list.iter().enumerate() {
            for other in &list[n + 1..] {
                let (first, second) = if one.id < other.id { (one, other) } else { (other, one) };
                if !are_distinct(directory, first, second) {
                    pairs.entry((&first.id, &second.id)).or_default().insert(what);
                }
            }
        }
    }
    let filled = |id: &str| directory.get(id).map_or(0, |e| e.values.values().map(Vec::len).sum::<usize>());
    let mut list: Vec<Double> = pairs
        .into_iter()
        .map(|((first, second), shares)| {
            let (keep, other) = if filled(second) > filled(first) { (second, first) } else { (first, second) };
            Double { keep: keep.to_owned(), other: other.to_owned(), shares: shares.into_iter().collect() }
        })
        .collect();
    list.sort_by(|a, b| {
        b.shares.len().cmp(&a.shares.len()).then_with(|| directory.words(&a.keep).cmp(directory.words(&b.keep)))
    });
    list
}

fn are_distinct(directory: &Directory, one: &Entry, other: &Entry) -> bool {
    let says = |a: &Entry, b: &Entry| {
        a.members(super::DISTINCT).iter().any(|id| directory.get(id).is_some_and(|e| e.id == b.id))
    };
    says(one, other) || says(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::{Builder, document_of};
    use crate::value::Value;

    #[test]
    fn doubles_are_found_however_names_and_numbers_are_written() {
        let mut b = Builder::default();
        let kim = b.person(&[("name", "Kim Ji-woo"), ("phones", "+82 2 555 0143"), ("zone", "Asia/Seoul")]);
        let again = b.person(&[("name", "Jiwoo KIM"), ("phones", "0082 (0)2 5550143")]);
        let emre = b.person(&[("name", "Emre Yılmaz"), ("emails", "Emre@example.org")]);
        let plain = b.person(&[("name", "Yilmaz, Emre"), ("emails", "emre@example.org ")]);
        let other = b.person(&[("name", "Sofia Brandt"), ("phones", "110")]);
        let short = b.person(&[("name", "Ada"), ("phones", "110")]);
        let all = [kim.clone(), again.clone(), emre.clone(), plain.clone(), other, short];
        let found = doubles(&document_of(&all));
        assert_eq!(found.len(), 2, "three digits tell nothing: {found:?}");
        let pair = |a: &str, b: &str| {
            found
                .iter()
                .find(|d| [&d.keep, &d.other].contains(&&a.to_owned()) && [&d.keep, &d.other].contains(&&b.to_owned()))
        };
        let one = pair(&kim.0.to_string(), &again.0.to_string()).expect("found");
        assert_eq!(
            (one.keep.clone(), one.shares.clone()),
            (kim.0.to_string(), vec!["name", "phone"]),
            "the fuller one is kept"
        );
        let two = pair(&emre.0.to_string(), &plain.0.to_string()).expect("found");
        assert_eq!(two.shares, ["e-mail", "name"]);
        // Somebody looked and said that they are two people.
        let mut looked = all.clone();
        looked[0].1.header.insert(super::super::DISTINCT.to_owned(), Value::many([again.0.to_string()]));
        assert_eq!(doubles(&document_of(&looked)).len(), 1);
    }

    #[test]
    fn the_mailbox_of_a_desk_is_no_sign() {
        let mut b = Builder::default();
        let names = ["Ada", "Ben", "Cem", "Dora", "Ewa", "Finn", "Gia"];
        let all: Vec<_> = names.iter().map(|n| b.person(&[("name", n), ("emails", "desk@example.org")])).collect();
        assert_eq!(doubles(&document_of(&all)), []);
    }
}
