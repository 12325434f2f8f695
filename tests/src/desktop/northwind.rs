//! Northwind Outfitters in a new data folder, as a team sets it up before its first incident: lists, people and the
//! plans of the library, taken over from the files of the sample.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Profile;
use crate::root;

/// The plans that are taken over, with what a story changes in the words of a file.
const PLANS: [&str; 3] = ["communication-plan.md", "raci-major-incident.md", "escalation-matrix.md"];

impl Profile {
    /// Sets the supposed time to a time of day in Berlin, such as `14:05` or `14:46:31`, on the day of the sample.
    ///
    /// # Errors
    /// As [`Profile::set_clock`], and when it is no time of day.
    pub fn set_clock_in_berlin(&self, time: &str) -> Result<()> {
        let (hour, rest) = time.split_once(':').context("a time of day")?;
        let hour: u8 = hour.parse()?;
        let seconds = if rest.len() == 2 { ":00" } else { "" };
        self.set_clock(&format!("2026-03-11T{:02}:{rest}{seconds}Z", hour - 1))
    }

    /// Fills an empty profile through `bridgebook-cli`. Executives are told at once of a material change.
    ///
    /// # Errors
    /// When the command line refuses something.
    pub fn fill_with_northwind(&self) -> Result<()> {
        let sample = root().join("templates/sample");
        for line in self.cli(&["document", "list"])?.lines() {
            let mut words = line.split_whitespace();
            let (id, list) = (words.next().unwrap_or_default(), words.next_back().unwrap_or_default());
            let file = sample.join("directory").join(format!("{}.md", list.to_lowercase()));
            if file.is_file() {
                self.cli(&["document", "replace", id, plain(&file)?])?;
            }
        }
        let mut people: Vec<PathBuf> =
            fs::read_dir(sample.join("directory"))?.map(|file| Ok(file?.path())).collect::<Result<_>>()?;
        // People have two names, lists one word.
        people.retain(|file| file.file_stem().is_some_and(|name| name.to_string_lossy().contains('-')));
        people.sort();
        let mut import = vec!["document", "import"];
        for file in &people {
            import.push(plain(file)?);
        }
        self.cli(&import)?;
        for plan in PLANS {
            let text = fs::read_to_string(sample.join("library").join(plan))?;
            let file = self.folder().join(plan);
            fs::write(&file, told_at_once(&text))?;
            self.cli(&["document", "import", plain(&file)?])?;
        }
        Ok(())
    }
}

fn plain(file: &Path) -> Result<&str> {
    file.to_str().context("the checkout lies in a folder with a plain name")
}

/// The cadence in which the executives hear at once of a material change.
fn told_at_once(plan: &str) -> String {
    let is_theirs = |line: &str| line.starts_with("| SEV") && line.contains("| Executives |");
    let row = |line: &str| match line.strip_suffix("| no |") {
        Some(rest) if is_theirs(line) => format!("{rest}| yes |\n"),
        _ => format!("{line}\n"),
    };
    plan.lines().map(row).collect()
}
