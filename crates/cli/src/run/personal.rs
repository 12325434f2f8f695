//! `case erase`, `case retention` and what belongs to them, and `directory erase`.

use std::process::ExitCode;

use bridgebook_app::api::ApiError;
use bridgebook_app::api::intent::Intent;
use bridgebook_app::api::personal::{PersonalAnswer, PersonalIntent, PersonalQuery};
use bridgebook_app::api::query::{Answer, Query};

use super::Context;
use crate::command::{Case, CaseErase, CaseHold, CaseRelease, PersonErase, Quarantine};

impl Context {
    pub async fn personal(&self, command: &Case) -> Result<ExitCode, ApiError> {
        match command {
            Case::Erase(CaseErase { id, reason, document, although_open, dry_run }) => {
                let case = self.case_named(id, document.as_deref()).await?;
                if *dry_run {
                    return self.ask_personal(PersonalQuery::Case { case }).await;
                }
                let (reason, although_open) = (reason.clone(), *although_open);
                let intent = PersonalIntent::EraseCase { case, reason, although_open };
                self.act(Intent::Personal(intent), "erased").await
            }
            Case::Hold(CaseHold { id, until, reason, document }) => {
                let case = self.case_named(id, document.as_deref()).await?;
                let intent = PersonalIntent::HoldCase { case, until: until.clone(), reason: reason.clone() };
                self.act(Intent::Personal(intent), "kept").await
            }
            Case::Release(CaseRelease { id, reason, document }) => {
                let case = self.case_named(id, document.as_deref()).await?;
                let intent = PersonalIntent::ReleaseCase { case, reason: reason.clone() };
                self.act(Intent::Personal(intent), "released").await
            }
            Case::Quarantine(Quarantine::List) => self.ask_personal(PersonalQuery::Quarantine).await,
            Case::Quarantine(Quarantine::Retry { file, document }) => {
                let document = self.named_document(document.as_deref()).await?;
                let intent = PersonalIntent::RetryQuarantine { file: file.clone(), document };
                self.act(Intent::Personal(intent), "nothing new in it").await
            }
            Case::Quarantine(Quarantine::Delete { file }) => {
                self.act(Intent::Personal(PersonalIntent::DropQuarantine { file: file.clone() }), "deleted").await
            }
            _ => self.ask_personal(PersonalQuery::Retention).await,
        }
    }

    pub async fn erase_person(&self, asked: &PersonErase) -> Result<ExitCode, ApiError> {
        let person = asked.person.clone();
        if asked.dry_run {
            return self.ask_personal(PersonalQuery::Person { person }).await;
        }
        let intent = PersonalIntent::ErasePerson { person, reason: asked.reason.clone() };
        self.act(Intent::Personal(intent), "erased").await
    }

    async fn ask_personal(&self, asked: PersonalQuery) -> Result<ExitCode, ApiError> {
        let answer = self.query(Query::Personal(asked)).await?;
        let Answer::Personal(answer) = answer else { return self.output.answer(&answer) };
        match answer {
            PersonalAnswer::Case(found) => self.output.case_personal(&found),
            PersonalAnswer::Person(found) => self.output.person_personal(&found),
            PersonalAnswer::Retention(found) => self.output.retention(&found),
            PersonalAnswer::Quarantine(list) => self.output.quarantine(&list),
            PersonalAnswer::Masked(text) => self.output.lines(&[text]),
        }
    }
}
