//! Links that leave the application: only to the web over TLS, and to a mail program.

use serde::Serialize;
use tauri::Url;
use thiserror::Error;

/// Why a link was not opened. Crosses the bridge as `{ code, message }`.
#[derive(Debug, Error, Serialize)]
#[serde(tag = "code", content = "message", rename_all = "snake_case")]
pub enum LinkError {
    /// The link is not one that may leave the application.
    #[error("{0:?} was not opened: only https and mailto links are")]
    NotAllowed(String),
    /// The system has no program for it.
    #[error("the link could not be opened: {0}")]
    NoProgram(String),
}

/// A link that may be handed to the system: `https` with a host, or `mailto`.
///
/// Everything else stays inside. `file:` would run what it points at, `javascript:` and `data:` are
/// scripts, and the schemes of installed programs are doors into those programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link(Url);

impl Link {
    /// Parses a link that came out of a document, so from anyone.
    ///
    /// # Errors
    /// When it is not a URL or its scheme is not on the list.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let refused = || LinkError::NotAllowed(text.chars().take(200).collect());
        let url = Url::parse(text).map_err(|_| refused())?;
        let allowed = match url.scheme() {
            // A user name before the host is how one address is made to look like another.
            "https" => url.has_host() && url.username().is_empty() && url.password().is_none(),
            "mailto" => !url.path().is_empty(),
            _ => false,
        };
        if allowed { Ok(Self(url)) } else { Err(refused()) }
    }

    /// The link as the system gets it.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

pub(crate) fn open(text: &str) -> Result<(), LinkError> {
    let link = Link::parse(text)?;
    tauri_plugin_opener::open_url(link.as_str(), None::<&str>).map_err(|error| LinkError::NoProgram(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_mailto_links_leave_the_application() {
        for (text, allowed) in [
            ("https://status.example.org/incident?id=1#now", true),
            ("HTTPS://EXAMPLE.ORG", true),
            ("mailto:ops@example.org?subject=INC-12", true),
            ("http://example.org", false),
            ("https://", false),
            ("https://example.org@evil.example", false),
            ("mailto:", false),
            ("javascript:alert(1)", false),
            (" javascript:alert(1)", false),
            ("java\nscript:alert(1)", false),
            ("data:text/html,<script>alert(1)</script>", false),
            ("file:///etc/passwd", false),
            ("smb://host/share", false),
            ("vscode://file/etc", false),
            ("/etc/passwd", false),
            ("--help", false),
            ("", false),
        ] {
            assert_eq!(Link::parse(text).is_ok(), allowed, "link {text:?}");
        }
    }

    #[test]
    fn a_refused_link_is_quoted_shortened() {
        let long = format!("file:///{}", "a".repeat(10_000));
        let message = Link::parse(&long).expect_err("file links stay inside").to_string();
        assert!(message.len() < 400, "a message must fit a line on the screen, not {} bytes", message.len());
    }
}
