//! Rules that decide about the cases of a document: their rows change in one edit, and the log keeps each decision.

use bridgebook_domain::case::{CaseDuty, Routing, case_duties};
use bridgebook_domain::log::{Author, CaseDutyEnded, Fact};
use bridgebook_domain::{DocumentId, RowId, SectionId, text};
use bridgebook_store::{DocumentChange, Write};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::note::EndedCaseDuty;
use crate::case_rules::Under;
use crate::commit::{Touched, outcome};
use crate::query::routing::CaseDecision;

/// What became of decisions.
pub(crate) struct Applied {
    /// Nothing where nothing changed.
    pub outcome: Option<Outcome>,
    /// What was decided about each case, and what it leaves to a person.
    pub told: Vec<String>,
    /// What is left to a person.
    pub left: Vec<String>,
}

impl Bridgebook {
    /// Lets the rules decide about these cases now. Rows that went in the meantime are passed over; a decision that
    /// changes nothing is not recorded a second time.
    pub(super) async fn route_cases(
        &self,
        document: DocumentId,
        rows: Vec<(SectionId, RowId)>,
    ) -> Result<Outcome, ApiError> {
        let _one = self.intake.lock().await;
        let loaded = self.document(document).await?;
        let decisions = self.decisions(&loaded, rows).await?;
        drop(loaded);
        if decisions.is_empty() {
            return Err(ApiError::invalid("Those cases are not in the document any more. Nothing was changed"));
        }
        let (open, closed): (Vec<_>, Vec<_>) = decisions.into_iter().partition(|decision| decision.is_open);
        let author = self.author().await?;
        let applied = self.apply(document, open, &author).await?;
        let stay =
            |one: &CaseDecision| format!("{}: It is resolved or closed, and stays as it is", named(&one.routing));
        let remarks: Vec<String> = closed.iter().map(stay).chain(applied.left).collect();
        applied.outcome.map(|outcome| Outcome { remarks: remarks.clone(), ..outcome }).ok_or_else(|| {
            let message = "These cases are as the rules have them. Nothing was changed";
            ApiError::invalid(match remarks.as_slice() {
                [] => message.to_owned(),
                left => format!("{message}. Left to a person: {}", left.join("; ")),
            })
        })
    }

    /// Changes the rows of open cases as was decided, in one edit, with an entry about each. What a rule leaves to a person
    /// is left once for each case.
    pub(crate) async fn apply(
        &self,
        document: DocumentId,
        decisions: Vec<CaseDecision>,
        author: &Author,
    ) -> Result<Applied, ApiError> {
        let (loaded, now) = (self.document(document).await?, self.now());
        let incident = loaded.document.header_text("incident").parse().ok();
        let logs = self.logs_of(&loaded).await?;
        let under = Under::read(document, logs.iter().flat_map(|log| log.iter()));
        drop(loaded);
        let mut write = Write::at(now);
        let (mut operations, mut told, mut left) = (Vec::new(), Vec::new(), Vec::new());
        for CaseDecision { place, routing, effects, .. } in decisions {
            let Some((section, row)) = place else { continue };
            let name = named(&routing).to_owned();
            let text = format!("{}, by the rule “{}”", words(&name, &routing), routing.rule);
            let of_this: Vec<String> = effects.left.iter().map(|left| format!("{name}: {left}")).collect();
            left.extend(of_this.iter().cloned());
            let is_new = !under.has_acted(row, &routing);
            if effects.operations.is_empty() && (effects.left.is_empty() || !is_new) {
                continue;
            }
            told.push(text.clone());
            told.extend(of_this);
            let fact = Fact::CaseRouted {
                document,
                section,
                row,
                rule: routing.rule,
                rule_row: routing.row,
                outcome: routing.outcome,
                to: routing.to.to,
                level: routing.level,
                initiated: routing.initiated,
                because: routing.because.into_iter().map(|test| test.test).collect(),
                left: if is_new { effects.left } else { Vec::new() },
            };
            write = write.entry(self.entry_at(now, incident, author, fact, &text));
            operations.extend(effects.operations);
        }
        let outcome = if operations.is_empty() && write.entries.is_empty() {
            None
        } else if operations.is_empty() {
            Some(outcome(&self.commit(write).await?))
        } else {
            let change = DocumentChange::edit(operations.clone(), None);
            Some(self.change_with(write, document, change, Touched::Operations(&operations)).await?)
        };
        Ok(Applied { outcome, told, left })
    }

    /// Says that something which rules left to a person was done, or is not to be.
    pub(super) async fn end_case_duty(&self, ended: &EndedCaseDuty) -> Result<Outcome, ApiError> {
        let words = text::lines(ended.words.trim(), text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?;
        let mut found = None;
        for (_, loaded) in self.with_cases().await? {
            let logs = self.logs_of(&loaded).await?;
            let duties = case_duties(logs.iter().flat_map(|log| log.iter()));
            let is_it = |duty: &CaseDuty| duty.routed == ended.routed && duty.place == ended.place;
            if let Some(duty) = duties.into_iter().find(is_it) {
                found = Some((duty, loaded.document.header_text("incident").parse().ok()));
                break;
            }
        }
        let Some((duty, incident)) = found else {
            return Err(ApiError::invalid(
                "No rule left that to a person. Nothing was recorded. Look at the list again",
            ));
        };
        if let Some(end) = duty.end {
            return Err(ApiError::invalid(format!(
                "“{}” was ended already, by {}. Nothing was recorded",
                duty.words, end.by.name
            )));
        }
        let said = if words.is_empty() { String::new() } else { format!(": {words}") };
        let line = format!("Done: {}, left by the rule “{}”{said}", duty.words, duty.rule);
        let fact = Fact::CaseDutyEnded(CaseDutyEnded { of: ended.routed, place: ended.place, words: words.to_owned() });
        self.record(self.entry(incident, &self.author().await?, fact, &line)).await
    }
}

/// What a case is called.
fn named(routing: &Routing) -> &str {
    if routing.id.is_empty() { "A case" } else { &routing.id }
}

/// What is decided, for the log. What the case says is not repeated.
fn words(name: &str, routing: &Routing) -> String {
    let level = if routing.level.is_empty() { String::new() } else { format!(", {}", routing.level) };
    match routing.outcome.as_str() {
        "human" if routing.to.name.is_empty() => format!("{name} goes to a human{level}"),
        "human" => format!("{name} goes to {}{level}", routing.to.name),
        "recover" => format!("{name} gets a recovery procedure: {}", routing.procedure),
        _ => format!("The AI goes on with {name}"),
    }
}
