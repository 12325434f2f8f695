//! Runs the benchmarks of the checkout, in release builds, one after another, so that they do not
//! disturb each other. What each needs beside its own program is made first.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::Deserialize;

use crate::setup::{self, Purpose};
use crate::shell;
use crate::ui;

#[derive(Args)]
pub struct Options {
    /// Only the benchmark of this name: cases, clocks, document, forms, frames, past, pdf, replay, search or window
    name: Option<String>,
}

/// Built and measured together, so that every library is built once, with one choice of features.
const PACKAGES: &[&str] = &["--package", "bridgebook", "--package", "bridgebook-cli", "--package", "bridgebook-tests"];

/// The version that the figures of docs/benchmarks.md were taken against.
const TYPST: &str = "typst==0.15.*";

/// Prepares and runs the benchmarks.
pub fn bench(options: &Options) -> Result<()> {
    let found: Vec<String> =
        benches()?.into_iter().filter(|name| options.name.as_ref().is_none_or(|wanted| wanted == name)).collect();
    if found.is_empty() {
        bail!("no benchmark of that name is in this checkout; there are: {}", benches()?.join(", "));
    }
    let node = setup::prepare(Purpose::Test)?;
    ui::build(&node)?;
    if found.iter().any(|name| name == "window") {
        empty_shell()?;
    }
    build(None)?;
    if found.iter().any(|name| name == "pdf") {
        typst()?;
    }
    for name in &found {
        println!("\n==> {name}");
        shell::run(shell::cargo()?.args(["bench", "--locked", "--quiet"]).args(PACKAGES).args(["--bench", name]))?;
    }
    Ok(())
}

fn build(configuration: Option<&str>) -> Result<()> {
    let mut command = shell::cargo()?;
    command.args(["build", "--locked", "--release", "--bins", "--benches"]).args(PACKAGES);
    if let Some(configuration) = configuration {
        command.env("TAURI_CONFIG", configuration);
    }
    shell::run(&mut command)
}

/// The shell with an empty page in place of the interface: the same program, of which only the pages that
/// it carries differ. It is built first and copied, so that the build that stays is the real one.
fn empty_shell() -> Result<()> {
    let folder = shell::target()?.join("bench");
    let pages = folder.join("empty-page");
    fs::create_dir_all(&pages).with_context(|| format!("{} could not be made", pages.display()))?;
    fs::write(pages.join("index.html"), EMPTY_PAGE)?;
    let configuration = serde_json::json!({ "build": { "frontendDist": pages } }).to_string();
    build(Some(&configuration))?;
    let name = |name: &str| format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let built = shell::target()?.join("release").join(name("bridgebook"));
    let kept = folder.join(name("bridgebook-empty"));
    fs::copy(&built, &kept).with_context(|| format!("{} could not be kept", built.display()))?;
    Ok(())
}

/// Coloured, so that its first picture can be told from an empty window.
const EMPTY_PAGE: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Bridgebook</title></head>\
    <body style=\"background:#234567\"></body></html>\n";

/// Typst from PyPI, in an environment of its own.
fn typst() -> Result<()> {
    let folder = shell::target()?.join("bench-venv");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if is_typst_there(&python) {
        return Ok(());
    }
    let system = if cfg!(windows) { "python" } else { "python3" };
    shell::run(Command::new(system).args(["-m", "venv"]).arg(&folder)).context(
        "typst, against which the PDF is measured, comes through Python; on Debian and Ubuntu install python3-venv",
    )?;
    shell::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", TYPST]))
}

fn is_typst_there(python: &Path) -> bool {
    python.is_file() && shell::succeeds(python, &["-c", "import typst"])
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

fn benches() -> Result<Vec<String>> {
    let text = shell::read(shell::cargo()?.args(["metadata", "--format-version", "1", "--no-deps", "--locked"]))?;
    let metadata: Metadata = serde_json::from_str(&text)?;
    let targets = metadata.packages.into_iter().flat_map(|package| package.targets);
    Ok(targets.filter(|target| target.kind.iter().any(|kind| kind == "bench")).map(|target| target.name).collect())
}
