//! Triggers and views: what decides over cases, and what is read live.

use super::kind::NOTIFY;
use super::{
    BlockKind, ColumnType, Preset, PresetChoice, choice, coloured, column, date, duration, one, refers, text, yes_no,
};

/// Risk of a task, by which thresholds differ (domain reference B.5.12).
pub(super) const TASK_RISK: &[PresetChoice] = &[
    coloured("low", "Low", "ok"),
    coloured("med", "Medium", "risk"),
    coloured("high", "High", "overdue"),
    coloured("critical", "Critical", "overdue"),
];

/// What a rule looks at (domain reference B.4.5).
const KINDS: &[PresetChoice] = &[
    one("time", "Time"),
    one("sla_pct", "Share of the time allowed"),
    one("confidence", "AI confidence"),
    one("keyword", "Keyword"),
    one("tier", "Customer tier"),
    one("sentiment", "Sentiment"),
    one("defect_type", "Defect type"),
    one("frequency", "Frequency"),
    one("affected", "Customers affected"),
    one("missing_field", "Missing field"),
    one("policy_flag", "Policy flag"),
    one("unclear_input", "Unclear input"),
    one("format_failure", "Format failure"),
    one("human_request", "Asked for a human"),
    one("manual", "By hand"),
    one("security_legal", "Security or legal"),
];

/// Presets of this file.
pub(super) const PRESETS: &[Preset] = &[
    Preset {
        kind: BlockKind::Triggers,
        name: "triggers",
        title: "Triggers",
        source: "domain reference B.4.5 and B.10; the first rule that fits decides",
        columns: &[
            text("name", "Rule").required(),
            yes_no("enabled", "On"),
            choice("kind", "Looks at", KINDS),
            choice("risk", "Task risk", TASK_RISK).many().note("Empty means any risk"),
            text("condition", "When").note("For instance confidence < 80 and (tier is Gold or human asked)"),
            choice(
                "outcome",
                "Then",
                &[
                    coloured("continue", "AI continues", "ok"),
                    coloured("recover", "Recovery procedure", "accent"),
                    coloured("human", "Human", "risk"),
                ],
            )
            .required(),
            text("procedure", "Procedure"),
            refers("target", "Goes to", "role person team skill").note("Empty means the R of the matching RACI stage"),
            text("level", "Level"),
            choice(
                "effects",
                "Also",
                &[
                    one("set-status", "Set the status"),
                    one("assign", "Assign the owner"),
                    one("notify", "Notify"),
                    one("follow-up", "Create follow-up actions"),
                    one("brief", "Prepare the brief"),
                    one("update", "Prepare an update"),
                    one("clock", "Start the clock"),
                    one("approval", "Require approval"),
                    one("declare", "Declare an incident"),
                ],
            )
            .many(),
            refers("notify", "Notify", "role person team audience").many(),
            choice("methods", "By", NOTIFY).many(),
            text("status", "Status"),
            refers("severity", "Severity", "severity"),
            duration("within", "Answer within"),
            choice(
                "initiated",
                "Escalation",
                &[one("reactive", "Reactive, asked for"), one("proactive", "Proactive, raised by a rule")],
            ),
            text("reason", "Reason"),
            yes_no("default", "Default route"),
            text("cases", "Test cases").many(),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::View,
        name: "view",
        title: "Live view",
        source: "product specification, block view",
        columns: &[],
        settings: &[("source", "log")],
    },
    Preset {
        kind: BlockKind::Table,
        name: "ai-thresholds",
        title: "AI thresholds",
        source: "domain reference B.5.12: task type by risk",
        columns: &[
            text("task", "Task").required(),
            choice("risk", "Risk", TASK_RISK).required(),
            column("min_confidence", "Least confidence %", ColumnType::Percent),
            yes_no("human_approval", "A human approves"),
            text("checks", "Business rules checked").many(),
            column("sample_rate", "Reviewed sample %", ColumnType::Percent),
            refers("owner", "Owner", "role person"),
            date("valid_from", "Valid from"),
            text("rationale", "Why"),
            date("last_tuned", "Last tuned"),
            text("outcome", "What came out"),
        ],
        settings: &[("high_risk_minimum", "90")],
    },
];
