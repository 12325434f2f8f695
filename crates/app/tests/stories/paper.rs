//! What the paper of the sample incident has to be: short plans short, what holds now as the log says it, each thing
//! once, and one page for what hangs on one wall.

use std::sync::Arc;

use bridgebook_app::api::intent::{ExportOptions, Intent};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_app::{Bridgebook, Options};
use bridgebook_domain::{DocumentId, IncidentId};

use crate::desk::pdf_text;

struct Press {
    folder: tempfile::TempDir,
    app: Arc<Bridgebook>,
    incident: IncidentId,
}

impl Press {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let app = Bridgebook::open(folder.path(), Options::sample()).await.expect("the sample opens");
        let Answer::Incidents(list) = app.query(Query::Incidents).await.expect("a list") else { panic!("a list") };
        Self { folder, app, incident: list[0].id }
    }

    async fn create(&self, template: &str, incident: Option<IncidentId>) -> DocumentId {
        let create = Intent::CreateDocument { template: template.into(), title: format!("My {template}"), incident };
        let made = self.app.intent(create).await.expect("a document");
        made.ids[0].parse().expect("an id")
    }

    async fn import(&self, text: &str) -> DocumentId {
        let import = Intent::Import { file_name: "brief.md".into(), text: text.into(), incident: Some(self.incident) };
        let made = self.app.intent(import).await.expect("it is read");
        made.ids[0].parse().expect("an id")
    }

    /// The words of each page.
    async fn pages(&self, documents: &[DocumentId], incident: Option<IncidentId>, cards: bool) -> Vec<String> {
        let path = self.folder.path().join("paper.pdf");
        let options = ExportOptions { to: "pdf".into(), cards, ..ExportOptions::default() };
        let (documents, file) = (documents.to_vec(), path.display().to_string());
        self.app.intent(Intent::Export { documents, incident, options, path: file }).await.expect("a PDF");
        let text = pdf_text(&path);
        text.split('\u{c}').filter(|page| !page.trim().is_empty()).map(str::to_owned).collect()
    }

    async fn one(&self, document: DocumentId) -> Vec<String> {
        self.pages(&[document], None, false).await
    }
}

/// Words on one line with one blank between them, as columns stand apart in what is read from a page.
fn has_line(pages: &[String], words: &[&str]) -> bool {
    pages.iter().flat_map(|page| page.lines()).any(|line| words.iter().all(|word| line.contains(word)))
}

#[tokio::test]
async fn a_short_plan_is_two_pages_and_its_empty_tables_show_what_is_to_be_filled_in() {
    let press = Press::new().await;
    for incident in [None, Some(press.incident)] {
        let plan = press.create("incident-action-plan-short", incident).await;
        let pages = press.one(plan).await;
        assert!(pages.len() <= 2, "{} pages: {}", pages.len(), pages.join("\n"));
        for heads in [["Hypothesis", "Evidence"], ["Objective", "Measured by"], ["Assignment", "Roll-back"]] {
            assert!(has_line(&pages, &heads), "{heads:?} are heads: {}", pages[0]);
        }
    }
    let plan = press.create("incident-action-plan-short", Some(press.incident)).await;
    let pages = press.one(plan).await;
    assert!(has_line(&pages, &["Command", "Incident Commander", "Katarzyna Wójcik"]), "who holds it: {}", pages[1]);
    assert!(has_line(&pages, &["Chen Wei", "+86 21 5555 0145"]), "and how they are reached: {}", pages[1]);
    press.app.close().await;
}

#[tokio::test]
async fn a_brief_is_one_page_and_says_what_holds_now() {
    let press = Press::new().await;
    assert_eq!(press.one(press.create("executive-brief", None).await).await.len(), 1, "also before an incident");
    let brief = press.create("executive-brief", Some(press.incident)).await;
    let pages = press.one(brief).await;
    assert_eq!(pages.len(), 1, "{}", pages.join("\n"));
    assert!(pages[0].contains("Identified, since") && pages[0].contains("Katarzyna Wójcik"), "{}", pages[0]);
    assert!(!pages[0].contains("{{") && !pages[0].contains("Investigating"), "{}", pages[0]);
    let resolved = Intent::SetState { incident: press.incident, state: "monitoring".into() };
    press.app.intent(resolved).await.expect("it is set");
    let later = press.one(brief).await;
    assert!(later[0].contains("Monitoring, since"), "at the moment of the print: {}", later[0]);
    press.app.close().await;
}

/// A brief as its template was before: the state that it was made with, and a variable that no document holds.
const EARLIER: &str = "---
bridgebook: 1
title: Earlier brief
template: executive-brief
---

## Current status

<!-- bb:fields
col Incident key=incident type=text
col Severity key=severity type=reference of=severity
col State key=state type=choice required choices=[Investigating=risk, Identified=accent, Monitoring=accent, Resolved=ok]
col \"As of\" key=as_of type=instant required
col Since key=since type=instant
col Commander key=commander type=text
-->

| Field | Value |
| --- | --- |
| Incident | {{incident.number}} |
| Severity | |
| State | Investigating |
| As of | AS_OF |
| Since | |
| Commander | {{commander}} |
";

#[tokio::test]
async fn a_brief_of_an_earlier_template_is_filled_from_the_log_unless_somebody_said_of_when_it_is() {
    let press = Press::new().await;
    let open = press.import(&EARLIER.replace("AS_OF", "")).await;
    let pages = press.one(open).await;
    for line in [["State", "Identified"], ["Severity", "SEV1"], ["Since", "14:41"], ["Commander", "Katarzyna Wójcik"]]
    {
        assert!(has_line(&pages, &line), "{line:?}: {}", pages[0]);
    }
    let written = press.import(&EARLIER.replace("AS_OF", "2026-03-11 13:30 UTC")).await;
    let pages = press.one(written).await;
    assert!(has_line(&pages, &["State", "Investigating"]), "what was true at 14:30 stays: {}", pages[0]);
    assert!(has_line(&pages, &["Commander", "Katarzyna Wójcik"]), "a variable is filled: {}", pages[0]);
    press.app.close().await;
}

#[tokio::test]
async fn the_binder_of_the_sample_says_each_thing_once_and_where_it_matters() {
    let press = Press::new().await;
    let pages = press.pages(&[], Some(press.incident), true).await;
    let cover = &pages[0];
    for words in ["overdue 3 min", "Update overdue", "Executives, 3 min", "Next commander", "Tomás Herrera"] {
        assert!(cover.contains(words), "the cover says “{words}”: {cover}");
    }
    assert!(cover.contains("38 % of EU card payments"), "and the impact: {cover}");

    // The table may run on to the next page, which says so in its head.
    let promised = |page: &&String| page.contains("Early or late, min") && !page.contains("Messages sent (continued)");
    assert_eq!(pages.iter().filter(promised).count(), 1, "promises are told once, with the updates");
    assert!(pages.iter().any(|page| page.contains("Each promise stands once here")), "elsewhere it is said where");

    let last = pages.last().expect("a page");
    for words in ["Call tree", "Who to call, INC-2041", "First five minutes", "Escalation, SEV1", "Channels when"] {
        assert!(last.contains(words), "“{words}” stands on the one page of the cards: {last}");
    }
    assert!(last.contains("Holding statement within 5 min") && last.contains("Command bridge"), "{last}");

    let letters: Vec<&String> = pages.iter().filter(|page| page.contains("AI may help,")).collect();
    assert_eq!(letters.len(), 1, "the matrix is not split");
    assert!(letters[0].contains("Keep the log") && letters[0].contains("Accountable: decides"), "{}", letters[0]);

    for page in &pages {
        for line in page.lines().filter(|line| line.contains("(continued)")) {
            assert!(!line.trim_start().starts_with("(continued)"), "what goes on has a name: {line}");
        }
        let words = page.split_whitespace().count();
        assert!(words > 60, "no page is nearly empty: {page}");
    }
    press.app.close().await;
}

#[tokio::test]
async fn the_matrix_of_ten_activities_is_one_page() {
    let press = Press::new().await;
    let pages = press.one(press.create("raci-major-incident", None).await).await;
    let letters: Vec<&String> = pages.iter().filter(|page| page.contains("AI may help,")).collect();
    assert_eq!(letters.len(), 1, "{}", pages.join("\n"));
    for words in ["Declare incident", "Keep the log", "Accountable: decides"] {
        assert!(letters[0].contains(words), "“{words}” stands on it: {}", letters[0]);
    }
    let facts = pages.iter().find(|page| page.contains("The matrix has a page of its own")).expect("where it is said");
    assert!(facts.contains("Deliverable") && facts.contains("at once when in doubt"), "{facts}");
    press.app.close().await;
}
