//! What notification rules have to tell now, once each across restarts: derived from matrix, log and `now`, like the calls
//! of levels, and held by the same reasons.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::clock::{Watch, late_words, noticed};
use super::happening::{Happening, Scene};
use super::notice::{DUE_BEFORE_RESTORE, OLD, standing};
use super::rule::{Rule, Wanted, rules};
use super::summons::{Desk, MAIL, PHONE, channel};
use super::{EscalationView, NewFact};
use crate::cadence::due_updates;
use crate::delivery::{DeliveryChannel, Way};
use crate::directory::Directory;
use crate::duration;
use crate::id::RowId;
use crate::incident::{Incident, Rests, RuleTold};
use crate::log::{Addressee, Fact, computed_id};
use crate::message::wall;
use crate::quiet::quiet_at;
use crate::recipients::recipients;
use crate::timeline::{PlanTimeline, Views};
use crate::value::ReferenceKind;
use crate::variable;
use crate::view::folded;

/// Most messages of one rule about one event after the first.
const MOST: i64 = 5;
/// Why nobody is told of a warning that was found too late.
const OVERTAKEN: &str = "Its time was over when it was found, so nobody was warned";
/// Longest subject, in characters.
const SUBJECT: usize = 200;

/// What rules are looked at with.
#[derive(Debug, Clone, Copy)]
pub struct RuleDesk<'a> {
    /// The escalation matrix of the incident.
    pub matrix: &'a PlanTimeline,
    /// Its communication plan: who belongs to an audience, and which updates are due.
    pub communication: &'a PlanTimeline,
    /// The incident.
    pub incident: &'a Incident,
    /// The directory.
    pub directory: &'a Directory,
    /// The ways out that are set up.
    pub channels: &'a [DeliveryChannel],
    /// The zone of the moments in the text.
    pub zone: &'a TimeZone,
    /// The present moment.
    pub now: Timestamp,
}

/// What a rule has to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleNotice {
    /// The fact to log, with whom messages go to.
    pub fact: NewFact,
    /// Whether a person has to tell somebody, because no message can.
    pub asks_person: bool,
}

impl RuleNotice {
    fn due_at(&self) -> Timestamp {
        match &self.fact.fact {
            Fact::RuleTold { due_at, .. } => *due_at,
            _ => self.fact.event_at,
        }
    }

    /// Whether a message goes to somebody.
    fn is_sent(&self) -> bool {
        matches!(&self.fact.fact, Fact::RuleTold { recipients, .. } if !recipients.is_empty())
    }
}

/// What the rules of the matrix have to tell at `now`. Logging it and asking again gives nothing. A rule tells of what
/// happened while the matrix held it; of what happened before it is silent.
#[must_use]
pub fn rule_notices(desk: &RuleDesk<'_>) -> Vec<RuleNotice> {
    // Nobody is told of what was withdrawn, and while a drill rests, nothing of it happens.
    let rests = desk.incident.drill.as_ref().is_some_and(|drill| drill.ended_at.is_none() && !drill.goes_on(desk.now));
    if rests || desk.incident.withdrawn.is_some() {
        return Vec::new();
    }
    let Some(matrix) = desk.matrix.at(desk.now) else { return Vec::new() };
    let known = rules(matrix, desk.directory);
    if known.is_empty() {
        return Vec::new();
    }
    // A delay runs as every clock of a drill does: what it rested counts for nothing.
    let (incident, rests) = desk.incident.in_play(desk.now);
    let scene = scene(desk, &incident, &rests);
    let held = Views::read(desk.matrix, |document| {
        rules(document, desk.directory).into_iter().map(|rule| rule.row).collect::<BTreeSet<RowId>>()
    });
    let mut list: Vec<RuleNotice> = Vec::new();
    for rule in &known {
        for wanted in &rule.events {
            let is_held = |at: Timestamp| held.at(at).is_some_and(|rows| rows.contains(&rule.row));
            let happened = scene.happenings(wanted.event).into_iter();
            for happening in happened.filter(|one| is_held(rests.back(one.at)) && meets(&incident, desk, wanted, one)) {
                let Some((round, due_at)) = due(desk, rule, &happening) else { continue };
                let on_the_wall = Happening { at: rests.back(happening.at), ..happening };
                let due = Due { round, at: rests.back(due_at), late: late(desk.now, due_at, &rests) };
                let notice = notice(desk, rule, &on_the_wall, due);
                // That there is no way out is said once.
                if round == 0 || notice.asks_person || notice.is_sent() {
                    list.push(notice);
                }
            }
        }
    }
    // What was found late is told in the order in which it was due: the warning before what it warned of.
    list.sort_by_key(RuleNotice::due_at);
    // Two words of one rule may mean the same event.
    let mut seen = BTreeSet::new();
    list.retain(|notice| seen.insert(notice.fact.id));
    list
}

/// Why nobody need be told any more of what a rule told, in a sentence; nothing while it stands.
#[must_use]
pub fn rule_over_because(desk: &RuleDesk<'_>, told: &RuleTold) -> Option<String> {
    let known = desk.matrix.at(desk.now).map(|matrix| rules(matrix, desk.directory)).unwrap_or_default();
    let Some(rule) = known.into_iter().find(|rule| rule.row == told.rule) else {
        return Some("The rule was taken out of the matrix".to_owned());
    };
    let (incident, rests) = desk.incident.in_play(desk.now);
    let scene = scene(desk, &incident, &rests);
    let mut happened = rule.events.iter().flat_map(|wanted| scene.happenings(wanted.event));
    match happened.find(|one| one.key == told.event) {
        None => Some("It holds no more".to_owned()),
        Some(one) if told.round > 0 && !one.is_open => Some("Somebody has it".to_owned()),
        Some(one) if one.is_overtaken(desk.now) => Some(one.over.unwrap_or_else(|| "Its time is over".to_owned())),
        Some(one) => one.over,
    }
}

/// `incident` as its clocks see it.
fn scene<'a>(desk: &RuleDesk<'a>, incident: &'a Incident, rests: &'a Rests) -> Scene<'a> {
    let RuleDesk { matrix, directory, zone, now, .. } = *desk;
    let views = Views::read(matrix, |document| EscalationView::read(document, directory)).in_play(rests);
    let updates = due_updates(desk.communication, desk.incident, directory, now);
    Scene { watch: Watch { views, changes: Vec::new(), incident, directory, now }, updates, zone, rests }
}

fn meets(incident: &Incident, desk: &RuleDesk<'_>, wanted: &Wanted, happening: &Happening) -> bool {
    let severity = desk.directory.key(&[ReferenceKind::Severity], incident.severity_at(happening.at));
    let is_level =
        wanted.level.as_ref().is_none_or(|level| happening.level.as_deref().map(folded).as_ref() == Some(level));
    is_level && (wanted.severities.is_empty() || wanted.severities.contains(&severity))
}

/// Which round of a rule is due now and was not told, and since when: after a sleep the last one alone.
fn due(desk: &RuleDesk<'_>, rule: &Rule, happening: &Happening) -> Option<(u32, Timestamp)> {
    if happening.over.is_some() {
        return None;
    }
    let first = happening.at.checked_add(rule.delay).ok()?;
    let passed = desk.now.duration_since(first);
    if passed.is_negative() {
        return None;
    }
    let is_its = |told: &&RuleTold| told.rule == rule.row && told.event == happening.key;
    let mut told = desk.incident.rules_told.iter().filter(is_its).map(|told| told.round);
    // A warning that nobody saw in time leaves its trace, once. One whose delay ends later than its time warns of nothing.
    if happening.is_overtaken(desk.now) {
        let is_missed = told.next().is_none() && happening.until.is_some_and(|until| first < until);
        return is_missed.then_some((0, first));
    }
    let round = match rule.repeat.filter(|_| happening.is_open) {
        Some(every) => i64::try_from(passed.as_millis() / every.as_millis().max(1)).unwrap_or(MOST).min(MOST),
        None => 0,
    };
    let round = u32::try_from(round).unwrap_or(0);
    let told = told.max();
    let later = rule.repeat.and_then(|every| every.checked_mul(i32::try_from(round).ok()?)).unwrap_or_default();
    told.is_none_or(|told| told < round).then_some((round, first.checked_add(later).ok()?))
}

/// When something is to be told.
#[derive(Clone, Copy)]
struct Due {
    round: u32,
    /// By the clock on the wall.
    at: Timestamp,
    /// For how long it was due and not told.
    late: SignedDuration,
}

/// For how long something was due: what a drill rested counts for nothing, and so does what its clock was put forward by.
fn late(now: Timestamp, due_at: Timestamp, rests: &Rests) -> SignedDuration {
    now.duration_since(due_at).min(now.duration_since(rests.back(due_at)))
}

fn notice(desk: &RuleDesk<'_>, rule: &Rule, happening: &Happening, due: Due) -> RuleNotice {
    let Due { round, at: due_at, late } = due;
    let RuleDesk { incident, directory, channels, zone, now, .. } = *desk;
    let old = format!(
        "It was found {} after it was due, so nothing is sent by itself any more",
        duration::print(SignedDuration::from_mins(late.as_mins()))
    );
    let held = match incident.was_due_before_restore(due_at) {
        true => Some(DUE_BEFORE_RESTORE),
        false => (late > OLD).then_some(old.as_str()),
    };
    let mut told = Told::default();
    match happening.is_overtaken(now) {
        true => told.remarks.push(OVERTAKEN.to_owned()),
        false => told.find(desk, rule, held),
    }
    if incident.exercise {
        told.remarks.push("This is an exercise: nothing is sent".to_owned());
    }
    let desk_of_calls = Desk { incident, directory, channels, held, zone, at: now };
    let (subject, body) = text(desk_of_calls, rule, happening, (late, &mut told.remarks));
    let audience = directory.words(&rule.audience);
    let late = late_words(noticed(late));
    let ways: Vec<String> = told
        .recipients
        .iter()
        .map(|r| if r.to == r.via { r.via.clone() } else { format!("{} by {}", r.to, r.via) })
        .collect();
    let became = match ways.is_empty() {
        true => format!("Not told by a message{late}"),
        false => format!("Handed to the outbox for {}{late}", ways.join(", ")),
    };
    let mut words = format!("Notice to {audience}: {}. {became}.", happening.words);
    for remark in &told.remarks {
        words.push_str(&format!(" {remark}."));
    }
    let (recipients, remarks) = (told.recipients, told.remarks);
    let (event, audience) = (happening.key.clone(), rule.audience.clone());
    let fact = Fact::RuleTold { rule: rule.row, event, round, audience, due_at, subject, body, recipients, remarks };
    let id = computed_id(incident.id, &format!("rule {} {} round {round}", rule.row, happening.key));
    RuleNotice { fact: NewFact { id, event_at: now, text: words, fact }, asks_person: told.asks_person }
}

/// Whom a rule tells.
#[derive(Default)]
struct Told {
    recipients: Vec<Addressee>,
    remarks: Vec<String>,
    asks_person: bool,
}

impl Told {
    fn find(&mut self, desk: &RuleDesk<'_>, rule: &Rule, held: Option<&str>) {
        let audience = desk.directory.words(&rule.audience);
        if let Some(held) = held {
            return self.ask(held.to_owned());
        }
        let RuleDesk { communication, incident, directory, zone, now, .. } = *desk;
        if let Ok(Some(quiet)) = quiet_at(communication, incident, directory, &rule.audience, zone, now)
            && quiet.asks()
        {
            return self.ask(format!("Nothing is sent by itself, because {}", quiet.words()));
        }
        let method = method(desk.directory, rule);
        if method == PHONE {
            return self.ask(format!("Tell {audience} by telephone"));
        }
        let Some(channel) = channel(desk.channels, &method) else {
            // Whoever sends nothing from here tells people in ways of their own.
            self.remarks.push(match method.as_str() {
                MAIL => "No mail server is set up to send by".to_owned(),
                other => format!("No channel is set up under the name “{other}”"),
            });
            return;
        };
        let address = |to: String| Addressee { via: channel.name.clone(), channel: channel.id.clone(), to };
        if matches!(channel.way, Way::Webhook { .. }) {
            self.recipients.push(address(channel.name.clone()));
            return;
        }
        let found = recipients(desk.communication.at(desk.now), desk.directory, &rule.audience);
        let good = found.list.into_iter().filter(|one| channel.check_recipient(&one.address).is_ok());
        self.recipients.extend(good.map(|one| address(one.address)));
        for name in found.without {
            self.ask(format!("{name} has no e-mail address: tell them by hand"));
        }
        if self.recipients.is_empty() && !self.asks_person {
            self.ask(format!("Nobody with an e-mail address is known for {audience}: tell them by hand"));
        }
    }

    fn ask(&mut self, words: String) {
        self.asks_person = true;
        self.remarks.push(words);
    }
}

/// The way of a rule, else that of its audience, else e-mail.
fn method(directory: &Directory, rule: &Rule) -> String {
    let own = || directory.known(&[ReferenceKind::Audience], &rule.audience).map(|e| e.text("channel").to_owned());
    let written = rule.channel.clone().or_else(own).unwrap_or_default();
    let known = directory.known(&[ReferenceKind::Channel], &written);
    if known.is_some_and(|channel| channel.text("kind") == MAIL) {
        return MAIL.to_owned();
    }
    match folded(directory.words(&written)).as_str() {
        "" | "email" | "mail" => MAIL.to_owned(),
        "telephone" | "call" => PHONE.to_owned(),
        other => other.to_owned(),
    }
}

/// Subject and text: what happened and what the incident says now, or the text of the rule with its variables filled.
fn text(
    desk: Desk<'_>,
    rule: &Rule,
    happening: &Happening,
    (late, remarks): (SignedDuration, &mut Vec<String>),
) -> (String, String) {
    let Desk { incident, directory, zone, at, .. } = desk;
    let severity = directory.words(&incident.severity);
    let subject = format!("{} {severity}: {}. {}", incident.number, happening.words, incident.title);
    let subject: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SUBJECT).collect();
    if !variable::names(&rule.message).is_empty() {
        let mut variables = variable::of_incident(incident, directory, zone);
        variables.insert("as_of".to_owned(), wall(at, at, zone));
        variables.insert("event".to_owned(), happening.words.clone());
        variables.insert("level".to_owned(), happening.level.clone().unwrap_or_default());
        match variable::unfilled(&rule.message, &variables) {
            None => return (subject, variable::fill(&rule.message, &variables)),
            Some(open) => {
                remarks.push(format!("The text of the matrix was not used, because nothing fills {open} in it"));
            }
        }
    }
    let mut what = format!("{}, {}.", happening.words, wall(happening.at, at, zone));
    let late = noticed(late);
    if !late.is_zero() {
        what.push_str(&format!(" This is told {} late.", duration::print(late)));
    }
    let mut lines = vec![format!("{} {severity}: {}", incident.number, incident.title), what, String::new()];
    lines.extend(standing(desk, ""));
    (subject, lines.join("\n"))
}
