//! How bad an incident is: said, or by impact and urgency as the matrix of the library has it.

use bridgebook_domain::directory::Directory;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::view::folded;

use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Declaring;
use crate::names::stored;

impl Bridgebook {
    /// The severity, and how it was found in a sentence. Another one than follows from impact and urgency needs a reason.
    pub(super) async fn how_bad(
        &self,
        severity: &str,
        also: &Declaring,
        directory: &Directory,
    ) -> Result<(String, String), ApiError> {
        let said = match severity.trim() {
            "" => None,
            written => Some(stored(directory, &[ReferenceKind::Severity], written)),
        };
        let (impact, urgency) = (also.impact.trim(), also.urgency.trim());
        if impact.is_empty() && urgency.is_empty() {
            let first = || directory.of_kind(&ReferenceKind::Severity).first().map(|s| s.id.clone());
            return Ok((said.or_else(first).unwrap_or_else(|| "SEV1".to_owned()), String::new()));
        }
        let lookup = self.severity_lookup().await?;
        let is_it = |a: &str, b: &str| folded(a) == folded(b);
        let found = lookup.cells.iter().find(|cell| is_it(&cell.impact, impact) && is_it(&cell.urgency, urgency));
        let Some(found) = found else {
            let known: Vec<String> =
                lookup.cells.iter().map(|cell| format!("{} and {}", cell.impact, cell.urgency)).collect();
            let there = match known.as_slice() {
                [] => "No matrix in force says which severity follows from them: say the severity itself".to_owned(),
                known => format!("It has {}", known.join("; ")),
            };
            return Err(ApiError::invalid(format!(
                "The matrix has no severity for impact “{impact}” and urgency “{urgency}”. Nothing was declared. {there}"
            )));
        };
        let key = |severity: &str| directory.key(&[ReferenceKind::Severity], severity);
        let (impact, urgency) = (&found.impact, &found.urgency);
        let by = format!("Impact {impact} and urgency {urgency} give {}", found.name);
        match said {
            Some(said) if key(&said) != key(&found.severity) => {
                let reason = because(&also.reason)?;
                let words = format!("{by}; {} because {}.", directory.words(&said), reason.trim_end_matches('.'));
                Ok((said, words))
            }
            _ => Ok((found.severity.clone(), format!("{by}."))),
        }
    }
}
