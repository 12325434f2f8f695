#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

use proptest::prelude::*;

use super::*;
use crate::message::findings;
use crate::message::tests::customers;

const ENGLISH: &str = "Card payments in the EU fail since 13:58 CET. As of 14:46 CET we are rolling back. \
                       Next update by 15:07 CET.";
const GERMAN: &str = "Kartenzahlungen in der EU schlagen seit 13:58 CET fehl. Stand 14:46 CET. \
                      Nächste Meldung bis 15:07 CET.";

fn both() -> Vec<String> {
    languages("English, German")
}

fn texts<'a>(text: &'a str, languages: &[String]) -> Vec<(String, &'a str)> {
    parts(text, languages).into_iter().map(|p| (p.language, &text[p.text])).collect()
}

#[test]
fn the_languages_of_an_audience_are_read_as_people_write_them() {
    assert_eq!(languages("English, German"), ["English", "German"]);
    assert_eq!(languages(" English and german; French/English "), ["English", "german", "French"]);
    assert!(languages("").is_empty());
}

#[test]
fn a_line_with_the_name_of_another_language_begins_its_text() {
    let text = joined(ENGLISH, [("German".to_owned(), GERMAN.to_owned())]);
    assert_eq!(texts(&text, &both()), [("English".to_owned(), ENGLISH), ("German".to_owned(), GERMAN)]);
    // As people type it.
    assert_eq!(texts("Hello\r\n\r\n--- german ---\r\nHallo", &both())[1].1, "Hallo");
    assert_eq!(texts("Hello\r\n\r\n--- german ---\r\nHallo", &both())[0].1, "Hello");
    // Text like any other: another name, the first language, a second time, an audience of one language.
    assert_eq!(texts("Hello\n— Details —\nmore", &both()).len(), 1);
    assert_eq!(texts("Hello\n— English —\nmore", &both()).len(), 1);
    assert_eq!(texts("Hello\n— German —\none\n— German —\ntwo", &both())[1].1, "one\n— German —\ntwo");
    assert_eq!(texts("Hello\n— German —\nHallo", &languages("English")).len(), 1);
}

#[test]
fn a_text_is_stale_once_the_first_language_says_something_else() {
    let (languages, german) = (both(), ("German".to_owned(), GERMAN.to_owned()));
    let written = joined(ENGLISH, [german.clone()]);
    let marks = made_from(None, &written, &languages, &[]);
    assert!(stale(&written, &languages, &marks).is_empty(), "it was written for this text");
    let changed = joined(&ENGLISH.replace("rolling back", "restarting"), [german.clone()]);
    let after = made_from(Some((&written, &marks)), &changed, &languages, &[]);
    assert_eq!(stale(&changed, &languages, &after), ["German"]);
    // Going back to the text it was made from, saying that it holds, and writing it anew all put it right.
    assert!(stale(&written, &languages, &made_from(Some((&changed, &after)), &written, &languages, &[])).is_empty());
    let told = made_from(Some((&changed, &after)), &changed, &languages, &["german".to_owned()]);
    assert!(stale(&changed, &languages, &told).is_empty());
    let anew =
        joined(&ENGLISH.replace("rolling back", "restarting"), [("German".to_owned(), format!("{GERMAN} Neu."))]);
    assert!(stale(&anew, &languages, &made_from(Some((&changed, &after)), &anew, &languages, &[])).is_empty());
}

#[test]
fn what_is_missing_stale_or_says_another_time_is_found_in_its_place() {
    let mut context = customers();
    context.languages = both();
    let rules = |text: &str, context: &Context| -> Vec<(String, String)> {
        findings(text, context).into_iter().map(|f| (f.rule, f.title)).collect()
    };
    let missing = ("C16".to_owned(), "Nothing is written in German".to_owned());
    assert!(rules(ENGLISH, &context).contains(&missing));
    let text = joined(ENGLISH, [("German".to_owned(), GERMAN.to_owned())]);
    assert!(
        !rules(&text, &context).iter().any(|(rule, _)| rule == "C16" || rule == "C1"),
        "{:?}",
        rules(&text, &context)
    );
    // Another promise than the first language makes.
    let other = joined(ENGLISH, [("German".to_owned(), GERMAN.replace("15:07", "15:05"))]);
    let found = findings(&other, &context);
    let differs = found.iter().find(|f| f.rule == "C2").unwrap();
    assert!(differs.title.starts_with("German: ") && differs.title.contains("15:05"), "{}", differs.title);
    let fix = differs.fix.as_ref().unwrap();
    let units: Vec<u16> = other.encode_utf16().collect();
    let place = String::from_utf16(&units[fix.start as usize..fix.end as usize]).unwrap();
    assert!(place.contains("15:05"), "the edit is about the German text: {place}");
    // A time may be put into any text, an English sentence may not.
    let silent = joined(ENGLISH, [("German".to_owned(), "Kartenzahlungen schlagen fehl.".to_owned())]);
    let c1 = findings(&silent, &context).into_iter().find(|f| f.rule == "C1").unwrap();
    assert!(c1.title.starts_with("German: ") && c1.fix.is_none(), "{c1:?}");
    // The text it was made from has changed.
    context.made_from = made_from(None, &text.replace("rolling back", "waiting"), &both(), &[]);
    let stale = findings(&text, &context).into_iter().find(|f| f.rule == "C16").unwrap();
    assert!(stale.is_in_the_way() && stale.title.contains("has changed since the German one"), "{}", stale.title);
}

proptest! {
    #[test]
    fn parts_and_the_whole_are_inverse(first in "[a-zé .\n]{0,40}", german in "[a-zü][a-zü .\n]{0,40}", french in "([a-zç][a-zç .\n]{0,40})?") {
        let languages = languages("English, German, French");
        let others = [("German".to_owned(), german.clone()), ("French".to_owned(), french.clone())];
        let text = joined(&first, others);
        let mut wanted = vec![("English".to_owned(), first.as_str()), ("German".to_owned(), german.as_str())];
        if !french.is_empty() {
            wanted.push(("French".to_owned(), french.as_str()));
        }
        prop_assert_eq!(texts(&text, &languages), wanted);
    }

    #[test]
    fn any_text_has_parts_within_it(text in "(— German —|\n|— |é|x| ){0,12}") {
        for part in parts(&text, &both()) {
            prop_assert!(text.get(part.text.clone()).is_some(), "{:?} in {:?}", part, text);
        }
    }
}
