//! Shift hand-over: offered with its document, read back and accepted, or declined. The role passes with the
//! acceptance, in one commit with it.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::cadence::due_updates;
use bridgebook_domain::checkpoint::checkpoints;
use bridgebook_domain::directory::Directory;
use bridgebook_domain::hand_over::{self, Sources, is_same};
use bridgebook_domain::id::DocumentId;
use bridgebook_domain::incident::{COMMANDER, HandOver, Incident};
use bridgebook_domain::log::{Author, Fact, PlanPart, named_id};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{EntryId, IncidentId, Operation, Path, RowId, Value, canonical, text};
use bridgebook_store::{DocumentChange, Write};

use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::{Outcome, Side};
use crate::commit::{Touched, outcome};
use crate::names::{stored, unknown};
use crate::wording::wall;

/// The template of a hand-over.
const TEMPLATE: &str = "shift-hand-over";
const PEOPLE: [ReferenceKind; 1] = [ReferenceKind::Person];

/// What the incoming person said.
pub(super) struct ReadBack<'a> {
    pub answers: &'a BTreeMap<String, String>,
    pub ticked: &'a [RowId],
    pub questions: &'a str,
}

impl Bridgebook {
    pub(super) async fn offer_hand_over(
        &self,
        incident: IncidentId,
        role: &str,
        incoming: &str,
        outgoing: &str,
    ) -> Result<Outcome, ApiError> {
        let (known, directory) = (self.incident(incident).await?, self.directory().await?);
        let (now, zone, author) = (self.now(), self.zone().await?, self.author().await?);
        let role = self.role_handed_over(&known, &directory, role)?;
        let incoming = stored(&directory, &PEOPLE, text::name(incoming).map_err(|e| ApiError::invalid(e.to_string()))?);
        let role_words = directory.words(&role).to_owned();
        let held = known.holders(|r| is_same(&directory, &r.to_owned(), &role), now).first().map(|p| (*p).to_owned());
        let outgoing = match outgoing.trim() {
            "" => held.ok_or_else(|| {
                ApiError::invalid(format!(
                    "Nobody holds {role_words}, so nobody can hand it over. Nothing was changed. Give it to a person"
                ))
            })?,
            written => stored(&directory, &PEOPLE, written),
        };
        if is_same(&directory, &outgoing, &incoming) {
            let name = directory.words(&incoming);
            return Err(ApiError::invalid(format!(
                "{name} holds {role_words} already. Nothing was changed. Name who takes over"
            )));
        }
        if let Some(waiting) = known.waiting_hand_overs().find(|h| is_same(&directory, &h.role, &role)) {
            let to = directory.words(&waiting.incoming);
            return Err(ApiError::invalid(format!(
                "{role_words} is offered to {to} already. Nothing was changed. Withdraw that hand-over first"
            )));
        }
        let title = format!("{} hand-over {}", known.number, wall(now, &zone));
        let mut document = self.document_of_template(TEMPLATE, &title, Some(incident)).await?;
        self.fill_hand_over(&mut document, &known, &outgoing, &incoming).await?;
        if let Some(person) = author.person {
            document.header.insert("prepared_by".to_owned(), Value::one(person.to_string()));
        }
        let (write, id) = self.creation(Write::at(now), document, TEMPLATE).await?;
        let words = format!(
            "{} offers {role_words} to {}, with “{title}”",
            directory.words(&outgoing),
            directory.words(&incoming)
        );
        let remark = unknown(
            &directory,
            &ReferenceKind::Person,
            &incoming,
            "they can accept it at this computer alone, and nobody can call them",
        );
        let fact = Fact::HandOverOffered { document: id, role, outgoing, incoming };
        let entry = self.entry_at(now, Some(incident), &author, fact, &words);
        let ids = vec![entry.id.to_string(), id.to_string()];
        let committed = self.commit(write.entry(entry)).await?;
        Ok(Outcome { ids, remarks: remark.into_iter().collect(), ..outcome(&committed) })
    }

    /// The role by its id or name; without one that of the commander.
    fn role_handed_over(&self, known: &Incident, directory: &Directory, role: &str) -> Result<String, ApiError> {
        if !role.trim().is_empty() {
            let role = text::name(role).map_err(|e| ApiError::invalid(e.to_string()))?;
            return Ok(stored(directory, &[ReferenceKind::Role], role));
        }
        let held = known.roles.iter().rev().find(|r| is_same(directory, &r.role, &COMMANDER.to_owned()));
        Ok(held.map_or_else(|| stored(directory, &[ReferenceKind::Role], COMMANDER), |r| r.role.clone()))
    }

    /// Fills a hand-over with what log, plans, directory and clocks know.
    async fn fill_hand_over(
        &self,
        document: &mut bridgebook_domain::Document,
        known: &Incident,
        outgoing: &str,
        incoming: &str,
    ) -> Result<(), ApiError> {
        let (now, zone, directory) = (self.now(), self.zone().await?, self.directory().await?);
        let log = self.log(Some(known.id)).await?;
        let plan = match known.plan(&PlanPart::Action) {
            Some(id) => Some(self.document(id).await?),
            None => None,
        };
        let communication = self.plan(known, &PlanPart::Communication).await?;
        let points = plan.as_ref().map(|p| checkpoints(p.id, &p.document, &log)).unwrap_or_default();
        let sources = Sources {
            incident: known,
            log: &log,
            plan: plan.as_ref().map(|p| &p.document),
            checkpoints: &points,
            communication: communication.at(now),
            due: &due_updates(&communication, known, &directory, now),
            replies: &self.replies(known, now).await?,
            obligations: &self.obligations(known).await?,
            directory: &directory,
            outgoing,
            incoming,
            now,
            zone: &zone,
        };
        hand_over::fill(document, &sources, || RowId::new(self.fresh()));
        Ok(())
    }

    pub(super) async fn accept_hand_over(
        &self,
        incident: IncidentId,
        id: EntryId,
        said: &ReadBack<'_>,
    ) -> Result<Outcome, ApiError> {
        text::lines(said.questions, text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?;
        let (known, directory) = (self.incident(incident).await?, self.directory().await?);
        let waiting = waiting(&known, id)?;
        let loaded = self.document(waiting.document).await?;
        let read_back = self.read_back(&known, &directory, &loaded.document, said).await?;
        let now = self.now();
        let author = self.author_for(&waiting.incoming, &directory).await?;
        let mut operations = hand_over::acceptance(&loaded.document, &waiting.incoming, said.questions.trim(), now);
        let mut accepted = loaded.document.clone();
        accepted.apply_all(&operations, now)?;
        let hash = canonical::content_hash(&accepted);
        let path = Path::Header("status".to_owned());
        operations.push(Operation::Set { path, value: Some(Value::one("approved")) });
        let (role, incoming) = (waiting.role.clone(), waiting.incoming.clone());
        let words = format!(
            "{} has read back and accepts {} from {}",
            directory.words(&incoming),
            directory.words(&role),
            directory.words(&waiting.outgoing)
        );
        let document = waiting.document;
        let fact = Fact::HandOverAccepted { hand_over: id, document, incoming: incoming.clone(), hash, read_back };
        let write = Write::at(now).entry(self.entry_at(now, Some(incident), &author, fact, &words));
        let write = self.passed(write, &known, &directory, &role, &incoming, &author);
        drop(loaded);
        let touched = Touched::Operations(&operations);
        self.change_with(write, document, DocumentChange::edit(operations.clone(), None), touched).await
    }

    /// Checks what was said against the log and gives it as it is kept.
    async fn read_back(
        &self,
        known: &Incident,
        directory: &Directory,
        document: &bridgebook_domain::Document,
        said: &ReadBack<'_>,
    ) -> Result<Vec<String>, ApiError> {
        let (now, zone) = (self.now(), self.zone().await?);
        let plan = self.plan(known, &PlanPart::Communication).await?;
        let asked = hand_over::questions(known, &due_updates(&plan, known, directory, now), directory);
        let mut kept = Vec::new();
        let mut wrong = Vec::new();
        for question in &asked {
            let answer = said.answers.get(question.key).map_or("", |a| a.trim());
            if question.is_answered_by(answer, now, &zone) {
                kept.push(format!("{} {answer}", question.ask));
            } else if answer.is_empty() {
                wrong.push(format!("{} Nothing was said", question.ask));
            } else {
                wrong.push(format!(
                    "{} “{answer}” was said, the log says {}",
                    question.ask,
                    question.holds(now, &zone)
                ));
            }
        }
        if !wrong.is_empty() {
            let message = "What was read back is not what the log says. Nothing passed. Go through it once more";
            return Err(ApiError { details: wrong, ..ApiError::invalid(message) });
        }
        let ticked: BTreeSet<RowId> = said.ticked.iter().copied().collect();
        let items = hand_over::items(document);
        let open: Vec<String> =
            items.iter().filter(|i| !i.is_ticked && !ticked.contains(&i.row)).map(|i| i.words.clone()).collect();
        if !open.is_empty() {
            let message = format!("{} of {} are not read back yet. Nothing passed", open.len(), items.len());
            return Err(ApiError { details: open, ..ApiError::invalid(message) });
        }
        kept.extend(items.into_iter().map(|i| i.words));
        Ok(kept)
    }

    pub(super) async fn decline_hand_over(
        &self,
        incident: IncidentId,
        id: EntryId,
        side: Side,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let reason = because(reason)?.to_owned();
        let (known, directory) = (self.incident(incident).await?, self.directory().await?);
        let waiting = waiting(&known, id)?;
        let (by, verb) = match side {
            Side::Incoming => (waiting.incoming.clone(), "declines"),
            Side::Outgoing => (waiting.outgoing.clone(), "withdraws the offer of"),
        };
        let words = format!("{} {verb} {}: {reason}", directory.words(&by), directory.words(&waiting.role));
        let author = self.author_for(&by, &directory).await?;
        let fact = Fact::HandOverDeclined { hand_over: id, by, reason };
        self.record(self.entry(Some(incident), &author, fact, &words)).await
    }

    /// Who says it: the person themselves, recorded by me where I am somebody else.
    pub(super) async fn author_for(&self, person: &str, directory: &Directory) -> Result<Author, ApiError> {
        let me = self.author().await?;
        let is_me = me.person.is_some_and(|p| p.to_string() == person) || me.name == directory.words(person);
        if is_me {
            return Ok(me);
        }
        let id = directory.get(person).and(named_id(person)).map(DocumentId::new);
        Ok(Author { person: id, name: directory.words(person).to_owned(), recorded_by: Some(me.name) })
    }

    /// The entries by which a role passes to a person: whoever holds it leaves it.
    pub(super) fn passed(
        &self,
        mut write: Write,
        known: &Incident,
        directory: &Directory,
        role: &str,
        person: &str,
        author: &Author,
    ) -> Write {
        let (at, role_words) = (write.at, directory.words(role).to_owned());
        let held = known.roles.iter().filter(|r| r.renounced_at.is_none() && directory.words(&r.role) == role_words);
        for before in held.filter(|r| r.person != person) {
            let words = format!("{} leaves {role_words}", directory.words(&before.person));
            let fact =
                Fact::RoleRenounced { role: before.role.clone(), person: before.person.clone(), reason: String::new() };
            write = write.entry(self.entry_at(at, Some(known.id), author, fact, &words));
        }
        let words = format!("{} assumes {role_words}", directory.words(person));
        let fact = Fact::RoleAssumed { role: role.to_owned(), person: person.to_owned() };
        write.entry(self.entry_at(at, Some(known.id), author, fact, &words))
    }
}

fn waiting(known: &Incident, id: EntryId) -> Result<&HandOver, ApiError> {
    known
        .waiting_hand_overs()
        .find(|h| h.id == id)
        .ok_or_else(|| ApiError::invalid("That hand-over does not wait any more. Nothing was changed. Look at the log"))
}
