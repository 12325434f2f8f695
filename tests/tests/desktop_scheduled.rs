//! An approved update of the sample that is set to go out later: the real window shows how long it waits, why it is held
//! back when the incident changes, and takes its text back to be written anew.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};

#[tokio::test]
async fn an_update_that_is_set_waits_in_sight_and_is_held_back_when_the_incident_changes() -> Result<()> {
    let profile = Profile::with_sample()?;
    // The first start makes the sample.
    let window = Window::open(&profile).await?;
    window.wait_for_text("Next updates").await?;
    window.close().await?;
    let text = "As of 15:00 CET card payments in the EU are partly refused since 13:58; our staff say so. The cause is \
                found: a change, which is being taken back. Nothing is needed from you. Next update by 15:30 CET.";
    let mail = ["channel", "add", "Incident mail", "--mail", "127.0.0.1", "--security", "none", "--internal"];
    profile.cli(&[&mail[..], &["--from", "Incident desk <desk@example.org>"]].concat())?;
    profile.cli(&["update", "ask", "INC-2041", "Executives", "--text", text])?;
    profile.cli(&["update", "approve", "INC-2041", "Executives"])?;
    let send = ["update", "send", "INC-2041", "Executives", "--text", text, "--at", "15:00"];
    profile.cli(&[&send[..], &["--channel", "Incident mail", "--to", "ana@example.org"]].concat())?;

    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.go("Comms").await?;
    window.wait_for_text("Set to go out").await?;
    window.wait_for_text("goes out at 15:00").await?;
    let open = "document.querySelector('nav[aria-label=Updates] button').click()";
    window.script(open, vec![]).await?;
    window.wait_for_text("2026-03-11 15:00 Europe/Berlin").await?;
    window.screenshot("scheduled-waits").await?;
    window.close().await?;

    profile.cli(&["incident", "set-state", "INC-2041", "monitoring"])?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.go("Comms").await?;
    window.wait_for_text("Held back").await?;
    window.script(open, vec![]).await?;
    window.wait_for_text("the state has become monitoring since").await?;
    window.script("document.documentElement.dataset.theme = 'dark'", vec![]).await?;
    window.screenshot("scheduled-held-dark").await?;
    window.push("Look at the text again").await?;
    window.wait_for_text("As Executives get it").await?;
    window.wait_for_text("partly refused since 13:58").await?;
    window.screenshot("scheduled-again-dark").await?;
    window.close().await
}
