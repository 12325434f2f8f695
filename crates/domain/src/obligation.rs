//! Regulatory and contractual clocks (domain reference 5.4): each row of such a table in the communication plan is an
//! obligation. Its clock starts when its anchor is logged, not with the incident, and it is counted in hours, calendar
//! days, calendar months or business days. Nothing of it is built in: the rows are data of the team, to be read by
//! counsel; this file only counts.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cadence::{AT_RISK_PERCENT, is_at_risk};
use crate::directory::Directory;
use crate::document::Document;
use crate::escalation::{NewFact, lateness};
use crate::id::{EntryId, RowId, SectionId};
use crate::incident::{Incident, ObligationRecord};
use crate::log::{Fact, Named, ObligationOverdue, computed_id};
use crate::timeline::{PlanTimeline, Views};
use crate::value::ReferenceKind;
use crate::view::{RowView, folded, rows};

mod offset;
#[cfg(test)]
mod tests;

pub use offset::{Calendar, Offset, is_without_span};

/// A row of a table of obligations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// Section.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Regime and article, by which the log names it.
    pub name: String,
    /// Regime alone.
    pub regime: String,
    /// Whether it applies: `yes`, `no` or `assessing`.
    pub applies: String,
    /// The event with which its clock starts, as written.
    pub anchor: String,
    /// The span as written, for instance `4 business days` or `without undue delay`.
    pub within: String,
    /// The span, where it can be counted.
    pub offset: Option<Offset>,
    /// The calendar whose days are business days: id or name.
    pub calendar: Option<Named>,
    /// To whom.
    pub recipient: String,
    /// Owner: id or name.
    pub owner: Option<Named>,
    /// Approver: id or name.
    pub approver: Option<Named>,
    /// Where the figures come from.
    pub source: String,
    /// When its clock started, as somebody filled it in on the form. The clock itself reads the log.
    pub written_start: Option<Timestamp>,
    /// When counsel reviewed the row.
    pub reviewed_on: Option<Date>,
}

/// The key by which two names of an obligation, or of an anchor, are compared.
#[must_use]
pub fn key(name: &str) -> String {
    folded(name.trim().trim_end_matches('.'))
}

impl Obligation {
    fn read(section: SectionId, row: RowId, view: &RowView<'_>) -> Option<Self> {
        let regime = view.some("regime")?;
        let name = match view.text("article") {
            "" => regime.clone(),
            article => format!("{regime} {article}"),
        };
        let within = view.text("offset").to_owned();
        Some(Self {
            section,
            row,
            name,
            regime,
            applies: view.word("applies"),
            anchor: view.text("anchor").to_owned(),
            offset: Offset::read(&within, &view.word("calendar")),
            within,
            calendar: view.some("business_calendar"),
            recipient: view.text("recipient").to_owned(),
            owner: view.some("owner"),
            approver: view.some("approver"),
            source: view.text("source").to_owned(),
            written_start: view.instant("anchor_at"),
            reviewed_on: view.date("reviewed_on"),
        })
    }

    /// Whether its clock starts when another obligation is filed: its anchor reads `NIS2, notification filed`, with or
    /// without the comma, of what the log names `NIS2 notification`.
    pub(crate) fn is_anchored_by(&self, filed: &str) -> bool {
        let words =
            |text: &str| key(text).replace([',', ';', ':'], " ").split_whitespace().collect::<Vec<_>>().join(" ");
        words(&self.anchor) == format!("{} filed", words(filed))
    }

    /// Whether it is the same obligation in another version of the plan: the same row, or one of its name.
    fn is_same(&self, other: &Self) -> bool {
        self.row == other.row || key(&self.name) == key(&other.name)
    }

    /// The same obligation in another version: its row, else one of its name.
    fn find<'a>(&self, view: &'a [Self]) -> Option<&'a Self> {
        view.iter().find(|o| o.row == self.row).or_else(|| view.iter().find(|o| key(&o.name) == key(&self.name)))
    }

    /// When it is due, counted from its anchor. Business days are those of its calendar in the directory, with its zone and
    /// holidays; without one Monday to Friday in the zone given.
    #[must_use]
    pub fn due(&self, anchor: Timestamp, directory: &Directory, zone: &TimeZone) -> Option<Timestamp> {
        let entry = self.calendar.as_ref().and_then(|c| directory.known(&[ReferenceKind::Calendar], c));
        let own = entry.and_then(|e| TimeZone::get(e.text("zone")).ok());
        let holidays = entry.map(|e| e.members("holidays")).unwrap_or_default();
        let calendar = Calendar {
            zone: own.unwrap_or_else(|| zone.clone()),
            holidays: holidays.iter().filter_map(|day| day.parse().ok()).collect(),
        };
        self.offset.and_then(|offset| offset.after(anchor, &calendar))
    }
}

/// A version of the plan: from and until when it holds, and the obligation in it.
type Version<'a> = (Timestamp, Option<Timestamp>, Option<&'a Obligation>);

/// When the clock of an obligation started. An event is found by the words of the plan now, and by those that the plan
/// had when it was written down: editing the words stops no clock.
fn started(versions: &[Version<'_>], incident: &Incident) -> Option<(Timestamp, EntryId)> {
    let known = versions.iter().filter_map(|(_, until, o)| o.map(|o| (*until, o)));
    known.filter_map(|(until, o)| incident.anchored(&o.anchor, until, |filed| o.is_anchored_by(filed))).min()
}

/// The first moment at which an obligation fell due by the version that held then. A deadline is counted from its event,
/// also where it had passed before the plan came into force or was edited: the moment of an edit is no deadline.
fn due_by_rule(
    versions: &[Version<'_>],
    start: Timestamp,
    directory: &Directory,
    zone: &TimeZone,
) -> Option<Timestamp> {
    // Taking the row out of the plan changes no deadline: the version that had it last holds on.
    let known: Vec<(Timestamp, &Obligation)> =
        versions.iter().filter_map(|(from, _, o)| Some((*from, (*o)?))).collect();
    let ends = known.iter().skip(1).map(|(from, _)| Some(*from)).chain([None]);
    let held = known.iter().zip(ends).filter(|(_, until)| until.is_none_or(|until| until > start));
    let mut due = held.filter_map(|((_, o), until)| Some((until, o.due(start, directory, zone)?)));
    due.find(|(until, at)| until.is_none_or(|until| *at < until)).map(|(_, at)| at)
}

/// The deadline that holds, and the first that passed with nothing filed: the one by the plan until an extension was
/// granted, then the extended one.
fn deadlines(
    by_rule: Option<Timestamp>,
    record: &ObligationRecord,
    now: Timestamp,
) -> (Option<Timestamp>, Option<Timestamp>) {
    let (mut due_at, mut missed_at) = (by_rule, None);
    let is_missed = |due: Timestamp, until: Timestamp| until > due && record.filed_at.is_none_or(|filed| filed > due);
    for (granted, until) in &record.extensions {
        missed_at = missed_at.or(due_at.filter(|due| is_missed(*due, *granted)));
        due_at = until.or(by_rule);
    }
    let end = record.filed_at.unwrap_or(now);
    (due_at, missed_at.or(due_at.filter(|due| is_missed(*due, end))))
}

/// The deadlines that passed with nothing filed and that the log does not have yet: each leaves its trace, whatever becomes
/// of the clock afterwards. Logging them and asking again gives the same entries.
#[must_use]
pub fn newly_missed(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    zone: &TimeZone,
    now: Timestamp,
) -> Vec<NewFact> {
    let clocks = obligation_clocks(plan, incident, directory, zone, now);
    let running = clocks.into_iter().filter(|clock| clock.state != ClockState::NotApplicable);
    running
        .filter_map(|clock| {
            let (name, due_at) = (clock.obligation.name, clock.missed_at?);
            let late = lateness(now, due_at);
            Some(NewFact {
                id: computed_id(incident.id, &format!("obligation overdue {} {due_at}", key(&name))),
                event_at: due_at,
                text: format!("{name}: due by now, and nothing was filed{late}."),
                fact: Fact::ObligationOverdue(ObligationOverdue { obligation: name, due_at }),
            })
        })
        .collect()
}

/// The obligations of a plan, in order: the rows of every table that has the columns of one.
#[must_use]
pub fn obligations(document: &Document) -> Vec<Obligation> {
    let mut list = Vec::new();
    for (id, section) in document.live_sections() {
        let block = &section.block;
        if block.has_any(&["anchor"]) && block.has_any(&["offset"]) && block.has_any(&["regime"]) {
            list.extend(rows(block).filter_map(|(row, view)| Obligation::read(id, row, &view)));
        }
    }
    list
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    /// Its anchor is not in the log.
    NotStarted,
    /// It runs, and has no span that can be counted (`without undue delay`).
    Open,
    /// It runs.
    Running,
    /// It runs, and most of its span has passed.
    AtRisk,
    /// Its moment has passed and nothing was filed.
    Overdue,
    /// Filed in time.
    Filed,
    /// Filed after its moment.
    FiledLate,
    /// It does not apply to this incident.
    NotApplicable,
}

/// The clock of an obligation in an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObligationClock {
    /// The obligation, as the plan in force has it; one that left the plan while its clock ran, as it had it last.
    pub obligation: Obligation,
    /// Whether the plan in force still has it.
    pub is_in_plan: bool,
    /// How it stands.
    pub state: ClockState,
    /// When its anchor happened.
    pub started_at: Option<Timestamp>,
    /// The entry that says so.
    pub anchor: Option<EntryId>,
    /// When it is due, with an extension that was granted.
    pub due_at: Option<Timestamp>,
    /// When it would be due without it, where there is one.
    pub first_due_at: Option<Timestamp>,
    /// The first deadline that passed while nothing was filed. An extension that comes later takes nothing back.
    pub missed_at: Option<Timestamp>,
    /// When it was filed.
    pub filed_at: Option<Timestamp>,
    /// Reference of the filing, or the reason of the last change.
    pub words: String,
}

impl ObligationClock {
    /// Whether somebody still has to do something.
    #[must_use]
    pub const fn is_running(&self) -> bool {
        matches!(self.state, ClockState::Open | ClockState::Running | ClockState::AtRisk | ClockState::Overdue)
    }
}

/// The clock of every obligation that applies or is being assessed, in the order of the plan. An edit of the plan acts
/// forward: what fell due while a row said so stays due.
#[must_use]
pub fn obligation_clocks(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    zone: &TimeZone,
    now: Timestamp,
) -> Vec<ObligationClock> {
    let (incident, rests) = incident.in_play(now);
    let views = Views::read(plan, obligations).in_play(&rests);
    let mut list: Vec<(Obligation, bool)> = Vec::new();
    let present = views.at(now).cloned().unwrap_or_default();
    list.extend(present.into_iter().map(|o| (o, true)));
    // A row that was taken out of the plan does not take its clock with it.
    for gone in views.up_to(now).flatten() {
        match list.iter_mut().find(|(known, _)| known.is_same(gone)) {
            Some((known, false)) => known.clone_from(gone),
            Some(_) => {}
            None => list.push((gone.clone(), false)),
        }
    }
    let present: Vec<String> = list.iter().filter(|(_, is_in_plan)| *is_in_plan).map(|(o, _)| key(&o.name)).collect();
    let read = |(obligation, is_in_plan): (Obligation, bool)| {
        let versions: Vec<Version<'_>> = views
            .spans()
            .filter(|(from, ..)| *from <= now)
            .map(|(from, until, view)| (from, until.filter(|at| *at <= now), obligation.find(view)))
            .collect();
        let (started_at, anchor) = started(&versions, &incident).unzip();
        // A name that the row had earlier is its name in the log, unless another row has it now.
        let names: BTreeSet<String> = versions
            .iter()
            .filter_map(|(.., o)| o.map(|o| key(&o.name)))
            .filter(|name| *name == key(&obligation.name) || !present.contains(name))
            .collect();
        let record = incident.obligation(|name| names.contains(&key(name)));
        let by_rule = started_at.and_then(|at| due_by_rule(&versions, at, directory, zone));
        let (due_at, missed_at) = deadlines(by_rule, &record, now);
        let state = match (record.filed_at, record.is_excluded, started_at, due_at) {
            (Some(_), ..) if missed_at.is_some() => ClockState::FiledLate,
            (Some(_), ..) => ClockState::Filed,
            (None, true, ..) => ClockState::NotApplicable,
            (None, false, None, _) => ClockState::NotStarted,
            (None, false, Some(_), None) => ClockState::Open,
            (None, false, Some(_), Some(due)) if now >= due => ClockState::Overdue,
            (None, false, Some(from), Some(due)) if is_at_risk(from, due, now, AT_RISK_PERCENT) => ClockState::AtRisk,
            (None, false, Some(_), Some(_)) => ClockState::Running,
        };
        ObligationClock {
            is_in_plan,
            state,
            started_at: started_at.map(|at| rests.back(at)),
            anchor,
            due_at: due_at.map(|at| rests.back(at)),
            first_due_at: by_rule.filter(|at| due_at != Some(*at)).map(|at| rests.back(at)),
            missed_at: missed_at.map(|at| rests.back(at)),
            filed_at: record.filed_at.map(|at| rests.back(at)),
            words: record.words,
            obligation,
        }
    };
    let clocks = list.into_iter().map(read);
    clocks
        .filter(|clock| match clock.is_in_plan {
            // What does not apply by the plan is no clock, unless somebody acted on it here.
            true => clock.obligation.applies != "no" || clock.filed_at.is_some(),
            false => clock.started_at.is_some() && clock.obligation.applies != "no",
        })
        .collect()
}
