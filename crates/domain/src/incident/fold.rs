//! The fold itself.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Action, AdoptedPlan, Approval, COMMANDER, Decided, EXERCISE, FirstDraft, Incident, LevelEvent, Period,
    RetractedUpdate, RoleHeld, SentUpdate, SetBack, Since, SituationReport, SkippedUpdate, SnoozedUpdate, UpdateDraft,
    UpdateReview, Written, drill, linked, notification, obligation, reply, rule_told, scheduled, set_back, update,
    update_checkpoint,
};
use crate::id::IncidentId;
use crate::log::{Author, Decision, Entry, Fact, Recorded, State, Withdrawal};
use crate::view::folded;

/// Entries in the order in which they are folded: by event time, then time of entry, each id once. Entries of
/// one moment (under a clock that stands, or written together) follow each other as their heads say, those
/// that knew nothing of each other by hash. Two laptops may each hold an entry that Bridgebook made; the one
/// that sorts first counts.
#[must_use]
pub fn order<'a>(entries: impl IntoIterator<Item = &'a Recorded>) -> Vec<&'a Entry> {
    let mut list: Vec<&Entry> = entries.into_iter().map(|r| &r.entry).collect();
    put_in_order(&mut list);
    let mut seen = BTreeSet::new();
    list.retain(|e| seen.insert(e.id));
    list
}

fn put_in_order(list: &mut [&Entry]) {
    let moment = |e: &&Entry| (e.event_at, e.entered_at);
    list.sort_by_key(moment);
    if list.windows(2).any(|pair| moment(&pair[0]) == moment(&pair[1])) {
        let depths = depths(list);
        let depth = |e: &Entry| depths.get(e.hash.as_str()).copied().unwrap_or(0);
        list.sort_by(|a, b| {
            moment(a).cmp(&moment(b)).then_with(|| depth(a).cmp(&depth(b))).then_with(|| a.hash.cmp(&b.hash))
        });
    }
}

/// How many entries each one builds on at most, along its heads: one that knew another lies deeper.
fn depths<'a>(entries: &[&'a Entry]) -> BTreeMap<&'a str, usize> {
    let by_hash: BTreeMap<&str, &Entry> = entries.iter().map(|e| (e.hash.as_str(), *e)).collect();
    let mut depths: BTreeMap<&str, usize> = BTreeMap::new();
    // Each entry is entered once, so that heads which name each other (nobody can hash that, but a damaged
    // log may say so) end as well.
    let mut entered = BTreeSet::new();
    for entry in entries {
        let mut path = vec![*entry];
        while let Some(top) = path.last().copied() {
            if entered.insert(top.hash.as_str()) {
                let known = top.heads.iter().filter_map(|hash| by_hash.get(hash.as_str()));
                path.extend(known.filter(|e| !entered.contains(e.hash.as_str())));
            } else {
                let below = top.heads.iter().filter_map(|hash| depths.get(hash.as_str())).max();
                let depth = below.map_or(0, |depth| depth + 1);
                depths.insert(&top.hash, depth);
                path.pop();
            }
        }
    }
    depths
}

pub(super) fn fold<'a>(id: IncidentId, entries: impl IntoIterator<Item = &'a Recorded>) -> Option<Incident> {
    let ordered = order(entries.into_iter().filter(|r| r.entry.incident == Some(id)));
    let righted = set_back::righted(&ordered);
    let mut ordered: Vec<&Entry> = righted.iter().map(AsRef::as_ref).collect();
    put_in_order(&mut ordered);
    let mut incident = ordered.iter().find_map(|e| declared(id, e))?;
    incident.entries = u32::try_from(ordered.len()).unwrap_or(u32::MAX);
    for entry in &ordered {
        // A correction names the entry; the last one in the order of the fold says what it should say.
        if let Some(Fact::Correction { of }) = entry.fact() {
            incident.corrections.insert(of, entry.text.clone());
        }
    }
    let mut duties = Vec::new();
    for entry in &ordered {
        match entry.fact() {
            Some(fact) if obligation::is_about(&fact) => duties.push((*entry, fact)),
            Some(fact) => incident.take(entry, fact),
            None => {}
        }
    }
    if !duties.is_empty() {
        let depths = depths(&ordered);
        let depth = |e: &Entry| depths.get(e.hash.as_str()).copied().unwrap_or(0);
        duties.sort_by_key(|(e, _)| (e.entered_at, depth(e)));
        incident.take_obligations(duties);
    }
    incident.finish();
    Some(incident)
}

fn declared(id: IncidentId, entry: &Entry) -> Option<Incident> {
    let Some(Fact::Declared { number, title, severity, commander, services, detected_at }) = entry.fact() else {
        return None;
    };
    let at = entry.event_at;
    let commander_held = commander.iter().map(|person| RoleHeld {
        role: COMMANDER.to_owned(),
        person: person.clone(),
        assumed_at: at,
        renounced_at: None,
        left_because: String::new(),
    });
    Some(Incident {
        id,
        number,
        title,
        exercise: false,
        severity: severity.clone(),
        services,
        state: Since { value: State::Investigating, at },
        declared_at: at,
        detected_at: detected_at.unwrap_or(at),
        resolved_at: None,
        closed_at: None,
        roles: commander_held.collect(),
        commander,
        commander_role: COMMANDER.to_owned(),
        states: vec![Since { value: State::Investigating, at }],
        severities: vec![Since { value: severity, at }],
        service_changes: Vec::new(),
        periods: Vec::new(),
        plans: Vec::new(),
        actions: Vec::new(),
        decisions: Vec::new(),
        situation: None,
        sent: Vec::new(),
        retracted: Vec::new(),
        queued: Vec::new(),
        scheduled: Vec::new(),
        skipped: Vec::new(),
        replies: Vec::new(),
        waived_replies: Vec::new(),
        snoozed: Vec::new(),
        drafts: Vec::new(),
        drafted: Vec::new(),
        passed_promises: Vec::new(),
        overdue: Vec::new(),
        asked: Vec::new(),
        approvals: Vec::new(),
        other_approvals: Vec::new(),
        levels: Vec::new(),
        notified: Vec::new(),
        rules_told: Vec::new(),
        hand_overs: Vec::new(),
        anchors: Vec::new(),
        obligations: Vec::new(),
        withdrawn: None,
        cases: Vec::new(),
        drill: None,
        restored: Vec::new(),
        set_back: Vec::new(),
        corrections: std::collections::BTreeMap::new(),
        entries: 0,
    })
}

impl Incident {
    fn text_of(&self, entry: &Entry) -> String {
        self.corrections.get(&entry.id).unwrap_or(&entry.text).clone()
    }

    fn take(&mut self, entry: &Entry, fact: Fact) {
        let at = entry.event_at;
        match fact {
            Fact::ExerciseDeclared {} => self.exercise = true,
            Fact::Retitled { title } => self.title = title,
            Fact::StateChanged { state } => {
                // Whoever takes a withdrawn incident up again says in which state it is.
                self.withdrawn = self.withdrawn.take().filter(|_| matches!(state, State::Resolved | State::Closed));
                self.states.push(Since { value: state, at });
            }
            Fact::Withdrawal(Withdrawal { reason, again }) => {
                self.withdrawn = (!again).then_some(Since { value: reason, at });
            }
            Fact::SeverityChanged { severity, .. } => self.severities.push(Since { value: severity, at }),
            Fact::ServicesChanged { services } => {
                self.services = services;
                self.service_changes.push(at);
            }
            Fact::RoleAssumed { role, person } => self.assume(role, person, at),
            Fact::RoleRenounced { role, person, reason } => {
                let commander = self.commander_role.clone();
                let same_role =
                    |a: &str| same(a, &role) || (is_commander(a, &commander) && is_commander(&role, &commander));
                for held in self.roles.iter_mut().filter(|r| same_role(&r.role) && same(&r.person, &person)) {
                    if held.renounced_at.is_none() {
                        held.renounced_at = Some(at);
                        held.left_because.clone_from(&reason);
                    }
                }
            }
            Fact::PeriodStarted { number, from, to } => {
                self.periods.push(Period { number, from, to, ended_at: None });
            }
            Fact::PeriodEnded { number } => {
                for period in self.periods.iter_mut().filter(|p| p.number == number) {
                    period.ended_at = period.ended_at.or(Some(at));
                }
            }
            Fact::PlanAdopted { part, document } => self.plans.push(AdoptedPlan { part, document, at }),
            Fact::Decided { accountable, consulted } => {
                let text = self.text_of(entry);
                let by = entry.author.clone();
                self.decisions.push(Decided { id: entry.id, text, at, accountable, consulted, by });
            }
            Fact::Situation { conditions, actions, needs } => {
                let by = entry.author.clone();
                self.situation = Some(SituationReport { at, by, conditions, actions, needs });
            }
            Fact::ActionOpened { owner, due_at } => {
                let text = self.text_of(entry);
                let (id, opened_at) = (entry.id, at);
                self.actions.push(Action { id, text, owner, due_at, opened_at, closed_at: None, done: false });
            }
            Fact::ActionClosed { action, done } => {
                for found in self.actions.iter_mut().filter(|a| a.id == action && a.closed_at.is_none()) {
                    found.closed_at = Some(at);
                    found.done = done;
                }
            }
            Fact::ActionReopened { action } => {
                for found in self.actions.iter_mut().filter(|a| a.id == action) {
                    found.closed_at = None;
                    found.done = false;
                }
            }
            Fact::ApprovalAsked { document, checkpoint, approver } => {
                self.approvals.push(Approval {
                    document,
                    checkpoint,
                    approver,
                    asked_at: Some(at),
                    asked_by: Some(entry.author.clone()),
                    decision: None,
                    decided_at: None,
                    decided_by: None,
                    hash: String::new(),
                    note: String::new(),
                });
            }
            Fact::ApprovalGiven { document, checkpoint, hash, decision, .. } => {
                self.decide(entry, document, checkpoint, hash, decision);
            }
            Fact::ApprovalByOther(other) => self.other_approvals.push(other),
            Fact::ApprovalWithdrawn { document, checkpoint } => {
                let is_it = |a: &Approval| a.document == document && same(&a.checkpoint, &checkpoint);
                self.approvals.retain(|a| a.decision.is_some() || !is_it(a));
            }
            fact => self.take_update(entry, fact),
        }
    }

    fn take_update(&mut self, entry: &Entry, fact: Fact) {
        let at = entry.event_at;
        let written = Written { chain: entry.chain, sequence: entry.sequence };
        let Some(fact) = notification::take(&mut self.notified, entry, fact) else { return };
        let Some(fact) = rule_told::take(&mut self.rules_told, entry, fact) else { return };
        let Some(fact) = scheduled::take(self, entry, fact) else { return };
        let Some(fact) = reply::take(self, entry, fact) else { return };
        let Some(fact) = linked::take(&mut self.cases, entry, fact) else { return };
        let Some(fact) = drill::take(self, entry, fact) else { return };
        let Some(fact) = update::take_queued(&mut self.queued, entry, fact) else { return };
        match fact {
            Fact::UpdateDrafted { audience, number, stage, subject, body } => {
                let earlier = self.drafts.iter().find(|d| d.number == number && same(&d.audience, &audience));
                let draft = earlier.map_or(1, |d| d.draft + 1);
                if !self.drafted.iter().any(|d| d.number == number && same(&d.audience, &audience)) {
                    self.drafted.push(FirstDraft { audience: audience.clone(), number, at });
                }
                self.drafts.retain(|d| d.number != number || !same(&d.audience, &audience));
                let (id, by, review) = (entry.id, entry.author.clone(), UpdateReview::NotAsked);
                let made = UpdateDraft { id, audience, number, draft, stage, subject, body, at, by, review };
                self.drafts.push(made);
            }
            Fact::UpdateSent { audience, number, stage, body, via, next_at } => {
                let (id, by) = (entry.id, entry.author.clone());
                self.sent.push(SentUpdate { id, audience, number, stage, body, via, at, by, next_at });
            }
            Fact::UpdateRetracted { update, reason } => {
                self.retracted.push(RetractedUpdate { update, reason, at, by: entry.author.clone() });
            }
            Fact::UpdateSkipped { audience, due_at, reason, planned } => {
                self.skipped.push(SkippedUpdate { audience, due_at, at, reason, planned });
            }
            Fact::UpdateSnoozed { audience, until, reason } => {
                self.snoozed.push(SnoozedUpdate { audience, until, at, reason });
            }
            Fact::PromisePassed { audience, promised_at } => {
                self.passed_promises.push(Since { value: audience, at: promised_at });
            }
            Fact::UpdateOverdue(update) => self.overdue.push(update),
            Fact::UpdateAsked(update) => self.asked.push(update),
            Fact::ChainExhausted(end) => {
                self.levels.push(LevelEvent::Exhausted { id: entry.id, level: end.level, due_at: end.due_at, at });
            }
            Fact::LevelCalled { level, clock, target, due_at, held } => {
                let (id, by) = (entry.id, entry.author.clone());
                self.levels.push(LevelEvent::Called { id, by, level, clock, target, due_at, at, held, written });
            }
            Fact::LevelAcknowledged { level, by } => {
                self.levels.push(LevelEvent::Acknowledged { id: entry.id, level, by, at, written });
            }
            Fact::LevelDeclined { level, by, reason } => {
                self.levels.push(LevelEvent::Declined { id: entry.id, level, by, reason, at });
            }
            Fact::LevelSkipped { level, reason, clock } => {
                self.levels.push(LevelEvent::Skipped { id: entry.id, level, clock, reason, at });
            }
            Fact::LevelRaised { level, reason, clock } => {
                self.levels.push(LevelEvent::Raised { id: entry.id, level, clock, reason, at, written });
            }
            Fact::Deescalated { level, to, released, by, reason } => {
                self.levels.push(LevelEvent::Released { id: entry.id, level, to, released, by, reason, at });
            }
            Fact::EscalationPaused { reason } => self.levels.push(LevelEvent::Paused { reason, at }),
            Fact::EscalationResumed {} => self.levels.push(LevelEvent::Resumed { at }),
            Fact::DataRestored {} => self.restored.push(at),
            // One that was corrected was wrong itself.
            Fact::ClockSetBack { .. } if self.corrections.contains_key(&entry.id) => {}
            Fact::ClockSetBack { stood_at, versions } => {
                self.set_back.push(SetBack { id: entry.id, at, stood_at, versions });
            }
            fact => self.take_hand_over(entry, fact),
        }
    }

    /// A role has one holder at a time: whoever assumes it takes it over. The commander named in the
    /// declaration holds the role from then on; that they assume it as well, by its id, says no more.
    fn assume(&mut self, role: String, person: String, at: jiff::Timestamp) {
        let is_declared = self.commander.as_ref().is_some_and(|c| same(c, &person));
        if is_declared && at == self.declared_at && same(&self.commander_role, COMMANDER) {
            self.commander_role.clone_from(&role);
        }
        let mut is_held = false;
        let commander_role = self.commander_role.clone();
        let same_role =
            |a: &str| same(a, &role) || (is_commander(a, &commander_role) && is_commander(&role, &commander_role));
        for held in self.roles.iter_mut().filter(|r| r.renounced_at.is_none() && same_role(&r.role)) {
            if same(&held.person, &person) {
                held.role.clone_from(&role);
                is_held = true;
            } else {
                held.renounced_at = Some(at);
            }
        }
        if !is_held {
            self.roles.push(RoleHeld { role, person, assumed_at: at, renounced_at: None, left_because: String::new() });
        }
    }

    fn decide(
        &mut self,
        entry: &Entry,
        document: crate::id::DocumentId,
        checkpoint: String,
        hash: String,
        decision: Decision,
    ) {
        let decided = Some(entry.event_at);
        // The words of the entry: what was decided about, the decision, the note. A correction is a note of its own.
        let text = self.text_of(entry);
        let note = text.split_once(&format!(": {decision}")).map_or(text.as_str(), |(_, note)| note);
        let note = note.trim_start_matches(". ").to_owned();
        let waiting = self
            .approvals
            .iter_mut()
            .rev()
            .find(|a| a.document == document && a.checkpoint == checkpoint && a.decision.is_none());
        if let Some(approval) = waiting {
            approval.decision = Some(decision);
            approval.decided_at = decided;
            approval.decided_by = Some(entry.author.clone());
            approval.hash = hash;
            approval.note = note;
        } else {
            self.approvals.push(Approval {
                document,
                checkpoint,
                approver: String::new(),
                asked_at: None,
                asked_by: None,
                decision: Some(decision),
                decided_at: decided,
                decided_by: Some(entry.author.clone()),
                hash,
                note,
            });
        }
    }

    /// What follows from the whole: the values that hold now, and the review of each draft.
    fn finish(&mut self) {
        if self.exercise && !self.title.starts_with(EXERCISE) {
            self.title = format!("{EXERCISE}{}", self.title);
        }
        if let Some(withdrawn) = &self.withdrawn {
            self.states.push(Since { value: State::Closed, at: withdrawn.at });
        }
        if let Some(last) = self.severities.last() {
            self.severity = last.value.clone();
        }
        // The first moment of the run of equal states at the end is when the present one began.
        if let Some(last) = self.states.last() {
            let run = self.states.iter().rev().take_while(|s| s.value == last.value).last();
            self.state = run.unwrap_or(last).clone();
        }
        let over = |s: &State| matches!(s, State::Resolved | State::Closed);
        let since = self.states.iter().rev().take_while(|s| over(&s.value)).last();
        self.resolved_at = since.map(|s| s.at);
        self.closed_at = (self.state.value == State::Closed).then_some(self.state.at);
        let commander_role = self.commander_role.clone();
        let is_commander = |r: &&RoleHeld| is_commander(&r.role, &commander_role);
        if let Some(held) = self.roles.iter().rev().filter(is_commander).find(|r| r.renounced_at.is_none()) {
            self.commander = Some(held.person.clone());
        } else if self.roles.iter().any(|r| is_commander(&r)) {
            self.commander = None;
        }
        update::settle(&mut self.queued, &self.sent);
        let sent = &self.sent;
        self.drafts.retain(|d| !sent.iter().any(|s| s.number >= d.number && same(&s.audience, &d.audience)));
        for draft in &mut self.drafts {
            draft.review = review(draft, &self.approvals);
        }
    }
}

pub(super) fn is_commander(role: &str, commander_role: &str) -> bool {
    same(role, COMMANDER) || same(role, commander_role)
}

fn review(draft: &UpdateDraft, approvals: &[Approval]) -> UpdateReview {
    let checkpoint = update_checkpoint(&draft.audience, draft.number);
    let Some(approval) = approvals.iter().rev().find(|a| a.checkpoint == checkpoint) else {
        return UpdateReview::NotAsked;
    };
    let by = || approval.decided_by.as_ref().map_or_else(String::new, who);
    let at = approval.decided_at.unwrap_or(draft.at);
    match &approval.decision {
        None => UpdateReview::Asked { approver: approval.approver.clone(), at: approval.asked_at.unwrap_or(draft.at) },
        Some(Decision::Rejected) => UpdateReview::Rejected { by: by(), at },
        Some(decision) if approval.hash == draft.hash() => {
            let condition = if *decision == Decision::Conditional { approval.note.clone() } else { String::new() };
            UpdateReview::Approved { by: by(), condition, at }
        }
        Some(_) => UpdateReview::Changed,
    }
}

/// A name, with who recorded what it is about where that was somebody else.
fn who(author: &Author) -> String {
    match &author.recorded_by {
        Some(recorder) => format!("{} (recorded by {recorder})", author.name),
        None => author.name.clone(),
    }
}

/// Whether two references written in the log are the same without asking the directory: equal ids, or
/// equal names but for case.
fn same(a: &str, b: &str) -> bool {
    a == b || folded(a) == folded(b)
}
