//! The real window: it opens, it shows the application's pages, and nothing else gets in or out.

use anyhow::Result;
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::{Value, json};

#[tokio::test]
async fn the_window_opens_and_shows_the_interface() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    let root = window.wait_for("#app").await?;
    assert!(!root.html(true).await?.trim().is_empty(), "the interface fills its root");
    assert_eq!(window.client().title().await?, "Bridgebook");

    let picture = window.screenshot("window").await?;
    assert!(std::fs::metadata(&picture)?.len() > 1_000, "a picture of a window is not that small");
    window.close().await
}

#[tokio::test]
async fn a_script_that_comes_as_text_does_not_run() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.wait_for("#app").await?;
    let before = window
        .script(
            "window.ran = [];
             const put = (html) => { const box = document.createElement('div'); box.innerHTML = html; document.body.append(box); };
             put('<img src=\"x\" onerror=\"window.ran.push(1)\">');
             put('<svg onload=\"window.ran.push(2)\"></svg>');
             put('<a id=\"bait\" href=\"javascript:window.ran.push(3)\">bait</a>');
             put('<iframe srcdoc=\"<script>parent.ran.push(4)</script>\"></iframe>');
             const inline = document.createElement('script'); inline.textContent = 'window.ran.push(5)'; document.body.append(inline);
             const far = document.createElement('script'); far.src = 'https://example.org/a.js'; document.body.append(far);
             try { eval('window.ran.push(6)'); } catch {}
             return window.ran;",
            vec![],
        )
        .await?;
    assert_eq!(before, json!([]), "nothing may run while it is put into the page");
    window.click("#bait").await?;
    // Loads and errors of elements are told in later turns of the page's loop.
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let ran = window.script("return window.ran", vec![]).await?;
    assert_eq!(ran, json!([]), "a script in a document must never run: the policy of the window forbids it");
    window.close().await
}

#[tokio::test]
async fn the_window_does_not_leave_the_applications_own_pages() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.wait_for("#app").await?;
    let home = window.client().current_url().await?;
    let opened = window.script("return window.open('https://example.org/') === null", vec![]).await?;
    assert_eq!(opened, json!(true), "no second window opens");
    assert_eq!(window.client().windows().await?.len(), 1, "there is one window");
    window.script("location.href = 'https://example.org/'", vec![]).await?;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(window.client().current_url().await?, home, "the window stays where it is");
    window.wait_for("#app").await?;
    window.close().await
}

#[tokio::test]
async fn a_command_that_is_not_allowed_is_refused() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.wait_for("#app").await?;
    for (command, arguments) in [
        ("plugin:fs|read_file", json!({ "path": "/etc/hostname" })),
        ("plugin:fs|read_text_file", json!({ "path": "/etc/hostname" })),
        ("plugin:shell|execute", json!({ "program": "id", "args": [] })),
        ("plugin:dialog|open", json!({ "options": {} })),
        ("plugin:notification|notify", json!({ "options": { "title": "x" } })),
        ("plugin:opener|open_url", json!({ "url": "https://example.org" })),
        ("plugin:window|set_title", json!({ "label": "main", "value": "x" })),
        ("plugin:webview|create_webview_window", json!({ "options": { "label": "second" } })),
        ("no_such_command", json!({})),
    ] {
        let outcome = window.invoke(command, arguments).await?;
        let refusal = outcome.expect_err("the capability file does not list it");
        assert!(is_a_refusal(&refusal), "{command} failed for another reason: {refusal}");
    }
    window.close().await
}

#[tokio::test]
async fn a_link_that_is_not_to_the_web_or_to_mail_is_refused() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.wait_for("#app").await?;
    for url in ["file:///etc/passwd", "javascript:alert(1)", "http://example.org", "/etc/passwd"] {
        let refusal = window
            .invoke("open_link", json!({ "url": url }))
            .await?
            .expect_err("only https and mailto links leave the application");
        assert_eq!(refusal["code"], "not_allowed", "{url}: {refusal}");
    }
    window.close().await
}

#[tokio::test]
async fn the_window_comes_back_after_its_process_was_killed() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.wait_for("#app").await?;
    window.kill()?;
    let window = Window::open(&profile).await?;
    window.wait_for("#app").await?;
    window.close().await
}

#[tokio::test]
async fn a_second_start_hands_over_to_the_window_that_is_open() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.wait_for("#app").await?;
    let ended = window.start_again(&profile).await?;
    assert!(ended.success(), "handing over is not a failure: {ended}");
    window.wait_for("#app").await?;

    let other = Profile::new()?;
    let beside = window.start_again(&other).await;
    assert!(beside.is_err(), "another data folder gets a window of its own, but this one ended: {beside:?}");
    window.close().await
}

#[tokio::test]
async fn the_sample_opens_in_a_data_folder_of_its_own() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.wait_for("#app").await?;
    let outcome = window.invoke("open_sample", json!({})).await?;
    assert_eq!(outcome, Ok(Value::Null));
    let sample = profile.data().join("sample");
    for _ in 0..200 {
        if sample.is_dir() {
            return window.close().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the sample's window did not open its folder {}", sample.display());
}

fn is_a_refusal(refusal: &Value) -> bool {
    let text = refusal.as_str().unwrap_or_default();
    text.contains("not allowed") || text.contains("not found")
}
