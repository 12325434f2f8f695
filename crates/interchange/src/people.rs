//! People in and out as files that other address books read and write: CSV with a header row, and vCard (RFC 2426, RFC
//! 6350, and what is left of 2.1). What is not understood is said; nothing of it is guessed.

mod card_in;
mod card_line;
mod card_out;
mod csv;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use bridgebook_domain::directory::incoming::IncomingPerson;
use bridgebook_domain::text::{CELL_LIMIT, LINE_LIMIT};

pub use card_out::CardVersion;

use crate::csv_form::CsvError;
use crate::input::FILE_LIMIT;
use crate::report::Remark;

/// People that are read of one file.
const PEOPLE_LIMIT: usize = 20_000;

/// Values that are kept of one field of one person.
const VALUES: usize = 50;

/// A file of people as it was read.
#[derive(Debug, Default, PartialEq)]
pub struct PeopleFile {
    /// The people, in order.
    pub people: Vec<IncomingPerson>,
    /// What was not understood, or was left out.
    pub remarks: Vec<Remark>,
}

/// Why a file of people was not read. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// Larger than [`FILE_LIMIT`].
    #[error(
        "The file has {0} bytes; at most {FILE_LIMIT} can be read. Nothing was imported. Split it into several files"
    )]
    TooLarge(usize),
    /// Not readable as CSV.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// A table without a column of names.
    #[error(
        "No column is called Name, or First name and Last name. Nothing was imported. Name the columns in the first row and try again"
    )]
    NoName,
    /// A file in which no card begins.
    #[error("No card begins in the file (BEGIN:VCARD). Nothing was imported. Save it as vCard or CSV and try again")]
    NoCard,
}

/// Reads a file: a vCard where one begins in it, else CSV.
///
/// # Errors
/// When it is refused as a whole.
pub fn read_people(name: &str, bytes: &[u8]) -> Result<PeopleFile, PeopleError> {
    if bytes.len() > FILE_LIMIT {
        return Err(PeopleError::TooLarge(bytes.len()));
    }
    let is_card = name.to_lowercase().ends_with(".vcf") || name.to_lowercase().ends_with(".vcard");
    let start = &bytes[..bytes.len().min(400)];
    let begins = start.to_ascii_uppercase().windows(5).any(|w| w == b"VCARD")
        || start.to_ascii_uppercase().windows(10).any(|w| w == b"V\0C\0A\0R\0D\0");
    if is_card || begins { card_in::read(bytes) } else { csv::read(bytes) }
}

/// People as CSV: a header row, then a row for each. `read_people` reads the same back.
#[must_use]
pub fn write_people_csv(people: &[IncomingPerson]) -> String {
    csv::write(people)
}

/// People as vCard, one card each. `read_people` reads the same back.
#[must_use]
pub fn write_people_cards(people: &[IncomingPerson], version: CardVersion) -> String {
    card_out::write(people, version)
}

/// Fields that hold several values.
const SETS: [&str; 7] = ["titles", "phones", "emails", "chat", "languages", "skills", "depends_on"];

/// A person while the file is read.
#[derive(Debug, Default)]
struct Growing {
    fields: BTreeMap<String, Vec<String>>,
    /// Keys of which something did not fit.
    too_long: bool,
}

impl Growing {
    /// Takes a value of a field; of a field that holds one the first counts. Says whether it was taken.
    fn take(&mut self, key: &str, value: &str) -> bool {
        let is_text = key == "note";
        let value =
            if is_text { value.trim().to_owned() } else { value.split_whitespace().collect::<Vec<_>>().join(" ") };
        let limit = if is_text { CELL_LIMIT } else { LINE_LIMIT };
        if value.is_empty() {
            return true;
        }
        if value.chars().count() > limit {
            self.too_long = true;
            return false;
        }
        let is_set = SETS.contains(&key);
        let list = self.fields.entry(key.to_owned()).or_default();
        if list.contains(&value) {
            return true;
        }
        let has_room = list.is_empty() || (is_set && list.len() < VALUES);
        if has_room {
            list.push(value);
        }
        has_room
    }

    fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    fn done(mut self, line: usize) -> Option<IncomingPerson> {
        self.fields.retain(|_, values| !values.is_empty());
        self.fields.contains_key("name").then_some(IncomingPerson { line, fields: self.fields })
    }
}
