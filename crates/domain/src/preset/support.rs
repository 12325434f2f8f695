//! The tables whose rows are cases: tickets, requests, records of IT service management, checks and
//! integrations (domain reference B.5, B.10).

use super::kind::RISK;
use super::{
    BlockKind, ColumnType, Preset, PresetChoice, PresetColumn, choice, coloured, column, instant, markdown, number,
    one, refers, text, yes_no,
};

const fn table(
    name: &'static str,
    title: &'static str,
    source: &'static str,
    columns: &'static [PresetColumn],
) -> Preset {
    Preset { kind: BlockKind::Table, name, title, source, columns, settings: &[] }
}

const fn personal(key: &'static str, name: &'static str) -> PresetColumn {
    column(key, name, ColumnType::PersonalData)
}

const fn percent(key: &'static str, name: &'static str) -> PresetColumn {
    column(key, name, ColumnType::Percent)
}

// ---- what several kinds of case share, so that one rule fits them all ----

const CHANNELS: &[PresetChoice] = &[
    one("web-chat", "Web chat"),
    one("e-mail", "E-mail"),
    one("phone", "Phone"),
    one("social", "Social media"),
    one("app", "In the app"),
    one("form", "Form"),
];

pub(super) const TIERS: &[PresetChoice] =
    &[one("free", "Free"), one("standard", "Standard"), one("premium", "Premium"), coloured("vip", "VIP", "accent")];

const HANDLED_BY: &[PresetChoice] = &[coloured("ai", "AI", "accent"), one("human", "Human")];

const LEVELS: &[PresetChoice] = &[one("l1", "L1"), coloured("l2", "L2", "risk"), coloured("l3", "L3", "overdue")];

const REASONS: &[PresetChoice] = &[
    one("explicit-request", "Explicit request"),
    one("low-confidence", "Low confidence"),
    one("keyword", "Keyword"),
    one("negative-sentiment", "Negative sentiment"),
    one("policy", "Policy"),
    one("vip", "VIP"),
    one("repeat-contact", "Repeat contact"),
    one("technical-limit", "Technical limit"),
];

const INITIATED: &[PresetChoice] =
    &[one("reactive", "Reactive, asked for"), one("proactive", "Proactive, raised by a rule")];

const SENTIMENTS: &[PresetChoice] = &[
    coloured("very-negative", "Very negative (-2)", "overdue"),
    coloured("negative", "Negative (-1)", "risk"),
    one("neutral", "Neutral (0)"),
    coloured("positive", "Positive (+1)", "ok"),
    coloured("very-positive", "Very positive (+2)", "ok"),
];

pub(super) const PRIORITIES: &[PresetChoice] = &[
    coloured("urgent", "Urgent", "overdue"),
    coloured("high", "High", "risk"),
    one("normal", "Normal"),
    coloured("low", "Low", "neutral"),
];

const ID: PresetColumn = text("id", "ID").required();
const OPENED: PresetColumn = instant("opened", "Opened");
/// As it is typed and counted by rules; what is known about the customer is personal data, kept as files.
const CUSTOMER: PresetColumn = text("customer", "Customer").note("Number or name");
const TIER: PresetColumn = choice("tier", "Tier", TIERS);
const LEVEL: PresetColumn = choice("level", "Level", LEVELS).required();
const INITIATED_BY: PresetColumn = choice("initiated", "Escalation type", INITIATED).required();
const CONFIDENCE: PresetColumn = percent("confidence", "AI confidence");
const SENTIMENT: PresetColumn = choice("sentiment", "Sentiment", SENTIMENTS);
const ATTEMPTS: PresetColumn = markdown("attempts", "What the AI tried");
const OWNER: PresetColumn = refers("owner", "Owner", "role person team").required();
const PRIORITY: PresetColumn = choice("priority", "Priority", PRIORITIES);
const RESPONSE_DUE: PresetColumn = instant("response_due", "Response due");
const RESOLUTION_DUE: PresetColumn = instant("resolution_due", "Resolution due");
const RESPONDED: PresetColumn = instant("responded", "First human response");
const RESOLVED: PresetColumn = instant("resolved", "Resolved");
const REROUTED: PresetColumn = number("rerouted", "Times re-routed");

const TICKETS: &[PresetColumn] = &[
    ID,
    OPENED,
    choice("channel", "Channel", CHANNELS),
    CUSTOMER,
    TIER,
    text("company", "Company"),
    text("subject", "Subject").required(),
    personal("conversation", "Conversation"),
    choice("handled_by", "Handled by", HANDLED_BY).required(),
    LEVEL,
    choice("reason", "Escalation reason", REASONS).required(),
    INITIATED_BY,
    CONFIDENCE,
    SENTIMENT,
    ATTEMPTS,
    personal("customer_data", "Customer data"),
    OWNER,
    choice(
        "status",
        "Status",
        &[
            coloured("new", "New", "accent"),
            one("triage", "Triage"),
            one("in-progress", "In progress"),
            coloured("awaiting-customer", "Awaiting customer", "neutral"),
            coloured("escalated", "Escalated", "risk"),
            coloured("returned", "Returned to AI", "accent"),
            coloured("resolved", "Resolved", "ok"),
            coloured("closed", "Closed", "neutral"),
        ],
    ),
    PRIORITY,
    RESPONSE_DUE,
    RESOLUTION_DUE,
    RESPONDED,
    RESOLVED,
    REROUTED,
    yes_no("first_contact", "Resolved at first contact"),
];

const RECORDS: &[PresetColumn] = &[
    ID,
    choice(
        "kind",
        "Kind",
        &[
            one("service-request", "Service request"),
            coloured("incident", "Incident", "overdue"),
            coloured("change", "Change", "accent"),
            one("access-issue", "Access issue"),
            coloured("automation-failure", "Automation failure", "risk"),
            coloured("ai-alert", "AI alert", "risk"),
            coloured("model-change", "Model change", "accent"),
        ],
    )
    .required(),
    text("subject", "Subject").required(),
    choice(
        "status",
        "Status",
        &[
            coloured("new", "New", "accent"),
            one("triage", "Triage"),
            coloured("awaiting-approval", "Awaiting approval", "risk"),
            coloured("approved", "Approved", "ok"),
            one("in-execution", "In execution"),
            coloured("awaiting-input", "Awaiting input", "risk"),
            coloured("done", "Done", "ok"),
            coloured("rejected", "Rejected", "neutral"),
        ],
    )
    .required(),
    OPENED,
    text("requester", "Requester"),
    choice(
        "escalation_type",
        "Escalation type",
        &[
            one("none", "None"),
            one("functional", "Functional"),
            one("hierarchical", "Hierarchical"),
            one("vendor", "Vendor"),
            coloured("security", "Security", "overdue"),
        ],
    ),
    choice(
        "impact",
        "Impact",
        &[
            one("individual", "Individual"),
            one("group", "Group"),
            one("department", "Department"),
            one("organisation", "Organisation"),
        ],
    ),
    choice("urgency", "Urgency", &[one("low", "Low"), one("med", "Medium"), one("high", "High")]),
    PRIORITY.note("From impact and urgency"),
    refers("service", "Affected system", "service").required(),
    refers("owner", "Assignee", "role person team").required(),
    instant("resolution_due", "Due").required(),
    refers("approver", "Approver", "role person"),
    choice(
        "approval",
        "Approval",
        &[
            one("none", "Not needed"),
            coloured("asked", "Asked", "risk"),
            coloured("approved", "Approved", "ok"),
            coloured("rejected", "Rejected", "overdue"),
        ],
    ),
    choice("risk", "Change risk", RISK),
    markdown("rollback", "Roll-back"),
    text("window", "Change window"),
    text("related", "Related"),
    choice("level", "Level", LEVELS),
    CONFIDENCE,
    RESPONDED,
    RESOLVED,
];

const REQUESTS: &[PresetColumn] = &[
    ID,
    choice(
        "type",
        "Type",
        &[
            one("question", "Question"),
            one("problem", "Problem"),
            one("order", "Order or delivery"),
            one("billing", "Billing"),
            one("refund", "Refund"),
            one("complaint", "Complaint"),
            one("account", "Account and access"),
            one("feature", "Feature request"),
            one("privacy", "Privacy request"),
        ],
    )
    .required(),
    text("subject", "Subject").required(),
    CUSTOMER.required(),
    text("company", "Company"),
    TIER,
    choice("handled_by", "Handled by", HANDLED_BY),
    choice("status", "Status", REQUEST_STATUSES).required(),
    refers("owner", "Assignee", "role person team"),
    instant("resolution_due", "Due"),
    OPENED,
    PRIORITY,
    CONFIDENCE,
    SENTIMENT,
    personal("conversation", "Conversation"),
    markdown("brief", "Hand-off brief"),
    RESPONDED,
    RESOLVED,
    REROUTED,
];

/// The statuses that are shipped; a team may have more (domain reference B.5.5).
const REQUEST_STATUSES: &[PresetChoice] = &[
    coloured("new", "New", "accent"),
    coloured("unassigned", "Unassigned", "overdue"),
    coloured("ai-triage", "AI triage", "accent"),
    coloured("ai-handling", "AI handling", "accent"),
    coloured("awaiting-customer", "Awaiting customer", "neutral"),
    coloured("on-hold", "On hold", "neutral"),
    one("in-progress", "In progress"),
    one("investigating", "Investigating"),
    coloured("escalated-t2", "Escalated T2", "risk"),
    coloured("escalated-t3", "Escalated T3", "overdue"),
    coloured("waiting-vendor", "Waiting vendor", "risk"),
    coloured("waiting-approval", "Waiting approval", "risk"),
    coloured("fix-ready", "Fix ready", "ok"),
    coloured("verifying", "Verifying", "accent"),
    coloured("resolved", "Resolved", "ok"),
    coloured("reopened", "Reopened", "overdue"),
    coloured("closed", "Closed", "neutral"),
    coloured("duplicate", "Duplicate", "neutral"),
    coloured("spam", "Spam", "neutral"),
    coloured("archived", "Archived", "neutral"),
];

const RESULTS: &[PresetChoice] =
    &[coloured("pass", "Pass", "ok"), coloured("fail", "Fail", "overdue"), coloured("unsure", "Unsure", "risk")];

const CHECKS: &[PresetColumn] = &[
    number("no", "No"),
    text("check", "Check").required(),
    text("standard", "Standard and tolerance"),
    text("method", "Method"),
    choice("ai_result", "AI result", RESULTS),
    CONFIDENCE,
    choice("human_result", "Human result", RESULTS),
    choice(
        "defect_type",
        "Defect type",
        &[
            one("dimension", "Dimension"),
            one("surface", "Surface"),
            one("material", "Material"),
            one("function", "Function"),
            one("assembly", "Assembly"),
            one("labelling", "Labelling"),
            one("packaging", "Packaging"),
            one("contamination", "Contamination"),
            one("documents", "Documents"),
        ],
    ),
    choice(
        "severity",
        "Severity",
        &[coloured("critical", "Critical", "overdue"), coloured("major", "Major", "risk"), one("minor", "Minor")],
    ),
    number("occurrences", "Occurrences"),
    column("evidence", "Evidence", ColumnType::Attachment),
    choice(
        "approval",
        "Approval",
        &[
            coloured("pending", "Pending approval", "risk"),
            coloured("approved", "Approved", "ok"),
            coloured("new", "New approval", "accent"),
            coloured("rejected", "Rejected", "overdue"),
        ],
    ),
    refers("approver", "Approver", "role person"),
    instant("decided", "Decided"),
    markdown("correction", "Corrective action"),
    refers("owner", "Owner", "role person team"),
    // When the first result was written: what rules count by.
    instant("opened", "Checked"),
];

const INTEGRATIONS: &[PresetColumn] = &[
    text("name", "Integration").required(),
    text("source", "Source"),
    text("target", "Target"),
    choice("kind", "Kind", &[one("data", "Data"), one("system", "System"), one("process", "Process")]).required(),
    OWNER,
    choice("status", "Status", super::picture::CHECKPOINT_STATES).required(),
    choice("input_reason", "Input required for", super::picture::INPUT_REASONS),
    instant("input_since", "Input required since"),
    text("dependencies", "Depends on"),
    text("approvals", "Approvals"),
    instant("resolution_due", "Due"),
    markdown("notes", "Notes"),
];

/// Presets of this file.
pub(super) const PRESETS: &[Preset] = &[
    table("tickets", "Tickets", "domain reference B.5.1", TICKETS),
    table("it-records", "Requests, incidents and changes", "domain reference B.5.2", RECORDS),
    table("support-requests", "Requests", "domain reference B.5.5", REQUESTS),
    table("quality-checks", "Checks", "domain reference B.5.6 and B.10", CHECKS),
    table("integrations", "Integrations", "domain reference B.5.8 and B.10", INTEGRATIONS),
];
