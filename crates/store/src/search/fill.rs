//! Filling the index: what came since the last time, in one commit.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::log::Entry;
use bridgebook_domain::search::{indexed, readable};
use bridgebook_domain::{Document, DocumentId, IncidentId, SectionId};
use sqlx::Executor;
use sqlx::sqlite::{SqliteConnection, SqlitePool};

use super::VERSION;
use super::places::{self, Names, OfIncident, Place};
use crate::crdt::Note;
use crate::error::{Result, StoreError};
use crate::table::{self, chunk, content, entry, id, json, micros, to_json};

const STATE: &str = "select value from state where key = ?1";
const SET_STATE: &str = "insert into state (key, value) values (?1, ?2) on conflict (key) do update set value = ?2";
const DROP_WORDS: &str = "delete from words where rowid in (select id from place where document = ?1)";
const DROP_PLACES: &str = "delete from place where document = ?1";
const DROP_WORDS_OF: &str = "delete from words where rowid in (select id from place where document = ?1 \
     and (section is null or section in (select value from json_each(?2))))";
const DROP_PLACES_OF: &str = "delete from place where document = ?1 \
     and (section is null or section in (select value from json_each(?2)))";
const OF_WHOLE: &str = "update place set incident = ?2, closed = iif(kind = 'case', closed, ?3) where document = ?1";
const ADD_PLACE: &str = "insert or ignore into place (kind, part, document, section, row, incident, entry, template, title, \
     context, body, who, author, at, closed) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
     returning id";
const ADD_WORDS: &str = "insert into words (rowid, title, body) values (?1, ?2, ?3)";
const DROP_WORDS_AT: &str = "delete from words where rowid = ?1";
const RENAME_PLACE: &str = "update place set title = ?2 where id = ?1";
const ADD_INCIDENT: &str = "insert into incident (id, number, title, closed, place) values (?1, ?2, ?3, 0, ?4) \
     on conflict (id) do update set number = ?2, title = ?3";
const INCIDENT: &str = "select number, place from incident where id = ?1";
const RENAME_INCIDENT: &str = "update incident set title = ?2 where id = ?1";
const CLOSE_INCIDENT: &str = "update incident set closed = ?2 where id = ?1";
const DROP_TEMPLATE_WORDS: &str = "delete from words where rowid in (select id from place where kind = 'template')";
const DROP_TEMPLATES: &str = "delete from place where kind = 'template'";
const HELD: &str = "select document from held";
const HOLD: &str = "insert or ignore into held (document) values (?1)";
const RELEASE: &str = "delete from held where document = ?1";
const NAMES: &str = "select target, name from name where target in (select value from json_each(?1))";
const NAMES_OF: &str = "select target, name from name where document = ?1";
const SET_NAME: &str = "insert into name (target, document, name) values (?1, ?2, ?3) \
     on conflict (target) do update set document = ?2, name = ?3";
const DROP_NAME: &str = "delete from name where target = ?1";
const DROP_MENTIONS: &str = "delete from mention where document = ?1";
const ADD_MENTIONS: &str = "insert into mention (document, target) select ?1, value from json_each(?2)";
const MENTIONING: &str = "select distinct document from mention where target in (select value from json_each(?1))";
const TOUCH: &str = "insert into touched (document, section, author, at) values (?1, ?2, ?3, ?4) \
     on conflict (document, section, author) do update set at = max(at, ?4)";
const TOUCHED: &str = "select section, author, at from touched where document = ?1 order by at";
const DROP_TOUCHED: &str = "delete from touched where document = ?1";

#[cfg(test)]
pub(super) const SQL: &[&str] = &[
    STATE,
    SET_STATE,
    DROP_WORDS,
    DROP_PLACES,
    DROP_WORDS_OF,
    DROP_PLACES_OF,
    OF_WHOLE,
    ADD_PLACE,
    ADD_WORDS,
    DROP_WORDS_AT,
    RENAME_PLACE,
    ADD_INCIDENT,
    INCIDENT,
    RENAME_INCIDENT,
    CLOSE_INCIDENT,
    DROP_TEMPLATE_WORDS,
    DROP_TEMPLATES,
    HELD,
    HOLD,
    RELEASE,
    NAMES,
    NAMES_OF,
    SET_NAME,
    DROP_NAME,
    DROP_MENTIONS,
    ADD_MENTIONS,
    MENTIONING,
    TOUCH,
    TOUCHED,
    DROP_TOUCHED,
];

/// Author of the whole document: it was created.
const ALL: &str = "*";

/// A template as it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateText {
    /// Name, for instance `incident-action-plan`.
    pub name: String,
    /// Its language; `own` for a team's own.
    pub language: String,
    /// Title.
    pub title: String,
    /// Everything a person can read in it.
    pub text: String,
}

/// What a document is to be read again for.
#[derive(Debug, Clone)]
enum Scope {
    /// Everything in it.
    Whole,
    /// Its header and these sections.
    Sections(BTreeSet<String>),
}

pub(super) async fn state(index: &mut SqliteConnection, key: &str) -> Result<i64> {
    let value: Option<i64> = sqlx::query_scalar(STATE).bind(key).fetch_optional(index).await?;
    Ok(value.unwrap_or(0))
}

async fn set_state(index: &mut SqliteConnection, key: &str, value: i64) -> Result<()> {
    sqlx::query(SET_STATE).bind(key).bind(value).execute(index).await?;
    Ok(())
}

/// How far the data has come: the newest chunk and entry, and how many documents there are.
type Reached = (i64, i64, i64);

async fn reached(index: &mut SqliteConnection) -> Result<Reached> {
    Ok((state(index, "chunk").await?, state(index, "entry").await?, state(index, "documents").await?))
}

/// Indexes what came since the last time, in one commit.
pub(super) async fn catch_up(index: &mut SqliteConnection, readers: &SqlitePool) -> Result<()> {
    // The index is asked first: what another process adds meanwhile is then never taken for data that was lost.
    let (version, known) = (state(index, "version").await?, reached(index).await?);
    if version == VERSION && known == last(readers).await? {
        return Ok(());
    }
    index.execute("begin immediate").await?;
    let done = fill(index, readers).await;
    let end = if done.is_ok() { "commit" } else { "rollback" };
    index.execute(end).await?;
    done
}

async fn last(readers: &SqlitePool) -> Result<Reached> {
    Ok((chunk::last(readers).await?, entry::last(readers).await?, table::document::count(readers).await?))
}

async fn fill(index: &mut SqliteConnection, readers: &SqlitePool) -> Result<()> {
    // Asked again: another process may have caught up while this one waited for it.
    let (version, (chunks, mut entries, _)) = (state(index, "version").await?, reached(index).await?);
    let (last_chunk, last_entry, count) = last(readers).await?;
    // Thrown away by the caller, and made anew.
    if (version != 0 && version != VERSION) || chunks > last_chunk || entries > last_entry {
        return Err(StoreError::Content("the search index belongs to other data".to_owned()));
    }
    let documents = table::document::ids(readers).await?;
    let renamed = drop_erased(index, &documents).await?;
    let changed = touch(index, readers, chunks, last_chunk).await?;
    add_documents(index, readers, changed, renamed).await?;
    loop {
        let some = entry::after(readers, entries).await?;
        let Some((last, _)) = some.last() else { break };
        entries = *last;
        for (_, recorded) in &some {
            add_entry(index, &recorded.entry).await?;
        }
    }
    for (key, value) in [("version", VERSION), ("chunk", last_chunk), ("entry", entries), ("documents", count)] {
        set_state(index, key, value).await?;
    }
    Ok(())
}

/// Notes who changed which section when, and gives the documents that changed with what is to be read again.
async fn touch(
    index: &mut SqliteConnection,
    readers: &SqlitePool,
    after: i64,
    last: i64,
) -> Result<BTreeMap<DocumentId, Scope>> {
    let mut changed: BTreeMap<DocumentId, Scope> = BTreeMap::new();
    let mut position = after;
    loop {
        let some = chunk::made_after(readers, position, last).await?;
        let Some(end) = some.last() else { break };
        position = end.position;
        for made in some {
            let document: DocumentId = id(&made.document)?;
            let author: bridgebook_domain::log::Author = json(&made.author)?;
            let note: Option<Note> = json(&made.note).ok();
            let is_whole = note.as_ref().is_none_or(|note| note.what == "create");
            let sections: Vec<String> = match note {
                _ if is_whole => vec![ALL.to_owned()],
                Some(note) if !note.sections.is_empty() => note.sections,
                _ => vec![String::new()],
            };
            for section in &sections {
                sqlx::query(TOUCH)
                    .bind(&made.document)
                    .bind(section)
                    .bind(&author.name)
                    .bind(made.made_at)
                    .execute(&mut *index)
                    .await?;
            }
            let scope = changed.entry(document).or_insert_with(|| Scope::Sections(BTreeSet::new()));
            match scope {
                _ if is_whole => *scope = Scope::Whole,
                Scope::Sections(known) => known.extend(sections),
                Scope::Whole => {}
            }
        }
    }
    Ok(changed)
}

/// Reads documents again; names first, so that references to what changed with them are found by the new name.
async fn add_documents(
    index: &mut SqliteConnection,
    readers: &SqlitePool,
    mut changed: BTreeMap<DocumentId, Scope>,
    mut renamed: BTreeSet<String>,
) -> Result<()> {
    let mut reader = readers.acquire().await?;
    for document in changed.keys() {
        if let Some(content) = content::get(&mut reader, *document).await? {
            renamed.extend(set_names(index, *document, &places::named(*document, &content.document)).await?);
        }
    }
    if !renamed.is_empty() {
        let mentioning: Vec<String> =
            sqlx::query_scalar(MENTIONING).bind(to_json(&renamed)).fetch_all(&mut *index).await?;
        for document in mentioning {
            changed.insert(id(&document)?, Scope::Whole);
        }
    }
    for (document, scope) in changed {
        // One that is gone already is dropped with its chunks at the next time.
        if let Some(content) = content::get(&mut reader, document).await? {
            add_document(index, document, &content.document, &scope).await?;
        }
    }
    Ok(())
}

/// Keeps the names that a document gives; gives the ids of what is called otherwise than before.
async fn set_names(index: &mut SqliteConnection, document: DocumentId, names: &Names) -> Result<BTreeSet<String>> {
    let key = document.to_string();
    let known: Vec<(String, String)> = sqlx::query_as(NAMES_OF).bind(&key).fetch_all(&mut *index).await?;
    let known: Names = known.into_iter().collect();
    let mut renamed = BTreeSet::new();
    for (target, name) in names.iter().filter(|(target, name)| known.get(*target) != Some(*name)) {
        sqlx::query(SET_NAME).bind(target).bind(&key).bind(name).execute(&mut *index).await?;
        renamed.insert(target.clone());
    }
    for target in known.keys().filter(|target| !names.contains_key(*target)) {
        sqlx::query(DROP_NAME).bind(target).execute(&mut *index).await?;
        renamed.insert(target.clone());
    }
    Ok(renamed)
}

async fn add_document(
    index: &mut SqliteConnection,
    document: DocumentId,
    content: &Document,
    scope: &Scope,
) -> Result<()> {
    let key = document.to_string();
    let is_new = sqlx::query(HOLD).bind(&key).execute(&mut *index).await?.rows_affected() > 0;
    // A person is one place, and a list may have got another kind with its header.
    let sections = match scope {
        Scope::Sections(sections) if !is_new && !places::is_directory(content) => Some(sections),
        _ => None,
    };
    match sections {
        Some(sections) => {
            let sections = to_json(sections);
            for sql in [DROP_WORDS_OF, DROP_PLACES_OF] {
                sqlx::query(sql).bind(&key).bind(&sections).execute(&mut *index).await?;
            }
        }
        None => {
            for sql in [DROP_WORDS, DROP_PLACES] {
                sqlx::query(sql).bind(&key).execute(&mut *index).await?;
            }
        }
    }
    let mentioned = places::mentioned(content);
    let mentioned = to_json(&mentioned);
    sqlx::query(DROP_MENTIONS).bind(&key).execute(&mut *index).await?;
    sqlx::query(ADD_MENTIONS).bind(&key).bind(&mentioned).execute(&mut *index).await?;
    let names: Vec<(String, String)> = sqlx::query_as(NAMES).bind(&mentioned).fetch_all(&mut *index).await?;
    let names: Names = names.into_iter().collect();
    let touched: Vec<(String, String, i64)> = sqlx::query_as(TOUCHED).bind(&key).fetch_all(&mut *index).await?;
    // An incident's id in a header is free text to the store.
    let incident = Some(content.header_text("incident")).filter(|i| i.parse::<IncidentId>().is_ok());
    let closed = places::is_over(content);
    let is_wanted = |id: SectionId| sections.is_none_or(|sections| sections.contains(&id.to_string()));
    for place in places::of_document(document, content, &names, &is_wanted) {
        let of_it = |section: &str| place.section.as_deref().is_none_or(|own| section == own || section == ALL);
        let by: Vec<&(String, String, i64)> = touched.iter().filter(|(section, ..)| of_it(section)).collect();
        let author = by.iter().map(|(_, author, _)| indexed(author)).collect::<BTreeSet<_>>();
        let kept = Kept {
            document: Some(&key),
            incident,
            who: by.last().map_or("", |(_, author, _)| author),
            author: author.into_iter().collect::<Vec<_>>().join("\n"),
            at: by.last().map(|(.., at)| *at),
            closed: place.closed.or(closed),
            ..Kept::default()
        };
        add(index, &place, kept).await?;
    }
    if sections.is_some() {
        sqlx::query(OF_WHOLE).bind(&key).bind(incident).bind(closed.map(i64::from)).execute(index).await?;
    }
    Ok(())
}

async fn add_entry(index: &mut SqliteConnection, entry: &Entry) -> Result<()> {
    let (incident, key) = (entry.incident.map(|i| i.to_string()), entry.id.to_string());
    let kept = || Kept {
        incident: incident.as_deref(),
        who: &entry.author.name,
        author: indexed(&entry.author.name),
        at: Some(micros(entry.event_at)),
        ..Kept::default()
    };
    let title = entry.author.name.clone();
    let place = Place { kind: "log", title, body: entry.text.clone(), ..Place::default() };
    if add(index, &place, Kept { entry: Some(&key), ..kept() }).await?.is_none() {
        return Ok(());
    }
    let (Some(incident), Some(said)) = (&incident, places::of_incident(entry)) else { return Ok(()) };
    match said {
        OfIncident::Declared(number, title) => {
            let known: Option<(String, i64)> =
                sqlx::query_as(INCIDENT).bind(incident).fetch_optional(&mut *index).await?;
            if known.is_some() {
                return Ok(());
            }
            let shown = format!("{number} {title}");
            let place = Place { kind: "incident", part: number.clone(), title: shown, ..Place::default() };
            if let Some(at) = add(index, &place, kept()).await? {
                let add = sqlx::query(ADD_INCIDENT).bind(incident).bind(number).bind(title).bind(at);
                add.execute(index).await?;
            }
        }
        OfIncident::Retitled(title) => {
            let known: Option<(String, i64)> =
                sqlx::query_as(INCIDENT).bind(incident).fetch_optional(&mut *index).await?;
            let Some((number, at)) = known else { return Ok(()) };
            let shown = format!("{number} {title}");
            sqlx::query(RENAME_INCIDENT).bind(incident).bind(&title).execute(&mut *index).await?;
            sqlx::query(RENAME_PLACE).bind(at).bind(&shown).execute(&mut *index).await?;
            sqlx::query(DROP_WORDS_AT).bind(at).execute(&mut *index).await?;
            sqlx::query(ADD_WORDS).bind(at).bind(indexed(&shown)).bind("").execute(index).await?;
        }
        OfIncident::Closed(closed) => {
            sqlx::query(CLOSE_INCIDENT).bind(incident).bind(i64::from(closed)).execute(index).await?;
        }
    }
    Ok(())
}

/// What is kept of a place beside its text.
#[derive(Default)]
struct Kept<'a> {
    document: Option<&'a str>,
    incident: Option<&'a str>,
    entry: Option<&'a str>,
    template: Option<&'a str>,
    who: &'a str,
    author: String,
    at: Option<i64>,
    closed: Option<bool>,
}

/// Adds a place; gives none for an entry that is there already, as two machines may have made it.
async fn add(index: &mut SqliteConnection, place: &Place, kept: Kept<'_>) -> Result<Option<i64>> {
    let (title, body) = (readable(&place.title), readable(&place.body));
    let added: Option<i64> = sqlx::query_scalar(ADD_PLACE)
        .bind(place.kind)
        .bind(&place.part)
        .bind(kept.document)
        .bind(&place.section)
        .bind(&place.row)
        .bind(kept.incident)
        .bind(kept.entry)
        .bind(kept.template)
        .bind(&title)
        .bind(&place.context)
        .bind(&body)
        .bind(kept.who)
        .bind(kept.author)
        .bind(kept.at)
        .bind(kept.closed.map(i64::from))
        .fetch_optional(&mut *index)
        .await?;
    if let Some(at) = added {
        // An entry is not called by its author: the name is found, and weighs as any other word.
        let (title, body) = match place.kind {
            "log" => (String::new(), format!("{} {}", indexed(&body), indexed(&title))),
            _ => (indexed(&title), indexed(&body)),
        };
        sqlx::query(ADD_WORDS).bind(at).bind(title).bind(body).execute(index).await?;
    }
    Ok(added)
}

/// Puts templates into the index in the place of those that it holds.
pub(super) async fn templates(
    index: &mut SqliteConnection,
    fingerprint: i64,
    templates: &[TemplateText],
) -> Result<()> {
    index.execute("begin immediate").await?;
    let done = async {
        for sql in [DROP_TEMPLATE_WORDS, DROP_TEMPLATES] {
            sqlx::query(sql).execute(&mut *index).await?;
        }
        for template in templates {
            let place = Place {
                kind: "template",
                title: template.title.clone(),
                context: template.language.clone(),
                body: template.text.clone(),
                ..Place::default()
            };
            add(index, &place, Kept { template: Some(&template.name), ..Kept::default() }).await?;
        }
        set_state(index, "templates", fingerprint).await
    }
    .await;
    index.execute(if done.is_ok() { "commit" } else { "rollback" }).await?;
    done
}

/// An erased document is not found any more. Gives the ids of what it named: what referred to that is read again, without
/// the name.
async fn drop_erased(index: &mut SqliteConnection, documents: &[DocumentId]) -> Result<BTreeSet<String>> {
    let known: BTreeSet<String> = documents.iter().map(ToString::to_string).collect();
    let held: Vec<String> = sqlx::query_scalar(HELD).fetch_all(&mut *index).await?;
    let mut renamed = BTreeSet::new();
    for gone in held.iter().filter(|id| !known.contains(*id)) {
        renamed.extend(set_names(index, id(gone)?, &Names::new()).await?);
        for sql in [DROP_WORDS, DROP_PLACES, DROP_MENTIONS, DROP_TOUCHED, RELEASE] {
            sqlx::query(sql).bind(gone).execute(&mut *index).await?;
        }
    }
    Ok(renamed)
}
