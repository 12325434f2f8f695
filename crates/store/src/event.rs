//! What happened, in words of the domain, after it was committed.

use bridgebook_domain::{DocumentId, IncidentId};

/// Something that was committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A document was created, edited, merged or erased.
    DocumentChanged {
        /// The document.
        document: DocumentId,
    },
    /// Entries were added to a log.
    LogAppended {
        /// The incident, or none for the organisation.
        incident: Option<IncidentId>,
    },
    /// A plan of an open incident has a new version.
    PlanChanged {
        /// The plan.
        document: DocumentId,
    },
    /// Settings changed.
    SettingsChanged,
    /// Deliveries changed.
    DeliveriesChanged,
    /// The disk is full: the reserve was freed so that this write fitted. There is no more.
    DiskNearlyFull,
}
