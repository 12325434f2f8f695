//! Past incidents out of a CSV file or the tables of a Markdown file: an incident a row, known by its headings
//! (`docs/past-incidents.md`). What cannot be read is refused row by row, with why; nothing is guessed.

use bridgebook_domain::cadence::Given;
use bridgebook_domain::moment::parse;
use bridgebook_domain::replay::PastIncident;
use bridgebook_domain::view::folded;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::csv_text;
use crate::input::text_of;
use crate::report::Remark;

/// Incidents that one file may hold.
pub const PAST_LIMIT: usize = 5_000;
/// Rows that are named one by one when they are refused; the rest is counted.
const NAMED: usize = 200;
/// Characters that are shown of a row that was refused.
const SHOWN: usize = 200;
const DAY: SignedDuration = SignedDuration::from_hours(24);
/// How much earlier than the start a time of day is taken for a slip.
const SLIP: SignedDuration = SignedDuration::from_mins(60);

/// A row of which no incident was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedPast {
    /// Where it stands.
    pub place: String,
    /// Why, and what to do.
    pub why: String,
    /// The row, shortened.
    pub text: String,
}

/// What a file gave.
#[derive(Debug, Default)]
pub struct PastRead {
    /// The incidents, in order.
    pub incidents: Vec<PastIncident>,
    /// What was not taken.
    pub refused: Vec<RefusedPast>,
    /// What was read in another way than it seems.
    pub remarks: Vec<Remark>,
    /// How many more were refused than are named.
    more: usize,
}

impl PastRead {
    /// Refuses a row; of very many the rest is only counted, for nobody reads thousands of them.
    fn refuse_row(&mut self, place: String, why: String, text: &str) {
        if self.refused.len() < NAMED {
            self.refuse(place, why, text);
        } else {
            self.more += 1;
        }
    }

    /// Says how many were refused beside those that are named.
    fn counted(mut self) -> Self {
        if self.more > 0 {
            let rows = if self.more == 1 { "row was" } else { "rows were" };
            let more = self.more;
            let why = format!("{more} more {rows} refused. Put right those that are named, and read it again");
            self.refuse("the file", why, "");
        }
        self
    }

    fn refuse(&mut self, place: impl Into<String>, why: impl Into<String>, text: &str) {
        let text = text.chars().take(SHOWN).collect();
        self.refused.push(RefusedPast { place: place.into(), why: why.into(), text });
    }
}

/// What a heading means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Name,
    Start,
    End,
    Severity,
    Services,
    Acknowledged,
    FirstUpdate,
    /// Updates to the audience of this name.
    Updates(String),
    Nothing,
}

/// Reads a file. Times without a zone are meant in `zone`; a time of day alone is meant on the day of the start, or on the
/// next one where it lies before it. `now` is what plain words are read against.
#[must_use]
pub fn read_past(name: &str, bytes: &[u8], zone: &TimeZone, now: Timestamp) -> PastRead {
    read_all(name, bytes, zone, now).counted()
}

fn read_all(name: &str, bytes: &[u8], zone: &TimeZone, now: Timestamp) -> PastRead {
    let mut read = PastRead::default();
    let is_markdown = name.to_lowercase().ends_with(".md") || name.to_lowercase().ends_with(".markdown");
    let tables = if is_markdown {
        match text_of(bytes) {
            Ok((text, remark)) => {
                read.remarks.extend(remark);
                markdown(&text)
            }
            Err(why) => {
                read.refuse("the file", format!("{why}. Nothing was taken from it"), "");
                return read;
            }
        }
    } else {
        csv(bytes, &mut read)
    };
    let mut is_found = false;
    for rows in tables {
        let Some((first, head)) = rows.first() else { continue };
        let meanings: Vec<Meaning> = head.iter().map(|heading| meaning(heading)).collect();
        if !meanings.contains(&Meaning::Start) || !meanings.contains(&Meaning::End) {
            continue;
        }
        is_found = true;
        let unknown: Vec<&str> =
            head.iter().zip(&meanings).filter(|(_, m)| **m == Meaning::Nothing).map(|(h, _)| h.trim()).collect();
        let unknown: Vec<&str> = unknown.into_iter().filter(|heading| !heading.is_empty()).collect();
        if !unknown.is_empty() {
            let names = unknown.iter().map(|name| format!("“{name}”")).collect::<Vec<_>>().join(", ");
            read.remarks.push(Remark::new(*first, format!("Nothing was read under {names}")));
        }
        for (line, cells) in &rows[1..] {
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if read.incidents.len() >= PAST_LIMIT {
                let why = format!(
                    "One file may hold {PAST_LIMIT} incidents. The rest from here on was not read. Split the file"
                );
                read.refuse(format!("line {line}"), why, &cells.join(" | "));
                return read;
            }
            match incident(&meanings, cells, *line, (zone, now)) {
                Ok(one) => read.incidents.push(one),
                Err(why) => {
                    read.refuse_row(
                        format!("line {line}"),
                        format!("{why}. The incident was not taken"),
                        &cells.join(" | "),
                    );
                }
            }
        }
    }
    if !is_found && read.refused.is_empty() {
        read.refuse(
            "the file",
            "No table has the headings “start” and “end”. Nothing was taken from it. Name the columns start, end, severity and service",
            "",
        );
    }
    read
}

fn meaning(heading: &str) -> Meaning {
    let heading = heading.trim().replace('_', " ");
    let name = folded(&heading);
    match name.as_str() {
        "incident" | "id" | "number" | "no" | "name" | "title" | "key" => return Meaning::Name,
        "start" | "started" | "started at" | "began" | "begin" | "from" | "opened" | "declared" | "start time" => {
            return Meaning::Start;
        }
        "end" | "ended" | "ended at" | "resolved" | "resolved at" | "closed" | "to" | "end time" => {
            return Meaning::End;
        }
        "severity" | "sev" | "priority" => return Meaning::Severity,
        "service" | "services" | "system" | "systems" => return Meaning::Services,
        "acknowledged" | "acknowledged at" | "ack" | "taken" | "taken at" => return Meaning::Acknowledged,
        "first update" | "first update at" => return Meaning::FirstUpdate,
        _ => {}
    }
    // “Updates: Customers”, “Updates to Customers”, “Customers updates”.
    let rest = ["updates to ", "update to ", "updates:", "updates "].iter().find_map(|start| {
        let is_it = name.starts_with(start) && heading.is_char_boundary(start.len());
        is_it.then(|| heading[start.len()..].trim().to_owned())
    });
    let before = || name.strip_suffix(" updates").map(|rest| heading.chars().take(rest.chars().count()).collect());
    match rest.or_else(before).filter(|audience: &String| !audience.is_empty()) {
        Some(audience) => Meaning::Updates(audience),
        None => Meaning::Nothing,
    }
}

fn incident(
    meanings: &[Meaning],
    cells: &[String],
    line: usize,
    (zone, now): (&TimeZone, Timestamp),
) -> Result<PastIncident, String> {
    if cells.len() > meanings.len() && cells[meanings.len()..].iter().any(|cell| !cell.trim().is_empty()) {
        return Err(format!("The row has {} cells and the table {} headings", cells.len(), meanings.len()));
    }
    let text = |wanted: &Meaning| {
        let found = meanings.iter().zip(cells).find(|(m, cell)| *m == wanted && !cell.trim().is_empty());
        found.map_or("", |(_, cell)| cell.trim())
    };
    let (start, end) = (text(&Meaning::Start), text(&Meaning::End));
    if start.is_empty() || end.is_empty() {
        return Err("It needs a start and an end".to_owned());
    }
    let began = moment(start, None, zone, now)?;
    let of = |written: &str| moment(written, Some(began), zone, now);
    let ended = of(end)?;
    if ended <= began {
        return Err(format!("It ends at {end}, which is not after its start at {start}"));
    }
    let within = |what: &str, written: &str| -> Result<Timestamp, String> {
        let at = of(written)?;
        if at < began {
            return Err(format!("{what} at {written} lies before the start at {start}"));
        }
        if at > ended {
            return Err(format!("{what} at {written} lies after the end at {end}"));
        }
        // A time of day a little before the start is a slip, and no time of the next day.
        let slip = moment(written, None, zone, now).is_err() && at.duration_since(began) >= DAY - SLIP;
        if slip && at.duration_since(began) < DAY {
            return Err(format!("{what} at {written} lies just before the start at {start}. Write its day as well"));
        }
        Ok(at)
    };
    let optional = |what: &str, wanted: &Meaning| match text(wanted) {
        "" => Ok(None),
        written => within(what, written).map(Some),
    };
    let acknowledged = optional("The acknowledgement", &Meaning::Acknowledged)?;
    let first_update = optional("The first update", &Meaning::FirstUpdate)?;
    let mut updates = Vec::new();
    for (meaning, cell) in meanings.iter().zip(cells) {
        let Meaning::Updates(audience) = meaning else { continue };
        let written = cell.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty());
        let mut at = written.map(|one| within("The update", one)).collect::<Result<Vec<_>, _>>()?;
        at.sort();
        updates.push(Given { audience: audience.clone(), at });
    }
    let name = text(&Meaning::Name);
    let services = text(&Meaning::Services).split([';', ',']).map(str::trim).filter(|part| !part.is_empty());
    Ok(PastIncident {
        name: if name.is_empty() { format!("line {line}") } else { name.to_owned() },
        severity: text(&Meaning::Severity).to_owned(),
        services: services.map(str::to_owned).collect(),
        began,
        ended,
        acknowledged,
        first_update,
        updates,
    })
}

/// A moment as it is written: with its zone, on the wall, or a time of day after the start.
fn moment(written: &str, began: Option<Timestamp>, zone: &TimeZone, now: Timestamp) -> Result<Timestamp, String> {
    let refused = || format!("“{written}” is no moment. Write it as 2026-03-11 14:05, or with its zone");
    if let Ok(at) = written.parse::<Timestamp>() {
        return Ok(at);
    }
    if let (Ok(time), Some(began)) = (written.parse::<jiff::civil::Time>(), began)
        && !written.contains(['-', '/', ' '])
    {
        let day = began.to_zoned(zone.clone()).date();
        let on = |day: jiff::civil::Date| day.to_datetime(time).to_zoned(zone.clone()).map(|z| z.timestamp());
        let at = on(day).map_err(|_| refused())?;
        if at >= began {
            return Ok(at);
        }
        return day.tomorrow().and_then(on).map_err(|_| refused());
    }
    // A time of day alone says nothing of when it began, and plain words such as “yesterday” are no record.
    if !written.starts_with(|c: char| c.is_ascii_digit()) || !written.contains(['-', '/', '.']) {
        return Err(refused());
    }
    parse(written, now, zone).map_err(|_| refused())
}

type Rows = Vec<(usize, Vec<String>)>;

/// The rows of a CSV file, each with its line.
fn csv(bytes: &[u8], read: &mut PastRead) -> Vec<Rows> {
    let (text, remark) = csv_text::decode(bytes);
    read.remarks.extend(remark.into_iter().chain(csv_text::controls(&text)));
    let delimiter = csv_text::delimiter(&text);
    if let Some(open) = csv_text::quotes(&text, delimiter).open {
        let why = format!(
            "A quotation that begins in line {open} is never closed. Nothing was taken from the file. Close it"
        );
        read.refuse(format!("line {open}"), why, "");
        return Vec::new();
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut rows = Rows::new();
    for record in reader.records() {
        let Ok(record) = record else {
            let why = "It cannot be read as CSV. It was not taken. Save the file as “CSV UTF-8”";
            read.refuse_row("a line".to_owned(), why.to_owned(), "");
            continue;
        };
        let line = record.position().map_or(0, ::csv::Position::line);
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    vec![rows]
}

/// The tables of a Markdown file, each row with its line.
fn markdown(text: &str) -> Vec<Rows> {
    let mut tables: Vec<Rows> = Vec::new();
    let mut is_open = false;
    for (n, line) in text.lines().enumerate() {
        let line = line.trim();
        if !line.starts_with('|') {
            is_open = false;
            continue;
        }
        let cells = cells(line);
        let is_rule = cells.iter().all(|c| !c.trim().is_empty() && c.trim().chars().all(|c| matches!(c, '-' | ':')));
        if !is_open {
            tables.push(Vec::new());
            is_open = true;
        }
        if let (false, Some(table)) = (is_rule, tables.last_mut()) {
            table.push((n + 1, cells));
        }
    }
    tables
}

/// The cells of a row; `\|` is a sign within one.
fn cells(line: &str) -> Vec<String> {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(inner);
    let mut list = vec![String::new()];
    let mut signs = inner.chars().peekable();
    while let Some(sign) = signs.next() {
        let last = list.len() - 1;
        match sign {
            '\\' if signs.peek() == Some(&'|') => {
                signs.next();
                list[last].push('|');
            }
            '|' => list.push(String::new()),
            sign => list[last].push(sign),
        }
    }
    list.iter().map(|cell| cell.trim().replace("<br>", "\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("a zone")
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a moment")
    }

    fn read(name: &str, text: &str) -> PastRead {
        read_past(name, text.as_bytes(), &zone(), at("2026-04-01T12:00:00Z"))
    }

    const CSV: &str = "Number;Start;End;Severity;Service;Acknowledged;Updates to Customers;Room\n\
        INC-7;2026-03-10 23:40;01:10;SEV1;Checkout API, Search;23:52;23:55; 00:20;x\n\
        INC-8;2026-03-11T08:00:00Z;2026-03-11T09:00:00Z;SEV2;;;;\n";

    #[test]
    fn incidents_are_read_with_times_of_day_after_their_start() {
        // The separator is a semicolon, so the times of a cell are quoted.
        let text = CSV.replace("23:55; 00:20", "\"23:55; 00:20\"");
        let found = read("past.csv", &text);
        assert!(found.refused.is_empty(), "{:?}", found.refused);
        assert_eq!(found.remarks.len(), 1, "the room is nothing: {:?}", found.remarks);
        let one = &found.incidents[0];
        assert_eq!((one.name.as_str(), one.severity.as_str()), ("INC-7", "SEV1"));
        assert_eq!((one.began, one.ended), (at("2026-03-10T22:40:00Z"), at("2026-03-11T00:10:00Z")));
        assert_eq!(one.acknowledged, Some(at("2026-03-10T22:52:00Z")));
        assert_eq!(one.services, ["Checkout API", "Search"]);
        assert_eq!(one.updates[0].at, [at("2026-03-10T22:55:00Z"), at("2026-03-10T23:20:00Z")], "over midnight");
        let two = &found.incidents[1];
        assert_eq!((two.updates[0].at.len(), two.acknowledged), (0, None), "nobody was told, and that is known");
    }

    #[test]
    fn what_lies_outside_the_incident_is_refused_and_the_refused_are_named_up_to_a_limit() {
        let text = "start,end,acknowledged,first update,updates: Customers\n\
            2026-03-11 10:00,11:00,11:05,,\n\
            2026-03-11 10:00,11:00,,09:58,\n\
            2026-03-11 10:00,2026-03-13 10:00,09:58,,\n\
            2026-03-11 10:00,11:00,,,10:20;12:20\n\
            2026-03-11 10:00,11:00,2026-03-11 09:00,,\n\
            2026-03-11 10:00,11:00,10:00,10:10,10:10;11:00\n";
        let found = read("past.csv", text);
        assert_eq!(found.incidents.len(), 1, "{:?}", found.incidents);
        let why: Vec<&str> = found.refused.iter().map(|refused| refused.why.as_str()).collect();
        let says = ["after the end", "after the end", "just before the start", "after the end", "before the start"];
        assert_eq!(why.len(), says.len(), "{why:?}");
        assert!(why.iter().zip(says).all(|(why, says)| why.contains(says)), "{why:?}");
        let many = format!("start,end\n{}", "never,11:00\n".repeat(NAMED + 3));
        let found = read("past.csv", &many);
        assert_eq!(found.refused.len(), NAMED + 1);
        assert!(found.refused[NAMED].why.starts_with("3 more rows were refused"), "{:?}", found.refused[NAMED]);
    }

    #[test]
    fn a_table_of_markdown_is_read_as_well() {
        let text = "# Past\n\nWords.\n\n| Room | Who |\n| --- | --- |\n| 4 | Ada |\n\n\
            | Incident | Start | End | Customers updates |\n| --- | --- | --- | --- |\n\
            | Down \\| slow | 2026-03-11 10:00 | 12:00 | 10:20; 10:40 |\n";
        let found = read("past.md", text);
        assert!(found.refused.is_empty(), "{:?}", found.refused);
        assert_eq!(found.incidents.len(), 1);
        assert_eq!(found.incidents[0].name, "Down | slow");
        assert_eq!(found.incidents[0].updates[0].audience, "Customers");
        assert_eq!(found.incidents[0].updates[0].at.len(), 2);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_why_and_the_rest_is_kept() {
        let text = "start,end,severity\nyesterday,today,SEV1\n10:00,11:00,SEV1\n2026-03-11 10:00,2026-03-11 09:00,SEV1\n\
            2026-03-11 10:00,,SEV1\n2026-03-11 10:00,10:30,SEV1,more\n2026-03-11 10:00,10:30,SEV1\n";
        let found = read("past.csv", text);
        assert_eq!(found.incidents.len(), 1, "{:?}", found.incidents);
        let why: Vec<&str> = found.refused.iter().map(|refused| refused.why.as_str()).collect();
        assert_eq!(why.len(), 5, "{why:?}");
        assert!(why[0].contains("“yesterday” is no moment") && why[1].contains("“10:00” is no moment"), "{why:?}");
        assert!(why[2].contains("not after its start") && why[3].contains("needs a start and an end"), "{why:?}");
        assert!(why[4].contains("4 cells") && found.refused[4].place == "line 6", "{why:?}");
        for (name, text, says) in [
            ("past.csv", "", "No table has the headings"),
            ("past.md", "| a | b |\n| - | - |\n", "No table has the headings"),
            ("past.csv", "start,end\n\"2026", "never closed"),
        ] {
            let found = read(name, text);
            assert!(found.refused[0].why.contains(says), "{:?}", found.refused);
        }
    }
}
