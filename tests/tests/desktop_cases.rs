//! The first cases of the sample, before anything is declared: the rules are tried on what was pasted, then on what came
//! in with a file, and let loose; each decision explains itself.

use std::fs;

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

const TRY: &str = "section[aria-label=\"Try the rules\"]";
const LOOKS: &[&str] = &["dark", "contrast", "light"];
/// Four customers whose cards are refused, as the chatbot hands them over; the second one only asks.
const PASTED: &str = "id,opened,subject,customer,confidence,handled by,resolved,customer_data.orders
C-1,2026-03-11T12:57:00Z,Card refused: I cancel,K-7,62,AI,,3
C-2,2026-03-11T12:58:00Z,When does my parcel come?,K-8,95,AI,2026-03-11T12:59:00Z,1
C-3,2026-03-11T13:00:00Z,Card refused,K-9,71,Human,2026-03-11T13:20:00Z,0
C-4,2026-03-11T13:01:00Z,My lawyer will write,K-10,99,AI,,2
";
const CASE: &str = r#"[{"id": "C-9", "opened": "2026-03-11T12:58:00Z", "subject": "Card refused", "customer": "K-7", "confidence": 62,
  "customer_data": {"orders": "3"},
  "conversation": [{"at": "2026-03-11T12:56:00Z", "by": "customer", "text": "Then I will cancel the order"}]}]"#;

#[tokio::test]
async fn rules_are_tried_on_cases_explained_and_let_loose() -> Result<()> {
    let profile = Profile::at("2026-03-11T13:02:00Z")?;
    profile.cli(&["document", "new", "--template", "customer-service-escalation", "--title", "Support desk"])?;
    let file = profile.folder().join("chat.json");
    fs::write(&file, CASE)?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.go("Library").await?;
    window.wait_for_text("Support desk").await?;
    let open = "[...document.querySelectorAll('main [role=link]')].find((r) => r.innerText.trim().startsWith('Support desk')).click()";
    window.script(open, vec![]).await?;
    window.section("Triggers").await?;
    window.push("Try the rules").await?;
    window.wait_for_words(TRY, "The document holds no case yet").await?;
    window.show(TRY).await?;
    let mut faults = window.looks("rules-empty", &["light"]).await?;

    window.pick(TRY, "Paste or files").await?;
    window.fill(TRY, "Cases as JSON, CSV or Markdown", &typed(PASTED)).await?;
    window.wait_for_words(TRY, "4 cases: 4 to a human").await?;
    window.wait_for_words(TRY, "Of 2 whose end is known, 1 went right; 1 would have come to a human in vain.").await?;
    window.pick(TRY, "C-1").await?;
    window.wait_for_words(TRY, "text contains any of cancel").await?;
    window.wait_for_words(TRY, "Subject: “Card refused: I cancel”").await?;
    window.wait_for_words(TRY, "nobody noticed it").await?;
    window.show(&format!("{TRY} .list")).await?;
    faults.extend(window.looks("rules-tried", LOOKS).await?);

    // What is no case is said with its place, and the others stay.
    window
        .fill(
            TRY,
            "Cases as JSON, CSV or Markdown",
            &typed("id,opened,customer,customer_data.orders\nC-1,soonish,K-7,1\nC-2,2026-03-11T12:58:00Z,K-8,1\n"),
        )
        .await?;
    window.wait_for_words(TRY, "says “soonish”").await?;
    window.wait_for_words(TRY, "1 case: 1 to a human").await?;
    window.show(TRY).await?;
    faults.extend(window.looks("rules-refused", &["light"]).await?);

    // Where the rules are not to act by themselves, a case that came in waits for somebody, and one push lets them decide.
    profile.cli(&["case", "rules", "Support desk", "--by-hand"])?;
    profile.cli(&["case", "add", &file.display().to_string()])?;
    window.pick(TRY, "Cases of this document").await?;
    window.wait_for_words(TRY, "1 case: 1 to a human").await?;
    window.pick(TRY, "C-9").await?;
    window.wait_for_words(TRY, "line 1, Customer: “Then I will cancel the order”").await?;
    window.show(TRY).await?;
    faults.extend(window.looks("rules-waiting", LOOKS).await?);
    window.push("Apply to the case without an owner").await?;
    window.wait_for_words(TRY, "Left to you").await?;
    let case = serde_json::from_str::<serde_json::Value>(&profile.cli(&["--json", "case", "show", "C-9"])?)?;
    assert_eq!((&case["row"]["owner"], &case["row"]["level"]), (&json!("Support Lead"), &json!("L2")));
    window.show("section[data-section]").await?;
    faults.extend(window.looks("rules-applied", &["light"]).await?);
    window.resize(1280, 800).await?;
    window.show(TRY).await?;
    faults.extend(window.faults("rules-1280x800").await?);
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}

/// A text of several lines as the keys that type it.
fn typed(text: &str) -> String {
    text.replace('\n', &Window::ENTER.to_string())
}
