//! The user interface's packages and its build, each done only when something changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::node::Node;
use crate::shell;

/// What a build of the user interface is made of, below `ui/`.
const SOURCES: &[&str] =
    &["src", "public", "index.html", "package-lock.json", "vite.config.ts", "svelte.config.js", "tsconfig.json"];

/// `npm ci` when the lock file is not the one that was installed last.
pub fn install_packages(node: &Node) -> Result<()> {
    let folder = folder()?;
    let stamp = Stamp::new(&folder, "packages", &["package.json".into(), "package-lock.json".into()])?;
    if stamp.is_current() {
        return Ok(());
    }
    println!("Installing the user interface's packages.");
    // Scripts of packages are not run: nothing that the build needs has one, and they are the
    // usual way in for a package that was taken over.
    shell::run(node.npm(&folder)?.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    stamp.write()
}

/// `vite build` when the sources are not those that were built last.
pub fn build(node: &Node) -> Result<()> {
    let folder = folder()?;
    let sources: Vec<PathBuf> = SOURCES.iter().map(PathBuf::from).collect();
    let stamp = Stamp::new(&folder, "build", &sources)?;
    if stamp.is_current() && folder.join("dist/index.html").is_file() {
        return Ok(());
    }
    script(node, "build")?;
    if !folder.join("dist/index.html").is_file() {
        bail!("the user interface was built, but ui/dist/index.html is not there");
    }
    stamp.write()
}

/// Runs one of the scripts of `ui/package.json`.
pub fn script(node: &Node, name: &str) -> Result<()> {
    shell::run(node.npm(&folder()?)?.args(["run", "--silent", name]))
}

fn folder() -> Result<PathBuf> {
    let folder = shell::root()?.join("ui");
    if !folder.join("package-lock.json").is_file() {
        bail!("this checkout has no ui/package-lock.json: the user interface cannot be built");
    }
    Ok(folder)
}

/// A file that remembers from which inputs something was made. It lies in `node_modules`, so that
/// it goes when that goes.
struct Stamp {
    file: PathBuf,
    content: String,
}

impl Stamp {
    fn new(folder: &Path, name: &str, inputs: &[PathBuf]) -> Result<Self> {
        let mut files = Vec::new();
        for input in inputs {
            collect(&folder.join(input), &mut files)?;
        }
        files.sort();
        let mut hasher = DefaultHasher::new();
        for file in files {
            file.hash(&mut hasher);
            fs::read(&file).with_context(|| format!("{} could not be read", file.display()))?.hash(&mut hasher);
        }
        Ok(Self {
            file: folder.join("node_modules").join(format!(".bridgebook-{name}")),
            content: format!("{:016x}", hasher.finish()),
        })
    }

    fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|content| content == self.content)
    }

    fn write(&self) -> Result<()> {
        fs::write(&self.file, &self.content).with_context(|| format!("{} could not be written", self.file.display()))
    }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| format!("{} could not be read", path.display()))? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_path_buf());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_current_until_an_input_changes() {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let path = folder.path();
        fs::create_dir_all(path.join("node_modules")).expect("made");
        fs::create_dir_all(path.join("src/deep")).expect("made");
        fs::write(path.join("src/deep/a.ts"), "one").expect("written");
        let inputs = [PathBuf::from("src"), PathBuf::from("absent.json")];

        let stamp = Stamp::new(path, "build", &inputs).expect("a stamp");
        assert!(!stamp.is_current(), "nothing was built yet");
        stamp.write().expect("written");
        let again = Stamp::new(path, "build", &inputs).expect("a stamp");
        assert!(again.is_current(), "the same inputs need no second build");

        fs::write(path.join("src/deep/a.ts"), "two").expect("written");
        let changed = Stamp::new(path, "build", &inputs).expect("a stamp");
        assert!(!changed.is_current(), "a changed file needs a build");
    }
}
