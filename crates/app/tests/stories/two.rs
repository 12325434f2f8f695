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
