//! The picture of a section: what its block looks like when it is drawn, for the window. The page draws the
//! same values, see [`crate::export`].

use bridgebook_domain::incident::Incident;
use bridgebook_domain::picture::{self, Picture};
use bridgebook_domain::{DocumentId, Section, SectionId};

use crate::Bridgebook;
use crate::api::ApiError;

impl Bridgebook {
    /// What the block of a section looks like; `None` where its kind has no picture.
    pub(super) async fn picture(&self, document: DocumentId, section: SectionId) -> Result<Option<Picture>, ApiError> {
        let loaded = self.document(document).await?;
        let found = loaded.document.sections.get(&section).filter(|s| s.deleted_at.is_none());
        let section =
            found.ok_or_else(|| ApiError::not_found("That section is not there any more. Nothing was changed"))?;
        let incident = self.incident_of(&loaded.document).await?;
        self.drawn(section, incident.as_ref()).await
    }

    /// The picture of a section of a document of this incident, if it belongs to one.
    pub(crate) async fn drawn(
        &self,
        section: &Section,
        incident: Option<&Incident>,
    ) -> Result<Option<Picture>, ApiError> {
        let directory = self.directory().await?;
        Ok(picture::picture(section, &directory, incident))
    }
}
