//! When a backup is made by itself and which ones are kept: pure decisions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

const FORM: &str = "bridgebook-%Y%m%dT%H%M%SZ.sqlite";

/// Whether a backup is due: something changed, and the last one is an hour old or lies in the future
/// (the clock was set back).
#[must_use]
pub fn is_due(last: Option<Timestamp>, is_changed: bool, now: Timestamp) -> bool {
    is_changed && last.is_none_or(|last| now < last || now.duration_since(last) >= SignedDuration::from_hours(1))
}

/// Name of a backup made at this moment.
#[must_use]
pub fn name(now: Timestamp) -> String {
    now.strftime(FORM).to_string()
}

/// The moment that a backup's name tells.
#[must_use]
pub fn made_at(name: &str) -> Option<Timestamp> {
    jiff::civil::DateTime::strptime(FORM, name).ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|z| z.timestamp())
}

/// Backups that are kept no longer: of the last 24 hours the newest of each hour is kept, of the last
/// 7 days the newest of each day, of the last 4 weeks the newest of each week, and always the newest.
#[must_use]
pub fn dropped(backups: &[(PathBuf, Timestamp)], now: Timestamp) -> Vec<&Path> {
    const HOUR: i64 = 3600;
    const DAY: i64 = 24 * HOUR;
    const WEEK: i64 = 7 * DAY;
    let mut keepers: BTreeMap<(u8, i64), (Timestamp, &Path)> = BTreeMap::new();
    let mut newest: Option<(Timestamp, &Path)> = None;
    for (path, at) in backups {
        let age = now.as_second() - at.as_second();
        let mut offer = |class: u8, width: i64| {
            let slot = keepers.entry((class, at.as_second().div_euclid(width))).or_insert((*at, path));
            if *at > slot.0 {
                *slot = (*at, path);
            }
        };
        if age <= DAY {
            offer(0, HOUR);
        }
        if age <= WEEK {
            offer(1, DAY);
        }
        if age <= 4 * WEEK {
            offer(2, WEEK);
        }
        if newest.is_none_or(|(best, _)| *at > best) {
            newest = Some((*at, path));
        }
    }
    let kept: Vec<&Path> = keepers.values().chain(&newest).map(|(_, path)| *path).collect();
    backups.iter().map(|(path, _)| path.as_path()).filter(|path| !kept.contains(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours_ago: i64) -> Timestamp {
        "2026-03-11T13:05:00Z".parse::<Timestamp>().unwrap() - SignedDuration::from_hours(hours_ago)
    }

    #[test]
    fn a_backup_is_due_after_an_hour_and_only_when_something_changed() {
        let rows = [
            (None, true, true),
            (None, false, false),
            (Some(at(0)), true, false),
            (Some(at(1)), true, true),
            (Some(at(5)), false, false),
            (Some(at(-3)), true, true),
        ];
        for (last, is_changed, expected) in rows {
            assert_eq!(is_due(last, is_changed, at(0)), expected, "last {last:?}, changed {is_changed}");
        }
    }

    #[test]
    fn a_year_of_hourly_backups_keeps_a_day_of_hours_a_week_of_days_and_four_weeks() {
        let all: Vec<_> = (0..24 * 365).map(|h| (PathBuf::from(name(at(h))), at(h))).collect();
        let dropped = dropped(&all, at(0));
        let kept: Vec<_> = all.iter().filter(|(path, _)| !dropped.contains(&path.as_path())).collect();
        assert!((24 + 6 + 3..=25 + 8 + 5).contains(&kept.len()), "{} are kept", kept.len());
        assert!(kept.iter().all(|(_, made)| made.as_second() >= at(24 * 7 * 5).as_second()));
        assert!(kept.iter().any(|(_, made)| *made == at(0)), "the newest is kept");
    }

    #[test]
    fn the_newest_is_kept_however_old_it_is() {
        let all = [(PathBuf::from("a"), at(9000)), (PathBuf::from("b"), at(8000))];
        assert_eq!(dropped(&all, at(0)), [Path::new("a")]);
    }

    #[test]
    fn a_name_tells_its_moment() {
        assert_eq!(made_at(&name(at(0))), Some(at(0)));
        assert_eq!(made_at("before-migration-from-1.sqlite"), None);
    }
}
