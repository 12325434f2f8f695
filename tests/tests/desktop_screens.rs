//! Every screen of the real window in every look: no fault of accessibility, and a picture of
//! each in `tests/out` for the eye.

use anyhow::{Result, ensure};
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
    ("overview", Way::Palette("Open incidents and cases")),
    ("cases", Way::Palette("Cases")),
    ("metrics", Way::Palette("Metrics of incidents")),
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

/// Waits until a screen shows what it is for: the hours that nobody covers are counted first, and a hand-over is read back
/// once it was offered.
async fn shown(window: &Window, name: &str, is_first: bool) -> Result<()> {
    match name {
        "escalation" => window.wait_for(".coverage ul li").await.map(drop),
        "hand-over" if is_first => {
            window.fill("form[aria-label=\"Offer a hand-over\"]", "Who takes over", "Tomás Herrera").await?;
            window.press(&[Window::ENTER]).await?;
            window.push("Prepare the hand-over").await?;
            window.wait_for("form[aria-label=\"Read back and accept\"]").await.map(drop)
        }
        "hand-over" => window.wait_for("form[aria-label=\"Read back and accept\"]").await.map(drop),
        _ => Ok(()),
    }
}

#[tokio::test]
async fn every_screen_in_every_look_can_be_used_by_everybody() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    let mut faults = Vec::new();
    for look in LOOKS {
        window.look(look).await?;
        for (name, way) in SCREENS {
            match way {
                Way::Rail(place) => window.go(place).await?,
                Way::Palette(command) => window.command(command).await?,
            }
            shown(&window, name, look == &LOOKS[0]).await?;
            faults.extend(window.faults(&format!("{name}-{look}")).await?);
        }
        window.go("Board").await?;
        window.press(&['w']).await?;
        window.wait_for("section[aria-label^=\"Update to\"] textarea").await?;
        faults.extend(window.faults(&format!("compose-{look}")).await?);
        window.press(&[Window::ESCAPE]).await?;
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
        window.look(look).await?;
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
        window.look(look).await?;
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

/// What stands beside each other in the strip and lies over each other, and how much of the title is left, in px.
const STRIP: &str = "
    const strip = document.querySelector('header.strip');
    const boxes = [...strip.querySelectorAll('h1, .number, .state, .others, .run, .dial')]
        .map((e) => ({ name: e.className || e.tagName, box: e.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0).sort((a, b) => a.box.left - b.box.left);
    const over = boxes.slice(1).filter(({ box }, n) => box.left < boxes[n].box.right - 0.5).map(({ name }) => name);
    if (boxes.at(-1).box.right > innerWidth) over.push('beyond the window');
    return { over, title: Math.floor(strip.querySelector('h1').getBoundingClientRect().width) };";

#[tokio::test]
async fn the_strip_of_the_incident_fits_each_width_with_another_incident_open() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.wait_for_text("Next updates").await?;
    profile.cli(&["incident", "declare", "--title", "Search is slow", "--severity", "SEV3"])?;
    window.wait_for_text("+ 1 open").await?;
    for width in [960, 1024, 1280, 1600] {
        window.resize(width, 800).await?;
        window.wait_for_width(width).await?;
        for look in ["dark", "light"] {
            window.look(look).await?;
            window.screenshot(&format!("strip-{width}-{look}")).await?;
        }
        let found = window.script(STRIP, vec![]).await?;
        ensure!(found["over"] == json!([]), "at {width} px lies over what stands before it: {found}");
        ensure!(found["title"].as_u64() >= Some(120), "at {width} px the title is gone: {found}");
    }
    window.close().await
}
