//! What the tests of this crate build documents, directories and logs with.

use jiff::Timestamp;
use uuid::Uuid;

use crate::block::{Block, BlockKind, Row, Section};
use crate::delivery::{DeliveryChannel, MailSecurity, Way, WebhookForm};
use crate::directory::Directory;
use crate::document::Document;
use crate::id::{ChainId, DocumentId, EntryId, IncidentId, RowId, SectionId};
use crate::log::{Author, Fact, NewEntry, Recorded};
use crate::position::Position;
use crate::preset;
use crate::value::Value;

/// Hands out ids in order.
#[derive(Default)]
pub struct Builder {
    next: u128,
}

impl Builder {
    pub fn uuid(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128(self.next)
    }

    /// A block of a preset with rows given by key; `|` separates the members of an ordered set.
    pub fn block(&mut self, kind: &BlockKind, name: &str, rows: &[&[(&str, &str)]]) -> Block {
        let mut block = preset::block(kind, name, &mut || self.uuid());
        block.rows.clear();
        for cells in rows {
            self.row(&mut block, cells);
        }
        block
    }

    pub fn row(&mut self, block: &mut Block, cells: &[(&str, &str)]) -> RowId {
        let last = block.live_rows().last().map(|(_, r)| r.pos.clone());
        let mut row = Row { pos: Position::between(last.as_ref(), None), cells: Default::default(), deleted_at: None };
        for (key, text) in cells {
            let found = block
                .live_columns()
                .into_iter()
                .find(|(_, c)| c.key == *key || c.name == *key)
                .unwrap_or_else(|| panic!("a column {key}"));
            let ordered = |text: &str| {
                let members: Vec<_> = text.split('|').map(str::to_owned).collect();
                let marks = Position::series(members.len());
                Value::Many(members.into_iter().zip(marks.into_iter().map(|p| p.as_str().to_owned())).collect())
            };
            let value = if found.1.is_many() { ordered(text) } else { Value::one(*text) };
            row.cells.insert(found.0, value);
        }
        let id = RowId::new(self.uuid());
        block.rows.insert(id, row);
        id
    }

    pub fn section(&mut self, heading: &str, kind: BlockKind, block: Block) -> Section {
        let document = self.document("", "", vec![(heading, kind, block)]);
        document.sections.into_values().next().expect("one section was put in")
    }

    pub fn document(&mut self, title: &str, template: &str, sections: Vec<(&str, BlockKind, Block)>) -> Document {
        let mut document = Document::new(title, template);
        for (pos, (heading, kind, block)) in Position::series(sections.len()).into_iter().zip(sections) {
            let section = Section {
                pos,
                heading: heading.to_owned(),
                depth: 1,
                label: String::new(),
                guidance: String::new(),
                kind,
                block,
                deleted_at: None,
            };
            document.sections.insert(SectionId::new(self.uuid()), section);
        }
        document
    }

    pub fn list(&mut self, name: &str, rows: &[&[(&str, &str)]]) -> (DocumentId, Document) {
        let template = format!("directory/{name}");
        let block = self.block(&BlockKind::Table, &template, rows);
        let document = self.document(name, &template, vec![(name, BlockKind::Table, block)]);
        (DocumentId::new(self.uuid()), document)
    }

    pub fn person(&mut self, fields: &[(&str, &str)]) -> (DocumentId, Document) {
        let block = self.block(&BlockKind::Fields, "directory/person", &[fields]);
        let document = self.document("", "directory/person", vec![("Person", BlockKind::Fields, block)]);
        (DocumentId::new(self.uuid()), document)
    }
}

pub fn document_of(documents: &[(DocumentId, Document)]) -> Directory {
    Directory::from_documents(documents.iter().map(|(id, d)| (*id, d)))
}

/// A mail server and the webhook of a chat.
pub fn channels() -> Vec<DeliveryChannel> {
    let channel =
        |id: &str, name: &str, way| DeliveryChannel { id: id.into(), name: name.into(), way, internal: false };
    let mail = Way::Mail {
        host: "mail.example.org".into(),
        port: 465,
        security: MailSecurity::Tls,
        user: String::new(),
        from: "desk@example.org".into(),
    };
    let chat = Way::Webhook { url: "https://chat.example.org/…".into(), form: WebhookForm::Slack };
    vec![channel("1", "Mail", mail), channel("2", "Chat", chat)]
}

pub fn incident_id() -> IncidentId {
    IncidentId::new(Uuid::from_u128(0x2041))
}

/// A moment of 11 March 2026 in Berlin (UTC+1), as `14:05` or `14:05:30`.
pub fn at(time: &str) -> Timestamp {
    let time = if time.len() == 5 { format!("{time}:00") } else { time.to_owned() };
    format!("2026-03-11T{time}+01:00").parse().expect("a time of day")
}

/// A log written one entry after the other.
#[derive(Clone, Default)]
pub struct Log {
    pub entries: Vec<Recorded>,
}

impl Log {
    pub fn add(&mut self, time: &str, fact: Fact) -> EntryId {
        let id = EntryId::new(Uuid::from_u128(0x1_0000 + self.entries.len() as u128));
        self.add_as(id, time, fact, "");
        id
    }

    /// INC-7 is declared at SEV1.
    pub fn declared(&mut self, time: &str) -> EntryId {
        self.declared_under(time, None)
    }

    /// INC-7 is declared at SEV1 under a commander.
    pub fn declared_under(&mut self, time: &str, commander: Option<&str>) -> EntryId {
        self.declared_as(time, commander, None)
    }

    /// INC-7 is declared at SEV1 under a commander, detected at a moment of its own.
    pub fn declared_as(&mut self, time: &str, commander: Option<&str>, detected_at: Option<Timestamp>) -> EntryId {
        let fact = Fact::Declared {
            number: "INC-7".to_owned(),
            title: "Checkout fails".to_owned(),
            severity: "SEV1".to_owned(),
            commander: commander.map(str::to_owned),
            services: Vec::new(),
            detected_at,
        };
        self.add(time, fact)
    }

    /// Writes down later what happened earlier.
    pub fn add_entered(&mut self, time: &str, entered: &str, fact: Fact) -> EntryId {
        let id = self.add(time, fact);
        let last = self.entries.last_mut().expect("it was added");
        last.entry.entered_at = at(entered);
        last.arrived_at = at(entered);
        id
    }

    pub fn add_as(&mut self, id: EntryId, time: &str, fact: Fact, text: &str) {
        let entry = NewEntry {
            id,
            incident: Some(incident_id()),
            event_at: at(time),
            entered_at: at(time),
            author: Author { person: None, name: "Emre Yılmaz".to_owned(), recorded_by: None },
            text: text.to_owned(),
            fact,
            mentions: Vec::new(),
        };
        // Each builds on the one before it, so that what is written in one moment has an order.
        let heads = self.entries.last().map(|known| known.entry.hash.clone()).into_iter().collect();
        let entry = entry.link(ChainId::new(Uuid::from_u128(9)), self.entries.len() as u32, heads);
        self.entries.push(Recorded { entry, arrived_at: at(time) });
    }

    pub fn incident(&self) -> crate::incident::Incident {
        crate::incident::Incident::fold(incident_id(), &self.entries).expect("the log declares the incident")
    }
}
