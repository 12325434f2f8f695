//! The sample binder of the tests: one incident, four documents and the log, built from presets.
#![allow(dead_code, reason = "each test file uses a part of this")]
#![allow(clippy::unwrap_used, reason = "a wrong sample is a failed test")]

pub mod found;
mod plan;
mod rest;

use std::collections::BTreeMap;
use std::sync::Arc;

use bridgebook_domain::checkpoint::{Checkpoint, Standing};
use bridgebook_domain::escalation::{LevelClock, LevelState};
use bridgebook_domain::log::{Author, Clock, Decision};
use bridgebook_domain::preset;
use bridgebook_domain::{Block, BlockKind, ColumnId, Document, Position, Row, RowId, Section, SectionId, Value};
use bridgebook_pdf::{Binder, DocumentInput, Fonts, IncidentFacts, LevelCall, LogLine};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

pub use plan::plan;
pub use rest::{communication, decision_rights, escalation};

/// Ids in a row, so that every run builds the same binder.
pub struct Ids(u128);

impl Ids {
    pub fn new() -> Self {
        Self(1)
    }
    pub fn next(&mut self) -> Uuid {
        self.0 += 1;
        Uuid::from_u128(self.0 << 32)
    }
}

pub fn fonts() -> Fonts {
    let read = |name: &str| {
        let path = format!("/usr/share/fonts/opentype/noto/{name}");
        let bytes = std::fs::read(&path).unwrap_or_else(|_| {
            panic!("{path} is missing: these tests need Noto Sans CJK (Debian package fonts-noto-cjk); `cargo xtask test` installs it")
        });
        Arc::new(bytes) as bridgebook_pdf::FontBytes
    };
    Fonts::bundled().with_noto_cjk(read("NotoSansCJK-Regular.ttc"), Some(read("NotoSansCJK-Bold.ttc")))
}

pub fn at(text: &str) -> Timestamp {
    format!("2026-03-11T{text}+01:00").parse().unwrap()
}

pub struct Maker {
    pub ids: Ids,
    pub document: Document,
    count: usize,
}

impl Maker {
    pub fn new(title: &str, subtitle: &str, template: &str) -> Self {
        let mut document = Document::new(title, template);
        document.header.insert("subtitle".into(), Value::one(subtitle));
        document.header.insert("version".into(), Value::one("1.4"));
        document.header.insert("status".into(), Value::one("approved"));
        Self { ids: Ids::new(), document, count: 0 }
    }

    pub fn section(&mut self, depth: u8, label: &str, heading: &str, kind: BlockKind, block: Block) {
        self.count += 1;
        let section = Section {
            pos: Position::stored(format!("{:06}", self.count)),
            heading: heading.into(),
            depth,
            label: label.into(),
            guidance: String::new(),
            kind,
            block,
            deleted_at: None,
        };
        self.document.sections.insert(SectionId::new(self.ids.next()), section);
    }

    pub fn prose(&mut self, depth: u8, label: &str, heading: &str, text: &str) {
        let block = Block { text: text.into(), ..Block::default() };
        self.section(depth, label, heading, BlockKind::Prose, block);
    }

    /// Rows as `key=value` pairs; several values are separated by `|`.
    pub fn preset(
        &mut self,
        depth: u8,
        label: &str,
        heading: &str,
        kind: BlockKind,
        name: &str,
        rows: &[&[(&str, &str)]],
    ) {
        let ids = &mut self.ids;
        let mut block = preset::block(&kind, name, &mut || ids.next());
        block.rows.clear();
        fill(&mut block, rows, ids);
        self.section(depth, label, heading, kind, block);
    }

    pub fn input(self) -> DocumentInput {
        DocumentInput::new(self.document)
    }
}

pub fn fill(block: &mut Block, rows: &[&[(&str, &str)]], ids: &mut Ids) {
    for (at, cells) in rows.iter().enumerate() {
        let mut row = Row { pos: Position::stored(format!("{at:06}")), cells: BTreeMap::new(), deleted_at: None };
        for (key, text) in *cells {
            let (id, column) = block.column_by_key(key).unwrap_or_else(|| panic!("no column {key}"));
            let value = if column.is_many() { Value::many(text.split('|')) } else { Value::one(*text) };
            row.cells.insert(id, value);
        }
        block.rows.insert(RowId::new(ids.next()), row);
    }
}

pub fn raci(ids: &mut Ids, roles: &[(&str, &str)], rows: &[(&str, &str, &str, &str)]) -> Block {
    let mut block = preset::block(&BlockKind::Raci, "", &mut || ids.next());
    let mut columns = Vec::new();
    for (at, (name, person)) in roles.iter().enumerate() {
        let id = ColumnId::new(ids.next());
        block
            .columns
            .insert(id, preset::role_column(Position::stored(format!("z{at:03}")), name, &[("person", person)]));
        columns.push(id);
    }
    for (at, (activity, help, review, letters)) in rows.iter().enumerate() {
        let mut row = Row { pos: Position::stored(format!("{at:06}")), cells: BTreeMap::new(), deleted_at: None };
        for (key, text) in [("activity", activity), ("ai_assist", help), ("human_review", review)] {
            let (id, _) = block.column_by_key(key).unwrap();
            row.cells.insert(id, Value::one(*text));
        }
        for (id, cell) in columns.iter().zip(letters.split(' ')) {
            if cell != "-" {
                row.cells.insert(*id, Value::many(cell.split('/')));
            }
        }
        block.rows.insert(RowId::new(ids.next()), row);
    }
    block
}

pub const NAMES: &[(&str, &str)] = &[
    ("kw", "Katarzyna Wójcik"),
    ("nm", "Nguyễn Thị Mai"),
    ("kj", "Kim Ji-woo (김지우)"),
    ("ey", "Emre Yılmaz"),
    ("cw", "Chen Wei (陈伟)"),
    ("ab", "Aisha Bello"),
    ("jl", "Jonas Lindqvist"),
    ("pr", "Priya Raman"),
    ("th", "Tomás Herrera"),
    ("s1", "SEV1"),
    ("s2", "SEV2"),
    ("s3", "SEV3"),
    ("customers", "Customers, all"),
    ("strategic", "Strategic customers"),
    ("support", "Support staff"),
    ("executives", "Executives"),
    ("partners", "Partners"),
    ("authority", "Data protection authority"),
];

pub fn log() -> Vec<LogLine> {
    [
        ("13:52:00", 21, "event", "Deployment 4.2 of the Payments gateway", "pipeline", ""),
        ("13:58:00", 0, "event", "Alert: error rate of card payments above 20 % in EU", "monitoring", ""),
        ("14:05:00", 0, "state_change", "Declared SEV1, state investigating", "Katarzyna Wójcik", "Investigating"),
        ("14:06:00", 0, "communication", "U1 Holding statement approved and sent to customers; next update by 14:26", "Nguyễn Thị Mai", ""),
        ("14:09:00", 4, "role_change", "Kim Ji-woo (김지우) assumes Operations Lead; acknowledged in 4 minutes", "Kim Ji-woo", ""),
        ("14:18:00", 0, "decision", "D-02 Freeze all deployments to Checkout, Payments and Orders. Accountable: Incident Commander. Consulted: Operations Lead", "Katarzyna Wójcik", ""),
        ("14:41:00", 0, "state_change", "Identified: certificate of the Harbourline client rotated in 4.2 without the intermediate (H3)", "Katarzyna Wójcik", "Identified"),
        ("14:44:00", 0, "decision", "D-03 Roll back 4.2, one node at a time. Accountable: Operations Lead.", "Kim Ji-woo", ""),
    ]
    .into_iter()
    .map(|(time, late, kind, text, author, begins)| LogLine {
        event_at: at(time),
        entered_at: at(time) + jiff::SignedDuration::from_mins(late),
        kind: kind.into(),
        text: text.into(),
        author: author.into(),
        begins: begins.into(),
    })
    .collect()
}

pub fn names() -> BTreeMap<String, String> {
    NAMES.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect()
}

pub fn binder(documents: Vec<DocumentInput>) -> Binder {
    Binder {
        incident: Some(IncidentFacts {
            number: "INC-2041".into(),
            title: "Checkout: card payments failing in EU".into(),
            severity: "SEV1".into(),
            state: "Identified".into(),
            commander: "Katarzyna Wójcik".into(),
            declared_at: Some(at("14:05:00")),
            states: vec![("Investigating".into(), at("14:05:00")), ("Identified".into(), at("14:41:00"))],
            period: Some((1, at("14:05:00"), Some(at("18:05:00")))),
            classification: "TLP:AMBER".into(),
            impact: "38 % of EU card payments, about 4,100 orders".into(),
            updates: vec![
                ("customers".into(), vec![(at("14:06:00"), 0), (at("14:11:00"), 0), (at("14:31:00"), 0)]),
                ("executives".into(), vec![(at("14:15:00"), 0), (at("14:45:00"), 3)]),
            ],
            detected_at: Some(at("13:58:00")),
            ..IncidentFacts::default()
        }),
        moment: at("14:47:12"),
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        organisation: "Northwind Outfitters".into(),
        documents,
        names: names(),
        log: None,
        hash: "4c1f90ae7d52b6e80b93ad41e6f2715c28d09f37b1a4c8605e73fd1992c6047b".into(),
    }
}

pub fn sample() -> Binder {
    let mut binder = binder(vec![plan(), communication(), decision_rights(), escalation()]);
    binder.log = Some(log());
    if let Some(incident) = &mut binder.incident {
        incident.levels = vec![
            answered("L1", "14:05:00", "14:09:00"),
            answered("L2", "14:32:00", "14:34:42"),
            told("M", "14:20:00", 0),
            told("CTO", "14:36:00", 60),
        ];
    }
    binder
}

/// A level that stands like this; it is known by its name.
pub fn level(name: &str, is_by_age: bool, state: LevelState) -> LevelCall {
    let clock = LevelClock {
        level: name.into(),
        clock: if is_by_age { Clock::Hierarchical } else { Clock::Functional },
        targets: Vec::new(),
        target: String::new(),
        backup: String::new(),
        notify: Vec::new(),
        at_risk_at: None,
        due_at: None,
        in_seconds: None,
        state,
        reach: bridgebook_domain::escalation::Reach::Unknown,
        round: 0,
        row: None,
        may_decline: true,
        again_after: None,
        explanation: String::new(),
    };
    LevelCall { clock, called_at: None, ended_at: None, by_hand: false }
}

/// A level that was called and acknowledged.
pub fn answered(name: &str, called: &str, acknowledged: &str) -> LevelCall {
    let state = LevelState::Acknowledged { at: at(acknowledged), by: "kj".into() };
    LevelCall { called_at: Some(at(called)), ended_at: Some(at(acknowledged)), ..level(name, false, state) }
}

/// A level that was called and has so many minutes to acknowledge.
pub fn called(name: &str, from: &str, minutes: i64) -> LevelCall {
    let due = at(from) + jiff::SignedDuration::from_mins(minutes);
    let state = LevelState::Called { at: at(from), late_by_seconds: 0, acknowledge_due: Some(due) };
    LevelCall { called_at: Some(at(from)), ..level(name, false, state) }
}

/// An authority that was told, so many seconds late.
pub fn told(name: &str, time: &str, late_by_seconds: i32) -> LevelCall {
    let state = LevelState::Told { at: at(time), late_by_seconds };
    LevelCall { called_at: Some(at(time)), ..level(name, true, state) }
}

/// The same level, due at a moment.
pub fn due(mut level: LevelCall, time: &str) -> LevelCall {
    level.clock.due_at = Some(at(time));
    level
}

/// A checkpoint that a document plans.
pub fn checkpoint(name: &str, standing: Standing) -> Checkpoint {
    Checkpoint {
        name: name.into(),
        approver: String::new(),
        conditions: String::new(),
        due: None,
        is_planned: true,
        standing,
    }
}
