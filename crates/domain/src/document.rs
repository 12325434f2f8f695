//! A document: a header and ordered sections. Two documents are equal when their canonical content
//! without ids, removed things and history is equal (see [`crate::canonical`]).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::block::{BlockKind, Section};
use crate::id::SectionId;
use crate::path::Path;
use crate::value::{ColumnType, Value};

/// The format that this version writes. A reader accepts this and older ones.
pub const FORMAT: u32 = 1;

/// A living document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Document {
    /// Format of the content.
    pub format: u32,
    /// Header fields by name, see [`HEADER`]. Fields of a newer version are kept.
    #[serde(default)]
    pub header: BTreeMap<String, Value>,
    /// Sections by id.
    #[serde(default)]
    pub sections: BTreeMap<SectionId, Section>,
}

/// One field of the header: its name in paths and files, its label, its type and its options.
#[derive(Debug, Clone)]
pub struct HeaderField {
    /// Name in paths, the database and the file form.
    pub key: &'static str,
    /// Label on screen and page.
    pub label: &'static str,
    /// Type of its value.
    pub column_type: ColumnType,
    /// Kinds of reference, or the words of a choice.
    pub of: &'static [&'static str],
    /// Whether it holds a set.
    pub is_many: bool,
}

const fn field(
    key: &'static str,
    label: &'static str,
    column_type: ColumnType,
    of: &'static [&'static str],
) -> HeaderField {
    HeaderField { key, label, column_type, of, is_many: false }
}

/// The header of every document (domain reference B.0), in the order of the file form.
pub const HEADER: &[HeaderField] = &[
    field("title", "Title", ColumnType::Text, &[]),
    field("subtitle", "Subtitle", ColumnType::Text, &[]),
    field("template", "Template", ColumnType::Text, &[]),
    field("language", "Language", ColumnType::Text, &[]),
    field("incident", "Incident", ColumnType::Text, &[]),
    field("owner", "Owner", ColumnType::Reference, &["role", "person"]),
    field(
        "classification",
        "Classification",
        ColumnType::Choice,
        &[
            "Public",
            "Internal",
            "Confidential",
            "Restricted",
            "TLP:CLEAR",
            "TLP:GREEN",
            "TLP:AMBER",
            "TLP:AMBER+STRICT",
            "TLP:RED",
        ],
    ),
    field("version", "Version", ColumnType::Text, &[]),
    field(
        "status",
        "Status",
        ColumnType::Choice,
        &["draft", "in_review", "approved", "active", "superseded", "archived"],
    ),
    field("effective", "Effective from", ColumnType::Date, &[]),
    field("next_review", "Next review", ColumnType::Date, &[]),
    field("last_reviewed", "Last reviewed", ColumnType::Date, &[]),
    field("last_tested", "Last tested", ColumnType::Date, &[]),
    field("prepared_by", "Prepared by", ColumnType::Reference, &["person"]),
    HeaderField {
        key: "distribution",
        label: "Distribution",
        column_type: ColumnType::Reference,
        of: &["audience", "team"],
        is_many: true,
    },
    HeaderField {
        key: "related",
        label: "Related documents",
        column_type: ColumnType::Document,
        of: &[],
        is_many: true,
    },
    field("severity_scheme", "Severity scheme", ColumnType::Document, &[]),
];

/// The field of the header with this name, if this version knows it.
#[must_use]
pub fn header_field(key: &str) -> Option<&'static HeaderField> {
    HEADER.iter().find(|f| f.key == key)
}

impl Document {
    /// An empty document with a title, a template name (empty for none) and the status draft.
    #[must_use]
    pub fn new(title: &str, template: &str) -> Self {
        let mut header = BTreeMap::new();
        for (key, value) in
            [("title", title), ("template", template), ("language", "en"), ("version", "0.1"), ("status", "draft")]
        {
            if !value.is_empty() {
                header.insert(key.to_owned(), Value::one(value));
            }
        }
        Self { format: FORMAT, header, sections: BTreeMap::new() }
    }

    /// One text of the header, empty where it is not set.
    #[must_use]
    pub fn header_text(&self, key: &str) -> &str {
        self.header.get(key).and_then(Value::as_one).unwrap_or("")
    }

    /// The value of a header field, setting or cell; none at any other place.
    #[must_use]
    pub fn value(&self, path: &Path) -> Option<&Value> {
        let block = path.section().and_then(|s| self.sections.get(&s)).map(|s| &s.block);
        match path {
            Path::Header(key) => self.header.get(key),
            Path::Setting(_, key) => block?.settings.get(key),
            Path::Cell(_, r, c) => block?.rows.get(r)?.cells.get(c),
            _ => None,
        }
    }

    /// The text of the first field of this meaning; nothing where it is empty or no block of fields has one.
    #[must_use]
    pub fn field_text(&self, key: &str) -> Option<&str> {
        let found = self.sections_of(&BlockKind::Fields).into_iter().find_map(|(_, section)| {
            let (_, row) = section.block.live_rows().into_iter().next()?;
            section.block.column_by_key(key).map(|_| section.block.cell_text(row, key))
        });
        found.filter(|text| !text.is_empty())
    }

    /// Sets the value of the first field of this meaning, where a block of fields has one.
    pub fn set_field(&mut self, key: &str, value: Value) {
        let fields = self.sections_of(&BlockKind::Fields).into_iter().find_map(|(id, section)| {
            let (row, _) = section.block.live_rows().into_iter().next()?;
            Some((id, row, section.block.column_by_key(key)?.0))
        });
        if let Some((section, row, column)) = fields
            && let Some(row) = self.sections.get_mut(&section).and_then(|s| s.block.rows.get_mut(&row))
        {
            row.cells.insert(column, value);
        }
    }

    /// Title.
    #[must_use]
    pub fn title(&self) -> &str {
        self.header_text("title")
    }

    /// Status word; a document without one is a draft.
    #[must_use]
    pub fn status(&self) -> &str {
        match self.header_text("status") {
            "" => "draft",
            status => status,
        }
    }

    /// Whether it was approved or is active: what it names must then be there; a draft may still lack it.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        matches!(self.status(), "approved" | "active")
    }

    /// Whether it was replaced or put away: nothing is checked in it any more.
    #[must_use]
    pub fn is_past(&self) -> bool {
        matches!(self.status(), "superseded" | "archived")
    }

    /// Whether the next incident may run on it: it is active, or it was approved and its day has come.
    #[must_use]
    pub fn is_in_force(&self, today: Date) -> bool {
        let effective = self.header_text("effective").trim();
        let has_begun = || effective.is_empty() || effective.parse().is_ok_and(|day: Date| day <= today);
        self.status() == "active" || (self.status() == "approved" && has_begun())
    }

    /// Template name, for instance `incident-action-plan`.
    #[must_use]
    pub fn template(&self) -> &str {
        self.header_text("template")
    }

    /// Sections that were not removed, in order.
    #[must_use]
    pub fn live_sections(&self) -> Vec<(SectionId, &Section)> {
        let mut list: Vec<_> =
            self.sections.iter().filter(|(_, s)| s.deleted_at.is_none()).map(|(id, s)| (*id, s)).collect();
        list.sort_by(|a, b| a.1.pos.cmp(&b.1.pos).then(a.0.cmp(&b.0)));
        list
    }

    /// Live sections of one kind, in order.
    #[must_use]
    pub fn sections_of(&self, kind: &BlockKind) -> Vec<(SectionId, &Section)> {
        self.live_sections().into_iter().filter(|(_, s)| s.kind == *kind).collect()
    }

    /// The first live table section whose block carries this preset.
    #[must_use]
    pub fn preset(&self, name: &str) -> Option<(SectionId, &Section)> {
        self.live_sections().into_iter().find(|(_, s)| s.block.setting("preset") == name)
    }
}
