//! A message as Markdown (CommonMark 0.31) in which only what the writer emphasised is formatted, and each line is one.

use bridgebook_domain::message::emphasis::{self, Piece};

/// The text of a message as Markdown. Where CommonMark cannot say an emphasis (it ends in a full stop, and a letter
/// follows at once), its words stand there plain.
pub(super) fn written(text: &str) -> String {
    let mut written = String::new();
    let pieces = together(emphasis::pieces(text));
    for (n, (words, is_bold)) in pieces.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| pieces[n].0.chars().next_back());
        let after = pieces.get(n + 1).and_then(|(words, _)| words.chars().next());
        let escaped: String = words.chars().flat_map(escaped).collect();
        written.push_str(&if *is_bold && can_be_strong(before, words, after) {
            format!("**{escaped}**")
        } else {
            escaped
        });
    }
    let lines: Vec<&str> = written.lines().map(str::trim).collect();
    let mut list = String::new();
    for (n, line) in lines.iter().enumerate() {
        // A number at the beginning of a line would begin a list.
        let (number, rest) = line.split_at(line.bytes().take_while(u8::is_ascii_digit).count());
        let begins_list = !number.is_empty() && rest.starts_with(['.', ')']);
        list.extend([number, if begins_list { "\\" } else { "" }, rest]);
        // A line within a paragraph ends as a line; a blank one ends the paragraph.
        let goes_on = !line.is_empty() && lines.get(n + 1).is_some_and(|next| !next.is_empty());
        list.push_str(if goes_on { "\\\n" } else { "\n" });
    }
    list.trim().to_owned()
}

/// Pieces with what is emphasised twice in a row as one: four asterisks would say something else.
fn together(pieces: Vec<Piece<'_>>) -> Vec<(String, bool)> {
    let mut list: Vec<(String, bool)> = Vec::new();
    for piece in pieces {
        match list.last_mut().filter(|(_, is_bold)| *is_bold == piece.is_bold) {
            Some((words, _)) => words.push_str(piece.text),
            None => list.push((piece.text.to_owned(), piece.is_bold)),
        }
    }
    list
}

/// Whether asterisks around words open and close an emphasis (CommonMark, 6.2: left-flanking and right-flanking).
fn can_be_strong(before: Option<char>, words: &str, after: Option<char>) -> bool {
    let is_edge = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation());
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    (is_letter(words.chars().next()) || is_edge(before)) && (is_letter(words.chars().next_back()) || is_edge(after))
}

/// A character that would be read as formatting, with the sign before it that says that it is none.
fn escaped(c: char) -> impl Iterator<Item = char> {
    let means_something = matches!(
        c,
        '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '&' | '#' | '+' | '-' | '=' | '!' | '$'
    );
    means_something.then_some('\\').into_iter().chain(std::iter::once(c))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    /// What a reader of Markdown shows: words with whether they are strong. What else it would show is named.
    fn read(markdown: &str) -> Vec<(String, bool)> {
        let mut list: Vec<(String, bool)> = Vec::new();
        let mut strong = 0;
        let mut add = |words: &str, is_bold: bool| match list.last_mut().filter(|(_, bold)| *bold == is_bold) {
            Some((all, _)) => all.push_str(words),
            None => list.push((words.to_owned(), is_bold)),
        };
        for event in Parser::new_ext(markdown, Options::all()) {
            match event {
                Event::Start(Tag::Strong) => strong += 1,
                Event::End(TagEnd::Strong) => strong -= 1,
                Event::Text(words) => add(&words, strong > 0),
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) | Event::HardBreak => {}
                other => add(&format!("{other:?}"), false),
            }
        }
        list
    }

    fn without_space(list: Vec<(String, bool)>) -> Vec<(String, bool)> {
        let bare = |words: String| words.split_whitespace().collect::<String>();
        let list: Vec<_> = list.into_iter().map(|(words, is_bold)| (bare(words), is_bold)).collect();
        list.into_iter().filter(|(words, _)| !words.is_empty()).collect()
    }

    #[test]
    fn only_what_was_emphasised_is_formatted() {
        for (text, expected) in [
            ("We write again by **15:07 CET**.", "We write again by **15:07 CET**."),
            ("**What you see.** Errors.\n\n1. one\n- two", "**What you see.** Errors.\n\n1\\. one\\\n\\- two"),
            ("[a](https://b) <b> *one* _two_", "\\[a\\](https://b) \\<b\\> \\*one\\* \\_two\\_"),
            ("**a****b**", "**ab**"),
            ("**注意：**今天", "注意：今天"),
            ("", ""),
        ] {
            assert_eq!(written(text), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_read_as_its_words(text in "([a-c1.)( *_#>`~|&<\\[\\]!=+$\\\\-]|\\*\\*|\\n|日|：){0,40}") {
            let words = |list: Vec<(String, bool)>| without_space(list).into_iter().map(|(w, _)| w).collect::<String>();
            let read = read(&written(&text));
            let expected = together(emphasis::pieces(&text));
            prop_assert_eq!(words(read.clone()), words(expected.clone()), "{}", written(&text));
            let is_bold: Vec<_> = without_space(expected).into_iter().filter(|(_, is_bold)| *is_bold).collect();
            let bold: String = is_bold.into_iter().map(|(words, _)| words).collect();
            for (strong, _) in without_space(read).into_iter().filter(|(_, is_bold)| *is_bold) {
                prop_assert!(bold.contains(&strong), "{strong:?} of {text:?}: {}", written(&text));
            }
        }
    }
}
