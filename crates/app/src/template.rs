//! Templates: those that ship inside the binary and those a team drops in its folder, all in the one
//! file form. A template with an error is listed with its lines while the rest keep working.

use std::fs;
use std::path::{Path, PathBuf};

use bridgebook_domain::Document;
use bridgebook_interchange as interchange;
use include_dir::{Dir, include_dir};
use uuid::Uuid;

use crate::api::document::TemplateSummary;
use crate::api::{ApiError, ErrorCode};

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../templates");

/// Longest file of a team's own that is read, in bytes.
const LIMIT: u64 = 20 * 1024 * 1024;

/// A template's text with its name and language.
#[derive(Debug, Clone)]
pub struct Template {
    /// Name, for instance `incident-action-plan` or `directory/roles`.
    pub name: String,
    /// Language, for instance `en`; `own` for a team's own.
    pub language: String,
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
            list.push(Template { name, language: language.to_owned(), text: Ok(text.to_owned()) });
        }
    }
    folder.dirs().for_each(|sub| collect(sub, language, list));
}

fn own_templates(folder: &Path) -> Vec<Template> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> =
        entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
    files.sort();
    files.into_iter().map(|path| own_template(&path)).collect()
}

fn own_template(path: &Path) -> Template {
    let name = path.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let text = match fs::metadata(path) {
        Ok(meta) if meta.len() > LIMIT => Err("The file is larger than 20 MB. It was left as it is".to_owned()),
        Ok(_) => fs::read(path).map_err(|e| format!("The file cannot be read: {e}")).and_then(|bytes| {
            String::from_utf8(bytes)
                .map_err(|e| format!("The file is not text in UTF-8 (byte {})", e.utf8_error().valid_up_to()))
        }),
        Err(e) => Err(format!("The file cannot be read: {e}")),
    };
    Template { name: format!("own/{name}"), language: "own".to_owned(), text }
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
        crate::file_form::read(&self.name, text, fresh, names).map(|(document, _)| document)
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
            title: if title.is_empty() { self.name.clone() } else { title },
            subtitle: header("subtitle"),
            category: header("category"),
            sections: u32::try_from(sections.len()).unwrap_or(u32::MAX),
            kinds: sections.iter().map(|(_, s)| s.kind.as_str().to_owned()).collect(),
            errors,
        }
    }
}

/// What is wrong in a template, line by line.
#[must_use]
pub fn problems(text: &str) -> Vec<String> {
    interchange::check(text).into_iter().map(|p| format!("line {}: {}", p.line, p.message)).collect()
}
