//! C5: names of machines, addresses and numbers of tickets have no place in a message that goes outside, neither in its
//! text nor in its subject.

use std::ops::Range;

use super::Found;

/// Ends of names that mean something inside only.
const INSIDE: &[&str] = &[
    ".internal",
    ".local",
    ".lan",
    ".corp",
    ".intra",
    ".intranet",
    ".localdomain",
    ".home.arpa",
    ".svc",
    ".localhost",
];
/// Beginnings of the names of machines, when a number follows.
const MACHINES: &[&str] = &[
    "db", "srv", "server", "web", "app", "node", "host", "vm", "k8s", "gw", "lb", "api", "redis", "kafka", "pg", "sql",
    "dc", "prod", "stage", "stg", "pod", "ip", "proxy", "cache", "mq", "es", "worker", "master",
];
/// Post boxes that exist to be written to from outside.
const PUBLIC: &[&str] = &[
    "support",
    "help",
    "info",
    "contact",
    "press",
    "media",
    "privacy",
    "security",
    "status",
    "service",
    "hello",
    "sales",
    "billing",
    "dpo",
    "abuse",
    "noreply",
    "no-reply",
    "care",
    "customers",
    "partners",
];
/// Beginnings that look like a ticket's and are known outside.
const KNOWN: &[&str] = &[
    "UTC", "GMT", "UTF", "ISO", "SHA", "TLS", "COVID", "CVE", "SEV", "RFC", "EN", "DIN", "GDPR", "PCI", "AES", "RSA",
    "MD", "HTTP", "P",
];

pub(super) fn check(found: &mut Found<'_>) {
    if !found.context.is_external {
        return;
    }
    let text = found.text.text;
    for at in tokens(text) {
        let token = &text[at.clone()];
        let Some((what, do_instead)) = kind(token) else { continue };
        let title = format!("{what} in a message that goes outside: “{}”", found.quote(&at));
        found.warn("C5", Some(at), title, do_instead);
    }
    subject(found);
}

/// The subject is read before the text, and by people who never open it. A place in the text cannot show it.
fn subject(found: &mut Found<'_>) {
    let subject = &found.context.subject_sent;
    for at in tokens(subject) {
        let token = &subject[at];
        let Some((what, do_instead)) = kind(token) else { continue };
        let title = format!("{what} in the subject of a message that goes outside: “{token}”");
        found.warn("C5", None, title, do_instead);
    }
}

/// What a token gives away, and what to do.
fn kind(token: &str) -> Option<(&'static str, &'static str)> {
    let lower = token.to_ascii_lowercase();
    if let Some((name, host)) = lower.split_once('@') {
        let is_address = !name.is_empty() && host.contains('.') && !host.contains('@');
        return (is_address && !PUBLIC.contains(&name)).then_some((
            "An e-mail address",
            "Readers will write to it, and it may be a person's. Name the public contact instead.",
        ));
    }
    if is_ip(&lower) {
        return Some(("An address of a machine", "Leave it out; say what the reader can no longer do."));
    }
    let bare = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let host = bare.split(['/', ':', '?']).next().unwrap_or("");
    if is_inside(host) {
        return Some(("The name of a machine", "Leave it out; say what the reader can no longer do."));
    }
    is_ticket(token).then_some((
        "The number of a ticket",
        "Readers cannot look it up. Leave it out, or give the number that they may quote to support.",
    ))
}

fn is_ip(token: &str) -> bool {
    let (host, _) = token.split_once('/').unwrap_or((token, ""));
    let four: Vec<_> = host.split(':').next().unwrap_or("").split('.').collect();
    let is_four = four.len() == 4 && four.iter().all(|p| p.len() <= 3 && p.parse::<u8>().is_ok());
    is_four || is_long(host)
}

/// An address in eight groups of hexadecimal digits; a run of zeros may be left out once.
fn is_long(host: &str) -> bool {
    let groups: Vec<&str> = host.split(':').collect();
    let are_digits = groups.iter().all(|g| g.len() <= 4 && g.bytes().all(|b| b.is_ascii_hexdigit()));
    let is_short = host.matches("::").count() == 1 && !host.contains(":::");
    are_digits
        && groups.iter().any(|g| !g.is_empty())
        && ((groups.len() == 8 && !host.contains("::")) || (is_short && (3..=8).contains(&groups.len())))
}

fn is_inside(host: &str) -> bool {
    let is_name = host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
    if !is_name || host.is_empty() {
        return false;
    }
    if INSIDE.iter().any(|end| host.len() > end.len() && host.ends_with(end)) || host.contains(".svc.") {
        return true;
    }
    host.split('.').any(is_machine)
}

/// `db01`, `node-7`, `pay-db-prod-03`: a known beginning somewhere, and a number at the end.
fn is_machine(label: &str) -> bool {
    let bare = label.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.len() == label.len() || bare.is_empty() {
        return false;
    }
    bare.split(['-', '_']).any(|part| MACHINES.contains(&part))
}

fn is_ticket(token: &str) -> bool {
    let Some((project, number)) = token.split_once('-') else { return false };
    (2..=10).contains(&project.len())
        && project.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && project.starts_with(|c: char| c.is_ascii_uppercase())
        && (1..=8).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && !KNOWN.contains(&project)
}

/// What stands between blanks, without the signs around it.
fn tokens(text: &str) -> Vec<Range<usize>> {
    let is_sign = |c: char| !(c.is_alphanumeric() || c == ':');
    let mut list = Vec::new();
    let mut from = 0;
    let ends = text.char_indices().filter(|(_, c)| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '<' | '>' | '|'));
    for (end, after) in ends.map(|(at, c)| (at, at + c.len_utf8())).chain([(text.len(), text.len())]) {
        let part = &text[from..end];
        let start = from + (part.len() - part.trim_start_matches(is_sign).len());
        let stop = end - (part.len() - part.trim_end_matches(|c: char| !c.is_alphanumeric()).len());
        if start < stop {
            list.push(start..stop);
        }
        from = after;
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_inside_only_is_told_from_what_may_be_said() {
        for inside in [
            "10.0.3.17",
            "10.0.0.0/8",
            "10.1.2.3:8080",
            "fe80::1",
            "2001:db8:0:0:0:0:0:1",
            "db01",
            "node-7",
            "pay-db-prod-03",
            "grafana.shop.internal",
            "https://vault.corp/ui",
            "gw-2.eu.shop.example",
            "kim@shop.example",
            "OPS-1432",
            "INC-2041",
        ] {
            assert!(kind(inside).is_some(), "{inside}");
        }
        for fine in [
            "status.shop.example",
            "https://help.shop.example/cards",
            "support@shop.example",
            "4.2",
            "15:10",
            "UTC-5",
            "COVID-19",
            "top-10",
            "24-7",
            "node",
            "GDPR-33",
            "1.2.3",
            "14:05:30",
            "a::b::c",
            "SEV-1",
            "a",
            "2026-03-11",
            "é-1",
        ] {
            assert!(kind(fine).is_none(), "{fine}");
        }
    }
}
