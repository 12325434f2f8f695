//! Search everywhere in the real window: found as one types, filtered, led to the exact place by the keyboard; and the palette
//! with what is pinned.

use anyhow::{Result, ensure};
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

const LOOKS: &[&str] = &["dark", "contrast", "light"];
const FIELD: &str = "input[type=search]";

#[tokio::test]
async fn what_is_written_is_found_and_opened_where_it_stands() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    window.press(&[Window::CONTROL, Window::SHIFT, 'f']).await?;
    window.wait_for(FIELD).await?;
    window.wait_for_text("lies encrypted and is not searched").await?;
    let mut faults = window.looks("search-empty", LOOKS).await?;

    // As one types: each letter asks, and the last answer stays.
    window.type_text("gateway").await?;
    window.wait_for_words("[role=status]", "log entries").await?;
    window.wait_for("section[aria-label=Log] mark").await?;
    faults.extend(window.looks("search-found", LOOKS).await?);
    window.resize(1280, 800).await?;
    faults.extend(window.faults("search-1280x800").await?);
    window.resize(1440, 900).await?;

    // A filter is chosen, and stands in the field as words.
    let choose = "const list = document.querySelector('.filters select'); list.value = 'log';
        list.dispatchEvent(new Event('change', { bubbles: true }));";
    window.script(choose, vec![]).await?;
    window.wait_for_words(FIELD, "gateway kind:log").await?;
    window.wait_for_no("section[aria-label=Documents]").await?;
    faults.extend(window.looks("search-filtered", &["light"]).await?);

    // The keyboard alone leads to the entry, which is marked in the log.
    window.script("document.querySelector(arguments[0]).focus()", vec![json!(FIELD)]).await?;
    window.press(&[Window::DOWN]).await?;
    window.wait_for("[data-hit]:focus").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for("li.selected").await?;
    window.wait_for_words("li.selected", "ateway").await?;
    faults.extend(window.looks("search-entry", &["light"]).await?);

    // One character of a script without spaces, and a name without its marks.
    for (typed, found) in [("陈", "section[aria-label=Directory]"), ("wojcik", "section[aria-label=Directory]")] {
        window.press(&[Window::CONTROL, Window::SHIFT, 'f']).await?;
        window.wait_for(FIELD).await?;
        window.fill(".page", "Search everywhere", typed).await?;
        window.wait_for(found).await?;
    }
    window.fill(".page", "Search everywhere", "wojcik zzzz").await?;
    window.wait_for_text("Nothing written here matches").await?;
    faults.extend(window.looks("search-none", &["light", "dark"]).await?);

    // A row: its table is scrolled to it.
    window.fill(".page", "Search everywhere", "kind:row rollback").await?;
    window.wait_for("section[aria-label=Rows] [data-hit]").await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for("[role=gridcell][tabindex=\"0\"], [role=grid] [data-row]").await?;
    faults.extend(window.looks("search-row", &["light"]).await?);

    // What is pinned stands first in the palette, and its last entry searches.
    window.command("Pin this document").await?;
    window.press(&[Window::CONTROL, 'k']).await?;
    window.wait_for("[role=dialog] input").await?;
    window.wait_for_words("[role=dialog] [role=option]", "").await?;
    let first = window
        .script("return document.querySelector('[role=dialog] [role=group]')?.getAttribute('aria-label')", vec![])
        .await?;
    ensure!(first == json!("Pinned"), "what is pinned stands first, not {first}");
    faults.extend(window.looks("palette-pinned", &["light", "dark"]).await?);
    window.type_text("gateway").await?;
    window.wait_for_words("[role=dialog]", "Search everywhere for “gateway”").await?;
    window.wait_for("[role=dialog] [role=group][aria-label=\"Written in\"]").await?;
    faults.extend(window.looks("palette-found", &["light", "dark"]).await?);
    window.press(&[Window::UP]).await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_words(FIELD, "gateway").await?;
    window.close().await?;
    assert!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    Ok(())
}
