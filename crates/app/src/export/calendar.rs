//! The calendar as a file that other calendars take in.

use std::path::Path;

use bridgebook_domain::calendar::{
    CalendarItem, DocumentPlans, Series, Window, approvals, of_incident_in_series, order, say_exercise, say_number,
};
use bridgebook_domain::checkpoint::checkpoints;
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Fact, PlanPart};
use bridgebook_domain::{IncidentId, moment as moments};
use bridgebook_interchange::{self as interchange, CalendarFile, CalendarText};
use jiff::{SignedDuration, Timestamp};

use super::{Staged, Wanted, write};
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::query::calendar::{Parts, Shown};
use crate::wording::moment;
use crate::{Access, Bridgebook};

/// The word of the form.
const ICS: &str = "ics";

/// How far a file of documents goes back and ahead.
const YEAR: SignedDuration = SignedDuration::from_hours(366 * 24);

/// How far a file of an incident goes ahead: a final report to an authority is owed a month later or more.
const QUARTER: SignedDuration = SignedDuration::from_hours(92 * 24);

impl Bridgebook {
    /// Writes what the calendar shows to a path that the person chose. What comes again is one entry: that of a plan goes
    /// on after the last day, that of an incident ends with it, because nobody tells the calendars of others when an
    /// incident is over.
    ///
    /// # Errors
    /// When the days cannot be read, nothing stands in them, or the file cannot be written. A file that was there stays
    /// as it was.
    pub(crate) async fn export_calendar(
        &self,
        incident: Option<IncidentId>,
        from: &str,
        days: u16,
        path: &str,
    ) -> Result<Outcome, ApiError> {
        if path.trim().is_empty() {
            return Err(ApiError::invalid("Name a file to write. Nothing was exported"));
        }
        let shown = self.shown(from, days).await?;
        let window = shown.window(self.now());
        let Parts { of_incident: mut items, of_plans, mut series } = self.calendar_parts(incident, &window).await?;
        let skipped = self.occurrences().await?;
        series = series.into_iter().map(|series| series.without_skipped(&skipped)).collect();
        series.retain(|series| !series.items(&window).is_empty());
        let name = match incident {
            Some(id) => {
                let (known, directory) = (self.incident(id).await?, self.directory().await?);
                let plan = self.plan(&known, &PlanPart::Communication).await?;
                let (single, planned) = of_incident_in_series(&plan, &known, &directory, &window);
                items = single;
                series.extend(planned);
                say_number(&mut items, &known);
                format!("{} {}", known.number, known.title)
            }
            None => "Bridgebook".to_owned(),
        };
        items.extend(of_plans);
        order(&mut items);
        let calendar = CalendarFile { name: &name, items: &items, series: &series, window: &window };
        let made = filled(&calendar).ok_or_else(|| nothing(&shown))?;
        write::file(Path::new(path), made.text.as_bytes())?;
        let mut remarks = vec![format!("Written: {path}"), counted(&made)];
        let hash = write::digest([made.text].into_iter());
        let saved_at = match self.log_calendar(incident, &name, hash).await {
            Ok(saved_at) => saved_at,
            Err(error) => {
                remarks.push(format!("The export is not in the log: {}", error.message));
                moment(self.now())
            }
        };
        Ok(Outcome { saved_at, heads: vec![], ids: vec![], can_undo: false, can_redo: false, remarks })
    }

    /// What documents plan, and of a binder what the log of its incident says too.
    pub(super) async fn to_calendar(
        &self,
        wanted: &Wanted,
        path: &Path,
        batch: &mut write::Batch,
    ) -> Result<Staged, ApiError> {
        let (now, zone, directory) =
            (wanted.at.unwrap_or_else(|| self.now()), self.zone().await?, self.directory().await?);
        let far = |ahead: SignedDuration| now.saturating_add(ahead).unwrap_or(now);
        let (from, to) = (far(-YEAR), far(if wanted.incident.is_some() { QUARTER } else { YEAR }));
        let window = Window { from, to, now, zone: &zone };
        let (mut items, mut series): (Vec<CalendarItem>, Vec<Series>) = Default::default();
        let mut name = wanted.loaded.first().map_or_else(String::new, |l| l.document.title().to_owned());
        if let Some(id) = wanted.incident {
            let log = self.log_then(Some(id), wanted.at).await?;
            if let Some(known) = Incident::fold(id, log.iter()) {
                let plan = self.plan(&known, &PlanPart::Communication).await?;
                let (single, planned) = of_incident_in_series(&plan, &known, &directory, &window);
                items.extend(single);
                series.extend(planned);
                say_number(&mut items, &known);
                name = format!("{} {}", known.number, known.title);
            }
        }
        for loaded in &wanted.loaded {
            let plans = DocumentPlans::read(&loaded.document);
            items.extend(plans.single(loaded.id, &directory, &window));
            series.extend(plans.series(loaded.id, &directory));
            if plans.has_dues() {
                let own = loaded.document.header_text("incident").parse().ok();
                let log = self.log_then(own, wanted.at).await?;
                let points = checkpoints(loaded.id, &loaded.document, &log);
                let mut found = approvals(loaded.id, &loaded.document, &points, &directory, &window);
                let of = own.and_then(|id| Incident::fold(id, log.iter()));
                if of.is_some_and(|incident| incident.exercise) {
                    say_exercise(&mut found);
                }
                items.extend(found);
            }
        }
        order(&mut items);
        let made = filled(&CalendarFile { name: &name, items: &items, series: &series, window: &window });
        let made = made.ok_or_else(|| {
            ApiError::invalid(
                "Nothing in it has a day or a time for a calendar: no meeting, no review and no recurrence. \
                 Nothing was written",
            )
        })?;
        batch.add(path, made.text.as_bytes())?;
        let remarks = vec![counted(&made)];
        Ok(Staged { hash: write::digest([made.text].into_iter()), remarks, place: path.to_path_buf() })
    }

    async fn log_calendar(&self, incident: Option<IncidentId>, name: &str, hash: String) -> Result<String, ApiError> {
        if self.access == Access::Reader {
            return Ok(moment(self.now()));
        }
        let author = self.author().await?;
        let fact = Fact::Exported { documents: Vec::new(), form: ICS.to_owned(), hash };
        let entry = self.entry(incident, &author, fact, &format!("Exported as {ICS}: calendar of {name}"));
        Ok(self.record(entry).await?.saved_at)
    }
}

fn filled(calendar: &CalendarFile<'_>) -> Option<CalendarText> {
    let made = interchange::export_calendar(calendar);
    (made.single + made.repeating > 0).then_some(made)
}

fn counted(made: &CalendarText) -> String {
    let entries = |count: usize| if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") };
    match (made.single, made.repeating) {
        (single, 0) => format!("{} in it", entries(single)),
        (0, 1) => "1 entry in it, which comes again and again".to_owned(),
        (0, more) => format!("{more} entries in it, which come again and again"),
        (single, more) => format!("{} in it, and {more} that come again and again", entries(single)),
    }
}

fn nothing(shown: &Shown) -> ApiError {
    let day = |at: Timestamp| moments::print(at, &shown.zone);
    ApiError::invalid(format!(
        "Nothing stands in the calendar from {} to {}. Nothing was written. Choose more days",
        day(shown.from),
        day(shown.to)
    ))
}
