//! Where the values of a JSON text begin and end, without reading them: so that a text which breaks off, or one case
//! that is broken, does not take the others with it, and so that numbers stay as they were typed.

use std::ops::Range;

/// Levels of lists and objects within each other that are read.
pub(super) const DEPTH: usize = 64;

/// Why a value has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// The text ends within it.
    Cut,
    /// Something stands at this offset that does not belong there.
    Bad(usize),
    /// Deeper than [`DEPTH`], at this offset.
    Deep(usize),
}

/// The first offset from here on that is no white space.
pub(super) fn skip(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().iter().skip(at);
    at + rest.take_while(|b| matches!(b, b' ' | b'\t' | b'\n' | b'\r')).count()
}

/// The end of the value that begins at an offset.
pub(super) fn end(text: &str, at: usize) -> Result<usize, Broken> {
    let bytes = text.as_bytes();
    let Some(first) = bytes.get(at) else { return Err(Broken::Cut) };
    match first {
        b'"' => string_end(bytes, at),
        b'{' | b'[' => container_end(bytes, at),
        _ => {
            let length = bytes[at..]
                .iter()
                .take_while(|b| {
                    !matches!(b, b',' | b']' | b'}' | b':' | b'"' | b'[' | b'{' | b' ' | b'\t' | b'\n' | b'\r')
                })
                .count();
            if length == 0 { Err(Broken::Bad(at)) } else { Ok(at + length) }
        }
    }
}

fn string_end(bytes: &[u8], at: usize) -> Result<usize, Broken> {
    let mut next = at + 1;
    while let Some(b) = bytes.get(next) {
        match b {
            b'\\' => next += 2,
            b'"' => return Ok(next + 1),
            _ => next += 1,
        }
    }
    Err(Broken::Cut)
}

fn container_end(bytes: &[u8], at: usize) -> Result<usize, Broken> {
    let mut open = Vec::new();
    let mut next = at;
    while let Some(b) = bytes.get(next) {
        match b {
            b'"' => {
                next = string_end(bytes, next)?;
                continue;
            }
            b'{' | b'[' if open.len() >= DEPTH => return Err(Broken::Deep(next)),
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            b'}' | b']' => {
                if open.pop() != Some(*b) {
                    return Err(Broken::Bad(next));
                }
                if open.is_empty() {
                    return Ok(next + 1);
                }
            }
            _ => {}
        }
        next += 1;
    }
    Err(Broken::Cut)
}

/// Behind a list, or where it breaks and why.
pub(super) type ListEnd = Result<usize, (usize, Broken)>;

/// The values of the list that begins at an offset, as far as they can be told apart; behind them where the list ends,
/// or where it breaks and why.
pub(super) fn items(text: &str, at: usize) -> (Vec<Range<usize>>, ListEnd) {
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    let mut next = skip(text, at + 1);
    loop {
        match bytes.get(next) {
            None => return (list, Err((next, Broken::Cut))),
            Some(b']') => return (list, Ok(next + 1)),
            Some(_) => {}
        }
        let stop = match end(text, next) {
            Ok(stop) => stop,
            Err(why) => return (list, Err((next, why))),
        };
        let item = next..stop;
        let after = skip(text, stop);
        match bytes.get(after) {
            Some(b',') => next = skip(text, after + 1),
            Some(b']') => next = after,
            // A bare word before the cut may be half a word.
            None if !matches!(bytes.get(item.start), Some(b'{' | b'[' | b'"')) => {
                return (list, Err((item.start, Broken::Cut)));
            }
            None => {
                list.push(item);
                return (list, Err((after, Broken::Cut)));
            }
            Some(_) => {
                list.push(item);
                return (list, Err((after, Broken::Bad(after))));
            }
        }
        list.push(item);
    }
}

/// The members of the object that this text is: name and value.
pub(super) fn members(text: &str) -> Result<Vec<(String, &str)>, Broken> {
    let bytes = text.as_bytes();
    let mut list = Vec::new();
    let mut next = skip(text, 1);
    loop {
        match bytes.get(next) {
            None => return Err(Broken::Cut),
            Some(b'}') => return Ok(list),
            Some(b'"') => {}
            Some(_) => return Err(Broken::Bad(next)),
        }
        let stop = string_end(bytes, next)?;
        let name: String = serde_json::from_str(&text[next..stop]).map_err(|_| Broken::Bad(next))?;
        let colon = skip(text, stop);
        if bytes.get(colon) != Some(&b':') {
            return Err(Broken::Bad(colon));
        }
        let start = skip(text, colon + 1);
        let stop = end(text, start)?;
        list.push((name, &text[start..stop]));
        next = skip(text, stop);
        match bytes.get(next) {
            Some(b',') => next = skip(text, next + 1),
            Some(b'}') => {}
            None => return Err(Broken::Cut),
            Some(_) => return Err(Broken::Bad(next)),
        }
    }
}

/// A value without the white space between its parts.
pub(super) fn squeezed(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(b) = bytes.get(at) {
        let stop = match b {
            b'"' => string_end(bytes, at).unwrap_or(bytes.len()),
            b' ' | b'\t' | b'\n' | b'\r' => {
                at += 1;
                continue;
            }
            // Up to the next quotation or space, which is a border of characters.
            _ => at + bytes[at..].iter().take_while(|b| !matches!(b, b'"' | b' ' | b'\t' | b'\n' | b'\r')).count(),
        };
        out.push_str(text.get(at..stop).unwrap_or_default());
        at = stop;
    }
    out
}
