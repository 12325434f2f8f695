//! Updates that are planned for a time of day, in the plan of an incident.

use bridgebook_domain::cadence::{NewPlanned, plan_update, planned_rows, unplan_update};
use bridgebook_domain::incident::Incident;
use bridgebook_domain::log::{Category, Fact, PlanPart};
use bridgebook_domain::moment::unusual;
use bridgebook_domain::recurrence::{Recurrence, Rhythm, zone};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{Document, DocumentId, IncidentId, Operation, RowId, Value, text};
use bridgebook_store::{DocumentChange, Write};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::intent::Outcome;
use crate::commit::{Touched, outcome};
use crate::names::{stored, unknown};
use crate::wording::possessive;
use crate::words::Reading;

/// What is asked for, in the words in which it was typed.
pub(super) struct Asked<'a> {
    pub audience: &'a str,
    pub at: &'a str,
    pub zone: &'a str,
    pub rhythm: &'a str,
}

impl Bridgebook {
    pub(super) async fn plan_update(
        &self,
        incident: IncidentId,
        asked: Asked<'_>,
        until: &str,
        about: &str,
    ) -> Result<Outcome, ApiError> {
        let line =
            |words: &str| text::line(words.trim()).map(str::to_owned).map_err(|e| ApiError::invalid(e.to_string()));
        let known = self.incident(incident).await?;
        let (directory, now) = (self.directory().await?, self.now());
        let audience = text::name(asked.audience).map_err(|e| ApiError::invalid(e.to_string()))?;
        let audience = stored(&directory, &[ReferenceKind::Audience], audience);
        let remark =
            unknown(&directory, &ReferenceKind::Audience, &audience, "no channel and no approver follow from it");
        let about = line(about)?;
        let meant = self.zone_meant(asked.zone).await?;
        let reading = Reading { directory: &directory, now, zone: &meant };
        let at = on_the_minute(reading.ahead(asked.at)?, &meant);
        let mut wall = meant.to_datetime(at);
        let rhythm = rhythm(asked.rhythm)?;
        let until = match until.trim() {
            "" => None,
            words => Some(last_day(words, &reading)?),
        };
        if until.is_some_and(|until| until < wall.date()) {
            return Err(ApiError::invalid(
                "It would end before it begins. Nothing was planned. Name a later last day, or none",
            ));
        }
        let told = unusual(at, asked.at, &meant);
        let is_second = meant.to_timestamp(wall).is_ok_and(|first| first != at);
        if is_second && rhythm != Rhythm::Once {
            return Err(ApiError::invalid(format!(
                "{} comes twice that day, and what comes again and again means the first. Nothing was planned. Begin on another day",
                wall.time().strftime("%H:%M")
            )));
        }
        // The second of two equal times has no name in its own zone; in that of the world it has one.
        let meant = if is_second { TimeZone::UTC } else { meant };
        if is_second {
            wall = meant.to_datetime(at);
        }
        let name = meant.iana_name().unwrap_or("UTC").to_owned();
        let first = wall.date();
        let new = NewPlanned { audience: &audience, about: &about, first, at: wall.time(), zone: &name, rhythm, until };
        let rhythm = Recurrence { first, time: None, zone: meant.clone(), rhythm: new.rhythm.clone(), until }.words();
        let words = format!(
            "{} update planned for {} {name}{}{rhythm}",
            possessive(directory.words(&audience)),
            bridgebook_domain::moment::print(at, &meant),
            if rhythm.is_empty() { "" } else { ", " }
        );
        let mut row = None;
        let outcome = self
            .change_own_plan(&known, &words, |plan| {
                let (id, operations) = plan_update(plan, &new, &mut || self.fresh());
                row = Some(id);
                Ok(operations)
            })
            .await?;
        let kept = is_second.then(|| format!("The plan has it as {} UTC", wall.time().strftime("%H:%M")));
        let remarks = outcome.remarks.iter().cloned().chain(told).chain(kept).chain(remark).collect();
        Ok(Outcome { ids: row.map(|id| id.to_string()).into_iter().collect(), remarks, ..outcome })
    }

    pub(super) async fn unplan_update(&self, incident: IncidentId, row: RowId) -> Result<Outcome, ApiError> {
        let known = self.incident(incident).await?;
        let (directory, now) = (self.directory().await?, self.now());
        let gone = || ApiError::not_found("That update is not planned any more. Nothing was changed");
        let plan = known.plan(&PlanPart::Communication).ok_or_else(gone)?;
        let loaded = self.document(plan).await?;
        let found = planned_rows(&loaded.document, &directory).into_iter().find(|p| p.row == row).ok_or_else(gone)?;
        let words = format!("{} update is not planned any more", possessive(directory.words(&found.audience)));
        let when = found.when.map(|w| w.words()).unwrap_or_default();
        let words = if when.is_empty() { words } else { format!("{words}: {when}") };
        self.change_own_plan(&known, &words, |plan| Ok(vec![unplan_update(plan, row, now).ok_or_else(gone)?])).await
    }

    /// Changes the communication plan of an incident. One of the library is copied first, with the same rows, so that
    /// no clock of this incident moves and no other incident is asked for what was meant for this one.
    async fn change_own_plan(
        &self,
        known: &Incident,
        words: &str,
        make: impl FnOnce(&Document) -> Result<Vec<Operation>, ApiError>,
    ) -> Result<Outcome, ApiError> {
        let plan = known.plan(&PlanPart::Communication).ok_or_else(|| {
            ApiError::invalid(
                "No communication plan is in force for this incident. Nothing was planned. Adopt one in the library first",
            )
        })?;
        let (now, author) = (self.now(), self.author().await?);
        let loaded = self.document(plan).await?;
        let operations = make(&loaded.document)?;
        let remark = Fact::Remark { category: Category::Communication };
        let write = Write::at(now).entry(self.entry_at(now, Some(known.id), &author, remark, words));
        if !loaded.document.header_text("incident").is_empty() {
            drop(loaded);
            let change = DocumentChange::edit(operations.clone(), None);
            return self.change_with(write, plan, change, Touched::Operations(&operations)).await;
        }
        let mut copy = loaded.document.clone();
        let title = format!("{} {}", known.number, copy.title());
        copy.header.insert("title".to_owned(), Value::one(title.as_str()));
        copy.header.insert("incident".to_owned(), Value::one(known.id.to_string()));
        for operation in &operations {
            copy.apply(operation, now)?;
        }
        let document = DocumentId::new(self.fresh());
        let adopted = Fact::PlanAdopted { part: PlanPart::Communication, document };
        let write = write.document(document, &author, DocumentChange::Create(copy)).plan_version(document, now).entry(
            self.entry_at(now, Some(known.id), &author, adopted, &format!("Runs on “{title}”, a copy of its own")),
        );
        let committed = self.commit(write).await?;
        let remarks = vec![format!(
            "The plan of the library stays as it is: this incident runs on a copy of its own now, “{title}”."
        )];
        Ok(Outcome { remarks, ..outcome(&committed) })
    }

    /// The zone of a name, or the one that moments are shown in.
    async fn zone_meant(&self, name: &str) -> Result<TimeZone, ApiError> {
        match name.trim() {
            "" => self.zone().await,
            name => zone(name).ok_or_else(|| {
                ApiError::invalid(format!(
                    "“{name}” is not a time zone. Nothing was planned. Write for instance Europe/Berlin"
                ))
            }),
        }
    }
}

/// The next full minute: a plan holds no seconds, and one that was asked for `in 30 min` is to lie ahead.
pub(super) fn on_the_minute(at: Timestamp, zone: &TimeZone) -> Timestamp {
    let second = i64::from(zone.to_datetime(at).second());
    let ahead = if second == 0 { 0 } else { 60 - second };
    let whole = at.saturating_add(jiff::SignedDuration::from_secs(ahead)).unwrap_or(at);
    Timestamp::from_second(whole.as_second()).unwrap_or(whole)
}

fn rhythm(word: &str) -> Result<Rhythm, ApiError> {
    match Rhythm::from_word(&word.trim().to_lowercase()) {
        Rhythm::Unknown(word) if word.is_empty() => Ok(Rhythm::Once),
        Rhythm::Unknown(word) => {
            let known: Vec<_> = Rhythm::ALL.iter().map(Rhythm::as_str).collect();
            Err(ApiError::invalid(format!("“{word}” is no rhythm. Nothing was planned. Use {}", known.join(", "))))
        }
        known => Ok(known),
    }
}

fn last_day(words: &str, reading: &Reading<'_>) -> Result<Date, ApiError> {
    match words.parse::<Date>() {
        Ok(day) => Ok(day),
        Err(_) => Ok(reading.zone.to_datetime(reading.moment(words)?).date()),
    }
}
