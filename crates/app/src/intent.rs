//! Requests that change something, each carried out by one function.

mod approve;
mod attachment;
mod call;
pub(crate) mod case;
pub(crate) mod case_file;
mod case_mapping;
pub(crate) mod case_work;
mod channel;
mod close;
mod comment;
mod delivery;
mod document;
mod drill;
mod edit;
mod escalation;
mod hand_off;
mod hand_over;
mod how_bad;
mod import_again;
pub(crate) mod incident;
mod lesson;
mod log_entry;
mod obligation;
mod occurrence;
mod organisation;
mod past;
mod people;
pub(crate) mod people_file;
mod period;
pub(crate) mod personal;
mod personal_text;
mod planned;
mod quiet;
mod reply;
mod report;
mod role;
mod route;
mod row;
mod rule_declares;
pub(crate) mod scheduled;
mod template;
pub(crate) mod ticket;
mod transcript;
mod undone;
mod update;
mod writing;

pub(crate) use case_mapping::is_mapping;
use update::because;
pub(crate) use writing::is_writing;

use bridgebook_domain::as_template::About;

use crate::api::hand_off::{HandOffAct, HandOffDone};
use crate::api::intent::{Intent, KeptTemplate, Outcome, ProcedureFrom, SavedTemplate};
use crate::api::person::PeopleIntent;
use crate::api::{ApiError, ErrorCode};
use crate::{Access, Bridgebook};

impl Bridgebook {
    /// Carries out a request that changes something. The outcome comes only after the commit.
    pub(crate) async fn carry_out(&self, intent: Intent) -> Result<Outcome, ApiError> {
        if self.access == Access::Reader
            && !matches!(
                intent,
                Intent::Export { .. }
                    | Intent::ExportTable { .. }
                    | Intent::ExportCalendar { .. }
                    | Intent::ExportMetrics { .. }
                    | Intent::HandOff(HandOffDone { act: HandOffAct::Export { .. }, .. })
                    | Intent::ExportCaseMetrics(_)
                    | Intent::People(PeopleIntent::Export { .. })
                    | Intent::Stop { .. }
            )
        {
            return Err(ApiError::new(
                ErrorCode::Busy,
                "Another process writes in this data folder. Nothing was changed",
            ));
        }
        let looked_at = self.looked_at(&intent).await;
        self.look_before(&looked_at).await?;
        let outcome = self.do_it(intent).await?;
        self.look_after(&looked_at).await;
        Ok(outcome)
    }

    async fn do_it(&self, intent: Intent) -> Result<Outcome, ApiError> {
        match intent {
            Intent::Declare { title, severity, commander, services, detected, also } => {
                let (commander, detected) = (commander.as_str(), detected.as_str());
                let said =
                    incident::Said { title: &title, severity: &severity, commander, services: &services, detected };
                self.declare(said, &also).await
            }
            Intent::Edit { document, heads, edits } => self.edit(document, heads, &edits).await,
            Intent::Undo { document } => self.undo(document).await,
            Intent::Redo { document } => self.redo(document).await,
            Intent::CreateDocument { template, title, incident } => {
                self.create_document(&template, &title, incident).await
            }
            Intent::Import { file_name, text, incident } => self.import(&file_name, text.as_bytes(), incident).await,
            Intent::ImportBytes { file_name, base64, incident } => {
                self.import_bytes(&file_name, &base64, incident).await
            }
            Intent::Replace { document, text } => self.replace(document, &text).await,
            Intent::Restore { document, at } => self.restore(document, &at).await,
            Intent::AddToDirectory { kind, name } => self.add_to_directory(&kind, &name).await,
            Intent::People(intent) => self.people_intent(intent).await,
            Intent::AddLog { incident, text, category, at } => self.add_log(incident, &text, category, &at).await,
            Intent::PasteTranscript { incident, text, times, people, kinds, skip } => {
                let choices = transcript::Choices { people: &people, kinds: &kinds, skip: &skip };
                self.paste_transcript(incident, &text, &times, &choices).await
            }
            Intent::WriteEntry(written) => self.write_entry(written).await,
            Intent::ExportLog(asked) => self.export_log(&asked).await,
            Intent::CorrectLog { entry, text } => self.correct_log(entry, &text).await,
            Intent::Decide { incident, text, accountable } => self.decide(incident, &text, &accountable).await,
            Intent::Situation { incident, conditions, actions, needs } => {
                self.situation(incident, conditions, actions, needs).await
            }
            Intent::OpenAction { incident, text, owner, due } => self.open_action(incident, &text, &owner, &due).await,
            Intent::CloseAction { action, incident, done } => self.close_action(incident, action, done).await,
            Intent::ReopenAction { action, incident } => self.reopen_action(incident, action).await,
            Intent::SetState { incident, state } => self.set_state(incident, &state, "").await,
            Intent::SetStateBecause { incident, state, reason } => {
                self.set_state(incident, &state, because(&reason)?).await
            }
            Intent::SetSeverity { incident, severity, reason } => self.set_severity(incident, &severity, &reason).await,
            Intent::Assign { incident, role, person } => self.assign(incident, &role, &person).await,
            Intent::Renounce(said) => self.renounce(&said).await,
            Intent::StartPeriod { incident, to, carry } => self.start_period(incident, &to, carry.as_ref()).await,
            Intent::OfferHandOver { incident, role, incoming, outgoing } => {
                self.offer_hand_over(incident, &role, &incoming, &outgoing).await
            }
            Intent::AcceptHandOver { incident, hand_over, answers, ticked, questions } => {
                let said = hand_over::ReadBack { answers: &answers, ticked: &ticked, questions: &questions };
                self.accept_hand_over(incident, hand_over, &said).await
            }
            Intent::DeclineHandOver { incident, hand_over, side, reason } => {
                self.decline_hand_over(incident, hand_over, side, &reason).await
            }
            Intent::Close { incident, reason } => self.stand_down(incident, &reason).await,
            Intent::RecordUpdate { incident, audience, body, via, next, stage, despite } => {
                let said = update::Said { audience: &audience, body: &body, next: &next, stage: &stage, subject: "" };
                self.record_update(incident, said, &via, &despite).await
            }
            Intent::KeepMessage { incident, audience, kept, base, holds } => {
                let typed = writing::Typed { audience: &audience, kept: &kept, base: &base, holds: &holds };
                self.keep_message(incident, typed).await
            }
            Intent::SendUpdate { incident, audience, body, next, stage, despite, subject, at, quiet, to } => {
                let (audience, body, next) = (audience.as_str(), body.as_str(), next.as_str());
                let said = update::Said { audience, body, next, stage: &stage, subject: &subject };
                let when = delivery::When { at: &at, quiet: &quiet };
                self.send_update(incident, said, &despite, (&to, when)).await
            }
            Intent::CancelScheduled { incident, update, reason, edit } => {
                self.cancel_scheduled(incident, update, &reason, edit).await
            }
            Intent::ConfirmCondition { incident, update, condition, note } => {
                self.confirm_condition(incident, update, &condition, &note).await
            }
            Intent::ChangeDelivery { delivery, change, reason } => {
                self.change_delivery(&delivery, change, &reason).await
            }
            // The look itself comes before every deed about an incident.
            Intent::LookAt { incident } => self.incident(incident).await.map(|_| self.unchanged()),
            Intent::SendDue {} => self.send_due("").await,
            Intent::SendOut { of } => self.send_due(&of).await,
            Intent::SaveChannel { channel, secret } => self.save_channel(channel, secret.as_ref()).await,
            Intent::RemoveChannel { channel } => self.remove_channel(&channel).await,
            Intent::TryChannel { channel } => self.try_channel(&channel).await,
            Intent::UnlockSecrets { passphrase } => self.unlock_secrets(&passphrase).await,
            Intent::SkipUpdate { incident, audience, reason } => self.skip_update(incident, &audience, &reason).await,
            Intent::SnoozeUpdate { incident, audience, until, reason } => {
                self.snooze_update(incident, &audience, &until, &reason).await
            }
            Intent::RecordReply(reply) => self.record_reply(&reply).await,
            Intent::RetractUpdate { incident, update, reason } => self.retract_update(incident, update, &reason).await,
            Intent::WaiveReply { incident, update, reason } => self.waive_reply(incident, update, &reason).await,
            Intent::PlanUpdate { incident, audience, at, zone, rhythm, until, about } => {
                let asked = planned::Asked { audience: &audience, at: &at, zone: &zone, rhythm: &rhythm };
                self.plan_update(incident, asked, &until, &about).await
            }
            Intent::UnplanUpdate { incident, row } => self.unplan_update(incident, row).await,
            Intent::RecordOccurrence(occurrence) => self.record_occurrence(&occurrence).await,
            Intent::Acknowledge { incident, level, by } => self.acknowledge(incident, &level, &by).await,
            Intent::ChangeLevel { incident, level, change, reason, clock } => {
                self.change_level(incident, (&level, clock), change, &reason).await
            }
            Intent::Deescalate { incident, level, to, by, reason } => {
                self.deescalate(incident, (&level, &to), &by, &reason).await
            }
            Intent::EndCall { incident, sheet, call, outcome, note } => {
                self.end_call(incident, (sheet, &call), &outcome, &note).await
            }
            Intent::PauseEscalation { incident, reason } => self.pause_escalation(incident, &reason).await,
            Intent::ResumeEscalation { incident } => self.resume_escalation(incident).await,
            Intent::LogAnchor { incident, anchor, at, words } => self.log_anchor(incident, &anchor, &at, &words).await,
            Intent::WithdrawAnchor { incident, anchor, reason } => {
                self.withdraw_anchor(incident, &anchor, &reason).await
            }
            Intent::ChangeObligation { incident, obligation, change, at, until, words } => {
                let said = obligation::Said { at: &at, until: &until, words: &words };
                self.change_obligation(incident, &obligation, change, said).await
            }
            Intent::AdoptPlan { incident, part, document } => self.adopt_plan(incident, part, document).await,
            Intent::AskApproval { document, checkpoint, approver } => {
                self.ask_approval(document, &checkpoint, &approver).await
            }
            Intent::Approve(said) => self.approve(&said).await,
            Intent::AskUpdateApproval { incident, audience, body, subject, stage, approver } => {
                let (audience, body) = (audience.as_str(), body.as_str());
                let said = update::Said { audience, body, next: "", stage: &stage, subject: &subject };
                self.ask_update_approval(incident, said, &approver).await
            }
            Intent::ApplyFix { document, rule, section, row, column } => {
                self.apply_fix(document, &rule, section, row, column).await
            }
            Intent::SetMe { person } => self.set_me(&person).await,
            Intent::SetSetting { key, value } => self.set_setting(&key, &value).await,
            Intent::SilenceSound { incident, until, reason } => self.silence_sound(incident, &until, &reason).await,
            Intent::RestoreSound { incident } => self.restore_sound(incident).await,
            Intent::Backup { path } => self.make_backup(&path).await,
            Intent::Export { documents, incident, options, path } => {
                self.export(&documents, incident, &options, &path).await
            }
            Intent::NoteRow { document, section, row, text } => self.note_row(document, section, row, &text).await,
            Intent::Comment(act) => self.comment(act).await,
            Intent::RouteCases { document, rows } => self.route_cases(document, rows).await,
            Intent::EndCaseDuty(ended) => self.end_case_duty(&ended).await,
            Intent::ExportTable { document, section, to, path } => {
                self.export_table(document, section, &to, &path).await
            }
            Intent::ExportCalendar { incident, from, days, path } => {
                self.export_calendar(incident, &from, days, &path).await
            }
            Intent::ExportCaseMetrics(asked) => self.export_case_metrics(&asked.filter, &asked.path).await,
            Intent::ExportMetrics { filter, path } => self.export_metrics(&filter, &path).await,
            Intent::Attach { document, file_name, base64, keep_days } => {
                self.attach(document, &file_name, &base64, keep_days).await
            }
            Intent::AttachFile { document, path, keep_days } => self.attach_file(document, &path, keep_days).await,
            Intent::SaveAttachment { attachment, path } => self.save_attachment(attachment, &path).await,
            Intent::ImportFile { path, incident } => self.import_file(&path, incident).await,
            Intent::KeepTemplate(KeptTemplate { path, replace }) => {
                self.keep_template(std::path::Path::new(&path), replace)
            }
            Intent::SaveAsTemplate(SavedTemplate { document, title, category, description, with_content, replace }) => {
                let about = About { title: &title, category: &category, description: &description };
                self.save_as_template(document, about, with_content, replace).await
            }
            Intent::MakeProcedure(ProcedureFrom { document, section, row, text }) => {
                self.make_procedure(document, section, row, &text).await
            }
            Intent::AddCases(added) => self.add_cases(&added.into, &added.files).await,
            Intent::Case(work) => self.case_work(work).await,
            Intent::HandOff(done) => self.carry_hand_off(&done.case, done.act).await,
            Intent::WatchCases(watched) => self.watch_cases(&watched.folder, watched.into).await,
            Intent::Personal(about) => self.about_personal_data(about).await,
            Intent::SaveCaseMapping { mapping } => self.save_case_mapping(mapping).await,
            Intent::Past(change) => self.past_intent(change).await,
            Intent::Drill(change) => self.change_drill(change).await,
            Intent::WriteReport { incident, wanted } => self.write_report(incident, &wanted).await,
            Intent::Stop { job } => {
                self.jobs.stop(&job);
                Ok(self.unchanged())
            }
            Intent::RunClock { running } => self.run_clock(running).await,
        }
    }
}
