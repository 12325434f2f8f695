//! Text that is pasted, filled or imported into a column for personal data: it is kept as an encrypted file, like everything
//! else there, before anything of it is stored.

use std::borrow::Cow;

use bridgebook_domain::case::place::{keep_days_or, personal_columns};
use bridgebook_domain::id::AttachmentId;
use bridgebook_domain::{Block, Column, ColumnType, Document, Path, Value, text};
use bridgebook_store::{NewAttachment, Personal};
use jiff::SignedDuration;

use super::attachment::fresh_key;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Edit;

/// How such a file is named.
const NAME: &str = "pasted.txt";

impl Bridgebook {
    /// Edits in which text for columns of personal data is the id of a file that holds it; and those files.
    pub(super) async fn hidden_in_edits<'a>(
        &self,
        document: &Document,
        edits: &'a [Edit],
    ) -> Result<(Cow<'a, [Edit]>, Vec<NewAttachment>), ApiError> {
        let days = self.keep_days().await?;
        let (mut changed, mut files) = (Cow::Borrowed(edits), Vec::new());
        for (n, edit) in edits.iter().enumerate() {
            let block = |section| document.sections.get(section).map(|section| &section.block);
            let new = match edit {
                Edit::Fill { path: path @ Path::Cell(section, _, column), words } => {
                    let block = block(section);
                    let of = block.and_then(|block| Some((block, block.columns.get(column)?)));
                    let Some(id) = self.hide(of, words, days, &mut files)? else { continue };
                    Edit::Fill { path: path.clone(), words: id }
                }
                Edit::AddRows { section, after, rows } => {
                    let (before, mut rows) = (files.len(), rows.clone());
                    for (column, words) in rows.iter_mut().flatten() {
                        let of = block(section).and_then(|block| Some((block, block.columns.get(column)?)));
                        if let Some(id) = self.hide(of, words, days, &mut files)? {
                            *words = id;
                        }
                    }
                    if files.len() == before {
                        continue;
                    }
                    Edit::AddRows { section: *section, after: *after, rows }
                }
                _ => continue,
            };
            if let Some(place) = changed.to_mut().get_mut(n) {
                *place = new;
            }
        }
        Ok((changed, files))
    }

    /// The same for a document that comes from a file.
    pub(super) async fn hidden_in(&self, document: &mut Document) -> Result<Vec<NewAttachment>, ApiError> {
        let (days, mut files) = (self.keep_days().await?, Vec::new());
        for section in document.sections.values_mut() {
            let columns: Vec<_> = personal_columns(&section.block)
                .into_iter()
                .map(|(id, column)| (id, keep_days_or(&section.block, column, days)))
                .collect();
            for (id, days) in columns {
                for cell in section.block.rows.values_mut().filter_map(|row| row.cells.get_mut(&id)) {
                    let (ids, texts): (Vec<&str>, Vec<&str>) = cell.members().into_iter().partition(|m| is_id(m));
                    if texts.is_empty() {
                        continue;
                    }
                    let new = self.pasted(&texts.join("\n"), days);
                    let all = ids.into_iter().map(str::to_owned).chain([new.id.to_string()]);
                    *cell = Value::many(all.collect::<Vec<_>>());
                    files.push(new);
                }
            }
        }
        Ok(files)
    }

    /// Keeps files and does what names them; where that fails, they go again.
    pub(super) async fn with_files<T>(
        &self,
        files: Vec<NewAttachment>,
        work: impl Future<Output = Result<T, ApiError>>,
    ) -> Result<T, ApiError> {
        let ids: Vec<AttachmentId> = files.iter().map(|file| file.id).collect();
        if !files.is_empty() {
            self.store.attach_all(files).await?;
        }
        let done = work.await;
        if done.is_err() {
            for id in ids {
                // What is left of it is in no document, and its time ends as that of any other.
                let _ = self.store.erase_attachment(id, self.now()).await;
            }
        }
        done
    }

    fn hide(
        &self,
        of: Option<(&Block, &Column)>,
        words: &str,
        days: u32,
        files: &mut Vec<NewAttachment>,
    ) -> Result<Option<String>, ApiError> {
        let Some((block, column)) = of.filter(|(_, column)| column.column_type == ColumnType::PersonalData) else {
            return Ok(None);
        };
        let mut parts = words.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()).peekable();
        if parts.peek().is_none() || parts.all(is_id) {
            return Ok(None);
        }
        text::lines(words, text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?;
        let new = self.pasted(words.trim(), keep_days_or(block, column, days));
        let id = new.id.to_string();
        files.push(new);
        Ok(Some(id))
    }

    fn pasted(&self, words: &str, days: u32) -> NewAttachment {
        let (id, now) = (AttachmentId::new(self.fresh()), self.now());
        let retain_until = now.saturating_add(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(now);
        NewAttachment {
            id,
            name: NAME.to_owned(),
            media_type: "text/plain".to_owned(),
            bytes: words.as_bytes().to_vec(),
            added_at: now,
            personal: Some(Personal { key: fresh_key(), retain_until }),
        }
    }
}

fn is_id(text: &str) -> bool {
    text.parse::<AttachmentId>().is_ok()
}
