//! The metrics of cases through the command line.

use crate::tool::Tool;

const CASES: &str = r#"[
 {"id": "A", "opened": "2026-03-02T09:00:00Z", "handled_by": "Human", "level": "L2", "reason": "VIP", "confidence": 85,
  "responded": "2026-03-02T09:40:00Z", "resolved": "2026-03-02T12:00:00Z", "customer": "K-1"},
 {"id": "B", "opened": "2026-03-12T08:00:00Z", "handled_by": "AI", "resolved": "2026-03-12T08:05:00Z", "confidence": 95,
  "customer": "K-2"}
]"#;

fn desk() -> Tool {
    let tool = Tool::new();
    tool.done(&["document", "new", "--template", "customer-service-escalation", "--title", "Support"]);
    let file = tool.write("cases.json", CASES);
    tool.done(&["case", "add", &file]);
    tool
}

#[test]
fn metrics_of_cases_are_printed_with_their_definitions_on_both_sides_of_a_date_and_written_as_csv() {
    let tool = desk();
    let plain = tool.done(&["metrics", "--cases"]).out;
    assert!(plain.contains("No go-live date: fill in “Go-live date” of an implementation checklist"), "{plain}");
    assert!(!plain.contains("  before "), "{plain}");
    let printed = tool.done(&["metrics", "--cases", "--document", "Support", "--go-live", "2026-03-11"]).out;
    for words in [
        "2 cases are counted, as of ",
        "Live from 2026-03-11: 1 opened before, 1 from then on.",
        "Trigger to first human response: First human response less the trigger, of escalated cases.",
        "  before         n 1     median 40 min",
        "  after          n 0     median none",
        "Routed to team: ",
        "  all            n 2     50 %",
        "  not counted: 1 case does not say how often it was passed on",
        "Escalated cases. By level:",
        "       1  L2  before 1, after 0",
    ] {
        assert!(printed.contains(words), "{words} is missing in:\n{printed}");
    }
    let reading = tool.json(&["metrics", "--cases", "--from", "2026-03-03"]);
    assert_eq!((reading["cases"].as_u64(), reading["metrics"][2]["all"]["n"].as_u64()), (Some(1), Some(1)));
    let path = tool.file("cases.csv").display().to_string();
    tool.done(&["metrics", "--cases", "--csv", &path]);
    let text = std::fs::read_to_string(&path).expect("the file");
    assert!(text.contains("\r\nSupport,A,2026-03-02T09:00:00Z,,yes,L2,VIP,,2400,10800,"), "{text}");
    assert!(tool.refused(&["metrics", "--cases", "--go-live", "some day"]).contains("Nothing was counted"));
    assert!(
        tool.refused(&["metrics", "--cases", "--to", "2020-01-01", "--csv", "none.csv"])
            .contains("Nothing was written")
    );
    let empty = Tool::new().done(&["metrics", "--cases"]).out;
    assert!(empty.starts_with("No document has a table of cases."), "{empty}");
}

#[test]
fn thresholds_are_printed_with_what_past_cases_say_about_them() {
    let tool = desk();
    // A rule that names a recovery procedure for every case without data of the customer, whoever has it.
    let id = tool.json(&["document", "list"])[0]["id"].as_str().expect("an id").to_owned();
    let text = tool.done(&["document", "show", &id]).out;
    let rule = "handled_by is AI and customer is empty";
    assert!(text.contains(rule), "{text}");
    let changed = tool.write("rules.md", text.replace(rule, "\"customer_data\" is empty"));
    tool.done(&["document", "replace", &id, &changed]);
    let printed = tool.done(&["metrics", "--cases", "--tuning"]).out;
    for words in [
        "Support: 2 cases, 0 to a human; of 2 whose end is known 1 missed, 0 false",
        "  Not sure enough: 0 cases",
        "86 % instead of 80 %: of the 2 past cases that turn on it, 0 instead of 1 would have been missed",
        "These are fewer than 30 cases: too few to change a threshold by.",
        "The rule would say: confidence < 86 and not (",
        "      A at 85 %: Not sure enough, to a human, instead of ",
        "  80 to 89 %: 1 case, 0 to a human; of 1 whose end is known 1 missed, 0 false",
    ] {
        assert!(printed.contains(words), "{words} is missing in:\n{printed}");
    }
    assert_eq!(tool.json(&["metrics", "--cases", "--tuning"])["all"]["missed"], 1);
    let alone = tool.run(&["metrics", "--tuning"]);
    assert!(alone.code == 2 && alone.err.contains("--cases"), "{alone:?}");
}
