//! Regulatory and contractual clocks: started with their anchor, filed, extended, excluded.

use bridgebook_domain::IncidentId;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Fact, ObligationChange, PlanPart};
use bridgebook_domain::obligation::{ClockState, ObligationClock, key, obligation_clocks};
use bridgebook_domain::text;
use jiff::Timestamp;

use super::incident::said;
use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;

/// What is said about a change.
pub(super) struct Said<'a> {
    pub at: &'a str,
    pub until: &'a str,
    pub words: &'a str,
}

impl Bridgebook {
    pub(super) async fn log_anchor(
        &self,
        incident: IncidentId,
        anchor: &str,
        at: &str,
        words: &str,
    ) -> Result<Outcome, ApiError> {
        let anchor = text::name(anchor.trim()).map_err(|e| ApiError::invalid(e.to_string()))?;
        let clocks = self.obligations(&self.incident(incident).await?).await?;
        let found = clocks.iter().find(|c| key(&c.obligation.anchor) == key(anchor)).ok_or_else(|| {
            ApiError::invalid(format!(
                "The communication plan has no clock that starts with “{anchor}”. Nothing was written. Use the words of the plan"
            ))
        })?;
        let anchor = found.obligation.anchor.clone();
        if let Some(at) = found.started_at {
            let at = bridgebook_domain::moment::print(at, &self.zone().await?);
            return Err(ApiError::invalid(format!(
                "“{anchor}” is in the log already, for {at}. Nothing was written. Take that back first if it was wrong"
            )));
        }
        let words = match words.trim() {
            "" => anchor.clone(),
            words => format!("{anchor}: {}", said(words)?),
        };
        let event_at = self.been(at).await?;
        self.write_at(incident, event_at, Fact::AnchorLogged { anchor }, &words).await
    }

    pub(super) async fn withdraw_anchor(
        &self,
        incident: IncidentId,
        anchor: &str,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let reason = because(reason)?;
        let known = self.incident(incident).await?;
        let mut held = known.anchors.iter().rev().filter(|a| a.withdrawn_at.is_none());
        // The plan may have other words for it by now than when it was logged.
        let clocks = self.obligations(&known).await?;
        let renamed = clocks.iter().find(|c| key(&c.obligation.anchor) == key(anchor)).and_then(|c| c.anchor);
        let found =
            held.clone().find(|a| key(&a.anchor) == key(anchor)).or_else(|| held.find(|a| Some(a.id) == renamed));
        let anchor = found
            .map(|a| a.anchor.clone())
            .ok_or_else(|| ApiError::invalid(format!("“{}” is not in the log. Nothing was changed", anchor.trim())))?;
        let words = format!("Taken back: {anchor}: {reason}");
        self.write_fact(incident, Fact::AnchorWithdrawn { anchor }, &words).await
    }

    pub(super) async fn change_obligation(
        &self,
        incident: IncidentId,
        obligation: &str,
        change: ObligationChange,
        said: Said<'_>,
    ) -> Result<Outcome, ApiError> {
        let Said { at, until, words: reason } = said;
        let known = self.incident(incident).await?;
        let clocks = self.obligations(&known).await?;
        let found: Vec<&ObligationClock> =
            clocks.iter().filter(|c| key(&c.obligation.name) == key(obligation)).collect();
        let clock = match found.as_slice() {
            [clock] => *clock,
            [] => {
                return Err(ApiError::invalid(format!(
                    "The communication plan has no clock “{}”. Nothing was changed. Use the words of the plan",
                    obligation.trim()
                )));
            }
            several => {
                return Err(ApiError::invalid(format!(
                    "The communication plan has {} clocks called “{}”. Nothing was changed. Give each its own article in the plan first",
                    several.len(),
                    obligation.trim()
                )));
            }
        };
        let name = clock.obligation.name.clone();
        let (is_filed, is_excluded) = (clock.filed_at.is_some(), clock.state == ClockState::NotApplicable);
        let refused = match &change {
            ObligationChange::Filed if is_filed => Some("is filed already"),
            ObligationChange::Extended | ObligationChange::NotApplicable if is_filed => Some("is filed already"),
            ObligationChange::NotApplicable if is_excluded => Some("does not apply already"),
            ObligationChange::Applies if !is_filed && !is_excluded => Some("runs already"),
            ObligationChange::Unknown(_) => Some("cannot be changed so"),
            _ => None,
        };
        if let Some(refused) = refused {
            return Err(ApiError::invalid(format!("“{name}” {refused}. Nothing was changed")));
        }
        let (mut event_at, mut extended) = (self.now(), None);
        let words = match &change {
            ObligationChange::Filed => {
                event_at = self.been(at).await?;
                match text::line(reason.trim()).map_err(|e| ApiError::invalid(e.to_string()))? {
                    "" => format!("{name} filed"),
                    reference => format!("{name} filed: {reference}"),
                }
            }
            ObligationChange::Extended => {
                let reason = because(reason)?;
                let until = self.ahead(until).await?;
                extended = Some(until);
                let print = bridgebook_domain::moment::print(until, &self.zone().await?);
                format!("{name} extended until {print}: {reason}")
            }
            ObligationChange::NotApplicable => format!("{name} does not apply: {}", because(reason)?),
            _ => format!("{name} applies again: {}", because(reason)?),
        };
        let fact =
            Fact::ObligationChanged { obligation: name, change, until: extended, words: reason.trim().to_owned() };
        self.write_at(incident, event_at, fact, &words).await
    }

    /// The regulatory clocks of an incident, as they stand now.
    pub(crate) async fn obligations(&self, incident: &Incident) -> Result<Vec<ObligationClock>, ApiError> {
        let (directory, zone) = (self.directory().await?, self.zone().await?);
        let plan = self.plan(incident, &PlanPart::Communication).await?;
        Ok(obligation_clocks(&plan, incident, &directory, &zone, self.now()))
    }

    async fn write_at(
        &self,
        incident: IncidentId,
        event_at: Timestamp,
        fact: Fact,
        words: &str,
    ) -> Result<Outcome, ApiError> {
        let author = self.author().await?;
        let mut entry = self.entry(Some(incident), &author, fact, words);
        entry.event_at = event_at;
        self.record(entry).await
    }
}
