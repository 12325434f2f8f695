//! An exercise is declared in the real window where mail and paging work: every screen says what it is, its clocks go on,
//! and nothing leaves. A real incident after it does page, so silence was no fault of the channels.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use bridgebook_delivery_servers::{MailScript, MailServer, WebhookFault, WebhookServer};
use bridgebook_tests::desktop::{Profile, Window, pdf_text};
use serde_json::json;

const LOOKS: &[&str] = &["dark", "contrast", "light"];
const TITLE: &str = "EXERCISE: Checkout: card payments failing in EU";
const DECLARE: &str = "form[aria-label=\"Declare an incident\"]";

/// Waits until the log of an incident has these words.
async fn logged(profile: &Profile, incident: &str, words: &str) -> Result<String> {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let log = profile.cli(&["log", "list", incident])?;
        if log.contains(words) {
            return Ok(log);
        }
        ensure!(Instant::now() < until, "“{words}” did not come: {log}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_exercise_leaves_and_every_screen_says_that_it_is_one() -> Result<()> {
    let (mail, hook) =
        (MailServer::start(MailScript::open()).await, WebhookServer::start(WebhookFault::None, None).await);
    let profile = Profile::at("2026-03-11T12:50:00Z")?;
    profile.fill_with_northwind()?;
    let port = mail.port().to_string();
    let by_mail = ["channel", "add", "E-mail", "--mail", "127.0.0.1", "--port", &port, "--security", "none"];
    profile.cli(&[&by_mail[..], &["--from", "Incident desk <desk@northwind.example>", "--internal"]].concat())?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.act(json!({ "intent": "set_setting", "key": "zone", "value": "Europe/Berlin" })).await?;
    window.act(json!({ "intent": "set_me", "person": "Katarzyna Wójcik" })).await?;
    let form = "form[aria-label=\"New channel\"]";
    window.go("Settings").await?;
    window.push("Add a channel").await?;
    window.wait_for(&format!("{form} input:focus")).await?;
    window.pick(form, "Webhook").await?;
    window.fill(form, "Name", "Page").await?;
    window.fill(form, "Address of the webhook", &hook.url("/page/secret")).await?;
    window.pick(form, "The host lies in our own network").await?;
    window.push("Add the channel").await?;
    window.wait_for_text("“Page” is set up.").await?;

    profile.set_clock_in_berlin("14:05")?;
    window.wait_for_text("14:05:00").await?;
    window.press(&[Window::CONTROL, Window::SHIFT, 'd']).await?;
    window.wait_for(&format!("{DECLARE} input:focus")).await?;
    window.type_text("Checkout: card payments failing in EU").await?;
    window.press(&[Window::TAB]).await?;
    window.press(&['1']).await?;
    window.pick(DECLARE, "This is an exercise: nothing is sent").await?;
    let mut faults = window.looks("exercise-declare", LOOKS).await?;
    window.push("Declare the exercise").await?;
    for words in [TITLE, "EX-1", "Nothing is sent: what would go out is noted", "Call now"] {
        window.wait_for_text(words).await?;
    }
    // The page of the first level: noted, not sent.
    logged(&profile, "EX-1", "would have been sent").await?;
    window.wait_for_words("section[aria-label=\"Call now\"]", "would have been sent").await?;
    faults.extend(window.looks("exercise-board", LOOKS).await?);

    // An update goes the whole way, and no further.
    profile.set_clock_in_berlin("14:14")?;
    window.wait_for_text("14:14:00").await?;
    window.go("Comms").await?;
    window.pick("nav[aria-label=Updates]", "Executives").await?;
    window.wait_for("section[aria-label=\"Update to Executives\"] textarea").await?;
    let select = "const field = document.querySelector('section.write textarea'); field.focus(); field.select()";
    window.script(select, vec![]).await?;
    window.type_text("As of 14:14 CET about 38 % of card payments in the EU fail. Next update by 14:44 CET.").await?;
    window.push("Ask for approval").await?;
    window.wait_for_text("Waits for Incident Commander").await?;
    window.push("Approve").await?;
    window.wait_for_text("approved this text, word for word").await?;
    window.pick("section.write fieldset", "E-mail").await?;
    window.wait_for("ul[aria-label=\"Whom the update to Executives goes to\"] li").await?;
    faults.extend(window.looks("exercise-sending", LOOKS).await?);
    window.push("Send to").await?;
    window.wait_for_words("nav[aria-label=Updates]", "Sent 1").await?;
    window.wait_for_text("Would have been sent").await?;
    faults.extend(window.looks("exercise-sent", LOOKS).await?);
    logged(&profile, "EX-1", "would have been sent to incident@northwind.example by E-mail").await?;

    // Its clocks go on as those of an incident, and what they call is silent as well.
    profile.set_clock_in_berlin("14:37")?;
    window.go("Board").await?;
    window.wait_for_words("section[aria-label=\"Call now\"]", "Jonas Lindqvist").await?;
    let log = logged(&profile, "EX-1", "CTO is to be told").await?;
    ensure!(log.contains("Manager is to be told") && log.contains("L2 called"), "{log}");
    window.command("Wall view for a second screen").await?;
    window.wait_for("main[aria-label=\"Wall view\"]").await?;
    window.wait_for_text(TITLE).await?;
    faults.extend(window.looks("exercise-wall", LOOKS).await?);
    window.press(&[Window::ESCAPE]).await?;
    window.wait_for_no("main[aria-label=\"Wall view\"]").await?;
    ensure!(mail.taken().is_empty() && hook.taken().is_empty(), "{:?} {:?}", mail.taken(), hook.taken());
    ensure!(profile.cli(&["outbox"])?.trim().is_empty(), "nothing waits either: {}", profile.cli(&["outbox"])?);
    let paper = profile.folder().join("exercise.pdf");
    let path = paper.to_str().unwrap_or_default();
    profile.cli(&["incident", "export", "EX-1", "--to", "pdf", "--output", path])?;
    ensure!(pdf_text(&paper)?.contains("EXERCISE"), "on paper as well");

    // The same, and no exercise.
    profile.cli(&["incident", "declare", "--title", "Checkout is down", "--severity", "SEV1"])?;
    logged(&profile, "INC-1", "accepted for Page").await?;
    let posts = hook.taken();
    ensure!(posts.len() == 1 && posts[0].body.contains("INC-1") && !posts[0].body.contains("EXERCISE"), "{posts:?}");
    window.close().await?;
    // The matrix has executives told of what is declared; of the exercise nobody was.
    let mails = mail.taken();
    let is_real = |text: &str| text.contains("X-Bridgebook-Incident: INC-1\r\n") && text.contains("Declared");
    ensure!(mails.iter().all(|mail| is_real(&mail.text)), "{mails:?}");
    ensure!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}
