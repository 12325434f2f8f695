//! Regulatory clocks of the sample incident in the real window: started with their event, seen on the board, filed.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};

#[tokio::test]
async fn a_clock_is_started_with_its_event_and_ends_when_it_is_filed() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    window.command("Regulatory clocks").await?;
    window.wait_for_text("Waiting for their event").await?;
    window.screenshot("duties-waiting").await?;
    window.type_into("form[aria-label=\"Log the event that starts a clock\"] .when input", "14:40").await?;
    window.push("Log it and start its clock").await?;
    window.wait_for("section[aria-label=\"Running\"]").await?;
    window.screenshot("duties-running").await?;
    window.go("Board").await?;
    window.wait_for("section[aria-label=\"Regulatory clocks\"]").await?;
    window.screenshot("duties-board").await?;
    window.script("document.documentElement.dataset.theme = 'dark'", vec![]).await?;
    window.screenshot("duties-board-dark").await?;
    window.command("Regulatory clocks").await?;
    window.wait_for_text("Filed…").await?;
    window.push("Filed…").await?;
    window.type_into("article form .words input", "LDI-77").await?;
    window.screenshot("duties-filing-dark").await?;
    window.push("Record as filed").await?;
    window.wait_for("section[aria-label=\"Over\"]").await?;
    let list = profile.cli(&["duty", "list", "INC-2041"])?;
    assert!(list.lines().any(|l| l.starts_with("filed ") && l.contains("GDPR Art. 33")), "{list}");
    window.close().await
}
