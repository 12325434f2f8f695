//! Who stands behind a level at a moment: on shift or not, in whose local time, and by which way.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::deciding::{Reach, reach};
use crate::directory::{Directory, Presence, Week};
use crate::escalation::{Level, Search, Standing};
use crate::incident::Incident;
use crate::log::Clock;
use crate::value::ReferenceKind;
use crate::view::folded;

/// Whether somebody is on shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Duty {
    /// In their hours.
    Works,
    /// Outside of their hours.
    Away {
        /// When they work again; none where that is not within two years.
        #[ts(type = "string | null")]
        until: Option<Timestamp>,
    },
    /// Nobody wrote down when they work.
    Unknown,
}

/// One way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "CallWay")]
pub struct Way {
    /// `phone`, `e-mail` or `chat`.
    pub kind: String,
    /// Number or address.
    pub address: String,
}

/// Somebody whom a level calls, or who could stand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Callee {
    /// Name.
    pub name: String,
    /// The role or team they are called as; empty where the matrix names them.
    pub called_as: String,
    /// Whether they stand in for somebody: deputy or backup.
    pub is_backup: bool,
    /// Time zone; empty where it is not known.
    pub zone: String,
    /// Their local day and time, for instance `Sun 03:10`; empty where the zone is not known.
    pub local: String,
    /// The place of their zone, for instance `Madrid`.
    pub place: String,
    /// Whether it is night there: from 22:00 to 07:00.
    pub is_night: bool,
    /// Their shift.
    pub duty: Duty,
    /// Where they are away, their local day and time of coming back, for instance `Mon 16 March 09:00`; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub back: String,
    /// How they are reached.
    pub ways: Vec<Way>,
    /// Why they cannot be reached, in words; empty where they can.
    pub cut: String,
}

impl Callee {
    /// Whether they can be reached and are not known to be away.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.cut.is_empty() && !matches!(self.duty, Duty::Away { .. })
    }
}

/// Who stands behind a level, by the search of the engine: its targets with those who stand in for them, then its
/// backups, nobody twice.
pub(super) fn callees(level: &Level, incident: &Incident, directory: &Directory, now: Timestamp) -> Vec<Callee> {
    let mut search = Search::new(incident, directory, now);
    let mut list: Vec<Callee> = Vec::new();
    let mut stand_ins: Vec<Callee> = Vec::new();
    let asking = Asking { incident, directory, notify: &level.notify, now };
    for (written, is_backup) in level.targets.iter().map(|t| (t, false)).chain(level.backups.iter().map(|b| (b, true)))
    {
        let found = search.behind(written);
        let backups: Vec<Standing> = found.iter().flat_map(|callee| search.backups(callee)).collect();
        for standing in &found {
            let is_backup = is_backup || !standing.stands_in.is_empty();
            let list = if is_backup { &mut stand_ins } else { &mut list };
            list.push(asking.callee(standing, written, is_backup));
        }
        stand_ins.extend(backups.iter().map(|standing| asking.callee(standing, "", true)));
    }
    list.extend(stand_ins);
    list
}

/// What is wrong with those who stand behind a level; empty where somebody is there.
pub(super) fn warning(level: &Level, callees: &[Callee]) -> String {
    let name = &level.name;
    // Authorities are told at any hour.
    let is_there = |c: &Callee| if level.clock == Clock::Hierarchical { c.cut.is_empty() } else { c.is_there() };
    let mut targets = callees.iter().filter(|c| !c.is_backup).peekable();
    if callees.is_empty() {
        return format!("{name} calls nobody: the directory names nobody behind it.");
    }
    if targets.any(is_there) {
        return String::new();
    }
    let is_away = callees.iter().filter(|c| !c.is_backup).all(|c| matches!(c.duty, Duty::Away { .. }));
    let what = if is_away { "Nobody is on shift" } else { "Nobody can be reached" };
    match callees.iter().find(|c| c.is_backup && is_there(c)) {
        Some(backup) => format!("{what} of those whom {name} calls; {} stands in.", backup.name),
        None => format!("{what} at {name}, and no backup is there."),
    }
}

struct Asking<'a> {
    incident: &'a Incident,
    directory: &'a Directory,
    notify: &'a [String],
    now: Timestamp,
}

impl Asking<'_> {
    fn callee(&self, standing: &Standing, written: &str, is_backup: bool) -> Callee {
        let directory = self.directory;
        let entry = directory.get(&standing.to);
        let is_person = entry.is_some_and(|e| e.kind == ReferenceKind::Person);
        let calendar = entry.and_then(|e| directory.known(&[ReferenceKind::Calendar], e.text("calendar")));
        let zone = entry.map_or("", |e| e.text("zone"));
        let zone = if zone.is_empty() { calendar.map_or("", |c| c.text("zone")) } else { zone };
        let known = TimeZone::get(zone).ok().filter(|_| !zone.is_empty());
        let local = known.as_ref().map(|z| self.now.to_zoned(z.clone()));
        let called_as = directory.words(written);
        let place = zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
        let duty = self.duty(standing);
        let back = match (&duty, &known) {
            (Duty::Away { until: Some(until) }, Some(zone)) => {
                until.to_zoned(zone.clone()).strftime("%a %-d %B %H:%M").to_string()
            }
            _ => String::new(),
        };
        let mut callee = Callee {
            name: standing.name.clone(),
            called_as: if folded(called_as) == folded(&standing.name) { String::new() } else { called_as.to_owned() },
            is_backup,
            zone: if known.is_some() { zone.to_owned() } else { String::new() },
            local: local.as_ref().map(|l| l.strftime("%a %H:%M").to_string()).unwrap_or_default(),
            place: if known.is_some() { place } else { String::new() },
            is_night: local.is_some_and(|l| !(7..22).contains(&l.hour())),
            duty,
            back,
            ways: Vec::new(),
            cut: String::new(),
        };
        let Some(entry) = entry else {
            callee.cut = "not in the directory".to_owned();
            return callee;
        };
        let down = |needs: &[String]| {
            let key = |s: &str| directory.key(&[ReferenceKind::Service], s);
            needs.iter().find(|n| self.incident.services.iter().any(|s| key(s) == key(n))).cloned()
        };
        let wanted: Vec<&str> = self.notify.iter().filter_map(|n| kind(n)).collect();
        let all = [("phone", &standing.phones), ("e-mail", &standing.mails), ("chat", &standing.other)];
        let mut cut = None;
        for (kind, addresses) in all.iter().filter(|(k, _)| wanted.is_empty() || wanted.contains(k)) {
            let Some(address) = addresses.first() else { continue };
            // A phone depends on nothing of ours; the contact of a desk on what its row says.
            let needs = if is_person && *kind == "phone" { None } else { down(entry.members("depends_on")) };
            match needs {
                Some(service) => cut = cut.or(Some(service)),
                None => callee.ways.push(Way { kind: (*kind).to_owned(), address: address.clone() }),
            }
        }
        if callee.ways.is_empty() {
            let needs = |service: &str| format!("every way needs {}, which is down", directory.words(service));
            let has_any = all.iter().any(|(_, addresses)| !addresses.is_empty());
            callee.cut = match (cut, is_person.then(|| reach(&entry.id, self.incident, directory))) {
                (Some(service), _) | (None, Some(Reach::Cut(service))) => needs(&service),
                _ if has_any => format!("no way for {}", self.notify.join(" or ")),
                _ => "no way to reach them is known".to_owned(),
            };
        }
        callee
    }

    fn duty(&self, standing: &Standing) -> Duty {
        let entry = self.directory.get(&standing.to);
        if standing.is_on_shift {
            return Duty::Works;
        }
        match (&standing.presence, entry) {
            (Presence::Away(until), _) => Duty::Away { until: *until },
            (Presence::There, Some(entry)) if self.directory.hours(entry).is_some() => Duty::Works,
            (Presence::There, Some(entry)) if entry.kind == ReferenceKind::Vendor => {
                let hours = entry.text("hours").replace(' ', "");
                if Week::read(&hours).is_ok_and(|w| w.is_always()) { Duty::Works } else { Duty::Unknown }
            }
            (Presence::There, _) => Duty::Unknown,
        }
    }
}

/// The kind of contact that a way of notifying needs.
fn kind(notify: &str) -> Option<&'static str> {
    match notify {
        "page" | "phone" | "sms" => Some("phone"),
        "e-mail" => Some("e-mail"),
        "chat" => Some("chat"),
        _ => None,
    }
}
