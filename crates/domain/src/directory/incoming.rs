//! People that come in with a file: whom of the directory each is, and what would change. Nobody is taken for somebody
//! else by the name alone, and nothing that the directory knows is taken away by what a file leaves out.

use std::collections::BTreeMap;

use super::double::digits;
use super::{Directory, Entry};
use crate::value::ReferenceKind;
use crate::view::folded;

/// Fields that hold several values: what comes in is added to them.
const SETS: [&str; 7] = ["titles", "phones", "emails", "chat", "languages", "skills", "depends_on"];

/// A person as a file tells of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncomingPerson {
    /// Line of the file on which it begins, from 1.
    pub line: usize,
    /// Values by the key of their field (those of the preset `directory/person`); `id` is one that Bridgebook wrote.
    pub fields: BTreeMap<String, Vec<String>>,
}

impl IncomingPerson {
    /// The first value under a key; empty where there is none.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.fields.get(key).and_then(|v| v.first()).map_or("", String::as_str)
    }

    fn members(&self, key: &str) -> &[String] {
        self.fields.get(key).map_or(&[], Vec::as_slice)
    }
}

/// What one that comes in is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody of the directory.
    New,
    /// Somebody of whom the file tells nothing new.
    Same,
    /// Somebody of whom it tells something else or more.
    Changed,
    /// Perhaps somebody: a person has to say.
    Unclear,
}

/// Why a person has to say who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Somebody has the same name, and no address or number in common.
    Name,
    /// Somebody has the same address or number, and another name.
    Address,
    /// Several people fit.
    Several,
    /// An earlier one of the same file fits.
    InFile,
}

/// A field that would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Key.
    pub key: String,
    /// What stands there.
    pub before: Vec<String>,
    /// What would.
    pub after: Vec<String>,
}

/// One that comes in, looked up in the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// What it is.
    pub standing: Standing,
    /// Whom of the directory it is; none where it is nobody, or unclear.
    pub of: Option<String>,
    /// Whom it may be.
    pub candidates: Vec<String>,
    /// Why it is unclear.
    pub doubt: Option<Doubt>,
    /// What would change.
    pub changes: Vec<FieldChange>,
}

/// What people of the directory, or of the file, are found by.
#[derive(Default)]
struct Index(BTreeMap<(&'static str, String), Vec<String>>);

impl Index {
    fn add(&mut self, id: &str, names: &[&str], (emails, phones, uid): (&[String], &[String], &str)) {
        let mut keys: Vec<(&'static str, String)> = names.iter().map(|name| ("name", folded(name))).collect();
        keys.extend(emails.iter().map(|address| ("address", folded(address))));
        keys.extend(phones.iter().filter_map(|number| digits(number)).map(|number| ("address", number)));
        keys.push(("uid", uid.trim().to_owned()));
        for key in keys.into_iter().filter(|(_, text)| !text.is_empty()) {
            let list = self.0.entry(key).or_default();
            if !list.iter().any(|known| known == id) {
                list.push(id.to_owned());
            }
        }
    }

    fn find(&self, what: &'static str, texts: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for text in texts {
            for id in self.0.get(&(what, text)).into_iter().flatten() {
                if !found.contains(id) {
                    found.push(id.clone());
                }
            }
        }
        found
    }

    fn by_address(&self, one: &IncomingPerson) -> Vec<String> {
        let mails = one.members("emails").iter().map(|address| folded(address));
        let numbers = one.members("phones").iter().filter_map(|number| digits(number));
        self.find("address", mails.chain(numbers))
    }

    fn by_name(&self, one: &IncomingPerson) -> Vec<String> {
        let names = ["name", "native_name"].into_iter().map(|key| folded(one.text(key))).filter(|n| !n.is_empty());
        self.find("name", names)
    }
}

/// Looks each of a file up in the directory.
#[must_use]
pub fn plan(incoming: &[IncomingPerson], directory: &Directory) -> Vec<Planned> {
    let mut index = Index::default();
    for entry in directory.entries().filter(|e| e.kind == ReferenceKind::Person) {
        let names: Vec<&str> = std::iter::once(&entry.name).chain(&entry.other_names).map(String::as_str).collect();
        index.add(&entry.id, &names, (entry.members("emails"), entry.members("phones"), entry.text("uid")));
    }
    let mut of_file = Index::default();
    let mut list = Vec::with_capacity(incoming.len());
    for (n, one) in incoming.iter().enumerate() {
        let mut planned = look_up(one, directory, &index);
        let earlier = earlier(one, &of_file);
        if planned.standing == Standing::New && !earlier.is_empty() {
            let is_twin =
                earlier.iter().filter_map(|id| incoming.get(id.parse::<usize>().ok()?)).any(|e| e.fields == one.fields);
            let (standing, doubt) =
                if is_twin { (Standing::Same, None) } else { (Standing::Unclear, Some(Doubt::InFile)) };
            planned = Planned { standing, doubt, changes: Vec::new(), ..planned };
        }
        let names = [one.text("name"), one.text("native_name")];
        of_file.add(&n.to_string(), &names, (one.members("emails"), one.members("phones"), one.text("uid")));
        list.push(planned);
    }
    list
}

/// Those of the same file that came before and may be the same one.
fn earlier(one: &IncomingPerson, of_file: &Index) -> Vec<String> {
    let mut list = of_file.by_address(one);
    list.extend(of_file.by_name(one));
    list.extend(of_file.find("uid", [one.text("uid").trim().to_owned()].into_iter().filter(|uid| !uid.is_empty())));
    list
}

fn look_up(one: &IncomingPerson, directory: &Directory, index: &Index) -> Planned {
    let unclear = |candidates: Vec<String>, doubt| Planned {
        standing: Standing::Unclear,
        of: None,
        candidates,
        doubt: Some(doubt),
        changes: Vec::new(),
    };
    let is = |id: &str| settled(one, directory, id);
    // An id is that of one person, whatever the name has become.
    if let Some(entry) = directory.get(one.text("id")).filter(|e| e.kind == ReferenceKind::Person) {
        return is(&entry.id);
    }
    let by_uid = index.find("uid", Some(one.text("uid").trim().to_owned()).filter(|uid| !uid.is_empty()));
    if let [id] = by_uid.as_slice() {
        return is(id);
    }
    let (by_address, by_name) = (index.by_address(one), index.by_name(one));
    let both: Vec<String> = by_address.iter().filter(|id| by_name.contains(id)).cloned().collect();
    match (both.as_slice(), by_address.as_slice(), by_name.as_slice()) {
        ([id], ..) => is(id),
        (_, [], []) => {
            Planned { standing: Standing::New, of: None, candidates: vec![], doubt: None, changes: changes(one, None) }
        }
        ([], [], [id]) => {
            // Nothing in the file says more than the directory: whoever it is, nothing is to be done.
            let planned = is(id);
            if planned.standing == Standing::Same { planned } else { unclear(vec![id.clone()], Doubt::Name) }
        }
        ([], [id], []) => unclear(vec![id.clone()], Doubt::Address),
        ([], [], many) => unclear(many.to_vec(), Doubt::Several),
        ([], some, named) => unclear(some.iter().chain(named).cloned().collect(), Doubt::Several),
        (many, ..) => unclear(many.to_vec(), Doubt::Several),
    }
}

/// What comes in when it is this person.
#[must_use]
pub fn settled(one: &IncomingPerson, directory: &Directory, id: &str) -> Planned {
    let entry = directory.get(id);
    let changes = changes(one, entry);
    let standing = match (entry, changes.is_empty()) {
        (None, _) => Standing::New,
        (Some(entry), true) if !entry.is_away => Standing::Same,
        (Some(_), _) => Standing::Changed,
    };
    Planned { standing, of: entry.map(|e| e.id.clone()), candidates: Vec::new(), doubt: None, changes }
}

/// What would change in an entry, or be in a new one: sets grow, single values are replaced, nothing is cleared.
#[must_use]
pub fn changes(one: &IncomingPerson, entry: Option<&Entry>) -> Vec<FieldChange> {
    let mut list = Vec::new();
    for (key, incoming) in one.fields.iter().filter(|(key, values)| *key != "id" && !values.is_empty()) {
        let before: Vec<String> = match (entry, key.as_str()) {
            (None, _) => Vec::new(),
            (Some(entry), "name") => vec![entry.name.clone()],
            (Some(entry), key) => entry.members(key).to_vec(),
        };
        let after = if SETS.contains(&key.as_str()) {
            let mut after = before.clone();
            for value in incoming {
                if !after.iter().any(|known| is_alike(key, known, value)) {
                    after.push(value.clone());
                }
            }
            after
        } else {
            incoming.iter().take(1).cloned().collect()
        };
        // A name that the entry is also known by is not a new one.
        let is_known_name = key == "name" && entry.is_some_and(|e| e.other_names.contains(&after[0]));
        let is_same = matches!((before.as_slice(), after.as_slice()), ([one], [other]) if folded(one) == folded(other));
        if after != before && !is_same && !is_known_name {
            list.push(FieldChange { key: key.clone(), before, after });
        }
    }
    list
}

fn is_alike(key: &str, one: &str, other: &str) -> bool {
    if key == "phones"
        && let (Some(one), Some(other)) = (digits(one), digits(other))
    {
        return one == other;
    }
    folded(one) == folded(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test::{Builder, document_of};

    fn one(fields: &[(&str, &str)]) -> IncomingPerson {
        let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), v.split('|').map(str::to_owned).collect()));
        IncomingPerson { line: 1, fields: fields.collect() }
    }

    fn directory() -> (Directory, String) {
        let mut b = Builder::default();
        let kim = b.person(&[("name", "Kim Ji-woo"), ("phones", "+82 2 555 0143"), ("emails", "kim@example.org")]);
        let jan = b.person(&[("name", "Jan Nowak"), ("emails", "jan@example.org")]);
        let other = b.person(&[("name", "Jan Nowak"), ("emails", "j.nowak@example.org")]);
        let id = kim.0.to_string();
        (document_of(&[kim, jan, other]), id)
    }

    #[test]
    fn nobody_is_taken_for_somebody_by_the_name_alone() {
        let (directory, kim) = directory();
        let file = [
            one(&[
                ("name", "kim ji-woo"),
                ("emails", "KIM@example.org"),
                ("phones", "0082 2 5550143|+82 10 1234 5678"),
            ]),
            one(&[("name", "Kim Ji-woo"), ("emails", "another@example.org")]),
            one(&[("name", "Min Kim"), ("emails", "kim@example.org")]),
            one(&[("name", "Jan Nowak"), ("titles", "Clerk")]),
            one(&[("name", "Jan Nowak"), ("emails", "j.nowak@example.org")]),
            one(&[("name", "Ada")]),
            one(&[("name", "Ada")]),
            one(&[("name", "Ada"), ("emails", "ada@example.org")]),
            one(&[("id", &kim), ("name", "Kim Min-ji")]),
        ];
        let planned = plan(&file, &directory);
        let said: Vec<_> = planned.iter().map(|p| (p.standing, p.doubt)).collect();
        use Standing::{Changed, New, Same, Unclear};
        assert_eq!(
            said,
            [
                (Changed, None),
                (Unclear, Some(Doubt::Name)),
                (Unclear, Some(Doubt::Address)),
                (Unclear, Some(Doubt::Several)),
                (Same, None),
                (New, None),
                (Same, None),
                (Unclear, Some(Doubt::InFile)),
                (Changed, None),
            ]
        );
        let keys: Vec<&str> = planned[0].changes.iter().map(|c| c.key.as_str()).collect();
        assert_eq!(keys, ["phones"], "the same name, address and number in other letters are known");
        assert_eq!(planned[0].changes[0].after, ["+82 2 555 0143", "+82 10 1234 5678"], "nothing is taken away");
        assert_eq!(planned[8].changes[0].after, ["Kim Min-ji"]);
        assert_eq!(planned[3].candidates.len(), 2);
    }
}
