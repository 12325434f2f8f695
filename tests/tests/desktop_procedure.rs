//! A team's procedure in the real window: from the gallery to an approved escalation procedure with its roles and
//! contacts, checked, printed, exported as rules, and in force in the next incident.

use std::fs;

use anyhow::{Context, Result, bail};
use bridgebook_tests::desktop::{Profile, Window, pdf_text};
use serde_json::{Value, json};

const TITLE: &str = "When payments fail: khi thanh toán thất bại";
const PURPOSE: &str = "Mỗi sự cố có một người chịu trách nhiệm. 담당자가 있습니다. ";
const PERSON: &str = "Nguyễn Thị Mai";
const PHONE: &str = "+84 24 555 0199";
const INCIDENT: &str = "Card payments fail, thẻ bị từ chối";
/// The checkpoints of the template, in order.
const CHECKPOINTS: usize = 5;

#[tokio::test]
async fn a_procedure_is_made_checked_approved_handed_out_and_in_force() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("What do you need now?").await?;
    let add = json!({ "intent": { "intent": "add_to_directory", "kind": "person", "name": PERSON } });
    if let Err(refusal) = window.invoke("intent", add).await? {
        bail!("the person was refused: {refusal}");
    }
    from_the_gallery(&window).await?;
    fill(&window).await?;
    dates(&window).await?;
    check(&window).await?;
    approve(&window).await?;
    print_and_export(&window, &profile).await?;
    in_force(&window).await?;
    window.close().await
}

async fn from_the_gallery(window: &Window) -> Result<()> {
    window.push("Choose a template").await?;
    let search = "input[placeholder=\"Search templates and documents\"]";
    window.wait_for(search).await?;
    window.click(search).await?;
    window.type_text("escalation procedure").await?;
    let card = "const card = [...document.querySelectorAll('[data-card]')].find((c) => c.innerText.startsWith('Escalation procedure'));";
    window.wait_for_words("[data-card]", "Escalation procedure").await?;
    window.screenshot("procedure-gallery").await?;
    window.script(&format!("{card} card.click()"), vec![]).await?;
    window.wait_for("form[aria-label=\"New document\"] input:focus").await?;
    window.type_text(TITLE).await?;
    window.press(&[Window::ENTER]).await?;
    window.section("Purpose").await?;
    Ok(())
}

async fn fill(window: &Window) -> Result<()> {
    let purpose = window.section("Purpose").await?;
    window.click(&format!("{purpose} .ProseMirror")).await?;
    window.press(&[Window::CONTROL, '\u{e011}']).await?;
    window.type_and_save(PURPOSE, &[]).await?;

    let raci = window.section("Roles and responsibilities").await?;
    let grid = format!("{raci} [role=grid]");
    window.wait_for(&grid).await?;
    window.script("document.querySelector(arguments[0]).focus()", vec![json!(grid)]).await?;
    for key in [Window::DOWN, Window::RIGHT, Window::RIGHT] {
        window.press(&[key]).await?;
    }
    window.wait_for(":focus[role=gridcell]").await?;
    let before = window.saved_new_second().await?;
    window.press(&['i']).await?;
    window.wait_for_save(&before).await?;
    window.screenshot("procedure-raci").await?;

    let contacts = window.section("Contacts by team and tier").await?;
    let before = window.saved_new_second().await?;
    window.click(&format!("{contacts} .foot button")).await?;
    window.wait_for_save(&before).await?;
    for (column, words) in [("Name", PERSON), ("Primary", PHONE)] {
        let column = window.column_of(&contacts, column).await?;
        window.type_in_cell(&contacts, 0, column, words).await?;
    }
    window.screenshot("procedure-contacts").await?;
    Ok(())
}

/// The last drill and the day of going live, in the details of the document.
async fn dates(window: &Window) -> Result<()> {
    window.script("document.querySelector('header.head details').open = true", vec![]).await?;
    for (label, day) in [("Last tested", "2026-01-15"), ("Effective from", "2026-02-01")] {
        let find = "return [...document.querySelectorAll('header.head details input')].findIndex((i) =>
            (i.getAttribute('aria-label') ?? i.labels?.[0]?.innerText ?? '').startsWith(arguments[0]))";
        let at = window.script(find, vec![json!(label)]).await?;
        let at = at.as_i64().filter(|at| *at >= 0).with_context(|| format!("no field {label}"))?;
        let focus = "const i = [...document.querySelectorAll('header.head details input')][arguments[0]];
            i.scrollIntoView({ block: 'center' }); i.focus();";
        window.script(focus, vec![json!(at)]).await?;
        window.type_and_save(day, &[Window::TAB]).await?;
    }
    Ok(())
}

/// No error and no warning is left, and the sheet says what is.
async fn check(window: &Window) -> Result<()> {
    let sheet = window.section("Readiness sheet").await?;
    window.wait_for_words(&sheet, "No error, no warning.").await?;
    window.wait_for_words(&sheet, "Last tried on 2026-01-15.").await?;
    window.wait_for_words(&sheet, "1 listed, each with a way to reach them.").await?;
    window.screenshot("procedure-sheet").await?;
    Ok(())
}

/// Asked and decided at each checkpoint: the menu names the next one by itself.
async fn approve(window: &Window) -> Result<()> {
    for n in 0..CHECKPOINTS {
        window.push("Ask for approval").await?;
        window.wait_for("button[form=ask]:enabled").await?;
        if n == 1 {
            window.wait_for_text("1 of 5 approved for this text").await?;
            window.screenshot("procedure-ask").await?;
        }
        window.click("button[form=ask]").await?;
        let bar = "section[aria-label=Approval]";
        window.wait_for(bar).await?;
        if n == 0 {
            window.wait_for_text("any edit asks again").await?;
            window.screenshot("procedure-approval").await?;
        }
        // Whoever wrote it records the word of the one who was asked.
        let theirs = "const list = document.querySelector(arguments[0] + ' select'); list.selectedIndex = list.options.length - 1;
            list.dispatchEvent(new Event('change', { bubbles: true }));";
        window.script(theirs, vec![json!(bar)]).await?;
        if n + 1 == CHECKPOINTS {
            // Nobody holds its roles yet: it goes into force with a reason, which the log keeps.
            window.click(&format!("{bar} .acts button")).await?;
            window.wait_for_words(bar, "readiness sheet says not ready").await?;
            let reason = format!("{bar} input[placeholder^=\"Why it goes into force\"]");
            window.type_into(&reason, "The roles are filled on Monday").await?;
            window.screenshot("procedure-reason").await?;
        }
        window.click(&format!("{bar} .acts button")).await?;
        window.wait_for_no(bar).await?;
    }
    window.wait_for_words("header.toolbar", "approved").await?;
    let sheet = window.section("Readiness sheet").await?;
    window.wait_for_words(&sheet, "The next incident takes its RACI matrix and escalation matrix from it").await?;
    window.screenshot("procedure-approved").await?;
    Ok(())
}

async fn print_and_export(window: &Window, profile: &Profile) -> Result<()> {
    let pdf = profile.folder().join("procedure.pdf");
    window.command("Export this document as PDF").await?;
    window.push("Choose where").await?;
    window.answer_save_dialog(&pdf).await?;
    window.wait_for_text("Written to").await?;
    let text = pdf_text(&pdf)?;
    for word in [TITLE, PERSON, PHONE].iter().flat_map(|words| words.split_whitespace()) {
        assert!(text.contains(word), "the PDF does not hold {word:?}; it holds {text}");
    }
    window.choose("Rules").await?;
    window.wait_for_text("in a form that another tool can read").await?;
    window.screenshot("procedure-rules").await?;
    let rules = profile.folder().join("rules.json");
    window.push("Choose where").await?;
    window.answer_save_dialog(&rules).await?;
    window.wait_for_text("rules.json").await?;
    let json: Value = serde_json::from_str(&fs::read_to_string(&rules)?)?;
    assert_eq!(json["document"]["title"], json!(TITLE));
    assert_eq!(json["contacts"][0]["name"]["name"], json!(PERSON));
    assert_eq!(json["levels"].as_array().map(Vec::len), Some(12));
    assert!(json["triggers"].as_array().is_some_and(|t| t.len() >= 10), "{json}");
    window.choose("CSV").await?;
    let csv = profile.folder().join("rules.csv");
    window.push("Choose where").await?;
    window.answer_save_dialog(&csv).await?;
    window.wait_for_text("rules.csv").await?;
    assert!(fs::read_to_string(&csv)?.starts_with("document,rule,order"), "the same as lines");
    window.push("Done").await?;
    window.wait_until_gone("Written to").await
}

/// The next incident runs on it: levels, roles and contacts, and nothing was typed twice.
async fn in_force(window: &Window) -> Result<()> {
    window.command("Declare an incident").await?;
    window.wait_for("form[aria-label=\"Declare an incident\"] input:focus").await?;
    window.type_text(INCIDENT).await?;
    for key in [Window::TAB, '1', Window::ENTER] {
        window.press(&[key]).await?;
    }
    window.wait_for_text("Since declared").await?;
    window.wait_for_text("On-call Engineer").await?;
    window.screenshot("procedure-board").await?;
    let incidents = window.ask(json!({ "query": "overview" })).await?;
    let incident = incidents["incidents"][0]["id"].clone();
    let board = window.ask(json!({ "query": "board", "incident": incident })).await?;
    for part in ["raci", "escalation"] {
        let plans = board["plans"].as_array().context("the incident runs on plans")?;
        let plan = plans.iter().find(|p| p["part"] == json!(part)).context("each part has one")?;
        assert_eq!(plan["title"], json!(TITLE), "{part}");
    }
    window.go("Plan").await?;
    let list = window.section("Contact list").await?;
    window.wait_for_words(&list, PHONE).await
}
