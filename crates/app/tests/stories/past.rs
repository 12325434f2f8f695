//! The past: a document as it stood, what differs, who changed what, and what was known of an incident.

use bridgebook_app::api::intent::{Edit, ExportOptions, Intent};
use bridgebook_app::api::past::{AskedEdits, Edits, KnownThen, PastAsked, PastIntent, PastTold};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::difference::{Sign, after, before};
use bridgebook_domain::log::Category;
use bridgebook_domain::{DocumentId, IncidentId, Path};

use crate::desk::{Desk, pdf_text, splice};

async fn told(desk: &Desk, asked: PastAsked) -> PastTold {
    let Answer::Past(told) = desk.ask(Query::Past(asked)).await else { panic!("the past") };
    told
}

async fn edits(desk: &Desk, document: DocumentId, from: Option<String>) -> Edits {
    let asked = AskedEdits { document, from, to: None, author: String::new(), section: None, skip: 0 };
    let PastTold::Edits(edits) = told(desk, PastAsked::Edits(asked)).await else { panic!("edits") };
    edits
}

async fn known(desk: &Desk, incident: IncidentId, at: &str) -> KnownThen {
    let PastTold::Known(known) = told(desk, PastAsked::Known { incident, at: at.to_owned() }).await else {
        panic!("what was known")
    };
    *known
}

#[tokio::test]
async fn a_past_moment_equals_what_was_exported_then() {
    let desk = Desk::new().await;
    let document = desk.create("incident-action-plan", "Action plan").await;
    let (other, section) = desk.prose("Runbook", "Begin.").await;
    let mut kept = Vec::new();
    // More changes than from which on a history is held, so that both ways of reading it are walked.
    for n in 0..120_u32 {
        desk.seconds_later(30);
        desk.edit(other, Vec::new(), vec![splice(section, 0, 0, &format!("{n} "))]).await;
        if n % 40 == 7 {
            kept.push((desk.clock_text(), desk.markdown(other).await, desk.markdown(document).await));
        }
    }
    let desk = desk.again().await;
    for (at, text, plan) in kept.iter().chain(kept.iter().rev()) {
        for (id, stood) in [(other, text), (document, plan)] {
            let Answer::Markdown(then) = desk.ask(Query::Markdown { document: id, at: Some(at.clone()) }).await else {
                panic!("its text")
            };
            assert_eq!(&then, stood, "as it stood at {at}");
        }
    }
    let path = desk.file("then.md");
    let options = ExportOptions { to: "markdown".into(), at: Some(kept[1].0.clone()), ..ExportOptions::default() };
    let path_text = path.display().to_string();
    desk.done(Intent::Export { documents: vec![other], incident: None, options, path: path_text }).await;
    assert_eq!(std::fs::read_to_string(path).expect("it was written"), kept[1].1);
    desk.later(1);
    desk.edit(other, Vec::new(), vec![splice(section, 0, 0, "later ")]).await;
    let Answer::Markdown(now) = desk.ask(Query::Markdown { document: other, at: Some(desk.clock_text()) }).await else {
        panic!("its text")
    };
    assert!(now.contains("later 119"), "what came after it was read is seen too");
}

#[tokio::test]
async fn what_was_removed_comes_back_as_itself_and_restoring_can_be_undone() {
    let desk = Desk::new().await;
    let document = desk.create("incident-action-plan", "Action plan").await;
    let open = desk.open(document).await;
    let (first, second) = (open.outline[0].section, open.outline[1].section);
    let at = desk.clock_text();
    desk.later(5);
    let remove = Edit::Remove { path: Path::Sections, id: first.to_string() };
    desk.edit(document, Vec::new(), vec![remove]).await;
    desk.later(1);
    let heading = Path::SectionLine(second, bridgebook_domain::path::SectionLine::Heading);
    let rename = Edit::Set { path: heading, value: Some(bridgebook_domain::Value::one("Aims")) };
    desk.edit(document, Vec::new(), vec![rename]).await;
    let changed = desk.markdown(document).await;
    let PastTold::Restoring(asked) =
        told(&desk, PastAsked::Restoring { document, at: at.clone(), section: None }).await
    else {
        panic!("what would change")
    };
    assert_eq!((asked.difference.tally.added, asked.difference.tally.changed), (1, 1), "{:?}", asked.difference.tally);
    desk.later(1);
    // One section first: the other stays as it is.
    desk.done(Intent::Past(PastIntent::RestoreSection { document, section: second, at: at.clone() })).await;
    let now = desk.open(document).await;
    assert_eq!(now.content.sections[&second].heading, open.outline[1].heading);
    assert!(!now.content.sections.contains_key(&first), "the section that was removed is not asked for");
    desk.done(Intent::Undo { document }).await;
    assert_eq!(desk.markdown(document).await, changed);
    desk.done(Intent::Restore { document, at: at.clone() }).await;
    let said: Vec<String> = desk.log(None).await.into_iter().map(|row| row.text).collect();
    assert_eq!(said.iter().filter(|text| text.starts_with("Restored “")).count(), 2, "each says what it was: {said:?}");
    let now = desk.open(document).await;
    assert_eq!(now.content.sections, open.content.sections, "every section is the one that it was, by its id");
    desk.done(Intent::Undo { document }).await;
    assert_eq!(desk.markdown(document).await, changed, "restoring is an edit like any other");
    desk.done(Intent::Redo { document }).await;
    assert!(desk.open(document).await.content.sections.contains_key(&first));
}

#[tokio::test]
async fn a_moment_before_the_document_is_refused_with_a_sentence() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Runbook", "Call the desk").await;
    let early = desk.refused(Intent::Restore { document, at: "2026-03-13T11:00:00Z".into() }).await;
    assert!(early.message.contains("There is no document at 11:00: it came here only at 12:00"), "{}", early.message);
    assert!(early.message.contains("Nothing was changed"), "{}", early.message);
    let ahead = desk.refused(Intent::Restore { document, at: "2026-03-13T14:00:00Z".into() }).await;
    assert!(ahead.message.contains("has not come yet. Nothing was changed"), "{}", ahead.message);
    let words = desk.app.query(Query::Past(PastAsked::Moment { words: "when it worked".into() })).await;
    assert!(words.is_err_and(|e| e.message.contains("not a moment")));
    let PastTold::Moment(at) = told(&desk, PastAsked::Moment { words: "11:45".into() }).await else { panic!("it") };
    assert_eq!(at, "2026-03-13T11:45:00Z");
    let stranger = PastIntent::RestoreSection {
        document,
        section: bridgebook_domain::SectionId::new(uuid::Uuid::from_u128(7)),
        at: desk.clock_text(),
    };
    assert!(desk.refused(Intent::Past(stranger)).await.message.contains("Nothing was changed"));
    assert_eq!(desk.text(document, section).await, "Call the desk");
}

#[tokio::test]
async fn edits_are_told_in_sentences_with_their_authors_and_places() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Runbook", "Call the desk. ").await;
    let from = desk.clock_text();
    desk.later(10);
    // Typing is saved again and again, and is one edit all the same.
    for (n, words) in ["Call Kim", " then. ", "Wait."].into_iter().enumerate() {
        let at = [15, 23, 30][n];
        desk.edit(document, Vec::new(), vec![splice(section, at, 0, words)]).await;
        desk.seconds_later(20);
    }
    desk.later(10);
    desk.done(Intent::Undo { document }).await;
    let found = edits(&desk, document, None).await;
    assert_eq!((found.changes, found.edits), (7, 3), "{:?}", found.list);
    let words: Vec<&str> = found.list.iter().map(|e| e.words.as_str()).collect();
    assert_eq!(words[1..], ["2 sentences added", "Created"]);
    assert!(words[0].starts_with("Undo: "), "{words:?}");
    let typed = &found.list[1];
    assert_eq!(typed.excerpt, "“Call Kim then. Wait.”");
    assert_eq!((typed.changes, typed.places[0].number.as_str(), typed.places[0].heading.as_str()), (3, "1", "Notes"));
    let since = edits(&desk, document, Some(from.clone())).await;
    assert_eq!(since.edits, 2, "those after the moment");
    let PastTold::Difference(reading) =
        told(&desk, PastAsked::Difference { document, from: from.clone(), to: Some(typed.at.clone()) }).await
    else {
        panic!("what differs")
    };
    let one = &reading.difference.sections[0];
    assert_eq!(
        (before(&one.text).as_str(), after(&one.text).as_str()),
        ("Call the desk. ", "Call the desk. Call Kim then. Wait.")
    );
    assert_eq!((one.sign, one.tally.added), (Sign::Changed, 2));
    let PastTold::Tape(tape) = told(&desk, PastAsked::Tape { document }).await else { panic!("the tape") };
    assert_eq!((tape.changes.len(), tape.authors.len(), tape.sections.len()), (7, 1, 1));
    let PastTold::Editors(editors) = told(&desk, PastAsked::Editors { document }).await else { panic!("editors") };
    assert_eq!((editors.len(), editors[0].section), (1, section));
    assert_eq!(editors[0].at, tape.changes[6].at);
}

#[tokio::test]
async fn a_difference_is_written_as_markdown_and_as_pages() {
    let desk = Desk::new().await;
    let (document, section) = desk.prose("Runbook", "Call the desk at once. Then wait.").await;
    let from = desk.clock_text();
    desk.later(10);
    desk.edit(document, Vec::new(), vec![splice(section, 9, 4, "bridge")]).await;
    let write = |form: &str, path: &std::path::Path| {
        let (from, path) = (from.clone(), path.display().to_string());
        Intent::Past(PastIntent::ExportDifference { document, from, to: None, form: form.to_owned(), path })
    };
    let (markdown, pdf) = (desk.file("difference.md"), desk.file("difference.pdf"));
    desk.done(write("markdown", &markdown)).await;
    let text = std::fs::read_to_string(&markdown).expect("it was written");
    assert!(text.starts_with("# Runbook: what changed\n"), "{text}");
    assert!(text.contains("From 2026-03-13 12:00 to 2026-03-13 12:10: 1 changed."), "{text}");
    assert!(text.contains("Call the ~~desk~~ **bridge** at once. Then wait."), "{text}");
    desk.done(write("pdf", &pdf)).await;
    let printed = pdf_text(&pdf);
    assert!(printed.contains("what changed") && printed.contains("bridge"), "{printed}");
    let on_lines = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(on_lines.contains("Notes (section 1: 1"), "with the number it has in the document: {printed}");
    assert!(!printed.contains("~~") && !printed.contains("**"), "no sign of Markdown is printed: {printed}");
    let odd = desk.refused(write("docx", &pdf)).await;
    assert!(odd.message.contains("Use markdown or pdf"), "{}", odd.message);
}

#[tokio::test]
async fn what_was_known_is_by_arrival_not_by_what_happened_when() {
    let desk = Desk::new().await;
    let incident = desk.declare("Checkout down").await;
    desk.later(20);
    let add = |text: &str, at: &str| Intent::AddLog {
        incident: Some(incident),
        text: text.into(),
        category: Category::Event,
        at: at.into(),
    };
    desk.done(add("Pool suspected", "")).await;
    desk.later(10);
    let moment = desk.clock_text();
    desk.later(10);
    desk.done(add("The acquirer had called", "12:15")).await;
    desk.done(Intent::SetState { incident, state: "identified".into() }).await;
    let then = known(&desk, incident, &moment).await;
    assert_eq!(then.board.incident.state, "investigating", "what was set later was not in force");
    let heard =
        |rows: &[bridgebook_app::api::incident::LogRow], words: &str| rows.iter().any(|r| r.text.contains(words));
    assert!(heard(&then.entries, "Pool suspected"));
    assert!(!heard(&then.entries, "acquirer"), "it had happened, and nobody here knew of it");
    // Nobody looked at the clocks meanwhile: what was overdue by then was found out later as well, and says so.
    let said = then.later.iter().filter(|row| row.kind != "update_overdue").count();
    assert!(heard(&then.later, "acquirer") && said == 1, "it is told apart: {:?}", then.later);
    assert!(!then.documents.is_empty() && then.documents.iter().all(|d| !d.changed_by.is_empty()));
    let now = known(&desk, incident, &desk.clock_text()).await;
    assert!(heard(&now.entries, "acquirer") && now.later.is_empty());
    assert_eq!(now.board.incident.state, "identified");
    let early = desk.app.query(Query::Past(PastAsked::Known { incident, at: "2026-03-13T11:00:00Z".into() })).await;
    let early = early.expect_err("nothing was known");
    assert!(early.message.contains("at 11:00: the first came at 12:00"), "{}", early.message);
    let ahead = desk.app.query(Query::Past(PastAsked::Known { incident, at: "2026-03-13T19:00:00Z".into() })).await;
    assert!(ahead.is_err_and(|e| e.message.contains("has not come yet")), "nobody knows what will be known");
    // The head of a document at a moment says what was in force then, and not what is now.
    let plan = desk.plan(incident, "action").await;
    let Answer::Document(open) = desk.ask(Query::Document { document: plan, at: Some(moment) }).await else {
        panic!("it")
    };
    let state = open.bound.iter().find(|b| b.label == "State").expect("its state");
    assert!(state.value.starts_with("investigating"), "{}", state.value);
}
