//! Documents in and out of the file form, with the directory's names.

use bridgebook_domain::Document;
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
    let imported = interchange::import(text.as_bytes(), &mut interchange::Context { names, ids: fresh, file_name })
        .map_err(|error| ApiError::invalid(format!("{file_name}: {error}")))?;
    let remarks = imported.report.into_iter().map(|r| format!("{file_name}, line {}: {}", r.line, r.message)).collect();
    Ok((imported.document, remarks))
}
