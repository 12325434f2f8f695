//! Rules that decide about the cases of a document: their rows change in one edit, and the log keeps each decision.

use bridgebook_domain::case::Routing;
use bridgebook_domain::log::Fact;
use bridgebook_domain::{DocumentId, RowId, SectionId};
use bridgebook_store::{DocumentChange, Write};

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::commit::Touched;
use crate::query::routing::Decided;

impl Bridgebook {
    /// Lets the rules decide about these cases now. Rows that went in the meantime are passed over; a decision that
    /// changes nothing is not recorded a second time.
    pub(super) async fn route_cases(
        &self,
        document: DocumentId,
        rows: &[(SectionId, RowId)],
    ) -> Result<Outcome, ApiError> {
        let _one = self.intake.lock().await;
        let loaded = self.document(document).await?;
        let decisions = self.decisions(&loaded, rows).await?;
        if decisions.is_empty() {
            return Err(ApiError::invalid("Those cases are not in the document any more. Nothing was changed"));
        }
        let incident = loaded.document.header_text("incident").parse().ok();
        let (author, now) = (self.author().await?, self.now());
        let mut write = Write::at(now);
        let (mut operations, mut remarks) = (Vec::new(), Vec::new());
        for Decided { section, row, routing, effects, is_open } in decisions {
            let name = if routing.id.is_empty() { "A case" } else { routing.id.as_str() };
            if !is_open {
                remarks.push(format!("{name}: It is resolved or closed, and stays as it is"));
                continue;
            }
            remarks.extend(effects.left.iter().map(|left| format!("{name}: {left}")));
            if effects.operations.is_empty() {
                continue;
            }
            let text = format!("{}, by the rule “{}”", words(name, &routing), routing.rule);
            let fact = Fact::CaseRouted {
                document,
                section,
                row,
                rule: routing.rule,
                outcome: routing.outcome,
                to: routing.to.to,
                level: routing.level,
                initiated: routing.initiated,
                because: routing.because.into_iter().map(|test| test.test).collect(),
            };
            write = write.entry(self.entry_at(now, incident, &author, fact, &text));
            operations.extend(effects.operations);
        }
        if operations.is_empty() {
            let message = "These cases are as the rules have them. Nothing was changed";
            return Err(ApiError::invalid(match remarks.as_slice() {
                [] => message.to_owned(),
                left => format!("{message}. Left to a person: {}", left.join("; ")),
            }));
        }
        drop(loaded);
        let change = DocumentChange::edit(operations.clone(), None);
        let outcome = self.change_with(write, document, change, Touched::Operations(&operations)).await?;
        Ok(Outcome { remarks, ..outcome })
    }
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
