//! What was found in a matrix, as lettered notes under it: a letter beside the activity or the role, and the rule with
//! its sentence below, so that a printed matrix tells no less than the screen.

use std::collections::BTreeMap;

use bridgebook_domain::finding::{Finding, FindingLevel};
use bridgebook_domain::{BlockKind, ColumnId, RowId, Section, SectionId};

use crate::binder::DocumentInput;
use crate::desk::Desk;
use crate::page::Item;
use crate::rich::{Face, Rich, Style};
use crate::text::Align;

/// Most notes under one matrix; how many more there are is said. There are as many letters.
const MOST: usize = 12;
/// Roles of which one rule says the same up to which each has a note of its own.
const ALIKE: usize = 4;
const LETTERS: &[u8; MOST] = b"abcdefghijkl";

/// The notes of one matrix.
#[derive(Debug, Default)]
pub(crate) struct Notes<'f> {
    shown: Vec<(char, Vec<&'f Finding>)>,
    more: usize,
    rows: BTreeMap<RowId, String>,
    columns: BTreeMap<ColumnId, String>,
}

impl<'f> Notes<'f> {
    /// The findings of a section, the gravest first; none on a blank form, where nothing was filled in yet, and none
    /// where the document lists its findings itself: what is told twice is read twice.
    pub fn of(desk: &Desk<'_>, input: &'f DocumentInput, section: Option<SectionId>) -> Self {
        let mut notes = Self::default();
        let is_listed = |s: &Section| s.kind == BlockKind::View && s.block.setting("source") == "findings";
        if desk.is_blank() || input.document.live_sections().into_iter().any(|(_, s)| is_listed(s)) {
            return notes;
        }
        let own: Vec<&Finding> =
            input.findings.iter().filter(|f| f.section.is_some() && f.section == section).collect();
        let groups = groups(own);
        notes.more = groups.iter().skip(MOST).map(Vec::len).sum();
        for (letter, group) in LETTERS.iter().map(|l| char::from(*l)).zip(groups) {
            for finding in &group {
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
            }
            notes.shown.push((letter, group));
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
        for (letter, group) in &self.shown {
            let Some(finding) = group.first() else { continue };
            let weight = match finding.level {
                FindingLevel::Error => say.error,
                FindingLevel::Warning => say.warning,
                FindingLevel::Info => say.info,
            };
            let lead = format!("{} {weight}. ", finding.rule);
            let own: Vec<&str> = group.iter().map(|f| f.title.as_str()).collect();
            let words = format!("{}. {}", titles(&own), finding.message);
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

/// Findings in their order; what one rule says of many roles alike is one note.
fn groups(own: Vec<&Finding>) -> Vec<Vec<&Finding>> {
    let is_alike = |a: &Finding, b: &Finding| {
        a.column.is_some() && a.row.is_none() && b.row.is_none() && a.rule == b.rule && a.message == b.message
    };
    let mut groups: Vec<Vec<&Finding>> = Vec::new();
    for finding in &own {
        let many = own.iter().filter(|other| is_alike(finding, other)).count() > ALIKE;
        match groups.iter_mut().find(|group| many && is_alike(group[0], finding)) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// The titles of a group: the words that all begin with, then how each goes on.
pub(crate) fn titles(group: &[&str]) -> String {
    let words: Vec<Vec<&str>> = group.iter().map(|title| title.trim_end_matches('.').split(' ').collect()).collect();
    let Some(first) = words.first() else { return String::new() };
    let common = (0..first.len()).take_while(|at| words.iter().all(|w| w.get(*at) == first.get(*at))).count();
    let common = common.min(first.len().saturating_sub(1));
    let mut parts = words.iter().map(|w| w.get(common..).unwrap_or_default().join(" "));
    let lead = first[..common].join(" ");
    let list = parts.by_ref().collect::<Vec<_>>().join(", ");
    if lead.is_empty() { list } else { format!("{lead} {list}") }
}
