//! The tables beside the cases: tiers, service levels, the context of a hand-off, and what a roll-out
//! measures before and after (domain reference 4.1, B.5, B.6).

use super::action::PROGRESS;
use super::support::{PRIORITIES, TIERS};
use super::{BlockKind, Preset, choice, coloured, duration, instant, markdown, number, one, refers, text, yes_no};

/// Presets of this file.
pub(super) const PRESETS: &[Preset] = &[
    Preset {
        kind: BlockKind::Table,
        name: "tiers",
        title: "Tiers",
        source: "domain reference B.5.1, tier table",
        columns: &[
            text("level", "Level").required(),
            refers("target", "Who", "role person team vendor").many().required(),
            refers("backup", "Backup", "role person team vendor").many(),
            text("responsibility", "Takes care of"),
            markdown("hand_off", "Hand-off criteria").required(),
            duration("within", "At most"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "service-levels",
        title: "Service levels",
        source: "domain reference B.4.2 and B.5.1, by priority",
        columns: &[
            choice("priority", "Priority", PRIORITIES).required(),
            choice("tier", "Tier", TIERS).note("Empty means any tier"),
            duration("response_target", "First human response within"),
            duration("resolution_target", "Resolution within"),
            number("at_risk_percent", "At risk at %"),
            refers("calendar", "Calendar", "calendar"),
            text("pauses", "Pauses while"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "service-matrix",
        title: "Incident escalation matrix",
        source: "public escalation matrices (domain reference 4.1): category, description, resolution, expected times",
        columns: &[
            choice(
                "category",
                "Category",
                &[
                    one("feature-request", "Feature Request"),
                    one("low", "Low"),
                    one("normal", "Normal"),
                    coloured("high", "High", "risk"),
                    coloured("urgent", "Urgent", "overdue"),
                ],
            )
            .required(),
            text("description", "Description"),
            text("resolution", "Resolution"),
            duration("response_target", "Expected Response Time"),
            duration("resolution_target", "Expected Resolution Time"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "hand-off-context",
        title: "Required context",
        source: "domain reference B.6b: what a hand-off may not go without",
        columns: &[
            text("item", "Item").required(),
            yes_no("required", "Required"),
            text("source", "Taken from"),
            markdown("content", "Content"),
            yes_no("complete", "Complete"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "baseline-audit",
        title: "Baseline audit",
        source: "domain reference B.5.11 and B.10",
        columns: &[
            text("where", "Where").required(),
            text("trigger", "Trigger"),
            number("volume", "Volume a week"),
            text("breakdown", "Where it breaks down"),
            duration("wait", "Median wait"),
            duration("delay", "Average delay"),
            text("source", "Source"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "baselines",
        title: "Before and after",
        source: "domain reference B.9: n, median and p90 before and after the go-live date",
        columns: &[
            text("metric", "Metric").required(),
            text("definition", "Definition"),
            number("n_before", "n before"),
            text("before", "Median before"),
            text("p90_before", "p90 before"),
            text("target", "Target"),
            number("n_after", "n after"),
            text("after", "Median after"),
            text("p90_after", "p90 after"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "open-items",
        title: "Open items",
        source: "domain reference B.6c",
        columns: &[
            text("item", "Item").required(),
            choice(
                "kind",
                "Kind",
                &[
                    one("action", "Open action"),
                    one("decision", "Decision pending"),
                    one("approval", "Approval pending"),
                    one("question", "Open question"),
                ],
            ),
            refers("owner", "Owner", "role person team"),
            instant("due", "Due"),
            choice("state", "State", PROGRESS),
        ],
        settings: &[],
    },
];
