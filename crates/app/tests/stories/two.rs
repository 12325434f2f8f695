//! Two processes on one folder: one writes, the other reads beside it and hands its writes over.

use std::sync::Arc;

use bridgebook_app::api::ErrorCode;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::session::Session;
use bridgebook_app::{Access, Bridgebook, Options, handover};

use crate::desk::{Desk, declaration};

#[tokio::test]
async fn a_second_process_reads_beside_the_first_and_hands_its_writes_over() {
    let desk = Desk::new().await;
    let listening = handover::listen(Arc::clone(&desk.app)).expect("the socket is made");
    let session = Session::open(desk.folder()).await.expect("it opens beside");
    let outcome = session.intent(declaration("Handed over")).await.expect("the first process writes it");
    let id = outcome.ids[0].parse().expect("an id");
    let Answer::Incidents(list) = session.query(Query::Incidents).await.expect("it reads") else { panic!("a list") };
    assert!(list.iter().any(|i| i.id == id), "what was handed over is read back at once");
    assert_eq!(desk.board(id).await.incident.title, "Handed over", "and is known where it was written");
    let error = session.intent(Intent::SetState { incident: id, state: "fixed".into() }).await.err();
    assert!(error.is_some_and(|e| e.message.contains("is not a state")), "its refusals come back as they are");
    desk.done(declaration("Second")).await;
    let Answer::Incidents(list) = session.query(Query::Incidents).await.expect("it reads") else { panic!("a list") };
    assert_eq!(list.len(), 2, "what the first process wrote since is seen");
    session.close().await;
    drop(listening);
}

#[tokio::test]
async fn what_a_window_that_is_being_closed_does_not_take_is_done_once_the_folder_is_free() {
    let desk = Desk::new().await;
    let listening = handover::listen(Arc::clone(&desk.app)).expect("the socket is made");
    let session = Session::open(desk.folder()).await.expect("it opens beside");
    session.intent(declaration("Handed over")).await.expect("the window writes it");
    // The window goes, in order, while the command line is connected.
    listening.close().await;
    desk.app.close().await;
    session.intent(declaration("By itself")).await.expect("it is done here, and not lost in between");
    let Answer::Incidents(list) = session.query(Query::Incidents).await.expect("it reads") else { panic!("a list") };
    let mut titles: Vec<&str> = list.iter().map(|incident| incident.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["By itself", "Handed over"], "each once");
    session.close().await;
}

/// A process that is just ending: its socket still takes connections, and drops them.
#[cfg(unix)]
#[tokio::test]
async fn a_socket_that_says_nothing_is_nobody_who_takes_a_write() {
    let desk = Desk::new().await;
    let socket = std::os::unix::net::UnixListener::bind(desk.folder().join("bridgebook.sock")).expect("a socket");
    let ending = std::thread::spawn(move || {
        while let Ok((connection, _)) = socket.accept() {
            let mut is_last = [0];
            let is_last = std::io::Read::read(&mut &connection, &mut is_last).is_ok_and(|read| read > 0);
            if is_last {
                return;
            }
        }
    });
    let path = desk.folder().join("bridgebook.sock");
    let session = Session::open(desk.folder()).await.expect("it reads beside");
    let error = session.intent(declaration("Lost")).await.expect_err("nobody takes it");
    assert_eq!(error.code, ErrorCode::Busy, "it is certain that nothing was changed: {}", error.message);
    assert!(error.message.contains("Nothing was changed"), "{}", error.message);
    let mut last = std::os::unix::net::UnixStream::connect(path).expect("a connection");
    std::io::Write::write_all(&mut last, b"x").expect("the end");
    ending.join().expect("it ends");
}

#[tokio::test]
async fn where_nobody_listens_reading_works_and_writing_is_refused_with_a_sentence() {
    let desk = Desk::new().await;
    let incident = desk.declare("Down").await;
    let session = Session::open(desk.folder()).await.expect("it opens beside");
    let Answer::Board(board) = session.query(Query::Board { incident, at: None }).await.expect("it reads") else {
        panic!("it")
    };
    assert_eq!(board.incident.title, "Down");
    let error = session.intent(declaration("Second")).await.expect_err("nobody takes it");
    assert_eq!(error.code, ErrorCode::Busy);
    assert!(error.message.contains("Nothing was changed"), "{}", error.message);
}

#[tokio::test]
async fn a_reader_refuses_every_write_and_a_second_writer_is_refused() {
    let desk = Desk::new().await;
    let reader = Bridgebook::open(desk.folder(), Options { access: Access::Reader, ..Options::system() }).await;
    let reader = reader.expect("reading beside works");
    let error = reader.intent(declaration("No")).await.expect_err("a reader does not write");
    assert_eq!(error.code, ErrorCode::Busy);
    reader.tick().await.expect("a reader's tick does nothing");
    let error = Bridgebook::open(desk.folder(), Options::system()).await.err().expect("one writer a folder");
    assert_eq!(error.code, ErrorCode::Busy);
    assert!(error.message.contains("already open"), "{}", error.message);
    let folder = desk.folder().join("nothing");
    let error = Bridgebook::open(&folder, Options { access: Access::Reader, ..Options::system() }).await;
    let error = error.err().expect("there is nothing to read");
    assert!(error.message.contains("no Bridgebook data"), "{}", error.message);
}

#[tokio::test]
async fn another_command_that_holds_the_folder_for_a_moment_is_waited_for() {
    let desk = Desk::new().await;
    let (app, folder) = (Arc::clone(&desk.app), desk.folder().to_path_buf());
    let close = tokio::spawn(async move {
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        app.close().await;
    });
    let session = Session::open(&folder).await.expect("it opens once the other is done");
    session.intent(declaration("After you")).await.expect("and writes by itself");
    session.close().await;
    close.await.expect("the other closed");
}
