//! What is planned for a time of day.

use bridgebook_domain::IncidentId;
use bridgebook_domain::cadence::planned_rows;
use bridgebook_domain::calendar::{self, CalendarItem, Window};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::PlanPart;
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
        let (zone, now, directory) = (self.zone().await?, self.now(), self.directory().await?);
        let today = zone.to_datetime(now).date();
        let first = match from.trim() {
            "" => today,
            words => match words.parse::<Date>() {
                Ok(date) => date,
                Err(_) => zone.to_datetime(Reading { directory: &directory, now, zone: &zone }.moment(words)?).date(),
            },
        };
        let days = dates(first, days)?;
        let begins = |date: Date| beginning(date, &zone);
        let ends = |date: Date| date.tomorrow().ok().and_then(begins);
        let last = days.last().copied().unwrap_or(first);
        let (Some(from), Some(to)) = (begins(first), ends(last)) else { return Err(out_of_range()) };
        let items = self.calendar_items(incident, &Window { from, to, now, zone: &zone }).await?;
        let days = days.into_iter().filter_map(|date| {
            let (from, to) = (begins(date)?, ends(date)?);
            let in_it = |item: &&CalendarItem| match item.day {
                Some(day) => day == date,
                // What goes over midnight stands in each of its days.
                None => item.at < to && (item.at >= from || item.to.is_some_and(|ends| ends > from)),
            };
            Some(CalendarDay {
                date: date.to_string(),
                from: moment(from),
                to: moment(to),
                is_today: date == today,
                items: items.iter().filter(in_it).cloned().collect(),
            })
        });
        Ok(CalendarReading { zone: zone.iana_name().unwrap_or("UTC").to_owned(), days: days.collect() })
    }

    /// What stands in the calendar between two moments, in order: of one incident, and of the documents that are its
    /// own or nobody's.
    pub(crate) async fn calendar_items(
        &self,
        incident: Option<IncidentId>,
        window: &Window<'_>,
    ) -> Result<Vec<CalendarItem>, ApiError> {
        let directory = self.directory().await?;
        let known: Option<Incident> = match incident {
            Some(id) => Some(self.incident(id).await?),
            None => None,
        };
        let mut items = Vec::new();
        if let Some(known) = &known {
            let plan = self.plan(known, &PlanPart::Communication).await?;
            items.extend(calendar::of_incident(&plan, known, &directory, window));
        }
        let own = known.as_ref().map(|i| i.id.to_string()).unwrap_or_default();
        for row in self.rows().await? {
            let belongs = row.text("incident");
            if is_directory(row.text("template")) || !belongs.is_empty() && belongs != own {
                continue;
            }
            let loaded = self.document(row.id).await?;
            items.extend(calendar::of_document(row.id, &loaded.document, &directory, window));
        }
        calendar::order(&mut items);
        Ok(items)
    }
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
