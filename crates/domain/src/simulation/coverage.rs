//! Who could take a call at each hour of the week, level by level, and the holes at which nobody could.

use std::collections::BTreeMap;

use jiff::civil::{DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Duty, Run, Scene, who};
use crate::log::Clock;

/// Hours of a week.
const WEEK: usize = 168;
/// Shifts begin at quarters of an hour in some zones: an hour counts by its worst quarter.
const QUARTERS: i64 = 4;
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// One hour of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HourCover {
    /// When it begins.
    #[ts(type = "string")]
    pub at: Timestamp,
    /// How many are on shift and can be reached, throughout it.
    pub count: u32,
    /// How many more can be reached whose hours nobody wrote down.
    pub unsure: u32,
}

/// Hours at which nobody is there, those of the same times on several days together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Hole {
    /// In words: `Sat and Sun 02:00 to 06:00`.
    pub words: String,
    /// Hours a week.
    pub hours: u32,
    /// The first of them, counted from Monday 00:00.
    pub first: u32,
}

/// The week of one level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LevelCover {
    /// Name of the level.
    pub level: String,
    /// Hours from Monday 00:00 on.
    pub hours: Vec<HourCover>,
    /// Hours at which nobody is there.
    pub holes: Vec<Hole>,
    /// Hours at which nobody is known to be there, and somebody may be whose hours nobody wrote down.
    pub unsure_hours: u32,
    /// Whose hours nobody wrote down.
    pub unsure: Vec<String>,
}

/// Coverage by hour of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Coverage {
    /// The hour of the week of the moment asked about, counted from Monday 00:00.
    pub now: u32,
    /// Levels of the functional clock, in the order of the matrix.
    pub levels: Vec<LevelCover>,
}

/// Who could take a call at each hour of the week that the scene's moment lies in, in a zone.
#[must_use]
pub fn coverage(scene: &Scene<'_>, zone: &TimeZone) -> Coverage {
    let run = Run::new(scene);
    let incident = run.incident();
    let here = zone.to_datetime(scene.at);
    let into_week = i64::from(here.date().weekday().since(Weekday::Monday));
    let monday = here.date().checked_sub(into_week.days()).unwrap_or(here.date());
    let begin = DateTime::from_parts(monday, Time::midnight());
    let starts: Vec<Timestamp> = (0..WEEK)
        .filter_map(|n| {
            let hour = begin.checked_add(i64::try_from(n).ok()?.hours()).ok()?;
            zone.to_ambiguous_timestamp(hour).compatible().ok()
        })
        .collect();
    let key = run.severity();
    // Authorities are told at any hour; who has to take a call is on the levels of the functional clock.
    let levels = run.view.levels(&key, &Clock::Functional).into_iter().map(|level| {
        let mut unsure_names: Vec<String> = Vec::new();
        let hours: Vec<HourCover> = starts
            .iter()
            .map(|start| {
                let (mut count, mut unsure) = (usize::MAX, usize::MAX);
                for quarter in 0..QUARTERS {
                    let at = start.saturating_add(SignedDuration::from_mins(quarter * 15)).unwrap_or(*start);
                    let there =
                        who::callees(level, &incident, scene.directory, at).into_iter().filter(who::Callee::is_there);
                    let (known, rest): (Vec<_>, Vec<_>) = there.partition(|c| c.duty != Duty::Unknown);
                    count = count.min(known.len());
                    unsure = unsure.min(rest.len());
                    for callee in rest.into_iter().filter(|c| !unsure_names.contains(&c.name)).collect::<Vec<_>>() {
                        unsure_names.push(callee.name);
                    }
                }
                HourCover { at: *start, count: number(count), unsure: number(unsure) }
            })
            .collect();
        LevelCover {
            level: level.name.clone(),
            holes: holes(&hours),
            unsure_hours: number(hours.iter().filter(|h| h.count == 0 && h.unsure > 0).count()),
            unsure: unsure_names,
            hours,
        }
    });
    let now = into_week * 24 + i64::from(here.hour());
    Coverage { now: u32::try_from(now).unwrap_or_default(), levels: levels.collect() }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Runs of hours without anybody, the week taken as a circle, told by their times.
fn holes(hours: &[HourCover]) -> Vec<Hole> {
    let is_hole = |n: usize| hours[n % WEEK].count == 0 && hours[n % WEEK].unsure == 0;
    if hours.len() < WEEK {
        return Vec::new();
    }
    let Some(covered) = (0..WEEK).find(|n| !is_hole(*n)) else {
        return vec![Hole { words: "at every hour of the week".to_owned(), hours: number(WEEK), first: 0 }];
    };
    // Runs that begin at the same time of day and last as long, by the day on which they begin.
    let mut runs: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    let mut n = covered;
    while n < covered + WEEK {
        let length = (n..covered + WEEK).take_while(|m| is_hole(*m)).count();
        if length > 0 {
            let start = n % WEEK;
            runs.entry((start % 24, length)).or_default().push(start / 24);
        }
        n += length.max(1);
    }
    let mut list: Vec<Hole> = runs
        .into_iter()
        .map(|((from, length), mut days)| {
            days.sort_unstable();
            let first = days.iter().map(|day| day * 24 + from).min().unwrap_or_default();
            Hole { words: words(&days, from, length), hours: number(length * days.len()), first: number(first) }
        })
        .collect();
    list.sort_by_key(|h| h.first);
    list
}

/// `Sat and Sun 02:00 to 06:00`, `Mon to Thu 19:00 to 10:00 the next day`, `Fri 19:00 to Mon 10:00`.
fn words(days: &[usize], from: usize, length: usize) -> String {
    let end = from + length;
    if length >= 24 {
        let spans: Vec<String> = days
            .iter()
            .map(|day| format!("{} {from:02}:00 to {} {:02}:00", DAYS[*day], DAYS[(day + end / 24) % 7], end % 24))
            .collect();
        return spans.join(", ");
    }
    let to = match end {
        24 => "24:00".to_owned(),
        25.. => format!("{:02}:00 the next day", end - 24),
        _ => format!("{end:02}:00"),
    };
    format!("{} {from:02}:00 to {to}", on(days))
}

/// `Mon`, `Sat and Sun`, `Mon to Fri`, `Mon, Wed and Fri`.
fn on(days: &[usize]) -> String {
    if let [first, .., last] = days
        && days.len() > 2
        && last - first + 1 == days.len()
    {
        return format!("{} to {}", DAYS[*first], DAYS[*last]);
    }
    let names: Vec<&str> = days.iter().map(|d| DAYS[*d]).collect();
    match names.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.join(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::document::Document;
    use crate::simulation::Reply;
    use crate::test::{Builder, at, document_of};

    fn cover(hours: &[(&str, &str, &str)], zone: &str) -> Coverage {
        let mut b = Builder::default();
        let people: Vec<_> = hours
            .iter()
            .map(|(name, zone, week)| {
                b.person(&[("name", name), ("phones", "+1"), ("zone", zone), ("working_hours", week)])
            })
            .collect();
        let names = hours.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join("|");
        let row = [("level", "L2"), ("target", names.as_str()), ("acknowledge_within", "PT5M")];
        let block = b.block(&BlockKind::Escalation, "", &[&row]);
        let matrix: Document = b.document("E", "escalation-matrix", vec![("Matrix", BlockKind::Escalation, block)]);
        let directory = document_of(&people);
        let scene = Scene {
            matrix: &matrix,
            directory: &directory,
            severity: "SEV1".to_owned(),
            services: Vec::new(),
            at: at("14:05"),
            answers: &[],
            otherwise: Reply::NoAnswer,
            happened: crate::simulation::Happened::default(),
        };
        coverage(&scene, &TimeZone::get(zone).expect("a zone"))
    }

    fn told(coverage: &Coverage) -> Vec<String> {
        coverage.levels[0].holes.iter().map(|h| format!("{} ({} h)", h.words, h.hours)).collect()
    }

    #[test]
    fn holes_are_told_in_words_in_the_zone_of_the_screen() {
        let berlin = cover(&[("Ana", "Europe/Berlin", "Mon-Sun 06:00-02:00")], "Europe/Berlin");
        assert_eq!(told(&berlin), ["Mon to Sun 02:00 to 06:00 (28 h)"]);
        assert_eq!(berlin.now, 2 * 24 + 14, "Wednesday, two in the afternoon");
        let office = cover(&[("Ana", "Europe/Berlin", "Mon-Fri 09:00-17:00")], "Europe/Berlin");
        assert_eq!(told(&office), ["Mon to Thu 17:00 to 09:00 the next day (64 h)", "Fri 17:00 to Mon 09:00 (64 h)"]);
        let india = cover(&[("Priya", "Asia/Kolkata", "Mon-Sun 00:00-12:00")], "Europe/Berlin");
        assert_eq!(told(&india), ["Mon to Sun 07:00 to 20:00 (91 h)"], "half an hour without anybody is a hole");
        let two = cover(&[("A", "Europe/Berlin", "24x7"), ("B", "Europe/Berlin", "Sat-Sun 00:00-12:00")], "UTC");
        assert_eq!(two.levels[0].hours.iter().map(|h| h.count).max(), Some(2));
        assert_eq!(told(&two), Vec::<String>::new());
    }

    #[test]
    fn whose_hours_nobody_wrote_down_makes_it_unsure_rather_than_covered() {
        let unsure = cover(&[("Ana", "Europe/Berlin", "Mon-Fri 09:00-17:00"), ("Bo", "", "")], "Europe/Berlin");
        let level = &unsure.levels[0];
        assert_eq!((told(&unsure).len(), level.unsure_hours, level.unsure.join(",")), (0, 128, "Bo".to_owned()));
        let never = cover(&[("Ana", "Europe/Berlin", "Mon-Fri 09:00-17:00"), ("Ana", "", "")], "Europe/Berlin");
        assert_eq!(never.levels.len(), 1);
    }
}
