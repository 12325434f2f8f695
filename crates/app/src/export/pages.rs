//! Documents as pages: the same bytes for a file and for a look at them before.

use std::collections::BTreeSet;

use bridgebook_domain::IncidentId;
use bridgebook_domain::directory::{Directory, Entry, Resolved};
use bridgebook_domain::drill;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::view::folded;
use bridgebook_pdf::{Error, Export, Missing, Person};

use jiff::Timestamp;
use tokio::runtime::Handle;

use super::attachment::Pictures;
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
        let (mut binder, unread) =
            self.binder(&wanted.loaded, wanted.incident, (wanted.at, options.blank), job).await?;
        let mut choices = binder::choices(options, wanted.incident.is_some());
        choices.most_pages = most_pages;
        choices.work = job.work.clone();
        if self.is_of_exercises(wanted).await? {
            "EXERCISE".clone_into(&mut choices.watermark);
        }
        if !options.person.trim().is_empty() {
            choices.person = Some(self.known_as(&options.person, wanted.incident, wanted.at).await?);
        }
        let hash = binder.hash.clone();
        let runtime = Handle::current();
        let mut pictures = Pictures::new(self.store.clone());
        let made = self
            .wait_for(job, move || {
                pictures.read_into(&mut binder, unread, &choices.work, &runtime);
                bridgebook_pdf::export(&binder, &fonts::of_this_machine(), &choices)
            })
            .await?
            .map_err(|error| no_pages(&error, most_pages))?;
        Ok((hash, made))
    }

    /// Whether something that is printed belongs to an exercise: a page of it that is found later must say so.
    async fn is_of_exercises(&self, wanted: &Wanted) -> Result<bool, ApiError> {
        // The plan of a drill is a paper of an exercise before the first one was begun.
        if wanted.loaded.iter().any(|loaded| drill::is_plan(&loaded.document)) {
            return Ok(true);
        }
        let own = wanted.loaded.iter().filter_map(|l| l.document.header_text("incident").parse().ok());
        let ids: BTreeSet<IncidentId> = own.chain(wanted.incident).collect();
        Ok(self.incidents().await?.iter().any(|incident| incident.exercise && ids.contains(&incident.id)))
    }

    /// Under which ids and names documents mean a person: their own, those of the roles and teams that the
    /// directory gives them, and those of the roles they hold in the incident at the moment.
    async fn known_as(
        &self,
        written: &str,
        incident: Option<IncidentId>,
        at: Option<Timestamp>,
    ) -> Result<Person, ApiError> {
        let directory = self.directory().await?;
        let incident = match incident {
            // The roles that were held then.
            Some(id) => Incident::fold(id, self.log_then(Some(id), at).await?.iter()),
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
        Resolved::Known(entry) => Some(entry),
        // A document, and the log, may name somebody whom the directory does not know.
        Resolved::Unknown(_) => None,
        Resolved::Ambiguous(_) => {
            return Err(ApiError::invalid(format!(
                "Several in the directory are called “{written}”. Nothing was exported. Name one of {}",
                directory.call_names(WHO, written).join(", ")
            )));
        }
    };
    let name = entry.map_or(written, |entry| &entry.name).to_owned();
    let mut known_as = entry.map_or_else(|| vec![written.to_owned()], names_of);
    // Plans may name one who became part of this person.
    known_as.extend(entry.iter().flat_map(|entry| directory.merged_into(&entry.id)).map(str::to_owned));
    let is_part = |e: &Entry| matches!(e.kind, ReferenceKind::Role | ReferenceKind::Team);
    let is = |written: &str, id: &str| directory.get(written).is_some_and(|known| known.id == id);
    let means = |values: &Entry, id: &str| values.values.values().flatten().any(|value| is(value, id));
    for other in directory.entries().filter(|e| is_part(e)) {
        if entry.is_some_and(|entry| means(other, &entry.id) || means(entry, &other.id)) {
            known_as.extend(names_of(other));
        }
    }
    for held in incident.iter().flat_map(|i| &i.roles).filter(|held| held.renounced_at.is_none()) {
        if folded(&held.person) == folded(&name) || entry.is_some_and(|entry| is(&held.person, &entry.id)) {
            known_as.extend(directory.get(&held.role).map_or_else(|| vec![held.role.clone()], names_of));
        }
    }
    known_as.sort_unstable();
    known_as.dedup();
    Ok(Person { name, known_as })
}

/// What is said about characters that no font covers: a sentence for those that words stand for, one for those that
/// are boxes, however many there are.
pub(crate) fn not_covered(missing: &[Missing]) -> Vec<String> {
    let (spelled, boxes): (Vec<&Missing>, Vec<&Missing>) = missing.iter().partition(|m| !m.shown.is_empty());
    let listed = |missing: &[&Missing], words: fn(&Missing) -> String| {
        let mut texts: Vec<String> = missing.iter().map(|m| words(m)).collect();
        texts.sort_unstable();
        texts.dedup();
        let more = if texts.len() > SHOWN { format!(" and {} more", texts.len() - SHOWN) } else { String::new() };
        format!("{}{more}, first on page {}", texts[..texts.len().min(SHOWN)].join(" "), missing[0].page)
    };
    let mut told = Vec::new();
    if !spelled.is_empty() {
        let list = listed(&spelled, |m| format!("{} {}", m.text, m.shown));
        told.push(format!("No font on this machine has these signs; words stand for them: {list}"));
    }
    if !boxes.is_empty() {
        let list = listed(&boxes, |m| m.text.clone());
        told.push(format!(
            "No font on this machine covers {list}; they are drawn as boxes. Install a font for that script and export again"
        ));
    }
    told
}

/// Characters that are named one by one.
const SHOWN: usize = 12;

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

    #[test]
    fn a_sign_that_is_spelled_is_not_called_a_box() {
        let missing = |text: &str, shown: &str, page| Missing {
            text: text.into(),
            code_points: Vec::new(),
            page,
            context: String::new(),
            shown: shown.into(),
        };
        assert!(not_covered(&[]).is_empty());
        let told = not_covered(&[missing("🚨", "[alarm]", 2), missing("𐎀", "", 3), missing("🚨", "[alarm]", 4)]);
        let [spelled, boxes] = told.as_slice() else { panic!("a sentence each: {told:?}") };
        assert!(spelled.ends_with("words stand for them: 🚨 [alarm], first on page 2"), "{spelled}");
        assert!(boxes.contains("covers 𐎀, first on page 3; they are drawn as boxes"), "{boxes}");
        assert_eq!(not_covered(&[missing("🚨", "[alarm]", 2)]).len(), 1, "nothing is a box");
        let many: Vec<Missing> = (0..20).map(|n| missing(&format!("{n:02}"), "", 1)).collect();
        assert!(not_covered(&many)[0].contains("11 and 8 more, first"), "{:?}", not_covered(&many));
    }
}
