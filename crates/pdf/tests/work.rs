//! An export that somebody waits for: it says how far it is, ends soon when it is stopped, and keeps to the
//! pages it may have.
#![allow(clippy::unwrap_used, reason = "a failed step is a failed test")]

mod common;

use std::thread;
use std::time::{Duration, Instant};

use bridgebook_pdf::{DocumentInput, Error, Front, Options, Work, export};

const SENTENCE: &str = "What is known, who was told, what comes next, and by when somebody looks at it again. ";

fn long(paragraphs: usize) -> DocumentInput {
    let mut document = common::Maker::new("Long", "", "");
    for part in 0..paragraphs {
        document.prose(1, "", &format!("Part {part}"), &format!("{}\n\n", SENTENCE.repeat(8)).repeat(12));
    }
    document.input()
}

fn alone() -> Options {
    Options { front: Front::None, ..Options::default() }
}

#[test]
fn a_finished_export_was_the_whole_work() {
    let options = alone();
    let made = export(&common::sample(), &common::fonts(), &options).unwrap();
    assert!(!made.bytes.is_empty());
    assert_eq!(options.work.progress(), 1_000);
}

#[test]
fn what_is_stopped_before_it_begins_makes_nothing() {
    let options = alone();
    options.work.stop();
    let error = export(&common::sample(), &common::fonts(), &options).unwrap_err();
    assert!(matches!(error, Error::Stopped) && error.to_string().contains("Nothing was written"), "{error}");
}

#[test]
fn what_is_stopped_on_the_way_ends_soon() {
    let binder = common::binder(vec![long(60)]);
    let options = alone();
    let began = Instant::now();
    export(&binder, &common::fonts(), &options).unwrap();
    let whole = began.elapsed();

    let work = Work::default();
    let options = Options { work: work.clone(), ..alone() };
    let running = thread::spawn(move || export(&binder, &common::fonts(), &options).map(|_| ()));
    while work.progress() == 0 {
        thread::sleep(Duration::from_millis(1));
        assert!(!running.is_finished(), "it is long enough to be stopped");
    }
    work.stop();
    let stopped = Instant::now();
    let error = running.join().unwrap().unwrap_err();
    assert!(matches!(error, Error::Stopped), "{error}");
    assert!(stopped.elapsed() < whole / 2 + Duration::from_millis(200), "{:?} of {whole:?}", stopped.elapsed());
}

#[test]
fn more_pages_than_asked_for_are_refused_and_as_many_are_not() {
    let binder = common::binder(vec![long(6)]);
    let pages = export(&binder, &common::fonts(), &alone()).unwrap().pages.pages.len();
    assert!(pages > 2, "{pages}");
    let at_most = |most| export(&binder, &common::fonts(), &Options { most_pages: Some(most), ..alone() });
    assert_eq!(at_most(pages).unwrap().pages.pages.len(), pages);
    let error = at_most(pages - 1).unwrap_err();
    assert!(matches!(error, Error::TooLong(most) if most == pages - 1), "{error}");
}
