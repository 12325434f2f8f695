//! The score of a drill, read from the log of its exercise. Times are those of the scenario: a clock that rested counts for
//! nothing, and one that was put forward counts as time that went by.

use jiff::{SignedDuration, Timestamp};

use super::inject::injects;
use crate::cadence::{kept, promises};
use crate::directory::Directory;
use crate::document::Document;
use crate::duration;
use crate::escalation::{CallEnd, CallReview, call_reviews};
use crate::filling::has;
use crate::id::RowId;
use crate::incident::{Drill, HandOverEnd, Incident};
use crate::log::{CallOutcome, Met};
use crate::timeline::PlanTimeline;
use crate::value::ReferenceKind;
use crate::view::{folded, rows};

/// The row that is added to a plan that has none of it: how many injects were met.
pub const INJECTS_MET: &str = "Injects met";

/// What fires later than this after it was due did not fire in time.
const IN_TIME: SignedDuration = SignedDuration::from_secs(15);

/// What a score is read from.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The plan of the drill.
    pub plan: &'a Document,
    /// The exercise, folded over what is known at `now`.
    pub incident: &'a Incident,
    /// The drill that it is.
    pub drill: &'a Drill,
    /// The escalation matrix that it ran on.
    pub matrix: &'a PlanTimeline,
    /// The directory.
    pub directory: &'a Directory,
    /// Now, or when it ended.
    pub now: Timestamp,
}

/// A row of the score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRow {
    /// Row of the plan; none for one that the plan does not have yet.
    pub row: Option<RowId>,
    /// The measure, as the plan writes it.
    pub measure: String,
    /// What was expected, as written.
    pub expected: String,
    /// What the log says; empty where it says nothing of it, and people fill it in.
    pub actual: String,
    /// Why there is no figure, or what it is made of.
    pub note: String,
    /// Whether it is as expected, where both can be compared.
    pub met: Option<Met>,
}

/// What was counted.
pub(super) enum Measured {
    /// Nothing, and why.
    Nothing(String),
    Span(SignedDuration),
    Share(usize, usize),
    Count(usize),
}

/// The score: the rows of the plan in their order, with what the log says of those that it knows.
#[must_use]
pub fn score(sources: &Sources<'_>) -> Vec<ScoreRow> {
    let mut list = Vec::new();
    let is_score = |block: &crate::block::Block| has(block, &["measure", "expected", "actual", "met"]);
    for (_, section) in sources.plan.live_sections().into_iter().filter(|(_, s)| is_score(&s.block)).take(1) {
        for (row, view) in rows(&section.block) {
            let (measure, expected) = (view.text("measure"), view.text("expected"));
            list.push(line(Some(row), measure, expected, measured(measure, sources)));
        }
    }
    if !list.iter().any(|row| folded(&row.measure) == folded(INJECTS_MET)) {
        list.push(line(None, INJECTS_MET, "all", measured(INJECTS_MET, sources)));
    }
    list
}

pub(super) fn line(row: Option<RowId>, measure: &str, expected: &str, found: Option<(Measured, String)>) -> ScoreRow {
    let (actual, note, met) = match found {
        None => (String::new(), "The log says nothing of it: an evaluator fills it in.".to_owned(), None),
        Some((Measured::Nothing(why), _)) => (String::new(), why, None),
        Some((found, note)) => (words(&found, expected), note, judge(expected, &found)),
    };
    ScoreRow { row, measure: measure.to_owned(), expected: expected.to_owned(), actual, note, met }
}

fn words(found: &Measured, expected: &str) -> String {
    match found {
        Measured::Nothing(_) => String::new(),
        Measured::Span(span) => duration::print(*span),
        Measured::Share(part, of) if expected.trim_end().ends_with('%') => {
            let percent = (part * 200 + of) / (of * 2).max(1);
            format!("{percent} % ({part} of {of})")
        }
        Measured::Share(part, of) => format!("{part} of {of}"),
        Measured::Count(0) => "none".to_owned(),
        Measured::Count(n) => n.to_string(),
    }
}

/// Whether what was counted is as expected: `10 min` at most, `100 %` at least, `all`, `none`, or a number at most. What
/// cannot be compared is for people to judge.
pub(super) fn judge(expected: &str, found: &Measured) -> Option<Met> {
    let expected = folded(expected);
    let yes = |is_met: bool| Some(if is_met { Met::Yes } else { Met::No });
    match found {
        Measured::Share(_, 0) | Measured::Nothing(_) => None,
        Measured::Share(part, of) if expected == "all" => Some(if part == of {
            Met::Yes
        } else if *part == 0 {
            Met::No
        } else {
            Met::Part
        }),
        Measured::Share(part, of) => {
            let percent: f64 = expected.strip_suffix('%')?.trim().parse().ok()?;
            #[expect(clippy::cast_precision_loss, reason = "a drill has fewer promises than a float has whole numbers")]
            yes(*part as f64 * 100.0 >= percent * *of as f64)
        }
        Measured::Span(span) => yes(*span <= duration::parse(&expected).ok()?),
        Measured::Count(n) if expected == "none" => yes(*n == 0),
        Measured::Count(n) => yes(*n <= expected.parse().ok()?),
    }
}

/// What the log says of a measure, with what it is made of; nothing of one that it does not know.
fn measured(measure: &str, sources: &Sources<'_>) -> Option<(Measured, String)> {
    let Sources { incident, drill, .. } = sources;
    // Before anything was asked of anybody nothing was met, nor anything done wrong.
    let begun = !drill.delivered.is_empty() || !drill.evaluated.is_empty() || drill.ended_at.is_some();
    let not_yet = || Some((Measured::Nothing("No inject was given yet.".to_owned()), String::new()));
    let since = |at: Option<Timestamp>, without: &str| match at {
        None => (Measured::Nothing(without.to_owned()), String::new()),
        Some(at) => (Measured::Span(drill.scenario(at)), "of the scenario, from its beginning".to_owned()),
    };
    Some(match folded(measure).as_str() {
        "rules that fired, of those expected" | "wrong person called" | "hand-offs sent back as incomplete"
            if !begun =>
        {
            return not_yet();
        }
        "rules that fired, of those expected" => fired(sources),
        "time to declare" => since(drill.players_declared_at, "Nobody noted that the players declared an incident."),
        "time to the first update" | "time to first update" => {
            since(incident.sent.iter().map(|sent| sent.at).min(), "No update was sent.")
        }
        "promises kept" => {
            let (kept, of) =
                kept(&promises(&in_scenario(incident, drill), sources.directory, moment(drill, sources.now)));
            match of {
                0 => (Measured::Nothing("No promise of a next update came to its time.".to_owned()), String::new()),
                of => (Measured::Share(kept, of), "by the time of the scenario".to_owned()),
            }
        }
        "wrong person called" => wrong(sources),
        "hand-offs sent back as incomplete" => {
            let key = |who: &str| sources.directory.key(&[ReferenceKind::Person], who);
            let sent_back = incident.hand_overs.iter().filter(
                |one| matches!(&one.end, Some(HandOverEnd::Declined { by, .. }) if key(by) == key(&one.incoming)),
            );
            (Measured::Count(sent_back.count()), "declined by whoever was to take over".to_owned())
        }
        "injects met" => met(sources),
        _ => return None,
    })
}

/// Calls of levels and notices of rules, and how many of them came when they were due.
fn fired(sources: &Sources<'_>) -> (Measured, String) {
    let Sources { incident, matrix, directory, now, .. } = sources;
    let calls = call_reviews(matrix, incident, directory, *now);
    let is_by_rule = |call: &&CallReview| call.by_hand.is_none();
    let (mut fired, mut due) = (0, 0);
    for call in calls.iter().filter(is_by_rule) {
        due += 1;
        fired += usize::from(call.is_made() && call.late_by.is_zero());
    }
    for told in &incident.rules_told {
        due += 1;
        fired += usize::from(told.at.duration_since(told.due_at) <= IN_TIME);
    }
    match due {
        0 => (Measured::Nothing("No rule of the matrix came to its time.".to_owned()), String::new()),
        due => (
            Measured::Share(fired, due),
            "calls and notices of the matrix, in time by the clock on the wall".to_owned(),
        ),
    }
}

/// Numbers that led to somebody else, and people who were called and had to say that it is not theirs.
fn wrong(sources: &Sources<'_>) -> (Measured, String) {
    let Sources { incident, matrix, directory, now, .. } = sources;
    let calls = incident.notified.iter().flat_map(|sheet| sheet.calls.iter().map(move |call| (sheet, call)));
    let is_wrong = |outcome: &CallOutcome| *outcome == CallOutcome::WrongNumber;
    let numbers = calls.filter(|(_, call)| call.attempts.iter().any(|attempt| is_wrong(&attempt.outcome)));
    let mut list: Vec<String> = numbers
        .map(|(sheet, call)| format!("{}: wrong number for {}", sheet.level, directory.words(&call.call.to)))
        .collect();
    for call in call_reviews(matrix, incident, directory, *now) {
        if let CallEnd::Declined(why) = &call.end {
            list.push(format!("{}: {} declined, {why}", call.level, directory.words(&call.target)));
        }
    }
    (Measured::Count(list.len()), list.join("; "))
}

/// How many injects were met, of all that the plan has.
fn met(sources: &Sources<'_>) -> (Measured, String) {
    let list = injects(sources.plan);
    let judged =
        |word: Met| list.iter().filter(|i| sources.drill.evaluation(i.row).is_some_and(|e| e.met == word)).count();
    if list.is_empty() {
        return (Measured::Nothing("The plan has no inject.".to_owned()), String::new());
    }
    let given =
        |i: &&super::Inject| sources.drill.delivery(i.row).is_some() || sources.drill.evaluation(i.row).is_some();
    let not_given = list.len() - list.iter().filter(given).count();
    let parts = [(judged(Met::Part), "in part"), (judged(Met::No), "not met"), (not_given, "not given")];
    let note: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
    (Measured::Share(judged(Met::Yes), list.len()), note.join(", "))
}

/// A moment as the scenario has it, counted from the beginning of the drill.
fn moment(drill: &Drill, at: Timestamp) -> Timestamp {
    if at < drill.begun_at {
        return at;
    }
    drill.begun_at.saturating_add(drill.scenario(at)).unwrap_or(at)
}

/// The exercise with its updates and promises in the time of the scenario: a promise of twenty minutes is one of twenty
/// minutes of the scenario.
fn in_scenario(incident: &Incident, drill: &Drill) -> Incident {
    let mut mapped = incident.clone();
    // Its rests are in the time of the scenario already.
    mapped.drill = None;
    let promised = |sent: &crate::incident::SentUpdate| {
        let span = sent.next_at?.duration_since(sent.at);
        moment(drill, sent.at).checked_add(span).ok()
    };
    for sent in &mut mapped.sent {
        sent.next_at = promised(sent);
        sent.at = moment(drill, sent.at);
    }
    for skipped in &mut mapped.skipped {
        let kept = incident.sent.iter().find(|sent| sent.next_at == Some(skipped.due_at));
        skipped.due_at = kept.and_then(promised).unwrap_or_else(|| moment(drill, skipped.due_at));
        skipped.at = moment(drill, skipped.at);
    }
    mapped.closed_at = incident.closed_at.map(|at| moment(drill, at));
    mapped.resolved_at = incident.resolved_at.map(|at| moment(drill, at));
    mapped
}
