//! The brief of a case: what whoever takes it has to know, taken by fixed rules from what came in and from its row (domain
//! reference B.10). Every line is said in the words of its source and names it; nothing is invented. A part for which no
//! rule found anything is empty. `docs/hand-off.md` lists the rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::IncomingCase;
use crate::view::folded;

mod cue;
mod extract;
mod identity;
mod talk;
#[cfg(test)]
mod tests;

pub use extract::extract;
pub use identity::{Consent, Identity, consent, identity};

/// Most lines that rules put into one part out of the conversation; the latest are kept.
pub const MOST: usize = 20;
/// Most lines of one part out of what was noted in the case: attempts, fields, what is known about the customer. More than
/// anybody reads; a file may hold a million.
const MOST_NOTED: usize = 200;
/// Most characters of a line. What is longer is cut, and shows it; the case has it whole.
const LONGEST: usize = 4000;
/// How a line that was cut ends.
const CUT: char = '…';

/// A brief.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Brief {
    /// Its parts, in order.
    pub parts: Vec<BriefPart>,
}

/// A part of a brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BriefPart {
    /// What it is: one of [`PARTS`], or the name of an item of the required context, folded.
    pub key: String,
    /// Its name as shown.
    pub name: String,
    /// Its lines; none where nothing is known.
    pub lines: Vec<BriefLine>,
}

/// A line of a brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BriefLine {
    /// The words.
    pub text: String,
    /// Where they are from; none for what a person wrote.
    #[serde(default)]
    pub cites: Vec<Cite>,
}

/// Where a line is from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Cite {
    /// A line of the conversation.
    Line {
        /// Its number, from 1.
        line: u32,
    },
    /// Something that the assistant noted as tried.
    Attempt {
        /// Its number, from 1.
        attempt: u32,
    },
    /// A field of the case.
    Field {
        /// Its name.
        name: String,
    },
    /// Something that is known about the customer.
    Customer {
        /// Its name.
        name: String,
    },
}

/// Keys and names of the parts that rules fill, in order.
pub const PARTS: [(&str, &str); 8] = [
    ("request", "Request in one sentence"),
    ("summary", "Conversation summary"),
    ("history", "Customer history"),
    ("attempts", "Attempted solutions"),
    ("data", "Data"),
    ("constraints", "Constraints"),
    ("promises", "Promises made, with their times"),
    ("question", "Open question"),
];

/// A cell of the row of a case, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowField {
    /// Key of its column; empty for a column of the team's own.
    pub key: String,
    /// Name of its column.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// What a brief is taken from.
#[derive(Debug, Clone, Default)]
pub struct BriefSource {
    /// The case as it came in; empty where that is not kept.
    pub case: IncomingCase,
    /// The cells of its row that say something, in the order of the columns.
    pub row: Vec<RowField>,
}

impl BriefSource {
    /// What a field of the row says, by the key of its column; empty where there is none.
    #[must_use]
    pub fn cell(&self, key: &str) -> &str {
        self.row.iter().find(|field| field.key == key).map_or("", |field| field.text.as_str())
    }

    /// What a field of the case says, by key or name: as the row has it, else as it came in.
    #[must_use]
    pub fn field(&self, names: &[&str]) -> Option<(String, &str)> {
        let is_it = |written: &str| names.iter().any(|name| plain(written) == plain(name));
        let of_row = self.row.iter().find(|field| is_it(&field.key) || is_it(&field.name));
        let found = of_row.map(|field| (field.name.clone(), field.text.as_str()));
        let came_in = || self.case.fields.iter().find(|(name, _)| is_it(name)).map(|(n, t)| (n.clone(), t.as_str()));
        found.or_else(came_in).filter(|(_, text)| !text.trim().is_empty())
    }

    /// The words that a citation leads to.
    #[must_use]
    pub fn text(&self, cite: &Cite) -> Option<String> {
        let nth = |number: u32| usize::try_from(number).ok()?.checked_sub(1);
        match cite {
            Cite::Line { line } => self.case.conversation.get(nth(*line)?).map(|said| said.text.clone()),
            Cite::Attempt { attempt } => self.case.attempts.get(nth(*attempt)?).cloned(),
            Cite::Customer { name } => self.case.customer_data.get(name).cloned(),
            Cite::Field { name } if name == FLAGS && !self.case.flags.is_empty() => Some(self.case.flags.join(", ")),
            Cite::Field { name } => {
                let of_row = self.row.iter().find(|field| field.name == *name).map(|field| field.text.clone());
                of_row.or_else(|| self.case.fields.get(name).cloned())
            }
        }
    }

    /// Whether a text stands where a citation leads. Of a field its name may stand before it.
    #[must_use]
    pub fn says(&self, cite: &Cite, text: &str) -> bool {
        let Some(source) = self.text(cite) else { return false };
        let (source, text) = (joined(&source), joined(text));
        let text = if text.chars().count() > LONGEST { text.trim_end_matches(CUT) } else { &text };
        let named = match cite {
            Cite::Field { name } | Cite::Customer { name } => format!("{}: {source}", joined(name)),
            Cite::Line { .. } | Cite::Attempt { .. } => String::new(),
        };
        !text.is_empty() && (source.contains(text) || named.contains(text))
    }
}

/// How the flags of a case are cited.
pub(crate) const FLAGS: &str = "Flags";

impl Brief {
    /// The lines of a part.
    #[must_use]
    pub fn lines(&self, key: &str) -> &[BriefLine] {
        self.parts.iter().find(|part| part.key == key).map_or(&[], |part| part.lines.as_slice())
    }

    /// A brief as a person wrote it: blank lines are left out, and what does not stand where it is cited any more is cited
    /// no more, so that it is seen as theirs.
    #[must_use]
    pub fn written(mut self, source: &BriefSource) -> Self {
        for part in &mut self.parts {
            part.lines.retain(|line| !line.text.trim().is_empty());
            for line in &mut part.lines {
                line.text = line.text.trim().to_owned();
                line.cites.retain(|cite| source.says(cite, &line.text));
            }
        }
        self
    }

    /// Adds the parts that the required context asks for and that no rule fills.
    pub fn ask_for(&mut self, items: impl Iterator<Item = String>) {
        for name in items {
            let key = folded(&name);
            if !self.parts.iter().any(|part| part.key == key) {
                self.parts.push(BriefPart { key, name, lines: Vec::new() });
            }
        }
    }

    /// The parts as variables of a text: `brief.request`, `brief.promises`.
    #[must_use]
    pub fn variables(&self) -> BTreeMap<String, String> {
        let of = |part: &BriefPart| {
            let lines: Vec<&str> = part.lines.iter().map(|line| line.text.as_str()).collect();
            (format!("brief.{}", part.key), lines.join("\n"))
        };
        self.parts.iter().map(of).collect()
    }
}

/// A text with single spaces, cut where it is longer than anybody reads.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}{CUT}", &text[..end]),
        None => text.to_owned(),
    }
}

/// A text with single spaces.
pub(crate) fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name without what people write differently in it.
pub(crate) fn plain(name: &str) -> String {
    folded(name).chars().filter(|c| c.is_alphanumeric()).collect()
}
