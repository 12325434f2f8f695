//! Running other programs: found on the path, shown before they run, and failing with a sentence.

use std::env;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

/// The checkout this program was started in.
///
/// Cargo says where the package lies at run time, so that a moved checkout still works with a
/// program that was built before the move.
pub fn root() -> Result<PathBuf> {
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .context("start this through cargo, as `cargo xtask run` or `cargo xtask test`")?;
    Path::new(&package).parent().map(Path::to_path_buf).context("the xtask package has no folder above it")
}

/// Where builds and everything that can be made again goes.
pub fn target() -> Result<PathBuf> {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => Ok(root()?.join(folder)),
        None => Ok(root()?.join("target")),
    }
}

/// The cargo that started this program, or the one on the path.
pub fn cargo() -> Result<Command> {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(root()?);
    // What cargo told this program about itself must not leak into the builds it starts: a changed
    // CARGO_MANIFEST_DIR would make build scripts of other packages run again.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name.as_ref());
        }
    }
    Ok(command)
}

/// The path of a program as the shell would find it.
pub fn find_program(name: &str) -> Option<PathBuf> {
    let paths = env::var_os("PATH")?;
    let names: &[String] =
        if cfg!(windows) { &[format!("{name}.exe"), format!("{name}.cmd")] } else { &[name.to_owned()] };
    env::split_paths(&paths)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|candidate| candidate.is_file())
}

/// The command as a person would type it.
pub fn shown(command: &Command) -> String {
    let mut line = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        if argument.is_empty() || argument.contains([' ', '"', '\'']) {
            // Writing to a String cannot fail.
            let _ = write!(line, " '{}'", argument.replace('\'', r"'\''"));
        } else {
            let _ = write!(line, " {argument}");
        }
    }
    line
}

/// Shows the command, runs it to its end with this program's output, and fails when it fails.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", shown(command));
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("`{}` could not be started", shown(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// As [`run`], with this program's standard input, for a command that may ask for a password.
pub fn run_attended(command: &mut Command) -> Result<()> {
    println!("$ {}", shown(command));
    let status = command.status().with_context(|| format!("`{}` could not be started", shown(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs the command quietly and gives back what it wrote, or what it complained about.
pub fn read(command: &mut Command) -> Result<String> {
    let output = quiet(command)?;
    if !output.status.success() {
        bail!("`{}` ended with {}: {}", shown(command), output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs the command quietly and only says whether it succeeded.
pub fn succeeds(program: impl AsRef<OsStr>, arguments: &[&str]) -> bool {
    quiet(Command::new(program).args(arguments)).is_ok_and(|output| output.status.success())
}

fn quiet(command: &mut Command) -> Result<Output> {
    command.stdin(Stdio::null()).output().with_context(|| format!("`{}` could not be started", shown(command)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_command_can_be_pasted_into_a_shell() {
        let mut command = Command::new("sudo");
        command.args(["apt-get", "install", "a b", "it's"]);
        assert_eq!(
            shown(&command),
            r"sudo apt-get install 'a b' 'it'\''s'",
            "arguments with spaces or quotes are quoted"
        );
    }

    #[test]
    fn a_failing_program_is_an_error_that_names_it() {
        let error = read(Command::new("cargo").arg("no-such-command")).expect_err("cargo knows no such command");
        assert!(error.to_string().contains("cargo no-such-command"), "the message names the command: {error}");
    }
}
