//! The picture of a section: what its block looks like when it is drawn, and what a live view shows. The window,
//! the page and the file form take the same values from here.

use std::collections::BTreeMap;
use std::sync::Arc;

use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::live_view::{Sources, listing, not_ready};
use bridgebook_domain::log::{Fact, Recorded};
use bridgebook_domain::picture::{self, Listing, Picture};
use bridgebook_domain::view::folded;
use bridgebook_domain::{BlockKind, Document, DocumentId, IncidentId, Section, SectionId};
use bridgebook_interchange::{Views, export_with_views, with_attached};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::attachment::WithFiles;
use crate::world::Loaded;

/// What the pictures of one document are made from, read once.
pub(crate) struct Studio {
    others: Vec<Arc<Loaded>>,
    incident: Option<Incident>,
    log: Vec<Recorded>,
    directory: Arc<Directory>,
    now: Timestamp,
    zone: TimeZone,
}

impl Studio {
    /// What a section looks like; `None` where its kind has no picture.
    pub fn draw(&self, id: DocumentId, document: &Document, section: &Section) -> Option<Picture> {
        if section.kind != BlockKind::View {
            return picture::picture(section, document, &self.directory, self.incident.as_ref());
        }
        Some(Picture::View(self.looking(id, document, |sources| listing(&section.block, sources))))
    }

    /// What the readiness sheets of a document say is not ready, apart from its approvals and its day.
    pub fn not_ready(&self, id: DocumentId, document: &Document) -> Vec<String> {
        self.looking(id, document, not_ready)
    }

    fn looking<T>(&self, id: DocumentId, document: &Document, look: impl FnOnce(&Sources<'_>) -> T) -> T {
        let documents: Vec<_> = self.others.iter().map(|l| (l.id, &l.document)).collect();
        look(&Sources {
            document: (id, document),
            documents: &documents,
            incident: self.incident.as_ref(),
            log: &self.log,
            directory: &self.directory,
            now: self.now,
            zone: &self.zone,
        })
    }

    /// What every section of a document looks like that has a picture.
    pub fn draw_all(&self, id: DocumentId, document: &Document) -> BTreeMap<SectionId, Picture> {
        let sections = document.live_sections();
        sections.into_iter().filter_map(|(s, section)| Some((s, self.draw(id, document, section)?))).collect()
    }
}

/// What the live views of one document show, by section.
pub(crate) struct Shown(BTreeMap<SectionId, Picture>);

impl Views for Shown {
    fn listing(&self, id: SectionId, _section: &Section) -> Option<Listing> {
        match self.0.get(&id) {
            Some(Picture::View(listing)) => Some(listing.clone()),
            _ => None,
        }
    }
}

impl Bridgebook {
    /// A document in the file form, with what its live views show at a moment.
    pub(crate) async fn file_text(&self, loaded: &Loaded, at: Option<Timestamp>) -> Result<String, ApiError> {
        let shown = Shown(self.studio(&loaded.document, at).await?.draw_all(loaded.id, &loaded.document));
        let directory = self.directory_then(at).await?;
        let (files, _) = self.attached_to(&loaded.document).await;
        let names = WithFiles::new(&directory, &files);
        Ok(with_attached(&export_with_views(&loaded.document, &names, &shown), &files))
    }

    /// What the block of a section looks like; `None` where its kind has no picture.
    pub(super) async fn picture(&self, document: DocumentId, section: SectionId) -> Result<Option<Picture>, ApiError> {
        let loaded = self.document(document).await?;
        let found = loaded.document.sections.get(&section).filter(|s| s.deleted_at.is_none());
        let found = found.ok_or_else(|| {
            ApiError::not_found("That section is not there any more. Nothing was changed. Open the document again")
        })?;
        Ok(self.studio(&loaded.document, None).await?.draw(document, &loaded.document, found))
    }

    /// Reads what the pictures of a document need: its incident as it was known here at a moment, and for live
    /// views the documents they read, as they stand.
    pub(crate) async fn studio(&self, document: &Document, at: Option<Timestamp>) -> Result<Studio, ApiError> {
        let incident_id: Option<IncidentId> = document.header_text("incident").parse().ok();
        let log: Vec<Recorded> = match incident_id {
            Some(id) => {
                let log = self.log(Some(id)).await?;
                log.iter().filter(|r| at.is_none_or(|at| r.arrived_at <= at)).cloned().collect()
            }
            None => self.told_of(document, at).await?,
        };
        let incident = incident_id.and_then(|id| Incident::fold(id, &log));
        let mut others = Vec::new();
        for id in self.read_by_views(document, incident_id, incident.as_ref()).await? {
            // One that cannot be read leaves its part out; the view says what it could not find.
            others.extend(self.document(id).await.ok());
        }
        let (directory, zone) = (self.directory_then(at).await?, self.zone().await?);
        Ok(Studio { others, incident, log, directory, now: at.unwrap_or_else(|| self.now()), zone })
    }

    /// What the organisation's log says about documents, where one of the library shows its readiness or its changes.
    async fn told_of(&self, document: &Document, at: Option<Timestamp>) -> Result<Vec<Recorded>, ApiError> {
        let views = document.sections_of(&BlockKind::View);
        let reads = |source: &str| views.iter().any(|(_, s)| s.block.setting("source") == source);
        let (readiness, changes) = (reads("readiness"), reads("changes"));
        if !readiness && !changes {
            return Ok(Vec::new());
        }
        let log = self.log(None).await?;
        let is_told = |r: &&Recorded| {
            let is_wanted = match r.entry.fact() {
                Some(Fact::ApprovalAsked { .. } | Fact::ApprovalGiven { .. } | Fact::ApprovalWithdrawn { .. }) => true,
                Some(Fact::DocumentCreated { .. } | Fact::DocumentEdited { .. }) => changes,
                _ => false,
            };
            is_wanted && at.is_none_or(|at| r.arrived_at <= at)
        };
        Ok(log.iter().filter(is_told).cloned().collect())
    }

    /// The documents that the views of a document read: those they name by title, and for contacts and approvals
    /// those of the incident. None where there is no such view, as most documents have none.
    async fn read_by_views(
        &self,
        document: &Document,
        incident_id: Option<IncidentId>,
        incident: Option<&Incident>,
    ) -> Result<Vec<DocumentId>, ApiError> {
        let views = document.sections_of(&BlockKind::View);
        let titles: Vec<String> = views.iter().map(|(_, s)| folded(s.block.setting("document"))).collect();
        let needs_binder = views.iter().any(|(_, s)| matches!(s.block.setting("source"), "contacts" | "approvals"));
        if titles.iter().all(String::is_empty) && !needs_binder {
            return Ok(Vec::new());
        }
        let wanted = incident_id.map(|id| id.to_string()).unwrap_or_default();
        let adopted: Vec<DocumentId> = incident.iter().flat_map(|i| &i.plans).map(|p| p.document).collect();
        let rows = self.rows().await?;
        // Of several documents of one title that of the incident is meant, else the first.
        let (own, library): (Vec<_>, Vec<_>) =
            rows.iter().partition(|r| !wanted.is_empty() && r.text("incident") == wanted || adopted.contains(&r.id));
        let is_titled = |title: &str| !title.is_empty() && titles.contains(&folded(title));
        let in_binder = own.iter().filter(|r| needs_binder || is_titled(r.text("title")));
        let in_library = library.iter().filter(|r| is_titled(r.text("title")));
        Ok(in_binder.chain(in_library).map(|r| r.id).collect())
    }
}
