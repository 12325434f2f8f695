//! `Pages` to bytes with printpdf: subset fonts, text by glyph id with ToUnicode and ActualText, links,
//! and what printpdf does not give (nested bookmarks, a stable trailer id, a modern header) on the
//! lopdf document. The same pages and moment give the same bytes.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use lopdf::{Dictionary, Object, Stream, StringFormat};
use printpdf::{
    Actions, BorderArray, Codepoint, ColorArray, Destination, FontId, HighlightingMode, LinkAnnotation, Op, ParsedFont,
    PdfDocument, PdfFont, PdfFontHandle, PdfPage, PdfSaveOptions, PdfWarnMsg, Pt, Rect, TextItem,
};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use crate::content::Codes;
use crate::error::Error;
use crate::fonts::Slot;
use crate::outline;
use crate::page::{Item, Page, Pages, Target};
use crate::work::Work;
use crate::{content, crew, raster};

/// What the reader's document properties show.
#[derive(Debug, Clone, Default)]
pub(crate) struct Properties {
    pub title: String,
    pub author: String,
    pub subject: String,
    pub moment: Timestamp,
    pub grey: bool,
}

/// A face reduced to the glyphs in use.
struct Embedded {
    remapper: GlyphRemapper,
    /// Text that each glyph stands for in ToUnicode; another text for it needs ActualText.
    meaning: BTreeMap<u16, String>,
    widths: HashMap<u16, f64>,
    /// Glyphs, by id, whose meaning is known.
    settled: Vec<bool>,
}

/// Writes the file.
pub(crate) fn write(pages: &Pages, slots: &[Slot], properties: &Properties, work: &Work) -> Result<Vec<u8>, Error> {
    work.writes(pages.pages.len());
    let mut fonts = collect(pages, slots);
    let mut document = PdfDocument::new(&properties.title);
    let mut codes: Vec<Codes> = Vec::new();
    for (slot, font) in fonts.iter_mut().enumerate() {
        if !font.meaning.is_empty() {
            document.resources.fonts.map.insert(font_id(slot), PdfFont::new(embed(&slots[slot], slot, font)?));
        }
        codes.push(codes_of(font));
    }
    for (at, page) in pages.pages.iter().enumerate() {
        // The first page names every glyph, which is how printpdf learns what to embed; what pages really show
        // is written below.
        let glyphs = if at == 0 { all_glyphs(&fonts) } else { Vec::new() };
        document.pages.push(links(page, pages, glyphs));
    }
    let info = &mut document.metadata.info;
    info.document_title.clone_from(&properties.title);
    info.author.clone_from(&properties.author);
    info.subject.clone_from(&properties.subject);
    "Bridgebook".clone_into(&mut info.creator);
    "Bridgebook".clone_into(&mut info.producer);
    let options = PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let mut warnings: Vec<PdfWarnMsg> = Vec::new();
    let mut file = document.to_lopdf_document(&options, &mut warnings);
    if let Some(fault) = warnings.iter().find(|w| w.severity == printpdf::PdfParseErrorSeverity::Error) {
        return Err(Error::Writer(fault.msg.clone()));
    }
    put_contents(&mut file, streams(pages, &codes, properties.grey, work));
    raster::embed(&mut file, pages, properties.grey);
    if work.is_stopped() {
        return Err(Error::Stopped);
    }
    finish(&mut file, pages, properties);
    let mut bytes = Vec::new();
    file.compress();
    file.save_modern(&mut bytes).map_err(|e| Error::Writer(e.to_string()))?;
    Ok(bytes)
}

/// Names such as `X0`: a reader takes F1 to F14 for the built-in faces.
fn font_id(slot: usize) -> FontId {
    FontId(format!("X{slot}"))
}

fn collect(pages: &Pages, slots: &[Slot]) -> Vec<Embedded> {
    let mut fonts: Vec<Embedded> = slots
        .iter()
        .map(|_| Embedded {
            remapper: GlyphRemapper::new(),
            meaning: BTreeMap::new(),
            widths: HashMap::new(),
            settled: Vec::new(),
        })
        .collect();
    for page in &pages.pages {
        for item in &page.items {
            let Item::Text(run) = item else { continue };
            let Some(font) = fonts.get_mut(usize::from(run.font)) else { continue };
            for (text, glyphs) in run.unit_texts() {
                for glyph in glyphs {
                    if font.settled.get(usize::from(glyph.id)).copied().unwrap_or(false) {
                        continue;
                    }
                    let meaning = if glyphs.len() == 1 && glyph.id != 0 { text } else { "" };
                    let known = font.meaning.entry(glyph.id).or_default();
                    if known.is_empty() {
                        meaning.clone_into(known);
                    }
                    if !known.is_empty() {
                        let at = usize::from(glyph.id);
                        font.settled.resize(font.settled.len().max(at + 1), false);
                        font.settled[at] = true;
                    }
                }
            }
        }
    }
    for font in &mut fonts {
        for id in font.meaning.keys() {
            font.remapper.remap(*id);
        }
    }
    fonts
}

fn embed(slot: &Slot, index: usize, font: &mut Embedded) -> Result<ParsedFont, Error> {
    let fault = |reason: String| Error::Embed { name: slot.name.clone(), reason };
    let subset = subsetter::subset(slot.bytes.data(), slot.index, &font.remapper).map_err(|e| fault(e.to_string()))?;
    // The subset has no character map on purpose; glyphs are addressed by id, so that warning is expected.
    let mut parsed = ParsedFont::from_bytes(&subset, 0, &mut Vec::new())
        .ok_or_else(|| fault("the reduced face cannot be read back".to_owned()))?;
    // The tag of six letters marks a subset (ISO 32000-1, 9.6.4); it is made from the slot, to be stable.
    let tag: String =
        (0..6).map(|place| char::from(b'A' + u8::try_from((index / 26_usize.pow(place)) % 26).unwrap_or(0))).collect();
    let name: String = slot.name.chars().filter(char::is_ascii_alphanumeric).collect();
    parsed.font_name = Some(format!("{tag}+{name}"));
    let per_em = f64::from(parsed.units_per_em.max(1));
    // printpdf writes whole thousandths of an em; adjustments are counted from the same figure.
    font.widths =
        parsed.glyph_widths.iter().map(|(id, width)| (*id, (f64::from(*width) * 1000.0 / per_em).trunc())).collect();
    Ok(parsed)
}

fn codes_of(font: &Embedded) -> Codes {
    let mut codes = Codes::default();
    for (id, text) in &font.meaning {
        let at = usize::from(*id);
        let code = font.remapper.get(*id).unwrap_or(0);
        codes.glyphs.resize(at + 1, None);
        codes.glyphs[at] = Some((code, font.widths.get(&code).copied().unwrap_or(0.0)));
        codes.meaning.resize(at + 1, None);
        codes.meaning[at] = (!text.is_empty()).then(|| text.as_str().into());
    }
    codes
}

/// A text section in which every glyph of every face stands once, with its meaning.
fn all_glyphs(fonts: &[Embedded]) -> Vec<Op> {
    let mut ops = vec![Op::StartTextSection];
    for (slot, font) in fonts.iter().enumerate().filter(|(_, font)| !font.meaning.is_empty()) {
        ops.push(Op::SetFont { font: PdfFontHandle::External(font_id(slot)), size: Pt(1.0) });
        let glyph = |(id, text): (&u16, &String)| {
            let text = if text.is_empty() { "\u{fffd}".to_owned() } else { text.clone() };
            Codepoint::with_cid(font.remapper.get(*id).unwrap_or(0), 0.0, text)
        };
        ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(font.meaning.iter().map(glyph).collect())] });
    }
    ops.push(Op::EndTextSection);
    ops
}

/// A page with its size and links.
fn links(page: &Page, pages: &Pages, mut ops: Vec<Op>) -> PdfPage {
    for item in &page.items {
        let Item::Link { x, y, w, h, target } = item else { continue };
        let Some(actions) = action(target, pages) else { continue };
        let link = LinkAnnotation {
            rect: Rect::from_xywh(Pt(*x), Pt(page.height - y - h), Pt(*w), Pt(*h)),
            actions,
            border: BorderArray::Solid([0.0, 0.0, 0.0]),
            color: ColorArray::Transparent,
            highlighting: HighlightingMode::Invert,
        };
        ops.push(Op::LinkAnnotation { link });
    }
    let size = Rect::from_xywh(Pt(0.0), Pt(0.0), Pt(page.width), Pt(page.height));
    PdfPage { media_box: size.clone(), trim_box: size.clone(), crop_box: size, ops }
}

/// The content streams, written and compressed by several threads, in the order of the pages.
fn streams(pages: &Pages, codes: &[Codes], grey: bool, work: &Work) -> Vec<Stream> {
    crew::each(&pages.pages, |page| {
        work.has_written();
        if work.is_stopped() {
            return Stream::new(Dictionary::new(), Vec::new());
        }
        let mut stream = Stream::new(Dictionary::new(), content::stream(page, codes, grey));
        // What cannot be made smaller stays as it is.
        let _ = stream.compress();
        stream
    })
}

fn put_contents(file: &mut lopdf::Document, streams: Vec<Stream>) {
    let ids: Vec<_> = file.get_pages().into_values().collect();
    for (id, stream) in ids.into_iter().zip(streams) {
        let contents = file.get_dictionary(id).and_then(|page| page.get(b"Contents")).and_then(Object::as_reference);
        if let Ok(contents) = contents {
            file.set_object(contents, stream);
        }
    }
}

fn action(target: &Target, pages: &Pages) -> Option<Actions> {
    match target {
        Target::Uri(uri) => Some(Actions::uri(uri.clone())),
        Target::Place(id) => {
            let (page, y) = (*pages.anchors.get(*id as usize)?)?;
            let top = pages.pages.get(page)?.height - y;
            Some(Actions::go_to(Destination::Xyz { page: page + 1, left: None, top: Some(top), zoom: None }))
        }
    }
}

/// Header, bookmarks, dates and a trailer id made from the content and the moment.
fn finish(file: &mut lopdf::Document, pages: &Pages, properties: &Properties) {
    "1.7".clone_into(&mut file.version);
    let page_ids: Vec<_> = file.get_pages().into_values().collect();
    outline::add(file, &pages.bookmarks, &page_ids, pages);
    let text = |bytes: String| Object::String(bytes.into_bytes(), StringFormat::Literal);
    let date = properties.moment.strftime("D:%Y%m%d%H%M%SZ").to_string();
    if let Ok(id) = file.trailer.get(b"Info").and_then(Object::as_reference)
        && let Ok(info) = file.get_object_mut(id).and_then(Object::as_dict_mut)
    {
        for key in ["Trapped", "GTS_PDFXVersion", "Identifier", "Keywords"] {
            info.remove(key.as_bytes());
        }
        info.set("CreationDate", text(date.clone()));
        info.set("ModDate", text(date.clone()));
    }
    if let Ok(id) = file.trailer.get(b"Root").and_then(Object::as_reference)
        && let Ok(root) = file.get_object_mut(id).and_then(Object::as_dict_mut)
    {
        root.set("PageLayout", Object::Name(b"SinglePage".to_vec()));
        let mut viewer = Dictionary::new();
        viewer.set("DisplayDocTitle", Object::Boolean(true));
        root.set("ViewerPreferences", Object::Dictionary(viewer));
    }
    let mut digest = Sha256::new();
    digest.update(date.as_bytes());
    digest.update(properties.title.as_bytes());
    for object in file.objects.values() {
        match object {
            Object::Stream(stream) => digest.update(&stream.content),
            other => digest.update(format!("{other:?}").as_bytes()),
        }
    }
    let id = Object::String(digest.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", Object::Array(vec![id.clone(), id]));
}
