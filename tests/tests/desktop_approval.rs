//! An update of the sample incident is asked about where it is written, and decided beside it.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};

#[tokio::test]
async fn an_update_is_asked_about_and_approved_word_for_word() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    window.go("Comms").await?;
    window.wait_for_text("Ask for approval").await?;
    window.screenshot("approval-needed").await?;
    window.push("Ask for approval").await?;
    window.wait_for_text("Waits for").await?;
    window.wait_for_text("to approve: Executives’ update 2").await?;
    window.screenshot("approval-waiting").await?;
    window.script("document.documentElement.dataset.theme = 'dark'", vec![]).await?;
    window.screenshot("approval-waiting-dark").await?;
    window.push("Approve").await?;
    window.wait_for_text("approved this text, word for word").await?;
    window.screenshot("approval-given-dark").await?;
    let log = profile.cli(&["log", "list", "INC-2041"])?;
    assert!(log.contains("is asked to approve Executives’ update 2"), "{log}");
    window.close().await
}

#[tokio::test]
async fn an_update_is_taken_back_with_a_reason_and_its_correction_is_due() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    window.go("Comms").await?;
    window.wait_for_text("Ask for approval").await?;
    let row = "[...document.querySelectorAll('nav[aria-label=Updates] ul')].at(-1).querySelector('button').click()";
    window.script(row, vec![]).await?;
    window.push("Retract…").await?;
    window.wait_until_focus("form[aria-label^='Retract update'] input").await?;
    window.screenshot("retract-asked").await?;
    window.type_text("It named the wrong cards").await?;
    window.push("Retract").await?;
    window.wait_for_text("It named the wrong cards").await?;
    window.wait_for_text("correction of update").await?;
    window.screenshot("retract-done").await?;
    window.script("document.documentElement.dataset.theme = 'dark'", vec![]).await?;
    window.screenshot("retract-done-dark").await?;
    let log = profile.cli(&["log", "list", "INC-2041"])?;
    assert!(log.contains("It named the wrong cards"), "{log}");
    window.close().await
}
