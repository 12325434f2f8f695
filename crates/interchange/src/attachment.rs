//! Attached files in the file form. A document names them by id; the front matter lists in comments, which a reader
//! passes over, what each is called and the hash of its content. An export with the files beside it names them
//! by path instead, so that any site shows them; the same lines lead back to the ids.

use bridgebook_domain::attachment::SCHEME;
use bridgebook_domain::id::AttachmentId;

use crate::comment::{quoted, quoted_prefix};

const MARK: &str = "---";
const LINE: &str = "# attached ";

/// What a file says about an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// Id.
    pub id: AttachmentId,
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the stored bytes, hexadecimal.
    pub hash: String,
    /// Path of the file beside the document, where it was written there; empty otherwise.
    pub path: String,
}

/// Says in a document in the file form what is known about its attached files, in place of what it said before.
/// Those with a path are named by it.
#[must_use]
pub fn with_attached(text: &str, files: &[AttachedFile]) -> String {
    let Some(end) = text.find(&format!("\n{MARK}\n")).map(|at| at + 1) else { return text.to_owned() };
    if files.is_empty() {
        return text.to_owned();
    }
    let (front, rest) = text.split_at(end);
    let mut out = String::with_capacity(text.len() + files.len() * 200);
    // Lines of an earlier form of the same text give way.
    front.split_inclusive('\n').filter(|line| !line.starts_with(LINE)).for_each(|line| out.push_str(line));
    for file in files {
        let AttachedFile { id, media_type, size, hash, .. } = file;
        out.push_str(&format!("{LINE}{id} {media_type} {size} sha256:{hash} {}", quoted(&file.name)));
        if !file.path.is_empty() {
            out.push(' ');
            out.push_str(&quoted(&file.path));
        }
        out.push('\n');
    }
    let mut rest = rest.to_owned();
    for file in files.iter().filter(|f| !f.path.is_empty()) {
        rest = rest.replace(&format!("]({SCHEME}{})", file.id), &format!("]({})", file.path));
    }
    out.push_str(&rest);
    out
}

/// The attached files that a document in the file form lists.
#[must_use]
pub fn attached_files(text: &str) -> Vec<AttachedFile> {
    let front = text.strip_prefix(MARK).and_then(|rest| rest.find(&format!("\n{MARK}")).map(|end| &rest[..end]));
    front.unwrap_or_default().lines().filter_map(line).collect()
}

fn line(line: &str) -> Option<AttachedFile> {
    let mut parts = line.strip_prefix(LINE)?.splitn(5, ' ');
    let (id, media_type) = (parts.next()?.parse().ok()?, parts.next()?.to_owned());
    let (size, hash) = (parts.next()?.parse().ok()?, parts.next()?.strip_prefix("sha256:")?.to_owned());
    let names = parts.next()?;
    let (name, length) = quoted_prefix(names)?;
    let path = quoted_prefix(names[length..].trim_start()).map_or_else(String::new, |(path, _)| path);
    Some(AttachedFile { id, name, media_type, size, hash, path })
}

/// The text with paths of attached files turned back into their ids.
#[must_use]
pub fn without_paths(text: &str, files: &[AttachedFile]) -> String {
    let mut text = text.to_owned();
    for file in files.iter().filter(|f| !f.path.is_empty()) {
        text = text.replace(&format!("]({})", file.path), &format!("]({SCHEME}{})", file.id));
    }
    text
}

/// How an attachment stands in a cell: a link with its name, so that a site that renders the file shows words.
pub(crate) fn write_cell(id: &str, name: &str) -> String {
    // Signs that would end the words of the link, or split the set.
    let shown: String =
        name.chars().map(|c| if "[]\\`,\"|<>".contains(c) || c.is_control() { ' ' } else { c }).collect();
    format!("[{}]({SCHEME}{id})", shown.trim())
}

/// The id in a cell that is a link to an attachment; other words are none.
pub(crate) fn read_cell(words: &str) -> Option<&str> {
    let (_, id) = words.strip_prefix('[')?.strip_suffix(')')?.rsplit_once(&format!("]({SCHEME}"))?;
    id.parse::<AttachmentId>().is_ok().then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_about_attached_files_comes_back_and_paths_lead_back_to_ids() {
        let id: AttachmentId = "0199c0de-0000-7000-8000-000000000001".parse().expect("an id");
        let file = |path: &str| AttachedFile {
            id,
            name: "Login \"error\".png".into(),
            media_type: "image/png".into(),
            size: 48_213,
            hash: "ab".repeat(32),
            path: path.into(),
        };
        let text = format!("---\nbridgebook: 1\ntitle: Plan\n---\n\n## Seen\n\n![Login](attachment:{id})\n");
        for path in ["", "plan-attachments/abababab-Login.png"] {
            let out = with_attached(&text, &[file(path)]);
            assert_eq!(out.contains(&format!("](attachment:{id})")), path.is_empty(), "named by path or by id");
            assert_eq!(attached_files(&out), [file(path)]);
            assert!(without_paths(&out, &attached_files(&out)).ends_with(&text[text.find("## ").expect("heading")..]));
        }
        assert_eq!(with_attached(&text, &[]), text);
        assert!(attached_files("---\n# attached nonsense\n---\n").is_empty(), "a line that is not ours is passed over");
    }

    #[test]
    fn a_cell_is_a_link_with_a_name_whatever_the_name_holds() {
        let id = "0199c0de-0000-7000-8000-000000000001";
        for name in ["a.png", "a](b),c|\"d\".png", "", "](attachment:"] {
            assert_eq!(read_cell(&write_cell(id, name)), Some(id), "{name}");
        }
        assert_eq!(read_cell("[a](attachment:b)"), None);
    }
}
