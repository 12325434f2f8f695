//! The real window with 1,000 documents stored, and with the sample open, against the same shell with an
//! empty page: time from the start of the process until the picture is complete, and memory of all
//! processes. Starts are taken in turn.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

#[cfg(target_os = "linux")]
mod common;
#[cfg(target_os = "linux")]
#[path = "window/processes.rs"]
mod processes;
#[cfg(target_os = "linux")]
#[path = "window/screen.rs"]
mod screen;

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("The window is measured on Linux only: it needs Xvfb.");
}

#[cfg(target_os = "linux")]
fn main() -> anyhow::Result<()> {
    linux::main()
}

#[cfg(target_os = "linux")]
mod linux {
    use std::path::{Path, PathBuf};
    use std::process::Command;
    use std::time::Duration;

    use anyhow::{Context, Result, ensure};
    use bridgebook_app::api::intent::{Declaring, Intent};
    use bridgebook_app::{Bridgebook, Options};
    use tempfile::TempDir;

    use crate::common::{Timings, built, program, ratio, shown, target};
    use crate::processes::{Shell, Weight};
    use crate::screen::Screen;

    const DOCUMENTS: usize = 1_000;
    /// Starts of each; one more before them fills the caches of the machine.
    const STARTS: usize = 7;
    /// How long each start is watched, and the last part, in which only clocks still change: longer than the tens of
    /// a clock's seconds stand still, so that they are not taken for a late part of the picture.
    const WATCHED: Duration = Duration::from_secs(15);
    const LAST_PART: Duration = Duration::from_millis(10_500);

    const TEMPLATES: [&str; 4] =
        ["incident-action-plan", "incident-communication-plan", "raci-major-incident", "escalation-matrix"];

    /// A way to start the shell.
    struct Way {
        name: &'static str,
        program: PathBuf,
        folder: PathBuf,
        arguments: &'static [&'static str],
        complete: Timings,
        weights: Vec<Weight>,
    }

    pub fn main() -> Result<()> {
        let folder = TempDir::with_prefix("bridgebook-bench-")?;
        let (shell, empty) = (program("bridgebook")?, built(target()?.join("bench/bridgebook-empty"))?);
        let way = |name: &'static str, program: &Path, arguments: &'static [&'static str]| Way {
            name,
            program: program.to_path_buf(),
            folder: folder.path().join(name.replace(' ', "-")),
            arguments,
            complete: Timings::default(),
            weights: Vec::new(),
        };
        let mut ways =
            [way("empty page", &empty, &[]), way("1,000 documents", &shell, &[]), way("sample", &shell, &["--sample"])];
        tokio::runtime::Runtime::new()?.block_on(fill(&ways[1].folder.join("data")))?;
        let pictures = target()?.join("bench");
        for round in 0..=STARTS {
            for way in &mut ways {
                // A display of its own, so that the picture begins black.
                let screen = Screen::start(&way.folder.join("screen"))?;
                let shell = Shell::start(&way.program, &way.folder, way.arguments, &screen.name)?;
                let changes = screen.watch(shell.started, WATCHED)?;
                let complete = changes.complete_after(LAST_PART).with_context(|| way.name)?;
                if round == 0 {
                    // To be looked at: whether that was measured which was meant.
                    photograph(&screen.name, &pictures.join(format!("window-{}.png", way.name.replace(' ', "-"))))?;
                } else {
                    way.complete.add(complete);
                    way.weights.push(shell.weigh()?);
                }
            }
        }
        let [empty, ours @ ..] = &ways;
        println!("Start of the process to a complete picture, median of {STARTS} (goal: at most 1.5)");
        println!("  {}: {}", empty.name, shown(empty.complete.median()));
        for way in ours {
            let (a, b) = (way.complete.median(), empty.complete.median());
            println!("  {}: {} = {:.2} times the empty page", way.name, shown(a), ratio(a, b));
        }
        println!("\nMemory of all processes (PSS), median of {STARTS}");
        let base = weight(&empty.weights);
        println!("  {}: {} MB in {} processes", empty.name, base.kilobytes / 1024, base.processes);
        for way in ours {
            let own = weight(&way.weights);
            let times = own.kilobytes as f64 / base.kilobytes as f64;
            println!("  {}: {} MB = {times:.2} times the empty page", way.name, own.kilobytes / 1024);
        }
        Ok(())
    }

    /// A data folder with one open incident and documents from all templates.
    async fn fill(data: &Path) -> Result<()> {
        let app = Bridgebook::open(data, Options::system()).await?;
        let declare = Intent::Declare {
            title: "Checkout: card payments failing".to_owned(),
            severity: "SEV2".to_owned(),
            commander: String::new(),
            services: Vec::new(),
            detected: String::new(),
            also: Declaring::default(),
        };
        let before = app.intent(declare).await?;
        ensure!(!before.ids.is_empty(), "the incident was declared");
        for n in 1..DOCUMENTS {
            let template = TEMPLATES[n % TEMPLATES.len()].to_owned();
            app.intent(Intent::CreateDocument { template, title: format!("Document {n}"), incident: None }).await?;
        }
        app.close().await;
        Ok(())
    }

    fn photograph(display: &str, file: &Path) -> Result<()> {
        let status = Command::new("import").args(["-display", display, "-window", "root"]).arg(file).status();
        ensure!(status.context("ImageMagick takes the picture")?.success(), "the picture could not be taken");
        Ok(())
    }

    fn weight(list: &[Weight]) -> Weight {
        let mut sorted = list.to_vec();
        sorted.sort_unstable_by_key(|weight| weight.kilobytes);
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }
}
