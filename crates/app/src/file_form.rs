//! Documents in and out of the file form, with the directory's names.

use bridgebook_domain::{Document, Position, Section, SectionId};
use bridgebook_interchange::{self as interchange, Names};
use uuid::Uuid;

use crate::api::ApiError;

/// Reads a text as a document. What was not understood comes back as remarks with their lines.
///
/// # Errors
/// When the text is refused as a whole; the sentence says why and what to do.
pub fn read(
    file_name: &str,
    text: &str,
    fresh: &mut dyn FnMut() -> Uuid,
    names: &dyn Names,
) -> Result<(Document, Vec<String>), ApiError> {
    // Files beside the document are named by path; the same lines say which attachments they are.
    let files = interchange::attached_files(text);
    let text = interchange::without_paths(text, &files);
    let imported = interchange::import(text.as_bytes(), &mut interchange::Context { names, ids: fresh, file_name })
        .map_err(|error| ApiError::invalid(format!("{file_name}: {error}")))?;
    let remarks = imported.report.into_iter().map(|r| format!("{file_name}, line {}: {}", r.line, r.message)).collect();
    Ok((imported.document, remarks))
}

/// Reads a file by the ending of its name: CSV becomes a document with one table or matrix, everything else is Markdown.
///
/// # Errors
/// As [`read`].
pub fn read_any(
    file_name: &str,
    text: &str,
    fresh: &mut dyn FnMut() -> Uuid,
    names: &dyn Names,
) -> Result<(Document, Vec<String>), ApiError> {
    let leaf = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let Some((stem, _)) = leaf.rsplit_once('.').filter(|(_, ending)| ending.eq_ignore_ascii_case("csv")) else {
        return read(file_name, text, fresh, names);
    };
    let section = SectionId::new(fresh());
    let mut context = interchange::Context { names, ids: fresh, file_name };
    let (kind, block, report) = interchange::import_csv_found(text.as_bytes(), &mut context)
        .map_err(|error| ApiError::invalid(format!("{file_name}: {error}")))?;
    let title = if stem.trim().is_empty() { "Table" } else { stem };
    let mut document = Document::new(title, "");
    let table = Section {
        pos: Position::between(None, None),
        heading: title.to_owned(),
        depth: 1,
        label: String::new(),
        guidance: String::new(),
        kind,
        block,
        deleted_at: None,
    };
    document.sections.insert(section, table);
    let remarks = report.into_iter().map(|r| format!("{file_name}, line {}: {}", r.line, r.message)).collect();
    Ok((document, remarks))
}
