//! Which severity follows from impact and urgency, as the matrix in force of the library has it.

use bridgebook_domain::declare::adopted;
use bridgebook_domain::escalation::impact_urgency;
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::value::ReferenceKind;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::severity::{SeverityCell, SeverityLookup};

impl Bridgebook {
    /// The lookup of the escalation matrix that an incident declared now would run on; without cells where there is none.
    pub(crate) async fn severity_lookup(&self) -> Result<SeverityLookup, ApiError> {
        let (library, directory) = (self.library_in_force().await?, self.directory().await?);
        let today = self.now().to_zoned(self.zone().await?).date();
        let documents = adopted(library.iter().map(|l| (l.id, &l.document)), today);
        let Some((_, _, matrix)) = documents.into_iter().find(|(part, ..)| *part == PlanPart::Escalation) else {
            return Ok(SeverityLookup { title: String::new(), cells: Vec::new() });
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
