//! Documents as pages: the same bytes for a file and for a look at them before.

use bridgebook_domain::IncidentId;
use bridgebook_domain::directory::{Directory, Entry, Resolved};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_pdf::{Error, Export, Missing, Person};

use super::{Wanted, binder, fonts};
use crate::Bridgebook;
use crate::api::intent::ExportOptions;
use crate::api::{ApiError, ErrorCode};
use crate::jobs::{Job, stopped};

impl Bridgebook {
    /// Prints what is wanted, of at most so many pages.
    ///
    /// # Errors
    /// Why there are no pages, or that it was stopped.
    pub(crate) async fn pages(
        &self,
        wanted: &Wanted,
        options: &ExportOptions,
        most_pages: Option<usize>,
        job: &Job<'_>,
    ) -> Result<(String, Export), ApiError> {
        let binder = self.binder(&wanted.loaded, wanted.incident, wanted.at).await?;
        let mut choices = binder::choices(options, wanted.incident.is_some());
        choices.most_pages = most_pages;
        choices.work = job.work.clone();
        if !options.person.trim().is_empty() {
            choices.person = Some(self.known_as(&options.person, wanted.incident).await?);
        }
        let hash = binder.hash.clone();
        let made = self
            .wait_for(job, move || bridgebook_pdf::export(&binder, &fonts::of_this_machine(), &choices))
            .await?
            .map_err(|error| no_pages(&error, most_pages))?;
        Ok((hash, made))
    }

    /// Under which ids and names documents mean a person: their own, those of the roles and teams that the
    /// directory gives them, and those of the roles they hold in the incident.
    async fn known_as(&self, written: &str, incident: Option<IncidentId>) -> Result<Person, ApiError> {
        let directory = self.directory().await?;
        let incident = match incident {
            Some(id) => Some(self.incident(id).await?),
            None => None,
        };
        person(&directory, incident.as_ref(), written.trim())
    }
}

/// The id and the names of an entry.
fn names_of(entry: &Entry) -> Vec<String> {
    [&entry.id, &entry.name].into_iter().chain(&entry.other_names).cloned().collect()
}

/// Why there are no pages, for the person who asked for them.
fn no_pages(error: &Error, most_pages: Option<usize>) -> ApiError {
    match error {
        Error::Stopped => stopped(),
        Error::TooLong(most) if most_pages == Some(*most) => ApiError::invalid(format!(
            "This has more than {most} pages, too many to show here. Export it and look at the file, or choose fewer documents"
        )),
        // These say themselves what to do, and that nothing was written.
        Error::Empty | Error::NoCards | Error::NothingFor(_) | Error::TooLong(_) => {
            ApiError::invalid(error.to_string())
        }
        other => ApiError::new(ErrorCode::Failed, format!("The PDF could not be made: {other}. Nothing was written")),
    }
}

/// Who may have a part of a document.
const WHO: &[ReferenceKind] = &[ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team];

fn person(directory: &Directory, incident: Option<&Incident>, written: &str) -> Result<Person, ApiError> {
    let entry = match directory.resolve(WHO, written) {
        Resolved::Known(entry) => entry,
        // A document may name somebody whom the directory does not know.
        Resolved::Unknown(_) => return Ok(Person { name: written.to_owned(), known_as: vec![written.to_owned()] }),
        Resolved::Ambiguous(_) => {
            return Err(ApiError::invalid(format!(
                "Several in the directory are called “{written}”. Nothing was exported. Name one by its id"
            )));
        }
    };
    let mut known_as = names_of(entry);
    let is_part = |e: &Entry| matches!(e.kind, ReferenceKind::Role | ReferenceKind::Team);
    let means = |values: &Entry, id: &str| values.values.values().flatten().any(|value| value == id);
    for other in directory.entries().filter(|e| is_part(e)) {
        if means(other, &entry.id) || means(entry, &other.id) {
            known_as.extend(names_of(other));
        }
    }
    for held in incident.iter().flat_map(|i| &i.roles).filter(|held| held.renounced_at.is_none()) {
        if held.person == entry.id || held.person == entry.name {
            known_as.extend(directory.get(&held.role).map_or_else(|| vec![held.role.clone()], names_of));
        }
    }
    known_as.sort_unstable();
    known_as.dedup();
    Ok(Person { name: entry.name.clone(), known_as })
}

/// What is said about characters that no font covers: one sentence, however many there are.
pub(crate) fn boxed(missing: &[Missing]) -> Option<String> {
    let first = missing.first()?;
    let mut texts: Vec<&str> = missing.iter().map(|m| m.text.as_str()).collect();
    texts.sort_unstable();
    texts.dedup();
    let shown = texts.iter().take(12).copied().collect::<Vec<_>>().join(" ");
    let more = if texts.len() > 12 { format!(" and {} more", texts.len() - 12) } else { String::new() };
    Some(format!(
        "No font on this machine covers {shown}{more}, first on page {}; they are drawn as boxes. Install a font for that script and export again",
        first.page
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_pages_to_show_may_still_be_exported() {
        let said = no_pages(&Error::TooLong(1_000), Some(1_000)).message;
        assert!(said.contains("more than 1000 pages, too many to show here. Export it"), "{said}");
        let said = no_pages(&Error::TooLong(5_000), None).message;
        assert!(said.contains("Nothing was exported"), "{said}");
        assert_eq!(no_pages(&Error::Stopped, None).code, ErrorCode::Stopped);
    }
}
