//! Values of cells, settings and header fields, and the types that give them meaning.
//!
//! A value is stored as it was written: one text, or a set of texts. Its column's type reads it. So a
//! type can be changed under values that do not fit, a name the directory does not know stays as
//! written, and nothing is lost in an import; what does not fit is a finding, never an error of reading.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One text, or a set of texts each with a mark. The mark of an ordered set is a position, that of an
/// unordered one is empty; concurrent additions to a set both stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(untagged)]
pub enum Value {
    /// One text.
    One(String),
    /// A set: member to mark.
    Many(BTreeMap<String, String>),
}

impl Value {
    /// One text.
    #[must_use]
    pub fn one(text: impl Into<String>) -> Self {
        Self::One(text.into())
    }

    /// An unordered set.
    #[must_use]
    pub fn many<T: Into<String>>(members: impl IntoIterator<Item = T>) -> Self {
        Self::Many(members.into_iter().map(|m| (m.into(), String::new())).collect())
    }

    /// The text, or the only member of a set.
    #[must_use]
    pub fn as_one(&self) -> Option<&str> {
        match self {
            Self::One(text) => Some(text),
            Self::Many(members) if members.len() == 1 => members.keys().next().map(String::as_str),
            Self::Many(_) => None,
        }
    }

    /// The members in order of mark, then of text. One text is one member, an empty one is none.
    #[must_use]
    pub fn members(&self) -> Vec<&str> {
        match self {
            Self::One(text) if text.is_empty() => Vec::new(),
            Self::One(text) => vec![text],
            Self::Many(members) => {
                let mut list: Vec<_> = members.iter().collect();
                list.sort_by(|a, b| a.1.cmp(b.1).then(a.0.cmp(b.0)));
                list.into_iter().map(|(member, _)| member.as_str()).collect()
            }
        }
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::One(text) => text.is_empty(),
            Self::Many(members) => members.is_empty(),
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
        #[ts(type = "string")]
        pub enum $name {
            $($(#[$vdoc])* $variant,)*
            /// A word of a newer version, kept as it is.
            Unknown(String),
        }
        impl $name {
            /// Every word this version knows.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The word as stored, written and shown in files.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self { $(Self::$variant => $word,)* Self::Unknown(word) => word }
            }
            /// Reads a stored word; an unknown one is kept.
            #[must_use]
            pub fn from_word(word: &str) -> Self {
                match word { $($word => Self::$variant,)* other => Self::Unknown(other.to_owned()) }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_str(self.as_str()) }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                Ok(Self::from_word(&String::deserialize(d)?))
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What the texts of a column mean.
    ColumnType {
        /// One line of text.
        Text = "text",
        /// Markdown, edited as prose.
        Markdown = "markdown",
        /// A decimal number, kept as typed ("12.50").
        Number = "number",
        /// A percentage without its sign, 0 to 100 or beyond.
        Percent = "percent",
        /// A day, `2026-03-11`.
        Date = "date",
        /// A wall-clock time, `14:05`.
        Time = "time",
        /// A moment in UTC, `2026-03-11T13:05:00Z`, shown in the reader's zone.
        Instant = "instant",
        /// A span, stored as ISO 8601 (`PT15M`).
        Duration = "duration",
        /// One of the column's choices (several with the option `many`).
        Choice = "choice",
        /// Something of the directory, of the kinds in the option `of`; holds its id, or the name as written.
        Reference = "reference",
        /// A link.
        Link = "link",
        /// `yes` or `no`.
        YesNo = "yes-no",
        /// A set of letters of the block's scheme (RACI and its relatives).
        Letters = "letters",
        /// Ids of attachments.
        Attachment = "attachment",
        /// Ids of attachments that hold personal data: encrypted each with its own key, with a retention date.
        PersonalData = "personal-data",
        /// Another document, by id.
        Document = "document",
    }
}

words! {
    /// What a reference can point to.
    ReferenceKind {
        /// A person: a document of its own.
        Person = "person",
        /// A role.
        Role = "role",
        /// A team.
        Team = "team",
        /// A service or system.
        Service = "service",
        /// A channel of communication.
        Channel = "channel",
        /// An audience: a group with one information need.
        Audience = "audience",
        /// A vendor.
        Vendor = "vendor",
        /// A severity of the scheme.
        Severity = "severity",
        /// A business calendar.
        Calendar = "calendar",
        /// A skill.
        Skill = "skill",
    }
}

/// A text that its type cannot read. Display is the sentence for the place where it was typed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    /// Not a decimal number.
    #[error("“{0}” is not a number. Write digits, for instance 12 or 0.3")]
    Number(String),
    /// Not a day.
    #[error("“{0}” is not a day. Write it as 2026-03-11")]
    Date(String),
    /// Not a wall-clock time.
    #[error("“{0}” is not a time. Write it as 14:05")]
    Time(String),
    /// Not a moment.
    #[error("“{0}” is not a moment in time. Write a day and a time, for instance 2026-03-11 14:05")]
    Instant(String),
    /// Not a span.
    #[error("“{0}” is not a span of time. Write for instance 15 min or 2 h")]
    Duration(String),
    /// Neither yes nor no.
    #[error("“{0}” is neither yes nor no")]
    YesNo(String),
    /// Not a link that may be opened.
    #[error("“{0}” is not a link. Links begin with https:// or mailto:")]
    Link(String),
    /// Not an id.
    #[error("“{0}” is not the id of an attachment or document")]
    Id(String),
    /// A choice or letter that the column does not have.
    #[error("“{0}” is not one of the choices")]
    Choice(String),
}

impl ColumnType {
    /// Whether one stored text fits this type. Choices, letters and references are judged with their
    /// column and the directory elsewhere: any text fits here.
    ///
    /// # Errors
    /// The sentence for the person who typed it.
    pub fn check(&self, text: &str) -> Result<(), ValueError> {
        let short = || text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
        if text.is_empty() {
            return Ok(());
        }
        match self {
            Self::Number | Self::Percent => {
                if is_decimal(text) {
                    Ok(())
                } else {
                    Err(ValueError::Number(short()))
                }
            }
            Self::Date => text.parse::<Date>().map(drop).map_err(|_| ValueError::Date(short())),
            Self::Time => text.parse::<Time>().map(drop).map_err(|_| ValueError::Time(short())),
            Self::Instant => text.parse::<Timestamp>().map(drop).map_err(|_| ValueError::Instant(short())),
            Self::Duration => match text.parse::<SignedDuration>() {
                Ok(span) if !span.is_negative() => Ok(()),
                _ => Err(ValueError::Duration(short())),
            },
            Self::YesNo => {
                if matches!(text, "yes" | "no") {
                    Ok(())
                } else {
                    Err(ValueError::YesNo(short()))
                }
            }
            Self::Link => {
                let lower = text.to_ascii_lowercase();
                if ["https://", "http://", "mailto:", "tel:"].iter().any(|s| lower.starts_with(s)) {
                    Ok(())
                } else {
                    Err(ValueError::Link(short()))
                }
            }
            Self::Attachment | Self::PersonalData | Self::Document => {
                uuid::Uuid::parse_str(text).map(drop).map_err(|_| ValueError::Id(short()))
            }
            Self::Text | Self::Markdown | Self::Choice | Self::Reference | Self::Letters | Self::Unknown(_) => Ok(()),
        }
    }

    /// Whether values of this type are long text, spliced rather than set.
    #[must_use]
    pub fn is_long_text(&self) -> bool {
        matches!(self, Self::Markdown)
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(w, p)| (w, Some(p)));
    let all = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    text.len() <= 40 && all(whole) && part.is_none_or(all)
}
