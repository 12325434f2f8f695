//! From a binder to pages and bytes.

use std::ops::Range;
use std::sync::Arc;

use crate::binder::{Binder, Cards, Filling, Front, Inks, Options, Person};
use crate::cards;
use crate::desk::Desk;
use crate::error::Error;
use crate::flow::{Paginator, Sheet, Strip};
use crate::fonts::{FontSlot, Fonts, Shelf, Slot};
use crate::form::{self, Form};
use crate::front;
use crate::furniture::{self, Furniture};
use crate::given;
use crate::page::{Bookmark, Item, PageFont, Pages, Report, Target};
use crate::person;
use crate::report;
use crate::words;
use crate::writer::{self, Properties};

/// Pages that one file may have.
const MOST_PAGES: usize = 5_000;

/// Forms beyond which the contents take more than a page in any case.
const MOST_ON_PAGE: usize = 36;

/// Share of a page that has to be free for a form to begin there that does not end there.
const ROOM_TO_BEGIN: f32 = 0.42;

/// A finished export.
#[derive(Debug)]
pub struct Export {
    /// The pages as plain data.
    pub pages: Pages,
    /// The file.
    pub bytes: Vec<u8>,
    /// What the person has to know.
    pub report: Report,
}

/// Prints a binder.
///
/// # Errors
/// When there is nothing to print, a font is damaged, or the file would be faulty or too long.
pub fn export(binder: &Binder, fonts: &Fonts, options: &Options) -> Result<Export, Error> {
    if binder.documents.is_empty() && binder.log.is_none() {
        return Err(Error::Empty);
    }
    let reduced = match &options.person {
        Some(person) => Some((person, person::reduced(binder, person).ok_or(Error::NothingFor(person.name.clone()))?)),
        None => None,
    };
    let person = reduced.as_ref().map(|(person, (_, roles))| (*person, roles.as_slice()));
    let binder = reduced.as_ref().map_or(binder, |(_, (binder, _))| binder);
    if options.filling == Filling::Blank {
        return made(&given::blanked(binder), fonts, options, person);
    }
    made(binder, fonts, options, person)
}

/// For whom it is printed, and the roles that the documents give them.
type For<'p> = Option<(&'p Person, &'p [String])>;

fn made(binder: &Binder, fonts: &Fonts, options: &Options, person: For<'_>) -> Result<Export, Error> {
    let work = &options.work;
    let shelf = Arc::new(Shelf::new(fonts, work)?);
    let mut desk = Desk::new(binder, options, shelf.clone());
    let mut forms = if options.cards == Cards::Only { Vec::new() } else { form::all(&mut desk) };
    let own = cards::belong(binder) && person.is_none();
    if options.cards != Cards::Without || own {
        forms.extend(cards::form(&mut desk));
    }
    if work.is_stopped() {
        return Err(Error::Stopped);
    }
    if forms.is_empty() {
        return Err(Error::NoCards);
    }
    if let Some((person, roles)) = person {
        forms.insert(0, person::form(&mut desk, person, roles));
    }
    let with_front = options.front == Front::CoverAndContents && !desk.is_blank() && person.is_none();
    let top = if with_front { short_contents(&mut desk, &forms) } else { None };
    let (mut body, drawn) = paginate(&desk, &mut forms, top.as_deref())?;
    let classification = classification(&desk);
    let mut pages = Pages { anchors: vec![None; desk.anchors as usize], ..Pages::default() };
    let mut contents = if with_front { contents(&mut desk, &forms, &body, top.is_some())? } else { Vec::new() };
    if top.is_some()
        && let (Some(own), Some(first)) = (contents.pop(), body.first_mut())
    {
        // The places of the entries were kept free; now their pages are known.
        first.items.splice(..drawn, own.items);
    }
    let offset = contents.len() + usize::from(with_front);
    let total = body.len() + offset;
    let shared = shared(&desk, &classification, total);
    // The words of each page, in the language of what stands on it.
    let mut said = Vec::with_capacity(total);
    if with_front {
        said.push(words::of(&front::language(&desk)));
        pages.pages.push(front::cover(&mut desk, &forms, &classification, total));
    }
    for sheet in contents.into_iter().chain(body) {
        let language = forms.get(sheet.form).map_or_else(|| front::language(&desk), |form| form.language.clone());
        desk.setter.set_language(&language);
        said.push(desk.say());
        let page = furniture::finish(&mut desk, sheet, pages.pages.len(), &forms, &shared);
        pages.pages.push(page);
    }
    if work.is_stopped() {
        return Err(Error::Stopped);
    }
    if let Some(fault) = shelf.fault() {
        return Err(fault);
    }
    find_anchors(&mut pages);
    pages.bookmarks = bookmarks(words::of(&front::language(&desk)), &forms, &pages, offset);
    let slots = in_order_of_use(&mut pages, &shelf.slots());
    pages.fonts = slots.iter().map(|s| PageFont { name: s.name.clone(), key: s.key }).collect();
    let report = Report { missing: report::missing(pages.pages.iter().zip(said)) };
    let properties = Properties {
        title: document_title(&desk),
        author: binder.organisation.clone(),
        subject: shared.number.clone(),
        moment: binder.moment,
        grey: options.inks == Inks::Grey,
    };
    let bytes = writer::write(&pages, &slots, &properties, work)?;
    Ok(Export { pages, bytes, report })
}

/// Renumbers the faces by their first use on the pages: which thread met a face first is chance.
fn in_order_of_use(pages: &mut Pages, slots: &[Slot]) -> Vec<Slot> {
    let mut order: Vec<Option<FontSlot>> = vec![None; slots.len()];
    let mut used: Vec<Slot> = Vec::new();
    for item in pages.pages.iter_mut().flat_map(|page| &mut page.items) {
        let Item::Text(run) = item else { continue };
        let (Some(known), Some(slot)) = (order.get_mut(usize::from(run.font)), slots.get(usize::from(run.font))) else {
            continue;
        };
        run.font = *known.get_or_insert_with(|| {
            used.push(slot.clone());
            FontSlot::try_from(used.len() - 1).unwrap_or(FontSlot::MAX)
        });
    }
    used
}

/// The contents without their page numbers, where they take no more than one page: a form may then begin below them.
fn short_contents(desk: &mut Desk<'_>, forms: &[Form]) -> Option<Vec<Strip>> {
    if forms.len() < 2 || forms.len() > MOST_ON_PAGE {
        return None;
    }
    let frame = desk.portrait();
    let strips = front::contents(desk, forms, |_| None);
    let mut paginator = Paginator::new(MOST_PAGES);
    paginator.start_page(frame, usize::MAX, false);
    paginator.flow(&strips, frame, usize::MAX);
    (paginator.sheets.len() == 1).then_some(strips)
}

/// Each form begins a page, unless all of it fits on what is left of the page before. With the contents on top, how
/// many items of the first page are theirs.
fn paginate(desk: &Desk<'_>, forms: &mut [Form], top: Option<&[Strip]>) -> Result<(Vec<Sheet>, usize), Error> {
    let most = desk.options.most_pages.map_or(MOST_PAGES, |most| most.min(MOST_PAGES));
    let mut paginator = Paginator::new(most);
    if let Some(top) = top {
        let frame = desk.portrait();
        paginator.start_page(frame, usize::MAX, false);
        paginator.flow(top, frame, usize::MAX);
    }
    let drawn = paginator.sheets.first().map_or(0, |sheet| sheet.items.len());
    let mut plates: Vec<Range<usize>> = Vec::new();
    for (at, form) in forms.iter_mut().enumerate() {
        let mut shares = false;
        if let (true, Some((landscape, height)), Some(frame)) = (form.may_share, form.height(), paginator.frame()) {
            let same = (frame.width > frame.height) == landscape;
            // A sheet for one person is one run of pages; a form that goes over pages anyway begins where there is room
            // for a good part of it, so that no page is left half empty.
            let has_room = paginator.left() >= ROOM_TO_BEGIN * frame.text_height();
            let goes_over = height > frame.text_height() - paginator.left();
            shares =
                same && (desk.options.person.is_some() || height + 30.0 <= paginator.left() || (has_room && goes_over));
        }
        for (place, chunk) in std::mem::take(&mut form.chunks).into_iter().enumerate() {
            let frame = desk.frame(chunk.landscape);
            let before = paginator.sheets.len();
            if !(place == 0 && shares) {
                paginator.start_page(frame, at, place > 0);
            } else {
                paginator.share(at);
            }
            if form.close {
                paginator.flow_closely(&chunk.strips, frame, at);
            } else {
                paginator.flow(&chunk.strips, frame, at);
            }
            if chunk.is_plate {
                plates.push(before..paginator.sheets.len());
            }
        }
    }
    plates.into_iter().rev().for_each(|pages| to_their_place(&mut paginator.sheets, pages));
    if paginator.overflow { Err(Error::TooLong(most)) } else { Ok((paginator.sheets, drawn)) }
}

/// Puts pages of their own behind the page that refers to them, so that the matrix of a plan is not its appendix.
fn to_their_place(sheets: &mut Vec<Sheet>, pages: Range<usize>) {
    let Some(first) = sheets.get(pages.start) else { return };
    let anchors: Vec<u32> = first
        .items
        .iter()
        .filter_map(|item| if let Item::Anchor { id, .. } = item { Some(*id) } else { None })
        .collect();
    let refers = |sheet: &Sheet| {
        let is_theirs = |target: &Target| matches!(target, Target::Place(id) if anchors.contains(id));
        sheet.items.iter().any(|item| matches!(item, Item::Link { target, .. } if is_theirs(target)))
    };
    if let Some(at) = sheets[..pages.start].iter().rposition(refers) {
        let moved: Vec<Sheet> = sheets.drain(pages).collect();
        sheets.splice(at + 1..at + 1, moved);
    }
}

/// The contents are laid out twice: once to learn how many pages they take, once with the numbers. Where they are on
/// the first page of the body they take none of their own.
fn contents(desk: &mut Desk<'_>, forms: &[Form], body: &[Sheet], is_in_body: bool) -> Result<Vec<Sheet>, Error> {
    let frame = desk.portrait();
    let mut length = usize::from(!is_in_body);
    loop {
        let offset = length + 1;
        let page_of = |anchor: u32| {
            body.iter()
                .position(|sheet| {
                    sheet.items.iter().any(|item| matches!(item, Item::Anchor { id, .. } if *id == anchor))
                })
                .map(|at| at + offset + 1)
        };
        let strips = front::contents(desk, forms, page_of);
        let mut paginator = Paginator::new(MOST_PAGES);
        paginator.start_page(frame, usize::MAX, false);
        paginator.flow(&strips, frame, usize::MAX);
        if paginator.overflow {
            return Err(Error::TooLong(MOST_PAGES));
        }
        if is_in_body || paginator.sheets.len() <= length {
            return Ok(paginator.sheets);
        }
        length = paginator.sheets.len();
    }
}

/// The strictest classification among incident and documents, as shown.
pub(crate) fn classification(desk: &Desk<'_>) -> String {
    if let Some(own) = desk.binder.incident.as_ref().map(|i| i.classification.clone()).filter(|c| !c.is_empty()) {
        return own;
    }
    let order = [
        "TLP:CLEAR",
        "Public",
        "TLP:GREEN",
        "Internal",
        "TLP:AMBER",
        "Confidential",
        "TLP:AMBER+STRICT",
        "Restricted",
        "TLP:RED",
    ];
    desk.binder
        .documents
        .iter()
        .map(|d| d.document.header_text("classification"))
        .filter(|c| !c.is_empty())
        .max_by_key(|c| order.iter().position(|known| known == c).map_or(0, |at| at + 1))
        .unwrap_or("")
        .to_owned()
}

fn document_title(desk: &Desk<'_>) -> String {
    match (&desk.binder.incident, desk.binder.documents.first()) {
        (Some(incident), _) if !desk.is_blank() => format!("{} {}", incident.number, incident.title).trim().to_owned(),
        (_, Some(first)) => first.document.title().to_owned(),
        (_, None) => "Bridgebook".to_owned(),
    }
}

fn shared(desk: &Desk<'_>, classification: &str, total: usize) -> Furniture {
    let incident = desk.binder.incident.as_ref();
    let only = if desk.binder.documents.len() == 1 { desk.binder.documents.first() } else { None };
    Furniture {
        classification: classification.to_owned(),
        number: incident.map_or_else(|| desk.binder.organisation.clone(), |i| i.number.clone()),
        title: incident
            .map_or_else(|| only.map_or(String::new(), |d| d.document.title().to_owned()), |i| i.title.clone()),
        total,
    }
}

fn find_anchors(pages: &mut Pages) {
    for (at, page) in pages.pages.iter().enumerate() {
        for item in &page.items {
            if let Item::Anchor { id, y } = item
                && let Some(place) = pages.anchors.get_mut(*id as usize)
            {
                *place = Some((at, y.max(0.0)));
            }
        }
    }
}

/// Bookmarks: front matter, a level for each group of forms, the forms, and their parts.
fn bookmarks(words: &words::Vocabulary, forms: &[Form], pages: &Pages, offset: usize) -> Vec<Bookmark> {
    let place = |anchor: u32| pages.anchors.get(anchor as usize).copied().flatten();
    let mut list = Vec::new();
    if offset > 0 {
        list.push(Bookmark { title: words.cover.to_owned(), page: 0, y: 0.0, children: Vec::new() });
        list.push(Bookmark { title: words.contents.to_owned(), page: 1, y: 0.0, children: Vec::new() });
    }
    let mut at = 0;
    while at < forms.len() {
        let group = &forms[at].group;
        let end = forms[at..].iter().position(|f| f.group != *group).map_or(forms.len(), |n| at + n);
        let mut members: Vec<Bookmark> = Vec::new();
        for form in &forms[at..end] {
            let Some((page, y)) = place(form.anchor) else { continue };
            let children = form
                .parts
                .iter()
                .filter_map(|(title, anchor)| {
                    let (page, y) = place(*anchor)?;
                    Some(Bookmark { title: title.clone(), page, y, children: Vec::new() })
                })
                .collect();
            let title =
                if form.label.is_empty() { form.title.clone() } else { format!("{} {}", form.label, form.title) };
            members.push(Bookmark { title, page, y, children });
        }
        match members.len() {
            0 => {}
            1 => list.append(&mut members),
            _ => {
                list.push(Bookmark { title: group.clone(), page: members[0].page, y: members[0].y, children: members });
            }
        }
        at = end;
    }
    list
}
