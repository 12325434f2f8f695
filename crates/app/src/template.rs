//! Templates: those that ship inside the binary and those a team drops in its folder, all in the one
//! file form. A template with an error is listed with its lines while the rest keep working.
//!
//! The folder is read anew whenever templates are asked for, and its listing is compared once a second while a window
//! is open: that needs no service of the system, holds for every file system (a share of a network tells no watcher of
//! what others do), and costs one reading of a small folder.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use bridgebook_domain::Document;
use bridgebook_interchange as interchange;
use include_dir::{Dir, include_dir};
use uuid::Uuid;

use crate::Bridgebook;
use crate::api::document::TemplateSummary;
use crate::api::event::Event;
use crate::api::{ApiError, ErrorCode};
use crate::folder;

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../templates");

/// Longest file of a team's own that is read, in bytes. A template is text; the longest that ships has 60 kB.
const LIMIT: u64 = 4 * 1024 * 1024;
/// Files of a team's own that are read; what is behind them is told of as one.
const MOST: usize = 500;
/// What stands before the name of a team's own.
const OWN: &str = "own/";

/// A template's text with its name and language.
#[derive(Debug, Clone)]
pub struct Template {
    /// Name, for instance `incident-action-plan` or `directory/roles`.
    pub name: String,
    /// Language, for instance `en`; `own` for a team's own.
    pub language: String,
    /// Name of its file, for a team's own.
    pub file: String,
    /// Text in the file form, or why it could not be read.
    pub text: Result<String, String>,
}

/// Every template: shipped ones by name, then the team's own.
#[must_use]
pub fn all(own: &Path) -> Vec<Template> {
    let mut list = Vec::new();
    for language in SHIPPED.dirs() {
        let Some(code) = language.path().to_str().filter(|code| code.len() == 2) else { continue };
        collect(language, code, &mut list);
    }
    list.sort_by(|a, b| a.name.cmp(&b.name));
    list.extend(own_templates(own));
    list
}

fn collect(folder: &Dir<'static>, language: &str, list: &mut Vec<Template>) {
    for file in folder.files() {
        let path = file.path();
        let name = path.strip_prefix(language).unwrap_or(path).with_extension("");
        if path.extension().is_some_and(|e| e == "md")
            && let (Some(name), Some(text)) = (name.to_str(), file.contents_utf8())
        {
            let name = name.replace('\\', "/");
            let text = Ok(text.to_owned());
            list.push(Template { name, language: language.to_owned(), file: String::new(), text });
        }
    }
    folder.dirs().for_each(|sub| collect(sub, language, list));
}

fn own_templates(folder: &Path) -> Vec<Template> {
    let mut files = listed(folder);
    let rest = files.split_off(files.len().min(MOST));
    let mut list: Vec<Template> = Vec::with_capacity(files.len());
    for path in &files {
        let template = own_template(path);
        // Two endings can leave one name, and only one of two can be meant by it.
        let taken = list.iter().find(|known| known.name == template.name).map(|known| known.file.clone());
        list.push(match taken {
            Some(first) => {
                let why =
                    format!("{first} beside it has the same name, and is the one that is used. Rename one of them");
                Template { name: format!("{OWN}{}", template.file), text: Err(why), ..template }
            }
            None => template,
        });
    }
    if let Some(first) = rest.first() {
        let why = format!("This and {} more files were not read: the folder may hold {MOST}", rest.len() - 1);
        list.push(Template { text: Err(why), ..nameless(first) });
    }
    list
}

/// The Markdown files of the folder, by name. Hidden ones, such as those that are just being written, and folders are
/// passed over, and so is what else a team keeps there.
fn listed(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_hidden = |path: &PathBuf| path.file_name().is_none_or(|n| n.to_string_lossy().starts_with(['.', '~']));
    let mut files: Vec<PathBuf> =
        entries.flatten().map(|e| e.path()).filter(|p| !is_hidden(p) && is_markdown(p) && !p.is_dir()).collect();
    // Of two files with one name the one that Bridgebook itself would have written comes first.
    files.sort_by_cached_key(|path| (path.with_extension(""), path.extension() != Some("md".as_ref()), path.clone()));
    files
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case("md") || e.eq_ignore_ascii_case("markdown"))
}

fn nameless(path: &Path) -> Template {
    let lossy = |name: Option<&std::ffi::OsStr>| name.map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let (file, stem) = (lossy(path.file_name()), lossy(path.file_stem()));
    Template { name: format!("{OWN}{stem}"), language: "own".to_owned(), file, text: Ok(String::new()) }
}

fn own_template(path: &Path) -> Template {
    Template { text: text_of(path), ..nameless(path) }
}

/// The text of a template's file, wherever it lies.
///
/// # Errors
/// Why it is none: a sentence.
pub fn read(path: &Path) -> Result<String, String> {
    text_of(path)
}

fn text_of(path: &Path) -> Result<String, String> {
    let unreadable = |e: std::io::Error| format!("The file cannot be read: {e}");
    let known = fs::metadata(path).map_err(unreadable)?;
    if !known.is_file() {
        return Err("It is not a file. It was left as it is".to_owned());
    }
    // Read no further than to know that it is too long, whatever its size claims to be.
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(LIMIT + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    text_within(bytes)
}

/// The text of a template, or why it is none.
fn text_within(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() as u64 > LIMIT {
        return Err("The file is larger than 4 MB, too long for a template. It was left as it is".to_owned());
    }
    let text = interchange::text_of(&bytes).ok().map(|(text, _)| text.into_owned());
    if text.as_ref().map_or_else(|| bytes.contains(&0), |text| text.contains('\0')) {
        return Err("The file holds binary data and not text. It was left as it is".to_owned());
    }
    if let Some(text) = text {
        return Ok(text);
    }
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let line = e.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1;
        format!("line {line}: The file is not text in UTF-8 (byte {at}). Save it as UTF-8")
    })
}

/// How the folder of a team's own templates stood when it was last looked at: size and time of change by name.
type Standing = BTreeMap<OsString, (u64, Option<SystemTime>)>;

/// Remembers how the folder stood.
#[derive(Debug, Default)]
pub struct Watch(Mutex<Option<Standing>>);

impl Bridgebook {
    /// Tells every window when a file came into the folder of own templates, left it or was changed. The first look
    /// tells nothing: what is shown was read then.
    pub fn look_at_templates(&self) {
        let of = |path: PathBuf| {
            let known = fs::metadata(&path).ok();
            let stamp = known.map_or((0, None), |k| (k.len(), k.modified().ok()));
            Some((path.file_name()?.to_owned(), stamp))
        };
        let standing: Standing = listed(&folder::templates(&self.folder)).into_iter().filter_map(of).collect();
        let mut last = self.templates.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_changed = last.as_ref().is_some_and(|last| *last != standing);
        *last = Some(standing);
        drop(last);
        if is_changed {
            self.tell(Event::TemplatesChanged);
        }
    }
}

/// The template of this name, the shipped English one first.
///
/// # Errors
/// When there is none.
pub fn find(own: &Path, name: &str) -> Result<Template, ApiError> {
    all(own).into_iter().find(|t| t.name == name).ok_or_else(|| {
        ApiError::not_found(format!("There is no template “{name}”. “template list” shows the names there are"))
    })
}

/// A file of the sample, by its path below `templates/sample`.
#[must_use]
pub fn sample_files() -> Vec<(String, &'static str)> {
    let mut list = Vec::new();
    if let Some(folder) = SHIPPED.get_dir("sample") {
        walk(folder, &mut list);
    }
    list.sort();
    list
}

fn walk(folder: &Dir<'static>, list: &mut Vec<(String, &'static str)>) {
    for file in folder.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            list.push((path.trim_start_matches("sample/").replace('\\', "/"), text));
        }
    }
    folder.dirs().for_each(|sub| walk(sub, list));
}

impl Template {
    /// The document it holds, with fresh ids.
    ///
    /// # Errors
    /// When it has errors; each is named with its line.
    pub fn document(
        &self,
        fresh: &mut dyn FnMut() -> Uuid,
        names: &dyn interchange::Names,
    ) -> Result<Document, ApiError> {
        let text = self.text.as_ref().map_err(|why| ApiError::invalid(format!("Template “{}”: {why}", self.name)))?;
        let problems = problems(text);
        if !problems.is_empty() {
            return Err(ApiError {
                code: ErrorCode::Invalid,
                message: format!(
                    "Template “{}” has errors. Nothing was created. Mend these lines and try again",
                    self.name
                ),
                details: problems,
            });
        }
        // Plain Markdown without a heading is called by its file.
        let file = if self.file.is_empty() { &self.name } else { &self.file };
        crate::file_form::read(file, text, fresh, names).map(|(document, _)| document)
    }

    /// How it is shown in the library.
    #[must_use]
    pub fn summary(&self) -> TemplateSummary {
        let mut next = 0_u128;
        let mut fresh = || {
            next += 1;
            Uuid::from_u128(next)
        };
        let errors = match &self.text {
            Err(why) => vec![why.clone()],
            Ok(text) => problems(text),
        };
        let document = self.document(&mut fresh, &interchange::NoNames).ok();
        let header = |key: &str| document.as_ref().map_or("", |d| d.header_text(key)).to_owned();
        let sections = document.as_ref().map(Document::live_sections).unwrap_or_default();
        let title = header("title");
        TemplateSummary {
            name: self.name.clone(),
            language: self.language.clone(),
            file: self.file.clone(),
            title: if title.is_empty() { self.name.clone() } else { title },
            subtitle: header("subtitle"),
            category: header("category"),
            sections: u32::try_from(sections.len()).unwrap_or(u32::MAX),
            kinds: sections.iter().map(|(_, s)| s.kind.as_str().to_owned()).collect(),
            errors,
        }
    }
}

/// What is wrong in the file of a template, line by line.
///
/// # Errors
/// When it is no text, or too long for a template; the sentence names the file.
pub fn problems_of_file(file: &str, bytes: Vec<u8>) -> Result<Vec<String>, ApiError> {
    let not_utf_8 = match interchange::text_of(&bytes) {
        Err(interchange::ImportError::NotUtf8 { offset, line }) if !bytes.contains(&0) => Some((offset, line)),
        _ => None,
    };
    if let Some((offset, line)) = not_utf_8 {
        return Err(ApiError::invalid(format!(
            "{file}: The file is not UTF-8 text: the byte at offset {offset} (line {line}) does not belong to any character. Save it as UTF-8 and try again"
        )));
    }
    text_within(bytes).map(|text| problems(&text)).map_err(|why| ApiError::invalid(format!("{file}: {why}")))
}

/// What is wrong in a template, line by line.
#[must_use]
pub fn problems(text: &str) -> Vec<String> {
    interchange::check(text).into_iter().map(|p| format!("line {}: {}", p.line, p.message)).collect()
}
