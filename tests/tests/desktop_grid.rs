//! A table worked in as a spreadsheet is: 2,000 rows come in from one, are sorted, grouped, filled down and edited several
//! at once, and after each step exactly those cells are changed that should be.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, ensure};
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::{Value, json};

const LOOKS: &[&str] = &["dark", "contrast", "light"];
const ROWS: usize = 2000;
const DOCUMENT: &str = "---
bridgebook: 1
title: Orders in doubt
---

## Orders

<!-- bb:table
col No key=no type=number
col Task type=text
col State key=state choices=[Open=risk, Blocked=overdue, Done=ok]
col Who type=reference of=person
col Due type=date
col Cost type=number
col Effort type=duration
-->

| No | Task | State | Who | Due | Cost | Effort |
| --- | --- | --- | --- | --- | --- | --- |
| 1 | Kept one | Open | Chen Wei | 2026-03-11 | 5 | 15 min |
| 2 | Kept two | Done | Chen Wei | 2026-03-12 | 7.5 | 1 h |
| 3 | | | | | | |
";

/// What the cells of a row hold, by the names of their columns, in the order of the document.
type Rows = Vec<BTreeMap<String, Value>>;

async fn rows(window: &Window, document: &Value, heading: &str) -> Result<Rows> {
    let open = window.ask(json!({ "query": "document", "document": document, "at": null })).await?;
    let sections = open["content"]["sections"].as_object().context("sections")?;
    let found = sections.values().find(|s| s["heading"] == heading).context("the section")?;
    let columns = found["block"]["columns"].as_object().context("columns")?;
    let name = |id: &str| columns.get(id).and_then(|c| c["name"].as_str()).unwrap_or_default().to_owned();
    let live =
        found["block"]["rows"].as_object().context("rows")?.iter().filter(|(_, row)| row["deleted_at"].is_null());
    let mut list: Vec<_> =
        live.map(|(id, row)| ((row["pos"].as_str().unwrap_or_default(), id), &row["cells"])).collect();
    list.sort_by(|a, b| a.0.cmp(&b.0));
    let cells = |cells: &Value| {
        let all = cells.as_object().into_iter().flatten();
        all.map(|(column, value)| (name(column), value.clone())).collect::<BTreeMap<_, _>>()
    };
    Ok(list.into_iter().map(|(_, of)| cells(of)).collect())
}

/// The cells that differ, as `row:column`, where both have the same rows.
fn changed(before: &Rows, after: &Rows) -> Vec<String> {
    let pairs = before.iter().zip(after).enumerate();
    pairs
        .flat_map(|(at, (old, new))| {
            let names = old.keys().chain(new.keys()).collect::<std::collections::BTreeSet<_>>();
            names.into_iter().filter(|name| old.get(*name) != new.get(*name)).map(move |name| format!("{at}:{name}"))
        })
        .collect()
}

/// What a spreadsheet of a German office copies: days with points, thousands with points, spans as clocks, and one cell
/// with a line break. Every hundredth state is none of the choices.
fn sheet() -> String {
    let line = |n: usize| {
        let state = if n % 100 == 99 { "Perhaps" } else { ["Open", "Blocked", "Done"][n % 3] };
        let task =
            if n == 6 { "\"Order 0006\nwith a \"\"second\"\" line\"".to_owned() } else { format!("Order {n:04}") };
        format!("{task}\t{state}\tChen Wei\t{:02}.03.2026\t1.{:03},50\t1:30:00", n % 28 + 1, n % 1000)
    };
    let lines: Vec<_> = (0..ROWS).map(line).collect();
    format!("{}\r\n", lines.join("\r\n"))
}

/// Dispatches what the system tells a page of its clipboard; the clipboard of the machine is nobody's in a test.
async fn clipboard(window: &Window, kind: &str, text: &str) -> Result<Value> {
    let script = "const [kind, text] = arguments;
        const data = { 'text/plain': text, 'text/html': '' };
        const event = new Event(kind, { bubbles: true, cancelable: true });
        Object.defineProperty(event, 'clipboardData', { value: { files: [], types: ['text/plain'], items: [],
            getData: (type) => data[type] ?? '', setData: (type, value) => { data[type] = value; } } });
        document.activeElement.dispatchEvent(event);
        return data;";
    window.script(script, vec![json!(kind), json!(text)]).await
}

/// Goes to a cell that is on screen.
async fn go(window: &Window, place: &str, row: usize, column: usize) -> Result<()> {
    let cell = format!("{place} [data-row=\"{row}\"] [data-column=\"{column}\"]");
    window.click(&cell).await?;
    window.wait_for(&format!("{cell} textarea:focus")).await?;
    Ok(())
}

async fn undo(window: &Window, document: &Value, expected: &Rows, what: &str) -> Result<()> {
    window.press(&[Window::CONTROL, 'z']).await?;
    let mut now = Rows::new();
    for _ in 0..100 {
        // A read that takes too long on a busy machine is asked for again.
        now = rows(window, document, "Orders").await.unwrap_or(now);
        if now == *expected {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    ensure!(now == *expected, "one undo takes {what} back whole; these differ: {:?}", changed(expected, &now));
    Ok(())
}

/// Waits for words that follow on much work: it is done when it is done, and a busy machine takes longer.
async fn wait_long(window: &Window, words: &str) -> Result<()> {
    let mut last = Ok(());
    for _ in 0..8 {
        last = window.wait_for_text(words).await;
        if last.is_ok() {
            break;
        }
    }
    last
}

/// The rows once something has changed.
async fn after(window: &Window, document: &Value, before: &Rows) -> Result<Rows> {
    for _ in 0..100 {
        if let Ok(now) = rows(window, document, "Orders").await
            && now != *before
        {
            return Ok(now);
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
    anyhow::bail!("nothing changed")
}

#[tokio::test]
async fn two_thousand_rows_are_pasted_worked_in_and_taken_out_and_nothing_else_changes() -> Result<()> {
    let profile = Profile::at("2026-03-11T13:02:00Z")?;
    profile.fill_with_northwind()?;
    let file = profile.folder().join("orders.md");
    let wide = (1..=40).map(|n| format!(" Week {n} |")).collect::<String>();
    let lines =
        (1..=4).map(|n| format!("| Plan {n} |{}\n", (1..=40).map(|w| format!(" {} |", n * w)).collect::<String>()));
    let table = format!(
        "\n## Weeks\n\n<!-- bb:table -->\n\n| Plan |{wide}\n| --- |{}\n{}",
        " --- |".repeat(40),
        lines.collect::<String>()
    );
    fs::write(&file, format!("{DOCUMENT}{table}"))?;
    profile.cli(&["document", "import", &file.display().to_string()])?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.go("Library").await?;
    window.wait_for_text("Orders in doubt").await?;
    let open = "[...document.querySelectorAll('main [role=link]')].find((r) => r.innerText.trim().startsWith('Orders in doubt')).click()";
    window.script(open, vec![]).await?;
    let section = window.section("Orders").await?;
    let list = window.ask(json!({ "query": "documents", "incident": null })).await?;
    let document =
        list.as_array().and_then(|l| l.iter().find(|d| d["title"] == "Orders in doubt")).context("listed")?["id"]
            .clone();
    let (task, state, who) = (
        window.column_of(&section, "Task").await?,
        window.column_of(&section, "State").await?,
        window.column_of(&section, "Who").await?,
    );

    // In from the spreadsheet, as one step.
    let begun = rows(&window, &document, "Orders").await?;
    go(&window, &section, 2, task).await?;
    clipboard(&window, "paste", &sheet()).await?;
    wait_long(&window, "20 values do not fit; kept as written.").await?;
    let pasted = after(&window, &document, &begun).await?;
    assert_eq!(pasted.len(), 2 + ROWS);
    assert_eq!(pasted[..2], begun[..2], "what stood above is as it was");
    let person = begun[0]["Who"].clone();
    for (n, row) in pasted[2..].iter().enumerate() {
        assert_eq!(row["No"], (n + 3).to_string(), "the numbers go on");
        assert_eq!(row["Who"], person, "a name is the person");
        assert_eq!(row["Due"], format!("2026-03-{:02}", n % 28 + 1));
        assert_eq!(row["Cost"], format!("1{:03}.50", n % 1000));
        assert_eq!(row["Effort"], "PT1H30M");
    }
    assert_eq!(pasted[8]["Task"], "Order 0006\nwith a \"second\" line");
    assert_eq!(pasted[2 + 99]["State"], "Perhaps", "what is no choice stays as it was written");
    let mut faults = window.looks("grid-pasted", LOOKS).await?;
    let drawn = "return document.querySelectorAll(`${arguments[0]} [data-row]`).length";
    let drawn = window.script(drawn, vec![json!(section)]).await?;
    assert!(drawn.as_u64().is_some_and(|n| n < 80), "only rows on screen are drawn, not {drawn}");

    // Typed over a selection, and taken back.
    window.press(&[Window::CONTROL, '\u{e011}']).await?;
    go(&window, &section, 0, state).await?;
    window.press(&[Window::SHIFT, Window::DOWN]).await?;
    window.press(&[Window::SHIFT, Window::DOWN]).await?;
    window.wait_for_words(&section, "3 rows by 1 column selected").await?;
    window.type_text("Done").await?;
    window.press(&[Window::CONTROL, Window::ENTER]).await?;
    let typed = after(&window, &document, &pasted).await?;
    assert_eq!(changed(&pasted, &typed), ["0:State", "2:State"], "the second was done already");
    undo(&window, &document, &pasted, "a value for several cells").await?;

    // Sorted and grouped: rows keep what they are.
    window.select(&section, "Group the rows of Orders", "By State").await?;
    window.wait_for(&format!("{section} .band")).await?;
    window.pick(&section, "Cost").await?;
    window.push("Sort down").await?;
    window.wait_for(&format!("{section} [aria-sort=descending]")).await?;
    assert_eq!(rows(&window, &document, "Orders").await?, pasted, "a sort moves nothing in the document");
    faults.extend(window.looks("grid-grouped", &["light"]).await?);
    let shown = "return [...document.querySelectorAll(`${arguments[0]} [data-row]`)].slice(0, 4)
        .map((row) => row.querySelector(`[data-column=\"${arguments[1]}\"]`).innerText.trim())";
    let shown = window.script(shown, vec![json!(section), json!(task)]).await?;
    let at = |n: usize| pasted.iter().position(|row| row["Task"] == shown[n]).context("a row on screen");

    // Filled down in that view: exactly the rows below the first.
    go(&window, &section, 0, task).await?;
    for _ in 0..2 {
        window.press(&[Window::SHIFT, Window::DOWN]).await?;
    }
    faults.extend(window.looks("grid-selected", LOOKS).await?);
    window.press(&[Window::CONTROL, 'd']).await?;
    let filled = after(&window, &document, &pasted).await?;
    let mut below = vec![format!("{}:Task", at(1)?), format!("{}:Task", at(2)?)];
    below.sort_by_key(|place| place.split(':').next().and_then(|n| n.parse::<usize>().ok()));
    assert_eq!(changed(&pasted, &filled), below);
    undo(&window, &document, &pasted, "filling down").await?;

    // A value for several rows from their menu, rows that go, and both taken back.
    go(&window, &section, 1, who).await?;
    window.press(&[Window::SHIFT, ' ']).await?;
    window.press(&[Window::SHIFT, Window::DOWN]).await?;
    window.wait_for_words(&section, "2 rows selected").await?;
    window.click(&format!("{section} [data-row=\"2\"] [role=rowheader] button")).await?;
    window.wait_for("[role=menuitem]").await?;
    faults.extend(window.faults("grid-row-menu").await?);
    let choose =
        "[...document.querySelectorAll('[role=menuitem]')].find((i) => i.innerText.startsWith('Set a value')).click()";
    window.script(choose, vec![]).await?;
    let form = format!("{section} form.set");
    window.wait_for(&form).await?;
    window.select(&form, "Column", "Effort").await?;
    window.fill(&form, "Value", "2 h").await?;
    faults.extend(window.looks("grid-set-value", LOOKS).await?);
    window.press(&[Window::ENTER]).await?;
    let set = after(&window, &document, &pasted).await?;
    assert_eq!(changed(&pasted, &set).len(), 2);
    assert!(changed(&pasted, &set).iter().all(|place| place.ends_with(":Effort")));
    window.wait_for_no(&form).await?;
    undo(&window, &document, &pasted, "a value for several rows").await?;
    go(&window, &section, 1, task).await?;
    window.press(&[Window::SHIFT, Window::DOWN]).await?;
    window.press(&[Window::CONTROL, Window::BACKSPACE]).await?;
    let fewer = after(&window, &document, &pasted).await?;
    assert_eq!(fewer.len(), pasted.len() - 2);
    undo(&window, &document, &pasted, "rows that were removed").await?;

    // Found, also under a band that is folded away.
    go(&window, &section, 0, task).await?;
    window.press(&[Window::CONTROL, 'f']).await?;
    window.wait_for(&format!("{section} [role=search] input:focus")).await?;
    window.type_text("order 1999").await?;
    window.wait_for_words(&section, "1 found").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for(&format!("{section} .cell.found")).await?;
    window.wait_for_words(&format!("{section} .cell.found"), "Order 1999").await?;
    faults.extend(window.looks("grid-found", &["light"]).await?);
    window.press(&[Window::ESCAPE]).await?;
    window.wait_for(&format!("{section} .here textarea:focus")).await?;

    // Out again: to the clipboard, and into a file.
    let copied = clipboard(&window, "copy", "").await?;
    assert_eq!(copied["text/plain"], "Order 1999");
    assert!(copied["text/html"].as_str().is_some_and(|html| html.contains("<td>Order 1999</td>")));
    let csv = profile.folder().join("orders.csv");
    window.click(&format!("{section} button[aria-label=\"Table Orders\"]")).await?;
    window.wait_for("[role=menuitem]").await?;
    let save = "const item = [...document.querySelectorAll('[role=menuitem]')].find((i) => i.innerText.startsWith('Save as CSV')); setTimeout(() => item.click(), 0);";
    window.script(save, vec![]).await?;
    window.answer_save_dialog(&csv).await?;
    window.wait_for_text("Written to").await?;
    let text = fs::read_to_string(&csv)?;
    assert!(text.contains("Kept one") && text.contains("Order 1999") && text.contains("Perhaps"));
    assert_eq!(text.matches("Chen Wei").count(), 2 + ROWS, "every row is in the file");
    assert_eq!(rows(&window, &document, "Orders").await?, pasted, "looking, copying and saving changed nothing");

    // A wide table: its first column stays, and only columns on screen are drawn.
    let weeks = window.section("Weeks").await?;
    go(&window, &weeks, 0, 0).await?;
    window.press(&[Window::CONTROL, Window::RIGHT]).await?;
    window.wait_for(&format!("{weeks} [data-row=\"0\"] [data-column=\"40\"] textarea:focus")).await?;
    let places = "const grid = document.querySelector(`${arguments[0]} [role=grid]`);
        const cell = grid.querySelector('[data-row=\"0\"] [data-column=\"0\"]');
        return [grid.scrollLeft > 400, Math.round(cell.getBoundingClientRect().left - grid.getBoundingClientRect().left) < 60,
            grid.querySelectorAll('[data-row=\"0\"] [data-column]').length < 30];";
    assert_eq!(window.script(places, vec![json!(weeks)]).await?, json!([true, true, true]));
    faults.extend(window.looks("grid-wide", LOOKS).await?);
    window.resize(1280, 800).await?;
    faults.extend(window.faults("grid-1280x800").await?);
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}
