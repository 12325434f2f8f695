//! The hand-off policy as its document has it, read by the keys of its columns, so that a team may rename and reorder.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::HandOffState;
use crate::block::{Block, BlockKind};
use crate::document::Document;
use crate::id::{DocumentId, RowId};
use crate::view::{RowView, folded, rows};

/// What an assistant does with a customer who needs a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// The conversation goes to people who answer it.
    #[default]
    Ticket,
    /// The assistant says what the customer can do, and hands nothing over.
    CustomMessage,
}

/// What the policy says of a state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StateRule {
    /// How long it may last at most.
    pub within: Option<SignedDuration>,
}

/// A text for the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyText {
    /// Its name, which stays.
    pub name: String,
    /// Markdown.
    pub body: String,
    /// Language; empty where none is said.
    pub language: String,
}

/// Something that a hand-off brings along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequiredItem {
    /// Row it stands in.
    pub row: RowId,
    /// Its name.
    pub item: String,
    /// Whether it may not be missing.
    pub required: bool,
    /// Where it is taken from, in the words of the table.
    pub source: String,
}

/// A hand-off policy.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HandOffPolicy {
    /// Its document.
    pub document: Option<DocumentId>,
    /// Title of the document.
    pub title: String,
    /// Language of the document.
    pub language: String,
    /// Method.
    pub method: Method,
    /// Platform as it is called.
    pub platform: String,
    /// Whether the platform is connected.
    pub connected: bool,
    /// Whether the customer is asked before.
    pub ask_consent: bool,
    /// The answer that counts as a yes.
    pub consent_answer: String,
    /// Whether the customer has to be signed in, or to give an e-mail address.
    pub require_sign_in: bool,
    /// Who gets it where nobody else is named: id or name.
    pub target: String,
    /// Calendar of the office hours: id or name.
    pub calendar: String,
    /// Within what an answer is due.
    pub within: Option<SignedDuration>,
    /// States.
    pub states: BTreeMap<HandOffState, StateRule>,
    /// Texts.
    pub texts: Vec<PolicyText>,
    /// Whether the chat ends when a ticket is created, by the row of the platform.
    pub chat_ends: bool,
    /// What happens on the platform, in its words.
    pub behaviour: String,
    /// What is done where a line of the gate does not hold, in order.
    pub otherwise: Vec<String>,
    /// What the ticket carries.
    pub items: Vec<RequiredItem>,
    /// The custom message, Markdown.
    pub custom_message: String,
    /// Links of the custom message: name and address; the address may be empty.
    pub links: Vec<(String, String)>,
}

impl HandOffPolicy {
    /// Reads the policy that a document holds: that of its block of fields with method and consent. None where it has none.
    #[must_use]
    pub fn read(id: DocumentId, document: &Document) -> Option<Self> {
        let sections = document.live_sections();
        let block = sections.iter().map(|(_, section)| &section.block).find(|block| is_policy(block))?;
        let (_, fields) = rows(block).next()?;
        let platform = shown(block, &fields, "platform");
        let mut policy = Self {
            document: Some(id),
            title: document.title().to_owned(),
            language: document.header_text("language").to_owned(),
            method: method(&shown(block, &fields, "method")),
            connected: fields.is_yes("connected"),
            ask_consent: fields.is_yes("ask_consent"),
            consent_answer: fields.text("consent_answer").to_owned(),
            require_sign_in: fields.is_yes("require_sign_in"),
            target: fields.text("target").to_owned(),
            calendar: fields.text("calendar").to_owned(),
            within: fields.duration("within"),
            items: required_items(document),
            ..Self::default()
        };
        let mut prose = "";
        for (_, section) in &sections {
            let block = &section.block;
            if section.kind == BlockKind::Prose {
                prose = &block.text;
            } else if has(block, &["state", "within", "next"]) {
                policy.states = states(block);
            } else if has(block, &["name", "body", "language"]) {
                policy.texts = texts(block);
            } else if has(block, &["check", "otherwise"]) {
                policy.otherwise = rows(block).map(|(_, row)| row.text("otherwise").to_owned()).collect();
            } else if has(block, &["platform", "behaviour", "chat"]) {
                let of_it = rows(block).find(|(_, row)| folded(&shown(block, row, "platform")) == folded(&platform));
                if let Some((_, row)) = of_it {
                    policy.chat_ends = folded(&shown(block, &row, "chat")).starts_with("ends");
                    row.text("behaviour").clone_into(&mut policy.behaviour);
                }
            } else if has(block, &["name", "url"]) && policy.links.is_empty() {
                let links = rows(block).filter(|(_, row)| !row.text("name").is_empty());
                policy.links =
                    links.map(|(_, row)| (row.text("name").to_owned(), row.text("url").to_owned())).collect();
                // The message stands before its links.
                prose.trim().clone_into(&mut policy.custom_message);
            }
        }
        policy.platform = platform;
        Some(policy)
    }

    /// How long a state may last.
    #[must_use]
    pub fn at_most(&self, state: HandOffState) -> Option<SignedDuration> {
        self.states.get(&state).and_then(|rule| rule.within)
    }
}

/// The required context of a document: the rows of its tables with that preset.
#[must_use]
pub fn required_items(document: &Document) -> Vec<RequiredItem> {
    let sections = document.live_sections();
    let tables =
        sections.iter().map(|(_, section)| &section.block).filter(|b| b.setting("preset") == "hand-off-context");
    let all = tables.flat_map(rows).filter(|(_, row)| !row.text("item").is_empty());
    let item = |(id, row): (RowId, RowView<'_>)| RequiredItem {
        row: id,
        item: row.text("item").to_owned(),
        required: row.is_yes("required"),
        source: row.text("source").to_owned(),
    };
    all.map(item).collect()
}

fn is_policy(block: &Block) -> bool {
    has(block, &["method", "ask_consent", "target"])
}

fn has(block: &Block, keys: &[&str]) -> bool {
    keys.iter().all(|key| block.column_by_key(key).is_some())
}

/// The name of the choice of a row.
fn shown(block: &Block, row: &RowView<'_>, key: &str) -> String {
    let written = row.text(key);
    let column = block.column_by_key(key).map(|(_, column)| column);
    column.and_then(|column| column.choices.get(written)).map_or(written, |choice| choice.name.as_str()).to_owned()
}

fn method(shown: &str) -> Method {
    if folded(shown).starts_with("custom message") { Method::CustomMessage } else { Method::Ticket }
}

/// States by their names; in a translated policy, which has others, by their numbers.
fn states(block: &Block) -> BTreeMap<HandOffState, StateRule> {
    let state = |row: &RowView<'_>| {
        let named = HandOffState::from_name(&shown(block, row, "state"));
        named.or_else(|| HandOffState::nth(row.text("no").parse().ok()?))
    };
    rows(block).filter_map(|(_, row)| Some((state(&row)?, StateRule { within: row.duration("within") }))).collect()
}

fn texts(block: &Block) -> Vec<PolicyText> {
    let text = |row: RowView<'_>| PolicyText {
        name: row.text("name").to_owned(),
        body: row.text("body").to_owned(),
        language: row.text("language").to_owned(),
    };
    rows(block).map(|(_, row)| text(row)).filter(|text| !text.name.is_empty() && !text.body.is_empty()).collect()
}
