//! People and roles that an entry names with `@`. The words stay as they were typed; beside them stands whom they mean,
//! so that a person who is called otherwise by now is shown by today's name.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use ts_rs::TS;

use super::{Entry, Named};
use crate::directory::Directory;

/// Where the names of an entry stand in its data, beside what its kind says.
const KEY: &str = "mentions";

/// A name in the words of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Mention {
    /// As it stands in the words, with its `@`.
    pub written: String,
    /// Who is meant: directory id, or the name as written where the directory knew nobody.
    pub who: Named,
}

impl Entry {
    /// Whom the words name, in their order; entries of before name nobody.
    #[must_use]
    pub fn mentions(&self) -> Vec<Mention> {
        self.payload.get(KEY).and_then(|list| serde_json::from_value(list.clone()).ok()).unwrap_or_default()
    }
}

/// The data of an entry with the names beside it. Without names it stays as it is, and so does its hash.
pub(super) fn beside(mut payload: Json, mentions: &[Mention]) -> Json {
    if let (false, Json::Object(map)) = (mentions.is_empty(), &mut payload)
        && let Ok(list) = serde_json::to_value(mentions)
    {
        map.insert(KEY.to_owned(), list);
    }
    payload
}

/// The words of an entry with the names that hold today, and those names as they stand in them.
#[must_use]
pub fn today(text: &str, mentions: &[Mention], directory: &Directory) -> (String, Vec<Mention>) {
    let (mut shown, mut rest, mut names) = (String::with_capacity(text.len()), text, Vec::new());
    for mention in mentions {
        // A correction may have left a name out.
        let Some((before, after)) = rest.split_once(mention.written.as_str()) else { continue };
        let name = match directory.get(&mention.who) {
            Some(entry) => format!("@{}", entry.name),
            None => mention.written.clone(),
        };
        shown.push_str(before);
        shown.push_str(&name);
        rest = after;
        names.push(Mention { written: name, who: mention.who.clone() });
    }
    shown.push_str(rest);
    (shown, names)
}
