//! The sample binder of the tests: one incident, four documents and the log, built from presets.
#![allow(dead_code, reason = "each test file uses a part of this")]
#![allow(clippy::unwrap_used, reason = "a wrong sample is a failed test")]

use std::collections::BTreeMap;
use std::sync::Arc;

use bridgebook_domain::preset;
use bridgebook_domain::{Block, BlockKind, ColumnId, Document, Position, Row, RowId, Section, SectionId, Value};
use bridgebook_pdf::{Binder, CheckpointDecision, DocumentInput, Fonts, IncidentFacts, LogLine};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

/// Ids in a row, so that every run builds the same binder.
pub struct Ids(u128);

impl Ids {
    pub fn new() -> Self {
        Self(1)
    }
    pub fn next(&mut self) -> Uuid {
        self.0 += 1;
        Uuid::from_u128(self.0 << 32)
    }
}

pub fn fonts() -> Fonts {
    let read = |name: &str| {
        let path = format!("/usr/share/fonts/opentype/noto/{name}");
        let bytes = std::fs::read(&path).unwrap_or_else(|_| {
            panic!("{path} is missing: these tests need Noto Sans CJK (Debian package fonts-noto-cjk); `cargo xtask test` installs it")
        });
        Arc::new(bytes) as bridgebook_pdf::FontBytes
    };
    Fonts::bundled().with_noto_cjk(read("NotoSansCJK-Regular.ttc"), Some(read("NotoSansCJK-Bold.ttc")))
}

pub fn at(text: &str) -> Timestamp {
    format!("2026-03-11T{text}+01:00").parse().unwrap()
}

pub struct Maker {
    pub ids: Ids,
    pub document: Document,
    count: usize,
}

impl Maker {
    pub fn new(title: &str, subtitle: &str, template: &str) -> Self {
        let mut document = Document::new(title, template);
        document.header.insert("subtitle".into(), Value::one(subtitle));
        document.header.insert("version".into(), Value::one("1.4"));
        document.header.insert("status".into(), Value::one("approved"));
        Self { ids: Ids::new(), document, count: 0 }
    }

    pub fn section(&mut self, depth: u8, label: &str, heading: &str, kind: BlockKind, block: Block) {
        self.count += 1;
        let section = Section {
            pos: Position::stored(format!("{:06}", self.count)),
            heading: heading.into(),
            depth,
            label: label.into(),
            guidance: String::new(),
            kind,
            block,
            deleted_at: None,
        };
        self.document.sections.insert(SectionId::new(self.ids.next()), section);
    }

    pub fn prose(&mut self, depth: u8, label: &str, heading: &str, text: &str) {
        let block = Block { text: text.into(), ..Block::default() };
        self.section(depth, label, heading, BlockKind::Prose, block);
    }

    /// Rows as `key=value` pairs; several values are separated by `|`.
    pub fn preset(
        &mut self,
        depth: u8,
        label: &str,
        heading: &str,
        kind: BlockKind,
        name: &str,
        rows: &[&[(&str, &str)]],
    ) {
        let ids = &mut self.ids;
        let mut block = preset::block(&kind, name, &mut || ids.next());
        block.rows.clear();
        fill(&mut block, rows, ids);
        self.section(depth, label, heading, kind, block);
    }

    pub fn input(self) -> DocumentInput {
        DocumentInput::new(self.document)
    }
}

pub fn fill(block: &mut Block, rows: &[&[(&str, &str)]], ids: &mut Ids) {
    for (at, cells) in rows.iter().enumerate() {
        let mut row = Row { pos: Position::stored(format!("{at:06}")), cells: BTreeMap::new(), deleted_at: None };
        for (key, text) in *cells {
            let (id, column) = block.column_by_key(key).unwrap_or_else(|| panic!("no column {key}"));
            let value = if column.is_many() { Value::many(text.split('|')) } else { Value::one(*text) };
            row.cells.insert(id, value);
        }
        block.rows.insert(RowId::new(ids.next()), row);
    }
}

pub fn raci(ids: &mut Ids, roles: &[(&str, &str)], rows: &[(&str, &str, &str, &str)]) -> Block {
    let mut block = preset::block(&BlockKind::Raci, "", &mut || ids.next());
    let mut columns = Vec::new();
    for (at, (name, person)) in roles.iter().enumerate() {
        let id = ColumnId::new(ids.next());
        block
            .columns
            .insert(id, preset::role_column(Position::stored(format!("z{at:03}")), name, &[("person", person)]));
        columns.push(id);
    }
    for (at, (activity, help, review, letters)) in rows.iter().enumerate() {
        let mut row = Row { pos: Position::stored(format!("{at:06}")), cells: BTreeMap::new(), deleted_at: None };
        for (key, text) in [("activity", activity), ("ai_assist", help), ("human_review", review)] {
            let (id, _) = block.column_by_key(key).unwrap();
            row.cells.insert(id, Value::one(*text));
        }
        for (id, cell) in columns.iter().zip(letters.split(' ')) {
            if cell != "-" {
                row.cells.insert(*id, Value::many(cell.split('/')));
            }
        }
        block.rows.insert(RowId::new(ids.next()), row);
    }
    block
}

pub const NAMES: &[(&str, &str)] = &[
    ("kw", "Katarzyna Wójcik"),
    ("nm", "Nguyễn Thị Mai"),
    ("kj", "Kim Ji-woo (김지우)"),
    ("ey", "Emre Yılmaz"),
    ("cw", "Chen Wei (陈伟)"),
    ("ab", "Aisha Bello"),
    ("jl", "Jonas Lindqvist"),
    ("pr", "Priya Raman"),
    ("th", "Tomás Herrera"),
    ("s1", "SEV1"),
    ("s2", "SEV2"),
    ("s3", "SEV3"),
    ("customers", "Customers, all"),
    ("strategic", "Strategic customers"),
    ("support", "Support staff"),
    ("executives", "Executives"),
    ("partners", "Partners"),
    ("authority", "Data protection authority"),
];

pub fn plan() -> DocumentInput {
    let mut m = Maker::new("Incident action plan", "Adapted for IT major incidents", "incident-action-plan");
    for (key, text) in [("owner", "kw"), ("prepared_by", "ey"), ("classification", "TLP:AMBER")] {
        m.document.header.insert(key.into(), Value::one(text));
    }
    m.preset(1, "ICS 202", "Incident Objectives", BlockKind::Fields, "objectives-cover", &[&[
        ("priorities", "1. Stop the loss of orders; do not lose a paid order.\n2. Restore card payments in the EU.\n3. Protect card data and evidence.\n4. Keep every audience informed at the promised time."),
        ("command_emphasis", "Work the rollback, not the root cause. The certificate chain can be repaired tomorrow; orders lost today cannot be recovered. No change to the Orders database without the Commander’s word, given on the command bridge and logged.\n\nWhen two severities seem possible, treat the incident as the higher one. Say what you do not know."),
        ("awareness", "Wallet payments are not affected and can be offered as a workaround. The spring campaign mail to 1.2 million customers, planned for 16:00, is stopped. Harbourline’s own status page shows no incident."),
        ("constraints", "- The rollback of 4.2 needs both payment nodes drained one after the other: 11 minutes each, no faster.\n- Harbourline accepts certificate changes only with a ticket and a call-back.\n- Logs of the payments gateway are evidence until Legal releases them (priority 3)."),
        ("change_freeze", "yes"),
        ("change_freeze_scope", "Checkout API, Payments gateway, Orders database"),
    ]]);
    m.preset(
        2,
        "",
        "Objectives",
        BlockKind::Table,
        "objectives",
        &[
            &[
                ("no", "O1"),
                ("text", "Freeze all deployments to Checkout and Payments until the Commander lifts the freeze."),
                ("owner", "kj"),
                ("target", "2026-03-11T13:20:00Z"),
                ("measure", "Change calendar locked"),
                ("state", "met"),
            ],
            &[
                ("no", "O2"),
                ("text", "Find and confirm the cause of failed card authorisations in the EU."),
                ("owner", "kj"),
                ("target", "2026-03-11T14:00:00Z"),
                ("measure", "Cause reproduced on one node"),
                ("state", "met"),
            ],
            &[
                ("no", "O3"),
                ("text", "Return the card error rate in the EU below 0.5 % for 15 minutes."),
                ("owner", "kj"),
                ("target", "2026-03-11T14:45:00Z"),
                ("measure", "Error rate, 5-minute mean"),
                ("state", "open"),
            ],
            &[
                ("no", "O4"),
                ("text", "Tell customers within 5 minutes of declaration, then at the promised time, every time."),
                ("owner", "nm"),
                ("target", "2026-03-11T13:10:00Z"),
                ("measure", "Promises kept: 6 of 6"),
                ("state", "met"),
            ],
            &[
                ("no", "O6"),
                ("text", "Find every order that was paid but not recorded and settle it with the customer."),
                ("owner", "ab"),
                ("target", "2026-03-12T17:00:00Z"),
                ("measure", "Open cases: 112 of 4,100"),
                ("state", "carried"),
            ],
        ],
    );
    m.preset(
        2,
        "",
        "Open actions",
        BlockKind::Checklist,
        "",
        &[
            &[
                ("item", "Lock the change calendar for Checkout and Payments"),
                ("owner", "kj"),
                ("due", "2026-03-11T13:20:00Z"),
                ("done", "yes"),
                ("done_by", "kj"),
                ("done_at", "2026-03-11T13:18:00Z"),
            ],
            &[
                ("item", "Stop the campaign mail planned for 16:00"),
                ("owner", "ab"),
                ("due", "2026-03-11T13:45:00Z"),
                ("done", "yes"),
                ("done_by", "ab"),
                ("done_at", "2026-03-11T13:31:00Z"),
            ],
            &[
                ("item", "Keep gateway logs 13:30 to 15:30 as evidence"),
                ("owner", "cw"),
                ("due", "2026-03-11T14:30:00Z"),
            ],
        ],
    );
    m.preset(
        2,
        "",
        "Approval checkpoints",
        BlockKind::Approvals,
        "",
        &[
            &[("checkpoint", "Plan v1.0 for period 1"), ("approver", "kw"), ("due", "2026-03-11T13:20:00Z")],
            &[
                ("checkpoint", "Plan v1.2, cause identified and rollback"),
                ("approver", "kw"),
                ("due", "2026-03-11T13:50:00Z"),
            ],
            &[("checkpoint", "Plan v2.0 for period 2"), ("approver", "th"), ("due", "2026-03-11T17:30:00Z")],
        ],
    );
    m.preset(1, "ICS 209", "Situation Summary", BlockKind::Fields, "situation", &[&[
        ("what_happened", "Version 4.2 of the Payments gateway, deployed at 13:52, replaced the certificate of the Harbourline client without its intermediate certificate. From 13:58 Harbourline refused a growing share of the gateway’s connections in the EU."),
        ("started_at", "2026-03-11T12:52:00Z"), ("detected_at", "2026-03-11T12:58:00Z"), ("detection_source", "Alert, error rate"), ("customers_percent", "38"),
        ("conditions", "Card payments in the EU: error rate **38 %**, normal is 0.2 %. Wallet payments: never affected."),
        ("actions", "Roll back 4.2, one node at a time; *Payments*, by 15:10."),
        ("needs", "Harbourline: transaction list 13:58 to 15:03, promised for **18:30**."),
    ]]);
    m.preset(
        1,
        "ICS 203, 207",
        "Organization",
        BlockKind::Table,
        "roster",
        &[
            &[
                ("section", "command"),
                ("position", "Incident Commander"),
                ("person", "kw"),
                ("deputy", "th"),
                ("from", "2026-03-11T13:05:00Z"),
                ("to", "2026-03-11T17:00:00Z"),
                ("contact", "phone"),
            ],
            &[
                ("section", "command"),
                ("position", "Scribe"),
                ("person", "ey"),
                ("deputy", "ab"),
                ("from", "2026-03-11T13:08:00Z"),
                ("contact", "chat"),
            ],
            &[
                ("section", "operations"),
                ("position", "Operations Lead"),
                ("person", "kj"),
                ("deputy", "cw"),
                ("from", "2026-03-11T13:09:00Z"),
                ("contact", "phone"),
            ],
            &[
                ("section", "operations"),
                ("position", "Expert, database"),
                ("person", "cw"),
                ("from", "2026-03-11T13:33:00Z"),
                ("contact", "phone"),
            ],
            &[
                ("section", "communications"),
                ("position", "Communications Lead"),
                ("person", "nm"),
                ("deputy", "ab"),
                ("from", "2026-03-11T13:05:00Z"),
                ("contact", "phone"),
            ],
        ],
    );
    m.preset(
        1,
        "ICS 230",
        "Battle Rhythm",
        BlockKind::Periods,
        "",
        &[
            &[
                ("kind", "period"),
                ("number", "1"),
                ("name", "Restore"),
                ("from", "2026-03-11T13:05:00Z"),
                ("to", "2026-03-11T17:05:00Z"),
                ("purpose", "Roll back, keep the promises"),
            ],
            &[
                ("kind", "meeting"),
                ("name", "Tactics"),
                ("from", "2026-03-11T14:00:00Z"),
                ("purpose", "Go or no go for the second node"),
                ("attendees", "kj|cw|kw"),
                ("location", "Tech bridge 2"),
            ],
            &[
                ("kind", "meeting"),
                ("name", "Hand-over"),
                ("from", "2026-03-11T17:00:00Z"),
                ("purpose", "Transfer of command"),
                ("attendees", "kw|th"),
                ("location", "Command bridge"),
                ("output", "Read-back in the log"),
            ],
        ],
    );
    let mut input = m.input();
    for (name, word, time, note) in [
        ("Plan v1.0 for period 1", "approved", "14:16:00", ""),
        ("Plan v1.2, cause identified and rollback", "approved, with condition", "14:46:00", "One node at a time."),
    ] {
        let decision = CheckpointDecision {
            word: word.into(),
            is_positive: true,
            at: at(time),
            by: "Katarzyna Wójcik".into(),
            hash: "4c1f90ae".into(),
            note: note.into(),
        };
        input.decisions.insert(name.into(), decision);
    }
    input
}

pub fn communication() -> DocumentInput {
    let mut m =
        Maker::new("Communication Plan", "Audiences, cadence and channels for this incident", "communication-plan");
    m.prose(1, "", "Principles", "Speed with humility; **one story**; the as-of time in every message; no surprises. We own the next update: see <https://status.northwind.example> and [the guide](https://example.org/guide)[^1].\n\n> Say what you know, what you do not know, and when you will write again.\n\n1. Draft from the stage template.\n2. Have it approved:\n   - content by the *Communications Lead*\n   - release by the ~~CEO~~ Incident Commander\n3. Send, then record `sent_at`.\n\n- [x] Holding statement ready\n- [ ] Translations checked\n\n```sh\nbridgebook-cli update due INC-2041 --at 14:47\n```\n\n| Promise | Limit |\n| --- | ---: |\n| First update | 5 min |\n| Interval | 20 min |\n\n<script>alert('never run')</script>\n\n[^1]: Internal address, needs the VPN.");
    m.preset(
        1,
        "",
        "Audiences",
        BlockKind::Table,
        "audiences",
        &[
            &[
                ("audience", "customers"),
                ("information_need", "Pay by wallet, wait, or order later"),
                ("primary_channel", "status page"),
                ("alternate_channel", "banner"),
                ("owner", "nm"),
                ("approver", "kw"),
            ],
            &[
                ("audience", "strategic"),
                ("information_need", "Warn their own staff; ask their account lead"),
                ("primary_channel", "e-mail"),
                ("alternate_channel", "phone"),
                ("owner", "nm"),
                ("approver", "kw"),
            ],
            &[
                ("audience", "support"),
                ("information_need", "Answer contacts with the same words"),
                ("primary_channel", "support portal"),
                ("alternate_channel", "chat"),
                ("owner", "ab"),
                ("approver", "nm"),
            ],
            &[
                ("audience", "executives"),
                ("information_need", "Decide on money, people and public statements"),
                ("primary_channel", "phone"),
                ("alternate_channel", "Signal"),
                ("owner", "nm"),
                ("approver", "jl"),
            ],
        ],
    );
    m.preset(
        1,
        "",
        "Cadence",
        BlockKind::Cadence,
        "",
        &[
            &[
                ("severity", "s1"),
                ("state", "investigating|identified"),
                ("audience", "customers"),
                ("first_within", "PT5M"),
                ("interval", "PT20M"),
                ("channel", "status page"),
                ("owner", "nm"),
                ("approver", "kw"),
            ],
            &[
                ("severity", "s1"),
                ("state", "investigating|identified"),
                ("audience", "executives"),
                ("first_within", "PT15M"),
                ("interval", "PT30M"),
                ("channel", "phone"),
                ("owner", "nm"),
                ("approver", "jl"),
            ],
            &[
                ("severity", "s1"),
                ("state", "investigating|identified"),
                ("audience", "support"),
                ("with_audience", "customers"),
            ],
            &[
                ("severity", "s1"),
                ("state", "monitoring"),
                ("audience", "customers"),
                ("first_within", "PT5M"),
                ("interval", "PT30M"),
                ("channel", "status page"),
                ("owner", "nm"),
                ("approver", "kw"),
            ],
            &[
                ("severity", "s1"),
                ("state", "monitoring"),
                ("audience", "executives"),
                ("first_within", "PT15M"),
                ("interval", "PT30M"),
                ("channel", "phone"),
                ("owner", "nm"),
                ("approver", "jl"),
            ],
            &[("severity", "s2"), ("audience", "customers"), ("first_within", "PT15M"), ("interval", "PT30M")],
            &[("severity", "s3"), ("audience", "customers"), ("first_within", "PT1H"), ("interval", "PT2H")],
        ],
    );
    m.preset(
        1,
        "",
        "Call list",
        BlockKind::Contacts,
        "",
        &[
            &[
                ("name", "th"),
                ("position", "Commander, period 2"),
                ("primary", "+34 91 555 0149"),
                ("alternate", "Signal"),
            ],
            &[("name", "kj"), ("position", "Operations Lead"), ("primary", "+82 2 555 0143"), ("alternate", "chat")],
            &[("name", "cw"), ("position", "Expert, database"), ("primary", "+86 21 5555 0145"), ("alternate", "chat")],
            &[
                ("name", "nm"),
                ("position", "Communications Lead"),
                ("primary", "+84 24 5550 0142"),
                ("alternate", "e-mail"),
            ],
        ],
    );
    m.input()
}

pub fn decision_rights() -> DocumentInput {
    let mut m = Maker::new("Who Decides, Who Does", "", "raci");
    let roles = [
        ("Incident Commander", "kw"),
        ("Communications Lead", "nm"),
        ("Operations Lead", "kj"),
        ("Expert, database", "cw"),
        ("Scribe", "ey"),
        ("Customer Liaison", "ab"),
        ("Executive Liaison", "jl"),
        ("Legal and Privacy", "pr"),
        ("Harbourline, acquirer", "duty manager"),
    ];
    let block = raci(
        &mut m.ids,
        &roles,
        &[
            ("Declare the incident", "none", "none", "A I R - I I I - -"),
            ("Set the severity", "classify", "mandatory", "A/R C C - I I I - -"),
            ("Approve an external message", "none", "none", "A R - - I C C C -"),
            ("Send an update", "draft", "mandatory", "I A/R - - I R I - -"),
            ("Decide on rollback", "none", "none", "C I A R I - I - -"),
            ("Contact the vendor", "none", "none", "I - A/R R I - - - C"),
            ("Notify the authority", "none", "none", "C C - - I - A R -"),
            ("Close the incident", "none", "none", "A C C - R I I C -"),
            ("Run the post-incident review", "summarise", "mandatory", "A R R R R C I C I"),
            ("Keep the log", "draft", "sample", "A - - - R - - - -"),
        ],
    );
    m.section(1, "", "Activities", BlockKind::Raci, block);
    m.input()
}

pub fn escalation() -> DocumentInput {
    let mut m = Maker::new(
        "Escalation Matrix",
        "Two clocks: to more skill until somebody acknowledges, to more authority by age",
        "escalation",
    );
    let mut rows: Vec<Vec<(&str, &str)>> = Vec::new();
    for (level, clock, target, backup, notify, limits) in [
        (
            "L1",
            "functional",
            "On-call engineer",
            "rota Checkout",
            "phone|sms",
            [("s1", "PT5M", "PT30M"), ("s2", "PT15M", "PT1H"), ("s3", "PT1H", "")],
        ),
        (
            "L2",
            "functional",
            "Database and network experts",
            "rota Database",
            "phone",
            [("s1", "PT10M", "PT15M"), ("s2", "PT30M", ""), ("s3", "PT4H", "")],
        ),
        (
            "L3",
            "functional",
            "Operations Lead|Harbourline, acquirer",
            "account lead",
            "phone",
            [("s1", "PT15M", ""), ("s2", "PT1H", ""), ("", "", "")],
        ),
        (
            "M",
            "hierarchical",
            "Sofia Brandt",
            "Operations Lead",
            "phone",
            [("s1", "PT15M", ""), ("s2", "PT30M", ""), ("s3", "PT2H", "")],
        ),
        (
            "CTO",
            "hierarchical",
            "jl",
            "VP Engineering",
            "phone",
            [("s1", "PT30M", ""), ("s2", "PT2H", ""), ("", "", "")],
        ),
        ("CEO", "hierarchical", "Henrik Dahl", "CFO", "phone", [("s1", "PT2H", ""), ("", "", ""), ("", "", "")]),
    ] {
        for (severity, limit, resolve) in limits {
            if severity.is_empty() {
                continue;
            }
            let key = if clock == "functional" { "acknowledge_within" } else { "after" };
            let mut row = vec![
                ("severity", severity),
                ("level", level),
                ("clock", clock),
                ("target", target),
                ("backup", backup),
                ("notify", notify),
                (key, limit),
            ];
            if !resolve.is_empty() {
                row.push(("resolve_within", resolve));
            }
            rows.push(row);
        }
    }
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    m.preset(1, "", "Levels", BlockKind::Escalation, "", &rows);
    m.preset(
        1,
        "",
        "Severity from impact and urgency",
        BlockKind::Table,
        "impact-urgency",
        &[
            &[("impact", "organisation"), ("urgency", "high"), ("severity", "s1")],
            &[("impact", "department"), ("urgency", "high"), ("severity", "s2")],
            &[("impact", "group"), ("urgency", "med"), ("severity", "s3")],
        ],
    );
    m.input()
}

pub fn log() -> Vec<LogLine> {
    [
        ("13:52:00", 21, "event", "Deployment 4.2 of the Payments gateway", "pipeline", ""),
        ("13:58:00", 0, "event", "Alert: error rate of card payments above 20 % in EU", "monitoring", ""),
        ("14:05:00", 0, "state_change", "Declared SEV1, state investigating", "Katarzyna Wójcik", "Investigating"),
        ("14:06:00", 0, "communication", "U1 Holding statement approved and sent to customers; next update by 14:26", "Nguyễn Thị Mai", ""),
        ("14:09:00", 4, "role_change", "Kim Ji-woo (김지우) assumes Operations Lead; acknowledged in 4 minutes", "Kim Ji-woo", ""),
        ("14:18:00", 0, "decision", "D-02 Freeze all deployments to Checkout, Payments and Orders. Accountable: Incident Commander. Consulted: Operations Lead", "Katarzyna Wójcik", ""),
        ("14:41:00", 0, "state_change", "Identified: certificate of the Harbourline client rotated in 4.2 without the intermediate (H3)", "Katarzyna Wójcik", "Identified"),
        ("14:44:00", 0, "decision", "D-03 Roll back 4.2, one node at a time. Accountable: Operations Lead.", "Kim Ji-woo", ""),
    ]
    .into_iter()
    .map(|(time, late, kind, text, author, begins)| LogLine {
        event_at: at(time),
        entered_at: at(time) + jiff::SignedDuration::from_mins(late),
        kind: kind.into(),
        text: text.into(),
        author: author.into(),
        begins: begins.into(),
    })
    .collect()
}

pub fn names() -> BTreeMap<String, String> {
    NAMES.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect()
}

pub fn binder(documents: Vec<DocumentInput>) -> Binder {
    Binder {
        incident: Some(IncidentFacts {
            number: "INC-2041".into(),
            title: "Checkout: card payments failing in EU".into(),
            severity: "SEV1".into(),
            state: "Identified".into(),
            commander: "Katarzyna Wójcik".into(),
            declared_at: Some(at("14:05:00")),
            states: vec![("Investigating".into(), at("14:05:00")), ("Identified".into(), at("14:41:00"))],
            period: Some((1, at("14:05:00"), Some(at("18:05:00")))),
            classification: "TLP:AMBER".into(),
            impact: "38 % of EU card payments, about 4,100 orders".into(),
            updates: vec![
                ("customers".into(), vec![(at("14:06:00"), 0), (at("14:11:00"), 0), (at("14:31:00"), 0)]),
                ("executives".into(), vec![(at("14:15:00"), 0), (at("14:45:00"), 3)]),
            ],
        }),
        moment: at("14:47:12"),
        zone: TimeZone::get("Europe/Berlin").unwrap(),
        organisation: "Northwind Outfitters".into(),
        documents,
        names: names(),
        log: None,
        hash: "4c1f90ae7d52b6e80b93ad41e6f2715c28d09f37b1a4c8605e73fd1992c6047b".into(),
    }
}

pub fn sample() -> Binder {
    let mut binder = binder(vec![plan(), communication(), decision_rights(), escalation()]);
    binder.log = Some(log());
    binder
}
