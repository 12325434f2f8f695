//! The tables of a communication plan (domain reference B.2) and of its regulatory clocks (5.4).

use super::{
    BlockKind, Preset, PresetChoice, choice, coloured, date, duration, instant, markdown, one, refers, text, yes_no,
};

/// Kinds of audience (domain reference B.2.3).
pub(super) const GROUPS: &[PresetChoice] = &[
    one("executive", "Executives"),
    one("responders", "Responders"),
    one("support", "Support"),
    one("employees", "Employees"),
    one("customers-strategic", "Strategic customers"),
    one("customers", "Customers"),
    one("partners", "Partners"),
    one("vendors", "Vendors"),
    one("regulators", "Regulators"),
    one("media", "Media"),
    one("board", "Board"),
];

/// Presets of this file.
pub(super) const PRESETS: &[Preset] = &[
    Preset {
        kind: BlockKind::Table,
        name: "audiences",
        title: "Audiences",
        source: "domain reference B.2.3",
        columns: &[
            refers("audience", "Audience", "audience").required(),
            choice("group", "Group", GROUPS),
            text("information_need", "What they must be able to decide or do").required(),
            choice(
                "sensitivity",
                "Sensitivity",
                &[one("public", "Public"), one("internal", "Internal"), one("confidential", "Confidential")],
            ),
            refers("primary_channel", "Primary channel", "channel").required(),
            refers("alternate_channel", "Alternate channel", "channel"),
            refers("owner", "Owner", "role person").required(),
            refers("reviewers", "Reviewers", "role person").many(),
            refers("approver", "Approver", "role person").required(),
            text("language", "Language"),
            refers("contacts", "Contacts", "person team vendor").many(),
            yes_no("acknowledge", "Must acknowledge"),
            duration("reply_by", "Reply within"),
            text("quiet_hours", "Quiet hours"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "thresholds",
        title: "When whom must be told",
        source: "domain reference B.2.2, critical-incident definition and notify thresholds",
        columns: &[
            text("criterion", "Criterion").required(),
            text("metric", "Metric"),
            choice(
                "operator",
                "Is",
                &[one("above", "above"), one("at-least", "at least"), one("below", "below"), one("is", "is")],
            ),
            text("value", "Value"),
            refers("severity", "Severity", "severity"),
            refers("audiences", "Audiences", "audience").many(),
            duration("within", "Within"),
            refers("owner", "Decided by", "role person"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "regulatory",
        title: "Regulatory and contractual notifications",
        source: "domain reference 5.4; figures are editable data, to be verified with counsel",
        columns: &[
            text("regime", "Regime").required(),
            text("article", "Article"),
            choice(
                "applies",
                "Applies",
                &[one("yes", "Yes"), one("no", "No"), coloured("assessing", "Assessing", "risk")],
            ),
            text("rationale", "Rationale"),
            text("anchor", "Clock starts with").required(),
            instant("anchor_at", "Started"),
            duration("offset", "Deadline"),
            choice(
                "calendar",
                "Counted in",
                &[
                    one("hours", "Hours"),
                    one("calendar-days", "Calendar days"),
                    one("calendar-months", "Calendar months"),
                    one("business-days", "Business days"),
                ],
            ),
            text("recipient", "To"),
            markdown("content", "Content"),
            refers("owner", "Owner", "role person"),
            refers("approver", "Approver", "role person"),
            choice(
                "status",
                "Status",
                &[
                    one("not-started", "Not started"),
                    one("drafting", "Drafting"),
                    coloured("filed", "Filed", "ok"),
                    coloured("late", "Late", "overdue"),
                    one("not-required", "Not required"),
                ],
            ),
            text("reference", "Filing reference"),
            text("source", "Source"),
            date("reviewed_on", "Reviewed by legal on"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "spokespersons",
        title: "Spokespersons",
        source: "domain reference B.2.9",
        columns: &[
            refers("person", "Speaks", "person role").required(),
            refers("audience", "To", "audience"),
            text("topics", "About"),
            text("never", "Never says"),
            text("contact", "Contact"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "communication-escalation",
        title: "Escalation of communication",
        source: "domain reference B.2.11: who is told when an update is overdue",
        columns: &[
            duration("overdue_by", "Overdue by").required(),
            refers("target", "Tell", "person role team").required(),
            refers("channel", "By", "channel"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Table,
        name: "questions",
        title: "Questions and answers",
        source: "domain reference B.2.12",
        columns: &[
            text("question", "Question").required(),
            markdown("answer", "Answer"),
            refers("audience", "For", "audience"),
            refers("approver", "Approved by", "role person"),
        ],
        settings: &[],
    },
];
