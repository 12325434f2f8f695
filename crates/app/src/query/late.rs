//! Who is told when an update is late, and which roles nobody holds.

use bridgebook_domain::cadence::LateCall;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::duration;
use bridgebook_domain::incident::Incident;
use jiff::Timestamp;

use crate::api::late::LateRow;
use crate::api::role::OpenRoleRow;
use crate::wording::moment;

pub(super) fn late_rows(calls: &[LateCall], directory: &Directory) -> Vec<LateRow> {
    let row = |call: &LateCall| LateRow {
        tell: directory.words(&call.step.target).to_owned(),
        holder: directory.words(&call.step.holder).to_owned(),
        by: call.step.channel.as_ref().map_or_else(String::new, |by| directory.words(by).to_owned()),
        at: moment(call.at),
        after: duration::print(call.step.overdue_by),
        is_due: call.is_due,
    };
    calls.iter().map(row).collect()
}

pub(super) fn open_role_rows(incident: &Incident, directory: &Directory, now: Timestamp) -> Vec<OpenRoleRow> {
    // Once it is closed, nobody is waited for.
    if incident.closed_at.is_some() {
        return Vec::new();
    }
    let open = incident.open_roles(directory, now).into_iter();
    open.map(|open| OpenRoleRow {
        role: directory.words(&open.role).to_owned(),
        person: directory.words(&open.person).to_owned(),
        since: moment(open.since),
        reason: open.because,
        is_commander: open.is_commander,
    })
    .collect()
}
