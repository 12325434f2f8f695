//! Head and foot of every page, set when the number of pages is known.

use crate::desk::Desk;
use crate::flow::{BOTTOM, CONTENT, Frame, LEFT, RIGHT, RULE_ROW, Sheet};
use crate::form::Form;
use crate::page::{Item, Page};
use crate::rich::{Face, Mark, Plate, Rich, Style};
use crate::text::Align;

/// What all pages share.
pub(crate) struct Furniture {
    pub classification: String,
    pub number: String,
    pub title: String,
    pub total: usize,
}

/// Turns a sheet into a page.
pub(crate) fn finish(desk: &mut Desk<'_>, sheet: Sheet, at: usize, forms: &[Form], shared: &Furniture) -> Page {
    let frame = sheet.frame;
    let on_page: Vec<&Form> = std::iter::once(&sheet.form).chain(&sheet.also).filter_map(|at| forms.get(*at)).collect();
    let mut items = Vec::new();
    head(desk, &sheet, &on_page, shared, &mut items);
    items.extend(sheet.items);
    foot(desk, frame, at, &on_page, shared, &mut items);
    Page { width: frame.width, height: frame.height, items }
}

/// How wide the plate of a blank form is, with the room before it.
const BLANK_PLATE: f32 = 110.0;

/// Sets the watermark before a place; gives the width that it takes, with the room before it.
fn watermark(desk: &mut Desk<'_>, end: f32, items: &mut Vec<Item>) -> f32 {
    if desk.options.watermark.is_empty() {
        return 0.0;
    }
    let rich = Rich::new(desk.options.watermark.clone(), Style { face: Face::Bold, size: 12.0, leading: 14.0 });
    desk.setter.place_right(&rich, end, 38.2, items) + 12.0
}

fn head(desk: &mut Desk<'_>, sheet: &Sheet, forms: &[&Form], shared: &Furniture, items: &mut Vec<Item>) {
    let frame = sheet.frame;
    let right = frame.width - RIGHT;
    let mut end = right;
    if desk.is_blank() {
        let form = forms.first();
        let is_incident = form.is_none_or(|form| form.is_incident);
        let (lead, name) = if is_incident {
            ("INC-", desk.say().incident.to_owned())
        } else {
            (desk.say().number, form.map_or(String::new(), |form| form.group.clone()))
        };
        let end = desk.setter.place(&Rich::new(lead, Style::HEAD_LEAD), LEFT, 38.2, items);
        items.push(Item::rule(LEFT + end + 4.0, 39.8, 111.0 - end, RULE_ROW));
        // A form of an exercise is taken for a real one, too, while nothing stands in it.
        let mark = watermark(desk, right - BLANK_PLATE, items);
        if is_incident {
            let end = desk.setter.place(&Rich::new(name, Style::HEAD), LEFT + CONTENT, 38.2, items);
            items.push(Item::rule(LEFT + CONTENT + end + 5.0, 39.8, 245.0 - end - mark, RULE_ROW));
        } else {
            let room = right - BLANK_PLATE - LEFT - CONTENT - mark;
            fitted(desk, &Rich::new(name, Style::HEAD), LEFT + CONTENT, room, 38.2, items);
        }
        blank_plate(desk, right, 27.4, items);
        return;
    }
    if !shared.classification.is_empty() {
        end = right - plate(desk, &shared.classification, right, 38.2, 12.0, items) - 12.0;
    }
    end -= watermark(desk, end, items);
    fitted(desk, &Rich::new(&shared.number, Style::HEAD_LEAD), LEFT, CONTENT - 10.0, 38.2, items);
    let mut words = shared.title.clone();
    for (at, form) in forms.iter().enumerate() {
        if words == form.title {
            continue;
        }
        if !words.is_empty() {
            words.push_str(if at == 0 { "  /  " } else { "; " });
        }
        words.push_str(&form.title);
        if at == 0 && sheet.continued {
            words.push_str(desk.say().continued);
        }
    }
    fitted(desk, &Rich::new(words, Style::HEAD), LEFT + CONTENT, end - LEFT - CONTENT, 38.2, items);
}

/// One line; what is too long goes to the line above, up to two of them.
fn fitted(desk: &mut Desk<'_>, rich: &Rich, x: f32, width: f32, baseline: f32, items: &mut Vec<Item>) {
    let mut lines = desk.setter.lines(rich, width.max(60.0), Align::Start);
    lines.truncate(2);
    let count = lines.len();
    for (at, line) in lines.into_iter().enumerate() {
        let top = baseline - 7.2 - (count - 1 - at) as f32 * line.height;
        items.extend(crate::flow::moved(line.items, x, top));
    }
}

/// The classification as a plate with its right end at `right`; returns its width.
pub(crate) fn plate(desk: &mut Desk<'_>, word: &str, right: f32, y: f32, size: f32, items: &mut Vec<Item>) -> f32 {
    let kind = if word.starts_with("TLP:") { Plate::Tlp } else { Plate::Heavy };
    let mark = Mark::Plate(kind, word.to_owned(), if kind == Plate::Tlp { size } else { size * 0.85 });
    let width = crate::mark::width(&mut desk.setter, &mark, size);
    crate::mark::draw(&mut desk.setter, &mark, right - width, y, size, items);
    width
}

fn blank_plate(desk: &mut Desk<'_>, right: f32, top: f32, items: &mut Vec<Item>) {
    crate::mark::frame(right - 97.5, top, 97.5, 14.0, 1.0, items);
    let rich = Rich::new("TLP:", Style { face: Face::Semibold, size: 11.0, leading: 13.0 });
    desk.setter.place(&rich, right - 92.0, top + 10.8, items);
}

fn foot(desk: &mut Desk<'_>, frame: Frame, at: usize, forms: &[&Form], shared: &Furniture, items: &mut Vec<Item>) {
    let top = frame.height - BOTTOM + 14.1;
    let right = frame.width - RIGHT;
    items.push(Item::rule(LEFT, top, right - LEFT, RULE_ROW));
    let words = desk.setter.words();
    let page = words.page(at + 1, shared.total);
    desk.setter.place(&Rich::new(page, Style::PAGE_NUMBER), LEFT, top + 14.4, items);
    let x = LEFT + CONTENT;
    if desk.is_blank() {
        desk.setter.place(&Rich::new(words.as_of, Style::FOOT), x, top + 12.4, items);
        items.push(Item::rule(x + 22.0, top + 13.8, 130.0, RULE_ROW));
        desk.setter.place(&Rich::new(words.zone, Style::FOOT), x + 158.0, top + 12.4, items);
        items.push(Item::rule(x + 178.0, top + 13.8, 72.0, RULE_ROW));
        let name = forms.first().map_or(String::new(), |f| words.with(words.blank_form, &f.group));
        fitted(desk, &Rich::new(name, Style::FOOT), x, right - x - 110.0, top + 23.6, items);
        blank_plate(desk, right, top + 5.4, items);
        return;
    }
    let mut end = right;
    if !shared.classification.is_empty() {
        end = right - plate(desk, &shared.classification, right, top + 16.6, 12.0, items) - 10.0;
    }
    let as_of = Rich::new(format!("{} ", words.as_of), Style::FOOT)
        .faced(desk.day_and_time(desk.binder.moment), Face::Semibold)
        .plain(format!(" {}", zone_words(desk)));
    let as_of = desk.setter.shape_for_all(&as_of);
    desk.setter.place_shaped(&as_of, x, top + 12.4, items);
    // The longest form that fits on one line.
    // Each document of the page with its version and status, once.
    let mut documents: Vec<(&str, &str)> = Vec::new();
    for form in forms.iter().filter(|form| !form.status.is_empty()) {
        if !documents.contains(&(form.group.as_str(), form.status.as_str())) {
            documents.push((&form.group, &form.status));
        }
    }
    let whole: Vec<String> = documents.iter().map(|(group, status)| format!("{group} {status}")).collect();
    let whole = whole.join("; ");
    let named = if whole.is_empty() { whole } else { format!("{whole} · ") };
    let mut shaped = None;
    // A page that left its document says which one it was: a long name takes another line, and is never left out.
    for end_words in words.print_is_old {
        let mut second = Rich::new(named.as_str(), Style::FOOT);
        if !desk.binder.hash.is_empty() {
            second = second.plain("SHA-256 ").hash(short_hash(&desk.binder.hash)).plain(" … · ");
        }
        second = second.plain(end_words);
        let is_short = shaped.insert(desk.setter.shape_for_all(&second)).max <= end - x;
        if is_short {
            break;
        }
    }
    let mut lines = shaped.map_or_else(Vec::new, |second| desk.setter.break_lines(&second, end - x, Align::Start));
    lines.truncate(2);
    for (at, line) in lines.into_iter().enumerate() {
        items.extend(crate::flow::moved(line.items, x, top + 15.8 + at as f32 * 9.2));
    }
}

/// `Europe/Berlin (CET, UTC+01:00)`.
pub(crate) fn zone_words(desk: &Desk<'_>) -> String {
    let at = desk.binder.moment.to_zoned(desk.binder.zone.clone());
    let name = desk.binder.zone.iana_name().unwrap_or("UTC");
    let short = at.strftime("%Z").to_string();
    let offset = at.strftime("%:z").to_string();
    if short.is_empty() || short == name {
        format!("{name} (UTC{offset})")
    } else {
        format!("{name} ({short}, UTC{offset})")
    }
}

/// The first sixteen digits in eights.
fn short_hash(hash: &str) -> String {
    let digits: Vec<char> = hash.chars().take(16).collect();
    digits.chunks(8).map(|c| c.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
