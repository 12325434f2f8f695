//! The card of a person or role: everything the matrices of a set of documents give them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Held, Part, RaciView, RoleColumn};
use crate::block::BlockKind;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::{ColumnId, DocumentId, RowId, SectionId};
use crate::value::ReferenceKind;

/// A letter somebody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CardLetter {
    /// The letter.
    pub letter: String,
    /// Its name in the scheme; empty where the scheme does not know it.
    pub name: String,
    /// What its holder does; none where the scheme does not know it.
    pub part: Option<Part>,
    /// The note on it; empty for none.
    pub note: String,
}

/// One activity in which somebody has a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Card {
    /// Document.
    pub document: DocumentId,
    /// Its title.
    pub title: String,
    /// Section.
    pub section: SectionId,
    /// Row.
    pub row: RowId,
    /// Column through which they have it.
    pub column: ColumnId,
    /// Name of that column.
    pub role: String,
    /// Whether they have it as the deputy.
    pub as_deputy: bool,
    /// Stage; empty for none.
    pub stage: String,
    /// Activity.
    pub activity: String,
    /// Letters in the order of the scheme.
    pub letters: Vec<CardLetter>,
}

/// Every activity in which a person or role (id or name) holds a letter, in order of documents, sections, rows and
/// columns. Superseded and archived documents are left out.
#[must_use]
pub fn card<'a>(
    documents: impl IntoIterator<Item = (DocumentId, &'a Document)>,
    directory: &Directory,
    who: &str,
) -> Vec<Card> {
    let mut list = Vec::new();
    if who.trim().is_empty() {
        return list;
    }
    for (document, content) in documents {
        if matches!(content.status(), "superseded" | "archived") {
            continue;
        }
        for (section, entry) in content.sections_of(&BlockKind::Raci) {
            let view = RaciView::read(section, entry);
            let mine: Vec<_> = view.roles.iter().filter_map(|r| Some((r, stands_for(directory, r, who)?))).collect();
            for activity in &view.activities {
                for (role, as_deputy) in &mine {
                    let Some(held) = activity.of(role) else { continue };
                    list.push(Card {
                        document,
                        title: content.title().to_owned(),
                        section,
                        row: activity.row,
                        column: role.column,
                        role: role.name.to_owned(),
                        as_deputy: *as_deputy,
                        stage: activity.stage.to_owned(),
                        activity: activity.activity.to_owned(),
                        letters: letters(&view, &held),
                    });
                }
            }
        }
    }
    list
}

fn letters(view: &RaciView<'_>, held: &Held<'_>) -> Vec<CardLetter> {
    let note = |letter: &str| held.note(letter).to_owned();
    let known = view.scheme.letters.iter().filter(|l| held.has(&l.letter)).map(|l| CardLetter {
        letter: l.letter.clone(),
        name: l.name.clone(),
        part: Some(l.part),
        note: note(&l.letter),
    });
    let held = held.letters();
    let strange = held.iter().filter(|h| view.scheme.letters.iter().all(|l| l.letter != **h)).map(|h| CardLetter {
        letter: h.to_string(),
        name: String::new(),
        part: None,
        note: note(h),
    });
    known.chain(strange).collect()
}

/// Whether a column stands for somebody, and whether as the deputy.
fn stands_for(directory: &Directory, role: &RoleColumn<'_>, who: &str) -> Option<bool> {
    let (people, roles) = ([ReferenceKind::Person], [ReferenceKind::Role, ReferenceKind::Team, ReferenceKind::Vendor]);
    let is_who = |kinds: &[ReferenceKind], written: &str| {
        !written.is_empty() && directory.key(kinds, written) == directory.key(kinds, who)
    };
    let written = role.role_or_name();
    let entry = directory.known(&roles, written);
    let held = |key: &str| entry.map_or("", |e| e.text(key));
    // What the matrix names takes the place of what the directory says of the role.
    let person = if role.person.is_empty() { held("person") } else { role.person };
    let deputy = if role.deputy.is_empty() { held("deputy") } else { role.deputy };
    if is_who(&roles, written) || is_who(&people, written) || is_who(&people, person) {
        return Some(false);
    }
    is_who(&people, deputy).then_some(true)
}
