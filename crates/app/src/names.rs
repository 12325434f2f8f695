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

/// What is to be said of a reference as it was stored, where the directory does not know one thing of that name; `follows`
/// says what does not follow from it. It was taken as it stands: at night a name that is not written down anywhere is better
/// than none.
#[must_use]
pub fn unknown(directory: &Directory, kind: &ReferenceKind, stored: &str, follows: &str) -> Option<String> {
    let word = kind.as_str();
    match directory.resolve(std::slice::from_ref(kind), stored) {
        Resolved::Known(_) => None,
        Resolved::Unknown(name) => {
            Some(format!("The directory has no {word} “{name}”; it was written as it stands, so {follows}"))
        }
        Resolved::Ambiguous(name) => Some(format!(
            "The directory has more than one {word} “{name}”, so it was written as it stands: what names one of them does not \
             mean it. Set it again as {}",
            directory.call_names(std::slice::from_ref(kind), name).join(", or as ")
        )),
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
