//! The gate of a hand-off: what has to be there before a case goes to a human, from what it is complete, and what is
//! missing. What is missing can be waived with a reason by a person; without either the hand-off is refused.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{HandOffPolicy, RequiredItem};
use crate::case::Speaker;
use crate::case::brief::{Brief, BriefSource, Cite, consent, identity};
use crate::case::people_behind;
use crate::directory::Directory;
use crate::log::Waived;
use crate::moment::print;
use crate::trigger::TARGETS;
use crate::value::ReferenceKind;
use crate::view::folded;

/// How a line of the gate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    /// It is there.
    Complete,
    /// It is required and not there.
    Missing,
    /// It is required, not there, and waived.
    Waived,
    /// It is not there, and not required.
    Absent,
}

/// A line of the gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GateLine {
    /// By which it is waived: `platform`, `consent`, `identity`, `transcript`, `owner`, or the id of the row of an item.
    pub key: String,
    /// What has to be there.
    pub item: String,
    /// Whether it may not be missing.
    pub required: bool,
    /// How it stands.
    pub state: LineState,
    /// From what it is complete; or what is missing, and what to do.
    pub found: String,
    /// Where that is from.
    pub cites: Vec<Cite>,
    /// The part of the brief that it stands for; empty for none.
    pub part: String,
    /// What the policy says is done where it does not hold; empty for nothing.
    pub otherwise: String,
    /// Why it is waived.
    pub reason: String,
}

/// The gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Gate {
    /// Its lines: those of the policy first, then the required context in order.
    pub lines: Vec<GateLine>,
    /// Complete lines of the required ones, in percent; what is waived is not complete.
    pub percent: u8,
}

/// Who a case goes to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Receiver {
    /// Id or name as written; empty for nobody.
    pub to: String,
    /// Name as shown.
    pub name: String,
    /// Why nobody answers for it, as a sentence; empty where somebody does.
    pub problem: String,
}

/// What a gate looks at.
#[derive(Debug, Clone, Copy)]
pub struct GateSource<'a> {
    /// The brief as it stands.
    pub brief: &'a Brief,
    /// What it is taken from.
    pub source: &'a BriefSource,
    /// The required context.
    pub items: &'a [RequiredItem],
    /// The policy, where there is one.
    pub policy: Option<&'a HandOffPolicy>,
    /// Who gets it.
    pub receiver: &'a Receiver,
    /// Why it was offered, where that was recorded.
    pub because: &'a str,
    /// Zone in which times are said.
    pub zone: &'a TimeZone,
}

/// What an item of the required context asks for, known by words of its name. The names of the templates that ship are all
/// known; any other is written by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A part of the brief, by its key.
    Part(&'static str),
    /// What was said, with times.
    Transcript,
    /// The e-mail address.
    Email,
    /// The id of the profile.
    Profile,
    /// The consent.
    Consent,
    /// The reason, and how sure the AI was.
    Reason,
    /// The page or product.
    Page,
    /// Something that no rule knows.
    Other,
}

impl Need {
    /// What a name asks for. Of two words that both occur the first in this order counts: constraints may name consent.
    #[must_use]
    pub fn of(item: &str) -> Self {
        const WORDS: [(&str, Need); 22] = [
            ("constraint", Need::Part("constraints")),
            ("limits", Need::Part("constraints")),
            ("data:", Need::Part("data")),
            ("transcript", Need::Transcript),
            ("full conversation", Need::Transcript),
            ("conversation with times", Need::Transcript),
            ("summary", Need::Part("summary")),
            ("e-mail", Need::Email),
            ("email", Need::Email),
            ("profile", Need::Profile),
            ("consent", Need::Consent),
            ("promise", Need::Part("promises")),
            ("question", Need::Part("question")),
            ("tried", Need::Part("attempts")),
            ("attempt", Need::Part("attempts")),
            ("history", Need::Part("history")),
            ("request", Need::Part("request")),
            ("wants", Need::Part("request")),
            ("reason", Need::Reason),
            ("page", Need::Page),
            ("product", Need::Page),
            ("order number", Need::Part("data")),
        ];
        let item = folded(item);
        WORDS.iter().find(|(word, _)| item.contains(word)).map_or(Self::Other, |(_, need)| *need)
    }
}

impl Need {
    /// Whether no rule finds it, so that a person writes it.
    #[must_use]
    pub const fn is_by_hand(self) -> bool {
        matches!(self, Self::Other)
    }
}

/// What was found for a line.
struct Found {
    is_there: bool,
    words: String,
    cites: Vec<Cite>,
    part: String,
}

impl Found {
    fn there(words: impl Into<String>, cites: Vec<Cite>) -> Self {
        Self { is_there: true, words: words.into(), cites, part: String::new() }
    }

    fn missing(words: impl Into<String>) -> Self {
        Self { is_there: false, words: words.into(), cites: Vec::new(), part: String::new() }
    }
}

/// Who answers for a case that goes to somebody. A queue, a skill, and a role that nobody is behind answer for nothing.
#[must_use]
pub fn receiver(directory: &Directory, written: &str) -> Receiver {
    let written = written.trim();
    let name = directory.words(written).to_owned();
    let found = |problem: String| Receiver { to: written.to_owned(), name: name.clone(), problem };
    if written.is_empty() {
        return found("Nobody is named. Choose a person, a role or a team".to_owned());
    }
    let Some(entry) = directory.known(&TARGETS, written) else {
        return found(format!(
            "The directory does not know {name}; a queue answers for nothing. Choose a person or team"
        ));
    };
    let is_somebody = match entry.kind {
        ReferenceKind::Person | ReferenceKind::Team => true,
        ReferenceKind::Role => !people_behind(entry, directory).is_empty(),
        _ => false,
    };
    let problem = match entry.kind {
        _ if is_somebody => String::new(),
        ReferenceKind::Role => format!("The directory names nobody behind {name}. Choose a person or team"),
        _ => format!("{name} is no person, role or team. Choose one"),
    };
    Receiver { to: entry.id.clone(), name: entry.name.clone(), problem }
}

/// The gate of a case.
#[must_use]
pub fn gate(look: &GateSource<'_>) -> Gate {
    let mut lines = Vec::new();
    if let Some(policy) = look.policy {
        // The order is that of the policy's own table, whose words say what follows.
        let otherwise = |place: usize| policy.otherwise.get(place).cloned().unwrap_or_default();
        let mut check = |key: &str, item: &str, found: Found, place: usize| {
            lines.push(line(key, item, true, found, otherwise(place)));
        };
        check("platform", "The chosen platform is connected", platform(policy), 0);
        if policy.ask_consent {
            check("consent", "Consent is recorded: words and time", agreed(look), 1);
        }
        if policy.require_sign_in {
            check("identity", "Signed in, or an e-mail address was given", who(look), 2);
        }
        check("transcript", "Transcript with times is attached", transcript(look), 3);
        check("owner", "Somebody answers for it", owner(look), 5);
    } else {
        lines.push(line("owner", "Somebody answers for it", true, owner(look), String::new()));
    }
    for item in look.items {
        let found = context(look, item);
        lines.push(line(&item.row.to_string(), &item.item, item.required, found, String::new()));
    }
    Gate { percent: percent(&lines), lines }
}

impl Gate {
    /// The lines that are required and neither there nor waived.
    #[must_use]
    pub fn missing(&self) -> Vec<&GateLine> {
        self.lines.iter().filter(|line| line.state == LineState::Missing).collect()
    }

    /// Takes what a person waives, by key or name of its line. What does not name a missing line is given back.
    pub fn waive<'a>(&mut self, waived: &'a [Waived]) -> Vec<&'a Waived> {
        let mut left = Vec::new();
        for one in waived {
            let wanted = folded(&one.item);
            let is_open = |line: &GateLine| matches!(line.state, LineState::Missing | LineState::Waived);
            let is_exact = |line: &GateLine| line.key == one.item.trim() || folded(&line.item) == wanted;
            let is_part = |line: &GateLine| !wanted.is_empty() && folded(&line.item).contains(&wanted);
            // A part of a name will do where it is that of one line alone.
            let has_exact = self.lines.iter().any(|line| is_open(line) && is_exact(line));
            let has_one = self.lines.iter().filter(|line| is_open(line) && is_part(line)).count() == 1;
            let is_it = |line: &&mut GateLine| is_exact(line) || (!has_exact && has_one && is_part(line));
            let mut is_known = false;
            for line in self.lines.iter_mut().filter(is_it).filter(|line| is_open(line)) {
                line.state = LineState::Waived;
                one.reason.trim().clone_into(&mut line.reason);
                is_known = true;
            }
            if !is_known {
                left.push(one);
            }
        }
        left
    }

    /// What is waived, by the names of the lines.
    #[must_use]
    pub fn waived(&self) -> Vec<Waived> {
        let waived = self.lines.iter().filter(|line| line.state == LineState::Waived);
        waived.map(|line| Waived { item: line.item.clone(), reason: line.reason.clone() }).collect()
    }
}

fn line(key: &str, item: &str, required: bool, found: Found, otherwise: String) -> GateLine {
    let state = match (found.is_there, required) {
        (true, _) => LineState::Complete,
        (false, true) => LineState::Missing,
        (false, false) => LineState::Absent,
    };
    let (key, item) = (key.to_owned(), item.to_owned());
    let otherwise = if found.is_there { String::new() } else { otherwise };
    let Found { words, cites, part, .. } = found;
    GateLine { key, item, required, state, found: words, cites, part, otherwise, reason: String::new() }
}

fn percent(lines: &[GateLine]) -> u8 {
    let required = lines.iter().filter(|line| line.required).count();
    let complete = lines.iter().filter(|line| line.required && line.state == LineState::Complete).count();
    (complete * 100).checked_div(required).and_then(|percent| u8::try_from(percent).ok()).unwrap_or(100)
}

fn platform(policy: &HandOffPolicy) -> Found {
    let name = if policy.platform.is_empty() { "The platform" } else { policy.platform.as_str() };
    match (policy.connected, policy.platform.is_empty()) {
        (true, false) => Found::there(format!("{name}, as “{}” says", policy.title), Vec::new()),
        (_, true) => Found::missing(format!("“{}” names no platform. Choose one there", policy.title)),
        (false, false) => Found::missing(format!(
            "{name} is not connected, as “{}” says. Connect it and try it, then say so there",
            policy.title
        )),
    }
}

fn agreed(look: &GateSource<'_>) -> Found {
    let (answer, offer) = look.policy.map_or(("", ""), |policy| {
        let offer =
            policy.texts.iter().find(|text| folded(&text.name) == "offer").map_or("", |text| text.body.as_str());
        (policy.consent_answer.as_str(), offer)
    });
    match consent(look.source, answer, offer) {
        Some(consent) => {
            let at = consent
                .at
                .map_or_else(|| ", at a time that is not known".to_owned(), |at| format!(", {}", print(at, look.zone)));
            Found::there(format!("“{}”{at}", consent.words), consent.cites)
        }
        None => Found::missing("The customer has not agreed in words that count. Ask them, or say how they agreed"),
    }
}

fn who(look: &GateSource<'_>) -> Found {
    let known = identity(look.source);
    match (known.signed_in, known.email, known.profile) {
        (Some((true, cite)), _, _) => Found::there("Signed in", vec![cite]),
        (_, Some((address, cite)), _) => Found::there(address, vec![cite]),
        (_, None, Some((profile, cite))) => Found::there(format!("Profile {profile}"), vec![cite]),
        (_, None, None) => Found::missing("Neither signed in nor an e-mail address. Ask for the address"),
    }
}

fn transcript(look: &GateSource<'_>) -> Found {
    let said: Vec<_> = look.source.case.conversation.iter().filter(|said| said.by != Speaker::System).collect();
    let without = said.iter().filter(|said| said.at.is_none()).count();
    match (said.len(), without) {
        (0, _) => Found::missing("No conversation is kept with this case. Take it in again with what was said"),
        (1, 0) => Found::there("1 message with its time", Vec::new()),
        (all, 0) => Found::there(format!("{all} messages with their times"), Vec::new()),
        (all, without) => Found::missing(format!(
            "{without} of {all} messages {} no time. Take the case in again with times",
            if without == 1 { "has" } else { "have" }
        )),
    }
}

fn owner(look: &GateSource<'_>) -> Found {
    let Receiver { name, problem, .. } = look.receiver;
    if problem.is_empty() { Found::there(name.clone(), Vec::new()) } else { Found::missing(problem.clone()) }
}

fn context(look: &GateSource<'_>, item: &RequiredItem) -> Found {
    let of_field = |names: &[&str], missing: &str| match look.source.field(names) {
        Some((name, text)) => Found::there(text.trim(), vec![Cite::Field { name }]),
        None => Found::missing(missing),
    };
    let found = match Need::of(&item.item) {
        Need::Part(key) => part(look, key),
        Need::Transcript => transcript(look),
        Need::Email => match identity(look.source).email {
            Some((address, cite)) => Found::there(address, vec![cite]),
            None => Found::missing("No e-mail address is known. Ask for it"),
        },
        Need::Profile => match identity(look.source).profile {
            Some((profile, cite)) => Found::there(profile, vec![cite]),
            None => Found::missing("No profile is known"),
        },
        Need::Consent => agreed(look),
        Need::Reason => reason(look),
        Need::Page => of_field(&["page", "product", "url", "page_url"], "Neither page nor product is known"),
        Need::Other => part(look, &folded(&item.item)),
    };
    // What no rule finds a person may write under the name of the item.
    if found.is_there || !found.part.is_empty() {
        return found;
    }
    let by_hand = part(look, &folded(&item.item));
    if by_hand.is_there { by_hand } else { Found { part: folded(&item.item), ..found } }
}

fn part(look: &GateSource<'_>, key: &str) -> Found {
    let lines = look.brief.lines(key);
    let words = match lines {
        [] => "Nothing was found. Write it, or that nothing is known".to_owned(),
        [one] => one.text.clone(),
        [one, rest @ ..] => format!("{} (and {} more)", one.text, rest.len()),
    };
    let cites = lines.iter().flat_map(|line| line.cites.iter().cloned()).collect();
    Found { is_there: !lines.is_empty(), words, cites, part: key.to_owned() }
}

fn reason(look: &GateSource<'_>) -> Found {
    let confidence = look.source.field(&["confidence", "ai_confidence"]);
    let sure = confidence.as_ref().map_or_else(String::new, |(_, text)| format!(", AI confidence {}", text.trim()));
    let cites = |name: Option<String>| {
        let names = name.into_iter().chain(confidence.as_ref().map(|(name, _)| name.clone()));
        names.map(|name| Cite::Field { name }).collect::<Vec<_>>()
    };
    match look.source.field(&["reason", "escalation_reason"]) {
        Some((name, text)) => Found::there(format!("{}{sure}", text.trim()), cites(Some(name))),
        None if !look.because.is_empty() => Found::there(format!("{}{sure}", look.because), cites(None)),
        None => Found::missing("No reason is recorded. Let the rules decide, or write it into the row"),
    }
}
