//! Facts as kind and data, and parts of them: whom a message or call is for, and versions of plans.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CallOutcome, Fact, Json, Named};
use crate::canonical;
use crate::id::DocumentId;

impl CallOutcome {
    /// Whether the person was spoken to.
    #[must_use]
    pub const fn is_reached(&self) -> bool {
        matches!(self, Self::Acknowledged | Self::Told)
    }
}

impl Fact {
    /// The kind and the data, apart.
    #[must_use]
    pub fn into_parts(self) -> (String, Json) {
        let mut json = serde_json::to_value(self).expect("a fact is plain data with text keys");
        let kind = match json.as_object_mut().and_then(|map| map.remove("kind")) {
            Some(Json::String(kind)) => kind,
            _ => String::new(),
        };
        (kind, json)
    }

    /// Reads a fact from its kind and data; `None` for a kind or shape this version does not know.
    #[must_use]
    pub fn from_parts(kind: &str, payload: &Json) -> Option<Self> {
        let mut map = payload.as_object().cloned().unwrap_or_default();
        map.insert("kind".to_owned(), Json::String(kind.to_owned()));
        serde_json::from_value(Json::Object(map)).ok()
    }

    /// The word of the kind.
    #[must_use]
    pub fn kind(&self) -> String {
        self.clone().into_parts().0
    }
}

/// Whom a person is to call for a level, or to tell by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CallTo {
    /// Whom: id or name.
    pub to: Named,
    /// Calls of one lane come one after the other, until somebody is reached; lanes run side by side.
    pub lane: u32,
    /// How: `phone`, or the word of the way that has to be gone by hand.
    pub method: String,
    /// Number or address; empty where none is known.
    #[serde(default)]
    pub address: String,
    /// Why this one, where it is not simply the one who is called by telephone: stands in, has no channel, is away.
    #[serde(default)]
    pub why: String,
}

/// Whom an update is sent to, and by which channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Addressee {
    /// Channel, as it was called then.
    pub via: String,
    /// The channel's id, by which it is known also when it is called otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub channel: String,
    /// Address, or the place that a webhook leads to.
    pub to: String,
}

/// A version of a plan, by the moment under which it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HeldVersion {
    /// The plan.
    pub document: DocumentId,
    /// From when it held by the clock of that time.
    #[ts(type = "string")]
    pub from: Timestamp,
}

impl CallTo {
    /// Whether both are the call of one person under one number or address: what two laptops say alike, in whatever
    /// order they list their calls.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.to == other.to && self.method == other.method && self.address == other.address
    }

    /// An id by which it is known in a list of calls.
    #[must_use]
    pub fn key(&self) -> String {
        let digest = canonical::hash(&serde_json::json!([self.to, self.method, self.address]));
        digest.chars().take(16).collect()
    }
}

impl Addressee {
    /// Whether both mean one address by one channel: by the channel's id, or by its name where an entry has none.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let is_named = self.channel.is_empty() || other.channel.is_empty();
        self.to == other.to && if is_named { self.via == other.via } else { self.channel == other.channel }
    }
}
