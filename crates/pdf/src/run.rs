//! From a shaped run of glyphs to text runs on the page, with what is drawn with the words: strokes and links.

use parley::Run;

use crate::page::{Colour, Glyph, Item, TextRun, Unit};
use crate::rich::Words;
use crate::script::{WHOLE_HYPHEN, is_ignorable};
use crate::text::ASCENT;

/// Walks the clusters of a run and adds text runs, strokes through words and areas of links.
pub(crate) fn draw(
    library: &mut crate::fonts::Library,
    run: &Run<'_, u16>,
    text: &str,
    words: &[Words],
    (left, baseline): (f32, f32),
    out: &mut Vec<Item>,
) {
    let slot = library.slot(run.font());
    let rtl = run.is_rtl();
    let mut pen = left;
    let mut open: Option<(u16, TextRun)> = None;
    // Letters of a ligature that come before its glyph, and the room they take.
    let (mut pending, mut behind) = (String::new(), 0.0);
    for cluster in run.visual_clusters() {
        let advance = cluster.advance();
        let source = &text[cluster.text_range()];
        if cluster.is_ligature_continuation() {
            pen += advance;
            // The glyphs belong to the first letter: before this one in left-to-right text, after it in the other.
            if rtl {
                pending.insert_str(0, source);
                behind += advance;
            } else if let Some((brush, run)) = &mut open
                && let Some(unit) = run.units.last_mut()
            {
                if words.get(usize::from(*brush)).is_none_or(|look| look.stands_for.is_none()) {
                    run.text.push_str(source);
                    unit.bytes += bytes(source);
                }
                run.width = pen - run.x;
            }
            continue;
        }
        let brush = cluster.style().brush;
        // Words that are spelled for a sign have its text once, at their first letter.
        let sign = words.get(usize::from(brush)).and_then(|look| look.stands_for.as_deref());
        if source == "\n" || is_ignorable(source) {
            pen += advance;
            continue;
        }
        if open.as_ref().is_some_and(|(b, _)| *b != brush) {
            finish(open.take(), words, out);
        }
        // In right-to-left text the glyph of a ligature begins where the last of its letters does.
        let at = pen - std::mem::take(&mut behind);
        let (_, target) = open.get_or_insert_with(|| {
            let look = words.get(usize::from(brush));
            let start = TextRun {
                x: at,
                y: baseline - look.map_or(0.0, |w| w.rise),
                size: run.font_size(),
                font: slot,
                ink: look.map_or(Colour::BLACK, |w| w.ink),
                text: String::new(),
                units: Vec::new(),
                glyphs: Vec::new(),
                rtl,
                width: 0.0,
            };
            (brush, start)
        });
        let before = target.text.len();
        match sign {
            Some(sign) if target.units.is_empty() => target.text.push_str(sign),
            Some(_) => {}
            // What binds words on the page is not part of the text.
            None => target.text.extend(source.chars().map(|c| match c {
                '\u{a0}' => ' ',
                WHOLE_HYPHEN => '-',
                c => c,
            })),
        }
        target.text.push_str(&std::mem::take(&mut pending));
        let mut glyphs = 0;
        let mut x = at - target.x;
        for glyph in cluster.glyphs() {
            let id = u16::try_from(glyph.id).unwrap_or(0);
            target.glyphs.push(Glyph { id, x: x + glyph.x, y: -glyph.y });
            x += glyph.advance;
            glyphs += 1;
        }
        pen += advance;
        target.units.push(Unit { bytes: bytes(&target.text[before..]), glyphs });
        target.width = pen - target.x;
    }
    finish(open, words, out);
}

fn bytes(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

fn finish(open: Option<(u16, TextRun)>, words: &[Words], out: &mut Vec<Item>) {
    let Some((brush, run)) = open else { return };
    if let Some(look) = words.get(usize::from(brush)) {
        if look.struck {
            out.push(Item::rule(run.x, run.y - 0.24 * run.size, run.width, 0.6));
        }
        if let Some(target) = &look.link {
            let (x, y, w) = (run.x, run.y, run.width);
            if matches!(target, crate::page::Target::Uri(_)) {
                out.push(Item::rule(x, y + 1.6, w, 0.35));
            }
            let (y, h) = (y - ASCENT * run.size, run.size * 1.05);
            out.push(Item::Link { x, y, w, h, target: target.clone() });
        }
    }
    out.push(Item::Text(run));
}
