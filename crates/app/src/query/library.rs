//! Lists: documents, templates, backups.

use bridgebook_domain::IncidentId;
use bridgebook_domain::finding::FindingLevel;
use bridgebook_store::DocumentRow;

use crate::api::ApiError;
use crate::api::document::{Backup, DocumentSummary, Preview, PreviewSection, TemplateSummary, Verification};
use crate::wording::{document_kind, moment};
use crate::world::Standing;
use crate::{Bridgebook, folder, template};

impl Bridgebook {
    pub(crate) async fn document_list(&self, incident: Option<IncidentId>) -> Result<Vec<DocumentSummary>, ApiError> {
        let wanted = incident.map(|i| i.to_string());
        let mut rows = self.rows().await?;
        rows.retain(|row| wanted.as_deref().is_none_or(|wanted| row.text("incident") == wanted));
        rows.sort_by(|a, b| b.changed_at.cmp(&a.changed_at).then_with(|| a.text("title").cmp(b.text("title"))));
        let mut list = Vec::with_capacity(rows.len());
        for row in &rows {
            let counts = self.finding_counts(row).await?;
            list.push(self.summary_of(row, counts).await?);
        }
        Ok(list)
    }

    /// A document in a list, from its header and the numbers of its errors and warnings.
    pub(super) async fn summary_of(
        &self,
        row: &DocumentRow,
        (errors, warnings): (u32, u32),
    ) -> Result<DocumentSummary, ApiError> {
        let directory = self.directory().await?;
        let today = self.now().to_zoned(self.zone().await?).date();
        let incident: Option<IncidentId> = row.text("incident").parse().ok();
        let number = match incident {
            Some(id) => self.incident(id).await.map(|i| i.number).unwrap_or_default(),
            None => String::new(),
        };
        let review = row.text("next_review");
        let status = row.text("status");
        Ok(DocumentSummary {
            id: row.id,
            title: row.text("title").to_owned(),
            template: row.text("template").to_owned(),
            kind: document_kind(row.text("template")).to_owned(),
            incident,
            incident_number: number,
            status: if status.is_empty() { "draft" } else { status }.to_owned(),
            version: row.text("version").to_owned(),
            owner: directory.words(row.text("owner")).to_owned(),
            next_review: review.to_owned(),
            review_overdue: review.parse::<jiff::civil::Date>().is_ok_and(|day| day < today),
            last_tested: row.text("last_tested").to_owned(),
            errors,
            warnings,
            changed_at: moment(row.changed_at),
        })
    }

    /// Errors and warnings of a document. They are counted once and kept while the document, the directory
    /// and its incident stand as they did, so that a list of many documents does not read them all.
    async fn finding_counts(&self, row: &DocumentRow) -> Result<(u32, u32), ApiError> {
        let (now, zone) = (self.now(), self.zone().await?);
        let incident: Option<IncidentId> = row.text("incident").parse().ok();
        let (entries, time) = match incident {
            Some(id) => (self.log(Some(id)).await?.len(), now.as_second() / 60),
            None => (0, i64::from(now.to_zoned(zone).date().day())),
        };
        let heads = row.heads.clone();
        let standing = Standing { heads, directories: self.cache.directories(), entries, time };
        if let Some(counts) = self.cache.counts(row.id, &standing) {
            return Ok(counts);
        }
        let loaded = self.document(row.id).await?;
        let counts = counted(self.raw_findings(&loaded).await?.iter().map(|f| f.level));
        self.cache.keep_counts(row.id, standing, counts);
        Ok(counts)
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
        let left = self.left_of_erased().await?;
        let is_intact = report.is_intact && left.is_empty();
        Ok(Verification { is_intact, lines: report.lines.into_iter().chain(left).collect() })
    }
}

/// How many are errors and how many are warnings.
pub(super) fn counted(levels: impl Iterator<Item = FindingLevel>) -> (u32, u32) {
    levels.fold((0, 0), |(errors, warnings), level| match level {
        FindingLevel::Error => (errors + 1, warnings),
        FindingLevel::Warning => (errors, warnings + 1),
        FindingLevel::Info => (errors, warnings),
    })
}
