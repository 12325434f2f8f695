//! Set up, build, start. Where there is no display: a virtual one, a picture, an exported PDF.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::display::{self, VirtualDisplay};
use crate::setup::{self, Purpose};
use crate::shell;
use crate::ui;

#[derive(Args)]
pub struct Options {
    /// Build with optimisation: slower to build, faster to use
    #[arg(long)]
    release: bool,
    /// What to hand to Bridgebook, after `--`
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// The size of the virtual display: the window's own size, so that the picture shows nothing else.
const WIDTH: u32 = 1440;
const HEIGHT: u32 = 900;

/// How long the first start may take on a slow machine until something is painted.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a painted window gets to stand still; one with a running clock never does.
const SETTLING: Duration = Duration::from_secs(8);

/// Sets up, builds and starts Bridgebook.
pub fn run(options: &Options) -> Result<()> {
    let purpose = if display::is_there() { Purpose::Run } else { Purpose::RunWithoutDisplay };
    let node = setup::prepare(purpose)?;
    ui::build(&node)?;
    let programs = build(options)?;
    if purpose == Purpose::RunWithoutDisplay {
        return run_without_display(&programs, &options.arguments);
    }
    println!("Starting Bridgebook.");
    let status = Command::new(programs.join(binary("bridgebook")))
        .args(&options.arguments)
        .status()
        .context("Bridgebook could not be started")?;
    if !status.success() {
        bail!("Bridgebook ended with {status}");
    }
    Ok(())
}

fn build(options: &Options) -> Result<PathBuf> {
    let mut command = shell::cargo()?;
    command.args(["build", "--locked"]);
    command.args(["--package", "bridgebook", "--package", "bridgebook-cli"]);
    if options.release {
        command.arg("--release");
    }
    shell::run(&mut command)?;
    let profile = if options.release { "release" } else { "debug" };
    Ok(shell::target()?.join(profile))
}

fn binary(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

fn run_without_display(programs: &Path, arguments: &[String]) -> Result<()> {
    println!("No display here: starting Bridgebook on a virtual one, with the sample incident.");
    let folder = shell::target()?.join("first-run");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("{} could not be emptied", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("{} could not be made", folder.display()))?;
    let data = folder.join("data");
    let picture = folder.join("sample-incident.png");
    let pdf = folder.join("sample-incident.pdf");

    let display = VirtualDisplay::start(WIDTH, HEIGHT)?;
    let mut window = Window::open(programs, &data, arguments, &display, &folder)?;
    window.photograph(&display, &picture)?;
    drop(window);
    drop(display);
    println!("Picture of the window: {}", picture.display());

    export_sample(&programs.join(binary("bridgebook-cli")), &data, &pdf)?;
    println!("Exported PDF:          {}", pdf.display());
    Ok(())
}

/// The application on the virtual display, ended when it is dropped.
struct Window {
    session: Child,
    /// Where the application wrote its process number: the session bus does not pass signals on.
    pid: PathBuf,
    log: PathBuf,
}

impl Window {
    fn open(
        programs: &Path,
        data: &Path,
        arguments: &[String],
        display: &VirtualDisplay,
        folder: &Path,
    ) -> Result<Self> {
        let log = folder.join("bridgebook.log");
        let pid = folder.join("bridgebook.pid");
        let output = fs::File::create(&log)?;
        // A session bus of its own: without one the single-instance lock does nothing, and a
        // desktop's bus would hand this start over to a window that is already open.
        let session = Command::new("dbus-run-session")
            .args(["--", "sh", "-c", "echo $$ >\"$0\"; exec \"$@\""])
            .arg(&pid)
            .arg(programs.join(binary("bridgebook")))
            .arg("--data")
            .arg(data)
            .arg("--sample")
            .args(arguments)
            .env("DISPLAY", display.name())
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .context("dbus-run-session could not be started")?;
        Ok(Self { session, pid, log })
    }

    /// Takes the picture once the window has painted and stands still.
    fn photograph(&mut self, display: &VirtualDisplay, picture: &Path) -> Result<()> {
        let start = Instant::now();
        let mut painted: Option<Instant> = None;
        let mut before: Option<String> = None;
        loop {
            thread::sleep(Duration::from_secs(1));
            if let Some(status) = self.session.try_wait()? {
                bail!(
                    "Bridgebook ended with {status} before its window was painted. It said: {}",
                    fs::read_to_string(&self.log).unwrap_or_default().trim()
                );
            }
            shell::read(Command::new("import").args(["-display", display.name(), "-window", "root"]).arg(picture))?;
            let seen = signature(picture)?;
            if is_painted(&seen) {
                let since = *painted.get_or_insert_with(Instant::now);
                if before.as_ref() == Some(&seen) || since.elapsed() > SETTLING {
                    return Ok(());
                }
            } else if start.elapsed() > PATIENCE {
                bail!(
                    "the window stayed empty for {} s; what Bridgebook said is in {}",
                    PATIENCE.as_secs(),
                    self.log.display()
                );
            }
            before = Some(seen);
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // The session ends with the application. Only then is the data folder free for the next
        // program.
        if let Ok(pid) = fs::read_to_string(&self.pid) {
            shell::succeeds("kill", &["-TERM", pid.trim()]);
        }
        display::wait(&mut self.session, Duration::from_secs(10));
        display::stop(&mut self.session, Duration::from_secs(5));
    }
}

/// The number of colours of a picture and a sum over its pixels.
fn signature(picture: &Path) -> Result<String> {
    shell::read(Command::new("identify").args(["-format", "%k %#"]).arg(picture))
}

/// An empty display has one colour, an unpainted window a few; letters alone, with their smoothed
/// edges, have far more.
fn is_painted(signature: &str) -> bool {
    signature
        .split_whitespace()
        .next()
        .and_then(|colours| colours.parse::<u32>().ok())
        .is_some_and(|colours| colours > 32)
}

fn export_sample(cli: &Path, data: &Path, pdf: &Path) -> Result<()> {
    let incident = speak(cli, data, &["sample".as_ref(), "open".as_ref()])
        .context("the sample incident could not be opened from the command line")?;
    // The first line is the id; anything after it is for people.
    let incident = incident
        .lines()
        .next()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .context("bridgebook-cli named no incident after opening the sample")?;
    speak(
        cli,
        data,
        &[
            "incident".as_ref(),
            "export".as_ref(),
            incident.as_ref(),
            "--to".as_ref(),
            "pdf".as_ref(),
            "--output".as_ref(),
            pdf.as_os_str(),
        ],
    )
    .context("the sample incident could not be exported")?;
    if !pdf.is_file() {
        bail!("the export said that it succeeded, but {} is not there", pdf.display());
    }
    Ok(())
}

fn speak(cli: &Path, data: &Path, arguments: &[&OsStr]) -> Result<String> {
    shell::read(Command::new(cli).arg("--data").arg(data).args(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_display_is_not_taken_for_a_painted_window() {
        assert!(!is_painted("1 ab12"), "one colour is an empty display");
        assert!(!is_painted(""), "no answer is no picture");
        assert!(is_painted("512 ab12"), "letters have many colours");
    }
}
