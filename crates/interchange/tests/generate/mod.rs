//! Documents with everything nasty that a text can hold.

use std::collections::BTreeMap;

use bridgebook_domain::position::Position;
use bridgebook_domain::{
    Block, BlockKind, Choice, Column, ColumnId, ColumnType, Document, Row, RowId, Section, SectionId, Value,
};
use bridgebook_interchange::Names;
use jiff::Timestamp;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

/// Ids in order from a number on.
pub fn counter(from: u128) -> impl FnMut() -> Uuid {
    let mut next = from;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

/// Two people of one name, one with a comma, one whose name ends like an id.
pub struct Directory;

const PEOPLE: &[(&str, &str)] = &[
    ("00000000-0000-0000-0000-00000000aaaa", "Kim Ji-woo"),
    ("00000000-0000-0000-0000-00000000aaab", "Kim Ji-woo"),
    ("00000000-0000-0000-0000-00000000aaac", "Wójcik, Katarzyna"),
    ("00000000-0000-0000-0000-00000000aaad", "Bot [as written]"),
    ("00000000-0000-0000-0000-00000000aaae", "Operations Lead"),
];

impl Names for Directory {
    fn name(&self, id: &str) -> Option<String> {
        PEOPLE.iter().find(|(i, _)| *i == id).map(|(_, name)| (*name).to_owned())
    }
    fn ids(&self, name: &str, _kinds: &[&str]) -> Vec<String> {
        PEOPLE.iter().filter(|(_, n)| *n == name).map(|(id, _)| (*id).to_owned()).collect()
    }
}

const PIECES: &[&str] = &[
    "## x",
    "### y",
    "# z",
    "#",
    "##",
    "text",
    "two words",
    "Title\n---",
    "Title\n===",
    "---",
    "```",
    "```sh",
    "~~~",
    "````",
    "<!-- bb:end -->",
    "<!-- bb:end x1 -->",
    "<!-- bb:prose end -->",
    "<!-- bb:prose end=x1 -->",
    "<!-- bb:table -->",
    "<!-- bb:exact -->",
    "-->",
    "<!--",
    "<!-- open",
    "<pre>",
    "</pre>",
    "<script>alert(1)</script>",
    "<div>",
    "> Guidance: x",
    "> quote",
    "> ## x",
    "|",
    "\\|",
    "a|b",
    "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "\\",
    "\\\\",
    "a\\",
    " lead",
    "trail ",
    "\ttab",
    "  ",
    "<br>",
    "<BR/>",
    "&lt;br>",
    "&amp;lt;",
    "&amp;",
    "&#92;",
    "&#32;",
    "&",
    "[ ]",
    "- [ ] task",
    "- [x] done",
    "1.",
    "1. one",
    "- ```\n  ## in\n  ```",
    "  ```\n## in\n  ```",
    "    ## code",
    "- a\n\n  ## in",
    "[a]: b",
    "[^1]: note",
    "🔥",
    "故障 障害",
    "장애",
    "שלום",
    "\u{a0}",
    "\u{200b}",
    "\u{2028}",
    "\"",
    "\"q\"",
    "a, b",
    ",",
    "a=b",
    "[",
    "]",
    "[a]",
    "{",
    ":",
    "a: b",
    "#x",
    "-",
    "--",
    "--->",
    "yes",
    "no",
    "null",
    "true",
    "15 min",
    "PT15M",
    "PT900S",
    "PT24H",
    "now",
    "R/A",
    "R",
    "A",
    "**A**",
    "2026-03-11T13:05:00Z",
    "2026-03-11 13:05 UTC",
    "2026-03-11T13:05:07Z",
    "Kim Ji-woo",
    "Kim Ji-woo [as written]",
    "Kim Ji-woo [00000000-0000-0000-0000-00000000aaaa]",
    "00000000-0000-0000-0000-00000000aaaa",
    "00000000-0000-0000-0000-00000000aaab",
    "00000000-0000-0000-0000-00000000aaac",
    "00000000-0000-0000-0000-00000000aaad",
    "00000000-0000-0000-0000-00000000aaae",
    "00000000-0000-0000-0000-00000000ffff",
    "Wójcik, Katarzyna",
    "Operations Lead",
    "Open",
    "Done",
    "low",
    "Low",
    "o",
    "",
    "",
];

/// A text of one line.
pub fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(PIECES).prop_map(|p| p.replace('\n', " ")),
        1 => vec(select(PIECES), 1..4).prop_map(|p| p.concat().replace('\n', " ")),
        1 => "[a-zA-Zéłñ가-힣 *_`\\\\|<>&\"'=#,.:;()\\[\\]{}/-]{0,20}",
    ]
}

/// A text of several lines.
pub fn lines() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => line(),
        3 => vec(select(PIECES), 0..7).prop_map(|p| p.join("\n")),
        1 => vec(select(PIECES), 0..7).prop_map(|p| p.join("\n\n") + "\n"),
        1 => vec(line(), 0..5).prop_map(|p| p.join("\n")),
    ]
}

fn value(text: impl Strategy<Value = String> + Clone + 'static) -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => text.clone().prop_map(Value::One),
        1 => btree_map(text.clone(), Just(String::new()), 0..4).prop_map(Value::Many),
        1 => btree_map(text, select(&["", "a0", "b", "a1"][..]).prop_map(str::to_owned), 0..4).prop_map(Value::Many),
    ]
}

/// What a cell holds, of whatever type its column is.
fn cell() -> impl Strategy<Value = Value> {
    prop_oneof![5 => value(lines().boxed()), 1 => select(NEARLY).prop_map(Value::one)]
}

fn removed() -> impl Strategy<Value = Option<Timestamp>> {
    prop_oneof![8 => Just(None), 1 => Just(Some(Timestamp::UNIX_EPOCH))]
}

fn column_type() -> impl Strategy<Value = ColumnType> {
    prop_oneof![
        8 => select(ColumnType::ALL),
        1 => Just(ColumnType::Unknown("of-the-future".to_owned())),
    ]
}

/// Names of choices, and what people write in a cell that means one of them, or nearly.
const NEARLY: &[&str] = &["High", "HIGH", "high", "low", "Low"];

fn choices() -> impl Strategy<Value = BTreeMap<String, Choice>> {
    let name = prop_oneof![2 => line(), 1 => select(NEARLY).prop_map(str::to_owned)];
    let choice =
        (name, select(&["", "ok", "risk"][..]), removed(), 0..9_usize).prop_map(|(name, colour, deleted_at, n)| {
            Choice {
                pos: Position::series(n + 1).pop().expect("one at least"),
                name,
                colour: colour.to_owned(),
                deleted_at,
            }
        });
    btree_map(select(&["o", "low", "med", "Open", "x"][..]).prop_map(str::to_owned), choice, 0..4)
}

/// A rule of conditional formatting as an option of its column holds it.
fn format_rule() -> impl Strategy<Value = String> {
    let condition = prop_oneof![
        select(&["is not empty", "before today", "within next 2 days", "is Blocked", "over 3", "is"][..])
            .prop_map(str::to_owned),
        line().prop_map(|text| format!("is {text:?}")),
        line().prop_map(|text| format!("contains {text}")),
    ];
    let look = prop_oneof![
        select(&["overdue bold icon row", "risk edge", "ok", ""][..]).prop_map(str::to_owned),
        line().prop_map(|text| format!("accent words {text:?}")),
    ];
    (condition, look).prop_map(|(condition, look)| format!("{condition} => {look}"))
}

/// How a table is shown, as its settings hold it.
fn table_settings() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let sort = prop_oneof![
        select(&["due desc, State", "\"a, b\" desc", "State", ","][..]).prop_map(str::to_owned),
        (line(), line()).prop_map(|(a, b)| format!("{a:?}, {b} desc")),
    ];
    let key = select(&["sort", "group", "layout", "board_by", "cases"][..]).prop_map(str::to_owned);
    btree_map(key, prop_oneof![3 => sort.prop_map(Value::One), 2 => value(line().boxed())], 0..4)
}

fn column() -> impl Strategy<Value = Column> {
    let option = select(
        &[
            "many", "required", "of", "note", "key", "type", "choices", "odd key", "rule.a0", "rule.a1", "rule.",
            "width",
        ][..],
    );
    let options = btree_map(
        option.prop_map(str::to_owned),
        prop_oneof![Just("yes".to_owned()), Just("person role".to_owned()), format_rule(), line()],
        0..4,
    );
    let key = prop_oneof![3 => Just(String::new()), 2 => select(&["severity", "item", "done", "owner", "no"][..]).prop_map(str::to_owned), 1 => line()];
    let name = prop_oneof![2 => line(), 3 => select(&["Severity", "Item", "Done", "No", "Activity", "Risk", "State", "Name"][..]).prop_map(str::to_owned)];
    (key, name, column_type(), options, choices(), removed()).prop_map(
        |(key, name, column_type, options, choices, deleted_at)| {
            let choices = if column_type == ColumnType::Choice { choices } else { BTreeMap::new() };
            Column { pos: Position::default(), key, name, column_type, options, choices, deleted_at }
        },
    )
}

fn standard(kind: BlockKind, preset: String) -> Vec<Column> {
    bridgebook_domain::preset::Preset::columns(&kind, &preset)
        .iter()
        .map(|c| c.to_column(Position::default()))
        .collect()
}

fn block(kind: BlockKind) -> impl Strategy<Value = Block> {
    let preset = prop_oneof![3 => Just(String::new()), 1 => select(&["risks", "decisions", "objectives", "situation", "severities"][..]).prop_map(str::to_owned)];
    let settings = btree_map(
        select(&["scheme", "label", "end", "rows", "a b", "-->"][..]).prop_map(str::to_owned),
        value(line().boxed()),
        0..3,
    );
    (
        preset,
        (settings, prop_oneof![2 => Just(BTreeMap::new()), 1 => table_settings()]),
        vec(column(), 0..5),
        0..3_u8,
        vec(vec(option::of(cell()), 12), 0..4),
        vec(removed(), 4),
        lines(),
        0..40_u8,
    )
        .prop_map(
            move |(preset, (mut settings, shown), own, from_standard, cells, removed_rows, stray, strange)| {
                let mut columns = if from_standard > 0 { standard(kind.clone(), preset.clone()) } else { Vec::new() };
                if from_standard < 2 {
                    columns.extend(own);
                }
                settings.extend(shown);
                if !preset.is_empty() {
                    settings.insert("preset".to_owned(), Value::one(preset));
                }
                let mut block = Block { settings, ..Block::default() };
                let mut ids = counter(5_000);
                let mut column_ids = Vec::new();
                for (pos, column) in Position::series(columns.len()).into_iter().zip(columns) {
                    let id = ColumnId::new(ids());
                    column_ids.push(id);
                    block.columns.insert(id, Column { pos, ..column });
                }
                for (n, (pos, row)) in Position::series(cells.len()).into_iter().zip(cells).enumerate() {
                    let cells = column_ids.iter().zip(row).filter_map(|(id, v)| Some((*id, v?))).collect();
                    block.rows.insert(RowId::new(ids()), Row { pos, cells, deleted_at: removed_rows[n] });
                }
                if strange == 0 {
                    block.text = stray;
                }
                block
            },
        )
}

fn section() -> impl Strategy<Value = Section> {
    let kind = prop_oneof![
        4 => Just(BlockKind::Prose),
        10 => select(BlockKind::ALL),
        1 => Just(BlockKind::Unknown("timeline".to_owned())),
        1 => Just(BlockKind::Unknown("exact".to_owned())),
    ];
    let heading = prop_oneof![2 => Just("Same heading".to_owned()), 3 => line()];
    let depth = prop_oneof![4 => Just(1_u8), 3 => Just(2), 1 => any::<u8>()];
    let label = prop_oneof![2 => Just(String::new()), 1 => Just("ICS 202".to_owned()), 1 => line()];
    let guidance = prop_oneof![2 => Just(String::new()), 2 => lines()];
    kind.prop_flat_map(move |kind| {
        let content: BoxedStrategy<Block> = if kind == BlockKind::Prose {
            let settings = prop_oneof![3 => Just(BTreeMap::new()), 1 => btree_map(line(), value(line().boxed()), 0..2)];
            (lines(), settings).prop_map(|(text, settings)| Block { text, settings, ..Block::default() }).boxed()
        } else {
            block(kind.clone()).boxed()
        };
        (heading.clone(), depth.clone(), label.clone(), guidance.clone(), content, removed()).prop_map(
            move |(heading, depth, label, guidance, block, deleted_at)| Section {
                pos: Position::default(),
                heading,
                depth,
                label,
                guidance,
                kind: kind.clone(),
                block,
                deleted_at,
            },
        )
    })
}

fn header() -> impl Strategy<Value = BTreeMap<String, Value>> {
    let key = prop_oneof![
        4 => select(bridgebook_domain::document::HEADER).prop_map(|f| f.key.to_owned()),
        1 => select(&["team", "x-y", "bridgebook", "odd: key", "Ключ", "#k", "---"][..]).prop_map(str::to_owned),
        1 => line(),
    ];
    btree_map(key, value(lines().boxed()), 0..6)
}

/// Any document.
pub fn document() -> impl Strategy<Value = Document> {
    (header(), vec(section(), 0..5)).prop_map(|(header, sections)| {
        let mut ids = counter(0);
        let positions = Position::series(sections.len());
        let sections =
            positions.into_iter().zip(sections).map(|(pos, s)| (SectionId::new(ids()), Section { pos, ..s })).collect();
        Document { format: 1, header, sections }
    })
}
