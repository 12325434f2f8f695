//! Files that were taken in from a watched folder, or refused. They lie there as they came, unencrypted, until the personal data of a
//! case that they hold is erased: then they go with it, whatever else they hold, as all of that was taken in.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bridgebook_domain::case::Masking;
use bridgebook_domain::case::retention::CasePlace;
use bridgebook_domain::log::Fact;

use crate::api::ApiError;
use crate::api::case::CaseFile;
use crate::case_watch::{REFUSED, TAKEN, Watched};
use crate::export::write;
use crate::intent::case_file::{Setting, gather, sources};
use crate::query::case::known_rows;
use crate::{Bridgebook, quarantine};

impl Bridgebook {
    /// Every name under which a case came in or stands in its row.
    pub(crate) async fn names_of_case(&self, place: CasePlace) -> Result<BTreeSet<String>, ApiError> {
        let log = self.log(None).await?;
        let came_in = log.iter().filter(|recorded| recorded.entry.kind == "case_added");
        let mut names: BTreeSet<String> = came_in
            .filter_map(|recorded| match recorded.entry.fact()? {
                Fact::CaseAdded { document, row, id } => ((document, row) == (place.document, place.row)).then_some(id),
                _ => None,
            })
            .collect();
        let loaded = self.document(place.document).await?;
        if let Some(section) = loaded.document.sections.get(&place.section) {
            let known = known_rows(place.document, &section.block, &log);
            names.extend(known.into_iter().filter(|(_, row)| *row == place.row).map(|(name, _)| name));
        }
        Ok(names)
    }

    /// The files of the folders that are or were watched which hold a case of one of these names.
    pub(crate) async fn taken_with(&self, names: &BTreeSet<String>) -> Result<Vec<PathBuf>, ApiError> {
        let mut found = Vec::new();
        if names.is_empty() {
            return Ok(found);
        }
        let is_on = |value: String| value == "on";
        let masking = Masking {
            addresses: is_on(self.setting("mask_addresses").await?),
            telephones: is_on(self.setting("mask_telephones").await?),
        };
        for Watched { folder, into } in self.watched_folders().await? {
            // Of what could not be read only the words can tell, as in the quarantine.
            let says = |path: &PathBuf| {
                let text = fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
                names.iter().any(|name| !name.is_empty() && quarantine::says(&text, name))
            };
            found.extend(files_in(&Path::new(&folder).join(REFUSED)).into_iter().filter(says));
            let files = files_in(&Path::new(&folder).join(TAKEN));
            if files.is_empty() {
                continue;
            }
            // The table or the mapping may be gone since; then a file is read without.
            let table = match into.document {
                Some(id) => self.case_block(id, into.section).await.unwrap_or_default(),
                None => Default::default(),
            };
            let mapping = self.case_mapping(into.mapping.as_deref().unwrap_or_default()).await.ok().flatten();
            let (now, zone, looked_at) = (self.now(), self.zone().await?, Vec::new());
            let setting = Setting { now, zone, table, mapping, masking, looked_at };
            let names = names.clone();
            let reading = tokio::task::spawn_blocking(move || {
                files.into_iter().filter(|path| holds(path, &setting, &names)).collect::<Vec<_>>()
            });
            found.extend(reading.await.unwrap_or_default());
        }
        Ok(found)
    }

    async fn case_block(
        &self,
        document: bridgebook_domain::DocumentId,
        section: Option<bridgebook_domain::SectionId>,
    ) -> Result<bridgebook_domain::Block, ApiError> {
        let (document, section) = self.case_table(Some(document), section).await?;
        let loaded = self.document(document).await?;
        Ok(loaded.document.sections.get(&section).map(|section| section.block.clone()).unwrap_or_default())
    }
}

fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).map(|list| list.flatten().map(|entry| entry.path()).collect::<Vec<_>>());
    let mut files: Vec<PathBuf> = entries.unwrap_or_default().into_iter().filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// Whether a file holds a case of one of these names, read as it was when it was taken in.
fn holds(path: &Path, setting: &Setting, names: &BTreeSet<String>) -> bool {
    let files = [CaseFile::Path { path: path.display().to_string() }];
    let read = sources(&files).and_then(|sources| gather(sources, setting));
    read.is_ok_and(|gathered| {
        gathered.files.iter().flat_map(|(_, intake)| &intake.cases).any(|case| names.contains(case.id.trim()))
    })
}

/// Removes such a file; one that is gone already is well.
pub(crate) fn remove(path: &Path) -> Result<(), ApiError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(write::failed(path, &error)),
        _ => Ok(()),
    }
}
