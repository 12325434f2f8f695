//! Evaluations, reviews and drills of plans: recorded as held, or skipped with a reason.

use bridgebook_domain::calendar::{Occurrences, Series};
use bridgebook_domain::log::{Fact, OccurrenceEnd};
use bridgebook_domain::text;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_store::Write;
use jiff::civil::Date;

use super::update::because;
use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::api::occurrence::RecordedOccurrence;
use crate::commit::outcome;
use crate::names::stored;
use crate::words::Reading;

impl Bridgebook {
    /// Records what became of some days of an evaluation, review or drill: all of them or none.
    pub(super) async fn record_occurrence(&self, said: &RecordedOccurrence) -> Result<Outcome, ApiError> {
        let (document, row) = (said.document, said.row);
        let (series, title) = self.series_of(document, row).await?;
        let (known, directory, now) = (self.occurrences().await?, self.directory().await?, self.now());
        let words = match &said.end {
            OccurrenceEnd::Skipped => because(&said.words)?,
            OccurrenceEnd::Held | OccurrenceEnd::Open => {
                text::lines(said.words.trim(), text::CELL_LIMIT).map_err(|e| ApiError::invalid(e.to_string()))?
            }
            OccurrenceEnd::Unknown(word) => {
                return Err(ApiError::invalid(format!(
                    "“{word}” is nothing that becomes of it. Nothing was recorded. Use held, skipped or open"
                )));
            }
        };
        if said.days.is_empty() {
            return Err(ApiError::invalid("Name the day that is meant. Nothing was recorded"));
        }
        if !said.at.trim().is_empty() && said.days.len() > 1 {
            return Err(ApiError::invalid("Only one day has a moment of its own. Nothing was recorded. Name one day"));
        }
        let author = match text::line(said.by.trim()).map_err(|e| ApiError::invalid(e.to_string()))? {
            "" => self.author().await?,
            by => {
                let who = stored(&directory, &[ReferenceKind::Person, ReferenceKind::Role], by);
                self.author_for(&who, &directory).await?
            }
        };
        let mut days = Vec::new();
        for written in &said.days {
            let day = self.day_of(&series, written).await?;
            may_be(&series, &known, day, &said.end, now)?;
            if !days.contains(&day) {
                days.push(day);
            }
        }
        let mut write = Write::at(now);
        for day in &days {
            // What nobody says the moment of was held when it was planned, as far as that has come.
            let planned = series.on(*day).map(|one| one.at).filter(|at| said.end == OccurrenceEnd::Held && *at < now);
            let at = if said.at.trim().is_empty() { planned.unwrap_or(now) } else { self.been(&said.at).await? };
            let line = line(&series.title, &title, *day, &said.end, words);
            let (end, words) = (said.end.clone(), words.to_owned());
            let fact = Fact::OccurrenceEnded { document, row, day: *day, end, words, rhythm: series.rhythm() };
            let mut entry = self.entry_at(now, None, &author, fact, &line);
            entry.event_at = at;
            write = write.entry(entry);
        }
        let committed = self.commit(write).await?;
        let ids = committed.entries.iter().map(|recorded| recorded.entry.id.to_string()).collect();
        Ok(Outcome { ids, ..outcome(&committed) })
    }

    /// A day as it is written, `2026-03-06`, or in plain words.
    async fn day_of(&self, series: &Series, written: &str) -> Result<Date, ApiError> {
        if let Ok(day) = written.trim().parse::<Date>() {
            return Ok(day);
        }
        let directory = self.directory().await?;
        let reading = Reading { directory: &directory, now: self.now(), zone: &series.when.zone };
        let words = written.trim().to_lowercase();
        let at = match words.as_str() {
            // A day without a time is its beginning.
            "today" | "yesterday" | "tomorrow" => reading.moment(&format!("{words} 00:00"))?,
            _ => reading.moment(written)?,
        };
        Ok(series.today(at))
    }
}

/// Refuses what cannot be said of a day.
fn may_be(
    series: &Series,
    known: &Occurrences,
    day: Date,
    end: &OccurrenceEnd,
    now: jiff::Timestamp,
) -> Result<(), ApiError> {
    let ended = known.of(series.document, series.row, day);
    let title = &series.title;
    // What was recorded of a day on which it does not come any more can be taken back.
    if ended.is_none() && series.on(day).is_none() {
        return Err(ApiError::invalid(format!(
            "“{title}” does not come on {day}. Nothing was recorded. The calendar shows its days"
        )));
    }
    match (end, ended) {
        (OccurrenceEnd::Held, _) if day > series.today(now) => Err(ApiError::invalid(format!(
            "{day} has not come yet, so “{title}” was not held on it. Nothing was recorded. A day ahead can be skipped"
        ))),
        (OccurrenceEnd::Open, None) => {
            Err(ApiError::invalid(format!("Nothing was recorded of “{title}” on {day}. Nothing was changed")))
        }
        (end, Some(ended)) if ended.end == *end => Err(ApiError::invalid(format!(
            "“{title}” on {day} is recorded as {end} already, by {}. Nothing was changed",
            ended.by.name
        ))),
        _ => Ok(()),
    }
}

fn line(name: &str, title: &str, day: Date, end: &OccurrenceEnd, words: &str) -> String {
    let became = match end {
        OccurrenceEnd::Open => "is open again".to_owned(),
        end => end.to_string(),
    };
    let words = if words.is_empty() { String::new() } else { format!(": {words}") };
    format!("“{name}” of “{title}”, {day}: {became}{words}")
}
