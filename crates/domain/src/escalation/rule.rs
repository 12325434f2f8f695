//! The notification rules of a matrix (domain reference B.4.6): on which event which audience is told, by which way, how
//! much later, and how often until somebody has it. The event is written in words; what is not understood tells nobody.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::EscalationView;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::RowId;
use crate::log::Named;
use crate::value::ReferenceKind;
use crate::view::{folded, rows};

/// Shortest time between two messages of one rule about one event.
const SHORTEST: SignedDuration = SignedDuration::from_mins(1);

/// A rule that tells an audience.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    pub row: RowId,
    /// Any of them.
    pub events: Vec<Wanted>,
    /// Whom: id or name.
    pub audience: Named,
    /// By which way: id or name; none for that of the audience.
    pub channel: Option<Named>,
    /// What the message says; with variables it is the message.
    pub message: String,
    /// How long after the event.
    pub delay: SignedDuration,
    /// How often, while nobody has it.
    pub repeat: Option<SignedDuration>,
}

/// An event that a rule waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub event: Event,
    /// Keys of the severities for which it counts; none for any.
    pub severities: Vec<String>,
    /// The level for which it counts, folded; none for any.
    pub level: Option<String>,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Declared,
    SeverityRaised,
    SeverityLowered,
    Called,
    /// Called later than it was due.
    CalledLate,
    Acknowledged,
    Declined,
    /// A level was skipped, by hand or because nobody was there.
    Skipped,
    /// A role passed to somebody else, or a level to a lower one.
    HandedOver,
    /// So many percent of the time have run; none for the share of the matrix.
    AtRisk(Target, Option<u32>),
    Breached(Target),
    UpdateOverdue,
    Resolved,
}

/// What has a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// What a level has to acknowledge and to resolve.
    Level,
    /// The first answer, as the table of severities has it.
    Response,
    /// The resolution, as the table of severities has it.
    Resolution,
    /// Both of the table of severities.
    Both,
}

/// The rules of a matrix that tell an audience, in order.
pub(super) fn rules(matrix: &Document, directory: &Directory) -> Vec<Rule> {
    let view = EscalationView::read(matrix, directory);
    let reader = Reader::new(&view, directory);
    let mut list = Vec::new();
    for (_, section) in matrix.live_sections().into_iter().filter(|(_, s)| s.is_form("notification-rules")) {
        for (row, cells) in rows(&section.block) {
            let (Some(audience), Some(events)) = (cells.some("audience"), reader.events(cells.text("event"))) else {
                continue;
            };
            list.push(Rule {
                row,
                events,
                audience,
                channel: cells.some("channel"),
                message: cells.text("message").to_owned(),
                delay: cells.duration("delay").unwrap_or_default(),
                repeat: cells.duration("repeat").filter(|every| !every.is_zero()).map(|every| every.max(SHORTEST)),
            });
        }
    }
    list
}

/// Whether the words of an event are understood.
#[must_use]
pub fn is_event(matrix: &EscalationView, directory: &Directory, words: &str) -> bool {
    Reader::new(matrix, directory).events(words).is_some()
}

/// Reads what people write of an event.
struct Reader<'a> {
    directory: &'a Directory,
    /// Names of the levels, folded.
    levels: Vec<String>,
    /// Keys of the severities that the matrix names.
    severities: BTreeSet<&'a str>,
}

impl<'a> Reader<'a> {
    fn new(view: &'a EscalationView, directory: &'a Directory) -> Self {
        let of_levels = view.levels.iter().filter_map(|level| level.severity.as_deref());
        let severities = of_levels.chain(view.targets.keys().map(String::as_str)).collect();
        Self { directory, levels: view.levels.iter().map(|level| folded(&level.name)).collect(), severities }
    }

    /// The events that are meant: `Incident declared, SEV1 or SEV2`, `Level declined or nobody available`.
    fn events(&self, words: &str) -> Option<Vec<Wanted>> {
        let words = folded(words);
        let (main, named) = words.split_once(',').unwrap_or((&words, ""));
        let mut events = match self.event(main) {
            Some(event) => vec![event],
            None => main.split(" or ").map(|part| self.event(part)).collect::<Option<Vec<_>>>()?,
        };
        if !named.trim().is_empty() {
            let (severities, level) = self.named(named)?;
            for wanted in &mut events {
                wanted.severities.extend(severities.iter().cloned());
                wanted.level = wanted.level.take().or_else(|| level.clone());
            }
        }
        Some(events)
    }

    fn event(&self, words: &str) -> Option<Wanted> {
        let words = words.trim();
        let any = |event| Some(Wanted { event, severities: Vec::new(), level: None });
        if let Some(event) = general(words) {
            return any(event);
        }
        if self.levels.iter().any(|level| level == words) {
            return Some(Wanted { event: Event::Called, severities: Vec::new(), level: Some(words.to_owned()) });
        }
        // A level and what becomes of it, "L2 acknowledged"; else severities and what becomes of an incident that has
        // one of them, "Urgent or High solved".
        self.levels
            .iter()
            .find_map(|level| {
                let event = general(&format!("level{}", words.strip_prefix(level.as_str())?))?;
                Some(Wanted { event, severities: Vec::new(), level: Some(level.clone()) })
            })
            .or_else(|| {
                let (named, verb) = words.rsplit_once(' ')?;
                let event = general(&format!("incident {verb}"))?;
                let (severities, _) = self.named(named).filter(|(list, level)| !list.is_empty() && level.is_none())?;
                Some(Wanted { event, severities, level: None })
            })
    }

    /// Severities and a level: `SEV1 or SEV2`, `L2`.
    fn named(&self, words: &str) -> Option<(Vec<String>, Option<String>)> {
        let (mut severities, mut level) = (Vec::new(), None);
        for word in words.split([',', '/']).flat_map(|part| part.split(" or ")).flat_map(|part| part.split(" and ")) {
            let word = word.trim();
            if let Some(known) = self.levels.iter().find(|level| *level == word) {
                level = Some(known.clone());
            } else {
                let kind = [ReferenceKind::Severity];
                let key = self.directory.key(&kind, word);
                let is_known = self.severities.contains(key.as_str()) || self.directory.known(&kind, word).is_some();
                severities.push(Some(key).filter(|_| is_known)?);
            }
        }
        Some((severities, level))
    }
}

/// What words mean that name nothing of this matrix.
fn general(words: &str) -> Option<Event> {
    let event = match words {
        "incident declared" | "declared" | "incident opened" | "opened" => Event::Declared,
        "severity raised" | "category raised" | "priority raised" => Event::SeverityRaised,
        "severity lowered" | "category lowered" | "priority lowered" => Event::SeverityLowered,
        "level called" | "called" => Event::Called,
        "level called late" | "called late" => Event::CalledLate,
        "level acknowledged" | "incident acknowledged" | "acknowledged" => Event::Acknowledged,
        "level declined" | "declined" => Event::Declined,
        "level skipped" | "skipped" | "nobody available" | "nobody is available" => Event::Skipped,
        "handed over" | "role handed over" | "shift handed over" | "level handed over" => Event::HandedOver,
        "update overdue" | "update is overdue" => Event::UpdateOverdue,
        "incident resolved" | "resolved" | "incident solved" | "solved" => Event::Resolved,
        _ => return timed(words),
    };
    Some(event)
}

/// A time that runs out, or a share of it: `Level at risk`, `80 % of the expected response time is over`.
fn timed(words: &str) -> Option<Event> {
    let over = |words: &str| {
        let ends = [" is over", " over", " breached", " is breached", " missed", " overdue"];
        ends.iter().find_map(|end| target(words.strip_suffix(end)?))
    };
    if let Some((number, of)) = words.split_once('%') {
        let percent = number.trim().parse::<u32>().ok().filter(|share| (1..=100).contains(share))?;
        let of = of.trim().strip_prefix("of ")?;
        let of = of.strip_prefix("the ").unwrap_or(of);
        return over(of).or_else(|| target(of)).map(|of| Event::AtRisk(of, Some(percent)));
    }
    let at_risk = [" at risk", " is at risk"].iter().find_map(|end| target(words.strip_suffix(end)?));
    at_risk.map(|of| Event::AtRisk(of, None)).or_else(|| over(words).map(Event::Breached))
}

fn target(words: &str) -> Option<Target> {
    let words = words.trim();
    let words = words.strip_prefix("the ").unwrap_or(words);
    match words.strip_prefix("expected ").unwrap_or(words) {
        "level" => Some(Target::Level),
        "target" => Some(Target::Both),
        "response" | "response target" | "response time" => Some(Target::Response),
        "resolution" | "resolution target" | "resolution time" => Some(Target::Resolution),
        _ => None,
    }
}
