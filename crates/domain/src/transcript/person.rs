//! Who of the directory a name in a transcript means.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::directory::{Directory, Person};
use crate::value::ReferenceKind;
use crate::view::folded;

/// What a name in a transcript turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Speaker {
    /// One person, by name, address or handle.
    Known(String),
    /// One person alone fits a part of the name: offered, and to be looked at.
    Likely(String),
    /// Several fit; only a person can tell.
    Several(Vec<String>),
    /// Nobody of the directory.
    Unknown,
}

/// The person whom a name means: the name itself, an address or handle, or a part of a name that only one bears.
#[must_use]
pub fn speaker(name: &str, directory: &Directory) -> Speaker {
    let name = name.trim();
    if name.is_empty() {
        return Speaker::Unknown;
    }
    let named = directory.named(&[ReferenceKind::Person], name);
    match named.as_slice() {
        [one] => return Speaker::Known(one.id.clone()),
        [_, ..] => return Speaker::Several(named.iter().map(|e| e.id.clone()).collect()),
        [] => {}
    }
    let people = directory.people();
    let handle = folded(name.trim_start_matches('@'));
    let is_reached = |p: &&Person| p.contacts.iter().any(|c| c.kind != "phone" && is_handle(&c.address, &handle));
    match people.iter().filter(is_reached).map(|p| p.id.clone()).collect::<Vec<_>>().as_slice() {
        [one] => return Speaker::Known(one.clone()),
        [] => {}
        several => return Speaker::Several(several.to_vec()),
    }
    let wanted = words(name);
    let bears = |p: &&Person| {
        let all: Vec<String> = words(&p.name).into_iter().chain(words(&p.native_name)).collect();
        !wanted.is_empty() && wanted.iter().all(|word| all.contains(word))
    };
    let mut list: Vec<String> = people.iter().filter(bears).map(|p| p.id.clone()).collect();
    match list.len() {
        0 => Speaker::Unknown,
        1 => Speaker::Likely(list.remove(0)),
        _ => Speaker::Several(list),
    }
}

/// Whether an address is a handle, whole or before its at sign.
fn is_handle(address: &str, handle: &str) -> bool {
    let address = folded(address.trim().trim_start_matches('@'));
    address == handle || address.split('@').next() == Some(handle)
}

/// The words of a name without accents, which people leave out in chats, and without what a handle puts between them.
fn words(name: &str) -> Vec<String> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '.' | '_' | '-' | ',' | '(' | ')' | '@');
    let bare: String = name.nfd().filter(|c| !is_combining_mark(*c)).collect();
    let bare = folded(&bare).replace('đ', "d").replace('ı', "i").replace('ł', "l");
    bare.split(is_between).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}
