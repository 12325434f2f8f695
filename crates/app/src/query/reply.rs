//! Replies that updates ask for, as the queue shows them.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::duration;
use bridgebook_domain::incident::Reply;
use bridgebook_domain::reply::{AwaitedReply, ReplyState};
use jiff::SignedDuration;

use crate::api::reply::{GivenReply, ReplyRow};
use crate::wording::moment;

/// The word of a state, as the bridge has it.
const fn word(state: &ReplyState) -> &'static str {
    match state {
        ReplyState::Awaited => "awaited",
        ReplyState::Late => "late",
        ReplyState::Answered => "answered",
        ReplyState::Waived { .. } => "waived",
        ReplyState::Superseded { .. } => "superseded",
        ReplyState::Closed => "closed",
    }
}

/// A row of the queue.
pub(super) fn row(reply: &AwaitedReply, directory: &Directory) -> ReplyRow {
    let given = |given: &Reply| GivenReply {
        id: given.id,
        who: directory.words(&given.who).to_owned(),
        at: moment(given.at),
        text: given.text.clone(),
        recorded_by: given.by.recorded_by.clone().unwrap_or_default(),
    };
    ReplyRow {
        update: reply.update,
        audience: reply.audience.clone(),
        name: reply.audience_name.clone(),
        number: reply.number,
        sent_at: moment(reply.sent_at),
        asked: reply.expectation.map(|asked| asked.words()).unwrap_or_default(),
        due_at: reply.due_at.map(moment),
        state: word(&reply.state).to_owned(),
        late_seconds: reply.late_by.map_or(0, |late| u32::try_from(late.as_secs()).unwrap_or(u32::MAX)),
        words: words(reply),
        replies: reply.replies.iter().map(given).collect(),
    }
}

/// How it stands.
fn words(reply: &AwaitedReply) -> String {
    let late = reply.late_by.map(minutes);
    match (&reply.state, late) {
        (ReplyState::Awaited, _) => "awaited".to_owned(),
        (ReplyState::Late, _) => "late".to_owned(),
        (ReplyState::Answered, Some(late)) => format!("answered {late} late"),
        (ReplyState::Answered, None) if reply.due_at.is_some() => "answered in time".to_owned(),
        (ReplyState::Answered, None) => "answered".to_owned(),
        (ReplyState::Waived { reason }, late) => format!("not awaited any more{}: {reason}", after(late)),
        (ReplyState::Superseded { by }, late) => format!("not answered{}: update {by} asks them anew", after(late)),
        (ReplyState::Closed, late) => format!("not answered{}: the incident was closed", after(late)),
    }
}

fn after(late: Option<String>) -> String {
    late.map_or_else(String::new, |late| format!(", {late} late"))
}

/// A span to the minute, at least one.
fn minutes(late: SignedDuration) -> String {
    duration::print(SignedDuration::from_mins((late.as_secs() / 60).max(1)))
}
