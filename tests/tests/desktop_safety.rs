//! What must not happen in the real window: text that runs, files nobody chose, an empty screen where
//! the data could not be opened.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::{Value, json};

/// Each would add itself to `window.ran` if it ran.
const IMAGE: &str = "<img src=x onerror=\"(window.ran??=[]).push('image')\">";
const SCRIPT: &str = "<script>(window.ran??=[]).push('script')</script>";
const DRAWING: &str = "<svg onload=\"(window.ran??=[]).push('drawing')\"></svg>";
const LINK: &str = "[bait](javascript:(window.ran??=[]).push('link'))";

#[tokio::test]
async fn what_is_typed_is_text_on_every_screen_and_never_runs() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("What do you need now?").await?;

    // As a title of an incident.
    window.press(&['1']).await?;
    window.wait_for("form[aria-label=\"Declare an incident\"] input:focus").await?;
    window.type_text(IMAGE).await?;
    for key in [Window::TAB, '2', Window::ENTER] {
        window.press(&[key]).await?;
    }
    window.wait_for_text("Since declared").await?;
    window.wait_for_text(IMAGE).await?;

    // In prose, by hand.
    window.go("Plan").await?;
    let prose = window.section("Special instructions").await?;
    window.click(&format!("{prose} .start")).await?;
    window.wait_for(&format!("{prose} .ProseMirror:focus")).await?;
    window.type_and_save(&format!("{SCRIPT} {IMAGE} {DRAWING} {LINK}"), &[]).await?;
    window.wait_for_words(&prose, "onerror").await?;
    nothing_ran(&window, "the editor").await?;

    // In prose and title, from a file that somebody sent.
    let file = profile.folder().join("sent.md");
    fs::write(
        &file,
        format!(
            "# Sent {IMAGE}\n\n{SCRIPT}\n\n{IMAGE}\n\n{DRAWING}\n\n{LINK} <a href=\"javascript:ran=1\">raw</a>\n\n| a |\n|---|\n| {IMAGE} |\n"
        ),
    )?;
    profile.cli(&["document", "import", file.to_str().context("a plain name")?])?;
    window.go("Library").await?;
    let row = "[...document.querySelectorAll('main [role=link]')].find((r) => r.innerText.trim().startsWith('Sent'))";
    window.wait_until_holds(&format!("return {row} !== undefined")).await?;
    nothing_ran(&window, "the library").await?;
    window.script(&format!("{row}.click()"), vec![]).await?;
    window.wait_for("section[data-section]").await?;
    nothing_ran(&window, "the editor of a document that was sent").await?;
    window.command("Read this document").await?;
    window.wait_for_no("main .ProseMirror[contenteditable=true]").await?;
    window.wait_for_text("bait").await?;
    nothing_ran(&window, "the read view").await?;
    click_every_bait(&window).await?;
    nothing_ran(&window, "a link in the read view").await?;

    // In the log.
    profile.cli(&["log", "add", "INC-1", &format!("{IMAGE}{SCRIPT} {LINK}")])?;
    window.go("Log").await?;
    window.wait_for_text("push('link')").await?;
    click_every_bait(&window).await?;
    nothing_ran(&window, "the log").await?;
    window.go("Board").await?;
    window.wait_for_text("push('link')").await?;
    nothing_ran(&window, "the board").await?;
    window.press(&[Window::CONTROL, 'k']).await?;
    window.wait_for("[role=dialog] input").await?;
    window.type_text("onerror").await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    nothing_ran(&window, "the palette with what it found").await?;
    window.close().await
}

#[tokio::test]
async fn a_file_is_written_only_where_a_person_chose() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.wait_for_text("Next updates").await?;
    let overview = window.ask(json!({ "query": "overview" })).await?;
    let incident = &overview["incidents"][0]["id"];
    let target = profile.folder().join("stolen.pdf");
    for intent in [
        json!({ "intent": "export", "documents": [], "incident": incident, "options": { "to": "pdf" }, "path": target }),
        json!({ "intent": "backup", "path": target }),
    ] {
        let refusal = window
            .invoke("intent", json!({ "intent": intent }))
            .await?
            .expect_err("the page may not name a place that nobody chose");
        assert_eq!(refusal["code"], "invalid", "{refusal}");
        assert!(!target.exists(), "nothing was written");
    }
    for junk in [json!({ "query": "no_such_query" }), json!({ "query": "board", "incident": "../etc" }), Value::Null] {
        let outcome = window.invoke("query", json!({ "query": junk })).await?;
        assert!(outcome.is_err(), "a query that is none is refused: {outcome:?}");
    }
    window.wait_for_text("Next updates").await?;
    window.close().await
}

#[tokio::test]
async fn a_data_file_that_cannot_be_opened_is_named_in_a_sentence_and_left_as_it_is() -> Result<()> {
    for (what, sentence, spoil) in [
        ("a foreign file", "is not a Bridgebook data file", foreign as fn(Vec<u8>) -> Vec<u8>),
        ("a database of another program", "is not a Bridgebook data file", other_program),
        ("a newer file", "was written by a newer Bridgebook", newer),
        ("a damaged file", "is damaged", damaged),
    ] {
        let profile = Profile::new()?;
        let file = made_by_the_command_line(&profile)?;
        let bytes = spoil(fs::read(&file)?);
        fs::write(&file, &bytes)?;
        let window = Window::open(&profile).await?;
        window.wait_for_text(sentence).await.with_context(|| what.to_owned())?;
        window.screenshot(&format!("refused-{}", what.replace(' ', "-"))).await?;
        let shown = window.text("main").await?;
        assert!(shown.contains("bridgebook.sqlite"), "{what}: the sentence names the file: {shown}");
        window.close().await?;
        assert!(fs::read(&file)? == bytes, "{what} was left as it is");
    }
    Ok(())
}

#[tokio::test]
async fn a_second_start_ends_and_the_first_window_keeps_what_it_shows() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.wait_for_text("Next updates").await?;
    window.go("Plan").await?;
    let ended = window.start_again(&profile).await?;
    assert!(ended.success(), "handing over is not a failure: {ended}");
    window.wait_for("nav[aria-label=Places] button[aria-label^=Plan][aria-current=page]").await?;
    // The first window is brought forward.
    window.wait_until_holds("return document.hasFocus()").await?;
    window.close().await
}

/// A data folder with one document, closed in order, so that its file holds everything.
fn made_by_the_command_line(profile: &Profile) -> Result<PathBuf> {
    fs::create_dir_all(profile.data())?;
    profile.cli(&["document", "new", "--template", "incident-action-plan", "--title", "Before"])?;
    for beside in ["bridgebook.sqlite-wal", "bridgebook.sqlite-shm"] {
        assert!(!profile.data().join(beside).exists(), "closing in order leaves no {beside}");
    }
    Ok(profile.data().join("bridgebook.sqlite"))
}

fn foreign(_: Vec<u8>) -> Vec<u8> {
    b"Dear diary, today nothing happened.\n".repeat(400)
}

/// Where SQLite keeps the number by which a program knows its own files.
fn other_program(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes[68..72].copy_from_slice(b"DIAR");
    bytes
}

/// The row of `meta` says which versions may read and write.
fn newer(mut bytes: Vec<u8>) -> Vec<u8> {
    for key in ["min_reader", "min_writer"] {
        let at =
            bytes.windows(key.len() + 1).position(|w| w.starts_with(key.as_bytes()) && w[key.len()].is_ascii_digit());
        let at = at.expect("the data file says what may open it");
        bytes[at + key.len()] = b'9';
    }
    bytes
}

fn damaged(mut bytes: Vec<u8>) -> Vec<u8> {
    let page = 4096;
    let end = bytes.len().min(page * 24);
    bytes[page * 3..end].fill(0x55);
    bytes
}

async fn click_every_bait(window: &Window) -> Result<()> {
    window.script("for (const a of document.querySelectorAll('main a')) a.click()", vec![]).await?;
    Ok(())
}

/// Events of elements come in later turns of the page's loop, so they are waited for.
async fn nothing_ran(window: &Window, place: &str) -> Result<()> {
    tokio::time::sleep(Duration::from_millis(150)).await;
    let found = window
        .script(
            "return [window.ran ?? [], [...document.querySelectorAll('[onerror], [onload], a[href^=\"javascript:\" i], #app script, #app svg[onload]')].map((e) => e.outerHTML)]",
            vec![],
        )
        .await?;
    assert_eq!(found, json!([[], []]), "in {place} text stays text");
    Ok(())
}
