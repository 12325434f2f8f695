//! What becomes of an update that would go out in quiet hours of its audience: the plan says, or a person does. Nothing
//! goes out in them by itself.

use bridgebook_domain::IncidentId;
use bridgebook_domain::delivery::{DeliveryChannel, Way};
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::quiet::{Quiet, QuietRule, quiet_at};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{cadence::CadenceView, text, view::folded};

use super::scheduled::GoesAt;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::names::stored;

/// When an update goes out once its quiet hours were looked at.
pub(super) struct Quieted {
    /// When, where that is not now.
    pub goes: Option<GoesAt>,
    /// What was chosen.
    pub choice: Option<QuietRule>,
    /// What the log says of it; empty where they did not matter.
    pub note: String,
}

impl Bridgebook {
    /// # Errors
    /// Where it would go out in quiet hours, and neither the plan nor anybody says what becomes of it.
    pub(super) async fn quiet(
        &self,
        incident: IncidentId,
        audience: &str,
        goes: Option<GoesAt>,
        chosen: &str,
        channels: &[DeliveryChannel],
    ) -> Result<Quieted, ApiError> {
        let choice = match QuietRule::from_word(chosen.trim()) {
            QuietRule::Unknown(word) if word.is_empty() => None,
            QuietRule::Unknown(word) => {
                return Err(ApiError::invalid(format!(
                    "“{word}” says nothing of quiet hours. Nothing was sent. Use hold, send or other-channel"
                )));
            }
            known => Some(known),
        };
        let (known, directory, zone) = (self.incident(incident).await?, self.directory().await?, self.zone().await?);
        let plan = self.plan(&known, &PlanPart::Communication).await?;
        let at = goes.as_ref().map_or_else(|| self.now(), |goes| goes.at);
        let audience = text::name(audience).map_err(|e| ApiError::invalid(e.to_string()))?;
        let audience = stored(&directory, &[ReferenceKind::Audience], audience);
        // Those that cannot be read are a finding of the plan, and the window says so where it is written.
        let quiet = quiet_at(&plan, &known, &directory, &audience, &zone, at).ok().flatten();
        let Some(quiet) = quiet else {
            let held = choice == Some(QuietRule::Hold) && goes.is_some();
            let note = if held { ", held for their quiet hours".to_owned() } else { String::new() };
            return Ok(Quieted { goes, choice: choice.filter(|_| held), note });
        };
        if !quiet.asks() {
            return Ok(Quieted { goes, choice: Some(QuietRule::Send), note: in_quiet(&quiet, "as the plan says") });
        }
        let name = directory.words(&audience);
        match choice {
            Some(QuietRule::Hold) => {
                let goes = GoesAt { at: quiet.until, zone: quiet.zone.clone(), told: None };
                Ok(Quieted { goes: Some(goes), choice, note: ", held for their quiet hours".to_owned() })
            }
            Some(QuietRule::Send) => Ok(Quieted { goes, choice, note: in_quiet(&quiet, "sent all the same") }),
            Some(QuietRule::Other) => {
                let view = plan.at(at).map(|plan| CadenceView::read(plan, &directory)).unwrap_or_default();
                let standard = view.standard(&directory.key(&[ReferenceKind::Audience], &audience));
                let first = standard.and_then(|s| s.channel.as_ref()).map(|c| folded(directory.words(c)));
                if first.is_some_and(|first| channels.iter().any(|channel| is_it(channel, &first))) {
                    return Err(ApiError::invalid(format!(
                        "That is the first channel of {name}, and {}. Nothing was sent. Choose another channel, or hold it",
                        quiet.words()
                    )));
                }
                Ok(Quieted { goes, choice, note: in_quiet(&quiet, "by another channel") })
            }
            _ => Err(ApiError::invalid(format!(
                "To {name}: {}. Nothing was sent. Hold it until then, or send it all the same",
                quiet.words()
            ))),
        }
    }
}

/// Whether a channel that sends is the one that an audience's row names: by its name, or because both are mail, which
/// arrives in one place however the channel is called here.
fn is_it(channel: &DeliveryChannel, named: &str) -> bool {
    let is_mail = |word: &str| matches!(word, "e-mail" | "email" | "mail");
    folded(&channel.name) == named || (matches!(channel.way, Way::Mail { .. }) && is_mail(named))
}

fn in_quiet(quiet: &Quiet, how: &str) -> String {
    format!(", in their quiet hours until {} ({}), {how}", quiet.end(), quiet.zone.iana_name().unwrap_or("UTC"))
}

#[cfg(test)]
mod tests {
    use bridgebook_domain::delivery::MailSecurity;

    use super::*;

    #[test]
    fn mail_is_mail_whatever_its_channel_is_called() {
        let (host, user, from) = ("mail.example.org".to_owned(), String::new(), "desk@example.org".to_owned());
        let way = Way::Mail { host, port: 25, security: MailSecurity::None, user, from };
        let mail = DeliveryChannel { id: "1".into(), name: "Post room".into(), way, internal: false };
        assert!(is_it(&mail, &folded("E-mail")) && is_it(&mail, &folded("post room")));
        assert!(!is_it(&mail, &folded("Status page")) && !is_it(&mail, &folded("Phone")));
    }
}
