//! What is counted of one case, read once: each cell is looked at through its column, and no text of the case is touched.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::{CASE_METRIC_COUNT, CaseHistory, CaseValue, Lack};
use crate::block::{Block, Row};
use crate::case::clock::{CaseClock, ServiceLevels};
use crate::case::facts::CaseFacts;
use crate::case::fields::{CaseFields, OPENED, RESOLUTION_DUE, RESOLVED, RESPONDED, RESPONSE_DUE};
use crate::condition::SlaClock;
use crate::id::{ColumnId, RowId};
use crate::value::Value;

/// A customer who opens another case within this time came back.
const COMES_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Columns that clocks and the ends of a case are read from.
const CLOCKED: [&str; 9] =
    [OPENED, RESPONDED, RESOLVED, RESPONSE_DUE, RESOLUTION_DUE, "priority", "tier", "status", "approval"];

/// What is counted of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedCase<'a> {
    /// Row.
    pub row: RowId,
    /// Its name in the system it comes from; empty where it has none.
    pub id: &'a str,
    /// When it was opened.
    pub opened: Option<Timestamp>,
    /// The Monday of the week in which it was opened.
    pub week: Option<Date>,
    /// Whether it was escalated, where that is known.
    pub escalated: Option<bool>,
    /// Level, as shown.
    pub level: &'a str,
    /// Reason of the escalation, as shown.
    pub reason: &'a str,
    /// The rule that brought it to a human first, by the log.
    pub rule: &'a str,
    /// Whether the moment of the trigger is that of the log, of the cases whose response is timed.
    pub by_log: bool,
    /// Each metric, in the order of [`CASE_METRICS`](super::CASE_METRICS).
    pub values: [CaseValue; CASE_METRIC_COUNT],
}

/// Reads the cases of one table.
pub struct CaseReader<'a> {
    fields: &'a CaseFields,
    levels: &'a ServiceLevels,
    clocked: Vec<(usize, ColumnId)>,
    own: Own,
    now: Timestamp,
    zone: TimeZone,
}

/// The columns that are read beside those of the clocks.
struct Own {
    names: Vec<ColumnId>,
    handled_by: Option<(usize, ColumnId)>,
    level: Option<(usize, ColumnId)>,
    reason: Option<(usize, ColumnId)>,
    initiated: Option<(usize, ColumnId)>,
    kind: Option<(usize, ColumnId)>,
    rerouted: Option<(usize, ColumnId)>,
    first_contact: Option<(usize, ColumnId)>,
    customer: Option<(usize, ColumnId)>,
}

/// Who ended a case without a human: to find out which customers came back.
struct Contained<'a> {
    case: usize,
    customer: &'a str,
    resolved: Timestamp,
}

/// Whether a case was escalated, by what the log says and the words of its row; none where nothing tells.
#[must_use]
pub fn escalated(
    history: Option<&CaseHistory>,
    handled_by: Option<Handled>,
    is_answered: bool,
    is_named: Option<bool>,
) -> Option<bool> {
    if history.is_some_and(|h| !h.to_human.is_empty()) || handled_by == Some(Handled::Human) || is_answered {
        return Some(true);
    }
    if handled_by == Some(Handled::Ai) {
        return Some(false);
    }
    is_named
}

/// Who deals with a case, as its row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// The AI.
    Ai,
    /// A human.
    Human,
}

impl<'a> CaseReader<'a> {
    /// A reader for the cases of a table.
    #[must_use]
    pub fn new(
        table: &'a Block,
        fields: &'a CaseFields,
        levels: &'a ServiceLevels,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Self {
        let columns: Vec<ColumnId> = table.live_columns().into_iter().map(|(id, _)| id).collect();
        let at = |key: &str| fields.place(key).and_then(|place| Some((place, *columns.get(place)?)));
        let own = Own {
            names: ["id", "no", "name"].into_iter().filter_map(|key| Some(at(key)?.1)).collect(),
            handled_by: at("handled_by"),
            level: at("level"),
            reason: at("reason"),
            initiated: at("initiated"),
            kind: at("escalation_type"),
            rerouted: at("rerouted"),
            first_contact: at("first_contact"),
            customer: at("customer"),
        };
        let clocked = CLOCKED.into_iter().filter_map(at).collect();
        Self { fields, levels, clocked, own, now, zone: zone.clone() }
    }

    /// Reads cases, each with what the log says of its way to a human, and of its intake and changes, which its clocks
    /// rest by. A row that holds nothing is no case.
    pub fn read<'h: 'a>(
        &self,
        rows: impl IntoIterator<Item = (RowId, &'a Row)>,
        history: impl Fn(RowId) -> Option<&'h CaseHistory>,
        changes: impl Fn(RowId) -> Option<&'h crate::case::CaseHistory>,
    ) -> Vec<CountedCase<'a>> {
        let (mut list, mut contained, mut visits) = (Vec::new(), Vec::new(), Vec::new());
        for (id, row) in rows {
            if row.cells.values().all(Value::is_empty) {
                continue;
            }
            let facts = CaseFacts::of_columns(self.fields, &self.clocked, row).with_history(changes(id));
            let customer = text(self.own.customer, row);
            if let (false, Some(opened)) = (customer.is_empty(), facts.opened) {
                visits.push((customer, opened));
            }
            let case = self.case(id, row, &facts, history(id));
            if let (CaseValue::Known(1), false, Some(resolved)) = (case.values[6], customer.is_empty(), facts.resolved)
            {
                contained.push(Contained { case: list.len(), customer, resolved });
            }
            list.push(case);
        }
        visits.sort_unstable();
        for one in contained {
            let until = one.resolved.checked_add(COMES_BACK).unwrap_or(Timestamp::MAX);
            let next = visits.partition_point(|visit| *visit <= (one.customer, one.resolved));
            if visits.get(next).is_some_and(|(customer, at)| *customer == one.customer && *at <= until) {
                list[one.case].values[6] = CaseValue::Known(0);
            }
        }
        list
    }

    fn case(
        &self,
        id: RowId,
        row: &'a Row,
        facts: &CaseFacts<'a>,
        history: Option<&'a CaseHistory>,
    ) -> CountedCase<'a> {
        let own = &self.own;
        let is = |column: Option<(usize, ColumnId)>, word: &str| {
            let held = text(column, row);
            column.is_some_and(|(place, _)| !held.is_empty() && self.fields.get(place).is_same(held, word))
        };
        let handled = if is(own.handled_by, "human") {
            Some(Handled::Human)
        } else {
            is(own.handled_by, "ai").then_some(Handled::Ai)
        };
        let is_named = if !text(own.reason, row).is_empty() || !text(own.initiated, row).is_empty() {
            Some(true)
        } else {
            Some(!is(own.kind, "none")).filter(|_| !text(own.kind, row).is_empty())
        };
        let escalated = escalated(history, handled, facts.responded.is_some(), is_named);
        let mut values = [CaseValue::Beside; CASE_METRIC_COUNT];
        let is_closed = facts.is_closed();
        let (to_human, by_log) = time_to_human(facts, history, escalated);
        values[0] = to_human;
        let span = match (facts.opened, facts.resolved) {
            (_, None) if is_closed => CaseValue::Lacks(Lack::End),
            (_, None) => CaseValue::Lacks(Lack::Resolution),
            (None, Some(_)) => CaseValue::Lacks(Lack::Opened),
            (Some(opened), Some(resolved)) => between(opened, resolved),
        };
        let handling = CaseValue::Lacks(Lack::Handling);
        match escalated {
            Some(true) => {
                values[1] = span;
                values[3] = if is_closed {
                    self.first_contact(row, history, facts.responded)
                } else {
                    CaseValue::Lacks(Lack::Resolution)
                };
                values[5] = self.passed(row, history).map_or(CaseValue::Lacks(Lack::Passed), |n| yes(n > 0));
                (values[4], values[6], values[7]) = (yes(true), yes(false), yes(true));
            }
            Some(false) => {
                values[2] = span;
                values[4] = yes(false);
                // One that is open may yet be handed over.
                let ended = |value| if is_closed { value } else { CaseValue::Lacks(Lack::WithAi) };
                (values[6], values[7]) = (ended(yes(true)), ended(yes(false)));
            }
            None => [0, 4, 6, 7].into_iter().for_each(|place| values[place] = handling),
        }
        // An end is no answer: what nobody answered would count as answered when it ended, or as late until today.
        if escalated != Some(false) && is_closed && facts.responded.is_none() {
            values[8] = CaseValue::Lacks(Lack::Response);
        } else if escalated != Some(false) {
            let clock = self.levels.clock(facts, SlaClock::Response, self.now);
            (values[8], values[10], values[11]) = self.late(clock.as_ref());
        }
        // Without a moment of resolution the clock of a case that ended would seem to run on.
        if facts.resolved.is_none() && is_closed {
            values[9] = CaseValue::Lacks(Lack::End);
        } else {
            let clock = self.levels.clock(facts, SlaClock::Resolution, self.now);
            (values[9], values[12], values[13]) = self.late(clock.as_ref());
        }
        let level = match text(own.level, row) {
            "" => history.map_or("", |h| h.level.as_str()),
            written => own.level.map_or(written, |(place, _)| self.fields.get(place).show(written)),
        };
        let reason = text(own.reason, row);
        CountedCase {
            row: id,
            id: own.names.iter().map(|column| cell(*column, row)).find(|name| !name.is_empty()).unwrap_or_default(),
            opened: facts.opened,
            week: facts.opened.map(|opened| monday(self.zone.to_datetime(opened).date())),
            escalated,
            level,
            reason: own.reason.map_or(reason, |(place, _)| self.fields.get(place).show(reason)),
            rule: history.map_or("", |h| h.rule.as_str()),
            by_log,
            values,
        }
    }

    /// Whether the first human solved it: as the row says, else where it is known how often it was passed on and that a
    /// human answered. Inferring only that it was not would leave a share that can only be too small.
    fn first_contact(&self, row: &Row, history: Option<&CaseHistory>, responded: Option<Timestamp>) -> CaseValue {
        let passed = self.passed(row, history);
        if passed.is_some_and(|n| n > 0) {
            return yes(false);
        }
        match text(self.own.first_contact, row) {
            said if said.eq_ignore_ascii_case("yes") => yes(true),
            said if said.eq_ignore_ascii_case("no") => yes(false),
            _ if passed == Some(0) && responded.is_some() => yes(true),
            _ => CaseValue::Lacks(Lack::FirstContact),
        }
    }

    /// How often it was passed on: the greater of what its row says and what the log has.
    fn passed(&self, row: &Row, history: Option<&CaseHistory>) -> Option<u32> {
        let said = text(self.own.rerouted, row).parse::<f64>().ok().filter(|n| *n >= 0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count that is not negative")]
        let said = said.map(|n| n.min(f64::from(u32::MAX)) as u32);
        said.max(history.map(|h| h.passed))
    }

    /// Whether a clock was met, and how late it was in working time and on the wall.
    fn late(&self, clock: Option<&CaseClock>) -> (CaseValue, CaseValue, CaseValue) {
        let Some(clock) = clock else { return (CaseValue::Lacks(Lack::Due), CaseValue::Beside, CaseValue::Beside) };
        let end = clock.stopped.unwrap_or(self.now);
        if end <= clock.due {
            let met = if clock.stopped.is_some() { yes(true) } else { CaseValue::Lacks(Lack::Runs) };
            return (met, CaseValue::Beside, CaseValue::Beside);
        }
        let working = clock.used.saturating_sub(clock.allowed).max(SignedDuration::ZERO);
        let wall = end.duration_since(clock.due);
        (yes(false), CaseValue::Known(working.as_secs()), CaseValue::Known(wall.as_secs()))
    }
}

/// From the trigger to the answer, and whether the trigger stands in the log.
fn time_to_human(facts: &CaseFacts<'_>, history: Option<&CaseHistory>, escalated: Option<bool>) -> (CaseValue, bool) {
    if escalated != Some(true) {
        return (CaseValue::Beside, false);
    }
    let Some(responded) = facts.responded else { return (CaseValue::Lacks(Lack::Response), false) };
    let first = history.and_then(|h| h.to_human.first()).filter(|at| **at <= responded);
    match (first, facts.opened) {
        (Some(at), _) => (between(*at, responded), true),
        (None, Some(opened)) => (between(opened, responded), false),
        (None, None) => (CaseValue::Lacks(Lack::Opened), false),
    }
}

fn between(from: Timestamp, to: Timestamp) -> CaseValue {
    let span = to.duration_since(from);
    if span.is_negative() { CaseValue::Lacks(Lack::Order) } else { CaseValue::Known(span.as_secs()) }
}

const fn yes(is: bool) -> CaseValue {
    CaseValue::Known(if is { 1 } else { 0 })
}

fn cell(column: ColumnId, row: &Row) -> &str {
    row.cells.get(&column).and_then(Value::as_one).unwrap_or_default().trim()
}

fn text(column: Option<(usize, ColumnId)>, row: &Row) -> &str {
    column.map_or("", |(_, id)| cell(id, row))
}

/// The Monday of the week of a day.
fn monday(day: Date) -> Date {
    day.checked_sub(i32::from(day.weekday().to_monday_zero_offset()).days()).unwrap_or(day)
}
