use super::*;
use crate::incident::LevelEvent;

#[test]
fn a_channel_serves_a_way_only_when_it_is_named_exactly_after_it() {
    let hook = |name: &str, form| DeliveryChannel {
        id: name.into(),
        name: name.into(),
        way: Way::Webhook { url: "https://hooks.example.org/…".into(), form },
        internal: false,
    };
    let told_by = |method: &str, name: &str, form| {
        let row = [("level", "L1"), ("clock", "functional"), ("target", "Ada"), ("notify", method)];
        let mut case = case(&row, &[]);
        case.fire("14:05");
        told(&case.directory, &case.due("14:05", &[hook(name, form)])[0]).remove(0)
    };
    for (method, name) in [
        ("page", "Status page"),
        ("ticket", "Customer tickets"),
        ("sms", "SMS to customers"),
        ("chat", "Customer chat"),
        ("chat", "Executive room"),
    ] {
        let line = told_by(method, name, WebhookForm::Slack);
        assert!(line.starts_with(&format!("0 Ada {method} ")), "{method} by {name}: {line}");
    }
    for (method, name) in
        [("page", "Page"), ("page", " pager "), ("ticket", "Tickets"), ("sms", "SMS"), ("chat", "CHAT")]
    {
        assert!(told_by(method, name, WebhookForm::Slack).starts_with("> "), "{method} by {name}");
    }
}

#[test]
fn messages_that_were_all_refused_have_failed_and_the_next_level_is_called() {
    let row = [
        ("level", "L1"),
        ("clock", "functional"),
        ("target", "Ada|Kasia"),
        ("notify", "e-mail"),
        ("acknowledge_within", "PT30M"),
    ];
    let next = [("level", "L2"), ("clock", "functional"), ("target", "Cy")];
    let mut case = case(&row, &[&next]);
    case.fire("14:05");
    case.notify("14:05");
    let unheard = |case: &Case, until: Option<&str>, now: &str| {
        case.log.incident().notified[0].is_unheard(until.map(at), at(now))
    };
    let told = case.log.incident().notified[0].clone();
    let end = |case: &mut Case, time: &str, place: usize, end: DeliveryEnd| {
        let (update, to) = (told.id, told.recipients[place].addressee.clone());
        case.log.add(time, Fact::DeliveryEnded { update, to, end, answer: "550".to_owned() });
    };
    assert!(!unheard(&case, Some("14:35"), "14:09:59"), "it may be on its way");
    assert!(unheard(&case, Some("14:35"), "14:10"), "nothing is known of it for five minutes");
    assert!(unheard(&case, Some("14:07"), "14:07"), "nor until it should have been taken");
    end(&mut case, "14:06", 0, DeliveryEnd::Refused);
    assert_eq!(case.log.incident().notified[0].failed_at(), None, "the other is on its way");
    assert!(!unheard(&case, Some("14:35"), "14:06"));
    end(&mut case, "14:07", 1, DeliveryEnd::GivenUp);
    assert_eq!(case.log.incident().notified[0].failed_at(), Some(at("14:07")));
    assert!(unheard(&case, Some("14:35"), "14:07"));
    assert_eq!(case.state("L2", "14:07"), LevelState::Overdue, "nobody of L1 has it: the next is called at once");
    end(&mut case, "14:08", 0, DeliveryEnd::Arrived);
    assert!(!unheard(&case, Some("14:35"), "14:30"), "somebody marked it as told");
}

#[test]
fn an_acknowledgement_that_was_entered_after_the_call_ends_it_also_when_the_clock_was_set_back() {
    let row = [("level", "L1"), ("clock", "functional"), ("target", "Ada"), ("notify", "e-mail")];
    let mut case = case(&row, &[]);
    case.log.add("14:04", Fact::LevelAcknowledged { level: "L1".to_owned(), by: "Ada".to_owned() });
    case.log.add("14:09", Fact::LevelRaised { level: "L1".to_owned(), reason: "it spreads".to_owned(), clock: None });
    assert_eq!(case.notify("14:09"), ["> ada@example.org by Mail"], "the first was before the call");
    let told = case.log.incident().notified[0].clone();
    assert_eq!(over_because(&case.log.incident(), &told), None);
    case.log.add("14:06", Fact::LevelAcknowledged { level: "L1".to_owned(), by: "Ada".to_owned() });
    assert_eq!(over_because(&case.log.incident(), &told).as_deref(), Some("L1 acknowledged"));
}

#[test]
fn what_is_not_a_telephone_number_is_not_called() {
    let numbers = |contact: &str| {
        let mut b = Builder::default();
        let directory = document_of(&[b.list("teams", &[&[("name", "Desk"), ("contact", contact)]])]);
        let mut log = Log::default();
        log.declared("14:05");
        let incident = log.incident();
        let mut search = crate::escalation::callee::Search::new(&incident, &directory, at("14:05"));
        search.behind("Desk").remove(0).phones
    };
    for number in ["+49 (30) 111-11", "030/123.456", "+49 30 1111 ext. 12", "+49 30 1111 x12", "tel:+49301111"] {
        assert_eq!(numbers(number).len(), 1, "{number}");
    }
    for other in ["https://chat.example.org/r/123456", "#inc-20260311", "room 12345", "1234", "12-34 ext. 99999999"] {
        assert_eq!(numbers(other), Vec::<String>::new(), "{other}");
    }
}

#[test]
fn a_number_that_is_written_down_twice_is_called_once() {
    let mut b = Builder::default();
    let contact = "+49 30 1111; +49 30 1111; +49 30 2222";
    let directory = document_of(&[b.list("teams", &[&[("name", "Desk"), ("contact", contact)]])]);
    let row: &[(&str, &str)] = &[("level", "L1"), ("clock", "functional"), ("target", "Desk"), ("notify", "phone")];
    let block = b.block(&BlockKind::Escalation, "", &[row]);
    let plan = b.document("Escalation", "escalation-matrix", vec![("Matrix", BlockKind::Escalation, block)]);
    let mut log = Log::default();
    let (number, title, severity) = ("INC-7".to_owned(), "Down".to_owned(), "SEV1".to_owned());
    log.add("14:05", Fact::Declared { number, title, severity, commander: None, services: vec![], detected_at: None });
    log.add("14:05", Fact::LevelRaised { level: "L1".into(), reason: "now".into(), clock: None });
    let (plan, utc) = (PlanTimeline::always(plan), TimeZone::UTC);
    let facts = notifications(&plan, &log.incident(), &directory, &[], &utc, at("14:05"));
    let Fact::LevelNotified { calls, .. } = &facts[0].fact else { panic!("a task") };
    let numbers: Vec<_> = calls.iter().map(|call| call.address.as_str()).collect();
    assert_eq!(numbers, ["+49 30 1111", "+49 30 2222"]);
}

#[test]
fn a_room_reads_who_is_called() {
    let text = |notify: &str, targets: &str| {
        let row = [
            ("level", "L1"),
            ("clock", "functional"),
            ("target", targets),
            ("notify", notify),
            ("acknowledge_within", "PT5M"),
        ];
        let mut case = case(&row, &[]);
        case.fire("14:05");
        let due = case.due("14:05", &channels());
        let Fact::LevelNotified { body, .. } = &due[0].fact else { panic!("a notification") };
        body.lines().nth(1).expect("its second line").to_owned()
    };
    let called = "Called at 13:05 UTC. Please say by 13:10 UTC";
    assert_eq!(text("e-mail", "Ada|Kasia"), format!("You are called as L1. {called} whether you take it."));
    assert_eq!(text("chat", "Ada"), format!("Ada is called as L1. {called} who takes it."));
    assert_eq!(text("chat|e-mail", "Ada|Kasia"), format!("Ada and Kasia are called as L1. {called} who takes it."));
}

#[test]
fn a_text_of_the_matrix_with_a_variable_that_nothing_fills_is_not_sent() {
    let row = [("level", "L1"), ("clock", "functional"), ("target", "Ada"), ("notify", "e-mail")];
    let mut case = case(&row, &[]);
    case.fire("14:05");
    let due = |message: &str| {
        let mut b = Builder::default();
        let rules = b.block(&BlockKind::Table, "notification-rules", &[&[("event", "L1"), ("message", message)]]);
        let levels = b.block(&BlockKind::Escalation, "", &[&row]);
        let sections = vec![("Matrix", BlockKind::Escalation, levels), ("Rules", BlockKind::Table, rules)];
        let plan = PlanTimeline::always(b.document("Escalation", "escalation-matrix", sections));
        let incident = case.log.incident();
        let fact = notifications(&plan, &incident, &case.directory, &channels(), &TimeZone::UTC, at("14:05")).remove(0);
        let Fact::LevelNotified { body, remarks, .. } = fact.fact else { panic!("a notification") };
        (body, remarks)
    };
    assert_eq!(due("{{level}} of {{incident.number}}"), ("L1 of INC-7".to_owned(), Vec::new()));
    for (message, name) in [
        ("{{level}}: call {{bridge.number}} at once", "{{bridge.number}}"),
        ("{{level}}: {{ the bridge }}", "{{ the bridge }}"),
        ("{{level}}: {{brief", "{{brief"),
    ] {
        let (body, remarks) = due(message);
        assert!(body.contains("You are called as L1") && !body.contains("{{"), "{body}");
        let words = format!("The text of the matrix was not used, because nothing fills {name} in it");
        assert_eq!(remarks, [words]);
    }
}

#[test]
fn a_level_that_was_skipped_or_declined_counts_again_once_it_is_called() {
    let row = [("level", "L1"), ("clock", "functional"), ("target", "Ada"), ("acknowledge_within", "PT5M")];
    let next = [("level", "L2"), ("clock", "functional"), ("target", "Cy"), ("acknowledge_within", "PT5M")];
    let before = [
        Fact::LevelSkipped { level: "L1".to_owned(), reason: "nobody is there for L1".to_owned(), clock: None },
        Fact::LevelDeclined { level: "L1".to_owned(), by: "Ada".to_owned(), reason: "ill".to_owned() },
    ];
    for fact in before {
        let mut case = case(&row, &[&next]);
        case.log.add("14:06", fact);
        assert!(!matches!(case.state("L1", "14:06"), LevelState::Called { .. }));
        case.log
            .add("14:07", Fact::LevelRaised { level: "L1".to_owned(), reason: "Ada is back".to_owned(), clock: None });
        assert!(matches!(case.state("L1", "14:08"), LevelState::Called { .. }), "{:?}", case.state("L1", "14:08"));
        assert_eq!(case.state("L2", "14:08"), LevelState::Due, "L1 has its time to acknowledge");
        case.log.add("14:09", Fact::LevelAcknowledged { level: "L1".to_owned(), by: "Ada".to_owned() });
        assert!(matches!(case.state("L1", "14:10"), LevelState::Acknowledged { .. }));
    }
}

#[test]
fn a_level_that_nobody_was_there_for_is_skipped_once_and_not_any_more_when_it_was_called() {
    let night = [("level", "L1"), ("clock", "functional"), ("target", "Night desk"), ("acknowledge_within", "PT5M")];
    let next = [("level", "L2"), ("clock", "functional"), ("target", "Ada"), ("acknowledge_within", "PT5M")];
    let mut case = case(&night, &[&next]);
    let skips = |case: &Case| {
        let incident = case.log.incident();
        incident.levels.iter().filter(|e| matches!(e, LevelEvent::Skipped { .. })).count()
    };
    case.fire("14:05");
    case.fire("14:06");
    assert_eq!(skips(&case), 1, "it is logged once");
    case.log
        .add("14:07", Fact::LevelRaised { level: "L1".to_owned(), reason: "they are here".to_owned(), clock: None });
    case.fire("14:08");
    assert_eq!(skips(&case), 1, "whoever was called is not skipped");
}
