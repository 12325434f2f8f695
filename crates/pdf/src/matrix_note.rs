//! What was found in a matrix, as lettered notes under it: a letter beside the activity or the role, and the rule with
//! its sentence below, so that a printed matrix tells no less than the screen.

use std::collections::BTreeMap;

use bridgebook_domain::finding::{Finding, FindingLevel};
use bridgebook_domain::{ColumnId, RowId, SectionId};

use crate::desk::Desk;
use crate::page::Item;
use crate::rich::{Face, Rich, Style};
use crate::text::Align;

/// Most notes under one matrix; how many more there are is said. There are as many letters.
const MOST: usize = 12;
const LETTERS: &[u8; MOST] = b"abcdefghijkl";

/// The notes of one matrix.
#[derive(Debug, Default)]
pub(crate) struct Notes<'f> {
    shown: Vec<(char, &'f Finding)>,
    more: usize,
    rows: BTreeMap<RowId, String>,
    columns: BTreeMap<ColumnId, String>,
}

impl<'f> Notes<'f> {
    /// The findings of a section, the gravest first; none on a blank form, where nothing was filled in yet.
    pub fn of(desk: &Desk<'_>, findings: &'f [Finding], section: Option<SectionId>) -> Self {
        let mut notes = Self::default();
        let own = findings.iter().filter(|f| f.section.is_some() && f.section == section);
        let own: Vec<&Finding> = if desk.is_blank() { Vec::new() } else { own.collect() };
        notes.more = own.len().saturating_sub(MOST);
        for (letter, finding) in LETTERS.iter().map(|l| char::from(*l)).zip(own) {
            let marked = match (finding.row, finding.column) {
                (Some(row), _) => Some(notes.rows.entry(row).or_default()),
                (None, Some(column)) => Some(notes.columns.entry(column).or_default()),
                (None, None) => None,
            };
            if let Some(letters) = marked {
                if !letters.is_empty() {
                    letters.push(' ');
                }
                letters.push(letter);
            }
            notes.shown.push((letter, finding));
        }
        notes
    }

    /// The letters beside an activity; empty for none.
    pub fn of_row(&self, row: RowId) -> &str {
        self.rows.get(&row).map_or("", String::as_str)
    }

    /// The letters beside a role; empty for none.
    pub fn of_column(&self, column: ColumnId) -> &str {
        self.columns.get(&column).map_or("", String::as_str)
    }

    /// The notes one below the other, each as its items and its height, in a column of this width from `x`.
    pub fn lines(&self, desk: &mut Desk<'_>, x: f32, width: f32) -> Vec<(Vec<Item>, f32)> {
        const INDENT: f32 = 15.0;
        let say = desk.say();
        let mut list = Vec::new();
        let mut push = |desk: &mut Desk<'_>, letter: String, rich: &Rich| {
            let mut items = Vec::new();
            let sign = Rich::empty(Style::NOTE).faced(letter, Face::Semibold);
            for line in desk.setter.lines(&sign, INDENT, Align::Start) {
                items.extend(crate::flow::moved(line.items, x, 0.0));
            }
            let mut y = 0.0;
            for line in desk.setter.lines(rich, width - INDENT, Align::Start) {
                items.extend(crate::flow::moved(line.items, x + INDENT, y));
                y += line.height;
            }
            list.push((items, y + 2.7));
        };
        for (letter, finding) in &self.shown {
            let weight = match finding.level {
                FindingLevel::Error => say.error,
                FindingLevel::Warning => say.warning,
                FindingLevel::Info => say.info,
            };
            let lead = format!("{} {weight}. ", finding.rule);
            let words = format!("{}. {}", finding.title.trim_end_matches('.'), finding.message);
            let is_marked = finding.row.is_some() || finding.column.is_some();
            let letter = if is_marked { letter.to_string() } else { "–".to_owned() };
            push(desk, letter, &Rich::empty(Style::NOTE).faced(lead, Face::Semibold).plain(words));
        }
        if self.more > 0 {
            let words = say.with(say.more_findings, self.more.to_string());
            push(desk, String::new(), &Rich::new(words, Style::NOTE));
        }
        list
    }
}
