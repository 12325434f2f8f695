//! Routing: the rules of a document tried on its cases, in order; the first that fits decides, and the default route
//! takes the rest. Nothing is changed here: a decision says what would happen, and why.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::beside::Beside;
use super::clock::ServiceLevels;
use super::destination::{Destination, destination};
use super::explain::{Tested, Written};
use super::facts::CaseFacts;
use super::judge::{Judge, Truth, sign};
use super::keywords::Keywords;
use super::others::Others;
use crate::condition::{Comparison, Condition, Operand, Signal, SlaClock};
use crate::directory::Directory;
use crate::document::Document;
use crate::duration;
use crate::id::RowId;
use crate::trigger::{Outcome, TriggerRule, TriggersView};

/// The rules of a document, made ready for many cases.
pub struct RuleBook<'a> {
    document: &'a Document,
    directory: &'a Directory,
    view: TriggersView,
    pub(super) levels: ServiceLevels,
    keywords: Keywords,
    written: Written,
    pub(super) beside: Beside,
    counted: Vec<String>,
}

/// Which rule decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// One that is tried, by its place among all rules of the document.
    Rule(usize),
    /// The default route, by its place.
    Default(usize),
    /// None fits, and there is no default route.
    Nothing,
}

/// A rule that was tried before the one that decides, and why it did not fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Passed {
    /// Row of the rule.
    #[ts(type = "string")]
    pub row: RowId,
    /// Name.
    pub rule: String,
    /// The tests that it lacked; empty for a rule that cannot be read.
    pub lacked: Vec<Tested>,
    /// Why it was not tried; empty for one that was.
    pub not_tried: String,
}

/// What would decide later, if nothing happens until then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Later {
    /// When.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Row of the rule.
    #[ts(type = "string")]
    pub row: RowId,
    /// Name.
    pub rule: String,
    /// Who would get it.
    pub to: Destination,
    /// Why.
    pub because: Vec<Tested>,
}

/// What happens with a case, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Routing {
    /// Name of the case; empty where it has none.
    pub id: String,
    /// What it is about.
    pub subject: String,
    /// The moment at which it was looked at.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// Row of the rule that decides; none where none does.
    #[ts(type = "string | null")]
    pub row: Option<RowId>,
    /// Its name.
    pub rule: String,
    /// Whether it is the default route.
    pub is_default: bool,
    /// `continue`, `recover`, `human`, or empty where the rule does not say.
    pub outcome: String,
    /// Name of the recovery procedure.
    pub procedure: String,
    /// Who gets it.
    pub to: Destination,
    /// Level.
    pub level: String,
    /// Effects, as stable words.
    pub effects: Vec<String>,
    /// Who is told, by name.
    pub notify: Vec<String>,
    /// By which ways, as stable words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub methods: Vec<String>,
    /// Severity of the incident that is declared: id or name; empty where a person declares it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[ts(optional, as = "Option<String>")]
    pub severity: String,
    /// Status that it gets.
    pub status: String,
    /// Until when an answer is due.
    #[ts(type = "string | null")]
    pub answer_by: Option<Timestamp>,
    /// `reactive` or `proactive`.
    pub initiated: String,
    /// The reason that is recorded.
    pub reason: String,
    /// Why the rule fits; for the default route nothing.
    pub because: Vec<Tested>,
    /// The rules before it, and what the case lacked for each.
    pub passed: Vec<Passed>,
    /// What would decide later.
    pub later: Option<Later>,
    /// What should be looked at: nobody to go to, nothing decided.
    pub remarks: Vec<String>,
}

#[cfg(test)]
impl Routing {
    /// A decision that says nothing.
    pub(super) fn none(at: Timestamp) -> Self {
        Self {
            id: String::new(),
            subject: String::new(),
            at,
            row: None,
            rule: String::new(),
            is_default: false,
            outcome: String::new(),
            procedure: String::new(),
            to: Destination::default(),
            level: String::new(),
            effects: Vec::new(),
            notify: Vec::new(),
            methods: Vec::new(),
            severity: String::new(),
            status: String::new(),
            answer_by: None,
            initiated: String::new(),
            reason: String::new(),
            because: Vec::new(),
            passed: Vec::new(),
            later: None,
            remarks: Vec::new(),
        }
    }
}

impl<'a> RuleBook<'a> {
    /// Reads the rules of a document.
    #[must_use]
    pub fn of(document: &'a Document, directory: &'a Directory) -> Self {
        let view = TriggersView::read(document);
        let conditions = || view.rules.iter().filter_map(|rule| rule.condition.as_ref().ok());
        let (keywords, written) = (Keywords::of(conditions()), Written::of(conditions()));
        let mut counted = Vec::new();
        conditions().for_each(|condition| counts(condition, &mut counted));
        let levels = ServiceLevels::read(document, directory);
        let beside = Beside::of(document, directory, conditions());
        Self { document, directory, view, levels, keywords, written, beside, counted }
    }

    /// Whether there is a rule that is on.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.view.rules.iter().any(|rule| rule.is_enabled)
    }

    /// The rules, in order.
    #[must_use]
    pub fn rules(&self) -> &[TriggerRule] {
        &self.view.rules
    }

    /// What the rules count over many cases.
    #[must_use]
    pub fn others<'c, 'f: 'c>(&self, cases: impl IntoIterator<Item = &'c CaseFacts<'f>>) -> Others {
        Others::of(cases, &self.counted)
    }

    /// Which rule decides a case at a moment.
    #[must_use]
    pub fn decide(&self, case: &CaseFacts<'_>, others: &Others, at: Timestamp) -> Decided {
        self.decided(&self.judge(case, others, at))
    }

    pub(super) fn judge<'j>(&'j self, case: &'j CaseFacts<'j>, others: &'j Others, at: Timestamp) -> Judge<'j> {
        Judge::new(case, others, &self.levels, (&self.keywords, &self.written, &self.beside), at)
    }

    fn decided(&self, judge: &Judge<'_>) -> Decided {
        self.decided_from(judge, 0)
    }

    /// Which rule decides when those before a place are passed over.
    pub(super) fn decided_from(&self, judge: &Judge<'_>, from: usize) -> Decided {
        let all = || self.view.rules.iter().enumerate().filter(|(_, rule)| rule.is_enabled);
        let tried = |(place, rule): &(usize, &TriggerRule)| *place >= from && !rule.is_default && fits(rule, judge);
        if let Some((place, _)) = all().find(tried) {
            return Decided::Rule(place);
        }
        all().find(|(_, rule)| rule.is_default).map_or(Decided::Nothing, |(place, _)| Decided::Default(place))
    }

    /// A rule does not take back what the service level promises, whether it gives more time for the answer or comes late:
    /// the earlier of the two moments holds, also where it has passed.
    fn keep_promise(&self, case: &CaseFacts<'_>, within: Option<SignedDuration>, out: &mut Routing) {
        let (Some(within), Some(by_rule)) = (within, out.answer_by) else { return };
        let Some(promised) = self.levels.clock(case, SlaClock::Response, out.at) else { return };
        if promised.due < by_rule {
            out.answer_by = Some(promised.due);
            let (given, allowed) = (duration::print(within), duration::print(promised.allowed));
            let from = if within > promised.allowed { "" } else { " from now" };
            out.remarks.push(format!(
                "The rule gives {given}{from} for the answer; the {allowed} that are promised for this case hold."
            ));
        }
    }

    /// What happens with a case at a moment, and why.
    #[must_use]
    pub fn route(&self, case: &CaseFacts<'_>, others: &Others, at: Timestamp) -> Routing {
        let judge = self.judge(case, others, at);
        let decided = self.decided(&judge);
        let (place, is_default) = match decided {
            Decided::Rule(place) => (Some(place), false),
            Decided::Default(place) => (Some(place), true),
            Decided::Nothing => (None, false),
        };
        let rule = place.map(|place| &self.view.rules[place]);
        let until = if is_default { self.view.rules.len() } else { place.unwrap_or(self.view.rules.len()) };
        let mut out = Routing {
            id: case.id.clone(),
            subject: case.shown("subject"),
            at,
            row: rule.map(|r| r.row),
            rule: rule.map(|r| r.name.clone()).unwrap_or_default(),
            is_default,
            outcome: rule.and_then(|r| r.outcome).map_or("", |o| o.as_str()).to_owned(),
            procedure: rule.map(|r| r.procedure.clone()).unwrap_or_default(),
            to: rule
                .filter(|r| r.outcome == Some(Outcome::Human))
                .map(|r| self.goes_to(r, case, at))
                .unwrap_or_default(),
            level: rule.map(|r| self.directory.words(&r.level).to_owned()).unwrap_or_default(),
            effects: rule.map(|r| r.effects.clone()).unwrap_or_default(),
            notify: rule
                .map(|r| r.notify.iter().map(|n| self.directory.words(n).to_owned()).collect())
                .unwrap_or_default(),
            methods: rule.map(|r| r.methods.clone()).unwrap_or_default(),
            severity: rule.map(|r| r.severity.clone()).unwrap_or_default(),
            status: rule.map(|r| r.status.clone()).unwrap_or_default(),
            answer_by: rule.and_then(|r| at.checked_add(r.within?).ok()),
            initiated: rule.map(|r| initiated(r, case).to_owned()).unwrap_or_default(),
            reason: rule.map(|r| r.reason.clone()).unwrap_or_default(),
            because: rule.filter(|_| !is_default).map(|r| because(r, &judge)).unwrap_or_default(),
            passed: self.passed(until, &judge),
            later: self.later(&judge, decided),
            remarks: Vec::new(),
        };
        self.keep_promise(case, rule.and_then(|rule| rule.within), &mut out);
        match rule {
            None => out.remarks.push("No rule fits, and there is no default route: nobody gets it.".to_owned()),
            Some(_) if out.outcome == "human" => out.remarks.extend(out.to.remark()),
            Some(_) => {}
        }
        if case.opened.is_none() {
            let sentence = "When it was opened is not known, so rules about its age and service level do not fit.";
            out.remarks.push(sentence.to_owned());
        }
        out
    }

    fn goes_to(&self, rule: &TriggerRule, case: &CaseFacts<'_>, at: Timestamp) -> Destination {
        destination(rule, case, self.document, self.directory, at)
    }

    fn passed(&self, until: usize, judge: &Judge<'_>) -> Vec<Passed> {
        let tried = self.view.rules[..until].iter().filter(|rule| !rule.is_default);
        tried
            .map(|rule| {
                let not_tried = match &rule.condition {
                    _ if !rule.is_enabled => "It is turned off.".to_owned(),
                    Err(error) => format!("It cannot be read. {error}."),
                    Ok(_) => String::new(),
                };
                let lacked = if not_tried.is_empty() { because(rule, judge) } else { Vec::new() };
                Passed { row: rule.row, rule: rule.name.clone(), lacked, not_tried }
            })
            .collect()
    }

    /// The first moment at which time alone lets another rule decide.
    fn later(&self, judge: &Judge<'_>, now: Decided) -> Option<Later> {
        let (case, at) = (judge.case, judge.at);
        let mut moments = Vec::new();
        for rule in self.view.tried() {
            if let Ok(condition) = &rule.condition {
                self.moments(condition, case, at, &mut moments);
            }
        }
        moments.retain(|moment| *moment > at && case.resolved.is_none_or(|resolved| *moment <= resolved));
        moments.sort_unstable();
        moments.dedup();
        for moment in moments {
            let judge = judge.at(moment);
            if let decided @ Decided::Rule(place) = self.decided(&judge)
                && decided != now
            {
                let rule = &self.view.rules[place];
                return Some(Later {
                    at: moment,
                    row: rule.row,
                    rule: rule.name.clone(),
                    to: self.goes_to(rule, case, moment),
                    because: because(rule, &judge),
                });
            }
        }
        None
    }

    /// The moments at which a test about time changes its answer.
    fn moments(&self, condition: &Condition, case: &CaseFacts<'_>, at: Timestamp, list: &mut Vec<Timestamp>) {
        // A test for “more than” holds one second after the span is full.
        let after = |moment: Timestamp, comparison: Comparison| match comparison {
            Comparison::More | Comparison::AtMost => moment.checked_add(SignedDuration::from_secs(1)).ok(),
            Comparison::Less | Comparison::AtLeast => Some(moment),
        };
        match condition {
            Condition::All { of } | Condition::Any { of } => {
                of.iter().for_each(|part| self.moments(part, case, at, list));
            }
            Condition::Not { of } => self.moments(of, case, at, list),
            Condition::Age { comparison, span } => {
                let full = case.opened.and_then(|opened| opened.checked_add(*span).ok());
                list.extend(full.and_then(|moment| after(moment, *comparison)));
            }
            // How long ago a moment of the case was: it waits since then, or is overdue since then.
            Condition::Field { field, operator, values } => {
                if let (Some(comparison), [Operand::Span(span)]) = (sign(*operator), values.as_slice())
                    && case.is_moment(field)
                {
                    let since = case.first(field).and_then(|text| text.parse::<Timestamp>().ok());
                    let full = since.and_then(|since| since.checked_add(*span).ok());
                    list.extend(full.and_then(|moment| after(moment, comparison)));
                }
            }
            Condition::Sla { clock, comparison, percent } => {
                use crate::condition::SlaClock::{Resolution, Response};
                for which in clock.map_or(vec![Response, Resolution], |one| vec![one]) {
                    let clock = self.levels.clock(case, which, at).filter(|clock| clock.stopped.is_none());
                    let full = clock.and_then(|clock| clock.reaches(*percent));
                    list.extend(full.and_then(|moment| after(moment, *comparison)));
                }
            }
            _ => {}
        }
    }
}

/// Whether a rule fits: its task risk, then its condition.
fn fits(rule: &TriggerRule, judge: &Judge<'_>) -> bool {
    fits_risk(rule, judge) && rule.condition.as_ref().is_ok_and(|condition| judge.holds(condition) == Truth::Yes)
}

/// Whether a rule is for the risk of the case.
pub(super) fn fits_risk(rule: &TriggerRule, judge: &Judge<'_>) -> bool {
    rule.risks.is_empty() || rule.risks.iter().any(|risk| judge.case.is_any("risk", risk))
}

/// The test of the task risk, where the rule is for some risks only.
fn risk(rule: &TriggerRule, judge: &Judge<'_>) -> Option<Tested> {
    if rule.risks.is_empty() {
        return None;
    }
    let test = format!("task risk is any of {}", rule.risks.join(", "));
    let (truth, found) = match judge.case.first("risk") {
        None => (Truth::Unknown, "the risk of the task is not known".to_owned()),
        Some(_) => {
            let holds = rule.risks.iter().any(|risk| judge.case.is_any("risk", risk));
            (holds.into(), format!("the risk is {}", judge.case.shown("risk")))
        }
    };
    Some(Tested { test, truth, found })
}

/// The tests that settle whether a rule fits.
fn because(rule: &TriggerRule, judge: &Judge<'_>) -> Vec<Tested> {
    let Ok(condition) = &rule.condition else { return Vec::new() };
    let (risk, whole) = (risk(rule, judge), judge.holds(condition));
    let is_risk_wrong = risk.as_ref().is_some_and(|test| test.truth != Truth::Yes);
    let mut list: Vec<Tested> = risk.into_iter().collect();
    // Of a rule that is for another risk the condition settles nothing, unless it fails as well.
    if !is_risk_wrong || whole != Truth::Yes {
        let settled = judge.settled_by(condition, whole);
        list.retain(|test| test.truth != Truth::Yes || whole == Truth::Yes);
        list.extend(settled);
    }
    list
}

/// Whether the customer asked for it or a rule raised it: as the rule says, else by what was noticed.
fn initiated<'r>(rule: &'r TriggerRule, case: &CaseFacts<'_>) -> &'r str {
    if !rule.initiated.is_empty() {
        return &rule.initiated;
    }
    if case.has_signal(Signal::HumanAsked) { "reactive" } else { "proactive" }
}

fn counts(condition: &Condition, list: &mut Vec<String>) {
    match condition {
        Condition::All { of } | Condition::Any { of } => of.iter().for_each(|part| counts(part, list)),
        Condition::Not { of } => counts(of, list),
        Condition::Count { same: Some(field), .. } if !list.contains(field) => list.push(field.clone()),
        _ => {}
    }
}
