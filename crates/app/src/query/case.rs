//! Rules tried on cases: what would happen with each, and why, beside another version of the rules. Nothing is written.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridgebook_domain::block::Row;
use bridgebook_domain::case::{CaseFacts, CaseFields, IncomingCase, Routing, RuleBook, Score, differing, needed_human};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::moment::print;
use bridgebook_domain::trigger::case_tables;
use bridgebook_domain::{Block, BlockKind, DocumentId, RowId, SectionId};
use bridgebook_interchange::case as reader;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::case::{CaseFile, OtherRules, RefusedCase, RuleUse, RulesTried, TriedCase, TriedCases};
use crate::api::simulation::RehearsedVersion;
use crate::api::{ApiError, ErrorCode};
use crate::world::{Loaded, is_directory};

/// What rules are tried on, read and ready.
struct Tried {
    cases: Cases,
    refused: Vec<RefusedCase>,
    remarks: Vec<String>,
}

enum Cases {
    /// Rows of the document's own tables.
    Rows(Vec<(SectionId, RowId, Option<IncomingCase>)>),
    /// What came in with files, and where each stood.
    Incoming(Vec<(String, IncomingCase)>),
}

/// What one version of the rules does with the cases.
struct Outcome {
    routings: Vec<Routing>,
    needed: Vec<Option<bool>>,
    score: Score,
    rules: Vec<RuleUse>,
}

impl Bridgebook {
    /// What the rules of a document would do with cases.
    pub(super) async fn try_rules(
        &self,
        job: &str,
        document: Option<DocumentId>,
        cases: TriedCases,
        at: &str,
        against: Option<&RehearsedVersion>,
    ) -> Result<RulesTried, ApiError> {
        let loaded = match document {
            Some(document) => self.document(document).await?,
            None => self.the_document_with_cases().await?,
        };
        let (document, directory, zone) = (loaded.id, self.directory().await?, self.zone().await?);
        has_rules(&loaded)?;
        let at = match at.trim() {
            "" => None,
            words => Some(self.past(words).await?),
        };
        let tried = match cases {
            TriedCases::Document => self.rows_of(&loaded).await,
            TriedCases::Files { files } => read(&files, &loaded, self.now(), &zone)?,
        };
        let other = match against {
            None => None,
            Some(version) => {
                let then = match version.at.trim() {
                    "" => None,
                    words => Some(self.past(words).await?),
                };
                let loaded = self.document_then(version.document, then).await?;
                has_rules(&loaded)?;
                let words = match then {
                    Some(then) => format!("as of {}", print(then, &zone)),
                    None => loaded.document.title().to_owned(),
                };
                Some((words, loaded))
            }
        };
        let template = loaded.document.header_text("template").to_owned();
        let versions = self.versions(document, |other| !template.is_empty() && other == template).await?;
        let (now, job) = (self.now(), self.jobs.begin(if job.is_empty() { "rules" } else { job }));
        let work = job.work.clone();
        let heavy = move || {
            let is_stopped = || work.is_stopped();
            let own = outcome(&loaded, &loaded, &directory, &tried.cases, (at, now), &is_stopped);
            let other = other.map(|(words, version)| {
                let theirs = outcome(&version, &loaded, &directory, &tried.cases, (at, now), &is_stopped);
                beside(words, &own, theirs)
            });
            assemble(tried, own, other)
        };
        let mut found = tokio::task::spawn_blocking(heavy)
            .await
            .map_err(|_| ApiError::new(ErrorCode::Failed, "The rules could not be tried. Nothing was changed"))?;
        if job.work.is_stopped() {
            return Err(ApiError::new(ErrorCode::Stopped, "It was stopped. Nothing was changed"));
        }
        found.versions = versions;
        Ok(found)
    }

    /// The only document that has both rules and a table of cases.
    ///
    /// # Errors
    /// That there is none, or which there are.
    pub(crate) async fn the_document_with_cases(&self) -> Result<Arc<Loaded>, ApiError> {
        let mut found = Vec::new();
        for row in self.rows().await?.iter().filter(|row| !is_directory(row.text("template"))) {
            let loaded = self.document(row.id).await?;
            if !loaded.document.sections_of(&BlockKind::Triggers).is_empty()
                && !case_tables(&loaded.document).is_empty()
            {
                found.push(loaded);
            }
        }
        match found.as_slice() {
            [one] => Ok(Arc::clone(one)),
            [] => Err(ApiError::invalid(
                "No document has both trigger rules and a table of cases. Nothing was read. Make one from the template \
                 “Customer service escalation”, or name the document",
            )),
            several => {
                let titles: Vec<String> = several.iter().map(|l| format!("“{}”", l.document.title())).collect();
                Err(ApiError::invalid(format!(
                    "{} have rules and cases. Nothing was read. Name the one that is meant",
                    titles.join(", ")
                )))
            }
        }
    }

    /// What came in for a stored case, where it is still kept.
    async fn came_in(&self, table: &Block, row: &Row) -> Option<IncomingCase> {
        let id = table.cell(row, "conversation")?.members().first()?.parse().ok()?;
        let bytes = self.store.attachment_bytes(id).await.ok()?;
        reader::one(&bytes)
    }

    /// The cases that a document holds.
    async fn rows_of(&self, loaded: &Loaded) -> Tried {
        let mut list = Vec::new();
        for (section, entry) in case_tables(&loaded.document) {
            for (row, cells) in entry.block.live_rows() {
                // A row that was added and not filled yet is no case.
                if cells.cells.values().any(|value| !value.is_empty()) {
                    list.push((section, row, self.came_in(&entry.block, cells).await));
                }
            }
        }
        Tried { cases: Cases::Rows(list), refused: Vec::new(), remarks: Vec::new() }
    }
}

/// Reads files for the first table of cases of a document.
fn read(files: &[CaseFile], loaded: &Loaded, now: Timestamp, zone: &TimeZone) -> Result<Tried, ApiError> {
    let tables = case_tables(&loaded.document);
    let table = tables.first().map(|(_, section)| &section.block);
    let (mut cases, mut refused, mut remarks) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        let bytes = STANDARD
            .decode(&file.base64)
            .map_err(|_| ApiError::invalid(format!("“{}” did not arrive whole. Choose it again", file.name)))?;
        let intake = reader::read(&file.name, &bytes, &reader::Reading { now, zone, table, mapping: None });
        for (place, case) in intake.places.into_iter().zip(intake.cases) {
            let place = if file.name.is_empty() { place } else { format!("{}, {place}", file.name) };
            cases.push((place, case));
        }
        refused.extend(intake.refused.into_iter().map(|r| RefusedCase {
            file: file.name.clone(),
            place: r.place,
            why: r.why,
            text: r.text,
        }));
        remarks.extend(intake.remarks.into_iter().map(|remark| remark.to_string()));
    }
    Ok(Tried { cases: Cases::Incoming(cases), refused, remarks })
}

/// What the rules of a version do with the cases; rows are those of the document that holds them.
fn outcome(
    version: &Loaded,
    holder: &Loaded,
    directory: &Directory,
    cases: &Cases,
    (at, now): (Option<Timestamp>, Timestamp),
    is_stopped: &dyn Fn() -> bool,
) -> Outcome {
    let book = RuleBook::of(&version.document, directory);
    let tables = case_tables(&holder.document);
    let blocks: Vec<(SectionId, &Block)> = tables.iter().map(|(id, section)| (*id, &section.block)).collect();
    let fields: Vec<CaseFields> = blocks.iter().map(|(_, block)| CaseFields::of(block, directory)).collect();
    let none = CaseFields::default();
    let facts: Vec<CaseFacts<'_>> = match cases {
        Cases::Rows(rows) => rows
            .iter()
            .filter_map(|(section, row, came_in)| {
                let place = blocks.iter().position(|(id, _)| id == section)?;
                let block = blocks[place].1;
                Some(CaseFacts::of_row(&fields[place], block, block.rows.get(row)?, came_in.as_ref()))
            })
            .collect(),
        Cases::Incoming(list) => {
            let fields = fields.first().unwrap_or(&none);
            list.iter().map(|(_, case)| CaseFacts::of_incoming(fields, case)).collect()
        }
    };
    let others = book.others(&facts);
    let mut found = Outcome {
        routings: Vec::with_capacity(facts.len()),
        needed: Vec::with_capacity(facts.len()),
        score: Score::default(),
        rules: Vec::new(),
    };
    for case in &facts {
        if is_stopped() {
            break;
        }
        // Past cases are looked at as they stood when they came in.
        let routing = book.route(case, &others, at.or(case.opened).unwrap_or(now));
        let needed = needed_human(case);
        found.score.add(&routing, needed);
        found.routings.push(routing);
        found.needed.push(needed);
    }
    found.rules = book
        .rules()
        .iter()
        .filter(|rule| rule.is_enabled)
        .map(|rule| {
            let count = found.routings.iter().filter(|routing| routing.row == Some(rule.row)).count();
            RuleUse { row: rule.row, rule: rule.name.clone(), cases: u32::try_from(count).unwrap_or(u32::MAX) }
        })
        .collect();
    found
}

fn beside(words: String, own: &Outcome, theirs: Outcome) -> OtherRules {
    let pairs = own.routings.iter().zip(&theirs.routings).zip(&own.needed).enumerate();
    let differing = pairs
        .filter_map(|(n, ((this, other), needed))| {
            differing(u32::try_from(n).unwrap_or(u32::MAX), this, other, *needed)
        })
        .collect();
    OtherRules { words, score: theirs.score, differing }
}

fn assemble(tried: Tried, own: Outcome, other: Option<OtherRules>) -> RulesTried {
    let places: Vec<(Option<(SectionId, RowId)>, String)> = match tried.cases {
        Cases::Rows(rows) => rows.into_iter().map(|(section, row, _)| (Some((section, row)), String::new())).collect(),
        Cases::Incoming(list) => list.into_iter().map(|(place, _)| (None, place)).collect(),
    };
    let cases = own.routings.into_iter().zip(own.needed).zip(places);
    RulesTried {
        cases: cases
            .map(|((routing, needed_human), (row, place))| TriedCase { routing, row, place, needed_human })
            .collect(),
        refused: tried.refused,
        remarks: tried.remarks,
        rules: own.rules,
        score: own.score,
        other,
        versions: Vec::new(),
    }
}

fn has_rules(loaded: &Arc<Loaded>) -> Result<(), ApiError> {
    if loaded.document.sections_of(&BlockKind::Triggers).is_empty() {
        return Err(ApiError::invalid(format!(
            "“{}” has no trigger rules. Nothing was tried. Choose a document with a block of triggers",
            loaded.document.title()
        )));
    }
    Ok(())
}
