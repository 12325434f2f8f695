//! Documents in and out as text: the Markdown file form of `docs/file-format.md`, plain Markdown by
//! somebody else, CSV, JSON and iCalendar; cases that come in. Nothing here touches a file, a clock, a network or a source of
//! randomness: bytes, names and fresh ids are passed in. Of the other rooms it imports only `domain`.

mod attachment;
mod beside;
mod calendar;
pub mod case;
mod cell;
mod certain;
mod check;
mod comment;
mod csv_form;
mod csv_text;
mod difference;
mod document_in;
mod encoding;
mod exact;
mod export;
mod file_name;
mod front;
mod grid_in;
mod grid_out;
mod input;
mod json;
mod names;
mod ordinary;
mod outline;
mod past;
mod people;
mod plain;
mod replace;
mod report;
mod rules;
mod same;
mod spans;
mod specification;
mod unusual;
mod values;

pub use attachment::{AttachedFile, attached_files, with_attached, without_paths};
pub use calendar::{CalendarFile, CalendarText, export_calendar};
pub use check::{Problem, check};
pub use csv_form::{CsvError, export_csv, export_records, import_csv, import_csv_found};
pub use difference::{DifferenceHead, export_difference, paper_difference, tally_signs, tally_words};
pub use document_in::{Context, Imported, import};
pub use export::{Views, export, export_with_views};
pub use file_name::file_name;
pub use input::{FILE_LIMIT, is_cut, text_of};
pub use json::{export_json, export_table_json};
pub use names::{Names, NoNames};
pub use past::{PAST_LIMIT, PastRead, RefusedPast, read_past};
pub use people::{CardVersion, PeopleError, PeopleFile, read_people, write_people_cards, write_people_csv};
pub use replace::replace;
pub use report::{ImportError, Remark, summed};
pub use rules::{export_rules_csv, export_rules_json};
