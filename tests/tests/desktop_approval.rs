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
