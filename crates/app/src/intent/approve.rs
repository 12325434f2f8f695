//! Approvals of documents and of updates: asked for, and decided by whom the plan names (domain reference X11). Somebody
//! else may say yes with a reason, which the log keeps; a no may come from anybody, because it lets nothing out.

use std::sync::Arc;

use bridgebook_domain::cadence::approver as approver_of;
use bridgebook_domain::checkpoint::{Checkpoint, Standing, checkpoints, is_passed_with};
use bridgebook_domain::directory::Directory;
use bridgebook_domain::incident::{Incident, of_update};
use bridgebook_domain::log::{ApprovalByOther, Author, Decision, Fact, Named, PlanPart, named_id};
use bridgebook_domain::sign_off::{self, SignOff};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::view::folded;
use bridgebook_domain::{DocumentId, IncidentId, Value, canonical, text};
use bridgebook_store::Write;
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::approval::Approving;
use crate::api::intent::Outcome;
use crate::api::{ApiError, ErrorCode};
use crate::commit::outcome;
use crate::names::stored;
use crate::wording::possessive;
use crate::world::Loaded;

/// What a yes by somebody else says where the plan names nobody else.
const NOBODY_ELSE: &str = "nobody else is named";

impl Bridgebook {
    pub(super) async fn ask_approval(
        &self,
        id: DocumentId,
        checkpoint: &str,
        approver: &str,
    ) -> Result<Outcome, ApiError> {
        text::line(checkpoint).map_err(|e| ApiError::invalid(e.to_string()))?;
        if approver.trim().is_empty() {
            return Err(ApiError::invalid("Name who is to approve. Nothing was changed"));
        }
        let loaded = self.document(id).await?;
        let (author, directory) = (self.author().await?, self.directory().await?);
        let approver = stored(&directory, &[ReferenceKind::Person, ReferenceKind::Role], approver);
        let of = if checkpoint.trim().is_empty() { String::new() } else { format!(": {}", checkpoint.trim()) };
        let words = format!("{} is asked to approve “{}”{of}", directory.words(&approver), loaded.document.title());
        let planned: Vec<String> = checkpoints(id, &loaded.document, &[]).into_iter().map(|point| point.name).collect();
        let is_planned = planned.is_empty() || planned.iter().any(|name| folded(name) == folded(checkpoint));
        let remark = (!is_planned).then(|| {
            format!(
                "The document plans no checkpoint “{}”: this one was asked for beside those that it plans, {}",
                checkpoint.trim(),
                planned.join(", ")
            )
        });
        let fact = Fact::ApprovalAsked { document: id, checkpoint: checkpoint.to_owned(), approver };
        let incident = loaded.document.header_text("incident").parse().ok();
        let write = Write::at(self.now()).entry(self.entry(incident, &author, fact, &words));
        let write = self.with_status(write, id, &loaded.document, "in_review").await?;
        let outcome = self.commit_one(write, id).await?;
        Ok(Outcome { remarks: outcome.remarks.iter().cloned().chain(remark).collect(), ..outcome })
    }

    pub(super) async fn approve(&self, said: &Approving) -> Result<Outcome, ApiError> {
        let Approving { document: id, checkpoint, decision, note, hash: read, by, incident, reason, unready } = said;
        let (id, checkpoint, note, read, by) = (*id, checkpoint.as_str(), note.as_str(), read.as_str(), by.as_str());
        text::line(checkpoint)
            .and(text::lines(note, text::CELL_LIMIT))
            .and(text::line(reason.trim()))
            .and(text::line(unready.trim()))
            .map_err(|e| ApiError::invalid(e.to_string()))?;
        let loaded = self.document(id).await?;
        let author = match text::line(by.trim()).map_err(|e| ApiError::invalid(e.to_string()))? {
            "" => self.author().await?,
            by => {
                let directory = self.directory().await?;
                self.author_for(&stored(&directory, &[ReferenceKind::Person], by), &directory).await?
            }
        };
        let (now, decision) = (self.now(), decision.clone());
        if let Some((incident, title, hash)) = self.waiting_update(id, checkpoint, read, *incident).await? {
            if !read.is_empty() && read != hash {
                return Err(ApiError::invalid(format!(
                    "{title} has another text than the one that was read. Nothing was decided. Read it again"
                )));
            }
            let known = self.incident(incident).await?;
            let sign_off = self.sign_off_of_update(&known, checkpoint).await?;
            let yes = Yes { title: &title, decision: &decision, reason: reason.trim(), document: id, checkpoint };
            let by_other = by_other(&yes, sign_off.standing(&author), &author, &hash)?;
            // The decision is about the text of the update; the plan it follows stays as it is.
            let words =
                if note.is_empty() { format!("{title}: {decision}") } else { format!("{title}: {decision}. {note}") };
            let (document, heads, checkpoint) = (id, loaded.heads.clone(), checkpoint.to_owned());
            let fact = Fact::ApprovalGiven { document, checkpoint, heads, hash, decision };
            let mut write = Write::at(now);
            if let Some((fact, words)) = by_other {
                write = write.entry(self.entry_at(now, Some(incident), &author, fact, &words));
            }
            let given = self.entry_at(now, Some(incident), &author, fact, &words);
            let ids = vec![given.id.to_string()];
            return Ok(Outcome { ids, ..outcome(&self.commit(write.entry(given)).await?) });
        }
        if !read.is_empty() || of_update(checkpoint).is_some() {
            return Err(ApiError::invalid(
                "That update waits no more: it went out, or its incident is closed. Nothing was decided",
            ));
        }
        let title = loaded.document.title();
        let words = if note.is_empty() {
            format!("“{title}”: {decision}")
        } else {
            format!("“{title}”: {decision}. {note}")
        };
        let status = match decision {
            Decision::Rejected => "draft",
            _ if self.is_approved_with(&loaded, checkpoint, &author).await? => "approved",
            _ => "in_review",
        };
        let hash = canonical::approval_hash(&loaded.document);
        let of = self.incident_of(&loaded.document).await?;
        let sign_off = self.sign_off_of_document(&loaded, checkpoint, of.as_ref()).await?;
        let named = format!("“{title}”");
        let yes = Yes { title: &named, decision: &decision, reason: reason.trim(), document: id, checkpoint };
        let by_other = by_other(&yes, sign_off.standing(&author), &author, &hash)?;
        let words = match self.despite(&loaded, status, unready.trim()).await? {
            Some(despite) => format!("{words}. {despite}"),
            None => words,
        };
        let fact = Fact::ApprovalGiven {
            document: id,
            checkpoint: checkpoint.to_owned(),
            heads: loaded.heads.clone(),
            hash,
            decision,
        };
        let incident = loaded.document.header_text("incident").parse().ok();
        let mut write = Write::at(now);
        if let Some((fact, words)) = by_other {
            write = write.entry(self.entry_at(now, incident, &author, fact, &words));
        }
        let write = write.entry(self.entry_at(now, incident, &author, fact, &words));
        let write = self.with_status(write, id, &loaded.document, status).await?;
        self.commit_one(write, id).await
    }

    /// What the log says where a document goes into force although its own readiness sheet says that something is not
    /// ready; nothing where all of it is, where it has no sheet, and while other checkpoints are open.
    ///
    /// # Errors
    /// When something is not ready and no reason is given.
    async fn despite(&self, loaded: &Loaded, status: &str, reason: &str) -> Result<Option<String>, ApiError> {
        if status != "approved" || !loaded.document.header_text("incident").is_empty() {
            return Ok(None);
        }
        let open = self.studio(&loaded.document, None).await?.not_ready(loaded.id, &loaded.document);
        if open.is_empty() {
            return Ok(None);
        }
        let (title, open) = (loaded.document.title(), open.join("; "));
        if reason.is_empty() {
            let words = format!(
                "“{title}” goes into force with this decision, and its readiness sheet says not ready: {open}. Nothing \
                 was decided. Make it ready, or say why it goes into force all the same: the log keeps the reason"
            );
            return Err(ApiError::new(ErrorCode::NotReady, words));
        }
        Ok(Some(format!("It goes into force although not ready ({open}): {reason}")))
    }

    /// Who may say yes to the update that a checkpoint is about: who was asked, and whom the plan names for its audience,
    /// but not who wrote the draft.
    async fn sign_off_of_update<'a>(&'a self, known: &'a Incident, checkpoint: &str) -> Result<SignedBy<'a>, ApiError> {
        let (directory, now) = (self.directory().await?, self.now());
        let (mut named, mut authors) = (Vec::new(), Vec::new());
        if let Some(draft) = known.draft(checkpoint) {
            authors.push(draft.by.clone());
            let plan = self.plan(known, &PlanPart::Communication).await?;
            named.extend(approver_of(&plan, known, &directory, &draft.audience, now));
        }
        let asked = known.waiting_approvals().filter(|a| a.checkpoint == checkpoint);
        named.extend(asked.map(|a| a.approver.clone()));
        Ok(SignedBy { named, authors, incident: Some(known), directory, now })
    }

    /// Who may say yes to a document at a checkpoint: who was asked and whom it plans, but neither who prepared it nor who
    /// asked.
    async fn sign_off_of_document<'a>(
        &'a self,
        loaded: &Loaded,
        checkpoint: &str,
        incident: Option<&'a Incident>,
    ) -> Result<SignedBy<'a>, ApiError> {
        let (directory, now) = (self.directory().await?, self.now());
        let (mut named, mut authors) = (Vec::new(), Vec::new());
        let is_it = |point: &&Checkpoint| folded(&point.name) == folded(checkpoint);
        let planned = checkpoints(loaded.id, &loaded.document, &[]);
        let points = self.checkpoints_of(loaded).await?;
        for point in points.iter().chain(&planned).filter(is_it) {
            if let Standing::Asked { by, .. } = &point.standing {
                authors.push(by.clone());
            }
            named.extend(Some(point.approver.clone()).filter(|approver| !approver.is_empty()));
        }
        let prepared = loaded.document.header.get("prepared_by").map(Value::members).unwrap_or_default();
        for person in prepared {
            let name = directory.words(person).to_owned();
            let person = directory.get(person).and(named_id(person)).map(DocumentId::new);
            authors.push(Author { person, name, recorded_by: None });
        }
        Ok(SignedBy { named, authors, incident, directory, now })
    }

    /// Whether a yes at this checkpoint is the last that a document of the library waits for. The checkpoints of an
    /// incident's plan are points in time, not conditions of one approval.
    async fn is_approved_with(&self, loaded: &Loaded, checkpoint: &str, by: &Author) -> Result<bool, ApiError> {
        if !loaded.document.header_text("incident").is_empty() {
            return Ok(true);
        }
        Ok(is_passed_with(self.checkpoints_of(loaded).await?, checkpoint, by, self.now()))
    }

    /// The update that a checkpoint is about: its incident, its title and the hash of its text. Several incidents may run
    /// on one plan: the one that is named is meant, else the one whose text was read, else the one that waits.
    pub(crate) async fn waiting_update(
        &self,
        plan: DocumentId,
        checkpoint: &str,
        read: &str,
        meant: Option<IncidentId>,
    ) -> Result<Option<(IncidentId, String, String)>, ApiError> {
        let directory = self.directory().await?;
        let incidents = self.incidents().await?;
        let found = incidents.iter().filter(|i| i.closed_at.is_none() && meant.is_none_or(|id| id == i.id)).filter_map(
            |incident| {
                let draft = incident.draft(checkpoint)?;
                let title = format!("{} update {}", possessive(directory.words(&draft.audience)), draft.number);
                let waits = incident.waiting_approvals().any(|a| a.document == plan && a.checkpoint == checkpoint);
                let hash = draft.hash();
                Some(((hash == read, waits), (incident.id, title, hash)))
            },
        );
        // The first of equals, as the incidents are listed.
        let found = found.enumerate().max_by_key(|(n, (fit, _))| (*fit, std::cmp::Reverse(*n)));
        Ok(found.map(|(_, (_, update))| update))
    }
}

/// As [`SignOff`], with a directory of its own.
struct SignedBy<'a> {
    named: Vec<Named>,
    authors: Vec<Author>,
    incident: Option<&'a Incident>,
    directory: Arc<Directory>,
    now: Timestamp,
}

impl SignedBy<'_> {
    fn standing(self, by: &Author) -> sign_off::Standing {
        let Self { named, authors, incident, directory, now } = self;
        SignOff { named, authors, incident, directory: &directory, now }.standing(by)
    }
}

/// A decision, as far as it is asked whose it is.
struct Yes<'a> {
    title: &'a str,
    decision: &'a Decision,
    /// Why somebody else decides; empty for none.
    reason: &'a str,
    document: DocumentId,
    checkpoint: &'a str,
}

/// What the log says of a yes by somebody else than who was asked; nothing where there is nothing to say.
///
/// # Errors
/// When somebody else says yes and gives no reason.
fn by_other(
    yes: &Yes<'_>,
    standing: sign_off::Standing,
    by: &Author,
    hash: &str,
) -> Result<Option<(Fact, String)>, ApiError> {
    if *yes.decision == Decision::Rejected {
        return Ok(None);
    }
    let Yes { title, reason, .. } = *yes;
    let name = &by.name;
    let (is_author, instead_of, reason) = match standing {
        sign_off::Standing::Approver => return Ok(None),
        sign_off::Standing::AuthorAlone => (true, String::new(), if reason.is_empty() { NOBODY_ELSE } else { reason }),
        sign_off::Standing::Author(of) if reason.is_empty() => {
            let words = format!(
                "{name} wrote {title}, and {of} is to approve it. Nothing was decided. Have them decide, or record \
                 their word for them. Where nobody can be reached, say why the author approves it: the log keeps the \
                 reason"
            );
            return Err(ApiError::new(ErrorCode::NotApprover, words));
        }
        sign_off::Standing::Other(of) if reason.is_empty() => {
            let words = format!(
                "{of} is to approve {title}, not {name}. Nothing was decided. Have them decide, or record their word \
                 for them. Where nobody can be reached, say why {name} decides in their place: the log keeps the reason"
            );
            return Err(ApiError::new(ErrorCode::NotApprover, words));
        }
        sign_off::Standing::Author(of) => (true, of, reason),
        sign_off::Standing::Other(of) => (false, of, reason),
    };
    let words = match (is_author, instead_of.as_str()) {
        (true, "") => format!("{title}, approved by the author: {reason}"),
        (true, of) => format!("{title}, approved by the author instead of {of}: {reason}"),
        (false, of) => format!("{title}, approved by {name} instead of {of}: {reason}"),
    };
    let (document, checkpoint, hash) = (yes.document, yes.checkpoint.to_owned(), hash.to_owned());
    let reason = reason.to_owned();
    let other = ApprovalByOther { document, checkpoint, hash, is_author, instead_of, reason };
    Ok(Some((Fact::ApprovalByOther(other), words)))
}
