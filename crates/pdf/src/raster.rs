//! Pictures made of points: read once, kept as they will stand in the file, drawn on pages by their number.

use std::collections::BTreeMap;
use std::io::Cursor;

use lopdf::{Dictionary, Object, ObjectId, Stream};

use crate::page::{Item, Pages};
use crate::still;

/// Points beyond which a picture is told of by name: it would take more memory than a page is worth.
const MOST_POINTS: u64 = 60_000_000;

/// A picture ready for the file.
#[derive(Debug, Clone)]
pub struct Raster {
    /// What tells it from others: its hash.
    pub key: String,
    /// Width in points of the picture, as it is looked at.
    pub width: u32,
    /// Height, likewise.
    pub height: u32,
    /// Quarter turns clockwise that the camera asks for.
    pub turns: u8,
    stream: Stream,
    /// How opaque each point is, where that differs.
    mask: Option<Stream>,
}

impl PartialEq for Raster {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Raster {
    /// How many points reading it unpacks: those of a PNG, GIF or WebP; a JPEG stays packed. `None` for other files.
    #[must_use]
    pub fn points(bytes: &[u8]) -> Option<u64> {
        if let Some((width, height)) = still::size(bytes) {
            return Some(u64::from(width) * u64::from(height));
        }
        if !bytes.starts_with(b"\x89PNG") {
            return frame(bytes).map(|_| 0);
        }
        let reader = png::Decoder::new(Cursor::new(bytes)).read_info().ok()?;
        Some(u64::from(reader.info().width) * u64::from(reader.info().height))
    }

    /// Reads a PNG, JPEG, GIF or WebP, the first picture of one that moves; `None` for other files, and for what is
    /// damaged or too large.
    #[must_use]
    pub fn read(bytes: &[u8], key: &str) -> Option<Self> {
        if let Some((width, height)) = still::size(bytes) {
            if !is_drawable(width, height) {
                return None;
            }
            return Some(unpacked((width, height), still::points(bytes)?, 3, true, key));
        }
        if bytes.starts_with(b"\x89PNG") { png(bytes, key) } else { jpeg(bytes, key) }
    }

    /// The operators that draw it, as the matrix of its corners and its name.
    pub(crate) fn matrix(&self, (x, y): (f32, f32), (w, h): (f32, f32)) -> [f32; 6] {
        match self.turns {
            1 => [0.0, -h, w, 0.0, x, y + h],
            2 => [-w, 0.0, 0.0, -h, x + w, y + h],
            3 => [0.0, h, -w, 0.0, x + w, y],
            _ => [w, 0.0, 0.0, h, x, y],
        }
    }

    /// Its name among the resources of a page.
    pub(crate) fn name(&self) -> String {
        format!("P{}", self.key)
    }
}

fn image(width: u32, height: u32, space: &str, content: Vec<u8>) -> Stream {
    let mut stream = Stream::new(Dictionary::new(), content);
    let name = |text: &str| Object::Name(text.as_bytes().to_vec());
    for (key, value) in [
        ("Type", name("XObject")),
        ("Subtype", name("Image")),
        ("Width", Object::Integer(width.into())),
        ("Height", Object::Integer(height.into())),
        ("ColorSpace", name(space)),
        ("BitsPerComponent", Object::Integer(8)),
    ] {
        stream.dict.set(key, value);
    }
    stream
}

fn packed(width: u32, height: u32, space: &str, content: Vec<u8>) -> Stream {
    let mut stream = image(width, height, space, content);
    // What cannot be made smaller stays as it is.
    let _ = stream.compress();
    stream
}

fn is_drawable(width: u32, height: u32) -> bool {
    width > 0 && height > 0 && u64::from(width) * u64::from(height) <= MOST_POINTS
}

fn png(bytes: &[u8], key: &str) -> Option<Raster> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = (reader.info().width, reader.info().height);
    if !is_drawable(width, height) {
        return None;
    }
    let mut points = vec![0; reader.output_buffer_size()];
    let frame = reader.next_frame(&mut points).ok()?;
    points.truncate(frame.buffer_size());
    let (colours, has_alpha) = match frame.color_type {
        png::ColorType::Grayscale => (1, false),
        png::ColorType::GrayscaleAlpha => (1, true),
        png::ColorType::Rgb => (3, false),
        png::ColorType::Rgba => (3, true),
        png::ColorType::Indexed => return None,
    };
    Some(unpacked((width, height), points, colours, has_alpha, key))
}

/// A picture from its points, each of so many colours, and how opaque it is where `has_alpha` says so.
fn unpacked((width, height): (u32, u32), mut points: Vec<u8>, colours: usize, has_alpha: bool, key: &str) -> Raster {
    let space = if colours == 1 { "DeviceGray" } else { "DeviceRGB" };
    let mut mask = None;
    if has_alpha {
        let alpha: Vec<u8> = points.chunks_exact(colours + 1).map(|point| point[colours]).collect();
        if alpha.iter().any(|level| *level < u8::MAX) {
            mask = Some(packed(width, height, "DeviceGray", alpha));
        }
        points = points.chunks_exact(colours + 1).flat_map(|point| &point[..colours]).copied().collect();
    }
    let stream = packed(width, height, space, points);
    Raster { key: key.to_owned(), width, height, turns: 0, stream, mask }
}

/// A JPEG stands in the file as it is; only its frame is read.
fn jpeg(bytes: &[u8], key: &str) -> Option<Raster> {
    let Frame { width, height, colours, turns } = frame(bytes)?;
    if !is_drawable(width, height) {
        return None;
    }
    let space = match colours {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        _ => return None,
    };
    let mut stream = image(width, height, space, bytes.to_vec());
    stream.dict.set("Filter", Object::Name(b"DCTDecode".to_vec()));
    let (width, height) = if turns % 2 == 1 { (height, width) } else { (width, height) };
    Some(Raster { key: key.to_owned(), width, height, turns, stream, mask: None })
}

struct Frame {
    width: u32,
    height: u32,
    colours: u8,
    turns: u8,
}

/// The frame of a JPEG, from its markers (ISO/IEC 10918-1, annex B).
fn frame(bytes: &[u8]) -> Option<Frame> {
    let mut at = 2;
    let mut turns = 0;
    let mut found = None;
    let two = |at: usize| Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
    if bytes.get(..2)? != [0xff, 0xd8] {
        return None;
    }
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        if marker == 0xff {
            at += 1;
            continue;
        }
        let length = usize::from(two(at + 2)?);
        match marker {
            0xe1 => turns = orientation(bytes.get(at + 4..at + 2 + length)?).unwrap_or(turns),
            // Baseline, extended and progressive; the others no reader draws.
            0xc0..=0xc2 => {
                let (height, width) = (two(at + 5)?, two(at + 7)?);
                found = Some((u32::from(width), u32::from(height), *bytes.get(at + 9)?));
            }
            0xda => break,
            0xd9 => return None,
            _ => {}
        }
        at += 2 + length.max(2);
    }
    let (width, height, colours) = found?;
    Some(Frame { width, height, colours, turns })
}

/// Quarter turns that the camera asks for (Exif 2.3, tag 0x0112).
fn orientation(exif: &[u8]) -> Option<u8> {
    let tiff = exif.strip_prefix(b"Exif\0\0")?;
    let is_big = tiff.starts_with(b"MM");
    let two = |at: usize| {
        let pair = [*tiff.get(at)?, *tiff.get(at + 1)?];
        Some(if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let four = |at: usize| {
        let (first, second) = (u32::from(two(at)?), u32::from(two(at + 2)?));
        Some(if is_big { first << 16 | second } else { second << 16 | first })
    };
    let directory = usize::try_from(four(4)?).ok()?;
    for entry in 0..usize::from(two(directory)?) {
        let at = directory + 2 + entry * 12;
        if two(at)? == 0x0112 {
            return Some(match two(at + 8)? {
                3 => 2,
                6 => 1,
                8 => 3,
                _ => 0,
            });
        }
    }
    None
}

/// Puts the pictures that pages show into the file, each once, and names them among the resources of those pages.
pub(crate) fn embed(file: &mut lopdf::Document, pages: &Pages, grey: bool) {
    let mut kept: BTreeMap<String, ObjectId> = BTreeMap::new();
    let ids: Vec<ObjectId> = file.get_pages().into_values().collect();
    for (page, page_id) in pages.pages.iter().zip(ids) {
        let mut shown = Dictionary::new();
        for item in &page.items {
            let Item::Image { raster, .. } = item else { continue };
            let id = *kept.entry(raster.name()).or_insert_with(|| add(file, raster, grey));
            shown.set(raster.name(), Object::Reference(id));
        }
        if shown.is_empty() {
            continue;
        }
        if let Some(resources) = resources(file, page_id) {
            resources.set("XObject", Object::Dictionary(shown));
        }
    }
}

fn add(file: &mut lopdf::Document, raster: &Raster, grey: bool) -> ObjectId {
    let mut stream = if grey { in_grey(&raster.stream) } else { raster.stream.clone() };
    if grey && is_jpeg(&stream) && has_colours(&stream) {
        stream.dict.set("ColorSpace", read_as_grey(file));
    }
    if let Some(mask) = &raster.mask {
        let id = file.add_object(mask.clone());
        stream.dict.set("SMask", Object::Reference(id));
    }
    file.add_object(stream)
}

fn is_jpeg(stream: &Stream) -> bool {
    stream.dict.get(b"Filter").and_then(Object::as_name).is_ok_and(|name| name == b"DCTDecode")
}

fn has_colours(stream: &Stream) -> bool {
    stream.dict.get(b"ColorSpace").and_then(Object::as_name).is_ok_and(|name| name == b"DeviceRGB")
}

/// Shares of red, green and blue in a level of grey, as a function of PDF (ISO 32000-1, 7.10.5).
const LUMA: &[u8] = b"{ 0.114 mul exch 0.587 mul add exch 0.299 mul add }";

/// A space in which a reader takes the three colours of a picture together to a level of grey. A JPEG stays packed as
/// it came, and shows no colour.
fn read_as_grey(file: &mut lopdf::Document) -> Object {
    let reals = |list: &[f32]| Object::Array(list.iter().map(|n| Object::Real(*n)).collect());
    let name = |text: &str| Object::Name(text.as_bytes().to_vec());
    let mut function = Stream::new(Dictionary::new(), LUMA.to_vec());
    function.dict.set("FunctionType", Object::Integer(4));
    function.dict.set("Domain", reals(&[0.0, 1.0, 0.0, 1.0, 0.0, 1.0]));
    function.dict.set("Range", reals(&[0.0, 1.0]));
    let parts = Object::Array(["Red", "Green", "Blue"].map(name).to_vec());
    let function = Object::Reference(file.add_object(function));
    Object::Array(vec![name("DeviceN"), parts, name("DeviceGray"), function])
}

/// The picture without colour; a JPEG stays as it came, see [`read_as_grey`].
fn in_grey(stream: &Stream) -> Stream {
    if !has_colours(stream) || is_jpeg(stream) {
        return stream.clone();
    }
    let Ok(points) = stream.decompressed_content() else { return stream.clone() };
    let level = |p: &[u8]| {
        let sum = u32::from(p[0]) * 299 + u32::from(p[1]) * 587 + u32::from(p[2]) * 114;
        u8::try_from(sum / 1000).unwrap_or(u8::MAX)
    };
    let side = |key: &[u8]| stream.dict.get(key).and_then(Object::as_i64).ok().and_then(|n| u32::try_from(n).ok());
    let (width, height) = (side(b"Width").unwrap_or(0), side(b"Height").unwrap_or(0));
    packed(width, height, "DeviceGray", points.chunks_exact(3).map(level).collect())
}

/// The resources of a page, which it may hold itself or name.
fn resources(file: &mut lopdf::Document, page: ObjectId) -> Option<&mut Dictionary> {
    let held = file.get_dictionary(page).ok()?.get(b"Resources").ok()?.as_reference().ok();
    match held {
        Some(id) => file.get_object_mut(id).ok()?.as_dict_mut().ok(),
        None => file.get_object_mut(page).ok()?.as_dict_mut().ok()?.get_mut(b"Resources").ok()?.as_dict_mut().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(colour: png::ColorType, width: u32, points: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, 1);
        encoder.set_color(colour);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(points).expect("the points");
        writer.finish().expect("an end");
        bytes
    }

    /// A JPEG of which only the markers are there, with an orientation.
    fn markers(colours: u8, turn: u8) -> Vec<u8> {
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1, 0, 34];
        bytes.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
        bytes.extend([turn, 0, 0, 0, 0, 0, 0]);
        bytes.extend([0xff, 0xc0, 0, 11, 8, 0, 20, 0, 40, colours, 1, 0x11, 0]);
        bytes.extend([0xff, 0xda, 0, 2, 1, 2, 3]);
        bytes
    }

    #[test]
    fn a_picture_is_read_with_its_size_and_what_is_seen_through_it() {
        let whole = Raster::read(&png_of(png::ColorType::Rgb, 2, &[1, 2, 3, 4, 5, 6]), "a").expect("a picture");
        assert_eq!((whole.width, whole.height, whole.mask.is_some()), (2, 1, false));
        let clear = Raster::read(&png_of(png::ColorType::Rgba, 1, &[1, 2, 3, 128]), "b").expect("a picture");
        assert!(clear.mask.is_some());
        let opaque = Raster::read(&png_of(png::ColorType::GrayscaleAlpha, 1, &[9, 255]), "c").expect("a picture");
        assert!(opaque.mask.is_none(), "nothing is seen through it");
        let grey = in_grey(&whole.stream);
        assert_eq!(grey.decompressed_content().unwrap_or_else(|_| grey.content.clone()), [1, 4]);
    }

    #[test]
    fn what_reading_unpacks_is_known_before() {
        let png = png_of(png::ColorType::Grayscale, 5, &[1, 2, 3, 4, 5]);
        assert_eq!(Raster::points(&png), Some(5));
        assert_eq!(Raster::points(&markers(3, 1)), Some(0), "a photograph stays as it is packed");
        assert_eq!(Raster::points(b"GIF89a"), None, "it ends before its size");
    }

    #[test]
    fn a_photograph_stands_upright_and_what_is_damaged_is_none() {
        let upright = Raster::read(&markers(3, 1), "a").expect("a picture");
        assert_eq!((upright.width, upright.height, upright.turns), (40, 20, 0));
        let turned = Raster::read(&markers(3, 6), "a").expect("a picture");
        assert_eq!((turned.width, turned.height, turned.turns), (20, 40, 1));
        assert!(Raster::read(&markers(4, 1), "a").is_none(), "four inks need a profile");
        let whole = markers(3, 6);
        for end in 0..whole.len() - 5 {
            assert!(Raster::read(&whole[..end], "a").is_none(), "cut at {end}");
        }
        let png = png_of(png::ColorType::Rgb, 2, &[1, 2, 3, 4, 5, 6]);
        for end in 0..png.len() - 20 {
            assert!(Raster::read(&png[..end], "a").is_none(), "cut at {end}");
        }
    }
}
