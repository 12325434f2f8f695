//! What is said about a file: remarks about lines, and the reasons to refuse it as a whole.

use std::collections::{BTreeMap, BTreeSet};

/// Something in a file that was not understood, or was read in another way than it seems.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Line, counted from 1.
    pub line: usize,
    /// The sentence for the person: what it is, and what was done with it.
    pub message: String,
    /// What it has in common with remarks about other lines, if anything.
    group: Option<Group>,
    /// How many more of its group it stands for, and the last line of those.
    more: (usize, usize),
}

/// What may be said of many lines of one table, named by its first line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    /// A cell of this column does not fit.
    Column(usize, String),
    /// A row has more cells than the table has columns.
    Wide(usize),
}

impl Remark {
    pub(crate) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into(), group: None, more: (0, 0) }
    }

    /// Says that it is about a cell of a column of the table that begins in a line.
    pub(crate) fn of_column(self, table: usize, column: &str) -> Self {
        Self { group: Some(Group::Column(table, column.to_owned())), ..self }
    }

    /// Says that it is about a row with too many cells in the table that begins in a line.
    pub(crate) fn of_wide(self, table: usize) -> Self {
        Self { group: Some(Group::Wide(table)), ..self }
    }
}

/// Remarks of one group that are held one by one; what is behind them is counted in the last of them.
const HELD: usize = 100;
/// Remarks about one file that are held; what is behind them is counted.
const MOST: usize = 50_000;

/// The remarks about a file as they are found. However much is wrong with it, they take no more room than a file that is
/// read: a table can have a remark for each of its cells.
#[derive(Debug, Default)]
pub(crate) struct Report {
    list: Vec<Remark>,
    /// Of each group how many are held, and where the last of them stands.
    groups: BTreeMap<Group, (usize, usize)>,
    /// How many were left out because of [`MOST`], and the first line of those.
    left: (usize, usize),
}

impl Report {
    pub fn push(&mut self, remark: Remark) {
        if let Some(group) = &remark.group
            && let Some((count, at)) = self.groups.get(group)
            && (*count >= HELD || self.list.len() >= MOST)
        {
            let (more, last) = &mut self.list[*at].more;
            (*more, *last) = (*more + 1, remark.line.max(*last));
            return;
        }
        if self.list.len() >= MOST {
            self.left = (self.left.0 + 1, if self.left.0 == 0 { remark.line } else { self.left.1 });
            return;
        }
        if let Some(group) = &remark.group {
            let (count, at) = self.groups.entry(group.clone()).or_default();
            (*count, *at) = (*count + 1, self.list.len());
        }
        self.list.push(remark);
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The remarks in the order in which they were found.
    pub fn into_list(mut self) -> Vec<Remark> {
        let (left, line) = self.left;
        if left > 0 {
            self.list
                .push(Remark::new(line, format!("{left} more remarks, the first about this line, were left out.")));
        }
        self.list
    }
}

/// Lines of one kind that are each told of.
const TOLD: usize = 3;

/// The remarks of an import as a person reads them: what is the same with more than a few lines of a table is said
/// once, at the first of them, with how many more there are.
#[must_use]
pub fn summed(report: Vec<Remark>) -> Vec<Remark> {
    let mut groups: BTreeMap<Group, (usize, usize)> = BTreeMap::new();
    for remark in &report {
        if let Some(group) = &remark.group {
            let (count, last) = groups.entry(group.clone()).or_default();
            *count += 1 + remark.more.0;
            *last = remark.line.max(*last).max(remark.more.1);
        }
    }
    let mut told: BTreeSet<Group> = BTreeSet::new();
    report
        .into_iter()
        .filter_map(|mut remark| {
            let Some(group) = remark.group.clone() else { return Some(remark) };
            let (count, last) = groups.get(&group).copied().unwrap_or_default();
            if count <= TOLD {
                return Some(remark);
            }
            let more = count - 1;
            remark.message.push_str(&match &group {
                Group::Column(..) => format!(" {more} more values of this column do not fit, the last in line {last}."),
                Group::Wide(_) => format!(" So it is with {more} more, the last in line {last}."),
            });
            told.insert(group).then_some(remark)
        })
        .collect()
}

/// Why a file was not read at all. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Larger than [`crate::FILE_LIMIT`].
    #[error(
        "The file has {size} bytes; at most {limit} can be read. Nothing was imported. Split it into several files"
    )]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// What can be read, in bytes.
        limit: usize,
    },
    /// Not UTF-8.
    #[error(
        "The file is not UTF-8 text: the byte at offset {offset} (line {line}) does not belong to any character. Nothing was imported. Save it as UTF-8 and try again"
    )]
    NotUtf8 {
        /// Offset of the first wrong byte, counted from 0.
        offset: usize,
        /// Line, counted from 1.
        line: usize,
    },
    /// Lists and quotations within each other deeper than allowed.
    #[error(
        "Line {line}: lists or quotations are nested deeper than {limit} levels. Nothing was imported. Flatten that part"
    )]
    TooDeep {
        /// Line, counted from 1.
        line: usize,
        /// Levels that can be read.
        limit: usize,
    },
    /// A table with more columns than allowed.
    #[error(
        "Line {line}: the table has {found} columns; at most {limit} can be read. Nothing was imported. Split the table"
    )]
    TooManyColumns {
        /// Line, counted from 1.
        line: usize,
        /// Columns found.
        found: usize,
        /// Columns that can be read.
        limit: usize,
    },
    /// More rows in the tables of a file than allowed.
    #[error(
        "Line {line}: up to here the tables and check lists of the file have more than {limit} rows together; no more can be read. Nothing was imported. Split it into several files"
    )]
    TooManyRows {
        /// Line, counted from 1.
        line: usize,
        /// Rows that can be read.
        limit: usize,
    },
    /// More filled cells in the tables of a file than allowed.
    #[error(
        "Line {line}: up to here the tables of the file have more than {limit} filled cells together; no more can be read. Nothing was imported. Split it into several files"
    )]
    TooManyCells {
        /// Line, counted from 1.
        line: usize,
        /// Cells that can be read.
        limit: usize,
    },
    /// More lines than allowed.
    #[error(
        "The file has {found} lines; at most {limit} can be read. Nothing was imported. Split it into several files"
    )]
    TooManyLines {
        /// Lines found.
        found: usize,
        /// Lines that can be read.
        limit: usize,
    },
    /// More sections than allowed.
    #[error(
        "Line {line}: up to here the file has more than {limit} sections; no more can be read. Nothing was imported. Split it into several files"
    )]
    TooManySections {
        /// Line, counted from 1.
        line: usize,
        /// Sections that can be read.
        limit: usize,
    },
    /// A cell longer than allowed.
    #[error(
        "Line {line}: a cell has {length} characters; at most {limit} fit. Nothing was imported. Move the text into a section of prose"
    )]
    CellTooLong {
        /// Line, counted from 1.
        line: usize,
        /// Its length in characters.
        length: usize,
        /// What fits, in characters.
        limit: usize,
    },
    /// A section with more text than allowed.
    #[error(
        "Line {line}: the section has {length} characters; at most {limit} fit. Nothing was imported. Split the section"
    )]
    SectionTooLong {
        /// Line of its heading, counted from 1.
        line: usize,
        /// Its length in characters.
        length: usize,
        /// What fits, in characters.
        limit: usize,
    },
    /// Written by a newer version.
    #[error(
        "The file has format {found}; this version reads up to {known}. Nothing was imported. Update Bridgebook and try again"
    )]
    Newer {
        /// Format of the file.
        found: u32,
        /// Newest format that can be read.
        known: u32,
    },
}

impl ImportError {
    /// The line that it is about, counted from 1; 1 where it is about the whole file.
    #[must_use]
    pub fn line(&self) -> usize {
        match self {
            Self::NotUtf8 { line, .. }
            | Self::TooDeep { line, .. }
            | Self::TooManyColumns { line, .. }
            | Self::TooManyRows { line, .. }
            | Self::TooManyCells { line, .. }
            | Self::TooManySections { line, .. }
            | Self::CellTooLong { line, .. }
            | Self::SectionTooLong { line, .. } => *line,
            Self::TooLarge { .. } | Self::TooManyLines { .. } | Self::Newer { .. } => 1,
        }
    }
}
