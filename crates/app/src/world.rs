//! What the rules work on, read once and kept until a commit changes it: documents, the directory, logs
//! and the incidents folded from them.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bridgebook_domain::calendar::DocumentPlans;
use bridgebook_domain::case::CaseHistories;
use bridgebook_domain::directory::{Directory, LISTS, PERSON};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Fact, HeldVersion, PlanPart, Recorded};
use bridgebook_domain::timeline::PlanTimeline;
use bridgebook_domain::{Document, DocumentId, IncidentId};
use bridgebook_store::{DocumentHeads, DocumentRow, LogFilter, LogScope, PlanVersion};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::api::ApiError;
use crate::{Access, Bridgebook};

/// A document with its heads.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Id.
    pub id: DocumentId,
    /// Content.
    pub document: Document,
    /// Heads.
    pub heads: Vec<String>,
}

/// What was read and is still true.
#[derive(Default)]
pub struct Cache(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    documents: HashMap<DocumentId, Arc<Loaded>>,
    rows: Option<BTreeMap<DocumentId, DocumentRow>>,
    changed_rows: BTreeSet<DocumentId>,
    directory: Option<Arc<Directory>>,
    logs: HashMap<Option<IncidentId>, Arc<Vec<Recorded>>>,
    incidents: HashMap<IncidentId, Arc<Incident>>,
    incident_ids: Option<Vec<IncidentId>>,
    settings: Option<BTreeMap<String, String>>,
    zone: Option<TimeZone>,
    counts: HashMap<DocumentId, (Standing, (u32, u32))>,
    plans: HashMap<DocumentId, (Vec<String>, Arc<DocumentPlans>)>,
    moments: HashMap<DocumentId, (Vec<String>, Option<Timestamp>)>,
    case_histories: Option<Arc<CaseHistories>>,
    /// Raised by every commit: what was read before one is not kept after it.
    commits: u64,
    directories: u64,
}

/// The versions of plans that were read for several incidents.
#[derive(Default)]
pub struct Versions(HashMap<DocumentId, Vec<PlanVersion>>);

/// What the findings of a document depend on; counts hold as long as it is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Heads of the document.
    pub heads: Vec<String>,
    /// How often the directory changed.
    pub directories: u64,
    /// Entries in the log of its incident.
    pub entries: usize,
    /// The day, for reviews and dates; the minute, for a document of an open incident.
    pub time: i64,
}

impl Cache {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Brings a document up to date after a commit, or forgets it; and the directory with it where it may be
    /// a part of that.
    pub fn changed_document(&self, changed: &DocumentHeads) {
        let mut kept = self.kept();
        kept.commits += 1;
        kept.changed_rows.insert(changed.id);
        let known = kept.documents.remove(&changed.id);
        if known.as_ref().is_none_or(|d| is_directory(d.document.template())) {
            kept.directory = None;
            kept.directories += 1;
        }
        let Some(mut known) = known else { return };
        // Nobody else holds it at most times: then nothing is copied.
        let loaded = Arc::make_mut(&mut known);
        if changed.content.bring_up_to_date(&mut loaded.document, &loaded.heads) {
            loaded.heads.clone_from(&changed.heads);
            kept.documents.insert(changed.id, known);
        }
    }

    /// Forgets a document that is erased, and the directory with it.
    pub fn forget_document(&self, id: DocumentId) {
        let mut kept = self.kept();
        kept.commits += 1;
        kept.documents.remove(&id);
        kept.changed_rows.remove(&id);
        kept.rows = None;
        kept.directory = None;
        kept.directories += 1;
        kept.counts.remove(&id);
        kept.plans.remove(&id);
        kept.moments.remove(&id);
    }

    /// Forgets a log.
    pub fn forget_log(&self, incident: Option<IncidentId>) {
        let mut kept = self.kept();
        kept.commits += 1;
        kept.logs.remove(&incident);
        if incident.is_none() {
            kept.case_histories = None;
        }
        if let Some(incident) = incident {
            kept.incidents.remove(&incident);
            kept.incident_ids = None;
        }
    }

    /// Forgets the settings.
    pub fn forget_settings(&self) {
        let mut kept = self.kept();
        kept.commits += 1;
        kept.settings = None;
        kept.zone = None;
    }

    /// How often the directory changed.
    pub fn directories(&self) -> u64 {
        self.kept().directories
    }

    /// The number of errors and warnings of a document, if counted while it stood like this.
    pub fn counts(&self, id: DocumentId, standing: &Standing) -> Option<(u32, u32)> {
        self.kept().counts.get(&id).filter(|(of, _)| of == standing).map(|(_, counts)| *counts)
    }

    /// What a document plans, if it was read at these heads.
    fn plans(&self, id: DocumentId, heads: &[String]) -> Option<Arc<DocumentPlans>> {
        self.kept().plans.get(&id).filter(|(of, _)| of == heads).map(|(_, plans)| Arc::clone(plans))
    }

    /// Keeps the number of errors and warnings.
    pub fn keep_counts(&self, id: DocumentId, standing: Standing, counts: (u32, u32)) {
        self.kept().counts.insert(id, (standing, counts));
    }
}

/// Whether documents of this template are the directory.
#[must_use]
pub fn is_directory(template: &str) -> bool {
    template == PERSON || LISTS.iter().any(|(name, _)| *name == template)
}

/// The people who were erased, by the log, with the reasons.
#[must_use]
pub fn erased_people(log: &[Recorded]) -> Vec<(DocumentId, String)> {
    let erased = log.iter().filter(|recorded| recorded.entry.kind == "person_erased");
    let person = |recorded: &Recorded| match recorded.entry.fact()? {
        Fact::PersonErased(erased) => Some((erased.person, erased.reason)),
        _ => None,
    };
    erased.filter_map(person).collect()
}

/// From when a version of a plan is in force: under a clock that was set back since, from that moment on.
fn in_force_from(incident: &Incident, version: &PlanVersion) -> Timestamp {
    let is_it = |held: &HeldVersion| held.document == version.document && held.from == version.in_force_from;
    let righted = incident.set_back.iter().filter(|one| one.versions.iter().any(is_it)).map(|one| one.at).min();
    righted.unwrap_or(version.in_force_from)
}

impl Bridgebook {
    /// Whether what was read may be kept: beside a process that writes it may be old at once.
    fn keeps(&self) -> bool {
        self.access == Access::Writer
    }

    /// Every document's header, in order of id. After a change only the changed ones are read again.
    pub(crate) async fn rows(&self) -> Result<Vec<DocumentRow>, ApiError> {
        if !self.keeps() {
            return Ok(self.store.documents().await?);
        }
        let (changed, commits) = {
            let kept = self.cache.kept();
            (kept.rows.as_ref().map(|_| kept.changed_rows.clone()).unwrap_or_default(), kept.commits)
        };
        if !changed.is_empty() {
            let mut read = Vec::with_capacity(changed.len());
            for id in changed {
                read.push(self.store.document_row(id).await.ok().map(|row| (id, row)));
            }
            // They stay marked until they are in place: whoever asks meanwhile must not take the old ones for the new.
            let mut kept = self.cache.kept();
            if kept.commits == commits {
                kept.changed_rows.clear();
                match (read.into_iter().collect::<Option<Vec<_>>>(), &mut kept.rows) {
                    (Some(read), Some(rows)) => rows.extend(read),
                    // What cannot be read alone is read with all the others.
                    _ => kept.rows = None,
                }
            }
        }
        let found = {
            let kept = self.cache.kept();
            let rows = kept.rows.as_ref().filter(|_| kept.changed_rows.is_empty());
            rows.map(|rows| rows.values().cloned().collect())
        };
        if let Some(list) = found {
            return Ok(list);
        }
        let commits = self.cache.kept().commits;
        let list = self.store.documents().await?;
        let mut kept = self.cache.kept();
        if kept.commits == commits {
            kept.rows = Some(list.iter().map(|row| (row.id, row.clone())).collect());
            kept.changed_rows.clear();
        }
        drop(kept);
        Ok(list)
    }

    /// One document's header.
    pub(crate) async fn row(&self, id: DocumentId) -> Result<DocumentRow, ApiError> {
        Ok(self.store.document_row(id).await?)
    }

    /// A document as it stands.
    pub(crate) async fn document(&self, id: DocumentId) -> Result<Arc<Loaded>, ApiError> {
        let (found, commits) = {
            let kept = self.cache.kept();
            (kept.documents.get(&id).cloned(), kept.commits)
        };
        if let Some(found) = found {
            return Ok(found);
        }
        let content = self.store.document(id).await?;
        let loaded = Arc::new(Loaded { id, document: content.document, heads: content.heads });
        let mut kept = self.cache.kept();
        if self.keeps() && kept.commits == commits {
            kept.documents.insert(id, Arc::clone(&loaded));
        }
        drop(kept);
        Ok(loaded)
    }

    /// What a document plans for the calendar, by its header: the document is read once for each of its states, and
    /// not kept for this.
    pub(crate) async fn plans_of(&self, row: &DocumentRow) -> Result<Arc<DocumentPlans>, ApiError> {
        if let Some(known) = self.cache.plans(row.id, &row.heads) {
            return Ok(known);
        }
        let known = self.cache.kept().documents.get(&row.id).cloned();
        let (plans, heads) = match known {
            Some(loaded) => (DocumentPlans::read(&loaded.document), loaded.heads.clone()),
            None => {
                let content = self.store.document(row.id).await?;
                (DocumentPlans::read(&content.document), content.heads)
            }
        };
        let plans = Arc::new(plans);
        self.cache.kept().plans.insert(row.id, (heads, Arc::clone(&plans)));
        Ok(plans)
    }

    /// The moment in a field of a document, by its header: as with plans, the document is read once for each of its
    /// states, and not kept for this.
    pub(crate) async fn moment_in(&self, row: &DocumentRow, key: &str) -> Result<Option<Timestamp>, ApiError> {
        let known = self.cache.kept().moments.get(&row.id).filter(|(of, _)| *of == row.heads).map(|(_, at)| *at);
        if let Some(known) = known {
            return Ok(known);
        }
        let content = self.store.document(row.id).await?;
        let at = content.document.field_text(key).and_then(|text| text.parse().ok());
        self.cache.kept().moments.insert(row.id, (content.heads, at));
        Ok(at)
    }

    /// The directory as it stands.
    pub(crate) async fn directory(&self) -> Result<Arc<Directory>, ApiError> {
        let (found, commits) = {
            let kept = self.cache.kept();
            (kept.directory.clone(), kept.commits)
        };
        if let Some(found) = found {
            return Ok(found);
        }
        let mut documents = Vec::new();
        for row in self.rows().await? {
            if is_directory(row.text("template")) {
                documents.push(self.document(row.id).await?);
            }
        }
        let erased = erased_people(&self.log(None).await?).into_iter().map(|(person, _)| person);
        let known = Directory::from_documents(documents.iter().map(|d| (d.id, &d.document)));
        let directory = Arc::new(known.with_erased(erased));
        let mut kept = self.cache.kept();
        if self.keeps() && kept.commits == commits {
            kept.directory = Some(Arc::clone(&directory));
        }
        drop(kept);
        Ok(directory)
    }

    /// The directory as it was known here at a moment, or as it stands. References hold ids: what is looked at as of the
    /// past shows the names of then. Only what changed since is read from its history.
    pub(crate) async fn directory_then(&self, at: Option<Timestamp>) -> Result<Arc<Directory>, ApiError> {
        let Some(at) = at else { return self.directory().await };
        let mut documents = Vec::new();
        let mut is_now = true;
        for row in self.rows().await?.iter().filter(|row| is_directory(row.text("template"))) {
            if row.changed_at <= at {
                documents.push(self.document(row.id).await?);
                continue;
            }
            is_now = false;
            match self.store.document_at(row.id, at).await {
                Ok(then) => {
                    documents.push(Arc::new(Loaded { id: row.id, document: then.document, heads: then.heads }));
                }
                // It came later.
                Err(bridgebook_store::StoreError::NoSuchDocument(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if is_now {
            return self.directory().await;
        }
        // Who was erased since is not known of the past either.
        let erased = erased_people(&self.log(None).await?).into_iter().map(|(person, _)| person);
        let known = Directory::from_documents(documents.iter().map(|d| (d.id, &d.document)));
        Ok(Arc::new(known.with_erased(erased)))
    }

    /// The log of an incident, or of the organisation.
    pub(crate) async fn log(&self, incident: Option<IncidentId>) -> Result<Arc<Vec<Recorded>>, ApiError> {
        let (found, commits) = {
            let kept = self.cache.kept();
            (kept.logs.get(&incident).cloned(), kept.commits)
        };
        if let Some(found) = found {
            return Ok(found);
        }
        let scope = incident.map_or(LogScope::Organisation, LogScope::Incident);
        let log = Arc::new(self.store.log(scope, &LogFilter::default()).await?);
        let mut kept = self.cache.kept();
        if self.keeps() && kept.commits == commits {
            kept.logs.insert(incident, Arc::clone(&log));
        }
        drop(kept);
        Ok(log)
    }

    /// What the log knows of all cases.
    pub(crate) async fn case_histories(&self) -> Result<Arc<CaseHistories>, ApiError> {
        let (found, commits) = {
            let kept = self.cache.kept();
            (kept.case_histories.clone(), kept.commits)
        };
        if let Some(found) = found {
            return Ok(found);
        }
        let histories = Arc::new(CaseHistories::read(self.log(None).await?.iter()));
        let mut kept = self.cache.kept();
        if self.keeps() && kept.commits == commits {
            kept.case_histories = Some(Arc::clone(&histories));
        }
        drop(kept);
        Ok(histories)
    }

    /// An incident as its log tells it.
    pub(crate) async fn incident(&self, id: IncidentId) -> Result<Incident, ApiError> {
        let found = self.folded(id).await?;
        found
            .map(|incident| (*incident).clone())
            .ok_or_else(|| ApiError::not_found(format!("There is no incident {id}. Nothing was changed")))
    }

    /// An incident, folded once for each state of its log.
    async fn folded(&self, id: IncidentId) -> Result<Option<Arc<Incident>>, ApiError> {
        let (found, commits) = {
            let kept = self.cache.kept();
            (kept.incidents.get(&id).cloned(), kept.commits)
        };
        if found.is_some() {
            return Ok(found);
        }
        let log = self.log(Some(id)).await?;
        let folded = Incident::fold(id, log.iter()).map(Arc::new);
        let mut kept = self.cache.kept();
        if let Some(incident) = folded.as_ref().filter(|_| self.keeps() && kept.commits == commits) {
            kept.incidents.insert(id, Arc::clone(incident));
        }
        drop(kept);
        Ok(folded)
    }

    /// Every incident, open ones first, the newest first.
    pub(crate) async fn incidents(&self) -> Result<Vec<Incident>, ApiError> {
        let (found, commits) = {
            let kept = self.cache.kept();
            (kept.incident_ids.clone(), kept.commits)
        };
        let ids = match found {
            Some(ids) => ids,
            None => self.store.incidents().await?,
        };
        let mut list = Vec::new();
        for id in &ids {
            list.extend(self.folded(*id).await?.map(|incident| (*incident).clone()));
        }
        let mut kept = self.cache.kept();
        if self.keeps() && kept.commits == commits {
            kept.incident_ids = Some(ids);
        }
        drop(kept);
        list.sort_by_key(|i| (!i.is_open(), std::cmp::Reverse(i.declared_at)));
        Ok(list)
    }

    /// The versions of the plan that an incident runs on for one part.
    pub(crate) async fn plan(&self, incident: &Incident, part: &PlanPart) -> Result<PlanTimeline, ApiError> {
        self.plan_of(incident, part, &mut Versions::default()).await
    }

    /// The same for one of many incidents: a document that several of them run on is read once.
    pub(crate) async fn plan_of(
        &self,
        incident: &Incident,
        part: &PlanPart,
        known: &mut Versions,
    ) -> Result<PlanTimeline, ApiError> {
        let mut versions: Vec<(Timestamp, Document)> = Vec::new();
        let adopted: Vec<_> = incident.plans.iter().filter(|p| p.part == *part).collect();
        for (n, plan) in adopted.iter().enumerate() {
            let until = adopted.get(n + 1).map(|next| next.at);
            let mut before: Option<Document> = None;
            if let Entry::Vacant(unread) = known.0.entry(plan.document) {
                unread.insert(self.store.plan_versions(plan.document).await?);
            }
            for version in known.0.get(&plan.document).into_iter().flatten() {
                let from = in_force_from(incident, version);
                if from <= plan.at {
                    before = Some(version.content.clone());
                } else if until.is_none_or(|until| from < until) {
                    versions.push((from, version.content.clone()));
                }
            }
            if let Some(content) = before {
                versions.push((plan.at, content));
            }
        }
        Ok(PlanTimeline::new(versions))
    }

    /// One setting; empty where it is not set.
    pub(crate) async fn setting(&self, key: &str) -> Result<String, ApiError> {
        self.of_settings(|all| all.get(key).cloned().unwrap_or_default()).await
    }

    /// Reads something of all settings.
    pub(crate) async fn of_settings<T>(&self, read: impl Fn(&BTreeMap<String, String>) -> T) -> Result<T, ApiError> {
        let (found, commits) = {
            let kept = self.cache.kept();
            (kept.settings.as_ref().map(&read), kept.commits)
        };
        if let Some(found) = found {
            return Ok(found);
        }
        let all = self.store.settings().await?;
        let value = read(&all);
        let mut kept = self.cache.kept();
        if self.keeps() && kept.commits == commits {
            kept.settings = Some(all);
        }
        drop(kept);
        Ok(value)
    }

    /// The zone in which moments are shown: the setting's, else the machine's.
    pub(crate) async fn zone(&self) -> Result<TimeZone, ApiError> {
        let found = self.cache.kept().zone.clone();
        if let Some(zone) = found {
            return Ok(zone);
        }
        let name = self.setting("zone").await?;
        let zone = TimeZone::get(&name).unwrap_or_else(|_| TimeZone::system());
        self.cache.kept().zone = Some(zone.clone());
        Ok(zone)
    }
}
