//! What past cases say about the thresholds of rules (domain reference B.9): missed and false escalations by rule and by
//! band of confidence, and for a rule with a single test of the confidence the value that would have done best.

use jiff::Timestamp;

use super::facts::CaseFacts;
use super::judge::{Judge, Truth, compare, sign, worst};
use super::others::Others;
use super::route::{Decided, RuleBook, fits_risk};
use crate::condition::{Comparison, Condition, Operand, print};
use crate::trigger::{Outcome, TriggerRule};
use crate::view::folded;

/// Below so many past cases a proposal says little, and says so.
pub const ENOUGH: usize = 30;
/// How a field of the confidence is called.
const CONFIDENCE: [&str; 2] = ["confidence", "ai confidence"];
/// Where the bands of confidence begin, in percent.
const BANDS: [u8; 6] = [0, 50, 60, 70, 80, 90];

/// A past case, as it came.
#[derive(Debug, Clone)]
pub struct TunedCase<'a> {
    /// What rules look at.
    pub facts: &'a CaseFacts<'a>,
    /// The moment at which it is looked at: its opening.
    pub at: Timestamp,
    /// Whether it needed a human in the end, where that is known.
    pub needed: Option<bool>,
}

/// Figures of past cases under today's rules.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases.
    pub cases: usize,
    /// Of those, the cases that go to a human.
    pub human: usize,
    /// Cases of which it is known whether they needed a human.
    pub known: usize,
    /// Of the known ones, those that needed a human and do not come to one.
    pub missed: usize,
    /// Of the known ones, those that come to a human and needed none.
    pub in_vain: usize,
}

impl Tally {
    fn take(&mut self, goes: bool, needed: Option<bool>) {
        self.cases += 1;
        self.human += usize::from(goes);
        self.known += usize::from(needed.is_some());
        self.missed += usize::from(needed == Some(true) && !goes);
        self.in_vain += usize::from(needed == Some(false) && goes);
    }

    /// What counts when two values are compared: missed first, then false.
    const fn cost(&self) -> (usize, usize) {
        (self.missed, self.in_vain)
    }
}

/// What a band is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BandKind {
    /// All cases.
    All,
    /// Cases of one task risk, as shown.
    Risk(String),
}

/// Cases within a band of confidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// Of which cases.
    pub of: BandKind,
    /// From and to in percent, both counted; none for cases that tell no confidence.
    pub limits: Option<(u8, u8)>,
    /// Figures.
    pub tally: Tally,
}

impl Band {
    /// The band in words: `50 to 59 %`.
    #[must_use]
    pub fn words(&self) -> String {
        self.limits.map_or_else(|| "no confidence".to_owned(), |(from, to)| format!("{from} to {to} %"))
    }
}

/// A rule with what it did to past cases.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleTuning {
    /// Its place among the rules; none for the cases that no rule takes.
    pub rule: Option<usize>,
    /// Figures of the cases that it decides.
    pub tally: Tally,
    /// What its threshold could be; for rules with a single test of the confidence.
    pub proposal: Option<ThresholdProposal>,
}

/// What past cases say about a threshold.
#[derive(Debug, Clone, PartialEq)]
pub struct ThresholdProposal {
    /// The threshold as it stands, in percent.
    pub now: f64,
    /// The one that would have done best; none where it stays.
    pub then: Option<f64>,
    /// The condition of the rule with it; as it stands where it stays.
    pub condition: String,
    /// How many past cases of known end the threshold decides about.
    pub n: usize,
    /// The least and the greatest confidence among them; the proposal lies between.
    pub held: Option<(f64, f64)>,
    /// Figures of those cases now, and with the proposal.
    pub tally_now: Tally,
    /// See `tally_now`.
    pub tally_then: Tally,
    /// The cases that would have been decided otherwise, of known end or not.
    pub changed: Vec<Changed>,
}

/// A case that another threshold would have decided otherwise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Changed {
    /// Its place among the cases.
    pub case: usize,
    /// Its confidence, in percent.
    pub confidence: f64,
    /// Which rule decides it now.
    pub now: Decided,
    /// Which would have.
    pub then: Decided,
    /// Whether it needed a human.
    pub needed: Option<bool>,
}

/// What past cases say about rules.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuning {
    /// Figures of all cases.
    pub all: Tally,
    /// By rule: those that are on, in order, the default route among them, and last the cases that none takes.
    pub rules: Vec<RuleTuning>,
    /// By band of confidence, of all cases and then by task risk; bands without a case are left out.
    pub bands: Vec<Band>,
}

/// The one test of the confidence that a rule makes.
struct Test {
    rule: usize,
    comparison: Comparison,
    value: f64,
    affected: Vec<Affected>,
}

/// A case about which the threshold of a rule decides: with one answer of the test the rule takes it, with the other not.
struct Affected {
    case: usize,
    confidence: f64,
    /// Whether the rule takes it when the test holds; else when it does not.
    fits_if_held: bool,
    rest: Decided,
    needed: Option<bool>,
}

/// What past cases say about the rules of a book; `is_stopped` is asked before each case.
#[must_use]
pub fn tune(book: &RuleBook<'_>, cases: &[TunedCase<'_>], others: &Others, is_stopped: &dyn Fn() -> bool) -> Tuning {
    let rules = book.rules();
    let mut tests: Vec<Test> = rules.iter().enumerate().filter_map(|(place, rule)| test(place, rule)).collect();
    let (mut all, mut tallies, mut nobody) = (Tally::default(), vec![Tally::default(); rules.len()], Tally::default());
    let mut bands: Vec<Band> = Vec::new();
    for (n, case) in cases.iter().enumerate() {
        if is_stopped() {
            break;
        }
        let judge = book.judge(case.facts, others, case.at);
        let decided = book.decided_from(&judge, 0);
        let goes = goes(rules, decided);
        all.take(goes, case.needed);
        match decided {
            Decided::Rule(place) | Decided::Default(place) => tallies[place].take(goes, case.needed),
            Decided::Nothing => nobody.take(goes, case.needed),
        }
        let confidence = confidence(case.facts);
        let risk = case.facts.shown("risk");
        band(&mut bands, BandKind::All, confidence).take(goes, case.needed);
        if !risk.is_empty() {
            band(&mut bands, BandKind::Risk(risk), confidence).take(goes, case.needed);
        }
        let Some(confidence) = confidence else { continue };
        for test in &mut tests {
            let (fits_if_held, rest) = match affected(book, test.rule, decided, &judge) {
                Some(found) => found,
                None => continue,
            };
            test.affected.push(Affected { case: n, confidence, fits_if_held, rest, needed: case.needed });
        }
    }
    bands.sort_by(|a, b| {
        a.of.cmp(&b.of).then(a.limits.is_none().cmp(&b.limits.is_none())).then(a.limits.cmp(&b.limits))
    });
    let mut list: Vec<RuleTuning> = Vec::new();
    for (place, rule) in rules.iter().enumerate().filter(|(_, rule)| rule.is_enabled) {
        let own = tests.iter().find(|test| test.rule == place);
        let proposal = own.map(|test| proposal(test, rule, rules));
        list.push(RuleTuning { rule: Some(place), tally: tallies[place], proposal });
    }
    if nobody.cases > 0 {
        list.push(RuleTuning { rule: None, tally: nobody, proposal: None });
    }
    Tuning { all, rules: list, bands }
}

fn band(list: &mut Vec<Band>, of: BandKind, confidence: Option<f64>) -> &mut Tally {
    let limits = confidence.map(|value| {
        let place = BANDS.iter().rposition(|from| value >= f64::from(*from)).unwrap_or(0);
        (BANDS[place], BANDS.get(place + 1).map_or(100, |next| next - 1))
    });
    let place = list.iter().position(|band| band.of == of && band.limits == limits).unwrap_or_else(|| {
        list.push(Band { of, limits, tally: Tally::default() });
        list.len() - 1
    });
    &mut list[place].tally
}

fn confidence(case: &CaseFacts<'_>) -> Option<f64> {
    let held = CONFIDENCE.iter().find_map(|name| case.first(name))?;
    let place = CONFIDENCE.iter().find_map(|name| case.fields.place(name));
    let amount = match place {
        Some(place) => case.fields.get(place).amount(held),
        None => held.trim().trim_end_matches('%').trim().parse().ok(),
    };
    amount.filter(|value| (0.0..=100.0).contains(value))
}

fn goes(rules: &[TriggerRule], decided: Decided) -> bool {
    match decided {
        Decided::Rule(place) | Decided::Default(place) => rules[place].outcome == Some(Outcome::Human),
        Decided::Nothing => false,
    }
}

/// Whether a test is one of the confidence with an amount, and which.
fn of_confidence(test: &Condition) -> Option<(Comparison, f64)> {
    let Condition::Field { field, operator, values } = test else { return None };
    match values.as_slice() {
        [Operand::Number(value) | Operand::Percent(value)] if CONFIDENCE.contains(&folded(field).as_str()) => {
            sign(*operator).map(|comparison| (comparison, *value))
        }
        _ => None,
    }
}

fn leaves<'c>(condition: &'c Condition, list: &mut Vec<&'c Condition>) {
    match condition {
        Condition::All { of } | Condition::Any { of } => of.iter().for_each(|part| leaves(part, list)),
        Condition::Not { of } => leaves(of, list),
        leaf => list.push(leaf),
    }
}

/// The test of the confidence of a rule that is on and makes exactly one.
fn test(place: usize, rule: &TriggerRule) -> Option<Test> {
    let condition = rule.condition.as_ref().ok().filter(|_| rule.is_enabled && !rule.is_default)?;
    let mut list = Vec::new();
    leaves(condition, &mut list);
    let mut found = list.into_iter().filter_map(of_confidence);
    let (comparison, value) = found.next()?;
    found.next().is_none().then_some(Test { rule: place, comparison, value, affected: Vec::new() })
}

/// Whether the test of a rule's confidence decides about a case, and what would happen without the rule.
fn affected(book: &RuleBook<'_>, place: usize, decided: Decided, judge: &Judge<'_>) -> Option<(bool, Decided)> {
    if matches!(decided, Decided::Rule(first) if first < place) {
        return None;
    }
    let rule = &book.rules()[place];
    let condition = rule.condition.as_ref().ok().filter(|_| fits_risk(rule, judge))?;
    let fits = |answer| supposed(condition, judge, answer) == Truth::Yes;
    let (if_held, if_not) = (fits(Truth::Yes), fits(Truth::No));
    if if_held == if_not {
        return None;
    }
    let rest = if decided == Decided::Rule(place) { book.decided_from(judge, place + 1) } else { decided };
    Some((if_held, rest))
}

/// Whether a condition holds, supposed that its test of the confidence has this answer.
fn supposed(condition: &Condition, judge: &Judge<'_>, answer: Truth) -> Truth {
    match condition {
        Condition::All { of } => worst(of.iter().map(|c| supposed(c, judge, answer)), Truth::No),
        Condition::Any { of } => worst(of.iter().map(|c| supposed(c, judge, answer)), Truth::Yes),
        Condition::Not { of } => supposed(of, judge, answer).not(),
        leaf if of_confidence(leaf).is_some() => answer,
        leaf => judge.holds(leaf),
    }
}

impl Test {
    /// Which rule decides a case with a threshold.
    fn decided(&self, case: &Affected, value: f64) -> Decided {
        let holds = compare(&case.confidence, self.comparison, &value);
        if holds == case.fits_if_held { Decided::Rule(self.rule) } else { case.rest }
    }

    fn tally(&self, rules: &[TriggerRule], value: f64) -> Tally {
        let mut found = Tally::default();
        for case in self.affected.iter().filter(|case| case.needed.is_some()) {
            found.take(goes(rules, self.decided(case, value)), case.needed);
        }
        found
    }
}

/// The value that misses the fewest, then brings the fewest in vain, then lies nearest to the one that stands. Whole
/// percents alone are tried, and none beyond what the cases hold.
fn proposal(test: &Test, rule: &TriggerRule, rules: &[TriggerRule]) -> ThresholdProposal {
    let tally_now = test.tally(rules, test.value);
    let known = || test.affected.iter().filter(|case| case.needed.is_some());
    let least = known().map(|case| case.confidence).min_by(f64::total_cmp);
    let held = least.zip(known().map(|case| case.confidence).max_by(f64::total_cmp));
    let mut best = (tally_now, test.value);
    if let Some((least, most)) = held {
        for value in (0..=100_u8).map(f64::from).filter(|value| (least..=most).contains(value)) {
            let tally = test.tally(rules, value);
            let far = |value: f64| (value - test.value).abs();
            if tally.cost() < best.0.cost() || (tally.cost() == best.0.cost() && far(value) < far(best.1)) {
                best = (tally, value);
            }
        }
    }
    let (tally_then, value) = best;
    let is_better = tally_then.cost() < tally_now.cost();
    let changed = |case: &Affected| {
        let (now, then) = (test.decided(case, test.value), test.decided(case, value));
        let (confidence, needed) = (case.confidence, case.needed);
        (now != then).then_some(Changed { case: case.case, confidence, now, then, needed })
    };
    let changed = test.affected.iter().filter(|_| is_better).filter_map(changed).collect();
    let condition = rule.condition.as_ref().map(|c| print(&with(c, if is_better { value } else { test.value })));
    ThresholdProposal {
        now: test.value,
        then: is_better.then_some(value),
        condition: condition.unwrap_or_default(),
        n: tally_now.known,
        held,
        tally_now,
        tally_then: if is_better { tally_then } else { tally_now },
        changed,
    }
}

/// A condition with another threshold.
fn with(condition: &Condition, value: f64) -> Condition {
    let all = |of: &[Condition]| of.iter().map(|part| with(part, value)).collect();
    match condition {
        Condition::All { of } => Condition::All { of: all(of) },
        Condition::Any { of } => Condition::Any { of: all(of) },
        Condition::Not { of } => Condition::Not { of: Box::new(with(of, value)) },
        Condition::Field { field, operator, values } if of_confidence(condition).is_some() => {
            let values = values.iter().map(|held| match held {
                Operand::Percent(_) => Operand::Percent(value),
                _ => Operand::Number(value),
            });
            Condition::Field { field: field.clone(), operator: *operator, values: values.collect() }
        }
        other => other.clone(),
    }
}

#[cfg(test)]
#[path = "tune_tests.rs"]
mod tests;
