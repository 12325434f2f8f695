//! The kinds that are read as a picture: organisation chart, heat map, timeline, flow; and the message
//! templates. The tables of the same names are how documents held them before the kinds were there.

use super::action::{PROGRESS, SECTIONS};
use super::kind::{RISK, STAGES};
use super::{
    BlockKind, ColumnType, Preset, PresetChoice, PresetColumn, choice, coloured, column, date, duration, instant,
    markdown, number, one, refers, text,
};

const STAGE_COLUMNS: &[PresetColumn] = &[
    refers("audience", "Audience", "audience").note("Empty means any audience"),
    choice("stage", "Stage", STAGES).required(),
    text("subject", "Subject"),
    markdown("body", "Body").required(),
    text("required", "Must contain").many(),
    text("language", "Language"),
    number("limit", "At most characters"),
];

const ROSTER_COLUMNS: &[PresetColumn] = &[
    choice("section", "Section", SECTIONS),
    refers("position", "Position", "role").required(),
    refers("person", "Person", "person"),
    refers("deputy", "Deputy", "person"),
    text("contact", "Contact"),
    instant("from", "From"),
    instant("to", "To"),
    refers("reports_to", "Reports to", "role").note("Empty means the head of the section"),
];

const RISK_COLUMNS: &[PresetColumn] = &[
    text("area", "Area"),
    text("risk", "Hazard or risk").required(),
    choice("likelihood", "Likelihood", RISK),
    choice("impact", "Impact", RISK),
    markdown("mitigation", "Mitigation").required(),
    refers("owner", "Owner", "role person"),
    choice("residual", "Residual", RISK),
    text("trigger", "Trigger"),
    choice(
        "category",
        "Category",
        &[
            one("technical", "Technical"),
            one("operational", "Operational"),
            one("organisational", "Organisational"),
            one("financial", "Financial"),
            one("legal", "Legal"),
        ],
    ),
    markdown("contingency", "Contingency"),
    choice(
        "state",
        "State",
        &[one("open", "Open"), coloured("happened", "Happened", "overdue"), coloured("closed", "Closed", "ok")],
    ),
];

/// Kinds of a line of a schedule.
const LINES: &[PresetChoice] = &[one("phase", "Phase"), one("milestone", "Milestone"), one("gate", "Gate")];

const UNITS: &[PresetChoice] = &[one("days", "days"), one("weeks", "weeks"), one("months", "months")];

const SCHEDULE_COLUMNS: &[PresetColumn] = &[
    number("no", "No"),
    text("name", "Name").required(),
    choice("kind", "Kind", LINES),
    number("length", "Length"),
    choice("unit", "Unit", UNITS),
    text("after", "After").many().note("Names or numbers of the lines that end before this one begins"),
    date("start", "Starts").note("Empty means it follows from the lines before"),
    date("end", "Ends"),
    number("month", "Month").note("As stated, counted from the start of the plan"),
    text("deliverable", "Deliverable"),
    refers("owner", "Owner", "role person team"),
    column("done", "Done", ColumnType::Percent),
    choice("state", "State", PROGRESS),
];

/// States of an integration or checkpoint (domain reference B.5.8).
pub(super) const CHECKPOINT_STATES: &[PresetChoice] = &[
    one("planned", "Planned"),
    one("in-progress", "In progress"),
    coloured("input-required", "Input required", "risk"),
    coloured("blocked", "Blocked", "overdue"),
    coloured("testing", "Testing", "accent"),
    coloured("live", "Live", "ok"),
    coloured("failed", "Failed", "overdue"),
];

/// Why a checkpoint stands still until somebody does something (domain reference B.10).
pub(super) const INPUT_REASONS: &[PresetChoice] = &[
    one("human-review", "Human review"),
    one("missing-data", "Missing data"),
    one("system-confirmation", "System confirmation"),
];

const HANDOFF_COLUMNS: &[PresetColumn] = &[
    number("no", "No"),
    text("name", "Checkpoint").required(),
    refers("from", "From", "service role team vendor").required(),
    refers("to", "To", "service role team vendor").required(),
    text("payload", "Payload"),
    refers("owner", "Owner", "role person team").required(),
    duration("sla", "Within"),
    choice(
        "failure_types",
        "May fail by",
        &[
            one("api-error", "API error"),
            one("data-mismatch", "Data mismatch"),
            one("sync-lag", "Sync lag"),
            one("auth", "Sign-in"),
            one("timeout", "Time-out"),
            one("format", "Format"),
        ],
    )
    .many(),
    refers("on_failure", "On failure, to", "role person team vendor"),
    choice("state", "State", CHECKPOINT_STATES),
    choice("input_reason", "Input required for", INPUT_REASONS),
    number("volume", "Volume a week"),
    duration("wait", "Median wait"),
    text("notes", "Notes"),
];

const fn preset(
    kind: BlockKind,
    name: &'static str,
    title: &'static str,
    source: &'static str,
    columns: &'static [PresetColumn],
) -> Preset {
    Preset { kind, name, title, source, columns, settings: &[] }
}

const ROSTER_SOURCE: &str = "FEMA 502-2, ICS 203 and 207, adapted; who assumed when is read from the log";
const RISK_SOURCE: &str = "FEMA 502-2, ICS 215A, adapted; risk register of domain reference B.7.5";
const STAGE_SOURCE: &str = "domain reference B.2.5 and 5.3, audience by stage";

/// Presets of this file.
pub(super) const PRESETS: &[Preset] = &[
    preset(BlockKind::Stages, "stages", "Message templates", STAGE_SOURCE, STAGE_COLUMNS),
    preset(BlockKind::Roster, "roster", "Organisation", ROSTER_SOURCE, ROSTER_COLUMNS),
    preset(BlockKind::Risks, "risks", "Risks and mitigations", RISK_SOURCE, RISK_COLUMNS),
    preset(BlockKind::Schedule, "schedule", "Schedule", "domain reference B.7.6", SCHEDULE_COLUMNS),
    preset(BlockKind::Handoffs, "handoffs", "Hand-off map", "domain reference B.5.8 and B.10", HANDOFF_COLUMNS),
    preset(BlockKind::Table, "stages", "Message templates", STAGE_SOURCE, STAGE_COLUMNS),
    preset(BlockKind::Table, "roster", "Organisation", ROSTER_SOURCE, ROSTER_COLUMNS),
    preset(BlockKind::Table, "risks", "Risks and mitigations", RISK_SOURCE, RISK_COLUMNS),
];
