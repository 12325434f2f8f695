//! Lists: documents, templates, backups.

use bridgebook_domain::IncidentId;
use bridgebook_domain::finding::FindingLevel;

use crate::api::ApiError;
use crate::api::document::{Backup, DocumentSummary, Preview, PreviewSection, TemplateSummary, Verification};
use crate::wording::{document_kind, moment};
use crate::{Bridgebook, folder, template};

impl Bridgebook {
    pub(crate) async fn document_list(&self, incident: Option<IncidentId>) -> Result<Vec<DocumentSummary>, ApiError> {
        let directory = self.directory().await?;
        let incidents = self.incidents().await?;
        let today = self.now().to_zoned(self.zone().await?).date();
        let wanted = incident.map(|i| i.to_string());
        let mut list = Vec::new();
        for row in self.rows().await? {
            if wanted.as_deref().is_some_and(|wanted| row.text("incident") != wanted) {
                continue;
            }
            let of: Option<IncidentId> = row.text("incident").parse().ok();
            let number = incidents.iter().find(|i| Some(i.id) == of).map(|i| i.number.clone());
            let loaded = self.document(row.id).await?;
            let found = self.finding_counts(&loaded).await?;
            let review = row.text("next_review");
            list.push(DocumentSummary {
                id: row.id,
                title: row.text("title").to_owned(),
                template: row.text("template").to_owned(),
                kind: document_kind(row.text("template")).to_owned(),
                incident: of,
                incident_number: number.unwrap_or_default(),
                status: loaded.document.status().to_owned(),
                version: row.text("version").to_owned(),
                owner: directory.words(row.text("owner")).to_owned(),
                next_review: review.to_owned(),
                review_overdue: review.parse::<jiff::civil::Date>().is_ok_and(|day| day < today),
                last_tested: row.text("last_tested").to_owned(),
                errors: found.0,
                warnings: found.1,
                changed_at: moment(row.changed_at),
            });
        }
        list.sort_by(|a, b| b.changed_at.cmp(&a.changed_at).then_with(|| a.title.cmp(&b.title)));
        Ok(list)
    }

    async fn finding_counts(&self, loaded: &crate::world::Loaded) -> Result<(u32, u32), ApiError> {
        let found = self.raw_findings(loaded).await?;
        let count = |level| u32::try_from(found.iter().filter(|f| f.level == level).count()).unwrap_or(u32::MAX);
        Ok((count(FindingLevel::Error), count(FindingLevel::Warning)))
    }

    pub(super) fn template_list(&self) -> Vec<TemplateSummary> {
        template::all(&folder::templates(&self.folder)).iter().map(template::Template::summary).collect()
    }

    pub(super) fn template_text(&self, name: &str) -> Result<String, ApiError> {
        template::find(&folder::templates(&self.folder), name)?.text.map_err(ApiError::invalid)
    }

    pub(super) fn template_preview(&self, name: &str) -> Result<Preview, ApiError> {
        let template = template::find(&folder::templates(&self.folder), name)?;
        let document = template.document(&mut || self.fresh(), &bridgebook_interchange::NoNames)?;
        let sections = document.live_sections().into_iter().map(|(_, s)| PreviewSection {
            heading: s.heading.clone(),
            depth: s.depth,
            kind: s.kind.to_string(),
        });
        Ok(Preview { name: name.to_owned(), title: document.title().to_owned(), sections: sections.collect() })
    }

    pub(super) fn backups(&self) -> Vec<Backup> {
        let list = self.store.backups().into_iter().map(|b| Backup {
            path: b.path.display().to_string(),
            made_at: b.made_at.map(moment).unwrap_or_default(),
            size_kib: u32::try_from(b.size / 1024).unwrap_or(u32::MAX),
        });
        list.collect()
    }

    pub(super) async fn verify(&self) -> Result<Verification, ApiError> {
        let report = self.store.verify().await?;
        Ok(Verification { is_intact: report.is_intact, lines: report.lines })
    }
}
