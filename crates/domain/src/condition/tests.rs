use proptest::prelude::*;

use super::*;

/// What is read from a text, printed again.
fn canonical(text: &str) -> String {
    parse(text).map_or_else(|e| e.to_string(), |c| print(&c))
}

fn text(field: &str, operator: FieldOperator, values: &[&str]) -> Condition {
    let values = values.iter().map(|v| Operand::Text((*v).to_owned())).collect();
    Condition::Field { field: field.to_owned(), operator, values }
}

#[test]
fn every_kind_of_trigger_can_be_written() {
    for (kind, written, printed) in [
        ("time", "age > 30 min", ""),
        ("time", "\"waiting since\" > 2 hours", "\"waiting since\" > 2 h"),
        ("time", "due < 2026-03-11", "due < \"2026-03-11\""),
        ("sla_pct", "sla >= 80 %", ""),
        ("sla_pct", "Response SLA > 100", "response sla > 100 %"),
        ("confidence", "confidence < 80", ""),
        ("confidence", "confidence<62.5%", "confidence < 62.5 %"),
        ("keyword", "text contains any of \"cancel\", legal matter", "text contains any of cancel, \"legal matter\""),
        ("keyword", "text contains all of a, b", ""),
        ("keyword", "text contains refund", ""),
        ("tier", "not (tier is Gold)", ""),
        ("tier", "tier is any of Gold, Platinum", ""),
        ("sentiment", "sentiment is negative", ""),
        ("sentiment", "sentiment <= -1", ""),
        ("defect_type", "defect type is \"not\"", "\"defect type\" is \"not\""),
        ("frequency", "count of same \"defect type\" in 5 min >= 3", ""),
        ("frequency", "count of same customer in 1 day > 2", "count of same customer in 24 h > 2"),
        ("frequency", "count in 5 min >= 10", ""),
        ("missing_field", "“Order number” is empty", "\"Order number\" is empty"),
        ("missing_field", "evidence is not empty", ""),
        ("policy_flag", "flag refunds is set", "flag \"refunds\" is set"),
        ("policy_flag", "flag \"refunds\" is not set", ""),
        ("unclear_input", "input unclear", ""),
        ("format_failure", "format fails", ""),
        ("human_request", "Human  asked", "human asked"),
        ("manual", "by hand", ""),
        ("security_legal", "security concern or legal concern", ""),
        ("row", "confidence >= min_confidence of same task", ""),
        (
            "row",
            "AI confidence<“Least confidence %” of same task",
            "\"AI confidence\" < \"Least confidence %\" of same task",
        ),
        ("row", "human approval of same task is yes", "\"human approval\" of same task is yes"),
        ("row", "min_confidence of same \"Kind of task\" is empty", ""),
        ("any", "always", ""),
    ] {
        let printed = if printed.is_empty() { written } else { printed };
        assert_eq!(canonical(written), printed, "{kind}");
        assert_eq!(canonical(printed), printed, "{kind}: printing again changes nothing");
    }
}

#[test]
fn conditions_nest_and_or_binds_weaker_than_and() {
    let is = |field: &str| text(field, FieldOperator::Is, &["x"]);
    let read = parse("a is x or b is x and not c is x").expect("a condition");
    let not = Condition::Not { of: Box::new(is("c")) };
    assert_eq!(read, Condition::Any { of: vec![is("a"), Condition::All { of: vec![is("b"), not] }] });
    assert_eq!(print(&read), "a is x or (b is x and not (c is x))");
    let nested = "confidence < 80 and (sentiment is negative or text contains any of cancel, legal-case)";
    assert_eq!(canonical(nested), nested);
    assert_eq!(canonical("((a is x))"), "a is x");
    assert_eq!(parse(nested).expect("read").fields(), ["confidence", "sentiment", "text"]);
}

#[test]
fn a_field_may_be_called_like_a_word_of_the_language() {
    assert_eq!(parse("\"age\" > 30"), parse("\"age\" > 30.0"));
    assert_eq!(canonical("\"age\" is old"), "\"age\" is old");
    assert_eq!(canonical("format is PDF"), "\"format\" is PDF", "only `format fails` is a signal");
    assert_eq!(canonical("flag is red"), canonical("\"flag\" is red"), "a flag needs its name and `set`");
}

#[test]
fn what_is_no_condition_says_where_and_what_was_expected() {
    for (written, character, expected) in [
        ("", 1, "a test"),
        ("confidence", 11, "is, contains, <, <=, > or >="),
        ("confidence <", 13, "a number, a percentage"),
        ("age > soon", 7, "a span of time"),
        ("age > 30 min and", 17, "a test"),
        ("(a is x", 8, "a closing parenthesis"),
        ("a is x)", 7, "and, or, or the end"),
        ("a is \"x", 8, "a closing quotation mark"),
        ("a is", 5, "a value"),
        ("text contains any of", 21, "a value"),
        ("count of same x in 5 min >= 2.5", 29, "a whole number"),
        ("count of same x", 16, "in and a span of time"),
        ("flag x is on", 11, "set or not set"),
        ("sla >= most", 8, "a percentage"),
        ("a = 5", 3, "a word, a number"),
        ("a < b of same", 14, "the name of a field of the case"),
        ("a of same b", 12, "is, contains, <, <=, > or >="),
        ("\"\" is x", 1, "a test"),
        ("ä is x; b", 7, "a word"),
    ] {
        let error = parse(written).expect_err(written);
        assert_eq!(error.character, character, "{written}: {error}");
        assert!(error.to_string().contains(expected), "{written}: {error}");
    }
    let error = parse("age > soon").expect_err("no span").to_string();
    assert_eq!(error, "Character 7: “soon” stands where a span of time, for instance 30 min is expected");
}

#[test]
fn depth_length_and_number_of_tests_are_bounded() {
    let deep = |n: usize| format!("{}a is x{}", "(".repeat(n), ")".repeat(n));
    assert!(parse(&deep(DEPTH_LIMIT)).is_ok());
    assert!(parse(&deep(DEPTH_LIMIT + 1)).is_err());
    assert!(parse(&format!("{}a is x", "not ".repeat(DEPTH_LIMIT + 1))).is_err());
    let wide = |n: usize| vec!["a is x"; n].join(" or ");
    assert!(parse(&wide(TEST_LIMIT)).is_ok());
    assert!(parse(&wide(TEST_LIMIT + 1)).is_err());
    assert!(parse(&"x".repeat(LENGTH_LIMIT + 1)).is_err());
}

#[test]
fn the_tree_has_stable_names_in_json() {
    let read = parse("confidence < 80 % and count of same tier in 5 min >= 3").expect("a condition");
    assert_eq!(
        serde_json::to_value(read).expect("plain data"),
        serde_json::json!({"kind": "all", "of": [
            {"kind": "field", "field": "confidence", "operator": "less", "values": [{"percent": 80.0}]},
            {"kind": "count", "same": "tier", "window": "PT5M", "comparison": "at_least", "times": 3},
        ]})
    );
}

#[test]
fn the_row_of_another_table_has_stable_names_in_json_and_is_told_with_its_column() {
    let read = parse("confidence < min_confidence of same task or risk of same task is High").expect("a condition");
    assert_eq!(read.looked_up(), [("min_confidence", "task"), ("risk", "task")]);
    assert_eq!(read.fields(), ["confidence"], "of the case itself it compares this alone");
    let row = serde_json::json!({"row": {"column": "min_confidence", "same": "task"}});
    assert_eq!(
        serde_json::to_value(read).expect("plain data"),
        serde_json::json!({"kind": "any", "of": [
            {"kind": "field", "field": "confidence", "operator": "less", "values": [row]},
            {"kind": "row", "column": "risk", "same": "task", "operator": "is", "values": [{"text": "High"}]},
        ]})
    );
}

fn any_comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(vec![Comparison::Less, Comparison::AtMost, Comparison::More, Comparison::AtLeast])
}

fn any_span() -> impl Strategy<Value = SignedDuration> {
    (0..10_000_000_i64).prop_map(SignedDuration::from_secs)
}

fn any_number() -> impl Strategy<Value = f64> {
    (-1_000_000..1_000_000_i32).prop_map(|n| f64::from(n) / 100.0)
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{1,12}", "[a-z]{1,6}", prop::sample::select(read::KEYWORDS).prop_map(str::to_owned)]
        .prop_filter("a name has something in it", |n| !n.trim().is_empty())
}

fn any_test() -> impl Strategy<Value = Condition> {
    use FieldOperator as O;
    let one = (any_name(), prop::sample::select(vec![O::Is, O::IsNot, O::Contains]), "\\PC{0,12}")
        .prop_map(|(field, operator, value)| text(&field, operator, &[&value]));
    let several = prop::sample::select(vec![O::IsAnyOf, O::ContainsAnyOf, O::ContainsAllOf]);
    let several =
        (any_name(), several, prop::collection::vec("\\PC{0,12}", 1..4)).prop_map(|(field, operator, list)| {
            text(&field, operator, &list.iter().map(String::as_str).collect::<Vec<_>>())
        });
    let none = (any_name(), prop::sample::select(vec![O::IsEmpty, O::IsNotEmpty]))
        .prop_map(|(field, operator)| text(&field, operator, &[]));
    let amount = prop_oneof![
        any_number().prop_map(Operand::Number),
        any_number().prop_map(Operand::Percent),
        any_span().prop_map(Operand::Span),
        "\\PC{0,12}".prop_map(Operand::Text),
        (any_name(), any_name()).prop_map(|(column, same)| Operand::Row { column, same }),
    ];
    let compared = (any_name(), any_comparison(), amount).prop_map(|(field, c, value)| Condition::Field {
        field,
        operator: c.into(),
        values: vec![value],
    });
    let row = (any_name(), any_name(), prop::sample::select(vec![O::Is, O::IsNot, O::Contains]), "\\PC{0,12}");
    let row = row.prop_map(|(column, same, operator, value)| Condition::Row {
        column,
        same,
        operator,
        values: vec![Operand::Text(value)],
    });
    let clock = prop::sample::select(vec![None, Some(SlaClock::Response), Some(SlaClock::Resolution)]);
    let count = (prop::option::of(any_name()), any_span(), any_comparison(), 0..1_000_000_000_u32);
    prop_oneof![
        Just(Condition::Always),
        one,
        several,
        none,
        compared,
        row,
        (any_comparison(), any_span()).prop_map(|(comparison, span)| Condition::Age { comparison, span }),
        (clock, any_comparison(), any_number()).prop_map(|(clock, comparison, percent)| Condition::Sla {
            clock,
            comparison,
            percent
        }),
        count.prop_map(|(same, window, comparison, times)| Condition::Count { same, window, comparison, times }),
        (any_name(), any::<bool>()).prop_map(|(flag, set)| Condition::Flag { flag, set }),
        prop::sample::select(Signal::ALL).prop_map(|signal| Condition::Signal { signal }),
    ]
}

fn any_condition() -> impl Strategy<Value = Condition> {
    any_test().prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| Condition::All { of }),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|of| Condition::Any { of }),
            inner.prop_map(|of| Condition::Not { of: Box::new(of) }),
        ]
    })
}

proptest! {
    #[test]
    fn a_condition_printed_is_read_back(condition in any_condition()) {
        let printed = print(&condition);
        prop_assume!(printed.chars().count() <= LENGTH_LIMIT);
        prop_assert_eq!(parse(&printed), Ok(condition), "{}", printed);
    }

    #[test]
    fn no_text_breaks_the_reader(pieces in prop::collection::vec(
        prop_oneof![
            prop::sample::select(read::KEYWORDS).prop_map(str::to_owned),
            prop::sample::select(vec!["(", ")", "<", ">=", "%", ",", "\"a\"", "30", "min", "\"", "ü"]).prop_map(str::to_owned),
            "\\PC{0,6}",
        ],
        0..12,
    )) {
        if let Ok(condition) = parse(&pieces.join(" ")) {
            prop_assert_eq!(parse(&print(&condition)), Ok(condition));
        }
    }
}
