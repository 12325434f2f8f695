//! Cases out of files (`docs/case-format.md`): JSON, Markdown with a conversation, CSV. Whatever the bytes are, the
//! cases that can be read are given and the rest is told of with its place; nothing is dropped in silence.

use std::collections::BTreeMap;

use bridgebook_domain::Block;
use bridgebook_domain::case::place::column_of;
use bridgebook_domain::case::{CaseMapping, IncomingCase};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::input::{FILE_LIMIT, text_of};
use crate::report::Remark;

mod csv;
mod field;
mod json;
mod json_case;
mod markdown;
mod scan;
mod talk;
#[cfg(test)]
mod tests;

/// Cases that one file may hold.
pub const CASE_LIMIT: usize = 5_000;
/// Files that one intake may have.
pub const FILES_LIMIT: usize = 1_000;
/// Bytes that the files of one intake may have together.
pub const INTAKE_LIMIT: u64 = 100_000_000;
/// Pieces of one file that are told of as refused.
const REFUSED_LIMIT: usize = 1_000;
/// Characters of a refused text that are shown; the file itself keeps the rest.
const SHOWN: usize = 2_000;

/// What a file is read against.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// Now, for conversations whose lines name a time and no day.
    pub now: Timestamp,
    /// Zone of moments that name none.
    pub zone: &'a TimeZone,
    /// The table that the cases are for, where it is known: its columns say what fields hold.
    pub table: Option<&'a Block>,
    /// What the headings of a CSV file mean.
    pub mapping: Option<&'a CaseMapping>,
}

/// What a file gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Intake {
    /// Its cases, in order.
    pub cases: Vec<IncomingCase>,
    /// Where each of them stands, as many as there are cases.
    pub places: Vec<String>,
    /// What could not be read.
    pub refused: Vec<Refused>,
    /// What was read in another way than it seems.
    pub remarks: Vec<Remark>,
    /// What a mapping names and the file does not have: heading, and what it means.
    pub lacking: Vec<(String, String)>,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// Where it stands: `line 4`, `case 3 (line 41)`, `the file`.
    pub place: String,
    /// The sentence for the person: what is wrong, and what to do.
    pub why: String,
    /// The text, shortened; the file has all of it.
    pub text: String,
}

impl Intake {
    fn take(&mut self, place: impl Into<String>, case: IncomingCase) {
        self.places.push(place.into());
        self.cases.push(case);
    }

    fn refuse(&mut self, place: impl Into<String>, why: impl Into<String>, text: &str) {
        // Beyond this many nobody reads them one by one, and the file has them all.
        if self.refused.len() >= REFUSED_LIMIT {
            if self.refused.len() == REFUSED_LIMIT {
                let why = format!(
                    "More than {REFUSED_LIMIT} pieces could not be read. Only these are told of. Look whether the file holds cases at all"
                );
                self.refused.push(Refused { place: "the rest".to_owned(), why, text: String::new() });
            }
            return;
        }
        self.refused.push(Refused { place: place.into(), why: why.into(), text: shown(text) });
    }

    /// Takes nothing from the file after all: its cases lack what whoever takes them in cannot do without.
    pub fn refuse_all(&mut self, place: &str, why: &str) {
        self.cases.clear();
        self.places.clear();
        self.refuse(place, why, "");
    }

    fn remark(&mut self, line: usize, message: impl Into<String>) {
        self.remarks.push(Remark::new(line, message));
    }
}

/// A text as it is shown beside the reason for which it was refused.
fn shown(text: &str) -> String {
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(SHOWN).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

/// Some letters of a text, for a sentence.
fn quoted(text: &str) -> String {
    let line = text.trim().replace(['\n', '\r', '\t'], " ");
    let mut letters = line.chars();
    let mut short: String = letters.by_ref().take(60).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    format!("“{short}”")
}

/// The kinds of file that hold cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Markdown,
    Csv,
}

/// Reads the cases of a file. Its name says the form; without a known ending the content does.
#[must_use]
pub fn read(name: &str, bytes: &[u8], reading: &Reading<'_>) -> Intake {
    let mut intake = Intake::default();
    if bytes.len() > FILE_LIMIT {
        // How large it is, whoever hands it over knows: no more of it may have been read than is needed to refuse it.
        let most = FILE_LIMIT / 1_000_000;
        let why = format!(
            "The file has more than {most} MB: at most {FILE_LIMIT} bytes can be read. No case was taken from it. Split it, or shorten what was said in it"
        );
        intake.refuse("the file", why, "");
        return intake;
    }
    let ending = name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase());
    let form = match ending.as_str() {
        "json" | "jsonl" | "ndjson" => Some(Form::Json),
        "md" | "markdown" => Some(Form::Markdown),
        "csv" | "tsv" => Some(Form::Csv),
        _ => None,
    };
    if form == Some(Form::Csv) {
        csv::read(bytes, reading, &mut intake);
        return settled(intake);
    }
    let text = match text_of(bytes) {
        Ok((text, remark)) => {
            intake.remarks.extend(remark);
            text
        }
        Err(error) => {
            let line = error.line();
            let why = format!(
                "The file is not text: no character can be read at line {line}. No case was taken from it. Save it as UTF-8 JSON, Markdown or CSV"
            );
            intake.refuse("the file", why, &String::from_utf8_lossy(&bytes[..bytes.len().min(400)]));
            return intake;
        }
    };
    if text.trim().is_empty() {
        intake.refuse("the file", "There is nothing in the file. No case was taken from it", "");
        return intake;
    }
    read_as(form.unwrap_or_else(|| by_content(&text, reading)), (bytes, &text), reading, &mut intake);
    if intake.cases.is_empty() && intake.refused.is_empty() {
        intake.refuse("the file", "There is no case in the file. Nothing was taken from it", &text);
    }
    settled(intake)
}

fn read_as(form: Form, (bytes, text): (&[u8], &str), reading: &Reading<'_>, intake: &mut Intake) {
    match form {
        Form::Json => json::read(text, reading, intake),
        Form::Csv => csv::read(bytes, reading, intake),
        Form::Markdown => markdown::read(text, reading, intake),
    }
}

fn by_content(text: &str, reading: &Reading<'_>) -> Form {
    if text.trim_start().starts_with(['{', '[']) {
        Form::Json
    } else if has_headings(text, reading) {
        Form::Csv
    } else {
        Form::Markdown
    }
}

/// Whether a text begins with the headings of a table: several names on its first line, one of which is a field.
fn has_headings(text: &str, reading: &Reading<'_>) -> bool {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or_default();
    let Some(separator) = ['\t', ';', ','].into_iter().find(|sign| first.contains(*sign)) else { return false };
    let names: Vec<&str> = first.split(separator).map(|name| name.trim().trim_matches('"').trim()).collect();
    let is_field =
        |name: &&str| field::word(name) == "id" || reading.table.is_some_and(|table| column_of(table, name).is_some());
    names.iter().all(|name| !name.is_empty()) && names.iter().any(is_field) && lines.next().is_some()
}

/// A case as JSON that is read back as the same case.
#[must_use]
pub fn print(case: &IncomingCase) -> String {
    serde_json::to_string_pretty(case).expect("a case is plain data with text keys")
}

/// Several cases as one JSON file.
#[must_use]
pub fn print_all(cases: &[IncomingCase]) -> String {
    serde_json::to_string_pretty(&BTreeMap::from([("cases", cases)])).expect("cases are plain data with text keys")
}

/// One file, in which no case is said twice.
fn settled(intake: Intake) -> Intake {
    let mut files = [(String::new(), intake)];
    together(&mut files);
    let [(_, intake)] = files;
    intake
}

/// Several files as one intake: a case that is said again just as it was is taken once, one that is said again in other
/// words is refused where it comes second. Cases without an id are left alone.
pub fn together(files: &mut [(String, Intake)]) {
    let mut seen: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for at in 0..files.len() {
        let (before, rest) = files.split_at_mut(at);
        let Some((name, intake)) = rest.first_mut() else { continue };
        let (cases, places) = (std::mem::take(&mut intake.cases), std::mem::take(&mut intake.places));
        for (case, place) in cases.into_iter().zip(places) {
            let known = if case.id.is_empty() { None } else { seen.get(&case.id) };
            let first = known.and_then(|(file, n)| {
                let (other, intake) =
                    if *file == at { (&*name, &*intake) } else { before.get(*file).map(|(n, i)| (n, i))? };
                Some((other.clone(), intake.places.get(*n)?.clone(), intake.cases.get(*n)? == &case, *file == at))
            });
            let Some((other, there, is_equal, is_here)) = first else {
                if !case.id.is_empty() {
                    seen.insert(case.id.clone(), (at, intake.cases.len()));
                }
                intake.take(place, case);
                continue;
            };
            let there = if is_here { there } else { format!("“{other}”, {there}") };
            let id = quoted(&case.id);
            if is_equal {
                intake.remark(
                    line_of(&place),
                    format!(
                        "The case {id} stands twice, the first time in {there}, and is the same. It was taken once."
                    ),
                );
            } else {
                let why = format!(
                    "The case {id} is said twice, differently: the first time in {there}. The first was taken, this one was not. Leave the one that holds, and take it in again"
                );
                intake.refuse(place, why, &print(&case));
            }
        }
    }
}

/// The line that a place names, else the first.
fn line_of(place: &str) -> usize {
    let digits = place.rsplit_once("line ").map_or("", |(_, rest)| rest.trim_end_matches(')'));
    digits.parse().unwrap_or(1)
}
