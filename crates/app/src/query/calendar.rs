//! What is planned for a time of day.

use std::collections::BTreeMap;

use bridgebook_domain::cadence::planned_rows;
use bridgebook_domain::calendar::{self, CalendarItem, Series, Window};
use bridgebook_domain::checkpoint::checkpoints;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::PlanPart;
use bridgebook_domain::{DocumentId, IncidentId};
use bridgebook_store::DocumentRow;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::calendar::{CalendarDay, CalendarReading, PlannedUpdate};
use crate::wording::{moment, sentence};
use crate::words::Reading;
use crate::world::is_directory;

/// Most days that are read at once.
const MOST_DAYS: u16 = 366;

impl Bridgebook {
    pub(super) async fn planned_updates(&self, incident: IncidentId) -> Result<Vec<PlannedUpdate>, ApiError> {
        let known = self.incident(incident).await?;
        let Some(document) = known.plan(&PlanPart::Communication) else { return Ok(Vec::new()) };
        let (loaded, directory, now) = (self.document(document).await?, self.directory().await?, self.now());
        let list = planned_rows(&loaded.document, &directory).into_iter().map(|row| {
            let (rhythm, wall, next_at, problem) = match &row.when {
                Err(why) => (String::new(), String::new(), None, sentence(&why.to_string())),
                Ok(when) => {
                    let is_over = known.closed_at.is_some() || when.repeats() && known.resolved_at.is_some();
                    let next = when.from(now).next().filter(|_| !is_over);
                    let time = when.time.map_or_else(String::new, |t| t.strftime("%H:%M ").to_string());
                    (when.words(), format!("{time}{}", when.zone_name()), next.map(|o| moment(o.at)), String::new())
                }
            };
            PlannedUpdate {
                document,
                section: row.section,
                row: row.row,
                name: directory.words(&row.audience).to_owned(),
                audience: row.audience,
                about: row.about,
                rhythm,
                next_at,
                wall,
                problem,
            }
        });
        Ok(list.collect())
    }

    pub(super) async fn calendar(
        &self,
        incident: Option<IncidentId>,
        from: &str,
        days: u16,
    ) -> Result<CalendarReading, ApiError> {
        let (shown, now) = (self.shown(from, days).await?, self.now());
        let zone = &shown.zone;
        let today = zone.to_datetime(now).date();
        let Parts { of_incident: mut items, of_plans, series } =
            self.calendar_parts(incident, &shown.window(now)).await?;
        items.extend(of_plans);
        let known = self.occurrences().await?;
        let mut exercise = None;
        if let Some(id) = incident {
            let (of, directory) = (self.incident(id).await?, self.directory().await?);
            let matrix = self.plan(&of, &PlanPart::Escalation).await?;
            let document = of.plan(&PlanPart::Escalation);
            items.extend(calendar::of_levels(&matrix, document, &of, &directory, &shown.window(now)));
            exercise = of.exercise.then(|| of.id.to_string());
        }
        // Nobody is asked what became of the plans of an exercise.
        let asks = |row: &DocumentRow| exercise.as_deref().is_none_or(|exercise| row.text("incident") != exercise);
        let made: BTreeMap<DocumentId, Timestamp> =
            self.rows().await?.into_iter().filter(asks).map(|row| (row.id, row.created_at)).collect();
        items.extend(series.iter().flat_map(|series| {
            let since = made.get(&series.document).copied().unwrap_or(now);
            series.kept_items(&known, since, &shown.window(now))
        }));
        calendar::order(&mut items);
        let days = shown.days.iter().filter_map(|date| {
            let (from, to) = bounds(*date, zone)?;
            let in_it = |item: &&CalendarItem| match (item.day, item.last_day()) {
                (Some(day), Some(last)) => day <= *date && *date <= last,
                // What goes over midnight stands in each of its days.
                _ => item.at < to && (item.at >= from || item.to.is_some_and(|ends| ends > from)),
            };
            Some(CalendarDay {
                date: date.to_string(),
                from: moment(from),
                to: moment(to),
                is_today: *date == today,
                items: items.iter().filter(in_it).cloned().collect(),
            })
        });
        Ok(CalendarReading { zone: zone.iana_name().unwrap_or("UTC").to_owned(), days: days.collect() })
    }

    /// The days that are asked for.
    ///
    /// # Errors
    /// When they are too many, or no day.
    pub(crate) async fn shown(&self, from: &str, days: u16) -> Result<Shown, ApiError> {
        let (zone, now, directory) = (self.zone().await?, self.now(), self.directory().await?);
        let first = match from.trim() {
            "" => zone.to_datetime(now).date(),
            words => match words.parse::<Date>() {
                Ok(date) => date,
                Err(_) => zone.to_datetime(Reading { directory: &directory, now, zone: &zone }.moment(words)?).date(),
            },
        };
        let days = dates(first, days)?;
        let last = days.last().copied().unwrap_or(first);
        match (bounds(first, &zone), bounds(last, &zone)) {
            (Some((from, _)), Some((_, to))) => Ok(Shown { zone, days, from, to }),
            _ => Err(out_of_range()),
        }
    }

    /// What stands in the calendar in a window, and apart from it what comes again and again: of one incident, and of the
    /// documents that are its own or nobody's.
    pub(crate) async fn calendar_parts(
        &self,
        incident: Option<IncidentId>,
        window: &Window<'_>,
    ) -> Result<Parts, ApiError> {
        let directory = self.directory().await?;
        let known: Option<Incident> = match incident {
            Some(id) => Some(self.incident(id).await?),
            None => None,
        };
        let (mut of_incident, mut items, mut series) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(known) = &known {
            let plan = self.plan(known, &PlanPart::Communication).await?;
            of_incident = calendar::of_incident(&plan, known, &directory, window);
        }
        let own = known.as_ref().map(|i| i.id.to_string()).unwrap_or_default();
        for row in self.rows().await? {
            let belongs = row.text("incident");
            if is_directory(row.text("template")) || !belongs.is_empty() && belongs != own {
                continue;
            }
            let plans = self.plans_of(&row).await?;
            items.extend(plans.single(row.id, &directory, window));
            let closed = known.as_ref().filter(|_| !belongs.is_empty()).and_then(|known| known.closed_at);
            series.extend(plans.series(row.id, &directory).into_iter().map(|series| match closed {
                Some(at) => series.ending(at),
                None => series,
            }));
            if plans.has_dues() {
                let loaded = self.document(row.id).await?;
                let log = self.log(loaded.document.header_text("incident").parse().ok()).await?;
                let points = checkpoints(row.id, &loaded.document, &log);
                items.extend(calendar::approvals(row.id, &loaded.document, &points, &directory, window));
            }
        }
        Ok(Parts { of_incident, of_plans: items, series })
    }
}

/// What stands in the calendar, by where it comes from.
pub(crate) struct Parts {
    /// What log and communication plan of the incident say.
    pub of_incident: Vec<CalendarItem>,
    /// What documents plan once.
    pub of_plans: Vec<CalendarItem>,
    /// What documents plan again and again.
    pub series: Vec<Series>,
}

/// Days of the calendar.
pub(crate) struct Shown {
    /// Zone in which they begin.
    pub zone: TimeZone,
    /// The days, in order.
    pub days: Vec<Date>,
    /// Beginning of the first.
    pub from: Timestamp,
    /// End of the last.
    pub to: Timestamp,
}

impl Shown {
    pub(crate) fn window(&self, now: Timestamp) -> Window<'_> {
        Window { from: self.from, to: self.to, now, zone: &self.zone }
    }
}

/// Beginning and end of a day.
fn bounds(date: Date, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    Some((beginning(date, zone)?, beginning(date.tomorrow().ok()?, zone)?))
}

/// The beginning of a day.
pub(crate) fn beginning(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(date.at(0, 0, 0, 0)).compatible().ok()
}

fn dates(first: Date, days: u16) -> Result<Vec<Date>, ApiError> {
    if days == 0 || days > MOST_DAYS {
        return Err(ApiError::invalid(format!("The calendar is read for 1 to {MOST_DAYS} days at once")));
    }
    let list: Vec<Date> = first.series(jiff::Span::new().days(1)).take(usize::from(days)).collect();
    if list.len() == usize::from(days) { Ok(list) } else { Err(out_of_range()) }
}

fn out_of_range() -> ApiError {
    ApiError::invalid("The calendar ends there. Name an earlier day")
}
