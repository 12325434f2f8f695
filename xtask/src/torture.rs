//! Runs the random sequences of the tests in their full number, in a release build.

use anyhow::{Result, bail};
use clap::Args;

use crate::setup::{self, Purpose};
use crate::shell;

#[derive(Args)]
pub struct Options {
    /// How many sequences
    #[arg(long, default_value_t = 100_000)]
    sequences: u64,
    /// Only the sequence of this seed, which a failure named
    #[arg(long)]
    seed: Option<u64>,
}

/// Runs the sequences; a failure names its seed.
pub fn torture(options: &Options) -> Result<()> {
    if options.sequences == 0 {
        bail!("no sequence was asked for: --sequences wants a number above 0");
    }
    setup::prepare(Purpose::Test)?;
    let mut command = shell::cargo()?;
    command.args([
        "test",
        "--locked",
        "--release",
        "--package",
        "bridgebook-app",
        "--test",
        "torture",
        "--",
        "--nocapture",
    ]);
    command.env("BRIDGEBOOK_TORTURE", options.sequences.to_string());
    if let Some(seed) = options.seed {
        command.env("BRIDGEBOOK_TORTURE_SEED", seed.to_string());
    }
    println!("\n==> {} random sequences", options.seed.map_or(options.sequences, |_| 1));
    shell::run(&mut command)
}
