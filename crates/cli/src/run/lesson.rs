//! `document lesson`: a procedure from a row of a report, or from words of its text.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::document::OpenDocument;
use bridgebook_app::api::intent::{Intent, ProcedureFrom};
use bridgebook_domain::lesson::Lesson as Learned;
use bridgebook_domain::view::folded;
use bridgebook_domain::{BlockKind, RowId, SectionId};

use super::Context;
use super::past::section_of;
use crate::command::Lesson;

/// A row that says what is to be done, where it stands.
struct Found {
    number: String,
    heading: String,
    section: SectionId,
    row: RowId,
    what: String,
    /// Whether its table is one that lessons are written in; the words of any other may be made a procedure too.
    is_lesson: bool,
}

impl Context {
    pub async fn lesson(&self, asked: &Lesson) -> Result<ExitCode, ApiError> {
        let document = self.document_id(&asked.id).await?;
        let open = self.opened(document).await?;
        let within = asked.section.as_deref().map(|written| section_of(&open, written)).transpose()?;
        let words = asked.words.as_deref().map(str::trim).filter(|words| !words.is_empty());
        let Some(words) = words else {
            let told = rows(&open, within).into_iter().filter(|found| found.is_lesson);
            let lines: Vec<String> =
                told.map(|f| format!("{} {}\t{}", f.number, f.heading, one_line(&f.what))).collect();
            if lines.is_empty() {
                return Err(ApiError::invalid(
                    "No table of this document has a row that says what is to be done. Nothing was created. Give the words of a text with --text",
                ));
            }
            return self.output.lines(&lines);
        };
        let from = if asked.text {
            ProcedureFrom { document, section: text_with(&open, within, words)?, row: None, text: words.to_owned() }
        } else {
            let found = the_row(rows(&open, within), words)?;
            ProcedureFrom { document, section: found.section, row: Some(found.row), text: String::new() }
        };
        self.act(Intent::MakeProcedure(from), "created").await
    }
}

/// The rows that say what is to be done, in the order of the document.
fn rows(open: &OpenDocument, within: Option<SectionId>) -> Vec<Found> {
    let mut list = Vec::new();
    for item in open.outline.iter().filter(|item| within.is_none_or(|only| only == item.section)) {
        let Some(section) = open.content.sections.get(&item.section) else { continue };
        if matches!(section.kind, BlockKind::Prose | BlockKind::Fields) {
            continue;
        }
        let is_lesson = Learned::is_written_in(&section.block);
        for (row, held) in section.block.live_rows() {
            let what = Learned::of_row(&section.block, held).what;
            if !what.is_empty() {
                let (number, heading) = (item.number.clone(), item.heading.clone());
                list.push(Found { number, heading, section: item.section, row, what, is_lesson });
            }
        }
    }
    list
}

/// The one row whose lesson holds the words; one that says nothing else goes before others.
fn the_row(rows: Vec<Found>, words: &str) -> Result<Found, ApiError> {
    let wanted = folded(words);
    let (whole, mut found): (Vec<Found>, Vec<Found>) =
        rows.into_iter().filter(|row| folded(&row.what).contains(&wanted)).partition(|row| folded(&row.what) == wanted);
    if !whole.is_empty() {
        found = whole;
    }
    match found.len() {
        0 => Err(ApiError::not_found(format!(
            "No row says “{words}”. Nothing was created. Without words the command lists the rows there are"
        ))),
        1 => Ok(found.remove(0)),
        _ => {
            let mut error = ApiError::invalid(format!(
                "Several rows say “{words}”. Nothing was created. Give more of its words, or its section with --section"
            ));
            error.details =
                found.iter().map(|f| format!("{} {}: {}", f.number, f.heading, one_line(&f.what))).collect();
            Err(error)
        }
    }
}

/// The section whose text holds the words: a lesson is taken from what is written there.
fn text_with(open: &OpenDocument, within: Option<SectionId>, words: &str) -> Result<SectionId, ApiError> {
    let wanted = folded(words);
    let holds = |section: &SectionId| {
        open.content.sections.get(section).is_some_and(|s| folded(&s.block.text).contains(&wanted))
    };
    let mut sections = open.outline.iter().map(|item| item.section);
    sections.find(|section| within.is_none_or(|only| only == *section) && holds(section)).ok_or_else(|| {
        ApiError::not_found(format!(
            "No text of the document says “{words}”. Nothing was created. Give words as they stand there"
        ))
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
