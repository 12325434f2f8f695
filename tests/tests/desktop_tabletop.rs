//! A tabletop on the sample's plans in the real window: begun, played inject by inject to its end, scored, written into
//! the plan and printed. Nothing of it counts among the real incidents.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window, pdf_text};
use serde_json::json;

const LOOKS: &[&str] = &["dark", "contrast", "light"];
const DRILL: &str = "section[aria-label=Drill]";
const BEGIN: &str = "form[aria-label=\"Begin the drill\"]";
/// As many injects as the template's events list holds.
const INJECTS: usize = 10;

#[tokio::test]
async fn a_tabletop_is_played_to_its_end_and_its_report_printed() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    profile.cli(&["document", "new", "--template", "drill-plan", "--title", "Tabletop of the checkout"])?;
    let before = profile.cli(&["--json", "metrics"])?;
    let mut faults = Vec::new();

    window.go("Library").await?;
    window.wait_for_text("Tabletop of the checkout").await?;
    let open = "[...document.querySelectorAll('main [role=link]')].find((r) => r.innerText.includes('Tabletop of the checkout')).click()";
    window.script(open, vec![]).await?;
    window.section("Master scenario events list").await?;
    window.push("Begin the drill").await?;
    window.wait_for(BEGIN).await?;
    window.show(DRILL).await?;
    faults.extend(window.looks("drill-begin", LOOKS).await?);
    window.fill(BEGIN, "Title of the exercise", "Tabletop in March").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_no(BEGIN).await?;
    window.wait_for_text("EXERCISE: Tabletop in March").await?;

    for number in 1..=INJECTS {
        inject(&window, number).await?;
        if number == 3 {
            window.show(DRILL).await?;
            faults.extend(window.looks("drill-runs", LOOKS).await?);
        }
    }
    window.pick("section[aria-label=Hot-wash]", "Strength").await?;
    window.click("section[aria-label=Hot-wash] form input:not([type=radio])").await?;
    window.type_text("The second channel was in use within three minutes").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_words("section[aria-label=Hot-wash] ul", "second channel").await?;
    window.pick(DRILL, "End…").await?;
    window.pick(DRILL, "End the drill").await?;
    window.wait_for_words(DRILL, "Ended").await?;
    window.show("section[aria-label=Score]").await?;
    faults.extend(window.looks("drill-ended", LOOKS).await?);
    window.push("Write the result into the plan").await?;
    window.wait_for_words(DRILL, "The plan holds this result").await?;
    window.section("Strengths").await?;
    window.wait_for_text("within three minutes").await?;

    let paper = profile.folder().join("after-action.pdf");
    window.command("Export this document as PDF").await?;
    window.push("Choose where").await?;
    window.answer_save_dialog(&paper).await?;
    window.wait_for_text("Written to").await?;
    window.push("Done").await?;
    let printed = pdf_text(&paper)?;
    for words in ["Tabletop of the checkout", "Answer to inject 4", "second channel was in use"] {
        assert!(printed.contains(words), "the report says “{words}”: {printed}");
    }

    // What was played is not what happened.
    let after = profile.cli(&["--json", "metrics"])?;
    assert_eq!(after, before.replace("\"exercises_left_out\":0", "\"exercises_left_out\":1"));
    window.command("Metrics of incidents").await?;
    window.wait_for_words("main", "1 incident").await?;
    faults.extend(window.faults("drill-metrics").await?);
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}

/// The clock is put forward to the inject, which is given and judged.
async fn inject(window: &Window, number: usize) -> Result<()> {
    if number > 1 {
        window.pick(DRILL, "Forward to ").await?;
    }
    let deliver = format!("{DRILL} button[aria-label=\"Deliver inject {number}\"].primary:not(:disabled)");
    window.show(&deliver).await?;
    window.click(&deliver).await?;
    let evaluate = format!("{DRILL} button[aria-label=\"Evaluate inject {number}\"]:not(:disabled)");
    window.show(&evaluate).await?;
    window.click(&evaluate).await?;
    let form = format!("form[aria-label=\"Evaluate inject {number}\"]");
    window.wait_for(&format!("{form} textarea:focus")).await?;
    window.type_text(&format!("Answer to inject {number}")).await?;
    if number == 4 {
        window.pick(&form, "In part").await?;
    }
    window.script("document.querySelector(arguments[0]).requestSubmit()", vec![json!(form)]).await?;
    window.wait_for_no(&form).await?;
    window.wait_for_words(DRILL, &format!("Answer to inject {number}")).await
}
