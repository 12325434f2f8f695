//! Where in a document an operation works. Written as text on the bridge and in the history:
//! `/header/title`, `/sections/<id>/block/rows/<id>/cells/<id>`, with `/` and `%` in names escaped.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

use crate::id::{ColumnId, RowId, SectionId};

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(type = "string")]
pub enum Path {
    /// A header field.
    Header(String),
    /// A member of a header field that holds a set.
    HeaderMember(String, String),
    /// The sections.
    Sections,
    /// One line about a section: `heading`, `label`, `depth`.
    SectionLine(SectionId, SectionLine),
    /// The guidance of a section: long text.
    Guidance(SectionId),
    /// The text of a prose block: long text.
    Text(SectionId),
    /// A setting of a block.
    Setting(SectionId, String),
    /// A member of a setting that holds a set.
    SettingMember(SectionId, String, String),
    /// The columns of a block.
    Columns(SectionId),
    /// One line about a column: `name`, `key`, `type`.
    ColumnLine(SectionId, ColumnId, ColumnLine),
    /// An option of a column.
    ColumnOption(SectionId, ColumnId, String),
    /// The choices of a column.
    Choices(SectionId, ColumnId),
    /// One line about a choice: `name`, `colour`.
    ChoiceLine(SectionId, ColumnId, String, ChoiceLine),
    /// The rows of a block.
    Rows(SectionId),
    /// A cell.
    Cell(SectionId, RowId, ColumnId),
    /// A member of a cell that holds a set.
    CellMember(SectionId, RowId, ColumnId, String),
}

macro_rules! lines {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = concat!("`", $word, "`")] $variant,)* }
        impl $name {
            /// The word in paths.
            #[must_use]
            pub const fn word(self) -> &'static str { match self { $(Self::$variant => $word,)* } }
            fn read(word: &str) -> Option<Self> { match word { $($word => Some(Self::$variant),)* _ => None } }
        }
    };
}

lines! {
    /// One line about a section.
    SectionLine { Heading = "heading", Label = "label", Depth = "depth", }
}
lines! {
    /// One line about a column.
    ColumnLine { Name = "name", Key = "key", Type = "type", }
}
lines! {
    /// One line about a choice.
    ChoiceLine { Name = "name", Colour = "colour", }
}

/// A text that is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a place in a document")]
pub struct NotAPath(pub String);

fn escape(part: &str) -> String {
    part.replace('%', "%25").replace('/', "%2F")
}

fn unescape(part: &str) -> String {
    part.replace("%2F", "/").replace("%25", "%")
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(key) => write!(f, "/header/{}", escape(key)),
            Self::HeaderMember(key, member) => {
                write!(f, "/header/{}/{}", escape(key), escape(member))
            }
            Self::Sections => f.write_str("/sections"),
            Self::SectionLine(s, line) => write!(f, "/sections/{s}/{}", line.word()),
            Self::Guidance(s) => write!(f, "/sections/{s}/guidance"),
            Self::Text(s) => write!(f, "/sections/{s}/block/text"),
            Self::Setting(s, key) => write!(f, "/sections/{s}/block/settings/{}", escape(key)),
            Self::SettingMember(s, key, m) => write!(f, "/sections/{s}/block/settings/{}/{}", escape(key), escape(m)),
            Self::Columns(s) => write!(f, "/sections/{s}/block/columns"),
            Self::ColumnLine(s, c, line) => {
                write!(f, "/sections/{s}/block/columns/{c}/{}", line.word())
            }
            Self::ColumnOption(s, c, key) => {
                write!(f, "/sections/{s}/block/columns/{c}/options/{}", escape(key))
            }
            Self::Choices(s, c) => write!(f, "/sections/{s}/block/columns/{c}/choices"),
            Self::ChoiceLine(s, c, id, line) => {
                write!(f, "/sections/{s}/block/columns/{c}/choices/{}/{}", escape(id), line.word())
            }
            Self::Rows(s) => write!(f, "/sections/{s}/block/rows"),
            Self::Cell(s, r, c) => write!(f, "/sections/{s}/block/rows/{r}/cells/{c}"),
            Self::CellMember(s, r, c, m) => {
                write!(f, "/sections/{s}/block/rows/{r}/cells/{c}/{}", escape(m))
            }
        }
    }
}

impl FromStr for Path {
    type Err = NotAPath;

    fn from_str(text: &str) -> Result<Self, NotAPath> {
        let wrong = || NotAPath(text.chars().take(200).collect());
        let parts: Vec<&str> = text.strip_prefix('/').ok_or_else(wrong)?.split('/').collect();
        let section = |id: &str| id.parse::<SectionId>().map_err(|_| wrong());
        let column = |id: &str| id.parse::<ColumnId>().map_err(|_| wrong());
        let row = |id: &str| id.parse::<RowId>().map_err(|_| wrong());
        Ok(match parts.as_slice() {
            ["header", key] => Self::Header(unescape(key)),
            ["header", key, member] => Self::HeaderMember(unescape(key), unescape(member)),
            ["sections"] => Self::Sections,
            ["sections", s, "guidance"] => Self::Guidance(section(s)?),
            ["sections", s, line] => Self::SectionLine(section(s)?, SectionLine::read(line).ok_or_else(wrong)?),
            ["sections", s, "block", "text"] => Self::Text(section(s)?),
            ["sections", s, "block", "columns"] => Self::Columns(section(s)?),
            ["sections", s, "block", "rows"] => Self::Rows(section(s)?),
            ["sections", s, "block", "settings", key] => Self::Setting(section(s)?, unescape(key)),
            ["sections", s, "block", "settings", key, m] => {
                Self::SettingMember(section(s)?, unescape(key), unescape(m))
            }
            ["sections", s, "block", "columns", c, "choices"] => Self::Choices(section(s)?, column(c)?),
            ["sections", s, "block", "columns", c, line] => {
                Self::ColumnLine(section(s)?, column(c)?, ColumnLine::read(line).ok_or_else(wrong)?)
            }
            ["sections", s, "block", "columns", c, "options", key] => {
                Self::ColumnOption(section(s)?, column(c)?, unescape(key))
            }
            ["sections", s, "block", "columns", c, "choices", id, line] => {
                let line = ChoiceLine::read(line).ok_or_else(wrong)?;
                Self::ChoiceLine(section(s)?, column(c)?, unescape(id), line)
            }
            ["sections", s, "block", "rows", r, "cells", c] => Self::Cell(section(s)?, row(r)?, column(c)?),
            ["sections", s, "block", "rows", r, "cells", c, m] => {
                Self::CellMember(section(s)?, row(r)?, column(c)?, unescape(m))
            }
            _ => return Err(wrong()),
        })
    }
}

impl Path {
    /// The section it lies in, if any.
    #[must_use]
    pub fn section(&self) -> Option<SectionId> {
        match self {
            Self::Header(_) | Self::HeaderMember(..) | Self::Sections => None,
            Self::SectionLine(s, _)
            | Self::Guidance(s)
            | Self::Text(s)
            | Self::Setting(s, _)
            | Self::SettingMember(s, ..)
            | Self::Columns(s)
            | Self::ColumnLine(s, ..)
            | Self::ColumnOption(s, ..)
            | Self::Choices(s, _)
            | Self::ChoiceLine(s, ..)
            | Self::Rows(s)
            | Self::Cell(s, ..)
            | Self::CellMember(s, ..) => Some(*s),
        }
    }

    /// For a member of a set: the place of the whole value, and the member.
    #[must_use]
    pub fn whole(&self) -> Option<(Self, &str)> {
        match self {
            Self::HeaderMember(key, member) => Some((Self::Header(key.clone()), member)),
            Self::SettingMember(s, key, member) => Some((Self::Setting(*s, key.clone()), member)),
            Self::CellMember(s, r, c, member) => Some((Self::Cell(*s, *r, *c), member)),
            _ => None,
        }
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
