//! The operating system's own packages: which are missing, and how they are installed.

use std::fs;
use std::io::IsTerminal;
use std::process::Command;

use anyhow::{Result, bail};

use crate::shell;

/// The package tools that set-up can drive itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Installer {
    /// Debian, Ubuntu and what is built on them.
    Apt,
    /// Fedora and what is built on it.
    Dnf,
}

impl Installer {
    /// The one this machine has, if any.
    pub fn of_this_machine() -> Option<Self> {
        if shell::find_program("apt-get").is_some() {
            Some(Self::Apt)
        } else if shell::find_program("dnf").is_some() {
            Some(Self::Dnf)
        } else {
            None
        }
    }
}

/// How set-up sees that a need is met. By presence, not by package name: a person may have
/// installed it another way, and package names change between releases.
#[derive(Clone, Copy, Debug)]
pub enum Presence {
    /// A program on the path.
    Program(&'static str),
    /// A library that `pkg-config` knows.
    Library(&'static str),
    /// A font that covers a language, by fontconfig's name of the language.
    FontFor(&'static str),
}

/// One thing of the operating system that Bridgebook needs.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    /// Why, in words a person can judge before giving the root password.
    pub reason: &'static str,
    pub presence: Presence,
    pub apt: &'static [&'static str],
    /// dnf takes what a package provides (a path, a pkg-config module) as well as its name, which
    /// stays true when Fedora moves a file to another package.
    pub dnf: &'static [&'static str],
}

impl Need {
    pub fn is_met(&self) -> bool {
        match self.presence {
            Presence::Program(name) => shell::find_program(name).is_some(),
            Presence::Library(module) => shell::succeeds("pkg-config", &["--exists", module]),
            Presence::FontFor(language) => shell::read(Command::new("fc-list").arg(format!(":lang={language}")))
                .is_ok_and(|fonts| !fonts.is_empty()),
        }
    }

    fn packages(&self, installer: Installer) -> &'static [&'static str] {
        match installer {
            Installer::Apt => self.apt,
            Installer::Dnf => self.dnf,
        }
    }
}

/// Installs what is missing of `needs`: as root at once, otherwise through sudo after saying what
/// and why. Where neither is possible the error names the exact command.
pub fn install(needs: &[Need]) -> Result<()> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.is_met()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing on this machine:");
    for need in &missing {
        println!("  - {}", need.reason);
    }
    let Some(installer) = Installer::of_this_machine() else {
        bail!("this system has neither apt nor dnf, so set-up cannot install these itself. {}", by_hand(&missing));
    };
    let commands = install_commands(installer, &missing);
    let as_root = match Authority::of_this_process() {
        Authority::Root => Vec::new(),
        Authority::Sudo => {
            println!("They are installed through sudo, which may ask for your password.");
            vec!["sudo"]
        }
        Authority::None => {
            let lines: Vec<String> = commands.iter().map(|words| words.join(" ")).collect();
            bail!(
                "installing them needs root, and sudo is not available here. Run this as root, \
                 then start again:\n  {}",
                lines.join(" && ")
            );
        }
    };
    for words in commands {
        let line: Vec<&str> = as_root.iter().copied().chain(words).collect();
        let mut command = Command::new(line[0]);
        command.args(&line[1..]).env("DEBIAN_FRONTEND", "noninteractive");
        shell::run_attended(&mut command)?;
    }
    let still: Vec<&str> = missing.iter().filter(|need| !need.is_met()).map(|need| need.reason).collect();
    if !still.is_empty() {
        bail!("the packages were installed, but these are still not found: {}", still.join("; "));
    }
    Ok(())
}

fn install_commands(installer: Installer, missing: &[Need]) -> Vec<Vec<&'static str>> {
    let mut packages: Vec<&str> = missing.iter().flat_map(|need| need.packages(installer)).copied().collect();
    packages.sort_unstable();
    packages.dedup();
    match installer {
        Installer::Apt => {
            let mut install = vec!["apt-get", "install", "-y", "--no-install-recommends"];
            install.extend(packages);
            vec![vec!["apt-get", "update"], install]
        }
        Installer::Dnf => {
            let mut install = vec!["dnf", "install", "-y"];
            install.extend(packages);
            vec![install]
        }
    }
}

fn by_hand(missing: &[Need]) -> String {
    if cfg!(target_os = "macos") {
        return "On macOS, install the Xcode command line tools with `xcode-select --install` \
                (the web view is part of the system), then start again."
            .to_owned();
    }
    if cfg!(windows) {
        return "On Windows, install the Microsoft C++ Build Tools with the workload \"Desktop \
                development with C++\", and the WebView2 runtime where it is absent (Windows 11 \
                has it), then start again."
            .to_owned();
    }
    let mut packages: Vec<&str> = missing.iter().flat_map(|need| need.apt).copied().collect();
    packages.sort_unstable();
    packages.dedup();
    format!("Install what your system calls these Debian packages, then start again: {}", packages.join(" "))
}

enum Authority {
    Root,
    Sudo,
    None,
}

impl Authority {
    fn of_this_process() -> Self {
        if shell::read(Command::new("id").arg("-u")).is_ok_and(|id| id == "0") {
            return Self::Root;
        }
        let can_ask = std::io::stdin().is_terminal();
        if shell::find_program("sudo").is_some() && (can_ask || shell::succeeds("sudo", &["-n", "true"])) {
            return Self::Sudo;
        }
        Self::None
    }
}

/// The name of the system as it calls itself, for messages.
pub fn name() -> String {
    fs::read_to_string("/etc/os-release")
        .ok()
        .and_then(|text| {
            text.lines()
                .find_map(|line| line.strip_prefix("PRETTY_NAME="))
                .map(|name| name.trim_matches('"').to_owned())
        })
        .unwrap_or_else(|| std::env::consts::OS.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEED: Need = Need {
        reason: "a program that nobody has",
        presence: Presence::Program("bridgebook-no-such-program"),
        apt: &["pkg-config", "build-essential"],
        dnf: &["/usr/bin/pkg-config"],
    };

    #[test]
    fn an_absent_program_is_a_need_that_is_not_met() {
        assert!(!NEED.is_met(), "no machine has this program");
    }

    #[test]
    fn apt_refreshes_its_lists_once_and_installs_without_questions() {
        assert_eq!(
            install_commands(Installer::Apt, &[NEED, NEED]),
            [
                vec!["apt-get", "update"],
                vec!["apt-get", "install", "-y", "--no-install-recommends", "build-essential", "pkg-config"],
            ],
            "packages are named once, in a stable order"
        );
    }

    #[test]
    fn dnf_installs_by_what_a_package_provides() {
        assert_eq!(install_commands(Installer::Dnf, &[NEED]), [vec!["dnf", "install", "-y", "/usr/bin/pkg-config"]],);
    }
}
