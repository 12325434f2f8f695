//! What the README's commands call: `cargo xtask run` and `cargo xtask test`; and `cargo xtask bench`.
//!
//! This crate is compiled first on a fresh machine, before any system library has been installed,
//! so it must never depend on a crate that needs one, nor on any crate of the product.

#![expect(clippy::print_stdout, reason = "a command line program speaks on standard output")]

mod bench;
mod display;
mod licences;
mod mounts;
mod node;
mod run;
mod screens;
mod setup;
mod shell;
mod step;
mod system;
mod test;
mod torture;
mod ui;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Sets up, builds, runs and tests Bridgebook")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set up what is missing, build, and start Bridgebook. Where there is no display, start it on
    /// a virtual one and leave a picture and an exported PDF in target/first-run
    Run(run::Options),
    /// Run every check and every test: format, lints, types, unit tests, licences, and the stories
    /// in the real window
    Test(test::Options),
    /// Install or name what is missing on this machine, and stop
    Setup,
    /// Run random sequences of everything that may happen to the clocks of an incident, many more than the tests do
    Torture(torture::Options),
    /// Put the pictures that the stories in the real window took into docs/screens.md
    Screens,
    /// Measure the figures of docs/benchmarks.md, each against a base taken in the same run
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match obey(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The chain of reasons in one sentence; a backtrace would say nothing about a machine.
            eprintln!("\ncargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn obey(command: Command) -> Result<()> {
    match command {
        Command::Run(options) => run::run(&options),
        Command::Test(options) => test::test(&options),
        Command::Setup => {
            setup::prepare(setup::Purpose::Test)?;
            println!("Everything that Bridgebook needs is here.");
            Ok(())
        }
        Command::Torture(options) => torture::torture(&options),
        Command::Screens => screens::screens(),
        Command::Bench(options) => bench::bench(&options),
    }
}
