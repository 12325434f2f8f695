//! Documents in and out of the file form, with the directory's names.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_domain::{Document, Position, Section, SectionId};
use bridgebook_interchange::{self as interchange, FILE_LIMIT, Names, Remark};
use uuid::Uuid;

use crate::api::ApiError;

/// Remarks about one file that a person is told; what is behind them is counted.
const REMARKS: usize = 100;

/// A file that was read.
pub struct Read {
    /// What it became.
    pub document: Document,
    /// Its text, where it is Markdown.
    pub text: String,
    /// What was not understood, with its lines.
    pub remarks: Vec<String>,
}

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
        .map_err(|error| refused(file_name, &error))?;
    Ok((imported.document, told(file_name, imported.report)))
}

/// Reads a file by the ending of its name: CSV becomes a document with one table or matrix, everything else is
/// Markdown. CSV may be in any encoding that a spreadsheet saves, Markdown in UTF-8 or UTF-16.
///
/// # Errors
/// As [`read`].
pub fn read_any(
    file_name: &str,
    bytes: &[u8],
    fresh: &mut dyn FnMut() -> Uuid,
    names: &dyn Names,
) -> Result<Read, ApiError> {
    let Some(stem) = table_name(file_name) else {
        let (text, remark) = interchange::text_of(bytes).map_err(|error| refused(file_name, &error))?;
        if text.trim().is_empty() {
            return Err(ApiError::invalid(format!(
                "“{file_name}” is empty, so there is nothing to make a document of. Nothing was imported. Look whether the file was saved"
            )));
        }
        let (document, of_text) = read(file_name, &text, fresh, names)?;
        let mut remarks = told(file_name, remark.into_iter().collect());
        remarks.extend(of_text);
        return Ok(Read { document, text: text.into_owned(), remarks });
    };
    let section = SectionId::new(fresh());
    let mut context = interchange::Context { names, ids: fresh, file_name };
    let (kind, block, report) =
        interchange::import_csv_found(bytes, &mut context).map_err(|error| refused(file_name, &error))?;
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
    Ok(Read { document, text: String::new(), remarks: told(file_name, report) })
}

/// Whether a file can be read as text at all, before anything is done with it.
///
/// # Errors
/// A sentence that names the file.
pub fn check(file_name: &str, bytes: &[u8]) -> Result<(), ApiError> {
    if table_name(file_name).is_some() {
        return Ok(());
    }
    interchange::text_of(bytes).map(drop).map_err(|error| refused(file_name, &error))
}

/// The text of a Markdown file, in UTF-8 or UTF-16.
///
/// # Errors
/// A sentence that names the file.
pub fn text(file_name: &str, bytes: &[u8]) -> Result<String, ApiError> {
    interchange::text_of(bytes).map(|(text, _)| text.into_owned()).map_err(|error| refused(file_name, &error))
}

/// The name of a file of comma-separated values, without its folders and its ending; `None` for other files.
fn table_name(file_name: &str) -> Option<&str> {
    let leaf = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let (stem, ending) = leaf.rsplit_once('.')?;
    ["csv", "tsv"].iter().any(|known| ending.eq_ignore_ascii_case(known)).then_some(stem)
}

fn refused(file_name: &str, error: &dyn std::error::Error) -> ApiError {
    ApiError::invalid(format!("{file_name}: {error}"))
}

/// The remarks of one file in words, the first of them; a file of another kind can have one in every line.
fn told(file_name: &str, report: Vec<Remark>) -> Vec<String> {
    let mut report = interchange::summed(report);
    // That rows were left out is said first, so that it is not among those that are only counted.
    report.sort_by_key(|remark| !interchange::is_cut(&remark.message));
    let left = report.len().saturating_sub(REMARKS);
    let mut list: Vec<String> =
        report.iter().take(REMARKS).map(|r| format!("{file_name}, line {}: {}", r.line, r.message)).collect();
    if left > 0 {
        list.push(format!("{file_name}: {left} more lines were not understood and kept as they are"));
    }
    list
}

/// Whether a remark says that rows of a file were left out: what was made of it is not the whole file.
#[must_use]
pub fn is_cut(remark: &str) -> bool {
    interchange::is_cut(remark)
}

/// The bytes of a file that came over the bridge.
///
/// # Errors
/// When it is too large, or did not arrive whole.
pub fn from_base64(base64: &str) -> Result<Vec<u8>, ApiError> {
    // Three bytes are four letters. What is too large is refused before it is held a second time.
    let size = base64.len() / 4 * 3;
    if size > FILE_LIMIT + 3 {
        return Err(ApiError::invalid(format!(
            "The file has about {size} bytes; at most {FILE_LIMIT} can be read. Nothing was imported. Split it into several files"
        )));
    }
    STANDARD
        .decode(base64)
        .map_err(|_| ApiError::invalid("The file did not arrive whole. Nothing was imported. Try again"))
}
