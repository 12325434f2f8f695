//! Search over documents, sections and the log, in a file of its own that can be rebuilt at any time.
//!
//! Characters of Chinese, Japanese and Korean are kept apart by an invisible separator in the index and
//! asked for as a phrase, so words of one and two characters are found (trigrams do not find them).

use std::sync::Weak;
use std::time::Duration;

use bridgebook_domain::{DocumentId, EntryId, IncidentId, SectionId};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqliteSynchronous};
use sqlx::{ConnectOptions, Executor};
use tokio::sync::Mutex;

use crate::error::Result;
use crate::event::Event;
use crate::folder::{Folder, private};
use crate::store::{Inner, Store};
use crate::table::{chunk, content, entry, id};

mod words;

use words::{body_of, query, shown, spaced};

/// The files of the index.
const FILES: [&str; 3] = ["search.sqlite", "search.sqlite-wal", "search.sqlite-shm"];
/// Version of the index; another one is thrown away and built again.
const VERSION: i64 = 1;

const CREATE: &str = "create table if not exists place (id integer primary key, kind text not null, \
     document text, section text, incident text, entry text, title text not null) strict; \
     create index if not exists place_by_document on place (document); \
     create virtual table if not exists words using fts5(body, tokenize = 'unicode61 remove_diacritics 2'); \
     create table if not exists state (key text not null primary key, value integer not null) strict;";
const STATE: &str = "select value from state where key = ?1";
const SET_STATE: &str = "insert into state (key, value) values (?1, ?2) on conflict (key) do update set value = ?2";
const DROP_WORDS: &str = "delete from words where rowid in (select id from place where document = ?1)";
const DROP_PLACES: &str = "delete from place where document = ?1";
const ADD_PLACE: &str = "insert into place (kind, document, section, incident, entry, title) \
     values (?1, ?2, ?3, ?4, ?5, ?6) returning id";
const ADD_WORDS: &str = "insert into words (rowid, body) values (?1, ?2)";
const SEARCH: &str = "select p.kind, p.document, p.section, p.incident, p.entry, p.title, \
     snippet(words, 0, char(2), char(3), '…', 24) from words join place p on p.id = words.rowid \
     where words match ?1 order by bm25(words), p.id limit ?2";
const INDEXED: &str = "select distinct document from place where document is not null";

/// SQL of this file but the creation, for the test that prepares every statement.
#[cfg(test)]
pub(crate) const SQL: &[&str] = &[STATE, SET_STATE, DROP_WORDS, DROP_PLACES, ADD_PLACE, ADD_WORDS, SEARCH, INDEXED];
#[cfg(test)]
pub(crate) const SCHEMA: &str = CREATE;

/// A place where the words occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHit {
    /// `document`, `section` or `log`.
    pub kind: String,
    /// Document, for documents and sections.
    pub document: Option<DocumentId>,
    /// Section.
    pub section: Option<SectionId>,
    /// Incident, for entries of the log.
    pub incident: Option<IncidentId>,
    /// Entry of the log.
    pub entry: Option<EntryId>,
    /// Title of the place.
    pub title: String,
    /// Text around the hit, with the hit between U+0002 and U+0003.
    pub snippet: String,
}

type HitRow = (String, Option<String>, Option<String>, Option<String>, Option<String>, String, String);

/// The index: opened at first use.
#[derive(Default)]
pub(crate) struct Index(Mutex<Option<SqliteConnection>>);

impl Store {
    /// Searches for all the words; the last one may be a beginning. No input is an error: one without a
    /// letter or digit finds nothing.
    ///
    /// # Errors
    /// When the database itself cannot be read.
    pub async fn search(&self, text: &str, limit: usize) -> Result<Vec<SearchHit>> {
        let Some(query) = query(text) else { return Ok(Vec::new()) };
        let mut guard = self.inner.index.0.lock().await;
        let connection = ready(&mut guard, &self.inner.folder, &self.inner.readers).await?;
        let rows: Vec<HitRow> = sqlx::query_as(SEARCH)
            .bind(query)
            .bind(i64::try_from(limit).unwrap_or(i64::MAX))
            .fetch_all(connection)
            .await?;
        rows.into_iter()
            .map(|(kind, document, section, incident, entry, title, snippet)| {
                Ok(SearchHit {
                    kind,
                    document: document.as_deref().map(id).transpose()?,
                    section: section.as_deref().map(id).transpose()?,
                    incident: incident.as_deref().map(id).transpose()?,
                    entry: entry.as_deref().map(id).transpose()?,
                    title,
                    snippet: shown(&snippet),
                })
            })
            .collect()
    }
}

/// Takes the files of the index away, with whatever they remember of what was deleted; it is made again when it is wanted.
pub(crate) async fn forget(inner: &Inner) {
    let mut guard = inner.index.0.lock().await;
    if let Some(connection) = guard.take() {
        // Whether it closes in order or not, its files go.
        let _ = sqlx::Connection::close(connection).await;
    }
    for name in FILES {
        let _ = std::fs::remove_file(inner.folder.root().join(name));
    }
}

/// Keeps the index fresh after commits, until the store is gone.
pub(crate) async fn follow(inner: Weak<Inner>, mut events: tokio::sync::broadcast::Receiver<Event>) {
    use tokio::sync::broadcast::error::RecvError;
    loop {
        match events.recv().await {
            Ok(Event::DocumentChanged { .. } | Event::LogAppended { .. }) | Err(RecvError::Lagged(_)) => {}
            Ok(_) => continue,
            Err(RecvError::Closed) => return,
        }
        // Typing makes many commits: one look at the end of a burst is enough, and a search looks itself.
        tokio::time::sleep(Duration::from_millis(400)).await;
        while events.try_recv().is_ok() {}
        let Some(inner) = inner.upgrade() else { return };
        let mut guard = inner.index.0.lock().await;
        // Whatever fails here is met again, and dealt with, by the next search.
        let _ = ready(&mut guard, &inner.folder, &inner.readers).await;
    }
}

/// The index, up to date. A damaged or older one is built again; where no file can be written it lives
/// in memory.
async fn ready<'a>(
    held: &'a mut Option<SqliteConnection>,
    folder: &Folder,
    readers: &SqlitePool,
) -> Result<&'a mut SqliteConnection> {
    if let Some(connection) = held.as_mut()
        && catch_up(connection, readers).await.is_err()
    {
        *held = None;
    }
    if held.is_none() {
        *held = Some(opened(folder, readers).await?);
    }
    Ok(held.as_mut().expect("opened just now"))
}

async fn opened(folder: &Folder, readers: &SqlitePool) -> Result<SqliteConnection> {
    for _ in 0..2 {
        if let Ok(mut connection) = in_file(folder).await
            && catch_up(&mut connection, readers).await.is_ok()
        {
            return Ok(connection);
        }
        for name in FILES {
            // It may not be there, or not be ours to remove; then memory serves.
            let _ = std::fs::remove_file(folder.root().join(name));
        }
    }
    let mut connection = SqliteConnectOptions::new().in_memory(true).disable_statement_logging().connect().await?;
    sqlx::raw_sql(CREATE).execute(&mut connection).await?;
    catch_up(&mut connection, readers).await?;
    Ok(connection)
}

async fn in_file(folder: &Folder) -> Result<SqliteConnection> {
    let file = folder.search();
    let mut connection = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // What is lost at a power cut is indexed again.
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging()
        .connect()
        .await?;
    let _ = private(&file, 0o600);
    sqlx::raw_sql(CREATE).execute(&mut connection).await?;
    Ok(connection)
}

/// Indexes what came since the last time, in one commit.
async fn catch_up(index: &mut SqliteConnection, readers: &SqlitePool) -> Result<()> {
    let (last_chunk, last_entry) = (chunk::last(readers).await?, entry::last(readers).await?);
    let version = state(index, "version").await?;
    let (mut chunks, mut entries) = (state(index, "chunk").await?, state(index, "entry").await?);
    let is_stale = version != VERSION || chunks > last_chunk || entries > last_entry;
    if !is_stale && (chunks, entries) == (last_chunk, last_entry) {
        return Ok(());
    }
    index.execute("begin immediate").await?;
    let done = async {
        if is_stale {
            sqlx::raw_sql("delete from words; delete from place;").execute(&mut *index).await?;
            (chunks, entries) = (0, 0);
        }
        for document in chunk::changed(readers, chunks).await? {
            add_document(index, readers, document).await?;
        }
        loop {
            let some = entry::after(readers, entries).await?;
            let Some((last, _)) = some.last() else { break };
            entries = *last;
            for (_, recorded) in &some {
                add_entry(index, &recorded.entry).await?;
            }
        }
        drop_erased(index, readers).await?;
        for (key, value) in [("version", VERSION), ("chunk", last_chunk), ("entry", entries)] {
            sqlx::query(SET_STATE).bind(key).bind(value).execute(&mut *index).await?;
        }
        Ok(())
    }
    .await;
    let end = if done.is_ok() { "commit" } else { "rollback" };
    index.execute(end).await?;
    done
}

async fn state(index: &mut SqliteConnection, key: &str) -> Result<i64> {
    let value: Option<i64> = sqlx::query_scalar(STATE).bind(key).fetch_optional(index).await?;
    Ok(value.unwrap_or(0))
}

async fn add_document(index: &mut SqliteConnection, readers: &SqlitePool, document: DocumentId) -> Result<()> {
    let key = document.to_string();
    sqlx::query(DROP_WORDS).bind(&key).execute(&mut *index).await?;
    sqlx::query(DROP_PLACES).bind(&key).execute(&mut *index).await?;
    let mut reader = readers.acquire().await?;
    let Some(content) = content::get(&mut reader, document).await? else { return Ok(()) };
    drop(reader);
    let document = &content.document;
    let incident = Some(document.header_text("incident")).filter(|i| !i.is_empty());
    let head: Vec<&str> =
        document.header.iter().filter(|(k, _)| *k != "language").flat_map(|(_, v)| v.members()).collect();
    let head = head.join("\n");
    add(index, ("document", Some(&key), None, incident, None), document.title(), &head).await?;
    for (section_id, section) in document.live_sections() {
        let section_id = section_id.to_string();
        let place = ("section", Some(key.as_str()), Some(section_id.as_str()), incident, None);
        add(index, place, &section.heading, &body_of(section)).await?;
    }
    Ok(())
}

async fn add_entry(index: &mut SqliteConnection, entry: &bridgebook_domain::log::Entry) -> Result<()> {
    let (incident, key) = (entry.incident.map(|i| i.to_string()), entry.id.to_string());
    let body = format!("{}\n{}", entry.text, entry.author.name);
    add(index, ("log", None, None, incident.as_deref(), Some(&key)), &entry.author.name, &body).await
}

type Place<'a> = (&'a str, Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<&'a str>);

async fn add(index: &mut SqliteConnection, place: Place<'_>, title: &str, body: &str) -> Result<()> {
    let (kind, document, section, incident, entry) = place;
    // An incident's id in a header is free text to the store.
    let incident = incident.filter(|i| i.parse::<IncidentId>().is_ok());
    let rowid: i64 = sqlx::query_scalar(ADD_PLACE)
        .bind(kind)
        .bind(document)
        .bind(section)
        .bind(incident)
        .bind(entry)
        .bind(title)
        .fetch_one(&mut *index)
        .await?;
    sqlx::query(ADD_WORDS).bind(rowid).bind(spaced(body)).execute(index).await?;
    Ok(())
}

/// An erased document is not found any more.
async fn drop_erased(index: &mut SqliteConnection, readers: &SqlitePool) -> Result<()> {
    let known: std::collections::HashSet<String> =
        crate::table::document::ids(readers).await?.iter().map(ToString::to_string).collect();
    let indexed: Vec<String> = sqlx::query_scalar(INDEXED).fetch_all(&mut *index).await?;
    for gone in indexed.iter().filter(|id| !known.contains(*id)) {
        sqlx::query(DROP_WORDS).bind(gone).execute(&mut *index).await?;
        sqlx::query(DROP_PLACES).bind(gone).execute(&mut *index).await?;
    }
    Ok(())
}
