//! The directory's words for the file form: id to name and name to id.

use std::str::FromStr as _;

use bridgebook_domain::directory::{Directory, ERASED_PERSON, Resolved};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_interchange::Names;

/// A directory as the file form asks it.
pub struct DirectoryNames<'a>(pub &'a Directory);

impl Names for DirectoryNames<'_> {
    fn name(&self, id: &str) -> Option<String> {
        match self.0.get(id) {
            Some(entry) => Some(entry.name.clone()),
            None => self.0.is_erased(id).then(|| ERASED_PERSON.to_owned()),
        }
    }

    fn ids(&self, name: &str, kinds: &[&str]) -> Vec<String> {
        let kinds: Vec<ReferenceKind> = kinds.iter().map(|k| ReferenceKind::from_word(k)).collect();
        self.0.named(&kinds, name).into_iter().map(|entry| entry.id.clone()).collect()
    }
}

/// What a person typed for a reference, as it is stored: the id where the directory knows one thing of
/// that name, else the words as written.
#[must_use]
pub fn stored(directory: &Directory, kinds: &[ReferenceKind], written: &str) -> String {
    let written = written.trim();
    if uuid::Uuid::from_str(written).is_ok() {
        return written.to_owned();
    }
    match directory.resolve(kinds, written) {
        Resolved::Known(entry) => entry.id.clone(),
        Resolved::Unknown(text) | Resolved::Ambiguous(text) => text.to_owned(),
    }
}
