//! What one write holds. One write is one commit: all of it or nothing.

use std::collections::BTreeMap;

use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::log::{Author, NewEntry, Recorded};
use bridgebook_domain::{Document, DocumentId, Operation, Section, SectionId, Value};
use jiff::Timestamp;
use uuid::Uuid;

use crate::table::attachment::Attachment;
use crate::table::delivery::{Delivery, Progress};

/// One write. Only `at` is needed; everything else may be empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// Now: the moment at which everything in it arrives here.
    pub at: Timestamp,
    /// Documents to create or change, in order.
    pub documents: Vec<DocumentWrite>,
    /// Entries for the log, in order. One whose id is here already is not written again. Where a
    /// `PlanChanged`, `DocumentEdited` or `ApprovalGiven` has no heads, it gets those (and the content
    /// hash) that the document has after this write.
    pub entries: Vec<NewEntry>,
    /// Plans whose content after this write is in force from a moment on.
    pub plan_versions: Vec<NewPlanVersion>,
    /// Settings.
    pub settings: Vec<SettingWrite>,
    /// Deliveries: new ones, or progress of known ones, in order.
    pub deliveries: Vec<DeliveryWrite>,
    /// What is erased for good. After the commit [`Store::finish_erasures`](crate::Store::finish_erasures) destroys what
    /// is left of it, now or at the next start.
    pub erasures: Vec<Erasure>,
    /// The step that an undo or redo in it is meant for, as [`Store::next_step`](crate::Store::next_step) names it; where
    /// another one is next by then, nothing is written. `None` for whichever is next.
    pub step: Option<Vec<String>>,
    /// Attachments whose bytes were put down before ([`Store::stage`](crate::Store::stage)); listed with this write.
    pub attachments: Vec<Attachment>,
}

impl Write {
    /// An empty write at this moment.
    #[must_use]
    pub fn at(at: Timestamp) -> Self {
        Self {
            at,
            documents: Vec::new(),
            entries: Vec::new(),
            plan_versions: Vec::new(),
            settings: Vec::new(),
            deliveries: Vec::new(),
            erasures: Vec::new(),
            step: None,
            attachments: Vec::new(),
        }
    }

    /// With a document change.
    #[must_use]
    pub fn document(mut self, id: DocumentId, author: &Author, change: DocumentChange) -> Self {
        self.documents.push(DocumentWrite { id, author: author.clone(), change });
        self
    }

    /// With an undo or redo in it that is meant for one step.
    #[must_use]
    pub fn of_step(mut self, heads: Vec<String>) -> Self {
        self.step = Some(heads);
        self
    }

    /// With an attachment whose bytes were put down.
    #[must_use]
    pub fn attachment(mut self, staged: Attachment) -> Self {
        self.attachments.push(staged);
        self
    }

    /// With an entry.
    #[must_use]
    pub fn entry(mut self, entry: NewEntry) -> Self {
        self.entries.push(entry);
        self
    }

    /// With a plan whose content comes into force.
    #[must_use]
    pub fn plan_version(mut self, document: DocumentId, in_force_from: Timestamp) -> Self {
        self.plan_versions.push(NewPlanVersion { document, in_force_from });
        self
    }

    /// With a setting; `None` clears it.
    #[must_use]
    pub fn setting(mut self, key: impl Into<String>, value: Option<String>) -> Self {
        self.settings.push(SettingWrite { key: key.into(), value });
        self
    }

    /// With something that is erased for good.
    #[must_use]
    pub fn erase(mut self, erasure: Erasure) -> Self {
        self.erasures.push(erasure);
        self
    }

    /// With a new delivery and the bytes that it sends.
    #[must_use]
    pub fn queue(mut self, delivery: Delivery, rendered: Vec<u8>) -> Self {
        self.deliveries.push(DeliveryWrite::Queue { delivery, rendered });
        self
    }

    /// With progress of a delivery as it is known.
    #[must_use]
    pub fn advance(mut self, known: &Delivery, to: Progress) -> Self {
        let (state, attempt) = (known.progress.state.clone(), known.progress.attempt);
        self.deliveries.push(DeliveryWrite::Advance { id: known.id, state, attempt, to });
        self
    }
}

/// What a write erases: the two exceptions to "never deleted".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Erasure {
    /// An attachment: its key is destroyed and its file removed. One that is erased already stays as it is.
    Attachment(AttachmentId),
    /// A document with all its changes, with the reason: a person of the directory.
    Document(DocumentId, String),
    /// The address of a message of the outbox with what was sent there. One that had not left is not sent any more.
    Message(Uuid),
}

/// A change of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentWrite {
    /// Document.
    pub id: DocumentId,
    /// Who changes it.
    pub author: Author,
    /// How.
    pub change: DocumentChange,
}

/// How a document changes.
#[derive(Debug, Clone, PartialEq)]
pub enum DocumentChange {
    /// It begins with this content.
    Create(Document),
    /// Operations, which the caller has checked. One that fails fails the write.
    Edit {
        /// The operations.
        operations: Vec<Operation>,
        /// The heads they were made on; `None` for the latest.
        at_heads: Option<Vec<String>>,
        /// Whether it can be undone.
        undo: Undo,
    },
    /// Undoes the author's last step in this document.
    Undo,
    /// Does again what was undone last.
    Redo,
}

impl DocumentChange {
    /// An edit that can be undone.
    #[must_use]
    pub fn edit(operations: Vec<Operation>, at_heads: Option<Vec<String>>) -> Self {
        Self::Edit { operations, at_heads, undo: Undo::Record }
    }
}

/// Whether an edit can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undo {
    /// Its inverse goes on the author's stack.
    Record,
    /// It is not a step of the author (a migration of content, a bound field).
    Skip,
}

/// A plan whose content comes into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPlanVersion {
    /// The plan.
    pub document: DocumentId,
    /// From when on it is in force.
    pub in_force_from: Timestamp,
}

/// A setting; `None` clears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingWrite {
    /// Name.
    pub key: String,
    /// Value.
    pub value: Option<String>,
}

/// A delivery that is new, or goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryWrite {
    /// A new one. One of the same update, channel and recipient fails the write.
    Queue {
        /// The delivery.
        delivery: Delivery,
        /// The bytes that are sent; they never change.
        rendered: Vec<u8>,
    },
    /// A known one goes on. One that stands in another state or attempt by now fails the write.
    Advance {
        /// Its id.
        id: Uuid,
        /// The state in which it is known.
        state: String,
        /// Its attempts as they are known.
        attempt: u32,
        /// Where it stands then.
        to: Progress,
    },
}

/// A document and where it stands after a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentHeads {
    /// Document.
    pub id: DocumentId,
    /// Its heads.
    pub heads: Vec<String>,
    /// What became of its content, so that whoever holds the content from before need not read it again.
    pub content: ContentChange,
}

/// What a write did to the content of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentChange {
    /// The document is new, or everything in it may have changed.
    All,
    /// These parts changed and nothing else.
    Parts {
        /// The heads before.
        before: Vec<String>,
        /// The whole header, if something in it changed.
        header: Option<BTreeMap<String, Value>>,
        /// Sections without what was removed in them; `None` for one that was removed.
        sections: Vec<(SectionId, Option<Section>)>,
    },
}

impl ContentChange {
    /// Brings content up to date that was read at these heads. Gives false, and leaves it alone, when it was
    /// read at others.
    #[must_use]
    pub fn bring_up_to_date(&self, document: &mut Document, heads: &[String]) -> bool {
        let Self::Parts { before, header, sections } = self else { return false };
        if before != heads {
            return false;
        }
        if let Some(header) = header {
            document.header.clone_from(header);
        }
        for (id, section) in sections {
            match section {
                Some(section) => document.sections.insert(*id, section.clone()),
                None => document.sections.remove(id),
            };
        }
        true
    }
}

/// What a write did. Returned only after the commit.
#[derive(Debug, Clone, PartialEq)]
pub struct Committed {
    /// Heads of each changed document, in the order of the write.
    pub documents: Vec<DocumentHeads>,
    /// The entries, linked and hashed. One that was here already is not among them.
    pub entries: Vec<Recorded>,
    /// The moment of the write.
    pub at: Timestamp,
}

impl Committed {
    /// Heads of a document that the write changed.
    #[must_use]
    pub fn heads(&self, document: DocumentId) -> Option<&[String]> {
        self.documents.iter().rev().find(|d| d.id == document).map(|d| d.heads.as_slice())
    }
}
