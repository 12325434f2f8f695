//! The escalated cases by what brought them to a human: level, reason, rule.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::CountedCase;

/// What escalated cases are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKind {
    /// Level.
    Level,
    /// Reason.
    Reason,
    /// Rule.
    Rule,
}

impl GroupKind {
    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Reason => "reason",
            Self::Rule => "rule",
        }
    }
}

/// Escalated cases that share a level, a reason or a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseGroup {
    /// By what.
    pub kind: GroupKind,
    /// Its name; empty for the cases that do not say it.
    pub name: String,
    /// Cases.
    pub cases: usize,
    /// Before the go-live date, and from it on.
    pub parted: Option<(usize, usize)>,
}

/// The escalated cases by level, reason and rule; of each kind the most frequent first, and those that do not say it last.
#[must_use]
pub fn case_groups(cases: &[CountedCase<'_>], go_live: Option<Timestamp>) -> Vec<CaseGroup> {
    let mut found: BTreeMap<(GroupKind, &str), (usize, usize, usize)> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.escalated == Some(true)) {
        let side = go_live.zip(case.opened).map(|(live, opened)| opened >= live);
        for (kind, name) in
            [(GroupKind::Level, case.level), (GroupKind::Reason, case.reason), (GroupKind::Rule, case.rule)]
        {
            let count = found.entry((kind, name)).or_default();
            count.0 += 1;
            count.1 += usize::from(side == Some(false));
            count.2 += usize::from(side == Some(true));
        }
    }
    let group = |((kind, name), (cases, before, after)): ((GroupKind, &str), _)| CaseGroup {
        kind,
        name: name.to_owned(),
        cases,
        parted: go_live.map(|_| (before, after)),
    };
    let mut list: Vec<CaseGroup> = found.into_iter().map(group).collect();
    list.sort_by_key(|group| (group.kind, group.name.is_empty(), std::cmp::Reverse(group.cases)));
    list
}
