//! A chat is pasted into the log of the sample incident in the real window.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};

const CHAT: &str = "Copied from the channel\n14:31 Mai: Error rate is at 20 % again\nsince 14:28 on all nodes\n14:33 Emre Yilmaz: decision: stop the batch jobs\n14:34 pagerbot: 3 alerts are silenced";

#[tokio::test]
async fn a_chat_becomes_entries_after_it_was_looked_at() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    window.command("Paste a chat into the log").await?;
    window.screenshot("transcript-empty").await?;
    let typed = "const area = document.querySelector('textarea'); area.value = arguments[0]; area.dispatchEvent(new Event('input'));";
    window.script(typed, vec![CHAT.into()]).await?;
    window.push("Read it").await?;
    window.wait_for_text("Add 3 entries").await?;
    window.screenshot("transcript-read").await?;
    window.script("document.documentElement.dataset.theme = 'dark'", vec![]).await?;
    window.screenshot("transcript-read-dark").await?;
    window.push("Add 3 entries").await?;
    window.wait_for_text("stop the batch jobs").await?;
    window.screenshot("transcript-written").await?;
    let log = profile.cli(&["log", "list", "INC-2041"])?;
    assert!(log.contains("stop the batch jobs") && log.contains("Emre Yılmaz"), "{log}");

    // The same chat, one message longer.
    window.command("Paste a chat into the log").await?;
    window.wait_for("textarea").await?;
    window.script(typed, vec![format!("{CHAT}\n14:40 Mai: falling now").into()]).await?;
    window.push("Read it").await?;
    window.wait_for_text("3 in the log already").await?;
    window.push("Add 1 entry").await?;
    window.wait_for_text("falling now").await?;
    window.close().await
}
