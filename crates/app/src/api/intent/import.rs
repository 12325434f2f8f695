//! A request as another program makes it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Intent;

impl Intent {
    /// Imports the bytes of a file, whatever a program saved them as.
    #[must_use]
    pub fn import(file_name: &str, bytes: &[u8]) -> Self {
        Self::ImportBytes { file_name: file_name.to_owned(), base64: STANDARD.encode(bytes), incident: None }
    }
}
