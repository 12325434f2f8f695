//! `search`: words, filters as options and as words, what is printed where.

use crate::tool::Tool;

#[test]
fn search_takes_filters_as_options_and_as_words() {
    let tool = Tool::sample();
    let all = tool.json(&["search", "gateway"]);
    let hits = all["hits"].as_array().expect("hits");
    assert!(!hits.is_empty());
    let log = tool.json(&["search", "gateway", "--kind", "log", "--in", "INC-2041"]);
    let typed = tool.json(&["search", "gateway kind:log in:INC-2041"]);
    assert_eq!(log["hits"], typed["hits"], "an option and a word mean the same");
    let rows = log["hits"].as_array().expect("hits");
    assert!(!rows.is_empty() && rows.iter().all(|hit| hit["kind"] == "log" && hit["incident_number"] == "INC-2041"));
    let author = rows[0]["who"].as_str().expect("an author");
    let by = tool.json(&["search", "gateway", "--kind", "log", "--by", author]);
    assert!(by["hits"].as_array().expect("hits").iter().all(|hit| hit["who"] == author), "{by}");
    let late = tool.json(&["search", "gateway", "--kind", "log", "--since", "14:30"]);
    assert!(late["hits"].as_array().expect("hits").len() < rows.len(), "{late}");
    let one = tool.done(&["search", "gateway", "--limit", "1"]).out;
    assert_eq!(one.lines().count(), 2, "a place and how many there are: {one}");
    assert!(one.lines().last().is_some_and(|line| line.starts_with("1 of ")), "{one}");
    let people = tool.done(&["search", "--kind", "person", "--limit", "500"]).out;
    assert!(people.lines().all(|line| line.starts_with("person")) && people.lines().count() > 3, "{people}");
    assert!(tool.done(&["search", "escalation matrix", "--kind", "template"]).out.contains("escalation-matrix"));
}

#[test]
fn what_is_not_read_as_typed_is_said_and_no_input_is_an_error() {
    let tool = Tool::sample();
    let ran = tool.done(&["search", "gateway kind:zebra"]);
    assert!(ran.err.contains("There is no kind “zebra”") && !ran.out.is_empty(), "{}", ran.err);
    assert!(tool.done(&["search", "/gate.*/"]).err.contains("regular expression"));
    let long = "gateway ".repeat(1250);
    assert!(tool.done(&["search", &long]).err.contains("first 200 characters"));
    for odd in ["\"", "NEAR(a b", "a AND", "*", "'; drop table words; --", "col:x OR -y"] {
        assert_eq!(tool.run(&["search", "--", odd]).code, 0, "{odd}");
    }
    assert_eq!(tool.run(&["search", "x", "--limit", "0"]).code, 2);
    let none = tool.done(&["search", "nothing that is written anywhere"]);
    assert!(none.err.contains("Nothing written here matches") && none.out.is_empty(), "{none:?}");
    let nobody = tool.done(&["search", "gateway", "--by", "Zebra"]);
    assert!(nobody.err.contains("Nobody called “Zebra” has written anything here"), "{nobody:?}");
    assert_eq!(tool.json(&["search", "nothing that is written anywhere"])["hits"].as_array().map(Vec::len), Some(0));
}
