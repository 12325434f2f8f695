//! A condition read while it is typed: the tree in words, so that the window needs no second printer.

use bridgebook_domain::condition::{Condition, parse, print};

use crate::api::condition::{ConditionError, ConditionNode, ConditionReading};

/// What a text says as a condition; needs no data folder. An empty one holds for every case.
#[must_use]
pub fn read_condition(text: &str) -> ConditionReading {
    match parse(text) {
        Ok(condition) => ConditionReading { tree: Some(node(&condition)), error: None },
        Err(error) => {
            let character = u32::try_from(error.character).unwrap_or(u32::MAX);
            ConditionReading { tree: None, error: Some(ConditionError { character, message: error.to_string() }) }
        }
    }
}

fn node(condition: &Condition) -> ConditionNode {
    let (joint, parts) = match condition {
        Condition::All { of } => ("all", of.iter().map(node).collect()),
        Condition::Any { of } => ("any", of.iter().map(node).collect()),
        Condition::Not { of } => ("not", vec![node(of)]),
        _ => ("", Vec::new()),
    };
    ConditionNode { joint: joint.to_owned(), words: print(condition), parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_keeps_the_nesting_and_says_each_test_in_words() {
        let tree = read_condition(r#"confidence < 80 and (tier is Gold or not (text contains "legal"))"#).tree.unwrap();
        assert_eq!((tree.joint.as_str(), tree.parts.len()), ("all", 2));
        assert_eq!(tree.parts[0].words, "confidence < 80");
        assert_eq!(tree.parts[1].joint, "any");
        let not = &tree.parts[1].parts[1];
        assert_eq!((not.joint.as_str(), not.parts[0].joint.as_str(), not.parts.len()), ("not", "", 1));
    }

    #[test]
    fn an_error_names_the_character_where_it_stands() {
        let reading = read_condition("confidence < ");
        let error = reading.error.unwrap();
        assert!(reading.tree.is_none());
        assert!(error.character >= 12, "the end of the text is where a value is missing: {error:?}");
        assert!(error.message.contains("is expected"), "{}", error.message);
    }
}
