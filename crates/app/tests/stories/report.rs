//! The post-incident report: made from the log of the sample, read back as text and as pages.

use std::path::Path as FilePath;

use bridgebook_app::api::ErrorCode;
use bridgebook_app::api::intent::{ExportOptions, Intent, ReportWanted};
use bridgebook_app::api::query::{Answer, Query};
use bridgebook_domain::DocumentId;
use bridgebook_domain::log::ObligationChange;

use crate::desk::pdf_text;
use crate::life::Desk;

impl Desk {
    fn report(&self, wanted: ReportWanted) -> Intent {
        Intent::WriteReport { incident: self.incident, wanted }
    }

    async fn reported(&self, wanted: ReportWanted) -> DocumentId {
        self.done(self.report(wanted)).await.ids[0].parse().expect("a document")
    }
}

/// The lines of a table by its heading, without the head and the line below it.
fn table<'a>(text: &'a str, heading: &str) -> Vec<&'a str> {
    let begins = text.find(&format!("{heading}\n")).unwrap_or_else(|| panic!("no {heading} in:\n{text}"));
    let rows = text[begins..].lines().skip_while(|l| !l.starts_with("| ")).take_while(|l| l.starts_with('|'));
    rows.skip(2).collect()
}

#[tokio::test]
async fn the_report_of_the_played_sample_holds_what_its_log_knows() {
    let desk = Desk::played().await;
    let filed = |obligation: &str, change, words: &str| Intent::ChangeObligation {
        incident: desk.incident,
        obligation: obligation.into(),
        change,
        at: String::new(),
        until: String::new(),
        words: words.into(),
    };
    let anchor = Intent::LogAnchor {
        incident: desk.incident,
        anchor: "Awareness of a breach of personal data".into(),
        at: "15:12".into(),
        words: String::new(),
    };
    desk.done(anchor).await;
    desk.done(filed("GDPR Art. 33", ObligationChange::NotApplicable, "no personal data affected")).await;
    let report = desk.reported(ReportWanted::default()).await;
    let text = desk.markdown(report).await;
    for words in [
        "title: INC-2041 post-incident report",
        "subtitle: \"INC-2041 Checkout: card payments failing in EU, read from the log as of 2026-03-11 18:01 CET\"",
        "| Report is | Draft |",
        "| Read from the log as of | 2026-03-11 17:01",
        "| Severity | SEV1 |",
        "| Began | 2026-03-11 12:52 UTC |",
        "| Detected | 2026-03-11 12:58 UTC |",
        "| Declared | 2026-03-11 13:05 UTC |",
        "| Mitigated | 2026-03-11 14:04 UTC |",
        "| Resolved | 2026-03-11 15:04 UTC |",
        "| Time until detected | 6 min |",
        "| Seen first by | Alert: error rate of card payments above 20 % in the EU",
        "<!-- bb:view source=log",
        "<!-- bb:view source=decisions",
        "<!-- bb:view source=roles",
        "<!-- bb:view source=actions",
        "began at 2026-03-11 13:58 and lasted 2 h 6 min",
    ] {
        assert!(text.contains(words), "{words} is missing in:\n{text}");
    }
    let sent = table(&text, "## Communication review");
    assert_eq!(sent.len(), 27, "an update a line: {sent:#?}");
    let has = |rows: &[&str], parts: &[&str]| rows.iter().any(|row| parts.iter().all(|part| row.contains(part)));
    assert!(has(&sent, &["| Executives | 2 |", "13:44:41 UTC", "13:49 UTC", "| Late by 4 min 19 s |"]));
    assert_eq!(sent.iter().filter(|row| row.contains("| Kept |")).count(), 10);
    assert!(has(&sent, &["| Support staff | 3 |", "| Nothing was promised |"]), "{sent:#?}");
    let calls = table(&text, "## Escalation review");
    assert_eq!(calls.len(), 5, "{calls:#?}");
    assert!(
        has(&calls, &["| L2 |", "13:32 UTC", "13:34:42 UTC", "Chen Wei", "| Called in time; taken in time |"]),
        "{calls:#?}"
    );
    assert!(has(&calls, &["| CTO | Jonas Lindqvist |", "| Told 1 min late |"]), "{calls:#?}");
    let measures = table(&text, "## Measures");
    for parts in [
        ["Time to detect (MTTD)", "| 6 min |", "|"],
        ["Time to acknowledge (MTTA)", "| 4 min | 5 min |", "|"],
        ["Time to resolve (MTTR)", "| 2 h 6 min | 4 h |", "the R is resolved"],
        ["Promises kept", "| 90.9 % |", "10 of 11"],
        ["Approval latency", "| 20 s |", "the longest 4 min 30 s"],
    ] {
        assert!(has(&measures, &parts), "{parts:?} in {measures:#?}");
    }
    let actions = table(&text, "## Actions");
    assert!(
        has(&actions, &["Roll back Payments gateway to 4.1", "Kim Ji-woo", "2026-03-11", "| Done |"]),
        "{actions:#?}"
    );
    let duties = table(&text, "## Regulatory outcome");
    assert!(has(&duties, &["GDPR Art. 33", "| No |", "14:12 UTC", "no personal data affected"]), "{duties:#?}");

    // What was filled in are ordinary cells: people correct them, and nothing of the log changes with it.
    let corrected = text.replace("| Late by 4 min 19 s |", "| Late: the approver was on the bridge |");
    desk.done(Intent::Replace { document: report, text: corrected }).await;
    assert!(desk.markdown(report).await.contains("the approver was on the bridge"));

    let error = desk.refused(desk.report(ReportWanted::default())).await;
    assert!(
        error.message.contains("“INC-2041 post-incident report” is the report of INC-2041 already"),
        "{}",
        error.message
    );
    assert_eq!((error.code, error.details), (ErrorCode::Invalid, vec![report.to_string()]), "it can be opened");
    let wanted = ReportWanted { title: "For the customers".into(), again: true, draft: false };
    let second = desk.reported(wanted).await;
    assert!(second != report && desk.markdown(second).await.contains("title: For the customers"));

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.pdf");
    pdf(&desk, report, &path).await;
    let pages = pdf_text(&path);
    for words in ["INC-2041 post-incident report", "as of 2026-03-11 18:01 CET", "90.9 %", "Told 1 min late", "Kept"] {
        assert!(pages.contains(words), "{words} is on paper:\n{pages}");
    }
}

async fn pdf(desk: &Desk, document: DocumentId, path: &FilePath) {
    let options = ExportOptions { to: "pdf".into(), paper: "a4".into(), ..ExportOptions::default() };
    let path = path.display().to_string();
    desk.done(Intent::Export { documents: vec![document], incident: None, options, path }).await;
}

#[tokio::test]
async fn a_report_before_the_end_is_refused_or_a_draft_that_says_so() {
    let desk = Desk::sample().await;
    let error = desk.refused(desk.report(ReportWanted::default())).await;
    assert!(
        error.message.contains("INC-2041 is identified, not resolved") && error.message.contains("Nothing was created")
    );
    let Answer::OpenEnds(ends) = desk.ask(Query::OpenEnds { incident: desk.incident }).await else { panic!("a list") };
    assert!(ends.iter().any(|e| e.kind == "report"), "nothing was made");
    let draft = desk.reported(ReportWanted { draft: true, ..ReportWanted::default() }).await;
    let text = desk.markdown(draft).await;
    assert!(text.contains("as of 2026-03-11 14:47 CET. Draft: the incident was identified then"), "{text}");
    assert!(text.contains("| Resolved | |") && text.contains("It is not resolved."), "{text}");
    let sent = table(&text, "## Communication review");
    assert!(sent.iter().any(|row| row.contains("Executives") && row.contains("Overdue by 2 min 31 s")), "{sent:#?}");
    let actions = table(&text, "## Actions");
    assert!(actions.iter().any(|row| row.contains("Confirm chain with Harbourline") && row.contains("| Open |")));
    let Answer::OpenEnds(ends) = desk.ask(Query::OpenEnds { incident: desk.incident }).await else { panic!("a list") };
    assert!(ends.iter().all(|e| e.kind != "report"), "it is begun");
}
