//! Spans of time in words (`1 h 30 min`) and as stored (`PT1H30M`).

/// Seconds as stored: ISO 8601 with hours, minutes and seconds.
pub(crate) fn stored(seconds: u64) -> String {
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut out = "PT".to_owned();
    for (n, unit) in [(h, 'H'), (m, 'M'), (s, 'S')] {
        if n > 0 {
            out.push_str(&n.to_string());
            out.push(unit);
        }
    }
    if seconds == 0 { "PT0S".to_owned() } else { out }
}

/// A stored span in words; `None` where words would not be read back as it is stored.
pub(crate) fn words(text: &str) -> Option<String> {
    let seconds = iso_seconds(text)?;
    if stored(seconds) != text {
        return None;
    }
    let parts: Vec<String> = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n} {unit}"))
        .collect();
    Some(if parts.is_empty() { "0 min".to_owned() } else { parts.join(" ") })
}

fn iso_seconds(text: &str) -> Option<u64> {
    let mut seconds = 0_u64;
    let mut number = String::new();
    for c in text.strip_prefix("PT")?.chars() {
        match c {
            '0'..='9' => number.push(c),
            'H' | 'M' | 'S' => {
                let unit = match c {
                    'H' => 3600,
                    'M' => 60,
                    _ => 1,
                };
                seconds = seconds.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
                number.clear();
            }
            _ => return None,
        }
    }
    number.is_empty().then_some(seconds)
}

/// The stored form of a span in plain words (`15 min`, `2 hours`, `1 day`, `1 hour and 30 minutes`,
/// `immediately`); `None` where it is not understood. A day is 24 hours.
pub(crate) fn from_words(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    if matches!(text.as_str(), "immediately" | "immediate" | "at once" | "now") {
        return Some(stored(0));
    }
    let mut seconds = 0_u64;
    let mut rest = text.as_str();
    let mut parts = 0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number: u64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "s" | "sec" | "secs" | "second" | "seconds" => 1,
            "m" | "min" | "mins" | "minute" | "minutes" => 60,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600,
            "d" | "day" | "days" => 86_400,
            "w" | "week" | "weeks" => 604_800,
            _ => return None,
        };
        seconds = seconds.checked_add(number.checked_mul(unit)?)?;
        rest = rest[letters..].strip_prefix('.').unwrap_or(&rest[letters..]).trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
        rest = rest.strip_prefix("and ").unwrap_or(rest).trim_start();
        parts += 1;
    }
    (parts > 0).then(|| stored(seconds))
}
