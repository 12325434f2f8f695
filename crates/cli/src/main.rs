//! `bridgebook-cli`: the same use cases without a window. While the window runs, reading happens beside
//! it and writes are handed to it over a local socket in the data folder.
//!
//! Exit codes: 0 done, 1 an error (a sentence on stderr), 2 wrong usage, 3 a check found something.

mod command;
mod print;
mod run;

use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;

/// Documents are many small texts; see decision 0008.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = command::Arguments::parse();
    match run::run(&arguments).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", error.message);
            for line in &error.details {
                eprintln!("  {line}");
            }
            ExitCode::from(1)
        }
    }
}
