//! Runs the program on a data folder of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

pub struct Tool {
    folder: tempfile::TempDir,
}

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The one JSON value that was printed.
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("not one JSON value ({e}): {self:?}"))
    }

    /// The first line, as scripts take it.
    pub fn line(&self) -> String {
        self.out.lines().next().unwrap_or_else(|| panic!("nothing was printed: {self:?}")).to_owned()
    }
}

impl Tool {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    /// A folder with the sample in it.
    pub fn sample() -> Self {
        let tool = Self::new();
        tool.done(&["sample", "open"]);
        tool
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.file(name);
        std::fs::write(&path, bytes).expect("a file");
        path.display().to_string()
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        run(&self.data(), arguments)
    }

    /// Runs what is to succeed.
    pub fn done(&self, arguments: &[&str]) -> Ran {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:?}");
        ran
    }

    /// Records by hand that executives were told, with the next update promised in half an hour.
    pub fn record_executives(&self, incident: &str) -> Ran {
        let said = ["--text", "We know of it.", "--next", "in 30 min", "--despite", "said on the bridge"];
        self.done(&[&["update", "record", incident, "Executives"][..], &said].concat())
    }

    pub fn json(&self, arguments: &[&str]) -> Json {
        let all: Vec<&str> = std::iter::once("--json").chain(arguments.iter().copied()).collect();
        self.done(&all).json()
    }

    /// Runs what is to fail: code 1, a sentence on standard error, nothing on standard output.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let ran = self.run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}: {ran:?}");
        assert_eq!(ran.out, "", "an error prints nothing on standard output: {arguments:?}");
        assert!(!ran.err.trim().is_empty() && !ran.err.contains("panicked"), "{arguments:?}: {ran:?}");
        ran.err
    }
}

pub fn run(data: &Path, arguments: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_bridgebook-cli"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .env("USER", "tester")
        .output()
        .expect("the program starts");
    Ran {
        code: output.status.code().expect("it ends by itself"),
        out: String::from_utf8(output.stdout).expect("text"),
        err: String::from_utf8(output.stderr).expect("text"),
    }
}
