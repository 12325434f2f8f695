//! Cover and contents.

use bridgebook_domain::cadence::PromiseOutcome;

use crate::desk::{Desk, severity};
use crate::facts::fact_row;
use crate::flow::{CONTENT, Frame, LEFT, Opening, RIGHT, RULE_HEAD, RULE_ROW, RULE_SECTION, Strip, moved};
use crate::form::Form;
use crate::furniture::{plate, zone_words};
use crate::page::{Item, Page, Target};
use crate::rich::{Face, Mark, Plate, Rich, Style};
use crate::sent::SentUpdate;
use crate::text::Align;
use crate::words::fill;

/// Facts on the cover, in rows of four.
const MOST_FACTS: usize = 12;

/// What a class of the traffic light protocol means.
fn meaning(desk: &Desk<'_>, word: &str) -> &'static str {
    desk.say().classes.iter().find(|(class, _)| *class == word).map_or("", |(_, words)| words)
}

/// The language of cover and contents: that of the documents where they have one in common.
pub(crate) fn language(desk: &Desk<'_>) -> String {
    let mut languages = desk.binder.documents.iter().map(|d| d.document.header_text("language"));
    let first = languages.next().filter(|language| !language.is_empty()).unwrap_or("en");
    if languages.all(|language| language == first) { first.to_owned() } else { "en".to_owned() }
}

/// The cover.
pub(crate) fn cover(desk: &mut Desk<'_>, forms: &[Form], classification: &str, total: usize) -> Page {
    let language = language(desk);
    desk.setter.set_language(&language);
    let frame = desk.portrait();
    let right = frame.width - RIGHT;
    let width = frame.text_width();
    let mut items = vec![Item::rule(LEFT, 41.4, width, RULE_SECTION)];
    let owner = if desk.binder.organisation.is_empty() { "Bridgebook" } else { &desk.binder.organisation };
    let owner = Rich::new(owner, Style { face: Face::Semibold, size: 9.5, leading: 12.0 });
    for line in desk.setter.lines(&owner, CONTENT - 12.0, Align::Start).into_iter().take(2) {
        items.extend(moved(line.items, LEFT, 50.4));
    }
    let incident = desk.binder.incident.clone();
    let say = desk.say();
    let kind = match &incident {
        Some(facts) => facts.period.map_or_else(|| say.binder.to_owned(), |(n, ..)| say.with(say.binder_period, n)),
        None => match desk.binder.documents.len() {
            1 => say.document.to_owned(),
            count => say.with(say.documents_count, count),
        },
    };
    desk.setter.place(&Rich::new(kind, Style { size: 9.5, ..Style::PROSE }), LEFT + CONTENT, 59.0, &mut items);
    if !classification.is_empty() {
        plate(desk, classification, right, 64.3, 13.5, &mut items);
    }
    if !desk.options.watermark.is_empty() {
        let rich = Rich::new(desk.options.watermark.clone(), Style { face: Face::Bold, size: 22.0, leading: 26.0 });
        desk.setter.place(&rich, LEFT + CONTENT, 120.0, &mut items);
    }
    let title = cover_title(desk, forms);
    let last = title_lines(desk, &title, width - CONTENT, &mut items);
    if let Some(incident) = &incident {
        let number = Rich::new(&incident.number, Style { size: 16.0, leading: 20.0, ..Style::FORM_NUMBER });
        let lines = desk.setter.lines(&number, CONTENT - 10.0, Align::Start);
        let up = lines.len().saturating_sub(1) as f32 * 20.0;
        for (at, line) in lines.into_iter().enumerate() {
            items.extend(moved(line.items, LEFT, last - 14.5 - up + at as f32 * 20.0));
        }
        let style = Style { face: Face::Regular, size: 13.0, leading: 17.0 };
        let mut rich = severity(Rich::empty(style), &incident.severity, 13.0);
        if !incident.state.is_empty() {
            let since = incident.states.last().map(|(_, at)| desk.time(*at)).unwrap_or_default();
            let state = if since.is_empty() { incident.state.clone() } else { format!("{} {since}", incident.state) };
            rich = rich.mark(Mark::Gap(10.0)).faced(state, Face::Semibold);
        }
        if let Some(at) = incident.declared_at {
            rich = rich.plain(say.with(say.declared_since, desk.time(at)));
        }
        for line in desk.setter.lines(&rich, width - CONTENT, Align::Start) {
            items.extend(moved(line.items, LEFT + CONTENT, last + 34.0));
        }
        crate::strip::states(desk, incident, last + 84.0, &mut items);
    }
    let below = if incident.as_ref().is_some_and(|i| !i.states.is_empty()) { 192.0 } else { 74.0 };
    cover_facts(desk, forms, last + below, width, &mut items);
    cover_foot(desk, classification, total, frame, &mut items);
    Page { width: frame.width, height: frame.height, items }
}

/// The incident, the only document, or else whose documents they are.
fn cover_title(desk: &Desk<'_>, forms: &[Form]) -> String {
    match (&desk.binder.incident, desk.binder.documents.as_slice()) {
        (Some(incident), _) => incident.title.clone(),
        (None, [only]) => only.document.title().to_owned(),
        (None, []) => forms.first().map_or(String::new(), |f| f.title.clone()),
        (None, _) if desk.binder.organisation.is_empty() => desk.setter.words().documents.to_owned(),
        (None, _) => desk.binder.organisation.clone(),
    }
}

/// The title at a third of the page, broken after a colon; returns its last baseline.
fn title_lines(desk: &mut Desk<'_>, title: &str, width: f32, items: &mut Vec<Item>) -> f32 {
    let broken = match title.split_once(": ") {
        Some((first, rest)) => format!("{first}:\n{rest}"),
        None => title.to_owned(),
    };
    let mut style = Style::COVER;
    let mut lines = balanced(desk, &broken, style, width);
    if lines.len() > 3 {
        style = Style::COVER_LONG;
        lines = balanced(desk, &broken, style, width);
    }
    if lines.len() > 5 {
        style = Style { size: 20.0, leading: 24.0, ..Style::COVER };
        lines = balanced(desk, title, style, width);
    }
    lines.truncate(12);
    // Three lines of the large size end at 304.5 pt; fewer lines end a little above.
    let last = 304.5 - (3_usize.saturating_sub(lines.len())) as f32 * 14.0;
    let first = last - (lines.len().max(1) - 1) as f32 * style.leading;
    let baseline = (style.leading - style.size) / 2.0 + crate::text::ASCENT * style.size;
    for (at, line) in lines.into_iter().enumerate() {
        items.extend(moved(line.items, LEFT + CONTENT, first.max(130.0) + at as f32 * style.leading - baseline));
    }
    last
}

/// Lines of similar length: the narrowest width that needs no more lines.
fn balanced(desk: &mut Desk<'_>, text: &str, style: Style, width: f32) -> Vec<crate::text::Line> {
    let rich = Rich::new(text, style);
    let count = desk.setter.lines(&rich, width, Align::Start).len();
    let (mut low, mut high) = (width * 0.45, width);
    for _ in 0..8 {
        let middle = f32::midpoint(low, high);
        if desk.setter.lines(&rich, middle, Align::Start).len() > count { low = middle } else { high = middle }
    }
    desk.setter.lines(&rich, high, Align::Start)
}

fn cover_facts(desk: &mut Desk<'_>, forms: &[Form], top: f32, width: f32, items: &mut Vec<Item>) {
    let mut facts: Vec<(String, String)> = Vec::new();
    let say = desk.say();
    if let Some(incident) = desk.binder.incident.clone() {
        if let Some((number, from, to)) = incident.period {
            let to = to.map_or_else(|| say.open.to_owned(), |at| desk.time(at));
            facts.push((say.with(say.operational_period, number), format!("{} – {to}", desk.time(from))));
        }
        let updates = updates_due(desk, &incident.sent);
        let mut fact = |name: &str, value: String| {
            if !value.trim().is_empty() {
                facts.push((name.to_owned(), value));
            }
        };
        fact(say.commander, incident.commander);
        if incident.next_commander.is_empty() {
            fact(say.deputy_commander, incident.deputy_commander);
        } else {
            fact(say.next_commander, incident.next_commander);
        }
        fact(say.declared, incident.declared_at.map_or_else(String::new, |at| desk.day_and_time(at)));
        fact(say.impact, incident.impact);
        if let Some((name, words)) = updates {
            fact(name, words);
        }
        let (open, late) = (incident.open_actions.to_string(), incident.overdue_actions);
        let late = if late > 0 { fill(say.some_overdue, &[("n", &open), ("m", &late.to_string())]) } else { open };
        fact(say.open_actions, late);
    }
    let mut documents: Vec<(&str, &str)> = Vec::new();
    for form in forms.iter().filter(|f| !f.status.is_empty()) {
        if !documents.contains(&(form.group.as_str(), form.status.as_str())) {
            documents.push((&form.group, &form.status));
        }
    }
    let room = MOST_FACTS.saturating_sub(facts.len());
    facts.extend(documents.into_iter().take(room).map(|(group, status)| (group.to_owned(), status.to_owned())));
    let mut y = top;
    for row in facts.chunks(4) {
        let mut drawn = Vec::new();
        let height = fact_row(desk, row, width, 0.0, &mut drawn);
        items.extend(moved(drawn, LEFT, y));
        y += height.max(51.5);
    }
}

/// The updates that are overdue, else the next one that is promised: what it is called, and to whom it goes.
fn updates_due(desk: &Desk<'_>, sent: &[SentUpdate]) -> Option<(&'static str, String)> {
    let say = desk.say();
    let overdue = sent.iter().filter(|update| update.unanswered == Some(PromiseOutcome::Overdue));
    let overdue: Vec<String> = overdue
        .filter_map(|update| {
            let minutes = say.with(say.minutes, crate::sent::drift(update.next_at?, desk.binder.moment));
            Some(fill(say.update_to, &[("audience", &update.audience), ("n", &minutes)]))
        })
        .collect();
    if !overdue.is_empty() {
        return Some((say.update_overdue, overdue.join("; ")));
    }
    let open = sent.iter().filter(|update| update.unanswered == Some(PromiseOutcome::Open));
    let (at, audience) = open.filter_map(|update| Some((update.next_at?, &update.audience))).min()?;
    Some((say.next_update, fill(say.update_by, &[("audience", audience), ("n", &desk.time(at))])))
}

fn cover_foot(desk: &mut Desk<'_>, classification: &str, total: usize, frame: Frame, items: &mut Vec<Item>) {
    let width = frame.text_width();
    let say = desk.say();
    let mut rows: Vec<(&str, Rich)> = Vec::new();
    let distribution: Vec<String> = desk
        .binder
        .documents
        .iter()
        .filter_map(|d| d.document.header.get("distribution"))
        .flat_map(|value| desk.members(value))
        .fold(Vec::new(), |mut list, name| {
            if !list.contains(&name) {
                list.push(name);
            }
            list
        });
    let style = Style { size: 9.0, leading: 11.5, ..Style::PROSE };
    if !distribution.is_empty() {
        rows.push((say.distribution, Rich::new(distribution.join("; "), style)));
    }
    if !classification.is_empty() {
        let rich = Rich::empty(style).faced(classification, Face::Semibold);
        let words = meaning(desk, classification);
        rows.push((say.classification, if words.is_empty() { rich } else { rich.plain(format!(". {words}")) }));
    }
    let as_of = Rich::empty(style).faced(desk.day_and_time(desk.binder.moment), Face::Semibold).plain(format!(
        " {}. {}",
        zone_words(desk),
        say.zone_of_all
    ));
    rows.push((desk.setter.words().as_of, as_of));
    if !desk.binder.hash.is_empty() {
        let digits: Vec<char> = desk.binder.hash.chars().collect();
        let eights: Vec<String> = digits.chunks(8).map(|c| c.iter().collect()).collect();
        rows.push((say.hash, Rich::empty(style).hash(eights.join(" "))));
    }
    let mut drawn = Vec::new();
    let mut y = 0.0;
    for (label, rich) in rows {
        drawn.push(Item::rule(0.0, y, width, RULE_ROW));
        desk.setter.place(&Rich::new(label, Style { size: 7.8, ..Style::LABEL }), 0.0, y + 10.4, &mut drawn);
        let mut below = y + 2.6;
        for line in desk.setter.lines(&rich, width - CONTENT, Align::Start) {
            drawn.extend(moved(line.items, CONTENT, below));
            below += line.height;
        }
        y = below + 4.6;
    }
    drawn.push(Item::rule(0.0, y, width, RULE_ROW));
    let bottom = frame.height - 55.6;
    items.extend(moved(drawn, LEFT, bottom - y));
    desk.setter.place(&Rich::new(desk.setter.words().page(1, total), Style::PAGE_NUMBER), LEFT, bottom + 11.6, items);
    if !classification.is_empty() {
        plate(desk, classification, frame.width - RIGHT, bottom + 12.8, 12.0, items);
    }
}

/// The strips of the contents; `page_of` gives the page of an anchor, counted from 1.
pub(crate) fn contents(desk: &mut Desk<'_>, forms: &[Form], page_of: impl Fn(u32) -> Option<usize>) -> Vec<Strip> {
    let language = language(desk);
    desk.setter.set_language(&language);
    let width = desk.portrait().text_width();
    let mut items = Vec::new();
    desk.setter.place(&Rich::new(desk.setter.words().contents, Style::FORM), CONTENT, 27.3, &mut items);
    let mut strips = vec![Strip::new(Opening::Form, 44.0, items)];
    let mut group = None;
    for form in forms {
        let alone = form.group == form.title && forms.iter().filter(|f| f.group == form.group).count() == 1;
        let heading = if alone { desk.setter.words().documents } else { form.group.as_str() };
        if group != Some(heading) {
            group = Some(heading);
            let mut items = Vec::new();
            let lines = desk.setter.lines(&Rich::new(heading, Style::LABEL), width, Align::Start);
            let mut y = 0.0;
            for line in lines {
                items.extend(moved(line.items, 0.0, y));
                y += line.height;
            }
            items.push(Item::rule(0.0, y + 1.4, width, RULE_HEAD));
            let mut strip = Strip::new(Opening::Space(9.5), y + 2.0, items);
            strip.need += 22.0;
            strips.push(strip);
        }
        strips.push(entry(desk, form, page_of(form.anchor), width));
    }
    strips.extend(legend(desk, width));
    strips
}

fn entry(desk: &mut Desk<'_>, form: &Form, page: Option<usize>, width: f32) -> Strip {
    let mut items = Vec::new();
    let style = Style { size: 9.5, leading: 12.0, ..Style::PROSE };
    let mut y = 4.0;
    let mut label = Rich::new(&form.label, style);
    let own = desk.setter.width(&label);
    if own > CONTENT - 12.0 {
        // A number of two forms stays on its line, set a little smaller.
        label.scale(((CONTENT - 12.0) / own).max(0.84));
    }
    for line in desk.setter.lines(&label, CONTENT - 12.0, Align::Start) {
        items.extend(moved(line.items, 0.0, y));
        y += line.height;
    }
    let room = width - CONTENT - 40.0;
    let mut title = Rich::empty(style).faced(&form.title, Face::Semibold);
    if !form.remark.is_empty() {
        // The list is read down: what does not fit beside a title is read on its page.
        let whole = title.clone().mark(Mark::Gap(7.0));
        let whole = whole.styled(&form.remark, Style { size: 8.4, leading: 12.0, ..Style::NOTE });
        if desk.setter.width(&whole) <= room {
            title = whole;
        }
    }
    let mut below = 4.0;
    for line in desk.setter.lines(&title, room, Align::Start) {
        items.extend(moved(line.items, CONTENT, below));
        below += line.height;
    }
    let page = page.map_or_else(String::new, |p| p.to_string());
    desk.setter.place_right(&Rich::new(page, style), width, 12.66, &mut items);
    let height = y.max(below) + 4.2;
    items.push(Item::rule(0.0, height - RULE_ROW, width, RULE_ROW));
    items.push(Item::Link { x: 0.0, y: 0.0, w: width, h: height, target: Target::Place(form.anchor) });
    Strip::new(Opening::Space(0.0), height, items)
}

/// How to read the marks of the binder.
fn legend(desk: &mut Desk<'_>, width: f32) -> Vec<Strip> {
    let style = Style { size: 8.6, leading: 11.0, ..Style::PROSE };
    let say = desk.say();
    let sign = |at: usize, word: &str| match at {
        0 => Rich::empty(style).mark(Mark::Disc).plain(word),
        1 => Rich::empty(style).mark(Mark::Ring).plain(word),
        2 => Rich::empty(style).mark(Mark::Plate(Plate::Risk, word.to_owned(), 9.0)),
        3 => Rich::empty(style).mark(Mark::Plate(Plate::Late, word.to_owned(), 9.0)),
        4 => Rich::empty(style).mark(Mark::Plate(Plate::Late, word.to_owned(), 8.4)),
        _ => Rich::new(word, style).styled(" +4", Style { size: 6.6, ..Style::DENSE_LEAD }),
    };
    let mut strips = Vec::new();
    for (at, (word, words)) in say.legend.iter().enumerate() {
        let mut items = Vec::new();
        if at == 0 {
            desk.setter.place(&Rich::new(say.how_to_read, Style { size: 7.8, ..Style::LABEL }), 0.0, 9.0, &mut items);
        }
        desk.setter.place(&sign(at, word), CONTENT, 9.0, &mut items);
        let mut y = 1.4;
        for line in desk.setter.lines(&Rich::new(*words, style), width - CONTENT - 62.0, Align::Start) {
            items.extend(moved(line.items, CONTENT + 62.0, y));
            y += line.height;
        }
        strips.push(Strip::new(Opening::Space(if at == 0 { 22.0 } else { 0.0 }), y + 3.0, items));
    }
    let lines = desk.setter.lines(&Rich::new(say.legend_colour, style), width - CONTENT, Align::Start);
    strips.extend(crate::flow::strips_of(lines, CONTENT, 6.0));
    crate::flow::keep_together(&mut strips);
    strips
}
