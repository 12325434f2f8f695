//! Two texts as one, in stretches: by lines first, then by sentences within lines that differ, then by words within
//! sentences that are still alike. So a sentence that was written anew reads as a whole, and a figure that was put right
//! is marked alone.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use super::{Sign, Span, Tally};

/// Pieces of both sides together up to which they are compared; beyond, all of it is one replacement. It bounds the
/// time of a text that was written anew.
const PIECES: usize = 12_000;
/// The share, in percent of the longer side, that two sentences must have in common to be compared word by word.
const ALIKE: usize = 45;
/// Bytes between two changes that are taken into them: single marks and blanks alone say nothing.
const ISLAND: usize = 2;

/// The text before, out of its stretches.
#[must_use]
pub fn before(spans: &[Span]) -> String {
    spans.iter().filter(|s| s.sign != Sign::Added).map(|s| s.text.as_str()).collect()
}

/// The text after, out of its stretches.
#[must_use]
pub fn after(spans: &[Span]) -> String {
    spans.iter().filter(|s| s.sign != Sign::Removed).map(|s| s.text.as_str()).collect()
}

/// A text that stands in one state alone, or is the same in both.
pub(super) fn one(sign: Sign, text: &str) -> Vec<Span> {
    if text.is_empty() { Vec::new() } else { vec![Span { sign, text: text.to_owned() }] }
}

/// Words that are replaced as a whole: a date, a state, a name. Those that read the same and yet mean something else
/// stand there twice.
pub(super) fn whole(old: &str, new: &str) -> Vec<Span> {
    let mut spans = one(Sign::Removed, old);
    spans.extend(one(Sign::Added, new));
    spans
}

/// One line, word by word where it is still alike.
pub(super) fn of_line(old: &str, new: &str) -> Vec<Span> {
    if old == new {
        return one(Sign::Same, new);
    }
    let mut made = Made::default();
    words(old, new, &mut made);
    // A cell of a few words reads better as what it was and what it is.
    let kept: usize = made.spans.iter().filter(|s| s.sign == Sign::Same).map(|s| s.text.trim().len()).sum();
    if old.len().max(new.len()) <= 24 || kept == 0 { whole(old, new) } else { made.spans }
}

/// A long text, with how many sentences were added and removed and how many were changed within.
pub(super) fn of_text(old: &str, new: &str) -> (Vec<Span>, Tally) {
    let mut made = Made::default();
    if old == new {
        return (one(Sign::Same, new), Tally::default());
    }
    let (old, new): (Vec<_>, Vec<_>) = (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    split(&old, &new, &mut made, |old, new, made| {
        let (old, new): (Vec<_>, Vec<_>) = (sentences(old), sentences(new));
        split(&old, &new, made, words);
    });
    (made.spans, made.tally)
}

#[derive(Default)]
struct Made {
    spans: Vec<Span>,
    tally: Tally,
}

impl Made {
    fn push(&mut self, sign: Sign, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if last.sign == sign => last.text.push_str(text),
            _ => self.spans.push(Span { sign, text: text.to_owned() }),
        }
    }

    /// A replacement, an addition or a removal of whole sentences.
    fn replace(&mut self, old: &str, new: &str) {
        self.push(Sign::Removed, old);
        self.push(Sign::Added, new);
        self.tally.removed += count(old);
        self.tally.added += count(new);
    }
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_sentence_bounds().collect()
}

/// Sentences that say something; a text of signs alone counts as one.
fn count(text: &str) -> u32 {
    let said = sentences(text).iter().filter(|s| s.chars().any(char::is_alphanumeric)).count();
    let at_least = usize::from(!text.trim().is_empty());
    u32::try_from(said.max(at_least)).unwrap_or(u32::MAX)
}

/// Compares pieces; what is replaced goes to `deeper`.
fn split(old: &[&str], new: &[&str], made: &mut Made, deeper: fn(&str, &str, &mut Made)) {
    if old.len() + new.len() > PIECES {
        return made.replace(&old.concat(), &new.concat());
    }
    for op in capture_diff_slices(Algorithm::Patience, old, new) {
        let (was, is) = (old[op.old_range()].concat(), new[op.new_range()].concat());
        match op {
            DiffOp::Equal { .. } => made.push(Sign::Same, &is),
            DiffOp::Replace { .. } => deeper(&was, &is, made),
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => made.replace(&was, &is),
        }
    }
}

/// Compares word by word what is still alike; a text that was written anew is replaced.
fn words(old: &str, new: &str, made: &mut Made) {
    let (was, is): (Vec<_>, Vec<_>) = (old.split_word_bounds().collect(), new.split_word_bounds().collect());
    if was.len() + is.len() > PIECES {
        return made.replace(old, new);
    }
    let ops = capture_diff_slices(Algorithm::Myers, &was, &is);
    let length = |words: &[&str]| words.iter().map(|w| w.trim().len()).sum::<usize>();
    let same: usize =
        ops.iter().filter(|op| matches!(op, DiffOp::Equal { .. })).map(|op| length(&is[op.new_range()])).sum();
    if same * 100 < length(&was).max(length(&is)) * ALIKE {
        return made.replace(old, new);
    }
    // A change goes on over an island that says nothing.
    let (mut gone, mut come) = (String::new(), String::new());
    for (n, op) in ops.iter().enumerate() {
        let (was, is) = (was[op.old_range()].concat(), is[op.new_range()].concat());
        let is_kept = matches!(op, DiffOp::Equal { .. });
        let is_island = !(gone.is_empty() && come.is_empty())
            && n + 1 < ops.len()
            && is.len() <= ISLAND
            && !is.chars().any(char::is_alphanumeric);
        if is_kept && !is_island {
            flush(&mut gone, &mut come, made);
            made.push(Sign::Same, &is);
        } else {
            gone.push_str(&was);
            come.push_str(&is);
        }
    }
    flush(&mut gone, &mut come, made);
}

fn flush(gone: &mut String, come: &mut String, made: &mut Made) {
    if gone.is_empty() && come.is_empty() {
        return;
    }
    made.push(Sign::Removed, gone);
    made.push(Sign::Added, come);
    made.tally.changed += 1;
    gone.clear();
    come.clear();
}
