//! The people of the directory: who they are, where they are used, what is missing, who may be there twice, and files of
//! people that come in.

use std::collections::BTreeMap;

use bridgebook_domain::directory::used::How;
use bridgebook_domain::{DocumentId, EntryId, IncidentId, Path, RowId, SectionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is asked of the directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum AskedPeople {
    /// Every person, with what is missing for each.
    List {
        /// Days within which data are to be confirmed; 0 for ninety.
        #[serde(default)]
        #[ts(optional, as = "Option<u32>")]
        confirmed_within: u32,
    },
    /// One entry of any kind.
    Entry {
        /// Id, or a name that only one entry bears.
        id: String,
    },
    /// Where an entry is used.
    Used {
        /// Id, or a name that only one entry bears.
        id: String,
    },
    /// Pairs that may be one person.
    Doubles,
    /// What a file of people would change. Nothing is written.
    Preview {
        /// File.
        file: PeopleSource,
    },
    /// Every person as the text of a file, for `csv` or `vcf`.
    Text {
        /// `csv` or `vcf`.
        form: String,
    },
}

/// The answer, by what was asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "what", content = "of", rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant answers the question of its name")]
pub enum PeopleAnswer {
    List(Vec<PersonRow>),
    Entry(Box<EntryCard>),
    Used(UsedReading),
    Doubles(Vec<DoubleRow>),
    Preview(PeoplePreview),
    Text(String),
}

/// A file of people as the window or the command line read it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PeopleSource {
    /// Name of the file.
    pub file_name: String,
    /// Its bytes as base64; empty for one that is read where it lies.
    pub base64: String,
    /// Where it lies, for a file that a person dropped.
    #[serde(default)]
    #[ts(optional, as = "Option<String>")]
    pub path: String,
}

/// A way to reach a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct WayRow {
    /// `phone`, `e-mail` or `chat`.
    pub kind: String,
    /// Number or address.
    pub address: String,
    /// Names of the services without which it does not work.
    pub depends_on: Vec<String>,
}

/// An entry by id and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Named {
    /// Id; empty for a name that the directory does not know.
    pub id: String,
    /// Name.
    pub name: String,
}

/// Something that is missing for a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonGap {
    /// `no-way`, `all-depend`, `one-way`, `no-backup`, `backup-gone`, `not-confirmed` or `no-zone`.
    pub kind: String,
    /// The sentence.
    pub words: String,
}

/// A person in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonRow {
    /// Id, which is that of the document.
    pub id: DocumentId,
    /// Name.
    pub name: String,
    /// Name in the own script.
    pub native_name: String,
    /// Employer or agency.
    pub employer: String,
    /// Titles.
    pub titles: Vec<String>,
    /// Ways to reach them, phones first.
    pub ways: Vec<WayRow>,
    /// Time zone; empty where it is not known.
    pub zone: String,
    /// `there`, `away`, or `unknown` where nobody wrote hours down.
    pub presence: String,
    /// When they are back or go (RFC 3339); empty where that is not known.
    pub until: String,
    /// Languages.
    pub languages: Vec<String>,
    /// Skills.
    pub skills: Vec<String>,
    /// Teams that they lead or are in.
    pub teams: Vec<String>,
    /// Roles that they usually hold or stand in for.
    pub roles: Vec<String>,
    /// Services that they or their teams own.
    pub services: Vec<String>,
    /// Who stands in.
    pub backup: Option<Named>,
    /// Day of the last confirmation; empty for none.
    pub last_confirmed: String,
    /// Whether the data are not for publication.
    pub sensitive: bool,
    /// Whether they were put away.
    pub away: bool,
    /// What is missing.
    pub gaps: Vec<PersonGap>,
}

/// A field of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct EntryField {
    /// Key by which it is set.
    pub key: String,
    /// Name.
    pub label: String,
    /// Type of its column.
    pub column_type: String,
    /// Whether it holds several values.
    pub many: bool,
    /// Kinds of entry it may refer to.
    pub of: Vec<String>,
    /// Choices: word and name.
    pub choices: Vec<Named>,
    /// Note that says how to write it.
    pub hint: String,
    /// Its values: what is stored, and the words for it.
    pub values: Vec<Named>,
}

/// An entry with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct EntryCard {
    /// Id.
    pub id: String,
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// The document it lies in.
    pub document: DocumentId,
    /// For a person: the row of the list.
    pub person: Option<PersonRow>,
    /// Its fields, in order.
    pub fields: Vec<EntryField>,
    /// Entries that became part of it.
    pub merged: Vec<Named>,
    /// Whether the last step in its document can be undone.
    pub can_undo: bool,
}

/// A place in which an entry is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct UsedRow {
    /// How.
    pub how: How,
    /// Document.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// Section.
    pub section: Option<SectionId>,
    /// Row.
    pub row: Option<RowId>,
    /// Path of the value.
    pub path: Path,
    /// Place in words, for instance "3 Roster, row 2, Deputy".
    pub place: String,
}

/// What an entry has to do in an open incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeldRow {
    /// Incident.
    pub incident: IncidentId,
    /// Its number and title.
    pub title: String,
    /// `role` or `action`.
    pub kind: String,
    /// The role, or the action.
    pub words: String,
}

/// Where an entry is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct UsedReading {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Places, by document.
    pub places: Vec<UsedRow>,
    /// Roles held and open actions in open incidents.
    pub held: Vec<HeldRow>,
}

/// Two people who may be one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DoubleRow {
    /// The one with the fuller entry.
    pub keep: EntryCard,
    /// The other.
    pub other: EntryCard,
    /// What they share: `e-mail`, `phone`, `chat` or `name`.
    pub shares: Vec<String>,
}

/// A field that an import would change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportChange {
    /// Name of the field.
    pub label: String,
    /// What stands there.
    pub before: Vec<String>,
    /// What would.
    pub after: Vec<String>,
}

/// A person of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ImportRow {
    /// Line of the file.
    pub line: u32,
    /// Name.
    pub name: String,
    /// `new`, `same`, `changed` or `unclear`.
    pub standing: String,
    /// Whom of the directory it is.
    pub of: Option<Named>,
    /// Whom it may be.
    pub candidates: Vec<Named>,
    /// Why a person has to say who it is; empty where it is clear.
    pub why: String,
    /// What would change, or what is known of somebody new.
    pub changes: Vec<ImportChange>,
}

/// What a file of people would change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct PeoplePreview {
    /// Name of the file.
    pub file_name: String,
    /// People, in the order of the file.
    pub rows: Vec<ImportRow>,
    /// What was not understood, with its line.
    pub remarks: Vec<String>,
    /// What the preview was made of: an import of something else is refused.
    pub seal: String,
}

/// Something that is done with the directory.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum PeopleIntent {
    /// Sets a field of an entry; no value clears it.
    Set {
        /// Id.
        id: String,
        /// Key of the field.
        key: String,
        /// Values, each as it was typed or an id.
        values: Vec<String>,
    },
    /// Says that the data of people are right as of today.
    Confirm {
        /// People.
        ids: Vec<DocumentId>,
    },
    /// Puts a person away, or brings one back.
    PutAway {
        /// Person.
        id: DocumentId,
        /// Whether to bring back.
        #[serde(default)]
        #[ts(optional, as = "Option<bool>")]
        back: bool,
    },
    /// Puts a reference where the name was written by hand.
    Link {
        /// Entry.
        id: String,
        /// Document.
        document: DocumentId,
        /// Places.
        paths: Vec<Path>,
    },
    /// Takes in a file of people, in one step.
    Import {
        /// File.
        file: PeopleSource,
        /// The seal of its preview; empty to take it as it stands.
        #[serde(default)]
        seal: String,
        /// What to do with people of the file, by their number from 0 in digits: `skip`, `new`, or the id of whom it is.
        /// Those who are unclear and not named here are left out.
        #[serde(default)]
        choices: BTreeMap<String, String>,
    },
    /// Takes an import back: who was new is put away, what was changed and not edited since is undone.
    TakeBack {
        /// Entry of the import.
        import: EntryId,
    },
    /// Two entries are one person: the other becomes part of the one that is kept.
    Merge {
        /// Who is kept.
        keep: DocumentId,
        /// Who becomes part of it.
        other: DocumentId,
        /// Values of fields of the one that is kept, by key, as far as they are not to stay.
        #[serde(default)]
        values: BTreeMap<String, Vec<String>>,
    },
    /// Makes a person that became part of another one of their own again.
    Separate {
        /// The one that had become part of another.
        id: DocumentId,
    },
    /// Says that two who look like one are two people.
    Distinct {
        /// One.
        one: DocumentId,
        /// The other.
        other: DocumentId,
    },
    /// Writes every person to a path that the person chose, by its ending as CSV or vCard.
    Export {
        /// Path, ending in `.csv` or `.vcf`.
        path: String,
        /// Version of vCard: 3 or 4; 0 for 3.
        #[serde(default)]
        #[ts(optional, as = "Option<u8>")]
        card: u8,
    },
}
