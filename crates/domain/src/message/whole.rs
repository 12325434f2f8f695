//! Rules of the message as a whole. C4: the same text again. C11: longer than its channel carries. C13: another text
//! than the one approved. C15: an audience that had to be told was not. X25: variables that nobody filled.

use std::collections::BTreeMap;

use super::approval::Approval;
use super::{Found, LONGEST, ON_CONDITION};
use crate::finding::FindingLevel;
use crate::incident::body_hash;
use crate::variable;

/// Share of equal pairs of words from which two texts are the same text, in percent.
const SAME: usize = 90;
/// Characters of an SMS that is not written in the alphabet of the network.
const SMS_WIDE: usize = 70;
/// Signs beyond ASCII that an SMS carries without becoming a wide one.
const GSM: &str = "£¥èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà§¿¡€Δ_ΦΓΛΩΠΨΣΘΞ";

/// C4.
pub(super) fn repeated(found: &mut Found<'_>) {
    let Some(last) = &found.context.last else { return };
    let (now, before) = (pairs(found.text.text), pairs(&last.body));
    let (total, shared) = (
        now.values().sum::<usize>() + before.values().sum::<usize>(),
        now.iter().map(|(pair, n)| (*n).min(before.get(pair).copied().unwrap_or(0))).sum::<usize>(),
    );
    if total > 4 && shared * 2 * 100 > total * SAME {
        let title = format!("Nearly the same text as update {}", last.number);
        let why = "Say what is new since then. If nothing is, say so in one sentence and name the next update.";
        found.warn("C4", None, title, why);
    }
}

/// Pairs of words and how often they come; numbers and times are all alike, so that the clock alone is no news.
fn pairs(text: &str) -> BTreeMap<(String, String), usize> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| if w.bytes().all(|b| b.is_ascii_digit()) { "0".to_owned() } else { w.to_lowercase() });
    let mut map = BTreeMap::new();
    let mut before = String::new();
    for word in words {
        *map.entry((before, word.clone())).or_insert(0) += 1;
        before = word;
    }
    map
}

/// C11, and what is too long to be read.
/// `text` is as much of the `whole` as is read, in all languages.
pub(super) fn length(found: &mut Found<'_>, text: &str, whole: &str) {
    if whole.len() > text.len() {
        let title = format!("Longer than {LONGEST} characters");
        found.warn(
            "C11",
            None,
            title,
            "Nobody reads that in an incident, and what comes after was not checked. Shorten it.",
        );
        return;
    }
    let Some((limit, says)) = &found.context.limit else { return };
    let said: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| *c != '*').collect();
    let is_sms = *limit == 160;
    let wide = said.iter().find(|(_, c)| is_sms && !c.is_ascii() && !GSM.contains(*c)).map(|(_, c)| *c);
    let limit = if wide.is_some() { SMS_WIDE } else { *limit };
    let Some((from, _)) = said.get(limit) else { return };
    let title = format!("{} characters of at most {limit}", said.len());
    let over = said.len() - limit;
    let why = match wide {
        Some(sign) => format!(
            "{says} carries {limit} characters in a text with “{sign}”. Leave out {over}, or write it without such signs."
        ),
        None => format!(
            "{says} carries {limit}. Leave out {over}: what is marked would be cut off or sent as a second message."
        ),
    };
    found.warn("C11", Some(*from..text.len()), title, why);
}

/// C13.
pub(super) fn approval(found: &mut Found<'_>, whole: &str) {
    let ask = |who: &str| {
        if who.is_empty() { "Ask for approval again.".to_owned() } else { format!("Ask {who} to approve it again.") }
    };
    const WHY: &str = "Approval is bound to the subject as well";
    let typed = found.context.subject.clone();
    let is_other = |subject: &str| !typed.is_empty() && !subject.is_empty() && typed != subject;
    match &found.context.approval {
        Approval::Given { by, body, .. } if body_hash(whole.trim()) != body_hash(body.trim()) => {
            let title = format!("Not the text that {by} approved");
            let why = "Approval is bound to the text, word for word. Go back to that text, or have this one approved.";
            found.error("C13", None, title, why);
            let body = body.clone();
            found.fixed_by("Back to the approved text", 0..whole.len(), body);
        }
        Approval::Given { by, subject, .. } if is_other(subject) => {
            let title = format!("Not the subject that {by} approved");
            let why =
                format!("{WHY}. That was “{subject}”: leave yours empty to go back to it, or have this one approved.");
            found.error("C13", None, title, why);
        }
        Approval::Lost { approver, rejected } => {
            let title =
                if *rejected { "The draft was not approved" } else { "The text has changed since it was approved" };
            let why = ask(approver);
            found.error("C13", None, title, why);
        }
        Approval::Waiting { approver, subject, body }
            if body_hash(whole.trim()) == body_hash(body.trim()) && is_other(subject) =>
        {
            let title = format!("Not the subject that waits for {approver}");
            let why = format!("{WHY}. That is “{subject}”: leave yours empty to go back to it, or ask for this one.");
            found.error("C13", None, title, why);
        }
        Approval::Waiting { approver, body, .. } if body_hash(whole.trim()) == body_hash(body.trim()) => {
            let title = format!("{approver} has not approved it yet");
            found.error(
                "C13",
                None,
                title,
                "It goes out once it is approved; until then say that you will write again.",
            );
        }
        Approval::Waiting { approver, body, .. } => {
            let title = format!("Not the text that waits for {approver}");
            let why = "Approval is bound to the text, word for word. Go back to that text, or ask for this one.";
            found.error("C13", None, title, why);
            let body = body.clone();
            found.fixed_by("Back to that text", 0..whole.len(), body);
        }
        Approval::Needed { approver } => {
            let title = format!("{approver} was not asked to approve it");
            let why = "The plan names who approves before it goes out. Ask for approval, word for word.";
            found.error("C13", None, title, why);
        }
        Approval::Given { by, condition, .. } => {
            let by = by.clone();
            if !condition.is_empty() {
                let title = format!("Approved on a condition: {condition}");
                let why = format!(
                    "{by} approved this text if that holds. Say as the reason how you know that it does, or why it goes out without it; the log keeps it. Set to go out at a time, it waits until somebody says so."
                );
                found.error(ON_CONDITION, None, title, why);
            }
            own_approval(found, &by);
        }
        Approval::NotNeeded => {}
    }
}

/// X11: who wrote a text is not who approves it. The reason is in the log already, so it is in nobody's way.
fn own_approval(found: &mut Found<'_>, by: &str) {
    if let Some(level) = found.context.own_approval {
        let title = format!("{by} wrote it and approved it");
        let why = "Nobody else has read it. Have another person read it where there is one; the log keeps the reason.";
        found.add("X11", level, None, title, why);
    }
}

/// C15.
pub(super) fn untold(found: &mut Found<'_>) {
    for untold in &found.context.untold {
        let title = format!("Not told yet: {}, due by {}", untold.audience, found.wall(untold.due_at));
        let why =
            "The thresholds of the plan require it at this severity. Write to them next, or skip it with a reason.";
        found.list.push(super::Draft {
            rule: "C15",
            level: FindingLevel::Error,
            title,
            message: why.to_owned(),
            at: None,
            fix: None,
        });
    }
}

/// X25.
pub(super) fn variables(found: &mut Found<'_>) {
    let text = found.text.text;
    let mut from = 0;
    let mut places = Vec::new();
    while let Some((start, name, end)) = variable::next(&text[from..]) {
        places.push((from + start..from + end, name));
        from += end;
    }
    for (at, name) in places {
        let title = format!("“{}” was not filled", found.quote(&at));
        let why = match variable::meaning(name) {
            Some(meaning) => format!("It stands for {meaning}. Only you can write it: put the words in its place."),
            None => "There is no such variable. Put the words in its place.".to_owned(),
        };
        found.warn("X25", Some(at), title, why);
    }
}

/// Says that the rules about words rest.
pub(super) fn language(found: &mut Found<'_>) {
    if !found.context.is_english {
        let title = match found.is_guessed {
            true => "The text does not seem to be in English".to_owned(),
            false => format!("The plan names another language than English for {}", found.context.audience),
        };
        let why = "Times, addresses, lengths and variables are checked; wording, cause and required elements are not. Have a reader of the language look at it.";
        found.add("C12", FindingLevel::Info, None, title, why);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::text::Utf16;

    #[test]
    fn offsets_do_not_depend_on_how_a_text_is_measured() {
        assert_eq!(Utf16::of("**é** x").at(4), 3);
        assert_eq!(pairs("at 14:05 at 14:06").get(&("0".to_owned(), "at".to_owned())), Some(&1));
    }
}
