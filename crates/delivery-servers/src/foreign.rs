//! A mail server that others wrote: aiosmtpd, which reads the same standards without knowing this program. It takes a
//! message only after STARTTLS and AUTH.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde::Deserialize;
use tempfile::TempDir;

use crate::Authority;

/// What runs in the interpreter.
const SCRIPT: &str = include_str!("foreign.py");
/// Interpreters that may have the server: the system's own comes first, because its packages bring it there.
const INTERPRETERS: [&str; 2] = ["/usr/bin/python3", "python3"];

/// A message that the server took.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ForeignMessage {
    /// Who sent it, by the envelope.
    pub sender: String,
    /// Whom it was for, by the envelope.
    pub recipients: Vec<String>,
    /// Who signed in.
    pub user: String,
    /// Whether it came over TLS.
    pub is_private: bool,
    /// Its Message-ID.
    pub message_id: String,
    /// Its subject, decoded.
    pub subject: String,
    /// The kinds of its forms, in order: `text/plain`.
    pub kinds: Vec<String>,
    /// Its forms, decoded, in order.
    pub forms: Vec<String>,
}

/// The server, until dropped.
pub struct ForeignMail {
    child: Child,
    folder: TempDir,
    port: u16,
}

impl ForeignMail {
    /// Starts one on a free port of loopback that is `localhost` by a certificate of the authority, and lets one user in.
    ///
    /// # Panics
    /// When it is not installed, in a sentence that says how it is.
    #[must_use]
    pub fn start(authority: &Authority, user: &str, password: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (certificate, key) = authority.pem(&["localhost"]);
        std::fs::write(folder.path().join("certificate.pem"), certificate).expect("the certificate is written");
        std::fs::write(folder.path().join("key.pem"), key).expect("its key is written");
        let mut said = Vec::new();
        for interpreter in INTERPRETERS {
            match begin(interpreter, folder.path(), user, password) {
                Ok((child, port)) => return Self { child, folder, port },
                Err(why) => said.push(format!("{interpreter}: {why}")),
            }
        }
        panic!(
            "The mail server aiosmtpd does not run on this machine ({}). “cargo xtask setup” installs it; on Debian it is \
             the package python3-aiosmtpd",
            said.join("; ")
        );
    }

    /// Its port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// What it took so far, in order.
    ///
    /// # Panics
    /// When what it wrote down cannot be read.
    #[must_use]
    pub fn taken(&self) -> Vec<ForeignMessage> {
        let written = std::fs::read_to_string(self.folder.path().join("taken.jsonl")).unwrap_or_default();
        written.lines().map(|line| serde_json::from_str(line).expect("what the script writes")).collect()
    }
}

impl Drop for ForeignMail {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the script and waits for its port.
fn begin(interpreter: &str, folder: &Path, user: &str, password: &str) -> Result<(Child, u16), String> {
    let mut child = Command::new(interpreter)
        .args(["-c", SCRIPT])
        .arg(folder)
        .args([user, password])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line).map_err(|error| error.to_string())?;
    }
    if let Ok(port) = line.trim().parse() {
        return Ok((child, port));
    }
    let _ = child.kill();
    let mut said = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        let _ = stderr.read_to_string(&mut said);
    }
    let _ = child.wait();
    Err(said.lines().last().unwrap_or("it said nothing").to_owned())
}
