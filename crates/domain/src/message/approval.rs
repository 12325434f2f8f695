//! How the approval of an update stands: asked for, given to one text, or lost with it.

use crate::directory::Directory;
use crate::incident::{UpdateDraft, UpdateReview};
use crate::log::Named;

/// How the approval of the update that is written stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// The plan asks for none.
    NotNeeded,
    /// Somebody answers for it, and nothing was approved yet.
    Needed {
        /// Who: words.
        approver: String,
    },
    /// A text waits for its approval.
    Waiting {
        /// Who was asked: words.
        approver: String,
        /// The subject that waits with it; empty where nobody was asked about one.
        subject: String,
        /// The text that waits.
        body: String,
    },
    /// A text was approved. Approval is bound to its hash.
    Given {
        /// By whom.
        by: String,
        /// On which condition; empty where there is none.
        condition: String,
        /// The subject that was approved with it; empty where nobody was asked about one.
        subject: String,
        /// The text that was approved.
        body: String,
    },
    /// A text was approved and another draft was written after it, or it was not approved.
    Lost {
        /// Who: words.
        approver: String,
        /// Whether somebody said no, rather than the text having changed.
        rejected: bool,
    },
}

impl Approval {
    /// The subject that somebody was asked about with this very text, or approved with it; empty for none.
    #[must_use]
    pub fn subject_of(&self, text: &str) -> &str {
        match self {
            Self::Waiting { subject, body, .. } | Self::Given { subject, body, .. } if body.trim() == text.trim() => {
                subject
            }
            _ => "",
        }
    }
}

/// How the approval of `draft` stands, where `approver` answers for the update.
pub(super) fn approval(directory: &Directory, approver: Option<&Named>, draft: Option<&UpdateDraft>) -> Approval {
    let approver = approver.map_or_else(String::new, |named| directory.words(named).to_owned());
    match draft.map(|d| (&d.review, d)) {
        Some((UpdateReview::Approved { by, condition, .. }, draft)) => {
            let (subject, body) = (draft.subject.clone(), draft.body.clone());
            Approval::Given { by: by.clone(), condition: condition.clone(), subject, body }
        }
        Some((UpdateReview::Asked { approver, .. }, draft)) => {
            let (subject, body) = (draft.subject.clone(), draft.body.clone());
            Approval::Waiting { approver: directory.words(approver).to_owned(), subject, body }
        }
        Some((UpdateReview::Changed, _)) => Approval::Lost { approver, rejected: false },
        Some((UpdateReview::Rejected { .. }, _)) => Approval::Lost { approver, rejected: true },
        _ if approver.is_empty() => Approval::NotNeeded,
        _ => Approval::Needed { approver },
    }
}
