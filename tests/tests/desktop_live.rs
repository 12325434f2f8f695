//! An incident is worked on in the real window: actions, situation, escalation, severity, roles, periods, updates and
//! the log, each where a person does it, and all of it is there after the process was killed.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

#[tokio::test]
async fn an_incident_is_worked_on_and_everything_stays() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;

    actions(&window).await?;
    situation(&window).await?;
    escalation(&window).await?;
    management(&window).await?;
    updates(&window).await?;
    log(&window).await?;

    window.go("Board").await?;
    window.screenshot("live-worked-on").await?;
    window.kill()?;
    let window = Window::open(&profile).await?;
    for words in [
        "SEV2",
        "Monitoring since 14:47",
        "Period 2 ends in",
        "Half of the nodes are back",
        "Call the payment desk",
        "called, acknowledge",
    ] {
        window.wait_for_text(words).await?;
    }
    let told = profile.cli(&["log", "list", "INC-2041"])?;
    for words in [
        "Half of the nodes are back",
        "Change window: the vendor’s",
        "the bank wants to hear of it",
        "fewer payments fail",
        "the liaison calls them now",
        "as announced at 14:31",
        "Rollback at 3 of 12 nodes",
    ] {
        assert!(told.contains(words), "the log says “{words}”: {told}");
    }
    window.close().await
}

async fn actions(window: &Window) -> Result<()> {
    let section = "section[aria-label=\"Open actions\"]";
    window.wait_for_words(section, "Failed-order list to support").await?;
    let tick = "[...document.querySelectorAll('section[aria-label=\"Open actions\"] label')]
        .find((l) => l.innerText.includes('Failed-order list to support')).querySelector('input').click()";
    window.script(tick, vec![]).await?;
    window.wait_until_gone("overdue 07:12").await?;
    window.wait_for_text("Done: Failed-order list to support").await?;
    window.push("Undo").await?;
    window.wait_for_words(section, "overdue 07:12").await?;
    window.script(tick, vec![]).await?;
    window.wait_until_gone("overdue 07:12").await?;
    press_in(window, section, "Add").await?;
    window.wait_for("form[aria-label=\"New action\"] input:focus").await?;
    window.type_text("Call the payment desk").await?;
    window.press(&[Window::TAB]).await?;
    window.type_text("Aisha Bello").await?;
    window.press(&[Window::TAB]).await?;
    window.type_text("in 30 min").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_no("form[aria-label=\"New action\"]").await?;
    window.wait_for_words(section, "Call the payment desk").await?;
    window.wait_for_words(section, "15:17").await
}

async fn situation(window: &Window) -> Result<()> {
    let section = "section[aria-label=\"Situation\"]";
    press_in(window, section, "Update").await?;
    window.wait_for(&format!("{section} textarea:focus")).await?;
    window.script("document.activeElement.select()", vec![]).await?;
    window.type_text("Half of the nodes are back, 한 절반 복구").await?;
    window.press(&[Window::CONTROL, Window::ENTER]).await?;
    window.wait_for_no(&format!("{section} form")).await?;
    window.wait_for_words(section, "Half of the nodes are back, 한 절반 복구").await?;
    // What was not written anew stays.
    window.wait_for_words(section, "Harbourline to confirm the chain").await
}

async fn escalation(window: &Window) -> Result<()> {
    let section = "section[aria-label=\"Escalation\"]";
    press_in(window, section, "Pause…").await?;
    window.wait_for("form[aria-label=\"Pause the functional clock\"] input:focus").await?;
    window.type_text("Change window: the vendor’s").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_words(section, "paused: Change window: the vendor’s").await?;
    press_in(window, section, "Resume").await?;
    window.wait_for_words(section, "functional and by age").await?;
    press_in(window, section, "L3").await?;
    window.wait_for("[role=dialog] input").await?;
    window.push("Call now").await?;
    window.wait_for_text("Say why first").await?;
    window.wait_until_focus("[role=dialog] input").await?;
    window.type_text("the bank wants to hear of it").await?;
    window.push("Call now").await?;
    window.wait_for_no("[role=dialog]").await?;
    window.wait_for_words(section, "called, acknowledge").await
}

async fn management(window: &Window) -> Result<()> {
    window.command("Set the severity").await?;
    window.wait_for("[role=dialog] select").await?;
    let second = "const select = document.querySelector('[role=dialog] select');
        select.value = [...select.options].find((o) => o.text === 'SEV2').value;
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    window.script(second, vec![]).await?;
    window.click("[role=dialog] input[placeholder=\"Why it changes\"]").await?;
    window.type_text("fewer payments fail").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_no("[role=dialog]").await?;
    window.wait_for_text("SEV2").await?;

    window.set_state("Monitoring").await?;
    window.wait_for_text("Monitoring since 14:47").await?;

    window.command("Start the next operational period").await?;
    window.wait_for_text("Dropped from the plan").await?;
    window.wait_for_text("becomes “Plan for period 2”").await?;
    let leave = "[...document.querySelectorAll('form[aria-label=\"Next operational period\"] label')].find((l) => l.innerText.trim() === 'Leave it as it is').querySelector('input').click()";
    window.script(leave, vec![]).await?;
    window.wait_until_gone("Dropped from the plan").await?;
    window.push("Start period 2").await?;
    window.wait_for_text("Period 2 ends in").await
}

async fn updates(window: &Window) -> Result<()> {
    window.go("Comms").await?;
    window.wait_for_text("Executives, update 2").await?;
    window.push("Snooze…").await?;
    window.wait_for("form[aria-label=\"Snooze with a reason\"] input:focus").await?;
    window.type_text("the liaison calls them now").await?;
    window.push("Snooze the reminder").await?;
    window.wait_for_no("form[aria-label=\"Snooze with a reason\"]").await?;
    press_in(window, "main", "Partners").await?;
    window.wait_for_text("Partners, update").await?;
    window.push("Skip…").await?;
    window.wait_for("form[aria-label=\"Skip with a reason\"] input:focus").await?;
    window.type_text("as announced at 14:31").await?;
    window.push("Skip this update").await?;
    window.wait_for_no("form[aria-label=\"Skip with a reason\"]").await
}

async fn log(window: &Window) -> Result<()> {
    window.go("Log").await?;
    window.wait_for_text("Rollback at 2 of 12 nodes").await?;
    let open = "[...document.querySelectorAll('main li')].find((l) => l.innerText.includes('Rollback at 2 of 12 nodes')).querySelector('button.correct').click()";
    window.script(open, vec![]).await?;
    window.wait_for("li form input:focus").await?;
    window.script("document.activeElement.select()", vec![]).await?;
    window.type_text("Rollback at 3 of 12 nodes").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_text("Rollback at 3 of 12 nodes").await?;
    // What was written stays to be read, struck through.
    window.wait_for_text("Rollback at 2 of 12 nodes").await
}

/// Presses the button of a part of the screen that begins with these words.
async fn press_in(window: &Window, place: &str, words: &str) -> Result<()> {
    window.wait_for_words(place, words).await?;
    let click = "[...document.querySelectorAll(arguments[0] + ' button')].find((b) => b.innerText.trim().startsWith(arguments[1])).click()";
    window.script(click, vec![json!(place), json!(words)]).await?;
    Ok(())
}
