//! Whether a printed hash or a Markdown file is what is stored.

use bridgebook_domain::log::{Fact, Recorded};
use bridgebook_domain::{DocumentId, canonical};
use bridgebook_store::{LogFilter, LogScope};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::document::Verification;
use crate::names::DirectoryNames;
use crate::wording::wall;

/// Hexadecimal digits from which a text is a hash: those printed at the foot of a page are 16.
const DIGITS: usize = 8;

impl Bridgebook {
    pub(super) async fn verify_text(&self, text: &str) -> Result<Verification, ApiError> {
        match hash_in(text) {
            Some(hash) => self.verify_hash(&hash).await,
            None => self.verify_file(text).await,
        }
    }

    /// A file in the file form against every document as it stands.
    async fn verify_file(&self, text: &str) -> Result<Verification, ApiError> {
        let directory = self.directory().await?;
        let mut fresh = || self.fresh();
        let (given, _) = crate::file_form::read("the file", text, &mut fresh, &DirectoryNames(&directory))?;
        let given = canonical::equality(&given);
        for row in self.rows().await? {
            let loaded = self.document(row.id).await?;
            if canonical::equality(&loaded.document) == given {
                return Ok(found(format!("This is “{}” ({}) as it stands now", loaded.document.title(), row.id)));
            }
        }
        Ok(other("No stored document stands as this says. It is older, or was changed since"))
    }

    /// A hash against the content of every document, and against what was printed.
    async fn verify_hash(&self, hash: &str) -> Result<Verification, ApiError> {
        for row in self.rows().await? {
            let loaded = self.document(row.id).await?;
            if canonical::content_hash(&loaded.document).starts_with(hash) {
                return Ok(found(format!("This is “{}” ({}) as it stands now", loaded.document.title(), row.id)));
            }
        }
        let exports = LogFilter { kinds: vec!["exported".to_owned()], ..LogFilter::default() };
        for recorded in self.store.log(LogScope::All, &exports).await?.iter().rev() {
            if let Some(Fact::Exported { documents, form, hash: printed }) = recorded.entry.fact()
                && printed.starts_with(hash)
            {
                return self.printed(recorded, &documents, &form).await;
            }
        }
        Ok(other(
            "No stored document and no logged export has this hash. It was changed since, or comes from elsewhere",
        ))
    }

    /// An export that was logged: when, of what, and what of it was changed since.
    async fn printed(
        &self,
        recorded: &Recorded,
        documents: &[DocumentId],
        form: &str,
    ) -> Result<Verification, ApiError> {
        let (entry, zone) = (&recorded.entry, self.zone().await?);
        let day = entry.event_at.to_zoned(zone.clone()).date();
        let mut lines = vec![format!(
            "This was exported as {form} on {day} at {} by {}",
            wall(entry.event_at, &zone),
            entry.author.name
        )];
        let mut is_intact = true;
        for id in documents {
            let now = self.document(*id).await?;
            let then = self.store.document_at(*id, entry.event_at).await?;
            let title = then.document.title();
            if canonical::content_hash(&then.document) == canonical::content_hash(&now.document) {
                lines.push(format!("“{title}” ({id}) stands as it did then"));
            } else {
                is_intact = false;
                lines.push(format!("“{title}” ({id}) was changed since"));
            }
        }
        Ok(Verification { is_intact, lines })
    }
}

/// The digits of a hash as printed, in groups or not, with the words around it; nothing for another text.
fn hash_in(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.strip_prefix("SHA-256").unwrap_or(text).trim_end_matches(['…', '.', ' ']);
    let hash: String = digits.split_whitespace().collect::<String>().to_ascii_lowercase();
    (hash.len() >= DIGITS && hash.chars().all(|c| c.is_ascii_hexdigit())).then_some(hash)
}

fn found(line: String) -> Verification {
    Verification { is_intact: true, lines: vec![line] }
}

fn other(line: &str) -> Verification {
    Verification { is_intact: false, lines: vec![line.to_owned()] }
}

#[cfg(test)]
mod tests {
    use super::hash_in;

    #[test]
    fn a_hash_is_read_as_it_is_printed() {
        let rows = [
            ("788a694a b35c2976", Some("788a694ab35c2976")),
            ("SHA-256 788A694A B35C2976 …", Some("788a694ab35c2976")),
            ("788a694", None),
            ("# Beef\n\nfeed cafe", None),
            ("", None),
        ];
        for (text, expected) in rows {
            assert_eq!(hash_in(text).as_deref(), expected, "{text:?}");
        }
    }
}
