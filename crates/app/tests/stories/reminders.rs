//! What people are told of: once, also after a sleep and a restart; and the sound of it.

use std::fs;
use std::io::Write as _;
use std::sync::Arc;

use bridgebook_app::api::ErrorCode;
use bridgebook_app::api::event::{Event, NextDue, TellingView};
use bridgebook_app::api::incident::Overview;
use bridgebook_app::api::intent::{Declaring, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::clock::{Clock, SettableClock};
use bridgebook_app::{Bridgebook, Options};
use bridgebook_domain::log::Category;
use bridgebook_store::Write;
use jiff::SignedDuration;

use crate::bad_input::Mounted;
use crate::desk::{BEGIN, Desk, at, declaration, told};

async fn overview(desk: &Desk) -> Overview {
    let Answer::Overview(overview) = desk.ask(Query::Overview).await else { panic!("an overview") };
    overview
}

fn events(receiver: &mut tokio::sync::broadcast::Receiver<Event>) -> Vec<Event> {
    std::iter::from_fn(|| receiver.try_recv().ok()).collect()
}

#[tokio::test]
async fn what_turned_overdue_while_nobody_was_there_is_told_at_the_next_start_and_only_then() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let (text, owner) = ("Call the vendor".into(), String::new());
    desk.done(Intent::OpenAction { incident, text, owner, due: "in 20 min".into() }).await;
    desk.app.tick().await.expect("it ticks");
    let desk = desk.again().await;
    let mut receiver = desk.app.events();
    desk.later(30);
    desk.app.tick().await.expect("it ticks");
    let list = told(&mut receiver);
    let of = |words: &str| list.iter().filter(|m| m.contains(words)).count();
    assert_eq!(of("Customers’ update was due at 12:05 and has not gone out."), 1, "{list:?}");
    assert_eq!(of("“Call the vendor” was due at 12:20 and is still open."), 1, "{list:?}");
    for _ in 0..3 {
        let desk = desk.app.tick().await;
        desk.expect("it ticks");
    }
    assert_eq!(told(&mut receiver), Vec::<String>::new(), "nothing is told twice");
    let desk = desk.again().await;
    let mut receiver = desk.app.events();
    desk.app.tick().await.expect("it ticks");
    assert_eq!(told(&mut receiver), Vec::<String>::new(), "nor after another start");
    let Answer::Settings(settings) = desk.ask(Query::Settings).await else { panic!("settings") };
    assert!(settings.values.keys().all(|key| !key.starts_with("told.")), "it is no setting: {:?}", settings.values);
}

fn owed(list: &[Event]) -> Vec<(u32, Option<NextDue>)> {
    let said = |e: &Event| if let Event::Overdue { count, next } = e { Some((*count, next.clone())) } else { None };
    list.iter().filter_map(said).collect()
}

#[tokio::test]
async fn what_is_overdue_is_counted_when_it_changes_and_what_is_told_says_where_it_is_looked_at() {
    let desk = Desk::new().await;
    let mut receiver = desk.app.events();
    let incident = desk.declare("Down").await;
    desk.app.tick().await.expect("it ticks");
    desk.later(6);
    desk.app.tick().await.expect("it ticks");
    desk.app.tick().await.expect("it ticks");
    let list = events(&mut receiver);
    let said = owed(&list);
    let [(0, Some(ahead)), (count, Some(late))] = &said[..] else { panic!("each is said once: {said:?}") };
    assert_ne!(*count, 0, "that of Customers at least");
    let next = |words: &str| NextDue { incident, view: TellingView::Comms, words: words.to_owned() };
    assert_eq!(*ahead, next("INC-1: Customers’ update is due at 12:05"));
    assert_eq!(*late, next("INC-1: Customers’ update was due at 12:05"));
    let about = list.iter().find_map(|event| match event {
        Event::Told { message, view, sounds, .. } if message.contains("Customers’") => Some((*view, *sounds)),
        _ => None,
    });
    assert_eq!(about, Some((TellingView::Comms, true)));
    let skip = Intent::SkipUpdate { incident, audience: "Customers".into(), reason: "Told by phone".into() };
    desk.done(skip).await;
    desk.app.tick().await.expect("it ticks");
    let said = owed(&events(&mut receiver));
    let [(left, Some(next))] = &said[..] else { panic!("it is said once: {said:?}") };
    assert_eq!(*left, count - 1, "one less is overdue");
    assert!(!next.words.contains("Customers’"), "another one is next: {next:?}");
}

#[tokio::test]
async fn the_sound_is_silenced_for_a_time_with_a_reason_and_comes_back_by_itself() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    desk.app.tick().await.expect("it ticks");
    let silence = |until: &str, reason: &str| Intent::SilenceSound {
        incident: Some(incident),
        until: until.into(),
        reason: reason.into(),
    };
    for (until, reason, sentence) in [
        ("in 30 min", " ", "Say why the sound is silenced"),
        ("in 30 h", "Night", "for a day at most"),
        ("2026-03-12 10:00", "Night", "has passed"),
        ("soon", "Night", "not a moment"),
    ] {
        let error = desk.app.intent(silence(until, reason)).await.expect_err("it is refused");
        assert!(error.message.contains(sentence), "{} was to say: {sentence}", error.message);
    }
    assert_eq!(overview(&desk).await.silence, None);
    desk.done(silence("in 20 min", "On the bridge call")).await;
    let desk = desk.again().await;
    let shown = overview(&desk).await.silence.expect("it outlives a restart");
    assert_eq!((shown.until.as_str(), shown.reason.as_str()), ("2026-03-13T12:20:00Z", "On the bridge call"));
    let entry = desk.log(Some(incident)).await.into_iter().find(|r| r.text.contains("silenced")).expect("it is logged");
    assert_eq!(entry.text, "Sound of notifications silenced until 12:20: On the bridge call");
    let mut receiver = desk.app.events();
    desk.later(6);
    desk.app.tick().await.expect("it ticks");
    let sounds = |list: Vec<Event>| -> Vec<bool> {
        list.iter().filter_map(|e| if let Event::Told { sounds, .. } = e { Some(*sounds) } else { None }).collect()
    };
    let silent = sounds(events(&mut receiver));
    assert!(!silent.is_empty() && silent.iter().all(|sounds| !sounds), "it is told, without a sound: {silent:?}");
    desk.later(15);
    assert_eq!(overview(&desk).await.silence, None, "its time is over");
    desk.app.tick().await.expect("it ticks");
    let loud = sounds(events(&mut receiver));
    assert!(!loud.is_empty() && loud.iter().all(|sounds| *sounds), "{loud:?}");
    desk.done(silence("in 20 min", "Again")).await;
    desk.later(-30);
    assert_eq!(overview(&desk).await.silence, None, "a clock that was set back does not prolong it");
    desk.later(30);
    desk.done(Intent::RestoreSound { incident: Some(incident) }).await;
    assert_eq!(overview(&desk).await.silence, None);
    let again = desk.app.intent(Intent::RestoreSound { incident: None }).await.expect_err("it sounds");
    assert!(again.message.contains("is not silenced"), "{}", again.message);
}

/// What is known to have been told, by its keys.
async fn kept(desk: Desk) -> (Desk, Vec<String>) {
    let mut keys = Vec::new();
    let desk = desk
        .beside(async |store, _| {
            let all = store.settings().await.expect("settings");
            keys = all.into_keys().filter(|key| key.starts_with("told.")).collect();
        })
        .await;
    (desk, keys)
}

#[tokio::test]
async fn what_falls_due_before_any_window_looked_at_an_incident_is_told_by_the_first_that_does() {
    // As the command line declares it: nobody is shown a notification there.
    let desk = Desk::new().await;
    desk.declare("Down").await;
    desk.later(6);
    desk.app.tick().await.expect("it ticks");
    let desk = desk.again().await;
    let mut receiver = desk.app.events();
    desk.app.tick().await.expect("it ticks");
    let list = told(&mut receiver);
    assert!(list.iter().any(|m| m.starts_with("Customers’ update was due at 12:05")), "{list:?}");
    desk.app.tick().await.expect("it ticks");
    assert_eq!(told(&mut receiver), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_due_before_anything_was_written_down_of_it_stays_on_the_board_and_the_rest_is_told() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let (text, owner) = ("Call the vendor".into(), String::new());
    desk.done(Intent::OpenAction { incident, text, owner, due: "in 20 min".into() }).await;
    desk.later(6);
    let desk = desk
        .beside(async |store, now| {
            store.write(Write::at(now).setting("told.since", None)).await.expect("as an earlier version left it");
        })
        .await;
    let mut receiver = desk.app.events();
    desk.app.tick().await.expect("it ticks");
    let list = told(&mut receiver);
    assert!(list.iter().all(|m| !m.contains("was due")), "{list:?}");
    desk.later(20);
    desk.app.tick().await.expect("it ticks");
    let list = told(&mut receiver);
    assert!(list.contains(&"“Call the vendor” was due at 12:20 and is still open.".to_owned()), "{list:?}");
}

#[tokio::test]
async fn what_was_owed_already_when_an_incident_is_declared_is_told() {
    let desk = Desk::new().await;
    desk.app.tick().await.expect("it ticks");
    desk.later(30);
    let Intent::Declare { title, severity, commander, services, also, .. } = declaration("Down") else {
        panic!("a declaration")
    };
    let mut receiver = desk.app.events();
    let detected = "2026-03-13 11:00".into();
    desk.done(Intent::Declare { title, severity, commander, services, detected, also }).await;
    desk.later(6);
    desk.app.tick().await.expect("it ticks");
    let list = told(&mut receiver);
    assert!(list.iter().any(|m| m.starts_with("Customers’ update was due at")), "{list:?}");
}

#[tokio::test]
async fn a_restored_incident_tells_what_falls_due_after() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let (text, owner) = ("Call the vendor".into(), String::new());
    desk.done(Intent::OpenAction { incident, text, owner, due: "in 20 min".into() }).await;
    let backup = desk.file("copy.sqlite");
    desk.done(Intent::Backup { path: backup.display().to_string() }).await;
    desk.later(10);
    let desk = desk.restored(&backup).await;
    let mut receiver = desk.app.events();
    desk.later(15);
    desk.app.tick().await.expect("it ticks");
    let list = told(&mut receiver);
    assert!(list.contains(&"“Call the vendor” was due at 12:20 and is still open.".to_owned()), "{list:?}");
}

#[tokio::test]
async fn what_is_over_leaves_nothing_behind() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let receiver = desk.app.events();
    desk.later(6);
    desk.app.tick().await.expect("it ticks");
    let (desk, keys) = kept(desk).await;
    assert_eq!(keys, [format!("told.{incident}"), "told.since".to_owned()]);
    drop(receiver);
    desk.done(Intent::SetState { incident, state: "resolved".into() }).await;
    let receiver = desk.app.events();
    desk.done(Intent::Close { incident, reason: "A false alarm".into() }).await;
    desk.later(8 * 24 * 60);
    desk.app.tick().await.expect("it ticks");
    drop(receiver);
    let (_desk, keys) = kept(desk).await;
    assert_eq!(keys, ["told.since"]);
}

#[tokio::test]
async fn an_exercise_and_the_sample_say_what_they_are() {
    let desk = Desk::new().await;
    let Intent::Declare { title, severity, commander, services, detected, .. } = declaration("Drill") else {
        panic!("a declaration")
    };
    let also = Declaring { exercise: true, ..Declaring::default() };
    desk.done(Intent::Declare { title, severity, commander, services, detected, also }).await;
    let mut receiver = desk.app.events();
    desk.later(6);
    desk.app.tick().await.expect("it ticks");
    let list = events(&mut receiver);
    assert!(list.iter().all(|event| !matches!(event, Event::Overdue { .. })), "nobody owes what is played: {list:?}");
    let list = titles(list);
    assert!(!list.is_empty() && list.iter().all(|(title, _)| title == "EX-1 EXERCISE: Drill"), "{list:?}");

    let folder = tempfile::tempdir().expect("a folder");
    let sample = Bridgebook::open(folder.path(), Options::sample()).await.expect("the sample opens");
    let mut receiver = sample.events();
    sample.tick().await.expect("it ticks");
    assert!(titles(events(&mut receiver)).is_empty(), "it opens without a word");
    for _ in 0..30 {
        sample.set_clock(sample.now() + SignedDuration::from_mins(1)).await.expect("it can be set");
    }
    let list = titles(events(&mut receiver));
    let is_silent_sample = |(title, sounds): &(String, bool)| title.starts_with("Sample: INC-2041 ") && !sounds;
    assert!(!list.is_empty() && list.iter().all(is_silent_sample), "{list:?}");
}

fn titles(list: Vec<Event>) -> Vec<(String, bool)> {
    let list = list.into_iter();
    list.filter_map(|e| if let Event::Told { title, sounds, .. } = e { Some((title, sounds)) } else { None }).collect()
}

#[tokio::test]
async fn a_full_disk_keeps_nobody_from_being_told_and_tells_nothing_twice() {
    let place = tempfile::tempdir().expect("a folder");
    let Some(disk) = Mounted::new(place.path().join("disk"), "size=64m") else { return };
    let clock = Arc::new(SettableClock::standing(at(BEGIN)));
    let options = || Options { clock: clock.clone(), ..Options::system() };
    let app = Bridgebook::open(&disk.0.join("data"), options()).await.expect("it opens");
    let zone = Intent::SetSetting { key: "zone".into(), value: "UTC".into() };
    app.intent(zone).await.expect("it is set");
    let outcome = app.intent(declaration("Down")).await.expect("it is declared");
    let incident = outcome.ids[0].parse().expect("an id");
    let mut receiver = app.events();
    app.tick().await.expect("it ticks");
    told(&mut receiver);
    let rest = disk.0.join("rest");
    let remark = || {
        let text = "words that take room ".repeat(40);
        Intent::AddLog { incident: Some(incident), text, category: Category::Note, at: String::new() }
    };
    loop {
        let mut file = fs::File::options().append(true).create(true).open(&rest).expect("a file");
        while file.write_all(&[7; 4096]).is_ok() {}
        if let Err(error) = app.intent(remark()).await {
            assert_eq!(error.code, ErrorCode::NotSaved, "{}", error.message);
            break;
        }
    }
    clock.set(clock.now() + SignedDuration::from_mins(6));
    let customers = |list: Vec<String>| list.iter().filter(|m| m.starts_with("Customers’ update was due")).count();
    app.tick().await.expect_err("the disk is full");
    assert_eq!(customers(told(&mut receiver)), 1);
    app.tick().await.expect_err("the disk is full");
    assert_eq!(customers(told(&mut receiver)), 0, "not again at each tick");
    fs::remove_file(&rest).expect("it goes");
    app.tick().await.expect("there is room");
    assert_eq!(customers(told(&mut receiver)), 0);
    app.close().await;
    drop(app);
    let app = Bridgebook::open(&disk.0.join("data"), options()).await.expect("it opens again");
    let mut receiver = app.events();
    app.tick().await.expect("it ticks");
    assert_eq!(customers(told(&mut receiver)), 0, "it was written down");
    app.close().await;
}
