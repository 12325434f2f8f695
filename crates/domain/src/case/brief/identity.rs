//! Who the customer is, and whether they agreed to be handed over.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::cue::{HUMAN, YES, has, spaced};
use super::{BriefSource, Cite, joined, plain};
use crate::case::Speaker;
use crate::condition::Signal;
use crate::delivery::check_mail_address;

/// Names under which an e-mail address is known, without what people write differently in them.
const EMAIL: &[&str] = &["email", "emailaddress", "mail", "customeremail", "visitoremail"];
const PROFILE: &[&str] = &["profileid", "profile", "customerid", "userid"];
const SIGNED_IN: &[&str] = &["signedin", "loggedin", "authenticated"];
const CONSENT: &[&str] = &["consent"];
const CONSENT_AT: &[&str] = &["consentat", "consenttime"];
const NAME: &[&str] = &["name", "customername", "fullname", "customer"];

/// Whether a name of what is known about a customer says who they are, rather than what happened before.
pub(super) fn is_identity(name: &str) -> bool {
    let name = plain(name);
    [EMAIL, PROFILE, SIGNED_IN, CONSENT, CONSENT_AT, NAME].iter().any(|known| known.contains(&name.as_str()))
}

/// Who the customer is, as far as it is known, with where that is from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: Option<(String, Cite)>,
    /// Id of their profile.
    pub profile: Option<(String, Cite)>,
    /// Whether they are signed in, where it is said.
    pub signed_in: Option<(bool, Cite)>,
}

/// What the customer agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Consent {
    /// Their words.
    pub words: String,
    /// When, where it is known.
    #[ts(type = "string | null")]
    pub at: Option<Timestamp>,
    /// Where that is from.
    pub cites: Vec<Cite>,
}

/// What is known under one of these names: about the customer, of the case, or in its row.
fn known<'a>(source: &'a BriefSource, names: &[&str]) -> Option<(&'a str, Cite)> {
    let is_it = |name: &str| names.contains(&plain(name).as_str());
    let customer = source.case.customer_data.iter().find(|(name, text)| is_it(name) && !text.trim().is_empty());
    if let Some((name, text)) = customer {
        return Some((text.trim(), Cite::Customer { name: name.clone() }));
    }
    let came_in = source.case.fields.iter().find(|(name, text)| is_it(name) && !text.trim().is_empty());
    if let Some((name, text)) = came_in {
        return Some((text.trim(), Cite::Field { name: name.clone() }));
    }
    let row = source.row.iter().find(|f| (is_it(&f.key) || is_it(&f.name)) && !f.text.trim().is_empty())?;
    Some((row.text.trim(), Cite::Field { name: row.name.clone() }))
}

/// Who the customer is. An address that stands in what they wrote counts, too.
#[must_use]
pub fn identity(source: &BriefSource) -> Identity {
    let of_field = known(source, EMAIL).filter(|(text, _)| check_mail_address(text).is_ok());
    let email = of_field.map(|(text, cite)| (text.to_owned(), cite)).or_else(|| said_address(source));
    let yes = |text: &str| matches!(plain(text).as_str(), "yes" | "true" | "1");
    Identity {
        name: known(source, NAME).map(|(text, _)| text.to_owned()).unwrap_or_default(),
        email,
        profile: known(source, PROFILE).map(|(text, cite)| (text.to_owned(), cite)),
        signed_in: known(source, SIGNED_IN).map(|(text, cite)| (yes(text), cite)),
    }
}

fn said_address(source: &BriefSource) -> Option<(String, Cite)> {
    let said = source.case.conversation.iter().enumerate().rev().filter(|(_, said)| said.by == Speaker::Customer);
    said.flat_map(|(n, said)| said.text.split_whitespace().map(move |word| (n, word))).find_map(|(n, word)| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_address = word.contains('@') && check_mail_address(word).is_ok();
        is_address.then(|| (word.to_owned(), cite(n)))
    })
}

fn cite(n: usize) -> Cite {
    Cite::Line { line: u32::try_from(n + 1).unwrap_or(u32::MAX) }
}

/// What the customer agreed to: the answer that counts, an explicit request for a human, a yes right after the offer, or
/// what the case says under `consent`. `answer` and `offer` are the words of the policy, which may be empty.
#[must_use]
pub fn consent(source: &BriefSource, answer: &str, offer: &str) -> Option<Consent> {
    if let Some((words, cite)) = known(source, CONSENT) {
        // What is said here and is no yes ends the search: nothing in the conversation overrides it.
        if !is_yes(words, answer) {
            return None;
        }
        let when = known(source, CONSENT_AT).and_then(|(text, _)| text.parse().ok());
        return Some(Consent { words: words.to_owned(), at: when, cites: vec![cite] });
    }
    let conversation = &source.case.conversation;
    let found = |n: usize| {
        let said = &conversation[n];
        Consent { words: joined(&said.text), at: said.at, cites: vec![cite(n)] }
    };
    let (answer, offer) = (spaced(answer), spaced(offer));
    let customers = || conversation.iter().enumerate().filter(|(_, said)| said.by == Speaker::Customer);
    let counts = |text: &str| !answer.trim().is_empty() && spaced(text).contains(&answer);
    if let Some((n, _)) = customers().find(|(_, said)| counts(&said.text)) {
        return Some(found(n));
    }
    let agrees = |n: usize, text: &str| {
        let before = conversation[..n].iter().rev().find(|said| said.by != Speaker::System);
        let was_offered = before.is_some_and(|said| {
            said.by == Speaker::Assistant && !offer.trim().is_empty() && spaced(&said.text).contains(&offer)
        });
        was_offered && spaced(text).split_whitespace().next().is_some_and(|word| YES.contains(&word))
    };
    if let Some((n, _)) = customers().find(|(n, said)| agrees(*n, &said.text)) {
        return Some(found(n));
    }
    let is_noticed = source.case.signals.contains(&Signal::HumanAsked)
        || ["explicitrequest", "askedforahuman"].contains(&plain(source.cell("reason")).as_str());
    if !is_noticed {
        return None;
    }
    // Somebody noticed that they asked; the line in which they did is the record of it.
    let asked = customers().find(|(_, said)| has(&said.text, HUMAN) && !has(&said.text, &["no", "not", "don't"]));
    asked.map(|(n, _)| found(n))
}

/// Whether a field for consent says yes: a word for it, or the answer that counts by the policy.
fn is_yes(text: &str, answer: &str) -> bool {
    let (said, answer) = (spaced(text), spaced(answer));
    let is_word = matches!(plain(text).as_str(), "true" | "1" | "y" | "given" | "granted" | "agreed" | "accepted");
    let begins = said.split_whitespace().next().is_some_and(|word| YES.contains(&word));
    is_word || begins || (!answer.trim().is_empty() && said.contains(&answer))
}
