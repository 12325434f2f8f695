//! A lesson that becomes a procedure: what a row of a report says, and where it goes in the template of a procedure.

use crate::block::{Block, BlockKind, Row};
use crate::document::Document;
use crate::id::RowId;
use crate::position::Position;
use crate::value::Value;
use crate::view::folded;

/// Longest title that is made of a lesson.
const TITLE: usize = 80;
/// Setting of a table of steps: the activity whose steps are the task itself. The others prepare and verify it.
const TASK: &str = "task";

/// Well-known columns that say what is to be done, what it is against, and who does it; the first that is filled counts.
const WHAT: &[&str] = &["lesson", "text", "action", "change", "item", "barrier", "step"];
/// Columns of these keys make a table one that lessons are written in; the others also stand in plain lists.
const LESSONS: &[&str] = &["lesson", "text", "action", "change", "barrier"];
const AGAINST: &[&str] = &["trigger", "issue", "factor", "cause", "observation", "scenario", "risk"];
const WHO: &[&str] = &["owner", "responsible"];

/// What a lesson says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lesson {
    /// What is to be done.
    pub what: String,
    /// What it is against; empty where that is not said.
    pub against: String,
    /// Who does it.
    pub who: Option<Value>,
}

impl Lesson {
    /// A lesson in words alone.
    #[must_use]
    pub fn said(words: &str) -> Self {
        Self { what: words.trim().to_owned(), ..Self::default() }
    }

    /// Whether a table is one that lessons are written in.
    #[must_use]
    pub fn is_written_in(block: &Block) -> bool {
        LESSONS.iter().any(|key| block.column_by_key(key).is_some())
    }

    /// The lesson of a row of a table.
    #[must_use]
    pub fn of_row(block: &Block, row: &Row) -> Self {
        let first =
            |keys: &[&str]| keys.iter().map(|key| block.cell_text(row, key)).find(|text| !text.trim().is_empty());
        let columns = block.live_columns();
        // A team's own columns have no well-known meaning: the first that holds words says what the lesson is.
        let any = || {
            columns.iter().filter_map(|(id, column)| {
                let is_words = matches!(column.column_type.as_str(), "text" | "markdown");
                row.cells.get(id).and_then(Value::as_one).filter(|text| is_words && !text.trim().is_empty())
            })
        };
        let what = first(WHAT).or_else(|| any().next()).unwrap_or_default();
        Self {
            what: what.trim().to_owned(),
            against: first(AGAINST).filter(|text| *text != what).unwrap_or_default().trim().to_owned(),
            who: WHO.iter().find_map(|key| block.cell(row, key).filter(|value| !value.is_empty()).cloned()),
        }
    }

    /// A title for what is made of it.
    #[must_use]
    pub fn title(&self) -> String {
        title(&self.what)
    }

    /// Puts the lesson into a procedure: its trigger, its purpose, and its steps where the task itself is done.
    /// `report` is the title of the document that it comes from.
    pub fn fill(&self, procedure: &mut Document, report: &str, fresh: impl FnMut() -> RowId) {
        let trigger = if self.against.is_empty() { &self.what } else { &self.against };
        procedure.set_field("trigger", Value::one(trigger.as_str()));
        let purpose = procedure.sections_of(&BlockKind::Prose).first().map(|(id, _)| *id);
        if let Some(section) = purpose.and_then(|id| procedure.sections.get_mut(&id)) {
            section.block.text = format!("{}\n\nLearned in “{report}”.", self.what.trim());
        }
        let table = procedure.live_sections().into_iter().find(|(_, s)| s.is_form("steps")).map(|(id, _)| id);
        if let Some(section) = table.and_then(|id| procedure.sections.get_mut(&id)) {
            put_steps(&mut section.block, &steps(&self.what), self.who.as_ref(), fresh);
        }
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
    // “3. Call” is the third step, “3.5 h” a span.
    let numbered = rest
        .strip_prefix(['.', ')'])
        .filter(|after| rest.len() < line.len() && !after.starts_with(char::is_alphanumeric));
    let line = numbered.unwrap_or(line);
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

/// Puts the steps where the template says that the task itself is done; preparation and verification around it stay.
/// Where it says nothing they come last.
fn put_steps(block: &mut Block, steps: &[String], who: Option<&Value>, mut fresh: impl FnMut() -> RowId) {
    let column = |key: &str| block.column_by_key(key).map(|(id, _)| id);
    let (Some(step), owner, number, activity) = (column("step"), column("owner"), column("no"), column("activity"))
    else {
        return;
    };
    let rows: Vec<(RowId, Row)> = block.live_rows().into_iter().map(|(id, row)| (id, row.clone())).collect();
    let task = folded(block.setting(TASK));
    let is_task = |row: &Row| !task.is_empty() && folded(block.cell_text(row, "activity")) == task;
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
    use crate::test::Builder;

    #[test]
    fn a_title_is_short_and_without_the_signs_of_a_list() {
        for (words, expected) in [
            ("- Rotate certificates together. Always", "Rotate certificates together"),
            ("2) Call the acquirer", "Call the acquirer"),
            ("- [ ] Freeze deployments.", "Freeze deployments"),
            ("2 of 12 nodes first", "2 of 12 nodes first"),
            ("3.5 h without a call is too long", "3.5 h without a call is too long"),
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

    #[test]
    fn an_empty_cell_names_nobody() {
        let mut b = Builder::default();
        let mut block = b.block(&BlockKind::Table, "objectives", &[&[("text", "Rotate both"), ("owner", "Scribe")]]);
        let (owner, _) = block.column_by_key("owner").expect("a column");
        let row = *block.rows.keys().next().expect("a row");
        assert!(Lesson::of_row(&block, &block.rows[&row]).who.is_some_and(|who| who.members() == ["Scribe"]));
        block.rows.get_mut(&row).expect("there").cells.insert(owner, Value::one(""));
        assert_eq!(Lesson::of_row(&block, &block.rows[&row]).who, None);
    }

    fn said(block: &Block, key: &str) -> Vec<String> {
        block.live_rows().into_iter().map(|(_, row)| block.cell_text(row, key).to_owned()).collect()
    }

    #[test]
    fn the_steps_take_the_place_of_the_task_in_whatever_language_the_template_is() {
        let mut b = Builder::default();
        let rows: [&[(&str, &str)]; 4] = [
            &[("no", "1"), ("step", "Kiểm tra điều kiện"), ("activity", "Chuẩn bị")],
            &[("no", "2"), ("step", "Làm trên một phần"), ("activity", "Thực hiện"), ("owner", "On-call Engineer")],
            &[("no", "3"), ("step", "Làm trên các phần khác"), ("activity", "Thực hiện")],
            &[("no", "4"), ("step", "Xác minh"), ("activity", "Xác minh")],
        ];
        let lesson = Lesson::said("Stop; look; go");
        let mut filled = |task: &str| {
            let mut block = b.block(&BlockKind::Table, "steps", &rows);
            block.settings.insert(TASK.to_owned(), Value::one(task));
            let mut procedure = b.document("Quy trình", "sop", vec![("Các bước", BlockKind::Table, block)]);
            lesson.fill(&mut procedure, "Report", || RowId::new(b.uuid()));
            procedure.live_sections()[0].1.block.clone()
        };
        let block = filled("thực hiện");
        assert_eq!(said(&block, "step"), ["Kiểm tra điều kiện", "Stop", "look", "go", "Xác minh"]);
        assert_eq!(said(&block, "no"), ["1", "2", "3", "4", "5"]);
        assert_eq!(said(&block, "owner")[1..4], ["On-call Engineer"; 3], "whoever does the task");
        assert_eq!(said(&block, "activity")[3], "Thực hiện");
        assert_eq!(said(&filled(""), "step").len(), 7, "nothing is taken away where no task is named");
        assert_eq!(said(&filled(""), "step")[4], "Stop");
    }
}
