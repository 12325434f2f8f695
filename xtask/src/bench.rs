//! Runs the benchmarks of the checkout, in release builds.

use anyhow::{Result, bail};
use clap::Args;
use serde::Deserialize;

use crate::setup::{self, Purpose};
use crate::shell;
use crate::ui;

#[derive(Args)]
pub struct Options {
    /// Only the benchmark of this name
    name: Option<String>,
}

/// Runs every target of kind `bench`, one after another, so that they do not disturb each other.
pub fn bench(options: &Options) -> Result<()> {
    let node = setup::prepare(Purpose::Test)?;
    ui::build(&node)?;
    let found: Vec<(String, String)> =
        benches()?.into_iter().filter(|(_, name)| options.name.as_ref().is_none_or(|wanted| wanted == name)).collect();
    if found.is_empty() {
        bail!("no benchmark of that name is in this checkout");
    }
    for (package, name) in found {
        shell::run(shell::cargo()?.args(["bench", "--package", &package, "--bench", &name]))?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

fn benches() -> Result<Vec<(String, String)>> {
    let text = shell::read(shell::cargo()?.args(["metadata", "--format-version", "1", "--no-deps", "--locked"]))?;
    let metadata: Metadata = serde_json::from_str(&text)?;
    Ok(metadata
        .packages
        .into_iter()
        .flat_map(|package| {
            package
                .targets
                .into_iter()
                .filter(|target| target.kind.iter().any(|kind| kind == "bench"))
                .map(move |target| (package.name.clone(), target.name))
        })
        .collect())
}
