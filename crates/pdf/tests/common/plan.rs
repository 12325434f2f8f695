//! The action plan of the sample binder.

use super::*;

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
    for (name, decision, time) in [
        ("Plan v1.0 for period 1", Decision::Approved, "14:16:00"),
        ("Plan v1.2, cause identified and rollback", Decision::Conditional, "14:46:00"),
    ] {
        let by = Author { person: None, name: "Katarzyna Wójcik".into(), recorded_by: None };
        input.checkpoints.push(checkpoint(name, Standing::Decided { decision, at: at(time), by }));
    }
    input
}
