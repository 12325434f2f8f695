//! What people are told of by the system's notifications, and its sound. What was told is kept beside the settings, in
//! one write before it is told: a fact is told at most once, also after a sleep, a restart or a crash. Where that cannot
//! be written, it is told all the same, once in a run.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bridgebook_domain::cadence::{DueState, Going, due_updates, going};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Category, Fact, PlanPart};
use bridgebook_domain::obligation::ClockState;
use bridgebook_domain::reminder::{Reminder, Told};
use bridgebook_domain::reply::ReplyState;
use bridgebook_domain::{DocumentId, IncidentId};
use bridgebook_domain::{moment as moments, text};
use bridgebook_store::Write;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::api::ApiError;
use crate::api::event::{Event, NextDue, TellingView};
use crate::api::intent::Outcome;
use crate::api::settings::Silence;
use crate::commit::outcome;
use crate::outbox::named;
use crate::wording::{moment, possessive, when};
use crate::{Bridgebook, sample};

/// What keys of what was told begin with.
const TOLD: &str = "told.";

/// Key of the moment since when somebody looks for what is to be told.
const SINCE: &str = "told.since";

/// Key of the silence of the sound.
const SILENCE: &str = "silence";

/// How long after an update of an incident that is over a reply to it is looked for: longer than any plan gives for one.
const AWAITED: SignedDuration = SignedDuration::from_hours(31 * 24);

/// Longest silence: somebody has to say again that it goes on.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// Whether a key is that of what was told or of a silence, rather than of a setting.
pub(crate) fn is_telling(key: &str) -> bool {
    key.starts_with(TOLD) || key == SILENCE
}

/// The silence as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    since: Timestamp,
    until: Timestamp,
    reason: String,
    by: String,
}

impl Kept {
    /// Whether it holds at a moment: under a clock that was set back it does not, lest it last longer than was said.
    fn holds(&self, now: Timestamp) -> bool {
        self.since <= now && now < self.until
    }
}

/// What a running window knows of what it told.
#[derive(Debug, Default)]
pub(crate) struct Telling {
    /// How much was overdue at the last look, and what was due first.
    overdue: Mutex<(u32, Option<NextDue>)>,
    since: Mutex<Option<Timestamp>>,
    /// What was told and could not be written down, by incident.
    unkept: Mutex<BTreeMap<IncidentId, Told>>,
    /// Up to when the log of an incident went on when it was said that the clock is wrong.
    wrong: Mutex<BTreeMap<IncidentId, Timestamp>>,
}

impl Telling {
    fn since(&self) -> MutexGuard<'_, Option<Timestamp>> {
        self.since.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unkept(&self) -> MutexGuard<'_, BTreeMap<IncidentId, Told>> {
        self.unkept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it was not said yet that the clock is wrong for a log that goes on to this moment.
    pub(crate) fn is_news(&self, incident: IncidentId, logged_at: Timestamp) -> bool {
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        wrong.insert(incident, logged_at) != Some(logged_at)
    }
}

/// What stands of one incident, with the place where each is looked at.
#[derive(Default)]
struct Standing {
    reminders: Vec<Reminder>,
    views: Vec<TellingView>,
    owed: Owed,
}

/// How much is overdue, and what is due first.
#[derive(Default)]
pub(crate) struct Owed {
    overdue: u32,
    next: Option<(Timestamp, NextDue)>,
}

impl Owed {
    /// Counts what another incident owes.
    pub(crate) fn add(&mut self, other: Self) {
        self.overdue += other.overdue;
        if let Some((due_at, next)) = other.next {
            self.offer(due_at, || next);
        }
    }

    /// Takes something for what is due first, if it is.
    fn offer(&mut self, due_at: Timestamp, next: impl FnOnce() -> NextDue) {
        if self.next.as_ref().is_none_or(|(first, _)| due_at < *first) {
            self.next = Some((due_at, next()));
        }
    }
}

impl Standing {
    fn add(&mut self, reminder: Reminder, view: TellingView) {
        self.reminders.push(reminder);
        self.views.push(view);
    }

    /// Something with a moment, in words: a name and the moment as people read it.
    fn owe(
        &mut self,
        incident: &Incident,
        (due_at, now): (Timestamp, Timestamp),
        view: TellingView,
        words: (&str, &str),
    ) {
        let (is_over, (name, time)) = (due_at <= now, words);
        self.owed.overdue += u32::from(is_over);
        let verb = if is_over { "was" } else { "is" };
        let words = || format!("{}: {name} {verb} due {time}", incident.number);
        self.owed.offer(due_at, || NextDue { incident: incident.id, view, words: words() });
    }
}

/// Whether anybody may be late with a reply: while it is open, and for some time after an update that no close followed.
/// The versions of a plan are read for that, so they are not read for every incident of all years at each look.
fn awaits_replies(incident: &Incident, now: Timestamp) -> bool {
    let is_awaited = |at: Timestamp| incident.closed_at.is_none_or(|closed| at > closed);
    let is_recent = |at: Timestamp| now.duration_since(at) < AWAITED;
    incident.is_open() || incident.sent.iter().any(|sent| is_awaited(sent.at) && is_recent(sent.at))
}

impl Bridgebook {
    /// Tells people of something, with a sound unless that is silenced. The sample says what it is, and is silent.
    pub(crate) async fn tell_people(&self, incident: &Incident, message: String, view: TellingView) {
        // A silence that cannot be read silences nothing.
        let sounds = !self.is_sample && !matches!(self.silence().await, Ok(Some(_)));
        let mark = if self.is_sample { "Sample: " } else { "" };
        let title = format!("{mark}{} {}", incident.number, incident.title);
        self.tell(Event::Told { incident: incident.id, title, message, view, sounds });
    }

    /// Tells people of something about a case that belongs to no incident, as [`Self::tell_people`] does.
    pub(crate) async fn tell_of_case(&self, document: DocumentId, title: String, message: String) {
        let sounds = !self.is_sample && !matches!(self.silence().await, Ok(Some(_)));
        let mark = if self.is_sample { "Sample: " } else { "" };
        self.tell(Event::CaseTold { document, title: format!("{mark}{title}"), message, sounds });
    }

    /// Since when somebody looks for what is to be told: what was due before that is on the board and not told. Goes
    /// back with a clock that was set back, so that nothing waits for a time that was written down wrongly.
    pub(crate) async fn watch(&self) -> Result<Timestamp, ApiError> {
        let now = self.now();
        let kept = self.setting(SINCE).await?.parse::<Timestamp>().ok();
        let known = kept.or(*self.telling.since()).filter(|since| *since <= now);
        let since = known.unwrap_or(now);
        *self.telling.since() = Some(since);
        if kept != Some(since) {
            // What cannot be written now is tried again at the next tick.
            let _ = self.keep(SINCE.to_owned(), Some(since.to_string()), now).await;
        }
        Ok(since)
    }

    /// Tells what turned at risk or overdue since the last look, whenever that was; a promise that passed is told with
    /// its entry in the log. Gives what is owed: nothing in an exercise, which is told as one.
    pub(crate) async fn remind(&self, incident: &Incident, since: Timestamp) -> (Owed, Result<(), ApiError>) {
        match self.standing(incident, self.now()).await {
            Ok(mut standing) => {
                let owed = std::mem::take(&mut standing.owed);
                let owed = if incident.exercise { Owed::default() } else { owed };
                (owed, self.tell_new(incident, &standing, since).await)
            }
            Err(error) => (Owed::default(), Err(error)),
        }
    }

    async fn tell_new(&self, incident: &Incident, standing: &Standing, since: Timestamp) -> Result<(), ApiError> {
        if self.events.receiver_count() == 0 {
            // A command that ends at once shows no notification; the next window tells it.
            return Ok(());
        }
        let (now, key) = (self.now(), format!("{TOLD}{}", incident.id));
        let kept = serde_json::from_str::<Told>(&self.setting(&key).await?).unwrap_or_default();
        let unkept = self.telling.unkept().get(&incident.id).cloned();
        let mut told = unkept.unwrap_or_else(|| kept.clone());
        // What nobody knew of when somebody began to look is told whole, from whenever it counts.
        let since = if incident.declared_at < since { since } else { Timestamp::MIN };
        let new: Vec<Reminder> = told.tell(&standing.reminders, since, now).into_iter().cloned().collect();
        let mut done = Ok(());
        if kept != told {
            // What is over leaves nothing behind.
            let value = (!told.is_empty()).then(|| serde_json::to_string(&told)).transpose();
            let value = value.map_err(|e| ApiError::invalid(e.to_string()))?;
            done = self.keep(key, value, now).await;
        }
        // A full disk keeps nobody from being told, and not again at each tick.
        if done.is_ok() {
            self.telling.unkept().remove(&incident.id);
        } else {
            self.telling.unkept().insert(incident.id, told);
        }
        // What the sample tells of before its clock runs is on the board.
        let is_story = self.is_sample && now <= sample::stands_at();
        for reminder in new.into_iter().filter(|_| !is_story) {
            let place = standing.reminders.iter().position(|r| r.key == reminder.key);
            let view = place.map_or(TellingView::Board, |place| standing.views[place]);
            self.tell_people(incident, reminder.message, view).await;
        }
        done
    }

    /// Writes what no window is told of: each shows the same facts by itself.
    async fn keep(&self, key: String, value: Option<String>, now: Timestamp) -> Result<(), ApiError> {
        self.store.write(Write::at(now).setting(key, value)).await?;
        self.cache.forget_settings();
        Ok(())
    }

    /// Says how much is overdue in all incidents and what is due first, when that changed.
    pub(crate) fn tell_overdue(&self, owed: Owed) {
        let owed = (owed.overdue, owed.next.map(|(_, next)| next));
        let mut known = self.telling.overdue.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody who listens later hears the first count, too.
        if self.events.receiver_count() > 0 && *known != owed {
            known.clone_from(&owed);
            let (count, next) = owed;
            self.tell(Event::Overdue { count, next });
        }
    }

    async fn standing(&self, incident: &Incident, now: Timestamp) -> Result<Standing, ApiError> {
        let zone = self.zone().await?;
        let mut standing = Standing::default();
        if incident.closed_at.is_none() {
            let directory = self.directory().await?;
            let plan = self.plan(incident, &PlanPart::Communication).await?;
            // What was promised, and the closing updates, are owed until it is closed.
            for update in due_updates(&plan, incident, &directory, now) {
                let Some(due_at) = update.due_at else { continue };
                let (name, time) = (possessive(&update.audience_name), when(due_at, now, &zone));
                if !matches!(update.state, DueState::AsOther | DueState::Snoozed | DueState::NoClock) {
                    standing.owe(incident, (due_at, now), TellingView::Comms, (&format!("{name} update"), &time));
                }
                let message = match update.state {
                    DueState::AtRisk if update.in_outbox.is_some() => {
                        format!("{name} update is due {time} and waits in the outbox.")
                    }
                    DueState::AtRisk => format!("{name} update is due {time}."),
                    // The entry that asks for it was told.
                    DueState::Overdue if update.is_at_once => continue,
                    DueState::Overdue if update.promised_at.is_none() => {
                        format!("{name} update was due {time} and has not gone out.")
                    }
                    _ => continue,
                };
                let key = format!("{} {due_at} {:?}", update.audience, update.state);
                standing.add(Reminder { key, due_at, message }, TellingView::Comms);
            }
            for set in incident.scheduled.iter().filter(|set| set.is_waiting() && incident.is_open()) {
                let Going::Asks(condition) = going(set, &plan, incident, &directory, (&zone, now)) else { continue };
                let name = named(set, &directory);
                let message = format!("{name}, waits for you. Say whether its condition is met: {condition}.");
                let key = format!("condition {} {condition}", set.id);
                standing.add(Reminder { key, due_at: set.go_at, message }, TellingView::Comms);
            }
            for action in incident.open_actions().filter(|_| incident.is_open()) {
                let Some(due_at) = action.due_at else { continue };
                let (name, time) = (format!("“{}”", action.text), when(due_at, now, &zone));
                standing.owe(incident, (due_at, now), TellingView::Board, (&name, &time));
                if due_at > now {
                    continue;
                }
                let message = format!("{name} was due {time} and is still open.");
                standing.add(Reminder { key: format!("{} {due_at}", action.id), due_at, message }, TellingView::Board);
            }
        }
        // Resolving ends no wait for those who must acknowledge it.
        let replies = if awaits_replies(incident, now) { self.replies(incident, now).await? } else { Vec::new() };
        for reply in replies.iter().filter(|reply| reply.state == ReplyState::Late) {
            let Some(due_at) = reply.due_at else { continue };
            let (name, number, until) = (&reply.audience_name, reply.number, moments::brief(due_at, now, &zone));
            let message = format!("No reply from {name} to update {number}. It was awaited until {until}.");
            let key = format!("reply {} {due_at}", reply.update);
            standing.add(Reminder { key, due_at, message }, TellingView::Comms);
        }
        // A duty outlives its incident: a final report is owed a month later.
        if !incident.anchors.is_empty() || !incident.obligations.is_empty() {
            for clock in self.obligations(incident).await? {
                let Some(due_at) = clock.due_at else { continue };
                let (name, time) = (&clock.obligation.name, format!("at {}", moments::print(due_at, &zone)));
                if matches!(clock.state, ClockState::Running | ClockState::AtRisk | ClockState::Overdue) {
                    standing.owe(incident, (due_at, now), TellingView::Duties, (name, &time));
                }
                let message = match clock.state {
                    ClockState::AtRisk => format!("{name} is due {time}."),
                    ClockState::Overdue => format!("{name} was due {time} and is not filed."),
                    _ => continue,
                };
                let key = format!("duty {name} {due_at} {:?}", clock.state);
                standing.add(Reminder { key, due_at, message }, TellingView::Duties);
            }
        }
        Ok(standing)
    }

    /// The silence of the sound, while it lasts.
    pub(crate) async fn silence(&self) -> Result<Option<Silence>, ApiError> {
        let kept = serde_json::from_str::<Kept>(&self.setting(SILENCE).await?).ok();
        Ok(kept.filter(|kept| kept.holds(self.now())).map(|kept| Silence {
            until: moment(kept.until),
            reason: kept.reason,
            by: kept.by,
        }))
    }

    /// Silences the sound for a time, with a reason that the log keeps. Notifications still come.
    pub(crate) async fn silence_sound(
        &self,
        incident: Option<IncidentId>,
        until: &str,
        reason: &str,
    ) -> Result<Outcome, ApiError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(ApiError::invalid("Say why the sound is silenced; the log keeps it. Nothing was changed"));
        }
        text::line(reason).map_err(|e| ApiError::invalid(e.to_string()))?;
        let (now, until) = (self.now(), self.ahead(until).await?);
        if until.duration_since(now) > LONGEST {
            return Err(ApiError::invalid(
                "The sound is silenced for a day at most. Nothing was changed. Name an earlier time",
            ));
        }
        let (author, zone) = (self.author().await?, self.zone().await?);
        let kept = Kept { since: now, until, reason: reason.to_owned(), by: author.name.clone() };
        let value = serde_json::to_string(&kept).map_err(|e| ApiError::invalid(e.to_string()))?;
        let words = format!("Sound of notifications silenced until {}: {reason}", moments::brief(until, now, &zone));
        self.change_sound(incident, Some(value), &words).await
    }

    /// Lets it sound again before the time is over.
    pub(crate) async fn restore_sound(&self, incident: Option<IncidentId>) -> Result<Outcome, ApiError> {
        if self.silence().await?.is_none() {
            return Err(ApiError::invalid("The sound is not silenced. Nothing was changed"));
        }
        self.change_sound(incident, None, "Sound of notifications on again").await
    }

    async fn change_sound(
        &self,
        incident: Option<IncidentId>,
        value: Option<String>,
        words: &str,
    ) -> Result<Outcome, ApiError> {
        if let Some(incident) = incident {
            self.incident(incident).await?;
        }
        let fact = Fact::Remark { category: Category::Note };
        let entry = self.entry(incident, &self.author().await?, fact, words);
        let write = Write::at(self.now()).setting(SILENCE, value).entry(entry);
        Ok(outcome(&self.commit(write).await?))
    }
}
