//! Whether an activity in English names a thing rather than something one does (R-H9). Judged by endings, with lists of
//! verbs that look like nouns: what is not known is left alone, because a wrong remark is worse than a missing one.

/// Endings of nouns that are made of verbs.
const ENDINGS: &[&str] = &["tion", "sion", "ment", "ness", "ity", "ance", "ence", "ing"];
/// Nouns of that sort with endings of their own.
const NOUNS: &[&str] =
    &["approval", "removal", "renewal", "analysis", "diagnosis", "recovery", "delivery", "discovery"];
/// Verbs that end like nouns, in order.
const LIKE_NOUNS: &[&str] = &[
    "advance",
    "auction",
    "audition",
    "augment",
    "balance",
    "bring",
    "caution",
    "cement",
    "commence",
    "comment",
    "commission",
    "compliment",
    "condition",
    "dance",
    "decommission",
    "document",
    "enhance",
    "envision",
    "evidence",
    "experience",
    "experiment",
    "fence",
    "ferment",
    "finance",
    "fling",
    "fragment",
    "function",
    "glance",
    "implement",
    "influence",
    "instrument",
    "lament",
    "mention",
    "partition",
    "petition",
    "ping",
    "position",
    "proposition",
    "provision",
    "question",
    "ration",
    "reference",
    "requisition",
    "ring",
    "sanction",
    "segment",
    "sequence",
    "silence",
    "sing",
    "sling",
    "spring",
    "station",
    "sting",
    "string",
    "supplement",
    "swing",
    "torment",
    "transition",
    "vision",
    "wring",
];
/// Verbs, in order, that stand before a noun of that sort without a word between: “Request approval”, “Send update information”.
const VERBS: &[&str] = &[
    "accept",
    "add",
    "administer",
    "agree",
    "amend",
    "analyse",
    "analyze",
    "announce",
    "apply",
    "appoint",
    "approve",
    "arrange",
    "ask",
    "assemble",
    "assess",
    "assign",
    "assist",
    "assure",
    "attend",
    "audit",
    "authorise",
    "authorize",
    "automate",
    "avoid",
    "begin",
    "brief",
    "build",
    "calculate",
    "call",
    "cancel",
    "capture",
    "carry",
    "cease",
    "chair",
    "change",
    "check",
    "choose",
    "circulate",
    "clarify",
    "classify",
    "close",
    "collate",
    "collect",
    "communicate",
    "compile",
    "complete",
    "conduct",
    "configure",
    "confirm",
    "consider",
    "consult",
    "contact",
    "continue",
    "control",
    "coordinate",
    "create",
    "declare",
    "define",
    "delegate",
    "deliver",
    "deploy",
    "describe",
    "design",
    "develop",
    "direct",
    "discuss",
    "disseminate",
    "distribute",
    "do",
    "draft",
    "draw",
    "enable",
    "end",
    "endorse",
    "engage",
    "ensure",
    "escalate",
    "establish",
    "evaluate",
    "examine",
    "execute",
    "explain",
    "facilitate",
    "file",
    "finalise",
    "finalize",
    "find",
    "follow",
    "forward",
    "gather",
    "get",
    "give",
    "grant",
    "guide",
    "handle",
    "hold",
    "identify",
    "improve",
    "inform",
    "initiate",
    "inspect",
    "install",
    "investigate",
    "invite",
    "issue",
    "join",
    "keep",
    "launch",
    "lead",
    "limit",
    "list",
    "log",
    "maintain",
    "make",
    "manage",
    "measure",
    "monitor",
    "negotiate",
    "notify",
    "obtain",
    "offer",
    "open",
    "operate",
    "order",
    "organise",
    "organize",
    "oversee",
    "own",
    "pause",
    "perform",
    "plan",
    "post",
    "practise",
    "prepare",
    "present",
    "prevent",
    "prioritise",
    "prioritize",
    "process",
    "produce",
    "propose",
    "protect",
    "provide",
    "publish",
    "purchase",
    "raise",
    "rank",
    "reach",
    "read",
    "receive",
    "recommend",
    "reconcile",
    "record",
    "reduce",
    "register",
    "reject",
    "release",
    "remove",
    "replace",
    "reply",
    "report",
    "request",
    "require",
    "rerun",
    "resolve",
    "respond",
    "restore",
    "resume",
    "retain",
    "retrieve",
    "return",
    "review",
    "revise",
    "revoke",
    "run",
    "schedule",
    "secure",
    "seek",
    "select",
    "send",
    "set",
    "share",
    "show",
    "sign",
    "simplify",
    "sort",
    "start",
    "stop",
    "store",
    "submit",
    "suggest",
    "summarise",
    "summarize",
    "supervise",
    "support",
    "survey",
    "sustain",
    "take",
    "tell",
    "test",
    "trace",
    "track",
    "train",
    "translate",
    "triage",
    "trigger",
    "tune",
    "update",
    "upload",
    "use",
    "validate",
    "verify",
    "view",
    "waive",
    "watch",
    "weigh",
    "withdraw",
    "write",
];
/// Words behind which a noun follows, so that what stands before them is something one does.
const DETERMINERS: &[&str] = &[
    "the", "a", "an", "all", "any", "each", "every", "our", "your", "their", "its", "this", "that", "these", "those",
    "no",
];
/// Words that join two nouns: what matters is the noun before them, “Notification of authority”.
const JOINTS: &[&str] =
    &["of", "for", "to", "by", "with", "from", "in", "on", "at", "after", "before", "and", "or", "&"];

/// The words that are looked at: a name of two or three words, and the joint that may stand behind them.
const LOOKED_AT: usize = 4;

/// Whether an activity, folded to small letters and single spaces, names a thing: “message approval”, “notification of
/// authority”, “the bridge”. Asked for every row each time that anything changes, so it copies nothing and asks first
/// what most activities are not.
pub(super) fn names_a_thing(folded: &str) -> bool {
    let mut words = [""; LOOKED_AT];
    let mut count = 0;
    let all = folded.split(' ').map(|w| w.trim_matches([',', ';', ':', '.'])).filter(|w| !w.is_empty());
    for (place, word) in words.iter_mut().zip(all) {
        *place = word;
        count += 1;
    }
    let words = &words[..count];
    let Some(first) = words.first() else { return false };
    if matches!(*first, "the" | "a" | "an") {
        return true;
    }
    let is_like_noun = || LIKE_NOUNS.binary_search(first).is_ok();
    if is_nominal(first) {
        return !is_like_noun();
    }
    // The noun that carries the name is the last one before a joint.
    let end = words.iter().position(|word| JOINTS.contains(word)).unwrap_or(count);
    if !(2..=3).contains(&end) || !is_nominal(words[end - 1]) || DETERMINERS.contains(&words[1]) {
        return false;
    }
    VERBS.binary_search(first).is_err() && !is_like_noun()
}

fn is_nominal(word: &str) -> bool {
    // Every ending and every noun of the list ends in one of these.
    matches!(word.as_bytes().last(), Some(b'n' | b't' | b's' | b'y' | b'e' | b'g' | b'l'))
        && (ENDINGS.iter().any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending))
            || NOUNS.contains(&word))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The same, written as it is read: every word, every list, in the order of the rules.
    fn slowly(folded: &str) -> bool {
        let is_nominal = |word: &str| {
            NOUNS.contains(&word)
                || ENDINGS.iter().any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending))
        };
        let words: Vec<&str> =
            folded.split(' ').map(|w| w.trim_matches([',', ';', ':', '.'])).filter(|w| !w.is_empty()).collect();
        let Some(first) = words.first() else { return false };
        if matches!(*first, "the" | "a" | "an") || (is_nominal(first) && !LIKE_NOUNS.contains(first)) {
            return true;
        }
        let end = words.iter().position(|word| JOINTS.contains(word)).unwrap_or(words.len());
        let is_done = VERBS.contains(first) || LIKE_NOUNS.contains(first);
        let is_told = words.get(1).is_some_and(|second| DETERMINERS.contains(second));
        (2..=3).contains(&end) && !is_done && !is_told && words.get(end - 1).is_some_and(|last| is_nominal(last))
    }

    fn word() -> impl Strategy<Value = String> {
        let known: Vec<&str> = [VERBS, LIKE_NOUNS, NOUNS, DETERMINERS, JOINTS, ENDINGS]
            .iter()
            .flat_map(|list| list.iter().copied())
            .collect();
        let ending = prop::sample::select(ENDINGS);
        prop_oneof![
            3 => prop::sample::select(known).prop_map(str::to_owned),
            2 => ("[a-z]{0,6}", ending).prop_map(|(stem, ending)| format!("{stem}{ending}")),
            1 => "[a-z,.;: ü]{0,5}",
        ]
    }

    proptest! {
        #[test]
        fn the_short_way_finds_what_the_long_one_finds(words in prop::collection::vec(word(), 0..7)) {
            let folded = words.join(" ");
            prop_assert_eq!(names_a_thing(&folded), slowly(&folded), "{}", folded);
        }
    }

    #[test]
    fn lists_that_are_searched_are_sorted() {
        assert!(VERBS.is_sorted() && LIKE_NOUNS.is_sorted(), "they are searched by halves");
        let ends = |list: &[&str]| list.iter().all(|word| "ntsyegl".contains(&word[word.len() - 1..]));
        assert!(ends(ENDINGS) && ends(NOUNS), "what cannot be a noun is told by its last letter");
    }

    #[test]
    fn a_thing_is_told_from_something_one_does() {
        for thing in [
            "message approval",
            "notification of authority",
            "the bridge",
            "severity assessment",
            "root cause analysis",
            "vendor management for payments",
            "testing",
            "incident logging",
        ] {
            assert!(names_a_thing(thing), "{thing}");
        }
        for deed in [
            "approve the message",
            "request approval",
            "send notification to authority",
            "implement fix",
            "position the team",
            "bring up the bridge",
            "document the cause",
            "reassure a delegation",
            "escalate to management",
            "run post-incident review",
            "watch error rate and compensation",
            "fix",
            "",
        ] {
            assert!(!names_a_thing(deed), "{deed}");
        }
    }
}
