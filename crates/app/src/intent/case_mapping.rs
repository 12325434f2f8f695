//! What the headings of a system's CSV files mean: kept by name beside the settings.

use bridgebook_domain::case::CaseMapping;
use bridgebook_domain::text;
use bridgebook_domain::view::folded;
use bridgebook_store::Write;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::commit::outcome;

/// What keys of mappings begin with.
const PLACE: &str = "case_mapping.";
/// Headings that a mapping may name.
const HEADINGS: usize = 300;

/// Whether a key is that of a mapping rather than of a setting.
pub(crate) fn is_mapping(key: &str) -> bool {
    key.starts_with(PLACE)
}

impl Bridgebook {
    pub(super) async fn save_case_mapping(&self, mapping: CaseMapping) -> Result<Outcome, ApiError> {
        let invalid = |e: text::TextError| ApiError::invalid(e.to_string());
        text::name(&mapping.name).map_err(invalid)?;
        for (heading, column) in &mapping.columns {
            text::line(heading).and_then(|_| text::name(column)).map_err(invalid)?;
        }
        if mapping.columns.len() > HEADINGS {
            return Err(ApiError::invalid(format!(
                "A mapping names at most {HEADINGS} headings. Nothing was changed. Leave some out"
            )));
        }
        let key = format!("{PLACE}{}", folded(&mapping.name));
        if mapping.columns.is_empty() && self.setting(&key).await?.is_empty() {
            return Err(ApiError::not_found(format!(
                "There is no mapping “{}”. Nothing was changed. Name what its headings mean to make one",
                mapping.name.trim()
            )));
        }
        let name = mapping.name.trim().to_owned();
        let kept = CaseMapping { name, columns: mapping.columns };
        let value = serde_json::to_string(&kept).ok().filter(|_| !kept.columns.is_empty());
        Ok(outcome(&self.commit(Write::at(self.now()).setting(key, value)).await?))
    }

    /// The mappings, by name.
    pub(crate) async fn case_mappings(&self) -> Result<Vec<CaseMapping>, ApiError> {
        let read = |(key, value): (&String, &String)| is_mapping(key).then(|| serde_json::from_str(value).ok())?;
        self.of_settings(|all| all.iter().filter_map(read).collect()).await
    }

    /// The mapping of a name; none for no name.
    pub(crate) async fn case_mapping(&self, name: &str) -> Result<Option<CaseMapping>, ApiError> {
        if name.trim().is_empty() {
            return Ok(None);
        }
        let all = self.case_mappings().await?;
        if let Some(found) = all.iter().find(|mapping| folded(&mapping.name) == folded(name)) {
            return Ok(Some(found.clone()));
        }
        let known: Vec<&str> = all.iter().map(|mapping| mapping.name.as_str()).collect();
        let known =
            if known.is_empty() { "None is saved yet".to_owned() } else { format!("Saved are: {}", known.join(", ")) };
        Err(ApiError::not_found(format!("There is no mapping “{}”. Nothing was taken in. {known}", name.trim())))
    }
}
