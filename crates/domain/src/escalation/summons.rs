//! Whom one call of a level tells, and how: the rules of its row, resolved at the moment of the call.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Level;
use super::callee::{Callee, Search};
use crate::delivery::{DeliveryChannel, Way};
use crate::directory::{Directory, Presence};
use crate::incident::Incident;
use crate::log::{Addressee, CallTo, Clock};
use crate::message::wall;
use crate::view::folded;

pub(crate) const PHONE: &str = "phone";
pub(crate) const MAIL: &str = "e-mail";
const CHAT: &str = "chat";

/// Whom a call tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Summons {
    /// By a message in the outbox.
    pub recipients: Vec<Addressee>,
    /// By a person who calls.
    pub calls: Vec<CallTo>,
    /// What could not be done, in sentences.
    pub remarks: Vec<String>,
    /// Names of those whom the messages call.
    pub called: Vec<String>,
    /// Whether a message goes to a room, where others read it too.
    pub is_room_told: bool,
}

/// What a call is resolved with.
#[derive(Clone, Copy)]
pub(super) struct Desk<'a> {
    pub incident: &'a Incident,
    pub directory: &'a Directory,
    /// The ways out that are set up.
    pub channels: &'a [DeliveryChannel],
    /// Why nothing is sent by itself, if so.
    pub held: Option<&'a str>,
    pub zone: &'a TimeZone,
    pub at: Timestamp,
}

/// Resolves a level. Those who are called themselves come first in a lane, then whoever stands in for them; nobody is in
/// two places. Authorities are told at any hour. Where nobody of a level can be called, its backups are, else the
/// incident commander, and the remarks say so.
pub(super) fn summons(desk: Desk<'_>, level: &Level) -> Summons {
    let mut found = Summons::default();
    let lanes = lanes(desk, level, &mut found);
    let methods: Vec<&str> = match level.notify.as_slice() {
        [] => vec![PHONE],
        list => list.iter().map(String::as_str).collect(),
    };
    for (number, lane) in (0..).zip(&lanes) {
        let is_own = |c: &&Callee| c.stands_in.is_empty();
        let told = lane.iter().filter(is_own).count().max(1);
        let mut by_hand = methods.contains(&PHONE);
        for (place, callee) in lane.iter().enumerate() {
            let failed = if place < told { found.send(desk, &methods, callee) } else { Vec::new() };
            let is_told = place < told && failed.len() < methods.iter().filter(|m| **m != PHONE).count();
            let is_called = methods.contains(&PHONE) && !callee.phones.is_empty();
            let in_place = match callee.stands_in.as_str() {
                "" => String::new(),
                other => format!("In place of {other}"),
            };
            if is_told && !is_called {
                if methods.contains(&PHONE) {
                    found.remark(format!("{} has no telephone number", callee.name));
                }
            } else if is_called || (by_hand && !callee.phones.is_empty()) {
                let call = |phone: &String| CallTo {
                    to: callee.to.clone(),
                    lane: number,
                    method: PHONE.to_owned(),
                    address: phone.clone(),
                    why: in_place.clone(),
                };
                callee.phones.iter().map(call).for_each(|call| found.call(call));
            } else if place < told || by_hand {
                by_hand = true;
                found.call(hand(callee, number, &methods, &failed, in_place));
                continue;
            }
            failed.into_iter().for_each(|why| found.remark(why));
        }
    }
    found
}

/// A task to tell somebody by hand.
fn hand(callee: &Callee, lane: u32, methods: &[&str], failed: &[String], in_place: String) -> CallTo {
    let known = callee.phones.iter().chain(&callee.mails).chain(&callee.other);
    let mut reasons: Vec<String> = failed.to_vec();
    if methods.contains(&PHONE) {
        reasons.push(format!("{} has no telephone number", callee.name));
    }
    if !in_place.is_empty() {
        reasons.insert(0, in_place);
    }
    CallTo {
        to: callee.to.clone(),
        lane,
        method: methods.first().copied().unwrap_or(PHONE).to_owned(),
        address: known.cloned().collect::<Vec<_>>().join(", "),
        why: reasons.join(". "),
    }
}

fn lanes(desk: Desk<'_>, level: &Level, found: &mut Summons) -> Vec<Vec<Callee>> {
    let mut search = Search::new(desk.incident, desk.directory, desk.at);
    let is_authority = level.clock == Clock::Hierarchical;
    let mut lanes: Vec<Vec<Callee>> = Vec::new();
    let mut away: Vec<Callee> = Vec::new();
    let mut split = |list: Vec<Callee>, lane: &mut Vec<Callee>| {
        for callee in list {
            if is_authority || callee.is_there() { lane.push(callee) } else { away.push(callee) }
        }
    };
    let targets: Vec<Vec<Callee>> = level.targets.iter().map(|target| search.behind(target)).collect();
    for behind in targets {
        let backups: Vec<Callee> = behind.iter().flat_map(|callee| search.backups(callee)).collect();
        let mut lane = Vec::new();
        split(behind, &mut lane);
        split(backups, &mut lane);
        lanes.push(lane);
    }
    let first = lanes.iter().position(|lane| !lane.is_empty()).unwrap_or(0);
    let mut rest = Vec::new();
    for backup in &level.backups {
        let behind = search.behind(backup);
        let further: Vec<Callee> = behind.iter().flat_map(|callee| search.backups(callee)).collect();
        let stand_in = |c: Callee| Callee { stands_in: level.name.clone(), ..c };
        split(behind.into_iter().chain(further).map(stand_in).collect(), &mut rest);
    }
    match lanes.get_mut(first) {
        Some(lane) => lane.extend(rest),
        None => lanes.push(rest),
    }
    lanes.retain(|lane| !lane.is_empty());
    for callee in &away {
        found.remark(away_words(callee, desk));
    }
    if lanes.is_empty() {
        lanes.extend(commander(desk, level, found));
    }
    lanes
}

/// Nobody of the level can be called: the incident commander is, and is told why.
fn commander(desk: Desk<'_>, level: &Level, found: &mut Summons) -> Option<Vec<Callee>> {
    let nobody = format!("Nobody of {} can be called", level.name);
    let Some(commander) = desk.incident.commander_in(desk.directory, desk.at) else {
        let why = format!("{nobody}, and nobody commands the incident: find somebody and tell them");
        let (to, method) = (level.name.clone(), PHONE.to_owned());
        found.calls.push(CallTo { to, lane: 0, method, address: String::new(), why });
        found.remark(nobody);
        return None;
    };
    // A person who was found before is not found again by the same search.
    let mut search = Search::new(desk.incident, desk.directory, desk.at);
    let list = search.behind(commander);
    found.remark(format!("{nobody}: {} is told as the incident commander", desk.directory.words(commander)));
    let why = format!("{}, of which nobody can be called", level.name);
    Some(list.into_iter().map(|c| Callee { stands_in: why.clone(), ..c }).collect())
}

fn away_words(callee: &Callee, desk: Desk<'_>) -> String {
    match callee.presence {
        Presence::Away(Some(until)) => {
            format!("{} is not at work before {}", callee.name, wall(until, desk.at, desk.zone))
        }
        _ => format!("{} has no working hour in their calendar", callee.name),
    }
}

impl Summons {
    /// Adds a call; one that is written down twice is made once.
    fn call(&mut self, call: CallTo) {
        if !self.calls.iter().any(|other| other.is_same(&call)) {
            self.calls.push(call);
        }
    }

    fn remark(&mut self, words: String) {
        if !self.remarks.contains(&words) {
            self.remarks.push(words);
        }
    }

    /// Adds the messages for somebody; gives the reasons for each way that cannot be gone.
    fn send(&mut self, desk: Desk<'_>, methods: &[&str], callee: &Callee) -> Vec<String> {
        let mut failed = Vec::new();
        for method in methods.iter().filter(|m| **m != PHONE) {
            match addressee(desk, method, callee) {
                Ok((addressee, is_room)) => {
                    self.is_room_told |= is_room;
                    if !self.called.contains(&callee.name) {
                        self.called.push(callee.name.clone());
                    }
                    if !self.recipients.iter().any(|r| r.is_same(&addressee)) {
                        self.recipients.push(addressee);
                    }
                }
                Err(why) => failed.push(why),
            }
        }
        failed
    }
}

/// By which channel and under which address somebody gets a message, and whether that is a room.
fn addressee(desk: Desk<'_>, method: &str, callee: &Callee) -> Result<(Addressee, bool), String> {
    if let Some(held) = desk.held {
        return Err(held.to_owned());
    }
    let channel = channel(desk.channels, method).ok_or_else(|| match method {
        MAIL => "No mail server is set up to send by".to_owned(),
        other => format!("No channel is set up under the name “{other}”"),
    })?;
    let to = match &channel.way {
        Way::Webhook { .. } => channel.name.clone(),
        Way::Mail { .. } => {
            let mut good = callee.mails.iter().filter(|mail| channel.check_recipient(mail).is_ok());
            good.next().cloned().ok_or_else(|| format!("{} has no e-mail address", callee.name))?
        }
    };
    let is_room = matches!(channel.way, Way::Webhook { .. });
    Ok((Addressee { via: channel.name.clone(), channel: channel.id.clone(), to }, is_room))
}

/// The channel that serves a way: the one that is named exactly after it, else a mail server for e-mail. What calls people
/// is not for everybody's eyes, so a name that holds more (“Status page”, “Customer chat”) names another audience.
/// Pages, SMS and tickets have no protocol of their own here: a webhook or mail gateway named after them serves them.
pub(crate) fn channel<'a>(channels: &'a [DeliveryChannel], method: &str) -> Option<&'a DeliveryChannel> {
    let is_mail = |c: &&DeliveryChannel| matches!(c.way, Way::Mail { .. });
    let fits = |c: &&DeliveryChannel| match method {
        MAIL => is_mail(c),
        CHAT => matches!(c.way, Way::Webhook { .. }),
        _ => true,
    };
    let is_named = |c: &&DeliveryChannel| {
        let name = folded(&c.name);
        let one = name.strip_suffix('s').filter(|_| name != "sms").unwrap_or(&name);
        one == method || (one == "pager" && method == "page")
    };
    let named = channels.iter().filter(fits).find(is_named);
    named.or_else(|| channels.iter().filter(|_| method == MAIL).find(is_mail))
}
