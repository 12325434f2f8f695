//! What changed since a moment, for somebody who joins: grouped, short, each line with the entry that says so.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::cadence::{PromiseOutcome, promises};
use crate::directory::Directory;
use crate::duration;
use crate::id::{DocumentId, EntryId};
use crate::incident::{Incident, order};
use crate::log::{Category, DeliveryEnd, Entry, Fact, Recorded};
use crate::moment;
use crate::value::ReferenceKind;
use crate::view::folded;

/// What a group of changes is about, in the order in which it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// State, severity and services.
    State,
    /// Who holds which role, hand-overs and periods.
    People,
    /// Decisions and approvals.
    Decisions,
    /// Updates that went out and promises that were missed.
    Updates,
    /// Levels called, answered and told.
    Escalation,
    /// Actions opened and closed.
    Actions,
    /// What was learned: the last situation report and hypotheses.
    Situation,
    /// Plans adopted and changed, documents made.
    Plans,
}

impl Topic {
    /// The heading.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::State => "State and severity",
            Self::People => "Roles and periods",
            Self::Decisions => "Decisions",
            Self::Updates => "Updates and promises",
            Self::Escalation => "Escalation",
            Self::Actions => "Actions",
            Self::Situation => "Situation",
            Self::Plans => "Plans",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The entry of the log that says so; of several the last.
    pub entry: EntryId,
    /// When.
    pub at: Timestamp,
    /// In words.
    pub words: String,
    /// Whether it is something that went wrong: a promise missed, a level that nobody answered.
    pub is_missed: bool,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CatchUp {
    /// Lines by topic, in order of time.
    pub groups: Vec<(Topic, Vec<Line>)>,
    /// Entries that are in none of them: events and notes.
    pub others: usize,
}

/// What changed since a moment: entries about what happened after it, and those that were entered after it about what
/// happened before.
#[must_use]
pub fn catch_up(
    incident: &Incident,
    log: &[Recorded],
    directory: &Directory,
    since: Timestamp,
    zone: &TimeZone,
    now: Timestamp,
) -> CatchUp {
    let own = order(log.iter().filter(|r| r.entry.incident == Some(incident.id)));
    let is_new = |e: &&&Entry| e.event_at >= since || e.entered_at >= since;
    let mut reader =
        Reader { incident, directory, zone, now, lines: BTreeMap::new(), keyed: BTreeMap::new(), others: 0 };
    for entry in own.iter().filter(is_new) {
        reader.take(entry, since);
    }
    let groups = reader.lines.into_iter().collect();
    CatchUp { groups, others: reader.others }
}

struct Reader<'a> {
    incident: &'a Incident,
    directory: &'a Directory,
    zone: &'a TimeZone,
    now: Timestamp,
    lines: BTreeMap<Topic, Vec<Line>>,
    /// Where the line about something that changed more than once stands, and how often.
    keyed: BTreeMap<(Topic, String), (EntryId, usize)>,
    others: usize,
}

impl Reader<'_> {
    fn take(&mut self, entry: &Entry, since: Timestamp) {
        let text = self.incident.corrections.get(&entry.id).unwrap_or(&entry.text).clone();
        let late = if entry.event_at < since { ", entered later" } else { "" };
        let Some(fact) = entry.fact() else { return self.other() };
        match fact {
            Fact::Declared { .. }
            | Fact::ExerciseDeclared {}
            | Fact::Retitled { .. }
            | Fact::StateChanged { .. }
            | Fact::SeverityChanged { .. }
            | Fact::ServicesChanged { .. } => self.push(Topic::State, entry, text + late),
            Fact::RoleAssumed { role, person } => {
                let (role, person) = (self.directory.words(&role).to_owned(), self.directory.words(&person));
                let words = format!("{role}: {person}");
                self.replace(Topic::People, &role, entry, |_| words);
            }
            Fact::RoleRenounced { role, person, .. } => {
                let (role, person) = (self.directory.words(&role).to_owned(), self.directory.words(&person));
                let words = format!("{role}: nobody since {person} left it");
                self.replace(Topic::People, &role, entry, |_| words);
            }
            Fact::PeriodStarted { .. }
            | Fact::HandOverOffered { .. }
            | Fact::HandOverAccepted { .. }
            | Fact::HandOverDeclined { .. } => self.push(Topic::People, entry, text),
            // The period that begins says it.
            Fact::PeriodEnded { .. } => {}
            Fact::Decided { accountable, .. } => {
                let who = accountable.map(|a| format!(" (accountable: {})", self.directory.words(&a)));
                self.push(Topic::Decisions, entry, text + &who.unwrap_or_default() + late);
            }
            Fact::ApprovalAsked { .. }
            | Fact::ApprovalGiven { .. }
            | Fact::ApprovalByOther(_)
            | Fact::ApprovalWithdrawn { .. } => self.push(Topic::Decisions, entry, text),
            Fact::UpdateSent { audience, number, next_at, .. } => {
                let name = self.directory.words(&audience);
                let next = next_at.map(|at| format!(", the next promised for {}", self.brief(at)));
                let words = format!("{name}: update {number} sent{}", next.unwrap_or_default());
                self.push(Topic::Updates, entry, words);
            }
            Fact::UpdateQueued { audience, number, next_at, .. } => {
                // It is out from the moment at which the first server took it, and that entry says so.
                if self.incident.sent.iter().any(|s| s.number == number && s.audience == audience) {
                    return;
                }
                let next = next_at.map(|at| format!(", the next promised for {}", self.brief(at)));
                let name = self.directory.words(&audience);
                let next = next.unwrap_or_default();
                let words = format!("{name}: update {number} handed over to be sent, not out yet{next}");
                self.push(Topic::Updates, entry, words);
            }
            Fact::DeliveryEnded { end: DeliveryEnd::Refused | DeliveryEnd::GivenUp, .. } => {
                self.push_missed(Topic::Updates, entry, text);
            }
            Fact::DeliveryEnded { .. } => {}
            Fact::PromisePassed { audience, promised_at } => self.promise(&audience, promised_at, entry),
            Fact::UpdateOverdue(update) => {
                let name = self.directory.words(&update.audience);
                let words = format!("{name}: the update due by the plan at {} was not sent", self.brief(update.due_at));
                self.push_missed(Topic::Updates, entry, words);
            }
            Fact::UpdateAsked(_) => self.push(Topic::Updates, entry, text),
            Fact::ObligationOverdue(_) => self.push_missed(Topic::Updates, entry, text),
            Fact::ChainExhausted(_) => self.push_missed(Topic::Escalation, entry, text),
            Fact::ScheduleEnded { is_held: true, .. } => self.push_missed(Topic::Updates, entry, text),
            Fact::UpdateScheduled { .. }
            | Fact::ScheduleEnded { .. }
            | Fact::ConditionMet { .. }
            | Fact::UpdateSkipped { .. }
            | Fact::UpdateSnoozed { .. }
            | Fact::Replied { .. }
            | Fact::ReplyWaived { .. } => self.push(Topic::Updates, entry, text),
            Fact::UpdateRetracted { .. } => self.push_missed(Topic::Updates, entry, text),
            Fact::LevelDeclined { .. } => self.push_missed(Topic::Escalation, entry, text),
            Fact::CallEnded { outcome, .. } if !outcome.is_reached() => {
                self.push_missed(Topic::Escalation, entry, text);
            }
            Fact::LevelNotified { .. } | Fact::RuleTold { .. } => {}
            Fact::LevelCalled { .. }
            | Fact::CallEnded { .. }
            | Fact::LevelAcknowledged { .. }
            | Fact::LevelSkipped { .. }
            | Fact::LevelRaised { .. }
            | Fact::Deescalated { .. }
            | Fact::EscalationPaused { .. }
            | Fact::EscalationResumed {} => self.push(Topic::Escalation, entry, text),
            Fact::AnchorLogged { .. } | Fact::AnchorWithdrawn { .. } | Fact::ObligationChanged { .. } => {
                self.push(Topic::Updates, entry, text);
            }
            Fact::ActionOpened { .. } => self.action(entry.id, entry, "opened"),
            Fact::ActionReopened { action } => self.action(action, entry, "open again"),
            Fact::ActionClosed { action, done } => self.action(action, entry, if done { "done" } else { "dropped" }),
            Fact::Situation { .. } => {
                self.replace(Topic::Situation, "situation", entry, |_| format!("Situation: {text}"));
            }
            Fact::Remark { category: Category::Hypothesis } => {
                self.push(Topic::Situation, entry, format!("Hypothesis: {text}{late}"));
            }
            Fact::PlanAdopted { .. } => self.push(Topic::Plans, entry, text),
            Fact::CasesLinked(_) | Fact::CasesUnlinked(_) | Fact::Withdrawal(_) => {
                self.push(Topic::Situation, entry, text);
            }
            Fact::DocumentEdited { document, .. } | Fact::PlanChanged { document, .. } => {
                self.edited(document, entry, &text);
            }
            Fact::DocumentCreated { document, .. } => {
                self.keyed.insert((Topic::Plans, document.to_string()), (entry.id, 0));
                self.push(Topic::Plans, entry, text);
            }
            // Who drafts and exports, and what is corrected, changes nothing for whoever joins.
            Fact::UpdateDrafted { .. } | Fact::Exported { .. } | Fact::Correction { .. } => {}
            Fact::ClockSetBack { .. } | Fact::DataRestored {} => self.push_missed(Topic::State, entry, text),
            Fact::Remark { .. }
            | Fact::Evidence(_)
            | Fact::RowNoted { .. }
            | Fact::Commented(_)
            | Fact::CommentStep(_)
            | Fact::PersonalErased(_)
            | Fact::PersonErased(_)
            | Fact::PersonalHeld(_)
            | Fact::OccurrenceEnded { .. }
            | Fact::Drill(_)
            | Fact::Directory(_)
            | Fact::CaseAdded { .. }
            | Fact::CaseRouted { .. }
            | Fact::RoutingUndone(_)
            | Fact::CaseChanged(_)
            | Fact::CaseInput(_)
            | Fact::CaseHandOff(_)
            | Fact::CaseTicket(_)
            | Fact::CaseDutyEnded(_) => self.other(),
        }
    }

    /// What became of a promise whose time passed: it was late, left out, or nothing has gone out yet. One that another
    /// laptop had kept is no news.
    fn promise(&mut self, audience: &str, promised_at: Timestamp, entry: &Entry) {
        let key = |audience: &str| self.directory.key(&[ReferenceKind::Audience], audience);
        let scores = promises(self.incident, self.directory, self.now);
        let score = scores.iter().find(|s| s.promised_at == promised_at && key(&s.audience) == key(audience));
        let became = match score.map(|score| &score.outcome) {
            Some(PromiseOutcome::Kept { .. }) => return,
            Some(PromiseOutcome::Late { sent_at, by_seconds }) => {
                let late = duration::print(SignedDuration::from_secs(i64::from(*by_seconds)));
                format!("went out at {}, {late} late", self.brief(*sent_at))
            }
            Some(PromiseOutcome::Missed { reason }) if !reason.is_empty() => format!("was left out: {reason}"),
            Some(PromiseOutcome::Overdue | PromiseOutcome::Open) => "has not gone out yet".to_owned(),
            Some(PromiseOutcome::Missed { .. }) | None => "was missed".to_owned(),
        };
        let (name, at) = (self.directory.words(audience), self.brief(promised_at));
        let words = format!("{name}: the update promised for {at} {became}");
        self.push_missed(Topic::Updates, entry, words);
    }

    fn other(&mut self) {
        self.others += 1;
    }

    fn brief(&self, at: Timestamp) -> String {
        moment::brief(at, self.now, self.zone)
    }

    fn push(&mut self, topic: Topic, entry: &Entry, words: String) {
        let line = Line { entry: entry.id, at: entry.event_at, words, is_missed: false };
        self.lines.entry(topic).or_default().push(line);
    }

    fn push_missed(&mut self, topic: Topic, entry: &Entry, words: String) {
        let line = Line { entry: entry.id, at: entry.event_at, words, is_missed: true };
        self.lines.entry(topic).or_default().push(line);
    }

    /// One line for something that changed more than once: the last says how it stands. `words` get how often.
    fn replace(&mut self, topic: Topic, key: &str, entry: &Entry, words: impl FnOnce(usize) -> String) {
        let place = (topic, folded(key));
        let times = self.keyed.get(&place).map_or(1, |(_, times)| times + 1);
        if let Some((before, _)) = self.keyed.insert(place, (entry.id, times)) {
            self.lines.entry(topic).or_default().retain(|line| line.entry != before);
        }
        self.push(topic, entry, words(times));
    }

    fn action(&mut self, action: EntryId, entry: &Entry, became: &str) {
        let found = self.incident.actions.iter().find(|a| a.id == action);
        let Some(found) = found else { return self.other() };
        let owner = found.owner.as_ref().map(|o| self.directory.words(o).to_owned());
        let due = found.due_at.filter(|_| found.closed_at.is_none()).map(|at| format!("due {}", self.brief(at)));
        let more = [owner, due].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let more = if more.is_empty() { more } else { format!(" ({more})") };
        let is_both = became != "opened" && self.keyed.contains_key(&(Topic::Actions, folded(&action.to_string())));
        let became = if is_both { format!("opened and {became}") } else { became.to_owned() };
        let words = format!("{}: {became}{more}", found.text);
        self.replace(Topic::Actions, &action.to_string(), entry, |_| words);
    }

    fn edited(&mut self, document: DocumentId, entry: &Entry, text: &str) {
        let key = document.to_string();
        // What was made since is new; that it was filled in says no more.
        if self.keyed.get(&(Topic::Plans, key.clone())).is_some_and(|(_, times)| *times == 0) {
            return;
        }
        self.replace(Topic::Plans, &key, entry, |times| {
            if times == 1 { text.to_owned() } else { format!("{text}, {times} times") }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::DocumentId;
    use crate::log::State;
    use crate::test::{Log, at};
    use uuid::Uuid;

    fn told(log: &Log, since: &str) -> Vec<String> {
        let found =
            catch_up(&log.incident(), &log.entries, &Directory::default(), at(since), &TimeZone::UTC, at("15:00"));
        let lines = found.groups.iter().flat_map(|(topic, lines)| {
            lines.iter().map(move |l| {
                let mark = if l.is_missed { "! " } else { "" };
                format!("{} | {mark}{}", topic.heading(), l.words)
            })
        });
        lines.chain([format!("{} others", found.others)]).collect()
    }

    #[test]
    fn what_changed_is_told_once_in_groups_and_what_was_before_is_left_out() {
        let mut log = Log::default();
        let mut add = |time: &str, text: &str, fact: Fact| {
            let id = EntryId::new(Uuid::from_u128(0x9_0000 + log.entries.len() as u128));
            log.add_as(id, time, fact, text);
            id
        };
        add("14:05", "Declared", declared());
        let old = add("14:10", "Old action", Fact::ActionOpened { owner: None, due_at: None });
        let state = |state| Fact::StateChanged { state };
        add("14:41", "Identified: the certificate", state(State::Identified));
        let role = |person: &str| Fact::RoleAssumed { role: "Scribe".to_owned(), person: person.to_owned() };
        add("14:42", "", role("Emre Yılmaz"));
        add("14:43", "", role("Aisha Bello"));
        let decided = Fact::Decided { accountable: Some("Kim Ji-woo".to_owned()), consulted: Vec::new() };
        add("14:44", "Roll back", decided);
        let (audience, promised_at) = ("Executives".to_owned(), at("14:44"));
        add("14:45", "", Fact::PromisePassed { audience: audience.clone(), promised_at });
        let (stage, body, via, next_at) = (String::new(), "x".to_owned(), "by hand".to_owned(), Some(at("15:19")));
        add("14:49", "", Fact::UpdateSent { audience, number: 2, stage, body, via, next_at });
        add("14:50", "", Fact::ActionClosed { action: old, done: true });
        let due_at = Some(at("15:10"));
        let new = add("14:51", "New action", Fact::ActionOpened { owner: Some("Kim Ji-woo".to_owned()), due_at });
        let gone = add("14:52", "Gone action", Fact::ActionOpened { owner: None, due_at: None });
        add("14:53", "", Fact::ActionClosed { action: gone, done: false });
        let document = DocumentId::new(Uuid::from_u128(7));
        let edited = || Fact::DocumentEdited { document, heads: Vec::new() };
        add("14:54", "Edited “Plan”", edited());
        add("14:55", "Edited “Plan”", edited());
        add("14:56", "A note", Fact::Remark { category: Category::Note });
        assert_eq!(
            told(&log, "14:30"),
            [
                "State and severity | Identified: the certificate",
                "Roles and periods | Scribe: Aisha Bello",
                "Decisions | Roll back (accountable: Kim Ji-woo)",
                "Updates and promises | ! Executives: the update promised for 13:44 was missed",
                "Updates and promises | Executives: update 2 sent, the next promised for 14:19",
                "Actions | Old action: done",
                "Actions | New action: opened (Kim Ji-woo, due 14:10)",
                "Actions | Gone action: opened and dropped",
                "Plans | Edited “Plan”, 2 times",
                "1 others",
            ]
        );
        assert_eq!(told(&log, "14:57"), ["0 others"]);
        let found =
            catch_up(&log.incident(), &log.entries, &Directory::default(), at("14:51"), &TimeZone::UTC, at("15:00"));
        assert_eq!(found.groups[0].1[0].entry, new, "a line leads to its entry");
    }

    #[test]
    fn an_update_is_told_once_and_a_promise_as_it_was_scored() {
        let mut log = Log::default();
        log.add("14:05", declared());
        let sent = |number: u32, next: &str| Fact::UpdateSent {
            audience: "Executives".to_owned(),
            number,
            stage: String::new(),
            body: "x".to_owned(),
            via: "Mail".to_owned(),
            next_at: Some(at(next)),
        };
        let passed = |time: &str| Fact::PromisePassed { audience: "Executives".to_owned(), promised_at: at(time) };
        let queued = |number: u32| Fact::UpdateQueued {
            audience: "Executives".to_owned(),
            number,
            stage: String::new(),
            subject: String::new(),
            body: "x".to_owned(),
            via: "Mail".to_owned(),
            next_at: None,
            recipients: Vec::new(),
            scheduled: None,
        };
        log.add("14:10", queued(1));
        log.add("14:11", sent(1, "14:41"));
        log.add("14:41:15", passed("14:41"));
        log.add("14:44", queued(2));
        log.add("14:45", sent(2, "14:50"));
        log.add("14:50:15", passed("14:50"));
        log.add("14:51", queued(3));
        assert_eq!(
            told(&log, "14:06"),
            [
                "Updates and promises | Executives: update 1 sent, the next promised for 13:41",
                "Updates and promises | ! Executives: the update promised for 13:41 went out at 13:45, 4 min late",
                "Updates and promises | Executives: update 2 sent, the next promised for 13:50",
                "Updates and promises | ! Executives: the update promised for 13:50 has not gone out yet",
                "Updates and promises | Executives: update 3 handed over to be sent, not out yet",
                "0 others",
            ]
        );
    }

    #[test]
    fn what_was_entered_later_about_what_happened_before_is_news() {
        let mut log = Log::default();
        log.add("14:05", declared());
        log.add_as(
            EntryId::new(Uuid::from_u128(5)),
            "14:20",
            Fact::Decided { accountable: None, consulted: Vec::new() },
            "Freeze",
        );
        log.entries[1].entry.entered_at = at("14:50");
        assert_eq!(told(&log, "14:40"), ["Decisions | Freeze, entered later", "0 others"]);
    }

    fn declared() -> Fact {
        Fact::Declared {
            number: "INC-1".to_owned(),
            title: "Down".to_owned(),
            severity: "SEV1".to_owned(),
            commander: None,
            services: Vec::new(),
            detected_at: None,
        }
    }
}
