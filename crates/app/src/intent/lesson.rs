//! A lesson that becomes a procedure: a new document from the template `sop`, with title, trigger and steps taken from
//! the lesson, and the report it came from among its related documents.

use bridgebook_domain::{Block, BlockKind, Document, DocumentId, Position, Row, RowId, SectionId, Value};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;

/// The template of a procedure.
const TEMPLATE: &str = "sop";
/// Longest title that is made of a lesson.
const TITLE: usize = 80;

/// Well-known columns that say what is to be done, what it is against, and who does it; the first that is filled counts.
const WHAT: &[&str] = &["lesson", "text", "action", "change", "item", "barrier", "step"];
const AGAINST: &[&str] = &["trigger", "issue", "factor", "cause", "observation", "scenario", "risk"];
const WHO: &[&str] = &["owner", "responsible"];

/// What a lesson says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Lesson {
    what: String,
    against: String,
    who: Option<Value>,
}

impl Bridgebook {
    pub(super) async fn make_procedure(
        &self,
        report: DocumentId,
        section: SectionId,
        row: Option<RowId>,
        text: &str,
    ) -> Result<Outcome, ApiError> {
        let loaded = self.document(report).await?;
        let found = loaded.document.sections.get(&section).filter(|s| s.deleted_at.is_none());
        let block = &found.ok_or_else(gone)?.block;
        let lesson = match row {
            Some(row) => of_row(block, block.rows.get(&row).filter(|r| r.deleted_at.is_none()).ok_or_else(gone)?),
            None => Lesson { what: text.trim().to_owned(), ..Lesson::default() },
        };
        if lesson.what.is_empty() {
            return Err(ApiError::invalid(
                "The lesson has no words yet. Nothing was created. Write what is to be done",
            ));
        }
        bridgebook_domain::text::lines(&lesson.what, bridgebook_domain::text::CELL_LIMIT)
            .map_err(|e| ApiError::invalid(e.to_string()))?;
        let mut procedure = self.document_of_template(TEMPLATE, &title(&lesson.what), None).await?;
        procedure.header.insert("related".to_owned(), Value::many([report.to_string()]));
        // The report's own readers are those of the procedure too.
        let classification = loaded.document.header_text("classification");
        if !classification.is_empty() {
            procedure.header.insert("classification".to_owned(), Value::one(classification));
        }
        fill(&mut procedure, &lesson, loaded.document.title(), || RowId::new(self.fresh()));
        self.add_document(procedure, TEMPLATE, Vec::new()).await
    }
}

fn gone() -> ApiError {
    ApiError::not_found("That lesson is not in the document any more. Nothing was created. Open the report again")
}

fn of_row(block: &Block, row: &Row) -> Lesson {
    let first = |keys: &[&str]| keys.iter().map(|key| block.cell_text(row, key)).find(|text| !text.trim().is_empty());
    let columns = block.live_columns();
    // A team's own columns have no well-known meaning: the first that holds words says what the lesson is.
    let any = || {
        columns.iter().filter_map(|(id, column)| {
            let is_words = matches!(column.column_type.as_str(), "text" | "markdown");
            row.cells.get(id).and_then(Value::as_one).filter(|text| is_words && !text.trim().is_empty())
        })
    };
    let what = first(WHAT).or_else(|| any().next()).unwrap_or_default();
    Lesson {
        what: what.trim().to_owned(),
        against: first(AGAINST).filter(|text| *text != what).unwrap_or_default().trim().to_owned(),
        who: WHO.iter().find_map(|key| block.cell(row, key).cloned()),
    }
}

/// The first sentence or line, shortened at a word.
fn title(words: &str) -> String {
    let line = words.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let line = plain(line);
    let sentence = line.split_once(". ").map_or(line.as_str(), |(first, _)| first).trim_end_matches('.');
    if sentence.chars().count() <= TITLE {
        return sentence.to_owned();
    }
    let cut: String = sentence.chars().take(TITLE).collect();
    cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole).to_owned()
}

/// A line without the signs of a list.
fn plain(line: &str) -> String {
    let line = line.trim().trim_start_matches(['-', '*', '+']).trim_start();
    let line = line.strip_prefix("[ ] ").or_else(|| line.strip_prefix("[x] ")).unwrap_or(line);
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let line = if rest.len() < line.len() { rest.strip_prefix(['.', ')']).unwrap_or(line) } else { line };
    line.trim().to_owned()
}

/// The steps that a lesson names: its lines, or the parts between semicolons.
fn steps(words: &str) -> Vec<String> {
    let lines: Vec<String> = words.lines().map(plain).filter(|l| !l.is_empty()).collect();
    match lines.as_slice() {
        [one] if one.contains(';') => one.split(';').map(plain).filter(|l| !l.is_empty()).collect(),
        _ => lines,
    }
}

fn fill(procedure: &mut Document, lesson: &Lesson, report: &str, fresh: impl Fn() -> RowId) {
    let trigger = if lesson.against.is_empty() { &lesson.what } else { &lesson.against };
    crate::seed::set_field(procedure, "trigger", Value::one(trigger.as_str()));
    let purpose = procedure.sections_of(&BlockKind::Prose).first().map(|(id, _)| *id);
    if let Some(section) = purpose.and_then(|id| procedure.sections.get_mut(&id)) {
        section.block.text = format!("{}\n\nLearned in “{report}”.", lesson.what.trim());
    }
    let table = procedure.live_sections().into_iter().find(|(_, s)| s.is_form("steps")).map(|(id, _)| id);
    if let Some(section) = table.and_then(|id| procedure.sections.get_mut(&id)) {
        put_steps(&mut section.block, &steps(&lesson.what), lesson.who.as_ref(), fresh);
    }
}

/// Puts the steps where the template says that the task itself is done; preparation and verification around it stay.
fn put_steps(block: &mut Block, steps: &[String], who: Option<&Value>, fresh: impl Fn() -> RowId) {
    let column = |key: &str| block.column_by_key(key).map(|(id, _)| id);
    let (Some(step), owner, number, activity) = (column("step"), column("owner"), column("no"), column("activity"))
    else {
        return;
    };
    let rows: Vec<(RowId, Row)> = block.live_rows().into_iter().map(|(id, row)| (id, row.clone())).collect();
    let is_task = |row: &Row| block.cell_text(row, "step").starts_with("Do the task");
    let first = rows.iter().position(|(_, row)| is_task(row)).unwrap_or(rows.len());
    let sample = rows.get(first).map(|(_, row)| row.cells.clone()).unwrap_or_default();
    let kept: Vec<(RowId, Row)> = rows.iter().filter(|(_, row)| !is_task(row)).cloned().collect();
    let made = steps.iter().map(|text| {
        let mut cells = std::collections::BTreeMap::from([(step, Value::one(text.as_str()))]);
        if let (Some(owner), Some(value)) = (owner, who.or_else(|| owner.and_then(|o| sample.get(&o)))) {
            cells.insert(owner, value.clone());
        }
        if let Some((activity, value)) = activity.and_then(|a| Some((a, sample.get(&a)?))) {
            cells.insert(activity, value.clone());
        }
        (fresh(), Row { pos: Position::default(), cells, deleted_at: None })
    });
    let (before, after) = kept.split_at(first.min(kept.len()));
    let mut all: Vec<(RowId, Row)> = before.iter().cloned().chain(made).chain(after.iter().cloned()).collect();
    let places = Position::series(all.len());
    for (at, ((_, row), pos)) in all.iter_mut().zip(places).enumerate() {
        row.pos = pos;
        if let Some(number) = number {
            row.cells.insert(number, Value::one((at + 1).to_string()));
        }
    }
    block.rows = all.into_iter().collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_short_and_without_the_signs_of_a_list() {
        for (words, expected) in [
            ("- Rotate certificates together. Always", "Rotate certificates together"),
            ("2) Call the acquirer", "Call the acquirer"),
            ("- [ ] Freeze deployments.", "Freeze deployments"),
            ("2 of 12 nodes first", "2 of 12 nodes first"),
        ] {
            assert_eq!(title(words), expected);
        }
        let long = title(&"word ".repeat(40));
        assert!(long.chars().count() <= TITLE && long.ends_with("word"), "{long}");
    }

    #[test]
    fn steps_are_lines_or_parts() {
        assert_eq!(steps("1. Stop\n2. Look\n\n- Go"), ["Stop", "Look", "Go"]);
        assert_eq!(steps("Stop; look ; go"), ["Stop", "look", "go"]);
        assert_eq!(steps("Rotate both at once"), ["Rotate both at once"]);
    }
}
