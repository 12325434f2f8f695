//! Values of a document as people read them in a difference.

use bridgebook_domain::difference::Wording;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::live_view::cell_words;
use bridgebook_domain::{Column, ColumnType, Value, moment};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The words of one state: with the names of its own moment.
pub struct Names<'a> {
    /// The directory as it stood.
    pub directory: &'a Directory,
    /// The zone in which moments are shown.
    pub zone: &'a TimeZone,
    /// The moment at which a time of day needs no date.
    pub now: Timestamp,
}

impl Wording for Names<'_> {
    fn cell(&self, column: &Column, value: &Value) -> String {
        match column.column_type {
            // What was said or belongs to a customer never leaves its encrypted place: only how much there is.
            ColumnType::PersonalData => counted(value.members().len(), "record", "records"),
            ColumnType::Attachment => counted(value.members().len(), "file", "files"),
            ColumnType::Instant => {
                let brief =
                    |m: &str| m.parse().map_or_else(|_| m.to_owned(), |at| moment::brief(at, self.now, self.zone));
                value.members().into_iter().map(brief).collect::<Vec<_>>().join(", ")
            }
            _ => cell_words(column, value, self.directory, self.zone),
        }
    }

    fn field(&self, _: &str, value: &Value) -> String {
        value.members().into_iter().map(|m| self.directory.words(m).to_owned()).collect::<Vec<_>>().join(", ")
    }
}

fn counted(n: usize, one: &str, more: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { more })
}
