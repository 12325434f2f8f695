use proptest::prelude::*;

use super::*;
use crate::test::{Log, at, incident_id};

fn declared() -> Fact {
    Fact::Declared {
        number: "INC-2041".to_owned(),
        title: "Checkout: card payments failing in EU".to_owned(),
        severity: "SEV1".to_owned(),
        commander: Some("Katarzyna Wójcik".to_owned()),
        services: vec!["Checkout API".to_owned()],
        detected_at: Some(at("13:58")),
    }
}

fn sent(number: u32, next: &str) -> Fact {
    Fact::UpdateSent {
        audience: "Customers".to_owned(),
        number,
        stage: "investigating".to_owned(),
        body: "We are looking into it.".to_owned(),
        via: "Status page".to_owned(),
        next_at: Some(at(next)),
    }
}

#[test]
fn entries_of_one_moment_follow_each_other_as_their_heads_say() {
    let mut log = Log::default();
    log.add("14:05", declared());
    // Linked as the store links them: each knows the one before, in chains of two processes.
    let mut head = log.entries[0].entry.hash.clone();
    for n in 0..12_u32 {
        let fact =
            if n % 2 == 0 { Fact::EscalationPaused { reason: n.to_string() } } else { Fact::EscalationResumed {} };
        log.add("14:47", fact);
        let recorded = log.entries.last_mut().expect("one was added just now");
        recorded.entry.chain = crate::id::ChainId::new(uuid::Uuid::from_u128(u128::from(9 + n / 6)));
        recorded.entry.heads = vec![head];
        recorded.entry.hash = recorded.entry.computed_hash();
        head = recorded.entry.hash.clone();
    }
    let written: Vec<_> = log.entries.iter().map(|r| r.entry.id).collect();
    let mut shuffled = log.entries.clone();
    shuffled.reverse();
    let ordered: Vec<_> = order(&shuffled).iter().map(|e| e.id).collect();
    assert_eq!(ordered, written, "what was written later knew what was written before");
    // Heads that name each other end as well; nobody can hash them, but a damaged log may hold them.
    let (first, second) = (shuffled[0].entry.hash.clone(), shuffled[1].entry.hash.clone());
    shuffled[0].entry.heads = vec![second];
    shuffled[1].entry.heads = vec![first];
    assert_eq!(order(&shuffled).len(), written.len());
}

fn story() -> Log {
    let mut log = Log::default();
    log.add("14:05", declared());
    log.add("14:06", sent(1, "14:11"));
    log.add(
        "14:11",
        Fact::UpdateDrafted {
            audience: "customers".to_owned(),
            number: 2,
            stage: "scope".to_owned(),
            subject: String::new(),
            body: "38 % of card payments fail.".to_owned(),
        },
    );
    log.add("14:41", Fact::StateChanged { state: State::Identified });
    log.add("14:42", Fact::StateChanged { state: State::Identified });
    log.add("14:43", Fact::SeverityChanged { severity: "SEV2".to_owned(), reason: "fewer".to_owned() });
    log.add("18:00", Fact::RoleAssumed { role: "incident commander".to_owned(), person: "Tomás Herrera".to_owned() });
    log
}

#[test]
fn the_fold_tells_state_severity_commander_and_drafts() {
    let incident = story().incident();
    assert_eq!(incident.state, Since { value: State::Identified, at: at("14:41") }, "since the first of the run");
    assert_eq!(incident.severity, "SEV2");
    assert_eq!(incident.severity_at(at("14:20")), "SEV1");
    assert_eq!(incident.commander.as_deref(), Some("Tomás Herrera"), "who assumes takes over");
    assert_eq!(incident.roles[0].renounced_at, Some(at("18:00")));
    assert_eq!(incident.detected_at, at("13:58"));
    assert_eq!(incident.drafts.len(), 1, "update 2 is drafted and not sent");
    assert_eq!(incident.elapsed(at("14:47:12")), SignedDuration::from_secs(42 * 60 + 12));
}

#[test]
fn an_approval_of_a_draft_is_void_once_the_text_changes() {
    let mut log = story();
    let approve = |hash: String| Fact::ApprovalGiven {
        document: DocumentId::new(uuid::Uuid::from_u128(7)),
        checkpoint: update_checkpoint("customers", 2),
        heads: Vec::new(),
        hash,
        decision: Decision::Approved,
    };
    log.add("14:12", approve(body_hash("38 % of card payments fail.")));
    assert!(matches!(log.incident().drafts[0].review, UpdateReview::Approved { .. }));
    log.add(
        "14:13",
        Fact::UpdateDrafted {
            audience: "customers".to_owned(),
            number: 2,
            stage: "scope".to_owned(),
            subject: String::new(),
            body: "40 % of card payments fail.".to_owned(),
        },
    );
    let draft = &log.incident().drafts[0];
    assert_eq!((draft.draft, &draft.review), (2, &UpdateReview::Changed), "the hash no longer fits");
}

#[test]
fn a_correction_says_what_an_entry_should_say_and_the_log_keeps_both() {
    let mut log = story();
    let id = EntryId::new(uuid::Uuid::from_u128(77));
    log.add_as(id, "14:44", Fact::Decided { accountable: None, consulted: Vec::new() }, "Roll back 4.1");
    log.add_as(EntryId::new(uuid::Uuid::from_u128(78)), "14:45", Fact::Correction { of: id }, "Roll back 4.2");
    let incident = log.incident();
    assert_eq!(incident.decisions[0].text, "Roll back 4.2");
    assert_eq!(log.entries.len() as u32, incident.entries, "nothing is lost");
}

#[test]
fn a_reopened_incident_is_not_resolved() {
    let mut log = story();
    log.add("16:04", Fact::StateChanged { state: State::Resolved });
    log.add("16:30", Fact::StateChanged { state: State::Closed });
    assert_eq!(log.incident().resolved_at, Some(at("16:04")));
    assert_eq!(log.incident().closed_at, Some(at("16:30")));
    log.add("17:00", Fact::StateChanged { state: State::Investigating });
    assert_eq!(log.incident().resolved_at, None, "it is open again");
}

#[test]
fn the_commander_is_known_also_where_the_log_names_the_role_by_its_id() {
    let mut log = Log::default();
    log.add("14:05", declared());
    let role = "00000000-0000-0000-0000-00000000000a".to_owned();
    let assumed = |person: &str| Fact::RoleAssumed { role: role.clone(), person: person.to_owned() };
    log.add("14:05", assumed("Katarzyna Wójcik"));
    let incident = log.incident();
    assert_eq!(incident.roles.len(), 1, "declaring and assuming are one: {:?}", incident.roles);
    log.add("18:00", assumed("Tomás Herrera"));
    let incident = log.incident();
    assert_eq!(incident.commander.as_deref(), Some("Tomás Herrera"));
    assert_eq!(incident.roles[0].renounced_at, Some(at("18:00")));
    log.add("18:05", Fact::RoleRenounced { role, person: "Tomás Herrera".to_owned(), reason: String::new() });
    assert_eq!(log.incident().commander, None, "nobody commands now");
}

#[test]
fn numbers_go_on_from_the_highest() {
    assert_eq!(Incident::next_number("INC", ["INC-9", "INC-2041", "DRILL-3000"]), "INC-2042");
    assert_eq!(Incident::next_number("INC", []), "INC-1");
}

proptest! {
    #[test]
    fn the_fold_does_not_depend_on_the_order_of_arrival(
        order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(),
        twice in 0..7_usize,
    ) {
        let mut log = story();
        // Two more at one moment, so that ties are decided too.
        log.add("14:43", Fact::SeverityChanged { severity: "SEV3".to_owned(), reason: "again".to_owned() });
        log.add("14:43", Fact::SeverityChanged { severity: "SEV4".to_owned(), reason: "and again".to_owned() });
        let mut shuffled: Vec<_> = order.iter().map(|n| log.entries[*n].clone()).collect();
        shuffled.push(log.entries[twice].clone());
        let folded = Incident::fold(incident_id(), &shuffled).expect("declared");
        prop_assert_eq!(folded, log.incident());
    }
}

mod outbox {
    use super::*;
    use crate::log::{Addressee, DeliveryEnd};

    fn to(address: &str) -> Addressee {
        Addressee { via: "Mail".to_owned(), channel: String::new(), to: address.to_owned() }
    }

    fn queued() -> Fact {
        Fact::UpdateQueued {
            audience: "Customers".to_owned(),
            number: 1,
            stage: "investigating".to_owned(),
            scheduled: None,
            subject: String::new(),
            body: "We are looking into it.".to_owned(),
            via: "Mail".to_owned(),
            next_at: Some(at("14:31")),
            recipients: vec![to("ana@example.org"), to("bo@example.org")],
        }
    }

    fn ended(log: &Log, address: &str, end: DeliveryEnd) -> Fact {
        let update = log.entries[1].entry.id;
        Fact::DeliveryEnded { update, to: to(address), end, answer: "250 ok".to_owned() }
    }

    #[test]
    fn an_update_in_the_outbox_waits_until_somebody_has_it_or_it_is_given_up_for_all() {
        let mut log = Log::default();
        log.add("14:05", declared());
        log.add("14:06", queued());
        let waiting = |log: &Log| log.incident().waiting_updates().count();
        assert_eq!((waiting(&log), log.incident().sent.len()), (1, 0), "queued is not sent");
        log.add("14:07", ended(&log, "bo@example.org", DeliveryEnd::Refused));
        assert_eq!(waiting(&log), 1, "one is still open, and a person decides about the other");
        log.add("14:08", ended(&log, "bo@example.org", DeliveryEnd::GivenUp));
        assert_eq!(waiting(&log), 1);
        let mut given_up = log.clone();
        given_up.add("14:09", ended(&log, "ana@example.org", DeliveryEnd::GivenUp));
        assert_eq!(waiting(&given_up), 0, "given up for everybody");
        given_up.add("14:10", ended(&log, "ana@example.org", DeliveryEnd::Again));
        assert_eq!(waiting(&given_up), 1, "and taken up again");
        log.add("14:09", ended(&log, "ana@example.org", DeliveryEnd::Accepted));
        log.add("14:09", sent(1, "14:31"));
        let incident = log.incident();
        assert_eq!((incident.waiting_updates().count(), incident.sent.len()), (0, 1));
        let told: Vec<_> = incident.queued[0].recipients.iter().map(|r| (r.end.clone(), r.answer.as_str())).collect();
        assert_eq!(told, [(Some(DeliveryEnd::Accepted), "250 ok"), (Some(DeliveryEnd::GivenUp), "250 ok")]);
    }

    #[test]
    fn what_became_of_an_update_for_another_addressee_or_update_changes_nothing() {
        let mut log = Log::default();
        log.add("14:05", declared());
        log.add("14:06", queued());
        let before = log.incident().queued;
        log.add("14:07", ended(&log, "somebody@example.org", DeliveryEnd::Refused));
        let mut other = ended(&log, "ana@example.org", DeliveryEnd::Refused);
        if let Fact::DeliveryEnded { update, .. } = &mut other {
            *update = log.entries[0].entry.id;
        }
        log.add("14:08", other);
        assert_eq!(log.incident().queued, before);
    }
}
