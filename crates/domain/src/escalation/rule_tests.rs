//! Notification rules: what their words mean, and that each tells once.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::rule::{Event, Target, rules};
use super::*;
use crate::block::BlockKind;
use crate::delivery::DeliveryChannel;
use crate::document::Document;
use crate::incident::Incident;
use crate::log::{Author, Fact, NewEntry, Recorded, State};
use crate::test::{Builder, Log, at, channels, document_of, incident_id};
use crate::timeline::PlanTimeline;

type Cells<'a> = &'a [(&'a str, &'a str)];

struct Case {
    directory: Directory,
    plan: PlanTimeline,
    communication: PlanTimeline,
    log: Log,
}

fn matrix(b: &mut Builder, rules: &[Cells<'_>]) -> Document {
    let level = |name: &'static str| {
        [("level", name), ("clock", "functional"), ("target", "Ada"), ("acknowledge_within", "PT10M")]
    };
    let (first, second) = ([&level("L1")[..], &[("resolve_within", "PT30M")]].concat(), level("L2"));
    let levels = b.block(&BlockKind::Escalation, "", &[&first, &second]);
    let severity: Cells<'_> = &[("severity", "SEV1"), ("response_target", "PT5M"), ("resolution_target", "PT4H")];
    let severities = b.block(&BlockKind::Table, "severities", &[severity]);
    let rules = b.block(&BlockKind::Table, "notification-rules", rules);
    let sections = vec![
        ("Severities", BlockKind::Table, severities),
        ("Matrix", BlockKind::Escalation, levels),
        ("Rules", BlockKind::Table, rules),
    ];
    b.document("Escalation", "escalation-matrix", sections)
}

fn case(rules: &[Cells<'_>]) -> Case {
    let mut b = Builder::default();
    let directory = document_of(&[
        b.person(&[("name", "Ada"), ("phones", "+49 30 1111")]),
        b.list("severities", &[&[("name", "SEV1"), ("rank", "1")], &[("name", "SEV2"), ("rank", "2")]]),
        b.list("audiences", &[&[("name", "Executives")], &[("name", "Responders"), ("channel", "Chat")]]),
        b.list("teams", &[&[("name", "Executives"), ("contact", "board@example.org")]]),
    ]);
    let plan = PlanTimeline::always(matrix(&mut b, rules));
    let mut log = Log::default();
    let fact = Fact::Declared {
        number: "INC-7".to_owned(),
        title: "Checkout fails".to_owned(),
        severity: "SEV1".to_owned(),
        commander: Some("Kasia".to_owned()),
        services: Vec::new(),
        detected_at: None,
    };
    log.add("14:05", fact);
    Case { directory, plan, communication: PlanTimeline::default(), log }
}

impl Case {
    fn desk<'a>(&'a self, incident: &'a Incident, channels: &'a [DeliveryChannel], now: &str) -> RuleDesk<'a> {
        static UTC: TimeZone = TimeZone::UTC;
        let (matrix, communication) = (&self.plan, &self.communication);
        let (directory, zone) = (&self.directory, &UTC);
        RuleDesk { matrix, communication, incident, directory, channels, zone, now: at(now) }
    }

    fn due(&self, now: &str) -> Vec<RuleNotice> {
        rule_notices(&self.desk(&self.log.incident(), &channels(), now))
    }

    fn add(&mut self, now: &str, fact: NewFact) {
        let entry = NewEntry {
            id: fact.id,
            incident: Some(incident_id()),
            event_at: fact.event_at,
            entered_at: at(now),
            author: Author::bridgebook(),
            text: fact.text,
            fact: fact.fact,
            mentions: Vec::new(),
        };
        let sequence = u32::try_from(self.log.entries.len()).expect("a short log");
        let entry = entry.link(crate::id::ChainId::new(uuid::Uuid::from_u128(9)), sequence, vec![]);
        self.log.entries.push(Recorded { entry, arrived_at: at(now) });
    }

    /// Logs what fires and what rules tell at a moment, as the application does; gives what the rules say.
    fn look(&mut self, now: &str) -> Vec<String> {
        for fact in firings(&self.plan, &self.log.incident(), &self.directory, at(now)) {
            self.add(now, fact);
        }
        let due = self.due(now);
        let lines = due.iter().map(|notice| notice.fact.text.clone()).collect();
        due.into_iter().for_each(|notice| self.add(now, notice.fact));
        lines
    }

    fn acknowledge(&mut self, time: &str, level: &str) {
        self.log.add(time, Fact::LevelAcknowledged { level: level.to_owned(), by: "Ada".to_owned() });
    }

    fn resolve(&mut self, time: &str) {
        self.log.add(time, Fact::StateChanged { state: State::Resolved });
    }
}

#[test]
fn events_are_written_in_words() {
    use Event::{AtRisk, Breached, Called, Declared, Declined, HandedOver, Resolved, Skipped};
    let check = |words: &str, expected: Option<Vec<(Event, usize, Option<&str>)>>| {
        let case = case(&[&[("event", words), ("audience", "Executives")]]);
        let document = case.plan.at(at("14:05")).expect("a matrix");
        let read = rules(document, &case.directory).into_iter().next().map(|rule| rule.events);
        let read =
            read.map(|events| events.into_iter().map(|w| (w.event, w.severities.len(), w.level)).collect::<Vec<_>>());
        let expected = expected.map(|list| list.into_iter().map(|(e, n, l)| (e, n, l.map(str::to_owned))).collect());
        assert_eq!(read, expected, "{words}");
        let is_known = is_event(&EscalationView::read(document, &case.directory), &case.directory, words);
        assert_eq!(is_known, expected.is_some(), "{words}");
    };
    let one = |event| Some(vec![(event, 0, None)]);
    check("Incident declared", one(Declared));
    check("incident  DECLARED, SEV1 or SEV2", Some(vec![(Declared, 2, None)]));
    check("SEV1 or SEV2 solved", Some(vec![(Resolved, 2, None)]));
    check("SEV1 opened", Some(vec![(Declared, 1, None)]));
    check("Level acknowledged", one(Event::Acknowledged));
    check("L2 acknowledged", Some(vec![(Event::Acknowledged, 0, Some("l2"))]));
    check("Level acknowledged, L2", Some(vec![(Event::Acknowledged, 0, Some("l2"))]));
    check("L1", Some(vec![(Called, 0, Some("l1"))]));
    check("Level called late", one(Event::CalledLate));
    check("Level declined or nobody available", Some(vec![(Declined, 0, None), (Skipped, 0, None)]));
    check("Handed over", one(HandedOver));
    check("Level at risk", one(AtRisk(Target::Level, None)));
    check("Target breached", one(Breached(Target::Both)));
    check("80 % of the expected response time is over", one(AtRisk(Target::Response, Some(80))));
    check("50% of the resolution target", one(AtRisk(Target::Resolution, Some(50))));
    check("Expected resolution time is over", one(Breached(Target::Resolution)));
    check("Update overdue", one(Event::UpdateOverdue));
    for unknown in
        ["", "The moon is full", "Incident declared, SEV9", "120 % of the response target", "L9 acknowledged"]
    {
        check(unknown, None);
    }
}

#[test]
fn what_happens_is_told_once_to_its_audience() {
    let mut case = case(&[
        &[("event", "Incident declared, SEV1"), ("audience", "Executives"), ("channel", "E-mail")],
        &[("event", "Incident declared, SEV2"), ("audience", "Executives"), ("channel", "E-mail")],
        &[("event", "Level acknowledged"), ("audience", "Responders")],
        &[
            ("event", "L1 declined"),
            ("audience", "Responders"),
            ("message", "{{incident.number}} {{level}}: {{event}}"),
        ],
        &[("event", "Incident resolved"), ("audience", "Executives"), ("channel", "E-mail"), ("delay", "PT10M")],
    ]);
    assert_eq!(
        case.look("14:05"),
        ["Notice to Executives: Declared. Handed to the outbox for board@example.org by Mail."]
    );
    assert!(case.look("14:06").is_empty());
    case.log.add("14:07", Fact::LevelDeclined { level: "L1".into(), by: "Ada".into(), reason: "On a plane".into() });
    let due = case.due("14:07");
    let Fact::RuleTold { subject, body, recipients, .. } = &due[0].fact.fact else { panic!("what a rule told") };
    assert_eq!(subject, "INC-7 SEV1: L1 declined by Ada: On a plane. Checkout fails");
    assert_eq!(body, "INC-7 L1: L1 declined by Ada: On a plane");
    assert_eq!(recipients[0].to, "Chat");
    assert_eq!(case.look("14:07").len(), 1);
    case.acknowledge("14:08", "L2");
    assert_eq!(case.look("14:08"), ["Notice to Responders: L2 acknowledged by Ada. Handed to the outbox for Chat."]);
    case.resolve("14:30");
    assert!(case.look("14:39").is_empty(), "ten minutes later");
    let due = case.due("14:42");
    let Fact::RuleTold { body, .. } = &due[0].fact.fact else { panic!("what a rule told") };
    let expected = "INC-7 SEV1: Checkout fails\nResolved, 13:30 UTC. This is told 2 min late.\n\n\
                    Resolved since 13:30 UTC.\nIncident commander: Kasia";
    assert_eq!(body, expected);
    assert_eq!(
        case.look("14:42"),
        ["Notice to Executives: Resolved. Handed to the outbox for board@example.org by Mail, 2 min late."]
    );
    assert!(case.look("14:50").is_empty());
}

#[test]
fn a_time_that_runs_out_is_told_at_its_share_and_after_it_until_somebody_acknowledges() {
    let rules: &[Cells<'_>] = &[
        &[("event", "L1 at risk"), ("audience", "Responders")],
        &[("event", "L1 breached"), ("audience", "Responders"), ("repeat", "PT5M")],
        &[("event", "Response target breached"), ("audience", "Executives"), ("channel", "Phone")],
    ];
    let mut case = case(rules);
    assert!(case.look("14:05").is_empty());
    let told = case.look("14:10");
    assert_eq!(
        told,
        [
            "Notice to Executives: Response target of 5 min missed at 13:10 UTC. Not told by a message. Tell Executives by telephone."
        ]
    );
    assert!(case.look("14:12").is_empty());
    let told = case.look("14:13");
    assert_eq!(
        told,
        ["Notice to Responders: L1 is at risk: to acknowledge by 13:15 UTC. Handed to the outbox for Chat."]
    );
    let breached = "Notice to Responders: L1 did not acknowledge by 13:15 UTC. Handed to the outbox for Chat.";
    assert_eq!(case.look("14:15"), [breached]);
    assert!(case.look("14:19").is_empty());
    assert_eq!(case.look("14:20"), [breached]);
    let incident = case.log.incident();
    let told = incident.rules_told.last().expect("it was told").clone();
    assert_eq!(told.round, 1);
    assert_eq!(rule_over_because(&case.desk(&incident, &[], "14:21"), &told), None);
    case.acknowledge("14:22", "L2");
    let incident = case.log.incident();
    let why = rule_over_because(&case.desk(&incident, &[], "14:22"), &told);
    assert_eq!(why.as_deref(), Some("L2 acknowledged"), "what waits in the outbox need not go out");
    for time in ["14:25", "14:30", "15:30"] {
        assert!(case.look(time).is_empty(), "somebody has it");
    }
}

#[test]
fn a_warning_that_was_found_after_its_time_leaves_its_trace_before_the_breach_and_warns_nobody() {
    let rules: &[Cells<'_>] = &[
        &[("event", "L1 breached"), ("audience", "Responders"), ("repeat", "PT5M")],
        &[("event", "50 % of the level"), ("audience", "Responders")],
        &[("event", "L1 at risk"), ("audience", "Executives"), ("repeat", "PT1M")],
        &[("event", "L1 at risk"), ("audience", "Responders"), ("delay", "PT5M")],
    ];
    let mut slept = case(rules);
    slept.look("14:05");
    let due = slept.due("14:17");
    assert!(due.iter().all(|notice| !notice.asks_person), "nobody is asked to warn of what has happened");
    let trace = "L1 is at risk: to acknowledge by 13:15 UTC. Not told by a message";
    let why = "Its time was over when it was found, so nobody was warned.";
    let breach =
        "Notice to Responders: L1 did not acknowledge by 13:15 UTC. Handed to the outbox for Chat, 2 min late.";
    let expected = [
        format!("Notice to Responders: {trace}, 7 min late. {why}"),
        format!("Notice to Executives: {trace}, 4 min late. {why}"),
        breach.to_owned(),
    ];
    assert_eq!(slept.look("14:17"), expected, "in the order in which they were due");
    assert!(slept.look("14:18").is_empty(), "once, and none for a delay that ends after the time");
    // What was told in time leaves no second trace.
    let mut awake = case(rules);
    for time in ["14:05", "14:10", "14:13"] {
        awake.look(time);
    }
    assert_eq!(awake.look("14:17").len(), 1, "the breach alone");
    // Whoever took it meanwhile needs no warning, and there was no breach.
    let mut taken = case(rules);
    taken.look("14:05");
    taken.acknowledge("14:14", "L1");
    assert!(taken.look("14:17").is_empty());
}

#[test]
fn after_a_sleep_the_last_round_is_told_alone_and_none_comes_for_ever() {
    let mut case = case(&[&[("event", "Incident declared"), ("audience", "Responders"), ("repeat", "PT10M")]]);
    assert_eq!(case.look("14:05").len(), 1);
    assert_eq!(case.look("14:38"), ["Notice to Responders: Declared. Handed to the outbox for Chat, 3 min late."]);
    assert_eq!(case.log.incident().rules_told.last().map(|told| told.round), Some(3));
    let rest: usize = ["14:45", "14:55", "15:05", "15:15", "16:00"].iter().map(|time| case.look(time).len()).sum();
    assert_eq!(rest, 2, "after five more it is enough");
}

#[test]
fn what_was_found_long_after_or_was_due_before_a_restore_is_told_by_a_person() {
    let rules: &[Cells<'_>] = &[&[("event", "Incident declared"), ("audience", "Responders")]];
    let mut late = case(rules);
    let due = late.due("14:40");
    assert!(due[0].asks_person);
    let held = "Notice to Responders: Declared. Not told by a message, 35 min late. It was found 35 min after it was due, so nothing is sent by itself any more.";
    assert_eq!(late.look("14:40"), [held]);
    let mut restored = case(rules);
    restored.log.add("14:10", Fact::DataRestored {});
    let told = restored.look("14:11");
    assert!(told[0].contains("due before the data was restored"), "{told:?}");
    assert!(restored.look("14:12").is_empty(), "it is said once");
}

#[test]
fn in_the_quiet_hours_of_an_audience_a_person_decides() {
    let mut b = Builder::default();
    let row: Cells<'_> = &[("audience", "Responders"), ("quiet_hours", "14:00-15:00"), ("zone", "Europe/Berlin")];
    let block = b.block(&BlockKind::Table, "audiences", &[row]);
    let plan = b.document("Plan", "communication-plan", vec![("Audiences", BlockKind::Table, block)]);
    let mut case = case(&[&[("event", "Incident declared"), ("audience", "Responders"), ("channel", "Chat")]]);
    case.communication = PlanTimeline::always(plan);
    assert!(case.due("14:05")[0].asks_person);
    let told = case.look("14:05");
    let expected = "Notice to Responders: Declared. Not told by a message. Nothing is sent by itself, because it is \
                    14:05 for them (Europe/Berlin), in their quiet hours until 15:00.";
    assert_eq!(told, [expected]);
}

#[test]
fn a_rule_tells_of_what_happens_while_the_matrix_holds_it() {
    let mut case = case(&[]);
    let mut b = Builder::default();
    let rules: &[Cells<'_>] = &[
        &[("event", "Incident declared"), ("audience", "Responders")],
        &[("event", "Level acknowledged"), ("audience", "Responders")],
    ];
    let (before, after) = (matrix(&mut b, &[]), matrix(&mut b, rules));
    case.plan = PlanTimeline::new(vec![(at("14:05"), before), (at("14:10"), after)]);
    assert!(case.look("14:11").is_empty(), "an edit acts forward only");
    case.acknowledge("14:12", "L1");
    assert_eq!(case.look("14:12").len(), 1);
}

#[test]
fn without_a_way_out_the_log_says_so_and_an_exercise_says_what_it_is() {
    let mut case = case(&[&[("event", "Incident declared"), ("audience", "Executives"), ("channel", "SMS")]]);
    let incident = case.log.incident();
    let told = rule_notices(&case.desk(&incident, &[], "14:05"));
    let expected = "Notice to Executives: Declared. Not told by a message. No channel is set up under the name “sms”.";
    assert_eq!((told[0].fact.text.as_str(), told[0].asks_person), (expected, false));
    case.log.add("14:05", Fact::ExerciseDeclared {});
    let incident = case.log.incident();
    let told = rule_notices(&case.desk(&incident, &[], "14:05"));
    assert!(told[0].fact.text.ends_with("This is an exercise: nothing is sent."), "{}", told[0].fact.text);
}

proptest! {
    /// Whenever somebody looks, each round is told once at most, never more than six of one event, and nothing of what
    /// waits for an acknowledgement after there is one.
    #[test]
    fn nothing_is_told_twice_whenever_somebody_looks(
        waits in proptest::collection::vec(1_i64..1_500, 1..25),
        taken in 0_usize..25,
    ) {
        let mut case = case(&[
            &[("event", "Level called"), ("audience", "Responders"), ("repeat", "PT3M")],
            &[("event", "Level at risk"), ("audience", "Responders"), ("repeat", "PT1M")],
            &[("event", "Level breached"), ("audience", "Executives"), ("repeat", "PT2M"), ("delay", "PT1M")],
        ]);
        let mut now = at("14:05");
        let mut told = BTreeMap::<String, Vec<u32>>::new();
        for (place, wait) in waits.into_iter().enumerate() {
            let words = now.to_zoned(TimeZone::fixed(jiff::tz::offset(1))).strftime("%H:%M:%S").to_string();
            let before = case.log.incident().rules_told.len();
            if place == taken {
                case.acknowledge(&words, "L2");
            }
            case.look(&words);
            for one in &case.log.incident().rules_told[before..] {
                prop_assert!(place < taken, "told of {} after it was taken", one.event);
                told.entry(format!("{} {}", one.rule, one.event)).or_default().push(one.round);
            }
            now += SignedDuration::from_secs(wait);
            if now >= at("23:00") {
                break;
            }
        }
        // Each warning of a level whose time ran out is in the log, and before its breach.
        let events = |entry: &Recorded| match entry.entry.fact() {
            Some(Fact::RuleTold { event, .. }) => Some(event),
            _ => None,
        };
        let all: Vec<String> = case.log.entries.iter().filter_map(events).collect();
        let place = |key: &str| all.iter().position(|one| one == key);
        for breach in all.iter().filter_map(|one| one.strip_prefix("breached ")) {
            let warned = place(&format!("at risk share {breach}"));
            prop_assert!(warned.is_some() && warned < place(&format!("breached {breach}")), "no warning of {breach}");
        }
        for rounds in told.values() {
            prop_assert!(rounds.windows(2).all(|pair| pair[0] < pair[1]) && rounds.iter().all(|round| *round <= 5), "{rounds:?}");
        }
    }
}

#[test]
fn a_rule_whose_event_nobody_understands_is_a_finding() {
    let case = case(&[
        &[("event", "The moon is full"), ("audience", "Executives")],
        &[("event", "The moon is full"), ("message", "a note for people")],
        &[("event", "Incident declared"), ("audience", "Executives")],
    ]);
    let document = case.plan.at(at("14:05")).expect("a matrix");
    let id = crate::id::DocumentId::new(uuid::Uuid::from_u128(1));
    let list = crate::finding::findings([(id, document)], &case.directory, None, at("14:05"));
    let titles: Vec<_> = list.iter().filter(|f| f.rule == "T8").map(|f| f.title.as_str()).collect();
    assert_eq!(titles, ["“The moon is full” is no event that is known"]);
}

#[test]
fn a_delay_rests_with_its_drill_and_runs_out_where_the_clock_is_put_forward() {
    use crate::log::DrillFact;
    let drill = |then: &[(&str, DrillFact)]| {
        let mut case = case(&[&[
            ("event", "Incident declared"),
            ("audience", "Executives"),
            ("channel", "Chat"),
            ("delay", "PT10M"),
        ]]);
        let document = crate::id::DocumentId::new(uuid::Uuid::from_u128(7));
        case.log.add("14:05", Fact::ExerciseDeclared {});
        case.log.add("14:05", Fact::Drill(DrillFact::Begun { document }));
        for (time, fact) in then {
            case.log.add(time, Fact::Drill(fact.clone()));
        }
        case
    };
    let told = |case: &Case, now: &str| {
        let notices = case.due(now).into_iter();
        let due = notices.map(|notice| match notice.fact.fact {
            Fact::RuleTold { due_at, .. } => (due_at, notice.fact.text.contains(" late")),
            other => panic!("{other:?}"),
        });
        due.collect::<Vec<_>>()
    };
    let rested = drill(&[("14:10", DrillFact::Paused {}), ("14:40", DrillFact::Continued {})]);
    assert_eq!(told(&rested, "14:30"), [], "it rests");
    assert_eq!(told(&rested, "14:44"), [], "five minutes were left");
    assert_eq!(told(&rested, "14:45"), [(at("14:45"), false)]);
    let forward = drill(&[("14:07", DrillFact::Forwarded { to_seconds: 60 * 60 })]);
    assert_eq!(told(&forward, "14:06"), []);
    assert_eq!(told(&forward, "14:07"), [(at("14:07"), false)], "its time was passed over, so it is now, and not late");
}
