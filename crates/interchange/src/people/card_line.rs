//! Lines of a vCard: unfolded, with name, parameters and value taken apart, and the encodings of version 2.1 undone.

use crate::csv_text;

/// Characters of one property that are kept while it is read: what is longer is a picture or a key.
const LONGEST: usize = 60_000;

/// One property.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Line {
    /// Line of the file on which it begins, from 1.
    pub line: usize,
    /// Name in capitals, without its group.
    pub name: String,
    /// Parameters: name in capitals and value.
    pub parameters: Vec<(String, String)>,
    /// The value, still escaped.
    pub value: String,
    /// Whether it was longer than is read.
    pub is_cut: bool,
}

impl Line {
    /// Whether a parameter has this value, also as a bare word of version 2.1.
    pub fn is(&self, parameter: &str, word: &str) -> bool {
        self.parameters.iter().any(|(name, value)| {
            (name == parameter || name.is_empty()) && value.split(',').any(|v| v.trim().eq_ignore_ascii_case(word))
        })
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The properties of a text. Time and memory grow with its length, whatever stands in it.
pub(super) fn lines(text: &str) -> Vec<Line> {
    let mut list: Vec<Line> = Vec::new();
    let mut open: Option<(usize, String, bool)> = None;
    for (n, raw) in text.split('\n').enumerate() {
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        if let Some((_, whole, is_cut)) = &mut open {
            let soft = whole.ends_with('=') && is_quoted_printable(whole);
            let folded = raw.strip_prefix([' ', '\t']);
            // A picture of version 2.1 goes on without a mark, until a line is empty.
            if soft || folded.is_some() {
                if soft {
                    whole.pop();
                }
                if whole.len() + raw.len() > LONGEST {
                    *is_cut = true;
                } else {
                    whole.push_str(if soft { raw } else { folded.unwrap_or_default() });
                }
                continue;
            }
        }
        list.extend(open.take().and_then(parsed));
        if !raw.trim().is_empty() {
            let is_cut = raw.len() > LONGEST;
            let kept = if is_cut { raw.chars().take(200).collect() } else { raw.to_owned() };
            open = Some((n + 1, kept, is_cut));
        }
    }
    list.extend(open.take().and_then(parsed));
    list
}

fn is_quoted_printable(line: &str) -> bool {
    let head = line.split(':').next().unwrap_or_default();
    head.len() < 300 && head.to_ascii_uppercase().contains("QUOTED-PRINTABLE")
}

fn parsed((line, whole, is_cut): (usize, String, bool)) -> Option<Line> {
    let mut is_quoted = false;
    let colon = whole.char_indices().find_map(|(at, letter)| {
        is_quoted ^= letter == '"';
        (letter == ':' && !is_quoted).then_some(at)
    })?;
    let (head, value) = (&whole[..colon], &whole[colon + 1..]);
    let mut parts = Vec::new();
    let (mut from, mut is_quoted) = (0, false);
    for (at, letter) in head.char_indices() {
        is_quoted ^= letter == '"';
        if letter == ';' && !is_quoted {
            parts.push(&head[from..at]);
            from = at + 1;
        }
    }
    parts.push(&head[from..]);
    let mut parts = parts.into_iter();
    let name = parts.next()?.trim();
    let name = name.rsplit('.').next().unwrap_or(name).to_ascii_uppercase();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_name {
        return None;
    }
    let parameters = parts
        .map(|part| match part.split_once('=') {
            Some((name, value)) => (name.trim().to_ascii_uppercase(), value.replace('"', "")),
            None => (String::new(), part.trim().to_owned()),
        })
        .collect();
    let mut found = Line { line, name, parameters, value: value.to_owned(), is_cut };
    if found.is("ENCODING", "QUOTED-PRINTABLE") {
        let bytes = quoted_printable(&found.value);
        let is_utf_8 = found.parameter("CHARSET").is_none_or(|set| set.eq_ignore_ascii_case("utf-8"));
        found.value = match (is_utf_8, String::from_utf8(bytes)) {
            (_, Ok(text)) => text,
            (_, Err(bytes)) => csv_text::decode(bytes.as_bytes()).0,
        };
    }
    Some(found)
}

fn quoted_printable(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], hex(at + 1), hex(at + 2)) {
            (b'=', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

/// A value in its parts at a sign that is not escaped, each part unescaped.
pub(super) fn parts(value: &str, sign: char) -> Vec<String> {
    let mut list = vec![String::new()];
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        let Some(last) = list.last_mut() else { break };
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => last.push('\n'),
                Some(other) => last.push(other),
                None => last.push('\\'),
            },
            letter if letter == sign => list.push(String::new()),
            letter => last.push(letter),
        }
    }
    list
}

/// A value as one text.
pub(super) fn text(value: &str) -> String {
    parts(value, '\u{0}').concat()
}
