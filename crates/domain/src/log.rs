//! The log: what happened. Append-only; a correction is a new entry that names the old one.
//!
//! Entries form one chain per incident and process start. Each hashes its canonical bytes, which hold the
//! heads of all chains known to it, so order, concurrency, forks and tampering are visible and one
//! incident can be verified by itself. Two laptops' logs merge by union.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use ts_rs::TS;
use uuid::Uuid;

use crate::canonical;
use crate::id::{ChainId, DocumentId, EntryId, IncidentId};

mod approval;
mod case;
mod comment;
mod directory;
mod drill;
mod erasure;
mod evidence;
mod fact;
mod hand_off;
pub mod line;
mod mention;
mod part;
mod ticket;
mod trace;
mod word;
pub use approval::ApprovalByOther;
pub use case::{
    CaseChanged, CaseDutyEnded, CaseFieldChange, CaseInput, CasesLinked, CasesUnlinked, RoutedIncident, RoutingUndone,
    Withdrawal,
};
pub use comment::{CommentDeed, CommentStep, Commented};
pub use directory::DirectoryFact;
pub use drill::{DrillFact, HotWash, Met};
pub use erasure::{ErasedFile, PersonErased, PersonalErased, PersonalHeld};
pub use evidence::{Evidence, EvidenceFile};
pub use fact::Fact;
pub use hand_off::{CaseHandOff, HandOffStep, Waived};
pub use mention::{Mention, today};
pub use part::{Addressee, CallTo, HeldVersion};
pub use ticket::{CaseTicket, TicketStep};
pub use trace::{ChainExhausted, ObligationOverdue, UpdateAsked, UpdateOverdue};
pub use word::{CallOutcome, Category, Clock, Decision, DeliveryEnd, ObligationChange, OccurrenceEnd, PlanPart, State};

/// Who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Author {
    /// The person of the directory, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<DocumentId>,
    /// The name as it was then; `Bridgebook` for entries it makes itself.
    pub name: String,
    /// Who typed it, when it was recorded for somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<String>,
}

impl Author {
    /// The author of entries that Bridgebook makes itself.
    #[must_use]
    pub fn bridgebook() -> Self {
        Self { person: None, name: "Bridgebook".to_owned(), recorded_by: None }
    }
}

/// One entry, complete and hashed. The hash covers everything but itself; the arrival time, which is
/// local, lies beside it in [`Recorded`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Id; entries that Bridgebook makes itself carry one computed from incident and fact, see [`computed_id`].
    pub id: EntryId,
    /// Incident, or none for the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<IncidentId>,
    /// Chain.
    pub chain: ChainId,
    /// Place in the chain, from 0.
    pub sequence: u32,
    /// When it happened.
    pub event_at: Timestamp,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// Who says so.
    pub author: Author,
    /// The words people read.
    pub text: String,
    /// Kind of the fact, kept also when this version does not know it.
    pub kind: String,
    /// The fact's data, kept as it came.
    #[serde(default)]
    pub payload: Json,
    /// Hashes of the last entries of all chains known to it, sorted.
    pub heads: Vec<String>,
    /// SHA-256 of the canonical bytes, hexadecimal.
    pub hash: String,
}

/// An entry with the moment at which it arrived here.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// The entry.
    pub entry: Entry,
    /// When it arrived here.
    pub arrived_at: Timestamp,
}

/// What is to be written: everything about an entry but its chain.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEntry {
    /// Id.
    pub id: EntryId,
    /// Incident, or none for the organisation.
    pub incident: Option<IncidentId>,
    /// When it happened.
    pub event_at: Timestamp,
    /// When it is entered.
    pub entered_at: Timestamp,
    /// Who says so.
    pub author: Author,
    /// The words people read.
    pub text: String,
    /// The fact.
    pub fact: Fact,
    /// Whom the words name with `@`.
    pub mentions: Vec<Mention>,
}

impl NewEntry {
    /// Links the entry to its chain and hashes it.
    #[must_use]
    pub fn link(self, chain: ChainId, sequence: u32, mut heads: Vec<String>) -> Entry {
        heads.sort();
        heads.dedup();
        let (kind, payload) = self.fact.into_parts();
        let payload = mention::beside(payload, &self.mentions);
        let mut entry = Entry {
            id: self.id,
            incident: self.incident,
            chain,
            sequence,
            event_at: self.event_at,
            entered_at: self.entered_at,
            author: self.author,
            text: self.text,
            kind,
            payload,
            heads,
            hash: String::new(),
        };
        entry.hash = entry.computed_hash();
        entry
    }
}

impl Entry {
    /// The canonical bytes as text: JSON with sorted keys, without the hash.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut json = serde_json::to_value(self).expect("an entry is plain data with text keys");
        if let Json::Object(map) = &mut json {
            map.remove("hash");
        }
        canonical::text(&json)
    }

    /// SHA-256 of the canonical bytes.
    #[must_use]
    pub fn computed_hash(&self) -> String {
        canonical::hex(&Sha256::digest(self.canonical().as_bytes()))
    }

    /// Whether the entry is what was hashed.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.hash == self.computed_hash()
    }

    /// The fact, if this version knows its kind.
    #[must_use]
    pub fn fact(&self) -> Option<Fact> {
        Fact::from_parts(&self.kind, &self.payload)
    }
}

/// The id of an entry that Bridgebook makes itself, computed from incident and fact, so that two laptops
/// (or the same one after a crash) make the same entry and folds count it once.
#[must_use]
pub fn computed_id(incident: IncidentId, fact: &str) -> EntryId {
    let digest = Sha256::digest(format!("{incident}\n{fact}").as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    EntryId::new(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// An id of a person, role or other directory thing, or the name as it was written.
pub type Named = String;

/// The id inside a [`Named`], if it is one.
#[must_use]
pub fn named_id(named: &str) -> Option<Uuid> {
    Uuid::parse_str(named).ok()
}
