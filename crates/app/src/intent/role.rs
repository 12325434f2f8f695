//! Roles that are left to nobody.

use bridgebook_domain::hand_over::is_same;
use bridgebook_domain::incident::COMMANDER;
use bridgebook_domain::log::Fact;
use bridgebook_domain::text;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_store::Write;

use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::role::Renouncing;
use crate::commit::outcome;
use crate::names::stored;

impl Bridgebook {
    /// Whoever holds a role leaves it, with a reason, and nobody follows yet.
    pub(super) async fn renounce(&self, said: &Renouncing) -> Result<Outcome, ApiError> {
        let reason = because(&said.reason)?;
        let role = text::name(&said.role).map_err(|e| ApiError::invalid(e.to_string()))?;
        let (known, directory) = (self.incident(said.incident).await?, self.directory().await?);
        let (now, me) = (self.now(), self.author().await?);
        let role = stored(&directory, &[ReferenceKind::Role], role);
        let words = directory.words(&role).to_owned();
        let holds = |held: &&bridgebook_domain::incident::RoleHeld| {
            held.renounced_at.is_none() && is_same(&directory, &held.role, &role)
        };
        let held = known.roles.iter().rev().find(holds).ok_or_else(|| {
            ApiError::invalid(format!("Nobody holds {words}, so nobody can renounce it. Nothing was changed"))
        })?;
        if let Some(waiting) = known.waiting_hand_overs().find(|h| is_same(&directory, &h.role, &role)) {
            return Err(ApiError::invalid(format!(
                "{words} is offered to {}. Nothing was changed. Withdraw that hand-over first",
                directory.words(&waiting.incoming)
            )));
        }
        let name = directory.words(&held.person).to_owned();
        let author = self.author_for(&held.person, &directory).await.unwrap_or(me);
        let fact =
            Fact::RoleRenounced { role: held.role.clone(), person: held.person.clone(), reason: reason.to_owned() };
        let entry = self.entry_at(now, Some(known.id), &author, fact, &format!("{name} renounces {words}: {reason}"));
        let ids = vec![entry.id.to_string()];
        let committed = self.commit(Write::at(now).entry(entry)).await?;
        let number = &known.number;
        let is_command =
            is_same(&directory, &role, &COMMANDER.to_owned()) || is_same(&directory, &role, &known.commander_role);
        let open = if is_command {
            format!("Nobody commands {number} now. Give the command to somebody at once, and tell everybody who it is")
        } else {
            format!("Nobody holds {words} in {number} now. Give it to somebody, or say in the log who does its work")
        };
        Ok(Outcome { ids, remarks: vec![open], ..outcome(&committed) })
    }
}
