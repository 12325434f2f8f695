//! `Pages` to bytes with printpdf: subset fonts, text by glyph id with ToUnicode and ActualText, links,
//! and what printpdf does not give (nested bookmarks, a stable trailer id, a modern header) on the
//! lopdf document. The same pages and moment give the same bytes.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use lopdf::{Dictionary, Object, StringFormat};
use printpdf::{
    Actions, BorderArray, Codepoint, Color, ColorArray, Destination, DictItem, FontId, HighlightingMode, Line,
    LineCapStyle, LineJoinStyle, LinePoint, LinkAnnotation, Op, PaintMode, ParsedFont, PdfDocument, PdfFont,
    PdfFontHandle, PdfPage, PdfSaveOptions, PdfWarnMsg, Point, Polygon, PolygonRing, Pt, Rect, Rgb, TextItem,
    TextMatrix, WindingOrder,
};
use sha2::{Digest, Sha256};
use subsetter::GlyphRemapper;

use crate::error::Error;
use crate::fonts::Slot;
use crate::outline;
use crate::page::{Colour, Item, Page, Pages, Step, Target, TextRun};

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
    per_em: f64,
}

/// Writes the file.
pub(crate) fn write(pages: &Pages, slots: &[Slot], properties: &Properties) -> Result<Vec<u8>, Error> {
    let mut fonts = collect(pages, slots);
    let mut document = PdfDocument::new(&properties.title);
    for (slot, font) in fonts.iter_mut().enumerate() {
        if font.meaning.is_empty() {
            continue;
        }
        document.resources.fonts.map.insert(font_id(slot), PdfFont::new(embed(&slots[slot], slot, font)?));
    }
    for page in &pages.pages {
        document.pages.push(draw(page, pages, &fonts, properties.grey));
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
            per_em: 1000.0,
        })
        .collect();
    for page in &pages.pages {
        for item in &page.items {
            let Item::Text(run) = item else { continue };
            let Some(font) = fonts.get_mut(usize::from(run.font)) else { continue };
            for (text, glyphs) in run.unit_texts() {
                for glyph in glyphs {
                    let meaning = if glyphs.len() == 1 && glyph.id != 0 { text } else { "" };
                    let known = font.meaning.entry(glyph.id).or_default();
                    if known.is_empty() {
                        meaning.clone_into(known);
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
    font.per_em = f64::from(parsed.units_per_em.max(1));
    // printpdf writes whole thousandths of an em; adjustments are counted from the same figure.
    font.widths = parsed
        .glyph_widths
        .iter()
        .map(|(id, width)| (*id, (f64::from(*width) * 1000.0 / font.per_em).trunc()))
        .collect();
    Ok(parsed)
}

fn colour(colour: Colour, grey: bool) -> Color {
    let shown = if grey { colour.to_grey() } else { colour };
    match shown {
        Colour::Gray(level) => {
            Color::Greyscale(printpdf::Greyscale { percent: f32::from(level) / 255.0, icc_profile: None })
        }
        Colour::Rgb(r, g, b) => Color::Rgb(Rgb {
            r: f32::from(r) / 255.0,
            g: f32::from(g) / 255.0,
            b: f32::from(b) / 255.0,
            icc_profile: None,
        }),
    }
}

fn draw(page: &Page, pages: &Pages, fonts: &[Embedded], grey: bool) -> PdfPage {
    let mut ops = Vec::new();
    let mut fill: Option<Colour> = None;
    let mut in_text = false;
    let mut font: Option<(u16, u32)> = None;
    for item in &page.items {
        let is_text = matches!(item, Item::Text(_));
        if in_text && !is_text && !matches!(item, Item::Anchor { .. } | Item::Link { .. }) {
            ops.push(Op::EndTextSection);
            in_text = false;
        }
        match item {
            Item::Text(run) => {
                if !in_text {
                    ops.push(Op::StartTextSection);
                    in_text = true;
                }
                set_fill(&mut ops, &mut fill, run.ink, grey);
                if font != Some((run.font, run.size.to_bits())) {
                    let handle = PdfFontHandle::External(font_id(usize::from(run.font)));
                    ops.push(Op::SetFont { font: handle, size: Pt(run.size) });
                    font = Some((run.font, run.size.to_bits()));
                }
                show(run, &fonts[usize::from(run.font)], page.height, &mut ops);
            }
            Item::Rect { x, y, w, h, fill: ink } => {
                set_fill(&mut ops, &mut fill, *ink, grey);
                let rectangle = Rect {
                    x: Pt(*x),
                    y: Pt(page.height - y - h),
                    width: Pt(*w),
                    height: Pt(*h),
                    mode: Some(PaintMode::Fill),
                    winding_order: None,
                };
                ops.push(Op::DrawRectangle { rectangle });
            }
            Item::Path { steps, closed, fill: inside, stroke } => {
                draw_path(steps, *closed, *inside, *stroke, page.height, grey, &mut fill, &mut ops);
            }
            Item::Link { x, y, w, h, target } => {
                if let Some(actions) = action(target, pages) {
                    let rect = Rect::from_xywh(Pt(*x), Pt(page.height - y - h), Pt(*w), Pt(*h));
                    let link = LinkAnnotation {
                        rect,
                        actions,
                        border: BorderArray::Solid([0.0, 0.0, 0.0]),
                        color: ColorArray::Transparent,
                        highlighting: HighlightingMode::Invert,
                    };
                    ops.push(Op::LinkAnnotation { link });
                }
            }
            Item::Anchor { .. } => {}
        }
    }
    if in_text {
        ops.push(Op::EndTextSection);
    }
    let size = Rect::from_xywh(Pt(0.0), Pt(0.0), Pt(page.width), Pt(page.height));
    PdfPage { media_box: size.clone(), trim_box: size.clone(), crop_box: size, ops }
}

fn set_fill(ops: &mut Vec<Op>, current: &mut Option<Colour>, wanted: Colour, grey: bool) {
    if *current != Some(wanted) {
        ops.push(Op::SetFillColor { col: colour(wanted, grey) });
        *current = Some(wanted);
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

/// Shows a run: one TJ per stretch of plain units, marked content where glyphs and text differ.
fn show(run: &TextRun, font: &Embedded, height: f32, ops: &mut Vec<Op>) {
    let mut stretch: Vec<Codepoint> = Vec::new();
    let mut start = 0.0_f32;
    let mut pen = 0.0_f64;
    let flush = |stretch: &mut Vec<Codepoint>, start: f32, ops: &mut Vec<Op>| {
        if !stretch.is_empty() {
            ops.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(Pt(run.x + start), Pt(height - run.y)) });
            ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(std::mem::take(stretch))] });
        }
    };
    for (text, glyphs) in run.unit_texts() {
        let plain =
            matches!(glyphs, [g] if g.id != 0 && g.y == 0.0 && font.meaning.get(&g.id).is_some_and(|m| m == text));
        if plain {
            let glyph = glyphs[0];
            let place = f64::from(glyph.x) / f64::from(run.size) * 1000.0;
            if stretch.is_empty() {
                start = glyph.x;
                pen = place;
            }
            // The adjustment stands after the glyph before this one, and moves back when it is positive.
            let gap = pen - place;
            if gap.abs() > 0.5
                && let Some(last) = stretch.last_mut()
            {
                last.offset += rounded(gap);
                pen -= f64::from(rounded(gap));
            }
            let id = font.remapper.get(glyph.id).unwrap_or(0);
            stretch.push(Codepoint::with_cid(id, 0.0, text.to_owned()));
            pen += font.widths.get(&id).copied().unwrap_or(0.0);
            continue;
        }
        flush(&mut stretch, start, ops);
        if glyphs.is_empty() {
            continue;
        }
        let mut actual = vec![0xFE, 0xFF];
        actual.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        let map = BTreeMap::from([("ActualText".to_owned(), DictItem::Bytes(actual))]);
        ops.push(Op::BeginMarkedContentWithProperties { tag: "Span".to_owned(), properties: DictItem::Dict { map } });
        for glyph in glyphs {
            let id = font.remapper.get(glyph.id).unwrap_or(0);
            let meaning = font.meaning.get(&glyph.id).filter(|m| !m.is_empty()).cloned();
            let code = Codepoint::with_cid(id, 0.0, meaning.unwrap_or_else(|| "\u{fffd}".to_owned()));
            let (x, y) = (run.x + glyph.x, height - run.y + glyph.y);
            ops.push(Op::SetTextMatrix { matrix: TextMatrix::Translate(Pt(x), Pt(y)) });
            ops.push(Op::ShowText { items: vec![TextItem::GlyphIds(vec![code])] });
        }
        ops.push(Op::EndMarkedContent);
    }
    flush(&mut stretch, start, ops);
}

#[expect(clippy::cast_possible_truncation, reason = "an adjustment is a few hundred thousandths of an em")]
fn rounded(value: f64) -> f32 {
    value.round() as f32
}

#[expect(clippy::too_many_arguments, reason = "a path and the state of drawing it")]
fn draw_path(
    steps: &[Step],
    closed: bool,
    inside: Option<Colour>,
    stroke: Option<(Colour, f32)>,
    height: f32,
    grey: bool,
    fill: &mut Option<Colour>,
    ops: &mut Vec<Op>,
) {
    let point = |x: f32, y: f32, bezier: bool| LinePoint { p: Point { x: Pt(x), y: Pt(height - y) }, bezier };
    let mut points = Vec::new();
    for step in steps {
        match step {
            Step::Point(x, y) => points.push(point(*x, *y, false)),
            Step::Curve([ax, ay, bx, by, x, y]) => {
                points.extend([point(*ax, *ay, true), point(*bx, *by, true), point(*x, *y, false)]);
            }
        }
    }
    if let Some(ink) = inside {
        set_fill(ops, fill, ink, grey);
        let polygon = Polygon {
            rings: vec![PolygonRing { points: points.clone() }],
            mode: PaintMode::Fill,
            winding_order: WindingOrder::NonZero,
        };
        ops.push(Op::DrawPolygon { polygon });
    }
    if let Some((ink, weight)) = stroke {
        ops.push(Op::SetOutlineColor { col: colour(ink, grey) });
        ops.push(Op::SetOutlineThickness { pt: Pt(weight) });
        ops.push(Op::SetLineCapStyle { cap: LineCapStyle::Butt });
        ops.push(Op::SetLineJoinStyle { join: LineJoinStyle::Miter });
        ops.push(Op::DrawLine { line: Line { points, is_closed: closed } });
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
        digest.update(format!("{object:?}").as_bytes());
    }
    let id = Object::String(digest.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
    file.trailer.set("ID", Object::Array(vec![id.clone(), id]));
}
