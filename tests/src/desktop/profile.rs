//! A person's folders for one story: they outlive a killed process, and go when the story ends.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::root;

/// A data folder and a home of its own for everything that a start writes.
#[derive(Debug)]
pub struct Profile {
    folder: TempDir,
    arguments: Vec<String>,
    /// The file that says what time it is, in place of the machine.
    clock: Option<PathBuf>,
}

impl Profile {
    /// An empty one: a first start.
    ///
    /// # Errors
    /// When no temporary folder can be made.
    pub fn new() -> Result<Self> {
        Ok(Self { folder: TempDir::with_prefix("bridgebook-story-")?, arguments: Vec::new(), clock: None })
    }

    /// One in which the sample incident is opened.
    ///
    /// # Errors
    /// When no temporary folder can be made.
    pub fn with_sample() -> Result<Self> {
        Ok(Self { arguments: vec!["--sample".to_owned()], ..Self::new()? })
    }

    /// An empty one under a supposed time, such as `2026-03-11T13:05:00Z`.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn at(moment: &str) -> Result<Self> {
        let mut profile = Self::new()?;
        profile.clock = Some(profile.folder.path().join("clock"));
        profile.set_clock(moment)?;
        Ok(profile)
    }

    /// Sets the supposed time; the window notices within a second or two, the command line with its next start.
    ///
    /// # Errors
    /// When this profile goes by the machine's time, or nothing can be written.
    pub fn set_clock(&self, moment: &str) -> Result<()> {
        let clock = self.clock.as_ref().context("this profile goes by the machine's time")?;
        // Whole or not at all: it is read at any moment.
        let beside = clock.with_extension("next");
        std::fs::write(&beside, moment)?;
        std::fs::rename(&beside, clock)?;
        Ok(())
    }

    /// The folder that `--data` names, also for `bridgebook-cli` beside the window.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder for files that the story itself writes or exports.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// One of the programs that this workspace builds, such as `bridgebook-cli`.
    ///
    /// # Errors
    /// When it has not been built.
    pub fn program(name: &str) -> Result<PathBuf> {
        // A test lies in target/<profile>/deps; the programs lie one folder above it.
        let test = env::current_exe()?;
        let folder = test.parent().and_then(Path::parent).context("a test lies two folders deep")?;
        let program = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
        if !program.is_file() {
            bail!("{name} has not been built; `cargo xtask test --only desktop` builds it first");
        }
        Ok(program)
    }

    pub(super) fn arguments(&self) -> Vec<String> {
        let mut arguments = vec!["--data".to_owned(), self.data().to_string_lossy().into_owned()];
        arguments.extend(self.arguments.iter().cloned());
        arguments
    }

    /// Where the window toolkit keeps its own things, so that stories do not see each other's. The
    /// font cache stays the machine's: making it anew takes longer than a whole story.
    pub(super) fn environment(&self) -> Vec<(&'static str, &Path)> {
        let own = [("XDG_DATA_HOME", self.folder.path()), ("XDG_CONFIG_HOME", self.folder.path())];
        own.into_iter().chain(self.clock.iter().map(|file| ("BRIDGEBOOK_CLOCK", file.as_path()))).collect()
    }

    pub(super) fn log(&self) -> PathBuf {
        self.folder.path().join("driver.log")
    }

    /// Where screenshots go, which people look at after a run.
    pub(super) fn pictures() -> PathBuf {
        root().join("tests/out")
    }
}
