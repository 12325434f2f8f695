//! A document that becomes a template of the team's own: a file in the templates folder.

use std::fs;
use std::path::Path;

use bridgebook_domain::as_template::{About, as_template};
use bridgebook_domain::variable::{Variables, of_incident};
use bridgebook_domain::{DocumentId, IncidentId, text};
use bridgebook_interchange as interchange;

use crate::api::intent::Outcome;
use crate::api::{ApiError, ErrorCode};
use crate::export::write;
use crate::names::DirectoryNames;
use crate::{Bridgebook, folder, template};

/// Longest title, so that the name of its file is the whole title.
const TITLE: usize = 80;

impl Bridgebook {
    pub(super) async fn save_as_template(
        &self,
        document: DocumentId,
        about: About<'_>,
        with_content: bool,
        replace: bool,
    ) -> Result<Outcome, ApiError> {
        text::name(about.title)
            .and(text::line(about.category))
            .and(text::line(about.description))
            .map_err(|e| ApiError::invalid(e.to_string()))?;
        if about.title.chars().count() > TITLE {
            return Err(ApiError::invalid(format!(
                "The title of a template has at most {TITLE} characters. Nothing was saved. Shorten it"
            )));
        }
        let (loaded, directory) = (self.document(document).await?, self.directory().await?);
        let incident: Option<IncidentId> = loaded.document.header_text("incident").parse().ok();
        let variables = match incident {
            Some(id) => of_incident(&self.incident(id).await?, &directory, &self.zone().await?),
            None => Variables::new(),
        };
        let made = as_template(&loaded.document, &directory, &variables, about, with_content);
        let text = interchange::export(&made, &DirectoryNames(&directory));
        let problems = template::problems(&text);
        if !problems.is_empty() {
            let message =
                "The template would have errors. Nothing was saved. Mend these places in the document".to_owned();
            return Err(ApiError { code: ErrorCode::Invalid, message, details: problems });
        }
        self.put_template(&interchange::file_name(about.title.trim()), &text, replace)
    }

    /// Copies a file into the folder of own templates, as it is. One that has errors, or is none, is refused with its
    /// lines: it can be imported as a document, which keeps what it does not understand.
    pub(super) fn keep_template(&self, from: &Path, replace: bool) -> Result<Outcome, ApiError> {
        let shown = from.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let refused = |why: String, details: Vec<String>| ApiError {
            code: ErrorCode::Invalid,
            message: format!("{shown} is not kept as a template, and nothing was changed. {why}"),
            details,
        };
        let text = template::read(from).map_err(|why| refused(why, Vec::new()))?;
        let problems = template::problems(&text);
        if !problems.is_empty() {
            return Err(refused("Mend these places, or import it as a document".to_owned(), problems));
        }
        let stem = from.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        self.put_template(&interchange::file_name(&stem), &text, replace)
    }

    fn put_template(&self, name: &str, text: &str, replace: bool) -> Result<Outcome, ApiError> {
        let place = folder::templates(&self.folder);
        fs::create_dir_all(&place).map_err(|e| write::failed(&place, &e))?;
        let path = place.join(format!("{name}.md"));
        if path.exists() && !replace {
            return Err(ApiError {
                code: ErrorCode::Invalid,
                message: format!(
                    "There is a template “{name}.md” already. Nothing was saved. Choose another name, or replace it"
                ),
                details: vec!["exists".to_owned()],
            });
        }
        write::file(&path, text.as_bytes())?;
        self.look_at_templates();
        let remarks = vec![format!("Written: {}", path.display())];
        Ok(Outcome { ids: vec![format!("own/{name}")], remarks, ..self.unchanged() })
    }
}
