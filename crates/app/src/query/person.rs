//! The people of the directory: the list, one entry, doubles.

use std::collections::BTreeMap;

use bridgebook_domain::directory::double::doubles;
use bridgebook_domain::directory::{Directory, Entry, Gap, GapKind, Person, Presence, editing, gaps, gaps_of};
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::{ColumnType, DocumentId, RowId};
use jiff::Timestamp;

use crate::Bridgebook;
use crate::api::ApiError;
use crate::api::person::{
    AskedPeople, DoubleRow, EntryCard, EntryField, Named, PeopleAnswer, PersonGap, PersonRow, WayRow,
};
use crate::wording::moment;

/// Days within which the data of a person are to be confirmed, where nobody says otherwise: the guidance of the template
/// asks once a quarter.
const CONFIRMED_WITHIN: u32 = 90;

/// Pairs of doubles that are shown at once.
const DOUBLES: usize = 100;

impl Bridgebook {
    pub(super) async fn people(&self, asked: AskedPeople) -> Result<PeopleAnswer, ApiError> {
        Ok(match asked {
            AskedPeople::List { confirmed_within } => PeopleAnswer::List(self.person_rows(confirmed_within).await?),
            AskedPeople::Entry { id } => PeopleAnswer::Entry(Box::new(self.entry_card(&id).await?)),
            AskedPeople::Used { id } => PeopleAnswer::Used(self.used(&id).await?),
            AskedPeople::Doubles => {
                let directory = self.directory().await?;
                let mut list = Vec::new();
                for double in doubles(&directory).into_iter().take(DOUBLES) {
                    let (keep, other) = (self.entry_card(&double.keep).await?, self.entry_card(&double.other).await?);
                    let shares = double.shares.into_iter().map(str::to_owned).collect();
                    list.push(DoubleRow { keep, other, shares });
                }
                PeopleAnswer::Doubles(list)
            }
            AskedPeople::Preview { file } => PeopleAnswer::Preview(self.preview_people(&file).await?.preview),
            AskedPeople::Text { form } => PeopleAnswer::Text(self.people_text(&form, 0).await?),
        })
    }

    async fn person_rows(&self, confirmed_within: u32) -> Result<Vec<PersonRow>, ApiError> {
        let (directory, now, zone) = (self.directory().await?, self.now(), self.zone().await?);
        let within = if confirmed_within == 0 { CONFIRMED_WITHIN } else { confirmed_within };
        let today = now.to_zoned(zone).date();
        let mut missing: BTreeMap<String, Vec<Gap>> = BTreeMap::new();
        for gap in gaps(&directory, today, i64::from(within)) {
            missing.entry(gap.person.clone()).or_default().push(gap);
        }
        let lists = Lists::of(&directory);
        let people = directory.entries().filter(|e| e.kind == ReferenceKind::Person);
        let mut rows: Vec<PersonRow> = people
            .filter_map(|entry| {
                let found = missing.remove(&entry.id).unwrap_or_default();
                row(&directory, entry, &lists, &found, now)
            })
            .collect();
        rows.sort_by_cached_key(|row| (row.away, row.name.to_lowercase()));
        Ok(rows)
    }

    /// The entry of this id, or of a name that only one bears.
    pub(crate) async fn entry_named(&self, written: &str) -> Result<Entry, ApiError> {
        let directory = self.directory().await?;
        if let Some(entry) = directory.known(&[], written.trim()) {
            return Ok(entry.clone());
        }
        // A person is meant where others bear the name too.
        if let Some(entry) = directory.known(&[ReferenceKind::Person], written.trim()) {
            return Ok(entry.clone());
        }
        let named = directory.named(&[], written);
        Err(if named.is_empty() {
            ApiError::not_found(format!("The directory has no entry “{}”. Nothing was changed", written.trim()))
        } else {
            let ids: Vec<String> = named.iter().map(|e| format!("{} {}", e.kind, e.id)).collect();
            ApiError::invalid(format!(
                "Several entries are called “{}”. Nothing was changed. Name one by its id: {}",
                written.trim(),
                ids.join(", ")
            ))
        })
    }

    pub(crate) async fn entry_card(&self, written: &str) -> Result<EntryCard, ApiError> {
        let entry = self.entry_named(written).await?;
        let (directory, now, zone) = (self.directory().await?, self.now(), self.zone().await?);
        let loaded = self.document(entry.document).await?;
        let place: Option<RowId> = (entry.kind != ReferenceKind::Person).then(|| entry.id.parse().ok()).flatten();
        let place = editing(&loaded.document, place).map_err(|e| ApiError::not_found(e.to_string()))?;
        let fields = place.fields(&mut || self.fresh()).into_iter().filter(|c| !c.key.is_empty()).map(|column| {
            let words = |member: &str| match column.column_type {
                ColumnType::Choice => {
                    column.choices.get(member).map_or_else(|| member.to_owned(), |choice| choice.name.clone())
                }
                ColumnType::Reference => directory.words(member).to_owned(),
                _ => member.to_owned(),
            };
            let values = place.members(&column.key).into_iter().map(|id| Named { name: words(&id), id }).collect();
            let choices =
                column.live_choices().into_iter().map(|(id, c)| Named { id: id.into(), name: c.name.clone() });
            EntryField {
                choices: choices.collect(),
                values,
                many: column.is_many(),
                of: column
                    .options
                    .get("of")
                    .map_or_else(Vec::new, |of| of.split_whitespace().map(str::to_owned).collect()),
                hint: column.options.get("note").cloned().unwrap_or_default(),
                column_type: column.column_type.to_string(),
                label: column.name,
                key: column.key,
            }
        });
        let fields = fields.collect();
        let person = (entry.kind == ReferenceKind::Person).then(|| {
            let today = now.to_zoned(zone).date();
            let person = directory.person(&entry.id)?;
            let found = gaps_of(&directory, &person, today, i64::from(CONFIRMED_WITHIN));
            row(&directory, &entry, &Lists::of(&directory), &found, now)
        });
        let author = self.author().await?;
        let (undo, _) = self.store.undo_depths(entry.document, &author).await?;
        let mut merged = Vec::new();
        for id in directory.merged_into(&entry.id) {
            let Ok(id) = id.parse::<DocumentId>() else { continue };
            let name = self.document(id).await?.document.title().to_owned();
            merged.push(Named { id: id.to_string(), name });
        }
        Ok(EntryCard {
            id: entry.id.clone(),
            kind: entry.kind.to_string(),
            name: entry.name.clone(),
            document: entry.document,
            person: person.flatten(),
            fields,
            merged,
            can_undo: undo > 0,
        })
    }
}

/// What the lists say of people, by the id of the person.
#[derive(Default)]
struct Lists {
    teams: BTreeMap<String, Vec<String>>,
    roles: BTreeMap<String, Vec<String>>,
    services: BTreeMap<String, Vec<String>>,
}

impl Lists {
    fn of(directory: &Directory) -> Self {
        let mut lists = Self::default();
        let person = |written: &str| directory.known(&[ReferenceKind::Person], written).map(|e| e.id.clone());
        let mut members: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for team in directory.of_kind(&ReferenceKind::Team) {
            for written in team.members("lead").iter().chain(team.members("members")) {
                let Some(id) = person(written) else { continue };
                add(&mut lists.teams, &id, &team.name);
                add(&mut members, &team.id, &id);
            }
        }
        for role in directory.of_kind(&ReferenceKind::Role) {
            for written in ["person", "deputy"].iter().flat_map(|key| role.members(key)) {
                if let Some(id) = person(written) {
                    add(&mut lists.roles, &id, &role.name);
                }
            }
        }
        for service in directory.of_kind(&ReferenceKind::Service) {
            for written in service.members("owner") {
                let team = directory.known(&[ReferenceKind::Team], written).filter(|e| e.kind == ReferenceKind::Team);
                let owners = match team {
                    Some(team) => members.get(&team.id).cloned().unwrap_or_default(),
                    None => person(written).into_iter().collect(),
                };
                for id in owners {
                    add(&mut lists.services, &id, &service.name);
                }
            }
        }
        lists
    }
}

fn add(map: &mut BTreeMap<String, Vec<String>>, key: &str, name: &str) {
    let list = map.entry(key.to_owned()).or_default();
    if !list.iter().any(|known| known == name) {
        list.push(name.to_owned());
    }
}

fn row(directory: &Directory, entry: &Entry, lists: &Lists, found: &[Gap], now: Timestamp) -> Option<PersonRow> {
    let person = directory.person(&entry.id)?;
    // One may be written by hand and another linked: the same name is said once.
    let names = |list: &[String]| -> Vec<String> {
        let mut names: Vec<String> = list.iter().map(|id| directory.words(id).to_owned()).collect();
        names.sort();
        names.dedup();
        names
    };
    let of = |map: &BTreeMap<String, Vec<String>>| map.get(&entry.id).cloned().unwrap_or_default();
    let hours = directory.hours(entry);
    let (presence, until) = match (directory.presence(entry, now), &hours) {
        (_, None) => ("unknown", None),
        (Presence::There, Some(hours)) => ("there", hours.closes(now).filter(|_| hours.has_end())),
        (Presence::Away(until), _) => ("away", until),
    };
    let backup = Some(person.backup.as_str()).filter(|written| !written.is_empty()).map(|written| {
        let known = directory.known(&[ReferenceKind::Person], written);
        Named { id: known.map(|e| e.id.clone()).unwrap_or_default(), name: directory.words(written).to_owned() }
    });
    Some(PersonRow {
        id: entry.document,
        gaps: found.iter().map(|gap| gap_row(directory, &person, gap)).collect(),
        ways: person
            .contacts
            .iter()
            .map(|way| WayRow {
                kind: way.kind.clone(),
                address: way.address.clone(),
                depends_on: names(&way.depends_on),
            })
            .collect(),
        presence: presence.to_owned(),
        until: until.map(moment).unwrap_or_default(),
        skills: names(&person.skills),
        teams: of(&lists.teams),
        roles: of(&lists.roles),
        services: of(&lists.services),
        backup,
        last_confirmed: person.last_confirmed.map(|day| day.to_string()).unwrap_or_default(),
        away: entry.is_away,
        sensitive: person.sensitive,
        name: person.name,
        native_name: person.native_name,
        employer: person.employer,
        titles: person.titles,
        zone: person.zone,
        languages: person.languages,
    })
}

fn gap_row(directory: &Directory, person: &Person, gap: &Gap) -> PersonGap {
    let services: Vec<&str> = gap.services.iter().map(|id| directory.words(id)).collect();
    let words = match &gap.kind {
        GapKind::NoWay => "Nobody can reach them: no telephone, e-mail or chat".to_owned(),
        GapKind::AllDepend if person.contacts.len() == 1 => {
            format!("The only way to reach them depends on {}", services.join(", "))
        }
        GapKind::AllDepend => format!("Every way to reach them depends on {}", services.join(", ")),
        GapKind::OneWay => "There is one way to reach them only".to_owned(),
        GapKind::NoBackup => "Nobody stands in for them".to_owned(),
        GapKind::BackupGone => {
            format!(
                "{} cannot stand in: not in the directory, put away, or the same person",
                directory.words(&person.backup)
            )
        }
        GapKind::NotConfirmed => match gap.days {
            Some(days) => format!("Not confirmed for {days} days"),
            None => "Never confirmed".to_owned(),
        },
        GapKind::NoZone => "Their time zone is not known".to_owned(),
        GapKind::Unknown(word) => word.clone(),
    };
    PersonGap { kind: gap.kind.to_string(), words }
}
