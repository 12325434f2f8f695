//! Search over everything that people write.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicI64, Ordering};

use bridgebook_domain::search::Asked;
use bridgebook_domain::view::folded;
use bridgebook_domain::{DocumentId, IncidentId};
use bridgebook_store::TemplateText;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::search::{SearchAsked, SearchCount, SearchHit, SearchReading};
use crate::template::{self, Template};
use crate::wording::moment;
use crate::{Access, folder};

/// Places that are given where nobody says how many, and at most.
const USUAL: u32 = 60;
const MOST: u32 = 500;

/// The templates that are known to be in the index, by their fingerprint.
#[derive(Debug, Default)]
pub struct Indexed(AtomicI64);

/// Where is looked.
#[derive(Default)]
struct Within {
    incident: Option<IncidentId>,
    document: Option<DocumentId>,
    words: String,
}

impl Bridgebook {
    pub(super) async fn search(&self, asked: &SearchAsked) -> Result<SearchReading, ApiError> {
        let (now, zone) = (self.now(), self.zone().await?);
        let mut read = Asked::read(&asked.text, now, &zone);
        let fields = [
            ("kind", &asked.kind),
            ("in", &asked.within),
            ("by", &asked.by),
            ("since", &asked.since),
            ("until", &asked.until),
            ("is", &asked.state),
        ];
        for (key, value) in fields {
            read.take(key, value.trim(), now, &zone);
        }
        let within = self.within(&read.within).await?;
        if within.incident.is_none() && within.document.is_none() && !read.within.is_empty() {
            let written: String = read.within.chars().take(60).collect();
            let remark = format!("Neither an incident nor a document is called “{written}”; everywhere is looked.");
            read.remarks.push(remark);
        }
        let by = if folded(&read.by) == "me" { self.author().await?.name } else { read.by.clone() };
        self.look_for_templates().await?;
        let limit = if asked.limit == 0 { USUAL } else { asked.limit.min(MOST) };
        let each = if asked.each == 0 { limit } else { asked.each };
        let is_nothing = read.words.is_empty() && !is_filtered(&read, &within);
        let found = if is_nothing {
            bridgebook_store::SearchFound::default()
        } else {
            let wanted = bridgebook_store::SearchAsked {
                words: read.words.clone(),
                kind: read.kind.map(|kind| kind.kind.to_owned()),
                part: read.kind.map(|kind| kind.part.to_owned()).filter(|part| !part.is_empty()),
                incident: within.incident,
                document: within.document,
                by: by.clone(),
                since: read.since,
                until: read.until,
                closed: read.is_open.map(|open| !open),
                limit: limit as usize,
                each: each as usize,
            };
            self.store.find(&wanted).await?
        };
        if found.total == 0 && !read.by.is_empty() && !self.has_written(&by).await? {
            let written: String = read.by.chars().take(60).collect();
            read.remarks.push(format!("Nobody called “{written}” has written anything here."));
        }
        let count = |(kind, count)| SearchCount { kind, count: u32::try_from(count).unwrap_or(u32::MAX) };
        Ok(SearchReading {
            hits: found.hits.into_iter().map(hit).collect(),
            total: u32::try_from(found.total).unwrap_or(u32::MAX),
            counts: found.counts.into_iter().map(count).collect(),
            is_more: found.is_more,
            remarks: read.remarks,
            words: read.words,
            within: within.words,
        })
    }

    /// Whether anything is by somebody of this name.
    async fn has_written(&self, by: &str) -> Result<bool, ApiError> {
        let asked = bridgebook_store::SearchAsked { by: by.to_owned(), limit: 1, each: 1, ..Default::default() };
        Ok(self.store.find(&asked).await?.total > 0)
    }

    /// The incident or document that is meant: by id, by number or title, or by the beginning of one.
    async fn within(&self, written: &str) -> Result<Within, ApiError> {
        let wanted = folded(written);
        if wanted.is_empty() {
            return Ok(Within::default());
        }
        let mut begins = None;
        for incident in self.incidents().await? {
            let id = incident.id;
            let (number, title) = (folded(&incident.number), folded(&incident.title));
            let found = || Within { incident: Some(id), document: None, words: incident.number.clone() };
            if id.to_string() == wanted || number == wanted || title == wanted {
                return Ok(found());
            }
            if begins.is_none() && (number.starts_with(&wanted) || title.starts_with(&wanted)) {
                begins = Some(found());
            }
        }
        for row in self.rows().await? {
            let title = folded(row.text("title"));
            let found = || Within { incident: None, document: Some(row.id), words: row.text("title").to_owned() };
            if row.id.to_string() == wanted || title == wanted {
                return Ok(found());
            }
            if begins.is_none() && title.starts_with(&wanted) {
                begins = Some(found());
            }
        }
        Ok(begins.unwrap_or_default())
    }

    /// Puts the templates into the index when they are not those that it holds. Who only reads leaves that to whoever
    /// writes, unless there are none yet.
    async fn look_for_templates(&self) -> Result<(), ApiError> {
        let all = template::all(&folder::templates(&self.folder));
        let fingerprint = fingerprint(&all);
        if self.indexed.0.load(Ordering::Relaxed) == fingerprint {
            return Ok(());
        }
        let known = self.store.indexed_templates().await?;
        if known != fingerprint && (self.access == Access::Writer || known == 0) {
            let texts: Vec<TemplateText> = all.iter().filter_map(spoken).collect();
            self.store.index_templates(fingerprint, &texts).await?;
        }
        self.indexed.0.store(fingerprint, Ordering::Relaxed);
        Ok(())
    }
}

/// Whether anything but words is asked for.
fn is_filtered(read: &Asked, within: &Within) -> bool {
    read.kind.is_some()
        || within.incident.is_some()
        || within.document.is_some()
        || !read.by.is_empty()
        || read.since.is_some()
        || read.until.is_some()
        || read.is_open.is_some()
}

/// What the templates are recognised by: those that ship by their lengths, a team's own by every character.
fn fingerprint(all: &[Template]) -> i64 {
    let mut hasher = DefaultHasher::new();
    for template in all {
        (&template.name, &template.language).hash(&mut hasher);
        match &template.text {
            Ok(text) if template.language == "own" => text.hash(&mut hasher),
            Ok(text) => text.len().hash(&mut hasher),
            Err(_) => 0_u8.hash(&mut hasher),
        }
    }
    // 0 says that there are none.
    (hasher.finish() >> 1).cast_signed().max(1)
}

/// What a person reads in a template: its title, and its lines without the signs of the file form. None for one that
/// cannot be read, and for the lists of the directory, of which there is one each.
fn spoken(template: &Template) -> Option<TemplateText> {
    let text = template.text.as_ref().ok()?;
    if template.name.starts_with("directory/") {
        return None;
    }
    let (mut title, mut lines) = (template.name.clone(), Vec::new());
    let (mut is_head, mut is_comment) = (false, false);
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line == "---" && (at == 0 || is_head) {
            is_head = at == 0;
        } else if is_head {
            if let Some((key, value)) = line.split_once(':') {
                let value = value.trim().trim_matches('"').to_owned();
                match key.trim() {
                    "title" => title = value,
                    "subtitle" | "category" => lines.push(value),
                    _ => {}
                }
            }
        } else {
            is_comment = is_comment || line.starts_with("<!--");
            let is_rule = line.chars().all(|c| matches!(c, '|' | '-' | ' ' | ':'));
            if !is_comment && !is_rule {
                lines.push(
                    line.trim_start_matches(['#', '-', '*', '>', ' ', '|']).replace(" | ", " · ").replace("**", ""),
                );
            }
            is_comment = is_comment && !line.ends_with("-->");
        }
    }
    let (name, language) = (template.name.clone(), template.language.clone());
    Some(TemplateText { name, language, title, text: lines.join("\n") })
}

fn hit(found: bridgebook_store::SearchHit) -> SearchHit {
    SearchHit {
        kind: found.kind,
        part: found.part,
        document: found.document,
        document_title: found.document_title,
        section: found.section,
        row: found.row,
        incident: found.incident,
        incident_number: found.number,
        entry: found.entry,
        template: found.template,
        title: found.title,
        marked: found.marked,
        context: found.context,
        snippet: found.snippet,
        who: found.who,
        at: found.at.map(moment).unwrap_or_default(),
        is_over: found.closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_read_without_the_signs_of_its_file() {
        let text = "---\ntitle: \"Roll-out plan\"\nsubtitle: Before a tool goes live\nlanguage: en\n---\n\n## 1. Phases\n\n<!-- bb:table\n\
                    col Secret type=text\n-->\n\n| Phase | Owner |\n| --- | --- |\n| Pilot | |\n\n<!-- bb:prose -->\nAsk **first**.\n";
        let template =
            Template { name: "roll-out".into(), language: "en".into(), file: String::new(), text: Ok(text.into()) };
        let read = spoken(&template).expect("a template that can be read");
        assert_eq!(read.title, "Roll-out plan");
        for there in ["Before a tool goes live", "Phases", "Pilot", "Ask first."] {
            assert!(read.text.contains(there), "{there}: {}", read.text);
        }
        for hidden in ["Secret", "bb:", "language"] {
            assert!(!read.text.contains(hidden), "{hidden}: {}", read.text);
        }
    }
}
