//! What became of an escalation in an incident: how much of each limit was used, who was called when, and who
//! would be called if nobody answered.

use bridgebook_domain::Section;
use jiff::Timestamp;

use crate::binder::IncidentFacts;
use crate::block::Place;
use crate::called;
use crate::desk::Desk;
use crate::flow::{Strip, keep_together};
use crate::ladder::{Limit, Rung, Unanswered, unanswered};
use crate::level_call::LevelCall;
use crate::rich::{Mark, Plate, Rich, Style};
use crate::table::{Column, Row, Table, Title};
use crate::text::Align;
use crate::words::fill;

/// Room for a bar of a limit and what runs over it.
pub(crate) const BAR_ROOM: f32 = 56.0;
/// A call at most this many seconds after its time is in time: the clocks tick every 15 s.
const TICK: i64 = 15;
/// Percent of a limit after which it is at risk, where the matrix does not say.
const AT_RISK: i64 = 80;

/// The calls of the incident beside the levels.
pub(crate) struct Live {
    pub number: String,
    pub severity: String,
    /// When the clocks of age began.
    pub start: Timestamp,
    /// The moment, or the end of the incident before it.
    pub now: Timestamp,
    is_over: bool,
    percent: i64,
    pub calls: Vec<LevelCall>,
}

/// What became of one level.
pub(crate) struct Outcome {
    times: String,
    /// Share of the limit.
    used: Option<f32>,
    pub result: Rich,
    pub is_late: bool,
}

impl Live {
    /// Where there is an incident in which a level was called.
    pub fn of(desk: &Desk<'_>, section: &Section, rungs: &[Rung]) -> Option<Self> {
        let incident: &IncidentFacts = desk.binder.incident.as_ref()?;
        let calls: Vec<LevelCall> =
            incident.calls.iter().filter(|call| call.called_at <= desk.binder.moment).cloned().collect();
        let is_ours = |call: &LevelCall| rungs.iter().any(|rung| call.is_to(&rung.level));
        if !calls.iter().any(is_ours) {
            return None;
        }
        let declared = incident.declared_at?;
        let start = match section.block.setting("clock_start") {
            "detected" => incident.detected_at.unwrap_or(declared).min(declared),
            _ => declared,
        };
        let end = incident.resolved_at.filter(|at| *at <= desk.binder.moment);
        let percent = section.block.setting("at_risk_percent").parse().unwrap_or(AT_RISK);
        Some(Self {
            number: incident.number.clone(),
            severity: incident.severity.clone(),
            start,
            now: end.unwrap_or(desk.binder.moment),
            is_over: end.is_some(),
            percent,
            calls,
        })
    }

    /// The last call to a level; of several levels with one name that of its target.
    pub fn call(&self, rung: &Rung) -> Option<&LevelCall> {
        let mine = |call: &&LevelCall| call.is_to(&rung.level) && call.is_by_age == rung.is_by_age();
        let target = rung.target.join(", ");
        let all: Vec<&LevelCall> = self.calls.iter().filter(mine).collect();
        let own = all.iter().rev().find(|call| call.target == target || rung.target.contains(&call.target));
        own.or(all.last()).copied()
    }

    /// The cells beside a level: when, how much of its limit, and how it ended.
    pub fn cells(&self, desk: &Desk<'_>, rung: &Rung) -> Vec<Vec<Rich>> {
        let outcome = self.outcome(desk, rung);
        let bar = Rich::empty(Style::TABLE);
        let bar = match outcome.used {
            Some(used) => bar.mark(Mark::Limit(used)),
            None => bar.plain("–"),
        };
        vec![vec![Rich::new(outcome.times, Style::TABLE)], vec![bar], vec![outcome.result]]
    }

    pub fn outcome(&self, desk: &Desk<'_>, rung: &Rung) -> Outcome {
        let limit = rung.limit(&self.severity).cloned().unwrap_or_default();
        if rung.is_by_age() { self.by_age(desk, rung, &limit) } else { self.in_turn(desk, rung, &limit) }
    }

    /// An authority: told at an age, or due.
    fn by_age(&self, desk: &Desk<'_>, rung: &Rung, limit: &Limit) -> Outcome {
        let say = desk.say();
        let (call, after) = (self.call(rung), limit.after);
        let share = |at: Timestamp| after.filter(|a| *a > 0).map(|a| seconds(self.start, at) as f32 / a as f32);
        let due = after.and_then(|after| self.start.checked_add(jiff::SignedDuration::from_secs(after)).ok());
        if let Some(call) = call {
            let minute = seconds(self.start, call.called_at) / 60;
            let over = call.due_at.or(due).map_or(0, |due| seconds(due, call.called_at));
            let is_late = over > TICK;
            let result = if is_late {
                plate(Plate::Late, say.with(say.late_by, up(over)))
            } else {
                Rich::empty(Style::TABLE).mark(Mark::Disc).plain(say.with(say.told_at, minute))
            };
            return Outcome { times: desk.time(call.called_at), used: share(call.called_at), result, is_late };
        }
        match due {
            Some(due) if !self.is_over && self.now > due => Outcome {
                times: "–".to_owned(),
                used: share(self.now),
                result: plate(Plate::Late, say.with(say.late_by, up(seconds(due, self.now)))),
                is_late: true,
            },
            Some(due) if !self.is_over => {
                let words = say.with(say.due_at, desk.time(due));
                let at_risk = share(self.now).is_some_and(|s| s * 100.0 > self.percent as f32);
                let result = if at_risk { plate(Plate::Risk, words) } else { ring(&words) };
                Outcome { times: "–".to_owned(), used: share(self.now), result, is_late: false }
            }
            _ => Outcome { times: "–".to_owned(), used: None, result: ring(say.not_called), is_late: false },
        }
    }

    /// A level of skill: from the call until somebody acknowledges.
    fn in_turn(&self, desk: &Desk<'_>, rung: &Rung, limit: &Limit) -> Outcome {
        let say = desk.say();
        let Some(call) = self.call(rung) else {
            return Outcome { times: "–".to_owned(), used: None, result: ring(say.not_called), is_late: false };
        };
        let end = call.acknowledged_at.filter(|at| *at <= self.now);
        let used = seconds(call.called_at, end.unwrap_or(self.now)).max(0);
        let until = end.map_or_else(String::new, |at| desk.time(at));
        let times = format!("{}–{until}", desk.time(call.called_at));
        let allowed = limit.acknowledge.filter(|limit| *limit > 0);
        let minutes = |seconds: i64| (seconds / 60).to_string();
        let of = |pattern: &str| {
            let m = allowed.map_or_else(|| "–".to_owned(), minutes);
            fill(pattern, &[("n", &minutes(used)), ("m", &m)])
        };
        let is_late = allowed.is_some_and(|limit| used > limit + TICK);
        let at_risk = allowed.is_some_and(|limit| used * 100 > limit * self.percent);
        let result = match (is_late, at_risk, end) {
            (true, ..) => plate(Plate::Late, say.with(say.late_by, up(used - allowed.unwrap_or(0)))),
            (_, true, _) => plate(Plate::Risk, of(say.risk_of)),
            (_, _, Some(_)) if allowed.is_none() => {
                Rich::empty(Style::TABLE).mark(Mark::Disc).plain(say.with(say.minutes, used / 60))
            }
            (_, _, Some(_)) => Rich::empty(Style::TABLE).mark(Mark::Disc).plain(of(say.in_time)),
            (_, _, None) => ring(&of(say.running)),
        };
        Outcome { times, used: allowed.map(|limit| used as f32 / limit as f32), result, is_late }
    }
}

fn plate(kind: Plate, words: String) -> Rich {
    Rich::empty(Style::TABLE).mark(Mark::Plate(kind, words, 9.0))
}

fn ring(words: &str) -> Rich {
    Rich::empty(Style::TABLE).mark(Mark::Ring).plain(words)
}

pub(crate) fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.as_second() - from.as_second()
}

/// Seconds as minutes, to the nearest; what is late is late by a minute at least.
fn up(seconds: i64) -> i64 {
    ((seconds + 30) / 60).max(1)
}

/// What stands below the levels: who was called when, and who is called if nobody answers.
pub(crate) fn below(
    desk: &mut Desk<'_>,
    section: &Section,
    rungs: &[Rung],
    live: Option<&Live>,
    place: &Place<'_>,
) -> Vec<Strip> {
    let steps = unanswered(desk, section);
    let mut strips = Vec::new();
    if let Some(live) = live {
        strips.extend(called::strips(
            desk,
            rungs,
            live,
            steps.as_ref().map_or(&[][..], |(_, steps)| steps.as_slice()),
            place,
        ));
    }
    if let Some((severity, steps)) = steps.filter(|(_, steps)| steps.len() > 2) {
        strips.extend(nobody(desk, &severity, &steps, live, place));
    }
    strips
}

/// Who is called if nobody answers, by the minute.
fn nobody(
    desk: &mut Desk<'_>,
    severity: &str,
    steps: &[Unanswered],
    live: Option<&Live>,
    place: &Place<'_>,
) -> Vec<Strip> {
    let say = desk.say();
    let mut columns = vec![Column { fixed: Some(38.0), ..Column::new(say.minute, Align::Right) }];
    if live.is_some() {
        columns.push(Column::new(say.time, Align::Right));
    }
    columns.extend([say.level, say.called, say.clock].map(|head| Column::new(head, Align::Start)));
    let mut table = Table::new(columns);
    let words = if severity.is_empty() { say.if_nobody.to_owned() } else { say.with(say.if_nobody_of, severity) };
    table.title = Some(Title { text: words, remark: say.if_nobody_remark.to_owned(), ..Title::default() });
    for step in steps {
        let style = if step.is_by_age { Style::TABLE_LEAD } else { Style::TABLE };
        let mut cells = vec![vec![Rich::new(step.shown(), Style::TABLE_LEAD)]];
        if let Some(live) = live {
            let at = step.minute.and_then(|m| live.start.checked_add(jiff::SignedDuration::from_mins(m)).ok());
            cells.push(vec![Rich::new(at.map_or_else(|| "–".to_owned(), |at| desk.time(at)), Style::TABLE)]);
        }
        let clock = if step.is_by_age { say.hierarchical } else { say.functional };
        let target = if step.target.is_empty() { "–" } else { &step.target };
        cells.push(vec![Rich::new(&step.level, Style::TABLE_LEAD)]);
        cells.push(vec![Rich::new(target, style)]);
        cells.push(vec![Rich::new(clock, style)]);
        table.rows.push(Row::Body(cells));
    }
    let mut strips = table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height());
    if steps.len() <= 12 {
        keep_together(&mut strips);
    }
    strips
}
