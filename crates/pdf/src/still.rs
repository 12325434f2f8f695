//! GIF and WebP as points in red, green, blue and opacity: on paper the first picture of one that moves.

use std::io::Cursor;
use std::num::NonZeroU64;

/// Bytes that a decoder may hold beside the points themselves.
const MEMORY: u64 = 256 << 20;

/// Width and height in points; `None` for what is neither, or ends before it says so.
pub(crate) fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.starts_with(b"GIF8") {
        // The logical screen descriptor (GIF89a, 18).
        let two = |at: usize| Some(u32::from(u16::from_le_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
        return Some((two(6)?, two(8)?));
    }
    is_webp(bytes).then(|| Some(image_webp::WebPDecoder::new(Cursor::new(bytes)).ok()?.dimensions()))?
}

/// Its points, four bytes each, line by line; `None` for what is damaged. To be asked once its size is known to be
/// one that is drawn.
pub(crate) fn points(bytes: &[u8]) -> Option<Vec<u8>> {
    if is_webp(bytes) { webp(bytes) } else { gif(bytes) }
}

fn is_webp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
}

fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(bytes)).ok()?;
    decoder.set_memory_limit(usize::try_from(MEMORY).ok()?);
    let mut points = vec![0; decoder.output_buffer_size()?];
    decoder.read_image(&mut points).ok()?;
    if decoder.has_alpha() {
        return Some(points);
    }
    Some(points.chunks_exact(3).flat_map(|point| [point[0], point[1], point[2], u8::MAX]).collect())
}

fn gif(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    options.set_memory_limit(gif::MemoryLimit::Bytes(NonZeroU64::new(MEMORY)?));
    let mut decoder = options.read_info(bytes).ok()?;
    let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
    let frame = decoder.read_next_frame().ok()??;
    // The first picture may be smaller than the screen; around it one sees through.
    let mut points = vec![0; width * height * 4];
    let (left, top) = (usize::from(frame.left), usize::from(frame.top));
    let shown = usize::from(frame.width).min(width.saturating_sub(left)) * 4;
    let lines = frame.buffer.chunks_exact(usize::from(frame.width).max(1) * 4);
    for (line, from) in points.chunks_exact_mut(width.max(1) * 4).skip(top).zip(lines) {
        line[left * 4..left * 4 + shown].copy_from_slice(&from[..shown]);
    }
    Some(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_picture_of_a_gif_stands_where_it_belongs_on_its_screen() {
        let mut bytes = Vec::new();
        let mut encoder = gif::Encoder::new(&mut bytes, 3, 2, &[10, 20, 30, 200, 100, 50]).expect("a GIF");
        let pixels = vec![1, 0];
        let frame = gif::Frame { width: 2, height: 1, left: 1, top: 1, buffer: pixels.into(), ..gif::Frame::default() };
        encoder.write_frame(&frame).expect("a frame");
        drop(encoder);
        assert_eq!(size(&bytes), Some((3, 2)));
        let clear = [0; 4];
        let lines = [[clear; 3].concat(), [clear, [200, 100, 50, 255], [10, 20, 30, 255]].concat()].concat();
        assert_eq!(points(&bytes), Some(lines));
        for end in 0..bytes.len() - 8 {
            assert_eq!(points(&bytes[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn a_webp_is_read_with_what_is_seen_through_it() {
        let clear = [1, 2, 3, 128, 4, 5, 6, 255];
        for (kind, given, expected) in [
            (image_webp::ColorType::Rgba8, &clear[..], clear.to_vec()),
            (image_webp::ColorType::Rgb8, &[1, 2, 3, 4, 5, 6], vec![1, 2, 3, 255, 4, 5, 6, 255]),
        ] {
            let mut bytes = Vec::new();
            image_webp::WebPEncoder::new(&mut bytes).encode(given, 2, 1, kind).expect("a WebP");
            assert_eq!((size(&bytes), points(&bytes)), (Some((2, 1)), Some(expected)));
            assert_eq!(size(&bytes[..20]), None, "it ends before its size");
        }
    }
}
