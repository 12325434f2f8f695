//! Every screen of the real window in every look: no serious fault of accessibility, and a picture of
//! each in `tests/out` for the eye.

use std::fs;

use anyhow::{Context, Result, bail};
use bridgebook_tests::desktop::{Profile, Window};
use bridgebook_tests::root;
use serde_json::{Value, json};

const LOOKS: &[&str] = &["light", "dark", "contrast"];

/// Name of the picture, and how a person gets there.
const SCREENS: &[(&str, Way)] = &[
    ("board", Way::Rail("Board")),
    ("comms", Way::Rail("Comms")),
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
    bring_axe(&window).await?;
    let mut faults = Vec::new();
    for look in LOOKS {
        choose_look(&window, look).await?;
        for (name, way) in SCREENS {
            match way {
                Way::Rail(place) => window.go(place).await?,
                Way::Palette(command) => window.command(command).await?,
            }
            look_at(&window, &format!("{name}-{look}"), &mut faults).await?;
        }
        window.go("Board").await?;
        window.press(&[Window::CONTROL, 'k']).await?;
        window.wait_for("[role=dialog] input").await?;
        look_at(&window, &format!("palette-{look}"), &mut faults).await?;
        window.press(&[Window::ESCAPE]).await?;
        window.wait_for_no("[role=dialog]").await?;
        window.go("Plan").await?;
        window.command("Export this document as PDF").await?;
        window.wait_for_text("Choose where").await?;
        look_at(&window, &format!("export-{look}"), &mut faults).await?;
        window.press(&[Window::ESCAPE]).await?;
        window.wait_for_no("[role=dialog]").await?;
    }
    for look in LOOKS {
        choose_look(&window, look).await?;
        window.go("Board").await?;
        window.resize(1280, 800).await?;
        look_at(&window, &format!("board-1280x800-{look}"), &mut faults).await?;
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
    bring_axe(&window).await?;
    let mut faults = Vec::new();
    for look in LOOKS {
        choose_look(&window, look).await?;
        look_at(&window, &format!("first-run-{look}"), &mut faults).await?;
        window.press(&['1']).await?;
        window.wait_for("form[aria-label=\"Declare an incident\"]").await?;
        look_at(&window, &format!("declare-{look}"), &mut faults).await?;
        window.press(&[Window::ESCAPE]).await?;
        window.wait_for_no("form[aria-label=\"Declare an incident\"]").await?;
    }
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}

async fn bring_axe(window: &Window) -> Result<()> {
    let file = root().join("ui/node_modules/axe-core/axe.min.js");
    let source = fs::read_to_string(&file).with_context(|| format!("{} is installed with the UI", file.display()))?;
    window.script(&format!("{source}; window.axe = axe;"), vec![]).await?;
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

/// Takes the picture, and adds every serious fault to the list.
async fn look_at(window: &Window, name: &str, faults: &mut Vec<String>) -> Result<()> {
    // What is read from the database is there, and colours have stopped changing.
    let settled = "const done = arguments[0];
        setTimeout(() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => {}))).then(() => done(true)), 250);";
    window.client().execute_async(settled, vec![]).await?;
    window.screenshot(name).await?;
    // Letters of a matrix are signs beside each other: seen as "AR", read out letter by letter as "A R",
    // which the rule on labels takes for other words.
    let run = "const done = arguments[0];
        window.axe.run(document, { resultTypes: ['violations'] }).then(
            ({ violations }) => done(violations
                .map((v) => ({ ...v, nodes: v.nodes.filter((n) => v.id !== 'label-content-name-mismatch' || !document.querySelector(n.target[0])?.querySelector('.letters')) }))
                .filter((v) => v.nodes.length > 0)
                .filter((v) => v.impact === 'serious' || v.impact === 'critical')
                .map((v) => `${v.id}: ${v.nodes.slice(0, 4).map((n) => `${n.target.join(' ')} ${n.html.slice(0, 160)} ${n.any.concat(n.all, n.none).map((c) => c.message).join('; ').slice(0, 200)}`).join(' | ')} (${v.nodes.length} places)`)),
            (error) => done([`axe failed: ${error}`]));";
    let found = window.client().execute_async(run, vec![]).await?;
    for fault in found.as_array().map_or(&[] as &[Value], Vec::as_slice) {
        faults.push(format!("{name}: {}", fault.as_str().unwrap_or_default()));
    }
    Ok(())
}
