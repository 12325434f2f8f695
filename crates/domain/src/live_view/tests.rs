use super::*;
use crate::block::BlockKind;
use crate::log::{Category, Decision, Fact};
use crate::test::{Builder, Log, at, document_of, incident_id};

/// A view with these settings.
fn view(settings: &[(&str, &str)]) -> Block {
    let settings = settings.iter().map(|(k, v)| ((*k).to_owned(), Value::one(*v))).collect();
    Block { settings, ..Block::default() }
}

/// A small incident: one role, one action, one decision, two updates and an approval.
fn story() -> (Log, DocumentId) {
    let (mut log, plan) = (Log::default(), DocumentId::new(uuid::Uuid::from_u128(77)));
    let declared = Fact::Declared {
        number: "INC-2041".to_owned(),
        title: "Checkout".to_owned(),
        severity: "SEV1".to_owned(),
        commander: None,
        services: Vec::new(),
        detected_at: Some(at("13:58")),
    };
    log.add("14:05", declared);
    log.add("14:06", Fact::RoleAssumed { role: "Scribe".to_owned(), person: "Emre Yılmaz".to_owned() });
    let id = crate::id::EntryId::new(uuid::Uuid::from_u128(0x99));
    let opened = Fact::ActionOpened { owner: Some("Kim Ji-woo".to_owned()), due_at: Some(at("14:30")) };
    log.add_as(id, "14:07", opened, "Roll back");
    let remark = crate::id::EntryId::new(uuid::Uuid::from_u128(0x9a));
    log.add_as(remark, "14:08", Fact::Remark { category: Category::Note }, "Coffee");
    let decided = crate::id::EntryId::new(uuid::Uuid::from_u128(0x9b));
    log.add_as(
        decided,
        "14:10",
        Fact::Decided { accountable: Some("Kim Ji-woo".to_owned()), consulted: Vec::new() },
        "Freeze",
    );
    let sent = |number, next: Option<&str>| Fact::UpdateSent {
        audience: "Executives".to_owned(),
        number,
        stage: "scope".to_owned(),
        body: "Rolling back".to_owned(),
        via: "e-mail".to_owned(),
        next_at: next.map(at),
    };
    log.add("14:12", sent(1, Some("14:20")));
    log.add("14:25", sent(2, Some("14:40")));
    log.add(
        "14:26",
        Fact::ApprovalAsked {
            document: plan,
            checkpoint: "update 3 Executives".to_owned(),
            approver: "Ada".to_owned(),
        },
    );
    let given = Fact::ApprovalGiven {
        document: plan,
        checkpoint: "update 3 Executives".to_owned(),
        heads: Vec::new(),
        hash: "abc".to_owned(),
        decision: Decision::Approved,
    };
    log.add("14:27", given);
    let exported = Fact::Exported { documents: vec![plan], form: "pdf".to_owned(), hash: "abc".to_owned() };
    log.add("14:28", exported);
    (log, plan)
}

fn show(settings: &[(&str, &str)]) -> Listing {
    let (log, id) = story();
    let incident = log.incident();
    assert_eq!(incident.id, incident_id());
    let document = Document::new("Action plan", "incident-action-plan");
    with(&document, id, &[], Some((&log, &incident)), &Directory::default(), settings)
}

fn with(
    document: &Document,
    id: DocumentId,
    documents: &[(DocumentId, &Document)],
    incident: Option<(&Log, &Incident)>,
    directory: &Directory,
    settings: &[(&str, &str)],
) -> Listing {
    let zone = TimeZone::get("Europe/Berlin").expect("the zones are bundled");
    let sources = Sources {
        document: (id, document),
        documents,
        incident: incident.map(|(_, i)| i),
        log: incident.map_or(&[], |(log, _)| &log.entries),
        directory,
        now: at("14:47"),
        zone: &zone,
    };
    listing(&view(settings), &sources)
}

fn lines(listing: &Listing) -> Vec<String> {
    listing.rows.iter().map(|r| r.join(" | ")).collect()
}

#[test]
fn the_log_is_shown_in_order_whole_or_by_kind() {
    let all = show(&[("source", "log")]);
    assert_eq!(all.title, "Activity log of INC-2041, as of 2026-03-11 14:47 CET");
    assert_eq!((all.columns.len(), all.rows.len()), (5, 9));
    let some = show(&[("source", "log"), ("kinds", "decision")]);
    assert_eq!(lines(&some), ["2026-03-11 14:10 | 14:10 | Decision | Emre Yılmaz | Freeze"]);
    let kept = show(&[("kinds", "export")]);
    assert_eq!(kept.rows.len(), 1, "the keeping of the binder is shown where it is asked for");
    let last = show(&[("source", "log"), ("limit", "2")]);
    assert_eq!((last.rows.len(), last.title.ends_with("the last 2 of 9")), (2, true), "{}", last.title);
    let none = show(&[("kinds", "hypothesis")]);
    assert!(none.rows.is_empty() && none.empty.contains("hypothesis"), "{}", none.empty);
}

#[test]
fn each_source_reads_its_facts() {
    for (source, expected) in [
        ("actions", "1 | Roll back | Kim Ji-woo | 2026-03-11 14:07 | 2026-03-11 14:30 | overdue by 17 min"),
        ("decisions", "2026-03-11 14:10 | Freeze | Kim Ji-woo |  | Emre Yılmaz"),
        ("roles", "Scribe | Emre Yılmaz | 2026-03-11 14:06 | "),
        ("promises", "Executives | 1 | 2026-03-11 14:12 | 2026-03-11 14:20 | late by 5 min"),
        (
            "updates",
            "2026-03-11 14:12 | Executives | 1 | scope | e-mail | Emre Yılmaz | Rolling back | 2026-03-11 14:20 | late by 5 min",
        ),
        (
            "approvals",
            "Action plan | Update 3 to Executives | Ada | 2026-03-11 14:26 | approved | 2026-03-11 14:27 | Emre Yılmaz | abc",
        ),
    ] {
        let shown = show(&[("source", source)]);
        assert_eq!(lines(&shown).first().map(String::as_str), Some(expected), "{source}");
        assert!(shown.rows.iter().all(|r| r.len() == shown.columns.len()), "{source}: a cell for each column");
        assert!(!shown.empty.is_empty(), "{source} says what an empty one means");
    }
    assert!(lines(&show(&[("source", "promises")]))[1].ends_with("overdue by 7 min"));
    let figures = lines(&show(&[("source", "metrics-basic")]));
    assert!(
        figures.contains(
            &"Promises kept | 0 % of 2 | next updates sent by the time promised, of those whose time has come"
                .to_owned()
        ),
        "{figures:#?}"
    );
    assert!(figures[0].starts_with("Time to declare | 7 min"), "{}", figures[0]);
}

#[test]
fn the_changes_of_a_document_are_what_the_log_says_of_it() {
    let (mut log, id) = (Log::default(), DocumentId::new(uuid::Uuid::from_u128(77)));
    let other = DocumentId::new(uuid::Uuid::from_u128(78));
    let created = |document| Fact::DocumentCreated { document, title: "Plan".to_owned(), source: String::new() };
    let edited = |document| Fact::DocumentEdited { document, heads: Vec::new() };
    log.add("14:00", created(id));
    log.add("14:01", created(other));
    log.add("14:10", edited(id));
    log.add("14:20", edited(id));
    log.add("14:25", edited(other));
    let approved = |decision| Fact::ApprovalGiven {
        document: id,
        checkpoint: "Plan in force".to_owned(),
        heads: Vec::new(),
        hash: "abc".to_owned(),
        decision,
    };
    log.add("14:30", approved(Decision::Rejected));
    log.add("14:35", edited(id));
    log.add("14:40", approved(Decision::Approved));
    let document = Document::new("Plan", "plan");
    let zone = TimeZone::get("Europe/Berlin").expect("the zones are bundled");
    let directory = Directory::default();
    let sources = Sources {
        document: (id, &document),
        documents: &[],
        incident: None,
        log: &log.entries,
        directory: &directory,
        now: at("14:47"),
        zone: &zone,
    };
    let shown = listing(&view(&[("source", "changes")]), &sources);
    let told: Vec<(&str, &str)> = shown.rows.iter().map(|row| (&row[0][11..16], row[1].as_str())).collect();
    let expected = [
        ("14:00", "Created"),
        ("14:20", "Edited"),
        ("14:30", "Plan in force: rejected"),
        ("14:35", "Edited"),
        ("14:40", "Plan in force: approved"),
    ];
    assert_eq!(told, expected, "edits that follow one another are one line; those of other documents are not told");
}

#[test]
fn the_status_is_that_of_the_moment_and_not_of_a_document() {
    let shown = show(&[("source", "status")]);
    let told: Vec<String> =
        shown.columns.iter().zip(&shown.rows[0]).map(|(name, cell)| format!("{name}: {cell}")).collect();
    assert_eq!(told[0], "Severity: SEV1");
    assert!(told[1].starts_with("State: Investigating, since ") && told[1].contains("14:05"), "{told:?}");
    assert_eq!(told[2..], ["Incident Commander: nobody", "Operational period: none"]);
}

#[test]
fn without_an_incident_a_view_says_where_it_would_come_from_and_an_unknown_one_what_there_is() {
    let document = Document::new("Plan", "plan");
    let id = DocumentId::new(uuid::Uuid::nil());
    for source in SOURCES {
        let shown = with(&document, id, &[], None, &Directory::default(), &[("source", source)]);
        let reads_the_document = matches!(*source, "findings" | "readiness");
        assert!(shown.rows.is_empty() || reads_the_document, "{source}");
        assert!(shown.empty.len() > 20 && shown.empty.ends_with('.'), "{source}: {}", shown.empty);
    }
    let odd = with(&document, id, &[], None, &Directory::default(), &[("source", "weather")]);
    assert!(odd.empty.contains("cannot show “weather”") && odd.empty.contains("metrics-basic"), "{}", odd.empty);
}

#[test]
fn contacts_come_from_roster_contacts_and_escalation_once_each_by_name() {
    let mut b = Builder::default();
    let kim = b.person(&[("name", "Kim Ji-woo"), ("phones", "+82 2 555 0143"), ("chat", "@kim")]);
    let directory = document_of(&[kim]);
    let roster = b.block(
        &BlockKind::Roster,
        "",
        &[&[
            ("position", "Operations Lead"),
            ("person", "kim ji-woo"),
            ("contact", "+82 2 555 0143"),
            ("deputy", "Chen Wei"),
        ]],
    );
    let matrix = b.block(
        &BlockKind::Escalation,
        "",
        &[&[("level", "L1"), ("clock", "functional"), ("target", "Kim Ji-woo|Ada")]],
    );
    let people = b.block(
        &BlockKind::Contacts,
        "",
        &[
            &[("name", "Ada"), ("position", "Vendor"), ("primary", "+44 20 555"), ("emergency", "Main gate")],
            &[("name", "Kim Ji-woo"), ("primary", "+82 2 555 0143")],
            &[("position", "Nobody yet"), ("primary", "112")],
        ],
    );
    let document = b.document("Plan", "plan", vec![("Roster", BlockKind::Roster, roster)]);
    let levels = vec![("Levels", BlockKind::Escalation, matrix), ("Contacts", BlockKind::Contacts, people)];
    let other = b.document("Matrix", "escalation-matrix", levels);
    let (own, other_id) = (DocumentId::new(b.uuid()), DocumentId::new(b.uuid()));
    let shown = with(&document, own, &[(other_id, &other)], None, &directory, &[("source", "contacts")]);
    assert_eq!(
        lines(&shown),
        [
            "Ada | Escalation, L1, Vendor | +44 20 555\nMain gate",
            "Chen Wei | Deputy Operations Lead | ",
            "Kim Ji-woo | Operations Lead, Escalation, L1 | phone +82 2 555 0143\nchat @kim",
        ]
    );
}

#[test]
fn contents_are_numbered_and_a_section_of_another_document_is_copied_in_words() {
    let mut b = Builder::default();
    let actions = b.block(
        &BlockKind::Table,
        "actions",
        &[
            &[("no", "1"), ("item", "Call"), ("state", "open"), ("target", "2026-03-11T13:00:00Z")],
            &[("no", "2"), ("item", "Write"), ("state", "done")],
            &[],
        ],
    );
    let mut other = b.document(
        "Library plan",
        "plan",
        vec![("Open actions", BlockKind::Table, actions), ("Live", BlockKind::View, view(&[]))],
    );
    let mut live = other.sections.values().next().expect("a section").clone();
    live.depth = 2;
    live.pos = crate::position::Position::stored("zz");
    other.sections.insert(crate::id::SectionId::new(b.uuid()), live);
    let id = DocumentId::new(b.uuid());
    let contents = with(&other, id, &[], None, &Directory::default(), &[("source", "contents")]);
    let numbers: Vec<&str> = contents.rows.iter().map(|r| r[0].as_str()).collect();
    assert_eq!(numbers, ["1", "2", "2.1"]);
    let document = Document::new("Plan", "plan");
    let own = DocumentId::new(b.uuid());
    let copy = |more: &[(&str, &str)]| {
        let settings: Vec<_> =
            [("source", "section"), ("document", "library plan")].into_iter().chain(more.iter().copied()).collect();
        with(&document, own, &[(id, &other)], None, &Directory::default(), &settings)
    };
    let whole = copy(&[("heading", "Open Actions")]);
    assert_eq!(lines(&whole), ["1 | Call |  |  |  | Open | 2026-03-11 14:00 | ", "2 | Write |  |  |  | Done |  | "]);
    assert_eq!(copy(&[("heading", "open actions"), ("state", "done")]).rows.len(), 1);
    assert!(copy(&[("heading", "Nothing")]).empty.contains("There is no section"));
    assert!(copy(&[("heading", "Live")]).empty.contains("live view itself"));
    let missing =
        with(&document, own, &[], None, &Directory::default(), &[("source", "section"), ("document", "Gone")]);
    assert!(missing.empty.contains("There is no document “Gone”"));
}

#[test]
fn a_role_is_followed_to_its_holder_a_team_to_its_contact_and_its_lead_and_a_vendor_has_its_hotline() {
    let mut b = Builder::default();
    let kim = b.person(&[("name", "Kim Ji-woo"), ("phones", "+82 2 555 0143"), ("chat", "@kim")]);
    let chen = b.person(&[("name", "Chen Wei"), ("phones", "+86 21 5555 0145")]);
    let roles = b.list(
        "roles",
        &[
            &[("name", "Operations Lead"), ("person", "Kim Ji-woo"), ("deputy", "Chen Wei")],
            &[("name", "Scribe"), ("person", "Kim Ji-woo")],
            &[("name", "Duty Manager")],
        ],
    );
    let teams = b.list(
        "teams",
        &[
            &[("name", "Platform"), ("lead", "Chen Wei"), ("contact", "Rota Platform, +49 30 5550 0173")],
            &[("name", "Support"), ("members", "Kim Ji-woo|Chen Wei")],
        ],
    );
    let vendors =
        b.list("vendors", &[&[("name", "Harbourline"), ("contact", "Hotline; +49 30 5550 0150"), ("pin", "4471")]]);
    let directory = document_of(&[kim, chen, roles, teams, vendors]);
    let target = "Operations Lead|Scribe|Duty Manager|Platform|Support|Harbourline";
    let matrix =
        b.block(&BlockKind::Escalation, "", &[&[("level", "L1"), ("clock", "functional"), ("target", target)]]);
    let document = b.document("Matrix", "escalation-matrix", vec![("Levels", BlockKind::Escalation, matrix)]);
    let (mut log, _) = story();
    let assumed = Fact::RoleAssumed { role: "Scribe".to_owned(), person: "Chen Wei".to_owned() };
    log.add("14:30", assumed);
    let incident = log.incident();
    let id = DocumentId::new(b.uuid());
    let shown = with(&document, id, &[], Some((&log, &incident)), &directory, &[("source", "contacts")]);
    let of = |name: &str| shown.rows.iter().find(|row| row[0] == name).map(|row| row[2].clone()).unwrap_or_default();
    assert_eq!(
        of("Operations Lead"),
        "Kim Ji-woo: phone +82 2 555 0143, chat @kim\nDeputy Chen Wei: phone +86 21 5555 0145"
    );
    assert!(of("Scribe").contains("Chen Wei: phone +86 21 5555 0145"), "who holds it now: {}", of("Scribe"));
    assert_eq!(of("Duty Manager"), "Nobody holds this role");
    assert_eq!(of("Platform"), "phone +49 30 5550 0173\nRota Platform\nLead Chen Wei: phone +86 21 5555 0145");
    assert!(of("Support").starts_with("Kim Ji-woo: phone"), "{}", of("Support"));
    assert_eq!(of("Harbourline"), "phone +49 30 5550 0150\nHotline\nPIN 4471");
}
