use jiff::tz::TimeZone;

use super::*;
use crate::block::BlockKind;
use crate::directory::Directory;
use crate::log::Fact;
use crate::test::{Builder, Log, at, document_of};
use crate::timeline::PlanTimeline;

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").expect("the zones are bundled")
}

/// A plan with a cadence, a template, thresholds; and a log.
fn world() -> (PlanTimeline, Log, Directory) {
    let mut b = Builder::default();
    let audiences = b.list(
        "audiences",
        &[
            &[("name", "Customers"), ("external", "yes"), ("language", "English")],
            &[("name", "Executives"), ("external", "no")],
        ],
    );
    let severities = b.list("severities", &[&[("name", "SEV1"), ("rank", "1")], &[("name", "SEV2"), ("rank", "2")]]);
    let directory = document_of(&[audiences, severities]);
    let cadence = b.block(
        &BlockKind::Cadence,
        "",
        &[
            &[
                ("severity", "SEV1"),
                ("audience", "Customers"),
                ("first_within", "PT5M"),
                ("interval", "PT20M"),
                ("approver", "Kim"),
                ("channel", "SMS"),
            ],
            &[("severity", "SEV1"), ("audience", "Executives"), ("first_within", "PT30M"), ("interval", "PT30M")],
        ],
    );
    let stages = b.block(
        &BlockKind::Stages,
        "",
        &[
            &[("stage", "investigating"), ("body", "Any: {{services}}"), ("required", "issue")],
            &[
                ("audience", "Customers"),
                ("stage", "investigating"),
                ("body", "Own: {{incident.number}}"),
                ("required", "start|issue"),
                ("limit", "300"),
            ],
        ],
    );
    let thresholds = b.block(
        &BlockKind::Table,
        "thresholds",
        &[&[
            ("criterion", "Cards fail"),
            ("severity", "SEV1"),
            ("audiences", "Customers|Executives"),
            ("within", "PT10M"),
        ]],
    );
    let plan = b.document(
        "Plan",
        "incident-communication-plan",
        vec![
            ("Cadence", BlockKind::Cadence, cadence),
            ("Messages", BlockKind::Stages, stages),
            ("Thresholds", BlockKind::Table, thresholds),
        ],
    );
    let mut log = Log::default();
    log.add(
        "14:05",
        Fact::Declared {
            number: "INC-7".to_owned(),
            title: "Cards fail".to_owned(),
            severity: "SEV1".to_owned(),
            commander: None,
            services: Vec::new(),
            detected_at: Some(at("13:58")),
        },
    );
    (PlanTimeline::always(plan), log, directory)
}

fn sent(audience: &str, number: u32, body: &str) -> Fact {
    Fact::UpdateSent {
        audience: audience.to_owned(),
        number,
        stage: "investigating".to_owned(),
        body: body.to_owned(),
        via: String::new(),
        next_at: None,
    }
}

fn context_of(world: &(PlanTimeline, Log, Directory), audience: &str, stage: &str, now: &str) -> Context {
    let asked = Asked { audience, stage, promised: None, subject: "" };
    Context::read(&world.0, &world.1.incident(), &world.2, asked, at(now), &berlin())
}

#[test]
fn the_context_is_read_from_plan_log_and_directory() {
    let mut world = world();
    world.1.add("14:08", sent("Customers", 1, "As of 14:08 CET we know of it."));
    let context = context_of(&world, "Customers", "investigating", "14:20");
    assert!(context.is_external && context.is_english && !context.is_technical && context.needs_next);
    assert_eq!(
        context.limit,
        Some((300, "The template of this stage".to_owned())),
        "the template's own number comes first"
    );
    assert_eq!(context.required, ["start", "issue"]);
    assert_eq!((context.latest_next, context.began_at), (Some(at("14:40")), at("13:58")));
    assert_eq!(context.last.as_ref().map(|s| s.number), Some(1));
    assert_eq!(context.approval, Approval::Needed { approver: "Kim".to_owned() });
    let untold: Vec<_> = context.untold.iter().map(|u| (u.audience.as_str(), u.due_at)).collect();
    assert_eq!(untold, [("Executives", at("14:15"))]);
    assert!(context_of(&world, "Customers", "", "14:12").untold.is_empty(), "its time has not passed");
    assert!(context_of(&world, "Executives", "", "14:20").untold.is_empty(), "they are being told now");
    let executives = context_of(&world, "Executives", "", "14:20");
    assert_eq!((executives.is_external, executives.others.len()), (false, 1));
    assert_eq!(context_of(&world, "Customers", "resolved", "14:20").limit, Some((160, "The channel SMS".to_owned())));
}

#[test]
fn the_templates_of_an_audience_come_before_those_of_any() {
    let world = world();
    let plan = world.0.at(at("14:20")).expect("a plan");
    let bodies =
        |audience: &str| -> Vec<String> { templates(plan, &world.2, audience).into_iter().map(|t| t.body).collect() };
    assert_eq!(bodies("Customers"), ["Own: {{incident.number}}"]);
    assert_eq!(bodies("Executives"), ["Any: {{services}}"]);
}

#[test]
fn an_approved_draft_binds_and_a_changed_one_does_not_stand() {
    let mut world = world();
    let plan = crate::id::DocumentId::new(uuid::Uuid::from_u128(77));
    let drafted = |body: &str| Fact::UpdateDrafted {
        audience: "Customers".to_owned(),
        number: 1,
        stage: "investigating".to_owned(),
        subject: "Payments".to_owned(),
        body: body.to_owned(),
    };
    let approved = |body: &str| Fact::ApprovalGiven {
        document: plan,
        checkpoint: crate::incident::update_checkpoint("Customers", 1),
        heads: Vec::new(),
        hash: crate::incident::update_hash("Payments", body),
        decision: crate::log::Decision::Approved,
    };
    world.1.add("14:06", drafted("First."));
    world.1.add("14:07", approved("First."));
    let given = context_of(&world, "Customers", "", "14:08").approval;
    assert!(matches!(&given, Approval::Given { body, .. } if body == "First."));
    assert_eq!((given.subject_of("First."), given.subject_of("Another.")), ("Payments", ""));
    world.1.add("14:08", drafted("Second."));
    assert!(matches!(context_of(&world, "Customers", "", "14:09").approval, Approval::Lost { rejected: false, .. }));
}
