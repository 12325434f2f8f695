//! What the person has to know: characters that no font has, with the page and the words around them.

use crate::page::{Item, Missing, Page, TextRun};
use crate::spelling;
use crate::words::Vocabulary;

/// Characters that are reported one by one.
const MOST: usize = 200;

/// Characters without a glyph, and signs that were spelled, once for each page with the words of its language.
pub(crate) fn missing<'p>(pages: impl Iterator<Item = (&'p Page, &'static Vocabulary)>) -> Vec<Missing> {
    let mut list: Vec<Missing> = Vec::new();
    for (at, (page, say)) in pages.enumerate() {
        for item in &page.items {
            let Item::Text(run) = item else { continue };
            for (text, shown) in of_run(run, say) {
                if list.len() >= MOST {
                    return list;
                }
                if list.iter().any(|m| m.text == text && m.page == at + 1) {
                    continue;
                }
                list.push(Missing {
                    text: text.to_owned(),
                    code_points: text.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect(),
                    page: at + 1,
                    context: context(page, run.y),
                    shown,
                });
            }
        }
    }
    list
}

/// What a run could not show as it was written, and what it shows instead.
fn of_run<'r>(run: &'r TextRun, say: &Vocabulary) -> Vec<(&'r str, String)> {
    if let [first, rest @ ..] = run.units.as_slice()
        && !rest.is_empty()
        && first.bytes > 0
        && rest.iter().all(|unit| unit.bytes == 0)
        && run.glyphs.iter().all(|glyph| glyph.id != 0)
    {
        // The letters of its name stand for the sign as a whole.
        return vec![(run.text.as_str(), spelling::name(say, &run.text))];
    }
    run.unit_texts()
        .filter(|(_, glyphs)| glyphs.iter().any(|glyph| glyph.id == 0))
        .map(|(text, _)| (text, String::new()))
        .collect()
}

/// The words on the same line of the page.
fn context(page: &Page, y: f32) -> String {
    let mut words = String::new();
    for item in &page.items {
        if let Item::Text(run) = item
            && (run.y - y).abs() < 0.5
        {
            words.push_str(&run.logical_text());
        }
    }
    words.chars().take(120).collect()
}
