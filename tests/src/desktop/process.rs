//! Programs that a story needs beside the application.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A program that is asked to end when it is dropped, and ended when it does not.
///
/// SIGTERM first: after SIGKILL, WebKit's driver leaves its web processes behind and Xvfb its lock.
#[derive(Debug)]
pub(super) struct Guarded {
    child: Child,
    /// The process to signal, where it is not the child itself.
    pid: u32,
}

impl Guarded {
    pub(super) fn new(child: Child) -> Self {
        let pid = child.id();
        Self { child, pid }
    }

    pub(super) fn pid(&self) -> u32 {
        self.pid
    }

    /// How it ended, if it has.
    pub(super) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        signal(self.pid, "TERM");
        let until = Instant::now() + Duration::from_secs(5);
        while Instant::now() < until {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        signal(self.pid, "KILL");
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal through kill(1); whether the process was still there does not matter.
pub(super) fn signal(pid: u32, name: &str) {
    let _ = Command::new("kill").arg(format!("-{name}")).arg(pid.to_string()).stderr(Stdio::null()).status();
}

/// A virtual display of the largest size that stories look at, on a number that Xvfb chooses.
pub(super) fn start_display() -> Result<(Guarded, String)> {
    let mut child = Command::new("Xvfb")
        .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1920x1080x24"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .context("Xvfb could not be started")?;
    let number = first_line(&mut child)?;
    if number.is_empty() {
        bail!("Xvfb ended without opening a display");
    }
    Ok((Guarded::new(child), format!(":{number}")))
}

/// WebKit's driver on a port of its own, inside a session bus of its own: a second window on the
/// same bus would hand itself over to the first and end.
pub(super) fn start_driver(display: Option<&str>, environment: &[(&str, &Path)], log: &Path) -> Result<(Guarded, u16)> {
    // The port is free between these two lines only by likelihood; the driver says so if not.
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let log = fs::File::create(log).with_context(|| format!("{} could not be made", log.display()))?;
    let mut command = Command::new("dbus-run-session");
    // The shell writes its number and then becomes the driver, so that the driver itself can be
    // signalled: dbus-run-session does not pass signals on.
    command
        .args(["--", "sh", "-c", "echo $$; exec WebKitWebDriver --port=$0"])
        .arg(port.to_string())
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log);
    if let Some(display) = display {
        command.env("DISPLAY", display);
    }
    for (name, value) in environment {
        command.env(name, value);
    }
    let mut child = command.spawn().context("dbus-run-session could not be started")?;
    let pid = first_line(&mut child)?.parse().context("WebKitWebDriver could not be started")?;
    Ok((Guarded { child, pid }, port))
}

/// The environment that a running process was started with.
pub(super) fn environment_of(pid: u32) -> Result<Vec<(String, String)>> {
    let text = fs::read_to_string(format!("/proc/{pid}/environ")).context("the process has ended")?;
    Ok(text
        .split('\0')
        .filter_map(|entry| entry.split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect())
}

/// The process with this program whose parent is `parent`.
pub(super) fn child_of(parent: u32, program: &Path) -> Option<u32> {
    fs::read_dir("/proc").ok()?.flatten().find_map(|entry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let status = fs::read_to_string(entry.path().join("status")).ok()?;
        let its_parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse::<u32>().ok()?;
        let its_program = fs::read_link(entry.path().join("exe")).ok()?;
        (its_parent == parent && its_program == program).then_some(pid)
    })
}

fn first_line(child: &mut Child) -> Result<String> {
    let output = child.stdout.take().context("the output is piped")?;
    let mut reader = BufReader::new(output);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    // What comes later is read and thrown away, or the program would stop when the pipe is full.
    thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
    Ok(line.trim().to_owned())
}
