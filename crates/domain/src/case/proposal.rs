//! What an incident that several cases become may be called, and what its log says of them.

use std::collections::BTreeSet;

use super::facts::CaseFacts;
use crate::view::folded;

/// What is proposed for an incident that cases become. A person may change all of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposal {
    /// Title: the subject that all share, else that of the first case with the number of the others; empty where none
    /// has a subject.
    pub title: String,
    /// Services that they are about, as their rows hold them, each once.
    pub services: Vec<String>,
    /// How many customers they come from; none where one of them does not tell.
    pub customers: Option<u32>,
}

/// What is proposed for an incident that these cases become.
#[must_use]
pub fn proposal(cases: &[CaseFacts<'_>]) -> Proposal {
    let mut ordered: Vec<&CaseFacts<'_>> = cases.iter().collect();
    // The first that came in says best what it began with; those of which nobody knows when come last.
    ordered.sort_by_key(|case| (case.opened.is_none(), case.opened));
    let subject = |case: &CaseFacts<'_>| {
        let found = ["subject", "check", "name"].iter().map(|key| case.shown(key)).find(|text| !text.is_empty());
        found.unwrap_or_default()
    };
    let first = ordered.iter().map(|case| subject(case)).find(|text| !text.is_empty()).unwrap_or_default();
    let others = ordered.iter().filter(|case| folded(&subject(case)) != folded(&first)).count();
    let title = match others {
        _ if first.is_empty() => String::new(),
        0 => first,
        n => format!("{first} and {n} more"),
    };
    let mut services: Vec<String> = Vec::new();
    for service in ordered.iter().flat_map(|case| case.values("service").unwrap_or_default()) {
        if !service.is_empty() && !services.iter().any(|known| known == service) {
            services.push(service.to_owned());
        }
    }
    let customers: Option<BTreeSet<String>> = cases
        .iter()
        .map(|case| Some(folded(&case.shown("customer"))).filter(|customer| !customer.is_empty()))
        .collect();
    let customers = customers.filter(|all| !all.is_empty()).and_then(|all| u32::try_from(all.len()).ok());
    Proposal { title, services, customers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BlockKind;
    use crate::case::CaseFields;
    use crate::directory::Directory;
    use crate::test::Builder;

    fn proposed(rows: &[&[(&str, &str)]]) -> Proposal {
        let block = Builder::default().block(&BlockKind::Table, "tickets", rows);
        let fields = CaseFields::of(&block, &Directory::default());
        let facts: Vec<_> =
            block.live_rows().into_iter().map(|(_, row)| CaseFacts::of_row(&fields, &block, row, None)).collect();
        proposal(&facts)
    }

    #[test]
    fn the_title_is_what_all_are_about_and_customers_count_once() {
        let early: &[(&str, &str)] =
            &[("subject", "Card refused"), ("customer", "K-1"), ("opened", "2026-03-11T12:00:00Z")];
        let late: &[(&str, &str)] =
            &[("subject", "card  refused"), ("customer", "k-1"), ("opened", "2026-03-11T12:05:00Z")];
        let other: &[(&str, &str)] = &[("subject", "Parcel"), ("opened", "2026-03-11T11:00:00Z")];
        let found = proposed(&[late, early]);
        assert_eq!((found.title.as_str(), found.customers), ("Card refused", Some(1)));
        let found = proposed(&[late, early, other]);
        assert_eq!(
            (found.title.as_str(), found.customers),
            ("Parcel and 2 more", None),
            "one does not tell its customer"
        );
        assert_eq!(proposed(&[]), Proposal::default());
    }
}
