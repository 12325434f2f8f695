//! Attached files: what they are by their content, and what the window and the file form are told of them.

use std::collections::BTreeMap;

use bridgebook_domain::Document;
use bridgebook_domain::attachment::attached;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::id::AttachmentId;
use bridgebook_interchange::{AttachedFile, Names};

use crate::Bridgebook;
use crate::names::DirectoryNames;

/// Largest content that crosses the bridge as text: what is pasted, and what the window shows as a picture.
pub const PASTE_LIMIT: usize = 25_000_000;
/// Largest file that is attached from a dialog; it is held in memory once.
pub const FILE_LIMIT: u64 = 100_000_000;
/// Media type of content of which nothing is known.
pub const UNKNOWN: &str = "application/octet-stream";

/// What a file is by its name and its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Media type.
    pub media_type: &'static str,
    /// Whether the name says something else than the content.
    pub is_misnamed: bool,
}

/// Signatures of the kinds that are known by their first bytes, with the endings that names give them.
const KINDS: &[(&str, &[u8], &[&str])] = &[
    ("image/png", b"\x89PNG\r\n\x1a\n", &["png"]),
    ("image/jpeg", b"\xff\xd8\xff", &["jpg", "jpeg"]),
    ("image/gif", b"GIF8", &["gif"]),
    ("application/pdf", b"%PDF-", &["pdf"]),
];
/// Endings whose content has no signature of its own, or one that many kinds share.
const ENDINGS: &[(&str, &str)] = &[
    ("svg", "image/svg+xml"),
    ("txt", "text/plain"),
    ("log", "text/plain"),
    ("md", "text/markdown"),
    ("csv", "text/csv"),
    ("json", "application/json"),
    ("eml", "message/rfc822"),
    ("zip", "application/zip"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
];

/// What a file is. The content decides; a name that says something else is pointed out, and then the file is kept
/// as one of which nothing is known, so that it is never shown as what it only claims to be.
#[must_use]
pub fn kind(name: &str, bytes: &[u8]) -> Kind {
    let ending = name.rsplit_once('.').map_or_else(String::new, |(_, e)| e.to_lowercase());
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let known = KINDS.iter().find(|(_, sign, _)| bytes.starts_with(sign)).map(|(kind, _, endings)| (*kind, *endings));
    let known = known.or(is_webp.then_some(("image/webp", &["webp"][..])));
    let claims_one = ending == "webp" || KINDS.iter().any(|(_, _, endings)| endings.contains(&ending.as_str()));
    match known {
        Some((media_type, endings)) if endings.contains(&ending.as_str()) => Kind { media_type, is_misnamed: false },
        Some(_) => Kind { media_type: UNKNOWN, is_misnamed: true },
        None if claims_one => Kind { media_type: UNKNOWN, is_misnamed: true },
        None => {
            let found = ENDINGS.iter().find(|(e, _)| *e == ending);
            Kind { media_type: found.map_or(UNKNOWN, |(_, kind)| kind), is_misnamed: false }
        }
    }
}

/// Whether files of this media type are shown as pictures. SVG can hold scripts and is saved only.
#[must_use]
pub fn is_picture(media_type: &str) -> bool {
    matches!(media_type, "image/png" | "image/jpeg" | "image/gif" | "image/webp")
}

/// A file's own name, without the folders before it and without signs that no list can show.
#[must_use]
pub fn own_name(name: &str) -> String {
    let leaf = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = leaf.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    let shown = shown.trim();
    if shown.is_empty() { "file".to_owned() } else { shown.to_owned() }
}

/// A size in words: `812 B`, `48 kB`, `2.4 MB`.
#[must_use]
pub fn size_words(size: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let millions = size as f64 / 1_000_000.0;
    match size {
        0..1_000 => format!("{size} B"),
        1_000..1_000_000 => format!("{} kB", (size + 500) / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", short(millions)),
        _ => format!("{} GB", short(millions / 1_000.0)),
    }
}

/// One decimal where it says something.
fn short(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// The directory's names and those of attached files, for the file form.
pub struct WithFiles<'a> {
    /// The directory's.
    pub names: DirectoryNames<'a>,
    /// Those of attached files, by id.
    pub files: BTreeMap<String, String>,
}

impl<'a> WithFiles<'a> {
    /// The names of the directory and of these files.
    #[must_use]
    pub fn new(directory: &'a Directory, files: &[AttachedFile]) -> Self {
        let files = files.iter().map(|f| (f.id.to_string(), f.name.clone())).collect();
        Self { names: DirectoryNames(directory), files }
    }
}

impl Names for WithFiles<'_> {
    fn name(&self, id: &str) -> Option<String> {
        self.names.name(id).or_else(|| self.files.get(id).cloned())
    }

    fn ids(&self, name: &str, kinds: &[&str]) -> Vec<String> {
        self.names.ids(name, kinds)
    }
}

impl Bridgebook {
    /// What is known of the attachments that a document holds, in its order; those that this folder does not have
    /// are left out, and told of by id.
    pub(crate) async fn attached_to(&self, document: &Document) -> (Vec<AttachedFile>, Vec<AttachmentId>) {
        let (mut files, mut missing) = (Vec::new(), Vec::new());
        for id in attached(document) {
            match self.store.attachment(id).await {
                Ok(known) if known.erased_at.is_none() => files.push(AttachedFile {
                    id,
                    name: known.name,
                    media_type: known.media_type,
                    size: known.size,
                    hash: known.hash,
                    path: String::new(),
                }),
                _ => missing.push(id),
            }
        }
        (files, missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_decides_what_a_file_is() {
        let png = b"\x89PNG\r\n\x1a\nrest".as_slice();
        let webp = b"RIFF\0\0\0\0WEBPVP8 ".as_slice();
        for (name, bytes, media_type, is_misnamed) in [
            ("a.png", png, "image/png", false),
            ("A.PNG", png, "image/png", false),
            ("a.jpg", png, UNKNOWN, true),
            ("a", png, UNKNOWN, true),
            ("a.webp", webp, "image/webp", false),
            ("a.png", b"<script>".as_slice(), UNKNOWN, true),
            ("a.png", b"".as_slice(), UNKNOWN, true),
            ("a.svg", b"<svg>".as_slice(), "image/svg+xml", false),
            ("report.pdf", b"%PDF-1.7".as_slice(), "application/pdf", false),
            ("notes.txt", b"hello".as_slice(), "text/plain", false),
            ("core.dump", b"\0\0".as_slice(), UNKNOWN, false),
        ] {
            assert_eq!(kind(name, bytes), Kind { media_type, is_misnamed }, "{name}");
        }
        assert!(!is_picture("image/svg+xml"), "it can hold scripts");
    }

    #[test]
    fn a_name_has_no_folders_and_a_size_is_short() {
        for (name, own) in
            [("../../etc/passwd", "passwd"), ("C:\\a\\b.png", "b.png"), ("a\nb.png", "a b.png"), ("", "file")]
        {
            assert_eq!(own_name(name), own);
        }
        for (size, words) in
            [(0, "0 B"), (999, "999 B"), (48_213, "48 kB"), (2_400_000, "2.4 MB"), (2_000_000_000, "2 GB")]
        {
            assert_eq!(size_words(size), words);
        }
    }
}
