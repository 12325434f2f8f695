//! The log as rows.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::directory::Directory;
use bridgebook_domain::log::{CommentDeed, CommentStep, Fact, Mention, Recorded, today};
use bridgebook_domain::moment::{self as moments, Lean};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{EntryId, IncidentId};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::incident::LogRow;
use crate::api::log_entry::{LogFile, LogName, LogWanted};
use crate::attachment::{is_picture, size_words};
use crate::wording::moment;

/// What other entries say of an entry, and how things are called today.
pub(super) struct Beside<'a> {
    corrections: BTreeMap<EntryId, &'a Recorded>,
    files: BTreeMap<EntryId, Vec<LogFile>>,
    /// The words of comments, which what became of them is about; none where that stands beneath the comment itself.
    comments: Option<BTreeMap<EntryId, &'a str>>,
    directory: &'a Directory,
}

impl<'a> Beside<'a> {
    pub fn of(log: impl IntoIterator<Item = &'a Recorded>, directory: &'a Directory) -> Self {
        let (mut corrections, mut files) = (BTreeMap::new(), BTreeMap::<EntryId, Vec<LogFile>>::new());
        let mut comments = BTreeMap::new();
        for recorded in log {
            match recorded.entry.fact() {
                Some(Fact::Correction { of }) => {
                    corrections.insert(of, recorded);
                }
                Some(Fact::Commented(_)) => {
                    comments.insert(recorded.entry.id, recorded.entry.text.as_str());
                }
                Some(Fact::Evidence(evidence)) => {
                    let of = files.entry(evidence.of).or_default();
                    for file in evidence
                        .files
                        .into_iter()
                        .filter(|f| of.iter().all(|known| known.attachment != f.attachment))
                        .collect::<Vec<_>>()
                    {
                        of.push(LogFile {
                            attachment: file.attachment,
                            size: size_words(file.size),
                            is_picture: is_picture(&file.media_type),
                            name: file.name,
                            hash: file.hash,
                        });
                    }
                }
                _ => {}
            }
        }
        Self { corrections, files, comments: Some(comments), directory }
    }

    /// For a list in which what became of a comment stands beneath it.
    pub fn beneath_comments(self) -> Self {
        Self { comments: None, ..self }
    }
}

impl Bridgebook {
    pub(super) async fn log_rows(
        &self,
        incident: Option<IncidentId>,
        text: &str,
        kinds: &[String],
    ) -> Result<Vec<LogRow>, ApiError> {
        let (text, kinds) = (text.to_owned(), kinds.to_vec());
        self.filtered_log(&LogWanted { incident, text, kinds, ..LogWanted::default() }).await
    }

    /// Entries of a log as they are asked for, newest first.
    ///
    /// # Errors
    /// When a time cannot be read.
    pub(crate) async fn filtered_log(&self, wanted: &LogWanted) -> Result<Vec<LogRow>, ApiError> {
        let (log, directory, zone) = (self.log(wanted.incident).await?, self.directory().await?, self.zone().await?);
        let edge = |words: &str, is_end| edge(words, self.now(), &zone, is_end);
        let (from, to) = (edge(&wanted.from, false)?, edge(&wanted.to, true)?);
        let beside = Beside::of(log.iter(), &directory);
        let (known, by) = (log.iter().map(|r| r.entry.id).collect::<BTreeSet<_>>(), By::new(&wanted.by, &directory));
        // Newest first; entries of one moment stay in the order in which they were written.
        let mut entries: Vec<&Recorded> = log.iter().rev().collect();
        entries.sort_by_key(|r| std::cmp::Reverse((r.entry.event_at, r.entry.entered_at)));
        let mut seen = BTreeSet::new();
        let needle = wanted.text.trim().to_lowercase();
        let is_wanted = |r: &Recorded, row: &LogRow| {
            from.is_none_or(|from| r.entry.event_at >= from)
                && to.is_none_or(|to| r.entry.event_at <= to)
                && is_of(row, &wanted.kinds)
                && (!wanted.with_files || !row.files.is_empty())
                && by.as_ref().is_none_or(|by| by.fits(r))
                && mentions(row, &needle)
        };
        let rows = entries.into_iter().filter_map(|r| {
            // Files are shown with the entry that they belong to.
            if matches!(r.entry.fact(), Some(Fact::Evidence(evidence)) if known.contains(&evidence.of)) {
                return None;
            }
            // An entry that two machines made themselves is one fact.
            let row = row(r, &beside);
            (seen.insert(row.id) && is_wanted(r, &row)).then_some(row)
        });
        Ok(rows.collect())
    }
}

/// A person who says so, recorded it or is named: a thing of the directory, or a name as it was written.
struct By {
    id: Option<String>,
    name: String,
}

impl By {
    fn new(written: &str, directory: &Directory) -> Option<Self> {
        let written = written.trim();
        let known = directory.known(&[ReferenceKind::Person, ReferenceKind::Role], written);
        let name = known.map_or_else(|| written.to_lowercase(), |e| e.name.to_lowercase());
        (!written.is_empty()).then(|| Self { id: known.map(|e| e.id.clone()), name })
    }

    fn fits(&self, recorded: &Recorded) -> bool {
        let (author, mentions) = (&recorded.entry.author, recorded.entry.mentions());
        let has_id = self.id.as_ref().is_some_and(|id| {
            author.person.is_some_and(|p| p.to_string() == *id) || mentions.iter().any(|m| m.who == *id)
        });
        let is_named = |name: &str| name.to_lowercase().contains(&self.name);
        // One of the directory is called as a whole; of other names a part will do.
        let has_name = |name: &str| if self.id.is_some() { name.to_lowercase() == self.name } else { is_named(name) };
        has_id
            || has_name(&author.name)
            || author.recorded_by.as_deref().is_some_and(has_name)
            || (self.id.is_none() && mentions.iter().any(|m| is_named(&m.written)))
    }
}

/// The begin or the end of a time, in plain words; a day alone is meant whole, and a minute is.
fn edge(words: &str, now: Timestamp, zone: &TimeZone, is_end: bool) -> Result<Option<Timestamp>, ApiError> {
    let words = words.trim();
    if words.is_empty() {
        return Ok(None);
    }
    let at = moments::parse_leaning(words, now, zone, Lean::Past).map_err(|e| ApiError::invalid(e.to_string()))?;
    if !is_end {
        return Ok(Some(at));
    }
    let is_day = words.parse::<Date>().is_ok() && words.len() <= 10
        || matches!(words.to_lowercase().as_str(), "today" | "yesterday" | "tomorrow");
    let next = if is_day {
        zone.to_datetime(at)
            .date()
            .tomorrow()
            .ok()
            .and_then(|day| day.to_zoned(zone.clone()).ok())
            .map(|z| z.timestamp())
    } else if at.as_second() % 60 == 0 {
        at.checked_add(SignedDuration::from_mins(1)).ok()
    } else {
        None
    };
    Ok(Some(next.and_then(|next| next.checked_sub(SignedDuration::from_nanos(1)).ok()).unwrap_or(at)))
}

/// Whether a row is of one of these kinds.
fn is_of(row: &LogRow, kinds: &[String]) -> bool {
    kinds.is_empty() || kinds.iter().any(|kind| *kind == row.kind || kind.eq_ignore_ascii_case(&row.label))
}

/// Whether the words occur in a row, its correction, its author or the names of its files, in any case.
fn mentions(row: &LogRow, needle: &str) -> bool {
    let texts = [Some(&row.text), row.corrected.as_ref(), Some(&row.author)];
    let texts = texts.into_iter().flatten().chain(row.files.iter().map(|f| &f.name));
    needle.is_empty() || texts.into_iter().any(|text| text.to_lowercase().contains(needle))
}

/// Letters of a comment that are shown with what became of it.
const COMMENT: usize = 60;

/// What became of a comment, with what it said and what was said to it.
fn step_words(step: &CommentStep, said: &str, comment: Option<&str>) -> String {
    let about = comment.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    let about = about.map_or_else(
        || "a comment".to_owned(),
        |text| match text.char_indices().nth(COMMENT) {
            Some((end, _)) => format!("“{}…”", text[..end].trim_end()),
            None => format!("“{text}”"),
        },
    );
    let deed = match step.deed {
        CommentDeed::Answered => "To",
        CommentDeed::Resolved => "Resolved:",
        CommentDeed::Reopened => "Opened again:",
    };
    if said.is_empty() { format!("{deed} {about}") } else { format!("{deed} {about}: {said}") }
}

pub(super) fn row(recorded: &Recorded, beside: &Beside<'_>) -> LogRow {
    let entry = &recorded.entry;
    let fact = entry.fact();
    let kind = match &fact {
        Some(Fact::Remark { category }) => category.to_string(),
        _ => entry.kind.clone(),
    };
    let (text, mut named) = today(&entry.text, &entry.mentions(), beside.directory);
    let text = match &fact {
        Some(Fact::CommentStep(step)) => match &beside.comments {
            Some(comments) => step_words(step, &text, comments.get(&step.of).copied()),
            None => text,
        },
        _ => text,
    };
    let corrected = beside.corrections.get(&entry.id).map(|correction| {
        let (text, more) = today(&correction.entry.text, &correction.entry.mentions(), beside.directory);
        named.extend(more);
        text
    });
    let mut seen = BTreeSet::new();
    named.retain(|m| seen.insert(m.written.clone()));
    let name = |m: Mention| LogName { id: beside.directory.get(&m.who).map(|e| e.id.clone()), shown: m.written };
    LogRow {
        id: entry.id,
        incident: entry.incident,
        event_at: moment(entry.event_at),
        entered_at: moment(entry.entered_at),
        kind,
        label: bridgebook_domain::live_view::label(&entry.kind, fact.as_ref()).to_owned(),
        text,
        author: entry.author.name.clone(),
        recorded_by: entry.author.recorded_by.clone(),
        corrects: match fact {
            Some(Fact::Correction { of }) => Some(of),
            _ => None,
        },
        corrected,
        hash: entry.hash.chars().take(8).collect(),
        people: named.into_iter().map(name).collect(),
        files: beside.files.get(&entry.id).cloned().unwrap_or_default(),
    }
}
