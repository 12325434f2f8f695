//! The sample binder and a document of about 200 pages as PDF: `bridgebook-cli`, from the stored data to
//! the file, against typst on the same content; and all templates in one file, by the page, against the 200 pages.
//! Whole processes, in turn.
#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

mod common;
#[path = "pdf/typst.rs"]
mod typst;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::{Bridgebook, Options};
use bridgebook_domain::Document;
use common::{Timings, built, content, open, program, ratio, shown, target};
use serde::Deserialize;
use tempfile::TempDir;
use typst::{Front, LogLine, Names, markup};

/// Times that each tool makes each file; the first of them only warms caches and is not counted.
const RUNS: usize = 11;

/// Where Debian and Fedora put the faces for Chinese, Japanese and Korean.
const CJK: &[&str] = &[
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/share/fonts/noto-cjk",
];

#[tokio::main]
async fn main() -> Result<()> {
    let folder = TempDir::with_prefix("bridgebook-bench-")?;
    let tools = Tools::find(folder.path())?;
    println!("PDF, whole processes, median of {} runs (goal: at least 3 times faster)", RUNS - 1);
    tools.compare("sample binder", &sample(folder.path()).await?)?;
    let large = large(folder.path()).await?;
    tools.compare("large document", &large)?;
    tools.per_page(&templates(folder.path()).await?, &large.arguments)
}

/// One content for both tools.
struct Subject {
    name: &'static str,
    /// What follows `bridgebook-cli`, without the output.
    arguments: Vec<String>,
    markup: String,
}

async fn sample(folder: &Path) -> Result<Subject> {
    let data = folder.join("sample");
    let app = Bridgebook::open(&data, Options::sample()).await?;
    let Answer::Incidents(incidents) = app.query(Query::Incidents).await? else { bail!("the incidents") };
    let incident = incidents.first().context("the sample has an incident")?.clone();
    let Answer::Board(board) = app.query(Query::Board { incident: incident.id, at: None }).await? else {
        bail!("the board")
    };
    let Answer::Documents(own) = app.query(Query::Documents { incident: Some(incident.id) }).await? else {
        bail!("the documents")
    };
    // The binder is the plans that the incident runs on, then its other documents.
    let mut ids: Vec<_> = board.plans.iter().map(|plan| plan.document).collect();
    ids.extend(own.iter().map(|document| document.id));
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    let mut documents: Vec<(Document, Names)> = Vec::new();
    for id in ids {
        let opened = open(&app, id).await?;
        documents.push((opened.content, opened.names));
    }
    let asked = Query::Log { incident: Some(incident.id), text: String::new(), kinds: Vec::new() };
    let Answer::Log(rows) = app.query(asked).await? else { bail!("the log") };
    let log: Vec<LogLine> = rows.into_iter().rev().map(|row| [row.event_at, row.label, row.text, row.author]).collect();
    app.close().await;
    let title = format!("{} {}", incident.number, incident.title);
    Ok(Subject {
        name: "sample",
        arguments: arguments(&data, &["incident", "export", &incident.id.to_string()]),
        markup: markup(&title, Front::CoverAndContents, &documents, &log),
    })
}

async fn large(folder: &Path) -> Result<Subject> {
    let data = folder.join("large");
    let app = Bridgebook::open(&data, Options::system()).await?;
    let text = content::large_binder();
    let outcome = app.intent(Intent::Import { file_name: "large.md".to_owned(), text, incident: None }).await?;
    let id = outcome.ids.first().context("a document was imported")?;
    let opened = open(&app, id.parse()?).await?;
    app.close().await;
    Ok(Subject {
        name: "large",
        arguments: arguments(&data, &["document", "export", id]),
        markup: markup("Large binder", Front::None, &[(opened.content, opened.names)], &[]),
    })
}

/// A document of each template, without those of the directory, of which every folder has its own: what follows
/// `bridgebook-cli` to export them into one file.
async fn templates(folder: &Path) -> Result<Vec<String>> {
    let data = folder.join("templates");
    let app = Bridgebook::open(&data, Options::system()).await?;
    let Answer::Templates(list) = app.query(Query::Templates).await? else { bail!("the templates") };
    let mut words = vec!["document".to_owned(), "export".to_owned()];
    for template in list.iter().filter(|t| t.category != "directory" && t.errors.is_empty()) {
        let (template, title) = (template.name.clone(), template.title.clone());
        let outcome = app.intent(Intent::CreateDocument { template, title, incident: None }).await?;
        words.extend(outcome.ids);
    }
    app.close().await;
    Ok(arguments(&data, &words.iter().map(String::as_str).collect::<Vec<_>>()))
}

fn arguments(data: &Path, rest: &[&str]) -> Vec<String> {
    let mut list = vec!["--data".to_owned(), data.to_string_lossy().into_owned()];
    list.extend(rest.iter().map(|word| (*word).to_owned()));
    list.extend(["--to".to_owned(), "pdf".to_owned(), "--output".to_owned()]);
    list
}

/// What one process took.
#[derive(Debug, Deserialize)]
struct Usage {
    wall: f64,
    cpu: f64,
    kilobytes: u64,
}

struct Tools {
    ours: PathBuf,
    python: PathBuf,
    measured: PathBuf,
    compile: PathBuf,
    fonts: Vec<PathBuf>,
    folder: PathBuf,
}

impl Tools {
    fn find(folder: &Path) -> Result<Self> {
        let root = bridgebook_tests::root();
        let scripts = root.join("tests/benches/pdf");
        let mut fonts = vec![root.join("crates/pdf/fonts")];
        fonts.extend(CJK.iter().map(PathBuf::from).find(|path| path.is_dir()));
        let python = built(target()?.join("bench-venv/bin/python"))?;
        let mut version = Command::new(&python);
        version.args(["-c", "from importlib.metadata import version; print(version('typst'))"]);
        println!("typst {}", read(&mut version)?.trim());
        Ok(Self {
            ours: program("bridgebook-cli")?,
            python,
            measured: scripts.join("measured.py"),
            compile: scripts.join("compile.py"),
            fonts,
            folder: folder.to_path_buf(),
        })
    }

    fn compare(&self, name: &str, subject: &Subject) -> Result<()> {
        let (ours_pdf, typst_pdf) = (self.output(subject, "ours"), self.output(subject, "typst"));
        let source = self.folder.join(format!("{}.typ", subject.name));
        fs::write(&source, &subject.markup)?;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for run in 0..RUNS {
            let a = self.exported(&subject.arguments, &ours_pdf)?;
            let mut command = Command::new(&self.python);
            command.arg(&self.measured).arg(&self.python).arg(&self.compile);
            command.arg(&source).arg(&typst_pdf).args(&self.fonts);
            let b: Usage = serde_json::from_str(&read(&mut command)?)?;
            if run > 0 {
                ours.push(a);
                theirs.push(b);
            }
        }
        println!("\n{name}: {} pages, typst {} pages", pages(&ours_pdf)?, pages(&typst_pdf)?);
        for (what, of) in [("wall", (|u| u.wall) as fn(&Usage) -> f64), ("CPU", |u| u.cpu)] {
            let (a, b) = (median(&ours, of), median(&theirs, of));
            println!("  {what}: {} against {} = {:.1} times faster", shown(a), shown(b), ratio(b, a));
        }
        let peak = |list: &[Usage]| list.iter().map(|u| u.kilobytes).max().unwrap_or(0) / 1024;
        println!("  peak memory: {} MB against {} MB", peak(&ours), peak(&theirs));
        println!("  size: {} kB against {} kB", kilobytes(&ours_pdf)?, kilobytes(&typst_pdf)?);
        Ok(())
    }

    /// One export of ours.
    fn exported(&self, arguments: &[String], output: &Path) -> Result<Usage> {
        let mut command = Command::new(&self.python);
        command.arg(&self.measured).arg(&self.ours).args(arguments).arg(output);
        Ok(serde_json::from_str(&read(&mut command)?)?)
    }

    /// All templates against the large document, each by its own pages.
    fn per_page(&self, templates: &[String], large: &[String]) -> Result<()> {
        let (all, base) = (self.folder.join("templates.pdf"), self.folder.join("large.pdf"));
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for run in 0..RUNS {
            let (a, b) = (self.exported(templates, &all)?, self.exported(large, &base)?);
            if run > 0 {
                ours.push(a);
                theirs.push(b);
            }
        }
        let (all, base): (u32, u32) = (pages(&all)?.parse()?, pages(&base)?.parse()?);
        println!("\nall templates: {all} pages, against the large document's {base} (goal: at most 1.2 by the page)");
        for (what, of) in [("wall", (|u| u.wall) as fn(&Usage) -> f64), ("CPU", |u| u.cpu)] {
            let (a, b) = (median(&ours, of) / all.max(1), median(&theirs, of) / base.max(1));
            println!("  {what}: {} a page against {} = {:.2}", shown(a), shown(b), ratio(a, b));
        }
        Ok(())
    }

    fn output(&self, subject: &Subject, tool: &str) -> PathBuf {
        self.folder.join(format!("{}-{tool}.pdf", subject.name))
    }
}

fn median(list: &[Usage], of: fn(&Usage) -> f64) -> Duration {
    let mut timings = Timings::default();
    for usage in list {
        timings.add(Duration::from_secs_f64(of(usage)));
    }
    timings.median()
}

fn pages(file: &Path) -> Result<String> {
    let text = read(Command::new("pdfinfo").arg(file))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pages:"));
    line.map(|pages| pages.trim().to_owned()).context("pdfinfo counts the pages")
}

fn kilobytes(file: &Path) -> Result<u64> {
    Ok(fs::metadata(file)?.len() / 1000)
}

fn read(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("{:?} could not be started", command.get_program()))?;
    if !output.status.success() {
        bail!("{command:?} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
