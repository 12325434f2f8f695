//! `entry`: the log, in order of arrival. Append-only, held by triggers.

use bridgebook_domain::id::ChainId;
use bridgebook_domain::log::{Entry, Recorded};
use bridgebook_domain::{EntryId, IncidentId};
use jiff::Timestamp;
use sqlx::SqliteExecutor;

use super::{id, json, micros, stamp};
use crate::error::Result;

const INSERT: &str = "insert into entry \
     (hash, id, incident, chain, sequence, kind, event_at, entered_at, arrived_at, author, body) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) on conflict (hash) do nothing";
const OF_INCIDENT: &str = "select hash, arrived_at, body from entry where incident = ?1 order by position";
const OF_ORGANISATION: &str = "select hash, arrived_at, body from entry where incident is null order by position";
const ALL: &str = "select hash, arrived_at, body from entry order by position";
const INCIDENTS: &str =
    "select incident from entry where incident is not null group by incident order by min(position)";
const LINKS: &str = "select hash, chain, sequence, body from entry where incident is ?1 order by position";
const HAS_ID: &str = "select count(*) from entry where id = ?1";
const LAST: &str = "select coalesce(max(position), 0) from entry";
const BETWEEN: &str = "select hash, arrived_at, body from entry where position between ?1 and ?2 order by position";
const CHANGED: &str =
    "select position, hash, arrived_at, body from entry where position > ?1 order by position limit 1000";
const HAS: &str = "select count(*) from entry where hash = ?1";

#[cfg(test)]
pub(crate) const SQL: &[&str] =
    &[INSERT, OF_INCIDENT, OF_ORGANISATION, ALL, INCIDENTS, LINKS, HAS_ID, LAST, HAS, BETWEEN, CHANGED];

/// Which log is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogScope {
    /// That of one incident.
    Incident(IncidentId),
    /// That of the organisation.
    Organisation,
    /// Everything.
    All,
}

/// Where an entry stands in its chain, for linking the next one.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub hash: String,
    pub chain: ChainId,
    pub sequence: u32,
    pub heads: Vec<String>,
}

type Row = (String, i64, String);

pub(crate) async fn insert(db: impl SqliteExecutor<'_>, entry: &Entry, arrived_at: Timestamp) -> Result<()> {
    sqlx::query(INSERT)
        .bind(&entry.hash)
        .bind(entry.id.to_string())
        .bind(entry.incident.map(|i| i.to_string()))
        .bind(entry.chain.to_string())
        .bind(i64::from(entry.sequence))
        .bind(&entry.kind)
        .bind(micros(entry.event_at))
        .bind(micros(entry.entered_at))
        .bind(micros(arrived_at))
        .bind(&entry.author.name)
        .bind(entry.canonical())
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn list(db: impl SqliteExecutor<'_>, scope: LogScope) -> Result<Vec<Recorded>> {
    let rows: Vec<Row> = match scope {
        LogScope::Incident(incident) => sqlx::query_as(OF_INCIDENT).bind(incident.to_string()).fetch_all(db).await?,
        LogScope::Organisation => sqlx::query_as(OF_ORGANISATION).fetch_all(db).await?,
        LogScope::All => sqlx::query_as(ALL).fetch_all(db).await?,
    };
    rows.into_iter().map(read).collect()
}

pub(crate) async fn incidents(db: impl SqliteExecutor<'_>) -> Result<Vec<IncidentId>> {
    let list: Vec<String> = sqlx::query_scalar(INCIDENTS).fetch_all(db).await?;
    list.iter().map(|text| id(text)).collect()
}

/// The links of one log, in order of arrival.
pub(crate) async fn links(db: impl SqliteExecutor<'_>, incident: Option<IncidentId>) -> Result<Vec<Link>> {
    let rows: Vec<(String, String, i64, String)> =
        sqlx::query_as(LINKS).bind(incident.map(|i| i.to_string())).fetch_all(db).await?;
    rows.into_iter()
        .map(|(hash, chain, sequence, body)| {
            #[derive(serde::Deserialize)]
            struct Heads {
                heads: Vec<String>,
            }
            let Heads { heads } = json(&body)?;
            Ok(Link { hash, chain: id(&chain)?, sequence: u32::try_from(sequence).unwrap_or(u32::MAX), heads })
        })
        .collect()
}

pub(crate) async fn has_id(db: impl SqliteExecutor<'_>, entry: EntryId) -> Result<bool> {
    let count: i64 = sqlx::query_scalar(HAS_ID).bind(entry.to_string()).fetch_one(db).await?;
    Ok(count > 0)
}

pub(crate) async fn has(db: impl SqliteExecutor<'_>, hash: &str) -> Result<bool> {
    let count: i64 = sqlx::query_scalar(HAS).bind(hash).fetch_one(db).await?;
    Ok(count > 0)
}

/// Place of the newest entry, 0 for none.
pub(crate) async fn last(db: impl SqliteExecutor<'_>) -> Result<i64> {
    Ok(sqlx::query_scalar(LAST).fetch_one(db).await?)
}

/// A stretch, for reading a damaged file. Rows that make no sense are left out.
pub(crate) async fn between(db: impl SqliteExecutor<'_>, from: i64, to: i64) -> Result<Vec<Recorded>> {
    let rows: Vec<Row> = sqlx::query_as(BETWEEN).bind(from).bind(to).fetch_all(db).await?;
    Ok(rows.into_iter().filter_map(|row| read(row).ok()).collect())
}

/// The next entries after a place, with their places.
pub(crate) async fn after(db: impl SqliteExecutor<'_>, position: i64) -> Result<Vec<(i64, Recorded)>> {
    let rows: Vec<(i64, String, i64, String)> = sqlx::query_as(CHANGED).bind(position).fetch_all(db).await?;
    rows.into_iter().map(|(at, hash, arrived_at, body)| Ok((at, read((hash, arrived_at, body))?))).collect()
}

fn read((hash, arrived_at, body): Row) -> Result<Recorded> {
    let mut value: serde_json::Value = json(&body)?;
    if let Some(map) = value.as_object_mut() {
        map.insert("hash".to_owned(), serde_json::Value::String(hash));
    }
    let entry: Entry = serde_json::from_value(value).map_err(|e| crate::error::StoreError::Content(e.to_string()))?;
    Ok(Recorded { entry, arrived_at: stamp(arrived_at)? })
}
