//! A display to show a window on, where the machine has none: Xvfb, stopped when it is dropped.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell;

/// Whether a window can be shown to a person here.
pub fn is_there() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// A virtual display.
pub struct VirtualDisplay {
    server: Child,
    name: String,
}

impl VirtualDisplay {
    /// Starts Xvfb on the first free display number, with one screen of that many pixels.
    pub fn start(width: u32, height: u32) -> Result<Self> {
        let mut server = Command::new("Xvfb")
            // Xvfb chooses the number and writes it when it is ready: no race, no waiting by guess.
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb could not be started")?;
        let output = server.stdout.take().context("Xvfb's output is piped")?;
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        if number.trim().is_empty() {
            let _ = server.wait();
            bail!("Xvfb ended without opening a display");
        }
        Ok(Self { server, name: format!(":{}", number.trim()) })
    }

    /// What a program's `DISPLAY` must be to show its window here.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        stop(&mut self.server, Duration::from_secs(5));
    }
}

/// Asks a program to end, and ends it when it has not after `patience`.
pub fn stop(program: &mut Child, patience: Duration) {
    if matches!(program.try_wait(), Ok(Some(_))) {
        return;
    }
    // SIGTERM through kill(1): the standard library can only send SIGKILL, after which a display
    // server leaves its lock file behind.
    if cfg!(unix) && shell::succeeds("kill", &["-TERM", &program.id().to_string()]) && wait(program, patience) {
        return;
    }
    let _ = program.kill();
    let _ = program.wait();
}

/// Waits until the program has ended, at most `patience`. Says whether it has.
pub fn wait(program: &mut Child, patience: Duration) -> bool {
    let until = Instant::now() + patience;
    while Instant::now() < until {
        if matches!(program.try_wait(), Ok(Some(_))) {
            return true;
        }
        thread::sleep(Duration::from_millis(50));
    }
    false
}
