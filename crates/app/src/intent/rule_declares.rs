//! A rule declares an incident: in the commit of its decision, once while that incident is open. Cases that it decides about
//! later join it.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::case::Undone;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Author, Fact};
use bridgebook_domain::{DocumentId, IncidentId, RowId};
use bridgebook_store::Write;

use super::incident::Said;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::caseload::CaseRef;
use crate::api::intent::Declaring;
use crate::query::routing::CaseDecision;

/// What became of the declarations of one look at the cases.
pub(super) struct RuleDeclared {
    pub write: Write,
    /// By row: what happened, or why a person has to declare it.
    pub told: BTreeMap<RowId, Result<String, String>>,
    /// By row: the incident that it is part of from now on.
    pub incidents: BTreeMap<RowId, Joined>,
    /// Whether there is a new incident.
    pub is_new: bool,
}

/// An incident that a case is part of.
#[derive(Clone)]
pub(super) struct Joined {
    pub id: IncidentId,
    pub number: String,
    /// Whether it is declared with the decision.
    pub is_new: bool,
}

impl Bridgebook {
    /// Adds to a write what rules declare with their decisions. What cannot be declared is left to a person, with the
    /// reason.
    pub(super) async fn rule_declares(
        &self,
        mut write: Write,
        document: DocumentId,
        decisions: &[&CaseDecision],
        author: &Author,
    ) -> Result<RuleDeclared, ApiError> {
        let (mut told, mut incidents, mut is_new) = (BTreeMap::new(), BTreeMap::new(), false);
        let mut by_rule: BTreeMap<RowId, Vec<(RowId, &CaseDecision)>> = BTreeMap::new();
        for decision in decisions.iter().filter(|decision| decision.effects.declares.is_some()) {
            if let (Some((_, row)), Some(rule)) = (decision.place, decision.routing.row) {
                by_rule.entry(rule).or_default().push((row, decision));
            }
        }
        if by_rule.is_empty() {
            return Ok(RuleDeclared { write, told, incidents, is_new });
        }
        let own: Option<IncidentId> = self.document(document).await?.document.header_text("incident").parse().ok();
        let linked = self.linked_cases().await?;
        for (rule, list) in by_rule {
            // Cases that are part of an incident already need no other.
            let rows: Vec<RowId> =
                list.iter().map(|(row, _)| *row).filter(|row| !linked.contains_key(&(document, *row))).collect();
            let Some((_, first)) = list.first() else { continue };
            if rows.is_empty() {
                continue;
            }
            let cases: Vec<CaseRef> = rows.iter().map(|row| CaseRef { document, row: *row }).collect();
            let said = if own.is_some() {
                Err("the document belongs to an incident already".to_owned())
            } else if let Some(open) = self.declared_by(document, rule).await? {
                write = self.joins(write, open, &cases, author).await?;
                let number = self.incident(open).await?.number.clone();
                let words = format!("It joins {number}, which this rule declared");
                let joined = Joined { id: open, number, is_new: false };
                incidents.extend(rows.iter().map(|row| (*row, joined.clone())));
                Ok(words)
            } else if *author == Author::bridgebook() && self.was_taken_back(document, rule, &rows).await? {
                Err("a person has undone its declaration for the cases of then".to_owned())
            } else if is_new {
                Err("another rule declared an incident at the same moment".to_owned())
            } else {
                let severity = first.effects.declares.as_ref().map_or("", |(severity, _)| severity.as_str());
                let title = if first.routing.rule.is_empty() { "Cases" } else { first.routing.rule.as_str() };
                let words = Said { title, severity, commander: "", services: &[], detected: "" };
                let also = Declaring { cases, ..Declaring::default() };
                match self.declaring(write.clone(), words, &also, author, Vec::new()).await {
                    Ok(declared) => {
                        write = declared.write;
                        is_new = true;
                        let words = format!("{} is declared, “{title}”", declared.number);
                        if let Some(id) = declared.ids.first().and_then(|id| id.parse().ok()) {
                            let joined = Joined { id, number: declared.number, is_new: true };
                            incidents.extend(rows.iter().map(|row| (*row, joined.clone())));
                        }
                        Ok(words)
                    }
                    Err(error) => Err(error.message.trim_end_matches('.').to_owned()),
                }
            };
            told.extend(rows.into_iter().map(|row| (row, said.clone())));
        }
        Ok(RuleDeclared { write, told, incidents, is_new })
    }

    /// Whether a person undid what this rule had declared, after all of these cases had come in: it does not declare for
    /// them by itself what was taken back.
    async fn was_taken_back(&self, document: DocumentId, rule: RowId, rows: &[RowId]) -> Result<bool, ApiError> {
        let log = self.log(None).await?;
        let (mut declaring, mut undone, mut came) = (BTreeSet::new(), None, BTreeMap::new());
        let is_about = |kind: &str| matches!(kind, "case_added" | "case_routed" | "routing_undone");
        for (place, recorded) in log.iter().enumerate().filter(|(_, recorded)| is_about(&recorded.entry.kind)) {
            match recorded.entry.fact() {
                Some(Fact::CaseAdded { document: of, row, .. }) if of == document => _ = came.insert(row, place),
                Some(Fact::CaseRouted { document: of, rule_row, incident: Some(did), .. })
                    if of == document && rule_row == Some(rule) && did.declared =>
                {
                    declaring.insert(recorded.entry.id);
                }
                Some(Fact::RoutingUndone(step)) if step.decisions.iter().any(|one| declaring.contains(one)) => {
                    undone = (!step.again).then_some(place);
                }
                _ => {}
            }
        }
        Ok(undone.is_some_and(|undone| rows.iter().all(|row| came.get(row).is_none_or(|came| *came < undone))))
    }

    /// The open incident of which a case is part that this rule decided about.
    async fn declared_by(&self, document: DocumentId, rule: RowId) -> Result<Option<IncidentId>, ApiError> {
        let log = self.log(None).await?;
        let undone = Undone::read(log.iter());
        let mut declared = BTreeSet::new();
        let by_rule = log.iter().filter(|recorded| recorded.entry.kind == "case_routed").filter_map(|recorded| {
            match recorded.entry.fact()? {
                Fact::CaseRouted { document: of, row, rule_row, incident, .. }
                    if of == document && rule_row == Some(rule) =>
                {
                    // What stayed although its decision was undone is still the one that this rule declared.
                    declared.extend(incident.filter(|did| did.declared).map(|did| did.id));
                    (!undone.has(recorded.entry.id)).then_some(row)
                }
                _ => None,
            }
        });
        let rows: BTreeSet<RowId> = by_rule.collect();
        let is_its =
            |case: &bridgebook_domain::incident::LinkedCase| case.document == document && rows.contains(&case.row);
        let open = self.incidents().await?.into_iter().filter(|incident| incident.is_open() && !incident.exercise);
        let is_by_rule = |incident: &Incident| declared.contains(&incident.id) || incident.cases.iter().any(is_its);
        Ok(open.into_iter().find(is_by_rule).map(|incident| incident.id))
    }

    /// Adds to a write that cases are part of an incident from now on.
    async fn joins(
        &self,
        mut write: Write,
        incident: IncidentId,
        cases: &[CaseRef],
        author: &Author,
    ) -> Result<Write, ApiError> {
        let at = write.at;
        for (fact, words) in self.taken(Some(incident), cases).await?.facts {
            write = write.entry(self.entry_at(at, Some(incident), author, fact, &words));
        }
        Ok(write)
    }
}
