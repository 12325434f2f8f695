//! A table of 10,000 rows and 20 columns in the real webview, against a plain table of one screen in the same webview: how
//! long frames take while it is scrolled, while the person goes from cell to cell, and while they type.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

#[cfg(target_os = "linux")]
mod common;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("Frames are measured on Linux only: it needs Xvfb and WebKit's driver.");
}

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(linux::measure())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fmt::Write as _;
    use std::fs;
    use std::process::Command;
    use std::time::Duration;

    use anyhow::{Context, Result, ensure};
    use bridgebook_tests::desktop::{Profile, Window};

    use crate::common::{Timings, program, ratio, shown};

    const ROWS: usize = 10_000;
    const COLUMNS: usize = 20;
    /// Frames of each thing, and how often each is done in turn.
    const FRAMES: usize = 180;
    const ROUNDS: usize = 3;

    /// What is done in each frame, with the element that it is done to.
    struct Deed {
        name: &'static str,
        ours: &'static str,
        plain: &'static str,
    }

    const DEEDS: &[Deed] = &[
        Deed {
            name: "scrolled",
            ours: "grid.scrollTop += 44;",
            plain: "box.scrollTop = box.scrollTop > 300 ? 0 : box.scrollTop + 44;",
        },
        Deed {
            name: "from cell to cell",
            ours: "press(document.activeElement, 'ArrowDown');",
            plain: "cells[n % cells.length].focus();",
        },
        Deed { name: "typed into a cell", ours: "type(document.activeElement, n);", plain: "type(input, n);" },
    ];

    /// The plain table: one screen of rows, no script behind it.
    const PLAIN: &str = "
        const box = document.createElement('div');
        box.style.cssText = 'position:fixed;inset:0;z-index:99;background:#fff;overflow:auto;height:600px';
        const line = (n) => '<tr>' + Array.from({ length: 20 }, (_, c) => '<td tabindex=\"-1\">Row ' + n + ', ' + c + '</td>').join('') + '</tr>';
        box.innerHTML = '<input><table>' + Array.from({ length: 40 }, (_, n) => line(n)).join('') + '</table>';
        document.body.append(box);
        const [input, cells] = [box.querySelector('input'), [...box.querySelectorAll('td')]];
        input.focus();";

    /// Runs a deed once in each frame and gives how long each frame took, in ms.
    fn script(before: &str, deed: &str, after: &str) -> String {
        format!(
            "const done = arguments[0];
            const grid = document.querySelector('[role=grid]');
            const press = (on, key) => on?.dispatchEvent(new KeyboardEvent('keydown', {{ key, code: key, bubbles: true, cancelable: true }}));
            const type = (on, n) => {{
                on.value = 'Typed ' + n;
                on.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));
            }};
            {before}
            const took = [];
            let last = null;
            let n = 0;
            const frame = (now) => {{
                if (last !== null) took.push(now - last);
                last = now;
                if (n++ >= {FRAMES}) {{ {after} return done(took); }}
                {deed}
                requestAnimationFrame(frame);
            }};
            requestAnimationFrame(frame);"
        )
    }

    async fn run(window: &Window, script: &str, into: &mut Timings) -> Result<()> {
        let took = window.client().execute_async(script, vec![]).await?;
        let frames = took.as_array().context("the times of frames")?;
        ensure!(frames.len() == FRAMES, "{} frames were measured", frames.len());
        for one in frames {
            into.add(Duration::from_secs_f64(one.as_f64().context("a time")? / 1000.0));
        }
        Ok(())
    }

    pub async fn measure() -> Result<()> {
        let profile = Profile::new()?;
        let file = profile.folder().join("orders.md");
        fs::write(&file, document())?;
        let mut import = Command::new(program("bridgebook-cli")?);
        let status = import.arg("--data").arg(profile.data()).args(["document", "import"]).arg(&file).status()?;
        ensure!(status.success(), "the table could not be imported");
        let window = Window::open(&profile).await?;
        window.resize(1440, 900).await?;
        window.wait_for("nav[aria-label=Places]").await?;
        window.command("Orders in doubt").await?;
        window.wait_for("[role=grid] [data-row=\"20\"]").await?;
        println!(
            "{ROWS} rows of {COLUMNS} columns, {FRAMES} frames {ROUNDS} times each, in turn; 95th percentile of a frame\n"
        );
        for deed in DEEDS {
            let (mut ours, mut plain) = (Timings::default(), Timings::default());
            for _ in 0..ROUNDS {
                window.click("[role=grid] [data-row=\"3\"] [data-column=\"1\"]").await?;
                run(&window, &script("", deed.ours, "grid.scrollTop = 0;"), &mut ours).await?;
                window.press(&[Window::ESCAPE]).await?;
                run(&window, &script(PLAIN, deed.plain, "box.remove();"), &mut plain).await?;
            }
            let (ours, plain) = (ours.percentile(95), plain.percentile(95));
            println!(
                "{:<20} {:>9}   plain {:>9}   {:.2} times",
                deed.name,
                shown(ours),
                shown(plain),
                ratio(ours, plain)
            );
        }
        window.close().await
    }

    fn document() -> String {
        let mut text = "---\nbridgebook: 1\ntitle: Orders in doubt\n---\n\n## Orders\n\n<!-- bb:table\n".to_owned();
        for column in 0..COLUMNS {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "col \"Column {column}\" type=text");
        }
        let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        text.push_str("-->\n\n");
        text.push_str(&row((0..COLUMNS).map(|column| format!("Column {column}")).collect()));
        text.push_str(&row(vec!["---".to_owned(); COLUMNS]));
        for line in 0..ROWS {
            text.push_str(&row((0..COLUMNS).map(|column| format!("Row {line}, {column}")).collect()));
        }
        text
    }
}
