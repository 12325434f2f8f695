//! What a message says too early. C3: a time of repair told to customers. C8: a cause while it is still looked for.

use std::ops::Range;

use super::Found;
use super::promise::Named;
use super::span::span;
use super::text::holds;

/// Words of repair.
const REPAIR: &[&str] = &[
    "fix",
    "fixed",
    "resolve",
    "resolved",
    "resolution",
    "restore",
    "restored",
    "repair",
    "repaired",
    "recover",
    "recovered",
    "back",
    "normal",
    "work again",
    "working again",
    "works again",
    "finish",
    "finished",
    "complete",
    "completed",
    "done",
    "solved",
    "up again",
    "available again",
    "over",
];
/// Words of what is still to come.
const AHEAD: &[&str] = &[
    "will",
    "expect",
    "expected",
    "should",
    "estimate",
    "estimated",
    "aim",
    "hope",
    "plan to",
    "likely",
    "about to",
    "we'll",
    "going to",
    "anticipate",
    "by",
];
/// Words that are an estimate by themselves.
const ESTIMATE: &[&str] = &["eta", "estimated time", "time to repair", "time of repair", "time to resolution"];
/// Words that take a claim back.
const NOT: &[&str] = &[
    "not",
    "no",
    "unknown",
    "isn't",
    "isn’t",
    "don't",
    "don’t",
    "doesn't",
    "never",
    "cannot",
    "can't",
    "can’t",
    "whether",
    "investigating",
    "looking for",
    "until",
    "unless",
    "unclear",
    "ruled out",
];

/// C3.
pub(super) fn estimates(found: &mut Found<'_>, next: Option<&Named>) {
    let (context, text) = (found.context, found.text);
    if !context.is_external || !context.is_english || matches!(context.stage.as_str(), "resolved" | "post-incident") {
        return;
    }
    let next_at = next.map(|n| n.phrase.start);
    let mut places = Vec::new();
    for sentence in &text.sentences {
        let part = text.part(sentence);
        if next_at.is_some_and(|at| sentence.contains(&at)) {
            continue;
        }
        let is_named = holds(part, ESTIMATE) && !holds(part, NOT);
        let ahead = text.clocks_in(sentence).iter().any(|c| c.moment(context.now, &context.zone) > Some(context.now))
            || span(part).is_some()
            || holds(part, &["soon", "shortly", "tomorrow", "tonight", "today", "this afternoon", "this evening"]);
        if is_named || (ahead && holds(part, REPAIR) && holds(part, AHEAD) && !holds(part, &["not", "no", "cannot"])) {
            places.push(sentence.clone());
        }
    }
    for at in places {
        let title = format!("A time of repair in a message to {}", context.audience);
        let why = "If it is missed, the next message is about the missed time. Leave it out and promise the next update only.";
        found.warn("C3", Some(at), title, why);
    }
}

/// C8.
pub(super) fn cause(found: &mut Found<'_>) {
    const CAUSE: &[&str] = &[
        "caused by",
        "cause is",
        "cause was",
        "root cause",
        "the reason is",
        "the reason was",
        "because of",
        "due to",
        "owing to",
        "traced to",
        "traced it to",
        "as a result of",
        "triggered by",
        "the culprit",
    ];
    let (context, text) = (found.context, found.text);
    if !context.is_english || !matches!(context.stage.as_str(), "holding" | "investigating" | "scope") {
        return;
    }
    let mut places: Vec<Range<usize>> = CAUSE.iter().flat_map(|w| text.all(w)).collect();
    places.sort_by_key(|r| r.start);
    let mut reached = 0;
    for at in places {
        let sentence = text.sentence(at.start);
        if at.start < reached || holds(text.part(&sentence), NOT) {
            continue;
        }
        reached = sentence.end;
        let title = "A cause is named while it is still looked for";
        let why = "A cause that turns out wrong has to be taken back in public. Leave it out, or set the state to identified first.";
        found.warn("C8", Some(at), title, why);
    }
}
