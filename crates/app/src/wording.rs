//! Words for people: names of kinds, and moments as text.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A moment as it crosses the bridge.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    at.to_string()
}

/// The wall-clock time of a moment, with seconds only where they matter.
#[must_use]
pub fn wall(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    if local.second() == 0 { local.strftime("%H:%M").to_string() } else { local.strftime("%H:%M:%S").to_string() }
}

/// A moment as a sentence goes on with it: `at 14:05` on the same day, `tomorrow 09:00`, `on 2026-03-13 09:00 Europe/Berlin`.
pub fn when(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let words = bridgebook_domain::moment::brief(at, now, zone);
    match words.as_bytes().first() {
        Some(first) if !first.is_ascii_digit() => words,
        _ if words.contains('-') => format!("on {words}"),
        _ => format!("at {words}"),
    }
}

/// The wall-clock time of a moment, with its day where that is not today: `10:00`, `Wed 1 Dec 10:00`, and with the year
/// where that is another one.
#[must_use]
pub fn wall_on_day(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (local, today) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let clock = wall(at, zone);
    if local.date() == today.date() {
        clock
    } else if local.year() == today.year() {
        format!("{} {clock}", local.strftime("%a %-d %b"))
    } else {
        format!("{} {clock}", local.strftime("%a %-d %b %Y"))
    }
}

/// The wall-clock time of a moment to the minute.
#[must_use]
pub fn wall_minute(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// Hour, minute and second in a zone.
#[must_use]
pub fn wall_second(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string()
}

/// Words with their full stop.
#[must_use]
pub fn sentence(words: &str) -> String {
    let words = words.trim();
    if words.ends_with(['.', '!', '?']) { words.to_owned() } else { format!("{words}.") }
}

/// Why something did not go out, with that nothing did, once.
#[must_use]
pub fn with_nothing_sent(why: &str) -> String {
    const SENT: &str = "Nothing was sent";
    let why = sentence(why);
    if why.contains(SENT) { why } else { format!("{why} {SENT}") }
}

/// The kind of a document in words, from its template.
#[must_use]
pub fn document_kind(template: &str) -> &str {
    match template.rsplit('/').next().unwrap_or("") {
        "incident-action-plan" | "incident-action-plan-short" => "Action plan",
        "incident-communication-plan" => "Communication",
        "raci-major-incident" | "raci-planning" => "RACI",
        "escalation-matrix" | "incident-escalation-matrix" => "Escalation",
        "escalation-procedure" | "sop" => "Procedure",
        "ai-hand-off-policy" | "ai-threshold-policy" => "Policy",
        "customer-service-escalation" | "customer-support-queue" | "it-service-management" => "Cases",
        "content-moderation-checklist" | "quality-control-checklist" | "implementation-checklist" => "Checklist",
        "case-hand-off-record" | "shift-hand-over" => "Hand-over",
        "executive-brief" | "post-incident-report" | "situation-report" => "Report",
        "platform-roll-out-plan" => "Roll-out plan",
        "software-integration-tracker" => "Integrations",
        "call-tree-and-wallet-card" => "Contacts",
        "drill-plan" => "Drill",
        "selection-scorecard" => "Scorecard",
        "person" => "Person",
        "roles" | "teams" | "services" | "channels" | "audiences" | "vendors" | "severities" | "calendars"
        | "skills" => "Directory list",
        _ => "Document",
    }
}

/// A name in the possessive, as titles use it: "Executives’ update".
#[must_use]
pub fn possessive(name: &str) -> String {
    if name.ends_with('s') { format!("{name}’") } else { format!("{name}’s") }
}

/// The given name a short label uses; whole names elsewhere.
#[must_use]
pub fn first_line(text: &str, limit: usize) -> String {
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= limit {
        return line.to_owned();
    }
    let cut: String = line.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_names_the_day_that_is_not_today() {
        let zone = TimeZone::get("Europe/Berlin").expect("the zones are bundled");
        let words = |at: &str| {
            let now: Timestamp = "2027-11-30T22:30:00Z".parse().expect("a moment");
            wall_on_day(at.parse().expect("a moment"), now, &zone)
        };
        assert_eq!(words("2027-11-30T22:40:00Z"), "23:40");
        assert_eq!(words("2027-11-30T23:10:00Z"), "Wed 1 Dec 00:10", "it is tomorrow there");
        assert_eq!(words("2027-12-01T09:00:00Z"), "Wed 1 Dec 10:00");
        assert_eq!(words("2028-01-01T09:00:30Z"), "Sat 1 Jan 2028 10:00:30");
    }
}
