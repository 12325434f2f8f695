//! What the application is started with, and the data folder that follows from it.

use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Parser;
use sha2::{Digest, Sha256};

use crate::StartError;

/// What the application is started with.
#[derive(Clone, Debug, Default, Parser)]
#[command(name = "bridgebook", version, about = "The incident commander's binder")]
pub struct Arguments {
    /// The folder that holds the data, instead of the platform's
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Open the sample incident, in a data folder of its own
    #[arg(long)]
    pub sample: bool,
    /// Links (bridgebook:…) and Markdown files to open
    #[arg(value_name = "LINK OR FILE")]
    pub open: Vec<String>,
}

/// Where the sample lies inside a data folder, so that it never mixes with real incidents.
const SAMPLE: &str = "sample";

/// The folder that holds this start's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFolder {
    path: PathBuf,
    holds_sample: bool,
}

impl DataFolder {
    /// Follows the arguments: the named folder; else the platform's; for the sample without a
    /// named folder, `sample` inside the platform's, so that it never mixes with real incidents.
    ///
    /// # Errors
    /// When no folder is named and the platform has none.
    pub fn choose(arguments: &Arguments) -> Result<Self, StartError> {
        let path = match &arguments.data {
            // Absolute, because the working folder of a second start is another one.
            Some(folder) => env::current_dir().unwrap_or_default().join(folder),
            None => {
                let platform = platform_folder().ok_or(StartError::NoDataFolder)?;
                if arguments.sample { platform.join(SAMPLE) } else { platform }
            }
        };
        Ok(Self { path, holds_sample: arguments.sample })
    }

    /// Where it lies, absolute.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the sample incident is to be opened in it.
    pub fn holds_sample(&self) -> bool {
        self.holds_sample
    }

    /// The data folder of the sample that is opened from this one.
    pub(crate) fn of_sample(&self) -> PathBuf {
        self.path.join(SAMPLE)
    }

    /// The name under which a running window of this folder is found by a second start.
    pub(crate) fn instance_name(&self, identifier: &str) -> String {
        if platform_folder().is_some_and(|platform| platform == self.path) {
            return identifier.to_owned();
        }
        let digest = Sha256::digest(self.path.as_os_str().as_encoded_bytes());
        // A part of a bus name must begin with a letter.
        let mut name = format!("{identifier}.Folder");
        for byte in &digest[..8] {
            // Writing to a String cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        name
    }
}

/// The platform's, which the command line uses too, so that both mean the same data.
fn platform_folder() -> Option<PathBuf> {
    bridgebook_app::folder::platform().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDENTIFIER: &str = "org.bridgebook.Bridgebook";

    fn chosen(data: Option<&str>, sample: bool) -> DataFolder {
        let arguments = Arguments { data: data.map(PathBuf::from), sample, open: Vec::new() };
        DataFolder::choose(&arguments).expect("the test machine has a home folder")
    }

    #[test]
    fn the_sample_has_a_data_folder_of_its_own() {
        let real = chosen(None, false);
        let sample = chosen(None, true);
        assert!(real.path().ends_with(IDENTIFIER));
        assert_eq!(sample.path(), real.path().join("sample"), "the sample must not mix with real incidents");
        assert!(sample.holds_sample() && !real.holds_sample());
        assert_eq!(real.of_sample(), sample.path(), "the button and --sample open the same one");
    }

    #[test]
    fn a_named_folder_is_made_absolute_and_wins_over_the_platforms() {
        let folder = chosen(Some("some/where"), true);
        assert!(folder.path().is_absolute() && folder.path().ends_with("some/where"));
        assert!(folder.holds_sample(), "--sample fills the named folder");
    }

    #[test]
    fn each_data_folder_has_its_own_instance() {
        let names = [chosen(None, false), chosen(None, true), chosen(Some("/a"), false), chosen(Some("/b"), false)]
            .map(|folder| folder.instance_name(IDENTIFIER));
        assert_eq!(names[0], IDENTIFIER);
        for (index, name) in names.iter().enumerate() {
            assert!(!names[..index].contains(name), "two folders would be taken for one: {names:?}");
        }
        assert_eq!(
            names[2],
            chosen(Some("/a"), true).instance_name(IDENTIFIER),
            "the same folder is the same instance, whatever it is opened for"
        );
    }

    #[test]
    fn the_arguments_are_what_the_documentation_says() {
        let arguments = Arguments::parse_from(["bridgebook", "--data", "/a", "--sample"]);
        assert_eq!(arguments.data.as_deref(), Some(Path::new("/a")));
        assert!(arguments.sample && arguments.open.is_empty());
        let opening = Arguments::parse_from(["bridgebook", "bridgebook:board", "plan.md", "--data", "/a"]);
        assert_eq!(opening.open, ["bridgebook:board", "plan.md"]);
    }
}
