//! Entries that bear one name: what they are called so that each is meant alone. A name with what tells it apart in
//! brackets, `Jan Nowak (Payments lead)`, can be typed wherever a name can.

use super::{Directory, Entry};
use crate::value::ReferenceKind;
use crate::view::folded;

/// What parts names in a list, and what the brackets themselves are made of.
const PARTING: [char; 8] = [',', ';', '，', '、', '(', ')', '\n', '@'];

/// How many of the last characters of an id tell two apart.
const SHORT_ID: usize = 8;

impl Directory {
    /// The name by which an entry alone is meant: its own, with a title, an address or the end of its id in brackets where
    /// others of its kind bear the same.
    #[must_use]
    pub fn call_name(&self, entry: &Entry) -> String {
        let kinds = [entry.kind.clone()];
        let others: Vec<&Entry> = self.bearing(&kinds, &entry.name).filter(|other| other.id != entry.id).collect();
        if others.is_empty() {
            return entry.name.clone();
        }
        let taken: Vec<String> = others.iter().flat_map(|other| marks(other)).map(|mark| folded(&mark)).collect();
        let mark = marks(entry).into_iter().find(|mark| !taken.contains(&folded(mark)));
        format!("{} ({})", entry.name, mark.unwrap_or_else(|| entry.id.clone()))
    }

    /// What those are called who could be meant by a name that several bear.
    #[must_use]
    pub fn call_names(&self, kinds: &[ReferenceKind], name: &str) -> Vec<String> {
        self.bearing(kinds, name).map(|entry| self.call_name(entry)).collect()
    }

    /// The one who is meant by a name with what tells it apart in brackets.
    pub(super) fn told_apart(&self, kinds: &[ReferenceKind], written: &str) -> Option<&Entry> {
        let (name, mark) = written.trim().strip_suffix(')')?.rsplit_once('(')?;
        let mark = folded(mark);
        let mut meant = self.bearing(kinds, name.trim()).filter(|entry| {
            let of_kind = [entry.kind.as_str(), entry.id.as_str()].map(str::to_owned);
            let own = of_kind.into_iter().chain(entry.members("emails").iter().cloned()).chain(marks(entry));
            own.into_iter().any(|own| folded(&own) == mark)
        });
        let first = meant.next()?;
        meant.next().is_none().then_some(first)
    }

    /// Whoever bears a name now; where nobody does, whoever bore it.
    fn bearing<'a>(&'a self, kinds: &[ReferenceKind], name: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
        let all: Vec<&Entry> = self.carrying(kinds, name).collect();
        let is_borne = all.iter().any(|entry| entry.bears(name));
        let name = name.to_owned();
        all.into_iter().filter(move |entry| !is_borne || entry.bears(&name))
    }
}

/// What tells an entry from another of its name, the plainest first; the end of its id last, which everything has.
fn marks(entry: &Entry) -> Vec<String> {
    let keys = ["titles", "employer", "chat", "phones", "emails", "definition", "description", "note"];
    let said = keys.iter().flat_map(|key| entry.members(key));
    let end: String = entry.id.chars().skip(entry.id.chars().count().saturating_sub(SHORT_ID)).collect();
    let short = said.map(|mark| mark.trim().trim_start_matches('@').to_owned());
    let mut marks: Vec<String> =
        short.filter(|mark| !mark.is_empty() && mark.len() <= 60 && !mark.contains(PARTING)).collect();
    // An address of mail reads as well by what stands before its sign.
    marks.extend(entry.members("emails").iter().filter_map(|mail| mail.split_once('@')).map(|(own, _)| own.to_owned()));
    marks.push(end);
    marks
}
