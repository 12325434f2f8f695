use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::block::BlockKind;
use crate::block::Choice;
use crate::position::Position;
use crate::test::Builder;
use crate::value::ColumnType;

fn column(kind: &str) -> Column {
    Column {
        pos: Position::between(None, None),
        key: String::new(),
        name: "Status".to_owned(),
        column_type: ColumnType::from_word(kind),
        options: BTreeMap::new(),
        choices: BTreeMap::new(),
        deleted_at: None,
    }
}

#[test]
fn the_examples_shared_with_the_window_come_out_as_written_there() {
    let file: Json = serde_json::from_str(include_str!("../../tests/format_vectors.json")).expect("it is JSON");
    let now: Timestamp = file["now"].as_str().expect("now").parse().expect("a moment");
    for vector in file["vectors"].as_array().expect("a list") {
        let text = vector["rule"].as_str().expect("a rule");
        let rule = match (parse(text), vector["error"].as_u64()) {
            (Ok(rule), None) => rule,
            (Err(error), Some(at)) => {
                assert_eq!(error.character as u64, at, "{text}: {error}");
                continue;
            }
            (read, _) => panic!("{text}: {read:?}"),
        };
        assert_eq!(print(&rule), vector["printed"].as_str().unwrap_or(text), "{text}");
        assert_eq!(rule.row, vector["row"].as_bool().unwrap_or(false), "{text}");
        let mut column = column(vector["type"].as_str().expect("a type"));
        for (id, name) in vector["choices"].as_object().into_iter().flatten() {
            let name = name.as_str().expect("a name").to_owned();
            let choice = Choice { pos: Position::default(), name, colour: String::new(), deleted_at: None };
            column.choices.insert(id.clone(), choice);
        }
        let value = match &vector["value"] {
            Json::Array(list) => Value::many(list.iter().filter_map(Json::as_str)),
            one => Value::one(one.as_str().expect("a text")),
        };
        let name = |id: &str| vector["names"][id].as_str().unwrap_or(id).to_owned();
        let look = rule.holds(&column, &value, now, &name).then(|| rule.seen());
        assert_eq!(serde_json::to_value(look).expect("plain data"), vector["look"], "{text} on {}", vector["value"]);
    }
}

#[test]
fn the_first_rule_of_a_column_counts_and_the_first_column_gives_the_row_its_look() {
    let mut b = Builder::default();
    let mut block = b.block(&BlockKind::Table, "objectives", &[&[("text", "Restore"), ("state", "open")]]);
    let mut give = |key: &str, rules: &[(&str, &str)]| {
        let (id, _) = block.column_by_key(key).expect("a column");
        let options = &mut block.columns.get_mut(&id).expect("there").options;
        options.extend(rules.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        id
    };
    let text = give("text", &[("rule.b", "is not empty => accent"), ("rule.a", "contains store => ok words \"yes\"")]);
    let owner = give("owner", &[("rule.a", "is empty => risk row")]);
    let state = give("state", &[("rule.a", "is open => overdue row"), ("rule.b", "is open => bold")]);
    let (_, row) = block.live_rows()[0];
    let found = looks(&block, row, "2026-03-11T13:47:00Z".parse().expect("a moment"));
    assert_eq!(found.cells.keys().collect::<Vec<_>>(), [&text], "{found:?}");
    assert_eq!(found.cells[&text].words, "yes", "the first in the order of the keys");
    assert_eq!(found.row.expect("a look").colour, Meaning::Risk, "{owner} stands before {state}");
}

#[test]
fn a_rule_that_can_never_hold_says_why() {
    let misfit = |kind: &str, text: &str| parse(text).expect("a rule").misfit(&column(kind));
    assert_eq!(misfit("number", "> 5 => ok"), None);
    assert_eq!(misfit("date", "before today => ok"), None);
    assert_eq!(
        misfit("text", "within next 2 h => ok").as_deref(),
        Some("within next looks at days and moments; Status holds none")
    );
    assert_eq!(misfit("number", "> many => ok").as_deref(), Some("“many” cannot be compared with what Status holds"));
    assert!(misfit("number", "before 5 => ok").is_some());
    let mut choices = column("choice");
    let open = Choice { pos: Position::default(), name: "Open".into(), colour: String::new(), deleted_at: None };
    choices.choices.insert("o".to_owned(), open);
    assert_eq!(parse("is open => ok").expect("a rule").misfit(&choices), None);
    let gone = parse("is Blocked => ok").expect("a rule").misfit(&choices);
    assert_eq!(gone.as_deref(), Some("“Blocked” is not one of the choices of Status"));
}

#[test]
fn what_is_not_a_rule_says_where_and_what_was_expected() {
    let error = parse("is x => red").expect_err("no such colour");
    assert_eq!(
        error.to_string(),
        "Character 9: “red” stands where a colour (neutral, ok, risk, overdue, accent), edge, bold, icon, words \
         \"...\" or row is expected"
    );
    assert!(parse(&"x".repeat(501)).is_err());
    assert!(parse(SYNTAX).is_ok(), "what the editor shows as an example is one");
}

fn any_rule() -> impl Strategy<Value = FormatRule> {
    let operators = prop::sample::select(FormatOperator::ALL.to_vec());
    let colours = prop::sample::select(Meaning::ALL.to_vec());
    let flags = prop::array::uniform4(any::<bool>());
    (operators, "\\PC{1,20}", 0..100_000_i64, colours, flags, "\\PC{0,10}").prop_map(
        |(operator, value, seconds, colour, [edge, bold, icon, row], words)| FormatRule {
            operator,
            value: match operator {
                FormatOperator::WithinNext => crate::duration::print(jiff::SignedDuration::from_secs(seconds)),
                o if o.has_value() => value,
                _ => String::new(),
            },
            look: Look { colour, edge, bold, icon, words: words.trim().to_owned() },
            row,
        },
    )
}

proptest! {
    #[test]
    fn a_rule_printed_is_read_back(rule in any_rule()) {
        prop_assert_eq!(parse(&print(&rule)), Ok(rule));
    }

    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,60}", tail in prop::sample::select(vec!["", " => ok", "\"", " => words \"", "is not"])) {
        if let Ok(rule) = parse(&format!("{text}{tail}")) {
            prop_assert_eq!(parse(&print(&rule)), Ok(rule));
        }
    }
}
