//! Channels, sending and the outbox from a script.

use crate::tool::Tool;

/// A port on which nobody listens.
fn closed() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port().to_string()
}

#[test]
fn a_message_that_cannot_leave_waits_and_a_person_decides_about_it() {
    let tool = Tool::new();
    let incident = tool.done(&["incident", "declare", "--title", "Checkout down", "--severity", "SEV1"]).line();
    let port = closed();
    let add = ["channel", "add", "Mail", "--mail", "127.0.0.1", "--port", &port, "--security", "none"];
    let refused = tool.refused(&[&add[..], &["--from", "desk@example.org"]].concat());
    assert!(refused.contains("own network"), "{refused}");
    let id = tool.done(&[&add[..], &["--from", "desk@example.org", "--internal"]].concat()).line();
    let list = tool.done(&["channel", "list"]).out;
    assert!(list.contains(&id) && list.contains("without TLS"), "{list}");
    let text = "As of 12:00 UTC checkout is down.";
    let send = ["update", "send", &incident, "Customers", "--channel", "mail", "--text", text];
    let refused = tool.refused(&[&send[..], &["--to", "ana@example.org"]].concat());
    assert!(refused.contains("Mend it"), "{refused}");
    let despite = ["--despite", "it is a test", "--next", "in 30 min"];
    let nobody = tool.refused(&[&send[..], &despite].concat());
    assert!(nobody.contains("Nobody is named"), "{nobody}");
    let to = ["--to", "ana@example.org", "--to", "ana@example.org"];
    let open = tool.refused(&[&send[..], &despite, &to].concat());
    assert!(open.contains("The subject still holds {{services}}"), "{open}");
    let sent = tool.run(&[&send[..], &despite, &to, &["--subject", "Checkout is down"]].concat());
    assert_eq!(sent.code, 3, "it waits: {sent:?}");
    assert_eq!(sent.out.lines().count(), 1, "nobody twice: {sent:?}");
    assert!(sent.out.contains("retrying") && sent.out.contains("ana@example.org by Mail"), "{sent:?}");
    let message = sent.out.split_whitespace().next().expect("its id").to_owned();
    let due = tool.done(&["update", "due", &incident]).out;
    assert!(due.contains("in the outbox since"), "{due}");
    assert!(tool.done(&["outbox", "send"]).out.contains("retrying"));
    let rows = tool.json(&["outbox", &incident]);
    assert_eq!(rows["updates"][0]["rows"][0]["id"], message.as_str());
    assert!(tool.refused(&["channel", "remove", "Mail"]).contains("A message waits"));
    tool.done(&["outbox", "mark-sent", &message[..13], "--reason", "told by telephone"]);
    assert_eq!(tool.done(&["outbox"]).out, "");
    let log = tool.done(&["log", "list", &incident]).out;
    assert!(log.contains("Customers’ update 1 sent") && log.contains("told by telephone"), "{log}");
    assert!(tool.refused(&["outbox", "give-up", &message, "--reason", "late"]).contains("was sent already"));
    tool.done(&["channel", "remove", "Mail"]);
}

#[test]
fn what_is_secret_is_never_an_argument() {
    let tool = Tool::new();
    let webhook = tool.refused(&["channel", "add", "Chat", "--webhook", "slack"]);
    assert!(webhook.contains("BRIDGEBOOK_SECRET"), "{webhook}");
    let mail = ["channel", "add", "Mail", "--mail", "smtp.example.org", "--from", "desk@example.org", "--user", "desk"];
    assert!(tool.refused(&mail).contains("The password is missing"));
    assert_eq!(tool.run(&["channel", "add", "Mail", "--mail", "smtp.example.org", "--password", "x"]).code, 2);
}

#[test]
fn an_empty_list_says_what_is_not_there() {
    let tool = Tool::new();
    let list = tool.done(&["channel", "list"]).out;
    assert!(list.contains("No channel is set up"), "{list}");
    assert!(!list.contains("Give a passphrase") && !list.contains("until Bridgebook is closed"), "{list}");
    let outbox = tool.done(&["outbox"]);
    assert!(outbox.out.is_empty() && outbox.err.contains("Nothing is in the outbox"), "{outbox:?}");
}
