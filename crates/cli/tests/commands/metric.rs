//! The metrics of incidents through the command line.

use crate::tool::Tool;

#[test]
fn metrics_are_printed_with_their_definitions_and_written_as_csv() {
    let tool = Tool::sample();
    let printed = tool.done(&["metrics", "--each"]).out;
    for words in [
        "1 incident is counted, as of 2026-03-11T13:47:12Z.",
        "Median and 90th percentile by nearest rank",
        "Time to acknowledge (MTTA): First acknowledgement by a person less detected.",
        "  all            n 1     median 4 min            p90 4 min",
        "    INC-2041               none  It is not resolved.",
        "  all            n 0     median none",
    ] {
        assert!(printed.contains(words), "{words} is missing in:\n{printed}");
    }
    assert!(!tool.done(&["metrics"]).out.contains("INC-2041"), "each incident where it is asked for");
    let reading = tool.json(&["metrics", "--from", "2026-03-01", "--to", "2026-03-11", "--severity", "SEV1"]);
    assert_eq!(reading["incidents"][0]["number"], "INC-2041");
    let row = reading["metrics"].as_array().expect("a list").iter().find(|m| m["id"] == "time-to-declare");
    assert_eq!(row.expect("it is there")["all"]["median"]["value"], 420.0);
    let none = tool.done(&["metrics", "--severity", "SEV4"]).out;
    assert!(none.starts_with("No incident is counted"), "{none}");
    assert!(tool.refused(&["metrics", "--from", "when it rains"]).contains("Nothing was counted"));
    assert!(tool.refused(&["metrics", "--severity", "SEV4", "--csv", "none.csv"]).contains("Nothing was written"));
    let path = tool.file("metrics.csv").display().to_string();
    tool.done(&["metrics", "--csv", &path]);
    let text = std::fs::read_to_string(&path).expect("the file");
    assert!(
        text.starts_with("Incident,Title,Severity,Declared,Exercise,Metric,Value,Unit,In words,Made of,Definition\r\n")
    );
    assert!(text.contains(",Time to declare,420,seconds,7 min,,Declared less detected."), "{text}");
}
