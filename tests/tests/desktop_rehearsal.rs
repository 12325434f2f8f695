//! The simulator, the coverage and the comparison of two versions in the real window, in every look.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

const WHEN: &str = "input[placeholder^=\"now, Sunday\"]";
const LOOKS: &[&str] = &["dark", "contrast", "light"];
const STEPS: &str = "ol[aria-label=\"Who is called when\"]";

#[tokio::test]
async fn who_is_called_on_a_sunday_night_is_seen_answered_and_compared() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    window.go("Escalation").await?;
    window.wait_for("section[aria-label=Coverage] svg").await?;
    window.push("Rehearse").await?;
    window.wait_for(STEPS).await?;
    window.click(WHEN).await?;
    window.type_text("Sunday 03:10").await?;
    window.wait_for_text("declared Sun 2026-03-15 03:10").await?;
    window.wait_for_words(STEPS, "10:15 Shanghai").await?;
    window.wait_for_words(STEPS, "Told at an age of 15 min").await?;
    let mut faults = window.looks("rehearsal", LOOKS).await?;

    // What the first level does is chosen, and all that follows is told anew.
    choose(&window, "What L1 does", "acknowledges").await?;
    window.wait_for_words(STEPS, "L1 acknowledges").await?;
    window.wait_for_words(STEPS, "+ 31 min").await?;
    choose(&window, "What L1 does", "").await?;

    // A moment that is none is said at the field, and what was there stays.
    window.click(WHEN).await?;
    window.press(&[Window::CONTROL, 'a']).await?;
    window.type_text("whenever").await?;
    window.wait_for("input[aria-invalid=true]").await?;
    window.press(&[Window::CONTROL, 'a']).await?;
    window.type_text("Sunday 03:10").await?;
    window.wait_for_no("input[aria-invalid=true]").await?;

    // An hour of the week leads to the simulator.
    let hour = "section[aria-label=Coverage] svg [aria-label^=\"Tue 04:00\"]";
    window.show(hour).await?;
    window.click(hour).await?;
    window.wait_for_text("declared Tue 2026-03-17 04:00").await?;
    faults.extend(window.looks("coverage", LOOKS).await?);

    window
        .script(
            "[...document.querySelectorAll('label')].find((l) => l.innerText.trim() === 'Compare versions').click()",
            vec![],
        )
        .await?;
    window.wait_for("section[aria-label=\"Compare two versions\"]").await?;
    window.click("input[placeholder^=\"yesterday 12:00\"]").await?;
    window.press(&[Window::CONTROL, 'a']).await?;
    window.type_text("now").await?;
    window.wait_for_text("The same people are called at the same times").await?;
    window
        .script("document.querySelector('section[aria-label=\"Compare two versions\"]').scrollIntoView()", vec![])
        .await?;
    faults.extend(window.looks("compare", LOOKS).await?);
    window.resize(1280, 800).await?;
    faults.extend(window.faults("rehearsal-1280x800").await?);
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}

async fn choose(window: &Window, label: &str, value: &str) -> Result<()> {
    let script = "const [label, value] = arguments; \
        const found = [...document.querySelectorAll('label')].find((l) => l.innerText.trim() === label || l.textContent.trim() === label); \
        const select = document.getElementById(found.htmlFor); \
        select.value = [...select.options].find((o) => o.label === value || (value === '' && o.index === 0)).value; \
        select.dispatchEvent(new Event('change', { bubbles: true }))";
    window.script(script, vec![json!(label), json!(value)]).await?;
    Ok(())
}
