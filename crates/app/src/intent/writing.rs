//! What somebody is writing and has not sent: kept from one pause of the typing to the next, so that neither a crash
//! nor a closed window loses it. It is nobody's fact yet, so it lies beside the settings and not in the log.

use bridgebook_domain::IncidentId;
use bridgebook_domain::message::{Marks, made_from};
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

/// A message as it lies beside the settings.
#[derive(Debug, Default, Deserialize)]
struct Written {
    /// To whom it is written.
    #[serde(default)]
    audience: String,
    #[serde(flatten)]
    kept: KeptMessage,
    /// From which wording of the first language each other one was made.
    #[serde(default)]
    made_from: Marks,
}

/// A message as it was typed so far, to whom, with the template or draft that it began with, and the languages whose text
/// still says what the first one says.
#[derive(Clone, Copy)]
pub(super) struct Typed<'a> {
    pub audience: &'a str,
    pub kept: &'a KeptMessage,
    pub base: &'a str,
    pub holds: &'a [String],
}

impl<'a> Typed<'a> {
    /// What begins with nothing.
    pub const fn anew(audience: &'a str, kept: &'a KeptMessage) -> Self {
        Self { audience, kept, base: "", holds: &[] }
    }
}

/// Whether a key is that of a text which is being written, rather than of a setting.
pub(crate) fn is_writing(key: &str) -> bool {
    key.starts_with(PLACE)
}

impl Bridgebook {
    pub(super) async fn keep_message(&self, incident: IncidentId, typed: Typed<'_>) -> Result<Outcome, ApiError> {
        let Typed { audience, kept, base, .. } = typed;
        if base.len() + kept.text.len() + kept.next.len() + kept.stage.len() + kept.subject.len() > LIMIT {
            return Err(ApiError::invalid(
                "The text is longer than 1 MiB. What was kept before is still there. Shorten it",
            ));
        }
        self.incident(incident).await?;
        let key = self.place_of(incident, audience).await?;
        let value = if *kept == KeptMessage::default() {
            None
        } else {
            // What was typed is kept, whatever becomes of this.
            let made_from = self.marks_with(incident, typed).await.unwrap_or_default();
            let KeptMessage { text, next, stage, subject } = kept;
            let written = json!({
                "audience": audience, "text": text, "next": next, "stage": stage, "subject": subject,
                "made_from": made_from,
            });
            Some(written.to_string())
        };
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
        Ok(self.writing_of(incident, audience).await?.map(|written| written.kept))
    }

    /// From which wording of the first language each other one of a text was made. `base` is what the text began with:
    /// the draft or the template.
    pub(crate) async fn marks(
        &self,
        incident: IncidentId,
        audience: &str,
        languages: &[String],
        base: &str,
        text: &str,
    ) -> Result<Marks, ApiError> {
        if languages.len() < 2 {
            return Ok(Marks::new());
        }
        let before = self.writing_of(incident, audience).await?.filter(|written| !written.kept.text.is_empty());
        let (before, marks) = match before {
            Some(Written { kept, made_from, .. }) => (kept.text, made_from),
            None => (base.to_owned(), made_from(None, base, languages, &[])),
        };
        Ok(made_from(Some((&before, &marks)), text, languages, &[]))
    }

    /// The marks of a text that is to be kept, of which some languages are said to hold.
    async fn marks_with(&self, incident: IncidentId, typed: Typed<'_>) -> Result<Marks, ApiError> {
        let Typed { audience, kept, base, holds } = typed;
        let languages = self.languages_of(incident, audience).await?;
        let marks = self.marks(incident, audience, &languages, base, &kept.text).await?;
        Ok(made_from(Some((&kept.text, &marks)), &kept.text, &languages, holds))
    }

    async fn writing_of(&self, incident: IncidentId, audience: &str) -> Result<Option<Written>, ApiError> {
        let key = self.place_of(incident, audience).await?;
        Ok(serde_json::from_str(&self.setting(&key).await?).ok())
    }

    /// Audiences of an incident to whom somebody is writing, as they were written.
    pub(crate) async fn being_written(&self, incident: IncidentId) -> Result<Vec<String>, ApiError> {
        let place = format!("{PLACE}{incident}.");
        let of = |(key, value): (&String, &String)| {
            let audience = key.strip_prefix(&place)?;
            // What was kept before the name was kept with it is known by its key alone.
            let named = serde_json::from_str::<Written>(value).ok().map(|kept| kept.audience);
            Some(named.filter(|name| !name.is_empty()).unwrap_or_else(|| audience.to_owned()))
        };
        self.of_settings(|all| all.iter().filter_map(of).collect()).await
    }

    async fn place_of(&self, incident: IncidentId, audience: &str) -> Result<String, ApiError> {
        let directory = self.directory().await?;
        Ok(format!("{PLACE}{incident}.{}", directory.key(&[ReferenceKind::Audience], audience)))
    }
}
