//! Whether a text is in another language than English, where nobody says in which one it is: a message is often pasted from
//! elsewhere, and its audience's row names no language. It is guessed by the words that no English message does without, and
//! only where something hangs on it: a text that names a time and is held to no promise that could be read.

use super::span::span;
use super::text::Reading;
use super::tongue;

/// Words that English messages are full of, and hardly another language: those that others have as well (`for`, `in`, `to`,
/// `is`, `was`, `we`, `at`) are left out.
const ENGLISH: &[&str] = &[
    "the",
    "and",
    "are",
    "were",
    "with",
    "will",
    "you",
    "your",
    "our",
    "that",
    "this",
    "these",
    "those",
    "have",
    "has",
    "had",
    "been",
    "not",
    "it",
    "its",
    "from",
    "they",
    "their",
    "them",
    "what",
    "when",
    "which",
    "while",
    "until",
    "since",
    "because",
    "some",
    "any",
    "can",
    "cannot",
    "could",
    "would",
    "should",
    "there",
    "here",
    "who",
    "how",
    "why",
    "more",
    "other",
    "another",
    "us",
    "but",
    "if",
    "then",
    "than",
    "after",
    "before",
    "again",
    "about",
    "of",
    "by",
    "as",
    "be",
    "being",
    "does",
    "did",
    "next",
    "update",
    "updates",
    "soon",
    "please",
    "every",
    "each",
    "still",
    "now",
    "only",
    "out",
    "back",
    "down",
    "up",
    "off",
    "through",
    "between",
    "during",
    "within",
    "around",
    "both",
    "same",
    "new",
    "know",
    "known",
    "see",
    "say",
    "says",
    "said",
    "write",
    "call",
    "keep",
    "make",
    "made",
    "take",
    "taken",
    "found",
    "find",
    "need",
    "needs",
    "use",
    "using",
    "work",
    "works",
    "working",
    "start",
    "started",
    "stop",
    "stopped",
    "begin",
    "began",
    "run",
    "running",
    "try",
    "help",
    "fail",
    "fails",
    "failed",
    "failing",
    "failure",
    "failures",
    "fix",
    "fixed",
    "fixing",
    "expected",
    "payment",
    "payments",
    "card",
    "cards",
    "issue",
    "issues",
    "problem",
    "problems",
    "outage",
    "users",
    "customers",
    "orders",
    "service",
    "services",
    "error",
    "errors",
    "cause",
    "investigating",
    "identified",
    "monitoring",
    "resolved",
    "restored",
    "restart",
    "restarted",
    "team",
    "slow",
    "affected",
    "impact",
    "data",
    "lost",
    "hours",
    "hour",
    "minutes",
    "today",
    "tomorrow",
    "rollback",
    "release",
    "nothing",
    "everything",
    "people",
    "time",
    "unavailable",
    "available",
    "workaround",
    "transfer",
    "degraded",
    "rolled",
    "traffic",
    "requests",
    "connection",
    "connections",
    "slowly",
    "await",
    "expect",
    "mitigated",
    "recovered",
    "recovering",
    "recovery",
    "retry",
    "queue",
    "backlog",
    "access",
    "root",
    "partially",
    "fully",
    "due",
    "scheduled",
    "completed",
    "ongoing",
    "ended",
    "cleared",
    "eta",
    "most",
    "none",
];
/// Fewest words by which anything can be guessed.
const FEWEST: usize = 4;
/// Of so many words at least one is of the list, in a text that is English.
const ONE_OF: usize = 8;

/// Whether a text that names a time, or a span, is written in another language than English.
pub(super) fn is_foreign(text: &Reading<'_>) -> bool {
    let has_time = !text.clocks.is_empty() || span(&text.lower).is_some() || tongue::measures(&text.lower);
    if !has_time {
        return false;
    }
    let is_word = |word: &&str| word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
    let words = text.lower.split(|c: char| !c.is_alphanumeric()).filter(is_word);
    let (mut all, mut known) = (0, 0);
    for word in words {
        all += 1;
        known += usize::from(ENGLISH.contains(&word));
    }
    all >= FEWEST && known * ONE_OF < all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::customers;
    use crate::message::{findings, read};

    const FOREIGN: &[&str] = &[
        "Betaling med kort fejler for nogle kunder. Vi regner med at vide noget kl. 14.55.",
        "Maksut eivät toimi osalla asiakkaista. Tilanne tarkistetaan klo 14.55.",
        "Betalinger med kort feiler for noen kunder. Vi ser på det igjen kl. 14.55.",
        "Kortbetalningar misslyckas för en del kunder. Läget ses över kl. 14.55.",
        "Platby kartou některým zákazníkům nefungují. Stav ověříme ve 14:55.",
        "Maksed kaardiga ei tööta osal klientidest. Anname teada kell 14:55.",
        "A kártyás fizetés néhány ügyfélnél nem működik. Legközelebb 14:55-kor jelentkezünk.",
        "Plățile cu cardul nu funcționează pentru unii clienți. Revenim la ora 14:55.",
        "Pembayaran kartu gagal untuk sebagian pelanggan. Kabar berikutnya pukul 14:55.",
        "Zahlungen mit Karte schlagen bei einem Teil der Kunden fehl. Prüfung um 14:55 Uhr.",
    ];

    #[test]
    fn a_text_whose_language_nobody_names_is_not_held_up_for_a_time_that_cannot_be_read() {
        let mut context = customers();
        (context.latest_next, context.interval, context.promised) = (None, None, None);
        for text in FOREIGN {
            assert!(is_foreign(&Reading::new(text)), "{text}");
            assert_eq!(read(text, &context).next_at, None, "nothing is promised by a guess: {text}");
            let found = findings(text, &context);
            let asked = found.iter().find(|f| f.rule == "C1").expect("it is asked for");
            assert!(!asked.is_in_the_way() && asked.message.contains("give its time beside the text"), "{asked:?}");
            assert!(found.iter().all(|f| !f.is_in_the_way()), "{text}: {found:#?}");
        }
    }

    #[test]
    fn the_time_that_is_given_by_hand_is_the_promise_and_found_in_the_text() {
        let mut context = customers();
        (context.latest_next, context.interval) = (None, None);
        context.promised = Some(crate::test::at("14:55"));
        for text in FOREIGN {
            assert_eq!(read(text, &context).next_at, context.promised, "{text}");
            assert!(findings(text, &context).iter().all(|f| f.rule != "C1"), "{text}");
        }
    }

    #[test]
    fn english_is_known_as_such_also_where_it_is_short() {
        let mut context = customers();
        (context.latest_next, context.interval) = (None, None);
        for text in [
            "As of 14:45 CET we know why a part of the card payments is refused.",
            "Checkout down since 13:58. Rollback running.",
            "Payments failing in EU, fix expected 15:30.",
            "We are on it.",
            "Card payments fail.",
        ] {
            assert!(!is_foreign(&Reading::new(text)), "{text}");
            let c1 = findings(text, &context).into_iter().find(|f| f.rule == "C1").expect("a time is missing");
            assert!(c1.is_in_the_way(), "{text}");
        }
    }

    #[test]
    fn a_language_that_somebody_names_is_not_guessed() {
        let mut context = customers();
        context.languages = vec!["English".to_owned()];
        (context.latest_next, context.interval) = (None, None);
        let c1 = findings(FOREIGN[0], &context).into_iter().find(|f| f.rule == "C1").expect("a time is missing");
        assert!(c1.is_in_the_way(), "the plan says that its readers read English");
    }
}
