//! Which severity follows from impact and urgency, as the matrix in force of the library has it.

use bridgebook_domain::Document;
use bridgebook_domain::case::{CaseFacts, DECLARE};
use bridgebook_domain::declare::adopted;
use bridgebook_domain::escalation::impact_urgency;
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::trigger::TriggersView;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::view::folded;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::severity::{SeverityCell, SeverityLookup};

/// The severity that follows from what a case says of impact and urgency.
pub(super) fn of_case<'l>(facts: &CaseFacts<'_>, lookup: &'l SeverityLookup) -> Option<&'l SeverityCell> {
    let (impact, urgency) = (folded(&facts.shown("impact")), folded(&facts.shown("urgency")));
    let is_it = |cell: &&SeverityCell| folded(&cell.impact) == impact && folded(&cell.urgency) == urgency;
    lookup.cells.iter().find(is_it).filter(|_| !impact.is_empty() && !urgency.is_empty())
}

/// What is left to a person where a rule declares an incident and names no severity: which one follows from the case, or
/// why none does.
pub(super) fn declare_words(facts: &CaseFacts<'_>, lookup: &SeverityLookup) -> String {
    let (impact, urgency) = (facts.shown("impact"), facts.shown("urgency"));
    if let Some(cell) = of_case(facts, lookup) {
        return format!("{DECLARE} as {}: impact {impact} and urgency {urgency} give it", cell.name);
    }
    let choose = format!("{DECLARE} and choose its severity, as the rule names none");
    match (impact.is_empty(), urgency.is_empty()) {
        (true, true) => choose,
        (false, true) => format!("{choose} and the case says no urgency"),
        (true, false) => format!("{choose} and the case says no impact"),
        (false, false) => {
            format!("{choose} and no matrix in force says which follows from impact {impact} and urgency {urgency}")
        }
    }
}

impl Bridgebook {
    /// The same for a document whose rules may leave it to a person; nothing is read where none of them does.
    pub(super) async fn severities_for(&self, document: &Document) -> SeverityLookup {
        let rules = TriggersView::read(document).rules;
        let is_asked = rules.iter().any(|r| r.severity.is_empty() && r.effects.iter().any(|e| e == "declare"));
        match is_asked {
            true => self.severity_lookup().await.unwrap_or_default(),
            false => SeverityLookup::default(),
        }
    }

    /// The lookup of the escalation matrix that an incident declared now would run on; without cells where there is none.
    pub(crate) async fn severity_lookup(&self) -> Result<SeverityLookup, ApiError> {
        let (library, directory) = (self.library_in_force().await?, self.directory().await?);
        let today = self.now().to_zoned(self.zone().await?).date();
        let documents = adopted(library.iter().map(|l| (l.id, &l.document)), today);
        let Some((_, _, matrix)) = documents.into_iter().find(|(part, ..)| *part == PlanPart::Escalation) else {
            return Ok(SeverityLookup::default());
        };
        let cells = impact_urgency(matrix).into_iter().map(|cell| {
            let known = directory.known(&[ReferenceKind::Severity], &cell.severity);
            SeverityCell {
                impact: cell.impact,
                urgency: cell.urgency,
                name: directory.words(&cell.severity).to_owned(),
                severity: known.map_or(cell.severity, |entry| entry.id.clone()),
            }
        });
        Ok(SeverityLookup { title: matrix.title().to_owned(), cells: cells.collect() })
    }
}
