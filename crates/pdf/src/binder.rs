//! What an export is made from: the documents with the directory's words, the facts of the incident,
//! the moment, and the choices of the person who prints.

use std::collections::{BTreeMap, BTreeSet};

use bridgebook_domain::checkpoint::Checkpoint;
use bridgebook_domain::finding::Finding;
use bridgebook_domain::picture::Picture;
use bridgebook_domain::{Document, RowId, Section, SectionId};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::attachment::Files;
use crate::work::Work;

use crate::level_call::LevelCall;
use crate::sent::SentUpdate;

/// Everything that is printed, with its moment.
#[derive(Debug, Clone)]
pub struct Binder {
    /// The incident, where the documents belong to one.
    pub incident: Option<IncidentFacts>,
    /// The moment that the facts are of.
    pub moment: Timestamp,
    /// Zone of all times on the pages.
    pub zone: TimeZone,
    /// Name of the organisation; empty for none.
    pub organisation: String,
    /// The documents in the order of printing.
    pub documents: Vec<DocumentInput>,
    /// Names of directory rows, documents and attachments by id, as they were at the moment.
    pub names: BTreeMap<String, String>,
    /// The log, where it is to be printed.
    pub log: Option<Vec<LogLine>>,
    /// SHA-256 of the content and the log head, hexadecimal.
    pub hash: String,
}

/// A document and what the log says about it.
#[derive(Debug, Clone)]
pub struct DocumentInput {
    /// The document.
    pub document: Document,
    /// Its checkpoints as its log says they stand, see [`bridgebook_domain::checkpoint::checkpoints`].
    pub checkpoints: Vec<Checkpoint>,
    /// What is drawn of its sections; one without a picture is printed as its table.
    pub pictures: BTreeMap<SectionId, Picture>,
    /// The files attached to it.
    pub files: Files,
    /// What was found in its matrices, which is printed under them.
    pub findings: Vec<Finding>,
    /// The template that it was made from, where a blank form is to keep the rows that the template gives.
    pub template: Option<Document>,
}

impl DocumentInput {
    /// A document of which no log is known: nothing was decided on it.
    #[must_use]
    pub fn new(document: Document) -> Self {
        Self {
            document,
            checkpoints: Vec::new(),
            pictures: BTreeMap::new(),
            files: Files::new(),
            findings: Vec::new(),
            template: None,
        }
    }

    /// The id of a section of this document.
    pub(crate) fn id_of(&self, section: &Section) -> Option<SectionId> {
        self.document.sections.iter().find(|(_, own)| std::ptr::eq(*own, section)).map(|(id, _)| *id)
    }

    /// What is drawn of a section of this document.
    pub(crate) fn picture_of(&self, section: &Section) -> Option<&Picture> {
        self.pictures.iter().find_map(|(id, picture)| {
            let own = self.document.sections.get(id)?;
            std::ptr::eq(own, section).then_some(picture)
        })
    }
}

/// The facts of an incident at the moment, from its log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IncidentFacts {
    /// Number as shown, `INC-2041`.
    pub number: String,
    /// Title.
    pub title: String,
    /// Severity as shown, `SEV1`.
    pub severity: String,
    /// State as shown, `Identified`.
    pub state: String,
    /// Commander as shown; empty when nobody is.
    pub commander: String,
    /// When it was declared.
    pub declared_at: Option<Timestamp>,
    /// States with the moment at which each began, in order.
    pub states: Vec<(String, Timestamp)>,
    /// Operational period: its number, start and planned end.
    pub period: Option<(u32, Timestamp, Option<Timestamp>)>,
    /// Classification as shown, `TLP:AMBER`; empty for none.
    pub classification: String,
    /// Who is to command next, as shown; empty where nobody is named.
    pub next_commander: String,
    /// Who stands in for the commander, as shown; empty for none.
    pub deputy_commander: String,
    /// Actions that are open, and those of them that are past their time.
    pub open_actions: usize,
    /// See `open_actions`.
    pub overdue_actions: usize,
    /// Impact in a few words; empty for none.
    pub impact: String,
    /// Updates sent, by audience, with the minutes each was late (0 when it kept its promise).
    pub updates: Vec<(String, Vec<(Timestamp, u32)>)>,
    /// The same with what was promised, see [`SentUpdate::all`].
    pub sent: Vec<SentUpdate>,
    /// When it was noticed, where that is known; a clock may run from there.
    pub detected_at: Option<Timestamp>,
    /// When it was resolved, which stops the clocks.
    pub resolved_at: Option<Timestamp>,
    /// Rows of cadence blocks that were in force at the moment, one for each audience.
    pub cadence: BTreeSet<RowId>,
    /// The levels of the escalation in force, with their clocks and calls, see [`LevelCall::all`].
    pub levels: Vec<LevelCall>,
}

/// One entry of the log as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When it happened.
    pub event_at: Timestamp,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// Kind as shown, `decision`.
    pub kind: String,
    /// The words.
    pub text: String,
    /// Who says so.
    pub author: String,
    /// The state that began with this entry, as shown; empty for none.
    pub begins: String,
}

/// Paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// 595.28 by 841.89 pt.
    #[default]
    A4,
    /// 612 by 792 pt.
    Letter,
}

/// Colours of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inks {
    /// Black, red and amber.
    #[default]
    Colour,
    /// Greys only.
    Grey,
}

/// Filled in or to be filled in by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filling {
    /// With what the documents hold.
    #[default]
    Filled,
    /// Empty, with guidance and lines to write on.
    Blank,
}

/// Front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Front {
    /// A cover and contents where there is more than one form.
    #[default]
    CoverAndContents,
    /// The forms alone.
    None,
}

/// The call tree and the wallet cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cards {
    /// Not printed.
    #[default]
    Without,
    /// After the documents.
    With,
    /// Instead of the documents.
    Only,
}

/// Somebody for whom only their own part is printed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Name as shown.
    pub name: String,
    /// Ids and names by which documents mean them: their own, and those of the roles and teams that the
    /// directory and the log give them. What a roster or a matrix among the documents says is found by itself.
    pub known_as: Vec<String>,
}

/// Choices of the person who prints.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Paper.
    pub paper: Paper,
    /// Colours.
    pub inks: Inks,
    /// Filled in or blank.
    pub filling: Filling,
    /// Front matter.
    pub front: Front,
    /// Call tree and wallet cards.
    pub cards: Cards,
    /// For whom it is printed: only their rows, letters and contacts, without cover and contents; none for everybody.
    pub person: Option<Person>,
    /// Words on every page of an exercise or a draft, such as `EXERCISE`; empty for none.
    pub watermark: String,
    /// Pages beyond which it is too long; none for as many as a file may have.
    pub most_pages: Option<usize>,
    /// How far it is, and whether it is still wanted.
    pub work: Work,
}
