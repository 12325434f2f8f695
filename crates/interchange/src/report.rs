//! What is said about a file: remarks about lines, and the reasons to refuse it as a whole.

/// Something in a file that was not understood, or was read in another way than it seems.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// Line, counted from 1.
    pub line: usize,
    /// The sentence for the person: what it is, and what was done with it.
    pub message: String,
}

impl Remark {
    pub(crate) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
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
            | Self::CellTooLong { line, .. }
            | Self::SectionTooLong { line, .. } => *line,
            Self::TooLarge { .. } | Self::Newer { .. } => 1,
        }
    }
}
