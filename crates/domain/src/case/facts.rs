//! What rules look at in one case: its fields as written, its text, its flags, and what was noticed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::fields::{CaseFields, DECIDED, OPENED, RESOLVED, RESPONDED};
use super::history::{CaseHistory, StatusSpan};
use super::place::{CONVERSATION, CUSTOMER_DATA, field_key};
use super::{IncomingCase, Speaker};
use crate::block::{Block, Row};
use crate::condition::Signal;
use crate::id::ColumnId;
use crate::value::{ColumnType, Value};
use crate::view::folded;

/// What stands for something that no rule may read.
const KEPT_APART: &str = "kept apart";
/// Columns that name flags and signals, where a table has them.
const FLAGS: &str = "flags";
const SIGNALS: &str = "signals";
/// Columns that name the case, in order.
const NAMES: [&str; 2] = ["id", "no"];
/// The column that names an integration; of anything else it may be the name of a customer.
const NAME: &str = "name";
/// Statuses that end a case, by their stable words.
const ENDS: [&str; 8] = ["resolved", "closed", "done", "rejected", "duplicate", "spam", "archived", "live"];
/// Columns that are written only while a case is dealt with. The reason stays: that somebody asked for a human is known
/// from the beginning.
const LATER: [&str; 12] = [
    "status",
    "handled_by",
    "owner",
    "level",
    "initiated",
    "escalation_type",
    "response_due",
    RESPONDED,
    RESOLVED,
    "rerouted",
    "first_contact",
    "approval",
];
/// The column and its word by which somebody who asked for a human is recorded.
const REASON: (&str, &str) = ("reason", "explicit-request");

/// A piece of the text of a case, with where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// Line of the conversation, from 1; none for a field.
    pub line: Option<usize>,
    /// Name of the field, or who said it.
    pub of: String,
    /// When it was said.
    pub at: Option<Timestamp>,
    /// As written.
    pub text: &'a str,
}

/// What rules look at in one case.
#[derive(Debug, Clone)]
pub struct CaseFacts<'a> {
    /// The fields of its table.
    pub(super) fields: &'a CaseFields,
    /// Name of the case; empty where it has none.
    pub id: String,
    /// Values by place of the field.
    values: Vec<Vec<Cow<'a, str>>>,
    /// Fields that no column has, folded.
    more: BTreeMap<String, &'a str>,
    /// Whether something is known about the customer for which the table has no column.
    is_customer_known: bool,
    /// All its text.
    pub(super) pieces: Vec<Piece<'a>>,
    flags: BTreeSet<String>,
    signals: BTreeSet<Signal>,
    /// When it was opened, where that is known.
    pub opened: Option<Timestamp>,
    /// When a human first answered.
    pub responded: Option<Timestamp>,
    /// When it was resolved.
    pub resolved: Option<Timestamp>,
    /// What the log knows of it.
    pub(super) history: Option<&'a CaseHistory>,
}

impl<'a> CaseFacts<'a> {
    /// A case that came in, seen with the fields of the table that it would go to.
    #[must_use]
    pub fn of_incoming(fields: &'a CaseFields, case: &'a IncomingCase) -> Self {
        let mut found = Self::empty(fields);
        for (name, text) in case.fields.iter().filter(|(_, text)| !text.trim().is_empty()) {
            match fields.place(name) {
                Some(place) => found.take(place, text),
                None => _ = found.more.insert(folded(name), text.trim()),
            }
        }
        found.heard(case);
        found.finish();
        if !case.id.trim().is_empty() {
            case.id.trim().clone_into(&mut found.id);
        }
        found
    }

    /// A stored case: a row of its table, with what came in where that is still kept.
    #[must_use]
    pub fn of_row(fields: &'a CaseFields, table: &'a Block, row: &'a Row, came_in: Option<&'a IncomingCase>) -> Self {
        let mut found = Self::empty(fields);
        for (place, (id, _)) in table.live_columns().into_iter().enumerate() {
            for member in row.cells.get(&id).map(|value| value.members()).unwrap_or_default() {
                found.values[place].push(Cow::Borrowed(member.trim()));
            }
        }
        if let Some(case) = came_in {
            // What a person has changed in the row counts; what no column has is as it came in.
            for (name, text) in case.fields.iter().filter(|(name, _)| fields.place(name).is_none()) {
                found.more.insert(folded(name), text.trim());
            }
            found.heard(case);
        }
        found.finish();
        if let Some(case) = came_in.filter(|_| found.id.is_empty()) {
            case.id.trim().clone_into(&mut found.id);
        }
        found
    }

    /// A stored case by these of its columns alone, none of its text among them: what is counted over very many cases.
    pub(super) fn of_columns(fields: &'a CaseFields, columns: &[(usize, ColumnId)], row: &'a Row) -> Self {
        let mut found = Self::empty(fields);
        for (place, id) in columns {
            match row.cells.get(id) {
                Some(Value::One(text)) if text.is_empty() => {}
                Some(Value::One(text)) => found.values[*place].push(Cow::Borrowed(text.trim())),
                Some(set) => found.values[*place].extend(set.members().into_iter().map(|m| Cow::Borrowed(m.trim()))),
                None => {}
            }
        }
        found.read_moments();
        found
    }

    /// A stored case as it came: what is written only while it is dealt with (its status, who has it, when it ended)
    /// counts as it stood in what came in, and not at all where that is not kept or was past already. So today's rules
    /// see of a past case what they would have seen of it then.
    #[must_use]
    pub fn as_it_came(
        fields: &'a CaseFields,
        table: &'a Block,
        row: &'a Row,
        came_in: Option<&'a IncomingCase>,
    ) -> Self {
        let mut found = Self::of_row(fields, table, row, came_in);
        found.forget_later();
        let later: Vec<usize> = LATER.iter().filter_map(|key| fields.place(key)).collect();
        for (name, text) in
            came_in.filter(|case| !Self::of_incoming(fields, case).is_past()).into_iter().flat_map(|case| &case.fields)
        {
            match fields.place(name) {
                Some(place) if later.contains(&place) && !text.trim().is_empty() => found.take(place, text),
                _ => {}
            }
        }
        found.read_moments();
        found
    }

    /// A past case without what was written while it was dealt with, as for a stored one in
    /// [`as_it_came`](Self::as_it_came).
    #[must_use]
    pub fn as_it_stood(mut self) -> Self {
        self.forget_later();
        self.read_moments();
        self
    }

    /// Whether somebody answered or ended it, or its status says that it ended.
    #[must_use]
    pub fn is_past(&self) -> bool {
        self.first(RESPONDED).is_some() || self.first(RESOLVED).is_some() || self.is_closed()
    }

    fn forget_later(&mut self) {
        for key in LATER {
            if let Some(place) = self.fields.place(key) {
                self.values[place].clear();
            }
            self.more.remove(&folded(key));
        }
    }

    fn empty(fields: &'a CaseFields) -> Self {
        Self {
            fields,
            id: String::new(),
            values: vec![Vec::new(); fields.len()],
            more: BTreeMap::new(),
            is_customer_known: false,
            pieces: Vec::new(),
            flags: BTreeSet::new(),
            signals: BTreeSet::new(),
            opened: None,
            responded: None,
            resolved: None,
            history: None,
        }
    }

    /// The members of a cell that came as text: parted by commas where the column holds choices or references.
    fn take(&mut self, place: usize, text: &'a str) {
        let is_list = matches!(self.fields.get(place).column_type, ColumnType::Choice | ColumnType::Reference);
        if is_list && self.fields.get(place).show(text.trim()) == text.trim() {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            self.values[place].extend(parts.map(Cow::Borrowed));
        } else {
            self.values[place].push(Cow::Borrowed(text.trim()));
        }
    }

    fn heard(&mut self, case: &'a IncomingCase) {
        for (n, said) in case.conversation.iter().enumerate().filter(|(_, said)| said.by != Speaker::System) {
            let of = if said.name.is_empty() { said.by.as_str().to_owned() } else { said.name.clone() };
            self.pieces.push(Piece { line: Some(n + 1), of, at: said.at, text: &said.text });
        }
        for attempt in &case.attempts {
            self.pieces.push(Piece { line: None, of: "Attempts".to_owned(), at: None, text: attempt });
        }
        // Known, though no rule may read it: a field that holds something is not missing.
        if !case.customer_data.is_empty() && !self.keep(CUSTOMER_DATA) {
            self.is_customer_known = true;
        }
        if !case.conversation.is_empty() {
            self.keep(CONVERSATION);
        }
        self.flags.extend(case.flags.iter().map(|flag| folded(flag)));
        self.signals.extend(case.signals.iter().copied());
    }

    /// Marks a field as holding something that is kept apart; says whether the table has such a field.
    fn keep(&mut self, field: &str) -> bool {
        let Some(place) = self.fields.place(field) else { return false };
        if self.values[place].is_empty() {
            self.values[place].push(Cow::Borrowed(KEPT_APART));
        }
        true
    }

    fn finish(&mut self) {
        let fields = self.fields;
        for place in 0..fields.len() {
            let field = fields.get(place);
            if matches!(field.column_type, ColumnType::Text | ColumnType::Markdown) {
                for text in &self.values[place] {
                    // Only texts that were lent are pieces: every text of a row or file is.
                    if let Cow::Borrowed(text) = text {
                        self.pieces.push(Piece { line: None, of: field.name.clone(), at: None, text });
                    }
                }
            }
        }
        let extra: Vec<&'a str> = self.more.values().copied().collect();
        for text in extra {
            self.pieces.push(Piece { line: None, of: "Other field".to_owned(), at: None, text });
        }
        let members = |facts: &Self, key: &str| -> Vec<String> {
            facts.values(key).map(|list| list.iter().map(|v| folded(v)).collect()).unwrap_or_default()
        };
        self.flags.extend(members(self, FLAGS));
        let named = members(self, SIGNALS);
        let is_asked = self.is_any(REASON.0, REASON.1);
        self.signals.extend(Signal::ALL.iter().filter(|s| named.iter().any(|name| name == s.as_str())));
        if is_asked {
            self.signals.insert(Signal::HumanAsked);
        }
        self.read_moments();
        // Only a column names a case: what no column has may be personal data, and names stand in the log.
        let by_name = fields.is_named.then_some(NAME);
        let mut keys = NAMES.into_iter().chain(by_name);
        let name = keys.find_map(|key| self.values.get(fields.place(key)?)?.first());
        self.id = name.map(ToString::to_string).unwrap_or_default();
    }

    fn read_moments(&mut self) {
        let moment = |key: &str| self.first(key).and_then(|text| text.parse().ok());
        let opened = moment(OPENED).or_else(|| moment(DECIDED));
        (self.opened, self.responded, self.resolved) = (opened, moment(RESPONDED), moment(RESOLVED));
    }

    /// The values of a field as written, by its key or name; none where the case has no such field.
    pub(super) fn values(&self, name: &str) -> Option<Vec<&str>> {
        match self.fields.place(name) {
            Some(place) => Some(self.values[place].iter().map(AsRef::as_ref).collect()),
            None => self.unplaced(name).map(|text| vec![text]),
        }
    }

    /// Whether a name means the field that is known by a key.
    pub(super) fn is_field(&self, name: &str, key: &str) -> bool {
        let place = self.fields.place(key);
        field_key(name) == key || (place.is_some() && self.fields.place(name) == place)
    }

    /// Whether a field holds moments.
    pub(super) fn is_moment(&self, name: &str) -> bool {
        self.fields.place(name).is_some_and(|place| self.fields.get(place).column_type == ColumnType::Instant)
    }

    /// The first value of a field.
    #[must_use]
    pub fn first(&self, name: &str) -> Option<&str> {
        match self.fields.place(name) {
            Some(place) => self.values[place].first().map(AsRef::as_ref),
            None => self.unplaced(name),
        }
    }

    /// A field that no column has.
    fn unplaced(&self, name: &str) -> Option<&str> {
        let kept = || (self.is_customer_known && field_key(name) == CUSTOMER_DATA).then_some(KEPT_APART);
        self.more.get(&folded(name)).copied().or_else(kept)
    }

    /// The first value of a field as it is shown.
    #[must_use]
    pub fn shown(&self, name: &str) -> String {
        let written = self.first(name).unwrap_or_default();
        self.fields.place(name).map_or(written, |place| self.fields.get(place).show(written)).to_owned()
    }

    /// Whether a field holds a value, by any of its words.
    pub(super) fn is_any(&self, name: &str, wanted: &str) -> bool {
        let held = self.values(name).unwrap_or_default();
        match self.fields.place(name) {
            Some(place) => held.iter().any(|v| self.fields.get(place).is_same(v, wanted)),
            None => held.iter().any(|v| folded(v) == folded(wanted)),
        }
    }

    /// Whether nothing is left to do for it: resolved, or in a status that ends it.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        let is_end = |key: &str| ENDS.iter().any(|status| self.is_any(key, status));
        self.resolved.is_some() || is_end("status")
    }

    /// With what the log knows of it.
    #[must_use]
    pub fn with_history(mut self, history: Option<&'a CaseHistory>) -> Self {
        self.history = history;
        self
    }

    /// When it was taken in, where the log says so.
    pub(super) fn taken_in(&self) -> Option<Timestamp> {
        self.history.and_then(|history| history.taken_in)
    }

    /// The column that says where it stands: its status, else its approval.
    fn status_key(&self) -> &'static str {
        if self.fields.place("status").is_some() { "status" } else { "approval" }
    }

    /// The statuses that it had, in order; the last is the present one.
    pub(super) fn statuses(&self) -> Vec<StatusSpan<'_>> {
        let (key, none) = (self.status_key(), CaseHistory::NONE);
        self.history.unwrap_or(none).spans(key, self.first(key).unwrap_or_default())
    }

    /// Whether a status is the one that is called so, by any of its words.
    pub(super) fn is_status(&self, status: &str, wanted: &str) -> bool {
        if status.is_empty() {
            return false;
        }
        match self.fields.place(self.status_key()) {
            Some(place) => self.fields.get(place).is_same(status, wanted),
            None => folded(status) == folded(wanted),
        }
    }

    /// A status as it is shown.
    pub(super) fn status_words(&self, status: &str) -> String {
        let place = self.fields.place(self.status_key());
        place.map_or(status, |place| self.fields.get(place).show(status)).to_owned()
    }

    /// Whether a status ends a case.
    pub(super) fn is_end(&self, status: &str) -> bool {
        self.status_key() == "status" && ENDS.iter().any(|end| self.is_status(status, end))
    }

    /// When it came into the status that ended it by a moment, where the log says so.
    pub(super) fn ended(&self, at: Timestamp) -> Option<Timestamp> {
        let spans = self.statuses();
        let then = spans.iter().rposition(|span| span.from.is_none_or(|from| from <= at))?;
        let run = spans[..=then].iter().rev().take_while(|span| self.is_end(span.value)).last()?;
        run.from
    }

    pub(super) fn has_flag(&self, flag: &str) -> bool {
        let flag = folded(flag);
        self.flags.contains(&flag) || self.is_any(&flag, "yes")
    }

    pub(super) fn has_signal(&self, signal: Signal) -> bool {
        self.signals.contains(&signal)
    }
}
