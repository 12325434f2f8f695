//! Looking for words on pages.

use bridgebook_pdf::{Export, Item, Page, TextRun};

pub fn runs(page: &Page) -> impl Iterator<Item = &TextRun> {
    page.items.iter().filter_map(|item| match item {
        Item::Text(run) if !run.text.trim().is_empty() => Some(run),
        _ => None,
    })
}

/// The lines of a page from above, each with its words from the left and where it stands.
pub fn lines(page: &Page) -> Vec<(f32, String)> {
    let mut list: Vec<(f32, Vec<&TextRun>)> = Vec::new();
    for run in runs(page) {
        match list.iter_mut().find(|(y, _)| (*y - run.y).abs() < 1.6) {
            Some((_, line)) => line.push(run),
            None => list.push((run.y, vec![run])),
        }
    }
    list.sort_by(|a, b| a.0.total_cmp(&b.0));
    list.into_iter()
        .map(|(y, mut line)| {
            line.sort_by(|a, b| a.x.total_cmp(&b.x));
            (y, line.iter().map(|run| run.logical_text().trim().to_owned()).collect::<Vec<_>>().join(" "))
        })
        .collect()
}

/// Where words stand: page from 0, left end, baseline.
pub fn place(export: &Export, words: &str) -> Option<(usize, f32, f32)> {
    export
        .pages
        .pages
        .iter()
        .enumerate()
        .find_map(|(at, page)| runs(page).find(|run| run.logical_text().trim() == words).map(|run| (at, run.x, run.y)))
}

/// The text of all pages with single spaces.
pub fn text(export: &Export) -> String {
    export.pages.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn is_landscape(page: &Page) -> bool {
    page.width > page.height
}
