//! Every check and every test, in the order in which a failure is cheapest to find.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::display;
use crate::licences;
use crate::mounts;
use crate::node::Node;
use crate::setup::{self, Purpose};
use crate::shell;
use crate::step::Steps;
use crate::ui;

#[derive(Args)]
pub struct Options {
    /// Only this part
    #[arg(long)]
    only: Option<Part>,
}

/// A part of the run that a person may want by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The format of Rust sources
    Fmt,
    /// Type check, lint, unit tests and build of the user interface
    Ui,
    /// The Rust lints
    Clippy,
    /// The Rust tests and documentation
    Rust,
    /// The licences of everything that is used
    Licences,
    /// The stories in the real window
    Desktop,
}

/// The feature of the package `bridgebook-tests` that adds the stories in the real window. A plain
/// `cargo test` leaves them out, because they need a WebDriver and a display.
const DESKTOP: &[&str] = &["--features", "bridgebook-tests/desktop"];

/// Runs the parts that were asked for, and fails when one of their steps failed.
pub fn test(options: &Options) -> Result<()> {
    let wanted = |part: Part| options.only.is_none_or(|only| only == part);
    let mut steps = Steps::default();

    let mut node: Option<Node> = None;
    if options.only != Some(Part::Fmt) {
        steps.run("set-up", || {
            node = Some(setup::prepare(Purpose::Test)?);
            Ok(())
        });
    }
    if wanted(Part::Fmt) {
        steps.run("format of Rust sources", || shell::run(shell::cargo()?.args(["fmt", "--all", "--check"])));
    }
    // Nothing below can work on a machine that could not be set up: it would only bury the reason.
    if !steps.all_passed() && node.is_none() && options.only != Some(Part::Fmt) {
        return steps.finish();
    }
    if let Some(node) = &node {
        // The shell embeds the built pages, so Rust cannot even be checked without them.
        if wanted(Part::Ui) {
            steps.run("user interface: types", || ui::script(node, "check"));
            steps.run("user interface: lints", || ui::script(node, "lint"));
            steps.run("user interface: unit tests", || ui::script(node, "test"));
        }
        if options.only != Some(Part::Licences) {
            steps.run("user interface: build", || ui::build(node));
        }
    }
    if wanted(Part::Licences) {
        steps.run("licences", licences::check);
    }
    if wanted(Part::Clippy) {
        steps.run("Rust lints", || {
            shell::run(
                shell::cargo()?
                    .args(["clippy", "--locked", "--workspace", "--all-targets"])
                    .args(DESKTOP)
                    .args(["--", "-D", "warnings"]),
            )
        });
    }
    if wanted(Part::Rust) {
        steps.run("Rust tests", rust_tests);
        steps.run("Rust documentation", || {
            shell::run(
                shell::cargo()?
                    .args(["doc", "--locked", "--workspace", "--no-deps", "--quiet"])
                    .env("RUSTDOCFLAGS", "-D warnings"),
            )
        });
    }
    if wanted(Part::Desktop) {
        steps.run("stories in the real window", desktop_stories);
    }
    steps.finish()
}

fn rust_tests() -> Result<()> {
    if mounts::are_permitted()? {
        println!("Mounts are permitted: the tests on a full disk and a read-only folder run.");
    } else {
        println!(
            "Mounts are not permitted here (they need root): the tests on a full disk and a \
             read-only folder say so and pass over their mount."
        );
    }
    shell::run(shell::cargo()?.args(["test", "--locked", "--workspace", "--no-fail-fast"]))
}

fn desktop_stories() -> Result<()> {
    in_the_window("desktop_*", &[])
}

/// Runs stories in the real window, with settings of their own.
pub fn in_the_window(stories: &str, settings: &[(&str, String)]) -> Result<()> {
    setup::require_a_drivable_window()?;
    if !display::is_there() {
        println!("No display here: each story gets a virtual one.");
    }
    shell::run(shell::cargo()?.args(["build", "--locked", "--workspace", "--bins"]))?;
    // One after another: each story owns a window, a session bus and a driver, and two windows on
    // two cores would only measure each other.
    shell::run(
        shell::cargo()?
            .args(["test", "--locked", "--workspace", "--no-fail-fast"])
            .args(DESKTOP)
            .args(["--test", stories, "--", "--test-threads=1"])
            .envs(settings.iter().map(|(name, value)| (*name, value)))
            // A story's error says itself where it stood; frames of the runtime bury that in a long output.
            .env("RUST_LIB_BACKTRACE", "0"),
    )
}
