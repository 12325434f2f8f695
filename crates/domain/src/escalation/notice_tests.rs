use jiff::tz::TimeZone;

use super::*;
use crate::block::BlockKind;
use crate::delivery::{Way, WebhookForm};
use crate::escalation::{LevelState, escalation_clocks, firings};
use crate::id::DocumentId;
use crate::incident::CallTask;
use crate::log::{CallOutcome, DeliveryEnd, State};
use crate::test::{Builder, Log, at, channels, document_of};

type Cells<'a> = &'a [(&'a str, &'a str)];

/// People and desks of 11 March 2026, a Wednesday: Ada at work, Bo at night only, Cy and Di who back each other up.
fn people(b: &mut Builder) -> Vec<(DocumentId, Document)> {
    let hours = [("zone", "Europe/Berlin"), ("working_hours", "Mon-Fri 09:00-17:00")];
    let with = |fields: &[(&'static str, &'static str)], more: &[(&'static str, &'static str)]| [fields, more].concat();
    vec![
        b.person(&with(
            &[("name", "Ada"), ("phones", "+49 30 1111|+49 170 1111"), ("emails", "ada@example.org")],
            &hours,
        )),
        b.person(&[
            ("name", "Bo"),
            ("phones", "+49 30 2222"),
            ("zone", "Europe/Berlin"),
            ("working_hours", "Mon-Sun 22:00-06:00"),
            ("backup", "Ada"),
        ]),
        b.person(&[("name", "Cy"), ("phones", "+49 30 3333"), ("backup", "Di")]),
        b.person(&[("name", "Di"), ("phones", "+49 30 4444"), ("backup", "Cy")]),
        b.person(&[("name", "Eve"), ("backup", "Ada")]),
        b.person(&[("name", "Kasia"), ("phones", "+48 22 5555"), ("emails", "kasia@example.org")]),
        b.list("calendars", &[&[("name", "Night"), ("zone", "Europe/Berlin"), ("hours", "Mon-Sun 22:00-06:00")]]),
        b.list(
            "teams",
            &[
                &[("name", "Night desk"), ("contact", "Rota, +49 30 6666"), ("calendar", "Night")],
                &[("name", "Payments"), ("contact", "#team-payments"), ("lead", "Ada"), ("members", "Cy")],
            ],
        ),
        b.list("roles", &[&[("name", "Duty Manager"), ("person", "Cy"), ("deputy", "Ada")]]),
    ]
}

struct Case {
    directory: Directory,
    plan: PlanTimeline,
    log: Log,
}

fn case(level: Cells<'_>, more: &[Cells<'_>]) -> Case {
    let mut b = Builder::default();
    let directory = document_of(&people(&mut b));
    let rows: Vec<Cells<'_>> = std::iter::once(level).chain(more.iter().copied()).collect();
    let block = b.block(&BlockKind::Escalation, "", &rows);
    let document = b.document("Escalation", "escalation-matrix", vec![("Matrix", BlockKind::Escalation, block)]);
    let mut log = Log::default();
    let fact = Fact::Declared {
        number: "INC-7".to_owned(),
        title: "Checkout fails".to_owned(),
        severity: "SEV1".to_owned(),
        commander: Some("Kasia".to_owned()),
        services: vec!["Shop".to_owned()],
        detected_at: None,
    };
    log.add("14:05", fact);
    Case { directory, plan: PlanTimeline::always(document), log }
}

impl Case {
    fn due(&self, now: &str, channels: &[DeliveryChannel]) -> Vec<NewFact> {
        notifications(&self.plan, &self.log.incident(), &self.directory, channels, &TimeZone::UTC, at(now))
    }

    /// Logs what fires at a moment, as the application does.
    fn fire(&mut self, now: &str) {
        for fact in firings(&self.plan, &self.log.incident(), &self.directory, at(now)) {
            self.add(now, fact);
        }
    }

    fn add(&mut self, now: &str, fact: NewFact) {
        let entry = crate::log::NewEntry {
            id: fact.id,
            incident: Some(crate::test::incident_id()),
            event_at: at(now),
            entered_at: at(now),
            author: Author::bridgebook(),
            text: fact.text,
            fact: fact.fact,
            mentions: Vec::new(),
        };
        let entry =
            entry.link(crate::id::ChainId::new(uuid::Uuid::from_u128(9)), self.log.entries.len() as u32, vec![]);
        self.log.entries.push(crate::log::Recorded { entry, arrived_at: at(now) });
    }

    fn notify(&mut self, now: &str) -> Vec<String> {
        let due = self.due(now, &channels());
        let lines = due.iter().flat_map(|fact| told(&self.directory, fact)).collect();
        due.into_iter().for_each(|fact| self.add(now, fact));
        lines
    }

    fn end(&mut self, time: &str, place: u32, outcome: CallOutcome) {
        let notified = self.log.incident().notified.last().expect("somebody was called").id;
        let incident = self.log.incident();
        let tasks = &incident.notified.last().expect("somebody was called").calls;
        let call = tasks.get(place as usize).map(|task| task.call.clone());
        self.log.add(time, Fact::CallEnded { notified, call, place: None, outcome, note: String::new() });
    }

    fn open(&self) -> Vec<String> {
        let incident = self.log.incident();
        let told = incident.notified.last().expect("somebody was called");
        let name = |task: &CallTask| self.directory.words(&task.call.to).to_owned();
        told.open_calls().into_iter().map(|place| name(&told.calls[place])).collect()
    }

    fn state(&self, level: &str, now: &str) -> LevelState {
        let clocks = escalation_clocks(&self.plan, &self.log.incident(), &self.directory, at(now));
        clocks.into_iter().find(|c| c.level == level).expect("the level").state
    }
}

/// What a notification says: messages with `>`, calls with their lane, remarks with `!`.
fn told(directory: &Directory, fact: &NewFact) -> Vec<String> {
    let Fact::LevelNotified { recipients, calls, remarks, .. } = &fact.fact else { panic!("a notification") };
    let messages = recipients.iter().map(|r| format!("> {} by {}", r.to, r.via));
    let calls = calls.iter().map(|c| {
        let why = if c.why.is_empty() { String::new() } else { format!(" ({})", c.why) };
        format!("{} {} {} {}{why}", c.lane, directory.words(&c.to), c.method, c.address)
    });
    messages.chain(calls).chain(remarks.iter().map(|r| format!("! {r}"))).collect()
}

fn called(level: Cells<'_>) -> Vec<String> {
    let base: Cells<'_> = &[("level", "L1"), ("clock", "functional"), ("acknowledge_within", "PT5M")];
    let row = [base, level].concat();
    let mut case = case(&row, &[]);
    case.fire("14:05");
    case.notify("14:05")
}

#[test]
fn a_level_tells_those_behind_its_targets_by_the_ways_of_its_row() {
    let check = |target: &str, notify: &str, backup: &str, expected: &[&str]| {
        let mut row = vec![("target", target), ("notify", notify)];
        if !backup.is_empty() {
            row.push(("backup", backup));
        }
        assert_eq!(called(&row), expected, "{target} by {notify}, backup {backup}");
    };
    check(
        "Ada",
        "e-mail|phone",
        "",
        &["> ada@example.org by Mail", "0 Ada phone +49 30 1111", "0 Ada phone +49 170 1111"],
    );
    // Several targets are called side by side, and a chat is told once.
    check(
        "Ada|Kasia",
        "chat|phone",
        "Cy",
        &[
            "> Chat by Chat",
            "0 Ada phone +49 30 1111",
            "0 Ada phone +49 170 1111",
            "0 Cy phone +49 30 3333 (In place of L1)",
            "0 Di phone +49 30 4444 (In place of L1)",
            "1 Kasia phone +48 22 5555",
        ],
    );
    check(
        "Duty Manager",
        "phone",
        "",
        &[
            "0 Cy phone +49 30 3333",
            "0 Ada phone +49 30 1111 (In place of Duty Manager)",
            "0 Ada phone +49 170 1111 (In place of Duty Manager)",
            "0 Di phone +49 30 4444 (In place of Cy)",
        ],
    );
    check(
        "Payments",
        "phone",
        "",
        &[
            "0 Payments phone #team-payments (Payments has no telephone number)",
            "0 Ada phone +49 30 1111",
            "0 Ada phone +49 170 1111",
            "0 Cy phone +49 30 3333",
            "0 Di phone +49 30 4444 (In place of Cy)",
        ],
    );
}

#[test]
fn backups_that_name_each_other_are_called_once_each() {
    let expected = ["0 Cy phone +49 30 3333", "0 Di phone +49 30 4444 (In place of Cy)"];
    assert_eq!(called(&[("target", "Cy"), ("notify", "phone"), ("backup", "Di|Cy")]), expected);
}

#[test]
fn who_has_no_way_or_whose_way_is_not_set_up_is_told_by_hand_and_never_passed_over() {
    let by_hand = called(&[("target", "Eve"), ("notify", "phone")]);
    let expected = [
        "0 Eve phone  (Eve has no telephone number)",
        "0 Ada phone +49 30 1111 (In place of Eve)",
        "0 Ada phone +49 170 1111 (In place of Eve)",
    ];
    assert_eq!(by_hand, expected);
    let page = called(&[("target", "Ada"), ("notify", "page")]);
    assert_eq!(
        page,
        ["0 Ada page +49 30 1111, +49 170 1111, ada@example.org (No channel is set up under the name “page”)"]
    );
    let mail = called(&[("target", "Cy"), ("notify", "e-mail|page")]);
    let why = "Cy has no e-mail address. No channel is set up under the name “page”";
    assert_eq!(mail[0], format!("0 Cy e-mail +49 30 3333 ({why})"));
    assert_eq!(mail[1], "0 Di phone +49 30 4444 (In place of Cy)", "and whoever stands in after them");
    let name = called(&[("target", "Somebody of the vendor"), ("notify", "phone")]);
    assert_eq!(name, ["0 Somebody of the vendor phone  (Somebody of the vendor has no telephone number)"]);
}

#[test]
fn who_is_not_at_work_is_passed_over_for_a_backup_else_the_commander_is_told_why() {
    let away = called(&[("target", "Bo"), ("notify", "phone")]);
    let expected = [
        "0 Ada phone +49 30 1111 (In place of Bo)",
        "0 Ada phone +49 170 1111 (In place of Bo)",
        "! Bo is not at work before 21:00 UTC",
    ];
    assert_eq!(away, expected);
    let nobody = called(&[("target", "Night desk"), ("notify", "phone|e-mail")]);
    let expected = [
        "> kasia@example.org by Mail",
        "0 Kasia phone +48 22 5555 (In place of L1, of which nobody can be called)",
        "! Night desk is not at work before 21:00 UTC",
        "! Nobody of L1 can be called: Kasia is told as the incident commander",
    ];
    assert_eq!(nobody, expected);
    // An authority is told at any hour.
    let authority =
        [("level", "CEO"), ("clock", "hierarchical"), ("after", "PT0S"), ("target", "Bo"), ("notify", "phone")];
    let mut case = case(&authority, &[]);
    case.fire("14:05");
    assert_eq!(case.notify("14:05")[0], "0 Bo phone +49 30 2222");
}

#[test]
fn a_level_of_which_nobody_is_at_work_is_left_out_for_the_next_or_holds() {
    let night = [("level", "L1"), ("clock", "functional"), ("target", "Night desk"), ("acknowledge_within", "PT5M")];
    let next = [("level", "L2"), ("clock", "functional"), ("target", "Ada")];
    let mut case = case(&night, &[&next]);
    assert_eq!(case.state("L1", "14:05"), LevelState::Skipped { reason: "nobody is there for L1".to_owned() });
    case.fire("14:05");
    assert!(matches!(case.state("L2", "14:05"), LevelState::Overdue | LevelState::Called { .. }));
}

#[test]
fn each_call_is_told_once_and_one_that_is_over_or_long_past_is_not_sent() {
    let row = [
        ("level", "L1"),
        ("clock", "functional"),
        ("target", "Ada"),
        ("notify", "e-mail"),
        ("acknowledge_within", "PT1H"),
    ];
    let mut case = case(&row, &[]);
    case.fire("14:05");
    assert_eq!(
        case.due("14:05", &channels())[0].id,
        case.due("14:09", &channels())[0].id,
        "one fact, whenever it is found"
    );
    let late = case.due("14:41", &channels());
    let words = "It was found 36 min after the call, so nothing is sent by itself any more";
    let address = "+49 30 1111, +49 170 1111, ada@example.org";
    assert_eq!(told(&case.directory, &late[0]), [format!("0 Ada e-mail {address} ({words})")]);
    assert_eq!(case.notify("14:06"), ["> ada@example.org by Mail"]);
    assert_eq!(case.notify("14:07"), Vec::<String>::new());
    let told = case.log.incident().notified[0].clone();
    assert_eq!(over_because(&case.log.incident(), &told), None);
    case.log.add("14:08", Fact::LevelRaised { level: "L1".to_owned(), reason: "it spreads".to_owned(), clock: None });
    assert_eq!(case.notify("14:08"), ["> ada@example.org by Mail"], "a call by hand is one more call");
    case.log.add("14:09", Fact::LevelAcknowledged { level: "L1".to_owned(), by: "Ada".to_owned() });
    assert_eq!(over_because(&case.log.incident(), &told).as_deref(), Some("L1 acknowledged"));
    case.log.add(
        "14:10",
        Fact::LevelCalled {
            level: "L1".to_owned(),
            clock: Clock::Functional,
            target: "Ada".to_owned(),
            due_at: at("14:10"),
            held: false,
        },
    );
    assert_eq!(case.notify("14:10"), Vec::<String>::new(), "what a person logs as called was called by that person");
    case.log.add("14:11", Fact::LevelRaised { level: "L1".to_owned(), reason: "again".to_owned(), clock: None });
    case.log.add("14:12", Fact::StateChanged { state: State::Resolved });
    assert_eq!(case.notify("14:12"), Vec::<String>::new());
}

#[test]
fn no_answer_leads_to_the_next_number_and_person_and_in_the_end_to_the_next_level() {
    let first = [
        ("level", "L1"),
        ("clock", "functional"),
        ("target", "Cy"),
        ("notify", "phone"),
        ("acknowledge_within", "PT30M"),
    ];
    let next = [("level", "L2"), ("clock", "functional"), ("target", "Ada")];
    let mut case = case(&first, &[&next]);
    case.fire("14:05");
    case.notify("14:05");
    assert_eq!(case.open(), ["Cy"]);
    case.end("14:06", 0, CallOutcome::NoAnswer);
    assert_eq!(case.open(), ["Di"]);
    assert_eq!(case.state("L2", "14:07"), LevelState::Due, "its time has not come");
    case.end("14:08", 1, CallOutcome::Voicemail);
    assert_eq!(case.open(), Vec::<String>::new());
    assert_eq!(case.state("L2", "14:08"), LevelState::Overdue, "nobody can be reached any more: it is called at once");
    case.end("14:08:30", 0, CallOutcome::Told);
    assert_eq!(case.state("L2", "14:09"), LevelState::Due, "who calls back was reached");
}

#[test]
fn the_text_says_what_is_known_until_when_and_who_commands_or_what_the_matrix_says() {
    let row = [
        ("level", "L1"),
        ("clock", "functional"),
        ("target", "Ada"),
        ("notify", "e-mail"),
        ("acknowledge_within", "PT5M"),
        ("hand_off", "Cause not found"),
    ];
    let mut case = case(&row, &[]);
    case.log.add(
        "14:06",
        Fact::Situation {
            conditions: "38 % fail".to_owned(),
            actions: "Rolling back".to_owned(),
            needs: String::new(),
        },
    );
    case.fire("14:09");
    let due = case.due("14:09", &channels());
    let Fact::LevelNotified { subject, body, .. } = &due[0].fact else { panic!("a notification") };
    assert_eq!(subject, "INC-7 SEV1: L1 is called. Checkout fails");
    let expected = "INC-7 SEV1: Checkout fails\n\
                    You are called as L1. Called at 13:09 UTC, 4 min late. Please say by 13:14 UTC whether you take it.\n\n\
                    Investigating since 13:05 UTC.\nServices: Shop\nWhat is known: 38 % fail\n\
                    What is done: Rolling back\nHanded over when: Cause not found\nIncident commander: Kasia";
    assert_eq!(body, expected);

    let mut b = Builder::default();
    let rules: &[Cells<'_>] = &[
        &[("event", "Level called"), ("message", "Number and title")],
        &[("event", "Level called"), ("message", "{{incident.number}}: {{level}} please")],
    ];
    let rules = b.block(&BlockKind::Table, "notification-rules", rules);
    let levels = b.block(&BlockKind::Escalation, "", &[&row]);
    let sections = vec![("Matrix", BlockKind::Escalation, levels), ("Rules", BlockKind::Table, rules)];
    case.plan = PlanTimeline::always(b.document("Escalation", "escalation-matrix", sections));
    let Fact::LevelNotified { body, .. } = &case.due("14:09", &channels())[0].fact else { panic!("a notification") };
    assert_eq!(body, "INC-7: L1 please");
}

#[path = "notice_safe_tests.rs"]
mod safe;
