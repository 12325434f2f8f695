//! The printed pages in the real window: beside the document that is edited, and beside the choices of an
//! export. They are drawn from the bytes of the real PDF, under the window's strict policy.

use anyhow::{Context, Result};
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::{Value, json};

const PAGES: &str = "section[aria-label=\"Pages as they print\"]";
const HOME: char = '\u{e011}';
const END: char = '\u{e010}';
const WRITTEN: &str = "Xin chào, 结账失败: shown on the page as it prints.";

#[tokio::test]
async fn the_printed_pages_stand_beside_the_document_and_follow_it() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    window.go("Plan").await?;
    window.wait_for("section[data-section]").await?;
    listen_for_refusals(&window).await?;
    window.press(&[Window::CONTROL, 'p']).await?;
    drawn(&window, 1).await?;
    window.wait_for_words(&format!("{PAGES} [data-page=\"1\"] .words"), "Checkout").await?;
    let total = pages(&window).await?;
    assert!(total > 3, "the action plan of the sample has several pages, not {total}");
    window.screenshot("preview-light").await?;

    // By keys alone: to the end, to the beginning, larger, and back to the width.
    window.press(&[END]).await?;
    drawn(&window, total).await?;
    window.press(&[HOME]).await?;
    drawn(&window, 1).await?;
    let width = window.text(&format!("{PAGES} .zoom")).await?;
    window.press(&['+']).await?;
    // Larger than the width.
    window.wait_for_other_words(&format!("{PAGES} .zoom"), &width).await?;
    window.press(&['0']).await?;
    window.wait_for_words(&format!("{PAGES} .zoom"), &width).await?;

    // What is typed is on the page after it was saved.
    let prose = window.section("Special instructions").await?;
    window.click(&format!("{prose} .ProseMirror")).await?;
    window.press(&[Window::CONTROL, HOME]).await?;
    window.type_and_save(WRITTEN, &[]).await?;
    on_a_page(&window, "结账失败", total).await?;
    window.screenshot("preview-edited").await?;

    let set = json!({ "intent": { "intent": "set_setting", "key": "theme", "value": "dark" } });
    window.invoke("intent", set).await?.map_err(|refusal| anyhow::anyhow!("refused: {refusal}"))?;
    window.wait_for("html[data-theme=dark]").await?;
    // It keeps its place, which is where the words were written.
    window.wait_for(&format!("{PAGES} canvas")).await?;
    assert_eq!(window.faults("preview-dark").await?, [""; 0], "faults that keep people out");
    window.click(&format!("{PAGES} [aria-label=\"Close the pages\"]")).await?;
    window.wait_for_no(PAGES).await?;

    window.command("Export this document as PDF").await?;
    window.wait_for(&format!("[role=dialog] {PAGES} canvas")).await?;
    drawn(&window, 1).await?;
    assert_eq!(window.faults("preview-export-dark").await?, [""; 0], "faults that keep people out");
    window.choose("Blank form").await?;
    window.wait_for_words(&format!("{PAGES} [data-page=\"1\"] .words"), "Blank form").await?;
    drawn(&window, 1).await?;
    window.screenshot("preview-export-blank").await?;
    window.choose("Markdown").await?;
    window.wait_for_no(PAGES).await?;
    assert_eq!(refusals(&window).await?, json!([]), "nothing stood against the window's policy");
    window.close().await
}

/// Waits until a page is drawn: its picture is large and holds black.
async fn drawn(window: &Window, page: usize) -> Result<()> {
    let css = format!("{PAGES} [data-page=\"{page}\"] canvas");
    window.wait_for(&css).await?;
    let is_drawn = "const [css, done] = arguments;
        let tries = 0;
        const look = () => {
            const canvas = document.querySelector(css);
            let dark = 0;
            if (canvas && canvas.width > 200) {
                const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                for (let at = 0; at < data.length; at += 4) if (data[at] + data[at + 1] + data[at + 2] < 200) dark += 1;
            }
            if (dark > 500) done(dark);
            else if (++tries > 100) done(0);
            else setTimeout(look, 50);
        };
        look();";
    let dark = window.client().execute_async(is_drawn, vec![json!(css)]).await?;
    assert!(dark.as_i64().unwrap_or_default() > 500, "page {page} is drawn: {dark} dark points");
    Ok(())
}

/// Goes through the pages until one holds the words.
async fn on_a_page(window: &Window, words: &str, total: usize) -> Result<()> {
    let find = "const [css, words, total, done] = arguments;
        const pane = document.querySelector(css), field = pane.querySelector('input');
        let tries = 0;
        const look = (page) => {
            if ([...pane.querySelectorAll('.words')].some((w) => w.innerText.replace(/\\s+/g, ' ').includes(words))) return done(true);
            if (++tries > 120) return done(false);
            field.value = String(page % total + 1);
            field.dispatchEvent(new Event('change', { bubbles: true }));
            setTimeout(() => look(page + 1), 150);
        };
        look(0);";
    let found = window.client().execute_async(find, vec![json!(PAGES), json!(words), json!(total)]).await?;
    assert_eq!(found, json!(true), "{words} is on no page");
    Ok(())
}

async fn pages(window: &Window) -> Result<usize> {
    let words = window.text(&format!("{PAGES} .page")).await?;
    words.rsplit(' ').next().and_then(|n| n.parse().ok()).with_context(|| format!("a number of pages in {words:?}"))
}

async fn listen_for_refusals(window: &Window) -> Result<()> {
    let listen = "window.refusals = [];
        document.addEventListener('securitypolicyviolation', (e) => window.refusals.push(`${e.violatedDirective} ${e.blockedURI}`));";
    window.script(listen, vec![]).await?;
    Ok(())
}

async fn refusals(window: &Window) -> Result<Value> {
    window.script("return window.refusals", vec![]).await
}
