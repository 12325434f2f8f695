//! Hours in which an audience is not to be woken: local hours in its own zone, and what becomes of an update that would
//! go out in them (domain reference 5.1 and B.2.3). Promises and the cadence run on meanwhile: only the message waits.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use thiserror::Error;
use ts_rs::TS;

use crate::directory::{Directory, Hours, HoursError, Week};
use crate::document::Document;
use crate::incident::Incident;
use crate::log::Named;
use crate::recurrence::zone;
use crate::timeline::PlanTimeline;
use crate::value::{ReferenceKind, words};
use crate::view::{RowView, rows};

words! {
    /// What becomes of an update that would go out in quiet hours.
    QuietRule {
        /// It waits for their end.
        Hold = "hold",
        /// It goes out all the same.
        Send = "send",
        /// It goes by another channel, which wakes nobody.
        Other = "other-channel",
    }
}

/// Why quiet hours hold for nobody. Display is the sentence for the place where they were written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum QuietError {
    /// No hours that anybody could read.
    #[error(
        "“{0}” cannot be read as hours. Write for instance 22:00-07:00, or Mon-Fri 20:00-08:00, Sat-Sun 00:00-24:00"
    )]
    Form(String),
    /// They begin and end at the same time.
    #[error("They begin and end at the same time, so they hold for no hour. Change one of the two")]
    Empty,
    /// They never end.
    #[error("They hold at every hour of the week, so nothing that waits for their end would go out. Shorten them")]
    Always,
    /// A zone that nobody knows.
    #[error("“{0}” is not a time zone, so nobody knows when they are. Write for instance Europe/Berlin or UTC")]
    Zone(String),
}

/// The quiet hours of an audience.
#[derive(Debug, Clone, PartialEq)]
pub struct QuietHours {
    hours: Hours,
    /// Zone in which they are meant.
    pub zone: TimeZone,
    /// What becomes of an update; what waits is the default.
    pub rule: QuietRule,
    /// Keys of the severities at which they do not hold.
    pub not_at: Vec<String>,
}

/// Quiet hours that hold at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Quiet {
    /// The moment.
    pub at: Timestamp,
    /// When they are over.
    pub until: Timestamp,
    /// Zone of the audience.
    pub zone: TimeZone,
    /// What becomes of an update now.
    pub rule: QuietRule,
    /// Whether it is sent because the severity in force asks for it.
    pub is_severe: bool,
}

impl QuietHours {
    /// Reads the quiet hours of a row; nothing where it has none. A row without a zone means `elsewhere`.
    ///
    /// # Errors
    /// Why they hold for nobody.
    pub fn read(row: &RowView<'_>, directory: &Directory, elsewhere: &TimeZone) -> Result<Option<Self>, QuietError> {
        let severity = |name: &str| directory.key(&[ReferenceKind::Severity], name.trim());
        let mut not_at: Vec<String> = row.members("not_at").iter().map(|name| severity(name)).collect();
        let mut week = Vec::new();
        for part in row.text("quiet_hours").split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            let lower = part.to_lowercase();
            if let Some(names) = lower.strip_prefix("none at ").or_else(|| lower.strip_prefix("not at ")) {
                not_at.extend(names.split(" and ").map(severity));
            } else if part.starts_with(|first: char| first.is_ascii_digit()) && lower != "24x7" && lower != "24/7" {
                week.push(format!("Mon-Sun {part}"));
            } else if lower != "none" && lower != "no" && lower != "-" {
                week.push(part.to_owned());
            }
        }
        if week.is_empty() {
            return Ok(None);
        }
        let zone = match row.text("zone") {
            "" => elsewhere.clone(),
            name => zone(name).ok_or_else(|| QuietError::Zone(name.to_owned()))?,
        };
        let week = Week::read(&week.join(", ")).map_err(|error| match error {
            HoursError::Form => QuietError::Form(row.text("quiet_hours").to_owned()),
            HoursError::Empty => QuietError::Empty,
        })?;
        let hours = Hours::new(week, zone.clone(), std::collections::BTreeSet::new());
        if !hours.has_end() {
            return Err(QuietError::Always);
        }
        let rule = match row.word("quiet_rule").as_str() {
            "" => QuietRule::Hold,
            word => QuietRule::from_word(word),
        };
        Ok(Some(Self { hours, zone, rule, not_at }))
    }

    /// Whether they hold at a moment, under a severity.
    #[must_use]
    pub fn at(&self, at: Timestamp, severity_key: &str) -> Option<Quiet> {
        let until = self.hours.closes(at)?;
        let is_severe = self.not_at.iter().any(|key| key == severity_key);
        let rule = if is_severe { QuietRule::Send } else { self.rule.clone() };
        Some(Quiet { at, until, zone: self.zone.clone(), rule, is_severe })
    }
}

impl Quiet {
    /// Whether somebody is to say what becomes of an update: it does not simply go out.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.rule != QuietRule::Send
    }

    /// When they are over, on the wall of the audience: `07:00`, or with its day where that is further away.
    #[must_use]
    pub fn end(&self) -> String {
        let far = self.until.duration_since(self.at).as_hours() >= 24;
        self.until.to_zoned(self.zone.clone()).strftime(if far { "%A %H:%M" } else { "%H:%M" }).to_string()
    }

    /// In a clause: `it is 02:10 for them (Europe/Berlin), in their quiet hours until 07:00`.
    #[must_use]
    pub fn words(&self) -> String {
        let wall = self.at.to_zoned(self.zone.clone()).strftime("%H:%M").to_string();
        let zone = self.zone.iana_name().unwrap_or("UTC");
        format!("it is {wall} for them ({zone}), in their quiet hours until {}", self.end())
    }
}

/// The quiet hours of an audience by a plan: of its first row that has any, in whatever table that is.
///
/// # Errors
/// Why those that are written down hold for nobody.
pub fn quiet_hours(
    plan: &Document,
    directory: &Directory,
    audience: &str,
    elsewhere: &TimeZone,
) -> Result<Option<QuietHours>, QuietError> {
    let kinds = [ReferenceKind::Audience];
    let key = directory.key(&kinds, audience);
    for (_, section) in plan.live_sections() {
        if section.block.column_by_key("quiet_hours").is_none() {
            continue;
        }
        for (_, row) in rows(&section.block) {
            if row.text("audience").is_empty() || directory.key(&kinds, row.text("audience")) != key {
                continue;
            }
            if let Some(found) = QuietHours::read(&row, directory, elsewhere)? {
                return Ok(Some(found));
            }
        }
    }
    Ok(None)
}

/// The quiet hours that hold for an audience at a moment, by the plan in force then and the severity in force now.
///
/// # Errors
/// Why those that are written down hold for nobody.
pub fn quiet_at(
    plan: &PlanTimeline,
    incident: &Incident,
    directory: &Directory,
    audience: &str,
    elsewhere: &TimeZone,
    at: Timestamp,
) -> Result<Option<Quiet>, QuietError> {
    let Some(plan) = plan.at(at) else { return Ok(None) };
    let severity = directory.key(&[ReferenceKind::Severity], &incident.severity);
    Ok(quiet_hours(plan, directory, audience, elsewhere)?.and_then(|hours| hours.at(at, &severity)))
}

/// The channel that the plan names beside the first one of an audience.
#[must_use]
pub fn other_channel(plan: &Document, directory: &Directory, audience: &str) -> Option<Named> {
    let kinds = [ReferenceKind::Audience];
    let key = directory.key(&kinds, audience);
    let sections = plan.live_sections();
    let tables = sections.iter().filter(|(_, section)| section.block.column_by_key("alternate_channel").is_some());
    tables
        .flat_map(|(_, section)| rows(&section.block))
        .filter(|(_, row)| directory.key(&kinds, row.text("audience")) == key)
        .find_map(|(_, row)| row.some("alternate_channel"))
}

#[cfg(test)]
mod tests;
