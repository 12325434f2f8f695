//! Bridgebook's window.

// A release build on Windows must not open a console beside its window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use bridgebook_shell::Arguments;
use clap::Parser;
use mimalloc::MiMalloc;

/// Documents are many small texts; see decision 0008.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match bridgebook_shell::run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Bridgebook did not start: {error}");
            ExitCode::from(error.exit_code())
        }
    }
}
