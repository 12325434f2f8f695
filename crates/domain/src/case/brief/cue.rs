//! The words by which rules know what a sentence is about. English; where a case speaks another language, the rules that go
//! by position and by signs still hold.

use crate::view::folded;

/// A sentence that says what is wanted.
pub(super) const REQUEST: &[&str] = &[
    "i want",
    "i need",
    "i would like",
    "i'd like",
    "we want",
    "we need",
    "we would like",
    "we'd like",
    "please",
    "can you",
    "could you",
    "can i",
    "how do i",
    "how can i",
    "help me",
    "i am trying to",
    "i'm trying to",
];
/// A sentence that only greets begins with one of these.
const GREETING: &[&str] = &["hi", "hello", "hey", "dear", "good", "morning", "thanks", "thank"];
/// The assistant, or a human, says what they did.
pub(super) const ATTEMPT: &[&str] = &[
    "i have",
    "i've",
    "we have",
    "we've",
    "i reset",
    "i sent",
    "i checked",
    "please try",
    "try to",
    "have you tried",
    "let us try",
    "let's try",
    "you can try",
    "try again",
];
/// The customer says what came of it.
pub(super) const OUTCOME: &[&str] = &[
    "still", "again", "did not", "didn't", "does not", "doesn't", "not work", "no luck", "the same", "nothing",
    "works", "worked", "solved", "helped",
];
/// Somebody says what will be.
pub(super) const PROMISE: &[&str] =
    &["will", "i'll", "we'll", "you get", "you receive", "going to", "promise", "promised", "guarantee"];
/// A time, in words.
const TIME: &[&str] = &[
    "today",
    "tomorrow",
    "tonight",
    "hour",
    "hours",
    "minute",
    "minutes",
    "min",
    "day",
    "days",
    "week",
    "weeks",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "noon",
    "midnight",
    "end of",
    "shortly",
    "soon",
];
/// The customer says what has to be kept to.
pub(super) const CONSTRAINT: &[&str] = &[
    "must",
    "must not",
    "deadline",
    "no later than",
    "at the latest",
    "not allowed",
    "do not call",
    "don't call",
    "do not contact",
    "don't contact",
    "only by",
    "only between",
    "contract",
    "due by",
];
/// The customer asks for a human.
pub(super) const HUMAN: &[&str] = &[
    "a human",
    "real person",
    "a person",
    "an agent",
    "agent",
    "somebody else",
    "someone else",
    "speak to",
    "talk to",
    "speak with",
    "talk with",
    "colleague",
    "representative",
];
/// A yes, as the first word of an answer.
pub(super) const YES: &[&str] = &["yes", "yeah", "yep", "ok", "okay", "sure"];

/// A text as cues are looked for in it: folded, one space between words, with a space at either end.
pub(super) fn spaced(text: &str) -> String {
    let text = folded(text).replace('’', "'");
    let words: String = text.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    format!(" {} ", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a text has one of these words, as a whole.
pub(super) fn has(text: &str, cues: &[&str]) -> bool {
    says(&spaced(text), cues)
}

/// The same for a text as [`spaced`] gives it.
fn says(spaced: &str, cues: &[&str]) -> bool {
    let is_whole = |at: usize, cue: &str| spaced[..at].ends_with(' ') && spaced[at + cue.len()..].starts_with(' ');
    cues.iter().any(|cue| spaced.match_indices(cue).any(|(at, _)| is_whole(at, cue)))
}

/// A sentence, read once for all rules that look at it: of a long conversation that is what takes the time.
pub(super) struct Sentence {
    /// The words.
    pub text: String,
    spaced: String,
}

impl Sentence {
    /// The sentences of a text, each read when it is looked at.
    pub fn each(text: &str) -> impl Iterator<Item = Self> {
        sentences(text).map(|text| Self { spaced: spaced(&text), text })
    }

    /// Whether it has one of these words, as a whole.
    pub fn has(&self, cues: &[&str]) -> bool {
        says(&self.spaced, cues)
    }

    /// Whether it names a time: in words, or as `14:30`.
    pub fn has_time(&self) -> bool {
        self.has(TIME) || self.text.split_whitespace().any(is_clock)
    }

    /// Whether it only greets or thanks.
    pub fn is_greeting(&self) -> bool {
        let words: Vec<&str> = self.spaced.split_whitespace().take(5).collect();
        words.is_empty() || (words.len() <= 4 && words.first().is_some_and(|word| GREETING.contains(word)))
    }
}

fn is_clock(word: &str) -> bool {
    let Some((hour, minute)) = word.split_once(':') else { return false };
    let is_number = |text: &str| text.chars().take(2).filter(char::is_ascii_digit).count() > 0;
    hour.chars().all(|c| c.is_ascii_digit()) && !hour.is_empty() && is_number(minute)
}

/// Whether a sentence names something that can be looked up: a word with three digits or more, or with a digit beside a
/// letter or a sign inside it (`v1.2`, `77-1`, `#12`, `E42`).
pub(super) fn has_data(sentence: &str) -> bool {
    sentence.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '#');
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let is_mixed = digits > 0 && digits < word.chars().count() && !is_clock(word);
        digits >= 3 || is_mixed
    })
}

/// The sentences of a text: each line apart, ended by a sign that ends one. Each is a part of the text with its spaces
/// joined.
fn sentences(text: &str) -> impl Iterator<Item = String> {
    let parts = text.lines().flat_map(|line| {
        let mut rest = line;
        std::iter::from_fn(move || {
            let end = end_of_sentence(rest)?;
            let (sentence, more) = rest.split_at(end);
            rest = more;
            Some(sentence)
        })
    });
    parts.filter(|sentence| sentence.chars().any(char::is_alphanumeric)).map(super::joined)
}

/// Where the first sentence of a line ends; nowhere in an empty one.
fn end_of_sentence(line: &str) -> Option<usize> {
    let mut letters = line.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let is_last = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        let ends = match letter {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' | '؟' => is_last,
            _ => false,
        };
        if ends {
            return Some(at + letter.len_utf8());
        }
    }
    (!line.is_empty()).then_some(line.len())
}

/// Whether a sentence asks, by its sign, in whatever language.
pub(super) fn asks(sentence: &str) -> bool {
    sentence.trim_end_matches(['"', '”', ')', '»']).ends_with(['?', '？', '؟'])
}
