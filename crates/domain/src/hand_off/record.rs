//! The record of a hand-off: a document of its template in which everything that is known is filled in, for paper and as a
//! file. It holds what was said, so it is made when it is asked for, and kept nowhere.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::ticket::{cited, transcript_text};
use super::{Gate, HandOff, LineState};
use crate::block::{Block, BlockKind, Section};
use crate::case::brief::{Brief, BriefSource, joined};
use crate::document::Document;
use crate::filling::{Line, fitting, has, lines, one, put};
use crate::id::{RowId, SectionId};
use crate::log::{HandOffStep, Named};
use crate::position::Position;

/// What a record is made of.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Name of the case.
    pub id: &'a str,
    /// Who has it: id or name; empty for the assistant.
    pub from: &'a str,
    /// Who gets it: id or name.
    pub to: &'a Named,
    /// The brief.
    pub brief: &'a Brief,
    /// The case and its row.
    pub source: &'a BriefSource,
    /// The gate, with what was waived.
    pub gate: &'a Gate,
    /// The hand-off, where it was begun.
    pub hand_off: Option<&'a HandOff>,
    /// What the customer is told; empty for nothing.
    pub told: &'a str,
    /// When they were promised an answer.
    pub promised_at: Option<Timestamp>,
    /// Zone of the times.
    pub zone: &'a TimeZone,
}

/// Fills a record with what is known; what is not stays as the template has it. `fresh` gives the ids of lines, `section`
/// that of the conversation.
pub fn fill_record(document: &mut Document, record: &Record<'_>, section: SectionId, mut fresh: impl FnMut() -> RowId) {
    let cell = |key: &str| record.source.cell(key).to_owned();
    let moment = |at: Timestamp| at.to_string();
    for (key, text) in [
        ("case", record.id.to_owned()),
        ("from", if record.from.is_empty() { "Assistant".to_owned() } else { record.from.to_owned() }),
        ("to", record.to.clone()),
        ("level", cell("level")),
        ("initiated", cell("initiated")),
        ("trigger", cell("reason")),
        ("priority", cell("priority")),
        ("confidence", cell("confidence").trim_end_matches('%').trim().to_owned()),
        ("promised_at", record.promised_at.map(moment).unwrap_or_default()),
        ("completeness", record.gate.percent.to_string()),
    ] {
        set(document, key, text);
    }
    let waived: Vec<String> = record.gate.waived().iter().map(|w| format!("{}: {}", w.item, w.reason)).collect();
    set(document, "waived", waived.join("; "));
    for turn in record.hand_off.iter().flat_map(|hand_off| &hand_off.turns) {
        match &turn.step {
            HandOffStep::TicketCreated { .. } => {
                set(document, "at", moment(turn.at));
                set(document, "waived_by", if waived.is_empty() { String::new() } else { turn.by.clone() });
            }
            HandOffStep::PickedUp { by } => {
                set(document, "accepted_by", by.clone());
                set(document, "accepted_at", moment(turn.at));
            }
            HandOffStep::Returned { reason, .. } => {
                set(document, "returned", "yes".to_owned());
                set(document, "return_note", reason.clone());
            }
            _ => {}
        }
    }
    put(document, |block| has(block, &["item", "content", "complete"]), lines(context(record)), &mut fresh);
    tell(document, record.told);
    conversation(document, record, section);
}

/// Sets a field, a choice by its id.
fn set(document: &mut Document, key: &str, text: String) {
    if text.is_empty() {
        return;
    }
    let fields = document.sections_of(&BlockKind::Fields);
    let column =
        fields.iter().find_map(|(_, section)| section.block.column_by_key(key)).map(|(_, column)| column.clone());
    if let Some(column) = column {
        document.set_field(key, fitting(&column, one(text)));
    }
}

/// The required context, and the parts of the brief that no item asks for.
fn context(record: &Record<'_>) -> Vec<Line> {
    const OWN: [&str; 5] = ["platform", "consent", "identity", "transcript", "owner"];
    let yes = |is: bool| one(if is { "yes" } else { "no" });
    let of = |key: &str| {
        let lines = record.brief.lines(key).iter();
        lines.map(|line| format!("- {} ({})", escaped(&line.text), escaped(&cited(&line.cites)))).collect::<Vec<_>>()
    };
    let mut list: Vec<Line> = Vec::new();
    for line in record.gate.lines.iter().filter(|line| !OWN.contains(&line.key.as_str())) {
        let is_there = line.state == LineState::Complete;
        let content = match (of(&line.part), is_there) {
            (lines, _) if !lines.is_empty() => lines.join("\n"),
            (_, true) => escaped(&line.found),
            _ if line.state == LineState::Waived => format!("Goes without: {}", escaped(&line.reason)),
            _ => String::new(),
        };
        let cells = [("item", one(line.item.clone())), ("required", yes(line.required)), ("content", one(content))];
        list.push(cells.into_iter().chain([("complete", yes(is_there))]).collect());
    }
    let asked = |key: &str| record.gate.lines.iter().any(|line| line.part == key);
    for part in record.brief.parts.iter().filter(|part| !part.lines.is_empty() && !asked(&part.key)) {
        let content = of(&part.key).join("\n");
        list.push(vec![
            ("item", one(part.name.clone())),
            ("required", yes(false)),
            ("content", one(content)),
            ("complete", yes(true)),
        ]);
    }
    list
}

/// Puts what is said in place of the text of the template that promises a time.
fn tell(document: &mut Document, told: &str) {
    let waits =
        |section: &&mut Section| section.kind == BlockKind::Prose && section.block.text.contains("{{next_update_at}}");
    if let Some(section) = document.sections.values_mut().find(waits).filter(|_| !told.is_empty()) {
        told.clone_into(&mut section.block.text);
    }
}

/// What was said, behind everything else.
fn conversation(document: &mut Document, record: &Record<'_>, id: SectionId) {
    if record.source.case.conversation.is_empty() {
        return;
    }
    let last = document.live_sections().last().map(|(_, section)| section.pos.clone());
    let text = transcript_text(&record.source.case, record.zone);
    let section = Section {
        pos: Position::between(last.as_ref(), None),
        heading: "Conversation".to_owned(),
        depth: 1,
        label: String::new(),
        guidance: String::new(),
        kind: BlockKind::Prose,
        block: Block { text: text.lines().map(numbered).collect::<Vec<_>>().join("\n"), ..Block::default() },
        deleted_at: None,
    };
    document.sections.insert(id, section);
}

/// A line of the transcript whose words are nothing but words in Markdown; its number stays one.
fn numbered(line: &str) -> String {
    match line.split_once(". ") {
        Some((number, rest)) if number.chars().all(|c| c.is_ascii_digit()) && !number.is_empty() => {
            format!("{number}. {}", escaped(rest))
        }
        _ => format!("   {}", escaped(line)),
    }
}

/// A text on one line, without the signs that mean something in Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in joined(text).chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
