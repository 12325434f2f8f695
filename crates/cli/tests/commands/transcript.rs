//! A chat transcript through the command line.

use crate::tool::Tool;

#[test]
fn a_transcript_is_shown_and_then_put_into_the_log_once() {
    let tool = Tool::sample();
    let chat =
        "[11.03.2026 14:05] Mai: Error rate at 20 %\nsince the deployment\n[11.03.2026 14:06] bot: decision: wait";
    let file = tool.write("chat.txt", chat);
    let count = || tool.json(&["log", "list", "INC-2041"]).as_array().expect("a list").len();
    let before = count();
    let shown = tool.done(&["log", "paste", "INC-2041", &file, "--preview"]);
    assert!(shown.out.contains("new    2026-03-11T13:05:00Z Mai"), "{shown:?}");
    assert!(shown.out.contains("Error rate at 20 % / since the deployment"), "{shown:?}");
    assert!(
        shown.err.contains("Times are read in Europe/Berlin") && shown.err.contains("“bot” is nobody"),
        "{shown:?}"
    );
    assert_eq!(count(), before, "a preview writes nothing");
    let made = tool.done(&["log", "paste", "INC-2041", &file, "--as", "bot=Chen Wei"]);
    assert_eq!(made.out.lines().count(), 2, "an id an entry: {made:?}");
    let again = tool.done(&["log", "paste", "INC-2041", &file]);
    assert_eq!((again.line().as_str(), again.err.trim()), ("nothing new in it", "2 messages are in the log already"));
    assert_eq!(count(), before + 2);
    let log = tool.done(&["log", "list", "INC-2041"]).out;
    assert!(log.contains("wait") && log.contains("Chen Wei"), "{log}");
}

#[test]
fn a_file_that_is_no_transcript_is_refused_with_a_reason() {
    let tool = Tool::sample();
    let plain = tool.write("plain.txt", "no time in here");
    assert!(tool.refused(&["log", "paste", "INC-2041", &plain]).contains("has no messages"));
    let bytes = tool.write("bytes.txt", b"14:05 mai: caf\xe9");
    assert!(tool.refused(&["log", "paste", "INC-2041", &bytes]).contains("UTF-8"));
    let large = tool.write("large.txt", vec![b'x'; 20_000_001]);
    assert!(tool.refused(&["log", "paste", "INC-2041", &large]).contains("20000000"));
    let chat = tool.write("chat.txt", "14:05 mai: One");
    assert!(tool.refused(&["log", "paste", "INC-2041", &chat, "--as", "mai"]).contains("--as"));
    assert!(tool.refused(&["log", "paste", "INC-2041", &chat, "--day", "soonish"]).contains("soonish"));
}
