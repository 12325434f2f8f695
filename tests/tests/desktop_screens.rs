//! Every screen of the real window in every look: no serious fault of accessibility, and a picture of
//! each in `tests/out` for the eye.

use anyhow::{Result, bail};
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

const LOOKS: &[&str] = &["light", "dark", "contrast"];

/// Name of the picture, and how a person gets there.
const SCREENS: &[(&str, Way)] = &[
    ("board", Way::Rail("Board")),
    ("comms", Way::Rail("Comms")),
    ("calendar", Way::Rail("Calendar")),
    ("plan", Way::Rail("Plan")),
    ("raci", Way::Rail("RACI")),
    ("escalation", Way::Rail("Escalation")),
    ("log", Way::Rail("Log")),
    ("library", Way::Rail("Library")),
    ("people", Way::Rail("People")),
    ("settings", Way::Rail("Settings")),
    ("communication", Way::Palette("Communication plan")),
    ("findings", Way::Palette("Findings of all documents")),
    ("incidents", Way::Palette("All incidents")),
    ("period", Way::Palette("Start the next operational period")),
    ("transcript", Way::Palette("Paste a chat into the log")),
    ("duties", Way::Palette("Regulatory clocks")),
    ("hand-over", Way::Palette("Hand over a role")),
    ("close", Way::Palette("Close the incident")),
];

enum Way {
    Rail(&'static str),
    Palette(&'static str),
}

#[tokio::test]
async fn every_screen_in_every_look_can_be_used_by_everybody() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    let mut faults = Vec::new();
    for look in LOOKS {
        choose_look(&window, look).await?;
        for (name, way) in SCREENS {
            match way {
                Way::Rail(place) => window.go(place).await?,
                Way::Palette(command) => window.command(command).await?,
            }
            faults.extend(window.faults(&format!("{name}-{look}")).await?);
        }
        window.go("Board").await?;
        window.press(&[Window::CONTROL, 'k']).await?;
        window.wait_for("[role=dialog] input").await?;
        faults.extend(window.faults(&format!("palette-{look}")).await?);
        window.press(&[Window::ESCAPE]).await?;
        window.wait_for_no("[role=dialog]").await?;
        window.command("Wall view for a second screen").await?;
        window.wait_for("main[aria-label=\"Wall view\"]").await?;
        faults.extend(window.faults(&format!("wall-{look}")).await?);
        window.press(&[Window::ESCAPE]).await?;
        window.wait_for_no("main[aria-label=\"Wall view\"]").await?;
        window.go("Plan").await?;
        window.command("Export this document as PDF").await?;
        window.wait_for_text("Choose where").await?;
        faults.extend(window.faults(&format!("export-{look}")).await?);
        window.press(&[Window::ESCAPE]).await?;
        window.wait_for_no("[role=dialog]").await?;
    }
    for look in LOOKS {
        choose_look(&window, look).await?;
        window.go("Board").await?;
        window.resize(1280, 800).await?;
        faults.extend(window.faults(&format!("board-1280x800-{look}")).await?);
    }
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}

#[tokio::test]
async fn the_first_screen_in_every_look_can_be_used_by_everybody() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("What do you need now?").await?;
    let mut faults = Vec::new();
    for look in LOOKS {
        choose_look(&window, look).await?;
        faults.extend(window.faults(&format!("first-run-{look}")).await?);
        window.press(&['1']).await?;
        window.wait_for("form[aria-label=\"Declare an incident\"]").await?;
        faults.extend(window.faults(&format!("declare-{look}")).await?);
        window.press(&[Window::ESCAPE]).await?;
        window.wait_for_no("form[aria-label=\"Declare an incident\"]").await?;
    }
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}

async fn choose_look(window: &Window, look: &str) -> Result<()> {
    let set = json!({ "intent": { "intent": "set_setting", "key": "theme", "value": look } });
    if let Err(refusal) = window.invoke("intent", set).await? {
        bail!("the look {look} was refused: {refusal}");
    }
    window.wait_for(&format!("html[data-theme={look}]")).await?;
    Ok(())
}
