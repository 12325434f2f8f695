//! The calendar of an incident by day and by week: what is due stands in it by itself, an update that is planned for a time
//! of day appears, moves and goes, and the whole of it goes out as a file for the calendars of others.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

const LOOKS: &[&str] = &["dark", "contrast", "light"];
const TODAY: &str = "section[aria-label=\"Wednesday 11 March 2026\"]";
const PLAN: &str = "form[aria-label=\"Plan an update\"]";

/// Plans an update for a time of day, as the form of the updates takes it.
async fn plan(window: &Window, at: &str, every: &str) -> Result<()> {
    window.fill(PLAN, "Audience", "Executives").await?;
    window.press(&[Window::TAB]).await?;
    window.fill(PLAN, "At", at).await?;
    window.select(PLAN, "Every", every).await?;
    window.fill(PLAN, "About", "Briefing for the board").await?;
    window.push("Plan it").await?;
    window.wait_for_words(PLAN, &format!("Planned: Executives, {at}")).await
}

/// Lines of an iCalendar file, each whole (RFC 5545, 3.1).
fn unfolded(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

#[tokio::test]
async fn what_is_due_stands_in_the_calendar_and_a_planned_update_appears_moves_and_goes_out() -> Result<()> {
    let profile = Profile::at("2026-03-11T12:50:00Z")?;
    profile.fill_with_northwind()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.act(json!({ "intent": "set_setting", "key": "zone", "value": "Europe/Berlin" })).await?;
    window.act(json!({ "intent": "set_me", "person": "Katarzyna Wójcik" })).await?;

    // Before anything is declared the reviews of the plans stand there alone, and an empty week says so.
    window.go("Calendar").await?;
    window.press(&[Window::LEFT]).await?;
    window.wait_for_text("Nothing stands in this week.").await?;
    let mut faults = window.looks("calendar-empty", LOOKS).await?;
    window.press(&['t']).await?;
    profile.set_clock_in_berlin("14:05")?;
    let declare = ["incident", "declare", "--title", "Checkout: card payments failing in EU", "--severity", "SEV1"];
    profile.cli(&[&declare[..], &["--commander", "Katarzyna Wójcik"]].concat())?;
    for words in ["14:10", "Customers’ update", "14:35", "Executives’ update", "INC-1 period 1"] {
        window.wait_for_words(TODAY, words).await?;
    }
    profile.set_clock_in_berlin("14:12")?;
    window.wait_for(&format!("{TODAY} .item.overdue")).await?;
    faults.extend(window.looks("calendar-week", LOOKS).await?);

    // By day, and back; the arrows turn by what is shown.
    window.press(&['d']).await?;
    window.wait_for(&format!("{TODAY}.whole")).await?;
    window.press(&[Window::RIGHT]).await?;
    window.wait_for("section[aria-label=\"Thursday 12 March 2026\"].whole").await?;
    window.press(&['t']).await?;
    window.wait_for(&format!("{TODAY}.whole")).await?;

    // An update is planned, and its line leads to where it is written.
    window.go("Comms").await?;
    window.push("Plan ahead").await?;
    window.wait_for(PLAN).await?;
    plan(&window, "17:00", "Day").await?;
    window.go("Calendar").await?;
    window.press(&['d']).await?;
    window.wait_for_words(TODAY, "17:00").await?;
    window.wait_for_words(TODAY, "Briefing for the board").await?;
    faults.extend(window.looks("calendar-day", LOOKS).await?);
    window.pick(TODAY, "17:00").await?;
    window.wait_for("section[aria-label=\"Update to Executives\"] textarea").await?;

    // It moves: the old time goes, the new one stands in each day of the week.
    window.push("Plan ahead").await?;
    window.click("button[aria-label^=\"Take Executives, 17:00\"]").await?;
    window.wait_for_words(PLAN, "are not planned for 17:00 Europe/Berlin any more").await?;
    plan(&window, "17:30", "Day").await?;
    faults.extend(window.looks("calendar-planned", LOOKS).await?);
    window.go("Calendar").await?;
    for day in [TODAY, "section[aria-label=\"Sunday 15 March 2026\"]"] {
        window.wait_for_words(day, "17:30").await?;
        let old =
            window.script("return document.querySelector(arguments[0]).innerText.includes('17:00')", vec![json!(day)]);
        ensure!(old.await? == json!(false), "{day} still has the old time");
    }
    faults.extend(window.looks("calendar-moved", LOOKS).await?);

    // The file: each update is that moment for every reader, and stays at half past five when the clock changes.
    let file = profile.folder().join("incident.ics");
    window.push("Export").await?;
    window.wait_for_text("For the calendar of Outlook, Google or Apple").await?;
    faults.extend(window.looks("calendar-export", LOOKS).await?);
    window.push("Choose where").await?;
    window.answer_save_dialog(&file).await?;
    window.wait_for_text("incident.ics").await?;
    window.screenshot("calendar-exported").await?;
    window.close().await?;
    let text = fs::read_to_string(&file).context("the file is where the dialog led")?;
    let lines = unfolded(&text);
    let entries = |of: &str| -> Vec<Vec<&String>> {
        let entries = lines.split(|line| line == "BEGIN:VEVENT").skip(1);
        entries.filter(|entry| entry.iter().any(|line| line.contains(of))).map(|entry| entry.iter().collect()).collect()
    };
    let starts = |of: &str| -> Vec<&str> {
        entries(of).into_iter().flatten().filter_map(|line| line.strip_prefix("DTSTART:")).collect()
    };
    // One entry with its rule and its zone: whoever moves or deletes it does so once, and it is half past five in Berlin
    // before and after the clock changes. It ends with the days that were exported, because nobody tells the calendars
    // of others when the incident is over.
    let briefings = entries("Briefing for the board");
    ensure!(briefings.len() == 1, "each time is no entry of its own: {briefings:?}");
    for line in ["DTSTART;TZID=Europe/Berlin:20260311T173000", "RRULE:FREQ=DAILY;UNTIL=20260408T153000Z"] {
        ensure!(briefings[0].iter().any(|found| *found == line), "{line} in {briefings:?}");
    }
    for line in ["BEGIN:VTIMEZONE", "TZID:Europe/Berlin", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"] {
        ensure!(lines.iter().any(|found| found == line), "the zone comes with its rule: {line} in {text}");
    }
    ensure!(starts("First update within 30 min") == ["20260311T133500Z"], "by the cadence as well: {text}");
    ensure!(starts("SUMMARY:INC-1 period 1") == ["20260311T130500Z"], "and the period: {text}");
    let ids: Vec<&String> = lines.iter().filter(|line| line.starts_with("UID:")).collect();
    ensure!(ids.iter().collect::<BTreeSet<_>>().len() == ids.len(), "each thing has an id of its own: {ids:#?}");
    ensure!(
        lines.first().is_some_and(|l| l == "BEGIN:VCALENDAR") && text.ends_with("END:VCALENDAR\r\n"),
        "whole: {text}"
    );
    ensure!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}
