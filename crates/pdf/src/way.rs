//! Ways to reach somebody, in the order in which they are tried when chat, mail and sign-in are down: telephones, then
//! what needs no network at all, then messengers, and last what somebody has to sign in for.

use bridgebook_domain::directory::double::digits;
use bridgebook_domain::view::folded;

/// What stands behind a way that fails together with a service; the line under the list says with which.
pub(crate) const FAILS: char = '†';
/// Fewest digits of a number among other words, and of a number alone, such as one inside a house.
const DIGITS: usize = 6;
const SHORT: usize = 3;
/// Words of messengers that reach a telephone over the network, and of what needs an account.
const MESSENGERS: &[&str] = &["signal", "whatsapp", "telegram", "threema", "viber", "zalo", "kakaotalk", "wechat"];
const ACCOUNTS: &[&str] =
    &["chat", "slack", "mattermost", "discord", "zulip", "webex", "zoom", "mail", "email", "webhook"];

/// What a way needs, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Needs {
    /// A telephone.
    Telephone,
    /// Nothing that can be down: a place, an hour, a paper.
    Nothing,
    /// The network.
    Network,
    /// The network and somebody who can sign in.
    Account,
}

/// A way with what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    pub words: String,
    pub needs: Needs,
    /// Services with which it fails; a telephone fails with none.
    pub fails_with: Vec<String>,
}

impl Way {
    /// A way as it is written, of somebody whose mail and chat fail with these services.
    pub fn of(words: &str, services: &[String]) -> Self {
        let needs = needs(words);
        let fails_with = if needs == Needs::Account { services.to_vec() } else { Vec::new() };
        Self { words: words.to_owned(), needs, fails_with }
    }

    /// The words with their mark, where the way fails with a service.
    pub fn marked(&self) -> String {
        if self.fails_with.is_empty() { self.words.clone() } else { format!("{}\u{a0}{FAILS}", self.words) }
    }

    /// Whether both lead to the same place, however they are written.
    fn is_same(&self, other: &Self) -> bool {
        let number = |way: &Self| (way.needs == Needs::Telephone).then(|| digits(&way.words)).flatten();
        match (number(self), number(other)) {
            (Some(own), Some(other)) => own == other,
            _ => folded(&self.words) == folded(&other.words),
        }
    }
}

/// Adds a way, unless it is there already; what it fails with is then told of both.
pub(crate) fn add(ways: &mut Vec<Way>, way: Way) {
    match ways.iter_mut().find(|known| known.is_same(&way)) {
        Some(known) => {
            let new: Vec<String> = way.fails_with.into_iter().filter(|s| !known.fails_with.contains(s)).collect();
            known.fails_with.extend(new);
        }
        None => ways.push(way),
    }
}

/// In the order in which they are tried; those that need the same stay as they were written.
pub(crate) fn sort(ways: &mut [Way]) {
    ways.sort_by_key(|way| (!way.fails_with.is_empty(), way.needs));
}

/// What a way needs, by how it is written.
pub(crate) fn needs(words: &str) -> Needs {
    let text = words.trim();
    let lower = text.to_lowercase();
    let has = |list: &[&str]| lower.split(|c: char| !c.is_alphanumeric()).any(|word| list.contains(&word));
    if text.starts_with(|c: char| c == '+' || c.is_ascii_digit()) && longest_number(text) >= DIGITS || is_number(text) {
        return Needs::Telephone;
    }
    if text.starts_with(['@', '#'])
        || has(ACCOUNTS)
        || lower.contains("ms teams")
        || text.split_whitespace().any(is_address)
    {
        return Needs::Account;
    }
    if has(MESSENGERS) {
        return Needs::Network;
    }
    if longest_number(text) >= DIGITS { Needs::Telephone } else { Needs::Nothing }
}

fn is_mark(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '+' | '(' | ')' | '-' | '/' | '.')
}

/// Whether it is nothing but a number, perhaps a short one.
fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= SHORT && text.chars().all(|c| c.is_ascii_digit() || is_mark(c))
}

/// Digits of the longest number among the words.
fn longest_number(text: &str) -> usize {
    let numbers = text.split(|c: char| !c.is_ascii_digit() && !is_mark(c));
    numbers.map(|number| number.chars().filter(char::is_ascii_digit).count()).max().unwrap_or(0)
}

/// Whether a word is an address of mail or a page.
fn is_address(word: &str) -> bool {
    let word = word.trim_matches(|c: char| matches!(c, ',' | ';' | '(' | ')' | '<' | '>' | '.'));
    if word.contains("://") || word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
        return true;
    }
    let (host, path) = word.split_once('/').map_or((word, false), |(host, _)| (host, true));
    let labels: Vec<&str> = host.split('.').collect();
    let is_host = labels.len() >= if path { 2 } else { 3 } && labels.iter().all(|label| label.len() >= 2);
    is_host && labels.last().is_some_and(|last| last.chars().all(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones_come_first_then_what_needs_nothing_then_messengers_and_last_accounts() {
        for (words, expected) in [
            ("+48 22 555 0141", Needs::Telephone),
            ("Duty phone 030 5550-170", Needs::Telephone),
            ("+1 646 555 0170 (Zoom)", Needs::Telephone),
            ("112", Needs::Telephone),
            ("Berlin office, room 4.02", Needs::Nothing),
            ("Every full hour, 2nd floor", Needs::Nothing),
            ("Signal +48 600 555 141", Needs::Network),
            ("@emre", Needs::Account),
            ("#inc-2041", Needs::Account),
            ("Slack: on-call", Needs::Account),
            ("priya.raman@northwind.example", Needs::Account),
            ("meet.northwind.example/inc-2041", Needs::Account),
            ("https://status.example", Needs::Account),
        ] {
            assert_eq!(needs(words), expected, "{words}");
        }
    }

    #[test]
    fn a_number_is_told_once_however_it_is_written_and_only_accounts_fail_with_a_service() {
        let services = vec!["Identity provider".to_owned()];
        let mut ways = Vec::new();
        for words in ["@emre", "emre@example.org", "+90 212 555 0144", "0090 212 5550144", "@Emre"] {
            add(&mut ways, Way::of(words, &services));
        }
        sort(&mut ways);
        let marked: Vec<String> = ways.iter().map(Way::marked).collect();
        assert_eq!(marked, ["+90 212 555 0144", "@emre\u{a0}†", "emre@example.org\u{a0}†"]);
    }
}
