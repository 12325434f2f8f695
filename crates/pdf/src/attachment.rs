//! Attached files on paper: pictures of prose stand where they are, those of cells below their table, each with its
//! description; other kinds are a line with name, size and hash.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use bridgebook_domain::attachment::{SCHEME, addresses};
use bridgebook_domain::{Column, ColumnType, Section};

use crate::block::{Place, under};
use crate::desk::Desk;
use crate::flow::{CONTENT, Opening, Strip, keep_with_next, strips_of};
use crate::page::Item;
use crate::raster::Raster;
use crate::rich::{Rich, Style};
use crate::text::{Align, Setter};

/// Digits of a hash that are printed: enough to tell a file, and to find it again.
const DIGITS: usize = 16;
/// Points of the page that a point of a picture takes at most: 96 of them are an inch.
const POINT: f32 = 0.75;
/// Share of the page that the highest picture takes.
const HIGHEST: f32 = 0.55;

/// An attached file.
#[derive(Debug, Clone)]
pub struct Attached {
    /// File name.
    pub name: String,
    /// Size in words, `48 kB`.
    pub size: String,
    /// SHA-256, hexadecimal.
    pub hash: String,
    /// The picture, where it is one that is drawn.
    pub picture: Option<Arc<Raster>>,
}

impl Attached {
    /// `Login.png, 48 kB, SHA-256 ab12cd34ef56ab78…`
    #[must_use]
    pub fn line(&self) -> String {
        let digits: String = self.hash.chars().take(DIGITS).collect();
        format!("{}, {}, SHA-256 {digits}…", self.name, self.size)
    }
}

/// Attached files by id.
pub type Files = BTreeMap<String, Arc<Attached>>;

/// What stands for a file of which nothing is known here.
const UNKNOWN: &str = "[…]";

/// The line of a file that a cell holds.
pub(crate) fn line(files: &Files, id: &str) -> String {
    files.get(id).map_or_else(|| UNKNOWN.to_owned(), |file| file.line())
}

/// The text with its links to files as words and their line. Pictures that are drawn stay as they are written where
/// `draws` says that they are drawn in place; their words and name stand for the others.
pub(crate) fn spelled<'t>(text: &'t str, files: &Files, draws: bool) -> Cow<'t, str> {
    if !text.contains(SCHEME) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 80);
    let mut rest = text;
    while let Some(at) = rest.find(&format!("]({SCHEME}")) {
        let end = rest[at..].find(')').map(|end| at + end + 1);
        let (Some(open), Some(end)) = (opening(&rest[..at]), end) else {
            out.push_str(&rest[..at + 2]);
            rest = &rest[at + 2..];
            continue;
        };
        let is_picture = rest[..open].ends_with('!');
        let id = addresses(&rest[at + 2..end]).first().map(ToString::to_string).unwrap_or_default();
        let known = files.get(&id);
        if is_picture && draws && known.is_some_and(|file| file.picture.is_some()) {
            out.push_str(&rest[..end]);
        } else {
            out.push_str(&rest[..if is_picture { open - 1 } else { open }]);
            let words = &rest[open + 1..at];
            let about = known.map_or_else(|| UNKNOWN.to_owned(), |file| file.line());
            // The name is often the words of the link already.
            match about.strip_prefix(words).and_then(|about| about.strip_prefix(", ")) {
                Some(about) => out.push_str(&format!("{words} ({})", escaped(about))),
                None if words.is_empty() => out.push_str(&escaped(&about)),
                None => out.push_str(&format!("{words} ({})", escaped(&about))),
            }
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the bracket opens that closes at the end of this text.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ']' if !text[..at].ends_with('\\') => depth += 1,
            '[' if !text[..at].ends_with('\\') => {
                if depth == 0 {
                    return Some(at);
                }
                depth -= 1;
            }
            '\n' if text[..at].ends_with('\n') => return None,
            _ => {}
        }
    }
    None
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '~' | '|' | '#' | '&') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// A picture with its description below it.
pub(crate) fn picture(
    setter: &mut Setter,
    file: &Attached,
    words: &str,
    (x, width): (f32, f32),
    page_height: f32,
    before: f32,
) -> Vec<Strip> {
    let Some(raster) = &file.picture else { return Vec::new() };
    let (w, h) = (raster.width as f32 * POINT, raster.height as f32 * POINT);
    let factor = (width / w).min(page_height * HIGHEST / h).min(1.0);
    let (w, h) = (w * factor, h * factor);
    let left = if setter.is_rtl() { x + width - w } else { x };
    let item = Item::Image { x: left, y: 0.0, w, h, raster: Arc::clone(raster) };
    let mut strips = vec![Strip::new(Opening::Space(before), h, vec![item])];
    if !words.trim().is_empty() {
        let lines = setter.lines(&Rich::new(words.trim(), Style::NOTE), width, Align::Start);
        let caption = strips_of(lines, x, 2.5);
        keep_with_next(&mut strips, &caption);
        strips.extend(caption);
    }
    strips
}

/// A block with the pictures of its cells below it.
pub(crate) fn with_figures(
    desk: &mut Desk<'_>,
    section: &Section,
    place: &Place<'_>,
    strips: Vec<Strip>,
) -> Vec<Strip> {
    let frame = place.frame;
    let figures = figures(desk, section, (CONTENT, frame.text_width() - CONTENT), frame.text_height());
    if figures.is_empty() { strips } else { under(strips, figures) }
}

/// The pictures of the cells of a block, each with the column, the row and the name.
pub(crate) fn figures(desk: &mut Desk<'_>, section: &Section, place: (f32, f32), page_height: f32) -> Vec<Strip> {
    if desk.is_blank() || desk.setter.files.is_empty() {
        return Vec::new();
    }
    let files = Arc::clone(&desk.setter.files);
    let block = &section.block;
    let columns = block.live_columns();
    let mut strips = Vec::new();
    for (at, (_, row)) in block.live_rows().into_iter().enumerate() {
        let lead = columns.iter().find_map(|(id, column)| {
            let is_words = matches!(column.column_type, ColumnType::Text | ColumnType::Reference);
            let value = row.cells.get(id).filter(|value| is_words && !value.is_empty())?;
            Some(short(&desk.words(column, value)))
        });
        for (id, column) in &columns {
            let Some(value) = row.cells.get(id) else { continue };
            for attachment in value.members().into_iter().flat_map(|member| held(column, member)) {
                let Some(file) = files.get(&attachment).filter(|file| file.picture.is_some()) else { continue };
                let row = lead.clone().unwrap_or_else(|| (at + 1).to_string());
                let words = format!("{}, {row}: {}", column.name, file.line());
                strips.extend(picture(&mut desk.setter, file, &words, place, page_height, 9.0));
            }
        }
    }
    strips
}

/// The attachments that a member of a cell holds or names. Personal data is never drawn.
fn held(column: &Column, member: &str) -> Vec<String> {
    match column.column_type {
        ColumnType::PersonalData => Vec::new(),
        ColumnType::Attachment => vec![member.to_owned()],
        _ => addresses(member).iter().map(ToString::to_string).collect(),
    }
}

/// A few words of a row.
fn short(words: &str) -> String {
    const MOST: usize = 60;
    let line = words.lines().next().unwrap_or_default();
    if line.chars().count() <= MOST { line.to_owned() } else { line.chars().take(MOST).collect::<String>() + "…" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_spelled_out_and_pictures_that_are_drawn_stay() {
        let id = "0199c0de-0000-7000-8000-000000000001";
        let file = |picture| Attached { name: "a_b.log".into(), size: "5 B".into(), hash: "ab".repeat(32), picture };
        let raster = Raster::read(
            &[&[0xff_u8, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 2, 0, 2, 1, 1, 0x11, 0, 0xff, 0xda, 0, 2][..], &[0; 4]]
                .concat(),
            "k",
        );
        let named = Files::from([(id.to_owned(), Arc::new(file(None)))]);
        let drawn = Files::from([(id.to_owned(), Arc::new(file(Some(Arc::new(raster.expect("a picture"))))))]);
        let line = "a\\_b.log, 5 B, SHA-256 abababababababab…";
        for (text, files, expected) in [
            (format!("See [the log](attachment:{id})."), &named, format!("See the log ({line}).")),
            (format!("[a_b.log](attachment:{id})"), &named, "a_b.log (5 B, SHA-256 abababababababab…)".to_owned()),
            (format!("![Login [1]](attachment:{id})"), &drawn, format!("![Login [1]](attachment:{id})")),
            (format!("x ![Login](attachment:{id})"), &named, format!("x Login ({line})")),
            (format!("![](attachment:{id}) y"), &Files::new(), "[…] y".replace('[', "\\[").replace(']', "\\]")),
            ("](attachment:".to_owned(), &named, "](attachment:".to_owned()),
        ] {
            assert_eq!(spelled(&text, files, true), expected, "{text}");
        }
    }
}
