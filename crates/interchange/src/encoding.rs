//! Bytes as text, whatever a program saved them as.

/// The text of a file in UTF-16, without its byte order mark; `None` where it is something else. Units that make no
/// character are replaced.
pub(crate) fn utf_16(bytes: &[u8]) -> Option<String> {
    let is_big = is_big(bytes)?;
    let units = bytes.chunks_exact(2).map(|b| {
        let pair = [b[0], b[1]];
        if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    });
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Some(text.trim_start_matches('\u{feff}').to_owned())
}

/// Whether a file is UTF-16, and then whether its first byte is the big one: by its mark, else where nearly every
/// second byte of its beginning is zero.
fn is_big(bytes: &[u8]) -> Option<bool> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(false),
        [0xfe, 0xff, ..] => return Some(true),
        _ => {}
    }
    let start = &bytes[..bytes.len().min(512) & !1];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), start.len() / 2);
    let is_most = |zeros: usize, others: usize| pairs >= 2 && zeros * 10 >= pairs * 7 && others * 10 <= pairs;
    if is_most(odd, even) { Some(false) } else { is_most(even, odd).then_some(true) }
}
