//! Each command becomes one or more requests of the bridge.

mod action;
mod approval;
mod calendar;
mod case;
mod caseload;
mod check;
mod comment;
mod delivery;
mod directory;
mod document;
mod drill;
mod duty;
mod hand_off;
mod hand_over;
mod incident;
mod lesson;
mod log;
mod metric;
mod past;
mod personal;
mod report;
mod search;
mod simulation;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use bridgebook_app::api::intent::{Intent, KeptTemplate, Outcome, SavedTemplate};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::api::{ApiError, ErrorCode};
use bridgebook_app::session::Session;

use crate::command::{Arguments, Backup, Command, Sample, Sound, Store, Template};
use crate::print;

/// Longest text file that is read, in bytes.
const FILE_LIMIT: u64 = 20 * 1024 * 1024;

/// What every command works with.
pub struct Context {
    /// The data folder, open or shared with the running window.
    pub session: Session,
    /// Whether one JSON value is printed instead of words.
    pub output: print::Output,
}

pub async fn run(arguments: &Arguments) -> Result<ExitCode, ApiError> {
    let folder = match &arguments.data {
        Some(folder) => folder.clone(),
        None => bridgebook_app::folder::platform()?,
    };
    let output = if arguments.json { print::Output::Json } else { print::Output::Words };
    if let Command::Backup(Backup::Verify { path }) = &arguments.command {
        return output.verification(&bridgebook_app::backup::verify(path).await?);
    }
    if let Command::Backup(Backup::Restore { path }) = &arguments.command {
        let lines = bridgebook_app::backup::restore(&folder, path).await?;
        return output.lines(&lines);
    }
    if let Command::Store(Store::Recover) = &arguments.command {
        let lines = bridgebook_app::backup::recover(&folder).await?;
        return output.lines(&lines);
    }
    if let Command::Template(Template::Check { file }) = &arguments.command {
        let lines = bridgebook_app::check_template_file(&file.display().to_string(), read_bytes(file)?)?;
        output.lines(&lines)?;
        return Ok(if lines.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(3) });
    }
    let session = match &arguments.command {
        Command::Sample(Sample::Open) => Session::open_sample(&folder).await?,
        _ => Session::open(&folder).await?,
    };
    let context = Context { session, output };
    let result = context.dispatch(&arguments.command).await;
    context.session.close().await;
    result
}

impl Context {
    async fn dispatch(&self, command: &Command) -> Result<ExitCode, ApiError> {
        match command {
            Command::Template(template) => self.template(template).await,
            Command::Document(document) => self.document(document).await,
            Command::Search(asked) => self.search(asked).await,
            Command::Directory(directory) => self.directory(directory).await,
            Command::Case(case) => self.case(case).await,
            Command::Overview => self.overview().await,
            Command::Incident(incident) => self.incident(incident).await,
            Command::Log(log) => self.log(log).await,
            Command::Update(update) => self.update(update).await,
            Command::Calendar { command: Some(reviews), .. } => self.reviews(reviews).await,
            Command::Calendar { days, command: None } => self.calendar(days).await,
            Command::Metrics(asked) => self.metrics(asked).await,
            Command::Report(asked) => self.report(asked).await,
            Command::Drill(drill) => self.drill(drill).await,
            Command::Replay(asked) => self.replay(asked).await,
            Command::Duty(duty) => self.duty(duty).await,
            Command::Sound(sound) => self.sound(sound).await,
            Command::Channel(channel) => self.channel(channel).await,
            Command::Outbox { incident, command } => self.outbox(incident.as_deref(), command.as_ref()).await,
            Command::Escalation(escalation) => self.escalation(escalation).await,
            Command::Check { documents, fail_on, format } => self.check(documents, *fail_on, *format).await,
            Command::Backup(Backup::Create { path }) => {
                self.act(Intent::Backup { path: absolute(path)? }, &path.display().to_string()).await
            }
            Command::Backup(_) | Command::Store(Store::Recover) => {
                unreachable!("these are carried out without opening the data folder")
            }
            Command::Store(Store::Verify) => {
                let answer = self.query(Query::Verify).await?;
                self.output.answer(&answer)
            }
            Command::Sample(Sample::Open) => match self.query(Query::Incidents).await? {
                // The id alone, so that a script can go on with it.
                Answer::Incidents(list) => {
                    self.output.lines(&list.iter().map(|i| i.id.to_string()).collect::<Vec<_>>())
                }
                other => self.output.answer(&other),
            },
        }
    }

    pub async fn query(&self, query: Query) -> Result<Answer, ApiError> {
        self.session.query(query).await
    }

    pub async fn intent(&self, intent: Intent) -> Result<Outcome, ApiError> {
        self.session.intent(intent).await
    }

    /// Does something and prints the ids it made, or the words when it made none.
    pub async fn act(&self, intent: Intent, words: &str) -> Result<ExitCode, ApiError> {
        let outcome = self.intent(intent).await?;
        self.output.outcome(&outcome, words)
    }

    async fn sound(&self, sound: &Sound) -> Result<ExitCode, ApiError> {
        let (Sound::Silence { incident, .. } | Sound::On { incident }) = sound;
        let incident = match incident {
            Some(written) => Some(self.incident_id(written).await?),
            None => None,
        };
        match sound {
            Sound::Silence { until, reason, .. } => {
                let (until, reason) = (until.clone(), reason.clone());
                self.act(Intent::SilenceSound { incident, until, reason }, "silenced").await
            }
            Sound::On { .. } => self.act(Intent::RestoreSound { incident }, "on").await,
        }
    }

    async fn template(&self, template: &Template) -> Result<ExitCode, ApiError> {
        match template {
            Template::List => self.show(Query::Templates).await,
            Template::Show { name } => self.show(Query::TemplateText { template: name.clone() }).await,
            Template::Check { .. } => unreachable!("it is carried out without a data folder"),
            Template::Add { file, replace } => {
                let replace = *replace;
                // Whoever carries it out may stand in another folder.
                let path = std::path::absolute(file).unwrap_or_else(|_| file.clone()).display().to_string();
                self.act(Intent::KeepTemplate(KeptTemplate { path, replace }), "kept").await
            }
            Template::Save { document, title, category, description, form_only, replace } => {
                let document = self.document_id(document).await?;
                let (title, category, description) = (title.clone(), category.clone(), description.clone());
                let (with_content, replace) = (!form_only, *replace);
                let intent = Intent::SaveAsTemplate(SavedTemplate {
                    document,
                    title,
                    category,
                    description,
                    with_content,
                    replace,
                });
                self.act(intent, "saved").await
            }
        }
    }
}

/// Reads a text file within limits, in the encodings in which a document is imported.
///
/// # Errors
/// A sentence that names the file.
pub fn read(path: &Path) -> Result<String, ApiError> {
    bridgebook_app::text_of_file(&path.display().to_string(), &read_bytes(path)?)
}

/// Bytes of a megabyte, as people count them who read of a file that is too large.
const MEGABYTE: u64 = 1024 * 1024;

/// Reads a file within limits; one that is too large is refused before it is read.
///
/// # Errors
/// A sentence that names the file.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, ApiError> {
    let shown = path.display();
    let failed = |e: std::io::Error| {
        ApiError::new(ErrorCode::NotFound, format!("{shown} cannot be read: {e}. Nothing was changed"))
    };
    let size = fs::metadata(path).map_err(failed)?.len();
    if size > FILE_LIMIT {
        return Err(ApiError::invalid(format!(
            "{shown} has {size} bytes; at most {FILE_LIMIT} can be read, {} MB of at most {}. Nothing was changed. Split \
             it into several files",
            size.div_ceil(MEGABYTE),
            FILE_LIMIT / MEGABYTE
        )));
    }
    fs::read(path).map_err(failed)
}

/// A path that also means the same in the running window.
///
/// # Errors
/// When the working folder is gone.
pub fn absolute(path: &Path) -> Result<String, ApiError> {
    std::path::absolute(path)
        .map(|p| p.display().to_string())
        .map_err(|e| ApiError::invalid(format!("{} is not a path: {e}", path.display())))
}
