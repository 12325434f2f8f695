//! Two hundred past cases are tried against two versions of the rules in the real window: the page says which version
//! is better, by how many cases, and on which of them they differ.

use std::fs;

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::{Value, json};

const TRY: &str = "section[aria-label=\"Try the rules\"]";
const LOOKS: &[&str] = &["dark", "contrast", "light"];
const CASES: u64 = 200;
/// Below this a human was needed in fact; the template asks for one below 80.
const NEEDED: u64 = 65;

/// How sure the assistant was: from 40 to 95 %, each as often.
const fn confidence(case: u64) -> u64 {
    40 + case % 56
}

/// What came to an end long ago, and says who ended it.
fn past(case: u64) -> Value {
    let by = if confidence(case) < NEEDED { "Human" } else { "AI" };
    let day = 1 + case % 28;
    json!({
        "id": format!("P-{case}"), "opened": format!("2026-02-{day:02}T09:00:00Z"), "subject": format!("Question {case}"),
        "customer": format!("K-{case}"), "confidence": confidence(case), "handled_by": by, "status": "Resolved",
        "resolved": format!("2026-02-{day:02}T10:00:00Z"), "customer_data": {"orders": "3"},
        "conversation": [{"at": format!("2026-02-{day:02}T09:00:00Z"), "by": "customer", "text": "Where do I find my last order?"}],
    })
}

#[tokio::test]
async fn two_hundred_past_cases_say_which_rules_are_better() -> Result<()> {
    let profile = Profile::at("2026-03-11T08:00:00Z")?;
    let document =
        profile.cli(&["document", "new", "--template", "customer-service-escalation", "--title", "Support desk"])?;
    // This team leaves to the assistant what no rule takes away; a day later it asks for a human only where the
    // assistant is less sure.
    let file = profile.folder().join("rules.md");
    let file = file.display().to_string();
    profile.cli(&["document", "export", document.trim(), "--to", "markdown", "--output", &file])?;
    let first =
        fs::read_to_string(&file)?.replace("| By hand | always | Human |", "| By hand | always | AI continues |");
    fs::write(&file, &first)?;
    profile.cli(&["document", "replace", document.trim(), &file])?;
    profile.set_clock("2026-03-12T08:00:00Z")?;
    fs::write(&file, first.replace("confidence < 80 and", &format!("confidence < {NEEDED} and")))?;
    profile.cli(&["document", "replace", document.trim(), &file])?;

    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.go("Library").await?;
    window.wait_for_text("Support desk").await?;
    let open = "[...document.querySelectorAll('main [role=link]')].find((r) => r.innerText.trim().startsWith('Support desk')).click()";
    window.script(open, vec![]).await?;
    window.section("Triggers").await?;
    window.push("Try the rules").await?;
    window.pick(TRY, "Paste or files").await?;
    window.wait_for(&format!("{TRY} textarea")).await?;
    let cases = serde_json::to_string(&(0..CASES).map(past).collect::<Vec<_>>())?;
    let paste = "const area = document.querySelector(arguments[0] + ' textarea'); area.value = arguments[1];
        area.dispatchEvent(new Event('input', { bubbles: true }));";
    window.script(paste, vec![json!(TRY), json!(cases)]).await?;
    window.wait_for_words(TRY, "200 cases:").await?;
    window.wait_for_words(TRY, "Of 200 whose end is known, 200 went right.").await?;

    window.select(TRY, "Compare with", "these rules at an earlier moment").await?;
    window.fill(TRY, "As they were", "2026-03-11 09:00").await?;
    let differ = (0..CASES).filter(|case| (NEEDED..80).contains(&confidence(*case))).count();
    window.wait_for_words(TRY, &format!("{differ} cases differ, these rules are right on {differ} cases more")).await?;
    window.wait_for_words(TRY, &format!("{differ} would have come to a human in vain")).await?;
    window.pick(TRY, "Differ").await?;
    // Each of them says what decided, here and there.
    window.wait_for_words(TRY, "P-25").await?;
    window.pick(&format!("{TRY} [role=table]"), "P-25").await?;
    window.wait_for_words(TRY, "To a human, Support Agent, L1, by Not sure enough").await?;
    window.show(TRY).await?;
    window.script("document.querySelector(arguments[0]).scrollIntoView({ block: 'start' })", vec![json!(TRY)]).await?;
    let faults = window.looks("versions", LOOKS).await?;
    // Trying stores nothing.
    let listed = profile.cli(&["case", "list"])?;
    assert!(!listed.contains("P-25"), "{listed}");
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}
