//! After a restore, and in a copy of the folder, nothing is sent by itself that was due before.

use std::path::PathBuf;

use bridgebook_app::api::intent::{Edit, Intent, LevelChange};
use bridgebook_domain::log::Clock;
use bridgebook_domain::{BlockKind, IncidentId, Path, Value};

use crate::calls::{begin_with, count, ready, sheets};
use crate::desk::{Desk, level};
use crate::outbox::{mail, outbox, pump};
use crate::post::Script;

/// Makes an authority of the one level, who is told after a quarter of an hour.
async fn by_age(desk: &Desk, incident: IncidentId) {
    let matrix = desk.plan(incident, "escalation").await;
    let content = desk.open(matrix).await.content;
    let (section, entry) = content.sections_of(&BlockKind::Escalation)[0];
    let (row, _) = entry.block.live_rows()[0];
    let set = |key: &str, value: &str| {
        let (column, _) = entry.block.column_by_key(key).expect("a column of the matrix");
        Edit::Set { path: Path::Cell(section, row, column), value: Some(Value::one(value)) }
    };
    let edits = vec![set("clock", "hierarchical"), set("after", "PT15M"), set("level", "Boss")];
    desk.edit(matrix, Vec::new(), edits).await;
}

async fn raise(desk: &Desk, incident: IncidentId) {
    let (level, reason) = ("Boss".into(), "sent after the restore".into());
    let clock = Some(Clock::Hierarchical);
    desk.done(Intent::ChangeLevel { incident, level, change: LevelChange::Raise, reason, clock }).await;
}

/// What is asked of a person after the restore, and what leaves when that person says so.
async fn held(desk: &Desk, script: &Script, incident: IncidentId, sent: usize) {
    desk.app.tick().await.expect("it ticks");
    desk.app.tick().await.expect("it ticks");
    pump(desk).await;
    assert_eq!(script.world().has.len(), sent, "nothing left by itself");
    assert_eq!(level(&desk.board(incident).await, "Boss").state, "held");
    let mut all = sheets(desk, incident).await;
    let sheet = all.pop().expect("a person is asked");
    let says = |words: &String| words.contains("not sent again by itself");
    assert!(sheet.is_held && sheet.remarks.iter().chain(sheet.calls.iter().map(|c| &c.why)).any(says), "{sheet:#?}");
    assert!(!sheet.calls.is_empty(), "a person tells them by hand: {sheet:#?}");
    let log = desk.log(Some(incident)).await;
    assert!(log.iter().any(|r| r.kind == "data_restored" && r.text.contains("not sent again")), "{log:#?}");
    raise(desk, incident).await;
    pump(desk).await;
    assert_eq!(script.world().has.len(), sent + 1, "a person has it sent");
    assert_eq!(level(&desk.board(incident).await, "Boss").state, "told");
    assert!(sheets(desk, incident).await.iter().all(|sheet| !sheet.is_held), "that sheet is over");
}

/// A desk whose authority was called after the backup.
async fn called_since() -> (Desk, Script, IncidentId, PathBuf) {
    let (desk, script, incident) = begin_with(&[mail("Mail")], &["Ada"], &["e-mail"]).await;
    by_age(&desk, incident).await;
    pump(&desk).await;
    assert_eq!(script.world().has.len(), 1, "the first level");
    let backup = desk.file("before.sqlite");
    desk.done(Intent::Backup { path: backup.to_string_lossy().into_owned() }).await;
    desk.later(15);
    desk.app.tick().await.expect("it ticks");
    pump(&desk).await;
    assert_eq!(script.world().has.len(), 2, "the authority");
    desk.later(60);
    (desk, script, incident, backup)
}

/// The log does not know of the second call, and nothing of it is done again; that is said once.
async fn known(desk: Desk, script: &Script, incident: IncidentId) {
    assert_eq!(count(&desk, incident, "level_called").await, 1, "the log does not know of the second call");
    held(&desk, script, incident, 2).await;
    let desk = desk.again().await;
    desk.app.tick().await.expect("it ticks");
    assert_eq!(count(&desk, incident, "data_restored").await, 1, "it is said once");
}

#[tokio::test]
async fn a_backup_that_was_written_over_the_data_by_hand_is_known_too() {
    let (desk, script, incident, backup) = called_since().await;
    known(desk.overwritten(&backup).await, &script, incident).await;
}

#[tokio::test]
async fn a_level_that_was_called_after_the_backup_is_not_called_again_after_the_restore() {
    let (desk, script, incident, backup) = called_since().await;
    known(desk.restored(&backup).await, &script, incident).await;
}

#[tokio::test]
async fn a_copy_of_the_folder_sends_nothing_that_was_due_and_what_waited_in_it_waits_for_a_person() {
    let (desk, script, incident) = begin_with(&[mail("Mail")], &["Ada"], &["e-mail"]).await;
    by_age(&desk, incident).await;
    pump(&desk).await;
    desk.later(20);
    let desk = desk.copied().await;
    held(&desk, &script, incident, 1).await;

    let (desk, script, incident) = ready().await;
    desk.app.tick().await.expect("it ticks");
    assert_eq!(outbox(&desk, Some(incident)).await.updates[0].state, "waiting");
    let desk = desk.copied().await;
    pump(&desk).await;
    assert!(script.world().has.is_empty(), "the other folder may have sent it");
    let update = outbox(&desk, Some(incident)).await.updates.remove(0);
    assert_eq!(update.state, "uncertain");
    assert!(update.rows[0].words.contains("restored or copied"), "{}", update.rows[0].words);
}

#[tokio::test]
async fn a_folder_that_is_only_opened_again_or_moved_goes_on_as_before() {
    let (desk, script, incident) = begin_with(&[mail("Mail")], &["Ada"], &["e-mail"]).await;
    by_age(&desk, incident).await;
    desk.later(20);
    let desk = desk.again().await.moved().await;
    desk.app.tick().await.expect("it ticks");
    pump(&desk).await;
    assert!(!script.world().has.is_empty() && level(&desk.board(incident).await, "Boss").state == "told");
    assert_eq!(count(&desk, incident, "data_restored").await, 0);
}

#[tokio::test]
async fn an_authority_that_was_told_by_hand_after_a_restore_or_left_out_asks_nobody_any_more() {
    let (desk, script, incident, backup) = called_since().await;
    let desk = desk.restored(&backup).await;
    desk.app.tick().await.expect("it ticks");
    desk.app.tick().await.expect("it ticks");
    let all = sheets(&desk, incident).await;
    let sheet = all.iter().find(|sheet| sheet.is_held).expect("a person is asked");
    let (call, outcome, note) = (sheet.calls[0].id.clone(), "told".into(), String::new());
    let told = Intent::EndCall { incident, sheet: sheet.id, call, outcome, note };
    desk.done(told).await;
    assert_eq!(level(&desk.board(incident).await, "Boss").state, "told");
    assert!(sheets(&desk, incident).await.is_empty(), "nobody is asked to tell them a second time");
    pump(&desk).await;
    assert_eq!(script.world().has.len(), 2, "nothing left by itself");

    let (desk, _, incident, backup) = called_since().await;
    let desk = desk.restored(&backup).await;
    desk.app.tick().await.expect("it ticks");
    desk.app.tick().await.expect("it ticks");
    let (level_name, reason, clock) = ("Boss".to_owned(), "told by phone".to_owned(), Some(Clock::Hierarchical));
    desk.done(Intent::ChangeLevel { incident, level: level_name, change: LevelChange::Skip, reason, clock }).await;
    assert_eq!(level(&desk.board(incident).await, "Boss").state, "skipped");
    assert!(sheets(&desk, incident).await.is_empty());
}
