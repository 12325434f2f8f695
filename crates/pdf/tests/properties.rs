//! Properties: whatever a document holds, no word is lost, nothing stands outside a page, nothing panics.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use bridgebook_domain::BlockKind;
use bridgebook_pdf::{Fonts, Front, Item, Options, export};
use common::{Maker, binder};
use proptest::prelude::*;

/// Words that Markdown leaves alone, so that they can be looked for.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,12}",
        1 => "[A-Z][a-z]{3,60}",
        1 => "[0-9]{1,4}",
        1 => Just("zażółć".to_owned()),
        1 => Just("Nguyễn".to_owned()),
        1 => "[a-z]{200,400}",
    ]
}

fn sentence() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..30).prop_map(|words| words.join(" "))
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn check(maker: Maker, words: &[String]) {
    let options = Options { front: Front::None, ..Options::default() };
    let made = export(&binder(vec![maker.input()]), &Fonts::bundled(), &options).unwrap();
    let text = squeezed(&made.pages.text());
    // Longer words may be broken, and in a row that goes over pages the lines of its cells alternate:
    // of them each letter is counted.
    for word in words.iter().flat_map(|w| w.split_whitespace()).filter(|w| w.chars().count() <= 8) {
        assert!(text.contains(word), "“{word}” is printed");
    }
    let mut letters = std::collections::BTreeMap::new();
    for letter in words.iter().flat_map(|w| w.chars()).filter(|c| c.is_alphabetic()) {
        *letters.entry(letter).or_insert(0_usize) += 1;
    }
    for (letter, count) in letters {
        let printed = text.chars().filter(|c| *c == letter).count();
        assert!(printed >= count, "{count} “{letter}” are in the document, {printed} on the pages");
    }
    for page in &made.pages.pages {
        for item in &page.items {
            if let Item::Text(run) = item {
                let end = run.x + run.width
                    - run.text.chars().rev().take_while(|c| *c == ' ').count() as f32 * run.size * 0.4;
                assert!(run.x >= -0.5 && end <= page.width + 0.5, "“{}” ends at {end} of {}", run.text, page.width);
                assert!(run.y > 0.0 && run.y <= page.height, "“{}” stands at {}", run.text, run.y);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_word_of_prose_is_lost(sentences in prop::collection::vec(sentence(), 1..40)) {
        let marks = ["", "- ", "1. ", "> ", "## ", "- [ ] ", "  - ", "| a | b |\n| - | - |\n| "];
        let mut text = String::new();
        for (at, sentence) in sentences.iter().enumerate() {
            let mark = marks[at % marks.len()];
            let end = if mark.starts_with('|') { " | x |" } else { "" };
            text.push_str(&format!("{mark}{sentence}{end}\n\n"));
        }
        let mut maker = Maker::new("Title", "", "");
        maker.prose(1, "", "Prose", &text);
        check(maker, &sentences);
    }

    #[test]
    fn no_word_of_a_table_is_lost(rows in prop::collection::vec((sentence(), sentence(), sentence()), 1..30)) {
        let mut maker = Maker::new("Title", "", "");
        let rows: Vec<Vec<(&str, &str)>> =
            rows.iter().map(|(a, b, c)| vec![("text", a.as_str()), ("measure", b.as_str()), ("owner", c.as_str())]).collect();
        let refs: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
        maker.preset(1, "", "Objectives", BlockKind::Table, "objectives", &refs);
        let words: Vec<String> = rows.iter().flatten().map(|(_, text)| (*text).to_owned()).collect();
        check(maker, &words);
    }

    #[test]
    fn any_text_at_all_is_printed_without_a_fault(text in "\\PC{0,300}|[\\x00-\\x7f]{0,300}", heading in "\\PC{0,80}") {
        let mut maker = Maker::new(&heading, &text, "");
        maker.prose(1, &heading, &heading, &text);
        maker.preset(2, "", &heading, BlockKind::Escalation, "", &[&[("level", &text), ("clock", &heading), ("target", &text), ("acknowledge_within", &text)]]);
        maker.preset(2, "", &heading, BlockKind::Cadence, "", &[&[("audience", &text), ("state", &heading), ("interval", &text)]]);
        maker.preset(2, "", &heading, BlockKind::Checklist, "", &[&[("item", &text), ("done_at", &heading)]]);
        let _ = export(&binder(vec![maker.input()]), &Fonts::bundled(), &Options::default()).unwrap();
    }
}
