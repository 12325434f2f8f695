//! The tables of plans that are prepared before an incident and of what is learned after it: procedures,
//! drills, reviews and roll-outs (domain reference B.7, B.8 and B.10).

use super::action::PROGRESS;
use super::kind::NOTIFY;
use super::{
    BlockKind, ColumnType, Preset, PresetChoice, PresetColumn, RHYTHM, choice, coloured, column, date, duration,
    instant, markdown, number, one, refers, text, time, yes_no,
};

/// What an action after an incident or a drill is for (domain reference B.10: these four).
const IMPROVES: &[PresetChoice] =
    &[one("detect", "Detect"), one("mitigate", "Mitigate"), one("prevent", "Prevent"), one("process", "Process")];

const LEVELS_OF_CHANGE: &[PresetChoice] = &[
    one("general", "General, project manager decides"),
    coloured("major", "Major, special committee decides", "risk"),
    coloured("strategic", "Strategic, executives decide", "overdue"),
];

const fn table(
    name: &'static str,
    title: &'static str,
    source: &'static str,
    columns: &'static [PresetColumn],
) -> Preset {
    Preset { kind: BlockKind::Table, name, title, source, columns, settings: &[] }
}

const STEPS: &[PresetColumn] = &[
    number("no", "No"),
    text("step", "Step").required(),
    refers("owner", "Owner", "role person team").required(),
    text("expected", "Expected result"),
    duration("time_box", "Time box"),
    text("evidence", "Evidence"),
    text("on_failure", "When it fails"),
    text("activity", "RACI activity").note("Activity of the RACI matrix that this step belongs to"),
];

const EVENTS: &[PresetColumn] = &[
    number("no", "No"),
    text("scenario_time", "Scenario time").note("Counted from the start of the drill, for instance 0:15"),
    instant("at", "Real time"),
    text("event", "Event").required(),
    markdown("inject", "Inject"),
    choice("method", "Delivered by", NOTIFY),
    text("from", "From, played"),
    refers("to", "To", "role person team"),
    text("expected", "Expected outcome").required(),
    text("objective", "Objective"),
    text("controller", "Controller"),
    text("actual", "What happened"),
    text("note", "Evaluator's note"),
    choice(
        "met",
        "Met",
        &[coloured("yes", "Yes", "ok"), coloured("part", "In part", "risk"), coloured("no", "No", "overdue")],
    ),
];

const IMPROVEMENTS: &[PresetColumn] = &[
    number("no", "No"),
    text("capability", "Capability"),
    text("issue", "Issue"),
    text("text", "Action").required(),
    choice("type", "Type", IMPROVES),
    refers("owner", "Owner", "role person team").required(),
    date("due", "Due"),
    text("ticket", "Ticket"),
    choice("state", "State", PROGRESS),
];

const KPIS: &[PresetColumn] = &[
    text("dimension", "Dimension"),
    text("name", "Measure").required(),
    text("baseline", "Before"),
    text("target", "Target"),
    text("unit", "Unit"),
    date("due", "Due"),
    refers("owner", "Owner", "role person team"),
    text("measurement", "Measured how"),
    yes_no("example", "Example from the source").note("Yes until you have put your own figure"),
];

const MARKET: &[PresetColumn] = &[
    text("metric", "Metric").required(),
    text("region", "Region"),
    text("year", "From year"),
    number("value_from", "First value"),
    number("value_to", "Last value"),
    number("years", "Years between"),
    text("unit", "Unit"),
    column("rate", "Stated growth a year", ColumnType::Percent),
    text("source", "Source"),
    yes_no("example", "Example from the source").note("Yes until you have put your own figure"),
];

const CONTINGENCIES: &[PresetColumn] = &[
    number("no", "No"),
    text("scenario", "Scenario").required(),
    text("warning", "Warning indicator"),
    text("trigger", "Starts when").required(),
    markdown("steps", "Steps"),
    refers("owner", "Owner", "role person team"),
    refers("backup", "Backup", "role person team vendor"),
    duration("time_before", "Drill time before"),
    duration("time_after", "Drill time now"),
    date("drilled_on", "Last drilled"),
];

const CHANGES: &[PresetColumn] = &[
    number("no", "No"),
    text("change", "Change request").required(),
    choice("level", "Level", LEVELS_OF_CHANGE).required(),
    text("reason", "Reason"),
    text("impact", "Effect on time, cost, quality and risk"),
    refers("requested_by", "Requested by", "role person"),
    refers("approver", "Approver", "role person"),
    choice(
        "decision",
        "Decision",
        &[one("open", "Open"), coloured("yes", "Accepted", "ok"), coloured("no", "Refused", "overdue")],
    ),
    date("noticed_on", "Notice sent"),
    text("tracking", "Effect as measured"),
    text("lesson", "Lesson"),
];

const SUPPLIERS: &[PresetColumn] = &[
    text("supplier", "Supplier").required(),
    choice("tier", "Tier", &[one("strategic", "Strategic"), one("backup", "Backup"), one("candidate", "Candidate")]),
    number("technology", "Technology, 1 to 5").note("Algorithms, maturity"),
    number("service", "Service, 1 to 5").note("Speed of response, customisation"),
    number("commercial", "Commercial, 1 to 5").note("Price against performance, prospects"),
    text("property", "Intellectual property and confidentiality"),
    date("reviewed_on", "Last review"),
    text("result", "Result"),
];

const RECURRENCES: &[PresetColumn] = &[
    text("name", "Review").required(),
    choice("rhythm", "Every", RHYTHM),
    date("first", "First on"),
    time("at", "At").note("Empty means the whole day"),
    text("zone", "Time zone").note("Of the IANA database, for instance Europe/Berlin; UTC where it is empty"),
    duration("length", "Takes"),
    date("until", "Until"),
    refers("attendees", "Attendees", "role team audience person").many(),
    text("questions", "Questions"),
    text("output", "Output"),
];

/// Presets of this file.
pub(super) const PRESETS: &[Preset] = &[
    table("steps", "Steps of a procedure", "domain reference B.8; rule X23 compares them with the RACI", STEPS),
    table("msel", "Master scenario events list", "HSEEP; domain reference B.8, drill plan", EVENTS),
    table("improvements", "Improvements", "HSEEP AAR/IP; domain reference B.8 and B.10", IMPROVEMENTS),
    table("kpis", "Measures", "domain reference B.7.3 and B.7.8", KPIS),
    table("market", "Market figures", "domain reference B.7.1; rule T6 compares growth with the values", MARKET),
    table("contingencies", "Contingency plans", "domain reference B.7.8 and B.10", CONTINGENCIES),
    table("change-requests", "Change requests", "domain reference B.7.6, three levels of change control", CHANGES),
    table(
        "recurrences",
        "Reviews and drills that come again",
        "domain reference B.10, calendar recurrences",
        RECURRENCES,
    ),
    table("suppliers", "Supplier scorecard", "domain reference B.7.6 and B.10", SUPPLIERS),
];
