//! Pictures of every screen in three looks for `docs/screens.md`, from those that the stories in the real window leave in
//! `tests/out`: with few colours, so that the repository stays small.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Name of the picture, and what it shows.
const SCREENS: &[(&str, &str)] = &[
    ("board", "The board"),
    ("overview", "All open incidents and cases"),
    ("comms", "Updates"),
    ("compose", "An update that is written"),
    ("communication", "A communication plan"),
    ("plan", "An action plan"),
    ("raci", "A RACI matrix"),
    ("escalation", "An escalation matrix"),
    ("rehearsal", "Who would be called when"),
    ("coverage", "Hours that nobody covers"),
    ("compare", "Two versions of an escalation matrix"),
    ("call-first", "A call that a person makes"),
    ("calendar", "The calendar"),
    ("duties", "Regulatory clocks"),
    ("log", "The log"),
    ("transcript", "A chat that becomes entries"),
    ("period", "The next operational period"),
    ("hand-over", "A hand-over"),
    ("close", "Closing an incident"),
    ("wall", "The wall view"),
    ("declare", "Declaring an incident"),
    ("first-run", "The first start"),
    ("library", "The library"),
    ("export", "An export with its pages"),
    ("history", "A document at a moment of its past, beside what it says now"),
    ("known-then", "What was known at a moment"),
    ("comments", "Comments"),
    ("findings", "Findings of all documents"),
    ("people", "People"),
    ("people-card", "A person"),
    ("incidents", "All incidents"),
    ("cases", "Cases"),
    ("work-board", "Cases as a board"),
    ("rules-tried", "Rules tried on cases"),
    ("versions", "Past cases under two versions of the rules"),
    ("hand-off-gate", "The hand-off of a case"),
    ("drill-runs", "A drill that runs"),
    ("exercise-board", "The board of an exercise"),
    ("metrics", "Metrics of incidents"),
    ("metrics-cases", "Metrics of cases"),
    ("grid-selected", "A table with cells selected"),
    ("picture-heat-map", "Risks as a heat map"),
    ("picture-timeline", "Stages as a timeline"),
    ("search-found", "The search"),
    ("palette", "The command palette"),
    ("settings", "Settings"),
];
const LOOKS: &[(&str, &str)] = &[("light", "Light"), ("dark", "Dark"), ("contrast", "High contrast")];

/// Makes the pictures and the page that shows them.
pub fn screens() -> Result<()> {
    let (from, docs) = (shell::root()?.join("tests/out"), shell::root()?.join("docs"));
    let to = docs.join("pictures/screens");
    fs::create_dir_all(&to).with_context(|| format!("{} could not be made", to.display()))?;
    let mut page = String::from(
        "# Every screen in three looks\n\nOn the sample incident, taken in the real window by the stories. `cargo xtask test --only desktop` takes them anew, and\n\
         `cargo xtask screens` puts them here.\n",
    );
    let mut missing = Vec::new();
    for (name, words) in SCREENS {
        let files = LOOKS.iter().map(|(look, _)| format!("{name}-{look}.png"));
        for file in files.filter(|file| !from.join(file).is_file()) {
            missing.push(file);
        }
        write!(page, "\n## {words}\n\n|")?;
        for (_, look) in LOOKS {
            write!(page, " {look} |")?;
        }
        page.push_str("\n| --- | --- | --- |\n|");
        for (look, shown) in LOOKS {
            write!(page, " ![{words}, {}](pictures/screens/{name}-{look}.png) |", shown.to_lowercase())?;
        }
        page.push('\n');
    }
    if !missing.is_empty() {
        bail!("tests/out lacks {}; `cargo xtask test --only desktop` takes them", missing.join(", "));
    }
    for (name, _) in SCREENS {
        for (look, _) in LOOKS {
            let file = format!("{name}-{look}.png");
            let mut convert = Command::new("convert");
            convert.arg(from.join(&file)).args(["+dither", "-colors", "64", "-strip"]);
            convert.args(["-define", "png:compression-level=9"]).arg(to.join(&file));
            shell::run(&mut convert)?;
        }
    }
    fs::write(docs.join("screens.md"), page).context("docs/screens.md could not be written")
}
