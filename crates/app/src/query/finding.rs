//! Findings with their places in words. Of each rule only the first come by themselves, with the number of all: a
//! table of 20,000 rows that were pasted into the wrong column is one thing to mend, and is no reason to bring 20,000
//! sentences to a window. More of a rule can be asked for.

use std::collections::BTreeMap;

use bridgebook_domain::finding::{self, Finding, FindingLevel};
use bridgebook_domain::view::folded;
use bridgebook_domain::{BlockKind, ColumnId, Document, DocumentId, RowId, SectionId};

use super::document::numbers;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::document::{FindingCount, FindingList, FindingRow};
use crate::world::Loaded;

/// Findings of one rule and weight that come without being asked for.
pub const EACH: u32 = 100;

impl Bridgebook {
    /// Findings of one document or of all; of one rule or of all, each at most so many times (0: [`EACH`]).
    pub(super) async fn findings(
        &self,
        document: Option<DocumentId>,
        rule: &str,
        each: u32,
    ) -> Result<FindingList, ApiError> {
        let ids = match document {
            Some(id) => vec![id],
            None => self.rows().await?.into_iter().map(|r| r.id).collect(),
        };
        let mut listing = Listing::new(if each == 0 { EACH } else { each });
        for id in ids {
            let loaded = self.document(id).await?;
            let mut found = self.raw_findings(&loaded).await?;
            found.retain(|f| rule.is_empty() || f.rule == rule);
            listing.take(&found, &loaded.document);
        }
        Ok(listing.list)
    }

    /// The findings of one document with their fixes, all of them.
    pub(crate) async fn raw_findings(&self, loaded: &Loaded) -> Result<Vec<Finding>, ApiError> {
        let directory = self.directory().await?;
        let incident = self.incident_of(&loaded.document).await?;
        let log = self.log(incident.as_ref().map(|incident| incident.id)).await?;
        let mut found = finding::findings([(loaded.id, &loaded.document)], &directory, incident.as_ref(), self.now());
        found.extend(finding::own_approvals(loaded.id, &loaded.document, &log));
        found.extend(self.lost_views(loaded).await?);
        Ok(found)
    }

    /// The live views of a document that name another one which is not there, or not as they say.
    async fn lost_views(&self, loaded: &Loaded) -> Result<Vec<Finding>, ApiError> {
        let views = loaded.document.sections_of(&BlockKind::View);
        let named: Vec<&str> =
            views.iter().map(|(_, s)| s.block.setting("document").trim()).filter(|n| !n.is_empty()).collect();
        if named.is_empty() || loaded.document.is_past() {
            return Ok(Vec::new());
        }
        let mut others = Vec::new();
        for row in self.rows().await? {
            let is_it = |name: &&str| folded(name) == folded(row.text("title")) || **name == row.id.to_string();
            if named.iter().any(is_it) {
                // One that cannot be read is there all the same, and its own place says what is wrong with it.
                let Ok(other) = self.document(row.id).await else { return Ok(Vec::new()) };
                others.push(other);
            }
        }
        let others: Vec<_> = others.iter().map(|other| (other.id, &other.document)).collect();
        Ok(finding::lost_views(loaded.id, &loaded.document, &others))
    }
}

/// Findings as they are listed, document by document.
pub(super) struct Listing {
    each: u32,
    list: FindingList,
}

impl Listing {
    pub fn new(each: u32) -> Self {
        Self { each, list: FindingList::default() }
    }

    /// Counts the findings of a document, and lists the first of each rule.
    pub fn take(&mut self, found: &[Finding], document: &Document) {
        let mut places = Places::new(document);
        for finding in found {
            if self.counted(finding) <= self.each {
                self.list.rows.push(row(finding, &mut places));
            }
        }
    }

    /// The rows, and how many there are of each rule.
    pub fn done(self) -> FindingList {
        self.list
    }

    /// How many findings of its rule and weight there are with this one.
    fn counted(&mut self, finding: &Finding) -> u32 {
        let level = level_word(finding.level);
        let counts = &mut self.list.counts;
        let at = counts.iter().position(|c| c.rule == finding.rule && c.level == level).unwrap_or_else(|| {
            counts.push(FindingCount { rule: finding.rule.clone(), level: level.to_owned(), count: 0 });
            counts.len() - 1
        });
        counts[at].count = counts[at].count.saturating_add(1);
        counts[at].count
    }
}

fn row(finding: &Finding, places: &mut Places<'_>) -> FindingRow {
    FindingRow {
        rule: finding.rule.clone(),
        level: level_word(finding.level).to_owned(),
        document: finding.document,
        document_title: places.document.title().to_owned(),
        section: finding.section,
        row: finding.row,
        column: finding.column,
        place: places.words(finding),
        title: finding.title.clone(),
        message: finding.message.clone(),
        fix: finding.fix.as_ref().map(|f| f.label.clone()),
    }
}

pub(super) fn level_word(level: FindingLevel) -> &'static str {
    match level {
        FindingLevel::Error => "error",
        FindingLevel::Warning => "warning",
        FindingLevel::Info => "info",
    }
}

/// A place by its ids.
type Spot = (Option<SectionId>, Option<RowId>, Option<ColumnId>);

/// Places of a document in words.
pub(super) fn place_words(document: &Document, spots: impl Iterator<Item = Spot>) -> Vec<String> {
    let mut places = Places::new(document);
    spots.map(|spot| places.of(spot)).collect()
}

/// Where things stand in a document, looked up once for all its findings.
struct Places<'a> {
    document: &'a Document,
    numbers: BTreeMap<SectionId, String>,
    /// The places of the rows of the sections that were asked about.
    rows: BTreeMap<SectionId, BTreeMap<RowId, usize>>,
}

impl<'a> Places<'a> {
    fn new(document: &'a Document) -> Self {
        Self { document, numbers: numbers(document), rows: BTreeMap::new() }
    }

    fn words(&mut self, finding: &Finding) -> String {
        self.of((finding.section, finding.row, finding.column))
    }

    fn of(&mut self, (section, row, column): Spot) -> String {
        let Some(id) = section else { return "Header".to_owned() };
        let Some(section) = self.document.sections.get(&id) else { return String::new() };
        let number = self.numbers.get(&id).map_or("", String::as_str);
        let mut words = format!("{number} {}", section.heading);
        if let Some(row) = row {
            let rows = self.rows.entry(id).or_insert_with(|| {
                section.block.live_rows().into_iter().enumerate().map(|(at, (row, _))| (row, at)).collect()
            });
            if let Some(at) = rows.get(&row) {
                words.push_str(&format!(", row {}", at + 1));
            }
        }
        if let Some(column) = column.and_then(|c| section.block.columns.get(&c)) {
            words.push_str(&format!(", {}", column.name));
        }
        words
    }
}
