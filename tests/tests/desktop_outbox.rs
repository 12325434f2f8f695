//! An update that is sent while the mail server cannot be reached: the real window says that it waits, after the process
//! was killed too, and a person says what became of it.

use std::net::TcpListener;

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};

#[tokio::test]
async fn what_cannot_leave_is_shown_kept_and_decided_about() -> Result<()> {
    let profile = Profile::new()?;
    // A port on which nobody listens.
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
    let incident = profile.cli(&["incident", "declare", "--title", "Checkout is down", "--severity", "SEV1"])?;
    let mail = ["channel", "add", "Incident mail", "--mail", "127.0.0.1", "--port", &port, "--security", "none"];
    profile.cli(&[&mail[..], &["--from", "Incident desk <desk@example.org>", "--internal"]].concat())?;
    let text = "We look into a problem with the checkout.";
    let send = ["update", "send", incident.trim(), "Customers", "--text", text, "--next", "in 30 min"];
    let by = ["--channel", "Incident mail", "--to", "ana@example.org", "--subject", "Checkout", "--despite", "a story"];
    let waits = profile.run_cli(&[&send[..], &by].concat())?;
    assert_eq!(waits.status.code(), Some(3), "it waits");

    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.go("Comms").await?;
    window.wait_for_text("In the outbox").await?;
    window.screenshot("outbox-writing").await?;
    let open = "[...document.querySelectorAll('section[aria-labelledby=outbox-head] button')][0].click()";
    window.script(open, vec![]).await?;
    window.wait_for_text("ana@example.org").await?;
    window.wait_for_text(text).await?;
    window.screenshot("outbox-waits").await?;
    window.kill()?;

    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.go("Comms").await?;
    window.wait_for_text("In the outbox").await?;
    window.script(open, vec![]).await?;
    window.wait_for_text("ana@example.org").await?;
    window.push("Mark as sent").await?;
    window.wait_for_text("arked as sent").await?;
    window.screenshot("outbox-marked").await?;
    let log = profile.cli(&["log", "list", incident.trim()])?;
    assert!(log.contains("Customers’ update 1 sent"), "{log}");
    assert!(profile.cli(&["outbox"])?.trim().is_empty(), "nothing waits any more");
    window.close().await
}
