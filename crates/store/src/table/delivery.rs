//! `delivery`: the outbox. One row per update, channel and recipient; what is rendered once is what every attempt
//! sends. A row goes on only from the state in which its writer knew it, so that what a person did meanwhile, or
//! another sender, is never written over.

use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::{DocumentId, IncidentId, RowId};
use jiff::Timestamp;
use sqlx::SqliteExecutor;
use sqlx::sqlite::SqlitePool;
use uuid::Uuid;

use super::{id, micros, stamp};
use crate::error::{Result, StoreError};

const INSERT: &str = "insert into delivery (id, update_id, incident, channel, recipient, rendered, message_id, due_at, \
     state, attempt, lease_until, last_error, server_reply, case_document, case_row, attachment) \
     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) on conflict do nothing";
const ADVANCE: &str = "update delivery set due_at = ?4, state = ?5, attempt = ?6, lease_until = ?7, last_error = ?8, \
     server_reply = ?9 where id = ?1 and state = ?2 and attempt = ?3";
const ALL: &str = "select id, update_id, incident, channel, recipient, message_id, due_at, state, attempt, \
     lease_until, last_error, server_reply, case_document, case_row, attachment, erased_at from delivery order by rowid";
/// The same of a file that an earlier version wrote, and that is only read.
const ALL_BEFORE: &str = "select id, update_id, incident, channel, recipient, message_id, due_at, state, attempt, \
     lease_until, last_error, server_reply, null as case_document, null as case_row, null as attachment, \
     null as erased_at from delivery order by rowid";
const HAS_CASES: &str = "select count(*) from pragma_table_info('delivery') where name = 'attachment'";
const RENDERED: &str = "select rendered from delivery where id = ?1";
const RESTART_ENVELOPE: &str =
    "update delivery set state = 'queued', lease_until = null where state = 'sending-envelope'";
const RESTART_BODY: &str = "update delivery set state = 'uncertain', lease_until = null, last_error = ?1 \
     where state = 'sending-body'";
const HOLD: &str = "update delivery set state = 'uncertain', lease_until = null, last_error = ?1 \
     where state in ('queued', 'failed-retryable', 'sending-envelope', 'sending-body')";
/// The address goes and with it what was sent there. What had not left is not sent any more; of a text that is on its way
/// nobody will know whether it arrived.
const ERASE: &str = "update delivery set recipient = 'erased:' || id, rendered = x'', message_id = '', \
     lease_until = null, last_error = null, server_reply = null, erased_at = ?2, \
     state = case when state in ('queued', 'failed-retryable', 'sending-envelope') then 'cancelled' \
     when state = 'sending-body' then 'uncertain' else state end \
     where id = ?1 and erased_at is null";
/// What must not be: words that lie in the open for a case, or are left of somebody who was erased.
const OPEN: &str = "select id from delivery where \
     (attachment is not null and length(rendered) > 0) or \
     (erased_at is not null and (length(rendered) > 0 or recipient <> 'erased:' || id or message_id <> '' \
     or last_error is not null or server_reply is not null))";
/// What must not be: something that would be sent although what it says was erased.
const ORPHANED: &str = "select delivery.id from delivery join attachment on attachment.id = delivery.attachment \
     where attachment.erased_at is not null and delivery.state in ('queued', 'failed-retryable')";

#[cfg(test)]
pub(crate) const SQL: &[&str] = &[
    INSERT,
    ADVANCE,
    ALL,
    ALL_BEFORE,
    HAS_CASES,
    RENDERED,
    RESTART_ENVELOPE,
    RESTART_BODY,
    HOLD,
    ERASE,
    OPEN,
    ORPHANED,
];

/// What is said of a text that was on its way when the process ended.
const ENDED: &str = "Bridgebook ended while the text was on its way, so it is not known whether it arrived";
/// What is said of everything that waited when a backup was made.
const RESTORED: &str = "This comes from a backup; it may have been sent after the backup was made";

/// One message to one recipient. The words of its states are those of the domain's `DeliveryState`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Id; the Message-ID and the idempotency key come from it.
    pub id: Uuid,
    /// The update it carries; of a ticket the entry of the hand-over.
    pub update_id: String,
    /// Incident.
    pub incident: Option<IncidentId>,
    /// The case whose ticket it is.
    pub case: Option<CaseMessage>,
    /// Channel.
    pub channel: String,
    /// Recipient; one per message, so that partial acceptance is exact.
    pub recipient: String,
    /// Message-ID.
    pub message_id: String,
    /// Where it stands.
    pub progress: Progress,
    /// When its address was taken out, because the person was erased.
    pub erased_at: Option<Timestamp>,
}

/// The case that a message belongs to. What it says is personal data, so it lies in an attachment with a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseMessage {
    /// Document.
    pub document: DocumentId,
    /// Row.
    pub row: RowId,
    /// The attachment that holds the bytes which are sent, where they are personal data; none where the outbox was recovered
    /// and knows of none.
    pub attachment: Option<AttachmentId>,
}

/// Where a delivery stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// State.
    pub state: String,
    /// When it is due; once an attempt has begun, when that was.
    pub due_at: Timestamp,
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
    message_id: String,
    due_at: i64,
    state: String,
    attempt: i64,
    lease_until: Option<i64>,
    last_error: Option<String>,
    server_reply: Option<String>,
    case_document: Option<String>,
    case_row: Option<String>,
    attachment: Option<String>,
    erased_at: Option<i64>,
}

/// Writes a new delivery with the bytes that are sent. A second one of the same update, channel and recipient is
/// refused.
pub(crate) async fn insert(db: impl SqliteExecutor<'_>, delivery: &Delivery, rendered: &[u8]) -> Result<()> {
    let progress = &delivery.progress;
    let done = sqlx::query(INSERT)
        .bind(delivery.id.to_string())
        .bind(&delivery.update_id)
        .bind(delivery.incident.map(|i| i.to_string()))
        .bind(&delivery.channel)
        .bind(&delivery.recipient)
        .bind(rendered)
        .bind(&delivery.message_id)
        .bind(micros(progress.due_at))
        .bind(&progress.state)
        .bind(i64::from(progress.attempt))
        .bind(progress.lease_until.map(micros))
        .bind(&progress.last_error)
        .bind(&progress.server_reply)
        .bind(delivery.case.map(|case| case.document.to_string()))
        .bind(delivery.case.map(|case| case.row.to_string()))
        .bind(delivery.case.and_then(|case| case.attachment).map(|id| id.to_string()))
        .execute(db)
        .await?;
    if done.rows_affected() == 0 { Err(StoreError::DeliveryExists(delivery.recipient.clone())) } else { Ok(()) }
}

/// Takes a delivery on from one state and attempt to another. One that stands elsewhere by now is left as it is.
pub(crate) async fn advance(
    db: impl SqliteExecutor<'_>,
    delivery: Uuid,
    (state, attempt): (&str, u32),
    to: &Progress,
) -> Result<()> {
    let done = sqlx::query(ADVANCE)
        .bind(delivery.to_string())
        .bind(state)
        .bind(i64::from(attempt))
        .bind(micros(to.due_at))
        .bind(&to.state)
        .bind(i64::from(to.attempt))
        .bind(to.lease_until.map(micros))
        .bind(&to.last_error)
        .bind(&to.server_reply)
        .execute(db)
        .await?;
    if done.rows_affected() == 0 { Err(StoreError::DeliveryMoved) } else { Ok(()) }
}

/// Whether the file knows of messages that belong to a case; one that is only read may be older.
async fn has_cases(readers: &SqlitePool) -> Result<bool> {
    let columns: i64 = sqlx::query_scalar(HAS_CASES).fetch_one(readers).await?;
    Ok(columns > 0)
}

/// Every delivery in the order in which they were queued.
pub(crate) async fn all(readers: &SqlitePool, is_migrated: bool) -> Result<Vec<Delivery>> {
    let sql = if is_migrated || has_cases(readers).await? { ALL } else { ALL_BEFORE };
    let rows: Vec<Row> = sqlx::query_as(sql).fetch_all(readers).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Delivery {
                id: id(&row.id)?,
                update_id: row.update_id,
                incident: row.incident.as_deref().map(id).transpose()?,
                case: match (&row.case_document, &row.case_row) {
                    (Some(document), Some(case)) => Some(CaseMessage {
                        document: id(document)?,
                        row: id(case)?,
                        attachment: row.attachment.as_deref().map(id).transpose()?,
                    }),
                    _ => None,
                },
                erased_at: row.erased_at.map(stamp).transpose()?,
                channel: row.channel,
                recipient: row.recipient,
                message_id: row.message_id,
                progress: Progress {
                    due_at: stamp(row.due_at)?,
                    state: row.state,
                    attempt: u32::try_from(row.attempt).unwrap_or(0),
                    lease_until: row.lease_until.map(stamp).transpose()?,
                    last_error: row.last_error,
                    server_reply: row.server_reply,
                },
            })
        })
        .collect()
}

/// The bytes of a delivery, as they were rendered when it was queued; `None` for one that is not there.
pub(crate) async fn rendered(db: impl SqliteExecutor<'_>, delivery: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(sqlx::query_scalar(RENDERED).bind(delivery.to_string()).fetch_optional(db).await?)
}

/// Takes the address of a person out of a delivery, with what was sent there.
pub(crate) async fn erase(db: impl SqliteExecutor<'_>, delivery: Uuid, at: Timestamp) -> Result<()> {
    sqlx::query(ERASE).bind(delivery.to_string()).bind(micros(at)).execute(db).await?;
    Ok(())
}

/// Deliveries in which something lies in the open that must not; and those that would send what was erased.
pub(crate) async fn unfit(readers: &SqlitePool) -> Result<(Vec<String>, Vec<String>)> {
    if !has_cases(readers).await? {
        return Ok((Vec::new(), Vec::new()));
    }
    let open = sqlx::query_scalar(OPEN).fetch_all(readers).await?;
    Ok((open, sqlx::query_scalar(ORPHANED).fetch_all(readers).await?))
}

/// The rule at the start of a process: what was not handed over yet waits again, and of a text that was on its way
/// nobody knows whether it arrived. Nothing is sent twice by itself.
pub(crate) async fn restart(db: &mut sqlx::sqlite::SqliteConnection) -> Result<()> {
    sqlx::query(RESTART_ENVELOPE).execute(&mut *db).await?;
    sqlx::query(RESTART_BODY).bind(ENDED).execute(db).await?;
    Ok(())
}

/// The rule for data that comes from a backup: what waited then may have gone out since.
pub(crate) async fn hold(db: impl SqliteExecutor<'_>) -> Result<()> {
    sqlx::query(HOLD).bind(RESTORED).execute(db).await?;
    Ok(())
}
