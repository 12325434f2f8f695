//! English words for months and days of the week, as people write them into messages and chats.

use jiff::civil::Weekday;

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The month that a word names, whole or by its first three letters.
pub(crate) fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let is_it = |name: &str| {
        *name == word || (word.len() == 3 && name.starts_with(&word)) || (word == "sept" && name.starts_with("sept"))
    };
    MONTHS.iter().position(|name| is_it(name)).and_then(|n| i8::try_from(n + 1).ok())
}

/// The day of the week that a word names, whole or by its first three letters.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    let word = word.to_lowercase();
    WEEKDAYS.iter().find(|(name, _)| *name == word || (word.len() == 3 && name.starts_with(&word))).map(|(_, day)| *day)
}
