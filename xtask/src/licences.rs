//! The licence check: everything that is shipped may be shipped, and everything that builds it may
//! be used. It always runs; `cargo deny`, where it is installed, checks bans and sources as well.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use spdx::{Expression, ParseMode};

use crate::shell;

/// What a person who ships the application may meet. `deny.toml` holds the same list for
/// `cargo deny`, and a test below holds the two together.
const SHIPPABLE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "OFL-1.1",
    "Python-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "bzip2-1.0.6",
];

/// Accepted besides for tools that build the user interface and are not shipped with it.
const TOOLS_ONLY: &[&str] = &["BlueOak-1.0.0", "CC-BY-4.0"];

/// Packages whose manifest names no licence, by path and version, with what their licence file
/// says. The version is part of it, so that a newer one is looked at again.
const READ_BY_HAND: &[(&str, &str, &str)] = &[("node_modules/svelte-toolbelt", "0.10.7", "MIT")];

/// Checks the crates of the lock file and the user interface's packages.
pub fn check() -> Result<()> {
    let crates = check_crates()?;
    let packages = check_packages()?;
    println!("{crates} crates and {packages} packages of the user interface may be shipped.");
    if shell::find_program("cargo-deny").is_some() {
        shell::run(shell::cargo()?.args(["deny", "check", "licenses", "bans", "sources"]))?;
    } else {
        println!("cargo-deny is not installed: bans and sources of deny.toml were not checked.");
    }
    Ok(())
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Crate>,
}

#[derive(Deserialize)]
struct Crate {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
}

fn check_crates() -> Result<usize> {
    let text = shell::read(shell::cargo()?.args(["metadata", "--format-version", "1", "--locked"]))?;
    let metadata: Metadata = serde_json::from_str(&text).context("cargo metadata")?;
    let foreign: Vec<&Crate> = metadata.packages.iter().filter(|package| package.source.is_some()).collect();
    let refused: Vec<String> = foreign
        .iter()
        .filter_map(|package| {
            refusal(package.license.as_deref(), SHIPPABLE)
                .map(|why| format!("crate {} {}: {why}", package.name, package.version))
        })
        .collect();
    fail_on(&refused)?;
    Ok(foreign.len())
}

#[derive(Deserialize)]
struct PackageLock {
    packages: BTreeMap<String, Package>,
}

#[derive(Deserialize)]
struct Package {
    version: Option<String>,
    license: Option<String>,
    #[serde(default)]
    dev: bool,
}

fn check_packages() -> Result<usize> {
    let file = shell::root()?.join("ui/package-lock.json");
    let text = fs::read_to_string(&file).with_context(|| format!("{} could not be read", file.display()))?;
    let lock: PackageLock = serde_json::from_str(&text).context("ui/package-lock.json")?;
    let tools: Vec<&str> = SHIPPABLE.iter().chain(TOOLS_ONLY).copied().collect();
    // The entry without a name is the user interface itself.
    let foreign: Vec<(&String, &Package)> = lock.packages.iter().filter(|(path, _)| !path.is_empty()).collect();
    let refused: Vec<String> = foreign
        .iter()
        .filter_map(|(path, package)| {
            let allowed = if package.dev { &tools[..] } else { SHIPPABLE };
            let licence = package.license.as_deref().or_else(|| {
                READ_BY_HAND
                    .iter()
                    .find(|(known, version, _)| known == path && package.version.as_deref() == Some(*version))
                    .map(|(_, _, licence)| *licence)
            });
            refusal(licence, allowed).map(|why| format!("package {path}: {why}"))
        })
        .collect();
    fail_on(&refused)?;
    Ok(foreign.len())
}

fn fail_on(refused: &[String]) -> Result<()> {
    if refused.is_empty() {
        return Ok(());
    }
    bail!("these may not be shipped:\n  {}", refused.join("\n  "));
}

/// Why a licence does not do, or `None` when it does.
fn refusal(licence: Option<&str>, allowed: &[&str]) -> Option<String> {
    let Some(licence) = licence else {
        return Some("it names no licence".to_owned());
    };
    // Lax, because older crates still write `MIT/Apache-2.0`.
    let expression = match Expression::parse_mode(licence, ParseMode::LAX) {
        Ok(expression) => expression,
        Err(error) => return Some(format!("its licence {licence:?} is not SPDX: {error}")),
    };
    let accepted =
        expression.evaluate(|requirement| requirement.license.id().is_some_and(|id| allowed.contains(&id.name)));
    (!accepted).then(|| format!("its licence is {licence}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_expression_is_accepted_when_one_way_through_it_is_allowed() {
        for (licence, accepted) in [
            (Some("MIT"), true),
            (Some("MIT/Apache-2.0"), true),
            (Some("GPL-3.0-only OR MIT"), true),
            (Some("Apache-2.0 WITH LLVM-exception OR MIT"), true),
            (Some("(MIT OR Apache-2.0) AND Unicode-3.0"), true),
            (Some("MIT AND GPL-3.0-only"), false),
            (Some("AGPL-3.0-only"), false),
            (Some("SEE LICENSE IN FILE"), false),
            (None, false),
        ] {
            assert_eq!(refusal(licence, SHIPPABLE).is_none(), accepted, "licence {licence:?}");
        }
    }

    #[test]
    fn deny_toml_allows_the_same_licences() {
        let text = include_str!("../../deny.toml");
        let allowed = text
            .split_once("allow = [")
            .and_then(|(_, rest)| rest.split_once(']'))
            .map(|(list, _)| list)
            .expect("deny.toml has a list of allowed licences");
        let mut listed: Vec<&str> = allowed.split('"').skip(1).step_by(2).collect();
        listed.sort_unstable();
        let mut expected = SHIPPABLE.to_vec();
        expected.sort_unstable();
        assert_eq!(listed, expected, "two lists that differ check two things");
    }
}
