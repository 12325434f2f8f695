//! The pages of an export before it is written.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Pages to look at: the bytes that an export would write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PagePreview {
    /// The PDF, as base64.
    pub base64: String,
    /// Its pages in order.
    pub pages: Vec<PageSize>,
    /// What the person should know: characters that no font covers.
    pub remarks: Vec<String>,
}

/// The size of a page.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
pub struct PageSize {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
}
