//! A script played without people: under a clock that jumps from inject to inject, what the matrix and the cadence in
//! force would do, with answers that are supposed. It tells before the day whether the plan can be met at all.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::inject::{Inject, injects};
use super::score::{INJECTS_MET, Measured, ScoreRow, line};
use crate::cadence::{PlayedUpdate, play_updates};
use crate::document::Document;
use crate::filling::has;
use crate::incident::Incident;
use crate::log::Met;
use crate::simulation::{Scene, Step, StepKind, rehearse, supposed_incident};
use crate::timeline::PlanTimeline;
use crate::view::{folded, rows};

/// What is played.
#[derive(Debug, Clone)]
pub struct Script<'a> {
    /// The drill plan.
    pub plan: &'a Document,
    /// Matrix, directory, severity, beginning and supposed answers.
    pub scene: Scene<'a>,
    /// The communication plan, where there is one.
    pub communication: Option<&'a Document>,
}

/// What the play says of an expected outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The rules bring it about in time.
    Holds,
    /// They do not.
    Fails,
}

/// A part of an expected outcome that rules can be asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Checked {
    /// What was found, in a sentence.
    pub words: String,
    /// Whether it holds.
    pub verdict: Verdict,
}

/// An inject with what happens from its time on until the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayedStep {
    /// The inject.
    pub inject: Inject,
    /// What levels are called and answer.
    pub calls: Vec<Step>,
    /// The updates that fall due.
    pub updates: Vec<PlayedUpdate>,
    /// What of its expected outcome could be checked.
    pub checks: Vec<Checked>,
}

/// A script that was played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// Its injects, in order of scenario time.
    pub steps: Vec<PlayedStep>,
    /// The score, as far as rules alone can say it.
    pub score: Vec<ScoreRow>,
}

impl Played {
    /// Whether an expectation that can be checked is not met.
    #[must_use]
    pub fn fails(&self) -> bool {
        let checks = self.steps.iter().flat_map(|step| &step.checks);
        let mut rows = self.score.iter().filter(|row| row.measure != INJECTS_MET);
        checks.into_iter().any(|check| check.verdict == Verdict::Fails)
            || rows.any(|row| row.met.as_ref().is_some_and(|met| *met != Met::Yes))
    }
}

/// How long the last inject is looked at.
const TAIL: SignedDuration = SignedDuration::from_mins(30);

/// Plays a script.
#[must_use]
pub fn play(script: &Script<'_>) -> Played {
    let scene = &script.scene;
    let list = injects(script.plan);
    let ends = list.iter().filter_map(|inject| inject.at).max().unwrap_or_default() + TAIL;
    let moment = |at: SignedDuration| scene.at.saturating_add(at).unwrap_or(Timestamp::MAX);
    let mut calls = rehearse(scene);
    calls.retain(|step| step.at <= moment(ends));
    let incident: Incident = supposed_incident(scene);
    let updates = script.communication.map_or_else(Vec::new, |plan| {
        play_updates(&PlanTimeline::always(plan.clone()), &incident, scene.directory, &[], moment(ends))
    });
    let times: Vec<SignedDuration> = list.iter().map(|inject| inject.at.unwrap_or(ends)).collect();
    let mut steps = Vec::with_capacity(list.len());
    for (n, inject) in list.into_iter().enumerate() {
        // What comes before the first inject stands with it; of several at one time the last has what follows.
        let from = if n == 0 { SignedDuration::ZERO } else { times[n] };
        let until = times.get(n + 1).copied().unwrap_or(ends);
        let is_last = n + 1 == times.len();
        let is_here = |at: Timestamp| {
            let after = at.duration_since(scene.at);
            after >= from && (after < until || (is_last && after <= until))
        };
        let checks = checks(&inject, (&calls, &updates), moment(until), scene);
        steps.push(PlayedStep {
            calls: calls.iter().filter(|step| is_here(step.at)).cloned().collect(),
            updates: updates.iter().filter(|update| is_here(update.due_at)).cloned().collect(),
            checks,
            inject,
        });
    }
    let score = score(script.plan, (&calls, &updates), &steps);
    Played { steps, score }
}

/// What an expected outcome says of levels and audiences by their names: `L2 called`, `Manager told`, `update to Customers`.
/// It holds where the rules bring it about before the next inject. Each clause is looked at by itself, and what is not to
/// happen is left to people: the rules are not asked for what nobody wants.
fn checks(
    inject: &Inject,
    (calls, updates): (&[Step], &[PlayedUpdate]),
    until: Timestamp,
    scene: &Scene<'_>,
) -> Vec<Checked> {
    let clauses = clauses(&inject.expected);
    let wanted = clauses.iter().filter(|clause| !is_denied(clause));
    wanted.flat_map(|clause| clause_checks(clause, (calls, updates), until, scene)).collect()
}

/// What a clause speaks of, by a word that rules can be asked about.
const DEEDS: [&str; 8] = ["acknowledge", "takes it", "called", "told", "paged", "escalate", "update", "statement"];

/// The clauses of an expected outcome, folded, each with a deed; names without one belong to the deed that follows, or, at
/// the end of a sentence, to the one before.
pub(super) fn clauses(expected: &str) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for sentence in expected.split([';', '.', '\n']) {
        let begins = list.len();
        let mut open = String::new();
        for part in sentence.split(',') {
            let part = [" and ", " then ", " but "].iter().fold(folded(part), |text, word| text.replace(word, ";"));
            for piece in part.split(';').map(str::trim).filter(|piece| !piece.is_empty()) {
                if !open.is_empty() {
                    open.push_str(" and ");
                }
                open.push_str(piece);
                if DEEDS.iter().any(|deed| piece.contains(deed)) {
                    list.push(std::mem::take(&mut open));
                }
            }
        }
        if let (false, Some(last)) = (open.is_empty(), list[begins..].last_mut()) {
            last.push_str(" and ");
            last.push_str(&open);
        }
    }
    list
}

/// Whether a clause says what is not to happen; `not later than` is a time and no denial.
pub(super) fn is_denied(clause: &str) -> bool {
    let plain = clause.replace("not later", "").replace("no later", "").replace('’', "'");
    let mut words = plain.split(|c: char| !c.is_alphanumeric() && c != '\'');
    words.any(|word| matches!(word, "not" | "no" | "never" | "nobody") || word.ends_with("n't"))
}

/// What of one clause could be checked.
fn clause_checks(
    expected: &str,
    (calls, updates): (&[Step], &[PlayedUpdate]),
    until: Timestamp,
    scene: &Scene<'_>,
) -> Vec<Checked> {
    let says = |words: &[&str]| words.iter().any(|word| expected.contains(word));
    let mut list = Vec::new();
    let view = crate::escalation::EscalationView::read(scene.matrix, scene.directory);
    let mut levels: Vec<&str> = view.levels.iter().map(|level| level.name.as_str()).collect();
    levels.sort_unstable();
    levels.dedup();
    let answered = says(&["acknowledge", "takes it"]);
    for level in levels.into_iter().filter(|level| names(expected, level)) {
        if !answered && !says(&["called", "told", "paged", "escalate"]) {
            continue;
        }
        let is_wanted = |step: &&Step| {
            folded(&step.level) == folded(level)
                && match step.kind {
                    StepKind::Acknowledged => answered,
                    StepKind::Called | StepKind::Told => !answered,
                    _ => false,
                }
        };
        let what = if answered { "acknowledges" } else { "is called" };
        list.push(match calls.iter().find(is_wanted) {
            Some(step) if step.at <= until => {
                Checked { words: format!("{level} {what}: {}", step.after), verdict: Verdict::Holds }
            }
            Some(step) => Checked {
                words: format!("{level} {what} only after {}, when the next inject has come", step.after),
                verdict: Verdict::Fails,
            },
            None => Checked {
                words: format!("By the matrix and these answers {level} never {what}").replace("never is", "is never"),
                verdict: Verdict::Fails,
            },
        });
    }
    let mut audiences: Vec<&str> = updates.iter().map(|update| update.audience.as_str()).collect();
    audiences.sort_unstable();
    audiences.dedup();
    for audience in audiences.into_iter().filter(|audience| names(expected, audience)) {
        if !says(&["update", "statement", "told"]) {
            continue;
        }
        let first = updates.iter().find(|update| update.audience == *audience && update.due_at <= until);
        list.push(match first {
            Some(update) => {
                let after = crate::duration::print(SignedDuration::from_secs(i64::from(update.after_seconds)));
                Checked { words: format!("An update to {audience} is due: {after}"), verdict: Verdict::Holds }
            }
            None => Checked {
                words: format!("By the communication plan no update to {audience} is due by then"),
                verdict: Verdict::Fails,
            },
        });
    }
    list
}

/// Whether a text has a name in it, as a word of its own.
fn names(text: &str, name: &str) -> bool {
    let name = folded(name);
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    !name.is_empty()
        && text.match_indices(&name).any(|(at, found)| {
            is_edge(text[..at].chars().next_back()) && is_edge(text[at + found.len()..].chars().next())
        })
}

/// The score as far as rules alone can say it: what people have to do is not known before they do it.
fn score(plan: &Document, (calls, updates): (&[Step], &[PlayedUpdate]), steps: &[PlayedStep]) -> Vec<ScoreRow> {
    let measured = |measure: &str| -> (Measured, String) {
        match folded(measure).as_str() {
            "rules that fired, of those expected" => {
                let is_rule = |step: &&Step| {
                    matches!(step.kind, StepKind::Called | StepKind::Told | StepKind::Skipped | StepKind::Held)
                };
                let due = calls.iter().filter(is_rule);
                let fired = due.clone().filter(|step| matches!(step.kind, StepKind::Called | StepKind::Told));
                (Measured::Share(fired.count(), due.count()), "levels that are called, of those that come".to_owned())
            }
            "time to the first update" | "time to first update" => match updates.first() {
                Some(first) => {
                    let span = SignedDuration::from_secs(i64::from(first.after_seconds));
                    (Measured::Span(span), format!("to {}, by the communication plan", first.audience))
                }
                None => {
                    (Measured::Nothing("No communication plan in force asks for an update.".to_owned()), String::new())
                }
            },
            "wrong person called" => {
                let is_call = |step: &&Step| matches!(step.kind, StepKind::Called | StepKind::Told);
                let wrong: Vec<&str> = calls
                    .iter()
                    .filter(is_call)
                    .map(|step| step.warning.as_str())
                    .filter(|warning| !warning.is_empty())
                    .collect();
                (Measured::Count(wrong.len()), wrong.join(" "))
            }
            "injects met" => {
                let all = steps.iter().flat_map(|step| &step.checks);
                let holds = all.clone().filter(|check| check.verdict == Verdict::Holds).count();
                match all.count() {
                    0 => (
                        Measured::Nothing("No expected outcome names a level or an audience.".to_owned()),
                        String::new(),
                    ),
                    of => (Measured::Share(holds, of), "expected outcomes that can be checked".to_owned()),
                }
            }
            _ => (Measured::Nothing("Only people can show it.".to_owned()), String::new()),
        }
    };
    let mut list = Vec::new();
    let sections = plan.live_sections();
    let section = sections.iter().find(|(_, s)| has(&s.block, &["measure", "expected", "actual", "met"]));
    for (row, view) in section.iter().flat_map(|(_, section)| rows(&section.block)) {
        let (measure, expected) = (view.text("measure"), view.text("expected"));
        list.push(line(Some(row), measure, expected, Some(measured(measure))));
    }
    if !list.iter().any(|row| folded(&row.measure) == folded(INJECTS_MET)) {
        list.push(line(None, INJECTS_MET, "all", Some(measured(INJECTS_MET))));
    }
    list
}
