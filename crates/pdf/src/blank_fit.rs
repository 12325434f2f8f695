//! Blank forms are set closer where their end would else lie alone on another page.

use crate::blank::Closeness;
use crate::desk::Desk;
use crate::flow::Paginator;
use crate::form::{self, Form};
use crate::sides::Sides;

/// Share of a page below which it is not worth another sheet.
const LITTLE: f32 = 0.45;
/// Pages of one blank form.
const MOST: usize = 400;

/// Sets each form that spills over a little again, as closely as it needs.
pub(crate) fn fit(desk: &mut Desk<'_>, forms: &mut [Form], sides: &Sides) {
    for closeness in [Closeness::Close, Closeness::Closest, Closeness::Sparest] {
        let before: Vec<usize> = forms.iter().map(|form| spills(desk, form)).collect();
        if before.iter().all(|pages| *pages == 0) {
            break;
        }
        desk.closeness = closeness;
        let again = form::again(desk, sides);
        for ((form, closer), before) in forms.iter_mut().zip(again).zip(before) {
            if before > 0 && sheets(desk, &closer).0 < before {
                *form = closer;
            }
        }
    }
    desk.closeness = Closeness::default();
}

/// The pages of a form whose last one holds little; 0 for a form that is good as it is.
fn spills(desk: &Desk<'_>, form: &Form) -> usize {
    let (pages, filled) = sheets(desk, form);
    if pages > 1 && filled < LITTLE { pages } else { 0 }
}

/// How many pages a form takes, and how much of the last one.
fn sheets(desk: &Desk<'_>, form: &Form) -> (usize, f32) {
    let mut paginator = Paginator::new(MOST);
    let mut height = 1.0;
    for (at, chunk) in form.chunks.iter().enumerate() {
        let frame = desk.frame(chunk.landscape);
        paginator.start_page(frame, 0, at > 0);
        if form.close {
            paginator.flow_closely(&chunk.strips, frame, 0);
        } else {
            paginator.flow(&chunk.strips, frame, 0);
        }
        height = frame.text_height();
    }
    (paginator.sheets.len(), 1.0 - paginator.left() / height)
}
