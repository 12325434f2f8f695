//! What somebody is writing and has not sent: kept from one pause of the typing to the next, so that neither a crash
//! nor a closed window loses it. It is nobody's fact yet, so it lies beside the settings and not in the log.

use bridgebook_domain::IncidentId;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_store::Write;
use serde::Deserialize;
use serde_json::json;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::message::KeptMessage;

/// Longest message that is kept, in bytes.
const LIMIT: usize = 1024 * 1024;

/// What keys of such texts begin with.
const PLACE: &str = "writing.";

/// To whom a text is being written.
#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    audience: String,
}

/// Whether a key is that of a text which is being written, rather than of a setting.
pub(crate) fn is_writing(key: &str) -> bool {
    key.starts_with(PLACE)
}

impl Bridgebook {
    pub(super) async fn keep_message(
        &self,
        incident: IncidentId,
        audience: &str,
        kept: &KeptMessage,
    ) -> Result<Outcome, ApiError> {
        if kept.text.len() + kept.next.len() + kept.stage.len() + kept.subject.len() > LIMIT {
            return Err(ApiError::invalid(
                "The text is longer than 1 MiB. What was kept before is still there. Shorten it",
            ));
        }
        self.incident(incident).await?;
        let key = self.place_of(incident, audience).await?;
        let is_empty = *kept == KeptMessage::default();
        let value = (!is_empty).then(|| {
            let KeptMessage { text, next, stage, subject } = kept;
            json!({ "audience": audience, "text": text, "next": next, "stage": stage, "subject": subject }).to_string()
        });
        // No window is told: each would read everything again at every pause of somebody's typing.
        self.store.write(Write::at(self.now()).setting(key, value)).await?;
        self.cache.forget_settings();
        Ok(self.unchanged())
    }

    /// What was written to an audience and is not out yet.
    pub(crate) async fn kept_message(
        &self,
        incident: IncidentId,
        audience: &str,
    ) -> Result<Option<KeptMessage>, ApiError> {
        let key = self.place_of(incident, audience).await?;
        Ok(serde_json::from_str(&self.setting(&key).await?).ok())
    }

    /// Audiences of an incident to whom somebody is writing, as they were written.
    pub(crate) async fn being_written(&self, incident: IncidentId) -> Result<Vec<String>, ApiError> {
        let place = format!("{PLACE}{incident}.");
        let of = |(key, value): (&String, &String)| {
            let audience = key.strip_prefix(&place)?;
            // What was kept before the name was kept with it is known by its key alone.
            let named = serde_json::from_str::<Named>(value).ok().map(|kept| kept.audience);
            Some(named.filter(|name| !name.is_empty()).unwrap_or_else(|| audience.to_owned()))
        };
        self.of_settings(|all| all.iter().filter_map(of).collect()).await
    }

    async fn place_of(&self, incident: IncidentId, audience: &str) -> Result<String, ApiError> {
        let directory = self.directory().await?;
        Ok(format!("{PLACE}{incident}.{}", directory.key(&[ReferenceKind::Audience], audience)))
    }
}
