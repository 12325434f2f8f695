//! Pictures in the real window: pasted, shown under the window's own policy, undone, and read from nowhere that a
//! person did not choose.

use anyhow::{Context, Result};
use bridgebook_tests::desktop::{Profile, Window};
use bridgebook_tests::root;
use serde_json::json;

/// A screenshot of a whole window, as people paste them, and its width in pixels.
const SCREENSHOT: (&str, u32) = ("docs/pictures/escalation.png", 1440);

#[tokio::test]
async fn a_screenshot_is_pasted_shown_and_undone() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.wait_for_text("Next updates").await?;
    window.go("Plan").await?;
    let prose = window.section("Special instructions").await?;
    window.show(&prose).await?;
    window.click(&format!("{prose} .ProseMirror")).await?;
    window.wait_for(&format!("{prose} .ProseMirror:focus")).await?;
    // What a browser tells a page of a screenshot; the clipboard of the machine is nobody's in a test.
    let bytes = std::fs::read(root().join(SCREENSHOT.0))?;
    let paste = "const bytes = Uint8Array.from(arguments[1]);
        const files = [new File([bytes], 'image.png', { type: 'image/png' })];
        const event = new Event('paste', { bubbles: true, cancelable: true });
        Object.defineProperty(event, 'clipboardData', { value: { files, types: ['Files'], items: [], getData: () => '' } });
        document.querySelector(arguments[0]).dispatchEvent(event);";
    let before = window.saved_new_second().await?;
    window.script(paste, vec![json!(format!("{prose} .ProseMirror")), json!(bytes)]).await?;
    window.wait_for(&format!("{prose} .picture img")).await?;
    window.wait_for_save(&before).await?;
    // The policy of the window either lets its own pictures through or ends their loading with no width.
    let loaded = "const [css, done] = arguments; const image = document.querySelector(css);
        image.decode().then(() => done(image.naturalWidth), () => done(0));";
    let width = window.client().execute_async(loaded, vec![json!(format!("{prose} .picture img"))]).await?;
    assert_eq!(width, json!(SCREENSHOT.1), "the policy of the window lets its own pictures through");
    let wider =
        "const [prose, image] = [...arguments].map((css) => document.querySelector(css).getBoundingClientRect());
        return image.right > prose.right + 1 || image.width < prose.width / 2;";
    let wider = window.script(wider, vec![json!(prose), json!(format!("{prose} .picture img"))]).await?;
    assert_eq!(wider, json!(false), "it fills the width of its text, and no more");
    window.screenshot("attached-picture").await?;

    let list = window.ask(json!({ "query": "documents", "incident": null })).await?;
    let plan = list
        .as_array()
        .and_then(|l| l.iter().find(|d| d["template"] == "incident-action-plan"))
        .context("the plan of the sample")?["id"]
        .clone();
    let text = window.ask(json!({ "query": "markdown", "document": plan, "at": null })).await?;
    let text = text.as_str().context("a text")?;
    assert!(text.contains("](attachment:") && text.contains("# attached "), "the document names its picture");

    let attached = text.split_once("](attachment:").and_then(|(_, rest)| rest.split_once(')')).context("an id")?.0;
    let folder = tempfile::tempdir()?;
    let outside = folder.path().join("kept.pdf").display().to_string();
    std::fs::write(&outside, "as it was")?;
    // The window can neither read a file that nobody chose nor write one.
    for intent in [
        json!({ "intent": "attach_file", "document": plan, "path": "/etc/hostname", "keep_days": null }),
        json!({ "intent": "import_file", "path": "/etc/hostname", "incident": null }),
        json!({ "intent": "add_cases", "files": [{ "from": "path", "path": "/etc/hostname" }] }),
        json!({ "intent": "save_attachment", "attachment": attached, "path": outside }),
        json!({ "intent": "export", "documents": [plan], "incident": null, "path": outside,
            "options": { "to": "pdf", "paper": "a4", "grey": false, "blank": false, "cards": false, "person": "",
                "attachments": false, "at": null } }),
        json!({ "intent": "backup", "path": outside }),
    ] {
        let refusal = window.invoke("intent", json!({ "intent": intent })).await?.expect_err("nobody chose it");
        let message = refusal["message"].as_str().context("a sentence")?;
        assert!(message.contains("was not chosen in the system's dialog"), "{message}");
    }
    let cases = json!({ "from": "files", "files": [{ "from": "path", "path": "/etc/hostname" }] });
    let query = json!({ "query": { "query": "try_rules", "cases": cases } });
    let refusal = window.invoke("query", query).await?.expect_err("nobody chose it");
    assert!(
        refusal["message"].as_str().is_some_and(|m| m.contains("was not chosen in the system's dialog")),
        "{refusal}"
    );
    assert_eq!(std::fs::read_to_string(&outside)?, "as it was", "nothing was replaced");
    let clipboard = window.invoke("pasted", json!({})).await?.expect("the window may ask for what is pasted");
    assert_eq!(clipboard["paths"], json!([]), "nothing was copied");

    window.press(&[Window::CONTROL, 'z']).await?;
    window.wait_for_no(&format!("{prose} .picture")).await?;
    window.close().await
}
