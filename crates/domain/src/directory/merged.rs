//! Two entries of one person are merged by a mark on the one that goes: the id of the one that is kept. Nothing else is
//! written. References to either lie in plans, in approvals whose hash covers them, in versions that incidents ran on and
//! in the log, which nobody can rewrite: were they redirected in the documents that can be edited, half of them would still
//! name the other one, approvals would fall back into review for nothing, and separating the two again would not know which
//! reference had meant whom. With the mark each reference stays as it was written, is shown by the directory of the moment
//! that is looked at, and counts for one person from then on. Taking the mark away separates them.

use std::collections::BTreeMap;

use super::{Directory, Entry};
use crate::document::Document;

/// Field of the header of a person that became part of another: the id of that one.
pub const MERGED_INTO: &str = "merged_into";

/// Field of the header of a person: ids of others that were looked at and are somebody else.
pub const DISTINCT: &str = "distinct_from";

/// Field of the header of a person: names that they had before. What was written by hand with one still means them.
pub const FORMER_NAMES: &str = "former_names";

/// What another document says it became part of.
pub(super) fn into(document: &Document) -> Option<String> {
    Some(document.header_text(MERGED_INTO)).filter(|id| !id.is_empty()).map(str::to_owned)
}

/// Whether a document of a person became part of another.
#[must_use]
pub fn is_merged(document: &Document) -> bool {
    into(document).is_some()
}

impl Directory {
    /// Takes in entries that became part of others, by id with what they became part of. One whose other is gone stands
    /// for itself again. Two laptops may merge two people each into the other: of such a circle the one with the first id
    /// is kept, on both alike.
    pub(super) fn take_in(&mut self, doubles: BTreeMap<String, (String, Entry)>) {
        let next: BTreeMap<String, String> = doubles.iter().map(|(id, (into, _))| (id.clone(), into.clone())).collect();
        let kept: BTreeMap<String, String> = next.keys().map(|id| (id.clone(), self.kept(id, &next))).collect();
        let mut names = Vec::new();
        for (id, (_, entry)) in doubles {
            match kept.get(&id) {
                Some(other) if *other != id => {
                    names.push((other.clone(), entry.name));
                    names.extend(entry.other_names.into_iter().map(|name| (other.clone(), name)));
                    self.merged.insert(id, other.clone());
                }
                _ => self.add(entry),
            }
        }
        // A name in a plan that meant the one which went means the one that is kept.
        for (id, name) in names {
            if self.entries.get(&id).is_some_and(|entry| !entry.is_away) {
                self.name(&name, &id);
            }
            if let Some(entry) = self.entries.get_mut(&id)
                && entry.name != name
                && !entry.other_names.contains(&name)
            {
                entry.other_names.push(name);
            }
        }
    }

    /// The entry that stands for one that was merged.
    fn kept(&self, id: &str, next: &BTreeMap<String, String>) -> String {
        let mut seen = vec![id.to_owned()];
        loop {
            let Some(last) = seen.last() else { return id.to_owned() };
            let Some(into) = next.get(last) else { return last.clone() };
            if let Some(at) = seen.iter().position(|known| known == into) {
                return seen[at..].iter().min().unwrap_or(last).clone();
            }
            let is_known = next.contains_key(into)
                || self.entries.get(into).is_some_and(|e| e.kind == crate::value::ReferenceKind::Person);
            if !is_known {
                return last.clone();
            }
            seen.push(into.clone());
        }
    }

    /// Ids of the entries that became part of this one.
    #[must_use]
    pub fn merged_into(&self, id: &str) -> Vec<&str> {
        self.merged.iter().filter(|(_, kept)| *kept == id).map(|(other, _)| other.as_str()).collect()
    }

    /// Every id that means this entry: its own first.
    #[must_use]
    pub fn ids_of<'a>(&'a self, entry: &'a Entry) -> Vec<&'a str> {
        std::iter::once(entry.id.as_str()).chain(self.merged_into(&entry.id)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::DocumentId;
    use crate::test::{Builder, document_of};
    use crate::value::{ReferenceKind, Value};

    fn person(b: &mut Builder, name: &str) -> (DocumentId, Document) {
        b.person(&[("name", name)])
    }

    fn merge(other: &mut (DocumentId, Document), keep: DocumentId) {
        other.1.header.insert(MERGED_INTO.to_owned(), Value::one(keep.to_string()));
    }

    #[test]
    fn whoever_became_part_of_another_is_that_other_by_id_and_by_name() {
        let mut b = Builder::default();
        let (kept, mut double, mut third) =
            (person(&mut b, "Kim Ji-woo"), person(&mut b, "J. Kim"), person(&mut b, "Kim"));
        merge(&mut double, kept.0);
        merge(&mut third, double.0);
        let directory = document_of(&[third.clone(), double.clone(), kept.clone()]);
        let id = kept.0.to_string();
        for written in [double.0.to_string(), third.0.to_string(), "j. kim".to_owned(), "Kim".to_owned()] {
            assert_eq!(
                directory.known(&[ReferenceKind::Person], &written).map(|e| e.id.clone()),
                Some(id.clone()),
                "{written}"
            );
        }
        assert_eq!(directory.words(&double.0.to_string()), "Kim Ji-woo");
        assert_eq!(directory.people().len(), 1, "one person is listed");
        assert_eq!(directory.key(&[], &third.0.to_string()), id, "the log and a plan mean the same");
        let entry = directory.get(&id).expect("kept");
        assert_eq!(directory.ids_of(entry).len(), 3);
        // Taken away again, each is who they were.
        double.1.header.remove(MERGED_INTO);
        let directory = document_of(&[third, double.clone(), kept]);
        assert_eq!(directory.words(&double.0.to_string()), "J. Kim");
        assert_eq!(directory.people().len(), 2, "the third is part of the second");
    }

    #[test]
    fn a_circle_keeps_the_first_id_and_one_without_its_other_stands_for_itself() {
        let mut b = Builder::default();
        let (mut one, mut two, mut lost) = (person(&mut b, "One"), person(&mut b, "Two"), person(&mut b, "Lost"));
        merge(&mut one, two.0);
        merge(&mut two, one.0);
        merge(&mut lost, DocumentId::new(uuid::Uuid::from_u128(0xdead)));
        let directory = document_of(&[one.clone(), two.clone(), lost.clone()]);
        let first = one.0.to_string().min(two.0.to_string());
        for id in [one.0, two.0] {
            assert_eq!(directory.get(&id.to_string()).map(|e| e.id.clone()), Some(first.clone()));
        }
        assert_eq!(directory.words(&lost.0.to_string()), "Lost");
    }

    #[test]
    fn whoever_was_put_away_is_found_by_id_alone() {
        let mut b = Builder::default();
        let mut left = person(&mut b, "Jan Nowak");
        left.1.header.insert("status".to_owned(), Value::one("archived"));
        let stays = person(&mut b, "Jan Nowak");
        let directory = document_of(&[left.clone(), stays.clone()]);
        assert_eq!(directory.words(&left.0.to_string()), "Jan Nowak", "what refers to them still shows the name");
        let found = directory.known(&[ReferenceKind::Person], "Jan Nowak").expect("no longer ambiguous");
        assert_eq!(found.id, stays.0.to_string());
        assert_eq!(directory.people().len(), 1);
    }
}
