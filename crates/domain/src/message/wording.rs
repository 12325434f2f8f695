//! C6: no "as of" with a time and its zone. C7: jargon, blame, and saying how seriously something is taken.

use std::ops::Range;

use super::text::{ClockTime, holds};
use super::{Found, tongue};

/// Words that readers outside the technical teams do not know, and what to say instead; empty where only the writer
/// can know.
const JARGON: &[(&str, &str)] = &[
    ("failover", "switch to the spare system"),
    ("fail-over", "switch to the spare system"),
    ("latency", "slow answers"),
    ("throughput", ""),
    ("connection pool", ""),
    ("load balancer", ""),
    ("intermediate certificate", ""),
    ("its intermediate", ""),
    ("tls handshake", ""),
    ("dns", ""),
    ("kubernetes", ""),
    ("k8s", ""),
    ("http 500", "an error"),
    ("500s", "errors"),
    ("5xx", "errors"),
    ("p99", ""),
    ("p95", ""),
    ("hotfix", "repair"),
    ("hot-fix", "repair"),
    ("regression", "fault"),
    ("root cause analysis", "review"),
    ("rca", "review"),
    ("postmortem", "review"),
    ("post-mortem", "review"),
    ("mitigated", "made smaller"),
    ("mitigation", "repair"),
    ("degraded performance", "slow answers"),
    ("degradation", "slow or failing answers"),
    ("stack trace", ""),
    ("null pointer", ""),
    ("oom", ""),
    ("out of memory", ""),
    ("deadlock", ""),
    ("packet loss", ""),
    ("bgp", ""),
    ("backend", ""),
    ("back-end", ""),
    ("upstream", ""),
    ("downstream", ""),
    ("sre", "our engineers"),
    ("war room", ""),
    ("blast radius", "who is affected"),
];

/// Words that say who is at fault.
const BLAME: &[&str] = &[
    "human error",
    "operator error",
    "user error",
    "careless",
    "carelessness",
    "negligence",
    "negligent",
    "at fault",
    "to blame",
    "blame",
    "blamed",
    "incompetent",
    "someone forgot",
    "somebody forgot",
    "rookie mistake",
];

/// Words before a name that make it blame.
const BY: &[&str] = &["caused by ", "fault of ", "mistake of ", "error of ", "mistake by ", "error by ", "broken by "];

pub(super) fn as_of(found: &mut Found<'_>) {
    let (context, text) = (found.context, found.text);
    let mut stated = text.all("as of").map(|r| (r.clone(), text.sentence(r.start)));
    let in_words = stated.find_map(|(phrase, sentence)| {
        text.clocks_in(&(phrase.start..sentence.end.max(phrase.end))).first().map(|clock| (phrase, clock))
    });
    let in_words = in_words.or_else(|| other_as_of(found));
    let wall = found.wall(context.now);
    match in_words {
        Some((_, clock)) if clock.zone.is_some() => {}
        Some((phrase, clock)) => {
            let title = "The time that the facts are of has no time zone";
            let why = "Readers in other countries take it for their own time. Write the zone after it.";
            let zone = wall.rsplit(' ').next().unwrap_or("").to_owned();
            let end = clock.time_end;
            found.warn("C6", Some(phrase.start.min(clock.at.start)..end), title, why);
            found.fixed_by(format!("Add {zone}"), end..end, format!(" {zone}"));
        }
        // In any language: a time with its zone in the first sentences, before the next update is named.
        None if !context.is_english && text.clocks.iter().any(|c| c.zone.is_some()) => {}
        None => {
            let why =
                "A message is read later than it is written. Begin with the time that its facts are of, with the zone.";
            found.warn("C6", None, "Not said as of when", why);
            if context.is_english {
                found.fixed_by(format!("Insert “As of {wall}”"), 0..0, format!("As of {wall}: "));
            }
        }
    }
}

/// The same in the words of another language, which may stand before the time or behind it.
fn other_as_of<'t>(found: &Found<'t>) -> Option<(Range<usize>, &'t ClockTime)> {
    let text = found.text;
    let tongue = found.context.languages.first().and_then(|language| tongue::of(language))?;
    text.sentences.iter().find_map(|sentence| {
        let at = tongue.as_of(text.part(sentence))?;
        let phrase = sentence.start + at.start..sentence.start + at.end;
        let clocks = text.clocks_in(sentence);
        let after = clocks.iter().find(|clock| clock.at.start >= phrase.end);
        Some((phrase, after.or(clocks.last())?))
    })
}

pub(super) fn words(found: &mut Found<'_>) {
    if !found.context.is_english {
        return;
    }
    seriously(found);
    blame(found);
    if !found.context.is_technical {
        jargon(found);
    }
}

/// "We take security very seriously", in any order of words within a sentence.
fn seriously(found: &mut Found<'_>) {
    let text = found.text;
    let places: Vec<Range<usize>> = text
        .all("seriously")
        .filter_map(|end| {
            let sentence = text.sentence(end.start);
            let before = text.part(&(sentence.start..end.start));
            let take =
                ["take ", "takes ", "taking ", "taken ", "took "].iter().filter_map(|w| before.rfind(w)).max()?;
            Some(sentence.start + take..end.end)
        })
        .collect();
    for at in places {
        let title = format!("“{}” says nothing", found.quote(&at));
        found.warn("C7", Some(at), title, "Say what you do, and by when. Readers judge that.");
    }
}

fn blame(found: &mut Found<'_>) {
    let (context, text) = (found.context, found.text);
    let mut places: Vec<Range<usize>> = BLAME.iter().flat_map(|w| text.all(w)).collect();
    let names: Vec<String> = context.names.iter().map(|n| n.to_ascii_lowercase()).collect();
    for by in BY {
        for (at, _) in text.lower.match_indices(by) {
            let rest = &text.lower[at + by.len()..];
            let named = names.iter().find(|n| !n.is_empty() && rest.starts_with(n.as_str()));
            places.extend(named.map(|n| at..at + by.len() + n.len()));
        }
    }
    places.sort_by_key(|r| (r.start, std::cmp::Reverse(r.end)));
    let mut reached = 0;
    for at in places {
        if at.start < reached {
            continue;
        }
        reached = at.end;
        let title = format!("Blame: “{}”", found.quote(&at));
        found.warn("C7", Some(at), title, "Say what happened and what is done; who did it has no place in an update.");
    }
}

fn jargon(found: &mut Found<'_>) {
    let text = found.text;
    let mut places: Vec<_> =
        JARGON.iter().flat_map(|(word, plain)| text.all(word).map(move |at| (at, *plain))).collect();
    places.sort_by_key(|(r, _)| (r.start, std::cmp::Reverse(r.end)));
    let mut reached = 0;
    for (at, plain) in places {
        // What nobody is to say is quoted to those who might.
        let is_rule = holds(text.part(&text.sentence(at.start)), &["do not say", "never say"]);
        if at.start < reached || is_rule {
            continue;
        }
        reached = at.end;
        let title = format!("Jargon: “{}”", found.quote(&at));
        if plain.is_empty() {
            let why = format!("{} may not know the word. Say what it means for them.", found.context.audience);
            found.warn("C7", Some(at), title, why);
        } else {
            let why = format!("{} may not know the word. Try: “{plain}”.", found.context.audience);
            found.warn("C7", Some(at.clone()), title, why);
            found.fixed_by("Replace", at, plain);
        }
    }
}
