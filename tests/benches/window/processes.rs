//! The application with all its processes: started, weighed, ended.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// One start of a shell, ended when it is dropped.
pub struct Shell {
    session: Child,
    pid: u32,
    /// Just before the shell's program was executed.
    pub started: Instant,
}

impl Shell {
    /// Starts the program in a session bus of its own, with everything it keeps in `folder`.
    pub fn start(program: &Path, folder: &Path, arguments: &[&str], display: &str) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let mut session = Command::new("dbus-run-session")
            // The bus is ready when the shell says its number; then it becomes the program.
            .args(["--", "sh", "-c", "echo $$; exec \"$@\" >&2", "sh"])
            .arg(program)
            .arg("--data")
            .arg(folder.join("data"))
            .args(arguments)
            .env("DISPLAY", display)
            .env("XDG_DATA_HOME", folder)
            .env("XDG_CONFIG_HOME", folder)
            .env_remove("WAYLAND_DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.join("shell.log"))?)
            .spawn()
            .context("dbus-run-session could not be started")?;
        let mut line = String::new();
        BufReader::new(session.stdout.take().context("the output is piped")?).read_line(&mut line)?;
        let started = Instant::now();
        let pid = line.trim().parse().context("the program could not be started")?;
        Ok(Self { session, pid, started })
    }

    /// The shares of memory of the program and everything below it, in kB: a page that several processes
    /// use counts once, a part for each.
    pub fn weigh(&self) -> Result<Weight> {
        let mut weight = Weight::default();
        let all = parents();
        let mut waiting = vec![self.pid];
        while let Some(pid) = waiting.pop() {
            waiting.extend(all.iter().filter(|(_, parent)| *parent == pid).map(|(child, _)| *child));
            let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).context("the shell has ended")?;
            let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).context("the kernel counts shares")?;
            weight.kilobytes += line.trim().trim_end_matches(" kB").parse::<u64>()?;
            weight.processes += 1;
        }
        Ok(weight)
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        end(&mut self.session, Some(self.pid));
    }
}

/// Memory of a program with its children.
#[derive(Debug, Default, Clone, Copy)]
pub struct Weight {
    pub kilobytes: u64,
    pub processes: usize,
}

/// Every process with its parent.
fn parents() -> Vec<(u32, u32)> {
    let Ok(list) = fs::read_dir("/proc") else { return Vec::new() };
    list.flatten()
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let status = fs::read_to_string(entry.path().join("status")).ok()?;
            let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()?;
            Some((pid, parent))
        })
        .collect()
}

/// Asks a process to end and waits for the child; SIGKILL leaves web processes and display locks behind,
/// so it comes last.
pub fn end(child: &mut Child, pid: Option<u32>) {
    let pid = pid.unwrap_or_else(|| child.id());
    let _ = Command::new("kill").arg("-TERM").arg(pid.to_string()).stderr(Stdio::null()).status();
    let until = Instant::now() + Duration::from_secs(10);
    while Instant::now() < until {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    let _ = child.kill();
    let _ = child.wait();
}
