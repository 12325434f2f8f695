//! People as a table: the heads of the directory's own export, and those under which other programs save contacts.

use bridgebook_domain::directory::incoming::IncomingPerson;

use super::{Growing, PEOPLE_LIMIT, PeopleError, PeopleFile, SETS};
use crate::csv_form;
use crate::report::Remark;

/// The fields in the order of the export, each with its head and with other heads that mean the same.
const HEADS: [(&str, &str, &[&str]); 18] = [
    ("id", "Id", &["bridgebook id"]),
    ("name", "Name", &["full name", "display name", "person", "contact", "contact name", "fn"]),
    ("native_name", "Name in own script", &["native name"]),
    (
        "employer",
        "Employer or agency",
        &[
            "employer",
            "agency",
            "company",
            "company name",
            "organization",
            "organisation",
            "organization name",
            "organization 1 - name",
            "org",
        ],
    ),
    ("titles", "Titles", &["title", "job title", "position", "role", "organization title", "organization 1 - title"]),
    (
        "phones",
        "Phones",
        &[
            "phone",
            "telephone",
            "tel",
            "mobile",
            "cell",
            "phone number",
            "mobile phone",
            "business phone",
            "business phone 2",
            "home phone",
            "primary phone",
            "work phone",
            "phone 1 - value",
            "phone 2 - value",
            "phone 3 - value",
        ],
    ),
    (
        "emails",
        "E-mails",
        &[
            "e-mail",
            "email",
            "emails",
            "mail",
            "e-mail address",
            "email address",
            "e-mail 2 address",
            "e-mail 3 address",
            "e-mail 1 - value",
            "e-mail 2 - value",
            "e-mail 3 - value",
        ],
    ),
    ("chat", "Chat", &["slack", "teams", "im", "handle", "im 1 - value"]),
    ("zone", "Time zone", &["timezone", "tz"]),
    ("working_hours", "Working hours", &["hours"]),
    ("languages", "Languages", &["language"]),
    ("skills", "Skills", &["skill"]),
    ("backup", "Backup", &["deputy", "stand-in"]),
    ("depends_on", "E-mail and chat depend on", &["depends on"]),
    ("last_confirmed", "Last confirmed", &["confirmed"]),
    ("sensitive", "Sensitive, not for publication", &["sensitive"]),
    ("note", "Note", &["notes", "remark", "remarks", "comment", "comments"]),
    ("uid", "Id in another address book", &["uid"]),
];

/// Parts of a name that some programs keep apart.
const GIVEN: [&str; 4] = ["first name", "given name", "firstname", "forename"];
const FAMILY: [&str; 4] = ["last name", "family name", "surname", "lastname"];

/// What a column holds.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Field(&'static str),
    Given,
    Family,
    Unknown,
}

fn column(head: &str) -> Column {
    let head = head.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if GIVEN.contains(&head.as_str()) {
        return Column::Given;
    }
    if FAMILY.contains(&head.as_str()) {
        return Column::Family;
    }
    let found = HEADS
        .iter()
        .find(|(key, name, others)| *key == head || name.to_lowercase() == head || others.contains(&head.as_str()));
    found.map_or(Column::Unknown, |(key, ..)| Column::Field(key))
}

pub(super) fn read(bytes: &[u8]) -> Result<PeopleFile, PeopleError> {
    let (heads, rows, report) = csv_form::records(bytes)?;
    let mut remarks = report.into_list();
    let columns: Vec<Column> = heads.iter().map(|head| column(head)).collect();
    let has = |wanted: &[Column]| columns.iter().any(|c| wanted.contains(c));
    if !has(&[Column::Field("name"), Column::Given, Column::Family]) {
        return Err(PeopleError::NoName);
    }
    let unknown: Vec<&str> = heads
        .iter()
        .zip(&columns)
        .enumerate()
        .filter(|(at, (head, column))| {
            // Programs write dozens of columns that nobody filled in.
            **column == Column::Unknown
                && !head.trim().is_empty()
                && rows.iter().any(|(_, row)| row.get(*at).is_some_and(|c| !c.trim().is_empty()))
        })
        .map(|(_, (head, _))| head.as_str())
        .collect();
    if !unknown.is_empty() {
        let list = unknown.iter().take(20).map(|head| format!("“{head}”")).collect::<Vec<_>>().join(", ");
        let more = unknown.len().saturating_sub(20);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        remarks.push(Remark::new(
            1,
            format!("These columns have no place in the directory and were left out: {list}{more}."),
        ));
    }
    let mut file = PeopleFile { people: Vec::new(), remarks };
    let (mut nameless, mut first_nameless) = (0_usize, 0);
    for (line, row) in rows {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if file.people.len() >= PEOPLE_LIMIT {
            file.remarks.push(Remark::new(
                line,
                format!("A file holds {PEOPLE_LIMIT} people; those from this line on were left out. Split the file."),
            ));
            break;
        }
        match person(line, &columns, &row, &mut file.remarks) {
            Some(person) => file.people.push(person),
            None => {
                nameless += 1;
                first_nameless = if nameless == 1 { line } else { first_nameless };
            }
        }
    }
    if nameless > 0 {
        file.remarks.push(Remark::new(
            first_nameless,
            format!(
                "{} left out, as no name is in it.",
                if nameless == 1 { "1 row was".to_owned() } else { format!("{nameless} rows were") }
            ),
        ));
    }
    Ok(file)
}

fn person(line: usize, columns: &[Column], row: &[String], remarks: &mut Vec<Remark>) -> Option<IncomingPerson> {
    let mut person = Growing::default();
    let (mut given, mut family) = (String::new(), String::new());
    for (column, cell) in columns.iter().zip(row) {
        match column {
            Column::Field(key) => {
                for value in values(key, cell) {
                    if !person.take(key, &value) && person.too_long {
                        remarks.push(Remark::new(line, "A value is too long for its field and was left out."));
                        person.too_long = false;
                    }
                }
            }
            Column::Given => given = cell.trim().to_owned(),
            Column::Family => family = cell.trim().to_owned(),
            Column::Unknown => {}
        }
    }
    if !person.has("name") {
        person.take("name", format!("{given} {family}").trim());
    }
    person.done(line)
}

/// The values of a cell: one for each line; where there is one line, parted by semicolons, and by commas in fields whose
/// values are single words.
fn values(key: &str, cell: &str) -> Vec<String> {
    if !SETS.contains(&key) {
        return vec![cell.to_owned()];
    }
    let owned = |parts: std::str::Split<'_, &[char]>| parts.map(str::to_owned).collect();
    if cell.contains('\n') {
        return owned(cell.split(&['\n'][..]));
    }
    let cell = cell.replace(":::", ";");
    match key {
        "languages" | "skills" | "depends_on" | "emails" => owned(cell.split(&[';', ','][..])),
        _ => owned(cell.split(&[';'][..])),
    }
}

pub(super) fn write(people: &[IncomingPerson]) -> String {
    let heads: Vec<&str> = HEADS.iter().map(|(_, head, _)| *head).collect();
    let rows: Vec<Vec<String>> = people
        .iter()
        .map(|person| HEADS.iter().map(|(key, ..)| cell(person.fields.get(*key).map_or(&[], Vec::as_slice))).collect())
        .collect();
    csv_form::export_records(&heads, &rows)
}

/// A cell that [`values`] reads back: on one line where no value holds what parts them.
fn cell(values: &[String]) -> String {
    let is_parted = values.iter().any(|value| value.contains([',', ';']) || value.contains(":::"));
    match values {
        [] => String::new(),
        [one] if !is_parted => one.clone(),
        many if is_parted => many.iter().map(|value| format!("{value}\n")).collect(),
        many => many.join("; "),
    }
}
