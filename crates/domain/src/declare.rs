//! Declaring an incident: the facts that are logged and the action plan that is created. The library's
//! active communication plan, RACI and escalation matrix are referenced, not copied.

use std::cmp::Reverse;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::block::BlockKind;
use crate::directory::Directory;
use crate::document::Document;
use crate::id::{DocumentId, IncidentId};
use crate::incident::{COMMANDER, paper_title};
use crate::log::{Fact, Named, PlanPart};
use crate::value::{ReferenceKind, Value};
use crate::variable::{self, fill_document};

/// Length of the first operational period where nobody says another (domain reference 1.3: 4 to 8 hours).
pub const PERIOD: SignedDuration = SignedDuration::from_hours(4);

/// A part of the binder that the library provides.
#[derive(Debug, Clone, PartialEq)]
pub struct LibraryPart {
    /// The part.
    pub part: PlanPart,
    /// Kind of block that it is about.
    pub kind: BlockKind,
    /// Template of documents that are made for nothing else.
    pub template: &'static str,
    /// Templates of documents that may stand in where none of those is in force, the better first; one that ends in
    /// `/` stands for those below it.
    pub stand_ins: &'static [&'static str],
    /// What it is called in a sentence.
    pub words: &'static str,
}

/// What stands before the name of a team's own template.
const OWN: &str = "own/";
/// Documents that say of an incident who does what and who is called; a procedure for one task comes last.
const PROCEDURES: &[&str] = &["escalation-procedure", OWN, "sop"];

/// How a document serves a part of the binder; the better comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Serves {
    /// It is made for nothing else.
    Itself,
    /// It holds the part among other things: how far down it stands among those that may stand in.
    InItsPlace(usize),
}

impl LibraryPart {
    /// How a document of the library serves this part, whether or not it is in force. Other documents may hold the
    /// same kind of block for another reason, such as a roll-out plan with its RACI: they serve no incident.
    #[must_use]
    pub fn served_by(&self, document: &Document) -> Option<Serves> {
        let holds_it = || !document.sections_of(&self.kind).is_empty();
        if !document.header_text("incident").is_empty() || !holds_it() {
            return None;
        }
        let made_from = document.template();
        if made_from == self.template {
            return Some(Serves::Itself);
        }
        let is_named = |name: &&str| *name == made_from || (name.ends_with('/') && made_from.starts_with(*name));
        self.stand_ins.iter().position(is_named).map(Serves::InItsPlace)
    }
}

/// The parts of the binder that the library provides, each with its own template.
pub const LIBRARY_PARTS: [LibraryPart; 3] = [
    LibraryPart {
        part: PlanPart::Communication,
        kind: BlockKind::Cadence,
        template: "incident-communication-plan",
        stand_ins: &[OWN],
        words: "communication plan",
    },
    LibraryPart {
        part: PlanPart::Raci,
        kind: BlockKind::Raci,
        template: "raci-major-incident",
        stand_ins: PROCEDURES,
        words: "RACI matrix",
    },
    LibraryPart {
        part: PlanPart::Escalation,
        kind: BlockKind::Escalation,
        template: "escalation-matrix",
        stand_ins: PROCEDURES,
        words: "escalation matrix",
    },
];

/// What is said when an incident is declared.
#[derive(Debug, Clone)]
pub struct Declaration<'a> {
    /// Id of the incident.
    pub incident: IncidentId,
    /// Its number.
    pub number: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Severity: id or name.
    pub severity: &'a str,
    /// How the severity was found, in a sentence; empty where it was simply said.
    pub severity_words: &'a str,
    /// Whether it is an exercise.
    pub is_exercise: bool,
    /// Commander: id or name.
    pub commander: Option<&'a str>,
    /// Services affected: ids or names.
    pub services: &'a [Named],
    /// When it was detected, if not now.
    pub detected_at: Option<Timestamp>,
    /// When it is declared.
    pub at: Timestamp,
    /// Zone in which times are written into the plan.
    pub zone: &'a TimeZone,
    /// Id of the action plan.
    pub action_plan: DocumentId,
}

/// What follows from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// The facts to log, in order, each with the words people read.
    pub facts: Vec<(Fact, String)>,
    /// The new action plan.
    pub action_plan: Document,
}

/// The facts of a declaration and its action plan, made from a template. `library` are the documents that may
/// be adopted: of each part of the binder the one in force is taken, the latest by its effective date.
#[must_use]
pub fn declare<'a>(
    declaration: &Declaration<'_>,
    template: &Document,
    library: impl IntoIterator<Item = (DocumentId, &'a Document)>,
    directory: &Directory,
) -> Declared {
    let d = declaration;
    let mut facts = Vec::new();
    let fact = Fact::Declared {
        number: d.number.to_owned(),
        title: d.title.to_owned(),
        severity: d.severity.to_owned(),
        commander: d.commander.map(str::to_owned),
        services: d.services.to_vec(),
        detected_at: d.detected_at,
    };
    let mut words = format!("Declared {} {}: {}.", directory.words(d.severity), d.number, d.title);
    if !d.severity_words.is_empty() {
        words.push_str(&format!(" {}", d.severity_words));
    }
    facts.push((fact, words));
    if d.is_exercise {
        let words = "This is an exercise: nothing of it is sent. What would go out is noted.";
        facts.push((Fact::ExerciseDeclared {}, words.to_owned()));
    }
    if let Some(person) = d.commander {
        let role =
            directory.known(&[ReferenceKind::Role], COMMANDER).map_or_else(|| COMMANDER.to_owned(), |e| e.id.clone());
        let words = format!("{} assumes {COMMANDER}.", directory.words(person));
        facts.push((Fact::RoleAssumed { role, person: person.to_owned() }, words));
    }
    let to = d.at.checked_add(PERIOD).unwrap_or(d.at);
    facts.push((Fact::PeriodStarted { number: 1, from: d.at, to }, "Operational period 1 began.".to_owned()));
    let action_plan = action_plan(d, template, directory);
    let words = format!("Runs on “{}”.", action_plan.title());
    facts.push((Fact::PlanAdopted { part: PlanPart::Action, document: d.action_plan }, words));
    for (part, id, document) in adopted(library, d.at.to_zoned(d.zone.clone()).date()) {
        let words = format!("Runs on “{}”, version {}.", document.title(), document.header_text("version"));
        facts.push((Fact::PlanAdopted { part, document: id }, words));
    }
    Declared { facts, action_plan }
}

/// The document in force of each part: of those that serve it best the latest by its effective date.
#[must_use]
pub fn adopted<'a>(
    library: impl IntoIterator<Item = (DocumentId, &'a Document)>,
    today: Date,
) -> Vec<(PlanPart, DocumentId, &'a Document)> {
    let in_force: Vec<_> = library.into_iter().filter(|(_, d)| d.is_in_force(today)).collect();
    let begun = |d: &Document| Reverse(d.header_text("effective").parse::<Date>().ok());
    LIBRARY_PARTS
        .into_iter()
        .filter_map(|part| {
            let serving = in_force.iter().filter_map(|(id, d)| Some((part.served_by(d)?, begun(d), *id, *d)));
            let best = serving.min_by_key(|(serves, begun, id, _)| (*serves, *begun, *id));
            best.map(|(_, _, id, document)| (part.part, id, document))
        })
        .collect()
}

fn action_plan(d: &Declaration<'_>, template: &Document, directory: &Directory) -> Document {
    let mut plan = template.clone();
    let start = d.detected_at.unwrap_or(d.at);
    let variables = variable::declared(d.number, d.title, start, d.services, directory, d.zone);
    fill_document(&mut plan, &variables);
    for key in ["effective", "next_review", "last_reviewed", "last_tested", "prepared_by", "category"] {
        plan.header.remove(key);
    }
    let title = format!("{} {}", d.number, template.title());
    let mut set = |key: &str, value: String| plan.header.insert(key.to_owned(), Value::one(value));
    set("title", paper_title(title.trim(), d.is_exercise));
    set("incident", d.incident.to_string());
    set("status", "draft".to_owned());
    set("version", "0.1".to_owned());
    if let Some(commander) = d.commander {
        set("prepared_by", commander.to_owned());
    }
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::Incident;
    use crate::test::{Builder, Log, at, incident_id};

    fn library(b: &mut Builder) -> Vec<(DocumentId, Document)> {
        let mut one = |title: &str, kind: BlockKind, status: &str, effective: &str| {
            let block = b.block(&kind, "", &[]);
            let part = LIBRARY_PARTS.into_iter().find(|p| p.kind == kind).expect("a part of the binder");
            let mut document = b.document(title, part.template, vec![("Section", kind, block)]);
            document.header.insert("status".to_owned(), Value::one(status));
            document.header.insert("effective".to_owned(), Value::one(effective));
            (DocumentId::new(b.uuid()), document)
        };
        vec![
            one("Communication 1", BlockKind::Cadence, "superseded", "2026-03-01"),
            one("Communication 2", BlockKind::Cadence, "active", "2026-01-01"),
            one("Escalation 1", BlockKind::Escalation, "active", "2025-01-01"),
            one("Escalation 2", BlockKind::Escalation, "active", "2026-02-01"),
            one("RACI draft", BlockKind::Raci, "draft", "2026-02-01"),
        ]
    }

    fn declared() -> (Declared, Vec<(DocumentId, Document)>) {
        let mut b = Builder::default();
        let library = library(&mut b);
        let block = b.block(&BlockKind::Table, "objectives", &[&[("text", "Restore {{services}}")]]);
        let template = b.document(
            "Incident action plan",
            "incident-action-plan",
            vec![("{{incident.number}}", BlockKind::Table, block)],
        );
        let declaration = Declaration {
            incident: incident_id(),
            number: "INC-2041",
            title: "Checkout",
            severity: "SEV1",
            severity_words: "",
            is_exercise: false,
            commander: Some("Katarzyna Wójcik"),
            services: &["Checkout API".to_owned()],
            detected_at: None,
            at: at("14:05"),
            zone: &TimeZone::UTC,
            action_plan: DocumentId::new(b.uuid()),
        };
        let references = library.iter().map(|(id, d)| (*id, d));
        (declare(&declaration, &template, references, &Directory::default()), library)
    }

    #[test]
    fn the_facts_fold_into_an_incident_that_runs_on_the_active_plans() {
        let (declared, library) = declared();
        let mut log = Log::default();
        for (fact, _) in declared.facts {
            log.add("14:05", fact);
        }
        let incident: Incident = log.incident();
        assert_eq!(incident.number, "INC-2041");
        assert_eq!(incident.commander.as_deref(), Some("Katarzyna Wójcik"));
        assert_eq!(incident.roles.len(), 1, "one commander: {:?}", incident.roles);
        assert_eq!(incident.period().map(|p| p.to), Some(at("18:05")), "four hours");
        assert_eq!(incident.plan(&PlanPart::Communication), Some(library[1].0), "the active one");
        assert_eq!(incident.plan(&PlanPart::Escalation), Some(library[3].0), "the latest of two");
        assert_eq!(incident.plan(&PlanPart::Raci), None, "a draft is not in force");
        assert!(incident.plan(&PlanPart::Action).is_some(), "and an action plan of its own");
    }

    #[test]
    fn the_real_matrix_is_taken_first_then_a_procedure_and_never_a_plan_about_something_else() {
        let mut b = Builder::default();
        let mut one = |title: &str, template: &str, effective: &str| {
            let levels = b.block(&BlockKind::Escalation, "", &[]);
            let letters = b.block(&BlockKind::Raci, "", &[]);
            let sections = vec![("Levels", BlockKind::Escalation, levels), ("Who does what", BlockKind::Raci, letters)];
            let mut document = b.document(title, template, sections);
            document.header.insert("status".to_owned(), Value::one("active"));
            document.header.insert("effective".to_owned(), Value::one(effective));
            (DocumentId::new(b.uuid()), document)
        };
        let matrix = one("Matrix", "escalation-matrix", "2025-01-01");
        let procedure = one("Procedure", "escalation-procedure", "2026-02-01");
        let task = one("Restart the nodes", "sop", "2026-03-02");
        let own = one("Ours", "own/Escalation", "2026-03-03");
        let roll_out = one("Roll-out", "platform-roll-out-plan", "2026-03-01");
        let blank = one("Who does what in the office", "", "2026-03-01");
        let taken = |library: &[&(DocumentId, Document)]| -> Vec<(PlanPart, DocumentId)> {
            adopted(library.iter().map(|(id, d)| (*id, d)), Date::constant(2026, 3, 11))
                .into_iter()
                .map(|(part, id, _)| (part, id))
                .collect()
        };
        let both = |id: DocumentId| [(PlanPart::Raci, id), (PlanPart::Escalation, id)];
        let all = [&matrix, &procedure, &task, &own, &roll_out, &blank];
        let expected = [(PlanPart::Raci, procedure.0), (PlanPart::Escalation, matrix.0)];
        assert_eq!(taken(&all), expected, "the matrix, though it is older; letters from the procedure");
        assert_eq!(taken(&all[2..]), both(own.0), "where there is no such procedure, what the team made its own");
        assert_eq!(taken(&[&task, &roll_out, &blank]), both(task.0), "a procedure for one task, if nothing else");
        assert_eq!(taken(&[&roll_out, &blank]), [], "a plan that is about something else serves no incident");
    }

    #[test]
    fn a_day_that_is_none_has_not_begun() {
        let mut b = Builder::default();
        let levels = b.block(&BlockKind::Escalation, "", &[]);
        let mut document = b.document("Matrix", "escalation-matrix", vec![("Levels", BlockKind::Escalation, levels)]);
        let mut is_in_force = |status: &str, effective: &str| {
            document.header.insert("status".to_owned(), Value::one(status));
            document.header.insert("effective".to_owned(), Value::one(effective));
            document.is_in_force(Date::constant(2026, 3, 11))
        };
        assert!(is_in_force("approved", "") && is_in_force("approved", "2026-03-11"));
        assert!(!is_in_force("approved", "next week"), "nobody can say that the day has come");
        assert!(is_in_force("active", "next week"), "what is active is in force whatever the day says");
    }

    #[test]
    fn an_approved_procedure_is_in_force_from_its_day_on() {
        let mut b = Builder::default();
        let mut procedure = |status: &str, effective: &str| {
            let levels = b.block(&BlockKind::Escalation, "", &[]);
            let mut document =
                b.document("Procedure", "escalation-procedure", vec![("Levels", BlockKind::Escalation, levels)]);
            document.header.insert("status".to_owned(), Value::one(status));
            document.header.insert("effective".to_owned(), Value::one(effective));
            (DocumentId::new(b.uuid()), document)
        };
        for (status, effective, is_taken) in [
            ("approved", "", true),
            ("approved", "2026-03-11", true),
            ("approved", "2026-03-12", false),
            ("in_review", "2026-03-11", false),
            ("active", "2026-03-12", true),
            ("superseded", "2026-03-11", false),
        ] {
            let (id, document) = procedure(status, effective);
            let taken = adopted([(id, &document)], Date::constant(2026, 3, 11));
            assert_eq!(!taken.is_empty(), is_taken, "{status}, from {effective}");
        }
    }

    #[test]
    fn the_action_plan_is_the_template_with_its_variables_filled() {
        let plan = declared().0.action_plan;
        assert_eq!(plan.title(), "INC-2041 Incident action plan");
        assert_eq!(plan.header_text("incident"), incident_id().to_string());
        let (_, section) = plan.live_sections()[0];
        assert_eq!(section.heading, "INC-2041");
        let (_, row) = section.block.live_rows()[0];
        assert_eq!(section.block.cell_text(row, "text"), "Restore Checkout API");
    }
}
