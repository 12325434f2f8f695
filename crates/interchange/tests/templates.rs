//! Every file under `templates/` is in the file form exactly as Bridgebook writes it, and the sample tells
//! the story it is meant to tell.
//!
//! `UPDATE_TEMPLATES=1 cargo test -p bridgebook-interchange --test templates` writes each file anew in that
//! form, so that somebody who edits one by hand need not count spaces. It refuses where something in the
//! file was not understood.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, and says where")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use bridgebook_domain::cadence::{CadenceRow, CadenceView, DueState, PromiseOutcome, due_updates, promises};
use bridgebook_domain::directory::{Directory, LISTS};
use bridgebook_domain::document::HEADER;
use bridgebook_domain::escalation::{LevelState, escalation_clocks, firings};
use bridgebook_domain::finding::{FindingLevel, findings};
use bridgebook_domain::id::ChainId;
use bridgebook_domain::incident::{Incident, UpdateReview, body_hash};
use bridgebook_domain::log::{Author, Fact, NewEntry, Recorded, State};
use bridgebook_domain::timeline::PlanTimeline;
use bridgebook_domain::value::ReferenceKind;
use bridgebook_domain::view::rows;
use bridgebook_domain::{Document, DocumentId, EntryId, IncidentId};
use bridgebook_interchange::{Context, Names, NoNames, check, export, import};
use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates")
}

/// Every Markdown file below a folder, apart from the one that explains the folder itself.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut list = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "md") && path.file_name().is_some_and(|n| n != "README.md") {
            list.push(path);
        }
    }
    list.sort();
    list
}

/// Ids in order, from a place of its own for each file, so that a second reading gives the same ones.
fn counter(file: usize) -> impl FnMut() -> Uuid {
    let mut next = (file as u128 + 1) << 64;
    move || {
        next += 1;
        Uuid::from_u128(next)
    }
}

/// A set of files read as one folder is read: the directory first, then everything with its names.
struct Read {
    documents: BTreeMap<String, (DocumentId, Document)>,
    directory: Directory,
}

struct Known<'a>(&'a Directory);

impl Names for Known<'_> {
    fn name(&self, id: &str) -> Option<String> {
        self.0.get(id).map(|entry| entry.name.clone())
    }
    fn ids(&self, name: &str, kinds: &[&str]) -> Vec<String> {
        let kinds: Vec<_> = kinds.iter().map(|k| ReferenceKind::from_word(k)).collect();
        self.0.named(&kinds, name).into_iter().map(|entry| entry.id.clone()).collect()
    }
}

fn read(part: &str) -> Read {
    let folder = folder().join(part);
    let paths = files(&folder);
    let all = |names: &dyn Names| -> BTreeMap<String, (DocumentId, Document)> {
        let one = |(n, path): (usize, &PathBuf)| {
            let text = std::fs::read(path).unwrap();
            let mut ids = counter(n);
            let id = DocumentId::new(ids());
            let imported = import(&text, &mut Context { names, ids: &mut ids, file_name: "" }).unwrap();
            (path.strip_prefix(&folder).unwrap().display().to_string(), (id, imported.document))
        };
        paths.iter().enumerate().map(one).collect()
    };
    let directory = |documents: &BTreeMap<String, (DocumentId, Document)>| {
        Directory::from_documents(documents.values().map(|(id, d)| (*id, d)))
    };
    let documents = all(&Known(&directory(&all(&NoNames))));
    let directory = directory(&documents);
    Read { documents, directory }
}

impl Read {
    fn document(&self, path: &str) -> &Document {
        &self.documents[path].1
    }

    /// Rule, weight and title of everything found in the files whose path passes.
    fn found(&self, passes: impl Fn(&str) -> bool, incident: Option<&Incident>) -> Vec<(String, FindingLevel, String)> {
        let documents = self.documents.iter().filter(|(path, _)| passes(path)).map(|(_, (id, d))| (*id, d));
        let list = findings(documents, &self.directory, incident, now());
        list.into_iter().map(|f| (f.rule, f.level, f.title)).collect()
    }
}

#[test]
fn every_template_is_understood_whole_and_written_again_to_the_same_bytes() {
    let is_update = std::env::var_os("UPDATE_TEMPLATES").is_some();
    let (folder, mut problems) = (folder(), Vec::new());
    let paths = files(&folder);
    assert!(paths.len() >= 38, "four templates, ten of the directory and the sample: {}", paths.len());
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        let remarks = check(&text);
        if !remarks.is_empty() {
            problems.extend(remarks.iter().map(|r| format!("{name}:{}: {}", r.line, r.message)));
            continue;
        }
        let mut ids = counter(0);
        let mut context = Context { names: &NoNames, ids: &mut ids, file_name: "" };
        let written = export(&import(text.as_bytes(), &mut context).unwrap().document, &NoNames);
        if is_update {
            std::fs::write(&path, &written).unwrap();
        } else if written != text {
            let line = written.lines().zip(text.lines()).position(|(a, b)| a != b).unwrap_or(0);
            let (is, should) = (text.lines().nth(line), written.lines().nth(line));
            problems.push(format!("{name}:{}: is {is:?}, the exporter writes {should:?}", line + 1));
        }
    }
    assert!(problems.is_empty(), "UPDATE_TEMPLATES=1 writes them anew:\n{}", problems.join("\n"));
}

#[test]
fn every_template_names_itself_and_has_a_whole_header() {
    let categories =
        ["plan", "communicate", "roles", "escalate", "hand-over", "learn", "support", "check", "roll-out", "directory"];
    for part in ["en", "sample"] {
        for (path, (_, document)) in read(part).documents {
            let has = |key: &str| !document.header_text(key).is_empty();
            for key in ["title", "template", "language", "owner", "classification", "version", "status"] {
                assert!(has(key), "{path} has no {key}");
            }
            assert!(categories.contains(&document.header_text("category")), "{path}: its place in the library");
            let known = |key: &String| {
                ["category", "print", "form"].contains(&key.as_str()) || HEADER.iter().any(|f| f.key == *key)
            };
            assert!(document.header.keys().all(known), "{path}: {:?}", document.header.keys());
            if part == "en" {
                assert_eq!(document.template(), path.trim_end_matches(".md"), "a template is found by its file name");
                assert_eq!((document.status(), document.header_text("version")), ("draft", "0.1"), "{path}");
                assert!(has("subtitle"), "{path}: the library shows a line below the title");
                let guided = document.live_sections().iter().filter(|(_, s)| !s.guidance.is_empty()).count();
                assert!(guided > 0, "{path}: an empty section says what belongs there");
            }
        }
    }
}

#[test]
fn the_directory_of_each_language_and_of_the_sample_has_every_list() {
    for part in ["en", "sample"] {
        let read = read(part);
        for (list, kind) in LISTS {
            assert!(read.documents.contains_key(&format!("{list}.md")), "{part}: {list}");
            let may_be_empty = part == "en" && matches!(kind.as_str(), "team" | "service" | "vendor");
            assert!(may_be_empty || !read.directory.of_kind(kind).is_empty(), "{part}: {list} holds something");
        }
    }
}

/// What is found in each template as it comes, as `RULE times`. Each is what the person who starts from it still has
/// to do: name who holds a role of the matrix (R-V5) or of a level (X3), fill a required field or column (V2),
/// name who answers for what is open (X27).
const FOUND: &[(&str, &str)] = &[
    ("ai-hand-off-policy", "H1 1"),
    ("ai-threshold-policy", ""),
    ("call-tree-and-wallet-card", "V2 1"),
    ("case-hand-off-record", "V2 3"),
    ("content-moderation-checklist", "V2 2"),
    ("customer-service-escalation", ""),
    ("customer-support-queue", ""),
    ("drill-plan", "V2 1"),
    ("escalation-matrix", "X3 8"),
    ("escalation-procedure", "R-V5 6, X3 8"),
    ("executive-brief", "V2 5"),
    ("implementation-checklist", ""),
    ("incident-action-plan-short", "V2 3"),
    ("incident-action-plan", "V2 2"),
    ("incident-communication-plan", ""),
    ("incident-escalation-matrix", ""),
    ("it-service-management", ""),
    ("platform-roll-out-plan", "R-V5 7"),
    ("post-incident-report", "V2 1"),
    ("quality-control-checklist", "V2 2"),
    ("raci-major-incident", "R-V5 8"),
    ("raci-planning", "R-V5 5"),
    ("selection-scorecard", ""),
    ("shift-hand-over", ""),
    ("situation-report", "V2 2"),
    ("software-integration-tracker", "X27 1"),
    ("sop", "R-V5 4, V2 1, X3 2"),
];

#[test]
fn what_is_found_in_a_fresh_template_is_what_its_user_has_still_to_do() {
    let read = read("en");
    let mut list = Vec::new();
    for path in read.documents.keys().filter(|path| !path.starts_with("directory/")) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for (rule, level, title) in read.found(|p| p == path, None) {
            assert_eq!(level, FindingLevel::Info, "{path}: {rule} {title}: nothing is wrong before anybody wrote");
            *counts.entry(rule).or_default() += 1;
        }
        let words: Vec<_> = counts.iter().map(|(rule, n)| format!("{rule} {n}")).collect();
        list.push((path.trim_end_matches(".md").to_owned(), words.join(", ")));
    }
    let expected: Vec<_> = FOUND.iter().map(|(name, found)| ((*name).to_owned(), (*found).to_owned())).collect();
    assert_eq!(list, expected, "a finding that a user could not explain is a fault of the template or of the rule");
    let directory = read.found(|path| path.starts_with("directory/"), None);
    let others: Vec<_> = directory.iter().filter(|(rule, ..)| rule != "V2").collect();
    assert!(others.is_empty(), "{others:#?}");
}

// ---- the sample ----

fn at(time: &str) -> Timestamp {
    format!("2026-03-11T{time}+01:00").parse().unwrap()
}

fn now() -> Timestamp {
    at("14:47:12")
}

/// The log of the sample up to a moment, as the loader reads it, with names in place of ids.
fn log(until: Timestamp) -> Vec<Recorded> {
    let text = std::fs::read_to_string(folder().join("sample/log.json")).unwrap();
    let told: Vec<Json> = serde_json::from_str(&text).unwrap();
    let id = |n: u128| EntryId::new(Uuid::from_u128(n));
    let place = |name: &str| told.iter().position(|t| t["ref"] == name).unwrap_or_else(|| panic!("no action {name}"));
    let documents = [("action", 1), ("communication", 2), ("raci", 3), ("escalation", 4)];
    let mut list = Vec::new();
    for (n, told) in told.iter().enumerate() {
        let word = |key: &str| told[key].as_str().unwrap_or_default().to_owned();
        let mut fact = told["fact"].clone();
        if let Some(part) = fact.get("document").and_then(Json::as_str) {
            let number = documents.iter().find(|(name, _)| *name == part).unwrap().1;
            fact["document"] = Json::String(Uuid::from_u128(number).to_string());
        }
        if told.get("action_ref").is_some() {
            fact["action"] = Json::String(id(place(&word("action_ref")) as u128).to_string());
        }
        let event_at: Timestamp = word("at").parse().unwrap();
        let entered_at = told.get("entered_at").map_or(event_at, |_| word("entered_at").parse().unwrap());
        assert!(entered_at >= event_at, "nothing is entered before it happens: {told}");
        assert!(!word("text").is_empty() && !word("author").is_empty(), "{told}");
        let fact: Fact = serde_json::from_value(fact).unwrap_or_else(|e| panic!("{e}: {told}"));
        let author = Author { person: None, name: word("author"), recorded_by: None };
        let entry = NewEntry {
            id: id(n as u128),
            incident: Some(incident_id()),
            event_at,
            entered_at,
            author,
            text: word("text"),
            fact,
            mentions: Vec::new(),
        };
        let entry = entry.link(ChainId::new(Uuid::nil()), n as u32, Vec::new());
        list.push(Recorded { entry, arrived_at: entered_at });
    }
    list.retain(|r| r.entry.event_at <= until);
    list
}

fn incident_id() -> IncidentId {
    IncidentId::new(Uuid::from_u128(2041))
}

fn incident(until: Timestamp) -> Incident {
    Incident::fold(incident_id(), &log(until)).unwrap()
}

#[test]
fn every_name_in_the_sample_is_in_its_directory() {
    let read = read("sample");
    let unknown: Vec<_> = read.found(|_| true, None).into_iter().filter(|(rule, ..)| rule == "V3").collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    let known = |kind: ReferenceKind, name: &str| read.directory.known(&[kind], name).is_some();
    for recorded in log(Timestamp::MAX) {
        let json = serde_json::to_value(recorded.entry.fact()).unwrap();
        let text = |key: &str| json[key].as_str().map(str::to_owned);
        for (key, kind) in [
            ("audience", ReferenceKind::Audience),
            ("role", ReferenceKind::Role),
            ("severity", ReferenceKind::Severity),
        ] {
            assert!(text(key).is_none_or(|name| known(kind, &name)), "{key} of {json}");
        }
        let anybody = [ReferenceKind::Person, ReferenceKind::Role, ReferenceKind::Team];
        for key in ["person", "owner", "by", "target", "accountable", "approver", "commander"] {
            assert!(text(key).is_none_or(|n| read.directory.known(&anybody, &n).is_some()), "{key} of {json}");
        }
    }
}

#[test]
fn at_14_47_12_the_updates_of_the_sample_stand_as_its_story_says() {
    let read = read("sample");
    let plan = PlanTimeline::always(read.document("library/communication-plan.md").clone());
    let due = due_updates(&plan, &incident(now()), &read.directory, now());
    let stand: Vec<_> = due.iter().map(|d| (d.audience_name.as_str(), d.state, d.in_seconds)).collect();
    assert_eq!(
        stand,
        [
            ("Executives", DueState::Overdue, Some(-151)),
            ("Customers", DueState::Due, Some(250)),
            ("Strategic customers", DueState::AsOther, Some(250)),
            ("Support staff", DueState::AsOther, Some(250)),
            ("Partners", DueState::Due, Some(1068)),
            ("Data protection authority", DueState::NoClock, None),
        ],
        "executives late by 02:31, customers in 04:10"
    );
    assert_eq!(due[0].promised_at, Some(at("14:44:41")));
    let draft = due[1].draft.as_ref().unwrap();
    assert_eq!(draft.draft, 2);
    assert!(matches!(draft.review, UpdateReview::Asked { .. }), "the commander was asked: {draft:?}");
}

#[test]
fn at_14_47_12_the_escalation_of_the_sample_stands_as_its_story_says() {
    let read = read("sample");
    let plan = PlanTimeline::always(read.document("library/escalation-matrix.md").clone());
    let clocks = escalation_clocks(&plan, &incident(now()), &read.directory, now());
    let stand: Vec<_> = clocks.iter().map(|c| (c.level.as_str(), &c.state)).collect();
    assert!(matches!(stand[0], ("L1", LevelState::Acknowledged { at: t, .. }) if *t == at("14:02")), "{stand:?}");
    assert!(matches!(stand[1], ("L2", LevelState::Acknowledged { at: t, .. }) if *t == at("14:34:42")), "{stand:?}");
    assert_eq!(stand[2], ("L3", &LevelState::AtRisk));
    assert_eq!((clocks[2].in_seconds, clocks[2].target.as_str()), (Some(150), "Operations Lead and Harbourline"));
    assert_eq!(stand[3], ("Manager", &LevelState::Told { at: at("14:20"), late_by_seconds: 0 }));
    assert_eq!(stand[4], ("CTO", &LevelState::Told { at: at("14:36"), late_by_seconds: 60 }));
    assert_eq!((stand[5], clocks[5].in_seconds), (("CEO", &LevelState::Due), Some(4668)), "two hours of age");
    assert_eq!(clocks.len(), 6);
    let fired = firings(&plan, &incident(now()), &read.directory, now());
    assert_eq!(fired, [], "everything that fired by then is in the log");
}

#[test]
fn at_14_47_12_the_board_of_the_sample_stands_as_its_story_says() {
    let incident = incident(now());
    assert_eq!((incident.number.as_str(), incident.severity.as_str()), ("INC-2041", "SEV1"));
    assert_eq!((incident.declared_at, incident.detected_at), (at("14:05"), at("13:58")));
    assert_eq!((&incident.state.value, incident.state.at), (&State::Identified, at("14:41")));
    assert_eq!(incident.commander.as_deref(), Some("Katarzyna Wójcik"));
    let period = incident.period().unwrap();
    assert_eq!((period.number, period.from, period.to), (1, at("14:05"), at("18:05")));
    let open: Vec<_> = incident.open_actions().collect();
    let late: Vec<_> = open.iter().filter(|a| a.due_at.is_some_and(|due| due < now())).map(|a| &*a.text).collect();
    assert_eq!((open.len(), late), (7, vec!["Failed-order list to support", "Confirm chain with Harbourline"]));
    let waiting: Vec<_> = incident.waiting_approvals().map(|a| a.checkpoint.as_str()).collect();
    assert_eq!(waiting, ["update 4 Customers"]);
    assert_eq!(incident.situation.as_ref().map(|s| s.at), Some(at("14:46")));
    assert_eq!(incident.plans.len(), 4);
    let read = read("sample");
    let (_, section) = read.document("incident/action-plan.md").preset("objectives").unwrap();
    let states: Vec<_> = rows(&section.block).map(|(_, view)| view.word("state")).collect();
    assert_eq!(states, ["met", "open", "open", "open", "open"], "1 of 5 met");
}

#[test]
fn every_communication_plan_says_who_is_told_of_a_change_and_of_the_end() {
    for (part, path) in [("en", "incident-communication-plan.md"), ("sample", "library/communication-plan.md")] {
        let read = read(part);
        let plan = CadenceView::read(read.document(path), &read.directory);
        let asks = |row: &&CadenceRow| row.on_change == Some(true);
        assert!(plan.rows.iter().all(|row| row.on_change.is_some()), "{path} has the column");
        assert!(plan.rows.iter().filter(asks).count() > 2, "{path} asks somebody");
        let ends: BTreeSet<_> =
            plan.rows.iter().filter(|row| row.states == [State::Resolved]).map(|row| &row.audience_key).collect();
        let has_clock =
            |row: &&CadenceRow| row.interval.is_some() || row.first_within.is_some() || row.with_audience.is_some();
        for row in plan.rows.iter().filter(has_clock) {
            assert!(ends.contains(&row.audience_key), "{path}: {} hears how it ended", row.audience);
        }
        for row in plan.rows.iter().filter(|row| row.states == [State::Resolved]) {
            assert!(row.interval.is_none() && row.stage == "resolved", "{path}: the last one needs no next one");
        }
    }
}

#[test]
fn a_change_and_the_end_of_the_sample_ask_for_updates() {
    let read = read("sample");
    let plan = PlanTimeline::always(read.document("library/communication-plan.md").clone());
    let asked = |time: &str| -> Vec<(String, String)> {
        let due = due_updates(&plan, &incident(at(time)), &read.directory, at(time));
        due.into_iter()
            .filter(|d| d.is_at_once || d.stage == "resolved")
            .map(|d| (d.audience_name, d.explanation))
            .collect()
    };
    let why = "At once on a material change: the state became monitoring.".to_owned();
    assert_eq!(asked("15:04:20"), [("Customers".to_owned(), why.clone()), ("Partners".to_owned(), why)]);
    assert!(asked("15:10:20").is_empty(), "both were told");
    let names: Vec<_> = asked("16:04:10").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Partners", "Customers", "Strategic customers", "Support staff", "Executives"]);
    assert!(asked("16:10:30").is_empty(), "everybody who was told heard how it ended: {:?}", asked("16:10:30"));
}

#[test]
fn the_script_of_the_sample_keeps_every_promise_but_the_one_to_the_executives() {
    let read = read("sample");
    let incident = incident(Timestamp::MAX);
    assert_eq!((&incident.state.value, incident.resolved_at), (&State::Resolved, Some(at("16:04"))));
    assert_eq!(incident.commander.as_deref(), Some("Tomás Herrera"), "handed over at 18:00");
    assert_eq!(incident.open_actions().count(), 0);
    assert_eq!(incident.waiting_approvals().count(), 0);
    let made = promises(&incident, &read.directory, at("18:05"));
    let not_kept: Vec<_> = made.iter().filter(|p| !matches!(p.outcome, PromiseOutcome::Kept { .. })).collect();
    assert_eq!(not_kept.len(), 1, "{not_kept:#?}");
    assert_eq!(not_kept[0].outcome, PromiseOutcome::Late { sent_at: at("14:49"), by_seconds: 259 });
    let customers = incident.sent.iter().filter(|s| s.audience == "Customers");
    let times: Vec<_> = customers.map(|s| (s.at.as_second() - at("14:00").as_second()) / 60).collect();
    assert_eq!(times, [6, 11, 31, 50, 70, 100, 126], "14:06, 14:11, 14:31, 14:50, 15:10, 15:40, 16:06");
    let plan = PlanTimeline::always(read.document("library/escalation-matrix.md").clone());
    let clocks = escalation_clocks(&plan, &incident, &read.directory, at("18:05"));
    assert_eq!(clocks[5].state, LevelState::NotNeeded, "the CEO is not told: resolved a minute before");
}

#[test]
fn an_approval_in_the_sample_is_bound_to_the_text_that_was_sent() {
    let mut approved = BTreeMap::new();
    for recorded in log(Timestamp::MAX) {
        match recorded.entry.fact().unwrap() {
            Fact::ApprovalGiven { checkpoint, hash, .. } => drop(approved.insert(checkpoint, hash)),
            Fact::UpdateSent { audience, number, body, .. } => {
                let checkpoint = format!("update {number} {audience}");
                if let Some(hash) = approved.get(&checkpoint) {
                    assert_eq!(*hash, body_hash(&body), "{checkpoint}: the text was changed after its approval");
                } else {
                    assert_ne!(audience, "Customers", "{checkpoint}: the plan asks for an approval");
                }
            }
            _ => {}
        }
    }
}

#[test]
fn the_findings_of_the_sample_are_the_ones_its_story_shows() {
    let read = read("sample");
    let mut list = read.found(|_| true, Some(&incident(now())));
    list.sort();
    let titles: Vec<_> = list.iter().map(|(rule, _, title)| format!("{rule} {title}")).collect();
    let expected = [
        "F1 Review date is past",
        "R-H1 Contact vendor has no A",
        "R-H4 4 consulted on Run post-incident review",
        "R-H5 Nobody is consulted or informed on Keep the log",
        "R-H6 Everyone has a letter on Run post-incident review",
        "R-V1 Customer Liaison has no A and no R",
        "R-V2 Incident Commander holds 6 of 10 A",
        "X18 “Update every audience at the promised time” serves no objective",
    ];
    assert_eq!(titles, expected, "a finding that the story does not explain is a mistake of the sample");
}
