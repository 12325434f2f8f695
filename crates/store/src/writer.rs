//! The one task that writes. It owns the one connection that can, and the folder's lock.
//!
//! Rules that were measured (docs/decisions/0002): `begin immediate` and `commit` as plain text; after
//! any error that is not a plain constraint failure the connection is dropped and a new one opened,
//! which must still hold the last acknowledged write; an acknowledgement follows the commit.

use std::collections::BTreeMap;
use std::fs::File;

use bridgebook_domain::DocumentId;
use sqlx::Executor;
use sqlx::sqlite::SqliteConnection;
use tokio::sync::{broadcast, mpsc, oneshot};
use uuid::Uuid;

use crate::connection;
use crate::erase;
use crate::error::{Result, StoreError};
use crate::event::Event;
use crate::folder::Folder;
use crate::table::{self, meta};
use crate::write::{Committed, Erasure, Write};

mod chain;
pub(crate) mod commit;
mod import;
mod live;

use chain::Chains;
use live::Living;

/// What the writer is asked for.
pub(crate) enum Command {
    /// One write.
    Write(Box<Write>, oneshot::Sender<Result<Committed>>),
    /// Work on the connection that is not a write of documents, see [`Task`].
    Task(Task, oneshot::Sender<Result<()>>),
    /// Ends the task in order.
    Close(oneshot::Sender<()>),
}

/// Work that only the writing connection can do.
pub(crate) enum Task {
    /// Notes facts about the file.
    Note(Vec<(&'static str, String)>),
    /// A new attachment.
    Attach(Box<table::attachment::Attachment>),
    /// The key of an attachment was destroyed.
    EraseAttachment(bridgebook_domain::id::AttachmentId, jiff::Timestamp),
    /// Writes the file anew, so that nothing of what was deleted lies in free places of it.
    Sweep,
    /// Removes a document and its chunks: the erasure of a person.
    EraseDocument(DocumentId, jiff::Timestamp, String),
    /// Changes and entries from elsewhere.
    Import(BTreeMap<DocumentId, Vec<table::chunk::Salvaged>>, Vec<bridgebook_domain::log::Recorded>),
}

/// Something by which a commit is found again after the connection was lost.
#[derive(Debug, Clone)]
enum Proof {
    Chunk([u8; 32]),
    Entry(String),
}

/// The task's state.
pub(crate) struct Writer {
    pub folder: Folder,
    pub connection: Option<SqliteConnection>,
    pub events: broadcast::Sender<Event>,
    /// Held until the task ends.
    _lock: File,
    living: Living,
    chains: Chains,
    acknowledged: Option<Proof>,
    /// Writes until the reserve is made again after it was freed.
    reserve_in: Option<u32>,
}

/// Writes that must succeed after a full disk before the reserve is made again.
const CALM: u32 = 64;

impl Writer {
    pub fn new(
        folder: Folder,
        connection: SqliteConnection,
        actor: Uuid,
        lock: File,
        events: broadcast::Sender<Event>,
    ) -> Self {
        Self {
            folder,
            connection: Some(connection),
            events,
            _lock: lock,
            living: Living::new(actor),
            chains: Chains::new(actor),
            acknowledged: None,
            reserve_in: None,
        }
    }

    /// Works until it is told to close or nobody can ask any more.
    pub async fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        while let Some(command) = commands.recv().await {
            match command {
                Command::Write(write, reply) => {
                    let result = self.write(&write).await;
                    let is_ok = result.is_ok();
                    // Nobody waits any more: the write stands all the same.
                    let _ = reply.send(result);
                    if is_ok {
                        self.keep_house(&write).await;
                    }
                }
                Command::Task(task, reply) => {
                    let result = self.task(task).await;
                    let _ = reply.send(result);
                }
                Command::Close(reply) => {
                    self.close().await;
                    drop(self);
                    let _ = reply.send(());
                    return;
                }
            }
        }
        self.close().await;
    }

    async fn close(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            // A mark that cannot be set only means a check at the next start.
            let _ = meta::set(&mut connection, meta::CLEAN, "yes").await;
            let _ = connection.execute("pragma wal_checkpoint(truncate)").await;
            let _ = sqlx::Connection::close(connection).await;
        }
    }

    /// Writes once; when the disk was full and the reserve could be freed, once more.
    async fn write(&mut self, write: &Write) -> Result<Committed> {
        let first = self.attempt(write).await;
        match first {
            Err(error) if error.is_io() && self.folder.free_reserve() => {
                self.reserve_in = Some(CALM);
                let second = self.attempt(write).await;
                let _ = self.events.send(Event::DiskNearlyFull);
                second.map_err(|e| if e.is_io() { StoreError::Full } else { e })
            }
            result => result,
        }
    }

    async fn attempt(&mut self, write: &Write) -> Result<Committed> {
        let mut proof = None;
        match self.transact(write, &mut proof).await {
            Ok((committed, events)) => {
                self.acknowledge(proof, events);
                Ok(committed)
            }
            Err((error, prepared)) => {
                self.forget(write);
                if error.is_plain() {
                    return Err(error);
                }
                self.connection = None;
                self.reopen().await?;
                // The commit may have lasted although it said no: then the write is done.
                match (prepared, &proof) {
                    (Some((committed, events)), Some(found)) if self.is_there(found).await? => {
                        self.acknowledge(proof, events);
                        Ok(committed)
                    }
                    _ => Err(error),
                }
            }
        }
    }

    /// One transaction. An error carries what would have been acknowledged, if it came that far.
    async fn transact(
        &mut self,
        write: &Write,
        proof: &mut Option<Proof>,
    ) -> std::result::Result<(Committed, Vec<Event>), (StoreError, Option<(Committed, Vec<Event>)>)> {
        self.reopen().await.map_err(|e| (e, None))?;
        let connection = self.connection.as_mut().expect("reopened just now");
        connection.execute("begin immediate").await.map_err(|e| (e.into(), None))?;
        let work = commit::Work { connection, living: &mut self.living, chains: &mut self.chains };
        match work.apply(write, proof).await {
            Ok(prepared) => match connection.execute("commit").await {
                Ok(_) => Ok(prepared),
                Err(error) => {
                    let _ = connection.execute("rollback").await;
                    Err((error.into(), Some(prepared)))
                }
            },
            Err(error) => {
                let rolled_back = connection.execute("rollback").await;
                if rolled_back.is_err() && error.is_plain() {
                    self.connection = None;
                }
                Err((error, None))
            }
        }
    }

    fn acknowledge(&mut self, proof: Option<Proof>, events: Vec<Event>) {
        if proof.is_some() {
            self.acknowledged = proof;
        }
        for event in events {
            // No window listens: nothing to tell.
            let _ = self.events.send(event);
        }
    }

    /// Throws away what was changed in memory only.
    fn forget(&mut self, write: &Write) {
        for document in &write.documents {
            self.living.forget(document.id);
        }
        for erasure in &write.erasures {
            if let Erasure::Document(document, _) = erasure {
                self.living.forget(*document);
            }
        }
        self.chains.forget();
    }

    /// Opens a new connection if there is none, and checks that what was acknowledged is still there.
    async fn reopen(&mut self) -> Result<()> {
        if self.connection.is_some() {
            return Ok(());
        }
        self.living.forget_all();
        self.chains.forget();
        self.connection = Some(connection::writer(&self.folder.database()).await?);
        match self.acknowledged.clone() {
            Some(proof) if !self.is_there(&proof).await? => {
                self.connection = None;
                Err(StoreError::Damaged {
                    file: self.folder.database(),
                    what: "the last saved change is not in it any more".to_owned(),
                })
            }
            _ => Ok(()),
        }
    }

    async fn is_there(&mut self, proof: &Proof) -> Result<bool> {
        let Some(connection) = self.connection.as_mut() else { return Ok(false) };
        match proof {
            Proof::Chunk(hash) => table::chunk::has(connection, hash).await,
            Proof::Entry(hash) => table::entry::has(connection, hash).await,
        }
    }

    /// After an answer was given: snapshots that are due, and the reserve.
    async fn keep_house(&mut self, write: &Write) {
        for document in &write.documents {
            let Some(snapshot) = self.living.snapshot_due(document.id) else { continue };
            let Some(connection) = self.connection.as_mut() else { return };
            // A cache: without it the next start takes longer.
            if table::snapshot::put(connection, document.id, &snapshot).await.is_err() {
                self.connection = None;
            }
        }
        if let Some(left) = self.reserve_in {
            self.reserve_in = left.checked_sub(1);
            if self.reserve_in.is_none() {
                self.folder.keep_reserve();
            }
        }
    }

    async fn task(&mut self, task: Task) -> Result<()> {
        self.reopen().await?;
        let connection = self.connection.as_mut().expect("reopened just now");
        if matches!(task, Task::Sweep) {
            return erase::sweep(connection).await;
        }
        let result = Self::work(connection, &mut self.living, &task).await;
        if result.as_ref().is_err_and(|e| !e.is_plain()) {
            self.connection = None;
        }
        if let (Ok(()), Task::EraseDocument(document, ..)) = (&result, &task) {
            self.living.forget(*document);
            let _ = self.events.send(Event::DocumentChanged { document: *document });
        }
        if let Task::Import(..) = &task {
            self.chains.forget();
        }
        result
    }

    async fn work(connection: &mut SqliteConnection, living: &mut Living, task: &Task) -> Result<()> {
        connection.execute("begin immediate").await?;
        let done = match task {
            Task::Note(facts) => note(connection, facts).await,
            Task::Attach(attachment) => table::attachment::insert(&mut *connection, attachment).await,
            Task::EraseAttachment(id, at) => table::attachment::erase(&mut *connection, *id, *at).await,
            Task::EraseDocument(document, at, reason) => commit::erase(connection, *document, *at, reason).await,
            // It is done outside of a transaction.
            Task::Sweep => Ok(()),
            Task::Import(documents, entries) => import::import(connection, living, documents, entries).await,
        };
        match done {
            Ok(()) => {
                connection.execute("commit").await?;
                Ok(())
            }
            Err(error) => {
                let _ = connection.execute("rollback").await;
                living.forget_all();
                Err(error)
            }
        }
    }
}

async fn note(connection: &mut SqliteConnection, facts: &[(&'static str, String)]) -> Result<()> {
    for (key, value) in facts {
        meta::set(&mut *connection, key, value).await?;
    }
    Ok(())
}
