//! Escalation tables in plain Markdown (domain reference 4.1), the layout of Smartsheet's matrix included.

use bridgebook_domain::{BlockKind, ColumnType};

use super::Grid;
use super::table::{Planned, text, words};
use crate::spans;
use crate::specification::{Defaults, Specification};

/// Words of a head and the key of the standard column. The first that fits counts.
const COLUMNS: &[(&[&str], &str)] = &[
    (&["level", "tier", "escalation level"], "level"),
    (&["severity", "priority", "category", "sev", "urgency"], "severity"),
    (
        &[
            "acknowledge within",
            "acknowledge",
            "ack",
            "ack time",
            "acknowledgement time",
            "response",
            "response time",
            "expected response time",
            "response target",
            "respond within",
            "time to acknowledge",
            "within",
            "timeout",
        ],
        "acknowledge_within",
    ),
    (
        &[
            "resolution time",
            "expected resolution time",
            "resolve within",
            "resolution target",
            "time to resolve",
            "resolution within",
            "target resolution time",
            "fix time",
        ],
        "resolve_within",
    ),
    (
        &[
            "target",
            "contact",
            "escalate to",
            "call",
            "owner",
            "who",
            "role",
            "responsible",
            "escalation contact",
            "team",
            "assigned to",
        ],
        "target",
    ),
    (&["backup", "deputy", "alternate"], "backup"),
    (&["notify", "notify by", "by", "method", "notification method", "channel", "how"], "notify"),
    (&["after", "at age", "age"], "after"),
    (&["hand-off", "handoff", "hand-off criteria", "handoff criteria", "criteria", "trigger", "when"], "hand_off"),
];

fn key(head: &str) -> Option<&'static str> {
    let head = words(head).to_lowercase();
    COLUMNS.iter().find(|(names, _)| names.contains(&head.as_str())).map(|(_, key)| *key)
}

fn span(cell: &str) -> Option<Vec<String>> {
    let text = words(cell);
    if matches!(text.as_str(), "" | "-" | "–" | "—") {
        return Some(Vec::new());
    }
    let text = text.trim_start_matches(['<', '≤']).trim();
    let text = text.strip_prefix("within ").unwrap_or(text);
    if text.starts_with('P') {
        return ColumnType::Duration.check(text).is_ok().then(|| vec![text.to_owned()]);
    }
    // A bare number says no unit.
    if text.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    spans::from_words(text).map(|stored| vec![stored])
}

fn list(cell: &str) -> Option<Vec<String>> {
    Some(cell.split([',', ';', '\n']).map(words).filter(|m| !m.is_empty()).collect())
}

fn one(cell: &str) -> Option<Vec<String>> {
    Some(vec![words(cell)])
}

/// The columns when this is an escalation table: who or how long, by level or severity.
pub(super) fn recognise(grid: &Grid) -> Option<Vec<Planned>> {
    let mut keys: Vec<Option<&'static str>> = Vec::new();
    for head in &grid.heads {
        keys.push(key(head).filter(|k| !keys.contains(&Some(*k))));
    }
    let has = |wanted: &str| keys.contains(&Some(wanted));
    let by = has("level") || has("severity");
    let times = usize::from(has("acknowledge_within")) + usize::from(has("resolve_within")) + usize::from(has("after"));
    // A level with somebody to call, or a severity with two times or with a time and somebody to call.
    let is_matrix = by && ((has("target") && (has("level") || times > 0)) || times > 1);
    if !is_matrix {
        return None;
    }
    let mut defaults = Defaults::new(&BlockKind::Escalation, "");
    let planned = grid.heads.iter().zip(keys).map(|(head, key)| {
        let name = words(head);
        let Some(specification) = key.and_then(|k| defaults.by_key(k, &name)) else {
            let plain = Defaults::new(&BlockKind::Table, "").by_name(&name);
            return text(Specification { column_type: ColumnType::Markdown, ..plain });
        };
        if specification.column_type == ColumnType::Duration {
            return Planned { specification, read: span, expected: "a span of time such as 15 min or 2 hours" };
        }
        let read = if specification.options.get("many").is_some_and(|v| v == "yes") { list } else { one };
        Planned { specification, read, expected: "" }
    });
    Some(planned.collect())
}
