//! What is said of data that is gone: who erased it, when and why, and by which hashes it was known. A fact never holds the
//! data itself.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::id::{AttachmentId, DocumentId, RowId, SectionId};

/// Personal data was erased: the keys of these attachments are destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonalErased {
    /// Document of the case; none where no case holds the files any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentId>,
    /// Table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<SectionId>,
    /// Row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<RowId>,
    /// The files, by id and by the hash of their encrypted bytes.
    pub files: Vec<ErasedFile>,
    /// Why, as a person wrote it; empty where their time was over.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Until when they were to be kept, where their time was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "string | null")]
    pub due_at: Option<Timestamp>,
}

/// An erased file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErasedFile {
    /// Id, which cells and their history hold.
    pub id: AttachmentId,
    /// SHA-256 of the bytes that were stored.
    pub hash: String,
}

/// The document of a person of the directory was erased with its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonErased {
    /// The person.
    pub person: DocumentId,
    /// Why.
    pub reason: String,
}

/// The personal data of a case is to be kept beyond its time, or no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonalHeld {
    /// Document.
    pub document: DocumentId,
    /// Table.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Until when; none until it is released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(type = "string | null")]
    pub until: Option<Timestamp>,
    /// Whether it is released: its own time counts again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub released: bool,
    /// Why.
    pub reason: String,
}
