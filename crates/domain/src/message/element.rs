//! C10: resolved, and nothing said about data. C12: what a message of its stage must contain.

use std::ops::Range;

use super::Found;
use super::text::holds;
use crate::view::folded;

/// Required elements by words of their name, and words of which one shows that a text has it. The words of the
/// element's own name count too.
const ELEMENTS: &[(&str, &[&str])] = &[
    (
        "what you may see",
        &[
            "may see",
            "might see",
            "see errors",
            "refused",
            "fail",
            "fails",
            "do not go through",
            "cannot",
            "slow",
            "not work",
            "errors",
        ],
    ),
    (
        "issue",
        &[
            "problem",
            "issue",
            "fault",
            "fail",
            "fails",
            "failing",
            "refused",
            "disturbed",
            "not work",
            "does not work",
            "do not go through",
            "outage",
            "cannot",
            "disruption",
            "errors",
        ],
    ),
    (
        "aware",
        &["we know", "we are aware", "aware of", "looking into", "investigating", "working on it", "working on this"],
    ),
    ("what happened", &["happened", "caused", "because", "failed"]),
    ("what we are doing", &["we change", "we are doing", "we will", "we have", "from now on", "we do"]),
    ("where to find more", &["more:", "status", "follow", "details", "read more", "http", "www", "page"]),
    (
        "regions",
        &[
            "region",
            "regions",
            "country",
            "countries",
            "eu",
            "europe",
            "everywhere",
            "worldwide",
            "global",
            "asia",
            "americas",
            "us",
            "uk",
        ],
    ),
    ("data loss", &[]),
    ("next update", &[]),
    (
        "contributing factor",
        &["cause", "because", "we know why", "a change", "caused", "factor", "reason", "due to", "traced"],
    ),
    (
        "planned remediation",
        &[
            "taking it back",
            "rolling back",
            "rolled back",
            "repair",
            "repairing",
            "we are now",
            "what we do",
            "restoring",
            "replace",
            "replacing",
            "plan to",
            "fixing",
            "working to",
            "taking back",
        ],
    ),
    (
        "remediation",
        &[
            "repair",
            "repaired",
            "rolled back",
            "taken back",
            "took back",
            "restored",
            "replaced",
            "was done",
            "in place",
            "fixed",
            "changed back",
            "corrected",
        ],
    ),
    ("time done", &[]),
    (
        "how to identify",
        &["may see", "you see", "refused", "message", "error", "recognise", "recognize", "if you", "fails", "shows"],
    ),
    (
        "how to recognise",
        &["again", "recognise", "recognize", "if you still", "if a", "if your", "if you see", "returns", "comes back"],
    ),
    (
        "what to do",
        &[
            "please",
            "tell us",
            "write to",
            "call",
            "contact",
            "try",
            "use",
            "wait",
            "pay by",
            "can do",
            "send",
            "say",
            "ask of you",
            "keep",
        ],
    ),
    (
        "next steps",
        &[
            "can do",
            "please",
            "try",
            "wait",
            "use",
            "working on",
            "what we do",
            "what we ask",
            "next step",
            "pause",
            "pay by",
            "keep",
        ],
    ),
    (
        "workaround",
        &[
            "can do",
            "instead",
            "meanwhile",
            "workaround",
            "use",
            "pay by",
            "try",
            "no way around",
            "for your staff",
            "order later",
        ],
    ),
    (
        "impact",
        &[
            "affected",
            "see",
            "refused",
            "fail",
            "fails",
            "failed",
            "cannot",
            "%",
            "percent",
            "impact",
            "customers",
            "one in",
            "part of",
            "slow",
            "errors",
            "unaffected",
        ],
    ),
    ("services", &[]),
    ("start", &[]),
    (
        "confirmation",
        &[
            "resolved",
            "solved",
            "works as usual",
            "work as usual",
            "works again",
            "work again",
            "is over",
            "was over",
            "fixed",
            "back to normal",
        ],
    ),
    (
        "if still seen",
        &["still see", "if it does not", "if yours does not", "if you", "again", "tell us", "pass on", "anybody who"],
    ),
    (
        "post-incident",
        &["what we learned", "review", "report", "publish", "follow up", "follows", "will tell you what", "write down"],
    ),
    ("summary", &["in short", "summary", "in brief"]),
    ("apology", &["sorry", "apologise", "apologize", "apology", "regret"]),
    (
        "decisions needed",
        &["need from you", "decide", "decision", "decisions", "approve", "nothing now", "nothing needed"],
    ),
    ("staff may say", &["say", "may say", "you can say", "tell customers"]),
    ("nature", &["nature", "kind of", "access", "event", "breach"]),
    ("persons", &["persons", "people", "number of", "data subjects", "customers", "not known yet"]),
    ("consequences", &["consequence", "consequences", "risk", "may lead", "effect"]),
    ("measures", &["measure", "measures", "we have", "taken", "stopped", "blocked"]),
    ("contact", &["contact", "call", "write to", "phone", "mail", "account manager", "reach", "@"]),
    ("severity", &["sev", "severity", "priority"]),
    ("commander", &["commander", "commands", "in command"]),
    ("bridge", &["bridge", "call", "meeting", "join"]),
];

/// Required where the plan names nothing (domain reference 5.3).
fn usual(stage: &str) -> &'static [&'static str] {
    match stage {
        "holding" => &["aware", "what you may see"],
        "investigating" => &["start", "issue", "next steps", "where to find more"],
        "scope" => &["impact", "regions"],
        "identified" => &["contributing factor", "planned remediation", "impact", "start"],
        "monitoring" => &["remediation", "how to recognise recurrence", "what to do"],
        "resolved" => &["confirmation", "remediation", "if still seen", "post-incident expectation"],
        "post-incident" => &["summary", "what happened", "what we are doing", "apology"],
        _ => &[],
    }
}

pub(super) fn check(found: &mut Found<'_>) {
    if !found.context.is_english {
        return;
    }
    let blanks = unfinished(found);
    data(found);
    let context = found.context;
    let names: Vec<String> = if context.required.is_empty() {
        usual(&context.stage).iter().map(|n| (*n).to_owned()).collect()
    } else {
        context.required.clone()
    };
    for name in names {
        let wanted = folded(&name);
        // C1 and C10 say these.
        if wanted.is_empty()
            || wanted.contains("next update")
            || wanted.contains("data loss")
            || is_there(found, &wanted)
        {
            continue;
        }
        if blanks.iter().any(|label| shares_a_word(label, &wanted)) {
            continue;
        }
        let title = format!("Missing: {name}");
        let why = format!(
            "A message of the stage {} must say it. Add a line, or say that it is not known yet.",
            context.stage
        );
        found.warn("C12", None, title, why);
        insert(found, &sentence(&name));
    }
}

/// Whether an element is in the text.
fn is_there(found: &Found<'_>, wanted: &str) -> bool {
    let (text, context) = (found.text, found.context);
    match wanted {
        "start" => {
            return text.clocks.iter().any(|c| {
                c.moment(context.began_at, &context.zone)
                    .is_some_and(|at| at.duration_since(context.began_at).abs().as_mins() < 2)
            }) || text.has(&["since", "began", "started"]) && !text.clocks.is_empty();
        }
        "time done" => return text.clocks.len() > 1 && text.has(&["at", "since", "by"]),
        "services" => {
            let names = context.services.iter().chain(&context.affected);
            return names.map(|n| n.to_ascii_lowercase()).any(|n| !n.is_empty() && text.lower.contains(&n))
                || text.has(&["service", "services", "payments", "shop", "site", "system", "systems"]);
        }
        _ => {}
    }
    let known = ELEMENTS
        .iter()
        .find(|(name, _)| wanted == *name)
        .or_else(|| ELEMENTS.iter().find(|(name, _)| wanted.contains(name)));
    let signs = known.map_or(&[] as &[&str], |(_, signs)| *signs);
    let is_sign = |sign: &&str| match sign.ends_with(|c: char| !c.is_alphanumeric()) {
        true => text.lower.contains(*sign),
        false => text.all(sign).next().is_some(),
    };
    if signs.iter().any(is_sign) || text.lower.contains(wanted) {
        return true;
    }
    // A name of the plan's own: its longest word has to stand in the text.
    let own = wanted.split(|c: char| !c.is_alphanumeric()).max_by_key(|w| w.len()).filter(|w| w.len() > 3);
    known.is_none() && own.is_none_or(|word| text.lower.contains(word))
}

fn shares_a_word(label: &str, wanted: &str) -> bool {
    wanted.split(' ').filter(|w| w.len() > 3).any(|w| label.contains(w))
}

/// Offers a line under a label of its own, as a paragraph: before the one that names the next update, else at the end.
fn insert(found: &mut Found<'_>, label: &str) {
    let text = found.text;
    let next = super::promise::phrases(text).next();
    let line = next.map(|n| text.text[..n.start].rfind('\n').map_or(0, |at| at + 1)).filter(|at| *at > 0);
    let end = text.text.len();
    // Blanks at the end are no reason for more of them.
    let place = line.map_or(text.text.trim_end().len()..end, |at| at..at);
    let before = &text.text[..place.start];
    let lead = match () {
        () if before.is_empty() || before.ends_with("\n\n") => "",
        () if before.ends_with('\n') => "\n",
        () => "\n\n",
    };
    let tail = if place.end == end { "" } else { "\n\n" };
    found.fixed_by("Insert the line", place, format!("{lead}**{label}.** {tail}"));
}

fn sentence(name: &str) -> String {
    let mut rest = name.trim().chars();
    rest.next().map_or_else(String::new, |c| c.to_uppercase().chain(rest).collect())
}

/// Labels of a template under which nothing was written, and its instructions that were left in.
fn unfinished(found: &mut Found<'_>) -> Vec<String> {
    let text = found.text.text;
    let mut labels: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let bare = line.trim();
        let inside = bare.strip_prefix("**").and_then(|l| l.strip_suffix("**")).filter(|l| !l.contains("**"));
        let Some(label) = inside.map(|l| l.trim_end_matches(['.', ':'])).filter(|l| !l.is_empty() && l.len() <= 80)
        else {
            continue;
        };
        let next = text[at..].lines().map(str::trim).find(|l| !l.is_empty());
        let is_heading = next.is_some_and(|l| !l.starts_with("**") && !text[at..].starts_with('\n'));
        if inside.is_some_and(|l| l.ends_with(['.', ':'])) && !is_heading {
            let from = start + (line.len() - line.trim_start().len());
            labels.push((from..from + bare.len(), label.to_owned()));
        }
    }
    for (place, label) in &labels {
        let title = format!("Nothing is written under “{label}”");
        found.warn("C12", Some(place.clone()), title, "Write it, say that it is not known yet, or take the label out.");
    }
    let left: Vec<Range<usize>> = found
        .text
        .sentences
        .iter()
        .filter(|s| holds(found.text.part(s), &["say here what", "say here", "say what was lost"]))
        .cloned()
        .collect();
    for place in left {
        found.warn(
            "C12",
            Some(place),
            "An instruction of the template was left in",
            "Write what it asks for in its place.",
        );
    }
    labels.into_iter().map(|(_, label)| folded(&label)).collect()
}

/// C10.
fn data(found: &mut Found<'_>) {
    const WHAT: &[&str] = &[
        "data",
        "order",
        "orders",
        "payment",
        "payments",
        "record",
        "records",
        "file",
        "files",
        "transaction",
        "transactions",
        "account",
        "accounts",
        "booking",
        "bookings",
        "entries",
        "message",
        "messages",
        "money",
    ];
    const STATED: &[&str] = &[
        "lost",
        "loss",
        "missing",
        "corrupt",
        "corrupted",
        "intact",
        "safe",
        "complete",
        "charged",
        "twice",
        "nothing",
        "none",
        "affected",
        "correct",
        "corrected",
        "compared",
        "restored",
        "open:",
        "deleted",
        "unaffected",
    ];
    if found.context.stage != "resolved" {
        return;
    }
    let text = found.text;
    let is_stated = text.sentences.iter().any(|s| {
        let part = text.part(s);
        holds(part, WHAT) && holds(part, STATED) && !holds(part, &["say here", "say what was lost"])
    });
    // A label of its own: “**Data.** Nothing was lost.”
    let after_label = text.sentences.windows(2).any(|pair| {
        let (label, rest) = (text.part(&pair[0]), text.part(&pair[1]));
        label.len() <= 40
            && holds(label, WHAT)
            && holds(rest, STATED)
            && !holds(rest, &["say here", "say what was lost"])
    });
    if !is_stated && !after_label {
        let why = "Say what was lost or has to be corrected, or that nothing was: it is the first thing readers ask.";
        found.warn("C10", None, "Resolved, and nothing is said about data", why);
        insert(found, "Your data");
    }
}
