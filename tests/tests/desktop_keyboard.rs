//! The whole application by keyboard alone: an incident is declared, written about, planned and handed out without the
//! pointer, and on every screen the Tab key gets round, over stops that have a name and show the focus.

use anyhow::{Context, Result, ensure};
use bridgebook_tests::desktop::{Profile, Window};

/// Screens of an open incident by their names in the palette, and words that stand there.
const SCREENS: &[(&str, &str)] = &[
    ("Board", "Next updates"),
    ("Comms: updates", "Customers"),
    ("Escalation matrix", "Functional"),
    ("RACI matrix", "Declare incident"),
    ("Calendar", "Today"),
    ("Log", "Log"),
    ("Open incidents and cases", "INC-2041"),
    ("Metrics of incidents", "Metrics"),
    ("Library", "Library"),
    ("People", "People"),
    ("Findings of all documents", "Findings"),
    ("Settings", "Settings"),
    ("Search everywhere", "Search"),
    ("What was known at a moment", "What was known"),
    ("Regulatory clocks", "Regulatory"),
    ("Paste a chat into the log", "Paste"),
    ("Start the next operational period", "period"),
    ("Hand over a role", "Hand over"),
    ("Close the incident", "Close"),
];

/// Stops that every screen has more of: the places at the left are ten.
const FEWEST: usize = 10;

#[tokio::test]
async fn an_incident_is_worked_on_without_the_pointer() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("What do you need now?").await?;
    let faults = faults_of(&window, "First run", 3).await?;
    window.press(&['1']).await?;
    window.wait_until_focus("form[aria-label=\"Declare an incident\"] input").await?;
    window.type_text("Checkout: card payments failing").await?;
    window.press(&[Window::TAB]).await?;
    window.press(&['1']).await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_text("Since declared").await?;
    window.wait_for_text("Next updates").await?;
    window.wait_for_no("form[aria-label=\"Declare an incident\"]").await?;

    // A line for the log, from anywhere.
    window.press(&['l']).await?;
    window.wait_until_focus("input[placeholder=\"What happened?\"]").await?;
    window.type_text("Error rate at 40 %").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_text("Error rate at 40 %").await?;

    // The field stays for the next line; Esc leaves it. Then an update is begun.
    window.press(&[Window::ESCAPE]).await?;
    window.press(&['w']).await?;
    window.wait_until_focus("section[aria-label^=\"Update to\"] textarea").await?;
    window.type_text(" We look into it.").await?;
    window.press(&[Window::ESCAPE]).await?;

    // A row of the plan: into the table, a new row, its text.
    window.press(&[Window::ESCAPE]).await?;
    window.press(&['g']).await?;
    window.press(&['p']).await?;
    window.wait_for_text("Incident objectives").await?;
    window.tab_to("Heading of section 1").await?;
    window.command("Comment on this place").await?;
    window.wait_until_focus("form[aria-label=\"New comment\"] textarea").await?;
    window.type_text("Who reads this?").await?;
    window.press(&[Window::CONTROL, Window::ENTER]).await?;
    window.wait_for_words("ul[aria-label=Comments]", "Who reads this?").await?;
    let log = profile.cli(&["log", "list", "INC-1"])?;
    ensure!(log.contains("Error rate at 40 %") && log.contains("Who reads this?"), "the log holds both: {log}");
    ensure!(faults.is_empty(), "faults of the keyboard:\n{}", faults.join("\n"));
    window.close().await
}

#[tokio::test]
async fn an_update_is_approved_and_sent_a_cell_edited_and_the_incident_closed_without_the_pointer() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;

    // The update that is overdue is written, approved word for word, and recorded as sent.
    window.press(&['w']).await?;
    window.wait_until_focus("section[aria-label^=\"Update to\"] textarea").await?;
    window.wait_for("section.write .approval").await?;
    window.press(&[Window::CONTROL, 'a']).await?;
    window.type_text("As of 14:47 CET the roll-back goes on. Next update by 15:17 CET.").await?;
    window.tab_to("Ask for approval").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_text("to approve: Executives’ update 2").await?;
    window.tab_to("Approve").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_text("approved this text, word for word").await?;
    window.tab_to("Record as sent").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_no("section[aria-label=\"Update to Executives\"] textarea").await?;

    // A cell of the plan: into the table by Tab, over it by arrows, typed, kept. Esc leaves the update that leads now.
    window.press(&[Window::ESCAPE]).await?;
    window.press(&[Window::ESCAPE]).await?;
    window.press(&['g']).await?;
    window.press(&['p']).await?;
    window.wait_for_text("Incident objectives").await?;
    window.tab_to("Heading of section 1").await?;
    let mut at = serde_json::Value::Null;
    for _ in 0..80 {
        window.press(&[Window::TAB]).await?;
        let cell = "return document.activeElement.closest('[role=gridcell]')?.getAttribute('data-column') ?? null";
        at = window.script(cell, vec![]).await?;
        if !at.is_null() {
            break;
        }
    }
    ensure!(!at.is_null(), "Tab leads into no table");
    window.press(&[Window::RIGHT]).await?;
    window.type_text("Typed without the pointer").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_words("article", "Typed without the pointer").await?;

    // The incident is closed, with why although not all is done.
    window.command("Close the incident").await?;
    window.wait_for_text("Post-incident report").await?;
    window.tab_to("Why").await?;
    window.type_text("a duplicate of INC-2040").await?;
    window.tab_to("Close all the same").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_text("Incidents").await?;
    let log = profile.cli(&["log", "list", "INC-2041"])?;
    for told in ["Executives’ update 2 sent", "approved", "a duplicate of INC-2040"] {
        ensure!(log.contains(told), "the log says {told}:\n{log}");
    }
    let plan = profile.cli(&["search", "Typed without the pointer"])?;
    ensure!(plan.contains("Typed without the pointer"), "the cell was kept: {plan}");
    window.close().await
}

#[tokio::test]
async fn on_every_screen_the_tab_key_gets_round() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for("#app nav").await?;
    let mut faults = Vec::new();
    for (name, words) in SCREENS {
        window.command(name).await.with_context(|| format!("going to {name}"))?;
        window.wait_for_words("main", words).await.with_context(|| format!("on {name}"))?;
        faults.extend(faults_of(&window, name, FEWEST).await?);
    }
    ensure!(faults.is_empty(), "faults of the keyboard:\n{}", faults.join("\n"));
    window.close().await
}

/// What is wrong with the stops of the Tab key on a screen, of which there are more than so many.
async fn faults_of(window: &Window, screen: &str, fewest: usize) -> Result<Vec<String>> {
    let round = window.round().await.with_context(|| format!("going round {screen}"))?;
    ensure!(round.stops.len() > fewest, "Tab gets round {screen} too soon: {:?}", round.stops);
    Ok(round.faults.into_iter().map(|fault| format!("{screen}: {fault}")).collect())
}
