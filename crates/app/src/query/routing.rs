//! Rules tried on cases: what would happen with each, and why, beside another version of the rules. Nothing is written.

use std::collections::BTreeSet;
use std::sync::Arc;

use bridgebook_domain::block::Row;
use bridgebook_domain::case::place::{CONVERSATION, personal_column};
use bridgebook_domain::case::{
    CaseFacts, CaseFields, CaseHistories, CasePast, DECLARE, Effects, IncomingCase, Masking, Others, Routing, RuleBook,
    Score, differing, effects, needed_human, tell, what_happened,
};
use bridgebook_domain::delivery::DeliveryChannel;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::moment::print;
use bridgebook_domain::trigger::case_tables;
use bridgebook_domain::{Block, BlockKind, DocumentId, RowId, SectionId};
use bridgebook_interchange::{Remark, summed};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::case::CaseFile;
use crate::api::routing::{OtherRules, RefusedCase, RuleUse, RulesTried, TriedCase, TriedCases};
use crate::api::severity::SeverityLookup;
use crate::api::simulation::RehearsedVersion;
use crate::api::{ApiError, ErrorCode};
use crate::intent::case::takes_cases_in;
use crate::intent::case_file::{Setting, gather, sources};
use crate::query::case::Origin;
use crate::query::severity::declare_words;
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

/// What the rules decide about one case.
pub(crate) struct CaseDecision {
    /// Where it is stored; none for a case that only came in.
    pub place: Option<(SectionId, RowId)>,
    /// What they decide, and why.
    pub routing: Routing,
    /// What that changes in its row, and what it leaves to a person.
    pub effects: Effects,
    /// Whether a human was needed, as far as the past tells.
    pub needed: Option<bool>,
    /// What happened to it, where that is known.
    pub happened: Option<CasePast>,
    /// Whether there is something left to decide.
    pub is_open: bool,
    /// Whether it is open and nobody answers for it.
    pub is_waiting: bool,
}

/// What one version of the rules does with the cases, in their order.
struct Outcome {
    decisions: Vec<CaseDecision>,
    score: Score,
    rules: Vec<RuleUse>,
}

/// A table of cases with its fields.
struct Table<'a> {
    id: SectionId,
    block: &'a Block,
    fields: CaseFields,
}

/// A case as rules look at it, with its row where it is stored.
struct Seen<'a> {
    facts: CaseFacts<'a>,
    /// A past case as it came: what rules would have seen of it then.
    then: Option<CaseFacts<'a>>,
    row: Option<(&'a Table<'a>, RowId, &'a Row)>,
}

/// What rules are let loose on.
struct Look<'a> {
    /// The document that holds the cases.
    holder: &'a Loaded,
    directory: &'a Directory,
    histories: &'a CaseHistories,
    cases: &'a Cases,
    /// The rows that are to be decided about; all cases without it. The others are counted with them.
    only: Option<&'a BTreeSet<(SectionId, RowId)>>,
    /// The moment to decide at; without it now for open cases, and when it was opened for a past one.
    at: Option<Timestamp>,
    now: Timestamp,
    /// The ways out that are set up.
    channels: &'a [DeliveryChannel],
    /// Which severity follows from impact and urgency.
    severities: &'a SeverityLookup,
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
                    Some(then) => format!("these rules as of {}", print(then, &zone)),
                    None => loaded.document.title().to_owned(),
                };
                Some((words, loaded))
            }
        };
        let template = loaded.document.header_text("template").to_owned();
        let versions = self.versions(document, |other| !template.is_empty() && other == template).await?;
        let (now, histories) = (self.now(), self.case_histories().await?);
        // Channels that cannot be read leave it to people.
        let channels = self.channels().await.unwrap_or_default();
        let severities = self.severities_for(&loaded.document).await;
        let work = job.work.clone();
        let heavy = move || {
            let is_stopped = || work.is_stopped();
            let (holder, directory, only, severities) = (&*loaded, &*directory, None, &severities);
            let (cases, histories, channels) = (&tried.cases, &histories, channels.as_slice());
            let look = Look { holder, directory, histories, cases, only, at, now, channels, severities };
            let own = look.outcome(&loaded, &is_stopped);
            let other = other.map(|(words, version)| beside(words, &own, look.outcome(&version, &is_stopped)));
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

    /// What the rules of a document decide now about cases that it holds, with what that changes in their rows. Rows that
    /// are not there any more are passed over.
    pub(crate) async fn decisions(
        &self,
        loaded: &Arc<Loaded>,
        wanted: Vec<(SectionId, RowId)>,
    ) -> Result<Vec<CaseDecision>, ApiError> {
        has_rules(loaded)?;
        // What came in is read of those cases alone; the others are counted by what their rows say.
        let wanted: BTreeSet<(SectionId, RowId)> = wanted.into_iter().collect();
        let (tried, directory) = (self.rows_of(loaded, Some(&wanted)).await, self.directory().await?);
        let (now, loaded, histories) = (self.now(), Arc::clone(loaded), self.case_histories().await?);
        let channels = self.channels().await.unwrap_or_default();
        let severities = self.severities_for(&loaded.document).await;
        let heavy = move || {
            let (holder, directory, severities) = (&*loaded, &*directory, &severities);
            let (cases, only, histories) = (&tried.cases, Some(&wanted), &*histories);
            let (at, channels) = (Some(now), channels.as_slice());
            let look = Look { holder, directory, histories, cases, only, at, now, channels, severities };
            look.outcome(&loaded, &|| false).decisions
        };
        let decided = tokio::task::spawn_blocking(heavy).await;
        decided.map_err(|_| ApiError::new(ErrorCode::Failed, "The rules could not decide. Nothing was changed"))
    }

    /// The only document that has both rules and a table of cases.
    ///
    /// # Errors
    /// That there is none, or which there are.
    pub(super) async fn the_document_with_rules(&self) -> Result<Arc<Loaded>, ApiError> {
        let mut found = self.with_real_cases().await?;
        found.retain(|(_, loaded)| !loaded.document.sections_of(&BlockKind::Triggers).is_empty());
        if found.iter().any(|(_, loaded)| takes_cases_in(loaded)) {
            found.retain(|(_, loaded)| takes_cases_in(loaded));
        }
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
        // What is only tried is not stored. Numbers of cards are hidden all the same: what is refused is shown.
        let setting = Setting {
            now,
            zone,
            table: table.unwrap_or_default(),
            mapping: None,
            masking: Masking::default(),
            looked_at: Vec::new(),
        };
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
    async fn rows_of(&self, loaded: &Loaded, wanted: Option<&BTreeSet<(SectionId, RowId)>>) -> Tried {
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

impl Look<'_> {
    /// What the rules of a version do with the cases.
    fn outcome(&self, version: &Loaded, is_stopped: &dyn Fn() -> bool) -> Outcome {
        let book = RuleBook::of(&version.document, self.directory);
        let tables = case_tables(&self.holder.document);
        let tables: Vec<Table<'_>> = tables
            .iter()
            .map(|(id, section)| Table {
                id: *id,
                block: &section.block,
                fields: CaseFields::of(&section.block, self.directory),
            })
            .collect();
        let none = CaseFields::default();
        let cases = self.seen(&tables, &none);
        let others = self.others(&book, &tables, &cases);
        let mut found =
            Outcome { decisions: Vec::with_capacity(cases.len()), score: Score::default(), rules: Vec::new() };
        for seen in &cases {
            if is_stopped() {
                break;
            }
            let place = seen.row.map(|(table, id, _)| (table.id, id));
            if self.only.is_some_and(|only| place.is_none_or(|place| !only.contains(&place))) {
                continue;
            }
            // A case that is still open here is looked at now; past ones, and those that only came in, as they stood then.
            let is_open = seen.row.is_some() && !seen.facts.is_closed();
            let then = if is_open { Some(self.now) } else { seen.facts.opened };
            // At a moment that somebody names, a case is looked at as it is.
            let facts = seen.then.as_ref().filter(|_| self.at.is_none()).unwrap_or(&seen.facts);
            let routing = book.route(facts, &others, self.at.or(then).unwrap_or(self.now));
            let needed = needed_human(&seen.facts);
            found.score.add(&routing, needed);
            let effects = seen.row.map(|(table, id, row)| {
                let mut found = effects((table.id, table.block), (id, row), &routing, self.directory);
                tell(&mut found, &routing, (self.directory, self.channels), self.now);
                for left in found.left.iter_mut().filter(|left| *left == DECLARE) {
                    *left = declare_words(&seen.facts, self.severities);
                }
                found
            });
            found.decisions.push(CaseDecision {
                place,
                routing,
                effects: effects.unwrap_or_default(),
                needed,
                happened: what_happened(&seen.facts)
                    .map(|past| CasePast { to: self.directory.words(&past.to).to_owned(), ..past }),
                is_open,
                is_waiting: is_open && seen.facts.first("owner").is_none(),
            });
        }
        let enabled = book.rules().iter().filter(|rule| rule.is_enabled);
        found.rules = enabled
            .map(|rule| {
                let count = found.decisions.iter().filter(|one| one.routing.row == Some(rule.row)).count();
                RuleUse { row: rule.row, rule: rule.name.clone(), cases: u32::try_from(count).unwrap_or(u32::MAX) }
            })
            .collect();
        found
    }

    /// The cases as rules look at them.
    fn seen<'a>(&'a self, tables: &'a [Table<'a>], none: &'a CaseFields) -> Vec<Seen<'a>> {
        match self.cases {
            Cases::Rows(rows) => rows
                .iter()
                .filter_map(|(section, id, came_in)| {
                    let table = tables.iter().find(|table| table.id == *section)?;
                    let row = table.block.rows.get(id)?;
                    let facts = CaseFacts::of_row(&table.fields, table.block, row, came_in.as_ref());
                    let facts = facts.with_history(self.histories.of(self.holder.id, *id));
                    let as_it_came = || CaseFacts::as_it_came(&table.fields, table.block, row, came_in.as_ref());
                    let then = facts.is_closed().then(as_it_came);
                    Some(Seen { facts, then, row: Some((table, *id, row)) })
                })
                .collect(),
            Cases::Incoming(list) => {
                let fields = tables.first().map_or(none, |table| &table.fields);
                let seen = |(_, case)| {
                    let facts = CaseFacts::of_incoming(fields, case);
                    let then = facts.is_past().then(|| facts.clone().as_it_stood());
                    Seen { facts, then, row: None }
                };
                list.iter().map(|(place, case)| seen((place, case))).collect()
            }
        }
    }

    /// What is counted beside each case. What came in is counted with what is here already, each case once.
    fn others(&self, book: &RuleBook<'_>, tables: &[Table<'_>], cases: &[Seen<'_>]) -> Others {
        let facts = cases.iter().map(|seen| &seen.facts);
        let Cases::Incoming(list) = self.cases else { return book.others(facts) };
        let ids: BTreeSet<&str> = list.iter().map(|(_, case)| case.id.as_str()).collect();
        let rows = tables.iter().flat_map(|table| {
            let rows = table.block.live_rows().into_iter();
            rows.map(|(_, row)| CaseFacts::of_row(&table.fields, table.block, row, None))
        });
        let here: Vec<CaseFacts<'_>> = rows.filter(|case| !ids.contains(case.id.as_str())).collect();
        book.others(here.iter().chain(facts))
    }
}

fn beside(words: String, own: &Outcome, theirs: Outcome) -> OtherRules {
    let pairs = own.decisions.iter().zip(&theirs.decisions).enumerate();
    let differing = pairs
        .filter_map(|(n, (this, other))| {
            differing(u32::try_from(n).unwrap_or(u32::MAX), &this.routing, &other.routing, this.needed)
        })
        .collect();
    OtherRules { words, score: theirs.score, differing }
}

fn assemble(tried: Tried, own: Outcome, other: Option<OtherRules>) -> RulesTried {
    let mut files = match tried.cases {
        Cases::Rows(_) => Vec::new(),
        Cases::Incoming(list) => list.into_iter().map(|(place, _)| place).collect(),
    }
    .into_iter();
    let cases = own.decisions.into_iter().map(|decision| TriedCase {
        routing: decision.routing,
        row: decision.place,
        place: files.next().unwrap_or_default(),
        needed_human: decision.needed,
        happened: decision.happened,
        told: decision.effects.told(),
        changes: decision.effects.changes,
        left: decision.effects.left,
        is_waiting: decision.is_waiting,
        is_open: decision.is_open,
    });
    RulesTried {
        cases: cases.collect(),
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
