//! The words in which other languages than English promise the next update: a table of words for each (`tongue/words.txt`),
//! no code of its own. Phrases are looked for in all of them, because a text may be in another language than its
//! audience's row says.
//!
//! Whether a language is covered at all is asked by its name: of a text in another one nothing is claimed.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::SignedDuration;

use super::text::is_around;
use crate::view::folded;

/// The words of one language, in lower case where its script has one.
#[derive(Debug, Default)]
pub(super) struct Tongue {
    /// How it is named in a plan.
    names: Vec<&'static str>,
    /// A sentence that promises the next update; `{}` stands for its time.
    promise: &'static str,
    /// How people say that another message comes.
    phrases: Vec<&'static str>,
    /// Words beside them that take that back.
    pub refusals: Vec<&'static str>,
    /// What leads to a span.
    leads: Vec<&'static str>,
    /// What says the same behind it.
    behind: Vec<&'static str>,
    /// What stands between the lead and the number and changes nothing.
    fillers: Vec<&'static str>,
    /// Units with the minutes that they stand for.
    units: Vec<(&'static str, i64)>,
    /// Numbers as words.
    numbers: Vec<(&'static str, i64)>,
    /// Spans that are written without a number.
    wholes: Vec<(&'static str, i64)>,
    /// What says of when the facts are, before or behind the time.
    as_of: Vec<&'static str>,
    /// Days by how many they are from today.
    days: Vec<(&'static str, i64)>,
    /// What sets another time against one that was refused.
    contrast: Vec<&'static str>,
    /// What says that its time changes.
    moved: Vec<&'static str>,
    /// What says that it comes earlier.
    earlier: Vec<&'static str>,
}

static TONGUES: LazyLock<Vec<Tongue>> = LazyLock::new(|| read(include_str!("tongue/words.txt")));

/// Reads the tables; a key that nobody knows is passed over, and a test says that there is none.
fn read(table: &'static str) -> Vec<Tongue> {
    let mut list = Vec::new();
    for part in table.split("\n\n") {
        let mut tongue = Tongue::default();
        for (key, value) in part.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':')) {
            let words = || value.split(" | ").map(str::trim);
            let numbers =
                || words().filter_map(|word| word.split_once('=')).filter_map(|(w, n)| Some((w, n.parse().ok()?)));
            match key {
                "names" => tongue.names.extend(words()),
                "promise" => tongue.promise = value.trim(),
                "phrases" => tongue.phrases.extend(words()),
                "refusals" => tongue.refusals.extend(words()),
                "leads" => tongue.leads.extend(words()),
                "behind" => tongue.behind.extend(words()),
                "fillers" => tongue.fillers.extend(words()),
                "as_of" => tongue.as_of.extend(words()),
                "units" => tongue.units.extend(numbers()),
                "numbers" => tongue.numbers.extend(numbers()),
                "wholes" => tongue.wholes.extend(numbers()),
                "days" => tongue.days.extend(numbers()),
                "contrast" => tongue.contrast.extend(words()),
                "moved" => tongue.moved.extend(words()),
                "earlier" => tongue.earlier.extend(words()),
                _ => {}
            }
        }
        if !tongue.names.is_empty() {
            list.push(tongue);
        }
    }
    list
}

/// Signs and words between two numbers of which the later one counts.
const TO: &[&str] = &["-", "–", "~", "〜", " bis ", " à ", " a ", " tot ", " do ", " đến ", " ou ", " o ", " till "];
/// Words between hours and their minutes.
const AND: &[&str] = &[" und ", " et ", " y ", " e ", " en ", " i ", " och ", " ", ""];

/// The language that goes by a name, where its words are known. English is not among them.
pub(super) fn of(name: &str) -> Option<&'static Tongue> {
    let name = folded(name.trim());
    let bare = name.split(['-', '_', ' ', '(']).next().unwrap_or_default();
    let is_it = |tongue: &&Tongue| tongue.names.iter().map(|n| folded(n)).any(|known| known == name || known == bare);
    TONGUES.iter().find(is_it)
}

/// Whether a character is of a script that puts no blanks between words, or joins endings to them.
pub(super) const fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

/// Whether most letters of a text are of a script whose words no table holds.
pub(super) fn is_of_other_script(text: &str) -> bool {
    let is_latin = |c: char| c.is_ascii() || matches!(c, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
    let (mut all, mut other) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        all += 1;
        other += usize::from(!is_latin(c) && !is_wide(c));
    }
    other * 2 > all
}

/// Where another language than English says in a part that another message comes: the first such place, with its
/// language.
pub(super) fn phrase(part: &str) -> Option<(Range<usize>, &'static Tongue)> {
    let found = TONGUES.iter().flat_map(|tongue| {
        tongue.phrases.iter().filter_map(move |p| part.find(p).map(|at| (at..at + p.len(), tongue)))
    });
    // Of two that begin at one place the longer one says more.
    found.min_by_key(|(at, _)| (at.start, std::cmp::Reverse(at.end)))
}

/// Whether a part in lower case holds a number with a unit of any language.
pub(super) fn measures(part: &str) -> bool {
    TONGUES.iter().any(|tongue| tongue.measures(part))
}

/// Where a word of a language stands in a text: a whole word, or anywhere in a script without blanks.
pub(super) fn word(text: &str, word: &str) -> Option<usize> {
    text.match_indices(word).map(|(at, _)| at).find(|at| is_whole(text, &(*at..at + word.len())))
}

fn is_whole(text: &str, at: &Range<usize>) -> bool {
    let inner = |c: char| c.is_alphanumeric() && !is_wide(c);
    let first = text[at.clone()].starts_with(inner);
    let last = text[at.clone()].ends_with(inner);
    let goes_on = (first && text[..at.start].ends_with(inner)) || (last && text[at.end..].starts_with(inner));
    !goes_on
}

/// By how many days from today a word names a day; in a script without blanks also at the end of a word.
pub(super) fn day(word: &str) -> Option<i32> {
    let word = word.to_lowercase();
    let all = || TONGUES.iter().flat_map(|tongue| &tongue.days);
    let whole = all().find(|(known, _)| *known == word);
    let found = whole.or_else(|| all().find(|(known, _)| known.ends_with(is_wide) && word.ends_with(known)));
    found.and_then(|(_, days)| i32::try_from(*days).ok())
}

impl Tongue {
    /// A sentence that promises the next update at a time, as it is written in this language.
    pub fn promise(&self, wall: &str) -> String {
        self.promise.replace("{}", wall)
    }

    /// Whether a part in lower case sets what follows against what came before it.
    pub fn sets_against(&self, part: &str) -> bool {
        self.contrast.iter().any(|words| word(part, words).is_some())
    }

    /// Whether a part in lower case says that the time of something changes.
    pub fn moves(&self, part: &str) -> bool {
        self.moved.iter().any(|words| word(part, words).is_some())
    }

    /// Whether a part in lower case says that something comes earlier than it was to.
    pub fn brings_forward(&self, part: &str) -> bool {
        self.earlier.iter().any(|words| word(part, words).is_some())
    }

    /// Whether a part in lower case holds a span of any kind: a number with a unit of this language.
    pub fn measures(&self, part: &str) -> bool {
        let starts = part.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at);
        starts.into_iter().any(|at| self.counted(&part[at..]).is_some())
    }

    /// Where a part in lower case says of when its facts are.
    pub fn as_of(&self, part: &str) -> Option<Range<usize>> {
        let found = |words: &&'static str| word(part, words).map(|at| at..at + words.len());
        self.as_of.iter().filter_map(found).min_by_key(|at| (at.start, std::cmp::Reverse(at.end)))
    }

    /// The first span in a part in lower case that is still to come. Where it stands in the part, and how long it is.
    pub fn span(&self, part: &str) -> Option<(Range<usize>, SignedDuration)> {
        let mut before = ' ';
        for (at, letter) in part.char_indices() {
            let last = std::mem::replace(&mut before, letter);
            let begins = !last.is_alphanumeric() || is_wide(last) || is_wide(letter);
            if begins
                && letter.is_alphanumeric()
                && let Some((length, minutes)) = self.begins(&part[at..])
            {
                return Some((at..at + length, SignedDuration::from_mins(minutes)));
            }
        }
        None
    }

    /// The span that a part begins with: how many bytes of it, and how many minutes they mean.
    fn begins(&self, part: &str) -> Option<(usize, i64)> {
        let led = self.leads.iter().filter_map(|lead| {
            let rest = part.strip_prefix(lead)?.strip_prefix(' ')?;
            let (length, minutes) = self.measured(rest)?;
            Some((part.len() - rest.len() + length, minutes))
        });
        led.max_by_key(|(length, _)| *length).or_else(|| {
            let (length, minutes) = self.measured(part)?;
            let rest = part[length..].trim_start_matches(['*', '_']);
            let rest = rest.strip_prefix(' ').unwrap_or(rest);
            let said = self.behind.iter().filter(|behind| rest.starts_with(**behind)).max_by_key(|b| b.len())?;
            Some((part.len() - rest.len() + said.len(), minutes))
        })
    }

    fn measured(&self, part: &str) -> Option<(usize, i64)> {
        let mut rest = part.trim_start_matches(is_around);
        while let Some(after) = self.fillers.iter().find_map(|filler| rest.strip_prefix(filler)?.strip_prefix(' ')) {
            rest = after.trim_start_matches(is_around);
        }
        let skipped = part.len() - rest.len();
        let (length, minutes) = worded(&self.wholes, rest).or_else(|| self.counted(rest))?;
        Some((skipped + length, minutes))
    }

    fn counted(&self, rest: &str) -> Option<(usize, i64)> {
        let (mut length, mut tenths) = self.number(rest)?;
        let upper = TO.iter().find_map(|sign| {
            let (more, upper) = self.number(rest[length..].strip_prefix(sign)?)?;
            Some((sign.len() + more, upper))
        });
        if let Some((more, upper)) = upper {
            length += more;
            tenths = tenths.max(upper);
        }
        let (more, each) = self.unit(&rest[length..])?;
        length += more;
        let mut minutes = tenths.checked_mul(each)? / 10;
        if each == 60 {
            let extra = AND.iter().find_map(|sign| {
                let after = rest[length..].strip_prefix(sign)?;
                let (digits, tenths) = self.number(after)?;
                let (more, each) = self.unit(&after[digits..])?;
                (each == 1).then_some((sign.len() + digits + more, tenths / 10))
            });
            if let Some((more, extra)) = extra {
                (length, minutes) = (length + more, minutes.checked_add(extra)?);
            }
        }
        Some((length, minutes))
    }

    /// A number in tenths: `20`, `1,5`, `zwanzig`.
    fn number(&self, rest: &str) -> Option<(usize, i64)> {
        let digits = rest.bytes().take(4).take_while(u8::is_ascii_digit).count();
        if digits == 0 {
            return worded(&self.numbers, rest).map(|(length, n)| (length, n * 10));
        }
        let whole: i64 = rest[..digits].parse().ok()?;
        let tenth = rest[digits..].strip_prefix(['.', ',']).and_then(|after| after.chars().next()?.to_digit(10));
        Some(match tenth {
            Some(tenth) => (digits + 2, whole * 10 + i64::from(tenth)),
            None => (digits, whole * 10),
        })
    }

    /// A unit, with the blank before it.
    fn unit(&self, rest: &str) -> Option<(usize, i64)> {
        let bare = rest.strip_prefix([' ', '\u{a0}', '\u{202f}']).unwrap_or(rest);
        let (length, each) = worded(&self.units, bare)?;
        Some((rest.len() - bare.len() + length, each))
    }
}

/// The longest of some words that a text begins with.
fn worded(list: &[(&str, i64)], rest: &str) -> Option<(usize, i64)> {
    let is_it = |(word, _): &&(&str, i64)| rest.starts_with(*word) && is_whole(rest, &(0..word.len()));
    list.iter().filter(is_it).max_by_key(|(word, _)| word.len()).map(|(word, n)| (word.len(), *n))
}

#[cfg(test)]
mod tests;
