//! Which way the paper lies under each section, and how much room a section takes.

use std::collections::HashMap;

use bridgebook_domain::{BlockKind, Section};

/// Whether each section needs the paper on its side.
pub(crate) type Sides = HashMap<*const Section, bool>;

/// The direction of each section: on its side where it needs the width, and so are the few words before
/// or after it that would else stand alone on an upright page.
pub(crate) fn directions(sections: &[&Section], sides: &Sides, is_blank: bool) -> Vec<bool> {
    let side = |section: &Section| sides.get(&std::ptr::from_ref(section)).copied().unwrap_or(false);
    let mut list: Vec<bool> = sections.iter().map(|section| side(section)).collect();
    let mut at = 0;
    while at < list.len() {
        let end = list[at..].iter().position(|side| *side != list[at]).map_or(list.len(), |n| at + n);
        let beside = (at > 0 && list[at - 1]) || list.get(end).copied().unwrap_or(false);
        let weight: usize = sections[at..end].iter().map(|s| if is_blank { to_fill(s) } else { weight(s) }).sum();
        if !list[at] && beside && weight < FEW_WORDS {
            list[at..end].fill(true);
        }
        at = end;
    }
    list
}

/// Characters below which a section does not deserve a page of its own direction.
const FEW_WORDS: usize = 2_000;

/// The same of a section that is filled in by hand: lines to write on take more room than the words that they ask for.
fn to_fill(section: &Section) -> usize {
    let rows = section.block.live_rows().len().max(3) + 2;
    match section.kind {
        BlockKind::Prose => weight(section).max(LINES),
        BlockKind::Fields => section.block.live_columns().len() * LINES / 3,
        _ => LINES + rows * LINES / 2,
    }
}

/// A few lines to write on, in characters of prose.
const LINES: usize = 550;

/// Roughly how much room a section takes, in characters of prose.
pub(crate) fn weight(section: &Section) -> usize {
    let rows = section.block.live_rows().len();
    section.block.text.chars().count() + if section.kind == BlockKind::Prose { 60 } else { 200 + 120 * rows }
}
