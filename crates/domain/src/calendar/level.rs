//! The levels of an escalation in the calendar: when they were called, and when they are due if nothing changes. A file of
//! the calendar does not hold them: the moments move with every answer.

use jiff::{SignedDuration, Timestamp};

use super::{CalendarItem, CalendarKind, CalendarState, Window, item};
use crate::directory::Directory;
use crate::escalation::{LevelClock, LevelState, Reach, escalation_clocks};
use crate::id::DocumentId;
use crate::incident::Incident;
use crate::log::Clock;
use crate::timeline::PlanTimeline;

/// The levels of an incident that stand in a window, by the matrix in force. `document` is that matrix.
#[must_use]
pub fn of_levels(
    matrix: &PlanTimeline,
    document: Option<DocumentId>,
    incident: &Incident,
    directory: &Directory,
    window: &Window<'_>,
) -> Vec<CalendarItem> {
    let clocks = escalation_clocks(matrix, incident, directory, window.now);
    let found = clocks.iter().filter_map(|clock| {
        let (at, state, verb) = stands(clock)?;
        let title = format!("{}{verb}", clock.level);
        let id = format!("{} level {} {} {}", incident.id, clock.clock, clock.level, clock.round);
        let mut found = item(id, CalendarKind::Level, state, at, title);
        found.detail = if clock.target.is_empty() {
            clock.explanation.clone()
        } else {
            format!("{}. {}", clock.target, clock.explanation)
        };
        (found.document, found.row) = (document.filter(|_| clock.row.is_some()), clock.row);
        Some(found)
    });
    found.filter(|item| window.holds(item)).collect()
}

/// When a level stands in the calendar, as what, and the word for it; none where it has no moment.
fn stands(clock: &LevelClock) -> Option<(Timestamp, CalendarState, &'static str)> {
    let late = |seconds: i32, later: SignedDuration| match seconds > 0 || !later.is_zero() {
        true => CalendarState::Late,
        false => CalendarState::Given,
    };
    Some(match &clock.state {
        LevelState::Overdue => (clock.due_at?, CalendarState::Overdue, ""),
        LevelState::AtRisk | LevelState::Due | LevelState::Upcoming => (clock.due_at?, CalendarState::Ahead, ""),
        LevelState::Called { at, .. } | LevelState::Told { at, .. } if matches!(clock.reach, Reach::Nobody { .. }) => {
            (*at, CalendarState::Overdue, " not reached")
        }
        LevelState::Told { at, .. } if clock.reach == Reach::NotYet => (*at, CalendarState::Past, " not reached yet"),
        LevelState::Told { at, late_by_seconds } => (*at, late(*late_by_seconds, clock.reach.after(*at)), " told"),
        // Its turn comes again unless whoever took it resolves it in time.
        LevelState::Relieved { .. } if clock.at_risk_at.is_some() => (clock.due_at?, CalendarState::Ahead, ""),
        LevelState::Called { at, late_by_seconds, .. } | LevelState::Relieved { at, late_by_seconds, .. } => {
            let state = if *late_by_seconds > 0 { CalendarState::Late } else { CalendarState::Past };
            (*at, state, " called")
        }
        LevelState::Acknowledged { at, .. } => (*at, CalendarState::Given, " acknowledged"),
        LevelState::Declined { at, .. } => (*at, CalendarState::Past, " declined"),
        LevelState::Held { at } => (*at, CalendarState::Past, " held after a restore"),
        LevelState::Skipped { .. } => (clock.due_at?, CalendarState::Skipped, skipped(clock)),
        LevelState::Paused { .. } | LevelState::NotNeeded => return None,
    })
}

fn skipped(clock: &LevelClock) -> &'static str {
    if clock.clock == Clock::Functional { " not called" } else { " not told" }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::block::BlockKind;
    use crate::log::Fact;
    use crate::test::{Builder, Log, at};

    #[test]
    fn levels_stand_where_they_were_called_and_where_they_are_due() {
        let mut b = Builder::default();
        let rows: &[&[(&str, &str)]] = &[
            &[("level", "L1"), ("clock", "functional"), ("target", "Ada"), ("acknowledge_within", "PT5M")],
            &[("level", "L2"), ("clock", "functional"), ("target", "Bo"), ("acknowledge_within", "PT10M")],
            &[("level", "Manager"), ("clock", "hierarchical"), ("target", "Cy"), ("after", "PT15M")],
        ];
        let block = b.block(&BlockKind::Escalation, "", rows);
        let id = DocumentId::new(b.uuid());
        let document = b.document("Matrix", "escalation-matrix", vec![("Levels", BlockKind::Escalation, block)]);
        let matrix = PlanTimeline::always(document);
        let mut log = Log::default();
        log.declared("14:05");
        let (level, clock, target) = ("L1".to_owned(), Clock::Functional, "Ada".to_owned());
        log.add("14:07", Fact::LevelCalled { level, clock, target, due_at: at("14:05"), held: false });
        let found = |from: &str, to: &str, now: &str| {
            let window = Window { from: at(from), to: at(to), now: at(now), zone: &TimeZone::UTC };
            let list = of_levels(&matrix, Some(id), &log.incident(), &Directory::default(), &window);
            list.into_iter().map(|i| (i.title, i.state, i.at, i.row.is_some())).collect::<Vec<_>>()
        };
        assert_eq!(
            found("14:00", "15:00", "14:08"),
            [
                ("L1 called".to_owned(), CalendarState::Late, at("14:07"), true),
                ("L2".to_owned(), CalendarState::Ahead, at("14:12"), true),
                ("Manager".to_owned(), CalendarState::Ahead, at("14:20"), true),
            ]
        );
        assert_eq!(found("14:15", "15:00", "14:21").len(), 1, "only what is in the window");
        assert_eq!(found("14:15", "15:00", "14:21")[0].1, CalendarState::Overdue);
    }
}
