//! The life of the sample incident in the real window: its plan goes into the next period, the command is handed over,
//! who joins catches up, and a second screen shows the wall view.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};

#[tokio::test]
async fn the_plan_is_carried_the_command_handed_over_and_others_catch_up() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;

    // The next period, looked at before it begins.
    window.command("Start the next operational period").await?;
    window.wait_for_text("Dropped from the plan").await?;
    window.wait_for_text("becomes “Plan for period 2”").await?;
    window.screenshot("life-period").await?;
    window.push("Start period 2 and carry the plan").await?;
    window.wait_for_text("Period 2 ends in").await?;
    window.wait_for_text("Plan for period 2").await?;
    let plan = profile.cli(&["document", "show", "INC-2041 action plan"])?;
    assert!(plan.contains("| Plan for period 2 |") && !plan.contains("| Find the cause |"), "{plan}");

    // The command, offered and read back.
    window.command("Hand over a role").await?;
    window.type_into("form[aria-label=\"Offer a hand-over\"] div + div input", "Tomás Herrera").await?;
    window.press(&[Window::ENTER]).await?;
    window.push("Prepare the hand-over").await?;
    window.wait_for_text("Nothing has passed yet").await?;
    window.wait_for_text("Silenced alerts").await?;
    window.screenshot("life-hand-over").await?;
    for (question, words) in [(1, "SEV1"), (2, "identified"), (3, "14:44")] {
        let field = format!("form[aria-label=\"Read back and accept\"] .asked > div:nth-child({question}) input");
        window.type_into(&field, words).await?;
    }
    window
        .script("document.querySelectorAll('form[aria-label=\"Read back and accept\"] input[type=checkbox]').forEach((box) => box.click())", vec![])
        .await?;
    window.push("Tomás Herrera takes over").await?;
    window.wait_for_text("Tomás Herrera has read back and accepts Incident Commander").await?;
    let board = profile.cli(&["incident", "status", "INC-2041"])?;
    assert!(board.contains("commander Tomás Herrera"), "{board}");

    // Who joins now.
    window.command("Catch me up").await?;
    window.wait_for_text("Incident Commander: Tomás Herrera").await?;
    window.screenshot("life-catch-up").await?;

    // The second screen.
    window.command("Wall view for a second screen").await?;
    window.wait_for("main[aria-label=\"Wall view\"]").await?;
    window.wait_for_text("Executives’ update").await?;
    window.screenshot("life-wall").await?;
    window.press(&[Window::ESCAPE]).await?;
    window.wait_for_text("Next updates").await?;
    window.close().await
}

#[tokio::test]
async fn an_incident_is_closed_with_what_is_open_in_view() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    window.command("Close the incident").await?;
    window.wait_for_text("Post-incident report").await?;
    window.screenshot("life-close").await?;
    window.type_into("form[aria-label=\"Close the incident\"] .reason input", "a duplicate of INC-2040").await?;
    window.push("Close all the same").await?;
    window.wait_for_text("Incidents").await?;
    let log = profile.cli(&["log", "list", "INC-2041"])?;
    assert!(log.contains("no post-incident report: a duplicate of INC-2040"), "{log}");
    window.close().await
}
