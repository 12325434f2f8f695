//! The main job in the real window: from declaring an incident on a fresh machine to the exported plan,
//! through the loss of the process.

use std::fs;

use anyhow::{Context, Result};
use bridgebook_tests::desktop::{Profile, Window, pdf_text};
use serde_json::{Value, json};

const TITLE: &str = "Checkout down: thanh toán thất bại, 결제 실패, 支付失败";
const ORDERS: &str =
    "Freeze every deployment. Đóng băng triển khai ngay lập tức. 모든 배포를 동결합니다. 冻结所有部署。";
const OBJECTIVE: &str = "Error rate of card payments below 1 %, tỷ lệ lỗi, 오류율, 错误率";
const IMPACT: &str = "38 % of EU payments, khách hàng châu Âu, 유럽 고객, 欧洲客户";
const INTERVAL: &str = "25 min";
const ACTIVITY: &str = "Ask the acquirer, hỏi ngân hàng, 은행에 문의, 询问银行";
const HAND_OFF: &str = "Cause unknown, chưa rõ nguyên nhân, 원인 불명, 原因不明";
const FROM_OUTSIDE: &str = "Written beside the window, viết từ bên ngoài, 밖에서 씀, 从外面写";

#[tokio::test]
async fn an_incident_is_declared_planned_killed_found_again_and_handed_out() -> Result<()> {
    let profile = Profile::new()?;
    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;

    let keys = declare(&window).await?;
    assert!(keys <= 8, "declaring takes the title and at most eight keys, this took {keys}");

    fill_action_plan(&window).await?;
    fill_communication_plan(&window).await?;
    fill_raci(&window).await?;
    fill_escalation(&window).await?;
    write_beside_the_window(&window, &profile).await?;

    window.kill()?;

    let window = Window::open(&profile).await?;
    window.resize(1440, 900).await?;
    everything_is_there(&window).await?;
    export_in_the_window(&window, &profile).await?;
    export_beside_the_window(&window, &profile).await?;
    window.close().await
}

/// Gives back how many keys it took beside those of the title.
async fn declare(window: &Window) -> Result<usize> {
    window.wait_for_text("What do you need now?").await?;
    let mut keys = 0;
    window.press(&['1']).await?;
    keys += 1;
    window.wait_for("form[aria-label=\"Declare an incident\"] input:focus").await?;
    window.type_text(TITLE).await?;
    for key in [Window::TAB, '1', Window::ENTER] {
        window.press(&[key]).await?;
        keys += 1;
    }
    window.wait_for_text("Since declared").await?;
    window.wait_for_text(TITLE).await?;
    window.wait_for_text("SEV1").await?;
    window.wait_for_text("Next updates").await?;
    window.screenshot("declared").await?;
    Ok(keys)
}

async fn fill_action_plan(window: &Window) -> Result<()> {
    for key in ['g', 'p'] {
        window.press(&[key]).await?;
    }
    let prose = window.section("Special instructions").await?;
    window.click(&format!("{prose} .start")).await?;
    window.wait_for(&format!("{prose} .ProseMirror:focus")).await?;
    window.type_and_save(ORDERS, &[]).await?;
    window.wait_for_words(&format!("{prose} .ProseMirror"), ORDERS).await?;

    let objectives = window.section("Objectives").await?;
    let before = window.saved_new_second().await?;
    window.click(&format!("{objectives} .foot button")).await?;
    window.wait_for_save(&before).await?;
    let column = window.column_of(&objectives, "Objective").await?;
    window.type_in_cell(&objectives, 0, column, OBJECTIVE).await?;

    let impact = window.section("Impact in figures").await?;
    let column = window.column_of(&impact, "Worst").await?;
    window.type_in_cell(&impact, 0, column, IMPACT).await?;
    window.screenshot("filled-action-plan").await?;
    Ok(())
}

async fn fill_communication_plan(window: &Window) -> Result<()> {
    window.command("Communication plan").await?;
    let cadence = window.section("Cadence").await?;
    let column = window.column_of(&cadence, "Then every").await?;
    window.type_in_cell(&cadence, 0, column, INTERVAL).await?;
    let guide = window.section("Media line").await?;
    window.click(&format!("{guide} .ProseMirror")).await?;
    window.press(&[Window::CONTROL, '\u{e010}']).await?;
    window.type_and_save(IMPACT, &[]).await?;
    window.screenshot("filled-communication-plan").await?;
    Ok(())
}

/// In a focused grid its letters belong to the grid: none of them may run a command of the frame.
async fn fill_raci(window: &Window) -> Result<()> {
    window.go("RACI").await?;
    let grid = "[role=grid][aria-label=\"RACI matrix\"]";
    window.wait_for(grid).await?;
    window.script("document.querySelector(arguments[0]).focus()", vec![json!(grid)]).await?;
    // The first key enters the grid at its first cell.
    for key in [Window::DOWN, Window::RIGHT, Window::RIGHT] {
        window.press(&[key]).await?;
    }
    let cell = ":focus[role=gridcell][data-column=\"2\"]";
    window.wait_for(cell).await?;
    let role = focus_label(window).await?;
    let before = window.saved_new_second().await?;
    window.press(&[' ']).await?;
    window.press(&['c']).await?;
    window.press(&['r']).await?;
    window.wait_for_save(&before).await?;
    let now = focus_label(window).await?;
    assert!(now.ends_with(": R C"), "{role} became {now}");
    window.wait_for(grid).await?;

    window.push("Activity").await?;
    window.wait_for("input[aria-label=Activity]:focus").await?;
    window.type_and_save(ACTIVITY, &[Window::ENTER]).await?;
    window.wait_for_words(grid, ACTIVITY).await?;
    window.screenshot("filled-raci").await?;
    Ok(())
}

async fn fill_escalation(window: &Window) -> Result<()> {
    window.go("Escalation").await?;
    window.click("[data-spot=\"0 0\"]").await?;
    let fields = "[data-cell-fields]";
    window.wait_for(fields).await?;
    let row = window
        .script(
            "return [...document.querySelectorAll('[data-cell-fields] [data-row]')].find((r) => r.innerText.startsWith('Hand-off')).dataset.row",
            vec![],
        )
        .await?;
    let row: usize = row.as_str().context("the form of a level has the field Hand-off")?.parse()?;
    window.type_in_cell(fields, row, 0, HAND_OFF).await?;
    window.screenshot("filled-escalation").await?;
    Ok(())
}

/// The command line hands its writes to the window, which shows them at once.
async fn write_beside_the_window(window: &Window, profile: &Profile) -> Result<()> {
    for key in [Window::ESCAPE, Window::ESCAPE] {
        window.press(&[key]).await?;
    }
    window.go("Board").await?;
    profile.cli(&["log", "add", "INC-1", FROM_OUTSIDE])?;
    window.wait_for_text(FROM_OUTSIDE).await?;
    let status = profile.cli(&["incident", "status", "INC-1"])?;
    assert!(status.contains(TITLE), "the command line reads while the window runs: {status}");
    profile.cli(&["document", "new", "--template", "escalation-matrix", "--title", "Made beside the window"])?;
    window.go("Library").await?;
    window.wait_for_text("Made beside the window").await
}

async fn everything_is_there(window: &Window) -> Result<()> {
    window.wait_for_text(TITLE).await?;
    window.wait_for_text(FROM_OUTSIDE).await?;
    window.go("Plan").await?;
    let prose = window.section("Special instructions").await?;
    window.wait_for_words(&prose, ORDERS).await?;
    let objectives = window.section("Objectives").await?;
    window.wait_for_words(&objectives, OBJECTIVE).await?;
    let impact = window.section("Impact in figures").await?;
    window.wait_for_words(&impact, IMPACT).await?;
    window.command("Communication plan").await?;
    let cadence = window.section("Cadence").await?;
    window.wait_for_words(&format!("{cadence} [data-row=\"0\"]"), INTERVAL).await?;
    let line = window.section("Media line").await?;
    window.wait_for_words(&line, IMPACT).await?;
    window.go("RACI").await?;
    window.wait_for_words("[aria-label=\"RACI matrix\"]", ACTIVITY).await?;
    let letters = window
        .script(
            "return document.querySelector('[aria-label=\"RACI matrix\"] [data-row=\"0\"] [data-column=\"2\"]').ariaLabel ?? ''",
            vec![],
        )
        .await?;
    let letters = letters.as_str().unwrap_or_default().to_owned();
    assert!(letters.contains('R') && letters.rsplit(':').next().is_some_and(|l| l.contains('C')), "kept: {letters}");
    window.go("Escalation").await?;
    window.click("[data-spot=\"0 0\"]").await?;
    window.wait_for_words("[data-cell-fields]", HAND_OFF).await
}

/// Through the buttons and the system's own dialog, as a person does.
async fn export_in_the_window(window: &Window, profile: &Profile) -> Result<()> {
    window.go("Plan").await?;
    let pdf = profile.folder().join("plan.pdf");
    window.command("Export this document as PDF").await?;
    window.push("Choose where").await?;
    window.answer_save_dialog(&pdf).await?;
    window.wait_for_text("Written to").await?;
    assert_prints(&pdf_text(&pdf)?, &[TITLE, ORDERS, OBJECTIVE, IMPACT], "the PDF of the action plan");

    window.push("Done").await?;
    window.wait_until_gone("Written to").await?;
    let markdown = profile.folder().join("plan.md");
    window.command("Export this document as Markdown").await?;
    window.push("Choose where").await?;
    window.answer_save_dialog(&markdown).await?;
    window.wait_for_text("Written to").await?;
    let text = fs::read_to_string(&markdown)?;
    assert_holds(&text, &[ORDERS, OBJECTIVE, IMPACT], "the Markdown of the action plan");
    let said = profile.cli(&["document", "verify", markdown.to_str().context("a plain name")?])?;
    assert!(!said.is_empty(), "verify says what it matched");
    window.push("Done").await?;
    window.wait_until_gone("Written to").await
}

/// The whole binder, and every document out, in and out again, while the window runs.
async fn export_beside_the_window(window: &Window, profile: &Profile) -> Result<()> {
    let out = |name: &str| profile.folder().join(name).to_string_lossy().into_owned();
    profile.cli(&["incident", "export", "INC-1", "--to", "pdf", "--output", &out("binder.pdf")])?;
    let binder = pdf_text(profile.folder().join("binder.pdf").as_path())?;
    assert_prints(&binder, &[TITLE, ORDERS, OBJECTIVE, IMPACT, ACTIVITY, HAND_OFF], "the PDF of the binder");

    let board = window.ask(json!({ "query": "overview" })).await?;
    let incident = board["incidents"][0]["id"].clone();
    let documents = window.ask(json!({ "query": "documents", "incident": incident })).await?;
    let documents: Vec<&Value> = documents.as_array().context("a list of documents")?.iter().collect();
    assert_eq!(documents.len(), 4, "an incident runs on four documents: {documents:?}");
    let mut all = String::new();
    for document in documents {
        let id = document["id"].as_str().context("a document has an id")?;
        profile.cli(&["document", "export", id, "--to", "markdown", "--output", &out("once.md")])?;
        profile.cli(&["document", "verify", &out("once.md")])?;
        let imported = profile.cli(&["document", "import", &out("once.md")])?;
        let imported = imported.split_whitespace().next().context("import prints the id of the document")?.to_owned();
        profile.cli(&["document", "export", &imported, "--to", "markdown", "--output", &out("twice.md")])?;
        assert_eq!(
            fs::read_to_string(out("twice.md"))?,
            fs::read_to_string(out("once.md"))?,
            "export, import and export again give the same file for {}",
            document["title"]
        );
        all += &fs::read_to_string(out("once.md"))?;
    }
    assert_holds(
        &all,
        &[ORDERS, OBJECTIVE, IMPACT, INTERVAL, ACTIVITY, HAND_OFF],
        "the Markdown of the four documents",
    );
    Ok(())
}

async fn focus_label(window: &Window) -> Result<String> {
    let label = window.script("return document.activeElement.getAttribute('aria-label') ?? ''", vec![]).await?;
    Ok(label.as_str().unwrap_or_default().to_owned())
}

/// Word by word: a page breaks lines where it likes, and a reader of PDF takes the lines of two cells
/// that stand side by side in turn.
fn assert_prints(text: &str, wanted: &[&str], what: &str) {
    for word in wanted.iter().flat_map(|words| words.split_whitespace()) {
        assert!(text.contains(word), "{what} does not hold {word:?}; it holds {text}");
    }
}

fn assert_holds(text: &str, wanted: &[&str], what: &str) {
    for words in wanted {
        assert!(text.contains(words), "{what} does not hold {words:?}; it holds {text}");
    }
}
