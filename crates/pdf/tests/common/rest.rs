//! Communication plan, RACI matrix and escalation matrix of the sample binder.

use super::*;

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
