//! Rules that act by themselves on the cases that came in: at the intake, when something about a case changed, and when
//! time alone lets another rule decide. Each rule acts once on a case, so that what a person changed afterwards stays.
//! What is kept between two looks only saves work: after a start every open case is looked at anew, and nothing is done
//! twice, because the log says what was decided. A rule that was edited decides about a case when that changes next, or
//! after a start: one that is half written does not act on all of them at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, PoisonError};

use bridgebook_domain::block::Row;
use bridgebook_domain::case::{Routing, Undone};
use bridgebook_domain::log::{Author, Fact, Recorded};
use bridgebook_domain::trigger::{case_tables, decides_by_itself};
use bridgebook_domain::{ColumnId, DocumentId, RowId, SectionId};
use jiff::Timestamp;

use crate::api::ApiError;
use crate::query::routing::CaseDecision;
use crate::world::Loaded;
use crate::{Access, Bridgebook};

/// What was seen of the documents at the last look.
#[derive(Debug, Default)]
pub(crate) struct Looked(Mutex<HashMap<DocumentId, Seen>>);

/// What was seen of one document.
#[derive(Debug, Default)]
struct Seen {
    heads: Vec<String>,
    /// What each case was, and when time alone lets another rule decide about it.
    cases: HashMap<RowId, (u64, Option<Timestamp>)>,
}

impl Seen {
    fn next(&self) -> Option<Timestamp> {
        self.cases.values().filter_map(|(_, later)| *later).min()
    }
}

/// The cases of a document that its rules may act on by themselves, with the rules that did: those that came in, and those
/// that a person let them decide about.
pub(crate) struct Under {
    acted: BTreeMap<RowId, Acted>,
    /// Those decisions that were not undone since.
    standing: BTreeMap<RowId, Acted>,
}

/// Rules that decided about one case.
#[derive(Default)]
struct Acted {
    rules: BTreeSet<RowId>,
    /// Those of entries that do not say the row of their rule.
    names: BTreeSet<String>,
}

impl Acted {
    fn takes(&mut self, rule: Option<RowId>, name: String) {
        match rule {
            Some(rule) => _ = self.rules.insert(rule),
            None => _ = self.names.insert(name),
        }
    }

    fn has(&self, routing: &Routing) -> bool {
        routing.row.is_some_and(|rule| self.rules.contains(&rule)) || self.names.contains(&routing.rule)
    }
}

impl Under {
    pub(crate) fn read<'l>(document: DocumentId, log: impl IntoIterator<Item = &'l Recorded>) -> Self {
        let is_about = |r: &&Recorded| matches!(&*r.entry.kind, "case_added" | "case_routed" | "routing_undone");
        let log: Vec<&Recorded> = log.into_iter().filter(is_about).collect();
        let undone = Undone::read(log.iter().copied());
        let (mut acted, mut standing) = (BTreeMap::<RowId, Acted>::new(), BTreeMap::<RowId, Acted>::new());
        for recorded in log {
            match recorded.entry.fact() {
                Some(Fact::CaseAdded { document: of, row, .. }) if of == document => _ = acted.entry(row).or_default(),
                Some(Fact::CaseRouted { document: of, row, rule, rule_row, .. }) if of == document => {
                    if !undone.has(recorded.entry.id) {
                        standing.entry(row).or_default().takes(rule_row, rule.clone());
                    }
                    acted.entry(row).or_default().takes(rule_row, rule);
                }
                _ => {}
            }
        }
        Self { acted, standing }
    }

    /// Whether a rule may act on a case that is open and on which it has not acted before.
    fn may(&self, decision: &CaseDecision) -> bool {
        let Some((_, row)) = decision.place else { return false };
        decision.is_open
            && decision.routing.row.is_some()
            && !decision.effects.is_empty()
            && self.acted.contains_key(&row)
            && !self.has_acted(row, &decision.routing)
    }

    /// Whether the rule of a decision decided about a case before, also where that was undone: a rule does not do by itself
    /// again what a person took back.
    fn has_acted(&self, row: RowId, routing: &Routing) -> bool {
        self.acted.get(&row).is_some_and(|acted| acted.has(routing))
    }

    /// Whether the rule of a decision decided about a case before, and that stands.
    pub(crate) fn stands(&self, row: RowId, routing: &Routing) -> bool {
        self.standing.get(&row).is_some_and(|acted| acted.has(routing))
    }
}

impl Bridgebook {
    /// Lets the rules of a document act on cases that have just come in; says what they decided.
    pub(crate) async fn route_new(&self, document: DocumentId, rows: &[RowId]) -> Result<Vec<String>, ApiError> {
        let loaded = self.document(document).await?;
        if !decides_by_itself(&loaded.document) || rows.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: BTreeSet<RowId> = rows.iter().copied().collect();
        let new: Vec<(SectionId, RowId, u64)> =
            rows_of(&loaded).filter(|(_, id, _)| wanted.contains(id)).map(|(s, id, row)| (s, id, hash(row))).collect();
        let decisions = self.decisions(&loaded, new.iter().map(|(section, id, _)| (*section, *id)).collect()).await?;
        drop(loaded);
        self.act(document, decisions, &new.into_iter().map(|(_, id, hash)| (id, hash)).collect()).await
    }

    /// Applies what rules decided by themselves about cases as they were; says what that was. A case that a person changed
    /// meanwhile is looked at again.
    async fn act(
        &self,
        document: DocumentId,
        decisions: Vec<CaseDecision>,
        were: &HashMap<RowId, u64>,
    ) -> Result<Vec<String>, ApiError> {
        if decisions.is_empty() {
            return Ok(Vec::new());
        }
        let loaded = self.document(document).await?;
        let logs = self.logs_of(&loaded).await?;
        let under = Under::read(document, logs.iter().flat_map(|log| log.iter()));
        let are: HashMap<RowId, u64> = rows_of(&loaded).map(|(_, id, row)| (id, hash(row))).collect();
        drop(loaded);
        let is_as_it_was = |one: &CaseDecision| {
            one.place.is_some_and(|(_, row)| are.contains_key(&row) && are.get(&row) == were.get(&row))
        };
        let decisions: Vec<CaseDecision> =
            decisions.into_iter().filter(|one| under.may(one) && is_as_it_was(one)).collect();
        if decisions.is_empty() {
            return Ok(Vec::new());
        }
        let done = self.apply(document, decisions, &Author::bridgebook()).await?;
        Ok(done.told)
    }

    /// Lets the rules of all documents act where something changed, or time lets another rule decide.
    pub(crate) async fn let_rules_act(&self) -> Result<(), ApiError> {
        if self.access == Access::Reader {
            return Ok(());
        }
        let _one = self.intake.lock().await;
        let mut done = Ok(());
        let log = self.log(None).await?;
        let named: BTreeSet<DocumentId> = log.iter().filter_map(document_of_case).collect();
        for row in self.rows().await? {
            // Others hold no case that came in, and need not be read for this. What a person let rules decide about in a
            // document of an incident stands in the log of that.
            if !named.contains(&row.id) && row.text("incident").is_empty() {
                continue;
            }
            let is_due = {
                let known = self.case_rules.0.lock().unwrap_or_else(PoisonError::into_inner);
                let seen = known.get(&row.id);
                seen.is_none_or(|seen| seen.heads != row.heads || seen.next().is_some_and(|at| at <= self.now()))
            };
            if is_due {
                // What goes wrong with one document does not hold up the others.
                done = done.and(self.look_at_cases_of(row.id).await);
            }
        }
        done
    }

    async fn look_at_cases_of(&self, document: DocumentId) -> Result<(), ApiError> {
        let loaded = self.document(document).await?;
        let (heads, now) = (loaded.heads.clone(), self.now());
        if !decides_by_itself(&loaded.document) {
            self.saw(document, Seen { heads, ..Seen::default() });
            return Ok(());
        }
        let logs = self.logs_of(&loaded).await?;
        let under = Under::read(document, logs.iter().flat_map(|log| log.iter()));
        // Of a case that is resolved nothing is to be decided, and what was said in it need not be decrypted.
        let resolved: BTreeMap<SectionId, ColumnId> = case_tables(&loaded.document)
            .into_iter()
            .filter_map(|(id, section)| Some((id, section.block.column_by_key("resolved")?.0)))
            .collect();
        let is_over = |section: &SectionId, row: &Row| {
            resolved.get(section).and_then(|column| row.cells.get(column)).is_some_and(|value| !value.is_empty())
        };
        let cases: Vec<(SectionId, RowId, u64)> = rows_of(&loaded)
            .filter(|(section, id, row)| under.acted.contains_key(id) && !is_over(section, row))
            .map(|(s, id, row)| (s, id, hash(row)))
            .collect();
        let mut seen = {
            let mut known = self.case_rules.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.remove(&document).unwrap_or_default()
        };
        // A case that came in is counted beside all others, so that each of them may fit another rule now.
        let is_new = cases.iter().any(|(_, id, _)| !seen.cases.contains_key(id));
        let is_due = |id: &RowId, hash: u64| {
            let known = seen.cases.get(id);
            is_new || known.is_none_or(|(was, later)| *was != hash || later.is_some_and(|at| at <= now))
        };
        let wanted: Vec<(SectionId, RowId)> =
            cases.iter().filter(|(_, id, hash)| is_due(id, *hash)).map(|(section, id, _)| (*section, *id)).collect();
        let asked: BTreeSet<RowId> = wanted.iter().map(|(_, id)| *id).collect();
        let decisions = if wanted.is_empty() { Vec::new() } else { self.decisions(&loaded, wanted).await? };
        drop(loaded);
        let later: HashMap<RowId, Option<Timestamp>> = decisions
            .iter()
            .filter_map(|one| {
                Some((one.place?.1, one.routing.later.as_ref().map(|later| later.at).filter(|_| one.is_open)))
            })
            .collect();
        self.act(document, decisions, &cases.iter().map(|(_, id, hash)| (*id, *hash)).collect()).await?;
        // A case that was asked about and is none any more waits for nothing.
        let known = |id: &RowId| match later.get(id) {
            None if asked.contains(id) => None,
            found => found.copied().or_else(|| seen.cases.get(id).map(|(_, later)| *later)),
        };
        seen.cases = cases.iter().map(|(_, id, hash)| (*id, (*hash, known(id).flatten()))).collect();
        // What the rules changed themselves is looked at once more, as one may follow from another.
        self.saw(document, Seen { heads, ..seen });
        Ok(())
    }

    fn saw(&self, document: DocumentId, seen: Seen) {
        self.case_rules.0.lock().unwrap_or_else(PoisonError::into_inner).insert(document, seen);
    }
}

/// The document of an entry by which a case came under its rules.
fn document_of_case(recorded: &Recorded) -> Option<DocumentId> {
    if !matches!(recorded.entry.kind.as_str(), "case_added" | "case_routed") {
        return None;
    }
    match recorded.entry.fact() {
        Some(Fact::CaseAdded { document, .. } | Fact::CaseRouted { document, .. }) => Some(document),
        _ => None,
    }
}

/// The rows of all tables of cases.
fn rows_of(loaded: &Arc<Loaded>) -> impl Iterator<Item = (SectionId, RowId, &Row)> {
    let tables = case_tables(&loaded.document);
    tables
        .into_iter()
        .flat_map(|(section, entry)| entry.block.live_rows().into_iter().map(move |(id, row)| (section, id, row)))
}

/// What a row says, so that a change of it is seen.
fn hash(row: &Row) -> u64 {
    let mut hasher = DefaultHasher::new();
    for (column, value) in &row.cells {
        column.to_string().hash(&mut hasher);
        for member in value.members() {
            member.hash(&mut hasher);
        }
    }
    hasher.finish()
}
