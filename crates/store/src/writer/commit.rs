//! What happens within one transaction.

use std::collections::BTreeSet;

use bridgebook_domain::case::change::Watched;
use bridgebook_domain::log::{Author, Fact, NewEntry, Recorded, RoutingUndone};
use bridgebook_domain::{Document, DocumentId, Operation, Path, SectionId, canonical};
use jiff::Timestamp;
use sqlx::sqlite::SqliteConnection;

use super::Proof;
use super::chain::Chains;
use super::live::Living;
use crate::crdt::{Edited, Merged, Note, normalised_document, rebased};
use crate::error::{Result, StoreError};
use crate::event::Event;
use crate::table::plan_version::PlanVersion;
use crate::table::undo::Stack;
use crate::table::{
    attachment, chunk, content, delivery, document, edit, entry, meta, plan_version, setting, snapshot, to_json, undo,
};
use crate::write::{
    Committed, ContentChange, DeliveryWrite, DocumentChange, DocumentHeads, DocumentWrite, Erasure, Undo, Write,
};

/// What a transaction works on.
pub(super) struct Work<'a> {
    pub connection: &'a mut SqliteConnection,
    pub living: &'a mut Living,
    pub chains: &'a mut Chains,
}

impl Work<'_> {
    /// Does everything but begin and commit.
    pub async fn apply(mut self, write: &Write, proof: &mut Option<Proof>) -> Result<(Committed, Vec<Event>)> {
        let mut events = Vec::new();
        let mut documents = Vec::with_capacity(write.documents.len());
        // What becomes of cases is known here alone: which steps an undo takes back, and what merged with what.
        let mut cases = Vec::new();
        for change in &write.documents {
            documents.push(self.document(change, write, proof, &mut cases).await?);
            events.push(Event::DocumentChanged { document: change.id });
        }
        for version in &write.plan_versions {
            let merged = self.living.get(self.connection, version.document).await?;
            let version = PlanVersion {
                document: version.document,
                in_force_from: version.in_force_from,
                heads: merged.heads(),
                hash: canonical::content_hash(merged.plain()),
                content: merged.plain().clone(),
            };
            plan_version::insert(&mut *self.connection, &version).await?;
            events.push(Event::PlanChanged { document: version.document });
        }
        for one in &write.erasures {
            match one {
                Erasure::Attachment(id) => attachment::erase(&mut *self.connection, *id, write.at).await?,
                Erasure::Document(id, reason) => {
                    erase(&mut *self.connection, *id, write.at, reason).await?;
                    self.living.forget(*id);
                    events.push(Event::DocumentChanged { document: *id });
                }
                Erasure::Message(id) => {
                    delivery::erase(&mut *self.connection, *id, write.at).await?;
                    // What was written over still lies in free places of the file.
                    meta::set(&mut *self.connection, meta::TO_SWEEP, "yes").await?;
                }
            }
        }
        for staged in &write.attachments {
            attachment::insert(&mut *self.connection, staged).await?;
        }
        let mut entries = Vec::with_capacity(write.entries.len() + cases.len());
        for new in write.entries.iter().chain(&cases) {
            if entry::has_id(&mut *self.connection, new.id).await? {
                continue;
            }
            let new = self.filled(new.clone(), &documents).await?;
            let entry = self.chains.link(self.connection, new).await?;
            entry::insert(&mut *self.connection, &entry, write.at).await?;
            *proof = Some(Proof::Entry(entry.hash.clone()));
            let event = Event::LogAppended { incident: entry.incident };
            if !events.contains(&event) {
                events.push(event);
            }
            entries.push(Recorded { entry, arrived_at: write.at });
        }
        for one in &write.settings {
            setting::set(&mut *self.connection, &one.key, one.value.as_deref()).await?;
        }
        for one in &write.deliveries {
            match one {
                DeliveryWrite::Queue { delivery, rendered } => {
                    delivery::insert(&mut *self.connection, delivery, rendered).await?;
                }
                DeliveryWrite::Advance { id, state, attempt, to } => {
                    delivery::advance(&mut *self.connection, *id, (state, *attempt), to).await?;
                }
            }
        }
        if !write.settings.is_empty() {
            events.push(Event::SettingsChanged);
        }
        if !write.deliveries.is_empty() {
            events.push(Event::DeliveriesChanged);
        }
        Ok((Committed { documents, entries, at: write.at }, events))
    }

    async fn document(
        &mut self,
        change: &DocumentWrite,
        write: &Write,
        proof: &mut Option<Proof>,
        cases: &mut Vec<NewEntry>,
    ) -> Result<DocumentHeads> {
        let (id, at) = (change.id, write.at);
        match &change.change {
            DocumentChange::Create(new) => {
                if document::exists(&mut *self.connection, id).await? {
                    return Err(StoreError::DocumentExists(id));
                }
                let new = normalised_document(new);
                let note = Note { author: change.author.clone(), sections: Vec::new(), what: "create".to_owned() };
                let (merged, made) = Merged::create(self.living.actor(), &new, &note, at)?;
                document::insert(&mut *self.connection, id, at).await?;
                let author = to_json(&change.author);
                let position = chunk::insert(&mut *self.connection, id, &made, &author, at).await?;
                let heads = merged.heads();
                content::write_all(self.connection, id, merged.plain(), &heads).await?;
                *proof = Some(Proof::Chunk(made.hash));
                self.living.hold(id, merged);
                self.living.changed(id, position);
                Ok(DocumentHeads { id, heads, content: ContentChange::All })
            }
            DocumentChange::Edit { operations, at_heads, undo: wish } => {
                let note = note(&change.author, operations, "edit");
                let merged = self.living.get(self.connection, id).await?;
                let (before, watched) = (merged.heads(), Watched::before(merged.plain(), operations));
                let edited = merged.edit(operations, at_heads.as_deref(), &note, at)?;
                let (heads, content) = (merged.heads(), parts(before, merged.plain(), operations));
                cases.extend(watched.entries(merged.plain(), (id, &heads), &change.author, at));
                if *wish == Undo::Record {
                    self.recorded(change, &edited, (&heads, &content), at, proof).await?;
                } else {
                    self.write(change, &edited, (&heads, &content), at, proof).await?;
                }
                Ok(DocumentHeads { id, heads, content })
            }
            DocumentChange::Undo => self.step(change, write, (proof, cases), (Stack::Undo, Stack::Redo, "undo")).await,
            DocumentChange::Redo => self.step(change, write, (proof, cases), (Stack::Redo, Stack::Undo, "redo")).await,
        }
    }

    /// Takes the top step from one stack, does it as a new change and puts its inverse on the other.
    /// A step that would change nothing any more is passed over.
    async fn step(
        &mut self,
        change: &DocumentWrite,
        write: &Write,
        (proof, cases): (&mut Option<Proof>, &mut Vec<NewEntry>),
        (from, to, what): (Stack, Stack, &str),
    ) -> Result<DocumentHeads> {
        let (id, at) = (change.id, write.at);
        let author = author_key(&change.author);
        let key = (id, author.as_str());
        self.living.forget_redo(id);
        loop {
            let Some(step) = undo::top(&mut *self.connection, key, from).await? else {
                return Err(StoreError::NothingToUndo);
            };
            undo::drop(&mut *self.connection, step.position).await?;
            let merged = self.living.get(self.connection, id).await?;
            let operations = rebased(merged, &step.operations, &step.heads, at)?;
            if operations.is_empty() {
                continue;
            }
            if write.step.as_ref().is_some_and(|meant| *meant != step.heads) {
                return Err(StoreError::StepMoved);
            }
            let note = note(&change.author, &operations, what);
            let (before, watched) = (merged.heads(), Watched::before(merged.plain(), &operations));
            let edited = merged.edit(&operations, None, &note, at)?;
            let (heads, content) = (merged.heads(), parts(before, merged.plain(), &operations));
            cases.extend(watched.entries(merged.plain(), (id, &heads), &change.author, at));
            if let Some(hash) = self.write(change, &edited, (&heads, &content), at, proof).await? {
                undo::push(&mut *self.connection, key, to, &edited.inverses, &[hash], at).await?;
                return Ok(DocumentHeads { id, heads, content });
            }
        }
    }

    /// Stores an edit with what undoes it. After it there is nothing to do again.
    async fn recorded(
        &mut self,
        change: &DocumentWrite,
        edited: &Edited,
        (heads, parts): (&[String], &ContentChange),
        at: Timestamp,
        proof: &mut Option<Proof>,
    ) -> Result<()> {
        let Some(made) = &edited.chunk else { return Ok(()) };
        let id = change.id;
        let author = author_key(&change.author);
        let key = (id, author.as_str());
        if let ContentChange::Parts { header: None, sections, .. } = parts
            && let [(section, Some(now))] = sections.as_slice()
        {
            let history = to_json(&change.author);
            let edit = edit::SectionEdit {
                document: id,
                section: (*section, now),
                heads,
                chunk: made,
                author: (&history, &author),
                inverses: &edited.inverses,
            };
            let position = edit::put(&mut *self.connection, &edit, at).await?;
            self.living.changed(id, position);
            *proof = Some(Proof::Chunk(made.hash));
        } else {
            self.write(change, edited, (heads, parts), at, proof).await?;
            let hash = canonical::hex(&made.hash);
            undo::push(&mut *self.connection, key, Stack::Undo, &edited.inverses, &[hash], at).await?;
        }
        if self.living.may_have_redo(id, &author) {
            undo::clear(&mut *self.connection, key, Stack::Redo).await?;
            self.living.has_no_redo(id, &author);
        }
        if self.living.is_time_to_trim(id, &author) {
            undo::trim(&mut *self.connection, key).await?;
        }
        Ok(())
    }

    /// Stores the change and the rows of content that it touched; gives its hash.
    async fn write(
        &mut self,
        change: &DocumentWrite,
        edited: &Edited,
        (heads, parts): (&[String], &ContentChange),
        at: Timestamp,
        proof: &mut Option<Proof>,
    ) -> Result<Option<String>> {
        let Some(made) = &edited.chunk else { return Ok(None) };
        let id = change.id;
        let position = chunk::insert(&mut *self.connection, id, made, &to_json(&change.author), at).await?;
        match parts {
            ContentChange::Parts { header, sections, .. } => {
                let format = self.living.get(self.connection, id).await?.plain().format;
                content::write(self.connection, id, format, heads, header.as_ref(), sections).await?;
            }
            ContentChange::All => {
                let plain = self.living.get(self.connection, id).await?.plain();
                content::write_all(self.connection, id, plain, heads).await?;
            }
        }
        document::touch(&mut *self.connection, id, at).await?;
        self.living.changed(id, position);
        *proof = Some(Proof::Chunk(made.hash));
        Ok(Some(canonical::hex(&made.hash)))
    }

    /// Facts about a document's version that name none get the one after this write.
    async fn filled(&mut self, mut new: NewEntry, documents: &[DocumentHeads]) -> Result<NewEntry> {
        match &mut new.fact {
            Fact::PlanChanged { document, heads, hash } | Fact::ApprovalGiven { document, heads, hash, .. }
                if heads.is_empty() =>
            {
                let merged = self.living.get(self.connection, *document).await?;
                *heads = merged.heads();
                // An approval of something else than the whole document, such as a text to be sent, brings its own.
                if hash.is_empty() {
                    *hash = canonical::content_hash(merged.plain());
                }
            }
            Fact::DocumentEdited { document, heads } | Fact::RoutingUndone(RoutingUndone { document, heads, .. })
                if heads.is_empty() =>
            {
                *heads = self.living.get(self.connection, *document).await?.heads();
            }
            // A decision that changed nothing in the document is no step of it.
            Fact::CaseRouted { document, heads, .. } if heads.is_empty() => {
                if let Some(changed) = documents.iter().rev().find(|changed| changed.id == *document) {
                    heads.clone_from(&changed.heads);
                }
            }
            _ => {}
        }
        Ok(new)
    }
}

/// Removes a document with its chunks, content, snapshot and undo steps.
pub(super) async fn erase(db: &mut SqliteConnection, id: DocumentId, at: Timestamp, reason: &str) -> Result<()> {
    if !document::exists(&mut *db, id).await? {
        return Err(StoreError::NoSuchDocument(id));
    }
    document::mark_erased(&mut *db, id, at, reason).await?;
    content::delete(db, id).await?;
    snapshot::delete(&mut *db, id).await?;
    undo::delete(&mut *db, id).await?;
    chunk::delete(&mut *db, id).await?;
    document::delete(&mut *db, id).await?;
    // What was deleted still lies in free places of the file until it is written anew.
    meta::set(db, meta::TO_SWEEP, "yes").await
}

/// By whom undo steps are kept: the person where known, else the name.
pub(crate) fn author_key(author: &Author) -> String {
    author.person.map_or_else(|| author.name.clone(), |person| person.to_string())
}

/// What operations made of the content.
fn parts(before: Vec<String>, plain: &Document, operations: &[Operation]) -> ContentChange {
    let (header, sections) = touched(operations);
    let live = |id: &SectionId| plain.sections.get(id).filter(|s| s.deleted_at.is_none()).map(canonical::live_section);
    ContentChange::Parts {
        before,
        header: header.then(|| canonical::live_header(plain)),
        sections: sections.into_iter().map(|id| (id, live(&id))).collect(),
    }
}

/// The sections that a note names.
fn note(author: &Author, operations: &[Operation], what: &str) -> Note {
    let sections = touched(operations).1.iter().map(ToString::to_string).collect();
    Note { author: author.clone(), sections, what: what.to_owned() }
}

/// Whether operations change the header, and the sections that they change.
fn touched(operations: &[Operation]) -> (bool, BTreeSet<SectionId>) {
    let mut header = false;
    let mut sections: BTreeSet<SectionId> = BTreeSet::new();
    for operation in operations {
        match operation.path() {
            Path::Header(_) | Path::HeaderMember(..) => header = true,
            Path::Sections => {
                if let Operation::Insert { id, .. } | Operation::Move { id, .. } | Operation::Remove { id, .. } =
                    operation
                {
                    sections.extend(id.parse::<SectionId>().ok());
                }
            }
            path => sections.extend(path.section()),
        }
    }
    (header, sections)
}
