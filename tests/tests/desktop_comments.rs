//! A comment on a place of the plan in the real window, by keyboard: written where the person is, answered, settled, and
//! told by the command line and the log.

use anyhow::{Result, ensure};
use bridgebook_tests::desktop::{Profile, Window};
use serde_json::json;

const LOOKS: &[&str] = &["dark", "contrast", "light"];
const NEW: &str = "form[aria-label=\"New comment\"]";
const THREADS: &str = "ul[aria-label=Comments]";

#[tokio::test]
async fn a_comment_is_written_where_the_person_is_and_settled() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.go("Board").await?;
    window.wait_for_words("main", "Executives").await?;
    window.press(&['g']).await?;
    window.press(&['p']).await?;
    let objectives = window.section("Objectives").await?;

    // On a section, from its heading.
    let focus = "document.querySelector(arguments[0] + ' .heading').focus()";
    window.script(focus, vec![json!(objectives)]).await?;
    window.press(&[Window::CONTROL, Window::SHIFT, 'm']).await?;
    window.wait_for_words(NEW, "Objectives").await?;
    window.wait_until_focus(&format!("{NEW} textarea")).await?;
    window.type_text("Which of these holds if the vendor cannot mend the gateway tonight?").await?;
    let mut faults = window.looks("comment-new", LOOKS).await?;
    window.press(&[Window::CONTROL, Window::ENTER]).await?;
    window.wait_for_words(THREADS, "cannot mend the gateway tonight").await?;
    window.wait_for_words(&format!("{objectives} .commented"), "1").await?;

    // The marked words of a text are quoted.
    let message = window.section("Safety message").await?;
    let mark = "const text = document.querySelector(arguments[0] + ' .ProseMirror'); text.focus();
        const words = document.createTreeWalker(text, NodeFilter.SHOW_TEXT).nextNode();
        const range = document.createRange(); range.setStart(words, 0); range.setEnd(words, 9);
        getSelection().removeAllRanges(); getSelection().addRange(range);
        return words.data.slice(0, 9);";
    let marked = window.script(mark, vec![json!(message)]).await?;
    let marked = marked.as_str().unwrap_or_default().trim().to_owned();
    ensure!(!marked.is_empty(), "the message begins with words");
    window.press(&[Window::CONTROL, Window::SHIFT, 'm']).await?;
    window.wait_for_words(&format!("{NEW} blockquote"), &marked).await?;
    window.wait_until_focus(&format!("{NEW} textarea")).await?;
    window.type_text("Say since when.").await?;
    window.press(&[Window::CONTROL, Window::ENTER]).await?;
    window.wait_for_words(THREADS, "Say since when.").await?;

    // The command line answers, and the window shows it at once.
    let plan = "INC-2041 action plan";
    profile.cli(&["document", "comment", plan, "The second", "--answer", "1"])?;
    window.wait_for_words(THREADS, "The second").await?;
    faults.extend(window.looks("comments", LOOKS).await?);

    // Settled by key: the buttons follow the words.
    window.pick(&format!("{THREADS} li:first-child"), "Resolve").await?;
    window.wait_for_no(&format!("{objectives} .commented")).await?;
    let open = profile.cli(&["document", "comments", plan])?;
    ensure!(open.contains("Say since when.") && !open.contains("The second"), "what is open: {open}");
    window.go("Log").await?;
    window.wait_for_words("main", "Say since when.").await?;
    ensure!(faults.is_empty(), "faults that keep people out:\n{}", faults.join("\n"));
    window.close().await
}
