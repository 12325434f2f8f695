//! A level that is reached by phone alone: the board says whom to call with which number and words, takes what came of each
//! call by keyboard, goes on with whoever is next, and the log has all of it, also after the window was killed.

use anyhow::{Result, ensure};
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

const CALLS: &str = "section[aria-label=\"Call now\"]";
const LOOKS: &[&str] = &["dark", "contrast", "light"];

/// The lines of the log with these words, from the first.
fn lines(profile: &Profile, words: &str) -> Result<Vec<String>> {
    let log = profile.cli(&["log", "list", "INC-1"])?;
    Ok(log.lines().filter(|line| line.contains(words)).map(str::to_owned).collect())
}

/// Tells what came of a call with the keyboard: the note, then along its buttons to the one with these words.
async fn tell(window: &Window, whom: &str, note: &str, outcome: &str) -> Result<()> {
    window.wait_for_words(&format!("{CALLS} .field:has(input:focus) label"), &format!("What {whom} said")).await?;
    window.type_text(note).await?;
    for _ in 0..8 {
        window.press(&[Window::TAB]).await?;
        let there = window.script("return document.activeElement.innerText.trim()", vec![]).await?;
        if there == json!(outcome) {
            return window.press(&[Window::ENTER]).await;
        }
    }
    anyhow::bail!("Tab does not lead from the note of {whom} to “{outcome}”")
}

async fn open(profile: &Profile) -> Result<Window> {
    let window = Window::open(profile).await?;
    window.resize(1440, 900).await?;
    Ok(window)
}

#[tokio::test]
async fn whoever_is_reached_by_phone_is_called_by_a_person_who_is_told_number_and_words() -> Result<()> {
    let profile = Profile::at("2026-03-11T12:50:00Z")?;
    profile.fill_with_northwind()?;
    let window = open(&profile).await?;
    window.act(json!({ "intent": "set_setting", "key": "zone", "value": "Europe/Berlin" })).await?;
    window.act(json!({ "intent": "set_me", "person": "Katarzyna Wójcik" })).await?;
    profile.set_clock_in_berlin("14:05")?;
    let declare = ["incident", "declare", "--title", "Checkout: card payments failing in EU", "--severity", "SEV1"];
    profile.cli(&[&declare[..], &["--commander", "Katarzyna Wójcik"]].concat())?;

    // Without a channel the page of the first level is a task for a person as well: number, deadline and words are there.
    for words in
        ["On-call engineer", "+49 30 5550 0170", "to be taken by 14:10", "Platform on call", "+49 30 5550 0173"]
    {
        window.wait_for_words(CALLS, words).await?;
    }
    window.pick(CALLS, "What to say").await?;
    for words in [
        "INC-1 SEV1: Checkout: card payments failing in EU",
        "Incident commander: Katarzyna Wójcik",
        "Please say by 14:10 CET whether you take it.",
    ] {
        window.wait_for_words(&format!("{CALLS} .script"), words).await?;
    }
    let mut faults = window.looks("call-first", LOOKS).await?;

    // Nobody answers, then the number is wrong; the first one calls back.
    profile.set_clock_in_berlin("14:06")?;
    window.wait_for_text("14:06:00").await?;
    window
        .script("document.querySelector(arguments[0]).focus()", vec![json!(format!("{CALLS} .answer input"))])
        .await?;
    tell(&window, "On-call engineer", "rang for a minute", "No answer").await?;
    window.wait_for_words(CALLS, "no answer: rang for a minute, 14:06").await?;
    tell(&window, "Platform on call", "a bakery", "Wrong number").await?;
    window.wait_for_words(CALLS, "wrong number: a bakery, 14:06").await?;
    window.wait_for_words(CALLS, "Everybody was tried and nobody was reached.").await?;
    // Nobody is left to wait for, so the next level is called without its ten minutes; whoever is off work is left out.
    for words in ["called 14:06", "Kim Ji-woo", "In place of Database Expert", "Chen Wei is not at work before"] {
        window.wait_for_words(CALLS, words).await?;
    }
    faults.extend(window.looks("call-nobody", LOOKS).await?);

    // What was told is there after a power cut, and so is what is still to be done.
    window.kill()?;
    let window = open(&profile).await?;
    window.wait_for_words(CALLS, "wrong number: a bakery, 14:06").await?;
    profile.set_clock_in_berlin("14:07")?;
    window.wait_for_text("14:07:00").await?;
    window.pick("article[aria-label=\"Calls for L1\"]", "Called back…").await?;
    window.fill(CALLS, "What On-call engineer said", "looks at the gateway").await?;
    window.pick("article[aria-label=\"Calls for L1\"]", "Takes it").await?;
    window.wait_for_no("article[aria-label=\"Calls for L1\"]").await?;
    // With it nobody need be called for the second level any more.
    window.wait_for_no(CALLS).await?;
    window.wait_for_words("section[aria-label=Escalation]", "acknowledged").await?;

    // At 14:20 the duty manager is told; at 14:35 the next authority cannot be reached at all.
    profile.set_clock_in_berlin("14:20")?;
    for words in ["Manager", "Sofia Brandt", "+49 30 5550 0171"] {
        window.wait_for_words(CALLS, words).await?;
    }
    ensure!(window.script("return document.querySelector('.acts').innerText", vec![]).await? != json!(""), "outcomes");
    faults.extend(window.looks("call-authority", LOOKS).await?);
    window
        .script("document.querySelector(arguments[0]).focus()", vec![json!(format!("{CALLS} .answer input"))])
        .await?;
    tell(&window, "Sofia Brandt", "frees two people", "Told").await?;
    window.wait_for_no(CALLS).await?;
    profile.set_clock_in_berlin("14:35")?;
    window.wait_for_words(CALLS, "Jonas Lindqvist").await?;
    window
        .script("document.querySelector(arguments[0]).focus()", vec![json!(format!("{CALLS} .answer input"))])
        .await?;
    tell(&window, "Jonas Lindqvist", "asked to call back", "Left a message").await?;
    window.wait_for_words(CALLS, "message left: asked to call back, 14:35").await?;
    window.wait_for_words(CALLS, "Find another way to them, or tell somebody else.").await?;
    faults.extend(window.looks("call-lost", LOOKS).await?);
    window.close().await?;

    for (words, times) in [
        ("(+49 30 5550 0170) called for L1: no answer. rang for a minute", 1),
        ("(+49 30 5550 0173) called for L1: wrong number. a bakery", 1),
        ("looks at the gateway", 1),
        ("L1 acknowledged by On-call engineer", 1),
        ("Sofia Brandt (+49 30 5550 0171) called for Manager: told. frees two people", 1),
        ("Jonas Lindqvist (+46 8 555 0147) called for CTO: message left. asked to call back", 1),
        ("L2 called: Database Expert and Network experts", 1),
        ("called for L2", 0),
    ] {
        let found = lines(&profile, words)?;
        ensure!(
            found.len() == times,
            "“{words}” is to be in the log {times} times: {found:#?}, {}",
            profile.cli(&["log", "list", "INC-1"])?
        );
    }
    ensure!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}
