//! An auditor at the sample incident, in the real window and by keyboard alone: what was known at 14:24, who changed the
//! objective, and what the plan for customers said then.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};

const LOOKS: &[&str] = &["dark", "contrast", "light"];

#[tokio::test]
async fn an_auditor_asks_what_was_known_who_changed_it_and_what_a_plan_said() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.go("Board").await?;
    window.wait_for_words("main", "Executives").await?;

    // What did the team know at 14:24?
    window.press(&['g']).await?;
    window.press(&['h']).await?;
    window.wait_for_words("main", "What was known").await?;
    window.wait_until_focus("input").await?;
    window.type_text("14:24").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_words("main", "INC-2041 at 14:24:00").await?;
    window.wait_for_words("main", "Freeze all deployments").await?;
    let known = window.text("main").await?;
    assert!(!known.contains("intermediate"), "the cause was not known at 14:24:\n{known}");
    let mut faults = window.looks("known-then", LOOKS).await?;

    // Who changed the objective?
    window.press(&[Window::ESCAPE]).await?;
    window.press(&['g']).await?;
    window.press(&['p']).await?;
    window.wait_for_words("main", "Incident objectives").await?;
    window.press(&[Window::CONTROL, 'h']).await?;
    window.wait_until_focus("[data-then]").await?;
    window.wait_for_words("aside", "Emre Yılmaz").await?;
    window.type_text("14:24").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_words(".banner", "as it was at 14:24:00").await?;
    window.wait_for_words("aside", "Katarzyna Wójcik").await?;
    window.wait_for_words("article", "We suspect that the connection pool is exhausted").await?;
    faults.extend(window.looks("history", LOOKS).await?);
    // The changes are told with their authors, those of the objectives by the commander.
    window.select("aside", "In which section", "1.1 Objectives").await?;
    let changes = "aside [aria-label=Changes]";
    window.wait_for_other_words(changes, "Emre Yılmaz").await?;
    window.wait_for_words(changes, "Rows: 3 added, 1 changed").await?;
    window.wait_for_words(changes, "Katarzyna Wójcik").await?;
    window.wait_for_words("section[data-section]", "14:40").await?;
    // From the moment typed the arrow keys lead from edit to edit.
    window.wait_until_focus("[data-then]").await?;
    window.press(&[Window::RIGHT]).await?;
    window.wait_for_words(".banner", "as it was at 14:25:40").await?;

    // What did the customers' plan say then?
    window.press(&[Window::ESCAPE]).await?;
    window.wait_for_no(".banner").await?;
    window.command("Communication plan").await?;
    window.wait_for_words("main", "Customers").await?;
    window.press(&[Window::CONTROL, 'h']).await?;
    window.wait_until_focus("[data-then]").await?;
    window.type_text("14:24").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_words(".banner", "as it was at 14:24:00").await?;
    window.wait_for_words("article", "Pay by wallet, wait, or order later").await?;
    faults.extend(window.looks("history-unchanged", LOOKS).await?);
    assert_eq!(faults, Vec::<String>::new());
    window.close().await
}
