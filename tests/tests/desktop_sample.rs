//! The sample incident in the real window: its figures at 14:47:12, the keys, the log box and its clock.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

/// What `sample.md` says stands on the board at 14:47:12, as it reads there.
const FIGURES: &[&str] = &[
    "SEV1",
    "Checkout: card payments failing in EU",
    "INC-2041",
    "Identified since 14:41",
    "Since declared\n00:42:12",
    "Period 1 ends in\n3:17:48",
    "14:47:12",
    "Katarzyna Wójcik",
    "Overdue\nExecutives’ update\n02:31",
    "Promised for 14:44:41 by Nguyễn Thị Mai",
    "At risk\nEscalation to L3\n02:30",
    "14:49:42",
    "Due\nCustomers’ update\n04:10",
    "Customers’ update\n04:10\nwaits for approval by Katarzyna Wójcik",
    "38 % of EU card payments fail, about 4,100 orders",
    "2 of 12 nodes",
    "2 overdue",
    "overdue 07:12",
    "overdue 02:12",
    "Sofia Brandt\n14:20",
    "told on time",
    "Jonas Lindqvist\n14:36",
    "told 1 min late",
    "Henrik Dahl\n1:17:48",
    "told at 16:05",
    "1 of 5 met",
    "Contact vendor has no A",
];

#[tokio::test]
async fn the_sample_opens_at_its_moment_with_its_figures() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    for figure in FIGURES {
        window.wait_for_text(figure).await?;
    }
    // The clock stands: the same a moment later.
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    for figure in ["Since declared\n00:42:12", "Executives’ update\n02:31", "Escalation to L3\n02:30"] {
        window.wait_for_text(figure).await?;
    }
    window.close().await
}

#[tokio::test]
async fn every_place_and_deed_of_the_sample_is_a_key_away() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;

    window.press(&['w']).await?;
    window.wait_for("#update-body").await?;
    is_at(&window, "Comms").await?;
    window.press(&[Window::ESCAPE]).await?;
    for (key, place) in [('p', "Plan"), ('e', "Escalation"), ('c', "Comms"), ('l', "Log"), ('b', "Board")] {
        // Esc leaves a field that took the focus, so that letters are commands again.
        window.script("document.activeElement.blur()", vec![]).await?;
        window.press(&['g']).await?;
        window.press(&[key]).await?;
        is_at(&window, place).await?;
    }

    window.press(&['a']).await?;
    window.wait_for_text("asks you to approve").await?;
    window.script("document.activeElement.blur()", vec![]).await?;
    window.press(&[Window::ESCAPE]).await?;
    is_at(&window, "Board").await?;

    window.press(&['?']).await?;
    window.wait_for("[role=dialog]").await?;
    window.press(&[Window::ESCAPE]).await?;
    window.wait_for_no("[role=dialog]").await?;

    window.command("RACI matrix").await?;
    is_at(&window, "RACI").await?;
    // Outside a grid, L opens the log box from anywhere; what is written stands in the log at once.
    window.press(&['l']).await?;
    window.wait_for("[role=dialog] input:focus").await?;
    window.type_text("decision: hold the campaign, giữ chiến dịch, 캠페인 보류, 暂停活动").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_no("[role=dialog]").await?;
    window.go("Board").await?;
    window.wait_for_text("hold the campaign, giữ chiến dịch, 캠페인 보류, 暂停活动").await?;
    let log = profile.cli(&["log", "list", "INC-2041"])?;
    assert!(log.lines().any(|line| line.contains("暂停活动")), "the entry is in the log: {log}");
    window.close().await
}

#[tokio::test]
async fn starting_the_clock_of_the_sample_makes_everything_move() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.wait_for_text("Executives’ update\n02:31").await?;
    window.push("Start clock").await?;
    window.wait_for_text("Executives’ update\n02:33").await?;
    window.wait_for_text("Stop clock").await?;
    window.push("Stop clock").await?;
    window.wait_for_text("Start clock").await?;
    // Stopping is saved at the moment at which the clock stands, and said after the button has changed.
    let at = "return document.body.innerText.match(/Berlin, Wed 11 Mar\\s+(\\d+:\\d+:\\d+)/)[1]";
    let at = window.script(at, vec![]).await?;
    window.wait_for_text(&format!("Saved {}", at.as_str().unwrap_or_default())).await?;
    let stood = board_words(&window).await?;
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(board_words(&window).await?, stood, "a clock that was stopped stands");
    window.close().await
}

async fn is_at(window: &Window, place: &str) -> Result<()> {
    window.wait_for(&format!("nav[aria-label=Places] button[aria-label^=\"{place}\"][aria-current=page]")).await?;
    Ok(())
}

/// Every clock of strip and bar.
async fn board_words(window: &Window) -> Result<serde_json::Value> {
    window
        .script(
            "return document.body.innerText.match(/\\d+:\\d\\d(:\\d\\d)?/g).join(' ') + arguments[0]",
            vec![json!("")],
        )
        .await
}
