//! What became of an escalation in an incident: how much of each limit was used, who was called when, and who
//! would be called if nobody answered.

use bridgebook_domain::Section;
use bridgebook_domain::cadence::{AT_RISK_PERCENT, is_at_risk};
use bridgebook_domain::escalation::LevelState;
use bridgebook_domain::log::Clock;
use bridgebook_domain::view::folded;
use jiff::{SignedDuration, Timestamp};

use crate::binder::IncidentFacts;
use crate::block::Place;
use crate::called;
use crate::desk::Desk;
use crate::flow::{Strip, keep_together};
use crate::ladder::{Rung, Unanswered, unanswered};
use crate::level_call::LevelCall;
use crate::rich::{Mark, Plate, Rich, Style};
use crate::table::{Column, Row, Table, Title};
use crate::text::Align;
use crate::words::fill;

/// Room for a bar of a limit and what runs over it.
pub(crate) const BAR_ROOM: f32 = 56.0;

/// The levels of the incident beside those of the matrix.
pub(crate) struct Live {
    pub number: String,
    pub severity: String,
    /// When the clocks of age began.
    pub start: Timestamp,
    /// The moment, or the end of the incident before it.
    pub now: Timestamp,
    percent: u32,
    pub levels: Vec<LevelCall>,
}

/// What became of one level.
pub(crate) struct Outcome {
    times: String,
    /// Share of the limit.
    used: Option<f32>,
    result: Vec<Rich>,
    /// By how much it is late, in words.
    pub late: Option<String>,
}

impl Live {
    /// Where there is an incident in which something became of a level of this matrix.
    pub fn of(desk: &Desk<'_>, section: &Section, rungs: &[Rung]) -> Option<Self> {
        let incident: &IncidentFacts = desk.binder.incident.as_ref()?;
        let declared = incident.declared_at?;
        let start = match section.block.setting("clock_start") {
            "detected" => incident.detected_at.unwrap_or(declared).min(declared),
            _ => declared,
        };
        let end = incident.resolved_at.filter(|at| *at <= desk.binder.moment);
        let live = Self {
            number: incident.number.clone(),
            severity: incident.severity.clone(),
            start,
            now: end.unwrap_or(desk.binder.moment),
            percent: section.block.setting("at_risk_percent").parse().unwrap_or(AT_RISK_PERCENT),
            levels: incident.levels.clone(),
        };
        let has_begun = |level: &LevelCall| {
            level.called_at.is_some() || matches!(level.clock.state, LevelState::Overdue | LevelState::Skipped { .. })
        };
        rungs.iter().filter_map(|rung| live.level(rung)).any(has_begun).then_some(live)
    }

    /// The level of a row, as the domain says it stands; one that an earlier matrix called is known by its name.
    pub fn level(&self, rung: &Rung) -> Option<&LevelCall> {
        let of_row = self.levels.iter().find(|l| l.clock.row.is_some_and(|row| rung.rows.contains(&row)));
        of_row.or_else(|| {
            self.levels.iter().find(|l| {
                let is_by_age = l.clock.clock == Clock::Hierarchical;
                l.clock.row.is_none() && is_by_age == rung.is_by_age() && folded(&l.clock.level) == folded(&rung.level)
            })
        })
    }

    /// The cells beside a level: when, how much of its limit, and how it ended.
    pub fn cells(&self, desk: &Desk<'_>, rung: &Rung) -> Vec<Vec<Rich>> {
        let outcome = self.outcome(desk, rung);
        let bar = Rich::empty(Style::TABLE);
        let bar = match outcome.used {
            Some(used) => bar.mark(Mark::Limit(used)),
            None => bar.plain("–"),
        };
        vec![vec![Rich::new(outcome.times, Style::TABLE)], vec![bar], outcome.result]
    }

    /// What the state of a level means on paper, and how much of its limit was used.
    pub fn outcome(&self, desk: &Desk<'_>, rung: &Rung) -> Outcome {
        let say = desk.say();
        let plain = |result: Rich| Outcome { times: "–".to_owned(), used: None, result: vec![result], late: None };
        let Some(level) = self.level(rung) else { return plain(ring(say.not_called)) };
        let limit = rung.limit(&self.severity).cloned().unwrap_or_default();
        let age = limit.after.filter(|age| *age > 0 && rung.is_by_age());
        let share = |at: Timestamp| age.map(|age| seconds(self.start, at) as f32 / age as f32);
        let due =
            || level.clock.due_at.map_or_else(|| say.not_called.to_owned(), |at| say.with(say.due_at, desk.time(at)));
        match &level.clock.state {
            LevelState::Held { at } => plain(ring(&say.with(say.held, desk.time(*at)))),
            LevelState::Overdue => {
                let over = level.clock.due_at.map_or(0, |due| seconds(due, self.now));
                late(
                    say.with(say.late_by, up(over)),
                    Outcome { used: share(self.now), ..plain(Rich::empty(Style::TABLE)) },
                )
            }
            LevelState::AtRisk => Outcome { used: share(self.now), ..plain(plate(Plate::Risk, due())) },
            LevelState::Due => Outcome { used: share(self.now), ..plain(ring(&due())) },
            LevelState::Upcoming => plain(ring(say.not_called)),
            LevelState::NotNeeded => plain(ring(say.not_needed)),
            LevelState::Paused { left_seconds } => {
                plain(ring(&say.with(say.paused_left, say.with(say.minutes, up(i64::from(*left_seconds))))))
            }
            LevelState::Skipped { reason } => ended(desk, level, say.skipped, reason),
            LevelState::Declined { by, reason, .. } => {
                let mut outcome = ended(desk, level, say.declined, reason);
                outcome.result.insert(1, Rich::new(say.with(say.by_whom, desk.name(by)).trim(), Style::NOTE));
                outcome
            }
            LevelState::Told { at, .. } if level.clock.reach.is_nobody() => {
                Outcome { times: desk.time(*at), used: share(*at), ..plain(ring(say.not_reached)) }
            }
            LevelState::Told { at, late_by_seconds } => {
                let told = Outcome {
                    times: desk.time(*at),
                    used: share(*at),
                    ..plain(disc(&say.with(say.told_at, seconds(self.start, *at) / 60)))
                };
                match late_by_seconds {
                    0 => told,
                    over => late(say.with(say.late_by, up(i64::from(*over))), told),
                }
            }
            LevelState::Called { at, late_by_seconds, acknowledge_due } => {
                let mut outcome = self.called(desk, *at, None, acknowledge_due.map(|due| seconds(*at, due)));
                if *late_by_seconds > 0 {
                    let words = say.with(say.called_late, up(i64::from(*late_by_seconds)));
                    outcome.result.push(Rich::new(words, Style::NOTE));
                }
                outcome
            }
            LevelState::Relieved { at, .. } => Outcome { times: desk.time(*at), ..plain(ring(say.not_needed)) },
            LevelState::Acknowledged { at, .. } => {
                self.called(desk, level.called_at.unwrap_or(*at), Some(*at), limit.acknowledge)
            }
        }
    }

    /// A level of skill: from the call until somebody acknowledges, within the seconds allowed.
    fn called(&self, desk: &Desk<'_>, from: Timestamp, end: Option<Timestamp>, allowed: Option<i64>) -> Outcome {
        let say = desk.say();
        let used = seconds(from, end.unwrap_or(self.now)).max(0);
        let until = end.map_or_else(String::new, |at| desk.time(at));
        let times = format!("{}–{until}", desk.time(from));
        let allowed = allowed.filter(|limit| *limit > 0);
        let minutes = |seconds: i64| (seconds / 60).to_string();
        let of = |pattern: &str| {
            let m = allowed.map_or_else(|| "–".to_owned(), minutes);
            fill(pattern, &[("n", &minutes(used)), ("m", &m)])
        };
        let due = allowed.and_then(|limit| from.checked_add(SignedDuration::from_secs(limit)).ok());
        let at_risk = match end {
            // What was answered is told of where it came close, not where it just got to that share.
            Some(_) => allowed.is_some_and(|limit| used * 100 > limit * i64::from(self.percent)),
            None => due.is_some_and(|due| is_at_risk(from, due, self.now, self.percent)),
        };
        let result = match (at_risk, end) {
            (true, _) => plate(Plate::Risk, of(say.risk_of)),
            (_, Some(_)) if allowed.is_none() => disc(&say.with(say.minutes, used / 60)),
            (_, Some(_)) => disc(&of(say.in_time)),
            (_, None) => ring(&of(say.running)),
        };
        let share = allowed.map(|limit| used as f32 / limit as f32);
        let outcome = Outcome { times, used: share, result: vec![result], late: None };
        match allowed.filter(|limit| used > *limit) {
            Some(limit) => late(say.with(say.late_by, up(used - limit)), outcome),
            None => outcome,
        }
    }
}

/// An outcome that is late, by so much.
fn late(words: String, outcome: Outcome) -> Outcome {
    Outcome { result: vec![plate(Plate::Late, words.clone())], late: Some(words), ..outcome }
}

/// A level that was called, or was not, and ended without an answer.
fn ended(desk: &Desk<'_>, level: &LevelCall, word: &str, reason: &str) -> Outcome {
    let until = level.ended_at.map_or_else(String::new, |at| desk.time(at));
    let times = level.called_at.map_or_else(|| "–".to_owned(), |from| format!("{}–{until}", desk.time(from)));
    let mut result = vec![Rich::empty(Style::TABLE).mark(Mark::Square).plain(word)];
    if !reason.is_empty() {
        result.push(Rich::new(reason, Style::NOTE));
    }
    Outcome { times, used: None, result, late: None }
}

fn disc(words: &str) -> Rich {
    Rich::empty(Style::TABLE).mark(Mark::Disc).plain(words)
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
            // By hours of work, when that is depends on when the incident begins.
            let minute = step.minute.filter(|_| step.calendar.is_empty());
            let at = minute.and_then(|m| live.start.checked_add(SignedDuration::from_mins(m)).ok());
            cells.push(vec![Rich::new(at.map_or_else(|| "–".to_owned(), |at| desk.time(at)), Style::TABLE)]);
        }
        let clock = if step.is_by_age { say.hierarchical } else { say.functional };
        let target = if step.target.is_empty() { "–" } else { &step.target };
        cells.push(vec![Rich::new(&step.level, Style::TABLE_LEAD)]);
        cells.push(vec![Rich::new(target, style)]);
        let clock = if step.calendar.is_empty() { clock.to_owned() } else { format!("{clock}, {}", step.calendar) };
        cells.push(vec![Rich::new(clock, style)]);
        table.rows.push(Row::Body(cells));
    }
    let mut strips = table.strips(&mut desk.setter, place.frame.text_width(), place.frame.text_height());
    if steps.len() <= 12 {
        keep_together(&mut strips);
    }
    strips
}
