//! Rules tried on cases: what would happen with each, and why, beside another version of the rules. Nothing is written.

use std::collections::BTreeSet;
use std::sync::Arc;

use bridgebook_domain::block::Row;
use bridgebook_domain::case::place::{CONVERSATION, personal_column};
use bridgebook_domain::case::{
    CaseFacts, CaseFields, Effects, IncomingCase, Masking, Routing, RuleBook, Score, differing, effects, needed_human,
};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::moment::print;
use bridgebook_domain::trigger::case_tables;
use bridgebook_domain::{Block, BlockKind, DocumentId, RowId, SectionId};
use bridgebook_interchange::{Remark, summed};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::case::CaseFile;
use crate::api::routing::{OtherRules, RefusedCase, RuleUse, RulesTried, TriedCase, TriedCases};
use crate::api::simulation::RehearsedVersion;
use crate::api::{ApiError, ErrorCode};
use crate::intent::case_file::{Setting, gather, sources};
use crate::query::case::Origin;
use crate::world::Loaded;

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

/// What the rules decide about a case of a document.
pub(crate) struct Decided {
    pub section: SectionId,
    pub row: RowId,
    pub routing: Routing,
    pub effects: Effects,
    /// Whether there is something left to decide.
    pub is_open: bool,
}

/// What one version of the rules does with the cases.
struct Outcome {
    routings: Vec<Routing>,
    effects: Vec<Effects>,
    needed: Vec<Option<bool>>,
    open: Vec<bool>,
    waiting: Vec<bool>,
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
        let job = self.jobs.begin(if job.is_empty() { "rules" } else { job });
        let loaded = match document {
            Some(document) => self.document(document).await?,
            None => self.the_document_with_rules().await?,
        };
        let (document, directory, zone) = (loaded.id, self.directory().await?, self.zone().await?);
        has_rules(&loaded)?;
        let at = match at.trim() {
            "" => None,
            words => Some(self.past(words).await?),
        };
        let tried = match cases {
            TriedCases::Document => self.rows_of(&loaded, None).await,
            TriedCases::Files { files } => self.read_cases(&files, &loaded).await?,
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
        let now = self.now();
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

    /// What the rules of a document decide now about cases that it holds, with what that changes in their rows.
    pub(crate) async fn decisions(
        &self,
        loaded: &Arc<Loaded>,
        wanted: &[(SectionId, RowId)],
    ) -> Result<Vec<Decided>, ApiError> {
        has_rules(loaded)?;
        // What came in is read of those cases alone; the others are counted by what their rows say.
        let (tried, directory) = (self.rows_of(loaded, Some(wanted)).await, self.directory().await?);
        let now = self.now();
        let own = outcome(loaded, loaded, &directory, &tried.cases, (Some(now), now), &|| false);
        let Cases::Rows(rows) = tried.cases else { return Ok(Vec::new()) };
        let decided = rows.into_iter().zip(own.routings.into_iter().zip(own.effects)).zip(own.open);
        Ok(decided
            .filter(|(((section, row, _), _), _)| wanted.contains(&(*section, *row)))
            .map(|(((section, row, _), (routing, effects)), is_open)| Decided {
                section,
                row,
                routing,
                effects,
                is_open,
            })
            .collect())
    }

    /// The only document that has both rules and a table of cases.
    ///
    /// # Errors
    /// That there is none, or which there are.
    pub(super) async fn the_document_with_rules(&self) -> Result<Arc<Loaded>, ApiError> {
        let mut found = self.with_cases().await?;
        found.retain(|(_, loaded)| !loaded.document.sections_of(&BlockKind::Triggers).is_empty());
        match found.as_slice() {
            [(_, one)] => Ok(Arc::clone(one)),
            [] => Err(ApiError::invalid(
                "No document has both trigger rules and a table of cases. Nothing was read. Make one from the template \
                 “Customer service escalation”, or name the document",
            )),
            several => {
                let titles: Vec<String> = several.iter().map(|(_, l)| format!("“{}”", l.document.title())).collect();
                Err(ApiError::invalid(format!(
                    "{} have rules and cases. Nothing was read. Name the one that is meant",
                    titles.join(", ")
                )))
            }
        }
    }

    /// Reads files for the first table of cases of a document.
    async fn read_cases(&self, files: &[CaseFile], loaded: &Loaded) -> Result<Tried, ApiError> {
        let table = case_tables(&loaded.document).first().map(|(_, section)| section.block.clone());
        let (now, zone) = (self.now(), self.zone().await?);
        // What is only tried is not stored, so nothing is masked.
        let setting =
            Setting { now, zone, table: table.unwrap_or_default(), mapping: None, masking: Masking::default() };
        let sources = sources(files)?;
        let gathered = tokio::task::spawn_blocking(move || gather(sources, &setting))
            .await
            .map_err(|_| ApiError::new(ErrorCode::Failed, "The files could not be read. Nothing was changed"))??;
        let (mut cases, mut refused, mut remarks) = (Vec::new(), Vec::new(), Vec::new());
        let of = |file: &str, place: &str| {
            let parts: Vec<&str> = [file, place].into_iter().filter(|part| !part.is_empty()).collect();
            parts.join(", ")
        };
        for (file, intake) in gathered.files {
            for (place, case) in intake.places.iter().zip(intake.cases) {
                cases.push((of(&file, place), case));
            }
            refused.extend(intake.refused.into_iter().map(|r| RefusedCase {
                file: file.clone(),
                place: r.place,
                why: r.why,
                text: r.text,
            }));
            let line = |remark: Remark| format!("{}: {}", of(&file, &format!("line {}", remark.line)), remark.message);
            remarks.extend(summed(intake.remarks).into_iter().map(line));
        }
        Ok(Tried { cases: Cases::Incoming(cases), refused, remarks })
    }

    /// The case as it came in, where it is still kept.
    pub(super) async fn came_in(&self, table: &Block, row: &Row) -> Option<IncomingCase> {
        let cell = personal_column(table, CONVERSATION).and_then(|(id, _)| row.cells.get(&id));
        match self.case_origin(cell).await.0 {
            Origin::Kept(case) => Some(*case),
            Origin::Erased | Origin::None => None,
        }
    }

    /// The cases that a document holds, with what came in for all of them or for those that are wanted.
    async fn rows_of(&self, loaded: &Loaded, wanted: Option<&[(SectionId, RowId)]>) -> Tried {
        let mut list = Vec::new();
        for (section, entry) in case_tables(&loaded.document) {
            for (row, cells) in entry.block.live_rows() {
                // A row that was added and not filled yet is no case.
                if cells.cells.values().any(|value| !value.is_empty()) {
                    let is_wanted = wanted.is_none_or(|wanted| wanted.contains(&(section, row)));
                    let came_in = if is_wanted { self.came_in(&entry.block, cells).await } else { None };
                    list.push((section, row, came_in));
                }
            }
        }
        Tried { cases: Cases::Rows(list), refused: Vec::new(), remarks: Vec::new() }
    }
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
    let others = match cases {
        Cases::Rows(_) => book.others(&facts),
        Cases::Incoming(list) => {
            // What came in is counted with what is here already, each case once.
            let ids: BTreeSet<&str> = list.iter().map(|(_, case)| case.id.as_str()).collect();
            let rows = blocks.iter().zip(&fields).flat_map(|((_, block), fields)| {
                block.live_rows().into_iter().map(move |(_, row)| CaseFacts::of_row(fields, block, row, None))
            });
            let mut all: Vec<CaseFacts<'_>> = rows.filter(|case| !ids.contains(case.id.as_str())).collect();
            all.extend(facts.iter().cloned());
            book.others(&all)
        }
    };
    let mut found = Outcome {
        routings: Vec::with_capacity(facts.len()),
        effects: Vec::with_capacity(facts.len()),
        needed: Vec::with_capacity(facts.len()),
        open: Vec::with_capacity(facts.len()),
        waiting: Vec::with_capacity(facts.len()),
        score: Score::default(),
        rules: Vec::new(),
    };
    for (n, case) in facts.iter().enumerate() {
        if is_stopped() {
            break;
        }
        let row = match cases {
            Cases::Rows(rows) => rows.get(n),
            Cases::Incoming(_) => None,
        };
        // A case that is still open here is looked at now; past ones, and those that only came in, as they stood then.
        let is_open = row.is_some() && !case.is_closed();
        let then = if is_open { Some(now) } else { case.opened };
        let routing = book.route(case, &others, at.or(then).unwrap_or(now));
        let needed = needed_human(case);
        found.score.add(&routing, needed);
        found.effects.push(row.and_then(|row| changes(&blocks, row, &routing, directory)).unwrap_or_default());
        found.routings.push(routing);
        found.needed.push(needed);
        found.open.push(is_open);
        found.waiting.push(is_open && case.first("owner").is_none());
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

/// What a decision changes in a row.
fn changes(
    blocks: &[(SectionId, &Block)],
    (section, id, _): &(SectionId, RowId, Option<IncomingCase>),
    routing: &Routing,
    directory: &Directory,
) -> Option<Effects> {
    let (section, block) = blocks.iter().find(|(known, _)| known == section)?;
    Some(effects((*section, block), (*id, block.rows.get(id)?), routing, directory))
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
    let known = own.needed.into_iter().zip(own.waiting.into_iter().zip(own.open)).zip(own.effects);
    let cases = own.routings.into_iter().zip(known).zip(places);
    RulesTried {
        cases: cases
            .map(|((routing, ((needed_human, (is_waiting, is_open)), effects)), (row, place))| TriedCase {
                routing,
                row,
                place,
                needed_human,
                changes: effects.changes,
                left: effects.left,
                is_waiting,
                is_open,
            })
            .collect(),
        refused: tried.refused,
        remarks: tried.remarks,
        rules: own.rules,
        score: own.score,
        other,
        versions: Vec::new(),
    }
}

pub(super) fn has_rules(loaded: &Arc<Loaded>) -> Result<(), ApiError> {
    if loaded.document.sections_of(&BlockKind::Triggers).is_empty() {
        return Err(ApiError::invalid(format!(
            "“{}” has no trigger rules. Nothing was tried. Choose a document with a block of triggers",
            loaded.document.title()
        )));
    }
    Ok(())
}
