//! Attached files for the window: what they are, and pictures as what a page can show.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_domain::id::AttachmentId;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::attachment::AttachmentInfo;
use crate::attachment::{PASTE_LIMIT, is_picture};

impl Bridgebook {
    /// What is known of these attachments, in their order.
    pub(super) async fn attachment_infos(&self, ids: &[AttachmentId]) -> Vec<AttachmentInfo> {
        let mut list = Vec::with_capacity(ids.len());
        for id in ids {
            let known = self.store.attachment(*id).await.ok();
            list.push(match known {
                Some(known) if known.erased_at.is_none() => AttachmentInfo {
                    id: *id,
                    is_picture: is_picture(&known.media_type) && known.size <= PASTE_LIMIT as u64,
                    name: known.name,
                    media_type: known.media_type,
                    size: u32::try_from(known.size).unwrap_or(u32::MAX),
                    hash: known.hash,
                    state: "kept".to_owned(),
                },
                known => AttachmentInfo {
                    id: *id,
                    is_picture: false,
                    name: String::new(),
                    media_type: String::new(),
                    size: 0,
                    hash: String::new(),
                    state: if known.is_some() { "erased" } else { "missing" }.to_owned(),
                },
            });
        }
        list
    }

    /// A picture as a `data:` address, the only kind of source that the page may show.
    pub(super) async fn attachment_picture(&self, id: AttachmentId) -> Result<String, ApiError> {
        let known = self.store.attachment(id).await?;
        if !is_picture(&known.media_type) || known.size > PASTE_LIMIT as u64 {
            return Err(ApiError::invalid(format!(
                "“{}” is not shown as a picture. Save it to look at it",
                known.name
            )));
        }
        let bytes = self.store.attachment_bytes(id).await?;
        Ok(format!("data:{};base64,{}", known.media_type, STANDARD.encode(bytes)))
    }
}
