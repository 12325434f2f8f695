//! Attached files as the window sees them.

use bridgebook_domain::id::AttachmentId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is known of an attached file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttachmentInfo {
    /// Id.
    pub id: AttachmentId,
    /// File name; empty where the file is not here.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// Size in bytes.
    pub size: u32,
    /// SHA-256 of what is stored, hexadecimal.
    pub hash: String,
    /// Whether it is shown as a picture.
    pub is_picture: bool,
    /// `kept`, `erased`, or `missing`: the document comes from another data folder.
    pub state: String,
}
