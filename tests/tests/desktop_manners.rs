//! What a person expects of a program on a desk: windows of its own for what is watched, links and files that open it, a
//! size of text that can be read, and a key for the log from wherever one is.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use bridgebook_tests::desktop::{Profile, Window};

#[tokio::test]
async fn several_windows_agree_at_once_and_stand_again_after_a_power_cut() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;

    window.go("Log").await?;
    window.press(&[Window::CONTROL, Window::SHIFT, 'n']).await?;
    window.wait_for_windows(2).await?;
    window.wait_for_title("INC-2041 Log – Bridgebook").await?;
    window.turn_to(Some("/log")).await?;
    window.wait_for_text("INC-2041").await?;
    window.wait_for_no("nav[aria-label=Places]").await?;
    window.screenshot("manners-log-beside").await?;

    // What is written in the one is read in the other.
    window.turn_to(None).await?;
    window.go("Board").await?;
    write(&window, "Seen in both windows").await?;
    window.turn_to(Some("/log")).await?;
    window.wait_for_text("Seen in both windows").await?;
    write(&window, "Written beside, 옆 창에서").await?;
    window.turn_to(None).await?;
    window.wait_for_text("Written beside, 옆 창에서").await?;

    // A second window of the same place is the same window.
    window.go("Log").await?;
    window.press(&[Window::CONTROL, Window::SHIFT, 'n']).await?;
    window.go("Board").await?;
    window.command("Communication plan").await?;
    window.wait_for("section[data-section]").await?;
    window.press(&[Window::CONTROL, Window::SHIFT, 'n']).await?;
    window.wait_for_windows(3).await?;
    window.turn_to(Some("/document/")).await?;
    window.wait_for("section[data-section]").await?;
    window.screenshot("manners-document-beside").await?;

    window.turn_to(None).await?;
    window.kill()?;
    let window = Window::open(&profile).await?;
    window.wait_for_windows(3).await?;
    window.wait_for_title("INC-2041 Log – Bridgebook").await?;
    window.turn_to(Some("/log")).await?;
    window.wait_for_text("Written beside, 옆 창에서").await?;
    // One that a person closes stays closed.
    window.press_on_display("ctrl+w")?;
    window.wait_for_windows(2).await?;
    window.turn_to(None).await?;
    window.wait_for_text("Next updates").await?;
    window.close().await?;
    let window = Window::open(&profile).await?;
    window.wait_for_windows(2).await?;
    window.turn_to(None).await?;
    window.close().await
}

#[tokio::test]
async fn links_and_files_from_outside_open_in_the_window_that_is_there() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;

    assert!(window.start_with(&profile, &["bridgebook:incident/INC-2041/known?at=14%3A24"]).await?.success());
    window.wait_for_text("What was known").await?;
    assert!(window.start_with(&profile, &["bridgebook:incident/INC-99/log"]).await?.success());
    window.wait_for_text("The link leads to INC-99, which is not in this data folder").await?;
    assert!(window.start_with(&profile, &["bridgebook:nowhere"]).await?.success());
    window.wait_for_text("does not know the place bridgebook:nowhere").await?;
    assert!(window.start_with(&profile, &["/gone/away.md"]).await?.success());
    window.wait_for_text("neither a link of Bridgebook nor a file that is there").await?;
    assert!(window.start_with(&profile, &["bridgebook:write"]).await?.success());
    window.wait_for_text("Write to the log").await?;
    window.press(&[Window::ESCAPE]).await?;
    window.wait_for_no("[role=dialog]").await?;

    let file = profile.folder().join("Night shift.md");
    std::fs::write(&file, "---\ntitle: Night shift\n---\n\n## Before you leave\n\n- [ ] Read the log\n")?;
    let path = file.to_string_lossy();
    assert!(window.start_with(&profile, &[&path]).await?.success());
    window.wait_for_text("“Night shift.md” was opened with Bridgebook. What is it?").await?;
    window.screenshot("manners-opened-file").await?;
    window.push("Keep as a template").await?;
    window.wait_until_gone("What is it?").await?;
    window.wait_for_words("main", "Night shift").await?;
    assert!(profile.data().join("templates/Night-shift.md").is_file(), "the file is among the team's own");
    assert!(window.start_with(&profile, &[&path]).await?.success());
    window.wait_for_text("What is it?").await?;
    window.push("Keep as a template").await?;
    window.wait_for_text("There is a template “Night-shift.md” already").await?;
    window.push("Import as a document").await?;
    window.wait_for_text("Before you leave").await?;
    window.close().await
}

#[tokio::test]
async fn text_grows_and_a_key_of_the_whole_system_opens_the_log_box() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_width(1440).await?;
    window.wait_for_text("Next updates").await?;
    window.command("Larger text").await?;
    window.wait_for_width(1309).await?;
    window.press(&[Window::CONTROL, '0']).await?;
    window.wait_for_width(1440).await?;

    window.command("Settings").await?;
    window.wait_for_text("Look and keys").await?;
    window.select("main", "Key for a log entry from any program", "Ctrl Alt L").await?;
    window.wait_for_text("From any program").await?;
    window.screenshot("manners-settings").await?;
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        window.press_on_display("ctrl+alt+l")?;
        if window.wait_for_soon("[role=dialog] textarea, [role=dialog] input").await {
            break;
        }
        anyhow::ensure!(std::time::Instant::now() < until, "the key opened nothing");
    }
    window.wait_for_text("Write to the log").await?;
    window.close().await
}

#[tokio::test]
async fn pages_are_printed_as_they_are_exported() -> Result<()> {
    let profile = Profile::with_sample()?;
    // Where the system prints to a file.
    let documents = format!("XDG_DOCUMENTS_DIR=\"{}\"\n", profile.folder().display());
    std::fs::write(profile.folder().join("user-dirs.dirs"), documents)?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    window.wait_for_text("Next updates").await?;
    // Its matrix lies across a page of its own, which is turned for the printer.
    window.go("RACI").await?;
    window.wait_for("[role=grid]").await?;
    window.command("Print this document").await?;
    window.wait_for_text("Without colour, for a black and white printer").await?;
    window.wait_for("[role=group][data-page=\"1\"] canvas").await?;
    window.screenshot("manners-print").await?;
    window.push("Print…").await?;
    window.answer_print_dialog(&profile.folder().join("output.pdf")).await?;
    window.wait_for_text("Handed to the printer.").await?;
    let printed = profile.folder().join("output.pdf");
    let pages = Command::new("pdfinfo").arg(&printed).output()?;
    let told = String::from_utf8_lossy(&pages.stdout).into_owned();
    let shown =
        window.script("return document.querySelectorAll('[role=dialog] [data-page]')[0].ariaLabel", vec![]).await?;
    let total = shown.as_str().and_then(|words| words.rsplit(' ').next()).map(str::to_owned).unwrap_or_default();
    assert!(told.contains(&format!("Pages:           {total}\n")), "as many sheets as pages ({total}): {told}");
    assert!(told.contains("(A4)"), "on the paper they are made for: {told}");
    let exported = profile.folder().join("exported.pdf");
    let id = profile.cli(&["document", "list"])?;
    let id = id
        .lines()
        .find(|line| line.contains("Who does what in a major incident"))
        .and_then(|line| line.split_whitespace().next());
    let id = id.expect("the matrix is listed").to_owned();
    profile.cli(&["document", "export", &id, "--to", "pdf", "--output", &exported.to_string_lossy()])?;
    let [upright, across] = [ink(&exported, "1")?, ink(&exported, "2")?];
    // The top of a page that lies across is at the left of the sheet, and its right edge at the top.
    let turned = [across[2], across[3], WIDE - across[1], WIDE - across[0]];
    for (page, own) in [("1", upright), ("2", turned)] {
        let sheet = ink(&printed, page)?;
        assert!(own.iter().zip(sheet).all(|(a, b)| a.abs_diff(b) <= 3), "page {page}: {own:?} lies at {sheet:?}");
    }
    window.close().await
}

/// The longer side of A4 in dots of 1/40 inch.
const WIDE: usize = 467;

/// Where the ink of a page begins and ends, across and down, in dots of 1/40 inch.
fn ink(file: &Path, page: &str) -> Result<[usize; 4]> {
    let drawn = Command::new("pdftoppm").args(["-gray", "-r", "40", "-f", page, "-l", page]).arg(file).output()?;
    let head = String::from_utf8_lossy(&drawn.stdout[..drawn.stdout.len().min(40)]).into_owned();
    let width: usize = head.split_whitespace().nth(1).context("a picture has a width")?.parse()?;
    let height: usize = head.split_whitespace().nth(2).context("and a height")?.parse()?;
    let dots = &drawn.stdout[drawn.stdout.len() - width * height..];
    let dark = || dots.iter().enumerate().filter(|(_, dot)| **dot < 160).map(|(at, _)| (at % width, at / width));
    let across = (dark().map(|(x, _)| x).min(), dark().map(|(x, _)| x).max());
    let down = (dark().map(|(_, y)| y).min(), dark().map(|(_, y)| y).max());
    match (across, down) {
        ((Some(left), Some(right)), (Some(top), Some(bottom))) => Ok([left, right, top, bottom]),
        _ => anyhow::bail!("page {page} of {} is empty", file.display()),
    }
}

/// Writes into the log with the one key for it.
async fn write(window: &Window, text: &str) -> Result<()> {
    window.press(&[Window::CONTROL, 'l']).await?;
    window.wait_for("input[aria-autocomplete=list]:focus").await?;
    window.type_text(text).await?;
    window.press(&[Window::ENTER]).await?;
    window.wait_for_text(text).await
}

#[tokio::test]
async fn a_document_is_dragged_out_of_the_window_as_a_file() -> Result<()> {
    let profile = Profile::with_sample()?;
    let window = Window::open(&profile).await?;
    window.resize(1200, 800).await?;
    window.wait_for_text("Next updates").await?;

    // What takes the file is another window, which attaches what is dropped on its words.
    window.command("Communication plan").await?;
    window.wait_for("section[data-section] .ProseMirror").await?;
    window.press(&[Window::CONTROL, Window::SHIFT, 'n']).await?;
    window.wait_for_windows(2).await?;
    window.turn_to(Some("/document/")).await?;
    window.wait_for("section[data-section] .ProseMirror").await?;
    let title = window.script("return document.title", vec![]).await?;
    window.place_window(title.as_str().context("a title")?, 560, 0).await?;
    let to = middle_of(&window, "section[data-section] .ProseMirror", 560).await?;
    window.turn_to(None).await?;
    window.go("Library").await?;
    window.wait_for("[role=link] .name").await?;
    let from = middle_of(&window, "[role=link] .name", 0).await?;
    window.turn_to(Some("/document/")).await?;

    window.drag_on_display(from, to).await?;
    window.wait_for_text(".pdf").await?;
    window.screenshot("manners-dragged-out").await?;
    let lent = profile.data().join("lent");
    anyhow::ensure!(std::fs::read_dir(&lent)?.count() == 1, "one copy was lent");
    window.turn_to(None).await?;
    window.close().await?;
    let window = Window::open(&profile).await?;
    anyhow::ensure!(!lent.exists(), "and is gone when the application starts again");
    window.close().await
}

/// Where an element is on the display, of a window whose left edge is at `left`.
async fn middle_of(window: &Window, css: &str, left: i32) -> Result<(i32, i32)> {
    let script = "const own = document.querySelector(arguments[0]); own.scrollIntoView({ block: 'center' });
        const box = own.getBoundingClientRect();
        return [box.left + Math.min(60, box.width / 2), box.top + Math.min(12, box.height / 2) + window.outerHeight - window.innerHeight];";
    let found = window.script(script, vec![css.into()]).await?;
    let [x, y] = [0, 1].map(|n| found[n].as_f64().unwrap_or_default());
    #[expect(clippy::cast_possible_truncation, reason = "places on a display are small whole numbers")]
    let at = (x.round() as i32 + left, y.round() as i32);
    Ok(at)
}
