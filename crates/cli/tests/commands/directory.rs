//! People through the command line: in and out of files, merged, looked up, checked.

use crate::tool::Tool;

const CARDS: &str = "BEGIN:VCARD\nVERSION:3.0\nFN:Ada Brandt\nTEL:+49 30 555\nEMAIL:ada@example.org\nPHOTO;ENCODING=b:AAAA\nEND:VCARD\n\
                     BEGIN:VCARD\nVERSION:4.0\nFN:Kim Ji-woo\nTEL:+1 555 0100\nEND:VCARD\n";

#[test]
fn people_come_in_once_are_shown_changed_and_go_out_again() {
    let tool = Tool::sample();
    let file = tool.write("team.vcf", CARDS);
    let shown = tool.done(&["directory", "import", &file, "--dry-run"]).out;
    assert!(shown.contains("new       1  Ada Brandt") && shown.contains("unclear   2  Kim Ji-woo"), "{shown}");
    assert!(shown.contains("perhaps") && shown.contains("photo was left out"), "{shown}");
    assert!(tool.refused(&["directory", "show", "Ada Brandt"]).contains("no entry"), "a dry run writes nothing");
    assert!(tool.refused(&["directory", "import", &file, "--choose", "7=new"]).contains("chooses nobody"));
    let import = tool.done(&["directory", "import", &file, "--choose", "2=skip"]).line();
    assert!(tool.done(&["directory", "show", "Ada Brandt"]).out.contains("+49 30 555"));
    let again = tool.done(&["directory", "import", &file, "--choose", "2=skip"]);
    assert!(again.out.contains("nothing to import") && again.err.contains("Nothing in the file is new"), "{again:?}");
    tool.done(&["directory", "set", "Ada Brandt", "titles", "Lead, payments", "Deputy"]);
    tool.done(&["directory", "confirm", "Ada Brandt"]);
    let card = tool.json(&["directory", "show", "Ada Brandt"]);
    let titles = card["fields"].as_array().expect("fields").iter().find(|f| f["key"] == "titles").expect("titles");
    assert_eq!(titles["values"][0]["name"], "Lead, payments", "a comma parts nothing");
    assert_eq!(card["person"]["last_confirmed"], "2026-03-11");
    for name in ["out.csv", "out.vcf"] {
        let path = tool.file(name).display().to_string();
        tool.done(&["directory", "export", "--output", &path]);
        let text = std::fs::read_to_string(&path).expect("written");
        assert!(text.contains("Ada Brandt") && text.contains("김지우"), "{text}");
        let back = tool.json(&["directory", "import", &path, "--dry-run"]);
        let standings: Vec<_> = back["rows"].as_array().expect("rows").iter().map(|r| r["standing"].clone()).collect();
        assert!(standings.iter().all(|s| s == "same"), "{name}: what was written is what is there: {back}");
    }
    assert!(tool.refused(&["directory", "export", "--output", "people.txt"]).contains("csv or vcf"));
    assert!(tool.refused(&["directory", "take-back", &import]).contains("edited since"));
}

#[test]
fn doubles_are_merged_and_separated_and_what_is_missing_is_named() {
    let tool = Tool::sample();
    let csv = tool.write("more.csv", "Name,Phones,Skills\nJi-woo Kim,'+82 2 555 0143,Payments\n");
    let import = tool.run(&["directory", "import", &csv, "--dry-run"]).out;
    assert!(import.contains("unclear"), "the same number under another name: {import}");
    tool.done(&["directory", "import", &csv, "--choose", "1=new"]);
    let pairs = tool.done(&["directory", "doubles"]).out;
    assert!(pairs.contains("Ji-woo Kim") && pairs.contains("name, phone"), "{pairs}");
    let id = |name: &str| tool.json(&["directory", "show", name])["id"].as_str().expect("an id").to_owned();
    let (keep, other) = (id("Kim Ji-woo"), id("Ji-woo Kim"));
    tool.done(&["directory", "merge", &keep, &other]);
    assert!(tool.refused(&["directory", "merge", &keep, &other]).contains("one person already"));
    assert_eq!(id("Ji-woo Kim"), keep, "the other name means the one that is kept");
    assert_eq!(id(&other), keep);
    tool.done(&["directory", "separate", &other]);
    assert_eq!(id("Ji-woo Kim"), other);
    assert!(tool.refused(&["directory", "separate", &other]).contains("part of no other"));
    let used = tool.done(&["directory", "used", "Kim Ji-woo"]).out;
    assert!(used.contains("linked") && used.contains("role"), "{used}");
    let check = tool.run(&["directory", "check", "--confirmed-within", "365"]);
    assert_eq!(check.code, 3, "{check:?}");
    assert!(check.out.contains("Ji-woo Kim. Nobody stands in for them"), "{}", check.out);
    tool.done(&["directory", "put-away", &other]);
    assert!(!tool.run(&["directory", "check"]).out.contains("Ji-woo Kim."));
    tool.done(&["directory", "put-away", &other, "--back"]);
    assert!(tool.done(&["directory", "list"]).out.contains("Ji-woo Kim"));
}
