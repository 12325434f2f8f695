//! A case handed to a human and the metrics of cases, in the real window: each is walked through and looked at.

use std::fs;

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::{Value, json};

const LOOKS: &[&str] = &["dark", "contrast", "light"];
const CASES: &str = r#"[
 {"id": "C-1", "opened": "2026-03-11T12:57:00Z", "subject": "Card refused in checkout", "customer": "K-7", "confidence": 62,
  "handled_by": "AI", "priority": "High", "customer_data": {"email": "kim@example.org", "orders": "3"},
  "attempts": ["Reset session", "Suggested another card"],
  "conversation": [
   {"at": "2026-03-11T12:54:00Z", "by": "customer", "text": "My card is refused in the checkout, can you help?"},
   {"at": "2026-03-11T12:55:00Z", "by": "assistant", "text": "I have reset your session. Please try again."},
   {"at": "2026-03-11T12:56:00Z", "by": "customer", "text": "Refused again. Yes, connect me with an agent"}]},
 {"id": "C-2", "opened": "2026-03-10T09:00:00Z", "subject": "Refund", "customer": "K-8", "confidence": 71, "handled_by": "Human",
  "responded": "2026-03-10T09:20:00Z", "resolved": "2026-03-10T11:00:00Z", "status": "Resolved"},
 {"id": "C-3", "opened": "2026-03-09T09:00:00Z", "subject": "Where is my parcel", "customer": "K-9", "confidence": 95, "handled_by": "AI",
  "resolved": "2026-03-09T09:04:00Z", "status": "Resolved"}]"#;

/// Opens a document of the library by its title.
async fn open(window: &Window, title: &str) -> Result<()> {
    window.go("Library").await?;
    window.wait_for_text(title).await?;
    let script = format!(
        "[...document.querySelectorAll('main [role=link]')].find((r) => r.innerText.trim().startsWith('{title}')).click()"
    );
    window.script(&script, vec![]).await?;
    Ok(())
}

#[tokio::test]
async fn a_case_is_looked_at_for_its_hand_off_and_counted() -> Result<()> {
    let profile = Profile::at("2026-03-11T13:02:00Z")?;
    for (template, title) in [("customer-service-escalation", "Support desk"), ("ai-hand-off-policy", "Hand-off")] {
        profile.cli(&["document", "new", "--template", template, "--title", title])?;
    }
    let file = profile.folder().join("cases.json");
    fs::write(&file, CASES)?;
    profile.cli(&["case", "add", &file.display().to_string(), "--document", "Support desk"])?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    let mut faults = Vec::new();

    open(&window, "Support desk").await?;
    window.wait_for_text("Scope and principles").await?;
    let table = window.section("Tickets").await?;
    window.click(&format!("{table} [data-row=\"0\"] [data-column=\"1\"]")).await?;
    window.click(&format!("{table} button[aria-label=\"Row 1\"]")).await?;
    window.wait_for("[role=menu]").await?;
    window.pick("[role=menu]", "Hand over…").await?;
    window.wait_for_words("[role=dialog]", "Hand-off of C-1").await?;
    for look in LOOKS {
        window.look(look).await?;
        faults.extend(window.faults(&format!("hand-off-{look}")).await?);
    }
    window.show("[role=dialog] section[aria-label=\"Gate\"]").await?;
    faults.extend(window.looks("hand-off-gate", LOOKS).await?);

    // Past the gate with a reason for each item that is missing, then its ticket, which nobody takes.
    let channel = json!({
        "id": "", "name": "Helpdesk", "internal": true,
        "way": {"kind": "webhook", "url": "http://127.0.0.1:9/tickets", "form": "generic"},
    });
    window.act(json!({"intent": "save_channel", "channel": channel, "secret": null})).await?;
    let brief = serde_json::from_str::<Value>(&profile.cli(&["--json", "case", "brief", "C-1"])?)?;
    let missing = brief["gate"]["lines"].as_array().into_iter().flatten().filter(|line| line["state"] == "missing");
    let waived: Vec<String> =
        missing.filter_map(|line| Some(format!("{}=Said by telephone", line["key"].as_str()?))).collect();
    let mut arguments = vec!["case", "hand-over", "C-1", "--to", "Support Lead"];
    waived.iter().for_each(|one| arguments.extend(["--waive", one.as_str()]));
    profile.cli(&arguments)?;
    window.wait_for_words("[role=dialog]", "Ticket created").await?;
    window.show("[role=dialog] section[aria-label=\"How it stands\"]").await?;
    faults.extend(window.looks("hand-off-given", LOOKS).await?);
    window.wait_for_words("[role=dialog]", "Send the ticket").await?;
    window.push("Send the ticket").await?;
    window.wait_for_words("[role=dialog] section[aria-label=\"Ticket\"]", "Handed to the outbox").await?;
    window.show("[role=dialog] section[aria-label=\"Ticket\"]").await?;
    faults.extend(window.looks("hand-off-ticket", LOOKS).await?);
    window.push("Return…").await?;
    window.show("[role=dialog] section[aria-label=\"What was done\"]").await?;
    faults.extend(window.looks("hand-off-return", LOOKS).await?);
    window.resize(1024, 720).await?;
    faults.extend(window.faults("hand-off-1024").await?);
    window.resize(1440, 900).await?;
    window.press(&[Window::ESCAPE]).await?;
    window.wait_for_no("[role=dialog]").await?;

    window.command("Metrics of incidents").await?;
    window.pick("main", "Cases").await?;
    window.wait_for_text("Resolution").await?;
    for look in LOOKS {
        window.look(look).await?;
        faults.extend(window.faults(&format!("metrics-cases-{look}")).await?);
    }

    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}
