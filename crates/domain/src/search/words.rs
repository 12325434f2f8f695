//! Text as it is compared, and the piece of it that shows a hit.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Stands before a hit in an excerpt.
pub const START: char = '\u{2}';
/// Stands after a hit in an excerpt.
pub const END: char = '\u{3}';

/// Words that are looked for at once; what is behind them is left out.
const MOST_WORDS: usize = 24;
/// Characters of one word; what is behind them is left out.
const LONGEST_WORD: usize = 200;
/// Tokens of a text in which a hit is shown; a hit behind them is found all the same.
const MOST_TOKENS: usize = 20_000;
/// Bytes of an excerpt before its hit, and in all.
const BEFORE: usize = 60;
const WHOLE: usize = 240;

/// One word of a text: where it stands, in bytes, and as it is compared.
struct Token {
    from: usize,
    to: usize,
    word: String,
}

/// Whether the script of the character does not put spaces between words (or, as Korean, joins endings
/// to them).
fn stands_alone(c: char) -> bool {
    matches!(u32::from(c),
        0xe01..=0xeff | 0x1000..=0x109f | 0x1100..=0x11ff | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3130..=0x318f
        | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff | 0xff66..=0xff9d
        | 0x20000..=0x3134f)
}

/// Adds a character as it is compared: small, without marks, wide forms as narrow ones.
fn fold(c: char, word: &mut String) {
    if c.is_ascii() {
        word.push(c.to_ascii_lowercase());
        return;
    }
    for small in c.to_lowercase() {
        // Letters with a stroke are no letter and a mark to Unicode, and yet are typed without it.
        let plain = match small {
            'đ' | 'ð' => "d",
            'ł' => "l",
            'ı' => "i",
            'ø' => "o",
            'ħ' => "h",
            'ŧ' => "t",
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            _ => "",
        };
        if plain.is_empty() {
            let parts = std::iter::once(small).nfkd().filter(|part| !is_combining_mark(*part));
            word.extend(parts.flat_map(char::to_lowercase).filter(|part| part.is_alphanumeric()));
        } else {
            word.push_str(plain);
        }
    }
}

/// The words of a text in order.
fn tokens(text: &str, most: usize) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut is_open = false;
    for (at, c) in text.char_indices() {
        let to = at + c.len_utf8();
        if stands_alone(c) {
            let word: String = std::iter::once(c).nfkc().filter(|c| c.is_alphanumeric()).collect();
            is_open = false;
            if !word.is_empty() {
                found.push(Token { from: at, to, word });
            }
        } else if c.is_alphanumeric() {
            if !is_open {
                found.push(Token { from: at, to, word: String::new() });
            }
            is_open = true;
            if let Some(last) = found.last_mut() {
                fold(c, &mut last.word);
                last.to = to;
            }
        } else if is_combining_mark(c) {
            // It belongs to the letter before it, as in decomposed Vietnamese.
            if let Some(last) = found.last_mut().filter(|last| last.to == at) {
                last.to = to;
            }
        } else {
            is_open = false;
        }
        if found.len() > most {
            break;
        }
    }
    found.retain(|token| !token.word.is_empty());
    found.truncate(most);
    found
}

/// The text as it is kept beside an index for showing: composed, and without control characters, of which two mark a hit.
#[must_use]
pub fn readable(text: &str) -> String {
    text.nfc().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// The text as an index holds it: its words as they are compared, a space between two.
#[must_use]
pub fn indexed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for token in tokens(text, usize::MAX) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&token.word);
    }
    out
}

/// The words that are looked for: all of them must occur, and the last one may be a beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(Vec<Vec<String>>);

impl Words {
    /// Reads what was typed. None where it holds no letter and no digit; no input is an error.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let composed: String = text.nfc().collect();
        let phrase = |word: &str| -> Vec<String> {
            let short: String = word.chars().take(LONGEST_WORD).collect();
            tokens(&short, LONGEST_WORD).into_iter().map(|token| token.word).collect()
        };
        let phrases = composed.split_whitespace().map(phrase).filter(|phrase| !phrase.is_empty());
        let phrases: Vec<Vec<String>> = phrases.take(MOST_WORDS).collect();
        (!phrases.is_empty()).then_some(Self(phrases))
    }

    /// The phrases in order, each of words that follow one another. They hold letters and digits alone.
    #[must_use]
    pub fn phrases(&self) -> &[Vec<String>] {
        &self.0
    }

    /// The phrases that begin at a token, with the number of tokens that they take.
    fn at<'a>(&'a self, rest: &'a [Token]) -> impl Iterator<Item = (usize, usize)> + 'a {
        self.0.iter().enumerate().filter_map(move |(place, phrase)| {
            let is_last = place + 1 == self.0.len();
            let fits = rest.len() >= phrase.len()
                && phrase.iter().zip(rest).enumerate().all(|(at, (wanted, token))| {
                    let is_beginning = is_last && at + 1 == phrase.len();
                    if is_beginning { token.word.starts_with(wanted.as_str()) } else { token.word == *wanted }
                });
            fits.then_some((place, phrase.len()))
        })
    }

    /// Where the words stand in a text: pieces in bytes, in order, without overlap, each with the phrase it is of.
    fn hits(&self, tokens: &[Token]) -> Vec<(usize, usize, usize)> {
        let mut found: Vec<(usize, usize, usize)> = Vec::new();
        for at in 0..tokens.len() {
            for (place, length) in self.at(&tokens[at..]) {
                let (from, to) = (tokens[at].from, tokens[at + length - 1].to);
                match found.last_mut() {
                    Some(last) if from < last.1 => last.1 = last.1.max(to),
                    _ => found.push((from, to, place)),
                }
            }
        }
        found
    }
}

/// A whole text with the words marked by [`START`] and [`END`].
#[must_use]
pub fn marked(text: &str, words: &Words) -> String {
    let tokens = tokens(text, MOST_TOKENS);
    with_marks(text, 0, text.len(), &words.hits(&tokens))
}

/// The piece of a text that shows most of the words, marked by [`START`] and [`END`]; its beginning where none is in it.
#[must_use]
pub fn excerpt(text: &str, words: Option<&Words>) -> String {
    let tokens = tokens(text, MOST_TOKENS);
    let hits = words.map(|words| words.hits(&tokens)).unwrap_or_default();
    let kinds = |first: usize| {
        let window = hits[first..].iter().take_while(|hit| hit.1 <= hits[first].0 + WHOLE - BEFORE);
        let mut places: Vec<usize> = window.map(|hit| hit.2).collect();
        places.sort_unstable();
        places.dedup();
        places.len()
    };
    // Of windows that show as many words the first one is taken.
    let best = (0..hits.len().min(200)).max_by_key(|first| (kinds(*first), std::cmp::Reverse(*first)));
    let around = best.map_or(0, |best| hits[best].0);
    let from = tokens.iter().map(|token| token.from).find(|from| from + BEFORE >= around).unwrap_or(0);
    let from = if around <= BEFORE { 0 } else { from };
    let last = tokens.iter().rfind(|token| token.from >= from && token.to <= from + WHOLE);
    let is_whole = text.len() <= from + WHOLE;
    let to = if is_whole { text.len() } else { last.map_or_else(|| boundary(text, from + WHOLE), |token| token.to) };
    // A hit longer than the window is shown whole.
    let to = best.map_or(to, |best| to.max(hits[best].1));
    let piece = with_marks(text, from, to, &hits);
    let (before, after) = (if from > 0 { "…" } else { "" }, if to < text.len() { "…" } else { "" });
    format!("{before}{}{after}", piece.trim())
}

/// The last place not behind this one that cuts no character in half.
fn boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn with_marks(text: &str, from: usize, to: usize, hits: &[(usize, usize, usize)]) -> String {
    let mut out = String::with_capacity(to - from + 16);
    let mut at = from;
    for (start, end, _) in hits.iter().filter(|hit| hit.0 >= from && hit.1 <= to) {
        out.push_str(&text[at..*start]);
        out.push(START);
        out.push_str(&text[*start..*end]);
        out.push(END);
        at = *end;
    }
    out.push_str(&text[at..to]);
    out.replace(['\n', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(typed: &str, text: &str) -> bool {
        Words::read(typed).is_some_and(|words| marked(text, &words).contains(START))
    }

    #[test]
    fn words_are_found_without_case_and_marks_and_in_scripts_without_spaces() {
        let rows = [
            ("duong", "Đường truyền"),
            ("đường", "duong truyen"),
            ("lodz", "Łódź"),
            ("istanbul", "İstanbul"),
            ("odeme", "ÖDEME hatası"),
            ("strasse", "Straße"),
            ("障", "データベース障害"),
            ("障害", "データベース障害が発生"),
            ("장애", "장애가 났다"),
            ("网关", "支付网关"),
            ("payme", "Payments"),
            ("ＤＢ", "the DB"),
            ("ngừng", "Ng\u{1b0}\u{300}ng"),
            ("eu-west", "In eu west"),
        ];
        for (typed, text) in rows {
            assert!(finds(typed, text), "“{typed}” is found in “{text}”");
        }
        for (typed, text) in [("害障", "障害"), ("pay x", "Payments"), ("ayments", "Payments"), ("害", "傷")] {
            assert!(!finds(typed, text), "“{typed}” is not in “{text}”");
        }
    }

    #[test]
    fn what_was_typed_becomes_phrases_of_letters_and_digits() {
        let read = |text: &str| Words::read(text).map(|words| words.0);
        let phrase = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(read("Fail over"), Some(vec![phrase(&["fail"]), phrase(&["over"])]));
        assert_eq!(read("INC-2041"), Some(vec![phrase(&["inc", "2041"])]));
        assert_eq!(read("障害 db"), Some(vec![phrase(&["障", "害"]), phrase(&["db"])]));
        assert_eq!(read("NEAR(x,y)"), Some(vec![phrase(&["near", "x", "y"])]));
        for nothing in ["", "  ", "\"*()--^:", "🙂", "\u{301}"] {
            assert_eq!(read(nothing), None, "{nothing:?}");
        }
        assert_eq!(read(&"a ".repeat(1000)).map(|words| words.len()), Some(MOST_WORDS));
    }

    #[test]
    fn an_excerpt_shows_the_piece_with_most_words() {
        let words = Words::read("gateway restart").expect("words");
        let text = format!("The gateway is old. {}Then a restart of the gateway helped.", "More of it. ".repeat(60));
        let shown = excerpt(&text, Some(&words));
        assert!(shown.contains("a \u{2}restart\u{3} of the \u{2}gateway\u{3} helped."), "{shown}");
        assert!(shown.starts_with('…') && !shown.ends_with('…'), "{shown}");
        assert_eq!(excerpt("Short.", None), "Short.");
        assert_eq!(excerpt("", Some(&words)), "");
        let long = excerpt(&"障害".repeat(500), Words::read("障害").as_ref());
        assert!(long.contains("\u{2}障害\u{3}\u{2}障害\u{3}") && long.ends_with('…') && long.len() < 1000, "{long}");
    }

    proptest! {
        #[test]
        fn no_text_is_cut_in_a_character_and_nothing_of_it_is_lost(text in "[ -~äđ障장\u{301}\u{e33}\n]{0,300}", typed in "[a-zäđ障장 ]{0,6}") {
            let words = Words::read(&typed);
            let _ = excerpt(&text, words.as_ref());
            if let Some(words) = words {
                let bare: String = marked(&text, &words).chars().filter(|c| !matches!(*c, START | END)).collect();
                prop_assert_eq!(bare, text.replace(['\n', '\t'], " "));
            }
        }

        #[test]
        fn a_word_of_a_text_finds_it(text in "[a-zäđ障장ก]{1,8}( [a-zäđ障장ก]{1,8}){0,3}") {
            for word in text.split_whitespace() {
                prop_assert!(finds(word, &text), "{} in {}", word, text);
            }
        }
    }
}
