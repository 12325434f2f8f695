//! Where the parts of a case that came in stand in a row of a table: by key or name of the columns, choices by word or
//! id. What has no place stays with the case, in its attachment, and is told.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::IncomingCase;
use crate::block::{Block, Column};
use crate::canonical::hex;
use crate::id::ColumnId;
use crate::text::CELL_LIMIT;
use crate::value::{ColumnType, ReferenceKind, Value};
use crate::view::{choice_of, folded};

/// Key of the column that holds the name of a case.
pub const ID: &str = "id";
/// Key of the column whose attachment holds the case as it came, with all that was said.
pub const CONVERSATION: &str = "conversation";
/// Key of the column whose attachment holds what is known about the customer.
pub const CUSTOMER_DATA: &str = "customer_data";
/// Days for which personal data of a case is kept where nothing else is said.
pub const KEEP_DAYS: u32 = 90;

/// What a name of the directory is stored as: its id, or the name as it is written.
pub type Stored<'a> = dyn Fn(&[ReferenceKind], &str) -> String + 'a;

/// A case in the columns of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placed {
    /// Its cells, without the attachments.
    pub cells: BTreeMap<ColumnId, Value>,
    /// What has no place, or stands in its place as it was written although the column means something else.
    pub remarks: BTreeSet<Unplaced>,
}

/// A field that did not find its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unplaced {
    /// No column has this key or name.
    NoColumn(String),
    /// The column does not take what it says.
    DoesNotFit(String),
    /// Longer than a cell may be.
    TooLong(String),
    /// No choice of the column: it stands there as it was written.
    NoChoice(String, String),
}

impl Unplaced {
    /// The sentence for a person.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::NoColumn(field) => format!("“{field}” has no column; it was kept with the case"),
            Self::DoesNotFit(field) => format!("“{field}” does not fit its column; it was kept with the case"),
            Self::TooLong(field) => {
                format!("“{field}” is longer than the {CELL_LIMIT} characters of a cell; it was kept with the case")
            }
            Self::NoChoice(field, word) => {
                format!("“{word}” is not one of the choices of “{field}”; it stands there as it was written")
            }
        }
    }
}

/// A name of a field as keys are compared: other systems write `customer-data` or `Customer data` for `customer_data`.
pub(super) fn field_key(name: &str) -> String {
    folded(name).replace([' ', '-'], "_")
}

/// The column that a field means: by key, else by name, whatever the case of letters.
#[must_use]
pub fn column_of<'a>(block: &'a Block, field: &str) -> Option<(ColumnId, &'a Column)> {
    let (key, wanted) = (field_key, field_key(field));
    let columns = block.live_columns();
    let keyed = columns.iter().find(|(_, c)| !c.key.is_empty() && key(&c.key) == wanted);
    keyed.or_else(|| columns.iter().find(|(_, c)| key(&c.name) == wanted)).copied()
}

/// The cells of a case in a table.
#[must_use]
pub fn place(case: &IncomingCase, block: &Block, stored: &Stored<'_>) -> Placed {
    let mut placed = Placed::default();
    let mut put = |field: &str, text: &str, is_told: bool| {
        let Some((id, column)) = column_of(block, field) else {
            if is_told && !text.trim().is_empty() {
                placed.remarks.insert(Unplaced::NoColumn(field.to_owned()));
            }
            return;
        };
        match value(column, text, stored) {
            Ok(Some(value)) => {
                for word in unknown(column, &value) {
                    placed.remarks.insert(Unplaced::NoChoice(column.name.clone(), word));
                }
                // What the table calls by its key stands before what it calls by a name.
                placed.cells.entry(id).or_insert(value);
            }
            Ok(None) => {}
            Err(Refusal::TooLong) => {
                placed.remarks.insert(Unplaced::TooLong(field.to_owned()));
            }
            Err(Refusal::DoesNotFit) => {
                placed.remarks.insert(Unplaced::DoesNotFit(field.to_owned()));
            }
        }
    };
    put(ID, &case.id, false);
    for (field, text) in &case.fields {
        put(field, text, true);
    }
    let signals: Vec<&str> = case.signals.iter().map(|signal| signal.as_str()).collect();
    // These are with the case in any table; a column for them shows them too.
    put("attempts", &listed(&case.attempts), false);
    put("flags", &case.flags.join(", "), false);
    put("signals", &signals.join(", "), false);
    placed
}

/// The name of a case that has none: it follows from what the case says, so that the same case again has the same.
#[must_use]
pub fn name_by_content(case: &IncomingCase) -> String {
    let text = serde_json::to_string(case).unwrap_or_default();
    let hash = hex(&Sha256::digest(text.as_bytes()));
    format!("case-{}", hash.get(..12).unwrap_or(&hash))
}

/// A case that is known, with what a newer report of it says. What the newer one does not speak of stays.
#[must_use]
pub fn merged(known: &IncomingCase, newer: &IncomingCase) -> IncomingCase {
    let mut case = known.clone();
    case.fields.extend(newer.fields.clone());
    case.customer_data.extend(newer.customer_data.clone());
    let fill = |known: &mut Vec<String>, newer: &Vec<String>| {
        if !newer.is_empty() {
            known.clone_from(newer);
        }
    };
    fill(&mut case.attempts, &newer.attempts);
    fill(&mut case.flags, &newer.flags);
    if !newer.signals.is_empty() {
        case.signals.clone_from(&newer.signals);
    }
    if !newer.conversation.is_empty() {
        case.conversation.clone_from(&newer.conversation);
    }
    case
}

/// The cells that a newer report changes. Where the case as it was known is at hand, only what the reports differ in: what
/// people have changed in the row since stays. Where it is not (it was erased), what differs from the row.
#[must_use]
pub fn changes(
    known: Option<&IncomingCase>,
    newer: &IncomingCase,
    (block, row): (&Block, &BTreeMap<ColumnId, Value>),
    stored: &Stored<'_>,
) -> BTreeMap<ColumnId, Value> {
    let before = known.map(|known| place(known, block, stored).cells);
    let before = before.as_ref().unwrap_or(row);
    let mut cells = place(newer, block, stored).cells;
    cells.retain(|id, value| before.get(id) != Some(value) && row.get(id) != Some(value));
    cells
}

/// The column of this key that holds attachments with personal data.
#[must_use]
pub fn personal_column<'a>(block: &'a Block, key: &str) -> Option<(ColumnId, &'a Column)> {
    let columns = block.live_columns();
    columns.into_iter().find(|(_, c)| c.key == key && c.column_type == ColumnType::PersonalData)
}

/// The columns of a table whose cells hold attachments with personal data; removed columns too, as their cells stay.
#[must_use]
pub fn personal_columns(block: &Block) -> Vec<(ColumnId, &Column)> {
    let personal = |(_, column): &(_, &Column)| column.column_type == ColumnType::PersonalData;
    block.columns.iter().map(|(id, column)| (*id, column)).filter(personal).collect()
}

/// Days for which the personal data of a column is kept: what the column says, else its table.
#[must_use]
pub fn keep_days(block: &Block, column: &Column) -> u32 {
    keep_days_or(block, column, KEEP_DAYS)
}

/// The same with the days for where neither says it, which the data folder may set.
#[must_use]
pub fn keep_days_or(block: &Block, column: &Column, otherwise: u32) -> u32 {
    let of = |text: &str| text.trim().parse().ok().filter(|days| *days > 0);
    let of_column = column.options.get("keep_days").and_then(|days| of(days));
    of_column.or_else(|| of(block.setting("keep_days"))).unwrap_or(otherwise)
}

enum Refusal {
    TooLong,
    DoesNotFit,
}

/// A list as Markdown, so that each item stays one.
fn listed(items: &[String]) -> String {
    let lines: Vec<String> = items.iter().map(|item| format!("- {}", item.trim().replace('\n', "\n  "))).collect();
    lines.join("\n")
}

fn value(column: &Column, text: &str, stored: &Stored<'_>) -> Result<Option<Value>, Refusal> {
    let text = clean(text);
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > CELL_LIMIT {
        return Err(Refusal::TooLong);
    }
    // What stands in these is a file or another document, never words.
    if matches!(column.column_type, ColumnType::Attachment | ColumnType::PersonalData | ColumnType::Document) {
        return Err(Refusal::DoesNotFit);
    }
    if !column.is_many() {
        return one(column, text, stored).map(|text| Some(Value::One(text)));
    }
    let parts = text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let members = parts.map(|part| one(column, part, stored)).collect::<Result<Vec<_>, _>>()?;
    Ok(Some(Value::many(members)))
}

fn one(column: &Column, text: &str, stored: &Stored<'_>) -> Result<String, Refusal> {
    let text = match &column.column_type {
        ColumnType::Text => text.replace('\n', " "),
        ColumnType::Choice => choice(column, text).unwrap_or_else(|| text.to_owned()),
        ColumnType::Reference => {
            let of = column.options.get("of").map_or("", String::as_str);
            let kinds: Vec<_> = of.split_whitespace().map(ReferenceKind::from_word).collect();
            stored(&kinds, text)
        }
        ColumnType::Letters => text.to_uppercase(),
        ColumnType::Percent => text.trim_end_matches('%').trim().to_owned(),
        _ => text.to_owned(),
    };
    column.column_type.check(&text).map_err(|_| Refusal::DoesNotFit)?;
    Ok(text)
}

/// The choice that a word means: its id, its name, or the number in brackets at the end of its name (“Negative (-1)”).
fn choice(column: &Column, word: &str) -> Option<String> {
    let numbered = || {
        let wanted = word.trim();
        let number = format!("({})", wanted.trim_start_matches('+'));
        let mut choices = column.live_choices().into_iter();
        choices.find(|(_, c)| wanted.parse::<i32>().is_ok() && c.name.replace('+', "").ends_with(&number))
    };
    choice_of(column, word).or_else(numbered).map(|(id, _)| id.to_owned())
}

/// The members of a value that no choice of the column stands for.
fn unknown(column: &Column, value: &Value) -> Vec<String> {
    if column.column_type != ColumnType::Choice || column.live_choices().is_empty() {
        return Vec::new();
    }
    let choices = column.live_choices();
    let is_unknown = |word: &&str| !choices.iter().any(|(id, _)| id == word);
    value.members().into_iter().filter(is_unknown).map(str::to_owned).collect()
}

/// A text without what a cell does not take.
fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::condition::Signal;
    use crate::preset;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn table(name: &str) -> Block {
        let mut n = 0;
        preset::block(&BlockKind::Table, name, &mut || {
            n += 1;
            Uuid::from_u128(n)
        })
    }

    fn case(fields: &[(&str, &str)]) -> IncomingCase {
        let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        IncomingCase { id: "C-1".into(), fields, ..IncomingCase::default() }
    }

    fn written(_: &[ReferenceKind], name: &str) -> String {
        name.to_owned()
    }

    fn cell(block: &Block, placed: &Placed, key: &str) -> String {
        let (id, _) = block.column_by_key(key).unwrap();
        placed.cells.get(&id).and_then(Value::as_one).unwrap_or("").to_owned()
    }

    #[test]
    fn fields_find_their_columns_by_key_and_name_and_choices_by_word_id_and_number() {
        let block = table("tickets");
        let mut case = case(&[
            ("opened", "2026-03-11T12:57:00Z"),
            ("AI confidence", "62"),
            ("TIER", "vip"),
            ("Escalation reason", "Low confidence"),
            ("sentiment", "-1"),
            ("handled-by", "human"),
            ("Owner", "Aisha Bello"),
            ("subject", "two\nlines\u{0007}"),
            ("order", "77"),
            ("empty", " "),
            ("conversation", "words"),
            ("rerouted", "often"),
        ]);
        case.attempts = vec!["reset\nagain".into(), "card".into()];
        case.signals = vec![Signal::HumanAsked];
        let placed = place(&case, &block, &written);
        for (key, expected) in [
            ("id", "C-1"),
            ("opened", "2026-03-11T12:57:00Z"),
            ("confidence", "62"),
            ("tier", "vip"),
            ("reason", "low-confidence"),
            ("sentiment", "negative"),
            ("handled_by", "human"),
            ("owner", "Aisha Bello"),
            ("subject", "two lines"),
            ("attempts", "- reset\n  again\n- card"),
            ("conversation", ""),
            ("rerouted", ""),
        ] {
            assert_eq!(cell(&block, &placed, key), expected, "{key}");
        }
        let expected = [
            Unplaced::NoColumn("order".into()),
            Unplaced::DoesNotFit("conversation".into()),
            Unplaced::DoesNotFit("rerouted".into()),
        ];
        assert_eq!(placed.remarks, expected.into());
    }

    #[test]
    fn an_unknown_choice_stands_as_it_was_written_and_is_told() {
        let block = table("tickets");
        let placed = place(&case(&[("tier", "Gold")]), &block, &written);
        assert_eq!(cell(&block, &placed, "tier"), "Gold");
        assert_eq!(placed.remarks, [Unplaced::NoChoice("Tier".into(), "Gold".into())].into());
        let long = place(&case(&[("subject", &"x".repeat(CELL_LIMIT + 1))]), &block, &written);
        assert_eq!(long.remarks, [Unplaced::TooLong("subject".into())].into());
    }

    #[test]
    fn a_newer_report_changes_what_it_says_anew_and_leaves_what_people_changed() {
        let block = table("tickets");
        let first = case(&[("status", "New"), ("tier", "VIP"), ("subject", "Cancel")]);
        let mut row = place(&first, &block, &written).cells;
        let (status, _) = block.column_by_key("status").unwrap();
        row.insert(status, Value::one("escalated"));
        let newer = case(&[("status", "New"), ("subject", "Cancel my order")]);
        let subject = block.column_by_key("subject").unwrap().0;
        let changed = changes(Some(&first), &newer, (&block, &row), &written);
        assert_eq!(changed, [(subject, Value::one("Cancel my order"))].into());
        // Without the case as it was known, the row is what it differs from.
        let changed = changes(None, &newer, (&block, &row), &written);
        assert_eq!(
            changed.keys().copied().collect::<Vec<_>>(),
            BTreeSet::from([subject, status]).into_iter().collect::<Vec<_>>()
        );
        let both = merged(&first, &newer);
        assert_eq!((both.fields["tier"].as_str(), both.fields["subject"].as_str()), ("VIP", "Cancel my order"));
    }

    #[test]
    fn personal_data_is_kept_as_long_as_column_or_table_say() {
        let mut block = table("tickets");
        let days = |block: &Block| {
            let (_, column) = block.column_by_key(CONVERSATION).unwrap();
            keep_days(block, column)
        };
        assert_eq!(days(&block), KEEP_DAYS);
        block.settings.insert("keep_days".into(), Value::one("30"));
        assert_eq!(days(&block), 30);
        let id = block.column_by_key(CONVERSATION).unwrap().0;
        block.columns.get_mut(&id).unwrap().options.insert("keep_days".into(), "7".into());
        assert_eq!(days(&block), 7);
        block.columns.get_mut(&id).unwrap().options.insert("keep_days".into(), "for ever".into());
        assert_eq!(days(&block), 30);
    }

    proptest! {
        #[test]
        fn the_same_report_again_changes_nothing(
            fields in prop::collection::btree_map(
                prop::sample::select(vec!["status", "tier", "subject", "confidence", "owner", "Escalation type", "x"]),
                "[a-z0-9 ,-]{0,10}",
                0..6,
            ),
            id in "[A-Z]{1,3}",
        ) {
            let fields = fields.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
            let case = IncomingCase { id, fields, ..IncomingCase::default() };
            let block = table("tickets");
            let row = place(&case, &block, &written).cells;
            prop_assert_eq!(changes(Some(&case), &case, (&block, &row), &written), BTreeMap::new());
            prop_assert_eq!(changes(None, &case, (&block, &row), &written), BTreeMap::new());
            prop_assert_eq!(merged(&case, &case), case.clone());
            prop_assert_eq!(name_by_content(&case), name_by_content(&case.clone()));
        }
    }
}
