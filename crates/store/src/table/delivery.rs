//! `delivery`: the outbox. One row per recipient; what is rendered once is what every attempt sends.

use bridgebook_domain::IncidentId;
use jiff::Timestamp;
use sqlx::SqliteExecutor;

use super::{id, micros, stamp};
use crate::error::Result;

const PUT: &str = "insert into delivery (id, update_id, incident, channel, recipient, rendered, message_id, due_at, \
     state, attempt, lease_until, last_error, server_reply) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) \
     on conflict (id) do update set due_at = ?8, state = ?9, attempt = ?10, lease_until = ?11, last_error = ?12, \
     server_reply = ?13";
const ALL: &str = "select id, update_id, incident, channel, recipient, rendered, message_id, due_at, state, attempt, \
     lease_until, last_error, server_reply from delivery order by due_at, id";

#[cfg(test)]
pub(crate) const SQL: &[&str] = &[PUT, ALL];

/// One message to one recipient. States: draft, queued, sending-envelope, sending-body, sent,
/// failed-retryable, failed-permanent, uncertain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Id; the Message-ID and the idempotency key come from it.
    pub id: uuid::Uuid,
    /// The update it carries.
    pub update_id: String,
    /// Incident.
    pub incident: Option<IncidentId>,
    /// Channel.
    pub channel: String,
    /// Recipient; one per message, so that partial acceptance is exact.
    pub recipient: String,
    /// The bytes that are sent, rendered when it was queued.
    pub rendered: Vec<u8>,
    /// Message-ID.
    pub message_id: String,
    /// When it is due.
    pub due_at: Timestamp,
    /// State.
    pub state: String,
    /// Attempts so far.
    pub attempt: u32,
    /// Until when a sender holds it.
    pub lease_until: Option<Timestamp>,
    /// Last error in words.
    pub last_error: Option<String>,
    /// What the server said.
    pub server_reply: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    update_id: String,
    incident: Option<String>,
    channel: String,
    recipient: String,
    rendered: Vec<u8>,
    message_id: String,
    due_at: i64,
    state: String,
    attempt: i64,
    lease_until: Option<i64>,
    last_error: Option<String>,
    server_reply: Option<String>,
}

/// Writes a new delivery, or the progress of one; what is rendered never changes.
pub(crate) async fn put(db: impl SqliteExecutor<'_>, delivery: &Delivery) -> Result<()> {
    sqlx::query(PUT)
        .bind(delivery.id.to_string())
        .bind(&delivery.update_id)
        .bind(delivery.incident.map(|i| i.to_string()))
        .bind(&delivery.channel)
        .bind(&delivery.recipient)
        .bind(delivery.rendered.as_slice())
        .bind(&delivery.message_id)
        .bind(micros(delivery.due_at))
        .bind(&delivery.state)
        .bind(i64::from(delivery.attempt))
        .bind(delivery.lease_until.map(micros))
        .bind(&delivery.last_error)
        .bind(&delivery.server_reply)
        .execute(db)
        .await?;
    Ok(())
}

pub(crate) async fn all(db: impl SqliteExecutor<'_>) -> Result<Vec<Delivery>> {
    let rows: Vec<Row> = sqlx::query_as(ALL).fetch_all(db).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Delivery {
                id: id(&row.id)?,
                update_id: row.update_id,
                incident: row.incident.as_deref().map(id).transpose()?,
                channel: row.channel,
                recipient: row.recipient,
                rendered: row.rendered,
                message_id: row.message_id,
                due_at: stamp(row.due_at)?,
                state: row.state,
                attempt: u32::try_from(row.attempt).unwrap_or(0),
                lease_until: row.lease_until.map(stamp).transpose()?,
                last_error: row.last_error,
                server_reply: row.server_reply,
            })
        })
        .collect()
}
