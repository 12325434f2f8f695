//! Runs the random sequences of the tests in their full number, in a release build, and the story in the real window with
//! as many kills as `docs/torture.md` says.

use std::process::Command;

use anyhow::{Result, bail};
use clap::Args;

use crate::setup::{self, Purpose};
use crate::shell;
use crate::test;
use crate::ui;

#[derive(Args)]
pub struct Options {
    /// How many sequences
    #[arg(long, default_value_t = 100_000)]
    sequences: u64,
    /// End after so many minutes for each kind of sequence, however many were played by then
    #[arg(long)]
    minutes: Option<u64>,
    /// Only the sequence of this seed, which a failure named
    #[arg(long)]
    seed: Option<u64>,
    /// How often everything is killed while the story is played in the real window, up to once in each of its steps; 0 leaves it out
    #[arg(long, default_value_t = 20)]
    kills: u64,
}

/// Runs the sequences; a failure names its seed.
pub fn torture(options: &Options) -> Result<()> {
    if options.sequences == 0 {
        bail!("no sequence was asked for: --sequences wants a number above 0");
    }
    let node = setup::prepare(Purpose::Test)?;
    if options.seed.is_none() {
        println!("\n==> every kill of a delivery against everything that a server does wrong");
        let mut command = tests("stories")?;
        command.args(["--", "faults::"]).env("BRIDGEBOOK_TORTURE", "1");
        shell::run(&mut command)?;
    }
    let mut command = tests("torture")?;
    command.args([
        "--",
        "--nocapture",
        // One kind of sequence after the other: each of them takes all cores.
        "--test-threads=1",
    ]);
    command.env("BRIDGEBOOK_TORTURE", options.sequences.to_string());
    if let Some(minutes) = options.minutes {
        command.env("BRIDGEBOOK_TORTURE_MINUTES", minutes.to_string());
    }
    if let Some(seed) = options.seed {
        command.env("BRIDGEBOOK_TORTURE_SEED", seed.to_string());
    }
    println!("\n==> {} random sequences", options.seed.map_or(options.sequences, |_| 1));
    shell::run(&mut command)?;
    if options.seed.is_some() || options.kills == 0 {
        return Ok(());
    }
    println!("\n==> the story in the real window, killed {} times", options.kills);
    ui::build(&node)?;
    test::in_the_window("desktop_killed", &[("BRIDGEBOOK_KILLS", options.kills.to_string())])
}

/// The tests of one file of the application's, in a release build.
fn tests(file: &str) -> Result<Command> {
    let mut command = shell::cargo()?;
    command.args(["test", "--locked", "--release", "--package", "bridgebook-app", "--test", file]);
    Ok(command)
}
