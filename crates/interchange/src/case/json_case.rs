//! The members of an object as the parts of a case. What is no part of it is a field; nothing is lost.

use bridgebook_domain::case::{IncomingCase, Said, Speaker};
use bridgebook_domain::condition::Signal;
use bridgebook_domain::text::LINE_LIMIT;
use bridgebook_domain::view::folded;
use jiff::Timestamp;

use super::{Reading, field, quoted, scan, talk};

/// A part of a case as far as it was read.
#[derive(Default)]
pub(super) struct Draft {
    pub case: IncomingCase,
    pub remarks: Vec<String>,
}

type Members<'a> = [(String, &'a str)];

/// Reads a case, and what a person should know of the reading.
///
/// # Errors
/// The sentence about what cannot be read.
pub(super) fn read(members: &Members<'_>, reading: &Reading<'_>) -> Result<(IncomingCase, Vec<String>), String> {
    let mut draft = Draft::default();
    let mut talks = Vec::new();
    for (name, raw) in members {
        match field::word(name).as_str() {
            "id" | "case_id" if is_scalar(raw) => draft.id(&text(name, raw)?.unwrap_or_default())?,
            "fields" if raw.starts_with('{') => {
                for (key, raw) in inner(name, raw)? {
                    if let Some(text) = text(&key, raw)? {
                        draft.field(key, &text, reading)?;
                    }
                }
            }
            // The moments of lines without a day need to know when the case was opened.
            "conversation" | "transcript" | "messages" if raw.starts_with(['[', '"']) => talks.push((name, *raw)),
            "customer_data" | "customer" if raw.starts_with('{') => {
                for (key, raw) in inner(name, raw)? {
                    if let Some(text) = text(&key, raw)? {
                        field::put(&mut draft.case.customer_data, key, text)?;
                    }
                }
            }
            "attempts" | "ai_attempts" if raw.starts_with(['[', '"']) => draft.case.attempts.extend(words(name, raw)?),
            "flags" if raw.starts_with(['[', '"', '{']) => draft.case.flags.extend(set_words(name, raw)?),
            "signals" if raw.starts_with(['[', '"', '{']) => draft.signals(set_words(name, raw)?)?,
            _ => {
                if let Some(text) = text(name, raw)? {
                    draft.field(field::key(name, reading.table), &text, reading)?;
                }
            }
        }
    }
    for (name, raw) in talks {
        draft.talk(name, raw, reading)?;
    }
    draft.whole()
}

impl Draft {
    /// Names the case.
    ///
    /// # Errors
    /// The sentence about an id that is none.
    pub fn id(&mut self, id: &str) -> Result<(), String> {
        let id = id.trim();
        if id.chars().count() > LINE_LIMIT || id.chars().any(char::is_control) {
            return Err(format!("Its id {} is no name: one line of at most {LINE_LIMIT} characters", quoted(id)));
        }
        if !self.case.id.is_empty() && self.case.id != id {
            return Err(format!(
                "It has two ids, {} and {}. Leave the one that holds",
                quoted(&self.case.id),
                quoted(id)
            ));
        }
        id.clone_into(&mut self.case.id);
        Ok(())
    }

    /// Puts a field in its place, as it is kept.
    ///
    /// # Errors
    /// The sentence about a text that is not what the field holds.
    pub fn field(&mut self, key: String, text: &str, reading: &Reading<'_>) -> Result<(), String> {
        let kept = field::kept(&key, text, reading)?;
        self.remarks.extend(kept.remark);
        field::put(&mut self.case.fields, key, kept.text)
    }

    /// Keeps what was noticed; a word that names nothing that can be noticed stays as a field.
    ///
    /// # Errors
    /// Where such a field is there already.
    pub fn signals(&mut self, words: Vec<String>) -> Result<(), String> {
        let mut unknown = Vec::new();
        for word in words {
            let named = folded(&word).replace(['_', '-'], " ");
            match Signal::ALL.iter().find(|signal| signal.as_str() == named) {
                Some(signal) => self.case.signals.push(*signal),
                None => unknown.push(word),
            }
        }
        if unknown.is_empty() {
            return Ok(());
        }
        let known: Vec<&str> = Signal::ALL.iter().map(|signal| signal.as_str()).collect();
        self.remarks.push(format!(
            "No rule knows the signal {}; it was kept as the field “signals”. Rules know: {}.",
            quoted(&unknown.join(", ")),
            known.join(", ")
        ));
        field::put(&mut self.case.fields, "signals".to_owned(), unknown.join(", "))
    }

    /// When the case was opened, where it says so.
    pub fn opened(&self) -> Option<Timestamp> {
        self.case.fields.get("opened")?.parse().ok()
    }

    /// Reads the text of a conversation.
    pub fn conversation(&mut self, text: &str, reading: &Reading<'_>) {
        let talk = talk::read(text, self.opened(), reading);
        self.case.conversation.extend(talk.said);
        self.remarks.extend(talk.remarks);
    }

    /// The case, where there is something in it.
    ///
    /// # Errors
    /// The sentence about a case with nothing in it.
    pub fn whole(self) -> Result<(IncomingCase, Vec<String>), String> {
        if self.case == IncomingCase::default() {
            return Err("There is nothing in it".to_owned());
        }
        Ok((self.case, self.remarks))
    }

    fn talk(&mut self, name: &str, raw: &str, reading: &Reading<'_>) -> Result<(), String> {
        if raw.starts_with('"') {
            let text = text(name, raw)?.unwrap_or_default();
            self.conversation(&text, reading);
            return Ok(());
        }
        for (n, item) in list(name, raw)?.into_iter().enumerate() {
            match item.as_bytes().first() {
                Some(b'"') => {
                    let line = text(name, item)?.unwrap_or_default();
                    self.conversation(&line, reading);
                }
                Some(b'{') => self.said(n + 1, &inner(name, item)?, reading)?,
                _ => {
                    return Err(format!(
                        "Line {} of its conversation is {}, not what somebody said",
                        n + 1,
                        quoted(item)
                    ));
                }
            }
        }
        Ok(())
    }

    /// A line of a conversation that is written as an object.
    fn said(&mut self, n: usize, members: &Members<'_>, reading: &Reading<'_>) -> Result<(), String> {
        let mut said = Said { at: None, by: Speaker::Customer, name: String::new(), text: String::new() };
        let mut by_word = None;
        let mut rest = Vec::new();
        for (key, raw) in members {
            let Some(text) = text(key, raw)? else { continue };
            match field::word(key).as_str() {
                "at" | "time" | "timestamp" | "ts" | "created_at" => said.at = Some(self.said_at(n, &text, reading)?),
                "by" | "role" | "from" | "speaker" | "author" | "sender" if by_word.is_none() => by_word = Some(text),
                "name" => said.name = text,
                "text" | "content" | "message" | "body" if said.text.is_empty() => said.text = text,
                _ => rest.push((key.clone(), text)),
            }
        }
        if let Some(word) = by_word {
            match talk::named(&word) {
                (by, _, true) if said.name.is_empty() || talk::speaker(&word).is_some() => {
                    said.by = by;
                    if said.name.is_empty() {
                        said.name = talk::named(&word).1;
                    }
                }
                _ if said.name.is_empty() => {
                    self.remarks.push(format!(
                        "{} was taken for the customer. Write “by”: “human” or “assistant” where it is not.",
                        quoted(&word)
                    ));
                    said.name = word;
                }
                _ => rest.push(("by".to_owned(), word)),
            }
        }
        self.case.conversation.push(said);
        for (key, text) in rest {
            field::put(&mut self.case.fields, format!("conversation.{n}.{key}"), text)?;
        }
        Ok(())
    }

    fn said_at(&mut self, n: usize, text: &str, reading: &Reading<'_>) -> Result<Timestamp, String> {
        let text = text.trim();
        if let Some((at, names_zone)) = field::moment(text, reading.zone) {
            if !names_zone {
                self.unzoned(reading);
            }
            return Ok(at);
        }
        if let Some(at) = field::on_day_of(text, self.opened(), reading.zone) {
            self.unzoned(reading);
            return Ok(at);
        }
        Err(format!(
            "Line {n} of its conversation was said at {}, which is not a moment in time. Write it as 2026-03-11T13:57:00+01:00",
            quoted(text)
        ))
    }

    fn unzoned(&mut self, reading: &Reading<'_>) {
        let remark =
            format!("The conversation has times without a zone; they were read in {}.", field::zone_name(reading.zone));
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }
}

fn is_scalar(raw: &str) -> bool {
    !raw.starts_with(['{', '['])
}

fn wrong(name: &str) -> String {
    format!("{} is no JSON", quoted(name))
}

fn inner<'a>(name: &str, raw: &'a str) -> Result<Vec<(String, &'a str)>, String> {
    scan::members(raw).map_err(|_| wrong(name))
}

fn list<'a>(name: &str, raw: &'a str) -> Result<Vec<&'a str>, String> {
    let (items, end) = scan::items(raw, 0);
    end.map_err(|_| wrong(name))?;
    Ok(items.into_iter().map(|range| &raw[range]).collect())
}

/// A value as text: numbers as they are typed, `yes` and `no`, lists and objects as JSON without spaces. None for `null`.
fn text(name: &str, raw: &str) -> Result<Option<String>, String> {
    Ok(match raw.as_bytes().first() {
        Some(b'"') => Some(serde_json::from_str(raw).map_err(|_| wrong(name))?),
        Some(b'{' | b'[') => {
            serde_json::from_str::<serde::de::IgnoredAny>(raw).map_err(|_| wrong(name))?;
            Some(scan::squeezed(raw))
        }
        _ => match raw {
            "null" => None,
            "true" => Some("yes".to_owned()),
            "false" => Some("no".to_owned()),
            number => {
                serde_json::from_str::<serde_json::Number>(number).map_err(|_| wrong(name))?;
                Some(number.to_owned())
            }
        },
    })
}

/// The texts of a list, or one text.
fn words(name: &str, raw: &str) -> Result<Vec<String>, String> {
    let items = if raw.starts_with('[') { list(name, raw)? } else { vec![raw] };
    items.into_iter().filter_map(|item| text(name, item).transpose()).collect()
}

/// The members of a set: a list of words, one word, or an object of what is set and what is not.
fn set_words(name: &str, raw: &str) -> Result<Vec<String>, String> {
    if !raw.starts_with('{') {
        return words(name, raw);
    }
    let mut list = Vec::new();
    for (key, raw) in inner(name, raw)? {
        match raw {
            "true" => list.push(key),
            "false" | "null" => {}
            _ => return Err(format!("{} is neither true nor false", quoted(&key))),
        }
    }
    Ok(list)
}
