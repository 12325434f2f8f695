//! The plain forms of the kinds of block.

use super::{
    BlockKind, ColumnType, Preset, PresetChoice, choice, coloured, column, duration, instant, markdown, number, one,
    refers, text, yes_no,
};

/// The three values of a risk.
pub(super) const RISK: &[PresetChoice] =
    &[coloured("low", "Low", "ok"), coloured("med", "Medium", "risk"), coloured("high", "High", "overdue")];

/// States of an incident as choices; the ids are the words of [`crate::log::State`].
pub(super) const STATES: &[PresetChoice] = &[
    one("investigating", "Investigating"),
    one("identified", "Identified"),
    one("monitoring", "Monitoring"),
    one("resolved", "Resolved"),
    one("closed", "Closed"),
];

/// The stages of a message: their stable words and names.
pub(crate) fn stages() -> impl Iterator<Item = (&'static str, &'static str)> {
    STAGES.iter().map(|stage| (stage.id, stage.name))
}

/// Stages of a message (stakeholder communication practice; domain reference 5.3).
pub(super) const STAGES: &[PresetChoice] = &[
    one("holding", "Holding"),
    one("investigating", "Investigating"),
    one("scope", "Scope"),
    one("identified", "Identified"),
    one("monitoring", "Monitoring"),
    one("resolved", "Resolved"),
    one("post-incident", "Post-incident"),
];

/// Ways to notify.
pub(super) const NOTIFY: &[PresetChoice] = &[
    one("page", "page"),
    one("phone", "phone"),
    one("chat", "chat"),
    one("e-mail", "e-mail"),
    one("sms", "SMS"),
    one("ticket", "ticket"),
];

/// The PACE ranks of a channel.
pub(super) const PACE: &[PresetChoice] = &[
    one("primary", "Primary"),
    one("alternate", "Alternate"),
    one("contingency", "Contingency"),
    one("emergency", "Emergency"),
];

/// Presets of this file.
pub(super) const PRESETS: &[Preset] = &[
    Preset { kind: BlockKind::Prose, name: "prose", title: "Text", source: "", columns: &[], settings: &[] },
    Preset { kind: BlockKind::Fields, name: "fields", title: "Fields", source: "", columns: &[], settings: &[] },
    Preset { kind: BlockKind::Table, name: "table", title: "Table", source: "", columns: &[], settings: &[] },
    Preset {
        kind: BlockKind::Checklist,
        name: "checklist",
        title: "Checklist",
        source: "product specification, block checklist",
        columns: &[
            text("item", "Item").required(),
            refers("owner", "Owner", "role person team"),
            instant("due", "Due"),
            yes_no("done", "Done"),
            refers("done_by", "Done by", "person"),
            instant("done_at", "Done at"),
            column("evidence", "Evidence", ColumnType::Attachment),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Raci,
        name: "raci",
        title: "RACI matrix",
        source: "domain reference B.3",
        columns: &[
            number("no", "No"),
            text("stage", "Stage"),
            text("activity", "Activity").required(),
            markdown("description", "Description"),
            text("deliverable", "Deliverable"),
            choice("risk", "Risk", RISK),
            choice(
                "ai_assist",
                "AI assist",
                &[
                    one("none", "none"),
                    one("draft", "draft"),
                    one("classify", "classify"),
                    one("summarise", "summarise"),
                    one("first-pass", "first pass"),
                ],
            ),
            choice(
                "human_review",
                "Human review",
                &[one("none", "none"), one("sample", "sample"), one("mandatory", "mandatory")],
            ),
            text("due", "Due or trigger"),
        ],
        settings: &[("scheme", "RACI")],
    },
    Preset {
        kind: BlockKind::Escalation,
        name: "escalation",
        title: "Escalation matrix",
        source: "domain reference B.4.3 and 4.3; ITIL functional and hierarchical escalation",
        columns: &[
            refers("severity", "Severity", "severity").note("Empty means any severity"),
            text("level", "Level").required(),
            choice(
                "clock",
                "Clock",
                &[one("functional", "Functional, stops when somebody acknowledges"), one("hierarchical", "By age")],
            )
            .required(),
            refers("target", "Call", "person role team vendor").many().required(),
            refers("backup", "Backup", "person role team vendor").many(),
            choice("notify", "By", NOTIFY).many(),
            duration("acknowledge_within", "Acknowledge within"),
            duration("resolve_within", "Resolve within"),
            duration("after", "At age").note("Age of the incident at which an authority is told"),
            markdown("hand_off", "Hand-off"),
            yes_no("may_decline", "May decline"),
        ],
        settings: &[
            ("clock_start", "declared"),
            ("repeat", "0"),
            ("nobody_available", "next"),
            ("at_risk_percent", "80"),
        ],
    },
    Preset {
        kind: BlockKind::Cadence,
        name: "cadence",
        title: "When whom is told",
        source: "domain reference B.2.4: severity, state, audience and elapsed time",
        columns: &[
            refers("severity", "Severity", "severity").many().note("Empty means any severity"),
            choice("state", "State", STATES).many().note("Empty means any state until resolved"),
            refers("audience", "Audience", "audience").required(),
            duration("after_elapsed", "From age").note("Age of the incident from which the row holds"),
            duration("first_within", "First update within"),
            duration("interval", "Then every"),
            refers("with_audience", "With every update of", "audience"),
            refers("channel", "Channel", "channel"),
            refers("owner", "Owner", "role person"),
            refers("approver", "Approver", "role person"),
            choice("stage", "Stage", STAGES),
            yes_no("on_change", "At once on a material change"),
        ],
        settings: &[("at_risk_percent", "80")],
    },
    Preset {
        kind: BlockKind::Contacts,
        name: "contacts",
        title: "Contacts",
        source: "FEMA 502-2, ICS 205A; PACE ranks; domain reference B.2.8",
        columns: &[
            refers("name", "Name", "person team vendor").required(),
            text("position", "Position"),
            text("primary", "Primary"),
            text("alternate", "Alternate"),
            text("contingency", "Contingency"),
            text("emergency", "Emergency"),
            refers("depends_on", "Depends on", "service").many(),
            text("hours", "Hours"),
            text("notes", "Notes"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Approvals,
        name: "approvals",
        title: "Approvals",
        source: "domain reference B.1.11; what was decided is read from the log",
        columns: &[
            text("checkpoint", "Checkpoint").required(),
            refers("approver", "Approver", "role person").required(),
            instant("due", "Due"),
            text("conditions", "Conditions"),
        ],
        settings: &[],
    },
    Preset {
        kind: BlockKind::Periods,
        name: "periods",
        title: "Periods and meetings",
        source: "FEMA Planning P; USCG ICS 230-CG; domain reference B.1.9",
        columns: &[
            choice("kind", "Kind", &[one("period", "Period"), one("meeting", "Meeting")]).required(),
            number("number", "No"),
            text("name", "Name"),
            instant("from", "From").required(),
            instant("to", "To"),
            text("purpose", "Purpose"),
            refers("attendees", "Attendees", "role person team audience").many(),
            text("location", "Location"),
            text("output", "Output"),
        ],
        settings: &[],
    },
];
