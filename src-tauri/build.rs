//! Embeds the pages and the icons, and writes down which commands the window may be allowed.

use std::path::Path;
use std::process::ExitCode;

/// Every command of `src/commands.rs`. A command that is not listed here cannot be called at all;
/// a listed one only from a window whose capability file allows it.
const COMMANDS: &[&str] = &[
    "query",
    "intent",
    "recover",
    "open_link",
    "pick_save_path",
    "pick_open_files",
    "show_in_folder",
    "pasted",
    "show_templates",
    "open_sample",
    "open_window",
    "close_window",
    "name_window",
    "kept_places",
    "opened",
    "name_incidents",
    "set_text_size",
    "set_log_key",
    "print_sheets",
    "lend",
    "drag_out",
];

fn main() -> ExitCode {
    // The pages and icons become part of the binary, and cargo does not know that by itself.
    println!("cargo:rerun-if-changed=../ui/dist");
    println!("cargo:rerun-if-changed=icons");
    println!("cargo:rerun-if-changed=capabilities");
    if !Path::new("../ui/dist/index.html").is_file() {
        eprintln!(
            "The user interface has not been built, so there are no pages to embed. \
             `cargo xtask run` and `cargo xtask test` build it."
        );
        return ExitCode::FAILURE;
    }
    let attributes = tauri_build::Attributes::new().app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    match tauri_build::try_build(attributes) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}
