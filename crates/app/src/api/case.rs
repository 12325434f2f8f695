//! Cases: what comes in, and what is known of it.

use bridgebook_domain::case::IncomingCase;
use bridgebook_domain::{DocumentId, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::caseload::{CaseIncident, CaseTime, CaseWait};
use super::personal::ErasedNote;

/// Where cases are taken in.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct CaseTable {
    /// Document; without one the only document with a case table.
    pub document: Option<DocumentId>,
    /// Table; without one the first case table of the document.
    pub section: Option<SectionId>,
    /// Name of the mapping that CSV files are read with; without one headings are keys or names of columns.
    pub mapping: Option<String>,
}

/// A file with cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum CaseFile {
    /// A file that a person chose or dropped, or a folder with such files.
    Path {
        /// Where it lies.
        path: String,
    },
    /// What was dropped or pasted, as base64.
    Bytes {
        /// File name as it came.
        file_name: String,
        /// Its content.
        base64: String,
    },
}

/// A case in a list: what its row says, in words. A field that the table does not have is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseRow {
    /// Document.
    pub document: DocumentId,
    /// Its title.
    pub document_title: String,
    /// Table.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Its name in the system it comes from.
    pub id: String,
    /// What it is about.
    pub subject: String,
    /// When it was opened (RFC 3339).
    pub opened: String,
    /// Status.
    pub status: String,
    /// Level of support.
    pub level: String,
    /// Tier of the customer.
    pub tier: String,
    /// Who has it.
    pub owner: String,
    /// What kind of case it is.
    pub kind: String,
    /// The choice that its status is; empty where the table has none.
    pub status_id: String,
    /// Whether it is neither resolved nor in a status that ends it.
    pub is_open: bool,
    /// Its clocks that run or were stopped at a moment that is known.
    pub clocks: Vec<CaseTime>,
    /// The input that it waits for.
    pub input: Option<CaseWait>,
    /// The incident that it is part of.
    pub incident: Option<CaseIncident>,
}

/// A cell in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseCell {
    /// Name of the column.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// What became of the case as it came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CaseOrigin {
    /// It is kept.
    Kept,
    /// It was erased, or its time is over.
    Erased,
    /// The row was written by hand, or this folder does not have the attachment.
    None,
}

/// A case with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CaseReading {
    /// Its row.
    pub row: CaseRow,
    /// The cells of its row that hold something, in the order of the columns; attachments are left out.
    pub cells: Vec<CaseCell>,
    /// Whether the case as it came in is kept.
    pub origin: CaseOrigin,
    /// The case as it came in.
    pub case: Option<IncomingCase>,
    /// Fields of it that have no place in the row.
    pub beside: Vec<CaseCell>,
    /// When, by whom and why its personal data was erased, where it was.
    pub erased: Option<ErasedNote>,
}

/// A folder that is watched for files with cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct CaseWatch {
    /// Where it lies.
    pub folder: String,
    /// Where they are taken in.
    pub into: CaseTable,
    /// Title of the document; empty where it is not there any more.
    pub document_title: String,
    /// What became of the last files since the start, a sentence each.
    pub said: Vec<String>,
}

/// Cases to take in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct AddedCases {
    /// The table that they are for.
    #[serde(flatten)]
    pub into: CaseTable,
    /// The files.
    pub files: Vec<CaseFile>,
}

/// A folder to watch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct WatchedCases {
    /// The table that its cases are for.
    #[serde(flatten)]
    pub into: CaseTable,
    /// Where it lies; empty for none.
    pub folder: String,
}
