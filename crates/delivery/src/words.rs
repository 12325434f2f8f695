//! What may be said: answers of others made fit to be shown, without anything secret.

use base64::prelude::{BASE64_STANDARD, Engine as _};

/// Longest answer that is repeated, in characters.
const LONGEST: usize = 400;
/// Shortest part of a secret address that is looked for in what others say; shorter ones are words of every day.
const SHORTEST_PART: usize = 6;
/// What stands in place of a secret.
const HIDDEN: &str = "…";

/// A host by its name, and what must not be said of it.
#[derive(Clone)]
pub(crate) struct Words {
    host: String,
    /// Longest first, so that a part is not replaced before the whole.
    secrets: Vec<String>,
}

impl Words {
    pub(crate) fn new(host: &str, secrets: impl IntoIterator<Item = String>) -> Self {
        let mut secrets: Vec<String> = secrets.into_iter().filter(|secret| !secret.is_empty()).collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { host: host.to_owned(), secrets }
    }

    /// A password, as it stands and in the ways in which it goes over the wire.
    pub(crate) fn of_password(host: &str, user: &str, password: &str) -> Self {
        let plain = BASE64_STANDARD.encode(format!("\0{user}\0{password}"));
        Self::new(host, [password.to_owned(), BASE64_STANDARD.encode(password), plain])
    }

    /// The parts of an address behind the host, and a token.
    pub(crate) fn of_address(host: &str, path_and_query: &str, token: Option<&str>) -> Self {
        let parts = path_and_query.split(['/', '?', '&', '=']).filter(|part| part.len() >= SHORTEST_PART);
        let whole = Some(path_and_query).filter(|path| path.len() >= SHORTEST_PART);
        Self::new(host, parts.chain(whole).chain(token).map(str::to_owned))
    }

    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// A text on one line, bounded, without secrets.
    pub(crate) fn clean(&self, text: &str) -> String {
        let mut text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        for secret in &self.secrets {
            text = text.replace(secret.as_str(), HIDDEN);
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let text = words.join(" ");
        if text.chars().count() <= LONGEST {
            return text;
        }
        text.chars().take(LONGEST).chain(HIDDEN.chars()).collect()
    }
}
