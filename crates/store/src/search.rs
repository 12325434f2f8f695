//! Search over everything that people write: documents, sections, rows and cases, the log, incidents, the directory and
//! templates, in a file of its own that can be rebuilt at any time.
//!
//! The index holds the words of a text as [`bridgebook_domain::search`] compares them; the text itself lies beside it once,
//! for the piece of it that is shown. A reference is found by the name of what it points to, so a directory entry that gets
//! another name has the documents that mention it read again.

use std::sync::Weak;
use std::time::Duration;

use bridgebook_domain::search::{Words, excerpt, marked};
use bridgebook_domain::{DocumentId, EntryId, IncidentId, RowId, SectionId};
use jiff::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqliteSynchronous};
use sqlx::{ConnectOptions, FromRow};
use tokio::sync::Mutex;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use crate::error::Result;
use crate::event::Event;
use crate::folder::{Folder, private};
use crate::store::{Inner, Opened, Store};
use crate::table::{id, micros, stamp};

mod fill;
mod places;

pub use fill::TemplateText;

/// The files of the index.
const FILES: [&str; 3] = ["search.sqlite", "search.sqlite-wal", "search.sqlite-shm"];
/// Version of the index; another one is thrown away and built again.
const VERSION: i64 = 3;
/// Places that are ranked for one question; behind them only the number is said to be larger.
const MOST: i64 = 1000;

const CREATE: &str = "create table if not exists place (id integer primary key, kind text not null, part text not null, \
     document text, section text, row text, incident text, entry text, template text, title text not null, \
     context text not null, body text not null, who text not null, author text not null, at integer, closed integer) strict; \
     create index if not exists place_by_document on place (document, section) where document is not null; \
     create unique index if not exists place_by_entry on place (entry) where entry is not null; \
     create index if not exists place_by_time on place (at); \
     create virtual table if not exists words using fts5(title, body, content = '', contentless_delete = 1, \
     tokenize = 'ascii', prefix = '1 2'); \
     create table if not exists incident (id text not null primary key, number text not null, title text not null, \
     closed integer not null, place integer not null) strict, without rowid; \
     create table if not exists held (document text not null primary key) strict, without rowid; \
     create table if not exists name (target text not null primary key, document text not null, name text not null) \
     strict, without rowid; \
     create index if not exists name_by_document on name (document); \
     create table if not exists mention (document text not null, target text not null, \
     primary key (document, target)) strict, without rowid; \
     create index if not exists mention_by_target on mention (target); \
     create table if not exists touched (document text not null, section text not null, author text not null, \
     at integer not null, primary key (document, section, author)) strict, without rowid; \
     create table if not exists state (key text not null primary key, value integer not null) strict;";
/// A word in a title counts more than one in the text. Kept in the index, so that FTS5 itself sorts by it.
const RANK: &str = "insert into words (words, rank) values ('rank', 'bm25(6.0, 1.0)')";
/// What both questions ask of a place: ?2 kind, ?3 part, ?4 incident, ?5 document, ?6 author, ?7 since, ?8 until, ?9 over.
macro_rules! wanted {
    () => {
        "(?2 is null or p.kind = ?2) and (?3 is null or p.part = ?3) and (?4 is null or p.incident = ?4) \
         and (?5 is null or p.document = ?5) and (?6 is null or p.author like ?6) and (?7 is null or p.at >= ?7) \
         and (?8 is null or p.at < ?8) and (?9 is null or coalesce(p.closed, i.closed, 0) = ?9)"
    };
}
const RANKED: &str = concat!(
    "select p.id, p.kind from words cross join place p on p.id = words.rowid \
     left join incident i on i.id = p.incident where words match ?1 and ",
    wanted!(),
    " order by rank limit ?10"
);
const NEWEST: &str = concat!(
    "select p.id, p.kind from place p left join incident i on i.id = p.incident where ?1 is null and ",
    wanted!(),
    " order by p.at desc, p.id desc limit ?10"
);
const SHOWN: &str = "select p.kind, p.part, p.document, p.section, p.row, p.incident, p.entry, p.template, p.title, \
     p.context, p.body, p.who, p.at, coalesce(p.closed, i.closed) as closed, coalesce(n.name, '') as document_title, \
     coalesce(i.number, '') as number from json_each(?1) j cross join place p on p.id = j.value \
     left join name n on n.target = p.document left join incident i on i.id = p.incident order by j.key";

/// SQL of this file but the creation, for the test that prepares every statement.
#[cfg(test)]
pub(crate) fn sql() -> Vec<&'static str> {
    [&[RANK, RANKED, NEWEST, SHOWN], fill::SQL].concat()
}
#[cfg(test)]
pub(crate) const SCHEMA: &str = CREATE;

/// What is looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchAsked {
    /// Words that must all occur, the last one perhaps as a beginning; without any, the newest places are given.
    pub words: String,
    /// Kind of place, see [`SearchHit::kind`].
    pub kind: Option<String>,
    /// What of the directory it is.
    pub part: Option<String>,
    /// Only in this incident.
    pub incident: Option<IncidentId>,
    /// Only in this document.
    pub document: Option<DocumentId>,
    /// Words of the name of who wrote or changed it; empty for anybody.
    pub by: String,
    /// Not before.
    pub since: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Only what is over, or only what is not.
    pub closed: Option<bool>,
    /// Places that are given at most.
    pub limit: usize,
    /// Places of one kind that are given at most.
    pub each: usize,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchFound {
    /// The best places.
    pub hits: Vec<SearchHit>,
    /// How many places there are of what was asked for.
    pub total: usize,
    /// How many places of each kind there are, whatever kind was asked for.
    pub counts: Vec<(String, usize)>,
    /// Whether there are more than were counted.
    pub is_more: bool,
}

/// A place where the words occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchHit {
    /// `incident`, `document`, `section`, `row`, `case`, `log`, `directory` or `template`.
    pub kind: String,
    /// What of the directory it is, for instance `team`.
    pub part: String,
    /// Document, for what lies in one.
    pub document: Option<DocumentId>,
    /// Its title.
    pub document_title: String,
    /// Section.
    pub section: Option<SectionId>,
    /// Row, for rows, cases and lists of the directory.
    pub row: Option<RowId>,
    /// Incident, where it belongs to one.
    pub incident: Option<IncidentId>,
    /// Its number.
    pub number: String,
    /// Entry of the log.
    pub entry: Option<EntryId>,
    /// Name of the template.
    pub template: String,
    /// Title of the place.
    pub title: String,
    /// The title with the words between U+0002 and U+0003.
    pub marked: String,
    /// What it stands in, below the document: heading of the section, language of the template.
    pub context: String,
    /// Text around the words, with the words between U+0002 and U+0003.
    pub snippet: String,
    /// Who wrote it, or changed it last.
    pub who: String,
    /// When.
    pub at: Option<Timestamp>,
    /// Whether it is over, where that can be said.
    pub closed: Option<bool>,
}

#[derive(FromRow)]
struct HitRow {
    kind: String,
    part: String,
    document: Option<String>,
    section: Option<String>,
    row: Option<String>,
    incident: Option<String>,
    entry: Option<String>,
    template: Option<String>,
    title: String,
    context: String,
    body: String,
    who: String,
    at: Option<i64>,
    closed: Option<i64>,
    document_title: String,
    number: String,
}

impl HitRow {
    fn hit(self, words: Option<&Words>) -> Result<SearchHit> {
        // The number of an incident is kept as its part, which only the directory has for others to see.
        let part = if self.kind == "directory" { self.part } else { String::new() };
        Ok(SearchHit {
            part,
            document: self.document.as_deref().map(id).transpose()?,
            document_title: self.document_title,
            section: self.section.as_deref().map(id).transpose()?,
            row: self.row.as_deref().map(id).transpose()?,
            incident: self.incident.as_deref().map(id).transpose()?,
            number: self.number,
            entry: self.entry.as_deref().map(id).transpose()?,
            template: self.template.unwrap_or_default(),
            marked: words.map_or_else(|| self.title.clone(), |words| marked(&self.title, words)),
            title: self.title,
            context: self.context,
            snippet: excerpt(&self.body, words),
            who: self.who,
            at: self.at.map(stamp).transpose()?,
            closed: self.closed.map(|closed| closed != 0),
            kind: self.kind,
        })
    }
}

/// The index: opened at first use.
#[derive(Default)]
pub(crate) struct Index(Mutex<Option<Held>>);

/// The index while it is open.
struct Held {
    connection: SqliteConnection,
    /// What was committed since it was last brought up to date; none beside a process that writes, which tells nothing.
    news: Option<Receiver<Event>>,
}

impl Held {
    /// Whether something may have been committed that it does not know. The writer tells of a commit before it
    /// acknowledges it, so that a search right after a write finds what was written.
    fn is_behind(&mut self) -> bool {
        let Some(news) = &mut self.news else { return true };
        let mut is_behind = false;
        while !matches!(news.try_recv(), Err(TryRecvError::Empty | TryRecvError::Closed)) {
            is_behind = true;
        }
        is_behind
    }
}

impl Store {
    /// Looks for places. No input is an error: words without a letter or digit find nothing.
    ///
    /// Two statements whatever is found: one that ranks and counts, one that reads what is shown. A third counts the other
    /// kinds where one kind is asked for. What was committed since the last time is read in first.
    ///
    /// # Errors
    /// When the database itself cannot be read.
    pub async fn find(&self, asked: &SearchAsked) -> Result<SearchFound> {
        let words = Words::read(&asked.words);
        if words.is_none() && !asked.words.trim().is_empty() {
            return Ok(SearchFound::default());
        }
        let mut guard = self.inner.index.0.lock().await;
        let index = ready(&mut guard, &self.inner).await?;
        let ranked = ranked(index, asked, words.as_ref(), true).await?;
        let counted = match (&asked.kind, &asked.part) {
            (None, None) => None,
            _ => Some(self::ranked(index, asked, words.as_ref(), false).await?),
        };
        let all = counted.as_ref().unwrap_or(&ranked);
        let mut counts: Vec<(String, usize)> = Vec::new();
        for (_, kind) in all {
            match counts.iter_mut().find(|(known, _)| known == kind) {
                Some((_, count)) => *count += 1,
                None => counts.push((kind.clone(), 1)),
            }
        }
        let mut taken: Vec<(&str, usize)> = Vec::new();
        let mut ids: Vec<i64> = Vec::new();
        for (id, kind) in ranked.iter().filter(|_| asked.each > 0) {
            let of_kind = match taken.iter_mut().find(|(known, _)| known == kind) {
                Some((_, count)) => {
                    *count += 1;
                    *count
                }
                None => {
                    taken.push((kind, 1));
                    1
                }
            };
            if of_kind <= asked.each && ids.len() < asked.limit {
                ids.push(*id);
            }
        }
        let rows: Vec<HitRow> = sqlx::query_as(SHOWN).bind(crate::table::to_json(&ids)).fetch_all(index).await?;
        let hits = rows.into_iter().map(|row| row.hit(words.as_ref())).collect::<Result<_>>()?;
        let is_more = i64::try_from(all.len()).unwrap_or(MOST) >= MOST;
        Ok(SearchFound { hits, total: ranked.len(), counts, is_more })
    }

    /// Puts the templates into the index, where they are not those that it holds already.
    ///
    /// # Errors
    /// When the database itself cannot be read.
    pub async fn index_templates(&self, fingerprint: i64, templates: &[TemplateText]) -> Result<()> {
        let mut guard = self.inner.index.0.lock().await;
        let index = ready(&mut guard, &self.inner).await?;
        fill::templates(index, fingerprint, templates).await
    }

    /// The fingerprint of the templates in the index; 0 where it holds none.
    ///
    /// # Errors
    /// When the database itself cannot be read.
    pub async fn indexed_templates(&self) -> Result<i64> {
        let mut guard = self.inner.index.0.lock().await;
        let index = ready(&mut guard, &self.inner).await?;
        fill::state(index, "templates").await
    }
}

/// The phrases as FTS5 asks for them. They hold letters and digits alone, so nothing in them can be an operator.
fn expression(words: &Words) -> String {
    let phrases: Vec<String> = words.phrases().iter().map(|phrase| format!("\"{}\"", phrase.join(" "))).collect();
    format!("{}*", phrases.join(" "))
}

async fn ranked(
    index: &mut SqliteConnection,
    asked: &SearchAsked,
    words: Option<&Words>,
    of_kind: bool,
) -> Result<Vec<(i64, String)>> {
    let by = bridgebook_domain::search::indexed(&asked.by);
    let is_by = !asked.by.trim().is_empty();
    Ok(sqlx::query_as(if words.is_some() { RANKED } else { NEWEST })
        .bind(words.map(expression))
        .bind(asked.kind.as_deref().filter(|_| of_kind))
        .bind(asked.part.as_deref().filter(|_| of_kind))
        .bind(asked.incident.map(|incident| incident.to_string()))
        .bind(asked.document.map(|document| document.to_string()))
        .bind(is_by.then(|| format!("%{by}%")))
        .bind(asked.since.map(micros))
        .bind(asked.until.map(micros))
        .bind(asked.closed.map(i64::from))
        .bind(MOST)
        .fetch_all(index)
        .await?)
}

/// Takes the files of the index away, with whatever they remember of what was deleted; it is made again when it is wanted.
pub(crate) async fn forget(inner: &Inner) {
    let mut guard = inner.index.0.lock().await;
    if let Some(held) = guard.take() {
        // Whether it closes in order or not, its files go.
        let _ = sqlx::Connection::close(held.connection).await;
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
        let _ = ready(&mut guard, &inner).await;
    }
}

/// The index, up to date. A damaged or older one is built again; where no file can be written it lives
/// in memory.
async fn ready<'a>(held: &'a mut Option<Held>, inner: &Inner) -> Result<&'a mut SqliteConnection> {
    if let Some(known) = held.as_mut()
        && known.is_behind()
        && fill::catch_up(&mut known.connection, &inner.readers).await.is_err()
    {
        *held = None;
    }
    if held.is_none() {
        // Listened to before the first look, so that nothing is committed between the two.
        let news = (inner.opened != Opened::ReadOnly).then(|| inner.events.subscribe());
        *held = Some(Held { connection: opened(&inner.folder, &inner.readers).await?, news });
    }
    Ok(&mut held.as_mut().expect("opened just now").connection)
}

async fn opened(folder: &Folder, readers: &SqlitePool) -> Result<SqliteConnection> {
    for _ in 0..2 {
        if let Ok(mut connection) = in_file(folder).await
            && fill::catch_up(&mut connection, readers).await.is_ok()
        {
            return Ok(connection);
        }
        for name in FILES {
            // It may not be there, or not be ours to remove; then memory serves.
            let _ = std::fs::remove_file(folder.root().join(name));
        }
    }
    let mut connection = SqliteConnectOptions::new().in_memory(true).disable_statement_logging().connect().await?;
    create(&mut connection).await?;
    fill::catch_up(&mut connection, readers).await?;
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
    create(&mut connection).await?;
    Ok(connection)
}

/// Makes the tables. An index of another version has other ones: asking it fails here or at its version, and it is made
/// anew.
async fn create(index: &mut SqliteConnection) -> Result<()> {
    sqlx::raw_sql(CREATE).execute(&mut *index).await?;
    sqlx::query(RANK).execute(index).await?;
    Ok(())
}
