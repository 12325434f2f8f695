//! Plans in force over time. Clocks run on the plan that was in force at each moment: an edit acts
//! forward only and never erases a breach (domain reference 4.3, `enforce_from`).

use jiff::Timestamp;

use crate::document::Document;
use crate::incident::Rests;

/// The versions of the plan that an incident ran on, each from the moment it came into force.
#[derive(Debug, Clone, Default)]
pub struct PlanTimeline {
    /// Versions by the moment from which they hold.
    versions: Vec<(Timestamp, Document)>,
}

impl PlanTimeline {
    /// A timeline of versions; their order does not matter.
    #[must_use]
    pub fn new(mut versions: Vec<(Timestamp, Document)>) -> Self {
        versions.sort_by_key(|(from, _)| *from);
        Self { versions }
    }

    /// A plan that did not change.
    #[must_use]
    pub fn always(plan: Document) -> Self {
        Self { versions: vec![(Timestamp::MIN, plan)] }
    }

    /// The versions in order.
    #[must_use]
    pub fn versions(&self) -> &[(Timestamp, Document)] {
        &self.versions
    }

    /// The version in force at a moment.
    #[must_use]
    pub fn at(&self, at: Timestamp) -> Option<&Document> {
        self.versions.iter().rev().find(|(from, _)| *from <= at).map(|(_, d)| d)
    }
}

/// A typed view of each version, read once.
pub(crate) struct Views<V>(Vec<(Timestamp, V)>);

impl<V> Views<V> {
    pub(crate) fn read(plan: &PlanTimeline, read: impl Fn(&Document) -> V) -> Self {
        Self(plan.versions().iter().map(|(from, d)| (*from, read(d))).collect())
    }

    /// The same with the moments from which they hold as the clocks of a drill have them: what is asked for is a moment of
    /// those clocks as well.
    pub(crate) fn in_play(mut self, rests: &Rests) -> Self {
        self.0.iter_mut().for_each(|(from, _)| *from = rests.moved(*from));
        self
    }

    pub(crate) fn at(&self, at: Timestamp) -> Option<&V> {
        self.0.iter().rev().find(|(from, _)| *from <= at).map(|(_, v)| v)
    }

    /// The versions that had begun to hold, in order.
    pub(crate) fn up_to(&self, at: Timestamp) -> impl Iterator<Item = &V> {
        self.0.iter().filter(move |(from, _)| *from <= at).map(|(_, v)| v)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &V> {
        self.0.iter().map(|(_, v)| v)
    }

    /// Each view with the moments from which and until which it holds; the last one has no end.
    pub(crate) fn spans(&self) -> impl Iterator<Item = (Timestamp, Option<Timestamp>, &V)> {
        let ends = self.0.iter().skip(1).map(|(from, _)| Some(*from)).chain([None]);
        self.0.iter().zip(ends).map(|((from, v), until)| (*from, until, v))
    }

    pub(crate) fn starts(&self) -> impl Iterator<Item = Timestamp> {
        self.0.iter().map(|(from, _)| *from)
    }
}

/// The first moment at which something falls due, when the rule that says so may change on the way.
/// `changes` are the moments at which a rule may begin to hold (sorted); `due` gives the due moment by
/// the rule that holds at a moment. What fell due while its rule held stays due, whatever is changed
/// later, also at that very moment; and a rule that begins to hold makes nothing due before its beginning.
pub(crate) fn first_due<T>(
    start: Timestamp,
    changes: &[Timestamp],
    due: impl Fn(Timestamp) -> Option<(Timestamp, T)>,
) -> Option<(Timestamp, T)> {
    let later: Vec<Timestamp> = changes.iter().copied().filter(|c| *c > start).collect();
    let starts = std::iter::once(start).chain(later.iter().copied());
    for (n, begins) in starts.enumerate() {
        let ends = later.get(n);
        if let Some((at, why)) = due(begins) {
            let at = at.max(begins);
            if ends.is_none_or(|end| at <= *end) {
                return Some((at, why));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{PlanTimeline, Views, first_due};
    use crate::id::DocumentId;
    use crate::log::{DrillFact, Fact};
    use crate::test::{Builder, Log, at};

    #[test]
    fn a_plan_held_when_the_moments_of_a_drill_were_that_was_put_forward_since() {
        let mut log = Log::default();
        log.declared("10:00");
        log.add("10:00", Fact::Drill(DrillFact::Begun { document: DocumentId::new(Uuid::from_u128(7)) }));
        log.add("10:10", Fact::Drill(DrillFact::Forwarded { to_seconds: 40 * 60 }));
        let played = log.incident();
        let (incident, rests) = played.in_play(at("10:12"));
        let plan = PlanTimeline::new(vec![(at("10:00"), Builder::default().document("Plan", "plan", vec![]))]);
        let views = || Views::read(&plan, |_| ());
        assert_eq!(incident.declared_at, at("09:30"), "half an hour has gone by since");
        assert!(views().at(incident.declared_at).is_none(), "as the log has it, the plan came later");
        assert!(views().in_play(&rests).at(incident.declared_at).is_some());
    }

    #[test]
    fn what_falls_due_at_the_moment_of_a_change_stays_due() {
        let (start, change) = (at("10:00"), at("10:30"));
        let by_its_rule = |rule| Some((if rule == start { change } else { at("11:00") }, rule));
        assert_eq!(first_due(start, &[change], by_its_rule), Some((change, start)));
    }
}
