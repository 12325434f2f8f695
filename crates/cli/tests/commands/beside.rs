//! Beside a running process: reading works, writes are handed over.

use std::sync::Arc;

use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::{Bridgebook, Options, handover};

use bridgebook_delivery_servers::{MailFault, MailScript, MailServer};

use crate::tool::{Ran, Tool, run};

async fn beside(tool: &Tool, arguments: &[&str]) -> Ran {
    let data = tool.data();
    let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
    tokio::task::spawn_blocking(move || {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        run(&data, &arguments)
    })
    .await
    .expect("it ran")
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_window_runs_the_command_line_reads_and_hands_its_writes_over() {
    let tool = Tool::new();
    let app = Bridgebook::open(&tool.data(), Options::system()).await.expect("it opens");
    let listening = handover::listen(Arc::clone(&app)).expect("it listens");
    let ran = beside(&tool, &["incident", "declare", "--title", "Handed over", "--severity", "SEV1"]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    let Answer::Incidents(list) = app.query(Query::Incidents).await.expect("a list") else { panic!("a list") };
    assert_eq!(list[0].title, "Handed over", "the running process wrote it and knows it");
    assert_eq!(list[0].id.to_string(), ran.line());
    let shown = beside(&tool, &["--json", "incident", "status", "INC-1"]).await;
    assert_eq!(shown.json()["incident"]["title"], "Handed over", "and it is read beside");
    let found = beside(&tool, &["search", "Handed"]).await;
    assert!(found.out.contains("Handed over"), "what was just written is found: {found:?}");
    let path = tool.file("binder.pdf").display().to_string();
    let ran = beside(&tool, &["incident", "export", "INC-1", "--to", "pdf", "--output", &path]).await;
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(tool.file("binder.pdf").exists());
    let log = beside(&tool, &["log", "list", "INC-1"]).await.out;
    assert!(log.contains("Exported as pdf"), "the export is in the log: {log}");
    let copy = tool.file("copy.bbok").display().to_string();
    assert_eq!(beside(&tool, &["backup", "create", &copy]).await.code, 0);
    let wrong = beside(&tool, &["incident", "set-state", "INC-1", "fixed"]).await;
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("is not a state"), "the sentence comes through: {}", wrong.err);
    let restore = beside(&tool, &["backup", "restore", &copy]).await;
    assert_eq!(restore.code, 1, "a folder in use is not replaced: {restore:?}");
    drop(listening);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_process_that_has_the_folder_does_not_listen_reading_works_and_writing_says_so() {
    let tool = Tool::new();
    let app = Bridgebook::open(&tool.data(), Options::system()).await.expect("it opens");
    let read = beside(&tool, &["--json", "incident", "list"]).await;
    assert_eq!((read.code, read.json()), (0, serde_json::json!([])));
    let ran = beside(&tool, &["incident", "declare", "--title", "X", "--severity", "SEV1"]).await;
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("does not answer") && ran.err.contains("Nothing was changed"), "{}", ran.err);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_hangs_holds_up_no_other_command() {
    let tool = Tool::new();
    let server = MailServer::start(MailScript::with(MailFault::HangsAfterText)).await;
    let port = server.port().to_string();
    let add = ["channel", "add", "Mail", "--mail", "127.0.0.1", "--port", &port, "--security", "none", "--internal"];
    let done = beside(&tool, &[&add[..], &["--from", "desk@example.org"]].concat()).await;
    assert_eq!(done.code, 0, "{done:?}");
    let done = beside(&tool, &["incident", "declare", "--title", "Down", "--severity", "SEV1"]).await;
    assert_eq!(done.code, 0, "{done:?}");
    let data = tool.data();
    let sending = tokio::task::spawn_blocking(move || {
        let text = "As of 12:00 UTC checkout is down.";
        let send =
            ["update", "send", "INC-1", "Customers", "--channel", "mail", "--to", "ana@example.org", "--text", text];
        run(&data, &[&send[..], &["--next", "in 30 min", "--despite", "a test", "--subject", "Down"]].concat())
    });
    // The whole message is there, and the server says nothing to it.
    while server.taken().is_empty() {
        assert!(!sending.is_finished(), "it ended before the server had the message");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let note = beside(&tool, &["log", "add", "INC-1", "Written meanwhile"]).await;
    assert_eq!(note.code, 0, "{note:?}");
    let state = beside(&tool, &["incident", "set-state", "INC-1", "identified"]).await;
    assert_eq!(state.code, 0, "{state:?}");
    assert!(!sending.is_finished(), "the server still hangs");
    drop(server);
    let sent = sending.await.expect("it ran");
    assert_eq!(sent.code, 3, "it is not known whether it arrived: {sent:?}");
    let log = beside(&tool, &["log", "list", "INC-1"]).await.out;
    assert_eq!(log.matches("Written meanwhile").count(), 1, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_waits_for_no_host_that_another_command_waits_for() {
    let tool = Tool::new();
    let hanging = MailServer::start(MailScript::with(MailFault::HangsAfterText)).await;
    let good = MailServer::start(MailScript::open()).await;
    for (name, server) in [("Hangs", &hanging), ("Good", &good)] {
        let port = server.port().to_string();
        let add = ["channel", "add", name, "--mail", "127.0.0.1", "--port", &port, "--security", "none", "--internal"];
        let done = beside(&tool, &[&add[..], &["--from", "desk@example.org"]].concat()).await;
        assert_eq!(done.code, 0, "{done:?}");
    }
    let done = beside(&tool, &["incident", "declare", "--title", "Down", "--severity", "SEV1"]).await;
    assert_eq!(done.code, 0, "{done:?}");
    let data = tool.data();
    let send = |channel: &'static str| {
        let text = "As of 12:00 UTC checkout is down.";
        let send = ["update", "send", "INC-1", "Customers", "--channel", channel, "--to", "ana@example.org"];
        let more = ["--text", text, "--next", "in 30 min", "--despite", "a test", "--subject", "Down"];
        [&send[..], &more[..]].concat()
    };
    let sending = tokio::task::spawn_blocking(move || run(&data, &send("hangs")));
    while hanging.taken().is_empty() {
        assert!(!sending.is_finished(), "it ended before the server had the message");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let sent = beside(&tool, &send("good")).await;
    assert_eq!(sent.code, 0, "the other host is free: {sent:?}");
    assert_eq!(good.taken().len(), 1);
    let all = beside(&tool, &["outbox", "send"]).await;
    assert_eq!(all.code, 0, "{all:?}");
    assert!(all.err.contains("“Hangs” is in the hands of another command"), "{}", all.err);
    let again = beside(&tool, &send("hangs")).await;
    assert_eq!(again.code, 3, "it did not leave yet: {again:?}");
    assert!(again.err.contains("1 message waits behind it"), "{}", again.err);
    assert!(!sending.is_finished(), "the server still hangs");
    drop(hanging);
    let sent = sending.await.expect("it ran");
    assert_eq!(sent.code, 3, "it is not known whether it arrived: {sent:?}");
}

#[test]
fn several_commands_at_once_wait_for_each_other() {
    let tool = Tool::new();
    tool.done(&["incident", "declare", "--title", "Down", "--severity", "SEV1"]);
    std::thread::scope(|scope| {
        for n in 0..4 {
            let tool = &tool;
            scope.spawn(move || tool.done(&["log", "add", "INC-1", &format!("entry {n}")]));
        }
    });
    let log = tool.done(&["log", "list", "INC-1"]).out;
    for n in 0..4 {
        assert_eq!(log.matches(&format!("entry {n}")).count(), 1, "each is written once");
    }
}
