//! The letter schemes as both sides know them: `letter_schemes.json` is compared with the window's table too
//! (`ui/src/features/document/raci/schemes.test.ts`).

use bridgebook_domain::raci::{Letter, Scheme};
use bridgebook_domain::{Block, Value};
use serde_json::Value as Json;

fn read() -> Json {
    serde_json::from_str(include_str!("letter_schemes.json")).expect("it is JSON")
}

fn letters(of: &Json) -> Vec<Letter> {
    serde_json::from_value(of.clone()).expect("it lists letters")
}

#[test]
fn the_schemes_that_come_with_the_product_are_those_of_the_file() {
    let file = read();
    let schemes = file["schemes"].as_object().expect("it names schemes");
    let mut names: Vec<&str> = Scheme::names().collect();
    names.sort_unstable();
    let mut told: Vec<&str> = schemes.keys().map(String::as_str).collect();
    told.sort_unstable();
    assert_eq!(names, told);
    for name in names {
        let scheme = Scheme::named(name).expect("a name that is listed is known");
        assert_eq!(scheme.letters, letters(&schemes[name]), "{name}");
    }
}

#[test]
fn own_letters_are_read_as_the_file_says() {
    let file = read();
    for case in file["own"].as_array().expect("it lists cases") {
        let written = case["written"].as_str().expect("it is written");
        let mut block = Block::default();
        block.settings.insert("letters".to_owned(), Value::one(written));
        assert_eq!(Scheme::of(&block).letters, letters(&case["letters"]), "{written}");
    }
}
